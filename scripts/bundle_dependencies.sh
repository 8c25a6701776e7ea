#!/bin/sh
# SPDX-License-Identifier: MIT
# Collects what a training-only build needs besides a compiler, CMake, ninja and torch, for a machine
# that can't install packages: unpack it there and hand the folder to train_on_gpu.sh.
# usage: bundle_dependencies.sh OUTPUT.tar.gz        (on Debian 12 with its package lists up to date)
set -eu
output=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
packages="libeigen3-dev nlohmann-json3-dev libtinygltf-dev libstb-dev libcli11-dev libhwy-dev libhwy1
  libepoxy-dev libepoxy0 libegl-dev libegl1 libglvnd0 libgl1 libglx0 libopengl0"
(
  cd "$work"
  # shellcheck disable=SC2086 # one word a package
  apt-get download -qq $packages
  mkdir deps
  for package in *.deb; do dpkg -x "$package" deps; done
)
tar -C "$work/deps" -czf "$output" usr/include usr/lib
echo "$output: $(du -h "$output" | cut -f1)"
