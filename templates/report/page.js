// Where a number comes from: on hover, tap or focus; arrow keys move between the numbers of a table.
(() => {
  const panel = document.getElementById("source");
  const say = JSON.parse(panel.dataset.words), labels = JSON.parse(panel.dataset.labels);
  let pinned = null;
  const part = (tag, text) => {
    const e = document.createElement(tag);
    e.textContent = text;
    panel.append(e);
  };
  const show = (n) => {
    const [, name, version, path, key] = n.dataset.ref.match(/^(.*)@([^/]*)\/([^?]*)\??(.*)$/);
    const of = labels[name] || { title: name, columns: {}, keys: {} }, column = decodeURIComponent(path);
    const where = [...new URLSearchParams(key)].map(([k, v]) => {
      const known = of.keys[k] || { heading: k, values: {} };
      return `${known.heading}: ${known.values[v] || v}`;
    });
    panel.replaceChildren();
    part("b", n.dataset.text || n.textContent);
    part("span", `${say.exact} ${n.dataset.value || n.value} ${n.dataset.unit || ""}`);
    part("span", `${say.table} ${of.title}, ${version}`);
    part("span", `${say.column} ${of.columns[column] || column}`);
    part("span", `${say.row} ${where.join(", ")}`);
    part("small", n.dataset.ref);
    panel.hidden = false;
  };
  const hide = () => { pinned = null; panel.hidden = true; };
  const number = (event) => event.target.closest && event.target.closest(".n[data-ref]");
  document.querySelectorAll("data.n").forEach((n) => {
    n.removeAttribute("title");
    const table = n.closest("table");
    n.tabIndex = table && table.querySelector("data.n") !== n ? -1 : 0;
  });
  const cueWide = () => document.querySelectorAll(".table, .table > div, figure").forEach((box) => {
    if (box.scrollWidth <= box.clientWidth + 8) return;
    const cue = document.createElement("p");
    cue.className = "cue";
    cue.textContent = say.more;
    box.before(cue);
  });
  addEventListener("load", () => document.fonts.ready.then(cueWide));  // other letters have other widths
  document.addEventListener("mouseover", (e) => { const n = number(e); if (n) show(n); else if (!pinned) hide(); });
  document.addEventListener("focusin", (e) => { const n = number(e); if (n) { pinned = n; show(n); } else hide(); });
  document.addEventListener("click", (e) => { const n = number(e); if (n) { pinned = n; show(n); } else if (!panel.contains(e.target)) hide(); });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape") hide();
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    const n = number(e), table = n && n.closest("table");
    if (!step || !table) return;
    const all = [...table.querySelectorAll("data.n")];
    const next = all[all.indexOf(n) + step];
    if (next) { e.preventDefault(); next.focus(); }
  });
})();
