"""Words in blocks, typed on the page: what the rule allows and no more, what comes from Word and Google Docs, and each step saved while
somebody types."""

import re

import pytest
from playwright.sync_api import expect

from frame_screen import FrameScreen
from pages import Noise, axe_violations, screenshot

# On the start page a text has paragraphs and lists, with bold, italic and links.
TEXT = "div.copy"
EVERYTHING = (
    "if (element.document) Object.assign(element, {blocks: ['paragraph', 'heading', 'list', 'quote', 'rule', 'code'],"
    " marks: ['strong', 'em', 'link', 'code', 'strike', 'sub', 'sup']})"
)

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm;} --></style></head><body lang=DE>
<!--StartFragment--><h1 style='margin-top:12.0pt'><span style='font-family:"Calibri Light"'>Unsere Brote<o:p></o:p></span></h1>
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'>Wichtig:</b> Wir backen <i>täglich</i>, auch am
<a href="https://example.org/samstag">Samstag</a>.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'>
<span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>Roggenbrot</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>o<span>&nbsp;
</span></span><![endif]>hell</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Dinkelbrot</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.&nbsp;</span>Erstens</p>
<table><tr><td><p class=MsoNormal>Montag</p></td><td><p class=MsoNormal>8–12</p></td></tr></table>
<p class=MsoNormal><img src="file:///C:/x.png" onerror="alert(1)"><a href="javascript:alert(2)">Klick</a><script>alert(4)</script></p>
<!--EndFragment--></body></html>"""

WORD_BODY = (
    "<p><strong>Wichtig:</strong> Wir backen <em>täglich</em>, auch am <a href=\"https://example.org/samstag\">Samstag</a>.</p>"
    "<ul><li><p>Roggenbrot</p><ul><li>hell</li></ul></li><li>Dinkelbrot</li></ul><ol><li>Erstens</li></ol><p>Montag 8–12</p><p>Klick</p>"
)

DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-5a2b"><h2 dir="ltr" style="line-height:1.38">
<span style="font-size:16pt;font-weight:400">Öffnungszeiten</span></h2><p dir="ltr"><span style="font-weight:400">Wir sind </span>
<span style="font-weight:700">immer</span><span style="font-weight:400"> da, </span><span style="font-style:italic">fast</span><span>.</span>
</p><br /><ul style="margin-top:0"><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span>Montag</span></p></li><ul>
<li dir="ltr" aria-level="2"><p dir="ltr"><span>vormittags</span></p></li></ul><li dir="ltr" aria-level="1"><p dir="ltr"><span>Dienstag</span>
</p></li></ul></b><br class="Apple-interchange-newline">"""

DOCS_BODY = (
    "<p>Wir sind <strong>immer</strong> da, <em>fast</em>.</p>"
    "<ul><li><p>Montag</p><ul><li>vormittags</li></ul></li><li>Dienstag</li></ul>"
)


@pytest.fixture
def open_screen(server, signed_in):
    """open_screen(change) gives the start page, with what the frame is told of each element changed."""

    def open_screen(change: str = "", **options) -> FrameScreen:
        options.setdefault("viewport", {"width": 1280, "height": 800})
        return FrameScreen(signed_in("customer", **options), server.portal, "/", change)

    return open_screen


@pytest.fixture
def screen(open_screen):
    return open_screen()


def begin(screen: FrameScreen):
    """The text with its words gone, ready for new ones."""
    text = screen.unlocked(TEXT)
    text.locator("p, li, h2, h3, blockquote").first.click()
    screen.expect_open(text)
    screen.page.keyboard.press("ControlOrMeta+a")
    screen.page.keyboard.press("Delete")
    return text


def finish(screen: FrameScreen, text) -> str:
    """Saves and gives what the page shows; the server shows the same."""
    screen.page.keyboard.press("ControlOrMeta+Enter")
    screen.expect_closed(text)
    screen.page.wait_for_timeout(100)
    screen.page.evaluate("idle()")
    assert [answer for answer in screen.heard("answer") if answer["status"] != 201] == []
    shown = text.inner_html()
    screen.page.reload()
    screen.wait()
    assert text.inner_html() == shown
    return shown


# Typing


