"""The agency's inbox: what waits on all sites, found, opened and changed, with scripts and without."""

import pytest
from playwright.sync_api import expect

from editor import SITE
from pages import DESKTOP, PHONE, Noise, axe_violations, screenshot, settle, wider_than_screen
from test_review import speak  # noqa: F401

OTHER = "harbour-physio"
POST = """async ([url, body]) => (await (await fetch(url, {
  method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)
})).json())"""


@pytest.fixture
def inbox(server, signed_in):
    """inbox(query) opens it for the designer, with three threads that wait."""

    def open(query: str = "", words: str = "", **options):
        options.setdefault("viewport", DESKTOP)
        page = signed_in("designer", **options)
        if words:
            for number, site in enumerate([SITE, SITE, OTHER]):
                body = {"revision": 1, "body": f"{words} {number}", "priority": "critical" if number == 0 else "normal"}
                page.evaluate(POST, [f"/api/v1/sites/{site}/threads", body])
        page.goto(f"{server.portal}inbox{query}")
        return page

    return open


def row(page, words: str):
    return page.locator(".inbox-row, .inbox-card").filter(has_text=words)


def choose(page, *words: str) -> None:
    for each in words:
        row(page, each).locator("input").check()


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_site_leads_to_it_where_there_is_room(server, signed_in, speak, language):  # noqa: F811
    speak("designer", language)
    page = signed_in("designer")
    page.goto(f"{server.portal}sites/{SITE}")
    way = page.locator(".main-nav a[href='/inbox']")
    for width, isThere in [(390, False), (960, False), (961, True), (1280, True)]:
        page.set_viewport_size({"width": width, "height": 844})
        expect(way).to_be_visible(visible=isThere)
        assert wider_than_screen(page) == []
        assert page.locator(".main-nav").bounding_box()["height"] < 80, "the ways stand in one row"


def test_many_are_changed_at_once(inbox):
    page = inbox(words="Viele")
    noise = Noise().listen(page)
    choose(page, "Viele 0", "Viele 2")
    page.select_option("select[name=action]", "inProgress")
    page.locator(".inbox-bar [type=submit]").click()
    expect(page.locator(".notice")).to_contain_text("2 Rückmeldungen sind geändert")
    expect(page.locator(".notice")).to_be_focused()
    expect(row(page, "Viele 0")).to_contain_text("In Arbeit")
    expect(row(page, "Viele 1")).to_contain_text("Offen")
    page.locator(".inbox-bar [type=submit]").click()
    expect(page.locator(".notice")).to_contain_text("Wählen Sie zuerst")
    assert noise.messages == []


def test_filters_lead_to_an_address_that_holds(inbox):
    page = inbox(words="Filter")
    page.locator(".inbox summary").click()
    page.select_option("select[name=site]", OTHER)
    page.locator(".inbox-filters [type=submit]").click()
    expect(row(page, "Filter 2")).to_be_visible()
    expect(row(page, "Filter 0")).to_have_count(0)
    assert f"site={OTHER}" in page.url
    page.reload()
    expect(row(page, "Filter 0")).to_have_count(0)
    page.go_back()
    expect(row(page, "Filter 0")).to_be_visible()


def test_by_keyboard_alone(inbox):
    page = inbox(words="Tasten")
    links = page.locator(".inbox-row a")
    links.first.focus()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator(".inbox-row").nth(1).locator("input")).to_be_checked()
    page.keyboard.press("k")
    expect(links.first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/review?**")
    expect(page.locator(".review-thread")).to_be_visible()


def test_keys_work_wherever_nobody_types_and_can_be_turned_off(inbox):
    page = inbox(words="Überall")
    links = page.locator(".inbox-row > a.row")
    page.locator("h1").click()
    page.keyboard.press("j")
    expect(links.first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".inbox-row").nth(1).locator("input")).to_be_checked()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("k")
    expect(links.last).to_be_focused()
    # In a field letters are letters.
    page.locator(".inbox summary").first.click()
    page.locator("select[name=assignee]").focus()
    page.keyboard.press("j")
    expect(page.locator("select[name=assignee]")).to_be_focused()
    choice = page.locator("[data-keys-choice] input")
    choice.uncheck()
    page.keyboard.press("j")
    expect(choice).to_be_focused()
    page.reload()
    expect(choice).not_to_be_checked()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")
    choice.check()
    page.keyboard.press("j")
    expect(links.first).to_be_focused()


