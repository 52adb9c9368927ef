"""Sites are sent to folders, to OpenSSH's server and to S3: by difference, whatever happens on the way, and nobody else's file is touched."""

import contextlib
import getpass
import json
import os
import pathlib
import random
import signal
import time

import pytest

from remote import Installation, Moved, breaking, content, files_below, s3_server, ssh_server

MANIFEST = ".foyer-manifest"
PAGE = b"<!doctype html><title>%s</title>" + b"<p>words " * 200


def site(version: str, pages: int = 6) -> dict[str, bytes]:
    """A small site: pages that change with the version (and their size with them), files that do not, one of the version alone."""
    files = {f"page-{number}/index.html": PAGE % f"{version} {number}".encode() + version.encode() * len(version) for number in range(pages)}
    files |= {f"a/photo-{number}.{number:010x}.jpg": bytes([number]) * 40_000 for number in range(3)}
    files |= {
        "index.html": PAGE % version.encode(), "404.html": PAGE % b"missing", "sitemap.xml": b"<urlset/>" * 200,
        f"a/style.{version.encode().hex():0>10}.css": b"p { color: red }\n" * 100,
        f"only/{version}/deep/index.html": PAGE % b"only", "größe.html": PAGE % b"umlaut",
    }
    return files


@pytest.fixture(scope="module")
def sshd(tmp_path_factory):
    with ssh_server(tmp_path_factory.mktemp("sshd")) as server:
        yield server


@pytest.fixture(scope="module")
def s3(tmp_path_factory):
    with s3_server(tmp_path_factory.mktemp("s3"), ["sites"]) as server:
        yield server


class Remote:
    """A target of one kind, as the tests look at it: what is there, and putting something of one's own there."""

    def __init__(self, kind: str, tmp_path: pathlib.Path, request: pytest.FixtureRequest) -> None:
        self.kind = kind
        self.folder = tmp_path / "www"
        self.proxy = None
        if kind == "folder":
            self.options = ["--folder", self.folder, "--no-compress"]
        elif kind == "sftp":
            self.server = request.getfixturevalue("sshd")
            self.options = self.sftp(self.server.port)
        else:
            self.server = request.getfixturevalue("s3")
            self.prefix = f"{tmp_path.name}/here/"
            self.options = self.s3(self.server.port)

    def sftp(self, port: int) -> list:
        return [
            "--sftp", f"{self.server.user}@127.0.0.1:{port}{self.folder}", "--key-file", self.server.key,
            "--fingerprint", self.server.fingerprint,
        ]

    def s3(self, port: int) -> list:
        return [
            "--s3", f"sites/{self.prefix}", "--endpoint", f"http://127.0.0.1:{port}", "--access-key",
            self.server.access_key, "--secret-env", "S3_SECRET",
        ]

    def through(self, port: int) -> list:
        return self.sftp(port) if self.kind == "sftp" else self.s3(port)

    def files(self) -> dict[str, bytes]:
        if self.kind == "s3":
            return {key.removeprefix(self.prefix): body for key, body in self.server.objects("sites", self.prefix).items()}
        return files_below(self.folder) if self.folder.exists() else {}

    def put(self, path: str, body: bytes) -> None:
        if self.kind == "s3":
            self.server.client().put_object(Bucket="sites", Key=self.prefix + path, Body=body)
        else:
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(body)

    def site_files(self) -> dict[str, bytes]:
        """Without the list of files and, for a folder, the redirects."""
        return {path: body for path, body in self.files().items() if not path.startswith(".foyer")}


@pytest.fixture
def installation(tmp_path, monkeypatch, request):
    monkeypatch.setenv("S3_SECRET", "none yet")
    return Installation(tmp_path)


@pytest.fixture(params=["folder", "sftp", "s3"])
def remote(request, tmp_path, installation, monkeypatch):
    remote = Remote(request.param, tmp_path, request)
    if remote.kind == "s3":
        monkeypatch.setenv("S3_SECRET", remote.server.secret_key)
    installation.run("target", "add", installation.slug, "web", *remote.options)
    return remote


