"use strict";
(() => {
  /* Runs that are under way: ask how far they are, and show the page anew when they have ended or begun */
  const PAUSE_MS = 1000;

  async function follow(place) {
    let state;
    try {
      const answer = await fetch(place.dataset.job, { cache: "no-store" });
      if (!answer.ok) return;
      state = await answer.json();
    } catch {
      return; /* the command has ended: what was last known stays */
    }
    if (state.state !== place.dataset.state) {
      location.reload();
      return;
    }
    const progress = place.querySelector(".progress"), seconds = place.querySelector(".seconds");
    if (progress && progress.textContent !== state.progress) progress.textContent = state.progress;
    if (seconds) seconds.textContent = state.seconds;
    setTimeout(follow, PAUSE_MS, place);
  }

  for (const place of document.querySelectorAll("[data-job]")) {
    if (["waiting", "running"].includes(place.dataset.state)) setTimeout(follow, PAUSE_MS, place);
  }

  /* Filter: rows that hold all words */
  const filter = document.getElementById("filter");
  if (filter) {
    const rows = [...document.querySelectorAll("#folders tbody tr")], shown = document.getElementById("filter-shown");
    const sift = () => {
      const words = filter.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const row of rows) {
        const text = row.textContent.toLocaleLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) count += 1;
      }
      shown.textContent = words.length ? shown.dataset.text.replace("COUNT", count).replace("ALL", rows.length) : "";
    };
    document.getElementById("filter-controls").hidden = false;
    filter.addEventListener("input", sift);
    sift();
  }
})();
