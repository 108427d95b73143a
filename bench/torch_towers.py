"""Times the towers of AVE-Net (Objects that Sound, Fig. 2) in PyTorch, a turn for each line of stdin.

Prints what it is as a line of JSON; then for every line `vision|audio BATCH RUNS` the milliseconds of each run.
"""

import json
import os
import sys
import time

import torch
from torch import nn


def block(inputs, outputs, stride=1):
    return [
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    ]


def tower(channels, pool):
    layers = block(channels, 64, 2) + block(64, 64) + [nn.MaxPool2d(2)]
    for inputs, outputs in ((64, 128), (128, 256)):
        layers += block(inputs, outputs) + block(outputs, outputs) + [nn.MaxPool2d(2)]
    layers += block(256, 512) + block(512, 512) + [nn.MaxPool2d(pool), nn.Flatten()]
    layers += [nn.Linear(512, 128), nn.ReLU(inplace=True), nn.Linear(128, 128)]
    return nn.Sequential(*layers).eval()


class Sound(nn.Module):
    """Samples in, as Earsight's tower: the spectrogram is part of what is timed."""

    def __init__(self):
        super().__init__()
        self.net = tower(1, (16, 12))
        self.register_buffer("window", torch.hann_window(480))

    def forward(self, samples):
        spectrum = torch.stft(
            torch.nn.functional.pad(samples, (120, 120)), 512, 240, 480, self.window, center=False, return_complex=True
        )
        power = spectrum.abs().square()[:, :, :200]
        return self.net(torch.log(power + 1e-6).unsqueeze(1))


def milliseconds(model, data, runs):
    """Of each run, after one that is not counted."""
    times = []
    with torch.no_grad():
        model(data)
        for _ in range(runs):
            start = time.perf_counter()
            model(data)
            times.append((time.perf_counter() - start) * 1000)
    return times


def main():
    # Every core, as Earsight takes them: left to itself PyTorch may start with half of them.
    torch.set_num_threads(os.cpu_count() or 1)
    torch.manual_seed(1)
    towers = {"vision": tower(3, (14, 14)), "audio": Sound()}
    inputs = {"vision": lambda batch: torch.rand(batch, 3, 224, 224), "audio": lambda batch: torch.rand(batch, 48000) - 0.5}
    print(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        name, batch, runs = line.split()
        print(json.dumps(milliseconds(towers[name], inputs[name](int(batch)), int(runs))), flush=True)


main()
