//! A price file as it is written.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{Classes, ModelRef, PriceRow};
use crate::{
    files::{Key, Shape, Source, Table, Value, nearest},
    measure::Needs,
    money::Currency,
    tokens::TokenCount,
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
}

/// What stands beside a class.
enum Price<'d> {
    Own(Decimal),
    /// Another class, and where it is named.
    SameAs(&'d str, Value<'d>),
}

/// What all rows of a file share.
struct Terms {
    provider: String,
    currency: Currency,
    tax_included: bool,
    /// Factor from the file's unit to a million tokens.
    per_million: Decimal,
    valid_from: Date,
}

pub(super) const FILE_KEYS: &[Key] = &[
    Key::required("provider", Shape::Text, "the provider, as in the configuration"),
    Key::required("currency", Shape::Name(|| Currency::ALL.map(Currency::code).to_vec()), "what it bills in"),
    Key::required("per", Shape::Name(|| UNITS.to_vec()), "tokens that a price is for"),
    Key::required("tax_included", Shape::Flag, "whether the list includes value-added tax"),
    Key::required("models", Shape::List(&Shape::Table(MODEL_KEYS)), "a row for each model and period"),
];
const UNITS: [&str; 2] = ["1M", "1K"];
const CLASS_KEYS: [&str; 5] = ["input", "cached_input", "cache_write", "output", "reasoning"];
const MODEL_KEYS: &[Key] = &[
    Key::required("id", Shape::Text, "the model's id at the provider"),
    Key::optional("valid_from", Shape::Day, "the first day of the price; the file's where it is not stated"),
    Key::optional("valid_to", Shape::Day, "the last day of the price"),
    Key::optional("input", PRICE, "prompt tokens"),
    Key::optional("cached_input", PRICE, "prompt tokens read from the provider's cache"),
    Key::optional("cache_write", PRICE, "prompt tokens written to it"),
    Key::optional("output", PRICE, "completion tokens"),
    Key::optional("reasoning", PRICE, "hidden reasoning tokens"),
    Key::required("context_window", TOKENS, "tokens of prompt and completion together"),
    Key::required("max_output", TOKENS, "tokens of one completion"),
    Key::required("abilities", Shape::List(&Shape::Name(|| ABILITIES.to_vec())), "what the model can do"),
    Key::optional("retires_on", Shape::Day, "the day from which the provider refuses it"),
    Key::optional("replaced_by", Shape::Text, "the model that takes its place then"),
    Key::optional("free", Shape::Flag, "tokens cost nothing; instead of prices"),
    Key::required("source", Shape::Text, "where the figures come from"),
    Key::required("checked_at", Shape::Day, "the day on which somebody compared them"),
];
const PRICE: Shape = Shape::Either(&[Shape::Amount, Shape::SameAs(&CLASS_KEYS)]);
const TOKENS: Shape = Shape::Count(1, u64::MAX);
pub(crate) const ABILITIES: [&str; 4] = ["tools", "vision", "audio", "json_schema"];

pub(super) fn price_list<'d>(source: &'d Source<'_>) -> Option<PriceList<'d>> {
    let (header, root) = source.dated(FILE_KEYS)?;
    let provider = root.required("provider").and_then(|provider| read_provider(&provider));
    let currency_at = root.required("currency");
    let currency = currency_at.as_ref().and_then(|code| code.named(&Currency::ALL, Currency::code));
    let per_million = root.required("per").and_then(|per| {
        let unit = per.named(&UNITS, |unit| unit)?;
        Some(if unit == "1M" { Decimal::ONE } else { Decimal::ONE_THOUSAND })
    });
    let tax_included = root.required("tax_included").and_then(|tax| tax.boolean());
    let tables = root.required("models").map(|_| root.tables("models", MODEL_KEYS)).unwrap_or_default();

    let (currency, currency_at) = (currency?, currency_at?);
    let terms = Terms {
        provider: provider?.to_owned(),
        currency,
        tax_included: tax_included?,
        per_million: per_million?,
        valid_from: header.valid_from,
    };
    let ids = tables.iter().filter_map(|table| table.optional("id")?.as_str());
    let models = ids.map(|id| ModelRef::new(&terms.provider, id)).collect();
    let rows = tables.into_iter().filter_map(|table| Some(PlacedRow { row: read_row(&table, &terms)?, table }));
    Some(PriceList { currency, currency_at, rows: rows.collect(), models })
}

fn read_provider<'d>(provider: &Value<'d>) -> Option<&'d str> {
    let name = provider.string()?;
    if name.contains('/') { provider.refuse(format!("`{name}`"), "a name without a slash") } else { Some(name) }
}

