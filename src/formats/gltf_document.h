// SPDX-License-Identifier: MIT
// A glTF 2.0 file as it stands on disk: its JSON document and its binary buffers, checked but not
// interpreted. The reader interprets it, the writer edits it.
// Source: Khronos Group, glTF 2.0 specification, sections 3.6 and 4.4.
#pragma once

#include "core/error.h"
#include "core/file.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace animax::formats {

/// Keeps keys in the file's order.
using OrderedJson = nlohmann::ordered_json;

/// A chunk of a GLB file other than the JSON and the first BIN chunk.
struct GlbChunk {
  uint32_t type = 0;
  std::string_view bytes;
};

struct GltfDocument {
  fs::path path;
  OrderedJson json;
  bool is_binary = false;  ///< a GLB container
  bool has_bin = false;    ///< with a BIN chunk
  std::string_view bin;    ///< its bytes, with padding
  std::vector<GlbChunk> more_chunks;
  std::vector<std::string_view> buffers;  ///< content of json["buffers"], `byteLength` bytes each

  /// What the views above point into.
  std::vector<std::shared_ptr<const std::string>> storage;

  size_t count(const char* array) const;
  /// "PATH: ELEMENT: MESSAGE".
  template <typename... Parts>
  [[noreturn]] void fail(const std::string& element, const Parts&... message) const {
    throw Error(path.string(), ": ", element, ": ", message...);
  }
};

/// Parses the content of a .glb, .vrm or .gltf file (told apart by the first bytes), loads its
/// buffers and checks the structure (check_structure). Buffers in files of their own must lie in or
/// below the folder of `path`; nothing else is read.
/// Throws Error naming the element. Safe on untrusted data: memory stays in proportion to the
/// files' sizes.
GltfDocument parse_gltf(std::string bytes, const fs::path& path);
GltfDocument load_gltf(const fs::path& path);

/// Path of an external resource. Throws Error when `uri` has a scheme, is absolute or leaves the
/// folder.
fs::path resource_path(const GltfDocument& document,
                       const std::string& uri,
                       const std::string& element);

/// Bytes of a buffer view, range checked by check_structure.
std::string_view view_bytes(const GltfDocument& document, size_t view);

/// Throws Error unless every index is in range, every range lies inside its buffer, and the nodes
/// form a forest. Called by parse_gltf.
void check_structure(const GltfDocument& document);

}  // namespace animax::formats
