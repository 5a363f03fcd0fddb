//! How many tokens a prompt has: a bound that is safe to reserve money on, and a cheap estimate to route on.

use super::facts::Needs;
use crate::chat::Chat;
use crate::json::{Kind, Value};
use crate::tokens::TokenCount;

/// Tokens around every message: role, separators, and the primer of the answer.
const PER_MESSAGE: u64 = 8;
/// Most tokens one image may cost; the tiles of a large picture at full detail stay below it on every model in use.
const IMAGE_BOUND: u64 = 6_000;
/// Tokens of an image of common size.
const IMAGE_ESTIMATE: u64 = 1_100;
/// Most tokens of a file that is only referred to, not carried along.
const FILE_BOUND: u64 = 200_000;
/// Tokens of such a file, at a guess: a dozen pages.
const FILE_ESTIMATE: u64 = 8_000;
/// Base64 bytes of compressed speech per token of audio.
const AUDIO_BYTES_PER_TOKEN: u64 = 1_000;
/// Base64 bytes per token of an attached document, pictures and fonts included.
const FILE_BYTES_PER_TOKEN: u64 = 20;

/// The size of a prompt and what it carries.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Size {
    /// Never less than what any byte-level tokenizer counts.
    pub(super) bound: TokenCount,
    /// The best cheap guess.
    pub(super) estimate: TokenCount,
    /// The estimate of the largest single message.
    pub(super) largest_message: TokenCount,
    /// What a model must be able to do.
    pub(super) needs: Needs,
    /// Files are attached.
    pub(super) files: bool,
}

/// Measures a whole request.
pub(super) fn measure(chat: &Chat) -> Size {
    let root = chat.document().root();
    // A token is at least one byte of text, and no decoded string is longer than it is written.
    let bound = TokenCount(chat.document().bytes().len() as u64);
    let mut size = Size { bound, ..Size::default() };
    for message in chat.messages() {
        let before = size.estimate;
        size.read_message(message);
        let own = size.estimate.minus(before);
        size.largest_message = size.largest_message.max(own);
    }
    for (name, value) in root.members() {
        let (tools, format) = (name.is_text("tools") || name.is_text("functions"), name.is_text("response_format"));
        if tools || format {
            // Providers write schemas more tersely than JSON does.
            size.estimate = size.estimate.plus(TokenCount(value.raw().len() as u64 / 5));
            size.needs.tools |= tools && value.items().next().is_some();
            size.needs.json_schema |= format && value.get("type").is_some_and(|kind| kind.is_text("json_schema"));
        } else if name.is_text("modalities") {
            size.needs.audio |= value.items().any(|kind| kind.is_text("audio"));
        }
    }
    size
}

// === impl Size ===

impl Size {
    fn read_message(&mut self, message: Value<'_>) {
        self.add(PER_MESSAGE, PER_MESSAGE);
        for (name, value) in message.members() {
            match value.kind() {
                Kind::String => self.add(0, estimate(value.body())),
                Kind::Array if name.is_text("content") => value.items().for_each(|part| self.read_part(part)),
                Kind::Array | Kind::Object => self.add(0, estimate(value.raw())),
                Kind::Null | Kind::Bool | Kind::Number => {}
            }
        }
    }

    fn read_part(&mut self, part: Value<'_>) {
        if let Some(text) = part.get("text") {
            self.add(0, estimate(text.body()));
        } else if let Some(image) = part.get("image_url") {
            self.needs.vision = true;
            // The bytes of a picture are not text: they are taken out of the bound, and its tiles are put in.
            self.bound = self.bound.minus(TokenCount(image.raw().len() as u64));
            self.add(IMAGE_BOUND, IMAGE_ESTIMATE);
        } else if let Some(audio) = part.get("input_audio") {
            self.needs.audio = true;
            self.add(0, audio.raw().len() as u64 / AUDIO_BYTES_PER_TOKEN);
        } else if let Some(file) = part.get("file") {
            self.files = true;
            match file.get("file_data") {
                Some(data) => self.add(IMAGE_BOUND, data.raw().len() as u64 / FILE_BYTES_PER_TOKEN),
                None => self.add(FILE_BOUND, FILE_ESTIMATE),
            }
        } else {
            self.add(0, estimate(part.raw()));
        }
    }

