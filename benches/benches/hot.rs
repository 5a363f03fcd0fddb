//! The hot functions of the core, on the same Russian requests as the load harness: 0.5 KB, 8 KB and 100 KB.
//!
//! `cargo bench -p benches --bench hot`, built as the gateway is shipped; a filter may follow behind `--`.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot set itself up has nothing to report")]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use benches::{bodies, mock};
use divan::Bencher;
use divan::counter::BytesCount;
use jiff::civil::date;
use router_core::chat::Chat;
use router_core::decide::{self, Ask, Circumstances, Decision, Health};
use router_core::diagnostic::SourceFile;
use router_core::json::{Document, Edits, Limits};
use router_core::measure::{Assessor, Facts};
use router_core::policy::Policy;
use router_core::prices::PriceBook;
use router_core::redact::{
    AnswerGuard, AnswerTexts, CustomDetector, CustomDetectors, CustomType, DataType, Detectors, Finder, Mode, Pattern,
    Redacted, RedactionPolicy,
};
use router_core::restore::StreamRestorer;

/// That of the gateway. Another gives the memory of a long text back after each, and is slower by a sixth on forms.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bytes of a request's body, about.
const SIZES: [usize; 3] = [512, 8 << 10, 100 << 10];

fn main() {
    divan::main();
}

// === parse and splice ===

/// What the gateway does to every request: another model, an output limit, one member more.
#[divan::bench(args = SIZES)]
fn parse_splice(bencher: Bencher<'_, '_>, size: usize) {
    let body = bodies::request(size, true, "");
    bencher
        .counter(BytesCount::new(body.len()))
        .with_inputs(|| body.clone())
        .bench_values(|bytes| splice(&Document::parse(&bytes, Limits::default()).unwrap()));
}

/// The same edits through `serde_json::Value`, for comparison. It reorders members and rewrites numbers.
#[divan::bench(args = SIZES)]
fn parse_splice_by_value(bencher: Bencher<'_, '_>, size: usize) {
    let body = bodies::request(size, true, "");
    bencher.counter(BytesCount::new(body.len())).with_inputs(|| body.clone()).bench_values(|bytes| {
        let mut value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        value["model"] = "gemini-2.5-flash-lite".into();
        value["max_completion_tokens"] = 300.into();
        value["stream_options"] = serde_json::json!({"include_usage": true});
        serde_json::to_vec(&value).unwrap()
    });
}

