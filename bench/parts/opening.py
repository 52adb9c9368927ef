#!/usr/bin/env python3
"""Opens an editing screen in Chromium and types into it; prints what that took, in milliseconds, as one line of JSON.

It runs in an environment that has Playwright: opening.py --origin URL --path PATH --cookie NAME=VALUE --rounds N"""

import argparse
import json
import os
import statistics

from playwright.sync_api import Browser, Page, sync_playwright

#: In every document before its own scripts: when the attributes came that say what state it is in, and when each key was painted.
#: The painting follows the frame's callbacks; a message sent from there comes after it.
WATCH = """(() => {
  window.at = {}
  window.keys = []
  new MutationObserver(changes => {
    for (const {target, attributeName: name} of changes) {
      const state = name === 'data-detail' ? target.getAttribute(name) : name
      window.at[state] ??= performance.timeOrigin + performance.now()
    }
  }).observe(document, {subtree: true, attributes: true, attributeFilter: ['data-detail', 'data-foyer-ready', 'data-foyer-open']})
  addEventListener('pointerdown', event => { window.at.pointer = performance.timeOrigin + event.timeStamp }, true)
  addEventListener('keydown', event => {
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => window.keys.push(performance.now() - event.timeStamp)
      channel.port2.postMessage(0)
    })
  }, true)
})()"""

WORDS = "Words that somebody writes at the pace of a person who knows what to say and does not look at the keys. "


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--origin", "--path", "--cookie"):
        parser.add_argument(name, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        rounds = [once(browser, options) for _ in range(options.rounds)]
        version = browser.version
        browser.close()
    # The first of them starts the browser's processes, and the server's caches are cold.
    rounds = rounds[1:]
    result = {name: round(statistics.median(each[name] for each in rounds), 1) for name in ("first", "again", "opens")}
    keys = sorted(key for each in rounds for key in each["keys"])
    result |= {"keys": len(keys), "keyMedian": round(statistics.median(keys), 1), "keyP95": round(keys[int(len(keys) * 0.95)], 1)}
    print(json.dumps({"chromium": version, "rounds": len(rounds), **result}))


def once(browser: Browser, options) -> dict:
    """In a profile of its own: nothing in its cache, then again with what the first time left there."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    name, _, value = options.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": options.origin}])
    context.add_init_script(WATCH)
    page = context.new_page()
    # Chromium builds the window's own bars in processes of their own; people open pages in windows that stand.
    page.wait_for_timeout(1500)
    first, _ = ready(page, options)
    again, frame = ready(page, options)
    element = frame.query_selector("p[data-foyer-unlocked]")
    element.click()
    frame.wait_for_selector("[data-foyer-open]")
    opens = frame.evaluate("window.at['data-foyer-open'] - window.at.pointer")
    for number in range(100):
        page.keyboard.press(WORDS[number % len(WORDS)])
        # Not in step with the screen.
        page.wait_for_timeout(20 + number % 17)
    # The last key may still wait for its frame.
    page.wait_for_timeout(200)
    keys = frame.evaluate("window.keys")
    page.keyboard.press("Escape")
    context.close()
    return {"first": first, "again": again, "opens": opens, "keys": keys}


def ready(page: Page, options):
    """Until the portal says that it is ready and the draft has marked what may be changed."""
    page.goto(options.origin + options.path)
    page.wait_for_selector("[data-detail=ready]", state="attached")
    frame = page.query_selector("iframe[data-draft]").content_frame()
    frame.wait_for_selector("html[data-foyer-ready]")
    marked = frame.evaluate("window.at['data-foyer-ready']")
    return max(page.evaluate("window.at.ready"), marked) - page.evaluate("performance.timeOrigin"), frame


main()
