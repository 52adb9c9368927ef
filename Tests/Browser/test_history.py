"""Taking back and going back: what each person did can be undone, what others did is seen at once, and nothing is lost when they meet."""

import re
import time

import pytest
from playwright.sync_api import expect

from editor import SITE, EditScreen, set_text
from pages import PHONE, Noise, axe_violations, screenshot, settle

PAGE = "/backstube/"


class Workbench(EditScreen):
    """What stands around the draft: the views at its side, undo and redo, messages."""

    @property
    def side(self):
        return self.page.locator("#foyer-side")

    def view(self, name: str):
        """Opens a view at the side of the draft."""
        if self.side.get_attribute("data-view") != name or not self.side.is_visible():
            self.page.locator(f"button[data-view={name}]").click()
        expect(self.side).to_be_visible()
        expect(self.side.locator("[aria-busy]")).to_have_count(0)
        return self.side

    def press(self, choice: str) -> None:
        self.page.locator(f".bar [data-choice={choice}]").click()

    @property
    def toast(self):
        return self.page.locator(".foyer-toast")

    def choose_part(self, of) -> None:
        """Shows a part of the draft in the panel."""
        id = of.get_attribute("data-eid")
        if not self.page.locator("#inspector").is_visible():
            self.page.locator("[data-choice=panel]").click()
        self.view("overview").locator(f'[data-element="{id}"]').first.click()
        expect(self.page.locator("#inspector [data-section=history]")).to_be_visible()

    def history_of(self, of):
        self.choose_part(of)
        section = self.page.locator("[data-section=history]")
        if section.get_attribute("open") is None:
            section.locator("summary").click()
        expect(section.locator(".foyer-version").first).to_be_visible()
        return section


@pytest.fixture
def open_screen(server, signed_in):
    def open(role: str, path: str = PAGE, **options) -> Workbench:
        options.setdefault("viewport", {"width": 1440, "height": 900})
        return Workbench(signed_in(role, **options), server.portal, path).wait()

    return open


@pytest.fixture
def screen(open_screen) -> Workbench:
    return open_screen("customer")


@pytest.fixture
def headline(screen):
    return screen.unlocked("h1")


# Undo and redo


def test_undo_and_redo_say_what_they_did(screen, headline):
    before = headline.inner_text()
    screen.write(headline, "Rückgängig und wieder da")
    screen.expect_state("saved")
    screen.press("undo")
    screen.expect_state("undone")
    expect(screen.page.locator("[data-save-state]")).to_contain_text("Überschrift")
    expect(headline).to_have_text(before)
    assert screen.words(headline) == before
    screen.press("redo")
    expect(headline).to_have_text("Rückgängig und wieder da")
    assert screen.words(headline) == "Rückgängig und wieder da"


def test_keys_undo_and_redo_outside_of_texts(screen, headline):
    before = headline.inner_text()
    screen.write(headline, "Mit der Tastatur")
    screen.expect_state("saved")
    screen.page.locator(".picker").focus()
    screen.page.keyboard.press("Control+z")
    expect(headline).to_have_text(before)
    screen.page.keyboard.press("Control+y")
    expect(headline).to_have_text("Mit der Tastatur")
    screen.page.keyboard.press("Control+z")
    expect(headline).to_have_text(before)
    screen.page.keyboard.press("Control+Shift+z")
    expect(headline).to_have_text("Mit der Tastatur")


def test_undo_outlives_a_reload(screen, headline):
    before = headline.inner_text()
    screen.write(headline, "Vor dem Neuladen")
    screen.expect_state("saved")
    screen.page.reload()
    screen.wait()
    screen.press("undo")
    expect(headline).to_have_text(before)


def test_undo_never_overwrites_what_somebody_did_later(screen, headline, open_screen):
    screen.write(headline, "Von der Kundin")
    screen.expect_state("saved")
    other = open_screen("designer")
    element = other.element(other.draft.locator("h1").first)
    assert other.edit(set_text(element, "Von der Agentur"))["status"] == 201
    screen.press("undo")
    expect(screen.toast).to_contain_text("Von der Agentur")
    expect(screen.toast).to_be_visible()
    assert screen.words(headline) == "Von der Agentur"
    expect(headline).to_have_text("Von der Agentur")


# The history of an element


def test_an_element_goes_back_to_an_older_version(screen, headline, screens):
    first = headline.inner_text()
    screen.write(headline, "Zweite Fassung der Überschrift")
    screen.expect_state("saved")
    section = screen.history_of(headline)
    expect(section.locator(".foyer-version").first.locator("ins")).to_contain_text("Zweite Fassung")
    assert section.locator("time").first.get_attribute("title")
    settle(screen.page)
    screenshot(screen.page, screens / "history" / "element-1440.png")
    assert axe_violations(screen.page) == []
    section.locator(".foyer-version").nth(1).locator("[data-choice=restore]").click()
    expect(screen.wait().unlocked("h1")).to_have_text(first)
    assert screen.words(screen.unlocked("h1")) == first
    # Going back is an edit like any other.
    screen.press("undo")
    expect(screen.wait().unlocked("h1")).to_have_text("Zweite Fassung der Überschrift")


