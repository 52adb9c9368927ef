"""A site made of places for words, one of each for every string, and a client of the API that fills them many at a time."""

import contextlib
import http.client
import json
import os
import pathlib
import re
import struct
import subprocess
import urllib.parse
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from processes import ROOT, Server, demo_server, foyer

SITE = "hostile"

#: Elements that hold words, in what HTML wants around them.
PLACES = [
    "<p {0}>x</p>", "<h2 {0}>x</h2>", "<ul><li {0}>x</li></ul>", "<dl><dt>x</dt><dd {0}>x</dd></dl>", "<address {0}>x</address>",
    "<table><caption {0}>x</caption><tbody><tr><td>x</td></tr></tbody></table>", "<p><small {0}>x</small></p>", "<pre {0}>x</pre>",
    "<table><tbody><tr><td {0}>x</td></tr></tbody></table>", "<figure><figcaption {0}>x</figcaption></figure>",
    "<details open><summary {0}>x</summary></details>", "<fieldset><legend {0}>x</legend></fieldset>",
    "<blockquote {0}>x</blockquote>", "<p><time {0}>x</time></p>", "<p><label {0}>x</label></p>",
]
MARKS = ["strong", "em", "code", "strike", "sub", "sup", "link"]
BLOCKS = ["paragraph", "heading", "list", "quote", "code"]
#: Values that mean something to programs, and some that an agency has added.
COMPANY = ["name", "street", "city", "phone", "email", "manager", *(f"own{number}" for number in range(54))]
HREF = "https://example.org/"


def inline(text: str, *marks: dict) -> list[dict]:
    return [{"type": "text", "text": text, "marks": list(marks)} if marks else {"type": "text", "text": text}]


def mark(number: int) -> dict:
    name = MARKS[number % len(MARKS)]
    return {"type": "link", "attrs": {"href": HREF}} if name == "link" else {"type": name}


def blocks(text: str) -> dict:
    """The same words once in every block."""
    paragraph = {"type": "paragraph", "content": inline(text)}
    return {"type": "doc", "content": [
        paragraph,
        {"type": "heading", "attrs": {"level": 2}, "content": inline(text)},
        {"type": "bullet_list", "content": [{"type": "list_item", "content": [paragraph]}]},
        {"type": "blockquote", "content": [paragraph]},
        {"type": "code_block", "content": inline(text)},
    ]}


def words(nodes) -> str:
    """All words below a node of a document, or of a list of them."""
    if isinstance(nodes, list):
        return "".join(map(words, nodes))
    return nodes.get("text", "") + words(nodes.get("content", []))


@dataclass(frozen=True)
class Sink:
    """One kind of place: the page on which it stands, how words come into it, and what the server says that is in it."""

    path: str
    #: Of the elements, in a published page and in a draft.
    selector: str
    operation: Callable[[int, dict, str], dict]
    stored: Callable[[dict], str]
    #: What a browser has of it; by default its text content.
    shown: str | None = "element => element.textContent"
    #: One of the places, in the site's folder.
    markup: str = ""
    #: How often the words stand in one place.
    times: int = 1


def edit(op: str, element: dict, **values) -> dict:
    return {"op": op, "element": element["id"], "version": element["version"], **values}


SINKS = {
    "text": Sink(
        "/text/", ".plain", lambda number, element, text: edit("setText", element, text=text),
        lambda element: words(element["content"]["text"])),
    "marked": Sink(
        "/marked/", ".marked", lambda number, element, text: edit("setText", element, content=inline(text, mark(number))),
        lambda element: words(element["content"]["text"]),
        markup='<p class="marked" data-edit="text" data-marks="{marks}"><{tag}>x</{tag}></p>'),
    "label": Sink(
        "/label/", ".label", lambda number, element, text: edit("setText", element, content=inline(text)),
        lambda element: words(element["content"]["label"]),
        markup=f'<p><a class="label" data-edit="text link" href="{HREF}">x</a></p>'),
    "richText": Sink(
        "/rich-text/", ".rich-text", lambda number, element, text: edit("setRichText", element, document=blocks(text)),
        lambda element: words(element["content"]["document"]),
        markup='<div class="rich-text" data-edit="text" data-blocks="{blocks}"><p>x</p><h2>x</h2><ul><li>x</li></ul>'
               "<blockquote><p>x</p></blockquote><pre><code>x</code></pre></div>", times=5),
    "alternative": Sink(
        "/alternative/", ".alternative", lambda number, element, text: edit("setImage", element, alternative=text),
        lambda element: element["content"]["alternative"], shown="element => element.alt",
        markup='<img class="alternative" data-edit="media" src="assets/dot.png" alt="x">'),
    "name": Sink(
        "/name/", ".named", lambda number, element, text: edit("update", element, set={"name": text}),
        lambda element: element["name"], shown=None, markup='<p class="named" data-edit="text" data-name="x">x</p>'),
}


