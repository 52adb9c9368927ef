#!/usr/bin/env python3
"""Opens a review page with many pins in Chromium, and sees comments of somebody else arrive there; prints what that took, in
milliseconds, as one line of JSON. It runs in an environment that has Playwright."""

import argparse
import json
import os
import statistics
import time

from playwright.sync_api import Browser, Page, sync_playwright

#: When the draft's overlay says that its pins stand.
WATCH = """(() => {
  new MutationObserver(() => { window.ready ??= performance.timeOrigin + performance.now() })
    .observe(document, {subtree: true, attributes: true, attributeFilter: ['data-foyer-ready']})
})()"""
#: When the list beside the draft has taken in one more thread.
COUNT = """() => {
  window.arrived = []
  const list = document.body
  const known = new Set([...list.querySelectorAll('[data-open]')].map(each => each.dataset.open))
  new MutationObserver(() => {
    for (const each of list.querySelectorAll('[data-open]')) {
      if (known.has(each.dataset.open)) continue
      known.add(each.dataset.open)
      window.arrived.push([each.dataset.open, Date.now()])
    }
  }).observe(list, {subtree: true, childList: true})
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--origin", "--path", "--cookie", "--other", "--api", "--page"):
        parser.add_argument(name, required=True)
    for name in ("--rounds", "--comments"):
        parser.add_argument(name, type=int, required=True)
    options = parser.parse_args()
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        # The first round starts the browser's processes, and the server's caches are cold.
        rounds = [opened(browser, options) for _ in range(options.rounds)][1:]
        reaches = sorted(arriving(browser, options))
        version = browser.version
        browser.close()
    result = {name: round(statistics.median(each[name] for each in rounds), 1) for name in ("first", "again")}
    result |= {"comments_seen": len(reaches), "reaches": round(statistics.median(reaches), 1),
               "reachesP95": round(reaches[int(len(reaches) * 0.95)], 1)}
    print(json.dumps({"chromium": version, "rounds": len(rounds), **result}))


def somebody(browser: Browser, options, cookie: str) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": options.origin}])
    context.add_init_script(WATCH)
    page = context.new_page()
    # Chromium builds the window's own bars in processes of their own; people open pages in windows that stand.
    page.wait_for_timeout(1500)
    return page


def opened(browser: Browser, options) -> dict:
    page = somebody(browser, options, options.cookie)
    result = {name: ready(page, options) for name in ("first", "again")}
    page.context.close()
    return result


def ready(page: Page, options) -> float:
    page.goto(options.origin + options.path)
    frame = page.wait_for_selector("iframe[data-draft]").content_frame()
    frame.wait_for_selector("html[data-foyer-ready]")
    return frame.evaluate("window.ready") - page.evaluate("performance.timeOrigin")


def arriving(browser: Browser, options) -> list[float]:
    """From the moment somebody sends a thread until it stands in another browser's list."""
    reader, writer = somebody(browser, options, options.cookie), somebody(browser, options, options.other)
    ready(reader, options)
    writer.goto(options.origin + "/")
    reader.evaluate(COUNT)
    # The stream is open when the page has been there for a moment.
    time.sleep(1)
    sent = {}
    for number in range(options.comments):
        thread, at = writer.evaluate(
            """async ([url, body]) => {
              const at = Date.now()
              const answer = await fetch(url, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)})
              return [(await answer.json()).id, at]
            }""", [options.api, {"page": options.page, "revision": 1, "body": f"Somebody else's words, number {number}"}])
        sent[thread] = at
        time.sleep(0.2)
    time.sleep(1)
    arrived = dict(reader.evaluate("window.arrived"))
    missing = sent.keys() - arrived.keys()
    if missing:
        raise SystemExit(f"{len(missing)} of {len(sent)} threads did not arrive")
    return [arrived[thread] - at for thread, at in sent.items()]


main()
