#!/usr/bin/env python3
"""Times matrix products in PyTorch (OpenBLAS) and in engine-cli bench, in turns within one run, and prints GFLOP/s and ratios.

    Benchmarks/Peers/sgemm.py [--rounds 5] [--threads N] [--accelerator cpu]

Needs Debian's python3-torch with libopenblas0-pthread (run it with /usr/bin/python3) and a Release build of Engine.Cli.
Both sides get as many threads: all cores, or --threads. The squares are meant for all cores, the networks' shapes for one.
"""
import argparse
import os
import statistics
import time

import openblas

import torch

import cli

SQUARES = (512, 1024, 2048)
# kernel, (rows, columns, terms); in the order in which engine-cli bench takes them, since machines slow down under load
PRODUCTS = [(kernel, (size, size, size)) for size in SQUARES for kernel in ("gemm-nn", "gemm-nt", "gemm-tn")]
PRODUCTS += [("gemm-nn", (32, 128, 784)), ("gemm-tn", (784, 128, 32))]
SECONDS = 0.5
# how long engine-cli bench works before it measures
WARM_UP_SECONDS = 1.8
FEWEST_SAMPLES = 3


def warm_torch():
    a = torch.rand(512, 512)
    end = time.perf_counter() + WARM_UP_SECONDS
    while time.perf_counter() < end:
        torch.matmul(a, a)


def time_torch(kernel, shape):
    m, n, k = shape
    a = torch.rand(k, m).t() if kernel == "gemm-tn" else torch.rand(m, k)
    b = torch.rand(n, k).t() if kernel == "gemm-nt" else torch.rand(k, n)
    c = torch.empty(m, n)
    for _ in range(3):
        torch.matmul(a, b, out=c)
    launches = max(1, int(1e8 / (2 * m * n * k)))
    samples, end = [], time.perf_counter() + SECONDS
    while len(samples) < FEWEST_SAMPLES or time.perf_counter() < end:
        start = time.perf_counter()
        for _ in range(launches):
            torch.matmul(a, b, out=c)
        samples.append((time.perf_counter() - start) / launches)
    return statistics.median(samples)


def time_engine(options):
    events = cli.run(
        "bench", "--accelerator", options.accelerator, "--threads", str(options.threads), "--filter", "gemm",
        "--sizes", ",".join(map(str, SQUARES)), "--time", str(round(SECONDS * 1000)))
    return {(event["kernel"], event["shape"]): event["microseconds"] / 1e6 for event in events if event["event"] == "kernel"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--accelerator", default="cpu")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    openblas.set_threads(options.threads)

    theirs, ours = {product: [] for product in PRODUCTS}, {product: [] for product in PRODUCTS}
    for _ in range(options.rounds):
        warm_torch()
        for product in PRODUCTS:
            theirs[product].append(time_torch(*product))
        measured = time_engine(options)
        for kernel, shape in PRODUCTS:
            ours[kernel, shape].append(measured[kernel, "x".join(map(str, shape))])

    print(f"GFLOP/s, medians of {options.rounds}, {options.threads} threads; PyTorch {torch.__version__}, {openblas.DESCRIPTION}\n")
    print(f"| product | PyTorch | engine-cli, {options.accelerator} | engine-cli / PyTorch |")
    print("|---|---:|---:|---:|")
    for kernel, shape in PRODUCTS:
        m, n, k = shape
        their_rate, our_rate = (2e-9 * m * n * k / statistics.median(times[kernel, shape]) for times in (theirs, ours))
        print(f"| {kernel} {m}×{n}×{k} | {their_rate:.0f} | {our_rate:.0f} | {our_rate / their_rate:.2f} |")


if __name__ == "__main__":
    main()
