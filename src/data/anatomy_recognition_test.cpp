// SPDX-License-Identifier: MIT
#include "data/anatomy_recognition.h"

#include "data/clips/real_assets.h"
#include "data/creatures/creature.h"
#include "data/recognition/joint_words.h"

#include <gtest/gtest.h>

#include <map>

namespace animax::data {
namespace {

struct Agreement {
  int creatures = 0, same_plan = 0;
  int joints = 0, same_part = 0;  ///< of creatures whose plan was found
  double plans() const { return static_cast<double>(same_plan) / creatures; }
  double parts() const { return static_cast<double>(same_part) / std::max(joints, 1); }
};

std::map<int, Part> part_of_joint(const Anatomy& anatomy) {
  std::map<int, Part> parts;
  for (const Chain& chain : anatomy.chains)
    for (int j : chain.joints) parts[j] = chain.part;
  return parts;
}

Agreement compare_with_truth(BodyPlan plan, bool use_names) {
  Agreement sum;
  for (int k = 0; k < 12; ++k) {
    Rng rng(1000 + 37 * static_cast<uint64_t>(k) + static_cast<uint64_t>(plan));
    CreatureOptions options;
    options.triangles = 900;
    const Creature creature = make_creature(plan, rng, options);
    const auto found = recognise_anatomy(creature.rig, {use_names});
    ++sum.creatures;
    if (!found || found->plan != plan) continue;
    ++sum.same_plan;
    const auto truth = part_of_joint(creature.anatomy), seen = part_of_joint(*found);
    for (const auto& [joint, part] : truth) {
      ++sum.joints;
      sum.same_part += seen.count(joint) && seen.at(joint) == part;
    }
  }
  return sum;
}

TEST(ReadJointName, SplitsEveryConvention) {
  const auto reads = [](const char* name, std::optional<Part> part, int side) {
    const JointWords words = read_joint_name(name);
    EXPECT_EQ(words.part, part) << name;
    EXPECT_EQ(words.side, side) << name;
  };
  reads("mixamorig:LeftForeArm", Part::kArm, 1);
  reads("UpperLeg.R", Part::kLeg, -1);
  reads("J_Bip_L_UpperArm", Part::kArm, 1);
  reads("thumb_01_r", Part::kFinger, -1);
  reads("upperleg.l", Part::kLeg, 1);
  reads("Tail3.001", Part::kTail, 0);
  reads("bone_017", std::nullopt, 0);
  reads("", std::nullopt, 0);
  EXPECT_TRUE(read_joint_name("IKFrontLeg.L").helper);
  EXPECT_TRUE(read_joint_name("Eyebrow.R").helper);
}

TEST(RecogniseAnatomy, AgreesWithCreaturesThatHaveNames) {
  for (BodyPlan plan : {BodyPlan::kBiped,
                        BodyPlan::kQuadruped,
                        BodyPlan::kDragon,
                        BodyPlan::kFish,
                        BodyPlan::kInsect,
                        BodyPlan::kBird}) {
    const Agreement agreement = compare_with_truth(plan, true);
    EXPECT_GE(agreement.plans(), 0.8) << to_string(plan);
    EXPECT_GE(agreement.parts(), 0.88) << to_string(plan);
  }
  EXPECT_GE(compare_with_truth(BodyPlan::kSnake, true).plans(), 0.5);
}

TEST(RecogniseAnatomy, AgreesByGeometryAlone) {
  for (BodyPlan plan :
       {BodyPlan::kBiped, BodyPlan::kQuadruped, BodyPlan::kDragon, BodyPlan::kFish}) {
    const Agreement agreement = compare_with_truth(plan, false);
    EXPECT_GE(agreement.plans(), 0.9) << to_string(plan);
    EXPECT_GE(agreement.parts(), 0.85) << to_string(plan);
  }
  for (BodyPlan plan : {BodyPlan::kInsect, BodyPlan::kBird, BodyPlan::kSnake})
    EXPECT_GE(compare_with_truth(plan, false).plans(), 0.3) << to_string(plan);
}

TEST(RecogniseAnatomy, NothingInARigWithoutParts) {
  Rig rig;
  EXPECT_FALSE(recognise_anatomy(rig));
  rig.skeleton.joints.resize(1);
  EXPECT_FALSE(recognise_anatomy(rig));
}

TEST(RecogniseAnatomy, RealRigs) {
  const std::filesystem::path folder = ANIMAX_SOURCE_DIR "/../shared/assets";
  if (!std::filesystem::exists(folder / "INDEX.json"))
    GTEST_SKIP() << "needs the asset collection in " << folder;
  const std::map<std::string, BodyPlan> expected{
      {"kaykit/adventurers_Knight.glb", BodyPlan::kBiped},
      {"quaternius-fbx/man_2017.glb", BodyPlan::kBiped},         // rests in mid-run
      {"quaternius-fbx/man_Casual.glb", BodyPlan::kBiped},       // feet beside the legs
      {"quaternius-fbx/animal2_Cat.glb", BodyPlan::kQuadruped},  // nameless, looks along x
      {"mesh2motion/fox.glb", BodyPlan::kQuadruped},
      {"quaternius/animals_Fox.glb", BodyPlan::kQuadruped},
      {"mesh2motion/bird.glb", BodyPlan::kBird},
      {"mesh2motion/dragon.glb", BodyPlan::kDragon},
      {"mesh2motion/snake.glb", BodyPlan::kSnake},
      {"mesh2motion/spider.glb", BodyPlan::kInsect},
      {"quaternius/cutefish_Koi.glb", BodyPlan::kFish},
      {"kenney/door_wooden_door.glb", BodyPlan::kDoor}};
  for (const auto& [path, plan] : expected) {
    const RealRig real = load_real_rig(folder / path, "");
    ASSERT_TRUE(real.anatomy) << path;
    EXPECT_EQ(to_string(real.anatomy->plan), to_string(plan)) << path;
    EXPECT_GE(real.motions.size(), 5u) << path;
  }
}

}  // namespace
}  // namespace animax::data
