"""The draft's frame on its own: the portal's page is reduced to its end of the channel (frame_portal.js), so that a test sees each message
and can send any."""

import pathlib

from playwright.sync_api import Locator, Page, expect

from editor import EditScreen

PORTAL = (pathlib.Path(__file__).parent / "frame_portal.js").read_text()


class FrameScreen(EditScreen):
    """
    `change` is the body of a JavaScript function that changes what the frame is told of each `element`; `settings` are those of
    frame_portal.js.
    """

    def __init__(self, page: Page, portal: str, path: str = "/", change: str = "", **settings):
        script = f"{PORTAL}\nObject.assign(window.settings, {settings_literal(settings)})\n"
        script += f"window.change = element => {{ {change}; return element }}\n"
        page.route("**/edit.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
        super().__init__(page, portal, path)
        self.wait()

    # The channel

    def tell(self, **message) -> None:
        self.page.evaluate("message => tell(message)", message)

    def heard(self, kind: str) -> list[dict]:
        """What the frame has said of one kind, oldest first."""
        return [message for message in self.page.evaluate("heard") if message["type"] == kind]

    def expect_heard(self, kind: str, count: int = 1) -> list[dict]:
        for _ in range(60):
            if len(self.heard(kind)) >= count:
                break
            self.page.wait_for_timeout(50)
        self.page.evaluate("idle()")
        found = self.heard(kind)
        assert len(found) == count, f"{len(found)} messages “{kind}”: {found}"
        return found

    # What the frame shows

    @property
    def bar(self) -> Locator:
        return self.draft.locator("foyer-overlay .bar")

    @property
    def selected(self) -> Locator:
        return self.draft.locator("foyer-overlay .box.selected")

    def boxes(self, kind: str) -> Locator:
        return self.draft.locator(f"foyer-overlay .box.{kind}")

    def by_id(self, element: str) -> Locator:
        return self.draft.locator(f'[data-eid="{element}"]')

    def known(self, test: str) -> dict:
        """The first element of the tree for which a JavaScript expression holds, and which the page shows."""
        found = self.page.evaluate(f"page.forFrame().filter(element => {test})")
        return next(element for element in found if self.by_id(element["id"]).first.is_visible())

    def button(self, name: str) -> Locator:
        return self.bar.get_by_role("button", name=name, exact=True)

    def attributes(self, element: Locator) -> list[str]:
        return element.evaluate("element => [...element.attributes].map(a => `${a.name}=${a.value}`).sort()")

    def paste(self, html: str, plain: str = "x") -> None:
        """Puts something on the clipboard and pastes it with the keyboard."""
        context = self.page.context
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=self.portal.rstrip("/"))
        self.page.evaluate(
            """async ([html, plain]) => {
              const data = {'text/plain': new Blob([plain], {type: 'text/plain'})}
              if (html) data['text/html'] = new Blob([html], {type: 'text/html'})
              await navigator.clipboard.write([new ClipboardItem(data)])
            }""",
            [html, plain],
        )
        self.page.keyboard.press("ControlOrMeta+v")

    def saved_step(self) -> None:
        """Until a step that was typed is saved, with the text still open."""
        expect(self.panel.locator(".step")).to_have_attribute("data-state", "saved")


def settings_literal(settings: dict) -> str:
    return "{" + ", ".join(f"{name}: {str(value).lower() if isinstance(value, bool) else repr(value)}" for name, value in settings.items()) + "}"
