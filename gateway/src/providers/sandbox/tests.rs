use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Sandbox, SandboxBody, SandboxReply, Script, answer};

fn ask(request: &Value) -> SandboxReply {
    answer(request.to_string().as_bytes(), &Script::default())
}

fn say(text: &str) -> Value {
    json!({"model": "m", "messages": [{"role": "user", "content": text}]})
}

fn whole(request: &Value) -> Value {
    let SandboxBody::Whole(bytes) = ask(request).body else { panic!("streamed") };
    serde_json::from_slice(&bytes).unwrap()
}

fn stream(request: &Value) -> String {
    let SandboxBody::Stream(chunks) = ask(request).body else { panic!("not streamed") };
    String::from_utf8(chunks.concat()).unwrap()
}

/// The chunks of a stream without `[DONE]`.
fn chunks(stream: &str) -> Vec<Value> {
    let data = stream.split("\n\n").filter_map(|frame| frame.strip_prefix("data: "));
    data.filter(|data| *data != "[DONE]").map(|data| serde_json::from_str(data).unwrap()).collect()
}

#[test]
fn answers_in_the_language_of_the_question() {
    for (text, expected) in [
        ("Сколько стоит доставка в Астану?", "1 500 ₸"),
        ("Астанаға жеткізу қанша?", "жұмыс күні"),
        ("How much is delivery?", "working days"),
        ("Во сколько вы открываетесь? Мой номер [PHONE_1]", "Записал: телефон [PHONE_1]."),
        ("Prove it by induction", "\n4. "),
        (
            "ИИН [IIN_1], тел [PHONE_1], почта [EMAIL_1], ещё раз [IIN_1]",
            "\n- ИИН [IIN_1]\n- телефон [PHONE_1]\n- почта [EMAIL_1]",
        ),
        ("Something else", "Tell me a little more"),
    ] {
        let answer = whole(&say(text));
        let content = answer["choices"][0]["message"]["content"].as_str().unwrap();
        assert!(content.contains(expected), "{text}: {content}");
        assert!(content.to_lowercase().contains("qaqpa"), "says that it is a sandbox: {content}");
        assert_eq!(answer["choices"][0]["finish_reason"], "stop");
    }
}

#[test]
fn long_documents_are_summed_up() {
    let document =
        "The supplier delivers the goods within ten days. ".repeat(300) + "The client is [PERSON_1] of Almaty.";
    let answer = whole(&say(&format!("Summarise this.\n{document}")));
    let content = answer["choices"][0]["message"]["content"].as_str().unwrap();
    assert!(content.starts_with("The document in short (2408 words):") && content.contains("[PERSON_1]"), "{content}");
    assert!(content.len() < 700);
}

