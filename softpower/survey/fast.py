"""Tallies by columns, with numpy and pyarrow: for CSVs of many respondents, Parquet files, and pandas frames.

Cells are read by `Item.read`, as row by row, only that each different text is read once; so is every weight and
group. What is odd anywhere in a file (`_Odd`) is left to the reader that goes row by row and can say where it is.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from softpower.survey import records, responses
from softpower.survey.codebook import BOM, RESPONDENT, Codebook, Item, by_scale, metric
from softpower.survey.errors import Faults
from softpower.survey.responses import Progress, Roles
from softpower.survey.tally import _EVERY, _LAST, ALL, NO_ANSWER, Mass, Tally

pa.enable_signal_handlers(
    False
)  # else an interrupted read is an error of its own, which looks like an odd file
BLOCK_BYTES = 12_000_000
"""Bytes of a CSV that are read at once: memory is bounded by this, not by the file."""


class _Odd(Exception):
    """Something that has to be looked at row by row."""


# ---- counting --------------------------------------------------------------------------------------------


def count(
    codebook: Codebook,
    codes: dict[str, np.ndarray],
    member: np.ndarray | None,
    labels: list[str],
    weights: np.ndarray | None,
    hashes: np.ndarray,
) -> Tally:
    """The tally of columns: `codes` as `Item.read` numbers them (int8), `member` indexes `labels` (None: all of one)."""
    n = len(hashes)
    tally = Tally(codebook, weights is not None, respondents=[hashes])
    every = _masses(np.zeros(n, "int64") if member is None else member, weights)
    tally.members = {labels[key]: mass for key, mass in every}
    wide = None if member is None else member.astype("int32")
    for item in codebook:
        lead = 1 + len(item.missing)
        width = lead + item.span + 1
        keys = codes[item.name] + np.int8(lead) if width < 127 else codes[item.name].astype("int16") + lead
        if wide is not None:
            keys = wide * np.int32(width) + keys
        for key, mass in _masses(keys, weights):
            group, code = labels[key // width], key % width - lead
            at = (item.name, group, item.lowest + code if code >= 0 else None)
            tally.answers[at] = tally.answers[at] + mass if at in tally.answers else mass
            if code < 0:
                tally.absent[item.name, group, code] = mass
    for scale, members in by_scale(codebook).items():
        _count_scale(tally, scale, members, codes, wide, labels, weights)
    return tally


def _count_scale(tally: Tally, scale: str, members: list[Item], codes, member, labels, weights) -> None:
    k, at = len(members), metric(members)
    n = len(codes[members[0].name])
    top = at.unit if at.unit > 1 else members[0].span
    answered = np.zeros(n, "int16")
    total = np.zeros(n, "int16" if k * top < 2**15 else "int64")
    small = top < 128
    keyed = np.empty((k, n), "int8" if small else "int64")
    alike = np.ones(n, bool)
    for i, (item, step) in enumerate(zip(members, at.steps, strict=True)):
        own = codes[item.name]
        has = own >= 0
        answered += has
        row = own if small else own.astype("int64")
        row = (item.span - row if item.reverse else row) * (step if not small else np.int8(step))
        row = np.where(has, row, 0) if not has.all() else row
        keyed[i] = row
        total += row
        if i:
            alike &= own == codes[members[0].name]
    sums = k * top + 1
    keys = answered.astype("int32" if sums * (k + 1) * max(len(labels), 1) < 2**31 else "int64")
    if member is not None:
        keys += member.astype(keys.dtype) * (k + 1)
    for key, mass in _masses(keys * keys.dtype.type(sums) + total, weights):
        of, reached = divmod(key, sums)
        g, many = divmod(of, k + 1)
        tally.scores[scale, labels[g], many, reached + many * at.start * at.unit] = mass
    whole = answered == k
    one_length = len({(item.lowest, item.highest) for item in members}) == 1
    for g, label in enumerate(labels):
        chosen = whole if member is None else whole & (member == g)
        size = int(chosen.sum())
        if not size:
            continue
        w = None if weights is None else weights[chosen]
        tally.cases[scale, label] = (
            Mass(size, size, size) if w is None else Mass(size, float(w.sum()), float((w * w).sum()))
        )
        exact = "float32" if w is None and size * top * top < 2**24 else "float64"
        values = np.ones((k + 1, size), exact)  # whole numbers below 2^24, or 2^53, are exact in these
        values[1:] = keyed[:, chosen] if size < n else keyed
        products = values @ (values.T if w is None else (values * w).T)
        tally.moments[scale, label] = (products.astype("int64") if w is None else products).tolist()
        same = int((alike & chosen).sum()) if one_length else 0
        if same:
            tally.alike[scale, label] = same


def _masses(keys: np.ndarray, weights: np.ndarray | None) -> list[tuple[int, Mass]]:
    """(key, Mass) of each key that occurs, in order."""
    if len(keys) == 0:
        return []
    names = None
    if keys.max() > 1_000_000:
        names, keys = np.unique(keys, return_inverse=True)
    n = np.bincount(keys)
    used = np.flatnonzero(n)
    names = used if names is None else names
    n = n[used].tolist()
    if weights is None:
        return [(int(name), Mass(size, size, size)) for name, size in zip(names, n, strict=True)]
    w = np.bincount(keys, weights)[used].tolist()
    ww = np.bincount(keys, weights * weights)[used].tolist()
    return [(int(name), Mass(*mass)) for name, *mass in zip(names, n, w, ww, strict=True)]


# ---- names -----------------------------------------------------------------------------------------------


def hashes(names: pa.Array) -> np.ndarray:
    """`tally.name_hash` of every name of a string array."""
    offsets, data = _buffers(names)
    lengths = np.diff(offsets)
    value = lengths.astype("uint64") * np.uint64(_LAST)
    if not len(lengths):
        return value
    start, longest = offsets[:-1], int(lengths.max())
    padded = np.concatenate([data, np.zeros(8, "uint8")])
    for i in range(0, longest, 8):
        here = np.flatnonzero(lengths > i)
        word = np.zeros(len(here), "uint64")
        for j in range(8):
            left = lengths[here] - i > j
            byte = padded[np.minimum(start[here] + i + j, len(data))]
            word |= np.where(left, byte, 0).astype("uint64") << np.uint64(8 * j)
        mixed = (value[here] ^ word) * np.uint64(_EVERY)
        value[here] = mixed ^ (mixed >> np.uint64(32))
    value *= np.uint64(_LAST)
    return value ^ (value >> np.uint64(32))


def repeated(parts: list) -> np.ndarray:
    """Hashes that occur more than once."""
    every = np.sort(np.concatenate([np.empty(0, "uint64"), *(np.asarray(part, "uint64") for part in parts)]))
    return np.unique(every[1:][every[1:] == every[:-1]])


def _buffers(column: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """(offsets, bytes) of a string array without nulls."""
    if not len(column):
        return np.zeros(1, "int64"), np.empty(0, "uint8")
    _, ends, data = column.buffers()
    offsets = np.frombuffer(ends, "int32", len(column) + 1, column.offset * 4)
    return offsets, np.frombuffer(data, "uint8") if data is not None else np.empty(0, "uint8")


# ---- columns ---------------------------------------------------------------------------------------------


def text_of(value) -> str:
    """A value of a frame or of Parquet as a CSV would show it.

    >>> text_of(3.0), text_of(None), text_of(2.5), text_of(float("nan"))
    ('3', '', '2.5', '')
    """
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


class Coder:
    """Reads an item's cells into codes; `unread` says what a text that is no answer does."""

    def __init__(self, item: Item):
        self.item = item
        self.known: dict[str, int] = {}
        lead = np.full(256, -128, "int8")
        for byte in range(32, 127):
            code = item.read(chr(byte))
            if code is not None:
                lead[byte] = code
        self.single = lead

    def codes(self, texts: list[str]) -> np.ndarray:
        """The codes of different texts; -128 where one is no answer."""
        out = []
        for text in texts:
            code = self.known.get(text)
            if code is None:
                code = self.item.read(text)
                code = self.known[text] = -128 if code is None else code
            out.append(code)
        return np.array(out, "int8")

    def of_strings(self, column: pa.Array) -> np.ndarray:
        """The codes of a string array; cells of one byte, nearly all of most surveys, are looked up as bytes."""
        offsets, data = _buffers(column)
        lengths = np.diff(offsets)
        if len(lengths) and offsets[-1] - offsets[0] == len(lengths) and (lengths == 1).all():
            return self.single[data[offsets[0] : offsets[-1]]]
        if len(lengths) and lengths.max() <= 1:
            out = np.full(len(lengths), -1, "int8")
            filled = lengths == 1
            out[filled] = self.single[data[offsets[:-1][filled]]]
            return out
        return self.of_any(column)

    def of_any(self, column: pa.Array) -> np.ndarray:
        """The codes of an array of any type."""
        coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        table = np.append(self.codes([text_of(value) for value in coded.dictionary.to_pylist()]), np.int8(-1))
        return table[pc.fill_null(coded.indices, len(table) - 1).to_numpy(zero_copy_only=False)]


