//! A line of an archive: everything that an entry says, so that its seal can be made again from it.
//!
//! An absent value is an empty cell. Text that a spreadsheet would take for a formula, empty text, and text that begins
//! with an apostrophe has an apostrophe before it; bytes are hexadecimal behind an `x`. Both read back to what they were.

use std::{borrow::Cow, collections::HashMap, io, sync::Arc};

use csv::{StringRecord, Writer};
use uuid::Uuid;

use crate::{
    ledger::{
        chain::{Link, Seal, from_hex},
        names::{OWNER, ROUTE},
        scan::{Line, OwnerStrings, RouteStrings, Strings},
    },
    report::is_formula,
};

const FRONT: [&str; 6] = ["seq", "request_id", "step", "kind", "ts", "day"];
const REST: [&str; 18] = [
    "amount_ukzt",
    "floor_ukzt",
    "fee_ukzt",
    "input_tokens",
    "cached_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "flagship_ukzt",
    "usage_source",
    "native_amount",
    "outcome",
    "idempotency_hash",
    "register",
    "decision",
    "correction_ukzt",
    "because",
    "hash",
];

/// Every column, in order.
pub(super) fn columns() -> impl Iterator<Item = &'static str> {
    FRONT.into_iter().chain(OWNER).chain(ROUTE).chain(REST)
}

pub(super) fn write_heading(writer: &mut Writer<impl io::Write>) -> csv::Result<()> {
    writer.write_record(columns())
}

/// Writes an entry with its seal.
pub(super) fn write(writer: &mut Writer<impl io::Write>, line: &Line<'_>, seal: Seal) -> csv::Result<()> {
    let link = &line.link;
    let owner = line.owner.texts.iter().map(|name| text(name.as_deref()));
    let route = (0..ROUTE.len()).map(|at| text(line.route.and_then(|route| route.texts.get(at)?.as_deref())));
    let id = format!("req_{}", Uuid::from_bytes(*link.request_id).simple());
    let front = [number(Some(link.seq)), id.into(), number(Some(link.step)), text(Some(link.kind))];
    let when = [link.ts, link.day].map(|value| number(Some(value)));
    let amounts = [link.amount, link.floor, Some(link.fee)].into_iter().chain(link.tokens).chain([link.flagship]);
    let texts = [link.usage_source, link.native, link.outcome].map(text);
    let blobs = [link.idempotency_hash, link.register, link.decision].map(bytes);
    let correction = [number(link.correction), text(link.because), seal.to_string().into()];
    let cells = front.into_iter().chain(when).chain(owner).chain(route).chain(amounts.map(number));
    for cell in cells.chain(texts).chain(blobs).chain(correction) {
        writer.write_field(&*cell)?;
    }
    writer.write_record(None::<&[u8]>)
}

fn number<'a>(value: Option<i64>) -> Cow<'a, str> {
    value.map_or(Cow::Borrowed(""), |value| value.to_string().into())
}

fn text(value: Option<&str>) -> Cow<'_, str> {
    match value {
        None => Cow::Borrowed(""),
        Some(text) if text.is_empty() || text.starts_with('\'') || is_formula(text) => format!("'{text}").into(),
        Some(text) => Cow::Borrowed(text),
    }
}

fn bytes<'a>(value: Option<&[u8]>) -> Cow<'a, str> {
    value.map_or(Cow::Borrowed(""), |bytes| {
        bytes.iter().fold("x".to_owned(), |hex, byte| hex + &format!("{byte:02x}")).into()
    })
}

/// Reads lines back. Owners and routes that repeat are made once.
#[derive(Debug, Default)]
pub(super) struct Rows {
    owners: HashMap<[Option<Arc<str>>; OWNER.len()], Arc<OwnerStrings>>,
    routes: HashMap<[Option<Arc<str>>; ROUTE.len()], Arc<RouteStrings>>,
}

/// A cell that holds what it cannot.
#[derive(Debug, thiserror::Error)]
#[error("{column}: found {found:?}, expected {expected}")]
pub(super) struct Wrong {
    column: &'static str,
    found: String,
    expected: &'static str,
}

/// The cells of a line, one after the other.
struct Cells<'a, C> {
    columns: C,
    record: &'a StringRecord,
    at: usize,
}

impl Rows {
    /// Hands the entry of a line to `then`.
    pub(super) fn read(&mut self, record: &StringRecord, then: impl FnOnce(&Line<'_>)) -> Result<(), Wrong> {
        let mut cells = Cells { columns: columns(), record, at: 0 };
        let seq = cells.required()?;
        let id = cells.is("a request id", |cell| cell.strip_prefix("req_")?.parse::<Uuid>().ok())?;
        let (step, kind) = (cells.required()?, cells.text().unwrap_or_default());
        let (ts, day) = (cells.required()?, cells.required()?);
        let owner = cells.strings(&mut self.owners);
        let route = cells.strings(&mut self.routes);
        let route = route.texts.iter().any(Option::is_some).then_some(route);
        let (amount, floor, fee) = (cells.number()?, cells.number()?, cells.required()?);
        let tokens = [cells.number()?, cells.number()?, cells.number()?, cells.number()?, cells.number()?];
        let flagship = cells.number()?;
        let (usage_source, native, outcome) = (cells.text(), cells.text(), cells.text());
        let [idempotency_hash, register, decision] = [cells.bytes()?, cells.bytes()?, cells.bytes()?];
        let (correction, because) = (cells.number()?, cells.text());
        let seal = cells.is("64 hexadecimal digits", |cell| cell.parse::<Seal>().ok())?;
        let link = Link {
            seq,
            request_id: id.as_bytes(),
            step,
            kind,
            ts,
            day,
            owner: &owner.digest,
            route: route.as_ref().map(|route| &route.digest),
            amount,
            floor,
            fee,
            tokens,
            flagship,
            usage_source,
            native,
            outcome,
            idempotency_hash: idempotency_hash.as_deref(),
            register: register.as_deref(),
            decision: decision.as_deref(),
            correction,
            because,
        };
        then(&Line { link, owner: &owner, route: route.as_ref(), seal: Some(seal) });
        Ok(())
    }
}

impl<'a, C: Iterator<Item = &'static str>> Cells<'a, C> {
    fn next(&mut self) -> (&'static str, &'a str) {
        let cell = self.record.get(self.at).unwrap_or_default();
        self.at += 1;
        (self.columns.next().unwrap_or_default(), cell)
    }

