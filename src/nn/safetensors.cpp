// SPDX-License-Identifier: MIT
#include "nn/safetensors.h"

#include "core/error.h"
#include "core/file.h"
#include "core/json.h"
#include "nn/mapped_file.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <set>
#include <utility>
#include <vector>

namespace animax::nn {
namespace {

constexpr uint64_t kMaxHeaderBytes = 100'000'000;  // the reference implementation's limit
constexpr uint64_t kHeaderAlignment = 64;

constexpr std::array<std::pair<const char*, at::ScalarType>, 10> kDtypes{{
    {"F64", at::kDouble},
    {"F32", at::kFloat},
    {"F16", at::kHalf},
    {"BF16", at::kBFloat16},
    {"I64", at::kLong},
    {"I32", at::kInt},
    {"I16", at::kShort},
    {"I8", at::kChar},
    {"U8", at::kByte},
    {"BOOL", at::kBool},
}};

struct Entry {
  std::string name;
  at::ScalarType dtype = at::kFloat;
  std::vector<int64_t> shape;
  uint64_t begin = 0;
  uint64_t end = 0;
};

// The standard parser keeps the last of two equal keys; a weight file with such keys is refused.
Json parse_header(std::string_view text, const std::string& where) {
  std::vector<std::set<std::string>> keys;
  std::string duplicate;
  const auto watch = [&](int, Json::parse_event_t event, Json& value) {
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second) {
      duplicate = value.get<std::string>();
    }
    return true;
  };
  Json header;
  try {
    header = Json::parse(text.begin(), text.end(), watch);
  } catch (const Json::exception& e) {
    throw Error(where, ": header: found invalid JSON (", e.what(), "), expected a tensor table");
  }
  if (!duplicate.empty()) throw Error(where, ": header: found key \"", duplicate, "\" twice");
  if (!header.is_object())
    throw Error(where, ": header: found ", header.type_name(), ", expected an object");
  return header;
}

Entry parse_entry(const std::string& name, const Json& json, const std::string& where) {
  const std::string what = where + ": tensor \"" + name + "\"";
  if (!json.is_object()) throw Error(what, ": found ", json.type_name(), ", expected an object");
  Entry entry;
  entry.name = name;
  const auto dtype = json_get<std::string>(json, "dtype", what);
  const auto known =
      std::find_if(kDtypes.begin(), kDtypes.end(), [&](const auto& d) { return dtype == d.first; });
  if (known == kDtypes.end()) {
    throw Error(what,
                ": found dtype ",
                dtype,
                ", expected F64, F32, F16, BF16, I64, I32, I16, I8, U8 or BOOL");
  }
  entry.dtype = known->second;
  const auto offsets = json.find("data_offsets");
  const auto shape = json.find("shape");
  const auto naturals = [](const auto& list, const Json& owner) {
    return list != owner.end() && list->is_array() &&
           std::all_of(
               list->begin(), list->end(), [](const Json& n) { return n.is_number_unsigned(); });
  };
  if (!naturals(shape, json)) throw Error(what, ": shape: expected a list of natural numbers");
  if (!naturals(offsets, json) || offsets->size() != 2) {
    throw Error(what, ": data_offsets: expected two natural numbers");
  }
  for (const Json& size : *shape) {
    const auto value = size.get<uint64_t>();
    if (value > uint64_t{1} << 62)
      throw Error(what, ": shape: found size ", value, ", which is too large");
    entry.shape.push_back(static_cast<int64_t>(value));
  }
  entry.begin = (*offsets)[0].get<uint64_t>();
  entry.end = (*offsets)[1].get<uint64_t>();
  const int64_t bytes =
      checked_bytes(entry.shape, static_cast<int64_t>(c10::elementSize(entry.dtype)));
  if (bytes < 0 || entry.end < entry.begin ||
      entry.end - entry.begin != static_cast<uint64_t>(bytes)) {
    throw Error(what,
                ": data_offsets: found [",
                entry.begin,
                ", ",
                entry.end,
                "), expected the ",
                bytes,
                " bytes of shape ",
                shape->dump(),
                " ",
                dtype);
  }
  return entry;
}

// Tensors tile the data section without holes, as the reference implementation demands.
void check_layout(std::vector<Entry>& entries, uint64_t data_bytes, const std::string& where) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
  });
  uint64_t position = 0;
  for (const Entry& entry : entries) {
    if (entry.begin != position) {
      throw Error(where,
                  ": tensor \"",
                  entry.name,
                  "\": found data at ",
                  entry.begin,
                  ", expected ",
                  position,
                  " (data overlap or leave a hole)");
    }
    position = entry.end;
    if (position > data_bytes) {
      throw Error(where,
                  ": tensor \"",
                  entry.name,
                  "\": ends at byte ",
                  position,
                  " of ",
                  data_bytes,
                  "; the file is truncated");
    }
  }
  if (position != data_bytes) {
    throw Error(where, ": found ", data_bytes, " bytes of data, expected ", position);
  }
}

