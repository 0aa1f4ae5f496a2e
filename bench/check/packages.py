#!/usr/bin/env python3
"""The packages as users get them: installed, run, upgraded and removed.

The archive is unpacked and run by another user; the package of Debian is installed by dpkg, run by the command and as the
user of its unit, upgraded while it serves, removed and purged; the image is unpacked and its entry point run in a chroot.
Each runs in a network namespace of its own, so that the ports of the shipped configurations are free. Prints a table;
exits with 1 if a bar is missed. Needs root; what it installs, it removes again.

usage: bench/check/packages.py [--starts 21] [--only archive,debian,image] [--write FILE]
before: ./mvnw -Ppackage -DskipTests package; apt install lintian logrotate zsh man-db
"""
import argparse, contextlib, glob, gzip, hashlib, json, os, re, shlex, shutil, signal, statistics, subprocess, sys, tarfile, tempfile, time

from report import Report, need

PROJECT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
BUILT = os.path.join(PROJECT, "proxy-server/packaging/target")
NEEDED = {
    "curl": "curl", "unshare": "util-linux", "setpriv": "util-linux", "chrt": "util-linux", "ip": "iproute2", "lintian": "lintian", "zsh": "zsh",
    "logrotate": "logrotate", "man": "man-db", "systemd-analyze": "systemd", "dpkg-deb": "dpkg", "openssl": "openssl",
}
START_BAR = 0.5  # seconds from the start of the process to the first answer
NOBODY = 65534

SITE = """
listeners:
  web: {address: "127.0.0.1:8080"}
  secure: {address: "127.0.0.1:8443", tls: {certificates: [{certificate: site.crt, key: site.key}]}}
admin: {address: "127.0.0.1:9901"}
access-log: {path: access.log, format: json}
pools: {app: {backends: ["http://127.0.0.1:9001"]}}
routes: [{pool: app}]
demo: {backends: ["127.0.0.1:9001"]}
"""

# Waits for the answer as fast as it can; what a client of its own costs to start is not the server's affair.
FIRST_ANSWER = """
import socket, ssl, subprocess, sys, time
tls = ssl._create_unverified_context()
began = time.monotonic()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
for port, secure in ((8080, False), (8443, True)):
    while time.monotonic() < began + 60:
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as client:
                with tls.wrap_socket(client) if secure else client as client:
                    client.sendall(b"GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n")
                    if client.recv(100).startswith(b"HTTP/1.1 200"):
                        break
        except OSError:
            time.sleep(0.001)
    print(time.monotonic() - began)
process.terminate()
process.wait()
"""


def one(pattern):
    """The one file that was built under this name."""
    found = glob.glob(os.path.join(BUILT, pattern))
    if len(found) != 1:
        sys.exit(f"{pattern}: {len(found)} of them in {BUILT} (expected: one; ./mvnw -Ppackage -DskipTests package makes it)")
    return found[0]


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, **options)


class Namespace:
    """A network of its own, with nothing but a loopback, in which commands are run."""

    def __enter__(self):
        self.holder = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", "ip link set lo up && echo up && exec sleep 100000"], stdout=subprocess.PIPE)
        assert self.holder.stdout.readline() == b"up\n"
        return self

    def __exit__(self, *_):
        self.holder.kill()
        self.holder.wait()

    def command(self, *command):
        return ["nsenter", "--net", "--target", str(self.holder.pid), "--", *command]

    def run(self, *command, **options):
        return run(*self.command(*command), **options)

    def start(self, *command, **options):
        return subprocess.Popen(self.command(*command), **options)

    def get(self, url, *options):
        """Status and content of an answer, from a server that may still be starting."""
        for _ in range(300):
            answer = self.run("curl", "-sk", "-m", "10", "-w", "\n%{http_code} %{http_version}", *options, url)
            if answer.returncode == 0:
                content, _, end = answer.stdout.rpartition("\n")
                return end, content
            time.sleep(0.1)
        return "no answer", answer.stderr


