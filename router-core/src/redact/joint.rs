//! What parts the values of one thing in tables, markup and source code: `</city><street>`, `","street":"`,
//! `', street: '`, `&street=`, a tab. A finding goes across it; what takes its place must not, or the table is none any
//! more.

use std::ops::Range;

use super::DataType;
use super::fold::is_letter;

/// Longest name of a tag, a key, an attribute.
const NAME: usize = 48;
/// Most signs in a row that only arrange: blanks, brackets.
const SIGNS: usize = 32;

/// The values that a finding goes across, each in a field of its own; the finding itself where it is in one.
pub(super) fn fields(text: &str, found: &Range<usize>, data_type: DataType) -> impl Iterator<Item = Range<usize>> {
    let mut whole = Some(found.clone()).filter(|_| !may_be_parted(data_type) || !has_joint(text, found));
    let is_whole = whole.is_some();
    let mut at = if is_whole { found.end } else { found.start };
    let end = found.end;
    std::iter::from_fn(move || {
        if let Some(whole) = whole.take() {
            return Some(whole);
        }
        while at < end {
            let inside = text.get(at..end).unwrap_or_default();
            let (length, joint) = next(inside).unwrap_or((inside.len(), 0));
            let field = inside.get(..length).unwrap_or_default();
            let start = at + field.len() - field.trim_start().len();
            at += length + joint;
            if field.chars().any(char::is_alphanumeric) {
                return Some(start..start + field.trim().len());
            }
        }
        None
    })
}

/// Whether findings of a kind can have parts in fields of their own. A number with a tab in it is still one.
fn may_be_parted(data_type: DataType) -> bool {
    matches!(data_type, DataType::Address | DataType::Person | DataType::Dob | DataType::IdDoc)
}

fn has_joint(text: &str, found: &Range<usize>) -> bool {
    text.get(found.clone()).and_then(next).is_some()
}

/// Where the next joint begins, and its bytes.
fn next(text: &str) -> Option<(usize, usize)> {
    let begins =
        |byte: &u8| matches!(byte, b'<' | b'"' | b'\'' | b'\\' | b'&' | b';' | b'|' | b'\t' | b',' | b'}' | b']');
    let mut from = 0;
    loop {
        let at = from + text.as_bytes().get(from..)?.iter().position(begins)?;
        let rest = text.get(at..)?;
        if let Some(length) = joint(rest) {
            return Some((at, length));
        }
        from = at + 1;
    }
}

/// The bytes of the joint that a text begins with.
pub(super) fn joint(text: &str) -> Option<usize> {
    let rest = Rest(text);
    let behind = match text.as_bytes().first()? {
        b'<' => rest.tags()?,
        b'&' => rest.query()?,
        b'\t' | b'|' => Rest(text.trim_start_matches(['\t', '|', ' '])),
        b';' => rest.sign(';').filter(|rest| !rest.0.starts_with([' ', '\n', '\r']))?,
        _ => rest.attribute().or_else(|| rest.members()).or_else(|| rest.cells())?,
    };
    Some(text.len() - behind.0.len())
}

/// What is left to be read.
#[derive(Clone, Copy)]
struct Rest<'t>(&'t str);

impl<'t> Rest<'t> {
    fn sign(self, sign: char) -> Option<Self> {
        self.0.strip_prefix(sign).map(Self)
    }

    /// Without the signs that arrange: at most so many, so that no text is read over and over.
    fn without(self, signs: &[char]) -> Self {
        let length = self.0.bytes().take(SIGNS).take_while(|&byte| signs.contains(&char::from(byte))).count();
        Self(self.0.get(length..).unwrap_or_default())
    }

    fn blanks(self) -> Self {
        self.without(&[' ', '\n', '\r', '\t'])
    }

    /// A name of letters, with digits behind them.
    fn name(self) -> Option<Self> {
        let is_of_name = |sign: char| is_letter(sign) || sign.is_ascii_digit() || matches!(sign, '_' | '-' | '.' | ':');
        let length = self.0.find(|sign| !is_of_name(sign))?;
        let is_name = self.0.starts_with(is_letter) && length <= NAME;
        is_name.then(|| Self(self.0.get(length..).unwrap_or_default()))
    }

    /// A quotation mark, which may be escaped.
    fn quote(self) -> Option<Self> {
        let rest = Self(self.0.trim_start_matches('\\'));
        (self.0.len() - rest.0.len() <= 3).then_some(())?;
        rest.sign('"').or_else(|| rest.sign('\''))
    }

    /// `</city><street>`: tags without attributes. A line break inside an address parts no fields.
    fn tags(self) -> Option<Self> {
        let tag = |rest: Self| {
            let inside = rest.sign('<')?;
            let name = inside.sign('/').unwrap_or(inside);
            let behind = name.name()?;
            let is_break = name.0.get(..2).is_some_and(|name| name.eq_ignore_ascii_case("br"));
            let behind = behind.blanks();
            behind.sign('/').unwrap_or(behind).sign('>').filter(|_| !is_break)
        };
        let mut rest = tag(self)?;
        while let Some(next) = tag(rest.blanks()) {
            rest = next;
        }
        Some(rest)
    }

