"""`foyer theme`: begin, check, look, apply; and the guide, whose blocks are what it says they are."""

import json
import pathlib
import re
import shutil
import subprocess

import pytest
from pages import DESKTOP, PHONE, axe_violations, screenshot, settle, wider_than_screen
from processes import ROOT, foyer, static_host

THEMES = sorted(path.parent.name for path in ROOT.glob("themes/*/theme.yaml"))


def run(*arguments, code: int = 0) -> subprocess.CompletedProcess:
    done = subprocess.run([foyer(), *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == code, f"{arguments} ended with {done.returncode}\n{done.stdout}{done.stderr}"
    return done


def test_the_guide_makes_a_theme(tmp_path):
    """After each step the theme is checked; from the fourth on there is nothing to mend, and it builds."""
    guide = (ROOT / "docs/themes.md").read_text()
    theme = tmp_path / "themes/plain"
    steps = re.split(r"^## ", guide, flags=re.MULTILINE)[1:]
    written = 0
    for number, step in enumerate(steps, 1):
        for name, text in re.findall(r"^`([\w./-]+)`\n\n```\w+\n(.*?)^```$", step, flags=re.MULTILINE | re.DOTALL):
            file = theme / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
            written += 1
        found = json.loads(run("theme", "check", theme, "--json", code=65 if number == 1 else 0).stdout)
        if number >= 4:
            assert not found["found"], found["found"]
    assert written == 8
    site = tmp_path / "site"
    (site / "pages").mkdir(parents=True)
    (site / "site.yaml").write_text("name: Plain\nlocales: [en]\ntheme: plain\n")
    hero = (theme / "sections/hero.html").read_text()
    (site / "pages/index.html").write_text(f"---\ntitle: Home\n---\n{hero}")
    run("build", site, "--themes", tmp_path / "themes", "--output", tmp_path / "out")
    assert "One sentence that says" in (tmp_path / "out/index.html").read_text()
    run("theme", "preview", theme, "--output", tmp_path / "look")
    commands = set(re.findall(r"foyer theme (\w+)", guide))
    assert commands == {"new", "check", "preview", "apply"}


def test_a_new_theme_is_good(tmp_path):
    run("theme", "new", "mine", "--in", tmp_path)
    assert "title: Mine" in (tmp_path / "mine/theme.yaml").read_text()
    assert "nothing to mend" in run("theme", "check", tmp_path / "mine").stdout
    assert "exists already" in run("theme", "new", "mine", "--in", tmp_path, code=65).stderr
    assert "cannot be a theme's name" in run("theme", "new", "../mine", "--in", tmp_path, code=65).stderr
    (tmp_path / "mine/styles/theme.css").write_text("p { color: red\n")
    broken = run("theme", "check", tmp_path / "mine", code=65).stdout
    assert re.search(r"theme\.css:1:3: error: this \{ is never closed — ", broken)


@pytest.mark.parametrize("theme", THEMES)
def test_every_section_looks_right(theme, tmp_path, page, screens):
    """All sections and templates, with long words and many menu items, on a phone and a screen, light and dark."""
    output = tmp_path / "look"
    run("theme", "preview", ROOT / "themes" / theme, "--output", output)
    assert len(list((ROOT / "themes" / theme / "sections").glob("*.html"))) >= 8
    problems = []
    with static_host(output) as address:
        for file in sorted(output.rglob("*.html")):
            path = str(file.relative_to(output)).removesuffix("index.html")
            if path.startswith("sections/") and path != "sections/":
                continue
            page.goto(address + path)
            for width, scheme in [(PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light"), (DESKTOP, "dark")]:
                page.set_viewport_size(width)
                page.emulate_media(color_scheme=scheme)
                settle(page)
                view = f"/{path} at {width['width']} {scheme}"
                problems += [f"{view}: {violation}" for violation in axe_violations(page)]
                problems += [f"{view} is too wide: {part}" for part in wider_than_screen(page)]
                name = path.strip("/").replace("/", "-") or "home"
                screenshot(page, screens / "themes" / theme / f"{name}-{width['width']}-{scheme}.png")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("site", ["sonnenkorn", "harbour-physio"])
@pytest.mark.parametrize("theme", THEMES)
def test_a_site_may_change_its_theme(site, theme, tmp_path, page, screens):
    """Each demo site with each theme: nothing is lost, nothing is wider than the screen."""
    folder = tmp_path / site
    shutil.copytree(ROOT / "content" / site, folder)
    settings = folder / "site.yaml"
    settings.write_text(re.sub(r"^theme: .*$", f"theme: {theme}", settings.read_text(), flags=re.MULTILINE))
    run("build", folder, "--output", tmp_path / "out")
    with static_host(tmp_path / "out") as address:
        for width in (PHONE, DESKTOP):
            page.set_viewport_size(width)
            page.goto(address)
            settle(page)
            assert not wider_than_screen(page)
            screenshot(page, screens / "switched" / f"{site}-{theme}-{width['width']}.png")


def test_a_theme_comes_to_a_site(tmp_path):
    """One edit; the same again is none; what is broken changes nothing; another theme keeps the content."""
    data = ["--data", tmp_path / "data"]
    run("import", *data, ROOT / "content/sonnenkorn")
    theme = tmp_path / "hearth"
    shutil.copytree(ROOT / "themes/hearth", theme)
    assert "has all of" in run("theme", "apply", *data, "sonnenkorn", theme).stdout
    style = theme / "styles/10-base.css"
    style.write_text(style.read_text() + "body{outline-color:rgb(1,2,3)}\n")
    template = theme / "templates/page.html"
    template.write_text(template.read_text().replace('class="footer"', 'class="footer new"'))
    done = run("theme", "apply", *data, "sonnenkorn", theme).stdout
    assert "revision 2, changed: css, template page" in done
    template.write_text(template.read_text() + "<script>1</script>")
    assert "page.html:" in run("theme", "apply", *data, "sonnenkorn", theme, code=65).stderr
    done = run("theme", "apply", *data, "sonnenkorn", ROOT / "themes/tide").stdout
    assert "revision 3, changed: theme, title, tokens" in done
    assert "nobody" in run("theme", "apply", *data, "nobody", theme, code=65).stderr
