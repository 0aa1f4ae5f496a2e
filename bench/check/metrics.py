#!/usr/bin/env python3
"""A real Prometheus scrapes a real Gatehouse: do the metrics, the alert rules and every query of the dashboard work?

    bench/check/metrics.py                                 in two minutes
    bench/check/metrics.py --write docs/verification.md    the table into the documentation too

Gatehouse serves two demonstration backends and one that is not there, over http and https, with a cache, a split and a mirror, and gets some
traffic that succeeds and some that fails. promtool looks at its metrics; Prometheus loads the rules, scrapes every second, and is asked each
query of conf/grafana/gatehouse.json, with the variables as a look at everything has them. A query that is no PromQL, or finds nothing where
there was something to find, is a failure. Needs Debian's prometheus. GATEHOUSE names another launcher than bin/gatehouse.
"""
import argparse, contextlib, json, os, re, subprocess, tempfile, threading, time, urllib.error, urllib.parse, urllib.request

import report, servers

CONF = os.path.join(servers.PROJECT, "conf")
GATEHOUSE = """
listeners:
  web: {{address: "127.0.0.1:{web}"}}
  secure: {{address: "127.0.0.1:{secure}", tls: {{certificates: [{{self-signed: [localhost]}}]}}}}
admin: {{address: "127.0.0.1:{admin}"}}
access-log: {{path: {scratch}/access.log, rotate: {{size: 1MiB, keep: 2}}}}
cache: {{disk: {{path: {scratch}/cache, size: 1GiB}}}}
demo: {{backends: ["127.0.0.1:{one}", "127.0.0.1:{two}"]}}
pools:
  demo: {{backends: ["http://127.0.0.1:{one}", "http://localhost:{two}"], concurrency: {{max: 100}}, health: {{active: {{path: /}}}}}}
  gone: {{backends: ["http://127.0.0.1:1"], health: {{active: {{path: /}}}}}}
routes:
  - {{name: app, split: {{pools: {{demo: 90, gone: 10}}}}, mirror: {{pool: demo, percent: 10%}}}}
  - {{name: cached, match: {{path-prefix: /cached}}, pool: demo, cache: {{override-ttl: 1s}}}}
"""
PROMETHEUS = """
global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: [{conf}/prometheus/gatehouse.rules.yml]
scrape_configs: [{{job_name: gatehouse, static_configs: [{{targets: ["127.0.0.1:{admin}"]}}]}}]
"""
# What nothing happens for here: tunnels, limits that nobody reaches, what goes wrong seldom.
SELDOM = re.compile(r"tunnels|refused|ended|hedges|rolled_back|damaged|dropped|ejections|discovery_age|gc_pause|retries|cache_disk")


def get(url):
    with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()
    return ""


def traffic(ports, until):
    """Requests of several kinds, until told to end."""
    while not until.is_set():
        for path in ("/", "/a", "/cached/a", "/cached/b"):
            with contextlib.suppress(OSError):
                get(f"http://127.0.0.1:{ports['web']}{path}")
        subprocess.run(["curl", "-sk", "-o", "/dev/null", f"https://localhost:{ports['secure']}/"], check=False)
        subprocess.run(["curl", "-s", "-o", "/dev/null", "-X", "TRACE", f"http://127.0.0.1:{ports['web']}/"], check=False)


def queries():
    """Each query of the dashboard with the title of its panel, and variables that choose everything."""
    with open(os.path.join(CONF, "grafana/gatehouse.json")) as file:
        dashboard = json.load(file)
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            text = target["expr"].replace("$__rate_interval", "10s")
            yield panel["title"], re.sub(r"\$(job|instance|route|pool)\b", ".*", text)


def asked(prometheus, query):
    """The series that a query finds; None if Prometheus does not understand it."""
    text = get(f"{prometheus}/api/v1/query?" + urllib.parse.urlencode({"query": query}))
    return json.loads(text)["data"]["result"] if text else None


