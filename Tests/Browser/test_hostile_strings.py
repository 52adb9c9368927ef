"""Words stay words: hostile strings in every place that takes some, through the API, then in Chromium as drafts, as published
pages and on the portal's screens. Nothing runs, nothing is asked for, no element and no attribute comes or goes, and what is
read is what was stored.

A sample is tested each time. FOYER_HOSTILE=all takes all strings of the corpus that FOYER_CORPUS names; for names of files and
people, and for files, a thousand of them."""

import json
import os
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import launch
from hostile import MORE_THAN_BLOCKS, NOT_BLOCKS, NOT_INLINE, TARGETS, Hostile, strings
from hostile_site import COMPANY, SINKS, SITE, Client, Sink, edit, hostile_server, invite, png
from tripwire import DANGERS, SKELETON, Tripwire, dangers, guarded, skeleton

ALL = os.environ.get("FOYER_HOSTILE") == "all"
STRINGS = strings(None if ALL else 60)
#: How many strings one page and one edit hold.
PLACES = min(len(STRINGS), 500)
PAGES = 500 if ALL else 60
ROUNDS = [STRINGS[start : start + PLACES] for start in range(0, len(STRINGS), PLACES)]
#: What the server takes in no text; other characters are left as they are.
REFUSED = [*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x2070), 0xFFFE, 0xFFFF]
SOFT = dict.fromkeys(REFUSED, " ")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def server(folder):
    with hostile_server(folder, PLACES, PAGES, len(TARGETS)) as server:
        yield server


@pytest.fixture(scope="module")
def designer(server) -> Client:
    return Client(server, server.links["designer"])


@pytest.fixture(scope="module")
def customer(server) -> Client:
    return Client(server, server.links["customer"])


