# One word for each thing one does here; `make` alone lists them.

PYTHON ?= python
WORKERS ?= auto
LINT_IMPORTS ?= $(shell dirname "$$(command -v $(PYTHON))")/lint-imports
BROWSER := tests/browser/node_modules/.installed

.PHONY: help test lint types layers site pytest format examples reference pictures

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/ -/'

test: lint types layers site pytest ## everything that must hold before a change lands

lint: ## style
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: ## mypy, strict
	$(PYTHON) -m mypy

layers: ## imports go down only
	$(LINT_IMPORTS)

site: ## the documentation as a site, in build/site
	$(PYTHON) -m sphinx -q -W -n --keep-going -b html docs build/site

pytest: $(BROWSER) ## tests, with every example of the documentation
	$(PYTHON) -m pytest -n $(WORKERS) --dist loadfile

format: ## rewrite the files in the project's style
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

examples: ## put what the examples print now into the documents
	$(PYTHON) -m tests.documents

reference: ## write the generated pages of the reference and the gallery
	$(PYTHON) -m docs.reference.build
	$(PYTHON) -m docs.gallery.build

pictures: ## the pictures of the notebook and of the worked lecture
	$(PYTHON) -m docs.images.make
	page=$$(mktemp --suffix=.html) && nablatex solve -o $$page && \
	    $(PYTHON) -m tests.browser.chromium $$page docs/images/worked-lecture.png p4-1 && rm $$page

# MathJax, for the tests that ask it to accept what the printer writes. Without npm those tests
# are skipped with a message, except under CI, where they fail.
$(BROWSER): tests/browser/package.json
	@if command -v npm >/dev/null; then \
	    cd tests/browser && npm install --silent --no-audit --no-fund --no-package-lock && touch node_modules/.installed; \
	else echo "npm is not installed: the MathJax tests will be skipped"; fi
