"""What designers do on the page: unlock and lock, one part or many, set limits, build with ready-made sections, and look at it as the
customer does."""

import pytest
from playwright.sync_api import Locator, expect

from pages import PHONE, Noise, axe_violations, screenshot, settle
from processes import demo_server
from test_history import Workbench

PAGE = "/"


class DesignScreen(Workbench):
    """The screen with the designer's tools on."""

    def design(self) -> "DesignScreen":
        switch = self.page.locator("[data-choice=design]")
        if switch.get_attribute("aria-pressed") != "true":
            switch.click()
        expect(self.page.locator("button[data-view=outline]")).to_be_visible()
        return self

    def pick(self, id: str) -> Locator:
        """Chooses a part in the structure of the page."""
        if not self.panel_side.is_visible():
            self.page.locator("[data-choice=panel]").click()
        self.view("outline")
        row = self.row(id)
        for ancestor in self.ancestors(id):
            above = self.row(ancestor)
            if above.get_attribute("aria-expanded") == "false":
                above.locator("[data-twist]").click()
        row.locator(".foyer-row-name").click()
        expect(row).to_have_attribute("aria-selected", "true")
        section = self.panel_side.locator("[data-section=designer]")
        expect(section).to_be_visible()
        return section

    @property
    def panel_side(self) -> Locator:
        return self.page.locator("#inspector")

    def row(self, id: str) -> Locator:
        return self.side.locator(f'[data-row="{id}"]')

    def ancestors(self, id: str) -> list[str]:
        parents = {element["id"]: element.get("parent") for element in self.tree()["elements"]}
        chain = []
        while id := parents.get(id):
            chain.insert(0, id)
        return chain

    def switch(self, section: Locator, name: str) -> Locator:
        return section.locator(f"input[name={name}]")

    def told(self, id: str) -> dict:
        return next(element for element in self.tree()["elements"] if element["id"] == id)

    def expect_told(self, id: str, check) -> None:
        """Waits until what the server says of an element is as it should be."""
        for _ in range(50):
            if check(self.told(id)):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(self.told(id))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server of their own: what is unlocked, sealed and built here is none of the other stories' business."""
    with demo_server(tmp_path_factory.mktemp("design"), log="server-design.log") as server:
        yield server


@pytest.fixture(scope="module")
def sessions() -> dict[str, dict]:
    return {}


@pytest.fixture
def open_design(server, signed_in):
    def open(path: str = PAGE, **options) -> DesignScreen:
        options.setdefault("viewport", {"width": 1600, "height": 900})
        return DesignScreen(signed_in("designer", **options), server.portal, path).wait().design()

    return open


@pytest.fixture
def screen(open_design) -> DesignScreen:
    return open_design()


def locked_text(screen: DesignScreen) -> dict:
    return next(e for e in screen.tree()["elements"] if e["kind"] == "text" and not e["capabilities"] and e["tag"] == "p")


def unlocked_text(screen: DesignScreen) -> dict:
    return next(e for e in screen.tree()["elements"] if e["kind"] == "text" and e["capabilities"] == ["text"])


# Rights


def test_what_is_unlocked_can_be_changed_by_the_customer(screen, server, signed_in, screens):
    noise = Noise().listen(screen.page)
    text = locked_text(screen)
    section = screen.pick(text["id"])
    assert axe_violations(screen.page) == []
    screen.switch(section, "can-text").check()
    expect(screen.row(text["id"]).locator(".foyer-mark.unlocked")).to_be_visible()
    settle(screen.page)
    screenshot(screen.page, screens / "designer" / "rights-1600.png")
    assert noise.messages == []
    customer = Workbench(signed_in("customer"), server.portal, PAGE).wait()
    words = customer.draft.locator(f'[data-eid="{text["id"]}"][data-foyer-unlocked]').first
    expect(words).to_be_visible()
    customer.write(words, "Das durfte ich vorher nicht")
    customer.expect_state("saved")
    assert screen.told(text["id"])["content"]["text"][0]["text"] == "Das durfte ich vorher nicht"


