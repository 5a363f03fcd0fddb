//! The SQLite file: opening and refusing, and the statements that write entries.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use router_core::{decide::recorded_intent, tokens::TokenCount};
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, OptionalExtension as _, Row, params, types::Type};
use uuid::Uuid;

use super::{
    BlockedRequest, Charge, Durability, EntryKind, Idempotency, IdempotencyClash, LedgerError, Outcome, Reserve,
    almaty_day,
    books::{Books, Open, day_number},
    chain::{COLUMNS, Link, Tail},
    names::{Named, ROUTE},
    owners::Owners,
    payments, scan,
};

/// "Qaqp", in the file's header.
pub(super) const APPLICATION_ID: i64 = 0x5161_7170;
/// What makes each schema out of the one before; the first out of nothing.
pub(super) const SCHEMAS: &[&str] = &[
    include_str!("schema.sql"),
    include_str!("schema-2.sql"),
    include_str!("schema-3.sql"),
    include_str!("schema-4.sql"),
    include_str!("schema-5.sql"),
    include_str!("schema-6.sql"),
    include_str!("schema-7.sql"),
    include_str!("schema-8.sql"),
    include_str!("schema-9.sql"),
];
/// The schema that began to chain entries.
pub(super) const CHAINED: usize = 5;
/// The one that began to chain top-ups.
const TOP_UPS_CHAINED: usize = 9;
/// The schema this program writes.
pub(super) const SCHEMA: i64 = SCHEMAS.len() as i64;
/// The first SQLite without the write-ahead log's reset race.
const LIBRARY: i32 = 3_051_003;
/// Statements kept prepared.
const STATEMENTS: usize = 48;
/// How long another process's lock is waited for.
const BUSY_MILLIS: u64 = 2_000;
/// How long an `Idempotency-Key` is remembered, in microseconds: one day.
const IDEMPOTENCY_MICROS: i64 = 24 * 3_600 * 1_000_000;
/// How far the stored mark may fall behind the oldest open reservation: so many entries more are read at start.
const MARK_LAG: i64 = 1_024;

/// What is true of the calls that were charged beside a terminal entry: only these of all attempts say who counted their
/// tokens.
pub(super) const BESIDE: &str = "step > 0 AND usage_source IS NOT NULL";

/// The step of the terminal entry.
pub(super) const TERMINAL_STEP: i64 = -1;

/// The connection that writes.
#[derive(Debug)]
pub(super) struct Store {
    db: Connection,
    mark: i64,
}

/// One entry to be written.
#[derive(Debug)]
pub(super) struct NewEntry<'a> {
    pub(super) request_id: &'a Uuid,
    pub(super) step: i64,
    pub(super) kind: EntryKind,
    pub(super) at: Timestamp,
    pub(super) day: i32,
    pub(super) owner: Named,
    pub(super) route: Option<Named>,
    /// `None` if what the provider bills cannot be known.
    pub(super) amount: Option<i64>,
    pub(super) floor: Option<i64>,
    pub(super) fee: i64,
    pub(super) idempotency_hash: Option<&'a [u8; 32]>,
    pub(super) charge: Option<&'a Charge>,
    pub(super) outcome: Option<&'static str>,
    pub(super) register: Option<&'a [u8]>,
    pub(super) decision: Option<&'a [u8]>,
}

/// The statements of nearly every operation, prepared once for a whole transaction: looking a statement up by its text
/// costs a tenth of executing it.
pub(super) struct Pen<'db> {
    entry: CachedStatement<'db>,
    attempt: CachedStatement<'db>,
}

// === impl NewEntry ===

impl NewEntry<'_> {
    /// The entry as the chain sees it, with its amount in the provider's currency as it is written.
    fn link<'a>(&'a self, seq: i64, native: Option<&'a str>) -> Link<'a> {
        let charge = self.charge;
        let count = |tokens: TokenCount| Some(i64::try_from(tokens.0).unwrap_or(i64::MAX));
        Link {
            seq,
            request_id: self.request_id.as_bytes(),
            step: self.step,
            kind: self.kind.name(),
            ts: self.at.as_microsecond(),
            day: self.day.into(),
            owner: &self.owner.digest,
            route: self.route.as_ref().map(|route| &route.digest),
            amount: self.amount,
            floor: self.floor,
            fee: self.fee,
            tokens: charge.map_or([None; 5], |charge| {
                let usage = &charge.usage;
                [usage.input, usage.cached_input, usage.cache_write, usage.output, usage.reasoning].map(count)
            }),
            flagship: charge.and_then(|charge| charge.flagship.as_ref()).map(|flagship| flagship.amount.0),
            usage_source: charge.map(|charge| charge.source.name()),
            native,
            outcome: self.outcome,
            idempotency_hash: self.idempotency_hash.map(|hash| &hash[..]),
            register: self.register,
            decision: self.decision,
            correction: None,
            because: None,
        }
    }
}

