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

// Search: names and numbers are proposed while somebody types; "/" goes to the box.
(() => {
  const LEAST = 2, PAUSE = 60;
  const boxes = [...document.querySelectorAll('form.find input[name="q"]')];

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !boxes.length) return;
    if (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return;
    event.preventDefault();
    boxes[boxes.length - 1].focus();
    boxes[boxes.length - 1].select();
  });

  boxes.forEach((box, number) => {
    const list = document.createElement("ul");
    list.id = `suggestions-${number}`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Names and numbers that begin so");
    const told = document.createElement("span");
    told.className = "unseen";
    told.setAttribute("role", "status");
    box.form.append(list, told);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off" })) box.setAttribute(name, value);

    const known = new Map();
    let options = [], chosen = -1, waiting = 0, asking = null;

    function close() {
      clearTimeout(waiting);
      asking?.abort();
      list.hidden = true;
      options = [];
      choose(-1);
      box.setAttribute("aria-expanded", "false");
    }

    function choose(place) {
      chosen = place;
      options.forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
      if (place < 0) box.removeAttribute("aria-activedescendant");
      else {
        box.setAttribute("aria-activedescendant", options[place].id);
        options[place].scrollIntoView({ block: "nearest" });
      }
    }

    function show(found) {
      options = found.map((one, at) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${at}`;
        option.setAttribute("role", "option");
        option.dataset.address = one.address;
        const detail = document.createElement("small");
        detail.textContent = [one.kind, one.detail].filter(Boolean).join(", ");
        option.append(one.name, detail);
        return option;
      });
      list.replaceChildren(...options);
      list.hidden = !options.length;
      box.setAttribute("aria-expanded", String(!list.hidden));
      told.textContent = options.length ? `${options.length} proposed; arrow down to choose` : "";
      choose(-1);
    }

    async function ask(text) {
      asking?.abort();
      asking = new AbortController();
      try {
        if (!known.has(text)) {
          const answer = await fetch(`/suggest.json?q=${encodeURIComponent(text)}`, { signal: asking.signal });
          if (!answer.ok) return;
          known.set(text, (await answer.json()).suggestions);
        }
        if (box.value.trim() === text && document.activeElement === box) show(known.get(text));
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    }

    box.addEventListener("input", () => {
      clearTimeout(waiting);
      const text = box.value.trim();
      if (text.length < LEAST) close();
      else waiting = setTimeout(ask, PAUSE, text);
    });
    box.addEventListener("keydown", (event) => {
      if (list.hidden) {
        if (event.key === "ArrowDown" && box.value.trim().length >= LEAST) ask(box.value.trim());
        return;
      }
      if (event.key === "ArrowDown") choose(chosen + 1 < options.length ? chosen + 1 : -1);
      else if (event.key === "ArrowUp") choose(chosen < 0 ? options.length - 1 : chosen - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && chosen >= 0) location.assign(options[chosen].dataset.address);
      else return;
      event.preventDefault();
    });
    box.addEventListener("blur", close);
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) location.assign(option.dataset.address);
    });
  });
})();

// Tables: from a link of a row the arrows go to the same link of the rows below and above.
document.addEventListener("keydown", (event) => {
  const down = event.key === "ArrowDown";
  const link = event.target.closest?.("tbody tr a[href]");
  if (!link || !(down || event.key === "ArrowUp") || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  let row = link.closest("tr");
  const place = [...row.querySelectorAll("a[href]")].indexOf(link);
  do row = down ? row.nextElementSibling : row.previousElementSibling; while (row && !row.querySelector("a[href]"));
  if (!row) return;
  event.preventDefault();
  const links = row.querySelectorAll("a[href]");
  links[Math.min(place, links.length - 1)].focus();
});

// Judgements: a letter or an arrow is the button, link or command that bears it; the reason comes before it is sent.
(() => {
  const marked = new Map([...document.querySelectorAll("[data-key]")].map((one) => [one.dataset.key, one]));
  if (!marked.size) return;
  const form = document.querySelector("form[data-judging]");
  let verdict = null;

  document.addEventListener("keydown", (event) => {
    const one = marked.get(event.key);
    if (!one || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    event.preventDefault();
    if (one.tagName === "BUTTON") choose(one);
    else if (one.tagName === "CODE") one.nextElementSibling?.click();
    else one.click();
  });

  function choose(button) {
    verdict = button;
    for (const other of form.querySelectorAll("button[name=verdict]")) other.classList.toggle("picked", other === button);
    if (form.elements.because.value.trim()) form.requestSubmit(button);
    else form.elements.because.focus();
  }

  form?.elements.because.addEventListener("keydown", (event) => {
    if (event.key === "Escape") event.target.blur();
    if (event.key !== "Enter" || event.shiftKey || !verdict) return;
    event.preventDefault();
    if (event.target.value.trim()) form.requestSubmit(verdict);
  });
})();
