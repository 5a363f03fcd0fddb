//! A streamed message: its events, one after another, to chunks of OpenAI's form.

use router_core::json::Value;

use super::answer::{Counts, explanation, finish, is_type, text};
use super::failure;
use crate::completion::{ChunkWriter, Finish, ToolCall};
use crate::members::get;
use crate::openai::parsed;
use crate::write::Escaped;
use crate::{FailureClass, Heading};

/// The state of one stream.
#[derive(Debug)]
pub(crate) struct MessageReader {
    writer: ChunkWriter,
    phase: Phase,
    /// The block that is being told, with its index.
    open: Option<(u64, Block)>,
    /// Calls that have begun.
    calls: usize,
    counts: Counts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Before `message_start`.
    Waiting,
    Told,
    /// The reason to stop is known; only counts may follow.
    Finished,
    Done,
}

#[derive(Debug)]
enum Block {
    Text,
    Thinking,
    /// A call; `arguments` stand for it where no piece of them comes.
    Call {
        index: usize,
        arguments: Option<Escaped<'static>>,
    },
    /// What OpenAI's form has no place for.
    Other,
}

impl MessageReader {
    /// A stream that has not begun.
    pub(crate) fn new(heading: Heading<'_>) -> Self {
        Self {
            writer: ChunkWriter::new(heading),
            phase: Phase::Waiting,
            open: None,
            calls: 0,
            counts: Counts::default(),
        }
    }

    /// Reads the data of one event into the chunks that it makes.
    ///
    /// # Errors
    /// What is no event of a message, and the failure that an event tells.
    pub(crate) fn feed(&mut self, data: &[u8]) -> Result<Vec<Vec<u8>>, FailureClass> {
        self.read(data)?;
        Ok(self.writer.take())
    }

    /// The stream ended in order: what is left to say.
    pub(crate) fn end(&mut self) -> Vec<Vec<u8>> {
        if self.phase == Phase::Finished {
            self.close();
        }
        self.writer.take()
    }

    fn read(&mut self, data: &[u8]) -> Result<(), FailureClass> {
        if self.phase == Phase::Done {
            return Ok(());
        }
        let document = parsed(data)?;
        let event = document.root();
        let kind = get(event, "type").and_then(Value::text).unwrap_or_default();
        match (&*kind, self.phase) {
            ("error", _) => return Err(failure::class_of(event)),
            ("message_start", Phase::Waiting) => self.start(event),
            ("message_start", _) => return Err(FailureClass::BadAnswer("a second message")),
            (
                "content_block_start" | "content_block_delta" | "content_block_stop" | "message_delta",
                Phase::Waiting,
            ) => {
                return Err(FailureClass::BadAnswer("content before the message"));
            }
            ("content_block_start", Phase::Told) => self.start_block(event),
            ("content_block_delta", Phase::Told) => self.piece(event)?,
            ("content_block_stop", Phase::Told) => self.stop_block(),
            ("message_delta", _) => self.change(event),
            ("message_stop", Phase::Finished) => self.close(),
            ("message_stop", _) => return Err(FailureClass::BadAnswer("the stream ended without a finish reason")),
            // `ping`, what comes after the end of the text, and events that do not exist yet.
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, event: Value<'_>) {
        self.phase = Phase::Told;
        if let Some(message) = get(event, "message") {
            self.writer.name(text(message, "id"), text(message, "model"));
            self.count(message);
        }
        self.writer.begin(0);
    }

    fn start_block(&mut self, event: Value<'_>) {
        self.stop_block();
        let (Some(index), Some(block)) = (get(event, "index").and_then(Value::as_u64), get(event, "content_block"))
        else {
            return;
        };
        let told = if is_type(block, "text") {
            self.writer.content(0, &text(block, "text").unwrap_or_default());
            Block::Text
        } else if is_type(block, "thinking") {
            self.writer.reasoning(0, &text(block, "thinking").unwrap_or_default());
            Block::Thinking
        } else if is_type(block, "tool_use") {
            self.start_call(block)
        } else {
            Block::Other
        };
        self.open = Some((index, told));
    }

    fn start_call(&mut self, block: Value<'_>) -> Block {
        let index = self.calls;
        self.calls += 1;
        let call = ToolCall {
            id: text(block, "id").unwrap_or_default(),
            name: text(block, "name").unwrap_or_default(),
            arguments: Escaped::default(),
        };
        self.writer.tool_call(0, index, &call);
        Block::Call { index, arguments: Some(Escaped::text(get(block, "input").map_or("{}", Value::raw))) }
    }

    /// A piece of the block that is open.
    fn piece(&mut self, event: Value<'_>) -> Result<(), FailureClass> {
        let index = get(event, "index").and_then(Value::as_u64);
        let (Some((open, block)), Some(delta)) = (&mut self.open, get(event, "delta")) else {
            return Err(FailureClass::BadAnswer("a piece of no block"));
        };
        if index != Some(*open) {
            return Err(FailureClass::BadAnswer("a piece of another block"));
        }
        let piece = |name: &str| text(delta, name).unwrap_or_default();
        match block {
            Block::Text => self.writer.content(0, &piece("text")),
            Block::Thinking => self.writer.reasoning(0, &piece("thinking")),
            Block::Call { index, arguments } => {
                let piece = piece("partial_json");
                if !piece.is_empty() {
                    *arguments = None;
                }
                self.writer.arguments(0, *index, &piece);
            }
            Block::Other => {}
        }
        Ok(())
    }

    fn stop_block(&mut self) {
        if let Some((_, Block::Call { index, arguments: Some(arguments) })) = self.open.take() {
            self.writer.arguments(0, index, &arguments);
        }
    }

    /// The reason to stop, and counts.
    fn change(&mut self, event: Value<'_>) {
        self.count(event);
        let Some(delta) = get(event, "delta") else { return };
        let Some(reason) = get(delta, "stop_reason").filter(|_| self.phase == Phase::Told) else { return };
        self.stop_block();
        self.phase = Phase::Finished;
        let finish = finish(reason, self.calls > 0);
        if finish == Finish::ContentFilter
            && let Some(explanation) = explanation(delta)
        {
            self.writer.refusal(0, &explanation);
        }
        self.writer.finish(0, finish);
    }

    fn count(&mut self, holder: Value<'_>) {
        if let Some(usage) = get(holder, "usage") {
            self.counts = self.counts.updated(usage);
        }
    }

    fn close(&mut self) {
        self.phase = Phase::Done;
        if let Some(usage) = self.counts.usage() {
            self.writer.usage(&usage);
        }
        self.writer.done();
    }
}
