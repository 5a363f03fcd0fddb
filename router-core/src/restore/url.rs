//! Where in a text one is: inside a URL, a link target or an HTML tag with a URL, or in plain text. A value restored
//! there can travel to a stranger when the answer is rendered.

/// How a channel's text is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As it stands.
    Plain,
    /// As JSON: escapes stand for characters, and what is put in must be escaped.
    Json,
}

/// Follows a text byte by byte, whatever pieces it comes in.
#[derive(Debug, Clone)]
pub(crate) struct UrlTracker {
    reading: Reading,
    /// `//` was seen in this word.
    url: bool,
    /// Between `](` and `)`.
    target: bool,
    /// Between `<x` and `>`; blanks and quotes do not end a URL there.
    tag: bool,
    last: u8,
    escape: Escape,
}

/// Progress inside a JSON escape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Escape {
    None,
    Begun,
    /// Hexadecimal digits still to come, and their value so far.
    Unicode(u8, u32),
}

impl Default for UrlTracker {
    fn default() -> Self {
        Self::new(Reading::Plain)
    }
}

impl UrlTracker {
    pub(crate) fn new(reading: Reading) -> Self {
        Self { reading, url: false, target: false, tag: false, last: b'\n', escape: Escape::None }
    }

    /// How the text is read.
    pub(crate) fn reading(&self) -> Reading {
        self.reading
    }

    /// Whether what comes next stands where it could be fetched.
    pub(crate) fn in_url(&self) -> bool {
        self.url || self.target
    }

    /// Goes on through a placeholder: nothing in it but its closing bracket can matter to what follows.
    pub(crate) fn pass_placeholder(&mut self) {
        self.escape = Escape::None;
        self.last = b']';
    }

    /// Goes on through `text`.
    pub(crate) fn feed(&mut self, text: &str) {
        match self.reading {
            Reading::Plain => self.leap(text.as_bytes()),
            Reading::Json => {
                for &byte in text.as_bytes() {
                    self.json_step(byte);
                }
            }
        }
    }

    /// Goes on without looking at every byte: where neither a tag nor a link target is open, nothing matters before the
    /// last blank in front of what may open one.
    fn leap(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            if self.tag || self.target || matches!(self.last, b'<' | b']') {
                self.step(byte);
                rest = after;
                continue;
            }
            let opener = memchr::memchr2(b'<', b']', rest).map_or(rest.len(), |at| at + 1);
            let Some((head, tail)) = rest.split_at_checked(opener) else { return };
            let blank = memchr::memrchr2(b' ', b'\n', head);
            if let Some(&blank) = blank.and_then(|at| head.get(at)) {
                *self = Self { last: blank, ..Self::new(self.reading) };
            }
            for &byte in head.get(blank.map_or(0, |at| at + 1)..).unwrap_or_default() {
                self.step(byte);
            }
            rest = tail;
        }
    }

    fn json_step(&mut self, byte: u8) {
        self.escape = match self.escape {
            Escape::None if byte == b'\\' => Escape::Begun,
            Escape::None => {
                self.step(byte);
                Escape::None
            }
            Escape::Begun if byte == b'u' => Escape::Unicode(4, 0),
            Escape::Begun => {
                // Escaped line ends and quotes count as what they stand for; `\/` and `\\` are slashes to a browser.
                self.step(if matches!(byte, b'n' | b'r') {
                    b'\n'
                } else if byte == b't' {
                    b' '
                } else {
                    byte
                });
                Escape::None
            }
            Escape::Unicode(left, value) => {
                let value = value * 16 + char::from(byte).to_digit(16).unwrap_or_default();
                if left > 1 {
                    Escape::Unicode(left - 1, value)
                } else {
                    self.step(u8::try_from(value).ok().filter(u8::is_ascii).unwrap_or(0xff));
                    Escape::None
                }
            }
        };
    }

    fn step(&mut self, byte: u8) {
        let byte = if byte == b'\\' { b'/' } else { byte };
        match byte {
            b'\n' if self.last == b'\n' => *self = Self { last: byte, ..Self::new(self.reading) },
            b'\n' => {
                self.target = false;
                self.url &= self.tag;
            }
            b'>' => {
                self.tag = false;
                self.url = false;
            }
            b' ' | b'\t' | b'\r' | b'"' | b'\'' | b'`' | b'<' => self.url &= self.tag,
            b')' if self.target => {
                self.target = false;
                self.url = false;
            }
            b'/' if self.last == b'/' => self.url = true,
            b'(' if self.last == b']' => self.target = true,
            b'a'..=b'z' | b'A'..=b'Z' if self.last == b'<' => self.tag = true,
            _ => {}
        }
        self.last = byte;
    }
}

#[cfg(test)]
mod tests {
    use super::{Reading, UrlTracker};

    fn in_url(reading: Reading, text: &str) -> bool {
        let mut tracker = UrlTracker::new(reading);
        tracker.feed(text);
        let mut pieces = UrlTracker::new(reading);
        for character in text.chars() {
            pieces.feed(&character.to_string());
        }
        assert_eq!(tracker.in_url(), pieces.in_url(), "pieces of {text}");
        tracker.in_url()
    }

    #[test]
    fn places() {
        for (text, expected) in [
            ("", false),
            ("звоните ", false),
            ("https://evil.example/?q=", true),
            ("https://evil.example/ ", false),
            ("![x](", true),
            ("![x](/local path ", true),
            ("![x](https://a.b) ", false),
            ("[1]: //evil/", true),
            ("<img src=\"https://evil/?a= ", true),
            ("<img src=\"https://evil/?a=\n", true),
            ("<img src=\"https://evil/?a=\n\n", false),
            ("<b>", false),
            ("<b class=\"x\">", false),
            ("1 < 2, ", false),
            ("https:\\\\evil\\", true),
            ("{\"url\":\"https://evil/", true),
            ("{\"url\":\"https://evil/\",\"phone\":\"", false),
        ] {
            assert_eq!(in_url(Reading::Plain, text), expected, "{text}");
        }
        for (text, expected) in [
            (r#"{"u":"https:\/\/evil\/"#, true),
            (r#"{"u":"https:\u002f\u002Fevil"#, true),
            (r#"{"u":"https://evil/\n"#, false),
            (r#"{"u":"\u0442\u0435\u043b:"#, false),
        ] {
            assert_eq!(in_url(Reading::Json, text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn leaping_is_stepping(parts in proptest::collection::vec(
            proptest::sample::select(vec!["a", " ", "\n", "//", "/", "](", "]", ")", "<a", "<", ">", "\"", "http:", "(", "слово "]), 0..40,
        )) {
            in_url(Reading::Plain, &parts.concat());
        }
    }
}
