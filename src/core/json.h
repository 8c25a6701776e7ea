// SPDX-License-Identifier: MIT
// JSON reading with messages that name the file and the key.
#pragma once

#include "core/error.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace animax {

using Json = nlohmann::json;

/// Reads and parses a JSON file. Throws Error naming the path and the place of the mistake.
Json read_json(const std::filesystem::path& path);

/// The value under `key` as T. Throws Error "WHERE: KEY: ..." if it is missing or of another type.
template <typename T>
T json_get(const Json& object, const std::string& key, const std::string& where) {
  const auto it = object.find(key);
  if (it == object.end()) throw Error(where, ": key \"", key, "\" is missing");
  try {
    return it->template get<T>();
  } catch (const Json::exception&) {
    throw Error(where, ": key \"", key, "\" has the wrong type: ", it->dump().substr(0, 80));
  }
}

/// As json_get, but a missing key gives `fallback`.
template <typename T>
T json_get_or(const Json& object, const std::string& key, T fallback, const std::string& where) {
  return object.contains(key) ? json_get<T>(object, key, where) : fallback;
}

/// Writes with two spaces of indentation, atomically.
void write_json(const std::filesystem::path& path, const Json& value);

}  // namespace animax
