// SPDX-License-Identifier: MIT
#include "core/file.h"
#include "formats/gltf_build.h"
#include "formats/gltf_writer.h"
#include "formats/mesh_repair.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace animax::formats {
namespace {

constexpr int kArrayBuffer = 34962, kElementArrayBuffer = 34963;
constexpr int kClampToEdge = 33071, kRepeat = 10497;

OrderedJson numbers(const Eigen::Ref<const Eigen::VectorXf>& values) {
  OrderedJson array = OrderedJson::array();
  for (float v : values) array.push_back(v);
  return array;
}

OrderedJson matrix_json(const Affine3d& m) {
  OrderedJson array = OrderedJson::array();
  for (int i = 0; i < 16; ++i) array.push_back(m.matrix().data()[i]);
  return array;
}

bool is_identity(const Affine3d& m) { return m.isApprox(Affine3d::Identity(), 1e-12); }

// A mesh as it goes into the file: what the skin would do at its only joint is done already, and
// triangles face the way that the file's viewer expects.
Mesh baked(const Rig& rig, const Mesh& source, const std::vector<Affine3d>& world_from_joint) {
  Mesh mesh = source;
  if (is_mirrored(rig, source, world_from_joint)) flip_triangles(mesh);
  const Skin& skin = rig.skins[source.skin];
  if (skin.joints.size() != 1) return mesh;
  const Eigen::Affine3f node_from_bind = skin.joint_from_bind[0].cast<float>();
  if (node_from_bind.isApprox(Eigen::Affine3f::Identity(), 1e-7f)) return mesh;
  const float determinant = node_from_bind.linear().determinant();
  const Eigen::Matrix3f normal_matrix =
      std::abs(determinant) > 1e-20f
          ? Eigen::Matrix3f(node_from_bind.linear().inverse().transpose())
          : Eigen::Matrix3f(Eigen::Matrix3f::Zero());
  for (Vector3f& p : mesh.positions) p = node_from_bind * p;
  if (determinant < 0) flip_triangles(mesh);
  for (Vector3f& n : mesh.normals) n = normal_matrix * n;
  complete_normals(mesh);
  return mesh;
}

class GlbWriter {
 public:
  explicit GlbWriter(const Rig& rig)
      : rig_(rig),
        builder_(json_, 0, ""),
        world_from_joint_(forward_kinematics(rig.skeleton, rig.skeleton.rest_pose())) {}

  std::string write() {
    json_["asset"] = {{"version", "2.0"}, {"generator", "AnimaX"}};
    json_["scene"] = 0;
    json_["scenes"] = OrderedJson::array({{{"name", rig_.name}, {"nodes", OrderedJson::array()}}});
    json_["nodes"] = OrderedJson::array();
    write_joints();
    write_materials();
    write_meshes();
    for (const Clip& clip : rig_.clips)
      json_["animations"].push_back(build_animation(clip, rig_.skeleton, node_of_joint_, builder_));
    if (unlit_) json_["extensionsUsed"] = {"KHR_materials_unlit"};
    if (!builder_.bytes().empty())
      json_["buffers"] = OrderedJson::array({{{"byteLength", builder_.bytes().size()}}});
    return pack_glb(json_, builder_.bytes(), {});
  }

 private:
  int add_node(OrderedJson node, int parent) {
    OrderedJson& nodes = json_["nodes"];
    const int index = static_cast<int>(nodes.size());
    nodes.push_back(std::move(node));
    if (parent < 0)
      json_["scenes"][0]["nodes"].push_back(index);
    else
      nodes[parent]["children"].push_back(index);
    return index;
  }

  bool has_mixed_skin() const {
    return std::any_of(rig_.skins.begin(), rig_.skins.end(), [](const Skin& skin) {
      return skin.joints.size() > 1 && std::count(skin.joints.begin(), skin.joints.end(), -1) > 0;
    });
  }

  void write_joints() {
    // The joints of a skin need a common ancestor, which must not move where scenery is among them.
    const bool needs_top = rig_.skeleton.roots().size() > 1 || has_mixed_skin();
    const int top = needs_top ? add_node({{"name", "Root"}}, -1) : -1;
    for (const Joint& joint : rig_.skeleton.joints) {
      int parent = joint.parent < 0 ? top : node_of_joint_[joint.parent];
      if (!is_identity(joint.parent_from_anchor))
        parent = add_node(
            {{"name", joint.name + "_anchor"}, {"matrix", matrix_json(joint.parent_from_anchor)}},
            parent);
      OrderedJson node;
      node["name"] = joint.name;
      set_trs(node, joint.rest);
      node_of_joint_.push_back(add_node(std::move(node), parent));
    }
  }

