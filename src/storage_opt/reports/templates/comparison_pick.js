/* One computed case by the values of its axes, differences to a case of choice, and the table as CSV: nothing is computed anew. */
(() => {
  const place = (id) => document.getElementById(id);
  const source = place("cases-data");
  if (!source) return;
  const { columns, told, axes, cases, marked, words, years, rows: packed } = JSON.parse(source.textContent);
  const index = Object.fromEntries(columns.map((column, at) => [column.name, at]));
  const base = place("base");
  const controls = [...document.querySelectorAll("[data-axis]")];
  const filled = (template, values) => template.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
  const writers = {};

  function written(column, value) { /* as the tables are written, digit by digit */
    if (value === null) return words.nothing;
    const digits = column.decimals;
    writers[digits] ??= new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits, roundingMode: "halfEven" });
    const text = writers[digits].format((value * column.times) / column.over);
    return /[1-9]/.test(text) ? text.replace("-", "−") : text.replace("-", "");
  }

  function difference(column, figures, other) {
    const at = index[column.name];
    if (!column.differs || !figures || !other || figures[at] === null || other[at] === null) return null;
    return figures[at] - other[at];
  }

  function change(column, value) {
    if (value === null) return "";
    const text = written(column, value);
    if (!/[1-9]/.test(text)) return words.same;
    return text.startsWith("−") ? text : `+${text}`;
  }

  const basis = () => cases[Number(base.value)];
  const made = (tag, name, ...content) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...content);
    return element;
  };

  function key(each) {
    const head = made("th", "key", made("span", "number", each.number), " ", each.name);
    head.scope = "row";
    return head;
  }

  function fill() { /* rows of a study too large to be written row by row */
    for (const table of document.querySelectorAll("table[data-figures]")) {
      const names = table.dataset.figures.split(" ");
      table.tBodies[0].append(...cases.map((each, at) => {
        const row = made("tr", "", key(each));
        row.dataset.case = at;
        if (at === marked) row.classList.add("reference");
        if (at === marked) row.cells[0].append(" ", made("small", "mark", words.reference));
        if (!each.figures) {
          row.append(made("td", "word", words.no_result));
          row.lastChild.colSpan = names.length;
        } else {
          for (const name of names) {
            const shown = made("data", "", written(columns[index[name]], each.figures[index[name]]));
            shown.value = each.figures[index[name]] ?? "";
            shown.dataset.name = name;
            row.append(made("td", "", shown));
          }
        }
        return row;
      }));
    }
    const by_number = new Map(cases.map((each) => [each.number, each]));
    for (const table of document.querySelectorAll("table[data-rows]")) {
      const kinds = [...table.tHead.rows[0].cells].map((cell) => (cell.classList.contains("word") ? "word" : ""));
      table.tBodies[0].append(...packed[table.dataset.rows].map(([number, ...cells]) =>
        made("tr", "", key(by_number.get(number)), ...cells.map((text, at) => made("td", kinds[at + 1], text)))));
    }
    for (const table of document.querySelectorAll("table[data-years]")) {
      const column = { decimals: years.decimals, times: 1, over: 1 };
      const values = years.tables[Number(table.dataset.years)];
      const shown = cases.filter((each) => values[each.number]);
      table.tBodies[0].append(...shown.map((each) => made("tr", "", key(each), ...values[each.number].map((value) => made("td", "", written(column, value))))));
    }
  }

  function compare() {
    const at = Number(base.value);
    const other = basis()?.figures;
    for (const row of rows) {
      const is_base = Number(row.dataset.case) === at;
      if (at >= 0) row.classList.toggle("reference", is_base);
      if (is_base) row.cells[0].append(" ", row.closest("table").querySelector(".mark"));
      for (const shown of row.querySelectorAll("data")) {
        const column = columns[index[shown.dataset.name]];
        const text = is_base ? "" : change(column, difference(column, cases[row.dataset.case].figures, other));
        shown.parentElement.querySelector(".change")?.remove();
        if (!text) continue;
        const small = document.createElement("small");
        small.className = "change";
        small.textContent = text;
        shown.after(small);
      }
    }
    if (at >= 0) place("method").textContent = filled(words.method, { reference: cases[at].name });
    if (place("against")) place("against").textContent = against(cases[at]);
    document.dispatchEvent(new CustomEvent("base", { detail: cases[at]?.number ?? null }));
    show();
  }

  function against(other) { /* as the page writes it for the reference */
    if (!other) return "";
    const figures = told.map((name) => {
      const column = columns[index[name]];
      const values = { figure: column.label, unit: column.unit_of_change };
      if (other.figures[index[name]] === null) return filled(words.against_none, values);
      const steps = cases.map((each) => difference(column, each.figures, other.figures)).filter((step) => step !== null);
      const ends = [Math.min, Math.max].map((pick) => change(column, pick(...steps)));
      if (ends[0] === ends[1]) return filled(words.against_same, values);
      const kind = ends[0] === words.same ? "against_up" : ends[1] === words.same ? "against_down" : "against_figure";
      return filled(words[kind], { ...values, low: ends[0], high: ends[1] });
    });
    return filled(words.against, { base: filled(words.quoted, { name: other.name }), figures: figures.join(words.against_join) });
  }

  function sentence(found, other) {
    const figures = told.map((name) => {
      const column = columns[index[name]];
      if (found.figures[index[name]] === null) return filled(words.valueless, { figure: column.label });
      const step = found === other ? null : difference(column, found.figures, other?.figures);
      const values = { figure: column.label, value: written(column, found.figures[index[name]]), unit: column.unit };
      const changes = { change: change(column, step), change_unit: column.unit_of_change };
      return filled(step === null ? words.figure : words.changed, { ...values, ...changes });
    });
    const is_alone = !other || found === other;
    return filled(is_alone ? words.told : words.told_against, { name: found.name, base: other?.name, figures: figures.join(words.join) });
  }

  function show() {
    const values = controls.map((control) => control.dataset.axis.split("\n")[Number(control.value)]);
    controls.forEach((control, at) => {
      if (control.type !== "range") return;
      control.setAttribute("aria-valuetext", values[at]);
      control.nextElementSibling.textContent = values[at];
    });
    const found = cases.findIndex((each) => controls.every((control, at) => each.at[at] === Number(control.value)));
    for (const row of rows) row.classList.toggle("picked", controls.length > 0 && Number(row.dataset.case) === found);
    const picked = cases[found];
    const other = basis();
    place("pick-shown").hidden = !picked?.figures;
    if (!picked) {
      const named = values.map((value, at) => filled(words.value, { axis: axes[at], value }));
      place("pick-told").textContent = filled(words.missing, { values: named.join(words.join) });
    } else if (!picked.figures) {
      place("pick-told").textContent = filled(words.failed, { name: picked.name });
    } else {
      place("pick-told").textContent = sentence(picked, other);
      const write = (kind, text_of) => {
        for (const cell of place("pick").querySelectorAll(`[data-${kind}]`)) cell.textContent = text_of(columns[index[cell.dataset[kind]]]);
      };
      write("figure", (column) => written(column, picked.figures[index[column.name]]));
      write("base", (column) => (other ? written(column, other.figures[index[column.name]]) : ""));
      write("change", (column) => (picked === other ? "" : change(column, difference(column, picked.figures, other?.figures))));
    }
  }

  function cell(value) {
    if (value === null) return "";
    if (typeof value === "number") return String(value);
    const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value; /* a name stays a name in a spreadsheet */
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  const scaled = (column, value) => (value === null || column.times === 1 ? value : Number((value * column.times).toPrecision(15)));

  function csv() {
    const other = basis();
    const steps = other ? columns.filter((column) => column.differs) : [];
    const heads = [words.number, words.case, ...axes, ...columns.map((column) => filled(words.unit, { figure: column.label, unit: column.unit_of_csv }))];
    if (other) heads.push(words.base);
    for (const column of steps) {
      const unit = column.times === 1 ? column.unit_of_csv : column.unit_of_change;
      heads.push(filled(words.difference, { figure: column.label, unit }));
    }
    if (words.synthetic) heads.push(words.prices);
    const lines = cases.map((each) => {
      const line = [each.number, each.name, ...each.values, ...columns.map((column, at) => scaled(column, each.figures ? each.figures[at] : null))];
      if (other) line.push(other.name);
      for (const column of steps) line.push(scaled(column, difference(column, each.figures, other.figures)));
      if (words.synthetic) line.push(words.synthetic);
      return line;
    });
    return [heads, ...lines].map((line) => `${line.map(cell).join(",")}\r\n`).join("");
  }

  place("csv").addEventListener("click", () => {
    const url = URL.createObjectURL(new Blob(["\ufeff", csv()], { type: "text/csv;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "comparison.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  });
  base.addEventListener("change", compare);
  for (const control of controls) control.addEventListener("input", show);
  for (const control of controls) control.addEventListener("change", show);
  fill();
  const rows = [...place("matrix").querySelectorAll("tr[data-case]")];
  place("base-picker").hidden = place("base-note").hidden = false;
  place("pick").hidden = false;
  compare();
})();
