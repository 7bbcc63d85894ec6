"""Registration of the printing app: it keeps no tables, it only turns documents into files."""

from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "dangjian.foundation.printing"
    label = "foundation_printing"
    verbose_name = "打印输出"
