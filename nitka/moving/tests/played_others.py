"""Zendesk, Intercom, amoCRM and Bitrix24 as their APIs are documented, as much of them as a move asks."""

import base64
import json
import re

from nitka.moving.tests.serving import Played

BEGAN = 1_672_531_200  # 2023-01-01
ISO = "2023-01-{:02}T10:00:00Z"


class Zendesk(Played):
    def __init__(self, users=130, tickets=120):
        super().__init__()
        self.organizations = [
            {"id": 900 + n, "name": f"ООО {n}", "domain_names": [f"firm{n}.example"], "created_at": ISO.format(1)}
            for n in range(3)
        ]
        self.users = [
            {"id": n, "name": f"Клиент {n}", "email": f"c{n}@shop.example", "phone": None, "role": "end-user",
             "organization_id": 900 if n == 1 else None, "created_at": ISO.format(1), "active": True}
            for n in range(1, users + 1)
        ]  # fmt: skip
        self.agent = {"id": 7000, "name": "Вера", "email": "vera@uklad.example", "role": "admin"}
        self.tickets = {
            n: {"id": n, "subject": f"Тема {n}", "status": "solved" if n % 2 else "open", "requester_id": n % users + 1,
                "assignee_id": 7000, "created_at": ISO.format(2), "updated_at": ISO.format(9), "description": "x"}
            for n in range(1, tickets + 1)
        }  # fmt: skip

    def comments(self, n):
        whose = self.tickets[n]["requester_id"]
        lines = [(whose, True, "Где заказ?"), (7000, True, "Едет"), (7000, False, "Проверить склад")]
        return [
            {"id": n * 10 + k, "type": "Comment", "author_id": author, "body": words, "plain_body": words,
             "html_body": f"<div class='zd-comment'>{words}<script>x()</script></div>", "public": public,
             "attachments": [], "created_at": f"2023-01-02T10:0{k}:00Z"}
            for k, (author, public, words) in enumerate(lines)
        ]  # fmt: skip

    def answer(self, method, path, query, headers, body):
        given = base64.b64decode(headers.get("Authorization", "").removeprefix("Basic ") or b"")
        here = path.removeprefix("/api/v2")
        if here == "/users/me.json":
            known = given == b"olga@uklad.example/token:zt-1"
            nobody = {"id": None, "name": "Anonymous user", "role": "end-user"}
            return 200, {"user": self.agent if known else nobody}, {}
        if given != b"olga@uklad.example/token:zt-1":
            return 401, {"error": "Couldn't authenticate you"}, {}
        if found := re.fullmatch(r"/(\w+)/count.json", here):
            return 200, {"count": {"value": len(getattr(self, found[1])), "refreshed_at": ISO.format(1)}}, {}
        if here in ("/organizations.json", "/users.json"):
            name = here[1:-5]
            rows, at, size = getattr(self, name), int(query.get("page[after]", 0)), int(query["page[size]"])
            more = at + size < len(rows)
            return 200, {name: rows[at : at + size], "meta": {"has_more": more, "after_cursor": str(at + size)}}, {}
        if here == "/incremental/tickets/cursor.json":
            at = int(query.get("cursor", 0))
            rows, end = list(self.tickets.values())[at : at + 100], at + 100 >= len(self.tickets)
            return 200, {"tickets": rows, "after_cursor": str(at + 100), "end_of_stream": end}, {}
        n = int(re.match(r"/tickets/(\d+)", here)[1])
        if here.endswith("/comments.json"):
            return 200, {"comments": self.comments(n), "users": [self.agent], "meta": {"has_more": False}}, {}
        ticket = self.tickets[n]
        people = [one for one in self.users if one["id"] == ticket["requester_id"]]
        return 200, {"ticket": ticket, "users": [*people, self.agent]}, {}


