//! What stands to the right or left decides: letters that abbreviate different words, and marks that follow a name.

use super::gap::Gap;
use super::lexicon::{Order, Role, Traits};
use super::tokens::{Form, Kind, Token, Word};

/// Words of a name before its mark.
const NAME_WORDS: usize = 4;

/// A blank, as between words of one name.
const BLANK: Gap = Gap::SPACE.or(Gap::QUOTE);
/// What may stand between a mark and what it marks.
pub(super) const BESIDE: Gap = BLANK.or(Gap::DOT).or(Gap::SIGN).or(Gap::COLON);

/// Gives every ambiguous letter among the tokens at `marks` the role that its neighbours ask for.
pub(super) fn letters(tokens: &mut [Token], marks: &[usize]) {
    for &at in marks {
        let Some((role, order)) = role_of(tokens, at) else { continue };
        if let Some(Token { kind: Kind::Word(word), .. }) = tokens.get_mut(at) {
            let mut sense = word.sense;
            (sense.role, sense.order) = (role, order);
            *word = word.meaning(sense);
        }
    }
}

/// The neighbours of an ambiguous letter.
struct Beside<'a> {
    before: Option<&'a Token>,
    after: Option<&'a Token>,
    gap: Gap,
    dotted: bool,
}

impl<'a> Beside<'a> {
    fn of(tokens: &'a [Token], at: usize) -> Self {
        let after = tokens.get(at + 1);
        let gap = tokens.get(at).map_or(Gap::HARD, |token| token.gap);
        let before = at.checked_sub(1).and_then(|before| tokens.get(before)).filter(|_| !gap.has(Gap::HARD));
        Self { before, after, gap, dotted: after.is_some_and(|after| after.gap.has(Gap::DOT)) }
    }

    /// A number follows.
    fn number(&self) -> bool {
        self.after.is_some_and(|after| after.gap.only(BESIDE) && after.number().is_some_and(|number| !number.odd))
    }

    /// A number stands before.
    fn follows_number(&self) -> bool {
        self.gap.only(Gap::SPACE.or(Gap::DASH)) && self.before.is_some_and(|before| before.number().is_some())
    }

    fn is_year(&self) -> bool {
        self.follows_number() && self.before.and_then(Token::number).is_some_and(|number| number.digits == 4)
    }

    /// A name follows.
    fn name(&self) -> bool {
        self.after.is_some_and(|after| {
            after.gap.only(BLANK.or(Gap::DOT)) && after.word().is_some_and(|word| word.capital && word.length > 1)
        })
    }

    fn follows_name(&self) -> bool {
        self.gap.only(BLANK)
            && self.before.and_then(Token::word).is_some_and(|word| {
                (word.capital && word.length > 1 && is_namelike(word)) || is_listed_name(word.sense.role)
            })
    }

    fn follows_role(&self, role: Role) -> bool {
        self.gap.only(BLANK) && self.before.is_some_and(|before| before.role() == role)
    }

    fn comes_role(&self, role: Role) -> bool {
        self.after.is_some_and(|after| after.gap.only(BLANK.or(Gap::DOT)) && after.role() == role)
    }

    /// Nothing of the same phrase stands before, or the end of a region's name.
    fn begins_field(&self) -> bool {
        self.gap.has(Gap::COMMA.or(Gap::LINE).or(Gap::SEMICOLON))
            || self.before.is_some_and(|before| before.role() == Role::Region)
    }

    /// «Ауельбеков к, 139А»: a number follows behind a comma.
    fn lists_number(&self) -> bool {
        let list = Gap::COMMA.or(Gap::SPACE).or(Gap::SIGN);
        self.after.is_some_and(|after| after.gap.has(Gap::COMMA) && after.gap.only(list) && after.number().is_some())
    }

    /// Nothing of the same phrase follows.
    fn ends(&self) -> bool {
        self.after.is_some_and(|after| after.gap.has(Gap::COMMA) || matches!(after.kind, Kind::End))
    }
}

