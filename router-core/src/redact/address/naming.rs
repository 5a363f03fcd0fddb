//! Names after a mark: where they end.

use super::super::context::is_one_of;
use super::component::{Grammar, Piece, weight};
use super::gap::Gap;
use super::lexicon::{Order, Role};
use super::resolve::is_namelike;
use super::tokens::{Form, Kind, Number, Word};

/// Words of a name after its mark.
const NAME_WORDS: usize = 5;
/// Words of a former name in parentheses.
const FORMER_WORDS: usize = 3;
/// Words between quotation marks.
const QUOTED_WORDS: usize = 6;

/// Whether a word may be part of a name behind its mark, where «Адам» counts no people and «Йули» is no July.
fn may_be_name(word: &Word) -> bool {
    is_namelike(word) || (word.capital && word.length > 2 && word.sense.role == Role::Unit)
}

impl Grammar<'_> {
    /// The last token of the name that begins at `at`, after a mark.
    pub(super) fn name_after(&self, at: usize, piece: Piece) -> Option<usize> {
        // `"street":"Nauryzbai Batyr 8, ap. 55"` has more than a name between its quotation marks.
        if self.gap(at).has(Gap::QUOTE)
            && !self.gap(at).has(Gap::COLON)
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
                // «ул. Е-22», «ул. Е 435, 10»
                let is_apart = word.capital && self.gap(at + 1).only(Gap::SPACE) && self.comes_part(at + 2);
                let is_tied = self.gap(at + 1).only(Gap::DASH) || is_apart;
                let coded = word.length == 1 && self.number(at + 1).is_some() && is_tied;
                if coded && (word.capital || piece == Piece::Street) {
                    return Some(at + 1);
                }
                if !(may_be_name(word) || (word.length == 1 && (word.capital || self.is_initial(at)))) {
                    return None;
                }
                if word.sense.role == Role::Honorific {
                    last = at + 1;
                    let named = self.word(last).is_some_and(is_namelike) || self.is_initial(last);
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
        // «мкр. 29 А, здание 115»
        let is_of_number = self.number(at).is_some() && last == self.number_end(at);
        let initial = self.word(last).is_some_and(|word| word.length == 1) && !is_of_number;
        // «ул. Байтурсынова А., 5»
        let is_behind = last > at && self.gap(last).only(Gap::SPACE) && self.gap(last + 1).has(Gap::DOT);
        (!initial || is_behind).then(|| match piece {
            Piece::Street | Piece::District | Piece::Village => self.with_former_name(last),
            _ => last,
        })
    }

    /// The last token of a name with its former one: «Назарбаева (Фурманова)».
    pub(super) fn with_former_name(&self, last: usize) -> usize {
        if !self.gap(last + 1).only(Gap::SPACE.or(Gap::OPEN)) || !self.gap(last + 1).has(Gap::OPEN) {
            return last;
        }
        let is_word = |at: usize| self.word(at).is_some();
        let closes = |&at: &usize| self.gap(at + 1).has(Gap::CLOSE);
        let inside = last + 1..last + 1 + FORMER_WORDS;
        inside.take_while(|&at| is_word(at)).find(closes).unwrap_or(last)
    }

    /// «ул. 8 Марта», «ул. 38-я», «мкр 5», «ул. 30 лет Победы».
    pub(super) fn numbered_name(&self, at: usize, number: &Number, piece: Piece) -> Option<usize> {
        let next = self.word(at + 1).filter(|_| self.gap(at + 1).only(Gap::SPACE));
        let comes_name = next.is_some_and(|word| word.capital && is_namelike(word));
        match piece {
            Piece::District => Some(self.number_end(at)),
            // «ул. 60-летия ВЛКСМ»
            Piece::Street if self.is_anniversary(at + 1) => {
                self.word(at + 2).filter(|_| self.gap(at + 2).only(Gap::SPACE)).map(|_| at + 2)
            }
            // «ул 28 гвардейцев-панфиловцев 12»
            Piece::Street
                if next.is_some_and(|word| !word.capital && word.length > 5 && is_namelike(word))
                    && (self.precedes_house(at + 1) || self.is_tied(at + 2)) =>
            {
                Some(at + 1)
            }
            // «ул. 10-я линия, 14»
            Piece::Street if number.ordinal && self.is_line(at + 1) => Some(at + 1),
            Piece::Street if comes_name => Some(at + 1),
            Piece::Street if next.is_some_and(|word| word.sense.role == Role::Unit) => {
                let month = self.is_house_number(at + 2) || matches!(self.role(at + 2), Role::House);
                let years = self.gap(at + 2).only(Gap::SPACE)
                    && self.word(at + 2).is_some_and(|word| {
                        word.capital || self.precedes_house(at + 2) || self.gap(at + 3).has(Gap::COMMA.or(Gap::LINE))
                    });
                let years = years && !matches!(self.role(at + 2), Role::House | Role::Flat | Role::Block);
                if years {
                    return Some(at + 2);
                }
                let ends = self.gap(at + 2).is_empty() || !self.gap(at + 2).only(Gap::SPACE.or(Gap::DASH));
                let comes_part = self.begins_with_name(at + 2) || weight(self.role(at + 2)).is_some();
                (month || ends || comes_part).then_some(at + 1)
            }
            Piece::Street => {
                let then_house = matches!(self.role(at + 1), Role::House)
                    || (self.gap(at + 1).has(Gap::COMMA.or(Gap::SIGN)) && self.is_house_number(at + 1));
                (number.ordinal || then_house).then_some(at)
            }
            // «общежитие № 6»
            Piece::Complex if self.gap(at).has(Gap::SIGN) && self.is_hostel(at - 1) => Some(self.number_end(at)),
            Piece::Complex if next.is_some_and(is_namelike) => Some(at + 1),
            _ => None,
        }
    }

    /// Whether token `at` is the word for a line of houses.
    pub(super) fn is_line(&self, at: usize) -> bool {
        let token = self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end));
        token.is_some_and(|token| is_one_of(token, &["лини*"]))
    }

    /// «летия», «летие», tied to the number before it.
    fn is_anniversary(&self, at: usize) -> bool {
        let token = self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end));
        self.is_tied(at) && token.is_some_and(|token| is_one_of(token, &["лет*", "жылды*"]))
    }

    /// Whether token `at` is the word for a house of students or workers.
    pub(super) fn is_hostel(&self, at: usize) -> bool {
        let token = self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end));
        token.is_some_and(|token| is_one_of(token, &["общежит*", "жатақхан*", "jataqhan*", "zhatak*", "dormitory"]))
    }

    /// «ул. к. сатпаева», «ул. имени Г. Мусрепова»
    fn is_initial(&self, at: usize) -> bool {
        let name = self.word(at + 1).filter(|name| name.length > 2 && self.gap(at + 1).has(Gap::DOT));
        let is_letter = self.word(at).is_some_and(|word| word.length == 1);
        is_letter && name.is_some_and(is_namelike) && self.gap(at + 1).only(Gap::DOT.or(Gap::SPACE))
    }

    /// Whether a number or a mark of an address is at `at`, in the same phrase or the next.
    fn comes_part(&self, at: usize) -> bool {
        let is_near = self.gap(at).only(Gap::SPACE.or(Gap::COMMA));
        let is_number = self.number(at).is_some_and(|number| number.digits <= 4 && !number.odd);
        let role = self.role(at);
        let is_mark =
            matches!(role, Role::House | Role::Block | Role::Flat | Role::City | Role::District | Role::Complex);
        is_near && !self.gap(at).is_empty() && (is_number || is_mark)
    }

    /// Whether a house, a part of one or a flat with its number is at `at`, with nothing but a blank before it.
    fn comes_marked_part(&self, at: usize) -> bool {
        let is_mark = matches!(self.role(at), Role::House | Role::Block | Role::Flat);
        is_mark && self.gap(at).only(Gap::SPACE.or(Gap::COMMA)) && self.number_after(at).is_some()
    }

    /// Whether a dash ties a word to what stands before it.
    fn is_tied(&self, at: usize) -> bool {
        self.word(at).is_some() && self.gap(at).only(Gap::DASH) && !self.gap(at).is_empty()
    }

    /// «булак-2»
    fn is_tied_number(&self, at: usize) -> bool {
        self.number(at).is_some_and(|number| number.digits <= 2)
            && self.gap(at).only(Gap::DASH)
            && !self.gap(at).is_empty()
    }

    pub(super) fn quoted(&self, at: usize) -> Option<usize> {
        (at..at + QUOTED_WORDS)
            .find(|&last| self.gap(last + 1).has(Gap::QUOTE.or(Gap::HARD)) || last + 1 >= self.tokens.len())
            .filter(|&last| self.gap(last + 1).has(Gap::QUOTE))
    }

    /// Whether token `at` goes on with the name before it.
    pub(super) fn extends(&self, at: usize, piece: Piece) -> bool {
        let gap = self.gap(at);
        let initial = at.checked_sub(1).and_then(|before| self.word(before)).is_some_and(|word| word.length == 1);
        if gap.has(Gap::DOT) && !initial {
            return false;
        }
        if let Some(number) = self.number(at) {
            // «ул. Иртышская 2-я»
            let is_mark = |word: &Word| {
                let is_part = matches!(word.sense.role, Role::Block | Role::Flat | Role::Street | Role::Kilometre);
                is_part || (word.sense.role == Role::House && word.sense.order == Order::After)
            };
            let comes_mark = self.word(at + 1).is_some_and(is_mark);
            if piece == Piece::Street && number.ordinal && gap.only(Gap::SPACE) && !number.compound && !comes_mark {
                return true;
            }
            // «ул. Акбулак-3, дом 5»
            let is_tied = gap.only(Gap::DASH) && !gap.is_empty() && number.digits <= 2 && !number.odd;
            let is_named = self.word(at - 1).is_some_and(|name| name.capital && name.length > 3);
            if piece == Piece::Street && is_tied && is_named && self.comes_part(self.number_end(at) + 1) {
                return true;
            }
            let district = matches!(piece, Piece::District | Piece::Village | Piece::Complex);
            let after_word = at.checked_sub(1).is_some_and(|before| self.word(before).is_some());
            return gap.only(Gap::DASH) && !gap.is_empty() && after_word && district && number.digits <= 2
                || (piece == Piece::District
                    && gap.only(Gap::SPACE)
                    && number.digits == 1
                    && !number.compound
                    && self.is_district_number(at));
        }
        let Some(word) = self.word(at) else { return false };
        if word.length == 1 {
            let is_mark = !matches!(word.sense.role, Role::None | Role::Stop) && self.number(at + 1).is_some();
            let is_initial = word.capital && self.gap(at + 1).has(Gap::DOT) && !is_mark;
            return is_initial && gap.only(Gap::DOT.or(Gap::SPACE));
        }
        // «ЖК Зелёный квартал»
        let is_adjective = |at: usize| {
            let name = self.tokens.get(at).filter(|_| self.word(at).is_some_and(|word| word.capital));
            let name = name.and_then(|name| self.text.get(name.start..name.end)).unwrap_or_default();
            ["ый", "ий", "ой", "ая", "ЫЙ", "ИЙ", "ОЙ"].iter().any(|end| name.ends_with(end))
        };
        if piece == Piece::Complex && word.sense.role == Role::District && gap.only(Gap::SPACE) {
            return at.checked_sub(1).is_some_and(is_adjective) && self.number(at + 1).is_none();
        }
        // «БЦ Innova Tower»
        if piece == Piece::Complex && gap.only(Gap::SPACE) && self.is_building(at) {
            return true;
        }
        if !may_be_name(word) {
            return false;
        }
        let joined = gap.only(Gap::SPACE) || (initial && gap.only(Gap::DOT.or(Gap::SPACE)));
        if gap.only(Gap::DASH) || (gap.only(Gap::SLASH) && word.capital) {
            return !gap.is_empty();
        }
        // «трасса Астана – Петропавловск»
        let is_town = |at: usize| self.role(at) == Role::CityName;
        if piece == Piece::Street && gap.has(Gap::DASH) && gap.only(Gap::DASH.or(Gap::SPACE)) {
            return is_town(at) && at.checked_sub(1).is_some_and(is_town);
        }
        let locality = matches!(piece, Piece::City | Piece::Region);
        if !joined || (word.sense.role == Role::CityName && piece != Piece::Complex && !initial) {
            return false;
        }
        let ends = !self.gap(at + 1).only(Gap::SPACE.or(Gap::DASH))
            || matches!(self.tokens.get(at + 1), Some(next) if matches!(next.kind, Kind::End));
        match word.sense.role {
            // «city of Astana by Friday»
            Role::Title => !self.is_by(at),
            // «район Магжана Жумабаева,»
            Role::StreetName | Role::None if piece == Piece::Region && word.capital && ends => true,
            // «с. Кызыл Кайрат,», «г. Форт Шевченко»
            Role::StreetName | Role::DistrictName | Role::None
                if matches!(piece, Piece::Village | Piece::City) && word.capital && ends =>
            {
                !at.checked_sub(1).is_some_and(is_town)
            }
            // «с. Кызыл ту,», «мкр Кайнар булак, д 5»
            Role::None if piece == Piece::Village && word.length < 7 && ends => true,
            Role::None if piece == Piece::District && ends && self.comes_part(at + 1) => true,
            Role::StreetName | Role::StreetOnly | Role::DistrictName => {
                !locality && piece != Piece::Village && self.named.get(at).copied().unwrap_or_default() == 0
            }
            _ if self.named.get(at).copied().unwrap_or_default() > 0 => false,
            _ if word.capital || initial => !locality || initial,
            // «пос. касыма кайсенова, дом 34»
            _ if piece == Piece::Village => {
                let first = at.checked_sub(1).and_then(|first| self.word(first));
                self.precedes_house(at) && first.is_some_and(|first| !first.capital)
            }
            // «жк кок жиек блок 12»
            Role::None
                if matches!(piece, Piece::Complex | Piece::District)
                    && (self.comes_marked_part(at + 1)
                        || self.is_tied_number(at + 1) && self.comes_marked_part(at + 2)) =>
            {
                true
            }
            // «ул.Дружбы народов, г. Тараз»
            Role::None if piece == Piece::Street && ends && matches!(word.form, Form::Counted | Form::StreetLike) => {
                true
            }
            _ => piece == Piece::Street && self.precedes_house(at) && !self.is_verb(at),
        }
    }

    /// «на пр-те Республики строят 12 этажей»: what is done there.
    fn is_verb(&self, at: usize) -> bool {
        const ENDS: [&str; 14] =
            ["ят", "ют", "ут", "ает", "ует", "ются", "ятся", "ется", "ится", "дают", "дят", "ыли", "рали", "вали"];
        let token = self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end)).unwrap_or_default();
        let is_one =
            is_one_of(token, &["стоит", "стоят", "ходят", "едут", "перекрыл*", "закрыл*", "открыл*", "сдают*"]);
        is_one || ENDS.iter().any(|end| token.ends_with(end)) && token.len() > 8
    }

    /// A lower-case word belongs to a street's name if the house follows at once: «ул бауыржана момышулы 5».
    pub(super) fn precedes_house(&self, at: usize) -> bool {
        let gap = self.gap(at + 1);
        gap.only(Gap::SPACE.or(Gap::COMMA).or(Gap::SIGN))
            && (self.role(at + 1) == Role::House || self.is_house_number(at + 1))
    }

    /// «мкр Аксай 4 дом 5», but «мкр Нурсат 9 дом, 17 пәт»: the number before is the house's.
    fn comes_numbered_house(&self, at: usize) -> bool {
        self.role(at) == Role::House && self.number_after(at).is_some()
    }

    /// «мкр Самал 2, 33»: the first of two numbers is the micro-district's.
    pub(super) fn is_district_number(&self, at: usize) -> bool {
        let gap = self.gap(at + 1);
        gap.only(Gap::COMMA.or(Gap::SPACE)) && (self.number(at + 1).is_some() || self.comes_numbered_house(at + 1))
            || !self.is_house_number(at)
    }
}
