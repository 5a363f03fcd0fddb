//! Words that stand beside names without being names: labels, titles, organisations, places, and the verbs and
//! greetings that begin a sentence. Own compilation. A trailing `*` stands for any ending.

use super::frequent;
use super::lexicon::kind;

/// The script for which a list holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scripts {
    Cyrillic,
    Latin,
    Both,
}

/// Every list with the kinds of its words.
pub(super) const LISTS: [(&str, u32, Scripts); 22] = [
    (LABELS_WHOLE, kind::LABEL_WHOLE, Scripts::Both),
    (LABELS_PART, kind::LABEL_PART, Scripts::Both),
    (LABELS_LOOSE, kind::LABEL_LOOSE, Scripts::Both),
    (PLACES_BEFORE, kind::PLACE_BEFORE, Scripts::Cyrillic),
    (PLACES_AFTER, kind::PLACE_AFTER, Scripts::Cyrillic),
    (PLACES_AFTER_LATIN, kind::PLACE_AFTER, Scripts::Latin),
    (FILIALS, kind::FILIAL, Scripts::Both),
    (SHORT_PATRONYMICS, kind::PATRONYMIC | kind::PATRONYMIC_SURE, Scripts::Both),
    (TITLES, kind::STOP | kind::PERSON, Scripts::Both),
    (THINGS_BEFORE, kind::THING_BEFORE, Scripts::Cyrillic),
    (QUALIFIERS, kind::QUALIFIER, Scripts::Both),
    (HONOURS, kind::HONOUR, Scripts::Cyrillic),
    ("младший старший мл ст jr sr", kind::JUNIOR, Scripts::Both),
    (STATE, kind::STOP, Scripts::Cyrillic),
    (KAZAKH_PRONOUNS, kind::STOP, Scripts::Latin),
    (TALK, kind::STOP, Scripts::Cyrillic),
    (THINGS, kind::STOP, Scripts::Cyrillic),
    (GEOGRAPHY, kind::STOP, Scripts::Both),
    (ENGLISH, kind::STOP, Scripts::Latin),
    (frequent::RUSSIAN, kind::STOP, Scripts::Cyrillic),
    (frequent::KAZAKH, kind::STOP, Scripts::Cyrillic),
    (frequent::ENGLISH, kind::STOP, Scripts::Latin),
];

/// Kazakh pronouns typed in Latin letters: their genitive ends like a surname.
const KAZAKH_PRONOUNS: &str = "menin menyn senin senyn onyn onin sonyn sonin munyn munin bunyn osynyn osynin bizdin \
    sizdin olardyn olardin ozinin ozimnin kimnin nenin barinin barlygynyn birinin prezidenti prezidentiniń prezident \
    ministri ministriniń ministr ákimi ákiminiń akimi akim depýtaty deputaty basshysy tóraǵasy toragasy premer";

const LABELS_WHOLE: &str =
    "фио fio аты-жөні аты-жөнім жөні жөнім жөніңіз жони жоні атыжөні fullname fullName full_name тәә";

const LABELS_PART: &str = "фамилия фамилиясы отчество отчества тегі тегім surname lastname firstname middlename \
    patronymic fname lname mname ln forename givenname familyname есімі есімім atyzhoni fam familiya imya otchestvo tegi esimi";

/// Behind these a name of one part needs a sign of its own.
const LABELS_LOOSE: &str = "имя аты name names имени ады ism ismi isim ad soyad nachname vorname fn";

const PLACES_BEFORE: &str = "ул улица улицы улице улицу улицей улице пр-т проспект проспекта проспекте проспекту пр пр-кт пер переулок \
    переулка переулке мкр мкрн микрорайон* шағынаудан* бульвар* б-р площадь площади площадью пл им имени аллея \
    аллеи набережная набережной шоссе тракт парк парка парке сквер сквера стадион стадиона стадионе аэропорт \
    аэропорта аэропорту аэропорте театр театра театре музей музея музее премия премии закон закона \
    теорема теоремы теорему формула формулы уравнение уравнения постоянная метод метода синдром синдрома болезнь \
    болезни шкала шкалы шкале критерий критерия эффект эффекта дворец дворца кубок кубка памятник памятника \
    памятнику мавзолей село селе пос поселок аул станция станции метро";

