//! What the gateway does not mean to change leaves byte for byte as it came: over thousands of generated documents,
//! through the real binary, with the expectation built from the generator's own parts.

use std::collections::{BTreeSet, HashMap};

use futures_util::future::join_all;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::Value;

use crate::support::block_on;
use crate::support::client::{Connection, Request};
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::upstream::Upstream;

const DOCUMENTS: usize = 10_000;
const CONNECTIONS: usize = 16;

/// A request in parts, so that the same parts give what the client sends and what the provider must get.
#[derive(Debug, Clone)]
struct Document {
    /// Keys and values as JSON, in the order written.
    members: Vec<(String, Member)>,
    /// White space around every token between members.
    space: String,
    /// After the closing brace.
    tail: String,
}

#[derive(Debug, Clone)]
enum Member {
    /// Any JSON: must arrive as it left.
    Kept(String),
    /// The model: must arrive as the routed model.
    Model(String),
    /// Stream options: before, and as they must arrive.
    StreamOptions(String, String),
}

#[test]
fn bytes_arrive_as_they_left() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = Site::new(&[&upstream], "");
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let documents = generate(DOCUMENTS);
        let shares = documents.chunks(DOCUMENTS.div_ceil(CONNECTIONS));
        let models = join_all(shares.map(|share| send_all(&gateway, &key, share))).await.concat();
        let seen: HashMap<String, Vec<u8>> =
            upstream.exchanges().into_iter().map(|exchange| (name_of(&exchange.body), exchange.body)).collect();
        assert_eq!(seen.len(), DOCUMENTS);
        assert_eq!(upstream.violations(), Vec::<String>::new());
        for (index, (document, model)) in documents.iter().zip(&models).enumerate() {
            document.check(&seen[&name(index)], model);
        }
    });
}

/// Sends documents one after the other; the routed model of each.
async fn send_all(gateway: &Gateway, key: &str, documents: &[Document]) -> Vec<String> {
    let mut connection = Connection::open(gateway.address).await.unwrap();
    let mut models = Vec::new();
    for document in documents {
        let body = document.text(None);
        let response = connection.send(&Request::chat(key, body.clone())).await.unwrap();
        assert!(response.status == 200 && response.complete, "{} for {body}", response.text());
        models.push(response.header("x-qaqpa-model").unwrap().to_owned());
    }
    models
}

impl Document {
    /// The text the client sends, or the one the provider must get when the request is routed to a model.
    fn text(&self, model: Option<&str>) -> String {
        let space = &self.space;
        let member = |(key, member): &(String, Member)| {
            let value = match (member, model) {
                (Member::Model(_), Some(model)) => format!("\"{model}\""),
                (Member::StreamOptions(_, after), Some(_)) => after.clone(),
                (Member::Kept(json) | Member::Model(json) | Member::StreamOptions(json, _), _) => json.clone(),
            };
            format!("{space}\"{key}\"{space}:{space}{value}{space}")
        };
        let members: Vec<String> = self.members.iter().map(member).collect();
        format!("{{{}}}{}", members.join(","), self.tail)
    }

    fn has(&self, key: &str) -> bool {
        self.members.iter().any(|(name, _)| name == key)
    }

    /// What the gateway must add at the end: an output limit where there is none, the wish for usage in a stream.
    fn additions(&self) -> BTreeSet<&'static str> {
        let mut additions = BTreeSet::new();
        if !self.has("max_tokens") && !self.has("max_completion_tokens") {
            additions.insert("max_completion_tokens");
        }
        let streams = self
            .members
            .iter()
            .any(|(key, member)| key == "stream" && matches!(member, Member::Kept(json) if json == "true"));
        if streams && !self.has("stream_options") {
            additions.insert("stream_options");
        }
        additions
    }

    fn check(&self, seen: &[u8], model: &str) {
        let seen = std::str::from_utf8(seen).unwrap();
        let expected = self.text(Some(model));
        let (start, end) = expected.split_at(expected.rfind('}').unwrap());
        let added = seen.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
        let added =
            added.unwrap_or_else(|| panic!("sent     {}\nexpected {expected}\nseen     {seen}", self.text(None)));
        let added: Value = serde_json::from_str(&format!("{{{}}}", added.trim_start_matches(','))).unwrap();
        let keys: BTreeSet<&str> = added.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, self.additions(), "added to {expected}");
        if let Some(options) = added.get("stream_options") {
            assert_eq!(options, &serde_json::json!({"include_usage": true}));
        }
    }
}

// === The generator ===

fn generate(count: usize) -> Vec<Document> {
    let mut runner = TestRunner::deterministic();
    let strategy = document();
    let named = |(index, mut document): (usize, Document)| {
        document.members.push(("prompt_cache_key".to_owned(), Member::Kept(format!("\"{}\"", name(index)))));
        document
    };
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).enumerate().map(named).collect()
}

/// A document's name, in letters only, so that nothing in it looks like personal data.
fn name(index: usize) -> String {
    index.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}

fn name_of(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap();
    body["prompt_cache_key"].as_str().unwrap().to_owned()
}