def test_suggestions_are_marked_and_found(inbox):
    page = inbox(words="Ohne Vorschlag")
    url = f"/api/v1/sites/{SITE}"
    page.goto(page.url.split("/inbox")[0] + f"/sites/{SITE}/edit")
    home = page.locator("main").get_attribute("data-page")
    tree = page.evaluate("async url => (await fetch(url)).json()", f"{url}/pages/{home}/tree")
    text = next(element for element in tree["elements"] if element["kind"] == "text" and element.get("content", {}).get("text"))
    made = page.evaluate(POST, [f"{url}/threads", {
        "page": home, "element": text["id"], "revision": tree["revision"], "body": "Mit Vorschlag",
        "suggestion": {"operations": [{"op": "setText", "element": text["id"], "version": text["version"], "text": "Ganz anders"}]},
    }])
    assert made.get("suggestion"), made
    for query in ("", "?view=board"):
        page.goto(page.url.split("/sites")[0].split("/inbox")[0] + "/inbox" + query)
        expect(row(page, "Mit Vorschlag").locator(".badge.suggestion")).to_have_text("Vorschlag")
        expect(row(page, "Mit Vorschlag").locator(".badge.suggestion svg")).to_be_visible()
        expect(row(page, "Ohne Vorschlag 0").locator(".badge.suggestion")).to_have_count(0)
        page.locator(".inbox summary").first.click()
        page.locator("input[name=suggestion]").check()
        page.locator(".inbox-filters [type=submit]").click()
        expect(row(page, "Ohne Vorschlag 0")).to_have_count(0)
        expect(row(page, "Mit Vorschlag")).to_have_count(1)


def test_on_paper_stand_site_page_and_the_words(inbox):
    page = inbox(words="Papier")
    page.goto(page.url.split("/inbox")[0] + f"/sites/{SITE}/edit")
    home = page.locator("main").get_attribute("data-page")
    heading = page.frame_locator("iframe[data-draft]").locator("h1[data-eid]").first
    words, element = heading.inner_text(), heading.get_attribute("data-eid")
    page.evaluate(POST, [f"/api/v1/sites/{SITE}/threads", {"page": home, "element": element, "revision": 1, "body": "Papier zur Überschrift"}])
    page.goto(page.url.split("/sites")[0] + "/inbox")
    printed = row(page, "Papier zur Überschrift").locator(".print-only")
    expect(printed).to_be_hidden()
    page.emulate_media(media="print")
    expect(printed).to_be_visible()
    assert words.split()[0] in printed.inner_text()
    for gone in (".inbox-bar", ".inbox-views", ".top", ".foot", ".inbox-tick"):
        expect(page.locator(gone).first).to_be_hidden()


def test_the_board_shows_each_state(inbox):
    page = inbox("?view=board", words="Tafel")
    card = page.locator("section[aria-labelledby=column-open] .inbox-card").filter(has_text="Tafel 1")
    card.locator("input").check()
    page.select_option("select[name=action]", "done")
    page.locator(".inbox-bar [type=submit]").click()
    expect(page.locator("section[aria-labelledby=column-done]")).to_contain_text("Tafel 1")
    assert "view=board" in page.url


def column(page, state: str):
    return page.locator(f".column[data-state={state}]")


def card(page, words: str):
    return page.locator(".inbox-card").filter(has_text=words)


def said(page):
    return page.locator(".board-status p")


def carry(page, words: str, to, grip: bool = False) -> None:
    """Drags a card with the mouse."""
    card(page, words).scroll_into_view_if_needed()
    to.locator("h2").scroll_into_view_if_needed()
    start = (card(page, words).locator(".board-grip") if grip else card(page, words).locator("a")).bounding_box()
    page.mouse.move(start["x"] + 12, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 30, steps=3)
    expect(page.locator(".board-ghost")).to_have_count(1)
    end = to.bounding_box()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + min(40, end["height"] / 2), steps=5)
    page.mouse.up()
    expect(page.locator(".board-ghost")).to_have_count(0)


