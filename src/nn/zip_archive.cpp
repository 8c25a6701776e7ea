// SPDX-License-Identifier: MIT
#include "nn/zip_archive.h"

#include "core/error.h"

#include <algorithm>
#include <cstring>

namespace animax::nn {
namespace {

constexpr uint32_t kEndRecord = 0x06054b50, kEnd64Locator = 0x07064b50, kEnd64Record = 0x06064b50;
constexpr uint32_t kCentralEntry = 0x02014b50, kLocalEntry = 0x04034b50;
constexpr uint64_t kEndRecordBytes = 22, kLocatorBytes = 20, kCentralBytes = 46, kLocalBytes = 30;

// Little-endian reads that refuse to leave the file.
class Bytes {
 public:
  Bytes(std::string_view bytes, const std::string& where) : bytes_(bytes), where_(where) {}

  uint64_t size() const { return bytes_.size(); }

  template <typename T>
  T at(uint64_t position) const {
    T value;
    std::memcpy(&value, text(position, sizeof value).data(), sizeof value);
    return value;
  }

  std::string_view text(uint64_t position, uint64_t length) const {
    if (position > bytes_.size() || length > bytes_.size() - position) {
      throw Error(where_,
                  ": zip directory: found an entry at byte ",
                  position,
                  " of ",
                  bytes_.size(),
                  "; the file is truncated or damaged");
    }
    return bytes_.substr(position, length);
  }

 private:
  std::string_view bytes_;
  std::string where_;
};

struct Directory {
  uint64_t begin = 0, entries = 0;
};

Directory find_directory(const Bytes& file, const std::string& where) {
  // The end record is followed by a comment of at most 65535 bytes.
  const uint64_t furthest = kEndRecordBytes + 65535;
  for (uint64_t back = kEndRecordBytes; back <= std::min(furthest, file.size()); ++back) {
    const uint64_t end = file.size() - back;
    if (file.at<uint32_t>(end) != kEndRecord) continue;
    Directory directory{file.at<uint32_t>(end + 16), file.at<uint16_t>(end + 10)};
    const bool large = directory.begin == 0xffffffffu || directory.entries == 0xffffu;
    if (end >= kLocatorBytes && file.at<uint32_t>(end - kLocatorBytes) == kEnd64Locator) {
      const auto record = file.at<uint64_t>(end - kLocatorBytes + 8);
      if (file.at<uint32_t>(record) != kEnd64Record)
        throw Error(where, ": zip64 end record is damaged");
      directory = {file.at<uint64_t>(record + 48), file.at<uint64_t>(record + 32)};
    } else if (large) {
      throw Error(where, ": zip64 end record is missing");
    }
    return directory;
  }
  throw Error(
      where,
      ": found no zip directory; truncated, or not in PyTorch's zip format (torch.save since 1.6)");
}

// Replaces the fields that do not fit 32 bits by those of the zip64 extra field.
void read_zip64(const Bytes& file,
                uint64_t extra,
                uint64_t extra_bytes,
                std::initializer_list<uint64_t*> fields) {
  for (uint64_t p = extra; p + 4 <= extra + extra_bytes;) {
    const auto id = file.at<uint16_t>(p), length = file.at<uint16_t>(p + 2);
    if (id == 1) {
      uint64_t value = p + 4;
      for (uint64_t* field : fields) {
        if (*field != 0xffffffffu) continue;
        if (value + 8 > p + 4 + length) return;  // the 32-bit value then fails the range check
        *field = file.at<uint64_t>(value);
        value += 8;
      }
      return;
    }
    p += 4 + uint64_t{length};
  }
}

}  // namespace

std::map<std::string, ZipMember> list_zip(std::string_view bytes, const std::string& where) {
  const Bytes file(bytes, where);
  const Directory directory = find_directory(file, where);
  std::map<std::string, ZipMember> members;
  uint64_t position = directory.begin;
  for (uint64_t i = 0; i < directory.entries; ++i) {
    if (file.at<uint32_t>(position) != kCentralEntry)
      throw Error(where, ": zip directory: entry ", i, " is damaged");
    const auto flags = file.at<uint16_t>(position + 8), method = file.at<uint16_t>(position + 10);
    uint64_t packed = file.at<uint32_t>(position + 20), size = file.at<uint32_t>(position + 24);
    const auto name_bytes = file.at<uint16_t>(position + 28),
               extra_bytes = file.at<uint16_t>(position + 30);
    const auto comment_bytes = file.at<uint16_t>(position + 32);
    uint64_t local = file.at<uint32_t>(position + 42);
    const std::string name(file.text(position + kCentralBytes, name_bytes));
    read_zip64(file, position + kCentralBytes + name_bytes, extra_bytes, {&size, &packed, &local});
    if (method != 0 || (flags & 1) != 0 || packed != size) {
      throw Error(
          where, ": member ", name, ": found compressed or encrypted data, expected stored data");
    }
    if (file.at<uint32_t>(local) != kLocalEntry)
      throw Error(where, ": member ", name, ": its header is damaged");
    const uint64_t begin =
        local + kLocalBytes + file.at<uint16_t>(local + 26) + file.at<uint16_t>(local + 28);
    file.text(begin, size);  // must lie in the file
    if (!members.emplace(name, ZipMember{begin, size}).second) {
      throw Error(where, ": member ", name, " is listed twice");
    }
    position += kCentralBytes + name_bytes + extra_bytes + comment_bytes;
  }
  return members;
}

}  // namespace animax::nn
