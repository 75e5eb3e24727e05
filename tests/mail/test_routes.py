"""MAIL_URL: what is understood, what is refused at the start; and TLS is verified before a password is said."""

import datetime
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.mail.addresses import BadAddress, masked, sender, without_addresses
from portal.mail.dialogue import Connection, Mail, Unreachable
from portal.mail.routes import BadRoute, Route, parse
from tests.mail.smtp_server import Server


def test_a_server_with_name_and_password() -> None:
    found = parse("smtp://portal%40x:p%3Aw@mail.example.cn:2587?ca=/etc/ca.pem")
    assert found == Route(
        host="mail.example.cn",
        port=2587,
        user="portal@x",
        password="p:w",
        tls="starttls",
        ca="/etc/ca.pem",
    )
    assert "p:w" not in repr(found)


def test_ports_and_encryption_by_scheme() -> None:
    plain, whole = parse("smtp://mail.example.cn"), parse("smtps://mail.example.cn")
    assert plain is not None
    assert whole is not None
    assert (plain.port, plain.tls, whole.port, whole.tls) == (587, "starttls", 465, "implicit")


def test_a_directory_and_nothing() -> None:
    assert parse("file:///data/a%20b") == Route(directory=Path("/data/a b"))
    assert parse("") is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://mail.example.cn", "开头"),
        ("smtp://", "开头"),
        ("smtp://mail.example.cn:99999", "端口"),
        ("smtp://u:secret@mail.example.cn?tls=off", "只能用于本机"),
        ("smtp://mail.example.cn?tls=maybe", "starttls 或 off"),
        ("smtps://mail.example.cn?tls=off", "不再写"),
        ("smtp://mail.example.cn?verify=no", "verify"),
        ("file:relative", "绝对路径"),
    ],
)
def test_what_cannot_be_used_is_refused_without_repeating_the_password(
    url: str, reason: str
) -> None:
    with pytest.raises(BadRoute, match=reason) as refused:
        parse(url)
    assert "secret" not in str(refused.value)


def test_the_sender_is_one_address() -> None:
    assert sender("合规门户 <noreply@例子.cn>") == ("合规门户", "noreply@xn--fsqu00a.cn")
    for wrong in ("", "合规门户", "a@b.cn\nBcc: c@d.cn"):
        with pytest.raises(BadAddress):
            sender(wrong)


def test_addresses_are_masked_also_in_what_a_server_says() -> None:
    assert masked("somebody@example.com") == "s***@example.com"
    assert masked("") == ""
    assert without_addresses("550 <somebody@example.com>\r\n unknown") == (
        "550 <s***@example.com> unknown"
    )


# --- TLS --------------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody trusts, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    start = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start.replace(year=2099))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return file


def talk(url: str) -> str:
    route = parse(url)
    assert route is not None
    line = Connection(route, "portal.example")
    line.open()
    mail = Mail(sender="a@example.com", address="b@example.com", data=b".x\n\n..y\n", name="x")
    said = line.hand_over(mail, lambda: True)
    line.close(politely=True)
    return said


def served(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_trusted_server_gets_the_mail_with_its_dots_doubled(certificate: Path) -> None:
    with Server(tls=served(certificate)) as server:
        assert talk(f"smtp://127.0.0.1:{server.port}?ca={certificate}") == "250 2.0.0 queued"
        assert server.accepted == [b"..x\r\n\r\n...y\r\n.\r\n"]


def test_a_certificate_that_nobody_vouches_for_ends_it_before_the_password(
    certificate: Path,
) -> None:
    with Server(tls=served(certificate)) as server:
        with pytest.raises(Unreachable, match="certificate verify failed"):
            talk(f"smtp://user:secret@127.0.0.1:{server.port}")
        assert not any("auth" in line.lower() for line in server.heard)


@pytest.mark.parametrize("tls", [True, False])
def test_a_server_without_starttls_gets_neither_password_nor_mail(
    certificate: Path, tls: bool
) -> None:
    """It does not offer it, or offers and then refuses it."""
    with Server(
        "starttls" if tls else "", "refuse", tls=served(certificate) if tls else None
    ) as server:
        with pytest.raises(Unreachable):
            talk(f"smtp://user:secret@127.0.0.1:{server.port}?ca={certificate}")
        assert not any("auth" in line.lower() for line in server.heard)
        assert server.accepted == []
