//! What a document holds in parts: each row is one in which every part between `⟦` and `⟧` must leave as a value of its
//! own, and nothing else, wherever the document stands in a request.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::chat::Chat;
use crate::json::{Document, Edits, Limits};
use crate::redact::tests::{cases, detectors, pieces};
use crate::redact::{DataType, Mode, RedactionPolicy};
use crate::restore::restore_answer;

/// A request with a document as the content, as the result of a tool, and as the arguments of one.
fn requests(document: &str) -> [(Value, &'static str); 3] {
    let call = json!([{"id": "c", "type": "function", "function": {"name": "f", "arguments": document}}]);
    [
        (json!({"role": "user", "content": document}), "/messages/0/content"),
        (json!({"role": "tool", "tool_call_id": "c", "content": document}), "/messages/0/content"),
        (json!({"role": "assistant", "tool_calls": call}), "/messages/0/tool_calls/0/function/arguments"),
    ]
    .map(|(message, place)| (json!({"model": "auto", "messages": [message]}), place))
}

/// What leaves for a document, and a function that gives back what an answer says with it.
fn sent(request: &Value, place: &str) -> (String, impl Fn(&str) -> String) {
    let document = |text: &str| Document::parse(text.as_bytes(), Limits::default()).unwrap();
    let policy = RedactionPolicy::default().with(DataType::Secret, Mode::Placeholder);
    let policy = RedactionPolicy { restore_in_urls: true, ..policy };
    let redacted = detectors().redact(Chat::new(document(&request.to_string())).unwrap(), &policy).unwrap();
    let left: Value = serde_json::from_slice(&redacted.render(&Edits::new())).unwrap();
    let left = left.pointer(place).unwrap().as_str().unwrap().to_owned();
    let back = move |text: &str| {
        let answer = document(&json!({"choices": [{"message": {"content": text}}]}).to_string());
        let mut edits = Edits::new();
        restore_answer(redacted.vault(), &policy, &answer, &mut edits);
        let answer: Value = serde_json::from_slice(&edits.apply(answer.bytes())).unwrap();
        answer["choices"][0]["message"]["content"].as_str().unwrap().to_owned()
    };
    (left, back)
}

/// What leaves for a document, and what comes back where an answer repeats it.
fn left(request: &Value, place: &str) -> (String, String) {
    let (left, back) = sent(request, place);
    let restored = back(&left);
    (left, restored)
}

/// The same, but what leaves has placeholders as `⟦` with the original and `⟧`.
fn shown(request: &Value, place: &str) -> (String, String) {
    let (mut shown, back) = sent(request, place);
    let restored = back(&shown);
    while let Some((start, end)) = placeholder(&shown) {
        let value = back(&shown[start..end]);
        shown.replace_range(start..end, &format!("⟦{value}⟧"));
    }
    (shown, restored)
}

/// The first placeholder of a text.
fn placeholder(text: &str) -> Option<(usize, usize)> {
    text.match_indices('[').find_map(|(start, _)| {
        let length = text[start..].find(']')?;
        let name = &text[start + 1..start + length];
        let (name, number) = name.rsplit_once('_')?;
        let is_one = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
            && number.starts_with(|sign: char| sign.is_ascii_digit());
        is_one.then_some((start, start + length + 1))
    })
}

fn check(rows: &[&str]) {
    let mut wrong = String::new();
    for row in rows {
        // A number in a placeholder's place is a string.
        let document = row.replace("\"⟦#", "").replace("#⟧\"", "").replace(['⟦', '⟧'], "");
        assert!(serde_json::from_str::<Value>(&document).is_ok(), "{document}");
        let expected = row.replace('#', "");
        for (request, place) in requests(&document) {
            let (shown, back) = shown(&request, place);
            if shown != expected {
                wrong.push_str(&format!("\n  want {expected}\n  got  {shown}"));
                break;
            }
            assert_eq!(back, expected.replace(['⟦', '⟧'], ""), "{row}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn addresses_in_parts() {
    check(&[
        "{\"city\":\"⟦Алматы⟧\",\"street\":\"⟦Абая⟧\",\"house\":\"⟦5⟧\",\"flat\":\"⟦#12#⟧\"}",
        "{\"delivery_region\":\"⟦Акмолинская обл.⟧\",\"delivery_city\":\"⟦Степногорск⟧\",\"delivery_street\":\"⟦4 мкр⟧\",\"delivery_house\":\"⟦18⟧\",\"delivery_flat\":\"⟦22⟧\"}",
        "{\"shipping\":{\"city\":\"⟦Алматы⟧\",\"street\":\"⟦ул. Тимирязева⟧\",\"building\":\"⟦42к15⟧\"},\"qty\":2}",
        "{\"area\": \"⟦Сайрам⟧\", \"city\": \"⟦Шелек⟧\", \"streetName\": \"⟦Мира⟧\", \"house_number\": \"⟦#12#⟧\"}",
        "[{\"id\":1,\"address\":{\"city\":\"⟦Алматы⟧\",\"street\":\"⟦Абая⟧\",\"house\":\"⟦#5#⟧\"}},{\"id\":2,\"address\":{\"city\":\"⟦Астана⟧\",\"street\":\"⟦Мира⟧\",\"house\":\"⟦#7#⟧\"}}]",
        "{\"город\":\"⟦Тараз⟧\",\"улица\":\"⟦Толе би⟧\",\"дом\":\"⟦#41#⟧\",\"квартира\":\"⟦#3#⟧\"}",
        "{\"қала\":\"⟦Тараз⟧\",\"көше\":\"⟦Абай⟧\",\"үй\":\"⟦41⟧\",\"пәтер\":\"⟦3⟧\"}",
        "{\"shippingAddress\":{\"postalCode\":\"⟦050060⟧\",\"city\":\"⟦Караганда⟧\",\"streetName\":\"⟦пр. Назарбаева⟧\",\"houseNumber\":\"⟦37А⟧\"}}",
        "{\"addr\":[\"⟦г. Алматы⟧\",\"⟦ул. Абая⟧\",\"⟦д. 5⟧\"]}",
        "{\"city\":\"⟦Алматы⟧\",\"lat\":43.2,\"street\":\"⟦Абая⟧\",\"verified\":true,\"house\":\"⟦5⟧\"}",
        "{\"city\":\"⟦Алматы⟧\",\"district\":null,\"street\":\"⟦Абая⟧\",\"house\":\"⟦5⟧\"}",
    ]);
}

#[test]
fn persons_in_parts() {
    check(&[
        "{\"lastName\":\"⟦Касымов⟧\",\"firstName\":\"⟦Арман⟧\"}",
        "{\"surname\":\"⟦Ли⟧\",\"name\":\"⟦Вера⟧\",\"patronymic\":\"⟦Ивановна⟧\"}",
        "{\"фамилия\":\"⟦Цой⟧\",\"имя\":\"⟦Роза⟧\"}",
        "{\"name\":{\"last\":\"⟦Цой⟧\",\"first\":\"⟦Роза⟧\"}}",
        "{\"family_name\":\"⟦Абишев⟧\",\"given_name\":\"⟦Бақыт⟧\"}",
        "{\"user\":{\"last\":\"⟦Касымов⟧\",\"first\":\"⟦Арман⟧\"}}",
        "{\"borrower\":{\"first\":\"⟦Арман⟧\",\"last\":\"⟦Касымов⟧\"},\"sum\":12}",
        "{\"applicant\":{\"family\":\"⟦Касымов⟧\",\"given\":\"⟦Арман⟧\",\"middle\":\"⟦Серикович⟧\"}}",
        "{\"sender_last\":\"⟦Касымов⟧\",\"sender_first\":\"⟦Арман⟧\",\"recipient_last\":\"⟦Иванова⟧\",\"recipient_first\":\"⟦Анна⟧\"}",
    ]);
}

#[test]
fn numbers_and_dates_in_parts() {
    check(&[
        "{\"birth\":{\"day\":\"⟦12⟧\",\"month\":\"⟦03⟧\",\"year\":\"⟦1990⟧\"}}",
        "{\"birthDay\":\"⟦#12#⟧\",\"birthMonth\":\"⟦#3#⟧\",\"birthYear\":\"⟦#1990#⟧\"}",
        "{\"document\":{\"series\":\"⟦N⟧\",\"number\":\"⟦12345678⟧\"}}",
        "{\"passport_series\":\"⟦N⟧\",\"passport_number\":\"⟦12345678⟧\"}",
        "{\"паспорт\":{\"серия\":\"⟦N⟧\",\"номер\":\"⟦12345678⟧\"}}",
        "{\"birth\":{\"date\":{\"day\":\"⟦#12#⟧\",\"month\":\"⟦#3#⟧\",\"year\":\"⟦#1990#⟧\"}}}",
        "{\"dob\":\"⟦#19900312#⟧\"}",
        "{\"birthDate\":\"⟦#19900312#⟧\"}",
        "{\"mother_birth_day\":\"⟦#1#⟧\",\"mother_birth_month\":\"⟦#2#⟧\",\"mother_birth_year\":\"⟦#1960#⟧\",\"child_birth_day\":\"⟦#3#⟧\",\"child_birth_month\":\"⟦#4#⟧\",\"child_birth_year\":\"⟦#1990#⟧\"}",
        "{\"home_phone_code\":\"⟦701⟧\",\"home_phone\":\"⟦1234567⟧\",\"work_phone_code\":\"⟦702⟧\",\"work_phone\":\"⟦7654321⟧\"}",
        "{\"NAME_LAST\":\"⟦IVANOVA⟧\",\"NAME_FIRST\":\"⟦OLGA⟧\"}",
        "{\"phone_code\":\"⟦701⟧\",\"phone\":\"⟦1234567⟧\"}",
        "{\"phone\":{\"code\":\"⟦#701#⟧\",\"number\":\"⟦#1234567#⟧\"}}",
    ]);
}

#[test]
fn labels_and_values_are_members() {
    check(&[
        "[{\"label\":\"Улица\",\"value\":\"⟦Абая⟧\"},{\"label\":\"Дом\",\"value\":\"⟦5⟧\"},{\"label\":\"Город\",\"value\":\"⟦Алматы⟧\"}]",
        "{\"form\":[{\"id\":1,\"name\":\"city\",\"value\":\"⟦Тараз⟧\"},{\"id\":2,\"name\":\"street\",\"value\":\"⟦Толе би⟧\"},{\"id\":3,\"name\":\"house\",\"value\":\"⟦#41#⟧\"}]}",
        "[{\"question\":\"Фамилия\",\"answer\":\"⟦Цой⟧\"},{\"question\":\"Имя\",\"answer\":\"⟦Роза⟧\"}]",
        "[{\"key\":\"city\",\"value\":\"Алматы\"},{\"key\":\"temperature\",\"value\":12}]",
        "[{\"name\":\"street\",\"values\":[\"Абая\"]},{\"name\":\"house\",\"value\":\"big\"}]",
    ]);
}

/// What leaves for a text with documents in it, as in [`check`], but numbers stay without quotes: it is no JSON.
#[test]
fn documents_in_a_text_are_read_like_others() {
    let escaped: String = "Арман Касымов".encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    for expected in [
        "Переведи: {\"city\":\"⟦Алматы⟧\",\"street\":\"⟦Абая⟧\",\"house\":\"⟦5⟧\",\"flat\":⟦12⟧}, спасибо",
        "```json\n{\n  \"lastName\": \"⟦Касымов⟧\",\n  \"firstName\": \"⟦Арман⟧\"\n}\n```",
        "{\"birth\":{\"day\":⟦12⟧,\"month\":⟦3⟧,\"year\":⟦1990⟧}}\n{\"birth\":{\"day\":⟦1⟧,\"month\":⟦4⟧,\"year\":⟦1991⟧}}",
        "Ответ: [{\"label\":\"Фамилия\",\"value\":\"⟦Цой⟧\"},{\"label\":\"Имя\",\"value\":\"⟦Роза⟧\"}]",
        "\u{feff}{\"city\":\"⟦Алматы⟧\",\"street\":\"⟦Абая⟧\",\"house\":\"⟦5⟧\"}",
        &format!("json.dumps: {{\"client\": \"⟦{escaped}⟧\", \"sum\": 5}}"),
        "if (a) { return {\"mother_birth_day\":⟦1⟧,\"mother_birth_month\":⟦2⟧,\"mother_birth_year\":⟦1960⟧}; } // {",
        "{ \"не закрыто\": {\"city\":\"Алматы\",\"temperature\":12} [ [ {",
    ] {
        let text = expected.replace(['⟦', '⟧'], "");
        let request = json!({"model": "auto", "messages": [{"role": "user", "content": text}]});
        let (shown, back) = shown(&request, "/messages/0/content");
        assert_eq!((shown.as_str(), back), (expected, text));
    }
}

#[test]
fn brackets_that_nothing_closes_take_linear_time() {
    for text in ["{\"a\":[{".repeat(50_000), "[{\"a\":".repeat(50_000), "{\"a\":1,".repeat(50_000)] {
        assert!(detectors().detect(&text).is_empty());
    }
}

#[test]
fn what_is_no_part_stays() {
    check(&[
        "{\"house_id\":4412,\"city_id\":7,\"total\":12}",
        "{\"city\":\"Алматы\",\"temperature\":12,\"wind\":5}",
        "{\"day\":12,\"month\":3,\"year\":2026,\"rows\":[1,2,3]}",
        "{\"invoice\":{\"series\":\"A\",\"number\":\"12345678\"}}",
        "{\"font\":{\"family\":\"Arial\",\"name\":\"Bold\"}}",
        "{\"first\":\"Monday\",\"last\":\"Friday\"}",
        "{\"range\":{\"first\":\"груша\",\"last\":\"яблоко\"}}",
        "{\"city\":\"Алматы\",\"street\":\"Абая\",\"lat\":43.25}",
        "{\"error\":{\"code\":404,\"number\":1234567}}",
        "{\"order\":{\"code\":701,\"number\":1234567},\"phone\":null}",
        "{\"http_code\":200,\"phone_calls\":1234}",
        "{\"code\":12,\"mobile_traffic\":350}",
        "{\"code\":701,\"mobile_traffic\":1234567}",
        "{\"area_code\":12,\"phones_sold\":350}",
        "{\"cell\":{\"area\":120,\"number\":12}}",
        "{\"product_code\":\"1205\",\"phones\":\"12 шт\"}",
        "{\"births_total\":33000,\"day\":1,\"month\":3,\"year\":2025}",
        "{\"birthdayDiscount\":10,\"day\":12,\"month\":3,\"year\":1990}",
        "{\"birthday_sale\":{\"day\":12,\"month\":3,\"year\":2026}}",
        "{\"dob_filter\":false,\"m\":12,\"d\":5,\"y\":2001}",
        "{\"series\":\"N\",\"number\":\"12345678\"}",
        "{\"contract\":{\"series\":\"N\",\"number\":12345678}}",
        "{\"bond_series\":\"N\",\"bond_number\":\"12345678\"}",
        "{\"device\":{\"series\":\"N\",\"number\":\"12345678\"}}",
        "{\"meter_series\":\"N\",\"meter_number\":\"12345678\"}",
        "{\"banknote\":{\"series\":\"АВ\",\"number\":\"1234567\"}}",
        "{\"account\":{\"series\":\"N\",\"number\":12345678},\"document\":\"устав\"}",
        "{\"rating_series\":\"A\",\"room_number\":\"12345678\",\"passport\":true}",
        "{\"name\":\"Bosch\",\"family\":\"Drills\"}",
        "{\"name\":\"Corolla\",\"family\":\"Toyota\"}",
        "{\"customer\":{\"first_purchase\":\"Чайник\",\"last_purchase\":\"Утюг\"}}",
        "{\"person_count\":5,\"first\":\"Весна\",\"last\":\"Осень\"}",
        "{\"customer\":{\"name\":\"S24 Ultra\",\"family\":\"Galaxy\"}}",
        "{\"contact\":{\"first\":\"N/A\",\"last\":\"N/A\"}}",
        "{\"name\":\"Насос\",\"model\":\"Grundfos 25-40\",\"price\":45000}",
    ]);
}

#[test]
fn objects_of_the_request_itself_are_read_as_well() {
    let request = json!({"model": "auto", "messages": [{"role": "user"}], "metadata": {"city": "Алматы", "street": "Абая", "house": "5"}});
    assert_eq!(shown(&request, "/metadata/street").0, "⟦Абая⟧");
    assert_eq!(shown(&request, "/metadata/house").0, "⟦5⟧");
}

#[test]
fn values_directly_in_a_request_are_read_together() {
    let request = json!({"model": "auto", "messages": [{"role": "user"}], "city": "Алматы", "street": "Абая", "house": "5", "flat": 12});
    for (place, expected) in
        [("/model", "auto"), ("/city", "⟦Алматы⟧"), ("/street", "⟦Абая⟧"), ("/house", "⟦5⟧"), ("/flat", "⟦12⟧")]
    {
        assert_eq!(shown(&request, place).0, expected);
    }
    let message = json!({"role": "user", "content": "Где это?", "city": "Алматы", "street": "Абая", "house": "5"});
    let request = json!({"model": "auto", "messages": [message]});
    assert_eq!(shown(&request, "/messages/0/street").0, "⟦Абая⟧");
    let request = json!({"model": "auto", "city": "Алматы", "messages": [{"role": "user", "content": "Иванова Анна"}], "street": "Абая"});
    assert_eq!(shown(&request, "/messages/0/content").0, "⟦Иванова Анна⟧");
    assert_eq!(shown(&request, "/street").0, "Абая");
}

/// Names of fields that parts of something stand in, and some that nothing does.
const KEYS: [&str; 24] = [
    "city",
    "street",
    "house",
    "flat",
    "адрес",
    "улица",
    "үй",
    "lastName",
    "firstName",
    "имя",
    "birth_day",
    "month",
    "year",
    "dob",
    "series",
    "number",
    "phone",
    "code",
    "a",
    "id",
    "name",
    "ИИН",
    "email",
    "notes",
];

fn objects() -> impl Strategy<Value = serde_json::Value> {
    let key = prop::sample::select(&KEYS[..]);
    let number = prop_oneof![0..100i64, 1_900..2_030i64, 1_000_000..99_999_999i64];
    let leaf = prop_oneof![
        4 => pieces().prop_map(|text| json!(text)),
        3 => prop::sample::select(&["Алматы", "Абая", "ул. Мира", "5", "12а", "Касымов", "Арман", "03", "N", "701"][..])
            .prop_map(|text| json!(text)),
        2 => number.prop_map(|number| json!(number)),
    ];
    leaf.prop_recursive(3, 24, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| json!(items)),
            prop::collection::vec((key.clone(), inner), 0..6).prop_map(|members| {
                json!(
                    members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<serde_json::Map<_, _>>()
                )
            }),
        ]
    })
}

/// The strings and numbers of a document as strings, in order; none of a string that is JSON itself.
fn texts(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) if text.trim_start().starts_with(['{', '[']) => {}
        Value::String(text) => out.push(text.clone()),
        Value::Number(number) => out.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, out)),
        Value::Object(members) => members.values().for_each(|member| texts(member, out)),
        Value::Null | Value::Bool(_) => {}
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn what_was_parted_comes_back(value in objects()) {
        // Arguments of a tool are an object, and are restored as one.
        let object = json!({"a": value});
        let (request, place) = requests(&object.to_string()).into_iter().next_back().unwrap();
        let (left, back) = left(&request, place);
        prop_assert!(serde_json::from_str::<Value>(&left).is_ok(), "{left}");
        let (mut before, mut after) = (Vec::new(), Vec::new());
        texts(&object, &mut before);
        texts(&serde_json::from_str(&back).unwrap(), &mut after);
        prop_assert_eq!(before, after, "{}", left);
    }
}

#[test]
fn large_documents_take_linear_time() {
    let member = "{\"city\":\"Алматы\",\"street\":\"Абая\",\"house\":5,\"last\":\"Ким\",\"first\":\"А\"},";
    let flat = format!("[{}0]", member.repeat(4_000));
    let deep = format!("{}{}{}", "{\"birth\":[{\"city\":".repeat(20), flat, "}]}".repeat(20));
    for document in [flat, deep] {
        let (request, place) = requests(&document).into_iter().next().unwrap();
        assert!(!left(&request, place).0.contains("Абая"));
    }
}
