"""Who lives in the demo: three who sign in, their colleagues, and customers by the hundred."""

from dataclasses import dataclass
from random import Random

PASSWORD = "uklad-demo-2026"  # noqa: S105 - printed to whoever starts the demo

RU_FIRST = (
    "Анна",
    "Олег",
    "Мария",
    "Павел",
    "Дарья",
    "Тимур",
    "Элина",
    "Геннадий",
    "Светлана",
    "Игорь",
    "Наталья",
    "Артём",
    "Ксения",
    "Виктор",
    "Алёна",
    "Роман",
    "Юлия",
    "Степан",
    "Лариса",
    "Фёдор",
)
RU_LAST = (
    ("Соколов", "Соколова"),
    ("Дрёмин", "Дрёмина"),
    ("Левченко", "Левченко"),
    ("Игнатьев", "Игнатьева"),
    ("Ким", "Ким"),
    ("Ахметов", "Ахметова"),
    ("Сафин", "Сафина"),
    ("Орлов", "Орлова"),
    ("Журавлёв", "Журавлёва"),
    ("Мельник", "Мельник"),
    ("Зайцев", "Зайцева"),
    ("Королёв", "Королёва"),
    ("Панин", "Панина"),
    ("Гусев", "Гусева"),
)
MEN = {"Олег", "Павел", "Тимур", "Геннадий", "Игорь", "Артём", "Виктор", "Роман", "Степан", "Фёдор"}
EN_FIRST = ("Emma", "Jack", "Olivia", "Noah", "Grace", "Liam", "Chloe", "Henry", "Amelia", "Oscar")
EN_LAST = ("Bennett", "Carter", "Hughes", "Murphy", "Reid", "Walsh", "Foster", "Lowe")
LATIN = str.maketrans(
    dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            [
                "a",
                "b",
                "v",
                "g",
                "d",
                "e",
                "e",
                "zh",
                "z",
                "i",
                "y",
                "k",
                "l",
                "m",
                "n",
                "o",
                "p",
                "r",
                "s",
                "t",
                "u",
                "f",
                "kh",
                "ts",
                "ch",
                "sh",
                "sch",
                "",
                "y",
                "",
                "e",
                "yu",
                "ya",
            ],
            strict=True,
        )
    )
)


@dataclass(frozen=True)
class Worker:
    """A member: role, skill (0…1, how pleased their customers are), the hours of their shift, their days off."""

    email: str
    name: str
    role: str
    skill: float = 0.5
    hours: tuple[int, int] = (9, 18)
    off: tuple[int, ...] = (5, 6)
    shown: bool = False


WORKERS = (
    Worker("olga@uklad.example", "Ольга Руденко", "owner", 0.6, shown=True),
    Worker("vera@uklad.example", "Вера Климова", "agent", 0.85, (8, 17), (5, 6), shown=True),
    Worker("ilya@uklad.example", "Илья Руднев", "manager", 0.6, (10, 19), (6,), shown=True),
    Worker("artur@uklad.example", "Артур Белов", "agent", 0.3, (12, 21), (1, 2)),
    Worker("sonya@uklad.example", "Соня Маркова", "agent", 0.55, (9, 20), (0, 3)),
)


@dataclass(frozen=True)
class Person:
    """A customer."""

    name: str
    email: str
    language: str


def crowd(random: Random, count: int) -> list[Person]:
    """Customers with names and addresses of their own, one in five speaking English."""
    people: dict[str, Person] = {}
    while len(people) < count:
        person = _english(random) if random.random() < 0.2 else _russian(random)
        people.setdefault(person.email, person)
    return list(people.values())


def _russian(random: Random) -> Person:
    first, last = random.choice(RU_FIRST), random.choice(RU_LAST)[0]
    shown = f"{first} {last if first in MEN else dict(RU_LAST)[last]}"
    local = shown.lower().translate(LATIN).replace(" ", random.choice((".", "_", "")))
    return Person(shown, f"{local}{random.choice(('', '', str(random.randint(70, 99))))}@mail.example", "ru")


def _english(random: Random) -> Person:
    first, last = random.choice(EN_FIRST), random.choice(EN_LAST)
    return Person(
        f"{first} {last}", f"{first}.{last}{random.choice(('', str(random.randint(1, 60))))}@post.example".lower(), "en"
    )
