#!/usr/bin/env python3
"""Floods Gatehouse with HTTP/2 frames, one kind after the other, while another client works; prints a table.

    bench/check/floods.py                                  all floods, in about a minute
    bench/check/floods.py --only ping,rapid-reset          some of them
    bench/check/floods.py --write docs/verification.md     the table into the documentation too

Each flood is to end its own connection, under the name it has in the metrics, for at most a second of CPU; the
other client is to see no error. Needs Node as the backend. GATEHOUSE names another launcher than bin/gatehouse.
"""
import argparse, http.client, json, os, re, select, signal, socket, subprocess, sys, tempfile, time, urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
LAUNCHER = os.environ.get("GATEHOUSE", os.path.join(HERE, "../../bin/gatehouse"))
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST, SETTINGS, PING, GOAWAY, UPDATE, CONTINUATION = 0, 1, 2, 3, 4, 6, 7, 8, 9
END_STREAM, END_HEADERS, PADDED = 1, 4, 8
PATIENCE, CPU_SECONDS = 20, 1.0
BEGIN, END = "<!-- floods -->", "<!-- /floods -->"

CONFIGURATION = """
listeners: {{web: {{address: "127.0.0.1:{web}"}}}}
admin: {{address: "127.0.0.1:{admin}"}}
access-log: {{format: off}}
limits: {{write-timeout: 2s}}
pools: {{app: {{backends: ["http://127.0.0.1:{app}"]}}}}
routes:
  - {{pool: app}}
  - {{match: {{path-prefix: /stream}}, pool: app, request-body: {{mode: stream}}}}
"""


def frame(kind, flags, stream, payload=b""):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def literal(text):
    return bytes([len(text)]) + text if len(text) < 127 else bytes([127]) + varint(len(text) - 127) + text


def varint(rest):
    out = b""
    while rest >= 128:
        out, rest = out + bytes([rest & 127 | 128]), rest >> 7
    return out + bytes([rest])


AUTHORITY = b"\x01" + literal(b"a.test")
GET = b"\x82\x86\x84" + AUTHORITY
POST = b"\x83\x86\x04" + literal(b"/stream") + AUTHORITY
HEAD_ONLY = END_STREAM | END_HEADERS


def get(stream):
    return frame(HEADERS, HEAD_ONLY, stream, GET)


def streams():
    return range(1, 1 << 30, 2)


# Each gives what is sent, piece by piece, for as long as it is taken.

def forever(piece, first=b""):
    yield first
    while True:
        yield piece * 500


def rapid_reset():
    for s in streams():
        yield get(s) + frame(RST, 0, s, b"\0\0\0\x08")


def caused_resets():
    for s in streams():
        yield frame(HEADERS, END_HEADERS, s, POST) + frame(UPDATE, 0, s, bytes(4))


def malformed():
    for s in streams():
        yield frame(HEADERS, HEAD_ONLY, s, GET + b"\0" + literal(b"Upper") + literal(b"x"))


def too_many_streams():
    for s in streams():
        yield frame(HEADERS, END_HEADERS, s, POST)


def headers_on_stopped_streams():
    yield b"".join(frame(HEADERS, HEAD_ONLY, s, b"\x82") for s in range(1, 100, 2))
    for _ in range(1 << 30):
        yield b"".join(frame(HEADERS, HEAD_ONLY, s, GET) for s in range(1, 100, 2))


def hpack_bomb():
    first = GET + b"\x40" + literal(b"x") + literal(b"v" * 4000)
    for s in streams():
        yield frame(HEADERS, HEAD_ONLY, s, (first if s == 1 else GET) + b"\xbe" * 12_000)


def cookie_bomb():
    for s in streams():
        yield frame(HEADERS, HEAD_ONLY, s, GET + b"\x60\x00" + b"\xbe" * 12_000)


def tiny_windows():
    yield frame(SETTINGS, 0, 0, b"\0\x04" + bytes(4)) + frame(HEADERS, HEAD_ONLY, 1, GET)
    while True:
        yield frame(UPDATE, 0, 1, b"\0\0\0\x01") * 500


def unread_pings():
    for s in streams():  # each answer allows one more
        yield get(s) + frame(PING, 0, 0, bytes(8)) * 20


def unread_answers():
    for s in streams():
        yield get(s)


def stalled():
    yield frame(SETTINGS, 0, 0, b"\0\x04\x7f\xff\xff\xff") + frame(UPDATE, 0, 0, b"\x7f\0\0\0")
    yield b"".join(frame(HEADERS, HEAD_ONLY, s, b"\x82\x86\x04" + literal(b"/big") + AUTHORITY) for s in range(1, 41, 2))
    while True:
        time.sleep(0.1)
        yield b""


