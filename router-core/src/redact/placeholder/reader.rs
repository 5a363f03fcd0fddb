//! The way through one form, byte by byte.

use super::{BARE, Cut, Extent, Form, Names, Reading, STYLES, Style};
use crate::redact::{DataType, TypeSet};

/// Digits of a placeholder's number; more cannot have been minted.
const DIGITS: usize = 10;

/// Blanks and marks that may stand between a bracket and the name or number.
const PADDING: usize = 4;

/// Reads what stands at `at`, where a form can begin.
pub(super) fn read(names: Names<'_>, text: &str, at: usize, before: char, extent: Extent) -> Reading {
    let Some(rest) = text.get(at..) else { return Reading::Other };
    if rest == "\\" && extent == Extent::More {
        return Reading::Cut(Cut::Name(names.types().collect()));
    }
    let is_name = rest.as_bytes().first().is_some_and(u8::is_ascii_uppercase);
    if let Some(style) = STYLES.iter().find(|style| !is_name && rest.starts_with(style.open)) {
        return Reader { bytes: rest.as_bytes(), at: style.open.len(), style: *style, extent, names }.read();
    }
    let before = text.get(..at).and_then(|text| text.chars().next_back()).unwrap_or(before);
    if before.is_alphanumeric() || matches!(before, '_' | ']') {
        return Reading::Other;
    }
    Reader { bytes: rest.as_bytes(), at: 0, style: BARE, extent, names }.read()
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
    names: Names<'t>,
}

impl Reader<'_> {
    fn read(mut self) -> Reading {
        self.skip_padding();
        let data_type = match self.name() {
            Ok(data_type) => data_type,
            Err(open) if open != TypeSet::none() && self.extent == Extent::More => {
                return Reading::Cut(Cut::Name(open));
            }
            Err(_) => return Reading::Other,
        };
        let Some(number) = self.number() else { return Reading::Other };
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

    /// Goes behind the name that has a number behind it, or tells which names can have one where the text ends. Of names
    /// that begin alike, `CASE` and `CASE_FILE`, the number says which it is.
    fn name(&mut self) -> Result<DataType, TypeSet> {
        let (start, mut open) = (self.at, TypeSet::none());
        for data_type in self.names.types() {
            self.at = start;
            let is_named = self.is_name(data_type.name()) && self.separator();
            if is_named && self.peek().is_some_and(|next| next.is_ascii_digit()) {
                return Ok(data_type);
            }
            if self.is_at_end() {
                open = open.with(data_type);
            }
        }
        Err(open)
    }

    /// Goes behind `name`. Where the text ends inside one, goes to its end.
    fn is_name(&mut self, name: &str) -> bool {
        name.bytes().all(|expected| {
            if expected == b'_' {
                return self.separator();
            }
            let is_same = self
                .peek()
                .is_some_and(|byte| byte == expected || (self.style.is_loose && byte.eq_ignore_ascii_case(&expected)));
            self.at += usize::from(is_same);
            is_same
        })
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

    fn is_at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}
