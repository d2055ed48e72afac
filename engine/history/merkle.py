"""A Merkle tree over the ends of chains, as RFC 6962 builds it: leaves and nodes are hashed apart."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

_LEAF, _NODE = b"\x00", b"\x01"


@dataclass(frozen=True)
class ChainEnd:
    """How long a chain was, and the hash of its last event then. `kind` says what the chain is of."""

    chain_id: UUID
    kind: str
    length: int
    head: bytes


def root_of(ends: Sequence[ChainEnd]) -> bytes:
    """The root over the ends in this order; of none, the hash of nothing."""
    hashes = [_leaf(end) for end in ends]
    if not hashes:
        return hashlib.sha256(b"").digest()
    while len(hashes) > 1:  # an odd one out goes up as it is: the same tree as RFC 6962's
        paired = [_node(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=False)]
        hashes = [*paired, *hashes[len(paired) * 2 :]]
    return hashes[0]


def _leaf(end: ChainEnd) -> bytes:
    kind = end.kind.encode()
    content = end.chain_id.bytes + end.length.to_bytes(8, "big") + end.head + kind
    return hashlib.sha256(_LEAF + content).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
