# The book in two commands: make html, make test. Plain make lists the others.
VENV ?= .venv
PYTHON3 ?= python3
PORT ?= 8000
PYTHON = $(VENV)/bin/python
SPHINX = $(PYTHON) -m sphinx -W -n -j auto -c .
EXTENSION = PYTHONPATH=book:$$PYTHONPATH $(PYTHON) -m _ext
LANGUAGES = $(shell $(EXTENSION).languages)

export OMP_NUM_THREADS = 1
export PYTHONUNBUFFERED = 1

# The book's own environment is set up when it is missing or a pin has changed; another one (VENV=…) is taken as it is.
ifeq ($(VENV),.venv)
READY = .venv/ready
endif

.DEFAULT_GOAL = help
.PHONY: help html pdf epub test test-site test-versions test-gpu equations exhaustive serve translations seeds bench bench-gpu lint clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

html: $(READY)  ## the site in every language: build/html/index.html (ADDRESS=https://…/ if it has one)
	@for language in $(LANGUAGES); do \
		echo "== The book in the language $$language (the first one runs every script that changed)"; \
		$(SPHINX) $(if $(ADDRESS),-D html_baseurl=$(ADDRESS)$$language/) \
			-t $$language -b html -d build/doctrees/$$language book build/html/$$language || exit; \
	done
	@$(EXTENSION).start_page build/html
	@$(EXTENSION).not_found build/html $(ADDRESS)
	@echo "== Done. Open file://$(CURDIR)/build/html/index.html"

pdf: $(READY)  ## the book as a PDF in every language, in build/books; the site offers it when it is built next
	@for language in $(LANGUAGES); do \
		$(SPHINX) -t $$language -b singlehtml -d build/doctrees/$$language book build/singlehtml/$$language || exit; \
	done

epub: $(READY)  ## the same as an EPUB
	@for language in $(LANGUAGES); do \
		$(SPHINX) -t $$language -b epub -d build/doctrees/$$language book build/epub/$$language || exit; \
	done

test: $(READY)  ## every test: library, equations, book, translations, site
	@echo "== Tests of everything (add ARGS='-k name' for some)"
	@$(PYTHON) -m pytest -n auto --dist loadfile $(ARGS)

test-site: $(READY) tests/site/node_modules/.package-lock.json  ## the built site with axe, the Nu HTML checker and Lighthouse: needs node and java
	@$(PYTHON) -m pytest -n auto --dist load tests/site --deselect tests/site/test_lighthouse.py
	@$(PYTHON) -m pytest -rP tests/site/test_lighthouse.py  # it measures time, so nothing else runs

tests/site/node_modules/.package-lock.json: tests/site/package-lock.json
	@npm ci --prefix tests/site --ignore-scripts --no-audit --no-fund

test-versions:  ## the tests with every Python and PyTorch that can be had here; takes long
	@$(PYTHON3) tests/versions.py

test-gpu:  ## the tests that run on a GPU, with a Python that has torch for it (PYTHON3=…)
	@$(PYTHON3) -c 'import sys, torch; sys.exit(None if torch.cuda.is_available() else "no GPU that torch can use: nothing was tested")'
	@PYTHONPATH=lib:$$PYTHONPATH $(PYTHON3) -m pytest -m gpu $(wildcard tests/formulario/*/) $(ARGS)

equations: $(READY)  ## the equations alone, no figures
	@$(PYTHON) -m eqcheck book --library formulario --strict --cache build/equations

exhaustive: $(READY)  ## compare functions of one number at every float16 (minutes); the outcome is committed
	@$(PYTHON) -m eqcheck --library formulario --exhaustive

serve: $(READY)  ## the site at a local address, built anew at every change (PORT=8000)
	@$(EXTENSION).serve --port $(PORT)

translations: $(READY)  ## bring the catalogues in book/locale up to the English text
	@for language in $(wordlist 2,99,$(LANGUAGES)); do \
		$(PYTHON) -m sphinx -E -c . -t $$language -b catalogues -d build/doctrees/catalogues book build/catalogues || exit; \
	done

seeds: $(READY)  ## run the scripts that changed with three other sets of seeds (minutes); the outcome is committed
	@$(EXTENSION).other_seeds

bench: $(READY)  ## measure what the functions cost; the book shows the result that is committed
	@$(PYTHON) benchmarks/activations.py
	@$(PYTHON) benchmarks/losses.py
	@$(PYTHON) benchmarks/many_classes.py
	@$(PYTHON) benchmarks/passes.py
	@$(PYTHON) benchmarks/networks.py
	@echo "== Written to benchmarks/results"

bench-gpu:  ## the same on a GPU, with a Python that has torch for it (PYTHON3=…)
	@PYTHONPATH=lib:$$PYTHONPATH $(PYTHON3) benchmarks/gpu.py

lint: $(READY)  ## style, types, and who imports whom
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy
	@PYTHONPATH=lib:book $(VENV)/bin/lint-imports --no-cache

clean:  ## remove what was built; the environment stays
	rm -rf build book/gallery .pytest_cache .hypothesis .mypy_cache .ruff_cache
	find book/locale -name '*.mo' -delete

.venv/ready: requirements.txt pyproject.toml lib/eqcheck/pyproject.toml
	@echo "== Setting up .venv (once, and again when requirements.txt changes)"
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; $(PYTHON3) is $$($(PYTHON3) --version). Name another: make PYTHON3=python3.12"; exit 1; }
	@$(PYTHON3) -m venv .venv
	@.venv/bin/python -m pip install --disable-pip-version-check -r requirements.txt
	@.venv/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation \
		--editable . --editable lib/eqcheck
	@touch $@
