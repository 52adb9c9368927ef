"""Saving the draft of one text in Wagtail, as an editor's browser does it, beside Foyer's edits over HTTP."""

import html.parser
import http.client
import json
import os
import pathlib
import subprocess
import threading
import time
import urllib.parse

from processes import Broken, free_port, processor_seconds, server

CLIENTS = 8
#: How its editor saves: by the button, or by itself while somebody types.
WAYS = {"form": {}, "autosave": {"Accept": "application/json"}}


def measure(bench) -> dict:
    """Wagtail behind gunicorn with two workers, on the same disk; every client is an editor of its own with a page of its own."""
    tools = programs(bench.root)
    data = bench.disk / "peer"
    data.mkdir()
    seconds = 4 if bench.quick else 10
    environment = {
        **os.environ, "PEER_DATA": str(data), "PYTHONPATH": str(bench.root / "bench"),
        "PYTHONDONTWRITEBYTECODE": "1", "DJANGO_SETTINGS_MODULE": "peer.settings",
    }
    bench.say("setting up Wagtail")
    done = subprocess.run([tools / "python", "-m", "peer.prepare", str(CLIENTS)],
                          env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Broken(f"Wagtail was not set up:\n{done.stderr[-2000:]}")
    accounts = json.loads(done.stdout)
    port = free_port()
    # The kind of worker that keeps connections. More threads than one make it slower: they wait for SQLite's lock asleep.
    command = [tools / "gunicorn", "--workers", 2, "--worker-class", "gthread", "--threads", 1, "--keep-alive", 60,
               "--bind", f"127.0.0.1:{port}", "django.core.wsgi:get_wsgi_application()"]
    log = data / "gunicorn.log"
    with server(command, log, port, environment) as process:
        editors = [Editor(port, **account) for account in accounts]
        ways = {}
        for way, headers in WAYS.items():
            bench.say(f"saving drafts in Wagtail: {way}, {CLIENTS} clients")
            for editor in editors:
                editor.save(headers)
            before = processor_seconds(process.pid)
            ways[way] = together(editors, headers, seconds)
            used = processor_seconds(process.pid) - before
            ways[way]["processorMicrosecondsEach"] = round(used / ways[way]["count"] * 1e6, 1)
        for editor in editors:
            editor.check()
    version = subprocess.run([tools / "python", "-c", "import wagtail; print(wagtail.__version__)"],
                             capture_output=True, text=True, check=True).stdout.strip()
    return {"wagtail": version, "clients": CLIENTS, "ways": ways}


def programs(root: pathlib.Path) -> pathlib.Path:
    found = root / ".venv-bench-peer" / "bin"
    if not (found / "gunicorn").exists():
        raise Broken("Wagtail is missing: scripts/setup-bench")
    return found


def together(editors: list["Editor"], headers: dict, seconds: float) -> dict:
    """Each client sends the next change as soon as the one before was answered."""
    latencies: list[float] = []
    errors: list[Exception] = []
    start = time.perf_counter()

    def work(editor: Editor) -> None:
        own = []
        try:
            while time.perf_counter() < start + seconds:
                before = time.perf_counter()
                editor.save(headers)
                own.append(time.perf_counter() - before)
        except Exception as error:
            errors.append(error)
        latencies.extend(own)

    threads = [threading.Thread(target=work, args=[editor]) for editor in editors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    took = time.perf_counter() - start
    latencies.sort()
    return {
        "count": len(latencies), "perSecond": round(len(latencies) / took, 1),
        "medianMicroseconds": round(latencies[len(latencies) // 2] * 1e6),
        "p99Microseconds": round(latencies[int(len(latencies) * 0.99)] * 1e6),
    }


class Editor:
    """One person's browser: a session, the page's form as it was served, and one connection."""

    def __init__(self, port: int, name: str, page: int):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.path = f"/admin/pages/{page}/edit/"
        self.count = 0
        login = Form.of(self.get("/admin/login/"), "login")
        login |= {"username": name, "password": name}
        self.expect(302, "POST", "/admin/login/", login)
        self.fields = Form.of(self.get(self.path), "page-edit-form")
        # What it overwrites is for the browser's script to say; without, every save is a version of its own, as in Foyer.
        self.fields = {key: value for key, value in self.fields.items() if not key.startswith(("overwrite_", "loaded_"))}

    def save(self, headers: dict) -> None:
        self.count += 1
        # The page that a browser would load after the button is not asked for: that only helps Wagtail.
        self.expect(200 if headers else 302, "POST", self.path, self.fields | {"text": self.words}, headers)

    def check(self) -> None:
        if (text := Form.of(self.get(self.path), "page-edit-form")["text"]) != self.words:
            raise Broken(f"Wagtail has {text!r} instead of {self.words!r}")

    @property
    def words(self) -> str:
        return f"Edit {self.count}"

    def get(self, path: str) -> str:
        return self.expect(200, "GET", path).decode()

    def expect(self, status: int, method: str, path: str, fields: dict | None = None, headers: dict | None = None) -> bytes:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **(headers or {})}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1{path}"}
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        text = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content
        if answer.status != status or (status == 200 and headers and not json.loads(text)["success"]):
            raise Broken(f"{method} {path} was answered with {answer.status}: {text[:300].decode(errors='replace')}")
        return text


class Form(html.parser.HTMLParser):
    """What a browser would send of a form that nobody has touched, without its buttons."""

    def __init__(self, name: str):
        super().__init__()
        self.name, self.inside, self.open = name, False, None
        self.fields: dict[str, str] = {}

    @classmethod
    def of(cls, page: str, name: str) -> dict[str, str]:
        form = cls(name)
        form.feed(page)
        if not form.fields:
            raise Broken(f"the page has no form for “{name}”")
        return form.fields

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.inside = self.name in (given.get("id") or "") or self.name in (given.get("action") or "")
        field = given.get("name")
        if not self.inside or not field:
            return
        if tag == "textarea":
            self.open, self.fields[field] = field, ""
        elif tag == "input" and given.get("type") not in ("submit", "button", "file", "image"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.fields[field] = given.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        if tag == "textarea":
            # A browser leaves out the first line feed of a text field.
            if self.open:
                self.fields[self.open] = self.fields[self.open].removeprefix("\r\n").removeprefix("\n")
            self.open = None

    def handle_data(self, text):
        if self.open:
            self.fields[self.open] += text
