// How far sending is, told by the server until nothing waits.
"use strict";
for (const place of document.querySelectorAll("[data-progress]")) {
  const source = new EventSource(place.dataset.progress);
  source.addEventListener("progress", (event) => {
    const { counts, stopped, open } = JSON.parse(event.data);
    const seen = new Set();
    for (const row of place.querySelectorAll("tr[data-state]")) {
      const state = row.dataset.state;
      if (seen.has(state)) continue;
      seen.add(state);
      const count = counts[state] ?? 0;
      row.hidden = count === 0;
      row.lastElementChild.textContent = String(count);
    }
    document.getElementById("stopped").hidden = !stopped;
    if (!open) source.close();
  });
}
