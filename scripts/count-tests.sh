#!/usr/bin/env bash
# Prints "N passed, N failed, N skipped" over the .trx files of a folder; fails if there is none or no test ran.
set -euo pipefail
folder=${1:?usage: count-tests.sh FOLDER}

shopt -s nullglob
files=("$folder"/*.trx)
[ ${#files[@]} -gt 0 ] || { echo "count-tests: no .trx file in $folder" >&2; exit 1; }

attribute() { grep -ho "<Counters [^>]*" "${files[@]}" | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'; }
total=$(attribute total)
passed=$(attribute passed)
failed=$(( $(attribute failed) + $(attribute error) + $(attribute timeout) + $(attribute aborted) ))

echo "$passed passed, $failed failed, $(( total - passed - failed )) skipped"
[ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
