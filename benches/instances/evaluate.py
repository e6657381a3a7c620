#!/usr/bin/env python3
"""Reference scorer of format convoke-placement/1. It shares nothing with the solver whose answers it judges.

usage: evaluate.py PROBLEM.json SOLUTION.json
Prints one JSON line: {"forbidden": n, "cost": {level: int}, "parts": {...}, "refuted": [...]}.
Exit status: 0 valid; 1 something forbidden was done; 2 the problem or the solution is malformed; 3 a claim is refuted.
"""
import json
import sys
from bisect import bisect_right
from collections import defaultdict
from itertools import combinations

FORMAT = "convoke-placement/1"
MODE_KEYS = {"duration", "starts", "places", "start_costs", "place_costs", "uses"}
KEYS = {"overlap": {"a", "b", "per"}, "disjoint": {"activities", "per"}, "gap": {"first", "second", "min", "max", "per", "unit"},
        "spacing": {"a", "b", "min", "max", "per", "unit"}, "break": {"activities", "min"}, "within": {"inner", "outer"},
        "same_place": {"activities"}, "same_days": {"activities", "allow"}, "move": {"activities", "window"}, "any_of": {"of"}}


class Malformed(Exception):
    pass


def demand(ok, what):
    if not ok:
        raise Malformed(what)


def modes_of(activity):
    if "modes" in activity:
        return {m["id"]: m for m in activity["modes"]}
    return {None: activity}


def validate(problem):
    demand(problem.get("format") == FORMAT, "format")
    horizon, levels = problem["horizon"], problem["levels"]
    places = {p["id"]: p for p in problem["places"]}
    resources = {r["id"] for r in problem.get("resources", ())}
    ids = {a["id"] for a in problem["activities"]}
    demand(horizon > 0 and levels and len(set(levels)) == len(levels), "horizon or levels")
    demand(len(places) == len(problem["places"]) and len(ids) == len(problem["activities"]), "duplicate id")
    demand(all(len(v) == horizon and min(v) >= 0 for v in problem["profiles"].values()), "profile")

    def level(over, where):
        demand(over == "forbidden" or (over["level"] in levels and over["weight"] >= 0), f"over of {where}")

    level(problem["place_over"], "place_over")
    for r in problem.get("resources", ()):
        level(r["over"], r["id"])
        demand(r["capacity"] in problem["profiles"] if isinstance(r["capacity"], str) else r["capacity"] >= 0, f"capacity of {r['id']}")
    for a in problem["activities"]:
        extra = set(a) - MODE_KEYS - {"id", "modes", "optional", "fixed"}
        demand(not extra and not ("modes" in a and MODE_KEYS & set(a)), f"keys of {a['id']}: {extra}")
        demand("optional" not in a or a["optional"]["level"] in levels, f"optional of {a['id']}")
        for key, m in modes_of(a).items():
            demand(m["duration"] > 0 and all(0 <= lo <= hi < horizon for lo, hi in m["starts"]), f"starts of {a['id']}")
            demand(m.get("places") is None or (m["places"] and set(m["places"]) <= set(places)), f"places of {a['id']}")
            for c in m.get("start_costs", ()):
                demand(c["level"] in levels and c["weight"] >= 0 and c["profile"] in problem["profiles"], f"start cost of {a['id']}")
            for c in m.get("place_costs", ()):
                demand(c["level"] in levels and c["cost"] >= 0 and c["place"] in places, f"place cost of {a['id']}")
            demand(all(r in resources and n >= 0 for r, n in m.get("uses", {}).items()), f"uses of {a['id']}")

    def relation(rel, top):
        kind = rel.get("kind")
        demand(kind in KEYS, f"relation kind {kind!r}")
        extra = set(rel) - KEYS[kind] - {"kind", "tag"} - ({"over"} if top else set())
        demand(not extra, f"keys of a {kind}: {extra}")
        if top:
            level(rel["over"], kind)
        demand(rel.get("per", "once") in ("once", "tick") and rel.get("unit", "tick") in ("tick", "day"), kind)
        demand(not (kind == "same_days" or rel.get("unit") == "day") or problem.get("days"), f"{kind} needs days")
        for key in ("a", "b", "activities", "first", "second", "inner", "outer"):
            for i in [rel[key]] if isinstance(rel.get(key), str) else rel.get(key, ()):
                demand(i in ids or i == "*", f"{kind} names {i!r}")
        for inner in rel.get("of", ()):
            relation(inner, False)

    for rel in problem["relations"]:
        relation(rel, True)


