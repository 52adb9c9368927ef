"""Feeds by RFC 4287 and sitemaps by sitemaps.org: the grammar with xmllint, the rules that no grammar can say here."""

import pathlib
import re
import subprocess
import urllib.parse
from xml.etree import ElementTree

import pytest

from conftest import SITES
from processes import build_site

SCHEMAS = pathlib.Path(__file__).parent / "schemas"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
# RFC 3986: what may stand in an address as it is; everything else is percent-encoded.
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")
WORDS = """& <b>bold</b> "quoted" 'single' ]]> Ünïcödé 🥨 \\u0007bell"""


@pytest.fixture(scope="module")
def odd_site(tmp_path_factory) -> pathlib.Path:
    """Entries whose titles, tags, authors and addresses have everything in them that XML and addresses have rules for."""
    folder = tmp_path_factory.mktemp("odd")
    site = folder / "site"
    files = {
        "site.yaml": "name: Odd & Söhne\nlocales: [de]\nurl: https://odd.example/unter/\ntheme: journal\n",
        "pages/index.html": "---\ntitle: Start\n---\n<h1>Start</h1>",
        "collections/news.yaml": "title: Neues & mehr\npath: neuigkeiten\ntemplate: entry\norder: -date\nfeed: full\ntags: true\n",
        "collections/none.yaml": "title: Noch nichts\npath: leer\ntemplate: entry\nfeed: true\n",
        "collections/short.yaml": "title: Kurz\npath: kurz\ntemplate: entry\nfeed: true\n",
    }
    for number in range(25):
        quoted = WORDS.replace("\\", "\\\\").replace('"', '\\"').replace("\\\\u", "\\u")
        files[f"collections/news/2026-03-{number + 1:02}-eintrag-{number}.md"] = (
            f'---\ntitle: "{number}: {quoted}"\ntags: ["{quoted}", zwei]\nauthors: ["Ruth & Söhne", "<i>"]\n---\n'
            f"Wörter mit [Link](/) & <b>HTML</b>, `]]>` und https://example.org/?a=1&b=2.\n"
        )
    files["collections/short/2026-02-01-größe.md"] = "---\ntitle: Größe\nupdated: 2026-02-03\ndescription: Kurz & gut\n---\nText\n"
    for name, text in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text)
    build_site(site, folder / "out")
    return folder / "out"


@pytest.fixture(scope="module")
def nowhere(tmp_path_factory) -> pathlib.Path:
    """A site that does not know its own address."""
    folder = tmp_path_factory.mktemp("nowhere")
    (folder / "site/_posts").mkdir(parents=True)
    (folder / "site/_posts/2026-01-02-one.md").write_text("---\ntitle: One\n---\nWords\n")
    build_site(folder / "site", folder / "out")
    return folder / "out"


def test_the_demo_sites(built_sites):
    for name in SITES:
        feeds, sitemaps = check(built_sites(name))
        assert feeds and sitemaps == 1, name


def test_words_and_addresses_that_xml_has_rules_for(odd_site):
    assert check(odd_site) == (3, 1)
    feed = ElementTree.parse(odd_site / "neuigkeiten/feed.xml").getroot()
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 20 and entries[0].findtext(f"{ATOM}title").startswith("24: & <b>bold</b> \"quoted\" 'single' ]]> Ünïcödé 🥨")
    assert "\x07" not in (odd_site / "neuigkeiten/feed.xml").read_text()
    assert 'href="https://odd.example/' in entries[0].findtext(f"{ATOM}content"), "addresses in a feed are whole"
    assert not ElementTree.parse(odd_site / "leer/feed.xml").getroot().findall(f"{ATOM}entry")


def test_a_site_without_an_address(nowhere):
    assert check(nowhere, has_address=False) == (1, 0)


