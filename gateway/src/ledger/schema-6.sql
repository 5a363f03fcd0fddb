-- Schema 6: projects, the same limits for tenants, projects and keys, soft limits.

-- Per cent of each budget at which somebody is told; 0: nobody. NULL: the usual 80.
ALTER TABLE tenant ADD COLUMN soft_percent INTEGER CHECK (soft_percent BETWEEN 0 AND 100);
ALTER TABLE tenant ADD COLUMN requests_per_minute INTEGER CHECK (requests_per_minute > 0);
ALTER TABLE tenant ADD COLUMN tokens_per_minute INTEGER CHECK (tokens_per_minute > 0);
ALTER TABLE tenant ADD COLUMN concurrency INTEGER CHECK (concurrency > 0);

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
