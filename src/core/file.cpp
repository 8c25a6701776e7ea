// SPDX-License-Identifier: MIT
#include "core/file.h"

#include "core/error.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <unistd.h>

namespace animax {

std::string read_file(const fs::path& path, uint64_t max_bytes) {
  std::error_code code;
  if (fs::is_directory(path, code)) throw Error(path.string(), ": is a folder, expected a file");
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (!file) throw Error(path.string(), ": cannot be read: ", std::strerror(errno));
  std::string content;
  char chunk[1 << 16];
  size_t got = 0;
  while ((got = std::fread(chunk, 1, sizeof chunk, file)) > 0) {
    content.append(chunk, got);
    if (content.size() > max_bytes) {
      std::fclose(file);
      throw Error(path.string(), ": larger than the limit of ", max_bytes, " bytes");
    }
  }
  const bool failed = std::ferror(file) != 0;
  std::fclose(file);
  if (failed) throw Error(path.string(), ": reading failed");
  return content;
}

AtomicFile::AtomicFile(fs::path path) : path_(std::move(path)) {
  std::error_code code;
  if (fs::is_directory(path_, code)) throw Error(path_.string(), ": is a folder, expected a file");
  direct_ = fs::exists(path_, code) && fs::is_other(path_, code);
  temporary_ = path_;
  if (!direct_) temporary_ += str_cat(".tmp.", ::getpid());
  file_ = std::fopen(temporary_.c_str(), "wb");
  if (!file_) throw Error(path_.string(), ": cannot be written: ", std::strerror(errno));
}

AtomicFile::~AtomicFile() {
  if (file_) std::fclose(file_);
  std::error_code code;
  if (!temporary_.empty() && !direct_) fs::remove(temporary_, code);
}

void AtomicFile::write(const void* data, size_t bytes) {
  CHECK_THAT(file_ != nullptr);
  if (bytes > 0 && std::fwrite(data, 1, bytes, file_) != bytes)
    throw Error(path_.string(), ": writing failed: ", std::strerror(errno));
}

void AtomicFile::commit() {
  CHECK_THAT(file_ != nullptr);
  bool ok = std::fflush(file_) == 0 && (direct_ || ::fsync(::fileno(file_)) == 0);
  const int flush_error = errno;
  ok = std::fclose(file_) == 0 && ok;
  file_ = nullptr;
  if (!ok) throw Error(path_.string(), ": writing failed: ", std::strerror(flush_error));
  if (direct_) return;
  std::error_code code;
  fs::rename(temporary_, path_, code);
  if (code) throw Error(path_.string(), ": cannot be replaced: ", code.message());
  temporary_.clear();
}

void write_file(const fs::path& path, std::string_view content) {
  AtomicFile file(path);
  file.write(content);
  file.commit();
}

void make_folder(const fs::path& path) {
  std::error_code code;
  fs::create_directories(path, code);
  if (code || !fs::is_directory(path))
    throw Error(path.string(), ": cannot be made: ", code ? code.message() : "a file is there");
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (fs::temp_directory_path() / "animax-XXXXXX").string();
  if (!::mkdtemp(pattern.data()))
    throw Error(pattern, ": cannot make a temporary folder: ", std::strerror(errno));
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code code;
  fs::remove_all(path_, code);
}

}  // namespace animax
