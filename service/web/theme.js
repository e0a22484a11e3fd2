// Light or dark before the first paint: the choice of the user, else of the system.
(() => {
  let kept = null;
  try {
    kept = localStorage.getItem("tickmark.theme");
  } catch {
    // Storage may be closed to the page; the system's preference is used then.
  }
  const dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
