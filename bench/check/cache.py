#!/usr/bin/env python3
"""The cache over real sockets: one request for a crowd, a million objects in memory, a site whose server has gone.

Starts an origin that counts, nginx with files, Gatehouse before them, wrk and Chromium. Prints a table; exits with 1 if a
bar is missed.

usage: bench/check/cache.py [--only crowd,site,million] [--objects 1000000] [--write FILE]
before: apt install nginx wrk chromium
"""
import argparse, asyncio, os, re, shutil, subprocess, sys, tempfile, time, urllib.request

import servers
from report import Report, need

GATEHOUSE = """
listeners: {{web: {{address: "127.0.0.1:{web}"}}}}
admin: {{address: "127.0.0.1:{admin}"}}
access-log: {{format: off}}
cache: {{memory: 4GiB}}
pools:
  crowd: {{backends: ["http://127.0.0.1:{crowd}"]}}
  nginx: {{backends: ["http://127.0.0.1:{nginx}"]}}
routes:
  - {{name: site, pool: nginx, cache: {{}}, headers: {{response: {{set: {{x-from: gatehouse}}}}}}}}
  - {{name: crowd, match: {{path-prefix: /crowd}}, pool: crowd, cache: {{}}}}
"""
NGINX = """
daemon off; worker_processes 1; pid {scratch}/nginx.pid; error_log {scratch}/nginx.err crit;
events {{ worker_connections 4000; }}
http {{
  include /etc/nginx/mime.types; access_log off; keepalive_requests 10000000;
  client_body_temp_path {scratch}/t1; proxy_temp_path {scratch}/t2; fastcgi_temp_path {scratch}/t3;
  uwsgi_temp_path {scratch}/t4; scgi_temp_path {scratch}/t5; default_type text/plain;
  server {{
    listen 127.0.0.1:{nginx} backlog=4096; root {scratch}/site;
    location /o/ {{ add_header Cache-Control "max-age=86400"; add_header ETag '"1"'; return 200 "{kib}"; }}
  }}
}}
"""
PAGE = """<!doctype html><meta charset="utf-8"><title>A site</title><link rel="stylesheet" href="style.css">
<img id="image" src="image.svg" alt="a circle"><p id="result">loading</p><script src="one.js"></script>
<script>
addEventListener('load', async () => {
  const data = await (await fetch('data.json')).json();
  const style = getComputedStyle(document.body).getPropertyValue('--loaded').trim();
  const image = document.getElementById('image').naturalWidth > 0;
  const good = window.one && data.good && style === 'yes' && image;
  document.getElementById('result').textContent = good ? 'all assets loaded' : 'something is missing';
});
</script>
"""
FILES = {
    "index.html": PAGE, "style.css": "body { --loaded: yes }", "one.js": "window.one = true;", "data.json": '{"good": true}',
    "image.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="18"/></svg>',
}
HEAP = "-Xmx3g -XX:MaxDirectMemorySize=5g"
CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--virtual-time-budget=10000"]


class Lab:
    def __init__(self):
        self.scratch = tempfile.mkdtemp(prefix="gatehouse-cache-")
        os.chmod(self.scratch, 0o755)
        self.ports = servers.free_ports(["nginx", "web", "admin", "crowd"])
        self.processes = {}

    def __enter__(self):
        try:
            os.mkdir(self.path("site"))
            yesterday = time.time() - 86400 * 30
            for name, text in FILES.items():
                with open(self.path("site/" + name), "w") as file:
                    file.write(text)
                os.utime(self.path("site/" + name), (yesterday, yesterday))
            for name, text in {"nginx.conf": NGINX, "gatehouse.yaml": GATEHOUSE}.items():
                with open(self.path(name), "w") as file:
                    file.write(text.format(scratch=self.scratch, kib="x" * 1024, **self.ports))
            self.start("nginx", ["nginx", "-c", self.path("nginx.conf"), "-p", self.scratch], "nginx")
            os.environ["GATEHOUSE_JAVA_OPTS"] = HEAP
            self.start("gatehouse", [servers.LAUNCHER, "run", "--config", self.path("gatehouse.yaml")], "web")
        except BaseException:
            self.__exit__()
            raise
        return self

    def path(self, name):
        return os.path.join(self.scratch, name)

    def start(self, name, command, port):
        self.processes[name] = servers.started(command, self.path(name + ".out"), self.ports[port])

    def end(self, name):
        servers.ended(self.processes.pop(name))

    def metric(self, name):
        text = urllib.request.urlopen(f"http://127.0.0.1:{self.ports['admin']}/metrics", timeout=20).read().decode()
        return sum(float(value) for value in re.findall(rf"^{name}(?:{{[^}}]*}})? (\S+)$", text, flags=re.M))

    def url(self, path):
        return f"http://127.0.0.1:{self.ports['web']}{path}"

    def __exit__(self, *_):
        for name in list(self.processes):
            self.end(name)
        shutil.rmtree(self.scratch, ignore_errors=True)


def crowd(lab, report, clients=1000):
    """All ask before the origin answers, which takes a second."""
    asyncio.run(crowds(lab, report, clients))


