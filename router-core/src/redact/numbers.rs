//! Everything that begins with or has its place at a number: IIN, BIN, cards, dates of birth, documents, machines,
//! phones, plates. One table says in which order they are tried at each group of a chain; the first that fits takes it.

use std::cell::OnceCell;
use std::ops::Range;

use super::at_sight::{self, Seen};
use super::chain::{Chain, Gap, Taken};
use super::checksums::{is_bin, is_iin};
use super::context::{IIN_CUES, PHONE_CUES, before, nearest, words_before};
use super::cues::Cues;
use super::date::{self, Date};
use super::fold::{Separator, char_at, char_before, is_letter};
use super::outline::{Outline, ones};
use super::{DataType, Entity, card, dob, iban, id_doc, ip, phone, plate, signed, slips};

/// Bytes before a number in which its label is looked for.
const REACH: usize = 48;

/// A group of a chain at which a number may begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub(super) text: &'a str,
    pub(super) chain: &'a Chain,
    pub(super) group: usize,
    /// The date that begins here, once somebody asked.
    date: &'a OnceCell<Option<Date>>,
}

struct Row {
    data_type: DataType,
    /// Digits that the chain must still hold.
    least: usize,
    /// The lengths of the first group, unless it may have any.
    lengths: &'static [usize],
    /// The place of the value; it may begin before the group and end behind the chain.
    find: fn(Candidate<'_>) -> Option<Range<usize>>,
}

/// The most digits that any row demands.
const MOST: usize = 13;

const ROWS: [Row; 9] = [
    Row { data_type: DataType::Card, least: 13, lengths: &[], find: card::find },
    Row { data_type: DataType::Iin, least: 12, lengths: &[], find: |candidate| registered(candidate, is_iin) },
    Row { data_type: DataType::Bin, least: 12, lengths: &[], find: |candidate| registered(candidate, is_bin) },
    Row { data_type: DataType::Iin, least: 9, lengths: &[9, 10, 11], find: without_zeros },
    Row { data_type: DataType::Dob, least: 1, lengths: &[1, 2, 4, 8], find: dob::find },
    Row { data_type: DataType::IdDoc, least: 4, lengths: &[], find: id_doc::find },
    Row { data_type: DataType::Ip, least: 1, lengths: &[1, 2, 3, 4], find: ip::find },
    Row { data_type: DataType::Phone, least: 5, lengths: &[], find: phone::find },
    Row { data_type: DataType::Plate, least: 2, lengths: &[2, 3, 4, 6, 7], find: plate::find },
];

/// The rows to try, a bit for each: by the length of the first group, and by how many digits are left. Those beyond the
/// ends of the tables are as the last.
static TRIED: [[u64; MOST + 1]; MOST + 1] = {
    let mut tried = [[0; MOST + 1]; MOST + 1];
    let mut length = 0;
    while length <= MOST {
        let mut row = 0;
        while row < ROWS.len() {
            let mut held = ROWS[row].least;
            while held <= MOST && may_begin(&ROWS[row], length) {
                tried[length][held] |= 1 << row;
                held += 1;
            }
            row += 1;
        }
        length += 1;
    }
    tried
};

/// The bit of the row of births.
const BIRTHS: u64 = {
    let mut row = 0;
    while !matches!(ROWS[row].data_type, DataType::Dob) {
        row += 1;
    }
    1 << row
};

const fn may_begin(row: &Row, length: usize) -> bool {
    let mut place = 0;
    while place < row.lengths.len() {
        if row.lengths[place] == length {
            return true;
        }
        place += 1;
    }
    row.lengths.is_empty()
}

/// Finds every number of a text, accounts with letters in them included. Sorted and disjoint.
pub(super) fn scan(text: &str, outline: &Outline, found: &mut Vec<Entity>) {
    scan_by(at_sight::look, text, outline, found);
}

/// The same, with `look` before a chain is read.
#[inline]
fn scan_by(look: impl Fn(&str, usize) -> Seen, text: &str, outline: &Outline, found: &mut Vec<Entity>) {
    let mut chain = Chain::default();
    let mut at = 0;
    let mut from_start = true;
    // Up to here a second look was taken: what it has read is not read a third time.
    let mut looked = 0;
    while let Some(start) = Chain::find(text, outline, at) {
        // A piece of a chain begins exactly where the one before it stopped deciding.
        from_start |= start != at;
        if let Some(range) = from_start.then(|| iban::find(text, start)).flatten() {
            at = range.end;
            push(found, DataType::Iban, range);
            continue;
        }
        let mut other_date = None;
        if from_start {
            match look(text, start) {
                Seen::Entity(Entity { range, data_type }) => {
                    at = range.end;
                    push(found, data_type, range);
                    continue;
                }
                Seen::OtherDate => other_date = Some(start),
                Seen::Nothing => {}
            }
        }
        if let Some(end) = from_start.then(|| idle(text, start)).flatten() {
            at = end;
            continue;
        }
        if let Some(range) = id_doc::mixed(text, start) {
            at = range.end;
            from_start = true;
            push(found, DataType::IdDoc, range);
            continue;
        }
        if is_inside_code(text.as_bytes(), start) {
            at = start + 1;
            continue;
        }
        let end = chain.read(text, start, from_start);
        let decided = groups(text, &chain, other_date, found);
        at = chain.start(decided).unwrap_or(end).max(found.last().map_or(0, |last| last.range.end));
        from_start = chain.to_end;
        if let Some(Entity { range, data_type }) = signed::find(text, &chain, end) {
            at = range.end;
            push(found, data_type, range);
            continue;
        }
        if chain.to_end && end >= looked {
            let floor = found.last().map_or(0, |last| last.range.end);
            let (entity, read) = slips::find(text, &chain, end, floor);
            looked = read;
            if let Some(Entity { range, data_type }) = entity {
                at = at.max(range.end);
                push(found, data_type, range);
            }
        }
    }
}

/// `д. 10, кв. 25`, `5 минут`: where three figures or less end that stand alone, behind a blank and before the end of
/// their field or line or before a word. Nothing that is looked for is so short but a day before its month, and plates
/// before two or three letters.
fn idle(text: &str, start: usize) -> Option<usize> {
    const FIGURES: usize = 3;
    /// Letters of a word that no plate has.
    const WORD: usize = 4;
    let bytes = text.as_bytes();
    if bytes.get(start.checked_sub(1)?) != Some(&b' ') {
        return None;
    }
    let length = bytes.get(start..)?.iter().take(FIGURES + 1).take_while(|byte| byte.is_ascii_digit()).count();
    let end = start + length;
    let is_idle = (1..=FIGURES).contains(&length)
        && match bytes.get(end..) {
            Some([] | [b';', ..]) => true,
            Some([b'\n', ..]) => slips::begins_word(text, end + 1),
            Some([b',', b' ', ..]) => begins_no_month(text, end + 2),
            Some([b' ', rest @ ..]) => {
                let letters = text.get(end + 1..).unwrap_or_default().chars().take(WORD);
                let is_word = || letters.filter(|&letter| is_letter(letter)).count() == WORD;
                slips::begins_word(text, end + 1)
                    && begins_no_month(text, end + 1)
                    && !rest.starts_with(b"of ")
                    && (length == 1 || is_word())
            }
            _ => false,
        };
    is_idle.then_some(end)
}

/// Whether a word stands at a byte, and none of a date.
fn begins_no_month(text: &str, at: usize) -> bool {
    char_at(text, at).is_some_and(is_letter) && !date::begins_month(text, at)
}

/// Whether a single digit stands between ASCII letters, as in hashes: nothing begins there.
fn is_inside_code(bytes: &[u8], start: usize) -> bool {
    let is_letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphabetic);
    is_letter(start.checked_sub(1)) && is_letter(Some(start + 1))
}

