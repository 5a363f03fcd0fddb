//! Surnames that no ending tells: Korean, German, Ukrainian, Russian in -ых, Armenian, Georgian, Turkish, English, and
//! Kazakh ones that are a grandfather's given name. Own compilation from general knowledge of onomastics.

/// Surnames that are hardly anything else.
pub(super) const PLAIN: &str = "\
    Абашидзе Абилгазин Абрамович Абрамян Абылқас Авагян Адамович Адамс Айдын Айтбай Айтжанин Айтказин Акопян Акылбин \
    Акын Алгазин Аллен Альжанин Аманжол Андерсон Антонович Арслан Арутюнян Аслан Ахмет Ахметгалин Бабаян Бабич \
    Базарбай Байгазин Байжан Балтабай Бауман Бауэр Бақтыбай Бақыт Бегалин Бейкер Бейли Бейсен Бейсенбай Бекболат \
    Бекгалин Бекежан Беккер Бекмырза Бекмырзин Бектұр Бендер Беннет Бергер Бергман Бердібек Бережных Берия Бернар \
    Берік Бессмертных Бимырза Бирюк Богданович Бойко Бокерия Бондаренко Бондарчук Борисевич Брукс Бутакович Бьянки \
    Бөкей Бөлекбай Вагнер Вайгель Вайс Вашкевич Вебер Вейс Величко Вернер Вибе Винклер Вишневский Войтович Вольф \
    Гаас Габдуллин Гаврилюк Гай Галстян Гамсахурдия Ганжа Гардт Гарсия Гартман Гаспарян Геворкян Гейдт Гейзер \
    Гейнрих Гейнц Гелашвили Гердт Гетте Гиберт Гинц Глушко Гнатюк Говард Гогиберидзе Гомес Гонсалес Гордиюк Госсен \
    Гофман Гречко Григорян Гринкевич Гринчак Гриценко Громыко Гросс Гуань Гузак Гуревич Гусько Гюнеш Гюнтер \
    Давидович Данелия Даниелян Данилевич Данилюк Дауренгазин Дегай Дегтярь Демир Демко Деркач Джапаридзе Джеймс \
    Джексон Джонс Джонсон Дзю Дигай Дитрих Доган Досжан Досымжан Дуань Дудко Дуйсенгазин Дулат Дэвис Дюбуа Дюгай \
    Дюран Дяченко Дё Дүйсенбай Егай Елеусіз Ералин Ергазин Ергалин Ережепин Ержан Еркінбек Ерғали Есенбай Есенгалин \
    Есимгазин Ескалин Ескендір Есмагамбетин Есмағамбет Естекин Жаксылыкин Жалгасбаин Жаналин Жанұзақ Жақып Жексенбай \
    Жолдасбек Жумагазин Жұмабай Жұмаділ Жұмағұл Зауэр Захарчук Зданович Зейнолла Зинкевич Зоммер Ивашко Ильевич \
    Ильчук Иманбек Ингай Исабек Йылдыз Йылмаз Кадралин Кайдарин Кайзер Кайыргазин Каминскас Капанадзе Карапетян \
    Картер Кацевич Кая Квак Квирикашвили Квон Кегай Келлер Келли Кельн Кемел Кенжебай Кенжегазин Кенжин Кениг \
    Керімбек Кигай Кизяк Ким Ким-Тян Кимгай Кипиани Кларк Классен Клейн Клименко Климко Климчук Кличко Клочко Кляйн \
    Кобзарь Коваленко Коваль Ковальский Ковальских Ковальчак Ковтун Когай Кожагазин Кожин Кокс Коллинз Коркмаз \
    Костюк Кох Кошевой Кравец Кравцевич Кравченко Кравчук Крамер Краузе Краус Крафт Кривошей Крученых Кручёных \
    Крюгер Кугай Кузьмук Кулько Кунц Кунцевич Купер Куприй Куприяновских Кусаинин Кучмак Кушнер Кушнир Кушнирук \
    Кылыч Кэмпбелл Кюгай Кюн Кёлер Кёниг Кәрімбай Лавренюк Ланге Лапко Лашко Левен Левченко Левчук Лейс Леман Леруа \
    Ли Лигай Лим Линд Ломидзе Лопес Лоран Луань Лукашевич Лукпанин Лучко Лущак Лысенко Льюис Люгай Лягай Ляшко Магай \
    Мазепа Маисурадзе Майер Майерс Максимюк Малько Манукян Маргарян Мартенс Мартинес Мартиросян Мартынюк Марченко \
    Марчук Масюк Матвийчук Матюшко Мацкевич Мақсұт Мегай Мелконян Мельник Мельничук Милевич Миллер Мирзоян Митчелл \
    Михальчук Мицкевич Мишко Мищук Мкртчян Молдабек Морган Моро Моррис Мошко Муканин Мун Муртазин Мусапарин Мусралин \
    Мустафин Мухаметкажин Мырзагалин Мырзалин Мырзахмет Мюллер Мёрфи Мұса Мұсабек Мұхаметжан Мұхтар Мұқан Мұқаш \
    Мәдібек Нагай Назарчук Насыруллин Наурызбай Нейфельд Нельсон Нигай Нигметжанин Никитюк Новак Ногай Ноганг Нойман \
    Нуралин Нургазин Нурмырзин Нысанбай Нығметін Нұрпейіс Огай Оганесян Оздемир Озкан Озтюрк Олейник Олексюк Онищук \
    Оразбай Оралбай Ормантай Оспан Остапчук Оңғарбай Павлович Павлючко Пак Пан Панасюк Панчук Панюк Паркер Пархомук \
    Пашкевич Пеннер Перес Петерс Петкевич Петренко Петросян Петрук Петько Пигай Плешко Погосян Покора Полат Полищук \
    Пономаренко Пономарчук Прайс Приходько Прокопчук Пустовойт Пушкарь Пфайфер Пягай Пяк Рабинович Радевич Райх \
    Райхерт Райымбек Рамирес Рахымбай Рахымгалин Реймер Рейхерт Ренц Рид Рихтер Ричардсон Ришар Робертс Робинсон \
    Роджерс Родригес Рожко Романо Романюк Росси Руденко Рудь Рудько Руссо Рыбалко Рысбек Рысқұлбек Рябчук Савченко \
    Савчук Сагадатин Сагадиев Садуакасин Садуақас Самчук Санчес Сапарбай Саркисян Сатыбалдин Сафарян Сағындық Сегай \
    Сейфуллин Сейілхан Сейітжан Семашко Семенюк Сенкевич Сенько Сергазин Сергазы Серікбай Серғазы Сидоренко Симонян \
    Син Скиба Скотт Смайыл Смағұл Смит Собчак Солод Сорокопуд Спивак Станкевич Стасюлевич Стельмах Степанюк Степанян \
    Степура Стецко Ступак Стюарт Суворко Супрунко Сушко Сыч Сүлеймен Сәрсенбай Сәтбай Тажигулин Тарасько Тарасюк \
    Тейлор Темиргалин Тен Тесля Тигай Тимко Тимошенко Тиссен Титаренко Тищук Ткаченко Ткачук Толебин Томпсон Торрес \
    Тоқмырза Тоқтар Трейер Тышкевич Тягай Тян Тё Тёрнер Тілеуберді Түсіпбек Тұрлыбек Тәжібай Төлебин Төлеген Төлеу \
    Төребек Уайт Уилсон Уильямс Уокер Уорд Уотсон Файзуллин Федорук Фернандес Феррари Филиппук Филлипс Фишер Фогель \
    Фогт Фосс Фостер Франке Франко Фризен Функ Хаас Хагай Хайруллин Харрис Хачатрян Хачикян Хван Хегай Хилько Хомко \
    Храмых Хьюз Цай Церетели Цзинь Циба Циглер Циммерман Цой Цойгай Цыбулько Чавчавадзе Чагай Челик Чен Чепурняк \
    Четин Чехун Чжагай Чжан Чжен Чжон Чой Чон Чорный Шакирин Шахин Шаяхмет Швабауэр Шварц Шевель Шевченко Шевчук \
    Шегай Шералин Шефер Шимкевич Шимшек Шинько Шишко Шкурат Шлапко Шляхтко Шмидт Шмитд Шнайдер Шнейдер Шоқай Шпет \
    Шпортак Шрайбер Шредер Шрёдер Штайн Штейн Штоль Штумпф Штумф Шульга Шульте Шульц Шульце Шумахер Шумило Шустер \
    Шушкевич Шәкір Шәріп Щерба Ыбырай Ыдырыс Ысқақ Эберт Эванс Эдвардс Эйснер Эйхман Энгель Эпп Эрдем Эрдоган Эрлих \
    Югай Юркевич Юрченко Юхневич Ющук Ягер Якимчук Янкевич Янукович Янцен Ярмолюк Ярошевич Ярошенко Ярошко Яценко \
    Яцук Ящук Қабдолла Қайырбек Қалдыбай Қалиасқар Қалмырза Қанағат Қожабек Қожахмет Қонысбай Қуандық Құдайберген \
    Құлахмет Құрманбек Құсайын Үсен Әбділда Әбдірахман Әбдіғали Әбілқасым Әбіш Әкім Әлиасқар Әлі Әлімжан Әмірхан \
    Әубәкір Әуез Әшім Өмірзақ Өтеген";

