"""Visitors search a demo site: with the keyboard, with and without script, in the site's own index."""

import re

import pytest
from pages import Noise, axe_violations, settle
from processes import build_site, static_host

QUESTIONS = {
    "sonnenkorn": ("suche/", "Brezel", "Bäckerei", "backerei", "xyzzy", "Treffer", "Nichts gefunden"),
    "harbour-physio": ("search/", "swimm", "Treatments", "treatm", "xyzzy", "result", "Nothing found"),
}


@pytest.fixture
def questions(site):
    name, _, address = site
    if name not in QUESTIONS:
        pytest.skip("the site has no search")
    return address, *QUESTIONS[name]


def test_results_come_while_one_types(questions, page):
    address, path, word, _, _, nothing, found, none = questions
    noise = Noise().listen(page)
    page.goto(address + path)
    settle(page)
    assert page.locator("#search-results ul").is_visible(), "without a question the pages are listed"
    field = page.locator("main input[type=search]")
    field.focus()
    page.keyboard.type(word)
    page.locator("#search-results ol a").first.wait_for()
    assert found in page.locator("#search-results [role=status]").inner_text()
    assert not page.locator("#search-results ul").is_visible()
    assert f"q={word}" in page.url, "what was asked can be sent to somebody"
    assert not axe_violations(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('ol') !== null"), "results come next after field and button"
    target = page.evaluate("document.activeElement.href")
    page.keyboard.press("Enter")
    page.wait_for_url(target)
    page.go_back()
    page.locator("#search-results ol a").first.wait_for()
    field = page.locator("main input[type=search]")
    field.fill(nothing)
    page.get_by_text(none).wait_for()
    assert page.locator("#search-results ol a").count() == 0
    assert not noise.messages, noise.messages


def test_one_slip_of_the_finger_is_forgiven(questions, page):
    """A letter less, one more, another one, two that changed places; and only where nothing is spelt so."""
    address, path, _, word, *_ = questions
    whole = {"Bäckerei": "backerei", "Treatments": "treatments"}[word]
    for slip in (whole[:3] + whole[4:], whole[:3] + "q" + whole[3:], whole[:3] + "q" + whole[4:], whole[:3] + whole[4] + whole[3] + whole[5:]):
        page.goto(f"{address}{path}?q={slip}")
        page.locator("#search-results ol a").first.wait_for()
    page.goto(f"{address}{path}?q={whole[:2]}qq{whole[4:]}")
    page.locator("#search-results [role=status]:not(:empty)").wait_for()
    assert page.locator("#search-results ol a").count() == 0


def test_spellings_meet(questions, page):
    address, path, _, word, other, _, _, _ = questions
    found = []
    for question in (word, other, word.upper()):
        page.goto(f"{address}{path}?q={question}")
        page.locator("#search-results ol a").first.wait_for()
        found.append(page.locator("#search-results ol a").evaluate_all("all => all.map(a => a.pathname)"))
    assert found[0] and all(set(found[0]) <= set(other) for other in found[1:]), found


def test_every_page_leads_to_the_search_without_script(questions, browser):
    address, path, word, *_ = questions
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    form = page.locator("footer form[role=search], form[role=search]").first
    form.locator("input").fill(word)
    form.locator("button").click()
    assert page.url.endswith(f"{path}?q={word}")
    assert page.locator("#search-results ul a").count() > 3
    assert page.locator("#search-results noscript").count() or page.locator("#search-results p").count()
    context.close()


@pytest.fixture(scope="module")
def large_site(tmp_path_factory):
    """A site whose words are apart, with one word in a text alone: gives its address and the address of the page with that word."""
    folder = tmp_path_factory.mktemp("large")
    (folder / "site/pages").mkdir(parents=True)
    (folder / "site/site.yaml").write_text("name: Large\nlocales: [en]\ntheme: journal\nsearch: true\n")
    for number in range(600):
        rare = "Nobody has seen a quokka here. " if number == 300 else ""
        (folder / f"site/pages/page-{number}.md").write_text(
            f"---\ntitle: Page {number}\ndescription: What page {number} says.\n---\n\n{rare}Some words of it.\n")
    (folder / "site/pages/index.md").write_text("---\ntitle: Home\n---\n\nWelcome.\n")
    build_site(folder / "site", folder / "out")
    with static_host(folder / "out") as address:
        yield address, "/page-300/"


class Fetched:
    """The files of the index that a page asks for: those with titles, headings and descriptions, and those with words."""

    def __init__(self, page):
        self.heads, self.words = set(), set()
        page.on("request", lambda request: self.note(request.url))

    def note(self, url: str) -> None:
        if found := re.search(r"/search/en-(\d+)(w?)\.json$", url):
            (self.words if found[2] else self.heads).add(int(found[1]))


def found(page) -> list[str]:
    page.locator("#search-results [role=status]:not(:empty)").wait_for()
    return page.locator("#search-results ol a").evaluate_all("all => all.map(a => a.pathname)")


def test_words_of_a_large_site_are_fetched_when_titles_are_not_enough(large_site, page):
    address, rare = large_site
    noise, fetched = Noise().listen(page), Fetched(page)
    page.goto(f"{address}search/?q=page")
    assert len(found(page)) == 50, "as many as are shown at once"
    assert len(fetched.heads) > 16 and not fetched.words, "titles and descriptions have answered"
    field = page.locator("main input[type=search]")
    field.fill("quokka")
    page.locator("#search-results ol a").first.wait_for()
    page.get_by_text("1 result").wait_for()
    assert found(page) == [rare]
    assert fetched.words == fetched.heads
    # What is there is not fetched again, and a slip of the finger is forgiven in the words too.
    fetched.heads.clear(), fetched.words.clear()
    for question in ("qoukka seen", "QUOKKA page"):
        field.fill("xyzzy")
        page.get_by_text("Nothing found").wait_for()
        field.fill(question)
        page.get_by_text("1 result").wait_for()
        assert found(page) == [rare], question
    assert not fetched.heads and not fetched.words
    assert not noise.messages, noise.messages


def test_a_word_by_link_alone_is_found_in_the_second_files(large_site, page):
    address, rare = large_site
    page.goto(f"{address}search/?q=quokka")
    assert found(page) == [rare]
    page.locator("#search-results ol a").click()
    page.wait_for_url(f"**{rare}")
    assert page.get_by_text("quokka").count() == 1


def test_where_the_second_files_cannot_be_had_the_pages_are_listed(large_site, page):
    address, rare = large_site
    page.route(re.compile(r"/search/en-\d+w\.json$"), lambda route: route.abort())
    page.goto(f"{address}search/?q=quokka")
    page.get_by_text("The search cannot be reached").wait_for()
    assert page.locator("#search-results ul").is_visible()
    # The next question tries again.
    page.unroute_all()
    field = page.locator("main input[type=search]")
    field.fill("quokka ")
    page.get_by_text("1 result").wait_for()
    assert found(page) == [rare]
