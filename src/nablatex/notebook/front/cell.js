/** The cell above an output: its source can be read and written where the page allows it. */

const CELL = ".jp-CodeCell";

/**
 * Return the cell that an element is the output of, or null where the page has none to be found.
 * @param {Element} element
 */
export function cellOf(element) {
  const model = modelOf(element);
  if (model) {
    return {
      read: () => model.sharedModel.getSource(),
      write: (text) => model.sharedModel.setSource(text),
    };
  }
  const editor = editorOf(element);
  if (!editor) return null;
  return {
    read: () => editor.state.doc.toString(),
    write: (text) =>
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } }),
  };
}

/** The cell's model, where JupyterLab shows its application to the page. */
function modelOf(element) {
  const app = window.jupyterapp;
  if (!app) return null;
  for (const panel of app.shell.widgets("main")) {
    const cells = panel.content?.widgets ?? [];
    const found = cells.find((cell) => cell.node?.contains(element));
    if (found) return found.model;
  }
  return null;
}

/** The editor of the cell (CodeMirror keeps it at its element). */
function editorOf(element) {
  const content = element.closest(CELL)?.querySelector(".jp-InputArea .cm-content");
  const view = content?.cmTile?.view ?? null;
  return view?.dispatch ? view : null;
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
