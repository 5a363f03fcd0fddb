//! Numbers of an address: houses, flats, floors, postal codes, and what only looks like them.

use super::super::context::{NUMBERING_CUES, PHONE_CUES, before, is_one_of, nearest, words, words_back};
use super::super::cues::Cues;
use super::chain::Chain;
use super::component::{Component, Grammar, Piece, is_house_letter, weight};
use super::gap::Gap;
use super::lexicon::{Order, Role};
use super::resolve::BESIDE;
use super::tokens::{Form, Number, Word};

/// Towns whose micro-districts have numbers only.
const NUMBERED_TOWNS: [&str; 8] =
    ["актау*", "ақтау*", "aktau*", "aqtau*", "жанаозен*", "жаңаөзен*", "zhanaozen*", "janaozen*"];

impl Grammar<'_> {
    pub(super) fn by_number(&self, at: usize, number: &Number, chain: &Chain) -> Option<Component> {
        if number.odd {
            return None;
        }
        if number.digits == 6 && !number.compound {
            return self.index(at, number);
        }
        if number.digits == 9 && self.is_territory(at, chain) {
            return Some(self.build(Piece::Filler, at, at, 0));
        }
        if number.digits > 4 || self.is_floor_of(at, number) {
            return None;
        }
        self.numbered_street(at, chain)
            .or_else(|| self.number_with_mark(at, chain))
            .or_else(|| self.house_before_street(at, chain))
            .or_else(|| self.bare_house(at, chain))
            .or_else(|| self.house_in_numbered_town(at, chain))
            .or_else(|| self.triple_of_town(at, chain))
            .or_else(|| self.bare_flat(at, chain))
            .or_else(|| self.flat_behind_part(at, chain))
    }

    /// «100400, Казахстан, 354030100, п. Ботакара»: the code of the territory (KATO), as the portal of public purchases
    /// writes it.
    fn is_territory(&self, at: usize, chain: &Chain) -> bool {
        let is_listed = |at: usize| self.gap(at).has(Gap::COMMA) && self.gap(at).only(Gap::COMMA.or(Gap::SPACE));
        let follows_country =
            chain.last().is_some_and(|last| matches!(last.piece, Piece::Country | Piece::Index | Piece::Region));
        follows_country && is_listed(at) && is_listed(at + 1)
    }

    /// «40 лет Победы 55-9», «8 Марта 12, кв 40»: streets whose names begin with a number, before a house.
    fn numbered_street(&self, at: usize, chain: &Chain) -> Option<Component> {
        const DAYS: [&str; 7] = ["марта", "мая", "наурыз", "октября", "декабря", "панфиловцев", "гвардейцев*"];
        let token = |at: usize| self.written(at);
        let is_spaced = |at: usize| self.gap(at).only(Gap::SPACE) && !self.gap(at).is_empty();
        if chain.has(Piece::Street) || !is_spaced(at + 1) || self.number(at)?.digits > 2 {
            return None;
        }
        let comes_number = self.number(at + 2).is_some() || self.number(at + 3).is_some();
        let word = self.word(at + 1).filter(|_| comes_number).and_then(|_| token(at + 1))?;
        let is_anniversary = is_one_of(word, &["лет", "летия", "жыл", "жылдық"])
            && is_spaced(at + 2)
            && self.word(at + 2).is_some_and(|name| name.capital);
        let last = if is_anniversary { at + 2 } else { at + 1 };
        let house = last + 1;
        let is_near = self.gap(house).only(Gap::SPACE.or(Gap::COMMA));
        if !(is_anniversary || is_one_of(word, &DAYS)) || !is_near || !self.is_house_number(house) {
            return None;
        }
        let end = self.number_end(house);
        let is_tied = self.gap(end + 1).only(Gap::DASH) && !self.gap(end + 1).is_empty();
        let has_flat = self.role(end + 1) == Role::Flat && self.gap(end + 1).only(Gap::COMMA.or(Gap::SPACE));
        let is_compound = self.number(house).is_some_and(|house| house.compound);
        // «8 наурыз, 21-23 наурыз»
        let is_date = [end + 1, end + 2].into_iter().any(|at| token(at).is_some_and(|word| is_one_of(word, &DAYS)));
        if is_date {
            return None;
        }
        let is_sure = is_compound || (is_tied && self.is_house_number(end + 1)) || has_flat;
        is_sure.then(|| self.build(Piece::Street, at, last, 3))
    }

    /// «8 наурыз, 21-23 наурыз»: a day before a name, and the name again behind the next days.
    pub(super) fn is_date(&self, at: usize) -> bool {
        let token = |at: usize| self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end));
        let follows_day = at.checked_sub(1).and_then(|day| self.number(day)).is_some_and(|day| day.digits <= 2);
        follows_day && (at + 2..=at + 3).any(|again| token(again).is_some() && token(again) == token(at))
    }

    /// «Мангилик Ел 36, 4 подъезд, 812»: after a part of the house, a number that nothing follows.
    fn flat_behind_part(&self, at: usize, chain: &Chain) -> Option<Component> {
        let follows_part = chain.last().is_some_and(|last| last.piece == Piece::Block);
        if !follows_part || !chain.has(Piece::House) || chain.has(Piece::Flat) {
            return None;
        }
        let (gap, end) = (self.gap(at), self.number_end(at));
        let after = self.gap(end + 1);
        let is_listed = gap.has(Gap::COMMA) && gap.only(Gap::COMMA.or(Gap::SPACE));
        let ends = after.is_empty() || !after.only(Gap::SPACE);
        (is_listed && ends && self.is_house_number(at)).then(|| self.build(Piece::Flat, at, end, 0))
    }

    /// A postal code of six digits: Kazakhstan's begin with 0 or 1, Russia's with 1 to 6.
    pub(super) fn index(&self, at: usize, number: &Number) -> Option<Component> {
        let beside_number =
            self.tokens.get(at + 1).is_some_and(|next| next.gap.only(Gap::SPACE) && next.number().is_some());
        // «ул. Ленина, 41-8;184220,10»: the sum in the next cell of a table.
        let is_sum = self.gap(at).has(Gap::SEMICOLON)
            && self.gap(at + 1).only(Gap::COMMA)
            && self.tokens.get(at + 1).zip(self.tokens.get(at)).is_some_and(|(next, sum)| next.start == sum.end + 1);
        ((10_000..=699_999).contains(&number.value) && !beside_number && !is_sum)
            .then(|| self.build(Piece::Index, at, at, 1))
    }

    /// «12 үй», «8 мкр», «4 этаж», «3-й переулок Чехова».
    pub(super) fn number_with_mark(&self, at: usize, chain: &Chain) -> Option<Component> {
        let end = self.number_end(at);
        let mark = end + 1;
        if !self.gap(mark).only(Gap::SPACE.or(Gap::DASH).or(Gap::QUOTE)) {
            return None;
        }
        let word = self.word(mark)?;
        // «5 MD5»
        if self.gap(mark + 1).is_empty() && self.number(mark + 1).is_some() {
            return None;
        }
        let (piece, points) = match word.sense.role {
            Role::House => (Piece::House, 2),
            Role::Flat => (Piece::Flat, 2),
            Role::Block => (Piece::Block, 1),
            Role::District => (Piece::District, 3),
            Role::Complex if self.gap(at).has(Gap::SIGN) && self.is_hostel(mark) => (Piece::Complex, 2),
            Role::Kilometre => return self.kilometre(at, mark, chain),
            Role::Street => return self.ordinal_street(at, mark),
            _ => return None,
        };
        // «45 дом 12 кв»
        let marks_follow = matches!(piece, Piece::House | Piece::Block)
            && self.role(mark + 2) == Role::Flat
            && self.gap(mark + 2).only(Gap::SPACE)
            && self.number(mark + 3).is_none();
        // `2 подъезд. 3 чел`: a whole word, and the next sentence.
        let ends = self.gap(mark + 1).has(Gap::DOT) && self.gap(mark + 1).has(Gap::SPACE) && word.length > 4;
        let follows = self.number_after(mark).filter(|_| !self.gap(mark + 1).has(Gap::COMMA) && !marks_follow && !ends);
        let ordinal = self.number(at).is_some_and(|number| number.ordinal);
        let numbered_before = matches!(piece, Piece::District) || ordinal;
        let after = word.sense.order == Order::After
            && (piece == Piece::House || chain.has(Piece::House) || chain.has(Piece::Flat));
        // «3 линия 21»: the number behind is the plot's.
        let is_line = || chain.has(Piece::Complex) && self.is_line(mark);
        if follows.is_some() && !numbered_before && !after && !is_line() {
            return None;
        }
        // «ул. Абая, 12 вход со двора»: the number is the house's.
        let houseless = piece == Piece::Block && word.sense.order == Order::Before && !chain.has(Piece::House);
        let houseless = houseless && !is_line();
        // «мкр. Юбилейный, 14-й дом»
        let is_in_district = chain.last().is_some_and(|last| last.piece == Piece::District);
        // «Абай көшесі 5-ші үй»
        let is_kazakh = word.sense.order == Order::After;
        if (ordinal && piece == Piece::House && !is_in_district && !is_kazakh)
            || (houseless && self.bare_house(at, chain).is_some())
        {
            return None;
        }
        let counted = self.gap(mark).only(Gap::SPACE);
        let component = self.marked(piece, at, mark, points);
        let start = if self.gap(at).has(Gap::SIGN) { self.sign_before(component.start) } else { component.start };
        // «нөмірі жоқ, 18 үй»
        let follows_kind = piece == Piece::House
            && chain.last().is_some_and(|last| last.piece == Piece::House && last.marked && last.points == 1);
        Some(Component { counted, start, follows_kind, ..component })
    }

    /// «трасса Алматы – Бишкек, 21-й км», «ул. Капал батыра, 5 км, стр. 112», «5 км трассы Астана – Караганда, стр. 3».
    fn kilometre(&self, at: usize, mark: usize, chain: &Chain) -> Option<Component> {
        let next = mark + 1;
        let is_near = self.gap(next).only(Gap::COMMA.or(Gap::SPACE).or(Gap::DOT));
        let is_housed = || match self.role(next) {
            Role::House => self.numbered(next, Piece::House, 2).is_some(),
            _ => self.number(next).is_some() && self.role(self.number_end(next) + 1) == Role::House,
        };
        match chain.last() {
            None => (is_near && self.comes_road(next)).then(|| self.marked(Piece::Block, at, mark, 1)),
            Some(_) if is_near && is_housed() => Some(self.marked(Piece::Block, at, mark, 1)),
            // «трасса Астана – Петропавловск, 23 км», but without the comma so long or so fast.
            Some(last) => {
                let is_apart = self.gap(at).has(Gap::COMMA) || self.number(at).is_some_and(|number| number.ordinal);
                let name = self.text.get(last.start..last.end).unwrap_or_default();
                let is_between_towns = name.contains(['—', '–']) || name.contains(" - ");
                let is_place = last.road && (is_apart || !is_between_towns);
                is_place.then(|| self.marked(Piece::House, at, mark, 2))
            }
        }
    }

    /// Whether a road begins at token `at`, with its mark before or behind: «трассы Астана», «Кульджинского тракта».
    fn comes_road(&self, at: usize) -> bool {
        let named = usize::from(self.named.get(at).copied().unwrap_or_default());
        let is_road = || {
            let mark = self.tokens.get(at + named).and_then(|mark| self.text.get(mark.start..mark.end));
            mark.is_some_and(|mark| is_one_of(mark, &["тракт*", "шоссе", "трасс*", "highway", "road"]))
        };
        self.role(at) == Role::Road || named > 0 && is_road()
    }

    /// «4/5 эт.»: which of how many floors, as offers of flats have it.
    fn is_floor_of(&self, at: usize, number: &Number) -> bool {
        let is_floor = |mark: &Word| mark.sense.role == Role::Block && matches!(mark.first, 'э' | 'қ');
        number.compound && self.word(at + 1).is_some_and(is_floor) && self.gap(at + 1).only(Gap::SPACE)
    }

    /// «3-й переулок Чехова», «5 көше».
    pub(super) fn ordinal_street(&self, at: usize, mark: usize) -> Option<Component> {
        let ordinal = self.number(at)?.ordinal;
        let name = self.name_after(mark + 1, Piece::Street).filter(|_| {
            self.word(mark).is_some_and(|word| word.sense.order == Order::Before)
                && self.word(mark + 1).is_some_and(|word| word.capital)
        });
        // «г.Тараз,2 пер.Ниеткалиева,д.19»: which of the lanes of that name, where the house is marked apart.
        let is_lane = || {
            let house = name.map_or(mark, |name| name + 1);
            self.gap(at).has(Gap::COMMA) && self.role(house) == Role::House && self.gap(house).has(Gap::COMMA)
        };
        // «87к5 ул. акына Сары»: the number is the house's.
        let comes_name =
            self.word(mark + 1).is_some_and(|_| self.gap(mark + 1).only(BESIDE)) || self.number(mark + 1).is_some();
        let is_before = self.word(mark).is_some_and(|word| word.sense.order == Order::Before);
        let is_whole = name.is_none() && !(is_before && comes_name);
        (ordinal || is_whole || is_lane()).then(|| self.marked(Piece::Street, at, name.unwrap_or(mark), 3))
    }

    /// «140 Satpayev St»; «№ 14 по ул. Лермонтова».
    pub(super) fn house_before_street(&self, at: usize, chain: &Chain) -> Option<Component> {
        // «Building 2, 17 Mangilik El Ave»: the first number tells which house of the plot.
        let is_second = chain.has(Piece::House) && (chain.has(Piece::Street) || !self.comes_latin_street(at));
        if is_second || !self.is_house_number(at) {
            return None;
        }
        let signed = self.gap(at).has(Gap::SIGN);
        let end = self.latin_house_end(at);
        let next = end + 1;
        if signed && self.role(next) == Role::Corner && self.gap(next).only(Gap::SPACE) {
            let street = self.component_plain(next + 1)?;
            if street.piece == Piece::Street {
                let component = self.marked(Piece::House, at, end, 2);
                return Some(Component { start: self.sign_before(component.start), ..component });
            }
        }
        // «Dostyk Plaza, 111 Samal-2, Almaty»
        let is_latin = || self.word(end + 1).is_some_and(|word| word.latin && word.sense.role == Role::DistrictName);
        let comes_district =
            || is_latin() && self.gap(end + 1).only(Gap::SPACE) && self.district_name(end + 1).is_some();
        let is_likely = self.comes_latin_street(at) || comes_district() || self.comes_street_without_house(at, chain);
        let house = || {
            let house = self.build(Piece::House, at, end, 1);
            let start = if signed { self.sign_before(house.start) } else { house.start };
            Component { before_street: true, start, ..house }
        };
        is_likely.then(house)
    }

    /// «кв. 29, 24/8 пр-т Туран»: the street of this number, which has no other.
    fn comes_street_without_house(&self, at: usize, chain: &Chain) -> bool {
        let mark = self.number_end(at) + 1;
        let is_told = chain.announced
            || chain.has(Piece::Flat)
            || (self.gap(at).has(Gap::SIGN) && self.gap(mark).only(Gap::SPACE))
            || self.number(at).is_some_and(|number| number.compound);
        if !is_told || !self.gap(mark).only(Gap::SPACE.or(Gap::COMMA).or(Gap::LINE)) {
            return false;
        }
        let Some(street) = self.component_plain(mark).filter(|street| street.piece == Piece::Street && street.marked)
        else {
            return false;
        };
        let next = street.last + 1;
        let is_numbered = self.number(next).is_some() && self.gap(next).only(BESIDE.or(Gap::COMMA));
        let is_housed = self.role(next) == Role::House || is_numbered;
        !is_housed
    }

    /// Whether a Latin street follows the number at `at`: «140 Satpayev St».
    pub(super) fn comes_latin_street(&self, at: usize) -> bool {
        let next = self.latin_house_end(at) + 1;
        let is_listed = |word: &Word| matches!(word.sense.role, Role::StreetName | Role::StreetOnly);
        let latin = self.word(next).is_some_and(|word| word.latin && (word.capital || is_listed(word)));
        let street = || {
            let named = usize::from(self.named.get(next).copied().unwrap_or_default());
            named > 0 && self.role(next + named) == Role::Street
        };
        latin && street() && self.gap(next).only(Gap::SPACE.or(Gap::COMMA).or(Gap::LINE))
    }

    /// «15-7 Momyshuly Avenue»: the last token of a house that a hyphen joins of two numbers.
    fn latin_house_end(&self, at: usize) -> usize {
        let end = self.number_end(at);
        let next = end + 1;
        let gap = self.gap(next);
        if gap.is_empty() || !gap.only(Gap::DASH) {
            return end;
        }
        let is_short = self.number(next).is_some_and(|number| number.digits <= 3 && !number.odd);
        let is_last = is_short && self.word(next + 1).is_some_and(|word| word.latin && word.capital);
        if is_last { self.number_end(next) } else { end }
    }

    /// Where the sign of a number before byte `at` begins.
    pub(super) fn sign_before(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default().trim_end_matches([' ', '\u{a0}']);
        let sign = before
            .strip_suffix(['№', '#'])
            .or_else(|| ["No.", "no.", "No", "no"].iter().find_map(|sign| before.strip_suffix(sign)));
        sign.map_or(at, str::len)
    }

    /// A component that needs no chain: for looking ahead.
    pub(super) fn component_plain(&self, at: usize) -> Option<Component> {
        let named = usize::from(self.named.get(at).copied().unwrap_or_default());
        if named > 0 {
            let (piece, points) = weight(self.role(at + named))?;
            return Some(self.marked(piece, at, at + named, points));
        }
        self.by_mark(at, self.role(at))
    }

    /// A house number without a mark, after a street, a micro-district, a village.
    pub(super) fn bare_house(&self, at: usize, chain: &Chain) -> Option<Component> {
        let last = chain.last()?;
        let numbered = matches!(last.piece, Piece::Street | Piece::District | Piece::Complex)
            || (last.piece == Piece::Village && chain.announced)
            || self.is_house_of_namesake(at, last)
            || (last.piece == Piece::Block && chain.has(Piece::Complex) && !chain.has(Piece::House));
        let complex = last.piece == Piece::Complex;
        let is_taken = chain.has(Piece::House) && !complex && !chain.is_in_later_street();
        if !numbered || is_taken || !self.is_house_number(at) {
            return None;
        }
        if self.comes_lower_word(self.number_end(at) + 1) && self.is_count_likely(at, last) {
            return None;
        }
        if last.piece == Piece::District && self.is_listed(at) {
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

    /// «мкр 3, 5 и 8», «шағын аудан 3, 5, 8 және 12»: micro-districts, of which the number at `at` is one more.
    fn is_listed(&self, at: usize) -> bool {
        /// Numbers of a list.
        const MOST: usize = 12;
        let is_plain = |at: usize| self.number(at).is_some_and(|number| number.digits <= 2 && !number.compound);
        let numbers = (at..at + MOST).take_while(|&at| self.gap(at).has(Gap::COMMA) && is_plain(at)).count();
        let joint = at + numbers;
        numbers > 0 && self.gap(joint).only(Gap::SPACE) && self.is_and(joint) && is_plain(joint + 1)
    }

    /// «Туркестан 8/2 офис 14»: many streets are called by towns, and a flat tells that this is one.
    fn is_house_of_namesake(&self, at: usize, last: &Component) -> bool {
        let is_town = last.piece == Piece::City && !last.marked && self.gap(at).only(Gap::SPACE);
        if !is_town {
            return false;
        }
        let flat = self.number_end(at) + 1;
        let is_near = self.gap(flat).only(Gap::COMMA.or(Gap::SPACE));
        is_near && self.role(flat) == Role::Flat && self.numbered(flat, Piece::Flat, 2).is_some()
    }

    /// Whether a bare number counts the plain word after it: «улица Абая — 3 полосы», and after a Kazakh mark
    /// «көшесінде 3 апат», «даңғылы 5 жолақты».
    pub(super) fn is_count_likely(&self, at: usize, last: &Component) -> bool {
        let kazakh = self.word(last.last).filter(|mark| mark.sense.order == Order::After);
        let inflected = kazakh.is_some_and(|mark| mark.sense.ending >= 2);
        let counted = self.number_end(at) + 1;
        // «Сәтбаев даңғылы 104 пункті»
        let is_office = |at: usize| {
            let token = self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end));
            token.is_some_and(|token| is_one_of(token, &["пункт*", "кабинет*", "банкомат*", "объект*"]))
        };
        let counted = self.word(counted).is_some_and(|word| word.form == Form::KazakhCounted) && !is_office(counted);
        // «перекрёсток Абая и Розыбакиева, 2 машины столкнулись»
        let is_few = self.gap(at).has(Gap::COMMA)
            && (!last.marked || last.corner)
            && self.number(at).is_some_and(|it| it.digits == 1);
        is_few || self.counts_few(at, last) || self.gap(at).has(Gap::DASH) || inflected || (kazakh.is_some() && counted)
    }

    /// «у Пушкина 3 сына», «на Абая 2 аварии»: behind two, three or four a noun ends so.
    fn counts_few(&self, at: usize, last: &Component) -> bool {
        const TIMES: [&str; 8] = ["завтра", "вчера", "когда", "пока", "туда", "сюда", "обычно", "ждали"];
        let token = self.tokens.get(self.number_end(at) + 1);
        let word = token.and_then(|token| self.text.get(token.start..token.end)).unwrap_or_default();
        let is_few = self.number(at).is_some_and(|number| !number.compound && (2..=4).contains(&number.value));
        !last.marked && is_few && word.len() > 6 && word.ends_with(['а', 'я', 'ы', 'и']) && !TIMES.contains(&word)
    }

    /// Kazakh endings that a blank parts from their number: «Жібек жолы 61 ға».
    pub(super) fn is_ending(&self, at: usize) -> bool {
        const APART: [&str; 16] =
            ["ға", "ге", "қа", "ке", "да", "де", "та", "те", "дан", "ден", "тан", "тен", "ның", "нің", "тың", "тің"];
        let token = self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end));
        token.is_some_and(|token| APART.contains(&token))
    }

    pub(super) fn comes_lower_word(&self, at: usize) -> bool {
        let role = self.role(at);
        self.gap(at).only(Gap::SPACE)
            && role == Role::None
            && self.word(at).is_some_and(|word| !word.capital)
            && !self.is_ending(at)
    }

    /// «Актау, 27-64-12»: micro-district, house and flat, in towns whose micro-districts have numbers only.
    fn house_in_numbered_town(&self, at: usize, chain: &Chain) -> Option<Component> {
        let town = chain.last().filter(|last| last.piece == Piece::City && !chain.has(Piece::House))?;
        if !self.is_triple(at) {
            return None;
        }
        let is_numbered = words(self.text.get(town.start..town.end)?).any(|word| is_one_of(word, &NUMBERED_TOWNS));
        is_numbered.then(|| self.build(Piece::House, at, at + 2, 3))
    }

    /// «Актауда 3 бөлмелі пәтер жалға: 12-32-71»: the same far behind its town, where homes are spoken of.
    fn triple_of_town(&self, at: usize, chain: &Chain) -> Option<Component> {
        const REACH: usize = 128;
        static HOMES: Cues = Cues::new(&[
            "пәтер*",
            "кварт*",
            "кв",
            "адрес*",
            "мекенжай*",
            "бөлмелі*",
            "комнатн*",
            "комн",
            "тұра*",
            "жив*",
            "дом",
            "үй*",
            "аренд*",
            "сда*",
            "flat",
            "apartment*",
            "pater*",
        ]);
        if chain.last().is_some() || !self.gap(at + 1).has(Gap::DASH) || !self.is_triple(at) {
            return None;
        }
        let start = self.tokens.get(at)?.start;
        let head = before(self.text, start, REACH);
        // «Адрес клиента 7-23-41 Актау»
        let is_town = |at: usize| self.gap(at).only(Gap::SPACE.or(Gap::COMMA)) && self.is_numbered_town(at);
        let is_told = (is_town(at + 3) || words_back(head).any(|(word, _)| is_one_of(word, &NUMBERED_TOWNS)))
            && nearest(self.text, start, REACH, &[&HOMES, &PHONE_CUES, &NUMBERING_CUES]) == Some(0);
        // It tells the building alone, as the code of one does.
        is_told.then(|| self.build(Piece::Code, at, at + 2, 4))
    }

    /// Whether token `at` is a town whose micro-districts have numbers only.
    fn is_numbered_town(&self, at: usize) -> bool {
        self.role(at) == Role::CityName && self.written(at).is_some_and(|town| is_one_of(town, &NUMBERED_TOWNS))
    }

    /// Whether three short numbers in hyphens stand at `at`.
    fn is_triple(&self, at: usize) -> bool {
        let is_short = |at: usize| self.number(at).is_some_and(|number| number.digits <= 3 && !number.odd);
        let is_tied = |at: usize| self.gap(at).only(Gap::DASH) && !self.gap(at).is_empty() && is_short(at);
        let is_one = self.gap(at).only(Gap::COMMA.or(Gap::SPACE).or(Gap::COLON))
            && is_short(at)
            && is_tied(at + 1)
            && is_tied(at + 2);
        is_one && !is_tied(at + 3)
    }

    /// «Абай көшесі 110, 45»: a second number right after the house.
    pub(super) fn bare_flat(&self, at: usize, chain: &Chain) -> Option<Component> {
        if self.is_third_cell(at, chain) {
            return Some(self.build(Piece::Block, at, at, 0));
        }
        let last = chain.last().filter(|last| last.piece == Piece::House)?;
        if chain.has(Piece::Flat) || !self.is_house_number(at) {
            return None;
        }
        let gap = self.gap(at);
        let after = self.gap(self.number_end(at) + 1);
        let dash = gap.only(Gap::DASH.or(Gap::SPACE)) && gap.has(Gap::DASH) && last.end < usize::MAX;
        let dash = dash && !(gap.has(Gap::SPACE) && self.is_apart_from_house(last.end, at));
        let comma =
            gap.only(Gap::COMMA.or(Gap::SPACE)) && gap.has(Gap::COMMA) && (after.is_empty() || !after.only(Gap::SPACE));
        // `ул. Ленина; 8; 2`: the last cell of a row
        let cells = Gap::SEMICOLON.or(Gap::SPACE);
        let is_cell = gap.has(Gap::SEMICOLON) && gap.only(cells) && last.gap.has(Gap::SEMICOLON);
        let is_short = self.number(at).is_some_and(|flat| flat.digits <= 3 && !flat.compound);
        if is_cell && is_short && (after.is_empty() || after.has(Gap::LINE.or(Gap::CLOSE).or(Gap::QUOTE))) {
            return Some(self.build(Piece::Flat, at, at, 0));
        }
        // «6 мкр 42 үй 17»
        let mark = self.word(last.last).filter(|mark| mark.sense.role == Role::House);
        let is_kazakh = last.marked && mark.is_some_and(|mark| mark.sense.order == Order::After);
        let ends = after.is_empty() || !after.only(Gap::SPACE.or(Gap::DASH));
        if is_kazakh && gap.only(Gap::SPACE) && ends {
            return Some(self.build(Piece::Flat, at, self.number_end(at), 0));
        }
        // «мкр. Аксай 1А 16Б»: the number of the district, then the house.
        let is_in_district = !last.marked && chain.has(Piece::District) && !chain.has(Piece::Street);
        let is_lettered = self.number(at).is_some_and(|number| number.compound);
        if is_in_district && gap.only(Gap::SPACE) && (ends || is_lettered) {
            return Some(self.build(Piece::Flat, at, self.number_end(at), 0));
        }
        // «2 мкр, 14, 5 Тел: …»
        let comes_label =
            || self.word(self.number_end(at) + 1).is_some_and(|it| it.capital && it.sense.role == Role::Stop);
        let comma = comma || (gap.has(Gap::COMMA) && gap.only(Gap::COMMA.or(Gap::SPACE)) && comes_label());
        let next_is_flat = self.role(self.number_end(at) + 1) == Role::Flat;
        if self.is_area(at) || self.is_floor_of_floors(at, last) {
            return None;
        }
        (dash || comma || (gap.only(Gap::COMMA.or(Gap::SPACE)) && next_is_flat))
            .then(|| self.build(Piece::Flat, at, self.number_end(at), 0))
    }

    /// «Алматы,Абая,10,3,45»: the last of three short numbers with nothing but commas between them.
    fn is_third_cell(&self, at: usize, chain: &Chain) -> bool {
        let is_tied = |gap: Gap| gap.only(Gap::COMMA) && !gap.is_empty();
        let follows_second =
            chain.last().is_some_and(|last| last.piece == Piece::Flat && !last.marked && is_tied(last.gap));
        let after = self.gap(at + 1);
        let ends = after.is_empty() || after.has(Gap::LINE.or(Gap::QUOTE).or(Gap::SEMICOLON).or(Gap::CLOSE));
        let is_short = |number: &Number| number.digits <= 3 && !number.odd;
        follows_second && is_tied(self.gap(at)) && ends && self.number(at).is_some_and(is_short)
    }

    /// «Степной-4, дом 12, 5/9»: the floor and how many there are, as adverts of flats write it.
    fn is_floor_of_floors(&self, at: usize, house: &Component) -> bool {
        let mut floors = self.written(at).into_iter().flat_map(|number| number.split('/')).map(str::parse::<u8>);
        let is_pair = match (floors.next(), floors.next(), floors.next()) {
            (Some(Ok(floor)), Some(Ok(floors)), None) => floor <= floors && (2..=30).contains(&floors),
            _ => false,
        };
        house.marked && is_pair
    }

    /// «14-8, 84,6 кв.м»: a decimal number before its unit.
    fn is_area(&self, at: usize) -> bool {
        let (number, decimal) = (self.tokens.get(at), self.tokens.get(at + 1));
        let is_tied = number.zip(decimal).is_some_and(|(number, decimal)| decimal.start == number.end + 1);
        let is_unit = |at: usize| self.role(at) == Role::Unit;
        let is_square = self.role(at + 2) == Role::Flat && is_unit(at + 3);
        is_tied && self.gap(at + 1).only(Gap::COMMA) && self.number(at + 1).is_some() && (is_unit(at + 2) || is_square)
    }

    /// `— 5 су`, `- 25-60-41`: behind a long dash or before a phone, a number is no flat.
    fn is_apart_from_house(&self, end: usize, at: usize) -> bool {
        let between = self.tokens.get(at).and_then(|token| self.text.get(end..token.start));
        let is_long = between.is_some_and(|between| between.contains(['—', '–']));
        let next = self.number_end(at) + 1;
        let goes_on = self.gap(next).only(Gap::DASH) && !self.gap(next).is_empty() && self.number(next).is_some();
        // «ул. Естая, 134 — 27»
        let after = self.gap(next);
        let ends =
            after.is_empty() || after.has(Gap::COMMA.or(Gap::CLOSE).or(Gap::LINE).or(Gap::SEMICOLON).or(Gap::COLON));
        let is_flat = ends && self.number(at).is_some_and(|flat| flat.digits <= 3 && !flat.compound);
        (is_long && !is_flat) || goes_on
    }

    /// The last token of the number at `at`: a single letter beside it belongs to it, «12 А», «12 "Б"», «12-в».
    #[inline]
    pub(super) fn number_end(&self, at: usize) -> usize {
        match self.word(at + 1) {
            Some(word) if word.length == 1 && is_house_letter(word.first) => self.lettered_end(at, word),
            _ => at,
        }
    }

    /// The same where `word`, a single letter, stands behind the number.
    #[inline(never)]
    fn lettered_end(&self, at: usize, word: &Word) -> usize {
        let next = at + 1;
        if matches!(word.sense.role, Role::House | Role::Block | Role::Flat | Role::Street | Role::City) {
            return at;
        }
        let (gap, after) = (self.gap(next), self.gap(next + 1));
        if gap.has(Gap::QUOTE) && gap.only(Gap::QUOTE.or(Gap::SPACE)) && after.has(Gap::QUOTE) {
            return next;
        }
        let initial = after.has(Gap::DOT)
            && self.word(next + 1).is_some_and(|word| word.capital && word.length > 1)
            && !self.begins_sentence(next + 1);
        let comes_mark = matches!(self.role(next + 1), Role::Flat | Role::Block | Role::House);
        let ends = after.is_empty() || !after.only(Gap::SPACE);
        // «қонаев 12 б 2 подъезд»
        let comes_mark =
            comes_mark || self.number(next + 1).is_some() && matches!(self.role(next + 2), Role::Flat | Role::Block);
        // «дом 77-а до пятницы»
        let is_tied = gap.only(Gap::DASH) && !gap.is_empty() && !after.has(Gap::DOT);
        // «12 А мекенжайы бойынша»
        let is_amid = word.capital
            && matches!(word.first, 'а' | 'б' | 'г' | 'д' | 'ә')
            && after.only(Gap::SPACE)
            && self.word(next + 1).is_some_and(|word| !word.capital);
        let ends = ends || is_amid;
        let fits = gap.only(Gap::DASH)
            || (gap.only(Gap::SPACE) && (word.capital || matches!(word.first, 'а'..='г' | 'b'..='d')));
        if is_tied || (fits && !initial && (ends || comes_mark)) { next } else { at }
    }

    /// «96 Б. Сумма 18 000 тг»: a word that more of a sentence follows, and no surname behind its initial.
    fn begins_sentence(&self, at: usize) -> bool {
        let is_surname = self.word(at).is_some_and(|word| matches!(word.form, Form::StreetLike | Form::Counted));
        let goes_on = self.number(at + 1).is_some() || self.word(at + 1).is_some_and(|word| !word.capital);
        let is_label = matches!(self.role(at), Role::Stop | Role::Label);
        is_label || !is_surname && goes_on && self.gap(at + 1).only(Gap::SPACE)
    }

    /// Whether the number at `at` may be a house's: short, and nothing counted, no date, no amount follows.
    pub(super) fn is_house_number(&self, at: usize) -> bool {
        let Some(number) = self.number(at) else { return false };
        let is_year = number.digits == 4 && (1900..2100).contains(&number.value);
        if number.odd || number.ordinal || number.digits > 4 || number.value == 0 || is_year {
            return false;
        }
        let end = self.number_end(at);
        !self.is_counted(end) && !self.runs_on(end)
    }

    /// Whether the number at `at` is short enough for a house's whose mark follows.
    pub(super) fn is_house_number_before(&self, at: usize) -> bool {
        self.number(at).is_some_and(|number| !number.odd && !number.ordinal && number.digits <= 4 && number.value > 0)
    }

    /// What follows token `at` is counted or measured by it.
    pub(super) fn is_counted(&self, at: usize) -> bool {
        let gap = self.gap(at + 1);
        if gap.has(Gap::MATH) && gap.only(Gap::MATH.or(Gap::SPACE)) {
            return true;
        }
        // «145–178 шақырымында»
        if gap.only(Gap::DASH) && self.number(at + 1).is_some() {
            return self.role(at + 2) == Role::Unit && self.gap(at + 2).only(Gap::SPACE);
        }
        let Some(word) = self.word(at + 1).filter(|_| gap.only(Gap::SPACE.or(Gap::DASH))) else { return false };
        let is_one = match word.sense.role {
            Role::Unit | Role::Kilometre => true,
            Role::Flat => self.role(at + 2) == Role::Unit && self.gap(at + 2).only(Gap::SPACE.or(Gap::DOT)),
            Role::None => !word.capital && word.form == Form::Counted,
            _ => false,
        };
        // «61 ға» is no hectare, and «55 комн. 2» counts no rooms.
        is_one && !self.is_ending(at + 1) && !self.is_room(at + 1)
    }

    /// The number goes on as a phone or an amount does: «8 701 123 45 67», «150 000».
    pub(super) fn runs_on(&self, at: usize) -> bool {
        let next = |at: usize| {
            let gap = self.gap(at);
            self.number(at)
                .filter(|_| gap.only(Gap::SPACE.or(Gap::DASH).or(Gap::OPEN).or(Gap::CLOSE)) && !gap.is_empty())
                // `ул. Ауельбекова 126 — 25-60-41`, `118-44  -21 905`: behind a dash with blanks is something else.
                .filter(|_| !(gap.has(Gap::DASH) && gap.has(Gap::SPACE)))
        };
        let Some(second) = next(at + 1) else { return false };
        let spaced = self.gap(at + 1).has(Gap::SPACE);
        second.digits > 4
            || (spaced && second.digits > 2)
            || next(at + 2).is_some_and(|third| third.digits > 1 && next(at + 3).is_some() || spaced)
    }

    /// The number after the mark at `mark`.
    pub(super) fn number_after(&self, mark: usize) -> Option<&Number> {
        let gap = self.gap(mark + 1);
        self.number(mark + 1).filter(|number| gap.only(BESIDE.or(Gap::DASH)) && !number.odd && number.digits <= 4)
    }
}
