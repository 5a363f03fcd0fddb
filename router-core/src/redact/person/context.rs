//! What stands around a name: labels of fields before it, and the words that make it a street's, a school's, a firm's.

use super::super::column::Cell;
use super::super::cues::Cues;
use super::super::fold::{char_at, char_before, without_russian};
use super::super::outline::is_first_of_two;
use super::grammar::{Holder, Label};
use super::lexicon::kind;
use super::lookup::Lookup;
use super::words::{Word, Words};

/// Bytes looked at on either side of a name.
const REACH: usize = 64;

/// Bytes of what parts a label from its value, and of the dots that lead there on a paper.
const SIGN: usize = 12;
pub(super) const LEADER: usize = 64;

/// The label that ends at byte `end`, if the text up to `start` says that a value follows.
pub(super) fn label(text: &str, end: usize, start: usize, lexicon: &Lookup<'_>) -> Label {
    // `Фам. Жунусова`
    let is_shortened =
        || text.get(..end).is_some_and(|head| ["Фам", "фам", "ФАМ"].iter().any(|short| head.ends_with(short)));
    let is_sign = |between: &str| {
        (between.len() <= SIGN && is_field_sign(between)) || is_leader(between) || (between == ". " && is_shortened())
    };
    if !text.get(end..start).is_some_and(is_sign) {
        return Label::None;
    }
    match label_at(text, end, lexicon) {
        Label::None if text.as_bytes().get(end) == Some(&b':') => label_with_details(text, end, lexicon),
        label => label,
    }
}

/// The label that ends at byte `end`, whatever follows it.
pub(super) fn label_at(text: &str, end: usize, lexicon: &Lookup<'_>) -> Label {
    let Some(before) = text.get(..end) else { return Label::None };
    let (before, end) = without_aside(before);
    if before.ends_with(['О', 'о', '.']) {
        let undotted = before.trim_end_matches('.');
        if ["И.О", "и.о", "И. О"].iter().any(|end| undotted.ends_with(end)) {
            return Label::Whole;
        }
    }
    let mut last = words_back(text, end);
    let Some(word) = last.next() else { return Label::None };
    if word == "value" {
        return label_of_attribute(before, lexicon);
    }
    let mut kinds = lexicon.surroundings(word);
    let mut kinds_of_next = || last.next().map_or(0, |word| lexicon.surroundings(word));
    if kinds & kind::ANY_LABEL == 0 && kinds & kind::PERSON != 0 {
        kinds = kinds_of_next();
    }
    match Label::of(kinds) {
        Label::Part | Label::Loose if names_all_parts(before, lexicon) => Label::Whole,
        Label::Loose if kinds_of_next() & kind::QUALIFIER != 0 => Label::Part,
        label => label,
    }
}

/// `<input name="surname" value="Зайцева">`, `"field":"lastName","value":"…"`: what the other attributes call it.
#[cold]
fn label_of_attribute(before: &str, lexicon: &Lookup<'_>) -> Label {
    /// Attributes that are asked.
    const ATTRIBUTES: usize = 8;
    let window = super::super::context::before(before, before.len(), 2 * REACH);
    let tag = window.rsplit(['<', '>', '{', '}', '\n']).next().unwrap_or_default();
    let mut end = tag.len();
    for _ in 0..ATTRIBUTES {
        let Some(quote) = tag.get(..end).and_then(|head| head.rfind('"')) else { break };
        let word = tag.get(..quote).unwrap_or_default();
        if word.ends_with(super::super::fold::is_letter) && !word.ends_with("value") {
            let label = label_at(word, word.len(), lexicon);
            if label != Label::None {
                return label;
            }
        }
        end = quote;
    }
    Label::None
}

