#!/bin/sh
# The one script: ./x demo | test | bench
set -eu
cd "$(dirname "$0")"

# need PROGRAM PACKAGE: remembers packages whose program is missing
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }

install_missing() {
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ]; then
        apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null
    else
        echo "Please install these first, then run ./x again (Debian 12 names):" >&2
        echo "    sudo apt-get install --no-install-recommends$missing" >&2
        exit 1
    fi
}

build_tools() {
    missing=""
    need cmake cmake; need ninja ninja-build; need c++ g++; need ccache ccache
    ls /usr/lib/llvm-*/lib/libclang*.so* /usr/lib/*/libclang*.so* >/dev/null 2>&1 || missing="$missing libclang1-14"
    install_missing
    command -v cargo >/dev/null 2>&1 || { echo "Please install Rust from https://rustup.rs first." >&2; exit 1; }
    # The solver is C++ and is compiled once for each profile: the cache makes the second time short.
    export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_NOHASHDIR=1
}

test_tools() {
    missing=""
    need python3 python3; need node nodejs; need npm npm
    python3 -c 'import ensurepip' 2>/dev/null || missing="$missing python3-venv"
    install_missing
    sh tests/tools/install.sh
}

demo() {
    build_tools
    cargo build --release --locked
    target/release/convoke demo --out demo
}

# Named `tests` because `test` is a command of the shell.
tests() {
    build_tools
    test_tools
    cargo fmt --check
    cargo test --locked --lib --no-default-features --quiet
    cargo clippy --locked --all-targets --quiet -- -D warnings
    cargo test --locked
}

bench() {
    build_tools
    cargo bench --locked "$@"
}

case "${1:-}" in
    demo) demo ;;
    test) tests ;;
    bench) shift; bench "$@" ;;
    *) echo "usage: ./x demo | test | bench" >&2; exit 2 ;;
esac
