//! International account numbers: country, length and modulo 97.

use std::ops::Range;

use super::checksums::is_iban;
use super::fold::{
    Separator, char_at, char_before, digit, is_invisible, latin, latin_of_bytes, separator, skip_invisible_back,
};

/// Characters of an account by country (ISO 13616 registry).
const LENGTHS: [(&[u8; 2], usize); 75] = [
    (b"AD", 24),
    (b"AE", 23),
    (b"AL", 28),
    (b"AT", 20),
    (b"AZ", 28),
    (b"BA", 20),
    (b"BE", 16),
    (b"BG", 22),
    (b"BH", 22),
    (b"BR", 29),
    (b"BY", 28),
    (b"CH", 21),
    (b"CR", 22),
    (b"CY", 28),
    (b"CZ", 24),
    (b"DE", 22),
    (b"DK", 18),
    (b"DO", 28),
    (b"EE", 20),
    (b"EG", 29),
    (b"ES", 24),
    (b"FI", 18),
    (b"FO", 18),
    (b"FR", 27),
    (b"GB", 22),
    (b"GE", 22),
    (b"GI", 23),
    (b"GL", 18),
    (b"GR", 27),
    (b"GT", 28),
    (b"HR", 21),
    (b"HU", 28),
    (b"IE", 22),
    (b"IL", 23),
    (b"IQ", 23),
    (b"IS", 26),
    (b"IT", 27),
    (b"JO", 30),
    (b"KW", 30),
    (b"KZ", 20),
    (b"LB", 28),
    (b"LC", 32),
    (b"LI", 21),
    (b"LT", 20),
    (b"LU", 20),
    (b"LV", 21),
    (b"LY", 25),
    (b"MC", 27),
    (b"MD", 24),
    (b"ME", 22),
    (b"MK", 19),
    (b"MN", 20),
    (b"MR", 27),
    (b"MT", 31),
    (b"MU", 30),
    (b"NI", 28),
    (b"NL", 18),
    (b"NO", 15),
    (b"OM", 23),
    (b"PK", 24),
    (b"PL", 28),
    (b"PS", 29),
    (b"PT", 25),
    (b"QA", 29),
    (b"RO", 24),
    (b"RS", 22),
    (b"RU", 33),
    (b"SA", 24),
    (b"SE", 24),
    (b"SI", 19),
    (b"SK", 24),
    (b"TN", 24),
    (b"TR", 26),
    (b"UA", 29),
    (b"VG", 24),
];

/// The account whose check digits begin at `start`, with its country before it.
#[inline]
pub(super) fn find(text: &str, start: usize) -> Option<Range<usize>> {
    // Most numbers stand behind a sign and a blank.
    if let [.., b'!'..=b'@', b' '] | [.., 0xe2, 0x84, 0x96, b' '] | [.., b'!'..=b',' | b':'..=b'@'] =
        text.as_bytes().get(..start)?
    {
        return None;
    }
    let (second, at) = letter_before(text, start, true)?;
    let (first, begin) = letter_before(text, at, second == b'Z')?;
    of_country(text, begin..start, [first, second])
}

/// For each first letter of a country its second ones, a bit each: most pairs of letters before numbers are none.
const SECONDS: [u32; 26] = {
    let mut seconds = [0; 26];
    let mut place = 0;
    while place < LENGTHS.len() {
        let [first, second] = *LENGTHS[place].0;
        seconds[(first - b'A') as usize] |= 1 << (second - b'A');
        place += 1;
    }
    seconds
};

fn of_country(text: &str, name: Range<usize>, country: [u8; 2]) -> Option<Range<usize>> {
    let [first, second] = country;
    let second = second.wrapping_sub(b'A');
    let seconds = SECONDS.get(usize::from(first.wrapping_sub(b'A')))?;
    if second >= 26 || seconds >> second & 1 == 0 {
        return None;
    }
    let place = LENGTHS.binary_search_by(|(name, _)| (*name).cmp(&country)).ok()?;
    let &(_, length) = LENGTHS.get(place)?;
    let mut account = Account::of(country);
    let end = account.read(text, name.end, length)?;
    if !account.is_written_as_one() {
        return None;
    }
    let goes_on = char_at(text, end).is_some_and(|next| digit(next).is_some() || latin(next).is_some());
    (!goes_on && (is_iban(account.symbols()) || account.is_mistyped())).then_some(name.start..end)
}

