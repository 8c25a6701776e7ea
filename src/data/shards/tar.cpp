// SPDX-License-Identifier: MIT
#include "data/shards/tar.h"

#include "core/error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace animax::data {
namespace {

constexpr size_t kBlock = 512;
// Fields of a ustar header: offset and length.
struct Field {
  size_t at, size;
};
constexpr Field kName{0, 100}, kMode{100, 8}, kUser{108, 8}, kGroup{116, 8}, kSize{124, 12},
    kTime{136, 12}, kChecksum{148, 8}, kType{156, 1}, kMagic{257, 6}, kPrefix{345, 155};

void put_octal(char* header, Field field, uint64_t value) {
  for (size_t i = field.size - 1; i-- > 0; value /= 8)
    header[field.at + i] = static_cast<char>('0' + value % 8);
}

// Sum of all bytes, the checksum's own counted as spaces.
uint64_t checksum(const char* header) {
  uint64_t sum = 0;
  for (size_t i = 0; i < kBlock; ++i) {
    const bool own = i >= kChecksum.at && i < kChecksum.at + kChecksum.size;
    sum += own ? ' ' : static_cast<unsigned char>(header[i]);
  }
  return sum;
}

// nullopt when the field is not an octal number.
std::optional<uint64_t> read_octal(const char* header, Field field) {
  uint64_t value = 0;
  size_t i = 0;
  while (i < field.size && header[field.at + i] == ' ') ++i;
  bool any = false;
  for (; i < field.size; ++i) {
    const char c = header[field.at + i];
    if (c == '\0' || c == ' ') break;
    if (c < '0' || c > '7') return std::nullopt;
    value = value * 8 + static_cast<uint64_t>(c - '0');
    any = true;
  }
  return any ? std::optional(value) : std::nullopt;
}

std::string read_text(const char* header, Field field) {
  const char* from = header + field.at;
  return std::string(from, std::find(from, from + field.size, '\0'));
}

}  // namespace

std::string tar_member(std::string_view name, std::string_view content) {
  CHECK_THAT(!name.empty());
  CHECK_LE(name.size(), kName.size);
  CHECK_LT(content.size(), size_t{1} << 33);
  char header[kBlock] = {};
  std::memcpy(header, name.data(), name.size());
  put_octal(header, kMode, 0644);
  put_octal(header, kUser, 0);
  put_octal(header, kGroup, 0);
  put_octal(header, kSize, content.size());
  put_octal(header, kTime, 0);
  header[kType.at] = '0';
  std::memcpy(header + kMagic.at,
              "ustar\0"
              "00",
              8);
  put_octal(header, {kChecksum.at, 7}, checksum(header));
  header[kChecksum.at + 7] = ' ';
  std::string bytes(header, kBlock);
  bytes += content;
  bytes.resize((bytes.size() + kBlock - 1) / kBlock * kBlock, '\0');
  return bytes;
}

std::string tar_end() { return std::string(2 * kBlock, '\0'); }

TarReader::TarReader(std::filesystem::path path, uint64_t max_member_bytes)
    : path_(std::move(path)), max_member_bytes_(max_member_bytes) {
  file_ = std::fopen(path_.c_str(), "rb");
  if (!file_) throw Error(path_.string(), ": cannot be read: ", std::strerror(errno));
}

TarReader::~TarReader() { std::fclose(file_); }

bool TarReader::read_block(char* block) {
  if (std::fread(block, 1, kBlock, file_) != kBlock) return false;
  offset_ += kBlock;
  return true;
}

std::optional<std::string> TarReader::read_content(uint64_t size) {
  std::string content;
  char block[kBlock];
  while (content.size() < size) {
    if (!read_block(block)) return std::nullopt;
    content.append(block, std::min<uint64_t>(kBlock, size - content.size()));
  }
  return content;
}

std::optional<TarMember> TarReader::next() {
  char header[kBlock];
  while (!complete_ && read_block(header)) {
    const uint64_t at = offset_ - kBlock;
    if (std::all_of(header, header + kBlock, [](char c) { return c == '\0'; })) {
      complete_ = true;
      break;
    }
    if (read_octal(header, kChecksum) != checksum(header))
      throw Error(path_.string(), ": byte ", at, ": is no tar header: its checksum is wrong");
    const auto size = read_octal(header, kSize);
    if (!size || *size > max_member_bytes_)
      throw Error(path_.string(),
                  ": byte ",
                  at,
                  ": size of the member: found ",
                  size ? std::to_string(*size) : "no octal number",
                  ", expected at most ",
                  max_member_bytes_);
    auto content = read_content(*size);
    if (!content) break;
    const char type = header[kType.at];
    if (type != '0' && type != '\0') continue;
    const std::string prefix = read_text(header, kPrefix), name = read_text(header, kName);
    return TarMember{prefix.empty() ? name : prefix + "/" + name, std::move(*content)};
  }
  return std::nullopt;
}

}  // namespace animax::data
