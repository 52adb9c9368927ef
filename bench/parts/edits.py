"""Durable edits per second through the store, beside bare commits of the same database."""

import os
import subprocess
import urllib.parse

from processes import Broken, answer


def measure(bench) -> dict:
    rounds = 1 if bench.quick else 3
    result = {"sqlite": [], "postgresql": []}
    for number in range(rounds):
        bench.say(f"edits through the store on SQLite, round {number + 1} of {rounds}")
        data = bench.disk / f"store-{number}"
        data.mkdir()
        result["sqlite"].append(answer([bench.bench, "store", "--data", data, "--seconds", bench.seconds]))
    if server := os.environ.get("FOYER_TEST_POSTGRES"):
        bench.say("edits through the store on PostgreSQL")
        result["postgresql"].append(on_postgres(bench, server))
    return result


def on_postgres(bench, server: str) -> dict:
    names = [f"foyer_bench_{os.getpid()}_{what}" for what in ("edits", "bare")]
    data = bench.disk / "store-postgres"
    data.mkdir()
    try:
        for name in names:
            psql(server, f'CREATE DATABASE "{name}"')
        edits, bare = (in_database(server, name) for name in names)
        command = ["store", "--data", data, "--seconds", bench.seconds, "--postgres", edits, "--bare-postgres", bare]
        return answer([bench.bench, *command])
    finally:
        for name in names:
            psql(server, f'DROP DATABASE IF EXISTS "{name}"')


def in_database(server: str, name: str) -> str:
    return urllib.parse.urlsplit(server)._replace(path="/" + name).geturl()


def psql(server: str, statement: str) -> None:
    done = subprocess.run(["psql", "-qX", server, "-c", statement], capture_output=True, text=True)
    if done.returncode:
        raise Broken(f"psql: {done.stderr.strip()}")
