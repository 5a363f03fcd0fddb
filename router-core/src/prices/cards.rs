//! Price cards: what a row charges depends on the service that was asked for, the hour, and the length of the prompt.
//!
//! Every combination of service and hour is worked out when files are read and has a name of its own, which the ledger
//! keeps: nobody has to know later at which hour a token was processed to price it again.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date, tz::Offset};
use rust_decimal::Decimal;

use super::Classes;
use crate::{
    policy::Weekdays,
    tokens::{Parts, TokenCount},
};

/// What decides the price of a call beside its model and its tokens.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// When the provider worked on it.
    pub at: Timestamp,
    /// The service tier that was asked for (`batch`, `priority`); `None` is the usual one.
    pub service: Option<&'a str>,
    /// Tokens that are priced apart.
    pub parts: Parts,
}

/// What tokens cost by one service at one hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Name in ledger rows: the row's id, with `+<service>` and `+<peak>` behind it where they are not the usual ones.
    pub id: Arc<str>,
    /// Prices of short prompts.
    pub classes: Classes,
    /// Prices of longer ones, ascending.
    pub tiers: Vec<Tier>,
}

/// Prices of requests whose whole prompt, cached tokens included, is longer than `above`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tier {
    /// The longest prompt that is priced otherwise.
    pub above: TokenCount,
    /// The prices of the whole request.
    pub classes: Classes,
}

/// Hours at which everything costs a multiple.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peak {
    /// Its name in the file.
    pub name: Arc<str>,
    /// How many times the usual price.
    pub multiplier: Decimal,
    /// Where its hours are told: the distance to UTC. No zone with rules, since prices of the past must stay what they
    /// were when rules of time zones change.
    pub offset: Offset,
    /// The days of the week.
    pub days: Weekdays,
    /// From the first minute of the day up to, and without, the second.
    pub hours: Vec<(u16, u16)>,
    /// Days that are none, whatever day of the week they are.
    pub holidays: Vec<Date>,
}

/// All cards of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cards {
    usual: Service,
    /// By name.
    services: Vec<(Arc<str>, Service)>,
    peaks: Vec<Peak>,
    /// The place of the dearest peak, if one is dearer than the usual price.
    dearest: Option<usize>,
}

/// The cards of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Service {
    card: Card,
    /// In the order of [`Cards::peaks`].
    peaks: Vec<Card>,
}

// === impl Terms ===

impl Terms<'_> {
    /// The usual service at `at`.
    #[must_use]
    pub fn at(at: Timestamp) -> Self {
        Self { at, service: None, parts: Parts::default() }
    }
}

// === impl Card ===

impl Card {
    /// The prices of a request with a prompt of so many tokens.
    #[must_use]
    pub fn classes_of(&self, prompt: TokenCount) -> &Classes {
        let tier = self.tiers.iter().rfind(|tier| prompt > tier.above);
        tier.map_or(&self.classes, |tier| &tier.classes)
    }

    /// Whether all tokens cost nothing.
    fn is_free(&self) -> bool {
        let mut prices = self.tiers.iter().map(|tier| &tier.classes).chain([&self.classes]);
        prices.all(|classes| classes.all().iter().all(Decimal::is_zero))
    }

    /// The same with every price `factor` times, if that is exact.
    pub(super) fn times(&self, factor: Decimal, id: Arc<str>) -> Option<Self> {
        let tier = |tier: &Tier| Some(Tier { above: tier.above, classes: tier.classes.times(factor)? });
        let tiers = self.tiers.iter().map(tier).collect::<Option<Vec<Tier>>>()?;
        Some(Self { id, classes: self.classes.times(factor)?, tiers })
    }
}

// === impl Peak ===

