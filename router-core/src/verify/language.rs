//! Asked in one language and answered in another.

use super::{Expected, SaidChoice};
use crate::{
    json::Value,
    measure::{Assessor, Intent, Language},
};

/// Words that tell the language of an answer.
const ANSWER_WORDS: u32 = 8;
/// Words that tell the language of a question.
const QUESTION_WORDS: u32 = 3;
/// Bytes of an answer that are read.
const READ: usize = 4_096;
/// What a request says that wants another language than its own, or leaves the choice to somebody: beginnings of words,
/// in lower case. Where one of them stands, no language is wrong.
const OTHER_LANGUAGE: [&str; 25] = [
    "translat",
    "english",
    "russian",
    "kazakh",
    "in ru",
    "in kk",
    "in en",
    "перевед",
    "перевод",
    "перевести",
    "английск",
    "инглиш",
    "русск",
    "казахск",
    "по-русски",
    "по-английски",
    "по-казахски",
    "аудар",
    "ағылшын",
    "орыс",
    "қазақша",
    "тілінде",
    "qazaqsha",
    "oryssha",
    "aǵylshyn",
];

/// The same, shortened: these are also ends of words (`заказ.`), which do not count.
const SHORTENED: [&str; 3] = ["англ.", "рус.", "каз."];

/// Whether a choice is surely in another language than its question, which asked for none.
pub(super) fn is_wrong(choice: &SaidChoice, expected: &Expected<'_>, assessor: &Assessor) -> bool {
    // Data, code and formulas have no language of their own.
    let facts = expected.facts;
    let is_prose = choice.calls.is_empty()
        && !facts.needs.json_schema
        && expected.chat.document().root().get("response_format").is_none_or(Value::is_null)
        && !matches!(facts.intent, Intent::Translation | Intent::Code | Intent::Math | Intent::Extraction)
        && !choice.text.contains("```");
    if !is_prose {
        return false;
    }
    let Some(answered) = known(assessor, &choice.text, ANSWER_WORDS) else { return false };
    let Some(question) = last_question(expected) else { return false };
    let Some(asked) = known(assessor, &question, QUESTION_WORDS) else { return false };
    asked != answered && facts.language == family(facts.language, asked) && !asks_for_another(expected)
}

/// The language of a text, where that is sure; both scripts of Kazakh are one.
fn known(assessor: &Assessor, text: &str, least: u32) -> Option<Language> {
    match assessor.language_of(head(text), least)? {
        language @ (Language::Russian | Language::Kazakh | Language::English) => Some(language),
        Language::KazakhLatin => Some(Language::Kazakh),
        Language::Uzbek | Language::Mixed | Language::Unknown => None,
    }
}

/// `found` itself where it is the language `plain` in one of its scripts, else `plain`.
fn family(found: Language, plain: Language) -> Language {
    if found == Language::KazakhLatin && plain == Language::Kazakh { found } else { plain }
}

/// The text of the last message of the user.
fn last_question(expected: &Expected<'_>) -> Option<String> {
    let is_user = |message: &Value<'_>| message.get("role").is_some_and(|role| role.is_text("user"));
    let content = expected.chat.messages().filter(is_user).last()?.get("content")?;
    let parts = content.items().filter_map(|part| part.get("text"));
    let texts = std::iter::once(content).chain(parts).filter_map(Value::text);
    Some(texts.fold(String::new(), |all, text| all + &text + "\n"))
}

/// Whether a message of the request speaks of languages.
fn asks_for_another(expected: &Expected<'_>) -> bool {
    let strings = expected.chat.messages().filter(|message| {
        // What was answered before asks for nothing.
        message.get("role").is_none_or(|role| !role.is_text("assistant"))
    });
    // Pictures say nothing, at a length of megabytes.
    let is_said = |value: &Value<'_>| !value.body().starts_with("data:");
    let mut texts = strings.flat_map(Value::descendants).filter(is_said).filter_map(Value::text);
    texts.any(|text| {
        let text = text.to_lowercase();
        let is_word = |at: usize| text.get(..at).is_some_and(|before| !before.ends_with(char::is_alphabetic));
        let is_shortened = |word: &&str| text.match_indices(word).any(|(at, _)| is_word(at));
        OTHER_LANGUAGE.iter().any(|word| text.contains(word)) || SHORTENED.iter().any(is_shortened)
    })
}

fn head(text: &str) -> &str {
    let mut end = READ.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}
