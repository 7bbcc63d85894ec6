"""The register, what is kept about oneself, requests about it, and what is concluded by rule."""

from dangjian.ops.privacy.queries.data import looks_at_me, my_data, register
from dangjian.ops.privacy.queries.decisions import my_decisions
from dangjian.ops.privacy.queries.requests import counts, my_requests, options, request_to_answer, requests_to_answer

__all__ = [
    "counts",
    "looks_at_me",
    "my_data",
    "my_decisions",
    "my_requests",
    "options",
    "register",
    "request_to_answer",
    "requests_to_answer",
]
