// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "core/file.h"
#include "core/srgb.h"
#include "formats/assimp_parts.h"
#include "formats/image_size.h"
#include "formats/mesh_repair.h"

#include <assimp/material.h>

#include <algorithm>
#include <cmath>

namespace animax::formats {
namespace {

Vector3f to_vector(const aiVector3D& v) { return {v.x, v.y, v.z}; }

// Material colours of these formats are meant for the screen.
float linear_from_screen(float c) {
  return linear_from_srgb(std::clamp(std::isfinite(c) ? c : 0.0f, 0.0f, 1.0f));
}

class AssimpTextures {
 public:
  AssimpTextures(const aiScene& scene, const fs::path& path, Rig& rig, Warnings& warnings)
      : scene_(scene), path_(path), rig_(rig), warnings_(warnings) {}

  int read(const aiMaterial& material) {
    for (aiTextureType type : {aiTextureType_BASE_COLOR, aiTextureType_DIFFUSE}) {
      aiString name;
      if (material.GetTexture(type, 0, &name) != aiReturn_SUCCESS) continue;
      const auto [slot, is_new] = known_.try_emplace(name.C_Str(), -1);
      if (is_new) slot->second = load(name.C_Str());
      return slot->second;
    }
    return -1;
  }

 private:
  int load(const std::string& name) {
    if (const aiTexture* embedded = scene_.GetEmbeddedTexture(name.c_str()))
      return add(embedded_image(*embedded, name));
    const std::optional<fs::path> file = find_file(name);
    if (!file) {
      warnings_.add("texture ",
                    name.substr(0, 80),
                    ": is not in the file's folder; the surface is shown without it");
      return -1;
    }
    const std::string bytes = read_file(*file, uint64_t{1} << 30);
    return add(decode(bytes, file->string()));
  }

  Image decode(const std::string& bytes, const std::string& name) {
    const std::optional<ImageSize> size = image_size(bytes);
    if (!size || uint64_t{size->width} * size->height > uint64_t{1} << 27) {
      warnings_.add("texture ",
                    name.substr(0, 80),
                    ": is neither PNG nor JPEG of a usual size; it is left out");
      return {};
    }
    return decode_image(bytes, path_.string() + ": texture " + name, 4);
  }

  Image embedded_image(const aiTexture& texture, const std::string& name) {
    if (texture.mHeight == 0)
      return decode(std::string(reinterpret_cast<const char*>(texture.pcData), texture.mWidth),
                    name);
    if (texture.mWidth == 0 || texture.mWidth > 16384 || texture.mHeight > 16384) return {};
    Image image(static_cast<int>(texture.mWidth), static_cast<int>(texture.mHeight), 4);
    for (size_t i = 0; i < image.pixels.size() / 4; ++i) {
      const aiTexel& t = texture.pcData[i];
      const uint8_t rgba[4] = {t.r, t.g, t.b, t.a};
      std::copy(rgba, rgba + 4, &image.pixels[i * 4]);
    }
    return image;
  }

  int add(Image image) {
    if (image.empty()) return -1;
    rig_.textures.push_back({std::move(image)});
    return static_cast<int>(rig_.textures.size()) - 1;
  }

  // Files often name the author's own disk; only the folder of the model (and below) is searched.
  std::optional<fs::path> find_file(std::string name) const {
    std::replace(name.begin(), name.end(), '\\', '/');
    const fs::path given = fs::path(name).lexically_normal(), folder = path_.parent_path();
    std::vector<fs::path> places = {folder / given.filename(),
                                    folder / "textures" / given.filename()};
    if (!given.empty() && given.is_relative() && *given.begin() != "..")
      places.insert(places.begin(), folder / given);
    std::error_code code;
    for (const fs::path& place : places)
      if (!given.filename().empty() && fs::is_regular_file(place, code)) return place;
    return std::nullopt;
  }

