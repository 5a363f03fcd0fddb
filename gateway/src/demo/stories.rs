//! The eight stories: what an application sends.

use serde_json::{Value, json};

/// The tenant of the stories.
pub(super) const TENANT: &str = "demo-shop";
/// A tenant whose month's budget is a millionth of a tenge.
pub(super) const TENANT_SPENT: &str = "demo-spent";
/// Models that the sandbox plays dead for requests that say [`OUTAGE_MARK`].
pub(super) const OUTAGE_MODELS: &[&str] = &["gemini-2.5-flash-lite"];
/// What a message must hold for the outage to be played.
pub(super) const OUTAGE_MARK: &str = "Режим работы";

/// One request and what it is to show.
#[derive(Debug)]
pub(super) struct Story {
    pub(super) title: &'static str,
    pub(super) request: Value,
    /// Sent by the tenant without money.
    pub(super) spent: bool,
}

/// All stories, in order.
pub(super) fn stories() -> Vec<Story> {
    let story = |title, request| Story { title, request, spent: false };
    vec![
        story("A routine question (ru)", ask("Сколько стоит доставка в Астану?")),
        story(
            "A hard question (en)",
            ask(
                "Prove that the sum of the first n odd numbers equals n^2 by induction, then derive a closed form for the sum of their cubes and justify each algebraic step.",
            ),
        ),
        story("A long document (en)", long_document()),
        story(
            "A form full of personal data (ru)",
            ask(
                "Оформи заявку: ИИН 900101300017, телефон +7 701 234-56-78, почта aigerim.s@mail.kz, карта 4400 4301 2345 6789, счёт KZ86125KZT5004100100. Повтори данные для проверки.",
            ),
        ),
        story("A streamed answer with a phone number in it (kk)", streamed()),
        story("A tool call (ru)", tool_call()),
        story(
            "The first provider is down (ru)",
            ask("Режим работы салона в субботу? Перезвоните на 8 (727) 250-11-22."),
        ),
        Story {
            title: "A budget that is spent (ru)", request: ask("Есть ли размер 42 в наличии?"), spent: true
        },
    ]
}

fn ask(text: &str) -> Value {
    json!({ "model": "auto", "messages": [{ "role": "user", "content": text }] })
}

fn streamed() -> Value {
    json!({
        "model": "auto",
        "stream": true,
        "messages": [{ "role": "user", "content": "Сәлеметсіз бе! Тапсырысымды жеткізіңізші, нөмірім +7 777 123 45 67. Нөмірді растап жазыңыз." }],
    })
}

fn long_document() -> Value {
    let clause = |number: usize| {
        format!(
            "Clause {number}. The supplier delivers goods of batch {number} to the warehouse of the buyer within {} days after payment; for each day of delay the supplier pays a penalty of {}.{} per cent of the price of what was not delivered, and the buyer may refuse the batch after {} days. ",
            number % 29 + 2,
            number % 3,
            number % 10,
            number % 17 + 14
        )
    };
    let document: String = (1..=900).map(clause).collect();
    ask(&format!("Summarise the penalties of this contract in three sentences.\n\n{document}"))
}

fn tool_call() -> Value {
    json!({
        "model": "auto",
        "messages": [{ "role": "user", "content": "Создай заявку на доставку для клиента с телефоном +7 705 555 12 34." }],
        "tools": [{ "type": "function", "function": {
            "name": "create_order",
            "description": "Creates a delivery order for a customer's phone number",
            "parameters": { "type": "object", "properties": { "phone": { "type": "string" } }, "required": ["phone"] },
        } }],
    })
}
