// SPDX-License-Identifier: MIT
#include "nn/text_cleaning.h"

#include "core/random.h"

#include <gtest/gtest.h>

namespace animax::nn {
namespace {

TEST(UnescapeHtml, ResolvesAsPythonDoes) {
  EXPECT_EQ(unescape_html("&lt;b&gt; &amp;amp; &quot;&apos;"), "<b> &amp; \"'");
  EXPECT_EQ(unescape_html("&ltb &copy2 &eacutes"), "<b ©2 és");  // old names need no semicolon
  EXPECT_EQ(unescape_html("&hellip; &hellip &unknown; & &; &#; &#x;"),
            "… &hellip &unknown; & &; &#; &#x;");
  EXPECT_EQ(unescape_html("&#65;&#x41;&#65B&#x1F40E;"), "AAAB🐎");
  EXPECT_EQ(unescape_html("&#150;&#0;&#xD800;&#99999999999;&#1;"), "–���");
  EXPECT_EQ(unescape_html("&notit; &notin;"), "¬it; ∉");
}

TEST(CleanText, WhiteSpaceBecomesOneBlank) {
  EXPECT_EQ(clean_text(" \t a\r\n\v b\u3000\u00A0\u2028c&nbsp;d "), "a b c d");
  EXPECT_EQ(clean_text(""), "");
  EXPECT_EQ(clean_text(" \n "), "");
}

TEST(CleanText, RepairsQuotesControlsAndBytes) {
  EXPECT_EQ(clean_text("\u201Ca\u201D it\u2019s"), "\"a\" it's");
  EXPECT_EQ(clean_text("\uFEFFa\x01"
                       "b\x7F\x1B[31mc\x1B[0m"),
            "abc");
  EXPECT_EQ(clean_text("a\xFF"
                       "b\xC3"),
            "a\uFFFDb\uFFFD");
  EXPECT_EQ(clean_text("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");  // a surrogate is no character
}

TEST(CleanText, UnescapesTwice) { EXPECT_EQ(clean_text("&amp;amp;lt; &amp;lt;"), "&lt; <"); }

TEST(CleanText, IsIdempotentOnCleanText) {
  Rng rng(3);
  for (int round = 0; round < 200; ++round) {
    std::string bytes;
    for (int i = 0; i < 40; ++i) bytes.push_back(static_cast<char>(rng.integer(0, 255)));
    std::erase(bytes, '&');  // a reference may resolve to the next one
    const std::string once = clean_text(bytes);
    EXPECT_EQ(clean_text(once), once);
  }
}

}  // namespace
}  // namespace animax::nn