def write_site(home: pathlib.Path, places: int, pages: int, links: int) -> None:
    """A folder that FOYER_HOME may name: what is here, but with one site only, which has so many places of every kind."""
    home.mkdir()
    for name in ("vendor.json", "vendor", "themes", "Sources"):
        (home / name).symlink_to(ROOT / name)
    site = home / "content" / SITE
    for folder in ("pages", "collections/posts", "assets"):
        (site / folder).mkdir(parents=True)
    (site / "assets" / "dot.png").write_bytes(png())
    company = "".join(f"  {key}: x\n" for key in COMPANY)
    (site / "site.yaml").write_text(
        f"name: Hostile\nlocales: [de]\nurl: https://hostile.example\ntheme: journal\ncompany:\n  type: Bakery\n{company}"
        "navigation:\n  main:\n    - { page: index }\n    - { page: meta-0 }\n    - { page: meta-1 }\n")
    values = "".join(f'<p class="{key}" data-field="company.{key}">x</p><p><a data-field="company.{key}">x</a></p>' for key in COMPANY)
    page(site, "index", values + '<ul data-collection="posts" data-limit="10"><li><a data-field="entry.title">x</a></li></ul>')
    for name, sink in SINKS.items():
        page(site, sink.path.strip("/"), "".join(place(name, sink, number) for number in range(places)))
    page(site, "link", "".join(f'<p><a class="link" data-edit="link" href="{HREF}">x</a></p>' for _ in range(links)))
    markdown = '<div class="markdown" data-edit="text" data-markdown>x</div>'
    page(site, "markdown", markdown * places)
    for number in range(pages):
        page(site, f"meta-{number}", '<p data-field="page.description">x</p>', "edit: meta\n")
    (site / "collections" / "posts.yaml").write_text("title: Posts\npath: posts\ntemplate: entry\norder: -date\nfeed: true\n")
    for number in range(10):
        text = f"---\ntitle: x\ndescription: x\ndate: 2026-01-{number + 1:02}\nedit: meta\n---\n<p>x</p>\n"
        (site / "collections" / "posts" / f"entry-{number}.html").write_text(text)


def page(site: pathlib.Path, name: str, body: str, front: str = "") -> None:
    (site / "pages" / f"{name}.html").write_text(f"---\ntitle: x\ndescription: x\n{front}---\n{body}\n")


def place(name: str, sink: Sink, number: int) -> str:
    if name == "text":
        return PLACES[number % len(PLACES)].format('class="plain" data-edit="text"')
    tags = {"strike": "s", "link": f'a href="{HREF}"'}
    tag = tags.get(MARKS[number % len(MARKS)], MARKS[number % len(MARKS)])
    text = sink.markup.format(marks=" ".join(MARKS), blocks=" ".join(BLOCKS), tag=tag)
    return text.replace(f"</{tag}>", f"</{tag.split()[0]}>")


