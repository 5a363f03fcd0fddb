//! Parts of turns: texts, media, calls and their results.

use std::borrow::Cow;

use router_core::json::{Kind, Value};

use crate::UpstreamError;
use crate::members::{Losses, data_url, get};
use crate::write::{Array, Escaped};

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

/// A part of a turn.
#[derive(Debug)]
pub(super) enum Part<'a> {
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

// === impl Part ===

impl Part<'_> {
    /// Writes the part; of calls made at once only the first is signed.
    pub(super) fn write(&self, is_signed: bool, parts: &mut Array<'_>) {
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
pub(super) fn texts<'a>(message: Value<'a>, place: &str) -> Result<Vec<Escaped<'a>>, UpstreamError> {
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

/// What the user says and shows.
pub(super) fn user_parts<'a>(
    message: Value<'a>,
    place: &str,
    losses: &mut Losses,
) -> Result<Vec<Part<'a>>, UpstreamError> {
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
