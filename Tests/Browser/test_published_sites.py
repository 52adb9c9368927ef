"""The demo sites as visitors get them: built by `foyer build`, served by a plain static host."""

import pathlib
import re
import time
from urllib.parse import unquote, urldefrag, urlsplit

from conftest import SITES
from pages import (
    DESKTOP,
    NARROWEST,
    PHONE,
    Noise,
    axe_violations,
    broken_images,
    screenshot,
    settle,
    wider_than_screen,
)


def test_there_are_two_demo_sites():
    assert {"sonnenkorn", "harbour-physio"} <= set(SITES)


def test_every_page_is_accessible(site, page, screens):
    """In both widths and both colour schemes; a picture of each is kept."""
    name, folder, address = site
    problems = []
    for path in pages_of(folder):
        page.goto(address + path)
        for width, scheme in [(w, s) for w in (PHONE, DESKTOP) for s in ("light", "dark")]:
            page.set_viewport_size(width)
            page.emulate_media(color_scheme=scheme)
            settle(page)
            view = f"/{path} at {width['width']} {scheme}"
            problems += [f"{view}: {violation}" for violation in axe_violations(page)]
            file = (path.removesuffix("/").removesuffix(".html") or "home").replace("/", "-")
            screenshot(page, screens / "published" / name / f"{file}-{width['width']}-{scheme}.png")
    assert not problems, "\n".join(problems)


def test_no_page_complains(site, page):
    name, folder, address = site
    noise = Noise().listen(page)
    for path in pages_of(folder):
        page.goto(address + path, wait_until="load")
        settle(page)
        noise.messages += [f"/{path}: picture {source} is broken" for source in broken_images(page)]
    assert not noise.messages, "\n".join(noise.messages)


def test_no_page_scrolls_sideways(site, page):
    name, folder, address = site
    page.set_viewport_size(NARROWEST)
    problems = []
    for path in pages_of(folder):
        page.goto(address + path)
        settle(page)
        problems += [f"/{path}: {element}" for element in wider_than_screen(page)]
    assert not problems, "\n".join(problems)


def test_no_link_leads_nowhere(site, page):
    """Every address on a page that belongs to the site is a file, and its fragment an ID there."""
    name, folder, address = site
    identifiers: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []
    for path in pages_of(folder):
        page.goto(address + path)
        identifiers[page.url] = set(page.eval_on_selector_all("[id]", "elements => elements.map(e => e.id)"))
        found = page.eval_on_selector_all("[href], [src]", "elements => elements.map(e => e.href || e.src)")
        links += [(path, link) for link in found if isinstance(link, str) and link.startswith(address)]

    problems = []
    for path, link in dict.fromkeys(links):
        target, fragment = urldefrag(link)
        if not is_file(folder, unquote(urlsplit(target).path)):
            problems.append(f"/{path}: {link} is missing")
        elif fragment and fragment not in identifiers.get(target, {fragment}):
            problems.append(f"/{path}: {link} has no such place")
    assert not problems, "\n".join(problems)


def pages_of(folder: pathlib.Path) -> list[str]:
    """Addresses of all pages, relative to the site's root: `index.html` is its folder. Not those that only send visitors on."""
    files = sorted(file for file in folder.rglob("*.html") if b'http-equiv="refresh"' not in file.read_bytes())
    assert files, f"{folder.name} was built without a page"
    return [file.relative_to(folder).as_posix().removesuffix("index.html") for file in files]


def is_file(folder: pathlib.Path, path: str) -> bool:
    place = folder / path.lstrip("/")
    return place.is_file() or (place / "index.html").is_file() or place.with_name(place.name + ".html").is_file()


def test_the_live_host_serves_every_page_without_a_complaint(server, page):
    """Under its strict policy, compressed, from the demo server; nothing is blocked and nothing said."""
    noise = Noise().listen(page)
    policies, encodings = set(), set()

    def seen(response) -> None:
        if response.request.resource_type == "document":
            policies.add(response.headers.get("content-security-policy", ""))
            encodings.add(response.headers.get("content-encoding"))

    page.on("response", seen)
    for name in SITES:
        address = server.live(name)
        _, _, body = server.request(address + "sitemap.xml")
        paths = re.findall(r"<loc>https?://[^/<]+/([^<]*)</loc>", body.decode())
        assert len(paths) > 5
        for path in paths:
            page.goto(address + path, wait_until="load")
            settle(page)
            noise.messages += [f"{path}: picture {source} is broken" for source in broken_images(page)]
    assert not noise.messages, "\n".join(noise.messages)
    assert encodings == {"br"}
    assert all(policy.startswith("default-src 'none'; style-src 'sha256-") for policy in policies), policies


def test_a_page_is_fetched_while_the_pointer_rests_on_its_link(server, browser):
    """By the rules that a header names; without a script, and without touching the policy."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Preload.enable")
    states = []
    session.on("Preload.prefetchStatusUpdated", lambda event: states.append((event["prefetchUrl"], event["status"])))
    noise = Noise().listen(page)
    page.goto(server.live("sonnenkorn"), wait_until="load")
    link = page.locator("main a[href^='/']:visible").first
    target = link.evaluate("link => link.href")
    link.scroll_into_view_if_needed()
    link.hover()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and not any(status in ("Ready", "Success") for _, status in states):
        page.wait_for_timeout(100)
    assert any(url == target.split("#")[0] and status in ("Ready", "Success") for url, status in states), states
    assert not noise.messages, "\n".join(noise.messages)
    context.close()
