"""What can be allowed on notices and reports. Who they are addressed to reads them by that alone."""

from __future__ import annotations

from dangjian.kernel.permissions import Action

_BRANCH = ("branch_officer", "branch_secretary")

VIEW_DOCUMENT = Action("documents.document.view", "查看收文、发文和阅读情况", roles=(*_BRANCH, "office", "leader"))
READ_DOCUMENT = Action("documents.own.read", "阅读发给本人的通知和报告", own=True)
SEND_DOCUMENT = Action("documents.document.send", "起草、发出、催阅和撤回通知、报告", roles=(*_BRANCH, "office"))
RECEIVE_DOCUMENT = Action("documents.document.receive", "接收发给本级党组织的公文", roles=(*_BRANCH, "office"))
FOLLOW_DOCUMENT = Action("documents.document.follow", "送达已发出的公文、给请示编号")
"""Of the system alone: follows a document that was sent or a request that moved; no route leads here."""