  void write_materials() {
    for (const Texture& texture : rig_.textures) {
      const size_t view = builder_.add_view(encode_png(texture.image));
      json_["images"].push_back({{"bufferView", view}, {"mimeType", "image/png"}});
      OrderedJson sampler;
      sampler["magFilter"] = texture.smooth ? 9729 : 9728;
      sampler["minFilter"] = texture.smooth ? 9987 : 9984;
      sampler["wrapS"] = texture.repeat_u ? kRepeat : kClampToEdge;
      sampler["wrapT"] = texture.repeat_v ? kRepeat : kClampToEdge;
      json_["samplers"].push_back(std::move(sampler));
      const size_t index = json_["images"].size() - 1;
      json_["textures"].push_back({{"sampler", index}, {"source", index}});
    }
    for (const Material& material : rig_.materials)
      json_["materials"].push_back(material_json(material));
  }

  OrderedJson material_json(const Material& material) {
    OrderedJson json;
    json["name"] = material.name;
    OrderedJson& pbr = json["pbrMetallicRoughness"];
    pbr["baseColorFactor"] = numbers(material.base_color.cwiseMax(0).cwiseMin(1));
    if (material.base_color_texture >= 0)
      pbr["baseColorTexture"]["index"] = material.base_color_texture;
    pbr["metallicFactor"] = std::clamp(material.metallic, 0.0f, 1.0f);
    pbr["roughnessFactor"] = std::clamp(material.roughness, 0.0f, 1.0f);
    if (!material.emissive.isZero())
      json["emissiveFactor"] = numbers(material.emissive.cwiseMax(0).cwiseMin(1));
    if (material.emissive_texture >= 0)
      json["emissiveTexture"]["index"] = material.emissive_texture;
    if (material.alpha_mode == AlphaMode::kMask)
      json["alphaCutoff"] = std::max(material.alpha_cutoff, 0.0f);
    if (material.alpha_mode != AlphaMode::kOpaque)
      json["alphaMode"] = material.alpha_mode == AlphaMode::kMask ? "MASK" : "BLEND";
    if (material.double_sided) json["doubleSided"] = true;
    if (material.unlit) {
      json["extensions"]["KHR_materials_unlit"] = OrderedJson::object();
      unlit_ = true;
    }
    return json;
  }

  // Meshes of a single joint share its node; neighbours of one name and skin become the primitives
  // of one glTF mesh.
  void write_meshes() {
    std::map<int, int> mesh_of_joint;
    for (size_t m = 0; m < rig_.meshes.size();) {
      const Mesh& first = rig_.meshes[m];
      OrderedJson primitives = OrderedJson::array();
      for (; m < rig_.meshes.size() && rig_.meshes[m].skin == first.skin &&
             rig_.meshes[m].name == first.name;
           ++m)
        if (!rig_.meshes[m].indices.empty()) primitives.push_back(primitive_json(rig_.meshes[m]));
      if (primitives.empty()) continue;
      const Skin& skin = rig_.skins[first.skin];
      const bool rigid = skin.joints.size() == 1;
      const auto known = rigid ? mesh_of_joint.find(skin.joints[0]) : mesh_of_joint.end();
      if (known != mesh_of_joint.end()) {
        OrderedJson& into = json_["meshes"][known->second]["primitives"];
        into.insert(into.end(), primitives.begin(), primitives.end());
        continue;
      }
      const int index = static_cast<int>(json_["meshes"].size());
      json_["meshes"].push_back({{"name", first.name}, {"primitives", std::move(primitives)}});
      if (!rigid) {
        add_node({{"name", first.name}, {"mesh", index}, {"skin", skin_index(first.skin)}}, -1);
      } else if (skin.joints[0] >= 0) {
        json_["nodes"][node_of_joint_[skin.joints[0]]]["mesh"] = index;
        mesh_of_joint[skin.joints[0]] = index;
      } else {
        add_node({{"name", first.name}, {"mesh", index}}, -1);
        mesh_of_joint[-1] = index;
      }
    }
  }

  size_t add_vectors(const std::vector<Vector3f>& vectors, bool bounds) {
    return builder_.add_floats(
        {vectors.front().data(), vectors.size() * 3}, "VEC3", bounds, kArrayBuffer);
  }

