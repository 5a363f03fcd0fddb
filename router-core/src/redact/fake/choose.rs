//! Which fakes the values of a request get: none that stands in its text, and no two the same. Then they take the places
//! of placeholders wherever an answer that repeats the text would be read as it was written.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::reader::{Entry, Fakes, unescaped};
use super::{compact, declined, fake};
use crate::json::{Document, Kind, Limits, Value, decode};
use crate::redact::walk::Part;
use crate::redact::{DataType, RedactionPolicy, Vault, placeholder};
use crate::restore::{Placed, Reading, fakes_read_as};

/// Times that all texts of a request are looked through. A second time is needed only where somebody typed a fake.
const ROUNDS: usize = 3;

/// Fakes that are tried for a value.
const ATTEMPTS: usize = 8;

/// How far apart these are, so that they are not those of the next values.
const STRIDE: usize = 97;

/// Levels of JSON inside strings that are looked through.
const NESTING: usize = 6;

/// The texts of a request.
#[derive(Clone, Copy)]
pub(in crate::redact) enum Texts<'t> {
    Plain(&'t str),
    Request(&'t Document),
}

/// A value that is to have fakes.
struct Wanted<'v> {
    data_type: DataType,
    number: usize,
    spellings: Vec<&'v str>,
    form: Option<String>,
    attempts: usize,
    fakes: Vec<Entry>,
}

/// The fake behind each placeholder that has one.
type Behind<'f> = HashMap<String, &'f Entry, RandomState>;

/// Gives the values of the policy's synthetic types fakes, and puts them where `parts` have placeholders. `form` tells
/// what the spellings of a value have in common.
pub(in crate::redact) fn make_up(
    vault: &mut Vault,
    policy: &RedactionPolicy,
    texts: Texts<'_>,
    parts: &mut [Part],
    form: impl Fn(DataType, &str) -> Option<String>,
) {
    let wanted = vault.spellings(policy.synthetic).map(|(data_type, number, spellings)| Wanted {
        // Only names need it to be read.
        form: spellings.first().filter(|_| data_type == DataType::Person).and_then(|first| form(data_type, first)),
        data_type,
        number,
        spellings,
        attempts: 0,
        fakes: Vec::new(),
    });
    let fakes = choose(wanted.collect(), texts);
    if fakes.entries().is_empty() {
        return;
    }
    let placeholder = |entry: &Entry| {
        let (data_type, number, spelling) = entry.owner;
        placeholder::write(data_type, number, spelling)
    };
    let leaving = fakes.entries().iter().filter(|entry| !entry.is_variant);
    let behind: Behind<'_> = leaving.map(|entry| (placeholder(entry), entry)).collect();
    let reads = |text: &str, placed: &[Placed]| {
        let readings: &[Reading] = match texts {
            _ if !text.contains('\\') => &[Reading::Plain],
            // What answers have in this form is read so.
            Texts::Request(_) if is_object(text) => &[Reading::Json],
            _ => &[Reading::Plain, Reading::Json],
        };
        readings.iter().all(|&reading| fakes_read_as((vault, &fakes, policy.custom.names()), text, reading, placed))
    };
    parts.sort_unstable_by_key(|(range, _)| range.start);
    match texts {
        Texts::Plain(text) => put(text, 0, parts, &behind, str::to_owned, &reads),
        Texts::Request(document) => {
            for_each_string(document, |string| {
                let span = string.span();
                let from = parts.partition_point(|(range, _)| range.start < span.start);
                let to = parts.partition_point(|(range, _)| range.start < span.end);
                if let Some(inside @ [_, ..]) = parts.get_mut(from..to) {
                    put(string.body(), span.start + 1, inside, &behind, decode, &reads);
                }
            });
            put_numbers(document, parts, &behind);
        }
    }
    vault.keep_fakes(fakes);
}

/// Fakes that stand nowhere in the texts.
fn choose(mut wanted: Vec<Wanted<'_>>, texts: Texts<'_>) -> Fakes {
    let mut taken: HashMap<String, usize, RandomState> = HashMap::default();
    let places: HashMap<(DataType, usize), usize, RandomState> =
        wanted.iter().enumerate().map(|(place, wanted)| ((wanted.data_type, wanted.number), place)).collect();
    let mut open: Vec<usize> = (0..wanted.len()).collect();
    for _ in 0..ROUNDS {
        for place in open.drain(..) {
            if let Some(wanted) = wanted.get_mut(place) {
                wanted.make_up(place, &mut taken);
            }
        }
        let fakes = Fakes::new(wanted.iter().flat_map(|wanted| wanted.fakes.iter().cloned()));
        texts.mark(&fakes, |entry| {
            let owner = fakes.entries().get(entry).map(|entry| (entry.owner.0, entry.owner.1));
            open.extend(owner.and_then(|owner| places.get(&owner)).copied());
        });
        if open.is_empty() {
            return fakes;
        }
        open.sort_unstable();
        open.dedup();
        for &place in &open {
            wanted.get_mut(place).into_iter().for_each(|wanted| wanted.fakes.clear());
        }
    }
    // What was typed each time keeps its placeholder.
    Fakes::new(wanted.iter().flat_map(|wanted| wanted.fakes.iter().cloned()))
}

