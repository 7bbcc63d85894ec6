"""Conditions and dates of process definitions in FEEL (DMN), a closed subset: read once, then evaluated within limits.

Nothing of Python is reachable: values are plain data, names are looked up in dictionaries, functions stand in one
list. The size of a text, the depth of its nesting and the steps of an evaluation are bounded (SEC-IN-08).
"""

from dangjian.foundation.process.feel.evaluating import FeelFailed, evaluate
from dangjian.foundation.process.feel.functions import FUNCTIONS
from dangjian.foundation.process.feel.parsing import FeelError, Node, parse, paths_of

__all__ = ["FUNCTIONS", "FeelError", "FeelFailed", "Node", "evaluate", "parse", "paths_of"]
