"""What a report's page is made of: its style, its tables, figures as they are shown, and the one place that escapes."""

import html
from collections.abc import Callable

STYLE = """
:root { --sp-page: #fff; --sp-ink: #222832; --sp-quiet: #48566b; --sp-line: #c8ced6; --sp-note: #fbf1d5; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --sp-page: #121212; --sp-ink: #dfe4ea; --sp-quiet: #a9b2bd;
  --sp-line: #48566b; --sp-note: #3a3216; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--sp-page); color: var(--sp-ink); line-height: 1.55;
  font-family: system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
main { max-width: 54rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: break-word; }
h1 { font-size: 1.9rem; line-height: 1.2; } h2 { margin-top: 2.6rem; border-bottom: 1px solid var(--sp-line); }
h3 { margin-top: 1.8rem; }
.sp-date, .sp-small, figcaption { color: var(--sp-quiet); } .sp-small, figcaption { font-size: .9rem; }
.sp-notes { background: var(--sp-note); padding: .6rem 1rem .6rem; border-radius: .3rem; } .sp-notes h2 { margin-top: .3rem; border: 0; }
.sp-notes ul { padding-left: 1.2rem; }
.sp-scroll { overflow-x: auto; margin: 1rem 0; } table { border-collapse: collapse; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .5rem; border-bottom: 1px solid var(--sp-line); }
th { font-weight: 600; } .sp-number { text-align: right; font-variant-numeric: tabular-nums; } td.sp-number { white-space: nowrap; }
td:first-child { min-width: 9rem; max-width: 24rem; overflow-wrap: anywhere; } .sp-total { font-weight: 600; }
figure { margin: 1.2rem 0; } figure svg { max-width: 100%; height: auto; display: block; margin-bottom: .5rem; }
.sp-narrow { display: none; } details { margin: 1rem 0; } summary { cursor: pointer; padding: .3rem 0; }
@media (max-width: 760px) { .sp-wide { display: none; } .sp-narrow { display: block; } h1 { font-size: 1.5rem; } }
@media print { :root { --sp-page: #fff; --sp-ink: #000; --sp-quiet: #333; --sp-line: #999; --sp-note: #fff; color-scheme: light; }
  @page { margin: 16mm 14mm; } main { max-width: none; padding: 0; } body { font-size: 10pt; }
  .sp-wide { display: block; } .sp-narrow { display: none; } .sp-notes { border: 1px solid #999; }
  svg, tr, li { break-inside: avoid; } h2, h3 { break-after: avoid; }
  .sp-scroll { overflow: visible; } table { font-size: 8pt; } th, td { padding: .15rem .25rem; } th { overflow-wrap: anywhere; } td.sp-number { white-space: normal; }
  rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


def escaped(text: object) -> str:
    return html.escape(
        "".join(c if c >= " " or c in "\t\n" else "\N{REPLACEMENT CHARACTER}" for c in str(text)), quote=True
    )


def number(value, digits: int = 2) -> str:
    """A figure as it is shown, with a true minus sign; empty if undefined."""
    if value is None:
        return ""
    text = f"{value:.{digits}f}"
    return text.replace("-", "\N{MINUS SIGN}") if float(text) else text.lstrip("-")


def percent(value) -> str:
    """A share in percent with one digit; empty if undefined."""
    return "" if value is None else number(100 * value, 1)


def interval(low, high, show: Callable = number) -> str:
    """Both ends, or nothing."""
    return "" if low is None else f"{show(low)} – {show(high)}"


def table(head: list[str], rows: list[list], label: str, texts: int = 1, total: bool = False) -> str:
    """A table whose first `texts` columns hold words, all others figures; `total`: the first row is of everyone."""
    if rows:  # a column that says nothing is left out
        used = [i for i in range(len(head)) if i < texts or any(row[i] not in ("", None) for row in rows)]
        head, rows = [head[i] for i in used], [[row[i] for i in used] for row in rows]

    def line(tag: str, extra: str, cells: list) -> str:
        right = ["" if i < texts else ' class="sp-number"' for i in range(len(cells))]
        return "".join(f"<{tag}{extra}{r}>{escaped(c)}</{tag}>" for r, c in zip(right, cells, strict=True))

    body = "".join(
        f"<tr{' class=' + chr(34) + 'sp-total' + chr(34) if total and not i else ''}>{line('td', '', row)}</tr>\n"
        for i, row in enumerate(rows)
    )
    return (
        f'<div class="sp-scroll" tabindex="0" role="region" aria-label="{escaped(label)}">'
        f"<table><thead><tr>{line('th', ' scope=' + chr(34) + 'col' + chr(34), head)}</tr></thead><tbody>\n{body}</tbody></table></div>\n"
    )
