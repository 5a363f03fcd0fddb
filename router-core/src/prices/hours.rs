//! The hours of a price file at which prices are others, as they are written.

use std::{collections::HashSet, sync::Arc};

use jiff::tz::Offset;
use rust_decimal::Decimal;

use super::Peak;
use crate::{
    files::{Key, Shape, Table, Value},
    policy::Weekdays,
};

pub(super) const KEYS: &[Key] = &[
    Key::required("name", Shape::Text, "its name, which ledger rows repeat"),
    Key::required("multiplier", Shape::Amount, "how many times the usual price"),
    Key::required("zone", Shape::Text, "where the hours are told: UTC, or the distance to it such as +08:00"),
    Key::required("days", Shape::OneOrMany(&Shape::Text), "days of the week, such as mon-fri"),
    Key::required("hours", Shape::List(&Shape::Text), "such as 06:00-10:00; a night is two of them"),
    Key::optional("holidays", Shape::List(&Shape::Day), "days that are none, on any day of the week"),
];
const MINUTES_OF_DAY: u16 = 24 * 60;
/// Multiples beyond this are slips of the pen.
const MAX_MULTIPLIER: Decimal = Decimal::ONE_HUNDRED;
const MAX_MULTIPLIER_SCALE: u32 = 4;
/// Offsets from UTC that exist.
const MAX_OFFSET_HOURS: i32 = 14;

/// The hours of the list `peaks` of a file.
pub(super) fn read(root: &Table<'_>) -> Vec<Peak> {
    let mut names = HashSet::new();
    let mut peaks = Vec::new();
    for table in root.tables("peaks", KEYS) {
        let Some(peak) = read_peak(&table) else { continue };
        if names.insert(Arc::clone(&peak.name)) {
            peaks.push(peak);
        } else {
            table.error(format!("a second peak `{}`", peak.name), "one peak of a name");
        }
    }
    peaks
}

/// Which of `peaks` a model names; hours that two of them share would have two prices.
pub(super) fn chosen(table: &Table<'_>, peaks: &[Peak]) -> Option<Vec<Peak>> {
    let Some(list) = table.optional("peaks") else { return Some(Vec::new()) };
    let mut chosen: Vec<Peak> = Vec::new();
    for item in list.list() {
        let name = item.string()?;
        match peaks.iter().find(|peak| *peak.name == *name) {
            Some(peak) if chosen.iter().all(|other| other.name != peak.name) => chosen.push(peak.clone()),
            Some(_) => return item.refuse(format!("`{name}` twice"), "each peak once"),
            None => return item.refuse(format!("`{name}`"), "the name of a peak of this file (`[[peaks]]`)"),
        }
    }
    let mut minutes: Vec<(i64, i64, &Peak)> = Vec::new();
    for peak in &chosen {
        minutes.extend(peak.minutes().into_iter().map(|(from, to)| (from, to, peak)));
    }
    minutes.sort_by_key(|(from, to, _)| (*from, *to));
    for pair in minutes.windows(2) {
        let [(_, end, earlier), (from, _, later)] = pair else { continue };
        if end > from {
            let found = format!("hours of `{}` overlap those of `{}`", later.name, earlier.name);
            return list.refuse(found, "hours that share no minute");
        }
    }
    Some(chosen)
}

/// A multiple of the usual price.
pub(super) fn multiplier(value: &Value<'_>) -> Option<Decimal> {
    let factor = value.amount()?;
    if factor.is_zero() || factor > MAX_MULTIPLIER || factor.scale() > MAX_MULTIPLIER_SCALE {
        let expected = format!("more than 0, up to {MAX_MULTIPLIER}, with up to {MAX_MULTIPLIER_SCALE} decimals");
        return value.refuse(format!("a multiplier of {factor}"), expected);
    }
    Some(factor)
}

/// A name that ledger rows repeat behind a plus sign.
pub(super) fn name<'d>(value: &Value<'d>) -> Option<&'d str> {
    let name = value.string()?;
    let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte));
    if plain { Some(name) } else { value.refuse(format!("`{name}`"), "lower-case letters, digits, `-` and `_`") }
}

fn read_peak(table: &Table<'_>) -> Option<Peak> {
    let name = table.required("name").and_then(|value| name(&value));
    let multiplier = table.required("multiplier").and_then(|value| multiplier(&value));
    let offset = table.required("zone").and_then(|value| zone(&value));
    let days = table.required("days").and_then(|days| read_days(&days));
    let hours = table.required("hours").and_then(|list| read_every(&list, hours));
    let holidays = table.optional("holidays").map(|list| list.list().iter().filter_map(Value::date).collect());
    let mut holidays: Vec<_> = holidays.unwrap_or_default();
    holidays.sort_unstable();
    Some(Peak { name: name?.into(), multiplier: multiplier?, offset: offset?, days: days?, hours: hours?, holidays })
}

fn read_days(value: &Value<'_>) -> Option<Weekdays> {
    if value.is_string() {
        return Weekdays::read(value);
    }
    let days = read_every(value, Weekdays::read)?;
    days.into_iter().reduce(Weekdays::or)
}

/// Every item of a list that must not be empty.
fn read_every<'d, T>(list: &Value<'d>, read: impl Fn(&Value<'d>) -> Option<T>) -> Option<Vec<T>> {
    let items = list.list();
    if items.is_empty() && !list.is_string() {
        return list.refuse("an empty list", "at least one");
    }
    // All are read before the first bad one counts.
    let items: Vec<Option<T>> = items.iter().map(read).collect();
    items.into_iter().collect()
}

fn zone(value: &Value<'_>) -> Option<Offset> {
    const EXPECTED: &str = "`UTC`, or a distance to it such as `+08:00`";
    let text = value.string()?;
    if text == "UTC" {
        return Some(Offset::UTC);
    }
    let (sign, rest) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(rest), _) => (1, rest),
        (_, Some(rest)) => (-1, rest),
        _ => return value.refuse(format!("`{text}`"), EXPECTED),
    };
    let seconds = clock(rest).map(|minutes| i32::from(minutes) * 60).filter(|far| *far <= MAX_OFFSET_HOURS * 3600);
    let offset = seconds.and_then(|seconds| Offset::from_seconds(sign * seconds).ok());
    offset.or_else(|| value.refuse(format!("`{text}`"), EXPECTED))
}

fn hours(value: &Value<'_>) -> Option<(u16, u16)> {
    let text = value.string()?;
    let pair = text.split_once('-').and_then(|(from, to)| Some((clock(from)?, clock(to)?)));
    let pair = pair.filter(|(from, to)| from < to);
    pair.or_else(|| value.refuse(format!("`{text}`"), "hours such as `06:00-10:00`, up to `24:00`"))
}

/// The minute of a day that `06:30` names.
fn clock(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |digits: &str| {
        let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse::<u16>().ok()).flatten()
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let minutes = hour * 60 + minute;
    (minute < 60 && minutes <= MINUTES_OF_DAY).then_some(minutes)
}
