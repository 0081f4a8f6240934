"use strict";
// Filtering, sorting and the student look-up. The page says everything but the look-up without this script.
(() => {
  const byId = (id) => document.getElementById(id);
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const number = new Intl.NumberFormat("en");

  function element(name, properties, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties || {})) {
      if (key === "class") made.className = value;
      else if (key.includes("-") || key === "scope" || key === "role") made.setAttribute(key, value);
      else made[key] = value;
    }
    made.append(...children);
    return made;
  }

  for (const part of document.querySelectorAll(".needs-script")) part.hidden = false;

  // Filters: every control with data-filters narrows the rows of the table it names.
  function filterable(table) {
    const rows = [...table.tBodies[0].rows];
    const controls = [...document.querySelectorAll(`[data-filters="${table.id}"]`)];
    const count = document.querySelector(`[data-count-of="${table.id}"]`);
    const heading = table.closest("section")?.querySelector("h2 .count");
    const all = heading?.textContent;
    let texts = null;
    const apply = () => {
      texts = texts || rows.map((row) => plain(row.textContent));
      const words = [], attributes = [];
      for (const control of controls) {
        const value = control.type === "checkbox" && !control.checked ? "" : control.value;
        if (!value) continue;
        if (control.dataset.attribute) attributes.push([control.dataset.attribute, value]);
        else words.push(...plain(value).split(/\s+/).filter(Boolean));
      }
      let shown = 0;
      rows.forEach((row, index) => {
        const fits = words.every((word) => texts[index].includes(word))
          && attributes.every(([name, value]) => row.dataset[name] === value);
        row.hidden = !fits;
        if (fits) shown += 1;
      });
      const narrowed = words.length + attributes.length > 0;
      if (heading && !table.closest("#look-up")) heading.textContent = narrowed ? `${number.format(shown)} of ${all}` : all;
      if (count) {
        count.textContent = narrowed ? `${number.format(shown)} of ${number.format(rows.length)} ${table.dataset.noun} shown` : "";
      }
    };
    for (const control of controls) {
      for (const event of ["input", "change"]) control.addEventListener(event, apply);
    }
  }

  // Sorting: a heading with data-sort becomes a button. Dates sort by time, and what has none comes last.
  function sortKey(row, column, kind) {
    // A cell over several columns is a reason in place of numbers.
    const cell = row.cells[Math.min(column, row.cells.length - 1)];
    if (cell.colSpan > 1) return kind === "number" ? Infinity : plain(cell.textContent);
    if (kind === "number") return Number(cell.textContent.replace(/\D/g, ""));
    if (kind === "date") {
      const time = cell.querySelector("time");
      return time ? Date.parse(time.dateTime) : Infinity;
    }
    return plain(cell.textContent.trim());
  }
  function sortable(table) {
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      const kind = heading.dataset.sort;
      if (!kind) return;
      const button = element("button", { type: "button", class: "sorter" }, ...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        const down = heading.getAttribute("aria-sort") === "ascending";
        for (const other of headings) other.removeAttribute("aria-sort");
        heading.setAttribute("aria-sort", down ? "descending" : "ascending");
        const body = table.tBodies[0];
        const keyed = [...body.rows].map((row) => [sortKey(row, column, kind), row]);
        keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (down && a !== Infinity && b !== Infinity ? -1 : 1));
        body.append(...keyed.map(([, row]) => row));
      });
    });
  }
  for (const table of document.querySelectorAll("table[data-noun]")) {
    filterable(table);
    sortable(table);
  }

  // A cell's "n students differ" narrows the exceptions to the cell's section and item, and the page jumps there.
  const pin = byId("exception-cell"), pinned = byId("exception-of"), exceptionSearch = byId("exception-search");
  function pinTo(cell, title) {
    exceptionSearch.value = "";
    pin.value = cell;
    pinned.hidden = !cell;
    pinned.firstElementChild.replaceChildren(...title);
    pin.dispatchEvent(new Event("input"));
  }
  if (pin && pinned && exceptionSearch) {
    for (const link of document.querySelectorAll("a.differ[data-cell]")) {
      link.addEventListener("click", () => {
        const cell = link.closest("td");
        const item = cell.parentElement.querySelector("th bdi");
        const section = link.closest("table").tHead.rows[0].cells[cell.cellIndex].querySelector("bdi");
        pinTo(link.dataset.cell, ["Only ", item.cloneNode(true), " in ", section.cloneNode(true)]);
      });
    }
    pinned.querySelector("button").addEventListener("click", () => {
      pinTo("", []);
      exceptionSearch.focus();
    });
  }

  // Where a narrow screen shows a part of the chart, the busiest week is in it.
  for (const box of document.querySelectorAll(".chart .scroll")) {
    const peak = box.querySelector(".peak");
    if (!peak || box.scrollWidth <= box.clientWidth) continue;
    const bar = peak.getBoundingClientRect(), view = box.getBoundingClientRect();
    box.scrollLeft += bar.left + bar.width / 2 - (view.left + view.width / 2);
  }

  // Paper has no closed parts: what is folded away on the screen is open in print where CSS alone can't do it.
  const opened = [];
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details:not([open], .screen)")) {
      part.open = true;
      opened.push(part);
    }
  });
  addEventListener("afterprint", () => {
    for (const part of opened.splice(0)) part.open = false;
  });

  // The look-up over all courses, on the first page: a student, and a link to their place on each course's page.
  const everyone = byId("student-index"), everywhere = byId("everywhere-search");
  if (everyone && everywhere) {
    const list = byId("everywhere-matches"), told = byId("everywhere-count"), mostListed = 12;
    let people = null;
    const gather = () => {
      const { students, courses } = JSON.parse(everyone.textContent);
      const byStudent = new Map();
      for (const [name, sis, id, course] of students) {
        if (!byStudent.has(id)) byStudent.set(id, { name, sis, id, found: plain(`${name} ${sis} ${id}`), courses: [] });
        byStudent.get(id).courses.push(courses[course]);
      }
      return [...byStudent.values()].sort((a, b) => a.name.localeCompare(b.name, "en"));
    };
    everywhere.addEventListener("input", () => {
      people = people || gather();
      const words = plain(everywhere.value).split(/\s+/).filter(Boolean);
      const found = words.length ? people.filter((one) => words.every((word) => one.found.includes(word))) : [];
      list.replaceChildren(...found.slice(0, mostListed).map((one) => element("li", { class: "match" },
        element("bdi", {}, one.name), element("small", {}, one.sis ? `SIS id ${one.sis} · ` : "", `Canvas id ${one.id}`),
        ...one.courses.map(([id, name]) =>
          element("a", { href: `courses/${id}.html#student-${one.id}` }, element("bdi", {}, name))))));
      told.textContent = !words.length ? ""
        : found.length === 0 ? "No student with an override of their own has this name or id"
        : found.length > mostListed ? `${number.format(found.length)} students match; the first ${mostListed} are listed`
        : found.length === 1 ? "1 student matches" : `${found.length} students match`;
    });
  }

  // The look-up of one course. See the data element's keys in StudentData.swift.
  const source = byId("report-data");
  const search = byId("student-search");
  if (!source || !search) return;
  let data = null;
  const matches = byId("student-matches"), count = byId("student-count"), place = byId("student-dates");
  const most = 12;

  function load() {
    if (data) return;
    data = JSON.parse(source.textContent);
    for (const student of data.students) student.found = plain(`${student[0]} ${student[1]} ${student[2]}`);
  }

  function dateOf(index) {
    if (index < 0) return element("span", { class: "d f" }, "no date");
    const [text, exact] = data.dates[index];
    return element("time", { dateTime: exact }, text);
  }

  function effectsOf(enrollment) {
    const [section, , changes] = enrollment;
    const effects = data.sections[section][1].slice();
    for (let at = 0; at < changes.length; at += 2) effects[changes[at]] = changes[at + 1];
    return effects;
  }

  function rowOf(itemIndex, effectIndex) {
    const [name, kind, url] = data.items[itemIndex];
    const [assigned, due, unlock, lock, marked, lines] = data.effects[effectIndex];
    const label = element("bdi", {}, name);
    const heading = element("th", { scope: "row", role: "rowheader" },
      url ? element("a", { href: url, rel: "noreferrer" }, label) : label, element("small", {}, kind));
    const cell = (title, content, isEmpty) =>
      element("td", { "data-label": title, role: "cell", class: isEmpty ? "none" : "" }, content);
    const row = element("tr", { role: "row", class: marked ? "marked" : "" }, heading);
    if (assigned) {
      row.append(cell("Due", dateOf(due)), cell("From", dateOf(unlock)), cell("Until", dateOf(lock)));
    } else {
      row.append(cell("Due", element("strong", {}, "Not assigned")), cell("From", "–", true), cell("Until", "–", true));
    }
    const why = element("ul", { class: "why" }, ...lines.map((line) => element("li", {}, data.lines[line])));
    if (marked) why.prepend(element("li", { class: "mark" }, data.marks[marked]));
    row.append(cell("Why", why));
    row.dataset.marked = marked ? "1" : "0";
    return row;
  }

  // Enrollments whose dates are all the same share one table.
  function alikeEnrollments(enrollments) {
    const groups = new Map();
    for (const enrollment of enrollments) {
      const effects = effectsOf(enrollment), key = effects.join();
      if (!groups.has(key)) groups.set(key, { effects, enrollments: [] });
      groups.get(key).enrollments.push(enrollment);
    }
    return [...groups.values()];
  }

  function tableOf({ effects, enrollments }, number) {
    const id = `dates-${number}`;
    const title = element("p", { class: "legend" }, "In ", ...enrollments.flatMap(([section, state], index) =>
      [index ? "; and in " : "", element("bdi", {}, data.sections[section][0]), `, ${state}`]));
    const head = element("tr", { role: "row" });
    for (const [text, kind] of [["Item", "text"], ["Due", "date"], ["Available from", "date"], ["Until", "date"], ["Why", "text"]]) {
      head.append(element("th", { scope: "col", role: "columnheader", "data-sort": kind }, text));
    }
    const body = element("tbody", { role: "rowgroup" });
    effects.forEach((effect, item) => { if (effect >= 0) body.append(rowOf(item, effect)); });
    const table = element("table", { id, class: "list stack", role: "table", "data-noun": "dates" },
      element("caption", { class: "sr" }, "All dates of this student"),
      element("thead", { role: "rowgroup" }, head), body);
    const only = element("input", { type: "checkbox", value: "1", "data-filters": id, "data-attribute": "marked" });
    const tools = element("div", { class: "tools" },
      element("label", { class: "check" }, only, " Only dates from an override"),
      element("span", { class: "shown", "data-count-of": id, role: "status" }));
    const region = element("div", { class: "scroll", role: "region", tabIndex: 0, "aria-label": "All dates of this student" }, table);
    return [title, tools, region, table];
  }

  function show(student) {
    const [name, sis, id, enrollments] = student;
    const heading = element("h3", { tabIndex: -1 }, element("bdi", {}, name));
    const ids = element("p", { class: "legend" }, sis ? `SIS id ${sis} · ` : "", `Canvas id ${id}`);
    const person = element("div", { class: "person" }, heading, ids);
    const tables = alikeEnrollments(enrollments).map((group, index) => {
      const [title, tools, region, table] = tableOf(group, index);
      person.append(title, tools, region);
      return table;
    });
    place.replaceChildren(person);
    for (const table of tables) { filterable(table); sortable(table); }
    for (const button of matches.querySelectorAll("button")) {
      button.setAttribute("aria-current", String(button.value === String(id)));
    }
    history.replaceState(null, "", `#student-${id}`);
    return heading;
  }

  function find() {
    load();
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    if (!words.length) {
      matches.replaceChildren();
      place.replaceChildren();
      count.textContent = `${number.format(data.students.length)} students`;
      return [];
    }
    const found = data.students.filter((student) => words.every((word) => student.found.includes(word)));
    matches.replaceChildren(...found.slice(0, most).map((student) => {
      const button = element("button", { type: "button", value: String(student[2]) },
        element("bdi", {}, student[0]), element("small", {}, student[1] || ""));
      button.addEventListener("click", () => show(student).focus());
      return element("li", {}, button);
    }));
    count.textContent = found.length === 0 ? "No student has this name or id"
      : found.length > most ? `${number.format(found.length)} students match; the first ${most} are listed`
      : found.length === 1 ? "1 student matches" : `${found.length} students match`;
    if (found.length === 1) show(found[0]);
    else place.replaceChildren();
    return found;
  }

  function openFromAddress() {
    const id = /^#student-(\d+)$/.exec(location.hash)?.[1];
    if (!id) return;
    load();
    const student = data.students.find((one) => String(one[2]) === id);
    if (!student) return;
    search.value = student[0];
    find();
    show(student).scrollIntoView({ block: "start" });
  }

  search.addEventListener("input", find);
  search.addEventListener("focus", () => { if (!search.value) find(); });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const [first] = find();
    if (first) show(first).focus();
  });
  addEventListener("hashchange", openFromAddress);
  openFromAddress();
})();
