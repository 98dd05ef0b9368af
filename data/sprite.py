"""Departments as one small SVG file that pages point into: drawn once, kept by the browser."""

import itertools
import json
import re
from pathlib import Path

from data.contours import BOX, BOXES, CROWN_BOX

# What stands in a box of its own, by name, and the height of the box of Paris and its neighbours.
APART = {"971": "Guadeloupe", "972": "Martinique", "973": "Guyane", "974": "La Réunion", "976": "Mayotte"}
CROWN_HEIGHT = 92.0
# Quarters of a unit: whole numbers are short, and finer than a pixel.
FINE = 4


def write(outlines: Path, out: Path) -> None:
    """Write `departements.svg` from the outlines: `d73` is Savoie, `z75` Paris drawn larger, `apart` frames and names of what is apart."""
    drawn = json.loads(outlines.read_text(encoding="utf-8"))["departement"]
    paths = [(f"d{code}", one["d"]) for code, one in drawn.items()]
    paths += [(f"z{code}", one["zoom"]) for code, one in drawn.items() if "zoom" in one]
    body = "".join(
        f'<path id="{name}" transform="scale({1 / FINE:g})" vector-effect="non-scaling-stroke" d="{_coarse(path)}"/>'
        for name, path in paths
    )
    left, top = CROWN_BOX
    boxes = {APART[code]: (x, y, BOX) for code, (x, y) in BOXES.items()} | {"Paris": (left - 2, top - 14, CROWN_HEIGHT)}
    frames = "".join(f"M{x + 1:g} {y:g}h{BOX - 2:g}v{height:g}h-{BOX - 2:g}z" for x, y, height in boxes.values())
    names = "".join(
        f'<text x="{x + BOX / 2:g}" y="{y + height + 8:g}" stroke="none">{name}</text>' for name, (x, y, height) in boxes.items()
    )
    apart = f'<g id="apart"><path fill="none" d="{frames}"/>{names}</g>'
    text = f'<svg xmlns="http://www.w3.org/2000/svg"><defs>{body}{apart}</defs></svg>\n'
    out.write_text(text, encoding="utf-8")


def _coarse(path: str) -> str:
    """The same path in whole quarters."""
    made = ""
    for ring in re.findall(r"M[^z]+z", path):
        numbers = [float(one) for one in re.findall(r"-?\d*\.?\d+", ring)]
        x = y = 0.0
        points: list[tuple[int, int]] = []
        for at, (dx, dy) in enumerate(zip(numbers[::2], numbers[1::2], strict=True)):
            x, y = (dx, dy) if at == 0 else (x + dx, y + dy)
            point = (round(x * FINE), round(y * FINE))
            if not points or point != points[-1]:
                points.append(point)
        if len(points) > 3:
            steps = " ".join(f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in itertools.pairwise(points))
            made += f"M{points[0][0]} {points[0][1]}l{steps}z".replace(" -", "-")
    return made
