"""The fixed words of a report in English, Russian and Kazakh. What people were asked stays as the codebook has it."""

LANGUAGES = ("en", "ru", "kk")

_TABLE = {
    "report": ("Survey report: {name}", "Отчёт об опросе: {name}", "Сауалнама есебі: {name}"),
    "notes": ("To look at first", "На что обратить внимание", "Алдымен назар аударыңыз"),
    "asked": (
        "What was asked, and how many answered",
        "О чём спрашивали и сколько человек ответили",
        "Не сұралды және қанша адам жауап берді",
    ),
    "asked_text": (
        "Respondents: {n}. Statements: {k}, in {s} scales.",
        "Респондентов: {n}. Утверждений: {k}, шкал: {s}.",
        "Респонденттер: {n}. Тұжырымдар: {k}, шкалалар: {s}.",
    ),
    "asked_one": (
        "Respondents: {n}. Statements: {k}, in one scale.",
        "Респондентов: {n}. Утверждений: {k}, одна шкала.",
        "Респонденттер: {n}. Тұжырымдар: {k}, бір шкала.",
    ),
    "grouped_by": ("Groups: {column}.", "Группы: {column}.", "Топтар: {column}."),
    "sample_probability": (
        "Respondents were drawn at random: intervals say what the draw leaves open.",
        "Респонденты отобраны случайно: интервалы показывают, что остаётся неизвестным из-за отбора.",
        "Респонденттер кездейсоқ іріктелді: интервалдар іріктеуден қалған белгісіздікті көрсетеді.",
    ),
    "sample_everyone": (
        "Everyone was asked: there is no draw whose chance an interval could show, so none is given.",
        "Опрошены все: случайного отбора не было, поэтому интервалы не приводятся.",
        "Барлығынан сұралды: кездейсоқ іріктеу болған жоқ, сондықтан интервалдар берілмейді.",
    ),
    "sample_volunteers": (
        "Respondents volunteered: nobody knows how likely each was to answer, so intervals and tests would claim what "
        "cannot be known, and none is given.",
        "Респонденты участвовали по собственному желанию: вероятность ответа каждого неизвестна, поэтому интервалы и "
        "тесты не приводятся.",
        "Респонденттер өз еркімен қатысты: әрқайсысының жауап беру ықтималдығы белгісіз, сондықтан интервалдар мен "
        "тесттер берілмейді.",
    ),
    "sample_unknown": (
        "How respondents came to answer is not known, so intervals and tests, which suppose a random draw, are not given.",
        "Как отбирались респонденты, неизвестно, поэтому интервалы и тесты, которые предполагают случайный отбор, не "
        "приводятся.",
        "Респонденттердің қалай іріктелгені белгісіз, сондықтан кездейсоқ іріктеуді болжайтын интервалдар мен тесттер "
        "берілмейді.",
    ),
    "scales": ("Scales", "Шкалы", "Шкалалар"),
    "scale": ("scale", "шкала", "шкала"),
    "items": ("statements", "утверждения", "тұжырымдар"),
    "statement": ("statement", "утверждение", "тұжырым"),
    "item": ("item", "пункт", "тармақ"),
    "n": ("n", "n", "n"),
    "mean": ("mean", "среднее", "орташа"),
    "sd": ("sd", "ст. откл.", "ст. ауытқу"),
    "alpha": ("alpha", "альфа", "альфа"),
    "omega": ("omega", "омега", "омега"),
    "interval": ("interval", "интервал", "интервал"),
    "n_alpha": ("n of alpha", "n для альфы", "альфа үшін n"),
    "standardised": ("standardised alpha", "станд. альфа", "станд. альфа"),
    "fit": ("fit of one factor", "согласие с одним фактором", "бір факторға сәйкестік"),
    "group": ("group", "группа", "топ"),
    "by_group": ("By group: {scale}", "По группам: {scale}", "Топтар бойынша: {scale}"),
    "everyone": ("Everyone", "Все", "Барлығы"),
    "no answer": ("no answer", "нет ответа", "жауап жоқ"),
    "answer": ("answer", "ответ", "жауап"),
    "percent": ("percent", "процент", "пайыз"),
    "of_all": ("percent of all", "процент от всех", "барлығынан пайыз"),
    "missing": ("missing", "нет ответа", "жауап жоқ"),
    "empty": ("left empty", "не заполнено", "бос қалдырылған"),
    "reversed": ("reversed", "обратный", "кері"),
    "yes": ("yes", "да", "иә"),
    "no": ("no", "нет", "жоқ"),
    "top_two": ("top two, %", "два верхних, %", "жоғарғы екеуі, %"),
    "net": ("net score", "чистый индекс", "таза көрсеткіш"),
    "item_rest": ("item-rest", "пункт–остаток", "тармақ–қалғаны"),
    "dropped": ("alpha if dropped", "альфа без пункта", "тармақсыз альфа"),
    "bands": ("Bands", "Уровни", "Деңгейлер"),
    "band": ("band", "уровень", "деңгей"),
    "Low": ("Low", "Низкий", "Төмен"),
    "Medium": ("Medium", "Средний", "Орташа"),
    "High": ("High", "Высокий", "Жоғары"),
    "unscored": ("unscored", "без балла", "балсыз"),
    "answers_caption": (
        "{scale}: answers in percent of those who answered the statement, sorted by agreement. n: how many that are.",
        "{scale}: ответы в процентах от ответивших на утверждение, по убыванию согласия. n: число ответивших.",
        "{scale}: тұжырымға жауап бергендердің пайызымен, келісу кемуі бойынша. n: жауап бергендер саны.",
    ),
    "group_caption": (
        "“{statement}”: answers by group in percent of those who answered.",
        "«{statement}»: ответы по группам в процентах от ответивших.",
        "«{statement}»: топтар бойынша жауаптар, жауап бергендердің пайызымен.",
    ),
    "bands_caption": (
        "{scale}: respondents by band of their score, in percent of those with a score. {cuts}",
        "{scale}: респонденты по уровню балла в процентах от имеющих балл. {cuts}",
        "{scale}: балл деңгейі бойынша респонденттер, балы барлардың пайызымен. {cuts}",
    ),
    "cuts": (
        "Low up to {low}, High from {high}; a score of exactly {low} is {below}, of exactly {high} {above}.",
        "Низкий до {low}, Высокий от {high}; балл ровно {low}: {below}, ровно {high}: {above}.",
        "Төмен {low} дейін, Жоғары {high} бастап; дәл {low}: {below}, дәл {high}: {above}.",
    ),
    "ties": (
        "{n} of these scores lie exactly on a cut point: the tie rule decides them.",
        "Баллов ровно на границе: {n}; их уровень определяет правило.",
        "Дәл шекарадағы балдар: {n}; олардың деңгейін ереже анықтайды.",
    ),
    "items_note": (
        "n, mean and sd: of those who answered the statement, after reversing. Item-rest correlation and alpha if "
        "dropped: of the {n} who answered every statement of the scale.",
        "n, среднее и ст. откл.: по ответившим на утверждение, после обращения. Корреляция пункт–остаток и альфа без "
        "пункта: по {n} ответившим на все утверждения шкалы.",
        "n, орташа және ст. ауытқу: тұжырымға жауап бергендер бойынша, кері аударғаннан кейін. Тармақ–қалғаны "
        "корреляциясы мен тармақсыз альфа: шкаланың барлық тұжырымына жауап берген {n} адам бойынша.",
    ),
    "alike": (
        "{n} of the {all} who answered every statement gave the same answer to each. This is a count: such answers can "
        "be meant.",
        "Одинаково на все утверждения ответили {n} из {all}. Это только подсчёт: такие ответы могут быть искренними.",
        "Барлық тұжырымға бірдей жауап бергендер: {all} ішінен {n}. Бұл тек санау: мұндай жауаптар шын болуы мүмкін.",
    ),
    "alpha_none": (
        "Alpha is undefined here.", "Альфа здесь не определена.", "Мұнда альфа анықталмаған.",
    ),
    "alpha_low": (
        "With alpha {alpha} the statements hardly go together: a sum of them says little about a person.",
        "При альфе {alpha} утверждения слабо связаны: их сумма мало говорит о человеке.",
        "Альфа {alpha} болғанда тұжырымдар әлсіз байланысты: олардың қосындысы адам туралы аз айтады.",
    ),
    "alpha_fair": (
        "With alpha {alpha} the statements go together loosely: enough for first comparisons of groups, not of persons.",
        "При альфе {alpha} утверждения связаны умеренно: достаточно для первых сравнений групп, но не людей.",
        "Альфа {alpha} болғанда тұжырымдар орташа байланысты: топтарды алғашқы салыстыруға жетеді, адамдарды емес.",
    ),
    "alpha_good": (
        "With alpha {alpha} the statements go together well enough to compare groups.",
        "При альфе {alpha} утверждения связаны достаточно, чтобы сравнивать группы.",
        "Альфа {alpha} болғанда тұжырымдар топтарды салыстыруға жеткілікті байланысты.",
    ),
    "alpha_high": (
        "With alpha {alpha} the statements go together so closely that some may ask the same thing.",
        "При альфе {alpha} утверждения связаны так тесно, что некоторые, возможно, спрашивают об одном и том же.",
        "Альфа {alpha} болғанда тұжырымдар өте тығыз байланысты, кейбірі бір нәрсені сұрауы мүмкін.",
    ),
    "dimension": (
        "Neither alpha nor omega shows that a scale measures one thing only.",
        "Ни альфа, ни омега не показывают, что шкала измеряет только одно свойство.",
        "Альфа да, омега да шкаланың тек бір қасиетті өлшейтінін көрсетпейді.",
    ),
    "no_omega": ("No omega: {why}.", "Омеги нет: {why}.", "Омега жоқ: {why}."),
    "fewer than four items": ("fewer than four items", "меньше четырёх пунктов", "төрт тармақтан аз"),
    "an item does not vary": ("an item does not vary", "пункт не варьирует", "тармақ өзгермейді"),
    "too few respondents answered all its items": (
        "too few respondents answered all its items",
        "слишком мало респондентов ответили на все пункты",
        "барлық тармаққа тым аз респондент жауап берген",
    ),
    "its one-factor model does not converge": (
        "its one-factor model does not converge",
        "однофакторная модель не сходится",
        "бір факторлы модель жинақталмайды",
    ),
    "its one-factor model is a Heywood case: an item without variance of its own": (
        "its one-factor model is a Heywood case: an item without variance of its own",
        "однофакторная модель — случай Хейвуда: у пункта нет собственной дисперсии",
        "бір факторлы модель — Хейвуд жағдайы: тармақтың өз дисперсиясы жоқ",
    ),
    "its items are linear combinations of each other": (
        "its items are linear combinations of each other",
        "пункты линейно зависимы",
        "тармақтар сызықты тәуелді",
    ),
    "differences": ("Differences between groups", "Различия между группами", "Топтар арасындағы айырмашылықтар"),
    "differences_text": (
        "Probability of superiority: how likely someone of the first group answers higher than someone of the second, "
        "ties counted half. 50 % is no difference.",
        "Вероятность превосходства: насколько вероятно, что человек из первой группы ответит выше, чем человек из "
        "второй; равные ответы считаются наполовину. 50 % — различия нет.",
        "Артықшылық ықтималдығы: бірінші топтағы адамның екінші топтағыдан жоғары жауап беру ықтималдығы; тең жауаптар "
        "жартылай есептеледі. 50 % — айырмашылық жоқ.",
    ),
    "tests_text": (
        "p: Brunner and Munzel's test, adjusted after Holm over {n} comparisons ({family}), declared before looking.",
        "p: тест Бруннера — Мюнцеля с поправкой Холма на {n} сравнений ({family}), семейство задано заранее.",
        "p: Бруннер — Мюнцель тесті, {n} салыстыруға Холм түзетуімен ({family}), жиын алдын ала берілген.",
    ),
    "other": ("and", "и", "және"),
    "measure": ("measure", "мера", "өлшем"),
    "estimate": ("estimate", "оценка", "бағалау"),
    "p_holm": ("p (Holm)", "p (Холм)", "p (Холм)"),
    "probability of superiority": ("probability of superiority, %", "вероятность превосходства, %", "артықшылық ықтималдығы, %"),
    "difference of means": ("difference of means", "разность средних", "орташалар айырмасы"),
    "Hedges g": ("Hedges' g", "g Хеджеса", "Хеджес g"),
    "all others": ("all others", "все остальные", "қалғандарының бәрі"),
    "between_items": ("Single statements", "Отдельные утверждения", "Жеке тұжырымдар"),
    "absent": ("Who did not answer, and why", "Кто не ответил и почему", "Кім жауап бермеді және неліктен"),
    "absent_none": (
        "Everyone answered every statement.", "Все ответили на все утверждения.", "Барлығы барлық тұжырымға жауап берді.",
    ),
    "why": ("why", "почему", "себебі"),
    "hidden": (
        "Cells of fewer than {n} respondents are hidden in tables and pictures by group (…), and others with them from "
        "which they could be computed.",
        "В таблицах и рисунках по группам скрыты ячейки меньше {n} респондентов (…) и те, по которым их можно вычислить.",
        "Топтар бойынша кестелер мен суреттерде {n} респонденттен аз ұяшықтар (…) және оларды есептеуге болатын ұяшықтар "
        "жасырылған.",
    ),
    "hidden_part": ("hidden (…)", "скрыто (…)", "жасырын (…)"),
    "all_answers": ("All answers", "Все ответы", "Барлық жауаптар"),
    "all_fold": (
        "Every answer of every item in every group",
        "Каждый ответ на каждый пункт в каждой группе",
        "Әр топтағы әр тармақтың әр жауабы",
    ),
    "all_many": (
        "items.csv has all {n} rows: every answer of every item in every group.",
        "Все строки ({n}) — в items.csv: каждый ответ на каждый пункт в каждой группе.",
        "Барлық жолдар ({n}) items.csv файлында: әр топтағы әр тармақтың әр жауабы.",
    ),
    "many_answers": (
        "Too many answers or items for a picture; items.csv has them all.",
        "Слишком много ответов или пунктов для рисунка; все они в items.csv.",
        "Сурет үшін жауаптар не тармақтар тым көп; барлығы items.csv файлында.",
    ),
    "many_groups": (
        "Too many groups for a picture; items.csv and bands.csv have them all.",
        "Слишком много групп для рисунка; все они в items.csv и bands.csv.",
        "Сурет үшін топтар тым көп; барлығы items.csv және bands.csv файлдарында.",
    ),
    "appendix": ("Appendix: how it was computed", "Приложение: как это посчитано", "Қосымша: қалай есептелді"),
    "settings": ("Settings", "Настройки", "Баптаулар"),
    "setting": ("setting", "настройка", "баптау"),
    "value": ("value", "значение", "мәні"),
    "summary": ("Summary", "Сводка", "Қорытынды"),
    "charts": ("Charts", "Диаграммы", "Диаграммалар"),
}  # fmt: skip


class Words:
    """Fixed words in a language: ``words("mean")``, with values: ``words("report", name="r.csv")``.

    >>> Words("ru")("mean"), Words("en")("report", name="r.csv")
    ('среднее', 'Survey report: r.csv')
    """

    def __init__(self, language: str = "en"):
        if language not in LANGUAGES:
            raise ValueError(f"unknown language {language!r}: one of {', '.join(LANGUAGES)}")
        self.language, self._at = language, LANGUAGES.index(language)

    def __call__(self, key: str, **values) -> str:
        text = _TABLE[key][self._at]
        return text.format(**values) if values else text

    def or_own(self, text: str) -> str:
        """The words of a key, or the text itself if it is none: a group's own name."""
        return _TABLE[text][self._at] if text in _TABLE else text
