-- Schema 2: what personal data requests held, and whom it reached.

-- Of a reserve whose request held any: kinds and counts, hosts, keyed hashes; never values. See register.rs for its form.
ALTER TABLE entry ADD COLUMN register BLOB;

-- Requests that were refused for what they held: one row for each day, key and kind, so that nobody can flood it.
CREATE TABLE blocked (
    day          INTEGER NOT NULL,
    tenant       TEXT NOT NULL,
    key_id       TEXT NOT NULL,
    policy       TEXT NOT NULL,
    class        TEXT NOT NULL,
    requests     INTEGER NOT NULL,
    occurrences  INTEGER NOT NULL,
    first_ts     INTEGER NOT NULL,
    last_ts      INTEGER NOT NULL,
    last_request BLOB NOT NULL CHECK (length(last_request) = 16),
    PRIMARY KEY (day, tenant, key_id, policy, class)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER blocked_is_not_deleted BEFORE DELETE ON blocked
BEGIN SELECT RAISE(ABORT, 'blocked requests are kept'); END;