def png(width: int = 1) -> bytes:
    """A grey line."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head, line = struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0), zlib.compress(b"\x00" + b"\x80" * width)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", line) + chunk(b"IEND", b"")


@contextlib.contextmanager
def hostile_server(folder: pathlib.Path, places: int, pages: int, links: int):
    write_site(folder / "home", places, pages, links)
    with demo_server(folder / "data", home=folder / "home", log="hostile-server.log") as server:
        yield server


def invite(server: Server, folder: pathlib.Path, email: str, name: str) -> subprocess.CompletedProcess:
    """Prints a link with which somebody of that name can sign in."""
    command = [foyer(), "account", "invite", email, "--name", name, "--site", SITE, "--role", "owner",
               "--data", folder / "data", "--port", str(server.port)]
    environment = {**os.environ, "FOYER_HOME": str(folder / "home")}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


class Client:
    """Somebody who is signed in and needs no browser for it."""

    def __init__(self, server: Server, link: str):
        """With a one-time link; who has no password yet chooses one."""
        self.server = server
        self.origin = server.portal.rstrip("/")
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.cookie = ""
        form = b"password=nobody+guesses+these+words"
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, headers, body = self.request("POST", link.removeprefix(self.origin), form, headers)
        assert "Set-Cookie" in headers, f"signing in is answered with {status}: {body[:2000].decode()}"
        self.cookie = headers["Set-Cookie"].partition(";")[0]
        self.pages = {page["path"]: page["id"] for page in self.everything("pages")}

    @property
    def browser_cookie(self) -> dict:
        name, _, value = self.cookie.partition("=")
        return {"name": name, "value": value, "url": self.origin}

    def request(self, method: str, path: str, body: bytes | None = None, headers: dict | None = None):
        sent = {"Host": self.origin.removeprefix("http://"), "Origin": self.origin, "Sec-Fetch-Site": "same-origin"}
        if self.cookie:
            sent["Cookie"] = self.cookie
        self.connection.request(method, path, body, {**sent, **(headers or {})})
        answer = self.connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()

    def ask(self, method: str, path: str, body=None) -> tuple[int, dict]:
        """A request of the API below the site. Nothing that is sent may be more than the server can take."""
        bytes = None if body is None else body if isinstance(body, str) else json.dumps(body)
        headers = {} if body is None else {"Content-Type": "application/json"}
        status, _, answer = self.request(method, f"/api/v1/sites/{SITE}/{path}", bytes and bytes.encode(), headers)
        assert status < 500, f"{method} {path} is answered with {status}: {answer[:300]!r}\n{(bytes or '')[:300]}"
        return status, json.loads(answer or b"{}")

    def upload(self, name: str, type: str, body: bytes) -> tuple[int, dict]:
        path = f"/api/v1/sites/{SITE}/assets?name={urllib.parse.quote(name, safe='')}"
        status, _, answer = self.request("POST", path, body, {"Content-Type": type})
        assert status < 500, f"{name!r} is answered with {status}: {answer[:300]!r}"
        return status, json.loads(answer)

    def get(self, path: str) -> dict:
        status, answer = self.ask("GET", path)
        assert status == 200, f"GET {path} is answered with {status}: {answer}"
        return answer

    def everything(self, path: str) -> list[dict]:
        items, after = [], ""
        while True:
            answer = self.get(f"{path}?limit=100{after}")
            items += answer["items"]
            if not answer.get("next"):
                return items
            after = f"&after={answer['next']}"

    def tree(self, path: str) -> dict:
        return self.get(f"pages/{self.pages[path]}/tree")

    def elements(self, path: str, selector: str) -> list[dict]:
        """The elements of a class, in the order of the document."""
        found = [each for each in self.tree(path)["elements"] if selector.lstrip(".") in each.get("classes", [])]
        assert found, f"{path} has no element {selector}"
        return found

    def publish(self) -> None:
        status, answer = self.ask("POST", "releases", {})
        assert status == 201, answer

    def edit(self, operations: list[dict]) -> list[tuple[int, dict]]:
        """Makes all the edits that the server takes, as many as it allows at once. Gives its answer for each operation."""
        answers: dict[int, tuple[int, dict]] = {}
        left = [(number, json.dumps(operation)) for number, operation in enumerate(operations)]
        while left:
            group, size = [], 0
            while left and len(group) < 500 and size < 1_500_000:
                group.append(left.pop(0))
                size += len(group[-1][1])
            while group:
                status, answer = self.ask("POST", "edits", '{"operations":[' + ",".join(text for _, text in group) + "]}")
                if status == 201:
                    answers |= {number: (status, answer) for number, _ in group}
                    break
                answers[group.pop(refused(answer, [text for _, text in group]))[0]] = (status, answer)
        return [answers[number] for number in range(len(operations))]


def refused(problem: dict, operations: list[str]) -> int:
    """Which of the operations a refusal is about: it names it, or the place in the body."""
    if found := re.search(r"at byte (\d+)", problem.get("detail", "")):
        left = int(found[1]) - len('{"operations":[')
        for number, text in enumerate(operations):
            left -= len(text) + 1
            if left < 0:
                return number
    pointers = [error["pointer"] for error in problem.get("errors", [])]
    found = next((match for pointer in pointers if (match := re.match(r"/operations/(\d+)", pointer))), None)
    assert found, f"a refusal that names no operation: {problem}"
    return int(found[1])