def test_paragraphs_and_lists_are_typed(screen):
    text = begin(screen)
    for key in "Erster Absatz|Enter|- Brot|Enter|Kuchen|Enter|Tab|vom Blech|Enter|Enter|Enter|Enter|Letzter".split("|"):
        (screen.page.keyboard.press if key in ("Enter", "Tab") else screen.page.keyboard.type)(key)
    assert finish(screen, text) == (
        "<p>Erster Absatz</p><ul><li>Brot</li><li><p>Kuchen</p><ul><li>vom Blech</li></ul></li></ul><p>Letzter</p>"
    )


def test_items_move_in_and_out(screen):
    text = begin(screen)
    screen.page.keyboard.type("- eins")
    for word in ("zwei", "drei"):
        screen.page.keyboard.press("Enter")
        screen.page.keyboard.type(word)
    screen.page.keyboard.press("Tab")
    screen.page.keyboard.press("ArrowUp")
    # A browser tells of a cursor that it moved itself a moment later.
    screen.page.wait_for_timeout(100)
    screen.page.keyboard.press("Tab")
    expect(text.locator("ul ul > li")).to_have_count(2)
    screen.page.keyboard.press("Shift+Tab")
    expect(text.locator("ul ul > li")).to_have_count(1)
    screen.page.keyboard.press("Home")
    screen.page.wait_for_timeout(100)
    screen.page.keyboard.press("Backspace")
    assert finish(screen, text) == "<ul><li>eins</li></ul><p>zwei</p><ul><li>drei</li></ul>"


def test_every_block_and_mark_that_is_allowed(open_screen):
    screen = open_screen(EVERYTHING)
    text = begin(screen)
    kinds = screen.panel.get_by_role("combobox")
    kinds.select_option("heading3")
    screen.page.keyboard.type("Überschrift")
    screen.page.keyboard.press("Enter")
    screen.page.keyboard.type("vor ")
    for mark in ("Fett", "Kursiv"):
        screen.panel.get_by_role("button", name=mark).click()
    screen.page.keyboard.type("beides")
    for mark in ("Fett", "Kursiv"):
        screen.panel.get_by_role("button", name=mark).click()
    screen.page.keyboard.press("Shift+Enter")
    screen.page.keyboard.type("neue Zeile")
    screen.page.keyboard.press("Enter")
    screen.panel.get_by_role("button", name="Zitat").click()
    screen.page.keyboard.type("Gesagt")
    screen.page.keyboard.press("Enter")
    screen.page.keyboard.press("Enter")
    screen.panel.get_by_role("button", name="Nummerierte Liste").click()
    screen.page.keyboard.type("erstens")
    document = text.inner_html()
    assert "<h3>Überschrift</h3>" in document and "<blockquote><p>Gesagt</p></blockquote>" in document
    assert "<strong><em>beides</em></strong>" in document and "<ol>" in document
    screen.page.keyboard.press("Escape")
    screen.expect_closed(text)
    assert screen.panel.count() == 0


def test_the_toolbar_has_what_is_allowed_and_no_more(open_screen):
    def tools(change: str) -> list[str]:
        screen = open_screen(change)
        begin(screen)
        toolbar = screen.panel.get_by_role("toolbar")
        assert toolbar.get_by_role("combobox").count() == (1 if "heading" in change else 0)
        names = [button.get_attribute("aria-label") for button in toolbar.get_by_role("button").all()]
        screen.page.keyboard.press("Escape")
        return names

    assert tools("") == ["Fett", "Kursiv", "Link", "Aufzählung", "Nummerierte Liste"]
    assert tools("if (element.document) Object.assign(element, {blocks: ['paragraph'], marks: ['em']})") == ["Kursiv"]
    assert tools(EVERYTHING) == [
        "Fett", "Kursiv", "Link", "Code", "Durchgestrichen", "Tiefgestellt", "Hochgestellt", "Aufzählung", "Nummerierte Liste", "Zitat",
        "Trennlinie",
    ]


def test_a_key_opens_the_form_for_a_link(screen):
    begin(screen)
    screen.page.keyboard.type("Zum Café")
    screen.page.keyboard.press("ControlOrMeta+a")
    screen.page.keyboard.press("ControlOrMeta+k")
    expect(screen.panel.get_by_role("button", name="Link setzen")).to_be_visible()
    screen.page.keyboard.press("Escape")
    expect(screen.panel.get_by_role("button", name="Link setzen")).to_have_count(0)
    screen.page.keyboard.press("Escape")


