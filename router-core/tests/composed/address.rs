//! Addresses of parts in random order, with random separators, amid prose, fields and tables.

use super::words::*;
use super::{Composed, Dice};

/// What the parts of one language are, and what stands around them.
pub(crate) struct Language {
    /// In the order of the envelope: cause, chances in a hundred, forms.
    parts: &'static [(&'static str, usize, &'static [&'static str])],
    /// Texts with `{}` for the address.
    around: &'static [&'static str],
    /// Other orders of the parts: `parts` are named by their first letters.
    orders: &'static [&'static str],
    /// How the letters are changed, if at all.
    letters: fn(&str, usize) -> String,
}

const INDEXES: &[&str] = &["010000", "100017", "050060", "160008"];

pub(crate) const RUSSIAN: Language = Language {
    parts: &[
        ("index", 12, INDEXES),
        ("region", 25, REGIONS_RU),
        ("district", 22, DISTRICTS_RU),
        ("okrug", 8, OKRUGS_RU),
        ("village", 18, VILLAGES_RU),
        ("town", 55, TOWNS_RU),
        ("quarter", 25, DISTRICTS_OF_TOWNS_RU),
        ("street", 100, STREETS_RU),
        ("house", 100, HOUSES_RU),
        ("building", 16, BUILDINGS_RU),
        ("lock", 30, BLOCKS_RU),
        ("flat", 60, FLATS_RU),
    ],
    around: &[
        "Проживаю по адресу: {}.",
        "Доставка на {} завтра к 18:00",
        "мой адрес {}, позвоните заранее",
        "{}",
        "Адрес: {}",
        "По адресу {} прорвало трубу, пришлите мастера",
        "Курьер, везите сюда — {}. Код сообщу",
        "прописан: {}, работаю вахтой",
        "Объект находится по адресу: {}; площадь согласована",
        "\"address\": \"{}\", \"comment\": \"без звонка\"",
        "| 1 | {} | оплачено |",
        "Заявка принята ({}), ожидайте",
        "Здравствуйте! Мы живём тут: {}. Когда приедете?",
        "Место регистрации: {}\nСемейное положение: холост",
        "мама живёт {}, она пенсионерка",
        "Заберите посылку: {} и отвезите в офис",
        "Юридический адрес: {}. Банк получателя указан ниже",
        "отправьте документы почтой на {} до пятницы",
        "квартира в залоге: {}",
    ],
    orders: &[
        "irdovtqshblf",
        "irdovtqshblf",
        "irdovtqshblf",
        "qshlfbtrdi",
        "flhsqtrdi",
        "tqshlfbi",
        "bqshlftr",
        "shlfbqvdri",
        "tbshlf",
        "lfhsqt",
    ],
    letters: |text, style| match style {
        0..8 => text.to_lowercase(),
        8..12 => text.to_uppercase(),
        _ => text.to_owned(),
    },
};

pub(crate) const KAZAKH: Language = Language {
    parts: &[
        ("index", 12, INDEXES),
        ("region", 25, REGIONS_KK),
        ("district", 22, DISTRICTS_KK),
        ("okrug", 8, OKRUGS_KK),
        ("village", 20, VILLAGES_KK),
        ("town", 55, TOWNS_KK),
        ("quarter", 25, DISTRICTS_OF_TOWNS_KK),
        ("street", 100, STREETS_KK),
        ("house", 100, HOUSES_KK),
        ("building", 12, BUILDINGS_KK),
        ("lock", 25, BLOCKS_KK),
        ("flat", 55, FLATS_KK),
    ],
    around: &[
        "Мекенжайым: {}.",
        "{} мекенжайына жеткізіңіз",
        "Мен {} тұрамын",
        "{}",
        "Мекенжайы: {}",
        "Үйіміз {}, ертең келіңіз",
        "\"mekenjai\": \"{}\"",
        "| 2 | {} | төленді |",
        "Тұрғылықты жері: {}\nОтбасы жағдайы: үйленген",
        "Тапсырысты мына жерге әкеліңіз: {}. Рақмет",
        "Сәлеметсіз бе, {} су жоқ",
        "Тіркелген мекенжайым {}, телефон кейін беремін",
        "Сот {} мекенжайы бойынша хабарлады",
        "Ата-анам {} тұрады",
        "Заңды мекенжайы: {}; банк деректемелері төменде",
    ],
    orders: &["irdovtqshblf", "irdovtqshblf", "irdovtqshblf", "qshlfbtrdi", "tqshlfbi", "shlfbqvdri", "tbshlf"],
    letters: |text, style| match style {
        0..8 => text.to_lowercase(),
        8..12 => text.to_uppercase(),
        _ => text.to_owned(),
    },
};

pub(crate) const LATIN: Language = Language {
    letters: |text, style| match style {
        0..45 => latin(text, true),
        45..55 => latin(text, true).to_lowercase(),
        _ => latin(text, false),
    },
    around: &[
        "Mekenjaiym: {}.",
        "{} mekenjaiyna jetkiziñiz",
        "Men {} turamyn",
        "{}",
        "Adres: {}",
        "moi adres {}, pozvonite",
        "\"address\": \"{}\"",
        "dostavka: {} zavtra",
        "zdravstvuite, my zhivem {}, kogda priedete?",
    ],
    ..KAZAKH
};