/// Surnames that are also common words: they count only beside a clear given name or initials.
pub(super) const WORDS: &str = "\
    Ём Ён Альбрехт Ан Арнольд Балак Бан Баран Бах Бек Белл Белых Берг Блок Божко Больших Бондарь Борсук Борщ Браун \
    Бурак Бурлака Буш Бэ Бэк Вайда Вальтер Ван Визе Вилль Виль Винтер Волк Вон Ворона Вуд Вэй Вэнь Гайдар Ган Гао \
    Герман Гладких Гладских Глухих Головач Голуб Гончар Горн Городских Горох Грей Гриб Грин Гу Гуо Гусак Дель Джин \
    Диас Дик Дин Долгих Донских Дорош Дрозд Дуда Дудак Дун Дурных Дьяк Дэн Дю Дюк Ем Еун Жук Журба Жэнь Замко Заяц \
    Зима Зозуля Ильиных Инь Ирим Кабак Калина Кан Канн Капуста Кара Кво Кинг Кирпа Ко Козак Козел Король Коротких \
    Косых Кот Коч Красных Крот Кузьминых Кук Кулик Кун Курт Куц Кучер Кым Лебедь Легких Линь Литвин Лобода Лонг \
    Лоренц Лу Лысых Лю Людвиг Люй Лян Ляо Лях Лёгких Ма Мазур Малых Малыш Мао Мартен Мартин Мартиновых Медведь Мен \
    Мин Мороз Мунг Мур Муха Мэн На Нагих Нам Немых Но Нос Ню Озимых Он Отто Палий Пань Пастух Пегих Пен Перец \
    Петровых Польских Пхан Пхо Пхё Пэ Пэк Пэн Райт Рак Рейн Рейх Ри Роговая Росс Рот Русских Рыбак Рыжих Рю Светлых \
    Се Седых Сердюк Сечко Сим Симон Сирота Скорых Со Сокол Сон Сонг Сорока Сторожевых Стрелец Су Суббота Сун Сунг \
    Сунь Сухих Сухоруких Сюй Сюэ Сян Сяо Тан Тао Таран Те Ткач Толстой Толстых Томас Тонких Тур Тхэ Тэн Тю Тянь Угай \
    Унгер Фан Фань Фаст Фоминых Франк Фридрих Фу Фэн Хам Хан Хань Хао Хе Хилл Хмара Хо Хон Хонг Хороших Хоу Ху Хуан \
    Хэ Хё Цао Цзо Цзоу Цзэн Цзя Цзян Цинь Цуй Цхай Цю Цянь Чайка Чан Череда Черный Черных Чжао Чжо Чжоу Чжу Чжун \
    Чжэн Чин Чистых Чонг Чу Чуб Чумак Чутких Чхай Чхве Чэн Чэнь Чё Шао Швец Шек Ши Шин Широких Шпак Шэнь Эм Эн Ю \
    Юань Юй Юн Юнь Юшко Ягай Ян Янг Янко Янь Яо Ящко";

