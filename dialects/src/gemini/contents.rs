//! Messages of a chat to the turns of a conversation.

use std::borrow::Cow;
use std::collections::BTreeSet;

use router_core::json::{Document, Kind, Value};

use crate::UpstreamError;
use crate::members::{Losses, data_url, get};
use crate::openai::ANSWER_LIMITS;
use crate::write::{Array, Escaped, Object};

/// What a replayed call carries instead of a signature, by Google's own word for histories of other models.
const NO_SIGNATURE: &str = "skip_thought_signature_validator";
/// Types of media by the ends of names, for what comes without a type.
const MEDIA_TYPES: [(&str, &str); 9] = [
    (".jpeg", "image/jpeg"),
    (".jpg", "image/jpeg"),
    (".png", "image/png"),
    (".webp", "image/webp"),
    (".gif", "image/gif"),
    (".heic", "image/heic"),
    (".heif", "image/heif"),
    (".pdf", "application/pdf"),
    (".txt", "text/plain"),
];

/// A chat as the provider sees it.
#[derive(Debug, Default)]
pub(super) struct Conversation<'a> {
    system: Vec<Escaped<'a>>,
    turns: Vec<Turn<'a>>,
    /// Calls of the last assistant message, with the results that came for them.
    calls: Vec<Call<'a>>,
    /// Ids of those that wait for a result, with their places among the calls: two may have one id.
    waiting: BTreeSet<(Cow<'a, str>, usize)>,
}

#[derive(Debug)]
struct Turn<'a> {
    role: &'static str,
    parts: Vec<Part<'a>>,
}

#[derive(Debug)]
enum Part<'a> {
    Text(Escaped<'a>),
    /// Base64 with its type.
    Data {
        mime: Cow<'a, str>,
        base64: Cow<'a, str>,
    },
    File {
        mime: Option<&'static str>,
        uri: Escaped<'a>,
    },
    Call {
        id: Escaped<'a>,
        name: Escaped<'a>,
        arguments: String,
    },
    Output {
        id: Escaped<'a>,
        name: Escaped<'a>,
        text: Escaped<'a>,
    },
}

/// A call and its result.
#[derive(Debug)]
struct Call<'a> {
    place: String,
    id: Escaped<'a>,
    name: Escaped<'a>,
    output: Option<Escaped<'a>>,
}

// === impl Conversation ===

impl<'a> Conversation<'a> {
    /// Reads the messages of a chat.
    pub(super) fn read(chat: Value<'a>, losses: &mut Losses) -> Result<Self, UpstreamError> {
        let mut conversation = Self::default();
        for (index, message) in chat.get("messages").into_iter().flat_map(Value::items).enumerate() {
            conversation.message(message, &format!("messages[{index}]"), losses)?;
        }
        conversation.settle()?;
        if conversation.turns.is_empty() {
            let system = std::mem::take(&mut conversation.system);
            conversation.push("user", system.into_iter().map(Part::Text).collect());
        }
        if conversation.turns.is_empty() {
            return Err(UpstreamError::invalid("messages", "No message says anything."));
        }
        Ok(conversation)
    }

    fn message(&mut self, message: Value<'a>, place: &str, losses: &mut Losses) -> Result<(), UpstreamError> {
        let role = message.get("role").and_then(Value::text).unwrap_or_default();
        // Behind a tool message it is the function's, which the call knows.
        if get(message, "name").is_some() && role != "tool" {
            losses.leave_out("messages[].name")?;
        }
        match &*role {
            // Instructions have a place of their own, so they part no call from its result.
            "system" | "developer" => self.system.extend(texts(message, place)?),
            "tool" => self.output(message, place)?,
            "user" => {
                self.settle()?;
                let parts = user_parts(message, place, losses)?;
                self.push("user", parts);
            }
            "assistant" => {
                self.settle()?;
                let parts = self.assistant_parts(message, place)?;
                self.push("model", parts);
            }
            "function" => return Err(refused(&format!("{place}.role"), "messages of functions; use tools")),
            _ => return Err(UpstreamError::invalid(&format!("{place}.role"), "The role is not one of a chat.")),
        }
        Ok(())
    }

