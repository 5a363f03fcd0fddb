//! The words that mark the parts of an address, in Russian, Kazakh and English; skeletons make them match Latin
//! spellings and both Kazakh alphabets too. Forms: the rules of Kazpost and Russian Post for writing addresses, and
//! the registers of legal entities.

use super::lexicon::{Endings, Group, Order, Role};

const fn before(role: Role, endings: Endings, words: &'static str) -> Group {
    Group { role, order: Order::Before, endings, words }
}

const fn after(role: Role, endings: Endings, words: &'static str) -> Group {
    Group { role, order: Order::After, endings, words }
}

/// All marks. The first sense of a word stays.
pub(super) const GROUPS: &[Group] = &[
    before(Role::Letter, Endings::Nothing, "г с д к п а у ш к-сі ст пр стр под"),
    // Counted things first: «домов» is no form of «дом» that an address has.
    before(
        Role::Unit,
        Endings::Nothing,
        "т ч л ж год года году годов годы лет жыл жылы жылдың жас жаста тг тнг тенге теңге руб рублей рубля рубль долл долларов usd kzt eur \
         шт штук штуки кг гр грамм граммов м метр метров метра см мм сот соток га гектар гектаров чел человек человека \
         адам адамы раз раза мин минут минуты минута час часа часов сағат сағатта сек секунд дн дней дня день дни күн күні күнде \
         неделя недели недель апта месяц месяца месяцев ай мес процент процента процентов пайыз пайызы млн млрд тыс тысяч тысячи мың миллион миллиона миллионов \
         том тома томов глава главы глав класс класса классе класса-а сынып сыныпта сыныбы курс курса курсе балл балла баллов очко очка очков \
         гол гола голов страниц страницы страница бет беттен серия сезон сезона матч матча матчей место мест места \
         маршрут маршруты размер литр литра литров литре мл ккал градус градуса градусов дома домов домами домам этажа этажей этажный этажные \
         комнат комнаты комнатная комнатную комн комнатной января февраля марта апреля мая июня июля августа сентября октября ноября декабря \
         қаңтар ақпан сәуір маусым шілде тамыз қыркүйек қазан қараша years year days hours min kg people times am pm pcs items \
         дана бала баланың студентов студента учеников голосов вольт ватт мб гб gb mb mm cm тонн тонны процентный \
         сентябрь октябрь ноябрь декабрь январь февраль апрель июнь июль август остановка остановки остановок кварталов \
         ступенек экземпляров вопрос вопроса вопросов пункт статья статьи часть пар пара пары урок этажность мкд адамнан жылға жылдан жылда жылғы \
         человек-час дней-ночей ночей ночи ночь января-декабря школ школы больниц",
    ),
    before(
        Role::Stop,
        Endings::Nothing,
        "и б н о в во со ко об от до за из для при про над без через около возле рядом напротив между перед после или но что как где \
         это эта этот не я мы он она оно они вы ты мой моя мое мои моем моей наш наша наше нашем ваш ваша ваше там тут здесь есть был была было были \
         если когда чтобы который которая которые также еще уже только же ли да нет его ее их мен сен ол біз сіз олар және бен пен мен бірге \
         менің сенің оның біздің сіздің үшін туралы жақын қасында маңында the and or in at on to from for near my our your his her is are was we you \
         всего купил купила продам продаю сдам сдаю сдается сниму куплю меня мне нам вам вас нас тебя себя осы мына сол әр бір мұнда сізге маған бізге саған оған оларға менде сізде бізде оларды маған енді бүгінде кеше содан сосын егер онда әлде тек тағы қазіргі келесі бұрынғы жаңадан онда қайда неге қанша \
         такси клиент водитель вызов посылка үйім үйіміз үйімізге үйімде біздікі нужен нужна нужно надо можно тоже очень сегодня завтра вчера бүгін ертең кеше рейс автобус автобусы автобуса троллейбус поезд школа мектебі \
         гимназия лицей лицеи сад балабақша больница поликлиника закон закона заң приказ приказа указ постановление решение договор договора \
         рк-от пункта пункте подпункт статье тел телефон телефоны phone mob моб факс fax email почта e-mail иин жсн бин бсн бик иик инн кпп огрн \
         whatsapp ватсап ул-это кстати перезвоните позвоните звоните звонить звони ждем ждём буду будет сумма сумму цена бағасы",
    ),
    before(
        Role::Label,
        Endings::Anything,
        "адрес мекенжай address addr adres проживаю проживает проживающ прожива прописан зарегистрирован доставк доставь доставит \
         тұрамын тұрады тұратын тіркелген жеткіз deliver находит находимся расположен орналас живу живет живём приезжай приезжа \
         mekenzhai mekenjai ship привез привоз забрать забери заберите самовывоз курьер dostavka lives live located прож местонахожд көшіп prozhivaet prozhivayu пропис мекен-жай мекен-жайы",
    ),
    before(Role::Corner, Endings::Nothing, "уг угол углу по на бұрышы corner пересечение қиылысы бұрышында"),
    before(
        Role::Joiner,
        Endings::Nothing,
        "н-е т-е елді населённый населенный сауда бизнес шағын ықшам мөлтек сельский сельского сельском сельс ауылдық жилой жилого жилом жилищный \
         садовое садоводческое торговый торгово-развлекательный бизнес учетный учётный учетном нежилое нежилого дачный дачное дачном \
         шағ тұрғын тұрғын-үй тас микро industrial p-o промышленная коттеджный военный пошта клубный потребительский гаражный абонентский абоненттік \
         ықш мөлт residential цокольный цокольное цокольном подвальный подвальное подвальном мансардный",
    ),
    before(Role::Unnumbered, Endings::Nothing, "б-н бн"),
    // Streets.
    before(
        Role::Street,
        Endings::Russian,
        "улиц ул улиц-а ул-ца ulica ulic проспект пр-т пр-кт просп пр-т-е бульвар б-р бульв переулок переулк пер площад пл проезд пр-д \
         тупик туп набережн наб алле тракт просек шос шоссе",
    ),
    before(Role::Road, Endings::Russian, "трасс автодорог автотрасс автомагистрал"),
    after(
        Role::Road,
        Endings::Kazakh,
        "трассасы тас-жол тас-жолы тасжол тасжолы автожол автожолы шоссесі трактісі трактысы",
    ),
    after(
        Role::Street,
        Endings::Kazakh,
        "көше көш көшесі к-ше даңғылы даңғыл даң даңғ д-лы дангылы пр-ты тұйығы тұйық бульвары алаңы алаң аллеясы",
    ),
    after(
        Role::Street,
        Endings::Nothing,
        "street avenue ave av road rd boulevard blvd lane ln square sq highway hwy alley prospect parkway drive terrace crescent court",
    ),
    // Districts within a town.
    before(
        Role::District,
        Endings::Russian,
        "махалл махалля мкр мкрн мкр-н м-н м-он мк-н мик-н микр мкрайон микрорайон микрораион микрораен мкр-он квартал кв-л жилмассив массив ж-м жм жил-массив жилой-массив \
         разъезд учетный-квартал промзон пром-зон промышленная-зон индустриальн-зон микро-район микро-раион md mdr дачный-массив промзоне почтамт главпочтамт",
    ),
    after(
        Role::District,
        Endings::Kazakh,
        "шағынаудан шағынауданы шағын-аудан шағын-ауданы ш-а шағ-аудан шағ-ауд ықшамаудан ықшамауданы ы-а ықшам-аудан ықшам-ауданы \
          ықшам-ауд ықш-ауд ықш-аудан ықш-ауданы ықш-а шағын-ауд мөлтек-ауд мөлт-ауд мөлт-ауданы ықшауд шағауд \
          industrial-zone мөлтек-аудан мөлтек-ауданы м-а орам тұрғын-алабы тұрғын-алап мкр-ы кварталы массиві microdistrict micro-district mcr mcrd mcrdistrict mkrn",
    ),
    // Named buildings and societies.
    before(
        Role::Complex,
        Endings::Russian,
        "жк ж-к жилой-комплекс жилкомплекс бц б-ц бизнес-центр тд торговый-дом тц трц трк тк снт пкст пкс пкс-т с-т садоводств садовое-товариществ садовое-обществ \
         садоводческое-товариществ снт гск гпк дск дачное-обществ дачный-кооператив торговый-центр түк клубный-дом коттеджный-городок военный-городок коттеджный-поселок потребительский-кооператив гаражный-кооператив общежит жилгородок рынок базар барахолк \
         бизнес-орталы",
    ),
    before(Role::Complex, Endings::Nothing, "bc rc residence business-center residential-complex бо"),
    before(
        Role::Joiner,
        Endings::Nothing,
        "бау бау-бақша бағбандық саяжай саяжайлық бақ бақша өнеркәсіптік индустриялық индустриалды",
    ),
    after(
        Role::Complex,
        Endings::Kazakh,
        "бау-бақша-серіктестігі бау-бақша-қоғамы бау-бақша-кооперативі бағбандық-серіктестігі бағбандық-қоғамы бағбандық-кооперативі \
         саяжай-кооперативі саяжай-серіктестігі саяжай-қоғамы саяжайлық-серіктестігі саяжайлық-кооперативі бақ-қоғамы бақ-серіктестігі \
         бақша-қоғамы бақша-серіктестігі",
    ),
    before(Role::Complex, Endings::Nothing, "сэз индустриальный-парк сдт днт днп"),
    after(Role::Complex, Endings::Nothing, "аэа"),
    before(
        Role::District,
        Endings::Nothing,
        "индустриальная-зона индустриальной-зоне индустриальной-зоны промышленная-зона промышленной-зоне промышленной-зоны",
    ),
    after(
        Role::District,
        Endings::Kazakh,
        "өнеркәсіптік-аймақ өнеркәсіптік-аймағы индустриялық-аймақ индустриялық-аймағы индустриалды-аймақ",
    ),
    // Houses.
    before(
        Role::House,
        Endings::Nothing,
        "дом доме дому домом зд здание здания здании строение строения строении соор сооружение участок участке участка участку уч вл владение \
         домовладение house building bldg bld home plot база базы дача даче үйн",
    ),
    after(Role::House, Endings::Kazakh, "үй ғимарат ғим үйі телім құрылыс учаске"),
    // Parts of houses.
    before(
        Role::Block,
        Endings::Russian,
        "корпус корп кор блок блок-секци бл подъезд подьезд п-д пд секци секц лит литер ряд вход блогы литера строен павильон контейнер крыло entrance block wing tower секция level entr hangar паркинг машиноместо кладовая кладовка villa вилл townhouse таунхаус cottage",
    ),
    after(Role::Block, Endings::Russian, "этаж эт floor fl"),
    after(Role::Block, Endings::Kazakh, "қабат кіреберіс корпусы подъезі блогы "),
    before(
        Role::Flat,
        Endings::Russian,
        "ап кв квартир кв-ра кв-р квартр кварт кв-ре апартамент апарт офис оф каб кабинет нп н-п н-п-п вп в-п пом помещени помещение нежилое-помещени помещ ком комната \
         комнате бутик бокс гараж комнату аудитори",
    ),
    before(
        Role::Flat,
        Endings::Nothing,
        "warehouse apt apartment apartments flat office suite ste room unit apart kvartira cabinet",
    ),
    after(Role::Flat, Endings::Kazakh, "пәтер пәт кеңсе бөлме аудитория кабинеті кеңсесі офисі бутигі"),
    // Settlements.
    before(Role::City, Endings::Russian, "город гор г-д"),
    after(Role::City, Endings::Kazakh, "қала қаласы қ-ла city town"),
    before(
        Role::Village,
        Endings::Russian,
        "село села селе селу селом пос поселок поселк пгт рп аул аула деревн дер станиц станция станции кордон хутор зимовк с-ло п-к",
    ),
    after(
        Role::Village,
        Endings::Kazakh,
        "ауыл ауылы кент кенті кентi село-сы селосы поселкесі village settlement елді-мекен",
    ),
    after(Role::Village, Endings::Nothing, "аймақ аймағы станциясы стансасы бекеті"),
    // Regions.
    after(
        Role::Region,
        Endings::Russian,
        "област обл район р-н р-он рн раион с-о сельский-округ сельского-округ сельс-округ сель-округ с-окр округ край region district dist oblast province raion county",
    ),
    after(
        Role::Region,
        Endings::Kazakh,
        "облысы облыс обл-сы аудан ауданы ауд ауылдық-округ ауылдық-округі а-о округі аудань",
    ),
    before(
        Role::Country,
        Endings::Both,
        "казахстан қазақстан рк қр республика-казахстан республики-казахстан қазақстан-республикасы республикасы россия россии рф российская-федерация kz \
         республика-қазақстан кр өзбекстан узбекистан кыргызстан киргизия",
    ),
    before(Role::RegionName, Endings::Nothing, "вко зко ско юко шқо бқо сқо оқо мангистауская"),
    before(Role::Kilometre, Endings::Russian, "км километр км-р шақырым"),
    // On which kilometre something happened is no address.
    before(Role::Unit, Endings::Nothing, "шақырымында шақырымындағы шақырымынан шақырымдары шақырымдарында"),
    // Second words of names.
    before(
        Role::Title,
        Endings::Both,
        "жылдығы жылдық батыр хан би ұлы қызы баба ата ана ақын сал палуан сұлтан жырау тайпақ ел жолы бек мырза ахун әулие сары шын дала ",
    ),
    before(
        Role::Honorific,
        Endings::Nothing,
        "им имени атындағы ак акад академика академик генерала маршала проф профессора героя космонавта капитана сержанта",
    ),
    before(Role::StreetOnly, Endings::Nothing, "авенью"),
    after(Role::City, Endings::Nothing, "қ-ның қ-да қ-дағы қ-дан"),
    after(Role::Region, Endings::Nothing, "обл-ның обл-дағы ауд-ның ауд-дағы"),
    // «Дс–жм: 08:00–20:00»: from Monday to Friday, and no «жилмассив».
    before(Role::Stop, Endings::Nothing, "дс дс-жм дс-жұ дс-сн дс-сб"),
    before(Role::Stop, Endings::Nothing, "кто чего чем тем этом той них ней ним всё все"),
    before(Role::Unit, Endings::Russian, "квадрат сотк рубл доллар процент этажк комнатк"),
    before(Role::Unit, Endings::Nothing, "квм м2 квадратных квадратный кв-м кв-метров"),
    before(Role::Flat, Endings::Nothing, "люкс кабинетке"),
    after(
        Role::Block,
        Endings::Nothing,
        "подвал подвале цоколь цоколе цокольный-этаж цокольном-этаж подвальный-этаж цокольное-помещение \
         подвальное-помещение мансарда",
    ),
    before(Role::House, Endings::Nothing, "номер-дома дома-номер"),
    before(Role::Flat, Endings::Nothing, "номер-квартиры"),
    before(Role::Stop, Endings::Nothing, "ип тоо ао жшс оао зао llp llc ltd inc мкк кх шқ жк-сы"),
    before(Role::House, Endings::Nothing, "housenumber buildingnumber housenum"),
    before(Role::Flat, Endings::Nothing, "flatnumber apartmentnumber aptnumber flatnum"),
    before(Role::Street, Endings::Nothing, "streetname"),
    before(Role::City, Endings::Nothing, "cityname townname"),
    before(Role::Region, Endings::Nothing, "regionname districtname"),
    before(Role::Village, Endings::Nothing, "нас-пункт населённый-пункт населенный-пункт населенного-пункта"),
    after(
        Role::Complex,
        Endings::Kazakh,
        "жатақхана жатахана тұрғын-үй-кешен тұрғын-кешен сауда-үй сауда-орталық бизнес-орталық",
    ),
    // A box at the post office stands for the house.
    before(
        Role::House,
        Endings::Nothing,
        "а-я п-я а-ж абонентский-ящик абонентского-ящика абоненттік-жәшік абоненттік-жәшігі пошта-жәшігі po-box p-o-box pobox",
    ),
    before(Role::Block, Endings::Nothing, "ярус уровень склад скл ангар линия линии в-г в-ч"),
    before(
        Role::Flat,
        Endings::Nothing,
        "нежилое-помещение нежилого-помещения нежилом-помещении помещ-е нежпом н-е-б т-е-б",
    ),
];
