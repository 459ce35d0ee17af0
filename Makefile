# `make` alone lists the targets.

SHELL := /bin/sh
BIN := .venv/bin
PO := $(wildcard translations/*/LC_MESSAGES/messages.po)
MO := $(PO:.po=.mo)
HOST ?= 127.0.0.1
PORT ?= 8000
JOBS ?= 2
T ?=
# What stands in front of the paths on printed letters.
export PUBLIC_URL ?= http://$(HOST):$(PORT)

.PHONY: help setup venv catalogues demo test check bench format messages migration lock

help:
	@awk -F ' *## *' '/^[a-z]+:.*##/ { sub(/:.*/, "", $$1); printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: venv catalogues ## The virtual environment and the system packages, once
	@scripts/system.sh

venv:
	@scripts/setup.sh

# A compiled catalogue follows its source, so that nobody serves old words.
catalogues: venv $(MO)

%.mo: %.po
	@$(BIN)/pybabel -q compile -i $< -o $@

demo: catalogues ## Set up, fill a demonstration district and serve it
	@$(BIN)/flask db upgrade
	@$(BIN)/flask demo load
	@exec $(BIN)/flask serve --host $(HOST) --port $(PORT)

test: setup ## Set up and run every check; make test T=tests/voting for a few
	@scripts/test.sh $(JOBS) $(T)

check: venv ## Only what needs no test run: style, types, templates, layers
	@scripts/check.sh

bench: catalogues ## The performance table, ours beside the references, in one run
	@$(BIN)/python -m tests.bench.run

format: venv ## Put the code in order
	@$(BIN)/ruff check -q --fix --exit-zero . && $(BIN)/ruff format -q .

messages: venv ## Gather words to translate, and compile them
	@scripts/messages.sh

migration: venv ## Write the next numbered migration; M="Say where a community is"
	@scripts/migration.sh "$(M)"

lock: venv ## Pin the newest allowed versions of what setup.cfg names
	@scripts/lock.sh