// === impl Pen ===

impl<'db> Pen<'db> {
    pub(super) fn new(db: &'db Connection) -> rusqlite::Result<Self> {
        let entry = db.prepare_cached(
            "INSERT INTO entry (node, tenant, key_id, seq, request_id, step, kind, ts, day, owner, route, amount_ukzt,
                 floor_ukzt, fee_ukzt, idempotency_hash, input_tokens, cached_tokens, cache_write_tokens, output_tokens,
                 reasoning_tokens, usage_source, native_amount, flagship_ukzt, outcome, register, decision, hash)
             VALUES ('', '', '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        let attempt = db.prepare_cached(
            "INSERT INTO entry (node, tenant, key_id, kind, seq, request_id, step, ts, day, owner, route, amount_ukzt,
                 outcome, hash)
             VALUES ('', '', '', 'attempt', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        Ok(Self { entry, attempt })
    }

    /// Writes an entry at the end of the chain.
    pub(super) fn insert(&mut self, entry: &NewEntry<'_>, tail: &mut Tail) -> rusqlite::Result<()> {
        let native = entry.charge.map(|charge| charge.native.amount.to_string());
        let link = entry.link(tail.next_seq(), native.as_deref());
        let head = tail.seal(&link);
        let (owner, route) = (entry.owner.id, entry.route.map(|route| route.id));
        // Most entries but reservations are attempts that say little: binding only what they say is cheaper.
        if entry.kind == EntryKind::Attempt && entry.charge.is_none() {
            self.attempt.execute(params![
                link.seq,
                link.request_id,
                link.step,
                link.ts,
                link.day,
                owner,
                route,
                link.amount,
                link.outcome,
                head.seal.bytes(),
            ])?;
        } else {
            let [input, cached, cache_write, output, reasoning] = link.tokens;
            self.entry.execute(params![
                link.seq,
                link.request_id,
                link.step,
                link.kind,
                link.ts,
                link.day,
                owner,
                route,
                link.amount,
                link.floor,
                link.fee,
                link.idempotency_hash,
                input,
                cached,
                cache_write,
                output,
                reasoning,
                link.usage_source,
                link.native,
                link.flagship,
                link.outcome,
                link.register,
                link.decision,
                head.seal.bytes(),
            ])?;
        }
        tail.advance(head);
        Ok(())
    }
}

// === impl Store ===

impl Store {
    /// Opens the database for writing, making or migrating it.
    pub(super) fn open(path: &Path, durability: Durability) -> Result<Self, LedgerError> {
        if rusqlite::version_number() < LIBRARY {
            return Err(LedgerError::OldLibrary { found: rusqlite::version() });
        }
        // One thread uses the connection: SQLite's own mutexes would only cost.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(|error| explain(path, error))?;
        bring_up(path, &db, durability)?;
        db.set_prepared_statement_cache_capacity(STATEMENTS);
        let mark = meta(&db, "open_from")?.unwrap_or(1);
        Ok(Self { db, mark })
    }

    pub(super) fn db(&self) -> &Connection {
        &self.db
    }

    /// The value under `name`, set to `value` if there was none.
    pub(super) fn pin(&self, name: &str, value: &[u8]) -> rusqlite::Result<Vec<u8>> {
        self.db
            .execute("INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING", params![name, value])?;
        self.db.query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| row.get(0))
    }

    /// Reads every reservation that has no terminal entry.
    pub(super) fn load_open(&self, books: &mut Books) -> rusqlite::Result<()> {
        let mut statement = self.db.prepare(
            "SELECT seq, request_id, tenant, key_id, day, amount_ukzt, floor_ukzt, fee_ukzt, idempotency_hash, decision
             FROM whole_entry AS reserved WHERE seq >= ?1 AND step = 0 AND NOT EXISTS
                 (SELECT 1 FROM entry AS ended WHERE ended.request_id = reserved.request_id AND ended.step = ?2)
             ORDER BY seq",
        )?;
        let mut owners = Owners::of(&self.db);
        let mut rows = statement.query([self.mark, TERMINAL_STEP])?;
        while let Some(row) = rows.next()? {
            let seq = row.get(0)?;
            let open = Open {
                owner: owners.owner(row.get(2)?, row.get(3)?, row.get(4)?, seq)?,
                seq,
                bound: row.get(5)?,
                floor: row.get(6)?,
                fee: row.get(7)?,
                idempotency_hash: row.get(8)?,
                intent: row.get_ref(9)?.as_blob_or_null().ok().flatten().and_then(recorded_intent),
            };
            books.adopt(read_uuid(row, 1)?, open);
        }
        Ok(())
    }

