"""Pictures of what threads are about: taken by the service's own Chromium, as their authors saw it, and shown where threads are."""

import contextlib
import os
import pathlib
import shutil
import signal
import time

import pytest
from playwright.sync_api import Page, expect

from editor import SITE
from pages import DESKTOP
from processes import ARTIFACTS, Server, demo_server
from review import ReviewPage

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
# A build server has one, so that nothing is skipped there unseen.
pytestmark = pytest.mark.skipif(not CHROMIUM and "CI" not in os.environ, reason="Chromium is not installed")

WINDOW = {"width": 1000, "height": 700}

PIXELS = """async ({url, points}) => {
  const answer = await fetch(url)
  if (!answer.ok) return answer.status
  const picture = await createImageBitmap(await answer.blob())
  const canvas = new OffscreenCanvas(picture.width, picture.height)
  const drawing = canvas.getContext('2d')
  drawing.drawImage(picture, 0, 0)
  const colours = new Map()
  const {data} = drawing.getImageData(0, 0, picture.width, picture.height)
  for (let at = 0; at < data.length; at += 4) {
    const name = [data[at] >> 3, data[at + 1] >> 3, data[at + 2] >> 3].join(' ')
    colours.set(name, (colours.get(name) ?? 0) + 1)
  }
  return {width: picture.width, height: picture.height, type: answer.headers.get('content-type'),
    colours: Object.fromEntries(colours), tag: answer.headers.get('etag')}
}"""


@contextlib.contextmanager
def people(server: Server, browser):
    """people(role) is a page of somebody who is signed in."""
    contexts: dict[str, Page] = {}

    def sign_in(role: str) -> Page:
        if role not in contexts:
            context = browser.new_context(reduced_motion="reduce", locale="de-DE", viewport=DESKTOP)
            context.set_default_timeout(10_000)
            page = context.new_page()
            page.goto(server.links[role])
            page.locator("main form button[type=submit]").click()
            page.wait_for_url(lambda url: "/login" not in url)
            contexts[role] = page
        return contexts[role]

    yield sign_in
    for page in contexts.values():
        page.context.close()


@pytest.fixture(scope="module")
def shooting(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("data"), log="screenshots.log", chromium=CHROMIUM) as server:
        yield server


@pytest.fixture(scope="module")
def signed_in(shooting, browser):
    with people(shooting, browser) as sign_in:
        yield sign_in


def call(page: Page, path: str, body=None, method: str = "GET"):
    return page.evaluate(
        """async ([url, method, body]) => {
          const answer = await fetch(url, {method, headers: {'Content-Type': 'application/json'}, body: body && JSON.stringify(body)})
          return answer.json()
        }""",
        [f"/api/v1/sites/{SITE}{path}", method, body],
    )


def headline(page: Page) -> dict:
    """The headline of the start page, as the tree has it."""
    tree = call(page, "/pages")
    home = next(item for item in tree["items"] if item["path"] == "/")
    found: list[dict] = []

    def visit(node):
        if isinstance(node, dict):
            if node.get("tag") == "h1" and "id" in node:
                found.append(node)
            for value in node.values():
                visit(value)
        elif isinstance(node, list):
            for value in node:
                visit(value)

    visit(call(page, f"/pages/{home['id']}/tree"))
    assert found, "the start page has a headline"
    return {"page": home["id"], **found[0]}


def begin(page: Page, element: dict, revision: int, scheme: str = "light", **more) -> dict:
    anchor = {"x": 0.5, "y": 0.5, "viewport": WINDOW, "scheme": scheme}
    body = {"page": element["page"], "element": element["id"], "revision": revision, "anchor": anchor, "body": "Bitte ansehen", **more}
    thread = call(page, "/threads", body, "POST")
    assert "id" in thread, thread
    return thread


def taken(page: Page, thread: dict, seconds: int = 30) -> dict:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        told = call(page, f"/threads/{thread['id']}")
        if told["screenshot"]:
            return told["screenshot"]
        time.sleep(0.5)
    raise AssertionError("no picture was taken")


def pixels(page: Page, url: str) -> dict:
    return page.evaluate(PIXELS, {"url": url})


