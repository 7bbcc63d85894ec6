"""Reading figures and warnings is reading the trail: the right is that of the trail itself."""

from dangjian.ops.settings.permissions import VIEW_AUDIT

__all__ = ["VIEW_AUDIT"]
