#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs `animax roundtrip` over every animated rig of a folder and writes a Markdown table.

usage: roundtrip_table.py ANIMAX ASSETS_FOLDER OUTPUT.md [SIZE ...]      (sizes default to 480 128)

One clip per file (the middle one), at most 33 frames at 12 fps. A file that is refused is listed with
the program's own line.
"""
import json
import pathlib
import statistics
import subprocess
import sys

SUFFIXES = {".glb", ".gltf", ".vrm", ".fbx", ".dae", ".bvh"}
FRAMES = 33


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.startswith("animax: ")]
        return None, lines[-1][len("animax: "):] if lines else f"exit code {done.returncode}"
    return json.loads(done.stdout), None


def round_trip(animax, path, size):
    info, refusal = run([animax, "info", str(path), "--json"])
    if refusal:
        return None, refusal
    clips = [i for i, clip in enumerate(info["clips"]) if clip["duration"] > 0]
    if not clips:
        return None, "no clip that lasts"
    clip = clips[len(clips) // 2]
    frames = max(1, min(FRAMES, int(info["clips"][clip]["duration"] * 12) + 1))
    return run([animax, "roundtrip", str(path), "--clip", str(clip), "--size", str(size),
                "--frames", str(frames), "--json"])


def median_row(name, rows):
    pick = lambda key: statistics.median(row[key] for row in rows)
    return (f"| {name} | {len(rows)} | {100 * pick('mean_joint_error'):.3f} | "
            f"{100 * pick('p95_joint_error'):.3f} | {pick('median_rotation_error_deg'):.2f} |")


def main():
    animax, folder, output = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    sizes = [int(size) for size in sys.argv[4:]] or [480, 128]
    files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES)
    results = {size: {} for size in sizes}
    for number, path in enumerate(files):
        for size in sizes:
            results[size][path] = round_trip(animax, path, size)
        print(f"{number + 1}/{len(files)} {path.name}", file=sys.stderr, flush=True)

    text = ["# Round trip over real rigs", "",
            "True pose maps of one clip of each file (the middle one, 12 fps, at most 33 frames), lifted",
            "again by the joint fit. Joint errors in percent of the rig's height, over all drawn joints and",
            "frames; rotation: median world orientation error in degrees of the joints that lifting solves",
            "for, twist and the errors of ancestors included. Made by `scripts/roundtrip_table.py`.", "",
            "| pixels | files | mean joint error, median | 95th percentile, median | rotation, median |",
            "|---|---|---|---|---|"]
    for size in sizes:
        rows = [row for row, _ in results[size].values() if row]
        if rows:
            text.append(median_row(str(size), rows))
    text += ["", "| file | clip | joints | " + " | ".join(
        f"{size}: mean % | {size}: rotation" for size in sizes) + " |",
        "|---|---|---|" + "---|---|" * len(sizes)]
    for path in files:
        first = next((results[s][path][0] for s in sizes if results[s][path][0]), None)
        name = path.relative_to(folder)
        if not first:
            text.append(f"| {name} | refused: {results[sizes[0]][path][1]} |" + " |" * (1 + 2 * len(sizes)))
            continue
        cells = []
        for size in sizes:
            row = results[size][path][0]
            cells += ([f"{100 * row['mean_joint_error']:.3f}", f"{row['median_rotation_error_deg']:.2f}"]
                      if row else ["failed", ""])
        clip = first["clip"].replace("|", "\\|")
        text.append(f"| {name} | {clip} | {first['joints_drawn']} | " + " | ".join(cells) + " |")
    output.write_text("\n".join(text) + "\n")


if __name__ == "__main__":
    main()
