// SPDX-License-Identifier: MIT
#include "core/json.h"

#include "core/file.h"

namespace animax {

Json read_json(const std::filesystem::path& path) {
  const std::string text = read_file(path, 1u << 30);
  try {
    return Json::parse(text);
  } catch (const Json::exception& e) {
    throw Error(path.string(), ": not valid JSON: ", e.what());
  }
}

void write_json(const std::filesystem::path& path, const Json& value) {
  write_file(path, value.dump(2) + "\n");
}

}  // namespace animax
