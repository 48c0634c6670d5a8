// The step player of a computational graph: lights up, step by step, the picture that is there.

import { playerElement } from "./player_element.js";
import { playerInputs } from "./player_inputs.js";
import { PLAYER_WORDS } from "./player_words.js";

const PLAYER_PAUSE = 60;
const PLAYER_MOST_TABS = 24;
const PLAYER_MOST_LISTED = 8;

/**
 * Make a static graph live: buttons, keys and a slider step through its back-propagation.
 *
 * @param {HTMLElement} element the graph, with its picture, its table and `data-content`
 * @param {{lang: string, typeset: (latex: string) => string,
 *   request: (kind: string, payload: object) => Promise<object>}} channel
 * @returns {() => void} a function that makes it static again
 */
export function mountPlayer(element, channel) {
  const player = new GraphPlayer(element, channel);
  return () => player.unmount();
}

/** Return the steps: inputs, values, the seed, then one for each edge. */
function playerSteps(content) {
  const computed = content.nodes.map((node, at) => ({ kind: "value", at }));
  const edges = content.edges.map((edge, at) => ({ kind: "edge", at }));
  const values = computed.filter((step) => !content.nodes[step.at].given);
  const inputs = values.length < content.nodes.length ? [{ kind: "given" }] : [];
  return [...inputs, ...values, { kind: "seed" }, ...edges];
}

class GraphPlayer {
  constructor(element, channel) {
    this.element = element;
    this.channel = channel;
    this.words = PLAYER_WORDS[channel.lang] ?? PLAYER_WORDS.en;
    this.content = JSON.parse(element.dataset.content);
    this.steps = playerSteps(this.content);
    this.at = 0;
    this.waiting = null;
    this.asking = false;
    this.typeset = new Map();
    this.ended = new AbortController();
    this.picture = element.querySelector(".np-graph");
    this.nodes = this.content.nodes.map((_, k) => this.find(`[data-node="${k}"]`));
    this.edges = this.content.edges.map((_, k) => this.find(`[data-edge="${k}"]`));
    this.build();
    this.listen();
    this.show();
  }

  find(selector) {
    return this.picture.querySelector(selector);
  }

  // -- what is added to the page ------------------------------------------------------------------

  build() {
    const { words } = this;
    this.first = this.button("|◀", words.first);
    this.previous = this.button("◀", words.previous);
    this.next = this.button("▶", words.next);
    this.last = this.button("▶|", words.last);
    this.slider = playerElement("input", "", {
      type: "range", min: 1, max: this.steps.length, step: 1, value: 1,
      "aria-label": words.slider,
    });
    this.count = playerElement("span", "np-count");
    const row = [this.first, this.previous, this.next, this.last, this.slider, this.count];
    const group = { role: "group", "aria-label": words.controls };
    this.controls = playerElement("div", "np-controls", group, ...row);
    this.equation = playerElement("div", "np-equation");
    this.said = playerElement("p", "np-said", { "aria-live": "polite" });
    this.trouble = playerElement("p", "np-trouble", { role: "alert" });
    const head = playerElement("div", "np-head-part", {}, this.controls, this.equation, this.said);
    this.inputs = playerInputs(this);
    const before = this.element.querySelector(".np-picture");
    before.before(head);
    before.after(this.trouble, ...(this.inputs ? [this.inputs] : []));
    this.added = [head, this.trouble, this.inputs];
  }

  button(sign, word) {
    const attributes = { type: "button", "aria-label": word, title: word };
    return playerElement("button", "", attributes, sign);
  }

  // -- what a person does -------------------------------------------------------------------------

  listen() {
    const { signal } = this.ended;
    // JupyterLab takes the arrow keys where nobody types text.
    this.element.setAttribute("data-lm-suppress-shortcuts", "true");
    // The steps lead along every edge: what follows a large picture is not a hundred tabs away.
    if (this.edges.length > PLAYER_MOST_TABS) this.tabs(-1);
    const on = (target, name, action) => target.addEventListener(name, action, { signal });
    on(this.first, "click", () => this.go(0));
    on(this.previous, "click", () => this.go(this.at - 1));
    on(this.next, "click", () => this.go(this.at + 1));
    on(this.last, "click", () => this.go(this.steps.length - 1));
    on(this.slider, "input", () => this.go(Number(this.slider.value) - 1));
    on(this.element, "keydown", (event) => this.key(event));
    this.edges.forEach((edge, k) => {
      on(edge, "pointerenter", () => this.look(k));
      on(edge, "pointerleave", () => this.look(null));
      on(edge, "focus", () => this.look(k));
      on(edge, "blur", () => this.look(null));
    });
  }

  tabs(index) {
    for (const shape of [...this.nodes, ...this.edges]) shape.setAttribute("tabindex", index);
  }