def share(picture: dict, colour: str) -> float:
    """Which part of a picture has a colour, `rgb(1, 2, 3)`, or nearly it."""
    wanted = [int(float(part)) >> 3 for part in colour[colour.index("(") + 1 : -1].replace(",", " ").split()[:3]]
    near = 0
    for name, count in picture["colours"].items():
        if all(abs(int(part) - value) <= 1 for part, value in zip(name.split(), wanted)):
            near += count
    return near / (picture["width"] * picture["height"])


def draft_colours(page: Page, element: dict, scheme: str) -> tuple[str, str]:
    """The headline's colour and that of what is behind it, as a browser shows the draft."""
    url = page.evaluate(
        "async site => (await (await fetch(`/api/v1/sites/${site}/drafts`, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({mode: 'view'})})).json()).url",
        SITE,
    )
    context = page.context.browser.new_context(viewport=WINDOW, color_scheme=scheme)
    try:
        look = context.new_page()
        look.goto(url)
        return tuple(
            look.locator(f'[data-eid="{element["id"]}"]').first.evaluate(
                """node => {
                  let behind = node
                  while (behind && /, 0\\)$|transparent/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement
                  return [getComputedStyle(node).color, getComputedStyle(behind ?? document.documentElement).backgroundColor]
                }"""
            )
        )
    finally:
        context.close()


def test_a_picture_shows_the_element_in_the_colours_that_its_author_saw(signed_in):
    page = signed_in("designer")
    element = headline(page)
    revision = call(page, "")["revision"]
    for scheme in ["light", "dark"]:
        shot = taken(page, begin(page, element, revision, scheme))
        small, large = pixels(page, shot["url"]), pixels(page, shot["largeUrl"])
        assert small["type"] == large["type"] == "image/webp"
        assert (small["width"], small["height"]) == (shot["width"], shot["height"]) and small["width"] <= 480 < large["width"] <= 1280
        ink, paper = draft_colours(page, element, scheme)
        assert share(large, paper) > 0.2, f"{scheme}: {paper} is behind the headline"
        assert share(large, ink) > 0.005, f"{scheme}: {ink} are its words"
        # The lines around the element, and the ring at the point.
        assert share(large, "rgb(29, 78, 216)") > 0.002
        assert share(large, "rgb(179, 38, 30)") > 0.0005


def test_a_picture_shows_the_revision_that_was_commented_on(signed_in):
    page = signed_in("designer")
    element = headline(page)
    before = call(page, "")["revision"]
    first = pixels(page, taken(page, begin(page, element, before))["largeUrl"])
    words = [{"type": "text", "text": "Ganz andere und sehr viel längere Worte, die mehrere Zeilen brauchen, "}]
    edit = call(page, "/edits", {"operations": [{"op": "setText", "element": element["id"], "version": element["version"], "content": words}]}, "POST")
    assert edit.get("revision", 0) > before, edit
    again = pixels(page, taken(page, begin(page, element, before))["largeUrl"])
    after = pixels(page, taken(page, begin(page, element, edit["revision"]))["largeUrl"])
    assert again["tag"] == first["tag"] != after["tag"]
    assert after["height"] > first["height"], "more words need more room"
    # What is gone is still to be seen where somebody has spoken of it.
    gone = begin(page, element, edit["revision"])
    shot = taken(page, gone)
    version = call(page, f"/elements/{element['id']}/proposal")["version"]
    removed = call(page, "/edits", {"operations": [{"op": "remove", "element": element["id"], "version": version}]}, "POST")
    assert "revision" in removed, removed
    told = call(page, f"/threads/{gone['id']}")
    assert told["place"]["state"] == "removed" and told["screenshot"] == shot
    review = ReviewPage(page, page.url.split("/sites")[0].rstrip("/") + "/", f"?thread={gone['id']}")
    picture = review.thread.locator(".review-shot img")
    expect(picture).to_be_visible()
    assert picture.evaluate("node => node.complete && node.naturalWidth") == shot["width"]
    assert f"in Revision {edit['revision']}" in picture.get_attribute("alt")
    expect(review.thread.locator(".review-shot")).to_contain_text("1000 × 700")
    expect(review.thread.locator(".review-shot a")).to_have_attribute("href", shot["largeUrl"])
    # It has its place before it is there.
    box = picture.bounding_box()
    assert abs(box["width"] / box["height"] - shot["width"] / shot["height"]) < 0.03


