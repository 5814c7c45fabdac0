"""Answer words: what they mean, and in which order they stand, in English, Russian and Kazakh.

A set of answers is recognised by its parts: *strongly* and *disagree*, *полностью* and *не согласен*. Each answer
gets a rank; a set is known only if all its words belong to one family, no two have the same rank, and both sides
have as many degrees. Whatever else is found is unknown, and asked about: nothing here guesses an order.

A middle is only what says so (*neutral*, *neither agree nor disagree*). *Undecided* and *hard to say* may be a
middle or no answer; they are `UNCLEAR`, and no answer until someone says otherwise.

Standard library alone.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u02bc\u02b9\u0060\u00b4\u201b", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None),
        **dict.fromkeys("\u201c\u201d\u00ab\u00bb\u201e", '"'),
    }
)
_KAZAKH = str.maketrans(
    "әғқңөұүһіё", "агкноуухие"
)  # keyboards without Kazakh letters are common: both sides are folded


def tidy(text: str) -> str:
    """A cell or heading as a person would read it: no mark-up, no odd spaces, no line breaks.

    >>> tidy("  Strongly\\u00a0 agree\\n")
    'Strongly agree'
    """
    if "<" in text or "&" in text:
        text = html.unescape(re.sub(r"</?[A-Za-z][^<>]{0,500}>", " ", text))
    text = text.translate(dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad\0")))
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """How answers are compared: without case, kind of apostrophe and dash, underscores, full stops, е for ё.

    >>> plain("Don\u2019t  know."), plain("strongly_agree"), plain("Полностью согласен(на)")
    ("don't know", 'strongly agree', 'полностью согласен')
    """
    text = tidy(text).translate(_SIGNS).casefold()
    if " " not in text:
        text = text.replace("_", " ")
    text = text.translate(_KAZAKH)
    text = re.sub(
        r"(согласен|доволен|удовлетворен|уверен)\s*[(/]\s*-?(?:на|а|ны|(?:не )?(?:согласна|довольна|удовлетворена))\s*\)?",
        r"\1",
        text,
    )
    text = re.sub(r"согласн[аы]\b", "согласен", text)
    text = re.sub(r"довольн[аы]\b", "доволен", text)
    text = re.sub(r"удовлетворен[аы]\b", "удовлетворен", text)
    return " ".join(text.strip(" .!\"'*").split())


# ---- no answer -------------------------------------------------------------------------------------------

KINDS = {
    "Don't know": """don't know | dont know | do not know | i don't know | i dont know | i do not know | dk | d/k | don't know / can't say
        | don't know/can't say | can't say | cannot say | no opinion | don't have an opinion | have no opinion
        | не знаю | затрудняюсь ответить | затрудняюсь | затрудняюсь с ответом | затрудняюсь сказать | нет мнения
        | не знаю / затрудняюсь ответить | затруднились ответить | з/о | нет определенного мнения | не могу ответить
        | білмеймін | жауап беруге қиналамын | жауап беру қиын | жауап беруге қиналдым | жауап беруде қиналамын
        | нақты айта алмаймын | айта алмаймын | пікірім жоқ | білмеймін / жауап беру қиын""",
    "Refused": """refused | refuse | refusal | refuse to answer | refused to answer | prefer not to say | prefer not to answer
        | i prefer not to say | i prefer not to answer | i'd rather not say | rather not say | decline to answer | declined
        | decline to state | do not want to answer | don't want to answer | rf
        | отказ | отказ от ответа | отказываюсь отвечать | отказался отвечать | не хочу отвечать | предпочитаю не отвечать
        | предпочитаю не говорить | отказ отвечать | отказываюсь
        | жауап беруден бас тартамын | жауап беруден бас тартты | бас тартамын | бас тарту | жауап бергім келмейді
        | жауап беруден бас тарту | айтқым келмейді""",
    "Not applicable": """not applicable | n/a | na | n.a | does not apply | doesn't apply | not applicable to me | not relevant
        | does not apply to me | inapplicable | #n/a | nap | not asked
        | не применимо | неприменимо | не относится ко мне | ко мне не относится | н/п | не относится | неактуально
        | қолданылмайды | маған қатысты емес | қатысы жоқ | маған қатысы жоқ | қатысты емес""",
    "No answer": """no answer | not answered | no response | missing | skipped | unanswered | null | #null! | nan | none given | - | --
        | --- | . | .. | ? | (blank) | (empty) | blank | нет ответа | без ответа | не ответил | не ответила | пропуск | н/о
        | жауап жоқ | жауапсыз | жауап берілмеді""",
}
"""What each spelling of *no answer* is called."""

UNCLEAR_WORDS = """not sure | i'm not sure | im not sure | i am not sure | unsure | undecided | hard to say | difficult to say | uncertain
    | трудно сказать | сложно сказать | не уверен | не уверена | не определился | не определилась | не решил
    | сенімді емеспін | айту қиын"""


def _words(text: str) -> list[str]:
    return [plain(word) for word in text.split(" | ") if word.strip()]


NO_ANSWER = {
    plain(word): kind
    for kind, words in KINDS.items()
    for word in [part.strip() for part in re.split(r"\s\|\s", words)]
    if plain(word)
} | {
    "-": "No answer",
    "--": "No answer",
    "---": "No answer",
    ".": "No answer",
    "..": "No answer",
    "?": "No answer",
}
UNCLEAR = {plain(part) for part in re.split(r"\s\|\s", UNCLEAR_WORDS)}


def no_answer(text: str) -> str | None:
    """What kind of *no answer* a cell is: a name of `KINDS`, or None if it is an answer.

    >>> no_answer("Prefer not to say"), no_answer("Білмеймін"), no_answer("-"), no_answer("agree")
    ('Refused', "Don't know", 'No answer', None)
    """
    word = plain(text) or text.strip()  # of a lone full stop nothing is left
    kind = NO_ANSWER.get(word) or NO_ANSWER.get(re.sub(r"^\d+\s*[-.=:)]\s*", "", word))
    if kind is None and "/" in word:  # Білмеймін / Не знаю: one answer in two languages
        kinds = {NO_ANSWER.get(part.strip()) for part in word.split("/")}
        kind = kinds.pop() if len(kinds) == 1 else None
    return kind


# ---- families with two sides -----------------------------------------------------------------------------

_EN = {
    "completely": 4, "totally": 4, "entirely": 4, "fully": 4, "absolutely": 4, "extremely": 4, "very strongly": 4,
    "strongly": 3, "very": 3, "very much": 3, "definitely": 3, "highly": 3, "certainly": 3,
    "": 2, "mostly": 2, "generally": 2, "moderately": 2, "largely": 2, "quite": 2, "mainly": 2,
    "somewhat": 1, "slightly": 1, "rather": 1, "partly": 1, "partially": 1, "mildly": 1, "a little": 1, "a bit": 1,
    "tend to": 1, "fairly": 1, "probably": 1, "to some extent": 1, "a little bit": 1,
    "much": 3, "a lot": 3,
}  # fmt: skip
_RU = {
    "полностью": 4, "абсолютно": 4, "совершенно": 4, "совсем": 4, "категорически": 4, "целиком": 4, "крайне": 4,
    "целиком и полностью": 4, "полностью и безоговорочно": 4, "в полной мере": 4, "вообще": 4,
    "очень": 3, "сильно": 3, "решительно": 3, "твердо": 3, "вполне": 3, "определенно": 3, "безусловно": 3, "точно": 3,
    "": 2, "в основном": 2, "в целом": 2, "по большей части": 2, "преимущественно": 2,
    "скорее": 1, "отчасти": 1, "частично": 1, "немного": 1, "слегка": 1, "несколько": 1, "в какой-то степени": 1,
    "в некоторой степени": 1, "скорее всего": 1,
    "намного": 3, "гораздо": 3, "значительно": 3,
}  # fmt: skip
_KK = {
    plain(word): rank
    for word, rank in {
        "толық": 4, "толығымен": 4, "толықтай": 4, "мүлдем": 4, "мүлде": 4, "үзілді-кесілді": 4, "абсолютті": 4,
        "әбден": 4, "тіпті": 4, "өте": 3, "қатты": 3, "нық": 3, "": 2, "негізінен": 2, "көбінесе": 2, "жалпы": 2, "жалпы алғанда": 2,
        "ішінара": 1, "жартылай": 1, "біраз": 1, "аздап": 1, "шамалы": 1, "бір шама": 1, "біршама": 1,
    }.items()
}  # fmt: skip


def _poles(*pairs: tuple[str, str]) -> dict[str, tuple[int, str]]:
    """{word: (side, its opposite)} of pairs (low, high)."""
    out = {}
    for low, high in pairs:
        out[plain(low)] = (-1, high)
        out.setdefault(plain(high), (1, low))
    return out


_TWO_SIDED = [  # family, degrees, {pole: (side, opposite)}, words of the middle
    (
        "agreement", _EN, _poles(("disagree", "agree")),
        """neutral | neither | neither agree nor disagree | neither agree or disagree | neither disagree nor agree | neither disagree or agree
        | neither agree, nor disagree | neutral (neither agree nor disagree) | neutral / neither agree nor disagree | no strong opinion
        | neutral - neither agree nor disagree | both agree and disagree | agree and disagree equally | neither/nor | neither nor | in between
        | in the middle | mixed""",
    ),
    ("agreement", _EN, _poles(("disapprove", "approve")), "neutral | neither | neither approve nor disapprove | neither disapprove nor approve"),
    (
        "satisfaction", _EN,
        _poles(("dissatisfied", "satisfied"), ("unsatisfied", "satisfied"), ("not satisfied", "satisfied"), ("unhappy", "happy")),
        """neutral | neither | neither satisfied nor dissatisfied | neither dissatisfied nor satisfied | neither satisfied or dissatisfied
        | neither satisfied nor unsatisfied | neither happy nor unhappy | ok | okay | in between | mixed""",
    ),
    (
        "likelihood", _EN, _poles(("unlikely", "likely")),
        "neutral | neither | neither likely nor unlikely | neither unlikely nor likely",
    ),
    (
        "favour", _EN, _poles(("unfavorable", "favorable"), ("unfavourable", "favourable"), ("negative", "positive"), ("oppose", "support")),
        "neutral | neither | neither positive nor negative | neither favorable nor unfavorable | neither favourable nor unfavourable "
        "| neither support nor oppose",
    ),
    ("importance", _EN, _poles(("unimportant", "important")), "neutral | neither | neither important nor unimportant"),
    (
        "agreement", _RU, _poles(("не согласен", "согласен"), ("несогласен", "согласен"), ("не поддерживаю", "поддерживаю"), ("не одобряю", "одобряю")),
        """нейтрально | нейтрален | нейтральна | нейтральное отношение | нейтральный | нейтральная позиция | ни то ни другое | ни то, ни другое
        | ни согласен, ни не согласен | ни согласен ни не согласен | не согласен и не не согласен | и согласен, и не согласен
        | и согласен и не согласен | и да, и нет | и да и нет | в чем-то согласен, в чем-то нет | в чем-то согласен, а в чем-то нет
        | отчасти согласен, отчасти нет | отчасти согласен, отчасти не согласен | частично согласен, частично нет
        | частично согласен, частично не согласен | где-то посередине | 50 на 50 | 50/50 | ни да, ни нет | ни да ни нет
        | нейтрально (ни согласен, ни не согласен)""",
    ),
    (
        "satisfaction", _RU,
        _poles(
            ("не удовлетворен", "удовлетворен"), ("неудовлетворен", "удовлетворен"), ("не доволен", "доволен"), ("недоволен", "доволен"),
            ("не устраивает", "устраивает"), ("не нравится", "нравится"),
        ),
        """нейтрально | нейтрален | нейтральна | ни то ни другое | ни то, ни другое | ни доволен, ни недоволен | ни доволен ни недоволен
        | ни удовлетворен, ни не удовлетворен | ни удовлетворен, ни неудовлетворен | ни удовлетворен ни неудовлетворен | и да, и нет | и да и нет
        | отчасти удовлетворен, отчасти нет | частично удовлетворен, частично нет | в чем-то да, в чем-то нет | средне""",
    ),
    ("likelihood", _RU, _poles(("маловероятно", "вероятно")), "нейтрально | 50 на 50 | 50/50"),
    (
        "favour", _RU, _poles(("отрицательно", "положительно"), ("негативно", "позитивно"), ("плохо относится", "хорошо относится")),
        "нейтрально | нейтральное",
    ),
    ("yes or no", _RU, _poles(("нет", "да")), "и да, и нет | и да и нет | 50 на 50 | 50/50 | ни да, ни нет"),
    (
        "agreement", _KK, _poles(("келіспеймін", "келісемін"), ("қолдамаймын", "қолдаймын"), ("келіспейді", "келіседі"),
               ("қосылмаймын", "қосыламын")),
        """бейтарап | бейтараппын | бейтарап пікір | нейтралды | екеуі де емес | келісемін де, келіспеймін де | келісемін де келіспеймін де
        | келіспеймін де, келісемін де | не келісемін, не келіспеймін | не келіспеймін, не келісемін | келісемін де емес, келіспеймін де емес
        | орташа | бейтараппын (келісемін де, келіспеймін де)""",
    ),
    (
        "satisfaction", _KK,
        _poles(
            ("қанағаттанбаймын", "қанағаттанамын"), ("қанағаттанбадым", "қанағаттандым"), ("қанағаттанған жоқпын", "қанағаттандым"),
            ("қанағаттанбағанмын", "қанағаттанғанмын"), ("қанағаттанған емеспін", "қанағаттанғанмын"), ("риза емеспін", "ризамын"),
            ("көңілім толмайды", "көңілім толады"), ("қанағаттанбайды", "қанағаттанады"), ("ырза емеспін", "ырзамын"),
        ),
        "бейтарап | бейтараппын | нейтралды | екеуі де емес | орташа | қанағаттанамын да, қанағаттанбаймын да | ризамын да, риза емеспін де",
    ),
    ("trust", _RU, _poles(("не доверяю", "доверяю")), "нейтрально | и да, и нет | отчасти доверяю, отчасти нет"),
    ("trust", _KK, _poles(("сенбеймін", "сенемін"), ("сенім артпаймын", "сенім артамын")), "бейтарап | бейтараппын"),
    ("importance", _RU, _poles(("не важно", "важно"), ("неважно", "важно")), "нейтрально | ни важно, ни не важно"),
    ("importance", _KK, _poles(("маңызды емес", "маңызды")), "бейтарап"),
    ("change", _EN, _poles(("worse", "better")), "about the same | the same | no change | unchanged | stayed the same | neither better nor worse"),
    ("change", _RU, _poles(("хуже", "лучше")), "так же | без изменений | не изменилось | примерно так же | не хуже и не лучше"),
    ("yes or no", _KK, _poles(("жоқ", "иә")), "екеуі де"),
    ("yes or no", _EN, _poles(("no", "yes")), "maybe | might or might not | perhaps"),
]  # fmt: skip

_LOPSIDED = {"importance", "trust", "change"}
"""Families that are often asked with more degrees on one side: a degree that nobody chose is not added."""

_SPECIAL = {  # whole answers that the parts above do not make up: family, rank
    "agreement": {
        "скорее согласен, чем не согласен": 1, "скорее согласен чем не согласен": 1, "скорее согласен, чем нет": 1, "скорее согласен чем нет": 1,
        "скорее не согласен, чем согласен": -1, "скорее не согласен чем согласен": -1, "не совсем согласен": -1,
        "келісуге бейіммін": 1, "келіспеуге бейіммін": -1, "келісуге жақынмын": 1, "келіспеуге жақынмын": -1,
        "келісетін сияқтымын": 1, "келіспейтін сияқтымын": -1, "көбірек келісемін": 1, "көбірек келіспеймін": -1,
    },
    "satisfaction": {
        "скорее удовлетворен, чем не удовлетворен": 1, "скорее не удовлетворен, чем удовлетворен": -1, "скорее удовлетворен, чем нет": 1,
        "скорее доволен, чем недоволен": 1, "скорее недоволен, чем доволен": -1, "скорее доволен, чем нет": 1,
        "не совсем удовлетворен": -1, "не совсем доволен": -1, "не очень доволен": -1, "не очень удовлетворен": -1,
        "скорее удовлетворен, чем неудовлетворен": 1, "скорее неудовлетворен, чем удовлетворен": -1,
    },
    "yes or no": {
        "скорее да, чем нет": 1, "скорее нет, чем да": -1, "definitely not": -3, "probably not": -1, "definitely yes": 3, "probably yes": 1,
        "определенно нет": -3, "определенно да": 3, "безусловно да": 3, "безусловно нет": -3,
        "иә, толығымен": 3, "мүлдем жоқ": -3, "иә деуге болады": 1, "жоқ деуге болады": -1,
    },
}  # fmt: skip

# ---- families that begin at nothing ----------------------------------------------------------------------

_ONE_SIDED = {  # family: {rank: words}; the first rank is the lowest
    "frequency": {
        0: "never | not at any time | никогда | ни разу | ешқашан | ешуақытта | еш уақытта | ешқашан да | мүлдем ешқашан",
        1: "almost never | hardly ever | very rarely | very seldom | nearly never | почти никогда | крайне редко | очень редко | өте сирек "
        "| ешқашан дерлік | дерлік ешқашан",
        2: "rarely | seldom | infrequently | редко | сирек | сирек жағдайда",
        3: "occasionally | once in a while | изредка | анда-санда | анда санда",
        4: "sometimes | now and then | from time to time | иногда | время от времени | кейде | кейде-кейде | оқта-текте",
        5: "about half the time | half of the time | about half of the time | примерно в половине случаев | шамамен жартысында",
        6: "often | frequently | часто | жиі",
        7: "usually | most of the time | mostly | regularly | обычно | как правило | в большинстве случаев | әдетте | көбінесе | көп жағдайда",
        8: "very often | very frequently | очень часто | өте жиі",
        9: "almost always | nearly always | почти всегда | әрқашан дерлік | әрдайым дерлік | үнемі дерлік | дерлік әрқашан",
        10: "always | every time | all the time | constantly | всегда | постоянно | каждый раз | әрқашан | әрдайым | үнемі | барлық уақытта",
    },
    "quality": {
        0: "very poor | very bad | terrible | очень плохо | очень плохое | очень плохая | ужасно | өте нашар | өте жаман",
        1: "poor | bad | плохо | плохое | плохая | нашар | жаман",
        2: "fair | average | acceptable | satisfactory | удовлетворительно | удовлетворительное | средне | среднее | нормально "
        "| қанағаттанарлық | орташа",
        3: "good | хорошо | хорошее | хорошая | жақсы",
        4: "very good | очень хорошо | очень хорошее | очень хорошая | өте жақсы",
        5: "excellent | отлично | отличное | отличная | превосходно | тамаша | керемет",
    },
    "frequency in days": {
        0: "never | not at all | никогда | ни разу | ешқашан | мүлдем",
        1: "less than once a year | реже раза в год",
        2: "once a year | yearly | раз в год | жылына бір рет",
        3: "several times a year | a few times a year | несколько раз в год | жылына бірнеше рет | less than once a month | реже раза в месяц",
        4: "once a month | monthly | раз в месяц | ежемесячно | айына бір рет | ай сайын",
        5: "several times a month | a few times a month | несколько раз в месяц | айына бірнеше рет | several days | несколько дней | бірнеше күн",
        6: "once a week | weekly | раз в неделю | еженедельно | аптасына бір рет | апта сайын",
        7: "several times a week | a few times a week | несколько раз в неделю | аптасына бірнеше рет | more than half the days "
        "| более половины дней | күндердің жартысынан көбі",
        8: "nearly every day | almost every day | almost daily | почти каждый день | күн сайын дерлік",
        9: "every day | daily | once a day | каждый день | ежедневно | күн сайын | күнде",
        10: "several times a day | несколько раз в день | күніне бірнеше рет",
    },
    "importance": {
        0: "not at all important | not important at all | совсем не важно | совершенно не важно | абсолютно не важно | мүлдем маңызды емес",
        1: "not very important | slightly important | of little importance | не очень важно | маловажно | онша маңызды емес",
        2: "somewhat important | moderately important | fairly important | скорее важно | умеренно важно | орташа маңызды",
        3: "important | важно | маңызды",
        4: "very important | очень важно | өте маңызды",
        5: "extremely important | absolutely essential | крайне важно | аса маңызды",
    },
    "satisfaction (one side)": {
        0: "not at all satisfied | not satisfied at all",
        1: "slightly satisfied | not very satisfied",
        2: "moderately satisfied | somewhat satisfied | fairly satisfied",
        3: "very satisfied",
        4: "extremely satisfied | completely satisfied",
    },
    "extent": {
        0: "not at all | none | совсем нет | нисколько | вообще нет | ничуть | мүлдем жоқ | мүлде жоқ",
        1: "a little | slightly | very little | a little bit | to a small extent | немного | слегка | в малой степени | аздап | шамалы",
        2: "somewhat | some | moderately | to some extent | to a moderate extent | умеренно | в некоторой степени | в средней степени | орташа "
        "| белгілі бір дәрежеде",
        3: "quite a bit | quite a lot | a lot | to a great extent | much | сильно | в значительной степени | довольно сильно | айтарлықтай",
        4: "very much | extremely | a great deal | to a very great extent | очень сильно | в очень большой степени | в полной мере | өте қатты",
    },
}
_ENOUGH = {
    "frequency": 6,
    "frequency in days": 8,
    "quality": 3,
    "importance": 3,
    "satisfaction (one side)": 3,
    "extent": 3,
}  # where a set may end


def _split(words: str) -> list[str]:
    return [plain(part) for part in re.split(r"\s*\|\s*", words) if part.strip()]


_KAZAKH_WORDS = {
    plain(word)
    for ranks in _ONE_SIDED.values()
    for words in ranks.values()
    for word in re.split(r"\s*\|\s*", words)
    if re.search("[әғқңөұүһі]", word)
} | set(
    _split(
        "сирек | кейде | кейде-кейде | анда-санда | анда санда | оқта-текте | нашар | жаман | орташа | тамаша | керемет | аздап | шамалы"
    )
)
_RANKS: dict[str, dict[str, float]] = {
    family: {word: rank for rank, words in ranks.items() for word in _split(words)}
    for family, ranks in _ONE_SIDED.items()
}


def languages(word: str) -> set[str]:
    """The languages in which an answer can be meant: ``en``, ``ru``, ``kk``.

    >>> sorted(languages("Agree")), sorted(languages("Согласен")), sorted(languages("Келісемін"))
    (['en'], ['ru'], ['kk'])
    """
    bare = plain(word)
    if re.search("[a-z]", bare):
        return {"en"}
    spoken = set()
    for _, degrees, poles, middle in _TWO_SIDED:
        if bare in _split(middle) or any(pole in bare for pole in poles):
            spoken.add("kk" if degrees is _KK else "ru" if degrees is _RU else "en")
    if bare in _KAZAKH_WORDS or re.search("[әғқңөұүһі]", word.casefold()):
        return {"kk"}
    return spoken or {"ru"}


@lru_cache(maxsize=20_000)
def _two_sided(word: str) -> tuple[tuple[str, int, str, str], ...]:
    """Every (family, rank, pole, opposite) that an answer can be; rank 0 is the middle."""
    if "/" in word and (parts := _parts(word)):
        found = [{(family, rank) for family, rank, _, _ in _two_sided(part)} for part in parts]
        alike = {
            (family, (rank > 0) - (rank < 0), abs(rank) if abs(rank) < 3 else 3) for family, rank in found[0]
        }
        for other in found[1:]:
            alike &= {
                (family, (rank > 0) - (rank < 0), abs(rank) if abs(rank) < 3 else 3) for family, rank in other
            }
        if alike:
            return tuple((family, side * rank, "", "") for family, side, rank in sorted(alike))
    out = []
    for family, degrees, poles, middle in _TWO_SIDED:
        if word in _split(middle):
            out.append((family, 0, "", ""))
        for pole, (side, opposite) in poles.items():
            rest = None
            if word == pole:
                rest = ""
            elif word.endswith(" " + pole):
                rest = word[: -len(pole) - 1]
            elif word.startswith(pole + " ") or word.startswith(pole + ", "):
                rest = word[len(pole) :].strip(" ,")
            if rest is not None and rest.strip(" ,") in degrees:
                ends = ("", "") if family in _LOPSIDED else (pole, opposite)
                out.append((family, side * degrees[rest.strip(" ,")], *ends))
    for family, answers in _SPECIAL.items():
        out += [(family, rank, "", "") for answer, rank in answers.items() if plain(answer) == word]
    return tuple(dict.fromkeys(out))


def _parts(word: str) -> list[str]:
    """The halves of an answer in two languages, such as *келісемін / согласен*; nothing if it is no such answer."""
    parts = [part.strip() for part in word.split("/")]
    return parts if 2 <= len(parts) <= 3 and all(len(part) > 1 for part in parts) else []


@dataclass(frozen=True)
class Known:
    """An ordered set of answers: `order` from lowest to highest as spelt, with answers `added` that nobody gave.

    `middle` tells whether one of them is a middle; `doubt` says in a sentence what remains to be checked, or is empty.
    """

    family: str
    order: tuple[str, ...]
    added: tuple[str, ...] = ()
    middle: bool = False
    doubt: str = ""


def family_rank(word: str) -> bool:
    """Whether an answer belongs to any family at all."""
    bare = plain(word)
    return bool(_two_sided(bare)) or any(bare in ranks for ranks in _RANKS.values())


def recognise(answers: Iterable[str]) -> Known | None:
    """The order of a set of answers, or None if they are no known set.

    >>> recognise(["Agree", "Strongly agree", "Neutral", "Disagree"]).order
    ('Strongly disagree', 'Disagree', 'Neutral', 'Agree', 'Strongly agree')
    >>> recognise(["иногда", "Никогда", "всегда", "Редко", "Часто"]).order
    ('Никогда', 'Редко', 'иногда', 'Часто', 'всегда')
    >>> recognise(["Almaty", "Astana"]) is None
    True
    """
    spelt: dict[str, str] = {}
    for answer in answers:
        spelt.setdefault(plain(answer), tidy(answer))
    if not 2 <= len(spelt) <= 11:
        return None
    spoken = [found for word in spelt.values() if len(found := languages(word)) == 1]
    if len(set().union(*spoken)) > 1:
        return None  # degrees of two languages are not one scale: see `translated`
    return _recognise_two_sided(spelt) or _recognise_one_sided(spelt)


def translated(answers: Iterable[str]) -> list[Known] | None:
    """Orders of one set of answers given in several languages, equally long, commonest language first; or None.

    >>> [found.order for found in translated(["Да", "Скорее да", "Скорее нет", "Нет", "Иә", "Жоқ", "Иә деуге болады", "Жоқ деуге болады"])]
    [('Нет', 'Скорее нет', 'Скорее да', 'Да'), ('Жоқ', 'Жоқ деуге болады', 'Иә деуге болады', 'Иә')]
    """
    sets: dict[str, list[str]] = {}
    for answer in answers:
        found = languages(answer)
        if len(found) != 1:
            return None
        sets.setdefault(next(iter(found)), []).append(answer)
    if len(sets) < 2:
        return None
    known = [order for words in sets.values() if (order := recognise(words))]
    if (
        len(known) < len(sets)
        or len({(order.family, len(order.order), order.middle) for order in known}) > 1
        or any(order.doubt for order in known)
    ):
        return None
    return known


def _recognise_two_sided(spelt: dict[str, str]) -> Known | None:
    options = {word: _two_sided(word) for word in spelt}
    families = set.intersection(*({found[0] for found in options[word]} for word in spelt))
    for family in sorted(families):
        ranks: dict[int, str] = {}
        opposites: dict[int, tuple[str, str]] = {}
        for word in spelt:
            _, rank, pole, opposite = next(found for found in options[word] if found[0] == family)
            if rank in ranks:  # two words for one degree: which is higher, nobody can tell
                break
            ranks[rank], opposites[rank] = word, (pole, opposite)
        else:
            known = _balanced(family, spelt, ranks, opposites)
            if known:
                return known
    return None


def _balanced(family: str, spelt, ranks: dict[int, str], opposites) -> Known | None:
    low, high = sorted(-rank for rank in ranks if rank < 0), sorted(rank for rank in ranks if rank > 0)
    if not low and not high:
        return None
    added: dict[int, str] = {}
    doubt = ""
    alike = [{min(rank, 3) if {3, 4} - set(side) else rank for rank in side} for side in (low, high)]
    if len(low) != len(
        high
    ):  # a degree that nobody chose: known only if the longer side holds the shorter one's
        longer, shorter, side = (low, high, 1) if len(low) > len(high) else (high, low, -1)
        if not set(shorter) <= set(longer):
            return None
        for degree in set(longer) - set(shorter):
            pole, opposite = opposites[-side * degree]
            mirrored = _mirror(spelt[ranks[-side * degree]], pole, opposite)
            if mirrored is None:
                return None
            added[side * degree] = mirrored
        inner = [word for degree, word in added.items() if abs(degree) < max(longer)]
        if inner:
            doubt = (
                f"{' and '.join(map(repr, inner))}: added because the opposite is there and nobody chose it; if the question did not offer it, "
                "delete it from `labels` and lower `highest` by 1"
            )
    elif alike[0] != alike[1]:
        doubt = "the degrees of the two sides differ: if the question offered others that nobody chose, add them to `labels`"
    every = sorted([*ranks, *added])
    order = tuple(added.get(rank) or spelt[ranks[rank]] for rank in every)
    sides = max(len(low), len(high))
    if family == "yes or no" and len(order) == 2:
        pass
    elif sides == 1:
        doubt = f"only {len(order)} degrees ({' | '.join(order)}): if the question offered stronger ones that nobody chose, add them to `labels`"
    return Known(family, order, tuple(added.values()), 0 in ranks, doubt)


def _mirror(answer: str, pole: str, opposite: str) -> str | None:
    """An answer with its pole turned: *Strongly disagree* for *Strongly agree*; None where that cannot be written."""
    if not pole:
        return None
    for spelling in (pole, *_SPELLINGS.get(pole, ())):
        at = answer.casefold().find(spelling)
        if at >= 0:
            word = opposite.capitalize() if answer[at].isupper() else opposite
            turned = answer[:at] + word + answer[at + len(spelling) :]
            return turned[:1].upper() + turned[1:] if answer[:1].isupper() else turned
    return None


_SPELLINGS: dict[str, tuple[str, ...]] = {
    "согласен": ("согласен(на)", "согласен (на)", "согласна", "согласны"),
    "не согласен": ("не согласна", "не согласны"),
    "удовлетворен": ("удовлетворён", "удовлетворена", "удовлетворены"),
    "не удовлетворен": ("не удовлетворён", "не удовлетворена", "не удовлетворены"),
    "неудовлетворен": ("неудовлетворён", "неудовлетворена"),
    **{plain(word): (word,) for _, degrees, poles, _ in _TWO_SIDED if degrees is _KK for _, word in poles.values()},
    **{
        plain(low): (low,)
        for low in (
            "келіспеймін", "қолдамаймын", "қанағаттанбаймын", "қанағаттанбадым", "қанағаттанған жоқпын", "қанағаттанбағанмын",
            "қанағаттанған емеспін", "риза емеспін", "көңілім толмайды", "иә", "қосылмаймын", "сенбеймін",
        )
    },
}  # fmt: skip


def _rank(word: str, words: dict[str, float]) -> float | None:
    if word not in words and "/" in word:
        ranks = {words.get(part) for part in _parts(word)}
        return ranks.pop() if len(ranks) == 1 else None
    return words.get(word)


def _recognise_one_sided(spelt: dict[str, str]) -> Known | None:
    for family, words in _RANKS.items():
        found = {word: rank for word in spelt if (rank := _rank(word, words)) is not None}
        if len(found) < len(spelt):
            continue
        ranks = {rank: word for word, rank in found.items()}
        if len(ranks) < len(spelt):
            return None
        order = tuple(spelt[ranks[rank]] for rank in sorted(ranks))
        doubt = ""
        if len(order) < 4 or min(ranks) > 1 or max(ranks) < _ENOUGH[family]:
            doubt = (
                f"the answers seen ({' | '.join(order)}) may not be all that were offered: add those that nobody chose to `labels`, "
                "and set `highest` to match"
            )
        return Known(family.partition(" ")[0], order, (), False, doubt)
    return None
