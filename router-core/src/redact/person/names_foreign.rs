//! Given names of other peoples, those of Kazakhstan first: Uzbek, Uyghur, Tatar, Chechen, Azerbaijani, Armenian,
//! Georgian; then English, German, French, Spanish, Polish, Turkish, Arabic, Indian, Chinese, Japanese, Korean. Own
//! compilation from general knowledge of the most frequent names of each language.

/// In Cyrillic letters.
pub(super) const CYRILLIC: &str = "\
    Ёдгор Ён Ёнсу Ёркин Аарон Абдували Абдувохид Абдугани Абдужаббор Абдужалил Абдукадыр Абдукаххор Абдукерим \
    Абдулазиз Абдулатиф Абдулла Абдулхамид Абдумалик Абдурахмон Абдурашид Абдуреим Абдуррахим Абдурусул Абдусалом \
    Абдусаттор Абдухалил Абубакар Адам Адилжан Азамжон Азат Азатжан Азиз Азиза Азизбек Айго Айгуль Айжамал Айзирек \
    Айимхан Айк Айлин Айнур Айпери Айрат Айсель Айтен Айтурган Айхан Айше Айшемгуль Акбаржан Акжолтой Акиф Акмал \
    Акмалжон Акрам Акылай Алекпер Александер Алессандро Али Али-Рза Алижон Алимахун Алимжан Алихан Алишер Аловиддин \
    Алсу Алтынай Алымбек Альбика Альфия Аманда Аманкул Аминам Аминат Аминахан Анаит Анвар Анваржон Андреас Анзор \
    Анивар Аниваржан Аннализе Анри Антонио Антуан Апал Араз Арам Арзигуль Арзиям Арзугуль Армен Арсен Артак Асадбек \
    Асадулла Аселя Асиман Аскаралы Аскаржан Аслан Асланбек Асрор Асхаб Афет Афсана Ахмад Ахмаджон Ахмед Ахмет \
    Ахметжан Ахрор Ашот Аян Бактыбек Бактыгуль Баоцян Барбара Барно Бахаргуль Баходир Баходиржон Бахром Бахтигуль \
    Бахтишат Бахтияр Бахтиёр Бахтиёржон Бегайым Бегзод Бегимай Бекзод Бекзодбек Бенджамин Бермет Беслан Бетти Бобур \
    Бообек Ботир Ботиржон Брайан Брэндон Бубайша Булат Бунёд Бурджу Бурма Бурул Бурулай Бусарям Вагиф Вазген Вардан \
    Ваха Вахтанг Вели Венера Вильгельм Висхан Вольфганг Вугар Вусал Вэй Вэйдун Вэймин Вэньцзе Гагик Гаджи Гайрат \
    Гайратжан Гамзат Ганс Гасан Гаянэ Генри Генрих Гиви Гиорги Гопур Гоцян Грант Грегори Гуанмин Гузаль Гузель Гуйин \
    Гуландам Гулбахар Гулбахор Гулжигит Гулзат Гулинур Гулистан Гулнар Гулноза Гулрух Гулсанам Гулчехра Гулшан \
    Гулшат Гульбахар Гульбахрам Гульмира Гульнар Гульнора Гульнур Гульчехра Гульшарам Гумер Гусейн Гызылгюль Гэри \
    Гюльнара Гюльшен Гюнай Даврон Дамир Дания Данияр Деннис Джабраил Джавид Джастин Джейкоб Джеймс Джейсон Джейхун \
    Джек Джемиль Дженнифер Джессика Джеффри Дживон Джихун Джованни Джозеф Джон Джонатан Джордж Джошуа Джузеппе Диего \
    Дилафруз Дилбар Дилдора Дилмурод Дилноза Дилором Дилрабо Дилфуза Дилшат Дилшода Дильбар Дильмурат Дильноза \
    Дильнур Дильшат Дильшод Дильяр Дитер Диёр Докка Дональд Донна Дунмэй Дэвид Дэниел Дөөлөтбек Жавлон Жавохир \
    Жазгуль Жак Жамол Жамолиддин Жамшид Жан Жаркынай Жасур Жасурбек Жахонгир Жибек Жолдошбек Жумагуль Жылдыз \
    Жыпаргуль Жээнбек Заира Зайнап Зайниддин Замирбек Зарема Заур Заурбек Зафар Зейнеб Зейнеп Зилола Зиёда Зиёдулла \
    Зорахан Зохид Зулайхо Зулихан Зулфия Зульпикар Зульфия Зумрат Зураб Зуфар Зухра Зухриддин Ибрагим Ибрахим \
    Икболжон Икром Илахун Илхом Илхомжон Ильгар Ильгиз Ильдар Ильнур Ильхам Ильям Ильяс Иминжан Имран Ираклий Ирек \
    Ирода Иса Ислам Исламжан Ислом Исломбек Исмаил Исмаилжан Исрапил Исроил Итан Йонас Кайыргуль Калыс Камалдин \
    Камбарнисахан Камиль Камола Камолжон Камолиддин Каныбек Каныкей Канымбу Карен Карим Карлос Катарина Катрин \
    Кахарман Кахриман Кевин Кемаль Кемран Кенан Кеннет Кетеван Кимберли Клаудиа Клаус Комил Комилжон Кристина \
    Кристофер Кубан Кубанычбек Кубат Кубатбек Курбанжан Курбон Курванжан Курманжан Куттубек Кызжибек Кэрол Кэтрин \
    Кямран Лазиз Лале Ларри Лаура Леван Лейла Леонхард Лечи Лиза Лилия Линда Лихуа Лиға Лобар Лола Лом-Али Луиза \
    Луис Лука Лукас Лусине Лутпулла Лутфия Лутфулло Лэй Людвиг Ляйсан Мавлюда Магомед Магомет Мадина Маимхан Майкл \
    Майрамбек Макка Максум Малика Малике Малохат Мамед Мамедага Мамут Манзура Мансур Мануэль Маргарет Марио \
    Мариямхан Марк Марко Маркус Марсель Маруф Мархаба Марьям Матлуба Маттео Маттиас Мафтуна Махинур Махлиё Махмуд \
    Махмут Махпират Мелисса Мерванжан Мерве Меримгуль Мехди Мехмет Мехрай Мехри Мехрибан Мехриниса Мехринса Мигель \
    Миляуша Мин Минавар Минджун Минсу Мирзаолим Мирзо Мирзохид Мирлан Мирсаид Мишель Мовлади Мовсар Мохамед Мохаммед \
    Мохинур Мохира Мубина Музаффар Мукадас Мукаддам Мукаддас Мунавар Мунаввар Мунара Мунира Мурад Мурадгасан Мурат \
    Мурод Муродбек Мурсал Муса Мустафа Муталип Мухаббат Мухайё Мухаммад Мухиддин Муяссар Мэй Мэйлин Мэйлинь Мэри \
    Мэтью Мээрим Навруз Наврўз Назгул Наиль Наиля Нана Наргиз Наргиям Нарек Нарине Насиба Насипа Насирахун Насриддин \
    Насрулло Натик Нафиса Нигина Нигора Нигяр Низами Николас Нилуфар Нино Нодира Нозима Нурай Нурайым Нурбону Нурзат \
    Нуриддин Нуриза Нуринса Нурисахан Нурия Нурмухаммад Нурмухаммат Нурпери Нурсеит Нэнси Обулкасим Огуз Одил Озат \
    Озлем Ойбек Ойгуль Ойдин Октай Оливия Олим Олимжон Омар Омер Ормон Орудж Орхан Осман Отабек Отар Ошурахун Пабло \
    Паоло Парвиз Парвина Парида Пархат Патам Патигуль Патимат Патрик Патриция Патямхан Педро Перизат Петимат Питер \
    Пол Пьер Равиль Равшан Раис Раиса Райан Рамзан Рамзия Рамиль Рамин Рано Расим Расима Расимжан Расул Рауф Рафаэль \
    Рафис Рахиля Рахматилла Рахматулло Рашид Рашида Раънохон Ребекка Резеда Ризвангул Ризвангуль Ринат Рифат Ричард \
    Ришат Роберт Ровшан Розахун Розибакы Розигуль Рональд Рохила Рошангуль Рубен Рузимурод Руслан Рустам Рустем \
    Руфат Руфет Рысбек Саадатгуль Сабир Савут Савутжан Сагынбек Садинса Садиржан Садокат Саидазим Саидакбар Салман \
    Самандар Саманта Самвел Самир Сандра Санжар Сания Саниям Санубар Сара Сарвар Сарвиноз Сардор Саткын Севара Севда \
    Севиль Севиндж Севинч Седа Сельджук Сенавар Симузар Синьюй Сирож Сирожиддин Скотт Собир Собиржон Совет Содик \
    Сонунбек Сохиба Сохён Степан Стивен Су Субхон Суйунбек Сулейман Султан Сунхо Сурен Сухроб Сыймык Сын Сынхён \
    Сыргак Сыюй Сьюзан Сэмюэл Сюин Сяоли Сяолинь Сяолун Сяомин Сяохун Сяоянь Таалай Таалайбек Тагир Тайлер Тамар \
    Тамерлан Тарик Тарлан Тельман Тенгиз Тигран Тимерлан Тимоти Тинтин Тобиас Тогрул Тожиддин Токтобек Токтогул \
    Толкунбек Томас Тофик Тохир Тохиржон Тохтахун Тохтигуль Туданам Тудахун Тулкин Тунзаля Тунисахан Турал Туран \
    Турахун Турган Турганжан Тургунбек Тургунжан Турдахун Турдубек Туркан Турсунай Турсунгуль Турсунжан Турсуной \
    Тынчтык Тэхён Түгөлбай Убайдулла Уильям Уктам Уланбек Улмас Улугбек Улукбек Ульвия Умар Умид Умида Умиджон \
    Умматжон Уолтер Урмат Учкун Фазлиддин Фанис Фания Фанфан Фарангиз Фарид Фарида Фарит Фаррух Фарход Фарходжон \
    Фатих Фатма Фахриддин Фернандо Феруз Феруза Фидан Филипп Фирдаус Фируза Фотима Франсуа Франческо Фридрих Фрэнк \
    Фуад Фуркат Фурқат Хабиб Хабибулла Хава Хавьер Хадижат Хайке Хайрулла Хайрулло Хайянь Халид Халида Халимжон \
    Халмурат Хамзат Хамид Хаожань Хасан Хасанбой Хатидже Хашимжан Хашир Хелен Хеличам Хельмут Хечжин Хикмат \
    Хикматжан Хикматилла Хикматулло Хикмет Хилола Хожиакбар Хорхе Хосият Хулкар Хун Хунвэй Хунмэй Хурсанай Хуршид \
    Хуршида Хуршидам Хусан Хусейн Хён Цзин Цзиньлун Цзиньпин Цзысюань Цзюнь Цзянь Цзяньго Цзяньхуа Цзяхуэй Цян Чанук \
    Чарльз Чарос Чен Чживэй Чжимин Чжихо Чжон Чимангуль Чолпон Чонгук Чулпан Чуньхуа Чынара Чынгыз Чынтемир Чэньлун \
    Шаванкуль Шавдун Шавкат Шавкатжон Шавхат Шаирам Шайлообек Шамиль Шамсиддин Шарипам Шарофат Шафига Шахзод Шахзода \
    Шахло Шахноза Шахобиддин Шахриёр Шерали Шерзод Шоира Шота Шохрух Штефан Штефани Шукурахун Шулань Шухрат \
    Шухратжон Ынджи Ырыскелди Эдвард Эйюб Эламан Элдор Элизабет Элиф Элмирбек Элнура Эльвин Эльвира Эльгюн Эльзат \
    Эльман Эльминур Эльнур Эльчин Эльшад Эльшан Элёр Эмили Эмине Эмма Эмрах Эмре Эндрю Энтони Эргаш Эрик Эркин \
    Эркинбек Эрлан Эрмек Эртугрул Эсен Эсенбек Эшли Эътибор Юй Юйлинь Юймэй Юйтин Юйхуа Юлдуз Юнцзюнь Юньлун Юрген \
    Юсеф Юсупжан Юсуф Юсуфжон Якуб Якупжан Ялкун Ялкунжан Ясемин Яха Яхё Яшар";

