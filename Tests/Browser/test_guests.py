"""Review links: made on the portal's screen, opened by somebody without an account, taken back."""

import re

import pytest
from playwright.sync_api import expect

from editor import SITE
from pages import DESKTOP, PHONE, Noise, axe_violations, screenshot, settle, wider_than_screen


@pytest.fixture
def stranger(browser):
    """stranger(**options) is a browser that nobody has signed in."""
    contexts = []

    def come(**options):
        options.setdefault("viewport", DESKTOP)
        options.setdefault("locale", "de-DE")
        context = browser.new_context(reduced_motion="reduce", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield come
    for context in contexts:
        context.close()


def make_link(page, server, name="Gabi Gast", mode="personal") -> str:
    """Makes a link on the screen; its address."""
    page.goto(f"{server.portal}/sites/{SITE}/guests")
    page.locator(f"input[name=mode][value={mode}]").check()
    page.locator("input[name=name]").fill(name)
    page.locator("main form button.primary").click()
    return page.locator("#new-link").input_value()


@pytest.mark.parametrize("isSecure", [True, False], ids=["secure", "plain"])
def test_the_new_link_is_copied(server, signed_in, isSecure):
    owner = signed_in("customer")
    owner.context.grant_permissions(["clipboard-read", "clipboard-write"])
    if not isSecure:
        owner.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    url = make_link(owner, server, "Kopie")
    field = owner.locator("#new-link")
    expect(field).to_be_focused()
    assert field.evaluate("field => field.selectionEnd - field.selectionStart") == len(url)
    owner.locator(".copy button").click()
    expect(owner.locator(".copy [role=status]")).to_have_text("Kopiert")
    if isSecure:
        assert owner.evaluate("navigator.clipboard.readText()") == url


@pytest.mark.parametrize("viewport,size", [(DESKTOP, "1440"), (PHONE, "390")], ids=["1440", "390"])
def test_the_screens_are_without_faults(server, signed_in, stranger, screens, viewport, size):
    owner = signed_in("customer", viewport=viewport)
    noise = Noise().listen(owner)
    url = make_link(owner, server, "Gabi <b>Gast</b>")
    settle(owner)
    assert axe_violations(owner) == []
    assert wider_than_screen(owner) == []
    screenshot(owner, screens / "guests" / f"invite-{size}.png")
    assert noise.messages == []

    guest = stranger(viewport=viewport)
    noise = Noise().listen(guest)
    shared = make_link(owner, server, "Alle", mode="shared")
    for name, address in [("personal", url), ("shared", shared), ("over", url[:-3] + "xyz")]:
        for language in ["de", "en"]:
            guest.goto(f"{address}?lang={language}")
            settle(guest)
            assert axe_violations(guest) == [], name
            assert wider_than_screen(guest) == [], name
            screenshot(guest, screens / "guests" / f"{name}-{language}-{size}.png")
    guest.goto(shared)
    guest.locator("main form button[type=submit]").click()
    settle(guest)
    expect(guest.locator("[role=alert]")).to_contain_text("Geben Sie Ihren Namen ein.")
    assert axe_violations(guest) == []
    # Refused forms and links that are over have their own status, which the browser writes down.
    assert [line for line in noise.messages if "410" not in line and "422" not in line] == []


def test_a_guest_comes_in_by_keyboard_without_a_script_and_is_out_with_the_link(server, signed_in, stranger):
    owner = signed_in("customer")
    url = make_link(owner, server, "Alle", mode="shared")
    guest = stranger(java_script_enabled=False)
    guest.goto(url)
    for _ in range(2):
        guest.keyboard.press("Tab")
    for _ in range(20):
        if guest.evaluate("document.activeElement.id") == "name":
            break
        guest.keyboard.press("Tab")
    guest.keyboard.type("Kim Tastatur")
    guest.keyboard.press("Enter")
    guest.wait_for_url(re.compile("/review$"))
    # The rest of the portal does not know the guest.
    for path in ["/sites", f"/sites/{SITE}", "/inbox", "/account"]:
        guest.goto(server.portal + path)
        expect(guest).to_have_url(re.compile("/login"))
    # Opened again, the link leads straight to the draft.
    guest.goto(url)
    expect(guest).to_have_url(re.compile("/review$"))

    owner.goto(f"{server.portal}/sites/{SITE}/guests")
    row = owner.locator("li.row", has_text="Kim Tastatur")
    expect(row).to_contain_text("Alle")
    row.locator("button").click()
    expect(owner.locator("li.row", has_text="Kim Tastatur").locator("button")).to_have_count(0)
    guest.goto(url)
    expect(guest.locator("h1")).to_have_text("Dieser Link gilt nicht mehr")
    guest.goto(f"{server.portal}/sites/{SITE}/review")
    expect(guest).to_have_url(re.compile("/login"))