@pytest.fixture(scope="module")
def walled(browser: Browser):
    """A Chromium that finds no other machine, whatever a page asks of it."""
    walled = launch(browser.browser_type, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE *.localhost")
    yield walled
    walled.close()


@pytest.fixture
def screen(server, designer, walled):
    with guarded(walled, server.port, designer.browser_cookie) as (page, wire):
        yield Screens(server, designer, page, wire)


class Screens:
    """Looks at a page of the site in the ways in which people look at it."""

    def __init__(self, server, client: Client, page: Page, wire: Tripwire):
        self.server, self.client, self.page, self.wire = server, client, page, wire

    def published(self, path: str) -> Page:
        self.page.goto(self.server.live(SITE).rstrip("/") + path)
        return self.page

    def draft(self, path: str):
        self.page.goto(f"{self.server.portal}sites/{SITE}/edit/{self.client.pages[path]}")
        expect(self.page.frame_locator("iframe[data-draft]").locator("html")).to_have_attribute(
            "data-foyer-ready", "", timeout=20_000)
        return self.page.query_selector("iframe[data-draft]").content_frame()

    def look(self, path: str, sink: Sink | None = None) -> dict[str, "Look"]:
        looks = {"published": self.seen(self.published(path), sink)}
        frame = self.draft(path)
        looks["draft"] = self.seen(frame, sink)
        looks["portal"] = self.seen(self.page, None)
        # Its views fill themselves when they like; what stands there has tests of its own.
        looks["portal"].skeleton = []
        return looks

    def parsed(self, paths: list[str]) -> dict[str, dict]:
        """Published files as a browser reads them, many at a time, without running anything in them."""
        files = []
        for path in paths:
            status, headers, body = self.server.request(self.server.live(SITE).rstrip("/") + path)
            assert status == 200, (path, status)
            files.append([headers["Content-Type"].partition(";")[0], body.decode()])
        self.page.goto("about:blank")
        found = self.page.evaluate(PARSE, [files, SKELETON, DANGERS])
        return dict(zip(paths, found))

    def seen(self, page, sink: Sink | None) -> "Look":
        shown = page.eval_on_selector_all(sink.selector, f"all => all.map({sink.shown})") if sink and sink.shown else None
        found = Look(skeleton(page), dangers(page), shown, self.wire.paths(), self.wire.tripped)
        self.wire.tripped = []
        return found


PARSE = """([files, skeleton, dangers]) => files.map(([type, text]) => {
  const document = new DOMParser().parseFromString(text, type.endsWith('xml') ? 'application/xml' : 'text/html')
  const ask = source => new Function('document', `return (${source})()`)(document)
  const data = [...document.querySelectorAll('script[type="application/ld+json"]')]
  const problems = [...document.querySelectorAll('parsererror')].map(error => error.textContent)
  for (const each of data) try { JSON.parse(each.textContent) } catch (error) { problems.push(`${error}`) }
  const description = document.querySelector('meta[name=description]')?.content ?? ''
  return {skeleton: ask(skeleton), dangers: ask(dangers), title: document.querySelector('title')?.textContent, description, problems}
})"""


class Look:
    def __init__(self, skeleton: list[str], dangers: list[str], shown: list[str] | None, asked: set[str], tripped: list[str]):
        self.skeleton, self.dangers, self.shown, self.asked, self.tripped = skeleton, dangers, shown, asked, tripped

    def same_as(self, before: "Look", what: str) -> None:
        assert self.tripped == [], f"{what}: {self.tripped}"
        assert self.dangers == before.dangers == [], f"{what}: {self.dangers}"
        assert self.asked <= before.asked, f"{what} asks for {self.asked - before.asked}"
        if self.skeleton != before.skeleton:
            place = next((n for n, pair in enumerate(zip(self.skeleton, before.skeleton)) if pair[0] != pair[1]), -1)
            told = f"{self.skeleton[place : place + 3]} instead of {before.skeleton[place : place + 3]}"
            raise AssertionError(f"{what} has {len(self.skeleton)} elements instead of {len(before.skeleton)}: {told}")


# The tripwire


def test_the_strings_run_where_nothing_stops_them(walled):
    """Were it otherwise, all that follows would prove nothing."""
    running = [Hostile("script", "<script>alert(1)</script>", True), Hostile("image", "<img src=x onerror=alert(1)>", True)]
    running += [each for each in STRINGS if each.runs]
    ran = run_raw(walled, running)
    assert len(ran) >= 0.95 * len(running), sorted(each.name for each in set(running) - ran)


def run_raw(browser: Browser, strings: list[Hostile]) -> set[Hostile]:
    """Those that run in a page without any protection, each in a frame of its own."""
    ran: set[Hostile] = set()
    for start in range(0, len(strings), 50):
        group = strings[start : start + 50]

        def serve(route):
            name = route.request.url.removeprefix("http://control.localhost/")
            frames = "".join(f"<iframe src=/{number}></iframe>" for number in range(len(group)))
            body = frames if name == "all" else group[int(name)].text if name.isdecimal() and int(name) < len(group) else None
            if body is None:
                return route.fulfill(status=404) if name != route.request.url else route.abort()
            route.fulfill(content_type="text/html; charset=utf-8", body=f"<!doctype html><body>{body}")

        context = browser.new_context()
        wire = Tripwire(0)
        wire.listen(context)
        context.unroute("**/*")
        context.route("**/*", serve)
        page = context.new_page()
        page.goto("http://control.localhost/all")
        page.evaluate(POINT_AT_EVERYTHING)
        page.wait_for_timeout(300)
        for what in wire.tripped:
            place = what.partition("control.localhost/")[2].partition("#")[0].partition("?")[0]
            if place.isdecimal():
                ran.add(group[int(place)])
        context.close()
    return ran


POINT_AT_EVERYTHING = """() => {
  for (const frame of document.querySelectorAll('iframe')) {
    for (const element of frame.contentDocument?.querySelectorAll('*') ?? []) {
      try {
        element.focus?.()
        const own = element.getAttributeNames().filter(name => name.startsWith('on')).map(name => name.slice(2))
        for (const name of ['click', ...own]) {
          const event = new frame.contentWindow.Event(name, {bubbles: true, cancelable: true})
          if (name !== 'click' || !element.closest('a[href^="http"]')) element.dispatchEvent(event)
        }
        if (String(element.href?.baseVal ?? element.href ?? '').trim().startsWith('javascript:')) element.click?.()
      } catch {}
    }
  }
}"""


def test_the_checks_would_notice(walled):
    with guarded(walled, 0) as (page, wire):
        def look(body: str) -> Look:
            page.set_content(f"<!doctype html><title>x</title><p>{body}</p>")
            return Look(skeleton(page), dangers(page), None, wire.paths(), wire.tripped)

        before = look("words")
        look("other words &lt;b&gt;").same_as(before, "words")
        for body in ("<b>x</b>", "<a href='javascript:x'>x</a>", "</p><p>", "<img src=x onerror=alert(1)>"):
            with pytest.raises(AssertionError):
                look(body).same_as(before, body)


# Words in elements


@pytest.mark.parametrize("name", SINKS)
def test_words_stay_words(designer, screen, name):
    sink = SINKS[name]
    before = screen.look(sink.path, sink)
    for group in ROUNDS:
        elements = fill(designer, sink, group)
        designer.publish()
        for view, look in screen.look(sink.path, sink).items():
            look.same_as(before[view], f"{name}, {view}")
            if look.shown is not None:
                wrong = [(sink.stored(e), s) for e, s in zip(elements, look.shown, strict=True) if sink.stored(e) != s]
                assert wrong == [], f"{name}, {view}: stored, and shown"


def fill(designer: Client, sink: Sink, group: list[Hostile]) -> list[dict]:
    """Puts each string into a place of its own; gives the elements as they are then."""
    answers = send(designer, sink, group, [each.text for each in group])
    # Strings with characters that the server takes nowhere are tried again without them.
    again = {n: each.text.translate(SOFT) for n, each in enumerate(group) if answers[n][0] != 201}
    soft = send(designer, sink, group, [again.get(n) for n in range(len(group))])
    elements = designer.elements(sink.path, sink.selector)
    for number, each in enumerate(group):
        (status, answer), (soft_status, soft_answer) = answers[number], soft[number]
        if status == 201:
            assert sink.stored(elements[number]) == each.text * sink.times, each
        else:
            assert status in (400, 422), (each, answer)
            # What is left may be nothing that could be seen, or longer than such a thing may be.
            assert soft_status in (201, 422), (each, soft_answer)
    taken = sum(201 in (answer[0], other[0]) for answer, other in zip(answers, soft))
    assert taken >= 0.9 * len(group), f"only {taken} of {len(group)} strings were taken; the last answer: {answers[-1]}"
    return elements


def send(designer: Client, sink: Sink, group: list[Hostile], texts: list[str | None]) -> list[tuple[int, dict]]:
    elements = designer.elements(sink.path, sink.selector)[: len(group)]
    chosen = [number for number, text in enumerate(texts) if text is not None]
    answers = designer.edit([sink.operation(number, elements[number], texts[number]) for number in chosen])
    found = dict(zip(chosen, answers))
    return [found.get(number, (0, {})) for number in range(len(group))]


MARKDOWN_TAGS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "del", "a", "br", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "input", "img",
}


