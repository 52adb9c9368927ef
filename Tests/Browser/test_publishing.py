"""Publishing from within the editor: what will change is seen before it does, single changes go live, an agency approves or sends back, checks
lead to the place that they complain about, and nobody leaves the page for it."""

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from editor import SITE, EditScreen, set_text
from pages import DESKTOP, PHONE, Noise, axe_violations, screenshot, settle, wider_than_screen
from processes import demo_server

PAGE = "/backstube/"


class Publishing(EditScreen):
    """The editor with its dialog for publishing."""

    @property
    def dialog(self) -> Locator:
        return self.page.locator("dialog.publish-dialog")

    @property
    def title(self) -> Locator:
        return self.dialog.locator("#publish-title")

    def open_dialog(self) -> Locator:
        self.page.locator(".bar [aria-haspopup=dialog]").click()
        expect(self.dialog).to_be_visible()
        expect(self.dialog.locator(".foyer-loading")).to_have_count(0)
        return self.dialog

    def change(self, id: str) -> Locator:
        """One of the changes in the dialog, by the element's ID."""
        return self.dialog.locator(f'.publish-change[data-change="element-{id}"]')

    def press(self, choice: str) -> None:
        self.dialog.locator(f"[data-choice={choice}]").click()

    def say(self, element: dict, words: str) -> None:
        """Changes a text without a hand."""
        assert self.edit(set_text(element, words))["status"] == 201

    def first_words(self) -> dict:
        """The headline of the page."""
        return self.element(self.unlocked("h1"))

    def other_words(self) -> dict:
        return self.element(self.unlocked("p.lead"))

    def put(self, path: str, body: dict) -> dict:
        return self.page.evaluate(
            """async ([url, body]) => {
              const put = {method: 'PUT', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)}
              const answer = await fetch(url, put)
              return {status: answer.status, body: await answer.json()}
            }""",
            [f"/api/v1/sites/{self.site}/{path}", body],
        )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):
    """Its own: rules and releases of the site are changed here."""
    with demo_server(tmp_path_factory.mktemp("data"), log="publishing-server.log") as server:
        yield server


@pytest.fixture(scope="module")
def sessions() -> dict[str, dict]:
    return {}


@pytest.fixture
def open_screen(server, signed_in):
    def open(role: str, path: str = PAGE, **options) -> Publishing:
        options.setdefault("viewport", DESKTOP)
        return Publishing(signed_in(role, **options), server.portal, path).wait()

    return open


@pytest.fixture
def designer(open_screen) -> Publishing:
    """With everything live, and the site's rules as they are at first."""
    screen = open_screen("designer")
    assert screen.put("publish-rule", {"mode": "direct"})["status"] == 200
    screen.publish_all()
    return screen


def live(screen: EditScreen, server, path: str = PAGE) -> Page:
    visitor = screen.page.context.new_page()
    visitor.goto(server.live(SITE).rstrip("/") + path)
    return visitor


def shown_text(dialog) -> str:
    """What can be read: without what is only heard."""
    return dialog.evaluate("dialog => { const copy = dialog.cloneNode(true); copy.querySelectorAll('.unseen').forEach(part => part.remove()); return copy.textContent }")


def feet(screen) -> list[dict]:
    """Where the buttons below the dialog stand."""
    buttons = screen.dialog.locator(".publish-foot > :is(button, .button)")
    return [buttons.nth(index).bounding_box() for index in range(buttons.count())]


