//! Price lists and rates made at random, and what they charge by big integers: told by the same figures as the files, and
//! by none of the code that reads them.

use std::fmt::Write as _;

use jiff::Timestamp;
use num_bigint::BigUint;
use router_core::{
    diagnostic::SourceFile,
    measure::Needs,
    money::Currency,
    prices::{ModelRef, PriceBook, PriceRow},
    rates::Rate,
    tokens::{Parts, Usage},
};

use super::dice::Dice;
use crate::ledger::almaty_day;

/// Prices are in 10 to the power of minus this: 12 decimals of a file, and 4 of each of two multiples.
const PRICE_SCALE: u32 = 20;
/// Decimals of a rate at most.
const RATE_SCALE: u32 = 12;
/// From prices per million tokens to what one costs.
const MILLION_SCALE: u32 = 6;
/// Decimals of an amount in the provider's currency.
pub(super) const NATIVE_SCALE: u32 = PRICE_SCALE + MILLION_SCALE;
/// Decimals of a multiple.
const FACTOR_SCALE: u32 = 4;

const CLASSES: [&str; 10] = [
    "input",
    "cached_input",
    "cache_write",
    "cache_write_1h",
    "output",
    "reasoning",
    "audio_input",
    "audio_output",
    "image_input",
    "tool_input",
];
const DAY: i64 = 86_400;
/// The first days of the two rows of every model and currency, since 1970: 2026-01-01 and 2026-11-25.
const FIRST_DAYS: [(i64, &str); 2] = [(20_454, "2026-01-01"), (20_782, "2026-11-25")];
/// Requests come within two weeks from here: 2026-11-20 in UTC.
const BEGINNING: i64 = 20_777 * DAY;
const WEEKS: u64 = 14 * DAY as u64;
/// Almaty, in seconds.
const ALMATY: i64 = 5 * 3_600;

/// A number that a file holds: `mantissa ÷ 10^scale`.
#[derive(Debug, Clone, Copy)]
struct Written {
    mantissa: u64,
    scale: u32,
}

#[derive(Debug)]
pub(super) struct World {
    pub(super) book: PriceBook,
    pub(super) models: Vec<Model>,
}

#[derive(Debug)]
pub(super) struct Model {
    pub(super) name: ModelRef,
    pub(super) currency: Currency,
    rows: [Row; 2],
    rates: [Written; 2],
    peak: Peak,
}

#[derive(Debug)]
struct Row {
    /// Decimals that its finest price may have.
    finest: u32,
    usual: Card,
    /// `batch`, a multiple; `fast`, with prices of its own.
    batch: Written,
    fast: Card,
    has_peak: bool,
}

/// The prices of short prompts, and of longer ones by what they are longer than.
#[derive(Debug)]
struct Card {
    tiers: Vec<(u64, [Written; 10])>,
    /// From the file's unit to a million tokens.
    unit: u64,
}

#[derive(Debug, Clone)]
struct Peak {
    factor: Written,
    offset_hours: i64,
    /// Monday is bit 0.
    days: (&'static str, u8),
    from: u64,
    to: u64,
}

/// Whose price a call has.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asked<'a> {
    /// At an hour, by a service.
    At(Timestamp, Option<&'a str>),
    /// At the dearest hour.
    Dearest,
}

/// An amount by big integers.
#[derive(Debug)]
pub(super) struct Exact {
    /// In 10 to the power of minus [`NATIVE_SCALE`].
    pub(super) native: BigUint,
    /// In µ₸, rounded up.
    pub(super) micro: BigUint,
    /// Whether nothing on the way is so large that an error would be right.
    pub(super) is_ordinary: bool,
}

fn power(exponent: u32) -> BigUint {
    BigUint::from(10_u8).pow(exponent)
}

/// An ordinary time within the two weeks.
pub(super) fn moment(dice: &mut Dice) -> Timestamp {
    Timestamp::from_second(BEGINNING + dice.below(WEEKS) as i64).unwrap()
}

// === impl Written ===

impl Written {
    fn price(dice: &mut Dice, scale: u32, is_extreme: bool) -> Self {
        let most = if is_extreme { 1_000_000_000_000 } else { 100_000_000 };
        Self { mantissa: 1 + dice.sized(40) % most, scale }
    }

