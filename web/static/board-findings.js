// Filters of the findings, and putting an older plan in force.
"use strict";
(() => {
  const filters = document.getElementById("filters");
  if (filters) {
    const rows = [...document.querySelectorAll("details.findings > ol > li")];
    const shown = document.getElementById("filtered");
    // Where not all are in the page, the server looks.
    const whole = filters.dataset.left === undefined && !location.search;
    const filter = () => {
      const { words, rule, body } = filters.elements;
      if (!whole) { shown.textContent = shown.dataset.words.replace("%1", rows.length).replace("%2", shown.dataset.rows); return; }
      const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        const fits = wanted.every((word) => text.includes(word)) && (!rule.value || row.dataset.rule === rule.value)
          && (!body.value || row.dataset.bodies.includes(` ${body.value} `));
        row.hidden = !fits;
        count += fits ? 1 : 0;
      }
      for (const group of document.querySelectorAll("details.findings")) group.hidden = !group.querySelector("ol > li:not([hidden])");
      shown.textContent = shown.dataset.words.replace("%1", count).replace("%2", shown.dataset.rows);
    };
    if (whole) {
      filters.addEventListener("input", filter);
      filters.addEventListener("submit", (event) => { event.preventDefault(); filter(); });
    } else {
      for (const select of filters.querySelectorAll("select")) select.addEventListener("change", () => filters.requestSubmit());
    }
    filter();
  }
  const plans = document.getElementById("plans");
  plans?.addEventListener("click", async (event) => {
    const number = Number(event.target.dataset?.restore);
    if (!number) return;
    const { plan, subject, interface: api } = plans.dataset;
    try {
      await convoke.ask(`${api}/plans/restore`, { method: "POST", body: { plan: Number(plan), number, subject } });
      location.reload();
    } catch (error) {
      const fault = plans.querySelector(".fault");
      fault.textContent = error.message;
      fault.hidden = false;
    }
  });
})();
