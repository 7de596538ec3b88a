"""A round from what the manifest of its auction keeps; its tables of bids and candidates are read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from storage_opt.errors import Fault, RoundError
from storage_opt.inputs.kept_form import restored
from storage_opt.inputs.round import KeptVariant, Round, round_of
from storage_opt.inputs.yaml_file import YamlFile
from storage_opt.messages import say


def round_again(
    kept: Mapping[str, Any], variants: Sequence[Mapping[str, Any]], bids: str | None, path: Path, subject: str
) -> Round:
    """Put a round together again.

    Parameters
    ----------
    kept : mapping
        The round file as a manifest keeps it.
    variants : sequence of mapping
        ``name``, ``base`` and ``beside`` of each variant.
    bids : str or None
        Table of bids that the command line gave, as seen from the folder of the round file.
    path : Path
        Stands for the round file, which is not read: paths count from its folder.
    subject : str
        The output folder, for faults.

    Raises
    ------
    RoundError
        As :func:`storage_opt.inputs.round.read_round`, or the variants are not those of the file.
    """
    content = restored(dict(kept))
    known = {v["name"]: KeptVariant(restored(v["base"]), restored(v["beside"])) for v in variants}
    stated = content.get("variants") or [{"name": content.get("name", "round")}]
    if [variant["name"] for variant in stated] != list(known):
        raise RoundError(subject, [Fault(say("replay.other_cases"), say("replay.run_again.auction"))])
    return round_of(path, YamlFile(content), None if bids is None else path.parent / bids, known)
