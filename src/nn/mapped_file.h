// SPDX-License-Identifier: MIT
// A file mapped privately into memory.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace animax::nn {

/// Maps the whole file copy-on-write; the mapping goes with the last shared_ptr.
class MappedFile {
 public:
  /// Throws Error if the path is missing, not a regular file, or cannot be mapped.
  static std::shared_ptr<MappedFile> open(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  uint64_t size() const { return size_; }
  std::string_view bytes() const { return {data_, size_}; }

  /// A tensor over bytes [begin, begin + elements * element size), which must lie in the file. A
  /// view where the address is aligned, else a copy; kBool is always copied, because bytes other
  /// than 0 and 1 are not valid bools.
  static at::Tensor tensor(const std::shared_ptr<MappedFile>& file,
                           uint64_t begin,
                           const std::vector<int64_t>& shape,
                           at::ScalarType dtype);

 private:
  MappedFile() = default;
  std::filesystem::path path_;
  char* data_ = nullptr;
  uint64_t size_ = 0;
};

/// Product of the sizes times `element_bytes`; nullopt-like -1 if a size is negative or the product
/// does not fit in int64.
int64_t checked_bytes(const std::vector<int64_t>& shape, int64_t element_bytes);

}  // namespace animax::nn
