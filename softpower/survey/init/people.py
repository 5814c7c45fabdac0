"""What identifies people, and open text: such columns are never written on. By their headings, and by what they hold."""

import re

from .table import Column

_HEADINGS = [  # heading, why; for short headings only, so that no statement about e-mail is taken for one
    (r"(first|last|full|sur|family|middle|given|your|user|nick)[ _]?names?|names?|username|recipient(first|last)name", "names"),
    (r"(what is |please (enter|give|write) )?(your )?(full |first |last )?name\??|имя|фамилия|отчество|фио|ф\.? ?и\.? ?о\.?|имя и фамилия", "names"),
    (r"ваше имя|ваши? фио|как (вас|тебя) зовут\??|имя пользователя|аты|тегі|аты[- ]?жөні|атыңыз|аты[- ]?жөніңіз|есіміңіз", "names"),
    (r"interviewer( name| id)?|enumerator( name)?|интервьюер|интервьюер аты", "names"),
    (r".*\be-?mail\b.*|recipientemail|.*электронн\w+ (почт|адрес)\w*.*|.*эл\. ?почт.*|почта|.*электрондық (пошта|мекенжай).*", "e-mail addresses"),
    (r".*\b(phone|mobile|telephone|whatsapp|telegram|instagram)\b( number)?\??|тел\.?|.*(номер )?телефон\w*\??|.*телефон нөмір.*", "telephone numbers or accounts"),
    (r"(home |postal |street |your |full |mailing )?address( line)? ?\d?|zip( code)?|post ?code|postal code|.*\bадрес( проживания)?|мекенжай\w*|индекс", "addresses"),
    (r"ip|ip[ _-]?addr(ess)?|ipaddr|ip[- ]адрес", "IP addresses"),
    (r"_?(geo)?(location|lat(itude)?|lon(g|gitude)?|gps|coordinates|altitude|precision)|locationl(at|ong)itude|_.*_(latitude|longitude|altitude|precision)", "where people were"),
    (r".*\b(gps|geopoint|геолокация|координаты)\b.*|location(latitude|longitude)", "where people were"),
    (r"device ?id|imei|phonenumber|subscriberid|simserial|simid|cookie|useragent|user agent|browser|deviceid|session ?id|token", "devices"),
    (r"iin|иин|жсн|inn|инн|ssn|passport.*|паспорт.*|национальный id|external(data)?reference|student ?id|employee ?id|номер студент\w*", "personal numbers"),
    (r"(date of birth|birth ?date|dob|birthday|дата рождения|день рождения|туған күн\w*)", "dates of birth"),
    (r"((your|any|other|further|additional|general) )*(comments?|remarks?|feedback|suggestions?)( or (comments?|suggestions?|questions))?", "open text"),
    (r"((ваши?|любые|другие|дополнительны[ей]|общи[ей]) )*(комментари[йи]|пожелани[ея]|замечани[ея]|отзывы?|предложени[ея])( и (комментарии|пожелания|предложения|замечания))?", "open text"),
    (r"((сіздің|басқа|қосымша) )*(пікір(лер)?(іңіз)?|ұсыныс(тар)?(ыңыз)?|ескерту(лер)?|түсініктеме(лер)?)", "open text"),
]  # fmt: skip
_NAMED = [(re.compile(pattern, re.I), why) for pattern, why in _HEADINGS]
_TIME_NAMES = re.compile(
    r"timestamp|отметка времени|уақыт белгісі|zeitstempel|horodateur|start|end|today|start(ed)?[ _]?(at|date|time)|end[ _]?(date|time)|submit(ted)?[ _]?(at|date|time)?|"
    r"submitdate|datestamp|recordeddate|_submission_time|date (created|modified|submitted|started|last action)|completion time|start time|"
    r"last modified time|(start|submit) date \(utc\)|время (начала|выполнения|создания|завершения)|дата (отправки|создания|начала)|created|created[ _]at|updated[ _]at|date",
    re.I,
)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[A-Za-z]{2,}")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}")
_PHONE = re.compile(r"\+?\d[\d\s()\-]{8,18}")
_GPS = re.compile(r"-?\d{1,3}\.\d{3,}\s*[,; ]\s*-?\d{1,3}\.\d{3,}.*")
_UUID = re.compile(r"(?:uuid:)?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_URL = re.compile(r"https?://\S+|www\.\S+")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_TIME = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ,].*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:[ ,].*)?|\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?"
    rf"|(?:\w+, )?{_MONTH}\.? \d{{1,2}},? \d{{4}}.*|\d{{1,2}}[ -]{_MONTH}\.?[ -]\d{{2,4}}.*",
    re.I,
)


