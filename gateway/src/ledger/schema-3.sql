-- Schema 3: what entries repeat is written once, reservations hold the facts of their decision, and terminal entries what
-- the model brought.

-- Where requests went and at which price. An entry of this schema names one of these in `route`, and leaves the columns
-- of these names to entries of earlier schemas.
CREATE TABLE route (
    id                INTEGER PRIMARY KEY,
    tier              TEXT,
    rule              TEXT NOT NULL,
    policy            TEXT NOT NULL,
    provider          TEXT NOT NULL,
    model             TEXT NOT NULL,
    currency          TEXT,
    price_id          TEXT,
    rate_id           TEXT,
    flagship_price_id TEXT
) STRICT;

-- Two NULLs differ for a unique index; here they must not.
CREATE UNIQUE INDEX route_strings ON route
    (rule, policy, provider, model, ifnull(tier, ''), ifnull(currency, ''), ifnull(price_id, ''), ifnull(rate_id, ''),
     ifnull(flagship_price_id, ''));

-- Who asked, and which node wrote it down. An entry of this schema names one of these in `owner`; its own columns of these
-- names, which cannot be NULL, are empty.
CREATE TABLE owner (
    id     INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    key_id TEXT NOT NULL,
    node   TEXT NOT NULL,
    UNIQUE (key_id, tenant, node)
) STRICT;

CREATE TRIGGER route_is_not_changed BEFORE UPDATE ON route
BEGIN SELECT RAISE(ABORT, 'ledger entries are append-only'); END;

CREATE TRIGGER route_is_not_deleted BEFORE DELETE ON route
BEGIN SELECT RAISE(ABORT, 'ledger entries are append-only'); END;

CREATE TRIGGER owner_is_not_changed BEFORE UPDATE ON owner
BEGIN SELECT RAISE(ABORT, 'ledger entries are append-only'); END;

CREATE TRIGGER owner_is_not_deleted BEFORE DELETE ON owner
BEGIN SELECT RAISE(ABORT, 'ledger entries are append-only'); END;

-- No foreign keys: the one writer names only rows that it has seen, and a check would be two look-ups for each entry.
ALTER TABLE entry ADD COLUMN route INTEGER;
ALTER TABLE entry ADD COLUMN owner INTEGER;
-- Of a reserve: the facts its route was decided by, in the form of `router_core::decide::record`; never content.
ALTER TABLE entry ADD COLUMN decision BLOB;

-- Entries of all schemas with their strings in place: what readers look at. `register` of a terminal entry: the kinds of
-- personal data that the model brought by itself, with their counts.
CREATE VIEW whole_entry AS
SELECT entry.seq, entry.request_id, entry.step, entry.kind, entry.ts, entry.day, entry.period,
       ifnull(owner.node, entry.node) AS node,
       ifnull(owner.tenant, entry.tenant) AS tenant,
       ifnull(owner.key_id, entry.key_id) AS key_id,
       entry.amount_ukzt, entry.floor_ukzt, entry.fee_ukzt, entry.idempotency_hash,
       ifnull(route.tier, entry.tier) AS tier,
       ifnull(route.rule, entry.rule) AS rule,
       ifnull(route.policy, entry.policy) AS policy,
       ifnull(route.provider, entry.provider) AS provider,
       ifnull(route.model, entry.model) AS model,
       entry.input_tokens, entry.cached_tokens, entry.cache_write_tokens, entry.output_tokens, entry.reasoning_tokens,
       entry.usage_source,
       ifnull(route.currency, entry.currency) AS currency,
       entry.native_amount,
       ifnull(route.price_id, entry.price_id) AS price_id,
       ifnull(route.rate_id, entry.rate_id) AS rate_id,
       entry.flagship_ukzt,
       ifnull(route.flagship_price_id, entry.flagship_price_id) AS flagship_price_id,
       entry.outcome, entry.register, entry.decision
FROM entry LEFT JOIN owner ON owner.id = entry.owner LEFT JOIN route ON route.id = entry.route;
