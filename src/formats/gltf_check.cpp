// SPDX-License-Identifier: MIT
// The structural check of a glTF document: after it, indices can be followed without looking.
#include "formats/gltf_document.h"

#include <cmath>

namespace animax::formats {
namespace {

class StructureCheck {
 public:
  explicit StructureCheck(const GltfDocument& document) : document_(document) {}

  void run() {
    check_asset();
    for (const char* name : {"accessors",
                             "animations",
                             "bufferViews",
                             "buffers",
                             "images",
                             "materials",
                             "meshes",
                             "nodes",
                             "samplers",
                             "scenes",
                             "skins",
                             "textures"})
      check_array(name);
    each("bufferViews", [&](const OrderedJson& v, const std::string& at) { check_view(v, at); });
    each("accessors", [&](const OrderedJson& v, const std::string& at) { check_accessor(v, at); });
    each("meshes", [&](const OrderedJson& v, const std::string& at) { check_mesh(v, at); });
    each("skins", [&](const OrderedJson& v, const std::string& at) {
      index(v, "inverseBindMatrices", "accessors", at);
      index(v, "skeleton", "nodes", at);
      index_list(v, "joints", "nodes", at, true);
    });
    each("scenes", [&](const OrderedJson& v, const std::string& at) {
      index_list(v, "nodes", "nodes", at, false);
    });
    index(document_.json, "scene", "scenes", "document");
    each("nodes", [&](const OrderedJson& v, const std::string& at) { check_node(v, at); });
    check_forest();
    each("animations",
         [&](const OrderedJson& v, const std::string& at) { check_animation(v, at); });
    each("textures", [&](const OrderedJson& v, const std::string& at) {
      index(v, "source", "images", at);
      index(v, "sampler", "samplers", at);
    });
    each("images", [&](const OrderedJson& v, const std::string& at) {
      index(v, "bufferView", "bufferViews", at);
    });
    each("materials",
         [&](const OrderedJson& v, const std::string& at) { check_textures(v, at, 0); });
  }

 private:
  template <typename Visit>
  void each(const char* name, const Visit& visit) {
    const auto it = document_.json.find(name);
    if (it == document_.json.end()) return;
    for (size_t i = 0; i < it->size(); ++i) visit((*it)[i], str_cat(name, "[", i, "]"));
  }

  void check_asset() {
    const auto asset = document_.json.find("asset");
    if (asset == document_.json.end() || !asset->is_object() || !asset->contains("version") ||
        !asset->at("version").is_string())
      document_.fail("asset", "found no version, expected glTF 2.0");
    const std::string version = asset->at("version");
    if (!version.starts_with("2."))
      document_.fail("asset", "found glTF version ", version.substr(0, 20), ", expected 2.0");
  }

  void check_array(const char* name) {
    const auto it = document_.json.find(name);
    if (it == document_.json.end()) return;
    if (!it->is_array()) document_.fail(name, "expected an array");
    for (size_t i = 0; i < it->size(); ++i)
      if (!(*it)[i].is_object()) document_.fail(str_cat(name, "[", i, "]"), "expected an object");
  }

  // A whole number in [0, limit), or `absent` when there is none.
  size_t number(const OrderedJson& object,
                const char* key,
                const std::string& at,
                size_t absent,
                size_t limit) {
    const auto it = object.find(key);
    if (it == object.end()) return absent;
    if (!it->is_number_unsigned() || it->get<uint64_t>() >= limit)
      document_.fail(str_cat(at, ".", key),
                     "found ",
                     it->dump().substr(0, 40),
                     ", expected a whole number below ",
                     limit);
    return it->get<size_t>();
  }

  size_t required(const OrderedJson& object, const char* key, const std::string& at, size_t limit) {
    if (!object.contains(key)) document_.fail(at, key, " is missing");
    return number(object, key, at, 0, limit);
  }

  void index(const OrderedJson& object, const char* key, const char* into, const std::string& at) {
    const auto it = object.find(key);
    if (it != object.end()) check_index(*it, into, str_cat(at, ".", key));
  }

  void check_index(const OrderedJson& value, const char* into, const std::string& at) {
    const size_t limit = document_.count(into);
    if (!value.is_number_unsigned() || value.get<uint64_t>() >= limit)
      document_.fail(at,
                     "found ",
                     value.dump().substr(0, 40),
                     ", expected the index of one of ",
                     limit,
                     " ",
                     into);
  }

  void index_list(const OrderedJson& object,
                  const char* key,
                  const char* into,
                  const std::string& at,
                  bool needed) {
    const auto it = object.find(key);
    if (it == object.end() && !needed) return;
    if (it == object.end() || !it->is_array())
      document_.fail(at, key, " is missing or not an array");
    for (size_t i = 0; i < it->size(); ++i)
      check_index((*it)[i], into, str_cat(at, ".", key, "[", i, "]"));
  }

