"""The schemes of a project: from checked sections and the dated rules to scheme objects, faults told together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, get_args

from storage_opt.errors import Fault
from storage_opt.inputs.project_schemes_abroad import abroad_scheme
from storage_opt.inputs.schema_base import Section
from storage_opt.inputs.schema_schemes import (
    CapacityMarketSection,
    CapexGrantSection,
    CustomSection,
    LtdaSection,
    MerchantSection,
)
from storage_opt.inputs.schema_schemes_abroad import AnyAbroadSection
from storage_opt.inputs.scheme_capacity import capacity_market_of
from storage_opt.inputs.scheme_context import SchemeContext
from storage_opt.inputs.scheme_custom import custom_of
from storage_opt.inputs.scheme_grant import capex_grant_of
from storage_opt.inputs.scheme_ltda import ltda_of
from storage_opt.schemes.base import Scheme
from storage_opt.schemes.combine import combination_faults, with_cumulation
from storage_opt.schemes.merchant import Merchant

Builder = Callable[[Any, str, SchemeContext, list[Fault]], Scheme | None]
"""Makes one scheme of its section; what is wrong goes into the list of faults, with the key's place in front."""


def merchant_of(section: MerchantSection, where: str, context: SchemeContext, faults: list[Fault]) -> Merchant:
    """No contract."""
    del section, where, context, faults
    return Merchant()


BUILDERS: dict[type[Section], Builder] = {
    MerchantSection: merchant_of,
    CapacityMarketSection: capacity_market_of,
    LtdaSection: ltda_of,
    CapexGrantSection: capex_grant_of,
    CustomSection: custom_of,
    **dict.fromkeys(get_args(AnyAbroadSection), abroad_scheme),
}
"""One builder for each section of ``schema_schemes.SchemeSection``."""


def project_schemes(
    sections: Sequence[Section], context: SchemeContext, faults: list[Fault], *, is_list: bool
) -> tuple[Scheme, ...]:
    """Build the schemes of a project.

    Parameters
    ----------
    sections : sequence of Section
        As in the file.
    context : SchemeContext
        What builders see of the project.
    faults : list of Fault
        Gets everything wrong; then the result is incomplete.
    is_list : bool
        Whether the file gives a list, for the names of keys.

    Returns
    -------
    tuple of Scheme
        In the order of the file; one merchant where the file names none.
    """
    built: list[Scheme] = []
    for position, section in enumerate(sections):
        where = f"scheme.{position}" if is_list else "scheme"
        before = len(faults)
        made = BUILDERS[type(section)](section, where, context, faults)
        if len(faults) == before and made is not None:
            built.append(made)
    start = context.plant.start_fiscal_year if context.start_is_known else None
    faults += combination_faults(built, context.rules, start)
    return with_cumulation(built) or (Merchant(),)
