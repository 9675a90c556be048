"""Mappings to begin with, for senders that many have."""

from typing import NamedTuple

from nitka.moments.hooks.rows import Signing

_WOO_WHO = """\
user: $.customer_id
email: $.billing.email
phone: $.billing.phone
name: $.billing.first_name
order_id: $.number ?? $.id
"""


class Preset(NamedTuple):
    """How a sender signs and what becomes of what it sends. `header`: where its signature is, when not the usual."""

    name: str
    signing: str
    mapping: str
    header: str = ""


PRESETS: dict[str, Preset] = {
    # Topics “order created” and “order updated”: the whole order each time. Until somebody has decided to buy it waits
    # as a draft or pending; `refunds` has the newest first, their sums below nought.
    "woocommerce": Preset("WooCommerce", Signing.SHOPIFY, f"""\
when $.id exists
when $.status != "checkout-draft"
when $.status != "pending"
when $.status != "failed"
when $.status != "cancelled"
when $.status != "trash"
event: "Order Completed"
key: $.id
{_WOO_WHO}trait.city: $.billing.city
products: $.line_items
total: $.total | number
currency: $.currency
time: $.date_created_gmt | date

when $.date_paid_gmt exists
event: "Order Paid"
key: $.id
{_WOO_WHO}total: $.total | number
currency: $.currency
time: $.date_paid_gmt | date

when $.status = "completed"
event: "Order Fulfilled"
key: $.id
{_WOO_WHO}time: $.date_completed_gmt ?? $.date_modified_gmt | date

when $.status = "cancelled"
event: "Order Cancelled"
key: $.id
{_WOO_WHO}time: $.date_modified_gmt | date

when $.refunds[0].id exists
event: "Order Refunded"
key: $.refunds[0].id
{_WOO_WHO}total: $.refunds[0].total | abs
currency: $.currency
time: $.date_modified_gmt | date
""", "x-wc-webhook-signature"),
    "tilda": Preset("Tilda", Signing.TOKEN, """\
when $.payment exists
event: "Order Completed"
key: $.tranid
email: $.Email ?? $.email
phone: $.Phone ?? $.phone
name: $.Name ?? $.name
order_id: $.payment.orderid
total: $.payment.amount | number
currency: "RUB"

when $.payment missing
event: "Form Sent"
key: $.tranid
email: $.Email ?? $.email
phone: $.Phone ?? $.phone
name: $.Name ?? $.name
form: $.formname ?? $.formid
"""),
    "yookassa": Preset("YooKassa (ЮKassa)", Signing.TOKEN, """\
when $.event = "payment.succeeded"
event: "Payment Received"
key: $.object.id
user: $.object.metadata.customer_id
email: $.object.metadata.email
phone: $.object.metadata.phone
order_id: $.object.metadata.order_id ?? $.object.id
total: $.object.amount.value | number
currency: $.object.amount.currency
time: $.object.captured_at ?? $.object.created_at | date

when $.event = "refund.succeeded"
event: "Order Refunded"
key: $.object.id
user: $.object.metadata.customer_id
email: $.object.metadata.email
order_id: $.object.metadata.order_id ?? $.object.payment_id
total: $.object.amount.value | number
currency: $.object.amount.currency
"""),
    "stripe": Preset("Stripe", Signing.STRIPE, """\
when $.type = "checkout.session.completed"
event: "Order Completed"
key: $.id
user: $.data.object.client_reference_id
email: $.data.object.customer_details.email
phone: $.data.object.customer_details.phone
name: $.data.object.customer_details.name
order_id: $.data.object.id
total: $.data.object.amount_total | cents
currency: $.data.object.currency | upper
time: $.created | date
"""),
}  # fmt: skip
