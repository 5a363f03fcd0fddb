//! Dates of birth, documents, plates and phones beside what tells them, before them or behind.

use super::words::{BIRTHS, CARDS, LICENCES, LOCAL, NAMES, PASSPORTS, PHONES, PLATES};
use super::{Composed, Dice};

const MONTHS_RU: &[&str] = &[
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];
const MONTHS_KK: &[&str] = &[
    "қаңтар",
    "ақпан",
    "наурыз",
    "сәуір",
    "мамыр",
    "маусым",
    "шілде",
    "тамыз",
    "қыркүйек",
    "қазан",
    "қараша",
    "желтоқсан",
];
const MONTHS_KK_IN: &[&str] = &[
    "қаңтарында",
    "ақпанында",
    "наурызында",
    "сәуірінде",
    "мамырында",
    "маусымында",
    "шілдесінде",
    "тамызында",
    "қыркүйегінде",
    "қазанында",
    "қарашасында",
    "желтоқсанында",
];
const MONTHS_EN: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A full date, in figures or with its month in words.
fn date(dice: &mut Dice) -> String {
    let (day, month, year) = (1 + dice.roll(28), dice.roll(12), 1935 + dice.roll(85));
    let number = month + 1;
    match dice.roll(22) {
        0..7 => format!("{day:02}.{number:02}.{year}"),
        7 => format!("{day}.{number}.{year}"),
        8 => format!("{day:02}/{number:02}/{year}"),
        9 => format!("{day:02}-{number:02}-{year}"),
        10..12 => format!("{year}-{number:02}-{day:02}"),
        12 => format!("{year}.{number:02}.{day:02}"),
        13 => format!("{year}/{number:02}/{day:02}"),
        14 => format!("{day:02}.{number:02}.{:02}", year % 100),
        15..17 => format!("{day} {} {year}", MONTHS_RU[month]),
        17 => format!("{year} жылғы {day} {}", MONTHS_KK[month]),
        18 => format!("{year} жылдың {day} {}", MONTHS_KK_IN[month]),
        19 => format!("{} {day}, {year}", MONTHS_EN[month]),
        20 => format!("{day} {} {year}", MONTHS_EN[month]),
        _ => format!("{day:02}. {number:02}. {year}"),
    }
}

/// A text for a value: `{}` stands for the value, `{n}` for somebody's name.
fn around(dice: &mut Dice, forms: &[&str], cause: &'static str, value: &str) -> Composed {
    let form = dice.pick(forms);
    let mut composed = Composed::default();
    let mut rest = form;
    while let Some(at) = rest.find('{') {
        composed.plain(&rest[..at]);
        rest = &rest[at..];
        if let Some(tail) = rest.strip_prefix("{n}") {
            composed.part("person", dice.pick(NAMES));
            rest = tail;
        } else if let Some(tail) = rest.strip_prefix("{}") {
            composed.part(cause, value);
            rest = tail;
        } else {
            composed.plain("{");
            rest = &rest[1..];
        }
    }
    composed.plain(rest);
    composed
}

pub(crate) fn birth(dice: &mut Dice) -> Composed {
    let value = date(dice);
    around(dice, BIRTHS, "date", &value)
}

pub(crate) fn document(dice: &mut Dice) -> Composed {
    let form = dice.pick(&["0########", "0########", "0## ### ###", "0##-###-###", "0######## "]).trim();
    let passport = dice.pick(&["N########", "N ########", "N0#######", "N №########"]);
    let (forms, form) = match dice.roll(10) {
        0..6 => (CARDS, form),
        6..9 => (PASSPORTS, passport),
        _ => (LICENCES, dice.pick(&["AB ######", "BC######", "KZ ######", "AD №######", "DE-######"])),
    };
    let value = dice.figures(form);
    around(dice, forms, "document", &value)
}

pub(crate) fn plate(dice: &mut Dice) -> Composed {
    let letters = |dice: &mut Dice, count: usize| {
        let of: Vec<char> = "ABCDEFHKLMNOPRSTUVWXYZ".chars().collect();
        (0..count).map(|_| of[dice.roll(of.len())]).collect::<String>()
    };
    let region = format!("{:02}", 1 + dice.roll(20));
    let number = dice.figures("###");
    let gap = dice.pick(&["", "", " ", " ", "-", "|", "  "]);
    let value = match dice.roll(10) {
        0..6 => format!("{number}{gap}{}{gap}{region}", letters(dice, 3)),
        6..8 => format!("{number}{gap}{}{gap}{region}", letters(dice, 2)),
        8 => format!(
            "{}{}{number}{}{}",
            dice.pick(&["A", "B", "D", "H", "E", "L", "X", "Z", "T"]),
            gap.trim_matches(['|', '-']),
            gap.trim_matches(['|', '-']),
            letters(dice, 3)
        ),
        _ => format!("{}{gap}{}{gap}{region}", &number[..2], letters(dice, 3)),
    };
    let value = match dice.roll(10) {
        0..2 => value.to_lowercase(),
        2..4 => value.chars().map(look_alike).collect(),
        _ => value,
    };
    around(dice, PLATES, "plate", &value)
}

/// The Cyrillic letter that looks like a Latin one, if any.
fn look_alike(letter: char) -> char {
    match letter {
        'A' => 'А',
        'B' => 'В',
        'C' => 'С',
        'E' => 'Е',
        'H' => 'Н',
        'K' => 'К',
        'M' => 'М',
        'O' => 'О',
        'P' => 'Р',
        'T' => 'Т',
        'X' => 'Х',
        'Y' => 'У',
        _ => letter,
    }
}

pub(crate) fn phone(dice: &mut Dice) -> Composed {
    let code = dice.pick(&["701", "702", "705", "707", "747", "775", "776", "778", "771", "700", "708"]);
    let form = dice.pick(&[
        "+7 {c} ### ## ##",
        "8 {c} ### ## ##",
        "8{c}#######",
        "+7{c}#######",
        "8({c})#######",
        "8 ({c}) ###-##-##",
        "{c}#######",
        "{c} ### ## ##",
        "+7-{c}-###-##-##",
        "8-{c}-###-##-##",
        "8.{c}.###.##.##",
        "7{c}#######",
        "{c} ### ####",
        "{c}-###-##-##",
        "+7 {c} #######",
        "8 {c} ### ####",
        "+7({c})### ## ##",
        "8/{c}/#######",
        "87{d}#######",
        "{c}.###.##.##",
    ]);
    let form = form.replace("{c}", code).replace("{d}", &code[1..]);
    let value = dice.figures(&form);
    if dice.chance(20) {
        let form = dice.pick(&["##-##-##", "###-##-##", "## ## ##", "### ## ##", "######"]);
        let local = dice.figures(form);
        return around(dice, LOCAL, "local", &local);
    }
    around(dice, PHONES, "phone", &value)
}
