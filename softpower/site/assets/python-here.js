// Starts the book's Python in this browser, when a reader asks for it and not before.
//   const here = pythonHere.start(folder, { progress, ready });  await here.ask("call", { ... });  here.stop();
(() => {
  const missing = () => [["Worker", "Worker" in window], ["WebAssembly", "WebAssembly" in window],
    ["DecompressionStream", "DecompressionStream" in window]].filter(([, there]) => !there).map(([name]) => name);

  const start = (folder, { progress = () => {}, ready = () => {} }) => {
    const base = new URL(folder, location.href).href, waiting = new Map();
    let worker, next = 0, stopped = false, address;
    const end = (fault) => { stopped = true; waiting.forEach(({ no }) => no(fault)); waiting.clear(); worker?.terminate(); if (address) URL.revokeObjectURL(address); };
    const begun = (async () => {
      if (missing().length) throw new Error(`this browser has no ${missing().join(", ")}`);
      const answer = await fetch(`${base}worker.js`);
      if (!answer.ok) throw new Error(`the host answers ${answer.status} for ${base}worker.js`);
      // From a blob: a worker started from its own address would not be bound by this page's policy.
      address = URL.createObjectURL(new Blob([`const BASE = ${JSON.stringify(base)};\n`, await answer.text()], { type: "text/javascript" }));
      if (stopped) return;
      worker = new Worker(address);
      worker.onerror = (event) => end(new Error(event.message || "the worker did not start"));
      worker.onmessage = ({ data }) => {
        if (data.ready) ready(data.ready);
        else if (data.failed) end(new Error(data.failed));
        else if (data.id === undefined) progress(data);
        else {
          const { yes, no } = waiting.get(data.id) ?? {};
          waiting.delete(data.id);
          progress({ heap: data.heap });
          if (data.fault !== undefined) no?.(new Error(data.fault)); else yes?.(data.result);
        }
      };
    })();
    begun.catch(end);
    const ask = async (call, given) => {
      await begun;
      if (stopped) throw new Error("stopped");
      return new Promise((yes, no) => { waiting.set(++next, { yes, no }); worker.postMessage({ id: next, call, given }); });
    };
    return { ask, stop: () => end(new Error("stopped")) };
  };
  window.pythonHere = { start, missing };
})();
