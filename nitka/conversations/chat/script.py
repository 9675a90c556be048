"""`/widget.js`: the widget, for pages of any origin; `?part=more` is what it fetches when it is first opened."""

from nitka.kit.asgi import static
from nitka.kit.asgi.answers import send_text
from nitka.kit.asgi.types import Headers, Receive, Scope, Send

FILE = "chat/widget.js"
MORE = "chat/widget-more.js"
ANYWHERE: Headers = [(b"access-control-allow-origin", b"*"), (b"cross-origin-resource-policy", b"cross-origin")]


async def app(scope: Scope, _: Receive, send: Send) -> None:
    """The ASGI handler; the channel in the query is the script's own business."""
    found = static.asset(MORE if b"part=more" in scope["query_string"] else FILE)
    if found is None:
        return await send_text(send, 404, "The widget has not been built: run `make setup`.\n")
    await static.send_asset(scope, send, found, b"public, max-age=300", ANYWHERE)
    return None
