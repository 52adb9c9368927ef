"""Reviewing a draft: somebody comments on a part of the page, others answer, and everybody sees where it stands."""

import re
import struct
import zlib

import pytest
from playwright.sync_api import expect

from editor import SITE
from fake_threads import AGENCY, ANNA, FakeThreads
from hostile import strings
from pages import DESKTOP, PHONE, Noise, axe_violations, screenshot, settle, wider_than_screen
from review import ReviewPage
from tripwire import LISTEN


@pytest.fixture
def open_fake(server, signed_in):
    """open_fake(role) gives the page with threads that the test itself holds."""

    def open(role: str = "reviewer", *, threads=(), query: str = "", me: dict | None = None, may=None, **options) -> tuple[ReviewPage, FakeThreads]:
        options.setdefault("viewport", DESKTOP)
        page = signed_in(role, **options)
        isAgency = role == "designer"
        fake = FakeThreads(page, SITE, me or (AGENCY if isAgency else ANNA), may or (["reply", "internal", "change", "moderate"] if isAgency else ["reply", "accept", "reopen", "withdraw"]))
        if threads:
            page.goto(f"{server.portal}sites/{SITE}/review")
            ids = page.locator("main").get_attribute("data-page")
            eid = page.frame_locator("iframe[data-draft]").locator("h1[data-eid]").first.get_attribute("data-eid")
            for thread in threads:
                fake.add(thread.pop("page", ids), thread.pop("element", eid), thread.pop("body", "Bitte größer"), **thread)
        return ReviewPage(page, server.portal, query), fake

    return open