const THINGS_BEFORE: &str = "роман романа фильм фильма фильме песня песни песню спектакль стихи поэма повесть рассказ картина картины \
    мультфильм сериал тоо оао зао пао ао жшс ақ тд тц трц трк бц жк кск кафе ресторан* магазин* отель \
    гостиница аптека салон школа лицей гимназия фонд фонда университет университета университете орден ордена \
    медаль крейсер теплоход";

const QUALIFIERS: &str = "first last given family middle full patient customer client contact employee user_full полное тегі әкесінің \
    фамилия child mother father sender recipient beneficiary cardholder holder owner";

const HONOURS: &str = "героя академика генерала маршала поэта писателя композитора батыр ақын академик братьев космонавта героев \
    профессора летчика лётчика";

const PLACES_AFTER: &str = "көшесі көшесінде көшесіне көшесінің көш к-сі даңғылы даңғылында даңғылына даң даңғ д-лы \
    атындағы атынд ауданы ауданында ауданының ауылы ауылында ауылының алаңы алаңында мектебі мектебінде бульвары \
    саябағы жшс стадионы әуежайы университеті театры мұражайы сыйлығы қоры батыр батыра батыру батырдың хан хана ханның би \
    баба бабы әулие проспектісі шағынауданы теоремасы заңы көпірі орденi медалі бағы стипендиясы улица проспект \
    бульвар мост музей театр премиясы кесенесі тұйығы станциясы";

const PLACES_AFTER_LATIN: &str = "street streets st str avenue avenues ave av road rd boulevard blvd lane ln drive square sq highway \
    hwy district village university institute college school academy airport station stadium park hotel hospital \
    foundation award prize bank theatre theater museum gallery llp ltd llc inc corp corporation company co gmbh ag \
    batyr khan han bi koshesi kóshesi köşesi dangyly dańǵyly ulitsa prospekt prospect pereulok mikroraion microdistrict \
    kindergarten kindergartens nursery preschool daycare gymnasium lyceum polyclinic clinic pharmacy bakery market bazaar supermarket arena \
    mall center centre tower towers residence plaza library church cathedral bridge lake river island mountain valley bay beach county \
    city town law theorem equation effect syndrome disease method algorithm";

const FILIALS: &str = "ұлы қызы оглы оғлы кызы улы углу uly kyzy ogly oglu qyzy qizi zade заде уулу ogli o'g'li";

const SHORT_PATRONYMICS: &str = "Ильич Ильича Ильичу Ильичом Кузьмич Кузьмича Кузьмичу Лукич Лукича Лукичу Фомич Фомича \
    Никитич Никитича Никитичу Саввич Саввича Ильинична Кузьминична Лукинична Фоминична Никитична Саввична";

const TITLES: &str = "г-н г-жа г-на г-жи г-ну г-же гн гжа господин* госпожа госпожи госпоже госпожу госпожой мистер \
    миссис мисс доктор* профессор* директор* менеджер* врач* судья судьи судье судью адвокат* нотариус* \
    учитель* воспитатель* преподаватель* тренер* инженер* бухгалтер* водител* майор* полковник* капитан* лейтенант* сержант* прокурор* следовател* инспектор* начальник* \
    заместител* зам руководител* председател* секретар* специалист* эксперт* консультант* оператор* курьер* кассир* \
    повар* дворник* охранник* сторож* хозяин* хозяйк* собственник* владелец владельца владельцу сосед* пациент* клиент* \
    заказчик* получател* отправител* плательщик* заемщик* заёмщик* вкладчик* абонент* истец истца истцу истцом истцы \
    ответчик* потерпевш* свидетел* обвиняем* подсудим* заявител* гражданин* гражданк* граждане гр родител* мама папа \
    брат сестра сын дочь муж жена дедушка бабушка дядя тетя тётя апа аға ағай апай әже ата көке жеңге мырза ханым науқас* \
    мұғалім* мейірбике* мейіргер* медбике* дәрігер* жүргізуш* жолдас төраға* директоры менеджері маманы тұтынушы* клиенті емделуш* студент* \
    оқушы* адвокаты судьясы тәрбиеш* азамат азаматша иесі mr mrs ms miss dr prof sir madam dear doctor professor \
    manager director judge president minister patient client customer employee driver sender recipient beneficiary \
    капитаны подрядчик* исполнител* арендатор* арендодател* покупател* продавец продавца продавцу наследник* опекун* \
    представител* учредител* участник* автор* админ админа админу админом сотрудник* работник* кандидат* соискател* держател* застрахован* \
    заңгер* әріптес* домком* управдом* шебер шебері фельдшер* медсестр* слесар* сантехник* электрик* сварщик* бригадир* мастер мастера диспетчер* \
    страховател* доверител* поверенн* должник* взыскател* кредитор* поручител* созаемщик* контакт* имам шейх хазрет";

