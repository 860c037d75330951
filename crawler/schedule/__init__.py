"""Write what a computer needs to crawl every day by itself: systemd, cron or GitHub Actions."""

from crawler.schedule.plan import Plan

__all__ = ["Plan"]
