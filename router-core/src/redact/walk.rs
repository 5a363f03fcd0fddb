//! The way through a request: every string and every long number, also inside strings that hold JSON.

use std::ops::Range;

use super::answer::Request;
use super::custom::Search;
use super::detectors::{Scanner, is_word};
use super::encoded;
use super::fake::{self, Texts};
use super::joint;
use super::keep::{self, Place};
use super::sheet::{self, Beside};
use super::vault::Seen;
use super::{DataType, Entity, Field, MediaKind, RedactError, RedactionPolicy, TypeSet, Vault, normal, placeholder};
use crate::chat::Chat;
use crate::json::{Document, Kind, Limits, Value, escape_fragment_into};
use crate::restore::UrlTracker;

/// JSON inside strings is read this many levels deep; deeper text is scanned as it stands.
const NESTING: usize = 4;

/// Longest value that is read together with the name of its field, in bytes.
const FIELD: usize = 256;

/// Encoded bytes at least this long are a file, not text.
const ENCODED: usize = 256;

/// A piece of a text or document and what takes its place.
pub(super) type Part = (Range<usize>, String);

/// The state of a walk: what was found so far.
pub(super) struct Walk<'d> {
    scanner: Search<'d>,
    policy: &'d RedactionPolicy,
    /// The types that are looked for: what the policy replaces, and look-alikes of placeholders.
    types: TypeSet,
    pub(super) vault: Vault,
    /// What must not leave at all, and where the string or number that holds it begins in the document.
    pub(super) blocked: Vec<(DataType, usize)>,
    /// Where the string or number begins that is being read; one inside JSON in a string counts as that string.
    place: usize,
    /// What an answer may repeat.
    request: Option<&'d Request<'d>>,
    /// Strings that are no text, and where they begin.
    pub(super) unread: Vec<(MediaKind, usize)>,
    /// The part of the request that is being read.
    field: Field,
    /// What the values of the document that is being read hold together with others.
    beside: Beside,
}

impl<'d> Walk<'d> {
    pub(super) fn new(scanner: &'d Scanner, policy: &'d RedactionPolicy) -> Self {
        let types = policy.types.with(DataType::Literal);
        let scanner = Search::new(scanner, &policy.custom);
        Self {
            scanner,
            policy,
            types,
            vault: Vault::default(),
            blocked: Vec::new(),
            place: 0,
            request: None,
            unread: Vec::new(),
            field: Field::Other,
            beside: Beside::default(),
        }
    }

    /// A walk through the texts of an answer: placeholders in it are the request's, and stay.
    pub(super) fn of_answer(scanner: &'d Scanner, policy: &'d RedactionPolicy, request: &'d Request<'d>) -> Self {
        Self { request: Some(request), ..Self::new(scanner, policy) }
    }

    /// The splices of a whole request: byte ranges and raw JSON.
    pub(super) fn request(&mut self, chat: &Chat) -> Result<Vec<Part>, RedactError> {
        let mut parts = Vec::new();
        let mut has_own = false;
        for (key, value) in chat.document().root().members() {
            let name = key.text().unwrap_or_default();
            self.field = Field::of_member(&name);
            if name == "messages" {
                self.messages(value, &mut parts)?;
                continue;
            }
            let place = Place::ROOT.member(&name);
            if place.is_unknown() && !has_own && matches!(value.kind(), Kind::String | Kind::Number) {
                has_own = true;
                self.beside = self.beside_root(chat);
            }
            self.member_at((key, &name), value, (Place::ROOT, place), 0, &mut parts)?;
        }
        Ok(parts)
    }

