"""BPMN 2.0: definitions as other tools read and show them, and our subset of it read back."""

from dangjian.foundation.process.bpmn.reading import BpmnError, ReadBack, read_bpmn
from dangjian.foundation.process.bpmn.writing import write_bpmn

__all__ = ["BpmnError", "ReadBack", "read_bpmn", "write_bpmn"]
