// SPDX-License-Identifier: MIT
#include "formats/gltf_parts.h"
#include "formats/mesh_repair.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace animax::formats {
namespace {

// The attributes of one primitive, wherever they are stored.
class PrimitiveSource {
 public:
  PrimitiveSource(const GltfModel& model, int mesh, int primitive)
      : model_(model),
        primitive_(model.gltf().meshes[mesh].primitives[primitive]),
        label_(str_cat("meshes[", mesh, "].primitives[", primitive, "]")) {
    const OrderedJson& json =
        model.document().json.at("meshes").at(mesh).at("primitives").at(primitive);
    if (!json.contains("extensions") ||
        !json.at("extensions").contains("KHR_draco_mesh_compression"))
      return;
    const OrderedJson& packed = json.at("extensions").at("KHR_draco_mesh_compression");
    std::map<std::string, uint32_t> ids;
    for (const auto& [name, id] : packed.at("attributes").items()) ids[name] = id.get<uint32_t>();
    const std::string where = str_cat(model.document().path.string(), ": ", label_);
    draco_ = decode_draco(model.view(packed.at("bufferView")), ids, where);
    for (const auto& [name, array] : draco_->attributes)
      model.spend(array.values.size() * sizeof(float), label_);
  }

  const std::string& label() const { return label_; }
  const tinygltf::Primitive& primitive() const { return primitive_; }

  bool has(const std::string& name) const {
    return (draco_ && draco_->attributes.contains(name)) || primitive_.attributes.contains(name);
  }

  size_t vertices() const {
    if (draco_ && draco_->attributes.contains("POSITION"))
      return draco_->attributes.at("POSITION").size();
    return model_.gltf().accessors[primitive_.attributes.at("POSITION")].count;
  }

  /// Values of an attribute with the number of components and elements it has to have (0: any).
  FloatArray floats(const std::string& name, int least_components, size_t count) const {
    FloatArray array = draco_ && draco_->attributes.contains(name)
                           ? unpacked(name)
                           : model_.floats(primitive_.attributes.at(name));
    if (array.components < least_components)
      model_.fail(
          label_, name, " has ", array.components, " components, expected ", least_components);
    if (count > 0 && array.size() != count)
      model_.fail(
          label_, name, " has ", array.size(), " elements, expected ", count, " as POSITION");
    return array;
  }

  std::vector<uint32_t> indices(size_t vertices) const {
    std::vector<uint32_t> list;
    if (draco_) {
      list = draco_->indices;
    } else if (primitive_.indices >= 0) {
      list = model_.integers(primitive_.indices);
    } else {
      list.resize(vertices);
      std::iota(list.begin(), list.end(), 0u);
    }
    for (uint32_t index : list)
      if (index >= vertices)
        model_.fail(label_, "found vertex index ", index, ", expected less than ", vertices);
    return list;
  }

 private:
  // Values out of Draco in the range that the accessor gives them.
  FloatArray unpacked(const std::string& name) const {
    FloatArray array = draco_->attributes.at(name);
    const auto accessor = primitive_.attributes.find(name);
    if (accessor == primitive_.attributes.end()) return array;
    const float divide_by = model_.divisor(accessor->second);
    if (divide_by != 1)
      for (float& value : array.values) value = std::max(value / divide_by, -1.0f);
    return array;
  }

  const GltfModel& model_;
  const tinygltf::Primitive& primitive_;
  std::string label_;
  std::optional<DracoMesh> draco_;
};

std::vector<uint32_t> triangles_of(const std::vector<uint32_t>& list, int mode) {
  std::vector<uint32_t> out;
  const size_t corners = list.size();
  if (mode == TINYGLTF_MODE_TRIANGLES) {
    out.assign(list.begin(), list.begin() + corners / 3 * 3);
  } else if (mode == TINYGLTF_MODE_TRIANGLE_STRIP) {
    for (size_t i = 0; i + 2 < corners; ++i) {
      const size_t odd = i % 2;
      out.insert(out.end(), {list[i], list[i + 1 + odd], list[i + 2 - odd]});
    }
  } else if (mode == TINYGLTF_MODE_TRIANGLE_FAN) {
    for (size_t i = 1; i + 1 < corners; ++i) out.insert(out.end(), {list[i], list[i + 1], list[0]});
  }
  return out;
}

class MeshReader {
 public:
  MeshReader(const GltfModel& model,
             const NodeTree& tree,
             const std::vector<TextureMapping>& mappings,
             Rig& rig,
             Warnings& warnings)
      : model_(model),
        tree_(tree),
        mappings_(mappings),
        rig_(rig),
        warnings_(warnings),
        world_from_joint_(forward_kinematics(rig.skeleton, rig.skeleton.rest_pose())) {}