    /// Moves the mark from which open reservations are looked for at start.
    pub(super) fn set_mark(&mut self, oldest_open: i64) -> rusqlite::Result<()> {
        if oldest_open - self.mark < MARK_LAG {
            return Ok(());
        }
        self.db
            .prepare_cached(
                "INSERT INTO meta (name, value) VALUES ('open_from', ?1) ON CONFLICT (name) DO UPDATE SET value = ?1",
            )?
            .execute([oldest_open])?;
        self.mark = oldest_open;
        Ok(())
    }

    /// Writes the `recovered` entry of an open reservation: what that says, charged with its floor.
    pub(super) fn insert_recovered(
        &self,
        request_id: &Uuid,
        at: Timestamp,
        owner: Named,
        tail: &mut Tail,
    ) -> rusqlite::Result<()> {
        scan::step(&self.db, request_id, 0, |reserve| {
            let link = Link {
                seq: tail.next_seq(),
                step: TERMINAL_STEP,
                kind: EntryKind::Recovered.name(),
                ts: at.as_microsecond(),
                owner: &owner.digest,
                amount: reserve.link.floor,
                floor: None,
                outcome: Some(Outcome::Crash.name()),
                idempotency_hash: None,
                register: None,
                decision: None,
                ..reserve.link
            };
            self.insert_like(reserve.link.step, &link, owner.id, tail)
        })
    }

    /// Writes a correction of a request that has ended: it went where that went.
    #[expect(clippy::too_many_arguments, reason = "each is a column")]
    pub(super) fn insert_correction(
        &self,
        request_id: &Uuid,
        step: i64,
        at: Timestamp,
        (owner, day): (Named, i32),
        amount: i64,
        because: &str,
        tail: &mut Tail,
    ) -> rusqlite::Result<()> {
        scan::step(&self.db, request_id, TERMINAL_STEP, |ended| {
            let link = Link {
                seq: tail.next_seq(),
                step,
                kind: EntryKind::Correction.name(),
                ts: at.as_microsecond(),
                day: day.into(),
                owner: &owner.digest,
                amount: Some(0),
                floor: None,
                fee: 0,
                tokens: [None; 5],
                flagship: None,
                usage_source: None,
                native: None,
                outcome: None,
                idempotency_hash: None,
                register: None,
                decision: None,
                correction: Some(amount),
                because: Some(because),
                ..ended.link
            };
            self.insert_like(ended.link.step, &link, owner.id, tail)
        })
    }

    /// Writes an entry that names what another step of its request names: where it went, at which price.
    fn insert_like(&self, step: i64, link: &Link<'_>, owner: i64, tail: &mut Tail) -> rusqlite::Result<()> {
        let head = tail.seal(link);
        let [input, cached, cache_write, output, reasoning] = link.tokens;
        let routed = ROUTE.join(", ");
        self.db
            .prepare_cached(&format!(
                "INSERT INTO entry (node, tenant, key_id, {COLUMNS}, owner, hash, route, {routed})
                 SELECT '', '', '', ?3, request_id, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                     ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, route, {routed}
                 FROM entry WHERE request_id = ?1 AND step = ?2",
            ))?
            .execute(params![
                link.request_id,
                step,
                link.seq,
                link.step,
                link.kind,
                link.ts,
                link.day,
                link.amount,
                link.floor,
                link.fee,
                input,
                cached,
                cache_write,
                output,
                reasoning,
                link.flagship,
                link.usage_source,
                link.native,
                link.outcome,
                link.idempotency_hash,
                link.register,
                link.decision,
                link.correction,
                link.because,
                owner,
                head.seal.bytes(),
            ])?;
        tail.advance(head);
        Ok(())
    }

