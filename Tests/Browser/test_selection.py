"""The draft's frame, part by part: what a click selects, what the bar offers, what is proposed, and what is shown of others, of hidden parts
and of what can be changed."""

import pytest
from playwright.sync_api import expect

from frame_screen import FrameScreen
from pages import Noise, axe_violations, screenshot

WIDE = {"width": 1280, "height": 800}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def open_screen(server, signed_in):
    def open_screen(path: str = "/", change: str = "", role: str = "customer", settings: dict | None = None, **options) -> FrameScreen:
        options.setdefault("viewport", WIDE)
        return FrameScreen(signed_in(role, **options), server.portal, path, change, **(settings or {}))

    return open_screen


@pytest.fixture
def screen(open_screen):
    return open_screen()


@pytest.fixture
def designer(open_screen):
    screen = open_screen(role="designer", settings={"mayDesign": True})
    screen.tell(type="mode", design=True)
    return screen


def picture(screen: FrameScreen):
    return screen.by_id(screen.known("element.offers.includes('image')")["id"])


# What a click selects


def test_a_picture(screen):
    image = picture(screen)
    image.click()
    expect(screen.selected).to_be_visible()
    chosen = screen.expect_heard("select")[0]
    assert chosen["element"] == image.get_attribute("data-eid") and chosen["rect"]["width"] > 0
    screen.button("Bild ändern").click()
    assert screen.expect_heard("open") == [{"type": "open", "element": chosen["element"], "what": "image"}]
    screen.button("Mehr …").click()
    assert screen.expect_heard("open", 2)[1]["what"] == "more"


def test_a_second_click_beside_everything_ends_it(screen):
    picture(screen).click()
    screen.draft.locator("main").click(position={"x": 3, "y": 3})
    expect(screen.selected).to_have_count(0)
    expect(screen.bar).to_have_count(0)
    assert screen.heard("select")[-1]["element"] is None
    picture(screen).click()
    screen.page.keyboard.press("Escape")
    expect(screen.selected).to_have_count(0)


def test_words_open_at_the_first_click_with_their_link_beside(screen):
    link = screen.known("element.offers.includes('link') && element.content")
    element = screen.by_id(link["id"])
    element.click()
    screen.expect_open(element)
    assert screen.expect_heard("select")[0]["element"] == link["id"]
    screen.page.keyboard.press("ControlOrMeta+a")
    screen.page.keyboard.type("Woanders hin")
    screen.panel.get_by_role("button", name="Link ändern").click()
    # What is typed comes first.
    screen.expect_closed(element)
    kinds = [message["type"] for message in screen.page.evaluate("heard") if message["type"] in ("change", "open")]
    assert kinds == ["change", "open"]


def test_an_item_and_the_words_in_it(screen):
    item = screen.known("element.item && !element.item.isFirst && !element.item.isLast")
    words = screen.by_id(item["id"]).locator('[data-foyer-unlocked=""]').first
    words.click()
    screen.expect_open(words)
    screen.panel.get_by_role("button", name="Nach oben").click()
    moved = screen.expect_heard("item")[0]
    assert (moved["action"], moved["element"], moved["version"]) == ("up", item["id"], item["version"])
    screen.expect_closed(words)
    screen.tell(type="select", element=item["id"], scroll=False)
    # What may be moved is not called locked.
    expect(screen.tip).to_have_count(0)
    for name, action in [("Nach unten", "down"), ("Duplizieren", "duplicate"), ("Diesen Eintrag entfernen", "remove")]:
        screen.button(name).click()
        assert screen.heard("item")[-1]["action"] == action


def test_what_is_not_possible_at_the_moment_is_off(open_screen):
    screen = open_screen(change="if (element.item) element.item = {isFirst: true, isLast: false, mayAdd: false, mayRemove: false}")
    item = screen.known("element.item")
    screen.tell(type="select", element=item["id"], scroll=True)
    for name in ("Nach oben", "Duplizieren", "Diesen Eintrag entfernen"):
        expect(screen.button(name)).to_be_disabled()
    expect(screen.button("Nach unten")).to_be_enabled()
    assert "Liste ist voll" in screen.button("Duplizieren").get_attribute("title")
    screen.button("Duplizieren").click(force=True)
    expect(screen.bar.locator(".refusal")).to_contain_text("Die Liste ist voll")
    assert screen.heard("item") == []


