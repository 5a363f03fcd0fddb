//! Where a provider's address plainly is: the perimeter must not be claimed for what stands on the open internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use router_core::files::Table;

use crate::providers::Perimeter;

/// Domains of public model APIs; what stands under one is not inside anybody's perimeter.
const PUBLIC_DOMAINS: [&str; 22] = [
    "openai.com",
    "googleapis.com",
    "anthropic.com",
    "deepseek.com",
    "cloud.yandex.net",
    "yandexcloud.net",
    "openrouter.ai",
    "mistral.ai",
    "x.ai",
    "groq.com",
    "together.xyz",
    "together.ai",
    "fireworks.ai",
    "cohere.com",
    "cohere.ai",
    "perplexity.ai",
    "moonshot.cn",
    "moonshot.ai",
    "bigmodel.cn",
    "z.ai",
    "aliyuncs.com",
    "huggingface.co",
];

/// Reports what an address and a stated perimeter say against each other.
pub(super) fn check(table: &Table<'_>, url: &http::Uri, perimeter: Perimeter) {
    let Some(host) = url.host().filter(|host| is_public(host)) else { return };
    if perimeter == Perimeter::Local
        && let Some(stated) = table.optional("perimeter")
    {
        stated.error(
            format!("`local`, but {host} is on the open internet"),
            "`foreign`, or the address of a host of your own: what is inside may see personal data",
        );
    }
    if url.scheme_str() == Some("http")
        && let Some(stated) = table.optional("base_url")
    {
        stated
            .error(format!("`http` to {host} on the open internet"), "`https`: requests and keys must not go in clear");
    }
}

/// Whether a host is plainly public: an address that is routed on the internet, or a known API. A name that says
/// nothing about itself is believed.
fn is_public(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches([']', '.']);
    if let Ok(address) = host.parse::<IpAddr>() {
        return match address {
            IpAddr::V4(address) => is_public_v4(address),
            IpAddr::V6(address) => address.to_ipv4_mapped().map_or_else(|| is_public_v6(address), is_public_v4),
        };
    }
    let host = host.to_ascii_lowercase();
    PUBLIC_DOMAINS
        .iter()
        .any(|domain| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    // Of carriers, 100.64.0.0/10, and reserved ones.
    let is_shared = first == 100 && (64..128).contains(&second);
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_unspecified()
        || address.is_documentation()
        || is_shared
        || first >= 224
        || first == 0)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // Global unicast addresses are 2000::/3; 2001:db8::/32 is for documentation.
    let [first, second, ..] = address.segments();
    first & 0xe000 == 0x2000 && !(first == 0x2001 && second == 0xdb8)
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn public_hosts() {
        for (host, expected) in [
            ("api.openai.com", true),
            ("API.OpenAI.com.", true),
            ("openai.com.mycompany.kz", false),
            ("notopenai.com", false),
            ("8.8.8.8", true),
            ("[2a00:1450::1]", true),
            ("[::ffff:8.8.8.8]", true),
            ("10.0.0.7", false),
            ("172.16.1.1", false),
            ("192.168.1.5", false),
            ("100.64.3.2", false),
            ("127.0.0.1", false),
            ("169.254.1.1", false),
            ("[::1]", false),
            ("[fd00::1]", false),
            ("[fe80::1]", false),
            ("localhost", false),
            ("vllm", false),
            ("models.bank.kz", false),
        ] {
            assert_eq!(is_public(host), expected, "{host}");
        }
    }
}
