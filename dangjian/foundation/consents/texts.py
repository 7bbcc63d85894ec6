"""The notice that holds until an enterprise publishes its own, and whom people turn to."""

from __future__ import annotations

from dangjian.kernel.parameters import Parameter

CONTACT = Parameter(
    key="privacy.contact",
    title="个人信息投诉联系方式",
    note="部门、联系人和电话，显示在告知和请求页面上。",
    group="个人信息保护",
    kind="text",
    default="本单位党务工作部门",
    maximum=120,
)
FIRST = 1
"""Number of the built-in notice."""
SUMMARY = (
    "平台为党员教育管理和党组织工作保存您的个人信息，依据是党内法规和法律规定的职责，不需要另行同意；"
    "可选的用途默认关闭，由您自己决定，不同意不影响其他功能。"
)
BODY = """一、谁在处理
您所在单位的党组织，通过本平台处理，数据保存在单位自己的服务器上，不提供给境外。

二、处理什么、为什么
下面逐项列出目的、依据、内容和保存期限，由程序按登记自动生成，与实际保存的一致。

三、敏感个人信息
身份证号、手机号、住址、家庭成员姓名等加密保存，平时遮盖显示；查看完整内容须说明用途并留下记录，您可以看到谁查看过。

四、可选的用途
只有您同意后才会发生，随时可以撤回，撤回后立即停止；已经按同意处理完的事情不受影响。

五、您的权利
查阅、复制、更正、删除、限制处理，对程序按规则得出的结论可以要求由人决定，也可以注销账号。党员档案和组织工作记录按规定须长期保存的，不能删除，会告诉您依据。请求在规定的工作日内答复。"""
