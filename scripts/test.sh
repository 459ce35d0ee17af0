#!/bin/sh
# test.sh JOBS [PATH...]: every check, and the tests on SQLite and PostgreSQL; with PATHs only their tests.
# pytest comes last, so that its closing line is the last one read.
set -u
cd "$(dirname "$0")/.."

jobs=$1
shift
checks=0
if [ $# = 0 ]; then
    scripts/check.sh || checks=1
    set -- -n "$jobs" tests
fi
.venv/bin/python -m pytest --database all "$@"
tests=$?
[ "$checks" = 0 ] || exit 1
exit "$tests"
