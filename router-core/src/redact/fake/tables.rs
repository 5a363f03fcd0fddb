//! What fakes of names and addresses are made of. Own compilation: common names that decline regularly, places and street
//! names that nearly every town has.

/// Months as dates have them: Russian, Kazakh, English.
pub(super) const MONTHS: [[&str; 12]; 6] = [
    [
        "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
        "декабря",
    ],
    [
        "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь",
        "декабрь",
    ],
    [
        "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша",
        "желтоқсан",
    ],
    ["қаңтарда", "ақпанда", "наурызда", "сәуірде", "мамырда", "маусымда", "шілдеде", "тамызда", "қыркүйекте", "қазанда", "қарашада", "желтоқсанда"],
    [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ],
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
];

/// Cities in Russian, Kazakh and English, short enough for an address to be no longer than a fake may be.
pub(super) const CITIES: [[&str; 3]; 8] = [
    ["Тараз", "Тараз", "Taraz"],
    ["Алматы", "Алматы", "Almaty"],
    ["Актау", "Ақтау", "Aktau"],
    ["Астана", "Астана", "Astana"],
    ["Актобе", "Ақтөбе", "Aktobe"],
    ["Семей", "Семей", "Semey"],
    ["Балхаш", "Балқаш", "Balkhash"],
    ["Рудный", "Рудный", "Rudny"],
];

/// Streets in Russian, Kazakh and English.
pub(super) const STREETS: [[&str; 3]; 19] = [
    ["Садовая", "Наурыз", "Sadovaya"],
    ["Абая", "Абай", "Abay"],
    ["Береговая", "Бірлік", "Beregovaya"],
    ["Степная", "Достық", "Stepnaya"],
    ["Луговая", "Жастар", "Lugovaya"],
    ["Озёрная", "Алатау", "Ozernaya"],
    ["Парковая", "Орталық", "Parkovaya"],
    ["Школьная", "Мектеп", "Shkolnaya"],
    ["Новая", "Жаңа", "Novaya"],
    ["Полевая", "Дала", "Polevaya"],
    ["Северная", "Самал", "Severnaya"],
    ["Весенняя", "Көктем", "Vesennyaya"],
    ["Дружбы", "Ынтымақ", "Druzhby"],
    ["Мира", "Жеңіс", "Mira"],
    ["Цветочная", "Гүлдер", "Tsvetochnaya"],
    ["Солнечная", "Күншуақ", "Solnechnaya"],
    ["Горная", "Арман", "Gornaya"],
    ["Лесная", "Орман", "Lesnaya"],
    ["Зелёная", "Жібек", "Zelenaya"],
];

/// Men, all declined like `Арман`.
pub(super) const MEN: [[&str; 2]; 24] = [
    ["Ерлан", "Yerlan"],
    ["Тимур", "Timur"],
    ["Нурлан", "Nurlan"],
    ["Руслан", "Ruslan"],
    ["Даурен", "Dauren"],
    ["Марат", "Marat"],
    ["Аскар", "Askar"],
    ["Бауыржан", "Bauyrzhan"],
    ["Данияр", "Daniyar"],
    ["Самат", "Samat"],
    ["Канат", "Kanat"],
    ["Азамат", "Azamat"],
    ["Талгат", "Talgat"],
    ["Ринат", "Rinat"],
    ["Алмас", "Almas"],
    ["Ержан", "Yerzhan"],
    ["Дамир", "Damir"],
    ["Арман", "Arman"],
    ["Жандос", "Zhandos"],
    ["Нуржан", "Nurzhan"],
    ["Асхат", "Askhat"],
    ["Ильяс", "Ilyas"],
    ["Берик", "Berik"],
    ["Олжас", "Olzhas"],
];

/// Women, all declined like `Мадина`.
pub(super) const WOMEN: [[&str; 2]; 24] = [
    ["Динара", "Dinara"],
    ["Мадина", "Madina"],
    ["Сабина", "Sabina"],
    ["Жанна", "Zhanna"],
    ["Алина", "Alina"],
    ["Карина", "Karina"],
    ["Гульнара", "Gulnara"],
    ["Самира", "Samira"],
    ["Лаура", "Laura"],
    ["Зарина", "Zarina"],
    ["Диана", "Diana"],
    ["Эльмира", "Elmira"],
    ["Камила", "Kamila"],
    ["Сауда", "Sauda"],
    ["Марина", "Marina"],
    ["Гульмира", "Gulmira"],
    ["Айнура", "Ainura"],
    ["Аида", "Aida"],
    ["Индира", "Indira"],
    ["Венера", "Venera"],
    ["Амина", "Amina"],
    ["Светлана", "Svetlana"],
    ["Тамара", "Tamara"],
    ["Фарида", "Farida"],
];

/// What surnames in -ов begin with. Their count and that of given names have no divisor in common.
pub(super) const FAMILIES: [[&str; 2]; 25] = [
    ["Омар", "Omar"],
    ["Садык", "Sadyk"],
    ["Искак", "Iskak"],
    ["Оспан", "Ospan"],
    ["Сулеймен", "Suleimen"],
    ["Тулеген", "Tulegen"],
    ["Ахмет", "Akhmet"],
    ["Ибрагим", "Ibragim"],
    ["Каким", "Kakim"],
    ["Рахим", "Rakhim"],
    ["Карим", "Karim"],
    ["Сагындык", "Sagyndyk"],
    ["Юсуп", "Yusup"],
    ["Шарип", "Sharip"],
    ["Салим", "Salim"],
    ["Темирхан", "Temirkhan"],
    ["Габдулл", "Gabdull"],
    ["Калдыбек", "Kaldybek"],
    ["Жакып", "Zhakyp"],
    ["Аманжол", "Amanzhol"],
    ["Исмаил", "Ismail"],
    ["Сапар", "Sapar"],
    ["Байжан", "Baizhan"],
    ["Турсын", "Tursyn"],
    ["Шаяхмет", "Shayakhmet"],
];
