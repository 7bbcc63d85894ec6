"""Turning keys over without stopping: a new data key in two steps, sealing anew in portions, a new master key.

A data key lives `pre_active → active → decrypt_only → destroyed`. It waits as `pre_active` for two cache times, so
that every process can open what it will seal; then it seals all that is new, while values of the key before are
sealed anew, 500 at a time, by comparing and swapping. Reads go on throughout: a value names the key that opens it.
Each step is written into the audit trail. Everything can be broken off and called again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from dangjian.kernel import audit, clock, ports
from dangjian.kernel.actor import system_actor
from dangjian.kernel.crypto.keyring import CACHE_SECONDS, SEAL, keyring, wrap_context
from dangjian.kernel.crypto.places import SealedBy, places_of, turning_domains
from dangjian.kernel.crypto.primitives import new_key
from dangjian.kernel.crypto.providers import KeyProvider, KeyUnavailable
from dangjian.kernel.models.keys import DEFAULT_OWNER, DataKey, end_of_key
from dangjian.kernel.models.sealing import SigningKey, signing_context

TAKE_CONSENT = "approvals.take"
"""Port (tenant_id=, key_id=) -> (who asked, who agreed) or None: the consent of two people, used up by asking."""
PORTION = 500
"""Values sealed anew in one transaction: short enough for others to write in between."""
WAIT = timedelta(seconds=2 * CACHE_SECONDS)
SETTLED = timedelta(seconds=CACHE_SECONDS)
"""After this time nobody seals with the key before any more."""
BACKUPS_KEPT = timedelta(days=35)
"""Values in backups of this age may still need a key: until then it is not destroyed."""


class TurningRefused(Exception):
    """Why a step cannot be done (Chinese, for the administrator)."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a round of sealing anew did, and what the key before still seals."""

    changed: int
    left: int


def begin(*, tenant_id: UUID, domain: str, owner: str = "") -> DataKey:
    """Make the next key of a domain, to be activated after `WAIT`. One that waits already is returned.

    Raises TurningRefused for a domain whose values nobody could seal anew.
    """
    if domain not in turning_domains():
        raise TurningRefused(
            f"“{domain}”的密钥不能轮换：它不是加密数据用的密钥（口令加料和检索摘要更换后，已有的密码和摘要会失效）。"
        )
    keyring.check_provider()
    with transaction.atomic():
        keys = DataKey.objects.filter(tenant_id=tenant_id, purpose=SEAL, domain=domain)
        waiting = keys.filter(state=DataKey.PRE_ACTIVE).first()
        if waiting is not None:
            return waiting
        before = keys.filter(state=DataKey.ACTIVE).order_by("-generation").first()
        if before is None:
            raise TurningRefused(f"“{domain}”还没有使用中的密钥，无需轮换。")
        plain, key_id, moment = new_key(), secrets.randbits(32), clock.now()
        fresh = DataKey(
            key_id=key_id,
            tenant_id=tenant_id,
            purpose=SEAL,
            domain=domain,
            generation=(keys.aggregate(latest=Max("generation"))["latest"] or 0) + 1,
            state=DataKey.PRE_ACTIVE,
            kek_version=keyring.provider.version(),
            wrapped=keyring.provider.wrap(plain, wrap_context(key_id, tenant_id, SEAL, domain)),
            created_at=moment,
            usable_from=moment + WAIT,
            ends_on=end_of_key(moment),
            owner=owner or before.owner or DEFAULT_OWNER,
        )
        fresh.save(force_insert=True)
        _record(fresh, "begin", f"数据密钥 {domain} 第 {fresh.generation} 代已生成，等待启用")
    return fresh


