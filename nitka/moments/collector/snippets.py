"""What a developer pastes to send events here."""

from nitka.moments.collector.rows import Trust

Snippet = tuple[str, str]  # in what, the lines

_BROWSER = """import {{ AnalyticsBrowser }} from '@segment/analytics-next'

export const analytics = AnalyticsBrowser.load({{ writeKey: '{key}', cdnURL: '{site}' }})

analytics.page()
analytics.identify('user-42', {{ email: 'anna@example.org' }})
analytics.track('Product Viewed', {{ product_id: '4021', name: 'Lamp', price: 48.9, currency: 'EUR' }})"""
_NODE = """import {{ Analytics }} from '@segment/analytics-node'

const analytics = new Analytics({{ writeKey: '{key}', host: '{site}' }})

analytics.identify({{ userId: 'user-42', traits: {{ email: 'anna@example.org' }} }})
analytics.track({{
  userId: 'user-42',
  event: 'Order Completed',
  properties: {{ order_id: '10428', total: 48.9, currency: 'EUR' }},
}})"""
_PYTHON = """from segment.analytics.client import Client

analytics = Client('{key}', host='{site}')
analytics.identify('user-42', {{'email': 'anna@example.org'}})
analytics.track('user-42', 'Order Completed', {{'order_id': '10428', 'total': 48.9, 'currency': 'EUR'}})
analytics.flush()"""
_CURL = """curl {site}/v1/track -u {key}: -H 'Content-Type: application/json' \\
  -d '{{"userId": "user-42", "event": "Order Completed", "properties": {{"order_id": "10428"}}}}'"""


def snippets(kind: str, key: str, site: str) -> list[Snippet]:
    """For the programs that may know the key."""
    browser = [("JavaScript", _BROWSER)] if kind == Trust.SITE else [("Node.js", _NODE), ("Python", _PYTHON)]
    return [(name, text.format(key=key, site=site)) for name, text in [*browser, ("curl", _CURL)]]
