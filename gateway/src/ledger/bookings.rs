//! Money that comes or goes without a request: top-ups of wallets and imported costs. Rows are added and never changed,
//! and a reference is booked once, so that a repetition does nothing.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use router_core::money::MicroTenge;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter, types::Value};
use rust_decimal::Decimal;

use super::{
    LedgerError, Query, Reader,
    books::{Books, day_number, day_of},
    directory::is_known,
    payments,
    store::{column_error, from_micros},
    wallets,
};

/// Longest reference or name of a line, in bytes.
const LONGEST: usize = 200;

/// What is booked.
#[derive(Debug, Clone)]
pub enum Booking {
    /// A wallet is filled.
    TopUp(TopUp),
    /// Costs are imported, all of them or none.
    Costs {
        /// The rows.
        lines: Vec<CostLine>,
        /// When.
        at: Timestamp,
    },
}

/// Money that comes into a wallet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopUp {
    /// Whose wallet.
    pub tenant: Arc<str>,
    /// The payment. One payment is booked once, whoever it is said to be for.
    pub reference: String,
    /// How much; below zero takes back what was booked by mistake, as far as it is not spent.
    pub amount: MicroTenge,
    /// When.
    pub at: Timestamp,
}

/// What a tenant costs beside its requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostLine {
    /// The day, in Almaty.
    pub day: Date,
    /// Whose cost.
    pub tenant: Arc<str>,
    /// What it is for, such as `whatsapp`.
    pub line: String,
    /// How much; below zero is a credit.
    pub amount: MicroTenge,
    /// The row of the invoice.
    pub reference: String,
}

/// Why nothing was booked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BookingError {
    /// Nobody has this id.
    #[error("no tenant {0}")]
    NoTenant(Arc<str>),
    /// Something else was booked by this reference.
    #[error("reference {reference} was booked before as {amount} ₸ of tenant {tenant}", amount = amount.tenge())]
    ReferenceUsed {
        /// The reference.
        reference: String,
        /// The tenant of the first booking.
        tenant: String,
        /// The amount of the first booking.
        amount: MicroTenge,
    },
    /// A reference, or the name of a line, that is none.
    #[error("a {0} is 1 to {LONGEST} bytes without control characters")]
    BadName(&'static str),
    /// Nothing, or more than can be counted.
    #[error("expected an amount other than 0, below 9 trillion ₸ in all")]
    BadAmount,
    /// More is taken back than is left.
    #[error("{remaining} ₸ are left in the wallet, less than is taken back", remaining = remaining.tenge())]
    Spent {
        /// What is left.
        remaining: MicroTenge,
    },
    /// The ledger takes nothing now.
    #[error("the ledger is not available")]
    Unavailable,
}

/// An amount as people write it: a decimal of tenge, in at most six decimals, so that nothing is rounded.
#[must_use]
pub fn exact_tenge(text: &str) -> Option<MicroTenge> {
    let tenge = Decimal::from_str_exact(text).ok().map(|tenge| tenge.normalize()).filter(|tenge| tenge.scale() <= 6)?;
    MicroTenge::round_up(tenge).ok()
}

/// What stands under a reference.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    /// The same: it is a repetition.
    Same,
}

type Booked<T> = rusqlite::Result<Result<T, BookingError>>;

// === impl TopUp ===

impl TopUp {
    /// Adds the row, and fills the wallet in the books. `after_entry` is the last entry that was written before. How many
    /// rows are new.
    pub(super) fn book(&self, db: &Connection, books: &mut Books, after_entry: i64) -> Booked<usize> {
        if let Err(error) = self.check() {
            return Ok(Err(error));
        }
        if !is_known(db, &self.tenant)? {
            return Ok(Err(BookingError::NoTenant(self.tenant.clone())));
        }
        match self.found(self.first(db)?) {
            Ok(Found::Nothing) => {}
            Ok(Found::Same) => return Ok(Ok(0)),
            Err(error) => return Ok(Err(error)),
        }
        let paid = books.wallet(&self.tenant).map_or(MicroTenge::ZERO, |wallet| wallet.total);
        let remaining = books.left_in_wallet(db, &self.tenant)?;
        if let Err(error) = self.fits(paid, remaining) {
            return Ok(Err(error));
        }
        payments::insert(db, self, after_entry)?;
        books.set_wallets(wallets::load(db)?);
        Ok(Ok(1))
    }

