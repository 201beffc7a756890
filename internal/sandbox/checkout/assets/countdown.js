// Counts the time left down. The page works without it.
(() => {
  const time = document.querySelector("time[data-expires]");
  if (!time) return;
  // Whether the payment is closed is decided by the server, not by this clock.
  const end = Date.parse(time.dataset.expires);
  const show = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    const hours = Math.floor(left / 3600);
    const minutes = Math.floor(left / 60) % 60;
    const two = (n) => String(n).padStart(2, "0");
    time.textContent = (hours > 0 ? hours + ":" + two(minutes) : minutes) + ":" + two(left % 60);
    if (left === 0) {
      clearInterval(timer);
      location.reload();
    }
  };
  const timer = setInterval(show, 1000);
  if (end > Date.now()) show(); else clearInterval(timer);
})();
