-- Schema 7: slices of shared budgets.

-- What this node may use of budgets that it shares with other nodes: a copy of what the shared database granted, for the
-- time in which that database cannot be asked.
CREATE TABLE slice (
    level           TEXT NOT NULL,
    id              TEXT NOT NULL,
    period          INTEGER NOT NULL,
    granted         INTEGER NOT NULL,
    messages        INTEGER NOT NULL,
    others          INTEGER NOT NULL,
    messages_others INTEGER NOT NULL,
    PRIMARY KEY (level, id, period)
) STRICT, WITHOUT ROWID;
