#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the Debian packages that building, running and testing need and that are missing.
# usage: install_dependencies.sh
set -eu

packages="
  g++ cmake ninja-build make ccache mold
  libtorch-dev libopenblas0-openmp libhwy-dev libeigen3-dev libceres-dev
  libtinygltf-dev libstb-dev libassimp-dev libdraco-dev libmeshoptimizer-dev
  libepoxy-dev libegl-dev libegl1 libgl1-mesa-dri
  libopencv-dev libcpp-httplib-dev libssl-dev
  libcli11-dev nlohmann-json3-dev libgtest-dev libgmock-dev libbenchmark-dev"

if ! command -v dpkg-query >/dev/null 2>&1; then
  echo "install_dependencies: no dpkg here; install these by hand:$packages" >&2
  exit 1
fi

# Node.js comes from many places and is needed by one test only: whatever is there will do.
command -v npm >/dev/null 2>&1 || packages="$packages nodejs npm"

missing=""
for package in $packages; do
  status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing="$missing $package"
done
if [ -z "$missing" ]; then
  exit 0
fi

echo "installing:$missing"
if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo"; fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086 # one word a package
$as_root apt-get install -y -qq --no-install-recommends $missing
