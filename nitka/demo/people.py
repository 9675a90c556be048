"""Who lives in the demo: three who sign in, their colleagues, and customers by the hundred."""

from dataclasses import dataclass
from random import Random
from uuid import UUID, uuid5
from zlib import crc32

from nitka.demo.words import TEMPERAMENTS

PASSWORD = "uklad-demo-2026"  # noqa: S105 - printed to whoever starts the demo
HOUSE = UUID(int=1842)  # the sessions of customers' browsers are named within it

MEN = (
    "Олег Павел Тимур Геннадий Игорь Артём Виктор Роман Степан Фёдор Алексей Андрей Борис Вадим Валерий Глеб Григорий Денис Дмитрий "
    "Евгений Захар Иван Илья Кирилл Константин Лев Максим Марк Матвей Михаил Никита Николай Пётр Руслан Савва Сергей Тихон Юрий Ярослав Эдуард"
).split()
WOMEN = (
    "Анна Мария Дарья Элина Светлана Наталья Ксения Алёна Юлия Лариса Александра Алла Анастасия Валентина Варвара Вера Вероника Галина "
    "Диана Евгения Екатерина Елена Зоя Инна Ирина Кира Кристина Лидия Любовь Людмила Маргарита Марина Надежда Нина Оксана Ольга Полина Раиса Регина Рита Софья Таисия Тамара Татьяна Ульяна"
).split()
LAST = (  # a man's; a woman's has an «а» more where it ends in «в» or «н»
    "Соколов Дрёмин Левченко Игнатьев Ким Ахметов Сафин Орлов Журавлёв Мельник Зайцев Королёв Панин Гусев Абрамов Белоусов Бондаренко "
    "Васильев Виноградов Воробьёв Гаврилов Гончар Григорьев Давыдов Денисов Ермаков Ефимов Жданов Захаров Исаев Калинин Карпов Киселёв Клименко Комаров Кузнецов "
    "Лаптев Лебедев Логинов Макаров Мартынов Назаров Никитин Носов Осипов Петренко Поляков Рогов Рябов Савельев Селезнёв Сидоренко Смирнов Сорокин Тарасов "
    "Тимофеев Третьяк Уваров Устинов Федоров Филатов Фролов Хасанов Цветков Чернов Шевчук Шубин Щербаков Юдин Яковлев Гарипов Манукян Цой Берг"
).split()
EN_FIRST = (
    "Emma Jack Olivia Noah Grace Liam Chloe Henry Amelia Oscar Freya George Isla Arthur Poppy Harry Daisy Ruby Leo Alice Callum Nora Ewan Maya Rhys Priya Tom Zoe"
).split()
EN_LAST = (
    "Bennett Carter Hughes Murphy Reid Walsh Foster Lowe Patel Morgan Shaw Price Doyle Grant Harper Lawson Marsh Novak Osborne Quinn Sutton Webb"
).split()
ENGLISH = 0.2
HOSTS = {"ru": ("mail.example", "mail.example", "pochta.example", "box.example"), "en": ("post.example", "inbox.example")}
LATIN = str.maketrans(
    dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch  y  e yu ya".split(" "),
            strict=True,
        )
    )
)


@dataclass(frozen=True)
class Worker:
    """A member: role, skill (0…1, how pleased their customers are), how they write, shift (hours in Moscow), days off."""

    email: str
    name: str
    role: str
    skill: float = 0.5
    hours: tuple[int, int] = (9, 18)
    off: tuple[int, ...] = (5, 6)
    shown: bool = False
    style: str = "formal"
    woman: bool = True

    @property
    def first(self) -> str:
        """As they sign."""
        return self.name.split()[0]


