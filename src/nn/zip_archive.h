// SPDX-License-Identifier: MIT
// The directory of a zip file whose members are stored without compression. Internal to nn.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace animax::nn {

struct ZipMember {
  uint64_t begin = 0;  ///< of the data in the file
  uint64_t size = 0;
};

/// Lists the members of a zip or zip64 archive. Throws Error naming `where` for a damaged directory
/// and for members that are compressed, encrypted, listed twice or reach beyond the file.
std::map<std::string, ZipMember> list_zip(std::string_view bytes, const std::string& where);

}  // namespace animax::nn
