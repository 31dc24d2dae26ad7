// The chat page: plain DOM, no library, no innerHTML. Replies are built as text and <strong>.
"use strict";

const log = document.getElementById("log");
const form = document.getElementById("form");
const box = document.getElementById("text");
let token = null;
let compositionEnded = 0;

function fill(place, text) {
  text.split(/(\*\*[^*]+\*\*|https?:\/\/[\w.\/-]+)/).forEach((part) => {
    let node = document.createTextNode(part);
    if (part.startsWith("**") && part.endsWith("**") && part.length > 4) {
      node = document.createElement("strong");
      node.textContent = part.slice(2, -2);
    } else if (/^https?:\/\//.test(part)) {
      node = document.createElement("a");
      node.href = part;
      node.rel = "noopener noreferrer";
      node.target = "_blank";
      node.textContent = part;
    }
    place.append(node);
  });
}

function add(kind, text, source, buttons) {
  const article = document.createElement("article");
  article.className = kind;
  const lead = "\n依据:" + source;
  const body = source && text.endsWith(lead) ? text.slice(0, -lead.length) : text;
  const paragraph = document.createElement("p");
  fill(paragraph, body);
  article.append(paragraph);
  if (source) {
    const small = document.createElement("p");
    small.className = "source";
    small.textContent = "依据:" + source;
    article.append(small);
  }
  if (buttons && buttons.length) {
    const row = document.createElement("div");
    row.className = "buttons";
    buttons.forEach((button) => {
      const element = document.createElement("button");
      element.type = "button";
      element.dataset.button = button.id;
      element.textContent = button.title;
      row.append(element);
    });
    article.append(row);
  }
  log.append(article);
  article.scrollIntoView({ block: "nearest" });
  return article;
}

function messageId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = "Bearer " + token;
  return fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function deliver(message, retried) {
  if (!token) token = (await (await post("/api/chat/sessions", {})).json()).token;
  const response = await post("/api/chat/messages", message);
  if (response.status === 401 && !retried) {
    token = null;
    return deliver(message, true);
  }
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail || "服务出错了");
  return body.replies;
}

async function send(message, shown) {
  add("me", shown);
  const waiting = add("bot", "正在查…");
  waiting.setAttribute("aria-busy", "true");
  try {
    const replies = await deliver(Object.assign({ client_message_id: messageId() }, message));
    waiting.remove();
    replies.forEach((reply) => add("bot", reply.text, reply.source, reply.buttons));
  } catch (error) {
    waiting.remove();
    const failed = add("bot failed", "没有发出去:" + error.message + "。请检查网络后再试。");
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = "重试";
    again.addEventListener("click", () => {
      failed.remove();
      send(message, shown);
    });
    failed.append(again);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value;
  if (!text.trim()) {
    box.focus();
    return;
  }
  box.value = "";
  send({ text }, text);
});

box.addEventListener("compositionend", () => {
  compositionEnded = Date.now();
});
box.addEventListener("keydown", (event) => {
  // Enter that confirms half-typed pinyin must not send; Safari fires it after compositionend.
  const composing =
    event.isComposing || event.keyCode === 229 || Date.now() - compositionEnded < 50;
  if (event.key === "Enter" && !event.shiftKey && !composing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

document.addEventListener("click", (event) => {
  const id = event.target instanceof HTMLElement && event.target.dataset.button;
  if (id) send({ button: id }, event.target.textContent);
});
