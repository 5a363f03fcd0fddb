//! A look over the whole ledger: is every request ended once, and do the balances say what the entries say?

use super::{LedgerError, report::Reader, store::BESIDE};

/// What [`Reader::audit`] counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Audit {
    /// Requests with a reservation.
    pub requests: i64,
    /// Terminal entries.
    pub terminal: i64,
    /// Requests without a terminal entry: being served now, or left by a crash and recovered at the next start.
    pub open: i64,
    /// Requests with more than one terminal entry.
    pub doubled: i64,
    /// What the balances say is reserved, in µ₸, over the months of all tenants.
    pub reserved_ukzt: i64,
    /// The sum of the open reservations, in µ₸.
    pub reserved_open_ukzt: i64,
    /// What the balances say is spent, in µ₸, over the months of all tenants.
    pub spent_ukzt: i64,
    /// The sum of all charges and corrections, in µ₸.
    pub charged_ukzt: i64,
}

impl Audit {
    /// Whether nothing is doubled and the balances agree with the entries.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        self.doubled == 0 && self.reserved_ukzt == self.reserved_open_ukzt && self.spent_ukzt == self.charged_ukzt
    }
}

impl Reader {
    /// Counts the whole ledger at one moment.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read.
    pub fn audit(&self) -> Result<Audit, LedgerError> {
        // One statement sees one snapshot, also beside a gateway that writes.
        let sums = format!(
            "WITH ended AS (SELECT request_id, count(*) AS times FROM entry WHERE step = -1 GROUP BY request_id),
                  open AS (SELECT amount_ukzt FROM entry WHERE step = 0 AND request_id NOT IN (SELECT request_id FROM ended))
             SELECT (SELECT count(*) FROM entry WHERE step = 0),
                    (SELECT count(*) FROM entry WHERE step = -1),
                    (SELECT count(*) FROM open),
                    (SELECT count(*) FROM ended WHERE times > 1),
                    (SELECT coalesce(sum(reserved), 0) FROM balance WHERE level = 'tenant_month'),
                    (SELECT coalesce(sum(amount_ukzt), 0) FROM open),
                    (SELECT coalesce(sum(spent), 0) FROM balance WHERE level = 'tenant_month'),
                    (SELECT coalesce(sum(amount_ukzt), 0) + coalesce(sum(correction_ukzt), 0) FROM entry
                     WHERE kind IN ('settle', 'recovered') OR {BESIDE} OR step < -1)",
        );
        let audit = self.0.query_row(&sums, [], |row| {
            Ok(Audit {
                requests: row.get(0)?,
                terminal: row.get(1)?,
                open: row.get(2)?,
                doubled: row.get(3)?,
                reserved_ukzt: row.get(4)?,
                reserved_open_ukzt: row.get(5)?,
                spent_ukzt: row.get(6)?,
                charged_ukzt: row.get(7)?,
            })
        })?;
        Ok(audit)
    }

    /// The plan of a tenant.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read.
    pub fn plan_of(&self, tenant: &str) -> Result<Option<String>, LedgerError> {
        use rusqlite::OptionalExtension as _;
        Ok(self.0.query_row("SELECT plan FROM tenant WHERE id = ?1", [tenant], |row| row.get(0)).optional()?)
    }
}