def report(installation: Installation, *arguments, code: int = 0) -> dict:
    return json.loads(installation.send("--json", *arguments, code=code))


def test_only_what_differs_is_sent(installation, remote):
    one, two = site("one"), site("two")
    installation.release(one)
    first = report(installation)
    assert set(one) <= set(first["written"]) and not first["removed"]
    assert remote.site_files() == content(one)
    again = report(installation)
    assert (again["written"], again["removed"], again["bytes"]) == ([], [], 0)

    number = installation.release(two)
    changed = {path for path in two if one.get(path) != two[path]}
    gone = set(one) - set(two)
    planned = report(installation, "--dry-run")
    assert planned["dryRun"] and remote.site_files() == content(one), "a dry run changes nothing"
    second = report(installation)
    assert (planned["bytes"], planned["unchanged"]) == (second["bytes"], second["unchanged"]), "to the byte, compressed forms too"
    assert set(second["written"]) == set(planned["written"]) == changed
    assert set(second["removed"]) == set(planned["removed"]) == gone
    assert remote.site_files() == content(two)
    assert f"release {number}, " in installation.run("target", "check", installation.slug, "web")
    if remote.kind != "s3":
        assert not (remote.folder / "only/one").exists(), "folders that nothing is in go, too"

    back = report(installation, "--release", str(number - 1))
    assert set(back["written"]) == {path for path in one if one[path] != two.get(path)}
    assert remote.site_files() == content(one)


def test_what_is_not_ours_stays(installation, remote):
    mine = {".htaccess": b"Deny from all", "shop/cart.php": b"<?php", "only/one/deep/notes.txt": b"mine"}
    for path, body in mine.items():
        remote.put(path, body)
    installation.release(site("one"))
    installation.send()
    installation.release(site("two"))
    installation.send()
    assert remote.site_files() == content(site("two")) | mine
    installation.run("target", "remove", installation.slug, "web", "--and-files")
    assert remote.files() == mine


def test_a_file_in_the_way_stops_everything_before_it_begins(installation, remote):
    files = site("one")
    installation.release(files)
    remote.put("404.html", b"mine")
    remote.put("page-3/index.html", b"mine, too")
    before = remote.files()
    message = installation.send(code=65)
    assert "404.html" in message and "page-3/index.html" in message and "nothing was sent" in message
    assert remote.files() == before


def test_what_somebody_has_changed_is_theirs(installation, remote):
    """A file that we sent and that somebody has edited there is neither replaced nor removed, unless one says so."""
    one, two = site("one"), site("two")
    installation.release(one)
    installation.send()
    remote.put("index.html", b"edited by hand")
    gone = "only/one/deep/index.html"
    remote.put(gone, b"edited, too")
    assert "index.html" in installation.run("target", "check", installation.slug, "web")
    told = installation.send()
    assert f"2 files were changed there by somebody and left so: index.html, {gone}; --replace-changed" in told
    assert report(installation)["changed"] == ["index.html", gone] and report(installation, "--no-verify")["changed"] == []
    installation.release(two)
    message = installation.send(code=65)
    assert "sent by foyer and changed there since: index.html" in message and "--replace-changed" in message
    assert "not made by foyer" not in message
    assert remote.files()["index.html"] == b"edited by hand"
    installation.send("--replace-changed")
    assert remote.site_files() == content(two) | {gone: b"edited, too"}


def test_a_file_becomes_a_folder_and_a_folder_a_file(installation, remote):
    one = {"a": b"a file", "b/c/index.html": PAGE % b"folder", "index.html": PAGE % b"one"}
    two = {"a/index.html": PAGE % b"folder", "b": b"a file", "index.html": PAGE % b"one"}
    for files in (one, two, one):
        installation.release(files)
        installation.send()
        assert remote.site_files() == content(files)


