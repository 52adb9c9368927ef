"""Opening a page of 500 elements for editing, what the server takes for its tree, and what a keystroke takes."""

import pathlib
import subprocess

from processes import Broken, answer, free_port, server
from serving import Foyer, taken

SITE = "large"
SECTIONS = 25
ELEMENTS = 500
REQUESTS = 200


def measure(bench) -> dict:
    browser = bench.root / ".venv-bench" / "bin" / "playwright"
    if not browser.exists():
        raise Broken("Playwright is missing: scripts/setup-bench")
    folder, data, log = bench.disk / SITE, bench.disk / "editor", bench.disk / "editor.log"
    write_site(folder)
    port = free_port()
    link = set_up(bench, folder, data, port)
    with server([bench.foyer, "serve", "--data", data, "--port", port], log, port):
        foyer = Customer(port, link)
        page = next(each for each in foyer.api(f"/sites/{SITE}/pages")["items"] if each["path"] == "/")
        path = f"/sites/{SITE}/pages/{page['id']}/tree"
        elements = foyer.api(path)["elements"]
        if len(elements) != ELEMENTS:
            raise Broken(f"the page has {len(elements)} elements, not {ELEMENTS}")
        bench.say(f"the tree of {ELEMENTS} elements, {REQUESTS} times")
        tree = taken(foyer, f"/api/v1{path}", REQUESTS)
        bench.say("the page in Chromium")
        opened = answer([
            browser.with_name("python"), "-B", bench.root / "bench" / "parts" / "opening.py", "--cookie", foyer.cookie,
            "--origin", f"http://{foyer.host}:{port}", "--path", f"/sites/{SITE}/edit/{page['id']}",
            "--rounds", 3 if bench.quick else 9,
        ])
    return {"elements": ELEMENTS, "unlocked": sum("text" in each["rights"] for each in elements), "tree": tree, **opened}


class Customer(Foyer):
    """The owner of the site, who has just accepted the invitation."""

    def __init__(self, port: int, link: str):
        self.port, self.host = port, "portal.localhost"
        self.cookie = self.sign_in(link, b"password=of+somebody+who+is+measured")


def write_site(folder: pathlib.Path) -> None:
    """25 sections of 20 elements each, with every other text unlocked."""
    (folder / "pages").mkdir(parents=True)
    (folder / "site.yaml").write_text("name: Large\nlocales: [en]\nurl: https://large.example\ntheme: tide\n")
    words = "A line of words as long as people write them when they have something to say about their work. "
    parts = []
    for number in range(SECTIONS):
        texts = "".join(f"<p{' data-edit=text' if place % 2 else ''}>{words * (1 + place % 3)}</p>" for place in range(12))
        items = "".join(f"<li{' data-edit=text' if place % 2 else ''}>{words}</li>" for place in range(3))
        parts.append(
            f'<section class="block"><h2 data-edit="text">Section {number}</h2>{texts}<ul>{items}</ul>'
            '<p><a href="https://example.org/" data-edit="text link">More</a></p></section>')
    (folder / "pages" / "index.html").write_text("---\ntitle: Large\n---\n" + "\n".join(parts) + "\n")


def set_up(bench, folder: pathlib.Path, data: pathlib.Path, port: int) -> str:
    """Gives the link of the customer's invitation."""
    for arguments in (
        ["import", folder, "--data", data, "--site", SITE],
        ["phase", SITE, "done", "--data", data],
        ["account", "invite", "owner@example.org", "--name", "Owner", "--site", SITE, "--role", "owner",
         "--data", data, "--port", str(port)],
    ):
        done = subprocess.run([bench.foyer, *arguments], capture_output=True, text=True)
        if done.returncode:
            raise Broken(f"foyer {arguments[0]} ended with {done.returncode}: {done.stderr}")
    return done.stdout.strip().splitlines()[-1]