const STATE: &str = "президент* президенті министр* аким* әкім* депутат* сенатор* академик* генерал* поэт* писатель* \
    жазушы* ақын* елбасы басшы* актер* актёр* актрис* певец певица певиц* композитор* учен* учён* ғалым* батыр* чемпион*";

const TALK: &str = "напиши* позвони* перезвони* передай* скажи* спроси* ответь* ответьте помоги* подскажи* проверь* \
    проверьте отправь* отправьте скинь* скиньте напомни* пришли* посмотри* найди* найдите запиши* составь* составьте \
    переведи* объясни* расскажи* сравни* добавь* удали* создай* сделай* дай дайте прошу просим нужно надо можно \
    здравствуй* привет приветствую добрый доброе доброго доброй спасибо пожалуйста извините простите уважаем* многоуважаем* глубокоуважаем* дорог* \
    милый милая алло да нет ок окей хорошо ладно это этот эта эти этой этого тот та те кто что где когда почему зачем \
    как какой какая какие чей чья сколько если или либо но и а же за на в во с со к ко от до по под над при про для без \
    из у о об через между перед после около мой моя моё мое мои моего моей моему моим твой твоя ваш ваша ваше ваши \
    вашего вашей вашему наш наша наше наши нашего нашей нашему его её ее их он она они оно мы вы я ты мне меня нас вас \
    вам нам ему ей им себя свой своя свою своего сам сама сами все весь вся всё также тоже ещё еще уже только лишь даже \
    вот вон там тут здесь сейчас сегодня вчера завтра потом теперь тогда затем однако поэтому потому пока пусть всего \
    оплатил* перевел* перевёл* получил* купил* продал* сказал* ответил* пришел пришла позвонил* написал* отправил* \
    работает работал* живет живёт жил жила родился родилась является был была было были будет есть стал стала имеет \
    хочет может должен должна просит прошла прошел принял* встретил* поздравля* благодар* согласен подпис* утвержд* \
    орда орданың ордада ордаға орданы ордадан ордасы ордасын ордасының менің сенің сіздің оның біздің олардың мен сен сіз ол біз олар бұл осы мына анау сол кім не қайда қашан қалай неге \
    қанша және мен бен пен немесе бірақ егер үшін туралы дейін кейін бұрын қазір бүгін кеше ертең сәлем сәлеметсіз* \
    рақмет рахмет кешіріңіз өтінемін құрметті қымбатты қадірлі деген деп деді дейді айтты жазды жіберді берді болды \
    бар жоқ керек мүмкін бүкіл барлық әр әрбір тек қана ғана тағы енді содан сондықтан сонымен алайда дегенмен осылай \
    мұнда сонда бір екі үш төрт бес алты жеті сегіз тоғыз он анам әкем балам қызым ұлым апам ағам інім сіңлім \
    один два три четыре пять первый первая второй вторая третий новый новая старый старая большой большая малый \
    сосын кімде кімнің кімге кімнен кімді гектар* мың мыңға осындай сондай мұндай қандай бұндай ертең ертеңін кейінірек жақын жақында \
    қызымның қызыма қызымды қызымнан ұлымның ұлыма ұлымды баламның балама баламды балаларымның анамның анама анамды \
    әкемнің әкеме әкемді апамның апама атамның атама әжемнің әжеме жұбайымның жұбайыма күйеуімнің әйелімнің әйеліме немеремнің \
    немереме жиенімнің інімнің ініме сіңлімнің бауырымның бауырыма қарындасымның келінімнің енемнің \
    введён введен указан указана указано добавлен добавлена изменён изменен удалён удален найден найдена шынымен \
    или же бы ни ней нею ими ими жена жены жене жену женой жён люди людей людям дети детей детям поле поля полем \
    пола полу самый самая самое сами ради рады каким власти властей данный данная данной данные заданный задан дана \
    дано даны сайын жолы жолында комиссия* берілді берілген ширина ширину ширине кожа кожу коже линия линии талант таланта вести вестей ранее заранее полный полна";

