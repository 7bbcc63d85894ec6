"""A large roster file of invented people in the usual columns."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华建国文斌玉梅晓东志海燕波宁辉鹏飞红春雪峰云龙慧琳佳欣"
HEADINGS = ("序号", "姓名", "性别", "民族", "身份证号码", "出生日期", "学历", "人员类别", "入党日期", "转正日期")
HEADINGS += ("所在党支部", "手机号码")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_number(serial: int, born: date) -> str:
    """A number with a right check digit; every serial gives another."""
    body = f"{110101 + serial // 1000 % 800:06d}{born:%Y%m%d}{serial % 1000:03d}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def write_roster(path: Path, count: int) -> None:
    """Write `count` people in 400 branches as made by `dataset.branches`."""
    chance = random.Random(20261121)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("党员名册")
    sheet.write_row(0, 0, HEADINGS)
    for number in range(count):
        born = date(1955, 1, 1) + timedelta(days=chance.randrange(16_000))
        joined = born + timedelta(days=365 * 22)
        place = number * 400 // count
        serial_number = identity_number(number, born)
        row = (
            number + 1,
            chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2)),
            "男" if int(serial_number[16]) % 2 else "女",
            "汉族",
            serial_number,
            f"{born:%Y-%m-%d}",
            chance.choice(("大学本科", "大专", "硕士研究生", "高中")),
            "正式党员",
            f"{joined:%Y-%m-%d}",
            f"{joined + timedelta(days=365):%Y-%m-%d}",
            f"第{place // 40 + 1}-{place % 40 + 1}党支部",
            f"138{number:08d}",
        )
        sheet.write_row(number + 1, 0, row)
    book.close()