def test_the_inbox_shows_pictures_of_fixed_size(shooting, signed_in):
    page = signed_in("designer")
    page.goto(f"{shooting.portal}inbox")
    pictures = page.locator(".inbox-shot img")
    expect(pictures.first).to_be_visible()
    first = pictures.first
    first.scroll_into_view_if_needed()
    assert "Ausschnitt von" in first.get_attribute("alt") and first.get_attribute("loading") == "lazy"
    box = first.bounding_box()
    assert (round(box["width"]), round(box["height"])) == (96, 60)
    page.wait_for_function("document.querySelector('.inbox-shot img').naturalWidth > 0")


def test_what_is_internal_has_a_picture_for_the_agency_alone(signed_in):
    designer, customer = signed_in("designer"), signed_in("customer")
    page = next(item for item in call(designer, "/pages")["items"] if item["path"] == "/")
    body = {"page": page["id"], "revision": 1, "body": "Intern", "visibility": "internal"}
    thread = call(designer, "/threads", body, "POST")
    shot = taken(designer, thread)
    assert pixels(designer, shot["url"])["width"] <= 480
    assert pixels(customer, shot["url"]) == 404 and pixels(customer, shot["largeUrl"]) == 404


def browsers(data: pathlib.Path) -> list[str]:
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"foyer-browser-{data}-".encode() in (process / "cmdline").read_bytes():
                found.append(process.name)
    return found


def test_a_killed_service_takes_the_picture_after_its_restart(tmp_path, browser):
    """kill -9 in the middle of a job: nothing is left of the browser, and the job is done by the next service."""
    begun = tmp_path / "begun"
    slow = tmp_path / "chromium"
    slow.write_text(f'#!/bin/sh\nif [ ! -e {begun} ]; then touch {begun}; sleep 2; fi\nexec {CHROMIUM} "$@"\n')
    slow.chmod(0o755)
    data = tmp_path / "data"
    with contextlib.suppress(AssertionError), demo_server(data, log="screenshots-kill.log", chromium=str(slow)) as server:
        with people(server, browser) as sign_in:
            page = sign_in("designer")
            thread = begin(page, headline(page), call(page, "")["revision"])
            while not begun.exists():
                time.sleep(0.05)
        service = server.process.pid
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
    end = time.monotonic() + 20
    while browsers(service) and time.monotonic() < end:
        time.sleep(0.2)
    assert not browsers(service), "the browser notices that nobody talks to it any more"
    with demo_server(data, log="screenshots-kill.log", chromium=str(slow)) as server, people(server, browser) as sign_in:
        page = sign_in("designer")
        assert call(page, f"/threads/{thread['id']}")["screenshot"] is None
        shot = taken(page, thread, seconds=90)
        assert pixels(page, shot["url"])["width"] == shot["width"]


def test_a_stopped_service_takes_its_browser_along(tmp_path, browser):
    begun, hanging = tmp_path / "begun", tmp_path / "chromium"
    hanging.write_text(f"#!/bin/sh\ntouch {begun}\nexec sleep 60\n")
    hanging.chmod(0o755)
    with demo_server(tmp_path / "data", log="screenshots-stop.log", chromium=str(hanging)) as server:
        with people(server, browser) as sign_in:
            page = sign_in("designer")
            begin(page, headline(page), call(page, "")["revision"])
            while not begun.exists():
                time.sleep(0.05)
        kept = f"foyer-browser-{server.process.pid}-*"
        assert list(pathlib.Path("/tmp").glob(kept))
    assert not list(pathlib.Path("/tmp").glob(kept)), "nothing of it is left in the folder for temporary files"


def test_without_a_browser_nothing_is_broken(tmp_path, browser):
    with demo_server(tmp_path / "data", log="screenshots-none.log", chromium="/nowhere/chromium") as server:
        with people(server, browser) as sign_in:
            page = sign_in("designer")
            thread = begin(page, headline(page), call(page, "")["revision"])
            time.sleep(5)
            assert call(page, f"/threads/{thread['id']}")["screenshot"] is None
            page.goto(f"{server.portal}inbox")
            expect(page.locator(".inbox-row").first).to_be_visible()
            expect(page.locator(".inbox-shot")).to_have_count(0)
    log = (ARTIFACTS / "screenshots-none.log").read_text()
    assert log.count("feedback has no screenshots") == 1 and "/nowhere/chromium" in log
