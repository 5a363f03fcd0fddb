//! Problems of files for people: place, source line, what was found, what was expected.

use std::io::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use router_core::diagnostic::{Diagnostic, Severity, SourceFile};

use crate::start::StartError;

/// Writes a line to stderr; a closed stderr is nobody's problem.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Renders every problem, `file:line:column` first.
pub(crate) fn render(files: &[SourceFile], problems: &[Diagnostic]) -> String {
    problems.iter().map(|problem| format!("{}\n", one(files, problem))).collect()
}

/// A start that failed, with the problems of the files where that is why.
pub(crate) fn explain_start(error: &StartError) -> String {
    match error {
        StartError::Files { files, diagnostics } => format!("{}{error}", render(files, diagnostics)),
        other => other.to_string(),
    }
}

fn one(files: &[SourceFile], problem: &Diagnostic) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&problem.found);
    let expected = format!("expected {}", problem.expected);
    let source = files.iter().find(|file| file.name == problem.file);
    let group = match (source, &problem.span) {
        (Some(source), Some(span)) => {
            let span = span.start.min(source.text.len())..span.end.min(source.text.len());
            let snippet = Snippet::source(&source.text)
                .path(&problem.file)
                .annotation(AnnotationKind::Primary.span(span).label(&expected));
            Group::with_title(title).element(snippet)
        }
        _ => Group::with_title(title).element(Level::HELP.message(format!("{}: {expected}", problem.file))),
    };
    Renderer::plain().render(&[group])
}