def activate(key: DataKey, *, at_once: bool = False) -> bool:
    """Let a waiting key seal from now on; the one before only opens. False while it is not time yet.

    `at_once` leaves out the waiting: only while no other process runs.
    """
    moment = clock.now()
    if not at_once and key.usable_from is not None and moment < key.usable_from:
        return False
    with transaction.atomic():
        if DataKey.objects.filter(key_id=key.key_id, state=DataKey.PRE_ACTIVE).update(state=DataKey.ACTIVE) != 1:
            return True  # another process was faster
        before = DataKey.objects.filter(
            tenant_id=key.tenant_id, purpose=SEAL, domain=key.domain, state=DataKey.ACTIVE
        ).exclude(key_id=key.key_id)
        before.update(state=DataKey.DECRYPT_ONLY, replaced_at=moment)
        _record(key, "activate", f"数据密钥 {key.domain} 第 {key.generation} 代已启用")
    keyring.forget()
    return True


def renew(key: DataKey, *, tell: Callable[[int, int], None] = lambda done, total: None) -> Renewed:
    """Seal anew whatever a replaced key still seals. `tell` hears how many of how many are done.

    May be broken off at any moment and called again: each portion is whole, and what is done is not looked at again.
    """
    sealed_by = SealedBy(key.key_id, key.tenant_id)
    places = places_of(key.domain)
    total = sum(place.count(sealed_by) for place in places)
    changed = 0
    tell(0, total)
    for place in places:
        after = None
        while True:
            portion = place.renew(sealed_by, after, PORTION)
            changed += portion.changed
            tell(min(changed, total), total)
            if portion.last is None:
                break
            after = portion.last
    left = sum(place.count(sealed_by) for place in places)
    if left == 0 and _is_settled(key):
        DataKey.objects.filter(key_id=key.key_id, emptied_at=None).update(emptied_at=clock.now())
    if changed:
        _record(key, "renew", f"数据密钥 {key.domain} 第 {key.generation} 代：重新加密 {changed} 项，剩余 {left} 项")
    return Renewed(changed, left)


def uses(key: DataKey) -> int:
    """How many values a key seals now."""
    sealed_by = SealedBy(key.key_id, key.tenant_id)
    return sum(place.count(sealed_by) for place in places_of(key.domain))


def destroy(key_id: int) -> tuple[str, str]:
    """Destroy a replaced key for good; returns who asked for it and who agreed (SEC-AC-08).

    Raises TurningRefused while anything may still need it: nothing may be sealed by it any more, in rows or in backups
    that are kept, and somebody asked for it with the consent of another, which is used up.
    """
    key = DataKey.objects.filter(key_id=key_id).first()
    if key is None or key.state == DataKey.DESTROYED:
        raise TurningRefused("没有这个密钥，或它已经销毁。请用 keys inventory 查看编号。")
    if key.state != DataKey.DECRYPT_ONLY:
        raise TurningRefused("使用中的密钥不能销毁。请先轮换（keys rotate-dek），再等全部数据重新加密。")
    left = uses(key)
    if left:
        raise TurningRefused(f"还有 {left} 项数据使用这个密钥，不能销毁。请先运行 keys rotate-dek 完成重新加密。")
    if key.replaced_at is None or clock.now() < key.replaced_at + BACKUPS_KEPT:
        raise TurningRefused(f"{BACKUPS_KEPT.days} 天内的备份可能还要用这个密钥，到期后再销毁。")
    with transaction.atomic():
        consent = (
            ports.ask(TAKE_CONSENT, tenant_id=key.tenant_id, key_id=key_id) if ports.answered(TAKE_CONSENT) else None
        )
        if consent is None:
            raise TurningRefused("销毁密钥须两个人：请系统管理员在“双人核准”中申请，由安全管理员核准后再执行。")
        asked_by, agreed_by = consent
        DataKey.objects.filter(key_id=key_id).update(state=DataKey.DESTROYED, wrapped=b"")
        _record(key, "destroy", f"销毁数据密钥 {key.domain} 第 {key.generation} 代；申请 {asked_by}，同意 {agreed_by}")
    keyring.forget()
    return asked_by, agreed_by


