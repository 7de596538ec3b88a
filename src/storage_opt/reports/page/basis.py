"""What a result rests on: inputs, proof by year, versions, time."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import yaml

from storage_opt.messages import quoted, quoted_system, text
from storage_opt.reports.numerals import number, percent
from storage_opt.reports.page.frame import Frame
from storage_opt.reports.rule_words import rule_name, rule_unit, rule_value


def basis(frame: Frame) -> dict[str, Any]:
    """Lay out the manifest; of a price file only the name is shown, not the folders of whoever made the page."""
    manifest, t = frame.outputs.manifest, frame.t
    return {
        "project_file": manifest["project_file"],
        "project": yaml.safe_dump(manifest["project"], allow_unicode=True, sort_keys=False),
        "prices": [
            {
                "name": PurePath(source["name"]).name,
                "layout": t(f"layout.{source['layout']}"),
                "sha256": source["sha256"],
                "rows": number(source["rows"], 0),
                "synthetic": t("yes" if source["synthetic"] else "no"),
            }
            for source in manifest["prices"]
        ],
        "rules": [
            {
                "name": rule_name(rule["name"], rule["index"], frame.language),
                "value": rule_value(rule["value"], frame.language) + rule_unit(rule["unit"], frame.language),
                "since": rule["since"],
                "grade": text(f"rules.grade.{rule['grade']}", frame.language),
                "source": quoted(rule["source"], frame.language),
            }
            for rule in manifest["rules"]
        ],
        "proofs": proofs(frame),
        "versions": manifest["versions"],
        "platform": manifest["platform"],
        "seconds": {t(f"seconds.{phase}"): number(seconds, 2) for phase, seconds in manifest["seconds"].items()},
        "memory": number(frame.summary["solve"]["peak_memory_mb"], 0),
    }


def proofs(frame: Frame) -> list[dict[str, str]]:
    """Objective, bound and effort of every year."""
    return [
        {
            "label": frame.year_label(year),
            "status": frame.t(f"status.{year['solve']['status']}"),
            "objective": number(year["solve"]["objective_jpy"], 0),
            "bound": number(year["solve"]["bound_jpy"], 0),
            "gap": percent(year["solve"]["relative_gap"]),
            "size": " / ".join(number(problem[part], 0) for part in ("columns", "rows", "integers")),
            "steps": " → ".join(quoted_system(step, frame.language) for step in problem["steps"]),
            "seconds": " / ".join(number(problem[part], 2) for part in ("build_s", "solve_s")),
        }
        for year, problem in zip(frame.years, frame.outputs.manifest["problems"], strict=True)
    ]