    fn add(&mut self, bound: u64, estimate: u64) {
        self.bound = self.bound.plus(TokenCount(bound));
        self.estimate = self.estimate.plus(TokenCount(estimate));
    }
}

/// Kinds of bytes that tokenizers treat alike.
#[derive(Clone, Copy)]
enum Class {
    Letter,
    Digit,
    Space,
    Sign,
    /// Lead byte of a letter of Russian.
    Cyrillic,
    /// Lead byte of a letter that Kazakh and its neighbours add.
    Kazakh,
    /// Lead byte of any other character.
    Other,
    /// A byte inside a character.
    Inner,
}

/// Hundredths of a token per byte of each [`Class`], in its order: least squares of the relative error against
/// `o200k_base` over 2 600 prompts. The mean error is 10 % in English, 12 % in Russian, 13 % in Kazakh and 17 % in
/// Kazakh in Latin letters; nine of ten estimates are within -33 % and +27 %.
const HUNDREDTHS: [u8; 8] = [12, 90, 60, 52, 21, 107, 160, 0];

/// The weight of each byte, by its class.
const WEIGHTS: [u8; 256] = {
    let mut weights = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let class = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b' ' => Class::Space,
            0..=0x7f => Class::Sign,
            0x80..=0xbf => Class::Inner,
            0xd0 | 0xd1 => Class::Cyrillic,
            0xd2 | 0xd3 => Class::Kazakh,
            _ => Class::Other,
        };
        weights[byte] = HUNDREDTHS[class as usize];
        byte += 1;
    }
    weights
};

/// Estimates the tokens of a string as it is written in JSON.
pub(super) fn estimate(written: &str) -> u64 {
    let bytes = written.as_bytes();
    // Eight at a time, which the compiler lays out without a loop.
    let (eights, rest) = bytes.as_chunks::<8>();
    let weigh = |sum: u64, byte: &u8| sum.wrapping_add(byte_weight(*byte));
    let mut hundredths = rest.iter().fold(eights.iter().fold(0, |sum, eight| eight.iter().fold(sum, weigh)), weigh);
    // Writers that keep to ASCII spell a Cyrillic letter in six bytes: those are taken out, and the letter is put in.
    for at in memchr::memchr_iter(b'\\', bytes) {
        let Some(spelling) = bytes.get(at..at + 6).filter(|spelling| spelling.starts_with(br"\u04")) else { continue };
        let russian = spelling.get(4).is_some_and(|&third| (b'0'..=b'5').contains(&third));
        let letter = if russian { Class::Cyrillic } else { Class::Kazakh };
        let spelled: u64 = spelling.iter().map(|&byte| byte_weight(byte)).sum();
        hundredths = hundredths.saturating_sub(spelled) + weight(letter);
    }
    hundredths.div_ceil(100)
}

fn weight(class: Class) -> u64 {
    HUNDREDTHS.get(class as usize).copied().unwrap_or_default().into()
}

fn byte_weight(byte: u8) -> u64 {
    WEIGHTS.get(usize::from(byte)).copied().unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::estimate;
    use crate::tokens::count_tokens;

    #[test]
    fn estimates_are_near_the_count() {
        for text in [
            "Здравствуйте! Подскажите, пожалуйста, сколько стоит доставка дивана в Караганду и можно ли оплатить картой при получении?",
            "Сәлеметсіз бе! Тапсырысым қашан келеді екен, Шымкентке жеткізу қанша тұрады, картамен төлеуге бола ма?",
            "Hello! Could you tell me how much the delivery of a sofa to Karaganda costs, and whether I can pay by card?",
            "fn main() { let total: u64 = items.iter().map(|item| item.price * item.count).sum(); println!(\"{total}\"); }",
        ] {
            let (estimate, counted) = (estimate(text), count_tokens(text).0);
            assert!(estimate * 10 >= counted * 7 && estimate * 10 <= counted * 14, "{text}: {estimate} for {counted}");
        }
    }

    #[test]
    fn escaped_text_counts_as_what_it_says() {
        let plain = estimate("доставка в Астану");
        let escaped =
            estimate(r"\u0434\u043e\u0441\u0442\u0430\u0432\u043a\u0430 \u0432 \u0410\u0441\u0442\u0430\u043d\u0443");
        assert!(escaped.abs_diff(plain) <= 3, "{escaped} {plain}");
    }
}
