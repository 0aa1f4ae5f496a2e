"""The real servers behind Gatehouse, and Gatehouse itself: started on free ports in a scratch folder, and ended."""
import contextlib, hashlib, os, shutil, signal, socket, subprocess, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.abspath(os.path.join(HERE, "../.."))
APPS = os.path.join(HERE, "apps")
LAUNCHER = os.environ.get("GATEHOUSE", os.path.join(PROJECT, "bin/gatehouse"))
MIB = 1 << 20
NEEDED = {
    "nginx": "nginx", "node": "nodejs", "curl": "curl", "openssl": "openssl", "nghttpd": "nghttp2-server",
    "h2load": "nghttp2-client", "chromium": "chromium",
}

NGINX = """
daemon off; worker_processes 1; pid {scratch}/nginx.pid; error_log {scratch}/nginx.err warn;
events {{ worker_connections 1024; }}
http {{
  include /etc/nginx/mime.types; access_log off; sendfile on; keepalive_requests 100000;
  client_body_temp_path {scratch}/t1; proxy_temp_path {scratch}/t2; fastcgi_temp_path {scratch}/t3;
  uwsgi_temp_path {scratch}/t4; scgi_temp_path {scratch}/t5;
  server {{ listen 127.0.0.1:{nginx} backlog=1024; root {scratch}/site; }}
  server {{
    listen 127.0.0.1:{nginx_tls} ssl backlog=1024; root {scratch}/site;
    ssl_certificate {scratch}/site.crt; ssl_certificate_key {scratch}/site.key;
  }}
}}
"""

GATEHOUSE = """
listeners:
  web: {{address: "127.0.0.1:{web}"}}
  secure: {{address: "127.0.0.1:{secure}", tls: {{certificates: [{{certificate: site.crt, key: site.key}}]}}}}
admin: {{address: "127.0.0.1:{admin}"}}
access-log: {{path: {scratch}/access.log, format: json}}
drain: {{timeout: 20s}}
limits: {{memory: 1GiB}}
pools:
  nginx: {{backends: ["http://127.0.0.1:{nginx}"]}}
  nginx-tls: {{backends: ["https://localhost:{nginx_tls}"], tls: {{trust: site.crt}}}}
  node: {{backends: ["http://127.0.0.1:{node}"]}}
  python: {{backends: ["http://127.0.0.1:{python}"]}}
  h2c: {{backends: ["http://127.0.0.1:{h2c}"], protocol: h2}}
  h2-tls: {{backends: ["https://localhost:{h2_tls}"], protocol: h2, tls: {{trust: site.crt}}}}
  slow: {{backends: ["http://127.0.0.1:{slow}"]}}
routes:
  - {{name: site, pool: nginx}}
  - {{name: tls, match: {{path-prefix: /tls}}, pool: nginx-tls, rewrite: {{strip-prefix: /tls}}}}
  - {{name: node, match: {{path-prefix: /node}}, pool: node, request-body: {{max: 200MiB}}}}
  - {{name: node-stream, match: {{path-prefix: /node/stream}}, pool: node, request-body: {{mode: stream}}}}
  - {{name: python, match: {{path-prefix: /python}}, pool: python, request-body: {{max: 200MiB}}}}
  - {{name: h2c, match: {{path-prefix: /h2c}}, pool: h2c, rewrite: {{strip-prefix: /h2c}}, request-body: {{max: 200MiB}}}}
  - {{name: h2, match: {{path-prefix: /h2}}, pool: h2-tls, rewrite: {{strip-prefix: /h2}}, request-body: {{mode: stream}}}}
  - {{name: slow, match: {{path-prefix: /slow}}, pool: slow, request-body: {{mode: stream}}}}
  - {{name: held, match: {{path-prefix: /slow/held}}, pool: slow, request-body: {{memory: 512MiB, max: 512MiB}}}}
"""


class Broken(Exception):
    """Something is missing or does not start; the message says what."""


def free_ports(names):
    with contextlib.ExitStack() as stack:
        ports = {}
        for name in names:
            listening = stack.enter_context(socket.socket())
            listening.bind(("127.0.0.1", 0))
            ports[name] = listening.getsockname()[1]
        return ports


