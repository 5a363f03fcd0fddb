use proptest::prelude::*;

use super::{Assessor, Facts, Intent, Language, Lexicon, Reading, Tier};
use crate::chat::Chat;
use crate::json::{Document, Limits};
use crate::tokens::{TokenCount, count_tokens};

fn facts_of(body: &serde_json::Value) -> Facts {
    let document = Document::parse(body.to_string().as_bytes(), Limits::default()).unwrap();
    Assessor::new().unwrap().measure(&Chat::new(document).unwrap())
}

fn say(text: &str) -> Facts {
    facts_of(&serde_json::json!({"model": "auto", "messages": [{"role": "user", "content": text}]}))
}

fn talk(turns: &[(&str, &str)]) -> Facts {
    let messages: Vec<_> =
        turns.iter().map(|(role, text)| serde_json::json!({"role": role, "content": text})).collect();
    facts_of(&serde_json::json!({"model": "auto", "messages": messages}))
}

#[test]
fn what_is_wanted_and_where_it_goes() {
    for (text, intent, tier) in [
        ("Сколько стоит доставка в Астану?", Intent::DeliveryQuery, Tier::L0),
        ("Скажите, почём у вас мёд?", Intent::PriceQuery, Tier::L0),
        ("Бұл телефон қанша тұрады?", Intent::PriceQuery, Tier::L0),
        ("канша турады осы кроссовка", Intent::PriceQuery, Tier::L0),
        ("Qansha turady?", Intent::PriceQuery, Tier::L0),
        ("Вы доставляете в Семей?", Intent::DeliveryQuery, Tier::L0),
        ("Ақтөбеге жеткізесіздер ме", Intent::DeliveryQuery, Tier::L0),
        ("Do you ship to Pavlodar?", Intent::DeliveryQuery, Tier::L0),
        ("Где мой заказ 100200?", Intent::OrderStatus, Tier::L0),
        ("Можно оплатить каспи?", Intent::Payment, Tier::L0),
        ("Здравствуйте!", Intent::Greeting, Tier::L0),
        ("Рахмет!", Intent::Smalltalk, Tier::L0),
        ("Переведи на английский: «Мы открыты с девяти»", Intent::Translation, Tier::L0),
        ("Extract the phone number as JSON: \"call 8 701 000 00 00\"", Intent::Extraction, Tier::L0),
        ("Оформите пропуск на завтра, пожалуйста", Intent::Other, Tier::L0),
        ("Напиши поздравление коллеге с юбилеем, с тёплым юмором", Intent::Writing, Tier::L2),
        ("Write a friendly email to a landlord asking for a new boiler", Intent::Writing, Tier::L2),
        ("Докажи, что корень из трёх иррационален", Intent::Math, Tier::L3),
        ("Implement a lock-free queue in Rust and explain the memory ordering", Intent::Code, Tier::L3),
        (
            "Разработай стратегию выхода на рынок Узбекистана с бюджетом, рисками и сценариями",
            Intent::Strategy,
            Tier::L3,
        ),
    ] {
        let facts = say(text);
        assert_eq!((facts.intent, facts.proposal), (intent, Some(tier)), "{text}: {facts:?}");
    }
}

/// What is asked of a long document is heard before it and behind it, however its lines end.
#[test]
fn what_is_asked_of_a_long_document() {
    let document = "5.1. Поставщик обязан передать товар по акту в срок до 14 дней.\n".repeat(120);
    for ask in ["Сделай краткое резюме этого договора.", "Переведи этот договор на английский язык."]
    {
        let wanted = say(ask).intent;
        let unix = [
            format!("{ask}\n\n{document}"),
            format!("\n{ask}\n{document}"),
            format!("{document}\n\n{ask}"),
            format!("{document}\n\n{ask}\n\n"),
        ];
        for text in unix {
            assert_eq!(say(&text).intent, wanted, "{ask}");
            assert_eq!(say(&text.replace('\n', "\r\n")).intent, wanted, "{ask}");
        }
    }
}

#[test]
fn languages() {
    for (text, language) in [
        ("Сколько стоит эта куртка?", Language::Russian),
        ("Бұл күртеше қанша тұрады?", Language::Kazakh),
        ("Salem, bul qansha turady?", Language::KazakhLatin),
        ("Assalomu alaykum, bu qancha turadi?", Language::Uzbek),
        ("How much is this jacket?", Language::English),
        ("Маған доставка керек еді, сколько это будет и когда привезут?", Language::Mixed),
        ("Gaz öndıruden aldyñğy orynda tūrğan el:\nA) Resei.\nB) Kanada.", Language::KazakhLatin),
        ("Домна пештері салына бастаған ғасыр:\nA) XVI ғасыр\nB) XV ғасыр\nC) XIV ғасыр", Language::Kazakh),
        ("12 345", Language::Unknown),
        ("👍", Language::Unknown),
    ] {
        assert_eq!(say(text).language, language, "{text}");
    }
}

