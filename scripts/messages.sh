#!/bin/sh
# Gather the Chinese sentences from code and templates, bring every catalogue up to date, compile.
set -eu
cd "$(dirname "$0")/.."

pot=$(mktemp)
trap 'rm -f "$pot"' EXIT
.venv/bin/pybabel -q extract -F pyproject.toml --ignore-dirs ".*" -k _l -k N_ --no-location --sort-output \
    --project jiayuan-gongyi --version 0 --last-translator "家园共议 contributors" \
    --header-comment "# 家园共议 in another language; the Chinese source stands in code and templates." -o "$pot" .
[ -d translations/en ] || .venv/bin/pybabel -q init -l en -i "$pot" -d translations
.venv/bin/pybabel -q update -i "$pot" -d translations --no-wrap --ignore-obsolete --ignore-pot-creation-date
.venv/bin/pybabel -q compile -d translations
.venv/bin/python -m scripts.untranslated translations/en/LC_MESSAGES/messages.po
