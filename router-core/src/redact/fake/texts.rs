//! Fakes of what is more than a number: mailboxes, machines, dates of birth, addresses.

use std::net::IpAddr;

use super::tables::{CITIES, MONTHS, STREETS};
use super::{pick, serial};
use crate::redact::fold::{digit, is_invisible, is_letter};

/// Domains that belong to nobody (RFC 2606).
const DOMAINS: [&str; 3] = ["example.com", "example.org", "example.net"];

/// Networks for documentation (RFC 5737).
const NETWORKS: [&str; 3] = ["203.0.113", "198.51.100", "192.0.2"];

/// Machines of a network for documentation.
const HOSTS: usize = 254;

/// A mailbox that nobody has, capital where the original is.
pub(super) fn email(original: &str, nth: usize) -> Option<String> {
    let (local, host) = original.rsplit_once('@').unwrap_or((original, ""));
    let number: String = serial(nth, 4).into_iter().map(|digit| char::from(b'0' + digit)).collect();
    let domain = DOMAINS.get(nth % DOMAINS.len())?;
    if original.chars().any(char::is_uppercase) && !original.chars().any(char::is_lowercase) {
        return Some(format!("USER{number}@{}", domain.to_uppercase()));
    }
    let is_capital = |part: &str| part.starts_with(char::is_uppercase);
    let user = if is_capital(local) { "User" } else { "user" };
    let (first, rest) = domain.split_at_checked(1)?;
    let first = if is_capital(host) { first.to_uppercase() } else { first.to_owned() };
    Some(format!("{user}{number}@{first}{rest}"))
}

/// An address of a network for documentation, of the same version.
pub(super) fn ip(original: &str, nth: usize) -> Option<String> {
    let written: String = original.chars().filter(|&sign| !is_invisible(sign)).collect();
    match written.parse().ok()? {
        IpAddr::V4(_) => {
            let network = NETWORKS.get(nth / HOSTS % NETWORKS.len())?;
            // 77 has no divisor with 254, so every machine comes once.
            Some(format!("{network}.{}", 1 + nth % HOSTS * 77 % HOSTS))
        }
        // RFC 3849.
        IpAddr::V6(_) => Some(format!("2001:db8::{:x}:{:x}", 1 + nth / 0xffff, 1 + nth % 0xffff)),
    }
}

/// A date in the same form and the same ten years.
pub(super) fn birth_date(original: &str, nth: usize) -> Option<String> {
    let words = pieces(original);
    let numbers: Vec<&str> =
        words.iter().copied().filter(|word| word.starts_with(|sign| digit(sign).is_some())).collect();
    if numbers.iter().any(|number| !number.is_ascii() || number.len() == 3 || number.len() > 4) {
        return None;
    }
    let month = words.iter().find_map(|word| month(word));
    // The year is the number of four digits, else the last one.
    let year = numbers.iter().position(|number| number.len() == 4).unwrap_or(numbers.len().checked_sub(1)?);
    let order = match (numbers.len(), month, year) {
        (3, None, 2) if value(numbers.get(1)?) > 12 => [Part::Month, Part::Day, Part::Year],
        (3, None, 2) => [Part::Day, Part::Month, Part::Year],
        (3, None, 0) => [Part::Year, Part::Month, Part::Day],
        (2, Some(_), 1) => [Part::Day, Part::Year, Part::Year],
        (2, Some(_), 0) => [Part::Year, Part::Day, Part::Day],
        _ => return None,
    };
    let mut order = order.into_iter();
    let mut fake = String::with_capacity(original.len() + 8);
    for word in words {
        let first = word.chars().next()?;
        if digit(first).is_some() {
            fake.push_str(&order.next()?.made_up(word, nth));
        } else if let Some((names, place)) = self::month(word) {
            let name = names.get((place + 1 + pick(nth, 11, 11)) % names.len())?;
            fake.push_str(&in_case_of(word, name));
        } else if is_letter(first) && !is_of_a_date(word) {
            return None;
        } else {
            fake.push_str(word);
        }
    }
    (fake != original).then_some(fake)
}

/// What a number of a date says.
#[derive(Debug, Clone, Copy)]
enum Part {
    Day,
    Month,
    Year,
}

