#!/usr/bin/env python3
"""Reload after reload under load: a changed configuration every 200 ms for two minutes, with WebSockets and gRPC streams
open all the while, and what it costs in memory; then how long a reload takes with 100, 10,000 and 100,000 routes.

Starts a Node server of both kinds, Gatehouse before it, h2load over HTTP/1.1 and HTTP/2, and clients that connect anew for
each request. Every reload changes routes, pools, listeners, limits, certificates and the log; every tenth brings a test
that fails and has to be refused. Prints a table; exits with 1 if a bar is missed.

usage: bench/check/reload.py [--seconds 120] [--streams 50] [--routes 100,10000,100000] [--write FILE]
before: ./mvnw package; apt install nodejs nghttp2-client openssl
"""
import argparse, http.client, json, os, re, shutil, subprocess, sys, tempfile, threading, time

import servers
from report import Report, need

PERIOD = 0.2
MIB = 1 << 20


def configuration(ports, scratch, turn, broken=False):
    """The configuration of one turn: what serves is always the same, all around it changes."""
    more = f'  extra: {{address: "127.0.0.1:{ports["extra" if turn % 4 < 2 else "other"]}"}}\n' if turn % 2 else ""
    extra = "".join(
        f'  - {{name: extra-{turn}-{i}, match: {{path-prefix: /extra/{turn}/{i}}}, pool: app}}\n' for i in range(turn % 7))
    expected = "nobody" if broken else "app"
    return f"""
listeners:
  web: {{address: "127.0.0.1:{ports['web']}"}}
  secure: {{address: "127.0.0.1:{ports['secure']}", tls: {{certificates: [{{certificate: {turn % 2}.crt, key: {turn % 2}.key}}]}}}}
{more}admin: {{address: "127.0.0.1:{ports['admin']}"}}
access-log: {{path: {scratch}/access-{turn % 3}.log}}
drain: {{timeout: 10s}}
limits: {{connections: {20000 + turn % 5}}}
pools:
  app: {{backends: ["http://127.0.0.1:{ports['app']}"], balancer: {["least-request", "round-robin"][turn % 2]}}}
  calls: {{backends: ["http://127.0.0.1:{ports['calls']}"], protocol: h2, connections: {{max: {200 + turn % 3}}}}}
  nobody: {{backends: ["http://127.0.0.1:1"]}}
routes:
  - {{name: app, pool: app, timeouts: {{idle: {30 + turn % 4}s}}}}
  - {{name: calls, match: {{path-prefix: /grpc.Echo}}, pool: calls}}
{extra}tests:
  - {{request: {{url: "http://a.test/"}}, expect: {{pool: {expected}}}}}
"""


