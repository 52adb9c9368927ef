"""The sample configurations of docs/hosting, with the real nginx and Caddy, over a folder that was sent there."""

import contextlib
import gzip
import http.client
import os
import pathlib
import re
import subprocess

import pytest

from processes import ROOT, free_port
from remote import Installation, Moved, stop, wait_for

PAGE = b"<!doctype html><title>%s</title>" + b"<p>words " * 400
HASHED = "a/style.0123456789.css"
FILES = {
    "index.html": PAGE % b"start", "about/index.html": PAGE % b"about", "404.html": PAGE % b"missing",
    "en/index.html": PAGE % b"english", "en/404.html": PAGE % b"nothing here",
    HASHED: b"p { color: red }\n" * 200, "robots.txt": b"User-agent: *\n", "a/photo.0123456789.jpg": b"\xff\xd8" * 900,
    "old/index.html": Moved("/about/"), "old.html": Moved("https://example.org/x?y=1"), "gone/index.html": Moved(None),
    "_f/speculation.json": b"{}", "größe/index.html": PAGE % b"umlaut",
}


def nginx(folder: pathlib.Path, site: pathlib.Path, port: int) -> list:
    text = (ROOT / "docs/hosting/nginx.conf").read_text().replace("/srv/www/example", str(site))
    text = text.replace("listen 80;", f"listen 127.0.0.1:{port};")
    modules = sorted(pathlib.Path("/usr/lib/nginx/modules").glob("ngx_http_brotli_static_module.so"))
    assert modules, "libnginx-mod-http-brotli-static is missing"
    user = "user root;" if os.geteuid() == 0 else ""
    paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"load_module {modules[0]}; {user} pid {folder}/pid; daemon off; error_log {folder}/error.log;"
        f"events {{}} http {{ include /etc/nginx/mime.types; default_type application/octet-stream;"
        f" access_log off; {paths} {text} }}"
    )
    return ["/usr/sbin/nginx", "-c", folder / "nginx.conf", "-p", folder]


def caddy(folder: pathlib.Path, site: pathlib.Path, port: int) -> list:
    text = (ROOT / "docs/hosting/Caddyfile").read_text().replace("/srv/www/example", str(site))
    text = re.sub(r"^example\.org \{", f"http://127.0.0.1:{port} {{", text, flags=re.MULTILINE)
    (folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + text)
    return ["/usr/bin/caddy", "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]


class Host:
    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, path: str, **headers: str):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            fields = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, fields, answer.read()


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "caddy"])
def host(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("host")
    installation = Installation(folder)
    site = folder / "www"
    installation.run("target", "add", installation.slug, "web", "--folder", site)
    installation.release(FILES)
    installation.send()
    port = free_port()
    log = open(folder / "log", "w")
    environment = {**os.environ, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    process = subprocess.Popen(
        ["setpriv", "--pdeathsig", "TERM", *request.param(folder, site, port)], stdout=log, stderr=log, env=environment)
    try:
        wait_for(port, process)
        yield Host(port)
    finally:
        stop(process)
        log.close()


def test_missing_pages_of_a_language(host):
    status, headers, body = host.get("/en/nope")
    assert (status, body) == (404, FILES["en/404.html"])
    assert "default-src 'none'" in headers["content-security-policy"]
    assert host.get("/fr/nope")[2] == host.get("/about/nope")[2] == FILES["404.html"]
    # As its visitors never see it: with the status of a page.
    assert host.get("/en/404.html")[0] == 404


@pytest.mark.parametrize("path,file", [("/", "index.html"), ("/about/", "about/index.html"), ("/gr%C3%B6%C3%9Fe/", "größe/index.html")])
def test_pages(host, path, file):
    status, headers, body = host.get(path)
    assert (status, body) == (200, FILES[file])
    assert headers["content-type"].lower() == "text/html; charset=utf-8"
    assert headers["cache-control"] == "no-cache"
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert host.get(path, If_None_Match=headers["etag"])[0] == 304


def test_hashed_files_never_change(host):
    status, headers, body = host.get("/" + HASHED)
    assert (status, body) == (200, FILES[HASHED])
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["content-type"].startswith("text/css")
    assert host.get("/robots.txt")[1]["cache-control"] == "no-cache"


def test_rules_for_fetching_ahead(host):
    rules = '"/_f/speculation.json"'
    assert host.get("/")[1]["speculation-rules"] == host.get("/about/")[1]["speculation-rules"] == rules
    assert "speculation-rules" not in host.get("/" + HASHED)[1]
    status, headers, body = host.get("/_f/speculation.json")
    assert (status, body, headers["content-type"]) == (200, b"{}", "application/speculationrules+json")
    assert headers["cache-control"] == "public, max-age=86400"


@pytest.mark.parametrize("path", ["/", "/about/", "/" + HASHED, "/no-such-page"])
def test_compressed_forms(host, path):
    plain = host.get(path)
    for encoding in ("br", "gzip"):
        status, headers, body = host.get(path, Accept_Encoding=encoding)
        assert status == plain[0]
        assert headers["content-encoding"] == encoding and "accept-encoding" in headers["vary"].lower()
        assert headers["content-type"] == plain[1]["content-type"]
        assert len(body) < len(plain[2]) / 4
        if encoding == "gzip":
            assert gzip.decompress(body) == plain[2]
    assert "content-encoding" not in host.get(path, Accept_Encoding="identity")[1]


@pytest.mark.parametrize("path", ["/no-such-page", "/about/no-such/", "/a/"])
def test_missing_pages(host, path):
    status, headers, body = host.get(path)
    assert (status, body) == (404, FILES["404.html"])
    assert headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "path,target",
    [
        ("/old/", "/about/"), ("/old", "/about/"), ("/old.html", "https://example.org/x?y=1"), ("/about", "/about/"),
        ("/about/index.html", "/about/"), ("/index.html", "/"), ("/about/index.html?q=1", "/about/?q=1"),
    ],
)
def test_redirects(host, path, target):
    status, headers, _ = host.get(path)
    assert status in (301, 308) and headers["location"] == target


@pytest.mark.parametrize("path", ["/gone/", "/gone"])
def test_what_is_gone_for_good(host, path):
    status, _, body = host.get(path)
    assert (status, body) == (410, FILES["404.html"])


@pytest.mark.parametrize(
    "path", ["/.foyer-manifest", "/.foyer-redirects.caddy", "/.foyer-redirects.nginx.conf", "/%2Efoyer-manifest", "/about/.foyer-new-0"])
def test_the_list_of_files_is_not_shown(host, path):
    status, _, body = host.get(path)
    assert (status, body) == (404, FILES["404.html"])


def test_nothing_above_the_folder(host):
    for path in ("/../data/foyer.sqlite", "/%2e%2e/data/foyer.sqlite", "/about/../../data/secret.key"):
        assert host.get(path)[0] in (400, 404)
