"""A systemd service and timer, and a service that tells of failures."""

from __future__ import annotations

from crawler.schedule.plan import JITTER_MIN, Plan, unit

_SERVICE = """\
[Unit]
Description=Kronika: crawl {cities}
Wants=network-online.target
After=network-online.target
OnFailure={name}-failed.service

[Service]
Type=exec
ExecStart={crawl}
# One run of a city at a time: Kronika locks it in the archive, and systemd starts no second one.
TimeoutStartSec=infinity
RuntimeMaxSec=23h
# Ctrl-C once: what is in flight is finished and kept.
KillSignal=SIGINT
TimeoutStopSec=10min
SuccessExitStatus=130
Nice=10
IOSchedulingClass=idle
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=full
"""
_FAILED = """\
[Unit]
Description=Kronika: tell that {cities} went wrong

[Service]
Type=oneshot
ExecStart={tell}
# The state itself ends with 6 when a city is stale; that is the news, not a failure.
SuccessExitStatus=6
"""
_TIMER = """\
[Unit]
Description=Kronika: crawl {cities} every day

[Timer]
OnCalendar=*-*-* {hour:02}:{minute:02}:00 Europe/Warsaw
RandomizedDelaySec={jitter}min
FixedRandomDelay=yes
# A day on which the computer was off is made up for.
Persistent=yes

[Install]
WantedBy=timers.target
"""


def units(plan: Plan) -> dict[str, str]:
    """The unit files by name."""
    facts = {
        "name": plan.name,
        "cities": ", ".join(plan.cities),
        "crawl": unit(plan.crawl),
        "tell": unit(plan.tell),
        "hour": plan.hour,
        "minute": plan.minute,
        "jitter": JITTER_MIN,
    }
    return {
        f"{plan.name}.service": _SERVICE.format(**facts),
        f"{plan.name}.timer": _TIMER.format(**facts),
        f"{plan.name}-failed.service": _FAILED.format(**facts),
    }
