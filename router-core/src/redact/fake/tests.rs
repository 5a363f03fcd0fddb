use std::sync::Arc;

use proptest::prelude::*;

use super::fake;
use crate::chat::Chat;
use crate::json::{Document, Edits, Limits};
use crate::redact::tests::{cases, detect, detectors, pieces};
use crate::redact::{DataType, Mode, RedactionPolicy, Vault};
use crate::restore::{StreamRestorer, restore_answer, restore_text};

/// Everything that can be made up is.
fn policy() -> RedactionPolicy {
    let suited = DataType::SWITCHED.into_iter().filter(|&data_type| Mode::Synthetic.suits(data_type));
    suited.fold(RedactionPolicy::default(), |policy, data_type| policy.with(data_type, Mode::Synthetic))
}

fn redacted(text: &str) -> (String, Vault) {
    let (redacted, _, vault) = detectors().redact_text(text, &policy()).unwrap();
    (redacted, vault)
}

fn document(text: &str) -> Document {
    Document::parse(text.as_bytes(), Limits::default()).unwrap()
}

#[test]
fn what_leaves_has_the_form_of_what_came() {
    for (text, expected) in [
        ("ИИН 900101300017, 900101-300017", "ИИН 500806342834, 500806-342834"),
        ("ИИН 000307613476", "ИИН 000806642839"),
        ("БИН 060140001230", "БИН 000840042836"),
        ("+7 701 123-45-67 или 8 (701) 123 45 67", "+7 701 000-42-83 или 8 (701) 000 42 83"),
        ("phone +1 212 736 5000", "phone +1 212 555 0183"),
        ("A.Kim@Example.kz, a.kim@example.kz", "User4283@Example.com, user4283@example.com"),
        ("карта 4400 4301 5555 9997", "карта 4000 0000 0004 2830"),
        ("счёт KZ86 125K ZT50 0410 0100", "счёт KZ21 999X XX00 0000 4283"),
        ("паспорт N12345678", "паспорт N00004283"),
        ("госномер 123авс02", "госномер 283аха02"),
        ("ip 95.56.234.12 и 2a02:6b8::2:242", "ip 203.0.113.1 и 2001:db8::1:2"),
        ("родился 12 мая 1990 года", "родился 24 марта 1997 года"),
        ("адрес: г. Алматы, ул. Абая 10, кв. 5", "адрес: г. Тараз, ул. Садовая, д. 98, кв. 12"),
        ("Клиент Касымова Айгуль Ерлановна", "Клиент Омарова Динара Бауыржановна"),
        ("Клиент ОМАРОВА А.Б.", "Клиент ОМАРОВА Д.Б."),
        ("Клиент Әсел Нұрланқызы", "Клиент Динара Бауыржанқызы"),
        ("client Aigerim Nurlanova", "client Dinara Omarova"),
        ("Светлане Островской", "Динаре Омаровой"),
        // In one case of both languages, and as one person.
        (
            "Арман Касымов, Армана Касымова, Касымову Арману, Арманом Касымовым, Арман Касымовтың",
            "Ерлан Омаров, Ерлана Омарова, Омарову Ерлану, Ерланом Омаровым, Ерлан Омаровтың",
        ),
        ("Мадину Ахметову и Сергей Ким", "Динару Омарову и Тимур Садыков"),
        // Nothing is made up for what is no number, or none as it stands.
        (
            "тел. восемь семьсот один сто двадцать три сорок пять шестьдесят семь, пароль: Qw3rty!uiop",
            "тел. [PHONE_1], пароль: [SECRET_1]",
        ),
    ] {
        let (redacted, vault) = redacted(text);
        assert_eq!(redacted, expected);
        assert_eq!(restore_text(&vault, &policy(), &redacted), text);
    }
}