std::string dtype_name(at::ScalarType dtype, const std::string& where) {
  for (const auto& [name, type] : kDtypes) {
    if (type == dtype) return name;
  }
  throw Error(where, ": dtype ", c10::toString(dtype), " cannot be stored in safetensors");
}

}  // namespace

TensorFile read_safetensors(const std::filesystem::path& path) {
  const std::string where = path.string();
  const auto file = MappedFile::open(path);
  uint64_t header_bytes = 0;
  if (file->size() < sizeof header_bytes) {
    throw Error(where, ": found ", file->size(), " bytes, expected a safetensors file");
  }
  std::memcpy(&header_bytes, file->bytes().data(), sizeof header_bytes);
  if (header_bytes > kMaxHeaderBytes || header_bytes > file->size() - sizeof header_bytes) {
    throw Error(where,
                ": found a header of ",
                header_bytes,
                " bytes in a file of ",
                file->size(),
                "; no safetensors file, or truncated");
  }
  const Json header = parse_header(file->bytes().substr(sizeof header_bytes, header_bytes), where);

  TensorFile result;
  std::vector<Entry> entries;
  for (const auto& [name, value] : header.items()) {
    if (name != "__metadata__") {
      entries.push_back(parse_entry(name, value, where));
      continue;
    }
    for (const auto& [key, text] : value.items()) {
      if (!text.is_string()) throw Error(where, ": __metadata__: key \"", key, "\" is no string");
      result.metadata[key] = text.get<std::string>();
    }
  }
  const uint64_t data_begin = sizeof header_bytes + header_bytes;
  check_layout(entries, file->size() - data_begin, where);
  for (const Entry& entry : entries) {
    result.tensors[entry.name] =
        MappedFile::tensor(file, data_begin + entry.begin, entry.shape, entry.dtype);
  }
  return result;
}

TensorFile read_sharded_safetensors(const std::filesystem::path& index) {
  const Json json = read_json(index);
  const auto map = json.find("weight_map");
  if (!json.is_object() || map == json.end() || !map->is_object()) {
    throw Error(index.string(), ": key \"weight_map\" is missing or no object");
  }
  std::map<std::string, TensorFile> shards;
  TensorFile result;
  for (const auto& [name, value] : map->items()) {
    const std::string shard = value.is_string() ? value.get<std::string>() : "";
    if (shard.empty() || std::filesystem::path(shard).filename() != shard || shard == "..") {
      throw Error(index.string(),
                  ": weight_map: tensor \"",
                  name,
                  "\": found ",
                  value.dump().substr(0, 80),
                  ", expected a file name");
    }
    if (!shards.contains(shard)) shards[shard] = read_safetensors(index.parent_path() / shard);
    const auto tensor = shards[shard].tensors.find(name);
    if (tensor == shards[shard].tensors.end()) {
      throw Error(index.string(), ": weight_map: tensor \"", name, "\" is not in ", shard);
    }
    result.tensors[name] = tensor->second;
  }
  for (const auto& [name, shard] : shards)
    result.metadata.insert(shard.metadata.begin(), shard.metadata.end());
  return result;
}

void write_safetensors(const std::filesystem::path& path,
                       const TensorMap& tensors,
                       const std::map<std::string, std::string>& metadata) {
  // Larger elements first keeps every tensor aligned to its element.
  std::vector<std::pair<std::string, at::Tensor>> ordered(tensors.begin(), tensors.end());
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
    return a.second.element_size() > b.second.element_size();
  });
  Json header = Json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  uint64_t position = 0;
  for (const auto& [name, tensor] : ordered) {
    CHECK_THAT(tensor.defined());
    const uint64_t end = position + static_cast<uint64_t>(tensor.numel() * tensor.element_size());
    header[name] = {
        {"dtype", dtype_name(tensor.scalar_type(), path.string() + ": tensor \"" + name + "\"")},
        {"shape", tensor.sizes().vec()},
        {"data_offsets", {position, end}}};
    position = end;
  }
  std::string text = header.dump();
  const uint64_t prefix = sizeof(uint64_t);
  text.append((kHeaderAlignment - (prefix + text.size()) % kHeaderAlignment) % kHeaderAlignment,
              ' ');

  AtomicFile file(path);
  const uint64_t header_bytes = text.size();
  file.write(&header_bytes, sizeof header_bytes);
  file.write(text);
  for (const auto& [name, tensor] : ordered) {
    const at::Tensor data = tensor.detach().to(at::kCPU).contiguous();
    file.write(data.data_ptr(), static_cast<size_t>(data.numel() * data.element_size()));
  }
  file.commit();
}

}  // namespace animax::nn
