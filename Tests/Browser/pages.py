"""What every page is held against, wherever it comes from: accessible, quiet, no wider than the screen."""

import pathlib
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
NARROWEST = {"width": 320, "height": 640}

axe = Axe()


@dataclass
class Noise:
    """Collects what a page complains about: errors in the console, scripts that throw, files that do not come."""

    messages: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> "Noise":
        page.on("console", lambda message: self.add(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.add(str(error)))
        page.on("requestfailed", self.failed)
        return self

    def failed(self, request) -> None:
        # Going on to the next page ends what the browser still fetches for this one, the icon above all.
        if request.failure != "net::ERR_ABORTED":
            self.add(f"{request.url}: {request.failure}")

    def add(self, message: str) -> None:
        self.messages.append(message)


def settle(page: Page) -> None:
    """Waits until the page looks as it will look: pictures in place, transitions over."""
    page.evaluate(
        """async () => {
          const images = [...document.images]
          for (const image of images) image.loading = 'eager'
          const patience = new Promise(done => setTimeout(done, 3000))
          // A picture that only now begins to load gives up an early decode(): first all of it, then decode().
          const arrived = image => image.complete && (image.naturalWidth > 0 || !image.currentSrc) ? null
            : new Promise(done => { image.addEventListener('load', done, { once: true }); image.addEventListener('error', done, { once: true }) })
          const loaded = images.map(async image => { await arrived(image); await image.decode().catch(() => {}) })
          const moved = document.getAnimations().map(animation => animation.finished.catch(() => {}))
          await Promise.race([patience, Promise.all([...loaded, document.fonts.ready, ...moved])])
        }"""
    )


def broken_images(page: Page) -> list[str]:
    return page.evaluate("[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)")


def axe_violations(page: Page) -> list[str]:
    """One line for each element that breaks a rule of axe, WCAG or good practice."""
    found = axe.run(page).response["violations"]
    return [f"{rule['id']}: {node['target']} {rule['help']}" for rule in found for node in rule["nodes"]]


def wider_than_screen(page: Page) -> list[str]:
    """The elements that make the page scroll sideways; none when it does not."""
    return page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth
          if (document.documentElement.scrollWidth <= width) return []
          const end = element => Math.round(element.getBoundingClientRect().right)
          const describe = element => `${element.tagName.toLowerCase()}.${element.className} ends at ${end(element)}px`
          const wide = [...document.body.querySelectorAll('*')].filter(element => end(element) > width + 1)
          return [`the page is ${document.documentElement.scrollWidth}px wide`, ...wide.slice(0, 5).map(describe)]
        }"""
    )


def screenshot(page: Page, path: pathlib.Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)
