"""An end to every conversation: a server that drips must not hold a message longer than its lease."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer

from engine.errors import say
from engine.outbox.deliveries import DeliveryFailed


@contextmanager
def hung_up_after(seconds: float, connection: socket.socket) -> Iterator[None]:
    """Hang up once `seconds` have passed, whatever the other side is doing; the talk inside then fails as
    `DeliveryFailed`. Socket timeouts alone count anew with each byte."""
    is_over = False

    def hang_up() -> None:
        nonlocal is_over
        is_over = True
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if is_over:
            raise DeliveryFailed(say("It took longer than %(seconds)s seconds.", seconds=int(seconds))) from error
        raise
    finally:
        timer.cancel()
