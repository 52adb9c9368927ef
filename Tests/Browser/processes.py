"""Starting the program, and serving a built site to a browser, so that nothing outlives the tests."""

import contextlib
import functools
import http.client
import http.server
import os
import pathlib
import queue
import re
import socket
import subprocess
import threading
import time
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# Where several processes share the tests, each keeps its logs and screenshots for itself.
ARTIFACTS = ROOT / "artifacts" / os.environ.get("PYTEST_XDIST_WORKER", "")
SCREENS = ARTIFACTS / "screens"


def foyer() -> pathlib.Path:
    """The program under test: the debug build, or the one that FOYER names."""
    program = pathlib.Path(os.environ.get("FOYER", ROOT / ".build/debug/foyer"))
    assert program.is_file(), f"{program} is missing; build it first: swift build"
    return program


def build_site(folder: pathlib.Path, output: pathlib.Path, *options: str) -> None:
    # The first build on a machine makes every picture in all sizes.
    built = subprocess.run(
        [foyer(), "build", folder, "--output", output, *options], cwd=ROOT, capture_output=True, text=True, timeout=180
    )
    assert built.returncode == 0, f"foyer build {folder.name} ended with {built.returncode}\n{built.stderr}"


@dataclass
class Server:
    """A running `foyer serve --demo` and what it printed: its address and one one-time login link for each role."""

    port: int
    process: subprocess.Popen
    links: dict[str, str] = field(default_factory=dict)

    @property
    def portal(self) -> str:
        return f"http://portal.localhost:{self.port}/"

    def live(self, site: str) -> str:
        return f"http://{site}.site.localhost:{self.port}/"

    def draft(self, site: str) -> str:
        return f"http://{site}.draft.localhost:{self.port}/"

    def request(self, url: str, method: str = "GET", body: bytes | None = None, headers: dict[str, str] | None = None):
        """One request outside the browser; Python knows no *.localhost, so the name goes into the Host header."""
        host, _, path = url.removeprefix("http://").partition("/")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            connection.request(method, "/" + path, body, {"Host": host, **(headers or {})})
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read()


@contextlib.contextmanager
def demo_server(data: pathlib.Path, home: pathlib.Path = ROOT, log: str = "server.log", pictures: bool = False,
                chromium: str = "none"):
    """The program with the sites of a folder laid out like this checkout, and with its output in artifacts/.

    Only tests of screenshots give it a Chromium: all others would share the machine with it.
    """
    port = free_port()
    log = ARTIFACTS / log
    log.parent.mkdir(parents=True, exist_ok=True)
    # setpriv: the server also stops when the test run is killed and cannot stop it itself.
    process = subprocess.Popen(
        ["setpriv", "--pdeathsig", "TERM", foyer(), "serve", "--demo", *([] if pictures else ["--no-pictures"]),
         "--data", data, "--port", str(port)],
        cwd=ROOT, env={**os.environ, "FOYER_HOME": str(home), "FOYER_CHROMIUM": chromium},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    )
    lines: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=copy_lines, args=(process.stdout, log, lines), daemon=True).start()
    try:
        server = Server(port, process)
        read_announcement(server, lines, log)
        status, _, _ = server.request(server.portal + "healthz")
        assert status == 200, f"/healthz answers {status}"
        yield server
    finally:
        process.terminate()
        try:
            code = process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError("the server did not stop within 15 seconds of SIGTERM") from None
        assert code == 0, f"the server ended with {code}; see {log.relative_to(ROOT)}"


def copy_lines(stream, log: pathlib.Path, lines: queue.Queue) -> None:
    with open(log, "w") as file:
        for line in stream:
            file.write(line)
            file.flush()
            lines.put(line.rstrip("\n"))
    lines.put(None)


def read_announcement(server: Server, lines: queue.Queue, log: pathlib.Path) -> None:
    """Reads until the server has said that it is ready, and has printed a link for each role."""
    deadline = time.monotonic() + 60
    ready = False
    while not (ready and {"designer", "customer", "reviewer"} <= server.links.keys()):
        try:
            line = lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            line = None
        assert line is not None, f"the server did not become ready:\n{log.read_text()[-2000:]}"
        ready = ready or line.startswith(f"Foyer is ready: {server.portal}")
        if link := re.fullmatch(r"  (designer|customer|reviewer)\s+(http://\S+)", line):
            server.links[link[1]] = link[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class SiteHandler(http.server.SimpleHTTPRequestHandler):
    """A plain static host: `/about` finds about.html or about/index.html, what is missing answers with 404.html."""

    def translate_path(self, path: str) -> str:
        found = super().translate_path(path)
        return found + ".html" if not os.path.exists(found) and os.path.exists(found + ".html") else found

    def send_error(self, code: int, message=None, explain=None) -> None:
        page = pathlib.Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            return super().send_error(code, message, explain)
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_) -> None:
        pass


@contextlib.contextmanager
def static_host(folder: pathlib.Path):
    """Serves a folder on a port of its own and gives its address, with the slash at the end."""
    handler = functools.partial(SiteHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
