"""All cases of a study held against their prices, so that faults show before anything is solved."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.errors import InputError, StudyError
from storage_opt.inputs.case_key import case_key
from storage_opt.inputs.study import Study, StudyCase
from storage_opt.inputs.study_faults import CaseFaults
from storage_opt.records.prices import PriceBook
from storage_opt.schemes.base import Plant
from storage_opt.studies.bench import prices_of
from storage_opt.studies.foresight_check import check_forecaster
from storage_opt.studies.life import Life
from storage_opt.studies.market_data import MarketData
from storage_opt.studies.price_book import load_prices


@dataclass(frozen=True)
class CheckedCase:
    """A case that may be solved.

    Parameters
    ----------
    case : StudyCase
        The case.
    key : str
        Checksum of everything that its result rests on.
    prices : tuple
        What its prices are read from: cases with the same stand together.
    years : int
        Operating years that will be modelled.
    checksums : tuple of str
        Of the files with prices.
    plant : Plant
        As schemes see it; its start is the first operating year.
    price_years : tuple of int
        Fiscal years of which complete prices were read, in order.
    """

    case: StudyCase
    key: str
    prices: tuple[object, ...]
    years: int
    checksums: tuple[str, ...]
    plant: Plant
    price_years: tuple[int, ...]


def checked_cases(study: Study) -> tuple[CheckedCase, ...]:
    """Read the prices of every case and give it its key.

    Raises
    ------
    StudyError
        Prices are missing or wrong, or a case that enforces its conditions of entry does not meet them: the faults of all cases together.
    """
    books: dict[tuple[object, ...], PriceBook | InputError] = {}
    found, checked = CaseFaults(), []
    for case in study.cases:
        project, prices = case.project, prices_of(case.project)
        if prices not in books:
            try:
                books[prices] = load_prices(project)
            except InputError as error:
                books[prices] = error
        book = books[prices]
        try:
            if isinstance(book, InputError):
                raise book
            market = MarketData(project, book)
            market.read_all()
            check_forecaster(project, book.area)
            life = Life(project, book)
        except InputError as error:
            found.add(case.name, error, str(study.path))
            continue
        checksums = [file.sha256 for file in (*book.sources, *market.sources)]
        key = case_key(project.echo, project.read_paths, checksums)
        years = tuple(year.fiscal_year for year in book.years if year.period.is_fiscal_year)
        checked.append(CheckedCase(case, key, prices, life.n_years, tuple(checksums), life.plant, years))
    if faults := found.together(len(study.cases)):
        raise StudyError(str(study.path), faults)
    return tuple(checked)