def _groups(column: pa.Array, roles: Roles, where: str, labels: dict[str, int]) -> np.ndarray:
    """The place of each group in `labels`, which grows; -1 for those who are to be dropped, -2 to be refused."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    places = []
    for value in [*coded.dictionary.to_pylist(), None]:
        label = text_of(value).strip()
        if not label:
            if roles.missing_group == "drop":
                places.append(-1)
                continue
            if roles.missing_group == "refuse":
                places.append(-2)
                continue
            label = NO_ANSWER
            if value is None and not coded.null_count:
                places.append(-1)
                continue
        places.append(labels.setdefault(label, len(labels)))
    if len(labels) > responses.MOST_GROUPS:
        responses.too_many_groups(roles.group or "", where)
    indices = pc.fill_null(coded.indices, len(places) - 1).to_numpy(zero_copy_only=False)
    return np.array(places, "int16")[indices]


def _weights(column: pa.Array, roles: Roles) -> np.ndarray:
    """The weights, 0 and NaN (no weight) among them, and -1 for those that are to be refused."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    read = [responses.weight_of(text_of(value)) for value in coded.dictionary.to_pylist()]
    table = np.array([*(-1 if weight is None else weight for weight in read), np.nan], "float64")
    out = table[pc.fill_null(coded.indices, len(table) - 1).to_numpy(zero_copy_only=False)]
    return out if roles.missing_weight == "drop" else np.where(np.isnan(out), -1, out)