WORKERS = (
    Worker("olga@uklad.example", "Ольга Руденко", "owner", 0.6, shown=True),
    Worker("vera@uklad.example", "Вера Климова", "agent", 0.85, (8, 17), (5, 6), shown=True, style="warm"),
    Worker("ilya@uklad.example", "Илья Руднев", "manager", 0.6, (10, 19), (6,), shown=True, style="formal", woman=False),
    Worker("artur@uklad.example", "Артур Белов", "agent", 0.3, (12, 21), (1, 2), style="curt", woman=False),
    Worker("sonya@uklad.example", "Соня Маркова", "agent", 0.55, (9, 20), (0, 3), style="chatty"),
)
LATIN_NAMES = {"Вера": "Vera", "Илья": "Ilya", "Артур": "Artur", "Соня": "Sonya", "Ольга": "Olga"}


@dataclass(frozen=True)
class Person:
    """A customer, and how they are: temper, their way of writing, how they stand at a keyboard, how often they write."""

    name: str
    email: str
    language: str
    woman: bool = False
    temper: str = "calm"
    haste: float = 0.3  # 0 writes as in a book … 1 with one thumb
    by_mail: float = 0.38  # how likely a letter is
    often: float = 1.0  # how often they write, beside others
    phone: str = ""

    @property
    def first(self) -> str:
        """Their first name."""
        return self.name.split()[0]

    @property
    def session(self) -> UUID:
        """Their browser’s session with the widget."""
        return uuid5(HOUSE, self.email)

    @property
    def login(self) -> str:
        """Their number in the shop."""
        return f"shop-{crc32(self.email.encode()) % 10_000_000}"


def crowd(random: Random, count: int) -> list[Person]:
    """Customers with names and addresses of their own, one in five speaking English."""
    people: dict[str, Person] = {}
    names: set[str] = set()
    while len(people) < count:
        person = _english(random) if random.random() < ENGLISH else _russian(random)
        if person.email not in people and (person.name not in names or random.random() < 0.04):  # namesakes are few
            people[person.email] = person
            names.add(person.name)
    return list(people.values())


def _russian(random: Random) -> Person:
    woman, last = random.random() < 0.54, random.choice(LAST)
    first = random.choice(WOMEN if woman else MEN)
    shown = f"{first} {last}{'а' if woman and last[-1] in 'вн' and last != 'Манукян' else ''}"
    one, two = (part.lower().translate(LATIN) for part in shown.split())
    local = random.choice((f"{one}.{two}", f"{one}_{two}", f"{one}{two}", f"{one[0]}.{two}", f"{two}{one[0]}", f"{two}.{one}"))
    return _person(random, shown, f"{local}{_tail(random)}", "ru", woman)


def _english(random: Random) -> Person:
    first, last = random.choice(EN_FIRST), random.choice(EN_LAST)
    local = random.choice((f"{first}.{last}", f"{first}{last}", f"{first[0]}{last}", f"{last}.{first}")).lower()
    return _person(random, f"{first} {last}", f"{local}{_tail(random)}", "en", False)


def _tail(random: Random) -> str:
    return random.choice(("", "", "", str(random.randint(2, 99)), str(random.randint(1961, 2004))))


def _person(random: Random, name: str, local: str, language: str, woman: bool) -> Person:
    temper = random.choices(TEMPERAMENTS, (34, 26, 12, 9, 7, 7, 5))[0]
    haste = {"brisk": 0.85, "angry": 0.5, "formal": 0.02, "chatty": 0.45}.get(temper, random.uniform(0.05, 0.5))
    return Person(
        name=name,
        email=f"{local}@{random.choice(HOSTS[language])}",
        language=language,
        woman=woman,
        temper=temper,
        haste=haste,
        by_mail=0.9 if temper == "formal" else random.choice((0.05, 0.1, 0.3, 0.55, 0.9)),
        often=min(9.0, random.paretovariate(1.3)),
        phone=f"+7{random.choice((903, 905, 910, 915, 916, 925, 926, 977, 985, 999))}{random.randint(1_000_000, 9_999_999)}"
        if language == "ru"
        else "",
    )