def png() -> bytes:
    """A picture of one grey point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")


@pytest.fixture
def speak(server, signed_in):
    """speak(role, language) chooses the language of an account until the end of the test."""
    chosen = []

    def choose(role: str, language: str) -> None:
        page = signed_in(role)
        page.goto(f"{server.portal}account")
        button = page.locator(f"button[name=language][value={language}]")
        if button.count():
            button.click()
            page.wait_for_load_state()
            chosen.append(role)

    yield choose
    for role in set(chosen):
        choose(role, "de")


# Commenting


def test_a_click_and_some_words_make_a_thread(open_fake):
    review, fake = open_fake()
    review.comment_on("h1", "Bitte etwas freundlicher")
    body = fake.bodies("POST", "^threads$")[0]
    assert body["element"] == review.id("h1") and body["page"] == review.page_id
    assert body["body"] == "Bitte etwas freundlicher" and 0 <= body["anchor"]["x"] <= 1
    assert body["anchor"]["browser"].split()[0] in ("Chrome", "Chromium", "HeadlessChrome")
    expect(review.comments).to_contain_text("Bitte etwas freundlicher")
    expect(review.pin("1")).to_be_visible()
    assert "thread=thread-1" in review.page.url
    review.choose("back")
    expect(review.rows).to_have_count(1)


def test_the_keyboard_alone_comments_and_comes_back(open_fake):
    review, fake = open_fake()
    review.page.locator("[data-mode=comment]").focus()
    review.page.keyboard.press("Enter")
    target = review.draft.locator("foyer-review .target")
    expect(target).to_be_focused()
    review.page.keyboard.press("ArrowDown")
    review.page.keyboard.press("ArrowDown")
    label = target.get_attribute("aria-label")
    review.page.keyboard.press("Enter")
    expect(review.field).to_be_focused()
    review.page.keyboard.press("Escape")
    expect(target).to_be_focused()
    assert target.get_attribute("aria-label") == label
    review.page.keyboard.press("Enter")
    expect(review.field).to_be_focused()
    review.page.keyboard.type("Mit der Tastatur")
    review.page.keyboard.press("Control+Enter")
    expect(review.comments).to_contain_text("Mit der Tastatur")
    anchor = fake.bodies("POST", "^threads$")[0]["anchor"]
    assert "x" not in anchor


def test_on_a_phone(open_fake):
    review, _ = open_fake(viewport=PHONE, has_touch=True)
    expect(review.side).to_be_hidden()
    review.press("comment")
    review.draft.locator("h1[data-eid]").first.tap()
    expect(review.field).to_be_visible()
    headline = review.draft.locator("h1[data-eid]").first.bounding_box()
    sheet = review.side.bounding_box()
    assert headline["y"] + min(headline["height"], 60) <= sheet["y"], "what is written about stands above the sheet"
    review.field.fill("Vom Handy")
    review.side.locator("[type=submit]").click()
    expect(review.comments).to_contain_text("Vom Handy")
    review.choose("close-sheet")
    expect(review.side).to_be_hidden()
    expect(review.pin("1")).to_be_visible()
    assert wider_than_screen(review.page) == []


def test_an_empty_list_says_how_to_begin(open_fake):
    review, _ = open_fake(viewport=PHONE, has_touch=True)
    hint = review.side.locator(".foyer-empty .review-hint")
    review.choose("sheet")
    expect(hint).to_have_text(re.compile("„Kommentieren“, dann eine Stelle"))
    review.choose("close-sheet")
    review.press("comment")
    review.choose("sheet")
    expect(hint).to_have_text(re.compile("^Wählen Sie eine Stelle"))


def test_the_whole_page_and_the_whole_site_are_commented_too(open_fake):
    review, fake = open_fake()
    review.choose("new-page")
    review.field.fill("Diese Seite ist zu lang")
    review.page.keyboard.press("Control+Enter")
    expect(review.comments).to_have_count(1)
    review.choose("back")
    review.choose("new-site")
    review.field.fill("Insgesamt dunkler")
    review.page.keyboard.press("Control+Enter")
    expect(review.comments).to_contain_text("Insgesamt dunkler")
    page, site = fake.bodies("POST", "^threads$")
    assert page["page"] == review.page_id and "element" not in page
    assert "page" not in site and "element" not in site


def test_pictures_are_chosen_and_pasted_and_go_along(open_fake):
    review, fake = open_fake()
    review.choose("new-page")
    with review.page.expect_file_chooser() as chooser:
        review.choose("attach")
    picture = png()
    chooser.value.set_files({"name": "so.png", "mimeType": "image/png", "buffer": picture})
    expect(review.side.locator(".review-files img")).to_have_count(1)
    review.field.evaluate(
        """(field, bytes) => {
          const data = new DataTransfer()
          data.items.add(new File([new Uint8Array(bytes)], 'clip.png', { type: 'image/png' }))
          field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
        }""",
        list(picture),
    )
    expect(review.side.locator(".review-files img")).to_have_count(2)
    with review.page.expect_file_chooser() as chooser:
        review.choose("attach")
    chooser.value.set_files([{"name": "viel.pdf", "mimeType": "application/pdf", "buffer": bytes(11 << 20)}])
    expect(review.problem).to_have_text("„viel.pdf“ ist größer als 10 MB.")
    with review.page.expect_file_chooser() as chooser:
        review.choose("attach")
    chooser.value.set_files([{"name": "lied.mp3", "mimeType": "audio/mpeg", "buffer": b"ID3"}])
    expect(review.problem).to_contain_text("kann nicht angehängt werden")
    review.field.fill("So soll es aussehen")
    review.page.keyboard.press("Control+Enter")
    expect(review.comments).to_have_count(1)
    assert len(fake.bodies("POST", "^threads$")[0]["files"]) == 2


def test_on_a_phone_the_part_of_a_thread_stands_above_the_sheet(open_fake):
    review, _ = open_fake(viewport=PHONE, has_touch=True, threads=[{"body": "Hier"}])
    review.frame.evaluate("scrollTo(0, 2000)")
    review.choose("sheet")
    review.open("1")
    headline = review.draft.locator("h1[data-eid]").first
    sheet = review.side.bounding_box()["y"]
    review.page.wait_for_timeout(200)
    box = headline.bounding_box()
    assert 100 <= box["y"] and box["y"] + min(box["height"], 80) <= sheet, (box, sheet)


def test_on_a_phone_the_page_has_the_screen_and_the_list_is_the_list(open_fake):
    review, _ = open_fake(viewport=PHONE, has_touch=True, threads=[{"body": "Eins"}, {"body": "Zwei"}, {"body": "Drei", "state": "done"}])
    stage = review.page.locator(".stage").bounding_box()
    assert stage["y"] <= 56 and stage["y"] + stage["height"] >= PHONE["height"] - 64, stage
    for part in review.page.locator(".bar button:visible, .bar a:visible").all():
        box = part.bounding_box()
        assert box["height"] >= 44 and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"], part
    expect(review.page.locator("[data-choice=sheet]")).to_have_text("Liste3")
    review.choose("sheet")
    review.open("1")
    review.choose("close-sheet")
    review.choose("sheet")
    expect(review.rows).to_have_count(3)
    expect(review.thread).to_have_count(0)
    # What somebody has begun to write is not lost for a look at the list.
    review.open("2")
    review.field.fill("Noch nicht gesendet")
    review.choose("close-sheet")
    review.choose("sheet")
    expect(review.field).to_have_value("Noch nicht gesendet")
    review.choose("back")
    review.open("2")
    expect(review.field).to_have_value("Noch nicht gesendet")


#: A keyboard on the screen, as browsers on phones tell of it.
KEYBOARD = """
  const screen = Object.assign(new EventTarget(), { offsetTop: 0, offsetLeft: 0, pageTop: 0, pageLeft: 0, scale: 1, width: innerWidth, height: innerHeight })
  Object.defineProperty(window, 'visualViewport', { value: screen, configurable: true })
  window.showKeyboard = height => { screen.height = innerHeight - height; screen.dispatchEvent(new Event('resize')) }
