// The sessions of an event: a column for each room, narrow ones for what sessions share. Dragged, a session says what its new
// place would break; nothing is kept before somebody says so.
"use strict";
(() => {
  const root = document.getElementById("event");
  const { sessions, rooms, services, days, opens, closes } = JSON.parse(root.dataset.grid);
  const words = JSON.parse(root.dataset.words);
  const say = (key, ...values) => values.reduce((text, value, at) => text.replace(`%${at + 1}`, () => value), words[key] ?? key);
  const byId = (id) => document.getElementById(id);
  const tabs = root.querySelector(".days"), scroll = root.querySelector(".scroll"), grid = root.querySelector(".grid");
  const dialog = byId("keep"), out = byId("event-answer");
  const GRAIN = 15, STEP = 14;
  const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  const used = rooms.filter((room) => sessions.some((one) => one.room === room.id) || rooms.length <= 12);
  const columns = [...used.map((room) => room.id), ...(sessions.some((one) => !one.room) ? [null] : [])];
  const nameOf = (id) => rooms.find((room) => room.id === id)?.name ?? say("event-room-none");
  const mayMove = root.dataset.moves === "yes";
  let shown = days.find((day) => sessions.some((one) => one.day === day.day))?.day ?? days[0].day;
  let taken = null, current = null;

  function node(kind, text, tag = "div") {
    const made = document.createElement(tag);
    made.className = kind;
    if (text !== undefined) { made.textContent = text; made.dir = "auto"; }
    return made;
  }
  const row = (minute) => Math.floor((Math.min(closes, Math.max(opens, minute)) - opens) / GRAIN) + 2;
  function put(made, column, from, to) {
    made.style.gridColumn = column;
    made.style.gridRow = to === undefined ? from : `${from} / ${Math.max(to, from + 1)}`;
    grid.append(made);
    return made;
  }

  function drawTabs() {
    tabs.replaceChildren(...days.map((day) => {
      const tab = node("tab", day.name, "button");
      tab.type = "button";
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-selected", day.day === shown);
      tab.tabIndex = day.day === shown ? 0 : -1;
      tab.addEventListener("click", () => { shown = day.day; draw(); });
      return tab;
    }));
  }
  tabs.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    step(by);
    tabs.querySelector('[aria-selected="true"]').focus();
  });
  function step(by) {
    const at = days.findIndex((day) => day.day === shown) + by;
    if (!days[at]) return false;
    shown = days[at].day;
    draw();
    return true;
  }

  function draw() {
    drawTabs();
    grid.replaceChildren();
    grid.style.setProperty("--rooms", columns.length);
    grid.style.setProperty("--services", services.length);
    grid.style.setProperty("--rows", (closes - opens) / GRAIN);
    columns.forEach((id, at) => {
      const head = put(node("room"), at + 2, 1);
      const room = rooms.find((one) => one.id === id);
      head.append(node("", nameOf(id), "b"), ...(room ? [node("quiet", String(room.seats), "span")] : []));
    });
    services.forEach((service, at) => {
      const column = columns.length + 2 + at;
      put(node("room service", service.name), column, 1).title = `${service.name}: ${service.peak} / ${service.capacity}`;
      for (const span of service.spans.filter((one) => one.day === shown)) {
        const use = put(node(`use${span.over ? " over" : ""}`, `${span.units}/${service.capacity}`), column, row(span.from), row(span.to + GRAIN - 1));
        use.title = `${service.name}, ${clock(span.from)}–${clock(span.to)}: ${span.units} / ${service.capacity}`;
      }
    });
    for (let minute = opens; minute < closes; minute += 60) put(node("hour", clock(minute)), "1 / -1", row(minute));
    for (const one of sessions.filter((one) => one.day === shown)) card(one);
    if (taken && taken.day === shown) {
      put(node("card ghost", taken.one.title), columns.indexOf(taken.room) + 2, row(taken.start), row(taken.start + taken.one.end - taken.one.start + GRAIN - 1));
    }
  }

  function told(one) {
    // What the card shows stands first and together: whoever speaks to the page says that.
    const said = [`${one.title} ${clock(one.start)}–${clock(one.end)}`, one.bodies, nameOf(one.room), ...one.services];
    if (one.must) said.push(say("musts", one.must));
    if (one.should) said.push(say("shoulds", one.should));
    return said.concat(one.findings).join(", ");
  }
  function card(one) {
    const made = node(`card${one.must ? " must" : one.should ? " should" : ""}`, undefined, "button");
    made.type = "button";
    made.dataset.id = one.id;
    current ??= one.id;
    made.tabIndex = one.id === current ? 0 : -1;
    made.setAttribute("aria-label", told(one));
    made.title = told(one);
    if (one.must || one.should) {
      const sign = node(`sign ${one.must ? "must" : "should"}`, one.must ? "▲" : "◆", "i");
      sign.setAttribute("aria-hidden", "true");
      made.append(sign);
    }
    // With a space between, as in what it is called.
    made.append(node("", one.title, "b"), " ", node("quiet", `${clock(one.start)}–${clock(one.end)}`, "span"));
    put(made, columns.indexOf(one.room) + 2, row(one.start), row(one.end + GRAIN - 1));
  }

  // --- moving ---

  function take(one) {
    if (!mayMove) return false;
    taken = { one, day: one.day, start: one.start, room: one.room, answer: null };
    convoke.say(say("event-taken", one.title));
    return true;
  }
  function wish(change) {
    Object.assign(taken, change, { answer: null });
    const longest = 1440 - (taken.one.end - taken.one.start);
    taken.start = Math.max(0, Math.min(longest, taken.start));
    draw();
    focus(taken.one.id);
    out.textContent = say("waiting");
    ask();
  }
  const query = (of) => ({ plan: Number(root.dataset.plan), session: of.one.id, day: of.day, start: of.start, room: of.room ?? "" });
  let asking = false;
  async function ask() {
    if (asking || !taken) return;
    asking = true;
    const asked = query(taken);
    const same = () => taken && JSON.stringify(query(taken)) === JSON.stringify(asked);
    try {
      const answer = await convoke.ask(`${root.dataset.address}/whatif?${new URLSearchParams(asked)}`);
      if (same()) { taken.answer = answer; tell(out); }
    } catch (error) { out.textContent = error.message; }
    asking = false;
    if (taken && !same()) ask();
  }
  function tell(into) {
    const { answer } = taken;
    const where = say("event-at", days.find((day) => day.day === taken.day).name, `${clock(taken.start)}–${clock(taken.start + taken.one.end - taken.one.start)}`, nameOf(taken.room));
    const lines = [node("", `${taken.one.title}: ${where}`, "p")];
    for (const [key, findings] of [["new-findings", answer.appearing], ["gone-findings", answer.disappearing]]) {
      lines.push(node("", say(key, findings.length), "b"));
      const list = node("", undefined, "ul");
      for (const finding of findings.slice(0, 8)) {
        const item = node("", undefined, "li");
        const sign = { must: "▲", should: "◆" }[finding.strength] ?? "○";
        item.append(node(`sign ${finding.strength}`, sign, "i"), ` ${finding.rule} ${finding.message}`);
        list.append(item);
      }
      lines.push(list);
    }
    into.replaceChildren(...lines);
    convoke.say([where, say("new-findings", answer.appearing.length), say("gone-findings", answer.disappearing.length)].join(". "));
  }
  function giveUp() {
    if (!taken) return;
    const { id } = taken.one;
    shown = taken.one.day;
    taken = null;
    out.replaceChildren();
    draw();
    focus(id);
    convoke.say(say("given-up"));
  }
  async function drop() {
    const { one } = taken;
    if (taken.day === one.day && taken.start === one.start && taken.room === one.room) { giveUp(); return; }
    while (taken && !taken.answer) {
      await new Promise((done) => { setTimeout(done, 30); });
      if (!asking && taken && !taken.answer) { giveUp(); return; }
    }
    if (!taken) return;
    tell(byId("keep-answer"));
    byId("keep-fault").hidden = true;
    dialog.showModal();
    byId("keep-yes").focus();
  }
  byId("keep-yes").addEventListener("click", async () => {
    try {
      await convoke.ask(`${root.dataset.address}/moves`, { method: "POST", body: { ...query(taken), room: taken.room } });
      location.reload();
    } catch (error) {
      byId("keep-fault").textContent = error.message;
      byId("keep-fault").hidden = false;
    }
  });
  byId("keep-no").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", giveUp);

  let pressed = null;
  grid.addEventListener("pointerdown", (event) => {
    const made = event.target.closest("button.card");
    if (!made || event.button !== 0) return;
    const box = made.getBoundingClientRect();
    pressed = { one: sessions.find((one) => one.id === made.dataset.id), x: event.clientX, y: event.clientY, grip: event.clientY - box.top, moved: false, id: event.pointerId };
  });
  addEventListener("pointermove", (event) => {
    if (!pressed || event.pointerId !== pressed.id) return;
    if (!pressed.moved) {
      if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < 5) return;
      if (!take(pressed.one)) { pressed = null; return; }
      pressed.moved = true;
      grid.setPointerCapture(event.pointerId);
    }
    event.preventDefault();
    const heads = [...grid.querySelectorAll(".room:not(.service)")];
    const at = heads.findIndex((head) => { const box = head.getBoundingClientRect(); return event.clientX >= box.left && event.clientX < box.right; });
    const top = heads[0].getBoundingClientRect().bottom;
    const start = opens + Math.round((event.clientY - pressed.grip - top) / STEP) * GRAIN;
    const room = at < 0 ? taken.room : columns[at];
    if (start !== taken.start || room !== taken.room) wish({ start, room });
  }, { passive: false });
  addEventListener("pointerup", (event) => {
    if (!pressed || event.pointerId !== pressed.id) return;
    const { moved, one } = pressed;
    pressed = null;
    if (moved) drop(); else { out.textContent = told(one); }
  });
  addEventListener("pointercancel", () => { if (pressed?.moved) giveUp(); pressed = null; });

  function focus(id) {
    current = id;
    const made = grid.querySelector(`[data-id="${CSS.escape(id)}"]`);
    for (const card of grid.querySelectorAll("button.card")) card.tabIndex = card === made ? 0 : -1;
    (made ?? scroll).focus({ preventScroll: false });
  }
  scroll.addEventListener("keydown", (event) => {
    const made = event.target.closest("button.card");
    const quarter = { ArrowDown: 1, ArrowUp: -1 }[event.key], aside = { ArrowRight: 1, ArrowLeft: -1 }[event.key], page = { PageDown: 1, PageUp: -1 }[event.key];
    if (taken) {
      if (quarter) wish({ start: taken.start + quarter * GRAIN });
      else if (aside) { const room = columns[columns.indexOf(taken.room) + aside]; if (room !== undefined) wish({ room }); }
      else if (page) { const at = days.findIndex((day) => day.day === taken.day) + page; if (days[at]) { shown = days[at].day; wish({ day: shown }); } }
      else if (event.key === "Enter") drop();
      else if (event.key === "Escape") giveUp();
      else return;
      event.preventDefault();
      return;
    }
    if (page) { event.preventDefault(); step(page); scroll.focus(); return; }
    const here = sessions.filter((one) => one.day === shown);
    if (!made) {
      if ((event.key === "Enter" || quarter || aside) && here[0]) { event.preventDefault(); focus(here[0].id); }
      return;
    }
    const one = sessions.find((session) => session.id === made.dataset.id);
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); take(one); return; }
    const column = columns.indexOf(one.room);
    const others = quarter ? here.filter((other) => other.room === one.room && Math.sign(other.start - one.start) === quarter)
      : aside ? here.filter((other) => Math.sign(columns.indexOf(other.room) - column) === aside) : [];
    if (!quarter && !aside) return;
    event.preventDefault();
    const far = (other) => Math.abs(columns.indexOf(other.room) - column) * 10000 + Math.abs(other.start - one.start);
    const next = others.sort((a, b) => far(a) - far(b))[0];
    if (next) focus(next.id);
  });
  draw();
})();
