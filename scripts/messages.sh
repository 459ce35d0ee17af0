#!/bin/sh
# Gather the Chinese sentences from code and templates, bring every catalogue up to date, compile.
set -eu
cd "$(dirname "$0")/.."

pot=$(mktemp)
trap 'rm -f "$pot"' EXIT
.venv/bin/pybabel -q extract -F pyproject.toml -k _l -k N_ --no-location --sort-output \
    --project "jiayuan-gongyi" --copyright-holder "家园共议 contributors" -o "$pot" portal templates
[ -d translations/en ] || .venv/bin/pybabel -q init -l en -i "$pot" -d translations
.venv/bin/pybabel -q update -i "$pot" -d translations --no-wrap --ignore-pot-creation-date
.venv/bin/pybabel -q compile -d translations
.venv/bin/python -m scripts.untranslated translations/en/LC_MESSAGES/messages.po
