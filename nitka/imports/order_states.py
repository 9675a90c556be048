"""How shops call where an order stands, in both languages."""

_SAID = {
    "placed": "placed new created pending processing awaiting_payment on_hold open принят принята новый новая создан"
              " создана оформлен оформлена размещен размещена в_обработке обрабатывается ожидает_оплаты в_работе"
              " собирается",
    "paid": "paid оплачен оплачена оплачено payed captured",
    "shipped": "shipped sent in_transit отправлен отправлена отгружен отгружена в_пути передан_в_доставку в_доставке"
               " доставляется",
    "delivered": "delivered completed complete done fulfilled closed received доставлен доставлена выполнен выполнена"
                 " завершен завершена вручен вручена выдан выдана получен получена закрыт закрыта",
    "returned": "returned возврат возвращен возвращена возвращено return",
    "cancelled": "cancelled canceled voided failed отменен отменена отмена аннулирован аннулирована отказ не_выкуплен",
    "refunded": "refunded refund деньги_возвращены возврат_денег возврат_средств",
}  # fmt: skip
STATES = {word.replace("_", " "): state for state, words in _SAID.items() for word in words.split()}
KIND = {"paid": "order.paid", "shipped": "order.shipped", "delivered": "order.delivered", "returned": "order.returned",
        "cancelled": "order.cancelled"}  # fmt: skip


def state_of(text: str) -> str:
    """One of ours; "" for a word we do not know."""
    return STATES.get(" ".join(text.lower().replace("ё", "е").replace("_", " ").split()), "")
