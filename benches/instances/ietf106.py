#!/usr/bin/env python3
"""The session requests of IETF 106 (Singapore, 2019) as a convoke-placement/1 problem.

usage: ietf106.py > problem.json
One tick is one session time (17 of them); one level, `penalty`, with the weights of the IETF Datatracker. A directed conflict
from A to B costs once for each overlapping pair of their sessions. Left out, for the data lack what they need or ticks cannot
say it: rules on areas, area directors and BOFs, and the four `time_relation` wishes.
"""
import json
import lzma
import sys
from datetime import date
from pathlib import Path

DATA = Path(__file__).parent / "data"
TRIM = 100000  # what cutting a session short, or putting it into too small a room, costs
HOURS = {"morning": (0, 12), "afternoon-early": (12, 15), "afternoon-late": (15, 24)}
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def weekday(time):
    return WEEKDAYS[date.fromisoformat(time[:10]).weekday()]


def main():
    with lzma.open(DATA / "ietf106.json.xz", "rt", encoding="utf-8") as file:
        data = json.load(file)
    weight = json.loads((DATA / "ietf106-penalties.json").read_text(encoding="utf-8"))["constraint_penalties"]
    seats = {room["name"]: room["capacity"] for room in data["rooms"] if room["capacity"]}
    rooms = sorted(seats)
    usable = [slot for slot in data["timeslots"]
              if slot["type"] == "regular" and slot["room"] in seats and weekday(slot["start"]) != "sunday"]
    times = sorted({(slot["start"], slot["minutes"]) for slot in usable})
    tick = {start: n for n, (start, _) in enumerate(times)}
    open_ = {(tick[slot["start"]], slot["room"]) for slot in usable}
    days = [n for n, (start, _) in enumerate(times) if n == 0 or start[:10] != times[n - 1][0][:10]]
    profiles = {f"needs{least}": [TRIM if minutes < least else 0 for _, minutes in times] for least in (60, 90, 120, 150)}

    def penalty(kind):
        return {"level": "penalty", "weight": weight[kind]}

    activities, by_group = [], {}
    for session in data["sessions"]:
        key = f"s{session['id']}"
        by_group.setdefault(session["group"], []).append(key)
        activity = {"id": key, "duration": 1, "starts": [[0, len(times) - 1]], "places": rooms, "start_costs": [], "place_costs": []}
        if session["requested_minutes"]:
            activity["start_costs"].append({"level": "penalty", "profile": f"needs{session['requested_minutes']}", "weight": 1})
        activity["place_costs"] = [{"place": room, "level": "penalty", "cost": TRIM} for room in rooms
                                   if (session["attendees"] or 0) > seats[room]]
        activities.append(activity)
    index = {activity["id"]: activity for activity in activities}
    for n in range(len(times)):
        for room in rooms:
            if (n, room) not in open_:  # what closes a room to everybody is an activity that stays there
                activities.append({"id": f"closed-{n}-{room}", "duration": 1, "starts": [[n, n]], "places": [room],
                                   "fixed": {"start": n, "place": room}})
    relations = [{"kind": "disjoint", "activities": keys, "over": "forbidden"} for keys in by_group.values() if len(keys) > 1]
    needed_in = {}
    for constraint in data["constraints"]:
        kind, mine = constraint["type"], by_group.get(constraint["source"], [])
        theirs, itself = by_group.get(constraint.get("target"), []), constraint["source"] == constraint.get("target")
        if kind in ("chair_conflict", "tech_overlap", "key_participant") and not itself:
            relations += [{"kind": "overlap", "a": a, "b": b, "over": penalty(kind)} for a in mine for b in theirs]
        elif kind == "bethere":
            needed_in.setdefault(constraint["person"], set()).update(mine)
        elif kind == "timerange":
            name = "ban-" + constraint["source"]
            banned = [text.split("-", 1) for text in constraint["timeranges"]]
            profiles[name] = [int(any(weekday(start) == day and HOURS[part][0] <= int(start[11:13]) < HOURS[part][1]
                                      for day, part in banned)) for start, _ in times]
            for a in mine:
                index[a]["start_costs"].append({"level": "penalty", "profile": name, "weight": weight[kind]})
        elif kind == "wg_adjacent" and not itself:
            relations += [{"kind": "spacing", "a": a, "b": b, "min": 0, "max": 0, "over": penalty(kind)} for a, b in zip(mine, theirs)]
    for _, keys in sorted(needed_in.items()):
        if len(keys) > 1:
            relations.append({"kind": "disjoint", "activities": sorted(keys), "over": penalty("bethere")})
    json.dump({"format": "convoke-placement/1", "name": "ietf106", "horizon": len(times), "days": days, "levels": ["penalty"],
               "profiles": profiles, "places": [{"id": room} for room in rooms], "place_over": "forbidden", "resources": [],
               "activities": activities, "relations": relations}, sys.stdout)


if __name__ == "__main__":
    main()