class Columns:
    """Turns blocks of columns into tallies; what one block learns of texts and groups serves the next."""

    def __init__(self, codebook: Codebook, roles: Roles, where: str, suspects: dict[str, Item] | None = None):
        self.codebook, self.roles, self.where = codebook, roles, where
        self.coders = {item.name: Coder(item) for item in codebook}
        self.suspects = {name: Coder(item) for name, item in (suspects or {}).items()}
        self.looks: dict[str, bool | None] = dict.fromkeys(self.suspects, False)
        self.labels: dict[str, int] = {}
        self.reader: responses._Reader | None = None
        """Reads rows that cannot be used, and says why; without one they raise _Odd."""

    def tally(self, columns: dict[str, pa.Array], read=Coder.of_any, first_row: int = 1) -> Tally:
        """The tally of a block, whose first row is called `first_row`. Raises _Odd."""
        roles = self.roles
        names = columns[RESPONDENT]
        if not pa.types.is_string(names.type):
            names = pa.array([text_of(value) for value in names.to_pylist()], pa.string())
        names = pc.utf8_trim_whitespace(names)
        hashed = hashes(names)
        odd = pc.equal(pc.binary_length(names), 0).to_numpy(zero_copy_only=False)
        codes = {name: read(coder, columns[name]) for name, coder in self.coders.items()}
        for column in codes.values():
            if len(column) and column.min() == -128:
                odd = odd | (column == -128)
        for name, coder in self.suspects.items():
            if self.looks[name] is not None:
                given = coder.of_any(columns[name])
                fits = not (given == -128).any()
                self.looks[name] = (self.looks[name] or bool((given >= 0).any())) if fits else None
        member = None
        if roles.group is not None:
            member = _groups(columns[roles.group], roles, self.where, self.labels)
        weights = None if roles.weight is None else _weights(columns[roles.weight], roles)
        if member is not None:
            odd = odd | (member == -2)
        if weights is not None:
            odd = odd | (weights < 0)
        if odd.any():
            self._refuse(columns, np.flatnonzero(odd), first_row)
        aside, keep = {}, ~odd
        if weights is not None:
            for why, out in (("no weight", np.isnan(weights)), ("weight 0", weights == 0)):
                aside[why] = int((out & keep).sum())
                keep &= ~out
        if member is not None and (member < 0).any():
            aside["no group"] = int(((member < 0) & keep).sum())
            keep &= member >= 0
        left = hashed[:0]
        if not keep.all():
            codes = {name: column[keep] for name, column in codes.items()}
            member = None if member is None else member[keep]
            weights = None if weights is None else weights[keep]
            hashed, left = hashed[keep], hashed[~keep]
        labels = list(self.labels) if member is not None else [ALL]
        tally = count(self.codebook, codes, member, labels, weights, hashed)
        tally.aside = {why: n for why, n in aside.items() if n}
        if len(left):
            tally.respondents.append(left)
        return tally

    def _refuse(self, columns: dict[str, pa.Array], rows: np.ndarray, first_row: int) -> None:
        """Has the rows that cannot be used read one by one, which notes why."""
        if self.reader is None:
            raise _Odd
        for i in rows[: responses.ENOUGH].tolist():
            self.reader.row(first_row + i, [text_of(column[i].as_py()) for column in columns.values()])

    def finish(
        self, tally: Tally, names: Callable[[], Iterator[tuple[int, str]]] | None = None
    ) -> Tally | None:
        """The tally of all blocks; without a `reader` None if something is odd, else a SurveyError.

        `names` gives each row and respondent again, to find those who stand there twice.
        """
        again = repeated(tally.respondents)
        looks = any(looks for looks in self.looks.values())
        if self.reader is None or names is None:
            if looks or len(again):
                return None
        elif looks or len(again) or self.reader.faults:
            if len(again):
                self.reader.refuse_repeated(names(), set(again.tolist()))
            self.reader.looks = self.looks
            self.reader.tally([], [])
        tally.ignored = tuple(name for name, looks in self.looks.items() if looks is None)
        return tally


