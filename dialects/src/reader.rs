//! A streamed answer of any dialect: bytes as they come from the network, frames in OpenAI's form out.

use crate::anthropic::MessageReader;
use crate::openai::{Frame, StreamDecoder};
use crate::sse::SseDecoder;
use crate::{Dialect, FailureClass, Heading};

/// The state of one stream. Any cut of the bytes gives the same frames.
#[derive(Debug)]
pub struct Reader {
    wire: Wire,
    decoder: StreamDecoder,
}

/// How the bytes are framed, and who translates what stands in a frame.
#[derive(Debug)]
enum Wire {
    OpenAi(SseDecoder),
    Anthropic(SseDecoder, MessageReader),
}

impl Reader {
    /// A stream that has not begun.
    #[must_use]
    pub fn new(dialect: Dialect, heading: Heading<'_>) -> Self {
        let wire = match dialect {
            Dialect::OpenAi => Wire::OpenAi(SseDecoder::default()),
            Dialect::Anthropic => Wire::Anthropic(SseDecoder::default(), MessageReader::new(heading)),
        };
        Self { wire, decoder: StreamDecoder::default() }
    }

    /// Reads the next bytes; frames that are whole are appended to `frames`.
    ///
    /// # Errors
    /// What breaks the stream; frames before it are in `frames`.
    pub fn push(&mut self, bytes: &[u8], frames: &mut Vec<Frame>) -> Result<(), FailureClass> {
        match &mut self.wire {
            Wire::OpenAi(events) => {
                events.push(bytes).map_err(|_| FailureClass::BadAnswer("event too large"))?;
                while let Some(event) = events.next_event() {
                    if !event.is_empty() {
                        frames.extend(self.decoder.feed(&event)?);
                    }
                }
            }
            Wire::Anthropic(events, message) => {
                events.push(bytes).map_err(|_| FailureClass::BadAnswer("event too large"))?;
                while let Some(event) = events.next_event() {
                    if !event.is_empty() {
                        let (chunks, read) = message.feed(&event);
                        decode(&mut self.decoder, &chunks, frames)?;
                        read?;
                    }
                }
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

/// Reads what a translator wrote.
fn decode(decoder: &mut StreamDecoder, chunks: &[Vec<u8>], frames: &mut Vec<Frame>) -> Result<(), FailureClass> {
    for chunk in chunks {
        frames.extend(decoder.feed(chunk)?);
    }
    Ok(())
}
