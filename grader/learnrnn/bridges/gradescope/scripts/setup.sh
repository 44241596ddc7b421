#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image: Python 3.11 or later and numpy, in a place of their own.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"

find_python() {  # the first that is new enough and can make virtual environments
    local each
    for each in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$each" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$each"
            return
        fi
    done
    return 1
}

if ! python=$(find_python); then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update
    apt-get install -y --no-install-recommends python3 python3-venv
    find_python >/dev/null || apt-get install -y --no-install-recommends python3.11 python3.11-venv
    python=$(find_python)
fi
umask 022  # the worker stops being root where others can read numpy
"$python" -m venv "$root/venv"
"$root/venv/bin/python" -m pip install --quiet -r "$root/source/requirements.txt"
chmod -R go-rwx "$root/source"  # one more wall around the solutions
