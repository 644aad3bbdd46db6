"""Every setting: its variable NUMERAL_..., its default, what it means, and what is allowed.

The sentences below each are the README's table (`numeral settings` prints it); a test holds the two together.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from yarl import URL

from server.cluster.address import SCHEME, proxies_of

PREFIX = "NUMERAL_"

Network = IPv4Network | IPv6Network


class Settings(BaseSettings):
    """What the server was told. Frozen: read once at start, handed to everyone as `app[SETTINGS]`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", use_attribute_docstrings=True)

    host: str = Field(default="auto", min_length=1)
    """Address to listen on; `auto` is this machine only over http and every address over https."""
    port: int = Field(default=8080, ge=0, le=65535)
    """Port to listen on; 0 takes a free one."""
    https: str = "off"
    """`off`, `self-signed` (makes a certificate for this machine and its addresses) or `cert.pem,key.pem`."""
    public_url: str = ""
    """The address people use, such as `https://numeral.example`, when a proxy stands before the server
    or mail is sent."""
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = Field(default=())
    """Addresses or networks of proxies whose `X-Forwarded-*` headers are believed, separated by commas."""
    data_dir: Path = Path("var")
    """Folder for the database, pictures and certificate."""
    database_url: str = ""
    """SQLAlchemy address of the database; empty is SQLite in the data folder, else
    `postgresql+asyncpg://…` or `mysql+asyncmy://…`."""
    storage_url: str = ""
    """Where pictures are kept: empty is a folder in the data folder, else a bucket of an S3-compatible store,
    `s3://bucket/prefix?endpoint=https://…&region=…`, with its keys in `AWS_ACCESS_KEY_ID` and
    `AWS_SECRET_ACCESS_KEY`."""
    spare_bytes: int = Field(default=256 * 2**20, ge=0)
    """Bytes of the disk that uploads leave free for the database and everything else."""

    registration: Literal["open", "closed"] = "open"
    """`open` lets anyone who reaches the page make an account; `closed` leaves that to `numeral user add`."""
    session_hours: float = Field(default=12, gt=0, le=24 * 365)
    """Hours of disuse after which a session ends."""
    remember_days: float = Field(default=30, gt=0, le=366)
    """The same for “remember me”, in days."""
    reset_link_minutes: float = Field(default=60, gt=0, le=7 * 24 * 60)
    """Minutes that a password link is good for."""
    attempts_minutes: float = Field(default=15, gt=0, le=24 * 60)
    """Minutes over which sign-in attempts are counted."""
    attempts_here: int = Field(default=10, ge=1)
    """Failed sign-ins to one account from one address in that time."""
    attempts_account: int = Field(default=100, ge=1)
    """Failed sign-ins to one account from anywhere in that time."""
    attempts_address: int = Field(default=50, ge=1)
    """Attempts of any kind from one address in that time."""

    checkpoint: str = Field(default="permissive", min_length=1)
    """Weights to read with: a shipped name or a folder."""
    engine: Literal["auto", "onnx", "torch"] = "auto"
    """What runs the network; `auto` is torch on a CUDA graphics card and ONNX Runtime otherwise."""
    recogniser: str = "local"
    """Where the network runs: `local` in this process, or `ray://host:port[,host:port…]`, the Serve addresses of a
    cluster (see `numeral cluster`)."""
    threads: int = Field(default=0, ge=0, le=256)
    """Cores to count on for preparing pictures and ink; 0 is those that the process may use, a container's limit
    included. So many processes read cameras (8 at most), half as many uploads (4 at most), half as many threads ink."""
    keep_images: bool = True
    """Keep the pictures that were read, not only what was read in them."""
    retention_days: float = Field(default=90, ge=0)
    """Days that readings and pictures are kept; 0 is for ever."""
    takeover_s: float = Field(default=10, ge=0.5, le=600)
    """Seconds without a sign of life after which other servers on the same database take over a server's uploads."""
    max_upload_bytes: int = Field(default=64 * 2**20, ge=1024)
    """Largest file that may be uploaded, in bytes."""
    max_files: int = Field(default=50, ge=1, le=1000)
    """Most files in one upload."""
    max_waiting_of_one: int = Field(default=1_000, ge=1)
    """Most uploaded files of one user that may wait to be read."""
    max_waiting: int = Field(default=10_000, ge=1)
    """The same of all users together, on all servers with one database."""
    max_waiting_bytes_of_one: int = Field(default=4 * 2**30, ge=1024)
    """Most bytes of one user's files that may wait."""
    max_waiting_bytes: int = Field(default=16 * 2**30, ge=1024)
    """The same of all users together."""
    max_pages: int = Field(default=200, ge=1)
    """Most pages in one document."""
    max_pixels: int = Field(default=64_000_000, ge=1024)
    """Most pixels in one picture or page."""
    max_frame_bytes: int = Field(default=2 * 2**20, ge=1024)
    """Largest camera frame, in bytes."""
    max_message_bytes: int = Field(default=64 * 2**10, ge=1024)
    """Largest text message on the live socket, in bytes."""
    max_messages_per_s: int = Field(default=240, ge=1)
    """Most messages a second on one live socket."""
    max_points: int = Field(default=512, ge=1)
    """Most pen points in one message."""
    max_live: int = Field(default=8, ge=1)
    """Most live sockets of one user at a time."""
    heartbeat_s: float = Field(default=20, gt=0)
    """Seconds between heartbeats on the live socket."""

    smtp_host: str = ""
    """Mail server that sends password links; empty sends no mail."""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    """Its port."""
    smtp_security: Literal["starttls", "tls", "off"] = "starttls"
    """How the connection to it is encrypted."""
    smtp_user: str = ""
    """User name at the mail server; empty sends without signing in."""
    smtp_password: SecretStr = Field(default=SecretStr(""))
    """Password at the mail server."""
    smtp_from: str = ""
    """Sender of the mails; needed with a mail server."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Least level that is logged."""
    log_format: Literal["auto", "console", "json"] = "auto"
    """`console` for people, `json` for machines; `auto` is `console` on a terminal."""
    traces_url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    """Where traces go: an OpenTelemetry collector's address for OTLP over HTTP, such as
    `http://localhost:4318/v1/traces`; empty makes none. Needs the `tracing` extra."""
    reload: bool = False
    """Read pages and scripts anew for every request, to work on them."""

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(ip_network(part.strip(), strict=False) for part in value.split(",") if part.strip())
        return value

    @field_validator("https")
    @classmethod
    def _https(cls, value: str) -> str:
        if value in ("off", "self-signed"):
            return value
        paths = value.split(",")
        if len(paths) != 2:
            raise ValueError("must be off, self-signed, or two paths: cert.pem,key.pem")
        for path in paths:
            if not Path(path).is_file():
                raise ValueError(f"there is no file {path}")
        return value

    @field_validator("recogniser")
    @classmethod
    def _recogniser(cls, value: str) -> str:
        if value == "local":
            return value
        if not value.startswith(SCHEME):
            raise ValueError(f"must be local or {SCHEME}host:port")
        proxies_of(value)
        return value

    @field_validator("public_url")
    @classmethod
    def _public_url(cls, value: str) -> str:
        if not value:
            return value
        url = URL(value)
        if url.scheme not in ("http", "https") or not url.host or url.path != "/" or url.query_string:
            raise ValueError("must look like https://numeral.example, without a path")
        return str(url.origin())

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: str) -> str:
        drivers = ("sqlite+aiosqlite", "postgresql+asyncpg", "mysql+asyncmy", "mariadb+asyncmy")
        if value and value.partition("://")[0] not in drivers:
            raise ValueError(f"must begin with one of {', '.join(f'{driver}://' for driver in drivers)}")
        return value

    @field_validator("storage_url")
    @classmethod
    def _storage_url(cls, value: str) -> str:
        url = URL(value)
        if value and (url.scheme != "s3" or not url.host or set(url.query) - {"endpoint", "region"}):
            raise ValueError("must look like s3://bucket/prefix?endpoint=https://store.example&region=eu-west-1")
        return value

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.smtp_host and not self.public_url:
            # A link built from the Host header of whoever asks would lead the victim to the asker's server.
            raise ValueError("NUMERAL_SMTP_HOST needs NUMERAL_PUBLIC_URL, the address that links in mails lead to")
        if self.smtp_host and not self.smtp_from:
            raise ValueError("NUMERAL_SMTP_HOST needs NUMERAL_SMTP_FROM, the sender of the mails")
        if self.max_waiting_of_one > self.max_waiting:
            raise ValueError("NUMERAL_MAX_WAITING must be at least NUMERAL_MAX_WAITING_OF_ONE")
        if self.max_waiting_bytes_of_one > self.max_waiting_bytes:
            raise ValueError("NUMERAL_MAX_WAITING_BYTES must be at least NUMERAL_MAX_WAITING_BYTES_OF_ONE")
        if self.max_upload_bytes > self.max_waiting_bytes_of_one:
            raise ValueError("NUMERAL_MAX_WAITING_BYTES_OF_ONE must be at least NUMERAL_MAX_UPLOAD_BYTES")
        return self

    @property
    def listen_host(self) -> str:
        """The address to bind."""
        if self.host != "auto":
            return self.host
        return "127.0.0.1" if self.https == "off" else "0.0.0.0"

    @property
    def secure(self) -> bool:
        """Whether browsers reach the server over https, so that cookies can insist on it."""
        return self.https != "off" or self.public_url.startswith("https://")

    @property
    def database(self) -> str:
        """The database's address, with the default filled in."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'numeral.sqlite3'}"

    @property
    def storage(self) -> Path:
        """The folder of uploaded pictures, and of those that pass through on their way to a bucket."""
        return self.data_dir / "storage"
