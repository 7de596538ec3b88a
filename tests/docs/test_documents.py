"""The documents as a whole: links, tables, blocks of YAML, names of functions and files, terms, the page of differences, the site."""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from storage_opt.cli import _run
from storage_opt.errors import NoRuleInForceError
from storage_opt.inputs.rules import rule_library
from storage_opt.messages import catalogue

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"])


def maker(name: str):
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.S | re.M)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_to_a_place_that_is_there(page):
    anchor = maker("make_site").anchor
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(text_of(page))):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, place = target.partition("#")
        path = (page.parent / file).resolve() if file else page
        assert path.exists(), target
        if place and path.suffix == ".md":
            headings = re.findall(r"^#+ (.+)$", without_code(text_of(path)), re.M)
            assert place in {anchor(heading) for heading in headings}, target


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_rows_of_tables_have_as_many_cells_as_their_head(page):
    wrong, width = [], 0
    for line in without_code(text_of(page)).splitlines():
        if not line.startswith("|"):
            width = 0
            continue
        bare = re.sub(r"\\\|", "", line).strip()
        cells = bare.removeprefix("|").removesuffix("|").count("|") + 1
        width = width or cells
        if cells != width:
            wrong.append(line)
    assert wrong == []


def yaml_blocks() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        for at, block in enumerate(re.findall(r"^```yaml\n(.*?)^```$", text_of(page), re.S | re.M), start=1):
            found.append((f"{named(page)}:{at}", block))
    return found


@pytest.mark.parametrize("block", [block for _, block in yaml_blocks()], ids=[name for name, _ in yaml_blocks()])
def test_blocks_of_yaml_are_yaml_and_whole_files_have_no_fault(block, tmp_path, capsys):
    content = yaml.safe_load(block)
    assert content
    is_project = isinstance(content, dict) and {"battery", "prices"} <= content.keys()
    is_study = isinstance(content, dict) and "base" in content and ({"axes", "cases"} & content.keys())
    refers = re.search(r"\b(my_|prefecture|FILE|\.csv|configs/)", block) is not None
    if (is_project or is_study) and not refers:
        (tmp_path / "studies").mkdir()
        file = tmp_path / "studies" / "block.yaml"
        file.write_text(block, encoding="utf-8")
        (tmp_path / "demo.yaml").write_text(text_of(ROOT / "configs" / "demo.yaml"), encoding="utf-8")
        assert _run(["check", str(file)]) == 0, capsys.readouterr().err


def test_the_bundled_files_are_all_named_and_no_other():
    page = text_of(DOCS / "reference" / "examples.md")
    files = {named(path) for path in (ROOT / "configs").rglob("*.yaml")}
    assert set(re.findall(r"`(configs/[\w/.]+)`", page)) == files
    for other in PAGES:
        for path in re.findall(r"\bconfigs/[\w/]+\.yaml", text_of(other)):
            assert path in files or "NAME" in path, (named(other), path)


MODEL = [
    path for path in sorted((DOCS / "model").glob("*.md")) if path.stem != "capture_ratios"
]  # that one holds measurements
ROOMS = "model|assets|records|solve|settlement|studies|markets|auction|schemes|finance|forecast|inputs|reports"