    /// What the caller's own values directly in a request hold together.
    fn beside_root(&self, chat: &Chat) -> Beside {
        let is_own = |key: &Value<'_>| {
            let name = key.text().unwrap_or_default();
            Field::of_member(&name) == Field::Other && Place::ROOT.member(&name).is_unknown()
        };
        let members = chat.document().root().members().filter(|(key, _)| is_own(key));
        Beside::of_members(members, self.scanner.scanner, self.types)
    }

    /// The messages, each as a part of the request by its role, wherever in it the role stands. A [`Chat`] has them as
    /// objects in an array.
    fn messages(&mut self, messages: Value<'_>, parts: &mut Vec<Part>) -> Result<(), RedactError> {
        let place = Place::ROOT.member("messages").item();
        let outside = std::mem::take(&mut self.beside);
        for message in messages.items() {
            let role = message.get("role").and_then(Value::text);
            let field = role.map_or(Field::Other, |role| Field::of_role(&role));
            let is_own = |(key, _): &(Value<'_>, Value<'_>)| place.member(&key.text().unwrap_or_default()).is_unknown();
            if message.members().any(|member| is_own(&member)) {
                let members = message.members().filter(is_own);
                self.beside = Beside::of_members(members, self.scanner.scanner, self.types);
            }
            for (key, value) in message.members() {
                self.field = field.of_message_member(&key.text().unwrap_or_default());
                self.member(key, value, place, 0, parts)?;
            }
        }
        self.beside = outside;
        Ok(())
    }

    /// The entities of a plain text, with their placeholders.
    pub(super) fn plain(&mut self, text: &str) -> Result<(Vec<Entity>, Vec<Part>), RedactError> {
        let entities = self.scanner.scan(text, self.types);
        let parts = self.seal(text, &entities)?;
        Ok((entities, parts))
    }

    /// Puts made-up values into parts where the policy wants them instead of placeholders.
    pub(super) fn make_up(&mut self, texts: Texts<'_>, parts: &mut [Part]) {
        let form = |data_type, text: &str| normal::form(data_type, text, self.scanner.scanner);
        fake::make_up(&mut self.vault, self.policy, texts, parts, form);
    }

    /// Recursion ends with the depth limit that every document was parsed under.
    fn value(
        &mut self,
        value: Value<'_>,
        place: Place,
        nesting: usize,
        parts: &mut Vec<Part>,
    ) -> Result<(), RedactError> {
        if nesting == 0 {
            self.place = value.span().start;
        }
        match value.kind() {
            Kind::Null | Kind::Bool => {}
            Kind::Number if place.is_kept() => {}
            Kind::Number => self.number(value, "", parts),
            Kind::String => self.string(value, place, "", nesting, parts)?,
            Kind::Array => {
                for item in value.items() {
                    self.value(item, place.item(), nesting, parts)?;
                }
            }
            Kind::Object => {
                for (key, member) in value.members() {
                    self.member(key, member, place, nesting, parts)?;
                }
            }
        }
        Ok(())
    }

    /// A member of the object at `place`, its key first.
    fn member(
        &mut self,
        key: Value<'_>,
        member: Value<'_>,
        outside: Place,
        nesting: usize,
        parts: &mut Vec<Part>,
    ) -> Result<(), RedactError> {
        let name = key.text().unwrap_or_default();
        self.member_at((key, &name), member, (outside, outside.member(&name)), nesting, parts)
    }

    /// A member of the object at `outside` whose name and place are known.
    fn member_at(
        &mut self,
        (key, name): (Value<'_>, &str),
        member: Value<'_>,
        (outside, place): (Place, Place),
        nesting: usize,
        parts: &mut Vec<Part>,
    ) -> Result<(), RedactError> {
        if nesting == 0 {
            self.place = key.span().start;
        }
        // The protocol's own names are such words: a list of words must not break a request.
        if !is_word(key.body()) {
            self.string(key, Place::UNKNOWN, "", NESTING, parts)?;
        }
        match member.kind() {
            // The caller's own object. That of a schema has names and types for members, and they are many.
            Kind::Object | Kind::Array
                if place.is_unknown() && !outside.is_unknown() && !matches!(name, "parameters" | "schema") =>
            {
                let beside = Beside::of(member, self.scanner.scanner, self.types);
                let outside = std::mem::replace(&mut self.beside, beside);
                let read = self.value(member, place, nesting, parts);
                self.beside = outside;
                read
            }
            // The caller's own field: its name tells what stands in it.
            Kind::String if place.is_unknown() => self.string(member, place, name, nesting, parts),
            Kind::Number if place.is_unknown() => {
                if nesting == 0 {
                    self.place = member.span().start;
                }
                self.number(member, name, parts);
                Ok(())
            }
            _ => self.value(member, place, nesting, parts),
        }
    }

    /// A number that is an identifier becomes a string: a placeholder is no number.
    fn number(&mut self, value: Value<'_>, name: &str, parts: &mut Vec<Part>) {
        let found = self.scanner.number(self.types, name, value.raw()).or_else(|| self.beside.number(value));
        let is_birth = || self.types.contains(DataType::Dob) && sheet::is_birth(name, value.raw());
        let found = found.or_else(|| is_birth().then_some(DataType::Dob));
        if let Some(data_type) = found.filter(|&found| self.is_taken(found, value.raw())) {
            let replacement = self.replacement(data_type, value.raw(), false);
            parts.push((value.span(), format!("\"{replacement}\"")));
        }
    }

    fn string(
        &mut self,
        value: Value<'_>,
        place: Place,
        name: &str,
        nesting: usize,
        parts: &mut Vec<Part>,
    ) -> Result<(), RedactError> {
        if nesting == 0 && !name.is_empty() {
            self.place = value.span().start;
        }
        let Some(text) = value.text() else { return Ok(()) };
        if place.is_kept() && keep::is_identifier(&text) {
            return Ok(());
        }
        let found = match self.document(&text, nesting)? {
            Some(parts) => parts,
            None => self.words(&text, name, value.span().start)?,
        };
        if found.is_empty() {
            return Ok(());
        }
        let ranges: Vec<_> = found.iter().map(|(range, _)| range.clone()).collect();
        for (range, (_, replacement)) in value.byte_ranges(&ranges).into_iter().zip(&found) {
            parts.push((range, escaped(replacement)));
        }
        Ok(())
    }

    /// The parts of a text that are replaced.
    pub(super) fn text(&mut self, text: &str) -> Result<Vec<Part>, RedactError> {
        match self.document(text, 0)? {
            Some(parts) => Ok(parts),
            None => self.words(text, "", usize::MAX),
        }
    }

    /// The parts that are replaced in a text that is JSON as a whole; `None` where it is not.
    fn document(&mut self, text: &str, nesting: usize) -> Result<Option<Vec<Part>>, RedactError> {
        if nesting >= NESTING || !may_be_json(text) {
            return Ok(None);
        }
        let Ok(document) = Document::parse(text.as_bytes(), Limits::default()) else { return Ok(None) };
        let mut parts = Vec::new();
        let beside = Beside::of(document.root(), self.scanner.scanner, self.types);
        let outside = std::mem::replace(&mut self.beside, beside);
        let read = self.value(document.root(), Place::UNKNOWN, nesting + 1, &mut parts);
        self.beside = outside;
        read.map(|()| Some(parts))
    }

    /// The parts that are replaced in a text that is no JSON. `name` is that of the field it fills, if it is one, and
    /// `start` where its string begins in the document.
    fn words(&mut self, text: &str, name: &str, start: usize) -> Result<Vec<Part>, RedactError> {
        let whole = text;
        let text = without_payload(whole);
        if text.len() < whole.len() {
            self.unread.push((MediaKind::of_payload(whole), self.place));
        }
        let entities = match name {
            name if name.is_empty() || text.len() > FIELD => self.scanner.scan(text, self.types),
            name => self.field(name, text),
        };
        let entities = self.beside.joined(start, text, entities);
        self.seal(text, &entities)
    }

    /// The entities of a field's value, read as it would stand in a text: `"firstName": "Айгуль"` is a name, «Айгуль»
    /// alone may be a shop.
    fn field(&self, name: &str, value: &str) -> Vec<Entity> {
        let written = format!("\"{name}\": \"{value}\"");
        let start = name.len() + 5;
        let inside = |entity: Entity| {
            let range = entity.range.start.max(start)..entity.range.end.min(start + value.len());
            (range.start < range.end).then(|| Entity { range: range.start - start..range.end - start, ..entity })
        };
        self.scanner.scan(&written, self.types).into_iter().filter_map(inside).collect()
    }

    /// What takes the place of a value, by the mode of its type.
    fn replacement(&mut self, data_type: DataType, original: &str, in_url: bool) -> String {
        if self.policy.blocked.contains(data_type) {
            self.blocked.push((data_type, self.place));
        }
        if self.policy.masked.contains(data_type) {
            self.vault.mask(data_type, self.field);
            return placeholder::mask(data_type);
        }
        let seen = Seen { field: self.field, in_url };
        self.vault.mint(data_type, original, seen, |spelling| normal::form(data_type, spelling, self.scanner.scanner))
    }

    /// Whether a finding is replaced: in a request all are, in an answer those that are the model's own.
    fn is_taken(&self, data_type: DataType, value: &str) -> bool {
        self.request.is_none_or(|request| request.is_own(data_type, value))
    }

    /// Puts entities into the vault, in order of appearance. Anything that does not fit together ends the request.
    fn seal(&mut self, text: &str, entities: &[Entity]) -> Result<Vec<Part>, RedactError> {
        let mut parts = Vec::with_capacity(entities.len());
        let mut tracker = UrlTracker::default();
        let mut done = 0;
        for entity in entities {
            let range = entity.range.clone();
            if range.start < done {
                return Err(RedactError::Overlap);
            }
            let original =
                text.get(range.clone()).filter(|original| !original.is_empty()).ok_or(RedactError::Boundary)?;
            if !self.is_taken(entity.data_type, original) {
                continue;
            }
            for field in joint::fields(text, &range, entity.data_type) {
                let value = text.get(field.clone()).ok_or(RedactError::Boundary)?;
                tracker.feed(text.get(done..field.start).ok_or(RedactError::Boundary)?);
                let replacement = self.replacement(entity.data_type, value, tracker.in_url());
                tracker.pass_placeholder();
                done = field.end;
                parts.push((field, replacement));
            }
        }
        Ok(parts)
    }
}

