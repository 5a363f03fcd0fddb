//! Given names of other peoples, those of Kazakhstan first: Uzbek, Uyghur, Tatar, Chechen, Azerbaijani, Armenian,
//! Georgian; then English, German, French, Spanish, Polish, Turkish, Arabic, Indian, Chinese, Japanese, Korean. Own
//! compilation from general knowledge of the most frequent names of each language.

/// In Cyrillic letters.
pub(super) const CYRILLIC: &str = "\
    Ён Аарон Абдувохид Абдукерим Абдулазиз Абдулла Абдурашид Абдурусул Абдусаттор Абубакар Адам Адилжан Азат Азиз \
    Азиза Айгуль Айк Айрат Айсель Айше Акиф Акмал Алекпер Александер Алессандро Али Алимжан Алихан Алишер Алсу \
    Альбика Альфия Аманда Аминам Аминат Анаит Анвар Андреас Анзор Анри Антонио Антуан Арам Арзигуль Армен Арсен \
    Артак Асадулла Аскаржан Аслан Асланбек Асхаб Ахмад Ахмед Ахмет Ашот Барбара Барно Баходир Бахром Бахтигуль \
    Бахтиёр Бекзод Бенджамин Беслан Бетти Бобур Ботир Брайан Брэндон Булат Вагиф Вазген Вардан Ваха Вахтанг \
    Вильгельм Висхан Вольфганг Вугар Вусал Вэй Гагик Гаджи Гайрат Гамзат Ганс Гасан Гаянэ Генри Генрих Гиви Гиорги \
    Грант Гузаль Гузель Гуландам Гульнар Гульнора Гульнур Гульчехра Гумер Гусейн Гэри Гюнай Даврон Дамир Дания \
    Деннис Джабраил Джавид Джастин Джейкоб Джеймс Джейсон Джек Дженнифер Джессика Джеффри Джованни Джозеф Джон \
    Джонатан Джордж Джошуа Джузеппе Диего Дилноза Дилфуза Дильбар Дильмурат Дильноза Дильнур Дильшод Дитер Докка \
    Дональд Донна Дэвид Дэниел Жавлон Жак Жамшид Жан Жасур Жахонгир Заира Зайнап Зарема Заур Заурбек Зафар Зейнеп \
    Зилола Зулихан Зульфия Зураб Зуфар Зухра Ибрагим Илахун Илхом Ильгар Ильгиз Ильдар Ильнур Ильхам Ильям Ильяс \
    Ираклий Ирек Ирода Иса Ислам Ислом Исмаил Исрапил Итан Камиль Камола Камолиддин Карен Карим Карлос Кевин Кемаль \
    Кеннет Кетеван Кимберли Клаус Кристина Кристофер Кэрол Кэтрин Кямран Лазиз Ларри Лаура Леван Лейла Лечи Лиза \
    Лилия Линда Лола Лом-Али Луиза Луис Лука Лусине Лэй Людвиг Ляйсан Мавлюда Магомед Магомет Мадина Майкл Макка \
    Малика Мамед Мансур Мануэль Маргарет Марио Марк Марко Маркус Марсель Марьям Маттео Махинур Мелисса Мехмет Мигель \
    Миляуша Мин Мирзо Мирзохид Мишель Мовлади Мовсар Мохамед Мохаммед Мурад Мурат Муса Мустафа Мухаббат Мухаммад \
    Муяссар Мэри Мэтью Наиль Наиля Нана Нарек Нарине Насиба Натик Нигора Нигяр Николас Нилуфар Нино Нодира Нуриддин \
    Нурия Нэнси Одил Ойбек Ойгуль Оливия Омар Омер Орхан Осман Отабек Отар Пабло Паоло Парвиз Пархат Патигуль \
    Патимат Патрик Патриция Педро Петимат Питер Пол Пьер Равиль Равшан Раис Раиса Райан Рамзан Рамзия Рамиль Расима \
    Расул Рауф Рафаэль Рафис Рахиля Рашид Рашида Ребекка Резеда Ризвангуль Ринат Рифат Ричард Ришат Роберт Ровшан \
    Розахун Рональд Рошангуль Рубен Руслан Рустам Рустем Сабир Савутжан Салман Саманта Самвел Самир Сандра Санжар \
    Сания Саниям Сара Сардор Севара Севда Севиндж Седа Скотт Собир Содик Степан Стивен Су Султан Сурен Сухроб Сын \
    Сьюзан Сэмюэл Сяомин Сяохун Тагир Тайлер Тамар Тамерлан Тарик Тельман Тенгиз Тигран Тимерлан Тимоти Томас Тофик \
    Тохир Тунзаля Туран Турган Турдахун Турсунжан Уильям Улмас Улугбек Ульвия Умар Умид Умида Уолтер Фанис Фания \
    Фарид Фарит Фаррух Фарход Фатма Фернандо Феруза Филипп Фирдаус Фируза Франсуа Франческо Фридрих Фрэнк Фуад Хабиб \
    Хабибулла Хава Хавьер Хадижат Хайрулла Халид Халида Халмурат Хамзат Хамид Хасан Хатидже Хашимжан Хелен Хельмут \
    Хорхе Хулкар Хун Хуршид Хуршида Хусейн Хён Цзин Цзянь Чарльз Чен Чжон Чулпан Шавкат Шавхат Шаирам Шамиль Шахзод \
    Шахноза Шерзод Шота Штефан Шухрат Эдвард Элизабет Элиф Эльвира Эльнур Эльчин Эльшан Элёр Эмили Эмине Эмма Эмре \
    Эндрю Энтони Эрик Эркин Эшли Юй Юлдуз Юрген Юсеф Юсуф Якупжан Ялкун Яха";