const THINGS: &str = "компания компании организац* предприяти* банк банка банке банков* фирма филиал* отдел* отделени* \
    управлени* департамент* министерств* комитет* агентств* служб* центр* институт* академи* колледж* больниц* \
    поликлиник* клиник* завод* фабрик* комбинат* офис* магазин* рынок рынка договор* справк* заявлени* приказ* протокол* \
    счет счёт счета счёта счету накладн* акт акта паспорт* удостоверени* документ* телефон* номер* адрес* почта почты \
    дата даты сумма суммы оплат* перевод* заказ* товар* услуг* работ* время срок срока год года году месяц* день дня \
    неделя час часа минут* понедельник* вторник* сред* четверг* пятниц* суббот* воскресень* январ* феврал* март марта \
    марте апрел* май мая мае июнь июня июне июль июля июле август августа августе сентябр* октябр* ноябр* декабр* \
    қаңтар* ақпан* наурыз сәуір мамыр* маусым* шілде* тамыз* қыркүйек* қазан* қараша* желтоқсан* дүйсенбі дүйсенбіге дүйсенбіде дүйсенбіден дүйсенбінің дүйсенбіні дүйсенбімен дүйсенбілік дүйсенбісі дүйсенбідегі сейсенбі сейсенбіге сейсенбіде сейсенбіден сейсенбінің сейсенбіні сейсенбімен сейсенбілік сейсенбісі сейсенбідегі \
    сәрсенбі сәрсенбіге сәрсенбіде сәрсенбіден сәрсенбінің сәрсенбіні сәрсенбімен сәрсенбілік сәрсенбісі сәрсенбідегі бейсенбі бейсенбіге бейсенбіде бейсенбіден бейсенбінің бейсенбіні бейсенбімен бейсенбілік бейсенбісі бейсенбідегі жұма сенбі* жексенбі жексенбіге жексенбіде жексенбіден жексенбінің жексенбіні жексенбімен жексенбілік жексенбісі жексенбідегі жыл* ай айы күн күні қала қаласы қаласында аудан облыс* көше үй пәтер \
    группа группы группе группу витамин* гепатит* глава главы главе часть части статья статьи раздел* пункт* вопрос* \
    тема темы урок* задани* задач* пример* рисун* таблиц* схема схемы версия версии вариант* категори* класс класса \
    тип типа вид вида форма формы сторона стороны страна страны мир мира бог бога господь аллах аллаха иншалла* \
    ислам коран библия рамазан ораза наурыз курбан байрам рождеств* пасха новый любовь вера основа основы снова слова \
    слово слов голова головы головой корова половина половины причина причины причин машина машины машину машин \
    картина картины картин начало конец команда команды матч матча чемпионат* олимпиад* турнир* лига лиги клуб* \
    сборная сборной война войны победа победы революци* реформ* выбор* закон* кодекс* конституци* указ указа \
    постановлени* решени* правил* конкурс* проект* программ* система системы сервис* сайт* приложени* карта карты \
    карту карте картой кредит* депозит* вклад* ипотек* страхов* налог* пенси* пособи* зарплат* штраф* суд суда суде \
    полици* прокуратур* нотариальн* республик* народ* народн* государств* национальн* казахстан* қазақстан* российск* \
    русск* қазақ қазақша казахск* английск* евразийск* центральн* северн* южн* восточн* западн* красный красная красное белый белая белое черный черная черное золотой золотая золотое золотого зеленый зелёный синий королева королевы королева береке ынтымақ ынтымак экспресс сити плаза холл тауэр центр \
    дом дома доме двор детск* садик* сад мега гранд люкс стандарт премиум маркет трейд групп строй сервис инвест \
    бензин* лимузин* апельсин* термин* пингвин* дельфин* мандарин* кабин* корзин* резин* бассейн* клин вагонов \
    документов товаров часов рублей тенге долларов процентов годов киров* иномарк* пушкинск* гагаринск* абаевск* \
    фамили* отчеств* подпись подписи печать печати дело дела деле итого всего примечани* комментари* описани* наименовани* \
    наследи* црб кск оси кскдан кскға кскның кскден осиден осидан талапкер талапкердің туған стоимост* количеств* единиц* должност* образовани* опыт опыта навыки язык языки языка возраст пол рост вес диагноз* \
    цена цены адам адамдар адамның сөз сөздер ғылым білім мемлекет* үкімет* министрлі* халық халқы ұлт тіл тілі \
    тәуелсіздік бостандық достық береке желтоқсан мәңгілік ел елі елдің тарих* мәдениет* өнер спорт* газет* журнал* \
    радио теледидар* сайты тапсырыс* өтініш* құжат* шот шоты келісім* келісімшарт* анықтама* жоба бағдарлама* орталы* \
    хабарлама* хабарландыру* ескертпе* қосымша* мақсат* қалдық* сілтеме* жауабы шағым* мерзімі лауазымы мекенжайы \
    республика қор қоры басқарма* комитеті бөлім* банкі пошта поштасы";

