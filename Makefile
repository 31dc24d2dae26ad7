# The commands. `make` alone lists them. Everything they need is installed by the first one that runs.
PYTHON := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help run test train evaluate bench check channel-check backup restore lock

help: ## 列出所有命令
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: ## 安装、(模型过期时)训练、启动,打印网址;Ctrl-C 停止
	@scripts/setup run && exec $(PYTHON) -m bot.launch

test: ## 安装并跑全部测试
	@scripts/setup test && scripts/test-tools && exec $(PYTHON) -m pytest -n 3 --dist loadfile

train: ## 训练模型(模型没过期就不训练)
	@scripts/setup run && exec $(PYTHON) -m bot.train

evaluate: ## 在盲测题上评测,和原装 Rasa、BM25 对照;报告在 var/evaluation/
	@scripts/setup test && exec $(PYTHON) -m benchmarks.evaluate

bench: ## 测速度和内存:真实进程、空闲端口、盲测题;装了十万个问题的工作台
	@scripts/setup test && $(PYTHON) -m benchmarks.bench && $(PYTHON) -m benchmarks.desk \
		&& exec $(PYTHON) -m benchmarks.console

check: ## 代码规范、类型、知识库检查
	@scripts/setup test
	@$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check . && $(PYTHON) -m mypy
	@$(PYTHON) -m bot.knowledge

backup: ## 备份问题库(运行中也可以),核对后放进 BOT_DATA/backups/
	@scripts/setup run && exec $(PYTHON) -m bot.desk.backup

restore: ## 恢复备份:make restore FILE=var/backups/desk-….db;原来的留在 desk.db.before-restore
	@scripts/setup run && exec $(PYTHON) -m bot.desk.backup --restore "$(FILE)"

channel-check: ## 检查 QQ、微信的设置哪里不对(不发送任何东西)
	@scripts/setup run && exec $(PYTHON) -m bot.front.channels.check

lock: ## 重新生成锁文件(维护者用)
	@scripts/setup run && scripts/lock