  OrderedJson primitive_json(const Mesh& source) {
    const Mesh mesh = baked(rig_, source, world_from_joint_);
    OrderedJson attributes;
    attributes["POSITION"] = add_vectors(mesh.positions, true);
    attributes["NORMAL"] = add_vectors(mesh.normals, false);
    if (!mesh.uvs.empty())
      attributes["TEXCOORD_0"] = builder_.add_floats(
          {mesh.uvs.front().data(), mesh.uvs.size() * 2}, "VEC2", false, kArrayBuffer);
    if (!mesh.colors.empty())
      attributes["COLOR_0"] = builder_.add_floats(
          {mesh.colors.front().data(), mesh.colors.size() * 4}, "VEC4", false, kArrayBuffer);
    if (rig_.skins[mesh.skin].joints.size() > 1) add_influences(mesh, attributes);
    OrderedJson primitive;
    primitive["attributes"] = std::move(attributes);
    primitive["indices"] = builder_.add_integers(
        mesh.indices, "SCALAR", static_cast<uint32_t>(mesh.positions.size()), kElementArrayBuffer);
    if (mesh.material >= 0) primitive["material"] = mesh.material;
    return primitive;
  }

  void add_influences(const Mesh& mesh, OrderedJson& attributes) {
    const size_t count = mesh.positions.size(), sets = (mesh.influences + 3) / 4;
    std::vector<std::vector<Influence>> lists(count);
    for (size_t i = 0; i < mesh.slots.size(); ++i)
      lists[i / mesh.influences].push_back({mesh.slots[i], mesh.weights[i]});
    Mesh tidy = mesh;
    set_influences(lists, tidy);  // no slot twice, zero weights have slot 0
    const size_t n = tidy.influences;
    for (size_t set = 0; set < sets; ++set) {
      std::vector<uint32_t> slots(count * 4, 0);
      std::vector<float> weights(count * 4, 0);
      for (size_t v = 0; v < count; ++v)
        for (size_t k = 4 * set; k < std::min(4 * set + 4, n); ++k) {
          slots[v * 4 + k - 4 * set] = tidy.slots[v * n + k];
          weights[v * 4 + k - 4 * set] = tidy.weights[v * n + k];
        }
      const uint32_t largest = *std::max_element(slots.begin(), slots.end());
      attributes[str_cat("JOINTS_", set)] =
          builder_.add_integers(slots, "VEC4", largest, kArrayBuffer);
      attributes[str_cat("WEIGHTS_", set)] =
          builder_.add_floats(weights, "VEC4", false, kArrayBuffer);
    }
  }

  int skin_index(int index) {
    const auto known = skins_.find(index);
    if (known != skins_.end()) return known->second;
    const Skin& skin = rig_.skins[index];
    std::vector<float> matrices;
    OrderedJson joints = OrderedJson::array();
    for (size_t k = 0; k < skin.joints.size(); ++k) {
      joints.push_back(skin.joints[k] < 0 ? scenery_node() : node_of_joint_[skin.joints[k]]);
      for (int i = 0; i < 16; ++i)
        matrices.push_back(static_cast<float>(skin.joint_from_bind[k].matrix().data()[i]));
    }
    OrderedJson json;
    if (!skin.name.empty()) json["name"] = skin.name;
    json["inverseBindMatrices"] = builder_.add_floats(matrices, "MAT4", false);
    json["joints"] = std::move(joints);
    json_["skins"].push_back(std::move(json));
    return skins_[index] = static_cast<int>(json_["skins"].size()) - 1;
  }

  // Stands for the world in skins with both joints and scenery; under the common root.
  int scenery_node() {
    if (scenery_node_ < 0)
      scenery_node_ = add_node({{"name", "Scenery"}}, json_["scenes"][0]["nodes"][0]);
    return scenery_node_;
  }

  const Rig& rig_;
  OrderedJson json_;
  BufferBuilder builder_;
  std::vector<Affine3d> world_from_joint_;
  std::vector<int> node_of_joint_;
  std::map<int, int> skins_;
  int scenery_node_ = -1;
  bool unlit_ = false;
};

}  // namespace

std::string glb_bytes(const Rig& rig) {
  check(rig);
  CHECK_THAT(!rig.skeleton.joints.empty());
  return GlbWriter(rig).write();
}

void write_glb(const Rig& rig, const std::filesystem::path& path) {
  write_file(path, glb_bytes(rig));
}

}  // namespace animax::formats
