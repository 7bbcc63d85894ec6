"""The daily look: letters that run out, legs that are late, receipts that have not come."""

from __future__ import annotations

from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel import clock
from dangjian.kernel.jobs import SLOW, JobContext, periodic
from dangjian.work.transfer import commands, queries
from dangjian.work.transfer.rules.clocks import LetterWarning, warning_on

SOON = (LetterWarning.FIFTEEN_DAYS, LetterWarning.SEVEN_DAYS, LetterWarning.LAST_DAY)


@periodic("work.transfer.watch", at="07:30", priority=SLOW)
def watch(ctx: JobContext) -> None:
    """End letters that ran out and say what is due; each thing is said once, however often this runs."""
    look()


def look() -> None:
    """Everything the daily look does."""
    today = clock.today()
    for letter in queries.standing_letters():
        warning = warning_on(letter.valid_until, today)
        if warning is LetterWarning.EXPIRED:
            commands.expire_transfer(transfer_id=letter.transfer_id)
        elif warning in SOON:
            send_message(
                person_ids=[*queries.holders_of(org_path=letter.org_path), letter.person_id],
                kind="transfer_letter",
                title=f"组织关系介绍信{warning.label}：{letter.person_name}",
                text=f"介绍信{letter.number}有效期至 {letter.valid_until}，"
                "到期未接收即失效，请抓紧联系接收党组织办理。",
                subject_kind="transfer",
                subject_id=letter.transfer_id,
                dedupe_key=f"transfer.letter.{letter.letter_id}.{warning}",
            )
    for late in queries.late_hops():
        send_message(
            person_ids=queries.holders_of(org_path=late.org_path),
            kind="transfer_late",
            title=f"组织关系转接逾期：{late.person_name}",
            text=f"{late.label}应于 {late.due_on} 前办理，已逾期。"
            "接收党组织不得无故拒绝、拖延（教育管理条例第二十五条）。",
            subject_kind="transfer",
            subject_id=late.transfer_id,
            dedupe_key=f"transfer.late.{late.hop_id}.{(today - late.due_on).days // 7}",
        )