def rewrap() -> int:
    """Wrap every data key with the master key of now, one by one by comparing and swapping. Returns how many."""
    version, changed = keyring.provider.version(), 0
    for key in DataKey.objects.exclude(state=DataKey.DESTROYED).exclude(kek_version=version).order_by("key_id"):
        context = wrap_context(key.key_id, key.tenant_id, key.purpose, key.domain)
        plain = keyring.provider.unwrap(bytes(key.wrapped), context, key.kek_version)
        changed += (
            DataKey.objects.filter(key_id=key.key_id, kek_version=key.kek_version)
            .exclude(state=DataKey.DESTROYED)
            .update(wrapped=keyring.provider.wrap(plain, context), kek_version=version)
        )
    keyring.forget()
    return changed


def rotate_master_key() -> tuple[int, int]:
    """A new master key, and every data key wrapped with it. Returns its version and how many keys were wrapped anew.

    The master keys of before stay in the provider: backups of the data base are wrapped with them. Raises
    KeyUnavailable when the provider cannot make one.
    """
    keyring.check_provider()
    version = keyring.provider.renew()
    changed = rewrap()
    for tenant_id in DataKey.objects.values_list("tenant_id", flat=True).distinct():
        entry = audit.Entry("kernel.keys.rotate_kek", note=f"主密钥换为第 {version} 版")
        audit.write([audit.row(system_actor(tenant_id, "密钥管理"), "kernel.keys", entry)])
    return version, changed


def move(target: KeyProvider) -> int:
    """Wrap every data key and every signing key by another provider, all or none. Returns how many.

    The setting KEY_PROVIDER is changed afterwards; until then this installation opens nothing: no other process runs.
    Raises KeyUnavailable when one of the two providers does not answer.
    """
    version, source, moved = target.version(), keyring.provider, 0
    with transaction.atomic():
        for key in DataKey.objects.exclude(state=DataKey.DESTROYED).order_by("key_id"):
            context = wrap_context(key.key_id, key.tenant_id, key.purpose, key.domain)
            plain = source.unwrap(bytes(key.wrapped), context, key.kek_version)
            wrapped = target.wrap(plain, context)
            if target.unwrap(wrapped, context, version) != plain:
                raise KeyUnavailable("新的主密钥没有通过试开，没有更改任何密钥。")
            DataKey.objects.filter(key_id=key.key_id).update(wrapped=wrapped, kek_version=version)
            moved += 1
        for signing in SigningKey.objects.order_by("key_id"):
            context = signing_context(signing)
            plain = source.unwrap(bytes(signing.wrapped), context, signing.kek_version)
            SigningKey.objects.filter(pk=signing.pk).update(wrapped=target.wrap(plain, context), kek_version=version)
            moved += 1
        for tenant_id in DataKey.objects.values_list("tenant_id", flat=True).distinct():
            entry = audit.Entry("kernel.keys.move", note=f"主密钥改由{target.describe()}保管，第 {version} 版")
            audit.write([audit.row(system_actor(tenant_id, "密钥管理"), "kernel.keys", entry)])
    keyring.forget()
    return moved


def proceed(*, tell: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Whatever is due now: keys past their year get a successor, waiting ones are activated, values sealed anew."""
    domains = turning_domains()
    ended = DataKey.objects.filter(purpose=SEAL, state=DataKey.ACTIVE, ends_on__lte=clock.today(), domain__in=domains)
    for key in ended:
        begin(tenant_id=key.tenant_id, domain=key.domain)
    for key in DataKey.objects.filter(state=DataKey.PRE_ACTIVE):
        activate(key)
    for key in DataKey.objects.filter(state=DataKey.DECRYPT_ONLY, emptied_at=None):
        renew(key, tell=tell)


def _is_settled(key: DataKey) -> bool:
    replaced = DataKey.objects.filter(key_id=key.key_id).values_list("replaced_at", flat=True).first()
    return replaced is not None and clock.now() >= replaced + SETTLED


def _record(key: DataKey, step: str, note: str) -> None:
    entry = audit.Entry(f"kernel.keys.{step}", target_type="kernel.DataKey", target_id=str(key.key_id), note=note)
    audit.write([audit.row(system_actor(key.tenant_id, "密钥管理"), "kernel.keys", entry)])
