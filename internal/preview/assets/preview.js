// Loads the SDK, mounts it, and tells the command what happens. What is shown is
// what the command has: a page that is loaded again shows the same.
"use strict";

const config = JSON.parse(document.body.dataset.config);
const base = document.body.dataset.base;
const byId = (id) => document.getElementById(id);
let app = null;
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
    return { note: "the result cannot be written as JSON" };
  }
}

function load() {
  return new Promise((resolve, reject) => {
    if (window.AMSCashierPayment) return resolve();
    const script = document.createElement("script");
    script.src = config.sdkUrl;
    script.onload = () => (window.AMSCashierPayment ? resolve() : reject(new Error("the script has no AMSCashierPayment: " + config.sdkUrl)));
    script.onerror = () => reject(new Error("the script could not be loaded: " + config.sdkUrl));
    document.head.append(script);
  });
}

async function mount() {
  state("Mounting…");
  try {
    await load();
    app = new window.AMSCashierPayment({
      environment: config.environment,
      ...(config.locale ? { locale: config.locale } : {}),
      onLog: (log) => tell("log", { code: text(log && log.code), message: text(log && log.message) }),
      onEventCallback: (event) => tell("sdk", { code: text(event && event.code), message: text(event && event.message), result: plain(event && event.result) }),
    });
    state("createComponent was called.");
    await app.createComponent({
      sessionData: config.sessionData,
      appearance: { showLoading: config.showLoading },
      notRedirectAfterComplete: true,
    });
  } catch (error) {
    state(error.message);
    tell("failed", { message: error.message });
  }
}

function unmount() {
  if (!app) return state("Nothing is mounted.");
  try {
    app.unmount();
    tell("unmounted");
    state("unmount was called.");
  } catch (error) {
    tell("failed", { message: "unmount: " + error.message });
  }
  app = null;
}

const titles = {
  opened: "The page was opened", unmounted: "unmount was called", returned: "The buyer came back",
  blocked: "Blocked by this page's policy", failed: "The SDK could not be used",
};

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
  line("", e.meaning || e.message);
  if (e.result !== undefined) line("code quiet", JSON.stringify(e.result));
  if (e.next && e.next !== "nothing") line("quiet", "Next: " + e.next);
  byId("events").append(item);
}

const stream = new EventSource(base + "events");
stream.onmessage = (message) => show(JSON.parse(message.data));
stream.addEventListener("final", (message) => {
  stream.close();
  // What the SDK still shows could lead back to a page that is no longer served.
  try {
    if (app) app.unmount();
  } catch { /* the payment is over all the same */ }
  for (const button of document.querySelectorAll("button")) button.disabled = true;
  state("The payment is " + JSON.parse(message.data) + ". The preview is over.");
});
stream.onopen = () => { byId("events").replaceChildren(); }; // all of them come again
document.addEventListener("securitypolicyviolation", (v) => tell("blocked", { code: v.effectiveDirective, message: v.blockedURI }));
byId("mount").onclick = mount;
byId("unmount").onclick = unmount;

if (config.returned) {
  tell("returned");
  state("Back from the payment. The result is on its way.");
} else {
  tell("opened");
  mount();
}
