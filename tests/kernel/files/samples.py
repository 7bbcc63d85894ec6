"""Files of all kinds, honest and hostile, made when needed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import pikepdf
from PIL import Image

CONTENT_TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELATION = (
    b'<?xml version="1.0"?><Relationships><Relationship Id="r1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
    b'Target="%s" TargetMode="External"/></Relationships>'
)


def image(kind: str = "JPEG", size: tuple[int, int] = (800, 600), mode: str = "RGB", **options: Any) -> bytes:
    """A picture: left half red, right half blue."""
    picture = Image.new(mode, size, "red" if mode != "RGBA" else (255, 0, 0, 128))
    picture.paste("blue" if mode != "RGBA" else (0, 0, 255, 128), (size[0] // 2, 0, size[0], size[1]))
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def photo_with_traces() -> bytes:
    """A phone's photo: place, camera, comment, rights, turned by 90 degrees, with an archive behind its end."""
    exif = Image.Exif()
    exif[0x010F] = "CanaryCamera"
    exif[0x0112] = 6
    exif[0x8825] = {1: "N", 2: (39.0, 54.0, 20.0), 3: "E", 4: (116.0, 23.0, 29.0)}
    return image(size=(800, 400), exif=exif, comment=b"CanaryComment", xmp=b"<x:xmpmeta>CanaryXmp</x:xmpmeta>")


def png_of(width: int, height: int) -> bytes:
    """A tiny PNG that claims to be huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def archive(parts: dict[str, bytes], **options: Any) -> bytes:
    """A zip archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, **options) as writer:
        for name, data in parts.items():
            writer.writestr(name, data)
    return target.getvalue()


def office(kind: str = "docx", **more: bytes) -> bytes:
    """A minimal Office file with more parts (in names, `__` is `/`)."""
    main = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}[kind]
    parts = {"[Content_Types].xml": CONTENT_TYPES, main: "<文档/>".encode()}
    return archive(parts | {name.replace("__", "/"): data for name, data in more.items()})


def office_with_relation(kind: bytes, target: bytes) -> bytes:
    """A Word file that refers to something outside."""
    return archive(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "word/document.xml": b"<d/>",
            "word/_rels/settings.xml.rels": _RELATION % (kind, target),
        }
    )


def bomb(megabytes: int = 200) -> bytes:
    """An Office file of some hundred kilobytes that unpacks to `megabytes`."""
    return office("xlsx", xl__worksheets__sheet1=b"\0" * (megabytes * 1024 * 1024))


def lying_bomb() -> bytes:
    """A bomb whose headers claim ten bytes."""
    data = bytearray(bomb(120))
    real = struct.pack("<L", 120 * 1024 * 1024)
    while (at := data.find(real)) >= 0:
        data[at : at + 4] = struct.pack("<L", 10)
    return bytes(data)


def ole(stream: str, more: bytes = b"") -> bytes:
    """The beginning of an old Office file."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024 + stream.encode("utf-16-le") + b"\0" * 512 + more


def pdf(**root: Any) -> bytes:
    """A document of one page, with entries of its catalogue."""
    document = pikepdf.new()
    document.add_blank_page()
    for key, value in root.items():
        document.Root[f"/{key}"] = value
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def hostile_pdf() -> bytes:
    """Scripts, launches and attachments in every place they can be."""
    script = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS=pikepdf.String("app.alert('CanaryScript')"))
    document = pikepdf.new()
    document.add_blank_page()
    page = document.pages[0]
    launch = pikepdf.Dictionary(S=pikepdf.Name("/Launch"), F=pikepdf.String("CanaryLaunch.exe"))
    rect = pikepdf.Array([0, 0, 10, 10])
    link = pikepdf.Dictionary(Type=pikepdf.Name("/Annot"), Subtype=pikepdf.Name("/Link"), Rect=rect, A=launch)
    web = pikepdf.Dictionary(S=pikepdf.Name("/URI"), URI=pikepdf.String("https://www.12371.cn/"))
    good = pikepdf.Dictionary(Type=pikepdf.Name("/Annot"), Subtype=pikepdf.Name("/Link"), Rect=rect, A=web)
    run = pikepdf.Dictionary(S=pikepdf.Name("/URI"), URI=pikepdf.String("javascript:CanaryLink"))
    bad = pikepdf.Dictionary(Type=pikepdf.Name("/Annot"), Subtype=pikepdf.Name("/Link"), Rect=rect, A=run)
    page["/Annots"] = pikepdf.Array([link, good, bad])
    page["/AA"] = pikepdf.Dictionary(O=script)
    document.Root["/OpenAction"] = script
    document.Root["/Names"] = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), document.make_indirect(script)]))
    )
    document.attachments["CanaryAttachment.exe"] = b"MZ"
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def locked_pdf() -> bytes:
    """A document with a password."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(target, encryption=pikepdf.Encryption(owner="o", user="u"))
    return target.getvalue()
