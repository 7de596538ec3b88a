"""Messages in the manifest, so that a report can be made again in the other language."""

from __future__ import annotations

from typing import Any

from storage_opt.messages import Message, text
from storage_opt.records.prices import PRODUCTS
from storage_opt.reports.contracts import PAYMENT
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


def measure_text(name: str, language: str, ending: str = "") -> str:
    """Label of a measure, or with ``ending=".means"`` its definition; streams of products share theirs."""
    if name.startswith(PAYMENT):
        label = text(f"contract.payment.{name.removeprefix(PAYMENT)}", language)
        return text("reports.measure.contract.payment.means", language) if ending else label[:1].upper() + label[1:]
    kind, _, stream = name.partition(".")
    product = stream.removesuffix("_activation").removesuffix("_fee")
    if product not in PRODUCTS:
        return text(f"reports.measure.{name}{ending}", language)
    part = "fee" if kind == "cost" else "activation" if stream.endswith("_activation") else "availability"
    return text(f"reports.measure.{part}{ending}", language, product=text(f"balancing.product.{product}", language))
