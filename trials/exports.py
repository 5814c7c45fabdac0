"""Writes the sample exports of ``data/synthetic/exports``: one survey that nobody answered, as eight programs write it.

    python trials/exports.py          needs pandas and pyreadstat, for the files of SPSS and Stata

Forty respondents who do not exist are asked about Ruritania, which does not exist either. Answers come from a seeded
generator, one common factor a scale, so that the same files come out each time; names, addresses and positions
are made up, in ranges kept for examples (example.org, 192.0.2.0/24). Layouts follow what each program writes:
rows of headings, columns of its own, codes or words. Commas part the cells and line feeds the lines, as in all files of the book.
"""

import csv
import io
import json
import random
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "data/synthetic/exports"
PEOPLE = 40
FILMS = [
    "I like to watch films from Ruritania",
    "Films from Ruritania show life as I know it",
    "I tell friends about films from Ruritania",
]
NEWS = [
    "I follow the news from Ruritania",
    "I trust the news from Ruritania",
    "News from Ruritania is clear to me",
]
AGREE = ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]
AGREE_RU = [
    "Полностью не согласен",
    "Скорее не согласен",
    "И да, и нет",
    "Скорее согласен",
    "Полностью согласен",
]
OFTEN = ["Never", "Rarely", "Sometimes", "Often", "Always"]
CITIES = ["Almaty", "Astana", "Oral"]
MEDIA = ["Television", "Streaming", "Cinema"]


def survey(seed: int = 20251) -> list[dict]:
    """The respondents: answers 1 to 5 (0 is don't know, None is none), city, media, and what forms record beside them."""
    draw = random.Random(seed)
    out = []
    for number in range(1, PEOPLE + 1):
        person: dict = {
            "number": number,
            "city": draw.choice(CITIES),
            "minute": 7 * number + draw.randrange(5),
        }
        for scale in ("films", "news"):
            factor = draw.gauss(0, 0.9)
            person[scale] = [min(5, max(1, round(3.2 + factor + draw.gauss(0, 0.8)))) for _ in range(3)]
        if draw.random() < 0.12:
            person["news"][draw.randrange(3)] = 0
        if draw.random() < 0.1:
            person["films"][draw.randrange(3)] = None
        person["media"] = [name for name in MEDIA if draw.random() < 0.5]
        person["comment"] = draw.choice(
            ["", "", "", f"Synthetic remark number {number}, made up from nothing at all"]
        )
        person["recommend"] = min(10, max(0, round(6 + draw.gauss(0, 2.4))))
        out.append(person)
    return out


def when(person: dict, style: str) -> str:
    """A made-up moment on 5 May 2025, as a tool writes it."""
    hour, minute = divmod(9 * 60 + person["minute"], 60)
    return style.format(h=hour, h12=(hour - 1) % 12 + 1, half="AM" if hour < 12 else "PM", m=minute)


def word(labels: list[str], answer: int | None, unknown: str = "Don't know") -> str:
    return "" if answer is None else unknown if answer == 0 else labels[answer - 1]


def google_forms(people: list[dict]) -> list[list]:
    header = ["Timestamp", "Email Address"]
    header += [f"Synthetic: How far do you agree? [{text}]" for text in FILMS]
    header += [f"Synthetic: How often is this so? [{text}]" for text in NEWS]
    header += [
        "Where do you watch films?",
        "How likely are you to recommend a visit to Ruritania?",
        "Which city do you live in?",
        "Anything else?",
    ]
    rows = [
        [
            when(one, "2025/05/05 {h12}:{m:02}:00 {half} GMT+5"),
            f"nobody{one['number']}@example.org",
            *(word(AGREE, answer) for answer in one["films"]),
            *(word(OFTEN, answer) for answer in one["news"]),
            ";".join(one["media"]),
            one["recommend"],
            one["city"],
            one["comment"],
        ]
        for one in people
    ]
    return [header, *rows]


