//! Answers of hosts that differ, as OpenAI would have sent them.

use router_core::json::{Document, Edits, Kind, Value};

use super::parsed;
use crate::completion::call_id;
use crate::{FailureClass, Heading, Quirks, ToolIds};

/// What is mended in the answers to one request.
#[derive(Debug)]
pub(crate) struct Repairs {
    /// The number of the request that new ids are made of; `None`: ids stay.
    ids: Option<u128>,
    /// Tool calls so far, by choice and place in it.
    calls: Vec<(u64, u64)>,
    failed_finish: Vec<String>,
}

impl Repairs {
    /// `None` where a host needs none.
    pub(crate) fn new(quirks: &Quirks, heading: Heading<'_>) -> Option<Self> {
        let ids = (quirks.tool_ids == ToolIds::Unique).then_some(heading.id);
        let needed = ids.is_some() || !quirks.failed_finish.is_empty();
        needed.then(|| Self { ids, calls: Vec::new(), failed_finish: quirks.failed_finish.clone() })
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
            let Some(request) = self.ids else { continue };
            let index = |value: Value<'_>, place: usize| {
                value.get("index").and_then(Value::as_u64).unwrap_or_else(|| u64::try_from(place).unwrap_or(u64::MAX))
            };
            let choice_index = index(choice, place);
            let said = choice.get("message").or_else(|| choice.get("delta"));
            let calls = said.and_then(|said| said.get("tool_calls")).into_iter().flat_map(Value::items);
            for (place, call) in calls.enumerate() {
                // Later pieces of a call have no id, or an empty one: clients join them.
                if let Some(id) = call.get("id").filter(|id| id.kind() == Kind::String && !id.body().is_empty()) {
                    let number = self.number((choice_index, index(call, place)));
                    edits.replace_with_string(id, &call_id(request, number));
                }
            }
        }
        if edits.is_empty() {
            return Ok(document);
        }
        parsed(&edits.apply(document.bytes()))
    }

    /// How many calls came before this one.
    fn number(&mut self, call: (u64, u64)) -> usize {
        self.calls.iter().position(|known| *known == call).unwrap_or_else(|| {
            self.calls.push(call);
            self.calls.len() - 1
        })
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
