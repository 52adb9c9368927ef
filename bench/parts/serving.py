"""The service over HTTP: durable edits beside bare commits and beside Wagtail's, and requests of the live site beside nginx
and bare Hummingbird."""

import contextlib
import getpass
import http.client
import json
import pathlib
import re
import statistics
import subprocess
import time

import peer_edits
from processes import Broken, answer, free_port, processor_seconds, resident_megabytes, server

SITE = "sonnenkorn"
#: A page of some 10 KB, which is what most pages are.
PAGE = "/impressum/"
CLIENTS = (1, 8, 32)


def measure(bench) -> dict:
    peer_edits.programs(bench.root)
    port = free_port()
    data = bench.disk / "data"
    log = bench.disk / "server.log"
    with server([bench.foyer, "serve", "--demo", "--data", data, "--port", port], log, port) as process:
        foyer = Foyer(port, log)
        bench.say("waiting for the demo's pictures")
        wait_for_pictures(foyer)
        result = {"edits": edits(bench, foyer), "requests": requests(bench, foyer, process)}
    result["peer"] = peer_edits.measure(bench)
    return result


class Foyer:
    """A running demo server, with the designer signed in."""

    def __init__(self, port: int, log: pathlib.Path):
        self.port = port
        self.host = "portal.localhost"
        self.cookie = self.sign_in(self.link("designer", log))

    def link(self, role: str, log: pathlib.Path) -> str:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            text = log.read_text(errors="replace")
            if "Foyer is ready" in text and (found := re.search(rf"^  {role}\s+(http://\S+)$", text, re.M)):
                return found[1]
            time.sleep(0.05)
        raise Broken(f"the server printed no link for the {role}:\n{log.read_text(errors='replace')[-2000:]}")

    def sign_in(self, link: str, form: bytes = b"") -> str:
        """Sends the form of the one-time link's page, which asks somebody with a password for nothing more."""
        path = "/" + link.removeprefix("http://").partition("/")[2]
        status, headers, _ = self.request("POST", path, form, {"Content-Type": "application/x-www-form-urlencoded"})
        cookie = headers.get("set-cookie", "").partition(";")[0]
        if not cookie:
            raise Broken(f"the one-time link gave no session ({status})")
        return cookie

    def request(self, method: str, path: str, body: bytes | None = None, headers: dict | None = None,
                host: str | None = None):
        host = f"{host or self.host}:{self.port}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            own = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
            connection.request(method, path, body, {**own, **(headers or {})})
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return response.status, headers, response.read()

    def api(self, path: str):
        status, _, body = self.request("GET", f"/api/v1{path}", headers={"Cookie": self.cookie})
        if status != 200:
            raise Broken(f"GET /api/v1{path} was answered with {status}: {body[:300].decode(errors='replace')}")
        return json.loads(body)


def taken(foyer: Foyer, path: str, times: int) -> dict:
    """How long an answer takes over one kept connection, in milliseconds."""
    connection = http.client.HTTPConnection("127.0.0.1", foyer.port, timeout=30)
    measured, size = [], 0
    for _ in range(times):
        start = time.perf_counter()
        connection.request("GET", path, headers={"Host": f"{foyer.host}:{foyer.port}", "Cookie": foyer.cookie})
        response = connection.getresponse()
        size = len(response.read())
        measured.append((time.perf_counter() - start) * 1000)
        if response.status != 200:
            raise Broken(f"{path} was answered with {response.status}")
    connection.close()
    measured.sort()
    return {"bytes": size, "median": round(statistics.median(measured), 2), "p95": round(measured[int(times * 0.95)], 2)}


def wait_for_pictures(foyer: Foyer, limit: float = 180) -> None:
    """Until every site shows its pictures in all their sizes: a new demo makes them beside what is measured.

    What is being made is known to the service alone, and not before it has looked for it; so a site is done when it has
    also been built anew with them."""
    deadline = time.monotonic() + limit
    waiting = [site["slug"] for site in foyer.api("/sites")["items"]]
    while waiting:
        slug = waiting[0]
        pictures = foyer.api(f"/sites/{slug}/pictures")
        if pictures["problems"]:
            told = ", ".join(f"{each['path']}: {each['problem']}" for each in pictures["problems"])
            raise Broken(f"pictures of {slug} could not be made, so what is measured is not what users have: {told}")
        newest = foyer.api(f"/sites/{slug}/releases")["items"][0]
        if pictures["making"] == 0 and newest["reason"] == "renewal":
            waiting.pop(0)
        elif time.monotonic() > deadline:
            raise Broken(f"{slug} did not have its pictures within {limit:.0f} s: {pictures['making']} are still being made, "
                         f"the newest release is {newest['number']} ({newest['reason']})")
        else:
            time.sleep(0.2)


def edits(bench, foyer: Foyer) -> dict:
    texts = all_texts(foyer)
    measured = [by_clients(bench, foyer, clients) for clients in CLIENTS]
    bare = bench.disk / "bare"
    bare.mkdir()
    # The same minute, the same disk: the peer is measured here again, on its own.
    peer = answer([bench.bench, "store", "--data", bare, "--seconds", bench.seconds, "--clients", "1"])
    commits = [row["perSecond"] for row in peer["measured"] if row["name"] == "bare"]
    return {"texts": len(texts), "measured": measured, "bare": commits}


