//! One component of an address: a mark with its name or number, or a listed name.

use std::ops::Range;

use super::super::context::{is_one_of, words};
use super::chain::Chain;
use super::gap::Gap;
use super::lexicon::{Order, Role};
use super::prospect::Prospect;
use super::resolve::BESIDE;
use super::tokens::{Form, Kind, Number, Token, Word};

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
    /// A tag or the key of a query names it: `<city>Павлодар</city>`, `city=Семей&street=Абая`.
    pub(super) in_markup: bool,
    /// The second street of a corner.
    pub(super) corner: bool,
    /// A road, whose kilometres are its house numbers.
    pub(super) road: bool,
    /// The number stands before the mark with a blank between: it may be a count, «3 квартиры».
    pub(super) counted: bool,
    /// It stands directly after a component of the same kind.
    pub(super) follows_kind: bool,
    /// A house whose street follows: «17 Abay Ave».
    pub(super) before_street: bool,
    /// What stands before it.
    pub(super) gap: Gap,
}

/// The tokens of a region, ready to be read.
pub(super) struct Grammar<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    /// For the first token of a name that its mark follows: the tokens up to the mark.
    pub(super) named: &'a [u8],
    pub(super) prospects: &'a [Prospect],
}

/// Short marks that are whole words.
const WHOLE: [&str; 16] = [
    "этаж", "офис", "блок", "вход", "бокс", "база", "дача", "село", "аул", "ауыл", "кент", "қала", "көше", "unit",
    "room", "flat",
];

impl Piece {
    pub(super) const COUNT: usize = 13;

    /// The bit of it in a set of pieces.
    #[inline]
    pub(super) const fn bit(self) -> u16 {
        1 << self as u16
    }
}

