"""The bench the proxies stand on: scratch folder, certificate, origin, pinned processes, and what they used."""
import contextlib, glob, json, os, re, shutil, signal, socket, subprocess, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.abspath(os.path.join(HERE, "../.."))
PEERS = os.path.join(HERE, "peers")
ORIGIN_PORT = 9000
TICKS = os.sysconf("SC_CLK_TCK")


class LabError(Exception):
    """Something is missing or did not start; the message says what."""


def find_java():
    """A JDK 25 or later: JAVA25_HOME, JAVA_HOME, then where distributions put it."""
    homes = [os.environ.get("JAVA25_HOME"), os.environ.get("JAVA_HOME"), *sorted(glob.glob("/usr/lib/jvm/*"), reverse=True)]
    for home in filter(None, homes):
        java = os.path.join(home, "bin", "java")
        if os.path.exists(java):
            text = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
            version = re.search(r'version "(\d+)', text)
            if version and int(version.group(1)) >= 25:
                return java
    raise LabError("no JDK 25 found: install one or set JAVA25_HOME")


def read(path):
    with open(path) as file:
        return file.read()


class Peer:
    """One proxy: how it starts, and on which ports it listens for which kind of client."""

    def __init__(self, name, spec):
        self.name, self.start, self.ports = name, spec["start"], spec["ports"]
        self.warmup = spec.get("warmup", 3)
        self.default = spec.get("default", True)
        self.process = None
        self.started_after = None


def peers(names):
    """The peers of these names, or those run by default."""
    known = {}
    for path in sorted(glob.glob(os.path.join(PEERS, "*.json"))):
        name = os.path.basename(path)[:-5]
        known[name] = Peer(name, json.loads(read(path)))
    if names is None:
        return [p for p in known.values() if p.default]
    for name in names:
        if name not in known:
            raise LabError(f"{name}: no such peer (expected: {', '.join(known)})")
    return [known[name] for name in names]


class Lab:
    """A scratch folder with an origin, and the peers that were started; a context manager that ends them all."""

    def __init__(self, proxy_cores="0", load_core="1"):
        for tool in ("wrk", "h2load", "gcc", "openssl", "taskset"):
            if shutil.which(tool) is None:
                raise LabError(f"{tool}: not installed (apt install nginx-full haproxy wrk nghttp2-client gcc openssl)")
        self.proxy_cores, self.load_core = proxy_cores, load_core
        self.work = tempfile.mkdtemp(prefix="gatehouse-bench-")
        self.processes = []
        count = len(os.sched_getaffinity(0)) if not proxy_cores else sum(
            int(r.split("-")[-1]) - int(r.split("-")[0]) + 1 for r in proxy_cores.split(","))
        self.values = {"work": self.work, "project": PROJECT, "origin": str(ORIGIN_PORT), "cores": str(count)}

    def __enter__(self):
        try:
            self._certificate()
            self._configurations()
            self._origin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        shutil.rmtree(self.work, ignore_errors=True)

    def fill(self, text):
        if "{java}" in text:
            self.values.setdefault("java", find_java())
        for key, value in self.values.items():
            text = text.replace("{" + key + "}", value)
        return text

    def path(self, name):
        return os.path.join(self.work, name)

    def _certificate(self):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", self.path("key.pem"), "-out", self.path("cert.pem"), "-days", "30", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, capture_output=True)
        with open(self.path("both.pem"), "w") as both:
            both.write(read(self.path("cert.pem")) + read(self.path("key.pem")))

    def _configurations(self):
        for path in glob.glob(os.path.join(PEERS, "*")):
            if not path.endswith(".json"):
                with open(self.path(os.path.basename(path)), "w") as file:
                    file.write(self.fill(read(path)))

    def _origin(self):
        require_free(ORIGIN_PORT)
        subprocess.run(["gcc", "-O2", "-Wall", "-o", self.path("origin"), os.path.join(HERE, "origin.c")], check=True)
        self._spawn("origin", [self.path("origin"), str(ORIGIN_PORT)], self.load_core)
        self._await("origin", self.processes[-1], ORIGIN_PORT)

    def start(self, peer):
        """Starts the peer on the proxies' cores and waits until it listens on all of its ports."""
        for port in peer.ports.values():
            require_free(port)
        begin = time.monotonic()
        peer.process = self._spawn(peer.name, [self.fill(part) for part in peer.start], self.proxy_cores)
        self._await(peer.name, peer.process, *peer.ports.values())
        peer.started_after = time.monotonic() - begin

    def _spawn(self, name, command, cores):
        with open(self.path(name + ".log"), "w") as log:
            process = subprocess.Popen(["taskset", "-c", cores, *command], stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        self.processes.append(process)
        return process

    def _await(self, name, process, *ports):
        limit = time.monotonic() + 60
        for port in ports:
            while not is_open(port):
                if process.poll() is not None or time.monotonic() > limit:
                    raise LabError(f"{name} does not listen on {port}:\n{read(self.path(name + '.log'))[-2000:]}")
                time.sleep(0.01)


def is_open(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def require_free(port):
    if is_open(port):
        raise LabError(f"port {port} is taken")


def tree(pid):
    """The process and all that descend from it."""
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        with contextlib.suppress(OSError):
            for task in os.listdir(f"/proc/{one}/task"):
                todo += map(int, read(f"/proc/{one}/task/{task}/children").split())
    return found


def cpu_seconds(pid):
    """User and system time of the process tree so far."""
    ticks = 0
    for one in tree(pid):
        with contextlib.suppress(OSError):
            fields = read(f"/proc/{one}/stat").rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def rss_mib(pid):
    """Resident memory of the process tree."""
    kib = 0
    for one in tree(pid):
        with contextlib.suppress(OSError):
            resident = re.search(r"VmRSS:\s+(\d+)", read(f"/proc/{one}/status"))
            kib += int(resident.group(1)) if resident else 0
    return kib / 1024


def machine():
    """Where and on what the figures were made."""
    model = re.search(r"model name\s*:\s*(.+)", read("/proc/cpuinfo"))
    commit = subprocess.run(["git", "-C", PROJECT, "describe", "--always", "--dirty"], capture_output=True, text=True).stdout.strip()
    return {"date": time.strftime("%Y-%m-%d"), "commit": commit, "kernel": os.uname().release,
            "processor": model.group(1) if model else os.uname().machine, "processors": os.cpu_count()}
