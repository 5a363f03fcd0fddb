//! Second opinions: what a micro-model is asked where the judge abstains, what its answer says, and those that are kept.

use std::time::Duration;

use moka::sync::Cache;
use router_core::chat::Chat;
use router_core::decide::Candidate;
use router_core::json::{Document, Edits, Kind, Limits, Value, encode_into};
use router_core::measure::{Language, Tier};
use router_core::policy::Asking;
use router_core::redact::{Detectors, RedactError, Redacted, RedactionPolicy};

/// Opinions kept at most, and for how long: a question that many ask is asked of a model once.
const MOST_KEPT: u64 = 10_000;
const KEPT_FOR: Duration = Duration::from_secs(3_600);
/// Tokens of an opinion; it is one word in braces.
const MOST_OUTPUT: u32 = 32;

/// What a model said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opinion {
    Names(Tier),
    /// Something else.
    Nothing,
}

/// What an opinion is kept under: the tenant, the model and the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct OpinionKey([u8; 32]);

/// Opinions that models gave lately. In memory: hashes of questions, never their text.
#[derive(Debug)]
pub(crate) struct Opinions(Cache<OpinionKey, Opinion>);

/// Why a text cannot be shown to a model through a gateway.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unshown {
    #[error(transparent)]
    Redaction(#[from] RedactError),
    #[error("it is too long to be shown whole, and holds what must stay inside the perimeter")]
    StaysInside,
}

impl Opinions {
    pub(crate) fn new() -> Self {
        Self(Cache::builder().max_capacity(MOST_KEPT).time_to_live(KEPT_FOR).build())
    }

    pub(crate) fn get(&self, key: &OpinionKey) -> Option<Opinion> {
        self.0.get(key)
    }

    pub(crate) fn keep(&self, key: OpinionKey, opinion: Opinion) {
        self.0.insert(key, opinion);
    }
}

impl OpinionKey {
    pub(crate) fn of(tenant: &str, adviser: &Candidate, question: &Chat) -> Self {
        let model = &adviser.row.model;
        let mut hasher = blake3::Hasher::new();
        for part in [tenant.as_bytes(), model.provider.as_bytes(), model.model.as_bytes(), question.document().bytes()]
        {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
        }
        Self(*hasher.finalize().as_bytes())
    }
}

impl Opinion {
    /// The label in metrics.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Names(tier) => tier.name(),
            Self::Nothing => "none",
        }
    }

    /// What a whole answer says: `{"tier":"L2"}` and nothing else, or nothing.
    pub(crate) fn of(answer: &Document) -> Self {
        Self::read(answer).map_or(Self::Nothing, Self::Names)
    }

    fn read(answer: &Document) -> Option<Tier> {
        let content = answer.root().get("choices")?.items().next()?.get("message")?.get("content")?.text()?;
        let content = Document::parse(content.trim().as_bytes(), Limits::default()).ok()?;
        let root = content.root();
        let is_alone = root.kind() == Kind::Object && root.members().count() == 1;
        Tier::from_name(&root.get("tier").filter(|_| is_alone)?.text()?)
    }
}

/// The question about a request: its last message of the user, redacted and cut to size, behind a prompt in its language.
pub(crate) fn question(redacted: &Redacted, language: Language, asking: Asking) -> Option<Chat> {
    let text = shown(redacted, asking)?;
    Chat::new(Document::parse(&question_of("opinion", &text, language), Limits::default()).ok()?).ok()
}

/// The same as the body of a request for a gateway: `model` is the tier that is asked. The gateway redacts it by the rules
/// of the key; but a text that must be cut is redacted here before, for nobody knows half an identifier for one.
pub(crate) fn question_for_gateway(
    chat: Chat,
    language: Language,
    asking: Asking,
    policy: &RedactionPolicy,
    detectors: &Detectors,
) -> Result<Option<Vec<u8>>, Unshown> {
    let Some(whole) = last_words(chat.document()) else { return Ok(None) };
    let text = if whole.chars().count() <= asking.most_characters {
        Some(whole)
    } else {
        let redacted = detectors.redact(chat, policy)?;
        // What leaves redacted would not tell the gateway that it must stay inside.
        if redacted.stays_inside() {
            return Err(Unshown::StaysInside);
        }
        shown(&redacted, asking)
    };
    Ok(text.map(|text| question_of(asking.tier.name(), &text, language)))
}

/// What is shown of a redacted request.
fn shown(redacted: &Redacted, asking: Asking) -> Option<String> {
    let document = Document::parse(&redacted.render(&Edits::new()), Limits::default()).ok()?;
    Some(unnumbered(&cut(&last_words(&document)?, asking.most_characters)))
}

