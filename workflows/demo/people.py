"""The units and people of the demo company."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoUnit:
    """A unit, below another one that comes before it."""

    code: str
    entity: str
    name: str
    name_en: str
    parent: str = ""


@dataclass(frozen=True)
class DemoPerson:
    """A person; `roles` are pairs of role and unit (empty: everywhere); managers come before those they manage."""

    login: str
    name: str
    name_en: str
    unit: str
    manager: str
    roles: tuple[tuple[str, str], ...]
    heads: str = ""


UNITS = (
    DemoUnit("HQ", "QM-SZ", "集团总部", "Headquarters"),
    DemoUnit("SZ", "QM-SZ", "苏州工厂", "Suzhou plant", "HQ"),
    DemoUnit("SZ-PROD", "QM-SZ", "生产部", "Production", "SZ"),
    DemoUnit("SZ-IT", "QM-SZ", "信息技术部", "Information technology", "SZ"),
    DemoUnit("SZ-ADM", "QM-SZ", "资产管理部", "Asset management", "SZ"),
    DemoUnit("SZ-FIN", "QM-SZ", "财务部", "Finance", "SZ"),
    DemoUnit("SH", "QM-SH", "上海分部", "Shanghai branch", "HQ"),
    DemoUnit("SH-OPS", "QM-SH", "上海运营部", "Shanghai operations", "SH"),
)

PEOPLE = (
    DemoPerson("feng.yuan", "冯远", "Feng Yuan", "HQ", "", (("gm", "HQ"),), heads="HQ"),
    DemoPerson("wang.jing", "王静", "Wang Jing", "HQ", "feng.yuan", (("cfo", "HQ"),)),
    DemoPerson("zheng.hua", "郑华", "Zheng Hua", "SZ-FIN", "wang.jing", (("finance_manager", "HQ"),), heads="SZ-FIN"),
    DemoPerson("wu.fang", "吴芳", "Wu Fang", "SZ-FIN", "zheng.hua", (("finance_accountant", "SZ"),)),
    DemoPerson(
        "qian.hao",
        "钱浩",
        "Qian Hao",
        "SZ-ADM",
        "feng.yuan",
        (("asset_manager_head", "HQ"), ("dept_head", "SZ-ADM")),
        heads="SZ-ADM",
    ),
    DemoPerson("zhao.min", "赵敏", "Zhao Min", "SZ-ADM", "qian.hao", (("asset_manager", "SZ"),)),
    DemoPerson(
        "sun.li", "孙丽", "Sun Li", "SZ-IT", "feng.yuan", (("dept_head", "SZ-IT"), ("ciso", "HQ")), heads="SZ-IT"
    ),
    DemoPerson(
        "zhou.qiang", "周强", "Zhou Qiang", "SZ-PROD", "feng.yuan", (("dept_head", "SZ-PROD"),), heads="SZ-PROD"
    ),
    DemoPerson("lin.gong", "林功", "Lin Gong", "SZ-IT", "sun.li", (("maintenance_engineer", "SZ"),)),
    DemoPerson(
        "he.wei", "何伟", "He Wei", "SZ-PROD", "zhou.qiang", (("maintenance_engineer", "SZ"), ("tech_appraiser", "SZ"))
    ),
    DemoPerson("tang.yi", "唐怡", "Tang Yi", "SZ-PROD", "zhou.qiang", (("employee", "SZ-PROD"),)),
    DemoPerson("yang.guang", "杨光", "Yang Guang", "SH", "feng.yuan", (("dept_head", "SH"),), heads="SH"),
    DemoPerson("jiang.tao", "蒋涛", "Jiang Tao", "SH-OPS", "yang.guang", (("maintenance_engineer", "SH"),)),
    DemoPerson("shen.yu", "沈雨", "Shen Yu", "SH-OPS", "yang.guang", (("asset_manager", "SH"),)),
    DemoPerson("han.mei", "韩梅", "Han Mei", "SH-OPS", "zheng.hua", (("finance_accountant", "SH"),)),
    DemoPerson("qin.lan", "秦岚", "Qin Lan", "SZ-IT", "sun.li", (("it_security", "HQ"),)),
    DemoPerson("xu.an", "许安", "Xu An", "HQ", "feng.yuan", (("ehs_officer", "HQ"),)),
    DemoPerson("luo.jun", "罗骏", "Luo Jun", "SZ-ADM", "qian.hao", (("fleet_officer", "HQ"),)),
    DemoPerson("fang.ning", "方宁", "Fang Ning", "HQ", "feng.yuan", (("purchasing", "HQ"),)),
    DemoPerson("lu.min", "陆敏", "Lu Min", "SZ-FIN", "zheng.hua", (("treasury", "HQ"),)),
    DemoPerson("shao.wen", "邵文", "Shao Wen", "HQ", "feng.yuan", (("contract_owner", "HQ"),)),
    DemoPerson("chen.xi", "陈曦", "Chen Xi", "HQ", "feng.yuan", (("internal_audit", "HQ"),)),
    DemoPerson("chu.ning", "褚宁", "Chu Ning", "HQ", "feng.yuan", (("process_owner", ""),)),
    DemoPerson("wei.lan", "卫兰", "Wei Lan", "HQ", "feng.yuan", (("admin", ""),)),
)

IN_ORDER = (
    "lin.gong",
    "zhao.min",
    "he.wei",
    "sun.li",
    "wu.fang",
    "qian.hao",
    "zheng.hua",
    "chen.xi",
    "wang.jing",
    "feng.yuan",
    "qin.lan",
    "xu.an",
    "luo.jun",
    "fang.ning",
    "lu.min",
    "shao.wen",
    "zhou.qiang",
    "tang.yi",
    "wei.lan",
    "chu.ning",
    "yang.guang",
    "jiang.tao",
    "shen.yu",
    "han.mei",
)
"""As a disposal meets them: who finds the machine, who collects it, who approves, who passes gates; then who looks
after the house, and the branch."""