def test_publishing_stays_in_the_editor_and_can_be_undone(server, designer, open_screen, screens):
    screen = open_screen("customer")
    noise = Noise().listen(screen.page)
    headline = screen.unlocked("h1")
    before = headline.inner_text()
    screen.open(headline)
    screen.page.keyboard.type("Gleich live, ohne wegzugehen")
    # What is being typed comes along.
    screen.open_dialog()
    address = screen.page.url
    id = headline.get_attribute("data-eid")
    expect(screen.change(id).locator("ins")).to_contain_text("Gleich live")
    expect(screen.change(id)).to_contain_text("gerade eben")
    expect(screen.title).to_be_focused()
    assert axe_violations(screen.page) == []
    screen.press("go")
    expect(screen.title).to_contain_text("ist live", timeout=30_000)
    expect(screen.dialog.locator("[role=status]")).to_contain_text("ist live", timeout=30_000)
    expect(screen.dialog.locator("[data-choice=see-live]")).to_have_attribute("href", re.compile("site.localhost"))
    # It is read once, and the buttons stand in one row, or each in a row of its own where it is narrow.
    assert len(re.findall("ist live", shown_text(screen.dialog))) == 1
    assert len({box["y"] for box in feet(screen)}) == 1
    screen.page.set_viewport_size(PHONE)
    assert len({(box["x"], box["width"]) for box in feet(screen)}) == 1
    screenshot(screen.page, screens / "publishing" / "done-390.png")
    screen.page.set_viewport_size(DESKTOP)
    settle(screen.page)
    screenshot(screen.page, screens / "publishing" / "done-1280.png")
    assert screen.page.url == address
    visitor = live(screen, server)
    expect(visitor.locator("h1")).to_have_text("Gleich live, ohne wegzugehen")
    expect(screen.page.locator("button[data-view=visitors] .foyer-count")).to_have_count(0)
    screen.press("undo")
    expect(screen.title).to_contain_text("wieder live")
    visitor.reload()
    expect(visitor.locator("h1")).to_have_text(before)
    expect(screen.page.locator("button[data-view=visitors] .foyer-count")).to_have_text("1")
    screen.press("go-on")
    expect(screen.dialog).not_to_be_visible()
    expect(screen.page.locator(".bar [aria-haspopup=dialog]")).to_be_focused()
    assert noise.messages == []


def test_what_is_left_out_stays_in_the_draft(server, designer, open_screen):
    screen = open_screen("customer")
    first, other = screen.first_words(), screen.other_words()
    screen.say(first, "Das hier geht live")
    screen.say(other, "Das hier wartet noch")
    screen.page.reload()
    screen.wait()
    expect(screen.page.locator("button[data-view=visitors] .foyer-count")).to_have_text("2")
    screen.open_dialog()
    screen.change(other["id"]).locator("input").uncheck()
    expect(screen.dialog.locator(".publish-count")).to_contain_text("1 von 2")
    screen.press("go")
    expect(screen.dialog).to_contain_text("1 Änderung bleibt im Entwurf.")
    screen.press("go-on")
    visitor = live(screen, server)
    expect(visitor.locator("h1")).to_have_text("Das hier geht live")
    assert visitor.get_by_text("Das hier wartet noch").count() == 0
    assert screen.words(screen.unlocked("p.lead")) == "Das hier wartet noch"
    # Badge, dialog, portal and the designer count the same one.
    expect(screen.page.locator("button[data-view=visitors] .foyer-count")).to_have_text("1")
    screen.page.locator("button[data-view=history]").click()
    entries = screen.page.locator(".foyer-edit")
    expect(entries.nth(1).locator(".foyer-badge.live")).to_be_visible()
    expect(entries.nth(0).locator(".foyer-badge.live")).to_have_count(0)
    expect(entries.nth(1).locator("[data-choice=preview]")).to_have_attribute("href", re.compile(r"/preview\?revision=\d+$"))
    for page in (screen.page, designer.page):
        page.goto(f"{server.portal}sites/{SITE}")
        expect(page.locator("#next-title")).to_have_text(re.compile("^\\s*1 Änderung"))
    designer.page.goto(f"{server.portal}sites")
    expect(designer.page.locator(".site-card", has_text=re.compile("1 Änderung"))).to_have_count(1)


