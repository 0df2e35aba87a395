#!/usr/bin/env bash
# Packs what scripts/gpu-check.sh needs into one archive that runs on any 64-bit Linux with an NVIDIA driver: the command line
# and the tests, with the .NET runtime.
#
#   scripts/publish-gpu-check.sh [ARCHIVE]      default: artifacts/gpu-check.tar.xz
set -euo pipefail
cd "$(dirname "$0")/.."

archive=${1:-artifacts/gpu-check.tar.xz}
folder=artifacts/gpu-check
most=$(( 60 * 1024 * 1024 ))

rm -rf "$folder"
mkdir -p "$folder" "$(dirname "$archive")"
for project in Engine.Tests Engine.Cli; do
    dotnet publish "$project" -c Release -r linux-x64 --self-contained -v q -nologo \
        -p:DebugType=none -p:RunAnalyzers=false -o "$folder/bin"
done
cp scripts/gpu-check.sh scripts/gpu-check-torch.py "$folder/"
XZ_OPT='-6 -T0' tar --create --xz --file "$archive" --directory "$(dirname "$folder")" "$(basename "$folder")"

size=$(stat --format=%s "$archive")
echo "$archive: $(( size / 1024 / 1024 )) MB"
if (( size > most )); then
    echo "The archive is larger than $(( most / 1024 / 1024 )) MB." >&2
    exit 1
fi
