/**
 * The maths input of one answer: a maths field for each line, the LaTeX beside it, how it was
 * understood, and the verdict. The cell holds the answer; all of this only helps to write it.
 */
import { cellOf, saveOutput } from "./cell.js";
import { formula, make, sentence } from "./dom.js";
import { keyboard } from "./keyboard.js";
import { latexOf, mathField, showLatex } from "./mathfield.js";
import { wordsOf } from "./words.js";

const WRITE_AFTER = 120; // milliseconds without a key before the cell is written
let fields = 0;

/**
 * Make an answer's place live.
 * @param {HTMLElement} element a `data-nablatex="field"`
 * @param {object} channel to the kernel, and to the typesetter
 * @returns {() => void} what leaves the place as it was
 */
export function mountField(element, channel) {
  const field = new Field(element, channel);
  return () => field.remove();
}

class Field {
  constructor(element, channel) {
    const { label, lines, head, verdict } = JSON.parse(element.dataset.content);
    this.element = element;
    this.channel = channel;
    this.label = label;
    this.head = head;
    this.words = wordsOf(channel.lang);
    this.typeset = (latex) => channel.typeset(latex);
    this.before = [...element.childNodes];
    // The answer is this text; the rows are its claims, as far as the kernel has read them.
    this.text = this.written() ?? lines.join("\n");
    this.claims = [""];
    const judged = this.text === lines.join("\n");
    this.reading = null;
    this.waiting = false;
    this.active = 0;
    this.build();
    this.fromLine = true;
    this.showLine();
    this.addRows();
    this.read();
    if (verdict && judged) this.showVerdict(verdict);
    else if (this.text.trim()) this.check();
  }

  // -- what stands there ------------------------------------------------------------------------

  build() {
    fields += 1;
    const { words, label } = this;
    const id = `nablatex-line-${fields}`;
    this.rows = make("div", { class: "nablatex-rows" });
    this.line = make("textarea", { id, rows: "1", spellcheck: "false", autocapitalize: "off" });
    this.line.setAttribute("aria-label", `${words.line} ${label}`);
    this.echo = make("div", { class: "nablatex-echo" });
    this.status = make("div", { class: "nablatex-status", role: "status" });
    const insert = (latex) => this.insert(latex);
    const keys = keyboard(this.channel.lang, `${words.keyboard} ${label}`, insert);
    const check = make("button", { type: "button", class: "nablatex-check" }, words.check);
    check.addEventListener("click", () => this.check());
    const more = make("button", { type: "button", class: "nablatex-more" }, `+ ${words.another}`);
    more.addEventListener("click", () => this.addLine());
    const title = make("div", { class: "nablatex-label" }, `${words.answer} ${label}`);
    const beside = make("label", { for: id, class: "nablatex-beside" }, words.latex);
    const typed = make("div", { class: "nablatex-typed" }, beside, this.line, more, check);
    const group = { class: "nablatex-live", role: "group", "aria-label": `${words.answer} ${label}` };
    // JupyterLab's own shortcuts (Shift+Enter runs the cell and would wipe the field) stay out.
    group["data-lm-suppress-shortcuts"] = "true";
    this.live = make("div", group, title, this.rows, keys, typed, this.echo, this.status);
    this.listen();
    this.element.replaceChildren(this.live);
  }

