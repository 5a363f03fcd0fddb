//! What is known of words: one table from stems to kinds, one from endings to what they may stand on. A word is looked
//! up by all its prefixes; a stem counts where the rest of the word is an ending that its declension allows.

use std::sync::Arc;

use super::super::everyday;
use super::super::memo::Common;
use super::filter::Filter;
use super::letters::{self, LONGEST, Script, Skeleton};
use super::morphology::{self, endings};
use super::written::Written;
use super::{common, names_foreign, names_kk, names_ru, public, surnames};

/// Kinds of words, as bits.
pub(super) mod kind {
    /// A given name that is nothing else.
    pub(in super::super) const GIVEN: u32 = 1;
    /// A given name that is also a common word.
    pub(in super::super) const GIVEN_WORD: u32 = 1 << 1;
    /// A given name in lower case too: no diminutive.
    pub(in super::super) const FULL: u32 = 1 << 2;
    /// A listed surname that is nothing else.
    pub(in super::super) const SURNAME: u32 = 1 << 3;
    /// A listed surname that is also a common word.
    pub(in super::super) const SURNAME_WORD: u32 = 1 << 4;
    /// The ending of a surname on a stem that is a name, or an ending that only surnames have.
    pub(in super::super) const SURNAME_SURE: u32 = 1 << 5;
    /// The ending of a surname.
    pub(in super::super) const SURNAME_LIKE: u32 = 1 << 6;
    /// The ending of a patronymic.
    pub(in super::super) const PATRONYMIC: u32 = 1 << 7;
    /// The ending of a patronymic on a name.
    pub(in super::super) const PATRONYMIC_SURE: u32 = 1 << 8;
    /// A word of its own that makes a patronymic of the name before it.
    pub(in super::super) const FILIAL: u32 = 1 << 9;
    /// A word that is no part of a name.
    pub(in super::super) const STOP: u32 = 1 << 10;
    /// A word after which a name is a place's or a thing's.
    pub(in super::super) const PLACE_BEFORE: u32 = 1 << 11;
    /// A word before which a name is a place's or a thing's.
    pub(in super::super) const PLACE_AFTER: u32 = 1 << 12;
    /// A label of a whole name.
    pub(in super::super) const LABEL_WHOLE: u32 = 1 << 13;
    /// A label of one part of a name.
    pub(in super::super) const LABEL_PART: u32 = 1 << 14;
    /// A label of somebody or something.
    pub(in super::super) const LABEL_LOOSE: u32 = 1 << 15;
    /// The first element of Kazakh compound names.
    pub(in super::super) const ROOT: u32 = 1 << 16;
    /// The ending of a common noun, adjective or verb.
    pub(in super::super) const WORD_LIKE: u32 = 1 << 17;

    /// A word after which a name is an organisation's, unless it is full.
    pub(in super::super) const THING_BEFORE: u32 = 1 << 21;
    /// A word that makes a name of one part of the label behind it.
    pub(in super::super) const QUALIFIER: u32 = 1 << 22;
    /// What somebody is: a title, a trade, a role.
    pub(in super::super) const PERSON: u32 = 1 << 23;
    /// What a street's name may begin with before the name.
    pub(in super::super) const HONOUR: u32 = 1 << 24;
    /// The younger or the elder of a family.
    pub(in super::super) const JUNIOR: u32 = 1 << 25;

    /// A form that only a Kazakh case ending makes.
    pub(in super::super) const KAZAKH_CASE: u32 = 1 << 26;

    /// A given name of Korean syllables with a hyphen.
    pub(in super::super) const KOREAN: u32 = 1 << 19;

    /// A syllable of a Korean given name behind a surname or another syllable.
    pub(in super::super) const SYLLABLE: u32 = 1 << 20;

    /// A common word that ends like an adjective, as surnames do: `Бережной`.
    pub(in super::super) const ADJECTIVE: u32 = 1 << 27;

    /// A given name in the nominative.
    pub(in super::super) const NOMINATIVE: u32 = 1 << 18;

