//! The chain of entries: each is sealed together with the seal of the one before, so that none can be changed, left out
//! or put in without breaking every seal that follows.
//!
//! A seal is SHA-256 over the seal before and the bytes of [`Link`], which are made of what an entry says and not of how
//! a schema stores it: strings that are written once in rows of their own count by their digest.

use ring::digest::{SHA256, digest};
use router_core::packed::put_text;
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{LedgerError, store::column_error};

/// The version of the bytes that are sealed, their first.
const VERSION: u8 = 1;
/// What the first entry of a ledger is sealed after.
const BEGINNING: &[u8] = b"qaqpa ledger";

/// What an entry is sealed with, and all before it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Seal([u8; 32]);

/// A place in the chain: whoever noted it elsewhere can prove later that nothing up to it was changed or taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number of the last entry; 0 of a ledger without any.
    pub seq: i64,
    /// Its seal.
    pub seal: Seal,
}

/// Everything that an entry says, in whichever form it is at hand: about to be written, read back, or archived.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link<'a> {
    pub(super) seq: i64,
    pub(super) request_id: &'a [u8; 16],
    pub(super) step: i64,
    pub(super) kind: &'a str,
    /// In microseconds.
    pub(super) ts: i64,
    pub(super) day: i64,
    /// The digest of node, tenant and key.
    pub(super) owner: &'a Seal,
    /// The digest of where the request went and at which price.
    pub(super) route: Option<&'a Seal>,
    pub(super) amount: Option<i64>,
    pub(super) floor: Option<i64>,
    pub(super) fee: i64,
    /// Fresh, cached, written to a cache, output, reasoning.
    pub(super) tokens: [Option<i64>; 5],
    pub(super) flagship: Option<i64>,
    pub(super) usage_source: Option<&'a str>,
    pub(super) native: Option<&'a str>,
    pub(super) outcome: Option<&'a str>,
    pub(super) idempotency_hash: Option<&'a [u8]>,
    pub(super) register: Option<&'a [u8]>,
    pub(super) decision: Option<&'a [u8]>,
    /// What a correction adds to a request's charge, or takes from it.
    pub(super) correction: Option<i64>,
    /// Why.
    pub(super) because: Option<&'a str>,
}

/// The columns that [`Link::read`] reads, in its order.
pub(super) const COLUMNS: &str =
    "seq, request_id, step, kind, ts, day, amount_ukzt, floor_ukzt, fee_ukzt, input_tokens,
    cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens, flagship_ukzt, usage_source, native_amount,
    outcome, idempotency_hash, register, decision, correction_ukzt, because";
/// How many they are.
pub(super) const COLUMN_COUNT: usize = 23;

/// Where the chain goes on.
#[derive(Debug)]
pub(super) struct Tail {
    head: Head,
    /// The bytes of the entry that was sealed last, kept for their room.
    bytes: Vec<u8>,
}

// === impl Seal ===

impl Seal {
    /// What a chain begins with.
    pub(super) fn beginning() -> Self {
        Self::of(BEGINNING)
    }

    /// The digest of strings of which any may be absent.
    pub(super) fn of_names(names: &[Option<&str>]) -> Self {
        let mut bytes = Vec::with_capacity(256);
        for name in names {
            bytes.push(u8::from(name.is_some()));
            put_text(&mut bytes, name.unwrap_or_default());
        }
        Self::of(&bytes)
    }

    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut seal = [0; 32];
        for (to, from) in seal.iter_mut().zip(digest(&SHA256, bytes).as_ref()) {
            *to = *from;
        }
        Self(seal)
    }

    pub(super) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Display for Seal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, formatter)
    }
}

impl std::str::FromStr for Seal {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = from_hex(text).and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or("a seal is 64 hexadecimal digits")
    }
}

// === impl Head ===

impl std::fmt::Display for Head {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.seq, self.seal)
    }
}

impl std::str::FromStr for Head {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "expected SEQ:SEAL, as `qaqpa ledger verify` prints it";
        let (seq, seal) = text.split_once(':').ok_or(wrong)?;
        Ok(Self { seq: seq.parse().map_err(|_| wrong)?, seal: seal.parse().map_err(|_| wrong)? })
    }
}

// === impl Link ===

