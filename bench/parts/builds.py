"""Full builds from a folder to a static site: Foyer, Hugo, and a plain loop that writes the same bytes."""

import os
import pathlib
import subprocess

from processes import Broken, Used, answer, used

SIZES = {100: 3, 1_000: 3, 10_000: 2}  # pages: rounds
LARGEST = 50_000  # by Foyer alone: does the time grow as the site does?


def measure(bench) -> dict:
    hugo = hugo_binary(bench.root)
    sizes = {size: rounds for size, rounds in SIZES.items() if size <= 1_000 or not bench.quick}
    # All input before the first measurement.
    for size in sizes:
        bench.say(f"writing a site of {size:,} pages, twice")
        subprocess.run([bench.root / "bench" / "generate", str(size), bench.memory / str(size)],
                       check=True, stdout=subprocess.DEVNULL)
    rows = [of_size(bench, hugo, size, rounds) for size, rounds in sizes.items()]
    result = {"hugo": hugo_version(hugo), "sizes": rows}
    if not bench.quick:
        result["largest"] = largest(bench)
    if disk := on_disk(bench, hugo, max(sizes)):
        result["disk"] = disk
    if corpus := corpus_folder(bench.root):
        result["corpus"] = of_corpus(bench, corpus)
    return result


class Builder:
    """One program and how it is asked to build; every run gets a folder of its own."""

    def __init__(self, bench, name: str, command):
        self.bench, self.name, self.command = bench, name, command

    def run(self, place: pathlib.Path, size: int, number: int) -> tuple[Used, pathlib.Path]:
        output = place / f"built-{self.name}-{size}-{number}"
        log = self.bench.memory / f"{output.name}.log"
        result = used(self.command(self.bench.memory / str(size) / self.name, output), log)
        return result, output


def builders(bench, hugo: pathlib.Path) -> list[Builder]:
    # Hugo keeps nothing between builds of such a site; its cache folder is named so that it stays out of the home folder.
    cache = bench.memory / "hugo-cache"
    return [
        Builder(bench, "foyer", lambda site, output: [bench.foyer, "build", site, "--output", output]),
        Builder(bench, "hugo", lambda site, output: [
            hugo, "build", "--quiet", "--noBuildLock", "--cacheDir", cache,
            "--source", site, "--destination", output]),
    ]


def of_size(bench, hugo, size: int, rounds: int) -> dict:
    runs: dict[str, list[Used]] = {"foyer": [], "hugo": []}
    outputs = {}
    for number in range(rounds):
        for builder in builders(bench, hugo):
            bench.say(f"{size:,} pages, round {number + 1} of {rounds}: {builder.name}")
            result, outputs[builder.name] = builder.run(bench.memory, size, number)
            runs[builder.name].append(result)
    pages = {name: count_pages(folder) for name, folder in outputs.items()}
    if pages["foyer"] != pages["hugo"]:
        raise Broken(f"the work is not equal: Foyer made {pages['foyer']} pages, Hugo {pages['hugo']}")
    loops = [plain_loop(bench, outputs["foyer"], bench.memory / f"plain-{size}-{number}") for number in range(3)]
    floors = [markdown(bench, bench.memory / str(size) / "foyer") for _ in range(3)]
    return {
        "pages": size,
        "html": pages["foyer"],
        "foyer": best(runs["foyer"], size),
        "again": unchanged(bench, outputs["foyer"], size),
        "markdown": min(floors, key=lambda floor: floor["microseconds"]),
        "hugo": best(runs["hugo"], size),
        "plain": min(loops, key=lambda loop: loop["microseconds"]),
        "megabytes": {name: round(total_size(folder) / 1e6, 1) for name, folder in outputs.items()},
    }


