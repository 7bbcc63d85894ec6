"""Documents of organisational life to print: the branch handbook and the attendance ledger."""

from dangjian.work.life.printing.handbook import branch_handbook
from dangjian.work.life.printing.ledger import attendance_document

__all__ = ["attendance_document", "branch_handbook"]
