//! Reading the conversation: what the last user turn says, seen through the table of stems.

use super::facts::{Intent, Language};
use super::language::Votes;
use super::stems::{Hit, Stems, Topic};
use super::text::{Clause, Folded, Shape, window};
use crate::chat::Chat;
use crate::json::{Kind, Value};

/// What is read of a turn: what is asked stands at the beginning or the end, even of a long document.
const HEAD: usize = 6 * 1024;
const TAIL: usize = 2 * 1024;
/// The same for earlier turns, which only help out.
const EARLIER: usize = 1024;
/// Earlier user turns that a bare "yes, please" may refer to.
const EARLIER_TURNS: usize = 3;
/// What an earlier turn's votes are worth.
const INHERITED: f32 = 0.8;
/// Below this the turn does not say by itself what it wants.
const CLEAR: f32 = 0.8;
/// In a turn of more words than this, what is wanted stands in the opening or the closing ones; the middle is material.
const LONG_TURN: u32 = 160;
const OPENING: u32 = 30;
const CLOSING: u32 = 40;
/// Braces, semicolons and their like that make a text a program.
const PROGRAM_SIGNS: u32 = 12;
/// What quoted words, and material after "translate this:", are worth beside the writer's own.
const QUOTED: f32 = 0.15;
const MATERIAL: f32 = 0.3;

/// Everything the signals look at.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    votes: [f32; Intent::ALL.len()],
    pub(super) brief: f32,
    pub(super) simple: f32,
    pub(super) depth: f32,
    pub(super) nuance: f32,
    pub(super) distress: f32,
    /// The writer's own words.
    pub(super) own: Shape,
    /// Quotes, code and material.
    pub(super) material: Shape,
    /// Options of a test question: lines that begin with a letter and a bracket or dot.
    pub(super) options: u32,
    /// The turn leans on an earlier one.
    pub(super) inherits: bool,
    /// Votes for the language.
    pub(super) words: Votes,
}

// === impl Reading ===

impl Reading {
    /// Reads the last user turn, and the ones before it if it says too little.
    pub(super) fn of(chat: &Chat, stems: &Stems) -> Self {
        let mut reading = Self::default();
        let turns: Vec<Value<'_>> = chat.messages().filter(|message| has_role(*message, "user")).collect();
        let Some((last, earlier)) = turns.split_last() else { return reading };
        let (folded, options) = fold_turn(*last, HEAD, TAIL);
        reading.options = options;
        reading.scan(&folded, stems, 1.0);
        reading.hear_programs();
        if reading.clearest().1 < CLEAR && !earlier.is_empty() {
            reading.inherits = true;
            for turn in earlier.iter().rev().take(EARLIER_TURNS) {
                let mut before = Self::default();
                before.scan(&fold_turn(*turn, EARLIER, 0).0, stems, INHERITED);
                reading.inherit(&before);
            }
        }
        reading
    }

    /// What the turn wants most, and how many votes that has.
    pub(super) fn clearest(&self) -> (Intent, f32) {
        let best = Intent::ALL.iter().zip(self.votes).rev().max_by(|(_, one), (_, other)| one.total_cmp(other));
        best.filter(|(_, votes)| *votes > 0.0).map_or((Intent::Other, 0.0), |(&intent, votes)| (intent, votes))
    }

    /// The language of the writer's own words, or of the material where there are none.
    pub(super) fn language(&self) -> Language {
        let mut shape = self.own;
        if shape.words < 2 {
            shape.add(self.material);
        }
        self.words.language(shape)
    }

    /// A number, a nod, an emoji: nothing that could be hard, except where it answers a hard question.
    pub(super) fn is_short_reply(&self) -> bool {
        self.own.words + self.material.words <= 2
    }

    /// Program text speaks for itself: it says "code" as loudly as a word does.
    fn hear_programs(&mut self) {
        if self.own.code + self.material.code >= PROGRAM_SIGNS
            && let Some(votes) = self.votes.get_mut(Intent::Code as usize)
        {
            *votes += 1.5;
        }
    }

