#!/usr/bin/env python3
"""Trains 784-128-10 for a number of Adam steps in PyTorch and in engine-cli from the same weights and batches,
and compares every weight.

    ENGINE_DATA_DIR=... Benchmarks/Peers/adam_parity.py [--steps 100] [--accelerator cpu]

Needs Debian's python3-torch (run it with /usr/bin/python3) and a Release build of Engine.Cli.

Keras (and this engine) add epsilon to sqrt(v) before the bias correction, PyTorch after it: PyTorch's epsilon is
therefore set to 1e-7 / sqrt(1 - beta2^t) at step t, which makes the two formulas the same.

The error of a weight is |ours - torch| / max(|torch|, 1e-3 of the tensor's largest weight): a weight that happens to
pass near zero has no relative accuracy of its own.
"""
import argparse
import os
import subprocess
import sys
import tempfile

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


def train_torch(weights, images, labels, steps, batch):
    tensors = {name: torch.tensor(value, requires_grad=True) for name, value in weights.items()}
    optimizer = torch.optim.Adam(tensors.values(), lr=1e-3, betas=(0.9, 0.999), eps=1e-7)
    for step in range(1, steps + 1):
        rows = slice((step - 1) * batch, step * batch)
        x = torch.tensor(images[rows].astype(np.float32) / np.float32(255))
        y = torch.tensor(labels[rows].astype(np.int64))
        hidden = torch.relu(x @ tensors["dense.kernel"] + tensors["dense.bias"])
        logits = hidden @ tensors["dense_1.kernel"] + tensors["dense_1.bias"]
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(logits, y).backward()
        optimizer.param_groups[0]["eps"] = 1e-7 / np.sqrt(1 - 0.999 ** step)
        optimizer.step()
    return {name: value.detach().numpy() for name, value in tensors.items()}


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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--accelerator", default="cpu")
    parser.add_argument("--tolerance", type=float, default=1e-4)
    options = parser.parse_args()

    images, labels = idx.load("mnist")
    weights = initial_weights(7)
    expected = train_torch(weights, images, labels, options.steps, options.batch)
    actual = train_engine(weights, options.steps, options.batch, options.accelerator)

    worst = 0.0
    print(f"{'tensor':<16}{'largest change':>16}{'worst error':>14}")
    for name, reference in expected.items():
        floor = 1e-3 * np.abs(reference).max()
        error = (np.abs(actual[name] - reference) / np.maximum(np.abs(reference), floor)).max()
        print(f"{name:<16}{np.abs(reference - weights[name]).max():>16.3e}{error:>14.3e}")
        worst = max(worst, error)
    verdict = "agree" if worst <= options.tolerance else "DIFFER"
    print(f"after {options.steps} steps the weights {verdict}: worst relative error {worst:.2e}, tolerance {options.tolerance:.0e}")
    return 0 if worst <= options.tolerance else 1


if __name__ == "__main__":
    sys.exit(main())
