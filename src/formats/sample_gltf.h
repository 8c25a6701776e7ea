// SPDX-License-Identifier: MIT
// A small complete glTF for the tests of this module, to be bent out of shape by each.
#pragma once

#include "formats/base64.h"
#include "formats/gltf_build.h"

#include <string>
#include <vector>

namespace animax::formats {

/// A quad of 4 vertices in the plane z = 0 (x, y in [0, 1]), its upper edge moved by the second of
/// two joints ("lower" at the origin, "upper" at y = 0.5 above it), one clip that turns "upper" by
/// a right angle about z in one second. `vertices` etc. are accessor indices.
struct SampleGltf {
  OrderedJson json;
  std::string bin;
  size_t positions, normals, indices, joints, weights, bind_matrices, times, rotations;

  SampleGltf() {
    json = OrderedJson::parse(R"({
      "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0, 3]}],
      "nodes": [{"name": "armature", "children": [1], "translation": [0, 0, 0]},
                {"name": "lower", "children": [2]},
                {"name": "upper", "translation": [0, 0.5, 0]},
                {"name": "quad", "mesh": 0, "skin": 0}],
      "skins": [{"joints": [1, 2]}], "buffers": [{}], "extras": {"kept": [1, 2.5, "x"]}})");
    BufferBuilder builder(json, 0, "");
    positions =
        builder.add_floats(std::vector<float>{0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0}, "VEC3", true);
    normals =
        builder.add_floats(std::vector<float>{0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1}, "VEC3", false);
    indices = builder.add_integers(std::vector<uint32_t>{0, 1, 2, 0, 2, 3}, "SCALAR", 4, 0);
    joints = builder.add_integers(
        std::vector<uint32_t>{0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0}, "VEC4", 1, 0);
    weights = builder.add_floats(
        std::vector<float>{1, 0, 0, 0, 0.75f, 0.25f, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0}, "VEC4", false);
    bind_matrices =
        builder.add_floats(std::vector<float>{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0,     0, 1,
                                              1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, -0.5f, 0, 1},
                           "MAT4",
                           false);
    times = builder.add_floats(std::vector<float>{0, 1}, "SCALAR", true);
    rotations = builder.add_floats(
        std::vector<float>{0, 0, 0, 1, 0, 0, 0.70710678f, 0.70710678f}, "VEC4", false);
    json["skins"][0]["inverseBindMatrices"] = bind_matrices;
    json["meshes"][0]["name"] = "quad";
    OrderedJson& primitive = json["meshes"][0]["primitives"][0];
    primitive["attributes"] = {
        {"POSITION", positions}, {"NORMAL", normals}, {"JOINTS_0", joints}, {"WEIGHTS_0", weights}};
    primitive["indices"] = indices;
    OrderedJson& animation = json["animations"][0];
    animation["name"] = "bend";
    animation["samplers"][0] = {{"input", times}, {"output", rotations}};
    animation["channels"][0] = {{"sampler", 0}, {"target", {{"node", 2}, {"path", "rotation"}}}};
    bin = builder.bytes();
    json["buffers"][0]["byteLength"] = bin.size();
  }

  /// Adds data behind what is there; returns the accessor.
  size_t add(const std::vector<float>& values, const char* type) {
    BufferBuilder builder(json, 0, bin);
    const size_t accessor = builder.add_floats(values, type, false);
    bin = builder.bytes();
    json["buffers"][0]["byteLength"] = bin.size();
    return accessor;
  }
  size_t add_view(std::string_view bytes) {
    BufferBuilder builder(json, 0, bin);
    const size_t view = builder.add_view(bytes);
    bin = builder.bytes();
    json["buffers"][0]["byteLength"] = bin.size();
    return view;
  }

  OrderedJson& primitive() { return json["meshes"][0]["primitives"][0]; }
  std::string glb() const { return pack_glb(json, bin, {}); }
  std::string gltf() const {
    OrderedJson document = json;
    document["buffers"][0]["uri"] = "data:application/octet-stream;base64," + base64_encode(bin);
    return dump(document, 1);
  }
};

}  // namespace animax::formats
