"""Papers of a development and its folder."""

from dangjian.work.development.printouts.output import archive_package, print_paper

__all__ = ["archive_package", "print_paper"]