def test_the_approval_round(server, designer, open_screen, screens):
    assert designer.put("publish-rule", {"mode": "approval"})["status"] == 200
    screen = open_screen("customer", viewport=PHONE)
    screen.say(screen.first_words(), "Bitte freigeben")
    before = live(screen, server).locator("h1").inner_text()
    screen.page.reload()
    screen.wait().open_dialog()
    expect(screen.title).to_have_text("Zur Freigabe einreichen")
    screen.dialog.locator("textarea").fill("Passt das so?")
    settle(screen.page)
    screenshot(screen.page, screens / "publishing" / "submit-390.png")
    screen.press("go")
    expect(screen.title).to_have_text("Eingereicht")
    screen.press("go-on")
    assert live(screen, server).locator("h1").inner_text() == before

    # The designer is told in the editor, and looks at it.
    designer.page.reload()
    designer.wait().open_dialog()
    expect(designer.dialog).to_contain_text("Passt das so?")
    settle(designer.page)
    screenshot(designer.page, screens / "publishing" / "request-designer-1280.png")
    designer.press("decide")
    request = designer.page.locator("#request")
    with designer.page.context.expect_page() as opened:
        request.get_by_role("link", name=re.compile("Vorschau")).click()
    opened.value.goto(opened.value.url.split("?")[0].rstrip("/") + PAGE)
    expect(opened.value.locator("h1")).to_have_text("Bitte freigeben")
    request.locator("summary").click()
    request.locator("textarea").fill("Bitte kürzer.")
    request.get_by_role("button", name="Zurückgeben").click()
    expect(request).to_have_count(0)

    # The customer reads why, mends it, and submits again.
    screen.open_dialog()
    expect(screen.dialog.locator(".publish-notice.request")).to_contain_text("Bitte kürzer.")
    screen.press("close")
    screen.say(screen.first_words(), "Bitte")
    screen.open_dialog()
    screen.press("go")
    expect(screen.title).to_have_text("Eingereicht")
    screen.press("go-on")
    screen.open_dialog()
    expect(screen.dialog.locator(".publish-notice.request")).to_contain_text("Wartet auf Freigabe")
    assert axe_violations(screen.page) == []
    settle(screen.page)
    screenshot(screen.page, screens / "publishing" / "waiting-390.png")
    screen.press("withdraw")
    expect(screen.dialog.locator("[role=status].publish-said")).to_contain_text("Zurückgezogen")
    screen.press("go")
    expect(screen.title).to_have_text("Eingereicht")

    designer.page.goto(f"{server.portal}sites/{SITE}/publish")
    request.get_by_role("button", name="Freigeben und veröffentlichen").click()
    designer.page.wait_for_url("**?published=*")
    assert live(screen, server).locator("h1").inner_text() == "Bitte"
    screen.press("go-on")
    screen.open_dialog()
    expect(screen.dialog.locator(".publish-notice.request")).to_contain_text("Freigegeben")


def test_what_is_submitted_is_not_offered_again(designer, open_screen):
    assert designer.put("publish-rule", {"mode": "approval"})["status"] == 200
    screen = open_screen("customer", viewport=PHONE)
    first, other = screen.first_words(), screen.other_words()
    screen.say(first, "Schon unterwegs")
    screen.open_dialog()
    # What is written to the agency waits while the dialog is closed.
    screen.dialog.locator("textarea").fill("Bitte ansehen")
    screen.press("close")
    screen.open_dialog()
    expect(screen.dialog.locator("textarea")).to_have_value("Bitte ansehen")
    screen.press("go")
    expect(screen.title).to_have_text("Eingereicht")
    screen.press("go-on")
    screen.open_dialog()
    expect(screen.dialog).to_contain_text("Alles, was wartet, ist eingereicht")
    expect(screen.dialog.locator("input[type=checkbox], [data-choice=go]")).to_have_count(0)
    assert axe_violations(screen.page) == []
    screen.press("go-on")
    expect(screen.dialog).not_to_be_visible()
    # What comes later joins what is submitted, and takes nothing out of it.
    screen.say(other, "Obendrein")
    screen.open_dialog()
    expect(screen.dialog.locator(".publish-change")).to_have_count(1)
    expect(screen.dialog).to_contain_text("1 weitere Änderung ist eingereicht")
    screen.press("go")
    expect(screen.title).to_have_text("Eingereicht")
    designer.page.reload()
    designer.wait().open_dialog()
    expect(designer.dialog).to_contain_text("Alles, was wartet, steht in der Anfrage")
    expect(designer.dialog.locator(".publish-change")).to_have_count(0)
    designer.press("decide")
    request = designer.page.locator("#request")
    expect(request).to_contain_text("Schon unterwegs")
    expect(request).to_contain_text("Obendrein")
    expect(designer.page.get_by_text("Schon unterwegs")).to_have_count(1)
    request.get_by_role("button", name="Freigeben und veröffentlichen").click()
    designer.page.wait_for_url("**?published=*")


