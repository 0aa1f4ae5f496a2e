#!/usr/bin/env python3
"""Do nginx, HAProxy and Caddy do what the guides for those who come from them say they do?

    bench/check/migrating.py                                 those that are installed
    bench/check/migrating.py --write docs/verification.md    the table into the documentation too

docs/migrating-from-*.md show configurations side by side; the Gatehouse half of each has tests, which the build runs. Here the other half
is served by the program itself, and each of those tests is asked of it: does the request reach the pool, with the path and the host
that the test expects, or get its status and its redirect? Addresses become ports and networks of this machine; nothing else is changed.
A test that names a client sends from a loopback address that stands for it. Needs python3-yaml, and of nginx, haproxy, caddy and openssl what is there.
"""
import argparse, contextlib, http.client, http.server, os, re, shutil, socket, ssl, subprocess, tempfile, threading, time, urllib.parse

import yaml

import report

HERE = os.path.dirname(os.path.abspath(__file__))
DOCS = os.path.join(HERE, "../../docs")
NETWORKS = [(r"\b10\.\d+\.(\d+\.\d+)", r"127.10.\1"), (r"\b192\.0\.(2\.\d+)", r"127.20.\1"), (r"\b203\.0\.(113\.\d+)", r"127.30.\1"),
            (r"(127\.10\.0\.0)/8", r"\1/16")]
