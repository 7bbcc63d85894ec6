"""PDF documents: scripts, actions and attachments are taken out (SEC-FILE-02).

A document that contains none of them is kept byte for byte, because writing it anew would break its signatures.
"""

from __future__ import annotations

import io
from typing import Any, BinaryIO

import pikepdf

from dangjian.kernel.files.refusals import bomb, damaged, refuse

MAX_OBJECTS = 300_000
_MAX_DEPTH = 30
_ACTIVE_KEYS = ("/OpenAction", "/AA", "/JavaScript", "/JS", "/XFA", "/EmbeddedFiles", "/EF", "/AF", "/RichMediaContent")
_ACTIVE_ACTIONS = frozenset(
    {
        "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound",
        "/RichMediaExecute", "/GoTo3DView",
    }
)  # fmt: skip
_ACTIVE_ANNOTATIONS = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
_SAFE_LINKS = ("http://", "https://", "mailto:", "tel:")


def clean_pdf(file: BinaryIO) -> bytes | None:
    """The document without anything active; None when there was nothing to take out and the original can stay.

    Raises BadInput for damaged, password-protected and oversized documents.
    """
    file.seek(0)
    data = file.read()
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if len(document.objects) > MAX_OBJECTS:
                raise bomb("PDF 文档")
            if not len(document.pages):
                raise damaged("PDF 文档")
            found = sum(_disarm(item, 0) for item in document.objects)
            found += _disarm(document.trailer, 0)
            if not found and data.rstrip(b"\r\n \t\0").endswith(b"%%EOF"):
                return None
            target = io.BytesIO()
            document.save(target)
            return target.getvalue()
    except pikepdf.PasswordError as error:
        raise refuse("encrypted", "PDF 文档设有打开密码，请取消密码后再上传。") from error
    except (pikepdf.PdfError, ValueError, RecursionError, RuntimeError) as error:
        raise damaged("PDF 文档") from error


def _disarm(item: Any, depth: int) -> int:
    """Take out of one object, and of what lies directly in it, everything active. Returns how much it was."""
    if depth > _MAX_DEPTH:
        raise ValueError("nested too deeply")
    if isinstance(item, pikepdf.Array):
        children = [child for child in item if isinstance(child, pikepdf.Object) and not child.is_indirect]
        return sum(_disarm(child, depth + 1) for child in children)
    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return 0
    found = 0
    for key in _ACTIVE_KEYS:
        if key in item and not (key == "/OpenAction" and isinstance(item[key], pikepdf.Array)):
            del item[key]
            found += 1
    found += _disarm_action(item)
    if str(item.get("/Subtype", "")) in _ACTIVE_ANNOTATIONS and "/Rect" in item:
        item["/Subtype"] = pikepdf.Name("/Text")
        for key in ("/FS", "/A", "/Movie", "/Sound", "/3DD"):
            if key in item:
                del item[key]
        found += 1
    for key in list(item.keys()):
        child = item[key]
        if isinstance(child, pikepdf.Array | pikepdf.Dictionary) and not child.is_indirect:
            found += _disarm(child, depth + 1)
    return found


def _disarm_action(item: Any) -> int:
    """An action that runs, opens or sends something becomes one that does nothing."""
    action = item.get("/S", None)
    if not isinstance(action, pikepdf.Name) or str(item.get("/Type", "/Action")) != "/Action":
        return 0
    name = str(action)
    unsafe_link = name == "/URI" and not str(item.get("/URI", "")).lower().startswith(_SAFE_LINKS)
    if not unsafe_link and name not in _ACTIVE_ACTIONS:
        return 0
    for key in ("/URI", "/F", "/Win", "/Mac", "/Unix", "/Next", "/D"):
        if key in item:
            del item[key]
    item["/S"] = pikepdf.Name("/Named")
    item["/N"] = pikepdf.Name("/NoAction")
    return 1