    /// What a request was charged, if it has ended: by its terminal entry, and by calls that were charged beside.
    pub(super) fn charged(&self, request_id: &Uuid) -> rusqlite::Result<Option<i64>> {
        self.db
            .prepare_cached(&format!(
                "SELECT amount_ukzt + (SELECT coalesce(sum(amount_ukzt), 0) FROM entry
                                       WHERE request_id = ?1 AND {BESIDE})
                 FROM entry WHERE request_id = ?1 AND step = ?2",
            ))?
            .query_row(params![request_id.as_bytes(), TERMINAL_STEP], |row| row.get(0))
            .optional()
    }

    /// Remembers an `Idempotency-Key`, or tells what stands against it.
    pub(super) fn claim_idempotency(
        &self,
        reserve: &Reserve,
        claim: Idempotency,
        books: &Books,
    ) -> rusqlite::Result<Option<IdempotencyClash>> {
        let found = self
            .db
            .prepare_cached("SELECT request_id, body_hash, at FROM idempotency WHERE tenant = ?1 AND key_hash = ?2")?
            .query_row(params![reserve.tenant, claim.key_hash], |row| {
                Ok((read_uuid(row, 0)?, row.get::<_, [u8; 32]>(1)?, row.get::<_, i64>(2)?))
            })
            .optional()?;
        let now = reserve.at.as_microsecond();
        if let Some((first, body_hash, at)) = found {
            let in_flight = books.open(&first).is_some();
            let forgotten = now.saturating_sub(at) > IDEMPOTENCY_MICROS && !in_flight;
            match () {
                () if forgotten => {}
                () if body_hash != claim.body_hash => return Ok(Some(IdempotencyClash::OtherBody { first })),
                () if in_flight => return Ok(Some(IdempotencyClash::InFlight { first })),
                () => return Ok(Some(IdempotencyClash::Finished { first })),
            }
        }
        self.db
            .prepare_cached(
                "INSERT INTO idempotency (tenant, key_hash, body_hash, request_id, at) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (tenant, key_hash)
                 DO UPDATE SET body_hash = excluded.body_hash, request_id = excluded.request_id, at = excluded.at",
            )?
            .execute(params![reserve.tenant, claim.key_hash, claim.body_hash, reserve.request_id.as_bytes(), now])?;
        Ok(None)
    }

    /// Counts a request that was refused for what it held.
    pub(super) fn note_blocked(&self, blocked: &BlockedRequest) -> rusqlite::Result<()> {
        let BlockedRequest { tenant, key_id, policy, at, request_id, classes } = blocked;
        let day = day_number(almaty_day(*at));
        let mut note = self.db.prepare_cached(
            "INSERT INTO blocked VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7, ?7, ?8)
             ON CONFLICT (day, tenant, key_id, policy, class) DO UPDATE SET requests = requests + 1,
                 occurrences = occurrences + excluded.occurrences, last_ts = excluded.last_ts,
                 last_request = excluded.last_request",
        )?;
        for (class, occurrences) in classes {
            let occurrences = i64::try_from(*occurrences).unwrap_or(i64::MAX);
            note.execute(params![
                day,
                tenant,
                key_id,
                policy,
                class,
                occurrences,
                at.as_microsecond(),
                request_id.as_bytes()
            ])?;
        }
        Ok(())
    }

    /// Forgets the `Idempotency-Key` of a request that was not served.
    pub(super) fn release_idempotency(&self, tenant: &str, key_hash: &[u8; 32]) -> rusqlite::Result<()> {
        self.db
            .prepare_cached("DELETE FROM idempotency WHERE tenant = ?1 AND key_hash = ?2")?
            .execute(params![tenant, key_hash])
            .map(|_| ())
    }

    /// Forgets every `Idempotency-Key` older than a day.
    pub(super) fn forget_idempotency(&self, now: Timestamp) -> rusqlite::Result<()> {
        let before = now.as_microsecond().saturating_sub(IDEMPOTENCY_MICROS);
        self.db.execute("DELETE FROM idempotency WHERE at < ?1", [before]).map(|_| ())
    }

    /// Copies the write-ahead log into the database without waiting for readers. Pages left in the log.
    pub(super) fn checkpoint(&self) -> rusqlite::Result<i64> {
        self.db.prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")?.query_row([], |row| {
            let (log, copied): (i64, i64) = (row.get(1)?, row.get(2)?);
            Ok(log - copied)
        })
    }
}

/// `<path><suffix>`, beside the database.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// A read-only connection.
pub(super) fn open_read_only(path: &Path) -> Result<Connection, LedgerError> {
    match open_any_schema(path)? {
        (db, SCHEMA) => Ok(db),
        (_, found) => Err(LedgerError::Older { path: path.to_owned(), found }),
    }
}

