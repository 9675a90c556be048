import pytest

from nitka.conversations.search.tests.searching import ask, indexed, numbers, told
from nitka.conversations.tests.desk import open_desk, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk():
    return open_desk()


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Датчики протечки молчали", "датчик"),
        ("Датчик молчит", "датчиками"),
        ("Верните деньги за счёт", "счета"),
        ("Верните деньги за счет", "СЧЁТЫ"),
        ("The thermostats were broken", "thermostat"),
        ("My thermostat breaks", "breaking"),
        ("Не открывается кран после обновления прошивки", "обновление прошивки"),
        ("Mixed: датчик thermostat", "thermostats датчика"),
    ],
)
def test_every_form_of_a_word_is_found(desk, said, asked):
    first, other = told(desk, said, "Совсем о другом: privacy policy")
    assert numbers(desk, asked) == [first]
    assert other not in numbers(desk, asked)


def test_a_typo_finds_the_likely_word_and_says_so(desk):
    first, _ = told(desk, "Датчик протечки под раковиной", "Где мой заказ?")
    found = ask(desk, "датчек протечке")
    assert [thread.number for thread in found.threads] == [first]
    assert [(one.asked, one.read) for one in found.match.read_as] == [("датчек", "датчик")]
    assert numbers(desk, '"датчек"') == []  # in quotes: exactly so


@pytest.mark.parametrize("asked", ["датик", "датччик", "дотчик", "затчик", "датчк", "термасстат", "термостта", "кнон"])
def test_one_letter_off_or_two_in_a_long_word_is_still_found(desk, asked):
    told(desk, "Датчик", "Термостат", "Клон")
    assert len(numbers(desk, asked)) == 1


def test_a_word_one_letter_off_wins_over_those_that_are_two_off(desk):
    told(desk, "Розетка", "Кисетка", "Кисетка тоже", "Решётка")
    found = ask(desk, "розедка")
    assert [one.read for one in found.match.read_as] == ["розетка"]
    assert len(found.threads) == 1


def test_a_misspelt_word_that_people_write_is_found_with_the_right_one(desk):
    told(desk, *(f"Датчик номер {n}" for n in ("один", "два", "три", "пять", "шесть", "семь", "восемь")))
    told(desk, "датчик сломан", "датчик мигает", "датчик молчит", "мой датчек молчит")
    assert len(numbers(desk, "датчек")) == 11
    assert len(numbers(desk, '"датчек"')) == 1


def test_the_other_keyboard_layout_is_understood(desk):
    first, second = told(desk, "Привет, это образование", "Reset the thermostat")
    assert numbers(desk, "ghbdtn") == [first]
    assert numbers(desk, "ерукьщыефе") == [second]
    assert ask(desk, "ghbdtn").match.read_as[0].read == "привет"


def test_a_word_is_found_while_it_is_typed(desk):
    (first,) = told(desk, "Протечка под раковиной")
    assert numbers(desk, "проте", typing=True) == [first]
    assert numbers(desk, "рак", typing=True) == [first]
    assert numbers(desk, "проте") == [first]  # not a word yet, but the beginning of one
    assert numbers(desk, "рако протечка") == []


@pytest.mark.parametrize("asked", ["4567", "94567", "945671", "AB-945671", "ab945671"])
def test_part_of_a_number_is_enough(desk, asked):
    first, _ = told(desk, "Заказ AB-945671 не пришёл", "Заказ 111222 пришёл")
    assert numbers(desk, asked) == [first]


@pytest.mark.parametrize("asked", ["+7 916 204-18-33", "89162041833", "204-18-33", "2041833", "916 204"])
def test_a_phone_is_found_however_it_is_written(desk, asked):
    first, _ = told(desk, "Звоните +7 (916) 204-18-33 после шести", "Звоните +7 (916) 777-18-00")
    assert numbers(desk, asked) == [first]


