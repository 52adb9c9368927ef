"""Suggestions: who may not edit a part says what it should say, designers decide, and everybody sees what became of it."""

import contextlib
import re
import struct
import zlib

import pytest
from playwright.sync_api import Error, expect

from editor import SITE
from pages import DESKTOP, PHONE, Noise, axe_violations, settle, wider_than_screen
from review import ReviewPage
from test_review import speak  # noqa: F401

PRICE = ".tag-price"
#: Where other words are written: a plain field, or one with marks.
WORDS = ".propose-field textarea, .propose-field [role=textbox]"


@pytest.fixture
def review_as(server, signed_in):
    """review_as(role) gives the review page of somebody with an account."""

    def open(role: str, query: str = "", **options) -> ReviewPage:
        options.setdefault("viewport", DESKTOP)
        return ReviewPage(signed_in(role, **options), server.portal, query)

    return open


@pytest.fixture
def guest_review(server, signed_in, browser):
    """The review page of somebody who has only a link."""
    designer = signed_in("designer")
    designer.goto(f"{server.portal}sites/{SITE}")
    link = designer.evaluate(
        """async site => (await (await fetch(`/api/v1/sites/${site}/review-links`, {
          method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({mode: 'shared', name: 'Alle'})
        })).json()).url""",
        SITE,
    )
    context = browser.new_context(reduced_motion="reduce", locale="de-DE", viewport=DESKTOP)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(link)
    page.locator("input[name=name]").fill("Gabi Gast")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/review**")
    yield ReviewPage(page, server.portal)
    context.close()


def png(width: int, height: int) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress((b"\0" + b"\x80" * width) * height)) + chunk(b"IEND", b"")


def write_about(review: ReviewPage, selector: str) -> None:
    """Clicks on a part of the page and waits for what can be said about it."""
    # On a phone the sheet may stand over the part.
    sheet = review.page.locator("[data-choice=close-sheet]:visible")
    if sheet.count():
        sheet.click()
    if review.page.locator("[data-mode=comment]").get_attribute("aria-pressed") != "true":
        review.press("comment")
    # Pins of other tests may stand there.
    review.page.locator("input[data-pins]").evaluate("box => box.checked && box.click()")
    review.draft.locator(f"{selector}[data-eid]").first.click()
    expect(review.side.locator(".propose-offers button").first).to_be_visible()
    ends = review.side.locator(".propose-offers button").evaluate_all("buttons => buttons.map(button => button.getBoundingClientRect().right)")
    assert max(ends) <= review.page.viewport_size["width"], "every offer is in sight"


def ask(review: ReviewPage, path: str, body: dict | None = None, method: str | None = None, headers: dict | None = None) -> dict:
    return review.page.evaluate(
        """async ([url, body, method, headers]) => {
          const answer = await fetch(url, {method: method ?? (body ? 'POST' : 'GET'), headers: {'Content-Type': 'application/json', ...headers}, body: body ? JSON.stringify(body) : undefined})
          return {status: answer.status, body: answer.status === 204 ? null : await answer.json()}
        }""",
        [f"/api/v1/sites/{SITE}/{path}", body, method, headers or {}],
    )


def words_of(review: ReviewPage, selector: str) -> dict:
    return ask(review, f"elements/{review.id(selector)}/proposal")["body"]


def set_words(review: ReviewPage, selector: str, words: str) -> None:
    """An edit by a designer, as the editor makes it."""
    shown = words_of(review, selector)
    operation = {"op": "setText", "element": shown["element"], "version": shown["version"], "text": words}
    answer = ask(review, "edits", {"operations": [operation]})
    assert answer["status"] == 201, answer


def suggest(review: ReviewPage, selector: str, words: str, comment: str = "") -> str:
    """Suggests other words for a line of text; gives the thread's number."""
    write_about(review, selector)
    review.choose("suggest-words")
    field = review.side.locator(WORDS)
    expect(field).to_be_focused()
    field.fill(words)
    if comment:
        review.field.fill(comment)
    review.side.locator(".review-composer [type=submit]").click()
    expect(review.side.locator(".decide-part[data-state=open]")).to_be_visible()
    return review.page.locator(".review-side-head h2").inner_text().split()[-1]


