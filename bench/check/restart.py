#!/usr/bin/env python3
"""Does a request get lost when the process that serves is replaced, restarted or ended?

    bench/check/restart.py                                20 take-overs, 5 restarts, 10 ends: a few minutes
    bench/check/restart.py --take-overs 3 --ends 2        less of it
    bench/check/restart.py --write docs/verification.md   the table into the documentation too

Clients ask without a pause all the while: over HTTP/1 in cleartext and under TLS, on new connections and on kept ones, and
over HTTP/2; a third of the requests are POSTs, and some answers take one and a half seconds. Every answer has to be the one
to its request. As all clients do, these ask again when an HTTP/2 stream is refused untouched, or when a GET finds that its
kept connection was closed before it came; how often, the table says. What counts as lost is any other request, and any
connection that breaks; only at the ends, where nobody takes over, may connections be refused. For the restarts this program
is the service manager: it keeps the sockets that the process hands it (FDSTORE) or opens them itself (as gatehouse.socket
does), and hands them to the next process.
Exits with 1 if anything was lost. GATEHOUSE names another launcher than bin/gatehouse.
"""
import argparse, array, http.client, json, os, re, shutil, signal, socket, subprocess, sys, tempfile, threading, time

import report, servers

CONFIGURATION = """
listeners:
  web: {{address: "127.0.0.1:{web}"}}
  secure: {{address: "127.0.0.1:{secure}", tls: {{certificates: [{{self-signed: [localhost]}}]}}}}
admin: {{address: "127.0.0.1:{admin}"}}
access-log: {{format: off}}
drain: {{timeout: 20s}}
pools: {{app: {{backends: ["http://127.0.0.1:{origin}"]}}}}
routes: [{{pool: app}}]
"""
CLIENTS = os.path.join(servers.APPS, "unbroken.js")


class Manager:
    """The service manager's side of sd_notify: hears what a process says, and keeps the sockets it hands over."""

    def __init__(self, path):
        self.path, self.heard, self.kept = path, [], {}
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            data, ancillary, _, _ = self.socket.recvmsg(4096, socket.CMSG_SPACE(4))
            words = dict(line.split("=", 1) for line in data.decode().split("\n") if "=" in line)
            for level, kind, content in ancillary:
                if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                    descriptor = array.array("i", content)[0]
                    if "FDSTORE" in words:
                        self.kept.setdefault(words["FDNAME"], []).append(descriptor)
            self.heard.append((time.monotonic(), words))

    def said(self, word, since=0.0):
        return [words[word] for moment, words in self.heard if word in words and moment >= since]

    def sockets(self):
        """One of each kept: a process that was handed a socket hands it back when it serves."""
        return [(name, descriptors[0]) for name, descriptors in self.kept.items()]


class Lab:
    def __init__(self):
        self.scratch = tempfile.mkdtemp(prefix="gatehouse-restart-")
        self.ports = servers.free_ports(["web", "secure", "admin", "origin"])
        self.configuration = self.path("gatehouse.yaml")
        self.write(CONFIGURATION.format(**self.ports))
        self.origin = servers.started(
            ["node", CLIENTS, "origin", str(self.ports["origin"])], self.path("origin.out"), self.ports["origin"])
        self.serving, self.followers = [], []

    def path(self, name):
        return os.path.join(self.scratch, name)

    def write(self, text):
        with open(self.configuration, "w") as file:
            file.write(text)

    def gatehouse(self, sockets=(), environment=None):
        """A process that is handed these sockets, and says when it serves."""
        log = open(self.path("gatehouse.out"), "ab")
        script = f'[ -n "$LISTEN_FDS" ] && export LISTEN_PID=$$; exec {servers.LAUNCHER} run -c {self.configuration}'
        variables = dict(os.environ, **(environment or {}))
        if sockets:
            variables.update(LISTEN_FDS=str(len(sockets)), LISTEN_FDNAMES=":".join(name for name, _ in sockets))

        def pass_on():
            high = [os.dup2(descriptor, 100 + i) for i, (_, descriptor) in enumerate(sockets)]
            for i, descriptor in enumerate(high):
                os.dup2(descriptor, 3 + i, inheritable=True)
                os.close(descriptor)

        process = subprocess.Popen(
            ["bash", "-c", script], stdout=log, stderr=log, env=variables, close_fds=False, preexec_fn=pass_on)
        log.close()
        self.serving.append(process)
        end = time.monotonic() + 240
        while self.process() != process.pid:
            if process.poll() is not None or time.monotonic() > end:
                with open(self.path("gatehouse.out"), errors="replace") as out:
                    raise servers.Broken(f"gatehouse does not start: {out.read()[-2000:]}")
            time.sleep(0.05)
        return process

    def ask(self, method, path):
        admin = http.client.HTTPConnection("127.0.0.1", self.ports["admin"], timeout=30)
        try:
            admin.request(method, path, "{}" if method == "POST" else None, {"content-type": "application/json"})
            answer = admin.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            admin.close()

    def now(self):
        """What the process that answers says of itself; nothing while there is none."""
        try:
            return self.ask("GET", "/api/v1/process")[1]
        except (OSError, http.client.HTTPException):
            return {}

    def process(self):
        return self.now().get("pid")

    def upgrade(self):
        """Has a process started that takes over; returns its number."""
        status, started = self.ask("POST", "/api/v1/upgrade")
        if status != 202:
            raise servers.Broken(f"no upgrade: {started}")
        self.followers.append(started["pid"])
        return started["pid"]

    def clients(self):
        return Clients(self.ports)

    def close(self):
        for pid in self.followers:
            if os.path.exists(f"/proc/{pid}"):
                os.kill(pid, signal.SIGTERM)
                gone(pid)
        for process in [*self.serving, self.origin]:
            servers.ended(process)
        shutil.rmtree(self.scratch, ignore_errors=True)


