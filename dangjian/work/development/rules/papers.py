"""Which papers the folder needs, and which the system writes from what is known."""

from __future__ import annotations

from dataclasses import dataclass

FOLDER: tuple[tuple[str, str], ...] = (
    ("fill_membership_form.membership_form", "入党志愿书"),
    ("submit_application.application", "入党申请书"),
    ("political_review.political_review", "政治审查材料"),
    ("apply_full.full_application", "转正申请书"),
    ("cultivate.cultivation_form", "培养教育考察材料"),
)
"""What goes into the personal file after confirmation (work rules, article 36)."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that the system fills in. `from_step`: of the 25, from which on there is something to fill in."""

    key: str
    title: str
    from_step: int


PAPERS: tuple[Paper, ...] = (
    Paper("application_register", "入党申请人登记表", 1),
    Paper("talk_record", "同入党申请人谈话记录", 2),
    Paper("activist_filing", "入党积极分子备案报告", 3),
    Paper("cultivation_form", "入党积极分子培养教育考察登记表", 5),
    Paper("target_filing", "拟列为发展对象的请示", 7),
    Paper("target_notice", "发展对象公示", 8),
    Paper("political_review", "政治审查情况报告", 10),
    Paper("pre_review_request", "发展对象预审请示", 12),
    Paper("admission_resolution", "接收预备党员的支部大会决议", 15),
    Paper("approval_notice", "预备党员审批通知书", 17),
    Paper("probation_form", "预备党员教育考察登记表", 19),
    Paper("full_resolution", "预备党员转正的支部大会决议", 23),
    Paper("full_notice", "预备党员转正审批通知书", 24),
    Paper("catalogue", "发展党员档案目录", 1),
)
PAPER_OF = {paper.key: paper for paper in PAPERS}