def test_a_full_list_says_so(open_screen):
    screen = open_screen(change="if (element.item) element.item.mayAdd = false")
    found = screen.known("element.kind === 'list' && element.offers.includes('items')")
    screen.tell(type="select", element=found["id"], scroll=True)
    expect(screen.button("Eintrag hinzufügen")).to_have_attribute("aria-disabled", "true")
    screen.button("Eintrag hinzufügen").click(force=True)
    expect(screen.bar.locator(".refusal")).to_be_visible()
    expect(screen.draft.locator("foyer-overlay [role=status]")).to_contain_text("Die Liste ist voll")
    assert screen.heard("item") == []


def test_a_bar_stands_in_one_line(open_screen):
    screen = open_screen(viewport={"width": 700, "height": 800})
    found = screen.known("element.kind === 'list' && element.offers.includes('items')")
    screen.tell(type="select", element=found["id"], scroll=True)
    expect(screen.button("Eintrag hinzufügen")).to_be_visible()
    tops = screen.bar.get_by_role("button").evaluate_all("all => all.map(e => Math.round(e.getBoundingClientRect().top))")
    assert len(set(tops)) == 1


def test_what_holds_others_that_may_be_changed_leads_to_them(open_screen):
    screen = open_screen(change="if (element.kind === 'box') { element.denied = element.lock = 'sealed'; delete element.item; element.rights = [] }")
    box = screen.page.evaluate("page.forFrame().filter(element => element.kind === 'box').map(element => element.id)")
    box = next(known for known in box if screen.by_id(known).locator("[data-foyer-unlocked]").count())
    screen.tell(type="select", element=box, scroll=True)
    expect(screen.bar).to_contain_text("Wählen Sie darin einen Text oder ein Bild")
    expect(screen.bar).not_to_contain_text("nur Ihre Agentur")


def test_escape_in_the_bar_ends_the_selection(screen):
    image = picture(screen)
    image.focus()
    screen.page.keyboard.press("Enter")
    expect(screen.button("Bild ändern")).to_be_focused()
    screen.page.keyboard.press("Escape")
    expect(screen.bar).to_have_count(0)
    expect(screen.selected).to_have_count(0)
    expect(image).to_be_focused()


def test_a_list(screen):
    found = screen.known("element.kind === 'list' && element.offers.includes('items')")
    screen.tell(type="select", element=found["id"], scroll=True)
    screen.button("Eintrag hinzufügen").click()
    assert screen.expect_heard("item")[0] == {"type": "item", "action": "add", "element": found["id"], "version": found["version"]}
    screen.button("Liste bearbeiten").click()
    assert screen.expect_heard("open")[0]["what"] == "items"


@pytest.mark.parametrize(("rule", "words"), [("locked", "gesperrt"), ("sealed", "nur Ihre Agentur"), ("phase", "arbeitet gerade")])
def test_a_locked_part_says_why_and_takes_a_suggestion(open_screen, rule, words):
    screen = open_screen(change=f"if (element.denied) element.denied = element.lock = '{rule}'")
    locked = screen.known("element.denied && element.kind === 'text'")
    screen.by_id(locked["id"]).click()
    expect(screen.tip).to_contain_text(words)
    expect(screen.draft.locator("foyer-overlay [role=status]")).to_contain_text(words)
    assert screen.draft.locator("[contenteditable]").count() == 0
    screen.button("Änderung vorschlagen").click()
    assert screen.expect_heard("open")[0] == {"type": "open", "element": locked["id"], "what": "note"}


def test_a_value_says_where_it_comes_from(open_screen):
    screen = open_screen("/kontakt/")
    field = screen.known("element.kind === 'field'")
    screen.by_id(field["id"]).click()
    expect(screen.bar).to_contain_text("Firmendaten")
    screen.button("Dort ändern").click()
    assert screen.expect_heard("open")[0] == {"type": "open", "element": field["id"], "what": "more"}


