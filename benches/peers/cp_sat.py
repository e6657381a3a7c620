#!/usr/bin/env python3
"""Solves a convoke-placement/1 problem with CP-SAT (Google OR-Tools): the peer of the benchmarks.

usage: cp_sat.py PROBLEM.json SOLUTION.json SECONDS [--workers N] [--seed N] [--trace FILE]

A straightforward model of the whole format, as its documentation suggests: start variables with the allowed starts as domain,
optional intervals for modes and places, NoOverlap and Cumulative for what is forbidden; a literal for each start where starts have
prices, and literals that are forced where a relation is broken.
Levels are solved one after the other, each with an equal share of the time that is left; those before are held at what was
found. Of several levels the first is tried as constraints before it is tried as a cost. The trace has the form of `convoke solve --trace`; SECONDS count from the start of the program, reading and modelling included.
"""
import argparse
import json
import sys
import time
from bisect import bisect_right
from collections import Counter, defaultdict
from itertools import combinations

BEGAN = time.monotonic()

from ortools.sat.python import cp_model  # noqa: E402  (loading it is part of the time)


class Spot:
    """What the model says of one activity."""

    __slots__ = ("id", "start", "end", "interval", "present", "modes", "lows", "highs", "durations", "day", "last_day")


class Mode:
    __slots__ = ("id", "body", "starts", "literal", "interval", "places", "at")


