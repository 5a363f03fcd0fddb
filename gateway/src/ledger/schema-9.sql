-- Schema 9: top-ups are chained; nobody is told of a soft limit in vain.

-- SHA-256 over the seal of the top-up before and what this one says, see payments.rs.
ALTER TABLE top_up ADD COLUMN hash BLOB;

-- A top-up without a seal is sealed once, when the file is brought up; else as before.
DROP TRIGGER top_up_is_not_changed;
CREATE TRIGGER top_up_is_not_changed BEFORE UPDATE ON top_up WHEN OLD.hash IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'top-ups are append-only'); END;

-- When somebody was told of a soft limit; NULL: nobody was yet, and is after the next start.
ALTER TABLE soft_limit ADD COLUMN told_ts INTEGER;
UPDATE soft_limit SET told_ts = 0;