def test_a_link_leads_to_a_page_by_its_id(screen):
    text = begin(screen)
    screen.page.keyboard.type("Zum Café")
    screen.page.keyboard.press("ControlOrMeta+a")
    screen.panel.get_by_role("button", name="Link").click()
    screen.panel.get_by_role("combobox", name="Seite dieser Website").select_option(label="Café")
    screen.panel.get_by_role("button", name="Link setzen").click()
    screen.page.keyboard.press("ControlOrMeta+Enter")
    proposal = screen.expect_heard("changeDocument")[0]["document"]
    assert proposal["content"][0]["content"][0]["marks"][0]["attrs"]["href"].startswith("page:")
    screen.page.evaluate("idle()")
    screen.page.reload()
    expect(screen.wait().unlocked(TEXT).locator("a")).to_have_attribute("href", re.compile(r"^/~[\w-]+/cafe/$"))


def test_nothing_stays_behind_on_the_element(screen):
    text = screen.unlocked(TEXT)
    before = text.inner_html(), screen.attributes(text)
    text.locator("p, li").first.click()
    screen.expect_open(text)
    screen.page.keyboard.press("ControlOrMeta+Enter")
    screen.expect_closed(text)
    assert (text.inner_html(), screen.attributes(text)) == before
    assert screen.heard("changeDocument") == []
    begin(screen)
    screen.page.keyboard.type("Weg damit")
    screen.page.keyboard.press("Escape")
    screen.expect_closed(text)
    assert (text.inner_html(), screen.attributes(text)) == before


def test_the_look_of_the_page_stays(screen):
    """What is typed stands where it stands when it is not typed."""
    text = begin(screen)
    for word in ("- eins", "zwei"):
        screen.page.keyboard.type(word)
        screen.page.keyboard.press("Enter")
    screen.page.keyboard.press("Enter")
    screen.page.keyboard.type("Absatz")
    places = "e => [...e.querySelectorAll('li, p:not(li p)')].map(n => { const r = n.getBoundingClientRect(); return [r.x, r.width, r.height].map(Math.round) })"
    typed = text.evaluate(places)
    finish(screen, text)
    assert text.evaluate(places) == typed


def test_too_many_characters_are_counted_over_all_blocks(open_screen):
    screen = open_screen("if (element.document) element.maximum = 12")
    text = begin(screen)
    screen.page.keyboard.insert_text("👩‍👩‍👧" * 6)
    screen.page.keyboard.press("Enter")
    screen.page.keyboard.insert_text("é" * 5 + "!!")
    expect(screen.panel.locator(".counter")).to_contain_text("1")
    expect(screen.panel.locator(".message")).to_be_visible()
    screen.page.keyboard.press("ControlOrMeta+Enter")
    screen.expect_open(text)
    assert screen.heard("changeDocument") == []
    screen.page.keyboard.press("Backspace")
    expect(screen.panel.locator(".message")).to_be_hidden()
    screen.page.keyboard.press("ControlOrMeta+Enter")
    screen.expect_closed(text)
    screen.expect_heard("changeDocument")


def test_a_text_is_not_left_empty(screen):
    text = begin(screen)
    screen.page.keyboard.press("ControlOrMeta+Enter")
    screen.expect_open(text)
    expect(screen.panel.locator(".message")).to_be_visible()
    screen.page.keyboard.press("Escape")
    screen.expect_closed(text)


def test_typing_is_taken_back_step_by_step(screen):
    text = begin(screen)
    screen.page.wait_for_timeout(600)
    screen.page.keyboard.type("Eins")
    screen.page.wait_for_timeout(600)
    screen.page.keyboard.press("ControlOrMeta+a")
    screen.page.keyboard.press("ControlOrMeta+b")
    expect(text.locator("strong")).to_have_count(1)
    screen.page.keyboard.press("ControlOrMeta+z")
    expect(text.locator("strong")).to_have_count(0)
    expect(text).to_have_text("Eins")
    screen.page.keyboard.press("ControlOrMeta+Shift+z")
    expect(text.locator("strong")).to_have_text("Eins")
    screen.page.keyboard.press("Escape")


