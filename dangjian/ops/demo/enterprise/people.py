"""The people of the invented enterprise: members in every state, and those on the way to membership.

Identity numbers carry the area code 990101, which no place has, with a right check digit; phones lie in 1990000xxxx.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from dangjian.directory.members.enums import ConfirmationStatus, PersonCategory, Sex
from dangjian.directory.organisations.enums import BranchKind
from dangjian.foundation.codes.numbers import identity_check_digit
from dangjian.ops.demo.enterprise import words
from dangjian.ops.demo.enterprise.model import DemoOrg, DemoPerson

FAKE_AREA: Final = "990101"
PHONE_PREFIX: Final = "199"
_PIPELINE: Final = (
    (PersonCategory.APPLICANT, 0.05),
    (PersonCategory.ACTIVIST, 0.05),
    (PersonCategory.DEVELOPMENT_TARGET, 0.025),
)


@dataclass
class Numbers:
    """Running numbers that must be unique over the whole enterprise; `series` keeps several tenants apart."""

    series: int = 0
    next_person: int = 0
    sequences: dict[date, int] | None = None

    def person(self) -> int:
        """The next person's number."""
        self.next_person += 1
        return self.next_person

    def identity_number(self, born: date, sex: Sex) -> str:
        """An 18-sign number for the birth date that nobody of the enterprise has yet."""
        if self.sequences is None:
            self.sequences = {}
        # From 11 on: a number that ends in 000 would look as if Excel had cut it.
        place = self.sequences.get(born, self.series * 100 + 11)
        self.sequences[born] = place + 1
        sequence = place * 2 + (1 if sex == Sex.MALE else 0)
        first_17 = f"{FAKE_AREA}{born:%Y%m%d}{sequence:03}"
        return first_17 + identity_check_digit(first_17)

    def phone(self, number: int) -> str:
        """A mobile number in a range that is not given out."""
        return f"{PHONE_PREFIX}{self.series * 1_000_000 + number:08}"


def people_of_branch(org: DemoOrg, today: date, seed: int, numbers: Numbers) -> list[DemoPerson]:
    """Members and candidates of one branch, oldest members first so that officers can be taken from the front."""
    rng = words.drawn(seed, f"people:{org.key}")
    size = org.planned_size
    probationary = sum(rng.random() < 0.055 for _ in range(size)) if size >= 8 and not _is_retired(org) else 0
    if size == 3:
        probationary = 1  # two full members and one on probation: below the minimum of three (ORG-R01)
    people: list[DemoPerson] = []
    for place in range(size):
        category = PersonCategory.PROBATIONARY_MEMBER if place >= size - probationary else PersonCategory.FULL_MEMBER
        people.append(_person(rng, org, category, today, numbers))
    if size >= 8 and not _is_retired(org):
        for category, share in _PIPELINE:
            wanted = max(1, round(size * share))
            people.extend(_person(rng, org, category, today, numbers) for _ in range(wanted))
    for place, person in enumerate(p for p in people if p.is_member):
        person.cell = place % len(org.cells) if org.cells else None
    return people


def _is_retired(org: DemoOrg) -> bool:
    return org.branch_kind == BranchKind.RETIRED


def _person(rng: Random, org: DemoOrg, category: PersonCategory, today: date, numbers: Numbers) -> DemoPerson:
    number = numbers.person()
    retired = _is_retired(org)
    name, sex, ethnic = _name(rng, women=0.42 if retired else 0.31)
    born = _birth_date(rng, org, category, today)
    education, degree = _education(rng, today.year - born.year)
    started = min(
        _later(born, 18 + {"14": 8, "11": 10, "21": 5, "31": 3}.get(education, 1)), today - timedelta(days=40)
    )
    department, job, post_category, title = _job(rng, org)
    phone = numbers.phone(number)
    person = DemoPerson(
        key=f"p{number:05}",
        org=org.key,
        name=name,
        sex=sex,
        birth_date=born,
        id_number=numbers.identity_number(born, sex),
        ethnic_group=ethnic,
        native_place=rng.choice(words.PLACES),
        person_category=category,
        unit=rng.choice(org.units),
        department=department,
        job_title=job,
        work_post_category=post_category,
        employee_no=f"HY{numbers.series}{number:05}",
        education_level=education,
        degree_level=degree,
        school=rng.choice(words.SCHOOLS[education]),
        major=rng.choice(words.MAJORS) if education in {"11", "14", "21", "31"} else "",
        mobile_phone=phone,
        home_address=f"演示市示范区{rng.choice(words.STREETS)}{rng.randrange(1, 200)}号{rng.choice(words.ESTATES)}"
        f"{rng.randrange(1, 19)}栋{rng.randrange(1, 25)}0{rng.randrange(1, 5)}",
        work_started_on=started,
        applied_on=started,
        professional_title=title,
        is_retired=retired,
    )
    _set_party_dates(rng, person, today)
    if retired and today.year - born.year >= 80:
        person.attendance_exempt = True
    return person


def _name(rng: Random, women: float) -> tuple[str, Sex, str]:
    if rng.random() < 0.012:
        full, sex, ethnic = rng.choice(words.MINORITY_NAMES)
        return full, Sex(sex), ethnic
    sex = Sex.FEMALE if rng.random() < women else Sex.MALE
    # The front of the list is more frequent, as in life.
    place = int(len(words.SURNAMES) * rng.random() ** 1.7)
    surname = rng.choice(words.RARE_SURNAMES) if rng.random() < 0.02 else words.SURNAMES[place]
    given = rng.choice(words.WOMEN if sex == Sex.FEMALE else words.MEN)
    if len(given) == 1 and rng.random() < 0.35:
        given = rng.choice("小晓文海志永玉春") + given
    ethnic = rng.choice(words.MINORITY_CODES) if rng.random() < 0.05 else "01"
    return surname + given, sex, ethnic


