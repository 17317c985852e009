// The desk's own behaviour: keys, tables, toasts, dialogs. Everything works without it, by links and buttons.
(() => {
  "use strict";
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  let waitsForPlace = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      document.querySelectorAll("details.person[open]").forEach((menu) => menu.removeAttribute("open"));
      return;
    }
    if (typing(event.target)) return;
    if (waitsForPlace) {
      waitsForPlace = false;
      const place = document.querySelector(`.places a[data-key="${CSS.escape(event.key)}"]`);
      if (place) { event.preventDefault(); place.click(); }
      return;
    }
    if (event.key === "g") {
      waitsForPlace = true;
      setTimeout(() => { waitsForPlace = false; }, 1200);
    } else if (event.key === "/") {
      const field = document.querySelector("[data-search]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    } else if (event.key === "?") {
      const list = document.getElementById("keys");
      if (list && !list.open) { event.preventDefault(); list.showModal(); }
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      step(event, event.key === "ArrowDown" ? 1 : -1);
    }
  });

  function step(event, by) {
    const rows = [...document.querySelectorAll("table[data-rows] tbody tr")];
    if (rows.length === 0) return;
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[at === -1 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
    const target = next.querySelector("a, button, input, select");
    if (target) { event.preventDefault(); target.focus(); next.scrollIntoView({ block: "nearest" }); }
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-shows]");
    if (opener) document.getElementById(opener.dataset.shows)?.showModal();
    const closer = event.target.closest("[data-closes]");
    if (closer) closer.closest("dialog")?.close();
    document.querySelectorAll("details.person[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    });
  });

  document.addEventListener("input", (event) => {
    const unit = event.target.dataset?.lever;
    if (unit === undefined) return;
    const value = Number(event.target.value);
    const words = `${value > 0 ? "+" : ""}${value} ${unit}`;
    event.target.setAttribute("aria-valuetext", words);
    const shown = event.target.parentElement.querySelector("output");
    if (shown) shown.value = words;
  });

  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, () => {
      const words = document.getElementById("failed");
      if (words) document.getElementById("toasts").append(words.content.cloneNode(true));
    });
  }

  const fade = (toast) => {
    if (!toast.classList.contains("error")) setTimeout(() => toast.remove(), toast.querySelector("form") ? 15000 : 7000);
  };
  const toasts = document.getElementById("toasts");
  if (toasts) {
    toasts.querySelectorAll(".toast").forEach(fade);
    new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
      if (node.nodeType === 1) fade(node);
    }))).observe(toasts, { childList: true });
  }

  document.addEventListener("input", (event) => {
    const list = document.getElementById(event.target.dataset?.filters ?? "");
    if (!list) return;
    const words = event.target.value.toLowerCase().split(/\s+/);
    list.querySelectorAll("label").forEach((label) => {
      const text = label.textContent.toLowerCase();
      label.hidden = !label.querySelector(":checked") && !words.every((word) => text.includes(word));
    });
  });

  document.addEventListener("dragover", (event) => {
    const drop = event.target.closest?.(".drop");
    if (drop) { event.preventDefault(); drop.classList.add("over"); }
  });
  document.addEventListener("dragleave", (event) => event.target.closest?.(".drop")?.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    const drop = event.target.closest?.(".drop");
    const field = drop?.querySelector("input[type=file]");
    if (field) { event.preventDefault(); drop.classList.remove("over"); field.files = event.dataTransfer.files; }
  });
})();