def test_what_is_locked_tells_no_history(screen):
    locked = next(e for e in screen.tree()["elements"] if e.get("lock") and e["kind"] == "text")
    answer = screen.ask(f"elements/{locked['id']}/history")
    assert answer["status"] == 403


# The history of the page and the site


def test_the_history_of_the_page_is_told_in_words(screen, headline, screens):
    noise = Noise().listen(screen.page)
    screen.write(headline, "Im Verlauf der Seite")
    screen.expect_state("saved")
    side = screen.view("history")
    newest = side.locator(".foyer-edit").first
    expect(newest).to_contain_text("Überschrift")
    expect(newest.locator("ins")).to_contain_text("Im Verlauf")
    expect(side.locator(".foyer-day").first).to_be_visible()
    assert axe_violations(screen.page) == []
    screenshot(screen.page, screens / "history" / "page-1440.png")
    newest.locator("[data-choice=take-back]").click()
    expect(headline).not_to_have_text("Im Verlauf der Seite")
    side.get_by_role("radio").nth(1).check()
    expect(side.locator(".foyer-edit").first).to_be_visible()
    assert noise.messages == []


def test_the_page_goes_back_to_an_earlier_state(screen, headline):
    lead = screen.unlocked("p.lead")
    first, second = headline.inner_text(), lead.inner_text()
    start = screen.tree()["revision"]
    screen.write(headline, "Eins von zwei")
    screen.expect_state("saved")
    screen.write(lead, "Zwei von zwei")
    screen.expect_state("saved")
    side = screen.view("history")
    items = screen.ask(f"pages/{screen.id}/history")["body"]["items"]
    then = max(item["revision"] for item in items if item["revision"] <= start)
    entry = side.locator(f'.foyer-edit[data-revision="{then}"]')
    entry.locator("[data-choice=restore-page]").click()
    entry.locator("[data-choice=yes]").click()
    expect(screen.wait().unlocked("h1")).to_have_text(first)
    expect(screen.unlocked("p.lead")).to_have_text(second)
    screen.toast.locator("[data-choice=undo]").click()
    expect(screen.wait().unlocked("h1")).to_have_text("Eins von zwei")
    expect(screen.unlocked("p.lead")).to_have_text("Zwei von zwei")


def test_what_will_change_for_visitors(screen, headline, server, open_screen, screens):
    # What other tests have left in parts that are not this customer's would stay.
    open_screen("designer").publish_all()
    screen.write(headline, "Das sehen bald auch Besucher")
    screen.expect_state("saved")
    expect(screen.page.locator("button[data-view=visitors] .foyer-count")).to_be_visible()
    side = screen.view("visitors")
    expect(side.locator("ins", has_text="bald auch Besucher")).to_be_visible()
    assert axe_violations(screen.page) == []
    screenshot(screen.page, screens / "history" / "visitors-1440.png")
    side.locator("[data-choice=publish]").click()
    dialog = screen.page.locator("dialog.publish-dialog")
    dialog.locator("[data-choice=go]").click()
    expect(dialog.locator("[data-choice=see-live]")).to_be_visible(timeout=30_000)
    visitor = screen.page.context.new_page()
    visitor.goto(server.live(SITE) + PAGE.strip("/") + "/")
    expect(visitor.locator("h1").first).to_have_text("Das sehen bald auch Besucher")
    again = Workbench(screen.page, server.portal, PAGE).wait()
    expect(again.view("visitors").locator(".foyer-empty")).to_be_visible()
    expect(again.page.locator("button[data-view=visitors] .foyer-count")).to_have_count(0)


# Two people at once


def test_what_others_change_is_seen_within_a_second(screen, headline, open_screen):
    other = open_screen("designer")
    theirs = other.draft.locator(f'[data-eid="{headline.get_attribute("data-eid")}"]')
    screen.write(headline, "Sofort zu sehen")
    screen.expect_state("saved")
    saved = time.monotonic()
    expect(theirs).to_have_text("Sofort zu sehen", timeout=5000)
    assert time.monotonic() - saved < 1.5
    # Who saw it can change it at once: the version came along.
    other.write(theirs, "Und gleich weiter")
    other.expect_state("saved")
    expect(headline).to_have_text("Und gleich weiter")


def test_two_people_on_two_parts_do_not_disturb_each_other(screen, headline, open_screen):
    other = open_screen("designer")
    lead = other.draft.locator(f'[data-eid="{screen.unlocked("p.lead").get_attribute("data-eid")}"]')
    screen.open(headline)
    screen.page.keyboard.type("Ich schreibe")
    other.write(lead, "Ich auch")
    other.expect_state("saved")
    expect(screen.unlocked("p.lead")).to_have_text("Ich auch")
    screen.expect_open(headline)
    screen.page.keyboard.type(" weiter")
    screen.page.keyboard.press("Enter")
    screen.expect_state("saved")
    assert screen.words(headline) == "Ich schreibe weiter"
    assert screen.problem.count() == 0


