-- Schema 8: sums of entries, so that a report of a month does not read all of them.

-- What the charges of a day, a key and a route come to. Made from the entries up to `summed_seq` in `meta`, in the
-- transaction that moves it; what is behind it is in no sum yet.
CREATE TABLE entry_sum (
    day                INTEGER NOT NULL,
    tenant             TEXT NOT NULL,
    key_id             TEXT NOT NULL,
    tier               TEXT NOT NULL,     -- here and below: `none` where entries do not say
    provider           TEXT NOT NULL,
    model              TEXT NOT NULL,
    rule               TEXT NOT NULL,
    intent             TEXT NOT NULL,
    currency           TEXT NOT NULL,     -- empty: none
    ended              INTEGER NOT NULL,  -- 1: ends of requests; 0: calls that were charged beside them, corrections
    requests           INTEGER NOT NULL,
    recovered          INTEGER NOT NULL,
    input_tokens       INTEGER NOT NULL,
    cached_tokens      INTEGER NOT NULL,
    cache_write_tokens INTEGER NOT NULL,
    output_tokens      INTEGER NOT NULL,
    reasoning_tokens   INTEGER NOT NULL,
    native_amount      TEXT NOT NULL,     -- exact, in `currency`
    cost_ukzt          INTEGER NOT NULL,
    corrections_ukzt   INTEGER NOT NULL,
    fees_ukzt          INTEGER NOT NULL,
    flagship_ukzt      INTEGER NOT NULL,
    flagship_did_ukzt  INTEGER NOT NULL,  -- of the cost: where it is known what the flagship would have cost
    PRIMARY KEY (day, tenant, key_id, tier, provider, model, rule, intent, currency, ended)
) STRICT, WITHOUT ROWID;

-- The gateway that opens the file adds up what is there already.
INSERT INTO meta (name, value) VALUES ('summed_seq', 0);

-- Entries that are in no sum yet.
CREATE VIEW unsummed_entry AS
SELECT * FROM whole_entry WHERE seq > (SELECT value FROM meta WHERE name = 'summed_seq');
