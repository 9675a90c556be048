"""First names and their short forms: Russian ones, and those of other languages that one meets beside them."""

from nitka.customers.matching.letters import key

# The full name, how else it is written, then what people call each other
NAMES = """
Александр Alexander Aleksander Oleksandr: Саша Саня Шура Алекс Санёк Сашка
Александра Alexandra Oleksandra: Саша Шура Аля Сашенька Саня
Алексей Alexey Alexei Oleksii: Лёша Алёша Лёха Лёшка
Алина: Аля Алинка
Алиса Alice: Аля
Алла: Аллочка
Альберт Albert: Алик
Анастасия Anastasia Nastasia: Настя Ася Настенька Стася Настёна
Анатолий Anatoly: Толя Толик
Ангелина Angelina: Геля Лина
Андрей Andrew Andrei Andriy: Андрюша Дрон Андрюха
Анжелика Angelica: Лика Анжела
Анна Anna Anne Hanna Ann: Аня Нюра Анечка Анюта Нюша Нюта
Антон Anthony: Тоша Антоша Тоха
Антонина Antonina: Тоня
Арина: Ариша
Аркадий Arkady: Аркаша
Арсений Arseny: Сеня Арс
Артём Artem Artyom Artemy Артемий: Тёма Артёмка
Артур Arthur Artur:
Богдан Bogdan Bohdan: Богдаша Бодя
Борис Boris: Боря
Вадим Vadim Vadym: Вадик
Валентин Valentin: Валя Валик
Валентина Valentina: Валя Валюша
Валерий Valery: Валера
Валерия Valeria: Лера Валера
Варвара Barbara Varvara: Варя
Василий Vasily Basil Vasyl: Вася Васька
Василиса Vasilisa: Вася Василина
Вера Vera: Верочка
Вероника Veronica Veronika: Ника Вера
Виктор Victor Viktor: Витя Витёк
Виктория Victoria Viktoria: Вика Викуля Тори
Виталий Vitaly Vitalii: Виталик Витя
Владимир Vladimir Volodymyr Wladimir: Вова Володя Вовка Влад
Владислав Vladislav Vladyslav: Влад Слава Владик
Всеволод Vsevolod: Сева
Вячеслав Vyacheslav Viacheslav: Слава Славик
Галина Galina Halyna: Галя Галочка
Геннадий Gennady Gennadii: Гена
Георгий George Georgy Georgii: Гоша Жора Егор Гога
Герман Herman German: Гера
Глеб Gleb: Глебушка
Григорий Gregory Grigory: Гриша Гриня
Давид David: Дэвид Дава
Дарья Daria Darya: Даша Дарьяна Дашенька Дашуля
Даниил Daniel Danil Daniil Данила Данил: Даня Данька Данилка
Денис Denis Dennis Denys: Дэн Дениска
Диана Diana: Ди
Дмитрий Dmitry Dmitriy Dmitri Dmytro Димитрий: Дима Митя Димон Димка
Ева Eva Eve: Евочка
Евгений Eugene Evgeny Yevgeny Yevhen: Женя Жека
Евгения Eugenia Evgenia: Женя
Егор Egor Yegor: Егорка Гоша
Екатерина Catherine Katherine Ekaterina Kateryna Катерина: Катя Катюша Катька Kate Kathy
Елена Elena Helen Helena Olena Yelena Алёна: Лена Леночка Алёна
Елизавета Elizabeth Elizaveta: Лиза Лизавета Liz
Зинаида Zinaida: Зина
Злата Zlata:
Зоя Zoya Zoe:
Иван Ivan John: Ваня Ванька
Игорь Igor Ihor: Игорёк Гоша
Илья Ilya Elijah Illia: Илюша Илюха
Инна Inna:
Иннокентий Innokenty: Кеша
Ирина Irina Irene Iryna: Ира Ириша Иришка
Камилла Camilla Kamilla: Мила
Карина Karina: Кара
Кирилл Kirill Cyril Kyrylo: Кирюша Киря
Константин Constantine Konstantin Kostiantyn: Костя Костик
Кристина Christina Kristina: Крис Кристи
Ксения Xenia Ksenia Kseniya Оксана: Ксюша Ксюха Оксана
Лариса Larisa Larysa: Лара
Лев Leo Lev: Лёва Лёвушка
Леонид Leonid: Лёня
Лидия Lydia Lidia: Лида
Лилия Lilia Liliya: Лиля
Любовь Lyubov Liubov: Люба Любаша
Людмила Ludmila Lyudmila Liudmyla: Люда Мила Люся
Майя Maya Maia:
Макар Makar:
Максим Maxim Maksim Maksym: Макс
Маргарита Margarita Margaret: Рита Марго
Марина Marina Maryna: Мариша
Мария Maria Mary Marie Mariia Марья: Маша Маруся Мария Машенька Маня
Марк Mark Marc: Маркуша
Матвей Matthew Matvey Matvei: Мотя
Милана Milana: Мила
Михаил Michael Mikhail Mykhailo: Миша Мишка Миха Mike
Надежда Nadezhda Nadiia: Надя Надюша
Наталья Natalia Natalya Nataliia Наталия: Наташа Наталка Ната Тата
Никита Nikita Mykyta: Никитос Ник
Николай Nicholas Nikolay Nikolai Mykola: Коля Николаша Nick
Нина Nina: Ниночка
Олег Oleg Oleh: Олежка
Олеся Olesya Olesia: Леся
Ольга Olga Olha: Оля Олечка Олюша
Павел Paul Pavel Pavlo: Паша Павлик Пашка
Пётр Peter Petr Pyotr Petro: Петя Петька
Платон Platon Plato:
Полина Polina Paulina: Поля Поли
Раиса Raisa: Рая
Роберт Robert: Bob Rob
Родион Rodion: Родя
Роман Roman: Рома Ромка
Ростислав Rostislav: Ростик Слава
Руслан Ruslan: Рус
Руслана Ruslana: Руся
Савелий Savely: Сава
Светлана Svetlana Svitlana: Света Светик Лана
Святослав Svyatoslav Sviatoslav: Слава Свят
Семён Semyon Simon Semen: Сёма Сеня
Сергей Sergey Serge Sergei Serhii: Серёжа Серёга Серый
София Sofia Sophia Sofya Софья: Соня Софа
Станислав Stanislav: Стас Слава
Степан Stephen Stepan Steven: Стёпа
Таисия Taisia: Тая Тася
Тамара Tamara: Тома
Татьяна Tatiana Tatyana Tetiana: Таня Танюша Тата
Тимофей Timothy Timofey: Тима Тимоша Tim
Тимур Timur: Тима
Ульяна Uliana Ulyana: Уля
Фёдор Fedor Theodore Fyodor: Федя
Филипп Philip Philipp Filipp: Филя Фил
Эдуард Edward Eduard: Эдик Эд
Элина Elina: Эля
Эльвира Elvira: Эля
Эмилия Emilia Emily: Эмма Мила
Юлия Julia Yulia Yuliya Iuliia: Юля Юляша Юленька
Юрий Yuri Yury Yuriy George Iurii: Юра Юрик
Яна Yana Jana: Яночка
Ярослав Yaroslav: Слава Ярик Яр
Ярослава Yaroslava: Яся Слава
Айгуль Aigul: Гуля
Алия Aliya: Аля
Амина Amina:
Арман Armen Arman Армен:
Ашот Ashot:
Булат Bulat:
Гульнара Gulnara: Гуля
Динара Dinara: Дина
Дамир Damir:
Зарина Zarina:
Заур Zaur:
Ильдар Ildar:
Ильнур Ilnur:
Камиль Kamil:
Лейла Leila Leyla:
Магомед Magomed Muhammad Мухаммед: Мага
Марат Marat:
Наиль Nail:
Рамиль Ramil:
Рашид Rashid:
Ренат Renat Ринат Rinat:
Рустам Rustam: Рус
Тигран Tigran:
Фарида Farida:
Эльдар Eldar:
James: Jim Jimmy Jamie
William: Bill Will Billy Liam
Richard: Dick Rick
Thomas: Tom Tommy
Charles: Charlie Chuck
Joseph: Joe
Benjamin: Ben
Samuel Samantha: Sam
Christopher: Chris
Jennifer: Jen Jenny
Jessica: Jess
"""


def _table() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    forms: dict[str, set[str]] = {}
    full: set[str] = set()
    for line in NAMES.strip().splitlines():
        names, _, short = line.partition(":")
        first = key(names.split()[0])
        for written in names.split():
            forms.setdefault(key(written), set()).add(first)
            full.add(key(written))
        for written in short.split():
            forms.setdefault(key(written), set()).add(first)
    return {one: frozenset(of) for one, of in forms.items()}, frozenset(full)


FORMS, FULL = _table()  # the key of a name or a short form → the keys of the full names it may stand for; the full ones


def forms(name: str) -> frozenset[str]:
    """The full names that a first name (a key) may stand for; itself where nobody knows it."""
    return FORMS.get(name, frozenset((name,)) if name else frozenset())
