//! A price file as it is written: what all its rows share, and the rows.

use rust_decimal::Decimal;

use super::{
    LIST_VERSION, ModelRef, PriceRow, hours,
    row::{self, CLASS_KEYS, Shared},
};
use crate::{
    files::{Key, Shape, Source, Table, Value},
    money::Currency,
};

/// One provider's rows, with the places that later checks point at.
pub(super) struct PriceList<'d> {
    pub(super) currency: Currency,
    /// Where the currency stands.
    pub(super) currency_at: Value<'d>,
    pub(super) rows: Vec<PlacedRow<'d>>,
    /// The models of all rows, also of those with a mistake, so that a successor among them is no second mistake.
    pub(super) models: Vec<ModelRef>,
}

pub(super) struct PlacedRow<'d> {
    pub(super) row: PriceRow,
    pub(super) table: Table<'d>,
    /// The version of its file.
    pub(super) version: u64,
}

pub(super) const FILE_KEYS: &[Key] = &[
    Key::required("provider", Shape::Text, "the provider, as in the configuration"),
    Key::required("currency", Shape::Name(|| Currency::ALL.map(Currency::code).to_vec()), "what it bills in"),
    Key::required("per", Shape::Name(|| UNITS.to_vec()), "tokens that a price is for"),
    Key::required("tax_included", Shape::Flag, "whether the list includes value-added tax"),
    Key::optional("defaults", Shape::Table(&CLASS_KEYS), "prices of classes that a table of prices does not state"),
    Key::optional("peaks", Shape::List(&Shape::Table(hours::KEYS)), "hours that models can name"),
    Key::required("models", Shape::List(&Shape::Table(row::KEYS)), "a row for each model and period"),
];
const UNITS: [&str; 2] = ["1M", "1K"];

pub(super) fn price_list<'d>(source: &'d Source<'_>) -> Option<PriceList<'d>> {
    let (header, root) = source.dated_up_to(LIST_VERSION, FILE_KEYS)?;
    let provider = root.required("provider").and_then(|provider| read_provider(&provider));
    let currency_at = root.required("currency");
    let currency = currency_at.as_ref().and_then(|code| code.named(&Currency::ALL, Currency::code));
    let per_million = root.required("per").and_then(|per| {
        let unit = per.named(&UNITS, |unit| unit)?;
        Some(if unit == "1M" { Decimal::ONE } else { Decimal::ONE_THOUSAND })
    });
    let tax_included = root.required("tax_included").and_then(|tax| tax.boolean());
    let defaults = root.optional("defaults").and_then(|table| table.table(&CLASS_KEYS));
    let peaks = hours::read(&root);
    let tables = root.required("models").map(|_| root.tables("models", row::KEYS)).unwrap_or_default();

    let (currency, currency_at) = (currency?, currency_at?);
    let shared = Shared {
        version: header.version,
        provider: provider?.to_owned(),
        currency,
        tax_included: tax_included?,
        per_million: per_million?,
        valid_from: header.valid_from,
        defaults,
        peaks,
    };
    let ids = tables.iter().filter_map(|table| table.optional("id")?.as_str());
    let models = ids.map(|id| ModelRef::new(&shared.provider, id)).collect();
    let rows = tables.into_iter().filter_map(|table| {
        let row = row::read(&table, &shared)?;
        Some(PlacedRow { row, table, version: header.version })
    });
    Some(PriceList { currency, currency_at, rows: rows.collect(), models })
}

fn read_provider<'d>(provider: &Value<'d>) -> Option<&'d str> {
    let name = provider.string()?;
    if name.contains('/') { provider.refuse(format!("`{name}`"), "a name without a slash") } else { Some(name) }
}
