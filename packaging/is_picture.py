"""Fails unless a picture shows something: many colours, none of which fills it.

    is_picture.py PICTURE [OUT.png]

Reads PNG (8-bit RGB or RGBA, not interlaced) and the memory of an X display, which is in xwd's format; OUT.png is a copy.
"""
import collections
import pathlib
import struct
import sys
import zlib

FEWEST_COLOURS = 50
LARGEST_SHARE = 0.9


def from_xwd(data):
    """Width, height and rows of RGB of 32-bit pixels, least byte first."""
    header = struct.unpack(">25I", data[:100])
    size, width, height, bits, line, colours = header[0], header[4], header[5], header[11], header[12], header[19]
    if bits != 32:
        sys.exit(f"is_picture: {bits} bits a pixel")
    start = size + 12 * colours
    rows = []
    for y in range(height):
        row = data[start + y * line:start + y * line + 4 * width]
        rgb = bytearray(3 * width)
        rgb[0::3], rgb[1::3], rgb[2::3] = row[2::4], row[1::4], row[0::4]
        rows.append(bytes(rgb))
    return width, height, rows


def from_png(data):
    """Width, height and rows, the filters undone; alpha is left out."""
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    if depth != 8 or kind not in (2, 6):
        sys.exit(f"is_picture: a PNG of kind {kind} with {depth} bits")
    packed, position = b"", 8
    while position < len(data):
        length, name = struct.unpack(">I4s", data[position:position + 8])
        packed += data[position + 8:position + 8 + length] if name == b"IDAT" else b""
        position += 12 + length
    step = 3 if kind == 2 else 4
    rows, above, raw = [], bytes(width * step), zlib.decompress(packed)
    for y in range(height):
        start = y * (width * step + 1)
        above = unfiltered(raw[start], raw[start + 1:start + 1 + width * step], above, step)
        rows.append(b"".join(above[x:x + 3] for x in range(0, len(above), step)))
    return width, height, rows


def unfiltered(kind, row, above, step):
    """A row of a PNG as it was before its filter (ISO 15948, 9.2)."""
    out = bytearray(row)
    for x, value in enumerate(row):
        left = out[x - step] if x >= step else 0
        corner = above[x - step] if x >= step else 0
        out[x] = (value + (0, left, above[x], (left + above[x]) // 2, paeth(left, above[x], corner))[kind]) & 255
    return bytes(out)


def paeth(left, above, corner):
    """The neighbour that is nearest to left + above - corner."""
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))


def write_png(path, width, height, rows):
    """An RGB PNG."""
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    body = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b""))


def main(path, out=None):
    """Says how many colours there are, and how much of the picture the commonest has."""
    data = pathlib.Path(path).read_bytes()
    width, height, rows = from_png(data) if data.startswith(b"\x89PNG") else from_xwd(data)
    if out:
        write_png(pathlib.Path(out), width, height, rows)
    colours = collections.Counter(row[x:x + 3] for row in rows for x in range(0, len(row), 3))
    share = colours.most_common(1)[0][1] / (width * height)
    print(f"{width} x {height}, {len(colours)} colours, the commonest on {share:.1%}")
    return len(colours) >= FEWEST_COLOURS and share <= LARGEST_SHARE


if __name__ == "__main__":
    sys.exit(0 if main(*sys.argv[1:]) else 1)