"""


@pytest.mark.parametrize("height", [844, 640])
def test_on_a_phone_what_sends_stands_above_the_keyboard(open_fake, screens, height):
    size = {"width": 390 if height == 844 else 320, "height": height}
    review, _ = open_fake("designer", viewport=size, has_touch=True, threads=[{"body": "Lang " * 100}])
    page = review.page
    page.add_init_script(KEYBOARD)
    page.reload()
    review.wait()
    send = review.side.locator(".review-composer [type=submit]")

    def in_sight(keyboard: int) -> None:
        page.evaluate("height => showKeyboard(height)", keyboard)
        field, button, sheet = (part.bounding_box() for part in (review.field, send, review.side))
        end = height - keyboard
        assert button["y"] >= sheet["y"] and button["y"] + button["height"] <= end, (keyboard, button, sheet)
        assert field["y"] < button["y"] and sheet["y"] >= 48, (keyboard, field, button, sheet)
        seen = review.field.evaluate(
            "field => { const {left, top} = field.getBoundingClientRect(); return document.elementFromPoint(left + 20, top + 12) === field }")
        assert seen, (keyboard, field)

    keyboard = 336 if height == 844 else 260
    review.press("comment")
    review.draft.locator("h2[data-eid]").first.tap()
    expect(review.field).to_be_focused()
    # As it opens, and with a keyboard that comes and goes.
    in_sight(0)
    in_sight(keyboard)
    (screens / "review").mkdir(parents=True, exist_ok=True)
    page.screenshot(path=screens / "review" / f"keyboard-{height}.png")
    review.field.fill("Vom Handy\n" * 12)
    in_sight(keyboard)
    in_sight(0)
    send.click()
    expect(review.comments).to_have_count(1)
    # An answer as well.
    review.choose("back")
    review.open("1")
    review.field.focus()
    in_sight(keyboard)
    page.screenshot(path=screens / "review" / f"keyboard-answer-{height}.png")


def test_somebody_is_named_and_told(open_fake):
    review, fake = open_fake()
    review.choose("new-page")
    review.field.press_sequentially("Bitte ansehen, @ben")
    expect(review.side.locator(".review-mentions button")).to_have_count(1)
    review.page.keyboard.press("ArrowDown")
    review.page.keyboard.press("Enter")
    expect(review.field).to_have_value("Bitte ansehen, @Ben Studio ")
    expect(review.field).to_be_focused()
    expect(review.side.locator(".review-mentions")).to_be_hidden()
    review.page.keyboard.press("Control+Enter")
    expect(review.comments).to_have_count(1)
    assert fake.bodies("POST", "^threads$")[0]["mentions"] == [AGENCY["id"]]


def test_the_round_says_until_when(open_fake):
    review, _ = open_fake()
    expect(review.side.locator(".review-round")).to_contain_text("Runde 1 bis 3. Juli 2026")


# When something goes wrong


def test_words_outlive_a_lost_connection_and_are_there_once(open_fake):
    review, fake = open_fake()
    review.choose("new-page")
    fake.next = ["lost", 500]
    review.field.fill("Das darf nicht weg sein")
    review.page.keyboard.press("Control+Enter")
    expect(review.problem).to_contain_text("keine Verbindung")
    expect(review.field).to_have_value("Das darf nicht weg sein")
    review.choose("back")
    review.choose("new-page")
    expect(review.field).to_have_value("Das darf nicht weg sein")
    review.page.keyboard.press("Control+Enter")
    expect(review.problem).to_contain_text("schiefgegangen")
    review.page.keyboard.press("Control+Enter")
    expect(review.comments).to_have_count(1)
    assert len(fake.threads) == 1


def test_a_refusal_is_said_and_nothing_is_lost(open_fake):
    review, fake = open_fake()
    review.choose("new-page")
    fake.next = [422]
    review.field.fill("Zu lang")
    review.side.locator("[type=submit]").click()
    expect(review.problem).to_contain_text("so steht es geschrieben")
    expect(review.field).to_have_value("Zu lang")
    fake.next = [429]
    review.side.locator("[type=submit]").click()
    expect(review.problem).to_contain_text("sehr viel")


def test_who_was_slower_sees_the_newest_state(open_fake):
    review, fake = open_fake("designer", threads=[{}])
    review.open("1")
    fake.threads[0] |= {"state": "inProgress", "version": 7}
    review.choose("to-done")
    expect(review.toast).to_contain_text("inzwischen geändert")
    expect(review.state).to_have_text("In Arbeit")
    review.choose("to-done")
    expect(review.state).to_have_text("Erledigt")


def test_lists_that_cannot_be_loaded_say_so_and_try_again(open_fake):
    review, fake = open_fake()
    fake.list, real = (lambda route, query: fake.send(route, {}, 500)), fake.list
    review.side.locator("[data-scope=site]").click()
    expect(review.side.locator(".foyer-failure")).to_be_visible()
    fake.list = real
    review.choose("retry")
    expect(review.side.locator(".foyer-empty")).to_be_visible()


# The life of a thread


def test_an_answer_opens_again_and_the_customer_accepts(open_fake):
    review, fake = open_fake(threads=[{"state": "done"}])
    review.side.locator(".review-filters summary").click()
    review.side.locator("select[name=state]").select_option("")
    review.open("1")
    review.field.fill("Noch nicht ganz")
    review.page.keyboard.press("Control+Enter")
    expect(review.comments).to_have_count(2)
    expect(review.state).to_have_text("Offen")
    expect(review.field).to_have_value("")
    fake.threads[0] |= {"state": "done", "version": 9}
    review.page.reload()
    review.wait()
    review.choose("to-accepted")
    expect(review.state).to_have_text("Bestätigt")
    review.toast.locator("[data-choice=undo]").click()
    expect(review.state).to_have_text("Erledigt")


def test_the_agency_declines_with_a_reason_and_arranges(open_fake):
    review, fake = open_fake("designer", threads=[{}, {"body": "Noch einmal"}])
    review.open("1")
    review.choose("to-declined")
    review.side.locator(".review-ask [type=submit]").click()
    expect(review.problem).to_have_text("Schreiben Sie eine Begründung.")
    review.page.keyboard.type("Passt nicht zur Marke")
    review.page.keyboard.press("Tab")
    review.page.keyboard.press("Enter")
    expect(review.state).to_have_text("Abgelehnt")
    expect(review.thread).to_contain_text("Passt nicht zur Marke")
    review.choose("back")
    review.open("2")
    review.choose("to-duplicate")
    review.page.keyboard.type("1")
    review.page.keyboard.press("Enter")
    expect(review.state).to_have_text("Doppelt")
    assert fake.threads[1]["duplicateOf"] == "thread-1"
    review.side.locator(".review-organise summary").click()
    review.side.locator("[data-field=priority]").select_option("critical")
    expect(review.thread.locator(".foyer-badge.critical")).to_be_visible()
    tags = review.side.locator("[data-field=tags]")
    tags.fill("Startseite, Text")
    tags.press("Enter")
    expect(review.thread.locator(".review-thread-head .foyer-badge", has_text="Startseite")).to_be_visible()
    assert fake.threads[1]["tags"] == ["Startseite", "Text"]


def test_an_internal_answer_is_marked(open_fake):
    review, fake = open_fake("designer", threads=[{}])
    review.open("1")
    review.field.fill("Das kostet extra")
    review.side.locator(".review-internal-choice input").check()
    review.page.keyboard.press("Control+Enter")
    review.side.locator(".review-composer [type=submit]").click()
    expect(review.comments.last).to_contain_text("nur Ihre Agentur")
    assert fake.bodies("POST", "comments")[0]["isInternal"] is True


def test_own_words_are_changed_and_taken_away_with_regret(open_fake):
    review, fake = open_fake(threads=[{}])
    review.open("1")
    review.comments.first.locator("[data-choice=change]").click()
    review.side.locator(".review-comments textarea").fill("Anders gesagt")
    review.side.locator(".review-comments [type=submit]").click()
    expect(review.comments.first).to_contain_text("Anders gesagt")
    expect(review.comments.first).to_contain_text("geändert")
    review.comments.first.locator("[data-choice=remove]").click()
    expect(review.comments).to_have_count(0)
    review.toast.locator("[data-choice=undo]").click()
    expect(review.comments).to_have_count(1)
    assert fake.bodies("DELETE", "comments") == []
    review.comments.first.locator("[data-choice=remove]").click()
    review.choose("back")
    review.page.wait_for_function("() => document.querySelector('.review-row')")
    review.open("1")
    expect(review.comments.first).to_contain_text("entfernt")


# Finding one's way


def test_a_link_opens_the_page_scrolls_and_focuses(open_fake):
    review, fake = open_fake(threads=[{"body": "Erste"}, {"body": "Zweite", "unread": True}])
    link = f"?page={review.page_id}&thread=thread-2"
    review.page.goto(f"{review.portal}sites/{SITE}/review{link}")
    review.wait()
    expect(review.thread).to_contain_text("Zweite")
    expect(review.side.locator("h2")).to_be_focused()
    expect(review.draft.locator("foyer-review .box.chosen")).to_be_visible()
    expect(review.pin("2")).to_have_attribute("aria-current", "true")
    assert any(path.endswith("/seen") for _, path, _ in fake.asked)
    review.page.goto(f"{review.portal}sites/{SITE}/review#thread-thread-1")
    review.page.reload()
    review.wait()
    expect(review.thread).to_contain_text("Erste")


def test_pin_and_list_lead_to_the_thread(open_fake):
    review, _ = open_fake(threads=[{"body": "Erste"}, {"body": "Zweite"}])
    review.press("look")
    review.pin("2").click()
    expect(review.thread).to_contain_text("Zweite")
    review.page.keyboard.press("Escape")
    expect(review.rows).to_have_count(2)


def test_filters_hold_for_list_and_pins(open_fake):
    review, _ = open_fake(threads=[{}, {"state": "done"}, {"author": AGENCY}, {"page": None, "element": None, "body": "Zur Website"}])
    # What is done waits for the customer until they have accepted it.
    expect(review.rows).to_have_count(3)
    review.side.locator(".review-filters summary").click()
    review.side.locator("select[name=state]").select_option("open")
    expect(review.rows).to_have_count(2)
    expect(review.draft.locator("foyer-review .pin:visible")).to_have_count(2)
    review.side.locator("select[name=state]").select_option("")
    expect(review.rows).to_have_count(3)
    expect(review.draft.locator("foyer-review .pin:visible")).to_have_count(3)
    review.side.locator("select[name=person]").select_option(AGENCY["id"])
    expect(review.rows).to_have_count(1)
    expect(review.draft.locator("foyer-review .pin:visible")).to_have_count(1)
    review.side.locator("select[name=person]").select_option("")
    review.side.locator("[data-scope=site]").click()
    expect(review.rows).to_have_count(4)
    review.side.locator("select[name=state]").select_option("declined")
    expect(review.side.locator(".foyer-empty")).to_be_visible()
    review.choose("reset")
    expect(review.rows).to_have_count(4)


@pytest.mark.parametrize("role, shown", [("reviewer", 2), ("designer", 1)])
def test_what_is_done_waits_for_the_customer(open_fake, role, shown):
    threads = [{}, {"state": "done", "body": "Zur ganzen Website", "page": None, "element": None}, {"state": "accepted"}]
    review, fake = open_fake(role, threads=threads)
    review.side.locator("[data-scope=site]").click()
    expect(review.rows).to_have_count(shown)


def test_an_address_leads_to_what_is_done(open_fake):
    threads = [{}, {"state": "done", "body": "Zur ganzen Website", "page": None, "element": None}, {"state": "accepted"}]
    review, _ = open_fake(threads=threads, query="?state=done")
    expect(review.rows).to_have_count(1)
    expect(review.rows).to_contain_text("Zur ganzen Website")
    expect(review.side.locator("[data-scope=site]")).to_have_attribute("aria-pressed", "true")
    expect(review.side.locator("select[name=state]")).to_have_value("done")


def test_long_lists_come_in_pieces(open_fake):
    review, _ = open_fake(threads=[{"body": f"Nummer {number}"} for number in range(35)])
    expect(review.rows).to_have_count(30)
    review.choose("more")
    expect(review.rows).to_have_count(35)
    expect(review.rows.nth(30)).to_be_focused()


def test_what_is_gone_or_hidden_is_listed_with_its_last_words(open_fake):
    gone = {"state": "removed", "page": None, "path": None, "title": "Startseite", "label": "Überschrift", "quote": "", "since": 9}
    review, fake = open_fake(threads=[{"body": "Wo ist das hin?", "place": gone}])
    fake.threads[0]["place"]["page"] = fake.threads[0]["page"]
    review.page.reload()
    review.wait()
    expect(review.rows).to_contain_text("gibt es nicht mehr")
    expect(review.draft.locator("foyer-review .pin")).to_have_count(0)
    review.open("1")
    expect(review.thread.locator(".review-quote")).to_have_text("Damals stand das hier")
    expect(review.thread.locator("[data-choice=show]")).to_have_count(0)


def test_on_paper_stands_the_list(open_fake):
    review, _ = open_fake(threads=[{"body": "Erste"}, {"body": "Zweite"}])
    expect(review.rows).to_have_count(2)
    review.page.emulate_media(media="print")
    expect(review.rows.first).to_be_visible()
    expect(review.page.locator("iframe[data-draft]")).to_be_hidden()
    expect(review.page.locator(".bar, .review-tools").first).to_be_hidden()
    expect(review.side.locator(".review-printed")).to_contain_text("Sonnenkorn · Sonnenkorn – Bäckerei")
    expect(review.rows.first.locator(".review-row-printed")).to_have_text("Startseite · „Damals stand das hier“")
    # When it was is told by no clock that paper has.
    when = review.rows.first.locator("time").evaluate("time => getComputedStyle(time, '::after').content")
    assert "2026" in when, when


def test_words_of_strangers_stay_words(open_fake):
    """In every place that shows some: the list, the thread, the pins, filters, fields of the agency."""
    review, fake = open_fake("designer", threads=[{}])
    tripped = []
    review.page.context.expose_binding("tripwire", lambda source, what: tripped.append(what))
    review.page.add_init_script(LISTEN)
    first = fake.threads[0]
    fake.piece = 1000
    for number, hostile in enumerate(strings(60)):
        words = hostile.text[:400]
        person = {"kind": "guest", "id": f"guest-{number}", "name": words, "isAgency": False}
        file = {"id": "f", "name": words, "type": "application/pdf", "width": None, "height": None, "size": 3, "url": "/api/v1/none"}
        fake.add(first["page"], first["element"], words, author=person, quote=words, tags=[words], reason=words, assignee={"id": f"b{number}", "name": words},
                 place=first["place"] | {"state": "textChanged", "label": words, "title": words, "quote": words},
                 comments=[fake.comment(f"h{number}", words, author=person, files=[file], mentions=[person]),
                           fake.comment(f"s{number}", "", author=person, kind="state", change={"from": "open", "to": words, "reason": words})])
    shown = "thread-7"
    review.page.goto(f"{review.portal}sites/{SITE}/review?thread={shown}")
    review.wait()
    expect(review.thread).to_be_visible()
    review.choose("back")
    review.side.locator("[data-scope=site]").click()
    review.rows.first.click()
    skeleton = "() => [...document.querySelectorAll('.review-thread *')].map(node => node.localName).join(' ')"
    for number in range(7, len(fake.threads), 9):
        review.choose("back")
        expect(review.rows.first).to_be_visible()
        review.page.locator(f"[data-open='thread-{number}']").click()
        expect(review.comments.first.locator(".review-body")).to_have_text(fake.find(f"thread-{number}")["comments"][0]["body"], use_inner_text=False)
        assert "script" not in review.page.evaluate(skeleton).split() and "img" not in review.page.evaluate(skeleton).split()
    labels = review.draft.locator("foyer-review .pin").evaluate_all("pins => pins.map(pin => pin.children.length)")
    assert max(labels) <= 1 and len(labels) > 30
    assert tripped == []


# How it looks


def example(body: str, **more) -> dict:
    return {"body": body} | more


LONG = "Können wir die Überschrift etwas kürzer machen? Auf dem Handy bricht sie sonst über vier Zeilen um.\n\nMein Vorschlag: „Brot, das schmeckt“"


@pytest.mark.parametrize("locale", ["de-DE", "en-GB"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("viewport", "size"), [(DESKTOP, "1280"), (PHONE, "390")])
def test_looks_and_accessibility(open_fake, speak, screens, locale, scheme, viewport, size):
    speak("designer", locale[:2])
    review, fake = open_fake("designer", viewport=viewport, color_scheme=scheme, threads=[
        example(LONG, author=ANNA, unread=True), example("Anderes Foto, bitte.", state="inProgress", priority="critical", author=ANNA, assignee={"id": "x", "name": "Ben Studio"}),
        example("Mit dem Kunden klären", visibility="internal", number="i1", state="question"),
        example("Öffnungszeiten", place={"state": "textChanged", "page": None, "path": "/", "title": "Startseite", "label": "Text", "quote": "Mo–Fr 9–18", "since": 4}),
    ])
    fake.threads[3]["place"]["page"] = review.page_id
    fake.threads[0]["comments"] += [
        fake.comment("a", "Gute Idee, ich probiere es.", author=AGENCY), fake.comment("b", "Kostet extra.", author=AGENCY, isInternal=True),
        fake.comment("s", "", author=AGENCY, kind="state", change={"from": "open", "to": "inProgress", "reason": ""}),
    ]
    language = locale[:2]
    noise = Noise().listen(review.page)
    review.page.reload()
    review.wait()
    shots = screens / "review"

    def shot(name: str):
        settle(review.page)
        assert [line for line in axe_violations(review.page) if "foyer-review" in line or "iframe" not in line] == [], name
        assert wider_than_screen(review.page) == []
        review.page.screenshot(path=shots / f"{name}-{size}-{scheme}-{language}.png")

    shots.mkdir(parents=True, exist_ok=True)
    if size == "390":
        shot("page")
        review.choose("sheet")
    expect(review.rows).to_have_count(4)
    shot("list")
    review.open("1")
    shot("thread")
    review.choose("back")
    review.choose("new-page")
    review.field.fill("Bitte weniger Text")
    shot("writing")
    review.field.fill("")
    assert noise.messages == []
