"""PostgreSQL only: elsewhere there is no row-level security, and nothing but the file that says so is collected."""

from __future__ import annotations

from django.db import connection

_ELSEWHERE = [
    "test_forbidden.py",
    "test_no_answer.py",
    "test_plans.py",
    "test_policies.py",
    "test_processes.py",
    "test_registry.py",
]
collect_ignore = _ELSEWHERE if connection.vendor != "postgresql" else []
