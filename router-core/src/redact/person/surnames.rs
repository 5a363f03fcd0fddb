//! Surnames that no ending tells: Korean, German, Ukrainian, Russian in -ых, Armenian, Georgian, Turkish, English, and
//! Kazakh ones that are a grandfather's given name. Own compilation from general knowledge of onomastics.

/// Surnames that are hardly anything else.
pub(super) const PLAIN: &str = "\
    Абашидзе Абрамян Абылқас Авагян Адамс Айдын Айтбай Акопян Акын Аллен Аманжол Андерсон Арслан Арутюнян Аслан \
    Ахмет Бабаян Базарбай Байжан Балтабай Бауман Бауэр Бақтыбай Бақыт Бейкер Бейли Бейсен Бейсенбай Бекболат Бекежан \
    Беккер Бекмырза Бектұр Бендер Беннет Бергер Бергман Бердібек Берия Бернар Берік Бессмертных Бимырза Бойко \
    Бокерия Бондаренко Бондарчук Брукс Бьянки Бөкей Бөлекбай Вагнер Вайгель Вайс Вебер Вейс Вернер Вибе Винклер \
    Вишневский Вольф Гаас Гай Галстян Гамсахурдия Ганжа Гардт Гарсия Гартман Гаспарян Геворкян Гейдт Гейзер Гейнрих \
    Гейнц Гелашвили Гердт Гетте Гиберт Гинц Гнатюк Говард Гогиберидзе Гомес Гонсалес Госсен Гофман Григорян Гриценко \
    Гросс Гюнеш Гюнтер Данелия Даниелян Дегай Дегтярь Демир Джапаридзе Джеймс Джексон Джонс Джонсон Дзю Дитрих Доган \
    Досжан Досымжан Дулат Дэвис Дюбуа Дюгай Дюран Дяченко Дё Дүйсенбай Егай Елеусіз Ержан Еркінбек Ерғали Есенбай \
    Ескендір Есмағамбет Жанұзақ Жақып Жексенбай Жолдасбек Жұмабай Жұмаділ Жұмағұл Зауэр Зейнолла Зоммер Иманбек \
    Исабек Йылдыз Йылмаз Кайзер Капанадзе Карапетян Картер Кая Квак Квирикашвили Квон Келлер Келли Кельн Кемел \
    Кенжебай Кениг Керімбек Ким Кипиани Кларк Классен Клейн Кляйн Кобзарь Коваленко Коваль Ковальский Когай Кокс \
    Коллинз Коркмаз Кох Кошевой Кравец Кравченко Кравчук Крамер Краузе Краус Крафт Кривошей Крученых Кручёных Крюгер \
    Кунц Купер Куприй Кушнер Кушнир Кылыч Кэмпбелл Кюн Кёлер Кёниг Кәрімбай Ланге Лапко Левен Левченко Лейс Леман \
    Леруа Ли Лигай Лим Линд Ломидзе Лопес Лоран Лысенко Льюис Лягай Магай Мазепа Маисурадзе Майер Майерс Манукян \
    Маргарян Мартенс Мартинес Мартиросян Марченко Масюк Мақсұт Мелконян Мельник Миллер Мирзоян Митчелл Мищук Мкртчян \
    Молдабек Морган Моро Моррис Мун Мырзахмет Мюллер Мёрфи Мұса Мұсабек Мұхаметжан Мұхтар Мұқан Мұқаш Мәдібек \
    Наурызбай Нейфельд Нельсон Новак Ногай Нойман Нысанбай Нұрпейіс Огай Оганесян Оздемир Озкан Озтюрк Олейник \
    Оразбай Оралбай Ормантай Оспан Остапчук Оңғарбай Пак Пан Панасюк Паркер Пеннер Перес Петерс Петренко Петросян \
    Погосян Покора Полат Полищук Пономаренко Прайс Приходько Пушкарь Пфайфер Пягай Пяк Райх Райхерт Райымбек Рамирес \
    Рахымбай Реймер Рейхерт Ренц Рид Рихтер Ричардсон Ришар Робертс Робинсон Роджерс Родригес Романо Росси Руденко \
    Рудь Руссо Рысбек Рысқұлбек Рябчук Савченко Садуақас Санчес Сапарбай Саркисян Сафарян Сағындық Сейілхан Сейітжан \
    Серікбай Серғазы Сидоренко Симонян Син Скиба Скотт Смайыл Смағұл Смит Солод Стельмах Степанян Степура Стюарт Сыч \
    Сүлеймен Сәрсенбай Сәтбай Тейлор Тен Тесля Тигай Тимошенко Тиссен Тищук Ткаченко Томпсон Торрес Тоқмырза Тоқтар \
    Трейер Тягай Тян Тё Тёрнер Тілеуберді Түсіпбек Тұрлыбек Тәжібай Төлеген Төлеу Төребек Уайт Уилсон Уильямс Уокер \
    Уорд Уотсон Федорук Фернандес Феррари Филлипс Фишер Фогель Фогт Фосс Фостер Франке Фризен Функ Хаас Харрис \
    Хачатрян Хачикян Хван Хегай Храмых Хьюз Цай Церетели Циба Циглер Циммерман Цой Чавчавадзе Челик Чен Четин Чжан \
    Чжен Чжон Чой Чон Чорный Шахин Шаяхмет Швабауэр Шварц Шевель Шевченко Шевчук Шегай Шефер Шимшек Шкурат Шмидт \
    Шмитд Шнайдер Шнейдер Шоқай Шпет Шрайбер Шредер Шрёдер Штайн Штейн Штоль Штумпф Штумф Шульга Шульте Шульц Шульце \
    Шумахер Шумило Шустер Шәкір Шәріп Щерба Ыбырай Ыдырыс Ысқақ Эберт Эванс Эдвардс Эйснер Эйхман Энгель Эпп Эрдем \
    Эрдоган Эрлих Югай Юрченко Ющук Ягер Янцен Ярошенко Яценко Яцук Ящук Қабдолла Қайырбек Қалдыбай Қалиасқар \
    Қалмырза Қанағат Қожабек Қожахмет Қонысбай Қуандық Құдайберген Құлахмет Құрманбек Құсайын Үсен Әбділда \
    Әбдірахман Әбдіғали Әбілқасым Әбіш Әкім Әлиасқар Әлі Әлімжан Әмірхан Әубәкір Әуез Әшім Өмірзақ Өтеген";

