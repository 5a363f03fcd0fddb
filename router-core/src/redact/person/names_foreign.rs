//! Given names of other peoples, those of Kazakhstan first: Uzbek, Uyghur, Tatar, Chechen, Azerbaijani, Armenian,
//! Georgian; then English, German, French, Spanish, Polish, Turkish, Arabic, Indian, Chinese, Japanese, Korean. Own
//! compilation from general knowledge of the most frequent names of each language.

/// In Cyrillic letters.
pub(super) const CYRILLIC: &str = "\
    Эльхан Рашад Намик Теймур Ульви Захид Лала Сабухи Ариф Мехман Мубариз Новруз Полад Сеймур Эльмар Айгюн Гюльтекин \
    Зумруд Камаля Кёнуль Первин Рубаба Тарана Хумар Васиф Джаваншир Интигам Махир Рагим Садиг Сахиб Талех Физули \
    Юсиф Абдухамит Абдрим Ахмедин Мехливан Рабигам Сахинур Хайринса Шаирям Ислямжан Нурмухамет Рустям Айшям Лохун \
    Ишар Эрса Арли Бубу Дауд Исхар Харсан Шимар Малинур Бинали Гюльшан Давут Зарифа Исмихан Латифа Маммадхан Мевлуд \
    Тейфур Шахзаде Бекир Хатича Хаваж Расиля Разиля Ралиф Зиля Натела Мзия Манана Ламара Циала Гоча Гурам Заза Каха \
    Мамука Нодар Реваз Тамаз Бадри Автандил Мераб Тариэл Нугзар Ваган Ваграм Гоар Гурген Карине Левон Норайр Хачик \
    Шушан Асмик Арутюн Аветис Темур Зебо Сабохат Ситора Кубаныч Мыктыбек Фирузжон Абдулло Далер Джамшед Исматулло \
    Комрон Мехрубон Хуршед Зарафо Мехрангез Тахмина Фарзона Полат Заид Рукия \
    Ёдгор Ёкутхон Ён Ёнджин Ёнджун Ёнмин Ёнсу Ёнхи Ёнхо Ёркин Ўткир Аарон Абдували Абдувохид Абдугани Абдугаппар \
    Абдужаббор Абдужалил Абдукадыр Абдукарим Абдукаххор Абдукерим Абдулазиз Абдулатиф Абдулла Абдулхамид Абдумажид \
    Абдумалик Абдумуталиб Абдунаби Абдураззок Абдурауф Абдурахим Абдурахмон Абдурашид Абдуреим Абдурейим Абдуррахим \
    Абдурусул Абдусалом Абдусамад Абдусаттор Абдусемет Абдуфаттох Абдухаким Абдухалил Абдухамид Абдушукур Аблет Аблиз \
    Аблизхан Абликим Аблимит Аблят Абубакар Август Агнешка Адалят Адам Адилам Адилжан Аднан Адолат Адольф Азамат \
    Азамжон Азат Азатжан Азиз Азиза Азизахон Азизбек Азизжон Азимжон Азнат Айбек Айгерим Айгиз Айго Айгуль Айдай \
    Айдын Айжамал Айжаркын Айзада Айзиля Айзирек Айимхан Айк Айлин Айнагуль Айназ Айнур Айпери Айрат Айсель Айсун \
    Айтен Айтмырза Айтурган Айхан Айшам Айше Айшегюль Айшемгуль Акбаржан Акжибек Акжолтой Акиф Акмал Акмалжон Акмоор \
    Акпар Акрам Аксель Акылай Алекпер Александер Алессандро Али Али-Рза Алижон Алимардон Алимахун Алимжан Алимнияз \
    Алимьян Алихан Алишер Алишерхон Алмаз Аловиддин Алсина Алсу Алтынай Алымбек Альберт Альбика Альвина Альма Альмира \
    Альфира Альфис Альфия Альфред Амангуль Аманда Аманкул Аминам Аминат Аминахан Амир Амирхан Анаит Анвар Анваржон \
    Анвархон Анджей Андреас Анзор Анивар Аниваржан Аниса Анита Аннализе Анне Аннелиза Анни Анора Анри Антонио Антуан \
    Антье Апал Апти Араз Арам Арвид Арда Арзигуль Арзиям Арзу Арзугуль Армен Арнд Арнольд Арсен Артак Артур Арупжан \
    Асадбек Асадулла Асгат Асел Аселя Асилбек Асиман Асимжан Аскар Аскаралы Аскаржан Асламбек Аслан Асланбек \
    Асомиддин Асрор Астрид Асуман Асхаб Асхат Атай Атилла Афет Афсана Ахад Ахат Ахияр Ахлиддин Ахмад Ахмаджон \
    Ахмадулла Ахмат Ахматжон Ахмед Ахмет Ахметжан Ахрор Ашим Ашимжан Ашот Ашуралий Аюб Аян Аяна Бадриддин Байрамахун \
    Байсангур Бактияр Бактыбек Бактыгуль Бакыт Бакытбек Баоцян Барбара Барно Барногуль Барыш Басира Бахаргуль Баходир \
    Баходиржон Баходирхон Бахора Бахриддин Бахром Бахтигуль Бахтинур Бахтишат Бахтияр Бахтиёр Бахтиёржон Башак Баязит \
    Бегайым Бегзод Бегимай Бегойим Бекболсун Бекзод Бекзодбек Бекмурод Бекхан Бенджамин Бенно Берат Берке Бермет \
    Бернд Бернхард Берта Беслан Бетти Биргит Бирсен Бобур Болот Болотбек Бообек Ботир Ботиржон Брайан Бранко Бруно \
    Брэндон Бубайша Булат Бунёд Бунёдбек Бурак Бурджу Бурма Бурул Бурулай Бусарям Бусе Бьорн Бюлент Бюшра Вагиф \
    Вазген Вазира Вакиль Вальдемар Вальтер Вардан Варис Васитам Ваха Вахид Вахит Вахтанг Вели Венер Венера Вернер \
    Викентий Виллем Вилли Вильгельм Вильгельмина Винфрид Висита Висхан Войцех Вольдемар Вольфганг Вугар Вусал Вэй \
    Вэйдун Вэймин Вэньцзе Габбас Габдельнур Габдулла Габор Гавхар Гагик Гаделия Гаджи Газинур Гаит Гайрат Гайратжан \
    Галим Галимзян Галипжан Галия Гамзат Гамил Гани Ганижан Ганс Гапур Гарифулла Гасан Гата Гаянэ Гельмут Генри \
    Генрих Георг Герберт Герда Герман Герт Гертруда Герхард Гжегож Гиви Гизела Гизем Гильда Гиорги Гопур Горан Готлиб \
    Готфрид Гоцян Грант Грегори Гуанмин Гуго Гузалия Гузаль Гузель Гуйин Гулайым Гуландам Гулбадан Гулбахар Гулбахор \
    Гулбаҳор Гулжан Гулжахон Гулжигит Гулзат Гулинур Гулистан Гулмира Гулнар Гулнисам Гулноза Гулнораой Гулнорахон \
    Гулом Гуломжон Гулрух Гулсайра Гулсанам Гулсара Гулчехра Гулшан Гулшат Гульбану Гульбахар Гульбахрам Гульгена \
    Гульзада Гульмехра Гульминур Гульмира Гульназ Гульнар Гульнара Гульнира Гульнисам Гульнозахон Гульнора Гульнур \
    Гульнуркыз Гульсина Гульсум Гульсылу Гульуса Гульфира Гульфия Гульчачак Гульчехра Гульшарам Гульшат Гульшахра \
    Гульярхан Гуля Гумер Гуннар Гунчам Гусейн Густав Гызылгюль Гэри Гюлай Гюлсюм Гюльджан Гюльнара Гюльшах Гюльшен \
    Гюнай Гёкхан Давид Давлат Давлатбек Давлатжон Даврон Дагмар Дамир Даниль Данис Дания Данияр Дастан Дениз Деннис \
    Дерья Детлеф Джабраил Джавид Джастин Джейкоб Джеймс Джейсон Джейхун Джек Джемиль Дженнифер Джессика Джеффри \
    Дживон Джисо Джису Джиу Джиун Джихо Джихун Джиён Джиёнг Джованни Джозеф Джон Джонатан Джордж Джошуа Джузеппе \
    Диего Дилара Дилафруз Дилафрузхон Дилбар Дилбирим Дилдора Дилдорахон Дилек Дилмурод Дилмуроджон Дилнавоз Дилноза \
    Дилором Дилрабам Дилрабо Дилфуза Дилфузахон Дилшат Дилшода Дилшодбек Дильбар Дильбарим Дильмурат Дильноза Дильнур \
    Дильшат Дильшатжан Дильшод Дильяр Дилюс Диляра Диляфруз Димитр Динар Динис Дирк Дитер Диёр Догукан Догуш Дока \
    Докка Дональд Дониёр Дониёрбек Донна Донук Донхён Доротея Достон Достонбек Драган Дунмэй Дьёрдь Дэвид Дэниел \
    Дөөлөтбек Ебру Ева Ежи Жавлон Жавохир Жазгуль Жак Жалолиддин Жамила Жамол Жамолиддин Жамшид Жамшидбек Жан Жаныл \
    Жапар Жаркынай Жасур Жасурбек Жахонгир Жахонгирбек Жаңыл Жениш Женишбек Жибек Жолдош Жолдошбек Жонибек Жужанна \
    Жумабой Жумагуль Жылдыз Жылдызбек Жыпаргуль Жыргал Жээнбек Заира Заитам Зайнап Зайнаура Зайниддин Зайтуна Заки \
    Закир Закиржан Закия Залия Замиля Замира Замирбек Заргуль Зарема Зарипа Зарифжон Зарылбек Заур Заурбек Зафар \
    Зафаржон Збигнев Зебунисо Зейнеб Зейнеп Зелим Зелимхан Зехра Зилола Зилолахон Зинаида Зиннат Зиннур Зифа Зиёда \
    Зиёдахон Зиёдулла Зокир Зокиржон Золтан Зоран Зорахан Зоригуль Зофья Зохид Зулай Зулайхо Зулихан Зулфия Зулхумар \
    Зульпикар Зульфия Зульфиям Зульхиза Зульхумар Зумрат Зураб Зуфар Зухра Зухрахон Зухриддин Ибодулло Ибрагим \
    Ибрахим Ивайло Икбол Икболжон Икрам Икром Икромжон Илахун Илияр Илкай Илсур Илхом Илхомжон Илшат Ильгар Ильгиз \
    Ильгизар Ильдар Ильдус Ильназ Ильнур Ильсия Ильсур Ильфат Ильфир Ильхам Ильхамжан Ильшат Ильшатжан Ильям Ильяна \
    Ильяс Илёс Иминахун Иминжан Иминьян Имран Ингрид Иномжон Иоганн Иоганна Иоганнес Ираклий Ирек Ирина Ирмгард Ирода \
    Иса Искандар Искандер Ислам Исламжан Ислом Исломбек Исломжон Исмагил Исмаил Исмаилжан Исмат Исраил Исраилжан \
    Исрапил Исроил Итан Ишенгул Иштван Йенс Йигит Йоанна Йован Йозеф Йонас Йорг Йорн Йост Йохан Йоханнес Йохем Йылмаз \
    Каан Кадир Казимеж Кайыргуль Калнур Калыс Камалдин Камалжан Камбарнисахан Камила Камиль Камиржан Камола Камолжон \
    Камолиддин Каниет Каныбек Каныкей Канымбу Караматам Карен Карим Каримжан Карл Карла Карлос Каромат Карстен Касим \
    Касымжан Катажина Катарина Катрин Кахарман Кахрамон Кахриман Кванхо Кевин Кемаль Кемран Кенан Кеннет Керем \
    Кетеван Кимберли Клаудиа Клаус Кнут Кобил Кобилжон Комил Комила Комилжон Конрад Корнелис Корнелиус Кристина \
    Кристофер Кубан Кубанычбек Кубат Кубатбек Кубра Кудрат Кудратилла Курбанахун Курбангали Курбанжан Курбон \
    Курбонали Курвангуль Курванжан Курманбек Курманжан Курт Кутман Куттубек Кшиштоф Кызжибек Кэрол Кэтрин Кюбра \
    Кямран Кёнсу Лазиз Лале Ландыш Ларри Ларс Ласло Лаура Леван Левент Лейла Лейсан Лема Лена Ленар Леонхард Леопольд \
    Лечи Лиза Лизель Лилия Линда Лихуа Лия Лиға Лобар Лобархон Лола Лом-Али Лорса Лотар Луиза Луис Лука Лукас Лукаш \
    Лусине Лутпулла Лутфиддин Лутфихон Лутфия Лутфулло Лэй Людвиг Люция Ляйсан Ляля Маартен Мавжуда Мавлон Мавлуда \
    Мавлюда Магда Магнус Магомед Магомед-Эмин Магомет Магсум Мадина Мадинахон Маимакын Маимхан Майкл Майрам Майрамбек \
    Майрамгуль Макка Максуд Максуда Максум Малгожата Малигуль Малика Маликахон Малике Малкан Малохат Мамажон Мамасоли \
    Мамед Мамедага Мамур Мамут Манзура Мансур Мансуржон Мануэль Манфред Марат Маргарет Маргрит Марет Марио Мариямхан \
    Марк Марко Маркус Марсель Мартин Маруф Маруфжон Марха Мархаба Марчин Марьям Марьямгуль Масимжан Масуда Матеуш \
    Матиас Матлуба Матлюба Маттео Матти Маттиас Мафтуна Мафтунахон Махаматжан Махинур Махлиё Махмуд Махмут Махпират \
    Махпирям Махпуза Махфуза Машхура Мелике Мелис Мелисса Мелтем Мерванжан Мерве Меримгуль Мерт Мерхаба Мерьем Мета \
    Мехди Мехмет Мехрай Мехри Мехрибан Мехрибон Мехриддин Мехриниса Мехринса Мигель Микко Миклош Милана Милош Миляуша \
    Мин Минавар Мингазиз Минджи Минджун Миннахмет Миннегуль Миннур Минсу Минхо Мирбек Миргуль Миржалол Мирзабек \
    Мирзагуль Мирзакарим Мирзаолим Мирзо Мирзохид Мирлан Мирсаид Мирхосил Мисук Михаэль Мишель Миён Мовлади Мовсар \
    Мохамед Мохаммед Мохигул Мохинур Мохинурхон Мохира Муаттар Мубина Муборак Мударис Музаффар Музаффархон Музаффер \
    Мукадас Мукаддам Мукаддас Мукаррам Муллахмет Мунавар Мунаввар Мунаввара Мунара Мунарбек Мунира Муниса Муножат \
    Мурад Мурадгасан Мурат Мурод Муродали Муродбек Муроджон Мурсал Муса Мусавир Муслим Мустафа Муталип Муталлип \
    Мухаббат Мухаббатхон Мухайё Мухайёхон Мухамадзян Мухаммад Мухаммадали Мухаммадамин Мухаммаджон Мухаммадюсуф \
    Мухиддин Мухлиса Мухсин Мухтарам Муяссар Муяссархон Мэй Мэйлин Мэйлинь Мэри Мэтью Мээрим Мёнхи Набижон Навруз \
    Навруза Наврўз Нажмудин Назгул Назгуль Назиля Назира Назиф Назлы Назугум Наил Наиль Наиля Намджун Нана Наргиз \
    Наргизахон Наргиям Нарек Нариманжан Нарине Насиба Насибахон Насим Насима Насипа Насирахун Насриддин Насридин \
    Насрулло Натик Нафис Нафиса Нафисахон Незихе Нермин Неслихан Нигина Нигматжан Нигора Нигорахон Нигяр Низами \
    Низомиддин Николас Нилуфар Нильс Нилюфар Нино Нияз Ниязахун Ноа Нодир Нодира Нодирбек Нодиржон Нозима Нозимахон \
    Нурай Нурайым Нурали Нурахун Нурбек Нурбону Нурвана Нурванам Нурдун Нурехмет Нурзада Нурзат Нурзида Нуриддин \
    Нуриза Нуринса Нурисахан Нурислам Нурия Нурлан Нурмухаммад Нурмухаммат Нурпери Нурсеит Нурсиля Нурсултан Нурумжан \
    Нурфия Нурхан Нурхон Нэнси Обулкасим Огуз Огузхан Одил Одилбек Одилжон Озан Озат Озгюр Озлем Озода Озодахон Ойбек \
    Ойгул Ойгуль Ойдин Ойдиной Ойша Октай Олзия Оливия Олим Олимжон Омар Омер Омина Омонжон Омурбек Онур Ормон Орудж \
    Орхан Оскар Осман Отабек Отажон Отар Отто Ошурахун Пабло Павел Пазылбек Пазылжан Паоло Парвиз Парвина Парида \
    Паридам Пархат Патам Патигуль Патимат Патрик Патриция Патямхан Пахирдин Пашагуль Педро Пекка Перизат Петер \
    Петимат Петра Питер Пол Пьер Пётр Рабигуль Равиль Равия Равшан Разия Раил Раиля Раис Раиса Раиф Райан Райнер \
    Рамазан Рамзан Рамзия Рамиз Рамиль Рамин Рамия Ранис Рано Расим Расима Расимжан Расимя Расул Раузалия Рауф Раушан \
    Раушания Рафаил Рафаэль Рафик Рафикжон Рафиля Рафис Рафиса Рафкат Рахиля Рахима Рахимжон Рахматжон Рахматилла \
    Рахматулло Рахмонали Рашат Рашид Рашида Рашидам Рашит Рашия Раъно Раънохон Ребекка Реджеп Резеда Рейнгольд Ренас \
    Рестам Ризамат Ризвангул Ризвангуль Ризида Рима Ринат Рифат Рифкат Ричард Ришат Роберт Робия Ровшан Роза Розалина \
    Розахун Розибакы Розигуль Розихан Рольф Рональд Рохат Рохила Рошангуль Рубен Рудольф Рузанна Рузиля Рузимат \
    Рузимурод Рукиям Рукият Румия Руслан Рустам Рустамжон Рустем Руфат Руфет Рысбек Саадатгуль Сабина Сабир Сабитжан \
    Сабри Савут Савутжан Сагит Сагынбек Садинса Садир Садиржан Садокат Садык Саид Саид-Магомед Саида Саидазим \
    Саидакбар Саидакмал Саидам Саидахон Саидбек Сайдаш Сайёра Салават Саламат Салима Салимжон Салих Салман Салохиддин \
    Салтанат Самад Самандар Саманта Самара Самат Самвел Самир Санамхан Сандра Санжар Сания Саниям Санми Санобар Сану \
    Санубар Санхо Саодат Сара Сарвар Сарварбек Сарвиноз Сардор Сардорбек Саткын Саттар Саттаржан Сатывалды Сафура \
    Сахибям Свен Севара Севги Севда Севиль Севиндж Севинч Седа Селим Селин Селчук Сельджук Семра Сенавар Серап Сердар \
    Серкан Сетивалды Сибель Сигрид Сидик Сидык Симузар Синан Синем Синьюй Сирож Сирожиддин Скотт Слободан Собир \
    Собирахун Собиржон Собитжон Совет Соджун Содик Содикжон Сокджин Солижон Сонгюль Сонджэ Сонмин Сонунбек Сонхи Сохи \
    Сохиба Сохён Соён Степан Стефан Стефани Стивен Стоян Су Субин Субхон Суджин Суйунбек Сулейман Сулим Сулпан Султан \
    Султангуль Султонбек Сумин Суннатилла Сунхо Сурайё Сурен Сухроб Сухён Сыймык Сынгю Сынмин Сынхён Сыргак Сыюй \
    Сьюзан Сэмюэл Сюин Сяоли Сяолинь Сяолун Сяомин Сяохун Сяоянь Таалай Таалайбек Тавакал Тагир Таир Таиржан Тайлер \
    Тайфун Талайбек Талипжан Тамар Тамерлан Тамила Танзиля Тарик Тарлан Тарык Тейипжан Тельман Тенгиз Тигран Тилек \
    Тимербулат Тимерлан Тимоти Тинтин Тобиас Тогрул Тодор Тожиддин Тоир Тоиржон Тоита Токтобек Токтогул Токтогуль \
    Толга Толгонай Толевай Толиб Толибжон Толкунбек Томас Томаш Торстен Тофик Тохир Тохирбек Тохиржон Тохтахун \
    Тохтигуль Туба Туданам Тудахун Тулкин Тулкинжон Тунджай Тунзаля Тунисахан Турал Туран Турахун Турган Турганжан \
    Тургунбек Тургунжан Тургут Турдахун Турдигали Турдигуль Турдубек Туркан Турпал Турсуна Турсунай Турсунбой \
    Турсунгали Турсунгуль Турсунжан Турсуной Турсунтай Турусбек Турғун Тухтасин Тынай Тынчтык Тэгун Тэмин Тэхо Тэхён \
    Тэён Тўлқин Тўхтасин Түгөлбай Убайдулла Убайдуллохон Уве Угилой Угур Удо Уильям Уктам Улан Уланбек Улмас Улугбек \
    Улукбек Ульвия Ульфат Умалат Умар Умарали Умид Умида Умиджон Умматжон Умут Уолтер Урмат Урсула Уте Уткир Уткирбек \
    Уулкан Учкун Фазлиддин Фаиз Файзулла Файзулло Фанзиля Фаниль Фанис Фания Фанфан Фарангиз Фарангис Фарид Фарида \
    Фаридун Фарит Фаррух Фаррухбек Фархад Фарход Фарходбек Фарходжон Фатима Фатих Фатма Фатых Фаузия Фахриддин \
    Фаягуль Фаяз Фердинанд Ференц Фернандо Феруз Феруза Ферузахон Ферхат Фидан Фикрет Филипп Фирая Фирдавис Фирдавс \
    Фирдаус Фируза Флюра Флюс Фотима Франсуа Франц Франческо Фрида Фридолин Фридрих Фриц Фрэнк Фуад Фузаля Фуркан \
    Фуркат Фурқат Фёдор Хабиб Хабибахон Хабибулла Хабибулло Хава Хавахан Хавьер Хадижа Хадижат Хайдар Хайке Хайнрих \
    Хайнц Хайридин Хайриниса Хайрихон Хайрулла Хайрулло Хайянь Хакан Халбуви Халид Халида Халил Халимам Халимахон \
    Халимжон Халиса Халминур Халмурат Халчихан Хамдам Хамдамжон Хамзат Хамид Хамида Хамидулло Хамит Хамитжан Хамра \
    Хамраджан Хамрокул Хания Ханна Ханнелоре Ханс Хаожань Хасан Хасанбой Хасанжан Хатидже Хатира Хафиза Хашим \
    Хашимжан Хашир Хаюн Хеда Хедвиг Хеджин Хелен Хелил Хеличам Хелчам Хельга Хельмут Хендрик Хенрик Хесу Хечжин Хечжу \
    Хикмат Хикматжан Хикматилла Хикматилло Хикматулло Хикмет Хилола Хильда Хож-Ахмед Хожиакбар Хорст Хорхе Хосият \
    Христиан Христина Хулкар Хун Хунвэй Хунмэй Хурсанай Хурсанам Хуршид Хуршида Хуршидам Хуршидбек Хусаинжан Хусан \
    Хусанбой Хусейн Хусния Хушнам Хюсейн Хёджин Хён Хёнджу Хёнсу Цзин Цзиньлун Цзиньпин Цзысюань Цзюнь Цзянь Цзяньго \
    Цзяньхуа Цзяхуэй Цян Чанмин Чанук Чарльз Чарос Челик Чен Чживэй Чжимин Чжису Чжиун Чжихе Чжихо Чжихун Чжиён Чжон \
    Чжэмин Чжэук Чжэхён Чимангуль Чимин Чолпан Чолпон Чонгук Чонмин Чонсок Чонхи Чулпан Чунхо Чуньхуа Чынара Чынгыз \
    Чынтемир Чэньлун Шаванкуль Шавдан Шавдун Шавкат Шавкатжон Шавхат Шаирам Шайлообек Шайрам Шамахун Шамиль Шамсиддин \
    Шамсидин Шамхан Шандор Шарапат Шарип Шарипам Шарифа Шарифжон Шарофат Шаукат Шафига Шахзод Шахзода Шахзодбек \
    Шахида Шахло Шахноза Шахнозахон Шахобиддин Шахриёр Шахром Шебнем Шенол Шерали Шерзод Шерзодбек Шерипахун Шерипжан \
    Ширин Шодия Шодиёр Шоира Шота Шохида Шохруз Шохрух Штефан Штефани Шукур Шукурахун Шукуржон Шулань Шуле Шухрат \
    Шухратбек Шухратжон Ынби Ынджи Ынджу Ынхё Ырыс Ырыскелди Эберхард Эбру Эва Эвальд Эдвард Эдже Эдит Эдмунд Эдуард \
    Эзги Эйюб Эламан Элбек Элдор Элизабет Элиф Элмирбек Элмурод Элнура Эльвин Эльвира Эльгюн Эльза Эльзат Эльман \
    Эльминур Эльмир Эльмира Эльнар Эльнур Эльфрида Эльчин Эльшад Эльшан Элёр Элёрбек Эмили Эмиль Эмине Эмир Эмма \
    Эмрах Эмре Энгин Эндже Эндрю Энес Энтони Эрвин Эргаш Эрдал Эрдем Эрджан Эрен Эржебет Эрик Эрика Эрих Эркин \
    Эркинбек Эркингуль Эркинжан Эркинжон Эрлан Эрмек Эрна Эрнст Эрол Эртугрул Эрхан Эсен Эсенбек Эсенгул Эсра Эшим \
    Эшли Эшмат Эътибор Юджин Юй Юйлинь Юймэй Юйтин Юйхуа Юлдуз Юлдузгуль Юлдузхон Юнджи Юнир Юнсу Юнус Юнусжан Юнхи \
    Юнцзюнь Юньлун Юрген Юсеф Юстус Юсуп Юсупжан Юсуф Юсуфали Юсуфжон Юхани Явуз Ягафар Язгуль Якоб Яков Якуб Якуп \
    Якупахун Якупжан Ялкун Ялкунжан Ямиль Ясемин Ясин Яха Яхё Яшар Яшнар Яшнарбек Ғайрат Ғулом Қодиржон Ҳасан Ҳилола";

