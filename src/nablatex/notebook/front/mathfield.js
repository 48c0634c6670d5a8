/** One MathLive field, with the habits that a notebook needs. */

const SHORTCUTS = {
  nabla: "\\nabla", grad: "\\nabla", partial: "\\partial", pd: "\\partial",
  alpha: "\\alpha", beta: "\\beta", gamma: "\\gamma", delta: "\\delta", epsilon: "\\epsilon",
  eta: "\\eta", theta: "\\theta", lambda: "\\lambda", mu: "\\mu", nu: "\\nu", pi: "\\pi",
  zeta: "\\zeta", xi: "\\xi", chi: "\\chi", kappa: "\\kappa", rho: "\\rho", sigma: "\\sigma",
  tau: "\\tau", phi: "\\phi", psi: "\\psi", omega: "\\omega",
  Gamma: "\\Gamma", Lambda: "\\Lambda", Pi: "\\Pi", Psi: "\\Psi", Delta: "\\Delta",
  Sigma: "\\Sigma", Omega: "\\Omega", Phi: "\\Phi", Theta: "\\Theta",
  sin: "\\sin", cos: "\\cos", tan: "\\tan", tanh: "\\tanh", exp: "\\exp", log: "\\log",
  sinh: "\\sinh", cosh: "\\cosh", arcsin: "\\arcsin", arccos: "\\arccos", arctan: "\\arctan",
  argmax: "\\operatorname{argmax}", argmin: "\\operatorname{argmin}",
  ln: "\\ln", max: "\\max", min: "\\min", sum: "\\sum", sqrt: "\\sqrt{#?}", inf: "\\infty",
  ReLU: "\\operatorname{ReLU}", relu: "\\operatorname{ReLU}", softmax: "\\operatorname{softmax}",
  "*": "\\cdot", "<=": "\\leq", ">=": "\\geq", "!=": "\\neq", "->": "\\to",
};

/** Keys that MathLive would take for something else than a learner means. */
const NOT_BOUND = new Set(["[Escape]", "[Enter]", "[Return]", "[NumpadEnter]"]);

/**
 * Return a maths field.
 * @param {object} mathlive MathLive's module
 * @param {string} label what a reader of the screen hears
 * @param {{input: () => void, enter: () => void, leave: () => void}} actions
 */
export function mathField(mathlive, label, actions) {
  const field = new mathlive.MathfieldElement();
  field.setAttribute("aria-label", label);
  // Options are refused before the field is mounted, and it may be mounted again.
  field.addEventListener("mount", () => configure(field), { once: true });
  field.addEventListener("input", actions.input);
  field.addEventListener("keydown", (event) => pressed(event, field, actions), { capture: true });
  return field;
}

function configure(field) {
  field.mathVirtualKeyboardPolicy = "manual";
  field.menuItems = [];
  field.smartFence = false;
  field.smartSuperscript = false;
  field.inlineShortcuts = SHORTCUTS;
  field.inlineShortcutTimeout = 0;
  field.removeExtraneousParentheses = false;
  field.keybindings = field.keybindings.filter((binding) => !NOT_BOUND.has(binding.key));
}

function pressed(event, field, { enter, leave }) {
  if (event.isComposing) return;
  const stop = () => {
    event.preventDefault();
    event.stopPropagation();
  };
  if (event.key === "Enter") {
    stop();
    // A command that is being typed (`\nabla`) is completed first.
    if (field.mode === "latex") field.executeCommand(["complete", "accept"]);
    else enter();
  } else if (event.key === "Escape") {
    stop();
    if (field.mode === "latex") field.executeCommand(["complete", "reject"]);
    leave();
  } else if (event.key === "{" && field.mode === "math") {
    // Who types x_{ij} means the script that the field has opened already.
    stop();
  } else if (event.key === "}" && field.mode === "math") {
    stop();
    field.executeCommand("moveAfterParent");
  }
}

/**
 * Return LaTeX that MathLive reads as everybody else does: it takes a bracket behind the end of a
 * row for a length, and never comes back where that bracket is not closed.
 * @param {string} latex
 */
export function forMathlive(latex) {
  return latex.replace(/\\\\\s*\[/g, "\\\\ {}[");
}

/**
 * Show LaTeX in a field. Half a formula is not for it: the caller has had it read first.
 * @param {object} field
 * @param {string} latex
 */
export function showLatex(field, latex) {
  field.setValue(forMathlive(latex), { silenceNotifications: true });
}

/**
 * Return the LaTeX of a field as a person would have typed it.
 * @param {object} field
 */
export function latexOf(field) {
  return field
    .getValue("latex-without-placeholders")
    .replace(/\\\\\s*\{\}/g, "\\\\ ")
    .replace(/\\operatorname\{\\mathrm\{(\w+)\}\}/g, "\\operatorname{$1}")
    .replaceAll("\\differentialD", "d")
    .replaceAll("\\exponentialE", "e")
    .replaceAll("\\imaginaryI", "i")
    .replaceAll("\\lbrack", "[")
    .replaceAll("\\rbrack", "]");
}
