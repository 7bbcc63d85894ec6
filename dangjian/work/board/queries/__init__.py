"""What others may read of the board."""

from dangjian.work.board.queries.matrix import branch_month, duty_matrix, duty_states, list_violations, matrix_summary

__all__ = ["branch_month", "duty_matrix", "duty_states", "list_violations", "matrix_summary"]
