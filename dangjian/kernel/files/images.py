"""Pictures are decoded and written anew: what comes out is only the picture (SEC-FILE-02).

Place, camera, comments, embedded thumbnails, trailing data: gone. The orientation is applied, colours become sRGB.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageCms, UnidentifiedImageError

from dangjian.kernel.files.refusals import bomb, damaged

MAX_PIXELS = 40_000_000
MAX_EDGE = 2560
THUMB_EDGE = 480
_FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How to undo each orientation of the camera (EXIF tag 274)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture written anew: bytes of it and of its thumbnail, the kind it has now, its size in pixels."""

    data: bytes
    thumb: bytes
    kind: str
    width: int
    height: int


def redraw(file: BinaryIO, kind: str) -> Picture:
    """Decode and write anew. PNG stays PNG; everything else becomes JPEG, or PNG where it is transparent.

    Raises BadInput for pictures above 40 megapixels (before decoding) and for damaged ones.
    """
    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit below is stricter
        try:
            with Image.open(file, formats=(_FORMATS[kind],)) as source:
                if source.width * source.height > MAX_PIXELS:
                    raise bomb(f"图片（{source.width}×{source.height}）")
                picture = _upright(source)
        except Image.DecompressionBombError as error:
            raise bomb("图片") from error
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise damaged("图片") from error
    transparent = picture.mode == "RGBA"
    target = "png" if transparent or kind == "png" else "jpeg"
    data = _write(picture, target)
    small = picture.copy()
    small.thumbnail((THUMB_EDGE, THUMB_EDGE), Image.Resampling.LANCZOS)
    if transparent:
        ground = Image.new("RGB", small.size, "white")
        ground.paste(small, mask=small.getchannel("A"))
        small = ground
    return Picture(data, _write(small, "jpeg", quality=78), target, picture.width, picture.height)


def _upright(source: Image.Image) -> Image.Image:
    """The first frame, small enough, upright, in sRGB or sRGB with transparency, without any metadata."""
    profile = source.info.get("icc_profile")
    source.draft("RGB", (MAX_EDGE, MAX_EDGE))
    orientation = source.getexif().get(0x0112, 1)
    source.load()
    has_alpha = source.mode in {"RGBA", "LA", "PA"} or "transparency" in source.info
    if source.mode == "CMYK":
        picture = source.copy()
    elif source.mode.startswith("I"):  # scans with 16 bits of grey: a plain conversion would make them white
        picture = source.convert("I").point(lambda grey: grey * (1 / 256)).convert("RGB")
    else:
        picture = source.convert("RGBA" if has_alpha else "RGB")
    picture.thumbnail((MAX_EDGE, MAX_EDGE), Image.Resampling.LANCZOS)
    if profile:
        picture = _to_srgb(picture, profile)
    if picture.mode not in {"RGB", "RGBA"}:
        picture = picture.convert("RGB")
    turn = _TURNS.get(orientation)
    if turn is not None:
        picture = picture.transpose(turn)
    picture.info.clear()  # writers would take comments, profiles and transparency marks from here
    return picture


def _to_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        changed = ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a profile that does not fit its picture: the numbers are taken as they are
    return changed or picture


def _write(picture: Image.Image, kind: str, quality: int = 85) -> bytes:
    target = io.BytesIO()
    if kind == "png":
        picture.save(target, "PNG")
    else:
        picture.save(target, "JPEG", quality=quality, progressive=True)
    return target.getvalue()
