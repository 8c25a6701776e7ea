// SPDX-License-Identifier: MIT
// Building blocks of the glTF writers. Internal.
#pragma once

#include "formats/gltf_document.h"
#include "formats/gltf_writer.h"
#include "scene/rig.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace animax::formats {

/// Grows the binary data of one buffer and the bufferViews and accessors that describe it.
class BufferBuilder {
 public:
  /// @param bytes  what the buffer holds already; padded to a multiple of 4
  BufferBuilder(OrderedJson& json, size_t buffer, std::string bytes);

  /// Adds a view of its own. `target` 0: none.
  size_t add_view(std::string_view bytes, int target = 0);

  /// Adds floats (`type` "SCALAR", "VEC3", ...) as an accessor with a view of its own, or within
  /// the shared view of begin_view. `bounds`: write min and max.
  size_t add_floats(std::span<const float> values, const char* type, bool bounds, int target = 0);
  size_t add_integers(std::span<const uint32_t> values,
                      const char* type,
                      uint32_t largest,
                      int target);

  /// All accessors until end_view share one view.
  void begin_view();
  void end_view();

  const std::string& bytes() const { return bytes_; }

 private:
  size_t add_accessor(
      std::string_view data, int component_type, size_t count, const char* type, int target);

  OrderedJson& json_;
  size_t buffer_;
  std::string bytes_;
  bool shared_ = false;
  size_t shared_view_ = 0;
  size_t shared_start_ = 0;
};

int components_of(std::string_view type);

/// The JSON of one animation; its data goes through `builder`.
/// @param node_of_joint  index of the node each joint is written as
OrderedJson build_animation(const Clip& clip,
                            const Skeleton& skeleton,
                            std::span<const int> node_of_joint,
                            BufferBuilder& builder);

/// Puts translation, rotation and scale in place of whatever transform the node has.
void set_trs(OrderedJson& node, const Transform& transform);

/// Text of a document; invalid UTF-8 in names is replaced.
std::string dump(const OrderedJson& json, int indent);

/// A GLB container. `bin` may be empty (no chunk).
std::string pack_glb(const OrderedJson& json,
                     std::string_view bin,
                     std::span<const GlbChunk> more_chunks);

/// append_animation and write_glb without the files around them.
std::string appended_bytes(const GltfDocument& document,
                           const Rig& rig,
                           const Clip& clip,
                           const AppendOptions& options,
                           bool as_glb);
std::string glb_bytes(const Rig& rig);

}  // namespace animax::formats
