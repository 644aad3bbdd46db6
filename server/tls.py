"""Certificates: given ones, or a self-signed one for this machine and its addresses, renewed by itself."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server.db.base import utc_now
from server.settings import Settings

VALID_FOR = timedelta(days=397)
"""Apple's devices refuse certificates that are good for longer."""

RENEW_BEFORE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """Where a certificate and its key lie, both in PEM."""

    certificate: Path
    key: Path

    def fingerprint(self) -> str:
        """SHA-256 of the certificate, as browsers show it: what people compare before they trust it."""
        digest = _read(self.certificate).fingerprint(hashes.SHA256())
        return ":".join(f"{byte:02X}" for byte in digest)


def certificate_files(settings: Settings) -> CertificateFiles | None:
    """The files that `https` means, made or renewed when ours; None over http. Raises OSError."""
    if settings.https == "off":
        return None
    if settings.https != "self-signed":
        certificate, key = settings.https.split(",")
        return CertificateFiles(Path(certificate), Path(key))
    files = CertificateFiles(settings.data_dir / "tls" / "cert.pem", settings.data_dir / "tls" / "key.pem")
    names = own_names()
    if not _is_good(files, names):
        _make(files, names)
    return files


def server_context(files: CertificateFiles) -> ssl.SSLContext:
    """TLS 1.2 and later with this certificate. Raises OSError or ssl.SSLError when the files do not fit."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.certificate, files.key)
    context.set_alpn_protocols(["http/1.1"])
    return context


def own_names() -> list[str]:
    """What this machine is called by others on its network: names, then addresses."""
    host = socket.gethostname()
    short = host.partition(".")[0]
    return list(dict.fromkeys(["localhost", host, f"{short}.local", "127.0.0.1", "::1", *lan_addresses()]))


def lan_addresses() -> list[str]:
    """The addresses that traffic to elsewhere would leave from. Nothing is sent to find out."""
    # Addresses set aside for documentation: they are routed like any other and belong to nobody.
    probes = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
    return [address for family, target in probes if (address := _source_address(family, target))]


def _source_address(family: socket.AddressFamily, target: str) -> str:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((target, 9))
            return str(probe.getsockname()[0])
    except OSError:  # no such network
        return ""


def _is_good(files: CertificateFiles, names: list[str]) -> bool:
    if not files.certificate.is_file() or not files.key.is_file():
        return False
    try:
        certificate = _read(files.certificate)
        covered = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    missing = [name for name in _alternative_names(names) if name not in covered]
    return not missing and certificate.not_valid_after_utc - RENEW_BEFORE > utc_now()


def _make(files: CertificateFiles, names: list[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Numeral on this machine")])
    now = utc_now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # a phone's clock may be behind
        .not_valid_after(now - timedelta(days=1) + VALID_FOR)
        .add_extension(x509.SubjectAlternativeName(_alternative_names(names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    files.key.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    files.key.unlink(missing_ok=True)
    files.key.touch(mode=0o600)
    files.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    files.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _alternative_names(names: list[str]) -> list[x509.GeneralName]:
    return [_alternative_name(name) for name in names]


def _alternative_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())
