#!/bin/sh
# SPDX-License-Identifier: MIT
# Animates the sample rigs by text: GLBs and contact sheets.
# usage: demo.sh BUILD_FOLDER OUTPUT_FOLDER
set -eu
animax="$1/animax"
out="$2"
mkdir -p "$out/rigs" "$out/animated" "$out/sheets"

"$animax" data samples -o "$out/rigs" > "$out/prompts.tsv"
count=$(wc -l < "$out/prompts.tsv")
n=0
tab=$(printf '\t')
while IFS="$tab" read -r rig prompt; do
  n=$((n + 1))
  name="$(basename "$rig" .glb)_$(echo "$prompt" | tr -cs 'a-z0-9' '_' | sed 's/_*$//')"
  echo "[$n/$count] $(basename "$rig"): \"$prompt\""
  "$animax" animate "$rig" "$prompt" -o "$out/animated/$name.glb" --quiet
  "$animax" sheet "$out/animated/$name.glb" --clip "$prompt" --frames 8 --size 160 \
    -o "$out/sheets/$name.png" --quiet > /dev/null
done < "$out/prompts.tsv"
echo "done: $count animations in $out/animated, contact sheets in $out/sheets"