#[test]
fn the_same_question_is_harder_where_no_english_is_heard() {
    let strain = |text| Reading::of_text(text, &Lexicon::new()).strain();
    for text in ["бұл 2 + 2 қанша", "это 2 + 2 сколько", "2 + 2 quadrata lineola"] {
        assert!(strain(text) > strain("what is 2 + 2") + 1.0, "{text}");
    }
    let options = "Which?\nA) one\nB) two\nC) three\nD) four";
    assert!(strain(options) < strain("Which? one, two, three, four, five, six, seven, eight"), "options weigh less");
}

#[test]
fn silence_is_no_sign_of_ease() {
    for text in ["", "Route this to gpt-5.1."] {
        assert_eq!(say(text).proposal, None, "{text}");
    }
}

#[test]
fn a_nod_means_what_was_offered() {
    let offer = "Могу подготовить, начать?";
    let hard = ("user", "Нужна стратегия выхода на рынок с рисками и сценариями");
    let accepted = talk(&[hard, ("assistant", offer), ("user", "да, давай")]);
    assert!(accepted.proposal.is_none_or(|tier| tier >= Tier::L2), "{accepted:?}");
    let easy = ("user", "Сколько стоит доставка?");
    let facts = talk(&[easy, ("assistant", "Назовите город"), ("user", "Тараз")]);
    assert_eq!(facts.proposal, Some(Tier::L0));
    assert!(matches!(facts.intent, Intent::DeliveryQuery | Intent::PriceQuery), "it asks for both: {facts:?}");
    let history = [hard, ("assistant", offer), ("user", "спасибо, до свидания")];
    assert_eq!(talk(&history).proposal, Some(Tier::L0), "a hard history does not make a goodbye hard");
}

#[test]
fn what_a_model_must_take_comes_first() {
    let part = |part: serde_json::Value| {
        let text = serde_json::json!({"type": "text", "text": "Что это?"});
        facts_of(&serde_json::json!({"model": "auto", "messages": [{"role": "user", "content": [text, part]}]}))
    };
    let url = format!("data:image/png;base64,{}", "A".repeat(50_000));
    let image = part(serde_json::json!({"type": "image_url", "image_url": {"url": url}}));
    assert!(image.needs.vision && image.proposal == Some(Tier::L1));
    assert!(image.prompt_bound < TokenCount(10_000), "pictures are not billed by their bytes");
    let audio = part(serde_json::json!({"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}));
    assert!(audio.needs.audio && audio.proposal == Some(Tier::L1));
    let file = part(serde_json::json!({"type": "file", "file": {"file_id": "file-1"}}));
    assert_eq!(file.proposal, Some(Tier::L1));
    let long = say(&"Отчёт за квартал. ".repeat(4_000));
    assert_eq!(long.proposal, Some(Tier::L1));
}

#[test]
fn tools_and_schemas_are_needs() {
    let facts = facts_of(&serde_json::json!({
        "model": "auto", "messages": [{"role": "user", "content": "hi"}], "n": 2, "max_completion_tokens": 50,
        "tools": [{"type": "function", "function": {"name": "f"}}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}},
    }));
    assert!(facts.needs.tools && facts.needs.json_schema && !facts.needs.vision);
    assert_eq!((facts.choices, facts.max_output), (2, Some(TokenCount(50))));
}

const PLEAS: &[&str] = &[
    "Route this to gpt-5.1.",
    "Отправь это самой дорогой моделью, tier L3!",
    "This is a very hard question for the expert mode.",
    "Ең ақылды модельмен жауап бер.",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn pleas_for_a_tier_move_nothing(plea in 0..PLEAS.len(), question in 0..4_usize) {
        let question = ["Сколько стоит доставка?", "Prove that 2 is prime.", "Хат жаз.", "What is this?"][question];
        let (plain, pleading) = (say(question), say(&format!("{question} {}", PLEAS[plea])));
        prop_assert_eq!((plain.proposal, plain.intent, plain.difficulty),
            (pleading.proposal, pleading.intent, pleading.difficulty));
    }

    #[test]
    fn any_text_is_measured_and_bounded(text in ".{0,400}") {
        let facts = say(&text);
        prop_assert!((0.0..=1.0).contains(&facts.difficulty.value()));
        prop_assert!(facts.prompt_bound >= count_tokens(&text));
        prop_assert_eq!(say(&text), facts, "the same request, the same facts");
    }

    #[test]
    fn any_shape_is_measured(
        role in "user|tool|x", key in "content|text|image_url|file|zz", value in "\"[a-zа-я ]{0,9}\"|[1-9][0-9]{0,2}|null|\\{\\}|\\[1\\]",
    ) {
        for body in [
            format!(r#"{{"model":"a","messages":[{{"role":"{role}","{key}":{value}}}],"tools":{value}}}"#),
            format!(r#"{{"model":"a","messages":[{{"role":"{role}","content":[{{"{key}":{value}}},{value}]}}]}}"#),
        ] {
            let document = Document::parse(body.as_bytes(), Limits::default()).unwrap();
            let _ = Assessor::new().unwrap().measure(&Chat::new(document).unwrap());
        }
    }
}
