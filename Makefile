# run · test · check · fix · bench · fresh. Each bootstraps what it needs into this folder.
.PHONY: run test check fix bench fresh

check:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports --no-cache
	.venv/bin/mypy

test:
	.venv/bin/pytest

fix:
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
