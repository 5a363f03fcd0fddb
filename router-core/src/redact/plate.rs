//! Number plates of Kazakhstan (2012 and 1993) and of Russia. Plates bear Latin letters and are typed in either script.

use std::ops::Range;

use super::context::{NUMBERING_CUES, after, before, is_one_of, words, words_back};
use super::cues::Cues;
use super::fold::{Separator, char_at, char_before, digit, is_invisible, is_letter, latin, separator};
use super::numbers::Candidate;

/// Bytes on each side of a plate in which a word for a vehicle is looked for.
const REACH: usize = 80;
/// Regions of Kazakhstan: 01 to 20 since 2022.
const REGIONS: std::ops::RangeInclusive<u16> = 1..=20;
/// Letters that stand first on plates of 1993, one for each region.
const REGION_LETTERS: &[u8] = b"ABCDEFHKLMNOPRSTUVWXZ";
/// Letters of Russian plates: those that both alphabets have.
const RUSSIAN: &[u8] = b"ABEKMHOPCTYX";

/// What stands between two numbers and is no plate: currencies and units. Months are plates: no day has three digits.
static UNITS: Words<3, 33> = Words::new([
    *b"KZT", *b"USD", *b"EUR", *b"RUB", *b"RUR", *b"CNY", *b"GBP", *b"TRY", *b"UZS", *b"KGS", *b"PCS", *b"MIN",
    *b"MAX", *b"SEC", *b"MSK", *b"GMT", *b"UTC", *b"KGM", *b"LTR", *b"TON", *b"BOX", *b"SET", *b"DAY", *b"MON",
    *b"TUE", *b"WED", *b"THU", *b"FRI", *b"SAT", *b"SUN", *b"AND", *b"FOR", *b"THE",
]);

/// The same of two letters.
static SHORT_UNITS: Words<2, 38> = Words::new([
    *b"GB", *b"MB", *b"TB", *b"KB", *b"HZ", *b"MM", *b"CM", *b"KM", *b"KG", *b"KW", *b"AH", *b"ML", *b"UP", *b"IN",
    *b"OF", *b"TO", *b"OR", *b"ON", *b"AT", *b"AM", *b"PM", *b"TT", *b"BY", *b"NO", *b"IS", *b"IT", *b"AS", *b"OT",
    *b"HA", *b"BO", *b"CO", *b"OH", *b"HE", *b"TK", *b"PK", *b"KP", *b"EX", *b"PC",
]);

/// What stands behind a letter and a number in the names of models and is no plate.
static MODELS: Words<3, 36> = Words::new([
    *b"PRO", *b"NEO", *b"MAX", *b"RUS", *b"KIT", *b"PVC", *b"LED", *b"SSD", *b"DDR", *b"USB", *b"GPS", *b"RAM",
    *b"ROM", *b"CPU", *b"GPU", *b"API", *b"SDK", *b"XML", *b"CSV", *b"PDF", *b"DOC", *b"CEO", *b"LLC", *b"LTD",
    *b"INC", *b"MHZ", *b"GHZ", *b"RPM", *b"ISO", *b"DIN", *b"NEW", *b"EVO", *b"GTS", *b"GTI", *b"TDI", *b"HDD",
]);

/// Short words that small letters of a plate may spell: «в 300 тон».
static WORDS: Words<3, 10> =
    Words::new([*b"TOH", *b"TOM", *b"COT", *b"TEM", *b"BAC", *b"HAC", *b"KTO", *b"KAK", *b"TAM", *b"PAC"]);