UPLOAD = frame(HEADERS, END_HEADERS, 1, POST)
OPEN_BLOCK = frame(HEADERS, 0, 1, GET)
UNSOLICITED = frame(SETTINGS, 1, 0)
FLOODS = {  # name: what is sent, the ending's name, whether the client reads
    "rapid-reset": (rapid_reset, "resets", True),
    "caused-resets": (caused_resets, "caused-resets", True),
    "malformed-requests": (malformed, "caused-resets", True),
    "too-many-streams": (too_many_streams, "caused-resets", True),
    "headers-on-stopped-streams": (headers_on_stopped_streams, "empty-frame-flood", True),
    "continuation-empty": (lambda: forever(frame(CONTINUATION, 0, 1), OPEN_BLOCK), "continuation-flood", True),
    "continuation-large": (lambda: forever(frame(CONTINUATION, 0, 1, b"\x82" * 16000), OPEN_BLOCK), "continuation-flood", True),
    "settings": (lambda: forever(frame(SETTINGS, 0, 0)), "settings-flood", True),
    "settings-large": (lambda: forever(frame(SETTINGS, 0, 0, b"\0\x04\0\0\xff\xff" * 2700)), "settings-flood", True),
    "settings-acks": (lambda: forever(UNSOLICITED), "settings-flood", True),
    "ping": (lambda: forever(frame(PING, 0, 0, bytes(8))), "ping-flood", True),
    "ping-unread": (unread_pings, "ping-flood|protocol|unread", False),
    "priority": (lambda: forever(frame(PRIORITY, 0, 1, b"\0\0\0\0\x10")), "priority-flood", True),
    "priority-update": (lambda: forever(frame(0x10, 0, 0, b"\0\0\0\x01u=1")), "priority-flood", True),
    "window-update": (lambda: forever(frame(UPDATE, 0, 0, b"\0\0\0\x01")), "window-update-flood", True),
    "window-update-byte-by-byte": (tiny_windows, "window-update-flood", True),
    "empty-data": (lambda: forever(frame(DATA, 0, 1), UPLOAD), "empty-frame-flood", True),
    "padding-only": (lambda: forever(frame(DATA, PADDED, 1, b"\x09" + bytes(9)), UPLOAD), "empty-frame-flood|protocol", True),
    "unknown-frames": (lambda: forever(frame(0x42, 0, 0, bytes(16))), "empty-frame-flood", True),
    "data-byte-by-byte": (lambda: forever(frame(DATA, 0, 1, b"x"), UPLOAD), "small-data-flood", True),
    "hpack-bomb": (hpack_bomb, "caused-resets", True),
    "cookie-bomb": (cookie_bomb, "caused-resets", True),
    "unread-answers": (unread_answers, "unread|client-stalled|caused-resets", False),
    "stalled-reader": (stalled, "client-stalled", False),
}


class Window:
    """The client's side of flow control: a flood that goes by content must not stop at the window."""

    def __init__(self):
        self.left, self.inbox, self.goaway = 60_000, b"", None

    def read(self, data):
        self.inbox += data
        while len(self.inbox) >= 9 and len(self.inbox) >= 9 + int.from_bytes(self.inbox[:3], "big"):
            length, kind = int.from_bytes(self.inbox[:3], "big"), self.inbox[3]
            stream, payload = int.from_bytes(self.inbox[5:9], "big"), self.inbox[9:9 + length]
            if kind == GOAWAY:
                self.goaway = int.from_bytes(payload[4:8], "big")
            if kind == UPDATE and stream == 1:
                self.left += int.from_bytes(payload, "big")
            self.inbox = self.inbox[9 + length:]


