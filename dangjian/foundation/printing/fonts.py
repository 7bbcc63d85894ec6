"""Fonts for printed papers: the faces official papers ask for, or the nearest ones this machine has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import typst
from django.conf import settings

from dangjian.kernel.errors import Unavailable

_SONG = (
    "Source Han Serif SC", "Source Han Serif CN", "Noto Serif CJK SC", "Noto Serif SC", "Songti SC", "STSong",
    "SimSun", "NSimSun", "AR PL UMing CN",
)  # fmt: skip
_SANS = (
    "FZHei-B01S", "FZHei-B01", "SimHei", "STHeiti", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans CJK SC",
    "Noto Sans SC", "HarmonyOS Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
)  # fmt: skip
_TITLE = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK", "STZhongsong", "华文中宋")
_BODY = ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "FZFangSong-Z02S", "FZFangSong-Z02")
_KAI = ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "FZKai-Z03S", "AR PL UKai CN")


@dataclass(frozen=True)
class Faces:
    """Families found on this machine, best first, for each use on the page."""

    title: tuple[str, ...]
    heading: tuple[str, ...]
    subheading: tuple[str, ...]
    body: tuple[str, ...]
    table: tuple[str, ...]


@dataclass(frozen=True)
class FontLibrary:
    """The fonts as the typesetting engine holds them, with the faces chosen from them."""

    fonts: typst.Fonts
    faces: Faces


def chosen_faces(families: frozenset[str]) -> Faces:
    """Faces for the families a machine has.

    Raises Unavailable `printing.fonts.missing`, naming the package to install, when none of them has Chinese signs.
    """

    def found(*lists: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for names in lists for name in names if name in families)

    if not found(_SONG, _SANS, _TITLE, _BODY, _KAI):
        raise Unavailable(
            "printing.fonts.missing",
            "服务器上没有中文字体，无法生成 PDF。请管理员安装字体软件包 fonts-noto-cjk"
            "（麒麟、统信等系统为 google-noto-serif-cjk-fonts），"
            "或把仿宋、小标宋等字体文件放入数据目录的 fonts 文件夹，然后重新启动服务再试。"
            "急用时可先导出 Word 或 Excel。",
        )
    return Faces(
        title=found(_TITLE, _SONG, _SANS, _BODY),
        heading=found(_SANS, _SONG, _BODY),
        subheading=found(_KAI, _SONG, _SANS, _BODY),
        body=found(_BODY, _SONG, _SANS),
        table=found(_SONG, _BODY, _SANS),
    )


def font_folder() -> Path:
    """Folder for the fonts an installation has a licence for."""
    return Path(settings.DATA_DIR) / "fonts"


@lru_cache(maxsize=1)
def font_library() -> FontLibrary:
    """Fonts of the machine and of `font_folder`, searched once per process."""
    folder = font_folder()
    fonts = typst.Fonts(include_embedded_fonts=False, font_paths=[str(folder)] if folder.is_dir() else [])
    return FontLibrary(fonts, chosen_faces(frozenset(fonts.families())))
