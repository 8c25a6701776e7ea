// SPDX-License-Identifier: MIT
// Draco, meshoptimizer and quantised files: the same rig as the plain file, and their bytes kept
// when an animation is appended.
#include "core/error.h"
#include "core/file.h"
#include "formats/compressed_gltf.h"
#include "formats/gltf_reader.h"
#include "formats/gltf_writer.h"
#include "scene/skinning.h"
#include "scene/synthetic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace animax::formats {
namespace {

std::string plain_glb(SyntheticShape shape = SyntheticShape::kBiped) {
  SyntheticOptions options;
  options.shape = shape;
  options.textured = true;
  options.frames = 5;
  options.joints = 4;
  return glb_bytes(make_synthetic_world(options, 3).rig);
}

Rig read(const std::string& glb) { return parse_gltf_rig(glb, "packed.glb"); }

// What a corner of a triangle is made of, so that corners can be compared across files whose
// vertices have another order.
struct Corner {
  Vector3f rest, moved, normal;
  Vector2f uv;
};
using Triangle = std::array<Corner, 3>;

std::vector<Triangle> triangles_of(const Rig& rig) {
  const auto rest = skinned_positions(rig, rig.skeleton.rest_pose());
  const auto moved = skinned_positions(rig, sample_pose(rig.clips[0], rig.skeleton, 0.21));
  std::vector<Triangle> triangles;
  for (size_t m = 0; m < rig.meshes.size(); ++m) {
    const Mesh& mesh = rig.meshes[m];
    for (size_t i = 0; i + 2 < mesh.indices.size(); i += 3) {
      Triangle triangle;
      for (size_t k = 0; k < 3; ++k) {
        const uint32_t v = mesh.indices[i + k];
        triangle[k] = {rest[m][v],
                       moved[m][v],
                       mesh.normals[v],
                       mesh.uvs.empty() ? Vector2f(0, 0) : mesh.uvs[v]};
      }
      triangles.push_back(triangle);
    }
  }
  return triangles;
}

// Largest distance of corners, positions as fractions of `size`; the triangle may start elsewhere.
float distance(const Triangle& a, const Triangle& b, float size) {
  float best = 1e9f;
  for (size_t turn = 0; turn < 3; ++turn) {
    float worst = 0;
    for (size_t k = 0; k < 3; ++k) {
      const Corner &p = a[k], &q = b[(k + turn) % 3];
      worst = std::max({worst,
                        (p.rest - q.rest).norm() / size,
                        (p.moved - q.moved).norm() / size,
                        // Directions and texture coordinates are coarser in every encoding.
                        0.05f * (p.normal - q.normal).norm(),
                        0.5f * (p.uv - q.uv).norm()});
    }
    best = std::min(best, worst);
  }
  return best;
}

float middle(const Triangle& t) { return t[0].rest.x() + t[1].rest.x() + t[2].rest.x(); }

// Every triangle of one rig is one of the other's, at rest and moved by the clip.
void expect_same_geometry(const Rig& want, const Rig& got, float tolerance = 1e-3f) {
  EXPECT_TRUE(got.warnings.empty()) << got.warnings.front();
  ASSERT_EQ(got.skeleton.size(), want.skeleton.size());
  ASSERT_EQ(got.clips.size(), want.clips.size());
  auto a = triangles_of(want), b = triangles_of(got);
  ASSERT_EQ(a.size(), b.size());
  const auto by_middle = [](const Triangle& p, const Triangle& q) { return middle(p) < middle(q); };
  std::sort(b.begin(), b.end(), by_middle);
  const float size = static_cast<float>(rest_bounds(want).diagonal());
  std::vector<bool> used(b.size(), false);
  for (const Triangle& triangle : a) {
    // Only those whose middles may lie so near.
    const float reach = 3 * tolerance * size;
    const auto first = std::lower_bound(
        b.begin(), b.end(), middle(triangle) - reach, [](const Triangle& t, float x) {
          return middle(t) < x;
        });
    size_t nearest = b.size();
    float best = 1e9f;
    for (size_t i = first - b.begin(); i < b.size() && middle(b[i]) < middle(triangle) + reach;
         ++i) {
      const float d = used[i] ? 1e9f : distance(triangle, b[i], size);
      if (d < best) best = d, nearest = i;
    }
    ASSERT_LT(best, tolerance);
    used[nearest] = true;
  }
}

// Appends a clip and checks that all that was there still is, byte for byte.
void expect_appending_keeps(const std::string& glb) {
  const TemporaryFolder folder;
  write_file(folder.path() / "in.glb", glb);
  const Rig rig = read_gltf(folder.path() / "in.glb");
  Clip clip = rig.clips[0];
  append_animation(folder.path() / "in.glb", rig, clip, {"again", {}}, folder.path() / "out.glb");
  const GltfDocument before = load_gltf(folder.path() / "in.glb");
  const GltfDocument after = load_gltf(folder.path() / "out.glb");
  EXPECT_EQ(after.bin.substr(0, before.bin.size()), before.bin);
  EXPECT_GT(after.bin.size(), before.bin.size());
  for (const char* key : {"meshes", "nodes", "skins", "extensionsUsed", "extensionsRequired"})
    EXPECT_EQ(after.json.value(key, OrderedJson()), before.json.value(key, OrderedJson())) << key;
  for (const char* key : {"accessors", "bufferViews", "animations"}) {
    ASSERT_GT(after.json[key].size(), before.json[key].size()) << key;
    for (size_t i = 0; i < before.json[key].size(); ++i)
      EXPECT_EQ(after.json[key][i], before.json[key][i]) << key << i;
  }
  ASSERT_EQ(after.json["buffers"].size(), before.json["buffers"].size());
  for (size_t b = 1; b < before.json["buffers"].size(); ++b)
    EXPECT_EQ(after.json["buffers"][b], before.json["buffers"][b]);

  Rig again = read_gltf(folder.path() / "out.glb");
  ASSERT_EQ(again.clips.size(), rig.clips.size() + 1);
  const auto want = joint_positions(rig.skeleton, sample_pose(clip, rig.skeleton, 0.2));
  const auto got =
      joint_positions(again.skeleton, sample_pose(again.clips.back(), again.skeleton, 0.2));
  for (size_t j = 0; j < want.size(); ++j) EXPECT_LT((want[j] - got[j]).norm(), 1e-5);
  again.clips.pop_back();
  expect_same_geometry(rig, again, 1e-6f);
}

TEST(Draco, BothEncodingsReadAsThePlainMesh) {
  for (SyntheticShape shape : {SyntheticShape::kBiped, SyntheticShape::kHinge})
    for (int method : {draco::MESH_SEQUENTIAL_ENCODING, draco::MESH_EDGEBREAKER_ENCODING}) {
      SCOPED_TRACE(method);
      const std::string plain = plain_glb(shape);
      expect_same_geometry(read(plain), read(with_draco(plain, method)));
    }
}

TEST(Draco, AppendingKeepsItsBytes) {
  expect_appending_keeps(with_draco(plain_glb(), draco::MESH_EDGEBREAKER_ENCODING));
}

// Flips a byte of the bytes [first, last) at a time; each file is refused with one line or read.
void expect_damage_is_harmless(const std::string& glb, size_t first, size_t last, size_t step) {
  int refused = 0;
  for (size_t at = first; at < last; at += step) {
    std::string damaged = glb;
    damaged[at] = static_cast<char>(damaged[at] ^ 0xA5);
    try {
      read(damaged);
    } catch (const Error& e) {
      ++refused;
      EXPECT_EQ(std::string(e.what()).find('\n'), std::string::npos) << e.what();
      EXPECT_NE(std::string(e.what()).find("packed.glb"), std::string::npos) << e.what();
    }
  }
  EXPECT_GT(refused, 0);
}

TEST(Draco, DamageIsRefusedInOneLine) {
  const std::string glb = with_draco(plain_glb(SyntheticShape::kHinge), 1);
  const GltfDocument document = parse_gltf(glb, "packed.glb");
  const size_t view = document.json["meshes"][0]["primitives"][0]["extensions"]
                                   ["KHR_draco_mesh_compression"]["bufferView"];
  const std::string_view bytes = view_bytes(document, view);
  const size_t first = glb.size() - document.bin.size() + (bytes.data() - document.bin.data());
  expect_damage_is_harmless(glb, first, first + bytes.size(), 7);
}

// Normalised integers: the accessor says so, and encoders leave Draco's own flag unset.
TEST(Draco, NormalisedColoursAreRead) {
  Rig rig = read(plain_glb(SyntheticShape::kHinge));
  for (Mesh& mesh : rig.meshes) mesh.colors.assign(mesh.positions.size(), Vector4f(1, 1, 1, 1));
  PlainGltf gltf(glb_bytes(rig));
  draco::Mesh mesh;
  OrderedJson& primitive = *gltf.primitives()[0];
  const FloatArray positions = gltf.model.floats(primitive["attributes"]["POSITION"]);
  const auto count = static_cast<uint32_t>(positions.size());
  mesh.set_num_points(count);
  draco::GeometryAttribute place, color;
  place.Init(draco::GeometryAttribute::POSITION, nullptr, 3, draco::DT_FLOAT32, false, 12, 0);
  color.Init(draco::GeometryAttribute::COLOR, nullptr, 4, draco::DT_UINT8, false, 4, 0);
  const int place_id = mesh.AddAttribute(place, true, count);
  const int color_id = mesh.AddAttribute(color, true, count);
  for (uint32_t i = 0; i < count; ++i) {
    const uint8_t rgba[4] = {51, 102, static_cast<uint8_t>(i % 256), 255};
    mesh.attribute(place_id)->SetAttributeValue(draco::AttributeValueIndex(i), positions.at(i));
    mesh.attribute(color_id)->SetAttributeValue(draco::AttributeValueIndex(i), rgba);
  }
  const auto indices = gltf.model.integers(primitive["indices"]);
  for (size_t i = 0; i + 2 < indices.size(); i += 3)
    mesh.AddFace({draco::PointIndex(indices[i]),
                  draco::PointIndex(indices[i + 1]),
                  draco::PointIndex(indices[i + 2])});
  draco::Encoder encoder;
  encoder.SetEncodingMethod(draco::MESH_SEQUENTIAL_ENCODING);
  draco::EncoderBuffer buffer;
  ASSERT_TRUE(encoder.EncodeMeshToBuffer(mesh, &buffer).ok());
  const size_t accessor = primitive["attributes"]["COLOR_0"];
  gltf.json["accessors"][accessor]["componentType"] = 5121;
  gltf.json["accessors"][accessor]["normalized"] = true;
  gltf.json["accessors"][accessor].erase("bufferView");
  const size_t view = gltf.add_view({buffer.data(), buffer.size()});
  primitive["extensions"]["KHR_draco_mesh_compression"] = {
      {"bufferView", view},
      {"attributes",
       {{"POSITION", mesh.attribute(place_id)->unique_id()},
        {"COLOR_0", mesh.attribute(color_id)->unique_id()}}}};
  const Rig again = read(gltf.glb());
  ASSERT_FALSE(again.meshes[0].colors.empty());
  EXPECT_LT((again.meshes[0].colors[7] - Vector4f(0.2f, 0.4f, 7 / 255.0f, 1)).norm(), 1e-5f);
}

std::string with_meshopt(const std::string& glb, const std::string& index_mode) {
  MeshoptPacker packer(glb);
  for (OrderedJson* primitive : packer.primitives()) {
    const OrderedJson attributes = (*primitive)["attributes"];
    for (const auto& [name, accessor] : attributes.items()) {
      if (name == "NORMAL")
        packer.pack_octahedral(accessor);
      else if (name == "POSITION")
        packer.pack_exponential(accessor);
      else
        packer.pack_plain(accessor);
    }
    packer.pack_indices((*primitive)["indices"], index_mode);
  }
  for (const OrderedJson& animation : OrderedJson(packer.json()["animations"]))
    for (const OrderedJson& channel : animation["channels"]) {
      const OrderedJson& sampler = animation["samplers"][channel["sampler"].get<size_t>()];
      if (channel["target"]["path"] == "rotation") packer.pack_quaternions(sampler["output"]);
      if (channel["target"]["path"] == "translation") packer.pack_plain(sampler["output"]);
    }
  return packer.glb();
}

TEST(Meshopt, EveryModeAndFilterReadsAsThePlainMesh) {
  for (SyntheticShape shape : {SyntheticShape::kBiped, SyntheticShape::kDrawers})
    for (const char* mode : {"TRIANGLES", "INDICES"}) {
      SCOPED_TRACE(mode);
      const std::string plain = plain_glb(shape), packed = with_meshopt(plain, mode);
      expect_same_geometry(read(plain), read(packed));
    }
}

TEST(Meshopt, AppendingKeepsItsBytesAndItsEmptyBuffer) {
  const std::string glb = with_meshopt(plain_glb(), "TRIANGLES");
  expect_appending_keeps(glb);
  EXPECT_EQ(parse_gltf(glb, "packed.glb").json["buffers"].size(), 2u);
}

TEST(Meshopt, DamageIsRefusedInOneLine) {
  const std::string glb = with_meshopt(plain_glb(SyntheticShape::kHinge), "TRIANGLES");
  const GltfDocument document = parse_gltf(glb, "packed.glb");
  const OrderedJson& views = document.json["bufferViews"];
  for (const OrderedJson& view : views) {
    if (!view.contains("extensions")) continue;
    const OrderedJson& packed = view["extensions"]["EXT_meshopt_compression"];
    const size_t first = glb.size() - document.bin.size() + packed["byteOffset"].get<size_t>();
    // The first byte names the stream's kind and version.
    std::string damaged = glb;
    damaged[first] = '\x11';
    EXPECT_THROW(read(damaged), Error) << packed.dump();
  }
}

// KHR_mesh_quantization: shorts that a bind matrix or node brings back to their place.
std::string quantised(const std::string& glb, bool normalized) {
  PlainGltf gltf(glb);
  const float low = -2, high = 3;  // holds the whole object, which is about one unit tall
  const float steps = normalized ? 32767.0f : 1000.0f;
  for (OrderedJson* primitive : gltf.primitives()) {
    for (const char* name : {"POSITION", "NORMAL"}) {
      const size_t accessor = (*primitive)["attributes"][name];
      const FloatArray values = gltf.model.floats(static_cast<int>(accessor));
      const bool is_place = std::string(name) == "POSITION";
      std::string bytes;
      for (size_t i = 0; i < values.size(); ++i) {
        for (int k = 0; k < 4; ++k) {
          const float v = k < 3 ? values.at(i)[k] : 0;
          const auto place = static_cast<int16_t>(std::lround((v - low) / (high - low) * steps));
          const auto turn = static_cast<int8_t>(std::lround(v * 127));
          bytes.append(is_place ? std::string_view(reinterpret_cast<const char*>(&place), 2)
                                : std::string_view(reinterpret_cast<const char*>(&turn), 1));
        }
      }
      const size_t view = gltf.add_view(bytes);
      gltf.json["bufferViews"][view]["byteStride"] = is_place ? 8 : 4;
      OrderedJson& json = gltf.json["accessors"][accessor];
      json = {{"bufferView", view},
              {"componentType", is_place ? 5122 : 5120},
              {"count", values.size()},
              {"type", "VEC3"}};
      if (normalized || !is_place) json["normalized"] = true;
    }
  }
  Affine3d place = Affine3d::Identity();
  place.translate(Vector3d::Constant(low)).scale((high - low) / (normalized ? 1 : steps));
  if (gltf.json.contains("skins")) {
    const size_t accessor = gltf.json["skins"][0]["inverseBindMatrices"];
    const FloatArray matrices = gltf.model.floats(static_cast<int>(accessor));
    std::vector<float> moved;
    for (size_t i = 0; i < matrices.size(); ++i) {
      const Eigen::Matrix4f m =
          Eigen::Map<const Eigen::Matrix4f>(matrices.at(i)) * place.matrix().cast<float>();
      moved.insert(moved.end(), m.data(), m.data() + 16);
    }
    gltf.json["accessors"][accessor]["bufferView"] = gltf.add_view(bytes_of(moved));
  } else {
    OrderedJson& nodes = gltf.json["nodes"];
    for (size_t n = 0, count = nodes.size(); n < count; ++n) {
      if (!nodes[n].contains("mesh")) continue;
      OrderedJson child = {{"mesh", nodes[n]["mesh"]}};
      set_trs(child, decompose_lossy(place));
      nodes[n].erase("mesh");
      nodes[n]["children"].push_back(nodes.size());
      nodes.push_back(child);
    }
  }
  gltf.require_extension("KHR_mesh_quantization");
  return gltf.glb();
}

TEST(Quantised, SkinnedMeshReadsAsThePlainMesh) {
  const std::string plain = plain_glb();
  const Rig want = read(plain);
  expect_same_geometry(want, read(quantised(plain, true)));
  expect_same_geometry(want, read(quantised(plain, false)), 4e-3f);
}

TEST(Quantised, RigidMeshIsBroughtBackByItsNode) {
  const std::string plain = plain_glb(SyntheticShape::kHinge);
  const Rig want = read(plain), got = read(quantised(plain, true));
  // The nodes that undo the quantisation carry the meshes, so they are joints, too.
  EXPECT_GT(got.skeleton.size(), want.skeleton.size());
  const Bounds a = bounds_of(want, sample_pose(want.clips[0], want.skeleton, 0.2));
  const Bounds b = bounds_of(got, sample_pose(got.clips[0], got.skeleton, 0.2));
  EXPECT_LT((a.min - b.min).norm() + (a.max - b.max).norm(), 1e-3 * a.diagonal());
}

TEST(Quantised, AppendingKeepsItsBytes) { expect_appending_keeps(quantised(plain_glb(), true)); }

}  // namespace
}  // namespace animax::formats