    fn inherit(&mut self, earlier: &Self) {
        for (own, votes) in self.votes.iter_mut().zip(earlier.votes) {
            *own += votes;
        }
        self.depth += earlier.depth;
        self.nuance += earlier.nuance;
        self.distress += earlier.distress;
    }

    fn scan(&mut self, folded: &Folded, stems: &Stems, worth: f32) {
        let mut hits: Vec<Hit> = Vec::with_capacity(64);
        hits.extend(stems.find(&folded.text));
        hits.sort_by_key(|hit| hit.at);
        let mut seen = vec![false; stems.count()];
        let mut hits = hits.as_slice();
        let mut task_given = false;
        let total: u32 = folded.clauses.iter().map(|clause| clause.shape.words).sum();
        let mut read = 0;
        for clause in &folded.clauses {
            let (own, rest) = hits.split_at(hits.partition_point(|hit| hit.at < clause.end));
            hits = rest;
            if own.iter().any(|hit| hit.topic == Topic::Routing) {
                continue;
            }
            let middle = total > LONG_TURN && read > OPENING && read + CLOSING < total;
            read += clause.shape.words;
            let share = match (clause.quoted || middle, task_given) {
                (true, _) => QUOTED,
                (false, true) => MATERIAL,
                (false, false) => 1.0,
            };
            self.count(clause, share);
            for hit in own {
                if let Some(seen) = seen.get_mut(hit.stem).filter(|seen| !**seen) {
                    *seen = true;
                    self.vote(*hit, share * worth);
                }
            }
            task_given |= clause.introduces && own.iter().any(|hit| is_task(hit.topic));
        }
    }

    fn count(&mut self, clause: &Clause, share: f32) {
        if share < 1.0 { self.material.add(clause.shape) } else { self.own.add(clause.shape) }
    }

    fn vote(&mut self, hit: Hit, worth: f32) {
        let value = hit.weight * worth;
        match hit.topic {
            Topic::Wants(intent) => {
                if let Some(votes) = self.votes.get_mut(intent as usize) {
                    *votes += value;
                }
            }
            Topic::Brief => self.brief += value,
            Topic::Simple => self.simple += value,
            Topic::Depth => self.depth += value,
            Topic::Nuance => self.nuance += value,
            Topic::Distress => self.distress += value,
            Topic::Word(language) => self.words.add(language),
            Topic::Routing => {}
        }
    }
}

/// Whether a topic is work on material that may follow a colon.
fn is_task(topic: Topic) -> bool {
    matches!(
        topic,
        Topic::Wants(
            Intent::Extraction | Intent::Summarisation | Intent::Translation | Intent::Writing | Intent::Analysis
        )
    )
}

fn has_role(message: Value<'_>, role: &str) -> bool {
    message.get("role").is_some_and(|value| value.is_text(role))
}

/// The texts of a turn, folded within a window; test options are counted on the way.
fn fold_turn(message: Value<'_>, head: usize, tail: usize) -> (Folded, u32) {
    let mut folded = Folded::default();
    let mut count = 0;
    let content = message.get("content");
    let parts = content.into_iter().flat_map(|content| {
        content.items().filter_map(|part| part.get("text")).chain((content.kind() == Kind::String).then_some(content))
    });
    for body in parts.map(Value::body).collect::<Vec<_>>() {
        for written in <[&str; 2]>::from(window(body, head, tail)) {
            let text = crate::json::decode(written);
            count += text.lines().filter(|line| is_option(line)).count();
            folded.push(&text);
        }
    }
    (folded, u32::try_from(count).unwrap_or(u32::MAX))
}

/// `A. …`, `b) …`, `(C) …`: an answer to choose.
fn is_option(line: &str) -> bool {
    let line = line.trim_start().trim_start_matches('(');
    let mut characters = line.chars();
    let letter = characters.next().is_some_and(|first| first.is_alphabetic());
    letter && characters.next().is_some_and(|second| matches!(second, '.' | ')')) && characters.next() == Some(' ')
}
