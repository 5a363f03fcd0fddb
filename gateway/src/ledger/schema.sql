-- The ledger, schema 1. Amounts are µ₸ (millionths of a tenge); times are microseconds since 1970 in UTC; days are
-- yyyymmdd in Almaty.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tenant (
    id                TEXT PRIMARY KEY,
    name              TEXT NOT NULL,
    plan              TEXT NOT NULL,
    budget_month_ukzt INTEGER CHECK (budget_month_ukzt >= 0),
    budget_day_ukzt   INTEGER CHECK (budget_day_ukzt >= 0),
    disabled          INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    created           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE api_key (
    id                  TEXT PRIMARY KEY,
    tenant              TEXT NOT NULL REFERENCES tenant (id),
    name                TEXT NOT NULL,
    prefix              TEXT NOT NULL,
    hash                BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    created             INTEGER NOT NULL,
    revoked_at          INTEGER,
    expires_at          INTEGER,
    budget_month_ukzt   INTEGER CHECK (budget_month_ukzt >= 0),
    requests_per_minute INTEGER CHECK (requests_per_minute > 0)
) STRICT, WITHOUT ROWID;

-- A request is one reserve (step 0), attempts (steps 1, 2, …) and one terminal entry (step -1): the unique step is what
-- makes a second terminal entry impossible. Steps below -1 are free for corrections. An attempt names whom it called and
-- how that ended; tokens, price and rate of the one that served stand in the terminal entry.
CREATE TABLE entry (
    seq                INTEGER PRIMARY KEY,
    request_id         BLOB NOT NULL CHECK (length(request_id) = 16),
    step               INTEGER NOT NULL,
    kind               TEXT NOT NULL,
    ts                 INTEGER NOT NULL,
    day                INTEGER NOT NULL,
    node               TEXT NOT NULL,
    tenant             TEXT NOT NULL,
    key_id             TEXT NOT NULL,
    amount_ukzt        INTEGER CHECK (amount_ukzt >= 0),           -- the bound of a reserve; NULL: unknown to us
    floor_ukzt         INTEGER CHECK (floor_ukzt >= 0),            -- of a reserve: what a crash charges
    fee_ukzt           INTEGER NOT NULL DEFAULT 0 CHECK (fee_ukzt >= 0),
    idempotency_hash   BLOB,
    tier               TEXT,
    rule               TEXT,
    policy             TEXT,
    provider           TEXT,
    model              TEXT,
    input_tokens       INTEGER CHECK (input_tokens >= 0),
    cached_tokens      INTEGER CHECK (cached_tokens >= 0),
    cache_write_tokens INTEGER CHECK (cache_write_tokens >= 0),
    output_tokens      INTEGER CHECK (output_tokens >= 0),
    reasoning_tokens   INTEGER CHECK (reasoning_tokens >= 0),
    usage_source       TEXT,
    currency           TEXT,
    native_amount      TEXT,
    price_id           TEXT,
    rate_id            TEXT,
    flagship_ukzt      INTEGER CHECK (flagship_ukzt >= 0),
    flagship_price_id  TEXT,
    outcome            TEXT,
    period             INTEGER GENERATED ALWAYS AS (day / 100) VIRTUAL,
    CHECK ((kind = 'reserve') = (step = 0)),
    CHECK ((kind = 'attempt') = (step > 0)),
    CHECK ((kind IN ('settle', 'release', 'recovered')) = (step = -1)),
    CHECK (amount_ukzt IS NOT NULL OR kind = 'attempt')
) STRICT;

CREATE UNIQUE INDEX entry_step ON entry (request_id, step);

CREATE TRIGGER entry_is_not_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'ledger entries are append-only'); END;

CREATE TRIGGER entry_is_not_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'ledger entries are append-only'); END;

-- A projection of the entries, written in the same transaction.
CREATE TABLE balance (
    level    TEXT NOT NULL,
    id       TEXT NOT NULL,
    period   INTEGER NOT NULL,
    reserved INTEGER NOT NULL CHECK (reserved >= 0),
    spent    INTEGER NOT NULL CHECK (spent >= 0),
    messages INTEGER NOT NULL CHECK (messages >= 0),
    PRIMARY KEY (level, id, period)
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency (
    tenant     TEXT NOT NULL,
    key_hash   BLOB NOT NULL CHECK (length(key_hash) = 32),
    body_hash  BLOB NOT NULL CHECK (length(body_hash) = 32),
    request_id BLOB NOT NULL CHECK (length(request_id) = 16),
    at         INTEGER NOT NULL,
    PRIMARY KEY (tenant, key_hash)
) STRICT, WITHOUT ROWID;
