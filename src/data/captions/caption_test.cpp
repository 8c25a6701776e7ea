// SPDX-License-Identifier: MIT
#include "data/captions/caption.h"

#include "core/error.h"
#include "data/captions/lexicon.h"
#include "data/motions/stick_figure.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace animax::data {
namespace {

struct Drawn {
  std::string text, motion;
  MotionParams params;
};

std::vector<Drawn> draw(Split split, int count, uint64_t seed) {
  const std::vector<std::string> subjects{
      "a red fox", "an owl", "robot", "it", "the wooden chest", "old man"};
  Rng rng(seed);
  std::vector<Drawn> drawn;
  for (int i = 0; i < count; ++i) {
    const BodyPlan plan = rng.pick(stick_plans());
    const std::string motion = rng.pick(motions_for(plan));
    const MotionParams params = random_params(motion, rng);
    drawn.push_back({make_caption(rng.pick(subjects), params, rng, split, plan), motion, params});
  }
  return drawn;
}

TEST(Inflect, FollowsEnglishRules) {
  EXPECT_EQ(inflect("walk", Form::kThird), "walks");
  EXPECT_EQ(inflect("fly", Form::kThird), "flies");
  EXPECT_EQ(inflect("sway", Form::kThird), "sways");
  EXPECT_EQ(inflect("reach", Form::kThird), "reaches");
  EXPECT_EQ(inflect("go", Form::kThird), "goes");
  EXPECT_EQ(inflect("run", Form::kGerund), "running");
  EXPECT_EQ(inflect("lie", Form::kGerund), "lying");
  EXPECT_EQ(inflect("tiptoe", Form::kGerund), "tiptoeing");
  EXPECT_EQ(inflect("wave", Form::kGerund), "waving");
  EXPECT_EQ(inflect("hop", Form::kPast), "hopped");
  EXPECT_EQ(inflect("fly", Form::kPast), "flew");
  EXPECT_EQ(inflect_phrase("*open and *close", Form::kGerund), "opening and closing");
}

TEST(MakeCaption, IsLowerCaseWordsOnly) {
  for (Split split : {Split::kTrain, Split::kTest})
    for (const Drawn& d : draw(split, 3000, 1)) {
      ASSERT_FALSE(d.text.empty());
      for (char c : d.text) ASSERT_TRUE((c >= 'a' && c <= 'z') || c == ' ') << d.text;
      EXPECT_EQ(d.text.find("  "), std::string::npos) << d.text;
      EXPECT_EQ(d.text.find(" it it "), std::string::npos) << d.text;
      EXPECT_LT(d.text.size(), 120u) << d.text;
    }
}

TEST(MakeCaption, EveryMotionHasWordsOfBothSplits) {
  std::set<std::string> known;
  for (const MotionWords& words : motion_words()) {
    known.insert(std::string(words.motion));
    int train = 0, test = 0;
    for (const Phrase& phrase : parse_phrases(words.phrases)) {
      ++(phrase.held_out ? test : train);
      for (const std::string& plan : phrase.plans) EXPECT_TRUE(body_plan_from_string(plan)) << plan;
    }
    EXPECT_GE(train, 4) << words.motion;
    EXPECT_GE(test, 1) << words.motion;
  }
  for (const std::string& motion : motion_names()) EXPECT_TRUE(known.contains(motion)) << motion;
  EXPECT_EQ(known.size(), motion_names().size());
}

TEST(MakeCaption, TestWordingsNeverOccurInTraining) {
  std::set<std::string> trained;
  for (const Drawn& d : draw(Split::kTrain, 60000, 2)) trained.insert(d.text);
  EXPECT_GT(trained.size(), 15000u);  // many wordings
  for (const Drawn& d : draw(Split::kTest, 5000, 3))
    EXPECT_FALSE(trained.contains(d.text)) << d.text;
}

TEST(MakeCaption, TestWordsAreSeenInTraining) {
  std::set<std::string> seen;
  for (const Drawn& d : draw(Split::kTrain, 60000, 2))
    for (const std::string& word : words_of(d.text)) seen.insert(word);
  std::set<std::string> strange;
  for (const Drawn& d : draw(Split::kTest, 5000, 3))
    for (const std::string& word : words_of(d.text))
      if (!seen.contains(word)) strange.insert(word);
  EXPECT_LE(strange.size(), 24u) << ::testing::PrintToString(strange);
}

TEST(MakeCaption, AgreesWithTheManner) {
  for (const Drawn& d : draw(Split::kTrain, 8000, 4)) {
    const MotionParams heard = manner_of_caption(d.text, d.params);
    EXPECT_EQ(heard.speed < 0.8, d.params.speed < 0.8) << d.text;
    EXPECT_EQ(heard.speed > 1.3, d.params.speed > 1.3) << d.text;
    if (d.text.find(" left") != std::string::npos && traits_of(d.motion).sided) {
      EXPECT_EQ(heard.side, d.params.side) << d.text;
    }
  }
}

TEST(SettledManner, IsWhatTheCaptionSays) {
  const MotionParams usual{.style = kUsualStyle};
  int slow = 0, right = 0, open = 0;
  Rng rng(3);
  for (int i = 0; i < 2000; ++i) {
    const MotionParams drawn = random_params(rng.pick(motion_names()), rng);
    NamedManner named;
    const std::string text =
        make_caption("a fox", drawn, rng, Split::kTrain, BodyPlan::kBiped, &named);
    const MotionParams settled = settled_manner(drawn, named),
                       read = manner_of_caption(text, usual);
    EXPECT_EQ(settled.speed, read.speed) << text;
    const auto says = [&](const char* word) { return text.find(word) != std::string::npos; };
    if (!says("light") && !says("small") && !says("little")) {  // of size as often as of manner
      EXPECT_EQ(settled.energy, read.energy) << text;
    }
    EXPECT_EQ(settled.side, read.side) << text;
    EXPECT_EQ(settled.direction, read.direction) << text;
    EXPECT_EQ(settled.motion, drawn.motion);
    slow += settled.speed < 1, right += settled.side < 0, open += !named.speed && !named.energy;
  }
  EXPECT_GT(slow, 300);
  EXPECT_GT(right, 50);
  EXPECT_GT(open, 300);
}

TEST(MakeCaption, DeterministicAndChecksItsMotion) {
  const std::vector<Drawn> a = draw(Split::kTrain, 50, 9), b = draw(Split::kTrain, 50, 9);
  for (size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].text, b[i].text);
  Rng rng(1);
  MotionParams params;
  params.motion = "levitate";
  EXPECT_THROW(make_caption("a cat", params, rng, Split::kTrain), Error);
}

