// SPDX-License-Identifier: MIT
// Plain tar archives as WebDataset reads them. Source: POSIX.1-1988 "ustar" interchange format.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace animax::data {

/// One member as bytes: a header block, the content, zeros up to a multiple of 512. Owner, times
/// and mode are fixed (0, 0, 0644), so equal content gives equal bytes.
/// Throws CheckFailure when `name` is empty or longer than 100 bytes, or the content reaches 8 GiB:
/// what our own names never do.
std::string tar_member(std::string_view name, std::string_view content);

/// The two zero blocks that end an archive.
std::string tar_end();

struct TarMember {
  std::string name;
  std::string content;
};

/// Reads the regular files of an archive one after the other; other members (folders, links, pax
/// headers) are passed over. Safe on untrusted data: sizes are checked against `max_member_bytes`.
class TarReader {
 public:
  /// Throws Error when the file cannot be opened.
  explicit TarReader(std::filesystem::path path, uint64_t max_member_bytes = uint64_t{1} << 30);
  ~TarReader();
  TarReader(const TarReader&) = delete;
  TarReader& operator=(const TarReader&) = delete;

  /// The next file; nullopt at the end. An archive that stops short (one being written, a broken
  /// copy) ends after its last whole member, and complete() is false. Throws Error "PATH: byte N:
  /// ..." for a header with a wrong checksum, an unreadable size, or a member over the limit.
  std::optional<TarMember> next();

  /// True once the end mark has been read.
  bool complete() const { return complete_; }

 private:
  bool read_block(char* block);
  std::optional<std::string> read_content(uint64_t size);

  std::filesystem::path path_;
  std::FILE* file_ = nullptr;
  const uint64_t max_member_bytes_;
  uint64_t offset_ = 0;
  bool complete_ = false;
};

}  // namespace animax::data
