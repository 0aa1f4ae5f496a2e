#!/usr/bin/env python3
"""Splits, canaries and mirrors over real sockets: who gets how much, who moves, how fast a bad canary goes, and what the
original notices of its copies.

Starts nginx as three pools, each with a log of its own that is counted, and Gatehouse before them. Prints a table; exits
with 1 if a bar is missed.

usage: bench/check/splits.py [--requests 100000] [--write FILE]
before: ./mvnw package; apt install nginx nghttp2-client
"""
import argparse, http.client, json, os, re, shutil, socket, subprocess, sys, tempfile, threading, time, urllib.request

import servers
from report import Report, need

NGINX = """
daemon off; worker_processes 1; pid {scratch}/nginx.pid; error_log {scratch}/nginx.err crit;
events {{ worker_connections 4000; }}
http {{
  log_format line '$uri'; keepalive_requests 1000000;
  client_body_temp_path {scratch}/t1; proxy_temp_path {scratch}/t2; fastcgi_temp_path {scratch}/t3;
  uwsgi_temp_path {scratch}/t4; scgi_temp_path {scratch}/t5; default_type text/plain;
  server {{ listen 127.0.0.1:{app} backlog=4096; access_log {scratch}/app.log line; location / {{ return 200 "app\\n"; }} }}
  server {{
    listen 127.0.0.1:{next} backlog=4096; access_log {scratch}/next.log line;
    location / {{ if (-f {scratch}/broken) {{ return 500; }} return 200 "next\\n"; }}
  }}
  server {{ listen 127.0.0.1:{third} backlog=4096; access_log {scratch}/third.log line; location / {{ return 200 "third\\n"; }} }}
}}
"""
GATEHOUSE = """
listeners: {{web: {{address: "127.0.0.1:{web}"}}}}
admin: {{address: "127.0.0.1:{admin}"}}
access-log: {{format: off}}
pools:
  app: {{backends: ["http://127.0.0.1:{app}"]}}
  next: {{backends: ["http://127.0.0.1:{next}"], health: {{passive: {{consecutive-failures: 0}}}}}}
  third: {{backends: ["http://127.0.0.1:{third}"]}}
  stalled: {{backends: ["http://127.0.0.1:{stalled}"], health: {{passive: {{consecutive-failures: 0}}}}}}
  gone: {{backends: ["http://127.0.0.1:1"], health: {{passive: {{consecutive-failures: 0}}}}}}
routes:
  - {{name: three, match: {{path: /three}}, split: {{pools: {{app: 895, next: 100, third: 5}}}}}}
  - {{name: five, match: {{path: /five}}, split: {{pools: {{app: 95, next: 5}}, sticky: {{cookie: canary}}}}}}
  - {{name: ten, match: {{path: /ten}}, split: {{pools: {{app: 90, next: 10}}, sticky: {{cookie: canary}}}}}}
  - {{name: guarded, match: {{path: /guarded}}, split: {{pools: {{app: 95, next: 5}}, override: {{header: x-canary}}, rollback: {{}}}}}}
  - {{name: plain, match: {{path: /plain}}, pool: app}}
  - {{name: mirrored, match: {{path: /mirrored}}, pool: app, mirror: {{pool: third, percent: 25%}}}}
  - {{name: to-stalled, match: {{path: /to-stalled}}, pool: app, mirror: {{pool: stalled, timeout: 2s}}}}
  - {{name: to-gone, match: {{path: /to-gone}}, pool: app, mirror: {{pool: gone}}}}
"""