    /// Any given name.
    pub(in super::super) const ANY_GIVEN: u32 = GIVEN | GIVEN_WORD;
    /// All of a given name that is nothing else, whole and in the nominative.
    pub(in super::super) const WHOLE_GIVEN: u32 = GIVEN | FULL | NOMINATIVE;
    /// Any surname.
    pub(in super::super) const ANY_SURNAME: u32 = SURNAME | SURNAME_WORD | SURNAME_SURE | SURNAME_LIKE;
    /// Any label.
    pub(in super::super) const ANY_LABEL: u32 = LABEL_WHOLE | LABEL_PART | LABEL_LOOSE;
    /// What a word may say of names beside it.
    pub(in super::super) const SURROUNDINGS: u32 =
        PLACE_BEFORE | PLACE_AFTER | THING_BEFORE | QUALIFIER | PERSON | HONOUR | ANY_LABEL;
    /// Words that end a name.
    pub(in super::super) const BARRIER: u32 = STOP | PLACE_BEFORE | PLACE_AFTER | THING_BEFORE | ANY_LABEL;
}

/// What the lexicon says of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Meaning {
    /// Bits of [`kind`].
    pub(super) kinds: u32,
    /// The stem of its longest reading as a name, hashed; 0 without one.
    pub(super) lemma: u64,
}

/// What is known of a word.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    pub(super) meaning: Meaning,
    /// None where only what stands around names is known of it.
    pub(super) written: Option<Written>,
}

/// Which scripts an entry holds for.
const CYRILLIC: u32 = 1 << 30;
const LATIN: u32 = 1 << 31;
const BOTH: u32 = CYRILLIC | LATIN;

/// What is known of the beginnings of a word, by their length.
#[derive(Debug)]
struct Names {
    kinds: [u32; LONGEST + 1],
    /// Of all of them.
    all: u32,
}

/// The common word that a word begins with.
#[derive(Debug, Clone, Copy, Default)]
struct Stop {
    stem: usize,
    /// Whether it is the whole word.
    is_exact: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    hash: u64,
    kinds: u32,
    /// Endings the stem takes, bits of [`endings`].
    endings: u32,
}

/// The build-once tables.
#[derive(Debug)]
pub(super) struct Lexicon {
    stems: Table,
    endings: Table,
    /// Pairs of stems of public figures, sorted.
    figures: Vec<u64>,
    /// For words in lower case.
    filter: Arc<Filter>,
    /// What common words mean that begin with a capital letter, as sentences do.
    common: Common<Known>,
}

pub(super) const SEED: u64 = 0xcbf2_9ce4_8422_2325;
pub(super) const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;

pub(super) fn step(hash: u64, letter: u8) -> u64 {
    (hash ^ u64::from(letter)).wrapping_mul(PRIME).rotate_left(23)
}

/// The hash of a word's letters in order.
pub(super) fn hash(letters: &[u8]) -> u64 {
    letters.iter().fold(SEED, |hash, &letter| step(hash, letter))
}

fn hash_back(letters: &[u8]) -> u64 {
    letters.iter().rev().fold(SEED, |hash, &letter| step(hash, letter))
}

// === impl Lexicon ===

impl Lexicon {
    /// Builds all tables from the lists.
    pub(super) fn new() -> Self {
        let mut lexicon = Self {
            stems: Table::with_capacity(1 << 14),
            endings: Table::with_capacity(1 << 13),
            figures: Vec::new(),
            filter: Arc::new(Filter::new()),
            common: Common::default(),
        };
        for (ending, bits) in morphology::all_endings() {
            lexicon.add_ending(&ending, bits);
        }
        lexicon.add_names();
        for (list, kinds, scripts) in common::LISTS {
            let scripts = match scripts {
                common::Scripts::Cyrillic => CYRILLIC,
                common::Scripts::Latin => LATIN,
                common::Scripts::Both => BOTH,
            };
            for word in list.split_whitespace() {
                lexicon.add_word(word, kinds | scripts);
                if kinds & kind::STOP != 0 {
                    Arc::make_mut(&mut lexicon.filter).add_common(word);
                }
            }
        }
        lexicon.add_figures();
        Arc::make_mut(&mut lexicon.filter).finish();
        lexicon.common = Common::new(&everyday::CAPITALISED, |word| lexicon.known(word));
        lexicon
    }