fn splice(document: &Document) -> Vec<u8> {
    let root = document.root();
    let mut edits = Edits::new();
    edits.replace_with_string(root.get("model").unwrap(), "gemini-2.5-flash-lite");
    edits.set_member(root, "max_completion_tokens", "300");
    edits.set_member(root, "stream_options", r#"{"include_usage":true}"#);
    edits.apply(document.bytes())
}

// === redact ===

/// All personal data out of a request: the scan, the vault and the splices.
#[divan::bench(args = SIZES)]
fn redact(bencher: Bencher<'_, '_>, size: usize) {
    let (chat, policy, detectors) = (chat(size), RedactionPolicy::default(), Detectors::new());
    bencher.counter(BytesCount::new(chat.document().bytes().len())).with_inputs(|| chat.clone()).bench_values(|chat| {
        let redacted = detectors.redact(chat, &policy).unwrap();
        (redacted.render(&Edits::new()), redacted)
    });
}

/// The detectors alone, on a message of 0.5 KB, on 1 MB of prose with personal data every 4 KB, and on 1 MB of forms.
#[divan::bench(args = ["message", "prose", "forms"])]
fn detect(bencher: Bencher<'_, '_>, kind: &str) {
    let text = match kind {
        "message" => bodies::text(512),
        "prose" => bodies::text(1 << 20),
        _ => bodies::forms(1 << 20),
    };
    let detectors = Detectors::new();
    bencher.counter(BytesCount::new(text.len())).bench_local(|| detectors.detect(&text));
}

// === restore ===

/// A whole streamed answer of 36 content frames with six halves of placeholders: parse, restore and splice each chunk.
#[divan::bench]
fn restore_stream(bencher: Bencher<'_, '_>) {
    let policy = RedactionPolicy::default();
    let redacted = Detectors::new().redact(chat(512), &policy).unwrap();
    let chunks = mock::chunks();
    let restored = restore(&redacted, &policy, &chunks);
    assert!(restored.iter().any(|chunk| String::from_utf8_lossy(chunk).contains(bodies::PHONE)), "nothing restored");
    bencher
        .counter(BytesCount::new(chunks.iter().map(String::len).sum::<usize>()))
        .bench_local(|| restore(&redacted, &policy, &chunks));
}

fn restore(redacted: &Redacted, policy: &RedactionPolicy, chunks: &[String]) -> Vec<Vec<u8>> {
    let mut restorer = StreamRestorer::new(Arc::clone(redacted.vault()), policy);
    let mut sent = Vec::new();
    for chunk in chunks {
        let document = Document::parse(chunk.as_bytes(), Limits::default()).unwrap();
        let mut edits = Edits::new();
        sent.extend(restorer.frame(&document, &mut edits));
        sent.push(edits.apply(document.bytes()));
    }
    sent.extend(restorer.finish());
    sent
}

// === answers ===

fn parsed_chunks() -> Vec<Document> {
    let parse = |chunk: &String| Document::parse(chunk.as_bytes(), Limits::default()).unwrap();
    mock::chunks().iter().map(parse).collect()
}

/// The same answer, noted chunk by chunk and read at its end for what the model brought by itself.
#[divan::bench]
fn mark_stream(bencher: Bencher<'_, '_>) {
    let (policy, detectors, chat) = (RedactionPolicy::default(), Detectors::new(), chat(512));
    let chunks = parsed_chunks();
    bencher.bench_local(|| {
        let mut texts = AnswerTexts::default();
        chunks.iter().for_each(|chunk| texts.note(chunk));
        detectors.answers(&policy, chat.document()).texts(&texts)
    });
}

/// The same answer held back, read and given on piece by piece.
#[divan::bench]
fn mask_stream(bencher: Bencher<'_, '_>) {
    let (policy, detectors, chat) = (RedactionPolicy::default(), Detectors::new(), chat(512));
    let chunks = parsed_chunks();
    bencher.bench_local(|| {
        let mut guard = AnswerGuard::default();
        let reader = detectors.answers(&policy, chat.document());
        chunks.iter().map(|chunk| guard.frame(&reader, chunk).before.len()).sum::<usize>()
    });
}

/// The scan with custom detectors beside the built-in ones: two patterns, one with context, and fifty words.
#[divan::bench(args = SIZES)]
fn redact_custom(bencher: Bencher<'_, '_>, size: usize) {
    let (chat, detectors, policy) = (chat(size), Detectors::new(), custom_policy());
    bencher.counter(BytesCount::new(chat.document().bytes().len())).with_inputs(|| chat.clone()).bench_values(|chat| {
        let redacted = detectors.redact(chat, &policy).unwrap();
        (redacted.render(&Edits::new()), redacted)
    });
}

fn custom_policy() -> RedactionPolicy {
    let pattern = |text: &str| Finder::Pattern(Pattern::new(text).unwrap(), None);
    let words = (0..50).map(|number| format!("проект {number} Заря")).collect();
    let finders = [
        ("CONTRACT", pattern(r"\b\d{2}-\d{6}\b"), vec!["договор".to_owned()]),
        ("TICKET", pattern(r"\b[A-Z]{3}-\d{3,5}\b"), Vec::new()),
        ("PROJECT", Finder::Words(words), Vec::new()),
    ];
    let detector = |(place, (name, finder, context))| {
        let data_type = CustomType::new(place, name).unwrap();
        CustomDetector { data_type, finder, context }
    };
    let custom = CustomDetectors::new(finders.into_iter().enumerate().map(detector).collect()).unwrap();
    let types: Vec<_> = custom.types().map(DataType::Custom).collect();
    let policy = RedactionPolicy { custom, ..RedactionPolicy::default() };
    types.into_iter().fold(policy, |policy, data_type| policy.with(data_type, Mode::Placeholder))
}

// === assess and decide ===

/// The facts of a request.
#[divan::bench(args = SIZES)]
fn assess(bencher: Bencher<'_, '_>, size: usize) {
    let (assessor, chat) = (Assessor::new().unwrap(), chat(size));
    bencher.counter(BytesCount::new(chat.document().bytes().len())).bench_local(|| assessor.measure(&chat));
}

/// Where a request goes under the shipped policy and prices; its size plays no part.
#[divan::bench]
fn decide(bencher: Bencher<'_, '_>) {
    let (desk, facts) = (Desk::new(), Assessor::new().unwrap().measure(&chat(512)));
    bencher.bench_local(|| desk.decide(&facts));
}

fn chat(size: usize) -> Chat {
    Chat::new(Document::parse(&bodies::request(size, true, ""), Limits::default()).unwrap()).unwrap()
}

/// What decides: the shipped policy and prices, all providers well.
struct Desk {
    policy: Policy,
    health: Health,
}

impl Desk {
    fn new() -> Self {
        let today = date(2026, 11, 21);
        let prices = PriceBook::load(&files("price-tables"), today).0.unwrap();
        let policy = Policy::load(&files("policies"), &prices, today).0.unwrap();
        let health = Health::all_well(prices.models().iter().map(|model| &*model.provider));
        Self { policy, health }
    }

    fn decide(&self, facts: &Facts) -> Decision {
        let plan = self.policy.plan("sovereign").unwrap();
        let circumstances = Circumstances::default();
        let ask = Ask { model: "auto", facts, plan, findings: &[], stays_inside: false, circumstances };
        decide::decide(&ask, &self.policy, &self.health).unwrap()
    }
}

fn files(folder: &str) -> Vec<SourceFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let mut files: Vec<SourceFile> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| SourceFile { name: path.display().to_string(), text: fs::read_to_string(&path).unwrap() })
        .collect();
    files.sort_by(|one, other| one.name.cmp(&other.name));
    files
}
