// SPDX-License-Identifier: MIT
#include "formats/base64.h"
#include "formats/gltf_parts.h"
#include "formats/image_size.h"

#include <map>
#include <utility>

namespace animax::formats {
namespace {

using tinygltf::Value;

const Value* find(const tinygltf::ExtensionMap& extensions, const char* name) {
  const auto it = extensions.find(name);
  return it == extensions.end() ? nullptr : &it->second;
}

double number_at(const Value& array, size_t i, double fallback) {
  return array.IsArray() && i < array.ArrayLen() && array.Get(i).IsNumber()
             ? array.Get(i).GetNumberAsDouble()
             : fallback;
}

// Loads each image once and hands out texture indices.
class TextureReader {
 public:
  TextureReader(const GltfModel& model, Rig& rig, Warnings& warnings)
      : model_(model), rig_(rig), warnings_(warnings) {}

  /// Index into rig.textures; -1 where the image is missing or of a kind we do not read.
  int read(int texture_index) {
    if (texture_index < 0) return -1;
    const auto [slot, is_new] = known_.try_emplace(texture_index, -1);
    if (is_new) slot->second = load(model_.gltf().textures[texture_index], texture_index);
    return slot->second;
  }

 private:
  int load(const tinygltf::Texture& source, int texture_index) {
    if (source.source < 0) {
      warnings_.add("textures[", texture_index, "]: has no PNG or JPEG image; it is left out");
      return -1;
    }
    std::optional<std::string> bytes = image_bytes(source.source);
    if (!bytes) return -1;
    const std::string element = str_cat("images[", source.source, "]");
    const std::optional<ImageSize> size = image_size(*bytes);
    if (!size) {
      if (bytes->starts_with("RIFF") || bytes->starts_with("\xABKTX") ||
          bytes->starts_with("DDS ")) {
        warnings_.add(element, ": is neither PNG nor JPEG; it is left out");
        return -1;
      }
      model_.fail(element, "is not a readable PNG or JPEG image");
    }
    model_.spend(size_t{4} * size->width * size->height, element);
    Texture texture;
    texture.image =
        decode_image(*bytes, str_cat(model_.document().path.string(), ": ", element), 4);
    if (source.sampler >= 0) {
      const tinygltf::Sampler& sampler = model_.gltf().samplers[source.sampler];
      texture.repeat_u = sampler.wrapS != TINYGLTF_TEXTURE_WRAP_CLAMP_TO_EDGE;
      texture.repeat_v = sampler.wrapT != TINYGLTF_TEXTURE_WRAP_CLAMP_TO_EDGE;
      texture.smooth = sampler.magFilter != TINYGLTF_TEXTURE_FILTER_NEAREST;
    }
    rig_.textures.push_back(std::move(texture));
    return static_cast<int>(rig_.textures.size()) - 1;
  }

  std::optional<std::string> image_bytes(int index) {
    const OrderedJson& image = model_.document().json.at("images").at(index);
    const std::string element = str_cat("images[", index, "]");
    if (image.contains("bufferView")) return std::string(model_.view(image.at("bufferView")));
    if (!image.contains("uri") || !image.at("uri").is_string())
      model_.fail(element, "has neither uri nor bufferView");
    const std::string& uri = image.at("uri").get_ref<const std::string&>();
    if (uri.starts_with("data:")) {
      std::optional<std::string> decoded = decode_data_uri(uri);
      if (!decoded) model_.fail(element, "its data: URI is not valid base64");
      return decoded;
    }
    try {
      return read_file(resource_path(model_.document(), uri, element), uint64_t{1} << 30);
    } catch (const Error&) {
      warnings_.add(element,
                    ": file ",
                    uri.substr(0, 80),
                    " cannot be read; the surface is shown without it");
      return std::nullopt;
    }
  }

