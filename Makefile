# Everything runs in .venv, which is made at the first need from requirements.lock.

# What `make demo` runs; dvctt is on the PATH. The newest folder of a kind is the one just made.
newest = "$$(ls -td outputs/$(1)-* | head -1)"
DEMO = dvctt run baseline && dvctt plot $(call newest,baseline) \
    && dvctt compare baseline all-together && dvctt plot $(call newest,compare)

# Makes the fit again and ships it: posterior, best-fitting draw and the tables of its validation.
STUDY = $(call newest,calibrate)

PYTHON := .venv/bin/python
READY := .venv/ready

.DELETE_ON_ERROR:
.PHONY: demo test posterior gallery lint lock wheel clean

demo: $(READY)
	PATH="$(CURDIR)/.venv/bin:$$PATH" && $(DEMO)

test: $(READY)
	$(PYTHON) -m pytest -q -n 2 --dist worksteal

posterior: $(READY)
	.venv/bin/dvctt calibrate baseline
	$(PYTHON) tools/ship_study.py $(STUDY)

# Answers every shipped scenario in docs/gallery, from one ensemble, and the shipped search.
SEARCH = fifty-percent-by-2027

gallery: $(READY)
	.venv/bin/dvctt compare baseline \
	    $(filter-out baseline,$(basename $(notdir $(wildcard scenarios/*.yaml))))
	.venv/bin/dvctt search $(SEARCH)
	$(PYTHON) tools/gallery.py $(call newest,compare) $(call newest,search)

lint: $(READY)
	$(PYTHON) -m ruff check .

# Keeps the versions that still fit; `make lock UPGRADE=--upgrade` takes the newest.
lock: $(READY)
	.venv/bin/uv pip compile pyproject.toml --group dev --extra cluster --universal --python-version 3.12 \
	    --generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
	    $(UPGRADE) --quiet --output-file requirements.lock

# The wheel is built from the sdist, so both are proved to be complete.
wheel: $(READY)
	rm -rf dist
	$(PYTHON) -m build --no-isolation --outdir dist

# Leaves outputs/ alone.
clean:
	rm -rf .venv build dist .pytest_cache .ruff_cache .hypothesis
	find . -path ./outputs -prune -o -name __pycache__ -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml tools/make-venv.sh
	sh tools/make-venv.sh
	@echo "Installing the locked packages into .venv; the first time takes a minute or two."
	$(PYTHON) -m pip install --quiet --disable-pip-version-check \
	    --require-hashes --requirement requirements.lock
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps \
	    --no-build-isolation --editable .
	@touch $@