fn role_of(tokens: &[Token], at: usize) -> Option<(Role, Order)> {
    let otherwise = (Role::Stop, Order::Before);
    let word = tokens.get(at)?.word()?;
    if word.sense.role == Role::Street && word.length <= 3 {
        if !matches!(word.first, 'p' | 'д') {
            return None;
        }
        // «ул. Алтын дан, 5»: the end of a name, and no «даңғылы».
        let mark = at.checked_sub(2).and_then(|mark| tokens.get(mark)?.word()).map(|mark| mark.sense);
        let is_named = mark.is_some_and(|mark| mark.role == Role::Street && mark.order == Order::Before);
        if word.first == 'д' && word.length == 3 && !word.latin && is_named {
            return Some((Role::None, Order::Before));
        }
        let beside = Beside::of(tokens, at);
        let is_none = match word.first {
            // «per hour» is no переулок.
            'p' => word.latin && !beside.dotted,
            // «Чуланов 159-дан»: an ending, and no «даңғылы».
            'д' => word.length == 3 && beside.follows_number() && beside.gap.has(Gap::DASH),
            _ => false,
        };
        return is_none.then_some(otherwise);
    }
    if word.sense.role != Role::Letter {
        return None;
    }
    let beside = Beside::of(tokens, at);
    Some(match (word.length, word.first) {
        (1, 'г') if is_listed_in_lower_case(tokens, at, &beside) => (Role::City, Order::Before),
        (1, 'с' | 'п' | 'д' | 'а') if is_listed_in_lower_case(tokens, at, &beside) => {
            (Role::Village, Order::Before)
        }
        (1, 'г' | 'қ') if is_administration(tokens, at, &beside) => (Role::Region, Order::After),
        (1, 'г' | 'g') => city(&beside, is_initial(tokens, at, word)),
        (1, 'қ' | 'q') => city_kazakh(&beside, is_initial(tokens, at, word)),
        (1, 'с' | 's' | 'c') if beside.dotted && beside.name() => (Role::Village, Order::Before),
        (1, 'с') if !word.capital && beside.name() && comes_street(tokens, at + 2) => (Role::Village, Order::Before),
        (1, 'д' | 'd') => house(&beside, word),
        (1, 'к' | 'k') => block_or_street(&beside, word.capital),
        // «Карасайский р-н, Шамалган с, Абая ул»
        (1, 'с' | 'п') if !word.capital && beside.follows_name() && beside.ends() && follows_region(tokens, at) => {
            (Role::Village, Order::After)
        }
        // «3 п., 12 пәт.»: the entrance, since the flat follows.
        (1, 'п') if beside.follows_number() && tokens.get(at + 2).is_some_and(|flat| flat.role() == Role::Flat) => {
            (Role::Block, Order::After)
        }
        (1, 'п' | 'p')
            if (beside.dotted || beside.ends() || is_listed(tokens, at))
                && beside.follows_number()
                && follows_kazakh_house(tokens, at) =>
        {
            (Role::Flat, Order::After)
        }
        // «Жумабаева 3, 5 п, 9 эт»
        (1, 'п')
            if !word.capital && beside.follows_number() && beside.gap.only(Gap::SPACE) && comes_comma(tokens, at) =>
        {
            (Role::Block, Order::After)
        }
        // «Әйтеке би 118, 24 п.»
        (1, 'п') if !word.capital && beside.dotted && beside.follows_number() && lists_two_numbers(tokens, at) => {
            (Role::Block, Order::After)
        }
        // «момышулы 12 п2 эт5»
        (1, 'п') if !word.capital && beside.number() && glued(beside.after) && follows_digits(&beside) => {
            (Role::Block, Order::Before)
        }
        (1, 'п' | 'p') => flat(&beside),
        (1, 'а' | 'a')
            if !word.capital
                && beside.follows_name()
                && beside.dotted
                && (beside.ends() || follows_region(tokens, at)) =>
        {
            (Role::Village, Order::After)
        }
        // «Есильский р-н, а. Карой»
        (1, 'а') if !word.capital && beside.dotted && beside.name() && beside.begins_field() => {
            (Role::Village, Order::Before)
        }
        (1, 'у' | 'ү' | 'u' | 'ü') if beside.number() && (matches!(word.first, 'ү' | 'ü') || beside.dotted) => {
            (Role::House, Order::Before)
        }
        (1, 'ү') if beside.follows_number() => (Role::House, Order::After),
        (1, 'ш') if beside.dotted && !word.capital && beside.follows_name() => (Role::Street, Order::After),
        (1, 'ш') if beside.dotted && beside.name() => (Role::Street, Order::Before),
        (3, 'қ' | 'q') => (Role::City, Order::After),
        // «Алматы к-сы», but «Түркістан к-сі, 16»
        (3, 'к' | 'k') if beside.follows_role(Role::CityName) && !beside.number() && !beside.lists_number() => {
            (Role::City, Order::After)
        }
        (3, 'к' | 'k') => (Role::Street, Order::After),
        (2, 's') => street_latin(&beside),
        (2, 'с') => station(&beside, word),
        (2, 'п') => prospect(&beside),
        (2, 'p') if beside.dotted => prospect(&beside),
        (3, 's') => street_latin(&beside),
        (3, 'с') if beside.number() && is_only_house(tokens, at) => (Role::House, Order::Before),
        (3, 'с') if beside.number() => (Role::Block, Order::Before),
        (3, 'п' | 'p')
            if beside.number() && (beside.dotted || beside.before.is_some_and(|before| before.number().is_some())) =>
        {
            (Role::Block, Order::Before)
        }
        // «иманова 13 2 под 5 эт», «сарайшык 5, 3под, 8эт»
        (3, 'п' | 'p') if beside.follows_number() && is_second_number(tokens, at) => (Role::Block, Order::After),
        _ => otherwise,
    })
}

