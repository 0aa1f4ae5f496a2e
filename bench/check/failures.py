#!/usr/bin/env python3
"""Backends that fail under load: does a customer notice, and is anything sent twice? Prints a table.

    bench/check/failures.py                                    every scenario, in about two minutes
    bench/check/failures.py --only kill,stop --seconds 10      some of them, longer
    bench/check/failures.py --write docs/verification.md       the table into the documentation too

Three Node processes are the backends of two pools, HTTP/1.1 and HTTP/2. Customers send GET, PUT and POST over HTTP/1.1
and HTTP/2, 200 requests per second on each connection, while one backend fails in the scenario's way and comes back.
It exits with 1 unless no GET and no PUT failed, no POST came to a backend twice, and each POST that failed had been sent
to the backend that failed. Needs Node. GATEHOUSE names another launcher than bin/gatehouse.
"""
import argparse, collections, json, os, re, shutil, signal, socket, subprocess, sys, tempfile, time, urllib.request

import servers

GATEHOUSE = """
listeners: {{web: {{address: "127.0.0.1:{web}"}}}}
admin: {{address: "127.0.0.1:{admin}"}}
access-log: {{path: {scratch}/access.log, format: json}}
pools:
  one:
    backends: ["http://127.0.0.1:{a1}", "http://127.0.0.1:{b1}", "http://127.0.0.1:{c1}"]
    health:
      active: {{path: /health, interval: 1s, timeout: 500ms, fall: 2}}
      passive: {{consecutive-failures: 3, eject: 1s, max-ejected: 34%}}
  two:
    backends: ["http://127.0.0.1:{a2}", "http://127.0.0.1:{b2}", "http://127.0.0.1:{c2}"]
    protocol: h2
    health:
      active: {{path: /health, interval: 1s, timeout: 500ms, fall: 2}}
      passive: {{consecutive-failures: 3, eject: 1s, max-ejected: 34%}}
routes:
  - {{match: {{path-prefix: /h1}}, pool: one, {behaviour}}}
  - {{match: {{path-prefix: /h2}}, pool: two, {behaviour}}}
"""
# As an operator would have it who wants to lose no GET: a retry also after half a head, after silence, and after 503.
BEHAVIOUR = "timeouts: {connect: 500ms, first-byte: 1s}, retry: {attempts: 1, on: [connect, reset, first-byte-timeout, 503], budget: 50%}"
KINDS = ["/h1,1,2", "/h1,2,1", "/h2,1,2", "/h2,2,1"]
POOLS = {"/h1": "HTTP/1.1", "/h2": "HTTP/2"}
SENT = {"backend-closed", "backend-reset", "backend-incomplete", "backend-protocol", "first-byte-timeout", "backend-idle", "backend-stalled"}
BEGIN, END = "<!-- failures -->", "<!-- /failures -->"


