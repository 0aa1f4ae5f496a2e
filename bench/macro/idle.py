#!/usr/bin/env python3
"""What an idle keep-alive connection costs each proxy: resident memory before and after N connections that made one request each.

usage: idle.py [--peers gatehouse,nginx,haproxy] [--connections 10000] [--json FILE]
before: ./mvnw package
"""
import argparse, json, resource, socket, sys, time

import lab

REQUEST = b"GET /b/100 HTTP/1.1\r\nHost: localhost\r\n\r\n"
ANSWER_BODY = 100


def ask(connection):
    """One request on the connection, and its answer read to the end."""
    connection.sendall(REQUEST)
    got = b""
    while b"\r\n\r\n" not in got or len(got.split(b"\r\n\r\n", 1)[1]) < ANSWER_BODY:
        part = connection.recv(4096)
        if not part:
            raise lab.LabError(f"the proxy closed the connection after {got!r}")
        got += part
    if not got.startswith(b"HTTP/1.1 200"):
        raise lab.LabError(f"the proxy answered {got[:100]!r}")


def settled_rss(pid):
    """Resident memory once two readings, half a second apart, agree within 1 %; at most 10 s later."""
    last = lab.rss_mib(pid)
    for _ in range(20):
        time.sleep(0.5)
        now = lab.rss_mib(pid)
        if abs(now - last) <= last / 100:
            return now
        last = now
    return last


def measure(peer, count):
    port, pid = peer.ports["h1"], peer.process.pid
    with socket.create_connection(("127.0.0.1", port), 5) as first:
        for _ in range(1000):
            ask(first)
    before, held = settled_rss(pid), []
    try:
        for _ in range(count):
            connection = socket.create_connection(("127.0.0.1", port), 10)
            held.append(connection)
            ask(connection)
        after = settled_rss(pid)
        ask(held[0])
        ask(held[-1])
    finally:
        for connection in held:
            connection.close()
    return {"connections": count, "before_mib": before, "after_mib": after, "kib_each": (after - before) * 1024 / count}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=lambda text: text.split(","))
    parser.add_argument("--connections", type=int, default=10000)
    parser.add_argument("--json")
    options = parser.parse_args()
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if limit != resource.RLIM_INFINITY and limit < options.connections + 1000:
        raise lab.LabError(f"open files: {limit} (expected: at least {options.connections + 1000}; raise it by ulimit -Hn)")
    # Inherited by the proxies, which hold as many.
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    report = {"machine": lab.machine(), "peers": {}}
    print("| proxy | connections | MiB before | MiB after | KiB each |\n| --- | ---: | ---: | ---: | ---: |")
    for peer in lab.peers(options.peers):
        with lab.Lab() as bench:
            bench.start(peer)
            r = report["peers"][peer.name] = measure(peer, options.connections)
            print(f"| {peer.name} | {r['connections']} | {r['before_mib']:.1f} | {r['after_mib']:.1f} | {r['kib_each']:.2f} |", flush=True)
    if options.json:
        with open(options.json, "w") as file:
            json.dump(report, file, indent=1)


if __name__ == "__main__":
    try:
        main()
    except (lab.LabError, OSError) as error:
        sys.exit(f"idle: {error}")
