//! Blocks of content: what a turn or the system prompt consists of.

use std::borrow::Cow;

use router_core::json::{Kind, Value};

use crate::UpstreamError;
use crate::members::{data_url, get};
use crate::write::Object;

/// Pictures that Messages takes.
const PICTURES: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/// One block.
#[derive(Debug)]
pub(super) enum Block<'a> {
    Text(Cow<'a, str>),
    Image {
        media_type: String,
        data: String,
    },
    ImageUrl(String),
    Pdf {
        title: Option<Cow<'a, str>>,
        data: String,
    },
    /// A call, with the JSON object of its arguments.
    ToolUse {
        id: String,
        name: Cow<'a, str>,
        input: String,
    },
    ToolResult {
        id: String,
        content: Vec<Self>,
    },
}

/// Which parts the content of a message may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parts {
    Text,
    TextAndPictures,
    All,
}

/// The blocks of a message's content. Text without a visible character is left out: Messages refuses it.
///
/// # Errors
/// What is no content, and parts that Messages has no words for; `place` names the message.
pub(super) fn blocks<'a>(content: Value<'a>, parts: Parts, place: &str) -> Result<Vec<Block<'a>>, UpstreamError> {
    match content.kind() {
        Kind::Null => Ok(Vec::new()),
        Kind::String => Ok(text(content).into_iter().collect()),
        Kind::Array => {
            let read = |(index, part)| block(part, parts, &format!("{place}.content[{index}]"));
            content.items().enumerate().filter_map(|part| read(part).transpose()).collect()
        }
        Kind::Bool | Kind::Number | Kind::Object => {
            Err(UpstreamError::invalid(&format!("{place}.content"), "Expected a string or an array of content parts."))
        }
    }
}

fn text(value: Value<'_>) -> Option<Block<'_>> {
    value.text().filter(|text| !text.trim().is_empty()).map(Block::Text)
}

fn block<'a>(part: Value<'a>, parts: Parts, place: &str) -> Result<Option<Block<'a>>, UpstreamError> {
    let kind = get(part, "type").and_then(Value::text).unwrap_or_default();
    let member = |name: &str| {
        let found = get(part, name);
        found.ok_or_else(|| UpstreamError::invalid(&format!("{place}.{name}"), "Missing required parameter."))
    };
    match &*kind {
        "text" | "refusal" => {
            let said = member(&kind)?;
            if said.kind() != Kind::String {
                return Err(UpstreamError::invalid(&format!("{place}.{kind}"), "Expected a string."));
            }
            Ok(text(said))
        }
        "image_url" if parts != Parts::Text => image(member("image_url")?, place).map(Some),
        "file" if parts == Parts::All => file(member("file")?, place).map(Some),
        "image_url" | "file" => Err(UpstreamError::invalid(place, "Only the user's messages may hold this part.")),
        "input_audio" => Err(UpstreamError::unsupported(place, "This model does not hear.")),
        _ => Err(UpstreamError::invalid(&format!("{place}.type"), "Expected a content part of a known type.")),
    }
}

/// An image by an object with its URL, or by the URL alone, as some clients write it.
fn image<'a>(image: Value<'a>, place: &str) -> Result<Block<'a>, UpstreamError> {
    let place = format!("{place}.image_url");
    let url = get(image, "url").unwrap_or(image).text();
    let url = url.ok_or_else(|| UpstreamError::invalid(&place, "Expected an object with a `url`."))?;
    if url.starts_with("https://") || url.starts_with("http://") {
        return Ok(Block::ImageUrl(url.into_owned()));
    }
    let (media_type, data) = data_url(&url)
        .ok_or_else(|| UpstreamError::invalid(&place, "Expected a base64 `data:` URL or an http(s) URL."))?;
    let media_type = media_type.to_ascii_lowercase();
    let media_type = if media_type == "image/jpg" { "image/jpeg".to_owned() } else { media_type };
    if !PICTURES.contains(&&*media_type) {
        return Err(UpstreamError::unsupported(&place, "This model sees only jpeg, png, gif and webp."));
    }
    Ok(Block::Image { media_type, data: data.to_owned() })
}

/// A PDF by its bytes; other files and those that lie at OpenAI cannot be sent.
fn file<'a>(file: Value<'a>, place: &str) -> Result<Block<'a>, UpstreamError> {
    let place = format!("{place}.file");
    let refuse = || UpstreamError::unsupported(&place, "This model reads only PDF files that come with the request.");
    let title = get(file, "filename").and_then(Value::text);
    let data = get(file, "file_data").and_then(Value::text).ok_or_else(refuse)?;
    let data = match data_url(&data) {
        Some(("application/pdf", data)) => data.to_owned(),
        None if title.as_ref().is_some_and(|name| name.to_ascii_lowercase().ends_with(".pdf")) => data.into_owned(),
        _ => return Err(refuse()),
    };
    Ok(Block::Pdf { title: title.filter(|title| !title.trim().is_empty()), data })
}

impl Block<'_> {
    /// Bytes of text that it takes in the prompt.
    pub(super) fn size(&self) -> usize {
        if let Self::Text(text) = self { text.len() } else { 0 }
    }

    /// Writes the block's members.
    pub(super) fn write(&self, block: &mut Object<'_>) {
        match self {
            Self::Text(text) => {
                block.text("type", "text");
                block.text("text", text);
            }
            Self::Image { media_type, data } => {
                block.text("type", "image");
                block.object("source", |source| base64(source, media_type, data));
            }
            Self::ImageUrl(url) => {
                block.text("type", "image");
                block.object("source", |source| {
                    source.text("type", "url");
                    source.text("url", url);
                });
            }
            Self::Pdf { title, data } => {
                block.text("type", "document");
                block.object("source", |source| base64(source, "application/pdf", data));
                if let Some(title) = title {
                    block.text("title", title);
                }
            }
            Self::ToolUse { id, name, input } => {
                block.text("type", "tool_use");
                block.text("id", id);
                block.text("name", name);
                block.raw("input", input);
            }
            Self::ToolResult { id, content } => {
                block.text("type", "tool_result");
                block.text("tool_use_id", id);
                match &**content {
                    [] => {}
                    [Self::Text(text)] => block.text("content", text),
                    several => block.array("content", |list| {
                        several.iter().for_each(|part| list.object(|written| part.write(written)));
                    }),
                }
            }
        }
    }
}

fn base64(source: &mut Object<'_>, media_type: &str, data: &str) {
    source.text("type", "base64");
    source.text("media_type", media_type);
    source.text("data", data);
}
