#!/usr/bin/env python3
"""The "meeting scheduling" instances of OptaPlanner and Timefold as convoke-placement/1 problems.

usage: timefold_meetings.py 50|100|200|400|800 > problem.json
       timefold_meetings.py INSTANCE.json[.xz] > problem.json

The published instances are drawn from `java.util.Random(37)`: durations, how many attend, who must and who may. Drawing the
same numbers again gives the same meetings; a test holds this against the published files of 50, 100 and 200 meetings.
Levels hard, medium and soft carry the peers' own weights, so costs agree with their scores. Only stricter than theirs: a
meeting may not leave the horizon or its day.
"""
import json
import lzma
import sys

GRAINS_A_DAY = 36  # quarter-hours from 08:00 to 18:00, without an hour at noon
ROOMS = [30, 20, 16, 14, 12]
DURATIONS = [1, 2, 3, 4, 6, 8, 16]
SIZES = [2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 20, 30]


class JavaRandom:
    """The linear congruential generator that the documentation of `java.util.Random` prescribes."""

    def __init__(self, seed):
        self.state = (seed ^ 0x5DEECE66D) & ((1 << 48) - 1)

    def bits31(self):
        self.state = (self.state * 0x5DEECE66D + 0xB) & ((1 << 48) - 1)
        return self.state >> 17

    def below(self, n):
        if n & -n == n:
            return (n * self.bits31()) >> 31
        while True:
            bits = self.bits31()
            value = bits % n
            if bits - value + (n - 1) < 1 << 31:
                return value


def draw(count):
    """-> [(duration, required persons, preferred persons)], first tick of each day, horizon"""
    dice = JavaRandom(37)
    shapes = []
    for _ in range(count):
        duration = DURATIONS[dice.below(len(DURATIONS))]
        size = SIZES[dice.below(len(SIZES))]
        required = max(2, dice.below(size + 1))
        shapes.append((duration, required, max(0, size - required)))
    persons = sum(r + p for _, r, p in shapes) * len(ROOMS) * 3 // (4 * count)
    meetings = []
    for duration, required, preferred in shapes:
        free = list(range(persons))
        who = [free.pop(dice.below(len(free))) for _ in range(required + preferred)]
        meetings.append((duration, who[:required], who[required:]))
    horizon = count * DURATIONS[-1] // len(ROOMS)
    return meetings, list(range(0, horizon, GRAINS_A_DAY)), horizon


def read(path):
    """The same from a published file."""
    with (lzma.open if path.endswith(".xz") else open)(path, "rt", encoding="utf-8") as file:
        data = json.load(file)
    if [room["capacity"] for room in data["roomList"]] != ROOMS:
        sys.exit(f"{path}: other rooms than {ROOMS}")

    def number(person):  # "Person#7", or the object where it is named first
        return int((person["@id"] if isinstance(person, dict) else person).split("#")[1])

    def day(grain):
        return grain["day"] if isinstance(grain["day"], str) else grain["day"]["@id"]

    grains = data["timeGrainList"]
    days = [n for n, grain in enumerate(grains) if n == 0 or day(grain) != day(grains[n - 1])]
    meetings = [(m["durationInGrains"], [number(a["person"]) for a in m["requiredAttendanceList"]],
                 [number(a["person"]) for a in m["preferredAttendanceList"]]) for m in data["meetingList"]]
    return meetings, days, len(grains)


def problem(meetings, days, horizon):
    activities, required, preferred = [], {}, {}
    for n, (duration, must, may) in enumerate(meetings):
        key = f"m{n}"
        for person in must:
            required.setdefault(person, []).append(key)
        for person in may:
            preferred.setdefault(person, []).append(key)
        starts = []
        for i, first in enumerate(days):
            last = (days[i + 1] if i + 1 < len(days) else horizon) - duration
            if last >= first:
                starts.append([first, last])
        seats = len(must) + len(may)
        activities.append({
            "id": key, "duration": duration, "starts": starts, "places": [f"r{i}" for i in range(len(ROOMS))],
            "start_costs": [{"level": "soft", "profile": f"end{duration}", "weight": 1}],
            "place_costs": [c for i, room in enumerate(ROOMS) for c in (
                {"place": f"r{i}", "level": "hard", "cost": max(0, seats - room)},
                {"place": f"r{i}", "level": "soft", "cost": sum(max(0, other - room) for other in ROOMS)}) if c["cost"]]})
    relations = []

    def over(level, weight):
        return {"level": level, "weight": weight}

    for person in sorted(set(required) | set(preferred), key=lambda person: f"Person#{person}"):
        must, may = required.get(person, []), preferred.get(person, [])
        if len(must) > 1:
            relations.append({"kind": "disjoint", "activities": must, "over": over("hard", 1), "per": "tick"})
        if len(may) > 1:
            relations.append({"kind": "disjoint", "activities": may, "over": over("medium", 1), "per": "tick"})
        relations += [{"kind": "overlap", "a": a, "b": b, "over": over("medium", 1), "per": "tick"}
                      for a in must for b in may if a != b]
        if len(must + may) > 1:
            relations.append({"kind": "move", "activities": must + may, "window": 2, "over": over("soft", 1)})
    relations.append({"kind": "disjoint", "activities": "*", "over": over("soft", 10), "per": "tick"})
    relations.append({"kind": "break", "activities": "*", "min": 1, "over": over("soft", 100)})
    return {"format": "convoke-placement/1", "name": f"meeting-{len(activities)}", "horizon": horizon, "days": days,
            "levels": ["hard", "medium", "soft"],
            "profiles": {f"end{n}": [min(t + n - 1, horizon) for t in range(horizon)]
                         for n in sorted({a["duration"] for a in activities})},
            "places": [{"id": f"r{i}"} for i in range(len(ROOMS))], "place_over": over("hard", 1), "resources": [],
            "activities": activities, "relations": relations}


def main():
    json.dump(problem(*(draw(int(sys.argv[1])) if sys.argv[1].isdigit() else read(sys.argv[1]))), sys.stdout)


if __name__ == "__main__":
    main()