/// Tries the rows at every group; at byte `other_date` a date of no birth is known to stand. Returns the first group that
/// was not decided.
fn groups(text: &str, chain: &Chain, other_date: Option<usize>, found: &mut Vec<Entity>) -> usize {
    let mut group = 0;
    while group < chain.starts() {
        let candidate = Candidate { text, chain, group, date: &OnceCell::new() };
        let lengths = TRIED.get(candidate.group_len().min(MOST));
        let rows = lengths.and_then(|tried| tried.get(candidate.values(MOST).len())).copied().unwrap_or_default();
        let is_no_birth = other_date.is_some_and(|other| other == candidate.start());
        let rows = if is_no_birth { rows & !BIRTHS } else { rows };
        let hit = ones(rows).find_map(|row| {
            let row = ROWS.get(row as usize)?;
            Some((row.data_type, (row.find)(candidate)?))
        });
        let hit = hit.or_else(|| born_below(candidate, found));
        group += 1;
        if let Some((data_type, range)) = hit {
            group = group.max(chain.group_from(range.end));
            push(found, data_type, range);
        }
    }
    group
}

/// A date under another date of birth in a table, or behind another name of a list.
fn born_below(candidate: Candidate<'_>, found: &[Entity]) -> Option<(DataType, Range<usize>)> {
    const CELLS: usize = 16;
    if !dob::may_be_date(candidate) {
        return None;
    }
    let above = found.iter().rev().take(CELLS).find(|entity| entity.data_type == DataType::Dob)?;
    let date = candidate.date()?;
    let is_birth = dob::is_below(candidate, &above.range, date)
        || dob::is_beside(candidate, &above.range, date)
        || dob::is_corrected(candidate.text, &above.range, date);
    is_birth.then(|| (DataType::Dob, date.range.clone()))
}

