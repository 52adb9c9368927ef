"""While a site's pictures are being made, its pages in the portal say how far that is, and keep up with it by themselves."""

import pytest
from playwright.sync_api import expect

from pages import DESKTOP, PHONE, Noise, axe_violations, screenshot, settle, wider_than_screen
from processes import demo_server
from review import ReviewPage
from test_suggestions import ask, suggest_picture

SITE = "sonnenkorn"


@pytest.fixture
def server(tmp_path):
    """A new demo that makes its pictures: it takes a while until all of them are there."""
    with demo_server(tmp_path, log="pictures-server.log", pictures=True) as server:
        yield server


@pytest.fixture
def sessions() -> dict[str, dict]:
    return {}


def test_progress_of_pictures(server, signed_in, screens):
    page = signed_in("designer", viewport=DESKTOP)
    noise = Noise().listen(page)
    page.goto(f"{server.portal}sites/{SITE}")
    # What was loaded with the page is what is followed from here: nothing is loaded again.
    loads = []
    page.on("request", lambda request: loads.append(request.url) if request.is_navigation_request() else None)
    progress = page.locator("#pictures progress")
    expect(progress).to_be_visible()
    total = int(progress.get_attribute("max"))
    before = int(progress.get_attribute("value"))
    assert 0 <= before < total
    settle(page)
    screenshot(page, screens / "pictures" / "site-1280.png")
    assert axe_violations(page) == []
    publish = page.context.new_page()
    publish.set_viewport_size(PHONE)
    publish.goto(f"{server.portal}sites/{SITE}/publish")
    expect(publish.locator("#pictures progress")).to_be_visible()
    screenshot(publish, screens / "pictures" / "publish-390.png")
    assert wider_than_screen(publish) == []
    publish.close()
    page.bring_to_front()
    page.wait_for_function(
        "before => Number(document.querySelector('#pictures progress')?.value ?? 1e6) > before", arg=before, timeout=120_000
    )
    expect(page.locator("#pictures")).to_have_count(0, timeout=300_000)
    assert loads == []
    assert noise.messages == []


def test_an_accepted_picture_gets_its_sizes(server, signed_in):
    number = suggest_picture(ReviewPage(signed_in("reviewer", viewport=DESKTOP), server.portal))
    designer = ReviewPage(signed_in("designer", viewport=DESKTOP), server.portal)
    designer.open(number)
    designer.choose("take")
    expect(designer.side.locator(".decide-part.done")).to_be_visible()
    # Asked without a script that runs for minutes: the demo's own pictures are made before it.
    for _ in range(600):
        pictures = ask(designer, "pictures")["body"]
        if pictures["making"] == 0:
            break
        designer.page.wait_for_timeout(500)
    assert pictures["making"] == 0 and pictures["problems"] == []
    assert ask(designer, "releases", {})["status"] == 201
    visitor = designer.page.context.new_page()
    visitor.goto(server.live(SITE))
    shown = visitor.locator("img[alt='Ein graues Feld']").first
    sizes = shown.evaluate(
        "image => [...(image.closest('picture')?.querySelectorAll('source') ?? []), image]"
        ".flatMap(part => part.srcset.match(/\\d+(?=w)/g) ?? []).map(Number)"
    )
    assert len(set(sizes)) > 1 and min(sizes) < 1200, sizes
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