impl Wanted<'_> {
    /// The next fakes, one for each spelling that has a form of its own, that are no other value's.
    fn make_up(&mut self, place: usize, taken: &mut HashMap<String, usize, RandomState>) {
        while self.attempts < ATTEMPTS {
            let nth = self.number.saturating_sub(1) + self.attempts * STRIDE;
            self.attempts += 1;
            self.fakes = self.nth(nth);
            if self.fakes.iter().all(|fake| taken.get(fake.folded()).is_none_or(|&owner| owner == place)) {
                taken.extend(self.fakes.iter().map(|fake| (fake.folded().to_owned(), place)));
                return;
            }
        }
        self.fakes.clear();
    }

    /// The `nth` fakes of all spellings, and how a model may write them: a number without gaps, a name in another case.
    fn nth(&self, nth: usize) -> Vec<Entry> {
        let (mut fakes, mut made_up) = (Vec::new(), HashSet::<String, RandomState>::default());
        let form = self.form.as_deref();
        for (spelling, original) in self.spellings.iter().enumerate() {
            let made = fake(self.data_type, original, form, nth);
            // What tells spellings apart may be lost in a fake: `８７０１…` and `8701…`.
            let Some(made) = made.filter(|made| made_up.insert(made.clone())) else { continue };
            let owner = (self.data_type, self.number, spelling + 1);
            fakes.push(Entry::new(owner, made));
        }
        let mut variants = Vec::new();
        for entry in &fakes {
            let made = compact(self.data_type, entry.text()).filter(|made| made_up.insert(made.clone()));
            // Who asks for a bare number is given one: a blank in it would break JSON.
            let original = self.spellings.get(entry.owner.2.saturating_sub(1));
            let original = original.and_then(|original| compact(self.data_type, original));
            variants.extend(made.map(|made| Entry::variant(entry.owner, made, original)));
        }
        if let Some(first) = self.spellings.first().filter(|_| !fakes.is_empty()) {
            let owner = (self.data_type, self.number, 1);
            variants.extend(declined(self.data_type, first, form, nth).map(|made| Entry::variant(owner, made, None)));
        }
        fakes.extend(variants);
        fakes
    }
}

impl Texts<'_> {
    /// Shows every fake that stands anywhere, whatever escapes it is written with.
    fn mark(self, fakes: &Fakes, mut see: impl FnMut(usize)) {
        match self {
            Self::Plain(text) => {
                fakes.mark(text, Reading::Plain, &mut see);
                mark_nested(fakes, text, &mut see);
            }
            Self::Request(document) => {
                fakes.mark(document.root().raw(), Reading::Json, &mut see);
                for_each_string(document, |string| {
                    if string.is_escaped() && string.body().contains("\\\\") {
                        mark_nested(fakes, &unescaped(string.body()), &mut see);
                    }
                });
            }
        }
    }
}

/// As [`Fakes::mark`], in what the escapes of a text mean, and those in that.
fn mark_nested(fakes: &Fakes, text: &str, see: &mut impl FnMut(usize)) {
    let mut text = std::borrow::Cow::Borrowed(text);
    for _ in 0..NESTING {
        if !text.contains('\\') {
            return;
        }
        fakes.mark(&text, Reading::Json, &mut *see);
        text = unescaped(&text).into();
    }
}

/// Puts fakes into the parts of one text, which begins at `base`, if it then is read as it was written. `meant` undoes
/// the escapes of a piece.
fn put(
    text: &str,
    base: usize,
    parts: &mut [Part],
    behind: &Behind<'_>,
    meant: fn(&str) -> String,
    reads: &impl Fn(&str, &[Placed]) -> bool,
) {
    let made: Vec<Option<(String, &Entry)>> = parts
        .iter()
        .map(|(_, part)| {
            let written = bare(part);
            let entry = *behind.get(written)?;
            Some((part.replace(written, entry.text()), entry))
        })
        .collect();
    if made.iter().all(Option::is_none) {
        return;
    }
    let mut whole = String::with_capacity(text.len());
    let (mut placed, mut done) = (Vec::new(), 0);
    for ((range, part), made) in parts.iter().zip(&made) {
        let start = range.start.saturating_sub(base);
        whole.push_str(&meant(text.get(done..start).unwrap_or_default()));
        let (part, written, owner) = match made {
            Some((part, entry)) => (part, entry.text(), Some(entry.owner)),
            None => (part, bare(part), None),
        };
        let part = meant(part);
        let start = whole.len() + part.find(written).unwrap_or_default();
        // A mask has no number, and is read as nothing.
        if owner.is_some() || written.trim_end_matches(']').ends_with(|last: char| last.is_ascii_digit()) {
            placed.push(Placed { range: start..start + written.len(), owner });
        }
        whole.push_str(&part);
        done = range.end.saturating_sub(base);
    }
    whole.push_str(&meant(text.get(done..).unwrap_or_default()));
    if !reads(&whole, &placed) {
        return;
    }
    for ((_, part), made) in parts.iter_mut().zip(made) {
        if let Some((made, _)) = made {
            *part = made;
        }
    }
}

/// Numbers that became strings: a fake is all that stands in one.
fn put_numbers(document: &Document, parts: &mut [Part], behind: &Behind<'_>) {
    for (range, part) in parts {
        let is_number = document.bytes().get(range.start).is_some_and(|first| first.is_ascii_digit() || *first == b'-');
        if let Some(entry) = behind.get(bare(part)).filter(|_| is_number && part.starts_with('"')) {
            *part = format!("\"{}\"", entry.text());
        }
    }
}

/// A part without the quotes of a number that became a string.
fn bare(part: &str) -> &str {
    part.trim_matches(['"', '\\'])
}

/// Whether a text is an object of JSON.
fn is_object(text: &str) -> bool {
    text.trim_ascii_start().starts_with('{') && Document::parse(text.as_bytes(), Limits::default()).is_ok()
}

/// Every string of a document, keys too.
fn for_each_string<'d>(document: &'d Document, mut see: impl FnMut(Value<'d>)) {
    for value in document.root().descendants() {
        match value.kind() {
            Kind::String => see(value),
            Kind::Object => value.members().for_each(|(key, _)| see(key)),
            Kind::Array | Kind::Number | Kind::Bool | Kind::Null => {}
        }
    }
}
