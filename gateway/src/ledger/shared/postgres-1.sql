-- The books of all nodes, schema 1. Amounts are µ₸ (millionths of a tenge); times are microseconds since 1970 in UTC; days
-- are yyyymmdd in Almaty, as in the journals of the nodes.

-- Who writes here. A node is known by its name and by the journal it keeps: one name with two journals is a mistake.
CREATE TABLE node (
    name             TEXT PRIMARY KEY,
    journal          TEXT NOT NULL,
    shipped_seq      BIGINT NOT NULL DEFAULT 0,   -- the last entry of its journal that is here
    shipped_feedback BIGINT NOT NULL DEFAULT 0,
    shipped_blocked  BIGINT NOT NULL DEFAULT 0,   -- up to which time
    reconciled       BIGINT NOT NULL DEFAULT 0,   -- entries that were shipped again, because the database had lost them
    seen             TIMESTAMPTZ                  -- when it last was alive; NULL: it was stopped in order
);

-- The entries of all journals; the columns are those of the journal's `whole_entry`.
CREATE TABLE entry (
    node               TEXT NOT NULL,
    seq                BIGINT NOT NULL,
    request_id         BYTEA NOT NULL CHECK (length(request_id) = 16),
    step               BIGINT NOT NULL,
    kind               TEXT NOT NULL,
    ts                 BIGINT NOT NULL,
    day                BIGINT NOT NULL,
    period             BIGINT GENERATED ALWAYS AS (day / 100) STORED,
    tenant             TEXT NOT NULL,
    key_id             TEXT NOT NULL,
    amount_ukzt        BIGINT CHECK (amount_ukzt >= 0),
    floor_ukzt         BIGINT CHECK (floor_ukzt >= 0),
    fee_ukzt           BIGINT NOT NULL CHECK (fee_ukzt >= 0),
    idempotency_hash   BYTEA,
    tier               TEXT,
    rule               TEXT,
    policy             TEXT,
    provider           TEXT,
    model              TEXT,
    input_tokens       BIGINT,
    cached_tokens      BIGINT,
    cache_write_tokens BIGINT,
    output_tokens      BIGINT,
    reasoning_tokens   BIGINT,
    usage_source       TEXT,
    currency           TEXT,
    native_amount      TEXT,
    price_id           TEXT,
    rate_id            TEXT,
    flagship_ukzt      BIGINT,
    flagship_price_id  TEXT,
    outcome            TEXT,
    register           BYTEA,
    decision           BYTEA,
    correction_ukzt    BIGINT,
    because            TEXT,
    hash               BYTEA,                     -- of the journal's chain
    PRIMARY KEY (node, seq),
    CONSTRAINT entry_step UNIQUE (request_id, step)
);

-- By this name reports know them, as in a journal.
CREATE VIEW whole_entry AS SELECT * FROM entry;

-- What reports read; reservations, half of all entries, are in none.
CREATE INDEX entry_day ON entry (day, tenant) WHERE step <> 0;

-- What each node's shipped entries come to, by budget.
CREATE TABLE balance (
    level    TEXT NOT NULL,
    id       TEXT NOT NULL,
    period   BIGINT NOT NULL,
    node     TEXT NOT NULL,
    spent    BIGINT NOT NULL,
    messages BIGINT NOT NULL,
    PRIMARY KEY (level, id, period, node)
);

-- A budget's period that somebody asked for. Its row is the lock under which slices of it change. `round` counts how often
-- the nodes were asked what they can spare.
CREATE TABLE scope (
    level    TEXT NOT NULL,
    id       TEXT NOT NULL,
    period   BIGINT NOT NULL,
    round    BIGINT NOT NULL DEFAULT 0,
    asked_at TIMESTAMPTZ,
    short_at TIMESTAMPTZ,                          -- when there last was too little for somebody
    PRIMARY KEY (level, id, period)
);

-- A node's part of a budget, what it has spent of it included.
CREATE TABLE slice (
    level    TEXT NOT NULL,
    id       TEXT NOT NULL,
    period   BIGINT NOT NULL,
    node     TEXT NOT NULL,
    granted  BIGINT NOT NULL DEFAULT 0,
    messages BIGINT NOT NULL DEFAULT 0,
    answered BIGINT NOT NULL DEFAULT 0,            -- the last round that the node has answered
    PRIMARY KEY (level, id, period, node)
);

-- Tenants and keys, each with whatever columns the nodes' tables have. Keys are hashes, as there.
CREATE TABLE directory (
    kind    TEXT NOT NULL,
    id      TEXT NOT NULL,
    version BIGINT NOT NULL,
    line    JSONB NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX directory_version ON directory (version);

-- By this name reports know the keys, as in a journal.
CREATE VIEW api_key AS
    SELECT id, line ->> 'tenant' AS tenant, line ->> 'project' AS project FROM directory WHERE kind = 'api_key';

-- One row: the lock under which the directory changes, so that versions become visible in their order.
CREATE TABLE directory_head (
    one     BOOLEAN PRIMARY KEY DEFAULT true CHECK (one),
    version BIGINT NOT NULL DEFAULT 0
);
INSERT INTO directory_head DEFAULT VALUES;

CREATE TABLE feedback (
    node       TEXT NOT NULL,
    seq        BIGINT NOT NULL,
    request_id BYTEA NOT NULL,
    ts         BIGINT NOT NULL,
    tenant     TEXT NOT NULL,
    key_id     TEXT NOT NULL,
    rating     BIGINT NOT NULL,
    comment    TEXT,
    PRIMARY KEY (node, seq)
);

CREATE TABLE trial (
    request_id BYTEA PRIMARY KEY,
    arm        TEXT NOT NULL
);

CREATE TABLE blocked (
    node         TEXT NOT NULL,
    day          BIGINT NOT NULL,
    tenant       TEXT NOT NULL,
    key_id       TEXT NOT NULL,
    policy       TEXT NOT NULL,
    class        TEXT NOT NULL,
    requests     BIGINT NOT NULL,
    occurrences  BIGINT NOT NULL,
    first_ts     BIGINT NOT NULL,
    last_ts      BIGINT NOT NULL,
    last_request BYTEA NOT NULL,
    PRIMARY KEY (node, day, tenant, key_id, policy, class)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'ledger entries are append-only'; END $$;

CREATE TRIGGER entry_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry EXECUTE FUNCTION refuse_change();
CREATE TRIGGER feedback_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON feedback EXECUTE FUNCTION refuse_change();
CREATE TRIGGER trial_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON trial EXECUTE FUNCTION refuse_change();
CREATE TRIGGER blocked_is_not_deleted BEFORE DELETE OR TRUNCATE ON blocked EXECUTE FUNCTION refuse_change();
