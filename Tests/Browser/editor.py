"""The editing screen as a test uses it: the portal's bar, the draft in its frame, and what the editor lays over it."""

from playwright.sync_api import Frame, FrameLocator, Locator, Page, expect

SITE = "sonnenkorn"


class EditScreen:
    """The screen for one page of a site, opened by somebody who is signed in."""

    def __init__(self, page: Page, portal: str, path: str = "/", site: str = SITE):
        self.page = page
        self.portal = portal
        self.site = site
        page.goto(f"{portal}sites/{site}/edit")
        if path != "/":
            page.goto(portal.rstrip("/") + page.locator(f'[data-path="{path}"]').get_attribute("href"))

    @property
    def draft(self) -> FrameLocator:
        return self.page.frame_locator("iframe[data-draft]")

    @property
    def frame(self) -> Frame:
        return self.page.query_selector("iframe[data-draft]").content_frame()

    @property
    def id(self) -> str:
        return self.page.locator("main").get_attribute("data-page")

    def wait(self) -> "EditScreen":
        """Until the agent has marked what may be changed."""
        expect(self.draft.locator("html")).to_have_attribute("data-foyer-ready", "")
        return self

    # The draft

    def unlocked(self, selector: str) -> Locator:
        return self.draft.locator(f"{selector}[data-foyer-unlocked]").first

    def open(self, element: Locator) -> Locator:
        """Opens a text with the mouse; its words are selected."""
        element.click()
        self.expect_open(element)
        self.page.keyboard.press("ControlOrMeta+a")
        return element

    def expect_open(self, element: Locator) -> None:
        expect(element).to_have_attribute("data-foyer-open", "")

    def expect_closed(self, element: Locator) -> None:
        expect(element).not_to_have_attribute("data-foyer-open", "")

    def write(self, element: Locator, words: str) -> None:
        """Replaces the words of an element and saves them with the Enter key."""
        self.open(element)
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")

    @property
    def panel(self) -> Locator:
        return self.draft.locator("foyer-overlay .card[role=group]")

    @property
    def tip(self) -> Locator:
        return self.draft.locator("foyer-overlay .tip")

    @property
    def follow(self) -> Locator:
        """Opens the page to which a locked link leads."""
        return self.tip.get_by_role("button", name="Diese Seite öffnen")

    @property
    def note(self) -> Locator:
        """What became of a change, beside the element."""
        return self.draft.locator("foyer-overlay .state")

    # The portal

    def expect_state(self, state: str) -> None:
        expect(self.page.locator("[data-save-state]")).to_have_attribute("data-detail", state)

    @property
    def problem(self) -> Locator:
        return self.page.locator(".foyer-problem")

    def choose(self, choice: str) -> None:
        self.problem.locator(f"[data-choice={choice}]").click()

    def tree(self) -> dict:
        return self.ask(f"pages/{self.id}/tree")["body"]

    def element(self, of: Locator) -> dict:
        """What the server says of an element of the draft."""
        id = of.get_attribute("data-eid")
        return next(element for element in self.tree()["elements"] if element["id"] == id)

    def words(self, of: Locator) -> str:
        """The words of an element as the server has them."""
        content = self.element(of)["content"]
        return "".join(node.get("text", "\n") for node in content.get("text") or content.get("label"))

    def publish(self) -> None:
        """Brings live what waits, in the editor's dialog."""
        self.page.locator(".bar [aria-haspopup=dialog]").click()
        dialog = self.page.locator("dialog.publish-dialog")
        dialog.locator("[data-choice=go]").click()
        expect(dialog.locator("[data-choice=see-live]")).to_be_visible(timeout=30_000)

    def publish_all(self) -> None:
        """Brings live whatever waits, without the dialog."""
        answer = self.ask("releases", {})
        assert answer["status"] in (201, 409), answer

    def edit(self, *operations: dict) -> dict:
        """A request of the portal's page that no editor has made."""
        return self.ask("edits", {"operations": operations})

    def ask(self, path: str, body: dict | None = None) -> dict:
        return self.page.evaluate(
            """async ([url, body]) => {
              const post = {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)}
              const answer = await fetch(url, body ? post : {})
              return {status: answer.status, body: await answer.json()}
            }""",
            [f"/api/v1/sites/{self.site}/{path}", body],
        )


def set_text(element: dict, words: str) -> dict:
    """The operation that gives an element of the tree new words."""
    content = [{"type": "text", "text": words}]
    return {"op": "setText", "element": element["id"], "version": element["version"], "content": content}
