"""The local page, asked without a browser: list, comparison, new runs, and who is refused."""

from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from explored_site import DAYS, Visitor, explorer, make_results, objective_jpy

from storage_opt.cli import _run
from storage_opt.explore.difference import settings
from storage_opt.explore.order import Order, free_name
from storage_opt.explore.server import Explorer
from storage_opt.messages import catalogue, set_language

SLOW = "finance: {life_years: 20, capex_jpy_per_kwh: 20000}\n"


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    made = tmp_path_factory.mktemp("explored")
    make_results(made / "files", made / "results")
    return made / "results", made / "files"


@pytest.fixture
def visitor(places):
    with explorer(*places) as visitor:
        yield visitor


def rows_of(page: str) -> dict[str, list[str]]:
    """Cells of each row of the list by the place of the folder."""
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    found = {}
    for row in body.split("<tr>")[1:]:
        cells = [
            unescape(re.sub(r"<[^>]+>", " ", cell)) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)
        ]
        found[re.search(r"<code>(.*?)</code>", row)[1]] = [" ".join(cell.split()) for cell in cells]
    return found


def table_of(page: str, name: str) -> dict[str, list[str]]:
    """Cells of the rows of a table by their first cell."""
    table = page.split(f'id="{name}"')[1].split("</table>")[0]
    found = {}
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.S):
        cells = [
            " ".join(unescape(re.sub(r"<[^>]+>", " ", c)).split())
            for c in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)
        ]
        found[cells[0]] = cells[1:]
    return found


def test_list_holds_every_folder_of_ours_and_no_other(visitor):
    rows = rows_of(visitor.get().text)
    assert set(rows) == {"small", "deep/er/large", "study", "round", "damaged"}
    small = rows["small"]
    assert small[2].startswith("ten days Run")
    assert small[3:7] == ["Tokyo", "10 MW / 40 MWh", "Merchant", "Perfect"]
    assert small[7] == f"{objective_jpy(40) / 1e6:.2f} million JPY"
    assert small[8:10] == ["–", "–"], "ten days are no year, and there is no finance"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", small[10])
    assert rows["study"][3] == "Cases: 3" and rows["round"][3] == "Variants of the round: 1"
    assert "damaged" in rows["damaged"][3]
    assert [place for place in ("study", "round") if "synthetic prices" in rows[place][2]] == ["study"]


def test_list_speaks_both_languages(visitor):
    page = visitor.get("ja/").text
    assert '<html lang="ja">' in page
    small = rows_of(page)["small"]
    assert (small[3], small[4], small[6]) == ("東京", "10 MW / 40 MWh", "完全予見")
    assert f"/{visitor.server.guard.token}/en/" in page


@pytest.mark.parametrize(
    ("place", "name", "told"),
    [
        ("study", "comparison.html", "page of study"),
        ("round", "auction.html", "page of round"),
        ("small", "report.html", "ten days"),
    ],
)
def test_pages_of_all_kinds_open_and_can_start_nothing(visitor, place, name, told):
    reply = visitor.get(f"en/open/{visitor.key(place)}/{name}")
    assert reply.status == 200 and told in reply.text
    policy = reply.headers["Content-Security-Policy"]
    assert "sandbox allow-scripts" in policy and "allow-same-origin" not in policy and "connect-src" not in policy


def test_a_report_opens_in_the_language_of_the_page(visitor, places):
    on_file = (places[0] / "small" / "report.html").read_bytes()
    key = visitor.key("small")
    assert '<html lang="en">' in visitor.get(f"en/open/{key}/report.html").text
    assert '<html lang="ja">' in visitor.get(f"ja/open/{key}/report.html").text
    assert (places[0] / "small" / "report.html").read_bytes() == on_file


def test_a_table_is_handed_out_as_a_file(visitor):
    reply = visitor.get(f"en/open/{visitor.key('small')}/report.xlsx")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="report.xlsx"'


def test_two_runs_side_by_side(visitor):
    page = visitor.get(f"en/compare?a={visitor.key('small')}&b={visitor.key('deep/er/large')}").text
    figures = table_of(page, "figures")
    small, large = objective_jpy(40) / 1e6, objective_jpy(80) / 1e6
    assert figures["Objective"] == ["million JPY", f"{small:.3f}", f"{large:.3f}", f"+{large - small:.3f}", "+100.0%"]
    assert figures["Power"] == ["MW", "10.0", "10.0", "±0.0", "±0.0%"]
    assert figures["Days"][1:3] == [str(DAYS), str(DAYS)]
    assert table_of(page, "settings") == {
        "Key of the project": ["Meaning", "A", "B"],
        "battery.energy_mwh": ["Stored energy", "40", "80"],
    }
    assert "Nothing that both rest on" in page
    told = re.search(r'id="told">(.*?)</p>', page)[1]
    assert told == f"B against A: Margin {small:.3f} → {large:.3f} million JPY (+100.0%)."
    same = visitor.get(f"ja/compare?a={visitor.key('small')}&b={visitor.key('small')}").text
    assert catalogue("ja")["explore.compare.same"] in same