def test_who_writes_in_the_same_text_is_told(screen, headline, open_screen):
    other = open_screen("designer")
    screen.open(headline)
    screen.page.keyboard.type("Meine Wörter")
    element = other.element(other.draft.locator("h1").first)
    assert other.edit(set_text(element, "Deren Wörter"))["status"] == 201
    expect(screen.toast).to_be_visible()
    screen.expect_open(headline)
    screen.page.keyboard.press("Enter")
    expect(screen.problem).to_contain_text("Deren Wörter")
    expect(screen.problem).to_contain_text("Meine Wörter")
    screen.choose("takeTheirs")
    expect(headline).to_have_text("Deren Wörter")


def test_who_else_is_here(screen, headline, open_screen, screens):
    other = open_screen("designer")
    expect(screen.page.locator(".foyer-people")).to_be_visible()
    other.open(other.draft.locator("h1").first)
    screen.page.locator(".foyer-people").click()
    expect(screen.page.locator("#foyer-people")).to_contain_text("Überschrift")
    assert axe_violations(screen.page) == []
    screenshot(screen.page, screens / "history" / "people-1440.png")
    other.page.keyboard.press("Escape")
    # Tabs of other stories may still be told of for a while: this is about the one that is at the headline.
    there = screen.page.locator("#foyer-people li", has_text="Überschrift")
    expect(there).to_have_count(1)
    other.page.close()
    expect(there).to_have_count(0)


def test_nobody_meets_themselves(screen, open_screen):
    """The same account in a second window is no other person, neither in the bar nor at a part."""
    again = open_screen("customer")
    again.open(again.unlocked("h1"))
    heard = screen.page.evaluate("document.querySelector('main').dataset.account")
    assert heard
    # Another person comes; whoever was there before them has been told by then.
    other = open_screen("designer")
    people = screen.page.locator(".foyer-people")
    expect(people).to_be_visible()
    expect(people.locator(".foyer-avatar")).to_have_count(1)
    people.click()
    listed = screen.page.locator("#foyer-people li")
    expect(listed.filter(has_text="Sie, in einem anderen Fenster")).to_have_count(1)
    expect(screen.draft.locator("foyer-overlay .person")).to_have_count(0)
    other.page.close()
    again.page.close()
    expect(people).to_be_hidden()


# Wishes


def test_a_wish_reaches_the_designer(screen, open_screen, screens):
    locked = next(
        e for e in screen.tree()["elements"]
        if e.get("lock") and e["kind"] == "text" and screen.draft.locator(f'[data-eid="{e["id"]}"]').is_visible()
    )
    screen.draft.locator(f'[data-eid="{locked["id"]}"]').click()
    if not screen.page.locator("#inspector").is_visible():
        screen.page.locator("[data-choice=panel]").click()
    section = screen.page.locator("[data-section=note]")
    expect(section).to_be_visible()
    section.locator("textarea").fill("Bitte hier die neuen Zeiten")
    section.locator("[data-choice=send-note]").click()
    expect(section.locator(".foyer-sent")).to_contain_text("Bitte hier die neuen Zeiten")
    assert axe_violations(screen.page) == []
    screenshot(screen.page, screens / "history" / "wish-1440.png")
    # Who wrote it reads the answers there.
    expect(section.locator("[data-choice=thread]")).to_have_attribute("href", re.compile("/review\\?page=.*thread="))
    designer = open_screen("designer")
    side = designer.view("notes")
    note = side.locator(".foyer-note", has_text="Bitte hier die neuen Zeiten")
    expect(note).to_be_visible()
    screenshot(designer.page, screens / "history" / "wishes-1440.png")
    # To the thread, and back to the part.
    note.locator("[data-choice=thread]").click()
    page = designer.page
    page.wait_for_url("**/review?**")
    expect(page.locator(".review-thread")).to_contain_text("Bitte hier die neuen Zeiten")
    page.locator(".review-thread [data-choice=edit]").click()
    page.wait_for_url("**/edit/**")
    designer.wait()
    expect(designer.draft.locator("foyer-overlay .selected").first).to_be_visible()
    assert locked["id"] in page.url
    note = designer.view("notes").locator(".foyer-note", has_text="Bitte hier die neuen Zeiten")
    note.locator("[data-choice=done]").click()
    expect(note.locator("[data-choice=open]")).to_have_count(1)


# Phone


def test_history_fits_the_hand(open_screen, screens):
    screen = open_screen("customer", viewport=PHONE, has_touch=True)
    for view in ("overview", "history", "visitors"):
        side = screen.view(view)
        assert axe_violations(screen.page) == []
        small = side.locator("button:visible, a:visible").evaluate_all(
            "buttons => buttons.filter(b => b.getBoundingClientRect().height < 43.5).map(b => b.outerHTML.slice(0, 120))"
        )
        assert small == []
        screenshot(screen.page, screens / "history" / f"{view}-390.png")
    headline = screen.unlocked("h1")
    screen.view("overview").locator(f'[data-element="{headline.get_attribute("data-eid")}"]').click()
    expect(screen.side).to_be_hidden()
