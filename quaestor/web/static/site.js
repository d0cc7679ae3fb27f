// What script adds to pages that work without it. Nothing here fetches from elsewhere or keeps anything.
"use strict";

// Figures: the still picture gives way to one that answers to the pointer.
(() => {
  const figures = document.querySelectorAll("figure[data-spec]");
  if (!figures.length) return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const narrow = matchMedia("(max-width: 600px)");

  async function draw(figure) {
    const address = new URL(figure.dataset.spec, location.href);
    address.searchParams.set("theme", dark.matches ? "dark" : "light");
    address.searchParams.set("width", narrow.matches ? "narrow" : "wide");
    const answer = await fetch(address);
    if (!answer.ok) return;
    const spec = await answer.json();
    if (!spec.facet && !spec.hconcat && !spec.vconcat) spec.width = "container";
    const place = document.createElement("div");
    place.className = "drawn";
    const old = figure.querySelector(".drawn");
    const still = figure.querySelector("picture, svg.chart");
    still.parentNode.insertBefore(place, still);
    // ast: expressions are read, not compiled, as the site's policy asks.
    await vegaEmbed(place, spec, { actions: false, ast: true, renderer: "canvas", defaultStyle: false, tooltip: { disableDefaultStyle: true } });
    place.querySelector("canvas")?.setAttribute("aria-hidden", "true");
    figure.classList.add("answers");
    if (old) old.remove();
  }

  const script = document.createElement("script");
  script.src = "/static/vega.js";
  script.onload = () => {
    const all = () => figures.forEach((figure) => draw(figure).catch((error) => console.error(figure.dataset.spec, error)));
    all();
    dark.addEventListener("change", all);
    narrow.addEventListener("change", all);
  };
  document.head.append(script);
})();

// Copy: beside what is copied whole (an award's number, an id, a digest) stands a button that does so.
(() => {
  if (!navigator.clipboard) return;
  const said = document.createElement("span");
  said.className = "unseen";
  said.setAttribute("role", "status");
  document.body.append(said);
  for (const whole of document.querySelectorAll(".whole:not(.drawer *)")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "copy";
    button.setAttribute("aria-label", `copy ${whole.textContent}`);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(whole.textContent);
      button.textContent = "copied";
      said.textContent = `copied ${whole.textContent}`;
      setTimeout(() => { button.textContent = "copy"; }, 2000);
    });
    (whole.closest("h1") ?? whole).after(button);
  }
})();

// A question in SQL: Ctrl and Enter ask it.
document.querySelector("textarea[data-ask]")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