/// In Latin letters.
pub(super) const LATIN: &str = "\
    Aarav Aaron Abbas Abdul Abdulaziz Abdullah Abdurahman Abdurakhman Abdurrahman Abhishek Abigail Adam Adele Adem \
    Aditi Aditya Adlan Adnan Adrian Agnes Agnieszka Ahmed Ahmet Aidan Aino Aisha Ajay Akash Akbar Akhmed Akira Akmal \
    Akram Akshay Alan Alastair Albert Alec Alejandro Alessandra Alessandro Alessia Alexander Alexis Alfred Ali Alice \
    Alicia Alisher Alison Allison Alma Alok Alparslan Alper Alyssa Aman Amanda Amber Amelia Amina Aminat Amir Amira \
    Amit Amos Amrita Amy Amélie Ana Anahit Anand Ananya Anas Anastasia Anders Andrea Andreas Andreea Andrew Andrii \
    Andrzej Andrés Angela Angus Anil Anita Anja Anjali Anke Ankit Ankita Ann Anna Annabel Anne Annelies Anneliese \
    Annemieke Annette Annie Annika Anouk Anthony Antje Antoine Antonio Antti Anup Anushka Anvar Aoi Archibald Archie \
    Ariana Ariel Arjun Arlene Armen Arnold Arsen Artak Arthur Arvind Ashish Ashley Ashok Ashot Asif Aslan Aslı Asma \
    Astrid Asuka Asuman Atif Attila Audrey Aurelie Aurélie Austin Ava Axel Ayaka Aydin Ayesha Ayhan Aylin Ayman Aymen \
    Aynur Aysel Aytən Ayumi Ayşe Aziz Aziza Azra Balazs Baoqiang Baran Barbara Baris Barry Bart Bartosz Barış Bashir \
    Batuhan Bayram Beata Beatrice Beatriz Becky Begüm Bekzod Belinda Benedict Benjamin Benoit Benoît Berat Berk \
    Berkay Berna Bernadette Bernd Bernhard Bernice Bertha Bessie Beth Bethany Bettina Betty Beverly Beyza Beyzanur \
    Bhavna Bilal Billy Bilquis Birgit Bjorn Björn Blake Bobby Bobur Bogdan Bohdan Bonnie Botir Boyang Bożena Brad \
    Bradford Bradley Bram Brandon Branko Brenda Brendan Brett Brian Bridget Brigitte Britta Brittany Brooke Bruce \
    Bruna Bryan Bryce Bugra Burak Busra Buğra Byungho Bülent Büşra Cagla Cagri Caitlin Calvin Cameron Camila Camille \
    Can Candice Cansu Cara Carl Carla Carlos Carmen Carol Caroline Carolyn Carrie Cassandra Catherine Catriona Cecil \
    Cecilia Celia Cem Cengiz Chad Chandra Changmin Chanho Chanyeol Charles Charlie Charlotte Chelsea Chenlong Chenxi \
    Cheryl Chiara Chihiro Chloe Christa Christel Christian Christie Christina Christine Christoph Christopher Chunhua \
    Cihan Cindy Claire Clarence Claude Claudia Claus Clayton Clement Clifford Clinton Clyde Clément Colin Connie \
    Connor Constance Cora Corey Corinna Cornelia Cornelis Courtney Craig Cristian Cristina Curtis Cynthia Céline Daan \
    Daehyun Daeun Dagmar Dahyun Daiki Daisuke Damian Dandan Daniel Danielle Daphne Darlene Darren Darryl Daryl David \
    Davit Davron Deborah Debra Declan Deepak Deepika Defne Delia Delphine Denise Deniz Dennis Derek Derya Desmond \
    Detlef Diana Diane Dianne Diego Dieter Dilek Dilnoza Dilshod Dimitar Dina Dinesh Dirk Divya Dmytro Doga Dogan \
    Dominic Dominik Donald Donggeun Donghae Donghyun Dongjin Dongmei Dongwook Donna Doreen Doris Dorota Dorothea \
    Dorothy Doruk Douglas Dragan Duane Dumitru Duncan Dustin Dwayne Dylan Eberhard Ebru Ece Eckhard Edgar Edith \
    Edmund Edna Eduardo Edward Edwin Eileen Elaine Elchin Eleanor Elena Elfriede Elias Elif Elijah Elisabeth \
    Elisabetta Elise Elizabeth Elke Ella Ellen Elliot Elliott Elmer Elnur Eloise Elsa Elsie Elvin Elyor Elçin Emerson \
    Emi Emilia Emilie Emily Emine Emir Emma Emre Enes Engin Enrique Ercan Erdal Erdem Eren Erhan Eric Erica Erich \
    Erik Erika Eriko Erin Erkan Ernest Ernst Ertugrul Ertuğrul Erzsebet Esra Esteban Esther Ethan Ethel Etienne \
    Eugene Eunbi Eunhee Eunhye Eunji Eunju Eunseo Eunyoung Eva Evan Evelyn Ewa Ewelina Eylül Ezgi Fabio Fabrice \
    Fadime Fahad Fahd Faisal Fangfang Farah Farhan Farhod Farid Farrukh Fatih Fatima Fatma Fawad Fayez Federica \
    Federico Felipe Felix Femke Ferenc Fergal Fergus Ferhat Fernanda Fernando Feruza Fikret Filippo Finlay Fiona \
    Florian Floris Frances Francesca Francesco Francoise Frank Franz Franziska François Françoise Freda Frederic \
    Frederick Fredrik Freja Frida Frieda Frieder Friedrich Fritz Frédéric Fumiko Furkan Gabor Gabriel Gadzhi Gaelle \
    Gagik Gamze Gareth Garrett Gary Gaurav Gavin Gayane Gayoung Geert Geeta Gemma Genevieve Geoffrey Geonwoo Georg \
    George Gerald Geraldine Gerda Gerhard Gerrit Gertrud Gertrude Ghada Giacomo Gianluca Gianni Gilbert Gilles \
    Gillian Gina Ginger Giorgi Giovanni Gisela Giulia Giuseppe Gizem Gladys Glenn Gloria Gokhan Gonca Gonzalo Gopal \
    Goran Gordon Gottfried Govind Grace Graham Gregg Gregory Greta Grzegorz Guangming Gudrun Guihua Guillaume \
    Guillermo Guiying Gulcan Gulchehra Gulnora Gulsum Gunay Gunnar Gunther Guoqiang Guoqing Gustav Guy Gwendolyn \
    Gyeongsu Gyorgy Gábor Gökhan Gülay Gülcan Gülsüm Gülşen Günel Günter Habib Hadi Haeun Haifeng Hailong Haiyan \
    Haiyang Hakan Halil Hamid Hamza Hande Hanna Hannah Hannelore Hans Haoran Haris Harish Harold Harriet Harry \
    Hartmut Haruka Haruki Haruto Hasan Hasnain Hassan Hatem Hatice Havva Hayk Hayley Hayoung Hazel Heather Hector \
    Hedwig Heejin Heike Heiko Heinrich Heinz Helen Helene Helga Helmut Helmuth Hemant Hendrik Henk Henning Henri \
    Henrik Henry Herbert Herman Hermann Herve Hervé Hideo Hilary Hildegard Hiroki Hiroko Hiroshi Hiroyuki Hitomi \
    Holger Hong Hongbo Hongmei Hongwei Horst Howard Huan Huda Hugh Hugo Huimin Huseyin Hussein Hyeji Hyejin Hyerin \
    Hyoju Hyuna Hyunah Hyunji Hyunjin Hyunju Hyunmin Hyunseok Hyunsoo Hyunsu Hyunwoo Håkan Hélène Hüseyin Ian Ibrahim \
    Ida Iftikhar Ignacio Ilaria Ildiko Ilgar Ilhom Ilker Ilse Imad Imke Imogen Imran Ines Inge Ingeborg Ingrid Ipek \
    Iqbal Irakli Irem Irene Irfan Irmgard Isa Isaac Isabel Isabella Isabelle Isamu Ishaan Isla Islam Islom Ismail \
    Ismet Isolde Istvan István Ivan Ivaylo Ivor Iwona Izabela Jack Jackie Jacob Jacqueline Jacques Jadwiga Jaeho \
    Jaehyun Jaejin Jaemin Jaesung Jaewon Jaeyoung Jaime Jake Jakub Jalal Jamal Jameel James Jamie Jamshid Jan Jane \
    Janet Janice Janine Janusz Jared Jari Jaroslav Jarosław Jasmine Jason Jasper Jasur Javier Javlon Jaya Jean \
    Jeanette Jeanne Jeff Jeffrey Jenna Jennifer Jenny Jens Jeonghoon Jeremy Jeroen Jerome Jerry Jerzy Jesper Jesse \
    Jessica Jiahui Jian Jianfeng Jianguo Jianhua Jianjun Jianping Jiaqi Jiawei Jieun Jihae Jihoon Jihun Jihyun Jill \
    Jillian Jim Jimin Jimmy Jing Jingjing Jingyi Jinho Jinping Jinwoo Jinyoung Jiri Jisoo Jisu Jisun Jiwon Jiwoo \
    Jiyeon Jiyoung Jiyun Jiří Joachim Joan Joanna Joanne Joao Joaquin Joaquín Jochen Jodie Joe Joel Joey Johan Johann \
    Johanna Johannes John Johnny Jonas Jonathan Jongho Jonghyun Jongmin Joohyun Joonho Joonsu Joost Jordan Jorge \
    Joris Jose Joseph Josephine Joshua Josie Jovan Joyce João Juan Judith Judy Juha Julia Julian Julie Julien Juliet \
    Juliette Julius Junaid Jungkook Junho Junhyuk Junjie Junko Junseo Junwei Junyoung Justin Justyna Jutta Jyoti \
    Jérôme Jörg Jürgen Kaan Kacper Kadir Kaitlyn Kaiyuan Kamal Kamil Kamola Kamoliddin Kamran Kaori Kara Karan Kareem \
    Karen Karim Karin Karina Karl Karolina Karsten Kashif Kasper Katalin Katarzyna Kate Katharina Katherine Kathleen \
    Kathryn Kathy Katie Katja Katrin Katsumi Kavita Kavya Kay Kayla Kazimierz Kazuki Kazuko Kazuo Kees Keiko Keith \
    Kelly Kelsey Kemal Kendra Kenichi Kenji Kenneth Kenta Kerem Kerry Kerstin Ketevan Kevin Khadija Khaled Khalid \
    Khalil Khasan Khava Khusein Kieran Kimberly Kinga Kiran Kirk Kirsten Kirsty Kishore Klaus Knut Koen Koji Konrad \
    Krishna Krista Kristen Kristin Kristina Krzysztof Kubra Kumiko Kunal Kurt Kwangho Kyle Kyunghee Kyungmin Kyungsoo \
    Kübra Laetitia Lakshmi Lale Lalit Lance Lanfang Larissa Larry Lars Laszlo Latoya Laura Lauren Laurence Laurent \
    Laurie Lawrence Layla Laziz Leah Lech Lei Leif Leila Lena Leo Leonard Leonie Leroy Leslie Lester Leticia Levan \
    Levent Lewis Leyla Liam Lieke Liesel Lieselotte Lihong Lihua Lijuan Lili Lillian Linda Lindsay Lindsey Linlin \
    Linnea Lisa Lixin Lloyd Logan Loic Lois Lola Lorenzo Lori Lorna Lorraine Lothar Lotte Louis Louise Lourdes Loïc \
    Lubomir Luc Luca Lucas Lucia Lucie Lucille Lucy Ludger Ludovic Ludwig Luigi Luis Luiza Lukas Lukasz Lusine Luther \
    Lutz Lydia Lynn László Maaike Maarten Mabel Maciej Mackenzie Madhav Madina Madison Magda Magdalena Maggie Magnus \
    Magomed Mahesh Mahmood Mahmoud Mahmud Mahmut Maja Majid Makoto Malcolm Malika Mandy Manfred Manish Manoj Mansur \
    Manuel Manuela Marc Marcel Marcello Marcia Marcin Marco Marcus Marek Margaret Margarete Margery Margit Margriet \
    Maria Mariana Marianne Marie Marieke Mariko Marilyn Mario Marion Marjorie Markus Marlene Marlies Marsha Marshall \
    Martha Martin Martina Marvin Mary Maryam Masahiro Masako Masao Mason Massimo Mateo Mateusz Mathieu Matilda Matteo \
    Matthew Matthias Matthäus Matti Mattia Mattias Maureen Maurice Mavis Max Maxime Mayumi Małgorzata Mechthild Meena \
    Meera Megan Megumi Mehdi Mehmet Meifang Meihua Meilin Meiling Melanie Melek Melike Melis Melissa Meltem Mengyao \
    Meral Meredith Merih Merve Meryem Metin Mette Mevlüt Mia Michael Michał Micheal Michel Michelle Michiko Midori \
    Miguel Mijin Mikkel Mikko Miklos Mildred Miles Millicent Milos Milton Minah Mindy Ming Minghui Mingming Mingyu \
    Minhee Minho Minhyuk Minji Minjoon Minju Minjun Minjung Minkyu Minnie Minoru Minseo Minsoo Minsu Minyoung Miranda \
    Miriam Mirko Miroslav Mirosław Misaki Mitchell Mitsuko Miyoung Mohamad Mohamed Mohammad Mohammed Mohan Moira \
    Molly Mona Monica Monika Morgan Mostafa Muhammad Muhammed Muhammet Mujtaba Mukesh Mukhammad Munir Murad Murat \
    Muriel Musa Mushtaq Mustafa Muzaffer Mykola Myra Myrtle Myungsoo Mélanie Nabeel Nabil Nadeem Nadia Nadine Naeem \
    Namjoon Nana Nancy Nandini Naoki Naoko Naomi Narek Naresh Nargiza Narine Naseem Nasir Nasser Natalia Natalie \
    Natasha Nathalie Nathan Nathaniel Natsuki Naveed Naveen Nawaz Nazli Nazlı Necati Neha Neil Nellie Nermin Neslihan \
    Nesrin Nevin Nicholas Nicola Nicolas Nicole Nicolo Niels Nigar Nigel Nigora Nihat Nikhil Niklas Nikola Nilay \
    Nilgün Nils Nilufar Nina Ningning Nino Nisha Nitin Noah Noboru Nobuo Nodira Noemie Noman Noor Nora Norbert Noriko \
    Norma Norman Nuray Nurcan Nurgül Nurten Odil Oguz Oguzhan Okan Olaf Olav Oleksandr Olga Oliver Olivia Olivier \
    Omar Ondrej Onur Opal Orkhan Ortrud Orxan Osama Osamu Oscar Oskar Osman Otabek Otto Oybek Ozan Ozge Ozgur Ozlem \
    Oğuz Oğuzhan Pablo Paige Paloma Pamela Pankaj Paolo Parvati Pascal Pascale Patimat Patricia Patrick Patrik \
    Patrycja Patsy Paul Paula Paulette Pauline Paulo Paweł Pedro Peggy Pekka Pelin Pengfei Percy Perry Petar Peter \
    Petimat Petra Philip Philipp Philippe Phoebe Phyllis Pierre Piet Pieter Piotr Polly Pooja Prakash Pramod Pranav \
    Prasad Prashant Pratik Preeti Preston Priya Przemysław Päivi Pınar Qasim Qiang Qingqing Quentin Rabia Rachael \
    Rachel Radek Radha Rafael Rafał Raffaele Rafiq Raghav Rahul Rainer Raj Rajeev Rajesh Rajiv Rakesh Ralf Ralph \
    Raman Ramazan Ramesh Ramil Ramiz Ramzan Randy Rania Raquel Rashad Rashid Rashmi Rasim Rasmus Rasul Ravi Raymond \
    Raza Raúl Rebecca Recep Regina Reginald Rehman Reiko Reinhard Reinhold Remi Renata Renate Rene Rex Reza Rhonda \
    Riaz Ricardo Richard Rika Rita Ritu Robert Roberta Roberto Rocio Roderick Rodney Rodrigo Roger Rohan Rohit Roland \
    Rolf Ronald Rory Rosa Rosalie Rosalind Rosemarie Rosemary Rosie Rovshan Rowan Roxanne Roy Ruben Rudi Rudolf Rui \
    Ruoxi Rupert Ruprecht Ruslan Russell Rustam Rutger Ruth Ryan Ryo Ryota Rémi Rüdiger Saad Sabine Sabir Sabrina \
    Sachiko Sachin Sadie Saeed Safdar Sajid Sakura Saleem Salim Sally Salma Salman Salvatore Samantha Sami Samir \
    Samira Samuel Sandeep Sander Sandor Sandra Sandrine Sangho Sanghyun Sangmin Sangwoo Sanjana Sanjar Sanjay Sanjeev \
    Sanna Sanne Santiago Santosh Sara Sarah Sarang Sardor Sarfraz Sarita Sascha Saskia Satish Satomi Satoshi Saul \
    Sayuri Scott Sean Sebastian Sebastien Selcuk Selena Selim Selin Selma Selçuk Semra Seojin Seojun Seokho Seokjin \
    Seonghoon Seoyeon Serap Serdar Serena Sergio Serhat Serhii Serkan Setsuko Seungho Seunghyun Seungjun Seungmin \
    Seungwoo Sevara Sevda Severine Sevgi Sevinj Seyma Shabbir Shahid Shahnoza Shahzad Shakeel Shalini Shamil Shane \
    Shankar Shannon Shanti Shaohua Sharif Sharon Shaun Shavkat Shawn Sheila Shelby Shelley Sherry Sherzod Shigeru \
    Shilpa Shinichi Shinji Shirley Shiv Shohei Shota Shreya Shruti Shuang Shufen Shukhrat Shulan Sibel Siddharth \
    Sidney Siegfried Signe Sigrid Sigurd Silke Silvia Simon Simone Sinan Sinem Siranush Siyu Siyuan Sjoerd Slobodan \
    Sneha Sofia Sohail Sohee Sohyun Sojin Solveig Sonali Songül Sonia Sonja Soojin Soomin Sooyeon Sooyoung Sophia \
    Sophie Soren Sota Soyeon Spencer Srinivas Stacey Stacy Stanisław Stanley Stefan Stefanie Stefano Steffen Stella \
    Stephane Stephanie Stephen Steven Stewart Stoyan Stuart Stéphane Subhash Subin Sudhir Sujin Sukjin Suleiman \
    Suleyman Sultan Sumin Sungho Sunghoon Sungjin Sungjoon Sungmin Sunhee Sunil Sunita Sunmi Suren Suresh Susan \
    Susannah Susanne Sushil Susumu Suzanne Sven Svenja Swati Sybille Sylvain Sylvia Sylvie Sylwia Szymon Sándor \
    Sébastien Søren Süleyman Sławomir Tabitha Tadashi Tadeusz Taeho Taehyung Taemin Taeyang Taeyeon Tahir Takahiro \
    Takako Takashi Takeshi Takuya Talha Tamar Tamara Tamas Tamerlan Tammy Taner Tania Tanja Tanveer Tanvi Tara Taras \
    Tareq Tarik Tariq Tarun Tarık Tasha Tatsuya Tayfun Ted Tengiz Teresa Terry Tetsuya Theo Theodor Theodore Theresa \
    Thiago Thibault Thierry Thijs Thomas Thorsten Tiago Tianyu Tiffany Tigran Timmy Timothy Tina Tingting Tobias Toby \
    Todd Todor Tohir Tolga Tom Tomas Tomasz Tomoko Tony Tonya Torbjorn Torsten Toshio Toğrul Tracey Tracy Travis \
    Trent Trevor Tristan Trudy Tsubasa Tugce Tulay Tuncay Tural Turan Turgay Tuğba Tuğçe Tyler Tülay Uday Ufuk Ulrich \
    Ulrike Ulugbek Ulysses Umair Umar Umid Umida Umit Umut Ursula Urszula Usha Usman Uta Ute Uwe Uğur Vaclav Vakhtang \
    Valentina Valeria Valerie Valérie Vanessa Vardan Varun Vedat Veli Vera Verity Vernon Veronica Veronique Veysel \
    Vicki Victoria Vidya Vijay Vikas Vikram Viktor Vinay Vincent Vincenzo Vinod Virginia Virginie Vishal Vitor Vivek \
    Vivian Vivienne Vladimir Volkan Volker Volodymyr Vugar Vusal Véronique Walburga Waleed Wallace Walter Waltraud \
    Wanda Waqar Warren Waseem Wayne Wei Weidong Weihua Weijie Weiming Wenbin Wendelin Wendy Wenhao Wenjie Wenjing \
    Werner Wesley Whitney Wiebke Wilbur Wilfred Wilfried Wilhelm Wilhelmina Willem William Willie Wim Winfried \
    Winifred Winston Wioletta Wojciech Wolfgang Wolfram Wonjin Woojin Wooyoung Wouter Xavier Xiang Xiaobo Xiaodong \
    Xiaofeng Xiaohong Xiaojun Xiaoli Xiaolin Xiaolong Xiaomei Xiaoming Xiaowei Xiaoyan Xiaoying Xiaoyu Ximena Xinyi \
    Xinyu Xiuli Xiumei Xiuying Xuefeng Xurshid Yagmur Yahya Yakup Yan Yanan Yannick Yasemin Yash Yasin Yasir Yasmin \
    Yating Yavuz Yağmur Yejin Yeonjun Yerin Yichen Yifan Yijun Yiming Yingying Yiran Yiğit Yoichi Yoko Yolanda \
    Yongjun Yoona Yoongi Yoonji Yoshiko Yosuke Younghee Youngho Youngjae Youngjin Youngmi Youngmin Youngsoo Younis \
    Yousef Youssef Yuanyuan Yuchen Yuhan Yuhua Yujin Yuki Yukiko Yulan Yulin Yumei Yumi Yumiko Yuna Yunfei Yunlong \
    Yunus Yuri Yusuf Yusuke Yuting Yuto Yuxuan Yuya Yves Yvette Yvonne Zachary Zafar Zafer Zaheer Zahid Zahra Zain \
    Zainab Zakaria Zarema Zarina Zaur Zbigniew Zdenek Zeeshan Zehra Zeliha Zerrin Zeynep Zhen Zhigang Zhihao Zhijun \
    Zhiming Zhiqiang Zhiwei Zhiyong Zhonghua Zihan Zilola Zixuan Ziyang Ziyi Zoe Zofia Zohra Zoltan Zoltán Zoran \
    Zsuzsanna Zubair Zulfiya Zulikhan Zurab Çağla Çağrı Émilie Étienne Ömer Özge Özlem Ümit İbrahim İlker İlknur İpek \
    İrem İsmet Łukasz Şebnem Şeyma Şule \
    Leonardo Riccardo Bianca Carlo Enrico Davide Emanuele Gabriele Giorgio Karthik Rekha Asha Ganesh Ayse Caglar \
    Tugba Bulent İsmail Salih Şenol José María Raul Alberto Andres Ramón Lucía Gabriela Catalina Gustavo Leandro \
    Thais Juergen Gunter Daniela Chloé Amelie Celine Élodie Elodie Manon Margaux Léa Lea Dominique Freddie Alfie \
    Finley Reuben Freya Poppy Zoë Niamh Siobhan Aoife Cormac Eoin Callum Hamish Mingze Jiahao Xuan Kazuya Hina \
    Saud Zaid Mariam Sherif Tamer Hossam Nour Saima Shazia Priya Ayala Zhansaya";

