"""Files from people: taken in through one door, stored under random names, served only through a right."""

from dangjian.kernel.files.attaching import attach, detach, files_of, readable_file, set_files
from dangjian.kernel.files.intake import intake
from dangjian.kernel.files.purposes import DOCUMENTS, IMAGES, MEGABYTE, TABLES, Purpose, register_purpose
from dangjian.kernel.files.store import open_stored
from dangjian.kernel.models.files import StoredFile

__all__ = [
    "DOCUMENTS",
    "IMAGES",
    "MEGABYTE",
    "TABLES",
    "Purpose",
    "StoredFile",
    "attach",
    "detach",
    "files_of",
    "intake",
    "open_stored",
    "readable_file",
    "register_purpose",
    "set_files",
]
