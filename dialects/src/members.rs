//! Reading a request in OpenAI's form for a dialect that says it in other words.

use router_core::json::{Kind, Value};

use crate::UpstreamError;

/// Members that the dialect has no words for and that change little: left out and named, or refused.
#[derive(Debug)]
pub(crate) struct Losses {
    strict: bool,
    names: Vec<&'static str>,
}

impl Losses {
    pub(crate) fn new(strict: bool) -> Self {
        Self { strict, names: Vec::new() }
    }

    /// Leaves a member out.
    ///
    /// # Errors
    /// Where nothing may be left out.
    pub(crate) fn leave_out(&mut self, name: &'static str) -> Result<(), UpstreamError> {
        if self.strict {
            return Err(UpstreamError::unsupported(name, "This model does not know it, and nothing may be left out."));
        }
        if !self.names.contains(&name) {
            self.names.push(name);
        }
        Ok(())
    }

    /// Leaves out all of `names` that the request asks for.
    ///
    /// # Errors
    /// Where nothing may be left out.
    pub(crate) fn leave_out_all(&mut self, root: Value<'_>, names: &[&'static str]) -> Result<(), UpstreamError> {
        names.iter().filter(|name| asks(root, name)).try_for_each(|name| self.leave_out(name))
    }

    /// What was left out.
    pub(crate) fn into_names(self) -> Vec<&'static str> {
        self.names
    }
}

/// A member that is there: `null` is as if absent.
pub(crate) fn get<'a>(object: Value<'a>, name: &str) -> Option<Value<'a>> {
    object.get(name).filter(|value| !value.is_null())
}

/// Whether a member asks for anything: `false`, 0, `auto`, `default` and what is empty are what happens anyway.
pub(crate) fn asks(object: Value<'_>, name: &str) -> bool {
    get(object, name).is_some_and(|value| match value.kind() {
        Kind::Null => false,
        Kind::Bool => value.as_bool() == Some(true),
        Kind::Number => number(value) != Some(0.0),
        Kind::String => !matches!(value.body(), "" | "auto" | "default"),
        Kind::Array => value.items().next().is_some(),
        Kind::Object => value.members().next().is_some(),
    })
}

/// A number for comparing with bounds; what is sent on are its own digits.
pub(crate) fn number(value: Value<'_>) -> Option<f64> {
    if value.kind() == Kind::Number { value.raw().parse().ok() } else { None }
}

/// A member that is a number from 0 to `most`, for comparing and as it was written.
///
/// # Errors
/// Where it is none.
pub(crate) fn bounded<'a>(root: Value<'a>, name: &str, most: f64) -> Result<Option<(f64, &'a str)>, UpstreamError> {
    let Some(value) = get(root, name) else { return Ok(None) };
    match number(value).filter(|wanted| (0.0..=most).contains(wanted)) {
        Some(wanted) => Ok(Some((wanted, value.raw()))),
        None => Err(UpstreamError::invalid(name, format!("Expected a number from 0 to {most}."))),
    }
}

/// The strings of `stop`. An empty one stops nothing and is none of them.
///
/// # Errors
/// Where it is neither a string nor an array of strings.
pub(crate) fn stops(root: Value<'_>) -> Result<Vec<Value<'_>>, UpstreamError> {
    let Some(stop) = get(root, "stop") else { return Ok(Vec::new()) };
    let stops: Vec<_> = if stop.kind() == Kind::String { vec![stop] } else { stop.items().collect() };
    if !matches!(stop.kind(), Kind::String | Kind::Array) || stops.iter().any(|stop| stop.kind() != Kind::String) {
        return Err(UpstreamError::invalid("stop", "Expected a string or an array of strings."));
    }
    Ok(stops.into_iter().filter(|stop| !stop.body().is_empty()).collect())
}

/// Refuses what would be another answer if it were left out: the members of a table with what is said of each, more than
/// one choice, and answers that are no text.
///
/// # Errors
/// The first of them that the request asks for.
pub(crate) fn refuse(root: Value<'_>, refused: &[(&str, &str)]) -> Result<(), UpstreamError> {
    if let Some((name, why)) = refused.iter().find(|(name, _)| asks(root, name)) {
        return Err(UpstreamError::unsupported(name, *why));
    }
    if get(root, "n").is_some_and(|count| count.as_u64() != Some(1)) {
        return Err(UpstreamError::unsupported("n", "This model gives one choice."));
    }
    if get(root, "modalities").is_some_and(|list| list.items().any(|modality| !modality.is_text("text"))) {
        return Err(UpstreamError::unsupported("modalities", "This model writes text only."));
    }
    Ok(())
}

/// The media type and the base64 text of a `data:` URL; `None` for any other.
pub(crate) fn data_url(url: &str) -> Option<(&str, &str)> {
    let (head, data) = url.strip_prefix("data:")?.split_once(',')?;
    let (media_type, parameters) = head.split_once(';')?;
    (parameters == "base64" || parameters.ends_with(";base64")).then_some((media_type, data))
}

#[cfg(test)]
mod tests {
    use super::{asks, data_url};
    use router_core::json::{Document, Limits};

    #[test]
    fn what_asks_for_something() {
        for (value, expected) in [
            ("null", false),
            ("false", false),
            ("0.0", false),
            ("{}", false),
            ("[]", false),
            ("\"\"", false),
            ("\"auto\"", false),
            ("true", true),
            ("-1", true),
            ("1e999", true),
            ("[0]", true),
        ] {
            let document = Document::parse(format!("{{\"a\":{value}}}").as_bytes(), Limits::default()).unwrap();
            assert_eq!(asks(document.root(), "a"), expected, "{value}");
        }
    }

    #[test]
    fn data_urls() {
        for (url, expected) in [
            ("data:image/png;base64,AA==", Some(("image/png", "AA=="))),
            ("data:text/plain;charset=utf-8;base64,AA==", Some(("text/plain", "AA=="))),
            ("data:text/plain,hello", None),
            ("https://x/y.png", None),
        ] {
            assert_eq!(data_url(url), expected, "{url}");
        }
    }
}