/// Names in Latin letters that are also words or places.
pub(super) const WORDS: &str = "\
    Adem Alma Aman Amber Amelia Anand Andrea Angel Angela Antonio April Ariel Arsen Art Austin Autumn Aydin Baran \
    Bart Berk Bernard Bill Blake Bonnie Brad Brett Brooke Bruce Cameron Can Cara Carlos Carmen Carol Carter Celia Cem \
    Chad Chandra Charlotte Chase Chelsea Christian Christie Cihan Clarence Claude Cliff Clinton Colin Constance \
    Crystal Daisy Dale Dallas Davit Dawn Dean Deniz Derya Diane Dina Dogan Donna Doruk Drew Duke Dustin Earl Ece Efe \
    Elif Elsa Emine Emir Engin Erdem Eren Erica Erin Eugene Eva Eve Faith Felix Florence Forest Francisco Frank Gary \
    Gene Georgia Ginger Glen Gloria Grace Grant Guy Habib Hans Hazel Heather Holly Hong Hope Houston Hugo Hunter Ian \
    Ida Ines Inge Iris Isla Islam Ivy Jack Jackson Jade Jake Jan Jasmine Jasper Jaya Jean Jenna Jens Jesse Jim Jing \
    Joel Jordan Jose Joy Joyce Juan June Kaan Kamal Karin Katja Kay Kelly Kent King Krishna Lada Lale Lance Lauren Lei Leo \
    Levent Lily Lincoln Linnea Logan Lola Luc Madison Magda Maja Makoto Marc Marin Marine Mark Mason Max May Melek \
    Melissa Mercedes Metin Mia Midori Miles Ming Miranda Mohan Mona Murad Nana Noor Nora Norman Olive Opal Ozan Page \
    Paige Pal Paris Pat Pearl Penny Percy Perry Polly Prakash Preston Prince Raj Ray Rene Rex Rich Rita Rob Robin \
    Roman Rory Rosa Rose Rowan Roy Ruben Ruby Rui Rusty Sakura Sander Sandy Santiago Sean Shannon Shanti Sharon Signe \
    Sinan Sonia Sue Sultan Summer Sunil Sydney Tahir Tara Taylor Ted Terry Tina Todd Tom Tracy Trent Turan Tyler Ufuk \
    Umid Umut Uta Ute Uğur Veli Verity Vesta Victoria Violet Virginia Warren Washington Wei Whitney Will Yan Yasin Yuri \
    Zafer";