def test_many_are_unlocked_at_once_and_taken_back_at_once(screen):
    text = unlocked_text(screen)
    before = {e["id"]: e["capabilities"] for e in screen.tree()["elements"]}
    section = screen.pick(text["id"])
    section.locator("select[name=scope]").select_option("kindOnPage")
    section.locator("[data-choice=unlock-these]").click()
    expect(screen.toast).to_be_visible()
    after = {e["id"]: e["capabilities"] for e in screen.tree()["elements"]}
    texts = [e["id"] for e in screen.tree()["elements"] if e["kind"] == "text"]
    assert all("text" in after[id] for id in texts)
    assert after != before
    screen.toast.locator("[data-choice=undo]").click()
    screen.expect_state("undone")
    assert {e["id"]: e["capabilities"] for e in screen.tree()["elements"]} == before


def test_a_seal_beats_what_is_unlocked_inside(screen, server, signed_in):
    text = unlocked_text(screen)
    outermost = screen.ancestors(text["id"])[0]
    section = screen.pick(outermost)
    screen.switch(section, "can-seal").check()
    screen.expect_told(outermost, lambda element: "seal" in element["capabilities"])
    expect(screen.row(outermost).locator(".foyer-mark.sealed")).to_be_visible()
    customer = Workbench(signed_in("customer"), server.portal, PAGE).wait()
    told = next(e for e in customer.tree()["elements"] if e["id"] == text["id"])
    assert told["lock"] == "sealed"
    expect(customer.draft.locator(f'[data-eid="{text["id"]}"][data-foyer-unlocked]')).to_have_count(0)
    screen.press("undo")
    screen.expect_told(outermost, lambda element: "seal" not in element["capabilities"])


def test_limits_hold_for_the_customer(screen, server, signed_in):
    text = unlocked_text(screen)
    section = screen.pick(text["id"])
    section.locator("[data-fold=limits] summary").click()
    field = section.locator("input[name=maximumLength]")
    field.fill("zwölf")
    field.press("Enter")
    expect(section.locator("[data-field=maximumLength] .foyer-problem-line")).to_be_visible()
    field.fill("12")
    field.press("Enter")
    screen.expect_told(text["id"], lambda element: element["limits"].get("maximumLength") == 12)
    customer = Workbench(signed_in("customer"), server.portal, PAGE).wait()
    words = customer.draft.locator(f'[data-eid="{text["id"]}"]').first
    customer.open(words)
    customer.page.keyboard.type("Deutlich länger als zwölf Zeichen")
    expect(customer.panel).to_contain_text("21")


def test_see_it_as_the_customer(screen, screens):
    locked = next(e for e in screen.tree()["elements"] if e["kind"] == "link" and not e["capabilities"])
    screen.page.locator("[data-choice=as-customer]").click()
    expect(screen.page.locator(".foyer-banner")).to_be_visible()
    screen.wait()
    expect(screen.draft.locator(f'[data-eid="{locked["id"]}"][data-foyer-unlocked]')).to_have_count(0)
    expect(screen.page.locator("[data-choice=design]")).to_have_count(0)
    assert axe_violations(screen.page) == []
    screenshot(screen.page, screens / "designer" / "as-customer-1600.png")
    screen.page.locator("[data-choice=back-to-design]").click()
    screen.wait()
    expect(screen.page.locator("[data-choice=design]")).to_be_visible()


# Building


def test_a_ready_made_section_comes_and_goes(screen, screens):
    roots = [e["id"] for e in screen.tree()["elements"] if not e.get("parent")]
    screen.pick(roots[0])
    side = screen.view("add")
    assert axe_violations(screen.page) == []
    screenshot(screen.page, screens / "designer" / "add-1600.png")
    side.locator("[data-add=text-image]").click()
    expect(screen.toast.locator("[data-choice=undo]")).to_be_visible()
    now = [e["id"] for e in screen.tree()["elements"] if not e.get("parent")]
    assert len(now) == len(roots) + 1
    assert now[0] == roots[0] and now[1] not in roots
    expect(screen.wait().draft.locator(f'[data-eid="{now[1]}"]')).to_be_visible()
    screen.toast.locator("[data-choice=undo]").click()
    screen.expect_state("undone")
    assert [e["id"] for e in screen.tree()["elements"] if not e.get("parent")] == roots


def test_a_single_element_is_added_locked(screen):
    text = unlocked_text(screen)
    screen.pick(text["id"])
    screen.view("add").locator("[data-add=text]").click()
    expect(screen.toast).to_be_visible()
    ids = [e["id"] for e in screen.tree()["elements"]]
    new = screen.tree()["elements"][ids.index(text["id"]) + 1]
    assert (new["kind"], new["tag"], new["capabilities"]) == ("text", "p", [])