/// Words around a plate.
static VEHICLES: Cues = Cues::new(&[
    "авто*",
    "машин*",
    "тачк*",
    "тс",
    "гос",
    "госном*",
    "госзнак*",
    "госрег*",
    "гн",
    "грз",
    "грнз",
    "рег",
    "мемл",
    "полуприц*",
    "мопед*",
    "скутер*",
    "трактор*",
    "пропуск*",
    "рұқсат*",
    "въезд*",
    "въехать",
    "шлагбаум*",
    "запарк*",
    "эвакуир*",
    "тұрақ*",
    "кузов*",
    "гелик*",
    "гелен*",
    "прадо",
    "prado",
    "крузак*",
    "крузер*",
    "cruiser*",
    "ланд*",
    "нив*",
    "niva",
    "жигул*",
    "волг*",
    "копейк*",
    "уаз*",
    "газ",
    "зил*",
    "маз*",
    "краз*",
    "daf",
    "даф",
    "man",
    "scania*",
    "скани*",
    "volvo",
    "вольво",
    "howo",
    "хово",
    "приус*",
    "prius*",
    "королл*",
    "corolla*",
    "солярис*",
    "solaris*",
    "соната*",
    "sonata*",
    "элантр*",
    "elantra*",
    "акцент*",
    "accent*",
    "туксон*",
    "tucson*",
    "спортейдж*",
    "sportage*",
    "рио",
    "rio",
    "церато*",
    "cerato*",
    "нексия*",
    "nexia*",
    "матиз*",
    "дэу",
    "daewoo*",
    "опель*",
    "opel*",
    "пассат*",
    "passat*",
    "поло",
    "дастер*",
    "duster*",
    "логан*",
    "гранта*",
    "веста*",
    "приор*",
    "калин*",
    "аутлендер*",
    "outlander*",
    "паджеро*",
    "pajero*",
    "делик*",
    "монтер*",
    "рав",
    "хайлюкс*",
    "hilux*",
    "hiace*",
    "спринтер*",
    "sprinter*",
    "инфинити*",
    "infiniti*",
    "кадиллак*",
    "cadillac*",
    "порше*",
    "porsche*",
    "рендж*",
    "ренж*",
    "ровер*",
    "rover*",
    "джили",
    "хавал*",
    "тесл*",
    "tesla*",
    "зикр*",
    "zeekr*",
    "ситроен*",
    "пежо*",
    "peugeot*",
    "suzuki*",
    "сузуки*",
    "yamaha*",
    "ямах*",
    "daihatsu*",
    "isuzu*",
    "исузу*",
    "седан*",
    "хэтчбек*",
    "универсал*",
    "пикап*",
    "кроссовер*",
    "микроавтобус*",
    "бензовоз*",
    "самосвал*",
    "экскаватор*",
    "кран*",
    "мұрынсыз",
    "жеңіл",
    "жүк",
    "номер*",
    "номир*",
    "нөмір*",
    "көлік*",
    "көлі*",
    "мемлекеттік",
    "прицеп*",
    "тіркеме*",
    "мото*",
    "парков*",
    "штраф*",
    "айыппұл*",
    "дтп",
    "жкө",
    "эвакуа*",
    "грузовик*",
    "фур*",
    "тягач*",
    "водител*",
    "жүргізуш*",
    "такси*",
    "техпаспорт*",
    "каско",
    "осаго",
    "огпо",
    "припарк*",
    "plate*",
    "car",
    "cars",
    "vehicle*",
    "truck*",
    "trailer*",
    "license*",
    "licence*",
    "driver*",
    "parking",
    "parked",
    "reg",
    "nomer*",
    "nómir*",
    "kólik*",
    "kolik*",
    "mashina*",
    "avto*",
    "gos",
    "gosnomer*",
    "тойот*",
    "toyota*",
    "камри*",
    "camry*",
    "lexus*",
    "лексус*",
    "hyundai*",
    "хендай*",
    "хюндай*",
    "kia",
    "киа",
    "bmw",
    "бмв",
    "mercedes*",
    "мерс*",
    "audi",
    "ауди",
    "lada",
    "лад*",
    "ваз*",
    "chevrolet*",
    "шевроле*",
    "cobalt*",
    "кобальт*",
    "nissan*",
    "ниссан*",
    "volkswagen*",
    "фольксваген*",
    "skoda*",
    "шкод*",
    "mazda*",
    "мазд*",
    "mitsubishi*",
    "honda*",
    "хонд*",
    "subaru*",
    "субару*",
    "renault*",
    "рено",
    "ford*",
    "форд*",
    "газел*",
    "камаз*",
    "chery*",
    "чери",
    "haval*",
    "geely*",
    "changan*",
    "джип*",
    "иномарк*",
    "внедорожник*",
    "автобус*",
    "gate*",
    "anpr",
    "lpr",
    "кпп",
    "checkpoint*",
    "barrier",
    "қақпа*",
    "прадик*",
    "камрюх*",
    "камрик*",
    "крузачок",
    "ласточк*",
    "тачил*",
    "тазик*",
    "шеви",
    "гетц",
    "getz",
    "лачетти",
    "lacetti",
    "нексик*",
    "спарк",
    "spark",
    "малибу",
    "malibu",
    "трекер",
    "tracker",
    "онинокс",
    "equinox",
    "экинокс",
    "rav4",
    "хайландер*",
    "highlander*",
    "фортунер*",
    "fortuner*",
    "ярис",
    "yaris",
    "каптива",
    "captiva",
    "santafe",
    "старекс",
    "starex",
    "портер",
    "porter",
    "бонго",
    "каравелл*",
    "транспортер*",
    "transporter*",
    "транзит",
    "transit",
    "вито",
    "vito",
    "jac",
    "джак",
    "exeed",
    "омода",
    "omoda",
    "jetour",
    "byd",
    "лисян",
    "lixiang",
    "москвич*",
    "нива",
    "патриот",
    "буханк*",
    "соболь",
    "валдай",
    "прадо",
    "шиномонтаж*",
    "автомойк*",
    "мойк*",
]);

