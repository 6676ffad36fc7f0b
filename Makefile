# `make dataset` and `make test` need nothing but python3 and pip: each makes the virtual environment .venv and installs
# what is pinned in requirements/ where it is missing or older than the pins.  `make` alone lists the targets.

PYTHON ?= python3
RUN := .venv/bin/python
# Build tools come from requirements/build.txt, pinned like the rest, so nothing unpinned is fetched on the way.
INSTALL := $(RUN) -m pip install -qq --disable-pip-version-check --no-input --no-build-isolation
BASE := .venv/base.stamp
DEV := .venv/dev.stamp

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help dataset check accept diff view site workbook database accuracy test lint slow fuzz snapshots mutants browser notebooks outputs bench docs screenshot ocr lock format clean

help: ## list the targets | 列出全部目标
	@awk -F ':.*## | [|] ' '/^[a-z]+:.*## /{ printf "  make %-11s %-58s %s\n", $$1, $$2, $$3 }' Makefile

# ── the dataset ──────────────────────────────────────────────────────────────────────────────────────

dataset: $(BASE) ## raw/ into data/ | 由 raw/ 生成 data/
	@$(RUN) -m pipeline build

check: $(BASE) ## rebuild aside and say what differs from data/ | 另行重建并与 data/ 比较
	@$(RUN) -m pipeline check

accept: $(BASE) ## keep the counts of NOTICE=… as seen and right | 认可 NOTICE=… 的计数
	@$(RUN) -m pipeline accept $(NOTICE)

diff: $(BASE) ## compare all neighbouring years, or [OLD=… NEW=…] [FAIL_ON=…] | 比较各相邻年度
	@$(RUN) -m pipeline diff $(OLD) $(NEW) --fail-on "$(FAIL_ON)"

view: $(BASE) ## a page to check each notice by eye, in view/ | 生成核对页面，写入 view/
	@$(RUN) -m pipeline view

site: $(BASE) ## one place for all notices, in site/, no server needed | 生成全部通知的网站，写入 site/
	@$(RUN) -m pipeline site

workbook: $(BASE) ## the supervision ledgers, in workbook/ | 生成督办台账，写入 workbook/
	@$(RUN) -m pipeline workbook

database: $(BASE) ## one file to ask: DuckDB, and SQLite for Datasette | 生成 DuckDB 与 SQLite 数据库
	@$(RUN) -m pipeline database

accuracy: $(BASE) ## measure annotated notices, [NOTICES=your own], and a scripted next year | 衡量准确率
	@$(RUN) -m pipeline accuracy "$(or $(NOTICES),tests/annotated)"
	@echo "A next year made by script from the 2024 notice, P precision and R recall of the comparison:"
	@PYTHONPATH=. $(RUN) tests/second_year.py

ocr: $(BASE) .venv/ocr.stamp ## install what reading scans needs | 安装识别扫描件所需的软件
	@:

# ── the tests ────────────────────────────────────────────────────────────────────────────────────────

test: lint ## lint, types and the tests | 代码检查、类型检查与测试
	@$(RUN) -m pytest -n auto $(ARGS)

lint: $(DEV) ## style and types alone | 仅代码与类型检查
	@$(RUN) -m ruff check --quiet
	@$(RUN) -m ruff format --check --quiet
	@$(RUN) -m mypy
	@.venv/bin/lint-imports --no-cache >.venv/imports.log || { cat .venv/imports.log; exit 1; }

slow: $(DEV) ## the tests that take long | 耗时较长的测试
	@$(RUN) -m pytest -m slow -n auto --dist worksteal $(ARGS)

fuzz: $(DEV) ## made-up notices and damaged files, read: [COUNT=2000] [SEED] | 以编造的通知和损坏的文件考验读取
	@$(RUN) -m pip install --quiet --disable-pip-version-check --only-binary :all: atheris==3.0.0 2>/dev/null || true
	@PYTHONPATH=.:tests $(RUN) tests/fuzz_notices.py $(or $(COUNT),2000) $(SEED)
	@PYTHONPATH=.:tests $(RUN) tests/fuzz_readers.py $$(($(or $(COUNT),2000) / 4)) $(SEED)

