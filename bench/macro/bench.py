#!/usr/bin/env python3
"""Reverse proxies side by side on the same work: requests per second, CPU time per request, latency, memory.

All proxies are started at once, each pinned to the same core(s); the origin and the load generator share another.
Rounds are interleaved (a b c, a b c, ...) and medians compared, because machines are noisy. `busy` is the share of its
cores that the proxy used: well below 100 % the load generator was the limit, and only CPU per request says anything.

usage: bench.py [--peers gatehouse,bare-relay,nginx,haproxy] [--only h1-1k,...] [--rounds 5] [--seconds 4]
                [--cores 0] [--load-core 1] [--json FILE] [--markdown FILE]
before: ./mvnw package
"""
import argparse, json, re, statistics, subprocess, sys, time

import lab

WORKLOADS = {  # name: (kind of port, tool, path, arguments)
    "h1-1k": ("h1", "wrk", "/b/1024", ["-c64"]),
    "h1-1k-c512": ("h1", "wrk", "/b/1024", ["-c512"]),
    "h1-64k": ("h1", "wrk", "/b/65536", ["-c32"]),
    "h1-1m": ("h1", "wrk", "/b/1048576", ["-c16"]),
    "h1-post-64k": ("h1", "wrk", "/b/100", ["-c32", "-s", "{work}/post.lua"]),
    "h1-newconn": ("h1", "wrk", "/b/1024", ["-c32", "-H", "Connection: close"]),
    "tls-h1-1k": ("tls", "wrk", "/b/1024", ["-c64"]),
    "tls-newconn": ("tls", "wrk", "/b/1024", ["-c16", "-H", "Connection: close"]),
    "tls-h2-1k": ("tls", "h2load", "/b/1024", ["-c16", "-m16"]),
    "tls-h2-64k": ("tls", "h2load", "/b/65536", ["-c8", "-m8"]),
    "cache-h1-1k": ("h1c", "wrk", "/b/1024", ["-c64"]),
    "cache-h1-64k": ("h1c", "wrk", "/b/65536", ["-c32"]),
    "cache-h2-1k": ("tlsc", "h2load", "/b/1024", ["-c16", "-m16"]),
}
POST = 'wrk.method = "POST"\nwrk.body = string.rep("x", 65536)\n'
MEASURES = ("rps", "cpu", "busy", "middle", "high", "bad")
UNITS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}


def grab(pattern, text):
    found = re.search(pattern, text, re.MULTILINE)
    if not found:
        raise lab.LabError(f"no /{pattern}/ in the load generator's report:\n{text[-800:]}")
    return found.groups() if len(found.groups()) > 1 else found.group(1)


def milliseconds(text):
    number, unit = grab(r"^([\d.]+)(us|ms|s|m)$", text)
    return float(number) * UNITS[unit]


def read_wrk(report):
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", report)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", report)
    bad = sum(map(int, errors.groups())) if errors else 0
    return {"n": int(grab(r"(\d+) requests in", report)), "rps": float(grab(r"Requests/sec:\s+([\d.]+)", report)),
            "middle": milliseconds(grab(r"^\s+50%\s+(\S+)", report)), "high": milliseconds(grab(r"^\s+99%\s+(\S+)", report)),
            "bad": bad + (int(refused.group(1)) if refused else 0)}


def read_h2load(report):
    """h2load prints no percentiles: `middle` is the mean and `high` the maximum."""
    high, middle = grab(r"time for request:\s+\S+\s+(\S+)\s+(\S+)", report)
    failed, errored = grab(r"requests: .* (\d+) failed, (\d+) errored", report)
    return {"n": int(grab(r"status codes: (\d+) 2xx", report)), "rps": float(grab(r"finished in .*?, ([\d.]+) req/s", report)),
            "middle": milliseconds(middle), "high": milliseconds(high), "bad": int(failed) + int(errored)}


def load(bench, peer, workload, seconds):
    kind, tool, path, arguments = WORKLOADS[workload]
    url = f"{'https' if kind.startswith('tls') else 'http'}://127.0.0.1:{peer.ports[kind]}{path}"
    timing = ["-t1", f"-d{seconds}s", "--latency"] if tool == "wrk" else ["-t1", "-D", str(seconds)]
    command = ["taskset", "-c", bench.load_core, tool, *timing, *map(bench.fill, arguments), url]
    report = subprocess.run(command, capture_output=True, text=True).stdout
    return read_wrk(report) if tool == "wrk" else read_h2load(report)


