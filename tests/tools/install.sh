#!/bin/sh
# Installs the programs that read our output back in tests: into target/test-tools, pinned, once.
# `./x test` calls it; `CONVOKE_TEST_TOOLS` names another folder.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tools=${CONVOKE_TEST_TOOLS:-$here/../../target/test-tools}
wanted=$(cat "$here/requirements.txt" "$here/package.json")
mkdir -p "$tools"
if [ -f "$tools/installed" ] && [ "$(cat "$tools/installed")" = "$wanted" ]; then
    exit 0
fi
for program in python3 npm; do
    command -v "$program" >/dev/null || { echo "install.sh: $program is missing; on Debian: apt-get install python3-venv npm" >&2; exit 1; }
done
[ -x "$tools/venv/bin/python3" ] || python3 -m venv "$tools/venv"
"$tools/venv/bin/python3" -m pip install --quiet --requirement "$here/requirements.txt"
cp "$here/package.json" "$tools/package.json"
(cd "$tools" && npm install --no-audit --no-fund --silent)
printf '%s\n' "$wanted" >"$tools/installed"
