"""The capex grant of a project."""

from __future__ import annotations

from storage_opt.errors import Fault
from storage_opt.inputs.schema_schemes import CapexGrantSection
from storage_opt.inputs.scheme_context import SchemeContext
from storage_opt.messages import say
from storage_opt.schemes.capex_grant import CapexGrant, no_capex_fault
from storage_opt.schemes.grant_programme import GrantTerms, capex_grant, equipment_classes, programmes


def capex_grant_of(
    section: CapexGrantSection, where: str, context: SchemeContext, faults: list[Fault]
) -> CapexGrant | None:
    """Build the grant, or tell what is wrong with it."""
    book, known, before = context.rules, programmes(context.rules), len(faults)
    listed = ", ".join(known)
    if section.programme is None and section.rate is None and section.grant_jpy is None:
        faults.append(Fault(say("scheme.grant_unstated", where=where), say("scheme.grant_unstated.do", known=listed)))
    if section.programme is not None and section.programme not in known:
        faults.append(
            Fault(
                say("scheme.grant_no_programme", where=f"{where}.programme", found=section.programme, known=listed),
                say("scheme.grant_no_programme.do"),
            )
        )
    elif section.programme is not None and section.equipment is not None:
        classes = equipment_classes(book, section.programme)
        if section.equipment not in classes:
            faults.append(
                Fault(
                    say(
                        "scheme.grant_no_class",
                        where=f"{where}.equipment",
                        programme=section.programme,
                        found=section.equipment,
                        known=", ".join(classes),
                    ),
                    say("scheme.grant_no_class.do"),
                )
            )
    if section.grant_jpy is None and context.plant.capex_jpy is None:
        faults.append(no_capex_fault(where))
    if len(faults) > before:
        return None
    terms = GrantTerms(**{key: value for key, value in section.model_dump().items() if key != "kind"})
    return capex_grant(book, terms, context.plant.power_mw)
