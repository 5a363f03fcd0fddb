//! What opens something: keys of known issuers, tokens, passwords with a label or in a URL, private keys.

use std::ops::Range;

use memchr::memmem;

use super::context::{before, is_one_of, letters_back, words_back};
use super::cues::{Cues, Filter};
use super::fold::{char_at, char_before};
use super::outline::{Mark, Outline};
use super::{DataType, Entity};

/// Beginnings of keys and the bytes that must follow at least, as their issuers document them: OpenAI, Anthropic and
/// others (`sk-`), Stripe, GitHub, GitLab, Slack, AWS, Google, Yandex Cloud, VK, Hugging Face, npm, PyPI, DigitalOcean,
/// SendGrid, Shopify, Groq, xAI, Replicate, Perplexity, NVIDIA, Atlassian.
const ISSUERS: [(&str, usize); 46] = [
    ("sk-", 20),
    ("sk_live_", 16),
    ("sk_test_", 16),
    ("rk_live_", 16),
    ("pk_live_", 16),
    ("whsec_", 20),
    ("ghp_", 30),
    ("gho_", 30),
    ("ghu_", 30),
    ("ghs_", 30),
    ("ghr_", 30),
    ("github_pat_", 30),
    ("glpat-", 16),
    ("xoxb-", 16),
    ("xoxp-", 16),
    ("xoxa-", 16),
    ("xoxr-", 16),
    ("xoxs-", 16),
    ("xapp-", 16),
    ("AKIA", 16),
    ("ASIA", 16),
    ("AIza", 30),
    ("ya29.", 20),
    ("AQVN", 30),
    ("y0_", 30),
    ("t1.9eu", 30),
    ("vk1.a.", 30),
    ("hf_", 30),
    ("npm_", 30),
    ("pypi-", 30),
    ("dop_v1_", 30),
    ("SG.", 30),
    ("shpat_", 30),
    ("shpss_", 30),
    ("gsk_", 30),
    ("xai-", 30),
    ("r8_", 30),
    ("pplx-", 30),
    ("nvapi-", 30),
    ("ATATT", 30),
    ("lin_api_", 30),
    ("dckr_pat_", 20),
    ("sbp_", 30),
    ("rpa_", 30),
    ("fw_", 20),
    ("tvly-", 20),
];

/// The bytes that keys and web tokens begin with.
const FIRST: [bool; 256] = {
    let mut first = [false; 256];
    first[b'e' as usize] = true;
    let mut issuer = 0;
    while issuer < ISSUERS.len() {
        first[ISSUERS[issuer].0.as_bytes()[0] as usize] = true;
        issuer += 1;
    }
    first
};

/// Words before a value that opens something by itself.
static PASSWORDS: Cues = Cues::new(&[
    "password",
    "passwd",
    "pwd",
    "pass",
    "passphrase",
    "passcode",
    "пароль",
    "пароля",
    "пароли",
    "паролі",
    "құпиясөз",
    "құпиясөзі",
    "parol",
    "parolь",
    "passw",
]);

/// Words before a value that is one only where it looks like chance.
static KEYS: Cues = Cues::new(&[
    "token",
    "secret",
    "apikey",
    "accesskey",
    "privatekey",
    "bearer",
    "basic",
    "токен",
    "ключ",
    "credential*",
]);

/// Words before "key" that make it one that opens something: a sort key, a cache key, a primary key do not.
static KEY_OWNERS: Cues =
    Cues::new(&["api", "access", "private", "secret", "auth", "encryption", "signing", "master", "service", "ssh"]);

/// The last words of labels of two words.
static SECRET_WORDS: Filter = Filter::of(&[Cues::new(&["сөз*", "слово"])]);

/// The last words of all labels: nearly every word before a sign is none of them.
static LABELS: Filter = Filter::of(&[PASSWORDS, KEYS, Cues::new(&["key", "сөз*", "слово"])]);

