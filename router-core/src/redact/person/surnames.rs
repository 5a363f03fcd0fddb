//! Surnames that no ending tells: Korean, German, Ukrainian, Russian in -ых, Armenian, Georgian, Turkish, English, and
//! Kazakh ones that are a grandfather's given name. Own compilation from general knowledge of onomastics.

/// Surnames that are hardly anything else.
pub(super) const PLAIN: &str = "\
    Ём Ён Абашидзе Абилгазин Абрамович Абрамян Абылқас Авагян Адамович Адамс Айдын Айтбай Айтжанин Айтказин Акопян \
    Акылбин Акын Алгазин Аллен Альжанин Аманжол Ан Андерсон Антонович Арслан Арутюнян Аслан Ахмет Ахметгалин Бабаян \
    Бабич Базарбай Байгазин Байжан Балак Балтабай Бауман Бауэр Бақтыбай Бақыт Бегалин Бейкер Бейли Бейсен Бейсенбай \
    Бекболат Бекгалин Бекежан Беккер Бекмырза Бекмырзин Бектұр Бендер Беннет Бергер Бергман Бердібек Бережных Берия \
    Бернар Берік Бессмертных Бимырза Бирюк Богданович Божко Бойко Бокерия Больших Бондаренко Бондарчук Борисевич \
    Борсук Брукс Бурак Бутакович Бьянки Бэ Бэк Бөкей Бөлекбай Вагнер Вайгель Вайс Вашкевич Вебер Вейс Величко Вернер \
    Вибе Винклер Вишневский Войтович Вольф Вэй Вэнь Гаас Габдуллин Гаврилюк Гай Галстян Гамсахурдия Ганжа Гао Гардт \
    Гарсия Гартман Гаспарян Геворкян Гейдт Гейзер Гейнрих Гейнц Гелашвили Гердт Гетте Гиберт Гинц Гладских Глухих \
    Глушко Гнатюк Го Говард Гогиберидзе Головач Гомес Гонсалес Гордиюк Городских Госсен Гофман Гречко Григорян \
    Гринкевич Гринчак Гриценко Громыко Гросс Гу Гуань Гузак Гун Гуо Гуревич Гусак Гусько Гюнеш Гюнтер Давидович \
    Данелия Даниелян Данилевич Данилюк Дауренгазин Дегай Дегтярь Демир Демко Деркач Джапаридзе Джеймс Джексон Джин \
    Джонс Джонсон Дзю Дигай Дин Дитрих Доган Дон Донских Досжан Досымжан Ду Дуань Дудак Дудко Дуйсенгазин Дулат Дун \
    Дурных Дэвис Дэн Дюбуа Дюгай Дюран Дяченко Дё Дүйсенбай Е Егай Елеусіз Ералин Ергазин Ергалин Ережепин Ержан \
    Еркінбек Ерғали Есенбай Есенгалин Есимгазин Ескалин Ескендір Есмагамбетин Есмағамбет Естекин Еун Жаксылыкин \
    Жалгасбаин Жаналин Жанұзақ Жақып Жексенбай Жолдасбек Жумагазин Жэнь Жұмабай Жұмаділ Жұмағұл Замко Зауэр Захарчук \
    Зданович Зейнолла Зинкевич Зоммер Ивашко Ильевич Ильиных Ильчук Иманбек Ингай Инь Ирим Исабек Йылдыз Йылмаз \
    Кадралин Кайдарин Кайзер Кайыргазин Каминскас Канн Капанадзе Карапетян Картер Кацевич Кая Квак Квирикашвили Кво \
    Квон Кегай Келлер Келли Кельн Кемел Кенжебай Кенжегазин Кенжин Кениг Керімбек Кигай Кизяк Ким Ким-Тян Кимгай \
    Кипиани Кларк Классен Клейн Клименко Климко Климчук Кличко Клочко Кляйн Кобзарь Коваленко Коваль Ковальский \
    Ковальских Ковальчак Ковтун Когай Кожагазин Кожин Кокс Коллинз Кон Коркмаз Костюк Кох Кошевой Кравец Кравцевич \
    Кравченко Кравчук Крамер Краузе Краус Крафт Кривошей Крученых Кручёных Крюгер Кугай Кузьминых Кузьмук Кулько Кун \
    Кунц Кунцевич Купер Куприй Куприяновских Кусаинин Кучмак Кушнер Кушнир Кушнирук Кылыч Кым Кэмпбелл Кюгай Кюн \
    Кёлер Кёниг Кәрімбай Лавренюк Лай Ланге Лапко Лашко Левен Левченко Левчук Легких Лейс Леман Леруа Ли Лигай Лим \
    Линд Линь Ло Ломидзе Лопес Лоран Лу Луань Лукашевич Лукпанин Лун Лучко Лущак Лысенко Льюис Лэй Лю Люгай Люй \
    Лягай Лян Ляо Ляшко Лёгких Ма Магай Мазепа Маисурадзе Майер Майерс Максимюк Малько Манукян Мао Маргарян Мартенс \
    Мартинес Мартиновых Мартиросян Мартынюк Марченко Марчук Масюк Матвийчук Матюшко Мацкевич Мақсұт Мегай Мелконян \
    Мельник Мельничук Милевич Миллер Мирзоян Митчелл Михальчук Мицкевич Мишко Мищук Мкртчян Мо Молдабек Морган Моро \
    Моррис Мошко Муканин Мун Мунг Муртазин Мусапарин Мусралин Мустафин Мухаметкажин Мырзагалин Мырзалин Мырзахмет \
    Мэн Мюллер Мёрфи Мұса Мұсабек Мұхаметжан Мұхтар Мұқан Мұқаш Мәдібек Нагай Наги Нагих Назарчук Насыруллин \
    Наурызбай Не Нейфельд Нельсон Немых Нигай Нигметжанин Никитюк Николаич Ним Новак Ногай Ноганг Нойман Нуралин \
    Нургазин Нурмырзин Нысанбай Нығметін Ню Нұрпейіс Огай Оганесян Оздемир Озимых Озкан Озтюрк Олейник Олексюк \
    Онищук Оразбай Оралбай Ормантай Оспан Остапчук Оңғарбай Павлович Павлючко Пак Пан Панасюк Панчук Пань Панюк \
    Паркер Пархомук Пашкевич Пегих Пен Пеннер Перес Петерс Петкевич Петренко Петровых Петросян Петрук Петько Пигай \
    Плешко Погосян Покора Полат Полищук Помин Пономаренко Пономарчук Прайс Приходько Прокопчук Пустовойт Пушкарь \
    Пфайфер Пхан Пхо Пхё Пэ Пэк Пэн Пягай Пяк Рабинович Радевич Райх Райхерт Райымбек Рамирес Рахымбай Рахымгалин \
    Реймер Рейхерт Ренц Ри Рид Рихтер Ричардсон Ришар Робертс Робинсон Роджерс Родригес Рожко Романо Романюк Росси \
    Руденко Рудь Рудько Руссо Рыбак Рыбалко Рысбек Рысқұлбек Рю Рябчук Савченко Савчук Сагадатин Сагадиев Садуакасин \
    Садуақас Самчук Санчес Сапарбай Саркисян Сатыбалдин Сафарян Сағындық Светлых Се Сегай Сейфуллин Сейілхан \
    Сейітжан Семашко Семенюк Сенкевич Сенько Сергазин Сергазы Серікбай Серғазы Сечко Сидоренко Сим Симонян Син Скиба \
    Скорых Скотт Смайыл Смағұл Смит Со Собчак Сок Солод Сонг Сорокопуд Спивак Станкевич Стасюлевич Стельмах Степанюк \
    Степанян Степура Стецко Сторожевых Ступак Стюарт Су Суворко Сун Сунг Сунь Супрунко Сухоруких Сушко Сыч Сюй Сюэ \
    Сян Сяо Сүлеймен Сәрсенбай Сәтбай Тажигулин Тан Тао Тарасько Тарасюк Тейлор Темиргалин Тен Тесля Тигай Тимко \
    Тимошенко Тиссен Титаренко Тищук Ткаченко Ткачук Толебин Толстых Томпсон Торрес Тоқмырза Тоқтар Трейер Тхэ \
    Тышкевич Тэн Тю Тягай Тян Тянь Тё Тёрнер Тілеуберді Түсіпбек Тұрлыбек Тәжібай Төлебин Төлеген Төлеу Төребек У \
    Уайт Угай Уилсон Уильямс Уокер Уорд Уотсон Файзуллин Фан Фань Федорук Фернандес Феррари Филиппук Филлипс Фишер \
    Фогель Фогт Фоминых Фосс Фостер Франке Франко Фризен Фу Функ Фэн Хаас Хагай Хайруллин Хам Хань Хао Харрис \
    Хачатрян Хачикян Хван Хегай Хилько Хо Хомко Хон Хонг Хороших Хоу Храмых Ху Хуан Хьюз Хэ Хё Цай Цао Церетели \
    Цзинь Цзо Цзоу Цзэн Цзя Цзян Циба Циглер Циммерман Цинь Цой Цойгай Цуй Цхай Цыбулько Цю Цянь Чавчавадзе Чагай \
    Челик Чен Чепурняк Четин Чехун Чжагай Чжан Чжао Чжен Чжо Чжон Чжоу Чжу Чжун Чжэн Чин Чистых Чой Чон Чонг Чорный \
    Чу Чумак Чхай Чхве Чэн Чэнь Чё Шакирин Шао Шахин Шаяхмет Швабауэр Шварц Шевель Шевченко Шевчук Шегай Шералин \
    Шефер Ши Шимкевич Шимшек Шин Шинько Широких Шишко Шкурат Шлапко Шляхтко Шмидт Шмитд Шнайдер Шнейдер Шоқай Шпет \
    Шпортак Шрайбер Шредер Шрёдер Штайн Штейн Штоль Штумпф Штумф Шульга Шульте Шульц Шульце Шумахер Шумило Шустер \
    Шушкевич Шэнь Шәкір Шәріп Щерба Ыбырай Ыдырыс Ысқақ Эберт Эванс Эдвардс Эйснер Эйхман Энгель Эпп Эрдем Эрдоган \
    Эрлих Юань Югай Юй Юнь Юркевич Юрченко Юхневич Юшко Ющук Ягай Ягер Якимчук Ян Янг Янкевич Янко Янукович Янцен \
    Янь Яо Ярмолюк Ярошевич Ярошенко Ярошко Яценко Яцук Ящко Ящук Қабдолла Қайырбек Қалдыбай Қалиасқар Қалмырза \
    Қанағат Қожабек Қожахмет Қонысбай Қуандық Құдайберген Құлахмет Құрманбек Құсайын Үсен Әбділда Әбдірахман \
    Әбдіғали Әбілқасым Әбіш Әкім Әлиасқар Әлі Әлімжан Әмірхан Әубәкір Әуез Әшім Өмірзақ Өтеген";

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
    Abbott Abel Acar Ackermann Adams Adler Ahmed Ahn Akbaş Akbulut Aksoy Aktaş Akın Albrecht Allen Altun Altın \
    Alvarez Anderson Andrews Ansari Arnold Arslan Aslan Ateş Atkins Atkinson Austin Avcı Aydoğan Aydın Bachmann Bae \
    Baek Bai Bailey Baker Bal Balcı Baldwin Ball Bang Barber Barker Barnes Barrett Barton Bates Bauer Baumann Baxter \
    Bayrak Baş Beck Becker Beckmann Begum Behrens Bell Bender Bennett Benson Bentley Benz Berg Berger Bergmann Berry \
    Bertram Bianchi Bishop Black Blackwell Blair Blake Bloggs Bonnet Booth Bowen Bowman Boyd Bozkurt Bradley Brady \
    Brandt Braun Breuer Brewer Briggs Brinkmann Brooks Brown Bruckner Bruno Bryant Bulut Burke Burkhardt Burns Busch \
    Butler Byrne Byun Böhm Böttcher Cai Cameron Campbell Candan Cao Carlson Carpenter Carr Carroll Carter Castillo \
    Ceylan Cha Chae Chambers Chang Chao Chapman Chavez Chen Cheng Cheon Chi Cho Choe Choi Choo Chowdhury Choy Chu \
    Chun Chung Clark Clarke Clayton Cole Coleman Collins Colombo Connor Connors Conrad Conti Cook Cooper Costa Cox \
    Coşkun Craig Crawford Cruz Cui Cunningham Curtis Dai Daniels Das Davidson Davies Davis Dawson Dağ Dean Decker \
    Demir Demirci Demirel Deng Diaz Diehl Dietrich Ding Dixon Doe Dong Donovan Doyle Doğan Drake Du Duan Dubois \
    Duman Duncan Dunlap Dunn Dupont Duran Durand Döring Ebert Eckert Edwards Ekinci Elliott Ellis Emerson Engel \
    Engelhardt Eom Erdem Erdoğan Eren Ergün Ernst Erol Esposito Esser Evans Fan Fang Farrell Feng Fernández Ferrari \
    Fiedler Fields Finch Fink Fischer Fisher Fitzgerald Fleming Fletcher Flores Ford Foster Fournier Fowler Fox \
    Francis Frank Franke Franklin Fraser Freeman Frey Friedrich Fu Fuchs Förster Gallagher Gallo Gao Garcia Gardner \
    Garrett Geiger George Gerlach Gibson Giese Gil Gilbert Gill Girard Gomez Gong Gonzalez González Goodman Goodwin \
    Gordon Graf Graham Grant Gray Greco Green Greene Griffin Griffith Groß Gruber Gu Guo Gupta Gutierrez Gwak Gwon \
    Götz Gül Güler Gündoğdu Güneş Günther Güven Haag Haas Hahn Hale Hall Hamilton Hammond Han Hancock Hansen Hanson \
    Hao Hardy Harper Harris Harrison Hart Hartley Hartmann Harvey Hauser Hawkins Hayes Haynes Hein Heinrich Heinz \
    Held Heller Henderson Hennig Henry Heo Hermann Hernandez Herrmann Hess Heß Hicks Higgins Hill Hinz Hirsch Hodges \
    Hoffman Hoffmann Hofmann Hogan Holland Holloway Holmes Holt Hong Hopkins Horn Horton Hou Houston Howard Hsu Hu \
    Huang Huber Hudson Hughes Huh Hunt Hussain Hutchinson Hwang Hyun Ingram Irwin Ito Iyer Işık Jackson Jacobs Jahn \
    James Jang Janssen Jenkins Jennings Jensen Jeon Jeong Ji Jia Jiang Jimenez Jin Jo John Johnson Johnston Jones \
    Joo Jordan Joshi Ju Jung Jäger Kahraman Kaiser Kamiński Kang Kaplan Kara Karaca Karadağ Karakaya Karakuş Karataş \
    Kato Kaya Keith Keller Kelley Kelly Kemp Kennedy Kent Kern Kerr Keskin Khan Khegai Khegay Khvan Ki Kim King \
    Kirchner Klaus Klein Kluge Knight Knoll Ko Kobayashi Koch Kong Koo Korkmaz Korkut Kowalczyk Kowalski Koç Koçak \
    Kramer Kraus Krause Krämer Krüger Kuhn Kumar Kunz Kurt Kurtuluş Kurz Kwak Kwon Köhler König Köse Kühn Kılınç \
    Kılıç Lai Lambert Lang Lange Laurent Lawrence Lawson Lee Lefebvre Lehmann Lei Leonard Leroy Lewandowski Lewis Li \
    Liang Liao Lim Lin Lindner Lindsay Liu Lloyd Logan Long Lopez Lorenz Lowe Lu Lucas Ludwig Luo Lynch Lyons López \
    Löffler Lü Ma MacGregor Mackenzie Maeng Maier Malik Manning Mao Marino Marsh Marshall Martin Martinez Marx Mason \
    Matthews Maxwell Mayer Mayr McCarthy McCoy McDonald McKenzie McLean Mehta Mendoza Menzel Merkel Metzger Meyer \
    Michel Michels Miller Mills Min Mitchell Mo Montgomery Moore Morales Moran Moreau Morgan Moritz Morris Morton \
    Moss Mullen Murphy Murray Myers Myung Möller Müller Na Nagel Nair Nakamura Nam Naumann Nelson Neumann Newman \
    Newton Nguyen Nichols Nicholson Noack Noh Norman Norris Norton Nowak O'Brien O'Connor O'Neill O'Sullivan Ogay \
    Oliveira Olson Opitz Ortiz Osborne Ott Otto Owen Owens Pae Paik Pak Palmer Pan Park Parker Parsons Patel \
    Patterson Paul Payne Pearson Pehlivan Peng Perez Perkins Perry Peters Peterson Pfeffer Pfeifer Pfeiffer Phillips \
    Pierce Pohl Polat Porter Potter Powell Preston Preuß Price Pyo Pérez Qian Qiao Qin Qiu Quinn Qureshi Ramirez \
    Ramos Ramsey Rao Rau Reddy Reed Reeves Reich Reichert Reid Reimann Reinhardt Ren Reyes Reynolds Rhee Rhodes \
    Ricci Rice Richardson Richter Riedel Rieger Riley Ritter Rivera Roberts Robertson Robinson Rodriguez Roe Rogers \
    Roh Romano Ross Rossi Roth Rothe Roux Rowe Rudolph Ruiz Runge Russell Russo Ryan Ryu Sanchez Sander Sanders \
    Santos Sarı Sasaki Sato Sauer Saunders Sağlam Schenk Schilling Schlüter Schmidt Schmitt Schneider Scholz Schramm \
    Schreiber Schröder Schubert Schulte Schultz Schulz Schumacher Schuster Schwab Schwarz Schäfer Schütz Scott \
    Seidel Seifert Seitz Seo Seok Seong Sezer Shah Shao Sharma Shaw Sheikh Shelton Shen Shepherd Sherman Shi Shim \
    Shin Siddiqui Silva Simmons Simon Simpson Sinclair Singer Singh Smith Sohn Sommer Son Song Souza Soylu Spencer \
    Stahl Stanley Stark Stein Steiner Stephan Stephens Stevens Stewart Stolz Stone Strauß Su Suh Sui Sullivan Sun \
    Sung Sutton Suzuki Swanson Syed Sánchez Tak Takahashi Tan Tanaka Tang Tao Taylor Taş Taşkın Teke Tekin Ten Terry \
    Thiel Thiele Thomas Thompson Thornton Tian Todd Toprak Torres Townsend Tsoi Tsoj Tsoy Tucker Tunç Turan Turgut \
    Turner Tyan Türk Uhm Ulrich Underwood Unger Uysal Uzun Uçar Vaughan Verma Vincent Vogel Vogt Voigt Voss Völker \
    Wade Wagner Walker Wallace Walsh Walter Walters Wan Wang Ward Warner Warren Watanabe Watkins Watson Watts Weaver \
    Webb Weber Webster Wegner Wei Weidner Weiss Weiß Welch Wells Wen Wendt Wenzel Werner West Westphal Wheeler White \
    Wiese Wilhelm Wilke Wilkins Wilkinson Williams Willis Wilson Winkelmann Winkler Winter Witt Wittmann Wolf Wong \
    Woo Wood Woods Wright Wu Wyatt Wójcik Xia Xiang Xiao Xie Xu Xue Yalçın Yamada Yamamoto Yaman Yan Yang Yao Yates \
    Yavuz Ye Yeo Yin Yiğit Yoo Yoon Yoshida Young Yu Yuan Yue Yugay Yun Yurt Yüksel Yıldırım Yıldız Yılmaz Zander \
    Zeng Zengin Zhan Zhang Zhao Zheng Zhong Zhou Zhu Zhuang Ziegler Zimmermann Zou Çakır Çelik Çetin Çetinkaya \
    Çiftçi Çınar Öz Özcan Özdemir Özer Özgür Özkan Öztürk Ünal Şahin Şimşek";
