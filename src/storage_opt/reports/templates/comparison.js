"use strict";
(() => {
  const charts = JSON.parse(document.getElementById("report-data").textContent);
  const narrow = window.matchMedia("(max-width: 720px)").matches;
  const config = { responsive: true, displaylogo: false, doubleClick: false, showTips: false, displayModeBar: false };
  for (const [id, chart] of Object.entries(charts)) {
    const element = document.getElementById(id);
    if (!element) continue;
    const layout = structuredClone(chart.layout);
    if (narrow) layout.font.size = 10;
    if (narrow && layout.xaxis2) { /* panels beside each other need room: the chart is moved sideways, not squeezed */
      layout.width = 680;
      element.tabIndex = 0;
    }
    if (window.matchMedia("(pointer: coarse)").matches) layout.dragmode = false;
    Plotly.react(element, chart.data, layout, config);
  }
})();