    fn factor(dice: &mut Dice) -> Self {
        Self { mantissa: 1 + dice.below(40_000), scale: FACTOR_SCALE }
    }

    fn text(self) -> String {
        let unit = 10_u64.pow(self.scale);
        let (whole, part, width) = (self.mantissa / unit, self.mantissa % unit, self.scale as usize);
        if width == 0 { whole.to_string() } else { format!("{whole}.{part:0width$}") }
    }

    /// In 10 to the power of minus `scale`.
    fn at(self, scale: u32) -> BigUint {
        power(scale - self.scale) * self.mantissa
    }
}

// === impl World ===

impl World {
    pub(super) fn new(dice: &mut Dice) -> Self {
        let models: Vec<Model> = (0..3).map(|number| Model::new(number, dice)).collect();
        let mut files: Vec<SourceFile> = models.iter().map(Model::file).collect();
        let mut rates = "version = 1\nkind = \"exchange-rates\"\nid = \"r\"\nvalid_from = \"2026-01-01\"\n".to_owned();
        for model in models.iter().filter(|model| model.currency != Currency::Kzt) {
            for (rate, (_, day)) in model.rates.iter().zip(FIRST_DAYS) {
                let (code, rate) = (model.currency, rate.text());
                write!(
                    rates,
                    "[[rates]]\ncurrency = \"{code}\"\nkzt = \"{rate}\"\nvalid_from = \"{day}\"\nsource = \"s\"\n"
                )
                .unwrap();
            }
        }
        files.push(SourceFile { name: "rates.toml".to_owned(), text: rates });
        let (book, problems) = PriceBook::load(&files, "2026-11-22".parse().unwrap());
        let book = book.unwrap_or_else(|| panic!("{problems:?} in {files:?}"));
        Self { book, models }
    }

    /// The row and the rate of a model on the day of `at`.
    pub(super) fn route(&self, model: &Model, at: Timestamp) -> (&PriceRow, &Rate) {
        let day = almaty_day(at);
        let row = self.book.in_force(&model.name, day).unwrap();
        (row, self.book.rates().in_force(model.currency, day).unwrap())
    }
}

// === impl Model ===

impl Model {
    fn new(number: usize, dice: &mut Dice) -> Self {
        let peak = Peak::new(dice);
        // Each its own currency; the tenge is worth itself.
        let from = dice.below(2) as usize;
        let currency = Currency::ALL[(number * 2 + from) % Currency::ALL.len()];
        let is_extreme = dice.one_in(8);
        let unit = *dice.pick(&[1, 1, 1_000]);
        let rows = [(); 2].map(|()| Row::new(dice, unit, is_extreme));
        let rates = [(); 2].map(|()| match currency {
            Currency::Kzt => Written { mantissa: 1, scale: 0 },
            _ if is_extreme => Written { mantissa: 1 + dice.sized(40), scale: dice.below(13) as u32 },
            _ => Written { mantissa: 1 + dice.below(10_000_000), scale: dice.below(5) as u32 },
        });
        Self { name: ModelRef::new(&format!("p{number}"), "m/1"), currency, rows, rates, peak }
    }

    fn file(&self) -> SourceFile {
        let Self { name, currency, peak, .. } = self;
        let (provider, model, unit) = (&name.provider, &name.model, self.rows[0].usual.unit);
        let unit = if unit == 1 { "1M" } else { "1K" };
        let mut text = format!(
            "version = 2\nkind = \"prices\"\nid = \"{provider}\"\nvalid_from = \"2026-01-01\"\nprovider = \"{provider}\"\n\
             currency = \"{currency}\"\nper = \"{unit}\"\ntax_included = false\n{}",
            peak.text()
        );
        for (row, (_, day)) in self.rows.iter().zip(FIRST_DAYS) {
            let peaks = if row.has_peak { "peaks = [\"busy\"]\n" } else { "" };
            write!(
                text,
                "[[models]]\nid = \"{model}\"\nvalid_from = \"{day}\"\n{}\
                 services = [{{ name = \"batch\", multiplier = \"{}\" }}, {{ name = \"fast\", {} }}]\n{peaks}\
                 context_window = 1000000\nmax_output = 100000\nabilities = [\"tools\"]\nsource = \"s\"\n\
                 checked_at = \"2026-01-01\"\n",
                row.usual.text("\n"),
                row.batch.text(),
                row.fast.text(", ").trim_end_matches(", "),
            )
            .unwrap();
        }
        SourceFile { name: format!("{provider}.toml"), text }
    }

