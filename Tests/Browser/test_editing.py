"""Editing in place, case by case: what is typed, pasted, composed, taken back, refused, overtaken, and what happens without a network."""

import pytest
from playwright.sync_api import expect

from editor import SITE, EditScreen, set_text
from pages import Noise, axe_violations, screenshot

PAGE = "/cafe/"


@pytest.fixture
def screen(server, signed_in) -> EditScreen:
    return EditScreen(signed_in("customer"), server.portal, PAGE).wait()


@pytest.fixture
def headline(screen):
    return screen.unlocked("h1")


# Typing


def test_escape_brings_the_old_words_back(screen, headline):
    before = headline.inner_text()
    screen.open(headline)
    screen.page.keyboard.type("Nothing of this stays")
    screen.page.keyboard.press("Escape")
    screen.expect_closed(headline)
    expect(headline).to_have_text(before)
    assert screen.words(headline) == before


def test_leaving_the_element_saves(screen, headline):
    screen.open(headline)
    screen.page.keyboard.type("Gespeichert beim Verlassen")
    screen.page.locator(".bar").click(position={"x": 400, "y": 2})
    screen.expect_state("saved")
    assert screen.words(headline) == "Gespeichert beim Verlassen"


def test_an_element_is_as_it_was_after_editing(screen, headline):
    attributes = "element => [...element.attributes].map(a => `${a.name}=${a.value}`).sort()"
    before = headline.evaluate(attributes)
    screen.write(headline, "Ohne Spuren")
    screen.expect_state("saved")
    assert headline.evaluate(attributes) == before
    assert headline.inner_html() == "Ohne Spuren"


def test_marks_only_where_they_are_allowed(screen, headline):
    screen.open(headline)
    screen.page.keyboard.press("ControlOrMeta+b")
    screen.page.keyboard.type("Fett geht hier nicht")
    expect(screen.panel.get_by_role("toolbar")).to_have_count(0)
    screen.page.keyboard.press("Enter")
    screen.expect_state("saved")
    assert headline.inner_html() == "Fett geht hier nicht"

    lead = screen.unlocked("p.lead")
    screen.open(lead)
    screen.page.keyboard.type("Frühstück bis ")
    screen.page.keyboard.press("ControlOrMeta+b")
    screen.page.keyboard.type("zwölf")
    screen.page.keyboard.press("Enter")
    expect(lead.locator("strong")).to_have_text("zwölf")
    expect(screen.page.locator("[data-save-state]")).to_have_attribute("data-detail", "saved")
    expect_words(screen, lead, "Frühstück bis zwölf")


def test_too_many_characters_are_told_and_not_saved(screen, headline):
    before = screen.words(headline)
    screen.open(headline)
    screen.page.keyboard.insert_text("👩‍👩‍👧" * 85)
    expect(screen.panel.locator(".counter")).to_contain_text("5")
    screen.page.keyboard.press("Enter")
    screen.expect_open(headline)
    expect(screen.panel.locator(".message")).to_be_visible()
    # The bar says nothing else than the box beside the text.
    screen.expect_state("held")
    bar = screen.page.locator("[data-save-state]")
    expect(bar).to_have_attribute("data-state", "failed")
    expect(bar).to_have_text("Noch nicht gespeichert")
    for _ in range(5):
        screen.page.keyboard.press("Backspace")
    expect(screen.panel.locator(".message")).to_be_hidden()
    assert screen.words(headline) == before
    screen.page.keyboard.press("Enter")
    # The server counts as the editor does.
    screen.expect_state("saved")
    assert screen.words(headline) == "👩‍👩‍👧" * 80


def test_a_text_is_not_left_empty(screen, headline):
    before = headline.inner_text()
    screen.open(headline)
    screen.page.keyboard.press("Delete")
    screen.page.keyboard.press("Enter")
    screen.expect_open(headline)
    expect(screen.panel.locator(".message")).to_be_visible()
    screen.page.keyboard.press("Escape")
    expect(headline).to_have_text(before)


def test_the_last_change_is_taken_back(screen, headline):
    screen.write(headline, "Erst so")
    screen.expect_state("saved")
    screen.write(headline, "Dann anders")
    expect_words(screen, headline, "Dann anders")
    screen.note.get_by_role("button").click()
    screen.expect_state("undone")
    expect(headline).to_have_text("Erst so")
    assert screen.words(headline) == "Erst so"
    headline.focus()
    screen.page.keyboard.press("ControlOrMeta+z")
    expect(headline).not_to_have_text("Erst so")