  const GltfModel& model_;
  Rig& rig_;
  Warnings& warnings_;
  std::map<int, int> known_;
};

TextureMapping mapping_of(int set, const tinygltf::ExtensionMap& extensions) {
  TextureMapping mapping{set, Eigen::Affine2f::Identity()};
  const Value* transform = find(extensions, "KHR_texture_transform");
  if (!transform || !transform->IsObject()) return mapping;
  if (transform->Has("texCoord") && transform->Get("texCoord").IsInt())
    mapping.set = std::max(0, transform->Get("texCoord").GetNumberAsInt());
  const Value& offset = transform->Get("offset");
  const Value& scale = transform->Get("scale");
  const Value& rotation = transform->Get("rotation");
  const float angle = rotation.IsNumber() ? static_cast<float>(rotation.GetNumberAsDouble()) : 0.0f;
  // The rotation is clockwise in image coordinates (v down).
  mapping.uv_from_file.translate(Vector2f(number_at(offset, 0, 0), number_at(offset, 1, 0)));
  mapping.uv_from_file.rotate(Eigen::Rotation2Df(-angle));
  mapping.uv_from_file.scale(Vector2f(number_at(scale, 0, 1), number_at(scale, 1, 1)));
  if (!mapping.uv_from_file.matrix().allFinite()) mapping.uv_from_file.setIdentity();
  return mapping;
}

// Factor and texture of the diffuse colour in the older specular-glossiness model.
TextureMapping read_specular_glossiness(const Value& extension,
                                        TextureReader& textures,
                                        Material& material) {
  if (extension.Has("diffuseFactor"))
    for (int i = 0; i < 4; ++i)
      material.base_color[i] = static_cast<float>(number_at(extension.Get("diffuseFactor"), i, 1));
  material.metallic = 0;
  const Value& texture = extension.Get("diffuseTexture");
  if (!texture.IsObject() || !texture.Get("index").IsInt()) return {};
  material.base_color_texture = textures.read(texture.Get("index").GetNumberAsInt());
  const int set = texture.Get("texCoord").IsInt() ? texture.Get("texCoord").GetNumberAsInt() : 0;
  tinygltf::ExtensionMap nested;
  const Value& extensions = texture.Get("extensions");
  if (extensions.IsObject() && extensions.Has("KHR_texture_transform"))
    nested["KHR_texture_transform"] = extensions.Get("KHR_texture_transform");
  return mapping_of(set, nested);
}

}  // namespace

std::vector<TextureMapping> read_materials(const GltfModel& model, Rig& rig, Warnings& warnings) {
  TextureReader textures(model, rig, warnings);
  std::vector<TextureMapping> mappings;
  for (const tinygltf::Material& source : model.gltf().materials) {
    Material material;
    material.name = source.name;
    const auto& pbr = source.pbrMetallicRoughness;
    for (size_t i = 0; i < std::min<size_t>(4, pbr.baseColorFactor.size()); ++i)
      material.base_color[i] = static_cast<float>(pbr.baseColorFactor[i]);
    for (size_t i = 0; i < std::min<size_t>(3, source.emissiveFactor.size()); ++i)
      material.emissive[i] = static_cast<float>(source.emissiveFactor[i]);
    material.metallic = static_cast<float>(pbr.metallicFactor);
    material.roughness = static_cast<float>(pbr.roughnessFactor);
    material.alpha_mode = source.alphaMode == "MASK"    ? AlphaMode::kMask
                          : source.alphaMode == "BLEND" ? AlphaMode::kBlend
                                                        : AlphaMode::kOpaque;
    material.alpha_cutoff = static_cast<float>(source.alphaCutoff);
    material.double_sided = source.doubleSided;
    material.unlit = find(source.extensions, "KHR_materials_unlit") != nullptr;
    material.base_color_texture = textures.read(pbr.baseColorTexture.index);
    TextureMapping mapping =
        mapping_of(pbr.baseColorTexture.texCoord, pbr.baseColorTexture.extensions);
    const Value* older = find(source.extensions, "KHR_materials_pbrSpecularGlossiness");
    if (older && older->IsObject()) mapping = read_specular_glossiness(*older, textures, material);
    // Black emission needs no texture.
    if (!material.emissive.isZero())
      material.emissive_texture = textures.read(source.emissiveTexture.index);
    if (material.base_color_texture < 0 && material.emissive_texture >= 0)
      mapping = mapping_of(source.emissiveTexture.texCoord, source.emissiveTexture.extensions);
    rig.materials.push_back(std::move(material));
    mappings.push_back(mapping);
  }
  return mappings;
}

}  // namespace animax::formats
