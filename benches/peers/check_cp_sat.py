#!/usr/bin/env python3
"""Holds the CP-SAT model against the reference scorer: on small random problems with every kind of relation it must find the
cheapest of all placements, counted by trying them all. A peer whose model is wrong is no peer.

usage: check_cp_sat.py [PROBLEMS]
"""
import itertools
import json
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "instances"))
import cp_sat  # noqa: E402
import evaluate  # noqa: E402


def random_problem(seed):
    dice = random.Random(seed)
    horizon = dice.randint(4, 7)
    levels = ["strong", "wish"][:dice.randint(1, 2)]
    places = [{"id": f"p{n}", "capacity": dice.choice([1, 1, 2, None])} for n in range(2)]
    if dice.random() < 0.3:
        places[0]["closed"] = [[1, dice.randint(1, 2)]]

    def over():
        return "forbidden" if dice.random() < 0.25 else {"level": dice.choice(levels), "weight": dice.randint(0, 5)}

    def body():
        duration = dice.randint(1, 3)
        starts = sorted(dice.sample(range(horizon), dice.randint(2, 4)))
        chosen = dice.choice([None, ["p0"], ["p0", "p1"], ["p1", "p0"]])
        found = {"duration": duration, "starts": [[s, s] for s in starts], "places": chosen,
                 "uses": {"staff": dice.randint(0, 2)} if dice.random() < 0.6 else {}}
        if dice.random() < 0.5:
            found["start_costs"] = [{"level": dice.choice(levels), "profile": "ramp", "weight": dice.randint(0, 3)}]
        if chosen and dice.random() < 0.3:
            found["place_costs"] = [{"place": chosen[0], "level": dice.choice(levels), "cost": dice.randint(0, 4)}]
        return found

    activities = []
    for n in range(dice.randint(2, 4)):
        activity = {"id": f"a{n}"}
        if dice.random() < 0.3:
            activity["modes"] = [dict(body(), id=f"m{k}") for k in range(2)]
            if dice.random() < 0.5:
                activity["modes"][0]["cost"] = {"level": dice.choice(levels), "cost": dice.randint(0, 4)}
        else:
            activity.update(body())
        if dice.random() < 0.25:
            activity["optional"] = {"level": dice.choice(levels), "cost": dice.randint(0, 9)}
        elif dice.random() < 0.2 and "modes" not in activity:
            activity["fixed"] = {"start": dice.randint(0, horizon - activity["duration"])}
            if activity["places"] and dice.random() < 0.5:
                activity["fixed"]["place"] = activity["places"][0]
        activities.append(activity)
    ids = [activity["id"] for activity in activities]

    def some():
        return "*" if dice.random() < 0.3 else dice.sample(ids, dice.randint(1, len(ids)))

    def relation(kind):
        a, b = dice.sample(ids, 2)
        span = {"min": dice.randint(-1, 3), "per": dice.choice(["once", "tick"]), "unit": dice.choice(["tick", "day"])}
        if dice.random() < 0.5:
            span["max"] = span["min"] + dice.randint(0, 2)
        keys = {"overlap": lambda: {"a": some(), "b": some(), "per": dice.choice(["once", "tick"])},
                "disjoint": lambda: {"activities": some(), "per": dice.choice(["once", "tick"])},
                "gap": lambda: dict(span, first=a, second=b), "spacing": lambda: dict(span, a=a, b=b),
                "break": lambda: {"activities": some(), "min": dice.randint(1, 3)},
                "within": lambda: {"inner": a, "outer": [b]}, "same_place": lambda: {"activities": some()},
                "same_days": lambda: {"activities": some(), "allow": dice.randint(0, 2)},
                "move": lambda: {"activities": some(), "window": dice.randint(0, 2)},
                "any_of": lambda: {"of": [relation(dice.choice(KINDS[:-1])) for _ in range(2)]}}[kind]()
        return dict(keys, kind=kind)

    relations = [dict(relation(dice.choice(KINDS)), over=over()) for _ in range(dice.randint(1, 4))]
    return {"format": evaluate.FORMAT, "name": f"random-{seed}", "horizon": horizon, "days": [0, horizon // 2], "levels": levels,
            "profiles": {"ramp": [dice.randint(0, 5) for _ in range(horizon)], "staff": [dice.randint(0, 3) for _ in range(horizon)]},
            "places": places, "place_over": over(),
            "resources": [{"id": "staff", "capacity": dice.choice([2, "staff"]), "over": over()}],
            "activities": activities, "relations": relations}


KINDS = ["overlap", "disjoint", "gap", "spacing", "break", "within", "same_place", "same_days", "move", "any_of"]


def cheapest(problem):
    """The cost of the best placements, by trying all; `None` if all do something forbidden."""
    choices = []
    for activity in problem["activities"]:
        own = [None] if "optional" in activity else []
        for key, mode in evaluate.modes_of(activity).items():
            starts = [activity["fixed"]["start"]] if "fixed" in activity else [low for low, _ in mode["starts"]]
            for start in starts:
                for place in mode["places"] or [None]:
                    own.append({"start": start, "place": place, **({"mode": key} if key is not None else {})})
        choices.append(own)
    best = None
    for chosen in itertools.product(*choices):
        placements = {activity["id"]: at for activity, at in zip(problem["activities"], chosen)}
        forbidden, cost, _ = evaluate.evaluate(problem, placements)
        if not forbidden:
            vector = [cost[level] for level in problem["levels"]]
            best = vector if best is None else min(best, vector)
    return best


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    feasible = 0
    for seed in range(count):
        problem = random_problem(seed)
        evaluate.validate(problem)
        best = cheapest(problem)
        solution = cp_sat.answer(problem, 30, 1, 0, lambda line: None, time.monotonic())
        if best is None:
            found = None if solution["status"] == "infeasible" else solution["status"]
        else:
            forbidden, cost, _ = evaluate.evaluate(problem, solution["placements"])
            found = [cost[level] for level in problem["levels"]] if not forbidden else f"forbidden: {dict(forbidden)}"
            refuted = evaluate.refuted(problem, solution, forbidden, cost)
            if solution["status"] != "optimal" or refuted:
                found = f"{found}, {solution['status']}, {refuted}"
            feasible += 1
        if found != best:
            sys.exit(f"problem {seed}: the best is {best}, CP-SAT says {found}\n{json.dumps(problem)}")
    print(f"the model of CP-SAT agrees with the scorer on {count} random problems, {feasible} of them feasible")


if __name__ == "__main__":
    main()