@pytest.mark.parametrize(
    "line",
    [
        b"= %064d 3 ../outside.txt", b"= %064d 3 /etc/passwd", b"= %064d 3 a/../../outside.txt", b"? - - ../outside.txt",
        b"= %064d 3 a\x00b", b"= no-hash 3 mine.txt", b"nonsense", b"= %064d 3 .foyer-manifest", b"\xff\xfe",
    ],
)
def test_a_hostile_list_is_refused(installation, remote, tmp_path, line):
    outside = tmp_path / "outside.txt"
    outside.write_text("outside")
    remote.put("mine.txt", b"abc")
    remote.put(MANIFEST, b"foyer-manifest 2\n" + (line % 0 if b"%" in line else line) + b"\n")
    installation.release(site("one"))
    before = remote.files()
    assert MANIFEST in installation.send(code=65)
    assert remote.files() == before and outside.read_text() == "outside"


def test_a_huge_list_is_refused(installation, remote):
    remote.put(MANIFEST, b"foyer-manifest 2\n" + b"? - - x\n" * (9 << 20))
    installation.release(site("one"))
    assert "too large" in installation.send(code=65)
    assert set(remote.files()) == {MANIFEST}


def test_the_place_of_another_site_is_refused(installation, remote, tmp_path):
    installation.release(site("one"))
    installation.send()
    other = Installation(tmp_path / "other")
    other.release(site("two"))
    other.run("target", "add", other.slug, "web", *remote.options)
    assert "another site" in other.send(code=65)
    assert remote.site_files() == content(site("one"))


@pytest.mark.parametrize("kind", ["sftp", "s3"])
def test_a_connection_that_breaks_is_resumed(installation, kind, request, tmp_path, monkeypatch):
    """Cut once, a run goes on by itself; cut for good it fails, and the next run sends only the rest."""
    remote = Remote(kind, tmp_path, request)
    if kind == "s3":
        monkeypatch.setenv("S3_SECRET", remote.server.secret_key)
    with breaking(remote.server.port) as proxy:
        installation.run("target", "add", installation.slug, "web", *remote.through(proxy.port))
        files = site("one", pages=40)
        installation.release(files)
        proxy.left = 90_000
        with contextlib.ExitStack() as stack:
            process = installation.start("target", "send", installation.slug)
            stack.callback(process.kill)
            deadline = time.monotonic() + 30
            while proxy.cuts == 0 and time.monotonic() < deadline:
                time.sleep(0.02)
            proxy.left = None
            output, _ = process.communicate(timeout=60)
        assert proxy.cuts >= 1 and process.returncode == 0, output
        assert remote.site_files() == content(files)

        two = site("three", pages=40)
        installation.release(two)
        proxy.left = 60_000
        message = installation.send(code=73)
        assert "connection" in message
        half = remote.site_files()
        assert half != content(two)
        proxy.left = None
        rest = report(installation)
        already = sum(1 for path in two if half.get(path) == two[path])
        assert len(rest["written"]) < len(two) - already + 8
        assert remote.site_files() == content(two)
        assert not [path for path in remote.files() if ".foyer-new" in path]


def test_killed_at_any_point_the_next_run_completes(installation, remote):
    """Ten rounds of kill -9 at random moments, between two releases; pages never stand without their parts."""
    mine = {".htaccess": b"mine", "page-1/extra.txt": b"mine"}
    for path, body in mine.items():
        remote.put(path, body)
    releases = [site("one", pages=30), site("three", pages=30)]
    chance = random.Random(4)
    started = time.monotonic()
    installation.release(releases[0])
    installation.send()
    whole = time.monotonic() - started
    for round in range(10):
        files = releases[(round + 1) % 2]
        installation.release(files)
        process = installation.start("target", "send", installation.slug)
        time.sleep(chance.uniform(0.02, max(0.1, whole)))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        there = remote.files()
        for path, body in mine.items():
            assert there[path] == body
        # Whatever page is there has the style of its version beside it.
        for version in ("one", "three"):
            if any(f"<title>{version} ".encode() in body for body in there.values()):
                assert f"a/style.{version.encode().hex():0>10}.css" in there, f"round {round}"
        if round % 3 == 2:
            installation.send()
            assert remote.site_files() == content(files) | mine
    installation.send()
    assert remote.site_files() == content(files) | mine
    assert not [path for path in remote.files() if ".foyer-new" in path]


