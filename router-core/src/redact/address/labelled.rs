//! Parts of an address in fields of their own: `"city": "Алматы", "street": "Абая"`, «Көше: Мира», «Нас. пункт: Шидерты».

use super::super::cues::Cues;
use super::component::{Component, Grammar, Piece, weight};
use super::gap::Gap;
use super::lexicon::{Order, Role};
use super::resolve::{BESIDE, is_namelike};
use super::tokens::Word;

/// What fields are called of which no address in prose has the word.
static REGIONS: Cues = Cues::new(&["state", "area", "регион*", "өңір*", "облысы", "аймақ"]);
static TOWNS: Cues = Cues::new(&["locality", "settlement", "пункт", "мекен", "мекені"]);
static INDEXES: Cues =
    Cues::new(&["индекс*", "index", "zip", "zipcode", "postcode", "postalcode", "postal", "postal_code", "пошталық"]);

/// Whether a word may be one of these, by its first letter and its length.
fn may_be_listed(word: &Word) -> bool {
    match word.first {
        'п' => matches!(word.length, 5 | 8),
        first => matches!(first, 'i' | 'z' | 'p' | 's' | 'a' | 'l' | 'и' | 'р' | 'ө' | 'м'),
    }
}

impl Grammar<'_> {
    /// The part whose label token `at` ends with; the label is no part of it.
    #[inline]
    pub(super) fn labelled(&self, at: usize) -> Option<Component> {
        let gap = self.tokens.get(at + 1)?.gap;
        if gap.has(Gap::COLON.or(Gap::MATH).or(Gap::DASH)) { self.by_sign(at, gap) } else { None }
    }

    /// The same where what may be the sign of a label stands behind it.
    #[inline(never)]
    fn by_sign(&self, at: usize, gap: Gap) -> Option<Component> {
        let label = self.word(at)?;
        let may_be_dash = || gap.has(Gap::DASH) && gap.has(Gap::SPACE);
        let is_sign = gap.has(Gap::COLON.or(Gap::MATH)) || (may_be_dash() && self.is_dashed(at));
        if is_sign { self.by_label(at, label) } else { None }
    }

    /// The same where a sign of a label stands behind it.
    fn by_label(&self, at: usize, label: &Word) -> Option<Component> {
        let value = self.tokens.get(at + 1)?;
        if value.gap.has(Gap::MATH) {
            return self.in_markup(at, label.sense.role);
        }
        if !value.gap.only(BESIDE.or(Gap::DASH)) {
            return None;
        }
        match label.sense.role {
            // What most labels are: «тел.:», «ИИН:», «адрес:».
            Role::House | Role::Flat | Role::Block | Role::Label => return None,
            // `state` sounds like «статье».
            Role::Stop if !(label.latin && matches!(label.first, 's' | 'p')) => return None,
            Role::None if !may_be_listed(label) => return None,
            _ => {}
        }
        let token = self.tokens.get(at).and_then(|token| self.text.get(token.start..token.end))?;
        let (piece, points) = match Cues::first([&INDEXES, &REGIONS, &TOWNS], token) {
            Some(0) => {
                let code = self.number(at + 1).filter(|code| code.digits == 6)?;
                return self.index(at + 1, code).map(|index| Component { labelled: true, marked: true, ..index });
            }
            Some(1) => (Piece::Region, 1),
            Some(_) => (Piece::City, 1),
            None => weight(label.sense.role)?,
        };
        let whole = self.component_plain(at + 1).filter(|whole| {
            // «Көше: Қ.Сәтбаев» names no town.
            let is_street = |piece| matches!(piece, Piece::Street | Piece::District);
            whole.marked && is_street(whole.piece) == is_street(piece)
        });
        let named = || {
            let last = self.name_after(at + 1, piece).or_else(|| self.field_name(at + 1))?;
            Some(self.marked(piece, at + 1, last, points))
        };
        let component = whole.or_else(named)?;
        let points = component.points.max(points);
        Some(Component { labelled: true, marked: true, points, ..component })
    }

    /// «Нас. пункт — Шидерты»: whether a label at the beginning of a line has a dash with blanks behind it.
    fn is_dashed(&self, at: usize) -> bool {
        let begins_line = |at: usize| at == 0 || self.gap(at).has(Gap::LINE);
        let is_label = self.word(at).is_some_and(|label| label.capital) && begins_line(at)
            || at.checked_sub(1).is_some_and(|first| begins_line(first) && self.gap(at).only(Gap::SPACE.or(Gap::DOT)));
        let between = (self.tokens.get(at), self.tokens.get(at + 1));
        let sign = match between {
            (Some(label), Some(value)) if is_label => self.text.get(label.end..value.start),
            _ => None,
        };
        sign.is_some_and(|sign| matches!(sign, " — " | " – " | " - "))
    }

    /// The part that a tag or a key before `=` names; its closing tag is taken with it.
    fn in_markup(&self, at: usize, role: Role) -> Option<Component> {
        let (piece, points) = match role {
            Role::House => (Piece::House, 2),
            Role::Flat => (Piece::Flat, 2),
            role => weight(role)?,
        };
        let (label, value) = (self.tokens.get(at)?, self.tokens.get(at + 1)?);
        let sign = self.text.get(label.end..value.start)?;
        if !matches!(sign, "=" | "=\"" | ">") {
            return None;
        }
        let last = match piece {
            Piece::House | Piece::Flat => self.number(at + 1).filter(|number| number.digits <= 4).map(|_| at + 1)?,
            _ => self.name_after(at + 1, piece).or_else(|| self.field_name(at + 1))?,
        };
        let closes = self.gap(last + 1).has(Gap::SLASH) && self.role(last + 1) == role;
        let component = self.marked(piece, at + 1, last, points);
        let last = last + usize::from(closes);
        Some(Component { last, labelled: true, in_markup: true, ..component })
    }

    /// Names up to the end of a field.
    fn field_name(&self, at: usize) -> Option<usize> {
        const WORDS: usize = 4;
        let is_name = |at: &usize| {
            self.word(*at).is_some_and(|word| is_namelike(word) || (word.sense.order == Order::After && word.capital))
        };
        let ends = |last: &usize| {
            let gap = self.gap(last + 1);
            gap.is_empty() || gap.has(Gap::COMMA.or(Gap::LINE).or(Gap::QUOTE).or(Gap::SEMICOLON).or(Gap::BAR))
        };
        (at..at + WORDS).take_while(is_name).find(ends)
    }
}