  const OrderedJson* extension(const OrderedJson& object, const char* name, const std::string& at) {
    const auto all = object.find("extensions");
    if (all == object.end()) return nullptr;
    if (!all->is_object()) document_.fail(at, "extensions is not an object");
    const auto it = all->find(name);
    if (it == all->end()) return nullptr;
    if (!it->is_object()) document_.fail(at, name, " is not an object");
    return &*it;
  }

  // Range of `object` inside its buffer; a placeholder buffer (meshopt) holds nothing.
  void check_range(const OrderedJson& object, const std::string& at, bool may_be_placeholder) {
    required(object, "buffer", at, document_.count("buffers"));
    const std::string_view bytes = document_.buffers[object.at("buffer").get<size_t>()];
    constexpr size_t kLimit = size_t{1} << 40;
    const size_t offset = number(object, "byteOffset", at, 0, kLimit);
    const size_t length = required(object, "byteLength", at, kLimit);
    if (may_be_placeholder && bytes.empty()) return;
    if (offset + length > bytes.size())
      document_.fail(at,
                     "bytes ",
                     offset,
                     " to ",
                     offset + length,
                     " lie outside its buffer of ",
                     bytes.size(),
                     " bytes");
  }

  void check_view(const OrderedJson& view, const std::string& at) {
    const OrderedJson* packed = extension(view, "EXT_meshopt_compression", at);
    check_range(view, at, packed != nullptr);
    number(view, "byteStride", at, 0, 253);
    if (!packed) return;
    check_range(*packed, at + ".EXT_meshopt_compression", false);
    const size_t stride = required(*packed, "byteStride", at, 257);
    const size_t count = required(*packed, "count", at, size_t{1} << 31);
    if (stride == 0 || stride * count != view.at("byteLength").get<size_t>())
      document_.fail(at,
                     "EXT_meshopt_compression unpacks to ",
                     stride * count,
                     " bytes, expected byteLength ",
                     view.at("byteLength").dump());
  }

  void check_accessor(const OrderedJson& accessor, const std::string& at) {
    index(accessor, "bufferView", "bufferViews", at);
    constexpr size_t kLimit = size_t{1} << 40;
    required(accessor, "count", at, size_t{1} << 31);
    number(accessor, "byteOffset", at, 0, kLimit);
    required(accessor, "componentType", at, 5127);
    const auto sparse = accessor.find("sparse");
    if (sparse == accessor.end()) return;
    if (!sparse->is_object()) document_.fail(at, "sparse is not an object");
    required(*sparse, "count", at + ".sparse", accessor.at("count").get<size_t>() + 1);
    for (const char* part : {"indices", "values"}) {
      const std::string where = str_cat(at, ".sparse.", part);
      if (!sparse->contains(part) || !sparse->at(part).is_object())
        document_.fail(where, "is missing");
      required(sparse->at(part), "bufferView", where, document_.count("bufferViews"));
      number(sparse->at(part), "byteOffset", where, 0, size_t{1} << 31);
    }
    required(sparse->at("indices"), "componentType", at + ".sparse.indices", 5127);
  }

  void check_attributes(const OrderedJson& attributes, const char* into, const std::string& at) {
    if (!attributes.is_object()) document_.fail(at, "expected an object");
    for (const auto& [name, value] : attributes.items())
      check_index(value, into, str_cat(at, ".", name.substr(0, 40)));
  }

  void check_mesh(const OrderedJson& mesh, const std::string& at) {
    const auto primitives = mesh.find("primitives");
    if (primitives == mesh.end() || !primitives->is_array())
      document_.fail(at, "primitives is missing or not an array");
    for (size_t i = 0; i < primitives->size(); ++i) {
      const std::string where = str_cat(at, ".primitives[", i, "]");
      const OrderedJson& primitive = (*primitives)[i];
      if (!primitive.is_object() || !primitive.contains("attributes"))
        document_.fail(where, "attributes is missing");
      check_attributes(primitive.at("attributes"), "accessors", where + ".attributes");
      index(primitive, "indices", "accessors", where);
      index(primitive, "material", "materials", where);
      number(primitive, "mode", where, 4, 7);
      if (const auto targets = primitive.find("targets"); targets != primitive.end()) {
        if (!targets->is_array()) document_.fail(where, "targets is not an array");
        for (const OrderedJson& target : *targets)
          check_attributes(target, "accessors", where + ".targets");
      }
      if (const OrderedJson* draco = extension(primitive, "KHR_draco_mesh_compression", where)) {
        required(*draco, "bufferView", where, document_.count("bufferViews"));
        if (!draco->contains("attributes") || !draco->at("attributes").is_object())
          document_.fail(where, "KHR_draco_mesh_compression has no attributes");
        for (const auto& [name, value] : draco->at("attributes").items())
          if (!value.is_number_unsigned())
            document_.fail(
                where, "KHR_draco_mesh_compression: ", name.substr(0, 40), " is not an id");
      }
    }
  }