/// Adds a finding; what an earlier one has taken already stays its own.
fn push(found: &mut Vec<Entity>, data_type: DataType, range: Range<usize>) {
    let start = found.last().map_or(0, |last| last.range.end).max(range.start);
    if start < range.end {
        found.push(Entity { range: start..range.end, data_type });
    }
}

/// How the twelve digits of an IIN are written; other divisions count only as a whole chain.
const IIN_SHAPES: [&[usize]; 8] =
    [&[12], &[6, 6], &[3, 3, 3, 3], &[4, 4, 4], &[2, 2, 2, 6], &[6, 1, 5], &[6, 1, 4, 1], &[2, 2, 2, 2, 2, 2]];

fn registered(candidate: Candidate<'_>, holds: fn(&[u8]) -> bool) -> Option<Range<usize>> {
    if !holds(candidate.values(12)) {
        return None;
    }
    candidate.shaped_or_whole(12, &IIN_SHAPES).map(|taken| taken.range)
}

/// An IIN that went through a spreadsheet: those born from 2000 to 2009 lost the zeros in front. Only a label makes
/// nine to eleven digits one.
fn without_zeros(candidate: Candidate<'_>) -> Option<Range<usize>> {
    let length = candidate.group_len();
    if !(9..=11).contains(&length) {
        return None;
    }
    let mut padded = [0; 12];
    padded.get_mut(12 - length..)?.copy_from_slice(candidate.values(length));
    let labelled = is_iin(&padded) && candidate.nearest(REACH, &[&IIN_CUES, &PHONE_CUES]) == Some(0);
    labelled.then(|| candidate.chain.take(candidate.group, length, |_| false)).flatten().map(|taken| taken.range)
}

// === impl Candidate ===

