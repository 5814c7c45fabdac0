// Long tables are filtered and sorted. Without this file they stand whole, in their own order.
(() => {
  const collator = new Intl.Collator(document.documentElement.lang || "en", { numeric: true });
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const blank = (text) => /^[-–—]?$/.test(text);
  const number = (text) => {
    const plain = text.replace(/[\s,%]/g, "").replace("−", "-").replace(/…$/, "");
    return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
  };
  const months = "January|February|March|April|May|June|July|August|September|October|November|December";
  const written = new RegExp(`^(?:\\d{1,2} )?(?:${months}) \\d{4}$`);
  const time = (text) => {
    if (/^\d{4}(-\d\d){0,2}$/.test(text)) return Date.parse(text);
    return written.test(text) ? Date.parse(`${/^\d/.test(text) ? "" : "1 "}${text} UTC`) : null;
  };

  // What the cells of a column are ordered by: dates if all are, else numbers before words; blanks always last.
  const order = (texts) => {
    const filled = texts.filter((text) => !blank(text));
    const dates = filled.some((text) => number(text) === null) && filled.every((text) => time(text) !== null);
    const keys = new Map(texts.map((text) => [text, dates ? time(text) : number(text) ?? text]));
    return (a, b, sign) => {
      if (blank(a) || blank(b)) return blank(a) - blank(b);
      const [one, other] = [keys.get(a), keys.get(b)];
      if (typeof one !== typeof other) return sign * (typeof one === "number" ? -1 : 1);
      return sign * (typeof one === "number" ? one - other : collator.compare(one, other));
    };
  };

  // A cell that spans rows stands in each of them before rows part.
  const part = (rows) => rows.forEach((row, i) => [...row.cells].forEach((cell) => {
    const span = cell.rowSpan;
    if (span > 1) cell.rowSpan = 1;
    for (let below = 1; below < span; below++) {
      rows[i + below].insertBefore(cell.cloneNode(true), rows[i + below].cells[cell.cellIndex]);
    }
  }));

  const browse = (tools) => {
    const table = tools.nextElementSibling.querySelector("table");
    const body = table.tBodies[0];
    const rows = [...table.tBodies].flatMap((part) => [...part.rows]).filter((row) => !row.classList.contains("sp-part"));
    const homes = new Map(rows.map((row) => [row, row.parentElement]));
    const heads = [...(table.tHead?.rows[table.tHead.rows.length - 1]?.cells ?? [])];
    const search = tools.querySelector("input");
    const facets = [...tools.querySelectorAll("select[data-facet]")];
    const by = tools.querySelector("select[name=sort]");
    const said = tools.querySelector("output");
    const inAddress = tools.dataset.state === "url";
    let texts;

    // Who asks for something sees what fits in one list, not in sections.
    const flat = () => {
      const asked = [search, ...facets, by].some((field) => field?.value) || heads.some((head) => head.hasAttribute("aria-sort"));
      table.classList.toggle("sp-flat", asked);
    };
    const aimed = () => rows.find((row) => row.id && `#${row.id}` === decodeURIComponent(location.hash));

    const filter = () => {
      if (!texts) {
        part(rows);
        texts = new Map(rows.map((row) => [row, fold(row.textContent)]));
      }
      const words = fold(search.value).split(/\s+/).filter(Boolean);
      const asked = facets.filter((facet) => facet.value);
      const target = aimed();
      let shown = 0;
      rows.forEach((row) => {
        const fits = words.every((word) => texts.get(row).includes(word))
          && asked.every((facet) => row.dataset[facet.dataset.facet] === facet.value);
        row.hidden = !fits && row !== target;   // an address always shows its row
        shown += !row.hidden;
      });
      const all = !words.length && !asked.length;
      said.textContent = all ? `${rows.length} rows` : shown ? `${shown} of ${rows.length} rows` : "No row fits.";
      said.classList.toggle("sp-none", !shown);
      flat();
    };

    const sort = (value, sign) => {
      part(rows);
      flat();
      if (!value) return rows.forEach((row) => homes.get(row).append(row));
      const shown = new Map(rows.map((row) => [row, value(row)]));
      const compare = order([...shown.values()]);
      return body.append(...[...rows].sort((a, b) => compare(shown.get(a), shown.get(b), sign)));
    };

    const mark = (head, direction) => heads.forEach((other) => {
      if (other === head && direction) other.setAttribute("aria-sort", direction);
      else other.removeAttribute("aria-sort");
    });
    heads.forEach((head, column) => {
      if (!head.textContent.trim()) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sp-sort";
      button.textContent = head.textContent.trim();
      button.addEventListener("click", () => {   // up, down, and back to the table's own order
        const next = { ascending: "descending", descending: null }[head.getAttribute("aria-sort")];
        const direction = next === undefined ? "ascending" : next;
        if (by) by.value = "";
        mark(head, direction);
        const value = direction && ((row) => row.cells[column].textContent.trim().replace(/\s+/g, " "));
        sort(value, direction === "descending" ? -1 : 1);
        remember();
      });
      head.replaceChildren(button);
    });

    const sortBy = () => {
      mark(null);
      sort(by.value && ((row) => row.dataset[by.value] ?? row.id), 1);
    };

    // What is asked for stands in the page's address, so that it can be passed on.
    const remember = () => {
      if (!inAddress) return;
      const asked = new URLSearchParams();
      [search, ...facets, by].forEach((field) => field?.value && asked.set(field.name, field.value));
      const query = asked.toString();
      try {
        history.replaceState(null, "", `${location.pathname}${query && `?${query}`}${location.hash}`);
      } catch { /* a browser may refuse it for a file */ }
    };
    const recall = () => {
      const asked = new URLSearchParams(location.search);
      [search, ...facets, by].forEach((field) => {
        if (field && asked.has(field.name)) field.value = asked.get(field.name);
        if (field && field.selectedIndex === -1) field.value = "";   // no such choice
      });
      if (by?.value) sortBy();
      if ([...asked].length) filter();
      if ([...asked].length) aimed()?.scrollIntoView();
    };

    const change = () => { filter(); remember(); };
    search.addEventListener("input", change);
    facets.forEach((facet) => facet.addEventListener("change", change));
    by?.addEventListener("change", () => { sortBy(); remember(); });
    tools.querySelector("button[type=reset]")?.addEventListener("click", () => {
      [search, ...facets, by].forEach((field) => { if (field) field.value = ""; });
      if (by) sortBy();
      change();
      search.focus();
    });
    if (inAddress) {
      addEventListener("hashchange", () => { filter(); aimed()?.scrollIntoView(); });
      recall();
    }
  };

  // The register's rows lay themselves out as grids; to some screen readers they would cease to be a table.
  const keepTable = (table) => {
    table.setAttribute("role", "table");
    [...table.rows].forEach((row) => {
      row.setAttribute("role", "row");
      [...row.cells].forEach((cell) => cell.setAttribute("role", cell.tagName === "TH" ? "columnheader" : "cell"));
    });
  };

  addEventListener("load", () => setTimeout(() => document.querySelectorAll(".sp-register").forEach(keepTable)));
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".sp-tools").forEach((tools) => tools.querySelector("input") && browse(tools));
  });
})();
