#!/bin/sh
# Installs the peer that benchmarks are held against (CP-SAT of OR-Tools): into target/bench-tools, pinned, once.
# `./x bench` calls it; `CONVOKE_BENCH_TOOLS` names another folder. Without the peer the benchmarks fail: a table
# without it would say nothing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tools=${CONVOKE_BENCH_TOOLS:-$here/../target/bench-tools}
wanted=$(cat "$here/requirements.txt")
mkdir -p "$tools"
if [ -f "$tools/installed" ] && [ "$(cat "$tools/installed")" = "$wanted" ]; then
    exit 0
fi
command -v python3 >/dev/null || { echo "install.sh: python3 is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
rm -f "$tools/installed"
[ -x "$tools/venv/bin/python3" ] || python3 -m venv "$tools/venv"
if ! "$tools/venv/bin/python3" -m pip install --quiet --requirement "$here/requirements.txt"; then
    echo "install.sh: $wanted could not be installed from PyPI; without the network run the benchmarks with --no-peer" >&2
    exit 1
fi
"$tools/venv/bin/python3" -c 'import ortools.sat.python.cp_model' || { echo "install.sh: $wanted does not load" >&2; exit 1; }
printf '%s\n' "$wanted" >"$tools/installed"
