"""What history costs on a site with 200,000 revisions: one element has half of them, the others of its page the rest."""

import os

from edits import in_database, psql
from processes import answer

REVISIONS = 100_000


def measure(bench) -> dict:
    revisions = REVISIONS // 10 if bench.quick else REVISIONS
    command = [bench.bench, "history", "--revisions", revisions, "--rounds", 100 if bench.quick else 200]
    result = {}
    bench.say(f"{2 * revisions:,} revisions and questions about them on SQLite")
    data = bench.disk / "history"
    data.mkdir()
    result["sqlite"] = answer([*command, "--data", data], limit=3600)
    if server := os.environ.get("FOYER_TEST_POSTGRES"):
        bench.say("the same on PostgreSQL")
        result["postgresql"] = on_postgres(bench, command, server)
    return result


def on_postgres(bench, command: list, server: str) -> dict:
    name = f"foyer_bench_{os.getpid()}_history"
    data = bench.disk / "history-postgres"
    data.mkdir()
    try:
        psql(server, f'CREATE DATABASE "{name}"')
        return answer([*command, "--data", data, "--postgres", in_database(server, name)], limit=3600)
    finally:
        psql(server, f'DROP DATABASE IF EXISTS "{name}"')
