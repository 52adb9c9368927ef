"""Stands in for Firefox so that Playwright can drive Debian's: starts the real one and passes WebDriver BiDi on, message by message.

Playwright asks for a few things that the long-term Firefox does not know yet and gives up when they are refused. The shim answers
those itself. It is started as Firefox would be: python firefox_shim.py ARGUMENTS, with FIREFOX naming the real program."""

import asyncio
import contextlib
import json
import os
import re
import signal
import sys

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

#: Settings of a page that the tests need nowhere in Firefox: what they ask for is its default.
ANSWERED_HERE = {"emulation.setMediaFeaturesOverride"}
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
NO_LIMIT = {"max_size": None, "compression": None, "ping_interval": None}


async def main() -> int:
    # Firefox takes a port of its own; the one that Playwright reads about is the shim's.
    arguments = [word for word in sys.argv[1:] if not word.startswith("--remote-debugging-port")]
    # setpriv: the browser also goes when this process is killed.
    firefox = await asyncio.create_subprocess_exec(
        "setpriv", "--pdeathsig", "KILL", os.environ.get("FIREFOX", "/usr/bin/firefox-esr"),
        *arguments, "--remote-debugging-port=0", stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, firefox.terminate)
    address = await listening(firefox.stderr)
    if not address:
        return await firefox.wait() or 1
    async with serve(lambda client: relay(client, address), "127.0.0.1", 0, **NO_LIMIT) as server:
        port = server.sockets[0].getsockname()[1]
        print(f"WebDriver BiDi listening on ws://127.0.0.1:{port}", file=sys.stderr, flush=True)
        await listening(firefox.stderr)
        return await firefox.wait()


async def listening(lines: asyncio.StreamReader) -> str | None:
    """Reads until Firefox says where it listens, or has nothing more to say."""
    while line := await lines.readline():
        if found := LISTENING.search(line.decode(errors="replace")):
            return found[1]
    return None


async def relay(client: ServerConnection, address: str) -> None:
    async with connect(address + client.request.path.rstrip("/"), **NO_LIMIT) as firefox:
        async def commands() -> None:
            async for message in client:
                command = json.loads(message)
                if command.get("method") in ANSWERED_HERE:
                    await client.send(json.dumps({"type": "success", "id": command["id"], "result": {}}))
                else:
                    await firefox.send(message)

        async def answers() -> None:
            async for message in firefox:
                await client.send(message)

        tasks = [asyncio.ensure_future(commands()), asyncio.ensure_future(answers())]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task


sys.exit(asyncio.run(main()))
