"""What people write to a shop and what they are answered, for benchmarks that need no language of their own."""

TEXTS = (
    "Здравствуйте! Датчик под раковиной опять не в сети, батарейку поменяли вчера, журнал хаба прикладываю. "
    "Приложение пишет «нет связи с хабом», хотя остальные датчики в порядке.",
    "Добрый день! Посмотрела журнал: хаб теряет датчик каждые сорок минут. Перенесите его, пожалуйста, на метр выше "
    "и нажмите «найти заново»; если не поможет, пришлём замену сегодня же, курьер будет после шести.",
    "Спасибо, помогло.",
    "Hello, the thermostat in the hall shows 30 degrees all day long, could somebody have a look at it please? "
    "I have already taken the battery out and put it back, twice. The order number is 40217.",
    "А если я уже нажал «сбросить»? Теперь кран не открывается вовсе, и приложение пишет ошибку 12.",
    "Верните, пожалуйста, деньги за второй комплект: он так и не понадобился, упаковка не вскрыта.",
    "We have sent a new one today; here is the link: https://example.org/track/8271-AA. Sorry for the wait.",
)
SUBJECTS = (
    "Датчик не в сети",
    "Кран не открывается после сброса",
    "Thermostat shows 30 degrees",
    "Возврат второго комплекта",
    "Где мой заказ?",
    "Не приходит код подтверждения",
    "Order 40217",
    "Замена батарейки",
)