/// `Фамилия в заказе: Rakhimzhanova`, `Имя на карте`: a label that goes on behind a preposition.
#[cold]
fn label_with_details(text: &str, end: usize, lexicon: &Lookup<'_>) -> Label {
    let is_of = |word: &str| matches!(word, "в" | "на" | "для" | "по" | "из" | "of" | "on" | "in" | "for");
    let window = super::super::context::before(text, end, REACH);
    let is_end = |&byte: &u8| matches!(byte, b':' | b'=' | b';' | b'|' | b'"' | b'\n' | b'.' | b',' | b'(' | b'{');
    // Most phrases are one word.
    let is_letter = |&&byte: &&u8| byte.is_ascii_alphabetic() || matches!(byte, 0x80..0xc2 | 0xd0 | 0xd1 | 0xd3);
    let head = without_russian(window.trim_ascii_end().as_bytes());
    let head = head.get(..head.len() - head.iter().rev().take_while(is_letter).count()).unwrap_or_default();
    let head = head.strip_suffix(b" ").unwrap_or(head);
    if head.last().is_none_or(is_end) {
        return Label::None;
    }
    let start = window.as_bytes().iter().rposition(is_end).map_or(0, |end| end + 1);
    let phrase = window.get(start..).unwrap_or_default();
    let mut words = super::super::context::words(phrase);
    let (label, of) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if !is_of(of) || words.count() > 3 {
        return Label::None;
    }
    if !super::super::context::words_back(window).skip(1).take(2).any(|(word, _)| is_of(word)) {
        return Label::None;
    }
    Label::of(lexicon.surroundings(label))
}

/// `отчество (при наличии)`: the label without what stands behind it in brackets, and where it ends.
fn without_aside(before: &str) -> (&str, usize) {
    /// Bytes in brackets.
    const ASIDE: usize = 40;
    let aside = || {
        let (label, inside) = before.strip_suffix(')')?.rsplit_once('(')?;
        let label = label.trim_end_matches(' ');
        (inside.len() <= ASIDE && !inside.contains(['\n', ':'])).then_some((label, label.len()))
    };
    aside().unwrap_or((before, before.len()))
}

/// `Фамилия, имя, отчество`: whether several labels of parts stand right before the end.
fn names_all_parts(before: &str, lexicon: &Lookup<'_>) -> bool {
    let window = super::super::context::before(before, before.len(), REACH);
    let phrase = window.rsplit([':', '=', ';', '|', '"', '\n', '.', '<', '>']).next().unwrap_or_default();
    let labels = super::super::context::words_back(phrase).take(5).map(|(word, _)| lexicon.surroundings(word));
    labels.filter(|kinds| kinds & kind::ANY_LABEL != 0).count() >= 2
}

/// Whether the field of a surname or a patronymic stands near the field of this value.
pub(super) fn has_sibling(text: &str, value: std::ops::Range<usize>, lexicon: &Lookup<'_>) -> bool {
    use super::super::context::{after, before, words};
    let is_part = |word: &str| lexicon.surroundings(word) & kind::LABEL_PART != 0;
    // The label of the value itself, one word of it, is no sibling.
    let mut back = super::super::context::words_back(before(text, value.start, 2 * REACH)).map(|(word, _)| word);
    let own = back.next().is_some_and(is_part);
    back.take(6).any(is_part)
        || words(after(text, value.end, REACH))
            .take(3)
            .any(|word| is_part(word) || (own && lexicon.surroundings(word) & kind::LABEL_LOOSE != 0))
}

/// Whether a word for what somebody is stands right before byte `start`: `бухгалтер Ә. Серік`, `хатшысы — Түйте А.`
pub(super) fn is_told_by_role(text: &str, start: usize, lexicon: &Lookup<'_>) -> bool {
    let head = super::super::context::before(text, start, REACH);
    let Some((word, follows)) = super::super::context::words_back(head).next() else { return false };
    let is_near =
        !follows.is_empty() && follows.chars().all(|sign| matches!(sign, ' ' | '\u{a0}' | '–' | '—' | '-' | ':'));
    is_near && (lexicon.surroundings(word) & kind::PERSON != 0 || TRADES.has(word) || KIN.has(word))
}