    /// Which of two rows counts on the day in Almaty.
    fn row_at(at: Timestamp) -> usize {
        let day = (at.as_second() + ALMATY).div_euclid(DAY);
        usize::from(day >= FIRST_DAYS[1].0)
    }

    /// What `usage` costs, of which `parts` are priced apart, on the day of `at`.
    pub(super) fn cost(&self, usage: &Usage, parts: &Parts, at: Timestamp, asked: Asked<'_>) -> Exact {
        let row = &self.rows[Self::row_at(at)];
        let prompt = [usage.input.0, usage.cached_input.0, usage.cache_write.0];
        let prompt = prompt.into_iter().fold(0, u64::saturating_add);
        let prices = row.prices(prompt, &self.peak, asked);
        let audio = parts.audio_input.0.min(usage.input.0);
        let image = parts.image_input.0.min(usage.input.0 - audio);
        let tool = parts.tool_input.0.min(usage.input.0 - audio - image);
        let hour = parts.cache_write_1h.0.min(usage.cache_write.0);
        let spoken = parts.audio_output.0.min(usage.output.0);
        let tokens = [
            usage.input.0 - audio - image - tool,
            usage.cached_input.0,
            usage.cache_write.0 - hour,
            hour,
            usage.output.0 - spoken,
            usage.reasoning.0,
            audio,
            spoken,
            image,
            tool,
        ];
        let native = prices.into_iter().zip(tokens).map(|(price, tokens)| price * tokens).sum();
        let fits = tokens.iter().all(|tokens| i64::try_from(*tokens).is_ok());
        let exact = self.amount(row, native, at);
        Exact { is_ordinary: exact.is_ordinary && fits, ..exact }
    }

    /// The most that a prompt and a completion can cost in the usual service.
    pub(super) fn bound(&self, prompt: u64, output: u64, needs: Needs, at: Timestamp) -> Exact {
        let row = &self.rows[Self::row_at(at)];
        let [input, cached, write, _, completion, reasoning, audio_in, audio_out, image, tool] =
            row.prices(prompt, &self.peak, Asked::Dearest);
        let dearest = |usual: Vec<BigUint>, more: Vec<(bool, BigUint)>| {
            let needed = more.into_iter().filter_map(|(is_needed, price)| is_needed.then_some(price));
            usual.into_iter().chain(needed).max().unwrap()
        };
        let more = vec![(needs.audio, audio_in), (needs.vision, image), (needs.tools, tool)];
        let input = dearest(vec![input, cached, write], more);
        let output_price = dearest(vec![completion, reasoning], vec![(needs.audio, audio_out)]);
        self.amount(row, input * prompt + output_price * output, at)
    }

    /// Rounds up once.
    fn amount(&self, row: &Row, native: BigUint, at: Timestamp) -> Exact {
        let rate = self.rates[Self::row_at(at)];
        let tenge = &native * rate.at(RATE_SCALE);
        let unit = power(NATIVE_SCALE + RATE_SCALE - 6);
        let micro = (&tenge + &unit - 1_u8) / unit;
        let mantissa = &native / power(PRICE_SCALE - row.finest);
        let is_ordinary = mantissa.bits() <= 96
            && (mantissa * rate.mantissa).bits() <= 126
            && micro <= BigUint::from(i64::MAX as u64);
        Exact { native, micro, is_ordinary }
    }
}

// === impl Row ===

impl Row {
    fn new(dice: &mut Dice, unit: u64, is_extreme: bool) -> Self {
        let scale = if is_extreme { dice.below(13) as u32 } else { dice.below(7) as u32 };
        let [usual, fast] = [(); 2].map(|()| Card::new(dice, scale, unit, is_extreme));
        Self { finest: scale + 2 * FACTOR_SCALE, usual, batch: Written::factor(dice), fast, has_peak: !dice.one_in(3) }
    }

