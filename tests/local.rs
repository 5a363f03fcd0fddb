//! A real model server behind the gateway, asked for what the clients of `sdk/` do not look at. Where it is not installed,
//! the test says so and passes.

use serde_json::{Value, json};

use crate::support::block_on;
use crate::support::client::{Connection, Request, Response};
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::llama::{Llama, SKIPPED};

/// A gateway whose only provider is the server, and a tenant of it.
struct Local {
    gateway: Gateway,
    key: String,
}

impl Local {
    async fn ask(&self, members: &Value) -> Response {
        let mut body = json!({"model": "auto", "max_tokens": 24, "temperature": 0,
            "messages": [{"role": "user", "content": "Сәлем! Клиент: ИИН 900101300126."}]});
        for (name, value) in members.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.gateway.send(&Request::chat(&self.key, body.to_string())).await
    }

    async fn answers_whole_and_streamed(&self) {
        let whole = self.ask(&json!({})).await;
        assert_eq!(whole.status, 200, "{}", whole.text());
        let answer = whole.json();
        assert!(!whole.content().is_empty());
        assert_eq!(answer["choices"][0]["finish_reason"], "length");
        assert_eq!(answer["usage"]["completion_tokens"], 24);
        let streamed = self.ask(&json!({"stream": true, "stream_options": {"include_usage": true}})).await;
        assert!(streamed.events().unwrap().done, "{}", streamed.text());
        assert_eq!(streamed.content(), whole.content());
    }

    async fn calls_tools_and_keeps_to_schemas(&self) {
        let schema = json!({"type": "object", "properties": {"sure": {"type": "boolean"}}, "required": ["sure"]});
        let tool = json!({"type": "function", "function": {"name": "decide", "parameters": schema}});
        let choice = json!({"type": "function", "function": {"name": "decide"}});
        let called = self.ask(&json!({"max_tokens": 100, "tools": [tool], "tool_choice": choice})).await;
        let call = &called.json()["choices"][0]["message"]["tool_calls"][0];
        assert_eq!((called.status, &call["function"]["name"]), (200, &json!("decide")), "{}", called.text());
        let arguments: Value = serde_json::from_str(call["function"]["arguments"].as_str().unwrap()).unwrap();
        assert!(arguments["sure"].is_boolean());
        let format = json!({"type": "json_object", "schema": schema});
        let kept = self.ask(&json!({"max_tokens": 100, "response_format": format})).await;
        let said: Value = serde_json::from_str(&kept.content()).unwrap_or_else(|_| panic!("{}", kept.text()));
        assert!(said["sure"].is_boolean());
    }

    async fn says_what_it_cannot_do(&self) {
        let long = json!([{"role": "user", "content": "word ".repeat(200)}]);
        let refused = self.ask(&json!({ "messages": long })).await;
        assert_eq!(refused.status, 400, "{}", refused.text());
        assert_eq!(refused.json()["error"]["code"], "context_length_exceeded");
    }

    /// The server says an answer to its end even if nobody listens, so this one is short.
    async fn survives_a_client_that_leaves(&self) {
        let body = json!({"model": "auto", "max_tokens": 60, "temperature": 0, "stream": true,
            "messages": [{"role": "user", "content": "on and on"}]});
        let mut connection = Connection::open(self.gateway.address).await.unwrap();
        connection.start(&Request::chat(&self.key, body.to_string())).await.unwrap();
        drop(connection);
        self.answers_whole_and_streamed().await;
    }
}

#[test]
fn llama_cpp() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let Some(server) = Llama::start(folder.path()).await else {
            println!("{SKIPPED}");
            return;
        };
        let site = Site::new(&[], &server.provider());
        let gateway = site.start();
        let key = gateway.tenant("shop", &Tenant::default()).await;
        let local = Local { gateway, key };
        local.answers_whole_and_streamed().await;
        local.calls_tools_and_keeps_to_schemas().await;
        local.says_what_it_cannot_do().await;
        local.survives_a_client_that_leaves().await;
        let ledger = local.gateway.settled().await;
        assert_eq!((ledger.of_kind("settle").count(), ledger.doubled()), (7, 0), "{ledger:#?}");
    });
}
