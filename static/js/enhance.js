// Comforts only: every page works without this file.
(() => {
  "use strict";

  const started = Date.now();
  const portalNow = Date.parse(document.body.dataset.now) || started;
  const now = () => portalNow + (Date.now() - started);
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

  // Countdowns: only the last 72 hours, and the first 72 after. Further off, days are counted by the law.
  const HOUR = 3_600_000;
  const spell = (ms) => {
    const minutes = Math.floor(Math.abs(ms) / 60_000);
    const hours = Math.floor(minutes / 60);
    const text = hours ? `${hours} 小时 ${minutes % 60} 分` : `${minutes} 分钟`;
    return ms > 0 ? `还剩 ${text}` : `已过 ${text}`;
  };
  const tick = () => each("[data-countdown]", (node) => {
    const left = Date.parse(node.dataset.countdown) - now();
    node.hidden = !(Math.abs(left) < 72 * HOUR);
    if (!node.hidden) node.textContent = spell(left);
  });
  if (document.querySelector("[data-countdown]")) {
    tick();
    setInterval(tick, 30_000);
  }

  // One press, one request. The button is disabled after its value has gone into the request.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => form.querySelectorAll("[type=submit]").forEach((button) => { button.disabled = true; }));
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    each("form[data-sent]", (form) => {
      delete form.dataset.sent;
      form.querySelectorAll("[type=submit]").forEach((button) => { button.disabled = false; });
    });
  });

  // Leaving a form with unsaved words (form[data-guard]) asks first.
  each("form[data-guard]", (form) => {
    form.addEventListener("input", () => { form.dataset.dirty = "yes"; });
    addEventListener("beforeunload", (event) => {
      if (form.dataset.dirty && !form.dataset.sent) event.preventDefault();
    });
  });

  // Copy a code; the button exists only where copying is possible.
  each("[data-copy]", (button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const label = button.textContent;
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "已复制";
      setTimeout(() => { button.textContent = label; }, 2_000);
    });
  });

  // After a refusal the reader starts at the list of mistakes.
  document.querySelector("[data-focus]")?.focus();
})();
