// SPDX-License-Identifier: MIT
#include "formats/gltf_document.h"

#include "formats/base64.h"

#include <algorithm>
#include <cstring>

namespace animax::formats {
namespace {

constexpr uint32_t kMagic = 0x46546C67;      // "glTF"
constexpr uint32_t kJsonChunk = 0x4E4F534A;  // "JSON"
constexpr uint32_t kBinChunk = 0x004E4942;   // "BIN"

uint32_t read_u32(std::string_view bytes, size_t offset) {
  uint32_t value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

// Splits a GLB container into chunks; returns the JSON text.
std::string_view split_glb(std::string_view bytes, GltfDocument& document) {
  if (bytes.size() < 12) document.fail("GLB header", "found ", bytes.size(), " bytes, expected 12");
  const uint32_t version = read_u32(bytes, 4), length = read_u32(bytes, 8);
  if (version != 2) document.fail("GLB header", "found version ", version, ", expected 2");
  if (length > bytes.size())
    document.fail("GLB header",
                  "found length ",
                  length,
                  ", but the file has ",
                  bytes.size(),
                  " bytes (cut off?)");
  if (length < 12) document.fail("GLB header", "found length ", length, ", expected at least 12");
  bytes = bytes.substr(0, length);

  std::string_view text;
  for (size_t offset = 12; offset < bytes.size();) {
    if (bytes.size() - offset < 8) document.fail("GLB chunk", "header is cut off at byte ", offset);
    const uint32_t size = read_u32(bytes, offset), type = read_u32(bytes, offset + 4);
    offset += 8;
    if (size > bytes.size() - offset)
      document.fail("GLB chunk",
                    "found length ",
                    size,
                    " at byte ",
                    offset - 8,
                    ", but only ",
                    bytes.size() - offset,
                    " bytes follow");
    const std::string_view content = bytes.substr(offset, size);
    offset += std::min<size_t>((size + size_t{3}) & ~size_t{3}, bytes.size() - offset);
    if (text.empty() && type == kJsonChunk) {
      text = content;
    } else if (!document.has_bin && type == kBinChunk) {
      document.has_bin = true;
      document.bin = content;
    } else {
      document.more_chunks.push_back({type, content});
    }
  }
  if (text.empty()) document.fail("GLB chunk", "found no JSON chunk");
  return text;
}

// Refuses documents that are built to exhaust the stack (nesting) or the time (objects with very
// many keys: an ordered object is searched linearly).
void check_shape(std::string_view text, const GltfDocument& document) {
  constexpr size_t kMaxDepth = 100, kMaxKeys = 4096;
  std::vector<size_t> keys;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') keys.push_back(0);
    if (keys.size() > kMaxDepth) document.fail("JSON", "nested deeper than ", kMaxDepth, " levels");
    if ((c == '}' || c == ']') && !keys.empty()) keys.pop_back();
    if (c == ':' && !keys.empty() && ++keys.back() > kMaxKeys)
      document.fail("JSON", "an object with more than ", kMaxKeys, " keys");
  }
}

OrderedJson parse_json(std::string_view text, const GltfDocument& document) {
  // Some exporters pad with zeros instead of spaces.
  while (!text.empty() && text.back() == '\0') text.remove_suffix(1);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  check_shape(text, document);
  OrderedJson json;
  try {
    json = OrderedJson::parse(text);
  } catch (const OrderedJson::exception& e) {
    std::string reason = e.what();
    std::replace_if(
        reason.begin(), reason.end(), [](unsigned char c) { return c < 32 || c > 126; }, ' ');
    document.fail("JSON", reason.substr(0, 200));
  }
  if (!json.is_object()) document.fail("JSON", "expected an object at the top");
  return json;
}

std::string_view keep(GltfDocument& document, std::string bytes) {
  document.storage.push_back(std::make_shared<const std::string>(std::move(bytes)));
  return *document.storage.back();
}

std::string_view load_buffer(GltfDocument& document, size_t index, const OrderedJson& buffer) {
  const std::string element = str_cat("buffers[", index, "]");
  const auto length_it = buffer.find("byteLength");
  if (length_it == buffer.end() || !length_it->is_number_unsigned())
    document.fail(element, "byteLength is missing or not a whole number");
  const uint64_t length = *length_it;

  std::string_view content;
  const auto uri = buffer.find("uri");
  if (uri != buffer.end() && uri->is_string()) {
    const std::string& text = uri->get_ref<const std::string&>();
    if (text.starts_with("data:")) {
      std::optional<std::string> decoded = decode_data_uri(text);
      if (!decoded) document.fail(element, "its data: URI is not valid base64");
      content = keep(document, std::move(*decoded));
    } else {
      content =
          keep(document, read_file(resource_path(document, text, element), uint64_t{1} << 32));
    }
  } else if (index == 0 && document.has_bin) {
    content = document.bin;
  } else if (buffer.contains("extensions")) {
    return {};  // placeholder for compressed data (EXT_meshopt_compression); nothing may read it
  } else {
    document.fail(
        element,
        "has no uri, and ",
        index == 0 ? "the file has no binary chunk" : "only buffer 0 may use the binary chunk");
  }
  if (content.size() < length)
    document.fail(element, "found ", content.size(), " bytes, expected byteLength ", length);
  return content.substr(0, length);
}

}  // namespace

size_t GltfDocument::count(const char* array) const {
  const auto it = json.find(array);
  return it == json.end() || !it->is_array() ? 0 : it->size();
}

GltfDocument parse_gltf(std::string bytes, const fs::path& path) {
  GltfDocument document;
  document.path = path;
  const std::string_view content = keep(document, std::move(bytes));
  document.is_binary = content.size() >= 4 && read_u32(content, 0) == kMagic;
  document.json = parse_json(document.is_binary ? split_glb(content, document) : content, document);

  const auto buffers = document.json.find("buffers");
  if (buffers != document.json.end()) {
    if (!buffers->is_array()) document.fail("buffers", "expected an array");
    for (size_t i = 0; i < buffers->size(); ++i) {
      if (!(*buffers)[i].is_object())
        document.fail(str_cat("buffers[", i, "]"), "expected an object");
      document.buffers.push_back(load_buffer(document, i, (*buffers)[i]));
    }
  }
  check_structure(document);
  return document;
}

GltfDocument load_gltf(const fs::path& path) { return parse_gltf(read_file(path), path); }

fs::path resource_path(const GltfDocument& document,
                       const std::string& uri,
                       const std::string& element) {
  const fs::path relative = fs::path(percent_decode(uri)).lexically_normal();
  const size_t colon = uri.find(':');
  if (colon != std::string::npos && colon > 1 && colon < uri.find('/'))
    document.fail(
        element, "refers to ", uri.substr(0, 80), "; only files beside the document are read");
  if (relative.empty() || relative.is_absolute() || *relative.begin() == "..")
    document.fail(element, "refers to ", uri.substr(0, 80), ", outside the document's folder");
  const fs::path found = document.path.parent_path() / relative;
  std::error_code code;
  if (fs::exists(found, code) && !fs::is_regular_file(found, code))
    document.fail(element, "refers to ", uri.substr(0, 80), ", which is not a regular file");
  return found;
}

std::string_view view_bytes(const GltfDocument& document, size_t view) {
  const OrderedJson& json = document.json.at("bufferViews").at(view);
  const size_t buffer = json.at("buffer");
  return document.buffers.at(buffer).substr(json.value("byteOffset", size_t{0}),
                                            json.at("byteLength"));
}

}  // namespace animax::formats
