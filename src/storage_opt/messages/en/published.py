TEXTS: dict[str, str] = {
    # JEPX
    "published.volume_unit": "{file}: the unit of 約定量合計 is not known. Columns found: {found}. Expected (kWh) or (MWh/h).",
    "published.volume_unit.advice": "Take the header from the file of the exchange.",
    "published.mean_outside": (
        "{file}: the mean price lies outside the lowest and highest price in {count:,} slot(s): {places}. "
        "Expected 安値 ≤ 平均 ≤ 高値."
    ),
    "published.mean_outside.advice": "A column was moved or exchanged; download the file again.",
    "published.system_implausible": (
        "{file}: the system price does not belong to the area prices: correlation with their mean {correlation:.3f}, within their "
        "range in {inside:.1f} % of slots. Expected at least {least_correlation:.2f} and {least_inside:.0f} %, as in every good file."
    ),
    "published.system_implausible.advice": (
        "A column is in wrong order or moved; take the file of the exchange. To use it all the same: --accept-implausible of "
        "data import, or prices.accept_implausible: true."
    ),
    "published.area_implausible": (
        "{file}: area prices that do not belong to the others: {places}. Expected exactly the price of another area in at least "
        "{least:.0f} % of slots, as in every good file."
    ),
    "published.area_implausible.advice": (
        "A column was moved or is in wrong order; take the file of the exchange. To use it all the same: --accept-implausible of "
        "data import, or prices.accept_implausible: true."
    ),
    "published.area_moved": "{area} equals another area in {share:.1f} % of slots, and in {best:.1f} % if moved back by {lag} slot(s)",
    "published.area_alone": "{area} equals another area in {share:.1f} % of slots",
    # EPRX
    "published.eprx_head": (
        "{file}: the lines below the H line are not those of an EPRX result. Found: {found}. Expected a line P (status, month, "
        "product, blocks) and a line TT (columns)."
    ),
    "published.eprx_head.advice": "Download the file again; the first three lines belong to it.",
    "published.eprx_field": "{file}: row {row}: {field} is {found}. Expected one of: {expected}.",
    "published.eprx_field.advice": "Take the first lines from the file of the exchange.",
    "published.eprx_columns": "{file}: row {row} lacks columns {missing}. Columns found: {found}. Expected TT, 取引情報, the areas and 合計.",
    "published.eprx_columns.advice": "Take the file of the exchange as it is.",
    "published.bad_key": "{file}: {field} is no block in {count:,} row(s): {places}. Expected YYYYMMDDBnn, such as 20250401B01.",
    "published.bad_key.advice": "Download the file again.",
    "published.bad_block_8": "{file}: {field} is no block of a day of 8 blocks in {count:,} row(s): {places}. Expected B01 to B08.",
    "published.bad_block_8.advice": "Check the number of blocks in row 2, or download the file again.",
    "published.bad_block_48": "{file}: {field} is no block of a day of 48 blocks in {count:,} row(s): {places}. Expected B01 to B48.",
    "published.bad_block_48.advice": "Check the number of blocks in row 2, or download the file again.",
    "published.other_month": "{file}: {field} lies outside the month of row 2 in {count:,} row(s): {places}. Expected days of that month.",
    "published.other_month.advice": "Check the month in row 2, or download the file again.",
    "published.line_again": "row {row}: {key} {item} (first in row {other})",
    "published.line_doubled": "{file}: {count:,} line(s) are given more than once: {places}. Expected each item once per block.",
    "published.line_doubled.advice": "Remove the repetition; never add two files of the same month together.",
    "published.block_lacks": "{key}: {items}",
    "published.line_missing": (
        "{file}: {count:,} block(s) lack items: {places}. Expected requirement, offer, award, count and the three award prices."
    ),
    "published.line_missing.advice": "Download the file again.",
    "published.no_items": "{file}: no line of the section {section} with known items. Items found: {items}. Expected 落札量合計, 平均落札価格 and so on.",
    "published.no_items.advice": "Download the file again.",
    "published.block": "{slot} {column}",
    "published.price_without_award": (
        "{file}: a price without an awarded volume in {count:,} block(s): {places}. Expected 0 in both, or a volume and its prices."
    ),
    "published.price_without_award.advice": "A line was moved or exchanged; download the file again.",
    "published.mean_award_outside": (
        "{file}: the mean award price lies outside the lowest and highest in {count:,} block(s): {places}. Expected 最低 ≤ 平均 ≤ 最高."
    ),
    "published.mean_award_outside.advice": "A line was moved or exchanged; download the file again.",
    "published.total_differs": (
        "{file}: the awards of the areas do not add up to 合計 in {count:,} block(s): {places}. Expected their sum."
    ),
    "published.total_differs.advice": "A column was moved or changed; download the file again.",
    # Area supply and demand
    "published.supply_columns": "{file}: row {row} lacks columns {missing}. Columns found: {found}. Expected the 20 or 22 columns of the published file.",
    "published.supply_columns.advice": "Take the file of the system operator as it is.",
    "published.supply_unit": "{file}: the unit is not stated as mean MW above the header. Found: {found}. Expected 単位[MW平均値].",
    "published.supply_unit.advice": "Keep the first line of the published file; other units are not read.",
    "published.bad_time": "{file}: {field} is not a half-hour in {count:,} row(s): {places}. Expected 0:00 to 24:00.",
    "published.bad_time.advice": "Write the time as the system operator does.",
    "published.label_unclear": (
        "{file}: TIME begins with {first} and ends with {last}; whether it names the start or the end of the slot is unclear. "
        "Expected 0:00 to 23:30, or 0:30 to 24:00 (0:00)."
    ),
    "published.label_unclear.advice": "Keep whole days; an incomplete first or last day hides which one is meant.",
    "published.no_demand": "{file}: {field} is not above zero in {count:,} row(s): {places}. Expected the demand of the area in {unit}.",
    "published.no_demand.advice": "Download the file again; only slots of the future, at the end, may be empty.",
    # Imbalance prices
    "published.imbalance_width": "{file}: {count:,} data line(s) hold no shortage prices: {places}. Expected {field} cells.",
    "published.imbalance_width.advice": "Look for a line cut short, or download the file again.",
    "published.surplus_differs": (
        "{file}: surplus and shortage price of {area} differ in {count:,} slot(s): {places}. Expected one price; columns are found by position."
    ),
    "published.surplus_differs.advice": "The layout may have changed, or a column was moved; do not use the file before that is clear.",
}