def test_markdown_stays_within_its_element(designer, customer, screen):
    """Whoever may change words may make paragraphs and lists of them, but no HTML."""
    count = "all => [all.length, [...new Set(all.flatMap(each => [...each.querySelectorAll('*')].map(inner => inner.localName)))]]"
    outside = "() => document.querySelectorAll('.markdown').forEach(each => each.replaceChildren())"
    screen.published("/markdown/").evaluate(outside)
    before = skeleton(screen.page)
    for group in ROUNDS:
        elements = [each for each in customer.tree("/markdown/")["elements"] if each["kind"] == "markdown"]
        texts = [each.text.translate(SOFT) for each in group]
        answers = customer.edit([edit("setMarkdown", element, markdown=text) for element, text in zip(elements, texts)])
        assert all(status in (201, 422) for status, _ in answers), answers
        # What looks like HTML is refused, and taken once it is only talked about.
        about = [edit("setMarkdown", element, markdown=text.replace("<", "&lt;").replace("![", "! ["))
                 for element, text, (status, _) in zip(elements, texts, answers) if status == 422]
        assert sum(status == 201 for status, _ in customer.edit(about)) >= 0.8 * len(about)
        designer.publish()
        for view in ("published", "draft"):
            page = screen.published("/markdown/") if view == "published" else screen.draft("/markdown/")
            look = screen.seen(page, None)
            assert (look.tripped, look.dangers) == ([], []), view
            number, tags = page.eval_on_selector_all(".markdown", count)
            assert number == PLACES and set(tags) <= MARKDOWN_TAGS, (view, number, tags)
            if view == "published":
                page.evaluate(outside)
                assert skeleton(page) == before


# Words beside the elements


