// Sorts the table of papers by a column, and hides the rows that a text isn't in.
for (const table of document.querySelectorAll("table.papers")) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const box = document.createElement("input");
  box.type = "search";
  box.setAttribute("aria-label", "Show the papers whose row has this text");
  box.placeholder = "Filter";
  box.addEventListener("input", () => {
    const wanted = box.value.toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
  table.before(box);
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const key = (row) => row.cells[column].textContent.trim();
      const numbers = rows.every((row) => /^(\d+|-)$/.test(key(row)));
      const order = (one, other) =>
        numbers ? (parseInt(key(one)) || 0) - (parseInt(key(other)) || 0)
                : key(one).localeCompare(key(other), "en", { numeric: true });
      body.append(...rows.sort((one, other) => (up ? 1 : -1) * order(one, other)));
    });
  });
}