class Lab:
    def __init__(self):
        self.scratch = tempfile.mkdtemp(prefix="gatehouse-reload-")
        self.ports = servers.free_ports(["app", "calls", "web", "secure", "extra", "other", "admin"])
        self.running = []

    def __enter__(self):
        try:
            for name in "01":
                subprocess.run(
                    ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                     "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                     "-keyout", self.path(name + ".key"), "-out", self.path(name + ".crt")], check=True, capture_output=True)
            self.start("streams", ["node", os.path.join(servers.APPS, "streams.js"), "serve",
                                   str(self.ports["app"]), str(self.ports["calls"])], "calls")
            self.write(configuration(self.ports, self.scratch, 0))
            self.gatehouse = self.start(
                "gatehouse", [servers.LAUNCHER, "run", "--config", self.path("gatehouse.yaml")], "web")
        except BaseException:
            self.__exit__()
            raise
        return self

    def path(self, name):
        return os.path.join(self.scratch, name)

    def write(self, text):
        with open(self.path("gatehouse.new"), "w") as file:
            file.write(text)
        os.replace(self.path("gatehouse.new"), self.path("gatehouse.yaml"))

    def start(self, name, command, port):
        process = servers.started(command, self.path(name + ".out"), self.ports[port])
        self.running.append(process)
        return process

    def reload(self):
        """The status of the answer, what it says, and how long it took in milliseconds."""
        connection = http.client.HTTPConnection("127.0.0.1", self.ports["admin"], timeout=120)
        began = time.monotonic()
        connection.request("POST", "/api/v1/reload", "{}", {"content-type": "application/json"})
        answer = connection.getresponse()
        said = answer.read().decode()
        took = (time.monotonic() - began) * 1000
        connection.close()
        return answer.status, said, took

    def heap(self):
        """Bytes on the heap behind a full collection, in MiB."""
        java = os.path.dirname(os.readlink(f"/proc/{self.gatehouse.pid}/exe"))
        pid = str(self.gatehouse.pid)
        subprocess.run([os.path.join(java, "jcmd"), pid, "GC.run"], capture_output=True, check=True)
        out = subprocess.run([os.path.join(java, "jcmd"), pid, "GC.heap_info"], capture_output=True, text=True, check=True).stdout
        used = re.findall(
            r"(?:PSYoungGen|ParOldGen|def new generation|tenured generation|garbage-first heap)\s+total \d+K, used (\d+)K", out)
        return sum(int(kib) for kib in used) / 1024

    def rss(self):
        with open(f"/proc/{self.gatehouse.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024

    def __exit__(self, *_):
        for process in reversed(self.running):
            servers.ended(process)
        shutil.rmtree(self.scratch, ignore_errors=True)


class Load:
    """h2load over both protocols, TLS too, and threads that connect anew; who fails is counted."""

    def __init__(self, lab, seconds):
        web, secure = lab.ports["web"], lab.ports["secure"]
        self.benches = [
            subprocess.Popen(["h2load", *options, "-D", str(seconds), "-c", "8", "-t", "1", url],
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            for options, url in (
                (["--h1"], f"http://127.0.0.1:{web}/a"), (["-m", "10"], f"http://127.0.0.1:{web}/b"),
                (["-m", "10"], f"https://127.0.0.1:{secure}/c"))]
        self.over, self.fresh, self.failures = threading.Event(), 0, []
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.anew, args=(web,)) for _ in range(2)]
        for thread in self.threads:
            thread.start()

    def anew(self, port):
        while not self.over.is_set():
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                connection.request("GET", "/new")
                status = connection.getresponse().status
                connection.close()
            except (OSError, http.client.HTTPException) as failure:
                status = repr(failure)
            with self.lock:
                self.fresh += 1
                if status != 200:
                    self.failures.append(status)
            time.sleep(0.005)

    def finish(self):
        """How many requests were answered, and how many were not."""
        outputs = [bench.communicate()[0] for bench in self.benches]
        self.over.set()
        for thread in self.threads:
            thread.join()
        good, bad = self.fresh - len(self.failures), len(self.failures)
        for out in outputs:
            counts = re.search(r"requests: (\d+) total, \d+ started, \d+ done, \d+ succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", out)
            statuses = re.search(r"status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", out)
            good += int(statuses[1])
            bad += sum(int(statuses[i]) for i in (2, 3, 4)) + max(int(counts[2]), int(counts[3])) + int(counts[4])
        return good, bad


def endurance(lab, seconds, streams, report):
    holder = subprocess.Popen(
        ["node", os.path.join(servers.APPS, "streams.js"), "hold", str(lab.ports["web"]), str(streams)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if holder.stdout.readline().strip() != "open":
        raise servers.Broken("the streams do not open")
    load = Load(lab, seconds + 2)
    turn, refused, wrong, times, memory = 0, 0, [], [], []
    began = time.monotonic()
    settled = began + min(20, seconds / 4)
    while time.monotonic() - began < seconds:
        turn += 1
        broken = turn % 10 == 0
        lab.write(configuration(lab.ports, lab.scratch, turn, broken))
        status, said, took = lab.reload()
        times.append(took)
        refused += status == 422
        if status != (422 if broken else 200):
            wrong.append(said)
        if not memory and time.monotonic() > settled:
            memory.append((lab.heap(), lab.rss(), turn))
        time.sleep(max(0, began + turn * PERIOD - time.monotonic()))
    memory.append((lab.heap(), lab.rss(), turn))
    good, bad = load.finish()
    out, _ = holder.communicate("", timeout=60)
    held = json.loads(out)
    times.sort()
    report.add(f"{turn} reloads in {seconds} s under load: no request fails", bad == 0 and good > 0 and not wrong,
               f"{good:,} requests, {bad} failed; a reload took {times[len(times) // 2]:.0f} ms, {times[len(times) * 99 // 100]:.0f} ms (99 %)"
               + (f"; unexpected: {wrong[0][:200]}" if wrong else ""))
    report.add(f"{streams} WebSockets and {streams} gRPC streams, open all the while, are not cut",
               held["cut"] == 0 and held["lost"] == 0 and held["ended"] == 2 * streams and held["messages"] > streams * seconds,
               f"{held['messages']:,} messages there and back, {held['lost']} lost; {held['cut']} cut, {held['ended']} ended in order")
    report.add("every tenth brings a test that fails: refused, and what served goes on", refused == turn // 10,
               f"{refused} refused")
    (heap, rss, first), (heap_after, rss_after, last) = memory
    report.add(f"memory from reload {first} to {last}", heap_after < heap * 1.2 + 8 and rss_after < rss * 1.15 + 16,
               f"heap behind a full collection {heap:.0f} MiB, then {heap_after:.0f} MiB; RSS {rss:.0f} MiB, then {rss_after:.0f} MiB")


def table(count, changed):
    """A configuration of so many routes, of which one has a number of its own."""
    lines = [f'  - {{name: r{i}, match: {{hosts: [h{i}.test], path-prefix: /p}}, pool: app, timeouts: {{idle: {40 if i == changed else 30}s}}}}\n'
             for i in range(count)]
    return "pools: {app: {backends: ['http://127.0.0.1:1']}}\nroutes:\n" + "".join(lines)


def sizes(lab, counts, report):
    head = f"""listeners: {{web: {{address: "127.0.0.1:{lab.ports['web']}"}}}}
admin: {{address: "127.0.0.1:{lab.ports['admin']}"}}
access-log: {{path: {lab.scratch}/access-0.log}}
"""
    figures = []
    for count in counts:
        times = {"nothing": [], "one": []}
        lab.write(head + table(count, 0))
        status, said, first = lab.reload()
        if status != 200:
            raise servers.Broken(said[:500])
        for turn in range(1, 6):
            lab.write(head + table(count, turn))
            times["one"].append(lab.reload()[2])
            times["nothing"].append(lab.reload()[2])
        one, nothing = (sorted(each)[len(each) // 2] for each in (times["one"], times["nothing"]))
        figures.append((count, first, one, nothing))
        report.add(f"{count:,} routes, the first time, one of them changed, none", True,
                   f"{first:,.0f} ms, {one:,.0f} ms, {nothing:,.0f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--streams", type=int, default=50)
    parser.add_argument("--routes", default="100,10000,100000")
    parser.add_argument("--write", metavar="FILE", help="put the table between the marks of this file")
    options = parser.parse_args()
    need({"node": "nodejs", "h2load": "nghttp2-client", "openssl": "openssl"})
    report = Report("reload")
    with Lab() as lab:
        endurance(lab, options.seconds, options.streams, report)
        sizes(lab, [int(count) for count in options.routes.split(",") if count], report)
    report.finish(options.write)


if __name__ == "__main__":
    main()