# ---- a CSV -----------------------------------------------------------------------------------------------


def read_csv(path: Path, codebook: Codebook, roles: Roles, progress: Progress) -> Tally | None:
    """The tally of a CSV; None if something in it is odd."""
    where, faults = str(path), Faults()
    header, sign = records.header(path)
    chosen = responses.check_columns(header, codebook, roles, where, faults)
    if faults or len(header) < 2:
        return None
    names = [f"{i}" for i in range(len(header))]  # a file's own names may stand twice
    at = {name: names[i] for i, name in reversed(list(enumerate(header)))}
    needed = {name: at[name] for name in [*chosen.needed, *chosen.suspects]}
    options = pa.csv.ConvertOptions(
        column_types=dict.fromkeys(needed.values(), pa.string()),
        include_columns=list(dict.fromkeys(needed.values())),
        strings_can_be_null=False,
    )
    columns, total, done, size = (
        Columns(codebook, roles, where, chosen.suspects),
        None,
        0,
        path.stat().st_size,
    )
    columns.reader = responses._Reader(list(needed), codebook, roles, where, Faults())
    try:
        for block, lines, ends in _blocks(path):
            quoted = b'"' in block
            table = pa.csv.read_csv(
                pa.BufferReader(block),
                pa.csv.ReadOptions(column_names=names, block_size=1 << 21),
                pa.csv.ParseOptions(delimiter=sign, newlines_in_values=quoted, ignore_empty_lines=False),
                options,
            )
            if not quoted and table.num_rows != lines:
                return None
            table = table.combine_chunks()
            piece = (
                {name: table[column].chunk(0) for name, column in needed.items()} if table.num_rows else {}
            )
            if piece:
                tally = columns.tally(piece, Coder.of_strings, done + 2)
                total = tally if total is None else total + tally
                done += table.num_rows
                progress(done, min(ends / size, 1.0))
            del table, piece
    except (_Odd, pa.ArrowException, UnicodeDecodeError):
        return None
    return None if total is None else columns.finish(total, lambda: records.names(path))


def _blocks(path: Path) -> Iterator[tuple[bytes, int, int]]:
    """(whole records, number of lines, bytes read so far) of a CSV below its header. Raises _Odd."""
    read = 0
    with path.open("rb") as file:
        rest, first = b"", True
        while True:
            new = file.read(BLOCK_BYTES)
            read += len(new)
            if first:
                new = new.removeprefix(BOM)
            block = rest + new
            if new:
                end = block.rfind(b"\n") + 1
                odd, lines = block.count(b'"', 0, end) % 2, 0
                while end and odd:  # inside a quoted cell: back to the record before
                    before = block.rfind(b"\n", 0, end - 1) + 1
                    odd ^= block.count(b'"', before, end) % 2
                    end, lines = before, lines + 1
                    if lines > records.MOST_LINES:
                        raise _Odd
                block, rest = block[:end], block[end:]
                if len(rest) > 4 * BLOCK_BYTES:
                    raise _Odd
            if first and block:
                end = block.find(b"\n") + 1
                while end and end < 1_000_000 and block.count(b'"', 0, end) % 2:
                    end = block.find(b"\n", end) + 1
                block, first = block[end:] if end else b"", False
            if not new:
                block = block.rstrip(b"\r\n")
                block += b"\n" if block else b""
            odd = b"\0" in block or block.startswith((b"\n", b"\r")) or b"\n\n" in block or b"\n\r" in block
            if odd and (new or block.strip()):
                raise _Odd
            if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
                raise _Odd
            if not block.isascii():
                block.decode("utf-8")
            if block:
                yield block, block.count(b"\n"), read
            if not new:
                return
