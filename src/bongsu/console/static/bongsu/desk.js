// The desk's own behaviour: keys, tables, toasts, dialogs. Everything works without it, by links and buttons.
(() => {
  "use strict";
  const REACHABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
  // The letter of a key also while Hangul is being typed, where the browser names a jamo or "Process".
  const letter = (event) => (/^[ -~]$/.test(event.key) ? event.key
    : /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase()
      : event.code === "Slash" ? (event.shiftKey ? "?" : "/") : event.key);

  let waitsForPlace = false;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { closeMenus(true); return; }
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    const pressed = letter(event);
    if (waitsForPlace) {
      waitsForPlace = false;
      const place = document.querySelector(`.places a[data-key="${CSS.escape(pressed)}"]`);
      if (place) { event.preventDefault(); place.click(); }
      return;
    }
    if (pressed === "g") {
      waitsForPlace = true;
      setTimeout(() => { waitsForPlace = false; }, 1200);
    } else if (pressed === "/") {
      const field = document.querySelector("[data-search]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    } else if (pressed === "u") {
      const undo = document.querySelector(".toast form button");
      if (undo) { event.preventDefault(); undo.focus(); }
    } else if (pressed === "?") {
      const list = document.getElementById("keys");
      if (list && !list.open) { event.preventDefault(); list.showModal(); }
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      step(event, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      sideways(event, event.key === "ArrowRight" ? 1 : -1);
    }
  });

  const within = (row) => [...row.querySelectorAll("a, button, input, select")];

  function step(event, by) {
    const rows = [...document.querySelectorAll("table[data-rows] tbody tr")].filter((row) => within(row).length);
    if (rows.length === 0) return;
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const column = at === -1 ? 0 : Math.max(0, within(rows[at]).indexOf(document.activeElement));
    const next = rows[at === -1 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))];
    const targets = within(next);
    event.preventDefault();
    targets[Math.min(column, targets.length - 1)].focus();
    next.scrollIntoView({ block: "nearest" });
  }

  function sideways(event, by) {
    const row = document.activeElement?.closest("table[data-rows] tbody tr");
    const target = row && within(row)[within(row).indexOf(document.activeElement) + by];
    if (target) { event.preventDefault(); target.focus(); }
  }

  function closeMenus(back) {
    document.querySelectorAll("details.person[open]").forEach((menu) => {
      if (back && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.removeAttribute("open");
    });
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-shows]");
    if (opener) document.getElementById(opener.dataset.shows)?.showModal();
    const closer = event.target.closest("[data-closes]");
    if (closer) closer.closest("dialog")?.close();
    if (!event.target.closest("details.person")) closeMenus(false);
  });
  document.addEventListener("focusin", (event) => { if (!event.target.closest("details.person")) closeMenus(false); });

  // A part of the page that was replaced keeps the focus where it was: at the same words, else at the same place.
  let kept = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const place = event.detail.target, on = document.activeElement;
    if (!place?.id || !place.contains(on)) { kept = null; return; }
    const all = [...place.querySelectorAll(REACHABLE)];
    const same = all.filter((each) => each.textContent === on.textContent);
    kept = { place: place.id, at: all.indexOf(on), words: on.textContent, nth: same.indexOf(on) };
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!kept) return;
    const place = document.getElementById(kept.place), { at, words, nth } = kept;
    kept = null;
    if (!place || (document.activeElement && document.activeElement !== document.body)) return;
    const all = [...place.querySelectorAll(REACHABLE)];
    const target = all.filter((each) => each.textContent === words)[nth] ?? all[Math.min(Math.max(0, at), all.length - 1)];
    target?.focus({ preventScroll: true });
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

  // A term's definition opens by click, tap or Enter without any script; here also where the pointer rests on it.
  const definition = (target) => document.getElementById(target.closest?.("[data-term]")?.getAttribute("popovertarget"));
  const beside = (event) => {
    if (event.newState !== "open" || !event.target.matches?.(".definition")) return;
    const term = document.querySelector(`[popovertarget="${CSS.escape(event.target.id)}"]`);
    if (!term) return;
    const at = term.getBoundingClientRect();
    const wide = Math.min(340, window.innerWidth - 16);
    Object.assign(event.target.style, {
      inset: "auto", margin: "0", width: `${wide}px`, top: `${at.bottom + 4}px`,
      left: `${Math.max(8, Math.min(at.left, window.innerWidth - wide - 8))}px`,
    });
  };
  document.addEventListener("beforetoggle", beside, true);
  document.addEventListener("pointerover", (event) => {
    const found = event.pointerType === "mouse" ? definition(event.target) : null;
    if (found && !found.matches(":popover-open")) { found.showPopover(); found.dataset.rested = "yes"; }
  });
  document.addEventListener("click", (event) => {
    const found = definition(event.target);
    if (!found?.dataset.rested) return;
    if (found.matches(":popover-open")) event.preventDefault(); // opened by resting: a click keeps it
    delete found.dataset.rested;
  });
  document.addEventListener("pointerout", (event) => {
    const found = event.pointerType === "mouse" ? definition(event.target) : null;
    const to = event.relatedTarget;
    if (found?.dataset.rested && !found.contains(to) && !event.target.closest("[data-term]").contains(to)) found.hidePopover();
  });

  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, () => {
      const words = document.getElementById("failed");
      if (words) document.getElementById("toasts").append(words.content.cloneNode(true));
    });
  }

  const toasts = document.getElementById("toasts");
  const fade = (toast) => {
    if (toast.classList.contains("error")) return;
    const leave = () => { if (toast.matches(":hover, :focus-within")) setTimeout(leave, 3000); else toast.remove(); };
    setTimeout(leave, toast.querySelector("form") ? 15000 : 7000);
  };
  if (toasts) {
    new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
      if (node.nodeType === 1) fade(node);
    }))).observe(toasts, { childList: true });
    // Screen readers announce what comes into a live region, not what it held when the page came.
    const brought = [...toasts.children];
    toasts.replaceChildren();
    setTimeout(() => toasts.append(...brought), 150);
  }

  const strip = document.querySelector(".places"), here = strip?.querySelector("[aria-current]");
  if (here && strip.scrollWidth > strip.clientWidth) {
    strip.scrollLeft = here.offsetLeft - strip.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;
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
