#!/usr/bin/env python3
"""kill -9 while the cache writes to its disk tier, again and again on one folder: is anything wrong ever served?

    bench/check/disk_kill.py                                 100 kills, in a quarter of an hour
    bench/check/disk_kill.py --kills 10 --seed 7             some of them, with other dice
    bench/check/disk_kill.py --write docs/verification.md    the table into the documentation too

Every answer of the origin names itself: its content is made from its URL, its version and its length, and so are ETag,
X-Version and Cache-Tag; all are fresh for an hour. Readers ask for objects of 100 B to 900 kB, writers change them by POST
and through purges, and a process is killed at a random moment of that, in the
middle of a write where one can be caught, or while it starts. The next one starts on the same
folder while the origin is down; every object is asked for, and what is served is compared byte by byte. Wrong is: content,
length or fields that are not those of one version; a version that a purge has ended, once the purge has been answered, or a
POST, once it was answered and the process has lived for GRACE seconds; and anything but 502 where nothing is stored.
Exits with 1 if anything was wrong. GATEHOUSE names another launcher than bin/gatehouse.
"""
import argparse, collections, hashlib, http.client, http.server, json, os, random, re, shutil, signal, socket, subprocess
import sys, tempfile, threading, time

import servers

GATEHOUSE = """
listeners: {{web: {{address: "127.0.0.1:{web}"}}}}
admin: {{address: "127.0.0.1:{admin}"}}
access-log: {{format: off}}
cache: {{memory: 2MiB, max-object: 1MiB, disk: {{path: {scratch}/cache, size: 32MiB}}}}
pools: {{origin: {{backends: ["http://127.0.0.1:{origin}"]}}}}
routes: [{{pool: origin, cache: {{}}}}]
"""
HOST = "shop.test"
OBJECTS, TAGS = 300, 10
READERS, WRITERS = 4, 1
GRACE = 0.5
SIZES = [100, 1000, 4000, 20_000, 70_000, 250_000, 900_000]
WEIGHTS = [15, 20, 15, 15, 12, 13, 10]
BEGIN, END = "<!-- disk-kill -->", "<!-- /disk-kill -->"