/// A read-only connection to a ledger that this program or an older one made, with its schema.
pub(super) fn open_any_schema(path: &Path) -> Result<(Connection, i64), LedgerError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags).map_err(|error| explain(path, error))?;
    let checked = db
        .busy_timeout(std::time::Duration::from_millis(BUSY_MILLIS))
        .map_err(LedgerError::from)
        .and_then(|()| check_schema(path, &db));
    match checked {
        Ok(0) => Err(LedgerError::Older { path: path.to_owned(), found: 0 }),
        Ok(found) => Ok((db, found)),
        Err(LedgerError::Sqlite(error)) => Err(explain(path, error)),
        Err(error) => Err(error),
    }
}

fn prepare(db: &Connection, durability: Durability) -> Result<(), LedgerError> {
    db.busy_timeout(std::time::Duration::from_millis(BUSY_MILLIS))?;
    let synchronous = match durability {
        Durability::Power => "FULL",
        Durability::Process => "NORMAL",
    };
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", synchronous)?;
    // The writer checkpoints itself: a second checkpointer is what the log's reset race needs.
    db.pragma_update(None, "wal_autocheckpoint", 0)?;
    db.pragma_update(None, "foreign_keys", true)?;
    // Without it `REPLACE` would pass by the triggers that forbid deleting.
    db.pragma_update(None, "recursive_triggers", true)?;
    db.pragma_update(None, "cell_size_check", true)?;
    // The checks of the schema guard against other programs; here types and `clerk` hold the same, and evaluating
    // them costs a fifth of an entry. The unique step and the triggers are no checks and stay.
    db.pragma_update(None, "ignore_check_constraints", true)?;
    db.pragma_update(None, "trusted_schema", false)?;
    Ok(())
}

/// The schema's number, 0 for an empty file.
fn check_schema(path: &Path, db: &Connection) -> Result<i64, LedgerError> {
    let application: i64 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let found: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match (application, found) {
        (0, 0) if tables == 0 => Ok(0),
        (APPLICATION_ID, 1..=SCHEMA) => Ok(found),
        (APPLICATION_ID, _) if found > SCHEMA => {
            Err(LedgerError::Newer { path: path.to_owned(), found, known: SCHEMA })
        }
        _ => {
            let detail = "a database of another program".to_owned();
            Err(LedgerError::Corrupt { path: path.to_owned(), detail })
        }
    }
}

/// Makes a connection one that writes, and brings its file up to the schema of this program.
pub(super) fn bring_up(path: &Path, db: &Connection, durability: Durability) -> Result<(), LedgerError> {
    prepare(db, durability).and_then(|()| migrate(path, db)).map_err(|error| match error {
        LedgerError::Sqlite(error) => explain(path, error),
        other => other,
    })
}

fn migrate(path: &Path, db: &Connection) -> Result<(), LedgerError> {
    let found = usize::try_from(check_schema(path, db)?).unwrap_or_default();
    let steps = SCHEMAS.get(found..).unwrap_or_default().concat();
    if !steps.is_empty() {
        db.execute_batch(&format!("BEGIN IMMEDIATE; {steps}"))?;
        if found < CHAINED {
            scan::seal_older(db)?;
        }
        if found < TOP_UPS_CHAINED {
            payments::seal_older(db)?;
        }
        db.execute_batch(&format!(
            "PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA}; COMMIT;"
        ))?;
    }
    Ok(())
}

fn meta(db: &Connection, name: &str) -> rusqlite::Result<Option<i64>> {
    db.query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| row.get(0)).optional()
}

/// A damaged file is a case of its own: it is not mended by trying again.
pub(super) fn explain(path: &Path, error: rusqlite::Error) -> LedgerError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            LedgerError::Corrupt { path: path.to_owned(), detail: error.to_string() }
        }
        _ => LedgerError::Sqlite(error),
    }
}

pub(super) fn read_uuid(row: &Row<'_>, at: usize) -> rusqlite::Result<Uuid> {
    row.get::<_, [u8; 16]>(at).map(Uuid::from_bytes)
}

pub(super) fn from_micros(micros: i64, column: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_microsecond(micros).map_err(|_| column_error(column, "no time"))
}

/// A column whose value the program could not have written.
pub(super) fn column_error(column: usize, what: &'static str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Null, what.into())
}