/// Whether byte `start` is in a column whose heading is a label of names.
pub(super) fn is_in_column_of_names(text: &str, start: usize, lexicon: &Lookup<'_>) -> bool {
    /// Rows of a table that are gone through to its heading.
    const ROWS: usize = 40;
    let heading = Cell::of(text, start).or_else(|| Cell::first(text, start));
    let heading = heading.and_then(|cell| cell.first_heading(text, ROWS)).unwrap_or_default();
    super::super::context::words(heading).any(|word| lexicon.surroundings(word) & (kind::ANY_LABEL | kind::PERSON) != 0)
}

/// Whether what stands between two words parts a label from its value.
fn is_field_sign(between: &str) -> bool {
    // Nearly always one of these.
    match between.as_bytes() {
        [b':'] | [b':', b' '] => return true,
        [b'.' | b',', b' '] => return false,
        _ => {}
    }
    // A form aligned by blanks.
    let mut is_sign = between.len() > 1 && between.bytes().all(|byte| byte == b' ');
    for character in between.chars() {
        match character {
            ':' | '=' | '"' | '>' | '|' | '\t' => is_sign = true,
            ' ' | '\u{a0}' | '–' | '—' | '\'' | '«' | '“' | '(' | ')' | '*' | '_' | '.' | '\\' | '-' => {}
            _ => return false,
        }
    }
    is_sign
}

/// Whether dots or a line lead to the word at byte `start`, at a glance.
#[inline]
pub(super) fn is_led(bytes: &[u8], start: usize) -> bool {
    matches!(bytes.get(..start), Some([.., b'.', b'.', b' '] | [.., b'_', b'_', b' ']))
}

/// Whether dots or a line lead from a label to its value: `Фамилия ........ Ким`, `Имя ______ Вера`.
fn is_leader(between: &str) -> bool {
    const LEAST: usize = 4;
    let dots = between.trim_matches([' ', '\u{a0}', ':']);
    let is_one = |sign: u8| dots.bytes().all(|byte| byte == sign);
    (LEAST..=LEADER).contains(&dots.len()) && between.len() <= LEADER && (is_one(b'.') || is_one(b'_'))
}

/// Whether the words around a name make it that of a place or a thing. `is_full` tells that a patronymic or initials
/// are in it: then only streets and dedications take it away.
pub(super) fn is_thing(text: &str, start: usize, end: usize, is_full: bool, lexicon: &Lookup<'_>) -> bool {
    const TELLING: u32 = kind::PLACE_BEFORE | kind::THING_BEFORE | kind::PERSON | kind::HONOUR;
    let mut before = words_back(text, start);
    let first_word = before.next();
    let first = first_word.map_or(0, |word| lexicon.surroundings(word));
    let is_block = matches!(first_word, Some("ЖК" | "жк"));
    // A form of enterprise whose skeleton is a mere `о`.
    let is_company = matches!(first_word, Some("ООО" | "ооо"));
    // Most names stand behind a word that says nothing of places and things.
    if first & TELLING == 0 && !is_block && !is_company && !is_before_place(text, end, lexicon) {
        return false;
    }
    let second_word = before.next();
    let second = second_word.map_or(0, |word| lexicon.surroundings(word));
    // `от имени` speaks for somebody, it dedicates nothing.
    if second_word.is_some_and(|word| matches!(word, "от" | "От" | "ОТ")) {
        return false;
    }
    if first & kind::PLACE_BEFORE != 0
        || (first & (kind::PERSON | kind::HONOUR) != 0 && second & kind::PLACE_BEFORE != 0)
    {
        return true;
    }
    // In Kazakh an enterpriser, elsewhere a block of flats.
    if is_block && matches!(holder(text, end), Holder::Person | Holder::Dated) {
        return false;
    }
    // `председатель КСК Ляшенко Григорий`
    let is_officer = second & kind::PERSON != 0;
    if (first & kind::THING_BEFORE != 0 || is_company) && !is_full && !is_officer {
        return true;
    }
    is_before_place(text, end, lexicon)
}

