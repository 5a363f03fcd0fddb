use proptest::prelude::*;

use super::{Check, Checks, Expected, Said, Verifier, schema};
use crate::{
    chat::Chat,
    json::{Document, Limits},
    measure::Assessor,
    tokens::TokenCount,
};

fn document(json: &str) -> Document {
    Document::parse(json.as_bytes(), Limits::default()).unwrap_or_else(|error| panic!("{json}: {error}"))
}

/// What an answer with this choice fails, if the request has this message and these members.
fn failing((question, more): (&str, &str), choice: &str) -> Option<Check> {
    let request = format!(r#"{{"model":"auto","messages":[{{"role":"user","content":"{question}"}}]{more}}}"#);
    let chat = Chat::new(document(&request)).unwrap();
    let assessor = Assessor::new().unwrap();
    let facts = assessor.measure(&chat);
    let limits = (TokenCount(100), TokenCount(200));
    let expected = Expected { chat: &chat, facts: &facts, output_limit: limits.0, next_limit: limits.1 };
    let said = Said::of(&document(&format!(r#"{{"choices":[{{"index":0,{choice}}}]}}"#)));
    Verifier::new().failing(&said, &expected, Checks::all(), &assessor)
}

/// A choice with this content, ended by itself.
fn says(content: &str) -> String {
    format!(r#""message":{{"role":"assistant","content":"{content}"}},"finish_reason":"stop""#)
}

fn calls(name: &str, arguments: &str) -> String {
    let call = format!(r#"{{"id":"c","type":"function","function":{{"name":"{name}","arguments":"{arguments}"}}}}"#);
    format!(r#""message":{{"content":null,"tool_calls":[{call}]}},"finish_reason":"tool_calls""#)
}

const HELLO: (&str, &str) = ("Hello", "");

#[test]
fn answers_that_are_none() {
    for (content, expected) in [
        ("Delivery to Astana takes two days.", None),
        ("", Some(Check::Empty)),
        (" \\n ", Some(Check::Empty)),
        ("I\u{2019}m sorry, but I can\u{2019}t help with that.", Some(Check::Refusal)),
        ("Извините, но  я не могу выполнить эту просьбу.", Some(Check::Refusal)),
        ("К сожалению, я не могу ответить.", Some(Check::Refusal)),
        ("Кешіріңіз, бірақ мен бұған жауап бере алмаймын.", Some(Check::Refusal)),
        ("Өкінішке орай, мен көмектесе алмаймын.", Some(Check::Refusal)),
        ("**Sorry, I can’t help** with that.", Some(Check::Refusal)),
        ("«К сожалению, не могу.»", Some(Check::Refusal)),
        // a phrase that goes on as another word, or that somebody else is to say
        ("Өкінішке орай, менеджер бүгін жоқ.", None),
        ("Правильный перевод фразы: «К сожалению, не могу прийти».", None),
        (r#"Here is a polite reply: \"Sorry, I can't help you today.\""#, None),
        (r#"The customer wrote: \"I can't assist you any more.\""#, None),
        // talk of not being able is not declining
        ("Вы не можете вернуть товар без чека.", None),
        ("If the courier says he can't help with the boxes, call us.", None),
        (
            "The policy of returns is as follows, and I repeat it in full because customers ask for it every day of the year: no item without its receipt; and I can't help with others.",
            None,
        ),
    ] {
        assert_eq!(failing(HELLO, &says(content)), expected, "{content}");
    }
    let long = says(&format!("I can't help with that. {}", "But here is what you can do. ".repeat(60)));
    assert_eq!(failing(HELLO, &long), None, "who says that much says more than no");
    for (choice, expected) in [
        (r#""message":{"content":null,"refusal":"No."},"finish_reason":"stop""#, Some(Check::Refusal)),
        (r#""message":{"content":""},"finish_reason":"content_filter""#, Some(Check::Refusal)),
        (r#""message":{"content":[{"type":"text","text":"Yes."}]},"finish_reason":"stop""#, None),
        (r#""message":{"content":null,"audio":{"id":"a"}},"finish_reason":"stop""#, None),
        (r#""message":{},"finish_reason":"stop""#, Some(Check::Empty)),
    ] {
        assert_eq!(failing(HELLO, choice), expected, "{choice}");
    }
}

#[test]
fn only_a_limit_of_ours_truncates() {
    let cut = r#""message":{"content":"One, two"},"finish_reason":"length""#;
    for (more, expected) in [
        ("", Some(Check::Truncated)),
        (r#","max_tokens":100"#, None),
        (r#","max_tokens":50"#, None),
        (r#","max_completion_tokens":150"#, Some(Check::Truncated)),
        (r#","response_format":{"type":"json_object"},"max_tokens":100"#, None),
    ] {
        assert_eq!(failing(("Hello", more), cut), expected, "{more}");
    }
    let nothing = r#""message":{"content":""},"finish_reason":"length""#;
    for (more, expected) in [("", Some(Check::Empty)), (r#","max_tokens":1"#, None)] {
        assert_eq!(failing(("Hello", more), nothing), expected, "{more}");
    }
}

#[test]
fn calls_of_tools() {
    let tools = r#","tools":[{"type":"function","function":{"name":"find","parameters":{"type":"object"}}}]"#;
    for (name, arguments, expected) in [
        ("find", r#"{\"q\":\"shoes\"}"#, None),
        ("find", "{}", None),
        ("find", r#"{\"q\":"#, Some(Check::ToolCall)),
        ("find", "", None),
        ("", "", Some(Check::ToolCall)),
        ("find", r#"\"shoes\""#, Some(Check::ToolCall)),
        ("search", "{}", Some(Check::ToolCall)),
    ] {
        assert_eq!(failing(("Hello", tools), &calls(name, arguments)), expected, "{name} {arguments}");
    }
}

#[test]
fn indices_that_begin_with_one() {
    let choices = |index: u32, content: &str| {
        let call = r#"{"index":1,"function":{"name":"find","arguments":"{}"}}"#;
        let message = format!(r#"{{"content":{content},"tool_calls":[{call}]}}"#);
        document(&format!(r#"{{"choices":[{{"index":{index},"message":{message},"finish_reason":"stop"}}]}}"#))
    };
    for index in [0, 1] {
        let said = Said::of(&choices(index, "null"));
        assert_eq!(said.choices.len(), 1);
        assert!(said.choices.values().all(|choice| choice.calls.len() == 1 && !choice.is_empty()), "{index}");
    }
}

#[test]
fn json_that_was_asked_for() {
    let object = r#","response_format":{"type":"json_object"}"#;
    let schema = r#","response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{"price":{"type":"integer"}},"required":["price"],"additionalProperties":false}}}"#;
    for (format, content, expected) in [
        (object, r#"{\"a\":1}"#, None),
        (object, r#" {\"a\":1}\n"#, None),
        (object, "[1]", Some(Check::InvalidJson)),
        (object, "Sure: {}", Some(Check::InvalidJson)),
        (object, r#"```json\n{}\n```"#, Some(Check::InvalidJson)),
        (schema, r#"{\"price\":100}"#, None),
        (schema, r#"{\"price\":\"100\"}"#, Some(Check::InvalidJson)),
        (schema, r#"{\"price\":100,\"vat\":16}"#, Some(Check::InvalidJson)),
        (schema, "{}", Some(Check::InvalidJson)),
        ("", "Sure: {}", None),
    ] {
        assert_eq!(failing(("Hello", format), &says(content)), expected, "{format} {content}");
    }
}

#[test]
fn languages() {
    let russian = "Доставка в Астану занимает два дня и стоит две тысячи тенге, оплатить можно картой.";
    let kazakh = "Астанаға жеткізу екі күнге созылады, бағасы екі мың теңге, картамен төлеуге болады.";
    let english = "Delivery to Astana takes two days and costs two thousand tenge, you can pay by card.";
    let asked_kazakh = "Астанаға жеткізу қанша тұрады және қанша күн күту керек?";
    for (question, answer, expected) in [
        (asked_kazakh, kazakh, None),
        (asked_kazakh, russian, Some(Check::Language)),
        (asked_kazakh, english, Some(Check::Language)),
        ("Сколько стоит доставка в Астану и сколько дней ждать?", russian, None),
        ("Сколько стоит доставка в Астану и сколько дней ждать?", english, Some(Check::Language)),
        ("How much is the delivery to Astana and how long do I wait?", english, None),
        ("How much is the delivery to Astana and how long do I wait?", russian, Some(Check::Language)),
        // too short to tell
        (asked_kazakh, "Две тысячи тенге.", None),
        ("Доставка?", english, None),
        // another language was asked for
        ("Астанаға жеткізу қанша тұрады? Орысша жауап беріңіз, өтінемін.", russian, None),
        ("Переведи на английский: доставка в Астану занимает два дня.", english, None),
        ("Сколько стоит доставка в Астану и сколько дней ждать? Ответ дай на инглише", english, None),
        ("Сколько стоит доставка в Астану и сколько дней ждать? Ответ на англ., коротко", english, None),
        ("Сколько стоит доставка и сколько дней идёт мой заказ. Жду ответа", english, Some(Check::Language)),
        ("Астанаға жеткізу қанша тұрады және қанша күн күту керек? Жауап рус. тілде", russian, None),
        ("Ответь на английском языке, сколько стоит доставка в Астану?", english, None),
    ] {
        assert_eq!(failing((question, ""), &says(answer)), expected, "{question} {answer}");
    }
    let system = format!(
        r#"{{"model":"auto","messages":[{{"role":"system","content":"Always answer in Russian."}},{{"role":"user","content":"{asked_kazakh}"}}]}}"#
    );
    let chat = Chat::new(document(&system)).unwrap();
    let assessor = Assessor::new().unwrap();
    let facts = assessor.measure(&chat);
    let limit = TokenCount(100);
    let expected = Expected { chat: &chat, facts: &facts, output_limit: limit, next_limit: limit };
    let said = Said::of(&document(&format!(r#"{{"choices":[{{{}}}]}}"#, says(russian))));
    assert_eq!(Verifier::new().failing(&said, &expected, Checks::all(), &assessor), None);
}

#[test]
fn only_the_checks_that_are_wanted_are_made() {
    let checks: Checks = [Check::Refusal, Check::Cut].into_iter().collect();
    assert_eq!(checks.iter().collect::<Vec<_>>(), [Check::Cut, Check::Refusal]);
    assert!(!checks.contains(Check::Empty) && Checks::default().iter().next().is_none());
    assert_eq!(Checks::all().iter().collect::<Vec<_>>(), Check::ALL);
}

#[test]
fn schemas() {
    for (schema, value, expected) in [
        ("true", "1", true),
        ("false", "1", false),
        (r#"{"type":["string","null"]}"#, "null", true),
        (r#"{"type":["string","null"]}"#, "1", false),
        (r#"{"type":"integer"}"#, "1.0", true),
        (r#"{"type":"integer"}"#, "1.5", false),
        (r#"{"type":"integer"}"#, "1e3", true),
        (r#"{"enum":["a",1,{"b":[null]}]}"#, r#"{"b":[null]}"#, true),
        (r#"{"enum":["a",1]}"#, "1.0", true),
        (r#"{"enum":["a",1]}"#, r#""b""#, false),
        (r#"{"const":"a"}"#, r#""\u0061""#, true),
        (r#"{"minimum":1,"exclusiveMaximum":2}"#, "1", true),
        (r#"{"minimum":1,"exclusiveMaximum":2}"#, "2", false),
        (r#"{"maxLength":2}"#, r#""абв""#, false),
        (r#"{"minLength":3}"#, r#""абв""#, true),
        (r#"{"items":{"type":"string"},"minItems":1}"#, r#"["a","b"]"#, true),
        (r#"{"items":{"type":"string"},"minItems":1}"#, r#"["a",1]"#, false),
        (r#"{"items":{"type":"string"},"minItems":1}"#, "[]", false),
        (r#"{"prefixItems":[{"type":"string"}],"items":{"type":"number"}}"#, r#"["a",1]"#, true),
        (r#"{"prefixItems":[{"type":"string"}],"items":{"type":"number"}}"#, r#"[1,1]"#, false),
        (r#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#, "1", false),
        (r#"{"allOf":[{"minimum":1},{"maximum":2}]}"#, "3", false),
        (r##"{"$ref":"#/$defs/a~1b","$defs":{"a/b":{"type":"string"}}}"##, "1", false),
        (
            r##"{"$ref":"#/$defs/list","$defs":{"list":{"properties":{"next":{"$ref":"#/$defs/list"},"n":{"type":"number"}},"required":["n"]}}}"##,
            r#"{"n":1,"next":{"n":2}}"#,
            true,
        ),
        (
            r##"{"$ref":"#/$defs/list","$defs":{"list":{"properties":{"next":{"$ref":"#/$defs/list"},"n":{"type":"number"}},"required":["n"]}}}"##,
            r#"{"n":1,"next":{"m":2}}"#,
            false,
        ),
        // what is not known, or is no schema, admits everything
        (r#"{"pattern":"^a$","format":"email","type":7,"minimum":"x"}"#, r#""b""#, true),
        (r#"{"$ref":"https://example.kz/schema"}"#, "1", true),
        (r#"{"patternProperties":{"^x":{}},"additionalProperties":false}"#, r#"{"xa":1}"#, true),
    ] {
        assert_eq!(schema::admits(document(schema).root(), document(value).root()), expected, "{schema} {value}");
    }
}

/// Each of these would never end, or end the process, without a bound.
#[test]
fn endless_schemas_end() {
    let alternatives = (0..60).fold(String::new(), |all, number| {
        let next = number + 1;
        all + &format!(r##""d{number}":{{"anyOf":[{{"$ref":"#/$defs/d{next}"}},{{"$ref":"#/$defs/d{next}"}}]}},"##)
    });
    let alternatives = format!(r##"{{"$defs":{{{alternatives}"d60":{{"type":"string"}}}},"$ref":"#/$defs/d0"}}"##);
    let mutual = r##"{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"}"##;
    for schema in [r##"{"$ref":"#"}"##, mutual, &alternatives] {
        assert!(schema::admits(document(schema).root(), document("1").root()), "{schema}");
    }
}

/// Where the steps are used up, what is left of a wide schema is not looked into: a value that it would refuse counts as
/// good, so that the work of each of these is bounded by the steps and not by the width that they repeat.
#[test]
fn wide_schemas_use_the_steps_up() {
    let many = |count: usize, piece: &dyn Fn(usize) -> String| (0..count).map(piece).collect::<Vec<_>>().join(",");
    let object = format!("{{{}}}", many(300, &|number| format!("\"k{number}\":1")));
    let array = format!("[{}]", many(300, &|_| "1".to_owned()));
    let repeated = |rule: &str| format!(r#"{{"allOf":[{}]}}"#, many(300, &|_| rule.to_owned()) + ",false");
    let types = format!(r#"{{"type":[{},"integer"]}}"#, many(300, &|_| "\"null\"".to_owned()));
    for (rule, value) in [
        (types.as_str(), "1"),
        (r#"{"minProperties":1}"#, &object),
        (r#"{"maxProperties":300}"#, &object),
        (r#"{"required":["k299"]}"#, &object),
        (r#"{"minItems":1}"#, &array),
        (r#"{"maxItems":300}"#, &array),
    ] {
        let schema = repeated(rule);
        assert!(schema::admits(document(&schema).root(), document(value).root()), "{rule}");
    }
    assert!(!schema::admits(document(&repeated(r#"{"pattern":"a"}"#)).root(), document(&object).root()));
}

proptest! {
    #[test]
    fn any_answer_is_checked_without_a_panic(
        question in "\\PC{0,40}",
        content in "\\PC{0,80}",
        arguments in "\\PC{0,20}",
        index in any::<u64>(),
        format in prop::sample::select(vec!["", r#","response_format":{"type":"json_schema","json_schema":{"schema":{"type":"object"}}}"#]),
    ) {
        let quoted = |text: &str| serde_json::to_string(text).unwrap();
        let text = quoted(&question);
        let call = format!(r#"{{"index":{index},"function":{{"name":"f","arguments":{}}}}}"#, quoted(&arguments));
        let choice = format!(
            r#""index":{index},"message":{{"content":{},"tool_calls":[{call}]}},"finish_reason":{}"#,
            quoted(&content),
            quoted(&content),
        );
        let said = Said::of(&document(&format!(r#"{{"choices":[{{{choice}}}]}}"#)));
        prop_assert!(said.choices.len() <= 128);
        let request = format!(r#"{{"model":"auto","messages":[{{"role":"user","content":{text}}}]{format}}}"#);
        let chat = Chat::new(document(&request)).unwrap();
        let assessor = Assessor::new().unwrap();
        let facts = assessor.measure(&chat);
        let limit = TokenCount(9);
        let expected = Expected { chat: &chat, facts: &facts, output_limit: limit, next_limit: limit };
        let _ = Verifier::new().failing(&said, &expected, Checks::all(), &assessor);
    }

    /// The chunks of a stream say what the whole answer says, however it was cut into them.
    #[test]
    fn chunks_say_what_the_whole_says(pieces in prop::collection::vec("[a-zа-я\"]{0,5}", 1..8)) {
        let quoted = |text: &str| serde_json::to_string(text).unwrap();
        let whole = pieces.concat();
        let whole = Said::of(&document(&format!(
            r#"{{"choices":[{{"index":0,"message":{{"content":{0},"tool_calls":[{{"function":{{"name":"f","arguments":{0}}}}}]}},"finish_reason":"stop"}}]}}"#,
            quoted(&whole),
        )));
        let mut said = Said::default();
        said.add(&document(r#"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"name":"f"}}]},"finish_reason":null}]}"#));
        for piece in &pieces {
            said.add(&document(&format!(
                r#"{{"choices":[{{"index":0,"delta":{{"content":{0},"tool_calls":[{{"index":0,"function":{{"arguments":{0}}}}}]}},"finish_reason":null}}]}}"#,
                quoted(piece),
            )));
        }
        said.add(&document(r#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#));
        prop_assert_eq!(said, whole);
    }
}