/// In Latin letters.
pub(super) const LATIN: &str = "\
    Aaron Abdul Abdullah Abigail Adam Adlan Agnieszka Ahmed Ahmet Aisha Akhmed Akira Akmal Alan Albert Alejandro \
    Alessandro Alexander Alexis Ali Alice Alisher Amanda Amber Amina Aminat Amit Amy Amélie Ana Anahit Andrea \
    Andreas Andrew Andrii Andrzej Andrés Angela Anil Anja Anjali Anke Ann Anna Anthony Antoine Antonio Anvar Arjun \
    Armen Arsen Artak Arthur Ashley Ashot Aslan Aslı Austin Aysel Ayşe Aziz Aziza Barbara Barış Bekzod Benjamin \
    Betty Beverly Bilal Billy Birgit Bobby Bobur Bogdan Bohdan Botir Brandon Brenda Brian Brigitte Brittany Bruce \
    Bryan Burak Büşra Camila Camille Can Carl Carlos Carmen Carol Carolyn Catherine Cem Charles Charlie Charlotte \
    Cheryl Chiara Chloe Christian Christina Christine Christopher Claire Claude Claudia Colin Craig Cynthia Céline \
    Daniel Danielle David Davit Davron Deborah Debra Deepak Denise Deniz Dennis Derek Derya Diana Diane Diego Dieter \
    Dilnoza Dilshod Dmytro Donald Donghyun Donna Doris Dorothy Douglas Duncan Dylan Ebru Eduardo Edward Elchin \
    Eleanor Elena Elif Elijah Elizabeth Ella Elnur Elyor Emily Emine Emma Emre Eric Esra Ethan Eugene Eunji Evelyn \
    Ewa Faisal Farhod Farid Farrukh Fatima Fatma Felix Fernando Feruza Fiona Florian Frances Francesca Francesco \
    Frank François Friedrich Fritz Gabriel Gadzhi Gagik Gary Gayane George Gerald Giorgi Giovanni Giulia Giuseppe \
    Gizem Gloria Grace Graham Gregory Greta Guiying Gulchehra Gulnora Gunay Guoqiang Günter Hanna Hannah Hans Haoran \
    Harold Harriet Harry Haruto Hasan Hassan Hatice Hayk Heather Heike Heinz Helen Helmut Henri Henry Hiroshi Hong \
    Hugh Hugo Hussein Hyejin Hyunwoo Hélène Hüseyin Ian Ibrahim Ilgar Ilhom Imran Ingrid Irakli Isa Isaac Isabel \
    Isabella Isabelle Islam Islom Ismail Ivan Jack Jacob Jacqueline Jacques Jadwiga Jakub James Jamshid Jan Jane \
    Janet Janice Jason Jasur Javier Javlon Jean Jeffrey Jennifer Jeremy Jerry Jesse Jessica Jian Jianguo Jihoon Jing \
    Jisoo Jiwoo Joan Joanna Joe John Johnny Jonas Jonathan Jordan Jorge Jose Joseph Joshua Joyce João Juan Judith \
    Judy Julie Juliette Junjie Justin Jürgen Kaan Kamola Kamoliddin Kamran Karen Karim Karl Katarzyna Kate Katherine \
    Kathleen Kathryn Katrin Kayla Keiko Keith Kelly Kemal Kenji Kenneth Kerem Ketevan Kevin Khadija Khalid Khasan \
    Khava Khusein Kimberly Klaus Krzysztof Kyle Larry Laura Lauren Laurent Lawrence Layla Laziz Lech Lei Lena Leo \
    Levan Leyla Liam Lihua Linda Lisa Logan Lola Lorenzo Lori Louis Luc Luca Lucas Lucia Lucy Ludwig Luigi Luis \
    Luiza Lukas Lusine Madina Madison Magdalena Magomed Mahmoud Malika Manfred Mansur Manuel Marcel Marcin Marco \
    Margaret Maria Marie Marilyn Mario Markus Martha Martin Martina Mary Maryam Mason Mateusz Matteo Matthew \
    Matthias Max Małgorzata Megan Mehmet Meiling Melissa Merve Meryem Michael Michał Michel Michelle Miguel Ming \
    Minho Minjun Mohamed Mohammed Molly Monika Muhammad Mukhammad Murad Murat Musa Mustafa Mykola Nabil Nana Nancy \
    Naoko Narek Nargiza Narine Natalie Nathan Neha Neil Nicholas Nicolas Nicole Nigar Nigel Nigora Nilufar Nino Noah \
    Nodira Noor Odil Oleksandr Oliver Olivia Olivier Omar Onur Orkhan Oscar Osman Otabek Otto Oybek Pablo Pamela \
    Paolo Patimat Patricia Patrick Paul Paula Paulo Paweł Pedro Peter Petimat Petra Philip Philippe Pierre Piotr \
    Pooja Priya Pınar Rachel Rafael Rahul Rainer Raj Rajesh Ralph Ramazan Ramil Ramzan Randy Rashid Rasul Ravi \
    Raymond Raúl Rebecca Ricardo Richard Robert Roberto Roger Ronald Rosa Rovshan Roy Rui Ruslan Russell Rustam Ruth \
    Ryan Sabine Sakura Samantha Samir Samuel Sandra Sanjar Sanjay Santiago Sara Sarah Sardor Satoshi Scott Sean \
    Sebastian Selin Seoyeon Sergio Serhii Serkan Sevara Sevgi Sevinj Shahnoza Shamil Sharon Shavkat Sherzod Shirley \
    Shota Shukhrat Simon Siranush Sofia Sophia Sophie Stefan Stephanie Stephen Steven Stuart Sungmin Sunil Sunita \
    Suren Susan Takashi Tamar Tamerlan Taras Tariq Tengiz Teresa Terry Theresa Thomas Tigran Timothy Tobias Tohir \
    Tolga Tomasz Trevor Turan Tuğba Tyler Ulugbek Umar Umid Umida Ursula Uwe Uğur Vakhtang Valentina Valeria Vardan \
    Victoria Vijay Vincent Virginia Volkan Volodymyr Vugar Vusal Walter Wayne Wei Weidong Werner Wilhelm William \
    Willie Wojciech Wolfgang Xiaohong Xiaoli Xiaoming Xiuying Xurshid Yan Yasemin Yating Yoko Youssef Yuki Yuna \
    Yusuf Yuxuan Zachary Zafar Zainab Zarema Zarina Zaur Zbigniew Zeynep Zhiwei Zihan Zilola Zoe Zofia Zulfiya \
    Zulikhan Zurab Ömer Özlem İbrahim";

