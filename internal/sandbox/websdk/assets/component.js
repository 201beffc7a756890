const POLL_MS = 2000;    // how often the state is looked at, as Antom advises for inquiries
const RETURN_MS = 3000;  // how long the result is shown before the buyer is sent back

const CALL_URL_ERROR = "SDK_CALL_URL_ERROR";

// mounted is the component on this page: there is room for one.
let mounted = null;

// Component is a payment on the page, from createComponent to unmount. hooks are
// fire(code, result), log(code, message) and gone().
class Component {
  #session;
  #settings;
  #hooks;
  #view;
  #end = new AbortController(); // ends requests and listeners
  #timers = new Set();
  #reported = "";  // the paymentStatus that an event told
  #busy = false;
  #deadline = 0;
  #method = "";    // its name
  #card = false;   // a card is stored, nothing is paid

  constructor(sessionData, settings, hooks) {
    this.#session = new Session(sessionData, settings.locale);
    this.#settings = settings;
    this.#hooks = hooks;
    this.#view = new View(settings.locale, () => this.#cancel());
  }

  // start loads the session and shows it. Whatever goes wrong is an event.
  async start() {
    const fire = this.#hooks.fire;
    fire("SDK_START_OF_LOADING");
    if (this.#ended) return;
    if (this.#settings.showLoading) this.#view.loading();
    let state;
    try {
      state = await this.#session.look(this.#end.signal);
    } catch (error) {
      if (this.#ended) return;
      this.unmount();
      fire("SDK_END_OF_LOADING");
      const code = error instanceof Refused && error.status < 500 ? "SDK_CREATEPAYMENT_PARAMETER_ERROR" : "SDK_PAYMENT_ERROR";
      this.#hooks.log(code, error instanceof Refused ? error.message : "the simulator at " + this.#session.base + " cannot be reached: " + error.message);
      fire(code);
      return;
    }
    if (this.#ended) return;
    const problem = this.#problem(state);
    if (problem) {
      this.unmount();
      fire("SDK_END_OF_LOADING");
      this.#hooks.log("SDK_PAYMENT_ERROR", problem);
      fire("SDK_PAYMENT_ERROR", state.card ? undefined : resultOf(state));
      return;
    }
    if (state.event && state.event !== CALL_URL_ERROR && state.paymentStatus === "PROCESSING") {
      fire("SDK_END_OF_LOADING");
      if (!this.#ended) this.#provoke(state.event);
      return;
    }
    try {
      this.#show(state);
    } catch (error) {
      this.unmount();
      fire("SDK_END_OF_LOADING");
      this.#hooks.log("SDK_CREATECOMPONENT_ERROR", error.message);
      fire("SDK_CREATECOMPONENT_ERROR");
      return;
    }
    fire("SDK_END_OF_LOADING");
    if (!this.#ended) this.#report(state);
  }

  // provoke fires an event that the session or the simulator's controls ask for, to
  // rehearse it. Of the failures, only a page that does not open leaves the payment on
  // the screen.
  #provoke(code) {
    if (code === CALL_URL_ERROR) return this.#notOpened("the simulator was asked for this event");
    this.unmount();
    this.#hooks.log(code, "the simulator was asked for this event");
    this.#hooks.fire(code, code === "SDK_PAYMENT_ERROR" ? {} : undefined);
  }

  #notOpened(why) {
    this.#view.say(this.#view.words("notOpened", { method: this.#method }), "bad");
    this.#hooks.log(CALL_URL_ERROR, why);
    this.#hooks.fire(CALL_URL_ERROR);
  }

  // problem says why a session cannot be paid here at all.
  #problem(state) {
    if (state.environment !== this.#settings.environment) {
      return `the session was made in the environment ${state.environment}, and the SDK was told ${this.#settings.environment}`;
    }
    if (state.card && state.paymentStatus === "FAIL") return "the card of this session was not stored; make a new session";
    if (state.paymentStatus === "FAIL" || state.paymentStatus === "CANCELLED") {
      return `the session's payment is ${state.paymentStatus} (${state.paymentResultCode}) already; make a new session`;
    }
    return "";
  }

  #show(state) {
    if (state.paymentStatus !== "PROCESSING") return;
    this.#deadline = Date.now() + state.leftMs;
    this.#method = state.method.name;
    this.#card = Boolean(state.card);
    const broken = state.event === CALL_URL_ERROR && (() => this.#provoke(state.event));
    this.#view.open(state, {
      pay: broken || (() => this.#decide((signal) => this.#session.pay(signal))),
      decline: (code) => this.#decide((signal) => this.#session.decline(code, signal)),
      leave: broken || (() => this.#leave(state.continueUrl)),
      cancel: () => this.#cancel(),
      provoke: (code) => { if (!this.#busy) this.#provoke(code); },
    });
    this.#every(1000, () => {
      const left = this.#view.find("#left");
      if (left) left.textContent = clockText(this.#deadline - Date.now());
    });
    this.#watch();
    // Back from the method's own page by the browser's button: look at once.
    window.addEventListener("pageshow", (e) => { if (e.persisted) this.#look(); }, { signal: this.#end.signal });
  }

  // watch sees what happens elsewhere: a payment on the phone, an expiry.
  #watch() {
    this.#later(POLL_MS, async () => {
      await this.#look();
      if (!this.#ended && this.#reported !== "SUCCESS" && this.#reported !== "FAIL") this.#watch();
    });
  }

  async #look() {
    if (this.#busy) return;
    try {
      const state = await this.#session.look(this.#end.signal);
      if (!this.#ended && !this.#busy) this.#report(state);
    } catch (error) {
      if (!this.#ended) this.#hooks.log("SDK_PAYMENT_ERROR", "looking at the payment failed: " + error.message);
    }
  }

  async #decide(ask) {
    if (this.#busy) return;
    this.#busy = true;
    this.#view.busy(true);
    this.#view.say(this.#view.words(this.#card ? "storing" : "paying"));
    try {
      const state = await ask(this.#end.signal);
      if (!this.#ended) this.#report(state);
    } catch (error) {
      if (this.#ended) return;
      this.#view.busy(false);
      this.#view.say(this.#view.words("noAnswer"), "bad");
      this.#hooks.log("SDK_PAYMENT_ERROR", error.message);
      this.#hooks.fire("SDK_PAYMENT_ERROR", {});
    } finally {
      this.#busy = false;
      if (!this.#ended) this.#view.busy(false);
    }
  }

  // report shows a state that is not open any more and fires its event, once. Antom names
  // no event for a card that was stored or not: the notification tells it.
  #report(state) {
    if (state.paymentStatus === "PROCESSING" || state.paymentStatus === this.#reported) return;
    const code = { SUCCESS: "SDK_PAYMENT_SUCCESSFUL", PENDING: "SDK_PAYMENT_PROCESSING" }[state.paymentStatus] || "SDK_PAYMENT_FAIL";
    this.#reported = code === "SDK_PAYMENT_FAIL" ? "FAIL" : state.paymentStatus;
    const returning = code === "SDK_PAYMENT_SUCCESSFUL" && Boolean(state.returnUrl) && !this.#settings.notRedirectAfterComplete;
    if (this.#reported === "PENDING") { if (!this.#timers.size) this.#watch(); } else this.#stopTimers();
    this.#view.settled(state, returning, { close: () => this.unmount() });
    if (returning) this.#later(RETURN_MS, () => location.assign(state.returnUrl));
    if (!state.card) this.#hooks.fire(code, resultOf(state));
  }

  #leave(url) {
    try {
      location.assign(url);
    } catch (error) {
      this.#notOpened(error.message);
    }
  }

  // cancel is the buyer leaving. A result that is on the screen is only closed.
  #cancel() {
    if (this.#busy) return;
    const open = this.#reported === "";
    this.unmount();
    if (open && !this.#card) this.#hooks.fire("SDK_PAYMENT_CANCEL");
  }

  // unmount takes everything back. It can be called at any time, and twice.
  unmount() {
    if (this.#ended) return;
    this.#end.abort();
    this.#stopTimers();
    this.#view.remove();
    if (mounted === this) mounted = null;
    this.#hooks.gone();
  }

  get #ended() { return this.#end.signal.aborted; }

  #later(ms, f) {
    const id = setTimeout(() => { this.#timers.delete(id); f(); }, ms);
    this.#timers.add(id);
  }

  #every(ms, f) { this.#later(ms, () => { f(); this.#every(ms, f); }); }

  #stopTimers() {
    this.#timers.forEach(clearTimeout);
    this.#timers.clear();
  }
}

// resultOf is the event's result: what Antom documents of it, and no more.
function resultOf(state) { return { paymentResultCode: state.paymentResultCode }; }
