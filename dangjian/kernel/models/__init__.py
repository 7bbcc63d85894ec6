"""All tables of the kernel, and the base classes of everybody else's."""

from dangjian.kernel.models.audit import AuditEntry, FieldChange, IdempotencyKey
from dangjian.kernel.models.base import (
    GuardedModel,
    GuardedQuerySet,
    ScopedManager,
    ScopedModel,
    TenantManager,
    TenantModel,
    Versioned,
)
from dangjian.kernel.models.files import StoredFile
from dangjian.kernel.models.jobs import Job, JobPeriod
from dangjian.kernel.models.keys import DataKey
from dangjian.kernel.models.outbox import HandlerReceipt, OutboxEvent
from dangjian.kernel.models.sealing import (
    AuditBlock,
    AuditCheckpoint,
    AuditVerification,
    SealedLog,
    SealState,
    SigningKey,
)
from dangjian.kernel.models.tenancy import CalendarDay, Setting, Tenant

__all__ = [
    "AuditBlock",
    "AuditCheckpoint",
    "AuditEntry",
    "AuditVerification",
    "CalendarDay",
    "DataKey",
    "FieldChange",
    "GuardedModel",
    "GuardedQuerySet",
    "HandlerReceipt",
    "IdempotencyKey",
    "Job",
    "JobPeriod",
    "OutboxEvent",
    "ScopedManager",
    "ScopedModel",
    "SealState",
    "SealedLog",
    "Setting",
    "SigningKey",
    "StoredFile",
    "Tenant",
    "TenantManager",
    "TenantModel",
    "Versioned",
]
