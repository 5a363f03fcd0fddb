//! A chain of components, weighed: whether together they are the address of a building.

use std::ops::Range;

use super::component::{Component, Grammar, Piece};
use super::gap::Gap;
use super::lexicon::Role;

/// Components of one address.
const COMPONENTS: usize = 20;
/// Bytes of tags or a key between two parts.
const MARKUP: usize = 40;
/// Points that make an address.
const ENOUGH: u8 = 4;

/// Components read so far.
#[derive(Debug, Default)]
pub(super) struct Chain {
    components: Vec<Component>,
    seen: [u8; Piece::COUNT],
    /// The bits of those that were seen.
    kinds: u16,
    /// An address was announced: «адрес:», «живу».
    pub(super) announced: bool,
}

impl Chain {
    /// Empty again, its room kept.
    fn clear(&mut self, announced: bool) {
        self.components.clear();
        self.seen = [0; Piece::COUNT];
        self.kinds = 0;
        self.announced = announced;
    }

    #[inline]
    pub(super) fn last(&self) -> Option<&Component> {
        self.components.last()
    }

    #[inline]
    pub(super) fn has(&self, piece: Piece) -> bool {
        self.kinds & piece.bit() != 0
    }

    fn count(&self, piece: Piece) -> u8 {
        self.seen.get(piece as usize).copied().unwrap_or_default()
    }

    fn push(&mut self, component: Component) {
        if let Some(count) = self.seen.get_mut(component.piece as usize) {
            *count += 1;
        }
        self.kinds |= component.piece.bit();
        self.components.push(component);
    }

    /// Whether nothing goes on with the chain behind a gap, whatever it is: what [`joins`] would say of all components.
    #[inline]
    fn is_closed_by(&self, gap: Gap) -> bool {
        gap.has(Gap::HARD.or(Gap::MATH)) && self.last().is_some_and(|last| !last.in_markup)
    }

    /// Whether a further component of this kind still belongs to the same address.
    fn has_room_for(&self, component: &Component, gap: Gap) -> bool {
        let most = match component.piece {
            Piece::Region | Piece::Filler => 3,
            Piece::Block => 4,
            Piece::Village | Piece::District | Piece::Complex => 2,
            // «Түркістан қ. Жаңа қала, 4 көше»: a part of the town.
            Piece::City => 1 + u8::from(gap.has(Gap::SLASH.or(Gap::OPEN)) || component.marked && gap.has(Gap::DOT)),
            Piece::Street => 1 + u8::from(!self.has(Piece::House) || component.corner),
            Piece::House | Piece::Flat => {
                let is_before_street = component.piece == Piece::House && component.before_street;
                let is_again = component.marked && component.follows_kind;
                // «мкр. Калкаман 2, ул. Елибаева 15»: the first number was the district's.
                let is_of_street = component.piece == Piece::House && self.is_in_later_street();
                1 + u8::from(self.count(component.piece) == 1 && (is_again || is_before_street || is_of_street))
            }
            // «Қазақстан Республикасы»
            Piece::Country => 1 + u8::from(gap.only(Gap::SPACE)),
            Piece::Code | Piece::Index => 1,
        };
        self.count(component.piece) < most
    }

    /// Whether the only street stands behind the only house, and last.
    pub(super) fn is_in_later_street(&self) -> bool {
        let is_last = self.last().is_some_and(|last| last.piece == Piece::Street && last.marked && !last.corner);
        is_last && self.count(Piece::Street) == 1 && self.count(Piece::House) == 1
    }

    /// The place of the address, without the country at either end.
    fn address(&self) -> Option<Range<usize>> {
        let counts = |component: &&Component| !matches!(component.piece, Piece::Country | Piece::Filler);
        let first = self.components.iter().find(counts)?;
        let last = self.components.iter().rev().find(counts)?;
        self.is_enough().then_some(first.start..last.end)
    }

    /// «дом 5, кв. 12», but not «3 дома, 5 квартир».
    fn is_house_and_flat(&self) -> bool {
        self.has(Piece::House) && self.has(Piece::Flat) && self.components.iter().all(|component| !component.counted)
    }

    /// Whether a house or a part of one is named.
    #[inline]
    pub(super) fn may_have_rooms(&self) -> bool {
        const ROOMY: u16 = Piece::House.bit() | Piece::Block.bit() | Piece::Flat.bit();
        self.announced || self.kinds & ROOMY != 0
    }

    /// Whether something that holds houses is named.
    #[inline]
    pub(super) fn has_locus(&self) -> bool {
        const LOCI: u16 = Piece::Street.bit()
            | Piece::District.bit()
            | Piece::Village.bit()
            | Piece::Complex.bit()
            | Piece::City.bit();
        self.kinds & LOCI != 0
    }

    fn is_enough(&self) -> bool {
        if self.has(Piece::Code) {
            return true;
        }
        let has_locus = self.has_locus();
        let numbered = self.has(Piece::House) || self.has(Piece::Flat);
        let points: u8 = self.components.iter().map(|component| component.points).sum();
        let announced = u8::from(self.announced) * 2;
        numbered && points + announced >= ENOUGH && (has_locus || self.is_house_and_flat())
    }
}