/// Words before "token" that make it a place in a list.
static PLACES: Cues =
    Cues::new(&["page", "next", "prev", "previous", "continuation", "sync", "cursor", "resume", "offset"]);

/// Bytes in which a label is looked for.
const LABEL: usize = 32;
/// Bytes of a password; of a user and a password in a URL.
const VALUE: usize = 200;
/// Bytes of a key in text form; more than RSA of 16384 bits needs.
const PEM: usize = 16 << 10;

/// Finds private keys, passwords in URLs and values with a label. Sorted and disjoint.
pub(super) fn scan(text: &str, outline: &Outline, found: &mut Vec<Entity>) {
    let first = found.len();
    let mut end = 0;
    for at in outline.marks(Mark::Pem) {
        if at >= end {
            end = pem_end(text, at);
            found.extend((end > at).then_some(Entity { range: at..end, data_type: DataType::Secret }));
            end = end.max(at + 1);
        }
    }
    end = 0;
    for at in outline.signs() {
        if at < end || !matches!(text.as_bytes().get(at), Some(b':' | b'=')) {
            continue;
        }
        let Some((range, is_secret)) = in_url(text, at).map(|range| (range, true)).or_else(|| labelled(text, at))
        else {
            continue;
        };
        // What was read as a value is not read again as a label.
        end = range.end;
        found.extend(is_secret.then_some(Entity { range, data_type: DataType::Secret }));
    }
    settle(found, first);
}

/// Sorts what was appended from `first` on, and keeps the earlier of two that overlap.
fn settle(found: &mut Vec<Entity>, first: usize) {
    if found.len() > first + 1 {
        found.sort_by_key(|entity| entity.range.start);
        found.dedup_by(|later, earlier| later.range.start < earlier.range.end);
    }
}

/// Where the text form of a key that begins at `at` ends; `at` where there is none.
fn pem_end(text: &str, at: usize) -> usize {
    let window = text.get(at..text.floor_char_boundary(at + PEM)).unwrap_or_default();
    let head = window.get(..window.floor_char_boundary(LABEL * 2)).unwrap_or_default();
    let head = head.lines().next().unwrap_or_default();
    let is_private = head.contains("PRIVATE KEY") || head.contains("OPENSSH");
    let end = is_private.then(|| memmem::find(window.as_bytes(), b"-----END ")).flatten();
    let tail = end
        .and_then(|end| window.get(end + "-----END ".len()..))
        .and_then(|tail| Some((tail.len(), tail.find("-----")?)));
    match (is_private, tail) {
        (true, Some((left, dashes))) => at + window.len() - left + dashes + "-----".len(),
        // Cut off or too long: the lines of the key up to the first blank.
        (true, None) => at + window.find("\n\n").unwrap_or(window.len()),
        (false, _) => at,
    }
}

/// The password of `scheme://user:password@host`, for the colon of the scheme.
fn in_url(text: &str, colon: usize) -> Option<Range<usize>> {
    let start = colon + "://".len();
    text.get(colon..)?.starts_with("://").then_some(())?;
    char_before(text, colon).filter(char::is_ascii_alphanumeric)?;
    let rest = text.as_bytes().get(start..)?;
    let stop = rest
        .iter()
        .take(VALUE)
        .position(|byte| matches!(byte, b'/' | b' ' | b'"' | b'\'' | b'\n' | b'<' | b'>' | b'?' | b'#'));
    let authority = rest.get(..stop.unwrap_or(VALUE.min(rest.len())))?;
    let at = memchr::memrchr(b'@', authority)?;
    let user = memchr::memchr(b':', authority.get(..at)?)?;
    let range = start + user + 1..start + at;
    let is_value = text.get(range.clone()).is_some_and(|value| !is_blank_form(value));
    (range.len() > 1 && is_value).then_some(range)
}