class Model:
    def __init__(self, problem):
        self.problem = problem
        self.horizon = problem["horizon"]
        self.model = cp_model.CpModel()
        self.true = self.model.new_constant(1)
        self.costs = {level: ([], []) for level in problem["levels"]}  # variables, weights
        self.fixed_cost = Counter()
        self.overlaps = {}
        self.ticks = {}
        self.together = {}
        self.orders = {}
        self.spots = {}
        self.at_place = defaultdict(list)  # place -> [(spot, mode, literal, interval)]
        self.users = defaultdict(list)  # resource -> [(spot, mode, units)]
        for activity in problem["activities"]:
            self.activity(activity)
        self.loads()
        for relation in problem["relations"]:
            self.relation(relation)

    # --- small tools ---

    def charge(self, over, variable, factor=1):
        """`variable` units (an integer variable, or a number) are charged."""
        if isinstance(variable, int):
            if variable > 0 and over == "forbidden":
                self.model.add_bool_or([])
            elif variable > 0:
                self.fixed_cost[over["level"]] += over["weight"] * variable * factor
        elif over == "forbidden":
            self.model.add(variable == 0)
        elif over["weight"] > 0:
            variables, weights = self.costs[over["level"]]
            variables.append(variable)
            weights.append(over["weight"] * factor)

    def when(self, key, constraint):
        """A literal under which a constraint between two activities holds; one for each key."""
        if key not in self.orders:
            self.orders[key] = self.model.new_bool_var("")
            self.model.add(constraint).only_enforce_if(self.orders[key])
        return self.orders[key]

    def absent(self, *spots):
        return [spot.present.negated() for spot in spots if spot.present is not self.true]

    # --- activities ---

    def activity(self, activity):
        model, horizon = self.model, self.horizon
        spot = Spot()
        spot.id = activity["id"]
        fixed = activity.get("fixed") or {}
        spot.present = self.true
        if activity.get("optional") and not fixed:
            spot.present = model.new_bool_var("")
            self.charge({"level": activity["optional"]["level"], "weight": activity["optional"]["cost"]}, 1 - spot.present)
        bodies = activity["modes"] if "modes" in activity else [activity]
        spot.modes = []
        for body in bodies:
            mode = Mode()
            mode.id, mode.body, mode.at = (body["id"] if "modes" in activity else None), body, None
            if "mode" in fixed and fixed["mode"] is not None and mode.id != fixed["mode"]:
                continue
            ranges = [[fixed["start"], fixed["start"]]] if fixed else body["starts"]
            mode.starts = [[low, min(high, horizon - body["duration"])] for low, high in ranges if low <= horizon - body["duration"]]
            if mode.starts:
                spot.modes.append(mode)
        if not spot.modes:  # no way to do it
            model.add(spot.present == 0)
            spot.modes = []
        values = cp_model.Domain.from_intervals([r for mode in spot.modes for r in mode.starts] or [[0, 0]])
        spot.start = model.new_int_var_from_domain(values, "")
        spot.durations = sorted({mode.body["duration"] for mode in spot.modes}) or [1]
        duration = spot.durations[0] if len(spot.durations) == 1 else model.new_int_var_from_domain(
            cp_model.Domain.from_values(spot.durations), "")
        spot.end = spot.start + duration if len(spot.durations) == 1 else model.new_int_var(0, horizon, "")
        spot.lows, spot.highs = values.min(), values.max()
        spot.interval = model.new_optional_interval_var(spot.start, duration, spot.end, spot.present, "")
        spot.day = spot.last_day = None
        for mode in spot.modes:
            body = mode.body
            mode.literal = spot.present if len(spot.modes) == 1 else model.new_bool_var("")
            mode.interval = spot.interval if len(spot.modes) == 1 else model.new_optional_fixed_size_interval_var(
                spot.start, body["duration"], mode.literal, "")
            if len(spot.modes) > 1:
                model.add_linear_expression_in_domain(spot.start, cp_model.Domain.from_intervals(mode.starts)).only_enforce_if(mode.literal)
                if len(spot.durations) > 1:
                    model.add(duration == body["duration"]).only_enforce_if(mode.literal)
            self.places(spot, mode, fixed)
            for resource, units in (body.get("uses") or {}).items():
                if units > 0:
                    self.users[resource].append((spot, mode, units))
            if body.get("cost"):
                self.charge({"level": body["cost"]["level"], "weight": body["cost"]["cost"]}, mode.literal)
        if len(spot.modes) > 1:
            if spot.present is self.true:
                model.add_exactly_one([mode.literal for mode in spot.modes])
            else:
                model.add(sum(mode.literal for mode in spot.modes) == spot.present)
        self.start_costs(spot)
        self.spots[spot.id] = spot

    def places(self, spot, mode, fixed):
        """One literal and one interval for each place."""
        model, body = self.model, mode.body
        mode.places = {}
        wanted = body.get("places")
        if not wanted:
            if fixed.get("place") is not None:
                model.add(mode.literal == 0)
            return
        if "place" in fixed:
            wanted = [place for place in wanted if place == fixed["place"]]
        for place in wanted:
            literal = mode.literal if len(wanted) == 1 else model.new_bool_var("")
            interval = mode.interval if len(wanted) == 1 else model.new_optional_fixed_size_interval_var(
                spot.start, body["duration"], literal, "")
            mode.places[place] = literal
            self.at_place[place].append((spot, mode, literal, interval))
        if not wanted:
            model.add(mode.literal == 0)
        elif len(wanted) > 1:
            if mode.literal is self.true:
                model.add_exactly_one(list(mode.places.values()))
            else:
                model.add(sum(mode.places.values()) == mode.literal)
        for cost in body.get("place_costs") or ():
            if cost["place"] in mode.places:
                self.charge({"level": cost["level"], "weight": cost["cost"]}, mode.places[cost["place"]])

    def at(self, spot, mode):
        """The literals of the starts of a mode."""
        if mode.at is None:
            model = self.model
            mode.at = {t: model.new_bool_var("") for low, high in mode.starts for t in range(low, high + 1)}
            if mode.literal is self.true:
                model.add_exactly_one(list(mode.at.values()))
            else:
                model.add(sum(mode.at.values()) == mode.literal)
            for t, literal in mode.at.items():
                model.add(spot.start == t).only_enforce_if(literal)
                if mode.literal is self.true:
                    model.add(spot.start != t).only_enforce_if(literal.negated())
        return mode.at

    def start_costs(self, spot):
        for mode in spot.modes:
            prices = defaultdict(Counter)
            for cost in mode.body.get("start_costs") or ():
                profile = self.problem["profiles"][cost["profile"]]
                for low, high in mode.starts:
                    for t in range(low, high + 1):
                        prices[cost["level"]][t] += cost["weight"] * profile[t]
            for level, by_start in prices.items():
                for t, price in by_start.items():
                    if price:
                        self.charge({"level": level, "weight": price}, self.at(spot, mode)[t])

    # --- places and resources ---

    def loads(self):
        model, horizon = self.model, self.horizon
        over = self.problem["place_over"]
        for place in self.problem["places"]:
            users = self.at_place[place["id"]]
            for low, high in place.get("closed") or ():
                if users and low < horizon:
                    shut = model.new_fixed_size_interval_var(low, min(high, horizon - 1) - low + 1, "")
                    for _, _, _, interval in users:
                        model.add_no_overlap([interval, shut])
            capacity = place.get("capacity", 1)
            if capacity is None or not users:
                continue
            if over == "forbidden":
                if capacity == 1:
                    model.add_no_overlap([interval for _, _, _, interval in users])
                else:
                    model.add_cumulative([interval for _, _, _, interval in users], [1] * len(users), capacity)
            elif over["weight"] > 0:
                self.soft_place([interval for _, _, _, interval in users], capacity, over)
        capacities = [place.get("capacity", 1) for place in self.problem["places"]]
        housed = [mode.interval for spot in self.spots.values() for mode in spot.modes if mode.places]
        if over == "forbidden" and housed and None not in capacities:  # implied: all places together
            model.add_cumulative(housed, [1] * len(housed), sum(capacities))
        for resource in self.problem.get("resources", ()):
            users = self.users[resource["id"]]
            if not users:
                continue
            capacity = resource["capacity"]
            profile = [capacity] * horizon if isinstance(capacity, int) else self.problem["profiles"][capacity]
            if resource["over"] == "forbidden":
                most = max(profile)
                # What is missing from the greatest capacity is used by intervals that stay where they are.
                gaps, t = [], 0
                while t < horizon:
                    end = t
                    while end < horizon and profile[end] == profile[t]:
                        end += 1
                    if profile[t] < most:
                        gaps.append((model.new_fixed_size_interval_var(t, end - t, ""), most - profile[t]))
                    t = end
                everyone = [(mode.interval, units) for _, mode, units in users] + gaps
                model.add_cumulative([interval for interval, _ in everyone], [units for _, units in everyone], most)
            elif resource["over"]["weight"] > 0:
                self.soft_load(users, profile, resource["over"])

    def soft_load(self, users, capacity, over):
        """What resources are used beyond their capacity, tick by tick, where that can be."""
        model, possible, terms, reach = self.model, Counter(), defaultdict(list), []
        for spot, mode, units in users:
            ticks = {t + n for low, high in mode.starts for t in range(low, high + 1) for n in range(mode.body["duration"])}
            reach.append(ticks)
            for t in ticks:
                possible[t] += units
        for (spot, mode, units), ticks in zip(users, reach):
            if not any(possible[t] > capacity[t] for t in ticks):
                continue
            for start, here in self.at(spot, mode).items():
                for t in range(start, start + mode.body["duration"]):
                    if possible[t] > capacity[t]:
                        terms[t].append((here, units))
        for t, here in terms.items():
            above = model.new_int_var(0, possible[t] - capacity[t], "")
            model.add(sum(literal * units for literal, units in here) - above <= capacity[t])
            self.charge(over, above)

    def soft_place(self, intervals, capacity, over):
        """What a place holds beyond its capacity: in every tick a variable amount is let through."""
        if len(intervals) <= capacity:
            return
        model, most = self.model, len(intervals) - capacity
        ticks, demands = [], []
        for t in range(self.horizon):
            above = model.new_int_var(0, most, "")
            ticks.append(model.new_fixed_size_interval_var(t, 1, ""))
            demands.append(most - above)
            self.charge(over, above)
        model.add_cumulative(intervals + ticks, [1] * len(intervals) + demands, capacity + most)

    # --- pairs ---

    def apart_for_ever(self, a, b):
        return a.highs + a.durations[-1] <= b.lows or b.highs + b.durations[-1] <= a.lows

    def before(self, a, b, gap=0):
        """A literal under which `b` starts at least `gap` after the end of `a`."""
        return self.when((a.id, b.id, gap), b.start >= a.end + gap)

    def overlap(self, a, b):
        """A literal forced where both share ticks; `None` if they never can."""
        key = (a.id, b.id) if a.id < b.id else (b.id, a.id)
        if key not in self.overlaps:
            self.overlaps[key] = None
            if not self.apart_for_ever(a, b):
                shared = self.model.new_bool_var("")
                if a.durations == b.durations == [1] and len(a.modes) == len(b.modes) == 1:
                    at_a, at_b = self.at(a, a.modes[0]), self.at(b, b.modes[0])
                    for t in at_a:
                        if t in at_b:
                            self.model.add_bool_or([at_a[t].negated(), at_b[t].negated(), shared])
                else:
                    self.model.add_bool_or([self.before(a, b), self.before(b, a), shared] + self.absent(a, b))
                self.overlaps[key] = shared
        return self.overlaps[key]

    def shared_ticks(self, a, b):
        """A number at least as large as the ticks they share; `None` if they never can."""
        key = (a.id, b.id) if a.id < b.id else (b.id, a.id)
        if key not in self.ticks:
            shared, longest = self.overlap(a, b), min(a.durations[-1], b.durations[-1])
            if shared is None or longest == 1:
                self.ticks[key] = shared
            else:
                ticks = self.model.new_int_var(0, longest, "")
                low, high = self.model.new_int_var(0, self.horizon, ""), self.model.new_int_var(0, self.horizon, "")
                self.model.add_min_equality(low, [a.end, b.end])
                self.model.add_max_equality(high, [a.start, b.start])
                self.model.add(ticks >= low - high).only_enforce_if(shared)
                self.model.add(ticks >= shared)
                self.ticks[key] = ticks
        return self.ticks[key]

    def place_literals(self, spot):
        by_place = defaultdict(list)
        for mode in spot.modes:
            for place, literal in mode.places.items():
                by_place[place].append(literal)
        return by_place

    def same_place(self, a, b):
        """A literal under which both are at one place, or both at none; `None` if they never can."""
        key = (a.id, b.id) if a.id < b.id else (b.id, a.id)
        if key not in self.together:
            model, at_a, at_b = self.model, self.place_literals(a), self.place_literals(b)
            ways = [(at_a[place], at_b[place]) for place in at_a if place in at_b]
            without = [[mode.literal for mode in spot.modes if not mode.places] for spot in (a, b)]
            if all(without):
                ways.append(tuple(without))
            chosen = []
            for one, other in ways:
                way = model.new_bool_var("")
                model.add_bool_or(one + [way.negated()])
                model.add_bool_or(other + [way.negated()])
                chosen.append(way)
            self.together[key] = None
            if chosen:
                self.together[key] = model.new_bool_var("")
                model.add_bool_or(chosen + [self.together[key].negated()])
        return self.together[key]

    # --- days ---

    def day_of(self, expression, low, high):
        """The number of the day of a tick."""
        days = self.problem["days"]
        model = self.model
        day = model.new_int_var(bisect_right(days, low), bisect_right(days, high), "")
        model.add_element(expression - low, [bisect_right(days, t) for t in range(low, high + 1)], day)
        return day

    def start_day(self, spot):
        if spot.day is None:
            spot.day = self.day_of(spot.start, spot.lows, spot.highs)
        return spot.day

    def end_day(self, spot):
        if spot.last_day is None:
            low, high = spot.lows + spot.durations[0] - 1, min(self.horizon - 1, spot.highs + spot.durations[-1] - 1)
            spot.last_day = self.day_of(spot.end - 1, low, high)
        return spot.last_day

    # --- relations ---

    def listed(self, who):
        if who == "*":
            return list(self.spots.values())
        return [self.spots[key] for key in ([who] if isinstance(who, str) else who)]

    def shortfall(self, first, second, relation, condition=()):
        """Units outside min..max, 0 unless both take place and `condition` holds."""
        model, day = self.model, relation.get("unit") == "day"
        gap = self.start_day(second) - self.end_day(first) if day else second.start - first.end
        least, most = relation["min"], relation.get("max")
        reach = 2 * self.horizon + abs(least) + abs(most or 0)
        when = [spot.present for spot in (first, second) if spot.present is not self.true] + list(condition)
        if relation.get("per", "once") == "tick":
            units = model.new_int_var(0, reach, "")
            model.add(units >= least - gap).only_enforce_if(when) if when else model.add(units >= least - gap)
            if most is not None:
                model.add(units >= gap - most).only_enforce_if(when) if when else model.add(units >= gap - most)
            return units
        outside = model.new_bool_var("")
        inside = when + [outside.negated()]
        model.add(gap >= least).only_enforce_if(inside)
        if most is not None:
            model.add(gap <= most).only_enforce_if(inside)
        return outside

    def units(self, relation):
        """Terms (variable, factor) whose sum is at least the units, and no more than them in the best solution."""
        kind, model = relation["kind"], self.model
        if kind == "overlap":
            count = Counter((a.id, b.id) if a.id < b.id else (b.id, a.id) for a in self.listed(relation["a"])
                            for b in self.listed(relation["b"]) if a is not b)
            pairs = ((self.spots[a], self.spots[b], n) for (a, b), n in count.items())
        elif kind == "disjoint":
            pairs = ((a, b, 1) for a, b in combinations(self.listed(relation["activities"]), 2))
        else:
            pairs = ()
        if kind in ("overlap", "disjoint"):
            terms = []
            for a, b, n in pairs:
                units = self.shared_ticks(a, b) if relation.get("per") == "tick" else self.overlap(a, b)
                if units is not None:
                    terms.append((units, n))
            return terms
        if kind == "gap":
            return [(self.shortfall(self.spots[relation["first"]], self.spots[relation["second"]], relation), 1)]
        if kind == "spacing":
            a, b = self.spots[relation["a"]], self.spots[relation["b"]]
            a_first = model.new_bool_var("")
            model.add(a.start <= b.start).only_enforce_if(a_first)
            model.add(a.start >= b.start + 1).only_enforce_if(a_first.negated())
            return [(self.shortfall(a, b, relation, [a_first]), 1), (self.shortfall(b, a, relation, [a_first.negated()]), 1)]
        if kind in ("break", "move"):
            who, terms = self.listed(relation["activities"]), []
            for a in who:
                for b in who:
                    if a is b:
                        continue
                    terms.extend(self.close_pair(a, b, relation))
            return terms
        if kind == "within":
            inner = self.spots[relation["inner"]]
            inside = []
            for outer in self.listed(relation["outer"]):
                literal = model.new_bool_var("")
                model.add(outer.start <= inner.start).only_enforce_if(literal)
                model.add(inner.end <= outer.end).only_enforce_if(literal)
                if outer.present is not self.true:
                    model.add_implication(literal, outer.present)
                inside.append(literal)
            outside = model.new_bool_var("")
            absent = [] if inner.present is self.true else [inner.present.negated()]
            model.add_bool_or(inside + [outside] + absent)
            return [(outside, 1)]
        if kind == "same_place":
            by_place = defaultdict(list)
            for spot in self.listed(relation["activities"]):
                for place, literals in self.place_literals(spot).items():
                    by_place[place].extend(literals)
            if not by_place:
                return []
            used = [self.used(literals) for literals in by_place.values()]
            units = model.new_int_var(0, len(used), "")
            model.add(units >= sum(used) - 1)
            return [(units, 1)]
        if kind == "same_days":
            by_day = defaultdict(list)
            days = self.problem["days"]
            for spot in self.listed(relation["activities"]):
                mine = defaultdict(list)
                for mode in spot.modes:
                    for t, literal in self.at(spot, mode).items():
                        mine[bisect_right(days, t)].append(literal)
                for number, literals in mine.items():
                    by_day[number].append(literals)
            used = []
            for spots in by_day.values():
                day = model.new_bool_var("")
                for literals in spots:
                    model.add(sum(literals) <= day)
                used.append(day)
            units = model.new_int_var(0, max(1, len(used)), "")
            model.add(units >= sum(used) - relation["allow"])
            return [(units, 1)]
        if kind == "any_of":
            broken = []
            for inner in relation["of"]:
                terms = self.units(inner)
                if not terms:
                    return []
                here = model.new_bool_var("")
                for variable, _ in terms:
                    model.add(variable == 0).only_enforce_if(here.negated())
                broken.append(here)
            charged = model.new_bool_var("")
            model.add_bool_or([literal.negated() for literal in broken] + [charged])
            return [(charged, 1)]
        sys.exit(f"relation kind {kind!r}")

    def used(self, literals):
        """A literal that holds where one of these does."""
        if len(literals) == 1:
            return literals[0]
        used = self.model.new_bool_var("")
        for literal in literals:
            self.model.add_implication(literal, used)
        return used

    def close_pair(self, a, b, relation):
        """A literal that is forced where `b` follows `a` too closely; nothing where it never can."""
        model = self.model
        if relation["kind"] == "break":
            if relation["min"] <= 0 or b.lows - (a.highs + a.durations[-1]) >= relation["min"] or b.highs < a.lows + a.durations[0]:
                return []
            hit = model.new_bool_var("")
            early = self.when((a.id, b.id, "early"), b.start <= a.end - 1)
            model.add_bool_or([early, self.before(a, b, relation["min"]), hit] + self.absent(a, b))
            return [(hit, 1)]
        if b.lows - (a.highs + a.durations[-1]) > relation["window"] or b.highs <= a.lows:
            return []
        hit, together = model.new_bool_var(""), self.same_place(a, b)
        early = self.when((a.id, b.id, "not after"), b.start <= a.start)
        same = [] if together is None else [together]
        model.add_bool_or([early, self.before(a, b, relation["window"] + 1), hit] + same + self.absent(a, b))
        return [(hit, 1)]

    def relation(self, relation):
        over, kind = relation["over"], relation["kind"]
        if over != "forbidden" and over["weight"] == 0:
            return
        if over == "forbidden" and kind == "disjoint":
            who = self.listed(relation["activities"])
            if len(who) > 1:
                self.model.add_no_overlap([spot.interval for spot in who])
            return
        if over == "forbidden" and kind == "overlap":
            done = set()
            for a in self.listed(relation["a"]):
                for b in self.listed(relation["b"]):
                    key = (a.id, b.id) if a.id < b.id else (b.id, a.id)
                    if a is not b and key not in done and not self.apart_for_ever(a, b):
                        done.add(key)
                        self.model.add_no_overlap([a.interval, b.interval])
            return
        if over == "forbidden" and kind == "gap" and relation.get("unit") != "day":
            first, second = self.spots[relation["first"]], self.spots[relation["second"]]
            when = [spot.present for spot in (first, second) if spot.present is not self.true]
            least = self.model.add(second.start >= first.end + relation["min"])
            if when:
                least.only_enforce_if(when)
            if relation.get("max") is not None:
                most = self.model.add(second.start <= first.end + relation["max"])
                if when:
                    most.only_enforce_if(when)
            return
        for variable, factor in self.units(relation):
            self.charge(over, variable, factor)

    def cost(self, level):
        variables, weights = self.costs[level]
        return cp_model.LinearExpr.weighted_sum(variables, weights) + self.fixed_cost[level]


