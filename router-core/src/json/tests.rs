use proptest::prelude::*;

use super::{Document, Edits, Kind, Limits};

fn parse(text: &str) -> Document {
    Document::parse(text.as_bytes(), Limits::default()).unwrap()
}

fn error(text: &[u8]) -> String {
    Document::parse(text, Limits::default()).unwrap_err().to_string()
}

#[test]
fn documents_that_are_refused() {
    let deep = format!("{}1{}", "[".repeat(65), "]".repeat(65));
    let many = format!("[{}1]", "1,".repeat(100_000));
    for (text, expected) in [
        (r#"{"a":1,"a":2}"#, "duplicate key at byte 7"),
        (r#"{"a":1,"\u0061":2}"#, "duplicate key at byte 7"),
        (r#"{"x":{"a":1,"b":{},"a":2}}"#, "duplicate key at byte 19"),
        ("", "unexpected end of document, expected a value at byte 0"),
        ("[1,]", "unexpected ']', expected a value at byte 3"),
        ("{\"a\" 1}", "unexpected '1', expected ':' after the object key at byte 5"),
        ("{я}", "unexpected 'я', expected an object key in double quotes at byte 1"),
        ("[1 2]", "unexpected '2', expected ',' or ']' at byte 3"),
        ("1 1", "unexpected '1', expected the end of the document at byte 2"),
        ("01", "malformed number at byte 0"),
        ("[1.]", "malformed number at byte 1"),
        ("\"a\nb\"", "unescaped control character in a string at byte 2"),
        (r#""\x""#, "malformed escape at byte 1"),
        (r#""\u12"#, "malformed escape at byte 1"),
        ("\"abc", "unexpected end of document, expected the closing '\"' at byte 4"),
        ("nul", "unexpected 'n', expected a value at byte 0"),
        (&deep, "nesting deeper than 64 levels at byte 64"),
        (&many, "more than 100000 values at byte 199999"),
    ] {
        assert_eq!(error(text.as_bytes()), expected, "{}", text.get(..40.min(text.len())).unwrap_or(text));
    }
    assert_eq!(error(b"\"\xff\""), "invalid UTF-8 at byte 1");
}

#[test]
fn limits_are_inclusive() {
    parse(&format!("{}1{}", "[".repeat(64), "]".repeat(64)));
    parse(&format!("[{}1]", "1,".repeat(99_998)));
}

#[test]
fn wide_objects_find_duplicates() {
    let members: Vec<_> = (0..40).map(|n| format!("\"k{n}\":{n}")).collect();
    parse(&format!("{{{}}}", members.join(",")));
    let text = format!("{{{},\"k7\":1}}", members.join(","));
    assert!(error(text.as_bytes()).starts_with("duplicate key"));
}

#[test]
fn values_are_found_and_kept_as_written() {
    let document = parse(
        r#" {"model":"auto","n":12345678901234567890123,"t":1.10,"messages":[{"role":"user","content":"Қ\u0430\n\ud83d\ude00"}],"x":null,"s":true} "#,
    );
    let root = document.root();
    assert_eq!(root.get("n").unwrap().raw(), "12345678901234567890123");
    assert_eq!(root.get("t").unwrap().raw(), "1.10");
    assert_eq!(root.get("s").unwrap().as_bool(), Some(true));
    assert!(root.get("x").unwrap().is_null());
    assert!(root.get("nothing").is_none());
    let message = root.get("messages").unwrap().items().next().unwrap();
    assert_eq!(message.get("content").unwrap().text().unwrap(), "Қа\n😀");
    let strings: Vec<_> = document.strings().map(|value| value.text().unwrap().into_owned()).collect();
    assert_eq!(strings, ["auto", "user", "Қа\n😀"]);
}

#[test]
fn splices_touch_only_what_they_name() {
    let text = r#"{ "model" : "auto", "stop":["a"] ,"temperature":1.10, "stream":true }"#;
    let document = parse(text);
    let root = document.root();
    let mut edits = Edits::new();
    edits.replace_with_string(root.get("model").unwrap(), "gpt-\"5\"");
    edits.remove_member(root, "stop");
    edits.set_member(root, "stream_options", r#"{"include_usage":true}"#);
    edits.set_member(root, "stream", "false");
    assert_eq!(
        String::from_utf8(edits.apply(document.bytes())).unwrap(),
        r#"{ "model" : "gpt-\"5\"" ,"temperature":1.10, "stream":false ,"stream_options":{"include_usage":true}}"#
    );
}

#[test]
fn removing_first_last_and_only_members() {
    for (text, expected) in [
        (r#"{"a":1,"b":2}"#, r#"{"b":2}"#),
        (r#"{"b":2 , "a":1}"#, r#"{"b":2}"#),
        (r#"{"a":1}"#, r#"{}"#),
        (r#"{"b":1}"#, r#"{"b":1}"#),
    ] {
        let document = parse(text);
        let mut edits = Edits::new();
        edits.remove_member(document.root(), "a");
        assert_eq!(String::from_utf8(edits.apply(document.bytes())).unwrap(), expected);
    }
}

#[test]
fn removing_several_members_and_keeping_one_of_a_value() {
    for (text, expected) in [
        (r#"{"a":1, "b":2, "c":3}"#, r#"{"c":3}"#),
        (r#"{"c":3, "a":1 ,"b":2 }"#, r#"{"c":3 }"#),
        (r#"{"a":1, "c":3, "b":2}"#, r#"{"c":3}"#),
        (r#"{"c":3, "a":1, "d":4, "b":2, "e":5}"#, r#"{"c":3, "d":4, "e":5}"#),
        (r#"{"a":1, "b":2}"#, r"{}"),
        (r#"{"c":{"x":1,"y":[ 2 ]}}"#, r#"{"c":[ 2 ]}"#),
    ] {
        let document = parse(text);
        let mut edits = Edits::new();
        edits.remove_members(document.root(), |name| name.is_text("a") || name.is_text("b"));
        if let Some((outer, inner)) = document.root().get("c").and_then(|outer| Some((outer, outer.get("y")?))) {
            edits.unwrap_value(outer, inner);
        }
        assert_eq!(String::from_utf8(edits.apply(document.bytes())).unwrap(), expected, "{text}");
    }
}

#[test]
fn parts_of_escaped_strings_are_replaced_in_place() {
    let document = parse(r#"["\u0430\u0431 701 \ud83d\ude00 x\n"]"#);
    let value = document.root().items().next().unwrap();
    let text = value.text().unwrap();
    let at = text.find("701").unwrap();
    let tail = text.find('x').unwrap();
    let mut edits = Edits::new();
    edits.replace_in_string(value, &[(at..at + 3, "[PHONE_1]".to_owned()), (tail..tail + 1, "y".to_owned())]);
    assert_eq!(
        String::from_utf8(edits.apply(document.bytes())).unwrap(),
        r#"["\u0430\u0431 [PHONE_1] \ud83d\ude00 y\n"]"#
    );
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(5, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Rebuilds a `serde_json` value through our index alone.
fn rebuild(value: super::Value<'_>) -> serde_json::Value {
    match value.kind() {
        Kind::String => value.text().unwrap().into_owned().into(),
        Kind::Array => value.items().map(rebuild).collect::<Vec<_>>().into(),
        Kind::Object => serde_json::Value::Object(
            value.members().map(|(key, value)| (key.text().unwrap().into_owned(), rebuild(value))).collect(),
        ),
        Kind::Null | Kind::Bool | Kind::Number => serde_json::from_str(value.raw()).unwrap(),
    }
}

proptest! {
    #[test]
    fn reads_what_serde_json_reads(value in json(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        let document = parse(&text);
        prop_assert_eq!(rebuild(document.root()), value);
        prop_assert_eq!(Edits::new().apply(document.bytes()), text.as_bytes());
    }

    #[test]
    fn accepts_only_what_serde_json_accepts(text in r#"[\[\]{}:,"\\a-e0-9.\-+ \ntrufalsn]{0,24}"#) {
        let ours = Document::parse(text.clone().as_bytes(), Limits::default());
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        if ours.is_ok() {
            // serde_json refuses numbers outside f64 and lone surrogates; we keep both as text.
            let known = theirs.as_ref().err().is_none_or(|error| error.to_string().contains("out of range") || error.to_string().contains("surrogate"));
            prop_assert!(known, "only we accept {text:?}");
        } else {
            let duplicate = ours.unwrap_err().kind == super::JsonErrorKind::DuplicateKey;
            prop_assert!(duplicate || theirs.is_err(), "only serde_json accepts {text:?}");
        }
    }

    #[test]
    fn replacing_inside_a_string_equals_replacing_in_its_text(text in any::<String>(), from in 0usize..20, length in 0usize..20, ascii: bool) {
        let raw = if ascii {
            let mut escaped = String::from("\"");
            for unit in text.encode_utf16() { escaped.push_str(&format!("\\u{unit:04x}")); }
            escaped + "\""
        } else { serde_json::to_string(&text).unwrap() };
        let document = parse(&raw);
        let boundaries: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let start = boundaries[from.min(boundaries.len() - 1)];
        let end = boundaries[(from + length).min(boundaries.len() - 1)];
        let mut edits = Edits::new();
        edits.replace_in_string(document.root(), &[(start..end, "[X_1]".to_owned())]);
        let result = edits.apply(document.bytes());
        let expected = format!("{}[X_1]{}", &text[..start], &text[end..]);
        prop_assert_eq!(serde_json::from_slice::<String>(&result).unwrap(), expected);
    }
}
