"""What others may read about posts."""

from dangjian.directory.posts.queries.loading.held import posts_now, secretary_ended
from dangjian.directory.posts.queries.posts import (
    PostFilter,
    committee_people,
    leading_body,
    list_posts,
    post_detail,
)

__all__ = [
    "PostFilter",
    "committee_people",
    "leading_body",
    "list_posts",
    "post_detail",
    "posts_now",
    "secretary_ended",
]
