"""A headless Chromium, driven by its own protocol through a pipe: no port, no library (docs/decisions/0023-browser.md)."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    *("--headless=new", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check", "--disable-gpu"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"),
    *("--disable-dev-shm-usage", "--hide-scrollbars", "--force-device-scale-factor=1", "--mute-audio"),
    *("--no-pings", "--dns-prefetch-disable", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"),
)
"""Nothing but what a page asks for goes out, and no name is resolved."""
WAIT_S = 60.0
KEYS = {"Tab": 9, "Enter": 13, "ArrowRight": 39, "ArrowLeft": 37, "ArrowDown": 40, " ": 32}
TEXTS = {"Enter": "\r", " ": " "}


def browser_path() -> str | None:
    """Where a Chromium is installed: the one in ``STORAGE_OPT_BROWSER``, else the first on the path; ``None`` without one."""
    given = os.environ.get("STORAGE_OPT_BROWSER")
    return given or next((found for name in NAMES if (found := shutil.which(name))), None)


class Browser:
    """One process; messages are JSON, each ended by a zero byte.

    Parameters
    ----------
    program : str
        Path of the browser.
    profile : Path
        An empty folder.
    """

    def __init__(self, program: str, profile: Path) -> None:
        to_browser, self._out = _pipe()
        self._in, from_browser = _pipe()
        flags = [*FLAGS, f"--user-data-dir={profile}"]
        if os.geteuid() == 0:  # a container: the browser's own sandbox does not start as root
            flags.append("--no-sandbox")
        words = [
            "bash",
            "-c",
            f'exec "$@" 3<&{to_browser} 4>&{from_browser}',
            "browser",
            program,
            *flags,
            "about:blank",
        ]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(words, pass_fds=(to_browser, from_browser), start_new_session=True, **quiet)
        os.close(to_browser)
        os.close(from_browser)
        self._next, self._rest, self.events = 0, b"", list[dict[str, Any]]()

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Ask, and return the answer; events that come before it are kept."""
        self._next += 1
        asked = {"id": self._next, "method": method, "params": parameters}
        self._write(asked if session is None else asked | {"sessionId": session})
        until = time.monotonic() + WAIT_S
        while True:
            message = self._read(until - time.monotonic())
            if message is None:
                raise TimeoutError(f"no answer to {method}")
            if message.get("id") == self._next:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                result: dict[str, Any] = message["result"]
                return result

    def listen(self, seconds: float) -> None:
        """Gather events for a while."""
        until = time.monotonic() + seconds
        while self._read(until - time.monotonic()) is not None:
            pass

    def close(self) -> None:
        """End the process and all that it started."""
        with suppress(OSError, RuntimeError, TimeoutError):
            self.call("Browser.close")
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        os.close(self._in)
        os.close(self._out)

    def _write(self, message: dict[str, Any]) -> None:
        content = json.dumps(message).encode() + b"\0"
        while content:
            content = content[os.write(self._out, content) :]

    def _read(self, seconds: float) -> dict[str, Any] | None:
        """Return the next message, which is kept if it is an event; ``None`` when there is none in time."""
        while b"\0" not in self._rest:
            if seconds < 0 or not select.select([self._in], [], [], seconds)[0]:
                return None
            piece = os.read(self._in, 1 << 20)
            if not piece:
                raise RuntimeError("the browser has gone")
            self._rest += piece
        content, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(content)
        if "id" not in message:
            self.events.append(message)
        return message