def strict(problem):
    """The same with everything forbidden that costs at the most important level."""
    top = problem["levels"][0]

    def over(price):
        return "forbidden" if price != "forbidden" and price["level"] == top and price["weight"] > 0 else price

    return dict(problem, place_over=over(problem["place_over"]),
                resources=[dict(resource, over=over(resource["over"])) for resource in problem.get("resources", ())],
                relations=[dict(relation, over=over(relation["over"])) for relation in problem["relations"]])


class Watch(cp_model.CpSolverSolutionCallback):
    """Writes the trace."""

    def __init__(self, model, level, trace, began):
        super().__init__()
        self.of, self.level, self.trace, self.began = model, level, trace, began

    def on_solution_callback(self):
        levels = self.of.problem["levels"]
        cost = [sum(self.value(v) * w for v, w in zip(*self.of.costs[level])) + self.of.fixed_cost[level] for level in levels]
        bound = max(0, round(self.best_objective_bound)) if self.of.model.has_objective() else None
        self.trace({"seconds": round(time.monotonic() - self.began, 3), "level": self.level, "cost": cost, "bound": bound})


def placements(model, value, boolean):
    found = {}
    for spot in model.spots.values():
        if not boolean(spot.present):
            found[spot.id] = None
            continue
        mode = next(mode for mode in spot.modes if boolean(mode.literal))
        at = {"start": value(spot.start), "place": next((p for p, literal in mode.places.items() if boolean(literal)), None)}
        if mode.id is not None:
            at["mode"] = mode.id
        found[spot.id] = at
    return found