/// `Әуезов көшесі`: whether the word behind byte `end` makes the name before it a place's or a thing's.
fn is_before_place(text: &str, end: usize, lexicon: &Lookup<'_>) -> bool {
    let Some(after) = word_after(text, end) else { return false };
    if lexicon.surroundings(after) & kind::PLACE_AFTER != 0 {
        return true;
    }
    // `Thomas Jefferson High School`
    let is_capitalised = after.starts_with(|letter: char| letter.is_ascii_uppercase());
    let next = end + (after.as_ptr() as usize).saturating_sub(text.as_ptr() as usize + end) + after.len();
    is_capitalised && word_after(text, next).is_some_and(|word| lexicon.surroundings(word) & kind::PLACE_AFTER != 0)
}

/// Trades that are no titles: amid a sentence, a name may begin with the word behind them.
#[rustfmt::skip]
static TRADES: Cues = Cues::new(&[
    "заңгер*", "хатшы*", "есепші*", "бухгалтер*", "фельдшер*", "медбике*", "медсестр*", "мейіргер*", "санитар*",
    "хирург*", "терапевт*", "анестезиолог*", "невролог*", "кардиолог*", "педиатр*", "стоматолог*", "лаборант*",
    "психолог*", "логопед*", "методист*", "кітапханашы*", "библиотекар*", "шебер*", "ұста", "слесар*", "сантехник*",
    "электрик*", "электромонтер*", "электромонтёр*", "сварщик*", "дәнекерлеуші*", "токар*", "маляр*", "штукатур*",
    "механик*", "диспетчер*", "мастер*", "прораб*", "бригадир*", "аспаз*", "сатушы*", "продавц*", "экспедитор*",
    "кладовщик*", "қоймашы*", "грузчик*", "жеткізуші*", "риелтор*", "риэлтор*", "агент*", "юрист*", "нотариус*",
    "тергеуші*", "анықтаушы*", "дознавател*", "сотталушы*", "айыпталуш*", "жәбірленуші*", "куәгер*", "куә",
    "қорғаушы*", "айыптаушы*", "прокурор*", "сот", "судья*", "пристав*", "орындаушы*", "маман*", "инженер*",
    "программист*", "бағдарламашы*", "дизайнер*", "аудармашы*", "переводчик*", "комендант*", "завуч*", "төраға*",
    "төрайым*", "мүшесі*", "қатысушы*", "меңгеруші*", "басшы*", "бастығы*", "жетекші*", "орынбасар*", "секретар*",
    "исп", "исполнил*", "орынд*", "бекітті", "утвердил*", "утверждаю", "бекітемін", "принял*", "ознакомлен*", "таныстым", "танысты*", "подпись", "қабылдад*", "қабылдаған*", "қабылдағ*", "тапсырған*", "дайындаған*", "тексерген*", "келіскен*", "сдал*",
    "тапсырды*", "составил*", "проверил*", "тексерді*", "жауапты*", "ответственн*", "доцент*", "ассистент*", "тьютор*",
    "ұстаз*", "куратор*", "вожат*", "гид*", "guide", "secretary", "accountant", "lawyer", "nurse", "surgeon",
    "cashier", "courier", "operator", "agent", "foreman",
    "жаттықтырушы*", "бапкер*", "төреші*", "қызметкер*", "жұмысшы*", "жұмыскер*", "тіркеуші*", "кассир*", "күзетші*",
    "қарауыл*", "учаскелік*", "кеңесші*", "тасымалдаушы*", "такси*", "алушы*", "беруші*", "жіберуші*", "төлеуші*", "өкіл*",
    "мұрагер*", "қамқоршы*", "кепілгер*", "борышкер*", "қарызгер*", "талапкер*", "жауапкер*", "шегуші*", "тұлға",
    "пассажир*", "гость*", "гостья", "жител*", "студентк*", "аспирант*", "вратар*", "капитан*", "игрок*", "репетитор*",
    "массажист*", "косметолог*", "парикмахер*", "официант*", "бармен*", "администратор*", "провизор*", "фармацевт*",
    "акушер*", "гинеколог*", "окулист*", "лор", "узист*", "рентгенолог*", "онколог*", "уролог*", "дерматолог*",
    "эндокринолог*", "ветеринар*", "агроном*", "зоотехник*", "чабан*", "тракторист*", "крановщик*", "монтажник*",
    "наладчик*", "технолог*", "товаровед*", "логист*", "супервайзер*", "аудитор*", "экономист*", "делопроизводител*",
    "стажёр*", "стажер*", "практикант*", "дежурн*", "ревизор*", "контролёр*", "контролер*", "кондуктор*", "машинист*",
    "проводник*", "бортпроводни*", "стюард*", "пилот*", "участков*", "опекун*", "логоп*",
]);

