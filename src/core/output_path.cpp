// SPDX-License-Identifier: MIT
#include "core/output_path.h"

#include "core/error.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace animax {

namespace fs = std::filesystem;

void check_output_place(const fs::path& path) {
  std::error_code code;
  if (fs::is_directory(path, code)) throw Error(path.string(), ": is a folder, expected a file");
  if (fs::exists(path, code) && fs::is_other(path, code)) return;  // writing will tell
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    throw Error(path.string(), ": cannot be written: ", std::strerror(errno));
  if (!fs::is_directory(folder, code))
    throw Error(path.string(), ": cannot be written: ", folder.string(), " is not a folder");
}

void check_output_extension(const fs::path& path, const std::vector<std::string>& extensions) {
  std::error_code code;
  if (fs::exists(path, code) && fs::is_other(path, code)) return;
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  if (std::find(extensions.begin(), extensions.end(), extension) != extensions.end()) return;
  std::string expected;
  for (const std::string& one : extensions) expected += (expected.empty() ? "" : ", ") + one;
  throw UsageError(path.string(), ": found the ending \"", extension, "\", expected ", expected);
}

}  // namespace animax
