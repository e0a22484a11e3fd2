// Colours and language before the first paint: the choice of the user, else of the system.
(() => {
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // Storage may be closed to the page; the system's preference is used then.
    }
  };
  const kept = read("tickmark.theme");
  const dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  const wanted = [read("tickmark.language"), ...(navigator.languages ?? [])].find((tag) => /^(en|zh)\b/i.test(tag ?? ""));
  document.documentElement.lang = /^zh/i.test(wanted ?? "") ? "zh-CN" : "en";
})();