/// «СЕМЕЙ Г.А., СЕМЕЙ, УЛИЦА ШУГАЕВА», «СЕМЕЙ Қ.Ә.»: the administration of a town, as the register of addresses writes it.
fn is_administration(tokens: &[Token], at: usize, beside: &Beside<'_>) -> bool {
    let is_second = |letter: &Word| letter.length == 1 && matches!(letter.first, 'а' | 'ә');
    let comes_second =
        || beside.after.is_some_and(|after| after.gap.only(Gap::DOT) && after.word().is_some_and(is_second));
    let ends = || tokens.get(at + 2).is_some_and(|next| next.gap.has(Gap::COMMA));
    beside.follows_role(Role::CityName) && beside.dotted && comes_second() && ends()
}

/// Whether nothing stands before a token.
fn glued(token: Option<&Token>) -> bool {
    token.is_some_and(|token| token.gap.is_empty())
}

/// Whether a number stands before, with a blank or a comma between.
fn follows_digits(beside: &Beside<'_>) -> bool {
    beside.gap.only(Gap::SPACE.or(Gap::COMMA)) && beside.before.is_some_and(|before| before.number().is_some())
}

/// Whether the number before a letter follows another one.
fn is_second_number(tokens: &[Token], at: usize) -> bool {
    let token = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at));
    token(1).is_some_and(|number| number.gap.only(Gap::SPACE.or(Gap::COMMA)))
        && token(2).is_some_and(|house| house.number().is_some())
}

/// «Сайрам ауд. Қарабұлақ а. Ш.Рашидов көш.»: the name before the letter stands behind a region.
fn follows_region(tokens: &[Token], at: usize) -> bool {
    at.checked_sub(2).and_then(|region| tokens.get(region)).is_some_and(|region| region.role() == Role::Region)
}

/// «аршалынский район, п. аршалы, ул. добровольского 17»: a settlement between commas, all in lower case.
fn is_listed_in_lower_case(tokens: &[Token], at: usize, beside: &Beside<'_>) -> bool {
    let is_item =
        beside.gap.has(Gap::COMMA.or(Gap::LINE).or(Gap::SEMICOLON)) && beside.dotted && beside.before.is_some();
    let is_name = |name: &Token| name.word().is_some_and(|word| !word.capital && word.length > 2 && is_namelike(word));
    let is_mark = |next: &Token| matches!(next.role(), Role::Street | Role::District | Role::Region);
    let ends = |next: &Token| next.gap.has(Gap::COMMA.or(Gap::LINE).or(Gap::SEMICOLON)) || is_mark(next);
    let is_item = is_item || (beside.gap.has(Gap::COLON.or(Gap::LINE)) && beside.dotted);
    // «Бесағаш а., әл-Фараби даңғылы»: the letter belongs to the name before it.
    let is_before = beside.dotted && !beside.ends();
    let is_item = is_item || is_before && tokens.get(at + 2).is_some_and(|next| is_mark(next) && ends(next));
    is_item && tokens.get(at + 1).is_some_and(is_name) && tokens.get(at + 2).is_some_and(ends)
}