def test_what_stands_on_several_pages_says_so(open_screen):
    screen = open_screen("/kontakt/", "if (element.content) Object.assign(element, {isShared: true, appearsOn: 7})")
    words = screen.unlocked(".hours-list dd")
    words.click()
    expect(screen.panel).to_contain_text("Steht auf 7 Seiten")
    screen.page.keyboard.press("Escape")


def test_markdown_is_written_in_the_panel(open_screen):
    screen = open_screen("/neuigkeiten/neuer-ofen/")
    text = screen.known("element.kind === 'markdown'")
    screen.by_id(text["id"]).locator("p").first.click()
    screen.button("Text bearbeiten").click()
    assert screen.expect_heard("open")[0] == {"type": "open", "element": text["id"], "what": "more"}
    assert screen.draft.locator("[contenteditable]").count() == 0


def test_the_portal_selects(screen):
    image = screen.page.evaluate("page.forFrame().filter(element => element.offers.includes('image')).at(-1).id")
    screen.tell(type="select", element=image, scroll=True)
    expect(screen.by_id(image)).to_be_in_viewport()
    expect(screen.selected).to_be_visible()
    screen.page.wait_for_timeout(100)
    line, part = screen.selected.bounding_box(), screen.by_id(image).bounding_box()
    assert all(abs(line[side] - part[side]) <= 1 for side in ("x", "y", "width", "height"))
    assert screen.heard("select") == []
    screen.tell(type="select", element=None, scroll=False)
    expect(screen.selected).to_have_count(0)


# Hidden parts


def test_a_hidden_part_is_shown_as_a_ghost_and_comes_back(open_screen, screens):
    screen = open_screen(change="if (element.offers?.includes('image')) { element.rights.push('visible'); element.offers.push('visible') }")
    image = picture(screen)
    image.click()
    screen.button("Ausblenden").click()
    assert screen.expect_heard("item")[0]["action"] == "hide"
    screen.tell(type="attributes", element=image.get_attribute("data-eid"), hidden=True)
    expect(screen.boxes("ghost")).to_contain_text("Ausgeblendet")
    expect(screen.bar).to_contain_text("Besucher sehen das nicht")
    assert image.is_visible() and float(image.evaluate("e => getComputedStyle(e).opacity")) < 0.9
    screenshot(screen.page, screens / "frame" / "ghost-1280.png")
    screen.button("Einblenden").click()
    assert screen.expect_heard("item", 2)[1]["action"] == "show"
    screen.tell(type="attributes", element=image.get_attribute("data-eid"), hidden=False)
    expect(screen.boxes("ghost")).to_have_count(0)
    assert image.get_attribute("data-foyer-ghost") is None and image.get_attribute("hidden") is None


def test_a_part_that_the_draft_hides_is_there_for_who_may_show_it(open_screen):
    screen = open_screen(role="designer")
    lead = screen.unlocked("p.lead, section p")
    element = lead.get_attribute("data-eid")
    version = next(known for known in screen.tree()["elements"] if known["id"] == element)["version"]
    answer = screen.edit({"op": "setHidden", "element": element, "version": version, "hidden": True})
    assert answer["status"] == 201
    screen.page.reload()
    screen.wait()
    expect(screen.by_id(element)).to_be_visible()
    expect(screen.boxes("ghost")).to_have_count(1)
    again = {"op": "setHidden", "element": element, "version": answer["body"]["elements"][0]["version"], "hidden": False}
    assert screen.edit(again)["status"] == 201


# What comes from elsewhere


def test_a_new_picture_is_shown_at_once(screen):
    image = picture(screen)
    others = [found for found in screen.draft.locator("img").all() if found.get_attribute("src") != image.get_attribute("src")]
    source = others[0].get_attribute("src")
    screen.tell(type="image", element=image.get_attribute("data-eid"), url=source, alternative="Neu", focalPoint=[250, 1000])
    expect(image).to_have_attribute("src", source)
    expect(image).to_have_attribute("alt", "Neu")
    assert image.evaluate("e => getComputedStyle(e).objectPosition") == "25% 100%"
    assert image.get_attribute("style") is None