  void read_node(int n) {
    const tinygltf::Node& node = model_.gltf().nodes[n];
    const tinygltf::Mesh& source = model_.gltf().meshes[node.mesh];
    for (size_t p = 0; p < source.primitives.size(); ++p) {
      PrimitiveSource primitive(model_, node.mesh, static_cast<int>(p));
      if (!primitive.has("POSITION")) {
        warnings_.add(primitive.label(), ": has no positions; it is left out");
        continue;
      }
      if (primitive.vertices() == 0) {
        warnings_.add(primitive.label(), ": has no vertices; it is left out");
        if (hollow_.empty()) hollow_ = primitive.label();
        continue;
      }
      if (source.primitives[p].mode < TINYGLTF_MODE_TRIANGLES) {
        warnings_.add(primitive.label(), ": points and lines are not drawn");
        continue;
      }
      Mesh mesh = read_geometry(primitive, node, source);
      mesh.name = source.name.empty() ? node.name : source.name;
      const bool skinned = is_skinned(node, source.primitives[p]);
      mesh.skin = skinned ? skin_of(node.skin) : rigid_skin_of(n);
      if (skinned)
        read_influences(primitive, model_.gltf().skins[node.skin].joints.size(), mesh);
      else
        set_rigid(mesh);
      if (is_mirrored(rig_, mesh, world_from_joint_)) flip_triangles(mesh);
      rig_.meshes.push_back(std::move(mesh));
    }
  }

  /// A file that has meshes but not one vertex is broken.
  void expect_a_vertex() const {
    if (rig_.meshes.empty() && !hollow_.empty()) model_.fail(hollow_, "has no vertices");
  }

 private:
  Mesh read_geometry(const PrimitiveSource& source,
                     const tinygltf::Node& node,
                     const tinygltf::Mesh& owner) {
    Mesh mesh;
    const FloatArray positions = source.floats("POSITION", 3, 0);
    const size_t count = positions.size();
    mesh.positions.resize(count);
    for (size_t v = 0; v < count; ++v)
      mesh.positions[v] = Eigen::Map<const Vector3f>(positions.at(v));
    mesh.indices = triangles_of(source.indices(count), source.primitive().mode);
    if (source.has("NORMAL")) {
      const FloatArray normals = source.floats("NORMAL", 3, count);
      mesh.normals.resize(count);
      for (size_t v = 0; v < count; ++v)
        mesh.normals[v] = Eigen::Map<const Vector3f>(normals.at(v));
    }
    apply_morph_targets(source, node.weights.empty() ? owner.weights : node.weights, mesh);
    for (const Vector3f& p : mesh.positions)
      if (!p.allFinite() || p.cwiseAbs().maxCoeff() > 1e15f)
        model_.fail(source.label(), "found a vertex position that is not a finite number");
    complete_normals(mesh);
    mesh.material = source.primitive().material;
    read_uvs(source, mesh);
    read_colors(source, mesh);
    return mesh;
  }

  void apply_morph_targets(const PrimitiveSource& source,
                           const std::vector<double>& weights,
                           Mesh& mesh) {
    const auto& targets = source.primitive().targets;
    for (size_t t = 0; t < std::min(targets.size(), weights.size()); ++t) {
      if (weights[t] == 0) continue;
      const auto add = [&](const char* name, std::vector<Vector3f>& to) {
        const auto found = targets[t].find(name);
        if (found == targets[t].end() || to.empty()) return;
        const FloatArray offsets = model_.floats(found->second);
        if (offsets.components != 3 || offsets.size() != to.size())
          model_.fail(
              source.label(), "morph target ", t, " does not have one ", name, " per vertex");
        for (size_t v = 0; v < to.size(); ++v)
          to[v] += static_cast<float>(weights[t]) * Eigen::Map<const Vector3f>(offsets.at(v));
      };
      add("POSITION", mesh.positions);
      add("NORMAL", mesh.normals);
    }
  }

  void read_uvs(const PrimitiveSource& source, Mesh& mesh) {
    if (mesh.material < 0) return;
    const Material& material = rig_.materials[mesh.material];
    if (material.base_color_texture < 0 && material.emissive_texture < 0) return;
    const TextureMapping& mapping = mappings_[mesh.material];
    const std::string name = str_cat("TEXCOORD_", mapping.set);
    if (!source.has(name)) return;
    const FloatArray uvs = source.floats(name, 2, mesh.positions.size());
    for (size_t v = 0; v < uvs.size(); ++v) {
      const Vector2f uv = mapping.uv_from_file * Eigen::Map<const Vector2f>(uvs.at(v));
      mesh.uvs.push_back(uv.allFinite() ? uv : Vector2f(0, 0));
    }
  }

  void read_colors(const PrimitiveSource& source, Mesh& mesh) {
    if (!source.has("COLOR_0")) return;
    const FloatArray colors = source.floats("COLOR_0", 3, mesh.positions.size());
    for (size_t v = 0; v < colors.size(); ++v) {
      Vector4f color(1, 1, 1, 1);
      for (int c = 0; c < std::min(colors.components, 4); ++c)
        if (std::isfinite(colors.at(v)[c])) color[c] = std::clamp(colors.at(v)[c], 0.0f, 1.0f);
      mesh.colors.push_back(color);
    }
  }