def started(process):
    """Waits until the process says that it serves; before that a signal ends it as it would any other."""
    while " serving, " not in process.stderr.readline():
        assert process.poll() is None, "the server did not start"


def end(process):
    """Ends a process in order, and says how it ended."""
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def as_user(user, group, *command, capabilities=""):
    bind = [f"--inh-caps={capabilities}", f"--ambient-caps={capabilities}"] if capabilities else []
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", *bind, *command]


def size(path):
    return f"{os.path.getsize(path) / 1e6:.0f} MB"


def archive(report, starts):
    """The tar.gz: unpacked anywhere, by anybody."""
    file = one("gatehouse-*-linux-amd64.tar.gz")
    with tempfile.TemporaryDirectory(prefix="gatehouse packages ") as scratch, Namespace() as net:
        os.chown(scratch, NOBODY, NOBODY)
        plain = {"cwd": scratch, "env": {"PATH": "/usr/bin:/bin", "HOME": scratch}}
        run("tar", "-xzf", file, "--no-same-owner", "-C", scratch, check=True)
        home = glob.glob(scratch + "/gatehouse-*")[0]
        moved = os.path.join(scratch, "elsewhere")
        os.rename(home, moved)
        gatehouse = moved + "/bin/gatehouse"
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
            "-subj", "/CN=localhost", "-keyout", scratch + "/site.key", "-out", scratch + "/site.crt", check=True)
        os.chown(scratch + "/site.key", NOBODY, NOBODY)
        with open(scratch + "/site.yaml", "w") as site:
            site.write(SITE)
        anybody = lambda *command: as_user(NOBODY, NOBODY, *command)

        version = run(*anybody(gatehouse, "--version"), **plain)
        linked = {line.split()[0] for path in glob.glob(moved + "/runtime/bin/java") + glob.glob(moved + "/lib/native/*.so") +
                  glob.glob(moved + "/runtime/lib/**/*.so", recursive=True) for line in run("ldd", path).stdout.splitlines()}
        foreign = {name for name in linked if not re.search(r"linux-vdso|ld-linux|lib(c|m|dl|rt|pthread|jvm|java|jli|net|nio|verify|jimage)\.so", name)}
        report.add("the archive is unpacked anywhere and run by anybody, with its own Java and only a C library of the system's",
                   version.returncode == 0 and not foreign, f"{size(file)}, {version.stdout.strip()}" + (f", needs {foreign}" if foreign else ""))

        # A JVM that has to use the cache of classes does not start if it cannot; loaded from it has to be nearly everything.
        server = net.start(*anybody(gatehouse, "run", "-c", "site.yaml"), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, cwd=scratch,
                           env={**plain["env"], "GATEHOUSE_JAVA_OPTS": "-XX:AOTMode=on -Xlog:class+load:file=classes.log"})
        started(server)
        http, h2 = net.get("http://localhost:8080/")[0], net.get("https://localhost:8443/", "--http2")[0]
        with open(f"/proc/{server.pid}/maps") as maps:
            natives = {line.split(maxsplit=5)[5].strip() for line in maps if "libnetty" in line}
        code = end(server)
        with open(scratch + "/classes.log") as lines:
            loaded = [line for line in lines if "source: " in line]
        cached = sum("shared objects file" in line for line in loaded)
        generated = sum(bool(re.search(r"Lambda|LambdaForm|Proxy|__JVM_LookupDefineClass__|TypeSwitch|\$\$", line)) and "shared objects" not in line for line in loaded)
        rest = len(loaded) - cached - generated
        report.add("it serves HTTP/1.1 and HTTP/2, takes its classes from the cache and its native libraries from its own folder, and ends in order",
                   http == "200 1.1" and h2 == "200 2" and code == 0 and cached > 5000 and rest < 100 and natives and all(name.startswith(moved) for name in natives),
                   f"{http}, {h2}, exit code {code}, {cached} of {len(loaded)} classes cached, {generated} generated, {rest} loaded from jars")

        firsts, seconds = [], []
        for _ in range(starts):
            times = net.run("chrt", "--rr", "1", *anybody(sys.executable, "-c", FIRST_ANSWER, gatehouse, "run", "-c", "site.yaml"), **plain).stdout.split()
            firsts.append(float(times[0]))
            seconds.append(float(times[1]))
        report.add(f"start to first answer under {START_BAR} s: the median of {starts}, with priority over whatever else the machine does", statistics.median(firsts) < START_BAR,
                   f"HTTP {statistics.median(firsts):.2f} s ({min(firsts):.2f} to {max(firsts):.2f}), HTTPS behind it {statistics.median(seconds):.2f} s; "
                   f"load of the machine {os.getloadavg()[0]:.0f}")

        page = run("man", "--warnings", "-l", moved + "/man/man1/gatehouse.1", env={**os.environ, "MANWIDTH": "100", "LC_ALL": "C.UTF-8"})
        bash = run("bash", "-c", f"source '{moved}/completion/bash/gatehouse'; COMP_WORDS=(gatehouse expl) COMP_CWORD=1; _complete_gatehouse; echo ${{COMPREPLY[*]}}").stdout.strip()
        zsh = run("timeout", "60", "zsh", "-f", "-c", ZSH, "zsh", moved + "/completion/zsh")
        report.add("manual page and completions work in man, bash and zsh", page.returncode == 0 and "EXIT STATUS" in page.stdout and not page.stderr
                   and bash == "explain" and "gatehouse explain" in zsh.stdout, f"{len(page.stdout.splitlines())} lines; expl<TAB> is {bash} in bash"
                   f"{', and in zsh' if 'gatehouse explain' in zsh.stdout else ', not in zsh: ' + zsh.stdout[-200:] + zsh.stderr[-200:]}")
        contents(report, moved)


