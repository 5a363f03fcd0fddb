//! Generated evasions: valid values of five types in every disguise that people and machines put on them, and numbers
//! that look personal and are not. The generator has a fixed seed, so every run judges the same texts.

use super::{DataType, checksums, detect};

/// Texts per type.
const VARIANTS: usize = 600;

/// A generator of numbers (Knuth's MMIX), the same ones in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }
}

fn values(text: &str) -> Vec<u8> {
    text.bytes().map(|byte| byte - b'0').collect()
}

// === values ===

fn iin(dice: &mut Dice) -> String {
    loop {
        let year = dice.below(100);
        let century = if year < 25 { 5 + dice.below(2) } else { 3 + dice.below(2) };
        let head = format!("{year:02}{:02}{:02}{century}", 1 + dice.below(12), 1 + dice.below(28));
        let text = format!("{head}{}", dice.digits(5));
        if checksums::is_iin(&values(&text)) {
            return text;
        }
    }
}

fn card(dice: &mut Dice) -> String {
    loop {
        let text = format!("{}{}", dice.pick(&["4400", "5169", "4405", "2202", "5354"]), dice.digits(12));
        if checksums::is_luhn(&values(&text)) {
            return text;
        }
    }
}

fn iban(dice: &mut Dice) -> String {
    let bank = format!("{:03}", 100 + dice.below(900));
    let account: String =
        (0..13)
            .map(|place| {
                if place < 4 {
                    char::from(b'A' + dice.below(26) as u8)
                } else {
                    char::from(b'0' + dice.below(10) as u8)
                }
            })
            .collect();
    (2..99)
        .map(|check| format!("KZ{check:02}{bank}{account}"))
        .find(|text| checksums::is_iban(text.as_bytes()))
        .unwrap()
}

/// The ten digits of a mobile number.
fn mobile(dice: &mut Dice) -> String {
    format!(
        "{}{}",
        dice.pick(&["701", "702", "705", "707", "708", "747", "771", "775", "776", "777", "778"]),
        dice.digits(7)
    )
}

fn email(dice: &mut Dice) -> String {
    let name = dice.pick(&["a.kim", "ivan_petrov", "saule2001", "d-omarov", "info", "nurlan.k"]);
    format!("{name}@{}", dice.pick(&["mail.ru", "gmail.com", "example.kz", "yandex.kz", "inbox.ru", "sub.company.kz"]))
}

// === disguises ===

/// Every digit through a table of ten.
fn script(text: &str, digits: &str) -> String {
    let digits: Vec<char> = digits.chars().collect();
    text.chars().map(|sign| sign.to_digit(10).map_or(sign, |value| digits[value as usize])).collect()
}

/// Groups of these lengths, the last one as long as it must be.
fn grouped(text: &str, lengths: &[usize], separator: &str) -> String {
    let mut rest = text;
    let mut groups = Vec::new();
    for length in lengths {
        let (group, left) = rest.split_at((*length).min(rest.len()));
        groups.push(group);
        rest = left;
    }
    groups.push(rest);
    groups.retain(|group| !group.is_empty());
    groups.join(separator)
}

/// Invisible characters between the others, at random.
fn riddled(text: &str, dice: &mut Dice) -> String {
    let invisible =
        dice.pick(&["\u{200b}", "\u{ad}", "\u{200d}", "\u{2060}", "\u{feff}", "\u{202c}", "\u{e0041}", "\u{fe0f}"]);
    let mut out = String::new();
    for (place, sign) in text.chars().enumerate() {
        if place > 0 && dice.below(3) == 0 {
            out.push_str(invisible);
        }
        out.push(sign);
    }
    out
}

const SCRIPTS: [&str; 7] =
    ["０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿", "⓪①②③④⑤⑥⑦⑧⑨"];
const SEPARATORS: [&str; 9] = [" ", "-", ".", "\u{a0}", "\u{2009}", "\u{2011}", "–", "/", "\u{202f}"];

/// What any number may go through.
fn number(text: &str, shapes: &[&[usize]], dice: &mut Dice) -> String {
    match dice.below(8) {
        0 => text.to_owned(),
        1 => script(text, dice.pick(&SCRIPTS)),
        2 => riddled(text, dice),
        3 => grouped(text, &vec![1; text.len()], dice.pick(&[" ", "-", "\u{a0}", "."])),
        4 if dice.below(2) == 0 => grouped(text, dice.pick(shapes), "%20"),
        4 => text.chars().map(|digit| format!("{digit}\u{fe0f}\u{20e3}")).collect(),
        5 => riddled(&grouped(text, dice.pick(shapes), dice.pick(&SEPARATORS)), dice),
        6 => script(&grouped(text, dice.pick(shapes), dice.pick(&SEPARATORS)), dice.pick(&SCRIPTS)),
        _ => grouped(text, dice.pick(shapes), dice.pick(&SEPARATORS)),
    }
}