    /// What common words mean that begin with a capital letter.
    pub(super) fn common(&self) -> &Common<Known> {
        &self.common
    }

    fn add_names(&mut self) {
        let full = kind::GIVEN | kind::FULL | BOTH;
        for (list, kinds) in [
            (names_kk::GIVEN, full),
            (names_ru::GIVEN, full),
            (names_ru::DIMINUTIVES, kind::GIVEN | BOTH),
            (names_foreign::CYRILLIC, full),
            (names_foreign::LATIN, kind::GIVEN | kind::FULL | LATIN),
        ] {
            for name in list.split_whitespace() {
                if kinds & kind::FULL != 0 {
                    Arc::make_mut(&mut self.filter).add_name(name);
                }
                self.add_name(name, kinds);
            }
        }
        for (list, kinds) in [
            (surnames::PLAIN, kind::SURNAME | BOTH),
            (surnames::WORDS, kind::SURNAME_WORD | CYRILLIC),
            (surnames::LATIN, kind::SURNAME | LATIN),
        ] {
            for name in list.split_whitespace() {
                self.add_name(name, kinds);
            }
        }
        for root in names_kk::ROOTS.split_whitespace() {
            self.add_word(root, kind::ROOT | BOTH);
        }
        for (list, scripts) in [
            (names_kk::WORDS, CYRILLIC),
            (names_kk::WORDS, LATIN),
            (names_ru::WORDS, CYRILLIC),
            (names_foreign::WORDS, LATIN),
        ] {
            for name in list.split_whitespace() {
                self.demote(name, scripts);
            }
        }
    }

    /// Adds a name with the endings of its declension.
    fn add_name(&mut self, name: &str, kinds: u32) {
        let Some(skeleton) = Skeleton::of(name) else { return };
        let (cut, endings) = morphology::declension(name);
        let letters = skeleton.letters();
        let stem = letters.get(..letters.len().saturating_sub(cut)).unwrap_or_default();
        let scripts = kinds & BOTH;
        self.stems.add(stem.iter(), kinds, endings, |old| old.endings == endings && (old.kinds & BOTH) == scripts);
    }

    /// Makes a given name one that is also a common word.
    fn demote(&mut self, name: &str, scripts: u32) {
        let Some(skeleton) = Skeleton::of(name) else { return };
        let (cut, endings) = morphology::declension(name);
        let letters = skeleton.letters();
        let stem = letters.get(..letters.len().saturating_sub(cut)).unwrap_or_default();
        self.stems.add(stem.iter(), kind::GIVEN_WORD | scripts, endings, |old| {
            old.endings == endings && old.kinds & kind::GIVEN_WORD != 0 && old.kinds & BOTH == scripts
        });
    }

    /// Adds a common word; a trailing `*` stands for any ending.
    fn add_word(&mut self, word: &str, kinds: u32) {
        let (word, endings) = match word.strip_suffix('*') {
            Some(stem) => (stem, endings::ANY),
            None => (word, endings::NONE),
        };
        let Some(skeleton) = Skeleton::of(word) else { return };
        self.stems.add(skeleton.letters().iter(), kinds, endings, |old| {
            old.endings == endings && (old.kinds ^ kinds) & BOTH == 0
        });
    }

    fn add_ending(&mut self, ending: &str, bits: u32) {
        let Some(skeleton) = Skeleton::of(ending) else { return };
        self.endings.add(skeleton.letters().iter().rev(), bits, 0, |_| true);
    }

    fn add_figures(&mut self) {
        for figure in public::FIGURES.split('\n').map(str::trim).filter(|figure| !figure.is_empty()) {
            let mut words = figure.split(' ');
            let (Some(given), Some(surname)) = (words.next(), words.next()) else { continue };
            let initial = Skeleton::of(given).and_then(|given| given.letters().first().copied());
            let given = self.word(given).lemma;
            let surname = self.word(surname).lemma;
            self.figures.push(pair(given, surname));
            self.figures.extend(initial.map(|initial| pair(u64::from(initial), surname)));
        }
        self.figures.sort_unstable();
        self.figures.dedup();
    }

