//! What is asked in a load run, and what the answer must be.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::bodies;
use crate::load::Answer;
use crate::mock;

/// One line of the load table.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// Its name, for `--only` and the table.
    pub name: &'static str,
    /// Bytes of the request's body, about.
    pub size: usize,
    /// How the answer comes.
    pub answer: Reply,
    /// Connections with one request in flight each; `None` is what the command line says.
    pub connections: Option<usize>,
}

/// How the mock answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// In one piece.
    Whole,
    /// In frames, as fast as they can be written.
    Burst,
    /// In frames with a pause between them, so that each travels alone, as tokens do.
    Paced,
}

/// All cases, cheapest first.
pub const CASES: [Case; 9] = [
    Case { name: "0.5 KB, one connection", size: 512, answer: Reply::Whole, connections: Some(1) },
    Case { name: "0.5 KB", size: 512, answer: Reply::Whole, connections: None },
    Case { name: "8 KB", size: 8 << 10, answer: Reply::Whole, connections: None },
    Case { name: "100 KB", size: 100 << 10, answer: Reply::Whole, connections: None },
    Case { name: "0.5 KB streamed, one connection", size: 512, answer: Reply::Paced, connections: Some(1) },
    Case { name: "0.5 KB streamed", size: 512, answer: Reply::Paced, connections: None },
    Case { name: "8 KB streamed", size: 8 << 10, answer: Reply::Paced, connections: None },
    Case { name: "100 KB streamed", size: 100 << 10, answer: Reply::Paced, connections: None },
    Case { name: "0.5 KB streamed in a burst", size: 512, answer: Reply::Burst, connections: None },
];

impl Case {
    /// The whole request, head and body.
    #[must_use]
    pub fn request(&self, address: SocketAddr, key: &str) -> Arc<[u8]> {
        let body = match self.answer {
            Reply::Whole => bodies::request(self.size, false, ""),
            Reply::Burst => bodies::request(self.size, true, ""),
            Reply::Paced => bodies::request(self.size, true, mock::PACE),
        };
        let mut request = format!(
            "POST /v1/chat/completions HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        request.extend_from_slice(&body);
        request.into()
    }

    /// Checks that an answer holds the text that the provider sent, with `person` where it wrote its placeholder.
    ///
    /// # Errors
    /// Saying what was found instead.
    pub fn check(&self, answer: &Answer, person: &str) -> Result<()> {
        let body = std::str::from_utf8(&answer.body)?;
        ensure!(answer.status == 200, "status {}: {body}", answer.status);
        let (found, sent) = match self.answer {
            Reply::Whole => (whole_text(body)?, mock::whole_text()),
            Reply::Burst | Reply::Paced => (streamed_text(body)?, mock::streamed_text()),
        };
        let expected = sent.replace(mock::PLACEHOLDER, person);
        ensure!(found == expected, "the answer is {found:?} instead of {expected:?}");
        Ok(())
    }
}

fn whole_text(body: &str) -> Result<String> {
    let answer: Value = serde_json::from_str(body)?;
    Ok(answer["choices"][0]["message"]["content"].as_str().context("no content in the answer")?.to_owned())
}

fn streamed_text(body: &str) -> Result<String> {
    let mut text = String::new();
    for line in body.lines() {
        let Some(data) = line.strip_prefix("data: ") else { continue };
        if data == "[DONE]" {
            return Ok(text);
        }
        let chunk: Value = serde_json::from_str(data)?;
        text.push_str(chunk["choices"][0]["delta"]["content"].as_str().unwrap_or_default());
    }
    anyhow::bail!("a stream without [DONE]")
}
