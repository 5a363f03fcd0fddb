//! Addresses of machines on the internet, v4 and v6. Private ones, loopback and public resolvers name nobody.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::context::{after, before, nearest, words, words_back};
use super::cues::Cues;
use super::fold::{char_at, char_before, digit, is_invisible, is_letter};
use super::numbers::Candidate;

/// Bytes around an address in which its label is looked for.
const REACH: usize = 64;
/// Addresses with two numbers below this in front may as well be versions or chapters.
const CHAPTERS: u8 = 32;
/// Bytes of the longest v6 address.
const V6: usize = 39;

/// Resolvers that everybody uses.
const RESOLVERS: [[u8; 4]; 12] = [
    [1, 0, 0, 1],
    [1, 1, 1, 1],
    [8, 8, 4, 4],
    [8, 8, 8, 8],
    [9, 9, 9, 9],
    [77, 88, 8, 1],
    [77, 88, 8, 8],
    [94, 140, 14, 14],
    [94, 140, 15, 15],
    [149, 112, 112, 112],
    [208, 67, 220, 220],
    [208, 67, 222, 222],
];

/// The same with longer addresses.
const RESOLVERS_V6: [&str; 6] = [
    "2001:4860:4860::8844",
    "2001:4860:4860::8888",
    "2606:4700:4700::1001",
    "2606:4700:4700::1111",
    "2620:fe::fe",
    "2a02:6b8::feed:0ff",
];

/// Words that announce an address.
static MACHINES: Cues = Cues::new(&[
    "ip*",
    "айпи*",
    "ип",
    "адрес*",
    "мекенжай*",
    "address*",
    "addr*",
    "host*",
    "хост*",
    "server*",
    "сервер*",
    "from",
    "ping*",
    "пинг*",
    "лог*",
    "log*",
    "вход*",
    "login*",
    "кір*",
    "устройств*",
    "ssh",
    "vpn*",
    "впн",
    "proxy*",
    "прокси*",
    "dns",
    "днс",
    "http*",
    "url",
    "client*",
    "remote*",
    "forwarded*",
    "traceroute*",
    "узел",
    "узла",
    "шлюз*",
    "gateway*",
    "peer*",
    "port*",
    "порт*",
    "подсет*",
    "subnet*",
    "вошел*",
    "вошёл*",
    "вошл*",
    "заход*",
    "зашел*",
    "зашёл*",
    "подключ*",
    "сесси*",
    "session*",
    "қосыл*",
]);

/// Words that announce a version or a chapter.
static COUNTED: Cues = Cues::new(&[
    "верси*",
    "version*",
    "ver",
    "v",
    "release*",
    "релиз*",
    "build*",
    "сборк*",
    "нұсқа*",
    "firmware*",
    "прошивк*",
    "драйвер*",
    "driver*",
    "раздел*",
    "пункт*",
    "п",
    "пп",
    "подпункт*",
    "ст",
    "стать*",
    "глав*",
    "section*",
    "clause*",
    "chapter*",
    "гост",
    "снип",
    "бап*",
    "тармақ*",
    "бөлім*",
    "обнови*",
    "обновлени*",
    "платформ*",
    "конфигураци*",
    "platform*",
    "upgrade*",
    "жаңарт*",
    "update*",
    "патч*",
    "patch*",
    "маск*",
    "mask*",
    "netmask*",
    "oid",
    "оквэд",
    "окэд",
]);

/// What programs do, with their version before it.
static STARTED: Cues = Cues::new(&[
    "start*",
    "stopp*",
    "released",
    "deployed",
    "installed",
    "запущен*",
    "запустил*",
    "стартовал*",
    "установлен*",
    "орнатылды",
    "іске",
]);

/// The row of the table of numbers.
pub(super) fn find(candidate: Candidate<'_>) -> Option<Range<usize>> {
    let start = candidate.start();
    let next = candidate.chain.end(candidate.group).and_then(|end| char_at(candidate.text, end))?;
    match (candidate.group_len(), next) {
        (1..=3, '.' | '[' | '(' | '．') => v4(candidate.text, start),
        (1..=4, ':' | 'a'..='f' | 'A'..='F') => v6(candidate.text, start),
        _ => None,
    }
}

