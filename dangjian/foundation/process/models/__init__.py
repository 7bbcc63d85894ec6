"""Definitions, cases, the steps that were entered, people's parts in them, documents and the history."""

from dangjian.foundation.process.models.cases import Case, CaseDocument, CaseEntry, Part, StepRun
from dangjian.foundation.process.models.definitions import ProcessDefinition, Stage

__all__ = ["Case", "CaseDocument", "CaseEntry", "Part", "ProcessDefinition", "Stage", "StepRun"]
