//! What the sandbox says: the first topic that fits the last user turn, in the language of that turn.

use router_core::chat::Chat;
use router_core::json::{Kind, Value};

use super::schema::{Source, instance};

/// What a request is answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply {
    Text(String),
    Refusal(String),
    Call { name: String, arguments: String },
}

/// The languages the sandbox answers in.
#[derive(Debug, Clone, Copy)]
enum Speech {
    Russian,
    Kazakh,
    English,
}

/// One sentence in every [`Speech`].
type Phrase = [&'static str; 3];

const NOTICE: Phrase = [
    "(песочница Qaqpa: ответ не от настоящей модели)",
    "(Qaqpa құмсалғышы: жауап нағыз модельден емес)",
    "(Qaqpa sandbox: not the answer of a real model)",
];
const REFUSAL: Phrase = ["С этим я помочь не могу.", "Мұнымен көмектесе алмаймын.", "I can't help with that."];
const NOTED: Phrase = ["Записал:", "Жазып алдым:", "Noted:"];
const FORM: Phrase = [
    "Проверьте, пожалуйста, данные заявки:",
    "Өтінім деректерін тексеріңізші:",
    "Please check the details of the request:",
];
const SUMMARY: Phrase = ["Кратко о документе", "Құжат туралы қысқаша", "The document in short"];
const WORDS: Phrase = ["слов", "сөз", "words"];
const DONE: Phrase =
    ["Готово, вот что вернул инструмент:", "Дайын, құрал мынаны қайтарды:", "Done, the tool returned:"];
const OTHERWISE: Phrase = [
    "Понял вас. Уточните, пожалуйста, подробности, и я подскажу.",
    "Түсіндім. Толығырақ айтып беріңізші, көмектесемін.",
    "I see. Tell me a little more, and I will help.",
];

/// A topic: it fits a turn that contains one of its words, which are separated by `|`.
struct Topic {
    words: &'static str,
    says: Phrase,
}

const TOPICS: &[Topic] = &[
    Topic {
        words: "докаж|дәлелде|prove|induction|derive|теорем",
        says: [
            "Решаю по шагам.\n1. Записываю, что дано и что нужно доказать.\n2. Проверяю наименьший случай.\n3. Предполагаю верность для n и перехожу к n + 1, раскрывая скобки.\n4. Сверяю итог на небольшом числе и делаю вывод.",
            "Қадамдап шығарамын.\n1. Не берілгенін және нені дәлелдеу керегін жазамын.\n2. Ең кіші жағдайды тексеремін.\n3. n үшін дұрыс деп алып, n + 1-ге көшемін.\n4. Кіші санмен тексеріп, қорытынды жасаймын.",
            "Step by step.\n1. State what is given and what is to be shown.\n2. Base case: check the smallest n.\n3. Inductive step: assume it for n and expand the expression for n + 1; the extra term is exactly what the formula predicts.\n4. Check the result on a small number, then conclude.",
        ],
    },
    Topic {
        words: "стратег|сценари|жоспар|strategy|roadmap|business plan|trade-off",
        says: [
            "План из четырёх шагов.\n1. Цель и ограничения.\n2. Варианты с расходами и рисками.\n3. Опыт на малом объёме с критерием остановки.\n4. Решение и проверка через месяц.",
            "Төрт қадамдық жоспар.\n1. Мақсат пен шектеулер.\n2. Шығыны мен тәуекелі бар нұсқалар.\n3. Тоқтату шарты бар шағын сынақ.\n4. Шешім және бір айдан кейін тексеру.",
            "A plan in four steps.\n1. Goal and limits.\n2. Options with their costs and risks.\n3. A small trial with a stopping rule.\n4. A decision, reviewed after a month.",
        ],
    },
    Topic {
        words: "код|функци|python|rust|sql|code|function|бағдарлама",
        says: [
            "Сначала воспроизведите ошибку тестом, затем сузьте место и исправьте причину, а не следствие.",
            "Алдымен қатені тестпен қайталаңыз, содан кейін себебін тауып түзетіңіз.",
            "First reproduce the fault in a test, then narrow it down and fix the cause, not the symptom.",
        ],
    },
    Topic {
        words: "доставк|доставля|привез|жеткіз|жеткиз|deliver|shipping",
        says: [
            "Доставка по городу 1 500 ₸, в другие города Казахстана от 2 500 ₸, срок 2–4 рабочих дня.",
            "Қала ішінде жеткізу 1 500 ₸, басқа қалаларға 2 500 ₸-ден бастап, мерзімі 2–4 жұмыс күні.",
            "Delivery within the city is 1,500 ₸, to other cities of Kazakhstan from 2,500 ₸, in 2–4 working days.",
        ],
    },
    Topic {
        words: "режим работ|график|до скольки|во сколько|жұмыс уақыт|жұмыс істей|нешеге дейін|opening hours|what time|are you open",
        says: [
            "Мы работаем ежедневно с 10:00 до 20:00, в субботу до 18:00.",
            "Күн сайын 10:00–20:00, сенбіде 18:00-ге дейін жұмыс істейміз.",
            "We are open daily from 10:00 to 20:00, on Saturdays until 18:00.",
        ],
    },
    Topic {
        words: "статус|где мой заказ|трек|қайда|тапсырысым|where is|status|track",
        says: [
            "Заказ собран и передан курьеру, ожидайте звонка.",
            "Тапсырыс жиналып, курьерге берілді, қоңырауын күтіңіз.",
            "The order is packed and with the courier, who will call you.",
        ],
    },
    Topic {
        words: "оплат|каспи|kaspi|төле|pay",
        says: [
            "Оплатить можно картой, через Kaspi или наличными при получении.",
            "Картамен, Kaspi арқылы немесе алған кезде қолма-қол төлеуге болады.",
            "You can pay by card, with Kaspi, or in cash on receipt.",
        ],
    },
    Topic {
        words: "сколько стоит|цена|почем|почём|прайс|қанша|бағас|how much|price",
        says: [
            "Цена от 4 900 ₸, точную сумму назову по артикулу.",
            "Бағасы 4 900 ₸-ден басталады, нақты сомасын артикул бойынша айтамын.",
            "Prices begin at 4,900 ₸; with the article number I can tell the exact sum.",
        ],
    },
    Topic {
        words: "здравствуй|привет|добрый|сәлем|салем|hello|good morning|hi ",
        says: ["Здравствуйте! Чем помочь?", "Сәлеметсіз бе! Қалай көмектесейін?", "Hello! How can I help?"],
    },
];

const DISALLOWED: &str = "взрывчат|бомбу|бомба дайында|жарылғыш|украсть пароль|вирус-вымогатель|подделать документ|құжатты қолдан жаса|\
    explosive|build a bomb|make a bomb|ransomware|steal password|forge a passport";
const SUMMARISE: &str = "кратко|резюм|сократи|суммар|перескаж|қысқаша|қысқарт|summar|tl;dr|in short";
/// A turn of more characters than this is a document, whatever is asked about it.
const DOCUMENT: usize = 4_000;
/// A turn with this many placeholders and more is a form.
const FORM_FIELDS: usize = 3;
/// Most characters quoted from a text.
const QUOTE: usize = 160;

/// What a placeholder's type is called in an answer.
const FIELDS: &[(&str, Phrase)] = &[
    ("PHONE", ["телефон", "телефон", "phone"]),
    ("EMAIL", ["почта", "пошта", "e-mail"]),
    ("IIN", ["ИИН", "ЖСН", "IIN"]),
    ("BIN", ["БИН", "БСН", "BIN"]),
    ("CARD", ["карта", "карта", "card"]),
    ("IBAN", ["счёт", "шот", "account"]),
    ("ADDRESS", ["адрес", "мекенжай", "address"]),
    ("PERSON", ["имя", "аты-жөні", "name"]),
    ("DOB", ["дата рождения", "туған күні", "date of birth"]),
];

/// What users of any language say beside what tools are called in English.
const ACTIONS: &[(&str, &str)] = &[
    ("созда|оформ|запиш|заведи|жаса|тірке|жазып қой|create|book|place", "create|book|add|make|register"),
    ("заказ|заявк|тапсырыс|өтінім|order|request", "order|request|ticket|application"),
    ("статус|провер|где|қайда|тексер|status|check|track", "status|check|get|track|find"),
    ("доставк|жеткіз|deliver|ship", "deliver|ship"),
    ("свобод|окн|запис|бос|жазыл|slot|free|appointment", "slot|avail|appointment|schedule"),
    ("погод|ауа рай|weather", "weather|forecast"),
    ("цен|стоит|баға|қанша|price|cost", "price|cost|quote|rate"),
    ("остат|наличи|склад|қойма|stock", "stock|inventory"),
];

/// The answer to a request.
pub(super) fn reply(chat: &Chat) -> Reply {
    let text = last_words(chat, "user");
    let lower = text.to_lowercase();
    let speech = Speech::of(&text);
    let placeholders = placeholders(&text);
    let source = Source { text: &text, placeholders: &placeholders };
    if contains_any(&lower, DISALLOWED) {
        return Reply::Refusal(signed(speech.says(REFUSAL).to_owned(), speech));
    }
    let from_tool = chat.messages().last().is_some_and(|message| has_role(message, "tool"));
    if !from_tool && let Some(call) = call(chat, &lower, source) {
        return call;
    }
    if let Some(json) = structured(chat, source, speech) {
        return Reply::Text(json);
    }
    let said = if from_tool {
        format!("{} {}", speech.says(DONE), quote(&last_words(chat, "tool")))
    } else {
        answer(&text, &lower, &placeholders, speech)
    };
    Reply::Text(signed(said, speech))
}

fn answer(text: &str, lower: &str, placeholders: &[&str], speech: Speech) -> String {
    if placeholders.len() >= FORM_FIELDS && text.len() < DOCUMENT {
        let fields = placeholders.iter().map(|placeholder| format!("\n- {}", field(placeholder, speech)));
        return speech.says(FORM).to_owned() + &fields.collect::<String>();
    }
    if text.chars().count() > DOCUMENT || contains_any(lower, SUMMARISE) {
        return summary(text, speech);
    }
    let topic = TOPICS.iter().find(|topic| contains_any(lower, topic.words));
    let said = speech.says(topic.map_or(OTHERWISE, |topic| topic.says)).to_owned();
    if placeholders.is_empty() {
        return said;
    }
    let fields: Vec<String> = placeholders.iter().map(|placeholder| field(placeholder, speech)).collect();
    format!("{said} {} {}.", speech.says(NOTED), fields.join(", "))
}

/// How long a document is, and how its beginning, middle and end read.
fn summary(text: &str, speech: Speech) -> String {
    let sentences: Vec<&str> =
        text.split_inclusive(['.', '!', '?', '\n']).map(str::trim).filter(|sentence| sentence.len() > 20).collect();
    let words = text.split_whitespace().count();
    let mut summary = format!("{} ({words} {}):", speech.says(SUMMARY), speech.says(WORDS));
    let places = [1.min(sentences.len().saturating_sub(1)), sentences.len() / 2, sentences.len().saturating_sub(1)];
    for (place, number) in places.into_iter().zip(1..) {
        if let Some(sentence) = sentences.get(place) {
            summary += &format!("\n{number}. {}", quote(sentence));
        }
    }
    summary
}

/// A call of the tool that was demanded, or else of the one that fits the turn best.
fn call(chat: &Chat, lower: &str, source: Source<'_>) -> Option<Reply> {
    let root = chat.document().root();
    let choice = root.get("tool_choice");
    if choice.is_some_and(|choice| choice.is_text("none")) {
        return None;
    }
    let functions = || root.get("tools").into_iter().flat_map(Value::items).filter_map(|tool| tool.get("function"));
    let named = choice.and_then(|choice| choice.get("function")?.get("name")?.text());
    let demanded = named.is_some() || choice.is_some_and(|choice| choice.is_text("required"));
    let name_of = |function: Value<'_>| function.get("name").and_then(Value::text).unwrap_or_default().into_owned();
    let candidates = functions().filter(|function| named.as_ref().is_none_or(|name| name_of(*function) == *name));
    // Of equals, the first one listed: the last maximum of the reversed list.
    let rated: Vec<_> = candidates.map(|function| (fitness(function, lower), function)).collect();
    let (fit, function) = rated.into_iter().rev().max_by_key(|(fit, _)| *fit)?;
    if fit == 0 && !demanded {
        return None;
    }
    let parameters = function.get("parameters").filter(|parameters| parameters.kind() == Kind::Object);
    let arguments = parameters.map_or_else(|| "{}".to_owned(), |schema| instance(schema, "", source).to_string());
    Some(Reply::Call { name: name_of(function), arguments })
}

/// How many actions the turn and the tool's name and description share.
fn fitness(function: Value<'_>, lower: &str) -> usize {
    let texts = ["name", "description"].into_iter().filter_map(|part| function.get(part)?.text());
    let tool = texts.map(|text| text.to_lowercase()).collect::<Vec<_>>().join(" ");
    ACTIONS.iter().filter(|(said, called)| contains_any(lower, said) && contains_any(&tool, called)).count()
}

/// An answer in JSON, where the request wants that.
fn structured(chat: &Chat, source: Source<'_>, speech: Speech) -> Option<String> {
    let format = chat.document().root().get("response_format")?;
    let kind = format.get("type")?;
    if kind.is_text("json_object") {
        let answer = serde_json::json!({"answer": source.text, "notice": speech.says(NOTICE)});
        return Some(answer.to_string());
    }
    let schema = format.get("json_schema").filter(|_| kind.is_text("json_schema"))?.get("schema")?;
    Some(instance(schema, "", source).to_string())
}

// === impl Speech ===

impl Speech {
    fn of(text: &str) -> Self {
        let lower = text.to_lowercase();
        if lower.contains(['ә', 'ғ', 'қ', 'ң', 'ө', 'ұ', 'ү', 'һ', 'і']) {
            Self::Kazakh
        } else if lower.contains(|letter: char| ('а'..='я').contains(&letter)) {
            Self::Russian
        } else {
            Self::English
        }
    }

    fn says(self, phrase: Phrase) -> &'static str {
        let [russian, kazakh, english] = phrase;
        match self {
            Self::Russian => russian,
            Self::Kazakh => kazakh,
            Self::English => english,
        }
    }
}