    fn assistant_parts(&mut self, message: Value<'a>, place: &str) -> Result<Vec<Part<'a>>, UpstreamError> {
        for (name, what) in [("audio", "earlier audio answers"), ("function_call", "calls of functions; use tools")] {
            if get(message, name).is_some() {
                return Err(refused(&format!("{place}.{name}"), what));
            }
        }
        let mut parts: Vec<Part<'_>> = texts(message, place)?.into_iter().map(Part::Text).collect();
        parts.extend(message.get("refusal").map(Escaped::of).filter(|text| !text.is_empty()).map(Part::Text));
        for (index, call) in message.get("tool_calls").into_iter().flat_map(Value::items).enumerate() {
            let place = format!("{place}.tool_calls[{index}]");
            if call.get("type").is_some_and(|kind| !kind.is_text("function")) {
                return Err(refused(&format!("{place}.type"), "tools other than functions"));
            }
            let id = string(call, "id", &place)?;
            let function = call.get("function").unwrap_or(call);
            let name = Escaped::of(string(function, "name", &format!("{place}.function"))?);
            let arguments = arguments(function, &place)?;
            self.waiting.insert((id.text().unwrap_or_default(), index));
            let id = Escaped::of(id);
            parts.push(Part::Call { id: id.clone(), name: name.clone(), arguments });
            self.calls.push(Call { place, id, name, output: None });
        }
        Ok(parts)
    }

    fn output(&mut self, message: Value<'a>, place: &str) -> Result<(), UpstreamError> {
        let id = string(message, "tool_call_id", place)?.text().unwrap_or_default();
        let mut output = Escaped::default();
        texts(message, place)?.iter().for_each(|text| output.push(text));
        let waiting = self.waiting.range((id.clone(), 0)..).next().filter(|(found, _)| *found == id).cloned();
        let call = waiting.and_then(|key| self.waiting.take(&key)).and_then(|(_, index)| self.calls.get_mut(index));
        let Some(call) = call else {
            let problem = "No call of the assistant message before it has this id.";
            return Err(UpstreamError::invalid(&format!("{place}.tool_call_id"), problem));
        };
        call.output = Some(output);
        Ok(())
    }

    /// The results of one assistant message are one turn, in the order of the calls.
    fn settle(&mut self) -> Result<(), UpstreamError> {
        let mut parts = Vec::with_capacity(self.calls.len());
        self.waiting.clear();
        for Call { place, id, name, output } in std::mem::take(&mut self.calls) {
            let Some(text) = output else {
                return Err(UpstreamError::invalid(&place, "No tool message brings the result of this call."));
            };
            parts.push(Part::Output { id, name, text });
        }
        self.push("user", parts);
        Ok(())
    }

    fn push(&mut self, role: &'static str, parts: Vec<Part<'a>>) {
        match self.turns.last_mut() {
            _ if parts.is_empty() => {}
            Some(turn) if turn.role == role => turn.parts.extend(parts),
            _ => self.turns.push(Turn { role, parts }),
        }
    }

    pub(super) fn write(&self, root: &mut Object<'_>) {
        if !self.system.is_empty() {
            root.object("systemInstruction", |system| {
                system.array("parts", |parts| {
                    self.system.iter().for_each(|text| parts.object(|part| part.escaped("text", text)));
                });
            });
        }
        root.array("contents", |contents| {
            self.turns.iter().for_each(|turn| contents.object(|written| turn.write(written)))
        });
    }
}

// === impl Turn ===

impl Turn<'_> {
    fn write(&self, turn: &mut Object<'_>) {
        turn.text("role", self.role);
        turn.array("parts", |parts| {
            // Of calls made at once, the first carries the signature of all.
            let signed = self.parts.iter().position(|part| matches!(part, Part::Call { .. }));
            for (index, part) in self.parts.iter().enumerate() {
                part.write(Some(index) == signed, parts);
            }
        });
    }
}

// === impl Part ===

impl Part<'_> {
    fn write(&self, is_signed: bool, parts: &mut Array<'_>) {
        parts.object(|part| match self {
            Self::Text(text) => part.escaped("text", text),
            Self::Data { mime, base64 } => part.object("inlineData", |data| {
                data.text("mimeType", mime);
                data.text("data", base64);
            }),
            Self::File { mime, uri } => part.object("fileData", |file| {
                if let Some(mime) = mime {
                    file.text("mimeType", mime);
                }
                file.escaped("fileUri", uri);
            }),
            Self::Call { id, name, arguments } => {
                part.object("functionCall", |call| {
                    call.escaped("id", id);
                    call.escaped("name", name);
                    call.raw("args", arguments);
                });
                if is_signed {
                    part.text("thoughtSignature", NO_SIGNATURE);
                }
            }
            Self::Output { id, name, text } => part.object("functionResponse", |response| {
                response.escaped("id", id);
                response.escaped("name", name);
                response.object("response", |object| object.escaped("output", text));
            }),
        });
    }
}

/// The texts of a message that holds nothing else. Empty ones are left out: the provider refuses them.
fn texts<'a>(message: Value<'a>, place: &str) -> Result<Vec<Escaped<'a>>, UpstreamError> {
    let Some(content) = get(message, "content") else { return Ok(Vec::new()) };
    let mut texts = Vec::new();
    if content.kind() == Kind::String {
        texts.push(Escaped::of(content));
    }
    for (index, part) in content.items().enumerate() {
        let kind = part.get("type").and_then(Value::text).unwrap_or_default();
        if !matches!(&*kind, "text" | "refusal") {
            return Err(refused(&format!("{place}.content[{index}].type"), "such a part in a message of this role"));
        }
        texts.push(Escaped::of(string(part, &kind, &format!("{place}.content[{index}]"))?));
    }
    texts.retain(|text| !text.is_empty());
    Ok(texts)
}