@pytest.mark.parametrize("query", ["", "?a=KEY", "?a=KEY&b=nonsense", "?a=KEY&b=STUDY"])
def test_only_two_runs_are_compared(visitor, query):
    path = f"en/compare{query}".replace("KEY", visitor.key("small")).replace("STUDY", visitor.key("study"))
    reply = visitor.get(path)
    assert reply.status == 404 and "Choose two runs" in reply.text


def test_settings_that_differ_are_named_with_positions_and_absences():
    one = {"scheme": [{"kind": "ltda", "round": 3}, {"kind": "merchant"}], "prices": {"fiscal_years": [2023]}}
    other = {"scheme": [{"kind": "ltda", "round": 4}], "prices": {"fiscal_years": [2023, 2024]}, "name": "x: y"}
    found = {s.key: (s.before, s.after) for s in settings(one, other)}
    assert found == {
        "scheme.0.round": ("3", "4"),
        "scheme.1.kind": ("merchant", None),
        "prices.fiscal_years": ("[2023]", "[2023, 2024]"),
        "name": (None, "'x: y'"),
    }


def test_a_run_with_other_settings_is_written_and_listed(visitor, places):
    form = visitor.get(f"en/rerun?of={visitor.key('small')}").text
    assert 'value="small-2"' in form and "ten_days.csv" in form
    number = visitor.start("small", "six", settings="# larger\nbattery.energy_mwh=60\n\nname=sixty\n")
    state = visitor.wait(number, "done", "failed", "stopped")
    assert state["state"] == "done", state["told"]
    row = rows_of(visitor.get().text)["six"]
    assert row[2].startswith("sixty") and row[7] == f"{objective_jpy(60) / 1e6:.2f} million JPY"
    page = visitor.get(f"en/compare?a={visitor.key('small')}&b={visitor.key('six')}").text
    assert set(table_of(page, "settings")) == {"Key of the project", "battery.energy_mwh", "name"}
    assert "Open the report" in visitor.get(f"en/job/{number}").text
    assert not [path.name for path in places[0].iterdir() if path.name.startswith(".six")]


def test_faults_of_a_project_are_told_as_the_command_tells_them(visitor, places, capfd, tmp_path):
    number = visitor.start("small", "wrong", settings="battery.power_mw=-5\nnonsense=1")
    state = visitor.wait(number, "done", "failed", "stopped")
    words = ["run", str(places[1] / "p.yaml"), "--set", "battery.power_mw=-5", "--set", "nonsense=1", "--lang", "en"]
    set_language("en")
    try:
        assert _run([*words, "--out", str(tmp_path / "out")]) == 3
    finally:
        set_language(None)
    of_command = [line for line in capfd.readouterr().err.splitlines() if line.startswith((" * ", "   "))]
    assert state["state"] == "failed" and len(of_command) >= 2
    assert [line for line in state["told"].splitlines() if line.startswith((" * ", "   "))] == of_command
    page = visitor.get(f"en/job/{number}").text
    assert all(line.strip() in unescape(page) for line in of_command)
    assert not (places[0] / "wrong").exists() and "wrong" not in rows_of(visitor.get().text)
    again = visitor.get(f"en/rerun?job={number}").text
    assert "nonsense=1" in again


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": "../out"}, "is no name"),
        ({"name": "a/b"}, "is no name"),
        ({"name": ".x"}, "is no name"),
        ({"name": ""}, "is no name"),
        ({"name": "a\nb"}, "is no name"),
        ({"name": "small"}, "exists already"),
        ({"project": "a: [1"}, "is not YAML"),
        ({"project": "- 1"}, "expected keys and values"),
        ({"settings": "battery.power_mw"}, "battery.power_mw"),
    ],
)
def test_an_order_that_cannot_be_started_comes_back_with_what_is_to_be_mended(visitor, changed, told):
    values = {"project": visitor.project("small"), "settings": "", "name": "fresh", "origin": "small"} | changed
    reply = visitor.post("en/rerun", values)
    assert reply.status == 422 and 'id="faults"' in reply.text
    assert told in unescape(reply.text.split('id="faults"')[1].split("</div>")[0])
    assert not visitor.server.runner.jobs


