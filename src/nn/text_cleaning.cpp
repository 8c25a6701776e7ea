// SPDX-License-Identifier: MIT
#include "nn/text_cleaning.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace animax::nn {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct Entity {
  std::string_view name;
  char32_t code;
};
constexpr Entity kEntities[] = {
#include "nn/text_entities.inc"
};

// What HTML makes of the numbers 0x80 to 0x9F: Windows-1252; its five gaps stay.
constexpr std::array<char32_t, 32> kWindows1252 = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) return put(0xC0 | c >> 6), put(0x80 | (c & 0x3F));
  if (c < 0x10000) {
    put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F));
  } else {
    put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 0x3F)), put(0x80 | (c >> 6 & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

/// The character at `text[at]`, which moves past it; U+FFFD for a byte that starts none.
char32_t next_character(std::string_view text, size_t& at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at++);
  if (lead < 0x80) return lead;
  const size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  if (lead < 0xC2 || lead > 0xF4 || at + more > text.size()) return kReplacement;
  char32_t c = lead & (0x3F >> more);
  for (size_t i = 0; i < more; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return kReplacement;
    c = c << 6 | (byte(at + i) & 0x3F);
  }
  constexpr std::array<char32_t, 4> kSmallest = {0, 0x80, 0x800, 0x10000};
  if (c < kSmallest[more] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return kReplacement;
  at += more;
  return c;
}

/// Python's str.isspace, which its regular expressions call white space.
bool is_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 ||
         c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
         c == 0x205F || c == 0x3000;
}

/// ftfy's control characters: no meaning in text, and not white space.
bool is_control(char32_t c) {
  return c < 0x09 || c == 0x0B || (c >= 0x0E && c < 0x20) || c == 0x7F ||
         (c >= 0x206A && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFC);
}

char32_t uncurled(char32_t c) {
  if ((c >= 0x2018 && c <= 0x201B) || c == 0x02BC) return U'\'';
  if (c >= 0x201C && c <= 0x201F) return U'"';
  return c;
}

/// The end of a terminal escape "ESC [ ... letter" that starts at `at`, or `at`.
size_t after_escape(std::string_view text, size_t at) {
  if (text.substr(at, 2) != "\x1B[") return at;
  const size_t end = text.find_first_not_of("0123456789;", at + 2);
  const bool letter = end != std::string_view::npos && ((text[end] >= 'a' && text[end] <= 'z') ||
                                                        (text[end] >= 'A' && text[end] <= 'Z'));
  return letter ? end + 1 : at;
}

std::string repaired(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    if (const size_t end = after_escape(text, at); end != at) {
      at = end;
      continue;
    }
    const char32_t c = next_character(text, at);
    if (!is_control(c)) append_utf8(out, uncurled(c));
  }
  return out;
}

std::optional<char32_t> find_entity(std::string_view name) {
  const auto it = std::lower_bound(
      std::begin(kEntities), std::end(kEntities), name, [](const Entity& e, std::string_view n) {
        return e.name < n;
      });
  return it != std::end(kEntities) && it->name == name ? std::optional(it->code) : std::nullopt;
}

/// HTML 5 knows these without a semicolon.
bool is_legacy(std::string_view name, char32_t code) {
  return (code >= 0xA0 && code <= 0xFF) || code == '&' || code == '<' || code == '>' ||
         (code == '"' && name != "apos");
}

/// "#38;" or "#x26" at the start of `text`: the characters it stands for and its length.
std::optional<std::pair<std::string, size_t>> numeric_reference(std::string_view text) {
  const bool hex = text.size() > 1 && (text[1] == 'x' || text[1] == 'X');
  const char* digits = hex ? "0123456789abcdefABCDEF" : "0123456789";
  const size_t begin = hex ? 2 : 1;
  const size_t end = std::min(text.find_first_not_of(digits, begin), text.size());
  if (end <= begin) return std::nullopt;
  char32_t code = 0;
  for (size_t i = begin; i < end; ++i) {
    const char d = text[i];
    const int value = d <= '9' ? d - '0' : (d | 0x20) - 'a' + 10;
    code = std::min<char32_t>(0x110000, code * (hex ? 16 : 10) + static_cast<char32_t>(value));
  }
  const size_t length = end + (end < text.size() && text[end] == ';' ? 1 : 0);
  std::string out;
  if (code >= 0x80 && code < 0xA0)
    append_utf8(out, kWindows1252[code - 0x80]);
  else if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
    append_utf8(out, kReplacement);
  else if (const bool none = (is_control(code) && code != 0xFEFF && code < 0x80) ||
                             (code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFE) == 0xFFFE;
           !none)
    append_utf8(out, code);
  return std::pair(out, length);
}

/// "lt;" or "ltx" at the start of `text`; the longest known name counts.
std::optional<std::pair<std::string, size_t>> named_reference(std::string_view text) {
  const size_t end = std::min({text.find_first_of("\t\n\f <&#;"), text.size(), size_t{32}});
  std::string out;
  if (end < text.size() && text[end] == ';')
    if (const auto code = find_entity(text.substr(0, end))) {
      append_utf8(out, *code);
      return std::pair(out, end + 1);
    }
  for (size_t length = end; length > 1; --length) {
    const std::string_view name = text.substr(0, length);
    const auto code = find_entity(name);
    if (!code || !is_legacy(name, *code)) continue;
    append_utf8(out, *code);
    return std::pair(out, length);
  }
  return std::nullopt;
}

}  // namespace

std::string unescape_html(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    if (text[at] != '&') {
      out.push_back(text[at++]);
      continue;
    }
    const std::string_view rest = text.substr(at + 1);
    const auto found = rest.starts_with('#') ? numeric_reference(rest) : named_reference(rest);
    out += found ? found->first : "&";
    at += 1 + (found ? found->second : 0);
  }
  return out;
}

std::string clean_text(std::string_view text) {
  const std::string plain = unescape_html(unescape_html(repaired(text)));
  std::string out;
  bool blank = false;
  for (size_t at = 0; at < plain.size();) {
    const char32_t c = next_character(plain, at);
    if (is_space(c)) {
      blank = true;
      continue;
    }
    if (blank && !out.empty()) out.push_back(' ');
    blank = false;
    append_utf8(out, c);
  }
  return out;
}

}  // namespace animax::nn
