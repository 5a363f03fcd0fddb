//! The form of placeholders: `[PHONE_1]`, and `[PHONE_1:2]` for a second spelling of the same value. Written here, and
//! read here for requests and answers alike, also in the forms that models make of them: another case, blanks, other
//! brackets or none, markdown around and inside.
//!
//! Whatever is read as a placeholder in an answer must be sealed where a request holds it, or restoring would change
//! what the user typed. So one function reads for both. A placeholder as written begins with `[` and ends with `]`, and no
//! form goes on across either, nor begins or ends at one without being it: what stands beside a sealed value cannot
//! join it into something else.

use super::{DataType, Entity, TypeSet};

/// Digits of a placeholder's number; more cannot have been minted.
const DIGITS: usize = 10;

/// Blanks and marks that may stand between a bracket and the name or number.
const PADDING: usize = 4;

/// Bytes before the `_` of a form: bracket, padding, name, backslash.
const LEAD: usize = 32;

/// A placeholder that was read, of this request or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) data_type: DataType,
    /// 0 where it is written as no placeholder's number is.
    pub(crate) number: usize,
    /// Which spelling of the value, from 1.
    pub(crate) spelling: usize,
    /// Bytes, brackets included.
    pub(crate) length: usize,
    /// Whether it has brackets: a bare `PHONE_1` may be a name in a program.
    pub(crate) is_bracketed: bool,
}

/// The part of a placeholder that the text ends in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Before or inside its name, which can be one of these.
    Name(TypeSet),
    /// Behind the name, with the number so far; 0 before its first digit.
    Number(DataType, usize),
    /// Behind the colon, with the number and the spelling so far; 0 before its first digit.
    Spelling(DataType, usize, usize),
}

/// What stands at a place of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// A whole placeholder.
    Whole(Form),
    /// The text ends before it is decided.
    Cut(Cut),
    /// Something else.
    Other,
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// All of an answer.
    All,
    /// The beginning of an answer: more may follow.
    More,
    /// All of a string of a request. More is read as a placeholder there than in an answer, never less.
    Request,
}

/// What is around a placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Style {
    open: &'static str,
    close: &'static str,
    /// Any case, and blanks or hyphens for underscores. Elsewhere `(card 1)` and `{person_1}` are somebody's words.
    is_loose: bool,
}

const STYLES: [Style; 6] = [
    Style { open: "[", close: "]", is_loose: true },
    Style { open: "\\[", close: "\\]", is_loose: true },
    Style { open: "<", close: ">", is_loose: false },
    Style { open: "{", close: "}", is_loose: false },
    Style { open: "【", close: "】", is_loose: false },
    Style { open: "［", close: "］", is_loose: false },
];

/// A whole word without brackets. Round ones and quotes around it stay: they are the sentence's own.
const BARE: Style = Style { open: "", close: "", is_loose: false };

/// The bytes that a form can begin with.
const BEGINS: [bool; 256] = {
    let mut begins = [false; 256];
    let mut index = 0;
    while index < STYLES.len() {
        begins[STYLES[index].open.as_bytes()[0] as usize] = true;
        index += 1;
    }
    let mut index = 0;
    while index < DataType::ALL.len() {
        begins[DataType::ALL[index].name().as_bytes()[0] as usize] = true;
        index += 1;
    }
    begins
};

/// The placeholder of the `spelling`-th spelling of the `number`-th value of a type.
pub(crate) fn write(data_type: DataType, number: usize, spelling: usize) -> String {
    // Written by hand: formatting would cost more than finding the value did.
    let name = data_type.name();
    let mut placeholder = String::with_capacity(name.len() + 8);
    for part in ["[", name, "_"] {
        placeholder.push_str(part);
    }
    push_number(number, &mut placeholder);
    if spelling > 1 {
        placeholder.push(':');
        push_number(spelling, &mut placeholder);
    }
    placeholder.push(']');
    placeholder
}

