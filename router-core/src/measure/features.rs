//! What the judge looks at: words, parts of words and pairs of words as hashes, and the form of the request.
//!
//! The gateway and the trainer read requests through this one file, so that they cannot drift apart.

use std::borrow::Cow;

use super::facts::{Language, Needs};
use super::language::Votes;
use super::letters::{Code, Kind};
use super::lexicon::{Lexicon, Topic};
use super::text::{Folded, Shape, Word, window};
use super::words::{features_of, mix, pair_of};
use crate::chat::Chat;
use crate::json::{Kind as JsonKind, Value, decode};

/// A text of no more bytes than this is read whole.
const WHOLE: usize = 6 * 1024;
/// Of a longer one, what is read: what is asked stands at its beginning or its end, the rest is the document.
const EDGE: usize = 768;
/// The same for earlier turns, which only help out.
const EARLIER: usize = 512;
/// A turn of no more words than this is heard together with the turns before it.
const BARE_REPLY: u32 = 6;
/// In a turn of more words than this, what is wanted stands in the opening or the closing ones; the middle is material.
const LONG_TURN: u32 = 160;
const OPENING: u32 = 30;
const CLOSING: u32 = 40;
/// Words within which a colon announces what the turn is about ("In one sentence: …"), and words that this has at least.
const ANNOUNCING: u32 = 12;
const ANNOUNCED: u32 = 6;
/// Words beyond which more of them do not make a request more demanding.
const TELLING_WORDS: u32 = 150;
/// What a request demands more where no English is heard. No benchmark that the judge may be trained on is in another
/// language, so that this is a guess: two thirds more odds.
const NOT_ENGLISH: f32 = 2.25;
/// Words at the beginning of a turn that are also told from the same words later on.
const FIRST_WORDS: usize = 2;

/// The families of features, for ablations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Whole words.
    Word,
    /// Their first three, four and five sounds.
    Prefix,
    /// Four sounds in a row.
    Four,
    /// Two words in a row.
    Pair,
    /// The first words of the turn.
    First,
    /// Length, signs, lines, tools, language.
    Form,
    /// The turns before a bare reply.
    Before,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 7] =
        [Self::Word, Self::Prefix, Self::Four, Self::Pair, Self::First, Self::Form, Self::Before];
}

/// One feature of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feature {
    /// What it is made of.
    pub family: Family,
    /// Its hash; the weights cut it to their size.
    pub hash: u32,
    /// It comes from quotes or from the middle of a long text.
    pub material: bool,
}

/// What a feature comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The writer's own words.
    Own,
    /// Quotes, or the middle of a long text.
    Material,
    /// The form of the request.
    Form,
}

impl Source {
    /// How many there are.
    pub(super) const ALL: usize = 3;
}

/// What is done with features as they are read; a feature may come twice.
pub(super) trait Visitor {
    /// The features from here on come from `source`; before the first call, from [`Source::Own`].
    fn turn_to(&mut self, source: Source);

    /// A feature.
    fn visit(&mut self, family: Family, hash: u32);

    /// The features of words; `salt` is 0 but for those of earlier turns.
    fn visit_words(&mut self, codes: &[Code], words: &[Word], salt: u32);
}

/// Calls a function for each feature.
#[derive(Debug)]
pub(super) struct Each<F> {
    source: Source,
    function: F,
}

// === impl Each ===

impl<F: FnMut(Feature)> Each<F> {
    pub(super) fn new(function: F) -> Self {
        Self { source: Source::Own, function }
    }
}

impl<F: FnMut(Feature)> Visitor for Each<F> {
    fn turn_to(&mut self, source: Source) {
        self.source = source;
    }

    fn visit(&mut self, family: Family, hash: u32) {
        let material = self.source == Source::Material;
        (self.function)(Feature { family, hash, material });
    }

    fn visit_words(&mut self, codes: &[Code], words: &[Word], salt: u32) {
        features_of(codes, words, |family, unmixed| {
            self.visit(if salt == 0 { family } else { Family::Before }, mix(unmixed) ^ salt);
        });
    }
}

