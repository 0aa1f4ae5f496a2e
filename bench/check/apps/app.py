"""A small WSGI application: answers GET with what was asked, and POST with what came."""
import hashlib, json, socketserver, sys
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server


class Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 256


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def app(environ, start_response):
    digest, length = hashlib.sha256(), 0
    left = int(environ.get("CONTENT_LENGTH") or 0)
    while left > 0:
        piece = environ["wsgi.input"].read(min(left, 1 << 16))
        if not piece:
            break
        digest.update(piece)
        length += len(piece)
        left -= len(piece)
    body = json.dumps({
        "server": "python", "method": environ["REQUEST_METHOD"], "url": environ["PATH_INFO"],
        "length": length, "sha256": digest.hexdigest(),
        "client": environ.get("HTTP_X_FORWARDED_FOR"), "proto": environ.get("HTTP_X_FORWARDED_PROTO"),
    }).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


make_server("127.0.0.1", int(sys.argv[1]), app, Server, Quiet).serve_forever()