/// Some digits as the letters they look like.
fn slipped(text: &str, dice: &mut Dice) -> String {
    let mut left = 3;
    text.chars()
        .map(|sign| {
            let look = match sign {
                '0' => dice.pick(&["O", "О", "о"]),
                '1' => dice.pick(&["l", "I", "|"]),
                '3' => "З",
                '5' => "S",
                '8' => "В",
                '6' => "б",
                _ => return sign.to_string(),
            };
            if left == 0 || dice.below(2) == 0 {
                return sign.to_string();
            }
            left -= 1;
            look.to_owned()
        })
        .collect()
}

/// Latin letters as the Cyrillic ones that look like them.
fn cyrillic(text: &str, dice: &mut Dice) -> String {
    let look =
        |sign| "ABCEHKMOPTXYaceopxy".chars().zip("АВСЕНКМОРТХУасеорху".chars()).find(|&(latin, _)| latin == sign);
    text.chars().map(|sign| look(sign).filter(|_| dice.below(2) == 0).map_or(sign, |(_, cyrillic)| cyrillic)).collect()
}

/// A number below a thousand in Russian words.
fn words(number: usize) -> String {
    const SMALL: [&str; 20] = [
        "ноль",
        "один",
        "два",
        "три",
        "четыре",
        "пять",
        "шесть",
        "семь",
        "восемь",
        "девять",
        "десять",
        "одиннадцать",
        "двенадцать",
        "тринадцать",
        "четырнадцать",
        "пятнадцать",
        "шестнадцать",
        "семнадцать",
        "восемнадцать",
        "девятнадцать",
    ];
    const TENS: [&str; 10] =
        ["", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"];
    const HUNDREDS: [&str; 10] =
        ["", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"];
    let mut said = vec![HUNDREDS[number / 100]];
    match number % 100 {
        0 if number > 0 => {}
        rest @ 0..20 => said.push(SMALL[rest]),
        rest => said.extend([TENS[rest / 10], if rest % 10 > 0 { SMALL[rest % 10] } else { "" }]),
    }
    said.retain(|word| !word.is_empty());
    said.join(" ")
}

/// The seven digits after a code as people dictate them: a hundred and two pairs.
fn dictated(digits: &str) -> String {
    let spoken = |group: &str| {
        let zeros = group.len() - group.trim_start_matches('0').len();
        let rest = &group[zeros..];
        let mut said = vec!["ноль".to_owned(); zeros];
        said.extend((!rest.is_empty()).then(|| words(rest.parse().unwrap())));
        said.join(" ")
    };
    [&digits[..3], &digits[3..6], &digits[6..8], &digits[8..]].map(spoken).join(" ")
}

// === texts ===

/// A text with a value in the middle: what stands before it, and the value.
type Case = (String, String);

/// What generates them for a type.
type Generator = (DataType, fn(&mut Dice) -> Case);

fn iin_case(dice: &mut Dice) -> Case {
    let value = iin(dice);
    let shapes: [&[usize]; 6] = [&[6, 6], &[3, 3, 3, 3], &[4, 4, 4], &[6, 1, 5], &[2, 2, 2, 6], &[2, 2, 2, 2, 2, 2]];
    let label = dice.pick(&[
        "ИИН ",
        "иин",
        "ИИН:",
        "ЖСН-і ",
        "iin=",
        "\"iin\":\"",
        "?id=",
        "БИН/ИИН: ",
        "клиент; ",
        "№ ",
        "iin_",
        "И.И.Н. ",
    ]);
    match dice.below(10) {
        0 => ("ИИН ".to_owned(), slipped(&value, dice)),
        1 => (label.to_owned(), grouped(&value, &[6], dice.pick(&["\n", "\r\n", " \n"]))),
        2 if value.starts_with('0') => ("ИИН: ".to_owned(), value.trim_start_matches('0').to_owned()),
        _ => (label.to_owned(), number(&value, &shapes, dice)),
    }
}

fn phone_case(dice: &mut Dice) -> Case {
    let value = mobile(dice);
    let shapes: [&[usize]; 6] = [&[3, 3, 2, 2], &[3, 7], &[3, 3, 4], &[3, 2, 2, 3], &[10], &[3, 4, 3]];
    let label = dice.pick(&[
        "тел. ",
        "мой номер: ",
        "звоните ",
        "whatsapp ",
        "ұялы: ",
        "call me: ",
        "\"phone\":\"",
        "тел:",
        "x; ",
    ]);
    let (prefix, body) = (dice.pick(&["+7", "8", "7", "+7 ", "8 ", "8-", "+7-"]), number(&value, &shapes, dice));
    match dice.below(12) {
        0 => ("тел. ".to_owned(), format!("8 {}", slipped(&grouped(&value, &[3, 3, 2], " "), dice))),
        1 => ("звоните: ".to_owned(), format!("восемь {}", dictated(&value))),
        2 => ("номер ".to_owned(), format!("плюс семь {}", dictated(&value))),
        3 => (
            dice.pick(&["https://wa.me/", "viber://chat?number=%2B", "api.whatsapp.com/send?phone="]).to_owned(),
            format!("7{value}"),
        ),
        4 => ("tel:".to_owned(), format!("+7{value}")),
        5 => (label.to_owned(), format!("+7 ({}) {}", &value[..3], grouped(&value[3..], &[3, 2], "-"))),
        6 => (label.to_owned(), format!("8({}){}", &value[..3], &value[3..])),
        7 => (label.to_owned(), format!("{}{value}", dice.pick(&["8-10-7-", "007", "00 7 "]))),
        8 => (label.to_owned(), grouped(&format!("+7 {}", grouped(&value, &[3, 3], " ")), &[6], "\n")),
        _ => (label.to_owned(), format!("{prefix}{body}")),
    }
}

fn card_case(dice: &mut Dice) -> Case {
    let value = card(dice);
    let label = dice.pick(&["карта ", "карта:", "перевод на ", "card=", "\"pan\":\"", "kaspi "]);
    match dice.below(8) {
        0 => ("карта ".to_owned(), slipped(&grouped(&value, &[4, 4, 4], " "), dice)),
        1 => (label.to_owned(), [&value[..4], " ", &value[4..8], "\n", &value[8..12], " ", &value[12..]].concat()),
        _ => (label.to_owned(), number(&value, &[&[4, 4, 4, 4], &[8, 8]], dice)),
    }
}

fn iban_case(dice: &mut Dice) -> Case {
    let value = iban(dice);
    let label = dice.pick(&["ИИК ", "IBAN:", "счёт ", "р/с ", "ЖСК ", "\"iban\":\"", "шот: "]);
    let value = match dice.below(9) {
        0 => value.to_lowercase(),
        1 => cyrillic(&value, dice),
        2 => riddled(&value, dice),
        3 => script(&value, dice.pick(&SCRIPTS)),
        4 => grouped(&value, &[4, 4, 4, 4], dice.pick(&[" ", "-", "\u{a0}", "."])),
        5 => grouped(&value, &[2, 2, 3], " "),
        6 => cyrillic(&grouped(&value, &[4, 4, 4, 4], " "), dice),
        7 => riddled(&script(&value, SCRIPTS[0]), dice),
        _ => value,
    };
    (label.to_owned(), value)
}

fn email_case(dice: &mut Dice) -> Case {
    let value = email(dice);
    let label = dice.pick(&["почта: ", "пишите на ", "e-mail ", "mailto:", "<", "\"email\":\"", "пошта ", "x;"]);
    let at = dice.pick(&["＠", "%40", " (at) ", "[at]", " собака ", " [собака] ", " Собака ", "&#64;", "(@)", "{at}"]);
    let dot = dice.pick(&[" точка ", " dot ", "[dot]", "(dot)", "[.]", " нүкте "]);
    let (name, domain) = value.split_once('@').unwrap();
    let value = match dice.below(8) {
        0 => value.to_uppercase(),
        1 => riddled(&value, dice),
        2 => format!("{name}{at}{domain}"),
        3 => format!("{name} собака {}", domain.replace('.', dot)),
        4 => format!("{name} at {}", domain.replace('.', " dot ")),
        5 => cyrillic(&value, dice),
        6 => format!("{name}@{}", domain.replace('.', dice.pick(&["[.]", "(.)", " точка ", "[dot]"]))),
        _ => value.clone(),
    };
    (label.to_owned(), value)
}

/// The share of the generated values that leave nothing visible, and the misses.
fn missed(data_type: DataType, case: fn(&mut Dice) -> Case) -> Vec<String> {
    let mut dice = Dice(u64::from(data_type.bit()) + 1);
    let ends = [", спасибо", ".", "", "\"}", "\nдальше", " ok", ";", "&x=1"];
    let mut misses = Vec::new();
    for _ in 0..VARIANTS {
        let (before, value) = case(&mut dice);
        let text = format!("{before}{value}{}", dice.pick(&ends));
        let place = before.len()..before.len() + value.len();
        let found = detect(&text);
        let covers =
            |at: usize| found.iter().any(|entity| entity.range.contains(&at) && entity.data_type != DataType::Bin);
        let is_hidden =
            value.char_indices().filter(|(_, sign)| sign.is_alphanumeric()).all(|(at, _)| covers(place.start + at));
        if !is_hidden {
            misses.push(text);
        }
    }
    misses
}

#[test]
fn disguises_do_not_help() {
    let types: [Generator; 5] = [
        (DataType::Iin, iin_case),
        (DataType::Phone, phone_case),
        (DataType::Card, card_case),
        (DataType::Iban, iban_case),
        (DataType::Email, email_case),
    ];
    for (data_type, case) in types {
        let misses = missed(data_type, case);
        println!("{data_type}: {} of {VARIANTS} missed", misses.len());
        for text in &misses {
            println!("  {text:?}");
        }
        assert!(misses.len() * 100 <= VARIANTS, "{data_type}: {}", misses.len());
    }
}

/// A number that names nobody, in the words that people put around it.
fn impersonal(dice: &mut Dice) -> String {
    let hex = |dice: &mut Dice, count: usize| -> String {
        (0..count)
            .map(|_| {
                char::from(
                    *dice
                        .pick(&[
                            b"0", b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"8", b"9", b"a", b"b", b"c", b"d", b"e",
                            b"f",
                        ])
                        .first()
                        .unwrap(),
                )
            })
            .collect()
    };
    let small = dice.below(60);
    match dice.below(16) {
        0 => format!("заказ № {}", dice.digits(6 + small % 7)),
        1 => format!("timestamp 17{}, дальше", dice.digits(8 + 3 * (small % 2))),
        2 => format!("цена {} {} 000 тг", 1 + small, 100 + dice.below(900)),
        3 => format!("id {}-{}-4{}-a{}-{}", hex(dice, 8), hex(dice, 4), hex(dice, 3), hex(dice, 3), hex(dice, 12)),
        4 => format!("commit {}", hex(dice, 40)),
        5 => format!("версия {}.{}.{}.{}", dice.below(200), small, dice.below(900), small),
        6 => format!("координаты {}.{}, {}.{}", 40 + small % 15, dice.digits(6), 50 + small % 30, dice.digits(6)),
        7 => format!("трек {}{}KZ", dice.pick(&["RB", "CV", "LX"]), dice.digits(9)),
        8 => format!(
            "2024-{:02}-{:02}T{:02}:{:02}:{:02}Z старт",
            1 + small % 12,
            1 + small % 28,
            small % 24,
            small,
            small
        ),
        9 => format!(
            "Закон РК от {:02}.{:02}.20{:02} № {}-V, статья {}",
            1 + small % 28,
            1 + small % 12,
            small % 25,
            small,
            small
        ),
        10 => format!("счёт-фактура {}-{} на {} тг", dice.digits(4), dice.digits(6), dice.digits(5)),
        11 => format!("артикул {}-{}-{}", dice.digits(2), dice.digits(4), dice.digits(4)),
        12 => format!(
            "отчёт за {:02}.{:02}.2024–{:02}.{:02}.2024",
            1 + small % 28,
            1 + small % 12,
            1 + small % 28,
            1 + small % 12
        ),
        13 => format!("лояльность 9{} и чек {}", dice.digits(15), dice.digits(8)),
        14 => format!("с {}:{:02} до {}:{:02}, каб. {}", small % 24, small, small % 24, small, dice.digits(3)),
        _ => format!("{} шт по {} тг, скидка {}%, вес {},{} кг", small, dice.digits(4), small, small, dice.digits(2)),
    }
}

#[test]
fn impersonal_numbers_stay() {
    const TEXTS: usize = 4000;
    let mut dice = Dice(7);
    let mut touched = Vec::new();
    for _ in 0..TEXTS {
        let text = impersonal(&mut dice);
        let found = detect(&text);
        if found.iter().any(|entity| entity.data_type != DataType::Bin) {
            touched.push(format!("{text:?} {found:?}"));
        }
    }
    for text in &touched {
        println!("  {text}");
    }
    assert!(touched.len() * 200 <= TEXTS, "{}", touched.len());
}
