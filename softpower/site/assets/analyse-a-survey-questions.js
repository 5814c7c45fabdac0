// Questions on a draft that a click answers, in place of fields filled in one by one: whether an answer such as "hard to
// say" is the middle of its scale, which statements are summed up together, and which are worded against their scale.
window.surveyQuestions = (form, found, element, changed) => {
  const field = (name, at) => form.elements[`${name}-${at}`];
  const button = (name, act) => {
    const made = element("button", { type: "button", class: "sp-button", word: name });
    made.addEventListener("click", act);
    return made;
  };

  const middle = ({ answer, items }, number) => {
    const id = `middle-of-${number}`;
    const chosen = element("select", { id }, element("option", { value: "", word: "asNone" }), element("option", { value: "middle", word: "asMiddle" }));
    chosen.addEventListener("change", () => {
      items.forEach((at) => {
        const item = { ...found.items[at] };
        if (chosen.value) {
          const labels = item.labels.split("|");
          labels.splice(labels.length / 2, 0, answer);
          Object.assign(item, { labels: labels.join("|"), highest: Number(item.highest) + 1, missing: item.missing.split("|").filter((code) => code !== answer).join("|") });
        }
        ["labels", "highest", "missing"].forEach((name) => { field(name, at).value = item[name]; });
      });
      changed();
    });
    return element("p", { class: "sp-field" }, element("label", { for: id, word: "middleAsk", filled: { answer, n: items.length } }), chosen);
  };

  const together = () => {
    const rows = found.apart.map((at) => ({ at, box: element("input", { type: "checkbox" }), scale: element("span", { class: "sp-small" }) }));
    const name = element("input", { type: "text", id: "together-name" });
    const said = element("output", { class: "sp-small", "aria-live": "polite" });
    const tell = (text, filled) => said.replaceChildren(element("span", { word: text, filled }));
    const show = () => rows.forEach(({ at, scale }) => { const now = field("scale", at).value; scale.textContent = now === found.items[at].scale ? "" : ` → ${now}`; });
    const put = () => {
      const ticked = rows.filter(({ box }) => box.checked), scale = name.value.trim();
      if (ticked.length < 2 || !scale) { tell("togetherNone"); (ticked.length < 2 ? rows[0].box : name).focus(); return; }
      ticked.forEach(({ at, box }) => { field("scale", at).value = scale; box.checked = false; });
      tell("togetherDone", { n: ticked.length, name: scale });
      name.value = "";
      changed();
      show();
    };
    name.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); put(); } });
    form.addEventListener("input", show);
    return element("fieldset", { id: "together" }, element("legend", { word: "togetherAsk" }), element("p", { word: "togetherHow" }),
      element("ul", { class: "sp-ticks" }, ...rows.map(({ at, box, scale }) => element("li", {}, element("label", {}, box, element("span", { text: found.items[at].wording || found.items[at].item }), scale)))),
      element("p", { class: "sp-row" }, element("label", { for: "together-name", word: "togetherName" }), name, button("togetherDo", put), said));
  };

  const against = () => {
    const ticks = found.items.map((item, at) => element("li", {}, element("label", {},
      element("input", { type: "checkbox", name: `reverse-${at}`, checked: /^(yes|true|1)$/i.test(item.reverse) }), element("span", { text: item.wording || item.item }))));
    return element("fieldset", { id: "against" }, element("legend", { word: "reverse" }), element("p", { word: "reverseHow" }), element("ul", { class: "sp-ticks" }, ...ticks));
  };

  return [...found.middles.map(middle), ...(found.apart.length ? [together()] : []), against()];
};
