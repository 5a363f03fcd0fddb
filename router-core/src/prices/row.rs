//! A row of a price file as it is written: the model, its limits, and its prices by class, length, service and hour.

use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{Card, Cards, Classes, ModelRef, Peak, PriceRow, Tier, classes::CLASSES, hours};
use crate::{
    files::{Key, Shape, Table, Value, nearest},
    measure::Needs,
    money::Currency,
    tokens::TokenCount,
};

/// What all rows of a file share.
pub(super) struct Shared<'d> {
    pub(super) version: u64,
    pub(super) provider: String,
    pub(super) currency: Currency,
    pub(super) tax_included: bool,
    /// Factor from the file's unit to a million tokens.
    pub(super) per_million: Decimal,
    pub(super) valid_from: Date,
    /// What classes are where a table of prices does not say it.
    pub(super) defaults: Option<Table<'d>>,
    pub(super) peaks: Vec<Peak>,
}

/// What stands beside a class.
enum Written<'d> {
    Own(Decimal),
    /// Another class, and where it is named.
    SameAs(&'d str, Value<'d>),
    /// A class that the file's version does not know costs as much as this one.
    Implied(&'static str),
    Nothing,
}

pub(super) const CLASS_KEYS: [Key; 10] = [
    Key::optional("input", PRICE, "prompt tokens"),
    Key::optional("cached_input", PRICE, "prompt tokens read from the provider's cache"),
    Key::optional("cache_write", PRICE, "prompt tokens written to it for minutes"),
    Key::optional("cache_write_1h", PRICE, "prompt tokens written to it for an hour"),
    Key::optional("output", PRICE, "completion tokens"),
    Key::optional("reasoning", PRICE, "hidden reasoning tokens"),
    Key::optional("audio_input", PRICE, "prompt tokens of sound"),
    Key::optional("audio_output", PRICE, "completion tokens of sound"),
    Key::optional("image_input", PRICE, "prompt tokens of pictures"),
    Key::optional("tool_input", PRICE, "prompt tokens of tools: descriptions and results"),
];
pub(super) const KEYS: &[Key] = &with_classes::<14, 24>([
    Key::required("id", Shape::Text, "the model's id at the provider"),
    Key::optional("valid_from", Shape::Day, "the first day of the price; the file's where it is not stated"),
    Key::optional("valid_to", Shape::Day, "the last day of the price"),
    TIERS,
    Key::optional("services", Shape::List(&Shape::Table(SERVICE_KEYS)), "prices of other service tiers and batches"),
    Key::optional("peaks", Shape::List(&Shape::Text), "names of the file's peaks that multiply the prices"),
    Key::required("context_window", TOKENS, "tokens of prompt and completion together"),
    Key::required("max_output", TOKENS, "tokens of one completion"),
    Key::required("abilities", Shape::List(&Shape::Name(|| ABILITIES.to_vec())), "what the model can do"),
    Key::optional("retires_on", Shape::Day, "the day from which the provider refuses it"),
    Key::optional("replaced_by", Shape::Text, "the model that takes its place then"),
    Key::optional("free", Shape::Flag, "tokens cost nothing; instead of prices"),
    Key::required("source", Shape::Text, "where the figures come from"),
    Key::required("checked_at", Shape::Day, "the day on which somebody compared them"),
]);
const TIER_KEYS: &[Key] =
    &with_classes::<1, 11>([Key::required("above", TOKENS, "the longest prompt that is priced by the shorter tier")]);
const SERVICE_KEYS: &[Key] = &with_classes::<3, 13>([
    Key::required("name", Shape::Text, "the name that requests give it, which ledger rows repeat"),
    Key::optional("multiplier", Shape::Amount, "how many times the usual price; instead of prices"),
    TIERS,
]);
const TIERS: Key = Key::optional("tiers", Shape::List(&Shape::Table(TIER_KEYS)), "prices of longer prompts");
const PRICE: Shape = Shape::Either(&[Shape::Amount, Shape::SameAs(&NAMES)]);
const NAMES: [&str; 10] = names();
const TOKENS: Shape = Shape::Count(1, u64::MAX);
pub(crate) const ABILITIES: [&str; 4] = ["tools", "vision", "audio", "json_schema"];

