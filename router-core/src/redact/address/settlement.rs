//! What belongs to an address and no component of the grammar reaches: a bare town before its street, and the postal
//! code with its label behind.

use super::super::context::{self, after, is_one_of};
use super::super::cues::{Cues, Filter};
use super::super::fold::{digit, is_letter, lower};

/// Bytes before an address in which its town may stand.
const REACH: usize = 64;
/// Digits of a postal code.
const INDEX: usize = 6;

/// Towns, centres of districts and larger villages of Kazakhstan that the lexicon does not have or has as streets, in
/// Russian, Kazakh and Latin letters. From the classifier of administrative units (КАТО).
#[rustfmt::skip]
static TOWNS: Cues = Cues::new(&[
    "нурсултан", "нұрсұлтан", "nursultan", "п-павловск*", "п-авловск*", "усть-кам", "у-каменогорск*", "шымқала*", "шымкала", "алма-ат*",
    "алтай", "altay", "тассай", "сатпаев", "сатпаеве", "конаеве", "сәтбаев", "сәтпаев", "satpayev", "конаев", "қонаев", "qonaev", "qonayev", "konaev", "абай", "abay",
    "абае", "курчатов", "kurchatov", "аксай", "ақсай", "аксае", "aksai", "aksay", "aqsai", "алатау", "alatau",
    "каскелен*", "қаскелең*", "kaskelen*", "qaskele*", "талгар*", "talgar*", "талғар*", "иссык*", "есик*", "есік*",
    "esik", "issyk", "тургень", "түрген", "turgen", "узынагаш*", "ұзынағаш*", "uzynagash*", "капшагай*", "капчагай*",
    "қапшағай*", "kapshagai*", "kapchagai*", "отеген*", "өтеген*", "боралдай*", "boraldai*", "бесагаш*", "бесағаш*",
    "besagash*", "туздыбастау", "тұздыбастау", "байсерке*", "baiserke*", "жетыген*", "жетіген*", "шамалган*",
    "шамалған*", "чемолган*", "shamalgan*", "кеген*", "kegen", "нарынкол*", "нарынқол*", "чунджа*", "шонжы*",
    "chundzha", "shonzhy", "баканас*", "бақанас*", "жаркент*", "zharkent*", "jarkent", "сарканд*", "сарқан*", "sarkand",
    "текели", "tekeli", "уштобе", "үштөбе*", "ushtobe", "ушарал*", "үшарал*", "usharal", "жансүгіров*", "достык",
    "кугалы", "қоғалы", "карабулак*", "қарабұлақ*", "karabulak*", "балпык*", "балпық*", "сарыозек*", "сарыөзек*",
    "saryozek", "мойынкум*", "мойынқұм*", "мерке", "меркі", "merke", "кордай*", "қордай*", "kordai", "кулан*", "құлан",
    "kulan", "каратау*", "қаратау*", "karatau", "жанатас*", "жаңатас*", "zhanatas", "шу", "shu", "сарыкемер*",
    "фурмановк*", "гранитогорск*", "сарыагаш*", "сарыағаш*", "saryagash*", "шардара*", "чардара*", "shardara", "арыс*",
    "arys", "кентау*", "kentau", "ленгер*", "леңгір*", "lenger", "жетысай*", "жетісай*", "zhetysai*", "zhetisai",
    "джетысай*", "мырзакент*", "myrzakent", "асыката", "асықата", "атакент*", "atakent", "абайское", "казыгурт*",
    "қазығұрт*", "kazygurt", "темирлан*", "темірлан*", "temirlan*", "шаульдер*", "шәуілдір*", "аксукент*", "ақсукент*",
    "aksukent", "манкент*", "сайрам*", "sairam", "шолаккорган*", "шолаққорған*", "састобе", "састөбе*", "тюлькубас*",
    "түлкібас*", "вановк*", "кокосай", "балыкты", "миялы", "коктерек*", "көктерек*", "кызылкум*", "карамурт*",
    "қарамұрт*", "ходжатогай", "икан*", "иқан", "карнак*", "қарнақ*", "хантаги", "баянкур", "бабайкорган*", "шаян*",
    "щубаркудук*", "шубаркудук*", "шұбарқұдық*", "кандыагаш*", "қандыағаш*", "kandyagash*", "хромтау*", "khromtau",
    "алга", "алға", "alga", "эмба", "ембі", "emba", "темир", "темір", "шалкар*", "челкар*", "шалқар*", "shalkar",
    "мартук*", "мәртөк*", "martuk", "кобда", "қобда", "бадамша*", "карауылкельды", "қарауылкелді", "иргиз*", "ырғыз*",
    "irgiz", "байганин*", "ойыл*", "саралжын", "жанажол", "кенкияк*", "кенқияқ*", "кульсар*", "құлсары*", "kulsary",
    "доссор*", "dossor", "макат*", "мақат*", "makat", "индер*", "inder*", "махамбет", "ганюшкин*", "аккистау*",
    "аққыстау*", "миялы*", "жумыскер*", "балыкши", "балықшы*", "жанаозен*", "жаңаөзен*", "zhanaozen*", "janaozen",
    "форт-шевченко", "бейнеу*", "beineu", "шетпе", "shetpe", "жетыбай*", "жетібай*", "zhetybai", "курык*", "құрық*",
    "kuryk", "мангистау", "маңғыстау", "баскудук*", "басқұдық*", "кызылтобе", "қызылтөбе*", "умирзак*", "өмірзақ*",
    "шапаев", "чингирлау*", "шыңғырлау*", "переметн*", "федоровк*", "фёдоровк*", "fedorovka", "теректі", "теректы",
    "подстепн*", "каменк*", "тайпак*", "тайпақ*", "сайхин*", "казталовк*", "жымпиты", "жымпиті", "каратобе",
    "қаратөбе*", "акжаик*", "ақжайық*", "джамбейт*", "аральск*", "арал", "aral", "aralsk", "казалинск*", "казалы",
    "қазалы*", "kazaly", "жалагаш*", "жалағаш*", "жосалы*", "zhosaly", "теренозек*", "тереңөзек*", "шиели*", "шиелі*",
    "shieli", "жанакорган*", "жаңақорған*", "тасбугет*", "тасбөгет*", "байконыр*", "байконур*", "байқоңыр*", "baikonur",
    "торетам*", "төретам*", "рудн*", "rudny", "лисаковск*", "lisakovsk", "житикар*", "жітіқара*", "zhitikara",
    "аркалык*", "арқалық*", "arkalyk", "тобыл", "тобол", "tobyl", "затобольск*", "аулиеколь*", "әулиекөл*", "качар*",
    "қашар*", "карабалык*", "қарабалық*", "borovskoi", "мендыкар*", "меңдіқара*", "денисовк*", "карасу", "қарасу",
    "узунколь*", "ұзынкөл*", "сарыколь*", "сарыкөл*", "камысты*", "қамысты*", "торгай*", "торғай*", "кушмурун*",
    "құсмұрын*", "караменды", "қараменді", "краснооктябрьск*", "пешковк*", "владимировк*", "петропавл*", "булаев*",
    "мамлютк*", "сергеевк*", "тайынша*", "тайыншы", "taiynsha", "бишкуль*", "бескөл*", "бесколь*", "явленк*",
    "новоишимск*", "пресновк*", "саумалколь*", "саумалкөл*", "талшик*", "талшық*", "кишкенеколь*", "кішкенекөл*",
    "корнеевк*", "кокшетау", "көкшетау", "щучинск*", "shchuchinsk", "бурабай*", "burabai", "степногорск*",
    "stepnogorsk", "степняк*", "макинск*", "makinsk", "акколь*", "ақкөл*", "akkol", "атбасар*", "atbasar", "есиль*",
    "есіл*", "державинск*", "державин*", "ерейментау*", "ereymentau", "шортанд*", "shortandy", "астраханк*",
    "балкашин*", "зеренд*", "zerenda", "егиндыколь", "егіндікөл*", "коргалжын*", "қорғалжын*", "аршалы*", "arshaly",
    "бестобе", "бестөбе*", "аксу", "ақсу", "aksu", "косшы", "қосшы*", "koshy", "kosshy", "qosshy", "талапкер",
    "караоткель", "қараөткел*", "коянды", "қоянды*", "акмол*", "ақмол*", "софиевк*", "новоишимка", "темиртау*",
    "теміртау*", "temirtau", "балхаш*", "балқаш*", "balkhash", "balqash", "жезказган*", "жезқазған*", "zhezkazgan",
    "шахтинск*", "shakhtinsk", "шахан*", "сарань", "саран", "saran", "приозерск*", "priozersk", "каражал*", "қаражал*",
    "karazhal", "каркаралинск*", "қарқаралы*", "karkaraly", "осакаровк*", "ботакара", "ботақара*", "актас*", "ақтас*",
    "топар*", "topar", "долинк*", "новодолинск*", "киевк*", "аксу-аюлы", "ақсу-аюлы", "агадыр*", "ақадыр*", "жанаарка",
    "жаңаарқа*", "атасу*", "atasu", "улытау*", "ұлытау*", "ulytau", "жезды*", "карсакпай*", "гульшат*", "саяк*",
    "коунрад*", "қоңырат*", "экибастуз*", "екібастұз*", "ekibastuz", "калкаман*", "баянаул*", "bayanaul", "майкаин*",
    "майқайың*", "щербакты*", "шарбақты*", "иртышск*", "ертіс", "железинк*", "качиры", "теренколь*", "тереңкөл*",
    "успенк*", "аккулы", "аққулы*", "лебяж*", "коктобе", "көктөбе*", "шидерты", "шідерті", "актогай*", "ақтоғай*",
    "семей", "риддер*", "ridder", "лениногорск*", "зыряновск*", "зайсан*", "zaisan", "шемонаих*", "shemonaikha",
    "glubokoe", "белоусовк*", "предгорн*", "усть-таловк*", "первомайск*", "серебрянск*", "самарск*", "кокпекты",
    "көкпекті", "калбатау", "қалбатау*", "георгиевк*", "аягоз*", "аякоз*", "аягөз*", "аякөз*", "ayagoz", "урджар*",
    "үржар*", "urzhar", "маканч*", "мақаншы*", "бородулих*", "borodulikha", "бескараг*", "бесқарағай*", "жезкент*",
    "чарск*", "шульбинск*", "курчум*", "күршім*", "улкен", "үлкен*", "ulken", "катон-карагай*", "катонкарагай*",
    "катонқарағай*", "большенарымск*", "тарбагатай*", "тарбағатай*", "аксуат*", "ақсуат*", "акжар*", "ақжар*", "тугыл*",
    "тоғыл*", "кайнар*", "қарауыл*", "asyk", "кызыл-ту", "ашибулак*", "ащыбұлақ*", "ынтымак*", "иргели", "іргелі",
    "irgeli", "кыргауылды", "қырғауылды", "жалпаксай*", "кокозек*", "көкөзек*", "айтей", "ушконыр*", "үшқоңыр*",
    "маловодное", "малыбай", "шелек*", "чилик*", "shelek", "маловодн*", "кайназар*", "қайназар*", "гульдала",
    "бельбулак", "бельбұлақ", "бескайнар", "жанаталап*", "жаңаталап*", "акши", "ақши", "талдыкорган*", "талдықорған*",
    "taldykorgan", "taldyqorghan", "кызылорд*", "қызылорда*", "kyzylorda", "qyzylorda", "туркестан*", "түркістан*",
    "turkistan", "turkestan", "костана*", "қостана*", "kostanay", "kostanai", "qostanai", "кокчетав*", "kokshetau",
    "атырау", "atyrau", "актау", "ақтау", "aktau", "aqtau", "актобе", "ақтөбе", "aktobe", "aqtobe", "тараз", "taraz",
    "павлодар*", "pavlodar", "шымкент*", "shymkent", "караганд*", "қарағанды*", "karaganda", "qaraghandy", "орал",
    "oral", "уральск*", "uralsk", "усть-каменогорск*", "өскемен*", "oskemen", "алматы", "almaty", "астан*", "astana",
    "глубокое", "боровое", "боровской", "дарьинское", "чапаево", "тимирязево", "заводской", "шахтёрск*",
    "юго-восток*", "юго-запад*", "северо-восток*", "северо-запад*", "оңтүстік-шығыс*", "солтүстік-шығыс*", "оңтүстік-батыс*",
    "солтүстік-батыс*",
]);