const GEOGRAPHY: &str = "Jiangsu Zhejiang Guangdong Shandong Shanghai Beijing Shenzhen Guangzhou Ningbo Yiwu Hangzhou Tianjin \
    Qingdao Xiamen Chengdu Chongqing Wuhan Nanjing Suzhou Xinjiang Urumqi Hebei Henan Hubei Fujian Sichuan Anhui Horgos Khorgos \
    Цзянсу Чжэцзян Гуандун Шаньдун Шанхай Шанхая Шанхае Шэньчжэнь Гуанчжоу Нинбо Ханчжоу Тяньцзинь Циндао Сямэнь Чэнду Чунцин \
    Ухань Нанкин Сучжоу Урумчи Хоргос Хоргоса Хоргосе \
    Алматы Алматинск* Алмата Алма-Ата Астана Астаны Астане Астану Астаной Астанада Астанаға \
    Астананың Нур-Султан Нур-Султана Нур-Султане Нұр-Сұлтан Шымкент* Караганд* Қарағанды* Актобе Ақтөбе Актау Ақтау \
    Атырау Костанай* Қостанай* Кызылорд* Қызылорда* Павлодар* Петропавловск* Семей Семея Талдыкорган* Талдықорған* \
    Тараз Тараза Таразе Туркестан* Түркістан* Уральск* Орал Оралда Усть-Каменогорск* Өскемен* Жезказган* Жезқазған* \
    Темиртау Теміртау Экибастуз* Екібастұз* Рудный Рудном Степногорск* Кокшетау Көкшетау Балхаш* Сатпаев Сәтбаев \
    Капчагай* Қонаев Қонаевта Конаев Талгар* Каскелен* Есик Щучинск* Аксай Ақсай Риддер Жанаозен Жаңаөзен Байконур* \
    Байқоңыр* Москв* Мәскеу* Санкт-Петербург* Петербург* Новосибирск* Екатеринбург* Казань Казани Омск* Томск* Самар* \
    Саратов Саратове Саратова Ростов Ростове Псков Пскове Тамбов Тамбове Киев* Минск* Ташкент* Бишкек* Душанбе Ашхабад* \
    Баку Тбилиси Ереван* Лондон Лондона Лондоне Париж* Берлин Берлина Берлине Пекин* Стамбул* Анкар* Дубай* Токио Сеул* \
    Нью-Йорк* Вашингтон Вашингтона Вашингтоне Россия России Россию Россией Российск* Россиян* Ресей* Украин* Белорусси* Беларус* Узбекистан* Өзбекстан* Кыргызстан* \
    Қырғызстан* Киргизи* Таджикистан* Туркменистан* Азербайджан* Әзербайжан* Армени* Грузи* Турци* Түркия* Китай Китая \
    Китае Қытай* Герман* Франци* Итали* Испани* Америк* США АҚШ Европ* Еуропа* Ази* Афганистан* Иран* Инди* Коре* \
    Япони* Англи* Британи* Мангистау* Маңғыстау* Жетису Жетісу Абайск* Сарыарка Сарыарқа Есиль Есіл Улытау Ұлытау Самал \
    Аксу Ақсу Коктем Көктем Медеу Шымбулак Арал Аральск* Каспи* Иртыш Ертіс Ишим Или Балқаш Almaty Astana Shymkent \
    Karaganda Qaraghandy Aktobe Aqtobe Atyrau Aktau Aqtau Kostanay Pavlodar Semey Taraz Turkestan Oral Uralsk Oskemen \
    Kokshetau Kazakhstan Qazaqstan Russia Moscow London Paris Berlin Istanbul Turkey China America Korea Japan Germany \
    France Italy Spain Europe Asia India Uzbekistan Tashkent Bishkek Kyrgyzstan Dubai York Angeles Francisco Aral Altai \
    Altay Mangilik Dostyk";