def started(command, output, port, patience=240):
    """A process that listens at `port`; what it prints goes to the file `output`."""
    with open(output, "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    end = time.monotonic() + patience
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        if process.poll() is not None or time.monotonic() > end:
            process.kill()
            with open(output, errors="replace") as out:
                raise Broken(f"{command[0]} does not start: {out.read()[-2000:]}")
        time.sleep(0.05)


def ended(process):
    """Ends a process in order, or not."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(40)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for piece in iter(lambda: file.read(MIB), b""):
            digest.update(piece)
    return digest.hexdigest()


class Servers:
    """A context manager: all servers run within."""

    def __init__(self):
        missing = [package for command, package in NEEDED.items() if not shutil.which(command)]
        if missing:
            raise Broken("missing: apt-get install " + " ".join(missing))
        self.scratch = tempfile.mkdtemp(prefix="gatehouse-check-")
        os.chmod(self.scratch, 0o755)  # nginx's worker is another user
        self.ports = free_ports(
            ["nginx", "nginx_tls", "node", "python", "h2c", "h2_tls", "slow", "web", "secure", "admin"])
        self.processes = []
        self.gatehouse = None

    def path(self, name):
        return os.path.join(self.scratch, name)

    def url(self, listener, path):
        scheme = "https" if listener == "secure" else "http"
        return f"{scheme}://localhost:{self.ports[listener]}{path}"

    def __enter__(self):
        try:
            self.make_files()
            self.start_backends()
            self.start_gatehouse()
        except BaseException:
            self.__exit__()
            raise
        return self

    def make_files(self):
        site = self.path("site")
        os.mkdir(site)
        shutil.copy(os.path.join(APPS, "index.html"), site)
        files = {
            "style.css": ":root { --loaded: yes; } body { font-family: sans-serif; }",
            "one.js": "window.one = true;", "two.js": "window.two = true;", "data.json": '{"good": true}',
            "small.txt": "x" * 1024,
            "image.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="18"/></svg>',
        }
        for name, text in files.items():
            with open(os.path.join(site, name), "w") as file:
                file.write(text)
        with open(os.path.join(site, "100m"), "wb") as file:
            for _ in range(100):
                file.write(os.urandom(MIB))
        with open(os.path.join(site, "1g"), "wb") as file:
            file.truncate(1024 * MIB)  # sparse: takes no room
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
             "-keyout", self.path("site.key"), "-out", self.path("site.crt")], check=True, capture_output=True)
        for name, text in {"nginx.conf": NGINX, "gatehouse.yaml": GATEHOUSE}.items():
            with open(self.path(name), "w") as file:
                file.write(text.format(scratch=self.scratch, **self.ports))

    def start_backends(self):
        port, site = self.ports, self.path("site")
        self.start("nginx", ["nginx", "-c", self.path("nginx.conf"), "-p", self.scratch], "nginx", "nginx_tls")
        self.start("node", ["node", os.path.join(APPS, "app.js"), str(port["node"])], "node")
        self.start("python", ["python3", os.path.join(APPS, "app.py"), str(port["python"])], "python")
        self.start("slow", ["python3", os.path.join(APPS, "slow.py"), str(port["slow"])], "slow")
        nghttpd = ["nghttpd", "-a", "127.0.0.1", "-d", site, "--echo-upload"]
        self.start("h2c", [*nghttpd, "--no-tls", str(port["h2c"])], "h2c")
        self.start("h2-tls", [*nghttpd, str(port["h2_tls"]), self.path("site.key"), self.path("site.crt")], "h2_tls")

    def start_gatehouse(self):
        """bin/gatehouse becomes the JVM, so that the process is the one to measure and to signal."""
        self.gatehouse = self.start(
            "gatehouse", [LAUNCHER, "run", "--config", self.path("gatehouse.yaml")],
            "web", "secure", patience=240)

    def start(self, name, command, *ports, patience=60):
        with open(self.path(name + ".out"), "wb") as out:
            process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=self.scratch)
        self.processes.append(process)
        end = time.monotonic() + patience
        for port in ports:
            while not self.listens(port):
                if process.poll() is not None or time.monotonic() > end:
                    with open(self.path(name + ".out")) as out:
                        raise Broken(f"{name} does not start (exit code {process.poll()}): {out.read()[-2000:]}")
                time.sleep(0.05)
        return process

    def listens(self, name):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.ports[name])) == 0

    def rss_mib(self):
        with open(f"/proc/{self.gatehouse.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024

    def __exit__(self, *_):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.scratch, ignore_errors=True)
