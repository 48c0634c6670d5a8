/** The course keyboard: a row of buttons that insert what the course writes most. */
import { make } from "./dom.js";

const KEYS = [
  ["∇", "\\nabla", "nabla", "나블라"],
  ["∂", "\\partial", "partial", "편미분 기호"],
  ["a⁄b", "\\frac{#@}{#?}", "fraction", "분수"],
  ["∂⁄∂", "\\frac{\\partial #?}{\\partial #?}", "partial derivative", "편미분"],
  ["x⃗", "\\vec{#@}", "vector", "벡터"],
  ["xₙ", "#@_{#?}", "subscript", "아래 첨자"],
  ["xⁿ", "#@^{#?}", "superscript", "위 첨자"],
  ["·", "\\cdot", "dot product", "내적 점"],
  ["Σ", "\\sum_{#?}^{#?}", "sum", "합"],
  ["[ ]", "\\left[#?, #?\\right]", "row of two", "두 원소의 행"],
  ["(∷)", "\\begin{pmatrix}#? & #?\\\\ #? & #?\\end{pmatrix}", "matrix", "행렬"],
  ["{ :", "\\begin{cases}#? & #?\\\\ #? & #?\\end{cases}", "cases", "경우"],
  ["≤", "\\leq", "less or equal", "작거나 같다"],
  [">", ">", "greater", "크다"],
  ["ReLU", "\\operatorname{ReLU}\\left(#?\\right)", "ReLU", "ReLU"],
  ["√", "\\sqrt{#?}", "square root", "제곱근"],
];

/**
 * Return the keyboard; `insert` takes the LaTeX of a key.
 * @param {string} lang
 * @param {string} label what a reader of the screen hears
 * @param {(latex: string) => void} insert
 */
export function keyboard(lang, label, insert) {
  const bar = make("div", { class: "nablatex-keys", role: "toolbar", "aria-label": label });
  KEYS.forEach(([face, latex, en, ko], place) => {
    const name = lang === "ko" ? ko : en;
    const attributes = { type: "button", "aria-label": name, title: name };
    const key = make("button", { ...attributes, tabindex: place ? "-1" : "0" }, face);
    // The field keeps the focus: what is inserted goes where the cursor is.
    key.addEventListener("mousedown", (event) => event.preventDefault());
    key.addEventListener("click", () => insert(latex));
    bar.append(key);
  });
  bar.addEventListener("keydown", (event) => {
    const keys = [...bar.children];
    const now = keys.indexOf(document.activeElement);
    const places = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: -1 };
    if (!(event.key in places) || now < 0) return;
    event.preventDefault();
    const next = keys.at(places[event.key] % keys.length);
    keys[now].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  return bar;
}