const ENGLISH: &str = "the a an and or but if of to in on at by for with from as is are was were be been has have had do \
    does did will would shall should can could may might must not no yes this that these those he she it we they you i \
    my your his her its our their me him us them who what when where why how which hello hi hey dear please thanks thank \
    regards sincerely best kind good morning evening day night ask tell call send write email mail contact meet ship \
    deliver reply draft translate summarise summarize explain compare check find add remove create update delete help \
    let make give show new old first last next all any some each every more most other such only own same so than too \
    very just also now then here there today tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday \
    january february march april june july august september october november december company bank group limited \
    international national american british english russian kazakh german french chinese world state united states \
    republic government ministry department office service services center system systems project team report page \
    chapter section figure table note notes example error warning info debug version release license copyright user \
    users admin account order invoice payment total price name date time number phone address street city country code \
    data file files test tests class type value key id from subject re fw fwd attn attention cc bcc via per north south \
    east west central upper lower high low big great little black white red green blue gold silver street saint st san \
    santa los las el la le de du del von der den van der mount lake river north windows linux google apple microsoft \
    amazon facebook instagram telegram whatsapp github python java javascript docker kubernetes open source foundation \
    public private general special main home house room hotel park museum music movie film book books club league cup \
    football baseball basketball chess day week month year one two three four five six seven eight nine ten second third \
    said says asked told went came got took sent wrote called met visited lives works likes wants needs senior junior \
    chief head vice deputy assistant engineer developer designer analyst teacher student nurse officer agent kaspi gold \
    qurmetti kurmetti hurmetti uvazhaemyi uvazhaemyj uvazhaemiy uvazhaemaya uvazhaemaia uvazhaemye uvajaemyi uvajaemaya \
    uvazhayemyy uvazhayemaya dorogoi dorogoy dorogaya mnogouvazhaemyi mnogouvazhaemaya qymbatty kymbatty qadirli kadirli ardaqty ardakty shynymen \
    salem salam menin mening atym men sizdin zhane nemese ushin bolady deimin dep degen nomer adres tel priket privet \
    dobryi den zdravstvuyte pozhaluysta spasibo gorod ulitsa dom kvartira tengri halyk freedom air cloud api http https \
    www com kz ru org net json xml html sql select where insert into null true false string int bool void return \
    father mother talapker talapkerdin lodge banking finance politics ilike qalaisyn qalaisyz dosym dostym queen lady lord princess pope uncle aunt us uk un ps nb tv usa";