def resolved(name: str) -> object:
    """Module, class, method or field that a dotted name stands for."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found = importlib.import_module("storage_opt." + ".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            fields = getattr(found, "__dataclass_fields__", {})
            found = fields[part] if part in fields and not hasattr(found, part) else getattr(found, part)
        return found
    raise AssertionError(name)


@pytest.mark.parametrize("page", MODEL, ids=named)
def test_every_function_that_a_page_of_the_model_names_exists(page):
    names = set(re.findall(rf"`((?:{ROOMS})\.[A-Za-z_.]*[A-Za-z_])(?:\([^`]*\))?`", text_of(page)))
    here = re.findall(r"`((?:test_)\w+)`", text_of(page))
    assert names or here, "a page of the model names its functions"
    for name in sorted(names):
        if (
            not is_rule(name)
            and not name.endswith((".md", ".py", ".yaml"))
            and not is_key(name)
            and page.stem != "recursion"
        ):
            resolved(name)


def is_rule(name: str) -> bool:
    """Whether a dotted name is one of a dated rule."""
    try:
        return name in rule_library()
    except NoRuleInForceError:
        return False


def is_key(name: str) -> bool:
    """Whether a dotted name is a key of the project file, as in ``finance.life_years``."""
    project = text_of(DOCS / "reference" / "project.md") + text_of(DOCS / "reference" / "finance.md")
    return f"`{name}" in project


@pytest.mark.parametrize("page", MODEL, ids=named)
def test_every_page_of_the_model_ends_with_its_map(page):
    assert re.search(r"^## (Equation|Section) (↔|→) function$", text_of(page), re.M)


def test_the_page_of_differences_says_what_the_rule_files_say():
    make = maker("make_differences")
    assert make.page() == text_of(make.PAGE)
    unverified = [name for _, name, value in make.lines() if str(value.grade) == "unverified"]
    assert len(unverified) > 100
    page = text_of(make.PAGE)
    assert all(f"| `{name}` |" in page for name in unverified)


TERMS = """
容量確保契約金額 還付 調整係数 運転継続時間 ΔkW 需給調整市場 一次調整力 二次調整力① 二次調整力②
三次調整力① 三次調整力② 複合商品 一次オフライン枠 約定率 発動 確報値 速報値 入札 応札 エリアプライス
システムプライス スポット市場 時間前市場 インバランス 容量市場 メインオークション 安定電源 実需給年度 容量拠出金
契約容量 応札容量 期待容量 長期脱炭素電源オークション 他市場収益 応札年度 契約年度 供給力提供開始 落札 不落
上限価格 最低設備容量 脱炭素電源 蓄電池・揚水 リプレース 接続検討回答書 事業計画 安全認証 セル製造国
JC-STAR 広域認定 供給確保計画 受電 連系点 併設 FIT FIP 補助金 設備補助金 補助率 ペナルティ
公的負担 割引率 法人税 事業税 固定資産税 圧縮記帳 収入割 外形標準課税 繰越欠損金 発電側課金 託送 募集区分
募集量 募集上限 募集 事業報酬率 均等化蓄電原価 自己資本IRR プロジェクトIRR
""".split()  # noqa: SIM905
"""Terms of the ministries, exchanges and operators that our texts use."""


@pytest.mark.parametrize("term", TERMS)
def test_terms_of_the_texts_are_in_the_glossary(term):
    assert any(term in said for said in catalogue("ja").values()), "no text uses it"
    page = text_of(DOCS / "reference" / "glossary.md")
    rows = [line.split("|") for line in page.splitlines() if line.startswith("|")]
    assert any(term in row[2] for row in rows)


def test_japanese_terms_of_the_documents_are_in_the_glossary_or_stand_for_themselves():
    """A term in brackets behind its English word is one that a reader will look up."""
    page = text_of(DOCS / "reference" / "glossary.md")
    used = {
        term
        for other in [*(DOCS / "tutorials").glob("*.md"), *(DOCS / "howto").glob("*.md"), ROOT / "README.md"]
        for term in re.findall(r"\(([ぁ-んァ-ヶ一-龠ーΔkW]{2,})\)", text_of(other))
    }
    assert used and {term for term in used if term not in page} == set()


class Asked(HTMLParser):
    """What a page asks for from elsewhere, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag in ("script", "link", "img", "iframe"):
            self.fetched.append(given.get("src") or given.get("href") or tag)


def test_the_site_is_whole_and_asks_no_network(tmp_path):
    site = maker("make_site").Site(tmp_path)
    assert site.write() == len(site.known) >= 40
    everything = {path.resolve() for path in DOCS.rglob("*.md")} - {(DOCS / "decisions" / "README.md").resolve()}
    assert everything <= site.known, everything - site.known
    for path in tmp_path.rglob("*.html"):
        asked = Asked()
        page = text_of(path)
        asked.feed(page)
        assert "@import" not in page and "url(" not in page
        for target in [*asked.links, *asked.fetched]:
            if re.match(r"https?:", target):
                assert target not in asked.fetched
            elif not target.startswith("#"):
                assert (path.parent / target.partition("#")[0]).exists(), (path.name, target)
