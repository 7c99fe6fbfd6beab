# make map    make the environment and run the main job on the bundled sample
# make test   make the environment and run the tests, browser tests included
# make check  lint, format and types; of the page's script too, with its unit tests, where npm is
# make lock   write requirements/*.txt anew (UPGRADE=--upgrade takes the newest versions)
# make fuzz   try damaged and hostile input: CASES=100000 or more, other cases each time
# make coverage  run the tests and say which branches none takes; fails under 92 in 100
# make kills  kill writers at random moments and see what they leave: KILLS=200 or more
# make licences  write docs/licences.md anew: whose work this is made with, under which licence
# make audit  ask whether a locked package has a known vulnerability
# make bench  run the benchmarks, beside other methods where their packages can be had
# make mutants  name the slips in the code that no test notices (MUTANTS="--share 0.1": a tenth)
# make clean  remove the environment and what is made anew; maps/ stays

PYTHON := .venv/bin/python
LOCK := .venv/lock/bin
COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" $(LOCK)/uv pip compile --quiet --no-config \
	--universal --generate-hashes --no-annotate --python-version 3.12 $(UPGRADE) \
	--only-binary :all: --emit-build-options
OURS = pyproject.toml requirements/build.in

CASES = 100000
KILLS = 200
# One more than there are processors: many tests wait for a browser or a slow server.
WORKERS = $$($(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME
export GEOFINDER_PYTHON

.PHONY: map test fuzz coverage kills mutants check lock licences audit bench clean

map: .venv/run.stamp
	@.venv/bin/geofinder plan "East Sussex"

test: .venv/dev.stamp
	@scripts/get-chromium
	$(PYTHON) -m pytest --numprocesses $(WORKERS) --dist loadfile

fuzz: .venv/dev.stamp
	@scripts/get-chromium
	GEOFINDER_FUZZ=$(CASES) $(PYTHON) -m pytest tests/fuzz --numprocesses $(WORKERS) --dist worksteal

coverage: .venv/dev.stamp
	@scripts/get-chromium
	rm -rf .coverage && mkdir .coverage
	$(PYTHON) -m coverage run -m pytest --numprocesses $(WORKERS) --dist loadfile
	$(PYTHON) -m coverage combine --quiet
	$(PYTHON) -m coverage report
	$(PYTHON) scripts/branches.py

kills: .venv/dev.stamp
	$(PYTHON) -m tests.kills --kills $(KILLS)

check: .venv/dev.stamp
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(PYTHON) scripts/make-licences.py --check
	@if command -v npm >/dev/null; then $(PYTHON) scripts/vendor/vendor.py --check; \
	else echo "npm is not here: the vendored assets are not compared with the registry." >&2; fi
	@if command -v npm >/dev/null; then $(PYTHON) scripts/page/check.py; \
	else echo "npm is not here: the script of the page is not checked." >&2; fi

lock:
	$$(scripts/find-python) -m venv .venv/lock
	$(LOCK)/pip install --quiet --require-hashes -r requirements/lock.txt
	$(COMPILE) $(OURS) --output-file requirements/run.txt
	$(COMPILE) $(OURS) --extra dev --constraints requirements/run.txt --output-file requirements/dev.txt
	$(COMPILE) requirements/bench.in --constraints requirements/dev.txt \
		--output-file requirements/bench.txt
	for name in audit lock mutants; do \
		$(COMPILE) requirements/$$name.in --output-file requirements/$$name.txt || exit 1; done

licences: .venv/dev.stamp
	$(PYTHON) scripts/make-licences.py

audit: .venv/dev.stamp
	$(PYTHON) scripts/make-audit.py

bench: .venv/dev.stamp
	@scripts/make-beside bench requirements/bench.txt || \
	echo "Other methods could not be installed: geofinder is not compared with them." >&2
	@for bench in benchmarks/*.py; do echo "== $$bench"; .venv/bench/bin/python "$$bench" || exit 1; done

mutants: .venv/dev.stamp
	@scripts/make-beside mutants requirements/mutants.txt
	@PATH="$$PWD/.venv/mutants/bin:$$PATH" nice .venv/mutants/bin/python scripts/mutants.py $(MUTANTS)

clean:
	rm -rf .venv build dist mutants .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache \
		scripts/page/node_modules

.venv/%.stamp: requirements/%.txt pyproject.toml scripts/make-env
	@scripts/make-env $*
