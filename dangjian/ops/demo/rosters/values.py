"""How offices write values: dates in six forms, blanks inside names, two phones in a cell, numbers that Excel broke."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dangjian.directory.members.enums import PersonCategory
from dangjian.foundation.codes.education import DEGREE, EDUCATION
from dangjian.foundation.codes.persons import ETHNIC_GROUP
from dangjian.ops.demo.enterprise.model import DemoPerson, Enterprise
from dangjian.ops.demo.rosters.sheet import Value

DateForm = Callable[[date | None], Value]


def iso(day: date | None) -> Value:
    """2010-07-01"""
    return day.isoformat() if day else None


def slashed(day: date | None) -> Value:
    """2010/7/1"""
    return f"{day.year}/{day.month}/{day.day}" if day else None


def dotted(day: date | None) -> Value:
    """2010.7.1"""
    return f"{day.year}.{day.month}.{day.day}" if day else None


def compact(day: date | None) -> Value:
    """20100701"""
    return f"{day:%Y%m%d}" if day else None


def chinese(day: date | None) -> Value:
    """2010年7月1日"""
    return f"{day.year}年{day.month}月{day.day}日" if day else None


def serial(day: date | None) -> Value:
    """40360: the number that Excel keeps for a day"""
    return (day - date(1899, 12, 30)).days if day else None


def month(day: date | None) -> Value:
    """2010.07"""
    return f"{day.year}.{day.month:02}" if day else None


def cell_date(day: date | None) -> Value:
    """A real date cell."""
    return day


DATE_FORMS: tuple[DateForm, ...] = (iso, slashed, dotted, compact, chinese, serial)
"""The six forms of one column in the messiest sheets."""


def sex(person: DemoPerson) -> str:
    """男 or 女."""
    return "男" if person.sex == "male" else "女"


def category(person: DemoPerson) -> str:
    """正式党员 and so on."""
    return PersonCategory(person.person_category).label


def ethnic(person: DemoPerson) -> str:
    """汉族 and so on."""
    return ETHNIC_GROUP.name(person.ethnic_group)


def education(person: DemoPerson) -> str:
    """The name of the level in the national code set."""
    return EDUCATION.name(person.education_level)


def degree(person: DemoPerson) -> str:
    """The name of the degree, blank without one."""
    return DEGREE.name(person.degree_level) if person.degree_level else ""


def spaced(name: str) -> str:
    """A name of two signs with the blank that makes it as wide as one of three."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name


def unit_name(made: Enterprise, person: DemoPerson) -> str:
    """Name of the person's unit."""
    return next(unit.name for unit in made.units if unit.key == person.unit)


def yes_no(*, value: bool) -> str:
    """是 or 否."""
    return "是" if value else "否"