/// Who somebody is to the one who writes, and how people are introduced.
#[rustfmt::skip]
static KIN: Cues = Cues::new(&[
    "зовут", "звать", "мен", "это", "атым", "есімім", "есімі", "жөнім", "жөні", "жөніңіз", "фио", "is", "am", "m", "named", "atym", "zovut",
    "мама", "маму", "маме", "мамы", "папа", "папу", "папе", "отец", "отца", "отцу", "мать", "брат", "брата", "брату", "братом", "братишк*", "сестр*",
    "сын", "сына", "сыну", "сынок", "дочь", "дочери", "дочк*", "муж", "мужа", "мужу", "жена", "жену", "жены", "жене",
    "супруг*", "бабушк*", "дедушк*", "внук*", "внучк*", "племянни*", "тётя", "тетя", "дядя", "зять", "зятя", "невестк*",
    "тёщ*", "тещ*", "тесть", "свекров*", "свекр*", "сосед*", "друг", "друга", "другу", "подруг*", "коллег*", "напарни*",
    "ребён*", "ребен*", "девочк*", "мальчик*", "ученик*", "учениц*", "классн*", "няня", "няню", "няне", "клиентк*",
    "пациентк*", "коллектор*", "вахтёр*", "вахтер*", "завхоз*", "жилец", "жильц*", "квартирант*", "должниц*",
    "заявительниц*", "звонит", "звонил*", "позвонил*", "анам*", "әкем*", "шешем*", "ағам*", "апам*", "әпкем*", "інім*",
    "сіңлім*", "қарындасым*", "бауырым*", "қызым*", "ұлым*", "балам*", "немерем*", "жиенім*", "күйеуім*", "әйелім*",
    "жұбайым*", "келінім*", "енем*", "атам*", "әжем*", "досым*", "құрбым*", "көршім*", "күйеу*", "келін*", "ұлы", "қызы",
    "баласы", "анасы", "әкесі", "шешесі", "ағасы", "әпкесі", "інісі", "сіңлісі", "жұбайы", "әйелі", "әжесі", "атасы",
    "қарындасы", "немересі", "көршісі", "досы", "оқушы*", "пациент*", "жолаушы*", "жүргізуш*",
]);

/// What is said of persons only, and so tells that a name stands before it.
const OF_PERSONS: Cues = Cues::new(&[
    "иин",
    "жсн",
    "инн",
    "iin",
    "jsn",
    "zhsn",
    "dob",
    "born",
    "birth*",
    "паспорт*",
    "passport*",
    "төлқұжат*",
    "туған*",
    "туылған*",
    "рожд*",
    "рожден*",
    "рождён*",
    "родил*",
    "удостоверени*",
    "куәлік*",
    "куәлігі*",
    "снилс",
    "загранпаспорт*",
    "таб",
    "табельн*",
    "гражданство",
    "азаматтығы",
]);

