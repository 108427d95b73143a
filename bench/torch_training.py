"""Times training steps of AVE-Net in PyTorch: `torch_training.py BATCH ROUNDS`, prints JSON."""

import json
import os
import resource
import statistics
import sys
import time

import torch
from torch import nn


def block(inputs, outputs, stride=1, padding=1):
    return [nn.Conv2d(inputs, outputs, 3, stride, padding, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]


def tower(channels, first_padding, pool):
    layers = block(channels, 64, 2, first_padding) + block(64, 64) + [nn.MaxPool2d(2)]
    for inputs, outputs in ((64, 128), (128, 256)):
        layers += block(inputs, outputs) + block(outputs, outputs) + [nn.MaxPool2d(2)]
    layers += block(256, 512) + block(512, 512) + [nn.MaxPool2d(pool), nn.Flatten()]
    layers += [nn.Linear(512, 128), nn.ReLU(inplace=True), nn.Linear(128, 128)]
    return nn.Sequential(*layers)


class AveNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.vision, self.audio = tower(3, 1, (14, 14)), tower(1, (0, 1), (16, 12))
        self.fc3 = nn.Linear(1, 1)
        self.register_buffer("window", torch.hann_window(480))

    def forward(self, frames, samples):
        images = (frames.permute(0, 3, 1, 2).float() / 255 - 0.5) / 0.25
        padded = nn.functional.pad(samples, (120, 120))
        spectrum = torch.stft(padded, 512, 240, 480, self.window, center=False, return_complex=True)
        levels = torch.log(spectrum.abs().square()[:, :, :200] + 1e-6)[:, None]
        vision = nn.functional.normalize(self.vision(images), dim=1)
        audio = nn.functional.normalize(self.audio(levels), dim=1)
        return self.fc3((vision - audio).square().sum(1, keepdim=True).add(1e-6).sqrt())[:, 0]


def main():
    batch, rounds = int(sys.argv[1]), int(sys.argv[2])
    # Every core, as Earsight takes them: left to itself PyTorch may start with half of them.
    torch.set_num_threads(os.cpu_count() or 1)
    torch.manual_seed(1)
    net = AveNet()
    optimiser = torch.optim.Adam(net.parameters(), 1e-4, weight_decay=1e-5)
    frames = torch.randint(0, 256, (batch, 224, 224, 3), dtype=torch.uint8)
    samples = torch.rand(batch, 48000) - 0.5
    labels = torch.arange(batch) % 2
    times = []
    for step in range(rounds + 1):
        start = time.perf_counter()
        optimiser.zero_grad()
        nn.functional.binary_cross_entropy_with_logits(net(frames, samples), labels.float()).backward()
        optimiser.step()
        if step:
            times.append((time.perf_counter() - start) * 1000)
    print(
        json.dumps(
            {
                "version": torch.__version__,
                "threads": torch.get_num_threads(),
                "millisecondsPerPair": round(statistics.median(times) / batch, 1),
                "peakMB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            }
        )
    )


main()
