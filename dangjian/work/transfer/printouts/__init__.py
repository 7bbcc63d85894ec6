"""Letters of introduction and receipts as Word and PDF."""

from dangjian.work.transfer.printouts.letter import print_letter, print_receipt

__all__ = ["print_letter", "print_receipt"]
