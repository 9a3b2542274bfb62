// Loaded first and blocking, so that a chosen theme is there before the first paint.
(() => {
  try {
    const chosen = localStorage.getItem("nexus-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage may be closed to us; the system's theme then rules.
  }
})();