snapshots: $(DEV) ## what is read of all test notices, written anew | 重写各测试通知的读取结果
	@PYTHONPATH=. $(RUN) tests/snapshots.py

mutants: $(DEV) ## small bugs on purpose, how many are caught: [COUNT=100] [SEED=1] [NOTICES=…] | 变异测试
	@PYTHONPATH=. nice $(RUN) tests/mutants.py $(or $(COUNT),100) $(or $(SEED),1) "$(NOTICES)"

browser: $(DEV) ## the pages in Chromium | 在 Chromium 中测试页面
	@$(RUN) -m pytest -m browser -n auto $(ARGS)

notebooks: $(DEV) ## execute the notebooks | 执行 notebooks/
	@$(RUN) -m pytest -m notebooks -n auto $(ARGS)

outputs: $(DEV) ## execute the notebooks and keep what they show | 执行 notebooks/ 并保存输出
	@PYTHONPATH=. $(RUN) notebooks/execute.py

bench: $(DEV) .venv/bench.stamp ## speed, beside jieba and a general extractor | 速度，与 jieba 及通用抽取器对比
	@PYTHONPATH=. $(RUN) tests/bench.py $(ARGS)

# ── upkeep ───────────────────────────────────────────────────────────────────────────────────────────

format: $(DEV) ## put the code into its style | 统一代码格式
	@$(RUN) -m ruff check --fix --quiet
	@$(RUN) -m ruff format

docs: $(BASE) ## the data dictionary anew from the columns, the picture from the imports | 重新生成数据字典与结构图
	@mkdir -p docs
	@$(RUN) -m pipeline.dataset.datapackage > .venv/data-dictionary.md
	@mv .venv/data-dictionary.md docs/data-dictionary.md
	@$(RUN) docs/picture.py
	@echo docs/data-dictionary.md docs/architecture.md

screenshot: $(DEV) ## the README's picture of the review page anew, with Chromium | 重拍 README 中核对页面的截图
	@PYTHONPATH=. $(RUN) docs/screenshot.py

# Run it with the oldest Python supported: its pins hold for the newer ones too.
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" .venv/lock/bin/python -m piptools compile --quiet --generate-hashes \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras --allow-unsafe pyproject.toml
lock: $(BASE) ## pin the newest versions of what is needed: [UPGRADE=--upgrade] | 锁定依赖版本
	@$(PYTHON) -m venv .venv/lock
	@.venv/lock/bin/python -m pip install -qq --disable-pip-version-check pip-tools==7.6.2
	@$(COMPILE) $(UPGRADE) -o requirements/build.txt --all-build-deps --only-build-deps
	@$(COMPILE) $(UPGRADE) -o requirements/base.txt
	@$(COMPILE) $(UPGRADE) -o requirements/dev.txt -c requirements/base.txt --extra dev --extra fast --extra notebooks --extra cluster
	@$(COMPILE) $(UPGRADE) -o requirements/ocr.txt -c requirements/dev.txt --extra ocr
	@$(COMPILE) $(UPGRADE) -o requirements/bench.txt -c requirements/dev.txt --extra bench

clean: ## remove the virtual environment and everything kept to save time | 删除虚拟环境与缓存
	@rm -rf .venv .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis build *.egg-info
	@find pipeline tests -name __pycache__ -type d -prune -exec rm -rf {} +

# ── the virtual environment ──────────────────────────────────────────────────────────────────────────

.venv/build.stamp: requirements/build.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " \
		+ sys.version.split()[0] + "; give another one: make PYTHON=python3.12 …")'
	@echo "Installing what is pinned in requirements/ into .venv (once) …"
	@$(PYTHON) -m venv .venv
	@$(INSTALL) --require-hashes -r requirements/build.txt
	@touch $@

$(BASE): .venv/build.stamp requirements/base.txt
	@$(INSTALL) --require-hashes -r requirements/base.txt
	@$(INSTALL) --no-deps --config-settings editable_mode=compat --editable .
	@touch $@

.venv/%.stamp: requirements/%.txt $(BASE)
	@echo "Installing requirements/$*.txt into .venv …"
	@$(INSTALL) --require-hashes -r requirements/$*.txt
	@touch $@
