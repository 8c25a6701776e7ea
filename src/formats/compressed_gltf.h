// SPDX-License-Identifier: MIT
// Compresses a plain GLB with the encoders of Draco and meshoptimizer, for the tests of this
// module.
#pragma once

#include "formats/gltf_build.h"
#include "formats/gltf_model.h"

#include <draco/compression/encode.h>
#include <meshoptimizer.h>

#include <cmath>
#include <span>
#include <string>
#include <vector>

namespace animax::formats {

/// Document and binary chunk of a GLB whose accessors are tightly packed, one copy to change.
struct PlainGltf {
  explicit PlainGltf(const std::string& glb) : model(parse_gltf(glb, "plain.glb")) {
    json = model.document().json;
    bin = std::string(model.document().bin);
  }

  std::vector<OrderedJson*> primitives() {
    std::vector<OrderedJson*> all;
    for (OrderedJson& mesh : json["meshes"])
      for (OrderedJson& primitive : mesh["primitives"]) all.push_back(&primitive);
    return all;
  }
  void require_extension(const char* name) {
    json["extensionsUsed"].push_back(name);
    json["extensionsRequired"].push_back(name);
  }
  size_t add_view(std::string_view bytes) {
    BufferBuilder builder(json, 0, bin);
    const size_t view = builder.add_view(bytes);
    bin = builder.bytes();
    json["buffers"][0]["byteLength"] = bin.size();
    return view;
  }
  std::string glb() const { return pack_glb(json, bin, {}); }

  GltfModel model;  ///< as it was
  OrderedJson json;
  std::string bin;
};

template <typename Value>
std::string_view bytes_of(const std::vector<Value>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value)};
}

/// Moves the geometry of every primitive into KHR_draco_mesh_compression; its accessors lose their
/// data. Positions have 14 bits, normals 10, texture coordinates and weights 12.
/// @param method  draco::MESH_SEQUENTIAL_ENCODING or draco::MESH_EDGEBREAKER_ENCODING
inline std::string with_draco(const std::string& glb, int method) {
  PlainGltf gltf(glb);
  for (OrderedJson* primitive : gltf.primitives()) {
    const OrderedJson attributes = primitive->at("attributes");
    draco::Mesh mesh;
    const size_t count = gltf.model.floats(attributes.at("POSITION")).size();
    mesh.set_num_points(static_cast<uint32_t>(count));
    OrderedJson ids;
    for (const auto& [name, accessor] : attributes.items()) {
      const FloatArray values = gltf.model.floats(accessor);
      const bool is_slots = name.starts_with("JOINTS");
      const auto type = name == "POSITION"             ? draco::GeometryAttribute::POSITION
                        : name == "NORMAL"             ? draco::GeometryAttribute::NORMAL
                        : name.starts_with("TEXCOORD") ? draco::GeometryAttribute::TEX_COORD
                                                       : draco::GeometryAttribute::GENERIC;
      draco::GeometryAttribute layout;
      const int bytes = values.components * (is_slots ? 2 : 4);
      layout.Init(type,
                  nullptr,
                  static_cast<int8_t>(values.components),
                  is_slots ? draco::DT_UINT16 : draco::DT_FLOAT32,
                  false,
                  bytes,
                  0);
      const int id = mesh.AddAttribute(layout, true, static_cast<uint32_t>(count));
      for (uint32_t i = 0; i < count; ++i) {
        const std::vector<uint16_t> slots(values.at(i), values.at(i) + values.components);
        mesh.attribute(id)->SetAttributeValue(
            draco::AttributeValueIndex(i),
            is_slots ? static_cast<const void*>(slots.data()) : values.at(i));
      }
      ids[name] = mesh.attribute(id)->unique_id();
      gltf.json["accessors"][accessor.get<size_t>()].erase("bufferView");
      gltf.json["accessors"][accessor.get<size_t>()].erase("byteOffset");
    }
    const size_t index_accessor = primitive->at("indices");
    const std::vector<uint32_t> indices = gltf.model.integers(static_cast<int>(index_accessor));
    for (size_t i = 0; i + 2 < indices.size(); i += 3)
      mesh.AddFace({draco::PointIndex(indices[i]),
                    draco::PointIndex(indices[i + 1]),
                    draco::PointIndex(indices[i + 2])});
    gltf.json["accessors"][index_accessor].erase("bufferView");

    draco::Encoder encoder;
    encoder.SetEncodingMethod(method);
    encoder.SetAttributeQuantization(draco::GeometryAttribute::POSITION, 14);
    encoder.SetAttributeQuantization(draco::GeometryAttribute::NORMAL, 10);
    encoder.SetAttributeQuantization(draco::GeometryAttribute::TEX_COORD, 12);
    encoder.SetAttributeQuantization(draco::GeometryAttribute::GENERIC, 12);
    draco::EncoderBuffer buffer;
    const draco::Status status = encoder.EncodeMeshToBuffer(mesh, &buffer);
    if (!status.ok()) throw Error("draco: ", status.error_msg_string());
    (*primitive)["extensions"]["KHR_draco_mesh_compression"] = {
        {"bufferView", gltf.add_view({buffer.data(), buffer.size()})}, {"attributes", ids}};
  }
  gltf.require_extension("KHR_draco_mesh_compression");
  return gltf.glb();
}

/// Moves accessors into EXT_meshopt_compression, each into a view of its own whose uncompressed
/// bytes lie in a second buffer without data (a fallback buffer).
class MeshoptPacker {
 public:
  explicit MeshoptPacker(const std::string& glb) : gltf_(glb) { packed_.assign(gltf_.bin); }

