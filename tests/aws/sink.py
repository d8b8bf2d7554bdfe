"""A store that takes everything and keeps nothing, to look at the memory of an upload."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """Answers an upload as S3 would, without what was sent."""

    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", **headers):
        left = int(self.headers.get("Content-Length", 0))
        while left > 0:
            left -= len(self.rfile.read(min(left, 1 << 20)))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_HEAD(self):
        # A role that may write and not read.
        self.answer(403)

    def do_POST(self):
        if "uploads" in self.path:
            name, member = "InitiateMultipartUploadResult", "<UploadId>1</UploadId>"
        else:
            name, member = "CompleteMultipartUploadResult", "<ETag>1</ETag>"
        self.answer(200, f"<{name}>{member}</{name}>".encode())

    def do_PUT(self):
        self.answer(200, ETag='"1"')

    def log_message(self, *_):
        pass


@contextmanager
def sink():
    """The address of the store."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
