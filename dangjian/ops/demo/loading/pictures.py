"""Drawn pictures that stand for photos of meetings: a room, a screen, people seen from behind. Nobody is depicted."""

from __future__ import annotations

import io
from random import Random
from typing import Final

from PIL import Image, ImageDraw

SIZE: Final = (1200, 800)
_WALL: Final = ((236, 232, 224), (226, 232, 238), (238, 234, 228))
_CLOTHES: Final = ((52, 73, 94), (86, 101, 115), (120, 66, 18), (33, 97, 140), (69, 90, 100), (110, 44, 44))


def meeting_picture(rng: Random) -> bytes:
    """One picture as JPEG; the same random numbers give the same picture."""
    picture = Image.new("RGB", SIZE, rng.choice(_WALL))
    draw = ImageDraw.Draw(picture)
    width, height = SIZE
    draw.rectangle((0, height * 0.62, width, height), fill=(176, 148, 120))
    draw.rectangle((width * 0.24, height * 0.1, width * 0.76, height * 0.46), fill=(168, 24, 32))
    draw.rectangle((width * 0.27, height * 0.14, width * 0.73, height * 0.42), fill=(252, 250, 246))
    for line in range(4):
        length = rng.uniform(0.2, 0.4)
        top = height * (0.18 + line * 0.055)
        draw.rectangle((width * 0.3, top, width * (0.3 + length), top + 14), fill=(150, 150, 150))
    for row in range(3):
        _people(draw, rng, height * (0.62 + row * 0.14), 38 + row * 14)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=80)
    return target.getvalue()


def _people(draw: ImageDraw.ImageDraw, rng: Random, top: float, size: int) -> None:
    """A row of heads and shoulders."""
    step = int(size * 2.8)
    for left in range(rng.randrange(20, 90), SIZE[0] - step, step):
        clothes = rng.choice(_CLOTHES)
        draw.rounded_rectangle((left, top + size, left + size * 2, top + size * 2.6), radius=size // 2, fill=clothes)
        head = (left + size * 0.45, top, left + size * 1.55, top + size * 1.15)
        draw.ellipse(head, fill=(46, 40, 38))
