-- Schema 3: wallets and imported costs of all nodes.

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

CREATE TRIGGER top_up_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON top_up EXECUTE FUNCTION refuse_change();
CREATE TRIGGER cost_line_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON cost_line EXECUTE FUNCTION refuse_change();