/// «ул. Складская, стр. 7»: no number stands between the mark of the street and this one.
fn is_only_house(tokens: &[Token], at: usize) -> bool {
    // «ул. 8 Марта», «мкр-н Орбита-3», «ул. 38-я»
    let is_of_name = |at: usize, token: &Token| {
        let comes_name = tokens.get(at + 1).and_then(Token::word).is_some_and(|word| word.capital);
        let is_tied = token.gap.only(Gap::DASH) && !token.gap.is_empty();
        token.number().is_some_and(|number| number.ordinal || is_tied || comes_name)
    };
    let mut words = (1..=4).map_while(|back| {
        let at = at.checked_sub(back)?;
        tokens.get(at).filter(|token| token.word().is_some() || is_of_name(at, token))
    });
    // «ул. Капал батыра, 5 км, стр. 112»
    let is_at_kilometre = at.checked_sub(1).is_some_and(|km| tokens.get(km).map(Token::role) == Some(Role::Kilometre));
    is_at_kilometre || words.any(|token| matches!(token.role(), Role::Street | Role::Road | Role::District))
}

/// Whether the phrase ends behind a letter, and another part follows.
fn comes_comma(tokens: &[Token], at: usize) -> bool {
    let is_part = |next: &Token| next.number().is_some() || matches!(next.role(), Role::Flat | Role::Block);
    tokens.get(at + 1).is_some_and(|next| next.gap.has(Gap::COMMA) && is_part(next))
}

/// Whether a house number, a comma and another number stand before a letter, and a name before them.
fn lists_two_numbers(tokens: &[Token], at: usize) -> bool {
    let token = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at));
    let is_listed = token(1).is_some_and(|number| number.gap.has(Gap::COMMA));
    let is_name = |name: &Token| {
        name.word().is_some_and(|word| (word.capital && word.length > 2) || word.sense.role == Role::Title)
    };
    is_listed && token(2).is_some_and(|house| house.number().is_some()) && token(3).is_some_and(is_name)
}

/// «9 үй, 40 п.»: a flat, as Kazakh shortens its word.
fn follows_kazakh_house(tokens: &[Token], at: usize) -> bool {
    let word = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at)).and_then(Token::word);
    let is_house = word(2).is_some_and(|house| house.sense.role == Role::House && house.first == 'ү');
    // «Сарыарқа даңғ. 31, 44 п.»
    let is_street = word(3).is_some_and(|mark| mark.sense.role == Role::Street && mark.sense.order == Order::After);
    let is_bare = || at.checked_sub(2).and_then(|at| tokens.get(at)).is_some_and(|house| house.number().is_some());
    is_house || (is_street && is_bare())
}

/// «15 үй, 49 п»: whether a comma stands before the number before a letter.
fn is_listed(tokens: &[Token], at: usize) -> bool {
    at.checked_sub(1).and_then(|number| tokens.get(number)).is_some_and(|number| number.gap.has(Gap::COMMA))
}

/// «с Косшы ул Республики»: what would be a preposition elsewhere.
fn comes_street(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|next| next.role() == Role::Street && next.gap.only(Gap::SPACE.or(Gap::COMMA)))
}

/// A capital «Г.» or «Қ.» before a name that a number follows is an initial: «Үрпек ауылы, Қ.Сәтбаев 6».
fn is_initial(tokens: &[Token], at: usize, word: &Word) -> bool {
    let is_number = |next: &Token| next.number().is_some() && next.gap.only(Gap::SPACE);
    word.capital && tokens.get(at + 2).is_some_and(is_number)
}

fn city(beside: &Beside<'_>, is_initial: bool) -> (Role, Order) {
    if beside.is_year() {
        (Role::Unit, Order::Before)
    } else if beside.comes_role(Role::CityName) || (beside.dotted && beside.name() && !is_initial) {
        (Role::City, Order::Before)
    } else if (beside.follows_name() && beside.dotted || beside.follows_role(Role::CityName)) && beside.ends() {
        // «Павлодар г, Академика Сатпаева ул»
        (Role::City, Order::After)
    } else {
        (Role::Stop, Order::Before)
    }
}