def test_titles_and_descriptions_stay_words(server, designer, screen):
    """They stand in the head, in menus, lists and feeds, and on every screen of the portal."""
    paths = sorted(path for path in designer.pages if path.startswith(("/meta-", "/posts/")))
    others = ["/", "/posts/feed.xml", "/sitemap.xml"]
    parsed = screen.parsed([*paths, *others])
    before = screen.look("/meta-0/")
    for start in range(0, len(STRINGS) if ALL else len(paths), len(paths)):
        # The strings take turns as title and as description.
        group = [STRINGS[(start + n) % len(STRINGS)].text.translate(SOFT) for n in range(len(paths))]
        stored = set_meta(designer, paths, group)
        designer.publish()
        for path, now in screen.parsed([*paths, *others]).items():
            assert now["skeleton"] == parsed[path]["skeleton"], path
            assert now["dangers"] == [] == now["problems"], (path, now)
            if path in stored:
                assert now["title"].startswith(stored[path]["title"]), (path, now["title"])
                assert now["description"] == stored[path]["meta"]["description"], path
        for path in paths[::10]:
            look = screen.seen(screen.published(path), None)
            assert (look.tripped, look.dangers) == ([], []), path
        for view, look in screen.look("/meta-0/").items():
            look.same_as(before[view], f"titles, {view}")


def set_meta(designer: Client, paths: list[str], texts: list[str]) -> dict[str, dict]:
    """Gives each page a title and a description; what is refused, as an empty title is, stays as it was."""
    operations = []
    for path, title, description in zip(paths, texts, reversed(texts)):
        page = designer.tree(path)
        meta = {"title": title, "description": description}
        operations.append({"op": "setMeta", "page": page["page"], "version": page["version"], **meta})
    answers = designer.edit(operations)
    assert all(status in (201, 422) for status, _ in answers), answers
    assert sum(status == 201 for status, _ in answers) > 0.5 * len(answers), answers
    return {path: designer.tree(path) for path in paths}


def test_company_data_stays_words(designer, screen):
    """It stands on pages, in addresses that begin with tel: and mailto:, and in the data for search engines."""
    before, parsed = screen.look("/"), screen.parsed(["/"])["/"]
    values = dict.fromkeys(COMPANY, "x")
    texts = [each.text.translate(SOFT) for each in STRINGS if each.text.translate(SOFT).strip()]
    for start in range(0, len(texts) if ALL else 2 * len(COMPANY), len(COMPANY)):
        group = dict(zip(COMPANY, texts[start : start + len(COMPANY)]))
        answers = designer.edit([
            {"op": "setField", "field": f"company.{key}", "seen": values[key], "value": text} for key, text in group.items()
        ])
        assert all(status in (201, 422) for status, _ in answers), answers
        values |= {key: text for (key, text), answer in zip(group.items(), answers) if answer[0] == 201}
        designer.publish()
        now = screen.parsed(["/"])["/"]
        assert (now["dangers"], now["problems"]) == ([], []), group
        look = screen.seen(screen.published("/"), None)
        assert look.tripped == [], group
        if look.skeleton == before["published"].skeleton:
            shown = screen.page.evaluate("keys => keys.map(key => document.querySelector('.' + key).textContent)", COMPANY)
            assert dict(zip(COMPANY, shown)) == values
        else:
            # An address that cannot be one is left out; nothing comes in its place.
            assert len(look.skeleton) == len(parsed["skeleton"]), group


# Where links lead


def test_links_lead_nowhere_that_runs(designer, screen):
    before = screen.look("/link/")
    elements = designer.elements("/link/", ".link")
    answers = designer.edit([edit("setLink", element, target=target) for element, target in zip(elements, TARGETS)])
    taken = [target for target, (status, _) in zip(TARGETS, answers) if status == 201]
    assert all(status in (201, 400, 422) for status, _ in answers), answers
    # As marks of words, the same addresses get the same answer.
    words = designer.elements("/marked/", ".marked")
    links = [[{"type": "text", "text": "x", "marks": [{"type": "link", "attrs": {"href": target}}]}] for target in TARGETS]
    marked = designer.edit([edit("setText", element, content=content) for element, content in zip(words, links)])
    assert [status == 201 for status, _ in marked] == [status == 201 for status, _ in answers]
    designer.publish()
    for view, look in screen.look("/link/").items():
        assert (look.tripped, look.dangers) == ([], []), (view, taken)
        assert [tag.split()[0] for tag in look.skeleton] == [tag.split()[0] for tag in before[view].skeleton], (view, taken)
    screen.published("/link/")
    schemes = screen.page.eval_on_selector_all(".link", "all => all.map(a => a.protocol)")
    assert set(schemes) <= {":", "", "http:", "https:", "mailto:", "tel:"}, taken
    foreign = screen.page.eval_on_selector_all(
        ".link", "all => all.filter(a => a.host && a.host !== location.host).map(a => a.getAttribute('href'))")
    assert all(href.startswith(("https:", "http:")) for href in foreign), foreign