def test_cards_are_dragged_to_another_column_and_back(inbox):
    page = inbox("?view=board", words="Ziehen")
    noise = Noise().listen(page)
    expect(card(page, "Ziehen 1").locator(".board-grip")).to_be_visible()
    before = [int(column(page, state).locator("[data-count]").inner_text()) for state in ("open", "inProgress")]
    carry(page, "Ziehen 1", column(page, "inProgress"))
    expect(column(page, "inProgress")).to_contain_text("Ziehen 1")
    expect(said(page)).to_contain_text("steht jetzt unter „In Arbeit“")
    # A card that was carried is not opened as well.
    assert "/inbox" in page.url
    after = [int(column(page, state).locator("[data-count]").inner_text()) for state in ("open", "inProgress")]
    assert after == [before[0] - 1, before[1] + 1]
    page.locator(".board-status .secondary").click()
    expect(column(page, "open")).to_contain_text("Ziehen 1")
    expect(said(page)).to_contain_text("steht wieder unter „Offen“")
    # It is so for everybody: the server has it.
    carry(page, "Ziehen 1", column(page, "done"), grip=True)
    expect(said(page)).to_contain_text("Erledigt")
    page.reload()
    expect(column(page, "done")).to_contain_text("Ziehen 1")
    # A click is still a click.
    card(page, "Ziehen 1").locator("a").click()
    page.wait_for_url("**/review?**")
    assert noise.messages == []


def test_what_needs_words_asks_for_them(inbox):
    page = inbox("?view=board", words="Grund")
    expect(card(page, "Grund 0").locator(".board-grip")).to_be_visible()

    def to_tray(words: str, state: str) -> None:
        start = card(page, words).locator(".board-grip").bounding_box()
        page.mouse.move(start["x"] + 12, start["y"] + 12)
        page.mouse.down()
        page.mouse.move(start["x"] + 40, start["y"] + 30, steps=3)
        target = page.locator(f".board-tray [data-drop={state}]")
        expect(target).to_be_visible()
        end = target.bounding_box()
        page.mouse.move(end["x"] + 20, end["y"] + 20, steps=5)
        expect(target).to_have_attribute("data-over", "")
        page.mouse.up()

    to_tray("Grund 0", "declined")
    dialog = page.locator(".board-dialog")
    expect(dialog.locator("textarea")).to_be_focused()
    dialog.locator("[type=submit]").click()
    expect(dialog.locator("[role=alert]")).to_contain_text("Schreiben Sie, warum.")
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(column(page, "open")).to_contain_text("Grund 0")
    expect(card(page, "Grund 0").locator(".board-grip")).to_be_focused()
    to_tray("Grund 0", "declined")
    dialog.locator("textarea").fill("Das war so abgemacht.")
    dialog.locator("[type=submit]").click()
    expect(said(page)).to_contain_text("Abgelehnt")
    expect(card(page, "Grund 0")).to_have_count(0)
    expect(page.locator(".board-status .secondary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(column(page, "open")).to_contain_text("Grund 0")

    other = card(page, "Grund 0").get_attribute("data-number")
    to_tray("Grund 1", "duplicate")
    dialog.locator("input").fill("99999")
    dialog.locator("[type=submit]").click()
    expect(dialog.locator("[role=alert]")).to_contain_text("gibt es hier nicht")
    dialog.locator("input").fill(f"#{other}")
    dialog.locator("[type=submit]").click()
    expect(said(page)).to_contain_text("Doppelt")
    expect(card(page, "Grund 1")).to_have_count(0)


def test_somebody_else_was_faster(inbox):
    page = inbox("?view=board", words="Schneller")
    moved = card(page, "Schneller 1")
    expect(moved.locator(".board-grip")).to_be_visible()
    url = f"/api/v1/sites/{moved.get_attribute('data-site')}/threads/{moved.get_attribute('data-thread')}"
    page.evaluate(
        """([url, version]) => fetch(url, {
          method: 'PATCH', headers: {'Content-Type': 'application/json', 'If-Match': `"${version}"`}, body: JSON.stringify({priority: 'minor'})
        })""",
        [url, moved.get_attribute("data-version")],
    )
    carry(page, "Schneller 1", column(page, "done"))
    expect(said(page)).to_contain_text("gerade geändert")
    expect(column(page, "open")).to_contain_text("Schneller 1")


@pytest.mark.parametrize(("locale", "spoken"), [("de-DE", ["aufgenommen", "In Arbeit", "Rückfrage", "bleibt", "steht jetzt unter"]), ("en-GB", ["picked up", "In progress", "Question", "stays", "is at"])])
def test_cards_are_moved_by_keys_and_it_is_said(inbox, speak, locale, spoken):
    speak("designer", locale[:2])
    page = inbox("?view=board", words=f"Greifen {locale}", locale=locale)
    heard = page.locator(".board ~ [role=status]")
    grip = card(page, f"Greifen {locale} 1").locator(".board-grip")
    grip.focus()
    page.keyboard.press("Space")
    expect(grip).to_have_attribute("aria-pressed", "true")
    expect(heard).to_contain_text(spoken[0])
    page.keyboard.press("ArrowRight")
    expect(heard).to_have_text(spoken[1])
    page.keyboard.press("ArrowRight")
    expect(heard).to_have_text(spoken[2])
    expect(column(page, "question")).to_have_attribute("data-over", "")
    page.keyboard.press("Escape")
    expect(heard).to_contain_text(spoken[3])
    expect(column(page, "open")).to_contain_text(f"Greifen {locale} 1")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(heard).to_contain_text(spoken[4])
    expect(column(page, "inProgress")).to_contain_text(f"Greifen {locale} 1")
    expect(grip).to_be_focused()


def test_cards_are_carried_by_a_finger(inbox):
    page = inbox("?view=board", words="Finger", viewport=PHONE, has_touch=True)
    grip = card(page, "Finger 1").locator(".board-grip")
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    touch = page.context.new_cdp_session(page)

    def point(kind: str, *places) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in places]})

    x, y = box["x"] + 20, box["y"] + 20
    point("touchStart", (x, y))
    for step in range(1, 5):
        point("touchMove", (x - step * 6, y + step * 4))
    target = page.locator(".board-tray [data-drop=done]")
    expect(target).to_be_visible()
    place = target.bounding_box()
    point("touchMove", (place["x"] + 20, place["y"] + 20))
    expect(target).to_have_attribute("data-over", "")
    point("touchEnd")
    expect(said(page)).to_contain_text("Erledigt")
    expect(column(page, "done")).to_contain_text("Finger 1")