/// The Latin letter before `at` and where it begins; one separator may stand between where `apart` says so.
#[inline]
fn letter_before(text: &str, at: usize, apart: bool) -> Option<(u8, usize)> {
    let head = text.as_bytes().get(..at)?;
    let head = match head {
        [head @ .., b' ' | b'-' | b'.' | b'/' | b'_' | b'\n' | b'\r' | b'\t'] if apart => head,
        _ => head,
    };
    match *head {
        [.., letter @ (b'a'..=b'z' | b'A'..=b'Z')] => Some((letter.to_ascii_uppercase(), head.len() - 1)),
        [] | [.., 0..0x80] => None,
        [.., 0xd0, 0x97 | 0xb7] => Some((b'Z', head.len() - 2)),
        [.., lead @ 0xd0..=0xd3, trail] => latin_of_bytes(lead, trail).map(|letter| (letter, head.len() - 2)),
        _ => any_letter_before(text, at, apart),
    }
}

/// The letter that one of any script is in the name of a country: `кз` for `KZ`.
fn country_letter(letter: char) -> Option<u8> {
    if matches!(letter, 'з' | 'З') { Some(b'Z') } else { latin(letter) }
}

/// The same of letters of any script, and with signs between that are not seen.
#[cold]
fn any_letter_before(text: &str, at: usize, apart: bool) -> Option<(u8, usize)> {
    let mut at = skip_invisible_back(text, at);
    let mut character = char_before(text, at)?;
    if apart && is_joint(character) {
        at = skip_invisible_back(text, at - character.len_utf8());
        character = char_before(text, at)?;
    }
    Some((country_letter(character)?, at - character.len_utf8()))
}

/// Signs between two pieces of an account: `\r\n` and a blank.
const JOINTS: usize = 3;
/// Symbols of the longest account (ISO 13616).
const MOST: usize = 34;

/// An account while it is read, without separators.
struct Account {
    symbols: [u8; MOST],
    length: usize,
    /// Lengths of the pieces between separators; the country stands in the first.
    pieces: [u8; MOST],
    count: usize,
}

// === impl Account ===

impl Account {
    fn of(country: [u8; 2]) -> Self {
        let mut account = Self { symbols: [0; MOST], length: 2, pieces: [0; MOST], count: 2 };
        account.symbols.iter_mut().zip(country).for_each(|(symbol, letter)| *symbol = letter);
        account.pieces.iter_mut().take(1).for_each(|piece| *piece = 2);
        account
    }

    fn symbols(&self) -> &[u8] {
        self.symbols.get(..self.length).unwrap_or_default()
    }

    /// Whether it is an account of Kazakhstan with a letter O for a zero or an I for a one behind its bank.
    fn is_mistyped(&self) -> bool {
        let mut symbols = self.symbols;
        let mut changed = false;
        for symbol in symbols.iter_mut().take(self.length).skip(4) {
            let figure = match symbol {
                b'O' => b'0',
                b'I' => b'1',
                _ => continue,
            };
            *symbol = figure;
            changed = true;
        }
        changed && self.symbols.starts_with(b"KZ") && symbols.get(..self.length).is_some_and(is_iban)
    }

    /// Reads on until the account has `length` symbols. Returns where the last one ends.
    fn read(&mut self, text: &str, start: usize, length: usize) -> Option<usize> {
        if let Some(end) = self.read_solid(text.as_bytes(), start, length) {
            return Some(end);
        }
        let mut joints = 0;
        let mut at = start;
        loop {
            let character = char_at(text, at)?;
            at += character.len_utf8();
            // The check digits are digits, everywhere.
            let symbol = match character {
                '0'..='9' => Some(character as u8),
                'a'..='z' | 'A'..='Z' if self.length >= 4 => Some(character.to_ascii_uppercase() as u8),
                '\0'..='\x7f' => None,
                _ => {
                    let letter = || latin(character).filter(|_| self.length >= 4);
                    digit(character).map(|value| b'0' + value).or_else(letter)
                }
            };
            if let Some(symbol) = symbol {
                joints = 0;
                *self.symbols.get_mut(self.length)? = symbol;
                *self.pieces.get_mut(self.count - 1)? += 1;
                self.length += 1;
                if self.length == length {
                    return Some(at);
                }
            } else if is_joint(character) && joints < JOINTS {
                self.count += usize::from(joints == 0);
                joints += 1;
            } else if !is_invisible(character) {
                return None;
            }
        }
    }

