"""One element changed until it is live, on sites of two sizes; beside Hugo's server and Lektor after one file was changed."""

import os
import signal
import socket
import subprocess
import time
import urllib.request

from builds import hugo_binary, hugo_version
from processes import Broken, answer

SIZES = [10, 10_000]
QUICK = [10, 1_000]


def measure(bench) -> dict:
    hugo = hugo_binary(bench.root)
    rows = []
    for size in QUICK if bench.quick else SIZES:
        site = bench.memory / f"publish-{size}"
        bench.say(f"writing a site of {size:,} pages, twice")
        subprocess.run([bench.root / "bench" / "generate", str(size), site], check=True, stdout=subprocess.DEVNULL)
        data = bench.disk / f"publish-{size}"
        data.mkdir()
        bench.say("one element changed until it is live")
        rounds = 100 if bench.quick else 300
        row = answer([bench.bench, "publish", "--data", data, "--site", site / "foyer", "--rounds", rounds], limit=1800)
        row["hugo"] = of_hugo(bench, hugo, site / "hugo", size)
        rows.append(row)
    return {"hugo": hugo_version(hugo), "sizes": rows, "lektor": of_lektor(bench)}


def of_lektor(bench, size: int = 1_000) -> dict | None:
    """How long `lektor build` takes after one article was changed; nothing when Lektor is not installed."""
    program = bench.root / ".venv-bench" / "bin" / "lektor"
    if not program.exists():
        return None
    bench.say(f"lektor build of {size:,} pages")
    folder = bench.memory / "lektor-site"
    subprocess.run([bench.root / "bench" / "generate", str(size), folder, "--only", "lektor"], check=True)
    site = folder / "lektor"
    command = [program, "--project", site, "build", "--output-path", bench.memory / "lektor-built"]
    times = []
    article = next((site / "content" / "blog").glob("*/contents.lr"))
    for number in range(4):
        begin = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True)
        times.append(time.monotonic() - begin)
        if done.returncode:
            raise Broken(f"lektor build: {(done.stderr or done.stdout).strip()[-300:]}")
        with open(article, "a") as file:
            file.write(f"\nchanged {number}\n")
    return {"pages": size, "firstSeconds": round(times[0], 2), "againMilliseconds": round(sorted(times[1:])[1] * 1000)}


def of_hugo(bench, hugo, site, size: int) -> dict:
    """How long `hugo server` takes to start, and from a changed file to the changed page."""
    article = next((site / "content" / "blog").glob("[!_]*.md"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/blog/{article.stem}/"
    command = [hugo, "server", "--port", str(port), "--bind", "127.0.0.1", "--baseURL", f"http://127.0.0.1:{port}/",
               "--renderToMemory", "--disableLiveReload", "--noBuildLock", "--quiet", "--source", site,
               "--cacheDir", bench.memory / "hugo-cache"]
    bench.say(f"hugo server of {size:,} pages")
    start = time.monotonic()
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        await_page(url, "", start + 300)
        started = time.monotonic() - start
        times = []
        for number in range(5):
            time.sleep(1)  # the watcher gathers what changes within a moment of the last change
            mark = f"changed-{os.getpid()}-{number}"
            begin = time.monotonic()
            with open(article, "a") as file:
                file.write(f"\n{mark}\n")
            await_page(url, mark, begin + 60)
            times.append(time.monotonic() - begin)
        peak = next(int(line.split()[1]) for line in open(f"/proc/{server.pid}/status") if line.startswith("VmHWM"))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
    return {"startSeconds": round(started, 2), "rebuildMilliseconds": round(sorted(times)[2] * 1000, 1),
            "peakMegabytes": peak // 1024}


def await_page(url: str, mark: str, limit: float) -> None:
    while time.monotonic() < limit:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                if mark in response.read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.002)
    raise Broken(f"hugo server did not show {mark or 'a page'} at {url} in time")
