"""TLS in front of a plain server on loopback, and a proxy.

usage: secure_front.py DIRECTORY PORT

Makes an authority (DIRECTORY/authority.pem) and certificates on the spot, and passes on to PORT what comes in through
TLS at three ports: one with a good certificate, one with an expired one, one with another host's. A fourth port is a
proxy that knows nothing but CONNECT and writes down where to in DIRECTORY/proxied. Prints the four ports in one line.
"""

import os
import socket
import ssl
import subprocess
import sys
import threading

directory, upstream = sys.argv[1], int(sys.argv[2])
os.chdir(directory)


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]


def make_authority():
    openssl("req", "-x509", *KEY, "-keyout", "authority.key", "-out", "authority.pem", "-days", "2",
            "-subj", "/CN=An authority of its own")


def context(name, names, days):
    with open(f"{name}.names", "w", encoding="ascii") as file:
        file.write(f"subjectAltName={names}\n")
    openssl("req", "-new", *KEY, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
    openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "authority.pem", "-CAkey", "authority.key",
            "-days", str(days), "-extfile", f"{name}.names", "-out", f"{name}.pem")
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(f"{name}.pem", f"{name}.key")
    return made


def listen(serve):
    """Calls serve with each connection, on a thread of its own, and returns the port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)

    def serve_quietly(connection):
        try:
            with connection:
                serve(connection)
        except OSError:
            pass  # The other side went away, or did not like the certificate.

    def accept():
        while True:
            threading.Thread(target=serve_quietly, args=[listener.accept()[0]], daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


def join(one, other):
    """Copies both ways until one side ends."""

    def copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    back = threading.Thread(target=copy, args=[other, one], daemon=True)
    back.start()
    copy(one, other)
    back.join()


def secure(made):
    def serve(connection):
        with made.wrap_socket(connection, server_side=True) as inner:
            with socket.create_connection(("127.0.0.1", upstream)) as plain:
                join(inner, plain)

    return serve


def proxy(connection):
    head = b""
    while b"\r\n\r\n" not in head:
        data = connection.recv(65536)
        if not data:
            return
        head += data
    method, target, _ = head.split(b"\r\n")[0].decode("latin-1").split(" ")
    with open("proxied", "a", encoding="utf-8") as file:
        file.write(f"{method} {target}\n")
    if method != "CONNECT":
        connection.sendall(b"HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n")
        return
    host, port = target.rsplit(":", 1)
    if host != "127.0.0.1":
        connection.sendall(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")
        return
    with socket.create_connection((host, int(port))) as beyond:
        connection.sendall(b"HTTP/1.1 200 Connection established\r\nLink: <http://proxy.invalid/>; rel=\"next\"\r\n\r\n")
        join(connection, beyond)


make_authority()
here = "IP:127.0.0.1,DNS:localhost"
fronts = [context("good", here, 2), context("expired", here, -1), context("other", "DNS:canvas.example.org", 2)]
print(*[listen(secure(front)) for front in fronts], listen(proxy), flush=True)
threading.Event().wait()