    /// `&street=`
    fn query(self) -> Option<Self> {
        let rest = self.sign('&')?;
        let rest = rest.0.strip_prefix("amp;").map_or(rest, Self);
        rest.name()?.sign('=')
    }

    /// `" street="`, `"/><street name="`, `', street='`, `', street: '`
    fn attribute(self) -> Option<Self> {
        let rest = self.quote()?;
        let next = rest.sign(',').unwrap_or(rest).blanks();
        let tag = |rest: Self| {
            let closed = rest.sign('/').unwrap_or(rest).sign('>')?;
            Some(closed.blanks().sign('<')?.name()?.blanks())
        };
        let next = tag(next).unwrap_or(next);
        next.key().or_else(|| next.name()?.sign('=')?.quote())
    }

    /// `street: '`: a key of source code, which stands in no quotation marks.
    fn key(self) -> Option<Self> {
        let is_of_key = |sign: char| sign.is_ascii_alphanumeric() || sign == '_';
        let (key, rest) = self.0.split_at_checked(self.0.find(|sign| !is_of_key(sign))?)?;
        let is_key = key.starts_with(|sign: char| sign.is_ascii_alphabetic()) && key.len() <= NAME;
        Some(Self(rest)).filter(|_| is_key)?.sign(':')?.blanks().quote()
    }

    /// `", "street": "`, `, "house": 5`, `}, "home": {"city": "`
    fn members(self) -> Option<Self> {
        let rest = self.quote().unwrap_or(self);
        let rest = rest.without(&[' ', '\n', '\r', '\t', '}', ']']).sign(',')?;
        let mut rest = rest.without(&[' ', '\n', '\r', '\t', '{', '[']).member()?;
        while let Some(next) = rest.sign('{').and_then(|rest| rest.blanks().member()) {
            rest = next;
        }
        let rest = rest.without(&['[', ' ']);
        Some(rest.quote().unwrap_or(rest))
    }

    /// `"street": `
    fn member(self) -> Option<Self> {
        Some(self.quote()?.name()?.quote()?.blanks().sign(':')?.blanks())
    }

    /// `","`
    fn cells(self) -> Option<Self> {
        self.quote()?.blanks().sign(',')?.blanks().quote()
    }
}

#[cfg(test)]
mod tests {
    use super::super::DataType;
    use super::fields;

    #[test]
    fn values_are_told_apart_from_what_parts_them() {
        for text in [
            "⟦Павлодар⟧</city><street>⟦Кутузова⟧</street><house>⟦89⟧</house>",
            "⟦Павлодар⟧</a:city>\n  <a:street>⟦Кутузова 5⟧",
            "⟦Алматы⟧\",\"street\":\"⟦Абая⟧\", \"house\": ⟦5⟧,\"flat\":⟦12⟧",
            "⟦Алматы⟧\\\",\\\"street\\\":\\\"⟦Абая⟧",
            "⟦Алматы⟧\"}, \"home\": {\"street\": \"⟦Абая⟧",
            "⟦Алматы⟧', 'street': '⟦Абая⟧",
            "⟦Семей⟧&street=⟦Абая⟧&amp;house=⟦107⟧",
            "⟦Семей⟧\" street=\"⟦Абая⟧\"/><house no=\"⟦5⟧",
            "⟦Семей⟧', street='⟦Абая⟧",
            "⟦Семей⟧',\n  street: '⟦Абая 5⟧",
            "⟦Семей⟧;⟦Абая⟧;⟦5⟧",
            "⟦Семей⟧\t⟦Абая⟧ | ⟦5⟧",
            "⟦Семей⟧\",\"⟦Абая, 5⟧",
            // What stands inside an address is no joint.
            "⟦Облыс — Түркістан; Қала: Үрпек⟧",
            "⟦ул. Абая 5<br>кв. 12⟧",
            "⟦БЦ \"Нурлы Тау\", офис 5⟧",
            "⟦ул. \"Абая\": 5, д. & Ко, <5>⟧",
            "⟦г. Алматы, ул. Абая, 5⟧",
            "⟦Алматы <улица Абая> 5⟧",
        ] {
            let plain = text.replace(['⟦', '⟧'], "");
            let mut shown = plain.clone();
            let all: Vec<_> = fields(&plain, &(0..plain.len()), DataType::Address).collect();
            for field in all.into_iter().rev() {
                shown.insert(field.end, '⟧');
                shown.insert(field.start, '⟦');
            }
            let closed = text.rfind('⟧').unwrap_or_default();
            let expected = &text[..closed + '⟧'.len_utf8()];
            assert!(shown.starts_with(expected), "want {text}\ngot  {shown}");
        }
    }
}
