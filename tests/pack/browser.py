"""A headless Chromium driven over the DevTools protocol: it opens a page and names its faults."""

from __future__ import annotations

import base64
import io
import itertools
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

import websocket
from fontTools.ttLib import TTFont

from salesnb.pack.fonts import shown_characters

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-port=0",
)
FONT = re.compile(r"font-weight: (\d+); src: url\(data:font/woff;base64,([^)]+)\)")
WAIT = 30.0  # seconds until the browser, or an answer of it, is given up
MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")

MARK_TEXT = """
document.querySelectorAll("body *:not(script):not(style):not(code):not(pre)").forEach((e) => {
  if ([...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && e.getClientRects().length)
    e.setAttribute("data-has-text", "");
})"""


def found_chromium() -> str:
    """Return the browser's command, '' where this machine has none."""
    known = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((path for name in known if (path := shutil.which(name))), "")


def boxes_of(page: str) -> Iterator[str]:
    """Yield the characters of a page that a font inside it lacks: a bare machine shows boxes."""
    for weight, data in FONT.findall(page):
        with TTFont(io.BytesIO(base64.b64decode(data))) as font:
            missing = shown_characters(page) - set(map(chr, font.getBestCmap()))
        if missing:
            yield f"glyph: weight {weight} lacks {''.join(sorted(missing))}"


class Tab:
    """One tab: commands go out, answers and events come in."""

    def __init__(self, address: str) -> None:
        self._socket = websocket.create_connection(address, timeout=WAIT, suppress_origin=True)
        self._ids = itertools.count(1)
        self.events: list[dict[str, Any]] = []
        for domain in ("Page", "Runtime", "Log", "Network", "DOM", "CSS"):
            self.send(f"{domain}.enable")
        self.send("Emulation.setFocusEmulationEnabled", enabled=True)

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Run a command and return its result; raise `RuntimeError` when the browser refuses."""
        number = next(self._ids)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return dict(message["result"])
            self.events.append(message)

    def open(self, url: str, *, width: int, dark: bool = False, media: str = "screen") -> None:
        """Open a page at a width in CSS pixels, in the light or the dark scheme, or for print."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=900,
            deviceScaleFactor=1,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", media=media, features=[scheme])
        self.events.clear()
        self.send("Page.navigate", url=url)
        while not any(e.get("method") == "Page.loadEventFired" for e in self.events):
            self.events.append(json.loads(self._socket.recv()))

    def value_of(self, expression: str) -> Any:
        """Return the value of an expression on the page."""
        answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def faults(
        self, url: str, *, width: int = 1280, with_fonts: bool = True, **how: Any
    ) -> set[str]:
        """Return the rules that a page breaks, each as `rule: what was found`.

        `with_fonts` asks the browser element by element which font draws it: most of the time.
        """
        self.open(url, width=width, **how)
        measured = self.value_of(MEASURE)
        boxes = boxes_of(Path(unquote(urlsplit(url).path)).read_text(encoding="utf-8"))
        foreign = self._foreign_fonts() if with_fonts else ()
        return {*measured, *boxes, *foreign, *self._noise()}

    def picture(self, file: Path, *, height: int = 0) -> None:
        """Save the page that is open as a PNG: all of it, or the first `height` pixels."""
        size = self.send("Page.getLayoutMetrics")["cssContentSize"]
        clip = {
            "x": 0,
            "y": 0,
            "width": size["width"],
            "height": height or size["height"],
            "scale": 1,
        }
        shot = self.send("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        file.write_bytes(base64.b64decode(shot["data"]))

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _foreign_fonts(self) -> Iterator[str]:
        """Yield the elements with text that the page's own font does not draw: boxes elsewhere."""
        root = self.send("DOM.getDocument", depth=0)["root"]["nodeId"]
        self.value_of(MARK_TEXT)
        found = self.send("DOM.querySelectorAll", nodeId=root, selector="[data-has-text]")
        for node in found["nodeIds"]:
            for font in self.send("CSS.getPlatformFontsForNode", nodeId=node)["fonts"]:
                if not font["isCustomFont"]:
                    where = self._html(node)[:60]
                    yield f"glyph: {font['glyphCount']} drawn with {font['familyName']} in {where}"

    def _html(self, node: int) -> str:
        return str(self.send("DOM.getOuterHTML", nodeId=node)["outerHTML"])

    def _noise(self) -> Iterator[str]:
        for event in self.events:
            method, params = event.get("method", ""), event.get("params", {})
            if method == "Runtime.exceptionThrown":
                yield f"console: {params['exceptionDetails']['text']}"
            elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning"):
                yield f"console: {params['type']}"
            elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
                yield f"console: {params['entry']['text']}"
            elif method == "Network.requestWillBeSent":
                address = params["request"]["url"]
                if not address.startswith(("file:", "data:")):
                    yield f"request: {address}"


@contextmanager
def chromium(profile: Path) -> Iterator[Tab]:
    """Start a browser without a network, with a profile folder of its own; end it afterwards."""
    command = [found_chromium(), *FLAGS, f"--user-data-dir={profile}", "about:blank"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as browser:
        try:
            tab = Tab(_address(profile))
            yield tab
            tab.close()
        finally:
            browser.terminate()


def _address(profile: Path) -> str:
    """Return where the first tab listens, as soon as the browser has written its port."""
    until = time.monotonic() + WAIT
    note = profile / "DevToolsActivePort"
    while time.monotonic() < until:
        if note.is_file() and note.read_text().count("\n"):
            port = note.read_text().split()[0]
            with urlopen(f"http://127.0.0.1:{port}/json/list") as answer:
                tabs = [one for one in json.load(answer) if one["type"] == "page"]
            if tabs:
                return str(tabs[0]["webSocketDebuggerUrl"])
        time.sleep(0.05)
    raise TimeoutError(f"Chromium did not listen within {WAIT:.0f} s")