impl Part {
    fn made_up(self, original: &str, nth: usize) -> String {
        let number = match self {
            // Days that are no months, so that a date cannot be read the other way round.
            Self::Day => 13 + pick(nth, 12, 16),
            Self::Month => 1 + pick(nth, 13, 12),
            Self::Year => {
                let year = value(original);
                let other = year / 10 * 10 + pick(nth, 14, 10);
                if other == year { year / 10 * 10 + (year + 1) % 10 } else { other }
            }
        };
        // Where the original has no zero in front, there is room for one digit and none for two.
        format!("{number:0width$}", width = original.len())
    }
}

/// An address in the same language with the same parts: a city, a street and a house, a flat. A part in a field of its
/// own has none: a whole address in the place of a house would be another form.
pub(super) fn address(original: &str, nth: usize) -> Option<String> {
    if is_part(original) {
        return None;
    }
    let small = original.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| small.contains(word));
    let city = nth / STREETS.len() % CITIES.len();
    let ([ru, kk, en], [ru_city, kk_city, en_city]) = (STREETS.get(nth % STREETS.len())?, CITIES.get(city)?);
    let (house, flat) = (1 + pick(nth, 15, 98), 1 + pick(nth, 16, 98));
    let has_city = has(&["г.", "г ", "город", "қ.", "қаласы", "қаласында", "city", "гор."])
        || CITIES.iter().flatten().any(|city| small.contains(&city.to_lowercase()));
    let has_flat = has(&["кв", "пәтер", "flat", "apt", "apartment", "оф"]);
    if has(&["көше", "к-сі", "даңғыл", "қаласы", "пәтер", " үй"]) {
        let city = if has_city { format!("{kk_city} қ., ") } else { String::new() };
        let flat = if has_flat { format!(", {flat}-пәтер") } else { String::new() };
        Some(format!("{city}{kk} к-сі {house}{flat}"))
    } else if small.chars().any(|letter| is_letter(letter) && !letter.is_ascii()) {
        let city = if has_city { format!("г. {ru_city}, ") } else { String::new() };
        let flat = if has_flat { format!(", кв. {flat}") } else { String::new() };
        Some(format!("{city}ул. {ru}, д. {house}{flat}"))
    } else {
        let city = if has_city { format!(", {en_city}") } else { String::new() };
        let flat = if has_flat { format!(", apt. {flat}") } else { String::new() };
        Some(format!("{house} {en} street{flat}{city}"))
    }
}

/// Whether a text is a town, a street or a number alone.
fn is_part(address: &str) -> bool {
    const WORDS: usize = 3;
    let words = || address.split(|sign: char| !is_letter(sign)).filter(|word| !word.is_empty());
    let has_name = words().any(|word| word.chars().count() >= WORDS);
    let has_number = address.chars().any(|sign| digit(sign).is_some());
    !has_name || (!has_number && words().count() <= WORDS)
}

/// A text as runs of digits, runs of letters and single other signs.
fn pieces(text: &str) -> Vec<&str> {
    let kind = |sign: char| if digit(sign).is_some() { 1 } else { 2 * u8::from(is_letter(sign)) };
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_other = |sign: char| kind(sign) != kind(first) || kind(first) == 0;
        let end = rest.char_indices().skip(1).find(|&(_, sign)| is_other(sign)).map_or(rest.len(), |(at, _)| at);
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// The list that a name of a month is of, and its place there.
fn month(word: &str) -> Option<(&'static [&'static str; 12], usize)> {
    let small = word.to_lowercase();
    MONTHS.iter().find_map(|names| Some((names, names.iter().position(|name| *name == small)?)))
}

/// What stands in a date and says nothing.
fn is_of_a_date(word: &str) -> bool {
    let small = word.to_lowercase();
    ["г", "год", "года", "году", "г.р", "р", "ж", "жыл", "жылы", "жылғы", "th", "st", "nd", "rd", "of"]
        .contains(&small.as_str())
}

/// `name` in capitals where `word` is.
pub(super) fn in_case_of(word: &str, name: &str) -> String {
    let mut letters = word.chars();
    let (first, second) = (letters.next(), letters.next());
    let is_capital = |letter: Option<char>| letter.is_some_and(char::is_uppercase);
    match (is_capital(first), is_capital(second)) {
        (true, true) => name.to_uppercase(),
        (true, false) => {
            let mut letters = name.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
        }
        _ => name.to_lowercase(),
    }
}

fn value(number: &str) -> usize {
    number.parse().unwrap_or(0)
}
