"""What people answer in the forms of the gates of a demo laptop."""

from __future__ import annotations

from datetime import date
from uuid import UUID

RECYCLER = "绿源再生资源有限公司"
MANIFEST = {"recycler": RECYCLER, "licence_no": "L-1", "licence_until": "2099-12-31", "manifest_no": "M-1"}


def serial_no(asset_no: str) -> str:
    """The serial number of a demo asset in the register."""
    return f"SN{asset_no.replace('-', '')}"


def sanitized(*asset_nos: str, on: date | str, by: UUID | str, verified_by: UUID | str) -> dict[str, str]:
    """The media of these demo assets were shredded."""
    return {
        "media_serials": "\n".join(serial_no(asset_no) for asset_no in asset_nos),
        "medium_kind": "ssd",
        "confidentiality": "high",
        "technique": "destroy",
        "method": "shred",
        "tool": "HSM FA 500",
        "verification_method": "inspection",
        "verification": "passed",
        "performed_on": str(on),
        "performed_by": str(by),
        "verified_by": str(verified_by),
        "certificate_no": "C-1",
        "place": "苏州机房",
        "performed_title": "信息安全员",
        "performed_phone": "0512-6800",
        "verified_title": "运维工程师",
        "destination": "交回收单位",
    }
