-- Schema 3: wallets, imported costs and soft limits of all nodes.

-- Prepaid money. A top-up has a version of the directory, so that nodes hear of it as of a change there, and are sealed
-- in the order of these.
CREATE TABLE top_up (
    version     BIGINT PRIMARY KEY,
    tenant      TEXT NOT NULL,
    reference   TEXT NOT NULL UNIQUE,
    amount_ukzt BIGINT NOT NULL CHECK (amount_ukzt <> 0),   -- below zero: taken back
    ts          BIGINT NOT NULL,
    hash        BYTEA NOT NULL CHECK (length(hash) = 32)
);
CREATE INDEX top_up_tenant ON top_up (tenant);

CREATE TABLE cost_line (
    reference   TEXT PRIMARY KEY,
    day         BIGINT NOT NULL,
    tenant      TEXT NOT NULL,
    line        TEXT NOT NULL,
    amount_ukzt BIGINT NOT NULL,                            -- below zero: a credit
    ts          BIGINT NOT NULL
);
CREATE INDEX cost_line_day ON cost_line (tenant, day);

-- Soft limits that all nodes together have crossed, once for each period and amount of a budget.
CREATE TABLE soft_limit (
    level        TEXT NOT NULL,
    id           TEXT NOT NULL,
    period       BIGINT NOT NULL,
    limit_ukzt   BIGINT NOT NULL,
    spent_ukzt   BIGINT NOT NULL,
    untold_since TIMESTAMPTZ,                               -- since when a node was to tell of it; NULL: it has
    PRIMARY KEY (level, id, period, limit_ukzt)
);
CREATE INDEX soft_limit_untold ON soft_limit (untold_since) WHERE untold_since IS NOT NULL;

CREATE TRIGGER top_up_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON top_up EXECUTE FUNCTION refuse_change();
CREATE TRIGGER cost_line_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cost_line EXECUTE FUNCTION refuse_change();
