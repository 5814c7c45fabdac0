"""Which cells of a table of counts are not shown, so that nobody is told of by a number.

Hundepool et al. 2012, Statistical disclosure control, chapter 4: a cell below the least count is hidden, and another
with it where the first could be computed from what is left.
"""


def hidden(counts: list[list[int]], least: int, total: bool = True) -> set[tuple[int, int]]:
    """(row, column) of the cells to hide: those of 1 to `least` - 1, and others from which these could be computed.

    A row or column with one hidden cell gives it away beside its total, so another is hidden with it: the smallest
    that is not empty, or an empty one. Columns have no `total` where everyone together is not shown. (Hundepool et
    al. 2012, Statistical disclosure control, chapter 4.)

    >>> sorted(hidden([[3, 20, 30], [9, 8, 7]], 5))
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    """
    out = {(i, j) for i, row in enumerate(counts) for j, n in enumerate(row) if 0 < n < least}
    height, width = len(counts), max(map(len, counts), default=0)
    lines = [[(i, j) for j in range(width)] for i in range(height)] if width > 1 else []
    lines += [[(i, j) for i in range(height)] for j in range(width)] if height > 1 and total else []
    changed = bool(out)
    while changed:
        changed = False
        for line in lines:
            gone = [cell for cell in line if cell in out]
            if len(gone) == 1:
                left = [cell for cell in line if cell not in out]
                if left:
                    out.add(
                        min(
                            left,
                            key=lambda cell: (counts[cell[0]][cell[1]] == 0, counts[cell[0]][cell[1]], cell),
                        )
                    )
                    changed = True
    return out


def small_groups(sizes: dict[str, int], least: int) -> set[str]:
    """The groups of 1 to `least` - 1; and if it is one alone, the next one too, beside a row of everyone.

    >>> sorted(small_groups({"a": 3, "b": 20, "c": 90}, 5))
    ['a', 'b']
    """
    gone = {name for name, n in sizes.items() if 0 < n < least}
    others = [name for name, n in sizes.items() if n and name not in gone]
    return gone | {min(others, key=sizes.__getitem__)} if len(gone) == 1 and others else gone


def small_in_pairs(rows: list[dict], least: int) -> dict[tuple, set[str]]:
    """(scale, item) -> its `small_groups`: a group hidden beside everyone could be computed from its difference to another."""
    sizes: dict[tuple, dict[str, int]] = {}
    for row in rows:
        mine = sizes.setdefault((row["scale"], row["item"]), {})
        mine[row["group"]], mine[row["other"]] = row["n"], row["n_other"]
    return {key: small_groups(mine, least) for key, mine in sizes.items()}
