//! Answers of hosts that differ, as OpenAI would have sent them.

use router_core::json::{Document, Edits, Kind, Value};

use super::parsed;
use crate::completion::call_id;
use crate::{FailureClass, Heading, Quirks, ToolIds};

/// What is mended in the answers to one request.
#[derive(Debug)]
pub(crate) struct Repairs {
    ids: ToolIds,
    /// The number of the request that new ids are made of.
    request: u128,
    /// Tool calls so far, by choice and place in it.
    calls: Vec<(u64, u64)>,
    failed_finish: Vec<String>,
}

impl Repairs {
    /// `None` where a host needs none.
    pub(crate) fn new(quirks: &Quirks, heading: Heading<'_>) -> Option<Self> {
        let (ids, request) = (quirks.tool_ids, heading.id);
        let needed = ids != ToolIds::Kept || !quirks.failed_finish.is_empty();
        needed.then(|| Self { ids, request, calls: Vec::new(), failed_finish: quirks.failed_finish.clone() })
    }

    /// Mends a whole answer or a chunk.
    ///
    /// # Errors
    /// [`FailureClass::Server`] where the host says that it gave up.
    pub(crate) fn apply(&mut self, document: Document) -> Result<Document, FailureClass> {
        let mut edits = Edits::new();
        for (place, choice) in document.root().get("choices").into_iter().flat_map(Value::items).enumerate() {
            let finish = choice.get("finish_reason");
            if finish.is_some_and(|finish| self.failed_finish.iter().any(|reason| finish.is_text(reason))) {
                return Err(FailureClass::Server);
            }
            if self.ids != ToolIds::Kept {
                self.mend_calls(choice, place, &mut edits);
            }
        }
        if edits.is_empty() {
            return Ok(document);
        }
        parsed(&edits.apply(document.bytes()))
    }