def test_a_damaged_content_is_not_sent(installation, remote):
    files = site("one")
    installation.release(files)
    with installation.database() as rows:
        digest = rows.execute("SELECT hash FROM artifact WHERE path = 'index.html' AND until IS NULL").fetchone()[0]
    (installation.data / "blobs" / digest[:2] / digest[2:]).write_bytes(b"something else")
    assert "damaged" in installation.send(code=74)
    assert "index.html" not in remote.files()


# What is particular to one kind


def test_a_folder_holds_compressed_forms(installation, tmp_path):
    folder = tmp_path / "www"
    installation.run("target", "add", installation.slug, "web", "--folder", folder)
    installation.release(site("one"))
    installation.send()
    there = files_below(folder)
    import gzip

    assert gzip.decompress(there["index.html.gz"]) == there["index.html"]
    assert len(there["index.html.br"]) < len(there["index.html"])
    assert "a/photo-1.0000000001.jpg.br" not in there
    installation.release(site("two"))
    installation.send()
    assert gzip.decompress(files_below(folder)["index.html.gz"]) == site("two")["index.html"]


def test_nothing_is_written_through_a_link(installation, tmp_path, request):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "index.html").write_text("outside")
    for kind in ("folder", "sftp"):
        remote = Remote(kind, tmp_path / kind, request)
        remote.folder.mkdir(parents=True)
        (remote.folder / "page-1").symlink_to(outside)
        installation.run("target", "add", installation.slug, kind, *remote.options)
        installation.release(site("one"))
        assert "page-1" in installation.send(kind, code=65)
        (remote.folder / "page-1").unlink()
        installation.send(kind)
        # Somebody puts a link where a folder of ours was.
        (remote.folder / "page-2/index.html").unlink()
        (remote.folder / "page-2").rmdir()
        (remote.folder / "page-2").symlink_to(outside)
        installation.release(site("two"))
        assert "page-2" in installation.send(kind, code=65)
        installation.release({"index.html": b"all else is gone"})
        installation.send(kind)
        assert files_below(outside) == {"index.html": b"outside"}


def test_another_host_key_is_refused(installation, tmp_path):
    with ssh_server(tmp_path / "first") as server:
        options = ["--sftp", f"{server.user}@127.0.0.1:{server.port}{tmp_path}/www", "--key-file", server.key]
        message = installation.run("target", "add", installation.slug, "web", *options, code=65, input="")
        assert server.fingerprint in message, "the fingerprint is shown for comparison"
        wrong = "SHA256:" + "A" * 43
        assert server.fingerprint in installation.run(
            "target", "add", installation.slug, "web", *options, "--fingerprint", wrong, code=65)
        installation.run("target", "add", installation.slug, "web", *options, "--fingerprint", server.fingerprint)
        installation.release(site("one"))
        installation.send()
        port = server.port
    with ssh_server(tmp_path / "second", port) as server:
        installation.release(site("two"))
        message = installation.send(code=65)
        assert "key is not the one that was confirmed" in message
    assert files_below(tmp_path / "www")["index.html"] == site("one")["index.html"]


def test_a_wrong_user_key_is_told(installation, sshd, tmp_path):
    other = tmp_path / "other"
    os.system(f"ssh-keygen -q -t ed25519 -N '' -f {other}")
    installation.run(
        "target", "add", installation.slug, "web", "--sftp", f"{sshd.user}@127.0.0.1:{sshd.port}{tmp_path}/www",
        "--key-file", other, "--fingerprint", sshd.fingerprint)
    installation.release(site("one"))
    assert "credentials" in installation.send(code=78)


def test_s3_objects_have_their_headers(installation, s3, tmp_path, monkeypatch):
    monkeypatch.setenv("S3_SECRET", s3.secret_key)
    remote_options = [
        "--s3", f"sites/{tmp_path.name}", "--endpoint", s3.endpoint, "--access-key", s3.access_key, "--secret-env", "S3_SECRET"]
    installation.run("target", "add", installation.slug, "web", *remote_options)
    installation.release(site("one") | {"old/index.html": Moved("/new/")})
    installation.send()

    def head(path: str) -> dict:
        return s3.client().head_object(Bucket="sites", Key=f"{tmp_path.name}/{path}")

    page, photo = head("index.html"), head("a/photo-1.0000000001.jpg")
    assert (page["ContentType"], page["CacheControl"]) == ("text/html; charset=utf-8", "no-cache")
    assert (photo["ContentType"], photo["CacheControl"]) == ("image/jpeg", "public, max-age=31536000, immutable")
    assert head("old/index.html")["WebsiteRedirectLocation"] == "/new/"