def answer(problem, seconds, workers, seed, trace, began):
    """-> a solution document"""
    levels = problem["levels"]
    found, bounds, status, proven, first = None, {level: None for level in levels}, "unknown", True, 0

    def left():
        return seconds - (time.monotonic() - began)

    def solve(model, level, share):
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
        solver.parameters.max_time_in_seconds = max(0.01, share)
        return solver, solver.solve(model.model, Watch(model, level, trace, began))

    def hold(model, solver):
        """What was found is where the next level starts."""
        model.model.clear_hints()
        for index in range(len(model.model.proto.variables)):
            variable = model.model.get_int_var_from_proto_index(index)
            model.model.add_hint(variable, solver.value(variable))

    model = None
    if len(levels) > 1:
        # People who use CP-SAT would first try to keep the most important level at nothing, as constraints.
        model = Model(strict(problem))
        model.model.add(model.cost(levels[0]) == 0)
        solver, result = solve(model, levels[0], left() / len(levels))
        if result in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            found, status, bounds[levels[0]], first = placements(model, solver.value, solver.boolean_value), "feasible", 0, 1
            hold(model, solver)
        else:
            model = None
    if model is None and left() > 0.05:
        model = Model(problem)
    for n, level in enumerate(levels[first:], first):
        if left() <= 0.05:
            break
        objective = model.cost(level)
        model.model.minimize(objective)
        solver, result = solve(model, level, left() / (len(levels) - n))
        if result == cp_model.INFEASIBLE:
            status = "infeasible" if found is None else status
            break
        if result not in (cp_model.OPTIMAL, cp_model.FEASIBLE) and found is None and left() > 0.05:
            # Without a first solution the rest of the time goes on with the same level.
            solver, result = solve(model, level, left())
        if result not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            break
        found = placements(model, solver.value, solver.boolean_value)
        status = "feasible"
        cost = round(solver.objective_value)
        # A bound speaks only while the levels before are proven.
        bounds[level] = min(cost, max(0, round(solver.best_objective_bound))) if proven else None
        trace({"seconds": round(time.monotonic() - began, 3), "level": level, "cost": None, "bound": bounds[level]})
        proven = proven and result == cp_model.OPTIMAL
        if n + 1 < len(levels):
            model.model.add(objective <= cost)
            hold(model, solver)
        elif proven:
            status = "optimal"
    return {"format": "convoke-placement/1", "problem": problem["name"], "status": status, "bound": bounds,
                "placements": found or {activity["id"]: None for activity in problem["activities"]}}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("problem")
    arguments.add_argument("solution")
    arguments.add_argument("seconds", type=float)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--trace")
    arguments = arguments.parse_args()
    with open(arguments.problem, encoding="utf-8") as file:
        problem = json.load(file)
    lines = open(arguments.trace, "w", encoding="utf-8") if arguments.trace else None

    def trace(line):
        if lines:
            lines.write(json.dumps(line) + "\n")
            lines.flush()

    solution = answer(problem, arguments.seconds, arguments.workers, arguments.seed, trace, BEGAN)
    with open(arguments.solution, "w", encoding="utf-8") as file:
        json.dump(solution, file)
    print(f"{solution['status']}, bound {solution['bound']}", file=sys.stderr)


if __name__ == "__main__":
    main()
