//! A birth told at the end of its clause, as lives are told: `Ол 1958 жылы 12 наурызда Жалағаш ауданында дүниеге
//! келген`, `12 марта 1958 года в селе Мерке родился Иванов`.

use super::super::context::after;
use super::super::cues::Cues;
use super::super::fold::is_letter;

/// Bytes of the clause behind the date.
const REACH: usize = 240;

/// What may stand between a date and the word for birth beside names: words for places, and for the family one is born
/// into.
static PLACES: Cues = Cues::new(&[
    "облыс*",
    "аудан*",
    "ауыл*",
    "қала*",
    "станса*",
    "стансия*",
    "станция*",
    "бекет*",
    "кент*",
    "өңір*",
    "өлке*",
    "округ*",
    "елді",
    "мекен*",
    "қарасты",
    "бұрынғы",
    "қазіргі",
    "атындағы",
    "кеңшар*",
    "ұжымшар*",
    "колхоз*",
    "совхоз*",
    "губерния*",
    "уез*",
    "болыс*",
    "республика*",
    "шаруа*",
    "отбас*",
    "жанұя*",
    "қарапайым",
    "көпбалалы",
    "жұмысшы*",
    "мұғалім*",
    "ұстаз*",
    "қызметкер*",
    "зиялы",
    "малшы*",
    "шопан*",
    "механизатор*",
    "жыл*",
    "ж",
    "күні",
    "в",
    "г",
    "с",
    "п",
    "город*",
    "сел*",
    "аул*",
    "посел*",
    "посёл*",
    "области",
    "обл",
    "район*",
    "крае",
    "края",
    "семье",
    "крестьянск*",
    "рабоч*",
    "служащ*",
    "учител*",
    "многодетн*",
    "простой",
]);

/// How verbs end that would make the clause one of something else.
const VERBS: [&str; 12] = ["ды", "ді", "ты", "ті", "ған", "ген", "қан", "кен", "ып", "іп", "ла", "лась"];

/// What one is born to, not born: `туған жеріне оралды`.
static NATIVE: Cues = Cues::new(&[
    "жер*",
    "ел*",
    "ауыл*",
    "аул*",
    "өлке*",
    "топыра*",
    "қала*",
    "аға*",
    "іні*",
    "күн*",
    "анасы*",
    "әке*",
    "бауыр*",
    "апа*",
    "ай*",
]);

/// Whether nothing but places stands between byte `at`, where a date ends, and a word for birth.
pub(super) fn ends_in_birth(text: &str, at: usize) -> bool {
    let mut said = after(text, at, REACH).split([' ', '\u{a0}']).skip(1);
    let mut is_after_name = false;
    while let Some(token) = said.next() {
        let word = token.trim_matches(|sign: char| !is_letter(sign));
        let mut next = || said.next().unwrap_or_default();
        match word {
            "дүниеге" | "өмірге" => return next().starts_with("кел"),
            "дүние" => return next().starts_with("есі"),
            "туған" | "туып" | "туылған" | "туды" => {
                let is_last = token.len() > word.len();
                return is_last || !NATIVE.has(next().trim_matches(|sign: char| !is_letter(sign)));
            }
            "родился" | "родилась" => {
                let rest = next();
                return token.len() > word.len() || rest.is_empty() || rest.starts_with(char::is_uppercase);
            }
            _ => {}
        }
        // An abbreviation is short; the sentence ends behind a longer word.
        let ends = token.ends_with(['!', '?', ';', ':', '…']) || token.ends_with('.') && word.chars().count() > 4;
        // `Жібек жолы ауылында`: a name's second word, and no verb.
        let is_name = word.starts_with(char::is_uppercase);
        let is_second = is_after_name && !VERBS.iter().any(|ending| word.ends_with(ending));
        let is_place = is_name || PLACES.has(word) || is_second || is_insertion(token);
        is_after_name = is_name;
        if ends || !is_place || token.contains('\n') {
            return false;
        }
    }
    false
}

/// `12-ауылда`, `№5`: a number beside a place; a date would end the clause.
fn is_insertion(token: &str) -> bool {
    let figures = token.trim_start_matches('№');
    figures.starts_with(|sign: char| sign.is_ascii_digit()) && token.len() < 24 && !token.contains('.')
}

#[cfg(test)]
mod tests {
    use crate::redact::DataType;
    use crate::redact::tests::check_type;

    #[test]
    fn births_at_the_end_of_their_clause() {
        for (text, expected) in [
            ("Ол 1958 жылы 12 наурызда Қызылорда облысы Жалағаш ауданында дүниеге келген", "1958 жылы 12 наурызда"),
            (
                "1972 жылдың 3 мамырында Талғар ауданына қарасты Бесағаш ауылында өмірге келді.",
                "1972 жылдың 3 мамырында",
            ),
            (
                "Ол 1949 жылы наурыз айының 22-сінде Семей өңірінде шаруа отбасында туған.",
                "1949 жылы наурыз айының 22-сінде",
            ),
            ("12 марта 1958 года в селе Мерке Жамбылской области родился Иванов", "12 марта 1958 года"),
            ("1989 ж. 5 мамырда туған, 2013 жылғы 14 қыркүйекте некелескен", "1989 ж. 5 мамырда"),
            ("1971 жылы 15 тамызда дүниеге келген. 1993 жылы 20 маусымда бітірді", "1971 жылы 15 тамызда"),
            ("1958 жылы 12 наурызда Жалағаш ауданында мектеп ашылды, әкім сонда дүниеге келген", ""),
            ("2009 жылы 12 наурызда Алматы қаласында туған жеріне оралды", ""),
            ("12 марта 2012 года в Алматы родился новый проект", ""),
        ] {
            check_type(DataType::Dob, text, expected);
        }
    }
}
