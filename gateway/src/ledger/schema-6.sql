-- Schema 6: projects, the same limits for tenants, projects and keys, soft limits, wallets, imported costs.

-- Per cent of each budget at which somebody is told; 0: nobody. NULL: the usual 80.
ALTER TABLE tenant ADD COLUMN soft_percent INTEGER CHECK (soft_percent BETWEEN 0 AND 100);
ALTER TABLE tenant ADD COLUMN requests_per_minute INTEGER CHECK (requests_per_minute > 0);
ALTER TABLE tenant ADD COLUMN tokens_per_minute INTEGER CHECK (tokens_per_minute > 0);
ALTER TABLE tenant ADD COLUMN concurrency INTEGER CHECK (concurrency > 0);
-- Whether it pays its plan by the year.
ALTER TABLE tenant ADD COLUMN pays_yearly INTEGER NOT NULL DEFAULT 0 CHECK (pays_yearly IN (0, 1));

CREATE TABLE project (
    tenant              TEXT NOT NULL REFERENCES tenant (id),
    id                  TEXT NOT NULL,
    name                TEXT NOT NULL,
    created             INTEGER NOT NULL,
    budget_month_ukzt   INTEGER CHECK (budget_month_ukzt >= 0),
    budget_day_ukzt     INTEGER CHECK (budget_day_ukzt >= 0),
    soft_percent        INTEGER CHECK (soft_percent BETWEEN 0 AND 100),
    requests_per_minute INTEGER CHECK (requests_per_minute > 0),
    tokens_per_minute   INTEGER CHECK (tokens_per_minute > 0),
    concurrency         INTEGER CHECK (concurrency > 0),
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

-- What a key is made with stays: its project, and whether its days are counted.
ALTER TABLE api_key ADD COLUMN project TEXT;
ALTER TABLE api_key ADD COLUMN budget_day_ukzt INTEGER CHECK (budget_day_ukzt >= 0);
ALTER TABLE api_key ADD COLUMN soft_percent INTEGER CHECK (soft_percent BETWEEN 0 AND 100);
ALTER TABLE api_key ADD COLUMN tokens_per_minute INTEGER CHECK (tokens_per_minute > 0);
ALTER TABLE api_key ADD COLUMN concurrency INTEGER CHECK (concurrency > 0);

-- Of which budgets somebody has been told that their soft limit is crossed: once for each period and amount.
CREATE TABLE soft_limit (
    level      TEXT NOT NULL,
    id         TEXT NOT NULL,
    period     INTEGER NOT NULL,
    limit_ukzt INTEGER NOT NULL,
    spent_ukzt INTEGER NOT NULL,
    PRIMARY KEY (level, id, period, limit_ukzt)
) STRICT, WITHOUT ROWID;

-- Prepaid money. A tenant has a wallet from its first top-up on: requests that are reserved by entries after
-- `after_entry` of it are paid from there.
CREATE TABLE top_up (
    seq         INTEGER PRIMARY KEY,
    tenant      TEXT NOT NULL REFERENCES tenant (id),
    reference   TEXT NOT NULL UNIQUE,
    amount_ukzt INTEGER NOT NULL CHECK (amount_ukzt <> 0),  -- below zero: taken back
    ts          INTEGER NOT NULL,
    after_entry INTEGER NOT NULL
) STRICT;

CREATE INDEX top_up_tenant ON top_up (tenant);

CREATE TRIGGER top_up_is_not_changed BEFORE UPDATE ON top_up
BEGIN SELECT RAISE(ABORT, 'top-ups are append-only'); END;

CREATE TRIGGER top_up_is_not_deleted BEFORE DELETE ON top_up
BEGIN SELECT RAISE(ABORT, 'top-ups are append-only'); END;

-- What a tenant costs beside its requests, such as the messages of a channel, as it was imported.
CREATE TABLE cost_line (
    seq         INTEGER PRIMARY KEY,
    reference   TEXT NOT NULL UNIQUE,
    day         INTEGER NOT NULL,
    tenant      TEXT NOT NULL REFERENCES tenant (id),
    line        TEXT NOT NULL,
    amount_ukzt INTEGER NOT NULL,  -- below zero: a credit
    ts          INTEGER NOT NULL
) STRICT;

CREATE INDEX cost_line_day ON cost_line (tenant, day);

CREATE TRIGGER cost_line_is_not_changed BEFORE UPDATE ON cost_line
BEGIN SELECT RAISE(ABORT, 'imported costs are append-only'); END;

CREATE TRIGGER cost_line_is_not_deleted BEFORE DELETE ON cost_line
BEGIN SELECT RAISE(ABORT, 'imported costs are append-only'); END;
