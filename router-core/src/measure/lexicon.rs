//! Words that are known by hand: function words that vote for a language, and talk about models and tiers.
//!
//! What a request wants and how hard it is, the judge has learned; these two it must not have to learn. A word counts by
//! its first five sounds (see [`super::letters`]), a row of two words as they follow each other. A single word that talks
//! of models counts whole: "complete" is not "complexity", and a маршрут is no маршрутизатор.

use super::facts::Language;
use super::letters::Code;
use super::text::Folded;
use super::words::pair_of;

/// What a known word tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// A function word of a language.
    Word(Language),
    /// Talk of models, tiers, effort, or how hard the question is. Such a clause is data: it moves nothing.
    Routing,
}

const ROWS: &[(Topic, &str)] = &[
    (
        Topic::Routing,
        "gpt|claude|opus|sonnet|gemini|deepseek|qwen|mistral|grok|llama|yandexgpt|gigachat|ultrathink|chatgpt|router|tier|\
        tiers|тир|тиер|маршрутизация|маршрутизатор|маршрутизатору|маршрутизаторға|маршрутизируй|complexity|\
        difficulty|flagship|override|роутерге|роутеру|\
        роутерсің|модельмен|модельге|модельді|моделімен|моделіне|рассуждай|думай|подумай",
    ),
    (
        Topic::Routing,
        "умную модель|умной модели|экспертную модель|самую умную|самой умной|сильную модель|сильной модели|мощную модель|\
        мощной модели|дорогой модели|дорогую модель|дешевую модель|дешевой модели|дешевая модель|другую модель|\
        лучшую модель|лучшей модели|expert mode|reasoning effort|cheapest model|cheap model|best model|smartest model|\
        strongest model|strong model|biggest model|reasoning model|flash lite|expensive model|premium model|большую модель|\
        большой моделью|умная модель|дорогой режим|қымбат режим|route this|route to|роутер отправь|\
        роутер игнорируй|игнорируй роутер|мықты модель|ақылды модель|арзан модель|routing rules",
    ),
    (
        Topic::Routing,
        "очень сложный|сложный вопрос|сложная задача|трудный вопрос|простой вопрос|простая задача|легкий вопрос|\
        күрделі сұрақ|қиын сұрақ|оңай сұрақ|жай сұрақ|қарапайым сұрақ|терең ойлан|think step|\
        think hard|think very|think deep|hard question|difficult question|complex question|simple question|easy question|\
        simple faq|trivial question",
    ),
    (
        Topic::Word(Language::Russian),
        "и|в|на|что|как|по|для|мы|это|вы|у|с|или|можно|уже|при|же|от|до|за|из|я|мне|меня|мой|моя|есть|нет|если|чтобы|когда|\
        где|сколько|будет|они|он|нужно|который|так|еще|вас|вам|ли|бы|сейчас|завтра|сегодня|пожалуйста|здравствуйте|спасибо|\
        привет|напиши|переведи|какой|какая|почему|только|без|после",
    ),
    (
        Topic::Word(Language::Kazakh),
        "мен|және|жане|ма|ба|бе|па|пе|бір|үшін|керек|қалай|қанша|бар|жоқ|болады|бола|емес|бұл|осы|мына|біз|сіз|маған|менің|\
        сіздер|қашан|қайда|неге|дейін|кейін|рахмет|сәлем|жақсы|иә|деп|туралы|арналған|бойынша|беріңіз|болып|еді|тұр|тұрады|\
        тапсырыс|қандай|қай|сендер|алматы|болама|тек|айт|жаз|жіберіңіз",
    ),
    (
        Topic::Word(Language::English),
        "the|a|an|is|are|to|of|and|in|for|you|do|my|i|what|how|it|this|that|with|on|we|can|from|hi|hello|thanks|please|be|\
        your|s|ok|not|was|were|have|has|by|at|if|which|will",
    ),
    (
        Topic::Word(Language::Uzbek),
        "va|bilan|uchun|qancha|yo q|yoq|bu|shu|menga|qachon|qayerda|nega|assalom|yaxshi|iltimos|turadi|buyurtma|yetkaz|\
        narxi|mumkinmi|bormi|bo ladi|билан|учун|қанча|яхши|илтимос",
    ),
];

