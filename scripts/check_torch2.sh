#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds the networks (core, kernels, nn, diffusion) against torch 2.x and runs their golden tests.
#
#   scripts/check_torch2.sh [FOLDER]
#
# Where `python3 -c "import torch"` finds torch 2 it is used in place. Otherwise a Debian 13 (trixie)
# chroot with its libtorch 2 is made in FOLDER (default: a temporary one that is removed at the end);
# that needs root, debootstrap and about 4 GB. A FOLDER that holds a chroot is used again.
# ANIMAX_GOLDEN_DIR names the reference set (default ../shared/golden); without one those tests skip.
# JOBS limits the parallel compilers (default 2).
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
golden=${ANIMAX_GOLDEN_DIR:-$root/../shared/golden}
jobs=${JOBS:-2}
modules="core;kernels;nn;diffusion"

# $1: source folder, $2: build folder, as seen where the commands run.
build_and_test='
set -eu
cmake -S "$1" -B "$2" -G Ninja -DCMAKE_BUILD_TYPE=Release -DANIMAX_MODULES="$3"
ninja -C "$2" -j "$4"
cd "$2" && ctest --output-on-failure -R "golden|layers"
'

if python3 -c 'import sys, torch; sys.exit(int(torch.__version__.split(".")[0]) < 2)' 2>/dev/null; then
  echo "torch2: using Python's torch"
  build=${1:-$(mktemp -d)}
  ANIMAX_GOLDEN_DIR=$golden sh -c "$build_and_test" sh "$root" "$build" "$modules" "$jobs"
  exit
fi

[ "$(id -u)" = 0 ] || { echo "torch2: no torch 2 here and not root: cannot make a chroot" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "torch2: needs debootstrap (apt-get install debootstrap)" >&2; exit 1; }

chroot_folder=${1:-$(mktemp -d)}
[ $# -gt 0 ] || trap 'rm -rf "$chroot_folder"' EXIT
if [ ! -e "$chroot_folder/usr/bin/ninja" ]; then
  echo "torch2: making a Debian 13 chroot in $chroot_folder"
  # The mirror that this machine's own apt uses.
  mirror=$(apt-get indextargets --format '$(REPO_URI)' | grep -v security | sort -u | head -n 1)
  debootstrap --variant=minbase trixie "$chroot_folder" "$mirror" >"$chroot_folder.log" 2>&1 ||
    { tail -5 "$chroot_folder.log" >&2; exit 1; }
  chroot "$chroot_folder" sh -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install \
    -y -qq --no-install-recommends g++ cmake ninja-build pkg-config libtorch-dev libhwy-dev \
    libeigen3-dev nlohmann-json3-dev libstb-dev libgtest-dev libgmock-dev' >>"$chroot_folder.log" 2>&1 ||
    { tail -5 "$chroot_folder.log" >&2; exit 1; }
fi

echo "torch2: copying the tree"
rm -rf "$chroot_folder/src" "$chroot_folder/golden"
mkdir -p "$chroot_folder/src" "$chroot_folder/golden"
(cd "$root" && git ls-files -z | tar --null -T - -cf -) | tar -xf - -C "$chroot_folder/src"
[ ! -d "$golden" ] || cp -r "$golden/." "$chroot_folder/golden/"
set_folder=/golden
[ -e "$chroot_folder/golden/manifest.json" ] || set_folder=
chroot "$chroot_folder" env ${set_folder:+ANIMAX_GOLDEN_DIR=$set_folder} \
  sh -c "$build_and_test" sh /src /build "$modules" "$jobs"
echo "torch2: everything builds and passes against" \
  "$(chroot "$chroot_folder" dpkg-query -W -f '${Package} ${Version}' libtorch-dev)"
