// Elements of a page in one call.

/** Return a new element with a class, attributes and children. */
export function playerElement(name, kind, attributes = {}, ...children) {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
