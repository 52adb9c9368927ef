"""The other ends of targets: OpenSSH's server, a local S3, a connection that breaks; and sites with releases to send there."""

import contextlib
import getpass
import hashlib
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

from processes import ROOT, foyer, free_port

TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8", ".jpg": "image/jpeg", ".json": "application/json",
}


@dataclass(frozen=True)
class Moved:
    """A redirect as the builder leaves it: a page that leads on, and where to; None for what is gone."""

    to: str | None

    @property
    def page(self) -> bytes:
        return f"<!doctype html><title>Moved</title><p>{self.to}</p>".encode()


class Installation:
    """A data folder with one site, whose releases the test makes up."""

    slug = "harbour-physio"

    def __init__(self, folder: pathlib.Path) -> None:
        self.data = folder / "data"
        folder.mkdir(exist_ok=True)
        self.run("import", ROOT / "content" / self.slug)
        with self.database() as rows:
            self.agency, self.site = rows.execute("SELECT agency, id FROM site").fetchone()

    def database(self):
        return contextlib.closing(sqlite3.connect(self.data / "foyer.sqlite"))

    def command(self, *arguments) -> list[str]:
        return [str(foyer()), *map(str, arguments), "--data", str(self.data)]

    def start(self, *arguments, **options) -> subprocess.Popen:
        return subprocess.Popen(
            self.command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "FOYER_HOME": str(ROOT), **options.pop("environment", {})}, **options,
        )

    def run(self, *arguments, code: int = 0, **options) -> str:
        """What the command printed, both channels together."""
        process = self.start(*arguments, stdin=subprocess.PIPE, **{k: v for k, v in options.items() if k != "input"})
        output, _ = process.communicate(options.get("input"), timeout=120)
        assert process.returncode == code, f"{arguments} ended with {process.returncode}:\n{output}"
        return output

    def send(self, *arguments, code: int = 0) -> str:
        return self.run("target", "send", self.slug, *arguments, code=code)

    def release(self, files: dict[str, "bytes | Moved"]) -> int:
        """Makes a release of these files and puts it live, as publishing does: contents first, then the rows in one transaction."""
        with self.database() as rows, rows:
            key = (self.agency, self.site)
            number = rows.execute(
                "SELECT COALESCE(MAX(number), 0) + 1 FROM release WHERE agency = ? AND site = ?", key
            ).fetchone()[0]
            rows.execute(
                "UPDATE artifact SET until = ? WHERE agency = ? AND site = ? AND until IS NULL", (number, *key)
            )
            for path, content in files.items():
                moved = isinstance(content, Moved)
                content, location = (content.page, content.to or "") if moved else (content, None)
                digest = hashlib.sha256(content).hexdigest()
                blob = self.data / "blobs" / digest[:2] / digest[2:]
                blob.parent.mkdir(exist_ok=True)
                blob.write_bytes(content)
                rows.execute(
                    "INSERT INTO artifact (agency, site, path, since, hash, size, type, location)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (*key, path, number, digest, len(content), media_type(path), location),
                )
            rows.execute(
                "INSERT INTO release (agency, site, number, revision, at) VALUES (?, ?, ?, 1, ?)",
                (*key, number, int(time.time() * 1000)),
            )
            rows.execute("UPDATE site SET liveRelease = ? WHERE agency = ? AND id = ?", (number, *key))
        return number


def media_type(path: str) -> str:
    return TYPES.get(pathlib.PurePosixPath(path).suffix, "application/octet-stream")


def content(files: dict[str, "bytes | Moved"]) -> dict[str, bytes]:
    return {path: content.page if isinstance(content, Moved) else content for path, content in files.items()}


