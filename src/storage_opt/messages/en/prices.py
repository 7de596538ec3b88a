TEXTS: dict[str, str] = {
    # Parts of the texts below
    "prices.join": "{head}; {tail}",
    "prices.more": "{places}; and {more:,} more",
    "prices.place": "row {row} ({slot}): {found}",
    "prices.place_run": "rows {row} to {last_row} (from {slot} to {last}, {slots:,} slots): {found}",
    "prices.place_without_slot": "row {row}: {found}",
    "prices.follows": "row {row} ({slot}) follows row {row_above} ({slot_above})",
    "prices.step_since": "{step} min from row {row} ({slot})",
    "prices.step_of": "{file} {step} min",
    "prices.twice": "{slot} ({file} row {row} and {other_file} row {other_row})",
    "prices.twice_run": (
        "from {slot} to {last} ({slots:,} slots, {file} from row {row} and {other_file} from row {other_row})"
    ),
    "prices.rows_of": "rows {first} to {last} of {file}",
    "prices.run": "from {first} to {last} ({slots:,} slots)",
    "prices.periods_of_day": "{text}",
    "prices.empty_cell": "empty",
    "prices.none": "none",
    "prices.series_area": "area {area}",
    "prices.series_all": "all areas",
    "prices.series_unnamed": "series without an area",
    # What was asked for
    "prices.no_source": "No price file was given. Expected at least one file or folder.",
    "prices.no_source.advice": "Name one with --prices, or under prices.source of the project.",
    "prices.no_years": "The list of fiscal years is empty. Expected at least one year, such as 2023.",
    "prices.no_years.advice": "Leave the list out to use all days of the files.",
    "prices.years_doubled": "Fiscal years asked for more than once: {years}. Expected each year once.",
    "prices.years_doubled.advice": "Remove the repetition; price years are cycled over the life by themselves.",
    "prices.area_needed": "{file}: the prices of several areas ({areas}), and no area was asked for. Expected one area.",
    "prices.area_needed.advice": "Choose one with --area, or with the key area of the project.",
    "prices.area_missing": "{file}: no prices of area {area}. There are: {areas}.",
    "prices.area_missing.advice": "Choose one of these areas, or add a file that holds {area}.",
    # Files
    "prices.not_found": "{file}: file not found. Expected a CSV or Parquet file, or a folder of them.",
    "prices.not_found.advice": "Check the path; it is relative to the folder in which the command runs.",
    "prices.unreadable": "{file}: the file cannot be read ({found:system}). Expected a readable CSV or Parquet file.",
    "prices.unreadable.advice": "Check the permissions and the disk, and try again.",
    "prices.empty_folder": "{file}: the folder holds no price file. Expected files ending in {suffixes}.",
    "prices.empty_folder.advice": "Put the files directly into this folder; folders inside it are not searched.",
    "prices.empty_file": "{file}: the file is empty ({size:,} bytes, no text). Expected a header and one row per slot.",
    "prices.empty_file.advice": "Download it again; an interrupted download leaves such a file.",
    "prices.binary": (
        "{file}: the file is neither text nor Parquet (it begins with {found}). Expected CSV in UTF-8 or Shift_JIS, or Parquet."
    ),
    "prices.binary.advice": "Save a workbook as CSV, unpack an archive, or download the file again.",
    "prices.encoding": (
        "{file}: the text is neither UTF-8 nor Shift_JIS (cp932): row {row} holds the bytes {found}. Expected one of the two."
    ),
    "prices.encoding.advice": "Save the file as “CSV UTF-8”, or download it again.",
    "prices.not_csv": "{file}: row {row} cannot be divided into cells ({found}). Expected cells separated by commas.",
    "prices.not_csv.advice": "Look for a quotation mark that is not closed, or download the file again.",
    "prices.parquet": "{file}: the Parquet file cannot be read: {found}. Expected a whole Parquet file.",
    "prices.parquet.advice": "Write or copy it again; an interrupted copy leaves such a file.",
    "prices.no_rows": "{file}: there is a header and no row below it. Expected one row per slot.",
    "prices.no_rows.advice": "Download the file again, or leave it out.",
    "prices.header": (
        "{file}: the header is not known. Columns found: {found}. Expected {canonical} (our own table), "
        "{jepx} (JEPX day-ahead results), {intraday} (JEPX intraday results), {eprx} (EPRX results), {supply} (area supply and "
        "demand) or {imbalance} (imbalance prices), separated by commas."
    ),
    "prices.header.advice": "Give a file of one of these layouts, and rename its columns where they differ.",
    "prices.column_missing": "{file}: column {field} is missing. Columns found: {found}. Expected {field}.",
    "prices.column_missing.advice": "Add the column {field}.",
    "prices.column_similar": "{file}: column {field} is missing. Columns found: {found}. Did you mean {near}?",
    "prices.column_similar.advice": "Rename {near} to {field} if it holds the same in the same unit.",
    "prices.column_doubled": "{file}: column {field} stands in the header more than once: {found}. Expected it once.",
    "prices.column_doubled.advice": "Remove or rename the column that is not meant.",
    # Cells
    "prices.width": "{file}: {count:,} row(s) do not have {field} cells as the header has: {places}. Expected {field} cells.",
    "prices.width.advice": "Look for a line cut short or a comma inside a number, or download the file again.",
    "prices.bad_day": (
        "{file}: {field} is not a date in {count:,} row(s): {places}. Expected YYYY/MM/DD, such as 2023/04/01."
    ),
    "prices.bad_day.advice": "Write the date as the exchange does.",
    "prices.bad_code": (
        "{file}: {field} is not the number of a slot in {count:,} row(s): {places}. Expected a whole number from 1 to 48."
    ),
    "prices.bad_code.advice": "Slot 1 begins at 00:00 and slot 48 at 23:30; download the file again.",
    "prices.bad_start": (
        "{file}: {field} is not a time in {count:,} row(s): {places}. Expected ISO 8601 on a whole minute, "
        "such as 2023-04-01T00:30 or 2023-03-31T15:30Z."
    ),
    "prices.bad_start.advice": "Write the start of the slot; without a zone it is Japan time.",
    "prices.bad_area": (
        "{file}: {field} is not a market area in {count:,} row(s): {places}. Expected one of hokkaido, tohoku, tokyo, "
        "chubu, hokuriku, kansai, chugoku, shikoku, kyushu."
    ),
    "prices.bad_area.advice": "Correct the name; Okinawa has no exchange price.",
    "prices.price_text": "{file}: {field} is not a number in {count:,} row(s): {places}. Expected a number in {unit}.",
    "prices.price_text.advice": "Download these days again, or correct the cells.",
    "prices.price_empty": "{file}: {field} is empty in {count:,} row(s): {places}. Expected a number in {unit}.",
    "prices.price_empty.advice": (
        "Download these days again. Where no price was published, choose other fiscal years, or name a rule that fills the periods "
        "(prices.gaps or --gaps: previous_day, previous_week, system)."
    ),
    "prices.price_not_finite": (
        "{file}: {field} is not a finite number in {count:,} row(s): {places}. Expected a number in {unit}."
    ),
    "prices.price_not_finite.advice": "Find out where the value was lost, and write the price.",
    "prices.price_below_floor": (
        "{file}: {field} is below the lowest price of the exchange in {count:,} row(s): {places}. "
        "Expected at least 0.01 JPY/kWh; 0.00 means that no price was made."
    ),
    "prices.price_below_floor.advice": (
        "Choose other fiscal years, or name a rule that fills the periods (prices.gaps or --gaps: previous_day, previous_week, "
        "system). In a table of your own (slot_start, spot_jpy_per_kwh) zero and negative prices are allowed."
    ),
    "prices.price_negative": (
        "{file}: {field} is below the lowest price of the exchange in {count:,} row(s): {places}. "
        "Expected at least 0.01 JPY/kWh; the exchange makes no negative price."
    ),
    "prices.price_negative.advice": "Correct the sign, or download the file again.",
    # Order, slot length, whole days and years
    "prices.order": "{file}: rows are not in order of time in {count:,} place(s): {places}. Expected rising time.",
    "prices.order.advice": "Sort the rows by time, and check that none was moved by mistake.",
    "prices.step_mixed": "{file}: slots of different length: {places}. Expected one length throughout.",
    "prices.step_mixed.advice": "Bring all rows to 30 minutes, or keep rows of one length only.",
    "prices.step_differs": "The files have slots of different length: {places}. Expected one length in all files.",
    "prices.step_differs.advice": "Bring all files to 30 minutes, or read files of one length only.",
    "prices.step_other": "{file}: slots are {step} min long. Expected 30 min.",
    "prices.step_other.advice": "Add --resample {needed} (mean: average finer prices; repeat: repeat coarser ones).",
    "prices.step_uneven": (
        "{file}: slots are {step} min long. Expected 30 min, or a length that divides 30 min or is a multiple of it."
    ),
    "prices.step_uneven.advice": "Bring the prices to 30 minutes yourself; no resampling is exact here.",
    "prices.off_grid": (
        "{file}: {count:,} row(s) begin off the {step} min grid: {places}. Expected every row a multiple of {step} min "
        "after the first, on the half-hour."
    ),
    "prices.off_grid.advice": "Correct the times; a slot is named by its start, and each day begins at 00:00.",
    "prices.doubled": "{count:,} period(s) are given more than once: {places}. Expected one row per period.",
    "prices.doubled.advice": "Remove one of the rows, or give each file only once.",
    "prices.day_incomplete": (
        "{file}: the day {day} is not whole: {count:,} periods from {first} to {last}. Expected {expected:,} periods."
    ),
    "prices.day_incomplete.advice": "Remove {rows}, or add the periods that are missing.",
    "prices.missing": (
        "{file}: {count:,} period(s) missing: {periods} ({series}). Expected {expected:,} periods, found {found:,} "
        "(on {days:,} day(s))."
    ),
    "prices.missing.advice": "Download these days again, or add the file that holds them.",
    "prices.year_none": "No prices of fiscal year {year} ({series}). Fiscal years there in full: {full}.",
    "prices.year_none.advice": "Add the file of that year (1 April to 31 March), or choose another year.",
    "prices.year_incomplete": (
        "{file}: fiscal year {year} is not complete; {count:,} period(s) missing: {periods} ({series}). "
        "Expected {expected:,} periods, found {found:,} (on {days:,} day(s)). Fiscal years there in full: {full}."
    ),
    "prices.year_incomplete.advice": "Add the file that holds these periods, or choose another year.",
    # Optional columns
    "prices.unit.jpy_per_kwh": "JPY/kWh",
    "prices.unit.jpy_per_kw_slot": "JPY/kW per 30 minutes",
    "prices.unit.share": "a share from 0 to 1",
    "prices.unit.mw": "MW",
    "prices.unit.count": "a count",
    "prices.negative": "{file}: {field} is below zero in {count:,} row(s): {places}. Expected 0 or more, in {unit}.",
    "prices.negative.advice": "Correct the sign, or download the file again.",
    "prices.not_share": "{file}: {field} is not a share in {count:,} row(s): {places}. Expected a number from 0 to 1.",
    "prices.not_share.advice": "Write 0.25 for 25 %.",
    "prices.product_unknown": "{file}: column {field} names no balancing product. Expected one of {products} before the ending.",
    "prices.product_unknown.advice": "Rename the column, or remove it.",
    "prices.acceptance_alone": "{file}: column {field} stands without {needed}. Expected both, or neither.",
    "prices.acceptance_alone.advice": "Add the prices of the product; a share without a price cannot be used.",
    "prices.half_present": (
        "{file}: column {column} has no value in {count:,} of {total:,} slots that have a spot price: {periods} ({series}). "
        "Expected a value in each of them."
    ),
    "prices.half_present.advice": (
        "Add the file that holds these periods, choose other fiscal years, or leave the column out. An availability price may be "
        "empty only where the acceptance of the product is 0."
    ),
    "prices.no_spot": "{file}: no spot price in any file. Expected at least one file with spot prices for the same days.",
    "prices.no_spot.advice": "Add the day-ahead file (JEPX, or our own table with spot_jpy_per_kwh).",
    "prices.not_prices": "{file}: recognised as {layout}, which holds no price of an area. Expected price files.",
    "prices.not_prices.advice": "Leave the file out here; storage-opt data import and data check read it.",
    "prices.fill_nothing": (
        "{column} ({series}): the rule {rule} finds no price for {count:,} slot(s): {periods}. Expected a price to take for each of them."
    ),
    "prices.fill_nothing.advice": "Choose another rule (previous_day, previous_week, system), or add the file that holds it.",
    "prices.not_in_manifest": (
        "{folder}: {names} lie in the folder but not in its manifest.json. Expected only imported data sets."
    ),
    "prices.not_in_manifest.advice": "Import these files (storage-opt data import), or move them elsewhere.",
    "prices.manifest_broken": "{folder}: {name} is not what manifest.json says ({found}). Expected the file as it was imported.",
    "prices.manifest_broken.advice": "Import the data set again.",
}
