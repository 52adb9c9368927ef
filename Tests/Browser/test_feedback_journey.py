"""The whole way of feedback, by mouse, by finger and by keys alone, in both languages: a guest comments and suggests, the designer takes it and
settles the rest, the customer sees before and after and approves, and what was published says since when it is live."""

import re

import pytest
from playwright.sync_api import expect

from editor import SITE
from pages import DESKTOP, PHONE, Noise, axe_violations, settle, wider_than_screen
from review import ReviewPage
from test_review import speak  # noqa: F401
from test_suggestions import PRICE, ask, set_words, words_of
from test_suggestions import WORDS as WORDS_FIELD

WORDS = {
    "de": {"done": "Erledigt", "taken": "Übernommen", "sides": "Vorher und nachher", "waits": "Noch nicht live", "live": "Live seit", "valid": "Gültig"},
    "en": {"done": "Done", "taken": "Taken", "sides": "Before and after", "waits": "Not live yet", "live": "Live since", "valid": "Valid"},
}


class Person(ReviewPage):
    """Somebody who reviews in one way: "mouse", "finger" or "keys"."""

    def __init__(self, page, portal, way: str):
        super().__init__(page, portal)
        self.way = way

    def do(self, choice: str) -> None:
        """Uses a button beside the page."""
        button = self.page.locator(f"[data-choice={choice}]:visible").first
        if self.way == "keys":
            button.focus()
            self.page.keyboard.press("Enter")
        elif self.way == "finger":
            button.tap()
        else:
            button.click()

    def begin(self, selector: str) -> None:
        """Chooses a part of the page to write about."""
        self.page.locator("input[data-pins]").evaluate("box => box.checked && box.click()")
        if self.way != "keys":
            if self.way == "finger":
                if self.page.locator("main").get_attribute("data-sheet") != "closed":
                    self.do("close-sheet")
                self.page.locator("[data-mode=comment]").tap()
                part = self.draft.locator(f"{selector}[data-eid]").first
                part.evaluate("node => node.scrollIntoView({block: 'center', behavior: 'instant'})")
                part.tap()
            else:
                self.press("comment")
                self.draft.locator(f"{selector}[data-eid]").first.click()
        else:
            self.page.locator("[data-mode=comment]").focus()
            self.page.keyboard.press("Enter")
            wanted = self.id(selector)
            target = self.draft.locator("foyer-review .target")
            for _ in range(200):
                self.page.keyboard.press("ArrowDown")
                expect(target).to_be_focused()
                box = target.bounding_box()
                place = self.draft.locator(f"[data-eid='{wanted}']").first.bounding_box()
                if box and place and abs(box["x"] - place["x"]) < 12 and abs(box["y"] - place["y"]) < 12 and abs(box["width"] - place["width"]) < 24:
                    break
            self.page.keyboard.press("Enter")
        expect(self.field).to_be_focused()
        expect(self.side.locator(".propose-offers button").first).to_be_visible()

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)

    def send(self) -> str:
        if self.way == "keys":
            self.page.keyboard.press("Control+Enter")
        else:
            self.side.locator(".review-composer [type=submit]").click()
        expect(self.comments.first).to_be_visible()
        return self.page.locator(".review-side-head h2").inner_text().split()[-1]

    def open(self, number: str) -> None:
        if self.page.locator("[data-choice=sheet]").is_visible() and self.page.locator("main").get_attribute("data-sheet") == "closed":
            self.do("sheet")
        if self.page.locator("[data-choice=back]").is_visible():
            self.do("back")
        row = self.rows.filter(has=self.page.locator(f'.review-number:text-is("{number}")')).first
        row.focus()
        self.page.keyboard.press("Enter")
        expect(self.thread).to_be_visible()

    def at(self, thread: str) -> "Person":
        """Comes by the address of a thread."""
        self.page.goto(f"{self.portal}sites/{SITE}/review?thread={thread}")
        self.wait()
        expect(self.thread).to_be_visible()
        return self


