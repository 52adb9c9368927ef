"""Sites on their way out and in again: exported from a running data folder, imported under another name, published, looked at."""

import base64
import os
import pathlib
import re
import subprocess
import zipfile

import pytest

from pages import DESKTOP, settle
from processes import ROOT, build_site, demo_server, foyer, static_host

FIXTURES = ROOT / "Tests/Fixtures"


def run(data: pathlib.Path, *words: str | pathlib.Path, code: int = 0) -> str:
    command = [foyer(), words[0], "--data", data, *words[1:]]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ended.returncode == code, f"{command} ended with {ended.returncode}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout + ended.stderr


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    return tmp_path_factory.mktemp("exchange") / "data"


@pytest.fixture(scope="module")
def own_server(data: pathlib.Path):
    with demo_server(data, log="exchange-server.log") as server:
        yield server


def test_an_exported_site_is_the_same_site_again(own_server, data, tmp_path):
    """Folder, ZIP file and archive with history; the live pages differ in nothing but the site's own address."""
    # The demo begins with the pictures as they are; what is published after that has them in several sizes.
    run(data, "publish", "sonnenkorn")
    run(data, "export", "sonnenkorn", "--output", tmp_path / "folder")
    run(data, "export", "sonnenkorn", "--output", tmp_path / "site.zip")
    run(data, "export", "sonnenkorn", "--output", tmp_path / "full.zip", "--history")
    assert "history/history.jsonl" in zipfile.ZipFile(tmp_path / "full.zip").namelist()
    for source, name in (("folder", "again"), ("site.zip", "from-zip"), ("full.zip", "with-history")):
        run(data, "import", tmp_path / source, "--site", name)
        if name != "with-history":
            run(data, "publish", name)
        for path in ("", "kontakt/", "neuigkeiten/", "brot-und-preise/"):
            assert live(own_server, name, path) == live(own_server, "sonnenkorn", path), f"{name}: /{path}"
    assert run(data, "releases", "with-history") == run(data, "releases", "sonnenkorn")


def test_the_export_of_the_import_is_the_same(own_server, data, tmp_path):
    run(data, "export", "harbour-physio", "--output", tmp_path / "one.zip")
    run(data, "import", tmp_path / "one.zip", "--site", "physio-again")
    run(data, "export", "physio-again", "--output", tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_bad_input_ends_with_65_and_leaves_nothing(data, own_server, tmp_path):
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("site.yaml", "name: A\n")
        archive.writestr("../out.txt", "x")
    assert "“../out.txt” leads out of the folder" in run(data, "import", tmp_path / "bad.zip", code=65)
    deep = tmp_path / "deep"
    deep.mkdir()
    (deep / "index.html").write_text("<!doctype html><title>x</title>" + "<div>" * 100_000)
    said = run(data, "import", deep, code=65)
    assert re.search(r"index\.html:\d+: error: ", said), said
    pipe = tmp_path / "pipe"
    pipe.mkdir()
    (pipe / "index.html").write_text("<!doctype html><title>x</title><p>x</p>")
    os.mkfifo(pipe / "wait.jpg")
    (pipe / "secret").symlink_to("/etc/passwd")
    said = run(data, "import", pipe, "--site", "pipes")
    assert "wait.jpg: warning: this is left out" in said and "secret: warning: this is left out" in said
    huge = tmp_path / "huge"
    huge.mkdir()
    with open(huge / "index.html", "wb") as file:
        file.truncate(1 << 30)
    assert "is larger than 4 MB" in run(data, "import", huge, code=65)
    # A folder that is in use is not written over.
    assert "is there already" in run(data, "export", "sonnenkorn", "--output", pipe, code=73)
    assert (pipe / "index.html").exists()


SITES = {"static-club": FIXTURES / "static-club", "sonnenkorn": None, "harbour-physio": None}


@pytest.mark.parametrize("name", SITES)
def test_a_finished_site_looks_the_same_after_its_import(name, own_server, data, browser, tmp_path, screens):
    original = SITES[name]
    if original is None:
        original = tmp_path / "built"
        build_site(ROOT / "content" / name, original)
    site = f"static-{name}"
    run(data, "import", original, "--site", site)
    run(data, "publish", site)
    pages = sorted(path for path in original.rglob("*.html") if path.name != "404.html")
    context = browser.new_context(reduced_motion="reduce", viewport=DESKTOP)
    try:
        page, blank = context.new_page(), context.new_page()
        with static_host(original) as address:
            checked = 0
            for file in pages:
                if b'http-equiv="refresh"' in file.read_bytes():
                    continue
                path = file.relative_to(original).as_posix()
                first = picture(page, address + path)
                words = page.locator("body").inner_text()
                place = path.removesuffix("index.html").removesuffix(".html")
                second = picture(page, own_server.live(site) + (place if place.endswith("/") or not place else place + "/"))
                (screens / "exchange").mkdir(exist_ok=True)
                (screens / "exchange" / f"{name}-{place.replace('/', '-') or 'home'}-before.png").write_bytes(first)
                (screens / "exchange" / f"{name}-{place.replace('/', '-') or 'home'}-after.png").write_bytes(second)
                if b'id="search-results"' in file.read_bytes():
                    # The list for those who have no script has what were entries before, too.
                    assert page.locator("main form[role=search]").get_attribute("action") == "/" + place
                    assert page.locator("main #search-results").count() == page.locator("#search-results").count() == 1
                    continue
                # Pictures of other servers and frames that ask first look different.
                if name != "static-club":
                    assert page.locator("body").inner_text() == words, path
                    assert (share := difference(blank, first, second)) < 0.01, f"{path}: {share:.1%} of the points differ"
                checked += 1
            assert checked >= 3
    finally:
        context.close()


def picture(page, address: str) -> bytes:
    page.goto(address, wait_until="load")
    settle(page)
    return page.screenshot(full_page=True)


def difference(page, first: bytes, second: bytes) -> float:
    """The share of points that differ visibly, counted by the browser itself on an empty page."""
    return page.evaluate(
        """async ([a, b]) => {
          const load = async data => createImageBitmap(await (await fetch("data:image/png;base64," + data)).blob());
          const [one, two] = [await load(a), await load(b)];
          const width = Math.max(one.width, two.width), height = Math.max(one.height, two.height);
          const points = image => {
            const context = new OffscreenCanvas(width, height).getContext("2d");
            context.drawImage(image, 0, 0);
            return context.getImageData(0, 0, width, height).data;
          };
          const [p, q] = [points(one), points(two)];
          let count = 0;
          for (let i = 0; i < p.length; i += 4)
            if (Math.abs(p[i] - q[i]) + Math.abs(p[i + 1] - q[i + 1]) + Math.abs(p[i + 2] - q[i + 2]) > 48) count += 1;
          return count / (width * height);
        }""",
        [base64.b64encode(first).decode(), base64.b64encode(second).decode()],
    )


def live(server, site: str, path: str) -> bytes:
    status, _, body = server.request(server.live(site) + path)
    assert status == 200, f"{site}: /{path} answers {status}"
    return body.replace(f"{site}.site.localhost".encode(), b"SITE")