def test_removing_duplicating_and_moving_can_be_undone(screen):
    ids = [e["id"] for e in screen.tree()["elements"] if not e.get("parent")]
    section = screen.pick(ids[0])
    section.locator("[data-choice=move-down]").click()
    expect(section.locator("[data-choice=move-up]")).to_have_attribute("aria-disabled", "false")
    assert [e["id"] for e in screen.tree()["elements"] if not e.get("parent")][:2] == [ids[1], ids[0]]
    section.locator("[data-choice=duplicate]").click()
    for _ in range(30):
        if len([e for e in screen.tree()["elements"] if not e.get("parent")]) == len(ids) + 1:
            break
        screen.page.wait_for_timeout(100)
    assert len([e for e in screen.tree()["elements"] if not e.get("parent")]) == len(ids) + 1
    screen.pick(ids[1])
    section.locator("[data-choice=remove]").click()
    expect(screen.toast).to_be_visible()
    assert ids[1] not in [e["id"] for e in screen.tree()["elements"]]
    screen.toast.locator("[data-choice=undo]").click()
    screen.expect_state("undone")
    assert ids[1] in [e["id"] for e in screen.tree()["elements"]]


def test_the_structure_is_used_with_the_keyboard(screen):
    side = screen.view("outline")
    tree = side.get_by_role("tree")
    tree.locator('[tabindex="0"]').focus()
    keyboard = screen.page.keyboard
    keyboard.press("Home")
    keyboard.press("ArrowDown")
    first = tree.locator(":focus")
    expect(first).to_have_attribute("aria-level", "2")
    id = first.get_attribute("data-row")
    keyboard.press("ArrowRight")
    expect(screen.row(id)).to_have_attribute("aria-expanded", "true")
    keyboard.press("ArrowDown")
    expect(tree.locator(":focus")).to_have_attribute("aria-level", "3")
    keyboard.press("ArrowLeft")
    keyboard.press("ArrowLeft")
    expect(screen.row(id)).to_have_attribute("aria-expanded", "false")
    keyboard.press("Enter")
    expect(screen.row(id)).to_have_attribute("aria-selected", "true")
    screen.row(id).focus()
    keyboard.press("Alt+ArrowDown")
    for _ in range(30):
        if [e["id"] for e in screen.tree()["elements"] if not e.get("parent")].index(id) == 1:
            break
        screen.page.wait_for_timeout(100)
    assert [e["id"] for e in screen.tree()["elements"] if not e.get("parent")].index(id) == 1


def test_a_name_is_read_everywhere(screen):
    text = locked_text(screen)
    section = screen.pick(text["id"])
    fold = section.locator("[data-fold=element]")
    fold.locator("summary").click()
    fold.locator("input[name=name]").fill("Ein guter Name")
    fold.locator("input[name=name]").press("Enter")
    expect(screen.panel_side.locator(".inspector-title")).to_contain_text("Ein guter Name")
    expect(screen.row(text["id"])).to_contain_text("Ein guter Name")
    fold.locator("input[name=classes]").fill("1falsch")
    fold.locator("input[name=classes]").press("Enter")
    expect(fold.locator("[data-field=classes] .foyer-problem-line")).to_be_visible()


# Pages


def test_a_page_is_created_and_removed(screen, screens):
    side = screen.view("pages")
    assert axe_violations(screen.page) == []
    screenshot(screen.page, screens / "designer" / "pages-1600.png")
    side.locator("[data-choice=new-page]").click()
    side.locator("#foyer-page-title").fill("Frühlingsfest")
    expect(side.locator("#foyer-page-slug")).to_have_value("fruehlingsfest")
    side.locator("[data-choice=create-page]").click()
    screen.toast.locator("[data-choice=open-page]").click()
    screen.wait()
    expect(screen.page.locator("[data-page-title]")).to_have_text("Frühlingsfest")
    side = screen.view("pages")
    side.locator("input[name=slug]").fill("Falsche Adresse")
    side.locator("input[name=slug]").press("Enter")
    expect(side.locator("[data-field=slug] .foyer-problem-line")).to_be_visible()
    side.locator("[data-choice=remove-page]").click()
    expect(screen.toast).to_contain_text("Frühlingsfest")
    pages = screen.ask("pages?limit=100")["body"]["items"]
    assert "fruehlingsfest" not in [page["slug"] for page in pages]
    # The frame shows no page that is not there any more, and the page again once it is.
    expect(screen.draft.locator("h1")).to_have_text("Hier steht keine Seite")
    screen.toast.locator("[data-choice=undo]").click()
    expect(screen.draft.locator("body")).to_have_attribute("data-page", screen.id)
    screen.wait()


