-- The books of all nodes, schema 2: sums of entries, so that a report of a month does not read all of them.

-- The last entry of each node that is in a sum. A node that keeps no sums yet leaves its mark behind.
ALTER TABLE node ADD COLUMN summed_seq BIGINT NOT NULL DEFAULT 0;

-- What the charges of a day, a key and a route come to, as in the journals. Written in the transaction that brings the
-- entries; what is here already is added up by the node that made these tables.
CREATE TABLE entry_sum (
    node               TEXT NOT NULL,
    day                BIGINT NOT NULL,
    tenant             TEXT NOT NULL,
    key_id             TEXT NOT NULL,
    tier               TEXT NOT NULL,
    provider           TEXT NOT NULL,
    model              TEXT NOT NULL,
    rule               TEXT NOT NULL,
    intent             TEXT NOT NULL,
    currency           TEXT NOT NULL,
    ended              BIGINT NOT NULL,
    requests           BIGINT NOT NULL,
    recovered          BIGINT NOT NULL,
    input_tokens       BIGINT NOT NULL,
    cached_tokens      BIGINT NOT NULL,
    cache_write_tokens BIGINT NOT NULL,
    output_tokens      BIGINT NOT NULL,
    reasoning_tokens   BIGINT NOT NULL,
    native_amount      NUMERIC NOT NULL,
    cost_ukzt          BIGINT NOT NULL,
    corrections_ukzt   BIGINT NOT NULL,
    fees_ukzt          BIGINT NOT NULL,
    flagship_ukzt      BIGINT NOT NULL,
    flagship_did_ukzt  BIGINT NOT NULL,
    PRIMARY KEY (day, tenant, key_id, tier, provider, model, rule, intent, currency, ended, node)
);

-- Entries that are in no sum yet. OFFSET has the nodes looked at first: where all marks are at the end, no entry is read.
CREATE VIEW unsummed_entry AS
    SELECT entry.* FROM node CROSS JOIN LATERAL
        (SELECT * FROM entry WHERE entry.node = node.name AND entry.seq > node.summed_seq OFFSET 0) AS entry
    WHERE node.summed_seq < node.shipped_seq;

-- Reports read sums now.
DROP INDEX entry_day;