/// The last user turn, ready to be turned into features.
#[derive(Debug)]
pub(super) struct Reading {
    turn: Folded,
    /// The turns before, each with its salt, if this one is a bare reply.
    before: Vec<(u32, Folded)>,
    /// The writer's own words.
    own: Shape,
    /// Quotes, code, the middle of a long text, what is announced by a colon.
    material: Shape,
    /// Words that stand in no quotes, no code and not in the middle of a long text.
    told: u32,
    votes: Votes,
    conversation: bool,
    system: bool,
    /// Only the edges of a text were read.
    long: bool,
}

// === impl Reading ===

impl Reading {
    /// Reads the last user turn, and the ones before it if it is a bare reply.
    pub(super) fn of(chat: &Chat, lexicon: &Lexicon) -> Self {
        let mut reading = Self::empty();
        let mut last = None;
        let (mut user_before, mut answer, mut pending_answer) = (None, None, None);
        for message in chat.messages() {
            let Some(role) = message.get("role") else { continue };
            if role.is_text("user") {
                user_before = last.replace(message);
                answer = pending_answer.take();
            } else if role.is_text("assistant") {
                pending_answer = Some(message);
            } else {
                reading.system |= role.is_text("system") || role.is_text("developer");
            }
        }
        let Some(last) = last else { return reading };
        reading.conversation = user_before.is_some();
        reading.long = fold_turn(last, WHOLE, EDGE, &mut reading.turn);
        reading.listen(lexicon);
        if reading.words() <= BARE_REPLY {
            for (message, salt) in [(user_before, 0x1b87_3593), (answer, 0x2545_f491)] {
                let Some(message) = message else { continue };
                let mut folded = Folded::default();
                fold_turn(message, EARLIER, EARLIER, &mut folded);
                reading.before.push((salt, folded));
            }
        }
        reading
    }

    /// Reads a text that stands alone.
    pub(super) fn of_text(text: &str, lexicon: &Lexicon) -> Self {
        let mut reading = Self::empty();
        reading.turn.push(text);
        reading.listen(lexicon);
        reading
    }

    fn empty() -> Self {
        Self {
            turn: Folded::default(),
            before: Vec::new(),
            own: Shape::default(),
            material: Shape::default(),
            told: 0,
            votes: Votes::default(),
            conversation: false,
            system: false,
            long: false,
        }
    }

    /// The language of the writer's own words, or of the material where there are none.
    pub(super) fn language(&self) -> Language {
        let mut shape = self.own;
        if shape.words < 2 {
            shape.add(&self.material);
        }
        self.votes.language(&shape)
    }

    /// Whether it is in one language alone.
    pub(super) fn is_of_one_language(&self) -> bool {
        let mut shape = self.own;
        shape.add(&self.material);
        self.votes.is_all_of(self.language(), &shape)
    }

    /// Words that are heard.
    pub(super) fn words(&self) -> u32 {
        self.own.words + self.material.words
    }

    /// Not fewer than there are features: a word of so many codes has three more, and the form and the first words have
    /// no more than 68.
    pub(super) fn most_features(&self) -> usize {
        let of = |folded: &Folded| folded.codes.len() + 3 * folded.words.len();
        of(&self.turn) + self.before.iter().map(|(_, folded)| of(folded)).sum::<usize>() + 68
    }

    /// Whether nothing was heard: no text, or nothing but talk of models. A lone sign or picture does say something.
    pub(super) fn is_silent(&self) -> bool {
        let no_text = self.turn.clauses.is_empty() || !self.turn.codes.is_empty();
        self.words() == 0 && no_text && self.before.iter().all(|(_, folded)| folded.codes.is_empty())
    }

