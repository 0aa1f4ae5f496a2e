#!/usr/bin/env python3
"""Puts Gatehouse in front of real servers and checks that it does its job; prints a table.

    bench/check/check.py                              everything, in a few minutes
    bench/check/check.py --only drain,memory          groups of checks: see GROUPS
    bench/check/check.py --write docs/verification.md the table into the documentation too
"""
import argparse, json, os, platform, re, signal, subprocess, sys, time

from servers import MIB, Broken, Servers, sha256
from traffic import Load, Memory, stalling_download, upload

SLACK_MIB = 96  # what a JVM's heap may move by itself while a gibibyte passes
CLIENTS = {
    "HTTP/1.1": ("web", ["--http1.1"]), "HTTP/1.1 TLS": ("secure", ["--http1.1"]),
    "HTTP/2": ("web", ["--http2-prior-knowledge"]), "HTTP/2 TLS": ("secure", ["--http2"]),
}
BACKENDS = {"nginx": "", "nginx TLS": "/tls", "nghttpd h2c": "/h2c", "nghttpd h2 TLS": "/h2"}
PAGE_PATIENCE = 60


class Report:
    def __init__(self):
        self.rows, self.failed = [], 0

    def add(self, name, good, figures):
        self.failed += not good
        self.rows.append((name, "yes" if good else "**no**", figures))
        print(f"{'ok  ' if good else 'FAIL'} {name}: {figures}", flush=True)

    def table(self):
        lines = ["| check | passed | figures |", "| --- | --- | --- |"]
        return "\n".join(lines + [f"| {name} | {good} | {figures} |" for name, good, figures in self.rows])


def run(command, patience=90):
    return subprocess.run(command, capture_output=True, timeout=patience)


def curl(servers, client, path, *options):
    """The answer's body, and its status."""
    listener, version = CLIENTS[client]
    done = run(["curl", "-sS", *version, "--cacert", servers.path("site.crt"), "-w", "%{stderr}%{http_code}",
                *options, servers.url(listener, path)])
    return done.stdout, done.stderr.decode()


def basics(servers, report):
    """GET, HEAD and POST with each client at each backend."""
    wrong = []
    for client in CLIENTS:
        for backend, prefix in BACKENDS.items():
            body, status = curl(servers, client, prefix + "/small.txt")
            if status != "200" or body != b"x" * 1024:
                wrong.append(f"GET {client} {backend}: {status}")
            body, status = curl(servers, client, prefix + "/missing")
            if status != "404":
                wrong.append(f"GET missing {client} {backend}: {status}")
        for app in ("node", "python"):
            body, status = curl(servers, client, f"/{app}/form?a=b", "-d", "name=value")
            told = json.loads(body) if status == "200" else {}
            proto = "https" if "TLS" in client else "http"
            if (told.get("length"), told.get("client"), told.get("proto")) != (10, "127.0.0.1", proto):
                wrong.append(f"POST {client} {app}: {status} {told}")
    count = len(CLIENTS) * (len(BACKENDS) * 2 + 2)
    report.add("GET and POST: 4 kinds of client, nginx, Node, Python, https and HTTP/2 backends",
               not wrong, "; ".join(wrong) or f"{count} exchanges")


def transfers(servers, report):
    """100 MiB down and up, checksums compared."""
    expected = sha256(servers.path("site/100m"))
    for client in CLIENTS:
        begun, wrong = time.monotonic(), []
        for backend, prefix in BACKENDS.items():
            file = servers.path("down")
            _, status = curl(servers, client, prefix + "/100m", "-o", file)
            if status != "200" or sha256(file) != expected:
                wrong.append(f"down {backend}: {status}")
        for way, path in {"Node": "/node", "Node, streamed": "/node/stream", "Python": "/python"}.items():
            body, status = curl(servers, client, path, "-T", servers.path("site/100m"), "-X", "POST")
            if status != "200" or json.loads(body)["sha256"] != expected:
                wrong.append(f"up {way}: {status}")
        seconds = time.monotonic() - begun
        report.add(f"100 MiB, checksums equal, {client}: down from 4 kinds of backend, up to Node and Python",
                   not wrong, "; ".join(wrong) or f"7 transfers in {seconds:.1f} s")


def many(servers, report):
    """10,000 requests over 100 connections, none lost."""
    loads = {"HTTP/1.1": ("web", ["--h1"]), "HTTP/1.1 TLS": ("secure", ["--h1"]),
             "HTTP/2": ("web", ["-m", "10"]), "HTTP/2 TLS": ("secure", ["-m", "10"])}
    for client, (listener, options) in loads.items():
        for backend, path in {"nginx": "/small.txt", "Node": "/node", "nghttpd h2": "/h2/small.txt"}.items():
            out = run(["h2load", "-n", "10000", "-c", "100", "-t", "1", *options, servers.url(listener, path)]).stdout.decode()
            good = re.search(r"10000 succeeded, 0 failed, 0 errored", out) and "status codes: 10000 2xx" in out
            rate = re.search(r"([\d.]+) req/s", out)
            figures = f"{float(rate.group(1)):,.0f} requests/s" if good and rate else " ".join(re.findall(r"^(?:requests|status).*", out, re.M))
            report.add(f"10,000 requests over 100 connections, {client} to {backend}", bool(good), figures)


