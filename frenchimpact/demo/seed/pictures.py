"""Pictures drawn for the demonstration: nobody's photograph, always the same for the same number."""

import io
import random
from colorsys import hls_to_rgb

from PIL import Image, ImageDraw

type Colour = tuple[int, int, int]
WIDE, HIGH = 960, 540
LOGO = 320
# Drawn larger, then brought down: edges come out smooth.
FINER = 2


def _colour(hue: float, light: float, strength: float) -> Colour:
    red, green, blue = hls_to_rgb(hue % 1, light, strength)
    return round(red * 255), round(green * 255), round(blue * 255)


def _jpeg(image: Image.Image) -> io.BytesIO:
    out = io.BytesIO()
    image.reduce(FINER).save(out, "JPEG", quality=88)
    out.seek(0)
    return out


def landscape(number: int) -> io.BytesIO:
    """Hills, a village and the sun, at one hour or another."""
    draw_of = random.Random(number)  # noqa: S311 - a drawing, not a secret
    wide, high = WIDE * FINER, HIGH * FINER
    hue = (0.08, 0.55, 0.42, 0.95, 0.12, 0.6)[number % 6]
    image = Image.new("RGB", (wide, high), _colour(hue, 0.86, 0.6))
    draw = ImageDraw.Draw(image)
    for band in range(5):
        draw.rectangle((0, high * band // 9, wide, high), fill=_colour(hue + band * 0.012, 0.8 + band * 0.03, 0.65))
    x, y, radius = draw_of.randint(wide // 6, wide * 5 // 6), high // 4, high // 9
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_colour(0.13, 0.82, 0.95))
    for plane in range(4):
        light = 0.66 - plane * 0.13
        top = high * (42 + plane * 13) // 100
        _hill(draw, draw_of, (wide, high), top, _colour(0.38 + 0.02 * plane, light, 0.3))
        if plane == 1:
            for _house in range(6):
                _draw_house(draw, draw_of, draw_of.randint(0, wide), high * 62 // 100, high // 14)
    return _jpeg(image)


def _hill(draw: ImageDraw.ImageDraw, draw_of: random.Random, size: tuple[int, int], top: int, colour: Colour) -> None:
    wide, high = size
    steps = 6
    heights = [top + draw_of.randint(-high // 14, high // 14) for _step in range(steps + 3)]
    points = []
    for step in range(steps):
        before, start, end, after = heights[step : step + 4]
        for part in range(24):
            t = part / 24
            # Catmull-Rom: the line goes through every height, without a corner.
            bend = (end - before) * t + (2 * before - 5 * start + 4 * end - after) * t**2 + (3 * start - before - 3 * end + after) * t**3
            points.append((wide * (step + t) / (steps - 0.05), start + bend / 2))
    draw.polygon([*points, (wide, high), (0, high)], fill=colour)


def _draw_house(draw: ImageDraw.ImageDraw, draw_of: random.Random, x: int, y: int, size: int) -> None:
    y += draw_of.randint(-size // 2, size // 2)
    draw.rectangle((x, y, x + size * 1.3, y + size * 1.6), fill=_colour(0.1, draw_of.uniform(0.86, 0.95), 0.35))
    roof = _colour(draw_of.choice((0.02, 0.05, 0.6)), draw_of.uniform(0.42, 0.55), 0.45)
    draw.polygon([(x - size * 0.15, y), (x + size * 0.65, y - size * 0.7), (x + size * 1.45, y)], fill=roof)


def emblem(number: int) -> io.BytesIO:
    """A plain mark of two shapes, for an organisation that has none."""
    draw_of = random.Random(f"emblem {number}")  # noqa: S311 - a drawing, not a secret
    side = LOGO * FINER
    hue = (number * 0.381966) % 1
    image = Image.new("RGB", (side, side), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    dark, bright = _colour(hue, 0.3, 0.6), _colour(hue + 0.12, 0.62, 0.7)
    edge, middle = side * 0.1, side / 2
    shape = number % 4
    if shape == 0:
        draw.ellipse((edge, edge, side - edge, side - edge), fill=dark)
        draw.pieslice((edge, edge, side - edge, side - edge), 200, 340, fill=bright)
    elif shape == 1:
        draw.rounded_rectangle((edge, edge, side - edge, side - edge), radius=side * 0.16, fill=dark)
        draw.polygon([(edge * 1.8, side - edge * 2), (middle, edge * 2.4), (side - edge * 1.8, side - edge * 2)], fill=bright)
    elif shape == 2:
        draw.regular_polygon((middle, middle, middle - edge), 6, rotation=draw_of.choice((0, 30)), fill=dark)
        draw.ellipse((middle - edge * 2, middle - edge * 2, middle + edge * 2, middle + edge * 2), fill=bright)
    else:
        for turn in range(3):
            near, far = edge * (1 + turn * 1.1), side - edge * (1 + turn * 1.1)
            draw.pieslice((near, near, far, far), 180, 360, fill=(dark, bright, dark)[turn])
        draw.rectangle((edge, middle + edge * 0.5, side - edge, middle + edge * 1.6), fill=dark)
    out = io.BytesIO()
    image.reduce(FINER).save(out, "PNG")
    out.seek(0)
    return out
