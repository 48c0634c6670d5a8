// Elements of a player in one call.

import { make } from "./dom.js";

/** Return a new element with a class, attributes and children. */
export function playerElement(name, kind, attributes = {}, ...children) {
  return make(name, kind ? { class: kind, ...attributes } : attributes, ...children);
}
