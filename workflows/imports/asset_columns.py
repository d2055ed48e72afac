"""The fields of an asset that a register may bring, and their headers in Kingdee, Yonyou U8, SAP and elsewhere
(domain.md E3: recognised by name, not tested against those systems)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.errors import say
from workflows.assets.fields.queries import field_names, fields_by_category
from workflows.imports.columns import Target

OWN_FIELD = "field:"
"""Before the name of a custom field, in the code of its target."""

ASSET_TARGETS = (
    Target(
        "asset_no",
        say("Asset number"),
        "资产编码 | 卡片编码 | 固定资产编号 | 卡片编号 | 资产编号 | 设备编号 | 资产号 | 资产代码 | Asset"
        " | ANLN1 | Asset Tag | Asset number | Asset no | Number",
        is_required=True,
    ),
    Target("sub_no", say("Subnumber"), "次级编号 | 子编号 | Subnumber | ANLN2"),
    Target(
        "name",
        say("Name"),
        "资产名称 | 固定资产名称 | 名称 | 设备名称 | Description | TXT50 | Asset name | Name",
        is_required=True,
    ),
    Target(
        "category",
        say("Category"),
        "资产类别 | 类别编号 | 类别名称 | 类别 | 分类 | 资产分类 | Asset Class | ANLKL | Category",
    ),
    Target("spec", say("Specification"), "规格型号 | 型号 | 规格 | Description 2 | TXA50 | Specification | Model"),
    Target("serial_no", say("Serial number"), "序列号 | 出厂编号 | SN | Serial | SERNR | Serial number"),
    Target("quantity", say("Quantity"), "数量 | Quantity | MENGE | Qty"),
    Target("unit_of_measure", say("Unit of measure"), "计量单位 | 单位 | MEINS | UoM | Base unit"),
    Target(
        "in_service_on",
        say("In service since"),
        "开始使用日期 | 启用日期 | 使用日期 | 入账日期 | 投入使用日期 | Capitalized on | AKTIV"
        " | Ordinary dep. start | Ordinary dep start | AFABG | In service date",
    ),
    Target(
        "cost",
        say("Original cost"),
        "原值 | 原值(本位币) | 资产原值 | 购置金额 | 原价 | Acquis.val. | KANSW | Acquisition value | Cost",
        is_money=True,
    ),
    Target("currency", say("Currency"), "币种 | 币别 | WAERS | Currency"),
    Target(
        "accumulated",
        say("Accumulated depreciation"),
        "累计折旧 | 累计折旧(本位币) | Accum.dep. | KNAFA | Accumulated depreciation",
        is_money=True,
    ),
    Target("impairment", say("Impairment"), "减值准备 | 固定资产减值准备 | Impairment", is_money=True),
    Target(
        "net_value",
        say("Net book value"),
        "净值 | 净额 | 账面净值 | 资产净值 | Book val. | Net book value | NBV",
        is_money=True,
    ),
    Target("residual_rate", say("Residual rate"), "净残值率 | 预计净残值率 | 残值率 | Residual rate"),
    Target(
        "residual",
        say("Residual value"),
        "净残值 | 预计净残值 | 残值 | Scrap value | Residual value",
        is_money=True,
    ),
    Target(
        "life_months",
        say("Useful life in months"),
        "预计使用期间数(月) | 预计使用期间数 | 使用年限(月) | 预计使用年限(月) | 折旧年限(月) | 使用月限 | 预计使用月份"
        " | 预计使用月数 | NDPER | Useful life in periods | Useful life (months)",
    ),
    Target(
        "life_years",
        say("Useful life in years"),
        "使用年限 | 预计使用年限 | 折旧年限 | 使用年限(年) | Useful life | NDJAR | Useful life (years)",
    ),
    Target("used_months", say("Months depreciated"), "已折旧期间数 | 已计提月份 | 已提折旧月数 | Months depreciated"),
    Target("method", say("Depreciation method"), "折旧方法 | Dep. key | AFASL | Depreciation method"),
    Target(
        "unit",
        say("Department"),
        "使用部门 | 部门名称 | 部门 | 所属部门 | 部门编码 | Cost center | KOSTL | Department",
    ),
    Target(
        "custodian",
        say("Custodian"),
        "使用人 | 保管人 | 责任人 | 领用人 | 管理人 | Person | PERNR | Custodian | Assigned to",
    ),
    Target(
        "location",
        say("Location"),
        "资产位置 | 存放地点 | 存放位置 | 使用地点 | 位置 | Location | STORT | Site",
    ),
    Target("status", say("State"), "资产状态 | 使用状态 | 使用状况 | 状态 | Deactivation | DEAKT | Status | State"),
    Target("barcode", say("Barcode"), "条形码 | 条码 | 资产条码 | RFID | Inventory number | INVNR | Barcode"),
    Target(
        "media",
        say("Storage media"),
        "硬盘序列号 | 存储介质 | 存储介质序列号 | 介质序列号 | 磁盘序列号 | Disk serial | Disk serial number"
        " | Storage media | Media",
    ),
    Target(
        "last_maintenance_on",
        say("Last maintenance"),
        "最近维护日期 | 最近维修日期 | 上次维护日期 | 最近保养日期 | Last maintenance",
    ),
)


def field_targets(session: Session) -> list[Target]:
    """The custom fields of the categories; a column that is called so is taken for one."""
    names = field_names(field for fields in fields_by_category(session).values() for field in fields)
    return [Target(f"{OWN_FIELD}{name}", say("Field of one's own: %(field)s", field=name), name) for name in names]