    /// What a request demands whatever it is about, in natural logarithms: its length, signs of formulas and of programs,
    /// numbers; the options of a test and what is quoted only make it longer. The proportions were chosen on benchmarks that
    /// the judge was not trained on. Models know English best, the small ones above all.
    pub(super) fn strain(&self) -> f32 {
        let mut all = self.own;
        all.add(&self.material);
        let both = all.count(Kind::MathAndCode);
        let math = all.count(Kind::Math) + both;
        let code = all.count(Kind::Code) + both;
        let counts = [self.told.min(TELLING_WORDS), math, code, all.numbers, all.options];
        let shares = [1.0, 0.3, 0.5, 0.2, -0.6];
        let form: f32 = counts.into_iter().zip(shares).map(|(count, share)| share * logarithm(count + 1)).sum();
        if self.votes.hear_english() { form } else { form + NOT_ENGLISH }
    }

    /// Splits clauses into own words and material, leaves out the ones that talk of models, and counts.
    fn listen(&mut self, lexicon: &Lexicon) {
        let total: u32 = self.turn.clauses.iter().map(|clause| clause.shape.words).sum();
        let (mut start, mut passed, mut read, mut announced) = (0, 0, 0, false);
        for clause in &mut self.turn.clauses {
            let words = self.turn.words.get(start..clause.end).unwrap_or_default();
            start = clause.end;
            passed += clause.shape.words;
            let mut votes = self.votes;
            clause.unheard = !hear(&self.turn.codes, words, &clause.shape, lexicon, &mut votes);
            if clause.unheard {
                continue;
            }
            self.votes = votes;
            clause.quoted |= total > LONG_TURN && read > OPENING && read + CLOSING < total;
            if !clause.quoted {
                self.told += clause.shape.words;
            }
            clause.quoted |= announced;
            read += clause.shape.words;
            announced |= clause.announces && read <= ANNOUNCING && passed + ANNOUNCED <= total;
            if clause.quoted { self.material.add(&clause.shape) } else { self.own.add(&clause.shape) }
        }
    }

    /// Shows every feature to `visitor`; one may come twice.
    #[inline]
    pub(super) fn features(&self, needs: Needs, visitor: &mut impl Visitor) {
        let (mut start, mut first_words) = (0, 0);
        for clause in &self.turn.clauses {
            let words = self.turn.words.get(start..clause.end).unwrap_or_default();
            start = clause.end;
            // Of a document that is read only at its edges, words tell what it is about, and not what is wanted of it.
            if !(clause.unheard || self.long && clause.quoted) {
                visitor.turn_to(if clause.quoted { Source::Material } else { Source::Own });
                visitor.visit_words(&self.turn.codes, words, 0);
                let first = words.get(..(FIRST_WORDS - first_words).min(words.len())).unwrap_or_default();
                if !first.is_empty() {
                    first_words += first.len();
                    visitor.turn_to(Source::Own);
                    for word in first {
                        visitor.visit(Family::First, word.stem ^ 0x5bd1_e995);
                    }
                }
            }
        }
        visitor.turn_to(Source::Own);
        for (salt, folded) in &self.before {
            visitor.visit_words(&folded.codes, &folded.words, *salt);
        }
        visitor.turn_to(Source::Form);
        self.form(needs, |name, step| {
            let hash = (name << 8 | step).wrapping_mul(0x85eb_ca6b) ^ 0x6a09_e667;
            visitor.visit(Family::Form, hash);
        });
    }

    /// The form of the request: counts as the steps that they have reached.
    fn form(&self, needs: Needs, mut visit: impl FnMut(u32, u32)) {
        let mut all = self.own;
        all.add(&self.material);
        let few: &[u32] = &[1, 2, 4, 8, 16];
        let long: &[u32] = &[2, 4, 7, 11, 16, 24, 36, 54, 80, 120, 200, 400];
        let both = all.count(Kind::MathAndCode);
        let counts: [(u32, &[u32]); 10] = [
            (all.words, long),
            (all.count(Kind::Question), few),
            (all.count(Kind::Exclamation), few),
            (all.numbers, few),
            (all.count(Kind::Code) + both, few),
            (all.count(Kind::Math) + both, few),
            (all.count(Kind::Line), few),
            (all.options, few),
            (self.material.words, &[1, 5, 15, 40]),
            (all.latin() * 8 / (all.latin() + all.cyrillic()).max(1), &[1, 4, 8]),
        ];
        for (name, (count, steps)) in (0..).zip(counts) {
            for step in (0..).take(steps.iter().take_while(|&&from| count >= from).count()) {
                visit(name, step);
            }
        }
        let own = long.iter().take_while(|&&from| self.own.words >= from).count();
        visit(20, own as u32);
        visit(21, self.language() as u32);
        for (name, flag) in (22..).zip([
            needs.tools,
            needs.json_schema,
            self.conversation,
            self.system,
            all.words <= 1,
            needs.vision,
            needs.audio,
            self.long,
        ]) {
            if flag {
                visit(name, 0);
            }
        }
    }
}

