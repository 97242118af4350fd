// Evaluated in a page: returns the rules it breaks, as "rule: what was found".
(() => {
  const found = [];
  const channel = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const parse = (text) => {
    const c = (text.match(/[\d.]+/g) || []).map(Number);
    return { r: c[0], g: c[1], b: c[2], a: c.length > 3 ? c[3] : 1 };
  };
  const light = (c) =>
    0.2126 * channel(c.r / 255) + 0.7152 * channel(c.g / 255) + 0.0722 * channel(c.b / 255);
  const ratio = (a, b) => {
    const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.a === 1) return c;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches
      ? { r: 18, g: 18, b: 18 } : { r: 255, g: 255, b: 255 };
  };
  document.querySelectorAll("details").forEach((d) => (d.open = true));

  const seen = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || seen.has(e) || !e.getClientRects().length) continue;
    seen.add(e);
    const style = getComputedStyle(e);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
    const got = ratio(parse(style.color), behind(e));
    if (got < (large ? 3 : 4.5))
      found.push(`contrast: ${got.toFixed(2)} <${e.tagName.toLowerCase()} class="${e.className}">`);
  }
  const over = (top, alpha, under) => {
    const mix = (a, b) => a * alpha + b * (1 - alpha);
    return { r: mix(top.r, under.r), g: mix(top.g, under.g), b: mix(top.b, under.b) };
  };
  document.querySelectorAll("svg g.n").forEach((number) => {
    let ground = behind(number.closest("figure"));
    const patch = [...number.querySelectorAll("path")].find((p) => !p.closest("defs"));
    if (patch) {
      const style = getComputedStyle(patch);
      ground = over(parse(style.fill), Number(style.opacity) * Number(style.fillOpacity), ground);
    }
    const glyph = number.querySelector("use");
    const got = glyph ? ratio(parse(getComputedStyle(glyph).fill), ground) : 0;
    if (got < 4.5) found.push(`contrast: ${got.toFixed(2)} number in a picture`);
  });

  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) found.push(`overflow: ${wide} px`);

  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  ids.forEach((id, i) => { if (ids.indexOf(id) !== i) found.push(`id: ${id} twice`); });

  document.querySelectorAll("img:not([alt]), img[alt=''], figure[role=img]:not([aria-label]), figure[aria-label='']")
    .forEach((e) => found.push(`alt: <${e.tagName.toLowerCase()}> without`));
  document.querySelectorAll("svg").forEach((e) => {
    if (!e.closest("figure[role=img]")) found.push("alt: <svg> outside of a figure");
  });

  if (!document.documentElement.lang) found.push("landmark: no lang");
  if (!document.title) found.push("landmark: no title");
  if (document.querySelectorAll("main").length !== 1) found.push("landmark: not one main");
  document.querySelectorAll("table").forEach((e) => {
    if (!e.caption) found.push("table: no caption");
    e.querySelectorAll("th:not([scope])").forEach(() => found.push("table: <th> without scope"));
  });
  document.querySelectorAll("a:not([href]), a[href='']").forEach(() => found.push("link: leads nowhere"));
  document.querySelectorAll("a[href^='#']").forEach((e) => {
    if (!document.getElementById(e.getAttribute("href").slice(1))) found.push(`link: ${e.getAttribute("href")} leads nowhere`);
  });

  let level = 0;
  const heads = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  if (heads.filter((h) => h.tagName === "H1").length !== 1) found.push("headings: not one h1");
  heads.forEach((h) => {
    const now = Number(h.tagName[1]);
    if (now > level + 1) found.push(`headings: h${level} then h${now}`);
    level = now;
  });
  return found;
})();
