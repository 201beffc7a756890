// Counts the time left down, and notices when the payment is settled elsewhere.
// The page works without it.
(() => {
  const time = document.querySelector("time[data-left]");
  const news = document.getElementById("news");
  if (!time || !news) return;

  // Only the server's clock counts: the page knows how much time was left, not
  // when the end is. Whether the payment is closed is decided by the server.
  const end = Date.now() + Number(time.dataset.left);
  const two = (n) => String(n).padStart(2, "0");
  const clock = (left) => {
    const hours = Math.floor(left / 3600);
    const minutes = Math.floor(left / 60) % 60;
    return (hours > 0 ? hours + ":" + two(minutes) : minutes) + ":" + two(left % 60);
  };

  // Said aloud at these moments only; a voice every second helps nobody.
  const spoken = [
    [600, "10 minutes left to pay."], [300, "5 minutes left to pay."],
    [60, "1 minute left to pay."], [30, "30 seconds left to pay."],
  ];
  let before = Infinity;

  let stopped = false;

  const show = () => {
    if (stopped) return;
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    if (left < 48 * 3600) time.textContent = clock(left); // above, the server's "3 days" says it better
    time.parentElement.classList.toggle("short", left <= 60);
    for (const [at, text] of spoken) {
      if (left <= at && before > at && before !== Infinity) news.textContent = text;
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
    const text = "The simulator has stopped. Start it again and reload this page.";
    time.parentElement.textContent = text;
    news.textContent = text;
  };
  setTimeout(look, 1500);
})();