def largest(bench) -> dict:
    site, outputs = bench.memory / "largest", [bench.memory / f"built-largest-{number}" for number in range(2)]
    bench.say(f"writing a site of {LARGEST:,} pages, and building it")
    subprocess.run([bench.root / "bench" / "generate", str(LARGEST), site, "--only", "foyer"], check=True,
                   stdout=subprocess.DEVNULL)
    runs = [used([bench.foyer, "build", site / "foyer", "--output", output], bench.memory / "largest.log")
            for output in outputs]
    return {"pages": LARGEST, **best(runs, LARGEST)}


def on_disk(bench, hugo, size: int) -> dict:
    """Once to the disk, where the file system decides."""
    result = {"pages": size}
    for builder in builders(bench, hugo):
        bench.say(f"{size:,} pages to disk: {builder.name}")
        os.sync()
        run, output = builder.run(bench.disk, size, 0)
        result[builder.name] = best([run], size)
        if builder.name == "foyer":
            built = output
    os.sync()
    result["plain"] = plain_loop(bench, built, bench.disk / "plain")
    return result


def of_corpus(bench, corpus: pathlib.Path) -> dict:
    runs = []
    for number in range(3):
        bench.say(f"{corpus.name}, round {number + 1} of 3")
        output = bench.memory / f"built-corpus-{number}"
        runs.append(used([bench.foyer, "build", corpus, "--output", output], bench.memory / f"{output.name}.log"))
    sources = sum(1 for path in corpus.rglob("*.md") if path.name != "LICENSE.md")
    return {"name": corpus.name, "sources": sources, "html": count_pages(output), "foyer": best(runs, sources)}


def unchanged(bench, output: pathlib.Path, size: int) -> dict:
    """Foyer once more into the same folder, with nothing changed."""
    site = bench.memory / str(size) / "foyer"
    runs = [used([bench.foyer, "build", site, "--output", output], bench.memory / f"{output.name}.log")
            for _ in range(3)]
    return best(runs, size)


def markdown(bench, site: pathlib.Path) -> dict:
    return answer([bench.bench, "markdown", "--from", site])


def plain_loop(bench, built: pathlib.Path, output: pathlib.Path) -> dict:
    return answer([bench.bench, "write", "--from", built, "--to", output])


def best(runs: list[Used], pages: int) -> dict:
    """The fastest run's time; memory and CPU of the run that took least of it."""
    wall = min(run.wall for run in runs)
    return {
        "seconds": round(wall, 3), "pagesPerSecond": round(pages / wall),
        "processorSeconds": round(min(run.cpu for run in runs), 3),
        "peakMegabytes": round(min(run.memory for run in runs), 1),
        "all": [round(run.wall, 3) for run in runs],
    }


def count_pages(folder: pathlib.Path) -> int:
    """HTML files; the two programs have the same of them or the comparison is void."""
    return sum(name.endswith(".html") for _, _, names in os.walk(folder) for name in names)


def total_size(folder: pathlib.Path) -> int:
    return sum(os.path.getsize(os.path.join(home, name)) for home, _, names in os.walk(folder) for name in names)


def hugo_binary(root: pathlib.Path) -> pathlib.Path:
    """The program itself: the `hugo` command of the Python package is a script in front of it, whose start would count."""
    found = sorted(root.glob(".venv-bench/lib/python*/site-packages/hugo/binaries/hugo*"))
    if not found:
        raise Broken("Hugo is missing: scripts/setup-bench")
    return found[0]


def hugo_version(hugo: pathlib.Path) -> str:
    words = subprocess.run([hugo, "version"], capture_output=True, text=True, check=True).stdout.split()
    return words[1].partition("-")[0].lstrip("v")


def corpus_folder(root: pathlib.Path) -> pathlib.Path | None:
    """A site that other people wrote, where there is one; FOYER_CORPUS as for the tests."""
    named = os.environ.get("FOYER_CORPUS")
    folder = (pathlib.Path(named) if named else root.parent / "shared" / "corpus") / "18f-blog"
    return folder if folder.is_dir() else None
