"""Makes golden/flow.safetensors: TV-L1 flow by scikit-image on a displacement that is known exactly.

Run with any Python that has scikit-image:  python3 test/reference/generate_flow.py
"""

import pathlib
import sys

import numpy as np
from skimage.registration import optical_flow_tvl1

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from generate_networks import write  # noqa: E402

HEIGHT, WIDTH = 64, 80


def texture(x, y):
    """The texture of flow.test.ts: smooth, without repetition inside the picture, 8…248."""
    return (
        128
        + 40 * np.sin(0.21 * x + 0.13 * y)
        + 35 * np.sin(0.09 * x - 0.17 * y + 1)
        + 25 * np.sin(0.4 * x + 0.3)
        + 20 * np.sin(0.35 * y)
    )


def displacement(x, y):
    """A slow turn about the middle with a drift: up to about 4 pixels."""
    return 1.5 - 0.06 * (y - HEIGHT / 2), -1 + 0.06 * (x - WIDTH / 2)


def main():
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    u, v = displacement(x, y)
    second = texture(x, y)
    # first(p) = second(p + flow(p)): the flow belongs to the pixels of the first picture.
    first = texture(x + u, y + v)
    rows, columns = optical_flow_tvl1(first, second, attachment=15, num_warp=10, num_iter=30)
    arrays = {"first": first, "second": second, "flow": np.stack([columns, rows]), "truth": np.stack([u, v])}
    write(pathlib.Path(__file__).parent / "golden" / "flow.safetensors", arrays)
    inner = np.s_[8:-8, 8:-8]
    print("end-point error of scikit-image", np.hypot(columns - u, rows - v)[inner].mean())


main()