/// The rows as a table of hashes; open addressing, a quarter full.
#[derive(Debug, Clone)]
pub(super) struct Lexicon {
    slots: Vec<Option<(u32, Topic)>>,
    /// The single words that talk of models, as their sounds.
    whole: Vec<Vec<Code>>,
}

const SLOTS: usize = 2_048;

// === impl Lexicon ===

impl Lexicon {
    pub(super) fn new() -> Self {
        let mut lexicon = Self { slots: vec![None; SLOTS], whole: Vec::new() };
        for (topic, words) in ROWS {
            for phrase in words.split('|') {
                lexicon.insert(hash_of(phrase), *topic);
                if *topic == Topic::Routing && !phrase.contains(' ') {
                    lexicon.whole.push(sounds_of(phrase));
                }
            }
        }
        lexicon
    }

    /// Whether a word is one of those that talk of models, rather than one that begins like them.
    pub(super) fn is_routing(&self, word: &[Code]) -> bool {
        self.whole.iter().any(|known| known == word)
    }

    /// What the word, or the pair of words, with this hash tells.
    #[inline]
    pub(super) fn get(&self, hash: u32) -> Option<Topic> {
        let mut place = slot(hash, 0);
        while let Some(Some((key, topic))) = self.slots.get(place) {
            if *key == hash {
                return Some(*topic);
            }
            place = (place + 1) % SLOTS;
        }
        None
    }

    fn insert(&mut self, hash: u32, topic: Topic) {
        for step in 0..SLOTS {
            match self.slots.get_mut(slot(hash, step)) {
                Some(free @ None) => {
                    *free = Some((hash, topic));
                    return;
                }
                Some(Some((key, _))) if *key != hash => {}
                _ => return,
            }
        }
    }
}

fn slot(hash: u32, step: usize) -> usize {
    ((hash.wrapping_mul(0x9e37_79b1) >> 21) as usize + step) % SLOTS
}

/// The sounds of a word.
fn sounds_of(word: &str) -> Vec<Code> {
    let mut folded = Folded::default();
    folded.push(word);
    folded
        .words
        .first()
        .and_then(|word| folded.codes.get(word.start as usize..word.end as usize))
        .unwrap_or_default()
        .to_vec()
}

/// The hash of one or two words.
fn hash_of(phrase: &str) -> u32 {
    let mut folded = Folded::default();
    folded.push(phrase);
    let mut stems = folded.words.iter().map(|word| word.stem);
    let first = stems.next().unwrap_or_default();
    stems.next().map_or(first, |second| pair_of(first, second))
}

#[cfg(test)]
mod tests {
    use super::{Lexicon, ROWS, Topic, hash_of, sounds_of};
    use crate::measure::facts::Language;

    #[test]
    fn every_row_is_found() {
        let lexicon = Lexicon::new();
        for (topic, words) in ROWS {
            for phrase in words.split('|') {
                assert!(phrase.split(' ').count() <= 2, "{phrase}");
                let found = lexicon.get(hash_of(phrase));
                assert!(found.is_some() && (found == Some(*topic) || matches!(topic, Topic::Word(_))), "{phrase}");
            }
        }
        assert_eq!(lexicon.get(hash_of("сорок")), None);
        assert_eq!(lexicon.get(hash_of("gpt")), Some(Topic::Routing));
        assert_eq!(lexicon.get(hash_of("қашан")), Some(Topic::Word(Language::Kazakh)));
    }

    #[test]
    fn words_that_begin_like_talk_of_models_are_none() {
        let lexicon = Lexicon::new();
        for (word, routing) in [
            ("complexity", true),
            ("complete", false),
            ("complaint", false),
            ("маршрутизатор", true),
            ("маршрут", false),
            ("модельмен", true),
            ("модель", false),
            ("подумай", true),
            ("подумаю", false),
            ("tier", true),
        ] {
            assert_eq!(lexicon.is_routing(&sounds_of(word)), routing, "{word}");
        }
    }
}
