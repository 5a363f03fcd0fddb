//! The two thousand words that most of the requests in `training/requests` hold. Being listed here changes nothing but the
//! time it takes to know a word: see [`Common`](super::memo::Common).

use std::sync::LazyLock;

/// In lower case, sorted.
const WORDS: &str = "\
    about above add after again against agent agreement al all almaty already also always am an and another answer any \
    anyone anything api are argue arrived as ask asked asking async at ata attached average await ba back bank bar \
    bash batch be because been before behind below ber best between bir biraq blue board bola bolady boldy bolsyn book \
    booking bot both branch break bring budget build bus but buyer by call came can cannot car card case cash cause \
    certificate change changed charge chat cheapest check choose churn claim claims class clause client clients closed \
    code cold come company compare const context contract cost costs could count courier cover csv customer customers \
    cut da dalelde data date day days db de deadline dear decision def delivery dep derive design desk did didn \
    different do does dog don down draft driver drop dry each eight eki else email end english enough error escalate \
    even evening every everything exactly example excel expected explain failed fair family fee fell file find fine \
    first five fix fixed flag flat floor for form forty four free friday from full function gate get git give go goes \
    good got gpt group had half happens has hat have he hello help her here hi high him his honestly hour hours house \
    how hr id if ignore in including insurance into invoice invoices is it items its jaz jazyp job js json june just \
    kak kaspi kazakh keep kept kerek key kg kim know kz kzt lab landlord last late law lease leave left legal less \
    letter level liability like line lines list live ll loan lock log long look lose loss lost low ma machine make \
    manager manual many march mark max may me mean means men message messages min mind minutes model monday month \
    months more morning most mother move moved much must my na name nano ne near need needed needs nege never new next \
    night nine no nobody non none noon not note notes nothing now number numbers n² of off office ok old on once one \
    ones only open opening operator opus or order other our out over own owner pad page pages paid paper paragraph \
    parents part partner pass pay payment pe people per permit person phone photo pick plain plan please plus pm po \
    point points policy post postgres power price print private product promise proof propose prove public pull put \
    python qai qalai qansha qr query question queue range rate rates re read reading real really reasoning redis \
    refund rent reply report request ret retry return revenue review right risk road room root round route router row \
    rows rules run russian safety said salem sales same say says school seat seats sebebin second see select send \
    sentences service services set settle shall share she shift shop short should show shows side signed since site \
    six size skip small sms so somebody someone sorry sound split spring sql staff start state status stay stays still \
    stop store strategy subject sum supplier system table take takes talk tax team tek tell ten tenant tenge test text \
    th than thank thanks that the their them then there these they think third this three through thursday ticket tier \
    time to today tomorrow too total translate tuesday turady turn twice two under until up us use used user users \
    value ve wait walk want wants was water way ways we week weeks weight well went were what when where whether which \
    while who whole whose why will winter with within without word words work working works would write writing wrong \
    x² year years yes yesterday yet you your абай абзац абонемент аванс авто автобус агент адам адамға адрес аз азайды \
    ай айда айдан айлық айт айтады айтайын айтты айту айтшы айтып айтыңыз айтыңызшы айына айыппұл айырмасы айырмасын \
    айға акт ал ала алады аламыз аламын аласыздар алгоритм алды алдым алдымен алдын алдында алмай алмаймын алматы алты \
    алу алушы алуға алып алған аман ана аналар анализ анам английский анық апай апта аптада арасында аренда аренды \
    арзан арналған артық арқылы ас асса ата аты атын атынан ауданы аудар ауыл ауылда ауырады ауырып ауысты ауыстыру \
    ашылады ашып ашық ағылшынша ақ ақша ақшаны ақшасын ақысын ба база бала балабақша балалар балаларға балам баланың \
    баласы балаға балл банк банка бар бара барады барлығы барлық бас басталады бастап басшыға басқа баға бағаны бағасы \
    бақылау бе без белгіле бер берген берді бердім бере береді берейін береміз бересіздер беру беруші берші бері \
    берілген беріледі беріп беріңіз беріңізші бес бесплатно билет биыл боится бойы бойынша бола болады болатынын болды \
    более болмайды болмаса болмасын болса болсын болуы болып больше болған бос бот брак бронь будет бухгалтер бы был \
    была были было былтыр быть бюджет біз бізге бізде біздің бір бірақ бірге бірден біреу біреуі бірі бірін бірінші \
    бүгін бұзылды бұл бұрын бәрі бәріміз бәрін бәріне бөлек бөлме бөлім бөліп вам вариант варианта варианты вас ваш \
    ваша вдвое вернуть вероятность весь вечер вечером взнос взяли взять видео вижу вклад вместе вместо во вода \
    водитель воду воды возврат возьми вообще вопрос вопросы вот вправе врач врача времени время все всегда всего всем \
    всех всю всё вторая второй вчера вы выбрать выведи вывод выгоднее выдержки выйдет выпиши вырос выросла выручка \
    вытащи выше вышел газ гарантия где ге го говорит говорят год года году готов график группа группе да давай даже \
    дай дайын дала дальше дан данные данных дата дату два двадцать дважды две двое дворе двумя двух де девять деген \
    деді дейді действует дейін дела делает делать демалыс ден денег день деньги деп депозит держать десять детей дети \
    директор директора для дней дня до добрый договор договора договоре дождь докажи докажите документы долг долго \
    доля дом дома доставка другой дүкен дұрыс дәл дәлел дәлелде дәлелдеп дәлелдеңіз дәрі дәрігер дәрігерге егер его \
    еді едім ей екен екенін екеуміз екеуі екі екінші екіншісі емес ему енді ереже ережелер ертең есе есеп есепте \
    есептеп есепті ескерту ескі если есть ет етіп ешкім ештеңе ещё её ең еңбек жаз жазайын жазам жазу жазылған жазып \
    жай жалақы жалпы жалға жалғыз жарайды жарты жарық жас жаса жасайын жасап жаста жатыр жатырмыз жатырмын жауап \
    жауапты жағдай жағдайда жақсы жаңа ждать же жеке жена жер жерде жетеді жеткізу жеңілдік живой жиналыс жинап жобала \
    жол жолда жолы жоспарын жоқ жоқпын жсн журнал жыл жылап жылда жылдық жылу жылы жылға жылғы жібер жібереді жүк жүр \
    жүргізуші жүреді жүрмін жүріп жұмаға жұмсақ жұмыс жұмыстан және жөндеу за завтра заказ заказчик законно закрыть \
    зал зале залог замена записи запись запрос зачем заявка заявки заявку заявление заң заңды здесь здравствуйте зимой \
    значит знаю идёт иесі из извините изменение или имеет имя индекс иногда интервью интернет ип их иә кабинет каждого \
    каждое каждой каждому каждый казахский как какая какие каких какого какое какой каком канал карта карту карты \
    касса кв квартал квартиры кг ке кез кезде кезек кезінде кейде кейін келген келді келе келеді келесі келіп келісім \
    кемінде кепілдік керек керемет кесте кестеге кетеді кеткен кетті кетіп кеш кеше кешке кешірім класс клиент клиента \
    клиентке клиенты клиника ключ км кнопка когда кого код коллеги команда комиссия компания кому контекст контроль \
    конце коротко короче кот которая которой которые который которых кран кредит кроме кто куда купить курс курьер кэш \
    кім кімге кіру кісі кітап кішкентай күйеуім күн күнге күнде күндері күннен күні күніне көбейді көлік көп көрсет \
    көрші көршім көршінің ладно лежит лет ли лимит лифт лучше м² ма магазин мал мама маржа марта мастер мастера машина \
    машину маған ме между мектеп мен менеджер меньше меню меня менять мені менің мерзім мерзімі мес мест места место \
    месяц месяца месяцев метр миллион минимум минус минут минуты млн мм мне мной могу модели модель модельге моей \
    можем может можно мой мою моя муж мы мына мысал мықты мың міндетті мүмкін мұғалім мәселе мәтін мәтіні мәтінін на \
    нагрузкой надо найди нам нан написать напиши нас насос наурызда начать наш нашар нашей нақты не неге него негізгі \
    негізде неде недели неделю неден нельзя немесе нені несие нет неше нешеден неё ни ниже никто ним них ничего но \
    новый номер номера нормально ноутбук ночь ночью ну нужен нужна нужно нужны нөмірі нөмірін об оба обед обещал \
    обещали обиделся обоснуй обратно обращения общем объясни объясните объём обязан одан один одна одним одно одного \
    одной одном одну ой ойлап ок окна окно ол он она онда они онлайн оно оны оның оператор описание оплата оплатить \
    определи опять орнына орташа ортақ орын орысша орысшаға оси осмотр осталось осы осындай осыны от ответ ответа \
    ответь отвечает отвечай отдельно отзыв отказ открытие отличается отмена отчего отчёт отыз отыр отырмын офлайн \
    оцени очень очередь ошибка ошибки ошибку оған оқу оқып па падает пакет память парковка партии пары паспорт пациент \
    пе пен первого первый первым переведи перевод перед переписки перепиши период писать письмо пишет пишу план \
    платить платёж плюс по под подпись подряд подрядчик подскажите пожалуйста позицию пока покажи показания полгода \
    поле полис полный половина полстраницы помощник понедельник понял понятно понять порядке порядок после посмотри \
    пост поставщик построить построй посчитай посчитать посылка потом потому почему почту почём поэтому прав правда \
    правила право прайс предложи при прибыль привет придумай приложение приложении принимает причина причину причины \
    пришли пришлите пришёл приём про проверить проверь продажи проект пропуск просим просит просто простой простыми \
    против протокол процентов прочитай прошу пункт пусть пятницу пятницы пять пәтер работает работы рабочих равно раз \
    раза разбери разложи размер раньше расскажите рассрочка растёт расчёт рахмет рақмет ребёнка ребёнок режим рейс \
    ремонт ресми рет ретінде речь решение решили риск риски ровно рождения роутер руки ряд рядом рұқсат сабақ сайын \
    салып салыстыр салыстырып салық сам сама сами самый сан саны сату сатып сағат сағатқа сақталсын сақтандыру свет \
    свой связи связь сделай сделать себебі себебін себеп сегодня сегіз сезон сейчас секунд сен сенбіде сервис сети \
    сижу система сиыр сияқты скажи скажите сказал сказала сказали сказать скидка склад скольки сколько скрипт слов \
    слова словами слово словом сложность сменили смены смета смотреть смс сначала снова со собери собой согласия содан \
    сол сонда сондықтан сонымен сообщение сорок сосед составь сосын сот сотқа сохрани соң соңында соңғы спасибо список \
    справка спроектируй спрос сравни сразу средний среду срок сроки срочно ставка старый статус статья стоимость стоит \
    сторон стороны страницы стратегию стратегия строк строки строку студент су субботу суд суда сумма сумму суммы \
    супер сурет сутки суток суық схему сценарий счёт сын сынып сыпайы сіз сізге сіздер сіздерге сіздерде сіздерден \
    сіздердің сіздің сұрайды сұрап сұрағым сұрақ сәлем сәлеметсіз сөз сөзбен сөйлем сөйлеммен та таблицу таблицы таза \
    так такая такое такси талап талда талдап талдау там тамақ тап тапсырыс тариф тармақ тарту тауып тағы таңғы тг те \
    тегін тек тексеру тексеріп текст телефон телефонды тем температура тенге теперь тепло тест тех течение теңге \
    тиімді то товар тогда тоже той толық только том тон тоо топ тот точка точку требует тремя тренер третий три \
    тридцать трёх туралы тут ты тыйым тыс тысяч тёплый тізім тізіп тілмен тіркеу тіс түнгі түнде түрлі түсті түсіндір \
    түсіндіріп түсінікті түсіп тұр тұрады тұрақты тұрып тұрғын тәжірибе тәуекелін төлейді төлеймін төлем төлесем \
    төлеуге төменде төрт уақытта уақыты уақытын уважаемые уважаемый уже упала утро утром участок учётом ушли ушёл файл \
    форма формула формулу форс фото франшиза функция хабарлама хат хатты хатын хватит хорошо хотим хотя хочет хочу \
    хуже целиком цена цену цены цифры чай час часа часов часы чат чего чек человек человека человечески чем через \
    честно четверг четыре чисел числа число что чтоб чтобы чём шай шарт шартта шарттың шарты шартын шағым шағын шақыру \
    ше шексіз шести шесть шешім школу школы шот шт штраф штук шығады шығар шығарып шығын шығып шықты ші шүкір \
    ықтималдығы эксперт этаж этаже это этого этом этот юрист істей істейді ішкі ішінде ға ғана ғой ғылыми қабылдау \
    қазақ қазақша қазақшаға қазір қай қайда қайдан қайсы қайсысы қайсысын қайта қайтару қайтыс қайырлы қала қалады \
    қалай қалды қалдық қалған қан қандай қанша қара қарап қарапайым қарсы қарыз қатар қате қатысты қашан қой қойды \
    қойылған қойыңыз қойған қол қорытынды қорытып қос қосымша қосып қыз қызмет қызметкер қызыл қызым қылып қымбат \
    қыста қысқа қысқасы құжат құр құрметті құрылыс үй үйге үйде үйдің үлкен үш үшін үшінші ұзақ ұзындығын ұлым ұстап \
    ұсын әдемі әкімдік әлде әлі әр әрқайсысына өз өзі өзім өзіміз өлшем өлшеу өсті өте өткен өтті өтінім өтініш \
    өтінішім";

/// The words as they are written in the middle of a sentence.
pub(super) static LOWER: LazyLock<Vec<&str>> = LazyLock::new(|| WORDS.split_whitespace().collect());

/// The words as they are written at its beginning.
pub(super) static CAPITALISED: LazyLock<Vec<String>> =
    LazyLock::new(|| LOWER.iter().map(|word| capitalised(word)).collect());

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::{CAPITALISED, LOWER};

    #[test]
    fn words_are_sorted_and_have_both_forms() {
        assert!(LOWER.is_sorted_by(|one, other| one < other));
        assert!(CAPITALISED.contains(&"Здравствуйте".to_owned()) && CAPITALISED.len() == LOWER.len());
    }
}
