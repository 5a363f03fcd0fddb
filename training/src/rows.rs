//! Labelled requests, as they stand in files.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use router_core::chat::Chat;
use router_core::json::{Document, Limits};
use router_core::measure::{Intent, Tier};
use serde::Deserialize;
use serde_json::Value;

/// A labelled request.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// The file it stands in; what is left out together in cross-validation.
    pub(crate) source: String,
    /// Where it stands there.
    pub(crate) line: usize,
    pub(crate) language: String,
    pub(crate) tags: Vec<String>,
    pub(crate) expected: Tier,
    pub(crate) acceptable: Vec<Tier>,
    pub(crate) intent: Intent,
    pub(crate) chat: Chat,
    /// What is asked, where that is one short turn.
    question: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Line {
    lang: String,
    messages: Value,
    tools: Option<Value>,
    expected_tier: String,
    acceptable_tiers: Vec<String>,
    intent: String,
    #[serde(default)]
    tags: Vec<String>,
    /// Tokens that stand for [`PAD`].
    #[serde(default)]
    pad: usize,
}

/// Where a very long document belongs.
const PAD: &str = "⟦PAD⟧";
/// What stands there: about one token a word.
const FILLER: &str = "and so on ";
/// Tokens of [`FILLER`].
const FILLER_TOKENS: usize = 3;

/// The requests of every file of a folder, in the order of their names.
pub(crate) fn read_folder(folder: &Path) -> Result<Vec<Row>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("{}: expected a folder", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "jsonl"));
    files.sort();
    ensure!(!files.is_empty(), "{}: expected files *.jsonl", folder.display());
    let mut rows = Vec::new();
    for file in files {
        rows.extend(read(&file)?);
    }
    Ok(rows)
}

/// The requests of a file.
pub(crate) fn read(file: &Path) -> Result<Vec<Row>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{}: cannot read it", file.display()))?;
    let source = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| row(line, &source, at + 1).with_context(|| format!("{}:{}", file.display(), at + 1)))
        .collect()
}

/// Words that give an intent away, and how strongly; they stand in lines of intent, weight and words with `|` between.
pub(crate) fn read_words(file: &Path) -> Result<Vec<(Intent, f32, Chat)>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{}: cannot read it", file.display()))?;
    let mut words = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let place = || format!("{}:{}: expected intent, weight, words", file.display(), at + 1);
        let fields: Vec<&str> = line.split('\t').collect();
        let [intent, weight, list] = fields[..] else { bail!(place()) };
        let intent = Intent::from_name(intent).with_context(place)?;
        let weight: f32 = weight.parse().with_context(place)?;
        for word in list.split('|') {
            words.push((intent, weight, prompt(word)?));
        }
    }
    Ok(words)
}

/// A request with nothing but `prompt`.
pub(crate) fn prompt(prompt: &str) -> Result<Chat> {
    chat(&serde_json::json!([{ "role": "user", "content": prompt }]), None)
}

/// Short conversations made of the rows: an offer that is accepted inherits what was asked, thanks do not.
pub(crate) fn conversations(rows: &[&Row]) -> Result<Vec<Row>> {
    let mut made = Vec::new();
    for (place, row) in rows.iter().enumerate().filter(|(_, row)| row.expected != Tier::L1) {
        let Some(question) = &row.question else { continue };
        let [offer, nods, thanks] = match row.language.as_str() {
            "kk" => KAZAKH,
            "en" => ENGLISH,
            _ => RUSSIAN,
        };
        let pick = |of: &[&'static str]| of[place / 3 % of.len()];
        let is_thanks = place % 12 == 1;
        let reply = match place % 3 {
            0 => pick(nods),
            _ if is_thanks => pick(thanks),
            _ => continue,
        };
        let chat = chat(
            &serde_json::json!([
                { "role": "user", "content": question },
                { "role": "assistant", "content": pick(offer) },
                { "role": "user", "content": reply },
            ]),
            None,
        )?;
        let mut talk = Row { chat, question: None, ..(*row).clone() };
        if is_thanks {
            (talk.expected, talk.acceptable, talk.intent) = (Tier::L0, vec![Tier::L0], Intent::Smalltalk);
        }
        made.push(talk);
    }
    Ok(made)
}

/// Offers, nods and thanks of a language.
type Phrases = [&'static [&'static str]; 3];

const RUSSIAN: Phrases = [
    &["Могу сделать прямо сейчас. Начинать?", "Показать подробно?", "Уточните, продолжаем?"],
    &["да, давай", "да", "конечно", "ок, давайте", "продолжай", "угу", "хорошо, жду"],
    &["спасибо, не надо", "спасибо, до свидания", "понял, спасибо", "супер, пока"],
];
const KAZAKH: Phrases = [
    &["Қазір дайындай аламын. Бастайын ба?", "Толық көрсетейін бе?", "Жалғастырамыз ба?"],
    &["иә, баста", "иә", "әрине", "жарайды, болсын", "жалғастыр", "мақұл"],
    &["рақмет, керек емес", "рақмет, сау болыңыз", "түсіндім, рақмет"],
];
const ENGLISH: Phrases = [
    &["I can do it right now. Shall I start?", "Shall I show it in full?", "Do we continue?"],
    &["yes, go ahead", "yes", "sure", "ok, please do", "continue", "yep"],
    &["no thanks", "thank you, goodbye", "got it, thanks", "great, bye"],
];

fn row(line: &str, source: &str, place: usize) -> Result<Row> {
    let line: Line = serde_json::from_str(line)?;
    let tier = |name: &String| Tier::from_name(name).with_context(|| format!("tier {name:?}, expected L0 to L3"));
    let expected = tier(&line.expected_tier)?;
    let acceptable = line.acceptable_tiers.iter().map(tier).collect::<Result<Vec<_>>>()?;
    ensure!(acceptable.contains(&expected), "expected_tier is none of acceptable_tiers");
    let Some(intent) = Intent::from_name(&line.intent) else { bail!("intent {:?} is none of ours", line.intent) };
    let mut messages = line.messages;
    if line.pad > 0 {
        fill(&mut messages, &FILLER.repeat(line.pad / FILLER_TOKENS));
    }
    let question = match messages.as_array().map(Vec::as_slice) {
        Some([only]) => only["content"].as_str().filter(|text| text.len() < 600).map(str::to_owned),
        _ => None,
    };
    Ok(Row {
        source: source.to_owned(),
        line: place,
        language: line.lang,
        tags: line.tags,
        expected,
        acceptable,
        intent,
        chat: chat(&messages, line.tools.as_ref())?,
        question,
    })
}

fn chat(messages: &Value, tools: Option<&Value>) -> Result<Chat> {
    let mut body = serde_json::json!({ "model": "auto", "messages": messages });
    if let (Some(body), Some(tools)) = (body.as_object_mut(), tools) {
        body.insert("tools".to_owned(), tools.clone());
    }
    let document = Document::parse(&serde_json::to_vec(&body)?, Limits::default())?;
    Ok(Chat::new(document)?)
}

/// Puts `filler` where [`PAD`] stands.
fn fill(value: &mut Value, filler: &str) {
    match value {
        Value::String(text) => *text = text.replace(PAD, filler),
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, filler)),
        Value::Object(members) => members.values_mut().for_each(|member| fill(member, filler)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
