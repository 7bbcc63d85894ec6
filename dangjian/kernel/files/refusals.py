"""Why a file is refused, in words that say what to do."""

from __future__ import annotations

from dangjian.kernel.errors import BadInput


def refuse(code: str, text: str) -> BadInput:
    """The refusal of a file, pointing at the field `file`."""
    return BadInput(f"kernel.files.{code}", text, field="file")


def damaged(what: str) -> BadInput:
    """The content cannot be read."""
    return refuse("damaged", f"{what}已损坏或不完整，请在原软件中打开确认后重新保存，再上传。")


def bomb(what: str) -> BadInput:
    """Unpacking it would exceed the limits."""
    return refuse("bomb", f"{what}展开后过大，不能接收。请拆分或另存后再上传。")
