// SPDX-License-Identifier: MIT
#include "data/captions/subjects.h"

#include "data/captions/lexicon.h"

#include <gtest/gtest.h>

#include <set>

namespace animax::data {
namespace {

// The last word of each of `count` subjects.
std::set<std::string> drawn_nouns(Split split, int count) {
  std::set<std::string> nouns;
  Rng rng(7);
  for (int i = 0; i < count; ++i) nouns.insert(words_of(unfamiliar_subject(rng, split)).back());
  return nouns;
}

TEST(UnfamiliarSubject, NamesManyThingsAndNoMotion) {
  const auto train = drawn_nouns(Split::kTrain, 20000);
  EXPECT_GT(train.size(), 2000u);
  for (const std::string& noun : train)
    EXPECT_EQ(motion_of_caption("the " + noun), std::nullopt) << noun;
}

TEST(UnfamiliarSubject, TestsAddNounsThatAreNeverTrained) {
  const auto train = drawn_nouns(Split::kTrain, 20000);
  int fresh = 0;
  for (const std::string& noun : drawn_nouns(Split::kTest, 2000)) {
    fresh += !train.contains(noun);
    EXPECT_EQ(motion_of_caption("the " + noun), std::nullopt) << noun;
  }
  EXPECT_GE(fresh, 30);
}

TEST(UnfamiliarSubject, CaptionsKeepItsOwner) {
  Rng rng(3);
  MotionParams params;
  params.motion = "walk";
  std::set<std::string> captions;
  for (int i = 0; i < 300; ++i)
    captions.insert(make_caption("my mech", params, rng, Split::kTrain));
  EXPECT_TRUE(captions.contains("my mech walks")) << ::testing::PrintToString(captions);
  for (const std::string& caption : captions)
    EXPECT_EQ(caption.find("the my"), std::string::npos) << caption;
}

}  // namespace
}  // namespace animax::data