def test_s3_says_what_is_wrong(installation, s3, monkeypatch):
    def add(name: str, bucket: str, secret: str) -> None:
        monkeypatch.setenv("S3_SECRET", secret)
        installation.run(
            "target", "add", installation.slug, name, "--s3", bucket, "--endpoint", s3.endpoint, "--access-key",
            s3.access_key, "--secret-env", "S3_SECRET")

    installation.release(site("one"))
    add("nowhere", "no-such-bucket", s3.secret_key)
    assert "no bucket “no-such-bucket”" in installation.send("nowhere", code=65)
    add("stranger", "sites/stranger", "wrong" * 8)
    assert "credentials" in installation.send("stranger", code=78)
    for endpoint in ("http://s3.example.com", "ftp://x", "https://x/path"):
        installation.run(
            "target", "add", installation.slug, "bad", "--s3", "sites", "--endpoint", endpoint, "--access-key", "A",
            "--secret-env", "S3_SECRET", code=65)


def test_a_certificate_of_nobody_is_refused(installation, tmp_path, monkeypatch):
    import http.server
    import ssl
    import subprocess
    import threading

    pair = ["-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost", *pair],
        check=True, capture_output=True)
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.headers)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("S3_SECRET", "secret")
        installation.run(
            "target", "add", installation.slug, "web", "--s3", "sites", "--endpoint",
            f"https://localhost:{server.server_port}", "--access-key", "A", "--secret-env", "S3_SECRET")
        installation.release(site("one"))
        assert "certificate" in installation.send(code=73)
        server.shutdown()
    assert not asked


def test_secrets_are_nowhere_in_the_clear(installation, s3, sshd, tmp_path, monkeypatch):
    """Not in the database, nor in what is printed, nor in arguments; the key file is the owner's alone."""
    password = "hunter-" + os.urandom(12).hex()
    monkeypatch.setenv("S3_SECRET", s3.secret_key)
    output = installation.run(
        "target", "add", installation.slug, "bucket", "--s3", f"sites/{tmp_path.name}", "--endpoint", s3.endpoint,
        "--access-key", s3.access_key, "--secret-env", "S3_SECRET")
    output += installation.run(
        "target", "add", installation.slug, "ssh", "--sftp", f"{sshd.user}@127.0.0.1:{sshd.port}{tmp_path}/www",
        "--key-file", sshd.key, "--fingerprint", sshd.fingerprint)
    output += installation.run(
        "target", "add", installation.slug, "password", "--sftp", f"{sshd.user}@127.0.0.1:{sshd.port}{tmp_path}/www2",
        "--secret-file", "-", "--fingerprint", sshd.fingerprint, input=password + "\n")
    installation.release(site("one"))
    output += installation.send("bucket")
    process = installation.start("target", "send", installation.slug, "ssh")
    arguments = b""
    while process.poll() is None:
        for command in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                arguments += command.read_bytes() + command.with_name("environ").read_bytes()
    output += process.communicate()[0]
    # This server takes no passwords, so this one fails; what it says must not tell it.
    output += installation.send("password", code=78)
    output += installation.run("target", "list", installation.slug)
    key_line = sshd.key.read_text().splitlines()[2].encode()
    secrets = [s3.secret_key.encode(), password.encode(), key_line]
    everything = b"".join(path.read_bytes() for path in installation.data.rglob("*") if path.is_file())
    for secret in secrets:
        assert secret not in everything and secret not in output.encode()
    assert key_line not in arguments and password.encode() not in arguments
    key = installation.data / "secret.key"
    assert key.stat().st_mode & 0o777 == 0o600 and key.stat().st_size == 32

    key.rename(key.with_name("lost"))
    assert "secret.key" in installation.send("bucket", code=78)
    key.write_bytes(os.urandom(32))
    key.chmod(0o600)
    assert "sealed with another key" in installation.send("bucket", code=78)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may ask for another account's password")
