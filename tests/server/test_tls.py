"""The self-signed certificate: for this machine and its addresses, kept, renewed when it must be."""

from __future__ import annotations

import ssl
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, TCPConnector, web
from cryptography import x509

from server import tls
from server.settings import Settings


def settings_in(path: Path) -> Settings:
    """Settings for https with data in `path`."""
    return Settings(https="self-signed", data_dir=path)


def made_in(path: Path) -> tls.CertificateFiles:
    """The certificate that a server with data in `path` would use now."""
    files = tls.certificate_files(settings_in(path))
    assert files is not None
    return files


async def test_a_browser_that_trusts_it_is_satisfied(tmp_path: Path) -> None:
    """A real handshake with names checked, by name and by address."""
    files = made_in(tmp_path)
    runner = web.AppRunner(web.Application())
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls.server_context(files)).start()
        trusting = ssl.create_default_context(cafile=str(files.certificate))
        async with ClientSession(connector=TCPConnector(ssl=trusting)) as client:
            for host in ("localhost", "127.0.0.1"):
                async with client.get(f"https://{host}:{runner.addresses[0][1]}/") as response:
                    assert response.status == 404
    finally:
        await runner.cleanup()


def test_it_names_every_address_that_a_phone_may_use(tmp_path: Path) -> None:
    """Else the phone would refuse it even after it was accepted once."""
    certificate = x509.load_pem_x509_certificate(made_in(tmp_path).certificate.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {"localhost"} <= set(names.get_values_for_type(x509.DNSName))
    addresses = {str(address) for address in names.get_values_for_type(x509.IPAddress)}
    assert {"127.0.0.1", "::1", *tls.lan_addresses()} == addresses


def test_phones_accept_its_span(tmp_path: Path) -> None:
    """Apple's refuse more than 398 days."""
    certificate = x509.load_pem_x509_certificate(made_in(tmp_path).certificate.read_bytes())
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc <= timedelta(days=398)


def test_it_stays_the_same_from_start_to_start(tmp_path: Path) -> None:
    """What was accepted on a phone stays accepted."""
    assert made_in(tmp_path).fingerprint() == made_in(tmp_path).fingerprint()


def test_it_is_renewed_before_it_expires(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fourteen days before, at the next start."""
    with monkeypatch.context() as short:
        short.setattr(tls, "VALID_FOR", timedelta(days=10))
        before = made_in(tmp_path).fingerprint()
    assert made_in(tmp_path).fingerprint() != before


@pytest.mark.parametrize("damage", ["", "not a certificate"])
def test_a_damaged_one_is_made_anew(tmp_path: Path, damage: str) -> None:
    """A full disk must not leave a server that never starts again."""
    files = made_in(tmp_path)
    before = files.fingerprint()
    files.certificate.write_text(damage)
    assert made_in(tmp_path).fingerprint() != before


def test_nobody_else_reads_the_key(tmp_path: Path) -> None:
    """Its file and its folder are the owner's only."""
    files = made_in(tmp_path)
    assert stat.S_IMODE(files.key.stat().st_mode) == 0o600
    assert stat.S_IMODE(files.key.parent.stat().st_mode) == 0o700


def test_given_files_are_used_as_they_are(tmp_path: Path) -> None:
    """Never overwritten, whatever is in them."""
    own = made_in(tmp_path)
    given = tls.certificate_files(Settings(https=f"{own.certificate},{own.key}"))
    assert given == own
    assert tls.certificate_files(Settings()) is None


def test_over_tls_nothing_older_than_1_2_is_spoken(tmp_path: Path) -> None:
    """Browsers have not for years either."""
    assert tls.server_context(made_in(tmp_path)).minimum_version >= ssl.TLSVersion.TLSv1_2