  void read_influences(const PrimitiveSource& source, size_t slots, Mesh& mesh) {
    const size_t count = mesh.positions.size();
    std::vector<std::vector<Influence>> lists(count);
    for (int set = 0; source.has(str_cat("JOINTS_", set)) && source.has(str_cat("WEIGHTS_", set));
         ++set) {
      const FloatArray joints = source.floats(str_cat("JOINTS_", set), 4, count);
      const FloatArray weights = source.floats(str_cat("WEIGHTS_", set), 4, count);
      for (size_t v = 0; v < count; ++v)
        for (int k = 0; k < 4; ++k) {
          const float slot = joints.at(v)[k], weight = weights.at(v)[k];
          if (weight == 0) continue;
          if (!(slot >= 0 && slot < static_cast<float>(slots)))
            model_.fail(source.label(),
                        "found joint ",
                        slot,
                        " in JOINTS_",
                        set,
                        ", expected less than ",
                        slots);
          lists[v].push_back({static_cast<uint32_t>(slot), weight});
        }
    }
    const InfluenceRepairs repairs = set_influences(lists, mesh);
    if (repairs.bad_numbers)
      warnings_.add(source.label(), ": weights that are negative or not finite are taken as 0");
    if (repairs.unweighted)
      warnings_.add(source.label(), ": vertices without weight follow the first joint of the skin");
    if (repairs.unnormalised)
      warnings_.add(source.label(), ": weights do not sum to 1; they are normalised");
  }

  int skin_of(int index) {
    const auto [slot, is_new] = skins_.try_emplace(index, static_cast<int>(rig_.skins.size()));
    if (!is_new) return slot->second;
    const tinygltf::Skin& source = model_.gltf().skins[index];
    const std::string element = str_cat("skins[", index, "]");
    Skin skin;
    skin.name = source.name;
    for (int node : source.joints) skin.joints.push_back(tree_.joint[node]);
    if (skin.joints.empty()) model_.fail(element, "has no joints");
    skin.joint_from_bind.assign(skin.joints.size(), Affine3d::Identity());
    if (source.inverseBindMatrices >= 0) {
      const FloatArray matrices = model_.floats(source.inverseBindMatrices);
      if (matrices.components != 16 || matrices.size() < skin.joints.size())
        model_.fail(element,
                    "found ",
                    matrices.size(),
                    " inverse bind matrices for ",
                    skin.joints.size(),
                    " joints");
      for (size_t k = 0; k < skin.joints.size(); ++k) {
        skin.joint_from_bind[k].matrix() =
            Eigen::Map<const Eigen::Matrix4f>(matrices.at(k)).cast<double>();
        if (!skin.joint_from_bind[k].matrix().allFinite())
          model_.fail(element, "inverse bind matrix ", k, " is not finite");
        skin.joint_from_bind[k].makeAffine();
      }
    }
    rig_.skins.push_back(std::move(skin));
    return slot->second;
  }

  int rigid_skin_of(int node) {
    const auto [slot, is_new] = rigid_skins_.try_emplace(node, static_cast<int>(rig_.skins.size()));
    if (is_new)
      rig_.skins.push_back(
          {model_.gltf().nodes[node].name, {tree_.joint[node]}, {Affine3d::Identity()}});
    return slot->second;
  }

  const GltfModel& model_;
  const NodeTree& tree_;
  const std::vector<TextureMapping>& mappings_;
  Rig& rig_;
  Warnings& warnings_;
  std::vector<Affine3d> world_from_joint_;
  std::string hollow_;              // the first primitive without vertices
  std::map<int, int> skins_;        // glTF skin -> rig skin
  std::map<int, int> rigid_skins_;  // glTF node -> rig skin
};

// Refuses files whose scene shows a mesh so often that its vertices would fill the memory.
void check_size(const GltfModel& model, const NodeTree& tree) {
  constexpr size_t kMaxVertices = 20'000'000, kMaxCorners = 120'000'000;
  size_t vertices = 0, corners = 0;
  for (int n : tree.order) {
    const tinygltf::Node& node = model.gltf().nodes[n];
    if (!tree.in_scene[n] || node.mesh < 0) continue;
    for (const tinygltf::Primitive& primitive : model.gltf().meshes[node.mesh].primitives) {
      const auto position = primitive.attributes.find("POSITION");
      if (position != primitive.attributes.end())
        vertices += model.gltf().accessors[position->second].count;
      if (primitive.indices >= 0) corners += model.gltf().accessors[primitive.indices].count;
      if (vertices > kMaxVertices || corners > kMaxCorners)
        model.fail(str_cat("meshes[", node.mesh, "]"),
                   "with it the scene shows more than ",
                   vertices > kMaxVertices ? kMaxVertices : kMaxCorners,
                   vertices > kMaxVertices ? " vertices" : " triangle corners");
    }
  }
}

}  // namespace

void read_meshes(const GltfModel& model,
                 const NodeTree& tree,
                 const std::vector<TextureMapping>& mappings,
                 Rig& rig,
                 Warnings& warnings) {
  check_size(model, tree);
  MeshReader reader(model, tree, mappings, rig, warnings);
  for (int n : tree.order)
    if (tree.in_scene[n] && model.gltf().nodes[n].mesh >= 0) reader.read_node(n);
  reader.expect_a_vertex();
}

}  // namespace animax::formats
