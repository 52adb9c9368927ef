"""Pages carry the rules of their theme that they use. A browser says which ones match; those must be there, and a page must look as it
does with all of them."""

import pathlib
import random
import re
import shutil

import pytest
import yaml

from conftest import SITES
from pages import DESKTOP, PHONE, settle
from processes import ROOT, build_site, static_host

THEMES = {name: ROOT / "themes" / name for name in ("hearth", "journal", "tide")} | {"bench": ROOT / "bench" / "theme"}

#: The rules that match something, as "@media …|selector", and all of the page's own. Without states and pseudo-elements, for which
#: nothing matches now but may later.
MATCHING = """css => {
  const state = /::?(?:hover|focus-visible|focus-within|focus|active|visited|link|target|checked|disabled|before|after|marker|selection|placeholder|first-letter|first-line|backdrop|details-content|-webkit-[a-z-]+)(?![a-z-])/g
  const walk = (rules, place, found) => {
    for (const rule of rules) {
      if (rule.selectorText !== undefined) found.push([place + rule.selectorText, rule.selectorText, rule])
      else if (rule.cssRules && !(rule instanceof CSSKeyframesRule)) walk(rule.cssRules, place + (rule.conditionText ?? '') + '|', found)
    }
    return found
  }
  const isUsed = selector => {
    const plain = selector.replace(state, '') || '*'
    try { return document.querySelector(plain) !== null } catch { return document.querySelector(selector) !== null }
  }
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  const all = walk(sheet.cssRules, '', [])
  const matching = all.filter(([, selector]) => isUsed(selector)).map(([name]) => name)
  const kept = walk(document.styleSheets[0].cssRules, '', []).map(([name]) => name)
  return {matching, kept, count: all.length}
}"""


def theme_css(theme: pathlib.Path) -> str:
    return "\n".join(file.read_text() for file in sorted((theme / "styles").glob("*.css")))


def whole_css(folder: pathlib.Path, theme: pathlib.Path, own: dict) -> str:
    """The style sheet as it would be without leaving anything out."""
    tokens = {**yaml.safe_load((theme / "theme.yaml").read_text()).get("tokens", {}), **own}
    pairs = {name: token if isinstance(token, dict) else {"light": str(token)} for name, token in tokens.items()}
    lines = [f"--{name}:" + (f"light-dark({t['light']},{t['dark']})" if "dark" in t else str(t["light"])) for name, t in pairs.items()]
    scheme = "light dark" if any("dark" in token for token in pairs.values()) else "light"
    css = f":root{{color-scheme:{scheme};{';'.join(lines)}}}" + theme_css(theme)
    for file in (folder / "a").glob("*"):
        stem, _, ending = file.name.split(".")
        css = css.replace(f"theme/{stem}.{ending}", f"/a/{file.name}")
    return css + "picture{display:contents}source{display:none}.align-left{text-align:left}.align-center{text-align:center}.align-right{text-align:right}"


def made_up_site(folder: pathlib.Path, theme: str, count: int = 25) -> None:
    """Pages of random elements with random names that the theme knows, each page with a few of them only."""
    chance = random.Random(f"{theme} 1")
    css = re.sub(r"\{[^{}]*\}", " ", theme_css(THEMES[theme]))
    classes = sorted(set(re.findall(r"\.([a-zA-Z][\w-]*)", css)))
    tags = ["div", "section", "article", "aside", "p", "h2", "h3", "ul", "ol", "blockquote", "figure", "dl", "table", "details", "nav"]

    def element(depth: int, names: list[str]) -> str:
        tag = chance.choice(tags)
        chosen = " ".join(chance.sample(names, chance.randint(0, min(2, len(names)))))
        attribute = f' class="{chosen}"' if chosen else ""
        words = '<em>Words</em> and <a href="/">more</a>'
        inner = "".join(element(depth - 1, names) for _ in range(chance.randint(1, 3))) if depth else ""
        match tag:
            case "p" | "h2" | "h3" | "blockquote": inner = words if tag != "blockquote" else f"<p>{words}</p>"
            case "ul" | "ol": inner = f"<li{attribute}>{words}</li><li>{words}</li>"
            case "dl": inner = f"<div><dt>{words}</dt><dd>{words}</dd></div>"
            case "table": inner = "<thead><tr><th>A</th></tr></thead><tbody><tr><td>B</td></tr></tbody>"
            case "details": inner = f"<summary>{words}</summary><p>{words}</p>"
            case "figure": inner = f"<figcaption>{words}</figcaption>"
        return f"<{tag}{attribute}>{inner}</{tag}>"

    (folder / "pages").mkdir(parents=True)
    (folder / "site.yaml").write_text(f"name: Made up\nlocales: [en]\nurl: https://made-up.example\ntheme: {theme}\n")
    shutil.copytree(THEMES[theme], folder / "themes" / theme)
    (folder / "collections" / "posts").mkdir(parents=True)
    (folder / "collections" / "posts.yaml").write_text("title: Posts\npath: posts\n")
    (folder / "collections" / "posts" / "one.md").write_text("---\ntitle: One\ndate: 2026-05-03\n---\nOne [link](/).\n")
    for number in range(count):
        names = chance.sample(classes, min(len(classes), chance.randint(1, 8)))
        body = "\n".join(element(2, names) for _ in range(chance.randint(1, 5)))
        name = "index" if number == 0 else f"page-{number}"
        (folder / "pages" / f"{name}.html").write_text(f"---\ntitle: Page {number}\n---\n{body}\n")
    (folder / "pages" / "words.md").write_text("---\ntitle: Words\n---\n## A\n\n|a|b|\n|-|:-:|\n|`c`|~~d~~|\n\n- [x] e\n\n> f\n")


