"use strict";
(() => {
  const data = JSON.parse(document.getElementById("report-data").textContent);
  const at = (id) => document.getElementById(id);
  const SLOT = 1800000, DAY = 48, WEEK = 7 * DAY, MARGIN = WEEK, LONGEST = 31 * DAY;
  const MINUS = "\u2212", NOTHING = "\u2013", SMALLEST_MW = 0.0005;

  Plotly.register({
    moduleType: "locale",
    name: "report",
    dictionary: {
      "Zoom": data.words["modebar.zoom"],
      "Pan": data.words["modebar.pan"],
      "Zoom in": data.words["modebar.zoom_in"],
      "Zoom out": data.words["modebar.zoom_out"],
      "Download plot as a PNG": data.words["modebar.image"],
      "Download plot as a png": data.words["modebar.image"],
    },
    format: { days: data.weekdays, shortDays: data.weekdays, months: data.months, shortMonths: data.months },
  });
  /* A small screen has no room for a tool bar, and dragging a chart there must not stop the page from scrolling */
  const narrow = window.matchMedia("(max-width: 720px)").matches;
  const coarse = window.matchMedia("(pointer: coarse)").matches;
  const config = { locale: "report", responsive: true, displaylogo: false, doubleClick: false, showTips: false, displayModeBar: !narrow && !coarse };
  const still = { ...config, modeBarButtons: [["toImage"]] };
  const moving = { ...config, modeBarButtons: [["zoomIn2d", "zoomOut2d", "pan2d", "zoom2d", "toImage"]] };

  /* One year at a time */
  let year = 0, slots = null, first = 0, span = WEEK, loaded = [0, 0], busy = false, day = 0;

  function draw(id, chart, options = still) {
    const element = at(id);
    if (!element) return;
    element.names = namesOf(chart);
    const layout = fitted(chart.layout);
    layout.xaxis = { ...layout.xaxis, ...spaced(element, element.clientWidth) };
    Plotly.react(element, chart.data, layout, options);
  }

  function namesOf({ data, layout: { xaxis } }) {
    if (xaxis.type !== "category") return null;
    if (xaxis.tickvals) return xaxis.tickvals.map((value, place) => [value, xaxis.ticktext[place]]);
    return [...new Set(data.flatMap((trace) => trace.x))].map((value) => [value, String(value)]);
  }

  /* Years and months stand upright: every second, third ... is named where not all have room */
  function spaced({ names }, width) {
    if (!names) return {};
    const letters = Math.max(...names.map(([, name]) => name.length));
    const every = Math.max(1, Math.ceil(names.length * (7.5 * letters + 6) / Math.max(1, width - 80)));
    const shown = names.filter((_, place) => place % every === 0);
    return { tickvals: shown.map(([value]) => value), ticktext: shown.map(([, name]) => name) };
  }

  function fitted(layout) {
    const fit = structuredClone(layout);
    if (narrow) {
      fit.font.size = 11;
      fit.margin = { ...fit.margin, l: 40, r: 22, t: fit.showlegend === false || fit.legend.yref === "paper" ? 30 : 66 };
      if (fit.xaxis.type === "category") fit.xaxis.tickfont = { size: 10 };
      if (fit.yaxis.type === "category") fit.xaxis.range = widened(fit.xaxis.range); /* figures stand beside their bars */
    } else if (fit.showlegend === false) {
      fit.margin.t = 50;
    }
    if (coarse) fit.dragmode = false;
    return fit;
  }

  function widened([low, high]) {
    const more = 0.14 * (high - low);
    return [low < 0 ? low - more : low, high + more];
  }

  async function showYear(index) {
    year = index;
    const shown = data.by_year[year];
    for (const place of document.querySelectorAll("[data-year]")) place.textContent = data.by_year.length > 1 ? shown.label : "";
    draw("chart-months", shown.months);
    draw("chart-soe", shown.soe);
    draw("chart-price", shown.price);
    const canUnpack = "DecompressionStream" in window;
    const unpacked = shown.slots && canUnpack ? await unpackYear(shown.slots) : null;
    if (year !== index) return;
    slots = unpacked;
    at("chart-week").hidden = at("week-controls").hidden = at("week-details").hidden = !slots;
    at("why-scroll").hidden = at("why-controls").hidden = !slots || !slots.why;
    if (!slots) {
      at("week-shown").textContent = at("why-shown").textContent = data.words[canUnpack ? "no_detail" : "too_old"];
      return;
    }
    const last = Math.max(0, slots.count / DAY - 7);
    at("week-date").min = isoDay(0);
    at("week-date").max = isoDay(slots.count - DAY);
    at("week-slide").max = last;
    at("week-slide").disabled = last === 0;
    span = Math.min(WEEK, slots.count);
    loaded = [0, 0];
    showWeek(0);
    at("why-date").min = isoDay(0);
    at("why-date").max = isoDay(slots.count - DAY);
    showDay(0);
  }

  /* Slots: price and power hold from the start of a slot, the state of energy is reached at its end */
  async function unpack(part) {
    const packed = Uint8Array.from(atob(part.data), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
    const planes = new Uint8Array(await new Response(stream).arrayBuffer());
    const size = part.bytes, count = planes.length / size, bytes = new Uint8Array(planes.length);
    for (let i = 0; i < count; i++) for (let plane = 0; plane < size; plane++) bytes[i * size + plane] = planes[plane * count + i];
    const whole = size === 2 ? new Int16Array(bytes.buffer) : new Int32Array(bytes.buffer);
    for (let i = 1; i < count; i++) whole[i] += whole[i - 1];
    const missing = size === 2 ? -32768 : -2147483648;
    return Float64Array.from(whole, (n) => n === missing ? NaN : n * part.step);
  }

  async function unpackAll(parts) {
    return Object.fromEntries(await Promise.all(Object.entries(parts).map(async ([name, part]) => [name, await unpack(part)])));
  }

  async function unpackYear(packed) {
    const { start_ms, count, offers, why, ...parts } = packed;
    const { power, both, own_load, ...rest } = await unpackAll(parts);
    const discharge = power.map((p, i) => Math.max(p, 0) + (both ? both[i] : 0));
    const charge = power.map((p, i) => Math.max(-p, 0) + (both ? both[i] : 0));
    return {
      ...rest, start: start_ms, count, discharge, charge, ownLoad: own_load ?? null,
      offers: (await Promise.all(offers.map(unpack))).map((mw) => mw.map((p) => Number.isNaN(p) ? 0 : p)),
      why: why ? await unpackWhy(why) : null,
    };
  }

  async function unpackWhy(why) {
    const { earned, ...parts } = why;
    return { ...await unpackAll(parts), earned: await Promise.all(earned.map(unpack)) };
  }

  const time = (slot) => slots.start + slot * SLOT;
  const isoDay = (slot) => new Date(time(slot)).toISOString().slice(0, 10);
  const isoSlot = (slot) => new Date(time(slot)).toISOString().slice(0, 16).replace("T", " ");
  const inside = (slot, length) => Math.max(0, Math.min(slot, slots.count - length));

  function showWeek(slot) {
    first = inside(Math.round(slot), span);
    drawSlots();
    tell();
  }

  function showSevenDays(slot) {
    span = Math.min(WEEK, slots.count);
    showWeek(slot);
  }

  /* Only the slots in view and a week on either side are drawn; panning beyond them draws anew */
  function drawSlots() {
    if (first < loaded[0] || first + span > loaded[1] || loaded[1] === 0) {
      loaded = [Math.max(0, first - MARGIN), Math.min(slots.count, first + span + MARGIN)];
    }
    const [from, to] = loaded;
    const starts = Array.from({ length: to - from }, (_, i) => time(from + i));
    const price = Array.from(slots.price.subarray(from, to));
    const [prices, discharge, charge, soe, ...offers] = data.week.data;
    const traces = [
      { ...prices, x: [...starts, time(to)], y: [...price, price[price.length - 1]] },
      { ...discharge, x: starts, y: Array.from(slots.discharge.subarray(from, to)) },
      { ...charge, x: starts, y: Array.from(slots.charge.subarray(from, to), (p) => -p) },
      { ...soe, x: starts.map((t) => t + SLOT), y: Array.from(slots.soe.subarray(from, to)) },
      ...offers.map((trace, i) => ({ ...trace, x: starts, y: Array.from(slots.offers[i].subarray(from, to)) })),
    ];
    const inView = slots.price.subarray(first, first + span);
    const low = inView.reduce((a, b) => Math.min(a, b), 0), high = inView.reduce((a, b) => Math.max(a, b), 1);
    const most = (values) => values.reduce((a, b) => Math.max(a, b), 0) || 1;
    const layout = fitted(data.week.layout);
    Object.assign(layout.xaxis, { range: [time(first), time(first + span)], minallowed: time(0), maxallowed: time(slots.count) });
    layout.yaxis.range = [low * 1.1, high * 1.1];
    layout.yaxis2.range = [-1.12 * most(slots.charge), 1.12 * most(slots.discharge.map((p, t) => slots.offers.reduce((sum, mw) => sum + mw[t], p)))];
    layout.yaxis3.range = [0, 1.06 * Math.max(data.by_year[year].energy_mwh, most(slots.soe))];
    const element = at("chart-week"), isNew = !element.data;
    busy = true;
    Plotly.react(element, traces, layout, moving).then(() => { busy = false; });
    if (isNew) element.on("plotly_relayout", moved);
  }

  function moved(change) {
    if (busy || !("xaxis.range[0]" in change || "xaxis.range" in change)) return;
    const [from, to] = at("chart-week").layout.xaxis.range.map(wallClock);
    span = Math.max(DAY / 2, Math.min(LONGEST, slots.count, Math.round((to - from) / SLOT)));
    showWeek((from - slots.start) / SLOT);
  }

  /* plotly gives wall-clock text or milliseconds back */
  const wallClock = (value) => typeof value === "number" ? value : Date.parse(value.replace(" ", "T") + (value.length > 10 ? "Z" : "T00:00Z"));

  function tell() {
    at("week-date").value = isoDay(first);
    at("week-slide").value = Math.round(first / DAY);
    at("week-slide").setAttribute("aria-valuetext", isoDay(first));
    at("week-before").disabled = first === 0;
    at("week-after").disabled = first + span >= slots.count;
    at("week-shown").textContent = data.words.range.replace("{first}", isoSlot(first)).replace("{last}", isoSlot(first + span));
    if (at("week-details").open) fillTable();
  }

  function format(value, digits) {
    if (Number.isNaN(value)) return NOTHING;
    const text = Math.abs(value).toFixed(digits);
    return (value < 0 && Number(text) !== 0 ? MINUS : "") + text;
  }

  function fillTable() {
    const rows = document.createDocumentFragment();
    for (let slot = first; slot < first + span; slot++) {
      const row = document.createElement("tr"), head = document.createElement("th");
      head.scope = "row";
      head.className = "key";
      head.textContent = isoSlot(slot);
      row.append(head);
      const charge = slots.charge[slot], discharge = slots.discharge[slot];
      const netExport = discharge - charge - (slots.ownLoad ? slots.ownLoad[slot] : 0);
      for (const [value, digits] of [[slots.price[slot], 2], [charge, 2], [discharge, 2], [netExport, 2], [slots.soe[slot], 1], ...slots.offers.map((mw) => [mw[slot], 2])]) {
        const cell = document.createElement("td");
        cell.textContent = format(value, digits);
        row.append(cell);
      }
      rows.append(row);
    }
    at("week-table").tBodies[0].replaceChildren(rows);
  }

  /* One day with its alternatives */
  function showDay(slot) {
    day = inside(Math.round(slot / DAY) * DAY, DAY);
    at("why-date").value = isoDay(day);
    at("why-before").disabled = day === 0;
    at("why-after").disabled = day + DAY >= slots.count;
    const why = slots.why;
    if (!why) {
      at("why-shown").textContent = data.words.no_value;
      return;
    }
    const isValued = why.value.subarray(day, day + DAY).some((value) => !Number.isNaN(value));
    at("why-shown").textContent = isoDay(day) + (isValued ? "" : " – " + data.words.no_value);
    const rows = document.createDocumentFragment();
    for (let slot = day; slot < day + DAY; slot++) rows.append(whyRow(slot, why));
    at("why-table").tBodies[0].replaceChildren(rows);
  }

  function whyRow(slot, why) {
    const row = document.createElement("tr"), { labels, limits } = data.why;
    const add = (text, name = "", tag = "td") => {
      const cell = document.createElement(tag);
      cell.textContent = text;
      cell.className = name;
      row.append(cell);
      return cell;
    };
    add(isoSlot(slot).slice(11), "key", "th").scope = "row";
    add(format(slots.price[slot], 2));
    add(format(why.value[slot], 2));
    const power = [0, slots.charge[slot], slots.discharge[slot], ...slots.offers.map((mw) => mw[slot])];
    const done = power.map((p) => p > SMALLEST_MW), isAtRest = !done.some(Boolean);
    add(isAtRest ? labels[0] : labels.flatMap((label, i) => done[i] ? [`${label} ${format(power[i], 1)}`] : []).join(" + "), "word strong");
    add(format(why.chosen[slot], 2), "strong");
    const next = why.next[slot];
    add(next < 0 ? NOTHING : labels[next], "word");
    add(next < 0 ? NOTHING : format(next === 0 ? 0 : why.earned[next - 1][slot], 2));
    add(limits[why.limit[slot]], "word note");
    why.earned.forEach((values, i) => add(format(values[slot], 2), done[i + 1] ? "taken" : i + 1 === next ? "next" : ""));
    return row;
  }

  at("why-before").addEventListener("click", () => showDay(day - DAY));
  at("why-after").addEventListener("click", () => showDay(day + DAY));
  at("why-date").addEventListener("change", (event) => {
    const chosen = Date.parse(event.target.value + "T00:00Z");
    if (!Number.isNaN(chosen)) showDay((chosen - slots.start) / SLOT);
  });
  at("year").addEventListener("change", (event) => showYear(Number(event.target.value)));
  at("week-before").addEventListener("click", () => showSevenDays(first - WEEK));
  at("week-after").addEventListener("click", () => showSevenDays(first + WEEK));
  at("week-slide").addEventListener("input", (event) => showWeek(Number(event.target.value) * DAY));
  at("week-date").addEventListener("change", (event) => {
    const chosen = Date.parse(event.target.value + "T00:00Z");
    if (!Number.isNaN(chosen)) showSevenDays((chosen - slots.start) / SLOT);
  });
  at("week-details").addEventListener("toggle", () => at("week-details").open && slots && fillTable());

  /* Paper has another width than the window */
  const every = (element, width) => Object.fromEntries(Object.entries(spaced(element, width)).map(([name, value]) => [`xaxis.${name}`, value]));
  const charts = () => [...document.querySelectorAll(".chart")].filter((element) => element.data && !element.hidden);
  window.addEventListener("beforeprint", () => {
    busy = true;
    for (const element of charts()) {
      const width = element.parentElement.closest(".pair") ? 330 : 690;
      Plotly.relayout(element, { width, height: element.clientHeight * 0.8, ...every(element, width) });
    }
  });
  window.addEventListener("afterprint", () => {
    for (const element of charts()) Plotly.relayout(element, { width: null, height: null, autosize: true, ...every(element, element.clientWidth) });
    busy = false;
  });

  draw("chart-years", data.years);
  if (data.kept) draw("chart-kept", data.kept);
  for (const [id, chart] of Object.entries(data.finance)) draw(id, chart);
  showYear(0);
})();
