"""Registration of the app."""

from dangjian.kernel.module import ModuleConfig


class PostsConfig(ModuleConfig):
    """Posts and terms."""

    name = "dangjian.directory.posts"
    label = "directory_posts"
    verbose_name = "党内职务"