/// In Latin letters.
pub(super) const LATIN: &str = "\
    Aaron Abdul Abdullah Abigail Adam Adele Adem Adlan Adrian Agnes Agnieszka Ahmed Ahmet Aidan Aisha Akhmed Akira \
    Akmal Alan Alastair Albert Alec Alejandro Alessandro Alexander Alexis Alfred Ali Alice Alicia Alisher Alison \
    Allison Alma Alper Alyssa Amanda Amber Amelia Amina Aminat Amit Amos Amy Amélie Ana Anahit Anastasia Andrea \
    Andreas Andrew Andrii Andrzej Andrés Angela Angus Anil Anita Anja Anjali Anke Ann Anna Annabel Anne Annelies \
    Anneliese Annette Annie Annika Anthony Antje Antoine Antonio Anvar Archibald Archie Ariana Ariel Arjun Arlene \
    Armen Arnold Arsen Artak Arthur Ashley Ashot Aslan Aslı Astrid Asuman Audrey Austin Ava Axel Ayhan Aylin Aynur \
    Aysel Aytən Ayşe Aziz Aziza Baoqiang Barbara Barry Barış Bayram Beatrice Becky Begüm Bekzod Belinda Benedict \
    Benjamin Berk Berna Bernadette Bernd Bernhard Bernice Bertha Bessie Beth Bethany Bettina Betty Beverly Bilal \
    Billy Birgit Blake Bobby Bobur Bogdan Bohdan Bonnie Botir Brad Bradford Bradley Brandon Brenda Brendan Brett \
    Brian Bridget Brigitte Britta Brittany Brooke Bruce Bryan Bryce Burak Bülent Büşra Caitlin Calvin Cameron Camila \
    Camille Can Candice Cansu Cara Carl Carla Carlos Carmen Carol Caroline Carolyn Carrie Cassandra Catherine \
    Catriona Cecil Cecilia Celia Cem Cengiz Chad Charles Charlie Charlotte Chelsea Chenlong Cheryl Chiara Chloe \
    Christa Christel Christian Christie Christina Christine Christoph Christopher Chunhua Cihan Cindy Claire \
    Clarence Claude Claudia Claus Clayton Clifford Clinton Clyde Colin Connie Connor Constance Cora Corey Corinna \
    Cornelia Courtney Craig Curtis Cynthia Céline Dagmar Daniel Danielle Daphne Darlene Darren Darryl Daryl David \
    Davit Davron Deborah Debra Declan Deepak Delia Denise Deniz Dennis Derek Derya Desmond Detlef Diana Diane Dianne \
    Diego Dieter Dilek Dilnoza Dilshod Dirk Dmytro Dominic Donald Donghyun Dongmei Dongwook Donna Doreen Doris \
    Dorothea Dorothy Douglas Duane Duncan Dustin Dwayne Dylan Eberhard Ebru Ece Eckhard Edgar Edith Edmund Edna \
    Eduardo Edward Edwin Eileen Elaine Elchin Eleanor Elena Elfriede Elias Elif Elijah Elisabeth Elise Elizabeth \
    Elke Ella Ellen Elliot Elliott Elmer Elnur Eloise Elsie Elvin Elyor Emerson Emilia Emily Emine Emma Emre Engin \
    Ercan Erhan Eric Erica Erich Erika Erin Ernest Ernst Ertuğrul Esra Esther Ethan Ethel Eugene Eunji Eunju Eva \
    Evan Evelyn Ewa Faisal Fangfang Farhod Farid Farrukh Fatih Fatima Fatma Felix Fergal Fergus Ferhat Fernando \
    Feruza Fikret Finlay Fiona Florian Frances Francesca Francesco Frank Franz Franziska François Freda Frederick \
    Frieda Frieder Friedrich Fritz Furkan Gabriel Gadzhi Gagik Gareth Garrett Gary Gavin Gayane Gemma Genevieve \
    Geoffrey Georg George Gerald Geraldine Gerda Gerhard Gertrud Gertrude Gilbert Gillian Gina Ginger Giorgi \
    Giovanni Gisela Giulia Giuseppe Gizem Gladys Glenn Gloria Gordon Gottfried Grace Graham Gregg Gregory Greta \
    Guangming Gudrun Guihua Guiying Gulchehra Gulnora Gunay Gunther Guoqiang Guy Gwendolyn Gökhan Gülsüm Gülşen \
    Günel Günter Haiyan Hakan Halil Hanna Hannah Hannelore Hans Haoran Harold Harriet Harry Hartmut Haruto Hasan \
    Hassan Hatice Hayk Hayley Hazel Heather Hector Hedwig Heike Heiko Heinrich Heinz Helen Helga Helmut Helmuth \
    Henning Henri Henry Herbert Herman Hermann Hilary Hildegard Hiroshi Holger Hong Hongmei Hongwei Horst Howard \
    Hugh Hugo Hussein Hyeji Hyejin Hyunjin Hyunwoo Hélène Hüseyin Ian Ibrahim Ida Ilgar Ilhom Ilse Imke Imogen Imran \
    Ines Inge Ingeborg Ingrid Irakli Irene Irmgard Isa Isaac Isabel Isabella Isabelle Isla Islam Islom Ismail Isolde \
    Ivan Ivor Jack Jackie Jacob Jacqueline Jacques Jadwiga Jaehyun Jaewon Jaime Jake Jakub James Jamie Jamshid Jan \
    Jane Janet Janice Janine Jared Jasmine Jason Jasper Jasur Javier Javlon Jean Jeanette Jeanne Jeff Jeffrey Jenna \
    Jennifer Jenny Jeremy Jerome Jerry Jesse Jessica Jiahui Jian Jianguo Jianhua Jianjun Jiawei Jihoon Jill Jillian \
    Jim Jimmy Jing Jisoo Jisu Jiwoo Jiyeon Jiyoung Joachim Joan Joanna Joanne Jochen Jodie Joe Joel Joey Johann \
    Johanna Johannes John Johnny Jonas Jonathan Jordan Jorge Jose Joseph Josephine Joshua Josie Joyce João Juan \
    Judith Judy Julia Julian Julie Juliet Juliette Julius Jungkook Junjie Justin Jutta Jörg Jürgen Kaan Kaitlyn \
    Kamola Kamoliddin Kamran Kara Karen Karim Karin Karl Karsten Katarzyna Kate Katharina Katherine Kathleen Kathryn \
    Kathy Katie Katja Katrin Kay Kayla Keiko Keith Kelly Kelsey Kemal Kendra Kenji Kenneth Kerem Kerry Kerstin \
    Ketevan Kevin Khadija Khalid Khasan Khava Khusein Kieran Kimberly Kirk Kirsten Kirsty Klaus Konrad Krista \
    Kristen Kristin Kristina Krzysztof Kurt Kyle Kyungsoo Kübra Lance Larry Latoya Laura Lauren Laurent Laurie \
    Lawrence Layla Laziz Leah Lech Lei Lena Leo Leonard Leonie Leroy Leslie Lester Levan Lewis Leyla Liam Liesel \
    Lieselotte Lihong Lihua Lillian Linda Lindsay Lindsey Lisa Lloyd Logan Lois Lola Lorenzo Lori Lorna Lorraine \
    Lothar Louis Louise Luc Luca Lucas Lucia Lucille Lucy Ludger Ludwig Luigi Luis Luiza Lukas Lusine Luther Lutz \
    Lydia Lynn Mabel Mackenzie Madina Madison Magdalena Maggie Magomed Mahmoud Malcolm Malika Mandy Manfred Mansur \
    Manuel Manuela Marc Marcel Marcia Marcin Marco Marcus Margaret Margarete Margery Margit Maria Marianne Marie \
    Marilyn Mario Marion Marjorie Markus Marlene Marlies Marsha Marshall Martha Martin Martina Marvin Mary Maryam \
    Mason Mateusz Matilda Matteo Matthew Matthias Matthäus Maureen Maurice Mavis Max Małgorzata Mechthild Megan \
    Mehmet Meilin Meiling Melanie Melike Melissa Mengyao Meredith Merve Meryem Mia Michael Michał Micheal Michel \
    Michelle Miguel Mildred Miles Millicent Milton Mindy Ming Minho Minjoon Minjun Minnie Miranda Miriam Mirko \
    Mitchell Mohamed Mohammed Moira Molly Mona Monica Monika Morgan Muhammad Mukhammad Murad Murat Muriel Musa \
    Mustafa Mykola Myra Myrtle Nabil Nadia Nadine Nana Nancy Naoko Naomi Narek Nargiza Narine Natalie Natasha Nathan \
    Nathaniel Neha Neil Nellie Nermin Neslihan Nicholas Nicola Nicolas Nicole Nigar Nigel Nigora Niklas Nilgün \
    Nilufar Nina Nino Noah Nodira Noor Nora Norbert Norma Norman Nuray Nurcan Odil Oguz Olaf Oleksandr Olga Oliver \
    Olivia Olivier Omar Onur Opal Orkhan Ortrud Orxan Oscar Oskar Osman Otabek Otto Oybek Oğuz Pablo Paige Pamela \
    Paolo Patimat Patricia Patrick Patrik Patsy Paul Paula Paulette Pauline Paulo Paweł Pedro Peggy Pelin Percy \
    Perry Peter Petimat Petra Philip Philipp Philippe Phoebe Phyllis Pierre Piotr Polly Pooja Preston Priya Pınar \
    Quentin Rachael Rachel Rafael Rahul Rainer Raj Rajesh Ralf Ralph Ramazan Ramil Ramiz Ramzan Randy Raquel Rashid \
    Rasim Rasul Ravi Raymond Raúl Rebecca Recep Regina Reginald Reinhard Reinhold Renate Rene Rex Rhonda Ricardo \
    Richard Rita Robert Roberta Roberto Roderick Rodney Roger Roland Rolf Ronald Rory Rosa Rosalie Rosalind \
    Rosemarie Rosemary Rosie Rovshan Rowan Roxanne Roy Rudi Rudolf Rui Rupert Ruprecht Ruslan Russell Rustam Ruth \
    Ryan Rüdiger Sabine Sabrina Sadie Sakura Sally Samantha Samir Samuel Sandra Sanjar Sanjay Santiago Sara Sarah \
    Sardor Sascha Satoshi Saul Scott Sean Sebastian Selena Selin Seojun Seoyeon Serdar Serena Sergio Serhii Serkan \
    Seunghyun Seungmin Sevara Sevda Sevgi Sevinj Shahnoza Shamil Shane Shannon Sharon Shaun Shavkat Shawn Sheila \
    Shelby Shelley Sherry Sherzod Shirley Shota Shukhrat Shulan Sibel Sidney Siegfried Sigrid Silke Silvia Simon \
    Sinan Siranush Siyu Sofia Songül Sonia Sonja Soojin Sooyoung Sophia Sophie Spencer Stacey Stacy Stanley Stefan \
    Stefanie Steffen Stella Stephanie Stephen Steven Stewart Stuart Sungho Sungmin Sunil Sunita Suren Susan Susannah \
    Susanne Suzanne Sven Svenja Sybille Sylvia Tabitha Taehyung Takashi Tamar Tamara Tamerlan Tammy Tania Tanja Tara \
    Taras Tariq Tasha Tayfun Ted Tengiz Teresa Terry Theo Theodor Theodore Theresa Thomas Thorsten Tiffany Tigran \
    Timmy Timothy Tina Tingting Tobias Toby Todd Tohir Tolga Tom Tomasz Tony Tonya Torsten Toğrul Tracey Tracy \
    Travis Trent Trevor Tristan Trudy Tuncay Tural Turan Tuğba Tyler Ufuk Ulrich Ulrike Ulugbek Ulysses Umar Umid \
    Umida Umut Ursula Uta Ute Uwe Uğur Vakhtang Valentina Valeria Valerie Vanessa Vardan Veli Vera Verity Vernon \
    Veronica Vicki Victoria Vijay Viktor Vincent Virginia Vivian Vivienne Volkan Volker Volodymyr Vugar Vusal \
    Walburga Wallace Walter Waltraud Wanda Warren Wayne Wei Weidong Weiming Wendelin Wendy Wenjie Werner Wesley \
    Whitney Wiebke Wilbur Wilfred Wilfried Wilhelm Wilhelmina William Willie Winfried Winifred Winston Wojciech \
    Wolfgang Wolfram Xiaohong Xiaoli Xiaolin Xiaolong Xiaoming Xiaoyan Xinyu Xiuying Xurshid Yan Yasemin Yasin \
    Yating Yavuz Yejin Yichen Yiğit Yoko Yolanda Yongjun Youngmi Youngsoo Youssef Yuhua Yujin Yuki Yulin Yumei Yuna \
    Yunlong Yusuf Yuting Yuxuan Yvette Yvonne Zachary Zafar Zafer Zainab Zarema Zarina Zaur Zbigniew Zehra Zeliha \
    Zeynep Zhiming Zhiqiang Zhiwei Zihan Zilola Zixuan Zoe Zofia Zulfiya Zulikhan Zurab Ömer Özlem İbrahim İlknur \
    Şebnem Şule";

