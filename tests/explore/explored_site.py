"""A folder with results, and the explorer on it, for tests."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

from storage_opt.cli import _run
from storage_opt.explore.server import Explorer

DAYS = 10
PROJECT: dict[str, Any] = {
    "name": "ten days",
    "area": "tokyo",
    "battery": {"power_mw": 10, "energy_mwh": 40, "round_trip_efficiency": 0.81, "soe_initial_mwh": 0},
    "markets": {"spot": {"fee_jpy_per_kwh": 0}},
    "prices": {"source": "prices/ten_days.csv"},
    "eligibility": "ignore",
}


def objective_jpy(energy_mwh: float) -> float:
    """Each day the battery is filled at 5 and emptied at 15 JPY/kWh, with 0.9 each way; six hours would do for both at 10 MW."""
    return DAYS * 1000 * (energy_mwh * 0.9 * 15 - energy_mwh / 0.9 * 5)


def write_prices(path: Path) -> None:
    """Ten days: 5 yen in the first half of the day, 15 yen in the second."""
    rows, at = ["slot_start,spot_jpy_per_kwh"], datetime(2023, 4, 1)
    for slot in range(48 * DAYS):
        rows.append(f"{at.isoformat()},{5.0 if slot % 48 < 24 else 15.0}")
        at += timedelta(minutes=30)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(rows) + "\n")


def make_results(files: Path, root: Path) -> None:
    """Two runs of 40 and 80 MWh, one in a folder below; a comparison, an auction and a damaged run by hand; what is none of ours."""
    write_prices(files / "prices" / "ten_days.csv")
    (files / "p.yaml").write_text(yaml.safe_dump(PROJECT))
    for place, energy in (("small", 40), ("deep/er/large", 80)):
        words = ["run", str(files / "p.yaml"), "--set", f"battery.energy_mwh={energy}", "--out", str(root / place)]
        assert _run([*words, "--lang", "en"]) == 0
    cases = [{"prices": [{"synthetic": False}]}, {"prices": [{"synthetic": True}]}, {}]
    by_hand(
        root / "study",
        {"kind": "comparison", "cases": cases},
        {"name": "a study", "cases": [{}, {}, {}]},
        "comparison.html",
    )
    by_hand(root / "round", {"kind": "auction"}, {"name": "a round", "rounds": [{}]}, "auction.html")
    by_hand(root / "damaged", {}, None, "report.html")
    by_hand(root / "stranger", {"program": "another"}, {"name": "not ours"}, "report.html")
    by_hand(root / ".hidden.partial", {}, {"name": "half written"}, "report.html")


def by_hand(folder: Path, manifest: dict[str, Any], summary: dict[str, Any] | None, page: str) -> None:
    """Write what makes a folder one of ours."""
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"program": "storage-opt", "schema": 1} | manifest))
    if summary is not None:
        (folder / "summary.json").write_text(json.dumps(summary))
    (folder / page).write_text(f"<!DOCTYPE html><html lang='en'><p>page of {folder.name}</p></html>")


@dataclass
class Reply:
    """Answer of the server."""

    status: int
    text: str
    headers: dict[str, str] = field(default_factory=dict)
    url: str = ""


class Visitor:
    """Asks the server as a browser would."""

    def __init__(self, server: Explorer) -> None:
        self.server = server

    def get(self, path: str = "en/", **headers: str) -> Reply:
        """Ask for a page below the token."""
        return self.ask(self.server.url + path, None, headers)

    def post(self, path: str, values: dict[str, str] | None = None, **headers: str) -> Reply:
        """Send a form below the token."""
        return self.ask(self.server.url + path, urlencode(values or {}).encode(), headers)

    def ask(self, url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Reply:
        """Ask for any address."""
        named = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        request = urllib.request.Request(url, data=body, headers=named)
        try:
            with urllib.request.urlopen(request, timeout=30) as reply:
                return Reply(reply.status, reply.read().decode("utf-8", "replace"), dict(reply.headers), reply.url)
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, error.read().decode("utf-8", "replace"), dict(error.headers), url)

    def key(self, place: str) -> str:
        """Key of a folder by its place."""
        (found,) = [f.key for f in self.server.routes.shelf.folders() if f.place == place]
        return found

    def start(self, of: str, name: str, **changed: str) -> int:
        """Start a run from another one, return its number."""
        values = {"project": self.project(of), "settings": "", "name": name, "origin": of} | changed
        reply = self.post("en/rerun", values)
        assert reply.status == 200, reply.text
        return int(reply.url.rpartition("/")[2])

    def project(self, of: str) -> str:
        """Project of a run as YAML."""
        (folder,) = [f for f in self.server.routes.shelf.folders() if f.place == of]
        return yaml.safe_dump(folder.manifest["project"])

    def state(self, number: int) -> dict[str, Any]:
        """How far a run is."""
        state: dict[str, Any] = json.loads(self.get(f"en/job/{number}.json").text)
        return state

    def wait(self, number: int, *states: str) -> dict[str, Any]:
        """Ask until a run is in one of the states; fails after a minute."""
        until = time.monotonic() + 60
        while (state := self.state(number))["state"] not in states:
            assert time.monotonic() < until, state
            time.sleep(0.05)
        return state


@contextmanager
def explorer(root: Path, files: Path, language: str = "en") -> Iterator[Visitor]:
    """Serve a folder within the block."""
    with Explorer(root, files, 0, language) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield Visitor(server)
        finally:
            server.shutdown()
            thread.join()