def test_a_page_goes_on_at_its_new_address(open_design):
    screen = open_design("/galerie/")
    noise = Noise().listen(screen.page)
    id = screen.id
    slug = screen.view("pages").locator("input[name=slug]")
    slug.fill("bilder")
    slug.press("Tab")
    expect(screen.draft.locator("body")).to_have_attribute("data-page", id)
    screen.page.wait_for_function("() => document.querySelector('[data-page-link][aria-current]')?.dataset.path === '/bilder/'")
    screen.wait()
    assert screen.frame.evaluate("location.pathname").endswith("/bilder/")
    screen.expect_state("saved")
    # What is written there is saved there, and going back leads the frame back.
    screen.press("undo")
    screen.page.wait_for_function("() => document.querySelector('[data-page-link][aria-current]')?.dataset.path === '/galerie/'")
    screen.wait()
    expect(screen.draft.locator("body")).to_have_attribute("data-page", id)
    assert screen.frame.evaluate("location.pathname").endswith("/galerie/")
    assert noise.messages == []


def test_a_page_that_somebody_else_moves_goes_on_too(open_design):
    screen = open_design("/kontakt/")
    moved = screen.edit({"op": "updatePage", "page": screen.id, "version": screen.tree()["version"], "set": {"slug": "so-finden-sie-uns"}})
    assert moved["status"] == 201, moved
    screen.page.wait_for_function(
        "() => document.querySelector('[data-page-link][aria-current]')?.dataset.path === '/so-finden-sie-uns/'")
    expect(screen.draft.locator("body")).to_have_attribute("data-page", screen.id)
    screen.page.wait_for_timeout(1000)
    screen.wait()
    assert screen.frame.evaluate("location.pathname").endswith("/so-finden-sie-uns/")
    assert screen.page.locator("[data-save-state]").get_attribute("data-state") != "failed"


# Entries of collections


def entry_titles(screen: DesignScreen) -> list[str]:
    pages = screen.ask("pages?limit=100")["body"]["items"]
    return [page["title"] for page in pages if page.get("collection") == "news"]


def test_an_entry_is_written_where_pages_are_chosen(open_design, screens):
    screen = open_design("/neuigkeiten/")
    noise = Noise().listen(screen.page)
    screen.page.locator(".picker").click()
    group = screen.page.locator("#page-picker [data-collection=news]")
    expect(group.locator("h2")).to_have_text("Neuigkeiten")
    assert group.locator("a").first.inner_text().startswith("Die Springerle trocknen schon")
    assert axe_violations(screen.page) == []
    screenshot(screen.page, screens / "designer" / "picker-1600.png")
    group.locator("[data-choice=new-entry]").press("Enter")
    expect(screen.side.locator("#foyer-page-title")).to_be_focused()
    # Day and address need nobody.
    screen.page.keyboard.type("Weihnachtsmarkt")
    expect(screen.side.locator("#foyer-page-slug")).to_have_value("weihnachtsmarkt")
    assert screen.side.locator("#foyer-page-date").input_value() == screen.page.evaluate(
        "new Date().toLocaleDateString('sv')")
    assert axe_violations(screen.page) == []
    screenshot(screen.page, screens / "designer" / "entry-1600.png")
    screen.page.keyboard.press("Enter")
    expect(screen.page.locator("[data-page-title]")).to_have_text("Weihnachtsmarkt", timeout=15_000)
    screen.wait()
    expect(screen.draft.locator("h1")).to_have_text("Weihnachtsmarkt")
    words = screen.draft.locator(".prose [data-foyer-unlocked]").first
    words.press("Enter")
    screen.expect_open(words)
    screen.page.keyboard.press("Escape")
    assert "Weihnachtsmarkt" in entry_titles(screen)
    assert noise.messages == []
    # It stands in the list, and first, because it is the newest.
    listing = DesignScreen(screen.page, screen.portal, "/neuigkeiten/").wait()
    expect(listing.draft.locator("main")).to_contain_text("Weihnachtsmarkt")


