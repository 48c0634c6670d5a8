/** The cell above an output: it holds the answer, and is read and written where the page allows. */

const CELL = ".jp-CodeCell";

/** The cell of an answer, followed while somebody else may write in it too. */
export class AnswerCell {
  /**
   * @param {Element} element what stands in the cell's output
   * @param {string} head the cell's first line
   * @param {(body: string) => void} edited what is told when the cell was edited by hand
   */
  constructor(element, head, edited) {
    this.element = element;
    this.head = head;
    this.edited = edited;
    this.shared = modelOf(element)?.sharedModel ?? null;
    this.seen = this.source();
    this.follow = () => this.look();
    this.shared?.changed.connect(this.follow);
  }

  /** The cell's text, or null where the page does not show it. */
  source() {
    if (this.shared) return this.shared.getSource();
    return editorOf(this.element)?.state.doc.toString() ?? null;
  }

  /** The head as it was typed and what stands under it, or null where this is another cell. */
  parts() {
    const found = /^(\s*[^\n]*)\n?([^]*)$/.exec(this.source() ?? "");
    const words = (text) => text.trim().replace(/\s+/g, " ");
    return found && words(found[1]) === words(this.head) ? found.slice(1) : null;
  }

  /** The answer in the cell, or null where this is another cell, or not to be seen. */
  body() {
    return this.parts()?.[1] ?? null;
  }

  /** Tell what was written by hand since the cell was last seen; whether there was anything. */
  look() {
    if (this.source() === this.seen) return false;
    this.seen = this.source();
    const body = this.body();
    if (body !== null) this.edited(body);
    return true;
  }

  /**
   * Write the answer; what was written by hand in between is taken over, not written over.
   * @param {string} body
   * @returns {boolean} whether the page allowed it
   */
  write(body) {
    if (this.look() || this.body() === null) return this.body() !== null;
    const text = `${this.parts()[0]}\n${body}`;
    this.seen = text;
    if (text === this.source()) return true;
    if (this.shared) {
      this.shared.setSource(text);
    } else {
      const editor = editorOf(this.element);
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
    }
    return true;
  }

  release() {
    this.shared?.changed.disconnect(this.follow);
  }
}

/** The cell's model, where JupyterLab shows its application to the page. */
function modelOf(element) {
  const model = cellOf(element)?.model;
  return model?.sharedModel ? model : null;
}

function cellOf(element) {
  for (const panel of window.jupyterapp?.shell.widgets("main") ?? []) {
    const found = panel.content?.widgets?.find?.((cell) => cell.node?.contains(element));
    if (found) return found;
  }
  return null;
}

/** The editor of the cell, which CodeMirror keeps at its element, newer and older. */
function editorOf(element) {
  const content = element.closest(CELL)?.querySelector(".jp-InputArea .cm-content");
  const view = (content?.cmTile ?? content?.cmView)?.view;
  return view?.dispatch ? view : null;
}

/**
 * Tell whether an element that is not on the page still belongs to an open notebook, which takes
 * cells off the page while they are scrolled away.
 * @param {Element} element
 */
export function isScrolledAway(element) {
  return window.jupyterapp ? cellOf(element) !== null : element.closest(CELL) !== null;
}

/**
 * Put what a new verdict shows in place of the old one that is saved with the notebook.
 * @param {Element} element a field
 * @param {Record<string, string>} data what is shown, by its MIME type
 * @returns {boolean} whether the page allowed it
 */
export function saveOutput(element, data) {
  const outputs = modelOf(element)?.outputs;
  if (!outputs) return false;
  for (let place = 0; place < outputs.length; place += 1) {
    const output = outputs.get(place).toJSON();
    if (!output.metadata?.nablatex) continue;
    outputs.set(place, { ...output, data });
    return true;
  }
  return false;
}
