#!/usr/bin/env python3
"""Times an epoch of MNIST in PyTorch and in engine-cli, in turns within one run, and prints medians and ratios.

    ENGINE_DATA_DIR=... Benchmarks/Peers/train_time.py [--rounds 3] [--accelerator cpu] [--cases adam-32,adam-128]

Needs Debian's python3-torch (run it with /usr/bin/python3) and a Release build of Engine.Cli.

PyTorch gets its better setting of one thread and all cores, its data as one float tensor in memory, and a plain loop over
slices of it, shuffled each epoch. PyTorch's second epoch counts; of engine-cli's, the median of the second to the fifth, as
.NET compiles in the background during the first second or two.
"""
import argparse
import os
import statistics
import tempfile
import time

import openblas

import numpy as np
import torch

import cli
import idx

CASES = {
    "adam-32": ("784-128-10, batch 32, Adam", (128,), 32, "adam"),
    "adam-128": ("784-128-10, batch 128, Adam", (128,), 128, "adam"),
    "momentum-800": ("784-100-100-10, batch 800, SGD with momentum", (100, 100), 800, "sgd"),
}
SGD = {"lr": 0.1, "momentum": 0.9}
ENGINE_EPOCHS = 5


def torch_network(hidden):
    sizes = (784, *hidden, 10)
    layers = []
    for inputs, units in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(inputs, units), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def torch_epoch(network, optimizer, images, labels, batch):
    order = torch.randperm(len(images))
    images, labels = images[order], labels[order]
    for start in range(0, len(images), batch):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(network(images[start:start + batch]), labels[start:start + batch])
        loss.backward()
        optimizer.step()


def time_torch(images, labels, hidden, batch, rule, threads):
    torch.set_num_threads(threads)
    openblas.set_threads(threads)
    network = torch_network(hidden)
    if rule == "adam":
        optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    else:
        optimizer = torch.optim.SGD(network.parameters(), **SGD)
    torch_epoch(network, optimizer, images, labels, batch)
    start = time.perf_counter()
    torch_epoch(network, optimizer, images, labels, batch)
    return time.perf_counter() - start


def time_engine(hidden, batch, rule, accelerator):
    options = ["--optimizer", rule]
    if rule == "sgd":
        options += ["--learning-rate", str(SGD["lr"]), "--momentum", str(SGD["momentum"])]
    with tempfile.TemporaryDirectory() as folder:
        events = cli.run(
            "train", "--dataset", "mnist", "--model", "mlp:" + ",".join(map(str, hidden)), "--batch-size", str(batch),
            "--epochs", str(ENGINE_EPOCHS), "--accelerator", accelerator, "--output", os.path.join(folder, "run"), *options)
    return statistics.median(event["seconds"] for event in events if event["event"] == "epoch" and event["epoch"] > 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--accelerator", default="cpu")
    parser.add_argument("--cases", default=",".join(CASES), help="comma-separated: " + ", ".join(CASES))
    options = parser.parse_args()
    chosen = options.cases.split(",")
    for name in chosen:
        if name not in CASES:
            parser.error(f"no case '{name}'; there are {', '.join(CASES)}")

    pixels, classes = idx.load("mnist")
    images = torch.tensor(pixels.astype(np.float32) / np.float32(255))
    labels = torch.tensor(classes.astype(np.int64))
    threads = sorted({1, os.cpu_count()})

    print(f"Seconds of an epoch, medians of {options.rounds}; PyTorch {torch.__version__}, {openblas.DESCRIPTION}\n")
    print("| network | " + " | ".join(f"PyTorch, {count} thread{'s' if count > 1 else ''}" for count in threads)
          + f" | engine-cli, {options.accelerator} | PyTorch's best / engine-cli |")
    print("|---|" + "---:|" * (len(threads) + 2))
    for name in chosen:
        title, hidden, batch, rule = CASES[name]
        theirs, ours = {count: [] for count in threads}, []
        for _ in range(options.rounds):
            for count in threads:
                theirs[count].append(time_torch(images, labels, hidden, batch, rule, count))
            ours.append(time_engine(hidden, batch, rule, options.accelerator))
        medians = [statistics.median(theirs[count]) for count in threads]
        our_median = statistics.median(ours)
        print(f"| {title} | " + " | ".join(f"{value:.3f}" for value in medians)
              + f" | {our_median:.3f} | {min(medians) / our_median:.2f} |", flush=True)


if __name__ == "__main__":
    main()