  /// Unfiltered: the accessor's values as they are.
  void pack_plain(size_t accessor) {
    const std::string_view raw = raw_of(accessor);
    pack_vertices(accessor, raw, raw.size() / count(accessor), "NONE");
  }
  /// Unit vectors as four signed bytes each.
  void pack_octahedral(size_t accessor) {
    const FloatArray values = gltf_.model.floats(static_cast<int>(accessor));
    std::vector<float> padded;
    for (size_t i = 0; i < values.size(); ++i)
      padded.insert(padded.end(), {values.at(i)[0], values.at(i)[1], values.at(i)[2], 0});
    std::string filtered(4 * values.size(), '\0');
    meshopt_encodeFilterOct(filtered.data(), values.size(), 4, 8, padded.data());
    pack_vertices(accessor, filtered, 4, "OCTAHEDRAL");
    set_component(accessor, 5120);
  }
  /// Unit quaternions as four signed shorts each.
  void pack_quaternions(size_t accessor) {
    const FloatArray values = gltf_.model.floats(static_cast<int>(accessor));
    std::string filtered(8 * values.size(), '\0');
    meshopt_encodeFilterQuat(filtered.data(), values.size(), 8, 16, values.values.data());
    pack_vertices(accessor, filtered, 8, "QUATERNION");
    set_component(accessor, 5122);
  }
  /// Floats with a shared exponent and 15 bits of mantissa.
  void pack_exponential(size_t accessor) {
    const FloatArray values = gltf_.model.floats(static_cast<int>(accessor));
    const size_t stride = 4 * static_cast<size_t>(values.components);
    std::string filtered(stride * values.size(), '\0');
    meshopt_encodeFilterExp(filtered.data(), values.size(), stride, 15, values.values.data());
    pack_vertices(accessor, filtered, stride, "EXPONENTIAL");
  }
  /// @param mode  "TRIANGLES" (vertices of a triangle may rotate) or "INDICES"
  void pack_indices(size_t accessor, const std::string& mode) {
    const std::vector<uint32_t> list = gltf_.model.integers(static_cast<int>(accessor));
    std::vector<unsigned char> out;
    if (mode == "TRIANGLES") {
      out.resize(meshopt_encodeIndexBufferBound(list.size(), 1u << 16));
      out.resize(meshopt_encodeIndexBuffer(out.data(), out.size(), list.data(), list.size()));
    } else {
      out.resize(meshopt_encodeIndexSequenceBound(list.size(), 1u << 16));
      out.resize(meshopt_encodeIndexSequence(out.data(), out.size(), list.data(), list.size()));
    }
    add(accessor,
        out,
        gltf_.json["accessors"][accessor]["componentType"] == 5123 ? 2 : 4,
        mode,
        "");
  }

  OrderedJson& json() { return gltf_.json; }
  std::vector<OrderedJson*> primitives() { return gltf_.primitives(); }

  std::string glb() {
    gltf_.bin = packed_;
    gltf_.json["buffers"][0]["byteLength"] = packed_.size();
    gltf_.json["buffers"][1] = {
        {"byteLength", fallback_bytes_},
        {"extensions", {{"EXT_meshopt_compression", {{"fallback", true}}}}}};
    gltf_.require_extension("EXT_meshopt_compression");
    return gltf_.glb();
  }

 private:
  size_t count(size_t accessor) const { return gltf_.json["accessors"][accessor]["count"]; }

  std::string_view raw_of(size_t accessor) const {
    const OrderedJson& json = gltf_.json["accessors"][accessor];
    const size_t size = json["componentType"] == 5126 ? 4 : json["componentType"] == 5123 ? 2 : 1;
    const size_t bytes = count(accessor) * size * components_of(json["type"].get<std::string>());
    return gltf_.model.view(json["bufferView"]).substr(json.value("byteOffset", size_t{0}), bytes);
  }

  void set_component(size_t accessor, int type) {
    gltf_.json["accessors"][accessor]["componentType"] = type;
    gltf_.json["accessors"][accessor]["normalized"] = true;
  }

  void pack_vertices(size_t accessor,
                     std::string_view values,
                     size_t stride,
                     const std::string& filter) {
    const size_t n = count(accessor);
    std::vector<unsigned char> out(meshopt_encodeVertexBufferBound(n, stride));
    out.resize(meshopt_encodeVertexBuffer(out.data(), out.size(), values.data(), n, stride));
    add(accessor, out, stride, "ATTRIBUTES", filter);
  }

  void add(size_t accessor,
           const std::vector<unsigned char>& bytes,
           size_t stride,
           const std::string& mode,
           const std::string& filter) {
    const size_t n = count(accessor);
    OrderedJson packed = {{"buffer", 0},
                          {"byteOffset", packed_.size()},
                          {"byteLength", bytes.size()},
                          {"byteStride", stride},
                          {"count", n},
                          {"mode", mode}};
    if (!filter.empty()) packed["filter"] = filter;
    OrderedJson view = {{"buffer", 1}, {"byteOffset", fallback_bytes_}, {"byteLength", stride * n}};
    // Strides are for vertex attributes; other data is packed tightly anyway.
    if (mode == "ATTRIBUTES") view["byteStride"] = stride;
    view["extensions"]["EXT_meshopt_compression"] = packed;
    packed_.append(bytes_of(bytes));
    packed_.resize((packed_.size() + 3) / 4 * 4, '\0');
    fallback_bytes_ += (stride * n + 3) / 4 * 4;
    gltf_.json["accessors"][accessor]["bufferView"] = gltf_.json["bufferViews"].size();
    gltf_.json["accessors"][accessor].erase("byteOffset");
    gltf_.json["bufferViews"].push_back(view);
  }

  PlainGltf gltf_;
  std::string packed_;
  size_t fallback_bytes_ = 0;
};

}  // namespace animax::formats
