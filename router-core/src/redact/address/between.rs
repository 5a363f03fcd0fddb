//! What stands between two parts of an address and is known by them alone: unknown names, intercoms, prepositions.

use super::super::context::is_one_of;
use super::chain::Chain;
use super::component::{Component, Grammar, Piece};
use super::gap::Gap;
use super::lexicon::{Order, Role};
use super::tokens::{Form, Kind};

impl Grammar<'_> {
    /// «Алматы, Медеуский, Достык 5»: a name between commas.
    pub(super) fn filler(&self, at: usize, chain: &Chain) -> Option<Component> {
        let last = chain.last()?;
        // «shymkent, kaitpas 1 sh/a»: a numbered micro-district in lower case, behind its town
        let is_lower = self.word(at).is_some_and(|word| !word.capital && word.length > 3);
        if is_lower && last.piece == Piece::City && self.gap(at).has(Gap::COMMA) && self.begins_district(at + 1) {
            return Some(self.build(Piece::Filler, at, at, 0));
        }
        let word = self.word(at).filter(|word| word.capital && word.length > 3)?;
        let is_comma = |at: usize| {
            self.gap(at).has(Gap::COMMA) && self.gap(at).only(Gap::COMMA.or(Gap::SPACE).or(Gap::DOT).or(Gap::LINE))
        };
        // «Ақтөбе қ. Заречный-2, 418 үй»
        let is_dotted = last.piece == Piece::City && last.marked && self.gap(at).only(Gap::DOT.or(Gap::SPACE));
        if is_dotted && self.gap(at + 1).has(Gap::DASH) {
            return self.unknown_part(at, last);
        }
        if !is_comma(at) {
            return None;
        }
        if last.piece == Piece::Country {
            return self.region_of_country(at);
        }
        // «Baikonur st. 81, Aksai, West Kazakhstan Region»
        let is_house = matches!(last.piece, Piece::House | Piece::Flat);
        if is_house && is_comma(at + 1) && self.begins_region(at + 1) {
            return Some(self.build(Piece::City, at, at, 1));
        }
        if is_comma(at + 1) && matches!(last.piece, Piece::City | Piece::Region | Piece::Village | Piece::Filler) {
            return Some(self.build(Piece::Filler, at, at, 0));
        }
        // «Villa 12, Mirasville, 291 Al-Farabi Ave»
        if matches!(last.piece, Piece::Block | Piece::Flat) && word.latin {
            const WORDS: usize = 3;
            let is_name = |&at: &usize| self.word(at).is_some_and(|word| word.latin && word.capital);
            let end = (at..at + WORDS).take_while(is_name).find(|&end| is_comma(end + 1))?;
            let comes_house = self.number(end + 1).is_some() && self.comes_latin_street(end + 1);
            return comes_house.then(|| self.build(Piece::Filler, at, end, 0));
        }
        self.unknown_part(at, last)
    }

    /// Whether a region with its mark behind begins at token `at`.
    fn begins_region(&self, at: usize) -> bool {
        let named = usize::from(self.named.get(at).copied().unwrap_or_default());
        named > 0 && self.role(at + named) == Role::Region
    }

    /// Whether a number with the mark of a micro-district behind is at token `at`, with nothing but a blank before it.
    fn begins_district(&self, at: usize) -> bool {
        let mark = self.number_end(at) + 1;
        self.number(at).is_some() && self.gap(at).only(Gap::SPACE) && self.role(mark) == Role::District
    }

    /// «г. Алматы, индекс 050008, пр. Абая, 68»
    pub(super) fn named_index(&self, at: usize, chain: &Chain) -> Option<Component> {
        let code = self.number(at + 1).filter(|code| code.digits == 6 && self.gap(at + 1).only(Gap::SPACE))?;
        let is_named = chain.has_locus() && is_one_of(self.written(at)?, &["индекс", "индексі", "index"]);
        self.index(at + 1, code).filter(|_| is_named).map(|_| self.marked(Piece::Index, at, at + 1, 1))
    }

    /// «КАЗАХСТАН, ВОСТОЧНО-КАЗАХСТАНСКАЯ, СЕМЕЙ Г.А.»: a region without its mark behind the country.
    fn region_of_country(&self, at: usize) -> Option<Component> {
        let is_tied = self.gap(at + 1).only(Gap::DASH) && !self.gap(at + 1).is_empty();
        let last = at + usize::from(is_tied);
        let is_region = self.word(last).is_some_and(|word| word.form == Form::Adjective && word.length > 7);
        // «ҚАЗАҚСТАН, ШЫҒЫС ҚАЗАҚСТАН, СЕМЕЙ Қ.Ә.»
        let is_side = self.gap(at + 1).only(Gap::SPACE) && self.role(at + 1) == Role::Country;
        let (is_region, last) = if is_side { (true, at + 1) } else { (is_region, last) };
        (is_region && self.gap(last + 1).has(Gap::COMMA)).then(|| self.build(Piece::Region, at, last, 1))
    }

    /// «Aktau, Mcrd. 17, Build. 38»: without its dot the word counts versions of programs.
    pub(super) fn shortened_building(&self, at: usize, chain: &Chain) -> Option<Component> {
        if !chain.has_locus() || chain.has(Piece::House) || !self.gap(at + 1).has(Gap::DOT) {
            return None;
        }
        is_one_of(self.written(at)?, &["build"]).then(|| self.numbered(at, Piece::House, 2))?
    }

    /// «подъезд 2, домофон 45, кв. 45»: no part of an address, but parts follow.
    pub(super) fn intercom(&self, at: usize, chain: &Chain) -> Option<Component> {
        if !chain.has(Piece::House) || self.number(at + 1).is_none() {
            return None;
        }
        is_one_of(self.written(at)?, &["домофон*", "код"])
            .then(|| self.build(Piece::Filler, at, self.number_end(at + 1), 0))
    }

    /// «ул. Жибек жолы, без номера, участок 118», «нөмірі жоқ»
    pub(super) fn says_no_number(&self, at: usize) -> bool {
        let token = |at: usize| self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end));
        let is_one = |words: [&'static str; 2]| {
            token(at).is_some_and(|word| is_one_of(word, &[words[0]]))
                && token(at + 1).is_some_and(|word| is_one_of(word, &[words[1]]))
        };
        let may_be_one =
            self.word(at).is_some_and(|word| matches!(word.first, 'б' | 'н')) && self.word(at + 1).is_some();
        may_be_one && self.gap(at + 1).only(Gap::SPACE) && (is_one(["без", "номера"]) || is_one(["нөмірі", "жоқ"]))
    }

    /// «Райымбек даңғылы мен Пушкин көшесінің»: what joins two streets that cross.
    pub(super) fn is_and(&self, at: usize) -> bool {
        let token = self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end));
        token.is_some_and(|token| is_one_of(token, &["мен", "пен", "бен", "және", "и"]))
    }

    /// Whether token `at` joins a street without a house that stands before and another one.
    pub(super) fn crosses(&self, at: usize, chain: &Chain) -> bool {
        let is_street = |part: Component| part.piece == Piece::Street;
        let follows_street = chain.last().is_some_and(|last| last.piece == Piece::Street);
        let is_listed = || matches!(self.role(at + 1), Role::StreetName | Role::StreetOnly);
        follows_street && self.is_and(at) && (is_listed() || self.component_plain(at + 1).is_some_and(is_street))
    }

    /// «33 (вход с торца), кв 61», «дом 17 (семнадцать), квартира 5»: a remark in parentheses before the next part.
    pub(super) fn remark(&self, at: usize, chain: &Chain) -> Option<Component> {
        const WORDS: usize = 5;
        if !self.gap(at).has(Gap::OPEN)
            || !chain.last().is_some_and(|last| matches!(last.piece, Piece::House | Piece::Block))
        {
            return None;
        }
        let is_inside = |at: &usize| *at == 0 || self.word(*at).is_some();
        let closes = |at: &usize| self.gap(at + 1).has(Gap::CLOSE);
        let last = (at..at + WORDS).take_while(is_inside).find(closes)?;
        let next = last + 1;
        let is_part =
            matches!(self.role(next), Role::Flat | Role::Block) && self.numbered(next, Piece::Flat, 2).is_some();
        let is_near = self.gap(next).only(Gap::CLOSE.or(Gap::COMMA).or(Gap::SPACE));
        (is_near && is_part).then(|| self.marked(Piece::Filler, at, last, 0))
    }

    /// «Достык 202, гостиница, номер 318», «хостел «Сайран», комната 5»: the room of one who stays in a building.
    pub(super) fn lodging(&self, at: usize, chain: &Chain) -> Option<Component> {
        const LODGINGS: [&str; 14] = [
            "гостиниц*",
            "отел*",
            "хостел*",
            "мотел*",
            "общежит*",
            "общ",
            "санатори*",
            "пансионат*",
            "қонақ*",
            "жатақхан*",
            "hotel",
            "hostel",
            "dormitory",
            "motel",
        ];
        const ROOMS: [&str; 9] = ["номер*", "нөмір*", "комн*", "бөлме*", "люкс*", "room", "каб*", "кв", "апартамент*"];
        /// Words between the two: the name of the lodging.
        const NAME: usize = 4;
        let token = |at: usize| self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end));
        let is_room = |at: usize| self.word(at).is_some() && token(at).is_some_and(|word| is_one_of(word, &ROOMS));
        let is_number =
            |at: usize| self.number(at).is_some_and(|number| number.digits <= 4 && !number.odd && !number.ordinal);
        let near = Gap::COMMA.or(Gap::SPACE).or(Gap::QUOTE).or(Gap::SIGN).or(Gap::DOT);
        let follows_house = chain.has(Piece::House) && !chain.has(Piece::Flat) && self.gap(at).only(near);
        if !follows_house || !token(at).is_some_and(|word| is_one_of(word, &LODGINGS)) {
            return None;
        }
        let is_marked = |&at: &usize| {
            let is_counted = || is_number(at) && self.gap(at + 1).only(Gap::SPACE) && is_room(at + 1);
            self.gap(at + 1).only(near) && (is_room(at) && is_number(at + 1) || is_counted())
        };
        let room = (at + 1..=at + NAME).take_while(|&at| self.gap(at).only(near)).find(is_marked)?;
        Some(self.marked(Piece::Flat, at, room + 1, 2))
    }

    /// «Şymkent, Qarataý audany, Baqytty 3 yq. aud., 12 üi»: capitalised words and short ones between two parts.
    pub(super) fn unknown_part(&self, at: usize, last: &Component) -> Option<Component> {
        const WORDS: usize = 4;
        let is_of_name = |at: &usize| match self.tokens.get(*at).map(|token| &token.kind) {
            Some(Kind::Word(word)) => {
                let role = word.sense.role;
                let is_own = matches!(role, Role::None | Role::StreetName | Role::DistrictName | Role::Region);
                // «Министрліктер үйі»
                let is_house =
                    role == Role::House && word.sense.order == Order::After && self.gap(*at).only(Gap::SPACE);
                is_house
                    || is_own
                        && (word.capital || (word.length <= 4 && self.gap(*at + 1).has(Gap::DOT)) || self.is_of(*at))
            }
            Some(Kind::Number(number)) => {
                number.digits <= 2 && !number.odd && self.gap(*at).only(Gap::SPACE.or(Gap::DASH))
            }
            _ => false,
        };
        let is_parted = |at: usize| self.gap(at).has(Gap::COMMA);
        let mut end = at;
        while end < at + WORDS && !is_parted(end + 1) && is_of_name(&(end + 1)) {
            end += 1;
        }
        let next = end + 1;
        let is_located = matches!(last.piece, Piece::City | Piece::Region | Piece::Village);
        let is_marked = |next: usize| match self.role(next) {
            Role::House | Role::Flat => self.numbered(next, Piece::House, 2).is_some(),
            _ => self.is_house_number(next) && matches!(self.role(self.number_end(next) + 1), Role::House | Role::Flat),
        };
        // «19 Al-Farabi Ave., Nurly Tau 1B, Almaty»
        let is_behind = matches!(last.piece, Piece::House | Piece::Street | Piece::Flat | Piece::Block);
        let is_numbered = end > at && self.number(end).is_some();
        let comes_town = || matches!(self.role(next), Role::City | Role::CityName | Role::Country);
        let comes_room = || {
            let mark = self.number(next).map_or(next, |_| self.number_end(next) + 1);
            let is_room = matches!(self.role(mark), Role::Flat | Role::Block);
            is_room && (mark > next || self.numbered(next, Piece::Flat, 2).is_some())
        };
        let is_between = is_behind && is_parted(next) && ((is_numbered && comes_town()) || (end > at && comes_room()));
        (is_between || (is_located && is_parted(next) && is_marked(next)))
            .then(|| self.build(Piece::Filler, at, end, u8::from(is_located)))
    }

    /// «Уральск, Северо-восток 2, дом 47»: the number belongs to the name, since a house of its own follows.
    pub(super) fn numbered_name_before_house(&self, at: usize, last: usize, chain: &Chain) -> Option<Component> {
        let number = self.number(last + 1).filter(|number| number.digits <= 2 && !number.odd && !number.compound)?;
        let house = last + 2;
        let is_apart = self.gap(house).has(Gap::COMMA) && self.gap(house).only(Gap::COMMA.or(Gap::SPACE));
        let is_housed = self.role(house) == Role::House && self.numbered(house, Piece::House, 2).is_some();
        let is_told = chain.announced || chain.has_locus();
        (is_told && is_apart && is_housed && number.value > 0 && self.gap(last + 1).only(Gap::SPACE))
            .then(|| self.build(Piece::District, at, last + 1, 2))
    }

    /// «в Балхаше на Уалиханова, 8»
    pub(super) fn street_in_town(&self, at: usize, chain: &Chain) -> Option<Component> {
        let follows_town =
            chain.last().is_some_and(|last| matches!(last.piece, Piece::City | Piece::Village | Piece::Complex));
        let is_near = self.gap(at).only(Gap::SPACE.or(Gap::COMMA)) && self.gap(at + 1).only(Gap::SPACE);
        if !follows_town || !is_near {
            return None;
        }
        let street = self.component_plain(at + 1).filter(|street| street.piece == Piece::Street && street.marked);
        let street = street.or_else(|| self.bare_street(at + 1, chain).filter(|street| street.points > 1))?;
        let start = self.tokens.get(at).map_or(street.start, |token| token.start);
        Some(Component { start, gap: self.gap(at), ..street })
    }
}
