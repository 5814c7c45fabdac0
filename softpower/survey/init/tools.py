"""Which form tool wrote a file, told by its headings, and which columns are the tool's own."""

import re

SIGNS = {  # tool: headings, of which two tell it
    "SurveyMonkey": {"respondent id", "collector id", "date created", "date modified", "email address", "ip address"},
    "LimeSurvey": {
        "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr", "refurl", "date submitted", "last page",
        "start language", "date last action", "дата отправки", "последняя страница", "начальный язык", "язык начала",
    },
    "KoboToolbox": {
        "_id", "_uuid", "_submission_time", "_validation_status", "__version__", "_index", "_submitted_by", "formhub/uuid",
        "meta/instanceid", "_tags", "_xform_id_string",
    },
    "Qualtrics": {"startdate", "enddate", "recordeddate", "responseid", "distributionchannel", "userlanguage", "duration (in seconds)"},
    "Microsoft Forms": {"start time", "completion time", "last modified time", "время начала", "время выполнения", "время завершения"},
    "REDCap": {"record_id", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance", "redcap_survey_identifier"},
    "Typeform": {"start date (utc)", "submit date (utc)", "network id", "response type"},
}  # fmt: skip
GOOGLE = {"timestamp", "отметка времени", "уақыт белгісі", "zeitstempel", "horodateur", "marca temporal"}
RESPONDENT_NAMES = (
    "respondent", "respondent id", "respondent_id", "respondentid", "responseid", "response id", "response_id", "record_id", "participant",
    "participant_id", "participant id", "caseid", "case_id", "case id", "subject", "subject_id", "subject id", "person", "person_id", "pid",
    "id ответа", "респондент", "id респондента", "номер респондента", "код респондента", "номер анкеты", "респондент коды", "_id", "id",
    "uid", "user_id", "userid", "key", "_uuid", "#", "№", "no", "no.", "nr", "номер", "код", "serial", "_index", "index",
)  # fmt: skip
TECHNICAL = {
    "status", "progress", "finished", "distributionchannel", "collector id", "collectorid", "lastpage", "last page", "seed", "__version__",
    "_validation_status", "_notes", "_status", "_submitted_by", "_tags", "_index", "_uuid", "formhub/uuid", "meta/instanceid",
    "meta/instanceid ", "_xform_id_string", "_attachments", "_bamboo_dataset_id", "meta/rootuuid", "_id", "_parent_index",
    "_parent_table_name", "duration (in seconds)", "duration", "network id", "tags", "response type", "refurl", "token", "score",
    "custom data 1", "последняя страница", "redcap_survey_identifier", "redcap_repeat_instrument", "total points", "quiz feedback",
    "recipient", "externalreference", "externaldatareference", "unnamed: 0", "index", "interviewtime", "_version_", "баллы", "ұпай",
}  # fmt: skip


def tool_of(header: list[str]) -> str:
    names = {name.casefold() for name in header} | {name.casefold().partition(". ")[0] for name in header}
    best = max(SIGNS, key=lambda tool: len(SIGNS[tool] & names))
    number = len(SIGNS[best] & names)
    if number >= 2 or (best in ("REDCap", "KoboToolbox") and number and "redcap_event_name" in names):
        return best
    if any(name in GOOGLE for name in names):
        return "Google Forms"
    return "LimeSurvey" if sum(bool(re.search(r"\[SQ\d+\]", name)) for name in header) > 1 else ""