    /// The same of one in plain letters and figures without a separator, as most are.
    fn read_solid(&mut self, bytes: &[u8], start: usize, length: usize) -> Option<usize> {
        let rest = length.checked_sub(self.length)?;
        let written = bytes.get(start..start.checked_add(rest)?)?;
        let symbols = self.symbols.get_mut(self.length..length)?;
        if !written.iter().all(u8::is_ascii_alphanumeric) || !written.first_chunk::<2>()?.iter().all(u8::is_ascii_digit)
        {
            return None;
        }
        symbols.copy_from_slice(written);
        symbols.make_ascii_uppercase();
        *self.pieces.get_mut(self.count - 1)? += u8::try_from(rest).ok()?;
        self.length = length;
        Some(start + rest)
    }

    /// Whether the pieces between separators are those of an account and not words of a sentence, of which one in a
    /// hundred passes the checksum by chance: in one piece, in fours, or, in Kazakhstan, with the digits of a bank in
    /// their place.
    fn is_written_as_one(&self) -> bool {
        let pieces = self.pieces.get(..self.count).unwrap_or_default();
        let is_in_fours = |pieces: &[u8]| {
            pieces.split_last().is_some_and(|(last, fours)| *last <= 4 && fours.iter().all(|&piece| piece == 4))
        };
        let (first, rest) = (pieces.iter().take(2).sum::<u8>(), pieces.get(2..).unwrap_or_default());
        let in_fours = if rest.is_empty() { first <= 4 } else { first == 4 && is_in_fours(rest) };
        let bank = self.symbols.get(4..7).is_some_and(|bank| bank.iter().all(u8::is_ascii_digit));
        rest.is_empty() || in_fours || (self.symbols.starts_with(b"KZ") && bank)
    }
}

fn is_joint(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\t' | '_')
        || matches!(separator(character), Some(Separator::Space | Separator::Dash | Separator::Dot | Separator::Slash))
}

#[cfg(test)]
mod tests {
    use crate::redact::{DataType, detect};

    #[test]
    fn accounts_in_many_spellings() {
        for account in [
            "KZ86125KZT5004100100",
            "kz35563r000000012345",
            "KZ86 125K ZT50 0410 0100",
            "DE89370400440532013000",
            "DE89 3704 0044 0532 0130 00",
            "КZ86125КZТ5004100100",
            "KZ\u{a0}86\u{a0}125KZT5004100100",
            "KZ8６125KZT50041\u{200b}00100",
            "ＫＺ86125KZT5004100100",
            "KZ-86-125KZT5004100100",
            "KZ16722C36\n5890445325",
            "KZ16 722C\r\n3658 9044 5325",
            "KZ\n16722C365890445325",
            "KZ16  722C  3658  9044  5325",
            "KZ16/722C/3658/9044/5325",
            "KZ16_722C_3658_9044_5325",
            "K Z 1 6 7 2 2 C 3 6 5 8 9 0 4 4 5 3 2 5",
            "кз16722с365890445325",
            "KZ16722C36589O445325",
        ] {
            for text in [account.to_owned(), format!("счёт:{account}, банк"), format!("IBAN{account}.")] {
                let found: Vec<_> =
                    detect(&text).into_iter().map(|found| (found.data_type, &text[found.range])).collect();
                assert_eq!(found, [(DataType::Iban, account)], "{text}");
            }
        }
    }

    #[test]
    fn countries_are_in_order() {
        assert!(super::LENGTHS.is_sorted());
    }

    #[test]
    fn not_accounts() {
        for text in [
            "KZ86125KZT5004100101",
            "KZ1234567890",
            "KZ86125KZT50041001001",
            "DE 20 тг",
            "BIK HSBKKZKX",
            "AE12",
            "batch 870 to the warehouse of the buyer",
        ] {
            assert_eq!(detect(text), [], "{text}");
        }
    }
}
