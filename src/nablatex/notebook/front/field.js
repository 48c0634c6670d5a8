/**
 * The maths input of one answer: a maths field for each line, the LaTeX beside it, how it was
 * understood, and the verdict. The cell holds the answer; all of this only helps to write it.
 *
 * The text of the answer is the body of its cell, remarks and line breaks included. It changes by
 * the line of LaTeX, by a row, or in the cell itself; the rows show it once the kernel has read it,
 * and until then they cannot be typed in, so that none writes over what it has never shown.
 */
import { AnswerCell, saveOutput } from "./cell.js";
import { formula, make, sentence } from "./dom.js";
import { keyboard } from "./keyboard.js";
import { MathRows } from "./rows.js";
import { BLANKS, wordsOf } from "./words.js";

const WRITE_AFTER = 120; // milliseconds without a key before the cell is written
const GROWS = CSS.supports("field-sizing", "content");
const REMARK = /^\s*%/;
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
    const { label, text, claims, head, verdict } = JSON.parse(element.dataset.content);
    this.element = element;
    this.channel = channel;
    this.label = label;
    this.head = head;
    this.words = wordsOf(channel.lang);
    this.typeset = (latex) => channel.typeset(latex);
    this.reading = null;
    this.cell = new AnswerCell(element, head, (body) => this.editedByHand(body));
    this.text = this.answerIn(this.cell.body() ?? text);
    this.build();
    this.showLine();
    const judged = this.text === this.answerIn(text);
    if (judged && claims.length) this.rows.show(claims);
    else this.rows.lock(this.text.trim() !== "");
    this.read();
    if (verdict && judged) this.showVerdict(verdict);
    else if (this.text.trim()) this.judge();
  }

  /** The answer in a cell's body: what only marks the place for one is none. */
  answerIn(body) {
    return BLANKS.includes(body.trim()) ? "" : body;
  }

  // -- what stands there ------------------------------------------------------------------------

  build() {
    fields += 1;
    const { words, label } = this;
    const id = `nablatex-line-${fields}`;
    const name = `${words.answer} ${label}`;
    this.rows = new MathRows(this.channel.mathlive, `${name}, ${words.field}`, words.row, {
      input: () => this.fromRows(),
      enter: () => this.check(),
      leave: () => this.leave(),
    });
    this.line = make("textarea", { id, rows: "1", spellcheck: "false", autocapitalize: "off" });
    this.line.setAttribute("aria-label", `${words.line} ${label}`);
    this.line.setAttribute("aria-describedby", `${id}-echo`);
    this.echo = make("div", { class: "nablatex-echo", id: `${id}-echo` });
    this.status = make("div", { class: "nablatex-status", role: "status" });
    const keys = keyboard(this.channel.lang, `${words.keyboard} ${label}`, (k) => this.insert(k));
    const check = make("button", { type: "button", class: "nablatex-check" }, words.check);
    check.addEventListener("click", () => this.check());
    const more = make("button", { type: "button", class: "nablatex-more" }, `+ ${words.another}`);
    more.addEventListener("click", () => this.addLine());
    const beside = make("label", { for: id, class: "nablatex-beside" }, words.latex);
    const typed = make("div", { class: "nablatex-typed" }, beside, this.line, more, check);
    const title = make("div", { class: "nablatex-label" }, name);
    const group = { class: "nablatex-live", role: "group", "aria-label": name };
    // JupyterLab's own shortcuts (Shift+Enter runs the cell and would wipe the field) stay out.
    group["data-lm-suppress-shortcuts"] = "true";
    const parts = [title, this.rows.element, keys, typed, this.echo, this.status];
    this.live = make("div", group, ...parts);
    this.line.addEventListener("input", () => this.fromLine());
    this.line.addEventListener("keydown", (event) => this.pressedInLine(event));
    this.live.addEventListener("keydown", (event) => this.passed(event));
    // Where the page does not tell of changes, the cell is looked at before anybody types.
    this.live.addEventListener("focusin", () => this.cell.look());
    this.element.replaceChildren(this.live);
  }

  pressedInLine(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") this.leave();
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (event.altKey) this.insertInLine("\n");
    else this.check();
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

  leave() {
    this.element.closest(".jp-Notebook")?.focus();
  }

  showLine() {
    if (this.line.value !== this.text) this.line.value = this.text;
    // Where the style sheet cannot make the line as high as its text, it is measured: that is slow.
    if (GROWS) return;
    this.line.style.height = "auto";
    if (this.line.scrollHeight) this.line.style.height = `${this.line.scrollHeight + 2}px`;
  }

  // -- what changes the answer ------------------------------------------------------------------

  fromLine() {
    this.text = this.line.value;
    this.rows.lock(true);
    this.changed();
  }

  fromRows() {
    const remarks = this.text.split("\n").filter((line) => REMARK.test(line));
    this.text = [...remarks, ...this.rows.claims()].join("\n");
    this.changed();
  }

  /** Take the last keys too: a maths field tells of them later than it takes them. */
  settle() {
    if (this.rows.settle()) this.fromRows();
  }

  editedByHand(body) {
    clearTimeout(this.writing);
    this.writing = null;
    this.text = this.answerIn(body);
    this.rows.lock(true);
    this.showChange();
  }

  changed() {
    clearTimeout(this.writing);
    this.writing = setTimeout(() => this.write(), WRITE_AFTER);
    this.showChange();
  }

  showChange() {
    // The kernel is asked first: it works while the page is drawn.
    this.read();
    this.showLine();
    if (this.status.textContent) this.say(this.words.changed, "nablatex-old");
  }

  insert(latex) {
    if (this.rows.locked) this.insertInLine(latex.replace(/#[?@]/g, ""));
    else this.rows.insert(latex);
  }

  addLine() {
    if (this.rows.locked) this.insertInLine("\n");
    else this.rows.add();
  }

  insertInLine(text) {
    const { selectionStart, selectionEnd } = this.line;
    this.line.setRangeText(text, selectionStart, selectionEnd, "end");
    this.line.focus();
    this.fromLine();
  }

  /** Write the answer into its cell, which is what is saved, and tell whether it stands there. */
  write() {
    const waiting = this.writing;
    clearTimeout(waiting);
    this.writing = null;
    // A cell magic without a body is an error of its own.
    const body = this.text.trim() ? this.text : this.words.blank;
    const kept = waiting ? this.cell.write(body) : this.cell.body() !== null;
    if (!kept && waiting) this.say(this.words.unsaved, "nablatex-warn");
    return kept;
  }

  // -- the kernel -------------------------------------------------------------------------------

  /** Ask how the answer is understood; while a question is on its way the latest one waits. */
  async read() {
    if (!this.text.trim()) {
      // A row that has just been emptied keeps its focus.
      if (this.rows.locked || this.line === document.activeElement) this.rows.show([]);
      this.echo.replaceChildren(make("span", { class: "nablatex-hint" }, this.words.empty));
      return;
    }
    if (this.reading) return;
    const asked = this.text;
    this.reading = this.ask("read", asked);
    try {
      this.showEcho(await this.reading, asked);
    } catch (error) {
      this.failed(error);
    }
    this.reading = null;
    if (this.text !== asked) this.read();
  }

  ask(kind, latex) {
    return this.channel.request(kind, { label: this.label, head: this.head, latex });
  }

  showEcho({ read, claims, unread }, asked) {
    if (this.text !== asked) return;
    this.echo.replaceChildren();
    if (!unread) {
      if (this.rows.locked) this.rows.show(claims);
      const says = make("span", { class: "nablatex-says" }, `${this.words.reads}: `);
      this.echo.append(says);
      read.forEach((latex) => this.echo.append(formula(latex, this.typeset), " "));
    } else if (!this.status.classList.contains("nablatex-unreadable")) {
      // Else the verdict says it already.
      const why = make("span", { class: "nablatex-hint" }, `${this.words.unfinished}: `);
      why.append(sentence(unread, this.typeset));
      this.echo.append(why);
    }
  }

  check() {
    this.settle();
    this.cell.look();
    const kept = this.write();
    this.say(this.words.checking, "nablatex-old");
    this.judge(kept);
    if (this.rows.locked) this.read();
  }

  async judge(kept = true) {
    const asked = this.text;
    try {
      const { verdict, saved } = await this.ask("check", asked);
      if (this.text !== asked) return;
      this.showVerdict(verdict);
      if (!kept) this.status.append(make("p", { class: "nablatex-warn" }, this.words.unsaved));
      else if (!saveOutput(this.element, saved)) await this.ask("save", asked);
    } catch (error) {
      this.failed(error);
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

  failed(error) {
    const why = this.words[error.message] ?? error.message;
    this.say(`${this.words.failed}: ${why}`, "nablatex-warn");
  }

  say(text, kind) {
    this.status.className = `nablatex-status ${kind}`;
    this.status.replaceChildren(text);
  }

  remove() {
    this.settle();
    this.write();
    this.cell.release();
    const asleep = make("p", { class: "nablatex-hint" }, this.words.asleep);
    this.element.replaceChildren(asleep);
  }
}
