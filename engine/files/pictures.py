"""Pictures are painted anew: upright, in sRGB, within 4096 pixels, without position or any other metadata."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from engine.errors import EngineError, say
from engine.files.sniffing import FileKind

MAX_PIXELS = 64_000_000
MAX_SIDE = 4096
JPEG_QUALITY = 85


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: JPEG, or PNG where it is see-through."""

    content: bytes
    media_type: str
    width: int
    height: int


def repaint(content: bytes, kind: FileKind) -> Picture:
    """The picture in `content`, of `kind`, decoded and encoded anew. Refused: broken, over 64 million pixels."""
    if kind is FileKind.HEIF:
        _open_heif()
    try:
        with Image.open(BytesIO(content), formats=(kind.value,)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise EngineError(say("The picture has more than %(limit)s million pixels.", limit=MAX_PIXELS // 10**6))
            image.draft("RGB", (MAX_SIDE, MAX_SIDE))  # a large JPEG is decoded smaller at once
            return _encode(_clean(image))
    except EngineError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise EngineError(
            say("The picture has more than %(limit)s million pixels.", limit=MAX_PIXELS // 10**6)
        ) from error
    except Exception as error:  # decoders of hostile bytes raise nearly anything
        raise EngineError(say("The picture is damaged and cannot be read.")) from error


def _clean(image: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
    profile = upright.info.get("icc_profile")
    has_alpha = upright.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in upright.info
    if has_alpha:
        clean = upright.convert("RGBA")
        if clean.getchannel("A").getextrema() == (255, 255):
            clean = clean.convert("RGB")
    else:
        clean = _in_srgb(upright, profile)
    clean.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    clean.info.clear()  # the encoders would write comments and profiles from here
    return clean


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            converted = None  # a broken profile costs a shade of colour, not the photo
        if converted is not None:
            return converted
    return image.convert("RGB")


def _encode(image: Image.Image) -> Picture:
    buffer = BytesIO()
    if image.mode == "RGBA":
        image.save(buffer, "PNG", optimize=True)
        return Picture(buffer.getvalue(), "image/png", image.width, image.height)
    image.save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return Picture(buffer.getvalue(), "image/jpeg", image.width, image.height)


@cache
def _open_heif() -> None:
    import pillow_heif  # heavy: only when the first iPhone photo comes

    pillow_heif.register_heif_opener()
