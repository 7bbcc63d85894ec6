"""PostgreSQL only: elsewhere there is no row-level security, and nothing here is collected."""

from __future__ import annotations

from django.db import connection

collect_ignore_glob = ["test_*.py"] if connection.vendor != "postgresql" else []
