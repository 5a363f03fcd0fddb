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
    Anthropic(SseDecoder, Box<MessageReader>),
}

impl Reader {
    /// A stream that has not begun.
    #[must_use]
    pub fn new(dialect: Dialect, heading: Heading<'_>) -> Self {
        let wire = match dialect {
            Dialect::OpenAi => Wire::OpenAi(SseDecoder::default()),
            Dialect::Anthropic => Wire::Anthropic(SseDecoder::default(), Box::new(MessageReader::new(heading))),
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
