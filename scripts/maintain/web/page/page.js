// The page: takes files, has a worker check them one after the other, shows the report.

import makeSortable from "./table.js";

const settings = JSON.parse(document.body.dataset.settings);
const here = new URL("./", import.meta.url);
const part = (id) => document.getElementById(id);
const megabytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MB`;

let worker;      // what answers: see startWorker
let files = [];  // that were chosen
let run = 0;     // counts the runs, so that one that was stopped says nothing any more
let checking = false;

// ---- The worker -----------------------------------------------------------------------------

// A worker takes over this page's content security policy when it begins as a blob.
function startWorker() {
  const begin = `import ${JSON.stringify(new URL("worker.js", here).href)};`;
  const address = URL.createObjectURL(new Blob([begin], { type: "text/javascript" }));
  const thread = new Worker(address, { type: "module" });
  let settle, page = () => {}, stopped = false;
  const end = (outcome) => { const done = settle; settle = undefined; if (done) done(outcome); };
  thread.onmessage = ({ data }) => (data.kind === "page" ? page(data) : end(data));
  thread.onerror = (event) => end({ kind: "failed", message: event.message || "it did not load" });
  const askNow = (message, { onPage = () => {}, seconds = 0, transfer = [] } = {}) =>
    new Promise((resolve) => {
      if (stopped) return resolve({ kind: "stopped" });
      const timer = seconds && setTimeout(() => end({ kind: "late" }), 1000 * seconds);
      settle = (outcome) => { clearTimeout(timer); resolve(outcome); };
      page = onPage;
      thread.postMessage(message, transfer);
    });
  // One request at a time: who asks waits for the answers to those that asked before.
  let last = Promise.resolve();
  const ask = (...request) => (last = last.then(() => askNow(...request)));
  const started = ask({ kind: "start", ...settings });
  started.then(() => URL.revokeObjectURL(address));
  const stop = () => { stopped = true; thread.terminate(); end({ kind: "stopped" }); };
  return { started, ask, stop };
}

function restartWorker() {
  worker.stop();
  worker = startWorker();
}

// Wait until the worker can be asked. One that was stopped meanwhile has a follower.
async function ready() {
  for (;;) {
    const { kind, message } = await worker.started;
    if (kind === "started") return;
    if (kind === "failed") {
      worker = startWorker();  // for whoever tries again
      throw new Error(`The check could not start: ${message}. Reload the page, or try another browser.`);
    }
  }
}

// ---- Checking -------------------------------------------------------------------------------

// What the worker would have said of a paper if it still could: see sandbox/worker.py.
const said = (...parts) => new TextEncoder().encode(
  parts.map(([kind, data]) => `${JSON.stringify([kind, data, 0])}\n`).join(""));
const refused = (what, remedy) =>
  said(["refused", { what, remedy }], ["used", {}], ["ended", { status: 0, late: false }]);
const CRASHED = -6;
const endings = {
  late: said(["ended", { status: CRASHED, late: true }]),
  failed: said(["ended", { status: CRASHED, late: false }]),
};

// Return what is to be sent to the worker of a file, or what to say of it instead.
async function opened(file) {
  if (file.size > settings.largest) {
    return { sent: refused(
      `it has ${megabytes(file.size)}, and this page reads at most ${megabytes(settings.largest)}`,
      "Check that it is the paper, and make its pictures smaller.") };
  }
  try {
    return { data: await file.arrayBuffer() };
  } catch {
    return { sent: refused("the browser can't read it", "Choose it again.") };
  }
}

async function checkOne(message, onPage) {
  const wanted = { onPage, seconds: settings.seconds, transfer: [message.data] };
  checking = true;
  const outcome = await worker.ask({ kind: "check", ...message }, wanted);
  checking = false;
  if (outcome.kind === "late" || outcome.kind === "failed") restartWorker();
  return outcome.sent || endings[outcome.kind];
}

async function checkAll() {
  const mine = ++run;
  const stage = part("stage").value, authors = part("names").value;
  const papers = [];
  begin();
  try {
    for (const [index, file] of files.entries()) {
      const which = files.length > 1 ? `${file.name} (${index + 1} of ${files.length}): ` : "";
      say(`${which}starting`, index, files.length);
      let { data, sent } = await opened(file);
      const onPage = ({ page, count }) => {
        if (mine !== run) return;
        say(`${which}reading page ${page} of ${count}`, index + page / count, files.length);
      };
      while (!sent) {  // once more where an earlier run's paper ended the worker
        await ready();
        if (mine !== run) return;
        sent = await checkOne({ name: file.name, data, stage, authors, papers: files.length }, onPage);
        if (mine !== run) return;
      }
      papers.push([file.name, stage, sent]);
    }
    say("making the report");
    await ready();
    if (mine !== run) return;
    const outcome = await worker.ask({ kind: "report", papers });
    if (mine !== run) return;
    if (outcome.kind !== "reported") {
      restartWorker();
      throw new Error("The report could not be made. Check fewer papers at a time.");
    }
    show(outcome.report);
  } catch (error) {
    if (mine === run) end(error.message, true);
  }
}

function stop() {
  run++;
  restartWorker();
  end("Stopped. Nothing was found out.");
  part("files").focus();
}

// ---- What is seen ---------------------------------------------------------------------------

function begin() {
  part("work").hidden = false;
  part("status").textContent = "Checking\u2026";
  part("results").hidden = part("report").hidden = true;
  part("status").classList.remove("failed");
}

function say(what, done, all) {
  part("doing").textContent = what;
  if (all) {
    part("progress").max = all;
    part("progress").value = done;
  } else {
    part("progress").removeAttribute("value");
  }
}

function end(what, failed = false) {
  part("work").hidden = true;
  part("status").textContent = what;
  part("status").classList.toggle("failed", failed);
}

// The report is the same file that can be downloaded; the page shows what is in it.
function show({ html, json, said: summary }) {
  const content = new DOMParser().parseFromString(html, "text/html").querySelector("main");
  content.querySelector("header").remove();  // the page has said as much
  for (const script of content.querySelectorAll("script")) script.remove();
  part("report").replaceChildren(...content.childNodes);
  makeSortable();
  offer("html", html, "text/html", "check.html");
  offer("json", json, "application/json", "check.json");
  part("results").hidden = part("report").hidden = false;
  end(`${files.length > 1 ? "" : `${files[0].name}: `}${summary}.`);
}

function offer(id, text, type, name) {
  const link = part(id);
  if (link.href) URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
}

// ---- What a user does -----------------------------------------------------------------------

function choose(chosen) {
  if (!chosen.length) return;
  files = [...chosen];
  if (checking) restartWorker();  // whatever the files before were like
  if (worker) checkAll();
}

function checkAgain() {
  if (files.length && worker) checkAll();
}

part("files").addEventListener("change", (event) => choose(event.target.files));
part("stage").addEventListener("change", checkAgain);
part("names").addEventListener("change", checkAgain);
part("stop").addEventListener("click", stop);
part("form").addEventListener("submit", (event) => event.preventDefault());
addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("dragged");
});
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.body.classList.remove("dragged");
});
addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dragged");
  choose(event.dataTransfer.files);
});

// ---- The start ------------------------------------------------------------------------------

// Let the service worker see all that is fetched, and keep it. Without one (it needs https, or
// this computer's own address) the page works, but not without a network.
async function keeper() {
  const container = navigator.serviceWorker;
  if (!container) return undefined;
  container.addEventListener("message", () => (part("offline").hidden = false));
  const late = new Promise((resolve) => setTimeout(resolve, 3000));
  const taken = new Promise((resolve) => {
    if (container.controller) resolve();
    else container.addEventListener("controllerchange", resolve, { once: true });
  });
  try {
    await container.register(new URL("offline.js", here));
    await Promise.race([taken, late]);
  } catch {
    return undefined;
  }
  return container;
}

if (!("WebAssembly" in window && "Worker" in window)) {
  end("This browser can't run the check. Try a newer one.", true);
} else {
  const container = await keeper();
  worker = startWorker();
  if (!files.length) files = [...part("files").files];  // chosen before this script came
  checkAgain();
  if ((await worker.started).kind === "started") container?.controller?.postMessage("keep");
}
