#!/bin/sh
# migration.sh "MESSAGE": the next numbered migration, from what the models say against a database at the head.
set -eu
cd "$(dirname "$0")/.."

if [ -z "${1:-}" ]; then
    echo 'make migration M="Say where a community is"' >&2
    exit 2
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export DATABASE_URL="sqlite:///$scratch/head.db" PORTAL_INSTANCE="$scratch"
.venv/bin/flask db upgrade
.venv/bin/flask db migration -m "$1"
.venv/bin/ruff format -q portal/migrations/versions
echo "Read it, make it go both ways, and run: make test T=tests/rules/test_migrations.py"
