//! The requests of the load runs and of the micro-benchmarks: Russian text with personal data in it, always the same.

/// Sentences of a support conversation; the texts repeat them until they are long enough.
const SENTENCES: [&str; 8] = [
    "Здравствуйте, я оформлял заказ на прошлой неделе и до сих пор не получил уведомление об отправке.",
    "Подскажите, пожалуйста, сколько стоит доставка в Астану и можно ли забрать посылку самому в Алматы?",
    "В приложении написано, что товар уже на складе, но оператор говорит, что он будет только через три дня.",
    "Если вернуть одну позицию из чека, пересчитается ли скидка по карте постоянного покупателя?",
    "Мы сравнили условия договора с тем, что обсуждали по телефону, и нашли расхождения в пункте об оплате.",
    "Прошу составить ответ клиенту: вежливо, по существу, без канцелярита и с указанием сроков.",
    "Курьер приезжал дважды, оба раза не позвонил заранее, а потом отметил, что получателя нет дома.",
    "Ещё вопрос: принимаете ли вы оплату в рассрочку на двенадцать месяцев и есть ли комиссия банка?",
];

/// Made-up personal data with valid check digits: one identity number, one phone, one address, one card.
const PERSONAL: &str = "Мой ИИН 900101300017, телефон +7 701 234 56 78, почта aigerim.test@example.kz, \
                        карта 4111 1111 1111 1111.";

/// The phone in every text: what stands in an answer where the provider wrote its placeholder.
pub const PHONE: &str = "+7 701 234 56 78";

/// Russian text of `size` bytes or slightly more, with personal data at its beginning and then every 4 KiB.
#[must_use]
pub fn text(size: usize) -> String {
    let mut text = String::with_capacity(size + 512);
    let mut next_personal = 0;
    for sentence in SENTENCES.iter().cycle() {
        if text.len() >= size {
            break;
        }
        if text.len() >= next_personal {
            text.push_str(PERSONAL);
            text.push(' ');
            next_personal += 4096;
        }
        text.push_str(sentence);
        text.push(' ');
    }
    text
}

/// Lines of a register, each with a person: nearly every word is personal data or the label of some.
const FORMS: [&str; 5] = [
    "ФИО: Ахметов Нурлан Серикович, ИИН 900101300017, тел. +7 701 234 56 78, г. Алматы, ул. Абая, д. 10, кв. 25",
    "Клиент Ким Светлана Викторовна; дата рождения 14.03.1987; карта 4111 1111 1111 1111; svetlana.kim@example.kz",
    "Жүргізуші Оспанова Әсем Қайратқызы, куәлік № 045123456, көлік 123 ABC 02, мекенжайы: Шымкент қ., Тәуке хан к-сі, 7",
    "Получатель: Цой Сергей, IBAN KZ86125KZT5004100100, уд. личности 034567891, моб. 8 (777) 123-45-67",
    "Patient Saule Kassymova, born 02.09.1990, IIN 900902400018, phone +7 (702) 555-12-34, 12 Abay Ave, Almaty",
];

/// Forms of `size` bytes or slightly more, with an entity about every forty bytes.
#[must_use]
pub fn forms(size: usize) -> String {
    let mut text = String::with_capacity(size + 256);
    for line in FORMS.iter().cycle() {
        if text.len() >= size {
            break;
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// The body of a chat completion request of about `size` bytes.
///
/// `extra` is further members, each with a comma behind it. They and `stream` stand first, so that the mock finds them
/// without reading the whole body.
#[must_use]
pub fn request(size: usize, stream: bool, extra: &str) -> Vec<u8> {
    let text = text(size.saturating_sub(140));
    format!(
        r#"{{"model":"auto","stream":{stream},{extra}"temperature":0.20,"max_completion_tokens":400,"messages":[{{"role":"system","content":"Ты помощник магазина."}},{{"role":"user","content":"{text}"}}]}}"#
    )
    .into_bytes()
}