  const aiScene& scene_;
  const fs::path& path_;
  Rig& rig_;
  Warnings& warnings_;
  std::map<std::string, int> known_;
};

Material read_material(const aiMaterial& source, AssimpTextures& textures) {
  Material material;
  aiString name;
  if (source.Get(AI_MATKEY_NAME, name) == aiReturn_SUCCESS) material.name = name.C_Str();
  aiColor4D color(0.8f, 0.8f, 0.8f, 1);
  if (source.Get(AI_MATKEY_BASE_COLOR, color) != aiReturn_SUCCESS)
    source.Get(AI_MATKEY_COLOR_DIFFUSE, color);
  material.base_color_texture = textures.read(source);
  // The texture takes the place of the colour.
  if (material.base_color_texture < 0)
    material.base_color = Vector4f(
        linear_from_screen(color.r), linear_from_screen(color.g), linear_from_screen(color.b), 1);
  float opacity = 1;
  // Several exporters write 0 for opaque.
  if (source.Get(AI_MATKEY_OPACITY, opacity) == aiReturn_SUCCESS && opacity > 0 &&
      opacity < 0.999f) {
    material.base_color.w() = opacity;
    material.alpha_mode = AlphaMode::kBlend;
  }
  int two_sided = 0;
  material.double_sided =
      source.Get(AI_MATKEY_TWOSIDED, two_sided) == aiReturn_SUCCESS && two_sided != 0;
  return material;
}

Mesh read_geometry(const aiMesh& source, const std::string& element, Warnings& warnings) {
  Mesh mesh;
  mesh.name = source.mName.C_Str();
  mesh.material = static_cast<int>(source.mMaterialIndex);
  for (unsigned v = 0; v < source.mNumVertices; ++v) {
    mesh.positions.push_back(to_vector(source.mVertices[v]));
    if (!mesh.positions.back().allFinite())
      throw Error(element, ": found a vertex position that is not a finite number");
    if (source.HasNormals()) mesh.normals.push_back(to_vector(source.mNormals[v]));
    if (source.HasTextureCoords(0)) {
      const Vector2f uv(source.mTextureCoords[0][v].x, source.mTextureCoords[0][v].y);
      mesh.uvs.push_back(uv.allFinite() ? uv : Vector2f(0, 0));
    }
    if (source.HasVertexColors(0)) {
      const aiColor4D& c = source.mColors[0][v];
      mesh.colors.push_back(Vector4f(linear_from_screen(c.r),
                                     linear_from_screen(c.g),
                                     linear_from_screen(c.b),
                                     std::clamp(std::isfinite(c.a) ? c.a : 1.0f, 0.0f, 1.0f)));
    }
  }
  for (unsigned f = 0; f < source.mNumFaces; ++f) {
    const aiFace& face = source.mFaces[f];
    if (face.mNumIndices != 3) continue;
    for (int k = 0; k < 3; ++k) {
      if (face.mIndices[k] >= source.mNumVertices)
        throw Error(element,
                    ": found vertex index ",
                    face.mIndices[k],
                    ", expected less than ",
                    source.mNumVertices);
      mesh.indices.push_back(face.mIndices[k]);
    }
  }
  complete_normals(mesh);
  if (source.mNumAnimMeshes > 0) warnings.add("morph targets are not shown");
  return mesh;
}

class AssimpMeshes {
 public:
  AssimpMeshes(const aiScene& scene,
               const AssimpTree& tree,
               const std::string& path,
               Rig& rig,
               Warnings& warnings)
      : scene_(scene),
        tree_(tree),
        path_(path),
        rig_(rig),
        warnings_(warnings),
        world_from_joint_(forward_kinematics(rig.skeleton, rig.skeleton.rest_pose())) {}

  void read_node(size_t n) {
    for (unsigned k = 0; k < tree_.nodes[n]->mNumMeshes; ++k) {
      const unsigned index = tree_.nodes[n]->mMeshes[k];
      const aiMesh& source = *scene_.mMeshes[index];
      const std::string element = str_cat(path_, ": mesh ", index, " (", source.mName.C_Str(), ")");
      Mesh mesh = read_geometry(source, element, warnings_);
      if (mesh.name.empty()) mesh.name = tree_.nodes[n]->mName.C_Str();
      mesh.skin = static_cast<int>(rig_.skins.size());
      if (source.mNumBones > 0)
        read_bones(source, element, mesh);
      else
        read_rigid(n, mesh);
      if (is_mirrored(rig_, mesh, world_from_joint_)) flip_triangles(mesh);
      rig_.meshes.push_back(std::move(mesh));
    }
  }

 private:
  void read_bones(const aiMesh& source, const std::string& element, Mesh& mesh) {
    Skin skin{mesh.name, {}, {}};
    std::vector<std::vector<Influence>> lists(source.mNumVertices);
    for (unsigned b = 0; b < source.mNumBones; ++b) {
      const aiBone& bone = *source.mBones[b];
      const auto node = tree_.by_name.find(bone.mName.C_Str());
      if (node == tree_.by_name.end())
        throw Error(element, ": bone ", bone.mName.C_Str(), " has no node");
      const uint32_t slot = static_cast<uint32_t>(skin.joints.size());
      skin.joints.push_back(tree_.joint[node->second]);
      skin.joint_from_bind.push_back(to_affine(bone.mOffsetMatrix));
      if (!skin.joint_from_bind.back().matrix().allFinite())
        throw Error(element, ": the bind matrix of bone ", bone.mName.C_Str(), " is not finite");
      for (unsigned w = 0; w < bone.mNumWeights; ++w)
        if (bone.mWeights[w].mVertexId < source.mNumVertices && bone.mWeights[w].mWeight != 0)
          lists[bone.mWeights[w].mVertexId].push_back({slot, bone.mWeights[w].mWeight});
    }
    const InfluenceRepairs repairs = set_influences(lists, mesh);
    if (repairs.unweighted)
      warnings_.add("mesh ", mesh.name, ": vertices without weight follow its first bone");
    if (repairs.unnormalised || repairs.bad_numbers)
      warnings_.add("mesh ", mesh.name, ": weights do not sum to 1; they are normalised");
    rig_.skins.push_back(std::move(skin));
  }

  void read_rigid(size_t node, Mesh& mesh) {
    set_rigid(mesh);
    rig_.skins.push_back({mesh.name, {tree_.joint[node]}, {Affine3d::Identity()}});
  }

  const aiScene& scene_;
  const AssimpTree& tree_;
  const std::string& path_;
  Rig& rig_;
  Warnings& warnings_;
  std::vector<Affine3d> world_from_joint_;
};

}  // namespace

void read_assimp_materials(const aiScene& scene,
                           const std::filesystem::path& path,
                           Rig& rig,
                           Warnings& warnings) {
  AssimpTextures textures(scene, path, rig, warnings);
  for (unsigned m = 0; m < scene.mNumMaterials; ++m)
    rig.materials.push_back(read_material(*scene.mMaterials[m], textures));
}

void read_assimp_meshes(const aiScene& scene,
                        const AssimpTree& tree,
                        const std::string& path,
                        Rig& rig,
                        Warnings& warnings) {
  AssimpMeshes meshes(scene, tree, path, rig, warnings);
  for (size_t n = 0; n < tree.nodes.size(); ++n) meshes.read_node(n);
}

}  // namespace animax::formats
