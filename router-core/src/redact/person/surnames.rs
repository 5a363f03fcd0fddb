//! Surnames that no ending tells: Korean, German, Ukrainian, Russian in -ых, Armenian, Georgian, Turkish, English, and
//! Kazakh ones that are a grandfather's given name. Own compilation from general knowledge of onomastics.

/// Surnames that are hardly anything else.
pub(super) const PLAIN: &str = "\
    Шисыр Ясыр Лемза Мащанло Сушанло Цунвазо Дуншенло Шиваза Лоло Вонахун Машинло Динло Хахазо Бияншо Дохуз Чиндафу \
    Зумазы Манжо Хуло Фузо Сашанло Куаза Хомахун Пхён Пхи Юн Юсугай Мигай Сагай Варкентин Изаак Гергерт Грасмик Дейс \
    Дизер Дитц Ротарь Рау Больгер Кнауэр Ланг Лихт Нагель Ольферт Панкрац Шеллер Шерер Штайнбрехер Юнкер Бехтгольд \
    Вентланд Гетманн Гауэр Штейнбах Цитцер Фольц Мчедлидзе Квирикадзе Киласония Джанелидзе Чантурия Хачидзе Топурия \
    Гвазава Джинджолия Ломая Читая Кривонос Рябошапка Перебейнос Гайдук Скляр Стецюк Рыжук Гузь Приймак Недашковская \
    Недашковский Голота Цапко Юрко Бекұзақ Нығымет Шынтас Қозыбақ Айтқожа Құлмұрза Төлешбай Бапыш Дәркембай Әлімбай \
    Сыздық Сыздыкпай Мырзалық Байғара Қабылдық Ём Ён Абай Абашидзе Аббас Абдрахман Абдулла Абдуллаулы Абдыкадыр Абдықадыр Абель Абен Абзал Абилгазин Абильда \
    Абрамович Абрамчук Абрамян Абылай Абылайхан Абылқас Авагян Аветисян Агабекян Адамович Адамс Адамян Айвазян Айдар \
    Айдос Айдын Айрапетян Айтбай Айтжанин Айтказин Айтмұхамбет Айтқали Акжол Аккерман Акопджанян Акопян Акылбин Акын \
    Алгазин Алексанян Алибек Аллен Алтынбек Альбрехт Альжанин Альтергот Альтмаер Амангелді Аманжол Амбарцумян Амир \
    Амиргали Амирханян Ангальд Андерсон Андрейчук Антонович Антонян Аракелян Арнгольд Арндт Арнст Арслан Арутюнян \
    Арыстанбек Арғынбай Асан Асатрян Аслан Асланян Асмус Асылбек Асқар Аубакир Ауезхан Ахан Ахмет Ахметгалин Ахметжан \
    Ақжол Ақылбек Бабаджанян Бабас Бабаян Бабенко Бабий Бабич Бабчук Багдасарян Багдат Баглай Баер Базарбай Базархан \
    Байболат Байбосын Байгазин Байгали Байер Байжан Баймырза Баймұхамед Байсал Байтұрсын Балабан Баланчук Балаян \
    Балтабай Бамбергер Бараташвили Барсегян Бартель Бартельс Барч Басслер Батырхан Бауман Баумгартнер Баумгертнер \
    Бауыржан Бауэр Бахман Бақтияр Бақтыбай Бақыт Бегалин Бегімбай Безверхий Безрук Безуглый Бейкер Бейли Бейсен \
    Бейсенбай Бейсенбек Бекболат Бекгалин Бекежан Бекер Бекет Бекзат Беккер Бекмырза Бекмырзин Бекмұрат Бекмұхамбет \
    Бексұлтан Бектай Бектас Бектемір Бектұр Белоус Бендель Бендер Бенке Беннет Бенцель Бергер Бергман Бердалы \
    Бердзенишвили Бердібек Бердіғали Бережных Бериашвили Беридзе Берия Бернар Бернгард Бернгардт Берік Бессмертных \
    Беттингер Бимырза Бирих Бирхайм Бирюк Бисен Битнер Блюм Богданович Бойко Бойчук Бокерия Болатбек Больц Бондаренко \
    Бондарчук Бопп Боранбай Боргардт Борисевич Борисенко Боссерт Браунагель Брейтенбах Бренер Бреннер Брукс Брунер \
    Бруннер Бурлака Бутакович Бухгольц Бухмиллер Бухнер Бьянки Бюлер Бөкей Бөлекбай Бөрібай Вагенлейтнер Вагнер \
    Вайгель Вайда Вайман Вайнбендер Вайнбергер Вайс Вайсбек Вайц Вайцель Ваккер Вальтер Вальц Василенко Васильчук \
    Вашкевич Вдовенко Вдовиченко Вебель Вебер Вегнер Веймер Вейс Вейсгейм Вейц Вейцель Величко Вензель Венцель \
    Вербицкий Вернер Вибе Виднер Вильгельм Вильгельми Винклер Винс Винтерголлер Виттенбек Виттих Вишневский Вовк \
    Войтович Волошин Вольгемут Вольтер Вольф Вормсбехер Гаак Гаан Гаар Гаас Габдуллин Габель Габит Гавриленко \
    Гаврилюк Гагуа Гайзер Галоян Галстян Гаммершмидт Гамсахурдия Ганжа Ганн Гардт Гарсия Гартвиг Гартман Гаспарян \
    Гаук Гаун Гаус Гаусман Гафнер Гвасалия Гебгардт Гебель Геворкян Гейгер Гейдт Гейер Гейзер Гейль Гейне Гейнрих \
    Гейнц Гейст Гек Гекк Гелашвили Геллер Гельвер Генинг Геннинг Генрих Герасименко Гердт Герт Гертнер Герцен Герцог \
    Гесс Гетте Гетц Гиберт Гиль Гильгенберг Гильдебрант Гинтер Гинц Гиоргадзе Гиршфельд Гладких Глазер Глейм Глушко \
    Гнатюк Говард Гогиберидзе Гогия Гогоберидзе Головко Гомес Гонсалес Гончаренко Гончарук Гоос Гоппе Горбань Гордиюк \
    Горобец Горст Госс Госсен Готфрид Гофман Греб Гречко Григорян Гриневич Гринкевич Гринчак Гриценко Громыко Грос \
    Гросс Гроссман Грубер Грюнвальд Гуань Гузак Гукасян Гулян Гуменюк Гуммель Гуревич Гурин Гусько Гутман Гюнеш \
    Гюнтер Гюнтнер Давидович Давиташвили Данелия Данелян Даниелян Данилевич Данильчук Данилюк Данн Дауренгазин Дегай \
    Дегтярь Демир Демко Демченко Денк Деркач Дерксен Дерр Дехерт Джавахишвили Джанашия Джапаридзе Джеймс Джексон \
    Джонс Джонсон Дзю Дзюба Дибольд Дигай Диль Диппель Дирксен Дитлер Дитрих Дмитренко Дмитрук Довгань Довженко Доган \
    Докгой Дорн Дорош Дорошенко Дорш Досжан Досымжан Дреер Дрейер Дрейлинг Дуань Дугай Дудко Дуйсенгазин Дулат \
    Дункель Дьяченко Дэвис Дюбуа Дюгай Дюран Дюрр Дяченко Дё Дүйсен Дүйсенбай Дәулет Дәулетхан Дәуренбек Евтушенко \
    Егай Егиазарян Елеусіз Елеусін Елубай Ералин Ералы Ерболат Ергазин Ергалин Ергеш Ердәулет Ережеп Ережепин Ержан \
    Ерицян Еркінбек Ермағамбет Ермоленко Ерғали Есенбай Есенгалин Есенжол Есет Есимгазин Ескалин Ескендір \
    Есмагамбетин Есмағамбет Естекин Есім Есімхан Ефименко Жаксылыкин Жалгасбаин Жанабай Жаналин Жанат Жанбай Жанболат \
    Жанұзақ Жарас Жақып Жвания Жданович Жексенбай Жиленко Жолдасбек Жолдыбай Жумагазин Журба Жүніс Жүсіп Жүсіпбек \
    Жұмабай Жұмаділ Жұмаш Жұмағали Жұмағұл Задорожный Зайберт Зайлер Зайченко Закарян Зарандия Заутнер Зауэр \
    Захаренко Захарчук Зданович Зейбель Зейнел Зейнолла Зейферт Зигфрид Зинер Зинкевич Зинн Зинченко Зозуля Зоммер \
    Зорн Ибрай Ибраһим Иваненко Ивашко Иващенко Игнатенко Ильевич Ильенко Ильиных Ильчук Иманбек Иманғали Ингай Иост \
    Ирмер Исабек Исатай Искак Исмайыл Исраелян Йордан Йылдыз Йылмаз Кабиден Кадралин Кадыр Казарян Кайдарин Кайзер \
    Кайль Кайыргазин Калашник Кальк Камерлох Каминскас Кан Канг Капанадзе Каппель Каппес Карапетян Карпенко Картер \
    Каспарян Касьяненко Кауфман Кауц Кацевич Кая Квак Квиндт Квирикашвили Квициани Квон Кегай Кейль Келлер Келли \
    Кельблер Кельм Кельн Кемел Кемелбек Кемпель Кенжебай Кенжегазин Кенжин Кениг Кепплер Кербер Керн Керімбек Кехтер \
    Кигай Кизяк Кильб Ким Ким-Тян Кимгай Кинстлер Кипиани Киракосян Кириленко Кириченко Киршман Кислинг Кларк Классен \
    Клейн Клименко Климко Климчук Клинг Клипперт Кличко Клочко Кляйн Кнаус Кноль Кнорр Кобалия Кобер Кобец Кобзарь \
    Коваленко Коваль Ковальский Ковальских Ковальчак Ковалюк Ковтун Когай Кожагазин Кожин Кокс Колесник Колесниченко \
    Коллинз Коломиец Кондратенко Кондратюк Конрад Коппель Коркмаз Корниенко Коротченко Косенко Костенко Костюк \
    Костюченко Котенко Кох Кохан Кошевой Кравец Кравцевич Кравченко Кравчук Крамер Красюк Краузе Краус Крафт Крейк \
    Креймер Крекер Крель Кривенко Кривошей Кривошея Кригер Кромм Круль Крутько Крученых Кручёных Крюгер Ктоян Кугай \
    Кузьменко Кузьминых Кузьмук Кулиниченко Кулиш Кулько Кун Кунст Кунц Кунцевич Куон Купер Куприй Куприяновских \
    Куриленко Кусаинин Кучер Кучмак Кушнер Кушнир Кушнирук Кылыч Кым Кэмпбелл Кюгай Кюн Кюнцель Кюршнер Кёлер Кёниг \
    Күзембай Кәрімбай Көшербай Лаас Лавренюк Лавриненко Лазаренко Лайер Ламм Ланге Лапко Лаубах Лауэр Лашко Лебеденко \
    Левен Левицкий Левченко Левчук Леер Лейман Лейнвебер Лейс Лейхнер Леман Леонгардт Леруа Лерх Ли Либрехт Лигай Лим \
    Линд Линдер Лисенко Литвиненко Лихтенвальд Лобода Логвиненко Ломидзе Лоос Лопес Лоран Лордкипанидзе Лоренц Лотц \
    Луань Лукашевич Лукпанин Лукьяненко Лукьянчук Луценко Лучинский Лучко Лущак Лысенко Льюис Люгай Лютц Люфт Лягай \
    Ляшко Магай Мади Маер Мазепа Мазур Мазуренко Маисурадзе Майер Майерс Макаренко Максименко Максимюк Малиновский \
    Малько Мамулашвили Мамченко Мамыр Манап Мантай Манукян Манько Марат Маргарян Маркарян Марквардт Маркграф Мартель \
    Мартенс Мартинес Мартиновых Мартиросян Мартынюк Марущак Марченко Марчук Масюк Матвеенко Матвийчук Маттис Матюшко \
    Матющенко Маурер Мацкевич Мачавариани Мағауия Мағзұм Мақсұт Мгеладзе Мегай Медведенко Мейер Мейрамбек Мейстер \
    Меладзе Мелик Мелконян Мельник Мельничук Мельцер Менг Мерк Мерц Месхи Метлер Метцгер Метцлер Меңдібай Микадзе \
    Микаелян Милевич Миллер Минасян Мингай Миненко Миних Мирзоян Мироненко Мирошниченко Митчелл Михайленко Михальчук \
    Мицкевич Мишко Мищук Мкртчян Мнацаканян Мовсисян Молдабек Молдағали Морган Морлок Моро Моррис Москаленко Мошко \
    Мугай Муканин Мун Мунтаниол Мурадян Муртазин Мусапарин Мусиенко Мусралин Мустафин Мухаметкажин Мырзабек \
    Мырзагалин Мырзалин Мырзахмет Мырзағали Мюлер Мюллер Мягай Мёрфи Мұратбек Мұса Мұсабек Мұстафа Мұхамеди \
    Мұхамедияр Мұхаметжан Мұхтар Мұқан Мұқатай Мұқаш Мәдібек Мәжит Мәлік Мәмбет Нагай Надирадзе Назарбек Назаренко \
    Назарчук Назарян Налбандян Намгун Намгунг Насыруллин Науменко Наурызбай Нейман Нейфельд Нельсон Нестеренко Нигай \
    Нигметжанин Никитенко Никитюк Никоненко Нингай Нияз Ниязбек Новак Новицкий Ногай Ноганг Нойман Нуралин Нургазин \
    Нурмырзин Нысанбай Нығметін Ньгай Нұрахмет Нұрбек Нұржан Нұрлан Нұрмағамбет Нұрмұхамед Нұрпейіс Нұрсейіт Нұртаза \
    Нұртай Нұрғали Нұғман Обгольц Овакимян Овсепян Овчаренко Овчиян Огай Оганесян Оганян Оздемир Озкан Озтюрк \
    Окуджава Олейник Олейниченко Олексюк Ольденбургер Омар Онищенко Онищук Опанасенко Оразалы Оразбай Оразхан \
    Оразғали Оралбай Ормантай Орынбай Осипян Оспан Оспанхан Остапенко Остапчук Оңғар Оңғарбай Павленко Павлович \
    Павлюк Павлючко Пагай Пак Пан Панасенко Панасюк Панченко Панчук Панюк Папоян Паркер Пархомук Пашкевич Пегай Пегих \
    Пеннер Перес Петерс Петкевич Петкер Петренко Петриченко Петровых Петросян Петрук Петрушенко Петько Пигай \
    Пилипенко Пипия Писаренко Плахотнюк Плешко Погосян Подопригора Покора Полат Полищук Пономаренко Пономарчук Прайс \
    Приходченко Приходько Прокопенко Прокопчук Проценко Пустовойт Пушкарь Пфайфер Пфаненштиль Пфаф Пфейфер Пфлауг \
    Пфунд Пхё Пэк Пягай Пяк Раас Рабинович Радевич Радченко Райзер Райсих Райх Райхерт Райш Райымбек Рамирес Раппорт \
    Раух Рауш Рахман Рахметолла Рахым Рахымбай Рахымгалин Рахымжан Редекоп Редько Резниченко Рейзвих Рейзих Реймер \
    Рейнгардт Рейнгольд Рейтенбах Рейхерт Ремпель Ренц Рерих Решетняк Ригер Рид Ридель Рисс Риттер Рихерт Рихтер \
    Ричардсон Ришар Робертс Робинсон Роговая Роде Роджерс Родригес Рожко Роллер Романенко Романо Романчук Романюк \
    Роор Роот Росси Ротермель Ротэрмель Руденко Рудольф Рудь Рудько Рупп Руппель Руссо Рухадзе Рыбалко Рымбек Рысбай \
    Рысбек Рысдәулет Рысқұлбек Рябчук Рүстем Саакян Савенко Савченко Савчук Сагадатин Сагадиев Садуакасин Садуақас \
    Садық Садықбек Сакс Самат Самойленко Самчук Санчес Сапарбай Саркисян Сарксян Сарсенбай Сатай Сатыбалдин Сафарян \
    Сахно Сағындық Сванидзе Свиридюк Севостьяненко Сегай Сейдахмет Сейсенбай Сейфуллин Сейілхан Сейіт Сейітжан \
    Сейітқали Секен Семашко Семененко Семенюк Семерня Сенкевич Сенько Сергазин Сергазы Сердюк Сердюченко Серікбай \
    Серікқали Серғазы Сечко Сигай Сидоренко Сим Сименс Симоненко Симонян Син Скиба Скотт Скрипник Смайыл Сматай \
    Смағұл Смит Смоляр Собчак Согай Согомонян Солод Солошенко Сонг Сонгай Сорокопуд Спивак Станкевич Стасюлевич \
    Стельмах Степаненко Степанюк Степанян Степура Стецко Сторожевых Стрелец Стрельченко Ступак Стюарт Суворко Супрун \
    Супрунко Сухоруких Сушко Сыгай Сыдық Сыч Сюй Сүйіндік Сүлеймен Сұлтанғали Сәдуақас Сәкен Сәлім Сәрсенбай Сәтбай \
    Табатадзе Тагай Тадевосян Тажигулин Тайыр Талғат Тараненко Тарасько Тарасюк Тасболат Тевс Тейлор Темиргалин \
    Темірбек Темірхан Тен Тер-Петросян Терещенко Теске Тесля Тигай Тильман Тимко Тимошенко Тимченко Тиссен Титаренко \
    Тищенко Тищук Ткаченко Ткачук Тоевс Толебин Томпсон Тоноян Торосян Торрес Тоқан Тоқмырза Тоқсанбай Тоқтар \
    Тоқтасын Трейер Триллер Троян Туманян Тумаш Тхэ Тыныбек Тышкевич Тюгай Тягай Тян Тё Тёрнер Тілеген Тілеуберді \
    Түсіп Түсіпбек Тұрлыбек Тұрсын Тұрсынбай Тұрсынхан Тұрғанбай Тәжі Тәжібай Төлебин Төлеген Төлеу Төлеубай Төлеубек \
    Төлеутай Төребек Уайт Угай Удовиченко Уилсон Уильямс Ульрих Унгер Унрау Унру Уокер Уорд Уотсон Усенко Уәли \
    Уәлихан Фабер Файзуллин Фаллер Фальк Федоренко Федорук Федорченко Фелер Фельде Фельдман Фельк Фендель Фернандес \
    Феррари Фертих Фефлер Фидлер Филипенко Филиппук Филлипс Финк Фишер Флейшман Флик Фогель Фогт Фольк Фольмер \
    Фоменко Фоминых Фоос Форат Форст Фосс Фостер Фрайтаг Франке Франко Фраш Фрейер Фризен Фрик Фрис Фриц Фрицлер Фукс \
    Функ Функнер Хаас Хагай Хаймер Хайн Хайруллин Хамит Харрис Хартман Харченко Хасан Хасен Хачатрян Хачатурян \
    Хачикян Хван Хванг Хегай Хельм Хермес Хилько Хмара Ходонгай Хоменко Хоменюк Хомко Хонг Хофман Хоффман Храмых Хуан \
    Хьюз Цагай Цай Цвейгардт Цвецих Цейзер Цейтлер Целлер Церетели Церунян Цехмейстер Цзинь Цзян Циба Циглер Циммер \
    Циммерман Цинн Циттель Цой Цойгай Цхай Цхе Цхой Цыбулько Цымбал Цянь Чавчавадзе Чагай Чегай Челик Чен Чепурняк \
    Черненко Чернец Чернявский Четин Чехун Чжагай Чжан Чжао Чжен Чжо Чжон Чжоу Чжу Чжун Чжэн Чигай Чиковани Чобанян \
    Чогай Чой Чон Чорный Чумак Чуприна Чутких Чхай Чхан Чхве Чхеидзе Шааб Шааф Шайберт Шайдт Шаймерден Шакирин Шандер \
    Шаповал Шаповаленко Шаттшнайдер Шаубергер Шахин Шахназарян Шаяхмет Швабауэр Шварц Шварцкопф Швыдкий Шеварднадзе \
    Шевель Шевченко Шевчук Шегай Шейерман Шелленберг Шелль Шенбергер Шенгелия Шенк Шенфельд Шералин Шеремет Шефер \
    Шефнер Шигай Шиллер Шимкевич Шимшек Шин Шиндлер Шинько Ширинян Шишко Шкурат Шлапко Шлегель Шлейгер Шлейнинг \
    Шлотгауэр Шляхтко Шмаль Шмидт Шмидтке Шмитд Шнайдер Шнарр Шнейдер Шнель Шнур Шойерман Шоқай Шпак Шпенглер Шпет \
    Шпилько Шпис Шпортак Шрайбер Шрам Шредер Шрейбер Шрейдер Шрейнер Шрёдер Штайгер Штайн Штайнер Штанько Штарк Штауб \
    Штейгер Штейн Штейнберг Штейнле Штейнмец Штерн Штибен Штирц Штоль Шторк Штраус Штраух Штрейс Штро Штромбергер \
    Штукерт Штумпф Штумф Шуберт Шукарт Шульга Шульженко Шульте Шульц Шульце Шуман Шумахер Шумило Шуппе Шустер \
    Шушкевич Шютц Шәймерден Шәкен Шәкір Шәріп Щерба Щербак Щербань Щербина Ыбырай Ыбырайым Ыдырыс Ысмайыл Ысқақ Эбель \
    Эбергардт Эберле Эберт Эванс Эгай Эдвардс Эдигер Эдилян Эйзенах Эйрих Эйснер Эйхвальд Эйхман Экерт Эккардт Эккерт \
    Эмгай Эммерих Энгель Энгельгардт Энгельс Эндерс Энс Энцель Эпп Эргардт Эрдем Эрдоган Эристави Эрлих Эрфурт Эссер \
    Югай Юн Юнг Юнгкинд Юнгман Юркевич Юрченко Юст Юхименко Юхневич Юшко Ющук Ягай Ягер Якименко Якимчук Якоби \
    Яковенко Янгай Янке Янкевич Янко Янукович Янц Янцен Яремчук Ярмолюк Ярош Ярошевич Ярошенко Ярошко Ярощук Яценко \
    Яцко Яцук Ящко Ящук Ғабит Ғалымжан Ғани Қабдолла Қабдырахман Қабыл Қадыр Қадырбек Қайрат Қайролла Қайырбек \
    Қайырғали Қалдыбай Қалдыбек Қалиасқар Қалмырза Қамбар Қанағат Қапар Қарабай Қасен Қасымжан Қасымхан Қожабек \
    Қожахмет Қойшыбай Қонысбай Қосым Қуандық Қуанышбай Қыдырбай Құдайберген Құлахмет Құлбай Құрман Құрманбек \
    Құрманғали Құсайын Құттыбай Үкібай Үмбет Үсен Ұлықбек Әбділда Әбдірахман Әбдіғали Әбдіқадыр Әбен Әбілда Әбілхан \
    Әбілқайыр Әбілқасым Әбіш Әділбек Әділхан Әкім Әлиасқар Әлихан Әлі Әлібек Әлім Әлімжан Әмір Әміржан Әмірхан Әнуар \
    Әскербек Әубәкір Әуез Әуелбек Әшім Өмірбек Өмірзақ Өмірхан Өтебай Өтеген Өтеміс";

