//! What a word does in an address, whatever its script, case and ending.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::RandomState;

use super::skeleton::{Skeleton, Sounds};
use super::{markers, places};

/// Slots of the hash table: a power of two, at least twice the entries.
const SLOTS: usize = 8192;
/// Heads of words: three letters of five bits.
const HEADS: usize = 1 << 15;
/// Letters of the longest ending.
const LONGEST_ENDING: usize = 8;

/// Letters of the shortest stem that takes endings.
const SHORTEST_STEM: usize = 4;

/// What a word does in an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing known.
    None,
    /// улица, көшесі, street.
    Street,
    /// трасса, тас жолы: kilometres number it.
    Road,
    /// микрорайон, шағын аудан, квартал.
    District,
    /// ЖК, БЦ, садовое товарищество.
    Complex,
    /// дом, үй, building.
    House,
    /// корпус, подъезд, этаж.
    Block,
    /// квартира, офис, пәтер.
    Flat,
    /// город, қаласы.
    City,
    /// село, ауылы.
    Village,
    /// область, район, ауданы, сельский округ.
    Region,
    /// Казахстан, ҚР.
    Country,
    /// The name of a town.
    CityName,
    /// The abbreviated name of a region.
    RegionName,
    /// The name of a street that is a word of everyday language too, or a surname.
    StreetName,
    /// The name of a street that is seldom anything else beside a number.
    StreetOnly,
    /// The name of a micro-district.
    DistrictName,
    /// Second word of a name: батыр, хан, би.
    Title,
    /// имени, академика: before a name.
    Honorific,
    /// км.
    Kilometre,
    /// What is counted: no house number stands before it.
    Unit,
    /// Words that are never part of an address.
    Stop,
    /// Words that announce an address.
    Label,
    /// угол, по.
    Corner,
    /// б/н: stands for a house number.
    Unnumbered,
    /// First word of a mark of two words.
    Joiner,
    /// A letter or two that mean different things beside different neighbours.
    Letter,
}

/// What a role means to those who look at every token: a set of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Traits(u16);

/// Where the name or number of a mark stands by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The mark stands before it.
    Before,
    /// The mark stands after it.
    After,
}

/// Which endings a listed word takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Endings {
    Nothing,
    Russian,
    Kazakh,
    Both,
    Anything,
}

/// What the lexicon says of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sense {
    pub(super) role: Role,
    pub(super) order: Order,
    endings: Endings,
    /// Letters of the ending.
    pub(super) ending: u8,
}

/// Words of one kind, parted by white space.
pub(super) struct Group {
    pub(super) role: Role,
    pub(super) order: Order,
    pub(super) endings: Endings,
    pub(super) words: &'static str,
}

/// Every listed word by its skeleton.
pub(super) struct Lexicon {
    /// Apart from the senses, so that they fit the nearest cache: most words looked up are not listed.
    tags: Vec<u32>,
    /// For every first three letters of a listed word a bit: most words need no further look.
    heads: Vec<bool>,
    senses: Vec<Sense>,
    /// What stands before the first hyphen of listed words, by its hash, and the sounds behind the hyphen.
    joints: HashMap<u64, Sounds, RandomState>,
}

/// Built at the first use: some thousand words.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);

/// Endings of Russian nouns and adjectives, as they sound.
const RUSSIAN: [&str; 28] = [
    "a", "u", "e", "i", "o", "om", "em", "oi", "ei", "iu", "ia", "am", "ah", "ami", "im", "ih", "ogo", "omu", "uiu",
    "aia", "oe", "iei", "iah", "iam", "ui", "emu", "ego", "oiu",
];

/// Endings of Kazakh nouns, with the possessive and without, as they sound.
const KAZAKH: [&str; 79] = [
    "i", "si", "nin", "din", "tin", "inin", "sinin", "ga", "ge", "ka", "ke", "na", "ne", "a", "e", "ina", "ine",
    "sina", "sine", "ni", "di", "ti", "n", "in", "sin", "da", "de", "ta", "te", "nda", "nde", "inda", "inde", "sinda",
    "sinde", "dan", "den", "tan", "ten", "nan", "nen", "inan", "inen", "sinan", "sinen", "men", "ben", "pen", "imen",
    "simen", "dagi", "degi", "tagi", "tegi", "ndagi", "ndege", "indagi", "indegi", "sindagi", "sindegi", "im", "imiz",
    "imde", "imda", "imizde", "dagi", "ndegi", "lar", "ler", "dar", "der", "tar", "ter", "demin", "damin", "temin",
    "tamin", "demiz", "damiz",
];

