#!/usr/bin/env python3
"""The calendar of an invented standards body as a convoke-placement/1 problem: one tick is one day.

usage: calendar_years.py MEETINGS YEARS SEED > problem.json      (for example 120 2 1; 700 2 1; 5000 4 1)

Shaped like ITU-T: parent groups that meet for 5 to 10 working days twice a year, joint coordination activities inside or
between their parent's meetings, focus groups whose second meeting of a half-year ends four weeks before the parent's,
electronic interim meetings; rooms by the day, holidays, delegates shared between groups, cadences.
"""
import json
import random
import sys
from datetime import date, timedelta

ORIGIN = date(2027, 1, 4)  # a Monday
HOLIDAYS = {(1, 1), (8, 1), (12, 24), (12, 25), (12, 26), (12, 27), (12, 28), (12, 29), (12, 30), (12, 31)}
LEAST_GAP = {"parent": 120, "focus": 45, "interim": 14}  # days between two meetings of one group


class Calendar:
    def __init__(self, total, years, seed):
        self.total, self.years, self.seed = total, years, seed
        self.dice = dice = random.Random(f"{total}-{years}-{seed}")
        self.horizon = years * 364
        self.day = [ORIGIN + timedelta(n) for n in range(self.horizon)]
        self.closed = {n for n, d in enumerate(self.day) if (d.month, d.day) in HOLIDAYS}
        self.closed |= {n for n in (dice.randrange(self.horizon) for _ in range(5 * years)) if self.day[n].weekday() < 5}
        self.parents = parents = max(4, total // 55)
        self.areas = max(2, parents // 3)
        self.kinds = ["parent"] * parents + ["jca"] * max(2, parents // 2) + ["focus"] * parents + ["interim"] * (parents * 3)
        self.area = [dice.randrange(self.areas) for _ in self.kinds]
        self.parent = [None if kind == "parent" else dice.randrange(parents) for kind in self.kinds]
        self.draw_delegates()
        self.activities, self.relations, self.profiles, self.by_group, self.plenaries = [], [], {}, {}, {}
        self.draw_meetings()
        self.relate()

    def draw_delegates(self):
        dice = self.dice
        self.delegates = [set() for _ in self.kinds]
        for person in range(160 * self.parents):
            area = dice.randrange(self.areas)
            for _ in range(1 + min(5, int(dice.expovariate(0.9)))):
                pool = [g for g, other in enumerate(self.area) if other == area] if dice.random() < 0.8 else range(len(self.kinds))
                self.delegates[dice.choice(list(pool) or [0])].add(person)

    def span(self, first, length):
        """Calendar days from `first` that hold `length` working days; none when a holiday falls into them."""
        n, left = first, length
        while n < self.horizon:
            if self.day[n].weekday() < 5:
                if n in self.closed:
                    return None
                left -= 1
                if left == 0:
                    return n - first + 1
            n += 1
        return None

    def near(self, target):
        """The profile that grows with the distance from the week of `target`."""
        week = min(max(0, target), self.horizon - 1) // 7
        name = f"near{week}"
        self.profiles.setdefault(name, [min(abs(t - (7 * week + 2)) // 3, 60) for t in range(self.horizon)])
        return name

    def add(self, g, target, slack, length, rooms, monday):
        span = length + 2 * ((length - 1) // 5)

        def opens(start):
            if self.day[start].weekday() != 0 if monday else self.day[start].weekday() >= 5:
                return False
            found = self.span(start, length)
            return found is not None and found <= span

        starts = []
        for start in filter(opens, range(max(0, target - slack), min(self.horizon - span, target + slack))):
            if starts and starts[-1][1] == start - 1:
                starts[-1][1] = start
            else:
                starts.append([start, start])
        if not starts:
            return None
        mine = self.by_group.setdefault(g, [])
        key = f"{self.kinds[g]}{g}-{len(mine)}"
        self.activities.append({"id": key, "duration": span, "starts": starts, "places": None,
                                "uses": {"rooms": rooms} if rooms else {"bridges": 1},
                                "start_costs": [{"level": "wish", "profile": self.near(target), "weight": 2}]})
        mine.append(key)
        return key

    def target(self, g, have, per, phase):
        """The day around which the next meeting of a group would like to be."""
        dice, kind, parent = self.dice, self.kinds[g], self.parent[g]
        if kind == "parent":  # plenaries crowd into the two seasons of a year, April/May and October/November
            return (have // 2) * 364 + (115, 290)[have % 2] + round(dice.gauss(0, 16))
        if kind == "jca":  # two of three beside a parent meeting, the third between
            n, k = divmod(have, 3)
            seasons = self.plenaries[parent]
            beside = seasons[n * 2 + min(k, 1)]
            return beside + 3 if k < 2 else (seasons[n * 2] + seasons[n * 2 + 1]) // 2
        if kind == "focus":  # the last of a half-year wants to be shortly before the parent's meeting, often too late
            n, k = divmod(have, 2)
            return self.plenaries[parent][n] - (115, dice.choice((24, 31, 38, 45)))[k] + dice.randrange(-7, 8)
        return int((have + phase) * self.horizon / per) + dice.randrange(-7, 8)

    def draw_meetings(self):
        dice, kinds = self.dice, self.kinds
        per_group = [{"parent": 2, "jca": 3, "focus": 4, "interim": 0}[kind] * self.years for kind in kinds]
        interims = [g for g, kind in enumerate(kinds) if kind == "interim"]
        left = self.total - sum(per_group)
        if left < len(interims):
            sys.exit("too few meetings for so many years")
        for n, g in enumerate(interims):  # so that the total is exact
            per_group[g] = left // len(interims) + (1 if n < left % len(interims) else 0)
        phase = [0.1 + 0.8 * dice.random() for _ in kinds]  # interims are staggered
        while len(self.activities) < self.total:
            before = len(self.activities)
            for g, kind in enumerate(kinds):
                have = len(self.by_group.get(g, []))
                if have >= per_group[g] or len(self.activities) >= self.total:
                    continue
                target = self.target(g, have, per_group[g], phase[g])
                # Every kind is drawn each time: the dice are part of what an instance is.
                length, rooms, monday, slack = {
                    "parent": (dice.choice((5, 8, 9, 10)), dice.randint(4, 9), True, 42), "jca": (1, 1, False, 60),
                    "focus": (dice.randint(1, 3), 1, False, 35), "interim": (1, 0, False, 28)}[kind]
                key = self.add(g, target, slack, length, rooms, monday)
                if key and kind == "parent":
                    self.plenaries.setdefault(g, []).append(target)
                if key and have and kind in LEAST_GAP:
                    self.relations.append({"kind": "gap", "first": self.by_group[g][-2], "second": key, "min": LEAST_GAP[kind],
                                           "over": {"level": "strong", "weight": 1}, "per": "tick"})
            if len(self.activities) == before:
                break

    def relate(self):
        for g, keys in self.by_group.items():
            parents_own = self.by_group.get(self.parent[g], [])
            if self.kinds[g] == "jca":
                for n, key in enumerate(keys):
                    if n % 3 != 2 and n // 3 * 2 + n % 3 < len(parents_own):
                        self.relations.append({"kind": "within", "inner": key, "outer": parents_own[n // 3 * 2 + n % 3],
                                               "over": {"level": "strong", "weight": 20}})
            if self.kinds[g] == "focus":  # every second meeting ends four weeks before the parent's
                for n, key in enumerate(keys):
                    if n % 2 and n // 2 < len(parents_own):
                        self.relations.append({"kind": "gap", "first": key, "second": parents_own[n // 2], "min": 28,
                                               "over": {"level": "strong", "weight": 1}, "per": "tick"})
            if len(keys) > 1:
                self.relations.append({"kind": "disjoint", "activities": keys, "over": "forbidden"})
        for a in sorted(self.by_group):
            for b in sorted(self.by_group):
                if a < b:
                    both = len(self.delegates[a] & self.delegates[b])
                    inside = self.parent[a] == b or self.parent[b] == a
                    if both >= 2 and not inside:
                        self.relations.append({"kind": "overlap", "a": self.by_group[a], "b": self.by_group[b],
                                               "over": {"level": "wish", "weight": both}, "per": "tick"})
        large = {key for g, keys in self.by_group.items() if self.kinds[g] == "parent" for key in keys}
        for activity in self.activities:
            if activity["id"] in large:
                activity["uses"]["parents"] = 1
        self.relations.sort(key=lambda relation: relation["kind"])

    def problem(self):
        remote = sum(len(keys) for g, keys in self.by_group.items() if self.kinds[g] == "interim")
        resources = [
            {"id": "rooms", "capacity": 14 + 4 * (self.parents // 4), "over": "forbidden"},
            {"id": "bridges", "capacity": max(1, -(-8 * remote * 7 // (25 * self.horizon))), "over": "forbidden"},
            {"id": "parents", "capacity": max(2, self.parents // 4), "over": {"level": "strong", "weight": 5}}]
        return {"format": "convoke-placement/1", "name": f"calendar-{self.total}-{self.years}y-{self.seed}", "horizon": self.horizon,
                "levels": ["strong", "wish"], "profiles": self.profiles, "places": [], "place_over": "forbidden",
                "resources": resources, "activities": self.activities, "relations": self.relations}


def main():
    json.dump(Calendar(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]).problem(), sys.stdout)


if __name__ == "__main__":
    main()