class Child:
    """A process that is told things on its input and says them back."""

    def __init__(self, command, errors):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True)
        self.heard()

    def heard(self):
        line = self.process.stdout.readline()
        if not line:
            raise servers.Broken(f"{self.process.args[1]} has ended with code {self.process.wait()}")
        return line.strip()

    def tell(self, word):
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        self.heard()

    def send(self, number):
        self.process.send_signal(number)

    def end(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.send(signal.SIGCONT)
            self.send(number)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()


class World:
    """A context manager: backends and Gatehouse run within."""

    def __init__(self, rate):
        self.rate = rate
        if not shutil.which("node"):
            raise servers.Broken("missing: apt-get install nodejs")
        self.scratch = tempfile.mkdtemp(prefix="gatehouse-failures-")
        self.ports = servers.free_ports(["web", "admin", "a1", "a2", "b1", "b2", "c1", "c2"])
        self.backends, self.gatehouse = {}, None
        self.errors = open(self.path("errors"), "w")

    def path(self, name):
        return os.path.join(self.scratch, name)

    def __enter__(self):
        try:
            for name in "abc":
                self.start(name)
            with open(self.path("gatehouse.yaml"), "w") as out:
                out.write(GATEHOUSE.format(scratch=self.scratch, behaviour=BEHAVIOUR, **self.ports))
            with open(self.path("gatehouse.out"), "w") as out:
                self.gatehouse = subprocess.Popen(
                    [servers.LAUNCHER, "run", "--config", self.path("gatehouse.yaml")], stdout=out, stderr=subprocess.STDOUT)
            self.await_gatehouse()
        except BaseException:
            self.__exit__()
            raise
        return self

    def await_gatehouse(self):
        for _ in range(4800):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.ports["web"])) == 0:
                    return
            if self.gatehouse.poll() is not None:
                break
            time.sleep(0.05)
        raise servers.Broken("gatehouse does not start: " + self.log()[-2000:])

    def log(self):
        with open(self.path("gatehouse.out")) as out:
            return out.read()

    def start(self, name):
        self.backends[name] = Child(
            ["node", os.path.join(servers.APPS, "failing.js"), name, self.path("posts"),
             str(self.ports[name + "1"]), str(self.ports[name + "2"])], self.errors)

    def deliveries(self):
        """Of each POST the backends that have got it."""
        got = collections.defaultdict(list)
        with open(self.path("posts")) as file:
            for line in file:
                post, name = line.split()
                got[post].append(name)
        return got

    def access(self):
        """What Gatehouse says of each request that failed: reason and backend."""
        said = {}
        with open(self.path("access.log")) as file:
            for line in file:
                if '"reason"' in line:
                    entry = json.loads(line)
                    of = re.search("id=([^&]*)", entry.get("target", ""))
                    if of:
                        said[of.group(1)] = entry
        return said

    def name_of(self, url):
        port = int(url.rsplit(":", 1)[1])
        return next(name[0] for name, value in self.ports.items() if value == port)

    def settle(self):
        """Until the backends are in use again: what one scenario did is not to be another's burden."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ports['admin']}/api/v1/pools", timeout=5) as answer:
                states = re.findall(r'"standing"\s*:\s*"([a-z-]+)"', answer.read().decode())
            if states and set(states) == {"up"}:
                return
            time.sleep(0.1)
        raise servers.Broken("the backends do not come back: " + ", ".join(states))

    def __exit__(self, *_):
        for process in [self.gatehouse] if self.gatehouse else []:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for backend in self.backends.values():
            backend.end(signal.SIGKILL)
        self.errors.close()
        shutil.rmtree(self.scratch, ignore_errors=True)


# Each makes backend a fail, waits, and brings it back; those that touch all say so.

def kill(world, seconds):
    world.backends["a"].end(signal.SIGKILL)
    time.sleep(seconds)
    world.start("a")


def stop(world, seconds):
    world.backends["a"].send(signal.SIGSTOP)
    time.sleep(seconds)
    world.backends["a"].send(signal.SIGCONT)


def behave(mode):
    def scenario(world, seconds):
        world.backends["a"].tell(mode)
        time.sleep(seconds)
        world.backends["a"].tell("well")
    return scenario


def rolling(mode):
    def scenario(world, seconds):
        for name in "abc":
            world.backends[name].tell(mode)
            world.backends[name].end()
            time.sleep(seconds / 8)
            world.start(name)
            time.sleep(seconds / 4)
    return scenario


SCENARIOS = {  # name: what it is called, what happens, to which backends
    "kill": ("killed (`kill -9`)", kill, "a"),
    "stop": ("stopped (`SIGSTOP`)", stop, "a"),
    "reset-accept": ("resets connections as it accepts them", behave("reset-accept"), "a"),
    "reset-request": ("resets connections once it has read a request", behave("reset-request"), "a"),
    "idle-close": ("closes idle connections at random", behave("idle-close"), "a"),
    "half-head": ("answers half a head", behave("half-head"), "a"),
    "half-body": ("answers half a body", behave("half-body"), "a"),
    "slow": ("answers slowly, 0.3 to 0.8 s", behave("slow"), "a"),
    "unavailable": ("answers 503", behave("unavailable"), "a"),
    "rolling": ("all restarted in turn, each finishing what is under way", rolling("well"), "abc"),
    "rolling-rude": ("all restarted in turn, each ending at once", rolling("rude"), "abc"),
}


class Verdict:
    """What one pool's customers saw in one scenario, against what the backends have got."""

    def __init__(self, world, kinds, failed):
        self.requests = collections.Counter()
        self.times, self.whys = [], collections.Counter()
        self.idempotent = self.delivered = self.sent = self.unexcused = self.twice = 0
        got, said = world.deliveries(), world.access()
        for kind in kinds:
            self.requests.update(kind["requests"])
            self.times += kind["times"]
            self.twice += sum(len(got[post]) > 1 for post in kind["posts"])
            for failure in kind["failures"]:
                self.judge(world, failure, got[failure["id"]], said.get(failure["id"], {}), failed)

    def judge(self, world, failure, got, said, failed):
        reason = said.get("reason", "")
        asked = world.name_of(said["backend"]) if "backend" in said else ""
        if failure["method"] != "POST":
            self.idempotent += 1
        elif got:
            self.delivered += 1
            self.unexcused += not set(got) <= set(failed)
        elif reason in SENT and asked in failed:
            self.sent += 1
        else:
            self.unexcused += 1
        self.whys[f"{failure['method']} {failure['why']} [{reason} {asked} attempts={said.get('attempts')} {said.get('detail', '')}]"] += 1

    def good(self):
        return self.idempotent == 0 and self.twice == 0 and self.unexcused == 0

    def row(self, what, pool):
        posts = self.requests["POST"]
        times = sorted(self.times)
        return [what, pool, "yes" if self.good() else "**no**", f"{sum(self.requests.values()) - posts:,}", str(self.idempotent),
                f"{posts:,}", str(self.delivered), str(self.sent), str(self.unexcused), str(self.twice),
                f"{times[len(times) * 99 // 100]:,.0f} ms", f"{times[-1]:,.0f} ms"]


