"""What customers of «Уклад» write about and what they are told. Each story repeats for a reason.

A turn is "c" (customer) or "a" (agent) and the ways to say it; {item}, {order}, {day} (“on Tuesday”), {on}, {since}, {sum} are filled in, and the
endings that tell a woman from a man: {a}, {sh}, {la} of the agent, {c}, {s} of the customer.
"""

from dataclasses import dataclass, field

Turn = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Story:
    """One matter: how often it comes (weight), how hard it is to please (0 easy … 1 hard), what is named when it hurts."""

    subject: str
    turns: tuple[Turn, ...]
    weight: int = 3
    hard: float = 0.2
    hurts: tuple[str, ...] = ("speed",)
    pleases: tuple[str, ...] = ("competence", "politeness")
    comments: tuple[str, ...] = ()  # what the unhappy and the lukewarm write
    praise: tuple[str, ...] = ()  # what the happy write
    cause: str = "other"
    items: tuple[str, ...] = field(default=("датчик протечки",))
    about: str = "home"  # what is told along with it: of the home, of an order, of what one means to buy (ask), nothing


RU = (
    Story(
        "Датчик протечки не в сети",
        (
            (
                "c",
                (
                    "Здравствуйте. {item} опять не в сети, второй раз за неделю. Батарейку менял{c}.",
                    "Добрый день! Хаб не видит {item}. Перезагрузка не помогла, что дальше?",
                    "датчик под раковиной отвалился от хаба,приложение пишет «нет связи»",
                ),
            ),
            (
                "a",
                (
                    "Здравствуйте! Посмотрел{a} журнал: датчик просыпается, но сигнал слабый. Пришлите, пожалуйста, номер партии с наклейки.",
                    "Добрый день. По журналу сигнал −96 дБм, это мало. Какая партия указана на наклейке?",
                ),
            ),
            ("c", ("На наклейке 24-07.", "партия 24-07, покупали в сентябре")),
            (
                "a",
                (
                    "Это партия с плохой антенной, меняем по гарантии. Выезд запишу на {on}, с 12 до 16. Удобно?",
                    "Понятно: у партии 24-07 слабая антенна. Заменим все датчики бесплатно, мастер приедет {day}.",
                ),
            ),
            ("c", ("Да, подойдёт. Только третий раз я это рассказывать не буду.", "Хорошо, жду.", "ок, спасибо")),
        ),
        weight=7,
        hard=0.55,
        hurts=("repeat", "result"),
        pleases=("result", "competence"),
        cause="product",
        comments=(
            "Третий раз рассказываю одно и то же",
            "Пока меняли, залило шкаф",
            "Заменили быстро, но осадок остался",
        ),
        praise=("Мастер приехал вовремя, теперь всё работает",),
        items=("датчик протечки", "датчик под раковиной", "датчик под ванной"),
    ),
    Story(
        "Когда приедет мастер",
        (
            (
                "c",
                (
                    "Добрый день! Монтаж по заказу {order} был назначен на сегодня, никто не звонил.",
                    "Подскажите, мастер сегодня будет? заказ {order}, ждём с утра",
                ),
            ),
            (
                "a",
                (
                    "Здравствуйте! Мастер задержался на прошлом адресе, приедет с 15 до 17. Простите, что не предупредили.",
                    "Добрый день. Вижу заказ {order}: мастер выехал, будет около 16 часов.",
                ),
            ),
            (
                "c",
                (
                    "Я отпросил{s} с работы до обеда. Перенесите тогда.",
                    "Хорошо, дождёмся.",
                    "Ладно. но в следующий раз звоните",
                ),
            ),
            (
                "a",
                (
                    "Перенес{la} на {on}, первым адресом, с 9 до 10. За монтаж вернём 10 %.",
                    "Спасибо, что ждёте. Мастер позвонит за полчаса.",
                ),
            ),
        ),
        weight=5,
        about="order",
        hard=0.6,
        hurts=("speed", "politeness"),
        cause="promise",
        comments=("Прождали полдня", "Никто не предупредил", "Приехали в итоге вечером"),
        praise=("Перенесли без споров, спасибо",),
    ),
    Story(
        "Подойдёт ли кран к нашим трубам",
        (
            (
                "c",
                (
                    "Здравствуйте! Подойдёт ли {item} к трубам 1978 года, сталь 3/4?",
                    "Вопрос до покупки: {item} встанет на полипропилен 25?",
                ),
            ),
            (
                "a",
                (
                    "Здравствуйте! Да, резьба та же. Старый вентиль мастер сначала заменит: 1 800 ₽, скажем заранее.",
                    "Подойдёт, нужен переходник, он есть в комплекте. Монтаж займёт около часа.",
                ),
            ),
            ("c", ("Спасибо, беру с монтажом.", "Отлично, тогда закажу на сайте.", "понял{c}, спс")),
        ),
        weight=6,
        about="ask",
        hard=0.05,
        pleases=("competence", "speed"),
        praise=("Ответили за две минуты", "Всё понятно объяснили"),
        items=("кран с приводом", "кран 3/4"),
    ),
    Story(
        "Возврат за {item}",
        (
            (
                "c",
                (
                    "Хочу вернуть {item}, заказ {order}. Не подошла по размеру. Деньги обещали ещё на той неделе.",
                    "Добрый день, возврат по заказу {order} оформил{c} 6 дней назад, денег нет.",
                ),
            ),
            (
                "a",
                (
                    "Здравствуйте! Возврат {sum} одобрен, банк зачислит за 1–3 рабочих дня.",
                    "Добрый день. Проверил{a}: платёж ушёл вчера, обычно приходит за один–три дня.",
                ),
            ),
            ("c", ("Жду. Если не придёт, напишу ещё.", "Пришли, спасибо!", "Так и не пришло, уже пятый день.")),
            (
                "a",
                (
                    "Отправил{a} запрос в банк, ответ будет завтра до 14:00. Напишу вам сам{a}.",
                    "Рад{a}, что всё дошло. Хорошего дня!",
                ),
            ),
        ),
        weight=4,
        about="order",
        hard=0.5,
        hurts=("speed", "result"),
        cause="wait",
        comments=("Деньги шли две недели", "Долго, но вернули", "Обещали за три дня, ждал девять"),
        praise=("Деньги пришли на следующий день",),
        items=("колонку", "розетку", "лампу"),
    ),
    Story(
        "Термостат греет ночью",
        (
            (
                "c",
                (
                    "Термостат в спальне греет ночью до 26, хотя в расписании 20. Спать невозможно.",
                    "После обновления термостат не слушает расписание, что делать?",
                ),
            ),
            (
                "a",
                (
                    "Здравствуйте! После обновления 4.2 расписание надо сохранить заново: «Комната», «Расписание», «Сохранить». Пришлите снимок, если не выйдет.",
                    "Добрый день! Это ошибка обновления 4.2, исправление выйдет {day}. Пока помогает пересохранить расписание.",
                ),
            ),
            ("c", ("Помогло, спасибо.", "Сделал{c}, вроде держит 20.", "Не помогло, ночью опять 25.")),
        ),
        weight=4,
        hard=0.3,
        hurts=("result", "competence"),
        cause="product",
        comments=("Обновления выпускают без проверки",),
        praise=("Помогли с первого раза",),
    ),
    Story(
        "Счёт и закрывающие документы",
        (
            (
                "c",
                (
                    "Добрый день. Нужен счёт на 14 комплектов и закрывающие до пятницы, иначе оплату не согласуют.",
                    "Пришлите, пожалуйста, акт и счёт-фактуру по заказу {order}.",
                ),
            ),
            (
                "a",
                (
                    "Здравствуйте! Счёт во вложении, закрывающие отправим в ЭДО сегодня до 18:00.",
                    "Добрый день. Документы отправлены через ЭДО, оригиналы уедут курьером {day}.",
                ),
            ),
            ("c", ("Получили, спасибо.", "Благодарим за оперативность.")),
        ),
        weight=3,
        about="",
        hard=0.1,
        pleases=("speed",),
        praise=("Чётко и быстро",),
    ),
    Story(
        "Замок не открывается с телефона",
        (
            (
                "c",
                (
                    "Замок не открылся с телефона, стояли с ребёнком у двери 20 минут!!!",
                    "Дверной замок не видит телефон. Пин-код работает, а приложение нет",
                ),
            ),
            (
                "a",
                (
                    "Простите, это неприятно. Проверьте, пожалуйста, разрешение «Устройства рядом» и напишите модель телефона.",
                    "Здравствуйте! Скорее всего, сбросилось разрешение Bluetooth. Сейчас пришлю, где его включить.",
                ),
            ),
            ("c", ("Xiaomi. Включил{c}, заработало.", "Разрешение стоит. Дальше что?")),
            (
                "a",
                (
                    "Тогда удалите замок в приложении и добавьте снова: код на обратной стороне крышки. Я на связи.",
                    "Хорошо. На всякий случай оставьте пин-код у соседей.",
                ),
            ),
        ),
        weight=4,
        hard=0.45,
        hurts=("result", "competence"),
        cause="knowledge",
        comments=("Стояли под дверью", "Инструкции нет нигде"),
        praise=("Спасибо, что остались на связи",),
    ),
    Story(
        "Перенести монтаж",
        (
            (
                "c",
                (
                    "Можно перенести монтаж {since} на следующую неделю?",
                    "Здравствуйте, уезжаем, надо перенести мастера. Заказ {order}",
                ),
            ),
            (
                "a",
                (
                    "Конечно. Свободны вторник и четверг, с 9 до 13. Какой день удобнее?",
                    "Да, перенес{la} на четверг, 12–16. Подойдёт?",
                ),
            ),
            ("c", ("Четверг.", "Да, спасибо большое!")),
            ("a", ("Записал{a}. За день пришлём напоминание.", "Готово.")),
        ),
        weight=4,
        about="order",
        hard=0.05,
        pleases=("politeness", "speed"),
        praise=("Без лишних вопросов",),
    ),
    Story(
        "Промокод не сработал",
        (
            (
                "c",
                (
                    "Промокод УКЛАД10 не применился, а в письме обещали скидку.",
                    "почему скидка не считается?? код из письма",
                ),
            ),
            (
                "a",
                (
                    "Здравствуйте! Код действует на комплекты, не на отдельные датчики. Могу посчитать комплект: выйдет {sum}.",
                    "Проверил{a}: код закончился вчера. Сделаю скидку вручную, пришлю ссылку на оплату.",
                ),
            ),
            ("c", ("В письме об этом ни слова.", "Спасибо, оплатил{c}.")),
        ),
        weight=3,
        about="order",
        hard=0.4,
        hurts=("price",),
        cause="price",
        comments=("Условия мелким шрифтом",),
        praise=("Сделали скидку, приятно",),
    ),
)

