//! One component of an address: a mark with its name or number, or a listed name.

use std::ops::Range;

use super::chain::Chain;
use super::lexicon::{Order, Role};
use super::resolve::{BESIDE, is_namelike};
use super::tokens::{Form, Gap, Kind, Number, Token, Word};

/// Words of a name after its mark.
const NAME_WORDS: usize = 5;
/// Words of a former name in parentheses.
const FORMER_WORDS: usize = 3;
/// Words between quotation marks.
const QUOTED_WORDS: usize = 6;

/// What a component names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// The postal code of a building.
    Code,
    /// The postal code of six digits.
    Index,
    Country,
    Region,
    City,
    Village,
    District,
    Complex,
    Street,
    House,
    Block,
    Flat,
    /// A name without a mark between two others.
    Filler,
}

/// A component with its place and its weight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Component {
    pub(super) piece: Piece,
    /// Its last token.
    pub(super) last: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) points: u8,
    /// A mark says what it is.
    pub(super) marked: bool,
    /// A colon parts the mark from the value: a form.
    pub(super) labelled: bool,
    /// The second street of a corner.
    pub(super) corner: bool,
    /// A road, whose kilometres are its house numbers.
    pub(super) road: bool,
    /// The number stands before the mark with a blank between: it may be a count, «3 квартиры».
    pub(super) counted: bool,
    /// It stands directly after a component of the same kind.
    pub(super) follows_kind: bool,
    /// What stands before it.
    pub(super) gap: Gap,
}

/// The tokens of a region, ready to be read.
pub(super) struct Grammar<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    /// For the first token of a name that its mark follows: the tokens up to the mark.
    pub(super) named: &'a [u8],
}

impl Piece {
    pub(super) const COUNT: usize = 13;
}

