//! What is wrong with a file: where, what was found, what was expected. Rendering is the caller's business.

use std::ops::Range;

/// How bad a [`Diagnostic`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; the file is used.
    Warning,
    /// The file, and with it the whole set, is refused.
    Error,
}

/// One problem of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Path of the file as the caller named it.
    pub file: String,
    /// Byte range in the file; `None` where the problem is the file as a whole.
    pub span: Option<Range<usize>>,
    /// Error or warning.
    pub severity: Severity,
    /// What was found, in one lowercase sentence without a final period.
    pub found: String,
    /// What was expected instead.
    pub expected: String,
}

/// A text file in memory: its name for messages, and its contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path as messages should show it.
    pub name: String,
    /// The whole text.
    pub text: String,
}

impl Diagnostic {
    /// An error at `span` of `file`.
    pub fn error(file: &str, span: Range<usize>, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            span: Some(span),
            severity: Severity::Error,
            found: found.into(),
            expected: expected.into(),
        }
    }

    /// A warning at `span` of `file`.
    pub fn warning(file: &str, span: Range<usize>, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(file, span, found, expected) }
    }

    /// An error of a set of files as a whole.
    pub fn whole(file: &str, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            span: None,
            severity: Severity::Error,
            found: found.into(),
            expected: expected.into(),
        }
    }

    /// Line and column (both from 1, columns in characters) of the problem in `text`.
    #[must_use]
    pub fn line_column(&self, text: &str) -> Option<(usize, usize)> {
        let start = self.span.as_ref()?.start.min(text.len());
        let before = text.get(..start)?;
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Some((line, column))
    }
}

/// Whether any of the problems forbids using the files.
#[must_use]
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

#[cfg(test)]
mod tests {
    use super::Diagnostic;

    #[test]
    fn columns_count_characters() {
        let text = "a = 1\nқала = \"x\"\n";
        let at = text.find("\"x\"").unwrap();
        assert_eq!(Diagnostic::error("f", at..at + 3, "", "").line_column(text), Some((2, 8)));
    }
}
