"""A workflow for GitHub Actions that keeps its archive in the runner's cache."""

from __future__ import annotations

import json

from crawler.schedule.plan import Plan, shell

_WORKFLOW = """\
# Kronika: {cities}. GitHub knows UTC only: {hour:02}:{minute:02} here is {local} in Polish winter.
name: {name}
on:
  schedule:
    - cron: "{minute} {hour} * * *"
  workflow_dispatch:
permissions:
  contents: read
concurrency:
  group: {name}
  cancel-in-progress: false
jobs:
  crawl:
    runs-on: ubuntu-latest
    timeout-minutes: 350
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install --no-deps --require-hashes -r requirements.lock
      - run: python -m pip install --no-deps .
      - uses: actions/cache@v4
        with:
          path: {archive}
          key: {name}-${{{{ github.run_id }}}}
          restore-keys: {name}-
      - name: Crawl
        run: {crawl}
      - name: Tell how it is
        if: failure()
        run: {tell}
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: reports
          path: {reports}
"""


def workflow(plan: Plan) -> str:
    """The file for ``.github/workflows/``. The archive lies in the checkout, whatever the plan."""
    utc = plan.hour * 60 + plan.minute + plan.delay_min - 60
    return _WORKFLOW.format(
        name=plan.name,
        cities=", ".join(plan.cities),
        hour=utc // 60 % 24,
        minute=utc % 60,
        local=f"{(utc // 60 + 1) % 24:02}:{utc % 60:02}",
        archive=json.dumps(str(plan.archive)),
        reports=json.dumps(f"{plan.archive}/reports"),
        crawl=_line(plan.crawl),
        tell=_line(plan.tell),
    )


def _line(words: list[str]) -> str:
    """A shell line as a YAML scalar: JSON is YAML."""
    return json.dumps(shell(words), ensure_ascii=False)
