"""The review page as a test uses it: the bar, the draft in its frame with the pins over it, and the feedback beside it."""

from playwright.sync_api import Frame, FrameLocator, Locator, Page, expect

from editor import SITE
from review_frame import OPEN_TREES


class ReviewPage:
    def __init__(self, page: Page, portal: str, query: str = "", site: str = SITE):
        self.page = page
        self.portal = portal
        self.site = site
        page.add_init_script(OPEN_TREES)
        page.goto(f"{portal}sites/{site}/review{query}")
        self.wait()

    def wait(self) -> "ReviewPage":
        expect(self.draft.locator("foyer-review")).to_have_count(1, timeout=15_000)
        expect(self.draft.locator("html")).to_have_attribute("data-foyer-ready", "")
        return self

    @property
    def draft(self) -> FrameLocator:
        return self.page.frame_locator("iframe[data-draft]")

    @property
    def frame(self) -> Frame:
        return self.page.query_selector("iframe[data-draft]").content_frame()

    @property
    def side(self) -> Locator:
        return self.page.locator("#review-side")

    @property
    def rows(self) -> Locator:
        return self.side.locator(".review-row")

    @property
    def thread(self) -> Locator:
        return self.side.locator(".review-thread")

    @property
    def comments(self) -> Locator:
        return self.thread.locator(".review-comment")

    @property
    def field(self) -> Locator:
        return self.side.locator(".review-composer textarea")

    @property
    def toast(self) -> Locator:
        return self.page.locator(".foyer-toast")

    @property
    def state(self) -> Locator:
        return self.thread.locator(".review-state")

    @property
    def problem(self) -> Locator:
        return self.side.locator(".review-problem:visible")

    def pin(self, number: str) -> Locator:
        return self.draft.locator("foyer-review .pin").filter(has_text=number).first

    def choose(self, choice: str) -> None:
        self.page.locator(f"[data-choice={choice}]:visible").first.click()

    def press(self, mode: str) -> None:
        self.page.locator(f"[data-mode={mode}]").click()

    def comment_on(self, selector: str, words: str) -> None:
        """Writes about an element with the mouse."""
        if self.page.locator("[data-mode=comment]").get_attribute("aria-pressed") != "true":
            self.press("comment")
        self.click_on(selector)
        expect(self.field).to_be_focused()
        self.page.keyboard.type(words)
        self.page.keyboard.press("Control+Enter")
        expect(self.comments).to_have_count(1)

    def click_on(self, selector: str) -> None:
        """Where no pin is: who clicks on one opens its thread."""
        node = self.draft.locator(f"{selector}[data-eid]").first
        node.scroll_into_view_if_needed()
        spot = node.evaluate(
            """node => {
              const {left, top, width, height} = node.getBoundingClientRect()
              for (let y = 4; y < height; y += 8) for (let x = 4; x < width; x += 8) {
                if (node.contains(document.elementFromPoint(left + x, top + y))) return {x, y}
              }
            }"""
        )
        node.click(position=spot)

    def open(self, number: str) -> None:
        self.rows.filter(has=self.page.locator(f'.review-number:text-is("{number}")')).first.click()
        expect(self.thread).to_be_visible()

    def id(self, selector: str) -> str:
        return self.draft.locator(f"{selector}[data-eid]").first.get_attribute("data-eid")

    @property
    def page_id(self) -> str:
        return self.page.locator("main").get_attribute("data-page")