def pages_with_styles(folder: pathlib.Path) -> list[pathlib.Path]:
    """All but those that only lead elsewhere."""
    return [file for file in sorted(folder.rglob("*.html")) if "<style" in file.read_text()]


def check(folder: pathlib.Path, theme: pathlib.Path, own: dict, page) -> int:
    """Returns how many rules were left out on the page that has the fewest."""
    css, problems, fewest = whole_css(folder, theme, own), [], None
    with static_host(folder) as address:
        for file in pages_with_styles(folder):
            page.goto(f"{address}{file.relative_to(folder)}")
            found = page.evaluate(MATCHING, css)
            missing = list((set(found["matching"])) - set(found["kept"]))
            problems += [f"{file.relative_to(folder)}: {rule}" for rule in missing]
            fewest = min(fewest or found["count"], len(found["kept"]))
    assert not problems, "\n".join(problems)
    assert fewest is not None and fewest < found["count"], "nothing was left out anywhere"
    return fewest


@pytest.mark.parametrize("theme", THEMES)
def test_every_rule_that_matches_is_there(theme, tmp_path, page):
    made_up_site(tmp_path / "site", theme)
    build_site(tmp_path / "site", tmp_path / "built")
    check(tmp_path / "built", THEMES[theme], {}, page)


def test_every_rule_that_matches_is_there_on_the_demo_sites(site, page):
    name, folder, _ = site
    settings = yaml.safe_load((ROOT / "content" / name / "site.yaml").read_text())
    check(folder, THEMES[settings["theme"]], settings.get("tokens", {}), page)


def looks_the_same(page, css: str) -> bool:
    settle(page)
    used = page.screenshot(full_page=True)
    page.evaluate("css => { const e = document.querySelector('style'); e.dataset.used = e.textContent; e.textContent = css }", css)
    settle(page)
    whole = page.screenshot(full_page=True)
    page.evaluate("() => { const e = document.querySelector('style'); e.textContent = e.dataset.used }")
    return used == whole


@pytest.mark.parametrize("name", [*SITES, *(f"made up {theme}" for theme in THEMES)])
def test_pages_look_as_with_the_whole_style_sheet(name, tmp_path, built_sites, page):
    """Every page of the demo sites, some of each theme; on telephone and desk, light and dark, and on paper."""
    if name in SITES:
        folder = built_sites(name)
        settings = yaml.safe_load((ROOT / "content" / name / "site.yaml").read_text())
        theme, own = THEMES[settings["theme"]], settings.get("tokens", {})
        files = pages_with_styles(folder)
    else:
        theme, own, folder = THEMES[name.split()[-1]], {}, tmp_path / "built"
        made_up_site(tmp_path / "site", name.split()[-1])
        build_site(tmp_path / "site", folder)
        files = pages_with_styles(folder)[:6]
    css, problems = whole_css(folder, theme, own), []
    with static_host(folder) as address:
        for file in files:
            page.goto(f"{address}{file.relative_to(folder)}")
            for width, scheme, media in [(PHONE, "light", "screen"), (DESKTOP, "dark", "screen"), (DESKTOP, "light", "print")]:
                page.set_viewport_size(width)
                page.emulate_media(color_scheme=scheme, media=media)
                # The same picture is the same file, since Chromium writes PNG in one way; a picture that was not decoded yet is not.
                if not any(looks_the_same(page, css) for _ in range(3)):
                    problems.append(f"{file.relative_to(folder)} at {width['width']} {scheme} {media}")
    assert not problems, "\n".join(problems)



@pytest.mark.parametrize("theme", ["hearth", "journal", "tide"])
def test_themes_on_paper_and_without_motion(theme, tmp_path, browser):
    made_up_site(tmp_path / "site", theme)
    build_site(tmp_path / "site", tmp_path / "built")
    with static_host(tmp_path / "built") as address:
        for motion in ("reduce", "no-preference"):
            context = browser.new_context(reduced_motion=motion, color_scheme="dark")
            page = context.new_page()
            page.goto(address)
            moving = page.evaluate("""() => [...document.querySelectorAll('*')].filter(element => {
              const style = getComputedStyle(element)
              return style.animationName !== 'none' || style.transitionDuration.split(',').some(time => parseFloat(time) > 0)
            }).length""")
            if motion == "reduce":
                assert moving == 0
            page.emulate_media(media="print")
            paper = page.evaluate("""() => {
              const style = getComputedStyle(document.body)
              const shown = selector => [...document.querySelectorAll(selector)].filter(e => e.checkVisibility()).map(e => e.className)
              return {ground: style.backgroundColor, ink: style.color, scheme: getComputedStyle(document.documentElement).colorScheme,
                      shown: [...shown('header nav'), ...shown('.skip')]}
            }""")
            assert paper == {"ground": "rgb(255, 255, 255)", "ink": "rgb(0, 0, 0)", "scheme": "light", "shown": []}
            context.close()