  key(event) {
    const typing = event.target.closest("input, summary");
    if (typing && typing !== this.slider) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const steps = {
      ArrowRight: this.at + 1, ArrowDown: this.at + 1,
      ArrowLeft: this.at - 1, ArrowUp: this.at - 1,
      Home: 0, End: this.steps.length - 1,
    };
    if (!(event.key in steps)) return;
    // The notebook would go to another cell.
    event.preventDefault();
    event.stopPropagation();
    this.go(steps[event.key]);
  }

  go(step) {
    this.at = Math.max(0, Math.min(this.steps.length - 1, step));
    this.show();
  }

  look(edge) {
    this.showEquation(edge === null ? this.steps[this.at] : { kind: "edge", at: edge });
  }

  // -- new numbers --------------------------------------------------------------------------------

  move(values) {
    this.waiting = { ...this.waiting, ...values };
    if (!this.asking) this.ask();
  }

  /** Ask for numbers, one request at a time; what is moved meanwhile is asked for next. */
  async ask() {
    this.asking = true;
    while (this.waiting && !this.ended.signal.aborted) {
      Object.assign((this.wanted ??= {}), this.waiting);
      this.waiting = null;
      try {
        const payload = { id: this.content.id, values: { ...this.wanted } };
        this.take(await this.channel.request("evaluate", payload));
      } catch {
        this.trouble.textContent = this.words.noKernel;
      }
      await new Promise((done) => setTimeout(done, PLAYER_PAUSE));
    }
    this.asking = false;
  }

  take(reply) {
    if (this.ended.signal.aborted) return;
    this.trouble.textContent = reply.error ?? "";
    if (reply.error) return;
    this.content.nodes = reply.nodes;
    this.content.edges = reply.edges;
    this.show();
    this.relabel();
    const output = reply.nodes[reply.nodes.length - 1];
    this.said.textContent = this.words.moved(output.text, output.data.text);
  }

  /** Put new numbers into what is read aloud and into the table. */
  relabel() {
    const label = (shape, said, title) => {
      shape.setAttribute("aria-label", said);
      shape.querySelector("title").textContent = title;
    };
    const [values, gradients] = [...this.element.querySelectorAll("tbody")];
    const fill = (row, from, texts) => texts.forEach((text, k) => {
      row.cells[from + k].textContent = text;
    });
    this.content.nodes.forEach((node, k) => {
      label(this.nodes[k], node.said, node.said);
      fill(values.rows[k], 2, [node.data.text, node.grad.text]);
    });
    this.content.edges.forEach((edge, k) => {
      label(this.edges[k], edge.said, edge.title);
      fill(gradients.rows[k], 1, [edge.upstream.text, edge.title, edge.downstream.text]);
    });
  }

  // -- what is shown ------------------------------------------------------------------------------

  show() {
    const { at, steps, words } = this;
    this.slider.value = at + 1;
    this.count.textContent = words.count(at + 1, steps.length);
    this.slider.setAttribute("aria-valuetext", this.count.textContent);
    for (const button of [this.first, this.previous]) this.disable(button, at === 0);
    for (const button of [this.next, this.last]) this.disable(button, at === steps.length - 1);
    this.showPicture();
    this.showEquation(steps[at]);
    this.said.textContent = this.sentence(steps[at]);
  }

  disable(button, yes) {
    // A button that is disabled would lose the focus.
    button.setAttribute("aria-disabled", String(yes));
  }

  showPicture() {
    const { content } = this;
    const done = this.steps.slice(0, this.at + 1);
    const now = this.steps[this.at];
    const known = new Set(done.filter((step) => step.kind === "value").map((step) => step.at));
    const gone = new Set(done.filter((step) => step.kind === "edge").map((step) => step.at));
    const totals = new Map();
    if (done.some((step) => step.kind === "seed")) {
      totals.set(content.nodes.length - 1, content.nodes[content.nodes.length - 1].grad.short);
    }
    for (const k of gone) totals.set(content.edges[k].source, content.edges[k].total.short);
    this.nodes.forEach((shape, k) => {
      const node = content.nodes[k];
      this.number(shape, ".np-data", node.data.short, node.given || known.has(k));
      this.number(shape, ".np-grad", totals.get(k) ?? node.grad.short, totals.has(k));
      const end = now.kind === "edge" && content.edges[now.at].source === k;
      const seed = now.kind === "seed" && k === content.nodes.length - 1;
      const value = now.kind === "value" && now.at === k;
      shape.classList.toggle("np-now", end || seed || value);
      shape.classList.toggle("np-forwards", value);
    });
    this.edges.forEach((shape, k) => {
      const edge = content.edges[k];
      this.number(shape, ".np-flow", edge.zero ? "0" : edge.flow, gone.has(k));
      shape.classList.toggle("np-zero", edge.zero && gone.has(k));
      shape.classList.toggle("np-now", now.kind === "edge" && now.at === k);
      shape.classList.toggle("np-fed", now.kind === "value" && edge.target === now.at);
    });
  }

