// SPDX-License-Identifier: MIT
// The typed view of a glTF document (tinygltf) together with its decoded accessors. Internal to the
// glTF reader.
#pragma once

#include "formats/gltf_document.h"

#include <tiny_gltf.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace animax::formats {

/// Values of an accessor, `components` per element, normalised integers as floats.
struct FloatArray {
  int components = 1;
  std::vector<float> values;
  size_t size() const { return values.size() / components; }
  const float* at(size_t i) const { return &values[i * components]; }
};

class GltfModel {
 public:
  /// Throws Error on whatever check_structure or tinygltf refuses.
  explicit GltfModel(GltfDocument document);

  const GltfDocument& document() const { return document_; }
  const tinygltf::Model& gltf() const { return model_; }

  /// Decodes an accessor (strides, sparse values, meshopt compression). Throws Error naming the
  /// accessor when it reaches outside its data or when all accessors read so far come to more than
  /// a gigabyte.
  FloatArray floats(int accessor) const;

  /// As above for unsigned integers (indices, joints).
  std::vector<uint32_t> integers(int accessor) const;

  /// What the accessor's values are to be divided by: 1 unless they are normalised integers.
  float divisor(int accessor) const;

  /// Bytes of a buffer view, unpacked if compressed.
  std::string_view view(size_t index) const;

  /// Accounts for memory the file asks for; throws Error above a gigabyte in total.
  void spend(size_t bytes, const std::string& element) const;

  template <typename... Parts>
  [[noreturn]] void fail(const std::string& element, const Parts&... message) const {
    document_.fail(element, message...);
  }

 private:
  std::string raw_elements(int accessor, size_t element_bytes) const;
  void apply_sparse(const tinygltf::Accessor& accessor,
                    const std::string& element,
                    size_t element_bytes,
                    std::string& raw) const;

  GltfDocument document_;
  tinygltf::Model model_;
  mutable std::map<size_t, std::string> unpacked_;  ///< meshopt views by index
  mutable size_t spent_ = 0;
};

/// Unpacks one EXT_meshopt_compression stream into stride * count bytes.
/// Throws Error on damage, and in builds without meshoptimizer.
std::string decode_meshopt(std::string_view packed,
                           size_t count,
                           size_t stride,
                           const std::string& mode,
                           const std::string& filter,
                           const std::string& where);

/// A primitive out of KHR_draco_mesh_compression.
struct DracoMesh {
  std::vector<uint32_t> indices;
  std::map<std::string, FloatArray> attributes;  ///< by glTF name; only the ids asked for
};

/// Integers come out as they are, normalised or not: that is for the accessor to say.
/// @param ids  unique id of each attribute, by glTF name
/// Throws Error on damage, and in builds without Draco.
DracoMesh decode_draco(std::string_view packed,
                       const std::map<std::string, uint32_t>& ids,
                       const std::string& where);

}  // namespace animax::formats