#[test]
fn fakes_are_found_like_originals() {
    let mut missed = Vec::new();
    for (data_type, before, original) in [
        (DataType::Iin, "ИИН ", "900101300017"),
        (DataType::Iin, "ИИН ", "010212 697740"),
        (DataType::Bin, "БИН ", "060140001230"),
        (DataType::Phone, "тел. ", "+7 701 123-45-67"),
        (DataType::Phone, "тел. ", "8 (7272) 12-34-56"),
        (DataType::Phone, "phone ", "+44 20 7946 0958"),
        (DataType::Phone, "тел. ", "250-12-34"),
        (DataType::Email, "", "a.kim@example.kz"),
        (DataType::Card, "карта ", "4400 4301 5555 9997"),
        (DataType::Card, "card ", "5555-5555-5555-4444"),
        (DataType::Card, "card ", "378282246310005"),
        (DataType::Iban, "счёт ", "KZ86125KZT5004100100"),
        (DataType::Iban, "iban ", "DE89 3704 0044 0532 0130 00"),
        (DataType::IdDoc, "удостоверение личности № ", "012345678"),
        (DataType::IdDoc, "паспорт ", "N12345678"),
        (DataType::Plate, "госномер ", "123 ABC 02"),
        (DataType::Plate, "госномер ", "A 123 BCM"),
        (DataType::Ip, "ip ", "95.56.234.12"),
        (DataType::Ip, "ip ", "2a02:6b8::2:242"),
        (DataType::Dob, "дата рождения ", "12.05.1990"),
        (DataType::Dob, "дата рождения ", "1990-05-12"),
        (DataType::Dob, "туған күні ", "12 мамыр 1990"),
        (DataType::Address, "адрес: ", "г. Алматы, ул. Абая 10, кв. 5"),
        (DataType::Address, "адрес: ", "Алматы қ., Абай көшесі, 10-үй, 5-пәтер"),
        (DataType::Address, "address: ", "12 Abay street, apt. 5, Almaty"),
        (DataType::Person, "клиент ", "Арман Касымов"),
        (DataType::Person, "клиент ", "Касымова Айгуль Ерлановна"),
        (DataType::Person, "клиент ", "ОМАРОВА А.Б."),
        (DataType::Person, "клиент ", "Әсел Нұрланқызы"),
        (DataType::Person, "client ", "Aigerim Nurlanova"),
    ] {
        let form = detectors().normal_form(data_type, original);
        for nth in 0..200 {
            let fake = fake(data_type, original, Some(&form), nth).unwrap();
            let text = format!("{before}{fake}");
            let found = detect(&text);
            let is_found =
                found.iter().any(|entity| entity.data_type == data_type && text[entity.range.clone()] == fake);
            if !is_found || fake == original {
                missed.push(text);
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn a_fake_that_somebody_typed_is_not_used() {
    let first = redacted("позвоните a.kim@example.kz").0;
    let typed = first.split_whitespace().last().unwrap();
    for text in [
        format!("a.kim@example.kz и {typed}"),
        format!("a.kim@example.kz и {}", typed.to_uppercase()),
        format!("a.kim@example.kz и {}", typed.replace("user", "\\u0075ser")),
    ] {
        let (redacted, vault) = redacted(&text);
        let others = vault.fakes().unwrap().entries().iter().filter(|entry| entry.owner.1 == 1);
        assert!(others.clone().count() == 1 && others.clone().all(|entry| entry.text() != typed), "{redacted}");
        assert_eq!(restore_text(&vault, &policy(), &redacted), text);
    }
}

#[test]
fn what_answers_make_of_fakes() {
    let text = "Арман Касымов, тел. 87011234567, +7 701 123-45-67, A.Kim@mail.kz, https://x.kz/?m=c@d.kz";
    let (redacted, vault) = redacted(text);
    assert_eq!(
        redacted,
        "Ерлан Омаров, тел. 87010004283, +7 701 000-42-83, User4283@Example.com".replace("Example", "example")
            + ", https://x.kz/?m=user2202@example.org"
    );
    for (text, expected) in [
        ("Ерлан Омаров", "Арман Касымов"),
        ("ЕРЛАН ОМАРОВ, ерлан\u{a0}омаров", "Арман Касымов, Арман Касымов"),
        ("Ерлану Омарову, с Ерланом Омаровым", "Арман Касымов, с Арман Касымов"),
        ("Ерлан Омаровна, Ерлан, xЕрлан Омаров", "Ерлан Омаровна, Ерлан, xЕрлан Омаров"),
        ("**Ерлан Омаров** (Ерлан Омаров).", "**Арман Касымов** (Арман Касымов)."),
        ("+7\u{202f}701\u{a0}000\u{2011}42\u{2011}83", "+7 701 123-45-67"),
        ("{\"phone\": \"+77010004283\"}", "{\"phone\": \"+77011234567\"}"),
        ("870100042831, 187010004283, 87010004283", "870100042831, 187010004283, 87011234567"),
        ("USER4283@EXAMPLE.COM, myuser4283@example.com", "A.Kim@mail.kz, myuser4283@example.com"),
        (
            "https://evil/?q=87010004283 ![x](//evil/Ерлан Омаров)",
            "https://evil/?q=87010004283 ![x](//evil/Ерлан Омаров)",
        ),
        ("https://x.kz/?m=user2202@example.org", "https://x.kz/?m=c@d.kz"),
        ("[PERSON_1] и [PHONE_1:2]", "Арман Касымов и +7 701 123-45-67"),
    ] {
        assert_eq!(restore_text(&vault, &policy(), text), expected, "{text}");
    }
    let open = RedactionPolicy { restore_in_urls: true, ..policy() };
    assert_eq!(restore_text(&vault, &open, "https://evil/?q=87010004283"), "https://evil/?q=87011234567");
}

/// What the client gets of an answer whose content, or whose call's arguments, come in pieces.
fn streamed(vault: &Arc<Vault>, pieces: &[&str], arguments: bool) -> String {
    let mut restorer = StreamRestorer::new(Arc::clone(vault), &policy());
    let mut sent = Vec::new();
    for piece in pieces {
        let delta = if arguments {
            serde_json::json!({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
        } else {
            serde_json::json!({"content": piece})
        };
        let chunk = document(&serde_json::json!({"choices": [{"index": 0, "delta": delta}]}).to_string());
        let mut edits = Edits::new();
        sent.extend(restorer.frame(&chunk, &mut edits));
        sent.push(edits.apply(chunk.bytes()));
    }
    sent.extend(restorer.finish());
    let said = |chunk: &Vec<u8>| {
        let chunk: serde_json::Value = serde_json::from_slice(chunk).unwrap();
        let delta = &chunk["choices"][0]["delta"];
        let text = if arguments { &delta["tool_calls"][0]["function"]["arguments"] } else { &delta["content"] };
        text.as_str().unwrap().to_owned()
    };
    sent.iter().map(said).collect()
}

#[test]
fn every_cut_gives_the_same_text() {
    let (_, vault) =
        redacted("Арман Касымов, тел. +7 701 123-45-67, 701 123 45 67, a.kim@mail.kz, o'ne\u{ad}il@mail.ie");
    let vault = Arc::new(vault);
    for (text, arguments, expected) in [
        (
            "Ерлан Омаров: +7 701 000-42-83, 701 000 42 831, ЕРЛАНУ ОМАРОВУ user4283@example.com Ерлан [PERSON_1] Ерлан О",
            false,
            "Арман Касымов: +7 701 123-45-67, 701 000 42 831, Арман Касымов a.kim@mail.kz Ерлан Арман Касымов Ерлан О",
        ),
        (
            r#"{"n":"\u0415\u0440\u043b\u0430\u043d \u041e\u043c\u0430\u0440\u043e\u0432","t":"\n+7 701 000-42-83","m":"user2202@example.org"}\u0415"#,
            true,
            "{\"n\":\"Арман Касымов\",\"t\":\"\\n+7 701 123-45-67\",\"m\":\"o'ne\u{ad}il@mail.ie\"}\\u0415",
        ),
    ] {
        assert_eq!(streamed(&vault, &[text], arguments), expected);
        for (cut, _) in text.char_indices() {
            let (head, tail) = text.split_at(cut);
            assert_eq!(streamed(&vault, &[head, tail], arguments), expected, "{cut}");
        }
        let every: Vec<&str> = text.char_indices().map(|(at, sign)| &text[at..at + sign.len_utf8()]).collect();
        assert_eq!(streamed(&vault, &every, arguments), expected);
    }
}

#[test]
fn answers_may_repeat_fakes() {
    let request = r#"{"model":"auto","messages":[{"role":"user","content":"Арман Касымов, +7 701 123-45-67"}]}"#;
    let redacted = detectors().redact(Chat::new(document(request)).unwrap(), &policy()).unwrap();
    let answer =
        document(r#"{"choices":[{"message":{"content":"Ерлану Омарову: +7 701 000-42-83, мой 8 702 765 43 21"}}]}"#);
    let request = document(request);
    let policy = policy();
    let found = detectors().answers(&policy, &request).knowing(redacted.vault()).whole(&answer, &mut Edits::new());
    assert_eq!(found.iter().map(|(_, count)| count.occurrences).collect::<Vec<_>>(), [1]);
    let found = detectors().answers(&policy, &request).whole(&answer, &mut Edits::new());
    assert_eq!(found.total(), 3);
}

/// Every place a person may write to, with `@` where the canaries go.
const PLACES: &str = include_str!("../../../tests/positions.json");

#[test]
fn no_canary_leaves_from_any_place() {
    for canary in ["900101300017", "+7 701 123 45 67", "canary@mail.kz", "KZ86125KZT5004100100", "Арман Касымов"]
    {
        let request = PLACES.replace('@', canary);
        let redacted = detectors().redact(Chat::new(document(&request)).unwrap(), &policy()).unwrap();
        let rendered = String::from_utf8(redacted.render(&Edits::new())).unwrap();
        let left = rendered.matches(canary).count();
        assert_eq!((left, redacted.findings().total()), (0, request.matches(canary).count()), "{canary} in {rendered}");
        let fake = first_fake(redacted.vault());
        assert!(rendered.matches(&fake).count() >= 80, "{fake} in {rendered}");
        document(&rendered);
    }
}

#[test]
fn a_longer_history_keeps_its_beginning() {
    let turns = [
        r#"{"role":"user","content":"Арман Касымов, a@b.kz и 87011234567"}"#,
        r#"{"role":"user","content":"Ерлан Маратов, Армана Касымова, c@d.kz, A@b.kz, 87019999999"}"#,
    ];
    let short = format!(r#"{{"model":"auto","messages":[{}"#, turns[0]);
    let leaves = |request: &str| {
        let redacted = detectors().redact(Chat::new(document(request)).unwrap(), &policy()).unwrap();
        String::from_utf8(redacted.render(&Edits::new())).unwrap()
    };
    let (first, second) = (leaves(&format!("{short}]}}")), leaves(&format!("{short},{}]}}", turns[1])));
    assert_eq!(first[..first.len() - 2], second[..first.len() - 2]);
    assert!(second.contains("Тимур Садыков, Ерлана Омарова, user2202@example.org, User4283@example.com, 87010002202"));
}

/// What left for the first value of a vault.
fn first_fake(vault: &Vault) -> String {
    let entries = vault.fakes().unwrap().entries();
    let first = entries.iter().find(|entry| !entry.is_variant && entry.owner.1 == 1 && entry.owner.2 == 1).unwrap();
    first.text().to_owned()
}

/// A mode for every type whose values come back.
fn any_policy() -> impl Strategy<Value = RedactionPolicy> {
    let modes = prop::sample::select(vec![Mode::Synthetic, Mode::Synthetic, Mode::Placeholder, Mode::Allow]);
    prop::collection::vec(modes, DataType::SWITCHED.len()).prop_map(|modes| {
        let policy = DataType::SWITCHED.into_iter().zip(modes);
        policy.fold(RedactionPolicy::default(), |policy, (data_type, mode)| policy.with(data_type, mode))
    })
}

/// What the first values' fakes are made of, so that texts have them before anybody makes them up.
fn typed_fakes() -> impl Strategy<Value = String> {
    const TYPED: [&str; 22] = [
        "Ерлан Омаров",
        "Ерлан",
        "Омаров Ерлан",
        " Омаров",
        "Динара Омарова",
        "ерлану омарову",
        "Тимур Садыков",
        "+7 701 000-42-83",
        "87010004283",
        "000-42-83",
        "+7 701 ",
        "500806342834",
        "5008",
        "user4283@example.com",
        "user4283@",
        "example.com",
        "203.0.113.1",
        "203.",
        "г. Тараз, ул. Садовая, д. 98",
        "4000 0000 0004 2830",
        "\\u0415рлан Омаров",
        "24.04.1997",
    ];
    prop_oneof![2 => pieces(), 1 => prop::sample::select(TYPED.as_slice()).prop_map(str::to_owned)]
}

fn texts() -> impl Strategy<Value = String> {
    prop::collection::vec(typed_fakes(), 0..4).prop_map(|texts| texts.concat())
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn restoring_undoes_making_up(text in texts(), policy in any_policy(), marks in prop::collection::vec(any::<prop::sample::Index>(), 0..6)) {
        let (redacted, _, vault) = detectors().redact_text(&text, &policy).unwrap();
        prop_assert_eq!(restore_text(&vault, &policy, &redacted), text.clone());
        // None stands in what was written, and no two values have one.
        if let Some(fakes) = vault.fakes() {
            let small = text.to_lowercase();
            prop_assert!(fakes.entries().iter().all(|fake| !small.contains(&fake.text().to_lowercase())));
            let pairs = fakes.entries().windows(2).filter(|pair| pair[0].folded() == pair[1].folded());
            prop_assert!(pairs.into_iter().all(|pair| pair[0].owner.0 == pair[1].owner.0 && pair[0].owner.1 == pair[1].owner.1));
        }
        // Cut anywhere, it is the same.
        let boundaries: Vec<_> = redacted.char_indices().map(|(at, _)| at).chain([redacted.len()]).collect();
        let mut cuts: Vec<_> = marks.iter().map(|mark| *mark.get(&boundaries)).collect();
        cuts.sort_unstable();
        let mut pieces = Vec::new();
        let mut done = 0;
        for cut in cuts.into_iter().chain([redacted.len()]) {
            pieces.push(&redacted[done..cut]);
            done = cut;
        }
        let vault = Arc::new(vault);
        let whole = streamed(&vault, &[&redacted], false);
        prop_assert_eq!(streamed(&vault, &pieces, false), whole);
    }

    #[test]
    fn requests_come_back_as_they_were(one in texts(), other in texts(), policy in any_policy()) {
        let arguments = serde_json::json!({"one": &one, "number": 900_101_300_017_u64, "inside": serde_json::json!({"both": [&one, &other]}).to_string()});
        let call = serde_json::json!([{"id": "c", "type": "function", "function": {"name": "f", "arguments": arguments.to_string()}}]);
        let request = serde_json::json!({"model": "auto", "messages": [{"role": "user", "content": &other}, {"role": "assistant", "tool_calls": call}]});
        let policy = RedactionPolicy { restore_in_urls: true, ..policy };
        let redacted = detectors().redact(Chat::new(document(&request.to_string())).unwrap(), &policy).unwrap();
        let after: serde_json::Value = serde_json::from_slice(&redacted.render(&Edits::new())).unwrap();
        let answer = document(&serde_json::json!({"choices": [{"message": &after["messages"][1]}]}).to_string());
        let mut edits = Edits::new();
        restore_answer(redacted.vault(), &policy, &answer, &mut edits);
        let answer: serde_json::Value = serde_json::from_slice(&edits.apply(answer.bytes())).unwrap();
        let restored = answer["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"].as_str().unwrap();
        let restored: serde_json::Value = serde_json::from_str(restored).unwrap();
        // What is JSON comes back as the same JSON, but for its escapes and numbers.
        if serde_json::from_str::<serde_json::Value>(&one).is_err() {
            prop_assert_eq!(restored["one"].as_str().unwrap(), one);
        }
        if serde_json::from_str::<serde_json::Value>(&other).is_err() {
            let content = after["messages"][0]["content"].as_str().unwrap();
            prop_assert_eq!(restore_text(redacted.vault(), &policy, content), other);
        }
    }
}
