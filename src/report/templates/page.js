"use strict";
// Tables that can be sorted, each body by itself.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  const key = (row, at) => {
    const text = row.cells[at].textContent.trim();
    const number = Number.parseFloat(text.replace(/,/g, ""));
    return Number.isNaN(number) ? text : number;
  };
  const compare = (a, b) => {
    if (typeof a !== typeof b) return typeof a === "number" ? 1 : -1;
    return a < b ? -1 : a > b ? 1 : 0;
  };
  const sort = (body, at, down) => {
    const all = [...body.rows].filter((row) => !row.classList.contains("apart"));
    const rows = all.map((row, place) => ({ row, place, value: key(row, at) }));
    rows.sort((a, b) => (down ? compare(b.value, a.value) : compare(a.value, b.value)) || a.place - b.place);
    body.append(...rows.map((one) => one.row));
  };
  heads.forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const falls = head.getAttribute("aria-sort") !== "descending" && at > 0;
      const down = at > 0 ? falls : head.getAttribute("aria-sort") === "ascending";
      for (const body of table.tBodies) sort(body, at, down);
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
    });
  });
}
// The text of a mark, beside the pointer; without this script the browser shows it as a title.
const tip = document.createElement("div");
tip.setAttribute("role", "tooltip");
tip.hidden = true;
document.body.append(tip);
const hide = () => { tip.hidden = true; };
const show = (event) => {
  tip.textContent = event.currentTarget.dataset.tip;
  tip.hidden = false;
  const left = Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8);
  const below = event.clientY + 16;
  const top = below + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 12 : below;
  tip.style.left = `${Math.max(left, 4)}px`;
  tip.style.top = `${Math.max(top, 4)}px`;
};
for (const title of document.querySelectorAll(".tips title")) {
  const mark = title.parentElement;
  mark.dataset.tip = title.textContent;
  title.remove();
  mark.addEventListener("pointermove", show);
  mark.addEventListener("pointerdown", show);
  mark.addEventListener("pointerleave", hide);
}
addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
addEventListener("scroll", hide, { passive: true });
