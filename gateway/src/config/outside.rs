//! `[fx]` and `[webhook]`: whom the gateway calls without being asked.

use std::path::Path;

use http::Uri;
use router_core::files::{Key, Shape, Table, Value};

use super::SecretRef;
use super::check::{SECRET, secret};

/// Where events are posted.
#[derive(Debug, Clone)]
pub(crate) struct WebhookConfig {
    pub(crate) url: Uri,
    pub(crate) secret: SecretRef,
}

pub(super) const FX_KEYS: &[Key] =
    &[Key::required("feed", Shape::Text, "where rates are fetched once a day; the day follows as `?fdate=`")];
pub(super) const WEBHOOK_KEYS: &[Key] = &[
    Key::required("url", Shape::Text, "where events are posted"),
    Key::required("secret", SECRET, "what they are signed with"),
];

/// The address of the feed.
pub(super) fn feed(value: &Value<'_>) -> Option<Uri> {
    let url = value.table(FX_KEYS)?.required("feed")?;
    let uri = address(&url)?;
    if uri.query().is_some() {
        url.refuse("an address with a question mark", "an address that the day can follow")
    } else {
        Some(uri)
    }
}

pub(super) fn webhook(value: &Value<'_>, base: &Path) -> Option<WebhookConfig> {
    let table: Table<'_> = value.table(WEBHOOK_KEYS)?;
    let url = table.required("url").and_then(|url| address(&url));
    let secret = table.required("secret").and_then(|value| secret(&value, base));
    Some(WebhookConfig { url: url?, secret: secret? })
}

fn address(value: &Value<'_>) -> Option<Uri> {
    let text = value.string()?;
    let uri = text.parse::<Uri>().ok();
    let uri = uri.filter(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some());
    uri.or_else(|| value.refuse(format!("`{text}`"), "an address such as \"https://example.kz/path\""))
}