/// Short words in capital letters.
struct Words<const N: usize, const COUNT: usize> {
    words: [[u8; N]; COUNT],
    /// The second letters of those with each first one, a bit for each: few words begin so.
    seconds: [u32; 26],
}

/// What is known of a plate by its letters alone.
struct Letters {
    /// As Latin capitals; those that only sound like them are a `?`.
    folded: [u8; 3],
    count: usize,
    is_capital: bool,
    is_cyrillic: bool,
    end: usize,
}

/// The row of the table of numbers.
pub(super) fn find(candidate: Candidate<'_>) -> Option<Range<usize>> {
    let length = candidate.group_len();
    if length > 3 {
        return trailer(candidate);
    }
    if !matches!(length, 2 | 3) || candidate.group + 1 != candidate.chain.len() {
        return None;
    }
    let text = candidate.text;
    let start = candidate.start();
    // What servers of the web answer is no plate: `200 OK 14 ms`.
    if text.as_bytes().get(start..).is_some_and(|number| number.starts_with(b"200 OK")) {
        return None;
    }
    let end = candidate.chain.end(candidate.group)?;
    // Nearly every number ends before a sign that no plate has.
    let is_open = |next: u8| !next.is_ascii() || next.is_ascii_alphabetic() || b"|_. -/".contains(&next);
    text.as_bytes().get(end).copied().filter(|&next| is_open(next))?;
    let letters = letters(text, skip_gap(text, end)).filter(|letters| !is_case_ending(text, end, letters))?;
    let leading = (length == 3).then(|| leading_letter(text, start, &letters)).flatten();
    match leading {
        // `Т/С 123 ABC 02`: the letter may belong to something else.
        Some((letter, begin)) => numbered(text, begin..start, letter, &letters)
            .or_else(|| soviet_order(text, begin, letter, &letters))
            .or_else(|| region_last(text, start, length, &letters)),
        None => region_last(text, start, length, &letters),
    }
}