# zsh completes only on a terminal, so it is given one. $1 is the folder with the completion.
# -D: it would otherwise put a file of its own in the place of whatever is named for its cache.
ZSH = r"""
zmodload zsh/zpty
zpty shell 'env TERM=dumb PS1=% zsh -f -i'
zpty -w shell "fpath=(${(q)1} \$fpath); autoload -Uz compinit; compinit -u -D; echo re''ady"
zpty -r shell seen '*ready*'
zpty -w -n shell $'gatehouse expl\t'
zpty -r shell seen '*expl*ain*'
print -r -- "$seen"
zpty -d shell
"""


def contents(report, home):
    """What is within is listed, with its terms."""
    with open(home + "/gatehouse.cdx.json") as file:
        bom = json.load(file)
    listed = {f"{part['name']}-{part['version']}": part for part in bom["components"]}
    with open(home + "/licenses/THIRD-PARTY.txt") as file:
        third = file.read()
    jars = {os.path.basename(jar)[:-4] for jar in glob.glob(home + "/lib/*.jar")} - {"gatehouse"}
    missing = {jar for jar in jars if jar not in listed}
    unlicensed = {jar for jar in jars if not jar.startswith("proxy-") and not (listed.get(jar, {}).get("licenses") and f":{jar.replace(listed[jar]['name'] + '-', listed[jar]['name'] + ':', 1)} " in third)}
    report.add("each library within is in the SBOM (CycloneDX) and in the list of terms", not missing and not unlicensed and bom["bomFormat"] == "CycloneDX",
               f"{len(jars)} jars, {len(listed)} components" + (f", not listed: {missing}" if missing else "") + (f", without terms: {unlicensed}" if unlicensed else ""))


def leftovers():
    """Everything on this machine that has Gatehouse's name where packages put files, and its user."""
    found = {path for folder in ("/etc", "/usr/lib", "/usr/bin", "/usr/share", "/var/lib", "/var/log", "/var/cache", "/run")
             for path in run("find", folder, "-xdev", "-name", "*gatehouse*").stdout.splitlines()
             if not path.startswith("/var/cache/man/")}  # that is man-db's, which cleans up by itself
    if run("getent", "passwd", "gatehouse").returncode == 0:
        found.add("user gatehouse")
    return found


