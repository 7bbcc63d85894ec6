"""Routes of the process engine: `/api/v1/foundation/process`."""

from dangjian.foundation.process.api import cases, definitions, files, moves

__all__ = ["cases", "definitions", "files", "moves"]