    /// In 10 to the power of minus [`PRICE_SCALE`].
    fn prices(&self, prompt: u64, peak: &Peak, asked: Asked<'_>) -> [BigUint; 10] {
        let is_peak = self.has_peak
            && match asked {
                Asked::At(at, _) => peak.covers(at),
                Asked::Dearest => peak.factor.mantissa > 10_u64.pow(FACTOR_SCALE),
            };
        let service = match asked {
            Asked::At(_, service) => service,
            Asked::Dearest => None,
        };
        let card = if service == Some("fast") { &self.fast } else { &self.usual };
        let mut factors = Vec::new();
        factors.extend((service == Some("batch")).then_some(self.batch.mantissa));
        factors.extend(is_peak.then_some(peak.factor.mantissa));
        let scale = PRICE_SCALE - FACTOR_SCALE * factors.len() as u32;
        card.of(prompt).map(|price| factors.iter().fold(price.at(scale) * card.unit, |price, factor| price * *factor))
    }
}

// === impl Card ===

impl Card {
    fn new(dice: &mut Dice, scale: u32, unit: u64, is_extreme: bool) -> Self {
        let mut prices = [(); 10].map(|()| Written::price(dice, scale, is_extreme));
        let mut tiers = vec![(0, prices)];
        let mut above = 0;
        for _ in 0..dice.below(3) {
            above += 1 + dice.sized(20);
            for price in &mut prices {
                price.mantissa += dice.below(1_000);
            }
            tiers.push((above, prices));
        }
        Self { tiers, unit }
    }

    fn of(&self, prompt: u64) -> [Written; 10] {
        let [(_, short), longer @ ..] = &*self.tiers else { unreachable!("there are always short prompts") };
        longer.iter().rev().find(|(above, _)| prompt > *above).map_or(*short, |(_, prices)| *prices)
    }

    fn text(&self, between: &str) -> String {
        let prices = |prices: &[Written; 10], between: &str| {
            let price = |(class, price): (&&str, &Written)| format!("{class} = \"{}\"{between}", price.text());
            CLASSES.iter().zip(prices).map(price).collect::<String>()
        };
        let [(_, short), longer @ ..] = &*self.tiers else { unreachable!("there are always short prompts") };
        let tier = |(above, of): &(u64, [Written; 10])| {
            format!("{{ above = {above}, {} }}", prices(of, ", ").trim_end_matches(", "))
        };
        let tiers: Vec<String> = longer.iter().map(tier).collect();
        format!("{}tiers = [{}]{between}", prices(short, between), tiers.join(", "))
    }
}

// === impl Peak ===

impl Peak {
    fn new(dice: &mut Dice) -> Self {
        let days =
            *dice.pick(&[("mon-fri", 0b001_1111), ("sat", 0b010_0000), ("sat-sun", 0b110_0000), ("mon-sun", 0x7f)]);
        let from = dice.below(90) * 15;
        let to = from + 15 * (1 + dice.below(5));
        Self { factor: Written::factor(dice), offset_hours: dice.below(25) as i64 - 12, days, from, to }
    }

    fn text(&self) -> String {
        let Self { factor, offset_hours, days: (days, _), from, to } = self;
        let sign = if *offset_hours < 0 { '-' } else { '+' };
        let clock = |minute: &u64| format!("{:02}:{:02}", minute / 60, minute % 60);
        format!(
            "[[peaks]]\nname = \"busy\"\nmultiplier = \"{}\"\nzone = \"{sign}{:02}:00\"\ndays = \"{days}\"\n\
             hours = [\"{}-{}\"]\n",
            factor.text(),
            offset_hours.abs(),
            clock(from),
            clock(to)
        )
    }

    fn covers(&self, at: Timestamp) -> bool {
        let local = at.as_second() + self.offset_hours * 3_600;
        // The first of January 1970 was a Thursday.
        let weekday = (local.div_euclid(DAY) + 3).rem_euclid(7);
        let minute = local.rem_euclid(DAY).unsigned_abs() / 60;
        self.days.1 >> weekday & 1 == 1 && (self.from..self.to).contains(&minute)
    }
}
