//! A streamed completion: lines of JSON, each with the whole answer so far, to chunks of OpenAI's form.

use router_core::json::Value;
use router_core::tokens::Usage;

use super::answer::{Status, alternative, result, status, text, tool_calls, usage};
use crate::completion::{ChunkWriter, Finish, ToolCall};
use crate::openai::parsed;
use crate::sse::MAX_EVENT;
use crate::write::Escaped;
use crate::{FailureClass, Heading};

/// What a decoder makes of bytes that are no character; at the end of a text it is one that is not whole yet.
const UNREADABLE: char = '\u{fffd}';

/// The state of one stream.
#[derive(Debug)]
pub(crate) struct CompletionReader {
    writer: ChunkWriter,
    /// The number of the request, of which ids are made.
    request: u128,
    /// Bytes of a line that has no end yet.
    line: Vec<u8>,
    /// The text so far.
    said: String,
    /// The calls so far: only the last line that has some holds all of them, whole.
    calls: Vec<ToolCall<'static>>,
    usage: Option<Usage>,
    done: bool,
}

impl CompletionReader {
    /// A stream that has not begun.
    pub(crate) fn new(heading: Heading<'_>) -> Self {
        Self {
            writer: ChunkWriter::new(heading),
            request: heading.id,
            line: Vec::new(),
            said: String::new(),
            calls: Vec::new(),
            usage: None,
            done: false,
        }
    }

    /// Reads the next bytes into the chunks that whole lines make, and what broke the stream behind them.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> (Vec<Vec<u8>>, Result<(), FailureClass>) {
        let mut rest = bytes;
        let mut read = Ok(());
        while let (Some(end), Ok(())) = (memchr::memchr(b'\n', rest), &read) {
            let (line, after) = rest.split_at(end);
            rest = after.get(1..).unwrap_or_default();
            self.line.extend_from_slice(line);
            read = self.read_line();
        }
        self.line.extend_from_slice(rest);
        if read.is_ok() && self.line.len() > MAX_EVENT {
            read = Err(FailureClass::BadAnswer("event too large"));
        }
        (self.writer.take(), read)
    }

    /// The stream ended in order: its last line needs no end.
    pub(crate) fn end(&mut self) -> (Vec<Vec<u8>>, Result<(), FailureClass>) {
        let read = self.read_line();
        (self.writer.take(), read)
    }

    fn read_line(&mut self) -> Result<(), FailureClass> {
        let line = std::mem::take(&mut self.line);
        let line = line.trim_ascii();
        if self.done || line.is_empty() {
            return Ok(());
        }
        if line.len() > MAX_EVENT {
            return Err(FailureClass::BadAnswer("event too large"));
        }
        let document = parsed(line)?;
        let result = result(document.root())?;
        self.read(result)
    }

    fn read(&mut self, result: Value<'_>) -> Result<(), FailureClass> {
        let alternative = alternative(result)?;
        self.usage = usage(result).or(self.usage);
        let calls = tool_calls(alternative, self.request);
        if !calls.is_empty() {
            self.calls = calls.into_iter().map(owned).collect();
        }
        let status = status(alternative, !self.calls.is_empty())?;
        self.writer.begin(0);
        self.say(text(alternative).and_then(Value::text).unwrap_or_default().as_ref(), status)?;
        if let Status::Final(finish) = status {
            for (index, call) in std::mem::take(&mut self.calls).iter().enumerate() {
                self.writer.tool_call(0, index, call);
            }
            self.close(finish);
        }
        Ok(())
    }

    /// Passes on what a text says more than the one before.
    fn say(&mut self, text: &str, status: Status) -> Result<(), FailureClass> {
        let text = if status == Status::Partial { text.trim_end_matches(UNREADABLE) } else { text };
        if let Some(more) = text.strip_prefix(self.said.as_str()) {
            self.writer.content(0, &Escaped::text(more));
            self.said.push_str(more);
            return Ok(());
        }
        // Lines with calls have no text, and the last one may have lost the white space at its end.
        if self.said.strip_prefix(text).is_some_and(|rest| text.is_empty() || rest.trim().is_empty()) {
            return Ok(());
        }
        if status == Status::Final(Finish::ContentFilter) {
            // What the filter says instead.
            self.writer.refusal(0, &Escaped::text(text));
            return Ok(());
        }
        Err(FailureClass::BadAnswer("a text that does not continue"))
    }

    fn close(&mut self, finish: Finish) {
        self.done = true;
        self.writer.finish(0, finish);
        if let Some(usage) = &self.usage {
            self.writer.usage(usage);
        }
        self.writer.done();
    }
}

fn owned(call: ToolCall<'_>) -> ToolCall<'static> {
    ToolCall { id: call.id.into_owned(), name: call.name.into_owned(), arguments: call.arguments.into_owned() }
}
