// Where the simulator is: beside this script, unless the script is a copy that
// is served by somebody else. Then the session data tells.
const SCRIPT = document.currentScript ? new URL(document.currentScript.src, location.href) : null;

function simulatorOf(sessionData) {
  if (SCRIPT && SCRIPT.pathname === SCRIPT_PATH) return SCRIPT.origin;
  try {
    const url = new URL(JSON.parse(atob(sessionData.split("&&")[3])).simulator.url);
    if (url.protocol === "http:" || url.protocol === "https:") return url.origin;
  } catch { /* not session data of a simulator */ }
  return SCRIPT ? SCRIPT.origin : location.origin;
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
  constructor(data) {
    this.data = data;
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
      body: JSON.stringify({ sessionData: this.data, ...more }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Refused(response.status, String(answer.message || "HTTP " + response.status));
    return answer;
  }
}