def by_clients(bench, foyer: Foyer, clients: int) -> dict:
    """Edits of one element each over kept connections, all with texts of their own."""
    lines = "".join(f"{element} {version}\n" for element, version in all_texts(foyer))
    command = [
        bench.bench, "edits", "--port", foyer.port, "--host", foyer.host, "--cookie", foyer.cookie,
        "--path", f"/api/v1/sites/{SITE}/edits", "--clients", clients, "--seconds", bench.seconds,
    ]
    bench.say(f"edits over HTTP, {clients} clients")
    before = revision(foyer)
    measured = answer(command, lines)
    if revision(foyer) - before != measured["count"]:
        raise Broken(f"{measured['count']} edits were answered, the site went on by {revision(foyer) - before}")
    return {"clients": clients, **measured}


def all_texts(foyer: Foyer) -> list[tuple[str, int]]:
    """Every line of text on the site's pages, with the version that an edit has to name."""
    pages = foyer.api(f"/sites/{SITE}/pages?limit=100")["items"]
    trees = [foyer.api(f"/sites/{SITE}/pages/{page['id']}/tree") for page in pages]
    return [(element["id"], element["version"]) for tree in trees for element in tree["elements"]
            if element["kind"] == "text"]


def revision(foyer: Foyer) -> int:
    """Counts the site's edits: what was answered must have been stored, once."""
    page = foyer.api(f"/sites/{SITE}/pages?limit=1")["items"][0]["id"]
    return foyer.api(f"/sites/{SITE}/pages/{page}/tree")["revision"]


def requests(bench, foyer: Foyer, process) -> dict:
    host = f"{SITE}.site.localhost"
    status, _, page = foyer.request("GET", PAGE, host=host)
    if status != 200 or not 8_000 <= len(page) <= 14_000:
        raise Broken(f"the live site answers with {status} and {len(page)} bytes")
    files = bench.disk / "nginx"
    (files / "site").mkdir(parents=True)
    (files / "site" / "index.html").write_bytes(page)
    nginx_port, hello_port = free_port(), free_port()
    hello = [bench.bench, "hello", "--port", hello_port, "--file", files / "site" / "index.html"]
    with (
        server(nginx(files, nginx_port), files / "nginx.log", nginx_port) as nginx_process,
        server(hello, files / "hello.log", hello_port) as hello_process,
    ):
        servers = {
            "foyer": (process.pid, foyer.port, PAGE, host),
            "nginx": (nginx_process.pid, nginx_port, "/", host),
            "hello": (hello_process.pid, hello_port, "/hello", host),
            "helloPage": (hello_process.pid, hello_port, "/page", host),
        }
        runs = {name: [] for name in servers}
        rounds = 1 if bench.quick else 3
        for number in range(rounds):
            for name, (pid, port, path, host) in servers.items():
                bench.say(f"requests, round {number + 1} of {rounds}: {name}")
                before = processor_seconds(pid)
                run = wrk(port, path, host, bench.seconds)
                run["residentMegabytes"] = resident_megabytes(pid)
                run["processorMicrosecondsEach"] = round((processor_seconds(pid) - before) / run["count"] * 1e6, 1)
                runs[name].append(run)
    best = {name: max(measured, key=lambda run: run["perSecond"]) for name, measured in runs.items()}
    # What requests leave behind shows between the first round and the last.
    memory = [run["residentMegabytes"] for run in runs["foyer"]]
    return {"bytes": len(page), "residentMegabytes": [memory[0], memory[-1]], **best}


def wrk(port: int, path: str, host: str, seconds: int) -> dict:
    command = ["wrk", "-t2", "-c64", f"-d{seconds}s", "--latency", "-H", f"Host: {host}:{port}",
               f"http://127.0.0.1:{port}{path}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    count = re.search(r"(\d+) requests in", done.stdout)
    if done.returncode or not rate or "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise Broken(f"{' '.join(command)}:\n{done.stdout}{done.stderr}")
    return {"perSecond": round(float(rate[1])), "count": int(count[1]), "p99": latency(done.stdout, "99%")}


def latency(text: str, share: str) -> str:
    found = re.search(rf"^\s+{share}\s+(\S+)$", text, re.M)
    return found[1] if found else ""


def nginx(folder: pathlib.Path, port: int) -> list:
    """nginx as people set it up for files: sendfile, kept open files, a worker for each core, no log."""
    config = folder / "nginx.conf"
    temporary = "".join(
        f"{what}_temp_path {folder}/temp;\n" for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config.write_text(f"""
user {getpass.getuser()};
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
daemon off;
events {{ worker_connections 1024; }}
http {{
  {temporary}
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  open_file_cache max=1000;
  types {{ text/html html; }}
  server {{ listen 127.0.0.1:{port}; root {folder}/site; }}
}}
""")
    return ["/usr/sbin/nginx", "-c", config, "-p", folder, "-e", folder / "error.log"]