    /// All of a word.
    pub(super) fn known(&self, word: &str) -> Known {
        let meaning = self.word(word);
        Known { meaning, written: Some(Written::of(word, meaning)) }
    }

    /// What is known of a word, or of words joined by hyphens. A word without a reading is its own lemma.
    pub(super) fn word(&self, word: &str) -> Meaning {
        if !word.as_bytes().contains(&b'-') {
            return self.part(word);
        }
        let mut parts = word.split('-').filter(|part| !part.is_empty()).map(|part| self.part(part));
        let first = parts.next().unwrap_or_default();
        parts.fold(first, Meaning::joined)
    }

    /// The bits of a word that no ending of it changes: labels, and what stands around names. The same as
    /// [`Lexicon::word`] says, for less.
    pub(super) fn surroundings(&self, word: &str) -> u32 {
        if word.as_bytes().contains(&b'-') {
            return self.word(word).kinds & kind::SURROUNDINGS;
        }
        let Some(skeleton) = Skeleton::of(word) else { return 0 };
        let (letters, script) = (skeleton.letters(), skeleton.script_bit());
        let mut kinds = 0;
        self.stems.walk(letters.iter(), |length, hash| {
            let wanted = if length == letters.len() { endings::ANY | endings::BARE } else { endings::ANY };
            for entry in self.stems.all(hash).filter(|entry| entry.kinds & script != 0 && entry.endings & wanted != 0) {
                kinds |= entry.kinds;
            }
        });
        kinds & kind::SURROUNDINGS
    }

    fn part(&self, word: &str) -> Meaning {
        let Some(skeleton) = Skeleton::of(word) else { return Meaning::default() };
        let mut meaning = self.meaning(&skeleton);
        if meaning.lemma == 0 {
            meaning.lemma = hash(skeleton.letters());
        }
        meaning
    }

    /// Whether two stems, or an initial and a stem, are those of a public figure.
    pub(super) fn is_figure(&self, one: u64, other: u64) -> bool {
        self.figures.binary_search(&pair(one, other)).is_ok()
    }

    /// Whether a word in lower case may be a given name.
    pub(super) fn may_be_given(&self, word: &[u8]) -> bool {
        self.filter.may_be_given(word)
    }

    /// What tells given names in lower case, and marks, from other words.
    pub(super) fn filter(&self) -> Arc<Filter> {
        Arc::clone(&self.filter)
    }

