"""`foyer build --watch --serve`: real changes of real files, and what an open page makes of them."""

import os
import pathlib
import queue
import re
import shutil
import signal
import subprocess
import threading
import time
import urllib.request

import pytest

from processes import ROOT, foyer


class Watched:
    """A copy of a demo site with a theme of its own, being watched and served."""

    def __init__(self, folder: pathlib.Path, *arguments: str):
        self.folder = folder / "site"
        self.output = folder / "out"
        shutil.copytree(ROOT / "content/sonnenkorn", self.folder)
        shutil.copytree(ROOT / "themes/hearth", self.folder / "themes/hearth")
        self.process = subprocess.Popen(
            [foyer(), "build", self.folder, "--output", self.output, "--watch", *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.address = ""
        if "--serve" in arguments:
            self.address = self.until(r"^http://127\.0\.0\.1:\d+/$").strip()
        self.until(" written, ")

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def until(self, pattern: str, timeout: float = 20) -> str:
        """The next line with the pattern in it."""
        seen = []
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0:
            try:
                line = self.lines.get(timeout=left)
            except queue.Empty:
                break
            seen.append(line)
            if re.search(pattern, line):
                return line
        raise AssertionError(f"no line like {pattern!r} came, only {seen}")

    def is_quiet(self, seconds: float = 0.4) -> bool:
        time.sleep(seconds)
        return self.lines.empty()

    def file(self, path: str) -> pathlib.Path:
        return self.folder / path

    def change(self, path: str, old: str, new: str) -> None:
        text = self.file(path).read_text()
        assert old in text, f"{path} has no {old!r}"
        self.file(path).write_text(text.replace(old, new))

    def built(self, path: str) -> str:
        return (self.output / path).read_text()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=10)


@pytest.fixture
def watched(tmp_path):
    started = []

    def start(*arguments: str) -> Watched:
        started.append(Watched(tmp_path, *arguments))
        return started[-1]

    yield start
    for site in started:
        if site.process.poll() is None:
            site.process.kill()
            site.process.wait(timeout=10)


def test_changes_are_built_and_nothing_else(watched):
    site = watched()
    before = {path: path.stat().st_mtime_ns for path in site.output.rglob("*.html")}

    site.change("pages/backstube.html", "title: ", "title: Heute ")
    assert "pages/backstube.html" in site.until(" written, ")
    assert "Heute" in site.built("backstube/index.html")
    untouched = [path for path, at in before.items() if path.stat().st_mtime_ns == at]
    assert site.output / "impressum/index.html" not in untouched or len(untouched) >= 1

    # An editor that writes beside the file and takes its place.
    new = site.file("pages/.cafe.html.swp")
    new.write_text(site.file("pages/cafe.html").read_text().replace("title: ", "title: Frisch "))
    assert site.is_quiet(), "a hidden file is nobody's business"
    os.replace(new, site.file("pages/cafe.html"))
    assert "pages/cafe.html" in site.until(" written, ")
    assert "Frisch" in site.built("cafe/index.html")

    # A burst is one build.
    for number in range(40):
        site.change("pages/cafe.html", "title: Frisch", f"title: Frisch {number}" if number == 0 else "title: Frisch")
        time.sleep(0.002)
    site.until(" written, ")
    assert site.is_quiet(), "a burst of writes is one build"

    # A folder that is new, with what is in it; renamed; and gone.
    site.file("pages/neu/tief").mkdir(parents=True)
    site.file("pages/neu/tief/seite.md").write_text("# Tief unten\n")
    wait_for(lambda: (site.output / "neu/tief/seite/index.html").is_file())
    site.file("pages/neu").rename(site.file("pages/anders"))
    wait_for(lambda: (site.output / "anders/tief/seite/index.html").is_file())
    site.file("pages/anders/tief/seite.md").write_text("# Noch tiefer\n")
    wait_for(lambda: "Noch tiefer" in site.built("anders/tief/seite/index.html"))
    assert not (site.output / "neu").exists()
    shutil.rmtree(site.file("pages/anders"))
    wait_for(lambda: not (site.output / "anders/tief/seite/index.html").exists())

    # The site's own folder goes and comes back, as version control does it.
    site.folder.rename(site.folder.with_name("away"))
    site.until("not built")
    site.folder.with_name("away").rename(site.folder)
    site.until(" written, ")
    site.change("pages/cafe.html", "title: Frisch", "title: Wieder da")
    wait_for(lambda: "Wieder da" in site.built("cafe/index.html"))

    assert site.stop() == 0
    assert site.until("^stopped$")


def test_an_error_says_where_and_does_not_end_it(watched):
    site = watched()
    good = site.file("site.yaml").read_text()
    site.file("site.yaml").write_text("name: [Sonnenkorn\n" + good)
    assert re.search(r"site\.yaml:\d+: error: ", site.until("error"))
    site.until("not built, 1 error")
    assert "Sonnenkorn" in site.built("index.html"), "what was built stays"
    site.file("site.yaml").write_text(good)
    site.until(" written, ")
    site.change("themes/hearth/templates/page.html", "</main>", "</main><script>1</script>")
    assert "templates/page.html:" in site.until("error: <script>")
    site.change("themes/hearth/templates/page.html", "<script>1</script>", "")
    site.until(" written, ")
    assert site.stop() == 0


def test_an_open_page_follows(watched, page):
    site = watched("--serve", "0")
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_viewport_size({"width": 900, "height": 500})
    page.goto(site.address + "brot-und-preise/")
    page.wait_for_function("document.readyState === 'complete'")
    assert "foyer/live.js" not in site.built("brot-und-preise/index.html"), "no built file holds the script"
    page.evaluate("scrollTo(0, 700)")
    page.evaluate("window.isSamePage = true")
    times = {}

    def measure(what: str, change, condition: str, argument=None):
        start = time.perf_counter()
        change()
        page.wait_for_function(condition, arg=argument, polling=5, timeout=10_000)
        times[what] = (time.perf_counter() - start) * 1000

    # Styles: the page stays, with all that people have done in it.
    colour = "getComputedStyle(document.body).outlineColor === 'rgb(1, 2, 3)'"
    style = site.file("themes/hearth/styles/99-new.css")
    measure("style", lambda: style.write_text("body{outline-color:rgb(1,2,3)}"), colour)
    assert page.evaluate("window.isSamePage") is True
    assert page.evaluate("scrollY") == 700

    # Words: the page is loaded again, at the same place.
    measure(
        "page",
        lambda: site.change("pages/brot-und-preise.html", "<h1", '<h1 id="changed"'),
        "!!document.querySelector('#changed')",
    )
    assert page.evaluate("window.isSamePage") is None
    page.wait_for_function("scrollY === 700")
    assert page.evaluate(colour), "the new style is in the file too"
    measure(
        "template",
        lambda: site.change("themes/hearth/templates/page.html", 'class="footer"', 'class="footer is-new"'),
        "!!document.querySelector('.footer.is-new')",
    )
    measure(
        "token",
        lambda: site.change("themes/hearth/theme.yaml", 'light: "#fbf5ea"', 'light: "#010203"'),
        "getComputedStyle(document.body).backgroundColor === 'rgb(1, 2, 3)'",
    )

    # A picture that comes and goes again.
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><path d="M0 0h9v9z"/></svg>'
    site.file("assets/neu.svg").write_text(drawing)
    site.until("assets/neu.svg.* written, ")
    measure(
        "picture",
        lambda: site.change(
            "pages/brot-und-preise.html", '<h1 id="changed"', '<img id="neu" src="assets/neu.svg" alt="Neu">\n<h1 id="changed"'
        ),
        "document.querySelector('#neu')?.naturalWidth === 10",
    )
    site.file("assets/neu.svg").unlink()
    site.until("assets/neu.svg.* written, ")
    assert not list(site.output.rglob("neu.*.svg"))

    # Broken, said so in the page with file and line, and mended.
    good = site.file("site.yaml").read_text()
    trouble = "document.querySelector('foyer-trouble')?.shadowRoot.querySelector('section')"
    measure("error", lambda: site.file("site.yaml").write_text(good + "colours: [a\n"), f"!!{trouble}")
    box = page.locator("foyer-trouble section")
    assert re.search(r"site\.yaml:\d+", box.inner_text())
    assert "The site cannot be built: 1 error" in box.inner_text()
    assert box.get_attribute("role") == "alertdialog"
    assert page.evaluate(f"{trouble} === document.querySelector('foyer-trouble').shadowRoot.activeElement")
    # Whoever opens a page now learns of it too, and can put it away by key.
    other = page.context.new_page()
    other.goto(site.address)
    other.wait_for_function(f"!!{trouble}")
    other.keyboard.press("Escape")
    other.wait_for_function("!document.querySelector('foyer-trouble')")
    measure("mended", lambda: site.file("site.yaml").write_text(good), "!document.querySelector('foyer-trouble')")

    print("from the write to the page, in ms: " + ", ".join(f"{what} {value:.0f}" for what, value in times.items()))
    assert max(times.values()) < 3000
    assert not errors
    assert site.stop() == 0


def test_only_this_machine_sees_it(watched):
    site = watched("--serve", "0")

    def status(path: str, host: str | None = None) -> int:
        request = urllib.request.Request(site.address + path, headers={"Host": host} if host else {})
        try:
            return urllib.request.urlopen(request, timeout=5).status
        except urllib.error.HTTPError as error:
            return error.code

    assert status("") == 200
    assert status("", "evil.example") == 421
    assert status("nothing/") == 404
    assert status(".foyer-manifest") == 404
    assert status("..%2f..%2fsite%2fsite.yaml") == 404
    busy = site.address.split(":")[-1].strip("/")
    second = subprocess.run(
        [foyer(), "build", site.folder, "--output", site.folder.parent / "other", "--watch", "--serve", busy],
        cwd=ROOT, capture_output=True, text=True, timeout=20,
    )
    assert second.returncode == 78 and "is in use" in second.stderr
    assert site.stop() == 0


def wait_for(condition, timeout: float = 10) -> None:
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        try:
            if condition():
                return
        except FileNotFoundError:
            pass
        time.sleep(0.02)
    raise AssertionError("it did not come true")