fn city_kazakh(beside: &Beside<'_>, is_initial: bool) -> (Role, Order) {
    let order = if beside.follows_name() { Order::After } else { Order::Before };
    if order == Order::After || (beside.name() && !is_initial) { (Role::City, order) } else { (Role::Stop, order) }
}

fn house(beside: &Beside<'_>, word: &Word) -> (Role, Order) {
    if beside.number() {
        (Role::House, Order::Before)
    } else if word.latin && beside.dotted && beside.follows_name() {
        // «Almaly d., Almaty»
        (Role::Region, Order::After)
    } else if beside.follows_number() && (beside.dotted || beside.ends()) {
        (Role::House, Order::After)
    } else if !word.capital && beside.dotted && beside.name() {
        (Role::Village, Order::Before)
    } else {
        (Role::Stop, Order::Before)
    }
}

/// «кв. 11 — Абишев К., кв. 12»: a capital letter at the end of a phrase is `is_initial`.
fn block_or_street(beside: &Beside<'_>, is_initial: bool) -> (Role, Order) {
    let ends = beside.dotted || beside.ends();
    if beside.follows_role(Role::CityName) && ends && !beside.number() {
        (Role::City, Order::After)
    } else if beside.follows_name() && beside.dotted && beside.name() {
        // «Қонаев к. Ұлы Дала даң.»
        (Role::City, Order::After)
    } else if beside.follows_name()
        && (beside.dotted && (beside.number() || (beside.ends() && !is_initial)) || beside.lists_number())
    {
        (Role::Street, Order::After)
    } else if beside.dotted && (beside.follows_role(Role::Title) || beside.follows_role(Role::StreetOnly)) {
        // «Төле би к. ү. 5»
        (Role::Street, Order::After)
    } else if beside.number() && beside.before.is_some_and(|before| before.number().is_some()) {
        (Role::Block, Order::Before)
    } else {
        (Role::Stop, Order::Before)
    }
}

fn flat(beside: &Beside<'_>) -> (Role, Order) {
    if beside.dotted && beside.name() {
        (Role::Village, Order::Before)
    } else if beside.follows_number() && beside.gap.has(Gap::DASH) {
        (Role::Flat, Order::After)
    } else if beside.number() && beside.dotted && beside.before.is_some_and(|before| before.number().is_some()) {
        (Role::Flat, Order::Before)
    } else {
        (Role::Stop, Order::Before)
    }
}

fn street_latin(beside: &Beside<'_>) -> (Role, Order) {
    if beside.follows_name() {
        (Role::Street, Order::After)
    } else if beside.name() {
        (Role::Street, Order::Before)
    } else {
        (Role::Stop, Order::Before)
    }
}

fn station(beside: &Beside<'_>, word: &Word) -> (Role, Order) {
    let is_quoted = beside.after.is_some_and(|after| after.gap.has(Gap::QUOTE));
    // «СТ Энергетик-2»: a station has a dot.
    if word.capital && (is_quoted || (beside.name() && !beside.dotted)) {
        (Role::Complex, Order::Before)
    } else if beside.dotted && beside.name() {
        (Role::Village, Order::Before)
    } else {
        (Role::Stop, Order::Before)
    }
}

fn prospect(beside: &Beside<'_>) -> (Role, Order) {
    let follows_adjective = beside.gap.only(BLANK)
        && beside.before.and_then(Token::word).is_some_and(|word| word.capital && is_namelike(word));
    let comes_word = beside.after.is_some_and(|after| {
        after.gap.only(BLANK.or(Gap::DOT)) && after.word().is_some_and(|word| is_namelike(word) && word.length > 1)
    });
    let comes_initial = beside
        .after
        .is_some_and(|after| after.gap.only(BLANK.or(Gap::DOT)) && after.word().is_some_and(|word| word.capital));
    if comes_initial || (comes_word && !follows_adjective) {
        (Role::Street, Order::Before)
    } else if follows_adjective && (beside.number() || beside.ends()) {
        (Role::Street, Order::After)
    } else {
        (Role::Stop, Order::Before)
    }
}

