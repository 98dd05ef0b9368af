# make run      install what is needed here, prepare, serve with the demonstration data    PORT=8000 HOST=127.0.0.1 DATA_DIR=var
# make test     all tests (a browser is installed when there is none)
# make check    linters, types, house rules          make fix    automatic corrections
# make bench    benchmarks as ratios; ONLY=name      make fresh  stop and forget the local data
# make drill    processes killed, a moment found again, a primary lost, an instance harvested by another: what is promised, tried; ONLY=name
# make axe      every page that a demonstration which runs leads to, by each role, light and dark    BASE=http://127.0.0.1:8000
# make fuzz     the API, the forms and every order of actions, tried for as long as it takes (about a quarter of an hour)
# make audit    known weaknesses of the locked versions, from a public list: needs the network
# make lock     requirements from pyproject.toml     make data  the reference geography again from its sources
# make vendor   the detailed map's library again from its packages
# make proconnect  a stricter provider to try ProConnect with than the one that `make run` starts by itself
.PHONY: proconnect run test check fix bench drill axe fuzz audit fresh lock data vendor screenshots
PYTHON_HERE = .venv/bin/python

run:
	@sh bin/bootstrap run && exec $(PYTHON_HERE) -m config.run

test:
	@sh bin/test

check:
	@sh bin/bootstrap dev
	$(PYTHON_HERE) -m ruff check .
	$(PYTHON_HERE) -m ruff format --check .
	.venv/bin/lint-imports --no-cache
	$(PYTHON_HERE) -m mypy
	DEBUG=1 $(PYTHON_HERE) manage.py makemigrations --check --dry-run

fix:
	@sh bin/bootstrap dev
	$(PYTHON_HERE) -m ruff check --fix .
	$(PYTHON_HERE) -m ruff format .

bench:
	@sh bin/bootstrap dev && exec $(PYTHON_HERE) -m bench

drill:
	@sh bin/bootstrap dev && exec $(PYTHON_HERE) -m drills

axe:
	@sh bin/bootstrap dev && CHROMIUM=$$(sh bin/browser) exec $(PYTHON_HERE) -m tests.walk

fuzz:
	@sh bin/bootstrap dev && FUZZ=1 exec $(PYTHON_HERE) -m pytest -n "$${TEST_PROCESSES:-2}" -m "not browser" \
		tests/test_states.py tests/test_hostile.py frenchimpact/opendata/tests/test_schema.py

# Exact versions and hashes go in, nothing is installed. 1 when a version is known to be weak.
audit:
	@sh bin/bootstrap dev && exec "$$(command -v uv || echo "$$PWD/.tools/uv/bin/uv")" tool run pip-audit --require-hashes --disable-pip \
		-r requirements.txt -r requirements-etat.txt -r requirements-dev.txt

fresh:
	@if [ -x $(PYTHON_HERE) ]; then exec $(PYTHON_HERE) -m config.fresh; fi

# Hash-pinned and without any address. UPGRADE=1 takes newer versions; without it only what pyproject.toml asks for moves.
lock:
	@sh bin/lock

# The reference data of geography, made again from its sources (docs/data.md).
data:
	@sh bin/bootstrap dev && exec $(PYTHON_HERE) -m data.build

# The detailed map's library, from its npm packages; what comes out is committed (docs/data.md).
vendor:
	@sh bin/bootstrap dev && exec $(PYTHON_HERE) -m data.map_library

# A provider as strict as ProConnect, with people of the demonstration: then, in another terminal,
# PROCONNECT_URL=http://localhost:9400 PROCONNECT_CLIENT_ID=essai PROCONNECT_CLIENT_SECRET=essai make run
proconnect:
	@sh bin/bootstrap dev && exec $(PYTHON_HERE) -m tests.proconnect

# The pictures of the README, from a demonstration that runs (`make run`).
screenshots:
	@sh bin/bootstrap dev && exec $(PYTHON_HERE) bin/screenshots.py