/// The keys of a table that holds prices: `own`, then the classes.
const fn with_classes<const OWN: usize, const ALL: usize>(own: [Key; OWN]) -> [Key; ALL] {
    let mut all = [CLASS_KEYS[0]; ALL];
    let mut at = 0;
    while at < ALL {
        all[at] = if at < OWN { own[at] } else { CLASS_KEYS[at - OWN] };
        at += 1;
    }
    all
}

const fn names() -> [&'static str; 10] {
    let mut names = [""; 10];
    let mut at = 0;
    while at < CLASSES.len() {
        names[at] = CLASSES[at].0;
        at += 1;
    }
    names
}

/// One row.
pub(super) fn read(table: &Table<'_>, shared: &Shared<'_>) -> Option<PriceRow> {
    let model = table.required("id").and_then(|id| id.string());
    let valid_from = optional_date(table, "valid_from").unwrap_or(shared.valid_from);
    let valid_to = optional_date(table, "valid_to");
    let id: Arc<str> = format!("{}/{}@{valid_from}", shared.provider, model.unwrap_or_default()).into();
    let cards = read_cards(table, &id, shared);
    let context_window = table.required("context_window").and_then(|window| window.integer(1..=u64::MAX));
    let max_output = table.required("max_output").and_then(|most| most.integer(1..=u64::MAX));
    let abilities = table.required("abilities").map(|list| read_needs(&list));
    let retires_on = optional_date(table, "retires_on");
    let replaced_by = table.optional("replaced_by").and_then(|name| name.string());
    let source = table.required("source").and_then(|source| source.string());
    let checked_at = table.required("checked_at").and_then(|day| day.date());

    Some(PriceRow {
        id,
        replaced_by: replaced_by.map(|name| ModelRef::new(&shared.provider, name)),
        model: ModelRef::new(&shared.provider, model?),
        valid_from,
        valid_to,
        currency: shared.currency,
        tax_included: shared.tax_included,
        cards: cards?,
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

fn read_cards(table: &Table<'_>, id: &Arc<str>, shared: &Shared<'_>) -> Option<Cards> {
    if table.optional("free").and_then(|free| free.boolean()) == Some(true) {
        return read_free(table).map(|classes| Cards::flat(Arc::clone(id), classes));
    }
    let card = read_card(table, Arc::clone(id), shared);
    let peaks = hours::chosen(table, &shared.peaks);
    let services = read_services(table, card.as_ref()?, shared);
    let (card, peaks, services) = (card?, peaks?, services?);
    if let Some(name) = peaks.iter().map(|peak| &peak.name).find(|name| services.iter().any(|(one, _)| one == *name)) {
        table.error(format!("a service and a peak of the name `{name}`"), "names that tell them apart");
        return None;
    }
    let cards = Cards::new(card, services, peaks);
    if cards.is_none() {
        table.error("prices that are too fine to be multiplied exactly", "fewer decimals");
    }
    cards
}

fn read_free(table: &Table<'_>) -> Option<Classes> {
    let keys = NAMES.iter().chain(&["tiers", "services", "peaks"]);
    let priced: Vec<Value<'_>> = keys.filter_map(|key| table.optional(key)).collect();
    for price in &priced {
        price.error("a price of a free model", "either `free = true` or prices");
    }
    priced.is_empty().then(|| Classes::flat(Decimal::ZERO))
}

/// The prices of a table with those of longer prompts.
fn read_card(table: &Table<'_>, id: Arc<str>, shared: &Shared<'_>) -> Option<Card> {
    let classes = read_classes(table, shared);
    let mut tiers: Vec<Tier> = Vec::new();
    for tier in table.tables("tiers", TIER_KEYS) {
        let above = tier.required("above").and_then(|above| above.integer(1..=u64::MAX));
        let longer = read_classes(&tier, shared);
        let (above, longer) = (TokenCount(above?), longer?);
        let (below, shorter) =
            tiers.last().map_or((TokenCount::ZERO, classes), |last| (last.above, Some(last.classes)));
        if above <= below {
            let found = format!("a tier above {above} tokens behind one above {below}");
            tier.error(found, "tiers in ascending order");
        }
        // Else a longer prompt could cost less, and nothing that is reserved for a prompt would be a bound.
        let named = shorter.map(|shorter| shorter.named());
        for ((class, short), long) in named.into_iter().flatten().zip(longer.all()) {
            if long < short {
                let found = format!("`{class}` costs less in longer prompts");
                tier.error(found, "prices that do not fall with the length");
            }
        }
        tiers.push(Tier { above, classes: longer });
    }
    Some(Card { id, classes: classes?, tiers })
}

fn read_services(table: &Table<'_>, usual: &Card, shared: &Shared<'_>) -> Option<Vec<(Arc<str>, Card)>> {
    let mut services: Vec<(Arc<str>, Card)> = Vec::new();
    for service in table.tables("services", SERVICE_KEYS) {
        let name = service.required("name").and_then(|name| hours::name(&name))?;
        if services.iter().any(|(other, _)| **other == *name) {
            service.error(format!("a second service `{name}`"), "one service of a name");
            return None;
        }
        let id: Arc<str> = format!("{}+{name}", usual.id).into();
        let card = match service.optional("multiplier") {
            None => read_card(&service, id, shared)?,
            Some(factor) => {
                if let Some(price) = NAMES.iter().chain(&["tiers"]).find_map(|key| service.optional(key)) {
                    return price.refuse("a price beside a multiplier", "either `multiplier` or prices");
                }
                let card = usual.times(hours::multiplier(&factor)?, id);
                card.or_else(|| factor.refuse("a multiple that is not exact", "fewer decimals"))?
            }
        };
        services.push((name.into(), card));
    }
    Some(services)
}

/// The prices of a table: each class has its own or says whose it shares, so that none is zero by omission.
fn read_classes(table: &Table<'_>, shared: &Shared<'_>) -> Option<Classes> {
    let table = match &shared.defaults {
        Some(defaults) => &table.clone().with_defaults(defaults.clone()),
        None => table,
    };
    let written = CLASSES.map(|(class, implied)| (class, read_class(table, class, implied, shared.version)));
    let mut prices = [Decimal::ZERO; 10];
    let mut complete = true;
    for ((class, _), price) in written.iter().zip(&mut prices) {
        match resolve(&written, class).and_then(|price| price.checked_mul(shared.per_million)) {
            Some(found) => *price = found.normalize(),
            None => complete = false,
        }
    }
    complete.then(|| Classes::from_all(prices))
}

/// The price of `class`, which may be that of another one, which may be that of another one.
fn resolve(written: &[(&str, Written<'_>); 10], class: &str) -> Option<Decimal> {
    let of = |class: &str| written.iter().find(|(name, _)| *name == class).map(|(_, price)| price);
    let mut next = class;
    for _ in written {
        next = match of(next)? {
            Written::Own(price) => return Some(*price),
            Written::SameAs(other, _) => other,
            Written::Implied(other) => other,
            Written::Nothing => return None,
        };
    }
    match of(class)? {
        Written::SameAs(other, place) => {
            place.refuse(format!("`same as {other}`, which leads in a circle"), "a class with its own price at its end")
        }
        Written::Own(_) | Written::Implied(_) | Written::Nothing => None,
    }
}

fn read_class<'d>(table: &Table<'d>, class: &str, implied: Option<&'static str>, version: u64) -> Written<'d> {
    let Some(value) = table.optional(class) else {
        if let Some(implied) = implied.filter(|_| version == 1) {
            return Written::Implied(implied);
        }
        table.error(format!("class `{class}` has no price"), format!("`{class} = \"0.10\"` or `\"same as …\"`"));
        return Written::Nothing;
    };
    let shared = value.as_str().and_then(|text| text.strip_prefix("same as "));
    let Some(other) = shared else { return read_price(&value).map_or(Written::Nothing, Written::Own) };
    if other == class || !NAMES.contains(&other) {
        let near = nearest(other, NAMES).filter(|near| *near != class);
        let near = near.map(|near| format!("`same as {near}`, ")).unwrap_or_default();
        value.error(format!("`same as {other}`"), format!("{near}another of: {}", NAMES.join(", ")));
        return Written::Nothing;
    }
    Written::SameAs(other, value)
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
