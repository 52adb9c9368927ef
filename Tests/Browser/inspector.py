"""The panel beside the draft as a test uses it, and the files that people bring."""

import pathlib
import struct
import zlib

from playwright.sync_api import Locator, expect

from editor import EditScreen


class InspectorScreen(EditScreen):
    """The editing screen with its panel open."""

    def open_panel(self) -> "InspectorScreen":
        if not self.inspector.is_visible():
            self.page.locator("[data-choice=panel]").click()
        expect(self.inspector).to_be_visible()
        return self

    @property
    def inspector(self) -> Locator:
        return self.page.locator("[data-inspector]")

    @property
    def title(self) -> Locator:
        return self.inspector.locator(".inspector-title")

    def section(self, name: str) -> Locator:
        return self.inspector.locator(f"[data-section={name}]")

    def pick(self, choice: str) -> None:
        self.page.locator(f"[data-choice={choice}]").first.click()

    def find(self, **wanted) -> dict:
        """The first element of the page, in the order of the page, that this person may change and that is as wanted."""
        tree = self.tree()
        for element in tree["elements"] + tree["shared"]:
            right = wanted.get("right")
            if right and right not in element["rights"]:
                continue
            if all(element.get(key) == value for key, value in wanted.items() if key != "right"):
                return element
        raise AssertionError(f"nothing on the page is {wanted}")

    def of(self, id: str) -> dict:
        tree = self.tree()
        return next(element for element in tree["elements"] + tree["shared"] if element["id"] == id)

    def children(self, id: str) -> list[str]:
        return [element["id"] for element in self.tree()["elements"] if element.get("parent") == id]

    def select(self, id: str) -> None:
        """By the list of all that can be changed, which needs no pointer in the draft."""
        self.open_panel()
        if self.inspector.locator(".inspector-step").count():
            self.inspector.locator(".inspector-step").first.click()
        outline = self.section("outline").locator("details")
        if outline.get_attribute("open") is None:
            outline.locator("summary").click()
        outline.locator(f'[data-element="{id}"]').click()

    def expect_content(self, id: str, **wanted) -> None:
        """The server has it; it may take a moment."""
        for _ in range(50):
            content = self.of(id)["content"]
            if all(content.get(key) == value for key, value in wanted.items()):
                return
            self.page.wait_for_timeout(100)
        assert {key: content.get(key) for key in wanted} == wanted

    def expect_children(self, id: str, wanted: list[str]) -> None:
        for _ in range(50):
            if self.children(id) == wanted:
                return
            self.page.wait_for_timeout(100)
        assert self.children(id) == wanted


def picture(path: pathlib.Path, width: int, height: int, red: int = 200) -> pathlib.Path:
    """A plain PNG."""
    row = b"\0" + bytes([red, 120, 60]) * width

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * height)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    return path


def bring(screen: InspectorScreen, file: pathlib.Path) -> None:
    """Chooses a file as somebody does who presses “Upload”."""
    screen.section("image").locator("input[type=file]").first.set_input_files(file)