TEST(MotionOfCaption, FindsTheMotionOfOurOwnCaptions) {
  for (Split split : {Split::kTrain, Split::kTest}) {
    int right = 0;
    std::map<std::string, int> wrong;
    const std::vector<Drawn> all = draw(split, 6000, 5);
    for (const Drawn& d : all) {
      const std::optional<std::string> found = motion_of_caption(d.text);
      if (found == d.motion)
        ++right;
      else
        ++wrong[d.motion + " heard as " + found.value_or("nothing") + " in: " + d.text];
    }
    EXPECT_GE(right, 0.985 * all.size()) << ::testing::PrintToString(wrong);
  }
}

TEST(MotionOfCaption, UnderstandsFreeText) {
  EXPECT_EQ(motion_of_caption("The knight was running away!"), "run");
  EXPECT_EQ(motion_of_caption("A dog wagging its big tail"), "wag tail");
  EXPECT_EQ(motion_of_caption("open the chest"), "open");
  EXPECT_EQ(motion_of_caption("he jumped over the fence"), "jump");
  EXPECT_EQ(motion_of_caption("It shakes its head in disbelief"), "shake head");
  EXPECT_EQ(motion_of_caption("the lid slams shut"), "close");
  EXPECT_EQ(motion_of_caption("a butterfly"), std::nullopt);
  EXPECT_EQ(motion_of_caption(""), std::nullopt);
}

TEST(AllTrainingCaptions, AreManyAndRepeatable) {
  const std::vector<std::string> a = all_training_captions(2000);
  EXPECT_EQ(a, all_training_captions(2000));
  EXPECT_GT(std::set<std::string>(a.begin(), a.end()).size(), 1500u);
}

}  // namespace
}  // namespace animax::data