def test_a_refresh_comes_back_to_the_place(screen):
    image = screen.page.evaluate("page.forFrame().filter(element => element.offers.includes('image')).at(-1).id")
    screen.tell(type="select", element=image, scroll=True)
    screen.page.wait_for_timeout(300)
    before = screen.frame.evaluate("scrollY")
    screen.frame.evaluate("window.isOld = true")
    screen.tell(type="refresh")
    screen.page.wait_for_function("() => true")
    expect(screen.draft.locator("html")).to_have_attribute("data-foyer-ready", "")
    for _ in range(40):
        if not screen.frame.evaluate("window.isOld"):
            break
        screen.page.wait_for_timeout(50)
    expect(screen.selected).to_be_visible()
    assert abs(screen.frame.evaluate("scrollY") - before) < 5


def test_a_refresh_waits_for_what_is_being_typed(screen):
    headline = screen.unlocked("h1")
    screen.open(headline)
    screen.page.keyboard.type("Noch nicht fertig")
    screen.frame.evaluate("window.isOld = true")
    screen.tell(type="refresh")
    screen.page.wait_for_timeout(300)
    assert screen.frame.evaluate("window.isOld")
    expect(headline).to_have_text("Noch nicht fertig")
    screen.page.keyboard.press("Escape")
    screen.page.wait_for_timeout(500)
    assert not screen.frame.evaluate("window.isOld")


def test_others_are_seen_where_they_are(screen):
    image = picture(screen).get_attribute("data-eid")
    people = [{"name": "Mirjam Rehm", "element": image}, {"name": "Jo", "element": image}, {"name": "Ada", "element": None}]
    screen.tell(type="presence", people=people)
    badge = screen.boxes("person").get_by_role("img")
    expect(badge).to_have_text("MR · J")
    expect(badge).to_have_attribute("title", "Mirjam Rehm, Jo ist hier")
    screen.tell(type="presence", people=[])
    expect(badge).to_have_count(0)


# What can be changed


def test_everything_that_can_be_changed_is_marked(open_screen, screens):
    screen = open_screen(role="customer")
    screen.tell(type="reveal", on=True)
    expect(screen.boxes("offered").first).to_be_visible()
    offered = screen.page.evaluate("page.forFrame().filter(e => !e.denied && e.rights.length).map(e => e.id)")
    here = [element for element in offered if screen.by_id(element).count()]
    assert screen.boxes("offered").count() == sum(screen.by_id(element).count() for element in here)
    screenshot(screen.page, screens / "frame" / "reveal-1280.png")
    assert axe_violations(screen.frame) == []
    screen.draft.locator("body").click(position={"x": 2, "y": 2})
    seen = []
    for _ in range(4):
        screen.page.keyboard.press("Tab")
        seen.append(screen.frame.evaluate("document.activeElement.getAttribute('data-foyer-unlocked') !== null && document.activeElement.dataset.eid"))
    assert all(seen) and len(set(seen)) == 4
    order = screen.frame.evaluate("[...document.querySelectorAll('[data-foyer-unlocked][tabindex]')].map(e => e.dataset.eid)")
    assert [element for element in order if element in seen] == seen
    screen.page.keyboard.press("Alt+F9")
    expect(screen.boxes("offered")).to_have_count(0)
    assert screen.expect_heard("reveal")[0] == {"type": "reveal", "on": False}


def test_with_the_keyboard_alone(screen):
    image = picture(screen)
    image.focus()
    assert image.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    screen.page.keyboard.press("Enter")
    expect(screen.button("Bild ändern")).to_be_focused()
    screen.page.keyboard.press("ArrowRight")
    expect(screen.button("Mehr …")).to_be_focused()
    screen.page.keyboard.press("Home")
    screen.page.keyboard.press("Enter")
    assert screen.expect_heard("open")[0]["what"] == "image"
    screen.page.keyboard.press("Escape")
    expect(image).to_be_focused()
    screen.page.keyboard.press("Alt+F10")
    expect(screen.button("Bild ändern")).to_be_focused()
    screen.page.keyboard.press("Escape")
    screen.page.keyboard.press("Escape")
    expect(screen.bar).to_have_count(0)
    screen.page.keyboard.press("F6")
    screen.expect_heard("focusPanel")