/// The value behind `password=`, `"пароль": "…"`, `api_key: …`, and whether it opens something.
fn labelled(text: &str, sign: usize) -> Option<(Range<usize>, bool)> {
    let head = text.get(..sign)?;
    let signs = head.bytes().rev().take(4).take_while(|byte| matches!(byte, b' ' | b'"' | b'\'' | b'`' | b'*')).count();
    let label = head.get(..head.len() - signs).filter(|_| signs <= 3)?;
    // Nearly every word before a sign is no label, and so is known at once.
    let word = label.get(letters_back(label)..).filter(|word| !word.is_empty() && LABELS.may_begin(word))?;
    let head = before(text, sign, LABEL);
    let label = head.get(..head.len() - signs)?;
    let earlier = || words_back(label).nth(1).map_or("", |(word, _)| word);
    let is_password = PASSWORDS.has(word) || (SECRET_WORDS.may_begin(word) && is_secret_word(label));
    let is_owned_key = || word.eq_ignore_ascii_case("key") && KEY_OWNERS.has(earlier());
    if signs == 0 && is_prompt(head, text.get(sign + 1..)?) {
        return None;
    }
    if !is_password && !is_owned_key() && (!KEYS.has(word) || PLACES.has(earlier())) {
        return None;
    }
    let range = value(text, sign + 1)?;
    let value = text.get(range.clone())?;
    let fits =
        if is_password { is_password_like(value) } else { is_random(value) && value.len() >= super::runs::LEAST };
    Some((range, fits && !is_blank_form(value)))
}

/// `input('Password: ')`: the quote after the sign ends the words that ask for a value, it opens none.
fn is_prompt(head: &str, tail: &str) -> bool {
    let tail = tail.trim_start_matches(' ');
    let Some(quote) = tail.chars().next().filter(|sign| matches!(sign, '"' | '\'' | '`')) else { return false };
    let line = head.rsplit('\n').next().unwrap_or_default();
    let goes_on = tail.chars().nth(1).is_none_or(|sign| matches!(sign, ',' | ')' | ']' | '}' | ';' | '\n' | '\r'));
    goes_on && line.matches(quote).count() % 2 == 1
}

/// `құпия сөз`, `құпия сөзі`, `кодовое слово`: two words.
fn is_secret_word(window: &str) -> bool {
    let mut words = words_back(window).map(|(word, _)| word);
    let (last, first) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let is_pair = |first_word, last_word| is_one_of(last, &[last_word]) && is_one_of(first, &[first_word]);
    is_pair("құпия", "сөз*") || is_pair("кодовое", "слово")
}

/// The value after a sign: in quotes up to their end, otherwise up to a blank.
fn value(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let trimmed = rest.trim_start_matches([' ', '=', '>']);
    let start = at + rest.len() - trimmed.len();
    let quote = trimmed.chars().next().filter(|sign| matches!(sign, '"' | '\'' | '`' | '«'));
    let start = start + quote.map_or(0, char::len_utf8);
    let is_end = |sign: char| match quote {
        Some('«') => sign == '»',
        Some(quote) => sign == quote,
        None => sign.is_whitespace() || matches!(sign, '"' | '\'' | '`' | '&' | '<' | ';' | ','),
    };
    let body = text.get(start..)?;
    let length: usize =
        body.chars().take(VALUE).take_while(|&sign| !is_end(sign) && sign != '\n').map(char::len_utf8).sum();
    let value = body.get(..length)?.trim_end_matches(['.', ')', ']', '}']);
    (!value.is_empty() && start - at < 8).then(|| start..start + value.len())
}

/// Four signs at least, and not just a word of a sentence or a piece of a program.
fn is_password_like(value: &str) -> bool {
    let has_digit = value.contains(|sign: char| sign.is_numeric());
    let has_sign = value.contains(['!', '@', '#', '$', '%', '^', '*', '?', '_', '-', '+']);
    let is_mixed = value.contains(|sign: char| sign.is_ascii_uppercase())
        && value.contains(|sign: char| sign.is_ascii_lowercase())
        && !value.chars().skip(1).all(char::is_lowercase);
    let is_program = value.contains('(') || value.starts_with('$') || (value.contains('[') && value.contains(']'));
    value.chars().count() >= 4
        && !is_program
        && !value.contains("://")
        && (has_digit || is_mixed || (has_sign && value.is_ascii()))
}