class Process:
    def __init__(self, pid):
        self.pid = pid

    def cpu(self):
        """Seconds of all threads but those that compile: they work for what comes later."""
        ticks = 0
        for task in os.listdir(f"/proc/{self.pid}/task"):
            try:
                with open(f"/proc/{self.pid}/task/{task}/stat") as stat:
                    name, rest = stat.read().split("(", 1)[1].rsplit(")", 1)
            except FileNotFoundError:
                continue
            if not re.match("C[12] Comp", name):
                ticks += sum(int(field) for field in rest.split()[11:13])
        return ticks / os.sysconf("SC_CLK_TCK")

    def rss_mib(self):
        with open(f"/proc/{self.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def flood(port, pieces, reads, over):
    """Sends until the connection ends; gives seconds, bytes sent, and the code of the GOAWAY.

    A client that does not read does not see the end either: over() is asked instead."""
    with socket.create_connection(("127.0.0.1", port)) as peer:
        if not reads:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        peer.sendall(PREFACE + frame(SETTINGS, 0, 0))
        peer.setblocking(False)
        window, begun, sent, pending, ended = Window(), time.monotonic(), 0, b"", False
        asked = begun
        while not ended and time.monotonic() - begun < PATIENCE:
            if len(pending) < 1 << 16 and window.left > 1000:
                piece = next(pieces)
                window.left -= piece.count(b"\0\0\x01\0\0\0\0\0\x01x")
                pending += piece
            readable, writable, _ = select.select([peer] if reads else [], [peer] if pending else [], [], 0.05)
            try:
                if writable:
                    count = peer.send(pending)
                    sent, pending = sent + count, pending[count:]
                if readable:
                    data = peer.recv(1 << 16)
                    window.read(data)
                    ended = not data
                if not reads and time.monotonic() - asked > 0.5:
                    asked, ended = time.monotonic(), over()
            except OSError:
                ended = True
        try:  # what was said before the reset
            while data := peer.recv(1 << 16):
                window.read(data)
        except OSError:
            pass
        return ended, time.monotonic() - begun, sent, window.goaway


def work(port):
    """The other client: a request every 10 ms over one connection, until its input ends; tells what it saw."""
    connection, count, errors, slowest = http.client.HTTPConnection("127.0.0.1", port, timeout=10), 0, [], 0.0
    print("works", flush=True)
    while not select.select([sys.stdin], [], [], 0.01)[0]:
        begun = time.monotonic()
        try:
            connection.request("GET", "/")
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                errors.append(f"status {answer.status}")
        except (OSError, http.client.HTTPException) as e:
            errors.append(repr(e))
            connection.close()
        count, slowest = count + 1, max(slowest, time.monotonic() - begun)
    print(json.dumps({"count": count, "errors": errors, "slowest": slowest}))


def endings(admin):
    text = urllib.request.urlopen(f"http://127.0.0.1:{admin}/metrics").read().decode()
    found = re.findall(r'gatehouse_listener_ended_total\{[^}]*reason="([^"]*)"[^}]*\} ([0-9.]+)', text)
    return {reason: float(count) for reason, count in found}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_port(port, process):
    for _ in range(2400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            sys.exit("does not start")
        time.sleep(0.05)
    sys.exit("does not start in time")


def warm_up(port):
    """A JVM that has just started would spend its CPU on compiling."""
    for _ in range(2):
        subprocess.run(["h2load", "-n", "20000", "-c", "8", "-m", "10", f"http://127.0.0.1:{port}/"], capture_output=True)


def check(name, ports, process):
    make, expected, reads = FLOODS[name]
    other = subprocess.Popen([sys.executable, __file__, "--work", str(ports["web"])], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    other.stdout.readline()
    before, cpu, rss = endings(ports["admin"]), process.cpu(), process.rss_mib()
    ended, seconds, sent, code = flood(ports["web"], make(), reads, lambda: endings(ports["admin"]) != before)
    time.sleep(0.5)
    cpu, after = process.cpu() - cpu, endings(ports["admin"])
    seen = json.loads(other.communicate("\n")[0])
    why = [reason for reason in after if after[reason] > before.get(reason, 0)]
    good = (ended and cpu <= CPU_SECONDS and len(why) == 1 and why[0] in expected.split("|") and not seen["errors"])
    row = [name, "yes" if good else "**no**", ", ".join(why) or "not ended", f"{cpu:.2f} s", f"{seconds:.1f} s",
           f"{sent / 1024:,.0f} KiB", f"{process.rss_mib() - rss:+.0f} MiB",
           f"{seen['count']} requests, {len(seen['errors'])} errors, slowest {seen['slowest'] * 1000:.0f} ms"]
    print(("ok   " if good else "FAIL ") + " | ".join(row), f"goaway {code}" , *seen["errors"][:2], flush=True)
    return good, row


def table(rows):
    head = ["flood", "passed", "ended for", "CPU", "after", "sent", "memory", "the other client meanwhile"]
    lines = ["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows]]
    return "\n".join(lines)


def write(path, text):
    with open(path) as file:
        content = file.read()
    before, rest = content.split(BEGIN)
    with open(path, "w") as file:
        file.write(before + BEGIN + "\n" + text + "\n" + END + rest.split(END)[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(FLOODS))
    parser.add_argument("--write")
    parser.add_argument("--work", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        return work(options.work)
    ports = {name: free_port() for name in ("web", "admin", "app")}
    with tempfile.TemporaryDirectory() as scratch:
        file = os.path.join(scratch, "gatehouse.yaml")
        with open(file, "w") as out:
            out.write(CONFIGURATION.format(**ports))
        app = subprocess.Popen(["node", os.path.join(HERE, "apps/flooded.js"), str(ports["app"])])
        server = subprocess.Popen([LAUNCHER, "run", "--config", file], stderr=subprocess.DEVNULL)
        try:
            await_port(ports["app"], app)
            await_port(ports["web"], server)
            warm_up(ports["web"])
            results = [check(name, ports, Process(server.pid)) for name in options.only.split(",")]
        finally:
            for each in (server, app):
                each.send_signal(signal.SIGTERM)
                each.wait(40)
    if options.write:
        write(options.write, table([row for _, row in results]))
    return 0 if all(good for good, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
