"use strict";
(() => {
  const charts = JSON.parse(document.getElementById("report-data").textContent);
  const narrow = window.matchMedia("(max-width: 720px)").matches;
  const based = [];
  const wide = (letter) => (letter > "\u2e7f" ? 2 : 1); /* letters of Japanese take twice the room */
  const cut = (name) => {
    let room = 17;
    const kept = [...name].filter((letter) => (room -= wide(letter)) >= 0).join("");
    return kept.length < name.length ? `${kept}…` : name;
  };

  function fit(layout, traces) { /* a small screen: short names beside the bars, a row of the legend for each name */
    layout.font.size = 10;
    const names = traces.filter((trace) => trace.showlegend !== false).length;
    if (layout.showlegend !== false && names > 1) {
      layout.margin.t += 16 * (names - 1);
      layout.height += 16 * (names - 1);
    }
    if (layout.yaxis?.type === "category" && !layout.xaxis2) {
      const all = [...new Set(traces.flatMap((trace) => trace.y))];
      Object.assign(layout.yaxis, { tickvals: all, ticktext: all.map(cut) });
    }
  }

  const config = { responsive: true, displaylogo: false, doubleClick: false, showTips: false, displayModeBar: false };
  for (const [id, chart] of Object.entries(charts)) {
    const element = document.getElementById(id);
    if (!element) continue;
    for (const trace of chart.data) if (trace.y === "names") trace.y = charts.names;
    if (chart.layout.yaxis?.ticktext === "names") chart.layout.yaxis.ticktext = charts.names;
    const layout = structuredClone(chart.layout);
    if (narrow) fit(layout, chart.data);
    if (narrow && layout.xaxis2) { /* panels beside each other need room: the chart is moved sideways, not squeezed */
      layout.width = 680;
      element.tabIndex = 0;
    }
    if (window.matchMedia("(pointer: coarse)").matches) layout.dragmode = false;
    Plotly.react(element, chart.data, layout, config);
    if (chart.data.some((trace) => trace.meta === "based")) based.push(element);
  }
  document.addEventListener("base", (event) => { /* a line at the base case, in charts whose bars can be held against it */
    const label = `${event.detail}: `;
    for (const element of based) {
      const lines = element.data.filter((trace) => trace.meta === "based").map((trace) => {
        const x = trace.x[trace.y.findIndex((name) => name.startsWith(label))];
        const line = { color: "#1d2733", width: 1.5, dash: "dash" };
        return { type: "line", xref: trace.xaxis ?? "x", yref: "paper", x0: x, x1: x, y0: 0, y1: 1, line };
      });
      Plotly.relayout(element, { shapes: lines.filter((line) => typeof line.x0 === "number") });
    }
  });
})();