async def crowds(lab, report, clients):
    requests = []

    async def origin(reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                requests.append(head)
                await asyncio.sleep(1)
                writer.write(b"HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100000)
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            writer.close()

    async def client():
        reader, writer = await asyncio.open_connection("127.0.0.1", lab.ports["web"])
        writer.write(b"GET /crowd/one HTTP/1.1\r\nHost: site\r\n\r\n")
        head = await reader.readuntil(b"\r\n\r\n")
        content = await reader.readexactly(100000)
        writer.close()
        return head.startswith(b"HTTP/1.1 200") and content == b"x" * 100000

    server = await asyncio.start_server(origin, "127.0.0.1", lab.ports["crowd"], backlog=2000)
    began = time.monotonic()
    good = await asyncio.gather(*(client() for _ in range(clients)))
    took = time.monotonic() - began
    server.close()
    report.add(f"{clients:,} clients at once ask for one object of 100 KB that takes 1 s: the backend gets one request",
               all(good) and len(requests) == 1, f"{len(requests)} request, {sum(good):,} whole answers, {took:.1f} s")


def page(lab, name):
    done = subprocess.run([*CHROMIUM, f"--user-data-dir={lab.path(name)}", "--dump-dom", lab.url("/index.html")],
                          capture_output=True, text=True, timeout=120)
    found = re.search(r'id="result">([^<]*)<', done.stdout)
    return found.group(1) if found else done.stderr[-300:]


def site(lab, report):
    first = page(lab, "profile-1")
    lab.end("nginx")
    second = page(lab, "profile-2")
    report.add("Chromium loads a page of nginx with its files, and with a new profile again once nginx is stopped",
               first == second == "all assets loaded", f"{first}; then {second}")
    lab.start("nginx", ["nginx", "-c", lab.path("nginx.conf"), "-p", lab.scratch], "nginx")


COUNTING = """
local next_one = 0
function request()
  next_one = next_one + 1
  return wrk.format("GET", "/o/" .. next_one)
end
"""
HOT = """
local next_one = 0
function request()
  next_one = next_one % 100 + 1
  return wrk.format("GET", "/o/" .. next_one)
end
"""


def wrk(lab, script, seconds, connections):
    path = lab.path("script.lua")
    with open(path, "w") as file:
        file.write(script)
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", path, lab.url("/")],
                         capture_output=True, text=True, check=True).stdout
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", out)
    millis = float(p99[1]) * {"us": 0.001, "ms": 1, "s": 1000}[p99[2]]
    return millis, float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), "Non-2xx" in out or "Socket errors" in out


def used(lab):
    """Bytes on the heap behind a full collection, and bytes of memory reserved for stored responses."""
    pid = lab.processes["gatehouse"].pid
    java = os.path.dirname(os.readlink(f"/proc/{pid}/exe"))
    subprocess.run([os.path.join(java, "jcmd"), str(pid), "GC.run"], capture_output=True, check=True)
    out = subprocess.run([os.path.join(java, "jcmd"), str(pid), "GC.heap_info"], capture_output=True, text=True, check=True).stdout
    heap = sum(int(kib) for kib in re.findall(r"(?:PSYoungGen|ParOldGen|def new generation|tenured generation|garbage-first heap)\s+total \d+K, used (\d+)K", out))
    return heap * 1024, lab.metric("gatehouse_cache_reserved_bytes")


def rss(lab):
    with open(f"/proc/{lab.processes['gatehouse'].pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) * 1024


def million(lab, report, objects):
    for _ in range(2):
        wrk(lab, HOT, 5, 32)  # warm
    alone = min(wrk(lab, HOT, 5, 32)[0] for _ in range(3))
    before = used(lab)
    with urllib.request.urlopen(lab.url("/o/1")) as answer:
        lines = sum(len(name) + len(value) + 4 for name, value in answer.headers.items() if name.lower() not in ("age", "x-from"))
        content = len(answer.read())
    end = time.monotonic() + 1800
    while lab.metric("gatehouse_cache_entries") < objects and time.monotonic() < end:
        wrk(lab, COUNTING.replace("local next_one = 0", f"local next_one = {int(lab.metric('gatehouse_cache_entries'))}"), 20, 64)
    stored = lab.metric("gatehouse_cache_entries")
    many = min(wrk(lab, HOT, 5, 32)[0] for _ in range(3))  # before the collection that used() asks for
    heap, reserved = (after - was for after, was in zip(used(lab), before))
    bytes_of_theirs = (lines + content + len(lab.url("/o/")) + 6) * stored
    report.add(f"{stored:,.0f} objects of 1 KiB: memory within 30 % of their bytes (header lines, content, URL)",
               stored >= objects and heap + reserved <= bytes_of_theirs * 1.3,
               f"{bytes_of_theirs / 1e6:,.0f} MB take {(heap + reserved) / 1e6:,.0f} MB "
               f"({(heap + reserved) / bytes_of_theirs * 100 - 100:+.0f} %: {reserved / 1e6:,.0f} outside the heap, "
               f"{heap / 1e6:,.0f} on it); of content alone {(heap + reserved) / stored / content * 100 - 100:+.0f} %; RSS {rss(lab) / 1e6:,.0f} MB")
    report.add("the p99 of a hit under load is as it was with 100 objects", many <= alone * 1.25 + 0.3, f"{alone:.2f} ms, then {many:.2f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="crowd,site,million", help="some of crowd, site, million")
    parser.add_argument("--objects", type=int, default=1_000_000)
    parser.add_argument("--write", metavar="FILE", help="put the table between the marks of this file")
    options = parser.parse_args()
    need({"nginx": "nginx", "wrk": "wrk", "chromium": "chromium"})
    report, only = Report("cache"), options.only.split(",")
    with Lab() as lab:
        if "crowd" in only:
            crowd(lab, report)
        if "site" in only:
            site(lab, report)
        if "million" in only:
            million(lab, report, options.objects)
    report.finish(options.write)


if __name__ == "__main__":
    main()