def test_what_is_typed_is_shown_and_never_run_as_markup(visitor):
    values = {"project": "</textarea><script>x</script>: [", "settings": "<b>", "name": '"><i>', "origin": "<u>"}
    page = visitor.post("en/rerun", values).text
    for piece in ("<script>x", "<b>", "<i>", "<u>"):
        assert piece not in page


def test_a_run_is_stopped_and_the_next_one_begins(visitor, places):
    long = visitor.project("small").replace("prices/ten_days.csv", "bundled:synthetic") + SLOW
    first = visitor.start("small", "long", project=long, settings="battery.round_trip_efficiency=0.8")
    second, third = visitor.start("small", "never"), visitor.start("small", "after")
    process = visitor.wait(first, "running") and visitor.server.runner.jobs[0].process
    assert visitor.state(second)["state"] == "waiting"
    taken = {"project": long, "settings": "", "name": "long", "origin": ""}
    assert "exists already or is being written" in visitor.post("en/rerun", taken).text
    assert visitor.post(f"en/job/{second}/stop").status == 200
    assert visitor.post(f"en/job/{first}/stop").status == 200
    assert visitor.wait(first, "stopped", "done", "failed")["state"] == "stopped"
    assert process.poll() is not None
    assert visitor.wait(third, "done", "failed")["state"] == "done"
    assert visitor.state(second)["state"] == "stopped"
    left = {path.name for path in places[0].iterdir()}
    assert "after" in left and not any("long" in name or "never" in name for name in left)


def test_closing_the_server_stops_what_runs(places):
    with explorer(*places) as visitor:
        long = visitor.project("small").replace("prices/ten_days.csv", "bundled:synthetic") + SLOW
        number = visitor.start("small", "closing", project=long)
        visitor.wait(number, "running")
        (job,) = visitor.server.runner.jobs
    assert job.state == "stopped" and job.process.poll() is not None
    assert not (places[0] / "closing").exists()


def test_the_address_without_the_token_opens_nothing(visitor):
    base = f"http://127.0.0.1:{visitor.server.server_port}"
    for path in ("/", "/en/", "/favicon.ico", "/" + "x" * 32 + "/en/", "//en/", f"/{visitor.server.guard.token}x/en/"):
        reply = visitor.ask(base + path)
        assert reply.status == 403 and "ten days" not in reply.text, path


def test_a_foreign_name_of_the_host_is_refused(visitor):
    for host in ("evil.example", f"evil.example:{visitor.server.server_port}", "127.0.0.1", "127.0.0.1:1"):
        assert visitor.get(Host=host).status == 403, host
    assert visitor.get(Host=f"localhost:{visitor.server.server_port}").status == 200


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}]
)
def test_other_pages_cannot_start_a_run(visitor, headers):
    values = {"project": visitor.project("small"), "settings": "", "name": "foreign", "origin": ""}
    assert visitor.post("en/rerun", values, **headers).status == 403
    assert not visitor.server.runner.jobs


def test_no_path_leads_out_of_the_folders(visitor, places):
    outside = places[0].parent / "secret.html"
    outside.write_text("kept from you")
    key, base = visitor.key("small"), urlsplit(visitor.server.url)
    tried = [
        *(f"en/open/{key}/{name}" for name in ("../../secret.html", "..%2f..%2fsecret.html", "manifest.json", "", ".")),
        *("en/open/../secret.html", "../secret.html", "en/../../secret.html", "%2e%2e/secret.html", "explore.css/../x"),
        f"en/open//{outside}",
    ]
    connection = http.client.HTTPConnection("127.0.0.1", visitor.server.server_port, timeout=30)
    for path in tried:  # as they stand: a browser would take the dots out
        connection.request("GET", base.path + path)
        reply = connection.getresponse()
        assert reply.status in (403, 404), path
        content = reply.read()
        assert b"kept from you" not in content and b"secret" not in content, path
    connection.close()


def test_links_out_of_a_folder_are_not_followed(visitor, places):
    outside = places[0].parent / "elsewhere"
    if not outside.exists():
        make = {"program": "storage-opt", "kind": "auction"}
        outside.mkdir()
        (outside / "manifest.json").write_text(json.dumps(make))
        (outside / "secret.html").write_text("secret")
    linked = places[0] / "linked"
    linked.mkdir()
    (linked / "manifest.json").write_text(json.dumps({"program": "storage-opt", "kind": "auction"}))
    (linked / "auction.html").symlink_to(outside / "secret.html")
    (places[0] / "folder").symlink_to(outside)
    assert "folder" not in {f.place for f in visitor.server.routes.shelf.folders()}
    reply = visitor.get(f"en/open/{visitor.key('linked')}/auction.html")
    assert reply.status == 404 and "secret" not in reply.text


