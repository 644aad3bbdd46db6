# Everything in one command each. Nothing is installed outside .venv.
#   make serve    install and serve on http://localhost:8080 (ARGS="--https" for phones on the network)
#   make test     install all and pass the tests          (ARGS="tests/server -k sign_in" for some)
#   make test-databases   the tests that open a database, on PostgreSQL and on MySQL or MariaDB
#   make check    lint, types, scripts of the pages
#   make bench    print the figures with their spread
#   make bench-versus     the same network by other servers beside Numeral (ARGS="--clients 1 8 64")
#   make wheel    build a wheel with pages and weights inside
#   make clean    remove what these commands made; never var/, which holds your data

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
ARGS ?=

# Database servers whose user may create databases; the tests make their own in there and drop them again.
POSTGRESQL ?= postgresql+asyncpg://postgres@127.0.0.1:5432/postgres
MYSQL ?= mysql+asyncmy://root@127.0.0.1:3306/mysql

.PHONY: serve test test-databases test-postgresql test-mysql check bench bench-versus wheel clean
.DEFAULT_GOAL := serve

serve: .venv/serve.stamp
	@$(BIN)/numeral serve $(ARGS)

test: .venv/test.stamp
	$(BIN)/python -m pytest $(ARGS)

test-databases: test-postgresql test-mysql

test-postgresql: .venv/test.stamp
	NUMERAL_TEST_DATABASE_URL='$(POSTGRESQL)' $(BIN)/python -m pytest -m database tests/server $(ARGS)

test-mysql: .venv/test.stamp
	NUMERAL_TEST_DATABASE_URL='$(MYSQL)' $(BIN)/python -m pytest -m database tests/server $(ARGS)

check: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@if command -v node >/dev/null; then node --test tests/web; \
	else echo "node is not installed: the scripts of the pages were not tested" >&2; fi

bench: .venv/test.stamp
	$(BIN)/python -m tests.benchmarks $(ARGS)

bench-versus: .venv/servers.stamp
	$(BIN)/python -m tests.benchmarks.versus $(ARGS)

wheel: .venv/serve.stamp
	$(BIN)/python -m pip --disable-pip-version-check wheel --quiet --no-deps --wheel-dir dist .

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps are younger than pyproject.toml for as long as what it asks for is installed.
.venv/serve.stamp: pyproject.toml | .venv/python.stamp
	@echo "Installing Numeral and what it needs. The first time takes a few minutes." >&2
	$(PIP) --editable .
	@touch $@

.venv/test.stamp: pyproject.toml | .venv/python.stamp
	@echo "Installing Numeral, what it needs and what its tests need." >&2
	$(PIP) --editable '.[test]'
	@touch $@ .venv/serve.stamp

.venv/servers.stamp: pyproject.toml | .venv/python.stamp
	@echo "Installing Numeral and the servers that it is compared with." >&2
	$(PIP) --editable '.[servers]'
	@touch $@ .venv/serve.stamp

.venv/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "Numeral needs Python 3.11 or later. Install it, then: make PYTHON=python3.12" >&2; exit 2; }
	$(PYTHON) -m venv .venv
	@touch $@