pub(crate) const ENGLISH: Language = Language {
    parts: &[
        ("lock", 15, BLOCKS_EN),
        ("flat", 45, FLATS_EN),
        ("building", 18, BUILDINGS_EN),
        ("house", 100, HOUSES_EN),
        ("street", 100, STREETS_EN),
        ("quarter", 15, DISTRICTS_OF_TOWNS_EN),
        ("region", 25, REGIONS_EN),
        ("town", 70, TOWNS_EN),
        ("index", 30, INDEXES),
    ],
    around: &[
        "My address is {}.",
        "Please ship to {} by Friday",
        "{}",
        "Address: {}",
        "I live at {}, call me before delivery",
        "Registered office: {}; the bank is below",
        "\"shipping_address\": \"{}\", \"notes\": null",
        "The meeting is at {} and starts at noon",
        "pick up from {} please",
        "We moved to {} last year",
        "Billing address: {}\nPayment: card",
    ],
    orders: &["hsflbqrti", "flbhsqrti", "bhsqrti", "hslfqrti", "hsqtirlf", "tqshlf", "bflhsti", "flhstri"],
    letters: |text, style| match style {
        0..10 => text.to_lowercase(),
        _ => text.to_owned(),
    },
};

/// One address amid something.
pub(crate) fn compose(dice: &mut Dice, language: &Language) -> Composed {
    let mut chosen = Vec::new();
    let rural = dice.chance(30);
    let order = dice.pick(language.orders);
    for letter in order.chars() {
        let Some(&(cause, percent, forms)) = language.parts.iter().find(|(cause, ..)| cause.starts_with(letter)) else {
            continue;
        };
        let fits = match cause {
            "village" | "okrug" => rural,
            "quarter" | "building" => !rural,
            _ => true,
        };
        let percent = if cause == "village" || (cause == "town" && rural) { 100 - percent } else { percent };
        if fits && dice.chance(percent) {
            let form = dice.pick(forms);
            chosen.push((cause, dice.figures(form)));
        }
    }
    let separator = match dice.roll(20) {
        0..13 => ", ",
        13 => ",",
        14 => "; ",
        15 => "\n",
        16 => ",\n",
        17 => " , ",
        _ => " ",
    };
    let style = dice.roll(100);
    let around = dice.pick(language.around);
    // In prose nobody breaks lines amid an address.
    let separator = if around.contains(['"', '|']) && separator.contains('\n') { ", " } else { separator };
    let (before, after) = around.split_once("{}").unwrap_or_default();
    let mut composed = Composed::default();
    composed.plain(before);
    let mut is_house_next_to_street = false;
    for (at, (cause, form)) in chosen.iter().enumerate() {
        let is_tied =
            is_house_next_to_street && matches!(*cause, "house" | "street") && (separator != ", " || dice.chance(60));
        // Nobody gives a bare number a line or a field of its own.
        let gap = if is_tied { " " } else { separator };
        if at > 0 {
            composed.plain(gap);
        }
        composed.part(cause, &(language.letters)(form, style));
        is_house_next_to_street = matches!(*cause, "house" | "street");
    }
    composed.plain(after);
    composed.close()
}

/// Kazakh in Latin letters: those of 2021, or what a keyboard without them gives.
fn latin(text: &str, with_marks: bool) -> String {
    let letter = |sign: char| {
        let small = sign.to_lowercase().next().unwrap_or(sign);
        let (marked, plain) = match small {
            'а' => ("a", "a"),
            'ә' => ("ä", "a"),
            'б' => ("b", "b"),
            'в' => ("v", "v"),
            'г' => ("g", "g"),
            'ғ' => ("ğ", "g"),
            'д' => ("d", "d"),
            'е' => ("e", "e"),
            'ё' => ("io", "yo"),
            'ж' => ("j", "zh"),
            'з' => ("z", "z"),
            'и' => ("i", "i"),
            'й' => ("i", "y"),
            'к' => ("k", "k"),
            'қ' => ("q", "k"),
            'л' => ("l", "l"),
            'м' => ("m", "m"),
            'н' => ("n", "n"),
            'ң' => ("ñ", "n"),
            'о' => ("o", "o"),
            'ө' => ("ö", "o"),
            'п' => ("p", "p"),
            'р' => ("r", "r"),
            'с' => ("s", "s"),
            'т' => ("t", "t"),
            'у' => ("u", "u"),
            'ұ' => ("ū", "u"),
            'ү' => ("ü", "u"),
            'ф' => ("f", "f"),
            'х' => ("h", "kh"),
            'һ' => ("h", "h"),
            'ц' => ("ts", "ts"),
            'ч' => ("ch", "ch"),
            'ш' => ("ş", "sh"),
            'щ' => ("ş", "sh"),
            'ы' => ("y", "y"),
            'і' => ("ı", "i"),
            'э' => ("e", "e"),
            'ю' => ("iu", "yu"),
            'я' => ("ia", "ya"),
            'ь' | 'ъ' => ("", ""),
            _ => return sign.to_string(),
        };
        let found = if with_marks { marked } else { plain };
        if sign.is_uppercase() {
            let mut letters = found.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        } else {
            found.to_owned()
        }
    };
    text.chars().map(letter).collect()
}

