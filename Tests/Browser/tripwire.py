"""Notices when a page does something that nobody wrote into it: runs words as a script, asks for an address, gets another skeleton."""

import contextlib
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Frame, Page, Route

#: Before any script of a page: what hostile words call, and what a browser reports when it stops them.
LISTEN = """(() => {
  const trip = what => window.tripwire?.(`${what} at ${location.href}`)
  for (const name of ['alert', 'prompt', 'confirm', 'print']) {
    Object.defineProperty(window, name, {value: () => { trip(name) }, configurable: false})
  }
  Object.defineProperty(window, '__pwned', {set: () => trip('__pwned'), get: () => undefined, configurable: false})
  addEventListener('securitypolicyviolation', event => {
    trip(`${event.effectiveDirective} stopped ${event.blockedURI} ${event.sample}`)
  }, true)
})()"""

#: Tag and attribute names of all elements, in order: words must never change it. Besides, what must not be there at all.
SKELETON = """() => [...document.querySelectorAll('*')].map(element =>
  [element.localName, ...element.getAttributeNames().filter(name => !name.startsWith('data-foyer')).sort()].join(' '))"""

DANGERS = """() => {
  const found = []
  const base = document.baseURI.startsWith('http') ? document.baseURI : 'http://here.example/'
  for (const element of document.querySelectorAll('*')) {
    for (const {name, value} of element.attributes) {
      if (name.startsWith('on') || name === 'srcdoc') found.push(`${element.localName} has ${name}`)
      if (!['href', 'src', 'action', 'formaction', 'data', 'xlink:href', 'poster', 'background', 'ping'].includes(name)) continue
      // What is no URL leads nowhere.
      if (!URL.canParse(value, base)) continue
      const scheme = new URL(value, base).protocol
      if (value === 'data:,' && element.localName === 'link') continue
      if (!['http:', 'https:', 'mailto:', 'tel:'].includes(scheme)) found.push(`${element.localName} ${name}=${value}`)
    }
    if (['object', 'embed', 'base', 'applet', 'frame', 'frameset', 'portal', 'fencedframe'].includes(element.localName)) {
      found.push(`<${element.localName}>`)
    }
  }
  return found
}"""


@dataclass
class Tripwire:
    """All that was noticed in one browser profile, and every address of our own server that it asked for."""

    port: int
    tripped: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        context.expose_binding("tripwire", lambda source, what: self.tripped.append(what))
        context.add_init_script(LISTEN)
        context.on("dialog", lambda dialog: (self.tripped.append(f"a dialog: {dialog.type}"), dialog.dismiss()))
        context.route("**/*", self.only_ours)

    def only_ours(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.port == self.port and (address.hostname or "").endswith("localhost"):
            self.asked.append(route.request.url)
            route.continue_()
        else:
            self.tripped.append(f"asked for {route.request.url[:200]}")
            route.abort()

    def paths(self) -> set[str]:
        """What was asked for since the last time, without what differs each time. The portal's own scripts ask when they like."""
        asked, self.asked = self.asked, []
        paths = {re.sub(r"/~[^/]+|[0-9a-f]{12,}|[?#].*", "", urlsplit(url).path) for url in asked}
        return {path for path in paths if not path.startswith("/api/v1/sites/")}


@contextlib.contextmanager
def guarded(browser: Browser, port: int, cookie: dict | None = None, **options):
    """A page in a profile of its own in which nothing but our server can be reached, with a tripwire."""
    context = browser.new_context(reduced_motion="reduce", **options)
    context.set_default_timeout(20_000)
    wire = Tripwire(port)
    wire.listen(context)
    if cookie:
        context.add_cookies([cookie])
    try:
        yield context.new_page(), wire
    finally:
        context.close()


def skeleton(page: Page | Frame) -> list[str]:
    return page.evaluate(SKELETON)


def dangers(page: Page | Frame) -> list[str]:
    return page.evaluate(DANGERS)
