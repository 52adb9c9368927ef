"""Reviewing with the real service: several people at one draft, who see at once what the others do."""

import re

import pytest
from playwright.sync_api import expect

from editor import SITE, EditScreen, set_text
from pages import DESKTOP, PHONE, Noise, axe_violations, screenshot, settle, wider_than_screen
from review import ReviewPage

PAGE = "/backstube/"


@pytest.fixture
def review(server, signed_in):
    """review(role) opens the page of somebody with an account."""

    def open(role: str, query: str = "", **options) -> ReviewPage:
        options.setdefault("viewport", DESKTOP)
        return ReviewPage(signed_in(role, **options), server.portal, query)

    return open


@pytest.fixture
def guest(server, browser, signed_in):
    """guest(name) opens the page of somebody who comes by a link."""
    contexts = []

    def come(name: str, **options) -> ReviewPage:
        page = signed_in("designer")
        url = page.evaluate(
            """async ([url, body]) => (await (await fetch(url, {
              method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)
            })).json()).url""",
            [f"/api/v1/sites/{SITE}/review-links", {"mode": "shared", "name": "Alle"}],
        )
        options.setdefault("viewport", DESKTOP)
        context = browser.new_context(reduced_motion="reduce", locale="de-DE", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        visitor = context.new_page()
        visitor.goto(url)
        visitor.locator("input[name=name]").fill(name)
        visitor.locator("main form button[type=submit]").click()
        visitor.wait_for_url(re.compile("/review$"))
        return ReviewPage(visitor, server.portal)

    yield come
    for context in contexts:
        context.close()


def test_a_guest_comments_the_designer_answers_and_both_see_it_at_once(review, guest):
    gisela = guest("Gisela Gast")
    designer = review("designer")
    gisela.comment_on("h1", "Die Überschrift ist mir zu lang")
    number = gisela.thread.get_attribute("aria-label").split()[-1]
    # Nobody has loaded anything again.
    expect(designer.pin(number)).to_be_visible()
    expect(designer.rows.first).to_contain_text("zu lang")
    designer.open(number)
    expect(designer.comments.first).to_contain_text("Gast")
    designer.field.fill("Ich kürze sie.")
    designer.page.keyboard.press("Control+Enter")
    expect(designer.comments).to_have_count(2)
    expect(gisela.comments).to_have_count(2)
    expect(gisela.comments.last).to_contain_text("Ich kürze sie.")
    designer.choose("to-done")
    expect(gisela.state).to_have_text("Erledigt")
    # What a guest writes about what they began opens it again.
    gisela.field.fill("Fast!")
    gisela.page.keyboard.press("Control+Enter")
    expect(designer.state).to_have_text("Offen")


def test_what_was_done_by_an_edit_shows_before_and_after(review, server, signed_in):
    customer = review("customer")
    customer.comment_on("h1", "Bitte mit dem Tag")
    number = customer.thread.get_attribute("aria-label").split()[-1]
    editor = EditScreen(signed_in("designer", viewport=DESKTOP), server.portal).wait()
    headline = editor.draft.locator("h1[data-eid]").first
    said = editor.element(headline)["content"]
    assert editor.edit(set_text(editor.element(headline), "Brot, das bis Freitag hält."))["status"] == 201
    designer = review("designer")
    designer.open(number)
    designer.choose("to-done")
    done = customer.side.locator(".decide-part.done")
    expect(done).to_contain_text("Vorher und nachher")
    expect(done.locator("ins")).to_contain_text("Freitag")
    expect(done).to_contain_text("Noch nicht live")
    # Taken back later, nobody is told that it is done.
    element = editor.element(headline)
    back = {"op": "setText", "element": element["id"], "version": element["version"], "content": said["text"]}
    assert editor.edit(back)["status"] == 201
    expect(done).to_contain_text("Im Entwurf steht wieder, was vorher da stand", timeout=15_000)


def test_what_is_internal_reaches_no_customer(review):
    designer, customer = review("designer"), review("customer")
    designer.press("comment")
    designer.click_on("h1")
    designer.side.locator(".review-internal-choice input").check()
    designer.field.fill("Intern: das wird teuer")
    designer.side.locator("[type=submit]").click()
    expect(designer.comments).to_have_count(1)
    expect(designer.thread.locator(".review-internal-note").first).to_be_visible()
    number = designer.thread.get_attribute("aria-label").split()[-1]
    assert number.startswith("i")
    customer.comment_on("h1", "Von der Kundin")
    expect(designer.pin(customer.thread.get_attribute("aria-label").split()[-1])).to_be_visible()
    expect(customer.draft.locator("foyer-review .pin[data-internal]")).to_have_count(0)
    assert "teuer" not in customer.page.content()


def test_what_becomes_internal_vanishes_for_the_customer_and_comes_back(review):
    customer = review("customer")
    designer = review("designer")
    customer.comment_on("h1", "Das bleibt nicht lange stehen")
    number = customer.thread.get_attribute("aria-label").split()[-1]
    designer.open(number)
    designer.side.locator(".review-organise summary").click()
    readers = designer.side.locator("select[data-field=visibility]")
    expect(readers).to_have_value("customer")
    readers.select_option("internal")
    expect(designer.thread.locator(".review-event[data-visibility=internal]")).to_be_visible()
    expect(designer.thread.locator(".review-internal-note").first).to_be_visible()
    # There is nothing to choose any more: all of it is internal.
    expect(designer.side.locator(".review-internal-choice")).to_be_hidden()
    # Nobody has loaded anything again.
    expect(customer.thread).to_have_count(0)
    expect(customer.rows.filter(has_text="nicht lange")).to_have_count(0)
    expect(customer.pin(number)).to_have_count(0)
    assert "Das bleibt nicht lange" not in customer.page.content()
    readers.select_option("customer")
    expect(designer.side.locator(".review-internal-choice")).to_be_visible()
    expect(customer.pin(number)).to_be_visible()
    customer.open(number)
    expect(customer.thread.locator(".review-body")).to_have_text(["Das bleibt nicht lange stehen"])
    expect(customer.thread.locator(".review-event")).to_have_count(0)


def test_what_was_begun_internally_says_what_is_said_to_the_customer(review):
    customer = review("customer")
    designer = review("designer")
    designer.press("comment")
    designer.click_on("h1")
    designer.side.locator(".review-internal-choice input").check()
    designer.field.fill("Der Kunde versteht das nie")
    designer.side.locator("[type=submit]").click()
    expect(designer.comments).to_have_count(1)
    designer.side.locator(".review-organise summary").click()
    readers = designer.side.locator("select[data-field=visibility]")
    readers.select_option("customer")
    ask = designer.side.locator(".review-ask")
    ask.locator("button[type=submit]").click()
    expect(ask.locator("[role=alert]")).to_be_visible()
    ask.locator("[data-choice=cancel]").click()
    expect(readers).to_have_value("internal")
    readers.select_option("customer")
    ask.locator("textarea").fill("Ist das so verständlich?")
    ask.locator("button[type=submit]").click()
    expect(designer.thread.locator(".review-event[data-visibility=customer]")).to_be_visible()
    customer.rows.filter(has_text="Ist das so").click()
    expect(customer.thread.locator(".review-body")).to_have_text(["Ist das so verständlich?"])
    assert "versteht das nie" not in customer.page.content()
    assert not axe_violations(designer.page)


def test_the_thread_follows_its_element(server, signed_in, review):
    customer = review("customer")
    customer.comment_on("h1", "Bitte ändern")
    link = customer.page.url
    editor = EditScreen(signed_in("designer", viewport=DESKTOP), server.portal).wait()
    headline = editor.draft.locator("h1[data-eid]").first
    element = editor.element(headline)
    words = [{"type": "text", "text": "Ein ganz anderer Titel"}]
    assert editor.edit({"op": "setText", "element": element["id"], "version": element["version"], "content": words})["status"] == 201
    # The page in the frame is loaded again by itself, and the thread says what has become of its place.
    expect(customer.draft.locator("h1").first).to_have_text("Ein ganz anderer Titel")
    expect(customer.thread).to_contain_text("seitdem geändert")
    customer.page.goto(link)
    customer.wait()
    expect(customer.thread).to_contain_text("seitdem geändert")
    expect(customer.thread).to_contain_text("Ein ganz anderer Titel")


def test_the_editor_leads_to_the_thread_and_the_thread_to_the_editor(server, signed_in, review):
    designer = review("designer")
    designer.comment_on("h1", "Hin und zurück")
    thread = designer.thread.get_attribute("data-thread")
    designer.thread.locator("[data-choice=edit]").click()
    page = designer.page
    page.wait_for_url(re.compile("/edit/"))
    expect(page.frame_locator("iframe[data-draft]").locator("html")).to_have_attribute("data-foyer-ready", "")
    section = page.locator("#inspector [data-threads]")
    expect(section).to_be_attached()
    if not section.is_visible():
        page.locator("[data-choice=panel]").click()
    section.locator("summary").click()
    section.locator(f'a[data-thread="{thread}"]').click()
    page.wait_for_url(re.compile(f"thread={thread}"))
    designer.wait()
    expect(designer.thread).to_contain_text("Hin und zurück")


def test_a_picture_goes_along_and_is_seen(review):
    customer = review("customer")
    customer.choose("new-page")
    with customer.page.expect_file_chooser() as chooser:
        customer.choose("attach")
    chooser.value.set_files({"name": "so.png", "mimeType": "image/png", "buffer": customer.page.screenshot()})
    expect(customer.side.locator(".review-files img")).to_have_count(1)
    customer.field.fill("So soll es aussehen")
    customer.page.keyboard.press("Control+Enter")
    picture = customer.comments.locator(".review-attached img")
    expect(picture).to_have_count(1)
    customer.page.wait_for_function("() => document.querySelector('.review-attached img').naturalWidth > 0")


def test_a_guest_s_pictures_wait_for_their_turn_and_all_arrive(guest):
    visitor = guest("Gabi Gast")
    visitor.page.evaluate(
        """() => {
          window.sending = { now: 0, most: 0 }
          const open = XMLHttpRequest.prototype.open
          XMLHttpRequest.prototype.open = function (...all) {
            sending.most = Math.max(sending.most, ++sending.now)
            this.addEventListener('load', () => sending.now--)
            return open.apply(this, all)
          }
        }"""
    )
    visitor.choose("new-page")
    with visitor.page.expect_file_chooser() as chooser:
        visitor.choose("attach")
    shot = visitor.page.screenshot()
    chooser.value.set_files([{"name": f"{n}.png", "mimeType": "image/png", "buffer": shot} for n in range(7)])
    expect(visitor.side.locator(".review-files img")).to_have_count(7, timeout=30_000)
    assert visitor.page.evaluate("() => sending.most") == 2


def test_another_page_has_its_own_pins_and_links_work_while_looking(review):
    customer = review("customer")
    customer.comment_on("h1", "Auf der Startseite")
    first = customer.page_id
    customer.choose("back")
    customer.press("look")
    customer.page.locator(".picker").click()
    customer.page.locator(f'[data-path="{PAGE}"]').click()
    customer.page.wait_for_function("first => document.querySelector('main').dataset.page !== first", arg=first)
    customer.wait()
    assert customer.page_id != first and f"page={customer.page_id}" in customer.page.url
    customer.comment_on("h1", "In der Backstube")
    customer.choose("back")
    customer.side.locator("[data-scope=site]").click()
    expect(customer.rows.filter(has_text="Auf der Startseite").first).to_be_visible()
    customer.rows.filter(has_text="Auf der Startseite").first.click()
    customer.choose("go")
    customer.page.wait_for_function("first => document.querySelector('main').dataset.page === first", arg=first)
    customer.wait()
    expect(customer.thread).to_contain_text("Auf der Startseite")
    expect(customer.draft.locator("foyer-review .box.chosen")).to_be_visible()


@pytest.mark.parametrize(("viewport", "size"), [(DESKTOP, "1280"), (PHONE, "390")])
def test_a_guest_s_page(guest, screens, viewport, size):
    gisela = guest("Gisela Gast-Müllerbergmann", viewport=viewport, has_touch=size == "390")
    noise = Noise().listen(gisela.page)
    settle(gisela.page)
    (screens / "review").mkdir(parents=True, exist_ok=True)
    gisela.page.screenshot(path=screens / "review" / f"guest-{size}.png")
    assert wider_than_screen(gisela.page) == []
    assert [line for line in axe_violations(gisela.page) if "foyer-review" in line or "iframe" not in line] == []
    gisela.page.reload()
    gisela.wait()
    assert noise.messages == []
    if size == "390":
        gisela.page.locator(".guest-button").click()
        expect(gisela.page.locator(".review-guest")).to_contain_text("Sie sind hier als")
        assert wider_than_screen(gisela.page) == []
        gisela.page.screenshot(path=screens / "review" / "guest-menu-390.png")
    gisela.page.locator(".review-guest button").click()
    gisela.page.goto(f"{gisela.portal}sites/{SITE}/review")
    expect(gisela.page.locator("main[data-review]")).to_have_count(0)


def test_what_stands_on_every_page_is_seen_on_every_page(review):
    customer = review("customer")
    customer.comment_on("header", "Das Logo ist zu klein")
    number = customer.thread.get_attribute("aria-label").split()[-1]
    customer.choose("back")
    first = customer.page_id
    customer.page.locator(".picker").click()
    customer.page.locator(f'[data-path="{PAGE}"]').click()
    customer.page.wait_for_function("first => document.querySelector('main').dataset.page !== first", arg=first)
    customer.wait()
    expect(customer.pin(number)).to_be_visible()
    row = customer.rows.filter(has_text="Das Logo ist zu klein")
    expect(row).to_be_visible()
    row.click()
    expect(customer.thread.locator("[data-choice=show]")).to_be_visible()
    expect(customer.draft.locator("foyer-review .box.chosen")).to_be_visible()


def test_what_is_said_of_the_header_appears_on_other_pages_at_once(review, guest):
    gisela = guest("Gisela Gast")
    designer = review("designer")
    designer.page.locator(".picker").click()
    designer.page.locator(f'[data-path="{PAGE}"]').click()
    designer.page.wait_for_function("first => document.querySelector('main').dataset.page !== first", arg=designer.page_id)
    designer.wait()
    gisela.comment_on("header", "Bitte das Logo größer")
    number = gisela.thread.get_attribute("aria-label").split()[-1]
    # The designer looks at another page, which shows the same header.
    expect(designer.pin(number)).to_be_visible()
    row = designer.rows.filter(has_text="Bitte das Logo größer")
    # The pages of the law have another template, with a header of its own.
    expect(row).to_contain_text("Auf mehreren Seiten")
    row.click()
    expect(designer.thread.locator(".review-about")).to_contain_text("Auf mehreren Seiten")
    expect(designer.thread.locator("[data-choice=show]")).to_be_visible()
    expect(gisela.thread.locator(".review-about")).to_contain_text("Auf mehreren Seiten")
    # What is said of the page itself stays there.
    gisela.choose("back")
    gisela.comment_on("h1", "Nur hier")
    designer.choose("back")
    expect(designer.rows.filter(has_text="Nur hier")).to_have_count(0)
    # Settled by somebody on the one page, it goes from the other.
    shown = designer.draft.locator("foyer-review .pin").count()
    other = review("designer")
    other.open(number)
    other.choose("to-done")
    expect(designer.draft.locator("foyer-review .pin")).to_have_count(shown - 1)
