"""Contacts as Russian companies have them, made up, with the truth of who is who: families with one telephone,
namesakes, short forms, Latin letters, switched keyboards, wrong digits, moves. One seed, one base."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random

from nitka.customers.matching.given import NAMES
from nitka.customers.matching.letters import other_layout

SEED = 20261129
_ROOTS = (
    "Иван Смирн Кузнец Поп Васил Петр Сокол Михайл Новик Федор Мороз Волк Алексе Лебед Семен Егор Павл Козл "
    "Степан Никола Орл Андре Макар Никит Захар Зайц Соловь Борис Яковл Григор Роман Воробь Серге Кузьм Фрол "
    "Александр Дмитри Корол Гус Кисел Иль Максим Полян Сорок Виноград Ковал Бел Медвед Антон Тарас Жук Баран "
    "Филипп Комар Давыд Беля Герасим Богдан Осип Сидор Матве Тит Марк Мирон Крыл Куликов Карп Влас Мельник Денис "
    "Гаврил Тихон Казак Афанас Данил Савель Тимофе Фом Черныш Абрам Мартын Ефим Федот Щербак Назар Калин Исак "
    "Чернов Быч Дроз Кравц Панфил"
)
_SYLLABLES = (
    "ба бе ве ги го да до жа зе ка ки ко ку ла ле ли ло ма ме ми мо му на не ни ра ре ри ро ру са се си су та те "
    "ти то фа ха хо ца че чу ша ше щу я"
)
_TOWNS = (
    "Москва Санкт-Петербург Новосибирск Екатеринбург Казань Самара Омск Челябинск Ростов Уфа Красноярск Воронеж "
    "Пермь Волгоград Краснодар Саратов Тюмень Тольятти Ижевск Барнаул Ульяновск Иркутск Хабаровск Ярославль "
    "Владивосток Томск Оренбург Кемерово Рязань Астрахань Пенза Липецк Тула Киров Чебоксары Калининград Брянск "
    "Курск Иваново Тверь"
)
_STREETS = (
    "Ленина Советская Мира Центральная Молодёжная Школьная Садовая Лесная Новая Набережная Заречная Гагарина "
    "Пушкина Кирова Октябрьская Победы Комсомольская Полевая Луговая Зелёная Строителей Чехова Горького "
    "Лермонтова Толстого Маяковского Калинина Солнечная Южная Северная Вокзальная Рабочая Спортивная Парковая "
    "Береговая Речная Тихая"
)
_DOMAINS = ["mail.ru", "yandex.ru", "gmail.com", "bk.ru", "inbox.ru", "list.ru", "rambler.ru", "outlook.com"]
_SOUNDS = "a,b,v,g,d,e,e,zh,z,i,y,k,l,m,n,o,p,r,s,t,u,f,kh,ts,ch,sh,shch,,y,,e,yu,ya"
_LATIN = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _SOUNDS.split(","), strict=True))
_SECOND = _LATIN | {"й": "i", "х": "h", "ц": "c", "щ": "sch", "ю": "iu", "я": "ia", "ё": "yo"}


@dataclass(slots=True)
class Person:
    """Who somebody is."""

    given: str
    patronymic: str
    surname: str
    birth: str
    phone: str
    email: str
    town: str
    street: str
    house: int
    flat: int


@dataclass(slots=True)
class Contact:
    """What a company has of them; `person` is the truth."""

    person: int
    name: str
    phones: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)


def contacts(count: int, seed: int = SEED) -> list[Contact]:
    """So many contacts; some two in five are not their person's only one."""
    chance = Random(seed)  # noqa: S311
    found: list[Contact] = []
    for number, person in enumerate(_people(chance)):
        times = chance.choices((1, 2, 3, 4), (74, 19, 5, 2))[0]
        found += [_contact(chance, number, person, first=turn == 0) for turn in range(times)]
        if len(found) >= count:
            break
    del found[count:]
    chance.shuffle(found)
    return found


