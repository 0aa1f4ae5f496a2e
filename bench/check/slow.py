#!/usr/bin/env python3
"""Slow and hostile clients beside ordinary ones: does Gatehouse go on serving, and does its memory stay where it is?

Starts nginx and Gatehouse on free ports, holds 2,000 slow connections of four kinds (heads sent byte by byte, bodies
sent byte by byte, answers over HTTP/1.1 and over HTTP/2 that are hardly read), each replaced as soon as it is ended,
and measures what ordinary clients see meanwhile. Then some floods, one after another. Prints a table; exits with 1 if
a bar is missed.

usage: bench/check/slow.py [--seconds 45] [--connections 2000] [--write FILE]
before: ./mvnw package; apt install nginx wrk
"""
import argparse, asyncio, os, re, resource, shutil, signal, socket, struct, subprocess, sys, tempfile, time, urllib.request

import servers

NGINX = """
daemon off; worker_processes 1; pid {scratch}/nginx.pid; error_log {scratch}/nginx.err warn; worker_rlimit_nofile 8192;
events {{ worker_connections 8000; }}
http {{
  access_log off; sendfile on; keepalive_requests 1000000; client_max_body_size 0;
  client_body_temp_path {scratch}/t1; proxy_temp_path {scratch}/t2; fastcgi_temp_path {scratch}/t3;
  uwsgi_temp_path {scratch}/t4; scgi_temp_path {scratch}/t5;
  server {{ listen 127.0.0.1:{nginx} backlog=4096; root {scratch}/site; }}
}}
"""
GATEHOUSE = """
listeners: {{web: {{address: "127.0.0.1:{web}"}}}}
admin: {{address: "127.0.0.1:{admin}"}}
access-log: {{format: off}}
pools: {{nginx: {{backends: ["http://127.0.0.1:{nginx}"], connections: {{max: 4000}}}}}}
routes: [{{pool: nginx}}, {{match: {{path: /moved}}, redirect: {{to: "https://{{host}}/"}}}}]
"""
P99_MILLIS = 50
GROWTH_MIB = 48
H2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0"


def h2_get(stream, path):
    """HEADERS with :method GET, :scheme http, :path, :authority as literals that are not indexed."""
    block = b"\x82\x86" + b"\x04" + bytes([len(path)]) + path + b"\x01\x01a"
    return struct.pack(">I", len(block))[1:] + b"\1\5" + struct.pack(">I", stream) + block


