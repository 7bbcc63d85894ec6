"""Registration of the app."""

from dangjian.kernel.module import ModuleConfig


class JudgingConfig(ModuleConfig):
    """Rows of rosters compared with the register: what each means, and what would become of it."""

    name = "dangjian.directory.judging"
    label = "directory_judging"
    verbose_name = "名册核对"
