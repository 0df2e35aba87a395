#!/usr/bin/env python3
"""Trains small networks on MNIST for 50 steps with every optimizer, schedule, activation, loss and layer, in PyTorch and in
engine-cli from the same weights and batches, and compares every weight.

    ENGINE_DATA_DIR=... Benchmarks/Peers/vocabulary_parity.py [--only NAME] [--steps 50] [--accelerator cpu]

Needs Debian's python3-torch (run it with /usr/bin/python3) and a Release build of Engine.Cli.

PyTorch computes losses and gradients, and where its optimizer is Keras's in other words it makes the steps too:
  - SGD with momentum: the same with a constant learning rate;
  - Adam: with epsilon / sqrt(1 - beta2^t) at step t, since PyTorch adds epsilon after the bias correction and Keras before;
  - Adagrad: from an accumulator of 0.1 + epsilon and with no epsilon, since Keras adds it inside the root.
RMSprop has its epsilon inside the root in Keras and outside in PyTorch, which no setting bridges: it is written out here.
Weight decay is taken off before the step (decoupled), for all optimizers, as in Keras. Dropout draws the engine's numbers,
which this script computes for itself.

Two weights agree if they differ by at most the tolerance times the larger of the reference's magnitude and the root mean square
of its tensor: a weight that passes near zero has no relative accuracy of its own. Also printed is how far PyTorch in float32
is from float64 by the same measure.
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
HIDDEN, CLASSES, SEED = 32, 10, 7
MASK = (1 << 64) - 1


class Case:
    """One training: the options of engine-cli, and what they mean."""

    def __init__(self, name, options, optimizer="sgd", rate=0.05, momentum=0.0, nesterov=False, decay=0.0, clip=None,
                 factor=lambda step: 1.0, activation="relu", dropout=0.0, norm=False, loss="sparse_categorical_crossentropy"):
        self.name, self.options, self.optimizer, self.rate = name, options, optimizer, rate
        self.momentum, self.nesterov, self.decay, self.clip, self.factor = momentum, nesterov, decay, clip, factor
        self.activation, self.dropout, self.norm, self.loss = activation, dropout, norm, loss


def warm_cosine(step):
    return step / 10 if step < 10 else 0.5 * (1 + np.cos(np.pi * min(step - 10, 40) / 40))


SGD = ["--optimizer", "sgd", "--learning-rate", "0.05"]
CASES = [
    Case("sgd", SGD),
    Case("momentum", SGD + ["--momentum", "0.9"], momentum=0.9),
    Case("nesterov", SGD + ["--momentum", "0.9", "--nesterov"], momentum=0.9, nesterov=True),
    Case("adagrad", ["--optimizer", "adagrad", "--learning-rate", "0.01"], "adagrad", 0.01),
    Case("rmsprop", ["--optimizer", "rmsprop"], "rmsprop", 0.001),
    Case("rmsprop-momentum", ["--optimizer", "rmsprop", "--momentum", "0.5"], "rmsprop", 0.001, momentum=0.5),
    Case("adam", ["--optimizer", "adam"], "adam", 0.001),
    Case("adamw", ["--optimizer", "adamw"], "adam", 0.001, decay=0.004),
    Case("weight-decay", SGD + ["--weight-decay", "0.1"], decay=0.1),
    Case("clip-norm", SGD + ["--clip-norm", "0.5"], clip=0.5),
    Case("step", SGD + ["--schedule", "step:20,0.5"], factor=lambda step: 0.5 ** (step // 20)),
    Case("piecewise", SGD + ["--schedule", "piecewise:10,0.5,30,0.1"], factor=lambda step: 1 if step <= 10 else 0.5 if step <= 30 else 0.1),
    Case("exponential", SGD + ["--schedule", "exponential:20,0.5"], factor=lambda step: 0.5 ** (step / 20)),
    Case("warm-up-and-cosine", ["--optimizer", "adam", "--schedule", "cosine:40", "--warmup", "10"], "adam", 0.001, factor=warm_cosine),
    *[Case(activation, SGD + ["--activation", activation], activation=activation) for activation in ("leaky-relu", "sigmoid", "tanh", "linear")],
    *[Case(loss, SGD + ["--loss", loss], loss=loss) for loss in ("categorical_crossentropy", "binary_crossentropy", "mean_squared_error")],
    Case("dropout", SGD + ["--dropout", "0.3"], dropout=0.3),
    Case("batch-norm", SGD + ["--batch-norm"], norm=True),
    Case("all-layers", SGD + ["--batch-norm", "--dropout", "0.3", "--activation", "tanh"], dropout=0.3, norm=True, activation="tanh"),
]


def mix64(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def dropout_key(seed, layer):
    weyl = 0x9E3779B97F4A7C15
    start = mix64((mix64((seed + weyl) & MASK) + ((3 << 32) + layer) * weyl) & MASK)
    return mix64((start + weyl) & MASK)


def mix32(bits):
    bits = np.uint64(bits)
    bits = ((bits ^ (bits >> np.uint64(16))) * np.uint64(0x85EBCA6B)) & np.uint64(0xFFFFFFFF)
    bits = ((bits ^ (bits >> np.uint64(13))) * np.uint64(0xC2B2AE35)) & np.uint64(0xFFFFFFFF)
    return bits ^ (bits >> np.uint64(16))


def dropout_mask(rate, step, shape):
    key, low = dropout_key(SEED, 0), np.uint64(0xFFFFFFFF)
    first = mix32((np.uint64(key & 0xFFFFFFFF) + np.uint64((step * 0x9E3779B9) & 0xFFFFFFFF)) & low)
    second = mix32(np.uint64(key >> 32) ^ first)
    index = np.arange(np.prod(shape), dtype=np.uint64)
    numbers = np.array([int(mix32(int(mix32(int((i + first) & low))) ^ int(second))) for i in index])
    return (numbers >= round(rate * 2 ** 32)).reshape(shape) / (1 - rate)


def initial_weights(case):
    random = np.random.default_rng(SEED)
    weights = {}
    for name, inputs, outputs in (("dense", 784, HIDDEN), ("dense_1", HIDDEN, CLASSES)):
        limit = np.sqrt(6.0 / (inputs + outputs))
        weights[name + ".kernel"] = random.uniform(-limit, limit, (inputs, outputs)).astype(np.float32)
        weights[name + ".bias"] = random.uniform(-0.1, 0.1, outputs).astype(np.float32)
    if case.norm:
        weights["batch_normalization.gamma"] = random.uniform(0.5, 1.5, HIDDEN).astype(np.float32)
        weights["batch_normalization.beta"] = random.uniform(-0.5, 0.5, HIDDEN).astype(np.float32)
        weights["batch_normalization.moving_mean"] = np.zeros(HIDDEN, np.float32)
        weights["batch_normalization.moving_variance"] = np.ones(HIDDEN, np.float32)
    return weights


ACTIVATIONS = {
    "relu": torch.relu, "leaky-relu": lambda x: torch.nn.functional.leaky_relu(x, 0.2), "sigmoid": torch.sigmoid, "tanh": torch.tanh,
    "linear": lambda x: x,
}


def loss_of(case, logits, labels):
    one_hot = torch.nn.functional.one_hot(labels, CLASSES).to(logits.dtype)
    if case.loss == "sparse_categorical_crossentropy":
        return torch.nn.functional.cross_entropy(logits, labels)
    if case.loss == "categorical_crossentropy":
        return torch.nn.functional.cross_entropy(logits, one_hot)
    if case.loss == "binary_crossentropy":
        return torch.nn.functional.binary_cross_entropy_with_logits(logits, one_hot)
    return torch.nn.functional.mse_loss(logits, one_hot)


class RmsProp:
    """Keras's RMSprop, whose epsilon lies inside the root."""

    def __init__(self, parameters, case):
        self.parameters, self.case = parameters, case
        self.square = [torch.zeros_like(p) for p in parameters]
        self.speed = [torch.zeros_like(p) for p in parameters]

    def step(self, rate):
        for p, square, speed in zip(self.parameters, self.square, self.speed):
            square.mul_(0.9).add_(p.grad * p.grad, alpha=0.1)
            speed.mul_(self.case.momentum).add_(p.grad / torch.sqrt(square + 1e-7), alpha=rate)
            p.sub_(speed)