def qualtrics(people: list[dict]) -> list[list]:
    own = [("StartDate", "Start Date"), ("EndDate", "End Date"), ("Status", "Response Type"), ("IPAddress", "IP Address"), ("Progress", "Progress"),
           ("Duration (in seconds)", "Duration (in seconds)"), ("Finished", "Finished"), ("RecordedDate", "Recorded Date"),
           ("ResponseId", "Response ID"), ("RecipientLastName", "Recipient Last Name"), ("RecipientEmail", "Recipient Email"),
           ("LocationLatitude", "Location Latitude"), ("LocationLongitude", "Location Longitude"),
           ("DistributionChannel", "Distribution Channel"), ("UserLanguage", "User Language")]  # fmt: skip
    asked = [(f"Q1_{n}", f"Synthetic: How far do you agree? - {text}") for n, text in enumerate(FILMS, 1)]
    asked += [(f"Q2_{n}", f"Synthetic: How often is this so? - {text}") for n, text in enumerate(NEWS, 1)]
    asked += [("Q3", "Which city do you live in?"), ("Q4", "Anything else?")]
    ids = ["startDate", "endDate", "status", "ipAddress", "progress", "duration", "finished", "recordedDate", "_recordId", "recipientLastName",
           "recipientEmail", "locationLatitude", "locationLongitude", "distributionChannel", "userLanguage"]  # fmt: skip
    ids += [f"QID{n}_{line}" for n in (1, 2) for line in (1, 2, 3)] + ["QID3", "QID4_TEXT"]
    rows = [
        [
            when(one, "2025-05-05 {h:02}:{m:02}:00"), when(one, "2025-05-05 {h:02}:{m:02}:30"), "IP Address", f"192.0.2.{one['number']}", 100,
            30 + one["minute"], "True", when(one, "2025-05-05 {h:02}:{m:02}:31"), f"R_synthetic{one['number']:03}", "", "",
            "0.0", "0.0", "anonymous", "EN",
            *(word(AGREE, answer) for answer in one["films"]), *(word(OFTEN, answer) for answer in one["news"]), one["city"], one["comment"],
        ]
        for one in people
    ]  # fmt: skip
    header, label = ([pair[at] for pair in own + asked] for at in (0, 1))
    return [header, label, [json.dumps({"ImportId": name}, separators=(",", ":")) for name in ids], *rows]


def surveymonkey(people: list[dict]) -> list[list]:
    own = [
        "Respondent ID",
        "Collector ID",
        "Date Created",
        "Date Modified",
        "IP Address",
        "Email Address",
        "First Name",
        "Last Name",
        "Custom Data 1",
    ]
    header = [
        *own,
        "Synthetic: How far do you agree?",
        "",
        "",
        "Synthetic: How often is this so?",
        "",
        "",
        "Where do you watch films?",
        "",
        "",
    ]
    second = [""] * len(own) + FILMS + NEWS + MEDIA
    rows = [
        [
            118000000000 + one["number"], 440000001, when(one, "05/05/2025 {h12}:{m:02}:00 {half}"), when(one, "05/05/2025 {h12}:{m:02}:40 {half}"),
            f"192.0.2.{one['number']}", "", "", "", "",
            *(word(AGREE, answer) for answer in one["films"]), *(word(OFTEN, answer) for answer in one["news"]),
            *(name if name in one["media"] else "" for name in MEDIA), one["city"], one["comment"],
        ]
        for one in people
    ]  # fmt: skip
    return [
        [*header, "Which city do you live in?", "Anything else?"],
        [*second, "Response", "Open-Ended Response"],
        *rows,
    ]


def limesurvey(people: list[dict]) -> list[list]:
    header = ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr"]
    header += (
        [f"films[SQ{n:03}]" for n in (1, 2, 3)]
        + [f"news[SQ{n:03}]" for n in (1, 2, 3)]
        + [f"media[SQ{n:03}]" for n in (1, 2, 3)]
    )
    header += ["city", "remark"]
    rows = [
        [
            one["number"], when(one, "2025-05-05 {h:02}:{m:02}:40"), 3, "en", 700000 + one["number"], when(one, "2025-05-05 {h:02}:{m:02}:00"),
            when(one, "2025-05-05 {h:02}:{m:02}:40"), f"192.0.2.{one['number']}",
            *("" if answer is None else f"A{answer}" for answer in one["films"]),
            *("N/A" if answer == 0 else f"A{answer}" for answer in one["news"]),
            *("Y" if name in one["media"] else "" for name in MEDIA), one["city"], one["comment"],
        ]
        for one in people
    ]  # fmt: skip
    return [header, *rows]