fn is_listed_name(role: Role) -> bool {
    matches!(role, Role::CityName | Role::StreetName | Role::StreetOnly | Role::DistrictName | Role::Title)
}

/// Whether a word may be part of a name.
pub(super) fn is_namelike(word: &Word) -> bool {
    is_listed_name(word.sense.role)
        || matches!(word.sense.role, Role::None | Role::RegionName | Role::Country | Role::Joiner | Role::Honorific)
}

/// Whether a word may be a mark that its name stands before.
#[inline]
pub(super) fn may_follow_name(role: Role) -> bool {
    role.traits().has(Traits::MARK) && role != Role::Letter
}

/// How many tokens of a name stand before the mark at `at`, if the mark follows its name.
pub(super) fn name_before(tokens: &[Token], at: usize) -> usize {
    let Some(mark) = tokens.get(at) else { return 0 };
    let Some(word) = mark.word() else { return 0 };
    let role = word.sense.role;
    // `7HQ2LN3`
    let is_code = role == Role::Street && word.latin && mark.gap.is_empty();
    if !may_follow_name(role) || !mark.gap.only(BLANK.or(Gap::DASH)) || is_code {
        return with_former_name(tokens, at);
    }
    let Some(nearest) = at.checked_sub(1).and_then(|before| tokens.get(before)) else { return 0 };
    if word.sense.order == Order::Before && !stands_after(tokens, at, nearest, role) {
        return 0;
    }
    // «the first drive, 1», «PCIe lane 4»: what is no street behind a word in lower case.
    let is_common = word.latin && word.length > 3 && matches!(word.first, 'd' | 'l' | 'c' | 't' | 'p');
    let is_plain = |name: &Word| !name.capital && name.sense.role == Role::None;
    if role == Role::Street && is_common && nearest.word().is_some_and(is_plain) {
        return 0;
    }
    walk_left(tokens, at, role)
}

/// «Жұмағалиев (Фрунзе) көшесі»: how many tokens the name and the former name in parentheses take before the mark.
fn with_former_name(tokens: &[Token], at: usize) -> usize {
    let Some(mark) = tokens.get(at) else { return 0 };
    if mark.word().is_none_or(|word| word.sense.role != Role::Street) || !mark.gap.has(Gap::CLOSE) {
        return 0;
    }
    let former = (1..=2)
        .find(|&back| at.checked_sub(back).and_then(|at| tokens.get(at)).is_some_and(|token| token.gap.has(Gap::OPEN)));
    let Some(former) = former else { return 0 };
    let name = walk_left(tokens, at - former, Role::Street);
    if name == 0 { 0 } else { name + former }
}