// === impl Role ===

impl Role {
    #[inline]
    pub(super) const fn traits(self) -> Traits {
        const PLACE: Traits = Traits::SPEAKS.or(Traits::BEGINS);
        const MARK: Traits = PLACE.or(Traits::MARK);
        const NAME: Traits = Traits::SPEAKS.or(Traits::BEGINS_NUMBERED);
        match self {
            Self::None => Traits::BEGINS_CAPITAL.or(Traits::NAMES_CAPITAL),
            Self::Street | Self::Road | Self::Complex | Self::City | Self::Village | Self::Region => MARK,
            Self::District => MARK.or(Traits::HOUSES),
            Self::House => PLACE.or(Traits::HOUSES),
            Self::Block | Self::Flat | Self::CityName | Self::Unnumbered => PLACE,
            Self::Country => Traits::BEGINS.or(Traits::NAMES),
            Self::RegionName | Self::Honorific | Self::Kilometre => Traits::BEGINS,
            Self::StreetName | Self::StreetOnly | Self::Title => NAME.or(Traits::NAMES),
            Self::DistrictName => NAME.or(Traits::HOUSES),
            Self::Joiner => Traits::SPEAKS.or(Traits::BEGINS_CAPITAL),
            Self::Stop | Self::Unit | Self::Corner => Traits::MUTE,
            Self::Label => Traits::MUTE.or(Traits::LABEL),
            Self::Letter => Traits::MUTE.or(Traits::MARK),
        }
    }
}

// === impl Traits ===

impl Traits {
    /// Keeps a region going.
    pub(super) const SPEAKS: Self = Self(1);
    /// A mark that its name may stand before, or a letter that may turn out to be one.
    pub(super) const MARK: Self = Self(2);
    /// Announces an address.
    pub(super) const LABEL: Self = Self(4);
    /// Begins a component.
    pub(super) const BEGINS: Self = Self(8);
    /// The same, if a number follows.
    pub(super) const BEGINS_NUMBERED: Self = Self(16);
    /// May be a word of a name that stands before a number.
    pub(super) const NAMES: Self = Self(32);
    /// Names what houses stand in, or a house.
    pub(super) const HOUSES: Self = Self(64);
    /// Begins nothing but what a sign or a letter makes a component.
    pub(super) const MUTE: Self = Self(128);
    /// Begins nothing where no number is near and no sign of a label stands behind it: of more than one letter, and what
    /// a capital letter makes of it needs a number.
    pub(super) const NEEDS_NUMBER: Self = Self(1 << CAPITAL);
    /// May be the first letter of a code: «Е 435».
    pub(super) const CODE_LETTER: Self = Self(2 << CAPITAL);
    /// The end of a region.
    pub(super) const ENDS: Self = Self(4 << CAPITAL);
    pub(super) const NONE: Self = Self(0);
    /// [`Self::BEGINS_NUMBERED`], if it has a capital letter.
    const BEGINS_CAPITAL: Self = Self(16 << CAPITAL);
    /// [`Self::NAMES`], if it has one.
    const NAMES_CAPITAL: Self = Self(32 << CAPITAL);

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[inline]
    pub(super) const fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Those of a word of this role.
    pub(super) const fn of_word(role: Role, capital: bool, length: u8) -> Self {
        let role = role.traits();
        let needs_number = length > 1 && !role.has(Self::BEGINS.or(Self::BEGINS_NUMBERED).or(Self::HOUSES));
        let is_letter = length == 1 && capital && role.has(Self::MUTE);
        let of_capital = if capital { role.0 >> CAPITAL } else { 0 };
        let of_length = if needs_number {
            Self::NEEDS_NUMBER
        } else if is_letter {
            Self::CODE_LETTER
        } else {
            Self::NONE
        };
        Self((role.0 | of_capital) & (u16::MAX >> CAPITAL) | of_length.0)
    }
}

/// Bits between a trait and the same of capital letters only.
const CAPITAL: u32 = 8;

// === impl Sense ===