def browser(servers, report):
    """A page with assets, loaded by Chromium over https."""
    begun = time.monotonic()
    done = run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--ignore-certificate-errors",
                "--user-data-dir=" + servers.path("chromium"), "--virtual-time-budget=20000",
                "--screenshot=" + servers.path("page.png"), "--dump-dom", servers.url("secure", "/index.html")], PAGE_PATIENCE)
    found = re.search(r'id="result">([^<]*)', done.stdout.decode())
    text = found.group(1) if found else done.stderr.decode()[-200:]
    report.add("Chromium loads a page with five assets and posts a form, over https",
               text == "all assets loaded over h2", f"{text}, {time.monotonic() - begun:.1f} s with its start")


def memory(servers, report):
    """A gibibyte each way past someone slow."""
    stalling_download(servers, "/1g", 0)
    upload(servers, "/slow", 128 * MIB)  # warm: buffers and heap have found their size
    gib = 1024 * MIB
    with Memory(servers) as used:
        got = stalling_download(servers, "/1g", 4)
    report.add("1 GiB down to a client that stops reading for 4 s", got == gib and used.growth() < SLACK_MIB, used.text())
    with Memory(servers) as used:
        _, status = curl(servers, "HTTP/2 TLS", "/1g", "-o", "/dev/null", "--limit-rate", "120M")
    report.add("1 GiB down over HTTP/2 at 120 MB/s", status == "200" and used.growth() < SLACK_MIB, used.text())
    with Memory(servers) as used:
        got = upload(servers, "/slow", gib)
    report.add("1 GiB up to a backend that stops reading for 4 s", got == gib and used.growth() < SLACK_MIB, used.text())
    with Memory(servers) as used:
        body, _ = curl(servers, "HTTP/2", "/slow", "-T", servers.path("site/1g"), "-X", "POST")
    report.add("1 GiB up over HTTP/2 to a backend that stops reading for 4 s",
               body == str(gib).encode() and used.growth() < SLACK_MIB, used.text())
    with Memory(servers) as used:  # that the figures above could have been others
        got = upload(servers, "/slow/held", 256 * MIB)
    report.add("for comparison: 256 MiB up where the configuration has it held in memory, seen as such",
               got == 256 * MIB and used.growth() > 128, used.text())


def drain(servers, report):
    """SIGTERM while customers are served."""
    load = Load(servers, 24)
    time.sleep(2)
    before = load.good
    begun = time.monotonic()
    servers.gatehouse.send_signal(signal.SIGTERM)
    code = servers.gatehouse.wait(30)
    seconds = time.monotonic() - begun
    load.wait()
    good = not load.lost and code == 0 and load.good > before > 0
    figures = f"{load.good} requests, {len(load.lost)} lost, ended after {seconds:.1f} s with code {code}"
    report.add("SIGTERM under load, 24 connections, half of them TLS", good, figures + "".join("; " + each for each in load.lost[:3]))


GROUPS = {"basics": basics, "transfers": transfers, "many": many, "browser": browser, "memory": memory, "drain": drain}


def document(table):
    cores, memory_gib = os.cpu_count(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return f"""# Verification

What `bench/check/check.py` found with real servers behind Gatehouse: Debian's nginx (a static site, with and without
TLS), a Node and a Python application, and nghttpd for HTTP/2 with and without TLS. The command starts them all on free
ports, checks, ends what it started, and prints this table:

    bench/check/check.py --write docs/verification.md

Made on {time.strftime("%Y-%m-%d")}, on {cores} cores of {platform.machine()} shared by Gatehouse, clients and backends, {memory_gib:.0f} GiB, Linux {platform.release().split("-")[0]}.
The rates show that nothing is lost under load. They say nothing about speed: clients, backends and whatever else ran
shared the cores, and the same check gave rates up to ten times apart. For performance see the benchmarks.

{table}
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(GROUPS), help="groups of checks")
    parser.add_argument("--write", metavar="FILE", help="write the table into this file")
    arguments = parser.parse_args()
    report = Report()
    try:
        with Servers() as servers:
            for name in arguments.only.split(","):
                GROUPS[name](servers, report)
    except Broken as e:
        sys.exit(f"check: {e}")
    print("\n" + report.table())
    if arguments.write:
        rest = ""
        if os.path.exists(arguments.write):
            with open(arguments.write) as file:
                rest = "".join("\n## " + section for section in file.read().split("\n## ")[1:])  # of other checks
        with open(arguments.write, "w") as file:
            file.write(document(report.table()).rstrip("\n") + "\n" + rest)
    sys.exit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
