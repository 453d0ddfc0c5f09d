// Tables are closed on screen: open the one that a link leads to, and all of them for paper.
const show = () => {
  const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const table = row && row.closest("details");
  if (table && !table.open) { table.open = true; row.scrollIntoView(); }
};
addEventListener("hashchange", show);
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(d => d.open = true));
show();