def debian(report):
    """The package of Debian, by dpkg."""
    file = one("gatehouse_*_amd64.deb")
    if leftovers():
        sys.exit(f"Gatehouse is on this machine: {sorted(leftovers())} (expected: nothing, since this check purges it)")
    notes = run("lintian", "--fail-on", "error", "--suppress-tags", "bad-distribution-in-changes-file", file)
    report.add("lintian finds no error in the package", notes.returncode == 0, f"{size(file)}, {notes.stdout.count('W: ')} warnings" +
               (": " + "; ".join(sorted({line.split()[2] for line in notes.stdout.splitlines() if line[:2] in ("E:", "W:")})) if notes.stdout else ""))
    with tempfile.TemporaryDirectory(prefix="gatehouse-deb-") as scratch, Namespace() as net:
        try:
            install_and_run(report, net, file, scratch)
        finally:
            run("dpkg", "--purge", "gatehouse")


def unit():
    """The unit's settings, by name."""
    with open("/usr/lib/systemd/system/gatehouse.service") as file:
        return dict(line.strip().split("=", 1) for line in file if re.match(r"[A-Z]\w+=", line))


def service(net, **options):
    """The process as the unit describes it: its command, its user, its one capability."""
    settings = unit()
    return net.start(*as_user(settings["User"], settings["Group"], *shlex.split(settings["ExecStart"]), capabilities="+net_bind_service"),
                     stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env={"PATH": "/usr/bin:/bin"}, **options)


def install_and_run(report, net, file, scratch):
    installed = run("dpkg", "--install", file)
    modes = {path: oct(os.stat(path).st_mode & 0o777) for path in ("/var/log/gatehouse", "/etc/gatehouse/tls", "/etc/gatehouse/gatehouse.yaml") if os.path.exists(path)}
    user = run("getent", "passwd", "gatehouse").stdout.strip()
    verified = run("systemd-analyze", "verify", "/usr/lib/systemd/system/gatehouse.service", "/usr/lib/systemd/system/gatehouse.socket")
    report.add("dpkg installs it: user, folders, configuration, units that systemd verifies", installed.returncode == 0 and user.endswith("nologin") and verified.returncode == 0
               and modes.get("/etc/gatehouse/tls") == "0o750", f"{', '.join(f'{path} {mode[2:]}' for path, mode in modes.items())}" + (installed.stderr if installed.returncode else "") + verified.stderr[:300])

    server = service(net)
    answer = net.get("http://localhost/")
    caps = run("grep", "CapEff", f"/proc/{server.pid}/status").stdout.split()[-1]
    status = net.run("gatehouse", "status")
    log = "/var/log/gatehouse/access.log"
    before = os.path.exists(log) and os.path.getsize(log)
    report.add("the service runs as its user, on port 80, with the one capability for that, and the commands find it",
               answer[0] == "200 1.1" and "is installed" in answer[1] and int(caps, 16) == 1 << 10 and status.returncode == 0 and os.stat(f"/proc/{server.pid}").st_uid != 0,
               f"{answer[0]}, CapEff {caps}, status exits with {status.returncode} {status.stderr.strip()[:200]}")

    state = os.path.join(scratch, "logrotate")
    rotated = run("logrotate", "--force", "--state", state, "/etc/logrotate.d/gatehouse")
    server.send_signal(signal.SIGUSR1)  # systemd is not there to do it
    time.sleep(1)
    net.get("http://localhost/after-rotation")
    time.sleep(1)
    with open(log) as lines:
        after = lines.read()
    with open(log + ".1") as lines:
        old = lines.read()
    report.add("logrotate moves the access log away, and the next line is in the new one", rotated.returncode == 0 and bool(before) and "after-rotation" in after and "after-rotation" not in old,
               f"exit code {rotated.returncode}, {old.count(chr(10))} lines in the old file, {after.count(chr(10))} in the new one {rotated.stderr.strip()[:200]}")

    with open("/etc/gatehouse/gatehouse.yaml", "a") as config:
        config.write("\n# a change of the operator's\n")
    newer = repacked(file, scratch)
    upgraded, failures, requests = upgrade_under_load(net, newer)
    version = run("dpkg-query", "-W", "-f", "${Version}", "gatehouse").stdout
    kept = "a change of the operator's" in open("/etc/gatehouse/gatehouse.yaml").read()
    report.add("an upgrade keeps a changed configuration, and the running service serves through it", upgraded.returncode == 0 and version.endswith("+upgrade") and kept and not failures and requests > 50,
               f"to {version}, {requests} requests meanwhile, {failures} failed {upgraded.stderr.strip()[-200:] if upgraded.returncode else ''}")
    code = end(server)
    said = server.stderr.read()
    server = service(net)
    started(server)
    answer = net.get("http://localhost/")
    codes = code, end(server)
    report.add("the old version ends in order after the upgrade, the new one starts", answer[0] == "200 1.1" and codes == (0, 0),
               f"{answer[0]}, exit codes {codes}" + (f": {said[-1500:]}" if code else ""))

    removed = run("dpkg", "--remove", "gatehouse")
    conf = os.path.exists("/etc/gatehouse/gatehouse.yaml")
    program = os.path.exists("/usr/bin/gatehouse") or os.path.exists("/usr/lib/gatehouse")
    purged = run("dpkg", "--purge", "gatehouse")
    left = leftovers()
    report.add("removed, it leaves configuration and logs; purged, nothing", removed.returncode == 0 and conf and not program and purged.returncode == 0 and not left,
               f"exit codes {removed.returncode}, {purged.returncode}; left: {', '.join(sorted(left)) or 'nothing'}")


