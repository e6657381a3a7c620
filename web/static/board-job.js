// A job as it goes: what is the best so far, what is proven, since when; and what came of it.
"use strict";
(() => {
  const root = document.getElementById("job");
  const words = JSON.parse(root.dataset.words);
  const say = (key, ...values) => values.reduce((text, value, at) => text.replace(`%${at + 1}`, value), words[key] ?? key);
  const levels = root.dataset.levels.split(" ").filter(Boolean);
  const byId = (id) => document.getElementById(id);
  const history = [];
  const NAMESPACE = "http://www.w3.org/2000/svg";

  function show(job) {
    const { progress, result } = job;
    const state = job.stopping && !job.final ? "job-stopping" : `job-${job.state}`;
    const since = progress?.seconds === undefined ? "" : ` · ${say("job-seconds", progress.seconds.toFixed(1))}`;
    const about = progress?.level ? ` · ${progress.level}` : "";
    byId("job-state").textContent = `${say(state)}${since}${about}`;
    if (progress?.incumbent || progress?.bound) {
      history.push({ seconds: progress.seconds, cost: progress.incumbent ?? [], bound: progress.bound ?? [] });
      table(progress);
    }
    if (job.final) ended(result);
  }

  function table({ incumbent, bound }) {
    const count = Math.max(incumbent?.length ?? 0, bound?.length ?? 0);
    const rows = [];
    for (let at = 0; at < count; at += 1) {
      const name = levels.length === count ? levels[at] : say("job-level", at + 1);
      const row = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = name;
      const cell = (value) => { const node = document.createElement("td"); node.textContent = value ?? "–"; return node; };
      const drawn = document.createElement("td");
      drawn.append(chart(at, name));
      row.append(head, cell(incumbent?.[at]), cell(bound?.[at]), drawn);
      rows.push(row);
    }
    byId("job-levels").hidden = false;
    byId("job-levels").tBodies[0].replaceChildren(...rows);
  }

  /** Cost and bound of a level over time: two lines that meet when it is proven. */
  function chart(at, name) {
    const wide = 260, high = 56;
    const known = history.filter((one) => one.cost[at] !== undefined || one.bound[at] !== undefined);
    const until = Math.max(1, ...known.map((one) => one.seconds));
    const most = Math.max(1, ...known.flatMap((one) => [one.cost[at] ?? 0, one.bound[at] ?? 0]));
    const x = (one) => (one.seconds / until) * (wide - 4) + 2, y = (value) => high - 3 - (value / most) * (high - 8);
    const svg = document.createElementNS(NAMESPACE, "svg");
    svg.setAttribute("viewBox", `0 0 ${wide} ${high}`);
    svg.setAttribute("width", wide);
    svg.setAttribute("height", high);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", say("job-chart", name));
    svg.setAttribute("class", "chart");
    for (const kind of ["cost", "bound"]) {
      const points = known.filter((one) => one[kind][at] !== undefined);
      const steps = points.flatMap((one, place) => (place ? [`${x(one)},${y(points[place - 1][kind][at])}`, `${x(one)},${y(one[kind][at])}`] : [`${x(one)},${y(one[kind][at])}`]));
      const line = document.createElementNS(NAMESPACE, "polyline");
      line.setAttribute("class", kind);
      line.setAttribute("points", steps.join(" "));
      svg.append(line);
    }
    return svg;
  }

  function ended(result) {
    byId("job-stop")?.remove();
    const outcome = result?.outcome ?? "failed";
    const key = `job-${outcome.replaceAll("_", "-")}`;
    const known = words[key] ? say(key, result?.plan ?? "") : "";
    byId("job-words").textContent = [known, result?.words].filter(Boolean).join(" ");
    byId("job-demands").replaceChildren(...(result?.demands ?? []).map((demand) => {
      const item = document.createElement("li");
      item.dir = "auto";
      item.textContent = demand;
      return item;
    }));
    byId("job-result").hidden = false;
    convoke.say(byId("job-words").textContent);
  }

  const first = JSON.parse(root.dataset.state);
  show(first);
  if (first.final) return;
  const events = new EventSource(root.dataset.progress);
  events.addEventListener("progress", (event) => show(JSON.parse(event.data)));
  events.addEventListener("end", (event) => { events.close(); show(JSON.parse(event.data)); });
  events.addEventListener("error", () => { if (events.readyState === EventSource.CLOSED) byId("job-state").textContent = say("job-lost"); });
})();