  void check_numbers(const OrderedJson& object,
                     const char* key,
                     size_t count,
                     const std::string& at) {
    const auto it = object.find(key);
    if (it == object.end()) return;
    bool good = it->is_array() && (count == 0 || it->size() == count);
    for (size_t i = 0; good && i < it->size(); ++i)
      good = (*it)[i].is_number() && std::isfinite((*it)[i].get<double>()) &&
             std::abs((*it)[i].get<double>()) < 1e30;
    if (!good)
      document_.fail(str_cat(at, ".", key),
                     "found ",
                     it->dump().substr(0, 80),
                     ", expected ",
                     count ? str_cat(count) : "an array of",
                     " finite numbers");
  }

  void check_node(const OrderedJson& node, const std::string& at) {
    index(node, "mesh", "meshes", at);
    index(node, "skin", "skins", at);
    index_list(node, "children", "nodes", at, false);
    check_numbers(node, "translation", 3, at);
    check_numbers(node, "rotation", 4, at);
    check_numbers(node, "scale", 3, at);
    check_numbers(node, "matrix", 16, at);
    check_numbers(node, "weights", 0, at);
  }

  // Every node has at most one parent, and following parents ends.
  void check_forest() {
    const size_t count = document_.count("nodes");
    std::vector<int64_t> parent(count, -1);
    std::vector<size_t> order;
    each("nodes", [&](const OrderedJson& node, const std::string& at) {
      const size_t self = order.size();
      order.push_back(self);
      if (!node.contains("children")) return;
      for (const OrderedJson& child : node.at("children")) {
        int64_t& slot = parent[child.get<size_t>()];
        if (slot >= 0)
          document_.fail(str_cat("nodes[", child.get<size_t>(), "]"),
                         "is a child of nodes[",
                         slot,
                         "] and of ",
                         at);
        slot = static_cast<int64_t>(self);
      }
    });
    // 0: not seen, 1: on the way now, 2: known to end.
    std::vector<char> state(count, 0);
    for (size_t start = 0; start < count; ++start) {
      int64_t n = start;
      while (n >= 0 && state[n] == 0) {
        state[n] = 1;
        n = parent[n];
      }
      if (n >= 0 && state[n] == 1) document_.fail(str_cat("nodes[", n, "]"), "is its own ancestor");
      for (n = start; n >= 0 && state[n] == 1; n = parent[n]) state[n] = 2;
    }
  }

  void check_animation(const OrderedJson& animation, const std::string& at) {
    for (const char* key : {"channels", "samplers"}) {
      if (!animation.contains(key) || !animation.at(key).is_array())
        document_.fail(at, key, " is missing or not an array");
      for (const OrderedJson& item : animation.at(key))
        if (!item.is_object()) document_.fail(str_cat(at, ".", key), "expected objects");
    }
    const OrderedJson& channels = animation.at("channels");
    for (size_t i = 0; i < channels.size(); ++i) {
      const std::string where = str_cat(at, ".channels[", i, "]");
      required(channels[i], "sampler", where, animation.at("samplers").size());
      if (!channels[i].contains("target") || !channels[i].at("target").is_object())
        document_.fail(where, "target is missing");
      index(channels[i].at("target"), "node", "nodes", where + ".target");
    }
    const OrderedJson& samplers = animation.at("samplers");
    for (size_t i = 0; i < samplers.size(); ++i)
      for (const char* key : {"input", "output"})
        required(samplers[i], key, str_cat(at, ".samplers[", i, "]"), document_.count("accessors"));
  }

  // Texture references sit at several places of a material and its extensions: every object called
  // "...Texture" is one.
  void check_textures(const OrderedJson& object, const std::string& at, int depth) {
    if (!object.is_object() || depth > 8) return;
    for (const auto& [key, value] : object.items()) {
      if (key == "extras" || !value.is_object()) continue;
      if (key.ends_with("Texture") && value.contains("index")) {
        index(value, "index", "textures", str_cat(at, ".", key.substr(0, 40)));
        number(value, "texCoord", at, 0, 1 << 16);
      }
      check_textures(value, str_cat(at, ".", key.substr(0, 40)), depth + 1);
    }
  }

  const GltfDocument& document_;
};

}  // namespace

void check_structure(const GltfDocument& document) { StructureCheck(document).run(); }

}  // namespace animax::formats
