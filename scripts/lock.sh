#!/bin/sh
# Pin what setup.cfg names, with hashes and without naming where the files come from. One upgrade, one commit.
set -eu
cd "$(dirname "$0")/.."

tools=$(mktemp -d)
trap 'rm -rf "$tools" *.egg-info' EXIT
python3 -m venv "$tools" && "$tools/bin/pip" install -q uv
compile() {
    "$tools/bin/uv" pip compile -q --upgrade --generate-hashes --universal --python-version 3.11 --no-header \
        setup.cfg "$@"
}
compile -o requirements.txt
compile --extra dev -c requirements.txt -o requirements-dev.txt
