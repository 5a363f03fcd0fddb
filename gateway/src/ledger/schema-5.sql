-- Schema 5: entries are chained, and what was charged wrongly is corrected by entries.

-- SHA-256 over the seal of the entry before and what this one says, see chain.rs. Entries of earlier schemas have none:
-- they are sealed together by `anchor_seal` in `meta`, up to the entry `anchor_seq`.
ALTER TABLE entry ADD COLUMN hash BLOB;

-- Of a correction (a kind of its own, steps -2, -3, …): what it adds to the request's charge, below zero for what it takes
-- from it, and why. It counts on the day on which it is made, so that days that were reported stay as they were.
ALTER TABLE entry ADD COLUMN correction_ukzt INTEGER;
ALTER TABLE entry ADD COLUMN because TEXT;

-- As before, but a period in which more was given back than was charged is below zero.
CREATE TABLE balance_of_schema_5 (
    level    TEXT NOT NULL,
    id       TEXT NOT NULL,
    period   INTEGER NOT NULL,
    reserved INTEGER NOT NULL CHECK (reserved >= 0),
    spent    INTEGER NOT NULL,
    messages INTEGER NOT NULL CHECK (messages >= 0),
    PRIMARY KEY (level, id, period)
) STRICT, WITHOUT ROWID;

INSERT INTO balance_of_schema_5 SELECT level, id, period, reserved, spent, messages FROM balance;
DROP TABLE balance;
ALTER TABLE balance_of_schema_5 RENAME TO balance;

DROP VIEW whole_entry;
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
       entry.outcome, entry.register, entry.decision, entry.correction_ukzt, entry.because, entry.hash
FROM entry LEFT JOIN owner ON owner.id = entry.owner LEFT JOIN route ON route.id = entry.route;