class Library:
    """One of PyTorch's optimizers."""

    def __init__(self, parameters, case):
        if case.optimizer == "adam":
            self.optimizer = torch.optim.Adam(parameters, lr=case.rate, eps=1e-7)
        elif case.optimizer == "adagrad":
            self.optimizer = torch.optim.Adagrad(parameters, lr=case.rate, initial_accumulator_value=0.1 + 1e-7, eps=0)
        else:
            self.optimizer = torch.optim.SGD(parameters, lr=case.rate, momentum=case.momentum, nesterov=case.nesterov)
        self.is_adam, self.steps = case.optimizer == "adam", 0

    def step(self, rate):
        self.steps += 1
        group = self.optimizer.param_groups[0]
        group["lr"] = rate
        if self.is_adam:
            group["eps"] = 1e-7 / np.sqrt(1 - 0.999 ** self.steps)
        self.optimizer.step()


def train_torch(case, images, labels, steps, batch, dtype):
    tensors = {name: torch.tensor(value, dtype=dtype) for name, value in initial_weights(case).items()}
    trained = [value.requires_grad_() for name, value in tensors.items() if "moving" not in name]
    optimizer = (RmsProp if case.optimizer == "rmsprop" else Library)(trained, case)
    for step in range(steps):
        rows = slice(step * batch, (step + 1) * batch)
        x = torch.tensor(images[rows].astype(np.float32) / np.float32(255)).to(dtype)
        y = torch.tensor(labels[rows].astype(np.int64))
        hidden = x @ tensors["dense.kernel"] + tensors["dense.bias"]
        if case.norm:
            mean, variance = hidden.detach().mean(0), hidden.detach().var(0, unbiased=False)
            hidden = torch.nn.functional.batch_norm(
                hidden, None, None, tensors["batch_normalization.gamma"], tensors["batch_normalization.beta"], training=True, eps=1e-3)
            for name, value in (("moving_mean", mean), ("moving_variance", variance)):
                tensors["batch_normalization." + name].mul_(0.99).add_(value, alpha=0.01)
        hidden = ACTIVATIONS[case.activation](hidden)
        if case.dropout:
            hidden = hidden * torch.tensor(dropout_mask(case.dropout, step, (batch, HIDDEN))).to(dtype)
        logits = hidden @ tensors["dense_1.kernel"] + tensors["dense_1.bias"]
        for tensor in trained:
            tensor.grad = None
        loss_of(case, logits, y).backward()
        with torch.no_grad():
            if case.clip:
                torch.nn.utils.clip_grad_norm_(trained, case.clip)
            rate = case.rate * case.factor(step)
            for tensor in trained:
                tensor.mul_(1 - case.decay * rate)
            optimizer.step(rate)
    return {name: value.detach().double().numpy() for name, value in tensors.items()}


