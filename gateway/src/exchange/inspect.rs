//! Answers are read for personal data that the model brought by itself, before values are restored into them.

use std::sync::Arc;

use dialects::openai::{self, Answer, Frame, FrameKind};
use router_core::json::{Document, Edits, Limits};
use router_core::redact::{AnswerGuard, AnswerMode, AnswerReader, AnswerTexts, Findings};

use crate::Gateway;
use crate::pipeline::{MAX_INLINE, Redaction};
use crate::respond::Refusal;

/// Reads a stream while it passes.
#[derive(Debug)]
pub(super) struct Inspector {
    mode: AnswerMode,
    /// For what is only counted: read once everything else has left, so that it delays nothing.
    texts: AnswerTexts,
    /// For what is masked or blocked.
    guard: AnswerGuard,
}

/// Reads a whole answer: what it held, and the answer as it may be handed on.
pub(super) async fn whole(
    gateway: &Arc<Gateway>,
    redaction: &Redaction,
    answer: Answer,
) -> (Findings, Result<Answer, Refusal>) {
    let mode = redaction.scope().answers;
    if mode == AnswerMode::Off {
        return (Findings::default(), Ok(answer));
    }
    if answer.document.bytes().len() <= MAX_INLINE {
        return judged(gateway, redaction, mode, answer);
    }
    let (gateway, redaction) = (Arc::clone(gateway), redaction.share());
    let judging = tokio::task::spawn_blocking(move || judged(&gateway, &redaction, mode, answer));
    // A panic in there: what was not read is not handed out.
    judging.await.unwrap_or_else(|_| (Findings::default(), Err(Refusal::Internal)))
}

fn judged(
    gateway: &Gateway,
    redaction: &Redaction,
    mode: AnswerMode,
    answer: Answer,
) -> (Findings, Result<Answer, Refusal>) {
    let mut edits = Edits::new();
    let found = reader(gateway, redaction).whole(&answer.document, &mut edits);
    let judged = match mode {
        AnswerMode::Block if !found.is_empty() => Err(blocked(&found)),
        AnswerMode::Mask if !edits.is_empty() => {
            openai::decode(edits.apply(answer.document.bytes())).map_err(|_| Refusal::Internal)
        }
        AnswerMode::Off | AnswerMode::Mark | AnswerMode::Mask | AnswerMode::Block => Ok(answer),
    };
    (found, judged)
}

impl Inspector {
    pub(super) fn new(redaction: &Redaction) -> Self {
        Self { mode: redaction.scope().answers, texts: AnswerTexts::default(), guard: AnswerGuard::default() }
    }

    /// What leaves instead of a frame; `None`: the frame as it came.
    ///
    /// # Errors
    /// The end of the stream, where the policy blocks what was found. Nothing of it has left.
    pub(super) fn frame(
        &mut self,
        gateway: &Gateway,
        redaction: &Redaction,
        frame: &Frame,
    ) -> Result<Option<Vec<Frame>>, Refusal> {
        match self.mode {
            AnswerMode::Off => return Ok(None),
            AnswerMode::Mark => {
                self.texts.note(&frame.document);
                return Ok(None);
            }
            AnswerMode::Mask | AnswerMode::Block => {}
        }
        let guarded = self.guard.frame(&reader(gateway, redaction), &frame.document);
        if self.mode == AnswerMode::Block && !self.guard.is_clean() {
            return Err(blocked(&self.guard.findings()));
        }
        if guarded.before.is_empty() && guarded.edits.is_empty() {
            return Ok(None);
        }
        let mut frames: Vec<Frame> = guarded.before.iter().filter_map(|chunk| own_frame(chunk)).collect();
        let document = Document::parse(&guarded.edits.apply(frame.document.bytes()), openai::ANSWER_LIMITS);
        frames.push(Frame { document: document.map_err(|_| Refusal::Internal)?, ..*frame });
        Ok(Some(frames))
    }

    /// What the stream held, once it has ended.
    pub(super) async fn found(self, gateway: &Arc<Gateway>, redaction: &Redaction) -> Findings {
        match self.mode {
            AnswerMode::Off => Findings::default(),
            AnswerMode::Mask | AnswerMode::Block => self.guard.findings(),
            AnswerMode::Mark if self.texts.size() <= MAX_INLINE => reader(gateway, redaction).texts(&self.texts),
            AnswerMode::Mark => {
                let (gateway, redaction) = (Arc::clone(gateway), redaction.share());
                let reading = tokio::task::spawn_blocking(move || reader(&gateway, &redaction).texts(&self.texts));
                reading.await.unwrap_or_default()
            }
        }
    }
}

/// Whether a whole answer holds no personal data that its model brought by itself.
pub(super) fn is_clean(gateway: &Gateway, redaction: &Redaction, answer: &Document) -> bool {
    reader(gateway, redaction).whole(answer, &mut Edits::new()).is_empty()
}

fn reader<'a>(gateway: &'a Gateway, redaction: &'a Redaction) -> AnswerReader<'a> {
    let reader = gateway.detectors.answers(redaction.policy(), redaction.chat().document());
    reader.knowing(redaction.redacted().vault())
}

/// A frame of our own, with text alone.
fn own_frame(chunk: &[u8]) -> Option<Frame> {
    let document = Document::parse(chunk, Limits::default()).ok()?;
    Some(Frame { document, kind: FrameKind::Content, usage: None, complete: false })
}

fn blocked(found: &Findings) -> Refusal {
    Refusal::AnswerBlocked { found: found.names().collect::<Vec<_>>().join(", ") }
}