/// What the names of villages end like that nobody is called.
const ENDINGS: [&str; 38] = [
    "овка",
    "евка",
    "инка",
    "янка",
    "овку",
    "инку",
    "овке",
    "инке",
    "ское",
    "ском",
    "цкое",
    "инск",
    "овск",
    "евск",
    "нское",
    "ьское",
    "инское",
    "горск",
    "бұлақ",
    "булак",
    "төбе",
    "тобе",
    "көл",
    "коль",
    "құдық",
    "кудук",
    "қорған",
    "корган",
    "абад",
    "кент",
    "ауыл",
    "ағаш",
    "агаш",
    "городок",
    "анск",
    "тинск",
    "ульск",
    "қалашық",
];

/// First words of the names of villages.
const FIRSTS: [&str; 36] = [
    "красный",
    "красная",
    "красное",
    "новый",
    "новая",
    "новое",
    "старый",
    "старая",
    "верхн*",
    "нижн*",
    "большой",
    "большая",
    "малый",
    "малая",
    "белый",
    "зелёный",
    "зеленый",
    "кызыл",
    "қызыл",
    "кзыл",
    "жана",
    "жаңа",
    "кара",
    "қара",
    "сары",
    "алтын",
    "ақ",
    "ак",
    "көк",
    "кок",
    "үш",
    "бес",
    "бірінші",
    "екінші",
    "улкен",
    "үлкен",
];

