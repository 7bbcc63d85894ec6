"""Documents of organisational life to print: the branch handbook and the attendance ledger."""

from dangjian.work.handbooks.printouts.collected import HANDBOOK, handbooks
from dangjian.work.handbooks.printouts.handbook import branch_handbook
from dangjian.work.handbooks.printouts.ledger import attendance_document
from dangjian.work.handbooks.printouts.output import print_handbook, print_ledger

__all__ = ["HANDBOOK", "attendance_document", "branch_handbook", "handbooks", "print_handbook", "print_ledger"]
