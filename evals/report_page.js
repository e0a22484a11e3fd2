"use strict";
// Filters and search over the cases. Text is only read and compared: nothing is made of it.
(() => {
  const cases = [...document.querySelectorAll(".case")];
  const tools = document.getElementById("tools");
  const search = document.getElementById("search");
  const count = document.getElementById("count");
  const selects = [...tools.querySelectorAll("select")];
  const words = new Map(); // of a case in lower case, read when first searched

  const wordsOf = (one) => {
    if (!words.has(one)) words.set(one, one.textContent.toLowerCase());
    return words.get(one);
  };

  const passes = (one, sought) =>
    selects.every(({ name, value }) => !value || one.dataset[name] === value || (name === "ticks" && one.dataset.ticks.split(" ").includes(value))) &&
    sought.every((word) => wordsOf(one).includes(word));

  const apply = () => {
    const sought = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const one of cases) {
      one.hidden = !passes(one, sought);
      if (!one.hidden) shown += 1;
    }
    count.value = `${shown} of ${cases.length} cases`;
  };

  const toggle = (open) => {
    for (const one of cases) if (!one.hidden) one.open = open;
  };

  // A link from the comparison opens its case, whatever the filters hide.
  const follow = () => {
    const target = /^#case-\d+$/.test(location.hash) ? document.getElementById(location.hash.slice(1)) : null;
    if (!target) return;
    if (target.hidden) {
      search.value = "";
      for (const select of selects) select.value = "";
      apply();
    }
    target.open = true;
    target.scrollIntoView();
  };

  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  });
  for (const select of selects) select.addEventListener("change", apply);
  document.getElementById("open").addEventListener("click", () => toggle(true));
  document.getElementById("close").addEventListener("click", () => toggle(false));
  window.addEventListener("hashchange", follow);
  tools.hidden = false;
  apply();
  follow();
})();
