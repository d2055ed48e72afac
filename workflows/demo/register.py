"""The register of the demo company: categories (domain.md E1), locations, and assets for every approval level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.people.models import OrgUnit, Person
from workflows.assets.models import AssetCategory, AssetState, CategoryKind, Location
from workflows.assets.operations import add_asset, add_category, add_location
from workflows.organization.books import today


@dataclass(frozen=True)
class DemoAsset:
    """A card; `months_ago` is when it was put into use, counted from today so that the demo stays young."""

    asset_no: str
    name: str
    spec: str
    category: str
    unit: str
    location: str
    cost: str
    months_ago: int
    custodian: str = ""
    state: AssetState = AssetState.IN_USE
    is_mortgaged: bool = False
    is_state_owned: bool = False


@dataclass(frozen=True)
class DemoCategory:
    """A category with 5 % residual value; `edition` only where the code is one of the national list."""

    key: str
    code: str
    name: str
    name_en: str
    life_months: int
    default_method: str = "scrap"
    kind: CategoryKind = CategoryKind.EQUIPMENT
    is_data_bearing: bool = False
    is_hazardous: bool = False
    edition: str = ""


GB2022 = "GB/T 14885-2022"

CATEGORIES = (
    DemoCategory("building", "A01", "房屋建筑物", "Buildings", 240, "sale", CategoryKind.PROPERTY, edition=GB2022),
    DemoCategory("machine", "MACHINE", "生产设备", "Production equipment", 120),
    DemoCategory(
        "server",
        "A02010104",
        "服务器与网络设备",
        "Servers and network equipment",
        48,
        is_data_bearing=True,
        is_hazardous=True,
        edition=GB2022,
    ),
    DemoCategory(
        "computer",
        "A02010105",
        "计算机与打印设备",
        "Computers and printers",
        36,
        is_data_bearing=True,
        is_hazardous=True,
        edition=GB2022,
    ),
    DemoCategory("furniture", "A05", "办公家具", "Office furniture", 60, edition=GB2022),
    DemoCategory(
        "vehicle",
        "VEHICLE",
        "运输工具",
        "Vehicles",
        48,
        kind=CategoryKind.VEHICLE,
        is_data_bearing=True,
        is_hazardous=True,
    ),
    DemoCategory("ups", "UPS", "不间断电源与电池", "UPS and batteries", 60, is_hazardous=True),
    DemoCategory("medical", "MEDICAL", "医疗设备", "Medical equipment", 72, "sale", is_data_bearing=True),
)

LOCATIONS = (
    ("SZ-A1", "一号车间", "Workshop 1", "SZ-PROD", False),
    ("SZ-IDC", "苏州机房", "Suzhou server room", "SZ-IT", False),
    ("SZ-OFFICE", "苏州办公楼", "Suzhou office building", "SZ-IT", False),
    ("SZ-Q1", "苏州报废隔离区", "Suzhou quarantine area", "SZ-ADM", True),
    ("SH-OFFICE", "上海办公室", "Shanghai office", "SH-OPS", False),
    ("SH-Q1", "上海报废隔离区", "Shanghai quarantine area", "SH-OPS", True),
)

ASSETS = (
    DemoAsset("SZ-IT-0001", "机架式服务器", "2U 双路 256 GB", "server", "SZ-IT", "SZ-IDC", "86000", 30, "lin.gong"),
    DemoAsset("SZ-IT-0002", "数据库服务器", "4U 四路 1 TB", "server", "SZ-IT", "SZ-IDC", "268000", 26, "lin.gong"),
    DemoAsset("SZ-IT-0003", "机架式服务器", "1U 单路 64 GB", "server", "SZ-IT", "SZ-IDC", "42000", 96, "lin.gong"),
    DemoAsset("SZ-IT-0004", "存储阵列", "48 盘位 480 TB", "server", "SZ-IT", "SZ-IDC", "1350000", 25, "lin.gong"),
    DemoAsset("SZ-IT-0005", "核心交换机", "48 口万兆", "server", "SZ-IT", "SZ-IDC", "128000", 40, "lin.gong"),
    DemoAsset("SZ-IT-0006", "笔记本电脑", "14 英寸 16 GB", "computer", "SZ-IT", "SZ-OFFICE", "8800", 38, "sun.li"),
    DemoAsset("SZ-IT-0007", "笔记本电脑", "14 英寸 32 GB", "computer", "SZ-IT", "SZ-OFFICE", "11200", 9, "lin.gong"),
    DemoAsset(
        "SZ-IT-0008", "台式计算机", "i5 16 GB", "computer", "SZ-IT", "SZ-OFFICE", "5600", 44, state=AssetState.IDLE
    ),
    DemoAsset("SZ-IT-0009", "激光打印机", "A3 彩色", "computer", "SZ-IT", "SZ-OFFICE", "16800", 28, "sun.li"),
    DemoAsset("SZ-IT-0010", "机房 UPS", "80 kVA 铅酸电池组", "ups", "SZ-IT", "SZ-IDC", "156000", 50, "lin.gong"),
    DemoAsset("SZ-PROD-0001", "数控加工中心", "五轴 VMC-1060", "machine", "SZ-PROD", "SZ-A1", "1680000", 84, "he.wei"),
    DemoAsset("SZ-PROD-0002", "数控车床", "CK6150", "machine", "SZ-PROD", "SZ-A1", "320000", 110, "he.wei"),
    DemoAsset(
        "SZ-PROD-0003", "SMT 贴片线", "高速线 4 机连线", "machine", "SZ-PROD", "SZ-A1", "12600000", 78, "zhou.qiang"
    ),
    DemoAsset("SZ-PROD-0004", "注塑机", "250 T 伺服", "machine", "SZ-PROD", "SZ-A1", "460000", 60, "he.wei"),
    DemoAsset(
        "SZ-PROD-0005", "空压机", "75 kW 螺杆", "machine", "SZ-PROD", "SZ-A1", "98000", 121, state=AssetState.IDLE
    ),
    DemoAsset(
        "SZ-PROD-0006",
        "激光切割机",
        "6 kW 光纤",
        "machine",
        "SZ-PROD",
        "SZ-A1",
        "2350000",
        80,
        "zhou.qiang",
        is_mortgaged=True,
    ),
    DemoAsset("SZ-PROD-0007", "电动叉车", "3 T 铅酸", "vehicle", "SZ-PROD", "SZ-A1", "118000", 36, "tang.yi"),
    DemoAsset("SZ-PROD-0008", "厢式货车", "4.2 米", "vehicle", "SZ-PROD", "SZ-A1", "136000", 60, "tang.yi"),
    DemoAsset("SZ-PROD-0009", "工位计算机", "无风扇工控机", "computer", "SZ-PROD", "SZ-A1", "7200", 36, "tang.yi"),
    DemoAsset(
        "SZ-PROD-0010", "二号仓库", "钢结构 1,200 平方米", "building", "SZ-PROD", "SZ-A1", "3600000", 180, "zhou.qiang"
    ),
    DemoAsset(
        "SZ-PROD-0011",
        "实训机床",
        "校企合作",
        "machine",
        "SZ-PROD",
        "SZ-A1",
        "180000",
        100,
        "he.wei",
        is_state_owned=True,
    ),
    DemoAsset("SZ-ADM-0001", "会议桌", "实木 4.8 米", "furniture", "SZ-ADM", "SZ-OFFICE", "12800", 62, "zhao.min"),
    DemoAsset(
        "SZ-ADM-0002", "办公桌椅", "20 套", "furniture", "SZ-ADM", "SZ-OFFICE", "46000", 40, state=AssetState.IDLE
    ),
    DemoAsset("SZ-ADM-0003", "文件柜", "钢制四门", "furniture", "SZ-ADM", "SZ-OFFICE", "3600", 70, "zhao.min"),
    DemoAsset("SH-OPS-0001", "笔记本电脑", "13 英寸 16 GB", "computer", "SH-OPS", "SH-OFFICE", "9600", 33, "jiang.tao"),
    DemoAsset(
        "SH-OPS-0002", "机架式服务器", "2U 双路 128 GB", "server", "SH-OPS", "SH-OFFICE", "74000", 24, "jiang.tao"
    ),
    DemoAsset("SH-OPS-0003", "网络录像机", "32 路 48 TB", "server", "SH-OPS", "SH-OFFICE", "18600", 34, "shen.yu"),
    DemoAsset("SH-OPS-0004", "商务车", "7 座", "vehicle", "SH-OPS", "SH-OFFICE", "298000", 32, "yang.guang"),
    DemoAsset(
        "SH-OPS-0005",
        "便携超声诊断仪",
        "演示样机",
        "medical",
        "SH-OPS",
        "SH-OFFICE",
        "220000",
        70,
        state=AssetState.IDLE,
    ),
)


def seed_register(session: Session, actor: Actor, units: dict[str, OrgUnit], people: dict[str, Person]) -> None:
    """Add categories, locations and assets; `units` and `people` by code and login."""
    categories = _add_categories(session)
    locations: dict[str, Location] = {}
    for code, name, name_en, unit, is_quarantine in LOCATIONS:
        locations[code] = add_location(session, units[unit], code, name, name_en=name_en, is_quarantine=is_quarantine)
    for card in ASSETS:
        unit_of_card = units[card.unit]
        add_asset(
            session,
            actor,
            categories[card.category],
            unit_of_card,
            card.asset_no,
            card.name,
            spec=card.spec,
            serial_no=f"SN{card.asset_no.replace('-', '')}",
            cost=Decimal(card.cost),
            currency="CNY",
            in_service_on=_months_before(today(session, unit_of_card.legal_entity_id), card.months_ago),
            state=card.state,
            custodian=people[card.custodian] if card.custodian else None,
            location=locations[card.location],
            is_mortgaged=card.is_mortgaged,
            is_state_owned=card.is_state_owned,
        )


def _add_categories(session: Session) -> dict[str, AssetCategory]:
    return {
        category.key: add_category(
            session,
            category.code,
            category.name,
            name_en=category.name_en,
            edition=category.edition,
            kind=category.kind,
            life_months=category.life_months,
            residual_rate=Decimal("0.05"),
            default_method=category.default_method,
            is_data_bearing=category.is_data_bearing,
            is_hazardous=category.is_hazardous,
        )
        for category in CATEGORIES
    }


def _months_before(day: date, months: int) -> date:
    """The 15th of the month so many months earlier."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 15)