def measure(bench, peer, workload, seconds):
    cpu, begin = lab.cpu_seconds(peer.process.pid), time.monotonic()
    result = load(bench, peer, workload, seconds)
    used, elapsed = lab.cpu_seconds(peer.process.pid) - cpu, time.monotonic() - begin
    if peer.process.poll() is not None:
        raise lab.LabError(f"{peer.name} ended during {workload}")
    result["cpu"] = used / max(result["n"], 1) * 1e6
    result["busy"] = used / elapsed / int(bench.values["cores"]) * 100
    return result


def run(bench, chosen, workload, rounds, seconds):
    able = [peer for peer in chosen if WORKLOADS[workload][0] in peer.ports]
    for peer in able:
        load(bench, peer, workload, peer.warmup)
    runs = {peer.name: [] for peer in able}
    for _ in range(rounds):
        for peer in able:
            runs[peer.name].append(measure(bench, peer, workload, seconds))
    results = {}
    for peer in able:
        results[peer.name] = {key: statistics.median(r[key] for r in runs[peer.name]) for key in MEASURES}
        results[peer.name]["rps_runs"] = [round(r["rps"]) for r in runs[peer.name]]
        results[peer.name]["rss"] = lab.rss_mib(peer.process.pid)
    return results


def ratios(results, ours):
    """Of our peer to each other: requests per second, CPU per request."""
    own = results.get(ours)
    return {name: (own["rps"] / r["rps"], own["cpu"] / r["cpu"]) for name, r in results.items()
            if own and name != ours and r["rps"] and r["cpu"]}


def markdown(report, ours):
    about = report["machine"]
    lines = [f"Measured {about['date']} at {about['commit']}: {about['processor']}, {about['processors']} processors, Linux {about['kernel']}; "
             f"proxies on core(s) {report['cores']}, median of {report['rounds']} rounds of {report['seconds']} s.", "",
             f"| workload | proxy | requests/s | CPU µs/request | busy | latency ms p50 / p99 (h2: mean / max) | errors | RSS MiB | {ours} has: requests/s, CPU |",
             "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for workload, results in report["workloads"].items():
        against = ratios(results, ours)
        for name, r in results.items():
            ratio = "×{:.2f}, ×{:.2f}".format(*against[name]) if name in against else ""
            lines.append(f"| {workload} | {name} | {r['rps']:,.0f} | {r['cpu']:.1f} | {r['busy']:.0f} % | {r['middle']:.2f} / {r['high']:.2f} "
                         f"| {r['bad']:.0f} | {r['rss']:.0f} | {ratio} |")
    return "\n".join(lines) + "\n"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=lambda text: text.split(","))
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(WORKLOADS))
    parser.add_argument("--ours", default="gatehouse", help="the peer that the ratios are about")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--cores", default="0", help="of the proxies, as for taskset: 0 or 0-3")
    parser.add_argument("--load-core", default="1", help="of the origin and the load generator")
    parser.add_argument("--json")
    parser.add_argument("--markdown")
    options = parser.parse_args()
    unknown = [name for name in options.only if name not in WORKLOADS]
    if unknown:
        parser.error(f"--only {unknown[0]}: no such workload (expected: {', '.join(WORKLOADS)})")
    return options


def main():
    options = arguments()
    chosen = lab.peers(options.peers)
    report = {"machine": lab.machine(), "cores": options.cores, "rounds": options.rounds, "seconds": options.seconds,
              "start": {}, "workloads": {}}
    with lab.Lab(options.cores, options.load_core) as bench:
        with open(bench.path("post.lua"), "w") as script:
            script.write(POST)
        for peer in chosen:
            bench.start(peer)
            report["start"][peer.name] = {"seconds": peer.started_after, "rss": lab.rss_mib(peer.process.pid)}
            print(f"{peer.name}: listens after {peer.started_after:.2f} s", file=sys.stderr, flush=True)
        for workload in options.only:
            report["workloads"][workload] = run(bench, chosen, workload, options.rounds, options.seconds)
            print(f"{workload}: done", file=sys.stderr, flush=True)
    table = markdown(report, options.ours)
    print(table, end="")
    for path, text in ((options.json, json.dumps(report, indent=1) + "\n"), (options.markdown, table)):
        if path:
            with open(path, "w") as file:
                file.write(text)


if __name__ == "__main__":
    try:
        main()
    except lab.LabError as error:
        sys.exit(f"bench: {error}")
