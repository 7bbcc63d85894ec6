"""Registration of the code sets: no tables, only national code values and the check digits of official numbers."""

from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "dangjian.foundation.codes"
    label = "foundation_codes"
    verbose_name = "代码与证号"
