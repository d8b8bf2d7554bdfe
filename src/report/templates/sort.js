"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const key = (row, at) => {
    const text = row.cells[at].textContent.trim();
    const number = Number.parseFloat(text.replace(/,/g, ""));
    return Number.isNaN(number) ? text : number;
  };
  heads.forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const falls = head.getAttribute("aria-sort") !== "descending" && at > 0;
      const down = at > 0 ? falls : head.getAttribute("aria-sort") === "ascending";
      const rows = [...body.rows].map((row, place) => ({ row, place, value: key(row, at) }));
      const order = (a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0);
      rows.sort((a, b) => (down ? order(b, a) : order(a, b)) || a.place - b.place);
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      body.append(...rows.map((one) => one.row));
    });
  });
}
