-- What users thought of answers, and which side of an experiment requests were on.

-- Ratings as they come: of several for a request the last one counts. A comment is redacted before it gets here.
CREATE TABLE feedback (
    seq        INTEGER PRIMARY KEY,
    request_id BLOB NOT NULL CHECK (length(request_id) = 16),
    ts         INTEGER NOT NULL,
    tenant     TEXT NOT NULL,
    key_id     TEXT NOT NULL,
    rating     INTEGER NOT NULL CHECK (rating BETWEEN -1000 AND 1000),  -- thousandths: from bad to good
    comment    TEXT
) STRICT;

CREATE INDEX feedback_request ON feedback (request_id);

CREATE TRIGGER feedback_is_not_changed BEFORE UPDATE ON feedback
BEGIN SELECT RAISE(ABORT, 'feedback is append-only'); END;

CREATE TRIGGER feedback_is_not_deleted BEFORE DELETE ON feedback
BEGIN SELECT RAISE(ABORT, 'feedback is append-only'); END;

-- Of requests that a canary could have taken: its name, with `:control` behind it where it did not.
CREATE TABLE trial (
    request_id BLOB PRIMARY KEY CHECK (length(request_id) = 16),
    arm        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER trial_is_not_changed BEFORE UPDATE ON trial
BEGIN SELECT RAISE(ABORT, 'trials are append-only'); END;

CREATE TRIGGER trial_is_not_deleted BEFORE DELETE ON trial
BEGIN SELECT RAISE(ABORT, 'trials are append-only'); END;