def _part(column: Column, pattern: re.Pattern, most: int = 400) -> float:
    values = list(column.counts)[:most]
    return sum(bool(pattern.fullmatch(value)) for value in values) / len(values) if values else 0.0


def by_content(column: Column) -> str:
    """What a column's cells give away: why it is left out, or an empty string."""
    if any(_EMAIL.search(value) for value in column.counts):
        return "e-mail addresses"
    if len(column.counts) > 0.8 * column.filled and column.filled > 4 and _part(column, _PERSON) >= 0.9:
        return "names"
    digits = _part(column, _PHONE)
    if digits >= 0.5 and len(column.counts) > 1:
        values = [re.sub(r"\D", "", value) for value in column.counts]
        if all(len(value) == 12 for value in values) and all("0" <= value[2] <= "1" for value in values):
            return "personal numbers"
        if sum(10 <= len(value) <= 15 for value in values) > 0.5 * len(values) and _part(column, _TIME) < 0.5:
            return "telephone numbers"
    for pattern, why in (
        (_IP, "IP addresses"),
        (_GPS, "where people were"),
        (_UUID, "marks of devices or submissions"),
        (_URL, "web addresses"),
    ):
        if _part(column, pattern) >= 0.5:
            return why
    return "time stamps" if _part(column, _TIME) >= 0.8 else ""


def by_heading(column: Column) -> str:
    """What a column's heading says that it holds: why it is left out, or an empty string."""
    for text in dict.fromkeys((column.name, column.wording)):
        text = re.sub(r"^(?:\w{0,3}\d{1,3}[.):])\s+", "", text).strip(" :*?")
        if text.count(" ") > 7:
            continue
        for pattern, why in _NAMED:
            if pattern.fullmatch(text):
                return why
        if _TIME_NAMES.fullmatch(text):
            return "time stamps"
    return ""


_TEXT_NAMES = re.compile(
    r"\b(comments?|remarks?|feedback|suggestions?|explain|describe|why|in your own words|anything else|tell us|details)\b|"
    r"комментари|пожелани|почему|поясните|опишите|замечани|предложени|отзыв|пікір|ұсыныс|түсініктеме|ескерту|неге",
    re.I,
)
_PERSON = re.compile(r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w'’-]+(?: [A-ZА-ЯЁӘҒҚҢӨҰҮҺІ](?:[\w'’-]+|\.)){1,2}(?:[A-ZА-ЯЁ]\.)?")


_OWN = {"names", "IP addresses", "where people were", "devices", "personal numbers", "dates of birth"}


def by_own_heading(column: Column) -> str:
    """The same for headings of a form's own columns, whatever these hold: LocationLatitude is no scale if it is 0 and 1."""
    why = by_heading(column) if not column.stem and not column.code and column.name.count(" ") < 3 else ""
    return why if why in _OWN else ""


def open_text(column: Column) -> bool:
    """Whether a column of words is text that people wrote freely: long, or nearly each cell another."""
    values = column.counts
    if not values:
        return False
    number, filled = len(values), column.filled
    if (_TEXT_NAMES.search(column.asked) or _TEXT_NAMES.search(column.name)) and number > 0.3 * filled:
        return True
    if number == filled > 2:
        return True
    long = sum(len(value) for value in values) / number
    sentences = sum(value.count(" ") >= 4 for value in values) / number
    if number == 1:
        return sentences == 1
    if long > 60 or (sentences > 0.4 and number > 0.3 * filled):
        return True
    return number > 40 or (filled >= 8 and number > 0.7 * filled) or (number > 25 and number > 0.2 * filled)
