//! The table itself. To teach the assessor a word, add it here and a sentence to the tests.

use super::Topic;
use crate::measure::facts::{Intent, Language};

/// Stems of one topic with one weight.
pub(super) struct Row {
    pub(super) topic: Topic,
    pub(super) weight: f32,
    /// Separated by `|`.
    pub(super) stems: &'static str,
}

const fn wants(intent: Intent, weight: f32, stems: &'static str) -> Row {
    Row { topic: Topic::Wants(intent), weight, stems }
}

const fn tells(topic: Topic, stems: &'static str) -> Row {
    Row { topic, weight: 1.0, stems }
}

/// Weights are votes: 1 is a fair sign, 2 settles it against topics that are only mentioned.
pub(super) const ROWS: &[Row] = &[
    // What a business answers many times a day.
    wants(
        Intent::Faq,
        0.8,
        "есть ли|можно ли|нужен ли|нужна ли|нужно ли|нужны ли|у вас есть|вы делаете|делаете ли|вы работаете|работаете|\
        до скольки|во сколько|где вы|где наход|как добраться|парковк|график|режим работ|гаранти|рассрочк|инстаграм|",
    ),
    wants(
        Intent::Faq,
        0.8,
        "как подключ|как отключ|как заблокир|как восстанов|как измен|как поменя|как запис|как оформ|как вернуть|\
        как откры|как узна|какие документ|какой срок|какой процент|какой тариф|размерн|предоплат|скидк|не работает|забыл|вернуть товар|обмен",
    ),
    wants(
        Intent::Faq,
        0.5,
        "у вас|какой$|какая$|какие$|можно$|есть$|где$|нужен$|нужна$|нужно$|сколько времени|сколько занимает|сколько калор|",
    ),
    wants(
        Intent::Faq,
        0.8,
        "бар ма|бар маа|бола ма|болама|жумыс исте|қайда орналас|мекенжай|кепілдік|жеңілдік|бөліп төле|неше жас|\
        қалай жазыл|қалай қос|қалай бұғатт|қалай аш|керек пе|кажет пе|істемей тұр|ұмытып қал|мерзімі қанша",
    ),
    wants(
        Intent::Faq,
        0.5,
        "барма$|бар$|қалай$|қай$|қандай$|қайда$|пайызы|депозит|тәуліктік|bar ma|bola ma|qalai|kalai|zhumys iste|jumys iste",
    ),
    wants(
        Intent::Faq,
        0.8,
        "do you have|do you offer|is there|are there|can i|could i|do i need|how do i$|what time|opening hours|working hours|\
        what s your|what is your|what are your|where are you|how long does|included|reset my|limit$|warranty|parking|installment|allowed",
    ),
    wants(
        Intent::PriceQuery,
        1.2,
        "сколько стоит|сколько стоят|скока стоит|сколько будет стоить|почем|цена$|цену$|цены$|прайс|расценк|по чем|стоимость|\
        подешевле|дешевле|оптом|оптов|сколько за$|skolko stoit|prais",
    ),
    wants(Intent::PriceQuery, 0.5, "сколько$|скока$|тариф|во сколько обойд"),
    wants(
        Intent::PriceQuery,
        1.2,
        "қанша тұрады|қанша турады|неше теңге|қанша теңге|қанша болады|бағасы|бағаңыз|бағалар|нешеден|көтерме|арзан|қанша аласы|\
        qansha turady|kansha turady|bagasy|baghasy|narxi|qancha turadi",
    ),
    wants(Intent::PriceQuery, 0.5, "қанша$|неше$|qansha|kansha"),
    wants(
        Intent::PriceQuery,
        1.2,
        "how much is|how much are|how much for|how much does|price$|prices$|pricing for|cost of|quote for|wholesale",
    ),
    wants(
        Intent::DeliveryQuery,
        1.9,
        "доставк|доставля|доставит|доставите|привез|самовывоз|курьер|за сколько дней|отправля|dostavk|",
    ),
    wants(Intent::DeliveryQuery, 1.9, "жеткіз|жеткиз|қанша күнде|жетеді|апарып бер|алып кел|jetkiz|zhetkiz|yetkaz|"),
    wants(Intent::DeliveryQuery, 1.9, "deliver|shipping|ship to|same day|pickup|pick up point"),
    wants(
        Intent::OrderStatus,
        1.9,
        "где мой заказ|где заказ|статус|трек|посылк|когда придет|когда приедет|где курьер|номер заказа|не приш$|застрял|выехал|\
        zakaz|где моя|мой заказ",
    ),
    wants(Intent::OrderStatus, 0.7, "заказ$|заказа$|заказу$|заказым|тапсырыс|order$"),
    wants(
        Intent::OrderStatus,
        1.9,
        "тапсырысым|қайда жүр|қашан келеді|сәлемдеме|күйін тексер|статусын|қай жерде жүр|tapsyrysym|",
    ),
    wants(
        Intent::OrderStatus,
        1.9,
        "where is my order|my order|my parcel|order status|tracking|has order|check order|shipped yet|status of",
    ),
    wants(
        Intent::Payment,
        1.6,
        "оплат|каспи|kaspi|списал|чек$|чека$|реквизит|счет на|перевод на карт|наличк|наличн|qr$|возврат денег|oplat|",
    ),
    wants(
        Intent::Payment,
        1.6,
        "төлем|төлеу|төлед|төлей|төлеп|чекті|чегін|ақша алып|ақшам|шотқа|реквизит|аудардым|tolem|toleu",
    ),
    wants(
        Intent::Payment,
        1.6,
        "payment|pay with|pay by|can i pay|charged|invoice for|visa$|mastercard|refund my|receipt",
    ),
    wants(
        Intent::Complaint,
        1.7,
        "не тот|испорти|верните деньг|хам$|нахам|ужасн|безобраз|жалоб на|жалуюсь|отвратит|обман|брак$|бракован|сломан|в третий раз|\
        третий раз|сколько можно|напишу отзыв|разочаров|возмут|ничего не покупал",
    ),
    wants(Intent::Complaint, 1.7, "ұят|бұзылып|ренжі|шағым|алдап|нашар|ауырып қал|сынып кел|uyat|"),
    wants(
        Intent::Complaint,
        1.7,
        "unacceptable|terrible|worst|ruined|complain|scam$|broken on arrival|third time|fed up",
    ),
    wants(
        Intent::Greeting,
        0.45,
        "здравствуй|добрый день|добрый вечер|доброе утро|доброй ночи|добрый$|привет|салам|здрасте|хай$|доброго|zdravstvu|privet|",
    ),
    wants(
        Intent::Greeting,
        0.45,
        "сәлем|салем|сәлеметсіз|армысы|қайырлы|ассалау|ассалам|salem|salam|assalom|qayirly|salametsiz",
    ),
    wants(Intent::Greeting, 0.45, "hi$|hello|hey$|good morning|good evening|good afternoon"),
    wants(
        Intent::Smalltalk,
        0.55,
        "спасибо|благодар|пока$|до свидан|понятно|ясно$|ок$|окей|хорошо$|отлично$|ахах|хаха|супер$|как дела|как тебя зовут|ты бот|ладно|",
    ),
    wants(
        Intent::Smalltalk,
        0.55,
        "рахмет|рақмет|рахме|рақме|жақсы$|сау бол|түсінікті|жарайды|хабарласамын|rahmet|raqmet|jaqsy|sau bol|",
    ),
    wants(
        Intent::Smalltalk,
        0.55,
        "thanks|thank you|thx|bye|ok$|okay|cool$|nice$|great$|got it|how are you|lol$|who are you",
    ),
    // Fields, labels and clean-up.
    wants(
        Intent::Extraction,
        2.0,
        "извлек|вытащи|выдели из|достань|выпиши|верни только|классифиц|определи категор|определи тональ|определи тему|\
        определи язык|распозна|тональность|разложи|в json|в csv|приведи к|приведи телефон|приведи дат|исправь опечат|исправь ошибк|ответь да или нет|ответь yes|\
        какой товар упомин|какие товары упомин|найди в тексте|найди все|отсортир|заполни поля|категория обращ|преврати список|отметь",
    ),
    wants(
        Intent::Extraction,
        2.0,
        "шығарып бер|шығар$|шыгар$|ғана шығар|реңкін|санатын|санатта|json қып|json қыл|json қылып|тізіп бер|теріп|анықта$|қателерін түзет|қатесін түзет|белгіле|ажырат",
    ),
    wants(
        Intent::Extraction,
        2.0,
        "extract|classify|label this|label the|label each|as json|return only|list only|which of these|sentiment|categorize|categorise|tag this|\
        answer yes or no|is this spam|fix the typos|fix typos|parse this|pull out|as csv|detect the language|find every|normalize|normalise",
    ),
    wants(
        Intent::Summarisation,
        2.0,
        "сократи|резюм|кратко излож|кратко переска|перескаж|суммариз|саммари|выжимк|тезис|в одну строку|одним предложением|конспект|краткое содерж|чек лист|выдели главн|протокол встреч",
    ),
    wants(
        Intent::Summarisation,
        2.0,
        "қысқарт|қысқаша мазмұн|бір сөйлеммен|түйіндеме|мазмұнда|қысқаша түсінд|қысқаша айт|қорытынд|тұжырымда",
    ),
    wants(
        Intent::Summarisation,
        2.0,
        "summari|tl dr|tldr|one sentence|in a sentence|key points|key takeaways|condense|digest|shorten|recap|rough notes",
    ),
    wants(
        Intent::Translation,
        2.3,
        "переведи|перевод на каз|перевод на рус|перевод на англ|перевести на каз|перевести на рус|перевести на англ|как будет по|по казахски|на казахский|на английский",
    ),
    wants(
        Intent::Translation,
        2.3,
        "аудар$|аударып|аударш|тіліне ауд|қазақша қалай|орысша қалай|ағылшынша қалай|қазақшаға|орысшаға|audar",
    ),
    wants(
        Intent::Translation,
        2.3,
        "translate|translation of|how do you say|into kazakh|into russian|to kazakh|to russian|in kazakh|into english|tarjima",
    ),
    // Writing and dialogue.
    wants(
        Intent::Writing,
        2.0,
        "напиши|сочини|составь|придумай|сформулируй|перепиши|набросай|подготовь письм|подготовь текст|пост для|пост про|ответь на отзыв|описание товар|описание для|поздравлен|слоган|сценарий рол|реклам|письмо|рассылк|некролог|тост на|стих",
    ),
    wants(
        Intent::Writing,
        2.0,
        "хат жаз|жазып бер|мәтінін жаз|жауап жаз|жаз$|жазшы|құттықта|ойлап тап|сипаттамасын|хабарлама жаз|өтініш жаз|ертегі|өлең|құрастыр|мәтін дайында|jazyp ber|zhazyp ber",
    ),
    wants(
        Intent::Writing,
        2.0,
        "write|draft|compose|rewrite|rephrase|slogan|tagline|blog post|press release|cover letter|email to|story about|poem|caption|speech",
    ),
    wants(
        Intent::Analysis,
        1.7,
        "сравни|проанализ|анализ$|анализа|разбери|оцени|найди причин|выясни причин|почему|предложи|посоветуй|что посовет|отзывов|идеи|темы для|как лучше|что лучше|что выгодн|сверь|найди расхожд|проверь|чем отлича|в чем разниц|конверси|гипотез|парадокс|как узнать|догада",
    ),
    wants(
        Intent::Analysis,
        1.7,
        "салыстыр|талда|бағала$|неге$|себебін|айырмашылы|кеңес бер|ұсыныс|қайсысы тиімді|қайсысын|идея айт|тексеріп шық|болжам",
    ),
    wants(
        Intent::Analysis,
        1.7,
        "compare|analy|evaluate|assess|why does|why do$|why did|why is|explain why|root cause|feedback on|difference between|pros and cons|correlat|caus|puzzle|always lies|tells the truth|hypothes|how do i bring|advice|audit|trend",
    ),
    // Reasoning.
    wants(
        Intent::Math,
        2.2,
        "посчита|вычисл|рассчита|найди вероятн|вероятност|матожидан|интеграл|производн|докажи|доказать|уравнен|теорем|чему равн|в среднем|npv|irr$|аннуит|процентов от|делится на|предел$|матриц|экстремум|монет|урн|сумма ряд|комбинатор|сколькими способ",
    ),
    wants(
        Intent::Math,
        2.2,
        "есептеп|есепте$|есептеңіз|есептеш|үшбұрыш|дәлелде|теңдеу|ықтимал|интеграл|туынды|функция|бөлінеті|тең болатын|қосынды|экстремум|қанша тәсіл|квадрат|пайызын тап|матрица|шешімін тап",
    ),
    wants(
        Intent::Math,
        2.2,
        "prove$|proof|derive|calculate|compute|integral|derivative|equation|probability|theorem|expected value|expected number|expected waiting|how many ways|solve for|eigen|polynomial|modulo|divisible|what is the value of|find all|find the|compounding|amortiz|sum of|triangle|integer",
    ),
    wants(
        Intent::Math,
        1.2,
        "сколько будет$|сдача$|сдачи$|процентов от|конвертир|переведи в доллар|бөлсек|convert$|percent of|what is the sum",
    ),
    wants(Intent::Code, 1.0, "код$|кода$|кодын$|кодты$"),
    wants(
        Intent::Code,
        2.3,
        "коде$|кодом|функци|скрипт|python|питон|javascript|typescript|rust$|golang|на go$|sql$|postgres|запрос к баз|redis|kafka|docker|kubernetes|регулярк|регекс|парсер|алгоритм|класс на|api$|рефактор|баг$|traceback|дедлок|deadlock|гонк|микросервис|excel|формула в|эксел",
    ),
    wants(Intent::Code, 2.3, "кодта|скрипт|бағдарлама жаз|функция жаз|сұраныс жаз|микросервис|дерекқор"),
    wants(
        Intent::Code,
        2.3,
        "code|function|python|javascript|typescript|rust|golang|java$|sql|regex|api endpoint|compile|debug|stack trace|algorithm|implement|refactor|unit test|race condition|thread|mutex|distributed|rate limiter|kubernetes|docker|git$|leader election|raft|concurren|in c$|undefined behav|repo$|pull request",
    ),
    wants(
        Intent::Legal,
        2.1,
        "договор|иск$|иска$|исков|суд$|суде$|судеб|статья$|статьи$|статью|гк рк|тк рк|законн|по закону|право$|арбитраж|претензи|юрид|юрист|увольн|уволен|ответственност|оговорк|наследств|лицензи|штраф",
    ),
    wants(
        Intent::Legal,
        2.1,
        "шарт$|шартты|шартын|заң$|заңға|заңда|заңы|сот$|сотқа|құқығым|құқықтық|талап арыз|еңбек кодекс|айыппұл|жауапкершілік шект|бап$",
    ),
    wants(
        Intent::Legal,
        2.1,
        "contract|legal|lawsuit|liab|clause|jurisdiction|statute|breach|plaintiff|defendant|court|gdpr|terminate the|arbitration|tort$|constitution",
    ),
    wants(
        Intent::Strategy,
        2.4,
        "стратеги|бизнес модел|модель монетиз|монетизац|юнит эконом|план выхода|выход на рынок|дорожн карт|дорожную карт|варианты|закрыть одну|конкурент|инвест|сокращ|масштабир|переговорн|план на|позиционир|диверсифик",
    ),
    wants(Intent::Strategy, 2.4, "стратегия|бизнес жоспар|нарыққа шығу|даму жоспар|бәсекелес|қай бағыт|инвестиц|кеңею"),
    wants(
        Intent::Strategy,
        2.4,
        "strategy|go to market|roadmap|runway|business model|unit economics|market entry|business plan|should we|pricing experiments|negotiation|acquisition|warehouse would|budget allocation",
    ),
    // A service request of a client to its shop or bank.
    wants(
        Intent::Other,
        0.9,
        "оформи$|оформите|соедините|оператор|менеджер|запишите|отмените|отмена|перенес|поменяйте|не звоните|пришлите|свободн|круглосуточн|поменять|отписат|подтвержда",
    ),
    wants(
        Intent::Other,
        0.9,
        "жазыңыз|жазыңызшы|қосыңыз|тірі адам|ауыстыр|отменить ет|бос уақыт|болдырма|жазылу|тоқтат",
    ),
    wants(Intent::Other, 0.4, "да$|нет$|иә$|жоқ$|yes$|no$|stop$|стоп$|тоқта$|угу$|дұрыс$|верно$"),
    wants(Intent::Other, 0.9, "cancel|talk to a|human$|book me|book a|reschedule|unsubscribe|change my"),
    // How much answer is wanted.
    tells(
        Topic::Brief,
        "коротк|кратко$|одной строк|одну строк|одним словом|одним предлож|одного предлож|да или нет|только$|yes или no|yes no|смс|в двух словах|қысқа$|бір сөйлем|бір сөзбен|ғана$|иә не жоқ|\
        one line|one sentence|short$|only$|yes or no|briefly|one word|tl dr|single word|just the",
    ),
    tells(
        Topic::Simple,
        "сколько будет$|сдача$|сдачи$|процентов от|конвертир|бөлсек|convert$|percent of|как в excel|как в эксел|в excel|команда docker|команда git|команда linux|команда чтобы|какой командой|горячие клавиш|сочетание клавиш|\
        git command|command to|shortcut|how to open|how to undo|what command|командасы|пернелер",
    ),
    tells(
        Topic::Depth,
        "докажи|обосну|обоснов|почему|выведи|объясни|оцени|риски|рисков|сценари|пошагов|по шагам|покажи шаг|сравни|критери|граничн|гаранти согл|допущен|последств|доказательств|перспектив|окуп|неочевидн|найди причин|причины|выясни|вероятн|спроектир|архитектур|гипотез|варианты|расхожден|стратег|npv|распредел|оптимал",
    ),
    tells(
        Topic::Depth,
        "дәлелде|неге|негізде|түсіндір|салыстыр|тәуекел|сценарий|қадам|есеппен|мысалмен|бағала$|дәлел|талда|қайсысы тиімді|жобала|оңтайл",
    ),
    tells(
        Topic::Depth,
        "prove|derive|justify|why$|explain|trade off|tradeoff|risks|scenario|step by step solution|compare|edge case|guarantee|root cause|show your work|assumption|design$|evaluate|optimal|worst case|consistency|architecture|implement|complexity of|strategy|simulate|which of the following",
    ),
    tells(
        Topic::Nuance,
        "стиль|стиле|тон$|тоном|вежлив|тверд|искренн|иронии|ирони|сохранив|сохрани|тактич|эмпати|деликатн|проникнов|официальн|терминолог|смешн|юмор|душевн|тепл|литературн|три вариант|3 вариант|понятное|пошли|для руковод",
    ),
    tells(
        Topic::Nuance,
        "стильде|ресми|сыпайы|жылы сөз|юмор|шын жүрек|көркем|әсерлі|мағынасын сақта|басшыға|tone$|style|polite|warm|witty|irony|nuance|empath|formal|persuasive|friendly|playful|professional|client facing",
    ),
    tells(
        Topic::Distress,
        "верните деньг|испорти|третий раз|ужас|хамс|помогите|что теперь делать|умер|скончал|плачу|в суд|жаловат|нахам|страшн|боюсь|обманул|мошенник|не покупал|искр|юбилей|ұят|ауырып|қайтыс|көмектес|қорқ|алдап|\
        ruined|desperate|died|scared|burning out|devastated|furious|lawyer|unacceptable",
    ),
    // Talk about the machine: masked, with the clause it stands in.
    tells(
        Topic::Routing,
        "gpt|claude|gemini|deepseek|llama|ultrathink|chatgpt|роутер|router|tier$|tiers|тир$|маршрутиз|мощн|умную модел|экспертную модел|самую умную|самой умной|сильную модел|сильной модел|дорогой модел|дорогую модел|дешевую модел|дешевой модел|дешевая модел|другую модел|лучшую модел|лучшей модел|модельмен|модельге|модельді|\
        complexity|difficulty|expert mode|reasoning effort|cheapest model|best model|smartest model|strongest model|expensive model|premium model|flagship|use the model|this model|override",
    ),
    tells(
        Topic::Routing,
        "очень сложн|сложный вопрос|сложный юрид|сложная задач|трудный вопрос|простой вопрос|простая задача|легкий вопрос|рассуждай|думай|подумай|стратегиялық сұрақ|күрделі сұрақ|қиын сұрақ|оңай сұрақ|жай сұрақ|қарапайым сұрақ|терең ойлан|\
        think step|think hard|think very|think deep|hard question|difficult question|complex question|simple question|easy question|simple faq|trivial question|let s think",
    ),
    // Function words; the letters of the text vote beside them.
    tells(
        Topic::Word(Language::Russian),
        "и$|в$|на$|что$|как$|по$|для$|мы$|это$|вы$|у$|с$|или$|можно$|уже$|при$|же$|от$|до$|за$|из$|я$|мне$|меня$|мой$|моя$|есть$|нет$|если$|чтобы$|когда$|где$|сколько$|будет$|они$|он$|нужно$|который|так$|еще$|вас$|вам$|ли$|бы$|сейчас|завтра|сегодня|пожалуйста|здравствуйте|спасибо|привет|напиши|переведи",
    ),
    tells(
        Topic::Word(Language::Kazakh),
        "мен$|және$|ма$|ба$|бе$|па$|пе$|бір$|үшін$|керек$|қалай$|қанша$|бар$|жоқ$|болады|бола$|емес$|бұл$|осы$|мына$|біз$|сіз|маған$|менің|сіздер|қашан$|қайда$|неге$|дейін$|кейін$|рахмет|рақмет|сәлем|жақсы$|иә$|деп$|туралы|арналған|туралы|бойынша|беріңіз|болып|еді$|тұр$",
    ),
    tells(
        Topic::Word(Language::English),
        "the$|a$|an$|is$|are$|to$|of$|and$|in$|for$|you$|do$|my$|i$|what$|how$|it$|this$|that$|with$|on$|we$|can$|from$|hi$|hello|thanks|please|be$|your$|s$|ok$",
    ),
    tells(
        Topic::Word(Language::KazakhLatin),
        "men$|jane$|zhane$|ma$|ba$|pa$|bir$|ushin|kerek$|qalai|kalai|qansha|kansha|bar$|joq$|zhok$|bolady|emes$|bul$|osy$|myna$|magan|mening|qashan|kashan|qaida|kaida|nege$|deyin|keyin|rahmet|raqmet|salem|jaqsy|zhaksy|siz|turady|tapsyrys|jetkiz|zhetkiz|almaty$|bolama",
    ),
    tells(
        Topic::Word(Language::Uzbek),
        "va$|bilan|uchun|qancha|kerak$|yo q|yoq$|emas$|bu$|shu$|menga|mening$|qachon|qayerda|nega$|rahmat|assalom|yaxshi|iltimos|turadi|buyurtma|yetkaz|narxi|mumkinmi|bormi|bo ladi|ва$|билан|учун|қанча|раҳмат|яхши|керак$|илтимос",
    ),
];
