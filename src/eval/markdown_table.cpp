// SPDX-License-Identifier: MIT
#include "eval/markdown_table.h"

#include "core/error.h"

#include <algorithm>

namespace animax::eval {
namespace {

std::string escaped(const std::string& cell) {
  std::string out;
  for (char c : cell) {
    if (c == '|') out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out;
}

// Characters, not bytes: continuation bytes of UTF-8 take no room.
size_t width_of(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

}  // namespace

MarkdownTable::MarkdownTable(std::vector<std::string> header) {
  rows_.push_back(std::move(header));
}

void MarkdownTable::add(std::vector<std::string> row) {
  CHECK_LE(row.size(), rows_[0].size());
  row.resize(rows_[0].size());
  rows_.push_back(std::move(row));
}

std::string MarkdownTable::text() const {
  const size_t columns = rows_[0].size();
  std::vector<size_t> widths(columns, 3);
  std::vector<std::vector<std::string>> cells;
  for (const auto& row : rows_) {
    cells.emplace_back();
    for (size_t c = 0; c < columns; ++c) {
      cells.back().push_back(escaped(row[c]));
      widths[c] = std::max(widths[c], width_of(cells.back()[c]));
    }
  }
  std::string out;
  for (size_t r = 0; r < cells.size(); ++r) {
    for (size_t c = 0; c < columns; ++c) {
      const std::string space(widths[c] - width_of(cells[r][c]), ' ');
      out += c == 0 ? "| " + cells[r][c] + space : " | " + space + cells[r][c];
    }
    out += " |\n";
    if (r > 0) continue;
    for (size_t c = 0; c < columns; ++c)
      out += c == 0 ? "|" + std::string(widths[c] + 2, '-')
                    : "|" + std::string(widths[c] + 1, '-') + ":";
    out += "|\n";
  }
  return out;
}

}  // namespace animax::eval
