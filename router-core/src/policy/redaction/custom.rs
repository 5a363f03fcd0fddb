//! The `[[custom]]` tables of a redaction file: detectors of the organisation's own.

use super::{MODE, Promise, read_mode};
use crate::{
    files::{Key, Shape, Table, Value},
    redact::{Checksum, CustomDetector, CustomDetectors, CustomError, CustomType, DataType, Finder, Mode, Pattern},
};

pub(super) const KEYS: &[Key] = &[
    Key::required("name", Shape::Text, "its name in placeholders and reports, in capital letters"),
    Key::optional("pattern", Shape::Text, "a regular expression whose matches have a largest length"),
    Key::optional("words", Shape::List(&Shape::Text), "or words and phrases"),
    Key::optional(
        "checksum",
        Shape::Name(|| Checksum::ALL.map(Checksum::name).to_vec()),
        "what the digits of a match must fulfil",
    ),
    Key::optional("context", Shape::List(&Shape::Text), "words of which one must stand nearby"),
    Key::optional("mode", MODE, "what happens to what it finds"),
];

/// The detectors, and what happens to what they find.
#[derive(Debug, Default)]
pub(super) struct Custom {
    pub(super) detectors: CustomDetectors,
    pub(super) modes: Vec<(CustomType, Mode)>,
    pub(super) promises: Vec<Promise>,
}

/// Reads all of them; what cannot be used is reported at its place.
pub(super) fn read(root: &Table<'_>) -> Custom {
    let mut detectors: Vec<CustomDetector> = Vec::new();
    let (mut modes, mut promises) = (Vec::new(), Vec::new());
    for table in root.tables("custom", KEYS) {
        let Some((detector, mode)) = read_detector(&table, detectors.len()) else { continue };
        if detectors.iter().any(|other| other.data_type.name() == detector.data_type.name()) {
            table.error(format!("a second detector `{}`", detector.data_type.name()), "one detector of a name");
        }
        if let Some(place) = table.optional("mode").filter(|_| mode == Mode::LocalOnly) {
            promises.push(Promise::stays_inside(detector.data_type.name(), None, &place));
        }
        modes.push((detector.data_type, mode));
        detectors.push(detector);
    }
    match CustomDetectors::new(detectors) {
        Ok(detectors) => Custom { detectors, modes, promises },
        Err(error) => {
            root.error(error.to_string(), expected(&error));
            Custom::default()
        }
    }
}

/// One detector; everything it states is read before it is given up.
fn read_detector(table: &Table<'_>, place: usize) -> Option<(CustomDetector, Mode)> {
    let data_type = table.required("name").and_then(|name| {
        let text = name.string()?;
        CustomType::new(place, text).map_err(|error| name.error(error.to_string(), expected(&error))).ok()
    });
    let finder = read_finder(table);
    let context = table.optional("context").map(|context| strings(&context)).unwrap_or_default();
    let own = data_type.map(DataType::Custom);
    let mode = table.optional("mode").map_or(Some(Mode::Placeholder), |mode| read_mode(&mode, own));
    let detector = CustomDetector { data_type: data_type?, finder: finder?, context };
    // Alone it shows whether its own words can be used, and where.
    if let Err(error) = CustomDetectors::new(vec![detector.clone()]) {
        table.error(error.to_string(), expected(&error));
        return None;
    }
    Some((detector, mode?))
}

fn read_finder(table: &Table<'_>) -> Option<Finder> {
    let checksum = table.optional("checksum");
    let check = checksum.as_ref().map(|name| name.named(&Checksum::ALL, Checksum::name));
    match (table.optional("pattern"), table.optional("words")) {
        (Some(pattern), None) => {
            let read = Pattern::new(pattern.string()?);
            let read = read.map_err(|error| pattern.error(error.to_string(), expected(&error)));
            Some(Finder::Pattern(read.ok()?, check.unwrap_or_default()))
        }
        (None, Some(words)) => {
            if let Some(checksum) = checksum {
                checksum.error("a checksum of words", "`checksum` beside `pattern` only");
            }
            let list = strings(&words);
            if list.is_empty() {
                words.error("no word", "at least one");
            }
            Some(Finder::Words(list))
        }
        _ => {
            table.error("both or neither of `pattern` and `words`", "exactly one of them");
            None
        }
    }
}

fn strings(value: &Value<'_>) -> Vec<String> {
    value.list().iter().filter_map(|item| item.string().map(str::to_owned)).collect()
}

fn expected(error: &CustomError) -> String {
    match error {
        CustomError::Name(_) => CustomType::EXPECTED.to_owned(),
        CustomError::TooMany => format!("at most {}", CustomType::MOST),
        CustomError::Syntax(_) => "a regular expression in the syntax of the Rust crate `regex`".to_owned(),
        CustomError::Empty => "a pattern that needs at least one character".to_owned(),
        CustomError::Unbounded => "bounded repetitions: `{1,20}` where there is `+` or `*`".to_owned(),
        CustomError::TooLarge => "smaller repetitions, or ASCII classes such as [0-9] for \\d".to_owned(),
        CustomError::Word(_) => "a word or phrase with a letter or digit, of at most 128 bytes".to_owned(),
        CustomError::TooManyWords => "shorter lists".to_owned(),
    }
}
