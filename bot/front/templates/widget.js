/*
 * 转接助手's chat window: one custom element, plain DOM, no library, no build step.
 *
 *   <script src="https://…/widget.js" defer></script>   a button that opens a dialog
 *   <party-transfer-chat inline></party-transfer-chat>   fills its parent instead
 *   <a data-party-transfer="print/where">…</a>           anywhere on the page: asks that entry
 *
 * bot/front/widget.py fills in WELCOME (kb/widget.yml: every sentence said here) and STYLE
 * (static/widget.css). The syntax stays within ES2017, for the old browsers inside WeChat: no
 * `?.`, `??`, object spread, `catch {`, class fields. Nothing is ever parsed as HTML.
 */
(function () {
  "use strict";

  const WELCOME = "{{ welcome }}";
  const STYLE = "{{ style }}";
  const NAME = "party-transfer-chat";
  if (customElements.get(NAME)) return;

  const SCRIPT = document.currentScript;
  const BASE = new URL(".", SCRIPT ? SCRIPT.src : location.href).href;
  const words = WELCOME.words;

  const KEPT_ITEMS = 100;
  const KEPT_DAYS = 30;
  const ANSWER_SECONDS = 25;
  const SLOW_SECONDS = 4;
  const COMPOSITION_MILLISECONDS = 50; // Safari fires the Enter that ends a composition after it
  const KEYBOARD_PIXELS = 120; // less than this is a browser's bar, not a keyboard
  const IN_WECHAT = /MicroMessenger/i.test(navigator.userAgent);
  const BY_TOUCH = matchMedia("(hover: none) and (pointer: coarse)");
  const PHONE = matchMedia("(max-width: 600px)");

  // ---------------------------------------------------------------- small tools

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function button(className, text, pressed) {
    const element = make("button", className, text);
    element.type = "button";
    element.addEventListener("click", pressed);
    return element;
  }

  /** Drawn as lines on a 24 × 24 sheet. */
  const ICONS = {
    letter: ["M3.5 6.5h17v11h-17z", "M3.5 7l8.5 6.5L20.5 7"],
    close: ["M6 6l12 12M18 6L6 18"],
    copy: ["M9 9h10v10H9z", "M15 9V5H5v10h4"],
    up: ["M4 11h3v9H4zM7 11l4-7c2 0 2.5 1.5 2 3.5L12.5 10H19l-1.5 10H7"],
    down: ["M4 13h3V4H4zM7 13l4 7c2 0 2.5-1.5 2-3.5L12.5 14H19L17.5 4H7"],
    person: ["M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z", "M4.5 20c1-4 3.5-5.5 7.5-5.5s6.5 1.5 7.5 5.5"],
    calendar: ["M5 6h14v14H5zM5 10.5h14M9 3.5v4M15 3.5v4"],
  };

  function icon(name) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    ICONS[name].forEach(function (line) {
      const path = document.createElementNS(space, "path");
      path.setAttribute("d", line);
      svg.appendChild(path);
    });
    return svg;
  }

  function iconButton(className, name, label, pressed) {
    const element = button("icon " + className, undefined, pressed);
    element.setAttribute("aria-label", label);
    element.title = label;
    element.appendChild(icon(name));
    return element;
  }

  function fill(sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, function (whole, name) {
      return name in values ? values[name] : whole;
    });
  }

  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    return Array.from(bytes, function (byte) {
      return (byte + 256).toString(16).slice(1);
    }).join("");
  }

  async function copy(text, root) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) {
      // No permission, or a page without https: the old way.
      const focused = root.getRootNode().activeElement;
      const box = make("textarea", "hidden");
      box.value = text;
      root.appendChild(box);
      box.select();
      const done = document.execCommand("copy");
      box.remove();
      if (focused) focused.focus();
      return done;
    }
  }

  // ---------------------------------------------------------------- replies as DOM nodes

  const INLINE =
    /(\*\*[^*\n]+\*\*|`[^`\n]+`[,。;、,;)]?|https?:\/\/[\w\-.~:/?#@!$&+=%]*[\w\-~/#@$&+=%]|(?:tel:[+\d][\d-]+\d|mailto:[\w.+-]+@[\w.-]+\w))/;
  const SAFE_LINKS = ["http:", "https:", "tel:", "mailto:"];

  /** The address of a link that may be followed; null for every other. */
  function safeLink(address) {
    try {
      const url = new URL(address, BASE);
      return SAFE_LINKS.indexOf(url.protocol) < 0 ? null : url.href;
    } catch (error) {
      return null; // not an address
    }
  }

  function link(address, text) {
    const element = make("a", "", text);
    element.href = address;
    if (/^http/.test(address)) {
      element.target = "_blank";
      element.rel = "noopener noreferrer";
    }
    return element;
  }

  function inline(place, text, copyable) {
    text.split(INLINE).forEach(function (part, index) {
      if (index % 2 === 0) {
        if (part) place.appendChild(document.createTextNode(part));
      } else if (part[0] === "*") {
        inline(place.appendChild(make("strong")), part.slice(2, -2), copyable);
      } else if (part[0] === "`") {
        const end = part.lastIndexOf("`");
        const kept = place.appendChild(make("span", "kept")); // a line never begins with a comma
        kept.appendChild(copyable(part.slice(1, end)));
        kept.appendChild(document.createTextNode(part.slice(end + 1)));
      } else {
        place.appendChild(safeLink(part) ? link(part, part.replace(/^(tel|mailto):/, "")) : make("span", "", part));
      }
    });
  }

  /** Bold, lists, copyable parts and links; whatever else a text holds stays text. */
  function rich(place, text, copyable) {
    let list = null;
    text.split("\n").forEach(function (line) {
      const numbered = /^\s*(\d{1,3})\. +(.*)$/.exec(line);
      const bulleted = /^\s*- +(.*)$/.exec(line);
      const tag = numbered ? "OL" : bulleted ? "UL" : "";
      if (!tag) {
        list = null;
        if (line.trim()) inline(place.appendChild(make("p")), line, copyable);
        return;
      }
      if (!list || list.tagName !== tag) list = place.appendChild(make(tag));
      const item = list.appendChild(make("li"));
      if (numbered) item.value = Number(numbered[1]);
      inline(item, numbered ? numbered[2] : bulleted[1], copyable);
    });
  }

  /** A text without its last line if that is its source, and that line. */
  function sourceApart(text) {
    const cut = text.lastIndexOf("\n" + WELCOME.source_lead);
    const isLast = cut >= 0 && text.indexOf("\n", cut + 1) < 0;
    return isLast ? [text.slice(0, cut), text.slice(cut + 1)] : [text, ""];
  }

  function plain(text) {
    return text.replace(/\*\*([^*\n]+)\*\*/g, "$1").replace(/`([^`\n]+)`/g, "$1");
  }

  // ---------------------------------------------------------------- what this device remembers

  /** The conversation so far, in localStorage where there is one. */
  class Memory {
    constructor() {
      this.key = NAME + " " + BASE;
      this.read();
    }

    read() {
      let kept = null;
      try {
        kept = JSON.parse(localStorage.getItem(this.key));
      } catch (error) {
        // No storage (a private window, a sandboxed frame) or broken: begin anew.
      }
      const fresh = kept && kept.version === 1 && Array.isArray(kept.items);
      const young = fresh && Date.now() - kept.at < KEPT_DAYS * 86400000;
      this.state = young ? kept : { version: 1, token: null, cursor: "0", items: [], waiting: [], unread: false, at: 0 };
    }

    write() {
      const state = this.state;
      state.at = Date.now();
      state.items = state.items.slice(-KEPT_ITEMS);
      try {
        localStorage.setItem(this.key, JSON.stringify(state));
      } catch (error) {
        // Full or forbidden: the conversation lasts as long as the page.
      }
    }

    clear() {
      try {
        localStorage.removeItem(this.key);
      } catch (error) {
        // Nothing was kept.
      }
      this.read();
      this.state.items = [];
    }
  }

  // ---------------------------------------------------------------- the server

  /** The server can't be reached or asks for patience: the same request may be sent again. */
  class Unreachable extends Error {
    constructor(seconds, busy) {
      super("unreachable");
      this.unreachable = true;
      this.seconds = seconds || 0;
      this.busy = busy;
    }
  }

  /** POST or GET; returns {status, body}. Throws Unreachable. */
  async function call(method, path, token, body) {
    const request = { method: method, headers: {}, credentials: "omit", cache: "no-store" };
    if (token) request.headers.Authorization = "Bearer " + token;
    if (body) {
      request.headers["Content-Type"] = "application/json";
      request.body = JSON.stringify(body);
    }
    let timer = 0;
    if (window.AbortController) {
      const abort = new AbortController();
      request.signal = abort.signal;
      timer = setTimeout(function () {
        abort.abort();
      }, ANSWER_SECONDS * 1000);
    }
    let response = null;
    let said = null;
    try {
      response = await fetch(BASE + "api/chat/" + path, request);
      if (response.status !== 204) said = await response.json();
    } catch (error) {
      if (!response || response.ok) throw new Unreachable();
    } finally {
      clearTimeout(timer);
    }
    if (response.status === 429 || response.status >= 500) {
      throw new Unreachable(Number(response.headers.get("Retry-After")), response.status === 429);
    }
    return { status: response.status, body: said || {} };
  }

  // ---------------------------------------------------------------- the element

  class PartyTransferChat extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      this.memory = new Memory();
      this.isInline = this.hasAttribute("inline");
      this.isOpen = this.isInline;
      this.compositionEnded = 0;
      this.lastActivity = 0;
      this.failures = 0;
      this.build();
      this.listen();
      this.redraw();
      if (this.memory.state.token) this.catchUp();
    }

    // -------------------------------------------------------------- building

    build() {
      const root = this.attachShadow({ mode: "open" });
      this.dress(root);
      this.frame = make("section", "frame");
      this.frame.tabIndex = -1;
      const title = this.getAttribute("college") || WELCOME.college;
      this.frame.setAttribute("aria-label", words.title + " · " + title);
      if (!this.isInline) {
        this.frame.setAttribute("role", "dialog");
        this.frame.setAttribute("aria-modal", "true");
        this.frame.hidden = true;
        this.frame.appendChild(this.buildHeader(title));
        root.appendChild(this.buildLauncher());
      }
      this.strip = make("div", "strip");
      this.strip.setAttribute("role", "status");
      this.log = make("div", "log");
      this.log.setAttribute("role", "log");
      this.log.setAttribute("aria-live", "polite");
      this.log.setAttribute("aria-label", words.log);
      this.log.tabIndex = 0;
      this.spoken = make("div", "hidden");
      this.spoken.setAttribute("role", "status");
      this.frame.appendChild(this.strip);
      this.frame.appendChild(this.log);
      this.frame.appendChild(this.buildComposer());
      this.frame.appendChild(this.spoken);
      root.appendChild(this.frame);
    }

    /** A constructed sheet needs nothing of the page's CSP; old browsers fetch the same file. */
    dress(root) {
      if ("adoptedStyleSheets" in root && CSSStyleSheet.prototype.replaceSync) {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(STYLE);
        root.adoptedStyleSheets = [sheet];
        return;
      }
      const element = this;
      const fetched = make("link");
      fetched.rel = "stylesheet";
      fetched.href = BASE + "static/widget.css";
      element.style.visibility = "hidden";
      fetched.onload = fetched.onerror = function () {
        element.style.visibility = "";
      };
      root.appendChild(fetched);
    }

    buildHeader(college) {
      const header = make("header");
      const mark = make("span", "mark");
      mark.appendChild(icon("letter"));
      const names = make("div", "names");
      names.appendChild(make("h2", "", words.title));
      names.appendChild(make("p", "", college + " · " + words.subtitle));
      header.appendChild(mark);
      header.appendChild(names);
      header.appendChild(iconButton("close", "close", words.close, this.close.bind(this)));
      return header;
    }

    buildLauncher() {
      this.launcher = button("launcher", undefined, this.open.bind(this));
      this.launcher.setAttribute("aria-haspopup", "dialog");
      this.launcher.appendChild(icon("letter"));
      this.launcher.appendChild(make("span", "", words.launcher));
      this.dot = make("span", "dot");
      this.dot.hidden = true;
      this.dot.appendChild(make("span", "hidden", words.new_reply));
      this.launcher.appendChild(this.dot);
      return this.launcher;
    }

    buildComposer() {
      const form = make("form", "composer");
      const row = make("div", "row");
      this.box = make("textarea");
      this.box.rows = 1;
      this.box.placeholder = words.placeholder;
      this.box.setAttribute("aria-label", words.your_question);
      this.box.setAttribute("autocomplete", "off");
      const send = make("button", "send", words.send);
      send.type = "submit";
      row.appendChild(this.box);
      row.appendChild(send);
      const tools = make("div", "tools");
      const counselor = button("quiet counselor", undefined, this.askCounselor.bind(this));
      counselor.appendChild(icon("person"));
      counselor.appendChild(document.createTextNode(WELCOME.ask_counselor));
      tools.appendChild(counselor);
      this.count = make("span", "count");
      tools.appendChild(this.count);
      this.clearButton = button("quiet", words.clear, this.askToClear.bind(this));
      tools.appendChild(this.clearButton);
      form.appendChild(row);
      form.appendChild(tools);
      form.addEventListener("submit", this.submitted.bind(this));
      this.form = form;
      return form;
    }

    listen() {
      const chat = this;
      const root = this.shadowRoot;
      this.box.addEventListener("compositionend", function () {
        chat.compositionEnded = Date.now();
      });
      this.box.addEventListener("keydown", this.keyInBox.bind(this));
      this.box.addEventListener("input", this.grow.bind(this));
      ["keydown", "keyup", "keypress"].forEach(function (kind) {
        // Shortcuts of the host page must not fire while somebody types here.
        root.addEventListener(kind, function (event) {
          if (kind === "keydown") chat.keyInFrame(event);
          event.stopPropagation();
        });
      });
      addEventListener("online", this.catchUp.bind(this));
      addEventListener("offline", this.showStrip.bind(this));
      addEventListener("storage", function (event) {
        if (event.key !== chat.memory.key) return;
        chat.memory.read(); // another tab of the same page
        chat.redraw();
      });
      document.addEventListener("visibilitychange", function () {
        if (!document.hidden) chat.catchUp();
      });
      document.addEventListener("click", function (event) {
        const asked = event.target.closest && event.target.closest("[data-party-transfer]");
        if (!asked) return;
        if (asked.getAttribute("href") === "#") event.preventDefault(); // no jump to the top
        chat.open();
        chat.say({ button: asked.getAttribute("data-party-transfer") }, asked.textContent.trim());
      });
      if (window.visualViewport) {
        visualViewport.addEventListener("resize", this.fit.bind(this));
        visualViewport.addEventListener("scroll", this.fit.bind(this));
      }
    }

    // -------------------------------------------------------------- the dialog

    open() {
      if (this.isOpen) return;
      this.isOpen = true;
      this.opener = document.activeElement;
      this.frame.hidden = false;
      this.launcher.hidden = true;
      this.dot.hidden = true;
      this.memory.state.unread = false;
      this.memory.write();
      if (PHONE.matches) this.lockPage();
      this.fit();
      this.scrollToEnd();
      // A touch screen's keyboard would cover the answer that is about to be read.
      (BY_TOUCH.matches ? this.frame : this.box).focus();
      if (this.memory.state.token) this.catchUp();
    }

    close() {
      if (!this.isOpen || this.isInline) return;
      this.isOpen = false;
      this.frame.hidden = true;
      this.launcher.hidden = false;
      this.unlockPage();
      const back = this.opener && this.opener !== document.body && this.opener !== this;
      (back ? this.opener : this.launcher).focus();
    }

    /** Keep the page under a full-screen dialog still; iOS needs the body to be fixed. */
    lockPage() {
      const body = document.body;
      const top = window.pageYOffset;
      const before = body.getAttribute("style");
      body.style.position = "fixed";
      body.style.top = -top + "px";
      body.style.left = body.style.right = "0";
      body.style.overflow = "hidden";
      this.unlock = function () {
        if (before === null) body.removeAttribute("style");
        else body.style.cssText = before;
        window.scrollTo(0, top);
      };
    }

    unlockPage() {
      if (this.unlock) this.unlock();
      this.unlock = null;
    }

    /** Stay above the on-screen keyboard. */
    fit() {
      const view = window.visualViewport;
      if (!view || !this.isOpen) return;
      const style = this.frame.style;
      const keyboard = window.innerHeight - view.height > KEYBOARD_PIXELS && view.scale < 1.1;
      style.height = style.top = "";
      if (keyboard && this.isInline) {
        const top = this.getBoundingClientRect().top;
        style.height = Math.max(160, view.offsetTop + view.height - top) + "px";
        this.scrollToEnd();
      } else if (keyboard && PHONE.matches) {
        style.height = view.height + "px";
        style.top = view.offsetTop + "px";
        this.scrollToEnd();
      }
    }

    keyInFrame(event) {
      if (this.isInline || !this.isOpen) return;
      if (event.key === "Escape" && !event.isComposing) {
        event.preventDefault();
        this.close();
      } else if (event.key === "Tab") {
        this.keepInside(event);
      }
    }

    keepInside(event) {
      const all = Array.from(this.frame.querySelectorAll("button, a[href], textarea, [tabindex='0']"));
      const reachable = all.filter(function (element) {
        return !element.disabled && element.getClientRects().length > 0;
      });
      const first = reachable[0];
      const last = reachable[reachable.length - 1];
      const now = this.shadowRoot.activeElement;
      const leaving = event.shiftKey ? now === first || now === this.frame : now === last;
      if (!leaving) return;
      event.preventDefault();
      (event.shiftKey ? last : first).focus();
    }

    // -------------------------------------------------------------- typing

    keyInBox(event) {
      if (event.key !== "Enter" || event.shiftKey || BY_TOUCH.matches) return;
      // The Enter that confirms half-typed pinyin must not send.
      if (event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      if (Date.now() - this.compositionEnded < COMPOSITION_MILLISECONDS) return;
      this.submitted(event);
    }

    submitted(event) {
      event.preventDefault();
      const text = this.box.value.trim();
      this.box.value = "";
      this.grow();
      if (text) this.say({ text: text }, text);
      else this.box.focus();
    }

    grow() {
      this.box.style.height = "auto";
      this.box.style.height = Math.min(this.box.scrollHeight, 132) + "px";
      const length = this.box.value.trim().length;
      this.count.textContent = length > WELCOME.limit * 0.8 ? length + "/" + WELCOME.limit : "";
      this.count.classList.toggle("over", length >= WELCOME.limit);
    }

    /** What stands in the box is the question that is meant. */
    askCounselor() {
      const text = this.box.value.trim();
      if (text) this.say({ text: text }, text);
      this.box.value = "";
      this.grow();
      this.say({ button: WELCOME.hand_over }, WELCOME.ask_counselor);
    }

    // -------------------------------------------------------------- asking and answering

    /** Show a message and queue it until the server has it. */
    say(message, shown) {
      this.lastActivity = Date.now();
      message.client_message_id = newId();
      this.remember({ from: "me", text: shown, message: message, sent: false });
      this.failures = 0;
      this.flush();
    }

    remember(item) {
      this.memory.state.items.push(item);
      this.memory.write();
      this.draw(item);
    }

    async token() {
      const state = this.memory.state;
      if (!state.token) {
        const made = await call("POST", "sessions", null, {});
        if (made.status !== 201) throw new Unreachable();
        state.token = made.body.token;
        state.cursor = "0";
        this.memory.write();
      }
      return state.token;
    }

    /** Send as this session; a session that the server no longer knows is begun anew. */
    async post(path, body) {
      let answer = await call("POST", path, await this.token(), body);
      if (answer.status === 401) {
        this.memory.state.token = null;
        answer = await call("POST", path, await this.token(), body);
      }
      return answer;
    }

    /** Send what waits, one at a time and in order. */
    async flush() {
      if (this.flushing) return;
      this.flushing = true;
      let trouble = null;
      try {
        for (let item = this.unsent(); item; item = this.unsent()) {
          this.showThinking(true);
          const answer = await this.post("messages", item.message);
          this.showThinking(false);
          // Cleared meanwhile, or another tab wrote: what is still unsent is asked again, and
          // the server knows it by its id.
          if (this.memory.state.items.indexOf(item) < 0) continue;
          item.sent = true;
          if (answer.status === 200) this.receive(answer.body.replies, [], []);
          else this.remember({ from: "note", text: fill(words.refused, { reason: answer.body.detail || "" }) });
          this.memory.write();
        }
        await this.sendVerdicts();
      } catch (error) {
        if (!error.unreachable) throw error;
        trouble = error;
      } finally {
        this.flushing = false;
        this.showThinking(false);
      }
      this.settle(trouble);
    }

    unsent() {
      return this.memory.state.items.find(function (item) {
        return item.from === "me" && !item.sent;
      });
    }

    /** Show each reply once, whichever way it came. */
    receive(replies, answered, closed) {
      const chat = this;
      const state = this.memory.state;
      this.unseen(replies).forEach(function (reply) {
        const number = reply.question_number;
        const isAnswer = answered.indexOf(number) >= 0;
        if (number && !isAnswer && state.waiting.indexOf(number) < 0) state.waiting.push(number);
        if (!chat.isOpen) state.unread = true;
        chat.remember(Object.assign({}, reply, { from: "bot", answered: isAnswer, verdict: null, told: true }));
      });
      state.waiting = state.waiting.filter(function (number) {
        return answered.indexOf(number) < 0 && closed.indexOf(number) < 0;
      });
      this.memory.write();
      this.showStrip();
    }

    unseen(replies) {
      const items = this.memory.state.items;
      return replies.filter(function (reply) {
        return !items.some(function (item) {
          return item.from === "bot" && item.id === reply.id;
        });
      });
    }

    /**
     * Numbers of questions that a counselor has answered, or closed without an answer: asked for
     * when a reply names one, and once a visit, as one answer may settle several questions.
     */
    async settledAmong(replies) {
      const state = this.memory.state;
      const named = replies
        .map(function (reply) {
          return reply.question_number;
        })
        .filter(Boolean);
      const asked = named.length || !this.verified ? state.waiting.concat(named) : [];
      const settled = { answered: [], closed: [] };
      for (let index = 0; index < asked.length; index += 1) {
        const question = await call("GET", "questions/" + asked[index], state.token);
        const fate = question.status === 200 ? question.body.state : "answered";
        if (settled[fate]) settled[fate].push(asked[index]);
      }
      this.verified = true;
      return settled;
    }

    /** Send what waits, then fetch what came meanwhile. */
    async catchUp() {
      if (this.catching) return;
      this.catching = true;
      clearTimeout(this.pollTimer);
      let trouble = null;
      try {
        await this.flush();
        const state = this.memory.state;
        if (state.token && !this.unsent()) {
          const later = await call("GET", "messages?after=" + encodeURIComponent(state.cursor), state.token);
          const replies = later.status === 200 ? this.unseen(later.body.replies) : [];
          const settled = await this.settledAmong(replies);
          const known = settled.answered.length || settled.closed.length;
          const news = later.status === 200 && (known || later.body.cursor !== state.cursor);
          if (news && state === this.memory.state) {
            state.cursor = later.body.cursor;
            this.receive(replies, settled.answered, settled.closed);
          }
        }
      } catch (error) {
        if (!error.unreachable) throw error;
        trouble = error;
      } finally {
        this.catching = false;
      }
      if (trouble || !this.unsent()) this.settle(trouble);
    }

    /** After every exchange: say how it went, and come back in time. */
    settle(trouble) {
      this.failures = trouble ? this.failures + 1 : 0;
      this.trouble = trouble;
      this.showStrip();
      clearTimeout(this.pollTimer);
      const seconds = trouble ? Math.max(trouble.seconds, Math.min(60, Math.pow(2, this.failures))) : this.patience();
      if (!seconds || document.hidden) return; // looking at the page again catches up
      this.pollTimer = setTimeout(this.catchUp.bind(this), seconds * 1000);
    }

    /** Seconds until it is worth asking for late answers; 0: not before somebody looks again. */
    patience() {
      const idle = Date.now() - this.lastActivity;
      if (this.isOpen && idle < 120000) return 15;
      if (this.memory.state.waiting.length) return 60;
      return this.isOpen && idle < 1800000 ? 60 : 0;
    }

    async judge(item, verdict) {
      item.verdict = verdict;
      item.told = false;
      this.memory.write();
      this.speak(verdict === "up" ? words.thanks_up : words.thanks_down);
      await this.flush();
    }

    async sendVerdicts() {
      const judged = this.memory.state.items.filter(function (item) {
        return item.from === "bot" && item.told === false;
      });
      for (let index = 0; index < judged.length; index += 1) {
        await this.post("feedback", { reply_id: judged[index].id, verdict: judged[index].verdict });
        judged[index].told = true;
        this.memory.write();
      }
    }

    // -------------------------------------------------------------- the log

    redraw() {
      const chat = this;
      this.log.setAttribute("aria-busy", "true"); // history isn't read out again
      while (this.log.firstChild) this.log.removeChild(this.log.firstChild);
      this.queued = [];
      this.drawGreeting();
      this.memory.state.items.forEach(function (item) {
        chat.draw(item);
      });
      this.log.removeAttribute("aria-busy");
      this.showStrip();
      this.scrollToEnd();
    }

    drawGreeting() {
      const article = this.article("bot greeting", words.title);
      rich(article.body, WELCOME.greeting, this.copyable.bind(this));
      article.body.appendChild(make("p", "small", words.privacy));
      this.drawButtons(article, WELCOME.topics);
      this.log.appendChild(article);
    }

    draw(item) {
      if (item.from === "me") this.drawMine(item);
      else if (item.from === "note") this.drawNote(item);
      else this.drawReply(item);
      this.scrollToLast();
    }

    article(className, speaker) {
      const article = make("article", className);
      article.appendChild(make("span", "hidden", speaker + ":"));
      article.body = article.appendChild(make("div", "bubble"));
      return article;
    }

    drawMine(item) {
      const article = this.article("me", words.you);
      article.body.textContent = item.text;
      if (!item.sent) this.queued.push({ item: item, place: article.appendChild(make("p", "state")) });
      this.log.appendChild(article);
    }

    drawNote(item) {
      const article = this.article("bot note", words.title);
      article.body.appendChild(make("p", "", item.text));
      this.log.appendChild(article);
    }

    drawReply(item) {
      const kind = item.answered ? "bot answered" : item.question_number ? "bot waiting" : "bot";
      const article = this.article(kind, words.title);
      const parts = sourceApart(item.text);
      if (item.answered) article.body.appendChild(make("p", "label", words.answered));
      rich(article.body, parts[0], this.copyable.bind(this));
      this.drawFiles(article, item.files || []);
      if (parts[1] || item.answered) this.drawFoot(article, item, parts[1]);
      this.drawButtons(article, item.buttons || []);
      this.log.appendChild(article);
    }

    drawButtons(article, buttons) {
      if (!buttons.length) return;
      const chat = this;
      const row = article.appendChild(make("div", "buttons"));
      buttons.forEach(function (offered) {
        row.appendChild(
          button("chip", offered.title, function () {
            chat.say({ button: offered.id }, offered.title);
          })
        );
      });
    }

    drawFiles(article, files) {
      if (!files.length) return;
      const row = article.body.appendChild(make("div", "files"));
      files.forEach(function (file) {
        const address = safeLink(/^\//.test(file.url) ? file.url.slice(1) : file.url);
        const element = address ? link(address, "") : make("span");
        element.className = "file";
        element.appendChild(icon(/^mailto:/.test(file.url) ? "letter" : "calendar"));
        element.appendChild(make("span", "", file.title));
        row.appendChild(element);
      });
      if (IN_WECHAT) article.body.appendChild(make("p", "small", words.in_browser));
    }

    drawFoot(article, item, source) {
      const chat = this;
      const foot = article.body.appendChild(make("footer"));
      foot.appendChild(make("span", "source", source));
      foot.appendChild(
        iconButton("copy", "copy", words.copy, function () {
          chat.copyText(plain(item.text));
        })
      );
      const thumbs = ["up", "down"].map(function (verdict) {
        const label = verdict === "up" ? words.helpful : words.unhelpful;
        return iconButton(verdict, verdict, label, function () {
          chat.judge(item, verdict);
          press();
        });
      });
      function press() {
        thumbs.forEach(function (thumb) {
          thumb.setAttribute("aria-pressed", String(thumb.classList.contains(item.verdict || "none")));
        });
      }
      press();
      thumbs.forEach(function (thumb) {
        foot.appendChild(thumb);
      });
    }

    /** A part of a reply that is to be copied exactly: a mailbox, a subject. */
    copyable(text) {
      const chat = this;
      const whole = make("span", "copyable");
      whole.appendChild(make("code", "", text));
      const copier = button("copier", words.copy, function () {
        chat.copyText(text, copier);
      });
      copier.setAttribute("aria-label", words.copy + " " + text);
      whole.appendChild(copier);
      return whole;
    }

    async copyText(text, copier) {
      const done = await copy(text, this.frame);
      this.speak(done ? words.copied : words.copy_failed);
      if (copier && done) {
        copier.textContent = words.copied;
        setTimeout(function () {
          copier.textContent = words.copy;
        }, 2000);
      }
    }

    /** A short word that is seen for a moment and read out. */
    speak(sentence) {
      const spoken = this.spoken;
      spoken.textContent = sentence;
      spoken.className = "toast";
      clearTimeout(this.spokenTimer);
      this.spokenTimer = setTimeout(function () {
        spoken.className = "hidden";
        spoken.textContent = "";
      }, 3500);
    }

    showThinking(wanted) {
      clearTimeout(this.slowTimer);
      if (this.thinking) this.thinking.remove();
      this.thinking = null;
      if (!wanted) return;
      const article = this.article("bot thinking", words.title);
      const said = article.body.appendChild(make("span", "said", words.thinking));
      const dots = article.body.appendChild(make("span", "dots"));
      dots.setAttribute("aria-hidden", "true");
      for (let index = 0; index < 3; index += 1) dots.appendChild(make("i"));
      this.slowTimer = setTimeout(function () {
        said.textContent = words.still_thinking;
      }, SLOW_SECONDS * 1000);
      this.thinking = this.log.appendChild(article);
      this.scrollToLast();
    }

    /** Say beside each message that couldn't be sent yet that it is kept. */
    showQueued() {
      const trouble = this.trouble;
      this.queued.forEach(function (queued) {
        queued.place.textContent = trouble && !queued.item.sent ? words.queued : "";
      });
    }

    /** The strip above the log: no network, no server, questions that wait, clearing. */
    showStrip() {
      const strip = this.strip;
      const waiting = this.memory.state.waiting;
      const offline = navigator.onLine === false;
      const height = this.log.clientHeight;
      while (strip.firstChild) strip.removeChild(strip.firstChild);
      strip.className = "strip";
      if (this.clearing) {
        strip.className = "strip warn";
        strip.appendChild(make("span", "", words.clear_question));
        strip.appendChild(button("chip strong", words.clear_yes, this.clear.bind(this)));
        strip.appendChild(button("chip", words.clear_no, this.keep.bind(this)));
      } else if (offline || this.trouble) {
        strip.className = "strip warn";
        const busy = this.trouble && this.trouble.busy;
        strip.appendChild(make("span", "", offline ? words.offline : busy ? words.busy : words.unreachable));
        if (!offline) strip.appendChild(button("chip", words.retry, this.catchUp.bind(this)));
      } else if (waiting.length) {
        strip.appendChild(make("span", "", fill(words.waiting, { numbers: waiting.join("、") })));
      }
      this.log.scrollTop += height - this.log.clientHeight; // what was last in view stays
      this.showQueued();
      if (this.dot) this.dot.hidden = !this.memory.state.unread || this.isOpen;
    }

    askToClear() {
      this.clearing = true;
      this.showStrip();
      this.strip.querySelector("button").focus();
    }

    keep() {
      this.clearing = false;
      this.showStrip();
      this.clearButton.focus();
    }

    clear() {
      this.clearing = false;
      this.trouble = null;
      clearTimeout(this.pollTimer);
      this.memory.clear();
      this.redraw();
      this.box.focus();
    }

    scrollToEnd() {
      this.log.scrollTop = this.log.scrollHeight;
    }

    /** Show the end, unless an answer is longer than the window: then its question on top. */
    scrollToLast() {
      const mine = this.log.querySelectorAll(".me");
      const question = mine[mine.length - 1];
      const end = this.log.scrollHeight - this.log.clientHeight;
      const top = question ? question.offsetTop - this.log.offsetTop - 12 : end;
      this.log.scrollTop = Math.min(end, top);
    }
  }

  // ---------------------------------------------------------------- start

  customElements.define(NAME, PartyTransferChat);
  if (!document.querySelector(NAME)) {
    const chat = document.createElement(NAME);
    if (SCRIPT && SCRIPT.dataset.college) chat.setAttribute("college", SCRIPT.dataset.college);
    document.body.appendChild(chat);
  }
})();