/// Whether a mark that usually stands before its name stands after it here: «Невский проспект», «Аксай мкр».
fn stands_after(tokens: &[Token], at: usize, nearest: &Token, role: Role) -> bool {
    let comes_name = tokens.get(at + 1).is_some_and(|after| {
        after.gap.only(BLANK.or(Gap::DOT))
            && after.word().is_some_and(|word| is_namelike(word) && (word.capital || is_listed_name(word.sense.role)))
    });
    // «Хайвил» ТК
    let is_quoted = tokens.get(at).is_some_and(|mark| mark.gap.has(Gap::QUOTE));
    if role == Role::Complex && is_quoted && nearest.word().is_some_and(|word| word.capital) {
        return true;
    }
    // «Nurly Tau BC, block 2B»
    let is_abbreviated = tokens.get(at).and_then(Token::word).is_some_and(|mark| mark.capital && mark.length <= 3);
    let comes_part = || {
        let next = tokens.get(at + 1);
        next.is_some_and(|next| next.gap.has(Gap::COMMA) && (is_part(next.role()) || next.number().is_some()))
    };
    if role == Role::Complex && is_abbreviated && nearest.word().is_some_and(|word| word.capital) && comes_part() {
        return true;
    }
    // «Достык станция, Алакольский район»
    let is_station = || tokens.get(at).and_then(Token::word).is_some_and(|mark| mark.length > 6);
    let ends = || tokens.get(at + 1).is_some_and(|next| next.gap.has(Gap::COMMA));
    if role == Role::Village && is_station() && nearest.word().is_some_and(|word| word.capital) && ends() {
        return true;
    }
    let Some(word) = nearest.word() else {
        // `5 MD5`
        let is_glued = tokens.get(at + 1).is_some_and(|next| next.gap.is_empty() && next.number().is_some());
        return role == Role::District && is_short(nearest) && !comes_name && !is_glued;
    };
    let adjective = word.form == Form::Adjective || word.form == Form::StreetLike;
    let listed = match role {
        Role::Street => matches!(word.sense.role, Role::StreetName | Role::StreetOnly | Role::Title),
        Role::District => word.sense.role == Role::DistrictName,
        _ => false,
    };
    let is_housed = || tokens.get(at + 1).is_some_and(|next| next.role() == Role::House || next.number().is_some());
    if role == Role::Street && word.form == Form::Adjective && (word.capital || (!comes_name && is_housed())) {
        return true;
    }
    // «Кокше мкр 19 д 2»: the number is the micro-district's.
    if role == Role::District && word.capital && matches!(word.sense.role, Role::None) && word.length > 3 {
        let is_number = tokens.get(at + 1).is_some_and(|number| is_short(number) && number.gap.only(Gap::SPACE));
        let is_house = |at: usize| tokens.get(at).is_some_and(|house| house.role() == Role::House);
        if is_number && is_house(at + 2) {
            return true;
        }
    }
    // «Наурыз мкр, 15 үй»
    let is_apart = || tokens.get(at + 1).is_none_or(|next| next.number().is_none() || !next.gap.only(Gap::SPACE));
    if role == Role::District && word.capital && !comes_name && is_apart() {
        return matches!(
            word.sense.role,
            Role::StreetName | Role::StreetOnly | Role::DistrictName | Role::None | Role::Title
        );
    }
    !comes_name && is_namelike(word) && (listed || (word.capital && (adjective || role == Role::Street)))
}

/// Whether a mark names a part of a building, or the building.
fn is_part(role: Role) -> bool {
    matches!(role, Role::House | Role::Block | Role::Flat)
}

/// Whether this is a number that may name a street or a micro-district.
fn is_short(token: &Token) -> bool {
    token.number().is_some_and(|number| number.digits <= 3 && !number.odd)
}

fn walk_left(tokens: &[Token], mark: usize, role: Role) -> usize {
    let mut taken = 0;
    while taken < NAME_WORDS {
        let Some(token) = mark.checked_sub(taken + 1).and_then(|at| tokens.get(at)) else { break };
        let right_gap = tokens.get(mark - taken).map_or(Gap::HARD, |right| right.gap.without(Gap::OPEN));
        let right = tokens.get(mark - taken);
        let fits = match &token.kind {
            // The word before «қала» in «Жаңа қала м/а» is the rest of the name.
            Kind::Word(word)
                if taken == 1 && right.is_some_and(|right| matches!(right.role(), Role::City | Role::Village)) =>
            {
                word.capital && is_namelike(word) && right_gap.only(BLANK)
            }
            Kind::Number(number) => joins_number(number.ordinal, is_short(token), taken, role, token, right),
            Kind::Word(word) => joins_word(word, taken, right_gap, right),
            Kind::Code { .. } | Kind::End => false,
        };
        if !fits {
            break;
        }
        taken += 1;
        // «Құжатты Қарағанды қаласы», «Нилуфар Түркістан облысы»: a listed town is the whole name.
        let is_listed = match role {
            Role::City => token.role() == Role::CityName,
            Role::Region => matches!(token.role(), Role::CityName | Role::RegionName),
            _ => false,
        };
        if taken == 1 && is_listed && !token.gap.has(Gap::DASH) {
            break;
        }
        // A number that no hyphen ties to a word is a whole name: «8 мкр», but not «Жеңістің 40 жылдығы көшесі».
        let is_anniversary = taken > 1 && right.is_some_and(|right| right.role() == Role::Title);
        // «Е 435 көшесі»
        let is_code = || {
            let letter = mark.checked_sub(taken + 1).and_then(|at| tokens.get(at)).and_then(Token::word);
            let is_letter = letter.is_some_and(|letter| letter.capital && letter.length == 1);
            taken == 1 && role == Role::Street && token.gap.only(Gap::SPACE) && is_letter
        };
        if token.number().is_some() && is_code() {
            taken += 1;
            break;
        }
        if token.number().is_some() && !token.gap.only(Gap::DASH) && !is_anniversary {
            break;
        }
    }
    // «-2 ш.а.» with nothing before it is no name.
    taken
}