def kobotoolbox(people: list[dict]) -> list[list]:
    header = [
        "start",
        "end",
        "deviceid",
        *(f"films/film_{n}" for n in (1, 2, 3)),
        *(f"news/news_{n}" for n in (1, 2, 3)),
        "media",
    ]
    header += [f"media/{name.lower()}" for name in MEDIA]
    header += [
        "city",
        "remark",
        "_place_latitude",
        "_place_longitude",
        "_id",
        "_uuid",
        "_submission_time",
        "_validation_status",
        "_index",
    ]

    def name(text: str) -> str:
        return text.lower().replace(" ", "_").replace("'", "")

    rows = [
        [
            when(one, "2025-05-05T{h:02}:{m:02}:00.000+05:00"), when(one, "2025-05-05T{h:02}:{m:02}:40.000+05:00"), "synthetic-device",
            *(name(word(AGREE, answer)) for answer in one["films"]), *(name(word(OFTEN, answer, "dont_know")) for answer in one["news"]),
            " ".join(map(str.lower, one["media"])), *(int(option in one["media"]) for option in MEDIA), one["city"].lower(), one["comment"],
            "0.0", "0.0", 9000 + one["number"], f"00000000-0000-4000-8000-{one['number']:012}", when(one, "2025-05-05T{h:02}:{m:02}:41"), "",
            one["number"],
        ]
        for one in people
    ]  # fmt: skip
    return [header, *rows]


def microsoft_forms(people: list[dict]) -> list[list]:
    header = [
        "ID",
        "Время начала",
        "Время выполнения",
        "Адрес электронной почты",
        "Имя",
        *(f"Пример: {text}" for text in ("кино 1", "кино 2", "кино 3")),
    ]
    rows = [
        [
            one["number"], when(one, "2025-05-05 {h:02}:{m:02}:00"), when(one, "2025-05-05 {h:02}:{m:02}:40"), "anonymous", "",
            *(word(AGREE_RU, answer, "Затрудняюсь ответить") for answer in one["films"]), ";".join([*one["media"], ""]), one["city"],
        ]
        for one in people
    ]  # fmt: skip
    return [[*header, "Где вы смотрите фильмы?", "Город"], *rows]


# ---- writing ---------------------------------------------------------------------------------------------


