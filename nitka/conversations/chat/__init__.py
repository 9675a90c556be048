"""The visitor's doors: `/chat/<channel>/…`, native ASGI, as `DESIGN.md` (Doors) states them."""
