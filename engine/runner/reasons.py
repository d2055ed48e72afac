"""Why nobody could be talked to, in words instead of error numbers."""

from __future__ import annotations

import socket
import ssl

from engine.errors import Sentence, say


def network_reason(error: BaseException) -> Sentence | str:
    """What a failed connection comes down to; the system's own words for what is rare."""
    if isinstance(error, TimeoutError):
        return say("no answer in time")
    if isinstance(error, ConnectionRefusedError):
        return say("nobody listens there")
    if isinstance(error, ConnectionError):
        return say("the connection broke off")
    if isinstance(error, socket.gaierror):
        return say("there is no such host")
    if isinstance(error, ssl.SSLCertVerificationError):
        return say("its certificate is not valid: %(reason)s", reason=error.verify_message)
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