def content(path, version):
    """What an object is in a version: its name, and what follows from that."""
    dice = random.Random(f"{path} {version}")
    size = dice.choices(SIZES, WEIGHTS)[0] + dice.randrange(100)
    head = f"{path} {version} {size} ".encode()
    seed = hashlib.sha256(head).digest()
    return head + (seed * (size // len(seed) + 1))[:size]


class Truth:
    """Which version each object has, and which ones may still be served."""

    def __init__(self):
        self.lock = threading.Lock()
        self.version = collections.Counter()
        self.floor = collections.Counter()  # nothing older may be served, by any process
        self.posted = []  # (moment, path, version): what was answered, and may yet be lost with the process
        self.wrong = []

    def change(self, path):
        with self.lock:
            self.version[path] += 1
            return self.version[path]

    def now(self, path):
        with self.lock:
            return self.version[path]

    def ended(self, path, version):
        with self.lock:
            self.floor[path] = max(self.floor[path], version)

    def least(self, path):
        with self.lock:
            posted = max((version for _, other, version in self.posted if other == path), default=0)
            return max(self.floor[path], posted)

    def answered(self, path, version):
        """A POST was answered: for this process that counts at once, for the next one if there was time to write it."""
        with self.lock:
            self.posted.append((time.monotonic(), path, version))

    def killed(self, moment):
        with self.lock:
            for when, path, version in self.posted:
                if moment - when > GRACE:
                    self.floor[path] = max(self.floor[path], version)
            self.posted = []

    def say(self, what):
        with self.lock:
            self.wrong.append(what)
        print("WRONG:", what, flush=True)

    def judge(self, path, least, status, fields, body):
        """Says what is wrong with an answer; returns whether it is one of the object's versions."""
        if status != 200:
            return False
        found = re.match(rb"(\S+) (\d+) (\d+) ", body)
        if not found or found.group(1).decode() != path:
            self.say(f"{path}: content of another: {body[:60]!r}")
            return False
        version = int(found.group(2))
        if body != content(path, version):
            self.say(f"{path}: version {version} is not whole: {len(body)} bytes, hash {hashlib.sha256(body).hexdigest()[:12]}")
        elif fields.get("etag") != f'"{version}"' or fields.get("x-version") != str(version):
            self.say(f"{path}: version {version} with fields of another: {dict(fields)}")
        elif version < least:
            self.say(f"{path}: version {version}, which has ended; {least} or newer expected")
        elif version > self.now(path):
            self.say(f"{path}: version {version}, which there has never been")
        else:
            return True
        return False


class Origin(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 256

    def __init__(self, port, truth):
        self.truth = truth
        self.open = set()
        super().__init__(("127.0.0.1", port), Answer)
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self):
        self.shutdown()
        self.server_close()
        for each in list(self.open):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it has ended by itself


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        self.server.open.add(self.connection)

    def finish(self):
        self.server.open.discard(self.connection)
        try:
            super().finish()
        except OSError:
            pass  # the proxy was killed

    def handle(self):
        try:
            super().handle()
        except OSError:
            pass

    def do_GET(self):
        version = self.server.truth.now(self.path)
        body = content(self.path, version)
        self.send_response(200)
        self.send_header("ETag", f'"{version}"')
        self.send_header("X-Version", str(version))
        self.send_header("Cache-Control", "max-age=3600")
        self.send_header("Cache-Tag", tag(self.path))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        version = self.server.truth.change(self.path)
        self.send_response(200)
        self.send_header("X-Version", str(version))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def tag(path):
    return f"t{int(path.rsplit('/', 1)[1]) % TAGS}"


class Lab:
    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.truth = Truth()
        self.scratch = tempfile.mkdtemp(prefix="gatehouse-kill-")
        self.ports = servers.free_ports(["web", "admin", "origin"])
        self.counts = collections.Counter()
        self.paths = [f"/o/{i}" for i in range(OBJECTS)]
        self.process = None
        with open(self.path("gatehouse.yaml"), "w") as file:
            file.write(GATEHOUSE.format(scratch=self.scratch, **self.ports))

    def path(self, name):
        return os.path.join(self.scratch, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.truth.wrong:
            print("left for you:", self.scratch)
        else:
            shutil.rmtree(self.scratch, ignore_errors=True)

    # ---- the process

    def start(self):
        with open(self.path("gatehouse.out"), "ab") as out:
            self.process = subprocess.Popen(
                [servers.LAUNCHER, "run", "--config", self.path("gatehouse.yaml")],
                stdout=out, stderr=subprocess.STDOUT, cwd=self.scratch)
        self.counts["starts"] += 1

    def await_ready(self):
        end = time.monotonic() + 240
        while time.monotonic() < end:
            if self.process.poll() is not None:
                with open(self.path("gatehouse.out")) as out:
                    raise servers.Broken("Gatehouse does not start: " + out.read()[-2000:])
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.ports["web"])) == 0:
                    return
            time.sleep(0.02)
        raise servers.Broken("Gatehouse does not start in time")

    def kill(self):
        moment = time.monotonic()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.truth.killed(moment)
        self.counts["kills"] += 1

    def await_write(self):
        """Waits until a file of the cache grows: a large object takes the kernel some hundred microseconds to copy."""
        folder = self.path("cache")
        newest = os.path.join(folder, max(name for name in os.listdir(folder) if name.endswith(".segment")))
        size, end = os.stat(newest).st_size, time.monotonic() + 0.3
        while time.monotonic() < end:
            grown = os.stat(newest).st_size
            if grown > size and grown % 8:  # within a record: they end at multiples of eight
                return
            size = grown

    # ---- with the origin down

    def verify(self):
        connection = None
        for path in self.dice.sample(self.paths, len(self.paths)):
            least = self.truth.least(path)
            connection = connection or http.client.HTTPConnection("127.0.0.1", self.ports["web"], timeout=20)
            try:
                connection.request("GET", path, headers={"Host": HOST})
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as e:
                self.truth.say(f"{path}: broken off behind a restart: {e!r}")
                connection.close()
                connection = None
                continue
            self.counts["asked"] += 1
            if self.truth.judge(path, least, answer.status, answer.headers, body):
                self.counts["found"] += 1
            elif answer.status != 200:
                self.counts["missed"] += 1
                if answer.status not in (502, 503):
                    self.truth.say(f"{path}: status {answer.status} with the origin down")
            if answer.will_close:
                connection.close()
                connection = None
        if connection:
            connection.close()

    # ---- with the origin up

    def load(self, seconds):
        stop = threading.Event()
        workers = [threading.Thread(target=self.read, args=(stop, self.dice.random())) for _ in range(READERS)]
        workers += [threading.Thread(target=self.write, args=(stop, self.dice.random())) for _ in range(WRITERS)]
        for worker in workers:
            worker.start()
        time.sleep(seconds)
        if self.dice.random() < 0.5:
            self.await_write()
        self.kill()
        stop.set()
        for worker in workers:
            worker.join()

    def read(self, stop, seed):
        dice = random.Random(seed)
        connection = http.client.HTTPConnection("127.0.0.1", self.ports["web"], timeout=20)
        while not stop.is_set():
            path = self.paths[min(int(dice.expovariate(5 / OBJECTS)), OBJECTS - 1)] if dice.random() < 0.5 else dice.choice(self.paths)
            least = self.truth.least(path)
            try:
                connection.request("GET", path, headers={"Host": HOST})
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException):
                return  # killed
            if self.truth.judge(path, least, answer.status, answer.headers, body):
                self.counts["loaded"] += 1
            elif answer.status != 200:
                self.truth.say(f"{path}: status {answer.status} under load")

    def write(self, stop, seed):
        dice = random.Random(seed)
        web = http.client.HTTPConnection("127.0.0.1", self.ports["web"], timeout=20)
        admin = http.client.HTTPConnection("127.0.0.1", self.ports["admin"], timeout=20)
        while not stop.is_set():
            path = dice.choice(self.paths)
            try:
                if dice.random() < 0.8:
                    web.request("POST", path, headers={"Host": HOST, "Content-Length": "0"})
                    answer = web.getresponse()
                    answer.read()
                    if answer.status == 200:
                        self.truth.answered(path, int(answer.headers["x-version"]))
                        self.counts["posts"] += 1
                else:
                    self.purge(admin, [path] if dice.random() < 0.9 else [each for each in self.paths if tag(each) == tag(path)])
            except (OSError, http.client.HTTPException):
                return  # killed
            time.sleep(dice.random() * 0.02)

    def purge(self, admin, paths):
        versions = {path: self.truth.change(path) for path in paths}
        order = {"url": f"http://{HOST}{paths[0]}"} if len(paths) == 1 else {"tag": tag(paths[0])}
        admin.request("POST", "/api/v1/purge", json.dumps(order), {"Content-Type": "application/json"})
        answer = admin.getresponse()
        body = answer.read()
        if answer.status != 200:
            self.truth.say(f"purge of {order}: status {answer.status}: {body[:200]!r}")
            return
        for path, version in versions.items():
            self.truth.ended(path, version)
        self.counts["purges"] += 1

    # ---- all of it

    def play(self, kills):
        began = time.monotonic()
        self.start()
        self.await_ready()
        while self.counts["kills"] < kills:
            origin = Origin(self.ports["origin"], self.truth)
            self.load(0.4 + self.dice.random())
            origin.stop()
            self.start()
            if self.dice.random() < 0.1 and self.counts["kills"] < kills:
                time.sleep(0.2 + self.dice.random() * 0.8)
                self.kill()
                self.counts["starting"] += 1
                self.start()
            self.await_ready()
            self.verify()
            if self.counts["kills"] % 10 == 0:
                print(f"{self.counts['kills']} kills, {time.monotonic() - began:.0f} s: {dict(self.counts)}", flush=True)
        with open(self.path("gatehouse.out")) as out:
            log = out.read()
        self.counts["torn"] = len(re.findall(r"passed over \d+ bytes", log))
        self.counts["unexpected"] = len(re.findall(r"\bERROR\b|cache on disk: \w+ failed", log))

    def table(self):
        count = self.counts
        return "\n".join([
            "| | |", "| --- | ---: |",
            f"| processes killed, on one folder | {count['kills']:,} |",
            f"| of these while they started | {count['starting']:,} |",
            f"| starts that found a torn record, and passed over it | {count['torn']:,} |",
            f"| answers compared under load | {count['loaded']:,} |",
            f"| POSTs and purges meanwhile | {count['posts'] + count['purges']:,} |",
            f"| objects asked for behind a start, with the origin down | {count['asked']:,} |",
            f"| of these served from disk, and right | {count['found']:,} |",
            f"| of these not stored (502) | {count['missed']:,} |",
            f"| errors in the log | {count['unexpected']:,} |",
            f"| **wrong** | **{len(self.truth.wrong):,}** |"])


def write_into(path, text):
    with open(path) as file:
        before, rest = file.read().split(BEGIN)
    with open(path, "w") as file:
        file.write(before + BEGIN + "\n" + text + "\n" + END + rest.split(END)[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100, help="how many processes")
    parser.add_argument("--seed", type=int, default=1, help="of the dice")
    parser.add_argument("--write", metavar="FILE", help="put the table between the marks of this file")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is to be ended in any case
    with Lab(options.seed) as lab:
        lab.play(options.kills)
        print(lab.table())
        if options.write:
            write_into(options.write, lab.table())
        right = not lab.truth.wrong and not lab.counts["unexpected"] and lab.counts["found"] > 0
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