/// Reads the chain that begins at token `at`, where one may begin. Returns the place of an address, if it is one, and the
/// token to go on from.
pub(super) fn read(grammar: &Grammar<'_>, chain: &mut Chain, at: usize) -> (Option<Range<usize>>, usize) {
    chain.clear(grammar.is_announced(at));
    let mut next = at;
    let mut repeated = None;
    while chain.components.len() < COMPONENTS {
        let gap = grammar.gap(next);
        if chain.is_closed_by(gap) {
            break;
        }
        let component = grammar.component(next, chain);
        let Some(component) = &component else { break };
        if !joins(grammar, chain, component, next) {
            break;
        }
        if !chain.has_room_for(component, gap) {
            repeated = Some(component.piece);
            break;
        }
        next = component.last + 1;
        chain.push(*component);
    }
    if chain.components.is_empty() {
        return (None, at + 1);
    }
    chain.announced |= grammar.is_stood_by(next);
    let address = chain.address();
    if address.is_some() {
        return (address, next);
    }
    // A part of the chain may be an address only where a second component of a kind ended it.
    let first = repeated.and_then(|piece| chain.components.iter().find(|component| component.piece == piece));
    (None, first.map_or(next, |first| first.last + 1))
}

/// Whether what stands between two components may stand inside an address.
fn joins(grammar: &Grammar<'_>, chain: &Chain, component: &Component, at: usize) -> bool {
    let Some(last) = chain.last() else { return true };
    let gap = grammar.gap(at);
    let listed = Gap::SPACE.or(Gap::COMMA).or(Gap::SIGN).or(Gap::DOT).or(Gap::CLOSE);
    if gap.has(Gap::SIGN) && !component.labelled && gap.only(listed.or(Gap::LINE).or(Gap::SEMICOLON)) {
        // «№ 15», «№ 8 пәтер», «№7 көше»
        let is_numbered = component.marked && component.piece != Piece::City;
        return is_numbered || component.before_street || (component.piece == Piece::House && gap.only(listed));
    }
    // «В Актау: 5-14-8»
    let is_triple = component.piece == Piece::House && component.points == 3 && gap.only(Gap::COLON.or(Gap::SPACE));
    if is_triple && last.piece == Piece::City {
        return true;
    }
    if component.in_markup && last.in_markup {
        let between = grammar.text.get(last.end..component.start).unwrap_or_default();
        return between.len() < MARKUP && !between.contains([' ', '\n']) || between.trim_start().starts_with('<');
    }
    if gap.has(Gap::OPEN) && last.piece == Piece::House && last.points == 3 {
        return false;
    }
    if gap.has(Gap::HARD.or(Gap::MATH)) || (gap.has(Gap::COLON.or(Gap::SIGN)) && !component.labelled) {
        return false;
    }
    // «ул. Байтурсынова А. 24»
    let is_shortened = || {
        grammar.is_abbreviation(last.last)
            || grammar.is_shortened_street(last.last)
            || grammar.word(last.last).is_some_and(|it| it.length == 1)
    };
    let sentence_ends = gap.has(Gap::DOT) && !gap.has(Gap::COMMA.or(Gap::SEMICOLON)) && !is_shortened();
    if sentence_ends && chain.has(Piece::House) && grammar.begins_with_name(at) {
        return false;
    }
    // «каб. 312» ends a line, and the postal code of the office begins the next.
    if component.piece == Piece::Index && gap.has(Gap::LINE) && !chain.has_locus() {
        return false;
    }
    if component.marked || component.piece == Piece::Code {
        return true;
    }
    let cells = Gap::SEMICOLON.or(Gap::BAR);
    if gap.has(cells) {
        let is_place = matches!(component.piece, Piece::City | Piece::Region | Piece::Index | Piece::Country);
        let is_apart = gap.has(Gap::BAR) && !(gap.has(Gap::SPACE) && component.piece == Piece::City);
        let is_town = is_place && !is_apart && chain.has_locus();
        let is_flat = component.piece == Piece::Flat && last.piece != Piece::House;
        return is_town || component.before_street || (last.gap.has(cells) && !is_flat);
    }
    if gap.has(Gap::LINE) {
        let is_place = match component.piece {
            Piece::Country => true,
            // «9 этаж\nShymkent: …»: the heading of the next line.
            Piece::City => !grammar.gap(component.last + 1).has(Gap::COLON),
            // «г. Жезказган, ул. Мира 1», and the next line of the list begins with «ЗКО».
            Piece::Region => !chain.has(Piece::City),
            // `13/1",\n "160021 Республика Казахстан, г. Шымкент`: the next address of the list.
            Piece::Index => (1..=2).all(|ahead| grammar.role(component.last + ahead) != Role::Country),
            _ => false,
        };
        return component.before_street || is_place;
    }
    if sentence_ends {
        return false;
    }
    let opened = || grammar.text.get(last.start..last.end).is_some_and(|text| text.contains('('));
    if gap.has(Gap::CLOSE) && component.piece == Piece::House && !opened() {
        return false;
    }
    !gap.has(Gap::OPEN) || component.piece == Piece::City
}