EN = (
    Story(
        "Leak sensor keeps going offline",
        (
            (
                "c",
                (
                    "Hi, our {item} drops off the hub every other day. New battery, same story.",
                    "Hello! The app says the {item} is offline again. It is the second one this month.",
                ),
            ),
            (
                "a",
                (
                    "Hello! The log shows a weak signal. Could you tell me the batch number on the label?",
                    "Sorry about that. Which batch is printed on the sticker, please?",
                ),
            ),
            ("c", ("It says 24-07.", "24-07 I think")),
            (
                "a",
                (
                    "That batch has a weak antenna, we replace it under warranty. A technician can come {day}, 12 to 4 pm.",
                    "We are replacing that batch free of charge. Would {on} work for you?",
                ),
            ),
            ("c", ("Yes, thank you.", "Fine, but please note it down this time.")),
        ),
        weight=5,
        hard=0.5,
        hurts=("repeat", "result"),
        cause="product",
        comments=("Had to explain it three times",),
        praise=("Replaced in two days, well done",),
        items=("leak sensor", "kitchen sensor"),
    ),
    Story(
        "Will the valve fit 3/4 pipes",
        (
            (
                "c",
                (
                    "Does the motor valve fit old 3/4 steel pipes?",
                    "Quick question before I buy: will it fit copper 22 mm?",
                ),
            ),
            (
                "a",
                (
                    "It does, the thread is the same. The old tap would be replaced first, 1,800 ₽.",
                    "Yes, with the adapter that comes in the box.",
                ),
            ),
            ("c", ("Great, ordering with installation.", "Thanks, that helps.")),
        ),
        weight=4,
        about="ask",
        hard=0.05,
        pleases=("competence", "speed"),
        praise=("Quick and clear",),
    ),
    Story(
        "Refund for order {order}",
        (
            (
                "c",
                (
                    "I returned the speaker eight days ago and there is still no refund for order {order}.",
                    "When will the refund for {order} arrive?",
                ),
            ),
            (
                "a",
                (
                    "It was approved today, {sum}. Banks take one to three working days.",
                    "The payment left yesterday. If it is not there by Friday, I will call the bank myself.",
                ),
            ),
            ("c", ("OK, waiting.", "Got it, thanks.")),
        ),
        weight=3,
        about="order",
        hard=0.5,
        hurts=("speed",),
        cause="wait",
        comments=("Took far too long",),
        praise=("Sorted in the end",),
    ),
    Story(
        "Thermostat ignores the schedule",
        (
            (
                "c",
                (
                    "Since the update the thermostat heats all night. How do I stop it?",
                    "Thermostat set to 20, the room is at 26. Any idea?",
                ),
            ),
            (
                "a",
                (
                    "Update 4.2 lost schedules: open Room, Schedule and press Save once more. Tell me if it does not hold.",
                    "Please save the schedule again, the update reset it. A fix is out {day}.",
                ),
            ),
            ("c", ("Works now, thanks!", "Still 25 at night, sadly.")),
        ),
        weight=3,
        hard=0.3,
        hurts=("result",),
        cause="product",
        praise=("Solved at once",),
    ),
)
