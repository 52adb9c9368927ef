"""What the benchmark waits for before it measures."""

import subprocess
import sys

import pytest

from processes import ROOT

#: Runs where the benchmark's own modules are found: one of them has the name of one of ours.
WAITING = """
from processes import Broken
from serving import wait_for_pictures


class Foyer:
    # Two sites whose answers change with each look; the last ones stay.
    looks = {"one": LOOKS, "two": [(0, [], "renewal")]}
    asked = 0

    def api(self, path):
        if path == "/sites":
            return {"items": [{"slug": slug} for slug in self.looks]}
        _, _, slug, what = path.split("/")
        looks = self.looks[slug]
        making, problems, reason = looks[0]
        if what == "pictures":
            self.asked += 1
            return {"making": making, "problems": problems}
        if len(looks) > 1:
            looks.pop(0)
        return {"items": [{"number": 2 if reason == "renewal" else 1, "reason": reason}]}


foyer = Foyer()
try:
    wait_for_pictures(foyer, limit=0.5)
    print("done", foyer.asked)
except Broken as error:
    print("broken", error)
"""


@pytest.mark.parametrize(
    ("looks", "said"),
    [
        ([(0, [], "renewal")], "done 2"),
        # Before the service has looked for what is missing, nothing is being made; behind it, the site is still to be built anew.
        ([(0, [], "publish"), (3, [], "publish"), (0, [], "publish"), (0, [], "renewal")], "done 5"),
        ([(3, [], "publish")],
         "broken one did not have its pictures within 0 s: 3 are still being made, the newest release is 1 (publish)"),
        ([(0, [{"path": "a.jpg", "problem": "it is damaged"}], "publish")],
         "broken pictures of one could not be made, so what is measured is not what users have: a.jpg: it is damaged"),
    ],
)
def test_pictures_are_waited_for(looks: list, said: str):
    done = subprocess.run(
        [sys.executable, "-B", "-c", WAITING.replace("LOOKS", repr(looks))], cwd=ROOT / "bench/parts",
        capture_output=True, text=True, timeout=20)
    assert done.stdout.strip() == said, done.stderr