/// Marks of streets before which a bare name is that of a village.
const STREETS: [&str; 10] = ["ул.", "ул ", "улица ", "пер.", "переулок ", "пр.", "пр-т", "проспект ", "мкр", "көше"];

/// First words of regions.
const SIDES: [&str; 4] = ["Батыс ", "Шығыс ", "Солтүстік ", "Оңтүстік "];

/// Labels of a postal code.
const LABELS: [&str; 11] = [
    "почтовый индекс",
    "пошта индексі",
    "пошталық индексі",
    "индексі",
    "индекс",
    "инд.",
    "п/и",
    "postal code",
    "zip code",
    "zip",
    "postcode",
];
/// What they begin with, and their third letters: few words behind an address are compared with them.
static OPENING: Filter = Filter::of(&[Cues::new(&LABELS)]);
const THIRDS: [char; 6] = ['ч', 'ш', 'д', 'и', 's', 'p'];

/// Where an address begins that its components begin at byte `start`: at the name of its town, if one stands right
/// before with nothing but a comma between, «Федоровка, ул. Красноармейская 40». Never before byte `floor`.
pub(super) fn before(text: &str, start: usize, floor: usize) -> usize {
    let head = context::before(text, start, REACH);
    // «Батыс Қазақстан облысы»: elsewhere its first word is a street.
    if text.get(start..).is_some_and(|address| address.starts_with("Қазақстан обл"))
        && let Some(side) = SIDES.iter().find(|side| head.ends_with(**side))
    {
        return floor.max(start - side.len());
    }
    if let Some(town) = formerly(head) {
        return floor.max(start - head.len() + town);
    }
    // Before most addresses stands a number or a label, and no name.
    if matches!(head.as_bytes(), [] | [.., b'0'..=b'9' | b':', b' '] | [.., b'0'..=b'9', b',', b' ']) {
        return start;
    }
    let head_end = head.trim_end_matches([' ', '\u{a0}']);
    let left = head_end.strip_suffix(',').unwrap_or(head_end);
    if matches!(left.as_bytes(), [] | [.., 0..=b',' | b'/'..=b'@']) {
        return start;
    }
    let is_parted = left.len() < head_end.len();
    if let Some(town) = is_parted.then(|| renamed(left)).flatten() {
        return floor.max(start - head.len() + town);
    }
    let name = left.rsplit(|sign: char| !is_letter(sign) && sign != '-').next().unwrap_or_default();
    let word = name.trim_matches('-');
    let begin = start - head.len() + left.len() - name.len() + name.len() - name.trim_start_matches('-').len();
    let double = is_parted.then(|| double_name(left, word)).flatten();
    if let Some(begin) = double.map(|length| start - head.len() + left.len() - length)
        && begin >= floor
        && text.get(start..).is_some_and(begins_with_street)
    {
        return begin;
    }
    // «сатпаев, ул абая 25»
    let is_lower = || is_parted && word.len() > 6 && begins_with_street(text.get(start..).unwrap_or_default());
    let is_name = word.chars().nth(1).is_some() && (word.starts_with(char::is_uppercase) || is_lower());
    if !is_name || begin < floor || names_town(text.get(start..).unwrap_or_default()) {
        return start;
    }
    let phrase = left.get(..left.len() - name.len()).unwrap_or_default().trim_end_matches([' ', '\u{a0}']);
    let is_alone =
        phrase.is_empty() || phrase.ends_with([',', ':', ';', '.', '!', '?', '\n', '(', '|', '\t', '"', '\'', '«']);
    let last = phrase.rsplit([' ', '\u{a0}', '\n']).next().unwrap_or_default();
    let follows_name = last.starts_with(char::is_uppercase) && !is_alone;
    let lower = word.to_lowercase();
    let ends_so = || ENDINGS.iter().any(|ending| lower.ends_with(ending) && lower.len() > ending.len() + 2);
    // Without a comma only a known town: «П-Павловск ул. Интернациональная 26».
    let is_town = (!follows_name && (is_parted || is_alone) && TOWNS.has(word)) || (is_parted && is_alone && ends_so());
    if is_town { begin } else { start }
}