  listen() {
    this.line.addEventListener("input", () => {
      this.text = this.line.value;
      this.grow();
      this.fromLine = true;
      this.changed();
    });
    this.line.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.altKey) return;
      event.preventDefault();
      this.check();
    });
    this.live.addEventListener("keydown", (event) => this.passed(event));
    // JupyterLab cancels the browser's own undo; here it belongs to the field.
    this.guard = (event) => {
      if (this.live.contains(event.target)) event.stopImmediatePropagation();
    };
    window.addEventListener("beforeinput", this.guard, { capture: true });
  }

  /** Let the notebook have what is its own, such as Ctrl+S, and keep the rest. */
  passed(event) {
    event.stopPropagation();
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    this.settle();
    this.write();
    const { key, code, keyCode, ctrlKey, metaKey, shiftKey } = event;
    const again = { key, code, keyCode, ctrlKey, metaKey, shiftKey, bubbles: true };
    this.element.closest(".jp-Notebook")?.dispatchEvent(new KeyboardEvent("keydown", again));
  }

  // -- the lines --------------------------------------------------------------------------------

  showLine() {
    if (this.line.value !== this.text) this.line.value = this.text;
    this.grow();
  }

  /** Make the line as high as what stands in it. */
  grow() {
    this.line.style.height = "auto";
    if (this.line.scrollHeight) this.line.style.height = `${this.line.scrollHeight + 2}px`;
  }

  addRows() {
    while (this.rows.childElementCount > this.claims.length) this.rows.lastElementChild.remove();
    for (let place = this.rows.childElementCount; place < this.claims.length; place += 1) {
      this.newRow(place);
    }
  }

  /** Show in the maths fields what was typed as LaTeX, once the kernel has read it. */
  showRows(claims) {
    this.claims = claims.length ? claims : [""];
    this.addRows();
    this.claims.forEach((latex, place) => {
      const row = this.rows.children[place];
      if (latexOf(row) !== latex) showLatex(row, latex);
    });
  }

  newRow(place) {
    const { words, label } = this;
    const name = `${words.answer} ${label}, ${words.field}${place ? `, ${words.row} ${place + 1}` : ""}`;
    const row = mathField(this.channel.mathlive, name, {
      input: () => this.typed(place),
      enter: () => this.check(),
      leave: () => this.element.closest(".jp-Notebook")?.focus(),
    });
    row.addEventListener("focusin", () => {
      this.active = place;
    });
    this.rows.append(row);
    return row;
  }

  /** Take what a maths field holds as the answer. */
  typed(place) {
    this.claims[place] = latexOf(this.rows.children[place]);
    this.text = this.claims.filter((latex) => latex.trim()).join("\n");
    this.fromLine = false;
    this.showLine();
    this.changed();
  }

  /** Take the last keys too: a field tells of them later than it takes them. */
  settle() {
    const row = this.rows.children[this.active];
    const focused = row && row === document.activeElement;
    if (focused && latexOf(row) !== this.claims[this.active]) this.typed(this.active);
  }

  addLine() {
    this.claims.push("");
    this.addRows();
    this.rows.lastElementChild.focus();
  }

  insert(latex) {
    const row = this.rows.children[this.active] ?? this.rows.children[0];
    row.insert(latex, { focus: true, scrollIntoView: false, selectionMode: "placeholder" });
  }

  /** The answer that stands in the cell: it may have changed since this output was made. */
  written() {
    const [head, ...body] = cellOf(this.element)?.read().split("\n") ?? [""];
    if (head.trim() !== this.head) return null;
    return body.filter((line) => line.trim() && !line.trim().startsWith("%")).join("\n");
  }

  // -- the cell ---------------------------------------------------------------------------------

  changed() {
    if (this.status.textContent) this.say(this.words.changed, "nablatex-old");
    clearTimeout(this.writing);
    this.writing = setTimeout(() => this.write(), WRITE_AFTER);
    this.read();
  }

  /** Write the answer into its cell, which is what is saved. */
  write() {
    clearTimeout(this.writing);
    const cell = cellOf(this.element);
    if (!cell) {
      this.say(this.words.unsaved, "nablatex-warn");
      return;
    }
    // A cell magic without a body is an error of its own.
    const source = `${this.head}\n${this.text.trim() ? this.text : this.words.blank}`;
    if (cell.read() !== source) cell.write(source);
  }

  // -- the kernel -------------------------------------------------------------------------------

  /** Ask how the answer is understood; while a question is on its way the latest one waits. */
  async read() {
    if (!this.text.trim()) {
      if (this.fromLine) this.showRows([]);
      this.echo.replaceChildren(make("span", { class: "nablatex-hint" }, this.words.empty));
      return;
    }
    if (this.reading) {
      this.waiting = true;
      return;
    }
    const asked = this.text;
    this.reading = this.channel.request("read", { label: this.label, latex: asked });
    try {
      this.showEcho(await this.reading, asked);
    } catch (error) {
      this.say(`${this.words.failed}: ${error.message}`, "nablatex-warn");
    }
    this.reading = null;
    if (this.waiting && this.text !== asked) this.read();
    this.waiting = false;
  }

  showEcho({ read, claims, unread }, asked) {
    if (!this.text.trim()) return;
    if (!unread && this.fromLine && this.text === asked) this.showRows(claims);
    const says = make("span", { class: "nablatex-says" }, `${this.words.reads}: `);
    this.echo.replaceChildren(says);
    read.forEach((latex) => this.echo.append(formula(latex, this.typeset), " "));
    if (!unread) return;
    this.echo.replaceChildren();
    // The verdict says it already.
    if (this.status.classList.contains("nablatex-unreadable")) return;
    const why = make("span", { class: "nablatex-hint" }, `${this.words.unfinished}: `);
    why.append(sentence(unread, this.typeset));
    this.echo.replaceChildren(why);
  }

  async check() {
    this.settle();
    this.write();
    this.say(this.words.checking, "nablatex-old");
    const asked = this.text;
    try {
      const payload = { label: this.label, head: this.head, latex: asked };
      const { verdict, saved } = await this.channel.request("check", payload);
      if (this.text !== asked) return;
      this.showVerdict(verdict);
      if (!saveOutput(this.element, saved)) this.channel.request("save", payload);
    } catch (error) {
      this.say(`${this.words.failed}: ${error.message}`, "nablatex-warn");
    }
  }

  showVerdict({ outcome, mark, word, says }) {
    if (outcome === "unreadable") this.echo.replaceChildren();
    this.status.className = `nablatex-status nablatex-${outcome}`;
    const head = make("strong", {}, `${mark} ${word}`);
    const list = make("ul");
    says.forEach((text) => list.append(make("li", {}, sentence(text, this.typeset))));
    this.status.replaceChildren(head, ...(says.length ? [list] : []));
  }

  say(text, kind) {
    this.status.className = `nablatex-status ${kind}`;
    this.status.replaceChildren(text);
  }

  remove() {
    clearTimeout(this.writing);
    window.removeEventListener("beforeinput", this.guard, { capture: true });
    const asleep = make("p", { class: "nablatex-hint" }, this.words.asleep);
    this.element.replaceChildren(...this.before, asleep);
  }
}
