"use strict";
(() => {
  const form = document.getElementById("filters");
  if (form) {
    const rule = document.getElementById("filter-rule");
    const body = document.getElementById("filter-body");
    const words = document.getElementById("filter-words");
    const count = document.getElementById("filter-count");
    const rows = [...document.querySelectorAll(".finding")];
    const apply = () => {
      const wanted = words.value.trim().toLowerCase();
      let shown = 0;
      for (const row of rows) {
        const keep = (!rule.value || row.dataset.rule === rule.value)
          && (!body.value || row.dataset.bodies.split(" ").includes(body.value))
          && (!wanted || row.textContent.toLowerCase().includes(wanted));
        row.hidden = !keep;
        shown += keep ? 1 : 0;
      }
      const filtering = Boolean(rule.value || body.value || wanted);
      for (const group of document.querySelectorAll(".group")) {
        group.hidden = !group.querySelector(".finding:not([hidden])");
        const fold = group.querySelector("details.fold");
        if (fold && filtering) fold.open = true;
      }
      count.textContent = shown + " shown";
    };
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
  }
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    for (const fold of target.querySelectorAll("details.fold")) fold.open = true;
    target.scrollIntoView();
  };
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.meeting:not([open]), details.fold:not([open])")];
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
  });
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();
})();
