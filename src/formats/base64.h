// SPDX-License-Identifier: MIT
// Base64 (RFC 4648) and data: URIs, as glTF embeds buffers and images in its JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace animax::formats {

std::string base64_encode(std::string_view bytes);

/// nullopt when a character is not of the alphabet or the length cannot be; padding may be missing.
std::optional<std::string> base64_decode(std::string_view text);

/// Content of a `data:[<type>];base64,<text>` URI; nullopt when `uri` is none or is damaged.
std::optional<std::string> decode_data_uri(std::string_view uri);

/// Replaces %XX by the byte it stands for; a stray '%' stays.
std::string percent_decode(std::string_view uri);

}  // namespace animax::formats