/// A question about a text.
fn question_of(model: &str, text: &str, language: Language) -> Vec<u8> {
    let mut body =
        format!(r#"{{"model":"{model}","temperature":0,"messages":[{{"role":"system","content":"#).into_bytes();
    encode_into(prompt(language), &mut body);
    body.extend_from_slice(br#"},{"role":"user","content":"#);
    encode_into(text, &mut body);
    body.extend_from_slice(format!("}}],\"max_tokens\":{MOST_OUTPUT}}}").as_bytes());
    body
}

fn prompt(language: Language) -> &'static str {
    match language {
        Language::Russian | Language::Mixed => include_str!("opinion/prompt.ru.txt"),
        Language::Kazakh | Language::KazakhLatin => include_str!("opinion/prompt.kk.txt"),
        Language::English | Language::Uzbek | Language::Unknown => include_str!("opinion/prompt.en.txt"),
    }
}

/// The text of the last message of the user; none where that has no text.
fn last_words(document: &Document) -> Option<String> {
    let messages = document.root().get("messages")?.items();
    let is_user = |message: &Value<'_>| message.get("role").is_some_and(|role| role.is_text("user"));
    let content = messages.filter(is_user).last()?.get("content")?;
    let parts = content.items().filter_map(|part| part.get("text"));
    let texts: Vec<_> = std::iter::once(content).chain(parts).filter_map(Value::text).collect();
    Some(texts.join("\n")).filter(|text| !text.trim().is_empty())
}

/// The text with placeholders that say what stood there and no more: `[PHONE]` for `[PHONE_1]`. The question is redacted
/// once more, and there a placeholder of another request would be sealed as text that only looks like one.
fn unnumbered(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        out.push('[');
        rest = after;
        let named = after.split_once(']').and_then(|(inner, after)| Some((name_in(inner)?, after)));
        if let Some((name, after)) = named {
            out.push_str(name);
            out.push(']');
            rest = after;
        }
    }
    out + rest
}

/// The name in a placeholder without its brackets.
fn name_in(inner: &str) -> Option<&str> {
    let (name, number) = inner.rsplit_once('_')?;
    let is_name = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    (!name.is_empty() && is_name && is_number).then_some(name)
}

/// At most so many characters: the beginning and the end, where a request says what it wants.
fn cut(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        return text.to_owned();
    }
    let half = most / 2;
    let head = text.chars().take(half);
    let tail = text.chars().skip(length - half);
    head.chain("\n…\n".chars()).chain(tail).collect()
}

#[cfg(test)]
mod tests {
    use super::{Opinion, cut, question, unnumbered};
    use router_core::chat::Chat;
    use router_core::json::{Document, Edits, Limits};
    use router_core::measure::{Language, Tier};
    use router_core::policy::Asking;
    use router_core::redact::{Detectors, RedactionPolicy};
    use std::time::Duration;

    fn document(json: &str) -> Document {
        Document::parse(json.as_bytes(), Limits::default()).unwrap()
    }

    #[test]
    fn only_the_form_that_was_asked_for_is_an_opinion() {
        for (content, expected) in [
            (r#"{\"tier\":\"L0\"}"#, Opinion::Names(Tier::L0)),
            (r#" {\"tier\": \"L3\"}\n"#, Opinion::Names(Tier::L3)),
            (r#"{\"tier\":\"L4\"}"#, Opinion::Nothing),
            (r#"{\"tier\":\"l0\"}"#, Opinion::Nothing),
            (r#"{\"tier\":\"L0\",\"why\":\"easy\"}"#, Opinion::Nothing),
            (r#"{\"tier\":0}"#, Opinion::Nothing),
            (r#"[\"L0\"]"#, Opinion::Nothing),
            ("L0", Opinion::Nothing),
            (r#"```json\n{\"tier\":\"L0\"}\n```"#, Opinion::Nothing),
            ("", Opinion::Nothing),
        ] {
            let answer = document(&format!(r#"{{"choices":[{{"message":{{"content":"{content}"}}}}]}}"#));
            assert_eq!(Opinion::of(&answer), expected, "{content}");
        }
        assert_eq!(Opinion::of(&document(r#"{"choices":[]}"#)), Opinion::Nothing);
    }

    #[test]
    fn what_is_shown_of_a_request() {
        let request = r#"{"model":"auto","messages":[{"role":"system","content":"secret rules"},{"role":"user","content":"first"},{"role":"assistant","content":"yes"},{"role":"user","content":[{"type":"text","text":"My number is +7 701 234 56 89"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}"#;
        let redacted =
            Detectors::new().redact(Chat::new(document(request)).unwrap(), &RedactionPolicy::default()).unwrap();
        let asking = Asking { timeout: Duration::ZERO, most_characters: 100, tier: Tier::L0 };
        for (language, word) in
            [(Language::Russian, "Уровни"), (Language::KazakhLatin, "Деңгейлер"), (Language::Unknown, "Tiers")]
        {
            let question = question(&redacted, language, asking).unwrap();
            let text = question.document().root().raw();
            assert!(text.contains(word) && text.contains(r#""content":"My number is [PHONE]"}]"#), "{text}");
            let again = Detectors::new().redact(question.clone(), &RedactionPolicy::default()).unwrap();
            assert_eq!(again.render(&Edits::new()), text.as_bytes(), "what is redacted stays as it is");
            assert!(!text.contains("secret") && !text.contains("first") && !text.contains("AAAA"), "{text}");
            assert_eq!((question.max_output(), question.stream()), (Some(32), false));
        }
        let short = question(&redacted, Language::English, Asking { most_characters: 10, ..asking }).unwrap();
        assert!(
            short.document().root().raw().contains(r#""content":"My nu\n…\nNE_1]"}"#),
            "{}",
            short.document().root().raw()
        );
        for (text, expected) in [
            (
                "[PERSON_1:2] и [IIN_12], [a_1] [_1] [PHONE_] [PHONE_x] [",
                "[PERSON] и [IIN], [a_1] [_1] [PHONE] [PHONE_x] [",
            ),
            ("[[ID_DOC_3]]", "[[ID_DOC]]"),
        ] {
            assert_eq!(unnumbered(text), expected, "{text}");
        }
        assert_eq!(cut("привет", 6), "привет");
        assert_eq!(cut("приветы", 6), "при\n…\nеты");
    }
}
