// SPDX-License-Identifier: MIT
// Tables that read well as Markdown and as plain text.
#pragma once

#include <string>
#include <vector>

namespace animax::eval {

class MarkdownTable {
 public:
  explicit MarkdownTable(std::vector<std::string> header);

  /// Missing cells stay empty; throws CheckFailure when there are more cells than columns.
  void add(std::vector<std::string> row);

  /// Columns padded to equal width, the first to the left, the others to the right. Bars in cells
  /// are escaped, line breaks become spaces.
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;  ///< the header first
};

}  // namespace animax::eval