/// A text with its parts replaced.
pub(super) fn spliced(text: &str, parts: &[Part]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (range, replacement) in parts {
        out.push_str(text.get(done..range.start).unwrap_or_default());
        out.push_str(replacement);
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// A replacement as it stands inside a JSON string.
fn escaped(text: &str) -> String {
    let mut raw = Vec::with_capacity(text.len() + 2);
    escape_fragment_into(text, &mut raw);
    String::from_utf8(raw).unwrap_or_default()
}

fn may_be_json(text: &str) -> bool {
    let text = text.trim_ascii();
    matches!((text.as_bytes().first(), text.as_bytes().last()), (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']')))
}

/// A text without the encoded bytes of a `data:` URL or of a whole encoded file. They are not decoded here, and a
/// replacement inside them would only break them.
fn without_payload(text: &str) -> &str {
    if is_encoded(text) {
        return "";
    }
    let url = text.strip_prefix("data:").and_then(|url| url.split_once(','));
    match url {
        Some((head, payload)) if head.ends_with(";base64") && is_encoded(payload) => {
            text.get(..text.len() - payload.len()).unwrap_or(text)
        }
        _ => text,
    }
}

/// Long, of the base64 alphabet only, in both cases: text has blanks, and paths and queries have other signs. Readable
/// text in base64 is no file: the detectors look into it.
fn is_encoded(text: &str) -> bool {
    text.len() >= ENCODED
        && text.trim_end_matches('=').bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
        && text.bytes().any(|byte| byte.is_ascii_uppercase())
        && encoded::decoded(text, &(0..text.len())).is_none()
}

#[cfg(test)]
mod tests {
    use super::{may_be_json, without_payload};

    #[test]
    fn payloads_are_left_alone() {
        let payload = "iVBORw0KGgoAAAANSUhEUgAA".repeat(20);
        let url = format!("data:image/png;base64,{payload}");
        assert_eq!(without_payload(&url), "data:image/png;base64,");
        assert_eq!(without_payload(&payload), "");
        for text in
            ["data:text/plain,87011234567", "data:;base64,87011234567", "87011234567", &"87011234567".repeat(30)]
        {
            assert_eq!(without_payload(text), text);
        }
    }

    #[test]
    fn what_may_be_json() {
        for (text, expected) in
            [(" {\"a\":1}\n", true), ("[1]", true), ("[PHONE_1] x", false), ("", false), ("{", false)]
        {
            assert_eq!(may_be_json(text), expected, "{text}");
        }
    }
}
