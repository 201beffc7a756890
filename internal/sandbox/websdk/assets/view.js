// element makes a DOM element. No HTML is ever parsed, and no style attribute is
// written: a strict Content-Security-Policy of the merchant's page allows this.
function element(name, properties, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(properties || {})) {
    if (key.startsWith("on")) e.addEventListener(key.slice(2), value);
    else if (key in e) e[key] = value;
    else e.setAttribute(key, value);
  }
  e.append(...children.filter((c) => c !== null && c !== undefined && c !== false));
  return e;
}

// qrImage draws a code as SVG: rows of "0" and "1".
function qrImage(rows, label) {
  const ns = "http://www.w3.org/2000/svg";
  const quiet = 4, size = rows.length + 2 * quiet;
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  svg.setAttribute("shape-rendering", "crispEdges");
  const path = document.createElementNS(ns, "path");
  let d = "";
  rows.forEach((row, y) => [...row].forEach((bit, x) => { if (bit === "1") d += `M${x + quiet} ${y + quiet}h1v1h-1z`; }));
  path.setAttribute("d", d);
  svg.append(path);
  return svg;
}

// clockText is a stretch of time as m:ss or h:mm:ss.
function clockText(ms) {
  const left = Math.max(0, Math.ceil(ms / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(left / 3600), minutes = Math.floor(left / 60) % 60;
  return (hours > 0 ? hours + ":" + two(minutes) : minutes) + ":" + two(left % 60);
}

// View is what the buyer sees: a dialog in a shadow root, above everything that
// the merchant's page has and out of reach of its styles.
class View {
  #host;
  #dialog;

  constructor(locale, onCancel) {
    this.words = wordsOf(locale);
    this.locale = locale;
    this.#host = document.createElement("antom-simulator-checkout");
    // The page's own rules for elements must not reach the host.
    this.#host.style.setProperty("all", "initial", "important");
    const root = this.#host.attachShadow({ mode: "open" });
    if ("adoptedStyleSheets" in root) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } else {
      root.append(element("style", { textContent: STYLE }));
    }
    this.#dialog = element("dialog", { lang: languageTag(locale), "aria-labelledby": "title" });
    // Escape leaves the payment as the button does, and never behind its back.
    this.#dialog.addEventListener("cancel", (event) => { event.preventDefault(); onCancel(); });
    root.append(this.#dialog);
  }

  // show replaces what is in the dialog and gives its title the focus.
  show(...children) {
    const mark = element("div", { className: "banner" }, element("p", {}, element("strong", {}, "Simulator"), " ", this.words("noMoney")));
    this.#dialog.replaceChildren(mark, ...children.filter(Boolean));
    if (!this.#host.isConnected) document.body.append(this.#host);
    if (!this.#dialog.open) this.#dialog.showModal();
    const title = this.find("#title");
    if (title) title.focus();
  }

  find(selector) { return this.#dialog.querySelector(selector); }

  // say tells something to all, also to a screen reader.
  say(text, kind = "") {
    const status = this.find("[role=status]");
    if (status) Object.assign(status, { textContent: text, className: kind });
  }

  busy(on) {
    this.#dialog.setAttribute("aria-busy", String(on));
    for (const button of this.#dialog.querySelectorAll("button, select")) button.disabled = on;
  }

  remove() {
    if (this.#dialog.open) this.#dialog.close(); // gives the focus back to the page
    this.#host.remove();
  }

  title(text, sub) {
    return element("div", { className: "head" }, sub && element("p", { className: "merchant" }, sub), element("h1", { id: "title", tabIndex: -1 }, text));
  }

  loading() {
    const title = element("p", { id: "title", tabIndex: -1, role: "status" }, this.words("loading"));
    this.show(element("div", { className: "loading" }, element("span", { className: "spinner", "aria-hidden": "true" }), title));
  }

  // open shows a payment, or a card to store, that waits for its buyer.
  open(state, on) {
    const t = this.words;
    if (state.card) {
      this.#ask(state, on, this.title(t("storeAt", state)), [element("p", { className: "method" }, state.card)], t("store"), on.pay);
      return;
    }
    const amount = amountText(state.amount, this.locale);
    const names = { amount, method: state.method.name, merchant: state.merchant };
    const redirect = state.flow === "redirect";
    const what = [
      state.description && element("p", { className: "description" }, state.description),
      state.qr && element("figure", {}, qrImage(state.qr, t("scan", names)), element("figcaption", {}, t("scan", names))),
      !state.qr && element("p", { className: "method" }, state.method.name),
    ];
    this.#ask(state, on, this.title(amount, t("payTo", names)), what, redirect ? t("goOn", names) : t("pay", names), redirect ? on.leave : on.pay);
  }

  // ask shows what the buyer decides about, and the buttons.
  #ask(state, on, title, what, agree, act) {
    const t = this.words;
    this.show(
      title, ...what,
      element("p", { className: "left" }, t("left") + ": ", element("span", { id: "left", role: "timer" }, clockText(state.leftMs))),
      element("p", { role: "status" }),
      element("div", { className: "actions" },
        state.flow === "redirect" && element("p", { className: "quiet" }, t("leaves")),
        element("button", { type: "button", className: "primary", onclick: act }, agree),
        element("button", { type: "button", className: "plain", onclick: on.cancel }, t("cancel")),
      ),
    );
    this.find(".banner").append(this.#controls(state, on));
  }

  // controls are what a merchant needs for a rehearsal and no buyer has.
  #controls(state, on) {
    const t = this.words;
    const choice = (id, label, options, button, act) => [
      element("label", { htmlFor: id }, label),
      element("select", { id }, ...options),
      element("button", { type: "button", onclick: () => act(this.find("#" + id).value) }, button),
    ];
    const reasons = state.reasons.map((r) => element("option", { value: r.code, selected: Boolean(r.usual) }, r.message ? r.code + " – " + r.message : r.code));
    const failures = FAILURES.map((code) => element("option", { value: code }, code));
    return element("details", {}, element("summary", {}, t("controls")),
      ...(reasons.length > 0 && state.flow !== "redirect" ? choice("reason", t("reason"), reasons, t("decline"), on.decline) : []),
      ...(state.card ? [element("button", { type: "button", onclick: () => on.decline("") }, t("decline"))] : []),
      ...choice("event", t("event"), failures, t("fire"), on.provoke),
    );
  }

  // settled shows what became of a payment or of a card.
  settled(state, returning, on) {
    const t = this.words;
    const kind = { SUCCESS: "good", PENDING: "" }[state.paymentStatus] ?? "bad";
    const [done, failed] = state.card ? [t("stored"), t("notStored")] : [t("paid"), t("notPaid")];
    const [mark, text] = { SUCCESS: ["✓", done], PENDING: ["…", t("notYet")] }[state.paymentStatus] || ["✗", failed];
    this.show(
      element("div", { className: "head " + kind }, element("h1", { id: "title", tabIndex: -1 }, element("span", { className: "mark", "aria-hidden": "true" }, mark), " " + text)),
      element("p", {}, state.card || amountText(state.amount, this.locale) + " · " + state.method.name),
      state.reason && element("p", {}, state.reason),
      element("p", { className: "quiet" }, state.paymentResultCode),
      element("p", { role: "status" }, returning ? t("returning") : ""),
      element("div", { className: "actions" },
        state.returnUrl && element("a", { className: "primary", href: state.returnUrl }, t("back")),
        element("button", { type: "button", onclick: on.close }, t("close")),
      ),
    );
  }
}