# Design mode


def test_a_designer_selects_every_part_and_the_one_around_it(designer):
    headline = designer.draft.locator("h1")
    headline.click()
    assert designer.draft.locator("[contenteditable]").count() == 0
    first = designer.expect_heard("select")[0]["element"]
    assert first == headline.get_attribute("data-eid")
    designer.button("Zum Teil darüber").click()
    parent = headline.evaluate("e => e.parentElement.closest('[data-eid]').dataset.eid")
    assert designer.expect_heard("select", 2)[1]["element"] == parent
    headline.click(modifiers=["Alt"])
    above = designer.heard("select")[-1]["element"]
    assert headline.evaluate("(e, id) => Boolean(e.closest(`[data-eid='${id}']`))", above) and above != first
    headline.click()
    designer.page.keyboard.press("Alt+ArrowUp")
    assert designer.heard("select")[-1]["element"] == parent


def test_a_designer_still_writes(designer):
    headline = designer.draft.locator("h1")
    headline.dblclick()
    designer.expect_open(headline)
    designer.page.keyboard.press("Escape")
    designer.expect_closed(headline)
    designer.page.keyboard.press("Enter")
    designer.expect_open(headline)
    designer.page.keyboard.press("Escape")
    headline.hover()
    designer.tell(type="mode", design=False)
    headline.click()
    designer.expect_open(headline)
    designer.page.keyboard.press("Escape")


def test_what_the_pointer_is_on_is_named(designer, screens):
    designer.draft.locator("h1").hover()
    expect(designer.boxes("hovered")).to_contain_text("Überschrift")
    designer.draft.locator("h2").first.click()
    designer.draft.locator("section p, p").nth(2).hover()
    screenshot(designer.page, screens / "frame" / "design-1280.png")
    assert axe_violations(designer.frame) == []


# For everybody


def test_on_a_phone(open_screen, screens):
    screen = open_screen(**PHONE)
    image = picture(screen)
    image.tap()
    expect(screen.bar).to_be_visible()
    box, frame = screen.bar.bounding_box(), screen.page.locator("iframe[data-draft]").bounding_box()
    assert box["width"] > 360 and frame["y"] + frame["height"] - box["y"] - box["height"] < 20
    for control in screen.bar.get_by_role("button").all():
        size = control.bounding_box()
        assert size["width"] >= 44 and size["height"] >= 44
    screenshot(screen.page, screens / "frame" / "picture-phone-390.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
def test_selection_is_accessible(open_screen, screens, scheme, options):
    screen = open_screen(color_scheme=scheme, **options)
    noise = Noise().listen(screen.page)
    size = "phone-390" if options else "1280"
    picture(screen).click()
    screenshot(screen.page, screens / "frame" / f"picture-{scheme}-{size}.png")
    assert axe_violations(screen.frame) == []
    locked = screen.known("element.denied && element.kind === 'text'")
    screen.by_id(locked["id"]).click()
    expect(screen.tip).to_be_visible()
    screenshot(screen.page, screens / "frame" / f"locked-{scheme}-{size}.png")
    assert axe_violations(screen.frame) == []
    assert noise.messages == []


def test_with_forced_colours(open_screen, screens):
    screen = open_screen(forced_colors="active")
    picture(screen).click()
    screen.tell(type="reveal", on=True)
    expect(screen.selected).to_be_visible()
    screenshot(screen.page, screens / "frame" / "forced-colours-1280.png")


def test_nothing_stays_behind(screen):
    """What the editor marks on the page are attributes of its own, and no style or class."""
    image = picture(screen)
    before = screen.attributes(image), image.evaluate("e => e.parentElement.outerHTML")
    image.click()
    screen.tell(type="reveal", on=True)
    screen.tell(type="presence", people=[{"name": "Jo", "element": image.get_attribute("data-eid")}])
    screen.page.wait_for_timeout(100)
    screen.tell(type="reveal", on=False)
    screen.tell(type="presence", people=[])
    screen.page.keyboard.press("Escape")
    assert (screen.attributes(image), image.evaluate("e => e.parentElement.outerHTML")) == before
    assert screen.draft.locator("[style]").count() == 0
