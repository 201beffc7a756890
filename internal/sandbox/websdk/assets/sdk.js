// The options that the guide describes. Others are told on the console, since
// the real SDK may know more than its guide.
const CONSTRUCTOR_OPTIONS = ["environment", "locale", "analytics", "onLog", "onEventCallback", "onError", "notRedirectAfterComplete"];
const COMPONENT_OPTIONS = ["sessionData", "appearance", "notRedirectAfterComplete"];
const APPEARANCE_OPTIONS = ["showLoading"];

function warn(text) { console.warn("[Antom simulator] " + text); }

function warnUnknown(what, given, known) {
  for (const name of Object.keys(given)) if (!known.includes(name)) warn(`${what} has no documented option ${name}; the simulator leaves it out`);
}

const isObject = (v) => typeof v === "object" && v !== null && !Array.isArray(v);
const isOptional = (v, type) => v === undefined || v === null || typeof v === type;

// constructorProblem says what is wrong with the options of AMSCashierPayment.
function constructorProblem(o) {
  if (!isObject(o)) return "AMSCashierPayment needs an object of options";
  if (!ENVIRONMENTS.includes(o.environment)) return `environment must be ${ENVIRONMENTS.join(" or ")}, not ${JSON.stringify(o.environment)}`;
  if (!isOptional(o.locale, "string")) return "locale must be a string";
  if (o.analytics !== undefined && (!isObject(o.analytics) || !isOptional(o.analytics.enabled, "boolean"))) return "analytics must be an object with enabled, a boolean";
  for (const name of ["onLog", "onEventCallback", "onError"]) if (!isOptional(o[name], "function")) return name + " must be a function";
  if (!isOptional(o.notRedirectAfterComplete, "boolean")) return "notRedirectAfterComplete must be a boolean";
  return "";
}

// componentProblem says what is wrong with the options of createComponent, and
// with which code: the session data has one of its own.
function componentProblem(o) {
  const init = "SDK_INIT_PARAMETER_ERROR", data = "SDK_CREATEPAYMENT_PARAMETER_ERROR";
  if (!isObject(o)) return [init, "createComponent needs an object of options"];
  if (typeof o.sessionData !== "string" || o.sessionData.trim() === "") return [data, "sessionData must be the text of paymentSessionData or vaultingSessionData"];
  if (o.sessionData.split("&&").length < 3) return [data, "sessionData is not complete: pass the whole text"];
  if (o.appearance !== undefined && !isObject(o.appearance)) return [init, "appearance must be an object"];
  if (o.appearance && !isOptional(o.appearance.showLoading, "boolean")) return [init, "appearance.showLoading must be a boolean"];
  if (!isOptional(o.notRedirectAfterComplete, "boolean")) return [init, "notRedirectAfterComplete must be a boolean"];
  return null;
}

class AMSCashierPayment {
  #options;
  #problem;
  #component = null;

  constructor(options) {
    this.#options = isObject(options) ? options : {};
    this.#problem = constructorProblem(options);
    if (!this.#problem) {
      warnUnknown("AMSCashierPayment", this.#options, CONSTRUCTOR_OPTIONS);
      const locale = this.#options.locale;
      if (locale && !LOCALES.includes(locale)) warn(`locale ${locale} is not documented; the browser's language is used`);
      return;
    }
    // Not before the caller has the object that its callback may use.
    queueMicrotask(() => this.#fail("SDK_CREATEPAYMENT_PARAMETER_ERROR", this.#problem));
  }

  // createComponent shows the payment. Its promise is fulfilled when that is
  // done, or when an event has told why not; it is never rejected.
  async createComponent(options) {
    if (this.#problem) return this.#fail("SDK_CREATEPAYMENT_PARAMETER_ERROR", this.#problem);
    const problem = componentProblem(options);
    if (problem) return this.#fail(...problem);
    warnUnknown("createComponent", options, COMPONENT_OPTIONS);
    if (options.appearance) warnUnknown("appearance", options.appearance, APPEARANCE_OPTIONS);
    if (mounted) return this.#fail("SDK_CREATECOMPONENT_ERROR", "a component is on the page already: call unmount() first");
    try {
      this.#component = mounted = new Component(options.sessionData.trim(), {
        environment: this.#options.environment,
        locale: localeOf(this.#options.locale),
        showLoading: options.appearance?.showLoading !== false,
        notRedirectAfterComplete: Boolean(options.notRedirectAfterComplete ?? this.#options.notRedirectAfterComplete),
      }, {
        fire: (code, result) => this.#fire(code, result),
        log: (code, message) => this.#log(code, message),
        gone: () => { this.#component = null; },
      });
      await this.#component.start();
    } catch (error) {
      this.unmount();
      this.#fail("SDK_INTERNAL_ERROR", String(error && error.message || error));
    }
  }

  unmount() { this.#component?.unmount(); }

  #fail(code, message) {
    this.#log(code, message);
    this.#fire(code);
  }

  #fire(code, result) {
    const event = { code, message: MEANINGS[code] };
    if (result) event.result = result;
    this.#call("onEventCallback", event);
    if (ERRORS.includes(code)) this.#call("onError", event);
  }

  #log(code, message) {
    console.error("[Antom simulator] " + code + ": " + message);
    this.#call("onLog", { code, message });
  }

  // call tells the merchant's page something. An error of the page's own code
  // must not stop the payment.
  #call(name, argument) {
    const callback = this.#options[name];
    if (typeof callback !== "function") return;
    try {
      callback(argument);
    } catch (error) {
      console.error(`[Antom simulator] ${name} threw`, error);
    }
  }
}