@pytest.fixture
def person(server, signed_in, speak, browser):
    """person(role, way, language) opens the review page; a guest comes by a link."""
    contexts = []

    def come(role: str, way: str, language: str) -> Person:
        locale = "de-DE" if language == "de" else "en-GB"
        options = {"viewport": PHONE if way == "finger" else DESKTOP, "has_touch": way == "finger", "locale": locale}
        if role != "guest":
            speak(role, language)
            return Person(signed_in(role, **options), server.portal, way)
        link = signed_in("designer").evaluate(
            """async site => (await (await fetch(`/api/v1/sites/${site}/review-links`, {
              method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({mode: 'shared', name: 'Alle'})
            })).json()).url""",
            SITE,
        )
        context = browser.new_context(reduced_motion="reduce", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(link)
        page.locator("input[name=name]").fill("Gabi Gast")
        page.locator("main form button[type=submit]").click()
        page.wait_for_url("**/review**")
        return Person(page, server.portal, way)

    yield come
    for context in contexts:
        context.close()


def publish(person: Person) -> None:
    answer = ask(person, "releases", {})
    assert answer["status"] in (201, 409), answer


def withdraw_approvals(person: Person) -> None:
    for approval in ask(person, "approvals")["body"]["items"]:
        if approval["state"] != "withdrawn":
            ask(person, f"approvals/{approval['id']}", method="DELETE")


@pytest.mark.parametrize(("way", "language"), [("mouse", "de"), ("mouse", "en"), ("finger", "de"), ("finger", "en"), ("keys", "de"), ("keys", "en")])
def test_from_the_first_comment_to_the_live_site(person, screens, way, language):
    words = WORDS[language]
    price = {"mouse": "6,20 €", "finger": "6,30 €", "keys": "6,40 €"}[way] + ("" if language == "de" else " *")
    designer = person("designer", way, language)
    withdraw_approvals(designer)
    guest = person("guest", way, language)
    noise = Noise().listen(guest.page)
    before = words_of(guest, PRICE)["content"]["text"][0]["text"]

    # The guest comments on a headline, and suggests a price for what is locked.
    guest.begin("h1")
    guest.write("Bitte kürzer")
    headline = guest.send()
    guest.do("back")
    guest.begin(PRICE)
    guest.do("suggest-words")
    field = guest.side.locator(WORDS_FIELD)
    expect(field).to_be_focused()
    field.press("Control+a")
    guest.write(price)
    suggestion = guest.send()
    thread = re.search(r"thread=([\w-]+)", guest.page.url)[1]
    expect(guest.side.locator(".decide-part[data-state=open]")).to_be_visible()
    expect(guest.side.locator("[data-choice=take]")).to_have_count(0)

    # The designer takes it and settles the comment.
    designer.open(suggestion)
    expect(designer.side.locator(".decide-part ins").first).to_be_visible()
    designer.do("take")
    expect(designer.state).to_have_text(words["done"])
    expect(designer.draft.locator(f"{PRICE}[data-eid]")).to_have_text(price)
    designer.open(headline)
    designer.do("to-done")
    expect(designer.state).to_have_text(words["done"])

    # Guest and customer see what became of it, the guest without doing anything.
    customer = person("customer", way, language).at(thread)
    for somebody in (guest, customer):
        done = somebody.side.locator(".decide-part.done")
        expect(done).to_contain_text(words["sides"])
        expect(done.locator("del").first).to_be_visible()
        expect(done.locator("ins").first).to_be_visible()
        expect(done).to_contain_text(words["waits"])
        expect(somebody.side.locator(".decide-part").first).to_contain_text(words["taken"])
        expect(somebody.draft.locator(f"{PRICE}[data-eid]")).to_have_text(price)
    settle(customer.page)
    assert wider_than_screen(customer.page) == []
    assert [line for line in axe_violations(customer.page) if "foyer-review" in line or "iframe" not in line] == []
    (screens / "journey").mkdir(parents=True, exist_ok=True)
    customer.page.screenshot(path=screens / "journey" / f"before-and-after-{way}-{language}.png")

    # The customer approves the page.
    customer.do("back")
    summary = customer.side.locator("details.approval summary")
    summary.focus()
    customer.page.keyboard.press("Enter")
    customer.do("approve-page")
    customer.do("approve-now")
    expect(customer.side.locator(".approval-state").first).to_have_text(words["valid"])

    # Once it is published the thread says so, to the customer and to the guest.
    publish(designer)
    for somebody in (customer, guest):
        somebody.at(thread)
        done = somebody.side.locator(".decide-part.done")
        expect(done).to_contain_text(words["live"])
        expect(done).not_to_contain_text(words["waits"])
        expect(somebody.thread.locator("[data-place=resolved]")).to_be_visible()
    assert noise.messages == []
    withdraw_approvals(designer)
    set_words(designer, PRICE, before)
