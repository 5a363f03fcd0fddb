//! Server-sent events: bytes in, the data of whole events out. No I/O, bounded memory, any split of the bytes gives the
//! same events.

/// Longest event the decoder will hold, in bytes (fault F6).
pub const MAX_EVENT: usize = 1024 * 1024;

/// U+FEFF in UTF-8, which may stand before a stream and is no part of it.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// An event grew past [`MAX_EVENT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventTooLarge;

/// Collects bytes into events. Only `data:` lines count; comments and other fields are dropped.
#[derive(Debug, Default)]
pub struct SseDecoder {
    buffer: Vec<u8>,
    /// Where the next unread line begins.
    at: usize,
    /// Data lines of the event so far, joined by LF.
    data: Vec<u8>,
    has_data: bool,
    /// Whether a line was read: the first one may begin with a byte order mark.
    begun: bool,
}

impl SseDecoder {
    /// Adds bytes as they came from the network.
    ///
    /// # Errors
    /// [`EventTooLarge`] once one event exceeds the bound; the decoder must not be used afterwards.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), EventTooLarge> {
        if self.at > 0 {
            self.buffer.drain(..self.at);
            self.at = 0;
        }
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len().saturating_add(self.data.len()) > MAX_EVENT.saturating_add(bytes.len()) {
            return Err(EventTooLarge);
        }
        Ok(())
    }

    /// The data of the next whole event.
    pub fn next_event(&mut self) -> Option<Vec<u8>> {
        while let Some(mut line) = self.next_line() {
            if !std::mem::replace(&mut self.begun, true) && line.starts_with(BYTE_ORDER_MARK) {
                line.drain(..BYTE_ORDER_MARK.len());
            }
            if line.is_empty() {
                if std::mem::take(&mut self.has_data) {
                    return Some(std::mem::take(&mut self.data));
                }
                continue;
            }
            if let Some(value) = line.strip_prefix(b"data:") {
                if std::mem::replace(&mut self.has_data, true) {
                    self.data.push(b'\n');
                }
                self.data.extend_from_slice(value.strip_prefix(b" ").unwrap_or(value));
            }
        }
        None
    }

    /// The next line without its end (LF, CRLF or CR); a CR at the very end waits for its LF.
    fn next_line(&mut self) -> Option<Vec<u8>> {
        let rest = self.buffer.get(self.at..)?;
        let end = memchr::memchr2(b'\n', b'\r', rest)?;
        let is_cr = rest.get(end) == Some(&b'\r');
        let length = match rest.get(end + 1) {
            Some(b'\n') if is_cr => 2,
            None if is_cr => return None,
            _ => 1,
        };
        let line = rest.get(..end)?.to_vec();
        self.at += end + length;
        Some(line)
    }
}

/// Appends one `data:` event. `json` must hold no line break outside strings, which our own writers guarantee.
pub fn write_event(json: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(b"data: ");
    if memchr::memchr2(b'\n', b'\r', json).is_none() {
        out.extend_from_slice(json);
    } else {
        // Raw line breaks are white space between JSON tokens here: inside strings they are always escaped.
        out.extend(json.iter().filter(|&&byte| byte != b'\n' && byte != b'\r'));
    }
    out.extend_from_slice(b"\n\n");
}

#[cfg(test)]
mod tests {
    use super::{MAX_EVENT, SseDecoder, write_event};
    use proptest::prelude::*;

    fn events(pieces: &[&[u8]]) -> Vec<String> {
        let mut decoder = SseDecoder::default();
        let mut events = Vec::new();
        for piece in pieces {
            decoder.push(piece).unwrap();
            while let Some(event) = decoder.next_event() {
                events.push(String::from_utf8_lossy(&event).into_owned());
            }
        }
        events
    }

    #[test]
    fn what_counts_as_an_event() {
        for (text, expected) in [
            ("data: a\n\n", vec!["a"]),
            ("data:a\r\n\r\ndata: b\n\n", vec!["a", "b"]),
            (": keep-alive\n\ndata: a\n\n", vec!["a"]),
            ("event: ping\n\ndata: a\n\n", vec!["a"]),
            ("data: a\ndata: b\n\n", vec!["a\nb"]),
            ("id: 1\nretry: 5\ndata: a\n\n\n\n", vec!["a"]),
            ("\u{feff}data: a\n\n\u{feff}data: b\n\n", vec!["a"]),
            ("data: cut", vec![]),
        ] {
            assert_eq!(events(&[text.as_bytes()]), expected, "{text:?}");
        }
    }

    #[test]
    fn endless_events_are_cut() {
        let mut decoder = SseDecoder::default();
        let piece = vec![b'x'; 64 * 1024];
        let pushes = (0..64).take_while(|_| decoder.push(&piece).is_ok() && decoder.next_event().is_none()).count();
        assert!(pushes <= MAX_EVENT / piece.len() + 1);
    }

    #[test]
    fn pretty_printed_json_becomes_one_line() {
        let mut out = Vec::new();
        write_event(b"{\n \"a\": 1\r\n}", &mut out);
        assert_eq!(out, b"data: { \"a\": 1}\n\n");
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_events(cut in prop::collection::vec(0usize..90, 0..8)) {
            let text = "\u{feff}data: {\"a\":\"қ\"}\r\n\r\n: x\n\ndata: 1\ndata: 2\n\nevent: e\ndata: z\r\rdata: [DONE]\n\n".as_bytes();
            let mut cut: Vec<_> = cut.into_iter().map(|at| at.min(text.len())).chain([0, text.len()]).collect();
            cut.sort_unstable();
            let pieces: Vec<_> = cut.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect();
            prop_assert_eq!(events(&pieces), events(&[text]));
        }
    }
}