def evaluate(problem, placements):
    """-> forbidden {what: units}, cost {level: int}, parts {level.what: int}"""
    horizon, days = problem["horizon"], problem.get("days")
    acts = {a["id"]: a for a in problem["activities"]}
    cost, parts, forbidden = defaultdict(int), defaultdict(int), defaultdict(int)

    def charge(over, units, what):
        if units <= 0:
            return
        if over == "forbidden":
            forbidden[what] += units
        else:
            cost[over["level"]] += over["weight"] * units
            parts[over["level"] + "." + what] += over["weight"] * units

    start, end, place, mode = {}, {}, {}, {}
    closed = {p["id"]: p.get("closed", ()) for p in problem["places"]}
    for i, a in acts.items():
        at = placements[i]
        if at is None:
            if "optional" not in a or a.get("fixed"):
                forbidden["left_out"] += 1
            else:
                charge({"level": a["optional"]["level"], "weight": 1}, a["optional"]["cost"], "left_out")
            continue
        m = modes_of(a).get(at.get("mode"))
        if m is None:
            forbidden["mode"] += 1
            continue
        s, p = at["start"], at.get("place")
        fixed = a.get("fixed")
        if fixed:
            wrong = s != fixed["start"] or ("place" in fixed and p != fixed["place"]) or ("mode" in fixed and at.get("mode") != fixed["mode"])
            forbidden["fixed"] += wrong
        elif not any(lo <= s <= hi for lo, hi in m["starts"]):
            forbidden["start"] += 1
            continue
        if not (0 <= s and s + m["duration"] <= horizon):
            forbidden["horizon"] += 1
            continue
        start[i], end[i], place[i], mode[i] = s, s + m["duration"], p, m
        if m.get("places"):
            if p not in m["places"]:
                forbidden["place"] += 1
                place[i] = None
            else:
                forbidden["closed"] += sum(1 for lo, hi in closed[p] if s <= hi and lo < end[i])
        elif p is not None:
            forbidden["place"] += 1
            place[i] = None
        for c in m.get("start_costs", ()):
            charge({"level": c["level"], "weight": 1}, c["weight"] * problem["profiles"][c["profile"]][s], "start")
        for c in m.get("place_costs", ()):
            if c["place"] == p:
                charge({"level": c["level"], "weight": 1}, c["cost"], "place")
        if m.get("cost"):
            charge({"level": m["cost"]["level"], "weight": 1}, m["cost"]["cost"], "mode")
    placed = list(start)

    load = defaultdict(int)
    for i in placed:
        if place[i] is not None:
            for t in range(start[i], end[i]):
                load[place[i], t] += 1
    capacity = {p["id"]: p.get("capacity", 1) for p in problem["places"]}
    for (p, _), n in load.items():
        if capacity[p] is not None:
            charge(problem["place_over"], n - capacity[p], "place_over")
    for r in problem.get("resources", ()):
        use = defaultdict(int)
        for i in placed:
            n = mode[i].get("uses", {}).get(r["id"], 0)
            for t in range(start[i], end[i]) if n else ():
                use[t] += n
        for t, n in use.items():
            cap = r["capacity"] if isinstance(r["capacity"], int) else problem["profiles"][r["capacity"]][t]
            charge(r["over"], n - cap, "resource")

    def listed(x):
        return placed if x == "*" else [i for i in ([x] if isinstance(x, str) else x) if i in start]

    def shared(i, j):
        return max(0, min(end[i], end[j]) - max(start[i], start[j]))

    def day(t):
        return bisect_right(days, t)

    def outside(i, j, rel):
        g = day(start[j]) - day(end[i] - 1) if rel.get("unit") == "day" else start[j] - end[i]
        if g < rel["min"]:
            return rel["min"] - g
        if rel.get("max") is not None and g > rel["max"]:
            return g - rel["max"]
        return 0

    def per(n, rel):
        return n if rel.get("per", "once") == "tick" else (1 if n > 0 else 0)

    def units(rel):
        kind = rel["kind"]
        if kind == "overlap":
            return sum(per(shared(i, j), rel) for i in listed(rel["a"]) for j in listed(rel["b"]) if i != j)
        if kind == "disjoint":
            return sum(per(shared(i, j), rel) for i, j in combinations(listed(rel["activities"]), 2))
        if kind == "gap":
            i, j = rel["first"], rel["second"]
            return per(outside(i, j, rel), rel) if i in start and j in start else 0
        if kind == "spacing":
            i, j = rel["a"], rel["b"]
            if i not in start or j not in start:
                return 0
            return per(outside(*((j, i) if start[j] < start[i] else (i, j)), rel), rel)
        if kind == "break":
            who = listed(rel["activities"])
            return sum(1 for i in who for j in who if i != j and 0 <= start[j] - end[i] < rel["min"])
        if kind == "within":
            i = rel["inner"]
            return 1 if i in start and not any(start[o] <= start[i] and end[i] <= end[o] for o in listed(rel["outer"])) else 0
        if kind == "same_place":
            return len({place[i] for i in listed(rel["activities"])} - {None}) - 1
        if kind == "same_days":
            return len({day(start[i]) for i in listed(rel["activities"])}) - rel["allow"]
        if kind == "move":
            return sum(1 for i, j in combinations(sorted(listed(rel["activities"]), key=start.get), 2)
                       if start[i] < start[j] and start[j] - end[i] <= rel["window"] and place[i] != place[j])
        return 0 if any(units(inner) <= 0 for inner in rel["of"]) else 1

    for rel in problem["relations"]:
        charge(rel["over"], units(rel), rel["kind"])
    return {k: v for k, v in forbidden.items() if v}, cost, parts


