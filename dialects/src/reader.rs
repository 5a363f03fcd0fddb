//! A streamed answer of any dialect: bytes as they come from the network, frames in OpenAI's form out.

use crate::anthropic::MessageReader;
use crate::openai::{Frame, Repairs, StreamDecoder};
use crate::sse::SseDecoder;
use crate::yandexgpt::CompletionReader;
use crate::{Dialect, FailureClass, Heading, Quirks, gemini};

/// The state of one stream. Any cut of the bytes gives the same frames.
#[derive(Debug)]
pub struct Reader {
    wire: Wire,
    decoder: StreamDecoder,
    repairs: Option<Repairs>,
}

/// How the bytes are framed, and who translates what stands in a frame.
#[derive(Debug)]
enum Wire {
    OpenAi(SseDecoder),
    Anthropic(SseDecoder, Box<MessageReader>),
    Gemini(SseDecoder, gemini::Stream),
    YandexGpt(CompletionReader),
}

impl Reader {
    /// A stream that has not begun.
    #[must_use]
    pub fn new(dialect: Dialect, heading: Heading<'_>) -> Self {
        let wire = match dialect {
            Dialect::OpenAi => Wire::OpenAi(SseDecoder::default()),
            Dialect::Anthropic => Wire::Anthropic(SseDecoder::default(), Box::new(MessageReader::new(heading))),
            Dialect::Gemini => Wire::Gemini(SseDecoder::default(), gemini::Stream::new(heading)),
            Dialect::YandexGpt => Wire::YandexGpt(CompletionReader::new(heading)),
        };
        Self { wire, decoder: StreamDecoder::default(), repairs: None }
    }

    /// The same stream as it would be if its host had no quirks.
    #[must_use]
    pub fn of_host(self, quirks: &Quirks, heading: Heading<'_>) -> Self {
        Self { repairs: Repairs::new(quirks, heading), ..self }
    }

    /// Reads the next bytes; frames that are whole are appended to `frames`.
    ///
    /// # Errors
    /// What breaks the stream; frames before it are in `frames`.
    pub fn push(&mut self, bytes: &[u8], frames: &mut Vec<Frame>) -> Result<(), FailureClass> {
        let Some(mut repairs) = self.repairs.take() else { return self.read(bytes, frames) };
        let mut fresh = Vec::new();
        let read = self.read(bytes, &mut fresh);
        for frame in fresh {
            frames.push(Frame { document: repairs.apply(frame.document)?, ..frame });
        }
        self.repairs = Some(repairs);
        read
    }

    fn read(&mut self, bytes: &[u8], frames: &mut Vec<Frame>) -> Result<(), FailureClass> {
        match &mut self.wire {
            Wire::OpenAi(events) => {
                pushed(events, bytes)?;
                while let Some(event) = next_event(events) {
                    frames.extend(self.decoder.feed(&event)?);
                }
            }
            Wire::Anthropic(events, message) => {
                pushed(events, bytes)?;
                while let Some(event) = next_event(events) {
                    decode(&mut self.decoder, &message.feed(&event)?, frames)?;
                }
            }
            Wire::Gemini(events, stream) => {
                pushed(events, bytes)?;
                while let Some(event) = next_event(events) {
                    decode(&mut self.decoder, &stream.feed(&event)?, frames)?;
                }
            }
            Wire::YandexGpt(lines) => {
                let (chunks, read) = lines.push(bytes);
                decode(&mut self.decoder, &chunks, frames)?;
                read?;
            }
        }
        Ok(())
    }

    /// The connection was closed in order: what a dialect says only then.
    ///
    /// # Errors
    /// [`FailureClass::BadAnswer`] where the stream may not end here.
    pub fn end(&mut self, frames: &mut Vec<Frame>) -> Result<(), FailureClass> {
        match &mut self.wire {
            Wire::OpenAi(_) => {}
            Wire::Anthropic(_, message) => decode(&mut self.decoder, &message.end(), frames)?,
            // Nothing else says that the stream is over, so only one that is complete may have an end.
            Wire::Gemini(_, stream) if self.decoder.is_complete() => decode(&mut self.decoder, &stream.end(), frames)?,
            Wire::Gemini(..) => {}
            Wire::YandexGpt(lines) => {
                let (chunks, read) = lines.end();
                decode(&mut self.decoder, &chunks, frames)?;
                read?;
            }
        }
        if self.is_complete() {
            Ok(())
        } else {
            Err(FailureClass::BadAnswer("the stream ended without a finish reason"))
        }
    }

    /// Whether every choice of the stream has a finish reason.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.decoder.is_complete()
    }

    /// Whether the provider said that nothing follows.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.decoder.is_done()
    }
}

fn pushed(events: &mut SseDecoder, bytes: &[u8]) -> Result<(), FailureClass> {
    events.push(bytes).map_err(|_| FailureClass::BadAnswer("event too large"))
}

/// The next event that has data.
fn next_event(events: &mut SseDecoder) -> Option<Vec<u8>> {
    std::iter::from_fn(|| events.next_event()).find(|event| !event.is_empty())
}

/// Reads chunks of our own writing.
fn decode(decoder: &mut StreamDecoder, chunks: &[Vec<u8>], frames: &mut Vec<Frame>) -> Result<(), FailureClass> {
    for chunk in chunks {
        frames.extend(decoder.feed(chunk)?);
    }
    Ok(())
}
