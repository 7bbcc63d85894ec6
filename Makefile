# Two commands for everyone: `make run` and `make test`. `make help` lists the rest.
.PHONY: help run test lint types imports migrations test-sqlite test-pg web-test contracts journeys faults bench mutation machines \
	contract dev clean

# The checks and `make run` start many processes: each would compile every module again where the environment forbids
# Python to keep what it compiled.
export PYTHONPYCACHEPREFIX := $(CURDIR)/.build/pycache
export PYTHONDONTWRITEBYTECODE :=

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: ## install what is missing, prepare the demo enterprise, serve http://127.0.0.1:8000 (PORT= for another)
	@scripts/run.sh

test: ## everything that must hold: linters, both data bases, web project, contracts, browser journeys, faults
	@scripts/setup.sh dev node postgres chromium fonts slapd poppler
	@.venv/bin/python scripts/check.py

lint types imports migrations:
	@scripts/setup.sh dev
	@.venv/bin/python scripts/check.py $@

test-sqlite:
	@scripts/setup.sh dev fonts slapd poppler
	@.venv/bin/python scripts/check.py $@

test-pg:
	@scripts/setup.sh dev postgres fonts slapd poppler
	@.venv/bin/python scripts/check.py $@

web-test contracts:
	@scripts/setup.sh dev node
	@.venv/bin/python scripts/check.py $@

journeys:
	@scripts/setup.sh dev web chromium fonts
	@.venv/bin/python scripts/check.py $@

faults: ## kill -9 at 1,000 random points on each data base, and in the middle of imports (hours; FAULT_POINTS= for fewer)
	@scripts/setup.sh dev postgres
	@FAULT_POINTS=$${FAULT_POINTS:-1000} FAULT_ROUNDS=$${FAULT_ROUNDS:-5} TEST_COMMAND_SECONDS=14400 \
		.venv/bin/python scripts/check.py faults

bench: ## the figures the product must reach, as ratios to a minimal endpoint measured in the same run
	@scripts/setup.sh dev postgres
	@.venv/bin/python tests/load/bench.py

mutation: ## take every belt of the rights off in turn; the authorisation matrix must notice at least 95 %
	@scripts/setup.sh dev
	@.venv/bin/python scripts/mutate_access.py

machines: ## 10,000 random sequences through every state machine (hours; MACHINE_RUNS= for fewer)
	@scripts/setup.sh dev
	@MACHINE_RUNS=$${MACHINE_RUNS:-10000} .venv/bin/python -m pytest -q --timeout=0 -n 2 --dist=loadfile \
		$$(find tests -name 'test_machine.py')

contract: ## export the OpenAPI document and generate the TypeScript client from it
	@scripts/setup.sh dev node
	@.venv/bin/python manage.py export_openapi --settings=dangjian.project.settings_test
	@cd web && npm run --silent api

dev: ## the environment for developers
	@scripts/setup.sh dev node

clean: ## remove what was built (not the data in var/)
	rm -rf .build .venv web/node_modules web/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