/// Surnames in Latin letters.
pub(super) const LATIN: &str = "\
    Abbott Abel Acar Ackermann Adams Adler Ahmed Ahn Akbaş Akbulut Aksoy Aktaş Akın Albrecht Allen Altun Altın \
    Alvarez Anderson Andrews Ansari Arnold Arslan Aslan Ateş Atkins Atkinson Avcı Aydoğan Aydın Bachmann Bae Baek \
    Bai Bailey Baker Balcı Baldwin Barker Barnes Barrett Barton Bates Bauer Baumann Baxter Bayrak Baş Beck Becker \
    Beckmann Begum Behrens Bell Bender Bennett Benson Bentley Benz Berger Bergmann Berry Bertram Bianchi Bishop \
    Black Blackwell Blair Blake Bloggs Bonnet Bowen Bowman Boyd Bozkurt Bradley Brady Brandt Braun Breuer Briggs \
    Brinkmann Brooks Brown Bruckner Bruno Bryant Bulut Burke Burkhardt Burns Busch Butler Byrne Byun Böhm Böttcher \
    Cai Cameron Campbell Candan Cao Carlson Carr Carroll Carter Castillo Ceylan Chae Chang Chao Chapman Chavez Chen \
    Cheng Cheon Chi Cho Choe Choi Choo Chowdhury Choy Chun Chung Clark Clarke Clayton Cole Coleman Collins Colombo \
    Connor Connors Conrad Conti Cook Cooper Costa Cox Coşkun Craig Crawford Cruz Cui Cunningham Curtis Daniels Das \
    Davidson Davies Davis Dawson Dağ Demir Demirci Demirel Deng Diaz Diehl Dietrich Dixon Doe Dong Donovan Doyle \
    Doğan Duan Dubois Duman Duncan Dunlap Dunn Dupont Duran Durand Döring Ebert Eckert Edwards Ekinci Elliott Ellis \
    Emerson Engel Engelhardt Eom Erdem Erdoğan Eren Ergün Ernst Erol Esposito Esser Evans Fang Farrell Feng \
    Fernández Ferrari Fiedler Fink Fischer Fisher Fitzgerald Fleming Fletcher Flores Ford Foster Fournier Fowler \
    Frank Franke Franklin Fraser Freeman Frey Friedrich Fu Fuchs Förster Gallagher Gallo Gao Garcia Gardner Garrett \
    Geiger Gerlach Gibson Giese Gilbert Girard Gomez Gonzalez González Goodman Goodwin Gordon Graf Graham Gray Greco \
    Green Greene Griffin Griffith Groß Gruber Gu Guo Gupta Gutierrez Gwak Gwon Götz Gül Güler Gündoğdu Güneş Günther \
    Güven Haag Haas Hahn Hall Hamilton Hammond Han Hancock Hansen Hanson Hao Harper Harris Harrison Hartley Hartmann \
    Harvey Hauser Hawkins Hayes Haynes Heinrich Heinz Heller Henderson Hennig Henry Heo Hermann Hernandez Herrmann \
    Hess Heß Hicks Higgins Hill Hinz Hirsch Hodges Hoffman Hoffmann Hofmann Hogan Holland Holloway Holmes Holt Hong \
    Hopkins Horn Horton Hou Houston Howard Hsu Hu Huang Huber Hudson Hughes Huh Hunt Hussain Hutchinson Hwang Hyun \
    Ingram Irwin Ito Iyer Işık Jackson Jacobs Jahn James Jang Janssen Jenkins Jennings Jensen Jeon Jeong Jia Jiang \
    Jimenez John Johnson Johnston Jones Joo Jordan Joshi Jung Jäger Kahraman Kaiser Kamiński Kang Kaplan Kara Karaca \
    Karadağ Karakaya Karakuş Karataş Kato Kaya Keith Keller Kelley Kelly Kemp Kennedy Kent Kerr Keskin Khan Khegai \
    Khegay Khvan Kim King Kirchner Klaus Klein Kluge Knight Knoll Kobayashi Koch Kong Koo Korkmaz Korkut Kowalczyk \
    Kowalski Koç Koçak Kramer Kraus Krause Krämer Krüger Kuhn Kumar Kunz Kurt Kurtuluş Kwak Kwon Köhler König Köse \
    Kühn Kılınç Kılıç Lambert Lang Lange Laurent Lawrence Lawson Lee Lefebvre Lehmann Lei Leonard Leroy Lewandowski \
    Lewis Li Liang Liao Lim Lin Lindner Lindsay Liu Lloyd Logan Long Lopez Lorenz Lu Lucas Ludwig Luo Lynch Lyons \
    López Löffler Lü Ma MacGregor Mackenzie Maeng Maier Malik Mao Marino Marshall Martin Martinez Marx Mason \
    Matthews Maxwell Mayer Mayr McCarthy McCoy McDonald McKenzie McLean Mehta Mendoza Menzel Merkel Metzger Meyer \
    Michel Michels Miller Mitchell Montgomery Moore Morales Moran Moreau Morgan Moritz Morris Morton Mullen Murphy \
    Murray Myers Myung Möller Müller Nagel Nair Nakamura Nam Naumann Nelson Neumann Newman Newton Nguyen Nichols \
    Nicholson Noack Noh Norman Norris Norton Nowak O'Brien O'Connor O'Neill O'Sullivan Ogay Oliveira Olson Opitz \
    Ortiz Osborne Ott Otto Owen Owens Pae Paik Pak Palmer Pan Park Parker Parsons Patel Patterson Payne Pearson \
    Pehlivan Peng Perez Perkins Perry Peters Peterson Pfeffer Pfeifer Pfeiffer Phillips Pierce Pohl Polat Powell \
    Preston Preuß Price Pyo Pérez Qian Qiao Qin Qiu Quinn Qureshi Ramirez Ramos Ramsey Rao Reddy Reed Reeves Reich \
    Reichert Reid Reimann Reinhardt Reyes Reynolds Rhee Rhodes Ricci Richardson Richter Riedel Rieger Riley Ritter \
    Rivera Roberts Robertson Robinson Rodriguez Roe Rogers Roh Romano Ross Rossi Roth Rothe Roux Rowe Rudolph Ruiz \
    Runge Russell Russo Ryan Ryu Sanchez Sander Sanders Santos Sarı Sasaki Sato Sauer Saunders Sağlam Schenk \
    Schilling Schlüter Schmidt Schmitt Schneider Scholz Schramm Schreiber Schröder Schubert Schulte Schultz Schulz \
    Schumacher Schuster Schwab Schwarz Schäfer Schütz Scott Seidel Seifert Seitz Seo Seok Seong Sezer Shah Shao \
    Sharma Shaw Sheikh Shelton Shen Sherman Shi Shim Shin Siddiqui Silva Simmons Simon Simpson Sinclair Singh Smith \
    Sohn Sommer Son Souza Soylu Spencer Stahl Stein Steiner Stephan Stephens Stevens Stewart Stolz Stone Strauß Suh \
    Sui Sullivan Sun Sung Sutton Suzuki Swanson Syed Sánchez Takahashi Tan Tanaka Tang Tao Taylor Taş Taşkın Tekin \
    Ten Terry Thiel Thiele Thomas Thompson Thornton Tian Todd Toprak Torres Townsend Tsoi Tsoj Tsoy Tucker Tunç \
    Turan Turgut Turner Tyan Türk Uhm Ulrich Underwood Unger Uysal Uzun Uçar Vaughan Verma Vincent Vogel Vogt Voigt \
    Voss Völker Wade Wagner Walker Wallace Walsh Walter Walters Wang Ward Warner Warren Watanabe Watkins Watson \
    Watts Webb Weber Wegner Wei Weidner Weiss Weiß Welch Wells Wen Wendt Wenzel Werner West Westphal Wheeler White \
    Wiese Wilhelm Wilke Wilkins Wilkinson Williams Willis Wilson Winkelmann Winkler Winter Wittmann Wolf Wong Woo \
    Wood Wright Wu Wyatt Wójcik Xia Xiang Xiao Xie Xu Xue Yalçın Yamada Yamamoto Yaman Yan Yang Yao Yates Yavuz Yeo \
    Yin Yiğit Yoo Yoon Yoshida Young Yu Yuan Yue Yugay Yun Yurt Yüksel Yıldırım Yıldız Yılmaz Zander Zeng Zengin \
    Zhan Zhang Zhao Zheng Zhong Zhou Zhu Zhuang Ziegler Zimmermann Zou Çakır Çelik Çetin Çetinkaya Çiftçi Çınar \
    Özcan Özdemir Özer Özgür Özkan Öztürk Ünal Şahin Şimşek";
