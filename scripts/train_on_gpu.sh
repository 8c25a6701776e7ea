#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the training-only program on a bare machine (g++, CMake, ninja, a Python with torch 2.x) and
# trains for a given time. Every call goes on where the last one stopped.
#
# usage: train_on_gpu.sh CONFIG.json RUN_FOLDER SECONDS [DEPENDENCIES_FOLDER]
#
# CONFIG's "output" is replaced by RUN_FOLDER. DEPENDENCIES_FOLDER holds usr/include and usr/lib as
# bundle_dependencies.sh packed them; leave it out where the packages are installed. The build goes to
# build-training/ and is reused.
set -eu
[ $# -ge 3 ] || { sed -n '3,12p' "$0" >&2; exit 2; }
config=$1
run=$2
seconds=$3
deps=${4:-}
root=$(cd "$(dirname "$0")/.." && pwd)
build="$root/build-training"

prefix=""
if [ -n "$deps" ]; then
  deps=$(cd "$deps" && pwd)
  triplet="$(uname -m)-linux-gnu"
  prefix="-DCMAKE_PREFIX_PATH=$deps/usr -DCMAKE_LIBRARY_PATH=$deps/usr/lib/$triplet
    -DCMAKE_INCLUDE_PATH=$deps/usr/include"
  export CPATH="$deps/usr/include" LD_LIBRARY_PATH="$deps/usr/lib/$triplet:${LD_LIBRARY_PATH:-}"
fi
# shellcheck disable=SC2086 # several options
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DANIMAX_TRAINING_ONLY=ON \
  -DANIMAX_BUILD_TESTS=OFF $prefix
cmake --build "$build" --target animax

mkdir -p "$run"
python3 - "$config" "$run" <<'PY'
import json, sys
config = json.load(open(sys.argv[1]))
config["output"] = sys.argv[2]
json.dump(config, open(sys.argv[2] + "/request.json", "w"), indent=2)
PY
resume=""
[ ! -f "$run/checkpoint.safetensors" ] || resume="--resume"
# SIGINT makes the trainer save a checkpoint and stop; 124 says that the time was used up.
code=0
timeout --signal=INT --kill-after=60 "$seconds" "$build/animax" train "$run/request.json" $resume || code=$?
[ "$code" = 0 ] || [ "$code" = 124 ] || [ "$code" = 130 ] || exit "$code"
tail -n 3 "$run/log.csv"