def repacked(file, scratch):
    """The same package with a higher version."""
    folder, newer = os.path.join(scratch, "newer"), os.path.join(scratch, "newer.deb")
    run("dpkg-deb", "-R", file, folder, check=True)
    control = os.path.join(folder, "DEBIAN/control")
    with open(control) as lines:
        text = lines.read()
    with open(control, "w") as lines:
        lines.write(re.sub(r"(?m)^(Version: .*)$", r"\1+upgrade", text))
    run("dpkg-deb", "-Zgzip", "-z1", "--root-owner-group", "-b", folder, newer, check=True)
    return newer


def upgrade_under_load(net, newer):
    """dpkg's result; requests that failed, and all, that a client sent meanwhile."""
    client = net.start(sys.executable, "-c", """
import http.client, signal, sys
done = []
signal.signal(signal.SIGTERM, lambda *_: done.append(1))
failed = total = 0
while not done:
    total += 1
    try:
        connection = http.client.HTTPConnection("localhost", 80, timeout=30)
        connection.request("GET", "/")
        failed += connection.getresponse().status != 200
        connection.close()
    except OSError:
        failed += 1
print(failed, total)
""", stdout=subprocess.PIPE, text=True)
    upgraded = run("dpkg", "--force-confold", "--install", newer)
    client.send_signal(signal.SIGTERM)
    failed, total = map(int, client.communicate(timeout=60)[0].split())
    return upgraded, failed, total


# sh -c INSIDE ROOT USER FOLDER COMMAND...: what a container runtime does with an unpacked image, as far as it matters here.
INSIDE = """
root=$0 user=$1; shift
mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" && exec chroot --userspec="$user" "$root" /bin/sh -c 'cd "$0" && exec "$@"' "$@"
"""


