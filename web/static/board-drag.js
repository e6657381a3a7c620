// Moving meetings about: with the mouse, a finger or the keyboard a ghost goes where the meeting would, beside it stands what
// that would change, and beneath it what every other day would cost. Nothing is kept before somebody says so.
"use strict";
(() => {
  const { root, axis, plane, state, say, dayOf, isoOf, dayWords, range, pixels, xOf, dayAt, box, draw, byId } = board;
  const api = (path) => `${root.dataset.interface}/${path}`;
  const bubble = byId("bubble"), panel = byId("panel"), dialog = byId("keep");
  const mayPlan = byId("undo") !== null;

  /** The meeting that is taken up. */
  let taken = null;

  // --- what a move would change ---

  function list(findings, heading, most) {
    const part = document.createElement("div");
    const title = document.createElement("b");
    title.textContent = heading;
    part.append(title);
    if (!findings.length) return part;
    const items = document.createElement("ul");
    for (const finding of findings.slice(0, most)) {
      const item = document.createElement("li");
      item.dir = "auto";
      const sign = document.createElement("i");
      sign.className = `sign ${finding.group}`;
      sign.textContent = finding.sign;
      item.append(sign, ` ${finding.rule} ${finding.message}`);
      items.append(item);
    }
    if (findings.length > most) { const more = document.createElement("li"); more.textContent = `+ ${findings.length - most}`; items.append(more); }
    part.append(items);
    return part;
  }

  /** An answer of the server as a few lines. */
  function answered(answer, most) {
    const out = document.createDocumentFragment();
    const said = answer.said, along = said.moves.slice(1);
    const line = (text, kind) => { const node = document.createElement("p"); node.textContent = text; node.dir = "auto"; if (kind) node.className = kind; out.append(node); return node; };
    line(say("moves-to", said.moves[0].title, said.moves[0].from, said.moves[0].to));
    const priced = answer.whatif.price.length > 0;
    line(priced ? say("costs", said.price) : say("costs-nothing"), "price");
    if (along.length) {
      line(say("along", along.length));
      const items = document.createElement("ul");
      items.append(...along.slice(0, most).map((step) => { const item = document.createElement("li"); item.dir = "auto"; item.textContent = `${step.title}: ${step.to}`; return item; }));
      out.append(items);
    }
    out.append(list(said.appearing, say("new-findings", said.appearing.length), most));
    out.append(list(said.disappearing, say("gone-findings", said.disappearing.length), most));
    if (said.moves.some((step) => !step.yours)) line(say("not-yours"), "fault");
    return out;
  }

  function query(of) {
    const values = { plan: state.meta.plan, meeting: of.id, first: of.first };
    if (of.venue) values.venue = of.venue;
    if (of.half) values.half = of.half;
    return new URLSearchParams(values);
  }

  /** One question at a time: while one is asked, only the newest wish waits. */
  let asking = false;
  async function ask() {
    if (asking || !taken) return;
    asking = true;
    const of = { id: taken.id, first: isoOf(taken.day), venue: taken.venue, half: taken.half };
    try {
      const answer = await convoke.ask(api(`whatif?${query(of)}`));
      if (taken && taken.id === of.id && isoOf(taken.day) === of.first) { taken.answer = answer; tell(answer); }
    } catch (error) {
      if (taken) { bubble.textContent = error.message; bubble.hidden = false; convoke.say(error.message); }
      if (error.status === 409) { giveUp(); board.load(); }
    }
    asking = false;
    if (taken && isoOf(taken.day) !== of.first) ask();
  }

  function tell(answer) {
    const said = answer.said;
    bubble.replaceChildren(answered(answer, 4));
    const first = dayOf(said.moves[0].first);
    taken.last = dayOf(said.moves[0].last);
    taken.along = said.moves.slice(1).filter((step) => step.first && step.row !== null);
    ghosts();
    place();
    convoke.say([say("at", taken.title, dayWords(first)), answer.whatif.price.length ? say("costs", said.price) : say("costs-nothing"),
      say("along", said.moves.length - 1), say("new-findings", said.appearing.length), say("gone-findings", said.disappearing.length)].join(". "));
  }

  // --- ghost, bubble, heat ---

  let ghostNumber = 0;
  function ghosts() {
    const extras = [];
    if (taken) {
      ghostNumber += 1;
      const px = pixels();
      const ghost = (row, lane, a, b, kind, text) => () => box(`ghost ${kind}`, {
        x: xOf(a), y: state.top[row] + lane * board.LANE + 2, width: Math.max(6, (b - a + 1) * px - 1), height: board.BAR, text,
      });
      extras.push([`ghost${ghostNumber}`, ghost(taken.row, taken.lane, taken.day, taken.last, "own", taken.id)]);
      for (const step of taken.along) {
        const lane = state.meetings.get(step.meeting)?.lane ?? 0;
        extras.push([`ghost${ghostNumber} ${step.meeting}`, ghost(step.row, lane, dayOf(step.first), dayOf(step.last), "along", step.meeting)]);
      }
      for (const one of taken.heat) {
        const at = dayOf(one.first);
        extras.push([`heat${at}`, () => box(`heat ${one.class}`, {
          x: xOf(at), y: state.top[taken.row] + taken.lane * board.LANE + board.BAR + 2, width: Math.max(2, px - (px > 5 ? 1 : 0)), height: px > 10 ? 15 : 10,
          text: px > 10 ? one.sign : "", title: one.words,
        })]);
      }
    }
    state.extras = extras;
    draw();
  }

  /** Beside the ghost, and inside the window. */
  function place() {
    if (!taken) { bubble.hidden = true; return; }
    bubble.hidden = false;
    const plan = plane.getBoundingClientRect();
    const x = xOf(taken.day), y = state.top[taken.row] + taken.lane * board.LANE;
    const left = board.rightToLeft ? plan.right - x - bubble.offsetWidth : plan.left + x;
    const top = plan.top + y + board.LANE + 22;
    const above = plan.top + y - bubble.offsetHeight - 6;
    bubble.style.left = `${Math.max(6, Math.min(left, innerWidth - bubble.offsetWidth - 6))}px`;
    bubble.style.top = `${Math.max(6, top + bubble.offsetHeight > innerHeight && above > 6 ? above : Math.min(top, innerHeight - bubble.offsetHeight - 6))}px`;
  }

  async function heat(of) {
    try {
      const answer = await convoke.ask(api(`alternatives?${new URLSearchParams({ plan: state.meta.plan, meeting: of.id })}`));
      if (taken !== of) return;
      // The days at the place where it is: others are a question for the panel.
      const same = answer.places.filter((one) => (one.venue ?? null) === (of.venue ?? null) && (one.half ?? null) === (of.half ?? null));
      of.heat = same.length ? same : answer.places;
      ghosts();
    } catch (error) { convoke.say(error.message); }
  }

  function take(meeting) {
    if (!mayPlan || meeting.status === "cancelled" || meeting.status === "held") return false;
    taken = {
      id: meeting.id, title: meeting.title, row: meeting.row, lane: meeting.lane, day: meeting.a, last: meeting.b, from: meeting.a,
      length: meeting.b - meeting.a, venue: meeting.venue, half: meeting.half, heat: [], along: [], answer: null,
    };
    plane.classList.add("moving");
    convoke.say(say("taken", meeting.title));
    heat(taken);
    ghosts();
    return true;
  }

  function put(day) {
    if (!taken || day === taken.day) return;
    taken.day = Math.min(state.last, Math.max(state.first, day));
    taken.last = taken.day + taken.length;
    taken.answer = null;
    taken.along = [];
    bubble.textContent = `${range(taken.day, taken.last)} – ${say("waiting")}`;
    ghosts();
    place();
    ask();
  }

  function giveUp() {
    if (!taken) return;
    const { id } = taken;
    taken = null;
    plane.classList.remove("moving");
    bubble.hidden = true;
    ghosts();
    convoke.say(say("given-up"));
    state.focusNext = id;
    draw();
  }

  // --- keeping ---

  /** Asks whether to keep what an answer says. */
  let wish = null;
  function offer(of, answer) {
    wish = of;
    byId("keep-answer").replaceChildren(answered(answer, 8));
    byId("keep-fault").hidden = true;
    byId("keep-yes").disabled = answer.said.moves.some((step) => !step.yours);
    dialog.showModal();
    (byId("keep-yes").disabled ? byId("keep-no") : byId("keep-yes")).focus();
  }

  async function drop() {
    if (!taken) return;
    if (taken.day === taken.from) { giveUp(); return; }
    const of = { id: taken.id, first: isoOf(taken.day), venue: taken.venue, half: taken.half };
    const answer = taken.answer ?? (await convoke.ask(api(`whatif?${query(of)}`)).catch((error) => { convoke.say(error.message); return null; }));
    if (answer) offer(of, answer); else giveUp();
  }

  byId("keep-yes").addEventListener("click", async () => {
    byId("keep-yes").disabled = true;
    const body = { plan: state.meta.plan, meeting: wish.id, first: wish.first, venue: wish.venue ?? null, half: wish.half ?? null };
    try {
      const answer = await convoke.ask(api("moves"), { method: "POST", body });
      const { id } = wish;
      taken = null;
      plane.classList.remove("moving");
      bubble.hidden = true;
      dialog.close();
      state.extras = [];
      await board.load();
      board.go(id);
      panel.hidden = true;
      convoke.say(say("kept", answer.plan));
    } catch (error) {
      byId("keep-fault").textContent = error.message;
      byId("keep-fault").hidden = false;
      // What was asked about is not so any more after a conflict: it is asked anew. Anything else may be tried again.
      byId("keep-yes").disabled = error.status === 409;
      if (error.status === 409) await board.load();
    }
  });
  byId("keep-no").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { wish = null; giveUp(); });

  // --- mouse and finger ---

  let pressed = null;
  plane.addEventListener("pointerdown", (event) => {
    const bar = event.target.closest("button.spot");
    if (!bar || event.button !== 0) return;
    const meeting = state.meetings.get(bar.dataset.id);
    if (!meeting) return;
    pressed = { meeting, bar, x: event.clientX, grip: dayAt(event.clientX) - meeting.a, moved: false, id: event.pointerId };
  });
  addEventListener("pointermove", (event) => {
    if (!pressed || event.pointerId !== pressed.id) return;
    if (!pressed.moved) {
      if (Math.abs(event.clientX - pressed.x) < 4) return;
      if (!take(pressed.meeting)) { pressed = null; return; }
      pressed.moved = true;
      plane.setPointerCapture(event.pointerId);
    }
    event.preventDefault();
    follow(event.clientX);
    put(Math.round(dayAt(event.clientX) - pressed.grip));
  }, { passive: false });
  addEventListener("pointerup", (event) => {
    if (!pressed || event.pointerId !== pressed.id) return;
    const { moved, meeting } = pressed;
    pressed = null;
    if (moved) drop(); else choose(meeting.id);
  });
  // Programs that read the screen press without a pointer.
  plane.addEventListener("click", (event) => {
    const bar = event.target.closest("button.spot");
    if (bar && event.detail === 0) choose(bar.dataset.id);
  });
  addEventListener("pointercancel", () => { if (pressed?.moved) giveUp(); pressed = null; });

  /** Near an edge the axis goes along. */
  function follow(clientX) {
    const edges = axis.getBoundingClientRect();
    const names = board.labelWidth(), [before, after] = board.rightToLeft ? [0, names] : [names, 0];
    const step = clientX > edges.right - after - 40 ? 12 : clientX < edges.left + before + 40 ? -12 : 0;
    if (step) axis.scrollLeft += step;
  }

  // --- keyboard ---

  axis.addEventListener("keydown", (event) => {
    const bar = event.target.closest?.("button.spot");
    if (!taken) {
      if ((event.key === "Enter" || event.key === " ") && bar) {
        event.preventDefault();
        const meeting = state.meetings.get(bar.dataset.id);
        if (meeting) { choose(meeting.id); take(meeting); }
      }
      return;
    }
    const week = event.shiftKey ? 7 : 1, forward = board.rightToLeft ? -1 : 1;
    if (event.key === "ArrowRight") put(taken.day + forward * week);
    else if (event.key === "ArrowLeft") put(taken.day - forward * week);
    else if (event.key === "Enter") drop();
    else if (event.key === "Escape") giveUp();
    else if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (taken) board.reveal(taken.day, taken.row);
  }, true);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && taken && !dialog.open) giveUp();
    if (!(event.ctrlKey || event.metaKey) || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) { event.preventDefault(); restore("undo"); }
    else if (key === "y" || (key === "z" && event.shiftKey)) { event.preventDefault(); restore("redo"); }
  });

  // --- undo and redo ---

  async function restore(which) {
    const number = state.meta?.[which];
    if (!mayPlan || !number) return;
    try {
      const answer = await convoke.ask(api("plans/restore"), { method: "POST", body: { plan: state.meta.plan, number } });
      await board.load();
      convoke.say(say("restored", answer.plan));
    } catch (error) {
      convoke.say(error.message);
      if (error.status === 409) board.load();
    }
  }
  for (const which of ["undo", "redo"]) byId(which)?.addEventListener("click", () => restore(which));
  document.addEventListener("board-loaded", ({ detail: meta }) => {
    for (const which of ["undo", "redo"]) { const button = byId(which); if (button) button.disabled = !meta[which]; }
    undated(meta.undated);
  });

  // --- the panel of one meeting ---

  let chosen = null;
  async function choose(id) {
    const meeting = state.meetings.get(id) ?? state.meta.undated.find((one) => one.id === id);
    if (!meeting) return;
    chosen = meeting;
    panel.hidden = false;
    byId("panel-title").textContent = meeting.title;
    byId("panel-about").textContent = meeting.first
      ? [meeting.body, range(meeting.a, meeting.b), meeting.half && say(meeting.half), meeting.place ?? say("electronic"), say(meeting.status)].filter(Boolean).join(", ")
      : `${meeting.body}, ${say("undated-until", dayWords(dayOf(meeting.earliest)), dayWords(dayOf(meeting.latest)))}`;
    const signs = [meeting.must && `▲ ${say("musts", meeting.must)}`, meeting.should && `◆ ${say("shoulds", meeting.should)}`];
    byId("panel-signs").textContent = signs.filter(Boolean).join(" · ");
    byId("panel-why").href = `${root.dataset.path}/why/${encodeURIComponent(id)}`;
    byId("panel-answer").replaceChildren();
    const form = byId("panel-form");
    if (!form) return;
    form.hidden = meeting.status === "held" || meeting.status === "cancelled";
    form.elements.first.value = meeting.first ?? meeting.earliest;
    const venues = meeting.venues ?? [];
    form.querySelector("[data-venues]").hidden = venues.length < 2;
    form.elements.venue.replaceChildren(...venues.map((venue) => new Option(venue, venue, false, venue === meeting.venue)));
    form.querySelector("[data-halves]").hidden = !meeting.halves;
    form.elements.half.value = meeting.half ?? "morning";
  }
  document.addEventListener("board-chosen", ({ detail: id }) => choose(id));
  byId("panel-close").addEventListener("click", () => { panel.hidden = true; state.focusNext = chosen?.id; draw(); });
  byId("panel-form")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target.elements;
    const of = { id: chosen.id, first: form.first.value, venue: form.venue.value || chosen.venue, half: chosen.halves ? form.half.value : null };
    const out = byId("panel-answer");
    out.textContent = say("waiting");
    try {
      const answer = await convoke.ask(api(`whatif?${query(of)}`));
      const keep = document.createElement("button");
      keep.type = "button";
      keep.textContent = say("keep-question");
      keep.addEventListener("click", () => offer(of, answer));
      out.replaceChildren(answered(answer, 8), keep);
    } catch (error) {
      out.textContent = error.message;
      if (error.status === 409) board.load();
    }
  });

  function undated(meetings) {
    const part = byId("undated");
    part.hidden = !meetings.length;
    byId("undated-count").textContent = meetings.length;
    part.querySelector("ul").replaceChildren(...meetings.slice(0, 300).map((meeting) => {
      const item = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.dir = "auto";
      button.textContent = meeting.title;
      button.addEventListener("click", () => { choose(meeting.id); byId("panel-title").scrollIntoView({ block: "nearest" }); byId("panel-form")?.elements.first.focus(); });
      item.append(button);
      return item;
    }));
  }
})();