def test_the_list_that_does_not_come_can_be_asked_for_again(designer, open_screen, screens):
    screen = open_screen("customer")
    screen.say(screen.first_words(), "Kommt beim zweiten Mal")
    screen.page.route("**/pending", lambda route: route.abort())
    screen.page.locator(".bar [aria-haspopup=dialog]").click()
    expect(screen.dialog.locator(".foyer-failure[role=alert]")).to_be_visible()
    settle(screen.page)
    screenshot(screen.page, screens / "publishing" / "failed-1280.png")
    screen.page.unroute("**/pending")
    screen.press("retry")
    expect(screen.dialog.locator(".publish-change")).to_have_count(1)
    expect(screen.title).to_be_focused()


def test_planning_in_the_portal(server, designer, open_screen, screens):
    screen = open_screen("customer")
    screen.say(screen.first_words(), "Zu Weihnachten")
    screen.say(screen.other_words(), "Bleibt liegen")
    page = screen.page
    page.goto(f"{server.portal}sites/{SITE}/publish")
    page.get_by_label("Einleitung").uncheck()
    page.locator(".publish-form summary").click()
    page.locator("#at").fill("2020-12-24T10:00")
    page.get_by_role("button", name="Planen", exact=True).click()
    # The form again: what is wrong beside the field, and nothing lost.
    expect(page.locator("#at-error")).to_contain_text("schon vorbei")
    expect(page.locator("#at")).to_be_focused()
    expect(page.locator("#at")).to_have_value("2020-12-24T10:00")
    expect(page.get_by_label("Einleitung")).not_to_be_checked()
    expect(page.get_by_label("Überschrift")).to_be_checked()
    assert axe_violations(page) == []
    page.locator("#at").fill(f"{time.gmtime().tm_year + 1}-12-24T10:00")
    page.get_by_role("button", name="Planen", exact=True).click()
    plans = page.locator("#plans")
    expect(plans).to_contain_text("1 Änderung auf 1 Seite, geplant von")
    expect(plans).to_contain_text("Backstube: Überschrift")
    assert axe_violations(page) == []
    designer.publish_all()
    page.reload()
    expect(plans).to_contain_text("Schon live seit Version")
    expect(plans.locator("form")).to_have_count(0)


def test_a_plan_means_the_time_of_whoever_plans(server, designer, open_screen, browser, screens):
    """A reader in Tokyo, without daylight saving; the server may be anywhere."""
    screen = open_screen("customer", timezone_id="Asia/Tokyo")
    screen.say(screen.first_words(), "Zum Fest")
    page = screen.page
    noise = Noise().listen(page)
    page.goto(f"{server.portal}sites/{SITE}/publish")
    page.locator(".publish-form summary").click()
    expect(page.locator("#at-zone")).to_have_text("Ihre Zeitzone: Asia/Tokyo")
    year = time.gmtime().tm_year + 1
    page.locator("#at").fill(f"{year}-12-24T10:00")
    page.get_by_role("button", name="Planen", exact=True).click()
    plan = page.locator("#plans .plan").filter(has_text="Geht live")
    told = plan.locator("time")
    expect(told).to_have_attribute("datetime", f"{year}-12-24T01:00:00Z")
    expect(told).to_have_text(re.compile(rf"24\. Dezember {year} um 10:00 (GMT\+9|JST)"))
    # Moving it begins with the reader's own time as well.
    plan.locator("summary").click()
    field = plan.locator("input[type=datetime-local]")
    expect(field).to_have_value(f"{year}-12-24T10:00")
    field.fill(f"{year}-12-24T11:30")
    plan.get_by_role("button", name="Planen", exact=True).click()
    expect(told).to_have_attribute("datetime", f"{year}-12-24T02:30:00Z")
    screenshot(page, screens / "publish-plan-tokyo.png")
    assert noise.messages == []
    assert axe_violations(page) == []

    # Without script the server's time counts, and the form says so.
    plain = browser.new_context(
        java_script_enabled=False, timezone_id="Asia/Tokyo", storage_state=page.context.storage_state()
    )
    try:
        other = plain.new_page()
        other.goto(f"{server.portal}sites/{SITE}/publish")
        zone = time.strftime("%Z")
        expect(other.locator("#at-zone")).to_have_text(f"Zeit des Servers: {zone}")
        expect(other.locator("#plans .plan time").first).to_contain_text(zone)
    finally:
        plain.close()
    plan.get_by_role("button", name="Absagen").click()
    expect(page.locator("#plans .plan").filter(has_text="Geht live")).to_have_count(0)
    designer.publish_all()


