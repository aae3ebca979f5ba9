// On a page that has a place for it: a field that leaves the rows which hold all its words.
// A row counts with the heading above its table. Without a script the page shows all rows.
document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector(".filter-rows p");
  if (!place) return;
  const field = Object.assign(document.createElement("input"), {
    type: "search",
    placeholder: "Words that a row must hold",
  });
  field.setAttribute("aria-label", field.placeholder);
  const told = document.createElement("output");
  const sections = [...document.querySelectorAll("article section section")].map((section) => ({
    section,
    heading: section.querySelector("h2").textContent.toLowerCase(),
    rows: [...section.querySelectorAll("tbody tr")],
  }));
  const all = sections.reduce((sum, { rows }) => sum + rows.length, 0);
  const show = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const { section, heading, rows } of sections) {
      for (const row of rows) {
        const text = `${heading} ${row.textContent.toLowerCase()}`;
        row.hidden = !words.every((word) => text.includes(word));
      }
      const shown = rows.filter((row) => !row.hidden).length;
      section.hidden = shown === 0;
      left += shown;
    }
    told.textContent = words.length ? `${left} of ${all} rows` : `${all} rows`;
  };
  field.addEventListener("input", show);
  place.replaceChildren(field, told);
  show();
});