impl Grammar<'_> {
    #[inline]
    pub(super) fn gap(&self, at: usize) -> Gap {
        self.tokens.get(at).map_or(Gap::HARD, |token| token.gap)
    }

    #[inline]
    pub(super) fn role(&self, at: usize) -> Role {
        self.tokens.get(at).map_or(Role::None, Token::role)
    }

    #[inline]
    pub(super) fn word(&self, at: usize) -> Option<&Word> {
        self.tokens.get(at).and_then(Token::word)
    }

    #[inline]
    pub(super) fn number(&self, at: usize) -> Option<&Number> {
        self.tokens.get(at).and_then(Token::number)
    }

    /// Token `at` as it is written.
    pub(super) fn written(&self, at: usize) -> Option<&str> {
        self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end))
    }

    /// Whether a token is a mark that a dot shortens.
    pub(super) fn is_abbreviation(&self, at: usize) -> bool {
        self.word(at).is_some_and(|word| {
            let is_mark =
                weight(word.sense.role).is_some() || matches!(word.sense.role, Role::House | Role::Block | Role::Flat);
            let is_house =
                word.sense.role == Role::House && matches!(word.first, 'д' | 'ү' | 'ú' | 'ü') && word.length > 1;
            word.length <= 4 && is_mark && !is_house && !self.is_whole_word(at)
        })
    }

    /// Whether a short mark is no abbreviation: the full stop after it ends a sentence.
    fn is_whole_word(&self, at: usize) -> bool {
        let token = self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end));
        token.is_some_and(|token| is_one_of(token, &WHOLE))
    }

    /// Whether token `at` says that somebody stands or waits at what is before it: «Достық 53 алдында».
    pub(super) fn is_stood_by(&self, at: usize) -> bool {
        const WORDS: [&str; 14] = [
            "қиылыс*",
            "бұрышы*",
            "алдында*",
            "жанында*",
            "қасында*",
            "тұрмын",
            "тұрмыз",
            "такси",
            "маған",
            "келіңіз*",
            "келіңдер",
            "барам*",
            "барамын",
            "жеткіз*",
        ];
        let is_near = self.gap(at).only(Gap::SPACE.or(Gap::DASH)) && self.word(at).is_some();
        is_near && self.written(at).is_some_and(|word| is_one_of(word, &WORDS))
    }

    /// «комн. 18»
    pub(super) fn is_room(&self, at: usize) -> bool {
        let may_be_one = self.number(at + 1).is_some() && self.word(at).is_some();
        may_be_one && self.written(at).is_some_and(|word| is_one_of(word, &["комн", "комнат", "комната"]))
    }

    /// Whether token `at` begins a name that its mark follows.
    pub(super) fn begins_with_name(&self, at: usize) -> bool {
        self.named.get(at).is_some_and(|&named| named > 0) && self.number(at).is_none()
    }

    /// Where an address ends that its components end at byte `end`; `next` is the token after it. The dot of an
    /// abbreviation and the parenthesis that closes one inside belong to it.
    pub(super) fn end(&self, range: &Range<usize>, next: usize) -> usize {
        let end = range.end + usize::from(self.is_dotted(range.end, next));
        let quote = self.closing_quote(end);
        if quote > 0 || self.text.as_bytes().get(end) != Some(&b')') {
            return end + quote;
        }
        let inside = self.text.get(range.clone()).unwrap_or_default();
        let parenthesis = memchr::memrchr2(b'(', b')', inside.as_bytes());
        end + usize::from(parenthesis.is_some_and(|at| inside.as_bytes().get(at) == Some(&b'(')))
    }

    /// Bytes of the quotation mark after byte `end` that closes around a single letter: «15 "Б"».
    fn closing_quote(&self, end: usize) -> usize {
        if !matches!(self.text.as_bytes().get(end), Some(b'"' | b'\'' | 0x80..)) {
            return 0;
        }
        let is_quote = |character: &char| matches!(character, '"' | '«' | '»' | '“' | '”' | '\'');
        let after = self.text.get(end..).and_then(|rest| rest.chars().next());
        let Some(quote) = after.filter(is_quote) else { return 0 };
        let mut before = self.text.get(..end).unwrap_or_default().chars().rev();
        let quoted = before.next().is_some_and(char::is_alphabetic) && before.next().as_ref().is_some_and(is_quote);
        if quoted { quote.len_utf8() } else { 0 }
    }

    /// Whether an address that ends at byte `end` ends with the dot of an abbreviation; `next` is the token after it.
    pub(super) fn is_dotted(&self, end: usize, next: usize) -> bool {
        let is_dot = self.text.as_bytes().get(end) == Some(&b'.');
        let last = next.checked_sub(1).filter(|&last| is_dot && self.is_abbreviation(last));
        last.and_then(|last| self.tokens.get(last)).is_some_and(|token| token.end == end)
    }

    /// The component that begins at token `at`.
    pub(super) fn component(&self, at: usize, chain: &Chain) -> Option<Component> {
        let token = self.tokens.get(at)?;
        if let Some(component) = self.labelled(at) {
            return Some(component);
        }
        if let Some(remark) = self.remark(at, chain) {
            return Some(remark);
        }
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

    pub(super) fn build(&self, piece: Piece, first: usize, last: usize, points: u8) -> Component {
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
            in_markup: false,
            corner: false,
            road: false,
            counted: false,
            follows_kind: false,
            before_street: false,
            gap,
        }
    }

    pub(super) fn marked(&self, piece: Piece, first: usize, last: usize, points: u8) -> Component {
        Component { marked: true, ..self.build(piece, first, last, points) }
    }

    /// «Абай көшесі», «Самал-2 ш.а.», «Байзакский район».
    pub(super) fn by_following_mark(&self, first: usize, mark: usize, chain: &Chain) -> Option<Component> {
        let (piece, points) = weight(self.role(mark))?;
        if piece == Piece::Street && self.number(first).is_some() && self.is_house_before_street(first, chain) {
            return None;
        }
        let road = self.role(mark) == Role::Road;
        // «Г.А.» is in two tokens.
        let is_in_two = piece == Piece::Region && self.word(mark).is_some_and(|mark| mark.length == 1 && !mark.latin);
        Some(Component { road, ..self.marked(piece, first, mark + usize::from(is_in_two), points) })
    }

    /// «12 Abay Ave»: the number before a Latin street is the house, unless it is an ordinal.
    pub(super) fn is_house_before_street(&self, at: usize, chain: &Chain) -> bool {
        let latin = self.word(at + 1).is_some_and(|word| word.latin);
        latin && !chain.has(Piece::House) && self.number(at).is_some_and(|number| !number.ordinal)
    }

    fn by_word(&self, at: usize, word: &Word, chain: &Chain) -> Option<Component> {
        match word.sense.role {
            Role::CityName if chain.has(Piece::House) && !word.capital && self.is_thing(at) => None,
            // «Bayzakov St. 280, Almaty Towers, office 1104»
            Role::CityName => self.building(at, chain).or_else(|| Some(self.build(Piece::City, at, at, 1))),
            Role::RegionName => Some(self.build(Piece::Region, at, at, 1)),
            // «Dostyk Ave 162, Kazakhstan Business Center»
            Role::Country => self
                .building(at, chain)
                .or_else(|| self.street_called_country(at, word, chain))
                .or_else(|| Some(self.build(Piece::Country, at, at, 0))),
            // «ул. Абая, дома 12, 14»; before a number «дома» is no count.
            Role::Unit if word.first == 'д' && chain.has(Piece::Street) => self.numbered(at, Piece::House, 2),
            // «Кульджинский тракт 5, комн. 18»; without a house «3 комн.» is a count.
            Role::Unit if word.first == 'к' && chain.may_have_rooms() && self.is_room(at) => {
                self.numbered(at, Piece::Flat, 1)
            }
            Role::Stop | Role::None if chain.has_locus() && self.says_no_number(at) => {
                Some(self.marked(Piece::House, at, at + 1, 1))
            }
            Role::Unnumbered => Some(self.marked(Piece::House, at, at, 1)),
            Role::Kilometre => self.kilometre_before(at, chain),
            Role::Corner => self.corner(at, chain),
            Role::Honorific => self.prefixed_street(at, chain),
            Role::Stop | Role::Letter if word.length == 1 && word.capital => self
                .prefixed_street(at, chain)
                .or_else(|| self.lettered_block(at, chain))
                .or_else(|| self.coded_block(at, chain))
                .or_else(|| self.coded_street(at)),
            Role::None if word.length == 1 && word.capital => {
                self.lettered_block(at, chain).or_else(|| self.coded_street(at))
            }
            Role::DistrictName => {
                let named = self.district_name(at).or_else(|| self.bare_street(at, chain));
                named.or_else(|| self.filler(at, chain))
            }
            Role::StreetName | Role::StreetOnly | Role::Title | Role::Joiner
                if self.role(at + 1) != Role::Country || self.is_house_number(at + 2) =>
            {
                let named = self.told_by_next(at);
                if named.is_some() || self.is_on_next_line(at, chain) {
                    return named;
                }
                self.bare_street(at, chain).or_else(|| self.filler(at, chain))
            }
            Role::StreetName => Some(self.build(Piece::Country, at, at + 1, 0)),
            Role::None => {
                let named = self.told_by_next(at);
                if named.is_some() || self.is_on_next_line(at, chain) {
                    return named;
                }
                self.bare_street(at, chain)
                    .or_else(|| self.building(at, chain))
                    .or_else(|| self.shortened_building(at, chain))
                    .or_else(|| self.named_index(at, chain))
                    .or_else(|| self.intercom(at, chain))
                    .or_else(|| self.lodging(at, chain))
                    .or_else(|| self.filler(at, chain))
            }
            Role::Stop if self.crosses(at, chain) => self.corner(at, chain),
            Role::House if chain.last().is_none() && self.is_part_of_clinic(at) => None,
            // «Kunayev Blvd, 31, Bldg. B»
            Role::House if word.latin && chain.has(Piece::House) && self.letter_after(at).is_some() => {
                self.letter_after(at).map(|last| self.marked(Piece::Block, at, last, 1))
            }
            Role::Complex if self.lodging(at, chain).is_some() => self.lodging(at, chain),
            role => self.by_mark(at, role).or_else(|| self.nameless(at, word, chain)).map(|component| {
                let follows_kind = chain.last().is_some_and(|last| last.piece == component.piece);
                // «кв 9. кв 9, а не 6»: the next sentence speaks of it again.
                let follows_kind = follows_kind && !self.gap(at).has(Gap::DOT);
                Component { follows_kind, ..component }
            }),
        }
    }

    /// «Усть-Каменогорск, Казахстан 85, подъезд 2»: several towns have a street of that name.
    fn street_called_country(&self, at: usize, word: &Word, chain: &Chain) -> Option<Component> {
        let follows_town = chain.last().is_some_and(|last| matches!(last.piece, Piece::City));
        let is_house = self.number(at + 1).is_some_and(|house| house.digits <= 3) && self.is_house_number(at + 1);
        let behind = self.number_end(at + 1) + 1;
        let comes_part = || {
            let is_part = matches!(self.role(behind), Role::Flat | Role::Block) || self.number(behind).is_some();
            self.gap(behind).only(Gap::COMMA.or(Gap::SPACE).or(Gap::DASH)) && is_part
        };
        let is_street = !word.latin && word.length > 8 && follows_town && is_house && self.gap(at + 1).only(Gap::SPACE);
        (is_street && comes_part()).then(|| self.build(Piece::Street, at, at, 3))
    }

    /// «Сатпаев, 4-й мкр», «Степной-3, дом 6»: a name that the number behind a comma or a hyphen tells.
    #[inline]
    fn told_by_next(&self, at: usize) -> Option<Component> {
        if !self.gap(at + 1).has(Gap::COMMA.or(Gap::DASH)) {
            return None;
        }
        self.town_before_district(at).or_else(|| self.tied_district(at))
    }

    /// Whether nothing but the end of a line parts token `at` from the address before it: a name without a mark begins
    /// something else there, whatever it is.
    fn is_on_next_line(&self, at: usize, chain: &Chain) -> bool {
        const PARTS: Gap = Gap::COMMA.or(Gap::SEMICOLON).or(Gap::BAR);
        let gap = self.gap(at);
        gap.has(Gap::LINE) && !gap.has(PARTS) && chain.last().is_some()
    }

    /// «Туркестан, Б. Саттарханова 45», «Павлодар, Ак. Чокина 45»: after a town.
    fn prefixed_street(&self, at: usize, chain: &Chain) -> Option<Component> {
        let is_located = chain.last().is_some_and(|last| matches!(last.piece, Piece::City | Piece::Village));
        let gap = self.gap(at + 1);
        if !is_located || !gap.has(Gap::DOT) || !gap.only(Gap::DOT.or(Gap::SPACE)) {
            return None;
        }
        let start = self.tokens.get(at)?.start;
        let gap = self.gap(at);
        // An initial before a surname and a number tells a street too.
        let points = |street: &Component| if street.points > 0 { street.points.max(2) } else { 0 };
        self.bare_street(at + 1, chain).map(|street| Component { start, gap, points: points(&street), ..street })
    }

    /// «дом 71, подвал»: a part of a house without a number; «п. Боралдай, промзона, уч. 5»: one of a town.
    fn nameless(&self, at: usize, word: &Word, chain: &Chain) -> Option<Component> {
        if word.sense.role == Role::District {
            // «Industrial Zone, plot 108»
            let follows_town = || chain.last().is_some_and(|last| matches!(last.piece, Piece::City | Piece::Village));
            if (chain.last().is_none() || follows_town()) && self.is_zone(at) && self.comes_plot(at + 1) {
                return Some(self.build(Piece::District, at, at, 2));
            }
            let is_between = self.gap(at).has(Gap::COMMA) && self.gap(at + 1).has(Gap::COMMA);
            return (is_between && chain.has_locus()).then(|| self.build(Piece::Filler, at, at, 0));
        }
        // «пр. Мәңгілік Ел, здание 8, Дом министерств, 11 подъезд»
        if word.sense.role == Role::House && chain.has(Piece::House) && self.is_of_ministries(at + 1) {
            return Some(self.build(Piece::Filler, at, at + 1, 0));
        }
        let is_one = word.sense.role == Role::Block && word.sense.order == Order::After && word.length > 5;
        let is_low = matches!(word.first, 'п' | 'ц' | 'м');
        (is_one && is_low && chain.may_have_rooms()).then(|| self.marked(Piece::Block, at, at, 0))
    }

    /// «Дом министерств», «Дом правительства»: whether token `at` is the second word.
    fn is_of_ministries(&self, at: usize) -> bool {
        let is_near = self.gap(at).only(Gap::SPACE) && self.gap(at + 1).has(Gap::COMMA.or(Gap::QUOTE));
        is_near && self.written(at).is_some_and(|word| is_one_of(word, &["министерств*", "правительств*"]))
    }

    /// Whether token `at` is a part of a town that needs no name: «промзона».
    fn is_zone(&self, at: usize) -> bool {
        const ZONES: [&str; 7] =
            ["промзон*", "пром*", "промышленн*", "индустриал*", "industrial*", "өнеркәсіптік*", "prom*"];
        let token = self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end));
        token.and_then(|token| words(token).next()).is_some_and(|word| is_one_of(word, &ZONES))
    }

    /// Whether a plot or a house with its number is the next field at token `at`.
    fn comes_plot(&self, at: usize) -> bool {
        let is_before = || self.role(at) == Role::House && self.numbered(at, Piece::House, 2).is_some();
        let is_behind = || self.is_house_number_before(at) && self.role(self.number_end(at) + 1) == Role::House;
        self.gap(at).has(Gap::COMMA) && self.gap(at).only(Gap::COMMA.or(Gap::SPACE)) && (is_before() || is_behind())
    }

    /// «Km 21, Kuldzhinskaya highway, building 4», «12-й км Талгарской трассы»: the kilometre before its road.
    fn kilometre_before(&self, at: usize, chain: &Chain) -> Option<Component> {
        let road = self.number_after(at).map(|_| at + 2)?;
        let is_near = self.gap(road).only(Gap::COMMA.or(Gap::SPACE));
        let named = usize::from(self.named.get(road).copied().unwrap_or_default());
        let is_road = matches!(self.role(road + named), Role::Road | Role::Street)
            && (named > 0 || self.role(road) == Role::Road);
        (chain.last().is_none() && is_near && is_road).then(|| self.marked(Piece::Block, at, at + 1, 1))
    }

    /// A mark that stands before its name or number.
    pub(super) fn by_mark(&self, at: usize, role: Role) -> Option<Component> {
        match role {
            Role::House => self.numbered(at, Piece::House, 2),
            Role::Flat => self.numbered(at, Piece::Flat, 2),
            Role::Block => self.numbered(at, Piece::Block, 1),
            _ => {
                let (piece, points) = weight(role)?;
                let gap = self.gap(at + 1);
                // «ул.» ends a line, and its name begins the next.
                let wrapped = if gap.has(Gap::DOT) { Gap::LINE } else { Gap::default() };
                if !gap.only(BESIDE.or(Gap::DASH).or(wrapped)) {
                    return None;
                }
                // «ауылым Ұлытау облысы», «общежитие Кульджинский тракт 5»: the name belongs to the mark behind it.
                let is_behind = self.word(at).is_some_and(|mark| mark.sense.order == Order::After);
                let is_bare = gap.only(Gap::SPACE) && piece == Piece::Complex;
                // «БЦ Изумрудный квартал, блок Б»
                let is_quarter = || is_bare && self.role(at + 2) == Role::District && self.extends(at + 2, piece);
                if (is_behind || is_bare) && self.begins_with_name(at + 1) && !is_quarter() || (is_behind && is_bare) {
                    return None;
                }
                let name = self.word(at + 1);
                let is_glued = gap.is_empty() && self.word(at).is_some_and(|mark| mark.latin && mark.length == 2);
                let is_prose =
                    |name: &Word| !name.capital && name.sense.role == Role::None && !self.precedes_house(at + 1);
                // «площадь 58,4»
                let is_square = self.word(at).is_some_and(|mark| mark.first == 'п' && mark.length > 6 && !mark.capital);
                let is_measure = || is_square && self.number(at + 1).is_some_and(|number| !number.ordinal);
                if is_glued || (name.map_or_else(is_measure, is_prose) && self.is_common_noun(at)) {
                    return None;
                }
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

    /// «площадь согласована», «квартал закончился»: marks that are everyday words too.
    fn is_common_noun(&self, at: usize) -> bool {
        let token = self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end));
        token.is_some_and(|token| is_one_of(token, &["площад*", "проезд*", "тупик*", "набережн*", "алле*", "квартал*"]))
    }

    /// «city of Almaty».
    pub(super) fn is_of(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| self.text.get(token.start..token.end) == Some("of"))
    }

    /// «дом 5», «кв. 12», «блок B», «Дом: 5».
    pub(super) fn numbered(&self, at: usize, piece: Piece, points: u8) -> Option<Component> {
        if self.role(at + 1) == Role::Unnumbered {
            return Some(self.marked(piece, at, at + 1, points));
        }
        let mark = self.with_number_word(at);
        // «Registered office: 69 Abay Ave»
        if piece == Piece::Flat && self.gap(mark + 1).has(Gap::COLON) && self.comes_latin_street(mark + 1) {
            return None;
        }
        let last = if piece == Piece::Flat && self.is_decimal(mark + 1) {
            mark + 1
        } else if self.number_after(mark).is_some() {
            let first = mark + 1;
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
        Some(self.without_label(self.marked(piece, at, last, points), mark))
    }

    /// «Office 8.412»: the floor and the room.
    pub(super) fn is_decimal(&self, at: usize) -> bool {
        if !self.gap(at).only(BESIDE) || !self.number(at).is_some_and(|number| number.odd) {
            return false;
        }
        let digits = self.written(at).and_then(|number| number.split_once('.'));
        let is_short = |digits: &str, most| digits.len() <= most && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.is_some_and(|(floor, room)| is_short(floor, 2) && is_short(room, 4))
    }

    /// «Үй нөмірі: 5», «квартира номер 12»: the last token of a mark.
    fn with_number_word(&self, mark: usize) -> usize {
        let token = self.tokens.get(mark + 1).filter(|token| token.gap.only(Gap::SPACE) && token.word().is_some());
        let word = token.and_then(|token| self.text.get(token.start..token.end));
        let is_number =
            word.is_some_and(|word| is_one_of(word, &["номер*", "нөмір*", "number", "no", "nomer", "nomiri"]));
        mark + usize::from(is_number)
    }

    /// «блок B», «литер А», «пом. II».
    pub(super) fn letter_after(&self, mark: usize) -> Option<usize> {
        let word = self.word(mark + 1)?;
        let roman = word.latin && word.length <= 4 && word.capital && matches!(word.first, 'i' | 'v' | 'x');
        // «блок а кв 12», «корп. б, кв. 3»
        let is_before_flat = || self.role(mark + 2) == Role::Flat && self.number(mark + 3).is_some();
        let behind = self.gap(mark + 2);
        let is_before_part = self.is_decimal(mark + 2);
        let ends = || behind.is_empty() || !behind.only(Gap::SPACE) && !behind.has(Gap::DOT);
        let letter = word.length == 1 && (word.capital || is_before_part || is_before_flat() || ends());
        if !self.gap(mark + 1).only(BESIDE) || !(letter || roman) {
            return None;
        }
        // «блок С4.2», «блок С 2.3»
        let is_near = behind.is_empty() || behind.only(Gap::SPACE) && is_before_part;
        let numbered = letter && self.number(mark + 2).is_some() && is_near;
        Some(mark + 1 + usize::from(numbered))
    }

    /// In a form the label is no part of the value.
    pub(super) fn without_label(&self, component: Component, mark: usize) -> Component {
        let Some(value) = self.tokens.get(mark + 1).filter(|value| value.gap.has(Gap::COLON)) else { return component };
        Component { start: value.start, labelled: true, ..component }
    }

    pub(super) fn corner(&self, at: usize, chain: &Chain) -> Option<Component> {
        let word = self.word(at)?;
        if word.length == 2 && matches!(word.first, 'п' | 'н' | 'n') {
            return self.street_of_house(at, chain).or_else(|| self.street_in_town(at, chain));
        }
        if !chain.has(Piece::Street) {
            return None;
        }
        let street = self.component_plain(at + 1).or_else(|| {
            self.bare_street_name(at + 1).map(|(last, points)| self.build(Piece::Street, at + 1, last, points))
        })?;
        // «мен Пушкин көшесінің бұрышында, 60»
        let corner = Some(street.last + 1).filter(|&last| self.role(last) == Role::Corner && self.is_and(at));
        let last = corner.unwrap_or(street.last);
        let end = corner.and_then(|last| self.tokens.get(last)).map_or(street.end, |token| token.end);
        let start = self.tokens.get(at).map_or(street.start, |token| token.start);
        (street.piece == Piece::Street).then_some(Component { start, last, end, corner: true, marked: true, ..street })
    }

    /// «дом 12 по улице Гоголя», «№ 5 на ул. Абая».
    pub(super) fn street_of_house(&self, at: usize, chain: &Chain) -> Option<Component> {
        if !chain.has(Piece::House) || chain.has(Piece::Street) {
            return None;
        }
        let street = self.component_plain(at + 1)?;
        (street.piece == Piece::Street).then_some(street)
    }

    /// «Самал-2», «Аксай 4, д. 5».
    pub(super) fn district_name(&self, at: usize) -> Option<Component> {
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

    /// «Участок 14, г. Астана»: the part of a town that a clinic cares for, before an address.
    fn is_part_of_clinic(&self, at: usize) -> bool {
        let is_plot = self.word(at).is_some_and(|word| word.first == 'у');
        is_plot && self.gap(at + 2).has(Gap::COMMA) && matches!(self.role(at + 2), Role::City | Role::CityName)
    }

    /// «61 пәтер, есік алдына»: what doors and such are called is a town's name, too.
    fn is_thing(&self, at: usize) -> bool {
        const THINGS: [&str; 8] = ["есік", "есик", "орал", "темір", "темир", "тобыл", "шу", "арал"];
        let token = self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end));
        token.is_some_and(|token| THINGS.contains(&token)) && self.word(at + 1).is_some()
    }

    /// A street known by its name alone, if a house number follows.
    pub(super) fn bare_street(&self, at: usize, chain: &Chain) -> Option<Component> {
        let (last, strength) = self.bare_street_name(at)?;
        // `ABC 02`, «ЖШС 5»: nothing makes a street of so few letters but a place before them.
        let is_short = || self.word(at).is_some_and(|word| word.length <= 3);
        if strength == 0 && is_short() && chain.last().is_none() && !chain.announced || self.is_building(last) {
            return None;
        }
        let named = self.with_former_name(last);
        if self.is_date(at) {
            return None;
        }
        // «Макаренко Ольга, «21» сентября»: a date.
        let number = self.tokens.get(named + 1).filter(|number| number.gap.has(Gap::QUOTE));
        if number.and_then(|number| self.text.get(..number.start)).is_some_and(|head| head.ends_with(['«', '“'])) {
            return None;
        }
        let closed = if named > last { Gap::CLOSE } else { Gap::SPACE };
        let last = named;
        let next = last + 1;
        let gap = self.gap(next);
        // «Hauptstr. 12»
        let dotted = if self.is_shortened_street(last) { Gap::DOT } else { Gap::SPACE };
        if !gap.only(Gap::SPACE.or(Gap::COMMA).or(Gap::QUOTE).or(closed).or(dotted)) || gap.is_empty() {
            return None;
        }
        if let Some(district) = self.numbered_name_before_house(at, last, chain) {
            return Some(district);
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
        // «Оспанов Темирлан, 8 «Б»»: a pupil and his class.
        let is_class = || {
            let number = self.tokens.get(next).and_then(|number| self.text.get(number.start..)).unwrap_or_default();
            let letter = number.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == ' ');
            let is_quoted = letter.starts_with(['«', '"', '“']);
            // «Кузнецов Артём 7В»
            let is_surname = |at: usize| self.word(at).is_some_and(|name| name.capital && name.form == Form::Counted);
            let is_pupil = last > at && is_surname(at)
                || self.gap(at).only(Gap::SPACE) && at.checked_sub(1).is_some_and(is_surname);
            let is_glued = || self.number(next).is_some_and(|class| class.compound && class.value <= 12);
            self.number(next).is_some()
                && (is_quoted || is_pupil && is_glued() && letter.starts_with(char::is_uppercase))
        };
        let strength =
            if strength < 3 && is_class() { 0 } else { self.strength_by_surroundings(at, next, chain, strength) };
        // «ЖК Хайвил Астана, Акмешит 9»
        let follows_complex = chain.last().is_some_and(|last| last.piece == Piece::Complex && last.marked);
        let is_capital = self.word(at).is_some_and(|word| word.capital && word.length > 3);
        let ends = || {
            let after = self.gap(self.number_end(next) + 1);
            after.is_empty() || after.has(Gap::COMMA.or(Gap::LINE)) || after.only(Gap::DASH)
        };
        let is_street = follows_complex && is_capital && self.gap(at).has(Gap::COMMA) && ends();
        let strength = strength.max(u8::from(is_street));
        let strength = if strength < 2 && numbered && self.is_ordinal_house(at, next) { 2 } else { strength };
        // «Саина/Шаляпина, Мамыр-4, 102/3»: the crossing before its micro-district.
        if strength == 3 && self.gap(last).has(Gap::SLASH) && gap.has(Gap::COMMA) && self.district_name(next).is_some()
        {
            return Some(self.build(Piece::Street, at, last, strength));
        }
        let allowed = strength > 0 || located || (chain.announced && chain.last().is_none());
        (numbered && allowed).then(|| self.build(Piece::Street, at, last, strength))
    }

    /// «Hauptstr.»
    pub(super) fn is_shortened_street(&self, at: usize) -> bool {
        let name = self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end));
        name.is_some_and(|name| name.ends_with("str"))
    }

    /// «жаңасы Шалқыма 12-үй»: no street of that name is known, but houses are so numbered.
    fn is_ordinal_house(&self, at: usize, number: usize) -> bool {
        let mark = self.number_end(number) + 1;
        let is_tied = self.gap(mark).only(Gap::DASH) && !self.gap(mark).is_empty();
        let is_house = self.word(mark).is_some_and(|mark| mark.sense.role == Role::House && mark.first == 'ү');
        let is_name = self.word(at).is_some_and(|name| name.capital && name.length > 3);
        let is_inside = self.gap(at).only(Gap::SPACE.or(Gap::COMMA)) && !self.gap(at).is_empty();
        is_tied && is_house && is_name && is_inside && self.number(number).is_some()
    }

    /// Whether the number at `at` belongs to a mark after it: «Самал 8 мкр».
    pub(super) fn is_mark_number(&self, at: usize) -> bool {
        let mark = self.number_end(at) + 1;
        self.gap(mark).only(Gap::SPACE.or(Gap::DASH)) && matches!(self.role(mark), Role::District | Role::Street)
    }

    /// The last token of a name without a mark, and how sure it is a street's.
    pub(super) fn bare_street_name(&self, at: usize) -> Option<(usize, u8)> {
        let is_pair = self.is_pair(at);
        let first = self.word(at).filter(|word| is_street_word(word) || is_pair)?;
        let mut strength = if is_pair { 3 } else { strength(first) };
        let mut last = at;
        while last - at < 3 {
            let Some(word) = self.word(last + 1) else { break };
            let gap = self.gap(last + 1);
            let initial = self.word(last).is_some_and(|word| word.length == 1);
            let joined = gap.only(Gap::SPACE)
                || (initial && gap.only(Gap::DOT.or(Gap::SPACE)))
                || gap.only(Gap::DASH)
                || gap.only(Gap::SLASH);
            // «Конституции Казахстана 28»
            let is_country = word.sense.role == Role::Country && word.length > 8 && self.is_house_number(last + 2);
            let known = is_country || matches!(word.sense.role, Role::Title | Role::StreetName | Role::StreetOnly);
            let unknown = word.sense.role == Role::None && word.capital;
            let is_by = || word.sense.role == Role::Title && self.is_by(last + 1);
            if !joined || gap.is_empty() || !(known || unknown) || is_by() {
                break;
            }
            last += 1;
            strength = strength.max(self::strength(word));
            if word.sense.role == Role::Title {
                strength = 3;
            }
        }
        let initial = self.word(last).is_some_and(|word| word.length == 1);
        (!initial && !self.is_patronymic(last)).then_some((last, strength))
    }

    /// «Astana by Friday», «GROUP BY 1»: the English word, which is written as «би» is.
    pub(super) fn is_by(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        matches!(self.text.get(token.start..token.end), Some("by" | "BY"))
    }
}

/// What a mark names, and its weight.
pub(super) fn weight(role: Role) -> Option<(Piece, u8)> {
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

pub(super) fn is_street_word(word: &Word) -> bool {
    match word.sense.role {
        Role::StreetName | Role::StreetOnly | Role::DistrictName => true,
        Role::None | Role::Joiner => word.capital,
        _ => false,
    }
}

/// How sure a word alone names a street.
pub(super) fn strength(word: &Word) -> u8 {
    match word.sense.role {
        Role::StreetOnly => 3,
        Role::StreetName if word.genitive => 3,
        Role::StreetName | Role::DistrictName => 2,
        _ => u8::from(word.capital && word.form == Form::StreetLike),
    }
}

pub(super) fn is_house_letter(letter: char) -> bool {
    matches!(letter, 'а'..='к' | 'н' | 'п' | 'ә' | 'a'..='k')
}