class Lab:
    """nginx, Gatehouse, and a server that never answers."""

    def __init__(self):
        self.scratch = tempfile.mkdtemp(prefix="gatehouse-splits-")
        os.chmod(self.scratch, 0o755)
        self.ports = servers.free_ports(["app", "next", "third", "web", "admin"])
        self.stalled = socket.create_server(("127.0.0.1", 0), backlog=4096)  # the kernel accepts, nobody reads
        self.ports["stalled"] = self.stalled.getsockname()[1]
        self.running = []

    def __enter__(self):
        try:
            for name, text in {"nginx.conf": NGINX, "gatehouse.yaml": GATEHOUSE}.items():
                with open(self.path(name), "w") as file:
                    file.write(text.format(scratch=self.scratch, **self.ports))
            self.start("nginx", ["nginx", "-c", self.path("nginx.conf"), "-p", self.scratch], "app")
            self.start("gatehouse", [servers.LAUNCHER, "run", "--config", self.path("gatehouse.yaml")], "web")
        except BaseException:
            self.__exit__()
            raise
        return self

    def path(self, name):
        return os.path.join(self.scratch, name)

    def start(self, name, command, port):
        self.running.append(servers.started(command, self.path(name + ".out"), self.ports[port]))

    def log(self, name):
        with open(self.path(name), errors="replace") as file:
            return file.read()

    def count(self, pool, uri):
        return sum(1 for line in self.log(pool + ".log").splitlines() if line == uri)

    def load(self, uri, requests, connections=50):
        """Sends exactly so many requests; how many were answered with 200, and the times that h2load tells."""
        out = subprocess.run(
            ["h2load", "--h1", "-n", str(requests), "-c", str(connections), "-t", "1",
             f"http://127.0.0.1:{self.ports['web']}{uri}"], capture_output=True, text=True, check=True).stdout
        good = int(re.search(r"status codes: (\d+) 2xx", out)[1])
        mean = re.search(r"time for request:\s+\S+\s+(\S+)\s+(\S+)", out)
        rate = float(re.search(r"([\d.]+) req/s", out)[1])
        return good, mean[2], mean[1], rate

    def admin(self, path):
        return urllib.request.urlopen(f"http://127.0.0.1:{self.ports['admin']}{path}", timeout=10).read().decode()

    def mirrored(self, route):
        found = re.findall(r'gatehouse_mirror_requests_total\{.*result="(\w+)",route="' + route + r'"\} (\S+)', self.admin("/metrics"))
        return {result: int(float(count)) for result, count in found}

    def __exit__(self, *_):
        for process in reversed(self.running):
            servers.ended(process)
        self.stalled.close()
        shutil.rmtree(self.scratch, ignore_errors=True)


def by_weight(lab, requests, report):
    shares = {"app": 0.895, "next": 0.1, "third": 0.005}
    good, *_ = lab.load("/three", requests)
    counts = {pool: lab.count(pool, "/three") for pool in shares}
    exact = all(abs(counts[pool] - share * requests) <= requests / 1000 for pool, share in shares.items())
    report.add(f"{requests:,} requests over 50 connections, weights 895, 100 and 5: exact to 0.1 %",
               good == requests and exact, ", ".join(f"{count:,}" for count in counts.values()))
    good, *_ = lab.load("/five", requests)
    canary = lab.count("next", "/five")
    report.add(f"{requests:,} clients without a cookie, weights 95 and 5: exact to 0.1 %",
               good == requests and abs(canary - 0.05 * requests) <= requests / 1000, f"{canary:,} in the canary")


def ask(lab, connection, uri, headers):
    connection.request("GET", uri, headers=headers)
    answer = connection.getresponse()
    return answer.read().decode().strip(), answer.headers.get("set-cookie", "").split(";")[0], answer.status


def sticky(lab, report, clients=5000):
    connection = http.client.HTTPConnection("127.0.0.1", lab.ports["web"])
    before, moved_out, stayed, ten = [], 0, 0, 0
    for _ in range(clients):
        pool, cookie, _ = ask(lab, connection, "/five", {})
        before.append((cookie, pool))
    for cookie, pool in before:
        same, _, _ = ask(lab, connection, "/five", {"cookie": cookie})
        stayed += same == pool
        now, _, _ = ask(lab, connection, "/ten", {"cookie": cookie})
        ten += now == "next"
        moved_out += pool == "next" and now != "next"
    connection.close()
    five = sum(pool == "next" for _, pool in before)
    report.add(f"{clients:,} clients with their cookies at 5 %, then at 10 %: nobody leaves the canary",
               stayed == clients and moved_out == 0,
               f"{stayed:,} stayed at 5 %; {five} in the canary, then {ten}; {moved_out} left it")