/// Names in Latin letters that are also words or places.
pub(super) const WORDS: &str = "\
    Amber Andrea Angel Angela Antonio April Arsen Art Austin Autumn Barış Bernard Bill Bruce Can Carlos Carmen Carol \
    Carter Cem Charlotte Chase Christian Claude Cliff Colin Crystal Daisy Dale Dallas Davit Dawn Dean Deniz Derya \
    Diego Donna Drew Duke Earl Elif Emine Eugene Eve Faith Felix Florence Forest Francisco Frank Gary Gene Georgia \
    Glen Gloria Grace Grant Hans Heather Holly Hong Hope Houston Hugo Hunter Ian Iris Isabel Islam Ivy Jack Jackson \
    Jan Jean Jesse Jing Jordan Jose Joy Joyce Juan June Kaan Kelly King Lauren Lei Leo Lily Lincoln Logan Lola \
    Lorenzo Luc Luis Madison Marcel Marine Mark Mason Max May Melissa Mercedes Miguel Ming Murad Nana Neha Noor \
    Olive Onur Oscar Pablo Page Paris Pat Pearl Penny Petra Prince Rafael Raj Ray Rich Rob Robin Roman Rosa Rose Roy \
    Ruby Rui Rusty Sakura Sandy Santiago Sean Sergio Sharon Sofia Sue Summer Sunil Sydney Taylor Terry Turan Tyler \
    Umid Uğur Victoria Violet Virginia Washington Wei Will Yan";
