// SPDX-License-Identifier: MIT
// Tensors in safetensors files. Files are untrusted: everything is validated before a tensor
// exists.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <string>

namespace animax::nn {

using TensorMap = std::map<std::string, at::Tensor>;

/// The content of one weight file (or of the shards named by one index).
struct TensorFile {
  TensorMap tensors;
  std::map<std::string, std::string> metadata;
};

/// Maps a safetensors file into memory. The tensors are CPU views of the private mapping (read from
/// the disk when first touched, kept alive by the tensors; writing to one never changes the file);
/// data that is not aligned to its element size is copied.
///
/// Throws Error naming the path and tensor for: a file that is missing or truncated, a header
/// longer than 100 MB or the file, duplicate names, an unknown dtype, offsets that overflow,
/// overlap, leave holes or do not fit the shape. Safe on hostile files that do not change while
/// mapped.
///
/// Source: huggingface/safetensors, format description in its README.
TensorFile read_safetensors(const std::filesystem::path& path);

/// Reads every shard named by the "weight_map" of a `*.safetensors.index.json`. Shard names must be
/// plain file names beside the index. Throws Error for a missing shard or a tensor that its shard
/// does not hold.
TensorFile read_sharded_safetensors(const std::filesystem::path& index);

/// Writes the tensors (any device, any strides) atomically. Equal input gives equal bytes: order is
/// element size descending, then name. Supports the dtypes that read_safetensors does.
void write_safetensors(const std::filesystem::path& path,
                       const TensorMap& tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace animax::nn