def train_engine(case, steps, batch, accelerator):
    with tempfile.TemporaryDirectory() as folder:
        initial, run = os.path.join(folder, "init.safetensors"), os.path.join(folder, "run")
        safetensors.save(initial, initial_weights(case))
        subprocess.run(
            ["dotnet", "run", "--project", os.path.join(ROOT, "Engine.Cli"), "-c", "Release", "--no-build", "--",
             "train", "--dataset", "mnist", "--model", f"mlp:{HIDDEN}", "--batch-size", str(batch), "--epochs", "1", "--steps", str(steps),
             "--shuffle", "none", "--seed", str(SEED), "--init", initial, "--accelerator", accelerator, "--output", run, "--quiet",
             *case.options],
            check=True, stdout=sys.stderr)
        return safetensors.load(os.path.join(run, "model.safetensors"))


def worst(actual, reference):
    """The largest difference, beside the magnitude of the reference, over all tensors, and the tensor's name."""
    figures = []
    for name, wanted in reference.items():
        size = np.maximum(np.abs(wanted), np.sqrt(np.mean(wanted ** 2)))
        figures.append(((np.abs(actual[name] - wanted) / size).max(), name))
    return max(figures)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="the name of a single training")
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--accelerator", default="cpu")
    parser.add_argument("--tolerance", type=float, default=1e-4)
    options = parser.parse_args()

    images, labels = idx.load("mnist")
    cases = [case for case in CASES if options.only in (None, case.name)]
    if not cases:
        raise SystemExit(f"no training '{options.only}'; there are {', '.join(case.name for case in CASES)}")
    differ = []
    print(f"{'training':<28}{'engine, PyTorch':>16}{'engine, float64':>17}{'PyTorch, float64':>18}  worst tensor")
    for case in cases:
        exact = train_torch(case, images, labels, options.steps, options.batch, torch.float64)
        peer = train_torch(case, images, labels, options.steps, options.batch, torch.float32)
        ours = train_engine(case, options.steps, options.batch, options.accelerator)
        apart, tensor = worst(ours, peer)
        print(f"{case.name:<28}{apart:>16.2e}{worst(ours, exact)[0]:>17.2e}{worst(peer, exact)[0]:>18.2e}  {tensor}", flush=True)
        if apart > options.tolerance:
            differ.append(case.name)
    print(f"after {options.steps} steps {len(cases) - len(differ)} of {len(cases)} agree to {options.tolerance:.0e}"
          + (f"; apart are {', '.join(differ)}" if differ else ""))
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