fn joins_number(ordinal: bool, short: bool, taken: usize, role: Role, token: &Token, right: Option<&Token>) -> bool {
    if !short {
        return false;
    }
    let nameable = matches!(role, Role::District | Role::Street);
    if taken == 0 {
        let ties = token.gap.only(Gap::DASH) && !token.gap.is_empty();
        return (nameable || role == Role::Village)
            && (ordinal || ties || role == Role::District || role == Role::Street);
    }
    // «8 Наурыз көшесі», «2-я Брестская ул.»
    let is_name = |role| matches!(role, Role::StreetName | Role::Title);
    ordinal || right.is_some_and(|right| is_name(right.role()) && right.gap.only(Gap::SPACE))
}

fn joins_word(word: &Word, taken: usize, gap: Gap, right: Option<&Token>) -> bool {
    // «Жаңа қала м/а»: a mark that is part of a name.
    if taken == 0 && !word.capital && matches!(word.sense.role, Role::City | Role::Village) && gap.only(BLANK) {
        let is_district = right.is_some_and(|right| matches!(right.role(), Role::District | Role::Street));
        return is_district && word.sense.order == Order::After;
    }
    if taken == 0 {
        // «Теңге ауылы»
        let is_name = is_namelike(word) || (word.capital && word.length > 2 && word.sense.role == Role::Unit);
        // «везите сюда — обл. Жетісу»
        return is_name && !(gap.has(Gap::DASH) && gap.has(Gap::SPACE)) && !(word.length == 1 && gap.has(Gap::DOT));
    }
    // «академик Сәтбаев көшесі»
    let is_listed = is_listed_name(word.sense.role) || word.sense.role == Role::Honorific;
    // «восточно-казахстанская обл»
    if !gap.is_empty()
        && gap.only(Gap::DASH)
        && right.and_then(Token::word).is_some_and(|right| right.form == Form::Adjective)
    {
        return is_namelike(word);
    }
    // «E-321 koshesi»
    if word.length == 1 && !gap.is_empty() && gap.only(Gap::DASH) {
        return right.is_some_and(|right| right.number().is_some());
    }
    // «Батыс Қазақстан облысы»
    let is_side = word.sense.role == Role::DistrictName
        || (matches!(word.length, 7..=9) && matches!(word.first, 'с' | 'о' | 's' | 'o'));
    if is_side && right.is_some_and(|right| right.role() == Role::Country) {
        return gap.only(BLANK);
    }
    // «ә. молдағұлова көшесі»
    let is_lower = || right.and_then(Token::word).is_some_and(|right| !right.capital && right.length > 4);
    if word.length == 1 && !word.capital && gap.has(Gap::DOT) && is_lower() {
        return gap.only(Gap::DOT.or(Gap::SPACE));
    }
    // «шынымен Абай облысы»: an ending makes a word of it.
    if !word.capital && (!is_listed || (word.sense.role == Role::Title && word.sense.ending > 0)) {
        return false;
    }
    // Initials: «Н. Назарбаев даңғылы», «Н.Назарбаев», but not «АРҚАЛЫҚ Қ. АБАЙ ДАҢҒЫЛЫ».
    if word.length == 1 {
        return word.capital
            && word.sense.order == Order::Before
            && gap.has(Gap::DOT)
            && gap.only(Gap::DOT.or(Gap::SPACE));
    }
    if gap.only(Gap::DASH) {
        return is_namelike(word);
    }
    // «Досым Ғ. Мұратбаев көшесі»: before the initial stands another's name.
    if taken > 1 && word.sense.role == Role::None && right.and_then(Token::word).is_some_and(|right| right.length == 1)
    {
        return false;
    }
    let is_tail = right.is_some_and(|right| right.role() == Role::Title);
    gap.only(BLANK)
        && ((is_tail && is_namelike(word))
            || matches!(word.sense.role, Role::StreetName | Role::StreetOnly | Role::Title | Role::Honorific)
            || (word.sense.role == Role::None && word.capital && taken < 3))
}