fn document() -> impl Strategy<Value = Document> {
    let model = prop_oneof![Just("\"auto\""), Just("\"\\u0061uto\""), Just("\"au\\u0074o\"")];
    let model_key = prop_oneof![4 => Just("model"), 1 => Just("mod\\u0065l")];
    let limit = prop_oneof![
        Just(None),
        (1_u32..400).prop_map(|limit| Some(("max_tokens", limit))),
        (1_u32..400).prop_map(|limit| Some(("max_completion_tokens", limit))),
    ];
    let parts = (model_key, model, vec(message(), 1..4), limit, streaming(), vec(value(), 0..6));
    let members = parts.prop_map(|(model_key, model, messages, limit, streaming, others)| {
        let mut members = vec![
            (model_key.to_owned(), Member::Model(model.to_owned())),
            ("messages".to_owned(), Member::Kept(format!("[{}]", messages.join(" ,")))),
        ];
        members.extend(limit.map(|(key, limit)| (key.to_owned(), Member::Kept(limit.to_string()))));
        members.extend(streaming);
        let unknown = |(index, json)| (format!("x_\\u0066{index}"), Member::Kept(json));
        members.extend(others.into_iter().enumerate().map(unknown));
        members
    });
    (members.prop_shuffle(), space(), space()).prop_map(|(members, space, tail)| Document {
        members,
        space: space.to_owned(),
        tail: tail.to_owned(),
    })
}

/// The members that ask for a stream, or for none.
fn streaming() -> impl Strategy<Value = Vec<(String, Member)>> {
    let with = |options: Option<(&str, &str)>| {
        let mut members = vec![("stream".to_owned(), Member::Kept("true".to_owned()))];
        members.extend(options.map(|(before, after)| {
            ("stream_options".to_owned(), Member::StreamOptions(before.to_owned(), after.to_owned()))
        }));
        members
    };
    prop_oneof![
        4 => Just(Vec::new()),
        1 => Just(vec![("stream".to_owned(), Member::Kept("false".to_owned()))]),
        2 => Just(with(None)),
        1 => Just(with(Some((r#"{ "include_usage" : true }"#, r#"{ "include_usage" : true }"#)))),
        1 => Just(with(Some((r#"{"include_usage": false }"#, r#"{"include_usage": true }"#)))),
        1 => Just(with(Some((r#"{"x": 1.10}"#, r#"{"x": 1.10,"include_usage":true}"#)))),
    ]
}

fn message() -> impl Strategy<Value = String> {
    let role = prop_oneof![Just("user"), Just("assistant"), Just("system"), Just("developer")];
    let parts = vec(string().prop_map(|text| format!("{{\"type\": \"text\",\"text\":{text}}}")), 1..3);
    let content = prop_oneof![3 => string(), 1 => parts.prop_map(|parts| format!("[ {}]", parts.join(",")))];
    (role, content, any::<bool>()).prop_map(|(role, content, role_first)| {
        if role_first {
            format!("{{\"role\":\"{role}\",\"content\":{content}}}")
        } else {
            format!("{{ \"content\": {content}, \"role\": \"{role}\" }}")
        }
    })
}

fn value() -> impl Strategy<Value = String> {
    let word = prop_oneof![Just("null"), Just("true"), Just("false")].prop_map(str::to_owned);
    let leaf = prop_oneof![2 => number(), 2 => string(), 1 => word];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let array =
            (vec(inner.clone(), 0..4), space()).prop_map(|(items, space)| format!("[{space}{}]", items.join(",")));
        let object = (vec(inner, 0..4), space()).prop_map(|(values, space)| {
            let members: Vec<_> =
                values.iter().enumerate().map(|(index, json)| format!("\"k{index}\"{space}:{json}{space}")).collect();
            format!("{{{}}}", members.join(","))
        });
        prop_oneof![array, object]
    })
}

/// Numbers whose spelling a reader would lose.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("1.10".to_owned()),
        Just("-0".to_owned()),
        Just("1E+2".to_owned()),
        Just("0.1000000000000000055511151231257827".to_owned()),
        Just("12345678901234567890123".to_owned()),
        (0_u32..1000).prop_map(|number| number.to_string()),
    ]
}

/// Strings in every spelling JSON allows, free of anything that looks like personal data: of capitals and dots chance
/// makes initials.
fn string() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[a-zа-яёәіңғүұқөһ ,.!?]{0,24}",
        1 => Just("\\n\\t\\r\\b\\f".to_owned()),
        1 => Just("\\u0041\\u04d9\\/".to_owned()),
        1 => Just("\\\"\\\\".to_owned()),
        1 => Just("😀 \\ud83d\\ude00 \u{2028}".to_owned()),
        1 => Just(" x7y ".to_owned()),
        1 => Just("[] {} [x] ".to_owned()),
    ];
    vec(part, 0..5).prop_map(|parts| format!("\"{}\"", parts.concat()))
}

fn space() -> impl Strategy<Value = &'static str> {
    prop_oneof![4 => Just(""), 1 => Just(" "), 1 => Just("\n  "), 1 => Just("\r\n\t")]
}