def test_a_guest_suggests_a_price_and_sees_it_taken(guest_review, review_as):
    guest = guest_review
    assert words_of(guest, PRICE)["content"]["text"][0]["text"] == "5,80 €"
    number = suggest(guest, PRICE, "6,20 €", "Ab Juli kostet es mehr.")
    part = guest.side.locator(".decide-part")
    expect(part.locator("del")).to_contain_text("5")
    expect(part.locator("ins")).to_contain_text("6")
    expect(part.locator("ins .unseen").first).to_have_text(re.compile("neu:"))
    proposal = guest.draft.locator("foyer-review .proposal")
    expect(proposal.locator(".proposal-words")).to_have_text("6,20 €")
    expect(guest.draft.locator(f"{PRICE}[data-eid]")).to_have_text("5,80 €")
    guest.choose("preview")
    expect(proposal).to_be_hidden()
    expect(guest.side.locator("[data-choice=take]")).to_have_count(0)

    designer = review_as("designer")
    designer.open(number)
    expect(designer.draft.locator("foyer-review .proposal-words")).to_have_text("6,20 €")
    designer.choose("take")
    expect(designer.toast).to_contain_text("im Entwurf")
    expect(designer.state).to_have_text("Erledigt")
    expect(designer.draft.locator(f"{PRICE}[data-eid]")).to_have_text("6,20 €")
    expect(designer.draft.locator("foyer-review .proposal")).to_be_hidden()

    # Who suggested it sees it at once, without doing anything.
    done = guest.side.locator(".decide-part.done")
    expect(done).to_contain_text("Vorher und nachher")
    expect(done.locator("del")).to_contain_text("5")
    expect(done.locator("ins")).to_contain_text("6")
    expect(done).to_contain_text("Noch nicht live")
    expect(guest.side.locator(".decide-part").first).to_contain_text("Übernommen")
    expect(guest.draft.locator(f"{PRICE}[data-eid]")).to_have_text("6,20 €")

    # Taken back it is open again, and says so.
    designer.toast.locator("[data-choice=undo]").click()
    expect(designer.toast).to_contain_text("wieder offen")
    expect(designer.state).to_have_text("Offen")
    expect(guest.state).to_have_text("Offen")
    expect(guest.side.locator(".decide-part.done")).to_have_count(0)
    expect(designer.draft.locator(f"{PRICE}[data-eid]")).to_have_text("5,80 €")


def test_who_has_the_thread_open_sees_when_it_goes_live(guest_review, review_as):
    guest = guest_review
    before = words_of(guest, PRICE)["content"]["text"][0]["text"]
    number = suggest(guest, PRICE, "7,10 €")
    designer = review_as("designer")
    designer.open(number)
    designer.choose("take")
    done = guest.side.locator(".decide-part.done")
    for person in (guest, designer):
        expect(person.side.locator(".decide-part.done")).to_contain_text("Noch nicht live")
    assert ask(designer, "releases", {})["status"] == 201
    # Nobody has loaded anything again, and it is said to those who listen, too.
    for person in (guest, designer):
        expect(person.side.locator(".decide-part.done")).to_contain_text("Live seit")
        expect(person.thread.locator("[data-place=resolved]")).to_contain_text("Live seit")
        expect(person.page.locator("[data-say]")).to_have_text(f"Rückmeldung {number} ist jetzt live.")
    expect(done).not_to_contain_text("Noch nicht live")
    set_words(designer, PRICE, before)


def test_what_changed_meanwhile_is_looked_at_first(review_as):
    reviewer = review_as("reviewer")
    number = suggest(reviewer, PRICE, "7,00 €")
    # Without words of its own it says in every language what is proposed.
    expect(reviewer.comments.first.locator(".review-body")).to_have_text("→ 7,00 €")
    designer = review_as("designer")
    designer.open(number)
    expect(designer.side.locator("[data-choice=take]")).to_be_visible()
    set_words(designer, PRICE, "6,50 €")
    expect(designer.draft.locator(f"{PRICE}[data-eid]")).to_have_text("6,50 €")
    # The thread follows its part: what would be refused cannot be taken any more.
    part = designer.side.locator(".decide-part").first
    expect(part).to_contain_text("Steht jetzt da")
    expect(part).to_contain_text("6,50 €")
    expect(designer.side.locator("[data-choice=take]")).to_have_count(0)
    designer.choose("take-changed")
    field = designer.side.locator(".decide-form [role=textbox]")
    expect(field).to_have_text("7,00 €")
    field.fill("6,90 €")
    designer.side.locator(".decide-form [type=submit]").click()
    expect(part).to_contain_text("Geändert übernommen")
    expect(designer.draft.locator(f"{PRICE}[data-eid]")).to_have_text("6,90 €")
    set_words(designer, PRICE, "5,80 €")


