# make map    make the environment and run the main job on the bundled sample
# make test   make the environment and run the tests, browser tests included
# make check  lint, format and types; of the page's script too, with its unit tests, where npm is
# make lock   write requirements/*.txt anew (UPGRADE=--upgrade takes the newest versions)
# make bench  run the benchmarks, beside other methods where their packages can be had
# make mutants  name the slips in the code that no test notices (MUTANTS="--share 0.1": a tenth)
# make clean  remove the environment and what is made anew; maps/ stays

PYTHON := .venv/bin/python
LOCK := .venv/lock/bin
COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" $(LOCK)/uv pip compile --quiet --no-config \
	--universal --generate-hashes --no-annotate --python-version 3.12 $(UPGRADE) \
	pyproject.toml requirements/build.in

# One more than there are processors: many tests wait for a browser or a slow server.
WORKERS = $$($(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME
export GEOFINDER_PYTHON

.PHONY: map test check lock bench clean

map: .venv/run.stamp
	@.venv/bin/geofinder plan "East Sussex"

test: .venv/dev.stamp
	@scripts/get-chromium
	$(PYTHON) -m pytest --numprocesses $(WORKERS) --dist loadfile

check: .venv/dev.stamp
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	@if command -v npm >/dev/null; then $(PYTHON) scripts/vendor/vendor.py --check; \
	else echo "npm is not here: the vendored assets are not compared with the registry." >&2; fi
	@if command -v npm >/dev/null; then $(PYTHON) scripts/page/check.py; \
	else echo "npm is not here: the script of the page is not checked." >&2; fi

lock:
	$$(scripts/find-python) -m venv .venv/lock
	$(LOCK)/pip install --quiet uv
	$(COMPILE) --output-file requirements/run.txt
	$(COMPILE) --extra dev --constraints requirements/run.txt --output-file requirements/dev.txt

bench: .venv/dev.stamp
	@scripts/make-peers
	@for bench in benchmarks/*.py; do echo "== $$bench"; .venv/bench/bin/python "$$bench" || exit 1; done

.PHONY: mutants
mutants: .venv/dev.stamp
	@scripts/make-beside mutants requirements/mutants.txt
	@PATH="$$PWD/.venv/mutants/bin:$$PATH" nice .venv/mutants/bin/python scripts/mutants.py $(MUTANTS)

clean:
	rm -rf .venv mutants build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis scripts/page/node_modules

.venv/%.stamp: requirements/%.txt pyproject.toml scripts/make-env
	@scripts/make-env $*
