"""The API of threads in the memory of a test, for what the real one does too seldom: failing, being slow, somebody else being faster."""

import json
import re
import urllib.parse

from playwright.sync_api import Page, Route

ANNA = {"kind": "account", "id": "acc-anna", "name": "Anna Beispiel", "isAgency": False}
AGENCY = {"kind": "account", "id": "acc-agency", "name": "Ben Studio", "isAgency": True}
NOW = "2026-07-01T10:00:00Z"
OPEN = {"open", "inProgress", "question"}


class FakeThreads:
    def __init__(self, page: Page, site: str, me: dict = ANNA, may=("reply", "accept", "reopen", "withdraw")):
        self.me, self.may = me, list(may)
        self.threads: list[dict] = []
        self.asked: list[tuple[str, str, dict | None]] = []
        #: Answers that stand in for the next ones: a status, or "lost".
        self.next: list[int | str] = []
        self.keys: dict[str, dict] = {}
        #: How many items a list has at least, whatever it is asked for.
        self.piece = 0
        # What really happens on the site is no matter of these threads.
        page.route(re.compile(rf"/api/v1/sites/{site}/events"), lambda route: route.fulfill(content_type="text/event-stream", body=":\n\n"))
        page.route(re.compile(rf"/api/v1/sites/{site}/(threads|rounds|pages/[^/]+/threads)"), self.answer)

    def add(self, page: str | None, element: str | None, body: str, **more) -> dict:
        number = len(self.threads) + 1
        thread = {
            "id": f"thread-{number}", "number": str(number), "version": 1, "page": page, "element": element, "revision": 1,
            "anchor": {"x": 0.5, "y": 0.5, "viewport": None, "scheme": None, "browser": None}, "quote": "Damals stand das hier",
            "place": {"state": "attached", "page": page, "path": "/", "title": "Startseite", "label": "Überschrift", "quote": "", "since": None},
            "state": "open", "reason": "", "duplicateOf": None, "priority": "normal", "assignee": None, "tags": [], "round": None,
            "visibility": "customer", "author": self.me, "at": NOW, "changedAt": NOW, "unread": False, "excerpt": body[:120],
            "may": self.may, "suggestion": None, "resolution": None,
            "comments": [self.comment(f"c{number}", body)],
        } | more
        self.threads.append(thread)
        return thread

    def comment(self, id: str, body: str, author: dict | None = None, **more) -> dict:
        return {"id": id, "author": author or self.me, "at": NOW, "body": body, "isInternal": False, "editedAt": None, "isRemoved": False,
                "kind": "words", "change": None, "files": [], "mentions": [], "may": ["edit", "remove"] if author is None else []} | more

    def find(self, id: str) -> dict | None:
        return next((thread for thread in self.threads if thread["id"] == id), None)

    def bodies(self, method: str, path: str) -> list[dict]:
        return [body for asked, found, body in self.asked if asked == method and re.search(path, found)]

    # Answers

    def answer(self, route: Route) -> None:
        request = route.request
        path = request.url.split("/api/v1/sites/", 1)[1].split("/", 1)[1]
        body = None if "files" in path else request.post_data_json
        self.asked.append((request.method, path, body))
        if self.next and request.method != "GET":
            outcome = self.next.pop(0)
            if outcome == "lost":
                return route.abort("connectionfailed")
            return self.send(route, {"code": "x", "title": "No", "detail": "so steht es geschrieben"}, outcome)
        parts, _, query = path.partition("?")
        parts = parts.split("/")
        if parts == ["rounds"]:
            return self.send(route, {"items": [{"number": 1, "name": "Runde 1", "opensAt": NOW, "endsAt": "2026-07-03T15:00:00Z", "closedAt": None, "isOpen": True}], "next": None})
        if parts == ["threads", "people"]:
            return self.send(route, {"items": [ANNA, AGENCY]})
        if parts[0] == "pages":
            return self.send(route, {"items": [self.short(thread) for thread in self.threads if thread["place"]["page"] == parts[1]], "change": 1})
        if parts == ["threads", "files"]:
            return self.send(route, {"id": f"file-{len(self.asked)}", "name": "bild.png", "type": "image/png", "width": 4, "height": 4, "size": 80, "url": "data:image/png;base64,iVBORw0KGgo="}, 201)
        if parts == ["threads"]:
            return self.create(route, body) if request.method == "POST" else self.list(route, query)
        thread = self.find(parts[1])
        if thread is None:
            return self.send(route, {"code": "notFound"}, 404)
        if parts[2:] == ["comments"]:
            thread["comments"].append(self.comment(f"c{len(self.asked)}", body["body"], isInternal=body.get("isInternal", False)))
            if thread["state"] in ("done", "accepted"):
                thread["state"] = "open"
        elif parts[2:] == ["seen"]:
            thread["unread"] = False
        elif len(parts) == 4:
            comment = next(comment for comment in thread["comments"] if comment["id"] == parts[3])
            comment |= {"body": body["body"], "editedAt": NOW} if request.method == "PATCH" else {"body": "", "isRemoved": True, "may": []}
        elif request.method == "PATCH":
            if request.headers.get("if-match") != f'"{thread["version"]}"':
                return self.send(route, {"code": "stale", "current": thread}, 409)
            if "assignee" in body:
                body["assignee"] = body["assignee"] and {"id": body["assignee"], "name": self.me["name"]}
            thread |= body
        if request.method != "GET" and parts[2:] != ["seen"]:
            thread["version"] += 1
        self.send(route, thread)

    def create(self, route: Route, body: dict) -> None:
        key = route.request.headers.get("idempotency-key", "")
        if key not in self.keys:
            anchor = {"x": None, "y": None} | body.get("anchor", {})
            self.keys[key] = self.add(body.get("page"), body.get("element"), body["body"], anchor=anchor, visibility=body.get("visibility", "customer"))
        self.send(route, self.keys[key], 201)

    def list(self, route: Route, query: str) -> None:
        wanted = dict(urllib.parse.parse_qsl(query))
        found = [thread for thread in self.threads
                 if wanted.get("page") in (None, thread["place"]["page"])
                 and (wanted.get("open") != "true" or thread["state"] in OPEN)
                 and ("state" not in wanted or thread["state"] in wanted["state"].split(","))
                 and ("author" not in wanted or thread["author"]["id"] == (self.me["id"] if wanted["author"] == "me" else wanted["author"]))]
        start = int(wanted.get("after", 0))
        limit = max(self.piece, int(wanted.get("limit", 20)))
        items = [self.short(thread) for thread in found]
        self.send(route, {"items": items[start:start + limit], "next": str(start + limit) if len(items) > start + limit else None, "change": 1})

    @staticmethod
    def short(thread: dict) -> dict:
        return {name: value for name, value in thread.items() if name != "comments"} | {"commentCount": len(thread["comments"])}

    @staticmethod
    def send(route: Route, body: dict, status: int = 200) -> None:
        if isinstance(body, dict) and "comments" in body:
            body = body | {"commentCount": len(body["comments"])}
        route.fulfill(status=status, content_type="application/json", body=json.dumps(body))