LANGUAGES = {"nginx": "nginx", "haproxy": "haproxy", "caddy": "caddyfile"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def here(text):
    """The networks of the guides as networks of this machine."""
    for pattern, replacement in NETWORKS:
        text = re.sub(pattern, replacement, text)
    return text


class Echo(http.server.BaseHTTPRequestHandler):
    """A backend that says which one it is, and what it was asked for."""
    protocol_version = "HTTP/1.1"

    def answer(self):
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self.send_response(200)
        self.send_header("x-pool", self.server.pool)
        self.send_header("x-path", self.path)
        self.send_header("x-host", self.headers.get("host", ""))
        self.send_header("content-length", "0")
        self.end_headers()

    do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_HEAD = answer

    def log_message(self, *_):
        pass


class Side:
    """One configuration of another proxy, served with its backends on ports of this machine."""

    def __init__(self, name, text, settings, scratch):
        self.name, self.scratch, self.servers, self.ports = name, scratch, [], {}
        backends = {}
        for pool, of in (settings.get("pools") or {}).items():
            for backend in of["backends"]:
                url = backend if isinstance(backend, str) else backend["url"]
                backends[url.split("://")[1]] = pool
        for address, pool in backends.items():
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
            server.pool = pool
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self.servers.append(server)
            text = re.sub(re.escape(address) + r"(?!\d)", f"127.0.0.1:{server.server_port}", text)
        for listener in settings["listeners"].values():
            self.ports[int(listener["address"].rsplit(":", 1)[1])] = free_port()
        self.text = self.placed(here(text))

    def placed(self, text):
        pem = os.path.join(self.scratch, "site")
        text = re.sub(r"/etc/ssl/site\.(crt|key)", pem + r".\1", text).replace("/etc/haproxy/site.pem", pem + ".pem")
        text = text.replace("/var/cache/nginx", os.path.join(self.scratch, "cache"))
        for port, actual in self.ports.items():
            text = re.sub(rf"(\blisten |\bbind :|(?m:^):){port}\b", lambda found: ("listen 127.0.0.1:" if "listen" in found[1] else
                          "bind 127.0.0.1:" if "bind" in found[1] else "http://:") + str(actual), text)
        return text

    def start(self):
        file = os.path.join(self.scratch, "conf")
        folders = "".join(f"{kind}_temp_path {self.scratch}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        wrapped, command = {
            "nginx": (f"daemon off; worker_processes 1; pid {self.scratch}/pid; error_log {self.scratch}/err; events {{}}\n"
                      f"http {{ access_log off; {folders}\n{self.text}}}\n", ["nginx", "-e", f"{self.scratch}/err", "-c", file]),
            "haproxy": ("defaults\n    mode http\n    timeout connect 2s\n    timeout client 5s\n    timeout server 5s\n" + self.text,
                        ["haproxy", "-f", file]),
            "caddy": ("{\n    admin off\n    auto_https off\n}\n" + self.text, ["caddy", "run", "--adapter", "caddyfile", "--config", file]),
        }[self.name]
        with open(file, "w") as out:
            out.write(wrapped)
        self.log = open(os.path.join(self.scratch, "log"), "w")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        for port in self.ports.values():
            self.await_port(port)
        time.sleep(1)  # probes of backends

    def await_port(self, port):
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(open(self.log.name).read() + open(os.path.join(self.scratch, "conf")).read())

    def stop(self):
        if hasattr(self, "process"):
            self.process.terminate()
            self.process.wait(10)
        for server in self.servers:
            server.shutdown()

    def ask(self, request):
        """Status, location, and the pool, path and host that a backend has seen."""
        url = urllib.parse.urlsplit(request["url"])
        secure = url.scheme == "https"
        port = self.ports[url.port or (443 if secure else 80)]
        source = (here(request["client"]), 0) if "client" in request else None
        if secure:
            context = ssl._create_unverified_context()
            connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, source_address=source, context=context)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10, source_address=source)
        headers = {"Host": url.hostname, **{name: here(str(value)) for name, value in (request.get("headers") or {}).items()}}
        target = (url.path or "/") + ("?" + url.query if url.query else "")
        with contextlib.closing(connection):
            connection.request(request.get("method", "GET"), target, headers=headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers


def differences(side, test, settings):
    """What the other proxy does otherwise than `test` expects, in words."""
    expect = test["expect"]
    pools = {route.get("name"): route.get("pool") for route in settings["routes"]}
    status, headers = side.ask(test["request"])
    found = []
    pool = expect.get("pool") or pools.get(expect.get("route"))
    for key, expected, actual in (
        ("status", expect.get("status"), status), ("redirect", expect.get("redirect"), headers.get("location")),
        ("pool", pool, headers.get("x-pool")), ("path", expect.get("path"), headers.get("x-path")), ("host", expect.get("host"), headers.get("x-host")),
    ):
        if expected is not None and expected != actual:
            found.append(f"{test['request']['url']}: {key} {actual} (expected: {expected})")
    return found


def pairs(name):
    with open(os.path.join(DOCS, f"migrating-from-{name}.md")) as document:
        text = document.read()
    shown = re.findall(rf"## ([^\n]*)\n+```{LANGUAGES[name]}\n(.*?)```\s+```yaml\n(.*?)```", text, re.S)
    return [(title, theirs, yaml.safe_load(ours)) for title, theirs, ours in shown]


def check(name, title, theirs, settings, found):
    with tempfile.TemporaryDirectory() as scratch:
        os.chmod(scratch, 0o755)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=www.example.com", "-days", "2",
                        "-keyout", f"{scratch}/site.key", "-out", f"{scratch}/site.crt"], check=True, capture_output=True)
        with open(f"{scratch}/site.pem", "w") as pem:
            pem.write(open(f"{scratch}/site.crt").read() + open(f"{scratch}/site.key").read())
        side = Side(name, theirs, settings, scratch)
        try:
            side.start()
            otherwise = [each for test in settings["tests"] for each in differences(side, test, settings)]
        finally:
            side.stop()
    found.add(f"{name}: {title}", not otherwise, "; ".join(otherwise) or f"{len(settings['tests'])} tests")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--write", metavar="FILE", help="write the table into FILE, between its marks")
    chosen = arguments.parse_args()
    found = report.Report("migrating")
    for name in LANGUAGES:
        if not shutil.which(name):
            print(f"  {name} is not installed", flush=True)
            continue
        for title, theirs, settings in pairs(name):
            if name == "caddy" and not re.search(r"(?m)^:\d+ \{", theirs) or "client_auth" in theirs:
                continue  # names and certificates of its own, which auto_https off takes away
            check(name, title, theirs, settings, found)
    found.finish(chosen.write)


if __name__ == "__main__":
    main()