class Intercom(Played):
    def __init__(self, contacts=120, talks=70):
        super().__init__()
        self.contacts = [
            {"type": "contact", "id": f"c{n}", "role": "user", "name": f"Клиент {n}", "email": f"c{n}@shop.example",
             "phone": None, "companies": {"type": "list", "data": [{"id": "f1", "type": "company"}] if n < 3 else []}}
            for n in range(contacts)
        ]  # fmt: skip
        self.talks = [f"{n}" for n in range(talks)]

    def talk(self, n):
        who = self.contacts[int(n) % len(self.contacts)]
        vera = {"type": "admin", "id": "55", "name": "Вера", "email": "vera@uklad.example"}
        part = {"type": "conversation_part", "attachments": []}
        return {
            "type": "conversation", "id": n, "title": f"Тема {n}", "created_at": BEGAN + int(n) * 1000,
            "updated_at": BEGAN + int(n) * 1000 + 900, "state": "closed" if int(n) % 2 else "open", "open": True,
            "admin_assignee_id": 55, "contacts": {"contacts": [{"type": "contact", "id": who["id"]}]},
            "statistics": {"last_close_at": BEGAN + int(n) * 1000 + 800},
            "source": {"type": "conversation", "id": f"s{n}", "subject": "", "body": "<p>Где заказ?</p>",
                       "attachments": [], "author": {"type": "user", **{k: who[k] for k in ("id", "name", "email")}}},
            "conversation_parts": {"total_count": 4, "conversation_parts": [
                {**part, "id": f"{n}1", "part_type": "comment", "body": "<p>Едет</p>", "author": vera,
                 "created_at": BEGAN + int(n) * 1000 + 60},
                {**part, "id": f"{n}2", "part_type": "note", "body": "<p>Склад</p>", "author": vera,
                 "created_at": BEGAN + int(n) * 1000 + 90},
                {**part, "id": f"{n}3", "part_type": "assignment", "body": None, "author": vera,
                 "created_at": BEGAN + int(n) * 1000 + 95},
                {**part, "id": f"{n}4", "part_type": "close", "body": None, "author": vera,
                 "created_at": BEGAN + int(n) * 1000 + 99},
            ]},
        }  # fmt: skip

    def answer(self, method, path, query, headers, body):
        if headers.get("Authorization") != "Bearer it-1" or headers.get("Intercom-Version") != "2.11":
            return 401, {"type": "error.list", "errors": [{"code": "unauthorized"}]}, {}
        if path == "/me":
            return 200, {"type": "admin", "id": "1", "name": "Olga", "app": {"id_code": "abc", "name": "Уклад"}}, {}
        if path == "/contacts":
            return 200, self.slice("data", self.contacts, query.get("starting_after"), int(query["per_page"])), {}
        if found := re.fullmatch(r"/contacts/(\w+)", path):
            return 200, next(one for one in self.contacts if one["id"] == found[1]), {}
        if path == "/companies":
            return 200, {"type": "list", "data": [], "total_count": 1}, {}
        if path == "/companies/list":
            firm = {"type": "company", "id": "f1", "company_id": "x", "name": "ООО Свет"}
            return 200, {"type": "list", "data": [firm], "pages": {"page": 1, "total_pages": 1}, "total_count": 1}, {}
        rows = [{"type": "conversation", "id": one} for one in self.talks]
        if path == "/conversations":
            return 200, self.slice("conversations", rows, None, int(query["per_page"])), {}
        if path == "/conversations/search":
            asked = json.loads(body)
            since, paged = asked["query"]["value"], asked["pagination"]
            rows = [one for one in rows if self.talk(one["id"])["updated_at"] > since]
            return 200, self.slice("conversations", rows, paged.get("starting_after"), paged["per_page"]), {}
        return 200, self.talk(path.rpartition("/")[2]), {"X-RateLimit-Remaining": "5"}

    @staticmethod
    def slice(name, rows, after, size):
        at = int(after or 0)
        more = {"page": 2, "starting_after": str(at + size)} if at + size < len(rows) else None
        return {"type": "list", name: rows[at : at + size], "total_count": len(rows),
                "pages": {"type": "pages", "page": 1, "per_page": size, "next": more}}  # fmt: skip


class Amo(Played):
    def __init__(self, contacts=300, leads=5):
        super().__init__()

        def field(code, value):
            return {"field_id": 1, "field_code": code, "values": [{"value": value, "enum_code": "WORK"}]}

        self.companies = [{"id": 40, "name": "ООО Свет", "custom_fields_values": None}]
        self.contacts = [
            {"id": n, "name": f"Клиент {n}", "custom_fields_values": [
                field("PHONE", f"+7916{n:07}"), field("EMAIL", f"c{n}@shop.example")],
             "_embedded": {"companies": [{"id": 40}] if n == 1 else []}}
            for n in range(1, contacts + 1)
        ]  # fmt: skip
        self.notes, self.users = [], [{"id": 5, "name": "Вера", "email": "vera@uklad.example", "lang": "ru"}]
        self.leads = [
            {"id": 100 + n, "name": f"Сделка {n}", "price": 25000 + n, "status_id": {0: 142, 1: 143}.get(n, 2030),
             "created_at": BEGAN + n, "updated_at": BEGAN + 5000 + n, "closed_at": BEGAN + 4000 if n < 2 else None,
             "is_deleted": False, "_embedded": {
                 "contacts": [{"id": 9999, "is_main": False}, {"id": n + 1, "is_main": True}],
                 "loss_reason": [{"id": 1, "name": "Дорого"}] if n == 1 else []}}
            for n in range(leads)
        ]  # fmt: skip

    def answer(self, method, path, query, headers, body):
        if headers.get("Authorization") != "Bearer at-1":
            return 401, {"title": "Unauthorized", "status": 401}, {}
        name = path.removeprefix("/api/v4/").removeprefix("contacts/")
        if name == "account":
            return 200, {"id": 5, "name": "Уклад", "subdomain": "uklad", "currency": "RUB"}, {}
        page, limit = int(query["page"]), int(query["limit"])
        since = int(query.get("filter[updated_at][from]", 0))
        rows = [one for one in getattr(self, name) if one.get("updated_at", 0) >= since]
        shown = rows[(page - 1) * limit : page * limit]
        if not shown:
            return 204, b"", {}
        links = {"self": {"href": "x"}}
        if page * limit < len(rows):
            links["next"] = {"href": f"{self.url}{path}?page={page + 1}"}
        return 200, {"_page": page, "_links": links, "_embedded": {name: shown}}, {}