def test_links_in_markdown_lead_nowhere_that_runs(designer, customer, screen):
    elements = [each for each in customer.tree("/markdown/")["elements"] if each["kind"] == "markdown"]
    links = [f"[x]({target})" for target in TARGETS if not set("<> \t\n\r") & set(target)]
    links += ["ftp://example.org/", "xmpp:a@example.org"]
    answers = customer.edit([
        edit("setMarkdown", element, markdown=link.translate(SOFT)) for element, link in zip(elements, links)
    ])
    assert all(status in (201, 422) for status, _ in answers), answers
    designer.publish()
    look = screen.seen(screen.published("/markdown/"), None)
    assert (look.tripped, look.dangers) == ([], [])


# Values that are no words


def test_what_is_no_document_is_refused(designer):
    revision = designer.tree("/")["revision"]
    text = designer.elements("/text/", ".plain")[0]
    rich = designer.elements("/rich-text/", ".rich-text")[0]
    link = designer.elements("/link/", ".link")[0]
    image = designer.elements("/alternative/", ".alternative")[0]
    odd = [None, 1, True, [], {}, ["x"], {"toString": "x"}]
    operations = [edit("setText", text, content=content) for content in NOT_INLINE]
    operations += [edit("setText", text, text=value) for value in odd]
    operations += [edit("setText", {**text, "version": value}, text="x") for value in (None, "1", 1.5, [], True, 2**63, 1e300)]
    operations += [edit("setText", {**text, "id": value}, text="x") for value in (None, 1, [], {}, "", "../x", "x" * 5_000)]
    operations += [edit("setRichText", rich, document={"type": "doc", "content": content}) for content in NOT_BLOCKS]
    no_document = [*odd, "x", {"type": "paragraph"}, {"type": "doc", "content": "x"}]
    operations += [edit("setRichText", rich, document=value) for value in no_document]
    operations += [edit("setRichText", rich, document={"type": "doc", "content": [{"type": "paragraph", "content": bad}]})
                   for bad in NOT_INLINE if bad is not None]
    operations += [edit("setLink", link, target=value) for value in odd if value is not None]
    operations += [edit("setImage", image, alternative=value) for value in odd if value is not None]
    no_point = [[1], [1, 2, 3], ["1", 2], [-1, 0], [0, 1001], {}, 5, [1e300, 0]]
    operations += [edit("setImage", image, focalPoint=value) for value in no_point]
    operations += [{"op": value} for value in (*odd, "__proto__", "constructor", "setText\u0000", "SETTEXT")]
    answers = [designer.ask("POST", "edits", {"operations": [operation]})[0] for operation in operations]
    assert [each for each in zip(operations, answers) if each[1] not in (400, 422)] == []
    plain = json.dumps(edit("setText", text, text="x"))
    for body in [
        "", "null", "[]", "1", '"x"', "{", '{"operations":' + plain + "}", '{"operations":[' + plain + '],"operations":[]}',
        '{"operations":[' + plain.replace('"text": "x"', '"text": "x", "text": "y"') + "]}",
        '{"operations":[' + plain.replace('"x"', '"\\ud800"') + "]}", '{"operations":[' + plain.replace('"x"', '"\\u0000"') + "]}",
        '{"operations":[' + plain.replace('"x"', '"x", "extra": 1') + "]}", '{"operations":[' + plain + '],"__proto__":{}}',
        '{"operations":' + "[" * 10_000 + "]" * 10_000 + "}", '{"operations":[' + plain + "]}" + plain,
    ]:
        status, answer = designer.ask("POST", "edits", body)
        assert status in (400, 422), (body[:200], status, answer)
    assert designer.tree("/")["revision"] == revision
    for content in MORE_THAN_BLOCKS:
        rich = designer.elements("/rich-text/", ".rich-text")[0]
        operation = edit("setRichText", rich, document={"type": "doc", "content": content})
        status, answer = designer.ask("POST", "edits", {"operations": [operation]})
        assert status == 422 or (status == 201 and "alert(1)" not in json.dumps(answer)), (content, status, answer)


# Files and people


