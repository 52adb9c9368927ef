"""The thread through the house: a customer follows a one-time link, changes an unlocked headline on the page, publishes, and visitors see
it; what is locked stays as it is, whoever asks and however."""

import pytest
from playwright.sync_api import expect

from editor import SITE, EditScreen, set_text
from pages import DESKTOP, PHONE, axe_violations, screenshot, settle


@pytest.mark.parametrize(("viewport", "size"), [(DESKTOP, "1280"), (PHONE, "390")])
def test_from_the_login_link_to_the_live_site(server, signed_in, screens, viewport, size):
    page = signed_in("customer", viewport=viewport)
    step = iter(range(1, 10))

    def shot(name: str, page=page):
        settle(page)
        screenshot(page, screens / "thread" / f"{next(step)}-{name}-{size}.png")

    shot("signed-in")
    page.goto(f"{server.portal}sites/{SITE}")
    shot("site")
    page.locator(f'a[href^="/sites/{SITE}/edit"]').first.click()
    screen = EditScreen(page, server.portal).wait()
    shot("editor")

    headline = screen.unlocked("h1")
    words = f"Brot, das auch am Freitag schmeckt ({size})"
    screen.open(headline)
    shot("headline-open")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    screen.expect_state("saved")
    expect(headline).to_have_text(words)
    assert screen.words(headline) == words
    shot("saved")

    visitor = page.context.new_page()
    visitor.goto(server.live(SITE))
    expect(visitor.locator("h1")).not_to_have_text(words)

    screen.publish()
    shot("published")
    visitor.reload()
    expect(visitor.locator("h1")).to_have_text(words)
    assert visitor.locator("[data-eid]").count() == 0
    assert axe_violations(visitor) == []
    shot("live", visitor)


def test_a_locked_element_is_not_changed_in_the_editor(server, signed_in):
    screen = EditScreen(signed_in("customer"), server.portal).wait()
    locked = screen.draft.locator(f'[data-eid="{locked_text(screen)["id"]}"]')
    before = locked.inner_text()
    locked.click()
    expect(screen.tip).to_be_visible()
    screen.page.keyboard.type("Hacked")
    screen.page.keyboard.press("Enter")
    assert locked.inner_text() == before
    assert screen.draft.locator("[contenteditable]").count() == 0


def test_a_forged_edit_of_a_locked_element_is_refused(server, signed_in):
    screen = EditScreen(signed_in("customer"), server.portal).wait()
    locked = locked_text(screen)
    before = screen.draft.locator(f'[data-eid="{locked["id"]}"]').inner_text()
    revision = screen.tree()["revision"]
    answer = screen.edit(set_text(locked, "Hacked"))
    assert (answer["status"], answer["body"]["code"]) == (403, "locked")
    assert "current" not in answer["body"]
    together = screen.edit(set_text(screen.element(screen.unlocked("h1")), "Carried along"), set_text(locked, "Hacked"))
    assert together["status"] == 403
    assert screen.tree()["revision"] == revision
    screen.page.reload()
    expect(screen.wait().draft.locator(f'[data-eid="{locked["id"]}"]')).to_have_text(before)


def test_a_reviewer_looks_and_changes_nothing(server, signed_in, screens):
    customer = EditScreen(signed_in("customer"), server.portal).wait()
    headline = customer.element(customer.unlocked("h1"))

    screen = EditScreen(signed_in("reviewer"), server.portal)
    expect(screen.draft.locator("h1")).to_be_visible()
    screen.draft.locator("h1").click()
    assert screen.draft.locator("[contenteditable], [data-foyer-unlocked]").count() == 0
    assert screen.page.locator("form[action$='/releases']").count() == 0
    screenshot(screen.page, screens / "thread" / "reviewer-1280.png")
    answer = screen.edit(set_text(headline, "Reviewed"))
    assert (answer["status"], answer["body"]["code"]) == (403, "role")
    assert customer.element(customer.unlocked("h1")) == headline


def locked_text(screen: EditScreen) -> dict:
    """A text that the page shows and the customer may not change."""
    return next(
        element
        for element in screen.tree()["elements"]
        if element.get("lock") == "locked" and element["kind"] in ("text", "link")
        and screen.draft.locator(f'[data-eid="{element["id"]}"]').is_visible()
    )
