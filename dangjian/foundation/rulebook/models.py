"""Own versions of rules; the declared ones are no rows (see README)."""

from __future__ import annotations

from django.db import models

from dangjian.kernel.models import TenantModel


class RuleParameter(TenantModel):
    """A version of a rule that an administrator of the tenant decided on, with the reason."""

    rule_key = models.CharField(max_length=80)
    value = models.JSONField()
    unit = models.CharField(max_length=20, blank=True)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    source_article = models.CharField(max_length=200)
    explanation = models.CharField(max_length=400)
    is_verified = models.BooleanField(default=False)
    reason = models.CharField(max_length=400)
    entered_by = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=400, blank=True)

    title_field = "rule_key"

    class Meta:
        db_table = "foundation_rule_parameter"
        indexes = [models.Index(fields=["tenant_id", "rule_key", "effective_from"], name="rulebook_version")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(effective_to__isnull=True) | models.Q(effective_to__gte=models.F("effective_from")),
                name="rulebook_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule_key} {self.effective_from}"
