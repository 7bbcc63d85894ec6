"""What runs in the background: months (runs, reminders), and the way to payment platforms and back."""

from dangjian.work.dues.jobs.months import operator_of, remind, run_dues, watch
from dangjian.work.dues.jobs.platforms import ask_platforms, fetch_statements

__all__ = ["ask_platforms", "fetch_statements", "operator_of", "remind", "run_dues", "watch"]
