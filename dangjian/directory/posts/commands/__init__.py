"""Everything that changes posts."""

from dangjian.directory.posts.commands.branch import assign_duty, name_cell_leader
from dangjian.directory.posts.commands.posts import appoint, correct_post, end_post, end_posts_of
from dangjian.directory.posts.commands.rosters import date_post, register_post, withdraw_posts
from dangjian.directory.posts.commands.vacancies import remind_of_vacancies

__all__ = [
    "appoint",
    "assign_duty",
    "correct_post",
    "date_post",
    "end_post",
    "end_posts_of",
    "name_cell_leader",
    "register_post",
    "remind_of_vacancies",
    "withdraw_posts",
]
