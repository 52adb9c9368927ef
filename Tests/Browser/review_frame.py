"""The frame of a draft under review on its own: the review page is reduced to its end of the channel (review_portal.js)."""

import json
import pathlib
import time

from playwright.sync_api import Frame, FrameLocator, Locator, Page, expect

PORTAL = (pathlib.Path(__file__).parent / "review_portal.js").read_text()
#: The overlay's tree is closed to everybody; tests look into it all the same.
OPEN_TREES = """
  const attach = Element.prototype.attachShadow
  Element.prototype.attachShadow = function (options) { return attach.call(this, { ...options, mode: 'open' }) }
"""
WORDS = {
    "region": "Rückmeldungen auf dieser Seite", "commentOn": "{part} kommentieren", "labelled": "{kind} „{quote}“", "unread": "ungelesen",
    "kindHeading": "Überschrift", "kindText": "Text", "kindSection": "Abschnitt", "kindPicture": "Bild", "kindLink": "Link",
}


def thread(element: str, number: str, state: str = "open", x: float | None = 0.5, y: float | None = 0.5, **more) -> dict:
    return {"id": f"t{number}", "number": number, "element": element, "x": x, "y": y, "state": state, "isUnread": False,
            "isInternal": False, "name": f"Rückmeldung {number}, {state}", **more}


class ReviewFrame:
    """`css` and `html` are what the page brings along besides its own parts."""

    def __init__(self, page: Page, portal: str, site: str, threads=(), comment=False, css: str = "", html: str = "", path: str = "/"):
        self.page = page
        settings = {"threads": list(threads), "comment": comment, "words": WORDS}
        script = f"{PORTAL}\nwindow.settings = {json.dumps(settings)}\n"
        page.add_init_script(OPEN_TREES)
        page.route("**/edit.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
        page.goto(f"{portal}sites/{site}/edit")
        if path != "/":
            page.goto(portal.rstrip("/") + page.locator(f'[data-path="{path}"]').get_attribute("href"))
        # Says why, where there is no draft.
        page.evaluate("started")
        expect(self.draft.locator("foyer-review")).to_have_count(1, timeout=20_000)
        expect(self.draft.locator("html")).to_have_attribute("data-foyer-ready", "")
        self.add(css, html)

    def add(self, css: str, html: str) -> None:
        """What a page brings along besides its own parts; `data-style` stands for the attribute that the draft's policy forbids."""
        self.frame.evaluate(
            """([css, html]) => {
              const sheet = new CSSStyleSheet()
              sheet.replaceSync(css)
              document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
              document.querySelector('main').insertAdjacentHTML('beforebegin', html)
              for (const part of document.querySelectorAll('[data-style]')) part.style.cssText = part.dataset.style
            }""",
            [css, html],
        )

    @property
    def draft(self) -> FrameLocator:
        return self.page.frame_locator("iframe[data-draft]")

    @property
    def frame(self) -> Frame:
        return self.page.query_selector("iframe[data-draft]").content_frame()

    @property
    def pins(self) -> Locator:
        return self.draft.locator("foyer-review .pin:visible")

    def pin(self, number: str) -> Locator:
        return self.draft.locator(f'foyer-review .pin[data-thread="t{number}"]')

    def box(self, kind: str) -> Locator:
        return self.draft.locator(f"foyer-review .{kind}")

    def id(self, selector: str) -> str:
        return self.draft.locator(f"{selector}[data-eid]").first.get_attribute("data-eid")

    def tell(self, **message) -> None:
        self.page.evaluate("message => tell(message)", message)

    def show(self, *threads: dict) -> None:
        self.tell(type="threads", threads=list(threads))
        expect(self.draft.locator("foyer-review .pin")).to_have_count(len(threads))

    def heard(self, kind: str) -> list[dict]:
        return [message for message in self.page.evaluate("heard") if message["type"] == kind]

    def expect_heard(self, kind: str, count: int = 1) -> list[dict]:
        self.page.wait_for_function(
            "([kind, count]) => heard.filter(message => message.type === kind).length >= count", arg=[kind, count]
        )
        found = self.heard(kind)
        assert len(found) == count, found
        return found

    def distance(self, number: str, selector: str, x: float, y: float) -> float:
        """How far the tip of a pin is from a point of an element, in pixels."""
        return self.frame.evaluate(
            """([id, selector, x, y]) => {
              const pin = document.querySelector('foyer-review').shadowRoot.querySelector(`[data-thread="${id}"]`).getBoundingClientRect()
              const box = document.querySelector(selector).getBoundingClientRect()
              return Math.hypot(pin.left + 4 - (box.left + box.width * x), pin.bottom - 4 - (box.top + box.height * y))
            }""",
            [f"t{number}", selector, x, y],
        )

    def expect_at(self, number: str, selector: str, x: float, y: float) -> None:
        """Its tip comes to a point of an element."""
        deadline = time.monotonic() + 3
        while self.distance(number, selector, x, y) >= 1.5 and time.monotonic() < deadline:
            self.page.wait_for_timeout(20)
        assert self.distance(number, selector, x, y) < 1.5
