"""QR codes as small inline SVG."""

from __future__ import annotations

from io import BytesIO

import segno


def qr_svg(text: str) -> str:
    """An SVG picture of a QR code that fills its box."""
    buffer = BytesIO()
    segno.make(text, error="m").save(buffer, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2)
    return buffer.getvalue().decode("ascii")