def rollback(lab, report):
    """nginx breaks the canary under load; everything that is answered with 500 is counted."""
    counts, stop = {200: 0, 500: 0}, threading.Event()
    since = [None]

    def client():
        connection = http.client.HTTPConnection("127.0.0.1", lab.ports["web"])
        while not stop.is_set():
            _, _, status = ask(lab, connection, "/guarded", {})
            counts[status] = counts.get(status, 0) + 1
            time.sleep(0.005)
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(10)
    healthy = dict(counts)
    open(lab.path("broken"), "w").close()
    began = time.monotonic()
    rolled = None
    while time.monotonic() - began < 60 and rolled is None:
        split = next(each for each in json.loads(lab.admin("/api/v1/splits")) if each["route"] == "guarded")
        rolled = split["rolledBack"]
        time.sleep(0.1)
    took = time.monotonic() - began
    time.sleep(1)
    failed, total = counts.get(500, 0), sum(counts.values()) - sum(healthy.values())
    time.sleep(2)
    quiet = counts.get(500, 0) == failed
    stop.set()
    for thread in threads:
        thread.join()
    connection = http.client.HTTPConnection("127.0.0.1", lab.ports["web"])
    _, _, overridden = ask(lab, connection, "/guarded", {"x-canary": "next"})
    connection.close()
    os.unlink(lab.path("broken"))
    report.add("a canary with 5 % that answers 500 from one moment on loses its share",
               rolled is not None and quiet and healthy.get(500, 0) == 0,
               f"after {took:.1f} s; {failed} of {total:,} requests failed meanwhile, none later; {rolled['why'] if rolled else 'not at all'}")
    report.add("whoever asks for it by header still reaches it", overridden == 500, f"{overridden}")


def mirrors(lab, requests, report):
    lab.load("/plain", requests // 5)
    good, mean, most, _ = lab.load("/plain", requests // 2)
    report.add(f"{requests // 2:,} requests without a mirror, for comparison", good == requests // 2, f"mean {mean}, slowest {most}")
    good, mean, most, _ = lab.load("/mirrored", requests // 2)
    time.sleep(1)
    results, copies = lab.mirrored("mirrored"), lab.count("third", "/mirrored")
    expected = requests // 8
    made = results["answered"] + results["failed"] + results["busy"]
    report.add(f"{requests // 2:,} requests, a quarter copied to a pool that answers",
               good == requests // 2 and abs(made - expected) <= 1 and copies == results["answered"],
               f"mean {mean}, slowest {most}; {copies:,} copies arrived, {results['busy']:,} not made since as many were under way")
    for route, what in {"to-stalled": "that never answers", "to-gone": "that is not there"}.items():
        good, mean, most, _ = lab.load("/" + route, requests // 2)
        results = lab.mirrored(route)
        report.add(f"{requests // 2:,} requests, all copied to a pool {what}", good == requests // 2,
                   f"mean {mean}, slowest {most}; copies: " + ", ".join(f"{n:,} {r}" for r, n in results.items() if n))
    time.sleep(3)
    pending = sum(float(n) for n in re.findall(r"gatehouse_mirror_pending\{.*\} (\S+)", lab.admin("/metrics")))
    report.add("no copy is left 3 s later", pending == 0, f"{pending:.0f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--write", metavar="FILE", help="put the table between the marks of this file")
    options = parser.parse_args()
    need({"nginx": "nginx", "h2load": "nghttp2-client"})
    report = Report("splits")
    with Lab() as lab:
        by_weight(lab, options.requests, report)
        sticky(lab, report)
        rollback(lab, report)
        mirrors(lab, options.requests, report)
    report.finish(options.write)


if __name__ == "__main__":
    main()