    fn is<T>(&mut self, expected: &'static str, read: impl FnOnce(&'a str) -> Option<T>) -> Result<T, Wrong> {
        let (column, cell) = self.next();
        read(cell).ok_or_else(|| Wrong { column, found: cell.chars().take(80).collect(), expected })
    }

    fn required(&mut self) -> Result<i64, Wrong> {
        self.is("a number", |cell| cell.parse().ok())
    }

    fn number(&mut self) -> Result<Option<i64>, Wrong> {
        self.is("a number or nothing", |cell| if cell.is_empty() { Some(None) } else { cell.parse().ok().map(Some) })
    }

    fn text(&mut self) -> Option<&'a str> {
        let (_, cell) = self.next();
        (!cell.is_empty()).then(|| cell.strip_prefix('\'').unwrap_or(cell))
    }

    fn bytes(&mut self) -> Result<Option<Vec<u8>>, Wrong> {
        self.is("x and hexadecimal digits, or nothing", |cell| match cell.strip_prefix('x') {
            Some(digits) => from_hex(digits).map(Some),
            None => cell.is_empty().then_some(None),
        })
    }

    fn strings<const N: usize>(
        &mut self,
        known: &mut HashMap<[Option<Arc<str>>; N], Arc<Strings<N>>>,
    ) -> Arc<Strings<N>> {
        let texts = std::array::from_fn(|_| self.text().map(Arc::from));
        if let Some(strings) = known.get(&texts) {
            return Arc::clone(strings);
        }
        let strings = Arc::new(Strings::new(texts.clone()));
        known.insert(texts, Arc::clone(&strings));
        strings
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::{option, prelude::*};

    use super::{Rows, columns, write, write_heading};
    use crate::ledger::{
        chain::{Link, Seal},
        scan::{Line, Strings},
    };

    fn name() -> impl Strategy<Value = Option<Arc<str>>> {
        option::of("(=|'|x|[,;\"\r\n]|[а-я]|.){0,6}".prop_map(Arc::from))
    }

    proptest! {
        #[test]
        fn a_line_reads_back_to_its_seal(
            names in prop::array::uniform12(name()),
            texts in prop::array::uniform4(name()),
            numbers in prop::array::uniform9(option::of(any::<i64>())),
            plain in prop::array::uniform5(any::<i64>()),
            blobs in prop::array::uniform3(option::of(prop::collection::vec(any::<u8>(), 0..40))),
            id in any::<[u8; 16]>(),
        ) {
            let [node, tenant, key, route @ ..] = names;
            let (owner, route) = (Arc::new(Strings::new([node, tenant, key])), Arc::new(Strings::new(route)));
            let route = route.texts.iter().any(Option::is_some).then_some(route);
            let [amount, floor, flagship, correction, tokens @ ..] = numbers;
            let [usage_source, native, outcome, because] = &texts;
            let link = Link {
                seq: plain[0],
                request_id: &id,
                step: plain[1],
                kind: "settle",
                ts: plain[2],
                day: plain[3],
                owner: &owner.digest,
                route: route.as_ref().map(|route| &route.digest),
                amount,
                floor,
                fee: plain[4],
                tokens,
                flagship,
                usage_source: usage_source.as_deref(),
                native: native.as_deref(),
                outcome: outcome.as_deref(),
                idempotency_hash: blobs[0].as_deref(),
                register: blobs[1].as_deref(),
                decision: blobs[2].as_deref(),
                correction,
                because: because.as_deref(),
            };
            let mut room = Vec::new();
            let seal = link.seal(&Seal::beginning(), &mut room);
            let line = Line { link, owner: &owner, route: route.as_ref(), seal: Some(seal) };
            let mut writer = csv::Writer::from_writer(Vec::new());
            write_heading(&mut writer).unwrap();
            write(&mut writer, &line, seal).unwrap();
            let text = writer.into_inner().unwrap();
            let mut reader = csv::Reader::from_reader(&*text);
            prop_assert_eq!(reader.headers().unwrap().len(), columns().count());
            let record = reader.records().next().unwrap().unwrap();
            let formula = |cell: &str| crate::report::is_formula(cell) && cell.parse::<i64>().is_err();
            prop_assert!(!record.iter().any(formula), "{:?}", record);
            let read = Rows::default().read(&record, |line| {
                assert_eq!(line.seal, Some(seal));
                assert_eq!(line.link.seal(&Seal::beginning(), &mut room), seal);
            });
            prop_assert!(read.is_ok(), "{:?}", read);
        }
    }
}
