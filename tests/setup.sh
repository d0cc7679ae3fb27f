#!/bin/sh
# Makes a fresh Debian machine ready, and says what it cannot do.
#   setup.sh run      .venv with what Quaestor needs to run
#   setup.sh dev      the same, and what its tests need
#   setup.sh system   Chromium, the PostgreSQL server, Java, tesseract and LibreOffice, for the tests that drive them
set -eu
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
export PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf 'setup: %s\n' "$*" >&2; }

debian() {  # debian PACKAGE...: installs Debian packages when that is possible, else returns 1
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    say "installing $*"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null
}

venv() {  # venv PIP-ARGUMENT...
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        say "$PYTHON is missing or older than 3.11; name another with: make PYTHON=python3.12"
        exit 1
    }
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || debian python3-venv || {
        say "Python's venv module is missing; as root: apt-get install python3-venv"
        exit 1
    }
    [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null || {
        say "making .venv"
        "$PYTHON" -m venv --clear .venv
    }
    { command -v g++ && pkg-config --exists icu-i18n; } >/dev/null 2>&1 ||
        debian g++ pkg-config libicu-dev python3-dev ||
        say "PyICU, which rigour needs, is built from source: as root, apt-get install g++ pkg-config libicu-dev"
    say "installing Python packages into .venv (the first time takes a minute)"
    .venv/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
    .venv/bin/python -m pip install --quiet "$@"
}

has_postgresql() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null; }
# not named chromium: `command -v` would find the function itself
has_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }

system() {
    missing=''
    has_postgresql || missing="$missing postgresql"
    has_chromium || missing="$missing chromium"
    command -v java >/dev/null || missing="$missing default-jre-headless"
    command -v tesseract >/dev/null || missing="$missing tesseract-ocr"
    command -v soffice >/dev/null || missing="$missing libreoffice-writer-nogui"
    [ -z "$missing" ] && return
    # shellcheck disable=SC2086  # one word a package
    debian $missing || say "not here:$missing. Tests that need them will be skipped. As root: apt-get install$missing"
}

case "${1:-}" in
    run) venv -e . && touch .venv/run.stamp ;;
    dev) venv -e . --group dev && touch .venv/run.stamp .venv/dev.stamp ;;
    system) system ;;
    *) say 'say run, dev or system'; exit 2 ;;
esac
