// The calendar board: a row for each body, time along the axis. Only what is in view is in the page, and only that is asked
// for. Positions are logical (inline start), so that the axis runs from right to left where the language does.
"use strict";
const board = (() => {
  const root = document.getElementById("board");
  const byId = (id) => document.getElementById(id);
  const axis = byId("axis");
  const part = (name) => axis.querySelector(`.${name}`);
  const sheet = part("sheet"), head = part("axis-head"), labels = part("labels"), plane = part("plane");
  const ZOOMS = [0.9, 1.6, 3, 6, 12, 24, 48];
  const LANE = 26, BAR = 21, FOOT = 9, EVENT = 18, SCALE = 44;
  const BLOCK = 40, QUARTER = 91, PAPER = 880;
  const DAY = boardWords.DAY;
  const { say, dayOf, isoOf, rightToLeft, monthWords, yearWords, monthYear, shortMonth, dayWords, shortDay, number, range } = boardWords;

  const state = {
    meta: null, zoom: 3, top: [], height: 0, first: 0, last: 0, eventLanes: 1,
    meetings: new Map(), rows: [], asked: new Set(), generation: 0,
    current: null, focusNext: null, extras: [], paper: false,
  };
  /** On paper, all days stand beside each other. */
  const pixels = () => (state.paper ? PAPER / (state.last - state.first + 1) : ZOOMS[state.zoom]);
  const labelWidth = () => labels.offsetWidth;
  const xOf = (day) => (day - state.first) * pixels();
  const headHeight = () => SCALE + EVENT * Math.min(state.eventLanes, 4);

  /** The day, with its fraction, under a point of the screen. */
  function dayAt(clientX) {
    const box = plane.getBoundingClientRect();
    return state.first + (rightToLeft ? box.right - clientX : clientX - box.left) / pixels();
  }

  // --- what is known ---

  async function load() {
    const generation = ++state.generation;
    const meta = await convoke.ask(`${root.dataset.interface}/board`);
    if (generation !== state.generation) return;
    Object.assign(state, { meta, first: dayOf(meta.first), last: dayOf(meta.last) });
    state.meetings.clear(); state.asked.clear();
    // What is known of each row, by key: two answers may tell the same.
    state.rows = meta.rows.map(() => ({ meetings: new Map(), hosts: new Map(), ticks: new Map() }));
    state.top = [];
    let y = 0;
    for (const row of meta.rows) { state.top.push(y); y += row.lanes * LANE + FOOT; }
    state.height = y;
    meta.weekend = new Set(meta.weekend);
    meta.outside.forEach((event) => { event.a = dayOf(event.first); event.b = dayOf(event.last); });
    state.eventLanes = lanesOf(meta.outside);
    meta.closed.forEach((one) => { one.at = dayOf(one.day); });
    meta.first_of = new Map();
    meta.rows.forEach((row, index) => row.meetings.forEach(([id, first]) => meta.first_of.set(id, [index, first])));
    state.current ??= meta.rows.flatMap((row) => row.meetings)[0]?.[0] ?? null;
    if (meta.plan) byId("state").textContent = say("plan-number", meta.plan);
    resize();
    draw();
    document.dispatchEvent(new CustomEvent("board-loaded", { detail: meta }));
  }

  /** Lanes of the events of others, as their names need room. */
  function lanesOf(events) {
    const ends = [];
    for (const event of events) {
      let lane = ends.findIndex((end) => end < event.a);
      if (lane < 0) { lane = ends.length; ends.push(0); }
      ends[lane] = event.b;
      event.lane = lane;
    }
    return ends.length;
  }

  async function fetchPart(from, until, row, keys) {
    const generation = state.generation;
    const query = new URLSearchParams({ from: isoOf(from), until: isoOf(until), row, rows: BLOCK });
    let answer;
    try {
      answer = await convoke.ask(`${root.dataset.interface}/board/part?${query}`);
    } catch (error) {
      convoke.say(error.message);
      // Asked for again when it is next in view.
      if (generation === state.generation) keys.forEach((key) => state.asked.delete(key));
      return;
    }
    if (generation !== state.generation) return;
    // Somebody else changed the plan: everything is asked for anew.
    if (answer.plan !== state.meta.plan || answer.revision !== state.meta.revision) { load(); return; }
    for (const meeting of answer.meetings) {
      meeting.a = dayOf(meeting.first); meeting.b = dayOf(meeting.last);
      state.meetings.set(meeting.id, meeting);
      state.rows[meeting.row].meetings.set(meeting.id, meeting);
    }
    for (const host of answer.hosts) state.rows[host.row].hosts.set(host.day, { ...host, at: dayOf(host.day) });
    for (const tick of answer.ticks) state.rows[tick.row].ticks.set(tick.day, { ...tick, at: dayOf(tick.day) });
    draw();
  }

  /** Asks for what is in view and not known yet: for each block of rows one stretch of days. Ends when all of it is here. */
  function want(view) {
    const quarter = (day) => Math.floor((day - state.first) / QUARTER), asked = [];
    for (let block = Math.floor(view.top / BLOCK); block <= Math.floor(view.bottom / BLOCK); block += 1) {
      let missing = null;
      const keys = [];
      for (let at = quarter(view.from); at <= quarter(view.until); at += 1) {
        if (state.asked.has(`${at} ${block}`)) continue;
        state.asked.add(`${at} ${block}`);
        keys.push(`${at} ${block}`);
        missing = [missing?.[0] ?? at, at];
      }
      if (missing) {
        asked.push(fetchPart(state.first + missing[0] * QUARTER, state.first + (missing[1] + 1) * QUARTER - 1, block * BLOCK, keys));
      }
    }
    return Promise.all(asked);
  }

  // --- drawing ---

  function resize() {
    sheet.style.setProperty("--plane-width", `${(state.last - state.first + 1) * pixels()}px`);
    sheet.style.setProperty("--plane-height", `${state.height}px`);
    sheet.style.setProperty("--head-height", `${headHeight()}px`);
  }

  function inView() {
    if (state.paper) {
      return { from: state.first, until: state.last, top: 0, bottom: state.meta.rows.length - 1, y0: 0, y1: state.height };
    }
    const across = Math.abs(axis.scrollLeft), wide = axis.clientWidth - labelWidth();
    const down = axis.scrollTop, high = axis.clientHeight - headHeight();
    const from = Math.max(state.first, Math.floor(state.first + (across - 300) / pixels()));
    const until = Math.min(state.last, Math.ceil(state.first + (across + wide + 300) / pixels()));
    const last = state.meta.rows.length - 1;
    return {
      from, until, top: Math.max(0, rowAt(down - 150)), bottom: Math.min(last, rowAt(down + high + 150)),
      y0: Math.max(0, down - 150), y1: Math.min(state.height, down + high + 150),
    };
  }

  /** The row at a height: rows are in order, so it is searched by halves. */
  function rowAt(y) {
    let low = 0, high = state.top.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (state.top[middle] <= y) low = middle; else high = middle - 1;
    }
    return low;
  }

  const drawn = new Map();
  /** Puts what is wanted into the page and takes out the rest; what is there stays, and keeps its focus. */
  function show(wanted) {
    for (const [key, node] of drawn) {
      if (!wanted.has(key)) { node.remove(); drawn.delete(key); }
    }
    for (const [key, [parent, make]] of wanted) {
      if (!drawn.has(key)) {
        const node = make();
        drawn.set(key, node);
        parent.append(node);
      }
    }
  }

  function box(kind, { x, y, width, height, text, title, tag = "div" }) {
    const node = document.createElement(tag);
    node.className = kind;
    if (x !== undefined) node.style.insetInlineStart = `${x}px`;
    if (y !== undefined) node.style.insetBlockStart = `${y}px`;
    if (width !== undefined) node.style.inlineSize = `${width}px`;
    if (height !== undefined) node.style.blockSize = `${height}px`;
    // The words have their own direction; the box keeps that of the axis, by which it is placed.
    if (text !== undefined) {
      const said = document.createElement("span");
      said.textContent = text;
      said.dir = "auto";
      node.append(said);
    }
    if (title) node.title = title;
    return node;
  }

  let scheduled = false;
  function draw() {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => { scheduled = false; if (state.meta) drawNow(); });
  }

  function drawNow() {
    const view = inView(), wanted = new Map();
    want(view);
    drawScale(view, wanted);
    drawBehind(view, wanted);
    for (let index = view.top; index <= view.bottom && index >= 0; index += 1) {
      wanted.set(`r${index}`, [labels, () => label(index)]);
      wanted.set(`s${index}`, [plane, () => box(`stripe${index % 2 ? " odd" : ""}`, { y: state.top[index], height: rowHeight(index) })]);
    }
    const keep = document.activeElement?.dataset?.id;
    for (let row = view.top; row <= view.bottom && row >= 0; row += 1) drawRow(view, wanted, row);
    // What has the focus stays in the page, wherever it is.
    const focused = keep && state.meetings.get(keep);
    if (focused) wanted.set(`m${keep}`, [plane, () => bar(focused)]);
    for (const [key, make] of state.extras) wanted.set(key, [plane, make]);
    show(wanted);
    if (state.focusNext && drawn.has(`m${state.focusNext}`)) {
      drawn.get(`m${state.focusNext}`).focus({ preventScroll: true });
      state.focusNext = null;
    }
  }

  function drawRow(view, wanted, row) {
    const { meetings, hosts, ticks } = state.rows[row], y = state.top[row], height = rowHeight(row);
    for (const host of hosts.values()) {
      if (host.at < view.from || host.at > view.until) continue;
      wanted.set(`h${row} ${host.at}`, [plane, () =>
        box("host", { x: xOf(host.at), y: y + 1, width: Math.max(2, pixels()), height: height - 2, title: host.words })]);
    }
    for (const tick of ticks.values()) {
      if (tick.at < view.from || tick.at > view.until) continue;
      const high = tick.letter ? 9 : 6;
      wanted.set(`t${row} ${tick.at}`, [plane, () =>
        box(`tick${tick.letter ? " letter" : ""}`, {
          x: xOf(tick.at) + pixels() / 2 - 1, y: y + height - high, height: high - 1, title: `${dayWords(tick.at)}: ${tick.words}`,
        })]);
    }
    for (const meeting of meetings.values()) {
      if (meeting.b >= view.from && meeting.a <= view.until) wanted.set(`m${meeting.id}`, [plane, () => bar(meeting)]);
    }
  }

  const rowHeight = (index) => (state.meta.rows[index]?.lanes ?? 1) * LANE + FOOT;

  function drawScale(view, wanted) {
    const px = pixels();
    const date = new Date(view.from * DAY);
    date.setUTCDate(1);
    for (; date.getTime() / DAY <= view.until; date.setUTCMonth(date.getUTCMonth() + 1)) {
      const day = date.getTime() / DAY, month = date.getUTCMonth();
      if (px < 1.5 && month % 3) continue;
      const named = px >= 6 ? monthYear(day) : px >= 3 ? shortMonth(day) : month === 0 ? yearWords(day) : monthWords(day);
      wanted.set(`M${day}`, [head, () => box(`month${month === 0 ? " year" : ""}`, { x: xOf(day), text: named })]);
      wanted.set(`L${day}`, [plane, () => box(`rule${month === 0 ? " year" : ""}`, { x: xOf(day), height: state.height })]);
    }
    if (px < 6) return;
    for (let day = view.from; day <= view.until; day += 1) {
      const weekday = new Date(day * DAY).getUTCDay();
      if (px >= 24 || weekday === 1) {
        wanted.set(`D${day}`, [head, () => box("day", { x: xOf(day), text: px < 48 ? number(day) : shortDay(day) })]);
        if (weekday === 1) wanted.set(`W${day}`, [plane, () => box("rule week", { x: xOf(day), height: state.height })]);
      }
    }
  }

  function drawBehind(view, wanted) {
    const px = pixels(), { meta } = state;
    if (px >= 6) {
      for (let day = view.from; day <= view.until; day += 1) {
        if (!meta.weekend.has(new Date(day * DAY).getUTCDay())) continue;
        wanted.set(`w${day}`, [plane, () => box("weekend", { x: xOf(day), width: px, height: state.height })]);
      }
    }
    for (const one of meta.closed) {
      if (one.at < view.from || one.at > view.until) continue;
      const title = `${dayWords(one.at)}: ${one.name}${one.forecast ? ` (${say("forecast")})` : ""}`;
      wanted.set(`c${one.at}`, [plane, () => box("closed", { x: xOf(one.at), width: Math.max(2, px), height: state.height, title })]);
    }
    meta.outside.forEach((event, index) => {
      if (event.b < view.from || event.a > view.until) return;
      const width = Math.max(3, (event.b - event.a + 1) * px), x = xOf(event.a);
      const title = `${event.name}: ${range(event.a, event.b)}${event.place ? `, ${event.place}` : ""}`;
      const y = SCALE + EVENT * (event.lane % 4);
      wanted.set(`e${index}`, [head, () => box(`event${event.avoid ? " avoid" : ""}`, { x, y: y + 1, width, height: EVENT - 3, text: width > 40 ? event.name : "", title })]);
      if (!event.avoid) return;
      if (event.everybody) wanted.set(`b${index}`, [plane, () => box("band", { x, width, height: state.height, title })]);
      for (const row of event.rows.filter((row) => row >= view.top && row <= view.bottom)) {
        wanted.set(`b${index} ${row}`, [plane, () => box("band", { x, y: state.top[row], width, height: rowHeight(row), title })]);
      }
    });
    const asOf = dayOf(meta.as_of);
    wanted.set("as-of", [plane, () => box("as-of", { x: xOf(asOf), height: state.height, title: say("as-of", dayWords(asOf)) })]);
  }

  function label(index) {
    const row = state.meta.rows[index];
    const node = box("label", { y: state.top[index], height: rowHeight(index), title: row.name });
    node.style.setProperty("--depth", Math.min(row.depth, 4));
    const name = document.createElement("b");
    name.textContent = row.id;
    name.dir = "auto";
    const more = document.createElement("span");
    more.textContent = row.name;
    more.dir = "auto";
    node.append(name, more);
    node.setAttribute("aria-label", say("row", `${row.id}, ${row.name}`, row.meetings.length));
    return node;
  }

  /** All that is known of a meeting, for people who do not see its bar. */
  function told(meeting) {
    const said = [meeting.title, meeting.body, range(meeting.a, meeting.b)];
    if (meeting.half) said.push(say(meeting.half));
    said.push(meeting.place ?? say("electronic"), say(meeting.status));
    if (meeting.must) said.push(say("musts", meeting.must));
    if (meeting.should) said.push(say("shoulds", meeting.should));
    return said.join(", ");
  }

  function bar(meeting) {
    const px = pixels();
    const half = meeting.half === "afternoon" ? px / 2 : 0;
    const width = Math.max(5, (meeting.b - meeting.a + 1) * px - (meeting.half ? px / 2 : 0) - 1);
    const node = box(`spot f-${meeting.status}${meeting.must ? " must" : meeting.should ? " should" : ""}`, {
      x: xOf(meeting.a) + half, y: state.top[meeting.row] + meeting.lane * LANE + 2, width, height: BAR, tag: "button",
    });
    node.type = "button";
    node.dataset.id = meeting.id;
    node.tabIndex = meeting.id === state.current ? 0 : -1;
    node.title = told(meeting);
    node.setAttribute("aria-label", told(meeting));
    if (meeting.must || meeting.should) {
      const sign = document.createElement("i");
      sign.className = `sign ${meeting.must ? "must" : "should"}`;
      sign.textContent = meeting.must ? "▲" : "◆";
      node.append(sign);
    }
    if (width > 34) {
      const name = document.createElement("span");
      name.dir = "auto";
      name.textContent = width > 150 ? meeting.title : meeting.id;
      node.append(name);
      // Whoever speaks to the page says what it shows.
      node.setAttribute("aria-label", `${name.textContent}, ${told(meeting)}`);
    }
    return node;
  }

  /** Everything has another place: what is drawn is drawn anew. */
  function redraw() {
    const focused = document.activeElement?.dataset?.id;
    for (const node of drawn.values()) node.remove();
    drawn.clear();
    if (focused) state.focusNext = focused;
    resize();
    draw();
  }

  // --- on paper ---

  /** Everything stands in the page while it is printed, and is drawn at once: nobody waits for a frame then. */
  function lay(paper) {
    if (!state.meta || state.paper === paper) return;
    state.paper = paper;
    redraw();
    drawNow();
  }
  async function print() {
    if (state.meta) await want({ from: state.first, until: state.last, top: 0, bottom: state.meta.rows.length - 1 });
    window.print();
  }
  addEventListener("beforeprint", () => lay(true));
  addEventListener("afterprint", () => lay(false));
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "p") return;
    event.preventDefault();
    print();
  });
  byId("print").addEventListener("click", print);

  // --- going about ---

  const scrollAcross = (x) => { axis.scrollLeft = rightToLeft ? -x : x; };
  function zoom(by, clientX) {
    const next = Math.min(ZOOMS.length - 1, Math.max(0, state.zoom + by));
    if (next === state.zoom) return;
    const middle = axis.getBoundingClientRect().left + axis.clientWidth / 2;
    const day = dayAt(clientX ?? middle);
    const offset = xOf(day) - Math.abs(axis.scrollLeft);
    state.zoom = next;
    redraw();
    scrollAcross(xOf(day) - offset);
    draw();
  }

  /** Shows a day and a row, if they are not in view. */
  function reveal(day, row, { middle = false } = {}) {
    const wide = axis.clientWidth - labelWidth(), x = xOf(day), across = Math.abs(axis.scrollLeft);
    if (middle || x < across + 20 || x > across + wide - 120) scrollAcross(Math.max(0, x - wide / 3));
    if (row === undefined || row === null) return;
    const y = state.top[row], high = axis.clientHeight - headHeight();
    if (y < axis.scrollTop || y + rowHeight(row) > axis.scrollTop + high) axis.scrollTop = Math.max(0, y - high / 3);
    draw();
  }

  function go(id, options) {
    const [row, first] = state.meta.first_of.get(id) ?? [];
    if (first === undefined || first === null) { document.dispatchEvent(new CustomEvent("board-chosen", { detail: id })); return; }
    make(id);
    state.focusNext = id;
    reveal(dayOf(first), row, options);
    draw();
  }

  /** The one meeting that the Tab key leads to. */
  function make(id) {
    for (const one of [state.current, id]) {
      const node = drawn.get(`m${one}`);
      if (node) node.tabIndex = one === id ? 0 : -1;
    }
    state.current = id;
  }

  function neighbour(along, down) {
    const { meta } = state, [row, first] = meta.first_of.get(state.current) ?? [0, null];
    if (along) {
      const all = meta.rows[row].meetings, at = all.findIndex(([id]) => id === state.current);
      return all[at + along]?.[0];
    }
    for (let at = row + down; at >= 0 && at < meta.rows.length; at += down) {
      const all = meta.rows[at].meetings;
      if (!all.length) continue;
      const day = first ? dayOf(first) : state.first;
      return all.reduce((best, one) => (Math.abs(dayOf(one[1]) - day) < Math.abs(dayOf(best[1]) - day) ? one : best))[0];
    }
    return undefined;
  }

  axis.addEventListener("scroll", draw, { passive: true });
  new ResizeObserver(draw).observe(axis);
  axis.addEventListener("focusin", (event) => { if (event.target.dataset.id) make(event.target.dataset.id); });
  axis.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !state.meta) return;
    const forward = rightToLeft ? -1 : 1;
    const steps = { ArrowRight: [forward, 0], ArrowLeft: [-forward, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
    if (event.key === "+" || event.key === "=") zoom(1);
    else if (event.key === "-") zoom(-1);
    else if (event.key === "Enter" && event.target === axis && state.current) go(state.current);
    else if (steps[event.key]) { const to = neighbour(...steps[event.key]); if (to) go(to); }
    else return;
    event.preventDefault();
  });
  axis.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1 : -1, event.clientX);
  }, { passive: false });
  byId("zoom-in").addEventListener("click", () => zoom(1));
  byId("zoom-out").addEventListener("click", () => zoom(-1));
  byId("to-as-of").addEventListener("click", () => reveal(dayOf(state.meta.as_of), null, { middle: true }));

  /** The first sight: as much as fits, and where something happens. */
  async function begin() {
    const wide = axis.clientWidth - labelWidth();
    state.zoom = wide < 500 ? 2 : 3;
    await load();
    const wanted = decodeURIComponent(location.hash.slice(1));
    if (wanted && state.meta.first_of.has(wanted)) { go(wanted, { middle: true }); return; }
    const all = [...state.meta.first_of.values()].map(([, first]) => first).filter(Boolean).sort();
    reveal(all.length ? dayOf(all[0]) : dayOf(state.meta.from), null, { middle: true });
  }

  return { root, axis, plane, state, say, dayOf, isoOf, dayWords, range, pixels, xOf, dayAt, rowHeight, box, draw, redraw, load, go, reveal, begin, byId, told, rightToLeft, labelWidth, LANE, BAR };
})();
window.board = board;
board.begin().catch((error) => convoke.say(error.message));