/// What is said of firms, too.
const OF_ANYBODY: Cues = Cues::new(&["тел", "телефон*", "моб", "ұялы", "phone", "mobile", "tel", "cell"]);

/// Whose is what stands behind byte `end`: an identifier, a birth date, a number to call, a mailbox.
pub(super) fn holder(text: &str, end: usize) -> Holder {
    let Some(rest) = text.get(end..) else { return Holder::Nobody };
    let rest = rest.trim_start_matches([' ', ',', '(', '\u{a0}', '–', '—', '\t', '|', ';', '<', ':']);
    let from = text.len() - rest.len();
    if from > end + 8 {
        return Holder::Nobody;
    }
    let bytes = rest.as_bytes();
    match bytes.first() {
        Some(b'+') if bytes.get(1).is_some_and(u8::is_ascii_digit) => return Holder::Anybody,
        Some(digit) if digit.is_ascii_digit() => return holder_of_number(rest),
        _ => {}
    }
    let Some(word) = word_at(text, from) else { return Holder::Nobody };
    let next = || word_after(text, word.end).is_some_and(|next| OF_PERSONS.has(next));
    let is_mail = || bytes.iter().take(REACH).take_while(|byte| !byte.is_ascii_whitespace()).any(|&byte| byte == b'@');
    match text.get(word.start..word.end).unwrap_or_default() {
        "дата" | "Дата" | "date" | "Date" | "of" | "уд" | "жеке" if next() => Holder::Person,
        "д" if ["д.р", "д/р", "д. р"].iter().any(|birth| rest.starts_with(birth)) => Holder::Person,
        // `САГИНДЫКОВ ЖАСЛАН муж. 23.08.1988`
        "муж" | "жен" | "ер" | "әйел" | "male" | "female" | "м" | "ж" => {
            let rest = text.get(word.end..).unwrap_or_default();
            let birth = rest.trim_start_matches(['.', ',', ' ', '|', ';']);
            let is_date = birth.starts_with(|sign: char| sign.is_ascii_digit()) && rest.len() > birth.len();
            if is_date { holder_of_number(birth) } else { Holder::Nobody }
        }
        word if OF_PERSONS.has(word) => Holder::Person,
        word if OF_ANYBODY.has(word) || is_mail() => Holder::Anybody,
        _ => Holder::Nobody,
    }
}

/// Whose are digits: an identifier, a birth date or year, or the number of a phone.
fn holder_of_number(rest: &str) -> Holder {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = rest.get(digits..).unwrap_or_default();
    let signs = after.as_bytes();
    let of_person = match digits {
        1 => {
            let is_phone = rest.starts_with('8') && after.trim_start_matches([' ', '-', '(']).starts_with('7');
            return if is_phone { Holder::Anybody } else { Holder::Nobody };
        }
        11 => return Holder::Anybody,
        2 => {
            let is_date = signs.first() == Some(&b'.')
                && signs.get(3) == Some(&b'.')
                && matches!(signs.get(4), Some(b'1' | b'2'));
            return if is_date { Holder::Dated } else { Holder::Nobody };
        }
        4 => {
            let years = ["г.р", "г. р", "г.рожд", "года рожд", "ж.т", "жылы туған", "жылғы"];
            years.iter().any(|year| after.trim_start().starts_with(year))
        }
        count => count == 12,
    };
    if of_person { Holder::Person } else { Holder::Nobody }
}

/// Words that close a letter.
const CLOSINGS: Cues = Cues::new(&[
    "regards",
    "sincerely",
    "best",
    "cheers",
    "yours",
    "thanks",
    "faithfully",
    "уважением",
    "искренне",
    "құрметпен",
    "ізгі",
    "ниетпен",
    "saygılarımla",
    "kurmetpen",
    "uvazheniem",
    "grüßen",
]);