def test_an_input_method_composes(screen):
    text = begin(screen)
    screen.page.keyboard.type("- ")
    keyboard = screen.page.context.new_cdp_session(screen.frame)
    for composed in ("か", "かん", "かんじ", "漢字"):
        end = len(composed)
        keyboard.send("Input.imeSetComposition", {"text": composed, "selectionStart": end, "selectionEnd": end})
        # Who composes is not interrupted by a step.
        screen.page.wait_for_timeout(400)
    assert screen.heard("changeDocument") == []
    keyboard.send("Input.insertText", {"text": "漢字"})
    expect(text.locator("li")).to_have_text("漢字")
    assert finish(screen, text) == "<ul><li>漢字</li></ul>"


# Pasting


@pytest.mark.parametrize(
    ("html", "body", "title", "heading"),
    [(WORD, WORD_BODY, "Unsere Brote", "h2"), (DOCS, DOCS_BODY, "Öffnungszeiten", "h2")],
    ids=["word", "docs"],
)
def test_what_comes_from_elsewhere_is_cleaned_to_the_rule(open_screen, html, body, title, heading):
    screen = open_screen()
    text = begin(screen)
    screen.paste(html)
    noise = Noise().listen(screen.page)
    expect(text).to_contain_text(title)
    # Headings are not allowed here.
    assert finish(screen, text) == f"<p>{title}</p>{body}"
    assert noise.messages == []
    everything = open_screen(EVERYTHING)
    text = begin(everything)
    everything.paste(html)
    expect(text.locator(heading)).to_have_text(title)
    everything.page.keyboard.press("Escape")
    bare = open_screen("if (element.document) Object.assign(element, {blocks: ['paragraph'], marks: []})")
    text = begin(bare)
    bare.paste(html)
    expect(text).to_contain_text(title)
    assert set(text.evaluate("e => [...e.querySelectorAll('*')].map(n => n.localName)")) <= {"p", "br"}
    bare.page.keyboard.press("Escape")


def test_plain_text_becomes_paragraphs(screen):
    text = begin(screen)
    screen.paste("", "Erster Absatz\nzweite Zeile\n\nZweiter\r\n\r\n\r\nDritter")
    expect(text).to_contain_text("Dritter")
    assert finish(screen, text) == "<p>Erster Absatz<br>zweite Zeile</p><p>Zweiter</p><p>Dritter</p>"


def test_words_within_a_line_stay_in_it(screen):
    text = begin(screen)
    screen.page.keyboard.type("Vorher nachher")
    for _ in range(7):
        screen.page.keyboard.press("ArrowLeft")
    screen.paste("<p>und <b>mittendrin</b> </p>")
    expect(text).to_contain_text("mittendrin")
    assert text.locator("p").count() == 1
    screen.page.keyboard.press("Escape")


# Steps


def test_each_pause_saves_and_escape_brings_back_the_words_from_before(screen):
    text = screen.unlocked(TEXT)
    before = text.inner_html()
    text.locator("p, li").first.click()
    screen.expect_open(text)
    screen.page.keyboard.press("End")
    screen.page.keyboard.type(" Eins.")
    screen.saved_step()
    screen.expect_open(text)
    screen.page.keyboard.type(" Zwei.")
    expect(screen.panel.locator(".step")).not_to_have_attribute("data-state", "saved")
    screen.saved_step()
    first, second = screen.expect_heard("changeDocument", 2)
    assert first["version"] < second["version"] and first["opening"] == second["opening"]
    assert screen.heard("answer")[-1]["status"] == 201
    # The text can still be taken back, and the typing goes on where it was.
    screen.page.keyboard.press("ControlOrMeta+z")
    expect(text).not_to_contain_text("Zwei.")
    screen.page.keyboard.press("Escape")
    screen.expect_closed(text)
    assert text.inner_html() == before
    screen.expect_heard("changeDocument", 3)
    screen.page.wait_for_timeout(100)
    screen.page.evaluate("idle()")
    screen.page.reload()
    assert screen.wait().unlocked(TEXT).inner_html() == before


def test_a_line_is_saved_step_by_step_too(screen):
    headline = screen.unlocked("h1")
    before = headline.inner_text()
    screen.open(headline)
    screen.page.keyboard.type("Schritt")
    screen.saved_step()
    assert screen.words(headline) == "Schritt"
    screen.page.keyboard.press("Enter")
    screen.expect_closed(headline)
    # What was saved already is not proposed again, and can be taken back from the note.
    assert len(screen.heard("change")) == 1
    expect(screen.note.get_by_role("button")).to_be_visible()
    screen.open(headline)
    screen.page.keyboard.type(before)
    screen.page.keyboard.press("Enter")
    screen.expect_heard("change", 2)


