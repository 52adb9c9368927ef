"""Approvals: the customer says that a page or a section is right as it stands; a later change voids exactly what it changed."""

import re

import pytest
from playwright.sync_api import expect

from editor import SITE
from pages import DESKTOP, PHONE, Noise, axe_violations, settle, wider_than_screen
from review import ReviewPage
from test_review import speak  # noqa: F401
from test_suggestions import PRICE, ask, review_as, set_words, words_of  # noqa: F401


def open_part(review: ReviewPage) -> None:
    details = review.side.locator("details.approval")
    expect(details).to_be_visible()
    if details.get_attribute("open") is None:
        details.locator("summary").click()


def test_what_is_approved_asks_for_no_approval(clean, review_as):
    owner = review_as("customer")
    approve(owner)
    tools = owner.side.locator(".approval-tools")
    expect(tools).to_contain_text("Die Seite ist so, wie sie jetzt ist, abgenommen. Von Ihnen abgenommen,")
    expect(tools.locator(".primary, [data-choice=approve-page]")).to_have_count(0)
    # Who has it open sees that it holds no more, and approves anew.
    designer = review_as("designer")
    before = words_of(designer, PRICE)["content"]["text"][0]["text"]
    set_words(designer, PRICE, "5,70 €")
    again = tools.locator("[data-choice=approve-page]")
    expect(again).to_have_text("Diese Seite neu abnehmen", timeout=15_000)
    again.click()
    owner.choose("approve-now")
    expect(tools).to_contain_text("Von Ihnen abgenommen")
    # Taken back it can be approved like at first.
    owner.side.locator("li[data-state=valid] [data-choice=withdraw-approval]").first.click()
    owner.choose("withdraw-yes")
    expect(tools.locator("[data-choice=approve-page]")).to_be_visible()
    set_words(designer, PRICE, before)


def approve(review: ReviewPage, words: str = "", section: str | None = None) -> None:
    open_part(review)
    review.choose("approve-section" if section else "approve-page")
    if section:
        # Pins of other tests may stand there.
        review.page.locator("input[data-pins]").evaluate("box => box.checked && box.click()")
        review.choose("pick-section")
        review.draft.locator(section).first.click()
        expect(review.side.locator("#approval-what")).to_be_focused()
        expect(review.side.locator("#approval-what")).not_to_have_value("")
    if words:
        review.side.locator("#approval-words").fill(words)
    review.choose("approve-now")
    expect(review.toast).to_contain_text("Abgenommen.")


@pytest.fixture
def clean(review_as):
    """No approval holds before the test, and none after it."""

    def clear():
        designer = review_as("designer")
        for approval in ask(designer, "approvals")["body"]["items"]:
            if approval["state"] != "withdrawn":
                ask(designer, f"approvals/{approval['id']}", method="DELETE")

    clear()
    yield
    clear()


def test_the_owner_approves_and_an_edit_voids_exactly_one_section(clean, review_as, server):
    owner = review_as("customer")
    approve(owner, "So ist es gut.")
    approve(owner, section=".hero h1")
    rows = owner.side.locator(".approval-list > ul > li")
    expect(rows).to_have_count(2)
    expect(owner.side.locator(".approval-state")).to_have_text("Gültig")

    designer = review_as("designer")
    set_words(designer, ".band.tint h2", "Brote von heute")
    open_part(designer)
    page_row = designer.side.locator("li[data-approval][data-state=changed]")
    expect(page_row).to_have_count(1)
    expect(designer.side.locator("li[data-approval][data-state=valid]")).to_have_count(1)
    expect(designer.side.locator("[data-choice=approve-page]")).to_have_count(0)
    expect(page_row.locator(".approval-parts li")).to_have_count(1)
    page_row.locator("[data-choice=approval-changes]").click()
    expect(page_row.locator(".approval-changes ins")).to_contain_text("heute")
    page_row.locator("[data-choice=approval-part]").first.click()
    expect(designer.draft.locator("foyer-review .box.chosen")).to_be_visible()

    with designer.page.expect_popup() as popup:
        page_row.locator("[data-choice=record]").click()
    record = popup.value
    record.wait_for_url(lambda url: url != "about:blank")
    noise = Noise().listen(record)
    record.reload()
    for text in ["Abnahme", "So ist es gut.", "die ganze Seite", "seitdem geändert", "Brote von heute", "UTC"]:
        expect(record.locator("main")).to_contain_text(text)
    assert re.fullmatch(r"[0-9a-f]{64}", record.locator("code").inner_text())
    assert axe_violations(record) == [] and noise.messages == []
    record.emulate_media(media="print")
    expect(record.locator("nav")).to_be_hidden()

    # The owner takes the one back that does not hold any more, and approves anew.
    owner.page.reload()
    owner.wait()
    open_part(owner)
    owner.side.locator("li[data-state=changed] [data-choice=withdraw-approval]").click()
    owner.choose("withdraw-yes")
    expect(owner.toast).to_contain_text("zurückgezogen")
    expect(rows).to_have_count(1)
    approve(owner)
    expect(owner.side.locator("li[data-approval][data-state=valid]")).to_have_count(2)

    page = owner.page
    page.goto(f"{server.portal}sites/{SITE}")
    expect(page.locator("#approvals")).to_contain_text("Gültig")


