// Python and PDFium, in a worker: checks papers and makes reports, one request at a time.

import { loadPyodide } from "./pyodide/pyodide.mjs";
import { makeEngine } from "./engine.js";

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
  const onPage = (page, count) => postMessage({ kind: "page", page, count });
  const [python, engine, ...archives] = await Promise.all([
    loadPyodide({ indexURL: new URL("pyodide/", here).href }),
    bytesOf("pdfium/pdfium.wasm").then((wasm) => makeEngine(wasm, onPage)),
    ...wheels.map((wheel) => bytesOf(`wheels/${wheel}`)),
  ]);
  const extractDir = python.runPython("import site; site.getsitepackages()[0]");
  for (const archive of archives) python.unpackArchive(archive, "zip", { extractDir });
  python.FS.mkdir("/papers");
  python.FS.chdir("/papers");
  const work = python.pyimport("mlsys_paper.web");
  work.prepare(engine);
  return { python, work };
}

function check({ python, work }, { name, data, stage, authors, papers }) {
  python.FS.writeFile(name, new Uint8Array(data), { canOwn: true });
  try {
    const sent = work.check(name, stage, authors, papers);
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
    // Of Python's errors the last line says what it is.
    postMessage({ kind: "failed", message: String(error).trim().split("\n").pop() });
  }
};
