"""Makes golden/networks.safetensors: outputs and gradients of every network in PyTorch, in float64.

Run with any Python that has PyTorch and NumPy:  python3 test/reference/generate_networks.py
The test that reads the result needs no Python. Weights and inputs are not stored: both sides draw them from
the same generator of whole numbers (see `seeded`), which is exact in both languages.
"""

import json
import math
import pathlib
import struct

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
EPSILON = 1e-5
CHANNELS = (64, 128, 256, 512)
NORMALISATION = dict(floor=1e-10, range=16.118, quiet=-4.0, mean=-8.059, deviation=4.605)


def seeded(count, seed):
    """The numbers of test/gradients/numeric-gradient.ts: a linear congruential generator, -1...1, float32."""
    state = (seed * 2654435761 + 12345) % 2**32
    values = np.empty(count, np.float64)
    for i in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        values[i] = state / 2**32 * 2 - 1
    return values.astype(np.float32).astype(np.float64)


def name_seed(name):
    """A seed for each weight, from its name."""
    value = 7
    for character in name:
        value = (value * 31 + ord(character)) % 1_000_003
    return value


class Weights:
    """Weights by name, made on first use. Kernels are scaled to keep activations near 1."""

    def __init__(self, width):
        self.width = width
        self.values = {}

    def get(self, name, shape, scale=1.0, offset=0.0):
        if name not in self.values:
            numbers = np.float32(seeded(math.prod(shape), name_seed(name)) * np.float32(scale)) + np.float32(offset)
            self.values[name] = torch.tensor(numbers.astype(np.float64).reshape(shape), requires_grad=True)
        return self.values[name]

    def channels(self, block):
        return max(1, round(CHANNELS[block - 1] * self.width))


def block(w, tower, layer, x, channels, stride, padding, training):
    rank = x.dim() - 2
    shape = (channels, x.shape[1]) + (3,) * rank
    kernel = w.get(f"{tower}.conv{layer}.weight", shape, np.float32(math.sqrt(6 / math.prod(shape[1:]))))
    pads = [p for pair in reversed(padding) for p in pair]
    y = (F.conv2d if rank == 2 else F.conv3d)(F.pad(x, pads), kernel, stride=stride)
    bn = f"{tower}.bn{layer}"
    scale = w.get(f"{bn}.weight", (channels,), 0.3, 1.0)
    shift = w.get(f"{bn}.bias", (channels,), 0.2)
    if training:
        y = F.batch_norm(y, None, None, scale, shift, True, 0.0, EPSILON)
    else:
        mean = w.get(f"{bn}.running_mean", (channels,), 0.2)
        variance = w.get(f"{bn}.running_var", (channels,), 0.3, 1.0)
        y = F.batch_norm(y, mean, variance, scale, shift, False, 0.0, EPSILON)
    return F.relu(y)


def blocks(w, tower, x, count, spectrogram, training, first=1):
    for b in range(first, count + 1):
        same = [(1, 1)] * 2
        half = b == 1
        padding = [(0, 0), (1, 1)] if half and spectrogram else same
        x = block(w, tower, f"{b}_1", x, w.channels(b), 2 if half else 1, padding, training)
        x = block(w, tower, f"{b}_2", x, w.channels(b), 1, same, training)
        if b < 4:
            x = F.max_pool2d(x, 2)
    return x


def blocks_3d(w, tower, x, training):
    for b in range(1, 5):
        same = [(1, 1)] * 3
        x = block(w, tower, f"{b}_1", x, w.channels(b), 2 if b == 1 else 1, same, training)
        x = block(w, tower, f"{b}_2", x, w.channels(b), 1, same, training)
        if b < 4:
            x = F.max_pool3d(x, (2 if x.shape[2] > 1 else 1, 2, 2))
    return x


def linear(w, name, x, features):
    limit = np.float32(math.sqrt(6 / (x.shape[1] + features)))
    return F.linear(x, w.get(f"{name}.weight", (features, x.shape[1]), limit), w.get(f"{name}.bias", (features,), 0.1))


def pool_all(x):
    return x.flatten(2).amax(2)


def head(w, tower, features):
    return linear(w, f"{tower}.fc2", F.relu(linear(w, f"{tower}.fc1", pool_all(features), 128)), 128)


def unit(x):
    return x / torch.sqrt((x * x).sum(1, keepdim=True) + 1e-12)


def vision(w, network, inputs, training):
    if network == "ave-mf":
        return unit(head(w, "vision", blocks_3d(w, "vision", inputs["image"], training)))
    if network == "ave-of":
        frames = blocks(w, "vision", inputs["image"], 3, False, training)
        motion = blocks(w, "flow", inputs["flow"], 3, False, training)
        return unit(head(w, "vision", blocks(w, "vision", torch.cat([frames, motion], 1), 4, False, training, first=4)))
    features = blocks(w, "vision", inputs["image"], 4, False, training)
    if network == "l3":
        return pool_all(features)
    if network == "ave":
        return unit(head(w, "vision", features))
    hidden = point(w, "vision.conv5", features)
    return point(w, "vision.conv6", F.relu(hidden))


