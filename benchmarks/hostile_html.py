"""Render hostile HTML in Chromium, sanitised, and count what runs or calls out (security bar 21).

    python benchmarks/hostile_html.py VECTORS.jsonl      # one JSON object a line, the HTML in "content"

No policy, no sandbox: the sanitiser alone is measured. A sample of the raw vectors is rendered too; if none of
those fires, the rig is broken. Exit 1 when a sanitised vector does anything.
"""

import json
import random
import sys
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Dialog, Error, Route, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from helpdesk.lib.html import sanitise

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CANARIES = 300


def render(pages: list[str]) -> tuple[int, int]:
    """Return how many of the pages opened a dialog, and how many asked for something else."""
    fired: set[int] = set()
    called: set[int] = set()
    current = 0

    def dialog(seen: Dialog) -> None:
        fired.add(current)
        with suppress(Error):  # the page may have gone on without us
            seen.dismiss()

    def answer(route: Route) -> None:
        if route.request.url.startswith("http://mail.test/page"):
            route.fulfill(body=f"<!doctype html><meta charset=utf-8>{pages[current]}", content_type="text/html")
        else:
            called.add(current)
            route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page()
        page.on("dialog", dialog)
        page.route("**/*", answer)
        for current in range(len(pages)):
            with suppress(Error):  # a raw vector may navigate away or never finish loading
                page.goto(f"http://mail.test/page{current}", timeout=4000)
        browser.close()
    return len(fired), len(called)


def main() -> int:
    """Measure the file named on the command line."""
    with Path(sys.argv[1]).open(encoding="utf-8") as lines:
        vectors = [json.loads(line)["content"] for line in lines]
    fired, called = render([sanitise(vector) for vector in vectors])
    raw_fired, raw_called = render(random.Random(1).sample(vectors, min(CANARIES, len(vectors))))
    print(f"sanitised: {len(vectors)} vectors, {fired} ran script, {called} called out")
    print(f"raw sample: {min(CANARIES, len(vectors))} vectors, {raw_fired} ran script, {raw_called} called out")
    return 1 if fired or called or not raw_fired else 0


if __name__ == "__main__":
    sys.exit(main())