/// `прицеп АН3318 55`: two letters, four digits and the region, as trailers of Russia have.
fn trailer(candidate: Candidate<'_>) -> Option<Range<usize>> {
    let text = candidate.text;
    let head = text.get(..candidate.start())?;
    // Nearly every number stands behind a blank and a word in small letters, or behind a sign.
    let head = match head.as_bytes() {
        [.., b'A'..=b'Z', b' '] | [.., 0xd0, 0x90..=0xaf, b' '] => head.strip_suffix(' ')?,
        [.., b'A'..=b'Z'] | [.., 0xd0, 0x90..=0xaf] => head,
        _ => return None,
    };
    let is_russian = |sign: &char| latin(*sign).is_some_and(|letter| RUSSIAN.contains(&letter));
    let mut signs = head.chars().rev();
    let letters = [signs.next().filter(is_russian)?, signs.next().filter(is_russian)?];
    let start = head.len() - letters.iter().map(|letter| letter.len_utf8()).sum::<usize>();
    let (first, second) = (candidate.group_len(), candidate.chain.group_len(candidate.group + 1));
    let last = candidate.group + usize::from(first == 4);
    let is_form = matches!((first, second), (6 | 7, 0) | (4, 2 | 3)) && last + 1 == candidate.chain.len();
    let range = start..candidate.chain.end(last).filter(|_| is_form)?;
    let is_trailer = |word: &str| is_one_of(word, &["прицеп*", "полуприц*", "п", "пп", "тіркеме*", "trailer*", "прц"]);
    let is_told = words_back(before(text, start, REACH / 2)).take(3).any(|(word, _)| is_trailer(word));
    (is_told && letters.iter().all(|letter| letter.is_uppercase()) && stands_alone(text, &range)).then_some(range)
}

/// `15 990-нан 11 490-ға`: small letters behind a hyphen, and none behind them, are the case of a number in Kazakh.
fn is_case_ending(text: &str, end: usize, letters: &Letters) -> bool {
    let is_hyphen = |at: usize| char_at(text, at).is_some_and(|sign| separator(sign) == Some(Separator::Dash));
    !letters.is_capital && letters.is_cyrillic && is_hyphen(end) && !is_hyphen(letters.end)
}

/// `гос N588 ХВА 01`: the letter is the sign of a number.
fn numbered(text: &str, sign: Range<usize>, letter: u8, letters: &Letters) -> Option<Range<usize>> {
    let region = number(text, skip_gap(text, letters.end)).filter(|region| region.digits == 2)?;
    let is_form = letter == b'N' && letters.count == 3 && REGIONS.contains(&region.value);
    // `N588ХВА 02 марта`: what goes on is no region.
    let is_last = || ends_field(text, region.end) || after(text, region.end, 2) == "  ";
    let is_plate =
        is_form && is_last() && letters.is_convincing(text, sign.end) && stands_alone(text, &(sign.start..region.end));
    is_plate.then_some(sign.end..region.end)
}