fn v4(text: &str, start: usize) -> Option<Range<usize>> {
    let is_apart = stands_alone_before(text, start);
    (is_apart || char_before(text, start) == Some('/')).then_some(())?;
    let mut octets = [0; 4];
    let mut at = start;
    for (place, octet) in octets.iter_mut().enumerate() {
        if place > 0 {
            at = skip_dot(text, at)?;
        }
        (*octet, at) = number(text, at)?;
    }
    // `client1/2.133.77.201:51884`: a version has no port.
    let is_whole = if is_apart { stands_alone_behind(text, at) } else { has_port(text, at) };
    (is_whole && names_somebody(Ipv4Addr::from(octets)) && is_address(text, start..at, octets)).then_some(start..at)
}

/// Whether a port of a client follows: four or five digits behind a colon.
fn has_port(text: &str, end: usize) -> bool {
    let port = after(text, end, 8).strip_prefix(':').unwrap_or_default();
    let digits = port.bytes().take_while(u8::is_ascii_digit).count();
    (4..=5).contains(&digits) && !port.starts_with('0')
}

/// One number from 0 to 255 without zeros in front, and where it ends.
fn number(text: &str, start: usize) -> Option<(u8, usize)> {
    let mut value: u16 = 0;
    let mut digits = 0;
    let mut end = start;
    for (offset, character) in text.get(start..)?.char_indices() {
        if let Some(next) = digit(character) {
            value = value * 10 + u16::from(next);
            digits += 1;
            end = start + offset + character.len_utf8();
            if digits > 3 || (digits == 2 && value < 10) {
                return None;
            }
        } else if !is_invisible(character) || digits == 0 {
            break;
        }
    }
    (digits > 0).then(|| Some((u8::try_from(value).ok()?, end))).flatten()
}

/// The dot between two numbers, also in the brackets that keep an address from becoming a link.
fn skip_dot(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?.trim_start_matches(is_invisible);
    ["[.]", "(.)", "．", "."].iter().find_map(|dot| Some(text.len() - rest.strip_prefix(dot)?.len()))
}

/// Not the tail of a longer number, of a name with a version (`Chrome/120.0.1.2`, `lib-1.2.3.4`) or of a word, unless
/// that word is a label.
fn stands_alone_before(text: &str, start: usize) -> bool {
    let Some(last) = char_before(text, start) else { return true };
    let head = text.get(..start - last.len_utf8()).unwrap_or_default();
    match last {
        '/' => !head.ends_with(char::is_alphanumeric),
        '-' => !head.ends_with(is_letter),
        '.' | '_' => !head.ends_with(char::is_alphanumeric),
        letter if is_letter(letter) => {
            words_back(before(text, start, 16)).next().is_some_and(|(word, _)| MACHINES.has(word))
        }
        _ => digit(last).is_none(),
    }
}

fn stands_alone_behind(text: &str, end: usize) -> bool {
    let mut rest = text.get(end..).unwrap_or_default().chars();
    match rest.next() {
        // `…-185.120.77.9` is the end of a range, `…-1` and `…-beta` are versions.
        Some('-') => {
            let tail = rest.as_str().trim_start_matches(|next| digit(next).is_some());
            let is_range = tail.len() < rest.as_str().len() && tail.starts_with('.');
            is_range || !rest.next().is_some_and(|next| next.is_ascii_alphanumeric())
        }
        Some('.' | '_') => !rest.next().is_some_and(|next| digit(next).is_some() || next.is_ascii_alphabetic()),
        Some(next) => digit(next).is_none() && !next.is_ascii_alphabetic(),
        None => true,
    }
}

/// Whether an address belongs to one machine in public.
fn names_somebody(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let is_shared = first == 100 && (64..128).contains(&second);
    first != 0
        && first < 224
        && !is_shared
        && !address.is_private()
        && !address.is_loopback()
        && !address.is_link_local()
        && !RESOLVERS.contains(&address.octets())
}

/// Whether it is an address and no version or chapter: by a word, or by numbers that nobody counts to.
fn is_address(text: &str, range: Range<usize>, octets: [u8; 4]) -> bool {
    let may_count = octets.iter().take(2).all(|&octet| octet < CHAPTERS) || octets.ends_with(&[0, 0]);
    // `esbd-proxy 2.11.0.4 started`
    let starts = || may_count && words(after(text, range.end, REACH / 2)).next().is_some_and(|word| STARTED.has(word));
    match nearest(text, range.start, REACH, &[&MACHINES, &COUNTED]) {
        Some(0) => !starts(),
        Some(_) => false,
        None => {
            !may_count
                || has_port(text, range.end)
                || words(after(text, range.end, REACH / 2)).take(3).any(|word| MACHINES.has(word))
        }
    }
}