HEAD = ["backend", "pool", "passed", "GET, PUT", "failed", "POST", "failed, had come to it", "failed, was sent to it", "failed otherwise",
        "came twice", "p99", "slowest GET or PUT"]


def load(world, seconds, during):
    customers = Child(["node", os.path.join(servers.APPS, "customers.js"), str(world.ports["web"]), str(world.rate), *KINDS], world.errors)
    try:
        during(seconds)
        customers.process.stdin.close()
        return json.loads(customers.heard())
    finally:
        customers.process.kill()
        customers.process.wait()


def check(world, name, seconds):
    what, scenario, failed = SCENARIOS[name]
    world.settle()

    def during(length):
        time.sleep(1)
        scenario(world, length)
        time.sleep(1.5)

    seen = load(world, seconds, during)
    rows, good = [], True
    for path, pool in POOLS.items():
        verdict = Verdict(world, [kind for kind in seen if kind["path"] == path], failed)
        good &= verdict.good()
        rows.append(verdict.row(what, pool))
        print(("ok   " if verdict.good() else "FAIL ") + " | ".join(rows[-1]), flush=True)
        for why, count in verdict.whys.most_common(12):
            print(f"       {count} x {why}", flush=True)
    return good, rows


def table(rows):
    return "\n".join("| " + " | ".join(row) + " |" for row in [HEAD, ["---"] * len(HEAD), *rows])


def write(path, text):
    with open(path) as file:
        before, rest = file.read().split(BEGIN)
    with open(path, "w") as file:
        file.write(before + BEGIN + "\n" + text + "\n" + END + rest.split(END)[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(SCENARIOS), help="scenarios, of: " + ", ".join(SCENARIOS))
    parser.add_argument("--seconds", type=float, default=4, help="how long a backend fails")
    parser.add_argument("--rate", type=int, default=200, help="requests per second on each connection")
    parser.add_argument("--write", metavar="FILE", help="put the table between the marks of this file")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is to be ended in any case
    with World(options.rate) as world:
        load(world, 3, time.sleep)  # a JVM that has just started is no one's everyday
        results = [check(world, name, options.seconds) for name in options.only.split(",")]
        warnings = [line for line in world.log().splitlines() if " ERROR " in line]
        print("".join(line + "\n" for line in warnings[:20]), end="")
    if options.write:
        write(options.write, table([row for _, rows in results for row in rows]))
    return 0 if all(good for good, _ in results) and not warnings else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except servers.Broken as error:
        sys.exit(f"failures: {error}")
