"""Fixtures of the browser tests: one Chromium, one demo server, and both demo sites built once."""

import os
import pathlib
import shutil

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Playwright, sync_playwright

from processes import ROOT, SCREENS, Server, build_site, demo_server, static_host

SITES = sorted(path.parent.name for path in ROOT.glob("content/*/site.yaml"))


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as playwright:
        yield playwright


def launch(kind: BrowserType, *arguments: str) -> Browser:
    """Debian's Chromium, without windows where that is installed, or the one that CHROMIUM names; as root it only starts without its sandbox."""
    installed = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
    # Each origin in a process of its own, as on a desk.
    arguments = ["--site-per-process", *arguments]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return kind.launch(executable_path=os.environ.get("CHROMIUM", installed), args=arguments)


@pytest.fixture(scope="session")
def browser(playwright: Playwright):
    browser = launch(playwright.chromium)
    yield browser
    browser.close()


@pytest.fixture
def context(browser: Browser):
    """A browser profile of its own for each test, without motion, so that pictures of it are the same each time."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext):
    return context.new_page()


@pytest.fixture(scope="session")
def screens() -> pathlib.Path:
    """Where pictures of this run are kept; those of the run before are gone."""
    shutil.rmtree(SCREENS, ignore_errors=True)
    SCREENS.mkdir(parents=True)
    return SCREENS


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory):
    """`foyer serve --demo` on a free port, with empty data."""
    with demo_server(tmp_path_factory.mktemp("data")) as server:
        yield server


@pytest.fixture(scope="session")
def sessions() -> dict[str, dict]:
    """The cookies of each role that has used its one-time link."""
    return {}


@pytest.fixture
def signed_in(browser: Browser, server: Server, sessions: dict[str, dict]):
    """signed_in("customer") gives a page of a new browser profile in which the customer is signed in."""
    contexts = []

    def sign_in(role: str, **options):
        # The first sign-in takes the browser's language.
        options.setdefault("locale", "de-DE")
        context = browser.new_context(reduced_motion="reduce", storage_state=sessions.get(role), **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        if role in sessions:
            page.goto(server.portal)
        else:
            # The link itself uses nothing up: mail programs look at links, too.
            page.goto(server.links[role])
            page.locator("main form button[type=submit]").click()
            page.wait_for_url(lambda url: "/login" not in url)
            sessions[role] = context.storage_state()
        return page

    yield sign_in
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def built_sites(tmp_path_factory: pytest.TempPathFactory):
    """built_sites(name) gives the folder of a demo site that `foyer build` made, built at the first call."""
    folders: dict[str, pathlib.Path] = {}

    def build(name: str) -> pathlib.Path:
        if name not in folders:
            output = tmp_path_factory.mktemp("built") / name
            build_site(ROOT / "content" / name, output)
            folders[name] = output
        return folders[name]

    return build


@pytest.fixture(scope="module", params=SITES)
def site(request: pytest.FixtureRequest, built_sites):
    """Each demo site in turn: its name, its folder, and the address at which a plain static host serves it."""
    folder = built_sites(request.param)
    with static_host(folder) as address:
        yield request.param, folder, address