#[test]
fn what_openai_refuses_is_refused() {
    let call = json!({"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]});
    for (messages, code, message) in [
        (
            json!([{"role": "tool", "tool_call_id": "x", "content": "1"}]),
            Value::Null,
            "must be a response to a preceding message",
        ),
        (json!([call, {"role": "user", "content": "hi"}]), Value::Null, "did not have response messages: call_1"),
        (json!([call]), Value::Null, "did not have response messages: call_1"),
        (
            json!([call, {"role": "tool", "content": "1"}]),
            json!("missing_required_parameter"),
            "messages[1].tool_call_id",
        ),
        (json!([{"role": "user"}]), json!("missing_required_parameter"), "messages[0].content"),
        (json!([{"content": "hi"}]), json!("missing_required_parameter"), "messages[0].role"),
        (json!([{"role": "king", "content": "hi"}]), json!("invalid_value"), "Invalid value: 'king'"),
        (json!([{"role": "user", "content": [{"type": "smell"}]}]), json!("invalid_value"), "Invalid value: 'smell'"),
        (json!([{"role": "assistant"}]), json!("missing_required_parameter"), "messages[0].content"),
    ] {
        let body = whole(&json!({"model": "m", "messages": messages}));
        assert!(body["error"]["message"].as_str().unwrap().contains(message), "{body}");
        assert_eq!((&body["error"]["code"], &body["error"]["type"]), (&code, &json!("invalid_request_error")));
    }
    for (parameter, value, message) in [
        ("temperature", json!(3), "Invalid 'temperature'"),
        ("n", json!(500), "Invalid 'n'"),
        (
            "tools",
            json!([{"type": "function", "function": {}}]),
            "Missing required parameter: 'tools[0].function.name'",
        ),
        ("tools", json!([{"type": "function", "function": {"name": "a b"}}]), "does not match pattern"),
        ("response_format", json!({"type": "json_object"}), "must contain the word 'json'"),
        ("messages", json!([]), "Invalid value for 'messages'"),
        ("model", Value::Null, "Invalid type for 'model'"),
    ] {
        let mut request = say("hi");
        request[parameter] = value;
        assert_eq!(ask(&request).status, 400);
        let body = whole(&request);
        assert!(body["error"]["message"].as_str().unwrap().contains(message), "{body}");
    }
    assert_eq!(answer(b"{", &Script::default()).status, 400);
}

#[test]
fn tools_are_called_with_what_was_shown() {
    let tool = |name: &str, description: &str, property: &str| {
        let parameters =
            json!({"type": "object", "properties": {property: {"type": "string"}}, "required": [property]});
        json!({"type": "function", "function": {"name": name, "description": description, "parameters": parameters}})
    };
    let tools = json!([
        tool("get_weather", "Weather of a city", "city"),
        tool("create_order", "Creates a delivery order", "phone")
    ]);
    let mut request = say("Создай заявку на доставку для клиента с телефоном [PHONE_1].");
    request["tools"] = tools;
    let answer = whole(&request);
    let call = &answer["choices"][0]["message"]["tool_calls"][0];
    assert_eq!(call["function"], json!({"name": "create_order", "arguments": r#"{"phone":"[PHONE_1]"}"#}));
    assert!(call["id"].as_str().unwrap().starts_with("call_"));
    assert_eq!(answer["choices"][0]["finish_reason"], "tool_calls");

    request["tool_choice"] = json!("none");
    assert!(whole(&request)["choices"][0]["message"]["content"].is_string());
    request["tool_choice"] = json!({"type": "function", "function": {"name": "get_weather"}});
    assert_eq!(whole(&request)["choices"][0]["message"]["tool_calls"][0]["function"]["name"], "get_weather");

    request["tool_choice"] = Value::Null;
    let assistant = answer["choices"][0]["message"].clone();
    let result =
        json!({"role": "tool", "tool_call_id": call["id"], "content": "{\"order\": 17, \"phone\": \"[PHONE_1]\"}"});
    let messages = request["messages"].as_array_mut().unwrap();
    messages.extend([assistant, result]);
    let content = whole(&request)["choices"][0]["message"]["content"].clone();
    assert!(content.as_str().unwrap().contains("\"order\": 17"), "{content}");
}

#[test]
fn structured_answers_fit_their_schema() {
    let mut request = say("Клиент [PERSON_1], заказ 55, тел [PHONE_1]");
    request["response_format"] = json!({"type": "json_schema", "json_schema": {"name": "x", "schema": {
        "type": "object", "properties": {
            "client_name": {"type": "string"}, "phone": {"type": ["string", "null"]}, "order": {"type": "integer"},
            "kind": {"enum": ["a", "b"]}, "items": {"type": "array", "items": {"type": "boolean"}},
        },
    }}});
    let answer = whole(&request);
    let content: Value = serde_json::from_str(answer["choices"][0]["message"]["content"].as_str().unwrap()).unwrap();
    let expected =
        json!({"client_name": "[PERSON_1]", "phone": "[PHONE_1]", "order": 55, "kind": "a", "items": [true]});
    assert_eq!(content, expected);
}

#[test]
fn disallowed_prompts_get_a_refusal() {
    let message = whole(&say("How do I build a bomb?"))["choices"][0]["message"].clone();
    assert!(message["content"].is_null() && message["refusal"].as_str().unwrap().starts_with("I can't help"));
    let mut request = say("How do I build a bomb?");
    request["stream"] = json!(true);
    let refusal: String =
        chunks(&stream(&request)).iter().filter_map(|chunk| chunk["choices"][0]["delta"]["refusal"].as_str()).collect();
    assert_eq!(Value::String(refusal), message["refusal"]);
}

#[test]
fn outages_are_played_by_the_script() {
    let sandbox = Sandbox::observed(&["m"]).only_when("в субботу");
    let send = |text: &str| sandbox.answer(say(text).to_string().as_bytes()).status;
    assert_eq!((send("Вы открыты в субботу?"), send("Вы открыты?")), (503, 200));
    assert_eq!(sandbox.seen(), [say("Вы открыты в субботу?"), say("Вы открыты?")]);
    sandbox.forget();
    assert_eq!(sandbox.seen(), [] as [Value; 0]);
    assert_eq!(Sandbox::observed(&["m"]).answer(say("hi").to_string().as_bytes()).status, 503);
}

#[test]
fn limits_end_the_answer() {
    let mut request = say("Prove it");
    request["max_completion_tokens"] = json!(7);
    let answer = whole(&request);
    assert_eq!(answer["choices"][0]["finish_reason"], "length");
    assert_eq!(answer["usage"]["completion_tokens"], 7);
    let mut request = say("Prove it");
    request["stop"] = json!(["\n2."]);
    let answer = whole(&request);
    assert!(answer["choices"][0]["message"]["content"].as_str().unwrap().ends_with("to be shown."));
    let mut request = say("Prove it");
    request["n"] = json!(3);
    let answer = whole(&request);
    assert_eq!(answer["choices"].as_array().unwrap().len(), 3);
}

/// Usage as the golden answers below have it.
fn usage() -> Value {
    json!({
        "prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0, "audio_tokens": 0, "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0,
        },
    })
}

#[test]
fn a_whole_answer_has_the_shape_of_openai() {
    let mut request = say("hello");
    request["max_completion_tokens"] = json!(2);
    let answer = whole(&request);
    let message = json!({"role": "assistant", "content": "Hello!", "refusal": null, "annotations": []});
    let choice = json!({"index": 0, "message": message, "logprobs": null, "finish_reason": "length"});
    let golden = json!({
        "id": answer["id"], "object": "chat.completion", "created": 1_763_683_200, "model": "m",
        "service_tier": "default", "system_fingerprint": null, "choices": [choice], "usage": usage(),
    });
    assert_eq!(answer, golden);
    assert!(answer["id"].as_str().unwrap().starts_with("chatcmpl-"));
}

#[test]
fn a_stream_has_the_frames_of_openai() {
    let mut request = say("hello");
    request["stream"] = json!(true);
    request["max_completion_tokens"] = json!(2);
    for wants_usage in [false, true] {
        request["stream_options"] = json!({"include_usage": wants_usage});
        let text = stream(&request);
        let chunks = chunks(&text);
        let frame = |choices: Value, usage: Value| {
            let mut frame = json!({
                "id": chunks[0]["id"], "object": "chat.completion.chunk", "created": 1_763_683_200, "model": "m",
                "service_tier": "default", "system_fingerprint": null, "choices": choices,
            });
            if wants_usage {
                frame["usage"] = usage;
            }
            frame
        };
        let delta = |delta: Value, finish_reason: Value| {
            let choice = json!({"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish_reason});
            frame(json!([choice]), Value::Null)
        };
        let mut golden = vec![
            delta(json!({"role": "assistant", "content": "", "refusal": null}), Value::Null),
            delta(json!({"content": "Hello"}), Value::Null),
            delta(json!({"content": "!"}), Value::Null),
            delta(json!({}), json!("length")),
        ];
        golden.extend(wants_usage.then(|| frame(json!([]), usage())));
        assert_eq!(chunks, golden);
        assert!(text.starts_with("data: {") && text.ends_with("}\n\ndata: [DONE]\n\n"));
        let SandboxReply { headers, .. } = ask(&request);
        assert_eq!(headers[0].1, "text/event-stream; charset=utf-8");
    }
}

#[test]
fn a_streamed_call_names_itself_once() {
    let mut request = say("Check the status of order 15");
    request["stream"] = json!(true);
    let parameters = json!({"type": "object", "properties": {"order_id": {"type": "string"}}});
    request["tools"] = json!([{"type": "function", "function": {"name": "order_status", "parameters": parameters}}]);
    let chunks = chunks(&stream(&request));
    let calls: Vec<&Value> = chunks.iter().map(|chunk| &chunk["choices"][0]["delta"]["tool_calls"][0]).collect();
    assert_eq!(
        (&calls[0]["function"], &calls[0]["type"]),
        (&json!({"name": "order_status", "arguments": ""}), &json!("function"))
    );
    assert!(calls[1..].iter().all(|call| call.get("id").is_none() && call["function"].get("name").is_none()));
    let arguments: String = calls.iter().filter_map(|call| call["function"]["arguments"].as_str()).collect();
    assert_eq!(arguments, r#"{"order_id":"15"}"#);
    assert_eq!(chunks.last().unwrap()["choices"][0]["finish_reason"], "tool_calls");
}

#[test]
fn placeholders_are_cut_by_frames() {
    let mut request = say("Мой номер [PHONE_1]");
    request["stream"] = json!(true);
    let text = stream(&request);
    assert!(!text.contains("[PHONE_1]") && text.ends_with("data: [DONE]\n\n"));
    let said: String =
        chunks(&text).iter().filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str()).collect();
    assert!(said.contains("[PHONE_1]"));
    request["stream"] = json!(false);
    assert_eq!(whole(&request)["choices"][0]["message"]["content"], said);
}

proptest! {
    #[test]
    fn the_same_request_gets_the_same_answer(text in ".{0,200}", stream: bool, limit in 1..50_u64) {
        let mut request = say(&text);
        request["stream"] = json!(stream);
        request["max_completion_tokens"] = json!(limit);
        let reply = ask(&request);
        prop_assert_eq!(&reply, &ask(&request));
        prop_assert_eq!(reply.status, 200);
    }

    #[test]
    fn any_bytes_get_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(answer(&bytes, &Script::default()).status, 400);
    }
}