def _birth_date(rng: Random, org: DemoOrg, category: PersonCategory, today: date) -> date:
    youngest, oldest = (27, 59)
    if _is_retired(org):
        youngest, oldest = (61, 89)
    elif org.branch_kind == BranchKind.PROJECT:
        youngest, oldest = (26, 50)
    if category != PersonCategory.FULL_MEMBER:
        youngest, oldest = (23, 36)
    age = youngest + (oldest - youngest) * rng.betavariate(2.0, 2.4)
    return today - timedelta(days=int(age * 365.2425) + rng.randrange(0, 300))


def _education(rng: Random, age: int) -> tuple[str, str]:
    if age > 60:
        return rng.choices((("71", ""), ("61", ""), ("41", ""), ("31", ""), ("21", "4")), (18, 26, 22, 24, 10))[0]
    if age > 45:
        return rng.choices((("61", ""), ("41", ""), ("31", ""), ("21", "4"), ("14", "3")), (8, 10, 34, 40, 8))[0]
    return rng.choices((("31", ""), ("21", "4"), ("14", "3"), ("11", "2")), (20, 58, 20, 2))[0]


def _job(rng: Random, org: DemoOrg) -> tuple[str, str, str, str]:
    """Department, job, statistical category and professional title."""
    if _is_retired(org):
        return "", "退休", words.CATEGORY_RETIRED, ""
    is_office = "机关" in org.short_name or "信息" in org.short_name
    kind = rng.choices(("office", "technical", "worker"), (70, 25, 5) if is_office else (20, 38, 42))[0]
    if kind == "office":
        return (
            rng.choice(("综合办公室", "党群工作部", "经营部", "财务部")),
            rng.choice(words.OFFICE_POSTS),
            words.CATEGORY_OFFICE,
            "",
        )
    if kind == "technical":
        title = rng.choice(("工程师", "高级工程师", "助理工程师", ""))
        return (
            rng.choice(("工程技术部", "质量部", "安全环保部")),
            rng.choice(words.TECHNICAL_POSTS),
            words.CATEGORY_TECHNICAL,
            title,
        )
    return (
        rng.choice(("生产一班", "生产二班", "维修班", "运行班")),
        rng.choice(words.WORKER_POSTS),
        words.CATEGORY_WORKER,
        "",
    )


def _set_party_dates(rng: Random, person: DemoPerson, today: date) -> None:
    """Application, cultivation, admission and confirmation in lawful order (membership.md, section 3)."""
    match person.person_category:
        case PersonCategory.FULL_MEMBER:
            # Admitted at 20 to 38, at least fourteen months ago, so that probation is over.
            earliest = _later(person.birth_date, 20)
            latest = min(_later(person.birth_date, 38), today - timedelta(days=430))
            joined = earliest + timedelta(days=int(max(30, (latest - earliest).days) * rng.random() ** 1.4))
            joined = min(joined, today - timedelta(days=430))
            person.joined_on = joined
            extended = rng.random() < 0.02
            person.confirmed_on = _later(joined, 1) + timedelta(days=183 if extended else 0)
            person.confirmation_status = ConfirmationStatus.EXTENDED if extended else ConfirmationStatus.ON_TIME
            _set_pipeline(rng, person, joined)
        case PersonCategory.PROBATIONARY_MEMBER:
            person.joined_on = today - timedelta(days=rng.randrange(20, 350))
            person.political_status = "02"
            _set_pipeline(rng, person, person.joined_on)
        case PersonCategory.DEVELOPMENT_TARGET:
            person.target_on = today - timedelta(days=rng.randrange(10, 200))
            person.activist_on = person.target_on - timedelta(days=rng.randrange(370, 600))
            person.applied_on = person.activist_on - timedelta(days=rng.randrange(60, 400))
            person.political_status = "13"
        case PersonCategory.ACTIVIST:
            person.activist_on = today - timedelta(days=rng.randrange(30, 500))
            person.applied_on = person.activist_on - timedelta(days=rng.randrange(60, 400))
            person.political_status = "03" if today.year - person.birth_date.year < 28 else "13"
        case _:
            person.applied_on = today - timedelta(days=rng.randrange(10, 300))
            person.political_status = "03" if today.year - person.birth_date.year < 28 else "13"
    person.applied_on = max(person.applied_on, _later(person.birth_date, 18))


def _set_pipeline(rng: Random, person: DemoPerson, joined: date) -> None:
    person.target_on = joined - timedelta(days=rng.randrange(40, 250))
    person.activist_on = person.target_on - timedelta(days=rng.randrange(370, 700))
    person.applied_on = person.activist_on - timedelta(days=rng.randrange(30, 300))
    eighteenth = _later(person.birth_date, 18)
    if person.applied_on < eighteenth:
        # Admitted young: the time before is drawn together, the order kept.
        person.applied_on = eighteenth
        person.activist_on = max(person.activist_on, eighteenth + timedelta(days=31))
        person.target_on = max(person.target_on, person.activist_on + timedelta(days=366))
        joined = max(joined, person.target_on + timedelta(days=30))
        person.joined_on = joined
        if person.confirmed_on is not None:
            person.confirmed_on = _later(joined, 1)


def _later(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)
