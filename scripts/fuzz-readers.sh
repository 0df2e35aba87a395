#!/usr/bin/env bash
# Every reader of files at length: files of each format, changed in ways that fit the format (checksums made right again,
# so that what lies behind them is reached), must be read or refused with the documented exception, within a stated
# amount of memory and in finite time. Stops at the first file that is not, and prints its seed.
#
#   scripts/fuzz-readers.sh [COUNT] [FIRST-SEED] [READER]     defaults: 1000000 files a reader, a first seed taken from
#                                                             the clock, all readers (png, npz, csv, ...)
#
# One file again: ENGINE_FUZZ_SEED=N ENGINE_FUZZ_COUNT=1 with the same test.
set -euo pipefail
cd "$(dirname "$0")/.."

count=${1:-1000000}
seed=${2:-$(( $(date +%s) * 1000 ))}
readers=(${3:-png pnm idx gzip zip npz npy tar tar.gz csv safetensors checkpoint config model manifest history onnx})
batch=50000

dotnet build Engine.Tests -c Release -v q -nologo
for (( past = 0; past < count; past += batch )); do
    now=$(( count - past < batch ? count - past : batch ))
    for reader in "${readers[@]}"; do
        echo "$reader: files $past to $(( past + now - 1 )) of $count: seeds from $(( seed + past ))"
        ENGINE_FUZZ_SEED=$(( seed + past )) ENGINE_FUZZ_COUNT=$now ENGINE_FUZZ_READER=$reader \
            dotnet run --project Engine.Tests -c Release --no-build -- \
            -method "*.ReaderFuzzTests.ReadsOrRefuses" -noLogo
    done
done
