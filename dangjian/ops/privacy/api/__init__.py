"""Routes: `/api/v1/ops/privacy`, `/api/v1/ops/my-data`, `/api/v1/ops/my-requests`, `/api/v1/ops/privacy-requests`."""

from dangjian.ops.privacy.api import data, requests

__all__ = ["data", "requests"]
