//! What leaves as it came: identifiers of the protocol, each with the reason. Everything else is scanned.

/// A value by its place in the request; `*` stands for every item of an array.
struct Row {
    path: &'static [&'static str],
    #[cfg_attr(not(test), expect(dead_code, reason = "the reason is for the reader of the table and for its test"))]
    reason: &'static str,
}

/// Values that the gateway or the provider compares with a list of its own.
const PROTOCOL: &str = "a word of the protocol, from a closed list";
/// Names that the model's tool calls must repeat exactly.
const NAME: &str = "the name by which a tool is called back";
/// Ids that tie messages to each other.
const ID: &str = "an id that must equal another one";
/// Numbers that steer sampling and limits.
const SETTING: &str = "a number of the protocol";

const fn row(path: &'static [&'static str], reason: &'static str) -> Row {
    Row { path, reason }
}

/// The table. At most 64 rows: a walk carries the rows that still match as a bit set.
const KEEP: [Row; 58] = [
    row(&["model"], "the gateway routes by it"),
    row(&["stream"], PROTOCOL),
    row(&["max_tokens"], SETTING),
    row(&["max_completion_tokens"], SETTING),
    row(&["n"], SETTING),
    row(&["seed"], SETTING),
    row(&["temperature"], SETTING),
    row(&["top_p"], SETTING),
    row(&["top_logprobs"], SETTING),
    row(&["presence_penalty"], SETTING),
    row(&["frequency_penalty"], SETTING),
    row(&["reasoning_effort"], PROTOCOL),
    row(&["verbosity"], PROTOCOL),
    row(&["service_tier"], PROTOCOL),
    row(&["modalities", "*"], PROTOCOL),
    row(&["audio", "voice"], PROTOCOL),
    row(&["audio", "format"], PROTOCOL),
    row(&["prompt_cache_retention"], PROTOCOL),
    row(&["prompt_cache_options", "mode"], PROTOCOL),
    row(&["prompt_cache_options", "ttl"], PROTOCOL),
    row(&["moderation", "model"], PROTOCOL),
    row(&["prediction", "type"], PROTOCOL),
    row(&["prediction", "content", "*", "type"], PROTOCOL),
    row(&["web_search_options", "search_context_size"], PROTOCOL),
    row(&["web_search_options", "user_location", "type"], PROTOCOL),
    row(&["response_format", "type"], PROTOCOL),
    row(&["response_format", "json_schema", "name"], "the name of the schema, repeated in errors"),
    row(&["messages", "*", "role"], PROTOCOL),
    row(&["messages", "*", "tool_call_id"], ID),
    row(&["messages", "*", "tool_calls", "*", "id"], ID),
    row(&["messages", "*", "tool_calls", "*", "index"], SETTING),
    row(&["messages", "*", "tool_calls", "*", "type"], PROTOCOL),
    row(&["messages", "*", "tool_calls", "*", "function", "name"], NAME),
    row(&["messages", "*", "tool_calls", "*", "custom", "name"], NAME),
    row(&["messages", "*", "function_call", "name"], NAME),
    row(&["messages", "*", "audio", "id"], ID),
    row(&["messages", "*", "content", "*", "type"], PROTOCOL),
    row(&["messages", "*", "content", "*", "image_url", "detail"], PROTOCOL),
    row(&["messages", "*", "content", "*", "input_audio", "format"], PROTOCOL),
    row(&["messages", "*", "content", "*", "file", "file_id"], ID),
    row(&["messages", "*", "content", "*", "prompt_cache_breakpoint", "mode"], PROTOCOL),
    row(&["tools", "*", "type"], PROTOCOL),
    row(&["tools", "*", "function", "name"], NAME),
    row(&["tools", "*", "custom", "name"], NAME),
    row(&["tools", "*", "custom", "format", "type"], PROTOCOL),
    row(&["tools", "*", "custom", "format", "grammar", "syntax"], PROTOCOL),
    row(&["functions", "*", "name"], NAME),
    row(&["function_call"], PROTOCOL),
    row(&["function_call", "name"], NAME),
    row(&["tool_choice"], PROTOCOL),
    row(&["tool_choice", "type"], PROTOCOL),
    row(&["tool_choice", "function", "name"], NAME),
    row(&["tool_choice", "custom", "name"], NAME),
    row(&["tool_choice", "allowed_tools", "mode"], PROTOCOL),
    row(&["tool_choice", "allowed_tools", "tools", "*", "type"], PROTOCOL),
    row(&["tool_choice", "allowed_tools", "tools", "*", "function", "name"], NAME),
    row(&["tool_choice", "allowed_tools", "tools", "*", "custom", "name"], NAME),
    row(&["stream_options", "include_usage"], PROTOCOL),
];

