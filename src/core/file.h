// SPDX-License-Identifier: MIT
// Whole-file reading and atomic writing. An output appears under its name complete or not at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace animax {

namespace fs = std::filesystem;

/// Reads a whole file. Throws Error if it is missing, unreadable, a folder or larger than
/// `max_bytes`.
std::string read_file(const fs::path& path, uint64_t max_bytes = uint64_t{1} << 34);

/// Writes to `PATH.tmp.<pid>` and renames on commit(); a file that was not committed is removed.
/// Devices, pipes and sockets (/dev/full, /dev/stdout) are written to directly: renaming would put
/// a file in their place.
/// Throws Error naming the path when the folder is missing, not writable or the disk is full.
class AtomicFile {
 public:
  explicit AtomicFile(fs::path path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(const void* data, size_t bytes);
  void write(std::string_view text) { write(text.data(), text.size()); }

  /// Flushes to the disk and renames. Call exactly once.
  void commit();

  /// Where the bytes are until commit(), for libraries that insist on a file name.
  const fs::path& temporary_path() const { return temporary_; }

 private:
  fs::path path_;
  fs::path temporary_;
  bool direct_ = false;  ///< what stands at path_ is no regular file
  std::FILE* file_ = nullptr;
};

void write_file(const fs::path& path, std::string_view content);

/// Creates the folder and its parents. Throws Error if that fails or the path is a file.
void make_folder(const fs::path& path);

/// A new empty folder under the system's temporary folder, removed with its content on destruction.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace animax
