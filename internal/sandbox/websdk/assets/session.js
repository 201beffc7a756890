// originOf is the origin of an address of the web, else "".
function originOf(address) {
  try {
    const url = new URL(address);
    return url.protocol === "http:" || url.protocol === "https:" ? url.origin : "";
  } catch {
    return "";
  }
}

// toldBy is the address of the simulator that made a session, which its data tell.
function toldBy(sessionData) {
  try {
    return JSON.parse(atob(sessionData.split("&&")[3])).simulator.url;
  } catch {
    return ""; // not session data of a simulator
  }
}

// servedFrom is where this script came from, if that was a simulator. A copy that
// somebody else serves has another path.
function servedFrom() {
  const path = SCRIPT_URL ? new URL(SCRIPT_URL, location.href).pathname : "";
  return SCRIPT_PATHS.includes(path) || path.startsWith(VERSIONS_PATH) ? SCRIPT_URL : "";
}

// simulatorOf is the origin of the simulator for a session: the first that is known.
function simulatorOf(sessionData) {
  const wanted = globalThis.ANTOM_SIMULATOR_URL;
  if (wanted !== undefined && !originOf(wanted)) warn("ANTOM_SIMULATOR_URL must be an address such as http://127.0.0.1:8964; it is left out");
  return [wanted, HOME.fixed && HOME.url, servedFrom(), toldBy(sessionData), HOME.url, SCRIPT_URL].map(originOf).find(Boolean) || location.origin;
}

// Refused is an answer of the simulator that is no session.
class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

// Session speaks to the simulator about one payment session.
class Session {
  constructor(data, locale) {
    this.data = data;
    this.locale = locale; // of the reasons in an answer
    this.base = simulatorOf(data);
  }

  // look is the session as it stands; pay and decline decide and look again.
  look(signal) { return this.#post("session", {}, signal); }
  pay(signal) { return this.#post("pay", {}, signal); }
  decline(code, signal) { return this.#post("decline", { code }, signal); }

  async #post(action, more, signal) {
    const response = await fetch(this.base + API_PATH + action, {
      method: "POST", mode: "cors", credentials: "omit", cache: "no-store", redirect: "error", signal,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ sessionData: this.data, locale: this.locale, ...more }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Refused(response.status, String(answer.message || "HTTP " + response.status));
    return answer;
  }
}
