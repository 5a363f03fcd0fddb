//! A streamed answer of any dialect: bytes as they come from the network, frames in OpenAI's form out.

use crate::openai::{Frame, Repairs, StreamDecoder};
use crate::sse::SseDecoder;
use crate::{Dialect, FailureClass, Heading, Quirks};

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
}

impl Reader {
    /// A stream that has not begun.
    #[must_use]
    pub fn new(dialect: Dialect, _heading: Heading<'_>) -> Self {
        let wire = match dialect {
            Dialect::OpenAi => Wire::OpenAi(SseDecoder::default()),
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
                events.push(bytes).map_err(|_| FailureClass::BadAnswer("event too large"))?;
                while let Some(event) = events.next_event() {
                    if !event.is_empty() {
                        frames.extend(self.decoder.feed(&event)?);
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
    pub fn end(&mut self, _frames: &mut Vec<Frame>) -> Result<(), FailureClass> {
        match &mut self.wire {
            Wire::OpenAi(_) => {}
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
