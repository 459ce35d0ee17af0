"""The site of ``deploy/nginx.conf`` with the addresses and files of a run."""

import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from .databases import ROOT

DEPLOY = ROOT / "deploy"


def configure(place: Path, ports: Sequence[int], port: int) -> Path:
    """What stands in deploy, with the addresses and files of this run. :return: the whole configuration."""
    _certify(place)
    servers = " ".join(f"server 127.0.0.1:{each} max_fails=1 fail_timeout=2s;" for each in ports)
    changes = {
        "server 127.0.0.1:8000 max_fails=1 fail_timeout=2s;": servers,
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
        "/etc/ssl/portal/fullchain.pem": str(place / "certificate.pem"),
        "/etc/ssl/portal/privkey.pem": str(place / "key.pem"),
        "/srv/jiayuan/app/": f"{ROOT}/",
    }
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for ours, here in changes.items():
        if ours not in site:
            raise ValueError(f"deploy/nginx.conf lost {ours!r}")
        site = site.replace(ours, here)
    temporary = " ".join(f"{kind}_temp_path {place}/{kind};" for kind in _TEMPORARY)
    whole = place / "whole.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    whole.write_text(
        f"daemon off; pid {place}/pid; {user}\nevents {{ }}\nhttp {{ {temporary}\n{site} }}\n",
        encoding="utf-8",
    )
    return whole


_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def _certify(place: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (place / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (place / "key.pem").write_bytes(key.private_bytes(*form))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