def test_a_copy_of_an_entry_is_an_entry(open_design, screens):
    screen = open_design("/neuigkeiten/neuer-ofen/")
    side = screen.view("pages")
    expect(side.locator("[data-collection=news] .foyer-entry")).not_to_have_count(0)
    expect(side.locator("select[name=parent]")).to_have_count(0)
    side.locator("[data-choice=copy-page]").click()
    expect(side.locator("#foyer-page-parent")).to_have_count(0)
    assert axe_violations(screen.page) == []
    side.locator("[data-choice=create-page]").click()
    screen.page.wait_for_function("() => document.querySelector('[data-page-title]').textContent.endsWith('(Kopie)')")
    screen.wait()
    page = next(page for page in screen.ask("pages?limit=100")["body"]["items"] if page["id"] == screen.id)
    assert page["collection"] == "news" and page["path"].startswith("/neuigkeiten/") and page["template"] == "entry"
    # The same again finds an address of its own.
    side = screen.view("pages")
    side.locator("[data-choice=copy-page]").click()
    side.locator("#foyer-page-title").fill(page["title"])
    expect(side.locator("#foyer-page-slug")).to_have_value(page["slug"] + "-2")
    side.locator("[data-choice=cancel-page]").click()
    # Its day can be another one.
    day = side.locator("input[name=date]")
    day.fill("2026-01-31")
    day.blur()
    screen.expect_state("saved")


def test_a_page_below_a_collection_is_told_from_an_entry(open_design):
    screen = open_design("/neuigkeiten/")
    side = screen.view("pages")
    side.locator("[data-choice=new-page]").click()
    side.locator("#foyer-page-parent").select_option(label="Neuigkeiten")
    side.locator("[data-choice=entry-instead]").click()
    expect(side.locator("#foyer-page-date")).to_be_visible()


def test_templates_are_called_by_their_titles(screen):
    chosen = screen.view("pages").locator("select[name=template] option[value=page]")
    expect(chosen).to_have_text("Seite")


def test_the_portal_names_collections(open_design, screens):
    screen = open_design()
    page = screen.page
    page.goto(f"{screen.portal}sites/{screen.site}")
    pages = page.locator("[aria-labelledby=pages-title]")
    expect(pages.locator("h3")).to_have_text("Neuigkeiten")
    assert axe_violations(page) == []
    screenshot(page, screens / "designer" / "site-1600.png")
    pages.get_by_role("link", name="Neuer Eintrag").click()
    expect(screen.side.locator("#foyer-page-date")).to_be_visible()


def test_an_address_without_a_page_is_not_taken_for_an_old_draft(open_design, screens):
    screen = open_design("/galerie/")
    screen.page.locator("iframe[data-draft]").evaluate("frame => { frame.src = frame.src.replace('/galerie/', '/nirgends/') }")
    expect(screen.draft.locator("h1")).to_have_text("Hier steht keine Seite")
    screen.expect_state("missing")
    # So long does the screen wait for a draft to say hello.
    screen.page.wait_for_timeout(5500)
    screen.expect_state("missing")
    assert screen.draft.locator("body").evaluate("body => getComputedStyle(body).fontFamily").startswith("system-ui")
    for width in (1600, 390):
        screen.page.set_viewport_size({"width": width, "height": 844})
        screenshot(screen.page, screens / "designer" / f"missing-{width}.png")
    screen.draft.locator("a").click()
    screen.wait()
    expect(screen.draft.locator("body")).to_have_attribute("data-page", screen.id)



# Phone, dark


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_designing_fits_the_hand(open_design, screens, scheme):
    screen = open_design(viewport=PHONE, has_touch=True, color_scheme=scheme)
    for view in ("notes", "outline", "add", "pages"):
        side = screen.view(view)
        assert axe_violations(screen.page) == []
        small = side.locator("button:visible, a:visible, [role=treeitem]:visible, select:visible").evaluate_all(
            "parts => parts.filter(p => p.getBoundingClientRect().height < 43.5).map(p => p.outerHTML.slice(0, 120))"
        )
        assert small == []
        screenshot(screen.page, screens / "designer" / f"{view}-390-{scheme}.png")
