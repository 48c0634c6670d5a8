/** Elements in one call, and sentences whose formulas are typeset. */

/**
 * Return a new element.
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node|string)} children
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * Return a formula typeset inline; what cannot be typeset stays as it was typed.
 * @param {string} latex
 * @param {(latex: string) => string} typeset
 */
export function formula(latex, typeset) {
  const place = make("span", { class: "nablatex-formula" });
  try {
    // The markup is MathLive's own; the formula cannot bring any with it.
    place.innerHTML = typeset(latex);
  } catch {
    place.textContent = latex;
  }
  return place;
}

/**
 * Return a sentence: formulas in dollars are typeset, what stands between backticks is code, the
 * lines under it stay as they are drawn.
 * @param {string} text
 * @param {(latex: string) => string} typeset
 */
export function sentence(text, typeset) {
  const [first, ...drawn] = text.split("\n");
  const shown = make("span");
  first.split("$").forEach((piece, place) => {
    shown.append(...(place % 2 ? [formula(piece, typeset)] : words(piece)));
  });
  if (drawn.length) shown.append(make("pre", {}, drawn.join("\n")));
  return shown;
}

function words(text) {
  return text.split("`").map((piece, place) => (place % 2 ? make("code", {}, piece) : piece));
}
