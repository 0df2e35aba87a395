"""Import before numpy and torch: has OpenBLAS use the processor's vector units.

An OpenBLAS that does not know the processor's model falls back to SSE3 code, several times slower, which would flatter
whatever is compared with it. OPENBLAS_CORETYPE from outside is left alone.
"""
import ctypes
import os
import sys


def core_type():
    try:
        with open("/proc/cpuinfo") as file:
            flags = next((line for line in file if line.startswith("flags")), "").split()
    except OSError:
        return None
    return "SkylakeX" if "avx512bw" in flags and "avx512vl" in flags else "Haswell" if "avx2" in flags and "fma" in flags else None


if "torch" in sys.modules or "numpy" in sys.modules:
    raise ImportError("import openblas before numpy and torch")
if "OPENBLAS_CORETYPE" not in os.environ and core_type():
    os.environ["OPENBLAS_CORETYPE"] = core_type()
DESCRIPTION = f"OPENBLAS_CORETYPE={os.environ.get('OPENBLAS_CORETYPE', 'unset')}"


def set_threads(count):
    """torch.set_num_threads leaves the threads of OpenBLAS's own pool as they are."""
    try:
        ctypes.CDLL("libopenblas.so.0").openblas_set_num_threads(count)
    except (OSError, AttributeError):
        print("openblas: its number of threads could not be set; it uses its default", file=sys.stderr)