fn push_number(number: usize, out: &mut String) {
    if number >= 10 {
        push_number(number / 10, out);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// What stands for a value of a type that is not to come back.
pub(crate) fn mask(data_type: DataType) -> String {
    format!("[{}]", data_type.name())
}

/// The next place from `from` on that begins a placeholder or, where the text may go on, what can become one. `before`
/// is the character before the text, `ends` whether nothing follows it.
pub(crate) fn next(text: &str, from: usize, before: char, ends: bool) -> Option<(usize, Reading)> {
    let extent = if ends { Extent::All } else { Extent::More };
    let mut at = from;
    loop {
        at += text.as_bytes().get(at..)?.iter().position(|&byte| BEGINS[usize::from(byte)])?;
        match read(text, at, before, extent) {
            Reading::Other => at += 1,
            reading => return Some((at, reading)),
        }
    }
}

/// Whether a text without a form in it can be told so without reading it: every form has one of these bytes.
pub(crate) fn may_be_in(bytes: &[u8]) -> bool {
    memchr::memchr2(b'_', b'[', bytes).is_some()
}

/// Where in a text that [`may_be_in`] denies the beginning of a form can begin at the earliest.
pub(crate) fn tail(text: &str) -> usize {
    text.floor_char_boundary(text.len().saturating_sub(LEAD))
}

/// Finds text that already looks like a placeholder.
pub(super) fn scan(text: &str, found: &mut Vec<Entity>) {
    let mut done = 0;
    for at in memchr::memchr2_iter(b'_', b'[', text.as_bytes()) {
        if at < done {
            continue;
        }
        // What begins with a bracket is read there. Everything else has its underscore right before its number.
        let is_number = text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit);
        let is_bracket = text.as_bytes().get(at) == Some(&b'[');
        if !is_number && !is_bracket {
            continue;
        }
        let from = if is_bracket { at.saturating_sub(1) } else { at.saturating_sub(LEAD) };
        let mut from = text.floor_char_boundary(from).max(done);
        while let Some((start, Reading::Whole(form))) = next_before(text, from, at) {
            from = start + form.length;
            done = from;
            found.push(Entity { range: start..from, data_type: DataType::Literal });
        }
    }
}

/// The next whole form that begins at `last` or before.
fn next_before(text: &str, from: usize, last: usize) -> Option<(usize, Reading)> {
    let mut at = from;
    while at <= last {
        at += text.as_bytes().get(at..=last)?.iter().position(|&byte| BEGINS[usize::from(byte)])?;
        match read(text, at, ' ', Extent::Request) {
            Reading::Whole(form) => return Some((at, Reading::Whole(form))),
            Reading::Cut(_) | Reading::Other => at += 1,
        }
    }
    None
}

/// Reads what stands at `at`, where a byte of [`BEGINS`] is.
fn read(text: &str, at: usize, before: char, extent: Extent) -> Reading {
    let Some(rest) = text.get(at..) else { return Reading::Other };
    if rest == "\\" && extent == Extent::More {
        return Reading::Cut(Cut::Name(TypeSet::all()));
    }
    let is_name = rest.as_bytes().first().is_some_and(u8::is_ascii_uppercase);
    if let Some(style) = STYLES.iter().find(|style| !is_name && rest.starts_with(style.open)) {
        return Reader { bytes: rest.as_bytes(), at: style.open.len(), style: *style, extent }.read();
    }
    let before = text.get(..at).and_then(|text| text.chars().next_back()).unwrap_or(before);
    if before.is_alphanumeric() || matches!(before, '_' | ']') {
        return Reading::Other;
    }
    Reader { bytes: rest.as_bytes(), at: 0, style: BARE, extent }.read()
}

fn is_number_or_sealed(next: u8) -> bool {
    next == b'[' || next.is_ascii_digit()
}

/// The way through one form.
struct Reader<'t> {
    bytes: &'t [u8],
    at: usize,
    style: Style,
    extent: Extent,
}

