"""Starting programs, measuring them, and stopping what was started."""

import contextlib
import json
import os
import pathlib
import re
import socket
import subprocess
import time
from dataclasses import dataclass

PR_SET_CHILD_SUBREAPER = 36  # of <linux/prctl.h>


class Broken(Exception):
    """A measurement that could not be made."""


@dataclass
class Used:
    """What one run of a program took."""

    wall: float
    cpu: float
    #: Peak of resident memory in MB. The kernel counts this script too, as it was when the program started: some 15 MB
    #: are the least that it can say.
    memory: float


def used(command: list, log: pathlib.Path) -> Used:
    """Runs a program to its end."""
    with open(log, "wb") as output:
        actions = [(os.POSIX_SPAWN_DUP2, output.fileno(), 1), (os.POSIX_SPAWN_DUP2, output.fileno(), 2)]
        words = [str(word) for word in command]
        start = time.perf_counter()
        process = os.posix_spawn(words[0], words, os.environ, file_actions=actions)
        _, status, usage = os.wait4(process, 0)
        wall = time.perf_counter() - start
    if code := os.waitstatus_to_exitcode(status):
        raise Broken(f"{' '.join(words)} ended with {code}\n{log.read_text(errors='replace')[-2000:]}")
    return Used(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def answer(command: list, text: str | None = None, limit: int = 600) -> dict:
    """Runs a program that prints one line of JSON."""
    done = subprocess.run([str(word) for word in command], input=text, capture_output=True, text=True, timeout=limit)
    if done.returncode:
        raise Broken(f"{' '.join(map(str, command))} ended with {done.returncode}\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


@contextlib.contextmanager
def server(command: list, log: pathlib.Path, port: int, environment: dict | None = None):
    """A server, once it listens; it is stopped at the end, however that comes."""
    with open(log, "wb") as output:
        # setpriv: it also stops when this script is killed and cannot stop it.
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *map(str, command)], stdout=output, stderr=subprocess.STDOUT,
            # Nobody else's browser shares the machine with what is measured.
            env={"FOYER_CHROMIUM": "none", **(environment or os.environ)},
        )
    try:
        deadline = time.monotonic() + 60
        while not listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise Broken(f"{command[0]} did not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processor_seconds(process: int) -> float:
    """What a process and its children have computed so far."""
    total = 0.0
    for each in [process, *children(process)]:
        with contextlib.suppress(FileNotFoundError):
            fields = pathlib.Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def resident_megabytes(process: int) -> float:
    """What a process holds in memory now."""
    found = re.search(r"^VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{process}/status").read_text(), re.M)
    return round(int(found[1]) / 1024, 1) if found else 0.0


def children(process: int) -> list[int]:
    found = []
    for task in pathlib.Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *children(child)]
    return found
