"""The parts of the program as CycloneDX 1.5 (JSON): every package that is built into it, with its sum and licence.

usage: python3 tests/tools/sbom.py > convoke.cdx.json

Reads `cargo metadata` and `Cargo.lock`. What only tests need is left out; what only builds need is marked so. The same lock
gives the same bytes.
"""

import json
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    command = ["cargo", "metadata", "--locked", "--format-version", "1"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text(encoding="utf-8"))["package"]
    sums = {(one["name"], one["version"]): one.get("checksum") for one in lock}
    root = metadata["resolve"]["root"]

    def needs(package: str, kinds: set[str | None]) -> list[str]:
        of_kind = lambda one: any(kind["kind"] in kinds for kind in one["dep_kinds"])
        return sorted({one["pkg"] for one in nodes[package]["deps"] if of_kind(one)})

    # Built into the program, and then whatever is needed to build that.
    built: set[str] = set()
    waiting = [root]
    while waiting:
        package = waiting.pop()
        if package not in built:
            built.add(package)
            waiting.extend(needs(package, {None}))
    tools: set[str] = set()
    waiting = [one for package in built for one in needs(package, {"build"})]
    while waiting:
        package = waiting.pop()
        if package not in built | tools:
            tools.add(package)
            waiting.extend(needs(package, {None, "build"}))

    def purl(package: str) -> str:
        one = packages[package]
        return f"pkg:cargo/{one['name']}@{one['version']}"

    def component(package: str) -> dict:
        one = packages[package]
        return {
            "type": "library",
            "bom-ref": purl(package),
            "name": one["name"],
            "version": one["version"],
            "scope": "required" if package in built else "excluded",
            "hashes": [{"alg": "SHA-256", "content": sums[(one["name"], one["version"])]}],
            "licenses": [{"expression": (one["license"] or "").replace(" / ", "/").replace("/", " OR ")}],
            "purl": purl(package),
        }

    parts = sorted((built | tools) - {root}, key=purl)
    own = packages[root]
    listed = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": purl(root),
                "name": own["name"],
                "version": own["version"],
                "licenses": [{"expression": own["license"]}],
                "purl": purl(root),
            }
        },
        "components": [component(package) for package in parts],
        "dependencies": [
            {
                "ref": purl(package),
                "dependsOn": [purl(one) for one in needs(package, {None, "build"}) if one in built | tools],
            }
            for package in [root, *parts]
        ],
    }
    print(json.dumps(listed, indent=1, ensure_ascii=False))


main()