/// Bytes of a village's name of two words, «Красный Яр», «Қызыл ту», whose last word is `word`.
fn double_name(left: &str, word: &str) -> Option<usize> {
    let rest = left.strip_suffix(word).and_then(|rest| rest.strip_suffix(' '))?;
    let first = rest.rsplit(|sign: char| !is_letter(sign) && sign != '-').next().unwrap_or_default();
    let is_first = first.starts_with(char::is_uppercase) && is_one_of(first, &FIRSTS);
    (is_first && word.chars().count() > 1).then_some(first.len() + 1 + word.len())
}

/// «Қапшағай (Қонаев) қ.»: where a town begins that has its other name in brackets and its mark behind.
fn renamed(left: &str) -> Option<usize> {
    let name = ["қ.", "қаласы", "қ-сы", "г.", "город", "city"].iter().find_map(|mark| left.strip_suffix(mark))?;
    let (town, other) = name.trim_end_matches(' ').strip_suffix(')')?.rsplit_once('(')?;
    let town = town.trim_end_matches(' ');
    let is_of_town = |sign: char| is_letter(sign) || sign == '-';
    let begin = town.trim_end_matches(is_of_town).len();
    let is_name = |word: &str| word.starts_with(char::is_uppercase) && word.chars().all(is_of_town);
    (is_name(other) && town.get(begin..).is_some_and(is_name)).then_some(begin)
}