def test_others_see_at_once_what_was_approved_and_what_no_more(clean, review_as):
    designer = review_as("designer")
    open_part(designer)
    part = designer.side.locator(".approval-list")
    expect(part.locator("> .review-hint")).to_be_visible()
    owner = review_as("customer")
    approve(owner, "So ist es gut.")
    expect(part).to_contain_text("So ist es gut.", timeout=15_000)
    # Who stands on one of the rows stays there.
    part.locator("[data-choice=record]").focus()
    approve(owner, section=".hero h1")
    expect(part.locator("> ul > li")).to_have_count(2, timeout=15_000)
    assert designer.page.evaluate("document.activeElement.dataset.choice") == "record"
    owner.side.locator("li[data-state=valid] [data-choice=withdraw-approval]").first.click()
    owner.choose("withdraw-yes")
    expect(part.locator("> ul > li")).to_have_count(1, timeout=15_000)
    # What was taken back has its record still.
    expect(part.locator("[data-choice=withdrawn-record]").first).to_be_visible()


def test_nobody_approves_what_they_have_not_seen(clean, review_as):
    owner = review_as("customer")
    open_part(owner)
    owner.choose("approve-page")
    designer = review_as("designer")
    set_words(designer, PRICE, "5,90 €")
    owner.choose("approve-now")
    expect(owner.side.locator(".approval .review-problem")).to_contain_text("gerade geändert")
    expect(owner.draft.locator(f"{PRICE}[data-eid]")).to_have_text("5,90 €")
    owner.choose("approve-now")
    expect(owner.toast.filter(has_text="Abgenommen.")).to_be_visible()
    set_words(designer, PRICE, "5,80 €")


def test_reviewers_see_and_do_not_approve(clean, review_as):
    reviewer = review_as("reviewer")
    open_part(reviewer)
    expect(reviewer.side.locator(".approval-list")).to_contain_text("zurzeit nichts abgenommen")
    expect(reviewer.side.locator(".approval-tools")).to_be_hidden()


def test_the_record_tells_the_time_of_the_panel(clean, review_as):
    owner = review_as("customer", timezone_id="America/New_York")
    approve(owner)
    shown = re.search(r"(\d\d:\d\d)", owner.side.locator(".approval-now").inner_text())[1]
    with owner.page.expect_popup() as popup:
        owner.side.locator("[data-choice=record]").first.click()
    time = popup.value.locator("dd time").first
    expect(time).to_have_text(re.compile(rf"{shown}:\d\d \(UTC\u22120[45]:00\)"))


@pytest.mark.parametrize("locale", ["de-DE", "en-GB"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("viewport", "size"), [(DESKTOP, "1280"), (PHONE, "390")])
def test_looks_and_accessibility(clean, review_as, speak, server, screens, locale, scheme, viewport, size):
    language = locale[:2]
    speak("customer", language)
    review = review_as("customer", viewport=viewport, color_scheme=scheme)
    noise = Noise().listen(review.page)
    shots = screens / "approvals"
    shots.mkdir(parents=True, exist_ok=True)

    def shot(name: str, page=None):
        page = page or review.page
        settle(page)
        assert [line for line in axe_violations(page) if "foyer-review" in line or "iframe" not in line] == [], name
        assert wider_than_screen(page) == []
        page.screenshot(path=shots / f"{name}-{size}-{scheme}-{language}.png", full_page=page is not review.page)

    if size == "390":
        review.choose("sheet")
    open_part(review)
    review.choose("approve-section")
    shot("approving")
    review.choose("approve-now")
    expect(review.side.locator("li[data-approval]")).to_have_count(1)
    shot("approved")
    address = review.side.locator("[data-choice=record]").get_attribute("href")
    review.page.goto(f"{server.portal}{address[1:]}")
    shot("record")
    review.page.goto(f"{server.portal}sites/{SITE}")
    review.page.locator("#approvals").scroll_into_view_if_needed()
    shot("site")
    assert noise.messages == []