/// The names that rows begin with, each with its rows, and how many there are: most members of a request are its own,
/// and looking through all rows for each of them would be most of the walk.
const ROOTS: ([(&str, u64); KEEP.len()], usize) = {
    let mut roots = [("", 0); KEEP.len()];
    let mut count = 0;
    let mut index = 0;
    while index < KEEP.len() {
        let mut root = 0;
        while root < count && !is_same(roots[root].0, KEEP[index].path[0]) {
            root += 1;
        }
        roots[root] = (KEEP[index].path[0], roots[root].1 | 1 << index);
        if root == count {
            count += 1;
        }
        index += 1;
    }
    (roots, count)
};

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// Longest value that is believed to be an identifier.
const IDENTIFIER: usize = 128;

/// A place in a request, as the rows of the table that may still match there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    rows: u64,
    depth: usize,
}

impl Place {
    /// The root of a request.
    pub(super) const ROOT: Self = Self { rows: u64::MAX >> (64 - KEEP.len()), depth: 0 };

    /// A place about which the table says nothing: JSON inside a string is the caller's own.
    pub(super) const UNKNOWN: Self = Self { rows: 0, depth: 0 };

    /// Whether the table says nothing about this place and all below it.
    pub(super) fn is_unknown(self) -> bool {
        self.rows == 0
    }

    /// The member `key` of an object.
    pub(super) fn member(self, key: &str) -> Self {
        if self.depth == 0 {
            let rows = ROOTS.0.iter().take(ROOTS.1).find(|(name, _)| *name == key).map_or(0, |(_, rows)| *rows);
            return Self { rows: rows & self.rows, depth: 1 };
        }
        let mut rows = 0;
        let mut open = self.rows;
        while open != 0 {
            let index = open.trailing_zeros();
            open &= open - 1;
            let segment = KEEP.get(index as usize).and_then(|row| row.path.get(self.depth));
            if segment.is_some_and(|&segment| segment == key) {
                rows |= 1 << index;
            }
        }
        Self { rows, depth: self.depth + 1 }
    }

    /// Any item of an array.
    pub(super) fn item(self) -> Self {
        self.member("*")
    }

    /// Whether the table names this place.
    pub(super) fn is_kept(self) -> bool {
        let mut open = self.rows;
        while open != 0 {
            let index = open.trailing_zeros();
            open &= open - 1;
            if KEEP.get(index as usize).is_some_and(|row| row.path.len() == self.depth) {
                return true;
            }
        }
        false
    }
}

/// Whether a value has the form of an identifier. What has not is scanned wherever it stands: a person's data typed
/// into a protocol field is still a person's data.
pub(super) fn is_identifier(text: &str) -> bool {
    text.len() <= IDENTIFIER
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::{KEEP, Place};

    #[test]
    fn every_row_is_found_and_has_a_reason() {
        for row in &KEEP {
            let place = row.path.iter().fold(Place::ROOT, |place, segment| place.member(segment));
            assert!(place.is_kept() && !row.reason.is_empty(), "{:?}", row.path);
            assert!(!place.member("unknown").is_kept());
        }
        assert!(!Place::ROOT.member("user").is_kept() && !Place::UNKNOWN.member("model").is_kept());
    }
}