# Pasting and composing

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{color:red}</style></head><body>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]-->
<p class=MsoNormal style='margin:0cm;font-family:"Calibri"'><b style='mso-bidi-font-weight:normal'>Suppe</b> und
<span style='font-style:italic;color:#C00000' onmouseover="alert(1)">Zwiebelkuchen</span><o:p></o:p></p>
<p class=MsoNormal>im <a href="javascript:alert(2)">Garten</a><img src=x onerror="alert(3)"><script>alert(4)</script></p></body></html>"""


@pytest.mark.parametrize(
    ("selector", "html"),
    [
        ("h1", "Suppe und Zwiebelkuchen im Garten"),
        ("p.lead", "<strong>Suppe</strong> und <em>Zwiebelkuchen</em> im Garten"),
    ],
)
def test_what_comes_from_word_is_cleaned(server, screen, selector, html):
    screen.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.portal.rstrip("/"))
    screen.page.evaluate(
        """async html => {
          const data = {'text/html': new Blob([html], {type: 'text/html'}), 'text/plain': new Blob(['x'], {type: 'text/plain'})}
          await navigator.clipboard.write([new ClipboardItem(data)])
        }""",
        WORD,
    )
    noise = Noise().listen(screen.page)
    element = screen.open(screen.unlocked(selector))
    screen.page.keyboard.press("ControlOrMeta+v")
    screen.page.keyboard.press("Enter")
    screen.expect_state("saved")
    assert element.inner_html() == html
    assert noise.messages == []


def test_an_input_method_composes(screen, headline):
    screen.open(headline)
    keyboard = screen.page.context.new_cdp_session(screen.frame)
    for text in ("か", "かん", "かんじ", "漢字"):
        keyboard.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    keyboard.send("Input.insertText", {"text": "漢字"})
    expect(headline).to_have_text("漢字")
    screen.page.keyboard.press("Enter")
    screen.expect_state("saved")
    assert screen.words(headline) == "漢字"


# Saving when something is in the way


def test_without_a_network_the_change_waits(screen, headline):
    screen.page.context.set_offline(True)
    screen.write(headline, "Ohne Netz geschrieben")
    screen.expect_state("offline")
    expect(screen.note).to_have_attribute("data-state", "offline")
    screen.page.context.set_offline(False)
    screen.expect_state("saved")
    assert screen.words(headline) == "Ohne Netz geschrieben"


def test_an_answer_that_was_lost_does_not_double_the_change(server, screen, headline):
    requests = []

    def lose_first_answer(route):
        request = route.request
        requests.append(request.headers["idempotency-key"])
        headers = {"Content-Length": str(len(request.post_data_buffer))}
        wanted = ("content-type", "cookie", "idempotency-key", "origin")
        headers |= {name: value for name, value in request.all_headers().items() if name in wanted}
        status, answered, body = server.request(request.url, "POST", request.post_data_buffer, headers)
        if len(requests) == 1:
            route.abort()
        else:
            route.fulfill(status=status, content_type=answered["Content-Type"], body=body)

    revision = screen.tree()["revision"]
    screen.page.route("**/edits", lose_first_answer)
    screen.write(headline, "Nur einmal")
    screen.expect_state("saved")
    assert len(requests) == 2 and len(set(requests)) == 1
    assert screen.tree()["revision"] == revision + 1


def test_what_was_not_saved_is_offered_after_a_reload(screen, headline):
    warnings = []
    screen.page.on("dialog", lambda dialog: (warnings.append(dialog.type), dialog.accept()))
    screen.page.route("**/edits", lambda route: route.abort())
    screen.write(headline, "Über das Neuladen gerettet")
    screen.expect_state("offline")
    screen.page.reload()
    assert warnings == ["beforeunload"]
    screen.page.unroute("**/edits")
    expect(screen.problem).to_contain_text("Über das Neuladen gerettet")
    screen.wait()
    screen.choose("saveNow")
    screen.expect_state("saved")
    expect(headline).to_have_text("Über das Neuladen gerettet")
    screen.page.reload()
    screen.wait()
    expect(screen.problem).to_have_count(0)
    assert warnings == ["beforeunload"]


@pytest.mark.parametrize(("choice", "left"), [("takeTheirs", "Von jemand anderem"), ("keepMine", "Von mir")])
def test_two_changes_meet(screen, headline, screens, choice, left):
    screen.open(headline)
    screen.page.keyboard.type("Von mir")
    assert screen.edit(set_text(screen.element(headline), "Von jemand anderem"))["status"] == 201
    screen.page.keyboard.press("Enter")
    screen.expect_state("changedElsewhere")
    expect(screen.problem).to_contain_text("Von jemand anderem")
    expect(screen.problem).to_contain_text("Von mir")
    screenshot(screen.page, screens / "editing" / "conflict-1280.png")
    assert axe_violations(screen.page) == []
    screen.choose(choice)
    expect(screen.problem).to_have_count(0)
    expect(headline).to_have_text(left)
    expect_words(screen, headline, left)


def test_a_refusal_gives_the_reason_and_the_words_back(screen, headline):
    before = headline.inner_text()
    problem = '{"code":"phase","title":"The edit was not made","detail":"the agency works on the site","status":403}'
    screen.page.route(
        "**/edits", lambda route: route.fulfill(status=403, content_type="application/problem+json", body=problem)
    )
    screen.write(headline, "Das wird abgelehnt")
    screen.expect_state("refused")
    expect(screen.problem).to_contain_text("Ihre Agentur arbeitet gerade an der Website")
    expect(screen.problem).to_contain_text("Das wird abgelehnt")
    expect(headline).to_have_text(before)
    screen.choose("close")
    expect(screen.problem).to_have_count(0)


def test_publishing_takes_along_what_is_being_typed(server, screen, headline):
    screen.open(headline)
    screen.page.keyboard.type("Schnell noch vor dem Veröffentlichen")
    screen.publish()
    screen.page.goto(server.live(screen.site).rstrip("/") + PAGE)
    expect(screen.page.locator("h1")).to_have_text("Schnell noch vor dem Veröffentlichen")


# The frame


def test_links_rest_and_can_be_followed(screen):
    before = screen.id
    link = screen.draft.locator('header a[href$="/galerie/"]').first
    link.click()
    expect(screen.follow).to_be_visible()
    assert screen.id == before
    screen.follow.click()
    screen.wait()
    expect(screen.page.locator("[data-page-link][aria-current=page]")).to_have_attribute("data-path", "/galerie/")
    assert screen.page.url.endswith(screen.id) and screen.id != before
    screen.write(screen.unlocked("h1"), "Ein langer Tag")
    screen.expect_state("saved")


def test_a_shared_text_says_where_it_stands(server, signed_in, screens):
    screen = EditScreen(signed_in("customer"), server.portal, "/kontakt/").wait()
    hours = screen.unlocked(".hours-list dd")
    screen.write(hours, "6.30 – 17.30 Uhr")
    screen.expect_state("saved")
    screen.draft.locator('header a[href$="/"]').first.click()
    screen.follow.click()
    expect(screen.page.locator("[data-page-link][aria-current=page]")).to_have_attribute("data-path", "/")
    hours = screen.wait().unlocked(".hours-list dd")
    expect(hours).to_have_text("6.30 – 17.30 Uhr")
    screen.open(hours)
    expect(screen.panel.locator(".quiet").first).not_to_be_empty()
    screenshot(screen.page, screens / "editing" / "shared-1280.png")


def test_a_hostile_script_in_the_draft_gets_nowhere(server, screen, headline):
    posts = []
    screen.page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    locked = next(element["id"] for element in screen.tree()["elements"] if element.get("lock"))
    tried = screen.frame.evaluate(
        """async ([portal, locked, headline]) => {
          const fails = async attempt => { try { return String(await attempt()) } catch (error) { return `no: ${error.name}` } }
          const reads = await fails(() => parent.document.title)
          const asks = await fails(async () => (await fetch(`${portal}/api/v1/session`, {credentials: 'include'})).status)
          const opens = await fails(() => window.open(portal))
          const leaves = await fails(() => { top.location.href = 'about:blank'; return 'left' })
          const script = document.createElement('script')
          script.textContent = 'window.injected = true'
          document.body.append(script)
          // It can make itself the frame's voice. What may be said does not change.
          const port = await new Promise(resolve => {
            addEventListener('message', event => event.ports[0] && resolve(event.ports[0]))
            parent.postMessage({type: 'foyer:hello', document: 'hostile', page: document.body.dataset.page}, portal)
          })
          const ready = new Promise(resolve => { port.onmessage = resolve })
          await ready
          const content = [{type: 'text', text: 'Hacked'}]
          port.postMessage({type: 'change', element: locked, version: 1, content})
          port.postMessage({type: 'change', element: headline, version: 1, content: '<b>Hacked</b>'})
          port.postMessage({type: 'edits', operations: [{op: 'remove', element: headline, version: 1}]})
          return {reads, asks, opens, leaves, injected: String(window.injected)}
        }""",
        [server.portal.rstrip("/"), locked, headline.get_attribute("data-eid")],
    )
    assert tried == {
        "reads": "no: SecurityError", "asks": "no: TypeError", "opens": "null", "leaves": "no: SecurityError",
        "injected": "undefined",
    }
    screen.page.wait_for_timeout(300)
    assert posts == []
    assert screen.page.url.startswith(server.portal)


# For everybody


def test_with_the_keyboard_alone(screen, headline):
    focused = "document.activeElement.hasAttribute('data-foyer-unlocked') && document.activeElement.tagName === 'H1'"
    screen.page.keyboard.press("Tab")
    for _ in range(60):
        if screen.frame.evaluate(focused):
            break
        screen.page.keyboard.press("Tab")
    assert screen.frame.evaluate(focused)
    screen.page.keyboard.press("Enter")
    screen.expect_open(headline)
    screen.page.keyboard.press("ControlOrMeta+a")
    screen.page.keyboard.type("Nur mit Tasten")
    screen.page.keyboard.press("Alt+F10")
    expect(screen.panel.get_by_role("button").first).to_be_focused()
    screen.page.keyboard.press("Escape")
    screen.page.keyboard.press("Tab")
    screen.expect_state("saved")
    assert screen.words(headline) == "Nur mit Tasten"
    assert screen.frame.evaluate("document.activeElement.hasAttribute('data-foyer-unlocked')")


def test_on_a_phone(server, browser, signed_in, screens):
    page = signed_in("customer", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    screen = EditScreen(page, server.portal, PAGE).wait()
    lead = screen.unlocked("p.lead")
    lead.tap()
    screen.expect_open(lead)
    for button in screen.panel.get_by_role("button").all():
        box = button.bounding_box()
        assert box["width"] >= 44 and box["height"] >= 44
        assert float(button.evaluate("e => getComputedStyle(e).fontSize").removesuffix("px")) >= 16
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Am Handy geschrieben")
    screenshot(page, screens / "editing" / "phone-390.png")
    screen.panel.locator("button.main").tap()
    screen.expect_state("saved")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_is_accessible(server, signed_in, screens, scheme):
    page = signed_in("customer", viewport={"width": 1280, "height": 800}, color_scheme=scheme)
    screen = EditScreen(page, server.portal, PAGE).wait()
    noise = Noise().listen(page)
    page.reload()
    screen.wait()
    assert axe_violations(page) == []
    assert axe_violations(screen.frame) == []
    screen.open(screen.unlocked("p.lead"))
    page.keyboard.press("End")
    screenshot(page, screens / "editing" / f"open-{scheme}-1280.png")
    assert axe_violations(screen.frame) == []
    page.keyboard.press("Escape")
    screen.draft.locator("header a").first.click()
    expect(screen.tip).to_be_visible()
    screenshot(page, screens / "editing" / f"locked-{scheme}-1280.png")
    assert axe_violations(screen.frame) == []
    assert noise.messages == []


def expect_words(screen: EditScreen, element, words: str) -> None:
    """The server may take a moment, after which the state can read as it did before."""
    for _ in range(50):
        if screen.words(element) == words:
            return
        screen.page.wait_for_timeout(100)
    assert screen.words(element) == words


@pytest.mark.parametrize(
    "heard, silences",
    [
        (["hello a", "load"], 0), (["load", "hello a"], 0), (["load"], 1), (["hello a", "load", "load"], 1),
        (["load", "hello a", "hello b", "load"], 0), (["load", "hello a", "load", "hello b"], 0), (["load", "hello a", "load"], 1),
        (["hello a", "load", "load", "hello b"], 0),
    ],
    ids=lambda value: "-".join(value).replace(" ", "") if isinstance(value, list) else None,
)
def test_an_old_draft_is_one_in_which_nobody_says_hello(server, signed_in, heard, silences):
    """What a document says and that it has loaded may be heard in either order, and the next one may come at once."""
    page = signed_in("customer")
    page.clock.install()
    page.goto(f"{server.portal}sites/{SITE}/edit")
    page.evaluate(
        r"""async () => {
          const script = document.querySelector('script[src$="/edit.js"]').src
          const { FrameLink } = await import(script.replace(/edit\.js$/, 'frame-link.js'))
          const origin = 'http://draft.example'
          const frame = document.body.appendChild(document.createElement('iframe'))
          window.silences = 0
          new FrameLink({ frame, draftOrigin: origin, onConnect: () => {}, onMissing: () => {}, onSilence: () => { silences += 1 }, handlers: {} })
          window.hear = (type, document) => type === 'load'
            ? frame.dispatchEvent(new Event('load'))
            : dispatchEvent(new MessageEvent('message', { origin, source: frame.contentWindow, data: { type: 'foyer:hello', document, page: 'p' } }))
        }"""
    )
    for each in heard:
        page.evaluate("([type, document]) => { hear(type, document) }", (each.split() + [""])[:2])
    page.clock.run_for(6000)
    assert page.evaluate("silences") == silences
