"""Mappings to begin with, for senders that many have."""

from nitka.moments.hooks.rows import Signing

PRESETS: dict[str, tuple[str, str, str]] = {  # code → (name, how it signs, mapping)
    "woocommerce": ("WooCommerce", Signing.SHOPIFY, """\
when $.status = "processing"
event: "Order Completed"
key: $.id
user: $.customer_id
email: $.billing.email
phone: $.billing.phone
name: $.billing.first_name
trait.city: $.billing.city
order_id: $.id
products: $.line_items
total: $.total | number
currency: $.currency
time: $.date_created_gmt | date

when $.status = "refunded"
event: "Order Refunded"
key: $.id
email: $.billing.email
order_id: $.id
total: $.total | number
currency: $.currency
"""),
    "tilda": ("Tilda", Signing.TOKEN, """\
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
    "yookassa": ("YooKassa (ЮKassa)", Signing.TOKEN, """\
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
    "stripe": ("Stripe", Signing.STRIPE, """\
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
