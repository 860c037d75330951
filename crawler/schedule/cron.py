"""A line for crontab(5): with a lock, a spread of starts, and mail or an alert on failure."""

from __future__ import annotations

from crawler.schedule.plan import Plan, shell


def crontab(plan: Plan) -> str:
    """The lines to add with ``crontab -e``.

    The start is put off by some minutes that depend on the cities alone, so that the line needs no
    chance. cron mails what the job prints; a crawl that goes well prints nothing.
    """
    minute = plan.hour * 60 + plan.minute + plan.delay_min
    crawl = f'flock -n "$HOME/.{plan.name}.lock" {shell(plan.crawl)} || {shell(plan.tell)}'
    return (
        f"# Kronika: {', '.join(plan.cities)}. Times are Polish where cron knows CRON_TZ.\n"
        "CRON_TZ=Europe/Warsaw\n"
        f"{minute % 60} {minute // 60 % 24} * * * {_escaped(crawl)}\n"
    )


def _escaped(line: str) -> str:
    """A percent sign is a line break to cron."""
    return line.replace("%", "\\%")
