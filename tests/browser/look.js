// What holds for every page of the portal; what does not is told on the console, where the visitor hears it.
addEventListener("load", () => {
  if (document.contentType !== "text/html") return;
  const faults = [];
  const count = (selector) => document.querySelectorAll(selector).length;
  if (count("h1") !== 1) faults.push(`${count("h1")} h1`);
  if (document.documentElement.lang !== "zh-Hans") faults.push("no lang");
  if (!document.title.trim()) faults.push("no title");
  if (count("main") !== 1) faults.push(`${count("main")} main`);
  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  const doubles = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (doubles.length) faults.push(`ids twice: ${doubles}`);
  for (const node of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    const named = [...(node.labels ?? [])].some((label) => label.textContent.trim());
    if (!named && !node.getAttribute("aria-label")) faults.push(`no label: ${node.name}`);
  }
  for (const node of document.querySelectorAll("a[href], button")) {
    const words = node.textContent.trim() || node.getAttribute("aria-label") || node.querySelector("img[alt]:not([alt=''])");
    if (!words) faults.push(`no words: ${node.outerHTML.slice(0, 120)}`);
  }
  for (const node of document.querySelectorAll("img:not([alt])")) faults.push(`no alt: ${node.src}`);
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.querySelectorAll("main *")].filter((n) => n.getBoundingClientRect().right > root.clientWidth + 1);
    faults.push(`wider than the window by ${root.scrollWidth - root.clientWidth}: ${wide[0]?.outerHTML.slice(0, 120)}`);
  }
  for (const fault of faults) console.error(`page fault: ${fault}`);
});