def image(report):
    """The OCI image: unpacked layer by layer, its entry point run in a chroot as its user."""
    file = one("gatehouse-*-linux-amd64-image.tar")
    with tempfile.TemporaryDirectory(prefix="gatehouse-image-") as scratch, Namespace() as net:
        root = os.path.join(scratch, "root")
        os.mkdir(root)
        os.chmod(scratch, 0o755)
        config, layers = unpack(file, root)
        command = config["Entrypoint"] + config["Cmd"]
        user = config["User"]
        environment = dict(value.split("=", 1) for value in config["Env"])
        uid = int(user.split(":")[0])
        writable = sorted(path[len(root):] for path in run("find", root, "(", "-user", str(uid), "-o", "-perm", "-o+w", ")", "!", "-type", "l").stdout.splitlines())
        inside = ["unshare", "--mount", "sh", "-c", INSIDE]
        server = net.start(*inside, root, user, config["WorkingDir"], *command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        answer = net.get("http://localhost:8080/")
        probe = net.run(*inside, root, user, "/", "wget", "-qO-", "http://127.0.0.1:9901/health/ready", env=environment)
        status = net.run(*inside, root, user, "/", "gatehouse", "status", env=environment)
        code = end(server)
        printed = server.stdout.read()
        report.add("the image has what it needs: its entry point serves in a chroot, as its user, and the commands find it",
                   answer[0] == "200 1.1" and "Gatehouse runs" in answer[1] and code == 0 and probe.returncode == 0 and status.returncode == 0 and uid > 0 and '"status":200' in printed,
                   f"{size(file)}, {len(layers)} layers, user {user}, {answer[0]}, ready: {probe.stdout.strip()[:40]}, status exits with {status.returncode} {status.stderr.strip()[:200]}, exit code {code}")
        report.add("its user can write where it has to, and nowhere else", writable == ["/tmp", "/var/cache/gatehouse", "/var/lib/gatehouse"], ", ".join(writable))
        strict = net.run(*inside, root, user, "/tmp", "/usr/lib/gatehouse/bin/gatehouse", "--version", env={**environment, "GATEHOUSE_JAVA_OPTS": "-XX:AOTMode=on"})
        report.add("the cache of classes fits in the image too", strict.returncode == 0, (strict.stdout + strict.stderr).strip()[:200])


def unpack(file, root):
    """Unpacks the layers of an OCI image in their order; returns its configuration and the layers' digests."""
    with tarfile.open(file) as tar:
        def blob(digest):
            data = tar.extractfile("blobs/" + digest.replace(":", "/")).read()
            assert hashlib.sha256(data).hexdigest() == digest.split(":")[1], digest
            return data

        names = tar.getnames()
        if "index.json" in names:
            index = json.load(tar.extractfile("index.json"))
            manifest = json.loads(blob(index["manifests"][0]["digest"]))
            config = json.loads(blob(manifest["config"]["digest"]))
            layers = [(layer["digest"], blob(layer["digest"])) for layer in manifest["layers"]]
        else:
            manifest = json.load(tar.extractfile("manifest.json"))[0]
            config = json.load(tar.extractfile(manifest["Config"]))
            layers = [(name, tar.extractfile(name).read()) for name in manifest["Layers"]]
    for _, layer in layers:
        data = gzip.decompress(layer) if layer[:2] == b"\x1f\x8b" else layer
        subprocess.run(["tar", "-x", "--numeric-owner", "-p", "-C", root], input=data, check=True)
    return config["config"], [digest for digest, _ in layers]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--starts", type=int, default=21)
    options.add_argument("--only", default="archive,debian,image")
    options.add_argument("--write", metavar="FILE")
    chosen = options.parse_args()
    need(NEEDED)
    if os.geteuid() != 0:
        sys.exit("needs root: dpkg installs, and processes become other users")
    report = Report("packages")
    checks = {"archive": lambda: archive(report, chosen.starts), "debian": lambda: debian(report), "image": lambda: image(report)}
    for name in chosen.only.split(","):
        checks[name]()
    report.finish(chosen.write)


if __name__ == "__main__":
    main()
