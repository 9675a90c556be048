"""Chatwoot's application API, as documented: 15 contacts and 25 conversations a page, messages after an id."""

import re

from nitka.moving.tests.serving import Played

BEGAN = 1_672_531_200  # 2023-01-01
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


class Chatwoot(Played):
    token = "tk-1"

    def __init__(self, contacts=20, talks=30, lines=3):
        super().__init__()
        self.contacts = {n: self.contact(n) for n in range(1, contacts + 1)}
        self.talks = {n: self.talk(n, contacts) for n in range(1, talks + 1)}
        self.messages = {n: [self.message(n, k) for k in range(lines)] for n in self.talks}

    def given(self):
        return {"url": self.url, "account": "7", "token": self.token}

    def contact(self, n):
        return {
            "id": n, "name": f"Клиент {n}", "email": f"c{n}@shop.example", "phone_number": f"+7916204{n:04}",
            "identifier": None, "thumbnail": "", "availability_status": "offline", "blocked": False,
            "additional_attributes": {"city": "Тула"}, "custom_attributes": {}, "created_at": BEGAN + n,
            "last_activity_at": BEGAN + n,
        }  # fmt: skip

    def talk(self, n, contacts):
        return {
            "id": n, "account_id": 7, "inbox_id": 1, "status": "resolved" if n % 2 else "open",
            "meta": {"sender": self.contacts[(n - 1) % contacts + 1], "channel": "Channel::WebWidget",
                     "assignee": {"id": 5, "name": "Вера", "email": "vera@uklad.example"}, "hmac_verified": False},
            "additional_attributes": {}, "labels": [], "muted": False, "can_reply": True, "unread_count": 0,
            "created_at": BEGAN + n * 1000, "timestamp": BEGAN + n * 1000 + 500,
            "last_activity_at": BEGAN + n * 1000 + 500, "messages": [],
        }  # fmt: skip

    def message(self, talk, k, **more):
        mine = k % 2
        return {
            "id": talk * 1000 + k, "content": f"Слово {talk}-{k}", "inbox_id": 1, "conversation_id": talk,
            "message_type": 1 if mine else 0, "content_type": "text", "status": "sent", "content_attributes": {},
            "created_at": BEGAN + talk * 1000 + k * 60, "private": False, "source_id": None,
            "sender": {"id": 5, "name": "Вера", "email": "vera@uklad.example", "type": "user"} if mine
            else {"id": 1, "name": "Клиент", "type": "contact"}, **more,
        }  # fmt: skip

    def attach(self, talk, k, path, **more):
        line = self.messages[talk][k]
        line.setdefault("attachments", []).append({
            "id": line["id"] * 10 + len(line.get("attachments", ())), "message_id": line["id"], "file_type": "image",
            "account_id": 7, "extension": None, "data_url": self.url + path, "thumb_url": "", "file_size": 108, **more,
        })  # fmt: skip

    def answer(self, method, path, query, headers, body):
        if path.startswith("/files/"):
            return (200, PNG, {"Content-Type": "image/png"}) if "gone" not in path else (404, {}, {})
        if headers.get("api_access_token") != self.token:
            return 401, {"error": "Invalid Access Token"}, {}
        here = path.removeprefix("/api/v1/accounts/7")
        page = int(query.get("page", 1))
        if here in ("", "/"):
            return 200, {"id": 7, "name": "Уклад", "locale": "ru"}, {}
        if here == "/contacts":
            rows = list(self.contacts.values())
            shown = rows[(page - 1) * 15 : page * 15]
            return 200, {"meta": {"count": len(rows), "current_page": page}, "payload": shown}, {}
        if here == "/conversations":
            rows = list(self.talks.values())
            meta = {"mine_count": 0, "unassigned_count": 0, "all_count": len(rows)}
            return 200, {"data": {"meta": meta, "payload": rows[(page - 1) * 25 : page * 25]}}, {}
        if found := re.fullmatch(r"/conversations/(\d+)", here):
            row = self.talks.get(int(found[1]))
            return (200, row, {}) if row else (404, {"error": "Resource could not be found"}, {})
        if found := re.fullmatch(r"/conversations/(\d+)/messages", here):
            rows = [one for one in self.messages[int(found[1])] if _after(one, int(query["after"]))]
            return 200, {"meta": {}, "payload": rows[:100]}, {}
        return 404, {}, {}


def _after(row, after):
    key = row.get("id") if isinstance(row, dict) else None
    return key > after if isinstance(key, int) else after == 0
