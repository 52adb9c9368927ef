"""What scripts/check-script-lines finds: lines that go on with the one before, though they look like lines of their own."""

import importlib.machinery
import importlib.util

import pytest

from processes import ROOT

LOADER = importlib.machinery.SourceFileLoader("check_script_lines", str(ROOT / "scripts/check-script-lines"))
CHECK = importlib.util.module_from_spec(importlib.util.spec_from_loader(LOADER.name, LOADER))
LOADER.exec_module(CHECK)


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        ("a()\n[b].x()", [2]),
        ("a()\n;[b].x()", []),
        ("const all = {}\n\n// note\n(one ?? two).x()", [4]),
        ("run()\n/** @type {Node} */ (node).x()", [2]),
        ("call(one,\n  [two])", []),
        ("const make = () =>\n  (one)", []),
        ("const wide = one ||\n  (two)", []),
        ("return\n(one)", []),
        ("const css = `\n(hover: none)\n[hidden]\n`\nrun()", []),
        ("const text = `a${`(\n`}`\n[b].x()", [3]),
        ("const odd = /[/`(]/\nrun()", []),
        ("const half = one / two\n(three)", [2]),
        ("const words = 'it\\'s'\n['a'].x()", [2]),
    ],
)
def test_lines_that_go_on_with_the_one_before(script, lines):
    assert CHECK.findings(script) == lines
