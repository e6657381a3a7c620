// Finding a meeting by its words, and going there.
"use strict";
(() => {
  const { root, byId, say, go } = board;
  const find = byId("find"), found = byId("found");
  let typing;
  find.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(search, 150); });
  async function search() {
    if (!find.value.trim()) { found.hidden = true; return; }
    const answer = await convoke.ask(`${root.dataset.interface}/board/found?${new URLSearchParams({ words: find.value })}`);
    found.replaceChildren(...answer.meetings.map((one) => {
      const item = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.textContent = `${one.title}${one.dates ? `, ${one.dates}` : ""}`;
      button.dir = "auto";
      button.addEventListener("click", () => { found.hidden = true; go(one.id, { middle: true }); });
      item.append(button);
      return item;
    }));
    if (!answer.meetings.length) { const item = document.createElement("li"); item.textContent = say("nothing-found"); found.append(item); }
    found.hidden = false;
  }
  find.addEventListener("keydown", (event) => {
    if (event.key === "Escape") found.hidden = true;
    if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); found.querySelector("button")?.focus(); }
  });
})();
