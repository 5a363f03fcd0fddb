//! A request whose answer has begun: what was said so far is its last message, and the host goes on from there.

use router_core::json::{Document, Edits, Limits, Value, encode_into};

use crate::{FailureClass, Quirks, UpstreamError};

/// The chat `body` with `said` as the beginning of its answer, marked as the host wants it.
///
/// # Errors
/// [`FailureClass::Unsupported`] where there is no message that it could answer.
pub fn continued(body: &[u8], said: &str, quirks: &Quirks) -> Result<Vec<u8>, UpstreamError> {
    let nothing = || UpstreamError::from(FailureClass::Unsupported);
    let document = Document::parse(body, Limits::default()).map_err(|_| nothing())?;
    let root = document.root();
    let last = root.get("messages").and_then(|messages| messages.items().last()).ok_or_else(nothing)?;
    let mut edits = Edits::new();
    edits.replace_raw(last, with_message(last, said, quirks));
    for (name, json) in &quirks.continued_request {
        edits.set_member(root, name, json);
    }
    Ok(edits.apply(body))
}

/// The last message with the assistant's behind it.
fn with_message(last: Value<'_>, said: &str, quirks: &Quirks) -> Vec<u8> {
    let mut messages = last.raw().as_bytes().to_vec();
    messages.extend_from_slice(br#",{"role":"assistant","content":"#);
    encode_into(said, &mut messages);
    for (name, json) in &quirks.continued_message {
        messages.push(b',');
        encode_into(name, &mut messages);
        messages.push(b':');
        messages.extend_from_slice(json.as_bytes());
    }
    messages.push(b'}');
    messages
}

#[cfg(test)]
mod tests {
    use super::continued;
    use crate::{FailureClass, Quirks};

    #[test]
    fn an_answer_is_begun_as_the_host_wants_it() {
        let pairs = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let plain = Quirks::default();
        let marked = Quirks { continued_message: pairs(&[("prefix", "true")]), ..Quirks::default() };
        let asked = Quirks {
            continued_request: pairs(&[("continue_final_message", "true"), ("add_generation_prompt", "false")]),
            ..Quirks::default()
        };
        let body = r#"{"model":"m","messages":[{"role":"user","content":"x"} ],"add_generation_prompt":true}"#;
        for (quirks, expected) in [
            (
                plain,
                r#"{"model":"m","messages":[{"role":"user","content":"x"},{"role":"assistant","content":"a\"b"} ],"add_generation_prompt":true}"#,
            ),
            (
                marked,
                r#"{"model":"m","messages":[{"role":"user","content":"x"},{"role":"assistant","content":"a\"b","prefix":true} ],"add_generation_prompt":true}"#,
            ),
            (
                asked,
                r#"{"model":"m","messages":[{"role":"user","content":"x"},{"role":"assistant","content":"a\"b"} ],"add_generation_prompt":false,"continue_final_message":true}"#,
            ),
        ] {
            let found = continued(body.as_bytes(), "a\"b", &quirks).unwrap();
            assert_eq!(String::from_utf8(found).unwrap(), expected);
        }
        for body in ["", "[]", "{}", r#"{"messages":[]}"#, r#"{"messages":7}"#] {
            let error = continued(body.as_bytes(), "a", &Quirks::default()).unwrap_err();
            assert_eq!(error.class, FailureClass::Unsupported, "{body}");
        }
    }
}
