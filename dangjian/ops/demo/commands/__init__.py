"""Writing the invented enterprise into an empty tenant."""

from dangjian.ops.demo.commands.cases import load_cases
from dangjian.ops.demo.commands.development import load_development
from dangjian.ops.demo.commands.directory import load_directory
from dangjian.ops.demo.commands.documents import load_documents
from dangjian.ops.demo.commands.dues import load_dues
from dangjian.ops.demo.commands.life import load_life
from dangjian.ops.demo.commands.people import load_people
from dangjian.ops.demo.commands.standing import load_standing
from dangjian.ops.demo.commands.tasks import load_tasks
from dangjian.ops.demo.commands.transfers import load_transfers

__all__ = [
    "load_cases",
    "load_development",
    "load_directory",
    "load_documents",
    "load_dues",
    "load_life",
    "load_people",
    "load_standing",
    "load_tasks",
    "load_transfers",
]
