"""A backend that takes uploads: reads a part, pauses, reads the rest, and answers with the number of bytes."""
import socketserver, sys, time

PAUSE_AFTER = 16 << 20
PAUSE_SECONDS = 4


class Upload(socketserver.StreamRequestHandler):
    rbufsize = 0

    def handle(self):
        head = b""
        while b"\r\n\r\n" not in head:
            piece = self.request.recv(65536)
            if not piece:
                return
            head += piece
        text, _, rest = head.partition(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in text.split(b"\r\n")[1:])
        length, got, paused = int(fields[b"content-length"]), len(rest), False
        while got < length:
            if got >= PAUSE_AFTER and not paused:
                paused = True
                time.sleep(PAUSE_SECONDS)
            piece = self.request.recv(1 << 18)
            if not piece:
                return
            got += len(piece)
        body = str(got).encode()
        self.request.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


Server(("127.0.0.1", int(sys.argv[1])), Upload).serve_forever()