def test_declined_with_a_reason(review_as):
    reviewer = review_as("reviewer")
    write_about(reviewer, PRICE)
    reviewer.choose("suggest-remove")
    reviewer.side.locator(".review-composer [type=submit]").click()
    expect(reviewer.comments).to_contain_text("Bitte entfernen")
    expect(reviewer.draft.locator("foyer-review .proposal[data-removal]")).to_be_visible()
    number = reviewer.page.locator(".review-side-head h2").inner_text().split()[-1]
    designer = review_as("designer")
    designer.open(number)
    expect(designer.side.locator(".decide-part")).to_contain_text("Dieser Teil soll weg")
    designer.choose("turn-down")
    designer.side.locator("#review-ask").fill("Der Preis muss bleiben.")
    designer.side.locator(".review-ask [type=submit]").click()
    expect(designer.side.locator(".decide-part")).to_contain_text("Abgelehnt")
    expect(reviewer.side.locator(".decide-part")).to_contain_text("Abgelehnt")
    expect(reviewer.side.locator(".review-reason")).to_contain_text("Der Preis muss bleiben.")


def test_another_picture(review_as):
    reviewer = review_as("reviewer")
    write_about(reviewer, ".hero img")
    reviewer.choose("suggest-picture")
    assert reviewer.side.locator(".propose-picture img").first.evaluate("image => image.decode().then(() => image.naturalWidth)") > 10
    reviewer.side.locator(".propose-picture input[type=file]").set_input_files({"name": "Theke.png", "mimeType": "image/png", "buffer": png(1200, 1500)})
    expect(reviewer.side.locator(".propose-picture [role=status]")).to_have_text("Das Bild ist da.")
    reviewer.side.locator(".review-composer [type=submit]").click()
    expect(reviewer.problem).to_contain_text("Sagen Sie, was auf dem Bild zu sehen ist")
    reviewer.side.get_by_label("Was darauf zu sehen ist").fill("Ein graues Feld")
    reviewer.side.locator(".review-composer [type=submit]").click()
    part = reviewer.side.locator(".decide-part")
    expect(part.locator("img")).to_have_count(2)
    assert part.locator("img").evaluate_all("images => Promise.all(images.map(image => image.decode().then(() => image.naturalWidth)))")[1] == 1200
    expect(reviewer.draft.locator("foyer-review .proposal canvas")).to_be_visible()
    number = reviewer.page.locator(".review-side-head h2").inner_text().split()[-1]
    image = reviewer.id(".hero img")

    designer = review_as("designer")
    designer.open(number)
    designer.choose("take-changed")
    designer.side.get_by_label("Beschreibung des Bildes").fill("Die neue Theke")
    designer.side.locator(".decide-form [type=submit]").click()
    expect(designer.side.locator(".decide-part.done img")).to_have_count(2)
    expect(designer.draft.locator(f"img[data-eid='{image}']")).to_have_attribute("alt", "Die neue Theke")
    designer.toast.locator("[data-choice=undo]").click()
    expect(designer.toast).to_contain_text("wieder offen")


