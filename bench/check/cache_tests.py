#!/usr/bin/env python3
"""The public suite for HTTP caches, http-tests/cache-tests, with its own client and origin: how a cache stands, as a table.

    bench/check/cache_tests.py                          clones the suite, starts Gatehouse, prints its score
    bench/check/cache_tests.py --suite DIR              with a copy of the suite's repository that is there already
    bench/check/cache_tests.py --cache nginx,gatehouse  one column each; nginx as the suite configures it
    bench/check/cache_tests.py --base http://HOST:PORT --origin-port 8000
                                                        any cache that has 127.0.0.1:8000 as its origin
    bench/check/cache_tests.py --id CASE                one case, with all that was sent
    bench/check/cache_tests.py --failed                 also what did not pass, and why

The suite waits for three seconds of real time wherever responses have to age: a run takes about three minutes.
Exits with 1 if a required case fails that docs/cache-tests.md does not argue about.

before: ./mvnw package; apt install nodejs npm (and nginx)
"""
import argparse, json, os, re, shutil, subprocess, sys, tempfile, time, urllib.error, urllib.request

import servers

REPOSITORY = "https://github.com/http-tests/cache-tests.git"
ARGUED = os.path.join(servers.PROJECT, "proxy-server/src/test/resources/dev/gatehouse/server/e2e/cachetests/argued.txt")
KINDS = {"required": "required", "optimal": "optional", "check": "behaviour"}
GATEHOUSE = """
listeners: {{web: {{address: "127.0.0.1:{proxy}"}}}}
access-log: {{format: off}}
pools: {{app: {{backends: ["http://127.0.0.1:{origin}"], health: {{passive: {{consecutive-failures: 0}}}}}}}}
routes: [{{pool: app, cache: {{set-cookie: store, stale-if-error: 1h}}}}]
"""
NGINX = """
daemon off; worker_processes 1; pid {scratch}/nginx.pid; error_log {scratch}/nginx.err crit;
events {{ worker_connections 1000; }}
http {{
  access_log off; client_body_temp_path {scratch}/t1; proxy_temp_path {scratch}/t2; fastcgi_temp_path {scratch}/t3;
  uwsgi_temp_path {scratch}/t4; scgi_temp_path {scratch}/t5;
  proxy_cache_path {scratch}/cache levels=1:2 keys_zone=my-cache:8m max_size=1000m inactive=600m;
  server {{
    listen 127.0.0.1:{proxy};
    location / {{
      proxy_pass http://127.0.0.1:{origin}; proxy_cache my-cache; proxy_cache_revalidate on; proxy_http_version 1.1;
    }}
  }}
}}
"""
# How the suite's own page judges: a case counts only if those have passed on which it depends.
JUDGE = """
import { determineTestResult, resultTypes } from '%(suite)s/test-engine/lib/results.mjs'
import suites from '%(suite)s/tests/index.mjs'
import fs from 'node:fs'
const results = JSON.parse(fs.readFileSync(0))
const name = type => Object.keys(resultTypes).find(each => resultTypes[each] === type)
console.log(JSON.stringify(suites.flatMap(suite => suite.tests).filter(test => !test.browser_only).map(test => ({
  id: test.id, kind: test.kind || 'required', name: test.name,
  result: name(determineTestResult(suites, test.id, results)), why: (results[test.id] || [])[1] }))))
"""