def test_a_conversation_is_found_by_its_number(desk):
    told(desk, "Раз", "Два", "Три")
    assert [thread.number for thread in ask(desk, "2").numbers] == [2]


def test_all_words_are_asked_for_and_some_may_be_left_out(desk):
    both, first, _ = told(desk, "датчик и кран", "датчик", "кран")
    assert numbers(desk, "датчик кран") == [both]
    assert numbers(desk, "датчик -кран") == [first]


def test_a_phrase_keeps_its_order(desk):
    first, second = told(desk, "Красный провод, белый датчик", "Белый провод, красный датчик")
    assert numbers(desk, '"белый датчик"') == [first]
    assert sorted(numbers(desk, "белый датчик")) == [first, second]


def test_words_that_are_everywhere_are_left_out_and_named(desk):
    (first,) = told(desk, "Вода не перекрылась и течёт")
    found = ask(desk, "и вода")
    assert [thread.number for thread in found.threads] == [first]
    assert found.match.ignored == ["и"]
    assert ask(desk, "и не").nothing


def test_the_latest_come_first_and_the_best_on_request(desk):
    desk_one, two = told(desk, "Кран, кран, кран: кран течёт", "О многом: дверь, окно, стена, пол, кран, потолок")
    assert numbers(desk, "кран") == [two, desk_one]
    assert numbers(desk, "кран", order="best") == [desk_one, two]


def test_a_file_is_found_by_its_name_and_a_customer_by_theirs(desk):
    from nitka.conversations.tests.factories import arrive, contact, digest_all, said

    file = {"name": "Счёт-фактура 77.pdf", "type": "application/pdf", "size": 1, "sha256": "0" * 64}
    arrive(said(desk.channel, "s1", "Вот файл", files=[file]))
    digest_all()
    arrive(contact(desk.channel, "s1", email="anna.sokolova@mail.example", name="Анна Соколова"))
    digest_all()
    indexed()
    assert [f.name for f in ask(desk, "счета").files] == ["Счёт-фактура 77.pdf"]
    for asked in ("соколов", "sokolova@mail", "анна сок", "Сокалова"):
        assert len(ask(desk, asked).people) == 1, asked
    assert ask(desk, "петров").people == []


def test_a_changed_message_is_found_by_its_new_words(desk):
    from nitka.conversations.models import Message
    from nitka.kit.db.tenancy import in_workspace

    write(desk, "s1", "секретное слово")
    indexed()
    with in_workspace(desk.workspace.pk):
        Message.objects.update(text=None)
    indexed()
    assert numbers(desk, "секретное") == []


@pytest.mark.parametrize("again", ["Re: Датчик молчит", "датчик молчит", "RE: Re: Датчик молчит"])
def test_a_subject_is_found_once_not_with_every_answer(desk, again):
    from nitka.conversations.models import Message
    from nitka.kit.db.tenancy import in_workspace

    conversation = write(desk, "s1", "Здравствуйте")
    write(desk, "s1", "Спасибо")
    with in_workspace(desk.workspace.pk):
        first, second = Message.objects.order_by("position")
        Message.objects.filter(pk=first.pk).update(subject="Датчик молчит")
        Message.objects.filter(pk=second.pk).update(subject=again)
    indexed()
    (thread,) = ask(desk, "датчик").threads
    assert (thread.number, [said.text for said in thread.said]) == (conversation.number, ["Здравствуйте"])


def test_a_subject_that_comes_back_after_a_long_while_is_found_anew(desk):
    from nitka.conversations.models import Message
    from nitka.kit.db.tenancy import in_workspace

    for n in range(52):
        write(desk, "s1", f"Письмо {n}")
    with in_workspace(desk.workspace.pk):
        first, *_, last = Message.objects.order_by("position")
        Message.objects.filter(pk__in=[first.pk, last.pk]).update(subject="Датчик молчит")
    indexed()
    (thread,) = ask(desk, "датчик").threads
    assert [said.text for said in thread.said] == ["Письмо 51", "Письмо 0"]
