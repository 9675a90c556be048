"""What people write, and what the pages must say to them, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One language of the story."""

    language: str
    # what people write
    company: str
    owner: str
    agent: str
    question: str
    answer: str
    letter: str
    letter_answer: str
    thanks: str
    comment: str
    done: str
    told: str
    # what pages and letters say
    whose: str
    three_steps: str
    came: str
    no_promise: str
    visitor_types: str
    agent_types: str
    offline: str
    asked: str
    bad: str
    reason: str
    passed_on: str
    nobody_rated: str
    too_few: str
    share: str
    was_told: str
    card_done: str


RU = Words(
    language="ru",
    company="Уклад", owner="Илья Громов", agent="Вера Ким",
    question="Здравствуйте, датчик протечки пищит без воды",
    answer="Здравствуйте! Посмотрю журнал датчика",
    letter="Пищит каждую ночь, вот что я нашла",
    letter_answer="Заменим датчик, курьер приедет завтра",
    thanks="Спасибо, буду ждать курьера",
    comment="Курьер так и не приехал",
    done="Курьер приехал сегодня, датчик заменён",
    told="Простите за задержку: курьер был у вас сегодня, датчик заменён",
    whose="Нитка запущена. Чья она?", three_steps="Три шага до первого сообщения", came="пришло",
    no_promise="Срок не обещаем", visitor_types="печатает", agent_types="Вера печатает", offline="Нет связи",
    asked="Как мы справились?", bad="плохо", reason="Долго ждать ответа", passed_on="Передали",
    nobody_rated="Пока никто не оценил", too_few="для доли мало", share="Довольны", was_told="Клиенту сказали",
    card_done="Спасибо, передали",
)  # fmt: skip
EN = Words(
    language="en",
    company="Homely", owner="Ann Hill", agent="Vera Kim",
    question="Hello, the leak sensor beeps and there is no water",
    answer="Hello! Let me look at its log",
    letter="It beeps every night, this is what I found",
    letter_answer="We replace the sensor, a courier comes tomorrow",
    thanks="Thank you, I am waiting for the courier",
    comment="No courier ever came",
    done="The courier came today, the sensor is replaced",
    told="Sorry for the delay: the courier was there today, the sensor is replaced",
    whose="Nitka is running. Whose is it?", three_steps="Three steps to the first message", came="came",
    no_promise="We promise no time", visitor_types="is typing", agent_types="Vera is typing", offline="No connection",
    asked="How did we do?", bad="bad", reason="Slow to answer", passed_on="Passed on",
    nobody_rated="Nobody has rated yet", too_few="too few for a share", share="are happy",
    was_told="The customer was told", card_done="Thank you, we passed it on",
)  # fmt: skip
LANGUAGES = {"ru": RU, "en": EN}