/// Names in Latin letters that are also words or places.
pub(super) const WORDS: &str = "\
    Adem Alma Amber Amelia Andrea Angel Angela Antonio April Ariel Arsen Art Austin Autumn Barış Berk Bernard Bill \
    Blake Bonnie Brad Brett Brooke Bruce Cameron Can Cara Carlos Carmen Carol Carter Celia Cem Chad Charlotte Chase \
    Chelsea Christian Christie Cihan Clarence Claude Cliff Clinton Colin Constance Crystal Daisy Dale Dallas Davit \
    Dawn Dean Deniz Derya Diane Diego Donna Drew Duke Dustin Earl Ece Elena Elif Emine Engin Erica Erin Eugene Eva \
    Eve Faith Felix Florence Forest Francisco Frank Gary Gene Georgia Ginger Glen Gloria Grace Grant Guy Hans Hazel \
    Heather Holly Hong Hope Houston Hugo Hunter Ian Ida Ines Inge Iris Isabel Isla Islam Ivy Jack Jackson Jade Jake \
    Jan Jasmine Jasper Jean Jenna Jesse Jim Jing Joel Jordan Jose Joy Joyce Juan Julia Julian June Kaan Karin Katja \
    Kay Kelly Kent King Lance Lauren Lei Leo Lily Lincoln Logan Lola Lorenzo Luc Luis Madison Marc Marcel Marin \
    Marine Mark Mason Max May Melanie Melissa Mercedes Mia Miguel Miles Ming Miranda Murad Nana Neha Nina Noor Nora \
    Norman Olga Olive Onur Opal Oscar Pablo Page Paige Pal Paris Pat Pearl Penny Percy Perry Petra Polly Preston \
    Prince Rafael Raj Ray Regina Rene Rex Rich Rita Rob Robin Roland Roman Rory Rosa Rose Rowan Roy Ruby Rui Rusty \
    Sakura Sandy Santiago Sean Sergio Shannon Sharon Sinan Sofia Sonia Stella Sue Summer Sunil Sydney Tara Taylor \
    Ted Terry Tiffany Tina Todd Tom Tracy Trent Turan Tyler Ufuk Umid Umut Uta Ute Uğur Veli Vera Verity Victoria \
    Viktor Violet Virginia Warren Washington Wei Whitney Will Yan Yasin Zafer";
