#!/usr/bin/env python3
"""Solves a convoke-placement/1 problem with CP-SAT (Google OR-Tools): the peer of the benchmarks.

usage: cp_sat.py PROBLEM.json SOLUTION.json SECONDS [--workers N] [--seed N] [--trace FILE]

A straightforward model of the whole format, as its documentation suggests: start variables with the allowed starts as domain,
optional intervals for modes and places, NoOverlap and Cumulative for what is forbidden, linear expressions for what costs.
Levels are solved one after the other, each with an equal share of the time that is left; those before are held at what was
found. The trace has the form of `convoke solve --trace`; SECONDS count from the start of the program, reading and modelling included.
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

FAR = 1 << 40


class Spot:
    """What the model says of one activity."""

    __slots__ = ("id", "start", "end", "interval", "present", "modes", "lows", "highs", "durations", "movable", "day", "last_day")


class Mode:
    __slots__ = ("id", "body", "starts", "literal", "interval", "places", "values")


class Model:
    def __init__(self, problem):
        self.problem = problem
        self.horizon = problem["horizon"]
        self.model = cp_model.CpModel()
        self.true = self.model.new_constant(1)
        self.costs = {level: ([], []) for level in problem["levels"]}  # variables, weights
        self.fixed_cost = Counter()
        self.tables = {}
        self.overlaps = {}
        self.differs = {}
        self.orders = {}
        self.spots = {}
        self.at_place = defaultdict(list)  # place -> [(spot, literal, interval)]
        self.users = defaultdict(list)  # resource -> [(interval, units)]
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

    def negated(self, literal):
        return literal.negated()

    def is_(self, condition, opposite):
        """A literal equal to a linear condition."""
        literal = self.model.new_bool_var("")
        self.model.add(condition).only_enforce_if(literal)
        self.model.add(opposite).only_enforce_if(literal.negated())
        return literal

    def and_(self, literals):
        """A literal equal to the conjunction."""
        literals = [literal for literal in literals if literal is not self.true]
        if not literals:
            return self.true
        if len(literals) == 1:
            return literals[0]
        both = self.model.new_bool_var("")
        self.model.add_bool_and(literals).only_enforce_if(both)
        self.model.add_bool_or([literal.negated() for literal in literals] + [both])
        return both

    def or_(self, literals):
        if any(literal is self.true for literal in literals):
            return self.true
        if len(literals) == 1:
            return literals[0]
        some = self.model.new_bool_var("")
        self.model.add_max_equality(some, literals) if literals else self.model.add(some == 0)
        return some

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
            mode.id, mode.body = (body["id"] if "modes" in activity else None), body
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
        spot.end = spot.start + duration
        spot.lows, spot.highs = values.min(), values.max()
        spot.interval = model.new_optional_interval_var(spot.start, duration, spot.end, spot.present, "") \
            if len(spot.durations) == 1 or True else None
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
                    self.users[resource].append((mode.interval, units))
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
            self.at_place[place].append((spot, literal, interval))
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

    def start_costs(self, spot):
        """An element constraint for each level: the price of the start."""
        model = self.model
        for mode in spot.modes:
            by_level = defaultdict(lambda: [0] * self.horizon)
            for cost in mode.body.get("start_costs") or ():
                profile, prices = self.problem["profiles"][cost["profile"]], by_level[cost["level"]]
                for low, high in mode.starts:
                    for t in range(low, high + 1):
                        prices[t] += cost["weight"] * profile[t]
            for level, prices in by_level.items():
                allowed = [prices[t] for low, high in mode.starts for t in range(low, high + 1)]
                if not any(allowed):
                    continue
                over = {"level": level, "weight": 1}
                if len(set(allowed)) == 1:
                    self.charge(over, mode.literal, factor=allowed[0])
                    continue
                price = model.new_int_var(min(allowed), max(allowed), "")
                model.add_element(spot.start - spot.lows, prices[spot.lows:spot.highs + 1] if len(spot.modes) == 1 else
                                  [min(max(p, min(allowed)), max(allowed)) for p in prices[spot.lows:spot.highs + 1]], price)
                if mode.literal is self.true:
                    self.charge(over, price)
                else:
                    paid = model.new_int_var(0, max(allowed), "")
                    model.add(paid == price).only_enforce_if(mode.literal)
                    model.add(paid == 0).only_enforce_if(mode.literal.negated())
                    self.charge(over, paid)

    # --- places and resources ---

    def loads(self):
        model, horizon = self.model, self.horizon
        over = self.problem["place_over"]
        for place in self.problem["places"]:
            users = self.at_place.get(place["id"], [])
            for low, high in place.get("closed") or ():
                if users and low < horizon:
                    shut = model.new_fixed_size_interval_var(low, min(high, horizon - 1) - low + 1, "")
                    for _, _, interval in users:
                        model.add_no_overlap([interval, shut])
            capacity = place.get("capacity", 1)
            if capacity is None or not users:
                continue
            if over == "forbidden":
                if capacity == 1:
                    model.add_no_overlap([interval for _, _, interval in users])
                else:
                    model.add_cumulative([interval for _, _, interval in users], [1] * len(users), capacity)
            elif over["weight"] > 0:
                self.soft_load([(interval, 1) for _, _, interval in users], [capacity] * horizon, over)
        for resource in self.problem.get("resources", ()):
            users = self.users.get(resource["id"], [])
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
                everyone = users + gaps
                model.add_cumulative([interval for interval, _ in everyone], [units for _, units in everyone], most)
            elif resource["over"]["weight"] > 0:
                self.soft_load(users, profile, resource["over"])

    def soft_load(self, users, capacity, over):
        """What is used beyond the capacity, tick by tick: an interval of each tick lets a variable amount through."""
        if sum(units for _, units in users) <= min(capacity):
            return
        model = self.model
        most = sum(units for _, units in users)
        limit = max(capacity) + most
        extra, demands, intervals = [], [], []
        for t in range(self.horizon):
            above = model.new_int_var(0, max(0, most - capacity[t]), "")
            intervals.append(model.new_fixed_size_interval_var(t, 1, ""))
            demands.append(limit - capacity[t] - above)
            extra.append(above)
            self.charge(over, above)
        model.add_cumulative([interval for interval, _ in users] + intervals, [units for _, units in users] + demands, limit)

    # --- pairs ---

    def apart_for_ever(self, a, b):
        return a.highs + a.durations[-1] <= b.lows or b.highs + b.durations[-1] <= a.lows

    def meets_before(self, a, b):
        """end(a) <= start(b)"""
        key = (a.id, b.id)
        if key not in self.orders:
            self.orders[key] = self.is_(a.end <= b.start, a.end >= b.start + 1)
        return self.orders[key]

    def overlap(self, a, b):
        """Whether both take place and share ticks; `None` if they never can."""
        key = (a.id, b.id) if a.id < b.id else (b.id, a.id)
        if key not in self.overlaps:
            if self.apart_for_ever(a, b):
                self.overlaps[key] = None
            else:
                shared = self.model.new_bool_var("")
                before, after = self.meets_before(a, b), self.meets_before(b, a)
                present = [spot.present.negated() for spot in (a, b) if spot.present is not self.true]
                self.model.add_bool_or([before, after, shared] + present)
                for other in (before, after, *present):
                    self.model.add_implication(shared, other.negated())
                self.overlaps[key] = shared
        return self.overlaps[key]

    def shared_ticks(self, a, b):
        """How many ticks they share; `None` if they never can."""
        key = ("ticks", *((a.id, b.id) if a.id < b.id else (b.id, a.id)))
        if key not in self.overlaps:
            shared = self.overlap(a, b)
            longest = min(a.durations[-1], b.durations[-1])
            if shared is None or longest == 1:
                self.overlaps[key] = shared
            else:
                ticks = self.model.new_int_var(0, longest, "")
                self.model.add(ticks >= 1).only_enforce_if(shared)
                self.model.add(ticks == 0).only_enforce_if(shared.negated())
                least = self.model.new_int_var(0, longest, "")
                self.model.add_min_equality(least, [a.end - b.start, b.end - a.start, a.end - a.start, b.end - b.start, longest]) \
                    if False else None
                low, high = self.model.new_int_var(0, self.horizon, ""), self.model.new_int_var(0, self.horizon, "")
                self.model.add_min_equality(low, [a.end, b.end])
                self.model.add_max_equality(high, [a.start, b.start])
                self.model.add(ticks == low - high).only_enforce_if(shared)
                self.overlaps[key] = ticks
        return self.overlaps[key]

    def pair(self, a, b, per, over, factor):
        units = self.shared_ticks(a, b) if per == "tick" and over != "forbidden" else self.overlap(a, b)
        if units is not None:
            self.charge(over, units, factor)

    def place_literals(self, spot):
        by_place = defaultdict(list)
        for mode in spot.modes:
            for place, literal in mode.places.items():
                by_place[place].append(literal)
        return {place: self.or_(literals) for place, literals in by_place.items()}

    def elsewhere(self, a, b):
        """Whether two activities that take place are at different places; no place is a place of its own kind."""
        key = (a.id, b.id) if a.id < b.id else (b.id, a.id)
        if key not in self.differs:
            at_a, at_b = self.place_literals(a), self.place_literals(b)
            common = [self.and_([at_a[place], at_b[place]]) for place in at_a if place in at_b]
            without = [[mode.literal for mode in spot.modes if not mode.places] for spot in (a, b)]
            if all(without):
                common.append(self.and_([self.or_(without[0]), self.or_(without[1])]))
            self.differs[key] = self.or_(common).negated() if common else self.true
        return self.differs[key]

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
        once = dict(relation, per="once")
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
            a_first = self.is_(a.start <= b.start, a.start >= b.start + 1)
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
                for place, literal in self.place_literals(spot).items():
                    by_place[place].append(literal)
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
                day = self.start_day(spot)
                for number in sorted({bisect_right(days, t) for mode in spot.modes for low, high in mode.starts
                                      for t in range(low, high + 1)}):
                    here = self.tables.get((spot.id, number))
                    if here is None:
                        here = self.tables[spot.id, number] = self.on_day(spot, day, number)
                    by_day[number].append(here)
            used = [self.used(literals) for literals in by_day.values()]
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
        sys.exit(f"relation kind {once['kind']!r}")

    def used(self, literals):
        """A literal that holds where one of these does."""
        if len(literals) == 1:
            return literals[0]
        used = self.model.new_bool_var("")
        for literal in literals:
            self.model.add_implication(literal, used)
        return used

    def on_day(self, spot, day, number):
        here = self.model.new_bool_var("")
        self.model.add(day == number).only_enforce_if(here)
        absent = [] if spot.present is self.true else [spot.present]
        self.model.add(day != number).only_enforce_if([here.negated()] + absent)
        if absent:
            self.model.add_implication(here, spot.present)
        return here

    def close_pair(self, a, b, relation):
        """A literal that is forced where `b` follows `a` too closely; nothing where it never can."""
        model = self.model
        window = relation["min"] - 1 if relation["kind"] == "break" else relation["window"]
        if b.lows - (a.highs + a.durations[-1]) > window or b.highs - (a.lows + a.durations[0]) < (0 if relation["kind"] == "break" else -FAR):
            return []
        present = [spot.present.negated() for spot in (a, b) if spot.present is not self.true]
        hit = model.new_bool_var("")
        if relation["kind"] == "break":
            if relation["min"] <= 0:
                return []
            after = self.meets_before(a, b)
            far = self.later(a, b, relation["min"])
            model.add_bool_or([after.negated(), far, hit] + present)
            return [(hit, 1)]
        if b.highs <= a.lows:
            return []
        elsewhere = self.elsewhere(a, b)
        if elsewhere is not self.true or True:
            first = self.starts_first(a, b)
            far = self.later(a, b, window + 1)
            other = [] if elsewhere is self.true else [elsewhere.negated()]
            model.add_bool_or([first.negated(), far, hit] + other + present)
        return [(hit, 1)]

    def later(self, a, b, distance):
        """start(b) - end(a) >= distance"""
        key = (a.id, b.id, distance)
        if key not in self.orders:
            self.orders[key] = self.is_(b.start >= a.end + distance, b.start <= a.end + (distance - 1))
        return self.orders[key]

    def starts_first(self, a, b):
        key = (a.id, b.id, "start")
        if key not in self.orders:
            self.orders[key] = self.is_(a.start <= b.start - 1, a.start >= b.start)
        return self.orders[key]

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


class Watch(cp_model.CpSolverSolutionCallback):
    """Keeps the best and writes the trace."""

    def __init__(self, model, level, trace):
        super().__init__()
        self.of, self.level, self.trace, self.best = model, level, trace, None

    def on_solution_callback(self):
        levels = self.of.problem["levels"]
        cost = [sum(self.value(v) * w for v, w in zip(*self.of.costs[level])) + self.of.fixed_cost[level] for level in levels]
        bound = max(0, round(self.best_objective_bound))
        self.trace({"seconds": round(time.monotonic() - BEGAN, 3), "level": self.level, "cost": cost, "bound": bound})


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

    model = Model(problem)
    levels = problem["levels"]
    found, bounds, status, proven = None, {level: None for level in levels}, "unknown", True
    for n, level in enumerate(levels):
        left = arguments.seconds - (time.monotonic() - BEGAN)
        if left <= 0.05:
            break
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = arguments.workers
        solver.parameters.random_seed = arguments.seed
        solver.parameters.max_time_in_seconds = left / (len(levels) - n)
        objective = model.cost(level)
        model.model.minimize(objective)
        result = solver.solve(model.model, Watch(model, level, trace))
        if result == cp_model.INFEASIBLE:
            status = "infeasible" if found is None else status
            break
        if result not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            # Without a first solution the rest of the time goes on with the same level.
            if found is None:
                left = arguments.seconds - (time.monotonic() - BEGAN)
                if left <= 0.05:
                    break
                solver.parameters.max_time_in_seconds = left
                result = solver.solve(model.model, Watch(model, level, trace))
            if result not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                break
        found = placements(model, solver.value, solver.boolean_value)
        status = "feasible"
        cost = round(solver.objective_value)
        bounds[level] = min(cost, max(0, round(solver.best_objective_bound))) if proven or n == 0 else None
        trace({"seconds": round(time.monotonic() - BEGAN, 3), "level": level, "cost": None, "bound": bounds[level]})
        proven = proven and result == cp_model.OPTIMAL
        if n + 1 < len(levels):
            model.model.add(objective <= cost)
            model.model.clear_hints()
            for index in range(len(model.model.proto.variables)):
                variable = model.model.get_int_var_from_proto_index(index)
                model.model.add_hint(variable, solver.value(variable))
        elif proven:
            status = "optimal"
    solution = {"format": "convoke-placement/1", "problem": problem["name"], "status": status, "bound": bounds,
                "placements": found or {spot: None for spot in model.spots}}
    with open(arguments.solution, "w", encoding="utf-8") as file:
        json.dump(solution, file)
    print(json.dumps({"status": status, "bound": bounds, "seconds": round(time.monotonic() - BEGAN, 2)}), file=sys.stderr)
    if not found and status != "infeasible":
        print("no solution in time", file=sys.stderr)


if __name__ == "__main__":
    main()
