//! The stream of `streamGenerateContent`: each event is an answer of its own that says what came since the one before.

use router_core::json::Value;
use router_core::tokens::Usage;

use super::candidate::{Said, blocked, call_id, explanation, finish, logprobs, said, usage};
use super::failure::error_in;
use crate::completion::{ChunkWriter, Finish, ToolCall};
use crate::openai::parsed;
use crate::write::Escaped;
use crate::{FailureClass, Heading};

/// Most candidates of one stream.
const MOST_CANDIDATES: u64 = 128;

/// The state of one stream.
#[derive(Debug)]
pub(crate) struct Stream {
    writer: ChunkWriter,
    request: u128,
    choices: Vec<Progress>,
    /// Calls of all choices so far.
    calls: usize,
    /// Each event has the usage of the whole answer so far.
    usage: Option<Usage>,
}

/// How far a choice is.
#[derive(Debug, Clone, Default)]
struct Progress {
    has_spoken: bool,
    calls: usize,
    is_finished: bool,
}

impl Stream {
    pub(crate) fn new(heading: Heading<'_>) -> Self {
        let (writer, request) = (ChunkWriter::new(heading), heading.id);
        Self { writer, request, choices: Vec::new(), calls: 0, usage: None }
    }

    /// Reads one event and gives the chunks that it makes.
    pub(crate) fn feed(&mut self, event: &[u8]) -> Result<Vec<Vec<u8>>, FailureClass> {
        let document = parsed(event)?;
        let root = document.root();
        if let Some(class) = error_in(root) {
            return Err(class);
        }
        let named = |name: &str| root.get(name).map(Escaped::of);
        self.writer.name(named("responseId"), named("modelVersion"));
        self.usage = usage(root).or(self.usage);
        for candidate in root.get("candidates").into_iter().flat_map(Value::items) {
            self.candidate(candidate)?;
        }
        if let Some(refusal) = blocked(root).filter(|_| self.choices.is_empty()) {
            self.choices.push(Progress { is_finished: true, ..Progress::default() });
            self.writer.refusal(0, &refusal);
            self.writer.finish(0, Finish::ContentFilter);
        }
        Ok(self.writer.take())
    }

    /// The chunks that stand behind the last event of a stream that is complete.
    pub(crate) fn end(&mut self) -> Vec<Vec<u8>> {
        if let Some(usage) = self.usage.take() {
            self.writer.usage(&usage);
        }
        self.writer.done();
        self.writer.take()
    }

    fn candidate(&mut self, candidate: Value<'_>) -> Result<(), FailureClass> {
        let index = candidate.get("index").map_or(Some(0), Value::as_u64).filter(|&index| index < MOST_CANDIDATES);
        let index = index.ok_or(FailureClass::BadAnswer("a candidate out of range"))? as usize;
        if self.choices.len() <= index {
            self.choices.resize(index + 1, Progress::default());
        }
        let Some(progress) = self.choices.get_mut(index) else { return Ok(()) };
        self.writer.begin(index);
        self.writer.logprobs(logprobs(candidate));
        for said in said(candidate) {
            if progress.is_finished {
                return Err(FailureClass::BadAnswer("more after the finish reason"));
            }
            progress.has_spoken = true;
            match said {
                Said::Text(text) => self.writer.content(index, &text),
                Said::Thought(text) => self.writer.reasoning(index, &text),
                Said::Call { id, name, arguments } => {
                    let id = if id.is_empty() { call_id(self.request, self.calls) } else { id };
                    self.writer.tool_call(index, progress.calls, &ToolCall { id, name, arguments });
                    (self.calls, progress.calls) = (self.calls + 1, progress.calls + 1);
                }
            }
        }
        let Some(finish) = finish(candidate, progress.calls > 0)?.filter(|_| !progress.is_finished) else {
            return Ok(());
        };
        if finish == Finish::Stop && !progress.has_spoken {
            return Err(FailureClass::BadAnswer("an empty answer"));
        }
        progress.is_finished = true;
        if let Some(refusal) = explanation(candidate, finish) {
            self.writer.refusal(index, &refusal);
        }
        self.writer.finish(index, finish);
        Ok(())
    }
}
