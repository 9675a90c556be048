"""More of what is written to «Уклад», by language: the matters that `stories` begins with go on here."""

from nitka.demo.stories import EN as FIRST_EN
from nitka.demo.stories import RU as FIRST_RU
from nitka.demo.tales.en import MORE as MORE_EN
from nitka.demo.tales.ru import MORE as MORE_RU

STORIES = {"ru": FIRST_RU + MORE_RU, "en": FIRST_EN + MORE_EN}
