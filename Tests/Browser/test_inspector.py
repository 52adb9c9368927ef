"""What is done beside the draft: pictures, links, lists, visibility, looks and the page itself, by hand, by keyboard and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from inspector import InspectorScreen, bring, picture
from pages import DESKTOP, PHONE, Noise, axe_violations, screenshot, wider_than_screen

CAFE = "/cafe/"


@pytest.fixture
def screen(server, signed_in) -> InspectorScreen:
    return InspectorScreen(signed_in("customer", viewport=DESKTOP), server.portal, CAFE).wait()


def open_screen(page, server, path: str, site: str = "sonnenkorn") -> InspectorScreen:
    return InspectorScreen(page, server.portal, path, site).wait()


# Pictures


def test_a_photo_takes_the_place_of_a_picture(screen, tmp_path, screens):
    image = screen.find(kind="image", right="media")
    screen.select(image["id"])
    expect(screen.section("image").locator(".focal-dot")).to_be_visible()
    bring(screen, picture(tmp_path / "Im Garten.png", 3000, 1600))
    panel = screen.section("image")
    expect(panel).to_contain_text("2560 × 1365")
    expect(panel.get_by_text("Passende Größen")).to_be_visible()
    screen.pick("useThis")
    # Nobody has said how it is announced.
    expect(panel.locator(".inspector-error:visible")).to_contain_text("Beschreiben Sie das Bild")
    assert screen.of(image["id"])["content"]["source"] == image["content"]["source"]
    screenshot(screen.page, screens / "inspector" / "picture-new-1280.png")
    panel.locator(".alternative-choice").first.click()
    panel.locator("textarea").fill("Tische unter dem Kastanienbaum")
    screen.pick("useThis")
    screen.expect_state("saved")
    screen.expect_content(image["id"], alternative="Tische unter dem Kastanienbaum")
    source = screen.of(image["id"])["content"]["source"]
    assert source.startswith("asset:assets/uploads/im-garten-") and source.endswith(".jpg")
    shown = screen.draft.locator(f'[data-eid="{image["id"]}"]').first
    assert shown.evaluate("image => new Promise(done => image.complete ? done(image.naturalWidth) : image.onload = () => done(image.naturalWidth))") == 2560


def test_the_most_important_point_is_set_with_keys_and_pointer(screen):
    image = screen.find(kind="image", right="media")
    screen.select(image["id"])
    dot = screen.section("image").locator(".focal-dot")
    dot.focus()
    screen.page.keyboard.press("Shift+ArrowRight")
    screen.page.keyboard.press("ArrowUp")
    screen.expect_content(image["id"], focalPoint=[600, 490])
    expect(dot).to_be_focused()
    expect(dot).to_have_attribute("aria-valuetext", "60 % von links, 49 % von oben")
    box = screen.section("image").locator(".focal-picture").bounding_box()
    screen.page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5)
    screen.page.mouse.down()
    screen.page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] + 50, steps=4)
    screen.page.mouse.up()
    screen.expect_content(image["id"], focalPoint=[250, 1000])
    screen.pick("focalCenter")
    screen.expect_content(image["id"], focalPoint=None)


def test_a_picture_that_is_too_small_is_told_before_it_is_saved(screen, tmp_path):
    image = screen.find(kind="image", right="media")
    screen.select(image["id"])
    bring(screen, picture(tmp_path / "klein.png", 300, 150))
    panel = screen.section("image")
    expect(panel.locator(".inspector-error:visible")).to_contain_text("1200")
    expect(panel.locator("[data-choice=useThis]")).to_have_attribute("aria-disabled", "true")
    expect(panel.get_by_text("Passende Größen")).to_be_hidden()
    # One way to write a shape.
    expect(panel.locator(".inspector-error:visible")).to_contain_text("2 : 1")
    panel.locator(".alternative-choice").last.click()
    # It cannot be taken, but it says why.
    panel.locator("[data-choice=useThis]").click(force=True)
    assert screen.of(image["id"])["content"]["source"] == image["content"]["source"]
    screen.pick("cancelReplace")
    expect(panel.locator("[data-choice=upload]")).to_be_focused()


def test_a_picture_is_chosen_from_the_files_and_made_decorative(screen, screens):
    image = screen.find(kind="image", right="media")
    screen.select(image["id"])
    screen.pick("chooseFile")
    dialog = screen.page.get_by_role("dialog")
    expect(dialog.locator(".file-entry").nth(10)).to_be_visible()
    screenshot(screen.page, screens / "inspector" / "files-1280.png")
    assert axe_violations(screen.page) == []
    dialog.get_by_role("searchbox").fill("hero")
    expect(dialog.locator(".file-entry")).to_have_count(1)
    dialog.locator(".file-entry").press("Enter")
    screen.section("image").locator(".alternative-choice").last.click()
    screen.pick("useThis")
    screen.expect_content(image["id"], source="asset:assets/hero.jpg", alternative="")


def test_a_refused_picture_stays_chosen_and_described(screen):
    image = screen.find(kind="image", right="media")
    screen.select(image["id"])
    screen.pick("chooseFile")
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill("hero")
    expect(dialog.locator(".file-scroll .inspector-note[role=status]")).to_have_text("1 Datei")
    expect(dialog.locator("[data-choice=moreFiles]")).to_be_hidden()
    dialog.locator(".file-entry").press("Enter")
    panel = screen.section("image")
    # What is missing is seen, above the buttons that stay at the lower edge.
    panel.locator(".alternative-choice").first.click()
    screen.pick("useThis")
    error, buttons = panel.locator(".inspector-field .inspector-error").bounding_box(), panel.locator(".inspector-actions.end").bounding_box()
    assert error["y"] + error["height"] <= buttons["y"]
    panel.get_by_label("Beschreibung des Bildes").fill("Brote im Regal")
    screen.page.route("**/edits", lambda route: route.fulfill(
        status=422, content_type="application/problem+json", body='{"code":"limit","detail":"no"}'))
    screen.pick("useThis")
    expect(screen.page.locator(".foyer-problem")).to_be_visible()
    expect(panel.get_by_label("Beschreibung des Bildes")).to_have_value("Brote im Regal")
    screen.page.unroute("**/edits")
    screen.pick("useThis")
    screen.expect_content(image["id"], source="asset:assets/hero.jpg", alternative="Brote im Regal")
    expect(panel.locator("[data-choice=upload]")).to_be_visible()
    expect(screen.page.locator(".foyer-problem")).to_have_count(0)


def test_a_file_of_the_wrong_kind_and_a_cancelled_upload_change_nothing(screen, tmp_path):
    image = screen.find(kind="image", right="media")
    screen.select(image["id"])
    letter = tmp_path / "brief.txt"
    letter.write_text("Liebe Bäckerei")
    bring(screen, letter)
    panel = screen.section("image")
    expect(panel.get_by_role("alert").filter(has_text="Diese Art von Datei")).to_be_visible()
    screen.page.route("**/assets?name=*", lambda route: None)
    bring(screen, picture(tmp_path / "langsam.png", 1400, 700))
    screen.pick("cancelUpload")
    expect(panel.locator(".inspector-upload")).to_be_hidden()
    screen.page.unroute("**/assets?name=*")
    assert screen.of(image["id"])["content"] == image["content"]


def test_a_picture_is_dropped_on_the_panel(screen, tmp_path):
    image = screen.find(kind="image", right="media")
    screen.select(image["id"])
    area = screen.section("image").locator(".inspector-drop")
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    file = picture(tmp_path / "gezogen.png", 1600, 800)
    mouse = screen.page.context.new_cdp_session(screen.page)
    for kind in ("dragEnter", "dragOver", "drop"):
        data = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
        place = {"x": box["x"] + 40, "y": box["y"] + 40}
        mouse.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})
        if kind == "dragOver":
            expect(area).to_have_attribute("data-drop", "")
    expect(screen.page.locator("[data-choice=useThis]")).to_be_visible()


# Links


def test_a_link_leads_to_a_page_an_address_and_a_person(server, signed_in, screens):
    screen = open_screen(signed_in("customer", viewport=DESKTOP), server, "/", "harbour-physio")
    link = screen.find(kind="link", right="link")
    screen.select(link["id"])
    panel = screen.section("link")
    kind = lambda name: panel.locator(f".inspector-choice input[value={name}]").check()
    kind("page")
    panel.get_by_role("searchbox").fill("first-visit")
    screen.page.keyboard.press("ArrowDown")
    expect(panel.locator(".page-entry")).to_be_focused()
    screen.page.keyboard.press("Enter")
    screenshot(screen.page, screens / "inspector" / "link-1280.png")
    screen.pick("saveLink")
    expect(panel.locator(".link-now")).to_contain_text("Your first visit")
    assert screen.of(link["id"])["content"]["target"].startswith("page:")

    for name, wrong, right, target, words in [
        ("mail", "name at example", "info@example.org", "mailto:info@example.org", "info@example.org"),
        ("phone", "ring me", "+44 (0)20 7946-0000", "tel:+442079460000", "+442079460000"),
        ("web", "javascript:alert(1)", "www.example.org/a", "https://www.example.org/a", "example.org/a"),
    ]:
        kind(name)
        panel.locator("[data-key=target]").fill(wrong)
        screen.page.keyboard.press("Enter")
        expect(panel.locator(".inspector-error:visible")).to_have_count(1)
        assert axe_violations(screen.page) == []
        panel.locator("[data-key=target]").fill(right)
        screen.page.keyboard.press("Enter")
        expect(panel.locator(".link-now")).to_contain_text(words)
        screen.expect_content(link["id"], target=target)
        # The draft's own link leads there, too.
        expect(screen.draft.locator(f'[data-eid="{link["id"]}"]').first).to_have_attribute("href", re.compile(re.escape(target.split(":", 1)[1])))


# Lists


def test_what_is_added_is_chosen_and_in_sight(screen):
    list = screen.find(kind="list", right="items", name="Frühstück")
    before = screen.children(list["id"])
    screen.select(list["id"])
    screen.pick("addItem")
    expect(screen.section("items").locator(".item[aria-current]")).to_have_count(1)
    [new] = [item for item in screen.children(list["id"]) if item not in before]
    chosen = screen.draft.locator(f'[data-eid="{new}"]')
    expect(chosen).to_be_in_viewport()
    expect(screen.section("items").locator(".item[aria-current]")).to_have_attribute("data-item", new)


def test_a_list_is_put_in_order_with_the_keyboard(screen, screens):
    list = screen.find(kind="list", right="items", name="Frühstück")
    before = screen.children(list["id"])
    screen.select(list["id"])
    rows = screen.section("items").locator(".item")
    expect(rows).to_have_count(len(before))
    down = screen.section("items").locator(f'[data-key="down-{before[0]}"]')
    down.focus()
    for _ in before:
        screen.page.keyboard.press("Enter")
    # The last press says that this is the end, and moves nothing.
    order = [*before[1:], before[0]]
    screen.expect_children(list["id"], order)
    expect(down).to_be_focused()
    expect(screen.page.locator("[data-say]")).not_to_be_empty()
    main = rows.last.locator(".item-main")
    main.focus()
    screen.page.keyboard.press("Alt+ArrowUp")
    screen.expect_children(list["id"], [*order[:-2], order[-1], order[-2]])
    screenshot(screen.page, screens / "inspector" / "list-1280.png")
    assert axe_violations(screen.page) == []


def test_an_item_is_dragged_over_others(screen):
    list = screen.find(kind="list", right="items", name="Frühstück")
    before = screen.children(list["id"])
    screen.select(list["id"])
    grips = screen.section("items").locator(".item-grip")
    start, end = grips.first.bounding_box(), grips.nth(1).bounding_box()
    screen.page.mouse.move(start["x"] + 8, start["y"] + 20)
    screen.page.mouse.down()
    # Over the draft, too.
    screen.page.mouse.move(start["x"] - 300, end["y"] + 20, steps=4)
    screen.page.mouse.move(end["x"] + 8, end["y"] + 30, steps=2)
    screen.page.mouse.up()
    screen.expect_children(list["id"], [before[1], before[0], *before[2:]])


def test_an_item_is_copied_removed_and_comes_back(screen):
    list = screen.find(kind="list", right="items", name="Frühstück")
    before = screen.children(list["id"])
    screen.select(list["id"])
    rows = screen.section("items").locator(".item")
    rows.nth(1).locator("[data-key^=more-]").click()
    screen.pick("duplicateItem")
    expect(rows).to_have_count(len(before) + 1)
    copy = screen.children(list["id"])[2]
    assert copy not in before
    # The copy is what people go on with.
    expect(rows.nth(2)).to_have_attribute("aria-current", "true")
    expect(screen.section("inside").locator(".outline-entry").first).to_be_visible()
    rows.nth(2).locator("[data-key^=more-]").click()
    screen.pick("removeItem")
    screen.expect_children(list["id"], before)
    screen.pick("undoRemove")
    screen.expect_children(list["id"], [*before[:2], copy, *before[2:]])
    expect(screen.draft.locator(f'[data-eid="{copy}"]')).to_be_visible()


def test_a_list_says_why_nothing_can_be_added(server, signed_in):
    screen = open_screen(signed_in("customer", viewport=DESKTOP), server, "/backstube/")
    list = screen.find(kind="list", right="items", name="Schritte")
    screen.select(list["id"])
    panel = screen.section("items")
    expect(panel).to_contain_text("Immer 3.")
    add = panel.locator("[data-choice=addItem]")
    expect(add).to_have_attribute("aria-disabled", "true")
    add.press("Enter")
    expect(screen.page.locator("[data-say]")).to_contain_text("höchstens 3")
    panel.locator("[data-key^=more-]").first.click()
    expect(panel.locator("[data-choice=removeItem]")).to_have_attribute("aria-disabled", "true")
    assert len(screen.children(list["id"])) == 3


# Visibility, looks, the page


def test_a_part_is_hidden_and_shown_again(server, signed_in):
    screen = open_screen(signed_in("customer", viewport=DESKTOP), server, "/kontakt/")
    note = screen.find(right="visible", name="Hinweis zu den Öffnungszeiten")
    screen.select(note["id"])
    expect(screen.section("status")).to_contain_text("Seiten")
    toggle = screen.section("visible").get_by_role("switch")
    expect(toggle).to_be_checked()
    toggle.press("Space")
    screen.expect_state("saved")
    assert screen.of(note["id"])["hidden"] is True
    expect(toggle).to_be_focused()
    toggle.press("Space")
    for _ in range(50):
        if not screen.of(note["id"])["hidden"]:
            break
        screen.page.wait_for_timeout(100)
    assert screen.of(note["id"])["hidden"] is False


def test_a_look_is_chosen_by_its_name(server, signed_in):
    screen = open_screen(signed_in("customer", viewport=DESKTOP), server, "/treatments/", "harbour-physio")
    item = screen.find(right="variant", variant="plain")
    screen.select(item["id"])
    screen.section("variant").get_by_label("Highlight").check()
    screen.expect_state("saved")
    assert screen.of(item["id"])["variant"] == "highlight"
    expect(screen.draft.locator(f'[data-eid="{item["id"]}"]')).to_have_class("highlight")
    # The way back to the look without any of them stays open, also after it was taken.
    for _ in range(2):
        screen.section("variant").get_by_label("Standard").check()
        expect(screen.draft.locator(f'[data-eid="{item["id"]}"]')).not_to_have_class("highlight")
        assert screen.of(item["id"]).get("variant") is None
        expect(screen.section("variant").get_by_label("Standard")).to_be_checked()
        screen.section("variant").get_by_label("Highlight").check()
        expect(screen.draft.locator(f'[data-eid="{item["id"]}"]')).to_have_class("highlight")
        expect(screen.section("variant").get_by_label("Standard")).not_to_be_checked()


def test_a_page_is_made_ready_for_searching(server, signed_in, screens):
    screen = open_screen(signed_in("designer", viewport=DESKTOP), server, "/galerie/").open_panel()
    panel = screen.section("meta")
    panel.get_by_label("Titel der Seite").fill("Bilder aus der Backstube")
    description = panel.get_by_label("Beschreibung", exact=True)
    description.fill("Kurz.")
    expect(panel.locator("[data-state=short]")).to_have_count(1)
    description.fill("Vom ersten Scheit im Ofen bis zum letzten Stück Kuchen: ein Tag bei Sonnenkorn in zehn Bildern.")
    expect(panel.locator(".search-description")).to_contain_text("letzten Stück Kuchen")
    expect(panel.locator(".search-address")).to_have_text("www.sonnenkorn.example/galerie/")
    screenshot(screen.page, screens / "inspector" / "page-1280.png")
    screen.pick("savePage")
    screen.expect_state("saved")
    tree = screen.tree()
    assert tree["title"] == "Bilder aus der Backstube" and "Scheit" in tree["meta"]["description"]
    expect(screen.page.locator("[data-page-title]")).to_have_text("Bilder aus der Backstube")
    expect(description).to_have_value(tree["meta"]["description"])
    assert axe_violations(screen.page) == []


def test_company_data_is_changed_once_and_shown_everywhere(server, signed_in):
    screen = open_screen(signed_in("customer", viewport=DESKTOP), server, "/kontakt/").open_panel()
    shown = screen.draft.locator('main a[href^="tel:"]').first
    before = shown.inner_text()
    company = '{"fields":[{"key":"phone","value":"%s"},{"key":"city","value":"Ammerstein"}],"mayEdit":true}' % before
    screen.page.route("**/company", lambda route: route.fulfill(content_type="application/json", body=company))
    panel = screen.section("company")
    panel.locator("summary").click()
    number = panel.get_by_label("Telefonnummer")
    expect(number).to_have_value(before)
    number.fill("+49 7071 555 0999")
    number.press("Enter")
    screen.expect_state("saved")
    expect(shown).to_have_text("+49 7071 555 0999")


def test_a_customer_without_the_right_sees_no_page_settings(screen):
    screen.open_panel()
    expect(screen.section("introduction")).to_be_visible()
    expect(screen.section("meta")).to_have_count(0)


# Saving when something is in the way


def test_a_new_order_waits_for_the_network_and_survives_a_reload(screen, screens):
    list = screen.find(kind="list", right="items", name="Frühstück")
    before = screen.children(list["id"])
    screen.select(list["id"])
    screen.page.on("dialog", lambda dialog: dialog.accept())
    screen.page.route("**/edits", lambda route: route.abort())
    screen.section("items").locator("[data-key^=down-]").first.click()
    screen.expect_state("offline")
    screen.page.reload()
    screen.page.unroute("**/edits")
    screen.wait()
    expect(screen.problem).to_contain_text("ist jetzt Nummer 2")
    screenshot(screen.page, screens / "inspector" / "kept-1280.png")
    assert axe_violations(screen.page) == []
    assert screen.children(list["id"]) == before
    screen.choose("saveNow")
    screen.expect_children(list["id"], [before[1], before[0], *before[2:]])
    expect(screen.problem).to_have_count(0)


@pytest.mark.parametrize(("choice", "left"), [("takeTheirs", "Von jemand anderem"), ("keepMine", "Von mir")])
def test_two_people_describe_the_same_picture(screen, screens, choice, left):
    image = screen.find(kind="image", right="media")
    screen.select(image["id"])
    panel = screen.section("image")
    panel.locator(".alternative-choice").first.click()
    panel.locator("textarea").fill("Von mir")
    # In the other person's browser; this one has heard nothing of it.
    screen.page.route("**/events*", lambda route: route.abort())
    other = {"op": "setImage", "element": image["id"], "version": image["version"], "alternative": "Von jemand anderem"}
    assert screen.edit(other)["status"] == 201
    panel.locator("textarea").press("Tab")
    screen.expect_state("changedElsewhere")
    expect(screen.problem).to_contain_text("Von jemand anderem")
    expect(screen.problem).to_contain_text("Von mir")
    screenshot(screen.page, screens / "inspector" / f"conflict-{choice}-1280.png")
    assert axe_violations(screen.page) == []
    screen.choose(choice)
    expect(screen.problem).to_have_count(0)
    screen.expect_content(image["id"], alternative=left)
    expect(panel.locator("textarea")).to_have_value(left)


def test_a_refusal_says_what_can_be_done(screen):
    list = screen.find(kind="list", right="items", name="Frühstück")
    screen.select(list["id"])
    problem = '{"code":"limit","title":"The edit was not made","detail":"too many items","status":422,"operation":0}'
    screen.page.route("**/edits", lambda route: route.fulfill(status=422, content_type="application/problem+json", body=problem))
    screen.pick("addItem")
    screen.expect_state("refused")
    expect(screen.problem).to_contain_text("Zwischen 1 und 8.")
    screen.choose("close")
    expect(screen.problem).to_have_count(0)


# For everybody


def test_page_and_panel_by_keyboard(screen):
    screen.open_panel()
    expect(screen.title).to_be_focused()
    screen.page.keyboard.press("F6")
    assert screen.page.evaluate("document.activeElement.localName") == "iframe"
    screen.page.keyboard.press("F6")
    expect(screen.title).to_be_focused()
    screen.page.keyboard.press("Escape")
    expect(screen.inspector).to_be_hidden()


def test_the_draft_opens_what_it_offers(screen):
    image = screen.find(kind="image", right="media")
    screen.draft.locator(f'[data-eid="{image["id"]}"]').first.click()
    screen.draft.locator("foyer-overlay button").filter(has_text="Bild ändern").click()
    expect(screen.inspector).to_be_visible()
    expect(screen.section("image").locator(":focus")).to_have_count(1)


def test_on_a_phone(server, signed_in, screens):
    page = signed_in("customer", viewport=PHONE, has_touch=True, is_mobile=True)
    screen = open_screen(page, server, CAFE)
    assert not screen.inspector.is_visible()
    list = screen.find(kind="list", right="items", name="Frühstück")
    screen.select(list["id"])
    expect(screen.section("items").locator(".item").first).to_be_visible()
    # The page stays in sight.
    assert page.locator(".stage").bounding_box()["height"] >= 220
    screenshot(page, screens / "inspector" / "list-390.png")
    assert too_small(screen) == []
    assert axe_violations(page) == [] and wider_than_screen(page) == []
    image = screen.find(kind="image", right="media")
    screen.select(image["id"])
    expect(screen.page.locator("[data-choice=camera]").first).to_be_visible()
    screen.section("image").locator("textarea").scroll_into_view_if_needed()
    screenshot(page, screens / "inspector" / "picture-390.png")
    assert too_small(screen) == []
    assert axe_violations(page) == [] and wider_than_screen(page) == []


def too_small(screen: InspectorScreen) -> list[str]:
    """Targets that no finger hits, and letters that make a phone zoom in."""
    return screen.inspector.evaluate(
        """panel => {
          const isSeen = element => element.checkVisibility() && element.getBoundingClientRect().width > 1
          const targets = [...panel.querySelectorAll('button, summary, input:not([type=radio], [type=checkbox])')].filter(isSeen)
          const small = targets.filter(target => { const box = target.getBoundingClientRect(); return box.width < 44 || box.height < 44 })
          const fine = [...panel.querySelectorAll('textarea, input:not([type=radio], [type=checkbox])')].filter(isSeen).filter(field => parseFloat(getComputedStyle(field).fontSize) < 16)
          return [...small, ...fine].map(element => element.outerHTML.slice(0, 120))
        }"""
    )


@pytest.mark.parametrize("look", ["light", "dark", "forced"])
def test_the_panel_is_accessible_in_every_state(server, signed_in, screens, look):
    options = {"forced_colors": "active"} if look == "forced" else {"color_scheme": look}
    page = signed_in("customer", viewport=DESKTOP, **options)
    screen = open_screen(page, server, CAFE).open_panel()
    noise = Noise().listen(page)
    look_at(screen, {"page": None, "picture": {"kind": "image", "right": "media"}, "list": {"kind": "list", "right": "items"}}, screens, look)
    screen = open_screen(page, server, "/kontakt/").open_panel()
    look_at(screen, {"visible": {"right": "visible"}, "text": {"kind": "text", "right": "text"}}, screens, look)
    assert noise.messages == []


def look_at(screen: InspectorScreen, states: dict[str, dict | None], screens, look: str) -> None:
    for name, wanted in states.items():
        if wanted:
            screen.select(screen.find(**wanted)["id"])
        screen.page.wait_for_timeout(300)
        screenshot(screen.page, screens / "inspector" / f"{name}-{look}-1280.png")
        assert axe_violations(screen.page) == [], name