class Run:
    """A scratch folder, the suite's origin, and one cache before it."""

    def __init__(self, suite, cache, base, origin_port):
        self.suite, self.cache = suite, cache
        self.scratch = tempfile.mkdtemp(prefix="gatehouse-cache-tests-")
        os.chmod(self.scratch, 0o755)
        self.ports = servers.free_ports(["proxy", "origin"])
        if base:
            self.ports["origin"] = origin_port
        self.base = base or f"http://127.0.0.1:{self.ports['proxy']}"
        self.running = []

    def __enter__(self):
        try:
            self.start(["node", "test-engine/server/server.mjs"], self.ports["origin"], {
                "npm_config_protocol": "http", "npm_config_port": str(self.ports["origin"]),
                "npm_config_pidfile": os.path.join(self.scratch, "origin.pid")})
            if self.cache == "gatehouse":
                self.start([servers.LAUNCHER, "run", "--config", self.write("gatehouse.yaml", GATEHOUSE)], self.ports["proxy"])
            elif self.cache == "nginx":
                self.start(["nginx", "-c", self.write("nginx.conf", NGINX), "-p", self.scratch], self.ports["proxy"])
        except BaseException:
            self.__exit__()
            raise
        return self

    def write(self, name, text):
        path = os.path.join(self.scratch, name)
        with open(path, "w") as file:
            file.write(text.format(scratch=self.scratch, **self.ports))
        return path

    def start(self, command, port, environment=None):
        with open(os.path.join(self.scratch, "out"), "ab") as out:
            process = subprocess.Popen(
                command, cwd=self.suite, stdout=out, stderr=out, env={**os.environ, **(environment or {})})
        self.running.append(process)
        for _ in range(3000):  # bin/gatehouse may have to build first
            if process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/README.md", timeout=5).close()
                return
            except urllib.error.HTTPError:
                return  # it answers
            except OSError:
                time.sleep(0.1)
        with open(os.path.join(self.scratch, "out")) as out:
            raise servers.Broken(f"{command[0]} does not start:\n{out.read()[-2000:]}")

    def play(self, case=""):
        return subprocess.run(
            ["node", "--no-warnings", "test-engine/cli.mjs"], cwd=self.suite, capture_output=True, text=True, timeout=900,
            env={**os.environ, "npm_config_base": self.base, "npm_config_id": case, "npm_package_config_id": ""})

    def judged(self):
        played = self.play().stdout
        found = re.search(r"^\{.*^\}", played, re.S | re.M)
        if not found:
            raise servers.Broken("no results:\n" + played[-2000:])
        judge = subprocess.run(
            ["node", "--input-type=module", "-e", JUDGE % {"suite": self.suite}], input=found.group(0), capture_output=True,
            text=True, check=True)
        return json.loads(judge.stdout)

    def __exit__(self, *_):
        for process in reversed(self.running):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.scratch, ignore_errors=True)


def prepared(directory):
    """The suite's directory, with the one package that its client needs."""
    if not directory:
        directory = os.path.join(tempfile.gettempdir(), "cache-tests")
        if not os.path.isdir(directory):
            subprocess.run(["git", "clone", "--depth", "1", REPOSITORY, directory], check=True)
    directory = os.path.abspath(directory)
    if not os.path.isdir(os.path.join(directory, "node_modules/undici")):
        subprocess.run(
            ["npm", "install", "--no-save", "--no-package-lock", "--ignore-scripts", "--silent", "--omit=dev"],
            cwd=directory, check=True)
    return directory


def argued():
    """The cases that docs/cache-tests.md argues about."""
    if not os.path.exists(ARGUED):
        return set()
    with open(ARGUED) as file:
        return {line.split()[0] for line in file if line.strip() and not line.startswith("#")}


def table(scores):
    lines = ["| cases | " + " | ".join(scores) + " |", "| --- |" + " --- |" * len(scores)]
    for kind, title in KINDS.items():
        cells = []
        for cases in scores.values():
            results = [case["result"] for case in cases if case["kind"] == kind]
            cells.append(f"{sum(each in ('pass', 'yes') for each in results)} of {len(results)}")
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__)
    parser.add_argument("--suite")
    parser.add_argument("--cache", default="gatehouse")
    parser.add_argument("--base")
    parser.add_argument("--origin-port", type=int, default=8000)
    parser.add_argument("--id")
    parser.add_argument("--failed", action="store_true")
    parser.add_argument("--json", metavar="FILE", help="write every case's result there")
    options = parser.parse_args()
    suite, scores = prepared(options.suite), {}
    for cache in ["base"] if options.base else options.cache.split(","):
        with Run(suite, cache, options.base, options.origin_port) as run:
            if options.id:
                print(run.play(options.id).stdout)
                continue
            scores[cache] = run.judged()
    if options.id:
        return 0
    for cache, cases in scores.items():
        for case in cases if options.failed else []:
            if case["result"] not in ("pass", "yes"):
                print(f"{cache} {KINDS[case['kind']]} {case['id']}: {case['result']}: {case['why'] or ''}")
    print(table(scores))
    if options.json:
        with open(options.json, "w") as file:
            json.dump(scores, file, indent=1)
    known = argued()
    failed = [case["id"] for case in scores.get("gatehouse", [])
              if case["kind"] == "required" and case["result"] != "pass" and case["id"] not in known]
    if failed:
        print("required, failed, and not argued about:", *failed)
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except servers.Broken as e:
        sys.exit(f"cache_tests.py: {e}")
