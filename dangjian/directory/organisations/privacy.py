"""What organisations keep on people: the contact person, and who entered a change."""

from dangjian.directory.organisations.models import (
    Lineage,
    Operation,
    Organisation,
    OrganisationUnit,
    OrganisationVersion,
    PartyCell,
    TermReminder,
    Unit,
)
from dangjian.kernel.privacy import DUTY, FOR_GOOD, keep

keep(
    Unit,
    purpose="行政单位",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="parent name code is_legal_entity control_type employees closed_on",
)
keep(
    Organisation,
    purpose="党组织信息与设置",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="parent org_kind branch_kind full_name short_name name_search org_code org_uid next_child "
    "established_on "
    "approved_by approval_no can_approve_members election_method term_start term_years term_end term_extended_until "
    "planned_end_on address territorial_relation dissolved_on remarks",
    personal="contact_name=联系人",
    sensitive="contact_phone=联系电话",
    nobody="联系人以文字登记，不与人员关联；由党组织自行更新",
)
keep(
    OrganisationUnit,
    purpose="党组织覆盖的行政单位",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation unit",
)
keep(
    OrganisationVersion,
    purpose="党组织沿革",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation valid_from valid_to full_name short_name org_kind branch_kind parent is_dissolved operation",
)
keep(
    Operation,
    purpose="组织调整的依据",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="kind organisation happened_on approved_by document_no reason detail",
    personal="recorded_by=录入人",
    others="recorded_by",
)
keep(
    Lineage,
    purpose="党组织沿革",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="operation source target",
)
keep(
    TermReminder,
    purpose="换届提醒",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation step term_end sent_on letter_year letter_number",
)
keep(
    PartyCell,
    purpose="党小组",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="organisation name formed_on dissolved_on",
)