    /// Whether it could be booked at all.
    pub(super) fn check(&self) -> Result<(), BookingError> {
        check_name("reference", &self.reference)?;
        if self.amount == MicroTenge::ZERO { Err(BookingError::BadAmount) } else { Ok(()) }
    }

    /// What the first booking of its reference says of it: the tenant and the amount of that.
    pub(super) fn found(&self, first: Option<(String, i64)>) -> Result<Found, BookingError> {
        compare(first, &self.reference, (&self.tenant, self.amount), true)
    }

    /// Whether a wallet takes it of which so much was paid and so much is left.
    pub(super) fn fits(&self, paid: MicroTenge, remaining: MicroTenge) -> Result<(), BookingError> {
        if paid.plus(self.amount).is_err() {
            return Err(BookingError::BadAmount);
        }
        if remaining.0.saturating_add(self.amount.0) < 0 { Err(BookingError::Spent { remaining }) } else { Ok(()) }
    }

    /// The first booking of its reference.
    fn first(&self, db: &Connection) -> rusqlite::Result<Option<(String, i64)>> {
        let sql = "SELECT tenant, amount_ukzt FROM top_up WHERE reference = ?1";
        db.prepare_cached(sql)?.query_row([&self.reference], |row| Ok((row.get(0)?, row.get(1)?))).optional()
    }

    /// Takes over what was booked for all nodes. One that contradicts what was booked here stays out, and is said.
    pub(super) fn adopt(&self, db: &Connection, after_entry: i64) -> rusqlite::Result<()> {
        match self.found(self.first(db)?) {
            Ok(Found::Nothing) => payments::insert(db, self, after_entry),
            Ok(Found::Same) => Ok(()),
            Err(error) => {
                tracing::error!(%error, "a top-up of the shared database does not fit the journal");
                Ok(())
            }
        }
    }
}

// === impl CostLine ===

impl CostLine {
    /// Adds the row; `false` where it stands there already.
    fn book(&self, db: &Connection, at: Timestamp) -> Booked<bool> {
        if let Err(error) = self.check() {
            return Ok(Err(error));
        }
        if !is_known(db, &self.tenant)? {
            return Ok(Err(BookingError::NoTenant(self.tenant.clone())));
        }
        let sql = "SELECT tenant, amount_ukzt, day, line FROM cost_line WHERE reference = ?1";
        let first = db
            .prepare_cached(sql)?
            .query_row([&self.reference], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)));
        match self.found(first.optional()?) {
            Ok(Found::Same) => return Ok(Ok(false)),
            Ok(Found::Nothing) => {}
            Err(error) => return Ok(Err(error)),
        }
        db.prepare_cached(
            "INSERT INTO cost_line (reference, day, tenant, line, amount_ukzt, ts) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params_from_iter(self.values(at)))?;
        Ok(Ok(true))
    }

    /// Its row in either store: reference, day, tenant, line, amount and time of booking.
    pub(super) fn values(&self, at: Timestamp) -> [Value; 6] {
        let Self { day, tenant, line, amount, reference } = self;
        let [reference, tenant, line] = [reference, &**tenant, line].map(|text| Value::from(text.to_owned()));
        [reference, day_number(*day).into(), tenant, line, amount.0.into(), at.as_microsecond().into()]
    }

    /// Whether it could be booked at all.
    pub(super) fn check(&self) -> Result<(), BookingError> {
        check_name("reference", &self.reference)?;
        check_name("line", &self.line)
    }

    /// What the first booking of its reference says of it: the tenant, the amount, the day and the line of that.
    pub(super) fn found(&self, first: Option<(String, i64, i64, String)>) -> Result<Found, BookingError> {
        let is_same = |day: i64, line: &str| day == i64::from(day_number(self.day)) && line == self.line;
        let same_rest = first.as_ref().is_none_or(|(_, _, day, line)| is_same(*day, line));
        let first = first.map(|(tenant, amount, ..)| (tenant, amount));
        compare(first, &self.reference, (&self.tenant, self.amount), same_rest)
    }
}

