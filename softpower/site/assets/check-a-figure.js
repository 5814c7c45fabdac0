// One printed figure, checked on the page itself: exact, in whole numbers of any length, without Python.
// The arithmetic is that of softpower/pocket.py, against which tests hold it; a button has Python do it again.
(() => {
  const RULES = ["half-up", "half-even", "truncation", "ceiling", "floor"];
  const USUAL = RULES.slice(0, 3);
  const FIELDS = {
    share: ["printed", "n"], mean: ["printed", "n", "items"], difference: ["first", "second", "printed"],
    parts: ["parts", "total", "unit", "n"], nested: ["printed", "n", "inner"],
  };
  const UNITS = ["percent", "count", "number"];
  const LARGEST_N = 1000000, MOST_PARTS = 50, LISTED = 12, MOST_HOLDERS = 300, WORK = 200000;
  const FIGURE = /^[-+\u2212]?(?:[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,6})?(?: ?%)?$/;
  const DECIMAL_COMMA = /^[-+\u2212]?[0-9]+,(?:[0-9]{1,2}|[0-9]{4,6})(?: ?%)?$/;
  const BETWEEN = /[;\n]|(?<=[0-9%]),?\s+(?=[-+\u22120-9])/;

  class Unreadable extends Error {
    constructor(field, reason) { super(reason); Object.assign(this, { field, reason }); }
  }

  // ---- exact fractions ----
  const abs = (a) => (a < 0n ? -a : a);
  const gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a; };
  const fraction = (p, q = 1n) => { const d = gcd(abs(p), q) || 1n; return { p: p / d, q: q / d }; };
  const ratio = (a, b) => (b.p < 0n ? fraction(-a.p * b.q, -b.p * a.q) : fraction(a.p * b.q, a.q * b.p));
  const add = (a, b) => fraction(a.p * b.q + b.p * a.q, a.q * b.q);
  const minus = (a, b) => fraction(a.p * b.q - b.p * a.q, a.q * b.q);
  const times = (a, n, d = 1n) => fraction(a.p * n, a.q * d);
  const compare = (a, b) => { const d = a.p * b.q - b.p * a.q; return d < 0n ? -1 : d > 0n ? 1 : 0; };
  const floor = ({ p, q }) => (p < 0n && p % q ? p / q - 1n : p / q);
  const ceil = ({ p, q }) => (p > 0n && p % q ? p / q + 1n : p / q);
  const ten = (digits) => 10n ** BigInt(digits);

  const places = (printed) => (printed.match(/\.([0-9]+)/)?.[1] ?? "").length;
  const exact = (printed) => {
    const digits = printed.replace(/[^0-9]/g, "");
    const sign = /^[-\u2212]/.test(printed) ? -1n : 1n;
    return fraction(sign * BigInt(digits), ten(places(printed)));
  };
  // A value rounded to so many digits, as a whole number of the last one.
  const rounded = (value, digits, rule) => {
    const scaled = times(value, ten(digits)), below = floor(scaled);
    const rest = minus(scaled, fraction(below)), half = compare(rest, fraction(1n, 2n));
    if (rule === "floor") return below;
    if (rule === "ceiling") return ceil(scaled);
    if (rule === "truncation") return scaled.p / scaled.q;
    if (rule === "half-even") return half > 0 || (!half && below % 2n) ? below + 1n : below;
    return half > 0 || (!half && scaled.p > 0n) ? below + 1n : below;
  };
  const rulesGiving = (printed, value) => {
    const digits = places(printed), shown = exact(printed);
    return RULES.filter((rule) => !compare(fraction(rounded(value, digits, rule), ten(digits)), shown));
  };
  const usual = (printed, value) => rulesGiving(printed, value).some((rule) => USUAL.includes(rule));
  const decimals = (whole, digits) => {
    const text = String(abs(whole)).padStart(digits + 1, "0");
    return (whole < 0n ? "-" : "") + (digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text);
  };
  const trimmed = (text) => (text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text);
  const shown = (value, printed) => {
    const digits = places(printed) + 2, cut = rounded(value, digits, "truncation");
    const same = !compare(fraction(cut, ten(digits)), value);
    const text = decimals(cut, digits);
    return same ? trimmed(text) : `${text}…`;
  };
  const exactText = (value) => {
    let rest = value.q, digits = 0;
    while (rest % 10n === 0n) { rest /= 10n; digits += 1; }
    while (rest % 2n === 0n || rest % 5n === 0n) { rest /= rest % 2n === 0n ? 2n : 5n; digits += 1; }
    return rest > 1n ? `${value.p}/${value.q}` : decimals(rounded(value, digits, "truncation"), digits);
  };
  const largest = (values) => values.reduce((a, b) => (compare(a, b) < 0 ? b : a));
  const least = (values) => values.reduce((a, b) => (compare(a, b) > 0 ? b : a));

  // ---- what is given ----
  const figure = (text, field = "printed") => {
    let found = text.split(/\s+/).filter(Boolean).join(" ");
    if (DECIMAL_COMMA.test(found)) found = found.replace(",", ".");
    if (!FIGURE.test(found)) throw new Unreadable(field, "figure");
    return found;
  };
  const whole = (text, field = "n") => {
    const found = text.replace(/[\s,]/g, "");
    if (!/^[0-9]{1,12}$/.test(found)) throw new Unreadable(field, "number");
    if (Number(found) < 1 || Number(found) > LARGEST_N) throw new Unreadable(field, "range");
    return Number(found);
  };

  // ---- a share or mean with its n ----
  const attainable = (printed, n) => {
    const base = BigInt(n), step = fraction(1n, ten(places(printed)));
    const middle = times(exact(printed), base, 100n), reach = times(step, base, 100n);
    const from = floor(minus(middle, reach)), to = ceil(add(middle, reach)), found = [];
    for (let k = from < 0n ? 0n : from; k <= (to > base ? base : to); k++) {
      if (usual(printed, fraction(100n * k, base))) found.push(Number(k));
    }
    return found;
  };
  const listed = (found, printed, value, nearest) => {
    const told = !found.length ? nearest : found.length <= LISTED ? found : [found[0], found[found.length - 1]];
    return {
      number: found.length,
      counts: told.map((count) => ({
        count, value: shown(value(BigInt(count)), printed), rules: rulesGiving(printed, value(BigInt(count))),
      })),
    };
  };
  const possible = (given, digits, wholeValue, base, until, every) => {
    for (let count = 0n; count < until; count++) {
      const value = fraction(wholeValue * count, base);
      USUAL.forEach((rule) => given.add(every ? rounded(value, digits, rule) % every : rounded(value, digits, rule)));
    }
  };
  const strings = (printed, base, wholeValue) => {
    const digits = places(printed), every = Number(wholeValue * ten(digits)), closed = Number(wholeValue === 100n);
    if (base >= every) return { strings: every + closed, possible: every + closed };
    if (base > WORK) return { strings: every + closed, possible: null };
    const given = new Set();
    possible(given, digits, wholeValue, BigInt(base), BigInt(base + closed), closed ? null : ten(digits));
    return { strings: every + closed, possible: given.size };
  };
  const share = (printed, n) => {
    const text = figure(printed), base = whole(n);
    const below = Number(floor(times(exact(text), BigInt(base), 100n)));
    const nearest = [below, below + 1].filter((count) => count >= 0 && count <= base);
    return {
      printed: text, n: base,
      ...listed(attainable(text, base), text, (count) => fraction(100n * count, BigInt(base)), nearest), ...strings(text, base, 100n),
    };
  };
  const mean = (printed, n, items) => {
    const text = figure(printed), people = whole(n), each = items.trim() ? whole(items, "items") : 1;
    if (people * each > LARGEST_N) throw new Unreadable("n", "range");
    const base = BigInt(people * each), step = fraction(1n, ten(places(text))), found = [];
    const to = ceil(times(add(exact(text), step), base));
    for (let total = floor(times(minus(exact(text), step), base)); total <= to; total++) {
      if (usual(text, fraction(total, base))) found.push(Number(total));
    }
    const below = Number(floor(times(exact(text), base)));
    return {
      printed: text, n: people, items: each,
      ...listed(found, text, (total) => fraction(total, base), [below, below + 1]), ...strings(text, people * each, 1n),
    };
  };

  // ---- a difference in percent ----
  const gap = (a, b, base) => ratio(times(fraction(abs(minus(a, b).p), minus(a, b).q), 100n), base === "first" ? a : b);
  const couldBe = (one, other, base) => {
    const ranges = [one, other].map((text) => {
      const value = exact(text), half = fraction(1n, 2n * ten(places(text))), low = minus(value, half);
      return [low.p < 0n ? fraction(0n) : low, add(value, half)];
    });
    const below = ranges[base === "first" ? 0 : 1][0], corners = [];
    ranges[0].forEach((a) => ranges[1].forEach((b) => { if ((base === "first" ? a : b).p > 0n) corners.push(gap(a, b, base)); }));
    const overlap = compare(ranges[0][0], ranges[1][1]) <= 0 && compare(ranges[1][0], ranges[0][1]) <= 0;
    return [overlap ? fraction(0n) : least(corners), below.p > 0n ? largest(corners) : null];
  };
  const difference = (first, second, printed) => {
    const one = figure(first, "first"), other = figure(second, "second"), text = figure(printed);
    const a = exact(one), b = exact(other), readings = [];
    if (a.p < 0n || b.p < 0n) throw new Unreadable(a.p < 0n ? "first" : "second", "range");
    [["first", a], ["second", b]].forEach(([base, value]) => {
      if (!value.p) return;
      const found = gap(a, b, base), [low, high] = couldBe(one, other, base);
      readings.push({ base, value: shown(found, text), rules: rulesGiving(text, found), low: shown(low, text), high: high && shown(high, text) });
    });
    const points = fraction(abs(minus(a, b).p), minus(a, b).q), order = compare(a, b);
    readings.push({ base: "points", value: shown(points, text), rules: rulesGiving(text, points) });
    return { first: one, second: other, printed: text, larger: order ? (order > 0 ? "first" : "second") : "neither", readings };
  };

  // ---- parts and their total ----
  const range = (printed, rule) => {
    const value = exact(printed), step = fraction(1n, ten(places(printed)));
    if (rule === "truncation") {
      if (value.p) return value.p > 0n ? [value, true, add(value, step), false] : [minus(value, step), false, value, true];
      return [fraction(-step.p, step.q), false, step, false];
    }
    const low = minus(value, times(step, 1n, 2n)), high = add(value, times(step, 1n, 2n));
    const even = ratio(value, step).p % 2n === 0n;
    return rule === "half-even" ? [low, even, high, even] : [low, value.p > 0n, high, value.p < 0n];
  };
  const hundred = (text) => !compare(exact(text), fraction(100n));
  const rangesFit = (texts, total, rule) => {
    const ranges = texts.map((text) => range(text, rule));
    const low = ranges.map((r) => r[0]).reduce(add), high = ranges.map((r) => r[2]).reduce(add);
    const lowIn = ranges.every((r) => r[1]), highIn = ranges.every((r) => r[3]);
    const whole = hundred(total) && !total.includes(".");
    const [from, fromIn, to, toIn] = whole ? [fraction(100n), true, fraction(100n), true] : range(total, rule);
    const under = compare(low, to), over = compare(high, from);
    return (under < 0 || (!under && lowIn && toIn)) && (over > 0 || (!over && highIn && fromIn));
  };
  const countsOf = (printed, base, rule) => {
    const [low, lowIn, high, highIn] = range(printed, rule).map((bound) => (bound === true || bound === false ? bound : times(bound, base, 100n)));
    let from = ceil(low), to = floor(high);
    if (!lowIn && !compare(fraction(from), low)) from += 1n;
    if (!highIn && !compare(fraction(to), high)) to -= 1n;
    if (from < 0n) from = 0n;
    if (to > base) to = base;
    return from <= to ? [from, to] : null;
  };
  const countsFit = (texts, total, n, rule) => {
    const base = BigInt(n), all = hundred(total) ? [base, base] : countsOf(total, base, rule);
    const found = texts.map((text) => countsOf(text, base, rule));
    if (!all || found.includes(null)) return false;
    const sum = (i) => found.map((counts) => counts[i]).reduce((a, b) => a + b);
    return sum(0) <= all[1] && sum(1) >= all[0];
  };
  const parts = (given, total, unit, n) => {
    const texts = given.split(BETWEEN).filter((part) => part.trim()).map((part) => figure(part, "parts"));
    if (texts.length < 2 || texts.length > MOST_PARTS) throw new Unreadable("parts", "many");
    const wholeText = figure(total, "total");
    if (!UNITS.includes(unit)) throw new Unreadable("unit", "unknown");
    const base = n.trim() && unit === "percent" ? whole(n) : null;
    const values = texts.map(exact);
    if (base !== null && [...values, exact(wholeText)].some((value) => value.p < 0n)) throw new Unreadable("parts", "range");
    const added = values.reduce(add);
    const fits = (rule) => (base ? countsFit(texts, wholeText, base, rule) : rangesFit(texts, wholeText, rule));
    return {
      parts: texts, total: wholeText, unit, n: base, sum: exactText(added), off: exactText(minus(added, exact(wholeText))),
      rules: unit === "count" ? [] : USUAL.filter(fits),
    };
  };

  // ---- nested shares ----
  const ends = (found) => (found.length ? [found[0], found[found.length - 1]] : []);
  const nested = (printed, n, inner) => {
    const outer = figure(printed), base = whole(n), text = figure(inner, "inner");
    const holders = attainable(outer, base);
    if (holders.length > MOST_HOLDERS) throw new Unreadable("n", "range");
    const ofThese = holders.filter(Boolean).flatMap((holder) => attainable(text, holder)).sort((a, b) => a - b);
    const last = holders[holders.length - 1];
    const ofAll = holders.length ? attainable(text, base).filter((count) => count <= last) : [];
    const digits = places(text), every = Number(100n * ten(digits));
    let able = null;
    if (holders.some((holder) => holder >= every)) able = every + 1;
    else if (holders.reduce((a, b) => a + b, 0) <= WORK) {
      const given = new Set();
      holders.filter(Boolean).forEach((holder) => possible(given, digits, 100n, BigInt(holder), BigInt(holder + 1), null));
      able = given.size;
    }
    return { printed: outer, n: base, inner: text, holders: ends(holders), of_these: ends(ofThese), of_all: ends(ofAll), strings: every + 1, possible: able };
  };

  const CHECKS = { share, mean, difference, parts, nested };
  const check = (given) => {
    const kind = given.kind ?? "";
    if (!Object.hasOwn(CHECKS, kind)) return { field: "kind", reason: "unknown" };
    try {
      return { kind, ...CHECKS[kind](...FIELDS[kind].map((name) => given[name] ?? "")) };
    } catch (fault) {
      if (fault instanceof Unreadable) return { field: fault.field, reason: fault.reason };
      throw fault;
    }
  };

  const checks = window.checkAFigure = { check, FIELDS };

  // ---- what is said of it ----
  const many = (n) => n.toLocaleString("en");
  const WORDS = ["no", "one", "two", "three", "four", "five", "six"];
  const and = (words) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`);
  const percent = (text) => (text.endsWith("%") ? text : `${text} %`);
  const by = (rules) => (rules.length ? `by ${and(rules)}` : "by none of the five rules");
  const usualOf = (rules) => rules.filter((rule) => USUAL.includes(rule));
  const decimalsOf = (text) => { const d = places(text); return d ? `with ${WORDS[d]} ${d === 1 ? "decimal" : "decimals"}` : "without decimals"; };
  const couldFail = (found, what, base) => {
    if (found.possible === null) return [`How many ${what} ${base} can give was not counted: there are too many.`, ""];
    if (found.possible >= found.strings) {
      return [`Could the check fail? No: ${base} can give all ${many(found.strings)} ${what}. That the figure fits says nothing.`,
        `With ${base} this check could not have failed.`];
    }
    const refused = found.strings - found.possible, share = Math.round((100 * refused) / found.strings);
    const part = share === 0 ? "less than 1 %" : share === 100 ? "more than 99 %" : `${share} %`;
    return [`Could the check fail? Yes: of the ${many(found.strings)} ${what} ${many(refused)} (${part}) cannot come from ${base}.`,
      `${part[0].toUpperCase()}${part.slice(1)} of the ${many(found.strings)} ${what} could not come from ${base}, so the check could have failed.`];
  };
  const countsTable = (found, head) => ({
    head: [head, "exactly", "printed so by"],
    rows: found.counts.map((row) => [many(row.count), row.value, found.number ? and(row.rules) : "none of the usual rules"]),
    note: found.number > found.counts.length ? `The first and the last of ${many(found.number)}.` : found.number ? "" : "The nearest two.",
  });
  const span = (ends) => (ends[0] === ends[1] ? many(ends[0]) : `${many(ends[0])} to ${many(ends[1])}`);

  const TOLD = {
    share: (r) => {
      const p = percent(r.printed), base = `n = ${many(r.n)}`, first = r.counts[0], last = r.counts[r.counts.length - 1];
      const [fail, short] = couldFail(r, `percentages ${decimalsOf(r.printed)}`, base);
      const range = r.number === 1 ? many(first.count) : `${many(first?.count)} to ${many(last?.count)}`;
      return {
        fits: r.number > 0,
        head: r.number ? `${p} fits ${base}: ${r.number === 1 ? "one count gives" : `${many(r.number)} counts give`} it, ${range}.`
          : `No count out of ${many(r.n)} gives ${p}.`,
        table: countsTable(r, "count"), lines: [fail],
        paste: r.number
          ? `The ${p} printed with ${base} can be ${r.number === 1 ? `${range} of ${many(r.n)} (${first.value} %, ${by(usualOf(first.rules))})` : `any count from ${range} of ${many(r.n)}`}. ${short}`
          : `The paper prints ${p} with ${base}. No whole number out of ${many(r.n)} gives it, whether rounded half up, half to even or cut off; nearest are ${r.counts.map((c) => `${many(c.count)} (${c.value} %)`).join(" and ")}. Was the base another one, or are answers missing from it?`,
      };
    },
    mean: (r) => {
      const base = `n = ${many(r.n)}${r.items > 1 ? ` and ${many(r.items)} items` : ""}`, first = r.counts[0], last = r.counts[r.counts.length - 1];
      const [fail, short] = couldFail(r, `means ${decimalsOf(r.printed)} from one whole number to the next`, base);
      const range = r.number === 1 ? many(first.count) : `${many(first?.count)} to ${many(last?.count)}`;
      return {
        fits: r.number > 0,
        head: r.number ? `A mean of ${r.printed} fits ${base}: ${r.number === 1 ? "one sum gives" : `${many(r.number)} sums give`} it, ${range}.`
          : `No sum of whole numbers over ${base} gives a mean of ${r.printed}.`,
        table: countsTable(r, "sum"), lines: [fail, "This holds for answers in whole numbers, every one of them counted."],
        paste: r.number
          ? `The mean of ${r.printed} printed with ${base} can come from whole numbers that add up to ${range}. ${short}`
          : `The paper prints a mean of ${r.printed} with ${base}. No sum of whole numbers gives it, whether rounded half up, half to even or cut off; nearest are ${r.counts.map((c) => `${many(c.count)} (${c.value})`).join(" and ")}. Were answers missing, or not in whole numbers?`,
      };
    },
    difference: (r) => {
      const values = { first: r.first, second: r.second };
      const named = (reading) => (reading.base === "points" ? "the plain distance, in points"
        : `${values[reading.base]}, the ${r.larger === "neither" ? reading.base : r.larger === reading.base ? "larger" : "smaller"}, as 100 %`);
      const giving = r.readings.filter((reading) => usualOf(reading.rules).length);
      const rest = r.readings.filter((reading) => !giving.includes(reading) && reading.base !== "points");
      const within = (reading) => reading.high !== undefined && Number.parseFloat(reading.low) <= Number(exactText(exact(r.printed)))
        && (reading.high === null || Number(exactText(exact(r.printed))) <= Number.parseFloat(reading.high));
      const said = giving.map((reading) => `${named(reading)}, ${by(usualOf(reading.rules))}`);
      const nearly = rest.filter(within);
      return {
        fits: giving.length > 0,
        head: giving.length ? `${percent(r.printed)} comes out with ${said.join("; and with ")}.` : `Neither value as 100 % makes ${percent(r.printed)} of ${r.first} and ${r.second}.`,
        table: {
          head: ["taken as 100 %", "difference", "printed so by", "if the two were rounded themselves"],
          rows: r.readings.map((reading) => [reading.base === "points" ? "neither: points" : `${values[reading.base]} (${reading.base})`,
            reading.value, and(reading.rules) || "none", reading.low === undefined ? "" : reading.high === null ? `from ${reading.low}, without bound` : `${reading.low} to ${reading.high}`]),
          note: "",
        },
        lines: [giving.length === 1 && !nearly.length ? "Only one base gives it, so the base is told by the figure." : "",
          giving.length && !giving[0].rules.includes("half-up") ? "It comes out only if digits are cut off, not rounded." : "",
          nearly.length ? `With ${and(nearly.map(named))}, values before they were rounded could give it${giving.length ? ", too" : ""}.` : "",
          "A change over time is usually counted from the earlier value; which that is, the figures do not tell."],
        paste: giving.length
          ? `The printed difference of ${percent(r.printed)} between ${r.first} and ${r.second} comes out with ${said.join(", or with ")}${rest.length ? `; ${rest.map((reading) => `with ${values[reading.base]} as 100 % it would be ${reading.value} %`).join("; ")}` : ""}${nearly.length ? ", unless the two were rounded before they were printed" : ""}. The paper should name the base.`
          : `The paper prints a difference of ${percent(r.printed)} between ${r.first} and ${r.second}. With ${r.readings.filter((reading) => reading.base !== "points").map((reading) => `${values[reading.base]} as 100 % it is ${reading.value} %`).join(", with ")}. How was it computed?`,
      };
    },
    parts: (r) => {
      const equal = r.off === "0", fits = equal || r.rules.length > 0;
      const off = `${r.off.startsWith("-") ? `${r.off.slice(1)} less` : `${r.off} more`} than ${r.total}`;
      const what = r.n ? `counts out of ${many(r.n)}` : "unrounded parts";
      const list = r.parts.join(" + ");
      const lines = [];
      if (r.unit === "count") lines.push(equal ? "" : "Counts are not rounded, so rounding does not explain the rest. Can one person stand in two parts, or in none?");
      else if (r.rules.length) lines.push(`There are ${what} that would be printed so, and add up to ${r.total}, if all were rounded ${by(r.rules)}.`);
      else lines.push(`No ${what} would be printed so and add up to ${r.total}, if all were rounded by one of the usual rules. Can one answer stand in two parts, or in none?`);
      return {
        fits,
        head: equal ? `The parts add up: ${list} = ${r.sum}.` : `As printed the parts make ${r.sum}, ${off}${r.unit !== "count" && fits ? "; rounding alone can explain it" : ""}.`,
        table: null, lines,
        paste: equal
          ? `The printed parts (${list}) add up to the printed total of ${r.total}${r.unit !== "count" && !r.rules.length ? `, but no ${what} that are printed so do` : ""}.`
          : `The printed parts (${list}) make ${r.sum}, ${off} as printed${r.unit === "count" ? "" : fits ? `; rounding alone (${and(r.rules)}) can explain it` : `, which rounding alone does not explain${r.n ? ` with n = ${many(r.n)}` : ""}`}.`,
      };
    },
    nested: (r) => {
      const outer = percent(r.printed), inner = percent(r.inner), base = `n = ${many(r.n)}`;
      if (!r.holders.length) {
        return { fits: false, head: `No count out of ${many(r.n)} gives ${outer}, so there is nobody to take ${inner} of.`, table: null, lines: [], paste: `The paper prints ${outer} with ${base}. No whole number out of ${many(r.n)} gives it.` };
      }
      const [fail, short] = couldFail(r, `percentages ${decimalsOf(r.inner)}`, `${span(r.holders)} people`);
      const these = r.of_these.length ? `${span(r.of_these)} people` : "no count", all = r.of_all.length ? `${span(r.of_all)} people` : "no count: more than those who hold the outer share";
      return {
        fits: r.of_these.length > 0 || r.of_all.length > 0,
        head: `${outer} of ${many(r.n)} is ${span(r.holders)} people. ${inner} of these is ${these}; ${inner} of everyone is ${all}.`,
        table: { head: ["reading", "people"], rows: [[`${inner} of those`, these], [`${inner} of all ${many(r.n)}`, all]], note: "" },
        lines: [r.of_these.length && r.of_all.length ? "Both readings are possible: the text has to say which is meant." : "", fail],
        paste: `${outer} of ${many(r.n)} is ${span(r.holders)} people. If ${inner} is a share of these, it is ${these}; if of everyone, ${all}. ${r.of_these.length && r.of_all.length ? "Which is meant? " : ""}${short}`,
      };
    },
  };
  const REASONS = {
    figure: "This is not read as a figure. Write digits as they are printed, such as 35.6, 35,6 or 1,234; up to six decimals.",
    number: "A whole number is needed, such as 149.",
    range: "This is out of range: from 1 to 1,000,000, no value below 0, and for a share of a share at most 300 counts that fit the outer one.",
    many: "Give 2 to 50 parts, with a space or semicolon between them.",
    unknown: "This choice is not known.",
  };
  checks.TOLD = TOLD;

  // ---- the page ----
  const page = document.getElementById("check");
  if (!page) return;
  const result = document.getElementById("result");
  const forms = [...page.querySelectorAll("form")], kinds = [...page.querySelectorAll("input[name=check-kind]")];
  const element = (tag, text, className) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const button = (text, click) => {
    const made = element("button", text, "sp-button");
    made.type = "button";
    made.addEventListener("click", click);
    return made;
  };
  const copying = (text, label) => {
    const box = element("div", undefined, "sp-copy"), field = element("textarea");
    field.readOnly = true;
    field.rows = label === "Its address" ? 2 : 4;
    field.value = text;
    field.setAttribute("aria-label", label);
    const copy = button("Copy", async () => {
      try { await navigator.clipboard.writeText(text); copy.textContent = "Copied"; } catch { field.focus(); field.select(); copy.textContent = "Selected: copy it"; }
    });
    copy.setAttribute("aria-label", `Copy: ${label.toLowerCase()}`);
    box.append(element("p", label, "sp-label"), field, copy);
    return box;
  };
  const current = () => forms.find((form) => form.dataset.kind === kinds.find((kind) => kind.checked).value);
  const given = (form) => Object.fromEntries([["kind", form.dataset.kind], ...FIELDS[form.dataset.kind].map((name) => [name, form.elements[name].value])]);
  const address = (asked) => {
    const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value.trim()));
    return `${location.href.split(/[?#]/)[0]}?${query}`;
  };

  const python = (asked, found) => {
    const engine = page.dataset.engine && window.pythonHere;
    if (!engine || location.protocol === "file:") return [];
    const said = element("p", "", "sp-small");
    said.setAttribute("role", "status");
    const ask = button("Have the book's Python compute it again", async () => {
      ask.disabled = true;
      said.textContent = "Loading Python, about 5 MB, once …";
      try {
        const worker = window.checkPython ??= window.pythonHere.start(page.dataset.engine, {});
        const again = await worker.ask("checked", { given: JSON.stringify(asked) });
        const ordered = (value) => JSON.stringify(value, (_, inner) => (inner && typeof inner === "object" && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort()) : inner));
        const same = ordered(JSON.parse(again)) === ordered(found);
        said.textContent = same ? "softpower.rounding, run in this browser, gives the same, to the last digit."
          : `softpower.rounding gives something else, which is a fault of this page: ${again}`;
        said.dataset.same = same;
      } catch (fault) { said.textContent = `Python did not start: ${fault.message}`; window.checkPython = undefined; }
      ask.disabled = false;
    });
    const box = element("div", undefined, "sp-again");
    box.append(ask, said);
    return [box];
  };

  const answer = (remember) => {
    const form = current(), asked = given(form);
    forms.forEach((other) => [...other.elements].forEach((field) => field.removeAttribute?.("aria-invalid")));
    const empty = FIELDS[asked.kind].every((name) => name === "unit" || !asked[name].trim());
    if (empty) { result.replaceChildren(element("p", "Type what the paper prints; the answer stands here at once.")); result.dataset.state = "empty"; return; }
    const found = check(asked);
    if (remember) try { history.replaceState(null, "", address(asked)); } catch { /* a browser may refuse it for a file */ }
    if (found.field) {
      const field = form.elements[found.field];
      const missing = field && !field.value.trim();
      field?.setAttribute?.("aria-invalid", "true");
      const label = field?.labels?.[0]?.textContent.trim() ?? found.field;
      result.dataset.state = missing ? "empty" : "error";
      result.replaceChildren(element("p", missing ? `Still needed: ${label}.` : `${label}: ${REASONS[found.reason]}`));
      return;
    }
    const told = TOLD[asked.kind](found), nodes = [element("p", told.head, `sp-finding ${told.fits ? "sp-fits" : "sp-fits-not"}`)];
    if (told.table) {
      const box = element("div", undefined, "sp-scroll"), table = element("table"), head = table.createTHead().insertRow(), body = table.createTBody();
      Object.entries({ tabindex: "0", role: "group", "aria-label": "Table" }).forEach(([name, value]) => box.setAttribute(name, value));
      told.table.head.forEach((text) => { const cell = element("th", text); cell.scope = "col"; head.append(cell); });
      told.table.rows.forEach((row) => { const line = body.insertRow(); row.forEach((text) => line.append(element("td", text))); });
      box.append(table);
      nodes.push(box);
      if (told.table.note) nodes.push(element("p", told.table.note, "sp-small"));
    }
    told.lines.filter(Boolean).forEach((line) => nodes.push(element("p", line)));
    nodes.push(copying(told.paste.trim(), "A sentence for a review"), copying(address(asked), "Its address"), ...python(asked, found));
    result.dataset.state = told.fits ? "fits" : "differs";
    result.replaceChildren(...nodes);
  };
  const choose = (kind) => {
    kinds.forEach((other) => { other.checked = other.value === kind; });
    forms.forEach((form) => { form.hidden = form.dataset.kind !== kind; });
  };
  const recall = () => {
    const asked = new URLSearchParams(location.search), kind = asked.get("kind");
    if (!Object.hasOwn(FIELDS, kind ?? "")) return;
    choose(kind);
    FIELDS[kind].forEach((name) => {
      const field = current().elements[name];
      if (asked.has(name)) field.value = asked.get(name);
      if (field.selectedIndex === -1) field.selectedIndex = 0;
    });
  };
  forms.forEach((form) => {
    form.addEventListener("submit", (event) => { event.preventDefault(); answer(true); });
    form.addEventListener("input", () => answer(true));
  });
  kinds.forEach((kind) => kind.addEventListener("change", () => { choose(kind.value); answer(true); }));
  addEventListener("popstate", () => { recall(); answer(false); });
  recall();
  answer(false);
})();