/// «Конаев (бывший Капчагай)»: where a town begins whose former name stands behind in brackets.
fn formerly(head: &str) -> Option<usize> {
    let open = memchr::memrchr(b'(', head.as_bytes())?;
    let (left, inside) = (head.get(..open)?, head.get(open + 1..)?);
    let is_former = |word: &str| is_one_of(word, &["бывш*", "быв", "ранее", "экс", "бұрынғы", "former*"]);
    let inside = inside.trim_end_matches([' ', '.']);
    let town = left.trim_end_matches(' ');
    let begin = town.trim_end_matches(|sign: char| is_letter(sign) || sign == '-').len();
    let is_name = town.get(begin..).is_some_and(|name| name.starts_with(char::is_uppercase));
    (is_former(inside) && is_name).then_some(begin)
}

/// Whether an address begins with the mark of a street.
fn begins_with_street(address: &str) -> bool {
    STREETS.iter().any(|mark| address.starts_with(mark))
}

/// Whether an address begins with the mark of its town.
fn names_town(address: &str) -> bool {
    ["г.", "г ", "гор", "қ.", "қала", "city"].iter().any(|mark| address.starts_with(mark))
}

/// Where an address ends that its components end at byte `end`: behind the postal code that a label tells, «ул. Абылай
/// хана 15/1, индекс 160500».
pub(super) fn end(text: &str, end: usize) -> usize {
    let bytes = text.as_bytes();
    let end = if bytes.get(end) == Some(&b',') { end + town_behind(after(text, end, REACH)) } else { end };
    // Behind most addresses stands no label.
    let Some([b',' | b' ' | b'\n', behind @ ..]) = bytes.get(end..) else { return end };
    let blanks = behind.iter().take_while(|&&byte| byte == b' ').count();
    let rest = text.get(end + 1 + blanks..).unwrap_or_default();
    if !OPENING.may_begin(rest) || !rest.chars().nth(2).is_some_and(|third| THIRDS.contains(&lower(third))) {
        return end;
    }
    let window = after(text, end, REACH);
    let Some(rest) = window.strip_prefix([',', ' ', '\n']) else { return end };
    let rest = rest.trim_start_matches(' ');
    let labelled = |label: &&&str| {
        let mut letters = rest.chars().map(lower);
        label.chars().all(|letter| letters.next() == Some(letter))
    };
    let Some(label) = LABELS.iter().find(labelled) else { return end };
    let value = rest.get(label.len()..).unwrap_or_default();
    let value = value.trim_start_matches([' ', ':', '-', '–']);
    let digits = value.chars().take_while(|&sign| digit(sign).is_some());
    let (count, length) = digits.fold((0, 0), |(count, length), sign| (count + 1, length + sign.len_utf8()));
    if count == INDEX { end + window.len() - value.len() + length } else { end }
}