    /// Mends the tool calls of one choice.
    fn mend_calls(&mut self, choice: Value<'_>, place: usize, edits: &mut Edits) {
        let index = |value: Value<'_>, place: usize| {
            value.get("index").and_then(Value::as_u64).unwrap_or_else(|| u64::try_from(place).unwrap_or(u64::MAX))
        };
        let choice_index = index(choice, place);
        let Some(said) = choice.get("message").or_else(|| choice.get("delta")) else { return };
        let Some(calls) = said.get("tool_calls").filter(|calls| calls.items().next().is_some()) else { return };
        if self.ids == ToolIds::Repeated {
            edits.remove_member(said, "function_call");
        }
        for (place, call) in calls.items().enumerate() {
            // Later pieces of a call have no id, or an empty one: clients join them.
            let Some(id) = call.get("id").filter(|id| id.kind() == Kind::String && !id.body().is_empty()) else {
                continue;
            };
            let (number, is_new) = self.number((choice_index, index(call, place)));
            if self.ids == ToolIds::Unique {
                edits.replace_with_string(id, &call_id(self.request, number));
            } else if !is_new {
                edits.remove_members(call, |key| key.is_text("id") || key.is_text("type"));
                if let Some(function) = call.get("function") {
                    edits.remove_member(function, "name");
                }
            }
        }
    }

    /// How many calls came before this one, and whether this is its first piece.
    fn number(&mut self, call: (u64, u64)) -> (usize, bool) {
        if let Some(number) = self.calls.iter().position(|known| *known == call) {
            return (number, false);
        }
        self.calls.push(call);
        (self.calls.len() - 1, true)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Dialect, FailureClass, Heading, Quirks, Reader, ToolIds};

    const HEADING: Heading<'_> = Heading { id: 0x1a, created: 7, model: "m" };
    const CALL: &str = "call_0000000000000000000000000000001a";

    fn unique() -> Quirks {
        Quirks { tool_ids: ToolIds::Unique, failed_finish: vec!["overloaded".to_owned()], ..Quirks::default() }
    }

    fn whole(quirks: &Quirks, answer: &str) -> Result<String, FailureClass> {
        let answer = Dialect::OpenAi.answer(answer.as_bytes().to_vec(), HEADING)?.of_host(quirks, HEADING)?;
        Ok(answer.document.root().raw().to_owned())
    }

    fn streamed(quirks: &Quirks, chunks: &[&str]) -> Result<Vec<String>, FailureClass> {
        let mut reader = Reader::new(Dialect::OpenAi, HEADING).of_host(quirks, HEADING);
        let mut frames = Vec::new();
        for chunk in chunks {
            reader.push(format!("data: {chunk}\n\n").as_bytes(), &mut frames)?;
        }
        Ok(frames.iter().map(|frame| frame.document.root().raw().to_owned()).collect())
    }

    #[test]
    fn ids_that_are_names_become_unique() {
        let answer =
            r#"{"choices":[{"message":{"tool_calls":[{"index":0,"id":"f","function":{"name":"f"}},{"id":"f"}]}}]}"#;
        let expected = format!(
            r#"{{"choices":[{{"message":{{"tool_calls":[{{"index":0,"id":"{CALL}0","function":{{"name":"f"}}}},{{"id":"{CALL}1"}}]}}}}]}}"#
        );
        assert_eq!(whole(&unique(), answer).unwrap(), expected);
        assert_eq!(whole(&Quirks::default(), answer).unwrap(), answer);
        let chunk = |calls: &str| format!(r#"{{"choices":[{{"index":0,"delta":{{"tool_calls":[{calls}]}}}}]}}"#);
        let sent = [
            r#"{"index":0,"id":"f"},{"index":1,"id":"f"}"#,
            r#"{"index":1,"id":""},{"index":1}"#,
            r#"{"index":0,"id":"f"}"#,
        ];
        let sent = sent.map(chunk);
        let expected = [
            chunk(&format!(r#"{{"index":0,"id":"{CALL}0"}},{{"index":1,"id":"{CALL}1"}}"#)),
            sent[1].clone(),
            chunk(&format!(r#"{{"index":0,"id":"{CALL}0"}}"#)),
        ];
        assert_eq!(streamed(&unique(), &sent.each_ref().map(String::as_str)).unwrap(), expected);
    }

    #[test]
    fn what_every_piece_repeats_is_said_once() {
        let repeating = Quirks { tool_ids: ToolIds::Repeated, ..Quirks::default() };
        let chunk = |delta: &str| format!(r#"{{"choices":[{{"index":0,"delta":{{{delta}}}}}]}}"#);
        let piece = |index: usize, id: &str, arguments: &str| {
            format!(
                r#"{{"index":{index},"id":"{id}","type":"function","function":{{"name":"f","arguments":"{arguments}"}}}}"#
            )
        };
        let twin = r#""function_call":{"name":"f","arguments":"{"}"#;
        let opening = r#""role":"assistant","function_call":null,"tool_calls":null"#;
        let sent = [
            chunk(opening),
            chunk(&format!(r#""content":null,{twin},"tool_calls":[{}]"#, piece(0, "a", "{"))),
            chunk(&format!(r#"{twin},"tool_calls":[{},{}]"#, piece(0, "a", "}"), piece(1, "b", "{"))),
            chunk(&format!(r#""tool_calls":[{}],{twin}"#, piece(1, "b", "}"))),
            chunk(twin),
        ];
        let rest = |index: usize| format!(r#"{{"index":{index},"function":{{"arguments":"}}"}}}}"#);
        let expected = [
            sent[0].clone(),
            chunk(&format!(r#""content":null,"tool_calls":[{}]"#, piece(0, "a", "{"))),
            chunk(&format!(r#""tool_calls":[{},{}]"#, rest(0), piece(1, "b", "{"))),
            chunk(&format!(r#""tool_calls":[{}]"#, rest(1))),
            sent[4].clone(),
        ];
        assert_eq!(streamed(&repeating, &sent.each_ref().map(String::as_str)).unwrap(), expected);
        let answer =
            |twin: &str| format!(r#"{{"choices":[{{"message":{{"tool_calls":[{}]{twin}}}}}]}}"#, piece(0, "a", "{}"));
        assert_eq!(whole(&repeating, &answer(&format!(",{twin}"))).unwrap(), answer(""));
    }

    #[test]
    fn a_host_that_gave_up_has_failed() {
        let answer = r#"{"choices":[{"message":{"content":"a"},"finish_reason":"overloaded"}]}"#;
        assert_eq!(whole(&unique(), answer), Err(FailureClass::Server));
        assert_eq!(whole(&Quirks::default(), answer).unwrap(), answer);
        let chunks = [
            r#"{"choices":[{"delta":{"content":"a"}}]}"#,
            r#"{"choices":[{"delta":{},"finish_reason":"overloaded"}]}"#,
        ];
        assert_eq!(streamed(&unique(), &chunks), Err(FailureClass::Server));
        assert_eq!(streamed(&Quirks::default(), &chunks).unwrap(), chunks);
    }
}