def as_csv(rows: list[list]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8")


def as_xlsx(sheets: dict[str, list[list]]) -> bytes:
    """A workbook of plain text and numbers, the same bytes each time."""
    strings: dict[str, int] = {}

    def cell(row: int, column: int, value) -> str:
        place = f"{chr(65 + column)}{row}"
        if isinstance(value, int):
            return f'<c r="{place}"><v>{value}</v></c>'
        return f'<c r="{place}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>' if value else ""

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    parts = {}
    for number, rows in enumerate(sheets.values(), 1):
        body = "".join(
            f'<row r="{at}">'
            + "".join(cell(at, column, value) for column, value in enumerate(row))
            + "</row>"
            for at, row in enumerate(rows, 1)
        )
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'{head}<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
        )
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1)
    )
    parts["xl/workbook.xml"] = (
        f'{head}<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>'
    )
    relations = (
        "".join(
            f'<Relationship Id="rId{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        + f'<Relationship Id="rId{len(sheets) + 1}" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
    )
    packaged = "http://schemas.openxmlformats.org/package/2006"
    parts["xl/_rels/workbook.xml.rels"] = (
        f'{head}<Relationships xmlns="{packaged}/relationships">{relations}</Relationships>'
    )
    texts = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    parts["xl/sharedStrings.xml"] = f'{head}<sst xmlns="{main}" uniqueCount="{len(strings)}">{texts}</sst>'
    parts["_rels/.rels"] = (
        f'{head}<Relationships xmlns="{packaged}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    )
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kinds}.worksheet+xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    types = {
        "[Content_Types].xml": f'{head}<Types xmlns="{packaged}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kinds}.sharedStrings+xml"/>{overrides}</Types>'
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**types, **parts}.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 5, 5, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def write_statistics(people: list[dict], folder: Path) -> None:
    """spss.sav and stata.dta: numbers with labels, and the codes 98 (don't know, declared missing in SPSS) and 99."""
    import pandas as pd
    import pyreadstat

    frame = pd.DataFrame({"respondent": [float(one["number"]) for one in people]})
    for n in range(3):
        frame[f"films_{n + 1}"] = [
            99.0 if one["films"][n] is None else float(one["films"][n]) for one in people
        ]
        frame[f"news_{n + 1}"] = [98.0 if one["news"][n] == 0 else float(one["news"][n]) for one in people]
    frame["city"] = [float(CITIES.index(one["city"]) + 1) for one in people]
    frame = frame[
        ["respondent", *(f"films_{n}" for n in (1, 2, 3)), *(f"news_{n}" for n in (1, 2, 3)), "city"]
    ]
    asked = {"respondent": "Synthetic respondent", "city": "City"}
    asked |= {f"films_{n}": f"Synthetic: {text}" for n, text in enumerate(FILMS, 1)} | {
        f"news_{n}": f"Synthetic: {text}" for n, text in enumerate(NEWS, 1)
    }
    codes = {98: "Don't know", 99: "Refused"}
    labels = {f"films_{n}": dict(enumerate(AGREE, 1)) | codes for n in (1, 2, 3)}
    labels |= {f"news_{n}": dict(enumerate(OFTEN, 1)) | codes for n in (1, 2, 3)}
    labels["city"] = dict(enumerate(CITIES, 1))
    titles = [asked[name] for name in frame]
    missing = {name: [98, 99] for name in frame if name[:4] in ("film", "news")}
    pyreadstat.write_sav(
        frame,
        folder / "spss.sav",
        file_label="Synthetic",
        column_labels=titles,
        variable_value_labels=labels,
        missing_ranges=missing,
    )
    pyreadstat.write_dta(
        frame,
        folder / "stata.dta",
        file_label="Synthetic",
        column_labels=titles,
        variable_value_labels=labels,
    )
    _without_clock(
        folder / "spss.sav", 92, b"05 May 2509:00:00"
    )  # where the format keeps date and time of writing
    stata = (folder / "stata.dta").read_bytes()
    start = stata.find(b"<timestamp>") + len(b"<timestamp>") + 1
    if start > len(b"<timestamp>"):
        _without_clock(folder / "stata.dta", start, b"05 May 2025 09:00")


def _without_clock(path: Path, at: int, text: bytes) -> None:
    raw = bytearray(path.read_bytes())
    raw[at : at + len(text)] = text
    path.write_bytes(raw)


TABLES = {  # file: what the data package says of it
    "google-forms": "Google Forms: one row of headings, matrix questions as Question [line], answers as words",
    "qualtrics": "Qualtrics: three rows of headings (names, questions, ImportIds)",
    "surveymonkey": "SurveyMonkey: two rows of headings (questions; lines and answers)",
    "limesurvey": "LimeSurvey: question codes such as films[SQ001], answer codes A1 to A5",
}


def csv_files(people: list[dict]) -> dict[str, bytes]:
    return {
        "google-forms.csv": as_csv(google_forms(people)),
        "qualtrics.csv": as_csv(qualtrics(people)),
        "surveymonkey.csv": as_csv(surveymonkey(people)),
        "limesurvey.csv": as_csv(limesurvey(people)),
    }


def workbooks(people: list[dict]) -> dict[str, bytes]:
    form = [["Пример (synthetic): опрос, на который никто не отвечал"], ["Вопросов", 3]]
    return {
        "microsoft-forms.xlsx": as_xlsx({"О форме": form, "Ответы": microsoft_forms(people)}),
        "kobotoolbox.xlsx": as_xlsx({"Synthetic survey": kobotoolbox(people)}),
    }


def described(files: dict[str, bytes]) -> list[dict]:
    """Descriptions of the CSV exports for the data package; every field is text, as exported."""
    out = []
    for name, title in TABLES.items():
        rows = list(csv.reader(io.StringIO(files[f"{name}.csv"].decode("utf-8"), newline="")))
        if name == "surveymonkey":
            fields = [" ".join(filter(None, pair)) for pair in zip(rows[0], rows[1], strict=True)]
        else:
            fields = rows[0]
        dialect: dict = {"header": True}
        if name == "surveymonkey":
            dialect = {"header": False, "commentRows": [1, 2]}
        if name == "qualtrics":
            dialect |= {"commentRows": [2, 3]}
        out.append(
            {
                "name": f"synthetic/exports/{name}",
                "path": f"synthetic/exports/{name}.csv",
                "title": f"Sample export of {title.partition(':')[0]} (synthetic)",
                "description": f"{PEOPLE} respondents who do not exist, as {title}. Made by trials/exports.py from a seeded generator, to try survey "
                "init on; names, addresses and positions are made up.",
                "class": "synthetic",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": dialect,
                "sources": [{"title": "This book"}],
                "terms": "CC BY 4.0",
                "schema": {
                    "fields": [
                        {"name": field, "type": "string", "description": "As the tool writes it; made up."}
                        for field in fields
                    ],
                    "missingValues": [""],
                    "missing": {"": "nothing answered or recorded"},
                },
            }
        )
    return out


def main() -> None:
    people = survey()
    FOLDER.mkdir(parents=True, exist_ok=True)
    files = csv_files(people)
    for name, raw in {**files, **workbooks(people)}.items():
        (FOLDER / name).write_bytes(raw)
    write_statistics(people, FOLDER)
    path = ROOT / "data/datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    others = [found for found in package["resources"] if not found["name"].startswith("synthetic/exports/")]
    at = 1 + max(place for place, found in enumerate(others) if found["name"].startswith("synthetic/"))
    package["resources"] = [*others[:at], *described(files), *others[at:]]
    path.write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
