// What a visitor has read is kept in this browser, by course, until they sign up, log in or join a class.
// A student's sections are marked by read.js; where no script runs, there is a button on the page of checks.

import { watch } from "./reading_time.js";
import { keep, keptOf } from "./visitor_store.js";

const article = document.querySelector("article[data-course]");

function show(line, number) {
  line.innerHTML = '<svg class="tile" aria-hidden="true"><use href="#t2"/></svg> ';
  line.append(article.dataset.read.replace("%number%", number));
}

if (article) {
  const { course } = article.dataset;
  const read = keptOf(course);
  article.querySelectorAll(":scope > section:not(#end)").forEach((section, index) => {
    const line = document.createElement("p");
    line.className = "end ui";
    line.setAttribute("role", "status");
    section.append(line);
    if (read.includes(section.id)) {
      show(line, index + 1);
      return;
    }
    watch(line, () => {
      if (!line.hasChildNodes() && keep(course, section.id)) show(line, index + 1);
    });
  });
}
