"""The agency's inbox: what waits on all sites, found, opened and changed, with scripts and without."""

import pytest
from playwright.sync_api import expect

from editor import SITE
from pages import DESKTOP, PHONE, Noise, axe_violations, screenshot, settle, wider_than_screen

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


def test_the_board_shows_each_state(inbox):
    page = inbox("?view=board", words="Tafel")
    card = page.locator("section[aria-labelledby=column-open] .inbox-card").filter(has_text="Tafel 1")
    card.locator("input").check()
    page.select_option("select[name=action]", "done")
    page.locator(".inbox-bar [type=submit]").click()
    expect(page.locator("section[aria-labelledby=column-done]")).to_contain_text("Tafel 1")
    assert "view=board" in page.url


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
