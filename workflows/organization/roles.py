"""The roles of domain.md B1 with their permissions: nobody edits both people and approvals by default."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.people.operations import add_role
from engine.people.permissions import Permission


@dataclass(frozen=True)
class StandardRole:
    """A role as shipped; names are data, in both languages."""

    code: str
    name: str
    name_en: str
    permissions: tuple[Permission, ...] = ()


STANDARD_ROLES = (
    StandardRole("employee", "员工", "Employee"),
    StandardRole("maintenance_engineer", "运维工程师", "Maintenance engineer"),
    StandardRole("tech_appraiser", "技术鉴定人", "Technical appraiser"),
    StandardRole("asset_manager", "资产管理员", "Asset manager", (Permission.EDIT_ASSETS,)),
    StandardRole("asset_manager_head", "资产管理部门负责人", "Head of asset management"),
    StandardRole("dept_head", "使用部门负责人", "Department head"),
    StandardRole("finance_accountant", "财务会计", "Accountant", (Permission.POST_JOURNALS,)),
    StandardRole(
        "finance_manager",
        "财务经理",
        "Finance manager",
        (Permission.CLOSE_PERIODS, Permission.POST_JOURNALS, Permission.EDIT_ACCOUNTS),
    ),
    StandardRole("cfo", "财务总监", "Chief financial officer", (Permission.REVERSE_JOURNALS,)),
    StandardRole("gm", "总经理", "General manager"),
    StandardRole("it_security", "信息安全员", "Information security officer"),
    StandardRole("ciso", "信息安全负责人", "Chief information security officer"),
    StandardRole("ehs_officer", "环保安全员", "EHS officer"),
    StandardRole("fleet_officer", "车辆管理员", "Fleet officer"),
    StandardRole("purchasing", "采购", "Purchasing"),
    StandardRole("treasury", "资金管理", "Treasury"),
    StandardRole("contract_owner", "合同负责人", "Contract owner"),
    StandardRole("internal_audit", "内部审计", "Internal audit", (Permission.VIEW_ALL, Permission.VERIFY_HISTORY)),
    StandardRole(
        "process_owner",
        "流程负责人",
        "Process owner",
        (
            Permission.PUBLISH,
            Permission.CANCEL_CASES,
            Permission.RESOLVE_INCIDENTS,
            Permission.SEND_MESSAGES,
            Permission.VIEW_ALL,
        ),
    ),
    StandardRole(
        "admin",
        "管理员",
        "Administrator",
        (Permission.EDIT_PEOPLE, Permission.EDIT_CALENDARS, Permission.EDIT_TIMERS, Permission.EDIT_CHANNELS),
    ),
)


def seed_roles(session: Session) -> None:
    """Add the standard roles, or bring them up to date."""
    for role in STANDARD_ROLES:
        add_role(session, role.code, role.name, name_en=role.name_en, permissions=role.permissions)
