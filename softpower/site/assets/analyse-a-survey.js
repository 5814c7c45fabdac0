// A survey's file in, a report and its files out, on this page: the book's own command, run by Python in this browser.
// What stands in the file is shown as text or inside a frame that may run no script; it never becomes markup of this page.
(() => {
  const page = document.getElementById("survey");
  if (!page) return;
  const $ = (id) => document.getElementById(id);
  const LIMIT = 20;                       // megabytes; the command takes more
  const SAMPLES = ["probability", "everyone", "volunteers", "unknown"];
  const COMPILED = /\.(sav|zsav|dta|parquet)$/i;
  const [status, progress, form, report] = ["status", "progress", "book", "report"].map($);
  const facts = window.surveyFacts = {};
  let language = "en", here, found, own, file, edited, links = [], run = 0, said = 0;

  // ---- words ----
  const word = (name, filled = {}) => surveyWords[language][name].replace(/\{(\w+)\}/g, (_, key) => filled[key] ?? "");
  const translate = () => {
    page.lang = language;
    page.querySelectorAll("[data-word]").forEach((element) => { element.textContent = word(element.dataset.word, JSON.parse(element.dataset.filled ?? "{}")); });
  };
  const element = (tag, { text, word: name, filled, ...attributes } = {}, ...children) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (name) {
      made.dataset.word = name;
      if (filled) made.dataset.filled = JSON.stringify(filled);
      made.textContent = word(name, filled);
    }
    Object.entries(attributes).forEach(([key, value]) => { if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value); });
    made.append(...children);
    return made;
  };
  const tell = (state, name, filled = {}) => {
    status.dataset.state = state;
    status.replaceChildren(element("span", { word: name, filled }));
    buttons();
  };
  const failed = (text) => { status.dataset.state = "error"; status.replaceChildren(element("span", { text })); buttons(); };
  const buttons = () => {
    const state = status.dataset.state;
    $("analyse").disabled = !found || state === "loading";
    $("cancel").disabled = state !== "loading";
    $("clear").disabled = state === "idle" && !file;
    progress.hidden = state !== "loading";
    if (state !== "loading") progress.removeAttribute("value");
  };
  const named = () => (file ? file.name : "FILE");
  const quoted = (name) => (/^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`);
  const command = () => `python -m softpower survey init ${quoted(named())} --out mine`;

  // ---- Python ----
  const seldom = () => { const now = performance.now(); if (now - said < 400) return true; said = now; return false; };
  const heard = ({ loaded, expected, kind, done, of, heap }) => {
    if (kind === undefined && loaded === undefined) facts.heap = heap ?? facts.heap;
    else if (loaded !== undefined) {
      facts.bytes = loaded;
      progress.value = Math.min(100, (100 * loaded) / expected);
      if (loaded >= expected) tell("loading", "starting");
      else if (!seldom()) tell("loading", "loadingPython", { done: (loaded / 1e6).toFixed(1), of: (expected / 1e6).toFixed(1) });
    } else if (kind === "read") { progress.value = of; tell("loading", "counting", { n: done.toLocaleString(language), part: of }); }
    else { progress.value = (100 * done) / of; tell("loading", "drawing", { n: done, of }); }
  };
  const python = () => {
    if (here) return here;
    const begun = performance.now();
    here = pythonHere.start(page.dataset.engine, {
      progress: heard,
      ready: (told) => { Object.assign(facts, told, { seconds: (performance.now() - begun) / 1000 }); if (file) tell("loading", "reading", { name: named() }); },
    });
    return here;
  };
  const stop = () => { here?.stop(); here = undefined; run += 1; };
  // What Python answers, or nothing if another question was asked meanwhile.
  const ask = async (call, given) => {
    const asked = ++run, begun = performance.now();
    try {
      const answer = JSON.parse(await python().ask(call, given));
      if (asked !== run) return undefined;
      facts[call] = (performance.now() - begun) / 1000;
      if (answer.error) { failed(answer.error); return undefined; }
      return answer;
    } catch (fault) {
      if (asked !== run) return undefined;
      here = undefined;
      tell("error", /memory/i.test(fault.message) ? "memory" : "notStarted", { what: fault.message, command: command() });
      return undefined;
    }
  };
  const bytes = async (blob) => new Uint8Array(await blob.arrayBuffer());

  // ---- a file is chosen ----
  const empty = () => { found = undefined; form.hidden = true; form.replaceChildren(); discard(); };
  const discard = () => { report.replaceChildren(); links.forEach((link) => URL.revokeObjectURL(link)); links = []; };
  const choose = async () => {
    empty();
    if (!file) return;
    const size = file.size / 1e6;
    if (location.protocol === "file:") return tell("error", "fromFolder");
    if (COMPILED.test(file.name)) return tell("error", "needsCommand", { name: file.name, command: command() });
    if (size > LIMIT) return tell("error", "tooLarge", { name: file.name, size: size.toFixed(1), limit: LIMIT, command: command() });
    const lacking = pythonHere.missing();
    if (lacking.length) return tell("error", "cannot", { what: lacking.join(", "), command: command() });
    tell("loading", here ? "reading" : "starting", { name: file.name });
    const [raw, book] = [await bytes(file), own && await bytes(own)];
    const answer = await (own ? ask("with_codebook", { raw, name: file.name, codebook: book }) : ask("drafted", { raw, name: file.name }));
    if (!answer) return undefined;
    found = { middles: [], apart: [], ...answer, raw, book: own ? new TextDecoder().decode(book) : answer.files["codebook.csv"] };
    edited = false;
    show();
    return tell("ready", asks() ? "readyQuestions" : "ready", understood());
  };
  const understood = () => ({ name: file.name, items: found.items.length, scales: new Set(items().map((item) => item.scale)).size });
  const corrected = () => { edited = true; if (status.dataset.state !== "loading") tell("ready", "readyAnswered", understood()); };

  // ---- the codebook, as a form ----
  const asks = () => found.questions.length + found.middles.length + found.apart.length;
  const inWords = (text) => text.replace(/`(scale|reverse|lowest|highest|labels|missing|cuts)`/g, (_, name) => `“${surveyWords.en[name]}”`).replace("the codebook's column reverse", `“${surveyWords.en.reverse}”`)
    .replace(/--(group|weight|sample)\b/g, (_, name) => `“${surveyWords.en[name]}”`)
    .replace("probability, everyone, volunteers or unknown", SAMPLES.map((name) => surveyWords.en[name]).join(", "));
  const FIELDS = [["scale", "sp-long"], ["lowest", "sp-tiny"], ["highest", "sp-tiny"], ["labels", "sp-long"], ["missing"], ["cuts"]];
  const itemRow = (item, at) => {
    const fields = element("div", { class: "sp-fields" });
    const [scale, ...rest] = FIELDS.map(([name, size]) => element("label", {},
      element("span", { word: name }), element("input", { type: "text", name: `${name}-${at}`, value: item[name], class: size, spellcheck: "false" })));
    fields.append(scale, ...rest);
    const head = element("p", { id: `item-${at}`, text: item.wording || item.item });
    return element("div", { class: "sp-book-item", role: "group", "aria-labelledby": `item-${at}` }, head, fields);
  };
  const choice = (name, options, none) => element("p", { class: "sp-field" }, element("label", { for: `choose-${name}`, word: name }),
    element("select", { id: `choose-${name}`, name }, element("option", { value: "", word: none }), ...options));
  const typed = (name) => element("p", { class: "sp-field" }, element("label", { for: `choose-${name}`, word: name }), element("input", { id: `choose-${name}`, name, type: "text" }));
  const show = () => {
    const columns = () => found.columns.map((column) => element("option", { value: column, text: column }));
    const samples = SAMPLES.map((name) => element("option", { value: name, word: name }));
    const parts = [];
    const list = element("ol", { lang: "en" }, ...found.questions.map((text) => element("li", { text: inWords(text) })));
    parts.push(element("section", { "aria-labelledby": "questions-head" }, element("h2", { id: "questions-head", word: "questions" }),
      ...surveyQuestions(form, found, element, corrected), ...(found.questions.length ? [list] : [])));
    if (found.as_it_is) parts.push(element("p", { word: "asItIs" }));
    if (found.files["notes.md"]) {
      parts.push(element("details", {}, element("summary", { word: "notes" }), element("pre", { lang: "en", tabindex: "0", text: found.files["notes.md"].replace(/<!--.*?-->\n?/s, "") })));
    }
    parts.push(element("fieldset", {}, element("legend", { word: "options" }), element("div", { class: "sp-row" },
      choice("group", columns(), "nobody"), choice("weight", columns(), "nobody"), choice("sample", samples, "unsaid"), typed("title"), typed("low"), typed("high"))));
    parts.push(element("details", { class: "sp-items", open: found.items.length <= 12 || asks() > 0 },
      element("summary", { word: "book", filled: { items: found.items.length } }), ...found.items.map(itemRow)));
    form.replaceChildren(...parts);
    form.hidden = false;
  };
  const items = () => found.items.map((item, at) => ({
    ...item, ...Object.fromEntries(FIELDS.map(([name]) => [name, form.elements[`${name}-${at}`].value])), reverse: form.elements[`reverse-${at}`].checked ? "yes" : "no",
  }));
  const options = () => {
    const asked = ["group", "weight", "sample", "title", "low", "high"].flatMap((name) => (form.elements[name].value.trim() ? [`--${name}=${form.elements[name].value.trim()}`] : []));
    if (found.not_items?.length) asked.push(`--not-items=${found.not_items.join(",")}`);
    return language === "en" ? asked : [...asked, `--language=${language}`];
  };

  // ---- the report ----
  const analyse = async () => {
    if (!found || status.dataset.state === "loading") return;
    discard();
    tell("loading", here ? "analysing" : "starting");
    const begun = performance.now();
    const responses = found.as_it_is ? found.raw : new TextEncoder().encode(found.files["responses.csv"]);
    const answer = await ask("analysed", { responses, codebook: found.book, items: edited ? JSON.stringify(items()) : "", options: JSON.stringify(options()) });
    if (!answer) return;
    const files = { ...answer.files };
    if (!found.as_it_is) Object.assign(files, { "responses.csv": found.files["responses.csv"], "notes.md": found.files["notes.md"] });
    const all = await ask("packed", { files: JSON.stringify(files) });
    if (!all) return;
    publish(answer, files, Uint8Array.from(atob(all.zip), (sign) => sign.charCodeAt(0)));
    tell("done", "done", { seconds: ((performance.now() - begun) / 1000).toFixed(1) });
  };
  const KINDS = { html: "text/html;charset=utf-8", md: "text/markdown;charset=utf-8", csv: "text/csv;charset=utf-8", zip: "application/zip" };
  const saved = (name, content) => {
    const address = URL.createObjectURL(new Blob([content], { type: KINDS[name.split(".").pop()] }));
    links.push(address);
    return element("a", { href: address, download: name, text: name });
  };
  const publish = (answer, files, all) => {
    const body = element("tbody"), [head, ...rows] = answer.scales, at = (name) => head.indexOf(name);
    const shown = ["scale", "n", "items", "alpha", "mean", "sd"];
    const rounded = (text) => (/^-?\d+\.\d+$/.test(text) ? Number(text).toFixed(2) : text);
    rows.forEach((row) => body.append(element("tr", {}, ...shown.map((name) => element("td", { text: rounded(row[at(name)]) })))));
    const heads = shown.map((name) => element("th", { scope: "col", ...(name === "n" ? { text: "n" } : { word: name }) }));
    const frame = element("iframe", { sandbox: "allow-same-origin", srcdoc: answer.files["report.html"], title: word("whole") });
    const contents = element("p", { class: "sp-row" });
    frame.addEventListener("load", () => {
      contents.replaceChildren(element("span", { word: "goTo" }), ...[...frame.contentDocument.querySelectorAll("h2")].map((head) => {
        const way = element("button", { type: "button", class: "sp-button", text: head.textContent });
        way.addEventListener("click", () => head.scrollIntoView());
        return way;
      }));
      const fit = () => { frame.style.height = `${Math.min(60000, frame.contentDocument.documentElement.scrollHeight + 4)}px`; };
      fit();
      addEventListener("resize", fit);
    });
    report.replaceChildren(
      element("h2", { word: "report" }),
      element("h3", { word: "files" }), element("p", {}, element("span", { word: "together" }), " ", saved("survey-report.zip", all)),
      element("ul", { class: "sp-files" }, ...Object.entries(files).map(([name, text]) => element("li", {}, saved(name, text)))),
      ...(answer.notes.length && language === "en" ? [  // in other languages they stand in the report
        element("h3", { word: "remarks" }), element("ul", {}, ...answer.notes.map((text) => element("li", { text: inWords(text) })))] : []),
      element("h3", { word: "scales" }),
      element("div", { class: "sp-scroll", tabindex: "0", role: "group", "aria-label": word("scales") }, element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body)),
      element("h3", { word: "whole" }), contents, frame,
    );
    form.querySelectorAll("details").forEach((fold) => { fold.open = false; });
    report.focus({ preventScroll: true });
    status.scrollIntoView({ block: "start" });
  };

  // ---- what the reader does ----
  $("file").addEventListener("change", () => { [file] = $("file").files; choose(); });
  $("codebook").addEventListener("change", () => { [own] = $("codebook").files; if (file) choose(); });
  $("analyse").addEventListener("click", analyse);
  $("cancel").addEventListener("click", () => { stop(); if (found) tell("ready", "cancelled"); else tell("idle", "cancelled"); });
  $("clear").addEventListener("click", () => {
    stop();
    empty();
    file = own = undefined;
    $("file").value = $("codebook").value = "";
    tell("idle", "cleared");
    $("file").focus();
  });
  form.addEventListener("input", (event) => { if (/-\d+$/.test(event.target.name)) edited = true; });
  form.addEventListener("change", (event) => { if (/-\d+$/.test(event.target.name)) corrected(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); analyse(); });
  const drop = $("drop");
  const over = (event, on) => { event.preventDefault(); drop.classList.toggle("sp-over", on); };
  drop.addEventListener("dragover", (event) => over(event, true));
  drop.addEventListener("dragleave", (event) => over(event, false));
  drop.addEventListener("drop", (event) => {
    over(event, false);
    if (!event.dataTransfer.files.length || !page.dataset.engine) return;
    $("file").files = event.dataTransfer.files;
    [file] = event.dataTransfer.files;
    choose();
  });
  $("language").addEventListener("change", () => {
    language = $("language").value;
    translate();
    if (status.dataset.state === "done") analyse();  // the report and its remarks are in one language
  });
  const asked = new URLSearchParams(location.search).get("lang");
  if (Object.hasOwn(surveyWords, asked ?? "")) { language = $("language").value = asked; translate(); }
  if (!page.dataset.engine) [$("file"), $("codebook")].forEach((input) => { input.disabled = true; });
})();