class Bitrix(Played):
    path = "/rest/1/abcdef123456"

    def __init__(self, contacts=120):
        super().__init__()
        self.rights, self.lines, self.sessions = ["crm"], [], {}
        self.fields = {"ID": {"type": "integer", "title": "ID"}, "NAME": {"type": "string", "title": "Имя"}}
        self.rows = {
            "crm.company.list": [{"ID": "40", "TITLE": "ООО Свет"}],
            "crm.contact.list": [
                {"ID": str(n), "NAME": "Клиент", "SECOND_NAME": None, "LAST_NAME": str(n), "COMPANY_ID": "40" if n == 1
                 else None, "PHONE": [{"ID": "1", "VALUE_TYPE": "WORK", "VALUE": f"8 916 {n:07}", "TYPE_ID": "PHONE"}],
                 "EMAIL": [{"ID": "2", "VALUE_TYPE": "WORK", "VALUE": f"c{n}@shop.example", "TYPE_ID": "EMAIL"}]}
                for n in range(1, contacts + 1)
            ],
            "crm.deal.list": [
                {"ID": str(n + 1), "TITLE": f"Сделка {n}", "STAGE_SEMANTIC_ID": "SFP"[n % 3], "OPPORTUNITY": "1000.50",
                 "CURRENCY_ID": "RUB", "CONTACT_ID": str(n + 1), "DATE_CREATE": "2023-01-02T10:00:00+03:00",
                 "CLOSEDATE": "2023-02-02T03:00:00+03:00", "DATE_MODIFY": "2023-02-02T10:00:00+03:00"}
                for n in range(3)
            ] + [{"ID": "9", "TITLE": "Ничья", "CONTACT_ID": "0", "DATE_CREATE": "2023-01-02T10:00:00+03:00"}],
            "crm.activity.list": [
                {"ID": str(n), "THREAD_ID": "1" if n < 3 else str(n), "SUBJECT": "Заказ", "DESCRIPTION_TYPE": "3",
                 "DESCRIPTION": f"<p>Письмо {n}</p><script>x()</script>", "DIRECTION": "2" if n == 2 else "1",
                 "CREATED": f"2023-01-0{n}T10:00:00+03:00", "LAST_UPDATED": f"2023-01-0{n}T12:00:00+03:00",
                 "COMPLETED": "Y" if n == 3 else "N", "TYPE_ID": "4", "FILES": [], "SETTINGS": [],
                 "COMMUNICATIONS": [{"TYPE": "EMAIL", "VALUE": "c1@shop.example", "ENTITY_ID": "1",
                                     "ENTITY_TYPE_ID": "3"}] if n < 5 else []}
                for n in range(1, 6)
            ],
        }  # fmt: skip

    def answer(self, method, path, query, headers, body):
        if not path.startswith(self.path + "/"):
            return 401, {"error": "INVALID_CREDENTIALS", "error_description": "Invalid request credentials"}, {}
        method, asked = path.removeprefix(self.path + "/").removesuffix(".json"), json.loads(body)
        if method == "scope":
            return 200, {"result": self.rights, "time": {}}, {}
        if method == "crm.contact.fields":
            return 200, {"result": self.fields, "time": {}}, {}
        if method == "imopenlines.session.history.get":
            return 200, {"result": self.sessions[asked["SESSION_ID"]], "time": {}}, {}
        if asked.get("filter", {}).get("PROVIDER_ID") == "IMOPENLINES_SESSION":
            return 200, {"result": [one for one in self.lines if int(one["ID"]) > int(asked["filter"][">ID"])]}, {}
        if method == "profile":
            return 200, {"result": {"ID": "1", "ADMIN": True, "NAME": "Ольга", "LAST_NAME": "К."}, "time": {}}, {}
        rows = self.rows[method]
        if asked.get("start") == -1:
            last = int(asked["filter"].get(">ID", 0))
            return 200, {"result": [one for one in rows if int(one["ID"]) > last][:50], "time": {}}, {}
        start = asked.get("start", 0)
        return 200, {"result": rows[start : start + 50], "total": len(rows), "next": start + 50, "time": {}}, {}