    /// All that is known of a word.
    pub(super) fn meaning(&self, skeleton: &Skeleton) -> Meaning {
        let letters = skeleton.letters();
        let length = letters.len();
        let script = skeleton.script_bit();
        let mut tails = [0u32; LONGEST + 1];
        self.read_tails(letters, &mut tails);
        let mut meaning = Meaning::default();
        let mut plain_given = false;
        let mut nominative = false;
        let mut plain_nominative = false;
        let mut word_nominative = false;
        let mut plain_case = false;
        let mut kazakh_case = false;
        let last = letters.last().copied().unwrap_or_default();
        let mut stop = Stop::default();
        // Longest stem last, so that its lemma stays.
        let mut names = Names { kinds: [0; LONGEST + 1], all: 0 };
        self.stems.walk(letters.iter(), |stem, hash| {
            let rest = length - stem;
            let tail = tails.get(rest).copied().unwrap_or_default();
            for entry in self.stems.all(hash) {
                if entry.kinds & script == 0 {
                    continue;
                }
                names.add(stem, entry.kinds);
                // Latin words take Kazakh endings only, and these only where no English word is likely.
                let is_nominative = rest == 0 || (rest == 1 && is_nominative(entry.endings, last));
                let is_foreign =
                    script == LATIN && !is_nominative && (tail & endings::KAZAKH == 0 || rest < 2 || stem < 4);
                let allowed = match rest {
                    0 => entry.endings & endings::BARE != 0,
                    _ => entry.endings & tail != 0 && !is_foreign,
                };
                let doubled = script == CYRILLIC
                    && letters.get(stem - 1).is_some_and(|letter| morphology::DOUBLED.contains(letter))
                    && tail & endings::AFTER_SAME != 0
                    && entry.endings & endings::HARD != 0;
                if entry.endings & endings::ANY != 0 || allowed || doubled {
                    if entry.kinds & kind::STOP != 0 {
                        stop.stem = stem;
                        stop.is_exact |= entry.endings & endings::ANY == 0;
                    }
                    plain_given |= entry.kinds & kind::GIVEN != 0;
                    nominative |= entry.kinds & kind::ANY_GIVEN != 0 && is_nominative;
                    plain_nominative |= entry.kinds & kind::GIVEN != 0 && is_nominative;
                    word_nominative |= entry.kinds & kind::GIVEN_WORD != 0 && is_nominative;
                    let is_name = entry.kinds & (kind::ANY_GIVEN | kind::ANY_SURNAME) != 0;
                    plain_case |= is_name && (is_nominative || tail & endings::KAZAKH_CASE == 0);
                    kazakh_case |= is_name && !is_nominative && tail & endings::KAZAKH_CASE != 0;
                    meaning.kinds |= entry.kinds & !(BOTH | kind::ROOT);
                    if entry.kinds & (kind::ANY_GIVEN | kind::ANY_SURNAME) != 0 {
                        meaning.lemma = hash;
                    }
                }
            }
        });
        if plain_nominative && !word_nominative {
            // `Айдана` is a name, whatever word may have it as a case form.
            meaning.kinds &= !kind::GIVEN_WORD;
        } else if plain_given && meaning.kinds & kind::GIVEN_WORD != 0 {
            meaning.kinds &= !kind::GIVEN;
        }
        if nominative {
            meaning.kinds |= kind::NOMINATIVE;
        }
        if kazakh_case && !plain_case {
            meaning.kinds |= kind::KAZAKH_CASE;
        }
        self.read_shape(skeleton, &tails, &names, stop, &mut meaning);
        if !nominative && (stop.is_exact || (stop.stem > 0 && !plain_case)) {
            meaning.kinds &= !(kind::ANY_GIVEN | kind::SURNAME_LIKE);
        }
        if meaning.kinds & kind::STOP != 0 && meaning.kinds & kind::ANY_GIVEN != 0 {
            meaning.kinds = meaning.kinds & !(kind::STOP | kind::GIVEN) | kind::GIVEN_WORD;
        }
        meaning
    }

    /// What the last letters are, for each number of them.
    fn read_tails(&self, letters: &[u8], tails: &mut [u32; LONGEST + 1]) {
        self.endings.walk(letters.iter().rev().take(morphology::LONGEST_ENDING), |length, hash| {
            if let Some(tail) = tails.get_mut(length) {
                *tail = self.endings.all(hash).fold(0, |bits, entry| bits | entry.kinds);
            }
        });
    }