impl Reader<'_> {
    fn read(mut self) -> Reading {
        self.skip_padding();
        let (data_type, names) = self.name();
        let Some(data_type) = data_type else { return self.cut(Cut::Name(names)) };
        if !self.separator() {
            return self.cut(Cut::Number(data_type, 0));
        }
        let Some(number) = self.number() else { return self.cut(Cut::Number(data_type, 0)) };
        let is_bracketed = self.style != BARE;
        let mut form = Form { data_type, number, spelling: 1, length: self.at, is_bracketed };
        let mut cut = Cut::Number(data_type, number);
        if self.peek() == Some(b':') {
            self.at += 1;
            match self.number() {
                Some(spelling) => {
                    form.spelling = spelling;
                    cut = Cut::Spelling(data_type, number, spelling);
                }
                None if self.is_at_end() && self.extent == Extent::More => {
                    return Reading::Cut(Cut::Spelling(data_type, number, 0));
                }
                // What follows was sealed, or is a number too long.
                None if self.extent != Extent::Request && self.peek().is_some_and(is_number_or_sealed) => {
                    return Reading::Other;
                }
                // A colon behind a bare one is the sentence's.
                None => self.at = form.length,
            }
        }
        form.length = self.at;
        if is_bracketed { self.close(form, cut) } else { self.boundary(form, cut) }
    }

    /// What a form in brackets is by the bracket behind it.
    fn close(mut self, mut form: Form, cut: Cut) -> Reading {
        self.skip_padding();
        let close = self.style.close.as_bytes();
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        if rest.starts_with(close) {
            form.length = self.at + close.len();
            return Reading::Whole(form);
        }
        if close.starts_with(rest) && self.extent == Extent::More { Reading::Cut(cut) } else { Reading::Other }
    }

    /// What a bare form is by the text behind it: letters of other alphabets are an ending that the model gave it.
    fn boundary(&self, form: Form, cut: Cut) -> Reading {
        match self.bytes.get(self.at..).unwrap_or_default() {
            [] | [b'\\'] if self.extent == Extent::More => Reading::Cut(cut),
            // As JSON in a string the same backslash is two, and says nothing.
            [b'\\', ..] if self.extent == Extent::Request => Reading::Whole(form),
            // An escape of JSON may stand for anything, one of markdown for an underscore, and a value that was sealed
            // behind the backslash began with either.
            [b'\\', b'u' | b'_' | b'[', ..] | [b'_' | b'[', ..] => Reading::Other,
            [next, ..] if next.is_ascii_alphanumeric() => Reading::Other,
            _ => Reading::Whole(form),
        }
    }

    /// The name here, or the names it can become where the text ends.
    fn name(&mut self) -> (Option<DataType>, TypeSet) {
        let mut open = TypeSet::none();
        for &data_type in DataType::ALL {
            let start = self.at;
            match self.is_name(data_type.name()) {
                Some(true) => return (Some(data_type), open),
                Some(false) => {}
                None => open = open.with(data_type),
            }
            self.at = start;
        }
        if open != TypeSet::none() {
            self.at = self.bytes.len();
        }
        (None, open)
    }

    /// Goes behind `name`; `None` where the text ends first.
    fn is_name(&mut self, name: &str) -> Option<bool> {
        for expected in name.bytes() {
            if self.is_at_end() {
                return None;
            }
            if expected == b'_' {
                if !self.separator() {
                    return if self.is_at_end() { None } else { Some(false) };
                }
                continue;
            }
            let is_same = self
                .peek()
                .is_some_and(|byte| byte == expected || (self.style.is_loose && byte.eq_ignore_ascii_case(&expected)));
            if !is_same {
                return Some(false);
            }
            self.at += 1;
        }
        Some(true)
    }

    /// Goes behind an underscore or what stands for one. Where the text ends inside one, goes to its end.
    fn separator(&mut self) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = match rest {
            [b'_', ..] => 1,
            [b' ' | b'-', ..] if self.style.is_loose => 1,
            [b'\\', b'_', ..] => 2,
            [b'\\'] => {
                self.at += 1;
                return false;
            }
            _ => return false,
        };
        self.at += length;
        true
    }

    /// Goes behind a number; 0 for one that begins with a zero.
    fn number(&mut self) -> Option<usize> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let count = rest.iter().take(DIGITS + 1).take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 || count > DIGITS {
            return None;
        }
        self.at += count;
        let digits = rest.get(..count).unwrap_or_default();
        if digits.first() == Some(&b'0') {
            return Some(0);
        }
        Some(digits.iter().fold(0, |number: usize, digit| number.saturating_mul(10) + usize::from(digit - b'0')))
    }

    fn skip_padding(&mut self) {
        if self.style != BARE {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            self.at += rest.iter().take(PADDING).take_while(|byte| matches!(byte, b' ' | b'*' | b'`')).count();
        }
    }

    /// A form that breaks off here: cut, if this is where the text does.
    fn cut(&self, cut: Cut) -> Reading {
        if self.is_at_end() && self.extent == Extent::More { Reading::Cut(cut) } else { Reading::Other }
    }

    fn is_at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{BEGINS, Cut, Extent, Form, Reading, read, scan};
    use crate::redact::{DataType, TypeSet};

    /// What is read at the first byte that may begin a form, in short.
    fn check(text: &str, ends: bool, expected: &str) {
        let reading = if text.as_bytes().first().is_some_and(|&byte| BEGINS[usize::from(byte)]) {
            read(text, 0, ' ', if ends { Extent::All } else { Extent::More })
        } else {
            Reading::Other
        };
        let shown = match reading {
            Reading::Whole(Form { data_type, number, spelling, length, .. }) => {
                format!("{data_type} {number}:{spelling} {}", &text[..length])
            }
            Reading::Cut(Cut::Name(types)) if types == TypeSet::all() => "cut".to_owned(),
            Reading::Cut(Cut::Name(types)) => format!("cut {types:?}"),
            Reading::Cut(Cut::Number(data_type, number)) => format!("cut {data_type} {number}"),
            Reading::Cut(Cut::Spelling(data_type, number, spelling)) => format!("cut {data_type} {number}:{spelling}"),
            Reading::Other => String::new(),
        };
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn whole_forms() {
        for (text, expected) in [
            ("[PHONE_1]", "PHONE 1:1 [PHONE_1]"),
            ("[ID_DOC_12] x", "ID_DOC 12:1 [ID_DOC_12]"),
            ("[PERSON_1:2]", "PERSON 1:2 [PERSON_1:2]"),
            ("[person_1]", "PERSON 1:1 [person_1]"),
            ("[Id Doc 3]", "ID_DOC 3:1 [Id Doc 3]"),
            ("[ PERSON_1 ]", "PERSON 1:1 [ PERSON_1 ]"),
            ("[PERSON 1]", "PERSON 1:1 [PERSON 1]"),
            ("[PERSON-1]", "PERSON 1:1 [PERSON-1]"),
            ("[**PERSON_1**]", "PERSON 1:1 [**PERSON_1**]"),
            ("[PERSON\\_1]", "PERSON 1:1 [PERSON\\_1]"),
            ("\\[ID\\_DOC\\_1\\]", "ID_DOC 1:1 \\[ID\\_DOC\\_1\\]"),
            ("【PERSON_1】а", "PERSON 1:1 【PERSON_1】"),
            ("［PERSON_1:2］", "PERSON 1:2 ［PERSON_1:2］"),
            ("<PERSON_1>", "PERSON 1:1 <PERSON_1>"),
            ("{ PERSON_1 }", "PERSON 1:1 { PERSON_1 }"),
            ("PERSON_1", "PERSON 1:1 PERSON_1"),
            ("PERSON\\_1, ", "PERSON 1:1 PERSON\\_1"),
            ("PERSON_1-ға", "PERSON 1:1 PERSON_1"),
            ("PERSON_1у", "PERSON 1:1 PERSON_1"),
            ("PERSON_1: да", "PERSON 1:1 PERSON_1"),
            ("PERSON_1:2.", "PERSON 1:2 PERSON_1:2"),
            ("PERSON_1\\n", "PERSON 1:1 PERSON_1"),
            ("[PERSON_01]", "PERSON 0:1 [PERSON_01]"),
        ] {
            check(text, true, expected);
        }
        for text in [
            "[PHONE_]",
            "[1]",
            "[PHONE_12345678901]",
            "PHONE_12345678901",
            "[PHONE",
            "[PHONE_1",
            "[PHONE_1:]",
            "[PHONE1]",
            "[      PHONE_1]",
            "\\[PHONE_1]",
            "[PHONE_1\\]",
            "<phone_1>",
            "{PHONE 1}",
            "【phone_1】",
            "phone_1",
            "PHONE 1",
            "PHONE_1a",
            "PHONE_1_",
            "PHONE_1\\_x",
            "PHONE_1\\u0061",
            "PHONE_1[",
            "PHONE_1:[",
            "PHONE_1:12345678901",
            "[PHONE_1>",
            "[IPS_1]",
            "IP",
            "\\",
        ] {
            check(text, true, "");
        }
    }

    #[test]
    fn cut_forms() {
        for (text, expected) in [
            ("[", "cut"),
            ("\\", "cut"),
            ("\\[ ", "cut"),
            ("<", "cut"),
            ("[PHO", "cut {Phone}"),
            ("P", "cut {Phone, Plate, Person}"),
            ("[id", "cut {IdDoc}"),
            ("ID\\", "cut {IdDoc}"),
            ("[ID_DOC", "cut ID_DOC 0"),
            ("[IP\\", "cut IP 0"),
            ("[PHONE_", "cut PHONE 0"),
            ("[PHONE_12", "cut PHONE 12"),
            ("PHONE_12", "cut PHONE 12"),
            ("PHONE_12\\", "cut PHONE 12"),
            ("[PHONE_12 *", "cut PHONE 12"),
            ("\\[PHONE_12\\", "cut PHONE 12"),
            ("PHONE_1:", "cut PHONE 1:0"),
            ("[PHONE_1:2", "cut PHONE 1:2"),
            ("[x", ""),
            ("phone", ""),
            ("[PHONE_1x", ""),
        ] {
            check(text, false, expected);
        }
    }

    #[test]
    fn look_alikes_in_requests() {
        for (text, expected) in [
            ("[PHONE_1] и [PHONE_2]", "[PHONE_1]|[PHONE_2]"),
            ("([person 1]), \\[PHONE_1\\] \\[PHONE_1]", "[person 1]|\\[PHONE_1\\]|[PHONE_1]"),
            ("<PERSON_1> {ID_DOC_1}【IP_1】", "<PERSON_1>|{ID_DOC_1}|【IP_1】"),
            ("CARD_1,CARD\\_2 (CARD_3) «CARD_4» CARD_5у", "CARD_1|CARD\\_2|CARD_3|CARD_4|CARD_5"),
            ("MY_CARD_1 CARD_1_ID xCARD_1 ]CARD_1 card_1 (card 1) CARDS_1", ""),
            ("CARD_1\\u0031 CARD_1\\_2 CARD_1:12345678901", "CARD_1|CARD_1|CARD_1"),
            ("[[CARD_1]] [CARD_1:2] {CARD_1, CARD_2}", "[CARD_1]|[CARD_1:2]|CARD_1|CARD_2"),
        ] {
            let mut found = Vec::new();
            scan(text, &mut found);
            let found: Vec<_> = found
                .into_iter()
                .map(|entity| {
                    assert_eq!(entity.data_type, DataType::Literal);
                    &text[entity.range]
                })
                .collect();
            assert_eq!(found.join("|"), expected, "{text}");
        }
    }
}
