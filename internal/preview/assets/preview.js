// Loads the SDK, mounts it, and tells the command what happens. What is shown is
// what the command has: a page that is loaded again shows the same.
"use strict";

const config = JSON.parse(document.body.dataset.config);
const base = document.body.dataset.base;
const byId = (id) => document.getElementById(id);
let app = null;
let over = false; // the payment is final
let mounts = 0;   // among the events that are shown
let queue = Promise.resolve();

// tell sends an event; one after the other, so that they stay in order.
function tell(event, more = {}) {
  const body = JSON.stringify({ event, ...more });
  queue = queue.then(() => fetch(base + "events", {
    method: "POST", headers: { "Content-Type": "application/json" }, body, keepalive: true,
  })).catch(() => state("The command has ended. This page is no longer connected."));
}

function state(text) { byId("state").textContent = text; }

function text(value) { return value === undefined || value === null ? "" : String(value); }

function plain(result) {
  try {
    return result === undefined ? undefined : JSON.parse(JSON.stringify(result));
  } catch {
    return { note: "The result cannot be written as JSON" };
  }
}

// sdkClass is the class of the SDK: a script can have one of its own for cards.
function sdkClass() { return config.vaulting && window.AMSVaulting || window.AMSCashierPayment; }

function load() {
  return new Promise((resolve, reject) => {
    if (sdkClass()) return resolve();
    const script = document.createElement("script");
    script.src = config.sdkUrl;
    script.onload = () => (sdkClass() ? resolve() : reject(new Error("The script has no AMSCashierPayment: " + config.sdkUrl)));
    script.onerror = () => reject(new Error("The script could not be loaded: " + config.sdkUrl));
    document.head.append(script);
  });
}

async function mount() {
  try {
    await load();
    app = new (sdkClass())({
      environment: config.environment,
      ...(config.locale ? { locale: config.locale } : {}),
      onLog: (log) => tell("log", { code: text(log && log.code), message: text(log && log.message) }),
      onEventCallback: (event) => tell("sdk", { code: text(event && event.code), message: text(event && event.message), result: plain(event && event.result) }),
    });
    await app.createComponent({
      sessionData: config.sessionData,
      appearance: { showLoading: config.showLoading },
      notRedirectAfterComplete: true,
    });
  } catch (error) {
    tell("failed", { message: error.message });
  }
}

function unmount() {
  if (!app) return state("Nothing is mounted.");
  try {
    app.unmount();
    tell("unmounted");
  } catch (error) {
    tell("failed", { message: "unmount: " + error.message });
  }
  app = null;
}

const titles = {
  opened: "The page was opened", mounted: "Mount was pressed", unmounted: "Unmount was pressed", returned: "The buyer came back",
  blocked: "Blocked by this page's policy", failed: "The SDK could not be used",
};

// sentence begins a text with a capital, unless it begins with a name of the API.
function sentence(text) {
  return /^[a-z]+[A-Z_(]/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

// stateAfter is what the page says after an event, "" for nothing new.
function stateAfter(e) {
  switch (e.event === "sdk" ? e.code : e.event) {
    case "opened": case "mounted": return "Mounting the SDK…";
    case "unmounted": return "Nothing is mounted. Mount shows the session again.";
    case "returned": return "Back on this page. The result is on its way.";
    case "failed": return sentence(text(e.message));
    case "SDK_START_OF_LOADING": return "Loading the session…";
    case "SDK_END_OF_LOADING": return "The session is shown.";
  }
  return e.event === "sdk" ? sentence(e.meaning ? e.meaning + "." : text(e.code)) : "";
}

// groupFor is the list that an event belongs to: each mount has one, and each return.
function groupFor(e) {
  const begins = e.event === "opened" || e.event === "mounted" || e.event === "returned";
  if (begins || !byId("events").firstElementChild) {
    const group = document.createElement("section");
    const heading = document.createElement("h3");
    heading.textContent = e.event === "returned" ? "Return" : "Mount " + (mounts += 1);
    group.append(heading, document.createElement("ol"));
    byId("events").prepend(group);
  }
  return byId("events").firstElementChild.querySelector("ol");
}

// show adds an event. The newest one is on top.
function show(e) {
  byId("none").hidden = true;
  const item = document.createElement("li");
  const line = (className, content) => {
    if (!content) return;
    const p = document.createElement("p");
    p.className = className;
    p.textContent = content;
    item.append(p);
  };
  const time = document.createElement("time");
  time.dateTime = e.time;
  time.textContent = new Date(e.time).toLocaleTimeString([], { hour12: false });
  item.append(time);
  line(e.event === "sdk" ? "code" : "title", e.event === "log" ? "onLog " + text(e.code) : e.event === "sdk" ? e.code : titles[e.event]);
  line("", sentence(text(e.meaning || e.message)));
  if (e.result !== undefined) line("code quiet", JSON.stringify(e.result));
  if (e.next && e.next !== "nothing") line("quiet", "Next: " + e.next);
  groupFor(e).prepend(item);
  const after = stateAfter(e);
  if (after && !over) state(after);
}

const stream = new EventSource(base + "events");
stream.onmessage = (message) => show(JSON.parse(message.data));
stream.addEventListener("final", (message) => {
  stream.close();
  over = true;
  // What the SDK still shows could lead back to a page that is no longer served.
  try {
    if (app) app.unmount();
  } catch { /* the payment is over all the same */ }
  for (const button of document.querySelectorAll("button")) button.disabled = true;
  state((config.vaulting ? "The vaulting is " : "The payment is ") + JSON.parse(message.data) + ". The preview is over.");
});
stream.onopen = () => { // all of them come again
  byId("events").replaceChildren();
  mounts = 0;
};
document.addEventListener("securitypolicyviolation", (v) => tell("blocked", { code: v.effectiveDirective, message: v.blockedURI }));
byId("mount").onclick = () => {
  tell("mounted");
  mount();
};
byId("unmount").onclick = unmount;

if (config.returned) {
  tell("returned");
} else {
  tell("opened");
  mount();
}