class Clients:
    def __init__(self, ports):
        self.process = subprocess.Popen(
            ["node", CLIENTS, str(ports["web"]), str(ports["secure"])], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        time.sleep(3)

    def end(self):
        out, _ = self.process.communicate(timeout=120)
        return json.loads(out)


def gone(pid, patience=60):
    """Waits until a process that is not a child has ended; returns whether it has."""
    end = time.monotonic() + patience
    while os.path.exists(f"/proc/{pid}"):
        with open(f"/proc/{pid}/stat") as stat:
            if stat.read().rpartition(")")[2].split()[0] == "Z":
                return True
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def figures(result):
    counts = result["counts"]
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(counts.items()) if kind != "refused")
    for failure in result["failures"]:
        print("LOST:", failure, flush=True)
    return f"{sum(counts.values()) - counts.get('refused', 0):,} requests ({kinds}), {result['failed']} lost, {result['again']} asked again"


def take_overs(lab, number, table):
    first = lab.gatehouse()
    before = session(lab, "-sess_out")
    clients = lab.clients()
    times, ended, old = [], True, first.pid
    for _ in range(number):
        begin = time.monotonic()
        successor = lab.upgrade()
        now = lab.now()
        while now.get("pid") != successor:
            state = now.get("successor") or {}
            if state.get("state") == "failed" or time.monotonic() - begin > 120:
                raise servers.Broken(f"process {successor} does not take over: {state}")
            time.sleep(0.05)
            now = lab.now()
        times.append(time.monotonic() - begin)
        if old == first.pid:
            first.wait(60)
        else:
            ended &= gone(old)
        old = successor
        time.sleep(0.5)
    result = clients.end()
    after = session(lab, "-sess_in")
    good = result["failed"] == 0 and not result["counts"].get("refused") and ended and first.returncode == 0
    table.add(f"{number} take-overs (`gatehouse upgrade`) one after another", good,
              f"{figures(result)}; {sorted(times)[len(times) // 2]:.1f} s each with the start of the JVM; longest request {result['longest']} ms")
    table.add("a TLS session goes on in the process after them", before == "New" and after == "Reused", f"openssl s_client: {before}, then {after}")
    return old


def session(lab, option):
    """Whether a connection resumes the session in the file."""
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{lab.ports['secure']}", "-tls1_2", option, lab.path("session")]
    said = subprocess.run(command, input=b"", capture_output=True).stdout.decode(errors="replace")
    found = re.search(r"^(New|Reused), ", said, flags=re.M)
    return found.group(1) if found else said[-300:]


def failed_take_over(lab, table):
    """The process that serves goes on when the new one finds something wrong."""
    old = lab.process()
    clients = lab.clients()
    with open(lab.configuration) as file:
        text = file.read()
    lab.write(text + "nonsense: 1\n")
    lab.upgrade()
    end = time.monotonic() + 60
    state = {}
    while state.get("state") != "failed" and time.monotonic() < end:
        state = lab.now().get("successor") or {}
        time.sleep(0.05)
    lab.write(text)
    time.sleep(1)
    result = clients.end()
    good = result["failed"] == 0 and not result["counts"].get("refused") and lab.process() == old
    table.add("a take-over with a broken configuration changes nothing", good and state.get("state") == "failed",
              f"\"{state.get('why')}\"; {figures(result)}")
    os.kill(old, signal.SIGTERM)
    gone(old)


