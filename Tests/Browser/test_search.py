"""Visitors search a demo site: with the keyboard, with and without script, in the site's own index."""

import pytest
from pages import Noise, axe_violations, settle

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
