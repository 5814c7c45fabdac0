"""The fixed words and notes of a report in English, Russian and Kazakh; what people were asked stays as it is."""

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
    "grouped_by": ("Groups by “{column}”.", "Группы по столбцу «{column}».", "Топтар «{column}» бағаны бойынша."),
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
        "“{scale}”, answers in percent of those who answered the statement, sorted by agreement. n: how many that are.",
        "«{scale}», ответы в процентах от ответивших на утверждение, по убыванию согласия. n: число ответивших.",
        "«{scale}», тұжырымға жауап бергендердің пайызымен, келісу кемуі бойынша. n: жауап бергендер саны.",
    ),
    "group_caption": (
        "“{statement}”: answers by group in percent of those who answered.",
        "«{statement}»: ответы по группам в процентах от ответивших.",
        "«{statement}»: топтар бойынша жауаптар, жауап бергендердің пайызымен.",
    ),
    "bands_caption": (
        "“{scale}”, respondents by band of their score, in percent of those with a score. {cuts}",
        "«{scale}», респонденты по уровню балла в процентах от имеющих балл. {cuts}",
        "«{scale}», балл деңгейі бойынша респонденттер, балы барлардың пайызымен. {cuts}",
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
        "n, mean and sd: of those who answered the statement, after reversing; top two and net score as answered. "
        "Item-rest correlation and alpha if dropped: of the {n} who answered every statement of the scale.",
        "n, среднее и ст. откл.: по ответившим на утверждение, после обращения; два верхних и чистый индекс — как отвечено. Корреляция пункт–остаток и альфа без "
        "пункта: по {n} ответившим на все утверждения шкалы.",
        "n, орташа және ст. ауытқу: тұжырымға жауап бергендер бойынша, кері аударғаннан кейін; жоғарғы екеуі мен таза көрсеткіш — жауап берілгендей. Тармақ–қалғаны "
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
    "family_scales": ("scales", "шкалы", "шкалалар"),
    "family_items": ("items", "утверждения", "тұжырымдар"),
    "family_all": ("all", "шкалы и утверждения", "шкалалар мен тұжырымдар"),
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

_TURNED = (
    " By the signs of the first component the items fall into two camps: [{one}] and [{other}]. Which of them are "
    "turned round? Say so in the codebook's column reverse; nothing was turned here.",
    " По знакам первой компоненты пункты делятся на два лагеря: [{one}] и [{other}]. Какие из них обратные? Укажите это "
    "в столбце reverse; здесь ничего не обращалось.",
    " Бірінші компонентаның таңбалары бойынша тармақтар екі топқа бөлінеді: [{one}] және [{other}]. Қайсысы кері? Оны "
    "reverse бағанында көрсетіңіз; мұнда ештеңе аударылған жоқ.",
)
_NOTES = {
    "aside weight 0": (
        "{people} with weight 0: they have no part in any figure.",
        "Респонденты с весом 0: {n}. Они не участвуют ни в одном показателе.",
        "Салмағы 0 респонденттер: {n}. Олар бірде-бір көрсеткішке кірмейді.",
    ),
    "aside no weight": (
        "{people} without a weight were left out, as asked.",
        "Респонденты без веса исключены, как указано: {n}.",
        "Салмағы жоқ респонденттер көрсетілгендей шығарылды: {n}.",
    ),
    "aside no group": (
        "{people} without a group were left out, as asked.",
        "Респонденты без группы исключены, как указано: {n}.",
        "Тобы жоқ респонденттер көрсетілгендей шығарылды: {n}.",
    ),
    "ignored": (
        "Named like items, but not answered on their scale, and so left out: {names}. List them in the codebook if they "
        "are items.",
        "Названы как пункты, но ответы не по их шкале, поэтому не учтены: {names}. Если это пункты, внесите их в кодовую "
        "книгу.",
        "Тармақтар сияқты аталған, бірақ жауаптары олардың шкаласында емес, сондықтан есепке алынбады: {names}. Егер "
        "тармақ болса, код кітабына енгізіңіз.",
    ),
    "spellings": (
        "Groups that differ in capitals or spaces only: {names}. If they are one, write them alike.",
        "Группы различаются только регистром или пробелами: {names}. Если это одна группа, напишите одинаково.",
        "Тек бас әріппен немесе бос орынмен ерекшеленетін топтар: {names}. Егер бір топ болса, бірдей жазыңыз.",
    ),
    "together": (
        "Empty cells and the missing codes {codes} of {items} are counted together; missing.csv tells them apart. Named "
        "in the codebook ({named}), each has a row of its own.",
        "Пустые ячейки и коды пропусков {codes} пунктов {items} считаются вместе; missing.csv их различает. Если назвать "
        "их в кодовой книге ({named}), у каждого будет своя строка.",
        "{items} тармақтарының бос ұяшықтары мен {codes} кодтары бірге саналады; missing.csv оларды ажыратады. Код "
        "кітабында аталса ({named}), әрқайсысының өз жолы болады.",
    ),
    "nobody": (
        "Nobody answered item {item!r}.", "Никто не ответил на пункт {item!r}.", "{item!r} тармағына ешкім жауап бермеді.",
    ),
    "one_answer": (
        "Everyone who answered item {item!r} answered {answer}: it tells nobody apart.",
        "Все ответившие на пункт {item!r} ответили {answer}: он никого не различает.",
        "{item!r} тармағына жауап бергендердің бәрі {answer} деді: ол ешкімді ажыратпайды.",
    ),
    "no_alpha_one_item": (
        "Scale {scale!r} has no alpha: it has one item.",
        "У шкалы {scale!r} нет альфы: в ней один пункт.",
        "{scale!r} шкаласының альфасы жоқ: онда бір тармақ.",
    ),
    "no_alpha_nobody": (
        "Scale {scale!r} has no alpha: no respondent answered all its items.",
        "У шкалы {scale!r} нет альфы: никто не ответил на все её пункты.",
        "{scale!r} шкаласының альфасы жоқ: барлық тармағына ешкім жауап бермеген.",
    ),
    "no_alpha_one": (
        "Scale {scale!r} has no alpha: one respondent answered all its items.",
        "У шкалы {scale!r} нет альфы: на все её пункты ответил один респондент.",
        "{scale!r} шкаласының альфасы жоқ: барлық тармағына бір респондент жауап берген.",
    ),
    "no_alpha_still": (
        "Scale {scale!r} has no alpha: its complete cases do not vary.",
        "У шкалы {scale!r} нет альфы: полные ответы не различаются.",
        "{scale!r} шкаласының альфасы жоқ: толық жауаптар ерекшеленбейді.",
    ),
    "still": (
        "Item {item!r} varies, but not among the {n} who answered every item of scale {scale!r}: it has no correlation "
        "there.",
        "Пункт {item!r} варьирует, но не среди {n} ответивших на все пункты шкалы {scale!r}: корреляции там нет.",
        "{item!r} тармағы өзгереді, бірақ {scale!r} шкаласының барлық тармағына жауап берген {n} адамда емес: онда "
        "корреляция жоқ.",
    ),
    "one_way": (
        "Items of scale {scale!r} run against each other: its alpha is {alpha}. By the first component all run one way; "
        "{names} hardly go with the others.",
        "Пункты шкалы {scale!r} расходятся: её альфа {alpha}. По первой компоненте все направлены одинаково; {names} "
        "слабо связаны с остальными.",
        "{scale!r} шкаласының тармақтары сәйкеспейді: альфасы {alpha}. Бірінші компонента бойынша бәрі бір бағытта; "
        "{names} қалғандарымен әлсіз байланысты.",
    ),
    "camps_negative": tuple(
        head + tail
        for head, tail in zip(
            (
                "Items of scale {scale!r} run against each other: its alpha is negative, {alpha}.",
                "Пункты шкалы {scale!r} направлены друг против друга: её альфа отрицательна, {alpha}.",
                "{scale!r} шкаласының тармақтары бір-біріне қарсы: альфасы теріс, {alpha}.",
            ),
            _TURNED,
            strict=True,
        )
    ),
    "camps_low": tuple(
        head + tail
        for head, tail in zip(
            (
                "Items of scale {scale!r} run against each other: its alpha is low, {alpha}.",
                "Пункты шкалы {scale!r} направлены друг против друга: её альфа низкая, {alpha}.",
                "{scale!r} шкаласының тармақтары бір-біріне қарсы: альфасы төмен, {alpha}.",
            ),
            _TURNED,
            strict=True,
        )
    ),
    "camps_fair": tuple(
        head + tail
        for head, tail in zip(
            (
                "Items of scale {scale!r} run against each other: its alpha is {alpha}.",
                "Пункты шкалы {scale!r} направлены друг против друга: её альфа {alpha}.",
                "{scale!r} шкаласының тармақтары бір-біріне қарсы: альфасы {alpha}.",
            ),
            _TURNED,
            strict=True,
        )
    ),
    "lost": (
        "Alpha of scale {scale!r} is of the {n:,} who answered all {k} items, mean score {mean}; the {some:,} with a score "
        "who left something out have {other}.",
        "Альфа шкалы {scale!r} — по {n} ответившим на все пункты ({k}), их средний балл {mean}; у {some} с баллом, но с "
        "пропусками — {other}.",
        "{scale!r} шкаласының альфасы барлық {k} тармаққа жауап берген {n} адам бойынша, орташа балы {mean}; балы бар, "
        "бірақ бірдеңені өткізіп кеткен {some} адамда {other}.",
    ),
    "cut_outside": (
        "The cut point {point} lies outside scale {scale!r}: a band of it is empty by design.",
        "Граница {point} лежит вне шкалы {scale!r}: один из её уровней заведомо пуст.",
        "{point} шекарасы {scale!r} шкаласынан тыс: оның бір деңгейі әдейі бос.",
    ),
    "qualtrics": (
        "Rows 2 and 3 are Qualtrics' second and third header: they were skipped.",
        "Строки 2 и 3 — второй и третий заголовки Qualtrics: они пропущены.",
        "2 және 3-жолдар — Qualtrics-тің екінші және үшінші тақырыптары: олар өткізілді.",
    ),
    "sample": (
        "Intervals suppose that respondents were drawn at random. Say how they came to answer: --sample probability, "
        "everyone, volunteers or unknown.",
        "Интервалы предполагают случайный отбор респондентов. Укажите, как они отбирались: --sample probability, everyone, "
        "volunteers или unknown.",
        "Интервалдар респонденттер кездейсоқ іріктелген деп есептейді. Қалай іріктелгенін көрсетіңіз: --sample probability, "
        "everyone, volunteers немесе unknown.",
    ),
    "clustered": (
        "Intervals allow for unequal weights, not for clusters or strata: too narrow if clustered.",
        "Интервалы учитывают неравные веса, но не кластеры и страты: при кластерном отборе они слишком узки.",
        "Интервалдар тең емес салмақтарды ескереді, бірақ кластерлер мен страталарды емес: кластерлік іріктеуде олар тым "
        "тар.",
    ),
}  # fmt: skip


class Note(str):
    """A sentence in English that knows its key and values."""

    key: str
    values: dict[str, object]


def note(key: str, **values: object) -> Note:
    """The note of a key.

    >>> note("nobody", item="q1")
    "Nobody answered item 'q1'."
    """
    said = Note(_NOTES[key][0].format(**values))
    said.key, said.values = key, values
    return said


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

    def note(self, said: str) -> str:
        """A note in this language; what is no `Note` stays as it is.

        >>> Words("ru").note(note("nobody", item="q1"))
        "Никто не ответил на пункт 'q1'."
        """
        return _NOTES[said.key][self._at].format(**said.values) if isinstance(said, Note) else said