def test_paragraphs_keep_what_was_not_touched(review_as):
    # Whatever other tests have left there: two paragraphs.
    designer = review_as("designer")
    rich = shown(designer, "richText")
    paragraphs = [{"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in ("Das erste.", "Das zweite.")]
    before = {"type": "doc", "content": paragraphs}
    change = {"op": "setRichText", "element": rich["element"], "version": rich["version"], "document": before}
    assert ask(designer, "edits", {"operations": [change]})["status"] == 201
    reviewer = review_as("reviewer")
    write_about(reviewer, f"[data-eid='{rich['element']}']")
    reviewer.choose("suggest-words")
    text = reviewer.side.locator(WORDS)
    expect(text).to_be_focused()
    text.press("Control+End")
    # Browsers tell where the caret is a moment after they have put it there.
    reviewer.page.wait_for_timeout(100)
    text.press("Enter")
    reviewer.page.keyboard.type("Noch ein Satz.")
    text.press("Control+Enter")
    expect(reviewer.side.locator(".decide-part[data-state=open]")).to_be_visible()
    thread = re.search(r"thread=([\w-]+)", reviewer.page.url)[1]
    told = ask(reviewer, f"threads/{thread}")["body"]
    wanted = told["comments"][0]["body"]
    assert wanted.startswith("→ ") and wanted.endswith("Noch ein Satz."), "what is new is told"
    assert len(wanted) <= 84
    document = told["suggestion"]["operations"][0]["document"]
    assert document["content"][:-1] == before["content"], "the others are as they were"
    assert document["content"][-1] == {"type": "paragraph", "content": [{"type": "text", "text": "Noch ein Satz."}]}


def test_with_the_keyboard_alone(review_as):
    review = review_as("reviewer")
    review.page.locator("[data-mode=comment]").focus()
    review.page.keyboard.press("Enter")
    review.page.keyboard.press("ArrowDown")
    review.page.keyboard.press("Enter")
    expect(review.field).to_be_focused()
    offer = review.side.locator(".propose-offers button").first
    expect(offer).to_be_visible()
    while not offer.evaluate("button => button === document.activeElement"):
        review.page.keyboard.press("Shift+Tab")
    review.page.keyboard.press("Enter")
    expect(review.side.locator(".propose-body :focus")).to_have_count(1)
    review.side.locator("[data-choice=no-suggestion]").focus()
    review.page.keyboard.press("Enter")
    expect(offer).to_be_focused()
    review.field.focus()
    review.page.keyboard.press("Escape")
    expect(review.draft.locator("foyer-review .target")).to_be_focused()


def shown(review: ReviewPage, kind: str, fits=lambda element: True) -> dict:
    """The first part of the page that is of a kind."""
    # The frame loads its page anew when what others have done before arrives.
    for _ in range(5):
        with contextlib.suppress(Error):
            ids = review.draft.locator("[data-eid]").evaluate_all("nodes => nodes.map(node => node.dataset.eid)")
            break
    found = (ask(review, f"elements/{id}/proposal")["body"] for id in dict.fromkeys(ids))
    return next(element for element in found if element.get("kind") == kind and fits(element))


def number_of(review: ReviewPage) -> str:
    expect(review.side.locator(".decide-part")).to_be_visible()
    return review.page.locator(".review-side-head h2").inner_text().split()[-1]


def operations_of(review: ReviewPage) -> list[dict]:
    thread = re.search(r"thread=([\w-]+)", review.page.url)[1]
    return ask(review, f"threads/{thread}")["body"]["suggestion"]["operations"]


def test_marks_that_the_part_allows_and_a_link_to_a_page(review_as):
    reviewer = review_as("reviewer")
    line = shown(reviewer, "text", lambda element: set(element["marks"]) == {"strong", "em", "link"})
    write_about(reviewer, f"[data-eid='{line['element']}']")
    reviewer.choose("suggest-words")
    text = reviewer.side.locator(".propose-body [role=textbox]")
    expect(text).to_be_focused()
    tools = reviewer.side.locator(".propose-body [role=toolbar] button")
    assert tools.evaluate_all("buttons => buttons.map(button => button.title)") == ["Fett", "Kursiv", "Link"]
    keyboard = reviewer.page.keyboard
    text.press("Home")
    for _ in range(5):
        keyboard.press("Shift+ArrowRight")
    keyboard.press("Control+b")
    expect(tools.first).to_have_attribute("aria-pressed", "true")
    # To the tools and back, and to the form for a link, with keys alone.
    keyboard.press("Alt+F10")
    expect(tools.first).to_be_focused()
    keyboard.press("End")
    keyboard.press("Enter")
    expect(reviewer.side.locator("[data-key=choose-page]")).to_be_focused()
    reviewer.choose("set-link")
    expect(reviewer.side.locator(".written-link [role=alert]:visible")).to_contain_text("Wählen Sie")
    reviewer.side.locator("[data-key=pageSearch]").fill("backstube")
    keyboard.press("Enter")
    reviewer.choose("set-link")
    expect(text).to_be_focused()
    expect(text.locator("a[data-target^='page:'] strong")).to_have_count(1)
    keyboard.press("Control+Enter")
    number = number_of(reviewer)
    [operation] = operations_of(reviewer)
    assert [mark["type"] for mark in operation["content"][0]["marks"]] == ["link", "strong"]
    assert operation["content"][0]["marks"][0]["attrs"]["href"].startswith("page:")

    designer = review_as("designer")
    designer.open(number)
    designer.choose("take-changed")
    expect(designer.side.locator(".decide-form [role=textbox] a strong")).to_have_count(1)
    designer.choose("cancel-change")
    designer.choose("take")
    expect(designer.draft.locator(f"[data-eid='{line['element']}'] a strong")).to_have_count(1)
    designer.toast.locator("[data-choice=undo]").click()
    expect(designer.toast).to_contain_text("wieder offen")


@pytest.mark.parametrize(
    ("kind", "typed", "wrong", "target"),
    [("mail", "hallo@beispiel.de", "hallo@", "mailto:hallo@beispiel.de"), ("phone", "+49 711 123", "Zentrale", "tel:+49711123")],
)
def test_a_link_leads_somewhere_else(review_as, kind, typed, wrong, target):
    reviewer = review_as("reviewer")
    link = shown(reviewer, "link", lambda element: element["content"].get("label"))
    write_about(reviewer, f"[data-eid='{link['element']}']")
    reviewer.choose("suggest-target")
    reviewer.side.locator(f"[data-key=choose-{kind}]").check()
    field = reviewer.side.locator("[data-key=target]")
    field.fill(wrong)
    reviewer.side.locator(".review-composer [type=submit]").click()
    expect(reviewer.problem.first).to_contain_text("Das ist keine")
    field.fill(typed)
    field.press("Enter")
    number = number_of(reviewer)
    assert operations_of(reviewer) == [{"op": "setLink", "element": link["element"], "version": link["version"], "target": target}]
    expect(reviewer.side.locator(".decide-part ins")).to_contain_text(target.split(":")[1])
    designer = review_as("designer")
    designer.open(number)
    designer.choose("take-changed")
    expect(designer.side.locator(".decide-form [data-key=target]")).to_have_value(target.split(":")[1])
    designer.side.locator(".decide-form [type=submit]").click()
    expect(designer.side.locator(".decide-part.done ins")).to_contain_text(target.split(":")[1])
    designer.toast.locator("[data-choice=undo]").click()
    expect(designer.toast).to_contain_text("wieder offen")


def suggest_picture(review: ReviewPage) -> str:
    write_about(review, ".hero img")
    review.choose("suggest-picture")
    picture = {"name": "Theke.png", "mimeType": "image/png", "buffer": png(1200, 1500)}
    review.side.locator(".propose-picture input[type=file]").set_input_files(picture)
    expect(review.side.locator(".propose-picture [role=status]")).to_have_text("Das Bild ist da.")
    review.side.get_by_label("Was darauf zu sehen ist").fill("Ein graues Feld")
    review.side.locator(".review-composer [type=submit]").click()
    return number_of(review)


def test_the_designer_takes_another_picture_and_point(review_as):
    number = suggest_picture(review_as("reviewer"))
    designer = review_as("designer")
    image = designer.id(".hero img")
    designer.open(number)
    designer.choose("take-changed")
    form = designer.side.locator(".decide-form")
    expect(form.locator(".focal-picture img")).to_have_attribute("src", re.compile("/threads/files/"))
    designer.choose("choose-file")
    designer.page.locator(".file-entry[data-path$='feld.jpg']").click()
    expect(form.locator(".focal-picture img")).to_have_attribute("src", re.compile("feld"))
    # What was said of the other picture is not true of this one.
    form.locator("[type=submit]").click()
    expect(designer.problem.first).to_contain_text("zu sehen")
    form.locator("[data-key=alternative-describe]").check()
    designer.side.get_by_label("Beschreibung des Bildes").fill("Felder am Abend")
    form.locator(".focal-dot").press("Shift+ArrowLeft")
    form.locator("[type=submit]").click()
    expect(designer.side.locator(".decide-part").first).to_contain_text("Geändert übernommen")
    picture = designer.draft.locator(f"img[data-eid='{image}']")
    expect(picture).to_have_attribute("alt", "Felder am Abend")
    expect(picture).to_have_attribute("src", re.compile("feld"))
    content = ask(designer, f"elements/{image}/proposal")["body"]["content"]
    assert content["focalPoint"] == [400, 500]
    designer.toast.locator("[data-choice=undo]").click()
    expect(designer.toast).to_contain_text("wieder offen")


def test_instead_of_removing_it_is_hidden(review_as):
    reviewer = review_as("reviewer")
    write_about(reviewer, ".hero img")
    reviewer.choose("suggest-remove")
    reviewer.side.locator(".review-composer [type=submit]").click()
    number = number_of(reviewer)
    designer = review_as("designer")
    image = designer.id(".hero img")
    designer.open(number)
    designer.choose("take-changed")
    expect(designer.side.locator("[data-key=choose-hide]")).to_be_focused()
    designer.page.keyboard.press("ArrowRight")
    expect(designer.side.locator(".decide-picture")).to_be_visible()
    designer.page.keyboard.press("ArrowLeft")
    expect(designer.side.locator(".decide-picture")).to_have_count(0)
    designer.side.locator(".decide-form [type=submit]").click()
    expect(designer.side.locator(".decide-part.done")).to_contain_text("Jetzt ausgeblendet")
    expect(reviewer.draft.locator(f"img[data-eid='{image}']")).to_have_count(0)
    expect(reviewer.side.locator(".decide-part").first).to_contain_text("Geändert übernommen")
    designer.toast.locator("[data-choice=undo]").click()
    expect(reviewer.draft.locator(f"img[data-eid='{image}']")).to_have_count(1)


@pytest.mark.parametrize("locale", ["de-DE", "en-GB"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("viewport", "size"), [(DESKTOP, "1280"), (PHONE, "390")])
def test_looks_and_accessibility(review_as, speak, screens, locale, scheme, viewport, size):
    language = locale[:2]
    speak("designer", language)
    review = review_as("designer", viewport=viewport, color_scheme=scheme)
    noise = Noise().listen(review.page)
    shots = screens / "suggestions"
    shots.mkdir(parents=True, exist_ok=True)

    def shot(name: str):
        settle(review.page)
        assert [line for line in axe_violations(review.page) if "foyer-review" in line or "iframe" not in line] == [], name
        assert wider_than_screen(review.page) == []
        review.page.screenshot(path=shots / f"{name}-{size}-{scheme}-{language}.png")

    write_about(review, ".hero img")
    review.choose("suggest-picture")
    shot("picture")
    review.choose("cancel")
    write_about(review, "h1")
    shot("offers")
    review.choose("suggest-words")
    field = review.side.locator(WORDS).first
    field.press("End")
    review.page.keyboard.type(" und mehr")
    review.side.locator(".review-composer textarea").fill("Bitte so")
    shot("writing")
    review.side.locator(".review-composer [type=submit]").click()
    expect(review.side.locator(".decide-part[data-state=open]")).to_be_visible()
    shot("proposal")
    review.choose("take-changed")
    shot("changing")
    review.choose("cancel-change")
    review.choose("take")
    expect(review.side.locator(".decide-part.done ins")).to_be_visible()
    shot("taken")
    review.toast.locator("[data-choice=undo]").click()
    expect(review.state).to_have_attribute("data-state", "open")
    review.choose("back")
    # The tools of a text, the form for a link, and what a designer decides instead.
    text = shown(review, "richText")
    write_about(review, f"[data-eid='{text['element']}']")
    review.choose("suggest-words")
    expect(review.side.locator("[role=toolbar]")).to_be_visible()
    shot("written")
    review.side.locator("[role=toolbar] button[title=Link]").click()
    expect(review.side.locator(".page-entry").first).to_be_visible()
    shot("written-link")
    review.choose("cancel-link")
    review.choose("cancel")
    write_about(review, ".hero img")
    review.choose("suggest-remove")
    review.side.locator(".review-composer [type=submit]").click()
    expect(review.side.locator(".decide-part[data-state=open]")).to_be_visible()
    review.choose("take-changed")
    review.side.locator("[data-key=choose-picture]").check()
    expect(review.side.locator(".focal-picture")).to_be_visible()
    shot("instead")
    review.choose("cancel-change")
    assert noise.messages == []
