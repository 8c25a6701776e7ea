// SPDX-License-Identifier: MIT
// Cleans a prompt as Wan2.1 does before tokenising.
#pragma once

#include <string>
#include <string_view>

namespace animax::nn {

/// Repairs characters, resolves HTML character references twice ("&amp;lt;" becomes "<"), turns
/// every run of Unicode white space into one blank and strips both ends.
///
/// Repairs are the part of ftfy.fix_text that the tokenizer's own NFKC normalisation does not
/// cover: curly quotes become straight ones, control characters and terminal escapes go, invalid
/// UTF-8 becomes U+FFFD. Guessing at wrongly decoded text (mojibake) is left out. Full-width forms
/// and ligatures stay: the tokenizer normalises them. Safe on any bytes; the result is valid UTF-8.
std::string clean_text(std::string_view text);

/// Python's html.unescape, with the names of HTML 4.01 (253, see text_entities.inc).
std::string unescape_html(std::string_view text);

}  // namespace animax::nn