/// Whether a letter's closing stands before byte `start`.
pub(super) fn follows_closing(text: &str, start: usize) -> bool {
    let Some(before) = text.get(..start) else { return false };
    let before = before.trim_end_matches([' ', '\n', '\r', ',', '-', '—', '!', '.']);
    before.len() < start && words_back(text, before.len()).next().is_some_and(|word| CLOSINGS.has(word))
}

/// Whether somebody's role in a case of today stands before a name.
pub(super) fn follows_role(text: &str, start: usize, lexicon: &Lookup<'_>) -> bool {
    words_back(text, start).next().is_some_and(|word| lexicon.surroundings(word) & kind::PERSON != 0)
}

/// The words before byte `at`, nearest first; digits, line ends and commas end the search.
fn words_back(text: &str, at: usize) -> impl Iterator<Item = &str> {
    let floor = (0..4).map(|cut| (at + cut).saturating_sub(REACH)).find(|&from| text.is_char_boundary(from));
    let mut rest = floor.and_then(|from| text.get(from..at)).unwrap_or_default();
    std::iter::from_fn(move || {
        // Nearly always a letter stands here, or one blank before it.
        if let [left @ .., b' '] = rest.as_bytes() {
            rest = rest.get(..left.len())?;
        }
        if !matches!(rest.as_bytes(), [.., b'a'..=b'z' | b'A'..=b'Z'] | [.., 0xd0 | 0xd1, _]) {
            rest = rest.trim_end_matches(|character: char| {
                matches!(
                    character,
                    ' ' | '\u{a0}' | '.' | '"' | '«' | '“' | '„' | '\'' | ':' | '(' | ')' | '_' | '\\' | '*'
                )
            });
        }
        let (left, word) = rest.split_at_checked(word_start(rest))?;
        rest = left;
        let word = if matches!(word.as_bytes(), [b'-', ..] | [.., b'-']) { word.trim_matches('-') } else { word };
        (!word.is_empty()).then_some(word)
    })
    .take(3)
}

/// Where the word begins that a text ends with: letters of the scripts that names are written in, and hyphens.
fn word_start(text: &str) -> usize {
    let mut head = without_russian(text.as_bytes());
    loop {
        head = match head {
            [head @ .., b'a'..=b'z' | b'A'..=b'Z' | b'-'] | [head @ .., 0xd0..=0xd3, _] => head,
            [] | [.., 0..0x80] => return head.len(),
            _ => match char_before(text, head.len()) {
                Some(last @ ('\u{c0}'..='\u{24f}' | '\u{300}'..='\u{36f}' | '\u{400}'..='\u{52f}')) => {
                    head.get(..head.len() - last.len_utf8()).unwrap_or_default()
                }
                _ => return head.len(),
            },
        };
    }
}

/// The word that begins at byte `at`.
fn word_at(text: &str, at: usize) -> Option<Word> {
    // Often a sign stands there.
    let is_letter = |&byte: &u8| byte.is_ascii_alphabetic() || is_first_of_two(byte);
    text.as_bytes().get(at).filter(|byte| is_letter(byte))?;
    Words::new(text, at).next().filter(|word| word.start == at)
}

/// The word after byte `at`, when only blanks and a closing quote part them.
fn word_after(text: &str, at: usize) -> Option<&str> {
    let mut from = at;
    while let Some(character) = char_at(text, from).filter(|&next| matches!(next, ' ' | '\u{a0}' | '»' | '"' | '”'))
    {
        from += character.len_utf8();
        if from > at + 8 {
            return None;
        }
    }
    let Word { start, end } = word_at(text, from)?;
    let end = match (char_at(text, end), char_before(text, end)) {
        // Abbreviations with a hyphen: `к-сі`, `д-лы`.
        (Some('-'), Some(_)) => {
            Words::new(text, end).next().filter(|next| next.start == end + 1).map_or(end, |next| next.end)
        }
        _ => end,
    };
    text.get(start..end)
}