def test_what_is_too_long_is_not_saved_as_a_step(open_screen):
    screen = open_screen("if (element.document) element.maximum = 5")
    begin(screen)
    screen.page.keyboard.type("Zu viele Zeichen")
    screen.page.wait_for_timeout(1800)
    assert screen.heard("changeDocument") == []
    screen.page.keyboard.press("Escape")


def test_words_of_others_come_in_while_nothing_is_typed(screen):
    text = screen.unlocked(TEXT)
    text.locator("p, li").first.click()
    screen.expect_open(text)
    element = text.get_attribute("data-eid")
    theirs = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Von jemand anderem"}]}]}
    screen.tell(type="document", element=element, document=theirs, version=99)
    expect(text).to_have_text("Von jemand anderem")
    screen.expect_open(text)
    screen.page.keyboard.press("ControlOrMeta+a")
    screen.page.keyboard.type("Meins")
    # What is typed is not overwritten.
    screen.tell(type="document", element=element, document=theirs, version=100)
    screen.page.wait_for_timeout(100)
    expect(text).to_have_text("Meins")
    screen.page.keyboard.press("Escape")
    expect(text).to_have_text("Von jemand anderem")


# For everybody


def test_with_the_keyboard_alone(screen):
    text = screen.unlocked(TEXT)
    text.focus()
    screen.page.keyboard.press("Enter")
    screen.expect_open(text)
    screen.page.keyboard.press("ControlOrMeta+a")
    screen.page.keyboard.type("Nur mit Tasten")
    screen.page.keyboard.press("Alt+F10")
    expect(screen.panel.get_by_role("button", name="Fett")).to_be_focused()
    for _ in range(3):
        screen.page.keyboard.press("ArrowRight")
    expect(screen.panel.get_by_role("button", name="Aufzählung")).to_be_focused()
    screen.page.keyboard.press("Enter")
    expect(text.locator("li")).to_have_text("Nur mit Tasten")
    screen.page.keyboard.press("ControlOrMeta+Enter")
    screen.expect_closed(text)
    expect(text).to_be_focused()


def test_on_a_phone(open_screen, screens):
    screen = open_screen(EVERYTHING, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    text = screen.unlocked(TEXT)
    text.locator("p, li").first.tap()
    screen.expect_open(text)
    panel = screen.panel.bounding_box()
    frame = screen.page.locator("iframe[data-draft]").bounding_box()
    assert panel["y"] + panel["height"] <= frame["y"] + frame["height"]
    assert panel["y"] + panel["height"] > frame["y"] + frame["height"] - 20
    for control in screen.panel.locator("button:visible, select:visible").all():
        box = control.bounding_box()
        assert box["width"] >= 44 and box["height"] >= 44
        assert float(control.evaluate("e => getComputedStyle(e).fontSize").removesuffix("px")) >= 16
    expect(screen.panel.get_by_role("button", name="Rückgängig")).to_be_visible()
    screenshot(screen.page, screens / "frame" / "text-phone-390.png")
    # The portal's page knows of the keyboard.
    screen.tell(type="viewport", top=0, bottom=300)
    screen.page.wait_for_timeout(200)
    assert screen.panel.bounding_box()["y"] < panel["y"] - 250
    screen.page.keyboard.press("Escape")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_text_is_accessible(open_screen, screens, scheme):
    screen = open_screen(EVERYTHING, color_scheme=scheme)
    text = begin(screen)
    assert text.get_attribute("role") == "textbox" and text.get_attribute("aria-multiline") == "true"
    screen.page.keyboard.type("- Eine Liste")
    screenshot(screen.page, screens / "frame" / f"text-{scheme}-1280.png")
    assert axe_violations(screen.frame) == []
    screen.page.keyboard.press("ControlOrMeta+a")
    screen.panel.get_by_role("button", name="Link").click()
    screenshot(screen.page, screens / "frame" / f"link-{scheme}-1280.png")
    assert axe_violations(screen.frame) == []
    screen.page.keyboard.press("Escape")
    screen.page.keyboard.press("Escape")
