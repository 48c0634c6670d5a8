// Reads a JSON list of LaTeX, writes those that MathJax refuses as [[latex, message], ...].
// The packages are those that JupyterLab loads.
const { mathjax } = require("mathjax-full/js/mathjax.js");
const { TeX } = require("mathjax-full/js/input/tex.js");
const { SVG } = require("mathjax-full/js/output/svg.js");
const { liteAdaptor } = require("mathjax-full/js/adaptors/liteAdaptor.js");
const { RegisterHTMLHandler } = require("mathjax-full/js/handlers/html.js");
require("mathjax-full/js/input/tex/ams/AmsConfiguration.js");
require("mathjax-full/js/input/tex/newcommand/NewcommandConfiguration.js");

RegisterHTMLHandler(liteAdaptor());
const refused = [];
const formatError = (_, error) => { throw error; };
const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));
for (const latex of formulas) {
  // One document a formula: labels and macros of one must not reach the next.
  const tex = new TeX({ packages: ["base", "ams", "newcommand"], formatError });
  const page = mathjax.document("", { InputJax: tex, OutputJax: new SVG({ fontCache: "none" }) });
  try { page.convert(latex, { display: true }); }
  catch (error) { refused.push([latex, error.message]); }
}
process.stdout.write(JSON.stringify(refused));
