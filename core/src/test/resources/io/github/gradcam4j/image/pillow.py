"""Writes pillow.csv: SHA-256 of what Pillow makes of a pseudo-random image. PreprocessingPillowTest compares with it."""
import hashlib
import sys

from PIL import Image

FILTERS = {"BILINEAR": Image.BILINEAR, "BICUBIC": Image.BICUBIC, "NEAREST": Image.NEAREST}
SIZES = [(37, 23, 16, 16), (23, 37, 50, 41), (500, 333, 224, 224), (5, 4, 64, 60), (64, 64, 64, 64), (64, 31, 64, 9),
         (1, 1, 3, 5), (200, 3, 7, 7), (301, 640, 28, 28)]


def values(count):
    return bytes(((i * 2654435761 + 12345) % 2**32) >> 24 for i in range(count))


def source(width, height, mode):
    if mode == "RGBA":
        return Image.frombytes("RGBA", (width, height), values(4 * width * height))
    return Image.frombytes("RGB", (width, height), values(3 * width * height)).convert(mode)


def letterbox(image, width, height, resample):
    ratio = min(width / image.width, height / image.height)
    size = max(1, round(image.width * ratio)), max(1, round(image.height * ratio))
    canvas = Image.new(image.mode, (width, height), 114 if image.mode == "L" else (114, 114, 114, 255)[:len(image.mode)])
    canvas.paste(image.resize(size, resample), ((width - size[0]) // 2, (height - size[1]) // 2))
    return canvas


def line(*cells):
    print(",".join(map(str, cells)))


line("fit", "mode", "filter", "fromWidth", "fromHeight", "width", "height", "sha256")
for from_width, from_height, width, height in SIZES:
    for mode in ("RGB", "L", "RGBA"):
        for name, resample in FILTERS.items():
            image = source(from_width, from_height, mode)
            for fit, result in (("SQUASH", image.resize((width, height), resample)),
                                ("PAD", letterbox(image, width, height, resample))):
                line(fit, mode, name, from_width, from_height, width, height,
                     hashlib.sha256(result.tobytes()).hexdigest())
print("Pillow", __import__("PIL").__version__, file=sys.stderr)