def test_a_preview_opens_with_one_click(server, designer, open_screen):
    screen = open_screen("customer")
    screen.say(screen.first_words(), "So wird es aussehen")
    page = screen.page
    noise = Noise().listen(page)
    page.goto(f"{server.portal}sites/{SITE}/publish")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name=re.compile("Vorschau ansehen")).click()
    preview = opened.value
    preview.wait_for_url(re.compile(r"draft\.localhost"))
    preview.goto(preview.url.rstrip("/") + PAGE)
    expect(preview.locator("h1")).to_have_text("So wird es aussehen")
    assert page.url.endswith("/publish")
    assert noise.messages == []


def test_draft_only_is_explained(designer, open_screen):
    assert designer.put("publish-rule", {"mode": "draftOnly"})["status"] == 200
    screen = open_screen("customer")
    screen.say(screen.first_words(), "Bleibt im Entwurf")
    screen.open_dialog()
    expect(screen.dialog).to_contain_text("veröffentlicht Ihre Agentur")
    expect(screen.dialog.locator("input[type=checkbox], [data-choice=go]")).to_have_count(0)
    expect(screen.dialog.locator(".publish-change")).to_have_count(1)
    assert axe_violations(screen.page) == []
    screen.page.keyboard.press("Escape")
    expect(screen.dialog).not_to_be_visible()
    expect(screen.page.locator(".bar [aria-haspopup=dialog]")).to_be_focused()


def test_a_check_stops_and_leads_to_the_place(server, designer, open_screen, screens):
    screen = open_screen("customer")
    lead = screen.other_words()
    screen.say(lead, "Lorem ipsum dolor")
    assert designer.put("publish-rule", {"mode": "direct", "checks": {"placeholder": "stop"}})["status"] == 200
    release = designer.ask("pending")["body"]["live"]["number"]
    screen.page.reload()
    screen.wait().open_dialog()
    expect(screen.dialog.locator(".publish-stop")).to_be_visible()
    screen.press("go")
    problem = screen.dialog.locator(".publish-notice.problem")
    expect(problem).to_contain_text("erst in Ordnung")
    expect(problem).to_be_focused()
    settle(screen.page)
    screenshot(screen.page, screens / "publishing" / "stopped-1280.png")
    assert designer.ask("pending")["body"]["live"]["number"] == release
    problem.locator("[data-finding=placeholder]").first.click()
    expect(screen.dialog).not_to_be_visible()
    line, part = screen.draft.locator("foyer-overlay .box.selected"), screen.draft.locator(f'[data-eid="{lead["id"]}"]')
    expect(line).to_be_visible()
    around, box = line.bounding_box(), part.bounding_box()
    assert abs(around["y"] - box["y"]) < 12 and abs(around["x"] - box["x"]) < 12
    # The agency may publish all the same, and says so.
    designer.page.reload()
    designer.wait().open_dialog()
    designer.press("go")
    expect(designer.dialog.locator(".publish-notice.problem")).to_be_visible()
    designer.dialog.locator("input[name=override]").check()
    designer.press("go")
    expect(designer.title).to_contain_text("ist live", timeout=30_000)


def test_refusals_are_told_in_plain_words(designer, open_screen):
    screen = open_screen("customer")
    screen.say(screen.first_words(), "Wer zuerst kommt")
    screen.page.reload()
    screen.wait().open_dialog()
    designer.publish_all()
    screen.press("go")
    problem = screen.dialog.locator(".publish-notice.problem")
    expect(problem).to_contain_text("Was Sie gewählt haben, ist schon live")
    expect(screen.dialog.locator(".foyer-empty")).to_be_visible()
    screen.press("close")
    screen.say(screen.first_words(), "Und noch einmal")
    screen.open_dialog()
    screen.page.route("**/releases", lambda route: route.abort())
    screen.press("go")
    expect(problem).to_contain_text("keine Verbindung")
    screen.page.unroute("**/releases")
    assert designer.put("publish-rule", {"mode": "draftOnly"})["status"] == 200
    screen.press("go")
    expect(problem).to_contain_text("veröffentlicht die Agentur")
    expect(screen.dialog.locator("[data-choice=go]")).to_have_count(0)