fn signed(said: String, speech: Speech) -> String {
    said + " " + speech.says(NOTICE)
}

/// A placeholder with what it is: `телефон [PHONE_1]`.
fn field(placeholder: &str, speech: Speech) -> String {
    let kind = placeholder.trim_start_matches('[').rsplit_once('_').map_or(placeholder, |(kind, _)| kind);
    let name = FIELDS.iter().find(|(known, _)| *known == kind).map_or(kind, |(_, name)| speech.says(*name));
    format!("{name} {placeholder}")
}

/// Every different `[TYPE_1]` of a text, in order.
pub(super) fn placeholders(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for (start, _) in text.match_indices('[') {
        let Some(rest) = text.get(start..) else { continue };
        let Some(placeholder) = rest.find(']').and_then(|end| rest.get(..=end)) else { continue };
        if is_placeholder(placeholder) && !found.contains(&placeholder) {
            found.push(placeholder);
        }
    }
    found
}

fn is_placeholder(text: &str) -> bool {
    let inner = text.trim_start_matches('[').trim_end_matches(']');
    inner.rsplit_once('_').is_some_and(|(kind, number)| {
        let capitals = kind.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_');
        !kind.is_empty() && capitals && !number.is_empty() && number.chars().all(|digit| digit.is_ascii_digit())
    })
}

/// The text of the last message of a role.
fn last_words(chat: &Chat, role: &str) -> String {
    let Some(content) =
        chat.messages().filter(|message| has_role(*message, role)).last().and_then(|message| message.get("content"))
    else {
        return String::new();
    };
    let parts = content.items().filter_map(|part| part.get("text")?.text());
    content.text().into_iter().chain(parts).collect::<Vec<_>>().join("\n")
}

fn has_role(message: Value<'_>, role: &str) -> bool {
    message.get("role").is_some_and(|value| value.is_text(role))
}

fn contains_any(lower: &str, words: &str) -> bool {
    words.split('|').any(|word| lower.contains(word))
}

/// The beginning of a text, cut at a word: a placeholder is quoted whole or not at all.
fn quote(text: &str) -> String {
    if text.chars().count() <= QUOTE {
        return text.to_owned();
    }
    let mut quote = String::new();
    for word in text.split_whitespace() {
        if quote.chars().count() + word.chars().count() > QUOTE {
            break;
        }
        quote += word;
        quote.push(' ');
    }
    quote.trim_end().to_owned() + " …"
}