def refuted(problem, solution, forbidden, cost):
    """Claims of the solution that the score contradicts."""
    bad, levels = [], problem["levels"]
    claimed, bound = solution.get("cost") or {}, solution.get("bound") or {}
    for lv in levels:
        if lv in claimed and claimed[lv] != cost[lv]:
            bad.append(f"cost of {lv}: claimed {claimed[lv]}, is {cost[lv]}")
    for lv in levels:  # a bound only speaks while the levels before it are at theirs
        if bound.get(lv) is None:
            break
        if bound[lv] > cost[lv]:
            bad.append(f"bound of {lv} is {bound[lv]}, above the cost {cost[lv]}")
        if bound[lv] != cost[lv]:
            break
    if solution["status"] == "optimal" and (forbidden or any(bound.get(lv) != cost[lv] for lv in levels)):
        bad.append("claimed optimal without a closed bound on every level")
    return bad


def main():
    problem = json.load(open(sys.argv[1], encoding="utf-8"))
    solution = json.load(open(sys.argv[2], encoding="utf-8"))
    try:
        validate(problem)
        demand(solution.get("status") in ("optimal", "feasible", "infeasible", "unknown"), "status")
        given = solution.get("placements", {})
        missing = [a["id"] for a in problem["activities"] if a["id"] not in given]
        demand(not missing, f"no placement for {missing[:5]} (+{max(0, len(missing) - 5)} more)")
        demand(set(given) <= {a["id"] for a in problem["activities"]}, "a placement of an unknown activity")
    except (Malformed, KeyError, TypeError) as e:
        print(json.dumps({"malformed": str(e)}))
        sys.exit(2)
    forbidden, cost, parts = evaluate(problem, given)
    claims = refuted(problem, solution, forbidden, cost)
    print(json.dumps({"forbidden": sum(forbidden.values()), "broken": forbidden, "cost": {lv: cost[lv] for lv in problem["levels"]},
                      "parts": parts, "refuted": claims}))
    sys.exit(1 if forbidden else 3 if claims else 0)


if __name__ == "__main__":
    main()