/// Surnames that are also common words: they count only beside a clear given name or initials.
pub(super) const WORDS: &str = "\
    Ви Ук Ха Чи Чо Чун Юм Цзю Дуб Гук Чабан Галушка Заика Сорока Шваб Руди \
    Ан Арнольд Балак Бан Баран Бах Бек Белл Белых Берг Блок Божко Больших Бондарь Борсук Борщ Браун Бурак Бурлака Буш \
    Бэ Бэк Вальтер Ван Визе Вилль Виль Винтер Волк Вон Ворона Вуд Вэй Вэнь Гайдар Ган Гао Герман Гладских Глухих \
    Головач Голуб Гончар Горн Городских Горох Грей Гриб Грин Гу Гуо Гусак Дель Джин Диас Дик Дин Долгих Донских Дрозд \
    Дуда Дудак Дун Дурных Дьяк Дэн Дю Дюк Ем Еун Жук Жэнь Замко Заяц Зима Инь Ирим Кабак Калина Канн Капуста Кара Кво \
    Кинг Кирпа Ко Козак Козел Король Коротких Косых Кот Коч Красных Крот Кук Кулик Кун Курт Куц Кым Лебедь Легких \
    Линь Литвин Лонг Лу Лысых Лю Людвиг Люй Лян Ляо Лях Лёгких Ма Малых Малыш Мао Мартен Мартин Медведь Мен Мин Мороз \
    Мунг Мур Муха Мэн На Нагих Нам Немых Но Нос Ню Озимых Он Отто Палий Пань Пастух Пен Перец Польских Пхан Пхо Пэ \
    Пэн Райт Рак Рейн Рейх Ри Росс Рот Русских Рыбак Рыжих Рю Светлых Се Седых Симон Сирота Скорых Со Сокол Сон \
    Сорока Су Суббота Сун Сунг Сунь Сухих Сюэ Сян Сяо Тан Тао Таран Те Ткач Толстой Толстых Томас Тонких Тур Тэн Тю \
    Тянь Фан Фань Фаст Франк Фридрих Фу Фэн Хам Хан Хань Хао Хе Хилл Хо Хон Хороших Хоу Ху Хэ Хё Цао Цзо Цзоу Цзэн \
    Цзя Цинь Цуй Цю Чайка Чан Череда Черный Черных Чин Чистых Чонг Чу Чуб Чэн Чэнь Чё Шао Швец Шек Ши Широких Шэнь Эм \
    Эн Ю Юань Юй Юнь Ян Янг Янь Яо";