/// Bytes of «, Отеген батыр»: the name of a town that the lexicon does not have, in a field of its own.
fn town_behind(window: &str) -> usize {
    let Some(rest) = window.strip_prefix(", ").filter(|rest| rest.starts_with(char::is_uppercase)) else { return 0 };
    let length = rest.find(|sign| !is_letter(sign) && sign != '-').unwrap_or(rest.len());
    let (word, behind) = rest.split_at_checked(length).unwrap_or_default();
    let title = [" батыр", " Батыр", " batyr", " Batyr"].iter().find(|title| behind.starts_with(**title));
    let title = title.map_or(0, |title| title.len());
    let ends = !behind
        .get(title..)
        .is_some_and(|next| next.starts_with([' ', '-']) || next.starts_with(char::is_alphanumeric));
    if ends && is_town(word) { ", ".len() + length + title } else { 0 }
}

/// Whether a town of Kazakhstan is called so.
pub(super) fn is_town(word: &str) -> bool {
    TOWNS.has(word)
}

#[cfg(test)]
mod tests {
    use super::{LABELS, OPENING, THIRDS};

    #[test]
    fn no_label_is_dismissed() {
        for label in LABELS {
            let third = label.chars().nth(2);
            assert!(OPENING.may_begin(label) && third.is_some_and(|third| THIRDS.contains(&third)), "{label}");
        }
    }
}