/// Books costs inside a savepoint, so that one that is refused leaves none. How many are new.
pub(super) fn book_costs(db: &Connection, lines: &[CostLine], at: Timestamp) -> Booked<usize> {
    db.execute_batch("SAVEPOINT costs")?;
    let mut new = 0;
    for line in lines {
        match line.book(db, at)? {
            Ok(added) => new += usize::from(added),
            Err(error) => {
                db.execute_batch("ROLLBACK TO costs; RELEASE costs")?;
                return Ok(Err(error));
            }
        }
    }
    db.execute_batch("RELEASE costs")?;
    Ok(Ok(new))
}

/// Every line of imported costs, as they came, and when.
pub(super) fn all_costs(db: &Connection) -> rusqlite::Result<Vec<(CostLine, Timestamp)>> {
    let mut statement =
        db.prepare("SELECT day, tenant, line, amount_ukzt, reference, ts FROM cost_line ORDER BY seq")?;
    let lines = statement.query_map([], |row| {
        let day = day_of(row.get(0)?).ok_or_else(|| column_error(0, "no day"))?;
        let (tenant, amount) = (row.get::<_, String>(1)?.into(), MicroTenge(row.get(3)?));
        let line = CostLine { day, tenant, line: row.get(2)?, amount, reference: row.get(4)? };
        Ok((line, from_micros(row.get(5)?, 5)?))
    })?;
    lines.collect()
}

impl Reader {
    /// What was imported for a tenant and the days of a period, by line.
    ///
    /// # Errors
    /// [`LedgerError`] if the ledger cannot be read.
    pub fn imported_costs(&self, tenant: &str, from: Date, to: Date) -> Result<Vec<(String, MicroTenge)>, LedgerError> {
        let sql = "SELECT line, CAST(sum(amount_ukzt) AS BIGINT) FROM cost_line
             WHERE day BETWEEN ?1 AND ?2 AND tenant = ?3 GROUP BY line";
        let mut sums = Vec::new();
        self.each(sql, &Query { tenant: Some(tenant.to_owned()), from, to, by: Vec::new() }, &mut |row| {
            sums.push((row.text(0)?.unwrap_or_default().to_owned(), MicroTenge(row.figure(1)?)));
            Ok(())
        })?;
        // The two stores do not sort texts alike.
        sums.sort();
        Ok(sums)
    }
}

/// What a reference's first booking says of the one that is asked for.
fn compare(
    first: Option<(String, i64)>,
    reference: &str,
    asked: (&str, MicroTenge),
    same_rest: bool,
) -> Result<Found, BookingError> {
    match first.map(|(tenant, amount)| (tenant, MicroTenge(amount))) {
        None => Ok(Found::Nothing),
        Some((tenant, amount)) if (&*tenant, amount) == asked && same_rest => Ok(Found::Same),
        Some((tenant, amount)) => Err(BookingError::ReferenceUsed { reference: reference.to_owned(), tenant, amount }),
    }
}

fn check_name(what: &'static str, name: &str) -> Result<(), BookingError> {
    let good = !name.is_empty() && name.len() <= LONGEST && !name.chars().any(char::is_control);
    if good { Ok(()) } else { Err(BookingError::BadName(what)) }
}