def test_a_slow_publish_says_so(designer, open_screen):
    screen = open_screen("customer")
    screen.say(screen.first_words(), "Gut Ding will Weile haben")
    screen.open_dialog()

    def slowly(route):
        screen.page.wait_for_timeout(1500)
        route.continue_()

    screen.page.route("**/releases", slowly)
    screen.press("go")
    expect(screen.dialog.locator("[role=status].publish-said")).to_have_text("Wird veröffentlicht …")
    screen.page.keyboard.press("Escape")
    expect(screen.dialog).to_be_visible()
    expect(screen.title).to_contain_text("ist live", timeout=30_000)


def test_a_designer_gives_a_page_its_days(designer):
    designer.page.set_viewport_size({"width": 1440, "height": 900})
    if not designer.page.locator("button[data-view=pages]").is_visible():
        designer.page.locator("[data-choice=design]").click()
    designer.page.locator("button[data-view=pages]").click()
    side = designer.page.locator("#foyer-side")
    expires = side.locator("[data-field=expires] input")
    side.locator("[data-field=publish] input").fill("2035-05-03")
    expires.fill("2035-05-01")
    expires.blur()
    expect(side.locator("[data-field=expires] [role=alert]")).not_to_be_empty()
    expires.fill("2035-06-01")
    expires.blur()
    wait_for_days(designer, "2035-05-03", "2035-06-01")
    # What is written while the list is fetched anew is not replaced by it.
    designer.page.evaluate("""() => {
        const known = window.fetch
        window.fetch = async (...asked) => {
            const answer = await known(...asked)
            if (String(asked[0]).includes('/collections')) await new Promise(done => setTimeout(done, 500))
            return answer
        }
    }""")
    publish = side.locator("[data-field=publish] input")
    with designer.page.expect_request(lambda request: request.url.endswith("/collections")):
        expires.fill("")
        expires.blur()
    publish.fill("")
    designer.page.wait_for_timeout(900)
    publish.blur()
    wait_for_days(designer, None, None)


def wait_for_days(screen: Publishing, publish: str | None, expires: str | None) -> None:
    for _ in range(50):
        tree = screen.tree()
        if (tree.get("publish"), tree.get("expires")) == (publish, expires):
            return
        screen.page.wait_for_timeout(100)
    assert (tree.get("publish"), tree.get("expires")) == (publish, expires)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["de", "en"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1280"])
@pytest.mark.parametrize("role", ["customer", "designer"])
def test_looks(server, designer, open_screen, screens, role, size, locale, scheme):
    designer.say(designer.first_words(), "Ein Wort anders")
    designer.say(designer.other_words(), f"Ein längerer Satz, damit man sieht, wie so etwas steht ({role}, {locale})")
    screen = open_screen(role, viewport=size, locale=locale, color_scheme=scheme)
    name = f"{role}-{locale}-{scheme}-{size['width']}"
    screen.page.context.set_extra_http_headers({"Accept-Language": locale})
    noise = Noise().listen(screen.page)
    screen.open_dialog()
    settle(screen.page)
    assert axe_violations(screen.page) == []
    assert wider_than_screen(screen.page) == []
    screen.page.screenshot(path=shot(screens, f"dialog-{name}"))
    screen.page.goto(f"{server.portal}sites/{SITE}/publish")
    settle(screen.page)
    assert axe_violations(screen.page) == []
    assert wider_than_screen(screen.page) == []
    screenshot(screen.page, shot(screens, f"page-{name}"))
    assert noise.messages == []


def shot(screens, name: str):
    (screens / "publishing").mkdir(parents=True, exist_ok=True)
    return screens / "publishing" / f"{name}.png"