  number(shape, selector, text, shown) {
    const place = shape.querySelector(selector);
    place.textContent = text;
    place.classList.toggle("np-later", !shown);
  }

  showEquation(step) {
    const parts = this[`${step.kind}Parts`](step);
    this.equation.replaceChildren(...parts);
  }

  givenParts() {
    const given = this.content.nodes.filter((node) => node.given);
    const listed = given.slice(0, PLAYER_MOST_LISTED);
    const latex = listed.map((node) => `${node.name} = ${node.data.latex}`).join(",\\quad ");
    const text = listed.map((node) => `${node.text} = ${node.data.text}`).join(", ");
    return [this.factor(this.words.given, latex, text)];
  }

  valueParts({ at }) {
    const node = this.content.nodes[at];
    const right = node.definition ? `${node.definition} = ` : "";
    const latex = `${node.name} = ${right}${node.data.latex}`;
    return [this.factor(this.words.value, latex, `${node.text} = ${node.data.text}`)];
  }

  seedParts() {
    const node = this.content.nodes[this.content.nodes.length - 1];
    return [this.factor(this.words.upstream, `${node.gradient} = 1`, `${node.text}: 1`)];
  }

  edgeParts({ at }) {
    const { words, content } = this;
    const edge = content.edges[at];
    const [source, target] = [content.nodes[edge.source], content.nodes[edge.target]];
    const up = `${target.gradient} = ${edge.upstream.latex}`;
    const down = edge.arrays && edge.carried ? [edge.carried] : [];
    const adds = content.edges.filter((other) => other.source === edge.source).length > 1;
    const parts = [...(adds ? [] : [source.gradient]), ...down, edge.downstream.latex];
    const result = parts.join(" = ");
    return [
      this.factor(words.upstream, up, edge.upstream.text),
      this.sign("×"),
      this.factor(words.local, edge.local, edge.number ?? source.text),
      this.sign("="),
      this.factor(words.downstream, result, edge.downstream.text),
    ];
  }

  sign(text) {
    return playerElement("span", "np-sign", {}, text);
  }

  factor(word, latex, text) {
    const inside = word ? [playerElement("small", "", {}, word)] : [];
    return playerElement("span", "np-factor", {}, ...inside, this.mathSpan(latex, text));
  }

  mathSpan(latex, text) {
    const span = playerElement("span", "np-math");
    this.math(span, latex, text);
    return span;
  }

  math(place, latex, text) {
    if (!this.typeset.has(latex)) {
      let made = null;
      try {
        made = this.channel.typeset(latex);
      } catch {
        // Without a typesetter the text says the same.
      }
      this.typeset.set(latex, made);
    }
    const made = this.typeset.get(latex);
    if (made) place.innerHTML = made;
    else place.textContent = text;
  }

  sentence(step) {
    const { words, content } = this;
    if (step.kind === "given") {
      const given = content.nodes.filter((node) => node.given);
      const listed = given.slice(0, PLAYER_MOST_LISTED);
      const said = listed.map((node) => `${node.text} = ${node.data.text}`).join(", ");
      return words.saidGiven(given.length > listed.length ? `${said}, …` : said);
    }
    if (step.kind === "value") {
      const node = content.nodes[step.at];
      return words.saidForward(node.text, node.data.text);
    }
    if (step.kind === "seed") return words.saidSeed(content.of);
    const edge = content.edges[step.at];
    const [source, target] = [content.nodes[edge.source], content.nodes[edge.target]];
    const said = edge.arrays
      ? words.saidArrays(target.text, source.text, edge.downstream.text)
      : words.saidEdge(
        target.text, source.text, edge.upstream.text, edge.number, edge.downstream.text);
    const others = content.edges.filter((other) => other.source === edge.source).length > 1;
    return said + (edge.zero ? words.saidZero : "")
      + (others ? words.saidTotal(source.text, edge.total.text) : "");
  }

  unmount() {
    this.ended.abort();
    this.element.removeAttribute("data-lm-suppress-shortcuts");
    this.tabs(0);
    for (const part of this.added) part?.remove();
    for (const shape of [...this.nodes, ...this.edges]) {
      shape.classList.remove("np-now", "np-fed", "np-forwards");
      for (const hidden of shape.querySelectorAll(".np-later")) hidden.classList.remove("np-later");
    }
    this.content.nodes.forEach((node, k) => {
      this.number(this.nodes[k], ".np-grad", node.grad.short, true);
    });
    this.content.edges.forEach((edge, k) => this.edges[k].classList.toggle("np-zero", edge.zero));
  }
}
