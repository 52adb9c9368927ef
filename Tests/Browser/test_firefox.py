"""The main ways through the house in Firefox, whose editing differs most from Chromium's: sign in, write, paste, take back, publish."""

import os
import pathlib
import sys

import pytest
from playwright.sync_api import Error, Playwright, expect

from editor import SITE, EditScreen
from processes import demo_server
from review import ReviewPage
from test_editing import WORD, expect_words

FIREFOX = pathlib.Path(os.environ.get("FIREFOX", "/usr/bin/firefox-esr"))
SHIM = pathlib.Path(__file__).with_name("firefox_shim.py")
PAGE = "/cafe/"
#: Input reaches a frame of another origin only when it lives in the same process; and scripts may fill the clipboard.
SETTINGS = {
    "fission.webContentIsolationStrategy": 0, "fission.autostart": False, "dom.events.testing.asyncClipboard": True,
}


@pytest.fixture(scope="module")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory):
    if not FIREFOX.exists():
        pytest.skip(f"{FIREFOX} is not there: scripts/install-packages test")
    program = tmp_path_factory.mktemp("firefox") / "firefox"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -B "{SHIM}" "$@"\n')
    program.chmod(0o755)
    try:
        browser = playwright.firefox.launch(
            channel="moz-firefox", executable_path=program, firefox_user_prefs=SETTINGS, timeout=60_000)
    except Error as error:
        pytest.skip(f"Firefox cannot be driven here: {error}")
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):
    """Its own, because a link to sign in works once."""
    with demo_server(tmp_path_factory.mktemp("data"), log="firefox-server.log") as server:
        yield server


@pytest.fixture(scope="module")
def sessions() -> dict[str, dict]:
    return {}


@pytest.fixture
def screen(server, signed_in) -> EditScreen:
    return EditScreen(signed_in("customer"), server.portal, PAGE).wait()


def test_from_the_login_link_to_the_live_site(server, signed_in):
    page = signed_in("customer")
    page.locator(f'a[href="/sites/{SITE}"]').first.click()
    page.locator(f'a[href^="/sites/{SITE}/edit"]').first.click()
    # Firefox gives up an address for the same one while it is on its way there.
    page.wait_for_url(f"**/sites/{SITE}/edit**")
    screen = EditScreen(page, server.portal).wait()
    headline = screen.unlocked("h1")
    screen.write(headline, "Brot, auch im Feuerfuchs")
    screen.expect_state("saved")
    assert screen.words(headline) == "Brot, auch im Feuerfuchs"
    screen.publish()
    page.goto(server.live(SITE))
    expect(page.locator("h1")).to_have_text("Brot, auch im Feuerfuchs")


def test_the_last_change_is_taken_back(screen):
    headline = screen.unlocked("h1")
    screen.write(headline, "Erst so")
    screen.expect_state("saved")
    screen.write(headline, "Dann anders")
    expect_words(screen, headline, "Dann anders")
    screen.note.get_by_role("button").click()
    screen.expect_state("undone")
    expect(headline).to_have_text("Erst so")
    assert screen.words(headline) == "Erst so"


def test_typing_is_taken_back_in_steps(screen):
    headline = screen.unlocked("h1")
    before = headline.inner_text()
    screen.open(headline)
    screen.page.keyboard.type("Ganz neu")
    screen.page.keyboard.press("ControlOrMeta+z")
    expect(headline).to_have_text(before)
    screen.page.keyboard.press("Escape")
    screen.expect_closed(headline)


@pytest.mark.parametrize(
    ("selector", "html"),
    [
        ("h1", "Suppe und Zwiebelkuchen im Garten"),
        ("p.lead", "<strong>Suppe</strong> und <em>Zwiebelkuchen</em> im Garten"),
    ],
)
def test_what_comes_from_word_is_cleaned(screen, selector, html):
    element = screen.open(screen.unlocked(selector))
    screen.page.evaluate(
        """async html => {
          const data = {'text/html': new Blob([html], {type: 'text/html'}), 'text/plain': new Blob(['x'], {type: 'text/plain'})}
          await navigator.clipboard.write([new ClipboardItem(data)])
        }""",
        WORD,
    )
    screen.page.keyboard.press("ControlOrMeta+v")
    screen.page.keyboard.press("Enter")
    screen.expect_state("saved")
    assert element.inner_html() == html


def test_with_the_keyboard_alone(screen):
    headline = screen.unlocked("h1")
    headline.focus()
    screen.page.keyboard.press("Enter")
    screen.expect_open(headline)
    screen.page.keyboard.press("ControlOrMeta+a")
    screen.page.keyboard.type("Nur mit Tasten")
    screen.page.keyboard.press("Enter")
    screen.expect_state("saved")
    assert screen.words(headline) == "Nur mit Tasten"

def test_words_in_blocks(server, signed_in):
    screen = EditScreen(signed_in("customer"), server.portal).wait()
    text = screen.unlocked("div.copy")
    text.locator("p").first.click()
    screen.expect_open(text)
    screen.page.keyboard.press("ControlOrMeta+a")
    screen.page.keyboard.type("Erster Absatz")
    screen.page.keyboard.press("Enter")
    screen.page.keyboard.press("ControlOrMeta+b")
    screen.page.keyboard.type("Zweiter")
    screen.page.locator(".bar").click(position={"x": 400, "y": 2})
    screen.expect_closed(text)
    screen.expect_state("saved")
    assert text.inner_html() == "<p>Erster Absatz</p><p><strong>Zweiter</strong></p>"
    blocks = screen.element(text)["content"]["document"]["content"]
    assert [block["type"] for block in blocks] == ["paragraph", "paragraph"]


def test_reviewing_a_draft(server, signed_in):
    page = signed_in("reviewer", viewport={"width": 1280, "height": 800})
    review = ReviewPage(page, server.portal)
    review.comment_on("h1", "Aus Firefox")
    expect(review.pin("1")).to_be_visible()
    review.choose("back")
    expect(review.rows).to_have_count(1)
    page.locator("[data-mode=comment]").focus()
    page.keyboard.press("Enter")
    target = review.draft.locator("foyer-review .target")
    expect(target).to_be_visible()
    label = target.get_attribute("aria-label")
    page.keyboard.press("ArrowDown")
    expect(target).not_to_have_attribute("aria-label", label)
    page.keyboard.press("Enter")
    expect(review.field).to_be_focused()
    page.keyboard.type("Mit Tasten")
    page.keyboard.press("Control+Enter")
    expect(review.comments).to_contain_text("Mit Tasten")