def restarts(lab, number, table, store):
    """As `systemctl restart` does: an end, then a start; the sockets stay with the manager."""
    manager = Manager(lab.path("store.socket" if store else "unit.socket"))
    environment = {"NOTIFY_SOCKET": manager.path, "FDSTORE": "16" if store else ""}
    opened = []
    if not store:
        for name in ("web", "secure"):
            listening = socket.socket()
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(("127.0.0.1", lab.ports[name]))
            listening.listen(4096)
            opened.append(listening)
    passed = lambda: manager.sockets() if store else [("gatehouse.socket", each.fileno()) for each in opened]
    process = lab.gatehouse(passed(), environment)
    wait_for(lambda: manager.said("READY") and (not store or len(manager.kept) == 2))
    clients = lab.clients()
    codes = []
    for _ in range(number):
        process.send_signal(signal.SIGTERM)
        codes.append(process.wait(60))
        process = lab.gatehouse(passed(), environment)
        time.sleep(1)
    result = clients.end()
    begin = time.monotonic()
    process.send_signal(signal.SIGHUP)
    wait_for(lambda: manager.said("READY", begin))
    reloading = [int(time_) for time_ in manager.said("MONOTONIC_USEC", begin)]
    exact = len(reloading) == 1 and 0 <= reloading[0] / 1e6 - begin < 5
    process.send_signal(signal.SIGTERM)
    process.wait(60)
    for each in opened:
        each.close()
    for descriptors in manager.kept.values():
        for each in descriptors:
            os.close(each)
    good = result["failed"] == 0 and not result["counts"].get("refused") and set(codes) == {0} and exact and manager.said("STOPPING")
    kind = "sockets that it gave to the manager to keep (FDSTORE)" if store else "sockets of the manager (gatehouse.socket)"
    table.add(f"{number} restarts with {kind}", bool(good), f"{figures(result)}; longest request {result['longest']} ms")


def wait_for(condition, patience=60):
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            raise servers.Broken("the service manager has not heard what it should")
        time.sleep(0.02)


def ends(lab, number, table):
    """SIGTERM, and nobody to take over: whoever was let in is served."""
    done, refused, failures, codes = 0, 0, [], []
    for _ in range(number):
        process = lab.gatehouse()
        clients = lab.clients()
        process.send_signal(signal.SIGTERM)
        codes.append(process.wait(60))
        result = clients.end()
        refused += result["counts"].pop("refused", 0)
        done += sum(result["counts"].values())
        failures += result["failures"]
    for failure in failures:
        print("LOST:", failure, flush=True)
    table.add(f"{number} ends by SIGTERM, where nobody takes over", not failures and set(codes) == {0},
              f"{done:,} requests, {len(failures)} lost; {refused:,} connections refused afterwards")


def activated(lab, table):
    """The real program that passes sockets, apart from systemd."""
    address = f"127.0.0.1:{lab.ports['web']}"
    text = re.sub(r"  secure: .*\n", "", CONFIGURATION.format(**lab.ports))
    lab.write(text)
    command = ["systemd-socket-activate", "-l", address, servers.LAUNCHER, "run", "-c", lab.configuration]
    with open(lab.path("activate.out"), "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    time.sleep(0.5)
    begin = time.monotonic()
    client = http.client.HTTPConnection("127.0.0.1", lab.ports["web"], timeout=60)
    client.request("GET", "/", headers={"x-id": "first"})
    answer = client.getresponse().read().decode()
    first = time.monotonic() - begin
    client.close()
    servers.ended(process)
    lab.write(CONFIGURATION.format(**lab.ports))
    table.add("`systemd-socket-activate`: the first connection starts it", answer == "first", f"answered {first:.1f} s after it was made")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--take-overs", type=int, default=20)
    parser.add_argument("--restarts", type=int, default=5)
    parser.add_argument("--ends", type=int, default=10)
    parser.add_argument("--write", metavar="FILE")
    options = parser.parse_args()
    report.need({"node": "nodejs", "openssl": "openssl", "systemd-socket-activate": "systemd"})
    subprocess.run([servers.LAUNCHER, "--version"], check=True)  # builds what is missing
    table = report.Report("restart")
    lab = Lab()
    try:
        if options.take_overs:
            take_overs(lab, options.take_overs, table)
            failed_take_over(lab, table)
        if options.restarts:
            restarts(lab, options.restarts, table, store=True)
            restarts(lab, options.restarts, table, store=False)
            activated(lab, table)
        if options.ends:
            ends(lab, options.ends, table)
    except servers.Broken as problem:
        sys.exit(str(problem))
    finally:
        lab.close()
    table.finish(options.write)


if __name__ == "__main__":
    main()