/// Letters and digits as chance throws them.
fn is_random(value: &str) -> bool {
    let count = |test: fn(&u8) -> bool| value.bytes().filter(test).count();
    let (digits, upper, lower) =
        (count(u8::is_ascii_digit), count(u8::is_ascii_uppercase), count(u8::is_ascii_lowercase));
    let is_mixed = digits >= 1 && upper >= 2 && lower >= 2;
    value.is_ascii() && (digits >= 4 || is_mixed) && upper + lower >= 4 && !value.contains([' ', '(', '{'])
}

/// Stars, angle brackets, a variable: the place of a value.
fn is_blank_form(value: &str) -> bool {
    value.starts_with(['<', '$', '{', '%']) && !value.contains(|sign: char| sign.is_ascii_digit())
        || value.chars().all(|sign| matches!(sign, '*' | '•' | 'x' | 'X' | '.' | '_' | '-'))
}

/// The keys and tokens of a run: of a known issuer, a JSON Web Token, a Telegram bot's, behind `Bearer`.
pub(super) fn in_run(text: &str, run: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if let Some(start) = bot_number(text, run.start) {
        return Some(start..run.start + token(text, run.start).len());
    }
    if is_after_scheme(text, run.start) && is_random(text.get(run.clone())?.trim_end_matches('.')) {
        return Some(run.start..run.start + text.get(run)?.trim_end_matches('.').len());
    }
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let begins = |at: &usize| {
        *at == run.start || at.checked_sub(1).and_then(|last| bytes.get(last)).is_some_and(|&last| !is_part(last))
    };
    let may_begin = |at: &usize| bytes.get(*at).is_some_and(|&byte| FIRST.get(usize::from(byte)) == Some(&true));
    run.clone().filter(may_begin).filter(begins).find_map(|at| {
        let rest = text.get(at..run.end)?;
        let length = if rest.starts_with("eyJ") { web_token(rest)? } else { issued(rest)? };
        Some(at..at + length)
    })
}

/// The length of a key of a known issuer at the beginning of `rest`.
fn issued(rest: &str) -> Option<usize> {
    let &(prefix, least) = ISSUERS.iter().find(|(prefix, _)| rest.starts_with(prefix))?;
    let tail = rest.get(prefix.len()..)?;
    let dots = prefix.contains('.');
    let length = tail
        .bytes()
        .take_while(|&byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || (dots && byte == b'.'))
        .count();
    let tail = tail.get(..length)?.trim_end_matches(['-', '.']);
    let fits = match prefix {
        "AKIA" | "ASIA" => length == least && !tail.contains(|sign: char| sign.is_ascii_lowercase()),
        _ => tail.len() >= least && is_random(tail),
    };
    fits.then_some(prefix.len() + tail.len())
}