impl<'a> Candidate<'a> {
    /// At most `count` digits from here on.
    #[inline]
    pub(super) fn values(self, count: usize) -> &'a [u8] {
        self.chain.values(self.group, count)
    }

    /// The length of the first group.
    #[inline]
    pub(super) fn group_len(self) -> usize {
        self.chain.group_len(self.group)
    }

    /// Lengths of the first groups that were taken.
    #[inline]
    pub(super) fn lengths(self, groups: usize) -> impl Iterator<Item = usize> {
        (self.group..self.group + groups).map(|group| self.chain.group_len(group))
    }

    /// Whether one of these words stands shortly before this number.
    pub(super) fn follows(self, cues: &Cues) -> bool {
        let Some(start) = self.chain.start(self.group) else { return false };
        words_before(self.text, start).any(|word| cues.has(word))
    }

    /// Where its first digit stands.
    #[inline]
    pub(super) fn start(self) -> usize {
        self.chain.start(self.group).unwrap_or(self.text.len())
    }

    /// The date that begins with its first digit.
    pub(super) fn date(self) -> Option<&'a Date> {
        self.date.get_or_init(|| date::at(self.text, self.start())).as_ref()
    }

    /// Which of the lists has the nearest word before this number.
    pub(super) fn nearest(self, reach: usize, lists: &[&Cues]) -> Option<usize> {
        nearest(self.text, self.start(), reach, lists)
    }

    /// Whether `taken` is all that the chain holds.
    #[inline]
    pub(super) fn is_whole_chain(self, taken: &Taken) -> bool {
        self.chain.from_start && self.group == 0 && self.chain.to_end && taken.groups == self.chain.len()
    }

    /// Groups of `count` digits in one of the shapes, spelled digit by digit, or alone in their chain.
    pub(super) fn shaped(self, count: usize, shapes: &[&[usize]]) -> Option<Taken> {
        let taken = self.uniform(count)?;
        let is_shape = shapes.iter().any(|shape| self.lengths(taken.groups).eq(shape.iter().copied()));
        (is_shape || self.is_spelled(&taken) || self.is_whole_chain(&taken)).then_some(taken)
    }

    /// The same, or in one group.
    pub(super) fn shaped_or_whole(self, count: usize, shapes: &[&[usize]]) -> Option<Taken> {
        if self.group_len() == count { self.uniform(count) } else { self.shaped(count, shapes) }
    }

    /// Every digit a group of its own.
    #[inline]
    pub(super) fn is_spelled(self, taken: &Taken) -> bool {
        self.lengths(taken.groups).all(|length| length == 1)
    }

    /// Groups of `count` digits with the same kind of separator between all of them.
    fn uniform(self, count: usize) -> Option<Taken> {
        let kind = self.chain.gap(self.group + 1).kind();
        self.chain.take(self.group, count, |gap: Gap| gap.kind().is_some() && gap.kind() == kind)
    }

    /// Whether this group is the fraction of a decimal number.
    pub(super) fn follows_point(self) -> bool {
        let gap = self.chain.gap(self.group);
        let comma = self.group == 0
            && self.chain.start(0).is_some_and(|start| {
                char_before(self.text, start) == Some(',')
                    && char_before(self.text, start.saturating_sub(1)).is_some_and(|before| before.is_ascii_digit())
                    && !self.is_cell(start)
            });
        comma || (gap.kind() == Some(Separator::Dot))
    }

    /// `2025-01-30,4899934011275084,TSOY`: a comma and no blank behind, too, or a date before, as in tables.
    fn is_cell(self, start: usize) -> bool {
        let end = start + self.group_len();
        let mut behind = self.text.get(end..).unwrap_or_default().chars();
        let is_parted = behind.next() == Some(',') && behind.next().is_some_and(|next| next != ' ');
        let head = before(self.text, start, 12).trim_end_matches(|sign: char| sign.is_ascii_digit() || sign == ',');
        is_parted || head.ends_with(['-', ':'])
    }

    /// Whether digits and ASCII letters alternate around `range`, as in hashes and tracking codes. A label glued to
    /// a number does not: it has no digits of its own.
    pub(super) fn is_in_code(self, range: &Range<usize>) -> bool {
        let before = self.text.as_bytes().get(..range.start).unwrap_or_default();
        let letters = before.iter().rev().take(16).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let left = letters > 0
            && before.len().checked_sub(letters + 1).and_then(|at| before.get(at)).is_some_and(u8::is_ascii_digit);
        let after = self.text.as_bytes().get(range.end..).unwrap_or_default();
        let letters = after.iter().take(16).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let right = letters > 0 && after.get(letters).is_some_and(u8::is_ascii_digit);
        // One hexadecimal digit more: `8334 8331 839B`.
        let hexadecimal = letters == 1 && after.first().is_some_and(u8::is_ascii_hexdigit);
        left || right || hexadecimal || char_at(self.text, range.end) == Some('_')
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert_eq, proptest};

    use super::{Outline, Seen, scan, scan_by};

    /// The values found, with their types.
    fn check(text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        scan(text, &Outline::unmarked(text), &mut found);
        let shown: Vec<_> =
            found.iter().map(|entity| format!("{} {}", entity.data_type.name(), &text[entity.range.clone()])).collect();
        assert_eq!(shown, expected, "{text}");
    }

    proptest! {
        /// What is known at sight is what a closer look knows.
        #[test]
        fn sight_agrees_with_a_closer_look(
            numbers in proptest::collection::vec(
                "(ИИН|KZ|тел\\.|карта|дата рождения|туған күні|до|№|Б|\\(|[0-9]|x|қ)?[ +:.]{0,2}(900101300017|060140001230|4111 1111 1111 1111|4400 4301 5555 999[0-9]|\
                 10101300017|[78][ -]?\\(?7(01|77|12)\\)?[ -]?[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}|[0-9]{2}\\.(0[1-9]|1[0-2])\\.(19|20)[0-9]{2}|\
                 [0-9]{9,13}|8 [0-9 ()-]{6,14}|[0-9]{4} [0-9]{4}( [0-9]{4}){0,3})([,;:.\n )\"-]|, | [а-яАOo7]| )?",
                1..6,
            )
        ) {
            let text = numbers.concat();
            let outline = Outline::unmarked(&text);
            let (mut at_sight, mut closely) = (Vec::new(), Vec::new());
            scan(&text, &outline, &mut at_sight);
            scan_by(|_, _| Seen::Nothing, &text, &outline, &mut closely);
            prop_assert_eq!(at_sight, closely, "{}", text);
        }
    }

    #[test]
    fn identification_numbers() {
        for (text, expected) in [
            ("Мой иин791122300871 проверьте", "IIN 791122300871"),
            ("ИИН 880707 300 550", "IIN 880707 300 550"),
            ("ЖСН ٨٩٠٢٠٢٣٠٠١٩٠ ско", "IIN ٨٩٠٢٠٢٣٠٠١٩٠"),
            ("/client?iin=700510400613&tab", "IIN 700510400613"),
            ("880 707 300 550", "IIN 880 707 300 550"),
            ("880707-300550", "IIN 880707-300550"),
            ("8 8 0 7 0 7 3 0 0 5 5 0", "IIN 8 8 0 7 0 7 3 0 0 5 5 0"),
            ("88070\u{200b}7300\u{ad}550.", "IIN 88070\u{200b}7300\u{ad}550"),
            ("880707\u{a0}300550", "IIN 880707\u{a0}300550"),
            ("８８０７０７３００５５０", "IIN ８８０７０７３００５５０"),
            ("iin%3A880707%20300550", "IIN 880707%20300550"),
            ("88 0707 30 0550", "IIN 88 0707 30 0550"),
            ("iin_880707300550", "IIN 880707300550"),
            ("БИН 060140001230, КБе", "BIN 060140001230"),
        ] {
            check(text, &[expected]);
        }
    }

    #[test]
    fn numbers_that_stay() {
        for text in [
            "Накладная 850312300144, груз не прибыл",
            "координаты 43.238949, 76.889709",
            "0.4400430217770012 и 0,4400430217770012",
            "заказ №240612345678 и чек 202406121033",
            "16 цифр: 1234 5678 9012 3456",
            "EAN 4870001234567, ISBN 978-601-06-1234-5",
            "IMEI 356938035643809",
            "серийный номер 88001200340056005",
            "timestamp 1718181201000, epoch 1700000000",
            "UUID 550e8400-e29b-41d4-a716-446655440000",
            "sha e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "с 24.10.2024–25.11.2024 по 01.01.2024–31.03.2024",
            "1 500 000 + 2 300 000 + 870 000 = ?",
            "tracking 1Z999AA10123456784, CV987654321CN, RB123456789KZ",
            "лояльность 9643 1234 5678 9018",
            "версия 10.15.7.1, маска 255.255.255.0",
            "7 12 19 26 33 40 — продолжи ряд",
            "123456789012345678901234567890123456789012345678901234567890",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn chains_longer_than_a_piece() {
        let filler = "1 ".repeat(1000);
        check(&format!("{filler}880707300550 87011234567"), &["IIN 880707300550", "PHONE 87011234567"]);
        for padding in 225..265 {
            check(&format!("{}4400 4301 5555 1234", "9-".repeat(padding)), &["CARD 4400 4301 5555 1234"]);
        }
    }
}
