#!/usr/bin/env python3
"""Visits pages as a telephone with a processor of a quarter of this one's speed on a slow network would; prints what that took as one
line of JSON. It runs in an environment that has Playwright: visiting.py --port PORT --site HOST PATH … --site HOST PATH …"""

import argparse
import json
import os
import statistics

from playwright.sync_api import Browser, sync_playwright

#: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back.
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
SLOWER = 4

WATCH = """(() => {
  window.seen = {lcp: 0, cls: 0, tbt: 0, element: ''}
  const watch = (type, note) => new PerformanceObserver(list => list.getEntries().forEach(note)).observe({type, buffered: true})
  watch('largest-contentful-paint', entry => {
    seen.lcp = entry.startTime
    seen.element = (entry.element?.tagName.toLowerCase() ?? '') + (entry.url ? ' ' + entry.url.split('/').pop() : '')
  })
  watch('layout-shift', entry => { if (!entry.hadRecentInput) seen.cls += entry.value })
  watch('longtask', entry => { seen.tbt += Math.max(0, entry.duration - 50) })
})()"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--site", action="append", nargs="+", required=True)
    options = parser.parse_args()
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        # The first page starts the browser's processes.
        visit(browser, f"http://{options.site[0][0]}:{options.port}/")
        rows = []
        for host, *paths in options.site:
            for path in paths:
                runs = [visit(browser, f"http://{host}:{options.port}{path}") for _ in range(options.rounds)]
                middle = sorted(runs, key=lambda run: run["lcp"])[len(runs) // 2]
                noise = sorted({line for run in runs for line in run["noise"]})
                rows.append({"site": host.partition(".")[0], "path": path, **middle, "noise": noise,
                             "cls": max(run["cls"] for run in runs), "tbt": statistics.median(run["tbt"] for run in runs)})
        version = browser.version
        browser.close()
    print(json.dumps({"chromium": version, "rows": rows}))


def visit(browser: Browser, address: str) -> dict:
    """With nothing in the cache; until the page is still."""
    context = browser.new_context(viewport={"width": 412, "height": 823}, device_scale_factor=1.75, is_mobile=True, has_touch=True)
    page = context.new_page()
    noise = []
    page.on("console", lambda message: noise.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: noise.append(str(error)))
    session = context.new_cdp_session(page)
    counted = {"bytes": 0, "requests": 0, "html": 0}
    documents = set()

    def received(event) -> None:
        if event["type"] == "Document":
            documents.add(event["requestId"])

    def finished(event) -> None:
        counted["bytes"] += event["encodedDataLength"]
        counted["requests"] += 1
        if event["requestId"] in documents:
            counted["html"] += event["encodedDataLength"]

    session.on("Network.responseReceived", received)
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(800)
    seen = page.evaluate("seen")
    context.close()
    return {"lcp": round(seen["lcp"]), "cls": round(seen["cls"], 4), "tbt": round(seen["tbt"]), "element": seen["element"],
            "kilobytes": round(counted["bytes"] / 1000, 1), "html": round(counted["html"] / 1000, 1),
            "requests": counted["requests"], "noise": noise}


if __name__ == "__main__":
    main()
