"""The details of people that a file may bring, and their headers."""

from __future__ import annotations

from engine.errors import say
from workflows.imports.columns import Target

PEOPLE_TARGETS = (
    Target(
        "login",
        say("Sign-in name"),
        "登录名 | 用户名 | 账号 | 工号 | 员工编号 | Login | User | User name | Employee no | PERNR",
        is_required=True,
    ),
    Target("name", say("Full name"), "姓名 | 员工姓名 | 中文名 | Full name | Name", is_required=True),
    Target("name_en", say("Name in English"), "英文名 | English name | Name in English"),
    Target("email", say("Mail"), "邮箱 | 电子邮箱 | 电子邮件 | E-mail | Mail"),
    Target("unit", say("Department"), "部门编码 | 部门 | 所属部门 | 部门名称 | Department | Org unit"),
    Target("parent_unit", say("Department above"), "上级部门 | 父部门 | 上级部门编码 | Parent department"),
    Target("manager", say("Manager"), "直属上级 | 直接上级 | 上级 | 主管 | 汇报对象 | Manager | Reports to"),
    Target("roles", say("Roles"), "角色 | 角色编码 | Role | Roles"),
    Target(
        "left_on", say("Leaving date"), "离职日期 | 离职时间 | 最后工作日 | Leaving date | Termination date | Last day"
    ),
    Target("status", say("State"), "在职状态 | 状态 | 人员状态 | Status | Active"),
)