/// Whether a clause is heard: it does not talk of models. Its function words vote.
fn hear(codes: &[Code], words: &[Word], shape: &Shape, lexicon: &Lexicon, votes: &mut Votes) -> bool {
    let latin = shape.latin() > shape.cyrillic();
    let mut before = None;
    for word in words {
        let whole = || codes.get(word.start as usize..word.end as usize).unwrap_or_default();
        let pair = before.map(|before| pair_of(before, word.stem)).and_then(|pair| lexicon.get(pair));
        for (topic, is_pair) in [(lexicon.get(word.stem), false), (pair, true)] {
            match topic {
                Some(Topic::Routing) if is_pair || lexicon.is_routing(whole()) => return false,
                // "B)" before an answer is no «в».
                Some(Topic::Word(_)) if shape.options > 0 && whole().len() == 1 => {}
                Some(Topic::Word(Language::Kazakh)) if latin => votes.add(Language::KazakhLatin),
                Some(Topic::Word(language)) => votes.add(language),
                Some(Topic::Routing) | None => {}
            }
        }
        before = Some(word.stem);
    }
    true
}

/// The natural logarithm of a count, straight between powers of two: the platform's own differs in the last bit.
fn logarithm(count: u32) -> f32 {
    let whole = count.max(1).ilog2();
    let rest = count as f32 / (1_u32 << whole) as f32 - 1.0;
    (whole as f32 + rest) * std::f32::consts::LN_2
}

/// Folds the texts of a turn: whole, or the first and last `edge` bytes of what is longer than `whole`. Returns
/// whether something was that long.
fn fold_turn(message: Value<'_>, whole: usize, edge: usize, folded: &mut Folded) -> bool {
    let Some(content) = message.get("content") else { return false };
    let parts = content.items().filter_map(|part| part.get("text"));
    let mut long = false;
    for body in parts.chain((content.kind() == JsonKind::String).then_some(content)).map(Value::body) {
        if body.len() > whole {
            long = true;
            let (head, tail) = window(body, edge, edge);
            fold_document(&plain(head), &plain(tail), folded);
        } else if !body.is_empty() {
            folded.push(&plain(body));
        }
    }
    long
}

/// Folds the edges of a long text. What is asked is its first line, or what stands behind its last blank line, or a question
/// that is its last line; the other lines are the document. A text of one line is both.
fn fold_document(head: &str, tail: &str, folded: &mut Folded) {
    let (head, tail) = (head.trim_start(), tail.trim_end());
    let (opening, begun) = head.split_once('\n').unwrap_or((head, ""));
    let blank_line = tail.rsplit_once("\n\n").or_else(|| tail.rsplit_once("\r\n\r\n"));
    let last = blank_line.or_else(|| tail.rsplit_once('\n').filter(|(_, line)| line.ends_with('?')));
    let (ended, closing) = last.unwrap_or(if tail.contains('\n') { (tail, "") } else { ("", tail) });
    for (text, is_material) in [(opening, false), (begun, true), (ended, true), (closing, false)] {
        let first = folded.clauses.len();
        folded.push(text);
        for clause in folded.clauses.iter_mut().skip(first) {
            clause.quoted |= is_material;
        }
    }
}

/// The inside of a JSON string without its escapes.
fn plain(written: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\\', written.as_bytes()).is_some() { decode(written).into() } else { Cow::Borrowed(written) }
}
