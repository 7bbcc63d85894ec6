"""What messages keep on people."""

from dangjian.foundation.messaging.models import ChannelSetting, Delivery, Message, MessagePreference
from dangjian.kernel.privacy import AS_LONG, DUTY, SECURITY, keep

keep(
    Message,
    purpose="把与本人有关的工作通知送到本人",
    basis=DUTY,
    retention="账号使用期间",
    internal="kind subject_kind subject_id is_urgent dedupe_key",
    personal="person_id=收件人 title=标题 text=内容 sent_at=发送时间 read_at=阅读时间",
    about="person_id",
)
keep(
    Delivery,
    purpose="通过平台以外的渠道发送通知",
    basis=DUTY,
    retention=AS_LONG,
    internal="message attempts problem claim claimed_at",
    personal="person_id=收件人 channel=渠道 due_at=应发时间 sent_at=发送时间 state=状态",
    about="person_id",
)
keep(
    MessagePreference,
    purpose="按本人意愿提醒",
    basis=DUTY,
    retention="账号使用期间",
    personal="person_id=本人 quiet_from=免打扰开始 quiet_until=免打扰结束 muted_channels=关闭的渠道"
    " first_channel=首选渠道 digest_at=每日汇总时间",
    about="person_id",
)
keep(
    ChannelSetting,
    purpose="通过平台以外的渠道发送通知",
    basis=SECURITY,
    retention="系统使用期间，删除后即清除",
    internal="kind name address account sender template shows_title daily_limit minute_limit position is_on",
    sensitive="secret=应用密钥",
    nobody="单位与消息平台之间的设置，不涉及个人",
)