class Tab:
    """One page in the browser, with all that it asked for and complained about."""

    def __init__(self, browser: Browser, width: int = 1280, height: int = 900) -> None:
        self.browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self._target = target
        self._session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.size(width, height)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask the page."""
        return self.browser.call(method, self._session, **parameters)

    def size(self, width: int, height: int) -> None:
        """Set the window."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def open(self, url: str) -> None:
        """Open an address and wait until all of it is loaded."""
        before = self._count("Page.loadEventFired")
        told = self.call("Page.navigate", url=url)
        assert "errorText" not in told, told
        self._loaded(before)

    def click_and_load(self, selector: str) -> None:
        """Click what leads to another page and wait for that."""
        before = self._count("Page.loadEventFired")
        self.click(selector)
        self._loaded(before)

    def _loaded(self, before: int) -> None:
        until = time.monotonic() + WAIT_S
        while self._count("Page.loadEventFired") <= before:
            assert time.monotonic() < until, "the page did not load"
            self.browser.listen(0.05)
        self.browser.listen(0.2)

    def run(self, script: str) -> Any:
        """Evaluate in the page; a promise is waited for, an exception raised here."""
        told = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def wait(self, script: str) -> Any:
        """Evaluate until it holds, also across pages that follow one another."""
        until = time.monotonic() + WAIT_S
        while True:
            with suppress(RuntimeError):  # asked of a page that was just being left
                if found := self.run(script):
                    return found
            assert time.monotonic() < until, f"never held: {script}"
            self.browser.listen(0.05)

    def click(self, selector: str) -> None:
        """Click in the middle of an element, with a mouse; fails if something lies above it."""
        place = f"document.querySelector({json.dumps(selector)})"
        self.run(f"{place}.scrollIntoView({{block: 'center', behavior: 'instant'}})")
        box = self.run(
            f"(() => {{ const b = {place}.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }})()"
        )
        above = f"{place}.contains(document.elementFromPoint({box[0]}, {box[1]}))"
        assert self.run(above), f"{selector} is covered"
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)

    def press(self, key: str, times: int = 1) -> None:
        """Press a key."""
        told = {"key": key, "windowsVirtualKeyCode": KEYS[key], "code": "Space" if key == " " else key}
        typed = {"text": TEXTS[key]} if key in TEXTS else {}
        for _ in range(times):
            self.call("Input.dispatchKeyEvent", type="keyDown", **told, **typed)
            self.call("Input.dispatchKeyEvent", type="keyUp", **told)

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self.call("Input.insertText", text=text)

    def reached_by_tab(self, most: int = 400) -> list[str]:
        """Press Tab through the page; ids, names or texts of what gets the focus, in order."""
        script = (
            "(e => e && e !== document.body ? e.id || e.name || e.getAttribute('aria-label') || e.dataset.title"
            " || e.textContent.trim().slice(0, 40) || e.tagName : '')(document.activeElement)"
        )
        found: list[str] = []
        for _ in range(most):
            self.press("Tab")
            reached = self.run(script)
            if not reached:
                break
            found.append(reached)
        return found

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """Save what is seen, or all of the page."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.run("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        self.browser.listen(0.2)  # what sticks to an edge is drawn a little later
        clip: dict[str, Any] = {}
        if whole:
            size = self.call("Page.getLayoutMetrics")["cssContentSize"]
            clip = {"clip": {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 16_000), "scale": 1}}
        told = self.call("Page.captureScreenshot", captureBeyondViewport=whole, **clip)
        path.write_bytes(base64.b64decode(told["data"]))

    def complaints(self) -> list[str]:
        """All errors and warnings of the page so far."""
        self.browser.listen(0.1)
        found = []
        for event in self._events():
            told = event["params"]
            if event["method"] == "Runtime.exceptionThrown":
                found.append(
                    str(told["exceptionDetails"].get("exception", told["exceptionDetails"]).get("description", told))
                )
            elif event["method"] == "Runtime.consoleAPICalled" and told["type"] in ("error", "warning", "assert"):
                found.append(" ".join(str(each.get("value", each.get("description"))) for each in told["args"]))
            elif event["method"] == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
                found.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")
        return found

    def requests(self) -> list[str]:
        """All addresses that the page has asked for, what it carries within (data:, blob:) left out."""
        self.browser.listen(0.1)
        asked = [e["params"]["request"]["url"] for e in self._events() if e["method"] == "Network.requestWillBeSent"]
        return [url for url in asked if not url.startswith(("data:", "blob:"))]

    def close(self) -> None:
        """Close it."""
        self.browser.call("Target.closeTarget", targetId=self._target)

    def _count(self, method: str) -> int:
        return sum(event["method"] == method for event in self._events())

    def _events(self) -> list[dict[str, Any]]:
        return [event for event in self.browser.events if event.get("sessionId") == self._session]


def _pipe() -> tuple[int, int]:
    """Ends of a pipe with numbers above those that the browser reads and writes."""
    ends = os.pipe()
    moved = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends)
    for end in ends:
        os.close(end)
    return moved[0], moved[1]