def test_the_rules_would_notice(tmp_path):
    """Each of these breaks one rule."""
    good = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>https://a.example/feed.xml</id><title>T</title>
      <updated>2026-01-01T00:00:00Z</updated><link rel="self" href="https://a.example/feed.xml"/><author><name>A</name></author>
      <entry><id>https://a.example/1</id><title>One</title><updated>2026-01-01T00:00:00Z</updated>
      <link rel="alternate" href="https://a.example/1"/><summary>S</summary></entry></feed>"""
    assert not problems_of_feed(written(tmp_path, good))
    broken = {
        "no id": good.replace("<id>https://a.example/1</id>", ""),
        "no author": good.replace("<author><name>A</name></author>", ""),
        "author without a name": good.replace("<name>A</name>", ""),
        "no title": good.replace("<title>T</title>", ""),
        "relative id": good.replace("<id>https://a.example/1</id>", "<id>/1</id>"),
        "space in an address": good.replace('href="https://a.example/1"', 'href="https://a.example/1 2"'),
        "day without a time": good.replace("2026-01-01T00:00:00Z</updated><link", "2026-01-01</updated><link"),
        "no such day": good.replace("<updated>2026-01-01T", "<updated>2026-02-30T"),
        "no zone": good.replace("00:00:00Z", "00:00:00"),
        "two entries with one id": good.replace("</feed>", re.search("<entry>.*</entry>", good, re.DOTALL)[0] + "</feed>"),
        "two pages for one entry": good.replace("<summary>", '<link rel="alternate" href="https://a.example/2"/><summary>'),
        "an entry with neither content nor page": good.replace('<link rel="alternate" href="https://a.example/1"/>', ""),
        "no XML": good.replace("</feed>", "&"),
    }
    for story, text in broken.items():
        assert problems_of_feed(written(tmp_path, text)), story
    place = "<url><loc>https://a.example/</loc><lastmod>2026-01-01</lastmod></url>"
    frame = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">%s</urlset>'
    assert not problems_of_sitemap(written(tmp_path, frame % place))
    for story, text in {
        "relative": place.replace("https://a.example", ""), "empty": "", "twice": place + place, "two hosts": place + place.replace("a.", "b."),
        "no day": place.replace("2026-01-01", "1 January"), "not encoded": place.replace("example/", "example/ä"),
    }.items():
        assert problems_of_sitemap(written(tmp_path, frame % text)), story


def check(folder: pathlib.Path, has_address: bool = True) -> tuple[int, int]:
    """How many feeds and sitemaps there are, all of them right."""
    feeds, sitemaps = sorted(folder.rglob("feed.xml")), sorted(folder.glob("sitemap*.xml"))
    problems = [problem for file in feeds for problem in problems_of_feed(file, has_address)]
    problems += [problem for file in sitemaps for problem in problems_of_sitemap(file)]
    assert not problems, "\n".join(problems)
    for page in ElementTree.parse(sitemaps[0]).iter(f"{SITEMAP}loc") if sitemaps else []:
        path = urllib.parse.unquote(urllib.parse.urlsplit(page.text).path)
        places = [folder / path.lstrip("/") / "index.html", folder / path.lstrip("/")]
        # Below a path of its own the site's files stand without it.
        places += [folder / path.lstrip("/").partition("/")[2] / "index.html"]
        assert any(place.is_file() for place in places), f"the sitemap names {page.text}"
    return len(feeds), len(sitemaps)


def problems_of_feed(file: pathlib.Path, has_address: bool = True) -> list[str]:
    problems = problems_of_grammar(file, "atom")
    if problems:
        return problems
    feed = ElementTree.parse(file).getroot()
    entries = feed.findall(f"{ATOM}entry")
    if feed.find(f"{ATOM}author") is None and (not entries or any(entry.find(f"{ATOM}author") is None for entry in entries)):
        problems.append("the feed has no author, and neither has each entry")
    if not any(link.get("rel") == "self" for link in feed.findall(f"{ATOM}link")):
        problems.append("the feed does not say where it is")
    for part in [feed, *entries]:
        links = part.findall(f"{ATOM}link")
        kinds = [(link.get("type"), link.get("hreflang")) for link in links if link.get("rel", "alternate") == "alternate"]
        if len(set(kinds)) < len(kinds):
            problems.append("two pages of one type and language")
        if part is not feed and not kinds and part.find(f"{ATOM}content") is None:
            problems.append("an entry has neither content nor a page")
        identity = part.findtext(f"{ATOM}id")
        # A URN's own part does not begin with a slash (RFC 8141).
        if not ADDRESS.fullmatch(identity) or re.match(r"urn:[a-z0-9-]+:/", identity):
            problems.append(f"{identity} is no absolute address")
        for link in links:
            if has_address and not ADDRESS.fullmatch(link.get("href")):
                problems.append(f"{link.get('href')} is no absolute address")
        if not (part.findtext(f"{ATOM}title") or "").strip():
            problems.append("a title is empty")
    identities = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(set(identities)) < len(identities):
        problems.append("two entries have one id")
    return [f"{file.parent.name}/{file.name}: {problem}" for problem in problems]


def problems_of_sitemap(file: pathlib.Path) -> list[str]:
    problems = problems_of_grammar(file, "sitemap")
    if problems:
        return problems
    places = [place.text for place in ElementTree.parse(file).iter(f"{SITEMAP}loc")]
    problems += [f"{place} is no absolute address" for place in places if not ADDRESS.fullmatch(place)]
    if len({urllib.parse.urlsplit(place)[:2] for place in places}) > 1:
        problems.append("the addresses are of several hosts")
    if len(set(places)) < len(places) or len(places) > 50_000:
        problems.append("an address twice, or too many")
    return [f"{file.name}: {problem}" for problem in problems]


def problems_of_grammar(file: pathlib.Path, schema: str) -> list[str]:
    command = ["xmllint", "--noout", "--nonet", "--relaxng", SCHEMAS / f"{schema}.rng", file]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return [] if ended.returncode == 0 else ended.stderr.splitlines()


def written(folder: pathlib.Path, text: str) -> pathlib.Path:
    file = folder / "feed.xml"
    file.write_text(text)
    return file