fn read_row(table: &Table<'_>, terms: &Terms) -> Option<PriceRow> {
    let model = table.required("id").and_then(|id| id.string());
    let valid_from = optional_date(table, "valid_from").unwrap_or(terms.valid_from);
    let valid_to = optional_date(table, "valid_to");
    let classes = read_classes(table, terms.per_million);
    let context_window = table.required("context_window").and_then(|window| window.integer(1..=u64::MAX));
    let max_output = table.required("max_output").and_then(|most| most.integer(1..=u64::MAX));
    let abilities = table.required("abilities").map(|list| read_needs(&list));
    let retires_on = optional_date(table, "retires_on");
    let replaced_by = table.optional("replaced_by").and_then(|name| name.string());
    let source = table.required("source").and_then(|source| source.string());
    let checked_at = table.required("checked_at").and_then(|day| day.date());

    let model = ModelRef::new(&terms.provider, model?);
    Some(PriceRow {
        id: format!("{model}@{valid_from}").into(),
        replaced_by: replaced_by.map(|name| ModelRef::new(&terms.provider, name)),
        model,
        valid_from,
        valid_to,
        currency: terms.currency,
        tax_included: terms.tax_included,
        classes: classes?,
        context_window: TokenCount(context_window?),
        max_output: TokenCount(max_output?),
        abilities: abilities?,
        retires_on,
        source: source?.to_owned(),
        checked_at: checked_at?,
    })
}

fn optional_date(table: &Table<'_>, key: &str) -> Option<Date> {
    table.optional(key).and_then(|day| day.date())
}

/// The prices of a row: each class has its own or says whose it shares, so that none is zero by omission.
fn read_classes(table: &Table<'_>, per_million: Decimal) -> Option<Classes> {
    if table.optional("free").and_then(|free| free.boolean()) == Some(true) {
        return read_free(table);
    }
    let prices = CLASS_KEYS.map(|class| read_class(table, class));
    let of = |class: &str| CLASS_KEYS.iter().zip(&prices).find(|(key, _)| **key == class)?.1.as_ref();
    let [input, cached_input, cache_write, output, reasoning] = CLASS_KEYS.map(|class| {
        let amount = match of(class)? {
            Price::Own(amount) => amount,
            Price::SameAs(other, place) => match of(other)? {
                Price::Own(amount) => amount,
                // One step only: longer ways could go in circles.
                Price::SameAs(..) => {
                    let found = format!("`same as {other}`, which has no price of its own");
                    return place.refuse(found, "a class with its own price");
                }
            },
        };
        Some(amount.checked_mul(per_million)?.normalize())
    });
    Some(Classes {
        input: input?,
        cached_input: cached_input?,
        cache_write: cache_write?,
        output: output?,
        reasoning: reasoning?,
    })
}

fn read_free(table: &Table<'_>) -> Option<Classes> {
    let priced: Vec<Value<'_>> = CLASS_KEYS.iter().filter_map(|class| table.optional(class)).collect();
    for price in &priced {
        price.error("a price of a free model", "either `free = true` or prices");
    }
    let nothing = Decimal::ZERO;
    let free =
        Classes { input: nothing, cached_input: nothing, cache_write: nothing, output: nothing, reasoning: nothing };
    priced.is_empty().then_some(free)
}

fn read_class<'d>(table: &Table<'d>, class: &str) -> Option<Price<'d>> {
    let Some(value) = table.optional(class) else {
        table.error(format!("class `{class}` has no price"), format!("`{class} = \"0.10\"` or `\"same as …\"`"));
        return None;
    };
    let shared = value.as_str().and_then(|text| text.strip_prefix("same as "));
    let Some(other) = shared else { return read_price(&value).map(Price::Own) };
    if other == class || !CLASS_KEYS.contains(&other) {
        let near = nearest(other, CLASS_KEYS).filter(|near| *near != class);
        let near = near.map(|near| format!("`same as {near}`, ")).unwrap_or_default();
        return value.refuse(format!("`same as {other}`"), format!("{near}another of: {}", CLASS_KEYS.join(", ")));
    }
    Some(Price::SameAs(other, value))
}

fn read_price(value: &Value<'_>) -> Option<Decimal> {
    let price = value.amount()?;
    if price.is_zero() {
        return value.refuse("a price of 0", "more than 0, or `free = true` for the whole row");
    }
    Some(price)
}

/// The abilities that a list names.
pub(crate) fn read_needs(list: &Value<'_>) -> Needs {
    let mut needs = Needs::default();
    for item in list.list() {
        match item.named(&ABILITIES, |name| name) {
            Some("tools") => needs.tools = true,
            Some("vision") => needs.vision = true,
            Some("audio") => needs.audio = true,
            Some("json_schema") => needs.json_schema = true,
            Some(_) | None => {}
        }
    }
    needs
}