/// Keys of JSON and labels of forms for each part: JSON, Russian, Kazakh.
const LABELS: &[(&str, [&[&str]; 3])] = &[
    (
        "index",
        [&["postal_code", "zip", "postcode", "index"], &["Индекс", "Почтовый индекс"], &["Индекс", "Пошта индексі"]],
    ),
    ("region", [&["region", "oblast", "state"], &["Область", "Регион"], &["Облыс", "Облысы"]]),
    ("district", [&["district", "raion", "area"], &["Район"], &["Аудан", "Ауданы"]]),
    (
        "town",
        [
            &["city", "town", "locality"],
            &["Город", "Населённый пункт", "Нас. пункт"],
            &["Қала", "Елді мекен", "Қаласы"],
        ],
    ),
    ("street", [&["street", "street_name", "streetName"], &["Улица", "Ул."], &["Көше", "Көшесі"]]),
    (
        "house",
        [
            &["house", "house_number", "building", "houseNumber", "bld"],
            &["Дом", "Дом №", "№ дома"],
            &["Үй", "Үй №", "Үй нөмірі"],
        ],
    ),
    (
        "flat",
        [
            &["apartment", "flat", "apt", "office", "flatNumber"],
            &["Квартира", "Кв.", "Квартира №"],
            &["Пәтер", "Пәтер №", "Пәтері"],
        ],
    ),
];
const BARE: &[(&str, [&[&str]; 2])] = &[
    ("index", [&["050060", "100017"], &["050060", "160011"]]),
    (
        "region",
        [
            &["Карагандинская", "Алматинская область", "Абай", "Акмолинская"],
            &["Қарағанды", "Алматы облысы", "Түркістан"],
        ],
    ),
    (
        "district",
        [&["Бостандыкский", "Есильский", "Карасайский район", "Илийский"], &["Талғар", "Есіл ауданы", "Сайрам"]],
    ),
    (
        "town",
        [
            &["Алматы", "Караганда", "г. Тараз", "Шидерты", "Бозколь", "с. Узынколь"],
            &["Алматы", "Шелек", "Булаев қаласы", "Үрпек ауылы"],
        ],
    ),
    (
        "street",
        [
            &[
                "Абая",
                "Гоголя",
                "Кенесары",
                "Тихая",
                "Бейімбета Майлина",
                "пр. Назарбаева",
                "Мира",
                "Степная",
                "К. Сатпаева",
            ],
            &["Абай", "Мира", "Бәйтерек", "Тәуелсіздік даңғылы", "Желтоқсан", "Ә. Молдағұлова", "Қ.Сәтбаев"],
        ],
    ),
    ("house", [&["##", "#", "##А", "##/#", "###"], &["##", "#", "##Б", "##/#"]]),
    ("flat", [&["##", "#", "###"], &["##", "#", "###"]]),
];

/// An address whose parts stand in fields of their own: JSON, forms, tables.
pub(crate) fn fields(dice: &mut Dice) -> Composed {
    let language = dice.roll(2);
    let form = dice.roll(3);
    let mut composed = Composed::default();
    let (open, between, close) = match form {
        0 => ("{\"name\": \"x1\", \"address\": {", ", ", "}, \"paid\": true}"),
        1 => ("Анкета\n", "\n", "\nПримечание: без звонка"),
        _ => ("", "; ", ""),
    };
    let (open, between, close) = match (form, dice.roll(3)) {
        (0, 0) => ("{", ",\n  ", "}"),
        (0, 1) => ("{\"order\":5512,", ",", ",\"comment\":\"-\"}"),
        (1, 0) => ("", ", ", ". Жду"),
        _ => (open, between, close),
    };
    composed.plain(open);
    let mut is_first = true;
    for &(cause, values) in BARE {
        let needed = matches!(cause, "street" | "house");
        let percent = if cause == "town" { 80 } else { 35 };
        if !needed && !dice.chance(percent) {
            continue;
        }
        if !is_first {
            composed.plain(between);
        }
        is_first = false;
        let Some((_, labels)) = LABELS.iter().find(|(label, _)| *label == cause) else { continue };
        let value = {
            let form = dice.pick(values[language]);
            dice.figures(form)
        };
        if form == 0 {
            composed.plain(&format!("\"{}\": ", dice.pick(labels[0])));
            let is_number =
                matches!(cause, "house" | "flat") && value.bytes().all(|byte| byte.is_ascii_digit()) && dice.chance(40);
            composed.plain(if is_number { "" } else { "\"" });
            composed.part(cause, &value);
            composed.plain(if is_number { "" } else { "\"" });
        } else {
            composed.plain(&format!("{}{}", dice.pick(labels[1 + language]), dice.pick(&[": ", ":", ": "])));
            composed.part(cause, &value);
        }
    }
    composed.plain(close);
    composed.close()
}