/// The length of a JSON Web Token (RFC 7519): three parts, the first of which is the beginning of a JSON object.
fn web_token(rest: &str) -> Option<usize> {
    let length =
        rest.bytes().take_while(|&byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')).count();
    let token = rest.get(..length)?.trim_end_matches('.');
    let mut parts = token.split('.');
    let is_token = parts.by_ref().take(2).filter(|part| part.len() >= 10).count() == 2;
    is_token.then_some(token.len())
}

/// Where the number of a Telegram bot before its 35 letters begins: `1234567890:AA…`.
fn bot_number(text: &str, start: usize) -> Option<usize> {
    let head = text.get(..start)?.strip_suffix(':')?;
    let digits = head.bytes().rev().take(11).take_while(u8::is_ascii_digit).count();
    ((8..=10).contains(&digits) && token(text, start).len() == 35).then(|| head.len() - digits)
}

/// The letters, digits, dashes and underscores at `start`.
fn token(text: &str, start: usize) -> &str {
    let rest = text.get(start..).unwrap_or_default();
    let length =
        rest.bytes().take(64).take_while(|&byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).count();
    rest.get(..length).unwrap_or_default()
}

/// Whether `Bearer`, `Basic` or `Token` stands right before.
fn is_after_scheme(text: &str, start: usize) -> bool {
    let window = before(text, start, 12);
    let Some((word, follows)) = words_back(window).next() else { return false };
    follows == " "
        && ["bearer", "basic", "token"].iter().any(|scheme| word.eq_ignore_ascii_case(scheme))
        && char_at(text, start).is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use crate::redact::DataType;
    use crate::redact::tests::check_type;

    fn check(text: &str, expected: &str) {
        check_type(DataType::Secret, text, expected);
    }

    #[test]
    fn keys_and_tokens() {
        // In two pieces, so that no scanner of repositories takes the examples for leaks.
        let [sk, ghp, akia, aiza, bot, xox] = [
            ["sk-proj-", "Ab12Cd34Ef56Gh78Ij90Kl12"].concat(),
            ["ghp_", "16C7e42F292c6912E7710c838347Ae178B4a"].concat(),
            ["AKIA", "IOSFODNN7EXAMPL3"].concat(),
            ["AIza", "SyD3x4mpl3K3yV4lu3W1thEn0ughL3tt3rs"].concat(),
            ["1234567890:", "AAF3x4mpl3T0k3nWithThirtyFive_Lett3"].concat(),
            ["xoxb-", "123456789012-abcdefABCDEF"].concat(),
        ];
        let jwt =
            ["eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxMjM0NTY3ODkwIn0.", "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"].concat();
        for key in [sk, ghp, akia, aiza, bot, xox, jwt] {
            check(&key, &key);
            check(&format!("ключ: {key}. Не показывай"), &key);
            check(&format!("KEY=\"{key}\""), &key);
        }
    }

    #[test]
    fn passwords() {
        for (text, expected) in [
            ("postgres://app:S3cr3tPw@db.kz:5432/x", "S3cr3tPw"),
            ("password=hunter2&x=1", "hunter2"),
            ("{\"password\": \"P@ss w0rd\"}", "P@ss w0rd"),
            ("Пароль: Qwerty123!", "Qwerty123!"),
            ("x='a', password: ',Kq9!z'", ",Kq9!z"),
            ("don't tell, password: 'Kq9!z7'", "Kq9!z7"),
            ("логин admin, пароль: admin-2024", "admin-2024"),
            ("құпия сөз: Almaty2024", "Almaty2024"),
            ("Authorization: Bearer 9f8e7d6c5b4a39281706", "9f8e7d6c5b4a39281706"),
            (
                "aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY",
                "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY",
            ),
            (
                "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nx",
                "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
            ),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn nothing_to_open() {
        for text in [
            "UUID 550e8400-e29b-41d4-a716-446655440000",
            "commit 4b825dc642cb6eb9a060e54bf8d69288fbee4904",
            "\"password_hash\": \"$2b$12$KIXQ1e\"",
            "пароль: нужно сменить до пятницы",
            "password: required, min 8",
            "password = get_password()",
            "password: ********",
            "password=${DB_PASSWORD}",
            "def getpass(prompt='Password: ', stream=None):",
            "pw = input(\"Enter password: \") # 2 tries",
            "max_tokens: 4096, token: string",
            "sk-learn, sk-estimators-random-forest",
            "https://example.kz:8080/path@2x.png",
            "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
            "key: value, ключ: зажигания",
            "\"next_page_token\": \"CiAKGjBpNDd2Nmp2Zml2cXRwYjBpOXA\"",
            "\"prompt_cache_key\": \"tenant7f3K9xQ2mZ81bV\", sort_key=9f8e7d6c5b4a3928",
            "/usr/share/doc/libssl-dev/changelog.gz",
        ] {
            check(text, "");
        }
    }
}
