// Python in a thread of its own. Started from a blob by python-here.js, which puts BASE, the address of this folder,
// before it; so the page's policy binds it, too. Every request goes through `fetch` below, which knows this folder only.
const address = (name) => new URL(name, BASE).href;
const plain = self.fetch.bind(self);
const say = (data) => postMessage(data);
let loaded = 0, expected = 0, python;

const counted = (answer) => {
  const reader = answer.body.getReader();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) return controller.close();
      loaded += value.byteLength;
      say({ loaded, expected });
      controller.enqueue(value);
    },
  });
};
self.fetch = async (asked) => {
  const name = String(asked.url ?? asked).split("/").pop();
  if (!String(asked.url ?? asked).startsWith(BASE)) throw new TypeError(`not a file of the book: ${asked.url ?? asked}`);
  const packed = name.endsWith(".wasm");
  const answer = await plain(address(packed ? `${name}.gz` : name));
  if (!answer.ok) throw new Error(`${name}: the host answers ${answer.status}`);
  const body = counted(answer);
  if (!packed) return new Response(body);
  return new Response(body.pipeThrough(new DecompressionStream("gzip")), { headers: { "content-type": "application/wasm" } });
};

const ready = (async () => {
  const begun = performance.now();
  const manifest = await (await plain(address("manifest.json"))).json();
  expected = manifest.bytes - manifest.files["pyodide.js"] - manifest.files["pyodide.asm.js"] - manifest.files["worker.js"];
  const modules = fetch(address("softpower.zip")).then((answer) => answer.arrayBuffer());
  importScripts(address("pyodide.js"));
  python = await loadPyodide({ indexURL: BASE, checkIntegrity: false });
  const started = performance.now();
  python.FS.writeFile("/lib/softpower.zip", new Uint8Array(await modules));
  python.globals.set("_tell", (kind, done, of) => say({ kind, done, of }));
  python.runPython("import sys; sys.path.insert(0, '/lib/softpower.zip'); from softpower import in_browser; in_browser.tell = _tell");
  return { python: Math.round(started - begun), ready: Math.round(performance.now() - begun), heap: python._module.HEAP8.length };
})();
ready.then((facts) => say({ ready: facts }), (fault) => say({ failed: String(fault.message ?? fault) }));

onmessage = async ({ data: { id, call, given } }) => {
  try {
    await ready;
    const begun = performance.now();
    const words = Object.entries(given).map(([name, value]) => [name, value instanceof Uint8Array ? python.toPy(value) : value]);
    const result = python.pyimport("softpower.in_browser")[call].callKwargs(Object.fromEntries(words));
    say({ id, result, took: Math.round(performance.now() - begun), heap: python._module.HEAP8.length });
  } catch (fault) {
    say({ id, fault: String(fault.message ?? fault).trim().split("\n").pop() });
  }
};
