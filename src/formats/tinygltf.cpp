// SPDX-License-Identifier: MIT
// The implementation of tinygltf, compiled here without file access and image decoding, which this
// module does itself: no second copy of stb_image, and the sanitizers see it.
#include <nlohmann/json.hpp>

#include <fstream>

#define TINYGLTF_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#include <tiny_gltf.h>
#pragma GCC diagnostic pop