def test_without_scripts(server, signed_in, inbox, browser, sessions):
    inbox(words="Ohne")
    context = browser.new_context(java_script_enabled=False, storage_state=sessions["designer"])
    page = context.new_page()
    page.goto(f"{server.portal}inbox")
    choose(page, "Ohne 1")
    page.select_option("select[name=action]", "mine")
    page.locator(".inbox-bar [type=submit]").click()
    expect(page.locator(".notice")).to_contain_text("Eine Rückmeldung ist geändert")
    page.goto(f"{server.portal}inbox?assignee=me")
    expect(row(page, "Ohne 1")).to_be_visible()
    expect(row(page, "Ohne 0")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("viewport", "size"), [(DESKTOP, "1280"), (PHONE, "390")])
def test_looks_and_accessibility(inbox, screens, scheme, viewport, size):
    page = inbox(words="Aussehen", viewport=viewport, color_scheme=scheme)
    for name, query in (("list", ""), ("board", "?view=board"), ("filtered", "?site=harbour-physio&state=declined")):
        page.goto(page.url.split("?")[0] + query)
        settle(page)
        assert axe_violations(page) == []
        assert wider_than_screen(page) == []
        screenshot(page, screens / "inbox" / f"{name}-{size}-{scheme}.png")
    # While a card is on its way, and after.
    page.goto(page.url.split("?")[0] + "?view=board")
    grip = page.locator(".board-grip").first
    grip.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    settle(page)
    assert axe_violations(page) == []
    page.screenshot(path=screens / "inbox" / f"moving-{size}-{scheme}.png")
    page.keyboard.press("Space")
    expect(said(page)).to_be_visible()
    said(page).scroll_into_view_if_needed()
    settle(page)
    assert axe_violations(page) == []
    assert wider_than_screen(page) == []
    page.screenshot(path=screens / "inbox" / f"moved-{size}-{scheme}.png")
