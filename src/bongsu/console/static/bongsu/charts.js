// Makes a chart that is drawn already answer to the pointer: the same specification, by Vega's interpreter, no eval.
(() => {
  "use strict";
  const here = document.currentScript;
  let bundle;
  const load = () => bundle ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = here.dataset.bundle;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
  async function enliven(picture) {
    const [answer] = await Promise.all([fetch(picture.dataset.chart), load()]);
    if (!answer.ok) return;
    const chart = await answer.json();
    const room = document.createElement("div");
    await window.vegaEmbed(room, chart.specification, {
      actions: false, ast: true, renderer: "svg", defaultStyle: false, timeFormatLocale: chart.months,
      tooltip: { disableDefaultStyle: true },
    });
    const drawing = room.querySelector("svg");
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", picture.querySelector("svg.chart").getAttribute("aria-label"));
    for (const [colour, variable] of Object.entries(chart.colours)) {
      for (const side of ["fill", "stroke"]) {
        drawing.querySelectorAll(`[${side}="${colour}"]`).forEach((part) => part.setAttribute(side, `var(${variable})`));
      }
    }
    drawing.classList.add("chart");
    picture.replaceChildren(room);
    picture.dataset.alive = "yes";
  }
  const meet = (picture) => {
    const start = () => enliven(picture).catch(() => { picture.dataset.alive = "no"; });
    picture.addEventListener("pointerenter", start, { once: true });
    picture.addEventListener("focus", start, { once: true });
  };
  document.querySelectorAll("[data-chart]").forEach(meet);
})();
