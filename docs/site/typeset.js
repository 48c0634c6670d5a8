// Typesets the formulas of a page with the KaTeX that lies beside this file.

document.addEventListener("DOMContentLoaded", () => {
  for (const place of document.querySelectorAll(".math")) {
    const latex = place.textContent;
    const displayMode = place.tagName === "DIV";
    // A formula that has a cell of a table to itself has room for fractions of full size.
    const isAlone = place.closest("td")?.textContent.trim() === latex.trim();
    const size = isAlone ? "\\displaystyle " : "";
    try {
      // "strict" would complain of words in Korean.
      katex.render(size + latex, place, { displayMode, strict: false, throwOnError: true });
    } catch (error) {
      // The reader sees the LaTeX, and the tests see the message.
      place.textContent = latex;
      console.error(String(error));
    }
  }
});