def files_below(folder: pathlib.Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# OpenSSH


@dataclass
class SSHServer:
    port: int
    folder: pathlib.Path
    key: pathlib.Path
    fingerprint: str
    process: subprocess.Popen

    @property
    def user(self) -> str:
        return getpass.getuser()


@contextlib.contextmanager
def ssh_server(folder: pathlib.Path, port: int | None = None):
    """OpenSSH's own server on a port of this machine alone, with keys of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    host_key, user_key = folder / "host", folder / "user"
    for key in (host_key, user_key):
        if not key.exists():
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    (folder / "authorized").write_text((folder / "user.pub").read_text())
    (folder / "authorized").chmod(0o600)
    port = port or free_port()
    settings = folder / "sshd_config"
    settings.write_text(
        f"""
        Port {port}
        ListenAddress 127.0.0.1
        HostKey {host_key}
        AuthorizedKeysFile {folder}/authorized
        StrictModes no
        UsePAM no
        PasswordAuthentication no
        PidFile none
        MaxStartups 100
        PermitRootLogin yes
        Subsystem sftp internal-sftp
        """
    )
    if os.geteuid() == 0:
        pathlib.Path("/run/sshd").mkdir(exist_ok=True)
    log = open(folder / "sshd.log", "w")
    process = subprocess.Popen(
        ["setpriv", "--pdeathsig", "TERM", shutil.which("sshd") or "/usr/sbin/sshd", "-D", "-e", "-f", settings],
        stdout=log, stderr=log,
    )
    try:
        wait_for(port, process)
        printed = subprocess.run(["ssh-keygen", "-lf", f"{host_key}.pub"], capture_output=True, text=True, check=True)
        yield SSHServer(port, folder, user_key, printed.stdout.split()[1], process)
    finally:
        stop(process)
        log.close()


# S3


@dataclass
class S3Server:
    port: int
    access_key: str
    secret_key: str

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, service: str = "s3", key: str | None = None, secret: str | None = None):
        import boto3

        return boto3.client(
            service, endpoint_url=self.endpoint, region_name="us-east-1",
            aws_access_key_id=key or self.access_key, aws_secret_access_key=secret or self.secret_key,
        )

    def objects(self, bucket: str, prefix: str = "") -> dict[str, bytes]:
        client = self.client()
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        keys = [item["Key"] for page in pages for item in page.get("Contents", [])]
        return {key: client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}


@contextlib.contextmanager
def s3_server(folder: pathlib.Path, buckets: list[str]):
    """moto's server; once the account is made it checks the signature of every request, with botocore's own code."""
    port = free_port()
    # The account, its key and its rights, and the buckets: the only requests that are taken without a look at who asks.
    environment = {**os.environ, "INITIAL_NO_AUTH_ACTION_COUNT": str(3 + len(buckets))}
    folder.mkdir(parents=True, exist_ok=True)
    log = open(folder / "s3.log", "w")
    process = subprocess.Popen(
        ["setpriv", "--pdeathsig", "TERM", sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=log, stderr=log, env=environment,
    )
    try:
        wait_for(port, process)
        server = S3Server(port, "any", "any")
        accounts = server.client("iam")
        accounts.create_user(UserName="sender")
        key = accounts.create_access_key(UserName="sender")["AccessKey"]
        rights = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
        accounts.put_user_policy(UserName="sender", PolicyName="all", PolicyDocument=rights)
        for bucket in buckets:
            server.client().create_bucket(Bucket=bucket)
        yield S3Server(port, key["AccessKeyId"], key["SecretAccessKey"])
    finally:
        stop(process)
        log.close()


# A network that is not to be relied on


class Breaking:
    """Passes bytes on to a port, and cuts every connection when `left` of them have gone there; None is never."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.left: int | None = None
        self.cuts = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.open: set[socket.socket] = set()
        self.lock = threading.Lock()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                if self.left is not None and self.left <= 0:
                    client.close()
                    continue
                try:
                    server = socket.create_connection(("127.0.0.1", self.target))
                except OSError:
                    client.close()
                    continue
                with self.lock:
                    self.open |= {client, server}
                threading.Thread(target=self.copy, args=(client, server, True), daemon=True).start()
                threading.Thread(target=self.copy, args=(server, client, False), daemon=True).start()

    def copy(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(4096):
                if counts and self.left is not None:
                    self.left -= len(data)
                    if self.left <= 0:
                        self.cut()
                        return
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        self.cuts += 1
        with self.lock:
            for end in self.open:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
            self.open.clear()

    def close(self) -> None:
        self.listener.close()
        self.cut()


@contextlib.contextmanager
def breaking(target: int):
    proxy = Breaking(target)
    try:
        yield proxy
    finally:
        proxy.close()


def wait_for(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, f"{process.args[3]} ended with {process.returncode}"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on port {port}")


def stop(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
