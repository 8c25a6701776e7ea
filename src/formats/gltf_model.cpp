// SPDX-License-Identifier: MIT
#include "formats/gltf_model.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <type_traits>

namespace animax::formats {
namespace {

constexpr size_t kMemoryLimit = size_t{1} << 30;

// What tinygltf is to see: no binary data (it would load it itself), no lengthy extension data.
std::string trimmed_json(const GltfDocument& document) {
  OrderedJson json = document.json;
  for (const char* key : {"buffers", "images", "cameras", "extensions", "extras"}) json.erase(key);
  if (json.contains("nodes"))
    for (OrderedJson& node : json["nodes"])
      for (const char* key : {"camera", "extensions", "extras"}) node.erase(key);
  if (json.contains("meshes"))
    for (OrderedJson& mesh : json["meshes"]) {
      mesh.erase("extras");
      // Draco primitives have index accessors without data, which tinygltf refuses.
      for (OrderedJson& primitive : mesh["primitives"])
        if (primitive.contains("extensions") &&
            primitive["extensions"].contains("KHR_draco_mesh_compression"))
          primitive.erase("indices");
    }
  return json.dump();
}

size_t component_bytes(int type) {
  switch (type) {
    case TINYGLTF_COMPONENT_TYPE_BYTE:
    case TINYGLTF_COMPONENT_TYPE_UNSIGNED_BYTE:
      return 1;
    case TINYGLTF_COMPONENT_TYPE_SHORT:
    case TINYGLTF_COMPONENT_TYPE_UNSIGNED_SHORT:
      return 2;
    case TINYGLTF_COMPONENT_TYPE_UNSIGNED_INT:
    case TINYGLTF_COMPONENT_TYPE_FLOAT:
      return 4;
    default:
      return 0;
  }
}

struct ElementLayout {
  int components;
  size_t component_bytes;
};

ElementLayout element_layout(const GltfModel& model,
                             int index,
                             const tinygltf::Accessor& accessor) {
  const ElementLayout layout{tinygltf::GetNumComponentsInType(accessor.type),
                             component_bytes(accessor.componentType)};
  if (layout.components <= 0 || layout.component_bytes == 0)
    model.fail(str_cat("accessors[", index, "]"),
               "component type ",
               accessor.componentType,
               " is unknown");
  return layout;
}

// Calls visit(component index, value) for each component of tightly packed data.
template <typename Component, typename Visit>
void visit_components(std::string_view raw, const Visit& visit) {
  for (size_t i = 0; i * sizeof(Component) < raw.size(); ++i) {
    Component value;
    std::memcpy(&value, raw.data() + i * sizeof(Component), sizeof value);
    visit(i, value);
  }
}

template <typename Visit>
void visit_any(int component_type, std::string_view raw, const Visit& visit) {
  switch (component_type) {
    case TINYGLTF_COMPONENT_TYPE_BYTE:
      return visit_components<int8_t>(raw, visit);
    case TINYGLTF_COMPONENT_TYPE_UNSIGNED_BYTE:
      return visit_components<uint8_t>(raw, visit);
    case TINYGLTF_COMPONENT_TYPE_SHORT:
      return visit_components<int16_t>(raw, visit);
    case TINYGLTF_COMPONENT_TYPE_UNSIGNED_SHORT:
      return visit_components<uint16_t>(raw, visit);
    case TINYGLTF_COMPONENT_TYPE_UNSIGNED_INT:
      return visit_components<uint32_t>(raw, visit);
    default:
      return visit_components<float>(raw, visit);
  }
}

}  // namespace

GltfModel::GltfModel(GltfDocument document) : document_(std::move(document)) {
  const std::string json = trimmed_json(document_);
  std::string error, warning;
  tinygltf::TinyGLTF loader;
  if (loader.LoadASCIIFromString(
          &model_, &error, &warning, json.data(), static_cast<unsigned>(json.size()), ""))
    return;
  std::replace(error.begin(), error.end(), '\n', ' ');
  fail("document", error.substr(0, 200));
}

void GltfModel::spend(size_t bytes, const std::string& element) const {
  spent_ += std::min(bytes, kMemoryLimit + 1);
  if (spent_ > kMemoryLimit)
    fail(element, "the file asks for more than ", kMemoryLimit >> 20, " MiB of geometry and keys");
}

std::string_view GltfModel::view(size_t index) const {
  const OrderedJson& json = document_.json.at("bufferViews").at(index);
  const auto extensions = json.find("extensions");
  if (extensions == json.end() || !extensions->contains("EXT_meshopt_compression"))
    return view_bytes(document_, index);
  const auto found = unpacked_.find(index);
  if (found != unpacked_.end()) return found->second;

  const OrderedJson& packed = extensions->at("EXT_meshopt_compression");
  const std::string where = str_cat(document_.path.string(), ": bufferViews[", index, "]");
  const auto text = [&](const char* key, const char* fallback) {
    return packed.contains(key) && packed.at(key).is_string() ? packed.at(key).get<std::string>()
                                                              : fallback;
  };
  const size_t count = packed.at("count"), stride = packed.at("byteStride");
  spend(count * stride, str_cat("bufferViews[", index, "]"));
  const std::string_view source = document_.buffers[packed.at("buffer").get<size_t>()].substr(
      packed.value("byteOffset", size_t{0}), packed.at("byteLength").get<size_t>());
  return unpacked_[index] =
             decode_meshopt(source, count, stride, text("mode", ""), text("filter", "NONE"), where);
}

std::string GltfModel::raw_elements(int index, size_t element_bytes) const {
  const tinygltf::Accessor& accessor = model_.accessors[index];
  const std::string element = str_cat("accessors[", index, "]");
  spend(accessor.count * element_bytes, element);
  std::string raw(accessor.count * element_bytes, '\0');
  if (accessor.bufferView >= 0 && accessor.count > 0) {
    const std::string_view bytes = view(accessor.bufferView);
    const size_t declared = model_.bufferViews[accessor.bufferView].byteStride;
    const size_t stride = declared == 0 ? element_bytes : declared;
    if (stride < element_bytes)
      fail(element, "elements of ", element_bytes, " bytes do not fit its stride of ", stride);
    const size_t end = accessor.byteOffset + (accessor.count - 1) * stride + element_bytes;
    if (end > bytes.size())
      fail(element,
           "needs ",
           end,
           " bytes of bufferViews[",
           accessor.bufferView,
           "], which has ",
           bytes.size());
    for (size_t i = 0; i < accessor.count; ++i)
      std::memcpy(
          &raw[i * element_bytes], bytes.data() + accessor.byteOffset + i * stride, element_bytes);
  }
  if (accessor.sparse.isSparse) apply_sparse(accessor, element, element_bytes, raw);
  return raw;
}

void GltfModel::apply_sparse(const tinygltf::Accessor& accessor,
                             const std::string& element,
                             size_t element_bytes,
                             std::string& raw) const {
  const auto& sparse = accessor.sparse;
  const size_t count = sparse.count, index_bytes = component_bytes(sparse.indices.componentType);
  if (index_bytes == 0)
    fail(element, "sparse indices have component type ", sparse.indices.componentType);
  const auto part = [&](int view_index, size_t offset, size_t bytes) {
    const std::string_view all = view(view_index);
    if (offset + bytes > all.size())
      fail(element,
           "sparse data needs ",
           offset + bytes,
           " bytes of bufferViews[",
           view_index,
           "], which has ",
           all.size());
    return all.substr(offset, bytes);
  };
  const std::string_view places =
      part(sparse.indices.bufferView, sparse.indices.byteOffset, count * index_bytes);
  const std::string_view values =
      part(sparse.values.bufferView, sparse.values.byteOffset, count * element_bytes);
  visit_any(sparse.indices.componentType, places, [&](size_t i, auto place) {
    if (!(place >= 0) || !(static_cast<double>(place) < static_cast<double>(accessor.count)))
      fail(element, "sparse index ", +place, " is not below the count ", accessor.count);
    std::memcpy(&raw[static_cast<size_t>(place) * element_bytes],
                values.data() + i * element_bytes,
                element_bytes);
  });
}

float GltfModel::divisor(int index) const {
  const tinygltf::Accessor& accessor = model_.accessors[index];
  if (!accessor.normalized) return 1;
  float largest = 1;
  const std::string one(component_bytes(accessor.componentType), '\0');
  visit_any(accessor.componentType, one, [&](size_t, auto value) {
    using Component = decltype(value);
    if constexpr (std::is_integral_v<Component>)
      largest = static_cast<float>(std::numeric_limits<Component>::max());
  });
  return largest;
}

FloatArray GltfModel::floats(int index) const {
  const tinygltf::Accessor& accessor = model_.accessors[index];
  const auto [components, size] = element_layout(*this, index, accessor);
  // Columns of byte and short matrices are padded; glTF uses float ones only for what we read.
  if (components >= 4 && accessor.type != TINYGLTF_TYPE_VEC4 && size != 4)
    fail(str_cat("accessors[", index, "]"), "matrices must be floats");
  const std::string raw = raw_elements(index, size * components);
  FloatArray out;
  out.components = components;
  out.values.resize(accessor.count * components);
  const float divide_by = divisor(index);
  visit_any(accessor.componentType, raw, [&](size_t i, auto value) {
    const float number = static_cast<float>(value) / divide_by;
    out.values[i] = divide_by == 1 ? number : std::max(number, -1.0f);
  });
  return out;
}

std::vector<uint32_t> GltfModel::integers(int index) const {
  const tinygltf::Accessor& accessor = model_.accessors[index];
  const auto [components, size] = element_layout(*this, index, accessor);
  const std::string raw = raw_elements(index, size * components);
  std::vector<uint32_t> out(accessor.count * components);
  visit_any(accessor.componentType, raw, [&](size_t i, auto value) {
    // Some exporters write joints as floats.
    if (!(value >= 0) || !(static_cast<double>(value) <= 4294967295.0))
      fail(str_cat("accessors[", index, "]"), "found ", +value, ", expected whole numbers");
    out[i] = static_cast<uint32_t>(value);
  });
  return out;
}

}  // namespace animax::formats