/// Surnames that are also common words: they count only beside a clear given name or initials.
pub(super) const WORDS: &str = "\
    Альбрехт Ан Арнольд Бан Баран Бах Бек Белл Белых Берг Блок Бондарь Борщ Браун Бурлака Буш Вайда Вальтер Ван Визе \
    Вилль Виль Винтер Волк Вон Ворона Вуд Гайдар Ган Герман Гладких Голуб Гончар Горн Горох Грей Гриб Грин Дель Диас \
    Дик Долгих Дорош Дрозд Дуда Дьяк Дю Дюк Ем Жук Журба Заяц Зима Зозуля Кабак Калина Кан Капуста Кара Кинг Кирпа \
    Ко Козак Козел Король Коротких Косых Кот Коч Красных Крот Кук Кулик Кун Курт Куц Кучер Лебедь Литвин Лобода Лонг \
    Лоренц Лысых Людвиг Лях Мазур Малых Малыш Мартен Мартин Медведь Мен Мин Мороз Мур Муха На Нам Но Нос Он Отто \
    Палий Пастух Перец Польских Райт Рак Рейн Рейх Роговая Росс Рот Русских Рыжих Се Седых Сердюк Сим Симон Сирота \
    Со Сокол Сон Сорока Стрелец Суббота Сухих Таран Те Ткач Толстой Томас Тонких Тур Унгер Фаст Франк Фридрих Хан Хе \
    Хилл Хмара Хо Чайка Чан Череда Черный Черных Чуб Чутких Швец Шек Шин Шпак Эм Эн Ю Юн Ян Янг";

