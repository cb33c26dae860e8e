"""Files as blocks that their content cuts, so that two files which differ in a few lines share all other blocks.

A compressed file is one gzip member (RFC 1952) whose blocks end with a full flush of DEFLATE (RFC 1951): each block is
compressed by itself, costs the same time and one percent more of size, and can be kept for the next file that has it.
"""

from __future__ import annotations

import hashlib
import mmap
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.cache import Cache, key_of

LEAST = 1 << 19
"""Bytes of a block before its end is looked for."""
_ONE_IN = 64
"""The average number of lines after :data:`LEAST` bytes until a line qualifies as the end of a block."""
_MOST = 4 * LEAST
"""Bytes after which any line ends a block."""
_LEVEL = 6
# No file name and no time, so that the same data give the same bytes: magic number, DEFLATE, no flags, time 0, no extra
# flags, unknown system.
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_END = b"\x03\x00"
"""An empty last block of DEFLATE."""


@dataclass(frozen=True)
class Block:
    """A part of a file: its SHA-256, where it begins and how many bytes it has."""

    sha256: str
    start: int
    size: int


@dataclass(frozen=True)
class Cut:
    """A whole file: its SHA-256, its size in bytes, its blocks."""

    sha256: str
    size: int
    blocks: tuple[Block, ...]


def ends(data: bytes | mmap.mmap) -> Iterator[int]:
    """The end of each block of *data*.

    The content of a line decides whether it is one, so that ends move with the content.
    """
    start, size = 0, len(data)
    while start < size:
        line = data.find(b"\n", start + LEAST) + 1
        end = 0
        while line and not end:
            following = data.find(b"\n", line) + 1
            if line >= start + _MOST or zlib.crc32(data[line:following]) % _ONE_IN == 0:
                end = following
            line = following
        start = end or size
        yield start


def compress(path: Path, packed: Path, cache: Cache | None = None) -> Cut:
    """Write the file *path* into *packed*, taking from *cache* the blocks that it has. Returns the blocks of *path*."""
    whole, check, blocks, size = hashlib.sha256(), 0, [], 0
    with packed.open("wb") as out:
        out.write(_HEAD)
        for part in _parts(path):
            whole.update(part)
            check = zlib.crc32(part, check)
            block = Block(hashlib.sha256(part).hexdigest(), size, len(part))
            out.write(_deflated(part, block, cache))
            blocks.append(block)
            size += block.size
        out.write(_END + check.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little"))
    return Cut(whole.hexdigest(), size, tuple(blocks))


def _parts(path: Path) -> Iterator[bytes]:
    if not path.stat().st_size:  # an empty file cannot be mapped into memory
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        start = 0
        for end in ends(data):
            yield data[start:end]
            # Unmap pages that were read: as long as they are mapped they count as memory of the process.
            read = start - start % mmap.PAGESIZE
            data.madvise(mmap.MADV_DONTNEED, read, end - read)
            start = end


def _deflated(part: bytes, block: Block, cache: Cache | None) -> bytes:
    key = key_of("compressed block", zlib.ZLIB_RUNTIME_VERSION, block.sha256)
    deflated = cache.get(key) if cache else None
    if deflated is None:
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        deflated = packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)
        if cache:
            cache.put(key, deflated)
    return deflated
