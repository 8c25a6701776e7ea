// SPDX-License-Identifier: MIT
#include "formats/read.h"

#include "core/error.h"
#include "core/file.h"
#ifdef ANIMAX_WITH_ASSIMP
#include "formats/assimp_reader.h"
#endif
#include "formats/bvh.h"
#include "formats/gltf_reader.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace animax::formats {
namespace {

std::string lower_extension(const fs::path& path) {
  std::string text = path.extension().string();
  std::transform(
      text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

std::string first_bytes(const fs::path& path) {
  std::error_code code;
  if (fs::is_directory(path, code)) throw Error(path.string(), ": is a folder, expected a file");
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(path.string(), ": cannot be read: ", std::strerror(errno));
  std::string head(256, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<size_t>(file.gcount()));
  if (head.empty()) throw Error(path.string(), ": is empty");
  return head;
}

}  // namespace

FileKind kind_of(const std::filesystem::path& path) {
  const std::string head = first_bytes(path), extension = lower_extension(path);
  if (head.starts_with("glTF")) return FileKind::kGltf;
  if (extension == ".glb" || extension == ".gltf" || extension == ".vrm") return FileKind::kGltf;
  const size_t text = head.find_first_not_of(" \t\r\n");
  if (text != std::string::npos && head.compare(text, 9, "HIERARCHY") == 0) return FileKind::kBvh;
  if (extension == ".bvh") return FileKind::kBvh;
  return FileKind::kOther;
}

Rig read_rig(const std::filesystem::path& path) {
  switch (kind_of(path)) {
    case FileKind::kGltf:
      return read_gltf(path);
    case FileKind::kBvh:
      return read_bvh(path);
    case FileKind::kOther:
      break;
  }
#ifdef ANIMAX_WITH_ASSIMP
  return read_with_assimp(path);
#else
  throw Error(path.string(),
              ": is not glTF, GLB, VRM or BVH, the kinds this training-only build reads");
#endif
}

}  // namespace animax::formats