def test_pages_of_ours_allow_nothing_inline_and_nothing_from_elsewhere(visitor):
    paths = (
        "en/",
        "ja/",
        f"en/rerun?of={visitor.key('small')}",
        f"en/compare?a={visitor.key('small')}&b={visitor.key('small')}",
    )
    for path in paths:
        reply = visitor.get(path)
        policy = reply.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none';") and "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
        assert not re.search(r"\son\w+\s*=|\sstyle\s*=|<style|javascript:", reply.text)
        assert not re.search(r"<script(?![^>]*\ssrc=)", reply.text)
        addresses = re.findall(r'(?:href|src|action)="([^"]*)"', reply.text)
        assert all(a.startswith((f"/{visitor.server.guard.token}/", "#", "data:,")) for a in addresses)


def test_a_form_that_is_too_long_or_has_no_length_is_refused(visitor):
    for length in (1_000_001, 20_000_000):
        assert visitor.post("en/rerun", {"project": "x" * length}).status == 400
    address = urlsplit(visitor.server.url)
    connection = http.client.HTTPConnection("127.0.0.1", visitor.server.server_port, timeout=30)
    connection.putrequest("POST", address.path + "en/rerun")
    connection.endheaders()
    assert connection.getresponse().status == 400
    connection.close()


def test_it_listens_on_this_machine_only(visitor):
    assert visitor.server.server_address[0] == "127.0.0.1"


def test_a_new_name_is_numbered(tmp_path):
    (tmp_path / "demo-2").mkdir()
    assert free_name("demo", tmp_path, frozenset()) == "demo-3"
    assert free_name("demo-2", tmp_path, frozenset({"demo-3"})) == "demo-4"


def test_overrides_leave_comments_out():
    assert Order("", " a=1 \n# b=2\n\nc=3", "x").overrides == ["a=1", "c=3"]


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
def test_ctrl_c_ends_the_command_and_its_runs(places):
    words = [
        sys.executable,
        "-m",
        "storage_opt",
        "explore",
        str(places[0]),
        "--no-browser",
        "--lang",
        "en",
        "--files",
        str(places[1]),
    ]
    command = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        url = re.search(r"http://127\.0\.0\.1:\d+/\S+/", command.stdout.readline())[0]
        with explorer(*places) as other:  # only to ask the other server in its words
            visitor = Visitor(other.server)
            long = other.project("small").replace("prices/ten_days.csv", "bundled:synthetic") + SLOW
        body = {"project": long, "settings": "", "name": "interrupted", "origin": ""}
        reply = visitor.ask(url + "en/rerun", urlencode(body).encode())
        assert reply.status == 200
        command.send_signal(signal.SIGINT)
        _, err = command.communicate(timeout=30)
    finally:
        command.kill()
    assert command.returncode == 0 and "Ended" in err and "Traceback" not in err
    assert not (places[0] / "interrupted").exists()


def test_a_folder_that_is_not_there_and_a_port_that_is_taken_are_told(tmp_path, capsys, visitor):
    set_language("en")
    try:
        assert _run(["explore", str(tmp_path / "none")]) == 3
        assert "no such folder" in capsys.readouterr().err
        assert _run(["explore", str(tmp_path), "--port", "70000", "--no-browser"]) == 2
        assert "from 0 to 65535" in capsys.readouterr().err
        assert _run(["explore", str(tmp_path), "--port", str(visitor.server.server_port), "--no-browser"]) == 2
        assert "cannot be used" in capsys.readouterr().err
    finally:
        set_language(None)


def test_the_address_is_printed_as_json(tmp_path, capsys, monkeypatch):
    def interrupted(self: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Explorer, "serve_forever", interrupted)
    assert _run(["explore", str(tmp_path), "--json", "--no-browser"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == 1 and told["folder"] == str(tmp_path)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32}/", told["url"])


def test_other_commands_load_nothing_of_it():
    project = Path(__file__).parents[2] / "configs" / "demo.yaml"
    script = """
import sys
from storage_opt.cli import _run
assert _run(["check", sys.argv[1]]) == 0
print([name for name in sys.modules if name.startswith("storage_opt.explore")])
"""
    words = [sys.executable, "-c", script, str(project)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
