// Counts the time left down, notices when the payment is settled elsewhere, filters
// the methods, and copies ids. The page works without it.
(() => {
  // The ids of the drawer can be copied. Without a secure address the browser lets
  // nobody write to the clipboard, but the text is selected then.
  for (const code of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy " + code.dataset.copy);
    button.addEventListener("click", async () => {
      getSelection().selectAllChildren(code);
      let copied = true;
      try {
        await navigator.clipboard.writeText(code.textContent);
      } catch {
        copied = false;
      }
      button.textContent = copied ? "Copied" : "Selected";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    code.after(button);
  }

  // The names of countries come from the browser, in the language of the page.
  let names = null;
  try {
    names = new Intl.DisplayNames([document.documentElement.lang], { type: "region" });
  } catch { /* the codes stay */ }
  const country = (code) => {
    try {
      return names ? names.of(code) : code;
    } catch {
      return code;
    }
  };
  for (const where of document.querySelectorAll("[data-regions]")) {
    const regions = where.dataset.regions.split(" ");
    const shown = regions.slice(0, 3).map(country).join(", ");
    where.textContent = shown + (regions.length > 3 ? " +" + (regions.length - 3) : "");
    where.dataset.names = regions.map(country).join(" ");
  }

  // The field belongs to no form, so that Enter in it does not pay.
  const find = document.getElementById("find");
  if (find) {
    const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const none = document.querySelector(".none");
    const folds = [...document.querySelectorAll("form details")];
    const methods = [...document.querySelectorAll(".method")].map((box) => {
      const where = box.querySelector(".where");
      const title = box.closest("fieldset").querySelector("legend").textContent;
      const words = [box.querySelector(".name").textContent, box.querySelector("input").value, title, where?.dataset.regions, where?.dataset.names];
      return { box, text: plain(words.filter(Boolean).join(" ")) };
    });
    const filter = () => {
      const wanted = plain(find.value).split(/\s+/).filter(Boolean);
      let found = 0;
      for (const { box, text } of methods) {
        const fits = wanted.every((word) => text.includes(word));
        box.hidden = !fits;
        if (fits) found++;
      }
      for (const set of document.querySelectorAll(".methods")) set.hidden = !set.querySelector(".method:not([hidden])");
      for (const fold of folds) {
        fold.hidden = fold.querySelector(".methods").hidden;
        fold.open = wanted.length > 0 || Boolean(fold.querySelector("input:checked"));
      }
      none.textContent = found > 0 ? "" : none.dataset.none;
    };
    find.parentElement.hidden = false;
    find.addEventListener("input", filter);
    if (find.value) filter(); // the browser kept it
  }

  const time = document.querySelector("time[data-left]");
  const news = document.getElementById("news");
  if (!time || !news) return;

  // Only the server's clock counts: the page knows how much time was left, not
  // when the end is. Whether the payment is closed is decided by the server.
  const end = Date.now() + Number(time.dataset.left);
  const words = JSON.parse(time.dataset.words);
  const line = time.parentElement;
  const count = (key, n) => {
    const forms = words[key].split("|");
    return (n === 1 || forms.length < 2 ? forms[0] : forms[1]).replace("{n}", n);
  };
  const hour = 3600;
  const clock = (left) => {
    if (left >= 48 * hour) return count("days", Math.floor(left / (24 * hour)));
    const hours = Math.floor(left / hour), minutes = Math.floor(left / 60) % 60;
    if (hours > 0) return count("hours", hours) + (minutes > 0 ? " " + count("minutes", minutes) : "");
    return minutes + ":" + String(left % 60).padStart(2, "0");
  };

  // Said aloud at these moments only; a voice every second helps nobody.
  const spoken = [[600, "minutes", 10], [300, "minutes", 5], [60, "minutes", 1], [30, "seconds", 30]];
  let before = Infinity;

  let stopped = false;

  const show = () => {
    if (stopped) return;
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    time.textContent = clock(left);
    line.classList.toggle("short", left <= 60);
    line.classList.toggle("soon", left > 60 && left <= 300);
    for (const [at, key, n] of spoken) {
      if (left <= at && before > at && before !== Infinity) news.textContent = words.timeLeft + ": " + count(key, n);
    }
    before = left;
    if (Date.now() >= end) location.reload();
    else setTimeout(show, Math.min(1000, (end - Date.now()) % 1000 || 1000));
  };
  show();

  // A code is scanned by another device, which then pays.
  const state = time.dataset.watch;
  if (!state) return;
  let failures = 0;
  const look = async () => {
    try {
      if (!document.hidden) {
        const answer = await fetch(state, { cache: "no-store" });
        if (answer.ok && (await answer.text()) !== "PROCESSING") return location.reload();
      }
      failures = 0;
    } catch {
      failures++;
    }
    if (failures < 3) return setTimeout(look, failures > 0 ? 500 : 1500);
    stopped = true;
    line.textContent = words.stopped;
    news.textContent = words.stopped;
  };
  setTimeout(look, 1500);
})();