impl Sense {
    /// The sounds that [`Self::of_compound`] knows a street by the last of.
    pub(super) const OF_STREETS: Sounds =
        Sounds::of(b'e').or(Sounds::of(b'r')).or(Sounds::of(b'n')).or(Sounds::of(b's')).or(Sounds::of(b't'));
    pub(super) const NONE: Self = Self { role: Role::None, order: Order::Before, endings: Endings::Nothing, ending: 0 };

    /// `Hauptstraße`, `Storgatan`: the word for a street is the end of its name.
    fn of_compound(letters: &[u8]) -> Self {
        const ENDS: [&[u8]; 7] = [b"strase", b"str", b"gatan", b"gase", b"plats", b"straat", b"alee"];
        let is_street = letters.len() > 7 && ENDS.iter().any(|end| letters.ends_with(end));
        if is_street { Self { role: Role::StreetOnly, ..Self::NONE } } else { Self::NONE }
    }

    /// Whether the word names what a number belongs to or stands in.
    pub(super) fn is_place(self) -> bool {
        matches!(
            self.role,
            Role::Street
                | Role::Road
                | Role::District
                | Role::Complex
                | Role::House
                | Role::Block
                | Role::Flat
                | Role::City
                | Role::Village
                | Role::Region
                | Role::CityName
                | Role::StreetName
                | Role::StreetOnly
                | Role::DistrictName
                | Role::Letter
                | Role::Title
                | Role::Unnumbered
                | Role::Joiner
        )
    }
}

// === impl Lexicon ===

impl Lexicon {
    fn new() -> Self {
        let mut lexicon = Self {
            tags: vec![0; SLOTS],
            heads: vec![false; HEADS],
            senses: vec![Sense::NONE; SLOTS],
            joints: HashMap::default(),
        };
        for group in markers::GROUPS.iter().chain(places::GROUPS) {
            for word in group.words.split_whitespace() {
                let sense = Sense { role: group.role, order: group.order, endings: group.endings, ending: 0 };
                lexicon.insert(Skeleton::of(word).letters(), sense);
            }
        }
        lexicon
    }

    /// The first sense of a word stays.
    fn insert(&mut self, letters: &[u8], sense: Sense) {
        let hash = hash(letters);
        let mut parts = letters.splitn(2, |&letter| letter == b'-');
        if let (Some(first), Some(second)) = (parts.next(), parts.next()) {
            let sounds = self.joints.entry(self::hash(first)).or_insert(Sounds::NONE);
            *sounds = sounds.or(second.first().map_or(Sounds::ALL, |&sound| Sounds::of(sound)));
        }
        if self.find(hash).is_some() {
            return;
        }
        match (letters, head(letters)) {
            (_, Some(head)) => self.heads.get_mut(head).into_iter().for_each(|slot| *slot = true),
            // «үй»: its forms begin with any third letter.
            (&[first, second], None) => (0..32).for_each(|third| {
                let head = head(&[first, second, third]).unwrap_or_default();
                self.heads.get_mut(head).into_iter().for_each(|slot| *slot = true);
            }),
            _ => {}
        }
        let mut at = index(hash);
        while let (Some(slot), Some(place)) = (self.tags.get_mut(at), self.senses.get_mut(at)) {
            if *slot == 0 {
                *slot = tag(hash);
                *place = sense;
                return;
            }
            at = (at + 1) % SLOTS;
        }
    }

    /// What a word is: as listed, or a listed stem and an ending it takes.
    pub(super) fn sense(&self, skeleton: &Skeleton) -> Sense {
        self.look(skeleton).0
    }

