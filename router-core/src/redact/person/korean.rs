//! Korean given names of two syllables: `Ji-hoon`, `Сан Хо`. The syllables are few and every pair of them may be a name.

use super::super::cues::Cues;

/// Bytes of the longest syllable, in either script.
const LONGEST: usize = 12;

/// Whether it is one syllable of a Korean given name.
pub(super) fn is_syllable(syllable: &str) -> bool {
    if syllable.is_empty() || syllable.len() > LONGEST {
        return false;
    }
    let list = if syllable.is_ascii() { &LATIN } else { &CYRILLIC };
    list.has(syllable)
}

/// The same in Cyrillic ones.
#[rustfmt::skip]
static CYRILLIC: Cues = Cues::new(&[
    "бом", "бон", "бэ", "ван", "ви", "вон", "вонг", "ву", "гван", "ги", "гил", "гиль", "гон", "гу", "гук", "гын",
    "гю", "гён", "дже", "джи", "джин", "джон", "джу", "джун", "дон", "дэ", "дэк", "ё", "ёль", "ён", "ёнг", "и", "иль",
    "им", "ин", "ир", "киль", "кван", "ки", "кон", "ку", "кук", "кын", "кю", "кён", "ман", "ми", "мин", "мо", "мок",
    "му", "мун", "мён", "на", "нам", "нан", "ок", "пом", "пон", "пэ", "пён", "ра", "ран", "рим", "рён", "сан", "санг",
    "се", "сек", "сик", "син", "со", "сок", "сон", "сонг", "соп", "су", "сук", "сун", "сын", "сэ", "тон", "тхэ",
    "тхэк", "тэ", "тэк", "ук", "ун", "ха", "хак", "хан", "хва", "хван", "хе", "хён", "хёк", "хи", "хо", "хон", "хун",
    "хэ", "хян", "чан", "чен", "чжа", "чжи", "чжин", "чжон", "чжу", "чжун", "чжэ", "чи", "чин", "чо", "чон", "чол",
    "чоль", "чу", "чун", "чха", "чхан", "чхоль", "чхун", "чхол", "чхор", "чэ", "ы", "ый", "ын", "ю", "юль", "юн",
    "юнг", "ен", "ер", "ель", "хен", "хек", "мен", "нен", "чер",
]);

/// Syllables of Korean given names in the usual spellings.
#[rustfmt::skip]
static LATIN: Cues = Cues::new(&[
    "ah", "ahn", "an", "ara", "bae", "baek", "beom", "bin", "bo", "bok", "bom", "bong", "bum", "byeong", "byung",
    "chae", "chan", "chang", "cheol", "chin", "cho", "choon", "chul", "chun", "chung", "dae", "dal", "dam", "do",
    "dong", "doo", "du", "duk", "eon", "eul", "eun", "eung", "ga", "gab", "gang", "gap", "geon", "geun", "gi", "gil",
    "gon", "goo", "gook", "gu", "gwang", "gyeong", "gyu", "gyung", "ha", "hae", "han", "hang", "hee", "heon", "heung",
    "hi", "ho", "hong", "hoo", "hoon", "hun", "hwa", "hwan", "hwi", "hwang", "hye", "hyeok", "hyeon", "hyo", "hyon",
    "hyuk", "hyun", "hyung", "ik", "il", "im", "in", "ja", "jae", "jang", "je", "jeom", "jeong", "ji", "jin", "jo",
    "jong", "joo", "joon", "ju", "juk", "jun", "jung", "ka", "kang", "keun", "ki", "kil", "koo", "kook", "ku", "kuk",
    "kun", "kwan", "kwang", "kwon", "kyeong", "kyo", "kyoo", "kyou", "kyu", "kyun", "kyung", "lim", "lin", "man",
    "me", "mi", "min", "mo", "moo", "moon", "mu", "mun", "myeong", "myong", "myung", "na", "nam", "nan", "no", "ok",
    "pil", "pyo", "pyung", "ra", "ran", "ri", "rim", "rin", "ro", "ryang", "ryul", "sa", "sae", "san", "sang", "seo",
    "seob", "seok", "seon", "seong", "seul", "seung", "shik", "shin", "si", "sik", "sim", "sin", "so", "sol", "son",
    "song", "soo", "sook", "soon", "su", "suk", "sun", "sung", "tae", "taek", "uk", "un", "wan", "won", "woo", "wook",
    "woon", "yang", "ye", "yeo", "yeol", "yeon", "yeong", "yi", "yo", "yon", "yong", "yoo", "yoon", "you", "young",
    "yu", "yul", "yun", "yup",
]);

#[cfg(test)]
mod tests {
    use super::is_syllable;

    #[test]
    fn syllables() {
        for (word, expected) in [
            ("Ji", true),
            ("hoon", true),
            ("HOON", true),
            ("Хо", true),
            ("Су", true),
            ("John", false),
            ("Он", false),
            ("", false),
        ] {
            assert_eq!(is_syllable(word), expected, "{word}");
        }
    }
}
