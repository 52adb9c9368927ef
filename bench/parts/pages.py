"""The demo sites as a visitor with a middling telephone gets them for the first time."""

import http.client
import re
import time

from processes import Broken, answer, free_port, server
from serving import Foyer, wait_for_pictures


def measure(bench) -> dict:
    browser = bench.root / ".venv-bench" / "bin" / "python"
    if not browser.exists():
        raise Broken("Playwright is missing: scripts/setup-bench")
    port, data, log = free_port(), bench.disk / "pages", bench.disk / "pages.log"
    with server([bench.foyer, "serve", "--demo", "--data", data, "--port", port], log, port):
        hosts = demo_hosts(log)
        # Before that, pages show their pictures as they came.
        wait_for_pictures(Foyer(port, log))
        paths = {host: addresses(port, host) for host in hosts}
        # The first visitor gets the quick form of each page, everybody after that the best one.
        for host, found in paths.items():
            for path in found:
                get(port, host, path)
        time.sleep(2)
        bench.say(f"{sum(map(len, paths.values()))} pages on a slow telephone")
        command = [browser, "-B", bench.root / "bench" / "parts" / "visiting.py", "--port", port,
                   "--rounds", 1 if bench.quick else 3]
        for host, found in paths.items():
            command += ["--site", host, *found]
        return answer(command)


def demo_hosts(log) -> list[str]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        text = log.read_text(errors="replace")
        if "Foyer is ready" in text and (found := re.findall(r"^  site\s+http://([^:/\s]+)", text, re.M)):
            return found
        time.sleep(0.05)
    raise Broken(f"the server named no sites:\n{log.read_text(errors='replace')[-2000:]}")


def addresses(port: int, host: str) -> list[str]:
    """Every page that the site's map names."""
    found = re.findall(r"<loc>https?://[^/<]+(/[^<]*)</loc>", get(port, host, "/sitemap.xml"))
    if not found:
        raise Broken(f"{host} has no sitemap")
    return found


def get(port: int, host: str, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    accepted = {} if path.endswith(".xml") else {"Accept-Encoding": "br"}
    connection.request("GET", path, headers={"Host": f"{host}:{port}", **accepted})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200:
        raise Broken(f"{host}{path} was answered with {response.status}")
    return body.decode() if response.headers.get("Content-Encoding") is None else ""
