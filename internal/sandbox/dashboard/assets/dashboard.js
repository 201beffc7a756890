// Keeps the page up to date, and lets values be copied. The page works without it.
(() => {
  const live = document.getElementById("live");
  live.dataset.shown = live.innerHTML;
  const stopped = document.getElementById("stopped");
  document.querySelector(".sections [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  const copyButtons = () => {
    if (!navigator.clipboard) return;
    for (const button of document.querySelectorAll(".copy[hidden]")) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(button.previousElementSibling.textContent);
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
      });
    }
  };
  copyButtons();

  // What somebody is filling in is left alone until it is sent.
  const typing = () => {
    const at = document.activeElement;
    const fields = live.querySelectorAll("input:not([type=hidden]), select");
    return (live.contains(at) && at.matches("input, select")) || [...fields].some((f) =>
      f.matches("select") ? ![...f.options].every((o) => o.selected === o.defaultSelected) && [...f.options].some((o) => o.defaultSelected)
        : f.type === "checkbox" ? f.checked !== f.defaultChecked : f.value !== f.defaultValue);
  };

  let waiting = false;
  const refresh = async () => {
    if (document.hidden || typing()) {
      waiting = true;
      return;
    }
    waiting = false;
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
    if (!fresh || typing() || fresh.innerHTML === live.dataset.shown) return;
    live.dataset.shown = fresh.innerHTML;
    const focus = live.contains(document.activeElement) && (document.activeElement.id || document.activeElement.getAttribute("href"));
    const open = [...live.querySelectorAll("details[open][id]")].map((one) => one.id);
    live.replaceChildren(...fresh.childNodes);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    copyButtons();
    if (focus) (document.getElementById(focus) || live.querySelector(`a[href="${CSS.escape(focus)}"]`))?.focus({ preventScroll: true });
  };
  const again = () => { if (waiting) refresh().catch(() => {}); };
  document.addEventListener("visibilitychange", again);
  document.addEventListener("focusout", () => setTimeout(again));

  if (!live.matches("[data-live]")) return; // such as what was wrong, which stays to be read
  const events = new EventSource("/dashboard/events");
  events.addEventListener("change", () => refresh().catch(() => {}));
  // What changed before the stream was open, or while it was interrupted, nobody told.
  events.addEventListener("open", () => { stopped.hidden = true; refresh().catch(() => {}); });
  events.addEventListener("error", () => {
    stopped.textContent = "The simulator has stopped. This page goes on when it runs again.";
    setTimeout(() => { stopped.hidden = events.readyState === EventSource.OPEN; }, 1500);
  });
})();
