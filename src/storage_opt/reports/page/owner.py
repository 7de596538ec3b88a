"""The first screen under contracts: what is earned in the markets, what is kept, what the contract pays."""

from __future__ import annotations

from typing import Any

from storage_opt.reports.contracts import OWNER, PAYMENT, Account, account_of
from storage_opt.reports.numerals import amount, number
from storage_opt.reports.page.contracts import account_scale
from storage_opt.reports.page.frame import Frame
from storage_opt.reports.texts import measure_text

TAKEN, SUPPORT, PENALTY = "contract.clawback_jpy", "contract.support_jpy", "contract.penalty_jpy"


def owner(frame: Frame) -> dict[str, Any]:
    """Owner's net, and the lines that sum to it."""
    account = account_of(frame.summary)
    scale, net = account_scale(account, frame), _mean(account, OWNER.name)
    return {
        "label": frame.t("head.owner_yearly" if frame.measures.is_yearly else "head.owner_total"),
        "text": amount(net, frame.language),
        "raw": repr(net),
        "sum": number(net / scale.factor, scale.decimals),
        "unit": frame.t(f"unit.{scale.unit}"),
        "lines": [
            {
                "label": measure_text(m.name, frame.language),
                "means": measure_text(m.name, frame.language, ".means"),
                "raw": repr(_mean(account, m.name)),
                "text": number(_mean(account, m.name) / scale.factor, scale.decimals),
            }
            for m in account.in_money
        ],
    }


def contract_answer(frame: Frame) -> str:
    """Say in a few sentences what is earned, kept and paid, and whether energy is held back."""
    account, t, language = account_of(frame.summary), frame.t, frame.language
    margin = frame.measures.overall["margin_jpy"] or 0.0
    kept = margin + _mean(account, TAKEN) + _mean(account, SUPPORT)
    paid = sum(_mean(account, m.name) for m in account.in_money if m.name.startswith(PAYMENT) or m.name == PENALTY)
    said = t(
        "answer.contract.yearly" if frame.measures.is_yearly else "answer.contract.total",
        margin=amount(margin, language),
        per_kw=number(frame.measures.overall["margin_per_kw"], 0),
        days=sum(y["days"] for y in frame.years),
    )
    if kept < margin:
        said += t("answer.contract.kept", kept=amount(kept, language))
    elif kept > margin:
        said += t("answer.contract.supported", kept=amount(kept, language))
    else:
        said += t("answer.contract.all_kept")
    if paid:
        name = "answer.contract.paid" if paid > 0.0 else "answer.contract.owed"
        said += t(name, paid=amount(abs(paid), language), net=amount(_mean(account, OWNER.name), language))
    if upfront := sum(p["amount_jpy"] for p in frame.summary["upfront"]):
        said += t("answer.contract.upfront", amount=amount(upfront, language))
    if any(y["is_withheld"] for y in frame.years):
        share = 1 / len(frame.years) if frame.measures.is_yearly else 1.0
        merchant = sum(y["merchant_margin_jpy"] for y in frame.years) * share
        said += t("answer.contract.withheld", merchant=amount(merchant, language))
    return said


def _mean(account: Account, name: str) -> float:
    return account.overall.get(name) or 0.0