class Process:
    """nginx and Gatehouse, and what the kernel says of the latter."""

    def __init__(self, java_options=""):
        self.environment = {**os.environ, "GATEHOUSE_JAVA_OPTS": java_options}
        self.scratch = tempfile.mkdtemp(prefix="gatehouse-slow-")
        os.chmod(self.scratch, 0o755)
        self.ports = servers.free_ports(["nginx", "web", "admin"])
        self.running = []

    def __enter__(self):
        try:
            site = os.path.join(self.scratch, "site")
            os.mkdir(site)
            with open(os.path.join(site, "small"), "w") as file:
                file.write("x" * 1024)
            with open(os.path.join(site, "large"), "wb") as file:
                file.truncate(1 << 30)
            for name, text in {"nginx.conf": NGINX, "gatehouse.yaml": GATEHOUSE}.items():
                with open(os.path.join(self.scratch, name), "w") as file:
                    file.write(text.format(scratch=self.scratch, **self.ports))
            self.start("nginx", ["nginx", "-c", os.path.join(self.scratch, "nginx.conf"), "-p", self.scratch], "nginx")
            self.gatehouse = self.start(
                "gatehouse", [servers.LAUNCHER, "run", "--config", os.path.join(self.scratch, "gatehouse.yaml")], "web")
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self, name, command, port):
        with open(os.path.join(self.scratch, name + ".out"), "wb") as out:
            process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=self.environment)
        self.running.append(process)
        end = time.monotonic() + 240
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.ports[port])) == 0:
                    return process
            if process.poll() is not None or time.monotonic() > end:
                raise servers.Broken(f"{name} does not start: {self.log(name)[-2000:]}")
            time.sleep(0.05)

    def log(self, name):
        with open(os.path.join(self.scratch, name + ".out")) as out:
            return out.read()

    def rss_mib(self):
        with open(f"/proc/{self.gatehouse.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024

    def cpu_seconds(self):
        with open(f"/proc/{self.gatehouse.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def metrics(self, pattern):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports['admin']}/metrics", timeout=10) as answer:
            text = answer.read().decode()
        found = re.finditer(rf"^((?:{pattern})[^ ]*) (\S+)$", text, re.M)
        return {match.group(1): float(match.group(2)) for match in found}

    def buffers_mib(self):
        return self.metrics("gatehouse_memory_used_bytes")["gatehouse_memory_used_bytes"] / (1 << 20)

    def serves(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports['web']}/small", timeout=5) as answer:
            return answer.status == 200 and len(answer.read()) == 1024

    def __exit__(self, *_):
        for process in reversed(self.running):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        shutil.rmtree(self.scratch, ignore_errors=True)


class Slow:
    """The slow connections: each kind has its own way, once a second."""

    KINDS = ("heads", "bodies", "readers", "h2-readers")

    def __init__(self, port, count):
        self.port, self.count = port, count
        self.open = {kind: 0 for kind in self.KINDS}
        self.ended = {kind: 0 for kind in self.KINDS}
        self.stop = False

    async def connect(self):
        sock = socket.socket()
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", self.port))
        return sock

    async def run(self, kind):
        loop = asyncio.get_running_loop()
        while not self.stop:
            sock = None
            try:
                sock = await self.connect()
                self.open[kind] += 1
                await self.live(loop, kind, sock)
            except OSError:
                pass
            finally:
                if sock is not None:
                    self.open[kind] -= 1
                    self.ended[kind] += 1
                    sock.close()
            await asyncio.sleep(0.1)

    async def live(self, loop, kind, sock):
        begin = {
            "heads": b"GET /small HTTP/1.1\r\nHost: a\r\nX-Slow: ",
            "bodies": b"POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n",
            "readers": b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n",
            "h2-readers": H2 + h2_get(1, b"/large"),
        }[kind]
        await loop.sock_sendall(sock, begin)
        reads = kind.endswith("readers")
        while not self.stop:
            await asyncio.sleep(1)
            if reads:
                if not await loop.sock_recv(sock, 64):
                    return
            else:
                await loop.sock_sendall(sock, b"x")
                try:
                    if sock.recv(1024):
                        return  # told off: 408
                    return
                except BlockingIOError:
                    pass

    async def hold(self, during):
        tasks = []
        for i in range(self.count):
            tasks.append(asyncio.create_task(self.run(self.KINDS[i % len(self.KINDS)])))
            if i % 50 == 49:
                await asyncio.sleep(0.02)
        while sum(self.open.values()) < self.count * 0.99:
            await asyncio.sleep(0.1)
        try:
            await during()
        finally:
            self.stop = True
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def wrk(port, seconds, connections=16):
    """What ordinary clients see: requests per second, p50 and p99 in milliseconds, failures."""
    process = await asyncio.create_subprocess_exec(
        "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", f"http://127.0.0.1:{port}/small",
        stdout=subprocess.PIPE)
    text = (await process.communicate())[0].decode()
    unit = {"us": 0.001, "ms": 1, "s": 1000}
    at = {p: float(v) * unit[u] for p, v, u in re.findall(r"^\s+(\d+)%\s+([\d.]+)(us|ms|s)$", text, re.M)}
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
    bad = sum(int(n) for n in re.findall(r"(?:connect|read|write|timeout|Non-2xx or 3xx responses:?) (\d+)", text))
    return {"rate": rate, "p50": at["50"], "p99": at["99"], "bad": bad}


class Report:
    def __init__(self):
        self.rows, self.good = [], True

    def add(self, what, good, figures):
        self.good &= good
        self.rows.append(f"| {what} | {'yes' if good else '**no**'} | {figures} |")
        print(self.rows[-1], flush=True)


async def slow_connections(process, options, report):
    port = process.ports["web"]
    await wrk(port, 8)
    alone = await wrk(port, 8)
    before = process.rss_mib()
    slow = Slow(port, options.connections)
    seen = {}

    async def during():
        await asyncio.sleep(8)  # until nothing more fits into any buffer
        seen["begin"] = seen["most"] = process.rss_mib()
        seen["used before"] = process.buffers_mib()
        measuring = asyncio.create_task(wrk(port, options.seconds))
        while not measuring.done():
            await asyncio.sleep(0.5)
            seen["most"] = max(seen["most"], process.rss_mib())
        seen["beside"] = measuring.result()
        seen["open"] = sum(slow.open.values())
        seen["used"] = process.buffers_mib()

    await slow.hold(during)
    await asyncio.sleep(3)
    beside = seen["beside"]
    report.add(
        f"{options.connections} slow connections held for {options.seconds} s: the p99 of others stays under {P99_MILLIS} ms",
        beside["p99"] < P99_MILLIS and beside["bad"] == 0 and seen["open"] > options.connections * 0.9,
        f"p99 {beside['p99']:.1f} ms (alone {alone['p99']:.1f}), p50 {beside['p50']:.2f} ms (alone {alone['p50']:.2f}), "
        f"{beside['rate']:,.0f} requests/s (alone {alone['rate']:,.0f}), {beside['bad']} failed, "
        f"{seen['open']} held at the end, {sum(slow.ended.values()):,} ended on the way")
    report.add(
        f"memory stays where it is meanwhile, within {GROWTH_MIB} MiB",
        seen["most"] - seen["begin"] < GROWTH_MIB,
        f"RSS {before:.0f} MiB before, {seen['begin']:.0f} with all connected, {seen['most']:.0f} at most, "
        f"{process.rss_mib():.0f} after; in buffers {seen['used before']:.0f} and {seen['used']:.0f} MiB")


def crowd(port, count, first):
    """Connections that have sent something and do nothing more."""
    held = []
    for _ in range(count):
        sock = socket.create_connection(("127.0.0.1", port), 10)
        sock.sendall(first)
        held.append(sock)
    return held


def one_byte(port):
    return crowd(port, 5000, b"G")


def unread_pipeline(port):
    held = []
    for path in (b"/moved", b"/small"):
        for method in (b"GET", b"HEAD"):
            sock = socket.create_connection(("127.0.0.1", port), 10)
            sock.setblocking(False)
            data = (method + b" " + path + b" HTTP/1.1\r\nHost: a\r\n\r\n") * 10_000
            end = time.monotonic() + 3
            while data and time.monotonic() < end:
                try:
                    data = data[sock.send(data):]
                except BlockingIOError:
                    time.sleep(0.01)
            held.append(sock)
    return held


def churn(port):
    for _ in range(10_000):
        sock = socket.create_connection(("127.0.0.1", port), 10)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.close()
    return []


def tiny_chunks(port):
    sock = socket.create_connection(("127.0.0.1", port), 10)
    sock.settimeout(10)
    sock.sendall(b"POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
    try:
        for _ in range(300):
            sock.sendall(b"1\r\nx\r\n" * 1000)
    except OSError:
        pass
    return [sock]


def large_heads(port):
    """Requests with the largest heads there may be, that do not end."""
    head = b"POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
    head += b"".join(b"x-%d: %s\r\n" % (i, b"y" * 450) for i in range(60)) + b"\r\n"
    return crowd(port, 3000, head)


FLOODS = [
    ("5,000 connections that send one byte", one_byte, 64),
    ("10,000 requests in one go on each of four connections, no answer read", unread_pipeline, 32),
    ("10,000 connections opened and reset", churn, 32),
    ("300,000 chunks of one byte", tiny_chunks, 32),
    ("3,000 requests with heads of 27 KiB whose content does not come", large_heads, 400),
]


def floods(process, report):
    for what, flood, bar in FLOODS:
        time.sleep(1)
        rss, cpu, begun = process.rss_mib(), process.cpu_seconds(), time.monotonic()
        held = flood(process.ports["web"])
        time.sleep(1)
        grown, used, took = process.rss_mib() - rss, process.cpu_seconds() - cpu, time.monotonic() - begun
        served = process.serves()
        for sock in held:
            sock.close()
        report.add(f"{what}: others are served, and it costs less than {bar} MiB", served and grown < bar,
                   f"{used:.2f} s of CPU in {took:.1f} s, RSS {grown:+.0f} MiB")


def deaf(port, count):
    """Clients that ask for 1 GiB and read nothing, every fourth over HTTP/2 on 10 streams."""
    held = []
    for i in range(count):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(("127.0.0.1", port))
        try:
            if i % 4:
                sock.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
            else:
                sock.sendall(H2 + b"".join(h2_get(stream, b"/large") for stream in range(1, 21, 2)))
        except OSError:
            pass  # ended already
        held.append(sock)
    return held


def shedding(report):
    """Where the JVM gives buffers 256 MiB, and clients try to take several times as much."""
    with Process("-XX:MaxDirectMemorySize=256m") as process:
        held = deaf(process.ports["web"], 1200)
        most, served, failed = 0, 0, 0
        for _ in range(40):
            time.sleep(0.25)
            most = max(most, process.buffers_mib())
            try:
                served += process.serves()
            except OSError:
                failed += 1  # refused while memory is short
        limit = process.metrics("gatehouse_memory_limit_bytes")["gatehouse_memory_limit_bytes"] / (1 << 20)
        ended = sum(process.metrics("gatehouse_listener_ended_total.*memory").values())
        alive = process.gatehouse.poll() is None
        for sock in held:
            sock.close()
        time.sleep(1)
        left = process.buffers_mib()
        errors = process.log("gatehouse").count("ERROR")
        report.add(
            "1,200 clients ask for 1 GiB each and read nothing, and buffers can have 256 MiB: the process lives, others are served",
            alive and served > 30 and ended > 0 and left < limit / 2 and errors == 0,
            f"{served} of {served + failed} served meanwhile, {ended:.0f} connections ended, in buffers {most:.0f} MiB at most "
            f"of {limit:.0f}, {left:.1f} after")
        print(process.log("gatehouse")[-1500:])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=45)
    parser.add_argument("--connections", type=int, default=2000)
    parser.add_argument("--write", metavar="FILE", help="put the table between the marks of this file")
    options = parser.parse_args()
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    missing = [tool for tool in ("nginx", "wrk") if not shutil.which(tool)]
    if missing:
        raise servers.Broken("missing: apt-get install " + " ".join(missing))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is to be ended in any case
    report = Report()
    with Process() as process:
        try:
            asyncio.run(slow_connections(process, options, report))
            floods(process, report)
        finally:
            ends = process.metrics("gatehouse_listener_(?:ended|refused)_total")
            print("\n".join(f"{name} {count:.0f}" for name, count in sorted(ends.items())))
            print("".join(line + "\n" for line in process.log("gatehouse").splitlines() if " WARN " in line or "ERROR" in line)[:3000])
    shedding(report)
    if options.write:
        with open(options.write) as file:
            text = file.read()
        table = "\n".join(["| check | passed | figures |", "| --- | --- | --- |", *report.rows])
        text = re.sub(r"(<!-- slow -->\n).*?(\n<!-- /slow -->)", lambda m: m.group(1) + table + m.group(2), text, flags=re.S)
        with open(options.write, "w") as file:
            file.write(text)
    sys.exit(0 if report.good else 1)


if __name__ == "__main__":
    try:
        main()
    except servers.Broken as error:
        sys.exit(f"slow: {error}")