/// `123 ABC 02`, `123 AB 02`, trailers `12 ABC 14`, motorcycles `12 AA 02`.
fn region_last(text: &str, start: usize, digits: usize, letters: &Letters) -> Option<Range<usize>> {
    let region = number(text, skip_gap(text, letters.end)).filter(|region| region.digits == 2)?;
    let range = start..region.end;
    if !REGIONS.contains(&region.value) || letters.count < 2 || !stands_alone(text, &range) {
        return None;
    }
    // `222MM02`: in one piece, and no measure of memory.
    let is_glued = text.get(range.clone()).is_some_and(|plate| plate.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let is_memory = matches!(letters.folded.get(..letters.count), Some(b"GB" | b"MB" | b"TB" | b"KB"));
    if digits == 3 && is_glued && letters.is_capital && letters.count == 2 && !is_memory {
        return Some(range);
    }
    // «с 31 по 20», «112 на 12»
    if !letters.is_capital && letters.count == 2 && (letters.folded.contains(&b'?') || letters.is_among(&SHORT_UNITS)) {
        // «гос номер 738 ha 14»
        let label = words_back(before(text, range.start, REACH)).next().map_or("", |(word, _)| word);
        let is_told =
            digits == 3 && is_one_of(label, &["госномер*", "номер", "гос", "gos", "nomer", "plate", "нөмірі", "грнз"]);
        return is_told.then_some(range);
    }
    let looks_so = digits == 3
        && letters.is_convincing(text, start)
        && (letters.count == 3 || (letters.is_capital && !letters.is_among(&SHORT_UNITS)));
    // «Артикул фильтра 123-AB-02»
    let is_article = || {
        letters.count == 2
            && text.get(range.clone()).is_some_and(|plate| plate.contains('-'))
            && words_back(before(text, range.start, REACH)).take(3).any(|(word, _)| NUMBERING_CUES.has(word))
    };
    (looks_so && !is_article() || is_vehicle(text, &range)).then_some(range)
}

/// A letter before the digits: `A 123 BCD` and `A 123 BC` of 1993, `A 123 BC 77` of Russia.
fn soviet_order(text: &str, begin: usize, letter: u8, letters: &Letters) -> Option<Range<usize>> {
    let is_russian = |letter: &u8| RUSSIAN.contains(letter);
    let folded = letters.folded.get(..letters.count)?;
    if letters.count == 2 && is_russian(&letter) && folded.iter().all(is_russian) {
        let region = number(text, skip_gap(text, letters.end)).filter(|region| matches!(region.digits, 2 | 3));
        let range = begin..region.map_or(letters.end, |region| region.end);
        let looks_so = region.is_some() && letters.is_convincing(text, begin);
        return (stands_alone(text, &range) && (looks_so || is_vehicle(text, &range))).then_some(range);
    }
    let range = begin..letters.end;
    let is_form = REGION_LETTERS.contains(&letter) && letters.count >= 2 && !folded.contains(&b'?');
    let is_form = is_form && (letters.is_capital || !letters.is_among(&WORDS));
    // In Latin letters models of things are written so too: «Boeing B 737 MAX».
    let is_apart = || text.get(begin + 1..).is_some_and(|rest| rest.starts_with(' ')) && !follows_latin(text, begin);
    let is_apart = || {
        is_apart() || (text.get(begin + 1..).is_some_and(|rest| rest.starts_with(' ')) && ends_field(text, range.end))
    };
    let is_no_model = || !letters.is_among(&UNITS) && !letters.is_among(&MODELS) && is_apart();
    let looks_so = letters.count == 3 && letters.is_capital && (letters.is_cyrillic || is_no_model());
    (is_form && stands_alone(text, &range) && (looks_so || is_vehicle(text, &range))).then_some(range)
}

/// Whether nothing of the same phrase follows: «ақ Polo B 804 ERN, шығыңыз».
fn ends_field(text: &str, at: usize) -> bool {
    let rest = after(text, at, 8).trim_start_matches([' ', '\u{a0}']);
    rest.is_empty() || rest.starts_with([',', '.', ';', ')', '\n', '!', '?', '|'])
}

/// Whether a word in Latin letters stands right before a byte.
fn follows_latin(text: &str, at: usize) -> bool {
    let head = before(text, at, 8).trim_end_matches([' ', '\u{a0}', '-', '(', '"']);
    head.ends_with(|last: char| last.is_ascii_alphabetic())
}

impl<const N: usize, const COUNT: usize> Words<N, COUNT> {
    const fn new(words: [[u8; N]; COUNT]) -> Self {
        let mut seconds = [0; 26];
        let mut place = 0;
        while place < words.len() {
            seconds[(words[place][0] - b'A') as usize] |= 1 << (words[place][1] - b'A');
            place += 1;
        }
        Self { words, seconds }
    }

    fn has(&self, word: &[u8; N]) -> bool {
        let [first, second] = [0, 1].map(|place| word.get(place).copied().unwrap_or_default().wrapping_sub(b'A'));
        let seconds = self.seconds.get(usize::from(first)).copied().unwrap_or_default();
        second < 26 && seconds >> second & 1 != 0 && self.words.contains(word)
    }
}

impl Letters {
    fn is_among<const N: usize, const COUNT: usize>(&self, words: &Words<N, COUNT>) -> bool {
        self.count == N && self.folded.first_chunk().is_some_and(|folded| words.has(folded))
    }

    /// `к 406 хт 55`: two letters of Russian plates before a region that Kazakhstan has none of.
    fn is_of_russian_region(&self, text: &str) -> bool {
        let is_russian =
            self.folded.get(..self.count).is_some_and(|folded| folded.iter().all(|letter| RUSSIAN.contains(letter)));
        let region = || number(text, skip_gap(text, self.end)).filter(|region| region.digits > 1);
        self.count == 2 && is_russian && region().is_some_and(|region| !REGIONS.contains(&region.value))
    }

    /// Capitals, or small letters in one piece that spell the same in both alphabets; no unit, currency or month.
    fn is_convincing(&self, text: &str, start: usize) -> bool {
        let folded = self.folded.get(..self.count).unwrap_or_default();
        let is_one_piece = || text.get(start..self.end).is_some_and(|piece| !piece.contains([' ', '\u{a0}']));
        !self.is_among(&UNITS) && !folded.contains(&b'?') && (self.is_capital || (self.is_cyrillic && is_one_piece()))
    }
}

/// Two or three letters, and no fourth.
fn letters(text: &str, at: usize) -> Option<Letters> {
    let mut letters = Letters { folded: [0; 3], count: 0, is_capital: true, is_cyrillic: false, end: at };
    for character in text.get(at..)?.chars() {
        if is_invisible(character) {
            letters.end += character.len_utf8();
            continue;
        }
        if !is_letter(character) {
            break;
        }
        *letters.folded.get_mut(letters.count)? = latin(character).unwrap_or(b'?');
        letters.count += 1;
        letters.is_capital &= character.is_uppercase();
        letters.is_cyrillic |= !character.is_ascii();
        letters.end += character.len_utf8();
    }
    (letters.count >= 2).then_some(letters)
}

/// The single letter before the digits, as a Latin capital, and where it begins.
fn leading_letter(text: &str, start: usize, letters: &Letters) -> Option<(u8, usize)> {
    let mut at = start;
    let mut character = char_before(text, at)?;
    if character == ' ' && text.get(..at).is_some_and(|head| head.ends_with("  ")) {
        at -= 1;
    }
    if separator(character) == Some(Separator::Space) {
        at -= character.len_utf8();
        character = char_before(text, at)?;
    }
    let begin = at - character.len_utf8();
    let is_single = !char_before(text, begin).is_some_and(|before| is_letter(before) || before.is_numeric());
    if !is_single {
        return None;
    }
    // A small letter is a word of its own more often: «а 318 рсм»; only Latin ones and those behind a vehicle are not.
    let is_vehicle = || words_back(before(text, begin, REACH)).next().is_some_and(|(word, _)| VEHICLES.has(word));
    let is_joined = at == start
        || character.is_uppercase()
        || character.is_ascii_alphabetic()
        || (letters.count == 3 && is_vehicle())
        || letters.is_of_russian_region(text);
    latin(character).filter(|_| is_joined).map(|letter| (letter, begin))
}

#[derive(Clone, Copy)]
struct Number {
    value: u16,
    digits: usize,
    end: usize,
}

/// Up to three digits, and no fourth.
fn number(text: &str, at: usize) -> Option<Number> {
    let mut number = Number { value: 0, digits: 0, end: at };
    for character in text.get(at..)?.chars() {
        let Some(value) = digit(character) else { break };
        if number.digits == 3 {
            return None;
        }
        number.value = number.value * 10 + u16::from(value);
        number.digits += 1;
        number.end += character.len_utf8();
    }
    (number.digits > 0).then_some(number)
}

/// One sign between the parts of a plate.
fn skip_gap(text: &str, at: usize) -> usize {
    // Nearly always one blank.
    if let Some([b' ', b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | 0xd0 | 0xd1, ..]) = text.as_bytes().get(at..) {
        return at + 1;
    }
    let skip = |at: usize| {
        at + char_at(text, at)
            .filter(|&sign| {
                matches!(sign, '|' | '_')
                    || (sign == '.' && char_at(text, at + 1).is_some_and(char::is_alphanumeric))
                    || is_invisible(sign)
                    || matches!(separator(sign), Some(Separator::Space | Separator::Dash | Separator::Slash))
            })
            .map_or(0, char::len_utf8)
    };
    skip(skip(at))
}

/// Neither part of a word, a number nor an article.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let joins = |sign: Option<char>, next: Option<char>| {
        sign.is_some_and(char::is_alphanumeric)
            || (matches!(sign, Some('-' | '_' | '/' | '.' | ':'))
                && next.is_some_and(char::is_alphanumeric)
                && sign != Some('.')
                // `123AB02/12ABC02`: a tractor and its trailer.
                && !(sign == Some('/') && next.is_some_and(|next| next.is_ascii_digit())))
    };
    let mut left = text.get(..range.start).unwrap_or_default().chars().rev();
    let mut right = text.get(range.end..).unwrap_or_default().chars();
    let (before, last) = (left.next(), left.next());
    // `ТС:123ABC02`: a label.
    let is_label = before == Some(':') && last.is_some_and(char::is_alphabetic);
    // `INV 118 DD 03.02.2025`: a date, whose day is no region.
    let is_date = || {
        let day = range.end.checked_sub(2).filter(|_| matches!(char_at(text, range.end), Some('.' | '/')));
        day.is_some_and(|day| super::date::at(text, day).is_some())
    };
    let (sign, next) = (right.next(), right.next());
    // `123АВС02-ні`: a case in Kazakh.
    let is_case = sign == Some('-') && next.is_some_and(|letter| matches!(letter, 'а'..='я' | 'і' | 'ғ' | 'қ' | 'ң'));
    let ends = !joins(sign, next) || is_case;
    (is_label || !joins(before, last)) && ends && !is_date()
}

