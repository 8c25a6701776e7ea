// SPDX-License-Identifier: MIT
#include "core/error.h"

#include <cstring>

namespace animax::detail {

void check_failed(const char* file, int line, const std::string& what) {
  const char* name = std::strstr(file, "src/");
  throw CheckFailure(str_cat("internal error at ", name ? name : file, ":", line, ": ", what));
}

}  // namespace animax::detail
