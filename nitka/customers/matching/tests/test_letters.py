import pytest

from nitka.customers.matching.letters import key, other_layout


@pytest.mark.parametrize("written", [
    ("Щербаков", "Shcherbakov", "Scherbakov", "Sherbakov"),
    ("Юлия", "Yulia", "Julia", "Iuliia", "Yuliya"),
    ("Сергеевич", "Sergeevich", "Sergeyevich", "Sergejevich"),
    ("Хрущёв", "Хрущев", "Khrushchev", "Khrushchyov", "Hruschev"),
    ("Фёдор", "Федор", "Fyodor", "Fedor"),
    ("Илья", "Ilya", "Ilia", "Il'ya"),
    ("Цветаева", "Tsvetaeva", "Tsvetayeva"),
    ("Соловьёв", "Solovyov", "Soloviev", "Solovyev"),
    ("Ясинский", "Yasinskiy", "Yasinsky", "Iasinskii"),
    ("Евгений", "Evgeny", "Yevgeniy", "Evgenii"),
    ("Жуков", "Zhukov"),
    ("Любовь", "Lyubov", "Liubov"),
])  # fmt: skip
def test_schemes_of_transliteration_have_one_key(written):
    assert len({key(word) for word in written}) == 1


@pytest.mark.parametrize(("one", "other"), [("Анна", "Яна"), ("Алла", "Алия"), ("Аня", "Анна"), ("Диана", "Дана"),
                                            ("Иванов", "Иванова"), ("Сорокин", "Зорькин")])  # fmt: skip
def test_different_names_have_different_keys(one, other):
    assert key(one) != key(other)


def test_a_keyboard_is_switched_over_and_back():
    assert other_layout("ghbdtn") == "привет"
    assert other_layout("Шмфтщм") == "Ivanov"
    assert other_layout(other_layout("Соловьёв")) == "Соловьёв"


def test_signs_and_nothing_make_no_key():
    assert key("") == key("—'.") == ""
