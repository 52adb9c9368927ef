"""The table, and the same figures as JSON."""

import json
import os
import pathlib
import platform
import statistics
import time


def machine() -> dict:
    model = next((line.partition(":")[2].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    return {"processor": model, "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 2),
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}


def write(results: dict, path: pathlib.Path) -> None:
    results["machine"]["loadAfter"] = round(os.getloadavg()[0], 2)
    results["targets"] = targets(results["parts"])
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(results, indent=2) + "\n")


def show(results: dict) -> None:
    machine = results["machine"]
    print(f"\n{machine['processor']}, {machine['cores']} cores, load {machine['load']} before and "
          f"{machine['loadAfter']} after")
    if machine["load"] > machine["cores"] / 2:
        print("Others were at work on this machine. What waits for the disk suffers most, the single thread of the bare\n"
              "commits above all: read CPU seconds, and measure again when it is idle.")
    for name, part in results["parts"].items():
        {"build": show_builds, "store": show_store, "history": show_history, "http": show_http, "editor": show_editor,
         "publish": show_publishing, "pages": show_pages, "feedback": show_feedback}[name](part)
    if results["targets"]:
        rows = [[t["figure"], t["foyer"], t["peer"], t["ratio"], t["target"], "met" if t["met"] else "MISSED"]
                for t in results["targets"]]
        table("Targets", ["figure", "Foyer", "peer", "ratio", "target", ""], rows)


# MARK: Parts

def show_builds(part: dict) -> None:
    head = ["pages", "who", "wall s", "pages/s", "CPU s", "peak MB", "MB written"]
    rows = []
    for size in part["sizes"]:
        for who, name in (("foyer", "Foyer"), ("hugo", f"Hugo {part['hugo']}")):
            rows.append([f"{size['pages']:,}", name, *build_columns(size[who]), size["megabytes"][who]])
        plain = size["plain"]
        rows.append([f"{size['pages']:,}", "plain loop", f"{plain['microseconds'] / 1e6:.3f}",
                     f"{size['pages'] / plain['microseconds'] * 1e6:,.0f}",
                     f"{plain['processorMicroseconds'] / 1e6:.2f}", "", size["megabytes"]["foyer"]])
        floor = size["markdown"]
        rows.append([f"{size['pages']:,}", "libcmark-gfm alone, 2 threads", f"{floor['microseconds'] / 1e6:.3f}",
                     f"{size['pages'] / floor['microseconds'] * 1e6:,.0f}",
                     f"{floor['processorMicroseconds'] / 1e6:.2f}", "", round(floor["htmlBytes"] / 1e6, 1)])
        rows.append([f"{size['pages']:,}", "Foyer again, nothing changed", *build_columns(size["again"])])
    if largest := part.get("largest"):
        rows.append([f"{largest['pages']:,}", "Foyer", *build_columns(largest)])
    table("Full build, folder to static site, into memory", head, rows)
    counts = ", ".join(f"{size['html']:,}" for size in part["sizes"])
    print(f"HTML files, the same number from both: {counts}")
    rows = []
    if disk := part.get("disk"):
        for who, name in (("foyer", "Foyer"), ("hugo", f"Hugo {part['hugo']}")):
            rows.append([f"{disk['pages']:,} to disk", name, *build_columns(disk[who])])
        rows.append([f"{disk['pages']:,} to disk", "plain loop", f"{disk['plain']['microseconds'] / 1e6:.3f}"])
    if corpus := part.get("corpus"):
        rows.append([f"{corpus['name']}, {corpus['sources']} files", "Foyer", *build_columns(corpus["foyer"])])
    if rows:
        table("Once to disk; a site that other people wrote", ["what", "who", "wall s", "pages/s", "CPU s", "peak MB"],
              rows)


def build_columns(run: dict) -> list[str]:
    return [f"{run['seconds']:.3f}", f"{run['pagesPerSecond']:,}", f"{run['processorSeconds']:.2f}",
            f"{run['peakMegabytes']:.0f}"]


def show_store(part: dict) -> None:
    rows = []
    for engine, runs in part.items():
        for number, run in enumerate(runs):
            for row in run["measured"]:
                what = "bare one-row commits" if row["name"] == "bare" else f"edits, {row['clients']} clients"
                group = f"{row['count'] / row['commits']:.1f}" if row.get("commits") else ""
                rows.append([engine, number + 1, what, f"{row['perSecond']:,}", f"{row['medianMicroseconds']:,}",
                             f"{row['p99Microseconds']:,}", row["processorMicrosecondsEach"], group])
    table("Durable edits through the store", ["engine", "round", "what", "per s", "median µs", "p99 µs",
                                              "CPU µs each", "per commit"], rows)


def show_history(part: dict) -> None:
    for engine, run in part.items():
        rows = [[row["name"], f"{row['medianMicroseconds'] / 1000:.1f}", f"{row['p95Microseconds'] / 1000:.1f}",
                 f"{row['processorMicrosecondsEach'] / 1000:.1f}", f"{row['grownKilobytes']:,}"] for row in run["measured"]]
        table(f"Questions about a site at revision {run['revisions']:,}, an element of {run['versions']:,} states, {engine}",
              ["what", "median ms", "p95 ms", "CPU ms", "KB grown"], rows)
        print(f"The process had {run['residentMegabytes']} MB in the end.")


def show_publishing(part: dict) -> None:
    rows = []
    for row in part["sizes"]:
        published, synced, hugo = row["published"], row["synced"], row["hugo"]
        rows.append([f"{row['pages']:,}", f"{published['medianMicroseconds'] / 1000:.2f}",
                     f"{published['p99Microseconds'] / 1000:.2f}", f"{synced['medianMicroseconds'] / 1000:.2f}",
                     f"{synced['p99Microseconds'] / 1000:.2f}", row["firstMilliseconds"], row["templateMilliseconds"],
                     row["residentMegabytes"], hugo["rebuildMilliseconds"], hugo["startSeconds"], hugo["peakMegabytes"]])
    table(f"One element changed until it is live, on disk; Hugo {part['hugo']} serving from memory",
          ["pages", "median ms", "p99 ms", "syncs alone", "p99", "first publish", "template changed", "MB", "Hugo ms",
           "Hugo start s", "Hugo MB"], rows)
    if lektor := part.get("lektor"):
        print(f"Lektor on {lektor['pages']:,} pages: {lektor['firstSeconds']} s at first, {lektor['againMilliseconds']:,} ms after "
              "one article was changed.")


def show_http(part: dict) -> None:
    edits, peer = part["edits"], part["peer"]
    rows = [[f"Foyer, {run['clients']} clients", f"{run['perSecond']:,}", f"{run['medianMicroseconds']:,}",
             f"{run['p99Microseconds']:,}"] for run in edits["measured"]]
    rows += [["bare one-row commits", f"{bare:,}"] for bare in edits["bare"]]
    rows += [[f"Wagtail {peer['wagtail']}, {peer['clients']} clients, {way}", f"{run['perSecond']:,.0f}",
              f"{run['medianMicroseconds']:,}", f"{run['p99Microseconds']:,}"] for way, run in peer["ways"].items()]
    table("Durable edits of one text over HTTP", ["what", "per s", "median µs", "p99 µs"], rows)
    requests = part["requests"]
    names = {"foyer": "Foyer, live site", "nginx": "nginx, the same page", "hello": "Hummingbird, 128 bytes",
             "helloPage": "Hummingbird, the same page"}
    rows = [[title, f"{requests[name]['perSecond']:,}", requests[name]["p99"],
             requests[name]["processorMicrosecondsEach"]] for name, title in names.items()]
    table(f"Requests, 64 connections, {requests['bytes']:,} bytes a page",
          ["who", "requests/s", "p99", "server CPU µs each"], rows)
    print("Foyer holds {} MB after the first round, {} MB after the last".format(*requests["residentMegabytes"]))


def show_editor(part: dict) -> None:
    rows = [["open for editing, nothing in the browser's cache", part["first"], ""],
            ["open for editing again", part["again"], ""],
            ["a text opens after the click", part["opens"], ""],
            [f"a key is painted, {part['keys']} keys", part["keyMedian"], part["keyP95"]],
            [f"the tree over HTTP, {part['tree']['bytes']:,} bytes", part["tree"]["median"], part["tree"]["p95"]]]
    table(f"A page of {part['elements']} elements, {part['unlocked']} texts unlocked, Chromium {part['chromium']}",
          ["what", "median ms", "p95 ms"], rows)


def show_pages(part: dict) -> None:
    rows = [[row["site"], row["path"], row["lcp"], row["element"], f"{row['cls']:.3f}", row["tbt"], row["kilobytes"], row["html"],
             row["requests"], len(row["noise"]) or ""] for row in part["rows"]]
    table(f"First visits on a telephone: 1.6 Mbit/s, 150 ms, processor four times slower, Chromium {part['chromium']}",
          ["site", "page", "LCP ms", "of", "CLS", "TBT ms", "KB", "HTML KB", "requests", "messages"], rows)
    for row in part["rows"]:
        for line in row["noise"]:
            print(f"{row['site']}{row['path']}: {line}")


def show_feedback(part: dict) -> None:
    rows = [[f"a page with {part['pins']} pins, nothing in the browser's cache", part["first"], ""],
            ["the same again", part["again"], ""],
            [f"a new thread in another browser, {part['comments_seen']} times", part["reaches"], part["reachesP95"]],
            [f"the inbox's first page over HTTP, {part['inbox']['bytes']:,} bytes", part["inbox"]["median"], part["inbox"]["p95"]],
            [f"100 threads of a page over HTTP, {part['listed']['bytes']:,} bytes", part["listed"]["median"], part["listed"]["p95"]]]
    table(f"Feedback with {part['threads']:,} threads, Chromium {part['chromium']}", ["what", "median ms", "p95 ms"], rows)
    rows = [[f"{run['clients']} clients", f"{run['perSecond']:,}", f"{run['medianMicroseconds']:,}", f"{run['p99Microseconds']:,}"]
            for run in part["comments"]]
    table("Durable comments over HTTP", ["what", "per s", "median µs", "p99 µs"], rows)
    streams = part["streams"]
    print(f"{streams['count']} event streams take {streams['megabytes']} MB and {streams['idlePercent']} % of a processor while nothing "
          f"happens; a new thread has reached all of them after {streams['allReachedMilliseconds']} ms.")


# MARK: Targets

def targets(parts: dict) -> list[dict]:
    found = []

    def add(figure: str, foyer: float, peer: float, needed: float, digits: int, less: bool = False) -> None:
        ratio = foyer / peer if peer else 0
        found.append({
            "figure": figure, "foyer": f"{foyer:,.{digits}f}", "peer": f"{peer:,.{digits}f}", "ratio": f"{ratio:.2f}",
            "target": f"{'≤' if less else '≥'} {needed:.2f}", "met": ratio <= needed if less else ratio >= needed,
        })

    def limit(figure: str, foyer: float, most: float, digits: int) -> None:
        found.append({"figure": figure, "foyer": f"{foyer:,.{digits}f}", "peer": "", "ratio": "",
                      "target": f"< {most:g}", "met": foyer < most})

    for size in parts.get("build", {}).get("sizes", []):
        if size["pages"] < 1_000:
            continue
        what, ours, theirs = f"{size['pages']:,} pages", size["foyer"], size["hugo"]
        add(f"{what}, pages/s beside Hugo", ours["pagesPerSecond"], theirs["pagesPerSecond"], 5, 0)
        add(f"{what}, peak MB beside Hugo", ours["peakMegabytes"], theirs["peakMegabytes"], 1 / 4, 0, less=True)
        floor = (size["markdown"]["microseconds"] + size["plain"]["microseconds"]) / 1e6
        add(f"{what}, seconds beside libcmark-gfm and the plain loop", ours["seconds"], floor, 1.8, 3, less=True)
        add(f"{what} again, seconds beside the first time", size["again"]["seconds"], ours["seconds"], 0.2, 3, less=True)
    if largest := parts.get("build", {}).get("largest"):
        ten = next(size for size in parts["build"]["sizes"] if size["pages"] == 10_000)
        add("50,000 pages, seconds beside 10,000", largest["seconds"], ten["foyer"]["seconds"], 5, 2, less=True)
    if store := parts.get("store"):
        runs = store["sqlite"]
        bare = statistics.median(row["perSecond"] for run in runs for row in run["measured"] if row["name"] == "bare")
        edits = statistics.median(row["perSecond"] for run in runs for row in run["measured"] if row.get("clients") == 32)
        add("edits/s, 32 clients, beside bare commits", edits, bare, 1.5, 0)
    if http := parts.get("http"):
        edits = {run["clients"]: run for run in http["edits"]["measured"]}
        bare = statistics.median(http["edits"]["bare"])
        for clients, needed in ((1, 0.25), (8, 0.5), (32, 0.7)):
            what = f"edits/s over HTTP, {clients} client{'s'[:clients - 1]}, beside bare commits"
            add(what, edits[clients]["perSecond"], bare, needed, 0)
        best = max(run["perSecond"] for run in http["peer"]["ways"].values())
        add("edits/s over HTTP, 8 clients, beside Wagtail", edits[8]["perSecond"], best, 50, 0)
        limit("edits over HTTP, 8 clients, p99 in ms", edits[8]["p99Microseconds"] / 1000, 10, 1)
        requests = http["requests"]
        rate = requests["foyer"]["perSecond"]
        add("requests/s of a page, beside bare Hummingbird's of 128 bytes", rate, requests["hello"]["perSecond"], 1, 0)
        add("requests/s of a page, beside nginx", rate, requests["nginx"]["perSecond"], 0.4, 0)
        add("their p99 in ms, beside nginx", milliseconds(requests["foyer"]["p99"]), milliseconds(requests["nginx"]["p99"]),
            3, 2, less=True)
    for engine, run in parts.get("history", {}).items():
        for row in run["measured"]:
            # The tree has its own target, over HTTP.
            if "the tree" not in row["name"]:
                limit(f"{row['name']}, {engine}, p95 in ms", row["p95Microseconds"] / 1000, 20, 1)
        limit(f"memory after all that, {engine}, MB", run["residentMegabytes"], 100, 0)
    if publishing := parts.get("publish"):
        beyond = [size["published"]["medianMicroseconds"] - size["synced"]["medianMicroseconds"]
                  for size in publishing["sizes"]]
        for size, median in zip(publishing["sizes"], beyond):
            what = f"one element until live, {size['pages']:,} pages, beyond the syncs"
            limit(f"{what}, median in ms", median / 1000, 5, 2)
            late = size["published"]["p99Microseconds"] - size["synced"]["p99Microseconds"]
            limit(f"{what}, p99 in ms", late / 1000, 20, 2)
        add("one element until live, the large site beside the small one, ms", beyond[-1] / 1000, beyond[0] / 1000, 2, 2,
            less=True)
        large = publishing["sizes"][-1]
        add("a template changed beside a publish of everything, ms", large["templateMilliseconds"],
            large["firstMilliseconds"], 1, 0, less=True)
    if editor := parts.get("editor"):
        limit("500 elements open for editing, ms", editor["first"], 300, 0)
        limit("500 elements open for editing again, ms", editor["again"], 300, 0)
        limit("their tree over HTTP, p95 in ms", editor["tree"]["p95"], 10, 1)
        limit("from key to paint, median in ms", editor["keyMedian"], 16, 1)
    if pages := parts.get("pages"):
        rows = pages["rows"]
        limit("slowest page on a telephone, LCP in ms", max(row["lcp"] for row in rows), 1201, 0)
        limit("layout shift of the worst page", max(row["cls"] for row in rows), 0.0101, 4)
        limit("blocking time of the worst page, ms", max(row["tbt"] for row in rows), 51, 0)
        limit("largest first view, KB", max(row["kilobytes"] for row in rows), 150.1, 1)
        limit("messages in the console", sum(len(row["noise"]) for row in rows), 1, 0)
    if feedback := parts.get("feedback"):
        pins, threads = feedback["pins"], feedback["threads"]
        limit(f"a page with {pins} pins open for review, ms", feedback["first"], 300, 0)
        limit(f"the inbox's first page with {threads:,} threads, p95 in ms", feedback["inbox"]["p95"], 30, 1)
        comments = next(run for run in feedback["comments"] if run["clients"] == 8)
        add("comments/s over HTTP, 8 clients", comments["perSecond"], 1, 2_000, 0)
        limit("a new thread in another browser, median in ms", feedback["reaches"], 200, 0)
        limit(f"{feedback['streams']['count']} event streams, MB", feedback["streams"]["megabytes"], 100, 1)
        limit("processor while they are idle, %", feedback["streams"]["idlePercent"], 1, 2)
    return found


def milliseconds(text: str) -> float:
    """Of a time as wrk writes it: `812.00us`, `1.52ms`, `1.03s`."""
    number = float(text.rstrip("mus"))
    return number / 1000 if text.endswith("us") else number if text.endswith("ms") else number * 1000


def table(title: str, head: list[str], rows: list[list]) -> None:
    rows = [[str(cell) for cell in row] + [""] * (len(head) - len(row)) for row in rows]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    # Numbers to the right, words to the left, judged by the first row that has something to say.
    right = [next((row[column][0] in "0123456789" for row in rows if row[column]), False)
             and not any(row[column][:1].isalpha() for row in rows) and not any(" " in row[column] for row in rows)
             for column in range(len(head))]
    print(f"\n{title}\n")
    for row in [head, *rows]:
        cells = [cell.rjust(width) if to_right else cell.ljust(width)
                 for cell, width, to_right in zip(row, widths, right)]
        print("  " + "  ".join(cells).rstrip())
        if row is head:
            print("  " + "  ".join("─" * width for width in widths))