/// Surnames in Latin letters.
pub(super) const LATIN: &str = "\
    Abbott Abel Acar Ackermann Adams Adler Agarwal Aggarwal Aguilar Ahmad Ahmed Ahn Ahuja Akbaş Akbulut Akgül Akhtar \
    Akkaya Aksoy Aksu Aktaş Akın Albrecht Alkan Allen Almeida Altun Altın Altıntaş Alvarez Amin Andersen Anderson \
    Andersson Ando Andrews Ansari Anwar Aoki Aras Araujo Arnold Arora Arslan Arı Ashraf Aslam Aslan Atalay Ateş \
    Atkins Atkinson Aubert Avcı Aydemir Aydin Aydoğan Aydın Ayhan Bachmann Bae Baek Bai Baig Bailey Bajaj Baker \
    Bakker Balcı Baldwin Balogh Banerjee Barbier Barbieri Barbosa Barker Barnes Barrett Barton Bashir Bates Bauer \
    Baumann Baxter Bayrak Bayram Baş Başaran Beck Becker Beckmann Begum Behrens Bell Bender Bennett Benoit Benson \
    Bentley Benz Berger Berglund Bergmann Bergström Berry Bertram Bhat Bhattacharya Bhatti Bianchi Bilgin Bilgiç \
    Bingöl Bishop Black Blackwell Blair Blake Blanchard Bloggs Bonnet Bourgeois Bowen Bowman Boyd Boyer Bozkurt \
    Bradley Brady Brandt Braun Breuer Briggs Brinkmann Brooks Brouwer Brown Bruckner Brunet Bruno Bryant Bulut Burke \
    Burkhardt Burns Busch Butler Butt Byrne Byun Böhm Böttcher Cai Cameron Campbell Candan Cao Cardoso Carlson Caron \
    Carr Carroll Carter Caruso Carvalho Castillo Celik Cengiz Cetin Ceylan Chae Chang Chao Chapman Chatterjee \
    Chaudhry Chauhan Chavez Chen Cheng Cheon Chevalier Chi Cho Choe Choi Choo Chopra Chowdhury Choy Christensen Chun \
    Chung Clark Clarke Clayton Clement Cole Coleman Collins Colombo Connor Connors Conrad Conti Cook Cooper Cox \
    Coşkun Craig Crawford Cruz Cui Cunningham Curtis Dalkılıç Daniels Danış Davidson Davies Davis Dawson Dağ Dekker \
    Delgado Demir Demirci Demirel Demirtaş Deng Desai Deshmukh Diaz Diehl Dietrich Dijk Dijkstra Dinç Dinçer Dixit \
    Dixon Doe Dogan Dominguez Domínguez Dong Donovan Doyle Doğan Duan Dubey Dubois Dufour Duman Dumas Dumitrescu \
    Dumont Duncan Dunlap Dunn Dupont Duran Durand Durmaz Durmuş Dutta Duval Dvořák Döring Dąbrowski Ebert Eckert \
    Edwards Eker Ekinci Elliott Ellis Elmas Emerson Endo Engel Engelhardt Eom Erdem Erdoğan Eren Ergin Ergün Eriksson \
    Erkan Ernst Erol Ersoy Esposito Esser Evans Fabre Fang Farkas Farooq Farrell Faure Feng Fernandes Fernández \
    Ferrara Ferrari Ferreira Fiedler Fink Fischer Fisher Fitzgerald Fleming Fletcher Flores Fontaine Ford Foster \
    Fournier Fowler Francois Frank Franke Franklin Fraser Freeman Frey Friedrich Fu Fuchs Fujii Fujita Fujiwara \
    Fukuda Förster Gaillard Gallagher Galli Gallo Gao Garcia Gardner Garnier Garrett Garrido Gauthier Gautier Geiger \
    Gerlach Ghani Gheorghe Ghosh Gibson Giese Gilbert Giordano Girard Giraud Goel Gokhale Gomes Gomez Gonzalez \
    González Goodman Goodwin Gordon Goyal Grabowski Graf Graham Gray Greco Green Greene Griffin Griffith Groß Gruber \
    Gu Guerin Guerrero Gunes Guo Gupta Gutierrez Gutiérrez Gwak Gwon Gómez Gök Göktaş Gökçe Götz Gül Güler Gültekin \
    Gümüş Günay Gündoğdu Güneş Günther Gür Gürbüz Güven Haag Haas Habib Hahn Haider Hall Hameed Hamilton Hammond Han \
    Hancock Hansen Hanson Hansson Hao Haq Harper Harris Harrison Hartley Hartmann Harvey Hasan Hasegawa Hashimoto \
    Hashmi Hauser Hawkins Hayashi Hayes Haynes Heikkinen Heinrich Heinz Heller Henderson Hendriks Hennig Henry Heo \
    Hermann Hermans Hernandez Herrera Herrmann Hess Heß Hicks Higgins Hill Hinz Hirano Hirsch Hodges Hoekstra Hoffman \
    Hoffmann Hofmann Hogan Holland Holloway Holmes Holt Hong Hopkins Horn Horton Horvath Horváth Horák Hou Houston \
    Howard Hsu Hu Huang Huber Hudson Hughes Huh Huisman Hunt Hussain Hutchinson Hwang Hyun Hämäläinen Ichikawa \
    Iglesias Ikeda Imai Ingram Inoue Ionescu Irwin Ishida Ishii Ishikawa Ito Iwasaki Iyengar Iyer Işık Işıklı \
    Jabłoński Jackson Jacobs Jahn Jain James Jamil Jang Jankowski Jansen Janssen Javed Jenkins Jennings Jensen Jeon \
    Jeong Jha Jia Jiang Jimenez Johansen Johansson John Johnson Johnston Jones Jonker Joo Jordan Joshi Jung Jäger \
    Kaczmarek Kahraman Kaiser Kalkan Kamińska Kamiński Kandemir Kaneko Kang Kaplan Kapoor Kara Karabulut Karaca \
    Karadağ Karakaya Karakoç Karakuş Karaman Karaoğlu Karataş Karlsson Kato Kaur Kaya Keith Keleş Keller Kelley Kelly \
    Kemp Kennedy Kent Kerr Keskin Khan Khanna Khegai Khegay Khvan Kikuchi Kilic Kim Kimura King Kirchner Klaus Klein \
    Kluge Knight Knoll Kobayashi Kocaman Koch Kondo Kong Koo Korhonen Korkmaz Korkut Koster Kovacs Kovács Kowalczyk \
    Kowalska Kowalski Kozłowski Koç Koçak Kramer Kraus Krause Krawczyk Kristensen Krämer Król Krüger Kudo Kuhn \
    Kuipers Kulkarni Kumar Kunz Kurt Kurtuluş Kučera Kwak Kwiatkowski Kwon Köhler König Köse Kühn Kılınç Kılıç \
    Lacroix Laine Lambert Lang Lange Larsen Larsson Latif Laurent Lawrence Lawson Leclerc Leclercq Lecomte Lee \
    Lefebvre Lefevre Lefèvre Legrand Lehmann Lei Lemaire Lemoine Leonard Leroux Leroy Lewandowska Lewandowski Lewis \
    Li Liang Liao Lim Lin Lindberg Lindner Lindqvist Lindsay Lindström Liu Lloyd Logan Lombardi Long Lopes Lopez \
    Lorenz Lu Lucas Ludwig Luo Lynch Lyons López Löffler Lü Ma MacGregor Mackenzie Madsen Maeda Maeng Mahmood Maier \
    Malhotra Malik Mancini Mao Marchand Mariani Marino Marshall Martin Martinelli Martinez Martini Martínez Maruyama \
    Marx Mason Masood Masson Masuda Mathieu Mathur Matsuda Matsui Matsumoto Matsuo Matthews Maxwell Mayer Mayr Mazur \
    McCarthy McCoy McDonald McKenzie McLean Mehmood Mehta Mendes Mendoza Menon Menzel Mercier Merkel Metzger Meunier \
    Meyer Michalski Michel Michels Miller Mirza Mishra Mitchell Mitra Miura Miyazaki Molina Molnar Molnár Montgomery \
    Moore Morales Moran Moreau Moreira Moretti Morgan Morin Morita Moritz Morris Morton Mughal Mukherjee Mulder \
    Mullen Muller Murakami Murata Murphy Murray Muñoz Myers Myung Mäkinen Möller Müller Nagel Nagy Naidu Nair \
    Nakagawa Nakajima Nakamura Nakano Nam Naqvi Narayan Nascimento Nasser Naumann Navarro Nawaz Nelson Nemeth Neumann \
    Newman Newton Nguyen Niazi Nichols Nicholson Nielsen Nieminen Nilsson Nishimura Noack Noguchi Noh Nomura Norman \
    Norris Norton Novotný Novák Nowak Nowakowski Nunes Németh O'Brien O'Connor O'Neill O'Sullivan Ogawa Ogay Okada \
    Okamoto Okur Oliveira Olsen Olson Olsson Opitz Orhan Ortega Ortiz Osborne Otsuka Ott Otto Owen Owens Ozcan \
    Ozdemir Ozkan Ozturk Oğuz Pae Paik Pak Palmer Pan Pandey Papp Parekh Park Parker Parsons Patel Patterson \
    Pawłowski Payet Payne Pearson Pedersen Peeters Pehlivan Peker Peng Pereira Perez Perkins Perrin Perry Persson \
    Peters Petersen Peterson Pfeffer Pfeifer Pfeiffer Phillips Pierce Pillai Piotrowski Pohl Polat Popescu Postma \
    Powell Prasad Preston Preuß Price Procházka Pyo Pérez Qian Qiao Qin Qiu Quinn Qureshi Ramirez Ramos Ramsey \
    Ramírez Rao Rasmussen Rathore Raza Reddy Reed Reeves Rehman Reich Reichert Reid Reimann Reinhardt Renard Renaud \
    Reyes Reynolds Rhee Rhodes Ribeiro Ricci Richardson Richter Riedel Rieger Riley Rinaldi Ritter Rivera Riviere \
    Rizvi Rizzo Roberts Robertson Robinson Rocha Rodrigues Rodriguez Rodríguez Roe Rogers Roh Rojas Rolland Romano \
    Romero Ross Rossi Roth Rothe Rousseau Roussel Roux Rowe Roy Rudolph Ruiz Runge Russell Russo Ryan Ryu Saeed Sahin \
    Saini Saito Sakai Sakamoto Sakurai Saleem Sanchez Sander Sanders Santoro Santos Sanz Sarwar Sarı Sarıkaya Sasaki \
    Sato Sauer Saunders Savaş Saxena Sağlam Schenk Schilling Schlüter Schmidt Schmitt Schneider Scholz Schouten \
    Schramm Schreiber Schröder Schubert Schulte Schultz Schulz Schumacher Schuster Schwab Schwarz Schäfer Schütz \
    Scott Seidel Seifert Seitz Seo Seok Seong Sethi Sevim Sezer Shah Shahid Shaikh Shao Sharma Shaw Sheikh Shelton \
    Shen Sherman Shetty Shi Shibata Shim Shimada Shimizu Shin Shukla Siddique Siddiqui Silva Simmons Simon Simpson \
    Simsek Sinclair Singh Sinha Smit Smith Smits Sohn Sommer Son Sood Souza Soylu Soysal Spencer Srivastava Stahl \
    Stein Steiner Stephan Stephens Stevens Stewart Stoica Stolz Stone Strauß Suarez Subramanian Sugawara Sugimoto \
    Sugiyama Suh Sui Sullivan Sun Sung Sutton Suzuki Suárez Svensson Svoboda Swanson Syed Szabo Szabó Szymański \
    Sánchez Sönmez Sørensen Takada Takagi Takahashi Takeda Takeuchi Tamura Tanaka Tang Tao Tariq Taylor Taş Taşdemir \
    Taşkın Teixeira Tekeli Tekin Ten Terry Thakur Thiel Thiele Thomas Thompson Thornton Tian Tiwari Todd Toprak \
    Torres Tosun Toth Townsend Trivedi Tsoi Tsoj Tsoy Tucker Tunç Turan Turgut Turner Tyan Tóth Türk Türkmen Uchida \
    Ueda Ueno Uhm Ulrich Ulusoy Underwood Unger Uysal Uzun Uçan Uçar Uğur Varga Varma Varol Vaughan Vazquez Venkatesh \
    Verhoeven Verma Vermeulen Veselý Vidal Vincent Virtanen Visser Vitale Vogel Vogt Voigt Voss Vyas Vázquez Völker \
    Wada Wade Wagner Waheed Walker Wallace Walsh Walter Walters Wang Ward Warner Warren Watanabe Watkins Watson Watts \
    Webb Weber Wegner Wei Weidner Weiss Weiß Welch Wells Wen Wendt Wenzel Werner West Westphal Wheeler White \
    Wieczorek Wiese Wilhelm Wilke Wilkins Wilkinson Willems Willemsen Williams Willis Wilson Winkelmann Winkler \
    Winter Wittmann Wiśniewska Wiśniewski Wojciechowski Wolf Wong Woo Wood Woźniak Wright Wu Wyatt Wójcik Xia Xiang \
    Xiao Xie Xu Xue Yadav Yalçın Yalçınkaya Yamada Yamaguchi Yamamoto Yamamura Yaman Yamashita Yan Yang Yao Yates \
    Yavaş Yavuz Yazıcı Yaşar Yeo Yildirim Yildiz Yilmaz Yin Yiğit Yokoyama Yoo Yoon Yoshida Young Yousaf Yu Yuan Yue \
    Yugay Yun Yurt Yüksel Yıldırım Yıldız Yılmaz Yılmazer Zafar Zaidi Zając Zander Zeng Zengin Zeybek Zhan Zhang Zhao \
    Zheng Zhong Zhou Zhu Zhuang Ziegler Zielińska Zieliński Zimmermann Zou Álvarez Çakmak Çakır Çalışkan Çam Çağlar \
    Çelik Çetin Çetinkaya Çiftçi Çoban Çınar Önal Önder Özbek Özcan Özdemir Özdoğan Özen Özer Özgür Özkan Özkaya \
    Özmen Özsoy Öztekin Öztürk Özçelik Ünal Ünlü Üstün Černý İnan İnce Şahin Şeker Şen Şener Şimşek";