def pairs(found: list[Contact]) -> set[tuple[int, int]]:
    """Which contacts (by place) are one person's."""
    of: dict[int, list[int]] = {}
    for place, one in enumerate(found):
        of.setdefault(one.person, []).append(place)
    return {(one, other) for places in of.values() for n, one in enumerate(places) for other in places[n + 1 :]}


def _people(chance: Random) -> Iterator[Person]:
    """One after another, families together."""
    roots, syllables, towns, streets = (text.split() for text in (_ROOTS, _SYLLABLES, _TOWNS, _STREETS))
    while len(roots) < 6000:
        root = "".join(chance.choices(syllables, k=chance.randint(2, 3)))
        roots.append(root.capitalize() + chance.choice("бвгдзклмнпрст"))
    endings = chance.choices(("ов", "ин", "ев", "енко", "ский", "ук", "ян"), (50, 18, 12, 8, 6, 3, 3), k=len(roots))
    weights = list(accumulate(1 / (place + 12) ** 0.9 for place in range(len(roots))))
    men, women = _given()
    while True:
        at = chance.choices(range(len(roots)), cum_weights=weights)[0]
        home = (chance.choice(towns[: 1 + int(40 * chance.random() ** 2)]), chance.choice(streets),
                chance.randint(1, 120), chance.randint(1, 200))  # fmt: skip
        phone, father = _phone(chance), _ranked(chance, men)
        for member in range(chance.choices((1, 2, 3), (70, 20, 10))[0]):
            woman = chance.random() < 0.55
            given = _ranked(chance, women if woman else men)
            middle = _ranked(chance, men) if member < 2 else father
            surname = _surname(roots[at], endings[at], woman=woman)
            number = phone if member == 0 or chance.random() < 0.3 else _phone(chance)
            birth = f"{chance.randint(1945, 2007)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            yield Person(given, _patronymic(middle, woman=woman), surname, birth, number,
                         _email(chance, given, surname, birth), *home)  # fmt: skip


def _given() -> tuple[list[str], list[str]]:
    """Full Russian names of men and of women, in some order: the first are many people's."""
    full = [line.partition(":")[0].split()[0] for line in NAMES.strip().splitlines()]
    russian = [name for name in full if "А" <= name[0] <= "я"]
    women = [name for name in russian if name[-1] in "ая" and name not in ("Илья", "Никита", "Любовь")] + ["Любовь"]
    men = [name for name in russian if name not in women]
    return Random(1).sample(men, len(men)), Random(2).sample(women, len(women))  # noqa: S311


def _ranked(chance: Random, names: list[str]) -> str:
    return names[int(len(names) * chance.random() ** 2.2)]


def _surname(root: str, ending: str, *, woman: bool) -> str:
    if not woman or ending in ("енко", "ук", "ян"):
        return root + ending
    return root + "ская" if ending == "ский" else root + ending + "а"


def _patronymic(father: str, *, woman: bool) -> str:
    if father.endswith(("й", "ь")):
        stem = father[:-2] + "ь" if father.endswith("ий") else father[:-1]
        return stem + ("евна" if woman else "евич")
    if father.endswith(("а", "я")):
        return father[:-1] + ("ична" if woman else "ич")
    return father + ("овна" if woman else "ович")


def _phone(chance: Random) -> str:
    operator = chance.choice(("03", "05", "09", "10", "16", "17", "20", "25", "26", "50", "60", "61", "80", "85", "99"))
    return f"+79{operator}{chance.randrange(10**7):07}"


def _email(chance: Random, given: str, surname: str, birth: str) -> str:
    first, last = latin(given), latin(surname)
    shapes = (f"{first}.{last}", f"{last}{birth[:4]}", f"{first[0]}.{last}", f"{last}_{first[0]}{birth[2:4]}",
              f"{first}{chance.randrange(10_000)}", f"{last}{chance.randrange(1000)}")  # fmt: skip
    return f"{chance.choice(shapes)}@{chance.choice(_DOMAINS)}"


