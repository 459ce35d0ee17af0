#!/bin/sh
# Style, types, templates and layers: what can be said without running the tests. All are run; one failure fails.
set -u
cd "$(dirname "$0")/.."

failed=0
say() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        echo "ok      $name"
    else
        failed=1
        echo "$output"
        echo "FAILED  $name"
    fi
}

say "ruff check" .venv/bin/ruff check -q .
say "ruff format" .venv/bin/ruff format -q --check .
say "mypy" .venv/bin/mypy
say "djlint" .venv/bin/djlint --quiet --lint templates
say "lint-imports" .venv/bin/lint-imports
exit $failed
