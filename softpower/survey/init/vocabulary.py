"""Answer words in English, Russian and Kazakh: no answer, families with two sides, families that begin at nothing.

What is made of them stands in `words`. Standard library alone.
"""

import re

from .spelling import plain

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

# ---- families with two sides -----------------------------------------------------------------------------

EN = {
    "completely": 4, "totally": 4, "entirely": 4, "fully": 4, "absolutely": 4, "extremely": 4, "very strongly": 4,
    "strongly": 3, "very": 3, "very much": 3, "definitely": 3, "highly": 3, "certainly": 3,
    "": 2, "mostly": 2, "generally": 2, "moderately": 2, "largely": 2, "quite": 2, "mainly": 2,
    "somewhat": 1, "slightly": 1, "rather": 1, "partly": 1, "partially": 1, "mildly": 1, "a little": 1, "a bit": 1,
    "tend to": 1, "fairly": 1, "probably": 1, "to some extent": 1, "a little bit": 1,
    "much": 3, "a lot": 3,
}  # fmt: skip
RU = {
    "полностью": 4, "абсолютно": 4, "совершенно": 4, "совсем": 4, "категорически": 4, "целиком": 4, "крайне": 4,
    "целиком и полностью": 4, "полностью и безоговорочно": 4, "в полной мере": 4, "вообще": 4,
    "очень": 3, "сильно": 3, "решительно": 3, "твердо": 3, "вполне": 3, "определенно": 3, "безусловно": 3, "точно": 3,
    "": 2, "в основном": 2, "в целом": 2, "по большей части": 2, "преимущественно": 2,
    "скорее": 1, "отчасти": 1, "частично": 1, "немного": 1, "слегка": 1, "несколько": 1, "в какой-то степени": 1,
    "в некоторой степени": 1, "скорее всего": 1,
    "намного": 3, "гораздо": 3, "значительно": 3,
}  # fmt: skip
KK = {
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


TWO_SIDED = [  # family, degrees, {pole: (side, opposite)}, words of the middle
    (
        "agreement", EN, _poles(("disagree", "agree")),
        """neutral | neither | neither agree nor disagree | neither agree or disagree | neither disagree nor agree | neither disagree or agree
        | neither agree, nor disagree | neutral (neither agree nor disagree) | neutral / neither agree nor disagree | no strong opinion
        | neutral - neither agree nor disagree | both agree and disagree | agree and disagree equally | neither/nor | neither nor | in between
        | in the middle | mixed""",
    ),
    ("agreement", EN, _poles(("disapprove", "approve")), "neutral | neither | neither approve nor disapprove | neither disapprove nor approve"),
    (
        "satisfaction", EN,
        _poles(("dissatisfied", "satisfied"), ("unsatisfied", "satisfied"), ("not satisfied", "satisfied"), ("unhappy", "happy")),
        """neutral | neither | neither satisfied nor dissatisfied | neither dissatisfied nor satisfied | neither satisfied or dissatisfied
        | neither satisfied nor unsatisfied | neither happy nor unhappy | ok | okay | in between | mixed""",
    ),
    (
        "likelihood", EN, _poles(("unlikely", "likely")),
        "neutral | neither | neither likely nor unlikely | neither unlikely nor likely",
    ),
    (
        "favour", EN, _poles(("unfavorable", "favorable"), ("unfavourable", "favourable"), ("negative", "positive"), ("oppose", "support")),
        "neutral | neither | neither positive nor negative | neither favorable nor unfavorable | neither favourable nor unfavourable "
        "| neither support nor oppose",
    ),
    ("importance", EN, _poles(("unimportant", "important")), "neutral | neither | neither important nor unimportant"),
    (
        "agreement", RU, _poles(("не согласен", "согласен"), ("несогласен", "согласен"), ("не поддерживаю", "поддерживаю"), ("не одобряю", "одобряю")),
        """нейтрально | нейтрален | нейтральна | нейтральное отношение | нейтральный | нейтральная позиция | ни то ни другое | ни то, ни другое
        | ни согласен, ни не согласен | ни согласен ни не согласен | не согласен и не не согласен | и согласен, и не согласен
        | и согласен и не согласен | и да, и нет | и да и нет | в чем-то согласен, в чем-то нет | в чем-то согласен, а в чем-то нет
        | отчасти согласен, отчасти нет | отчасти согласен, отчасти не согласен | частично согласен, частично нет
        | частично согласен, частично не согласен | где-то посередине | 50 на 50 | 50/50 | ни да, ни нет | ни да ни нет
        | нейтрально (ни согласен, ни не согласен)""",
    ),
    (
        "satisfaction", RU,
        _poles(
            ("не удовлетворен", "удовлетворен"), ("неудовлетворен", "удовлетворен"), ("не доволен", "доволен"), ("недоволен", "доволен"),
            ("не устраивает", "устраивает"), ("не нравится", "нравится"),
        ),
        """нейтрально | нейтрален | нейтральна | ни то ни другое | ни то, ни другое | ни доволен, ни недоволен | ни доволен ни недоволен
        | ни удовлетворен, ни не удовлетворен | ни удовлетворен, ни неудовлетворен | ни удовлетворен ни неудовлетворен | и да, и нет | и да и нет
        | отчасти удовлетворен, отчасти нет | частично удовлетворен, частично нет | в чем-то да, в чем-то нет | средне""",
    ),
    ("likelihood", RU, _poles(("маловероятно", "вероятно")), "нейтрально | 50 на 50 | 50/50"),
    (
        "favour", RU, _poles(("отрицательно", "положительно"), ("негативно", "позитивно"), ("плохо относится", "хорошо относится")),
        "нейтрально | нейтральное",
    ),
    ("yes or no", RU, _poles(("нет", "да")), "и да, и нет | и да и нет | 50 на 50 | 50/50 | ни да, ни нет"),
    (
        "agreement", KK, _poles(("келіспеймін", "келісемін"), ("қолдамаймын", "қолдаймын"), ("келіспейді", "келіседі"),
               ("қосылмаймын", "қосыламын")),
        """бейтарап | бейтараппын | бейтарап пікір | нейтралды | екеуі де емес | келісемін де, келіспеймін де | келісемін де келіспеймін де
        | келіспеймін де, келісемін де | не келісемін, не келіспеймін | не келіспеймін, не келісемін | келісемін де емес, келіспеймін де емес
        | орташа | бейтараппын (келісемін де, келіспеймін де)""",
    ),
    (
        "satisfaction", KK,
        _poles(
            ("қанағаттанбаймын", "қанағаттанамын"), ("қанағаттанбадым", "қанағаттандым"), ("қанағаттанған жоқпын", "қанағаттандым"),
            ("қанағаттанбағанмын", "қанағаттанғанмын"), ("қанағаттанған емеспін", "қанағаттанғанмын"), ("риза емеспін", "ризамын"),
            ("көңілім толмайды", "көңілім толады"), ("қанағаттанбайды", "қанағаттанады"), ("ырза емеспін", "ырзамын"),
        ),
        "бейтарап | бейтараппын | нейтралды | екеуі де емес | орташа | қанағаттанамын да, қанағаттанбаймын да | ризамын да, риза емеспін де",
    ),
    ("trust", RU, _poles(("не доверяю", "доверяю")), "нейтрально | и да, и нет | отчасти доверяю, отчасти нет"),
    ("trust", KK, _poles(("сенбеймін", "сенемін"), ("сенім артпаймын", "сенім артамын")), "бейтарап | бейтараппын"),
    ("importance", RU, _poles(("не важно", "важно"), ("неважно", "важно")), "нейтрально | ни важно, ни не важно"),
    ("importance", KK, _poles(("маңызды емес", "маңызды")), "бейтарап"),
    ("change", EN, _poles(("worse", "better")), "about the same | the same | no change | unchanged | stayed the same | neither better nor worse"),
    ("change", RU, _poles(("хуже", "лучше")), "так же | без изменений | не изменилось | примерно так же | не хуже и не лучше"),
    ("yes or no", KK, _poles(("жоқ", "иә")), "екеуі де"),
    ("yes or no", EN, _poles(("no", "yes")), "maybe | might or might not | perhaps"),
]  # fmt: skip

LOPSIDED = {"importance", "trust", "change"}
"""Families that are often asked with more degrees on one side: a degree that nobody chose is not added."""

SPECIAL = {  # whole answers that the parts above do not make up: family, rank
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

ONE_SIDED = {  # family: {rank: words}; the first rank is the lowest
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
ENOUGH = {
    "frequency": 6,
    "frequency in days": 8,
    "quality": 3,
    "importance": 3,
    "satisfaction (one side)": 3,
    "extent": 3,
}  # where a set may end


def parted(words: str) -> list[str]:
    return [plain(part) for part in re.split(r"\s*\|\s*", words) if part.strip()]


KAZAKH_WORDS = {
    plain(word)
    for ranks in ONE_SIDED.values()
    for words in ranks.values()
    for word in re.split(r"\s*\|\s*", words)
    if re.search("[әғқңөұүһі]", word)
} | set(
    parted(
        "сирек | кейде | кейде-кейде | анда-санда | анда санда | оқта-текте | нашар | жаман | орташа | тамаша | керемет | аздап | шамалы"
    )
)
RANKS: dict[str, dict[str, float]] = {
    family: {word: rank for rank, words in ranks.items() for word in parted(words)}
    for family, ranks in ONE_SIDED.items()
}
SPELLINGS: dict[str, tuple[str, ...]] = {
    "согласен": ("согласен(на)", "согласен (на)", "согласна", "согласны"),
    "не согласен": ("не согласна", "не согласны"),
    "удовлетворен": ("удовлетворён", "удовлетворена", "удовлетворены"),
    "не удовлетворен": ("не удовлетворён", "не удовлетворена", "не удовлетворены"),
    "неудовлетворен": ("неудовлетворён", "неудовлетворена"),
    **{plain(word): (word,) for _, degrees, poles, _ in TWO_SIDED if degrees is KK for _, word in poles.values()},
    **{
        plain(low): (low,)
        for low in (
            "келіспеймін", "қолдамаймын", "қанағаттанбаймын", "қанағаттанбадым", "қанағаттанған жоқпын", "қанағаттанбағанмын",
            "қанағаттанған емеспін", "риза емеспін", "көңілім толмайды", "иә", "қосылмаймын", "сенбеймін",
        )
    },
}  # fmt: skip