/// A global address: those begin with 2 or 3 (RFC 4291), so one always has a digit in front.
fn v6(text: &str, start: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if !matches!(bytes.get(start), Some(b'2' | b'3'))
        || char_before(text, start).is_some_and(|sign| sign == ':' || sign.is_alphanumeric())
    {
        return None;
    }
    // Most numbers end the search at the first colon they have not.
    bytes.get(start..start + 5)?.contains(&b':').then_some(())?;
    let is_part = |byte: &&u8| byte.is_ascii_hexdigit() || **byte == b':';
    let length = bytes.get(start..)?.iter().take(V6 + 1).take_while(is_part).count();
    let token = text.get(start..start + length)?.trim_end_matches(':');
    let goes_on = char_at(text, start + token.len()).is_some_and(|next| next.is_alphanumeric() || next == '_');
    let is_long =
        token.bytes().filter(|&byte| byte == b':').count() >= 2 && token.split(':').any(|part| part.len() > 2);
    let [first, ..] = token.parse::<Ipv6Addr>().ok().filter(|_| is_long && !goes_on)?.segments();
    let is_resolver = RESOLVERS_V6.iter().any(|resolver| token.eq_ignore_ascii_case(resolver));
    ((0x2000..0x4000).contains(&first) && !is_resolver).then(|| start..start + token.len())
}

#[cfg(test)]
mod tests {
    use crate::redact::DataType;
    use crate::redact::tests::check_type;

    fn check(text: &str, expected: &str) {
        check_type(DataType::Ip, text, expected);
    }

    #[test]
    fn versions_of_programs_that_start() {
        check("esbd-proxy 2.11.0.4 started, heap=512m", "");
        check("proxy 95.56.234.17 started", "95.56.234.17");
        check("openvpn[2231]: client1/2.133.77.201:51884 MULTI", "2.133.77.201");
        check("image/2.133.77.201:latest", "");
    }

    #[test]
    fn machines() {
        for (text, expected) in [
            ("Заходили с ip 95.56.234.17, это не я", "95.56.234.17"),
            ("5.34.12.99 - - [10/Oct/2024:13:55]", "5.34.12.99"),
            ("ip=37.151.44.9 status", "37.151.44.9"),
            ("http://185.120.77.3:8080/x", "185.120.77.3"),
            ("ssh root@185.120.77.3", "185.120.77.3"),
            ("IP185.120.77.3", "185.120.77.3"),
            ("блок 185[.]120[.]77[.]3", "185[.]120[.]77[.]3"),
            ("１８５.120.77.3", "１８５.120.77.3"),
            ("185.120.77.3-185.120.77.9", "185.120.77.3|185.120.77.9"),
            ("ip: 5.1.2.3", "5.1.2.3"),
            ("Адрес 92.46.10.155.", "92.46.10.155"),
            ("Пользователь Ли О.П. вошёл с 95.56.234.117", "95.56.234.117"),
            ("Абаев А.П. подключился с 2.132.18.204", "2.132.18.204"),
            ("[2a03:32c0:5:1::4f]:443", "2a03:32c0:5:1::4f"),
            ("с 2001:67c:2e8:22:0:0:c100:68b, x", "2001:67c:2e8:22:0:0:c100:68b"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn no_machines() {
        for text in [
            "127.0.0.1 и 192.168.1.1, 10.2.33.44, 172.20.1.1, 100.64.3.3",
            "dns 8.8.8.8 и 1.1.1.1",
            "version 2.31.0.1, версия 45.180.3.77",
            "обновите платформу ЭСФ до 5.1.0.3, прокси слушает порт",
            "конфигурация 3.0.1.4, адрес сервера прежний",
            "Chrome/120.0.55.66 Safari",
            "lib-1.22.33.44.tar.gz",
            "маска 255.255.255.0",
            "пункт 3.4.5.6 и 12.11.2.3",
            "1.2.3.4.5",
            "256.1.1.1, 01.02.03.04",
            "в 12:30:45 и 2:30::",
            "MAC 00:1B:44:11:3A:B7",
            "std::vec, 2::3",
            "fe80::1, fd00::2",
            "2001:4860:4860::8888",
            "XFree86 4.3.99.16",
            "at-spi2-core (2.139.90.1-1)",
        ] {
            check(text, "");
        }
    }
}