def latin(text: str, table: dict[str, str] = _LATIN) -> str:
    """In Latin letters, small."""
    return "".join(table.get(letter, letter) for letter in text.lower())


def _contact(chance: Random, number: int, person: Person, *, first: bool) -> Contact:
    """What was written down of a person this time."""
    made = Contact(number, _written(chance, person))
    if chance.random() < 0.72:
        made.phones = [_phone_given(chance, person.phone)]
    if chance.random() < 0.5 or not made.phones:
        made.emails = [_email_given(chance, person)]
    if chance.random() < 0.6:
        moved = chance.random() < 0.07
        made.attributes["city"] = chance.choice(_TOWNS.split()) if moved else _slip(chance, person.town, 0.02)
    if chance.random() < 0.3:
        made.attributes |= {"street": _slip(chance, person.street, 0.04), "house": str(person.house)}
        if chance.random() < 0.8:
            made.attributes["flat"] = str(person.flat)
    if chance.random() < 0.25:
        made.attributes["birthday"] = _digit(chance, person.birth) if chance.random() < 0.06 else person.birth
    return made


def _written(chance: Random, person: Person) -> str:
    given = person.given
    if chance.random() < 0.22:
        given = chance.choice(_short(given))
    given, surname = _slip(chance, given, 0.02), _slip(chance, person.surname, 0.04)
    shape = chance.choices(("full", "both", "turned", "given", "initials", "surname"), (22, 42, 12, 12, 9, 3))[0]
    made = {
        "full": f"{surname} {given} {person.patronymic}", "both": f"{given} {surname}", "turned": f"{surname} {given}",
        "given": given, "initials": f"{surname} {person.given[0]}. {person.patronymic[0]}.", "surname": surname,
    }[shape]  # fmt: skip
    draw = chance.random()
    if draw < 0.13:
        return latin(made, chance.choice((_LATIN, _SECOND))).title()
    return other_layout(made) if draw < 0.15 and shape in ("both", "turned", "full") else made


_SHORT: dict[str, list[str]] = {}


def _short(given: str) -> list[str]:
    if not _SHORT:
        for line in NAMES.strip().splitlines():
            names, _, short = line.partition(":")
            _SHORT[names.split()[0]] = short.split()[:2] or [names.split()[0]]
    return _SHORT[given]


def _slip(chance: Random, word: str, often: float) -> str:
    """A typo now and then: a letter left out, doubled, another one, two swapped."""
    if chance.random() > often or len(word) < 4:
        return word
    at = chance.randrange(1, len(word) - 1)
    ways: tuple[Callable[[], str], ...] = (
        lambda: word[:at] + word[at + 1 :],
        lambda: word[:at] + word[at] + word[at:],
        lambda: word[:at] + chance.choice("aeiounrstl" if word.isascii() else "аеиоунрстл") + word[at + 1 :],
        lambda: word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return chance.choice(ways)()


def _digit(chance: Random, text: str) -> str:
    """One digit wrong, or two swapped; not among the first four signs."""
    places = [at for at in range(4, len(text)) if text[at].isdigit()]
    at = chance.choice(places)
    if chance.random() < 0.3 and at + 1 < len(text) and text[at + 1].isdigit():
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + chance.choice("0123456789".replace(text[at], "")) + text[at + 1 :]


def _phone_given(chance: Random, phone: str) -> str:
    draw = chance.random()
    if draw < 0.22:
        return _phone(chance)  # another one of theirs
    return _digit(chance, phone) if draw < 0.29 else phone


def _email_given(chance: Random, person: Person) -> str:
    draw, (user, _, domain) = chance.random(), person.email.partition("@")
    if draw < 0.22:
        return _email(chance, person.given, person.surname, person.birth)
    if draw < 0.34:
        return f"{user}@{chance.choice(_DOMAINS)}"
    return f"{_slip(chance, user, 1)}@{domain}" if draw < 0.39 else person.email
