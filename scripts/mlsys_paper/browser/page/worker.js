// Python and PDFium, in a worker: checks papers and makes reports, one request at a time.

import { loadPyodide } from "./pyodide/pyodide.mjs";
import { init } from "./pdfium/index.browser.js";
import { pdfiumFor } from "./pdfium.js";

const here = new URL("./", import.meta.url);

// A memory that has reached its limit does not grow: Python and PDFium see an allocation fail.
function limitMemory(bytes) {
  const grow = WebAssembly.Memory.prototype.grow;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + 65536 * pages > bytes) throw new RangeError("memory limit");
    return grow.call(this, pages);
  };
}

async function bytesOf(path) {
  const response = await fetch(new URL(path, here));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.arrayBuffer();
}

async function start({ wheels, memoryBytes }) {
  limitMemory(memoryBytes);
  const [python, module, ...archives] = await Promise.all([
    loadPyodide({ indexURL: new URL("pyodide/", here).href }),
    bytesOf("pdfium/pdfium.wasm").then((wasmBinary) => init({ wasmBinary })),
    ...wheels.map((wheel) => bytesOf(`wheels/${wheel}`)),
  ]);
  for (const archive of archives) python.unpackArchive(archive, "wheel");
  const onPage = (index, count) => postMessage({ kind: "page", page: index + 1, count });
  python.registerJsModule("pdfium_library", pdfiumFor(module.pdfium, python._module, onPage));
  const work = python.pyimport("mlsys_paper.browser.work");
  work.prepare();
  return { python, work };
}

function check({ python, work }, { name, data, stage, authors }) {
  python.FS.writeFile(name, new Uint8Array(data), { canOwn: true });
  try {
    const sent = work.check(name, stage, authors);
    const bytes = sent.toJs();
    sent.destroy();
    return bytes;
  } finally {
    python.FS.unlink(name);
  }
}

function reportOn({ python, work }, { papers }) {
  const given = python.toPy(papers);
  try {
    return JSON.parse(work.reports(given));
  } finally {
    given.destroy();
  }
}

let started;

onmessage = async ({ data }) => {
  try {
    if (data.kind === "start") {
      started = await start(data);
      postMessage({ kind: "started" });
    } else if (data.kind === "check") {
      postMessage({ kind: "checked", sent: check(started, data) });
    } else {
      postMessage({ kind: "reported", report: reportOn(started, data) });
    }
  } catch (error) {
    postMessage({ kind: "failed", message: String(error) });
  }
};