    /// Surnames and patronymics by their endings, compounds by their elements.
    fn read_shape(&self, skeleton: &Skeleton, tails: &[u32], names: &Names, stop: Stop, meaning: &mut Meaning) {
        let letters = skeleton.letters();
        let length = letters.len();
        let is_latin = skeleton.script() == Script::Latin;
        let mut is_plain = None;
        let mut surname_lemma = None;
        let is_known = meaning.kinds & (kind::ANY_GIVEN | kind::SURNAME) != 0;
        let is_name = |stem: usize| {
            let known = kind::ANY_GIVEN | kind::SURNAME | kind::ROOT;
            // The stem of a name in `й` lacks it.
            let ends_in_i = stem.checked_sub(1).and_then(|last| letters.get(last)) == Some(&letters::I);
            let has_name = |stem: usize| names.at(stem) & known != 0;
            has_name(stem) || (ends_in_i && has_name(stem - 1)) || self.is_compound(letters, stem, names)
        };
        for (ending, &tail) in tails.iter().enumerate().take(length + 1).rev() {
            let stem = length - ending;
            if (tail == 0 && ending != 0) || (is_latin && tail & endings::CASED != 0) {
                continue;
            }
            if tail & endings::SURNAME_FAINT != 0 && stem >= 3 {
                meaning.kinds |= kind::SURNAME_WORD;
            }
            if tail & endings::WORD != 0 && stem >= 2 {
                meaning.kinds |= kind::WORD_LIKE;
            }
            if tail & endings::PATRONYMIC != 0 && stem >= 2 {
                meaning.kinds |= kind::PATRONYMIC;
                // In `Жәнібекқызы` two letters fell together.
                let is_shared = || letters.get(stem) == Some(&letters::K) && is_name(stem + 1);
                if is_name(stem) || is_shared() {
                    meaning.kinds |= kind::PATRONYMIC_SURE;
                }
            }
            // `Майоров` is a surname although the stem is a word; `витамин` is none although it ends like one.
            let is_surname = tail & (endings::SURNAME | endings::SURNAME_ONLY) != 0 && stem >= 2;
            if is_surname && !stop.is_exact && stem >= stop.stem {
                meaning.kinds &= !kind::STOP;
            }
            if tail & endings::SURNAME_ONLY != 0 && stem >= 3 {
                meaning.kinds |= kind::SURNAME_SURE;
            } else if tail & endings::SURNAME != 0 && stem >= 2 {
                meaning.kinds |= if stem >= 3 && is_name(stem) { kind::SURNAME_SURE } else { kind::SURNAME_LIKE };
            }
            if (is_surname || tail & endings::PATRONYMIC != 0) && !is_known {
                is_plain.get_or_insert(tail & endings::CASED_KAZAKH == 0);
                meaning.kinds |= kind::KAZAKH_CASE;
            }
            // The shortest ending leaves most of the surname: `Жума-баев` and `Жума-галиев` are not one. But `-тың` is a
            // case, whatever `-ин` is.
            let is_kazakh = tail & endings::CASED_KAZAKH != 0;
            if is_surname && (meaning.lemma == 0 || surname_lemma == Some(is_kazakh)) {
                surname_lemma = Some(is_kazakh);
                meaning.lemma = letters.get(..stem).map(hash).unwrap_or_default() ^ PRIME;
            }
            let is_case = ending == 0 || tail & endings::KAZAKH != 0;
            let is_compound = is_case && meaning.kinds & kind::ANY_GIVEN == 0 && self.is_compound(letters, stem, names);
            if is_compound {
                meaning.kinds |= kind::GIVEN | if ending == 0 { 0 } else { kind::KAZAKH_CASE };
                meaning.lemma = letters.get(..stem).map(hash).unwrap_or_default();
            }
        }
        if is_plain == Some(true) {
            meaning.kinds &= !kind::KAZAKH_CASE;
        }
    }

    /// Whether the first `length` letters are a Kazakh compound name: a root and a second element.
    fn is_compound(&self, letters: &[u8], length: usize, names: &Names) -> bool {
        length >= 5
            && names.all & kind::ROOT != 0
            && (2..=length - 2).any(|first| {
                names.at(first) & kind::ROOT != 0
                    && letters.get(first..length).is_some_and(|second| {
                        self.endings.all(hash_back(second)).any(|entry| entry.kinds & endings::ELEMENT != 0)
                    })
            })
    }
}

/// Whether a stem with these endings is in the nominative when `last` follows it.
fn is_nominative(endings: u32, last: u8) -> bool {
    match last {
        letters::A => endings & endings::A != 0,
        letters::YA => endings & endings::YA != 0,
        letters::I => endings & endings::SHORT_I != 0,
        _ => false,
    }
}

// === impl Skeleton ===

impl Skeleton {
    /// The bit of its script in the kinds of entries.
    fn script_bit(&self) -> u32 {
        match self.script() {
            Script::Cyrillic => CYRILLIC,
            Script::Latin => LATIN,
        }
    }
}

// === impl Names ===

impl Names {
    fn add(&mut self, length: usize, kinds: u32) {
        self.all |= kinds;
        if let Some(known) = self.kinds.get_mut(length) {
            *known |= kinds;
        }
    }

    fn at(&self, length: usize) -> u32 {
        self.kinds.get(length).copied().unwrap_or_default()
    }
}