def promtool(*arguments, given=None):
    done = subprocess.run(["promtool", *arguments], input=given, capture_output=True, text=True, check=False)
    return done.returncode == 0, (done.stdout + done.stderr).strip()


def check(found, ports, prometheus):
    scrape = get(f"http://127.0.0.1:{ports['admin']}/metrics")
    good, words = promtool("check", "metrics", given=scrape)
    own = [line for line in words.splitlines() if line]
    found.add("promtool finds nothing to say of the metrics", good and not own, "; ".join(own) or f"{scrape.count('# TYPE')} metrics")
    rules = os.path.join(CONF, "prometheus/gatehouse.rules.yml")
    good, words = promtool("check", "rules", rules)
    found.add("promtool finds the rules right", good, words.splitlines()[-1].strip())
    good, words = promtool("test", "rules", rules.replace(".rules.yml", ".rules.test.yml"))
    found.add("the rules alert and keep quiet as their tests say", good, words.splitlines()[-1].strip())
    groups = json.loads(get(f"{prometheus}/api/v1/rules"))["data"]["groups"]
    states = {rule["name"]: (rule["health"], rule["state"]) for group in groups for rule in group["rules"]}
    ill = [name for name, (health, _) in states.items() if health != "ok"]
    found.add("Prometheus evaluates every rule", len(states) > 15 and not ill, ", ".join(ill) or f"{len(states)} rules")
    alerts = sorted(name for name, (_, state) in states.items() if state != "inactive")
    expected = {"GatehousePoolHasNoBackend", "GatehouseServerErrors", "GatehouseBackendOut"}
    found.add("a pool without backends alerts, and what follows from it", "GatehousePoolHasNoBackend" in alerts and set(alerts) <= expected,
              ", ".join(alerts) or "none")
    wrong, empty, asked_for = [], [], 0
    for title, query in queries():
        result = asked(prometheus, query)
        asked_for += 1
        if result is None:
            wrong.append(title)
        elif not result and not SELDOM.search(query) and "> 0" not in query:
            empty.append(f"{title}: {query}")
    found.add("every query of the dashboard is understood", not wrong, ", ".join(wrong) or f"{asked_for} queries")
    found.add("and finds something", not empty, "; ".join(empty) or "but for what did not happen")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--write", metavar="FILE", help="write the table into FILE, between its marks")
    chosen = arguments.parse_args()
    report.need({"prometheus": "prometheus", "promtool": "prometheus", "curl": "curl"})
    found = report.Report("metrics")
    ports = servers.free_ports(["web", "secure", "admin", "one", "two", "prometheus"])
    processes, ended = [], threading.Event()
    with tempfile.TemporaryDirectory() as scratch:
        for name, text in {"gatehouse.yaml": GATEHOUSE, "prometheus.yml": PROMETHEUS}.items():
            with open(os.path.join(scratch, name), "w") as file:
                file.write(text.format(scratch=scratch, conf=CONF, **ports))
        os.mkdir(os.path.join(scratch, "cache"))
        try:
            launch = [servers.LAUNCHER, "run", "-c", os.path.join(scratch, "gatehouse.yaml")]
            processes.append(servers.started(launch, os.path.join(scratch, "gatehouse.out"), ports["web"]))
            prometheus = f"127.0.0.1:{ports['prometheus']}"
            watch = ["prometheus", f"--config.file={scratch}/prometheus.yml", f"--storage.tsdb.path={scratch}/data", f"--web.listen-address={prometheus}"]
            processes.append(servers.started(watch, os.path.join(scratch, "prometheus.out"), ports["prometheus"]))
            threading.Thread(target=traffic, args=(ports, ended), daemon=True).start()
            time.sleep(75)  # an alert that waits for a minute is to be seen
            check(found, ports, "http://" + prometheus)
        finally:
            ended.set()
            for process in processes:
                servers.ended(process)
    found.finish(chosen.write)


if __name__ == "__main__":
    main()