fn user_parts<'a>(message: Value<'a>, place: &str, losses: &mut Losses) -> Result<Vec<Part<'a>>, UpstreamError> {
    let Some(content) = get(message, "content").filter(|content| content.kind() == Kind::Array) else {
        return Ok(texts(message, place)?.into_iter().map(Part::Text).collect());
    };
    let mut parts = Vec::new();
    for (index, part) in content.items().enumerate() {
        let place = format!("{place}.content[{index}]");
        let kind = part.get("type").and_then(Value::text).unwrap_or_default();
        parts.push(match &*kind {
            "text" => Part::Text(Escaped::of(string(part, "text", &place)?)),
            "image_url" => image(part, &place, losses)?,
            "input_audio" => audio(part, &place)?,
            "file" => file(part, &place)?,
            _ => return Err(refused(&format!("{place}.type"), "such a part")),
        });
    }
    parts.retain(|part| !matches!(part, Part::Text(text) if text.is_empty()));
    Ok(parts)
}

fn image<'a>(part: Value<'a>, place: &str, losses: &mut Losses) -> Result<Part<'a>, UpstreamError> {
    let place = format!("{place}.image_url");
    let image = part.get("image_url").unwrap_or(part);
    // Some clients send the URL itself where OpenAI has an object.
    let url = if image.kind() == Kind::String { image } else { string(image, "url", &place)? };
    if get(image, "detail").is_some_and(|detail| !detail.is_text("auto")) {
        losses.leave_out("messages[].content[].image_url.detail")?;
    }
    let text = url.text().unwrap_or_default();
    if text.starts_with("data:") {
        return data(text).ok_or_else(|| UpstreamError::invalid(&place, "The URL is no data URL of base64."));
    }
    if !text.starts_with("https://") {
        return Err(refused(&place, "URLs of images other than https and data"));
    }
    let name = text.split(['?', '#']).next().unwrap_or_default();
    Ok(Part::File { mime: media_type(name), uri: Escaped::of(url) })
}

fn audio<'a>(part: Value<'a>, place: &str) -> Result<Part<'a>, UpstreamError> {
    let place = format!("{place}.input_audio");
    let audio = part.get("input_audio").unwrap_or(part);
    let base64 = string(audio, "data", &place)?.text().unwrap_or_default();
    let mime = match &*string(audio, "format", &place)?.text().unwrap_or_default() {
        "wav" => "audio/wav",
        "mp3" => "audio/mp3",
        _ => return Err(refused(&format!("{place}.format"), "audio other than wav and mp3")),
    };
    Ok(Part::Data { mime: Cow::Borrowed(mime), base64 })
}

fn file<'a>(part: Value<'a>, place: &str) -> Result<Part<'a>, UpstreamError> {
    let place = format!("{place}.file");
    let file = part.get("file").unwrap_or(part);
    if get(file, "file_id").is_some() {
        return Err(refused(&format!("{place}.file_id"), "files that were uploaded to another provider"));
    }
    let data = string(file, "file_data", &place)?.text().unwrap_or_default();
    let known = if data.starts_with("data:") {
        self::data(data)
    } else {
        let name = file.get("filename").and_then(Value::text).unwrap_or_default();
        media_type(&name).map(|mime| Part::Data { mime: Cow::Borrowed(mime), base64: data })
    };
    known.ok_or_else(|| {
        UpstreamError::invalid(
            &format!("{place}.file_data"),
            "Expected base64 with a type: a data URL, or a known ending.",
        )
    })
}

/// The data of a URL that holds them.
fn data(url: Cow<'_, str>) -> Option<Part<'_>> {
    let (mime, base64) = match url {
        Cow::Borrowed(url) => data_url(url).map(|(mime, data)| (Cow::Borrowed(mime), Cow::Borrowed(data)))?,
        Cow::Owned(url) => data_url(&url).map(|(mime, data)| (mime.to_owned().into(), data.to_owned().into()))?,
    };
    mime.contains('/').then_some(Part::Data { mime, base64 })
}

fn media_type(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    MEDIA_TYPES.into_iter().find(|(end, _)| name.ends_with(end)).map(|(_, mime)| mime)
}

/// The arguments of a call, which are the text of a JSON object.
fn arguments(function: Value<'_>, place: &str) -> Result<String, UpstreamError> {
    let place = format!("{place}.function.arguments");
    let text = match get(function, "arguments") {
        Some(arguments) => arguments.text().ok_or_else(|| UpstreamError::invalid(&place, "Expected a string."))?,
        None => Cow::default(),
    };
    if text.trim().is_empty() {
        return Ok("{}".to_owned());
    }
    let document = Document::parse(text.as_bytes(), ANSWER_LIMITS).ok();
    if document.is_none_or(|document| document.root().kind() != Kind::Object) {
        return Err(UpstreamError::invalid(&place, "Expected the text of a JSON object."));
    }
    Ok(text.into_owned())
}

/// A member that must be a string.
pub(super) fn string<'a>(object: Value<'a>, name: &str, place: &str) -> Result<Value<'a>, UpstreamError> {
    get(object, name)
        .filter(|value| value.kind() == Kind::String)
        .ok_or_else(|| UpstreamError::invalid(&format!("{place}.{name}"), "Expected a string."))
}

/// What the provider cannot do.
pub(super) fn refused(param: &str, what: &str) -> UpstreamError {
    UpstreamError::unsupported(param, format!("The model cannot take {what}."))
}
