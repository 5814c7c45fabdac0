// Live charts take the place of static ones as they come near. Without this file every chart still stands.
const softpower = (() => {
  const bundle = document.currentScript.dataset.bundle;
  const here = document.currentScript.src;
  const waiting = {};
  const loaded = {};

  const script = (address) => loaded[address] ??= new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = address;
    element.onload = resolve;
    element.onerror = () => reject(new Error(`cannot load ${address}`));
    document.head.append(element);
  });

  const tooltip = () => {
    const box = document.createElement("div");
    box.className = "sp-tooltip";
    box.setAttribute("role", "status");
    box.hidden = true;
    document.body.append(box);
    return (handler, event, item, value) => {
      const rows = value && typeof value === "object" ? Object.entries(value) : value ? [["", value]] : [];
      box.replaceChildren(...rows.map(([key, text]) => {
        const line = document.createElement("div");
        line.textContent = key ? `${key}: ${text}` : text;   // text, never markup
        return line;
      }));
      box.hidden = !rows.length;
      if (rows.length) {
        box.style.left = `${Math.min(event.clientX + 12, innerWidth - box.offsetWidth - 8)}px`;
        box.style.top = `${event.clientY + 12}px`;
      }
    };
  };
  let showTip;

  const draw = async (chart) => {
    await Promise.all([script(new URL(bundle, here)), script(chart.dataset.live)]);
    const live = chart.querySelector(".sp-live");
    const view = document.createElement("div");
    const controls = chart.querySelector(".sp-controls");
    live.replaceChildren(view);
    if (live.hidden) live.style.cssText = "position:absolute;visibility:hidden;inset:0 0 auto 0";
    live.hidden = false;
    const spec = structuredClone(waiting[chart.dataset.name]);
    if (chart.clientWidth <= 520) (spec.legends ?? []).forEach((legend) => { legend.columns = Math.min(legend.columns ?? 2, 2); });
    controls.replaceChildren();   // what kept their place
    const made = new vega.View(vega.parse(spec), { renderer: "svg", container: view, bind: controls, hover: true });
    made.tooltip(showTip ??= tooltip());
    await made.runAsync();
    view.setAttribute("role", "img");
    view.setAttribute("aria-label", chart.querySelector("svg").getAttribute("aria-label"));
    view.removeAttribute("aria-roledescription");
    live.style.cssText = "";
    chart.classList.add("sp-on");
    return made;
  };

  // A chart is drawn anew when its column changes: Vega's own answer to a resized window goes wrong after
  // a very narrow one, and keeps the legend of the old width.
  const follow = (chart, made) => {
    let width = chart.clientWidth;
    let pause;
    new ResizeObserver(() => {
      clearTimeout(pause);
      pause = setTimeout(async () => {
        if (chart.clientWidth === width || chart.clientWidth < 200) return;
        width = chart.clientWidth;
        made.finalize();
        made = await draw(chart);
      }, 150);
    }).observe(chart);
  };

  document.addEventListener("DOMContentLoaded", () => {
    const near = new IntersectionObserver((entries) => entries.forEach((entry) => {
      if (!entry.isIntersecting) return;
      near.unobserve(entry.target);
      draw(entry.target).then((made) => follow(entry.target, made)).catch(console.error);   // the static chart stays
    }), { rootMargin: "300px" });
    document.querySelectorAll(".sp-chart").forEach((chart) => near.observe(chart));
  });

  // Paper is white, whatever the screen is.
  const root = document.documentElement;
  addEventListener("beforeprint", () => { root.dataset.screen = root.dataset.theme; root.dataset.theme = "light"; });
  addEventListener("afterprint", () => { root.dataset.theme = root.dataset.screen; });

  return { figure: (name, spec) => { waiting[name] = spec; } };
})();
