"""The certificate by which the listener offers STARTTLS to those who hand letters over."""

import os
import ssl

from nitka.kit.config import ConfigError


def offered() -> ssl.SSLContext | None:
    """Of `NITKA_SMTP_CERTIFICATE` and `NITKA_SMTP_KEY`; None where no certificate is named. Raises ConfigError."""
    certificate = os.environ.get("NITKA_SMTP_CERTIFICATE", "").strip()
    key = os.environ.get("NITKA_SMTP_KEY", "").strip() or certificate
    if not certificate:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, key)
    except OSError as problem:
        raise ConfigError(
            f"NITKA_SMTP_CERTIFICATE ({certificate}) and NITKA_SMTP_KEY ({key}) are no certificate with its key:"
            f" {problem.strerror or problem}."
        ) from problem
    return context
