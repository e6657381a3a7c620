#!/usr/bin/env python3
"""The timetable of an invented ITU-like event as a convoke-placement/1 problem: one tick is one slot of the day.

usage: event.py small|medium|large SEED > problem.json
       event.py SESSIONS SEED > problem.json     (days, rooms, groups and delegates grow with the sessions)

A plenary opens and closes; working parties and their questions (or working groups) meet in rooms that must hold them; people
who chair may not be in two places, delegates of two groups rather not; some sessions follow others; remote participants
have hours they would rather sleep in; interpreters are few.
"""
import json
import random
import sys
from collections import Counter

SIZES = {
    "small": dict(days=5, slots=4, caps=[300, 150, 100, 60, 60, 40], booths=2,
                  groups=[("plenary", 1), ("wp", 2), ("rg", 5), ("adhoc", 3)], sessions=40, delegates=300, teams=2, plenaries=2,
                  areas=2, extra=1.0, remote=0.45, reuse=0.10, apart=2),
    "medium": dict(days=10, slots=4, caps=[400, 250, 180, 120, 100, 80, 80, 60, 60, 50, 40, 40], booths=3,
                   groups=[("plenary", 1), ("wp", 4), ("question", 20)], sessions=200, delegates=700, teams=3, plenaries=4,
                   areas=4, extra=0.9, remote=0.4, reuse=0.22, apart=15),
    "large": dict(days=10, slots=6, caps=[1500, 800, 600, 400, 400, 300, 300, 250, 250, 200, 200, 200, 150, 150, 150, 120, 120,
                                          120, 100, 100, 100, 80, 80, 80, 60, 60, 60, 50, 40, 40], booths=6,
                  groups=[("plenary", 1), ("wp", 9), ("wg", 110)], sessions=600, delegates=3000, teams=4, plenaries=6,
                  areas=9, extra=1.6, remote=0.3, reuse=0.22, apart=120)}
SLOT_HOURS = {4: [7.5, 9.25, 12.5, 14.25], 6: [7, 8.5, 10, 12, 13.5, 15]}  # UTC, for Geneva in winter
ZONES, ZONE_WEIGHTS = [-8, -5, -3, 0, 1, 3, 5.5, 8, 9], [6, 10, 5, 6, 20, 6, 8, 16, 12]
WEIGHT = dict(shared=1, remote=1, same_room=5, same_days=10)


def of_density(sessions):
    """Like `medium`, with everything in proportion to the sessions, so that each is as hard to place as there."""
    medium = SIZES["medium"]
    share = sessions / medium["sessions"]
    rooms = max(3, round(len(medium["caps"]) * share))
    caps = sorted((medium["caps"][n % len(medium["caps"])] for n in range(rooms)), reverse=True)
    parties = max(2, round(4 * share))
    return dict(medium, caps=caps, booths=max(1, round(3 * share)), sessions=sessions, delegates=round(700 * share),
                groups=[("plenary", 1), ("wp", parties), ("question", max(5, round(20 * share)))],
                teams=max(2, round(3 * share)), areas=parties, apart=round(15 * share))


