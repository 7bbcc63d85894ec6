"""Registration of tables in and out: no tables of its own, only reading, recognising, normalising and writing."""

from django.apps import AppConfig


class TabularConfig(AppConfig):
    name = "dangjian.foundation.tabular"
    label = "foundation_tabular"
    verbose_name = "表格导入导出"