impl Peak {
    /// Whether `at` is within its hours.
    #[must_use]
    pub fn covers(&self, at: Timestamp) -> bool {
        let local = self.offset.to_datetime(at);
        // Hours and minutes of a day are small and not negative.
        let minute = u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs());
        self.hours.iter().any(|(from, to)| (*from..*to).contains(&minute))
            && self.days.contains(local.weekday())
            && self.holidays.binary_search(&local.date()).is_err()
    }

    /// Its minutes of a week in UTC, from and up to; those that cross the end of the week are in two pieces.
    pub(super) fn minutes(&self) -> Vec<(i64, i64)> {
        const DAY: i64 = 24 * 60;
        const WEEK: i64 = 7 * DAY;
        let shift = i64::from(self.offset.seconds()) / 60;
        let mut minutes = Vec::new();
        for day in self.days.days() {
            for (from, to) in &self.hours {
                let midnight = i64::from(day.to_monday_zero_offset()) * DAY - shift;
                let from_minute = (midnight + i64::from(*from)).rem_euclid(WEEK);
                let end = from_minute + i64::from(to.saturating_sub(*from));
                minutes.push((from_minute, end.min(WEEK)));
                if end > WEEK {
                    minutes.push((0, end - WEEK));
                }
            }
        }
        minutes
    }
}

// === impl Cards ===

impl Cards {
    /// The cards of a row whose usual prices are `card`, and of its other `services`. `None` where a multiple is not
    /// exact.
    pub(super) fn new(card: Card, services: Vec<(Arc<str>, Card)>, peaks: Vec<Peak>) -> Option<Self> {
        let at_peaks = |card: Card| {
            let at_peak = |peak: &Peak| card.times(peak.multiplier, format!("{}+{}", card.id, peak.name).into());
            let peaks = peaks.iter().map(at_peak).collect::<Option<Vec<Card>>>()?;
            Some(Service { card, peaks })
        };
        let services = services.into_iter().map(|(name, card)| Some((name, at_peaks(card)?)));
        let services = services.collect::<Option<Vec<(Arc<str>, Service)>>>()?;
        let dearer = peaks.iter().enumerate().filter(|(_, peak)| peak.multiplier > Decimal::ONE);
        let dearest = dearer.max_by_key(|(_, peak)| peak.multiplier).map(|(at, _)| at);
        Some(Self { usual: at_peaks(card)?, services, peaks, dearest })
    }

    /// One card for every hour and every prompt.
    #[must_use]
    pub fn flat(id: Arc<str>, classes: Classes) -> Self {
        let usual = Service { card: Card { id, classes, tiers: Vec::new() }, peaks: Vec::new() };
        Self { usual, services: Vec::new(), peaks: Vec::new(), dearest: None }
    }

    /// The card of the usual service outside of peaks.
    #[must_use]
    pub fn usual(&self) -> &Card {
        &self.usual.card
    }

    /// The card of the usual service at the hour at which it costs most.
    #[must_use]
    pub fn dearest(&self) -> &Card {
        self.dearest.and_then(|peak| self.usual.peaks.get(peak)).unwrap_or(&self.usual.card)
    }

    /// The card that `terms` are priced by; `None` where the row has no prices of their service.
    #[must_use]
    pub fn of(&self, terms: &Terms<'_>) -> Option<&Card> {
        let service = match terms.service {
            None => &self.usual,
            Some(name) => &self.services.iter().find(|(known, _)| **known == *name)?.1,
        };
        let peak = self.peaks.iter().position(|peak| peak.covers(terms.at));
        Some(peak.and_then(|peak| service.peaks.get(peak)).unwrap_or(&service.card))
    }

    /// Every card.
    pub fn all(&self) -> impl Iterator<Item = &Card> {
        let services = self.services.iter().map(|(_, service)| service).chain([&self.usual]);
        services.flat_map(|service| service.peaks.iter().chain([&service.card]))
    }

    /// The names of the services beside the usual one.
    pub fn services(&self) -> impl Iterator<Item = &str> {
        self.services.iter().map(|(name, _)| &**name)
    }

    /// The hours at which prices are others.
    #[must_use]
    pub fn peaks(&self) -> &[Peak] {
        &self.peaks
    }

    /// Whether all tokens of the usual service cost nothing.
    #[must_use]
    pub fn are_free(&self) -> bool {
        self.usual.card.is_free()
    }
}
