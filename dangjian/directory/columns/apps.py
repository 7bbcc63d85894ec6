"""Registration of the app."""

from dangjian.kernel.module import ModuleConfig


class ColumnsConfig(ModuleConfig):
    """Columns of rosters: what their headings mean, how a sheet is laid out, templates to fill in."""

    name = "dangjian.directory.columns"
    label = "directory_columns"
    verbose_name = "名册栏目"
