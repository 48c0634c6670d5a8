/** A button that copies the code or the LaTeX that stands beside it. */
import { wordsOf } from "./words.js";

/**
 * Make a button copy.
 * @param {HTMLElement} button a `data-nablatex="copy"` whose `data-content` is the text
 * @param {object} channel
 */
export function mountCopy(button, channel) {
  // A page that came over a network without encryption has no clipboard.
  if (!navigator.clipboard) return () => {};
  const face = button.textContent;
  const copy = async () => {
    await navigator.clipboard.writeText(button.dataset.content);
    button.textContent = wordsOf(channel.lang).copied;
    setTimeout(() => {
      button.textContent = face;
    }, 1500);
  };
  button.hidden = false;
  button.addEventListener("click", copy);
  return () => {
    button.removeEventListener("click", copy);
    button.hidden = true;
  };
}
