//! Names that are parts of addresses only by what stands beside them: streets without a mark, districts, buildings.

use super::super::context::{Folded, is_one_of};
use super::chain::Chain;
use super::component::{Component, Grammar, Piece};
use super::gap::Gap;
use super::lexicon::{Order, Role};
use super::settlement;
use super::tokens::{Form, Kind};

/// Towns of Kazakhstan whose names streets and persons bear too.
const NAMESAKES: [&str; 12] = [
    "конаев",
    "қонаев",
    "qonaev",
    "сатпаев",
    "сәтбаев",
    "сәтпаев",
    "satpayev",
    "абай",
    "abay",
    "курчатов",
    "аксай",
    "ақсай",
];

impl Grammar<'_> {
    /// How sure a name is a street's when what stands around it is asked: «возле Иманова 13», «Иманов 26, 88 пәтер»,
    /// «Астана, Иманова 13».
    pub(super) fn strength_by_surroundings(&self, at: usize, house: usize, chain: &Chain, strength: u8) -> u8 {
        const BESIDE: [&str; 7] = ["возле", "около", "напротив", "рядом", "угол", "углу", "вдоль"];
        if strength == 2 && self.is_trip(at) {
            return 3;
        }
        let token = |at: usize| self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end));
        // «отделение на Достык 85», «я на туран 37»
        let is_long = || {
            self.number(house).is_some_and(|house| house.compound || matches!(house.digits, 2..=3) && house.value > 9)
        };
        let follows = || {
            at.checked_sub(1).and_then(token).is_some_and(|word| is_one_of(word, &["на", "по", "с", "до", "от", "na"]))
        };
        if strength == 2 && self.gap(at).only(Gap::SPACE) && follows() && is_long() {
            return 3;
        }
        // «with the guard at panfilov 158»
        let is_lower = self
            .word(at)
            .is_some_and(|name| !name.capital && name.latin && name.length > 4 && name.sense.role == Role::StreetName);
        if is_lower && strength == 2 && at.checked_sub(1).and_then(token) == Some("at") {
            return 3;
        }
        let Some(name) = self.word(at).filter(|name| name.capital && name.length > 4) else { return strength };
        let is_genitive = name.form == Form::StreetLike;
        let is_beside = || {
            let word = at.checked_sub(1).and_then(token);
            self.gap(at).only(Gap::SPACE) && word.is_some_and(|word| is_one_of(word, &BESIDE))
        };
        // «from Kabanbay Batyr 53 to Turan 37»: Latin letters show no case.
        let is_goal =
            || at.checked_sub(1).and_then(token).is_some_and(|word| is_one_of(word, &["from", "to", "near", "at"]));
        // «Я на Иманбаевой 9, второй подъезд»
        let follows_na = || at.checked_sub(1).and_then(token).is_some_and(|word| is_one_of(word, &["на", "по", "до"]));
        let is_locative = || {
            token(at).is_some_and(|name| ["овой", "евой", "ной", "ской", "ского"].iter().any(|end| name.ends_with(end)))
        };
        if strength < 3 && is_locative() && self.gap(at).only(Gap::SPACE) && follows_na() {
            return 3;
        }
        // «Кошкарбаева 44-дан», «Абай 15 -ке»
        let ending = self.number_end(house) + 1;
        let is_inflected = self.number(house).is_some()
            && (self.gap(ending).has(Gap::DASH) || self.gap(ending).is_empty())
            && self.gap(ending).only(Gap::DASH.or(Gap::SPACE))
            && self.is_ending(ending);
        if strength < 3 && is_inflected && (is_genitive || strength >= 1 || name.form == Form::Counted) {
            return 3;
        }
        let is_latin_goal = || name.latin && name.sense.role == Role::StreetName && is_goal();
        if strength < 3 && ((is_genitive && is_beside()) || is_latin_goal()) {
            return 3;
        }
        if strength < 3 && token(at).is_some_and(is_feminine) && self.comes_town(house) {
            return 3;
        }
        if strength >= 2 {
            return strength;
        }
        let follows_town = || {
            let town = chain.last().is_some_and(|last| last.piece == Piece::City);
            town && self.gap(at).has(Gap::COMMA) && self.gap(house).only(Gap::SPACE)
        };
        let end = self.number_end(house) + 1;
        let is_flat = |mark: usize| self.role(mark) == Role::Flat && self.gap(mark).only(Gap::COMMA.or(Gap::SPACE));
        let has_flat = || {
            (is_flat(end) && self.number_after(end).is_some())
                || (self.number(end).is_some() && self.gap(end).has(Gap::COMMA) && is_flat(self.number_end(end) + 1))
        };
        // «Караганда, Кривогуза 5/2»: behind a town, before a house that a fraction or a letter tells.
        let is_told = || {
            let after = self.gap(end);
            let ends = after.is_empty() || !after.only(Gap::SPACE);
            ends && follows_town() && self.number(house).is_some_and(|number| number.compound)
        };
        if strength == 0 && is_told() {
            return 1;
        }
        let is_surname = is_genitive || name.form == Form::Counted;
        let is_likely = (is_genitive && follows_town()) || (is_surname && self.number(house).is_some() && has_flat());
        if is_likely { 2 } else { strength }
    }

    /// «Полевая 5, Отеген батыр»: whether a town is the field behind the house at `house`.
    fn comes_town(&self, house: usize) -> bool {
        let town = self.number_end(house) + 1;
        let token = self.tokens.get(town).and_then(|token| self.text.get(token.start..token.end));
        let is_town = || self.role(town) == Role::CityName || token.is_some_and(settlement::is_town);
        let is_capital = self.word(town).is_some_and(|word| word.capital);
        let is_field =
            self.gap(town).has(Gap::COMMA) && !self.comes_lower_word(town + 1) && self.number(town + 1).is_none();
        is_capital && is_field && self.gap(house).only(Gap::SPACE) && is_town()
    }

    /// «от сыганак 18 до гоголя 15», «Абай 14 -> Сарыарқа 31»: where a trip begins or ends.
    fn is_trip(&self, at: usize) -> bool {
        let word = at.checked_sub(1).and_then(|before| self.tokens.get(before));
        let word = word.and_then(|word| self.text.get(word.start..word.end)).unwrap_or_default();
        if self.gap(at).only(Gap::SPACE) {
            return is_one_of(word, &["от", "до"]);
        }
        // «қайдан — Сәтбаев 22, қайда — Жандосов 58»
        let is_asked = self.gap(at).only(Gap::SPACE.or(Gap::DASH).or(Gap::COLON));
        if is_asked && is_one_of(word, &["откуда", "куда", "қайдан", "қайда", "қайта", "отсюда", "туда", "from", "to"])
        {
            return true;
        }
        let head = self.tokens.get(at).and_then(|name| self.text.get(..name.start)).unwrap_or_default();
        ["->", "=>", "→"].iter().any(|arrow| head.trim_end_matches(' ').ends_with(arrow))
    }

    /// «Dostyk St. 16, Talan Towers, 14th floor»: the name of a building amid an address.
    pub(super) fn building(&self, at: usize, chain: &Chain) -> Option<Component> {
        const WORDS: usize = 3;
        let is_comma = |at: usize| {
            let gap = self.gap(at);
            gap.has(Gap::COMMA.or(Gap::SEMICOLON))
                && gap.only(Gap::COMMA.or(Gap::SPACE).or(Gap::SEMICOLON).or(Gap::LINE))
        };
        if !is_comma(at) || !chain.may_have_rooms() {
            return None;
        }
        let is_name =
            |at: usize| self.word(at).is_some_and(|word| word.latin && (word.capital || self.is_building(at)));
        let ends = |last: usize| is_comma(last + 1) || !self.gap(last + 1).only(Gap::SPACE);
        let last = (at..at + WORDS).take_while(|&at| is_name(at)).find(|&last| ends(last))?;
        (last > at && self.is_building(last)).then(|| self.build(Piece::Filler, at, last, 0))
    }

    /// Whether a Latin word is what buildings are called.
    pub(super) fn is_building(&self, at: usize) -> bool {
        const BUILDINGS: [&str; 19] = [
            "city",
            "quarter",
            "complex",
            "village",
            "gardens",
            "tower*",
            "plaza",
            "mall",
            "centre",
            "center",
            "building",
            "residence*",
            "hotel",
            "court",
            "park",
            "house",
            "tau",
            "bc",
            "tc",
        ];
        let token = self.tokens.get(at).filter(|_| self.word(at).is_some_and(|word| word.latin));
        token.and_then(|token| self.text.get(token.start..token.end)).is_some_and(|word| is_one_of(word, &BUILDINGS))
    }

    /// «Ұлы Дала 27»: streets of two words of which neither alone is one.
    pub(super) fn is_pair(&self, at: usize) -> bool {
        const PAIRS: [(&str, &str); 6] = [
            ("ұлы", "дала*"),
            ("улы", "дала*"),
            ("uly", "dala*"),
            ("хан", "шатыр*"),
            ("қыз", "жібек*"),
            ("кыз", "жибек*"),
        ];
        // In lower case it may be the steppe: «ұлы дала 7 қыры».
        let is_long = || self.number(at + 2).is_some_and(|house| house.digits > 1);
        let is_first = self.word(at).is_some_and(|word| word.length == 3 && (word.capital || is_long()));
        if !is_first || !self.gap(at + 1).only(Gap::SPACE) || self.word(at + 1).is_none() {
            return false;
        }
        let token = |at: usize| self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end));
        let [first, second] = [at, at + 1].map(|at| Folded::of(token(at).unwrap_or_default()));
        PAIRS.iter().any(|(one, other)| first.is(one) && second.is(other))
    }

    /// «Хасанова Дилором Юнусовна, 14»: no street is called by a Russian patronymic.
    pub(super) fn is_patronymic(&self, at: usize) -> bool {
        let token = self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end));
        token.is_some_and(|token| ["овна", "евна", "ична", "ович", "евич"].iter().any(|end| token.ends_with(end)))
    }

    /// «55/20, С4.2»: the code of a part of a building, in a field of its own.
    pub(super) fn coded_block(&self, at: usize, chain: &Chain) -> Option<Component> {
        let follows_house = chain.last().is_some_and(|last| last.piece == Piece::House);
        let code = self.number(at + 1).filter(|code| code.digits <= 2 && self.gap(at + 1).is_empty());
        let ends = self.gap(at + 2).has(Gap::LINE.or(Gap::COMMA)) || matches!(self.tokens.get(at + 2)?.kind, Kind::End);
        // «55/22 С4.2»
        let is_decimal = self.gap(at).only(Gap::SPACE) && self.is_decimal(at + 1);
        (follows_house && code.is_some() && (self.gap(at).has(Gap::COMMA) && ends || is_decimal))
            .then(|| self.build(Piece::Block, at, at + 1, 0))
    }

    /// «784, Б блогы, 96 пәт.»: a part of a house with the letter in front.
    pub(super) fn lettered_block(&self, at: usize, chain: &Chain) -> Option<Component> {
        if !chain.has(Piece::House) || !self.gap(at + 1).only(Gap::SPACE) {
            return None;
        }
        let mark = self.written(at + 1)?;
        is_one_of(mark, &["блогы*", "корпусы*", "секциясы*", "blogy*", "korpusy*"])
            .then(|| self.marked(Piece::Block, at, at + 1, 1))
    }

    /// «Е-22, дом 4»: streets of Astana have codes.
    pub(super) fn coded_street(&self, at: usize) -> Option<Component> {
        let code = self.number(at + 1).filter(|code| code.digits <= 3 && !code.odd && !code.compound);
        let gap = self.gap(at + 1);
        let house = at + 2;
        let is_housed = self.role(house) == Role::House
            && self.gap(house).only(Gap::COMMA.or(Gap::SPACE))
            && self.numbered(house, Piece::House, 2).is_some();
        let is_tied = gap.only(Gap::DASH) && !gap.is_empty();
        (code.is_some() && is_tied && is_housed).then(|| self.marked(Piece::Street, at, at + 1, 3))
    }

    /// «Степной-3, дом 6»: an unknown name with its number, before a marked house.
    pub(super) fn tied_district(&self, at: usize) -> Option<Component> {
        let next = at + 1;
        let gap = self.gap(next);
        if gap.is_empty() || !gap.only(Gap::DASH) {
            return None;
        }
        let is_name = self.word(at).is_some_and(|word| word.capital && word.length > 3);
        self.number(next).filter(|number| is_name && number.digits <= 2 && !number.odd)?;
        let end = self.number_end(next);
        let house = end + 1;
        let is_housed = self.role(house) == Role::House
            && self.gap(house).only(Gap::COMMA.or(Gap::SPACE))
            && self.numbered(house, Piece::House, 2).is_some();
        // «Нұркент-2, 17 үй»
        let is_counted = || {
            let mark = self.number_end(house) + 1;
            let is_house =
                self.word(mark).is_some_and(|it| it.sense.role == Role::House && it.sense.order == Order::After);
            is_house && self.is_house_number_before(house) && self.gap(house).has(Gap::COMMA)
        };
        let is_housed = is_housed || is_counted();
        // «Қарағанды, Степной-3, 8-14»: behind a town, before a house with its flat.
        let follows_town = at.checked_sub(1).is_some_and(|town| matches!(self.role(town), Role::CityName | Role::City));
        let is_compound = || {
            let flat = self.number_end(house) + 1;
            self.gap(flat).only(Gap::DASH) && !self.gap(flat).is_empty() && self.is_house_number(flat)
        };
        let is_listed = || {
            self.gap(at).has(Gap::COMMA)
                && self.gap(house).has(Gap::COMMA)
                && self.is_house_number(house)
                && is_compound()
        };
        (is_housed || (follows_town && is_listed())).then(|| self.marked(Piece::District, at, end, 3))
    }

    /// «Сатпаев, 4-й мкр»: before a numbered micro-district the namesake of a street is a town.
    pub(super) fn town_before_district(&self, at: usize) -> Option<Component> {
        let next = at + 1;
        let gap = self.gap(next);
        if !gap.has(Gap::COMMA) || !gap.only(Gap::COMMA.or(Gap::SPACE)) {
            return None;
        }
        let mark = self.number_end(next) + 1;
        let is_numbered = self.number(next).is_some() && self.role(mark) == Role::District
            || self.role(next) == Role::District && self.number(next + 1).is_some();
        (is_numbered && is_one_of(self.written(at)?, &NAMESAKES)).then(|| self.build(Piece::City, at, at, 1))
    }
}

/// Whether a name in the nominative agrees with «улица»: «Полевая».
pub(super) fn is_feminine(name: &str) -> bool {
    name.len() > 10 && name.ends_with("ая") && name.starts_with(char::is_uppercase)
}
