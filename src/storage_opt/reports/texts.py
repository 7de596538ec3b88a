"""Messages in the manifest, so that a report can be made again in the other language."""

from __future__ import annotations

from typing import Any

from storage_opt.messages import Message
from storage_opt.reports.outputs import Outputs


def packed(message: Message) -> dict[str, Any]:
    """Lay out a message as JSON: its name and its figures."""
    values = {
        key: packed(value) if isinstance(value, Message) else value if isinstance(value, int | float) else str(value)
        for key, value in message.values.items()
    }
    return {"name": message.name, "values": values}


def unpacked(content: dict[str, Any]) -> Message:
    """Return the message that ``packed`` laid out."""
    values = {key: unpacked(v) if isinstance(v, dict) else v for key, v in content["values"].items()}
    return Message(content["name"], values)


def texts(outputs: Outputs, kind: str, language: str) -> list[str]:
    """Sentences of ``warnings`` or ``unverified_facts`` in a language, whatever the language of the run was."""
    return [unpacked(content).text(language) for content in outputs.manifest["texts"][kind]]