/// Whether a word for a vehicle or its number stands near by.
fn is_vehicle(text: &str, range: &Range<usize>) -> bool {
    let left = before(text, range.start, REACH);
    let left = left.rsplit_once('\n').map_or(left, |(_, line)| line);
    let right = after(text, range.end, REACH);
    let right = right.split_once('\n').map_or(right, |(line, _)| line);
    // `г/н`, `г.н.`, `г.р.з.`, `а/м`
    let is_sign = |word: &str, later: &str| {
        matches!(
            (word, later),
            ("г" | "Г", "н" | "Н") | ("а" | "А", "м" | "М") | ("т" | "Т", "с" | "С") | ("р" | "Р", "з" | "З")
        )
    };
    let mut later = "";
    let is_told = |(word, _)| {
        let told = VEHICLES.has(word) || is_sign(word, later);
        later = word;
        told
    };
    words_back(left).take(8).any(is_told) || words(right).take(5).any(|word| VEHICLES.has(word))
}

#[cfg(test)]
mod tests {
    use crate::redact::DataType;
    use crate::redact::tests::check_type;

    fn check(text: &str, expected: &str) {
        check_type(DataType::Plate, text, expected);
    }

    #[test]
    fn plates() {
        for (text, expected) in [
            ("Машина 123ABC02, штраф", "123ABC02"),
            ("серебристая Гранта с российскими к 406 хт 55, водителя", "к 406 хт 55"),
            ("машина у нас у 123 ке 05, белая", "123 ке 05"),
            ("Братан, 555 JAN 05 прадик дайын", "555 JAN 05"),
            ("gate1 2026-11-20 18:05:40 OUT B918KTN conf=0.71", "B918KTN"),
            ("госномер 777 AAA 01", "777 AAA 01"),
            ("707 BBB 10 көлігі бойынша", "707 BBB 10"),
            ("вижу 505аву10 у ворот", "505аву10"),
            ("гос номер 505 аву 10", "505 аву 10"),
            ("852АВК13 и прицеп 12ABC14 проверьте", "852АВК13|12ABC14"),
            ("авто 123 AB 02 фирмы", "123 AB 02"),
            ("123-ABC-02", "123-ABC-02"),
            ("мотоцикл 12AA02", "12AA02"),
            ("Штраф на авто, А777АСМ", "А777АСМ"),
            ("старый номер A123BCD ещё", "A123BCD"),
            ("А 123 ВС 77", "А 123 ВС 77"),
            ("машина а123вс777", "а123вс777"),
            ("KZ 123 ABC 02", "123 ABC 02"),
            ("Видел A 318 PCM возле дома", "A 318 PCM"),
            ("арест на ТС B 512 KMO.", "B 512 KMO"),
            ("Жаз: A 771 OBM ақ жигули", "A 771 OBM"),
            ("УАЗ E 456 KAM 1994 года", "E 456 KAM"),
            ("сұр Гелик 007 AA 02 кімдікі", "007 AA 02"),
            ("Разрешите въезд: 219AD01, 220 ADA 01", "219AD01|220 ADA 01"),
            ("для 219 AD 01", "219 AD 01"),
            ("пропуск 12 ABC 14", "12 ABC 14"),
            ("полуприцеп Schmitz 45 KLA 17", "45 KLA 17"),
            ("мопед 12AA02 угнан", "12AA02"),
            ("Т/С 123 ABC 02", "123 ABC 02"),
            ("фура 123AB02/12ABC02", "123AB02|12ABC02"),
            ("т/с: 123abc02", "123abc02"),
            ("г.н. 456 bcd 13", "456 bcd 13"),
            ("г/н 456 bcd 13", "456 bcd 13"),
            ("г.р.з. E456KAM", "E456KAM"),
            ("X045ABC запарковал на газоне", "X045ABC"),
            ("номер a 318 pcm", "a 318 pcm"),
            ("грнз 123.ABC.02", "123.ABC.02"),
            ("ФИО:Ли Д.ТС:701QAM11", "701QAM11"),
            ("госномер:123ABC02", "123ABC02"),
            ("белая приора к 904 еао у ворот", "к 904 еао"),
            ("моя нива в 217 рет", "в 217 рет"),
            ("222MM02", "222MM02"),
            ("гос номер 738 ha 14", "738 ha 14"),
            ("госномер X  548  ATP", "X  548  ATP"),
            ("ақ Polo B 804 ERN, шығыңыз", "B 804 ERN"),
            ("номер машины а 318 рсм", "а 318 рсм"),
            ("Т/С гос N588 ХВА 01", "588 ХВА 01"),
            ("госномер N588ХВА", "N588ХВА"),
            ("госномер N588ХВА 02 марта", "N588ХВА"),
            ("машина 123-авс-02", "123-авс-02"),
            ("көлігім 123АВС02-ні соқты", "123АВС02"),
            ("К417ОМ55 п/п АН3318 55 застряла", "К417ОМ55|АН3318 55"),
            ("полуприцеп ЕК 5512 66, тягач", "ЕК 5512 66"),
            ("прицеп АН331855", "АН331855"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn no_plates() {
        for text in [
            "sku 123ABC-02-XL есть",
            ":70:INV 118 DD 03.02.2025",
            "цена 500 KZT 20 дней",
            "150 USD 10",
            "срок 120 дней 10 часов",
            "100 кг 05 мешков",
            "350 мл 12 шт",
            "рейс KC 851 в 12",
            "123ABC25",
            "RB37A5200WW",
            "C220CDI",
            "hash 4b825dc642cb6eb9a060",
            "123 EST 2024",
            "рейс 123 ABC 02:30",
            "вес 300 кг 15",
            "Boeing B 737 MAX 8",
            "код 123 ABC. 02 мая",
            "номер бита с 31 по 20",
            "номер места 112 на 12",
            "модель A 100 PRO",
            "диск 500 GB 02",
            "линия 110 КВ 12",
            "Canon M 200 KIT",
            "Samsung A 515 FN",
            "машина в 300 тон весом",
            "купил камаз с 200 км пробега",
            "12:123ABC02",
            "плата 256GB02",
            "хэш 738 ha 14",
            "15 990-нан 11 490-ға түсті",
            "GET s3://nsi-prod/goods.csv.gz 200 OK 14 882 190 bytes",
            "көлік 100-ден 12 айға",
            "приказ АН3318 55",
            "прицеп МАЗ 2019 55",
        ] {
            check(text, "");
        }
    }
}