def point(w, name, x):
    limit = np.float32(math.sqrt(6 / (x.shape[1] + 128)))
    return F.conv2d(x, w.get(f"{name}.weight", (128, x.shape[1], 1, 1), limit), w.get(f"{name}.bias", (128,), 0.1))


def audio(w, network, spectrogram, training):
    features = blocks(w, "audio", spectrogram, 4, True, training)
    if network == "l3":
        return pool_all(features)
    vectors = head(w, "audio", features)
    return vectors if network == "avol" else unit(vectors)


def fuse(w, network, v, a):
    if network == "l3":
        logits = linear(w, "fc2", F.relu(linear(w, "fc1", torch.cat([v, a], 1), 128)), 2)
        return logits[:, 1] - logits[:, 0]
    if network == "avol":
        products = torch.einsum("bdhw,bd->bhw", v, a).flatten(1)
        scale, shift = w.get("conv7.weight", (1, 1, 1, 1), 0.05), w.get("conv7.bias", (1,), 0.1)
        return (products * scale.reshape(()) + shift.reshape(())).amax(1)
    distance = torch.sqrt(((v - a) ** 2).sum(1) + 1e-6)
    weight = w.get("fc3.weight", (2, 1), 2.0)
    bias = w.get("fc3.bias", (2,), 1.0)
    return distance * (weight[1, 0] - weight[0, 0]) + bias[1] - bias[0]


def log_spectrogram(samples):
    padded = F.pad(samples, (120, 120))
    windows = padded.unfold(1, 480, 240) * torch.hann_window(480, periodic=True, dtype=torch.float64)
    power = torch.fft.rfft(windows, n=512).abs() ** 2
    n = NORMALISATION
    level = torch.log(power + n["floor"])
    peak = torch.clamp(level.amax((1, 2), keepdim=True), min=n["quiet"])
    level = torch.clamp(level - peak, min=-n["range"])
    return ((level - n["mean"]) / n["deviation"]).transpose(1, 2)[:, None]


def normal_image(shape, seed):
    """Bytes as the networks take them, [batch, ..., row, column, colour], normalised and colours first."""
    numbers = np.trunc(127.5 + 127 * seeded(math.prod(shape), seed)).reshape(shape)
    order = (0, len(shape) - 1) + tuple(range(1, len(shape) - 1))
    return torch.tensor((numbers / 255 - 0.5) / 0.25).permute(order)


def inputs_of(network, batch, size):
    clip = (25,) if network == "ave-mf" else ()
    inputs = {"image": normal_image((batch, *clip, size, size, 3), 11)}
    if network == "ave-of":
        inputs["flow"] = torch.tensor(seeded(batch * 20 * size * size, 12).reshape(batch, 20, size, size))
    return inputs


def write(path, arrays):
    header, parts, offset = {}, [], 0
    for name in sorted(arrays):
        data = np.ascontiguousarray(arrays[name], np.float32).tobytes()
        header[name] = {"dtype": "F32", "shape": list(np.shape(arrays[name])), "data_offsets": [offset, offset + len(data)]}
        parts.append(data)
        offset += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))


def main():
    golden = {}
    for network in ("ave", "avol", "l3", "ave-mf", "ave-of"):
        # Training: the paper's task on a batch of four, gradients of every weight.
        w = Weights(1 / 32)
        spectrogram = log_spectrogram(torch.tensor(seeded(4 * 4800, 13).reshape(4, 4800)))
        v = vision(w, network, inputs_of(network, 4, 32), True)
        a = audio(w, network, spectrogram, True)
        logit = fuse(w, network, v, a)
        loss = F.binary_cross_entropy_with_logits(logit, torch.tensor([0.0, 1.0, 0.0, 1.0]))
        loss.backward()
        golden[f"{network}/loss"] = [loss.item()]
        for name, value in w.values.items():
            golden[f"{network}/gradient/{name}"] = value.grad.numpy()
        # Inference at the published input sizes.
        if network in ("ave-mf", "ave-of"):
            continue
        w = Weights(1 / 16)
        with torch.no_grad():
            spectrogram = log_spectrogram(torch.tensor(seeded(2 * 48000, 13).reshape(2, 48000)))
            v = vision(w, network, inputs_of(network, 2, 224), False)
            a = audio(w, network, spectrogram, False)
            golden[f"{network}/frames"] = v.permute(0, 2, 3, 1)[:, ::4, ::4] if network == "avol" else v
            golden[f"{network}/sounds"] = a
            golden[f"{network}/probability"] = torch.sigmoid(fuse(w, network, v, a))
    path = pathlib.Path(__file__).parent / "golden" / "networks.safetensors"
    write(path, golden)
    print(path, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
