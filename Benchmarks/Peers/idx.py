"""Reads MNIST-like IDX files, gzip or not, from a data folder or its subfolder of the data set's name."""
import gzip
import os

import numpy as np


def read(folder, dataset, name):
    for base in (os.path.join(folder, dataset), folder):
        for suffix, opener in ((".gz", gzip.open), ("", open)):
            path = os.path.join(base, name + suffix)
            if os.path.exists(path):
                with opener(path, "rb") as file:
                    data = file.read()
                dimensions = data[3]
                shape = np.frombuffer(data, ">i4", dimensions, 4)
                return np.frombuffer(data, np.uint8, offset=4 + 4 * dimensions).reshape(shape)
    raise SystemExit(f"no {name} for {dataset} under {folder}: set ENGINE_DATA_DIR to a folder that holds it")


def load(dataset, part="train"):
    folder = os.environ.get("ENGINE_DATA_DIR")
    if not folder:
        raise SystemExit("set ENGINE_DATA_DIR to the folder that holds the IDX files")
    images = read(folder, dataset, f"{part}-images-idx3-ubyte")
    labels = read(folder, dataset, f"{part}-labels-idx1-ubyte")
    return images.reshape(len(images), -1), labels
