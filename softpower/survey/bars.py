"""Bars of answers as SVG, written here: labels in full, wrapped, never cut off.

A picture is drawn twice, wide (labels left of the bars) and narrow (labels above them), so that text is never
scaled down on a phone. Widths of text are estimated on the safe side for any font: a label gets more room than it
needs, never less. Long pictures come in several parts, so that print can break between them.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from unicodedata import east_asian_width

from softpower.survey.elements import escaped

WIDE, NARROW = 720, 340
TALLEST = 620  # px of one part of a wide picture, which a printed page has room for beside a heading
SIZE, LINE, LEFT = 13, 17, 250
LOW, MIDDLE, HIGH = "#a34a00", "#d5d5d5", "#54278f"
HIDDEN = "#efefef"
MOST_DIVERGING = 7  # more answers are stacked from 0


@dataclass(frozen=True)
class Bar:
    """A row of a picture: its label, the share of each part (0 to 1), how many respondents, a share that is hidden."""

    label: str
    shares: tuple[float, ...]
    n: int | None
    hidden: float = 0.0
    strong: bool = False


def palette(number: int) -> list[str]:
    """Colours from one end of a scale over a grey middle to the other."""
    steps = [i / max(number - 1, 1) * 2 for i in range(number)]
    return [_mix(LOW, MIDDLE, s) if s <= 1 else _mix(MIDDLE, HIGH, s - 1) for s in steps]


def _mix(one: str, other: str, part: float) -> str:
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def _ink(colour: str) -> str:
    """Black or white, whichever reads better on a colour (WCAG's relative luminance)."""
    parts = [x / 255 for x in bytes.fromhex(colour[1:])]
    r, g, b = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return "#fff" if 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.2 else "#111"


@lru_cache(maxsize=4096)
def _wide(sign: str) -> float:
    if east_asian_width(sign) in "WF" or ord(sign) > 0x1F000:
        return 1.1
    if sign in "ilj.,:;'|!()[] ":
        return 0.42
    if sign in "mwMWшщжюфыЩШЖЮФЫмМ@%—…":
        return 1.05
    return 0.82 if sign.isupper() else 0.68


def width_of(text: str, size: float = SIZE) -> float:
    """Px that a text needs at most in a usual font, DejaVu Sans among them."""
    return size * sum(map(_wide, text))


def wrapped(text: str, room: float, size: float = SIZE) -> list[str]:
    """A text in lines of at most `room` px; a word that is longer is broken.

    >>> wrapped("I trust foreign news", 120)
    ['I trust', 'foreign news']
    """
    lines, line = [], ""
    for word in " ".join(text.split()).split(" "):
        trial = f"{line} {word}" if line else word
        if width_of(trial, size) <= room:
            line = trial
            continue
        if line:
            lines.append(line)
        line = ""
        for sign in word:
            if line and width_of(line + sign, size) > room:
                lines.append(line)
                line = ""
            line += sign
    return [*lines, line] if line or not lines else lines


def picture(
    rows: list[Bar], parts: list[str], colours: list[str], *, about: str, diverging: bool, hidden: str = ""
) -> str:
    """The bars as HTML with SVG in two widths. `about` is the text of the picture for who does not see it."""
    out, at = [], 0
    for chunk in _parts_of(rows):
        text = about if at == 0 else f"{about[:60]}…, {at + 1} to {at + len(chunk)}"
        at += len(chunk)
        for name, width in (("wide", WIDE), ("narrow", NARROW)):
            svg = _svg(chunk, rows, parts, colours, text, width, diverging, hidden)
            out.append(f'<div class="sp-{name}">{svg}</div>\n')
    return "".join(out)


def _parts_of(rows: list[Bar]) -> list[list[Bar]]:
    """The rows in parts, none taller than `TALLEST` unless one row is."""
    out: list[list[Bar]] = [[]]
    height = 0
    for bar in rows:
        own = max(len(wrapped(bar.label, LEFT - 14)) * LINE, 20) + 8
        if out[-1] and height + own > TALLEST:
            out.append([])
            height = 0
        out[-1].append(bar)
        height += own
    return out


def _svg(chunk, rows, parts, colours, about, width, diverging, hidden) -> str:
    wide = width == WIDE
    count_room = 58
    left = LEFT if wide else 4
    room = width - left - count_room - 4
    placed = [_placed(bar, diverging) for bar in rows]
    low = min((ends[0] for row in placed for ends in row), default=0.0)
    high = max((ends[1] for row in placed for ends in row), default=1.0)
    low, high = (min(low, 0.0), max(high, 0.0)) if diverging else (0.0, 1.0)
    span = (high - low) or 1.0

    def x(value: float) -> float:
        return left + (value - low) / span * room

    body, y = [], 0.0
    entries = list(zip(parts, colours, strict=True))
    if hidden and any(bar.hidden for bar in rows):
        entries.append((hidden, HIDDEN))
    legend, y = _legend(entries, width)
    body += legend
    for bar in chunk:
        lines = wrapped(bar.label, left - 14 if wide else width - 8)
        weight = ' font-weight="bold"' if bar.strong else ""
        if wide:
            height = max(len(lines) * LINE, 20)
            first = y + (height - len(lines) * LINE) / 2 + SIZE
            body += [
                f'<text x="{left - 10}" y="{first + i * LINE:.1f}" text-anchor="end"{weight}>{escaped(line)}</text>'
                for i, line in enumerate(lines)
            ]
            middle = y + height / 2
        else:
            body += [
                f'<text x="4" y="{y + SIZE + i * LINE:.1f}"{weight}>{escaped(line)}</text>'
                for i, line in enumerate(lines)
            ]
            height = len(lines) * LINE + 26
            middle = y + len(lines) * LINE + 14
        if diverging:
            body.append(
                f'<path d="M{x(0):.1f} {middle - 15:.1f}v30" stroke="currentColor" stroke-width="1.5"/>'
            )
        for share, ends, colour in zip(
            [*bar.shares, bar.hidden], _placed(bar, diverging), [*colours, HIDDEN], strict=True
        ):
            if share <= 0:
                continue
            at, size = x(ends[0]), (ends[1] - ends[0]) / span * room
            body.append(
                f'<rect x="{at:.1f}" y="{middle - 10:.1f}" width="{size:.1f}" height="20" fill="{colour}" '
                f'stroke="#888" stroke-width=".5"/>'
            )
            shown = "…" if colour == HIDDEN else f"{100 * share:.0f}"
            if size >= width_of(shown, 12) + 2:
                body.append(
                    f'<text x="{at + size / 2:.1f}" y="{middle + 4:.1f}" text-anchor="middle" font-size="12" '
                    f'fill="{_ink(colour)}">{shown}</text>'
                )
        n = "…" if bar.n is None else bar.n
        body.append(
            f'<text x="{width - 4}" y="{middle + 4:.1f}" text-anchor="end" font-size="11">n {n}</text>'
        )
        y += height + 8
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y:.0f}" width="{width}" height="{y:.0f}" role="img" '
        f'aria-label="{escaped(about)}" font-size="{SIZE}" fill="currentColor">{"".join(body)}</svg>'
    )