    /// The same, and behind which sounds it may be listed once a hyphen and more letters stand behind it: whether it is
    /// what is before the hyphen of a listed word, or has a listed beginning that takes any ending.
    pub(super) fn look(&self, skeleton: &Skeleton) -> (Sense, Sounds) {
        let letters = skeleton.letters();
        let joins = if skeleton.is_full() { Sounds::ALL } else { Sounds::NONE };
        if head(letters).is_some_and(|head| self.heads.get(head) == Some(&false)) {
            return (Sense::of_compound(letters), joins);
        }
        let mut hashes = [0; LONGEST_ENDING + 1];
        let mut hash = OFFSET;
        for (at, &letter) in letters.iter().enumerate() {
            hash = step(hash, letter);
            if let Some(slot) = hashes.get_mut(letters.len() - 1 - at) {
                *slot = hash;
            }
        }
        let mut joins = joins.or(self.joints.get(&hash).copied().unwrap_or(Sounds::NONE));
        let mut found = None;
        for (ending, &hash) in hashes.iter().enumerate().take(letters.len()) {
            let Some(sense) = self.find(hash) else { continue };
            if sense.endings == Endings::Anything {
                joins = Sounds::ALL;
            }
            let rest = letters.get(letters.len() - ending..).unwrap_or_default();
            // An abbreviation is not declined: «эт.» is no stem of «это».
            let declines = letters.len() - ending >= SHORTEST_STEM || matches!(sense.role, Role::Title | Role::House);
            if found.is_none() && (ending == 0 || (declines && sense.endings.allow(rest))) {
                found = Some(Sense { ending: u8::try_from(ending).unwrap_or_default(), ..sense });
            }
        }
        (found.unwrap_or_else(|| Sense::of_compound(letters)), joins)
    }

    fn find(&self, hash: u64) -> Option<Sense> {
        let mut at = index(hash);
        loop {
            let &seen = self.tags.get(at)?;
            if seen == 0 {
                return None;
            }
            if seen == tag(hash) {
                return self.senses.get(at).copied();
            }
            at = (at + 1) % SLOTS;
        }
    }
}

// === impl Endings ===

impl Endings {
    fn allow(self, ending: &[u8]) -> bool {
        let is_in = |endings: &[&str]| endings.iter().any(|known| known.as_bytes() == ending);
        match self {
            Self::Nothing => false,
            Self::Russian => is_in(&RUSSIAN),
            Self::Kazakh => is_in(&KAZAKH),
            Self::Both => is_in(&RUSSIAN) || is_in(&KAZAKH),
            Self::Anything => true,
        }
    }
}

/// The place of a word's first letters among the heads; none for words so short that they may be a listed stem's whole.
fn head(letters: &[u8]) -> Option<usize> {
    let &[first, second, third, ..] = letters else { return None };
    let place = |letter: u8| usize::from(letter & 31);
    Some((place(first) * 32 + place(second)) * 32 + place(third))
}

/// FNV-1a, 64 bits: start and step.
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

fn hash(letters: &[u8]) -> u64 {
    letters.iter().fold(OFFSET, |hash, &letter| step(hash, letter))
}

fn step(hash: u64, letter: u8) -> u64 {
    (hash ^ u64::from(letter)).wrapping_mul(0x100_0000_01b3)
}

fn index(hash: u64) -> usize {
    usize::try_from((hash ^ (hash >> 32)) & 0xffff).unwrap_or_default() % SLOTS
}

/// Never 0: that marks a free slot. Two words that share it are told apart by nothing, and it is seldom enough.
fn tag(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or_default() | 1
}

#[cfg(test)]
mod tests {
    use super::super::{markers, places};
    use super::{LEXICON, Role, Skeleton};

    #[test]
    fn forms_of_a_word_share_its_role() {
        for (words, expected) in [
            ("улица улицы улице ул ulitsa ULITSA", Role::Street),
            ("көшесі көшесінде көшесіндегі кошеси koshesi kóshesi", Role::Street),
            ("үй үйде үйінде үйі", Role::House),
            ("пәтер пәтерге пәтерде pater", Role::Flat),
            ("Алматы Алматыда Алматыдан Almaty", Role::CityName),
            ("Абай Абая Абаю Abay", Role::StreetName),
            ("этажей этажный домов", Role::Unit),
            ("стол весна window", Role::None),
        ] {
            for word in words.split_whitespace() {
                assert_eq!(LEXICON.sense(&Skeleton::of(word)).role, expected, "{word}");
            }
        }
    }

    /// A word in two groups would silently mean the first.
    #[test]
    fn every_word_has_one_role() {
        let mut roles = std::collections::BTreeMap::new();
        let mut clashes = Vec::new();
        for group in markers::GROUPS.iter().chain(places::GROUPS) {
            for word in group.words.split_whitespace() {
                let skeleton = Skeleton::of(word).letters().to_vec();
                let (first, role) = *roles.entry(skeleton).or_insert((word, group.role));
                if role != group.role {
                    clashes.push(format!("{first} {role:?}, {word} {:?}", group.role));
                }
            }
        }
        assert!(clashes.is_empty(), "{clashes:#?}");
    }
}
