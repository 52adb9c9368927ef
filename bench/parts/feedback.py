"""Feedback on a site with 2,000 threads: the inbox, durable comments over HTTP, open event streams, and the review page in Chromium."""

import contextlib
import json
import re
import socket
import subprocess
import time

from editor import ELEMENTS, SITE, write_site
from processes import Broken, answer, free_port, processor_seconds, resident_megabytes, server
from serving import Foyer, taken

THREADS = 2_000
PINS = 100
STREAMS = 500
#: As many streams as one account may have on a site.
STREAMS_OF_ACCOUNT = 20
CLIENTS = (1, 8, 32)
REQUESTS = 200
WORDS = "The colour of this is not the one that we had agreed on, and the words should be shorter. "


def measure(bench) -> dict:
    browser = bench.root / ".venv-bench" / "bin" / "playwright"
    if not browser.exists():
        raise Broken("Playwright is missing: scripts/setup-bench")
    folder, data, log = bench.disk / "reviewed", bench.disk / "feedback", bench.disk / "feedback.log"
    write_site(folder)
    port = free_port()
    links = set_up(bench, folder, data, port)
    with server([bench.foyer, "serve", "--data", data, "--port", port], log, port) as process:
        people = [Person(port, link) for link in links]
        designer, customer = people[0], people[1]
        bench.say(f"{THREADS} threads, {PINS} of them on one page")
        page, threads = seed(designer)
        inbox = taken(designer, "/api/v1/inbox", REQUESTS)
        listed = taken(designer, f"/api/v1/sites/{SITE}/threads?page={page}&limit=100", REQUESTS)
        bench.say("the review page in Chromium, and a comment on its way to another browser")
        seen = answer([
            browser.with_name("python"), "-B", bench.root / "bench" / "parts" / "reviewing.py",
            "--origin", f"http://{designer.host}:{port}", "--cookie", customer.cookie, "--other", designer.cookie,
            "--path", f"/sites/{SITE}/review?page={page}", "--api", f"/api/v1/sites/{SITE}/threads",
            "--page", page, "--rounds", 3 if bench.quick else 9, "--comments", 10 if bench.quick else 40,
        ])
        comments = [commented(bench, designer, threads, clients) for clients in CLIENTS]
        streams = listened(bench, process, people)
    return {"threads": THREADS, "pins": PINS, "inbox": inbox, "listed": listed, "comments": comments, "streams": streams, **seen}


class Person(Foyer):
    """Somebody who has just followed their invitation."""

    def __init__(self, port: int, link: str):
        self.port, self.host = port, "portal.localhost"
        self.cookie = self.sign_in(link, b"password=of+somebody+who+is+measured")


def set_up(bench, folder, data, port: int) -> list[str]:
    """Gives the links of the invitations: a designer's, then those of the customer's people."""
    def foyer(*arguments) -> str:
        done = subprocess.run([bench.foyer, *map(str, arguments)], capture_output=True, text=True)
        if done.returncode:
            raise Broken(f"foyer {arguments[0]} ended with {done.returncode}: {done.stderr}")
        return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""

    own = ["--data", data, "--port", port]
    foyer("import", folder, "--data", data, "--site", SITE)
    foyer("phase", SITE, "feedback", "--data", data)
    links = [foyer("account", "add", "designer@example.org", "--name", "Designer", "--role", "designer", *own)]
    for number in range(STREAMS // STREAMS_OF_ACCOUNT):
        links.append(foyer("account", "invite", f"person{number}@example.org", "--name", f"Person {number}",
                           "--site", SITE, "--role", "owner", *own))
    return links


def seed(designer: Foyer) -> tuple[str, list[str]]:
    """Gives the page and all threads: those on elements, a hundred, and the rest about the whole site, as a long project has them."""
    page = next(each for each in designer.api(f"/sites/{SITE}/pages")["items"] if each["path"] == "/")["id"]
    tree = designer.api(f"/sites/{SITE}/pages/{page}/tree")
    elements = [each["id"] for each in tree["elements"] if each["kind"] == "text"]
    if len(tree["elements"]) != ELEMENTS or len(elements) < PINS:
        raise Broken(f"the page has {len(tree['elements'])} elements and {len(elements)} texts")
    threads = []
    for number in range(THREADS):
        place = {"page": page, "element": elements[number * len(elements) // PINS],
                 "anchor": {"x": 0.5, "y": 0.5}} if number < PINS else {}
        threads.append(write(designer, {"revision": tree["revision"], "body": WORDS, **place}))
    pins = len(designer.api(f"/sites/{SITE}/pages/{page}/threads")["items"])
    if pins != PINS:
        raise Broken(f"the page has {pins} threads, not {PINS}")
    return page, threads


def write(person: Foyer, thread: dict) -> str:
    status, _, body = person.request("POST", f"/api/v1/sites/{SITE}/threads", json.dumps(thread).encode(),
                                     {"Cookie": person.cookie, "Content-Type": "application/json"})
    if status != 201:
        raise Broken(f"a thread was answered with {status}: {body[:300].decode(errors='replace')}")
    return json.loads(body)["id"]


def commented(bench, designer: Foyer, threads: list[str], clients: int) -> dict:
    bench.say(f"comments over HTTP, {clients} clients")
    path = f"/api/v1/sites/{SITE}/threads"
    command = [
        bench.bench, "comments", "--port", designer.port, "--host", designer.host, "--cookie", designer.cookie,
        "--path", path, "--clients", clients, "--seconds", bench.seconds,
    ]
    return {"clients": clients, **answer(command, "".join(f"{thread}\n" for thread in threads[PINS:]))}


def listened(bench, process, people: list[Foyer]) -> dict:
    """Opens event streams and lets them be; then one more thread has to reach all of them."""
    bench.say(f"{STREAMS} event streams")
    before = resident_megabytes(process.pid)
    with contextlib.ExitStack() as stack:
        streams = []
        for number in range(STREAMS):
            person = people[1 + number // STREAMS_OF_ACCOUNT]
            stream = stack.enter_context(socket.create_connection(("127.0.0.1", person.port), timeout=30))
            stream.sendall(
                f"GET /api/v1/sites/{SITE}/events?screen=bench-{number} HTTP/1.1\r\nHost: {person.host}:{person.port}\r\n"
                f"Cookie: {person.cookie}\r\nSec-Fetch-Site: same-origin\r\n\r\n".encode())
            streams.append(stream)
        for stream in streams:
            head = b""
            while b"retry:" not in head:
                part = stream.recv(65_536)
                if not part:
                    raise Broken(f"a stream ended: {head[:300].decode(errors='replace')}")
                head += part
            if not head.startswith(b"HTTP/1.1 200"):
                raise Broken(f"a stream was answered with {head[:60].decode(errors='replace')}")
        time.sleep(2)
        after, processor = resident_megabytes(process.pid), processor_seconds(process.pid)
        idle = 10 if bench.quick else 30
        time.sleep(idle)
        used = processor_seconds(process.pid) - processor
        start = time.perf_counter()
        write(people[0], {"revision": 1, "body": WORDS})
        for stream in streams:
            told = b""
            while not re.search(rb"^event: thread\r?$", told, re.M):
                part = stream.recv(65_536)
                if not part:
                    raise Broken("a stream ended before it told of the thread")
                told += part
        reached = (time.perf_counter() - start) * 1000
    return {"count": STREAMS, "megabytes": round(after - before, 1), "idlePercent": round(used / idle * 100, 2),
            "allReachedMilliseconds": round(reached)}