def _placed(bar: Bar, diverging: bool) -> list[tuple[float, float]]:
    """Where each part and then the hidden one begins and ends."""
    ends = [pair for pair in stacked(list(bar.shares), "split" if diverging else None) if pair]
    last = max((pair[1] for pair in ends), default=0.0)
    return [*ends, (last, last + bar.hidden)]


def _legend(entries: list[tuple[str, str]], width: int) -> tuple[list[str], float]:
    out, x, y = [], 4.0, 4.0
    for name, colour in entries:
        lines = wrapped(name, width - 34)
        needs = 20 + max(width_of(line) for line in lines) + 8
        if x > 4 and x + needs > width:
            x, y = 4.0, y + LINE + 4
        out.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="13" height="13" fill="{colour}" stroke="#888" stroke-width=".5"/>'
        )
        out += [
            f'<text x="{x + 19:.1f}" y="{y + 11.5 + i * LINE:.1f}">{escaped(line)}</text>'
            for i, line in enumerate(lines)
        ]
        if len(lines) > 1:
            x, y = 4.0, y + len(lines) * LINE + 4
        else:
            x += needs
    return out, y + LINE + 10


# ---- geometry of one bar -------------------------------------------------------------------------------------

PLACEMENTS = ("split", "aside", "left out")


def stacked(shares: list[float], placement: str | None = None) -> list[tuple[float, float] | None]:
    """Where the parts of one bar begin and end, in the unit of `shares`; disagreement first, agreement last.

    Without `placement` a bar of 100 %: from 0 on. With one of `PLACEMENTS` a diverging bar, disagreement left of
    0 and agreement right of it (Heiberger and Robbins 2014, doi:10.18637/jss.v057.i05). What an odd number of
    answers has in its middle is ``split`` in halves at 0, put ``aside`` on the far right, beginning at 100, or
    ``left out`` (None). Raises ValueError for an unknown placement.
    """
    if placement not in (None, *PLACEMENTS):
        raise ValueError(f"unknown placement {placement!r}: one of {', '.join(PLACEMENTS)}")
    half, odd = divmod(len(shares), 2)
    drawn = list(shares)
    if odd and placement in ("aside", "left out"):
        drawn[half] = 0
    ends = [math.fsum(drawn[:i]) for i in range(len(drawn) + 1)]
    zero = 0 if placement is None else ends[half] + (drawn[half] / 2 if odd else 0)
    parts: list[tuple[float, float] | None] = [(low - zero, high - zero) for low, high in pairwise(ends)]
    if odd and placement in ("aside", "left out"):
        parts[half] = (100.0, 100.0 + shares[half]) if placement == "aside" else None
    return parts
