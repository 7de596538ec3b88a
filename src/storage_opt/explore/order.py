"""What is asked for when a run is done again: the project, settings on top of it, and a new folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from storage_opt.errors import UsageError
from storage_opt.explore.shelf import Folder
from storage_opt.inputs.kept_form import restored
from storage_opt.inputs.overrides import override
from storage_opt.inputs.yaml_file import parse_yaml
from storage_opt.messages import Message, say

LONGEST_NAME = 100
FORBIDDEN = frozenset('/\\:*?"<>|\0\n\r\t')
"""Characters that no folder of ours has in its name, so that it is a name on every system."""


@dataclass(frozen=True)
class Order:
    """One run that is asked for, as the form has it.

    Parameters
    ----------
    project : str
        The project as YAML.
    settings : str
        Lines ``KEY=VALUE`` that go over it; empty lines and lines that begin with ``#`` count for nothing.
    name : str
        The new folder, below the folder that is explored.
    """

    project: str
    settings: str
    name: str

    @property
    def overrides(self) -> list[str]:
        """Settings, one each."""
        lines = (line.strip() for line in self.settings.splitlines())
        return [line for line in lines if line and not line.startswith("#")]

    def faults(self, root: Path, taken: frozenset[str]) -> list[Message]:
        """Find what would keep the run from being started; the project itself is checked by the run.

        Parameters
        ----------
        root : Path
            The folder that is explored.
        taken : frozenset of str
            Names of runs that have not ended.
        """
        return [*self._project_faults(), *self._setting_faults(), *self._name_faults(root, taken)]

    def _project_faults(self) -> list[Message]:
        try:
            content = parse_yaml(self.project)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            return [say("explore.fault.yaml", line=line, problem=getattr(error, "problem", None) or error)]
        return [] if isinstance(content, dict) else [say("explore.fault.mapping")]

    def _setting_faults(self) -> list[Message]:
        faults = []
        for line in self.overrides:
            try:
                override(line)
            except UsageError as error:
                faults.append(error.message)
        return faults

    def _name_faults(self, root: Path, taken: frozenset[str]) -> list[Message]:
        name = self.name
        is_name = 0 < len(name) <= LONGEST_NAME and not FORBIDDEN & set(name) and name.isprintable()
        if not is_name or name.startswith(".") or name != name.strip():
            return [say("explore.fault.name", name=name)]
        if name in taken or (root / name).exists() or (root / name).is_symlink():
            return [say("explore.fault.exists", name=name)]
        return []


def order_from(folder: Folder, root: Path, taken: frozenset[str]) -> Order:
    """Fill the form from an earlier run: its project with all that was set, and a free name."""
    shown = yaml.safe_dump(restored(folder.manifest["project"]), allow_unicode=True, sort_keys=False)
    return Order(shown, "", free_name(folder.path.name, root, taken))


def free_name(name: str, root: Path, taken: frozenset[str]) -> str:
    """Find a name with a number that no folder bears yet."""
    stem, _, last = name.rpartition("-")
    base = stem if stem and last.isdecimal() else name
    count = 2
    while f"{base}-{count}" in taken or (root / f"{base}-{count}").exists():
        count += 1
    return f"{base}-{count}"