/// Surnames in Latin letters.
pub(super) const LATIN: &str = "\
    Adams Ahmed Akın Albrecht Allen Alvarez Anderson Andrews Ansari Arnold Arslan Aslan Aydın Bailey Baker Barnes \
    Bauer Baumann Beck Becker Begum Bell Bennett Berger Bergmann Berry Bianchi Bishop Black Bloggs Bonnet Boyd \
    Brandt Braun Brooks Brown Bruno Bryant Burke Burns Busch Butler Böhm Cai Campbell Carter Castillo Chavez Chen \
    Cheng Cho Choi Chowdhury Choy Clark Cole Coleman Collins Colombo Conti Cook Cooper Costa Cox Crawford Cruz Das \
    Davis Demir Deng Diaz Dietrich Dixon Doe Dong Doğan Dubois Duncan Dunn Dupont Durand Edwards Ellis Engel Erdem \
    Esposito Evans Feng Fernández Ferrari Fischer Fisher Flores Ford Foster Fournier Frank Franke Freeman Friedrich \
    Fu Fuchs Gallo Garcia Gardner Gibson Girard Gomez Gonzalez González Graf Graham Gray Greco Green Greene Griffin \
    Groß Guo Gupta Gutierrez Güneş Günther Haas Hahn Hall Hamilton Harris Harrison Hartmann Heinrich Henderson Henry \
    Hernandez Herrmann Hicks Hill Hoffmann Hofmann Holmes Horn Howard Huang Huber Hudson Hughes Hunt Hussain Ito \
    Iyer Jackson Jang Jenkins Jiang Jimenez Johnson Jones Jordan Joshi Jung Jäger Kaiser Kamiński Kang Kara Kato \
    Kaya Keller Kelley Kelly Kennedy Khan Khegai Khegay Khvan Kim King Klein Knight Kobayashi Koch Korkmaz Kowalczyk \
    Kowalski Koç Kraus Krause Krämer Krüger Kuhn Kumar Kurt Köhler König Kühn Kılıç Lambert Lang Lange Laurent Lee \
    Lefebvre Lehmann Leroy Lewandowski Lewis Li Liang Liao Lim Lin Liu Long Lopez Lorenz Ludwig Luo López MacGregor \
    Malik Marino Marshall Martin Martinez Mason Matthews Mayer McCarthy McDonald Mehta Mendoza Meyer Michel Miller \
    Mitchell Moore Morales Moreau Morgan Morris Murphy Murray Myers Möller Müller Nair Nakamura Nam Nelson Neumann \
    Nguyen Nowak O'Brien O'Connor Ogay Oliveira Ortiz Otto Owens Pak Palmer Pan Park Parker Patel Payne Peng Perez \
    Perkins Perry Peters Peterson Phillips Pierce Pohl Polat Powell Price Pérez Qureshi Ramirez Ramos Rao Reddy Reed \
    Reyes Reynolds Ricci Richardson Richter Rivera Roberts Robertson Robinson Rodriguez Roe Rogers Romano Ross Rossi \
    Roth Roux Ruiz Russell Russo Sanchez Sanders Santos Sasaki Sato Schmidt Schmitt Schneider Scholz Schreiber \
    Schröder Schulte Schulz Schumacher Schuster Schwarz Schäfer Scott Seidel Shah Sharma Sheikh Shen Shin Siddiqui \
    Silva Simmons Simon Simpson Singh Smith Sommer Son Souza Spencer Stein Stephens Stevens Stewart Stone Sullivan \
    Sun Suzuki Syed Sánchez Takahashi Tan Tanaka Tang Taylor Ten Thomas Thompson Tian Torres Tsoi Tsoj Tsoy Tucker \
    Turner Tyan Verma Vogel Vogt Wagner Walker Wallace Walter Wang Ward Warren Watanabe Watson Webb Weber Weiß Wells \
    Werner West White Williams Wilson Winkler Winter Wolf Wood Wright Wójcik Xie Xu Yamada Yamamoto Yang Yao Yoon \
    Yoshida Young Yuan Yugay Yun Yıldırım Yıldız Yılmaz Zeng Zhang Zhao Zheng Zhou Zhu Ziegler Zimmermann Çelik \
    Çetin Özdemir Özkan Öztürk Şahin Şimşek";