class Event:
    def __init__(self, name, shape, dice):
        self.name, self.shape, self.dice = name, shape, dice
        self.per_day, self.ticks = shape["slots"], shape["days"] * shape["slots"]
        self.hours = [SLOT_HOURS[self.per_day][t % self.per_day] for t in range(self.ticks)]
        self.groups = [{"kind": kind, "area": n % shape["areas"]} for kind, count in shape["groups"] for n in range(count)]
        self.work = [g for g, group in enumerate(self.groups) if group["kind"] != "plenary"]
        self.draw_delegates()
        self.draw_officers()
        self.draw_sessions()
        self.draw_order()
        self.choose_apart()

    def draw_delegates(self):
        """A home area and a geometric number of further groups, 70 % of them in the area; some take part from afar."""
        dice, shape = self.dice, self.shape
        self.popularity = {g: dice.lognormvariate(0, 0.6) * (3 if self.groups[g]["kind"] == "wp" else 1) for g in self.work}
        self.members, self.people = [[] for _ in self.groups], []
        for person in range(shape["delegates"]):
            area, count = dice.randrange(shape["areas"]), 1
            while dice.random() < shape["extra"] / (1 + shape["extra"]) and count < 6:
                count += 1
            mine = set()
            for _ in range(count):
                pool = [g for g in self.work if self.groups[g]["area"] == area] if dice.random() < 0.7 else self.work
                mine.add(dice.choices(pool, [self.popularity[g] for g in pool])[0])
            mine.add(0)
            zone = dice.choices(ZONES, ZONE_WEIGHTS)[0] if dice.random() < shape["remote"] else None
            self.people.append((sorted(mine), zone))
            for g in mine:
                self.members[g].append(person)

    def draw_officers(self):
        """Each group has three to five key people (six the plenary); some serve several groups of an area."""
        dice, self.officers, pools = self.dice, [], {}
        for g, group in enumerate(self.groups):
            count, mine = dice.randint(3, 5) if group["kind"] != "plenary" else 6, set()
            while len(mine) < count:
                pool = pools.setdefault(group["area"], [])
                if pool and dice.random() < self.shape["reuse"]:
                    mine.add(dice.choice(pool))
                elif self.members[g]:
                    person = dice.choice(self.members[g])
                    mine.add(person)
                    pool.append(person)
            self.officers.append(sorted(mine))

    def penalties(self, group, length, first, end):
        """By start: remote participants out of their hours, slot by slot; -1 where it may not start."""
        zones = Counter(self.people[p][1] for p in self.members[group] if self.people[p][1] is not None)
        found = []
        for start in range(self.ticks):
            if start % self.per_day + length > self.per_day or start < first or start + length > end:
                found.append(-1)
                continue
            total = 0
            for tick in range(start, start + length):
                for zone, count in zones.items():
                    hour = (self.hours[tick] + zone) % 24
                    total += count * (0 if 8 <= hour < 19 else 1 if 7 <= hour < 8 or 19 <= hour < 22 else 3)
            found.append(total)
        return found

    def draw_sessions(self):
        dice, shape, ticks = self.dice, self.shape, self.ticks
        self.plenaries = shape["plenaries"]
        booths_hold = max(shape["caps"][:shape["booths"]])
        smallest_but_one = sorted(shape["caps"])[-2]
        windows, self.sessions, self.follows = [], [], []
        for n in range(self.plenaries):
            last = n == self.plenaries - 1
            first, end = n * ticks // self.plenaries, ticks if last else (n + 1) * ticks // self.plenaries
            if n == 0:
                end = self.per_day
            if last:
                first = ticks - self.per_day
            length = 2 if self.name.split("-")[0] != "small" or last else 1
            self.sessions.append(dict(group=0, length=length, seats=min(booths_hold, len(self.members[0])), booth=True, alone=True))
            windows.append((first, end))
        rest = shape["sessions"] - self.plenaries
        share = {g: (0.6 if self.groups[g]["kind"] == "wp" else 1) * (0.5 + self.popularity[g] ** 0.5) for g in self.work}
        total = sum(share.values())
        most = int(ticks * 0.5)
        counts = {g: min(max(2, int(rest * share[g] / total)), most) for g in self.work}
        while sum(counts.values()) != rest:
            step, g = 1 if sum(counts.values()) < rest else -1, dice.choice(self.work)
            if 2 <= counts[g] + step <= most:
                counts[g] += step
        for g in self.work:
            party = self.groups[g]["kind"] == "wp"
            for n in range(counts[g]):
                length = 2 if party or dice.random() < 0.15 else 1
                present = int(len(self.members[g]) * (1 - shape["remote"]) * (0.95 if party else dice.uniform(0.45, 0.85)))
                seats = max(10, min(present, booths_hold if party else smallest_but_one))
                self.sessions.append(dict(group=g, length=length, seats=seats, booth=party and dice.random() < 0.8, alone=False))
                windows.append((0, ticks))
                if n > 0 and dice.random() < 0.35:
                    self.follows.append((len(self.sessions) - 2, len(self.sessions) - 1))
        for session, window in zip(self.sessions, windows):
            session["penalties"] = self.penalties(session["group"], session["length"], *window)

    def draw_order(self):
        """The opening plenary before all, the closing one after all, a working party last after its questions."""
        for n in range(self.plenaries, len(self.sessions)):
            self.follows += [(0, n), (n, self.plenaries - 1)]

        def last_of(g):
            return [n for n, session in enumerate(self.sessions) if session["group"] == g][-1]

        for area in range(self.shape["areas"]):
            here = [g for g in self.work if self.groups[g]["area"] == area]
            others = [g for g in here if self.groups[g]["kind"] != "wp"]
            for party in (g for g in here if self.groups[g]["kind"] == "wp"):
                last = last_of(party)
                for g in self.dice.sample(others, min(3, len(others))):
                    self.follows.append((last_of(g), last))
        self.follows = list(dict.fromkeys(self.follows))

    def choose_apart(self):
        """Which groups may never meet at once; officers and pairs are dropped until all can fit one after the other."""
        work, officers = self.work, self.officers
        common = Counter()
        for mine, _ in self.people:
            mine = [g for g in mine if g != 0]
            for i, a in enumerate(mine):
                for b in mine[i + 1:]:
                    common[a, b] += 1
        units = Counter()
        for session in self.sessions:
            units[session["group"]] += session["length"]
        for g in work:
            for h in work:
                if g < h and set(officers[g]) & set(officers[h]) and units[g] + units[h] > 0.6 * self.ticks:
                    officers[h] = [p for p in officers[h] if p not in officers[g]]
        fitting = [pair for pair, _ in common.most_common() if units[pair[0]] + units[pair[1]] <= 0.6 * self.ticks]
        self.apart = set(fitting[:self.shape["apart"]])
        free = self.ticks - sum(session["length"] for session in self.sessions if session["alone"])
        while True:
            weight, clique = self.heaviest_clique(units)
            if weight <= 0.75 * free:
                break
            clique = sorted(clique, key=lambda g: units[g])
            smallest, largest = clique[0], clique[-1]
            officers[smallest] = [p for p in officers[smallest] if p not in officers[largest]]
            self.apart.discard((min(smallest, largest), max(smallest, largest)))
        self.shared = [(a, b, count) for (a, b), count in sorted(common.items()) if (a, b) not in self.apart]

    def heaviest_clique(self, units):
        """Groups that all exclude each other and together take the most slots."""
        officers = [set(mine) for mine in self.officers]
        near = {g: {h for h in self.work if h != g and (officers[g] & officers[h] or (min(g, h), max(g, h)) in self.apart)}
                for g in self.work}
        best = [0, []]

        def grow(clique, weight, candidates):
            if weight > best[0]:
                best[:] = [weight, clique]
            candidates = sorted(candidates, key=lambda g: -units[g])
            left = sum(units[g] for g in candidates)
            for n, g in enumerate(candidates):
                if weight + left <= best[0]:
                    return
                left -= units[g]
                grow(clique + [g], weight + units[g], [h for h in candidates[n + 1:] if h in near[g]])

        grow([], 0, self.work)
        return best

    def problem(self):
        profiles, names, activities, by_group, by_person, relations = {}, {}, [], {}, {}, []

        def cost(weight):
            return {"level": "cost", "weight": weight}

        for n, session in enumerate(self.sessions):
            key, penalties = f"s{n}", session["penalties"]
            hours = tuple(max(0, p) for p in penalties)
            name = names.setdefault(hours, f"hours{len(names)}")
            profiles[name] = list(hours)
            starts = []
            for t in range(self.ticks):
                if penalties[t] >= 0:
                    if starts and starts[-1][1] == t - 1:
                        starts[-1][1] = t
                    else:
                        starts.append([t, t])
            places = [f"r{i}" for i, seats in enumerate(self.shape["caps"])
                      if seats >= session["seats"] and (i < self.shape["booths"] or not session["booth"])]
            activities.append({"id": key, "duration": session["length"], "starts": starts, "places": places,
                               "start_costs": [{"level": "cost", "profile": name, "weight": WEIGHT["remote"]}],
                               "uses": {"interpreters": 1} if session["booth"] else {}})
            by_group.setdefault(session["group"], []).append(key)
            for person in self.officers[session["group"]]:
                by_person.setdefault(person, []).append(key)
            if session["alone"]:
                relations.append({"kind": "overlap", "a": key, "b": "*", "over": "forbidden"})
        for g, keys in sorted(by_group.items()):
            units = sum(self.sessions[int(key[1:])]["length"] for key in keys)
            if len(keys) > 1:
                relations.append({"kind": "disjoint", "activities": keys, "over": "forbidden"})
                relations.append({"kind": "same_place", "activities": keys, "over": cost(WEIGHT["same_room"])})
                relations.append({"kind": "same_days", "activities": keys, "allow": -(-units // self.per_day),
                                  "over": cost(WEIGHT["same_days"])})
        for _, keys in sorted(by_person.items()):
            if len(keys) > 1:
                relations.append({"kind": "disjoint", "activities": keys, "over": "forbidden"})
        for g, h in sorted(self.apart):
            if g in by_group and h in by_group:
                relations.append({"kind": "overlap", "a": by_group[g], "b": by_group[h], "over": "forbidden"})
        for g, h, count in self.shared:
            if g in by_group and h in by_group:
                relations.append({"kind": "overlap", "a": by_group[g], "b": by_group[h], "per": "tick",
                                  "over": cost(WEIGHT["shared"] * count)})
        for i, j in self.follows:
            relations.append({"kind": "gap", "first": f"s{i}", "second": f"s{j}", "min": 0, "over": "forbidden"})
        return {"format": "convoke-placement/1", "name": self.name, "horizon": self.ticks,
                "days": list(range(0, self.ticks, self.per_day)), "levels": ["cost"], "profiles": profiles,
                "places": [{"id": f"r{i}"} for i in range(len(self.shape["caps"]))], "place_over": "forbidden",
                "resources": [{"id": "interpreters", "capacity": self.shape["teams"], "over": "forbidden"}],
                "activities": activities, "relations": relations}


def main():
    size, seed = sys.argv[1], int(sys.argv[2])
    shape = SIZES[size] if size in SIZES else of_density(int(size))
    name = f"{size}-{seed}"
    json.dump(Event(name, shape, random.Random(name)).problem(), sys.stdout)


if __name__ == "__main__":
    main()
