// Opens what a fact rests on in a card beside its mark. Without this script the mark leads to the same as a page.
"use strict";

(() => {
  const { style, close: closeLabel } = document.currentScript.dataset;
  const MARK = "a.origin", MARGIN = 8;
  const card = document.createElement("div");
  let mark = null, pressed = null, latest = 0;

  if (!("showPopover" in card)) return;
  card.className = "evidence-card";
  card.popover = "auto"; // the browser closes it by Esc and by a click elsewhere
  card.tabIndex = -1;
  card.setAttribute("role", "dialog");
  card.addEventListener("toggle", ({ newState }) => {
    mark?.setAttribute("aria-expanded", String(newState === "open"));
    if (newState === "closed" && (document.activeElement === document.body || card.contains(document.activeElement))) mark?.focus();
  });

  // A press on the mark of the open card closes it before the click comes, which must not open it again.
  addEventListener("pointerdown", ({ target }) => {
    pressed = card.matches(":popover-open") && target.closest?.(MARK) === mark ? mark : null;
  }, true);

  addEventListener("click", (event) => {
    const clicked = event.target.closest?.(MARK);
    if (!clicked || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const isOpen = clicked === pressed || (clicked === mark && card.matches(":popover-open"));
    pressed = null;
    if (isOpen) card.hidePopover();
    else show(clicked);
  });

  async function show(clicked) {
    const request = ++latest;
    try {
      const [response] = await Promise.all([fetch(clicked.href, { headers: { Accept: "text/html" } }), styled()]);
      if (!response.ok) throw new Error(response.statusText);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const evidence = page.querySelector("article.evidence");
      if (!evidence) throw new Error("no evidence");
      if (request !== latest) return;
      if (card.matches(":popover-open")) card.hidePopover();
      mark = clicked;
      mark.setAttribute("aria-haspopup", "dialog");
      card.setAttribute("aria-label", mark.title);
      card.replaceChildren(closer(), evidence);
      mark.after(card);
      card.showPopover();
      place();
      card.focus({ preventScroll: true });
    } catch {
      if (request === latest) location.assign(clicked.href);
    }
  }

  function closer() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "close";
    button.textContent = "×";
    button.setAttribute("aria-label", closeLabel);
    button.addEventListener("click", () => card.hidePopover());
    return button;
  }

  // Below the mark, or above it where there is more room; as wide as a phone, or beside the mark at a desk.
  function place() {
    const { top, bottom, left } = mark.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const below = innerHeight - bottom - 2 * MARGIN, above = top - 2 * MARGIN;
    const isBelow = below >= Math.min(card.offsetHeight, 320) || below >= above;
    card.style.maxHeight = `${Math.max(isBelow ? below : above, 240)}px`;
    const at = isBelow ? bottom + MARGIN : Math.max(MARGIN, top - MARGIN - card.offsetHeight);
    card.style.top = `${at + scrollY}px`;
    card.style.left = `${Math.max(MARGIN, Math.min(left, width - card.offsetWidth - MARGIN)) + scrollX}px`;
  }

  function styled() {
    if (document.querySelector(`link[href="${style}"]`)) return null;
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = style;
    const loaded = new Promise((resolve) => link.addEventListener("load", resolve));
    document.head.append(link);
    return loaded;
  }
})();
