// A form of a story says what then holds: a choice has its sentence, weights make one as softpower.trying.weighed does.
(() => {
  const half = (sum, weight) => Math.floor((2 * 10 * sum + weight) / (2 * weight)) / 10; // tenths of points, whole until the last step
  const weighed = ({ tenths, holders }, given) => {
    const all = given.reduce((a, b) => a + b, 0);
    if (!all) return "Give a weight to one row at least.";
    const [one, other] = [0, 1].map((side) => half(given.reduce((sum, w, i) => sum + w * tenths[i][side], 0), all));
    const lead = one === other ? "they are level" : `${holders[+(one < other)]} leads by ${Math.abs(one - other).toFixed(1)} points`;
    return `With these weights ${holders[0]} has ${one.toFixed(1)} of 100 and ${holders[1]} ${other.toFixed(1)}: ${lead}.`;
  };
  const start = (box) => {
    const form = box.querySelector("form"), said = box.querySelector("output"), given = JSON.parse(box.dataset.given);
    const sliders = [...box.querySelectorAll("input[type=range]")];
    const say = () => {
      sliders.forEach((slider) => { slider.nextElementSibling.textContent = slider.value; });
      const text = sliders.length ? weighed(given, sliders.map((slider) => Number(slider.value))) : form.querySelector(":checked").value;
      if (text !== said.textContent) said.textContent = text;
    };
    form.addEventListener("input", say);
    form.addEventListener("submit", (event) => event.preventDefault());
    box.querySelectorAll("button").forEach((button) => button.addEventListener("click", () => {
      sliders.forEach((slider, i) => { slider.value = given.presets[button.value][i]; });
      say();
    }));
    say();
  };
  document.querySelectorAll(".sp-try").forEach(start);
})();
