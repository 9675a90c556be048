"""The words by which people end text messages; one of them is the whole message. Lower case, ё as е.

“Cancel”, “end”, “quit” and «отказ», «нет» are not among them: between a customer and an agent they are answers.
"""

STOP_WORDS = frozenset({
    "stop", "stopall", "stop all", "stop sms", "unsubscribe", "unsubscribe me", "optout", "opt out", "opt-out",
    "revoke", "стоп", "стоп смс", "стоп sms", "отписаться", "отписка", "отпишите", "отпишите меня", "отписать",
    "отказаться от рассылки", "отказ от рассылки", "отключить рассылку",
})  # fmt: skip
