"""Words of dated rules in Japanese, by what the rule files say in English; likewise of the system.

Sources in a row, separated by semicolons, are looked up one by one; a title or an address that stands in no list stays as
it is. A test holds that every source that is more than a title, every note, unit, value and series has its Japanese,
and that nothing here is without its English.
"""

PARTS = (
    "sources_markets",
    "sources_schemes",
    "sources_abroad",
    "notes_markets",
    "notes_schemes",
    "units",
    "words",
    "series",
    "system",
    "steps",
    "reasons",
)