def test_a_password_opens_an_account(installation, tmp_path):
    """Needs an account with a password, which only an administrator can make for a while."""
    import subprocess

    name = f"foyer{os.getpid()}"
    made = subprocess.run(["useradd", "--create-home", "--home-dir", tmp_path / "home", name], capture_output=True)
    if made.returncode != 0:
        pytest.skip("no account could be made")
    try:
        password = "pass word “ü” $(x) " + os.urandom(6).hex()
        subprocess.run(["chpasswd"], input=f"{name}:{password}", text=True, check=True)
        for folder in (tmp_path, *list(tmp_path.parents)[:-2]):
            folder.chmod(folder.stat().st_mode | 0o011)
        with ssh_server(tmp_path / "ssh") as server:
            settings = tmp_path / "ssh/sshd_config"
            settings.write_text(settings.read_text().replace("PasswordAuthentication no", "PasswordAuthentication yes"))
            server.process.send_signal(signal.SIGHUP)
            time.sleep(0.5)
            installation.run(
                "target", "add", installation.slug, "web", "--sftp", f"{name}@127.0.0.1:{server.port}/~/www",
                "--secret-file", "-", "--fingerprint", server.fingerprint, input=password + "\n")
            installation.release(site("one"))
            installation.send()
            assert files_below(tmp_path / "home/www")["index.html"] == site("one")["index.html"]
    finally:
        subprocess.run(["userdel", "--force", name], capture_output=True)


def test_a_manual_target_is_listed_and_removed(installation, tmp_path):
    installation.run("target", "add", installation.slug, "web", "--folder", tmp_path / "www", "--manual")
    assert "already there" in installation.run(
        "target", "add", installation.slug, "web", "--folder", tmp_path / "www", code=65)
    assert "manual" in installation.run("target", "list", installation.slug)
    installation.release(site("one"))
    installation.send()
    installation.run("target", "remove", installation.slug, "web")
    assert content(site("one")).items() <= files_below(tmp_path / "www").items(), "what was sent stays"
    assert installation.run("target", "list", installation.slug) == ""


def test_a_build_writes_compressed_forms(tmp_path):
    import gzip
    import subprocess

    from processes import ROOT, foyer

    output = tmp_path / "out"
    home = {**os.environ, "FOYER_HOME": str(ROOT)}

    def build(*options: str) -> dict:
        command = [foyer(), "build", ROOT / "content/harbour-physio", "--output", output, "--json", *options]
        made = subprocess.run(command, cwd=ROOT, env=home, capture_output=True, text=True, timeout=120)
        assert made.returncode == 0, made.stderr
        return json.loads(made.stdout)

    build("--compress")
    there = files_below(output)
    assert gzip.decompress(there["index.html.gz"]) == there["index.html"]
    assert "index.html.br" in there and not [path for path in there if path.endswith((".jpg.br", ".jpg.gz"))]
    build("--compress")
    assert files_below(output) == there
    build()
    assert not [path for path in files_below(output) if path.endswith((".br", ".gz"))]
    (output / "index.html.br").write_bytes(b"mine")
    refused = subprocess.run(
        [foyer(), "build", ROOT / "content/harbour-physio", "--output", output, "--compress"], cwd=ROOT, env=home,
        capture_output=True, text=True)
    assert refused.returncode == 73 and "index.html.br" in refused.stderr
    assert (output / "index.html.br").read_bytes() == b"mine"


def test_a_folder_that_a_build_has_made_is_taken_over(installation, tmp_path):
    import subprocess

    from processes import ROOT, foyer

    output = tmp_path / "out"
    command = [foyer(), "build", ROOT / "content/harbour-physio", "--output", output]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "FOYER_HOME": str(ROOT)}, check=True)
    installation.run("target", "add", installation.slug, "web", "--folder", output, "--no-compress")
    installation.release(site("one"))
    installation.send()
    there = {path: body for path, body in files_below(output).items() if not path.startswith(".foyer")}
    assert there == content(site("one"))
