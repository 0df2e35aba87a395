#!/usr/bin/env python3
"""Trains 784-128-10 for a number of Adam steps in PyTorch and in engine-cli from the same weights and batches,
and compares every weight.

    ENGINE_DATA_DIR=... Benchmarks/Peers/adam_parity.py [--steps 100] [--accelerator cpu]

Needs Debian's python3-torch (run it with /usr/bin/python3) and a Release build of Engine.Cli.

Keras (and this engine) add epsilon to sqrt(v) before the bias correction, PyTorch after it: PyTorch's epsilon is
therefore set to 1e-7 / sqrt(1 - beta2^t) at step t, which makes the two formulas the same.

Two weights agree if they differ by at most the tolerance times the reference's magnitude, plus 1e-7: that is what 100
float32 additions to weights of up to 0.5 may leave behind, and a weight that passes near zero has no relative accuracy
of its own. The purely relative figures are printed too, and how far PyTorch itself, in float32, is from float64.
"""
import argparse
import os
import subprocess
import sys
import tempfile

import openblas  # noqa: F401, before numpy and torch

import numpy as np
import torch

import idx
import safetensors

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
LAYERS = (("dense.kernel", "dense.bias", 784, 128), ("dense_1.kernel", "dense_1.bias", 128, 10))


def initial_weights(seed):
    random = np.random.default_rng(seed)
    weights = {}
    for kernel, bias, inputs, outputs in LAYERS:
        limit = np.sqrt(6.0 / (inputs + outputs))
        weights[kernel] = random.uniform(-limit, limit, (inputs, outputs)).astype(np.float32)
        weights[bias] = np.zeros(outputs, np.float32)
    return weights


ABSOLUTE = 1e-7


def train_torch(weights, images, labels, steps, batch, dtype):
    tensors = {name: torch.tensor(value, dtype=dtype, requires_grad=True) for name, value in weights.items()}
    optimizer = torch.optim.Adam(tensors.values(), lr=1e-3, betas=(0.9, 0.999), eps=1e-7)
    for step in range(1, steps + 1):
        rows = slice((step - 1) * batch, step * batch)
        x = torch.tensor(images[rows].astype(np.float32) / np.float32(255)).to(dtype)
        y = torch.tensor(labels[rows].astype(np.int64))
        hidden = torch.relu(x @ tensors["dense.kernel"] + tensors["dense.bias"])
        logits = hidden @ tensors["dense_1.kernel"] + tensors["dense_1.bias"]
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(logits, y).backward()
        optimizer.param_groups[0]["eps"] = 1e-7 / np.sqrt(1 - 0.999 ** step)
        optimizer.step()
    return {name: value.detach().double().numpy() for name, value in tensors.items()}


def train_engine(weights, steps, batch, accelerator):
    with tempfile.TemporaryDirectory() as folder:
        initial, run = os.path.join(folder, "init.safetensors"), os.path.join(folder, "run")
        safetensors.save(initial, weights)
        subprocess.run(
            ["dotnet", "run", "--project", os.path.join(ROOT, "Engine.Cli"), "-c", "Release", "--no-build", "--",
             "train", "--dataset", "mnist", "--model", "mlp:128", "--optimizer", "adam", "--batch-size", str(batch),
             "--epochs", "1", "--steps", str(steps), "--shuffle", "none", "--init", initial,
             "--accelerator", accelerator, "--output", run, "--quiet"],
            check=True, stdout=sys.stderr)
        return safetensors.load(os.path.join(run, "model.safetensors"))


def compare(actual, reference, tolerance):
    """The worst relative and absolute error, and how many weights lie beyond the tolerance, with and without ABSOLUTE."""
    error, size = np.abs(actual - reference), np.abs(reference)
    worst = (error / np.maximum(size, np.finfo(np.float32).tiny)).max()
    return worst, error.max(), (error > tolerance * size + ABSOLUTE).sum(), (error > tolerance * size).sum()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--accelerator", default="cpu")
    parser.add_argument("--tolerance", type=float, default=1e-4)
    options = parser.parse_args()

    images, labels = idx.load("mnist")
    weights = initial_weights(7)
    exact = train_torch(weights, images, labels, options.steps, options.batch, torch.float64)
    peer = train_torch(weights, images, labels, options.steps, options.batch, torch.float32)
    ours = train_engine(weights, options.steps, options.batch, options.accelerator)

    print(f"{'tensor':<16}{'compared':<30}{'worst relative':>15}{'worst absolute':>16}{'beyond':>8}{'beyond, purely relative':>25}")
    differ = 0
    for name in exact:
        for title, actual, reference in (
                ("engine with PyTorch", ours, peer), ("engine with float64", ours, exact), ("PyTorch with float64", peer, exact)):
            relative, absolute, beyond, strict = compare(actual[name], reference[name], options.tolerance)
            print(f"{name:<16}{title:<30}{relative:>15.2e}{absolute:>16.2e}{beyond:>8}{strict:>25}")
            differ += beyond if reference is peer else 0
    verdict = "agree" if differ == 0 else f"DIFFER in {differ} places"
    print(f"after {options.steps} steps the weights {verdict}: tolerance {options.tolerance:.0e} relative plus {ABSOLUTE:.0e}")
    return 0 if differ == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