fn pair(one: u64, other: u64) -> u64 {
    one.wrapping_add(other).wrapping_mul(PRIME) ^ one.wrapping_mul(other | 1).wrapping_add(other.wrapping_mul(one | 1))
}

/// Open addressing; several entries may share a hash.
#[derive(Debug)]
struct Table {
    slots: Vec<Entry>,
    used: usize,
    /// Two bits for each beginning of an entry, by its hash: most words part from all of them after a few letters.
    beginnings: Vec<u64>,
}

/// Pairs of bits for beginnings, as a power of two.
const BEGINNING_BITS: u32 = 19;
/// An entry may be longer than this beginning.
const GOES_ON: u64 = 1;
/// An entry may end here.
const ENDS: u64 = 2;

impl Table {
    /// `slots` is a power of two.
    fn with_capacity(slots: usize) -> Self {
        Self { slots: vec![Entry::default(); slots], used: 0, beginnings: vec![0; 1 << (BEGINNING_BITS - 5)] }
    }

    /// Where the two bits of a beginning are: the number of the word and the shift in it.
    fn beginning(hash: u64) -> (usize, u64) {
        let place = hash.wrapping_mul(PRIME) >> (64 - BEGINNING_BITS);
        ((place / 32) as usize, place % 32 * 2)
    }

    /// Visits the beginnings of `letters` that may be entries, the shortest first, with their lengths and hashes.
    #[inline]
    fn walk<'l>(&self, letters: impl Iterator<Item = &'l u8>, mut visit: impl FnMut(usize, u64)) {
        let mut hash = SEED;
        for (before, &letter) in letters.enumerate() {
            hash = step(hash, letter);
            let (word, shift) = Self::beginning(hash);
            let seen = self.beginnings.get(word).copied().unwrap_or_default() >> shift;
            if seen & ENDS != 0 {
                visit(before + 1, hash);
            }
            if seen & GOES_ON == 0 {
                return;
            }
        }
    }

    fn mark(&mut self, hash: u64, bit: u64) {
        let (word, shift) = Self::beginning(hash);
        if let Some(bits) = self.beginnings.get_mut(word) {
            *bits |= bit << shift;
        }
    }

    /// Adds an entry for letters, or its kinds to one for the same letters that `same` accepts.
    fn add<'l>(
        &mut self,
        letters: impl Iterator<Item = &'l u8>,
        kinds: u32,
        endings: u32,
        same: impl Fn(&Entry) -> bool,
    ) {
        if self.used * 2 > self.slots.len() {
            let slots = vec![Entry::default(); self.slots.len() * 2];
            for entry in std::mem::replace(&mut self.slots, slots).iter().filter(|entry| entry.kinds != 0) {
                self.put(*entry, |_| false);
            }
        }
        let mut hash = SEED;
        for &letter in letters {
            self.mark(hash, GOES_ON);
            hash = step(hash, letter);
        }
        self.mark(hash, ENDS);
        self.used += usize::from(self.put(Entry { hash, kinds, endings }, same));
    }

    /// Whether the entry took a slot of its own.
    fn put(&mut self, entry: Entry, same: impl Fn(&Entry) -> bool) -> bool {
        let mask = self.slots.len() - 1;
        let mut at = Self::place(entry.hash, mask);
        while let Some(slot) = self.slots.get_mut(at) {
            if slot.kinds == 0 {
                *slot = entry;
                return true;
            }
            if slot.hash == entry.hash && same(slot) {
                slot.kinds |= entry.kinds;
                break;
            }
            at = (at + 1) & mask;
        }
        false
    }

    fn place(hash: u64, mask: usize) -> usize {
        (hash.wrapping_mul(PRIME) >> 36) as usize & mask
    }

    /// Every entry with a hash.
    fn all(&self, hash: u64) -> impl Iterator<Item = &Entry> {
        let mask = self.slots.len() - 1;
        let start = Self::place(hash, mask);
        (0..self.slots.len())
            .map_while(move |step| self.slots.get((start + step) & mask).filter(|slot| slot.kinds != 0))
            .filter(move |slot| slot.hash == hash)
    }
}