impl Grammar<'_> {
    pub(super) fn gap(&self, at: usize) -> Gap {
        self.tokens.get(at).map_or(Gap::HARD, |token| token.gap)
    }

    fn role(&self, at: usize) -> Role {
        self.tokens.get(at).map_or(Role::None, Token::role)
    }

    fn word(&self, at: usize) -> Option<&Word> {
        self.tokens.get(at).and_then(Token::word)
    }

    fn number(&self, at: usize) -> Option<&Number> {
        self.tokens.get(at).and_then(Token::number)
    }

    /// Whether a token is a mark that a dot shortens.
    pub(super) fn is_abbreviation(&self, at: usize) -> bool {
        self.word(at).is_some_and(|word| {
            let is_mark =
                weight(word.sense.role).is_some() || matches!(word.sense.role, Role::House | Role::Block | Role::Flat);
            let is_whole = word.sense.role == Role::House && matches!(word.first, 'д' | 'ү') && word.length > 1;
            word.length <= 4 && is_mark && !is_whole
        })
    }

    /// Where an address ends that its components end at byte `end`; `next` is the token after it. The dot of an
    /// abbreviation and the parenthesis that closes one inside belong to it.
    pub(super) fn end(&self, range: &Range<usize>, next: usize) -> usize {
        let end = range.end + usize::from(self.is_dotted(range.end, next));
        let inside = self.text.get(range.clone()).unwrap_or_default();
        let open = inside.rfind('(') > inside.rfind(')');
        end + usize::from(open && self.text.get(end..).is_some_and(|rest| rest.starts_with(')')))
    }

    /// Whether an address that ends at byte `end` ends with the dot of an abbreviation; `next` is the token after it.
    fn is_dotted(&self, end: usize, next: usize) -> bool {
        let last = next.checked_sub(1).filter(|&last| self.is_abbreviation(last));
        let ends_here = last.and_then(|last| self.tokens.get(last)).is_some_and(|token| token.end == end);
        ends_here && self.text.get(end..).is_some_and(|rest| rest.starts_with('.'))
    }

    /// Whether a chain may begin at token `at`: most words of plain text are dismissed here.
    pub(super) fn may_begin(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        match &token.kind {
            Kind::Number(number) => !number.odd,
            Kind::Word(word) => {
                let plain = matches!(word.sense.role, Role::None | Role::Joiner) && !word.capital;
                let mute =
                    matches!(word.sense.role, Role::Stop | Role::Unit | Role::Label | Role::Letter | Role::Corner);
                (!plain && !mute) || self.named.get(at).is_some_and(|&named| named > 0)
            }
            Kind::Code { .. } => true,
            Kind::End => false,
        }
    }

    /// The component that begins at token `at`.
    pub(super) fn component(&self, at: usize, chain: &Chain) -> Option<Component> {
        let token = self.tokens.get(at)?;
        let named = usize::from(self.named.get(at).copied().unwrap_or_default());
        if named > 0
            && let Some(component) = self.by_following_mark(at, at + named, chain)
        {
            return Some(component);
        }
        match &token.kind {
            Kind::Code { capital } => Some(self.build(Piece::Code, at, at, 4 * u8::from(*capital || chain.announced)))
                .filter(|component| component.points > 0),
            Kind::Number(number) => self.by_number(at, number, chain),
            Kind::Word(word) => self.by_word(at, word, chain),
            Kind::End => None,
        }
    }

    fn build(&self, piece: Piece, first: usize, last: usize, points: u8) -> Component {
        let start = self.tokens.get(first).map_or(0, |token| token.start);
        let end = self.tokens.get(last).map_or(start, |token| token.end);
        let gap = self.gap(first);
        Component {
            piece,
            last,
            start,
            end,
            points,
            marked: false,
            labelled: false,
            corner: false,
            road: false,
            counted: false,
            follows_kind: false,
            gap,
        }
    }

    fn marked(&self, piece: Piece, first: usize, last: usize, points: u8) -> Component {
        Component { marked: true, ..self.build(piece, first, last, points) }
    }

    /// «Абай көшесі», «Самал-2 ш.а.», «Байзакский район».
    fn by_following_mark(&self, first: usize, mark: usize, chain: &Chain) -> Option<Component> {
        let (piece, points) = weight(self.role(mark))?;
        if piece == Piece::Street && self.number(first).is_some() && self.is_house_before_street(first, chain) {
            return None;
        }
        let road = self.role(mark) == Role::Road;
        Some(Component { road, ..self.marked(piece, first, mark, points) })
    }

    /// «12 Abay Ave»: the number before a Latin street is the house, unless it is an ordinal.
    fn is_house_before_street(&self, at: usize, chain: &Chain) -> bool {
        let latin = self.word(at + 1).is_some_and(|word| word.latin);
        latin && !chain.has(Piece::House) && self.number(at).is_some_and(|number| !number.ordinal)
    }

    // === numbers ===

    fn by_number(&self, at: usize, number: &Number, chain: &Chain) -> Option<Component> {
        if number.odd {
            return None;
        }
        if number.digits == 6 && !number.compound {
            return self.index(at, number);
        }
        if number.digits > 4 {
            return None;
        }
        self.number_with_mark(at, chain)
            .or_else(|| self.house_before_street(at, chain))
            .or_else(|| self.bare_house(at, chain))
            .or_else(|| self.bare_flat(at, chain))
    }

    /// A postal code of six digits: Kazakhstan's begin with 0 or 1, Russia's with 1 to 6.
    fn index(&self, at: usize, number: &Number) -> Option<Component> {
        let beside_number =
            self.tokens.get(at + 1).is_some_and(|next| next.gap.only(Gap::SPACE) && next.number().is_some());
        ((10_000..=699_999).contains(&number.value) && !beside_number).then(|| self.build(Piece::Index, at, at, 1))
    }

    /// «12 үй», «8 мкр», «4 этаж», «3-й переулок Чехова».
    fn number_with_mark(&self, at: usize, chain: &Chain) -> Option<Component> {
        let end = self.number_end(at);
        let mark = end + 1;
        if !self.gap(mark).only(Gap::SPACE.or(Gap::DASH).or(Gap::QUOTE)) {
            return None;
        }
        let word = self.word(mark)?;
        let (piece, points) = match word.sense.role {
            Role::House => (Piece::House, 2),
            Role::Flat => (Piece::Flat, 2),
            Role::Block => (Piece::Block, 1),
            Role::District => (Piece::District, 3),
            Role::Kilometre if chain.last().is_some_and(|last| last.road) => (Piece::House, 2),
            Role::Street => return self.ordinal_street(at, mark),
            _ => return None,
        };
        let follows = self.number_after(mark).filter(|_| !self.gap(mark + 1).has(Gap::COMMA));
        let ordinal = self.number(at).is_some_and(|number| number.ordinal);
        let numbered_before = matches!(piece, Piece::District) || ordinal;
        let after = word.sense.order == Order::After && (piece == Piece::House || chain.has(Piece::House));
        if follows.is_some() && !numbered_before && !after {
            return None;
        }
        // «ул. Абая, 12 вход со двора»: the number is the house's.
        let houseless = piece == Piece::Block && word.sense.order == Order::Before && !chain.has(Piece::House);
        if (ordinal && piece == Piece::House) || (houseless && self.bare_house(at, chain).is_some()) {
            return None;
        }
        let counted = self.gap(mark).only(Gap::SPACE);
        Some(Component { counted, ..self.marked(piece, at, mark, points) })
    }

    /// «3-й переулок Чехова», «5 көше».
    fn ordinal_street(&self, at: usize, mark: usize) -> Option<Component> {
        let ordinal = self.number(at)?.ordinal;
        let name = self.name_after(mark + 1, Piece::Street).filter(|_| {
            self.word(mark).is_some_and(|word| word.sense.order == Order::Before)
                && self.word(mark + 1).is_some_and(|word| word.capital)
        });
        (ordinal || name.is_none()).then(|| self.marked(Piece::Street, at, name.unwrap_or(mark), 3))
    }

    /// «140 Satpayev St»; «№ 14 по ул. Лермонтова».
    fn house_before_street(&self, at: usize, chain: &Chain) -> Option<Component> {
        if chain.has(Piece::House) || !self.is_house_number(at) {
            return None;
        }
        let signed = self.gap(at).has(Gap::SIGN);
        let end = self.number_end(at);
        let next = end + 1;
        if signed && self.role(next) == Role::Corner && self.gap(next).only(Gap::SPACE) {
            let street = self.component_plain(next + 1)?;
            if street.piece == Piece::Street {
                let component = self.marked(Piece::House, at, end, 2);
                return Some(Component { start: self.sign_before(component.start), ..component });
            }
        }
        self.comes_latin_street(at).then(|| self.build(Piece::House, at, end, 1))
    }

    /// Whether a Latin street follows the number at `at`: «140 Satpayev St».
    fn comes_latin_street(&self, at: usize) -> bool {
        let next = self.number_end(at) + 1;
        let named = usize::from(self.named.get(next).copied().unwrap_or_default());
        let latin = self.word(next).is_some_and(|word| word.latin && word.capital);
        let street = named > 0 && self.role(next + named) == Role::Street;
        latin && street && self.gap(next).only(Gap::SPACE.or(Gap::COMMA))
    }

    /// Where the sign of a number before byte `at` begins.
    fn sign_before(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default().trim_end_matches([' ', '\u{a0}']);
        before.strip_suffix(['№', '#']).map_or(at, str::len)
    }

    /// A component that needs no chain: for looking ahead.
    fn component_plain(&self, at: usize) -> Option<Component> {
        let named = usize::from(self.named.get(at).copied().unwrap_or_default());
        if named > 0 {
            let (piece, points) = weight(self.role(at + named))?;
            return Some(self.marked(piece, at, at + named, points));
        }
        self.by_mark(at, self.role(at))
    }

    /// A house number without a mark, after a street, a micro-district, a village.
    fn bare_house(&self, at: usize, chain: &Chain) -> Option<Component> {
        let last = chain.last()?;
        let numbered = matches!(last.piece, Piece::Street | Piece::District | Piece::Complex)
            || (last.piece == Piece::Village && chain.announced);
        let complex = last.piece == Piece::Complex;
        if !numbered || (chain.has(Piece::House) && !complex) || !self.is_house_number(at) {
            return None;
        }
        if self.comes_lower_word(self.number_end(at) + 1) && self.is_count_likely(at, last) {
            return None;
        }
        let first = self.number_end(at);
        let mut end = first;
        let mut groups = 0;
        while groups < 2
            && self.gap(end + 1).only(Gap::DASH)
            && !self.gap(end + 1).is_empty()
            && self.is_house_number(end + 1)
        {
            end = self.number_end(end + 1);
            groups += 1;
        }
        let compound = self.number(at).is_some_and(|number| number.compound) || first > at;
        let piece = if complex { Piece::Block } else { Piece::House };
        Some(self.build(piece, at, end, 1 + u8::from(compound || groups > 0)))
    }

    /// Whether a bare number counts the plain word after it: «улица Абая — 3 полосы», and after a Kazakh mark
    /// «көшесінде 3 апат», «даңғылы 5 жолақты».
    fn is_count_likely(&self, at: usize, last: &Component) -> bool {
        let kazakh = self.word(last.last).filter(|mark| mark.sense.order == Order::After);
        let inflected = kazakh.is_some_and(|mark| mark.sense.ending >= 2);
        let counted = self.word(self.number_end(at) + 1).is_some_and(|word| word.form == Form::KazakhCounted);
        self.gap(at).has(Gap::DASH) || inflected || (kazakh.is_some() && counted)
    }

    fn comes_lower_word(&self, at: usize) -> bool {
        let role = self.role(at);
        self.gap(at).only(Gap::SPACE) && role == Role::None && self.word(at).is_some_and(|word| !word.capital)
    }

    /// «Абай көшесі 110, 45»: a second number right after the house.
    fn bare_flat(&self, at: usize, chain: &Chain) -> Option<Component> {
        let last = chain.last().filter(|last| last.piece == Piece::House)?;
        if chain.has(Piece::Flat) || !self.is_house_number(at) {
            return None;
        }
        let gap = self.gap(at);
        let after = self.gap(self.number_end(at) + 1);
        let dash = gap.only(Gap::DASH.or(Gap::SPACE)) && gap.has(Gap::DASH) && last.end < usize::MAX;
        let comma =
            gap.only(Gap::COMMA.or(Gap::SPACE)) && gap.has(Gap::COMMA) && (after.is_empty() || !after.only(Gap::SPACE));
        let next_is_flat = self.role(self.number_end(at) + 1) == Role::Flat;
        (dash || comma || (gap.only(Gap::COMMA.or(Gap::SPACE)) && next_is_flat))
            .then(|| self.build(Piece::Flat, at, self.number_end(at), 0))
    }

    /// The last token of the number at `at`: a single letter beside it belongs to it, «12 А», «12 "Б"», «12-в».
    fn number_end(&self, at: usize) -> usize {
        let next = at + 1;
        let Some(word) = self.word(next).filter(|word| word.length == 1 && is_house_letter(word.first)) else {
            return at;
        };
        if matches!(word.sense.role, Role::House | Role::Block | Role::Flat | Role::Street | Role::City) {
            return at;
        }
        let (gap, after) = (self.gap(next), self.gap(next + 1));
        if gap.has(Gap::QUOTE) && gap.only(Gap::QUOTE.or(Gap::SPACE)) && after.has(Gap::QUOTE) {
            return next;
        }
        let initial = after.has(Gap::DOT) && self.word(next + 1).is_some_and(|word| word.capital && word.length > 1);
        let comes_mark = matches!(self.role(next + 1), Role::Flat | Role::Block | Role::House);
        let ends = after.is_empty() || !after.only(Gap::SPACE);
        let fits = gap.only(Gap::DASH) || (gap.only(Gap::SPACE) && (word.capital || matches!(word.first, 'а'..='г')));
        if fits && !initial && (ends || comes_mark) { next } else { at }
    }

    /// Whether the number at `at` may be a house's: short, and nothing counted, no date, no amount follows.
    fn is_house_number(&self, at: usize) -> bool {
        let Some(number) = self.number(at) else { return false };
        let is_year = number.digits == 4 && (1900..2100).contains(&number.value);
        if number.odd || number.ordinal || number.digits > 4 || number.value == 0 || is_year {
            return false;
        }
        let end = self.number_end(at);
        !self.is_counted(end) && !self.runs_on(end)
    }

    /// What follows token `at` is counted or measured by it.
    fn is_counted(&self, at: usize) -> bool {
        let gap = self.gap(at + 1);
        if gap.has(Gap::MATH) && gap.only(Gap::MATH.or(Gap::SPACE)) {
            return true;
        }
        let Some(word) = self.word(at + 1).filter(|_| gap.only(Gap::SPACE.or(Gap::DASH))) else { return false };
        let area = word.sense.role == Role::Flat
            && self
                .word(at + 2)
                .is_some_and(|next| next.sense.role == Role::Unit && self.gap(at + 2).only(Gap::SPACE.or(Gap::DOT)));
        word.sense.role == Role::Unit
            || area
            || (word.sense.role == Role::Kilometre)
            || (word.sense.role == Role::None && !word.capital && word.form == Form::Counted)
    }

    /// The number goes on as a phone or an amount does: «8 701 123 45 67», «150 000».
    fn runs_on(&self, at: usize) -> bool {
        let next = |at: usize| {
            let gap = self.gap(at);
            self.number(at)
                .filter(|_| gap.only(Gap::SPACE.or(Gap::DASH).or(Gap::OPEN).or(Gap::CLOSE)) && !gap.is_empty())
        };
        let Some(second) = next(at + 1) else { return false };
        let spaced = self.gap(at + 1).has(Gap::SPACE);
        second.digits > 4
            || (spaced && second.digits > 2)
            || next(at + 2).is_some_and(|third| third.digits > 1 && next(at + 3).is_some() || spaced)
    }

    /// The number after the mark at `mark`.
    fn number_after(&self, mark: usize) -> Option<&Number> {
        let gap = self.gap(mark + 1);
        self.number(mark + 1).filter(|number| gap.only(BESIDE.or(Gap::DASH)) && !number.odd && number.digits <= 4)
    }

    // === words ===

    fn by_word(&self, at: usize, word: &Word, chain: &Chain) -> Option<Component> {
        match word.sense.role {
            Role::CityName => Some(self.build(Piece::City, at, at, 1)),
            Role::RegionName => Some(self.build(Piece::Region, at, at, 1)),
            Role::Country => Some(self.build(Piece::Country, at, at, 0)),
            // «ул. Абая, дома 12, 14»; before a number «дома» is no count.
            Role::Unit if word.first == 'д' && chain.has(Piece::Street) => self.numbered(at, Piece::House, 2),
            Role::Unnumbered => Some(self.marked(Piece::House, at, at, 1)),
            Role::Corner => self.corner(at, chain),
            Role::DistrictName => self.district_name(at).or_else(|| self.bare_street(at, chain)),
            Role::StreetName | Role::StreetOnly | Role::Title | Role::Joiner if self.role(at + 1) != Role::Country => {
                self.bare_street(at, chain)
            }
            Role::StreetName => Some(self.build(Piece::Country, at, at + 1, 0)),
            Role::None => self.bare_street(at, chain).or_else(|| self.filler(at, chain)),
            role => self.by_mark(at, role).map(|component| {
                let follows_kind = chain.last().is_some_and(|last| last.piece == component.piece);
                Component { follows_kind, ..component }
            }),
        }
    }

    /// A mark that stands before its name or number.
    fn by_mark(&self, at: usize, role: Role) -> Option<Component> {
        match role {
            Role::House => self.numbered(at, Piece::House, 2),
            Role::Flat => self.numbered(at, Piece::Flat, 2),
            Role::Block => self.numbered(at, Piece::Block, 1),
            _ => {
                let (piece, points) = weight(role)?;
                let gap = self.gap(at + 1);
                if !gap.only(BESIDE.or(Gap::DASH)) {
                    return None;
                }
                let name = self.word(at + 1);
                if self.word(at).is_some_and(|mark| mark.latin && mark.sense.order == Order::After)
                    && name.is_some_and(|name| !name.capital)
                    && !self.is_of(at + 1)
                {
                    return None;
                }
                let of = role == Role::City && self.is_of(at + 1);
                let last = self.name_after(at + 1 + usize::from(of), piece)?;
                let component = Component { road: role == Role::Road, ..self.marked(piece, at, last, points) };
                Some(self.without_label(component, at))
            }
        }
    }

    /// «city of Almaty».
    fn is_of(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| self.text.get(token.start..token.end) == Some("of"))
    }

    /// «дом 5», «кв. 12», «блок B», «Дом: 5».
    fn numbered(&self, at: usize, piece: Piece, points: u8) -> Option<Component> {
        if self.role(at + 1) == Role::Unnumbered {
            return Some(self.marked(piece, at, at + 1, points));
        }
        let last = if self.number_after(at).is_some() {
            let first = at + 1;
            let mut end = self.number_end(first);
            if self.gap(end + 1).only(Gap::DASH) && !self.gap(end + 1).is_empty() && self.is_house_number(end + 1) {
                end = self.number_end(end + 1);
            }
            if self.is_counted(end) || self.number(first).is_some_and(|number| number.ordinal) {
                return None;
            }
            end
        } else {
            self.letter_after(at).filter(|_| piece != Piece::House)?
        };
        Some(self.without_label(self.marked(piece, at, last, points), at))
    }

    /// «блок B», «литер А», «пом. II».
    fn letter_after(&self, mark: usize) -> Option<usize> {
        let word = self.word(mark + 1)?;
        let roman = word.latin && word.length <= 4 && word.capital && matches!(word.first, 'i' | 'v' | 'x');
        let letter = word.length == 1 && word.capital;
        if !self.gap(mark + 1).only(BESIDE) || !(letter || roman) {
            return None;
        }
        let numbered = letter && self.number(mark + 2).is_some() && self.gap(mark + 2).is_empty();
        Some(mark + 1 + usize::from(numbered))
    }

    /// In a form the label is no part of the value.
    fn without_label(&self, component: Component, mark: usize) -> Component {
        let Some(value) = self.tokens.get(mark + 1).filter(|value| value.gap.has(Gap::COLON)) else { return component };
        Component { start: value.start, labelled: true, ..component }
    }

    fn corner(&self, at: usize, chain: &Chain) -> Option<Component> {
        let word = self.word(at)?;
        if word.length == 2 && matches!(word.first, 'п' | 'н') {
            return self.street_of_house(at, chain);
        }
        if !chain.has(Piece::Street) {
            return None;
        }
        let street = self
            .component_plain(at + 1)
            .or_else(|| self.bare_street_name(at + 1).map(|(last, _)| self.build(Piece::Street, at + 1, last, 0)))?;
        let start = self.tokens.get(at).map_or(street.start, |token| token.start);
        (street.piece == Piece::Street).then_some(Component { start, corner: true, marked: true, ..street })
    }

    /// «дом 12 по улице Гоголя», «№ 5 на ул. Абая».
    fn street_of_house(&self, at: usize, chain: &Chain) -> Option<Component> {
        if !chain.has(Piece::House) || chain.has(Piece::Street) {
            return None;
        }
        let street = self.component_plain(at + 1)?;
        (street.piece == Piece::Street).then_some(street)
    }

    /// «Самал-2», «Аксай 4, д. 5».
    fn district_name(&self, at: usize) -> Option<Component> {
        let next = at + 1;
        let gap = self.gap(next);
        let number = self.number(next).filter(|number| number.digits <= 2 && !number.odd)?;
        let tied = gap.only(Gap::DASH) && !gap.is_empty();
        let end = self.number_end(next);
        let then_house = self.gap(end + 1).only(Gap::COMMA.or(Gap::SPACE))
            && (self.number(end + 1).is_some() || matches!(self.role(end + 1), Role::House));
        let spaced = gap.only(Gap::SPACE) && then_house && number.digits == 1;
        (tied || spaced).then(|| Component { marked: tied, ..self.build(Piece::District, at, end, 3) })
    }

    /// A street known by its name alone, if a house number follows.
    fn bare_street(&self, at: usize, chain: &Chain) -> Option<Component> {
        let (last, strength) = self.bare_street_name(at)?;
        let named = self.with_former_name(last);
        let closed = if named > last { Gap::CLOSE } else { Gap::SPACE };
        let last = named;
        let next = last + 1;
        let gap = self.gap(next);
        if !gap.only(Gap::SPACE.or(Gap::COMMA).or(Gap::QUOTE).or(closed)) || gap.is_empty() {
            return None;
        }
        let numbered = match self.role(next) {
            Role::House => self.numbered(next, Piece::House, 2).is_some(),
            _ => self.is_house_number(next) && !self.is_mark_number(next) && !self.comes_latin_street(next),
        };
        let located = chain.last().is_some_and(|last| {
            matches!(
                last.piece,
                Piece::City | Piece::Village | Piece::Region | Piece::District | Piece::Filler | Piece::Index
            )
        });
        let allowed = strength > 0 || located || (chain.announced && chain.last().is_none());
        (numbered && allowed).then(|| self.build(Piece::Street, at, last, strength))
    }

    /// Whether the number at `at` belongs to a mark after it: «Самал 8 мкр».
    fn is_mark_number(&self, at: usize) -> bool {
        let mark = self.number_end(at) + 1;
        self.gap(mark).only(Gap::SPACE.or(Gap::DASH)) && matches!(self.role(mark), Role::District | Role::Street)
    }

    /// The last token of a name without a mark, and how sure it is a street's.
    fn bare_street_name(&self, at: usize) -> Option<(usize, u8)> {
        let first = self.word(at).filter(|word| is_street_word(word))?;
        let mut strength = strength(first);
        let mut last = at;
        while last - at < 3 {
            let Some(word) = self.word(last + 1) else { break };
            let gap = self.gap(last + 1);
            let initial = self.word(last).is_some_and(|word| word.length == 1);
            let joined = gap.only(Gap::SPACE)
                || (initial && gap.only(Gap::DOT.or(Gap::SPACE)))
                || gap.only(Gap::DASH)
                || gap.only(Gap::SLASH);
            let known = matches!(word.sense.role, Role::Title | Role::StreetName | Role::StreetOnly);
            let unknown = word.sense.role == Role::None && word.capital;
            if !joined || gap.is_empty() || !(known || unknown) {
                break;
            }
            last += 1;
            strength = strength.max(self::strength(word));
            if word.sense.role == Role::Title {
                strength = 3;
            }
        }
        let initial = self.word(last).is_some_and(|word| word.length == 1);
        (!initial).then_some((last, strength))
    }

    /// «Алматы, Медеуский, Достык 5»: a name between commas.
    fn filler(&self, at: usize, chain: &Chain) -> Option<Component> {
        let last = chain.last()?;
        let word = self.word(at)?;
        let located = matches!(last.piece, Piece::City | Piece::Region);
        let comma = Gap::COMMA.or(Gap::SPACE);
        let between = self.gap(at).only(comma)
            && self.gap(at).has(Gap::COMMA)
            && self.gap(at + 1).has(Gap::COMMA)
            && self.gap(at + 1).only(comma);
        (located && between && word.capital && word.length > 3).then(|| self.build(Piece::Filler, at, at, 0))
    }

    // === names ===

    /// The last token of the name that begins at `at`, after a mark.
    fn name_after(&self, at: usize, piece: Piece) -> Option<usize> {
        if self.gap(at).has(Gap::QUOTE)
            && let Some(last) = self.quoted(at)
        {
            return Some(last);
        }
        let mut last = at;
        match &self.tokens.get(at)?.kind {
            Kind::Number(number) => {
                if number.odd || number.digits > 3 {
                    return None;
                }
                last = self.numbered_name(at, number, piece)?;
            }
            Kind::Word(word) => {
                let coded = word.length == 1 && self.number(at + 1).is_some() && self.gap(at + 1).only(Gap::DASH);
                if coded && word.capital {
                    return Some(at + 1);
                }
                if !is_namelike(word) && !(word.length == 1 && word.capital) {
                    return None;
                }
                if word.sense.role == Role::Honorific {
                    last = at + 1;
                    let named = self.word(last).is_some_and(is_namelike);
                    if !named || !self.gap(last).only(Gap::SPACE.or(Gap::DOT)) {
                        return None;
                    }
                }
            }
            Kind::Code { .. } | Kind::End => return None,
        }
        while last - at < NAME_WORDS && self.extends(last + 1, piece) {
            last += 1;
        }
        let initial = self.word(last).is_some_and(|word| word.length == 1);
        (!initial).then(|| if piece == Piece::Street { self.with_former_name(last) } else { last })
    }

    /// The last token of a name with its former one: «Назарбаева (Фурманова)».
    fn with_former_name(&self, last: usize) -> usize {
        if !self.gap(last + 1).only(Gap::SPACE.or(Gap::OPEN)) || !self.gap(last + 1).has(Gap::OPEN) {
            return last;
        }
        let is_word = |at: usize| self.word(at).is_some();
        let closes = |&at: &usize| self.gap(at + 1).has(Gap::CLOSE);
        let inside = last + 1..last + 1 + FORMER_WORDS;
        inside.take_while(|&at| is_word(at)).find(closes).unwrap_or(last)
    }

    /// «ул. 8 Марта», «ул. 38-я», «мкр 5», «ул. 30 лет Победы».
    fn numbered_name(&self, at: usize, number: &Number, piece: Piece) -> Option<usize> {
        let next = self.word(at + 1).filter(|_| self.gap(at + 1).only(Gap::SPACE));
        let comes_name = next.is_some_and(|word| word.capital && is_namelike(word));
        match piece {
            Piece::District => Some(self.number_end(at)),
            Piece::Street if comes_name => Some(at + 1),
            Piece::Street if next.is_some_and(|word| word.sense.role == Role::Unit) => {
                let month = self.is_house_number(at + 2) || matches!(self.role(at + 2), Role::House);
                let years = self.word(at + 2).is_some_and(|word| word.capital);
                if years {
                    return Some(at + 2);
                }
                (month || self.gap(at + 2).has(Gap::COMMA)).then_some(at + 1)
            }
            Piece::Street => {
                let then_house = matches!(self.role(at + 1), Role::House)
                    || (self.gap(at + 1).has(Gap::COMMA) && self.is_house_number(at + 1));
                (number.ordinal || then_house).then_some(at)
            }
            Piece::Complex if next.is_some_and(is_namelike) => Some(at + 1),
            _ => None,
        }
    }

    fn quoted(&self, at: usize) -> Option<usize> {
        (at..at + QUOTED_WORDS)
            .find(|&last| self.gap(last + 1).has(Gap::QUOTE.or(Gap::HARD)) || last + 1 >= self.tokens.len())
            .filter(|&last| self.gap(last + 1).has(Gap::QUOTE))
    }

    /// Whether token `at` goes on with the name before it.
    fn extends(&self, at: usize, piece: Piece) -> bool {
        let gap = self.gap(at);
        let initial = at.checked_sub(1).and_then(|before| self.word(before)).is_some_and(|word| word.length == 1);
        if gap.has(Gap::DOT) && !initial {
            return false;
        }
        if let Some(number) = self.number(at) {
            let district = piece == Piece::District || piece == Piece::Village;
            let after_word = at.checked_sub(1).is_some_and(|before| self.word(before).is_some());
            return gap.only(Gap::DASH) && !gap.is_empty() && after_word && district && number.digits <= 2
                || (piece == Piece::District
                    && gap.only(Gap::SPACE)
                    && number.digits == 1
                    && self.is_district_number(at));
        }
        let Some(word) = self.word(at).filter(|word| is_namelike(word)) else { return false };
        if word.length == 1 {
            let is_initial = word.capital && self.gap(at + 1).has(Gap::DOT);
            return is_initial && gap.only(Gap::DOT.or(Gap::SPACE));
        }
        let joined = gap.only(Gap::SPACE) || (initial && gap.only(Gap::DOT.or(Gap::SPACE)));
        if gap.only(Gap::DASH) || (gap.only(Gap::SLASH) && word.capital) {
            return !gap.is_empty();
        }
        let locality = matches!(piece, Piece::City | Piece::Region);
        if !joined || (word.sense.role == Role::CityName && piece != Piece::Complex && !initial) {
            return false;
        }
        match word.sense.role {
            Role::Title => true,
            Role::StreetName | Role::StreetOnly | Role::DistrictName => {
                !locality && piece != Piece::Village && self.named.get(at).copied().unwrap_or_default() == 0
            }
            _ if self.named.get(at).copied().unwrap_or_default() > 0 => false,
            _ if word.capital => !locality || initial,
            _ => piece == Piece::Street && self.precedes_house(at),
        }
    }

    /// A lower-case word belongs to a street's name if the house follows at once: «ул бауыржана момышулы 5».
    fn precedes_house(&self, at: usize) -> bool {
        let gap = self.gap(at + 1);
        gap.only(Gap::SPACE.or(Gap::COMMA)) && (self.role(at + 1) == Role::House || self.is_house_number(at + 1))
    }

    /// «мкр Самал 2, 33»: the first of two numbers is the micro-district's.
    fn is_district_number(&self, at: usize) -> bool {
        let gap = self.gap(at + 1);
        gap.only(Gap::COMMA.or(Gap::SPACE)) && (self.number(at + 1).is_some() || self.role(at + 1) == Role::House)
            || !self.is_house_number(at)
    }
}

/// What a mark names, and its weight.
fn weight(role: Role) -> Option<(Piece, u8)> {
    Some(match role {
        Role::Street | Role::Road => (Piece::Street, 3),
        Role::District => (Piece::District, 3),
        Role::Complex => (Piece::Complex, 2),
        Role::City => (Piece::City, 1),
        Role::Village => (Piece::Village, 2),
        Role::Region => (Piece::Region, 1),
        _ => return None,
    })
}

fn is_street_word(word: &Word) -> bool {
    match word.sense.role {
        Role::StreetName | Role::StreetOnly | Role::DistrictName => true,
        Role::None | Role::Joiner => word.capital,
        _ => false,
    }
}

/// How sure a word alone names a street.
fn strength(word: &Word) -> u8 {
    match word.sense.role {
        Role::StreetOnly => 3,
        Role::StreetName if word.genitive => 3,
        Role::StreetName | Role::DistrictName => 2,
        _ => u8::from(word.capital && word.form == Form::StreetLike),
    }
}

fn is_house_letter(letter: char) -> bool {
    matches!(letter, 'а'..='к' | 'н' | 'п' | 'a'..='k')
}
