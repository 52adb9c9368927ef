"""Rounds of feedback: begun, corrected, closed and opened again on the portal's screen; who reviews reads the deadline."""

import re

import pytest
from playwright.sync_api import expect

from editor import SITE
from pages import DESKTOP, PHONE, Noise, axe_violations, screenshot, settle, wider_than_screen
from review import ReviewPage
from test_review import speak  # noqa: F401


@pytest.fixture
def rounds(server, signed_in):
    """rounds() opens the screen for the designer; at the end no round is open."""

    def open(**options):
        options.setdefault("viewport", DESKTOP)
        page = signed_in("designer", **options)
        page.goto(f"{server.portal}sites/{SITE}/rounds")
        return page

    yield open
    page = open()
    while page.locator("form[action$='/close']").count():
        page.locator("form[action$='/close'] button").first.click()
        expect(page.locator(".notice.ok")).to_be_visible()


def begin(page, name: str, deadline: str = "") -> None:
    page.locator("#name").fill(name)
    if deadline:
        page.locator("#deadline").fill(deadline)
    page.locator("main form button.primary").click()


def row(page, name: str):
    return page.locator(".rounds > li").filter(has_text=name)


def test_a_round_from_beginning_to_end(rounds, server, signed_in):
    page = rounds(timezone_id="America/New_York")
    noise = Noise().listen(page)
    begin(page, "Erste Durchsicht", "2031-03-04T17:30")
    expect(page.locator(".notice.ok")).to_contain_text("Die Runde „Erste Durchsicht“ hat begonnen.")
    expect(row(page, "Erste Durchsicht")).to_contain_text("Läuft")
    # The reader's own clock counts, and others see the same moment by theirs.
    expect(row(page, "Erste Durchsicht").locator("time[data-time=moment]")).to_have_attribute("datetime", "2031-03-04T22:30:00Z")

    reviewer = ReviewPage(signed_in("reviewer", viewport=DESKTOP, timezone_id="Europe/Berlin"), server.portal)
    expect(reviewer.side.locator(".review-round")).to_have_text(re.compile("Erste Durchsicht bis 4. März 2031 um 23:30"))
    reviewer.comment_on(".band.tint h2", "In der ersten Runde.")
    expect(reviewer.thread).to_contain_text("Erste Durchsicht")

    page.reload()
    row(page, "Erste Durchsicht").locator("a").click()
    page.wait_for_url(re.compile("/review"))
    review = ReviewPage.__new__(ReviewPage)
    review.page, review.portal, review.site = page, server.portal, SITE
    expect(review.rows).to_have_count(1)
    expect(review.rows).to_contain_text("In der ersten Runde.")
    expect(review.side.locator("select[name=round]")).to_have_value(re.compile(r"\d+"))

    page.goto(f"{server.portal}sites/{SITE}/rounds")
    details = row(page, "Erste Durchsicht").locator("details")
    details.locator("summary").click()
    expect(details.locator("input[type=datetime-local]")).to_have_value("2031-03-04T17:30")
    details.locator("input[name=name]").fill("Erster Blick")
    details.locator("button").click()
    expect(page.locator(".notice.ok")).to_contain_text("„Erster Blick“ ist geändert")
    row(page, "Erster Blick").locator("form[action$='/close'] button").click()
    expect(row(page, "Erster Blick")).to_contain_text("Geschlossen")
    row(page, "Erster Blick").locator("form[action$='/open'] button").click()
    expect(page.locator(".notice.ok")).to_contain_text("wieder offen")
    assert noise.messages == []


def test_who_reviews_already_learns_of_a_round_with_what_belongs_to_it(rounds, server, signed_in):
    reviewer = ReviewPage(signed_in("reviewer", viewport=DESKTOP), server.portal)
    expect(reviewer.side.locator(".review-round").filter(has_text="Zwischendurch")).to_have_count(0)
    begin(rounds(), "Zwischendurch", "2031-03-04T17:30")
    reviewer.comment_on(".band.tint h2", "Mitten in der Runde.")
    expect(reviewer.thread).to_contain_text("Zwischendurch")


def test_by_keyboard_and_without_a_script(rounds, server, signed_in, browser, sessions):
    rounds()
    context = browser.new_context(java_script_enabled=False, storage_state=sessions["designer"])
    page = context.new_page()
    page.goto(f"{server.portal}sites/{SITE}/rounds")

    def tab_to(where: str) -> None:
        for _ in range(40):
            if page.evaluate("([where]) => document.activeElement.matches(where)", [where]):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"no way by keys to {where}")

    tab_to("#name")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]")).to_contain_text("Geben Sie der Runde einen Namen.")
    tab_to("#name")
    page.keyboard.type("Nur mit Tasten")
    page.keyboard.press("Enter")
    expect(row(page, "Nur mit Tasten")).to_contain_text("ohne Frist")
    row(page, "Nur mit Tasten").locator("form[action$='/close'] button").focus()
    page.keyboard.press("Enter")
    expect(row(page, "Nur mit Tasten")).to_contain_text("Geschlossen")
    context.close()


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("viewport", "size"), [(DESKTOP, "1280"), (PHONE, "390")])
def test_looks_and_accessibility(rounds, speak, screens, language, scheme, viewport, size):
    speak("designer", language)
    page = rounds(viewport=viewport, color_scheme=scheme)
    noise = Noise().listen(page)

    def shot(name: str) -> None:
        settle(page)
        assert axe_violations(page) == [], name
        assert wider_than_screen(page) == [], name
        screenshot(page, screens / "rounds" / f"{name}-{language}-{size}-{scheme}.png")

    begin(page, f"Runde {language} {size} {scheme} <b>fett</b>", "2031-03-04T17:30")
    shot("begun")
    page.locator(".rounds details summary").first.click()
    shot("correcting")
    begin(page, " ", "2020-03-04T17:30")
    shot("refused")
    # The refused form has its own status, which the browser writes down.
    assert [line for line in noise.messages if "422" not in line] == []
