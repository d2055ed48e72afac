"""Pictures and documents made for tests."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import ExifTags, Image

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def picture(image_format: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new(mode, size, "blue")
    image.paste(Image.new(mode, (size[0] // 2, size[1]), "red"), (0, 0))
    return encoded(image, image_format, **options)


def encoded(image: Image.Image, image_format: str, **options: Any) -> bytes:
    """`image` as a file of `image_format`."""
    buffer = BytesIO()
    image.save(buffer, image_format, **options)
    return buffer.getvalue()


def phone_photo(orientation: int = 6, image_format: str = "JPEG") -> bytes:
    """A photo as a phone takes it: lying on its side, with position, camera and comment."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "PhoneMaker"
    exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: (31.0, 14.0, 0.0), 3: "E", 4: (121.0, 28.0, 0.0)}
    image = Image.open(BytesIO(picture()))
    return encoded(image, image_format, exif=exif.tobytes(), quality=95)


def opened(content: bytes) -> Image.Image:
    """The picture in `content`."""
    return Image.open(BytesIO(content))