def test_names_of_files_stay_names(server, designer, screen):
    for number, each in enumerate(STRINGS[:: len(STRINGS) // (1_000 if ALL else 15)]):
        status, answer = designer.upload(each.text, "image/png", png(number + 2))
        assert status in (201, 422), (each, answer)
        if status == 201:
            assert re.fullmatch(r"assets/uploads/[\w.-]+", answer["path"]), (each, answer)
        if status == 201 and number % 20 == 0:
            screen.page.goto(server.portal.rstrip("/") + answer["url"])
            assert screen.page.evaluate("document.contentType") == "image/png"
    for item in designer.everything("assets"):
        assert not set("<>\"'&\\") & set(item["name"]), item
    assert screen.wire.tripped == []


@pytest.mark.parametrize("type", ["image/svg+xml", "image/png", "text/html", "application/pdf"])
def test_files_run_nothing(server, designer, screen, type):
    """Hostile strings as files: what is taken has lost whatever could run, or is never shown."""
    wanted = [each for each in STRINGS if "<" in each.text]
    paths = []
    for each in wanted[:: max(1, len(wanted) // (1_000 if ALL else 20))]:
        body = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><g>{each.text}</g></svg>'
        status, answer = designer.upload(f"{each.name}.svg", type, (body if type == "image/svg+xml" else each.text).encode())
        assert status in (200, 201, 415, 422), (each, answer)
        if status < 300:
            assert answer["type"] == "image/svg+xml", (each, answer)
            paths.append(answer["url"])
    for path in paths:
        screen.page.goto(server.portal.rstrip("/") + path)
        look = screen.seen(screen.page, None)
        assert (look.tripped, look.dangers) == ([], []), path


def test_names_of_people_stay_names(server, folder, designer, walled):
    """On their own screens, and on those of others who see what they did."""
    names = [each.text.translate(SOFT).strip() for each in STRINGS]
    packed: list[str] = []
    for name in filter(None, names):
        if packed and len(f"{packed[-1]} {name}".encode()) <= 200:
            packed[-1] += f" {name}"
        elif len(name.encode()) <= 200:
            packed.append(name)
    for number, name in enumerate(packed[:200] if ALL else packed[::len(packed) - 1]):
        invited = invite(server, folder, f"hostile{number}@example.org", name)
        assert invited.returncode == 0, (name, invited.stderr)
        person = Client(server, invited.stdout.split()[-1])
        element = [each for each in person.tree("/text/")["elements"] if "text" in each["rights"]][number]
        assert person.edit([edit("setText", element, text=f"Edit {number}")])[0][0] == 201
        person.publish()
        with guarded(walled, server.port, person.browser_cookie) as (page, wire):
            look_around(Screens(server, person, page, wire), name)
    with guarded(walled, server.port, designer.browser_cookie) as (page, wire):
        look_around(Screens(server, designer, page, wire), "of others")


def look_around(screen: Screens, what: str) -> None:
    for path in ("", f"sites/{SITE}", "account", f"sites/{SITE}/edit"):
        screen.page.goto(screen.server.portal + path)
        look = screen.seen(screen.page, None)
        assert (look.tripped, look.dangers) == ([], []), (what, path)


# The portal


def test_the_portals_screens_hold_words_only(server, designer, screen):
    """After all of the above: what the site's page, the lists and the answers of the API show of it."""
    look_around(screen, "the designer")
    for path in ("pages", "releases", "assets", f"pages/{designer.pages['/name/']}/tree", f"pages/{designer.pages['/meta-0/']}/tree"):
        screen.page.goto(f"{server.portal}api/v1/sites/{SITE}/{path}")
        assert screen.page.evaluate("document.contentType") == "application/json"
        look = screen.seen(screen.page, None)
        assert (look.tripped, look.dangers) == ([], []), path


def test_the_views_beside_the_page_hold_words_only(designer, screen):
    """What was there and what is different, what may be changed, and the panel of what is selected."""
    group = STRINGS[:: len(STRINGS) // 40]
    names = ("text", "richText", "alternative", "name") if ALL else ("richText",)
    for name in names:
        fill(designer, SINKS[name], group)
    for name in names:
        frame = screen.draft(SINKS[name].path)
        views = screen.page.locator(".foyer-rail button:visible")
        assert views.count() >= 3
        for number in range(views.count()):
            views.nth(number).click()
            screen.page.wait_for_timeout(300)
            look = screen.seen(screen.page, None)
            assert (look.tripped, look.dangers) == ([], []), (name, views.nth(number).inner_text())
        for number in range(0, len(group), len(group) // 4):
            frame.locator(SINKS[name].selector).nth(number).click()
            screen.page.wait_for_timeout(100)
            for place in (screen.page, frame):
                look = screen.seen(place, None)
                assert (look.tripped, look.dangers) == ([], []), (name, group[number])
    screen.page.locator("[data-choice=view-history]").click()
    expect(screen.page.locator("main")).to_contain_text("alert(1)")
