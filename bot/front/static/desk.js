// The desk's keyboard and the keeping of half-written answers. Every page works without it.
"use strict";

const sheet = document.getElementById("keys");
const draftLead = "desk-draft-";
const sentName = "desk-sent";

function typing(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function items() {
  return Array.from(document.querySelectorAll("[data-item]"));
}

function choose(step) {
  const all = items();
  if (!all.length) return false;
  const now = all.findIndex((item) => item.classList.contains("chosen"));
  const next = all[Math.max(0, Math.min(all.length - 1, now < 0 ? 0 : now + step))];
  all.forEach((item) => item.classList.toggle("chosen", item === next));
  const link = next.querySelector("a, button");
  if (link) link.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function use(key) {
  const target = document.querySelector('[data-key="' + key + '"]');
  if (!target) return false;
  const box = target.closest("details");
  if (target.matches("summary")) {
    box.open = true;
    const first = box.querySelector("form input:not([type=hidden]), form button");
    (first || target).focus();
  } else if (target.matches("textarea")) {
    target.focus();
  } else if (target.matches("a, button[data-key=u]")) {
    target.click();
  } else {
    target.focus();
  }
  target.scrollIntoView({ block: "nearest" });
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && typing(event.target)) {
    event.target.blur();
    return;
  }
  if (typing(event.target) || (sheet && sheet.open)) return;
  let used = false;
  if (event.key === "?" && sheet) {
    sheet.showModal();
    used = true;
  } else if (event.key === "/") {
    const find = document.getElementById("find");
    if (find) find.focus();
    used = Boolean(find);
  } else if (event.key === "j" || event.key === "k") {
    used = choose(event.key === "j" ? 1 : -1) || use(event.key);
  } else if ("asiu".includes(event.key)) {
    used = use(event.key);
  }
  if (used) event.preventDefault();
});

for (const button of document.querySelectorAll("[data-dialog]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById(button.dataset.dialog).showModal());
}

// An answer that is being written survives a closed tab or a session that ended meanwhile.
function store(action) {
  try {
    return action(window.sessionStorage);
  } catch (error) {
    return null; // storage is switched off: then there is nothing to keep
  }
}

const box = document.querySelector("textarea[data-draft]");
if (box) {
  const name = draftLead + box.dataset.draft;
  const kept = store((storage) => storage.getItem(name));
  if (kept && !box.value) box.value = kept;
  box.addEventListener("input", () => store((storage) => storage.setItem(name, box.value)));
}
document.addEventListener("submit", (event) => {
  const action = (event.submitter && event.submitter.getAttribute("formaction")) || event.target.action;
  const found = /\/clusters\/(\d+)\/(?:publish|draft|attach|ignore)$/.exec(action);
  if (found) store((storage) => storage.setItem(sentName, draftLead + found[1]));
});
if (new URLSearchParams(window.location.search).has("did")) {
  store((storage) => storage.removeItem(storage.getItem(sentName)));
}
