"""Registration of the demo app: it keeps no tables; its commands make the invented enterprise."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "dangjian.ops.demo"
    label = "ops_demo"
    verbose_name = "演示数据"