impl<'a> Link<'a> {
    /// An entry as it is stored: [`COLUMNS`] from `row`, and the digests of the names it was written with.
    pub(super) fn read(row: &'a Row<'_>, owner: &'a Seal, route: Option<&'a Seal>) -> rusqlite::Result<Self> {
        let text = |at: usize| -> rusqlite::Result<Option<&'a str>> {
            row.get_ref(at)?.as_str_or_null().map_err(|_| column_error(at, "no text"))
        };
        let blob = |at: usize| -> rusqlite::Result<Option<&'a [u8]>> {
            row.get_ref(at)?.as_blob_or_null().map_err(|_| column_error(at, "no bytes"))
        };
        let request_id = blob(1)?.and_then(|id| id.try_into().ok()).ok_or_else(|| column_error(1, "no request id"))?;
        Ok(Self {
            seq: row.get(0)?,
            request_id,
            step: row.get(2)?,
            kind: text(3)?.unwrap_or_default(),
            ts: row.get(4)?,
            day: row.get(5)?,
            owner,
            route,
            amount: row.get(6)?,
            floor: row.get(7)?,
            fee: row.get(8)?,
            tokens: [row.get(9)?, row.get(10)?, row.get(11)?, row.get(12)?, row.get(13)?],
            flagship: row.get(14)?,
            usage_source: text(15)?,
            native: text(16)?,
            outcome: text(17)?,
            idempotency_hash: blob(18)?,
            register: blob(19)?,
            decision: blob(20)?,
            correction: row.get(21)?,
            because: text(22)?,
        })
    }

    /// The seal of this entry behind one that was sealed with `before`. `bytes` is room to work in.
    pub(super) fn seal(&self, before: &Seal, bytes: &mut Vec<u8>) -> Seal {
        bytes.clear();
        bytes.extend_from_slice(&before.0);
        self.write(bytes);
        Seal::of(bytes)
    }

    /// The bytes that are sealed: a head of fixed length with every number, which of the optional columns are there, and
    /// the lengths of texts and bytes; then these, one after the other. Numbers are as they lie in memory: writing them
    /// shorter would cost more than hashing them.
    fn write(&self, out: &mut Vec<u8>) {
        let [input, cached, cache_write, output, reasoning] = self.tokens;
        let numbers =
            [self.amount, self.floor, self.flagship, input, cached, cache_write, output, reasoning, self.correction];
        let texts = [Some(self.kind), self.usage_source, self.native, self.outcome, self.because];
        let [kind, source, native, outcome, because] = texts.map(|text| text.map(str::as_bytes));
        let pieces = [kind, source, native, outcome, because, self.idempotency_hash, self.register, self.decision];
        let mut present = u64::from(self.route.is_some());
        for number in &numbers {
            present = present << 1 | u64::from(number.is_some());
        }
        for piece in &pieces {
            present = present << 1 | u64::from(piece.is_some());
        }
        out.push(VERSION);
        out.extend_from_slice(&present.to_le_bytes());
        let mut head = [0; 8 * (5 + 9)];
        let [seq, step, ts, day, fee] = [self.seq, self.step, self.ts, self.day, self.fee];
        let plain = [seq, step, ts, day, fee].into_iter();
        let optional = numbers.into_iter().map(Option::unwrap_or_default);
        for (place, number) in head.as_chunks_mut().0.iter_mut().zip(plain.chain(optional)) {
            *place = number.to_le_bytes();
        }
        out.extend_from_slice(&head);
        let mut lengths = [0; 8 * 8];
        for (place, piece) in lengths.as_chunks_mut().0.iter_mut().zip(&pieces) {
            *place = (piece.map_or(0, <[u8]>::len) as u64).to_le_bytes();
        }
        out.extend_from_slice(&lengths);
        out.extend_from_slice(self.request_id);
        out.extend_from_slice(&self.owner.0);
        if let Some(route) = self.route {
            out.extend_from_slice(&route.0);
        }
        for piece in pieces.into_iter().flatten() {
            out.extend_from_slice(piece);
        }
    }
}

// === impl Tail ===

impl Tail {
    /// Where the chain of a ledger goes on.
    pub(super) fn read(db: &Connection) -> Result<Self, LedgerError> {
        let last = db
            .query_row("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1", [], |row| {
                Ok((row.get(0)?, row.get::<_, Option<[u8; 32]>>(1)?))
            })
            .optional()?;
        let anchor = anchor(db)?;
        let head = match last {
            Some((seq, Some(seal))) => Head { seq, seal: Seal(seal) },
            Some((seq, None)) if seq > anchor.seq => return Err(LedgerError::Unsealed { seq }),
            _ => anchor,
        };
        Ok(Self { head, bytes: Vec::new() })
    }

    /// The number of the entry that comes next.
    pub(super) fn next_seq(&self) -> i64 {
        self.head.seq + 1
    }

    /// The seal of the entry that comes next.
    pub(super) fn seal(&mut self, link: &Link<'_>) -> Head {
        Head { seq: link.seq, seal: link.seal(&self.head.seal, &mut self.bytes) }
    }

    /// The entry was written.
    pub(super) fn advance(&mut self, head: Head) {
        self.head = head;
    }
}

/// The bytes that hexadecimal digits stand for.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = text.chars().map(|digit| digit.to_digit(16)).collect::<Option<_>>()?;
    let byte = |pair: &[u32]| pair.iter().fold(0, |byte, digit| byte << 4 | *digit as u8);
    digits.len().is_multiple_of(2).then(|| digits.chunks(2).map(byte).collect())
}

/// The last entry that carries no seal of its own, since it is older than the chain, and what all of them together are
/// sealed with.
pub(super) fn anchor(db: &Connection) -> rusqlite::Result<Head> {
    let value = |name: &str| format!("SELECT value FROM meta WHERE name = '{name}'");
    let seq = db.query_row(&value("anchor_seq"), [], |row| row.get(0))?;
    let seal = db.query_row(&value("anchor_seal"), [], |row| row.get(0))?;
    Ok(Head { seq, seal: Seal(seal) })
}
