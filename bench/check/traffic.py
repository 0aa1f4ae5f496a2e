"""Clients: what curl cannot do exactly enough."""
import socket, ssl, threading, time

MIB = 1 << 20
GET = b"GET /small.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"


def connect(servers, listener="web"):
    plain = socket.create_connection(("127.0.0.1", servers.ports[listener]), timeout=60)
    if listener == "web":
        return plain
    context = ssl.create_default_context(cafile=servers.path("site.crt"))
    return context.wrap_socket(plain, server_hostname="localhost")


def read_head(stream):
    """The status line and the fields by lower-case name; None where the connection has ended."""
    status = stream.readline()
    if not status:
        return None, {}
    fields = {}
    for line in iter(stream.readline, b"\r\n"):
        if not line:
            return None, {}
        name, _, value = line.partition(b":")
        fields[name.strip().lower()] = value.strip()
    return status, fields


def stalling_download(servers, path, stall):
    """Reads 16 MiB, then nothing for a while, then the rest; returns the number of bytes."""
    with connect(servers) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        stream = connection.makefile("rb", buffering=65536)
        _, fields = read_head(stream)
        length, got, stalled = int(fields[b"content-length"]), 0, False
        while got < length:
            if got >= 16 * MIB and not stalled:
                stalled = True
                time.sleep(stall)
            piece = stream.read(min(length - got, 1 << 18))
            if not piece:
                break
            got += len(piece)
        return got


def upload(servers, path, length):
    """Sends as fast as it is taken; returns what the backend says it got."""
    piece = bytes(MIB)
    with connect(servers) as connection:
        connection.sendall(f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n".encode())
        for _ in range(length // MIB):
            connection.sendall(piece)
        stream = connection.makefile("rb")
        status, fields = read_head(stream)
        body = stream.read(int(fields.get(b"content-length", b"0")))
        return int(body) if status and b" 200 " in status else -1


class Load:
    """Customers on connections that they keep until told otherwise, each until nobody lets it in any more."""

    def __init__(self, servers, customers):
        self.servers = servers
        self.good, self.lost, self.lock = 0, [], threading.Lock()
        listeners = ["web", "secure"] * ((customers + 1) // 2)
        self.threads = [threading.Thread(target=self.shop, args=(listener,)) for listener in listeners[:customers]]
        for thread in self.threads:
            thread.start()

    def shop(self, listener):
        while True:
            try:
                connection = connect(self.servers, listener)
            except ConnectionRefusedError:
                return
            except OSError as e:
                self.note(f"{listener}: not let in: {e}")
                return
            try:
                self.stay(connection, listener)
            except OSError as e:
                self.note(f"{listener}: {e}")
                return

    def stay(self, connection, listener):
        with connection, connection.makefile("rb") as stream:
            last = False
            while not last:
                connection.sendall(GET)
                status, fields = read_head(stream)
                body = stream.read(int(fields.get(b"content-length", b"0"))) if status else b""
                if not status or b" 200 " not in status or len(body) != 1024:
                    raise OSError(f"answered by {status!r} and {len(body)} bytes")
                with self.lock:
                    self.good += 1
                last = fields.get(b"connection", b"").lower() == b"close"

    def note(self, text):
        with self.lock:
            self.lost.append(text)

    def wait(self):
        for thread in self.threads:
            thread.join()


class Memory:
    """Samples the resident memory of Gatehouse while in use as a context manager."""

    def __init__(self, servers):
        self.servers = servers
        self.done = threading.Event()
        self.samples = [servers.rss_mib()]
        self.thread = threading.Thread(target=self.sample)

    def sample(self):
        while not self.done.wait(0.1):
            self.samples.append(self.servers.rss_mib())

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()

    def growth(self):
        return max(self.samples) - self.samples[0]

    def text(self):
        return f"RSS {self.samples[0]:.1f} MiB before, {max(self.samples):.1f} MiB at most, {self.samples[-1]:.1f} MiB after, {len(self.samples)} samples"
