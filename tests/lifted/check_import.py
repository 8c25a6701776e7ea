# SPDX-License-Identifier: MIT
"""Imports each file of a manifest into Blender and compares joint positions with the truth.

blender -b --python check_import.py -- FOLDER
Prints one line per file and a RESULT line; exits with 1 when a file fails.
"""
import json
import os
import sys

import bpy
import numpy
from mathutils import Vector

TOLERANCE = 1e-3  # of the rig's height

# Blender 3.4's importer uses names that later numpy versions have removed.
for name, kind in (("bool", bool), ("int", int), ("float", float), ("object", object)):
    if name not in numpy.__dict__:
        setattr(numpy, name, kind)


def play_only(animation):
    """Plays the actions of one glTF animation, at their own times.

    The importer stashes each animation as a muted track whose strip starts one frame late.
    """
    for obj in bpy.data.objects:
        data = obj.animation_data
        if data is None:
            continue
        data.action = None
        for track in data.nla_tracks:
            if track.name.split(".")[0] == animation:
                data.action = track.strips[0].action
        for track in data.nla_tracks:
            track.mute = True
            track.is_solo = False


def joint_positions():
    """World position of every bone head and object by name, in glTF axes (Y up)."""
    found = {}
    for obj in bpy.data.objects:
        found.setdefault(obj.name, obj.matrix_world.translation.copy())
    for obj in bpy.data.objects:
        if obj.type == "ARMATURE":
            for bone in obj.pose.bones:
                found[bone.name] = obj.matrix_world @ bone.head
    return {name: Vector((p.x, p.z, -p.y)) for name, p in found.items()}


def load(path):
    """Imports a file into an empty scene; the importer's complaint where it refuses, else None."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    try:
        bpy.ops.import_scene.gltf(filepath=path)
    except RuntimeError as error:
        return str(error).strip().splitlines()[-1]
    return None


def check(case):
    """True or False; None for what cannot be compared: no names, or unreadable as it came."""
    refusal = load(case["output"])
    source = case.get("input", case["output"])
    if refusal:
        known = "input" in case and load(case["input"])
        print(f"{'skip' if known else 'FAIL'} {source}: {refusal}")
        return None if known else False
    play_only(case["animation"])
    fps = bpy.context.scene.render.fps
    worst, compared, missing = 0.0, 0, set()
    for frame in case["frames"]:
        at = frame["time"] * fps
        bpy.context.scene.frame_set(int(at), subframe=at - int(at))
        bpy.context.view_layer.update()
        found = joint_positions()
        for name, want in frame["joints"].items():
            if name not in found:
                missing.add(name)
                continue
            compared += 1
            worst = max(worst, (found[name] - Vector(want)).length / case["height"])
    if not any(frame["joints"] for frame in case["frames"]):
        print(f"skip {source}: no joint has a name of its own")
        return None
    good = compared > 0 and not missing and worst < TOLERANCE
    print(f"{'ok  ' if good else 'FAIL'} {source}: {compared} positions, worst {100 * worst:.4f} % of height"
          + (f", missing {sorted(missing)[:5]}" if missing else ""))
    return good


def main():
    folder = sys.argv[sys.argv.index("--") + 1]
    with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
        cases = json.load(file)
    results = [check(case) for case in cases]
    passed = sum(1 for result in results if result)
    skipped = results.count(None)
    print(f"RESULT: {passed} of {len(results)} files passed; {skipped} cannot be compared")
    return passed > 0 and False not in results


if __name__ == "__main__":
    try:
        passed = main()
    except Exception as error:  # Blender would end with exit code 0
        print(f"RESULT: FAILED {error!r}")
        passed = False
    sys.stdout.flush()
    os._exit(0 if passed else 1)
