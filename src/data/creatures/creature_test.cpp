// SPDX-License-Identifier: MIT
#include "data/creatures/creature.h"

#include "core/error.h"
#include "data/creatures/clay.h"
#include "data/creatures/solids.h"
#include "scene/skinning.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <set>
#include <tuple>

namespace animax::data {
namespace {

CreatureOptions small_options() {
  CreatureOptions options;
  options.triangles = 1000;
  return options;
}

template <typename Visit>
void for_each_plan_and_seed(int seeds, const Visit& visit) {
  for (BodyPlan plan : creature_plans())
    for (int seed = 0; seed < seeds; ++seed) {
      SCOPED_TRACE(to_string(plan) + " seed " + std::to_string(seed));
      Rng rng(static_cast<uint64_t>(seed) * 977 + static_cast<uint64_t>(plan));
      visit(make_creature(plan, rng, small_options()));
    }
}

using Corner = std::tuple<int, int, int>;

Corner corner_of(const Vector3f& p, double cell) {
  return {static_cast<int>(std::lround(p.x() / cell)),
          static_cast<int>(std::lround(p.y() / cell)),
          static_cast<int>(std::lround(p.z() / cell))};
}

// Directed edges, up to coinciding vertices, that lack their opposite.
int open_edges(const std::vector<Vector3f>& positions, const std::vector<uint32_t>& indices) {
  std::map<std::pair<Corner, Corner>, int> balance;
  for (size_t i = 0; i + 2 < indices.size(); i += 3)
    for (int k = 0; k < 3; ++k) {
      const Corner a = corner_of(positions[indices[i + k]], 1e-5);
      const Corner b = corner_of(positions[indices[i + (k + 1) % 3]], 1e-5);
      if (a == b) continue;
      ++balance[{a, b}];
      --balance[{b, a}];
    }
  int open = 0;
  for (const auto& [edge, count] : balance) open += count != 0;
  return open;
}

}  // namespace

TEST(MakeCreature, RigAndAnatomyAreSound) {
  for_each_plan_and_seed(50, [](const Creature& creature) {
    check(creature.rig);
    check(creature.anatomy, creature.rig.skeleton);
    EXPECT_FALSE(creature.subject.empty());
    EXPECT_FALSE(creature.subject_words.empty());
    EXPECT_FALSE(creature.anatomy.chains.empty());
    for (const Chain& chain : creature.anatomy.chains)
      if (chain.axis) EXPECT_NEAR(chain.axis->norm(), 1, 1e-9);
  });
}

TEST(MakeCreature, WeightsSumToOne) {
  for_each_plan_and_seed(10, [](const Creature& creature) {
    for (const Mesh& mesh : creature.rig.meshes)
      for (size_t v = 0; v < mesh.positions.size(); ++v) {
        float sum = 0;
        for (int k = 0; k < mesh.influences; ++k) sum += mesh.weights[v * mesh.influences + k];
        ASSERT_NEAR(sum, 1, 1e-5);
      }
  });
}

TEST(MakeCreature, StandsOnItsGroundWithNormalsOutwards) {
  for_each_plan_and_seed(10, [](const Creature& creature) {
    const Bounds bounds = rest_bounds(creature.rig);
    EXPECT_NEAR(bounds.min.y(), creature.anatomy.ground, 1e-4 * bounds.diagonal());
    double volume = 0;
    size_t agree = 0, triangles = 0;
    for (const Mesh& mesh : creature.rig.meshes) {
      volume += signed_volume6(mesh.positions, mesh.indices);
      for (size_t i = 0; i < mesh.indices.size(); i += 3) {
        const Vector3f& a = mesh.positions[mesh.indices[i]];
        const Vector3f face = (mesh.positions[mesh.indices[i + 1]] - a)
                                  .cross(mesh.positions[mesh.indices[i + 2]] - a);
        // Rims of thin sheets have the normals of their faces, at right angles to their own.
        agree += face.dot(mesh.normals[mesh.indices[i]]) >= -0.3f * face.norm();
        ++triangles;
      }
    }
    EXPECT_GT(volume, 0);
    EXPECT_GT(agree, 0.97 * triangles);
  });
}

TEST(MakeCreature, RestPoseMatchesBindPose) {
  for_each_plan_and_seed(4, [](const Creature& creature) {
    const auto moved = skinned_positions(creature.rig, creature.rig.skeleton.rest_pose());
    const double size = rest_bounds(creature.rig).diagonal();
    for (size_t m = 0; m < moved.size(); ++m)
      for (size_t v = 0; v < moved[m].size(); ++v)
        ASSERT_LT((moved[m][v] - creature.rig.meshes[m].positions[v]).norm(), 1e-5 * size);
  });
}

TEST(MakeCreature, LeftIsPositiveXAndChainsAreMirrored) {
  for (BodyPlan plan : {BodyPlan::kBiped, BodyPlan::kQuadruped, BodyPlan::kBird, BodyPlan::kInsect})
    for (int seed = 0; seed < 8; ++seed) {
      Rng rng(seed);
      const Creature creature = make_creature(plan, rng, small_options());
      const auto places = joint_positions(creature.rig.skeleton, creature.rig.skeleton.rest_pose());
      for (const Chain& chain : creature.anatomy.chains) {
        if (chain.side == 0) continue;
        EXPECT_GT(places[chain.joints.back()].x() * chain.side, 0) << to_string(chain.part);
        const Chain* other = creature.anatomy.find(chain.part, -chain.side, chain.index);
        ASSERT_NE(other, nullptr);
        EXPECT_EQ(other->joints.size(), chain.joints.size());
      }
    }
}

TEST(MakeCreature, HindLegsStandBehindForelegs) {
  for (BodyPlan plan : {BodyPlan::kQuadruped, BodyPlan::kDragon})
    for (int seed = 0; seed < 24; ++seed) {
      Rng rng(seed);
      const Creature creature = make_creature(plan, rng, small_options());
      const auto places = joint_positions(creature.rig.skeleton, creature.rig.skeleton.rest_pose());
      const Chain* fore = creature.anatomy.find(Part::kLeg, 1, 0);
      const Chain* hind = creature.anatomy.find(Part::kLeg, 1, 1);
      ASSERT_TRUE(fore && hind) << creature.species;
      const double length = places[fore->joints[0]].y() - creature.anatomy.ground;
      EXPECT_GT(places[fore->joints[0]].z() - places[hind->joints[0]].z(), 0.5 * length)
          << creature.species;
      EXPECT_GT(places[fore->joints.back()].z() - places[hind->joints.back()].z(), 0.4 * length)
          << creature.species;
    }
}

TEST(MakeCreature, SameSeedSameCreature) {
  for (BodyPlan plan : creature_plans()) {
    Rng first(7), second(7);
    const Creature a = make_creature(plan, first, small_options());
    const Creature b = make_creature(plan, second, small_options());
    EXPECT_EQ(a.subject, b.subject);
    ASSERT_EQ(a.rig.meshes.size(), b.rig.meshes.size());
    for (size_t m = 0; m < a.rig.meshes.size(); ++m) {
      EXPECT_EQ(a.rig.meshes[m].positions, b.rig.meshes[m].positions);
      EXPECT_EQ(a.rig.meshes[m].weights, b.rig.meshes[m].weights);
      EXPECT_EQ(a.rig.meshes[m].indices, b.rig.meshes[m].indices);
    }
  }
}

TEST(MakeCreature, EverySpeciesCanBeMade) {
  for (BodyPlan plan : creature_plans())
    for (const std::string& species : species_of(plan)) {
      CreatureOptions options = small_options();
      options.species = species;
      Rng rng(3);
      const Creature creature = make_creature(plan, rng, options);
      EXPECT_EQ(creature.species, species);
      EXPECT_EQ(creature.anatomy.plan, plan);
      std::set<std::string> names;
      for (const Joint& joint : creature.rig.skeleton.joints)
        EXPECT_TRUE(names.insert(joint.name).second) << joint.name;
    }
}

TEST(MakeCreature, UnknownSpeciesIsNamed) {
  CreatureOptions options;
  options.species = "sofa";
  Rng rng(1);
  EXPECT_THROW(make_creature(BodyPlan::kBird, rng, options), Error);
}

TEST(MakeCreature, OpeningPartsOpen) {
  // A positive angle about a lid's axis lifts it, a drawer comes out to the front.
  for (int seed = 0; seed < 12; ++seed) {
    Rng rng(seed);
    CreatureOptions options = small_options();
    options.species = "treasure chest";
    const Creature chest = make_creature(BodyPlan::kChest, rng, options);
    const Chain& lid = *chest.anatomy.find(Part::kLid);
    Pose pose = chest.rig.skeleton.rest_pose();
    rotate_joint(pose, lid.joints[0], Quaterniond(Eigen::AngleAxisd(1.2, *lid.axis)));
    EXPECT_GT(bounds_of(chest.rig, pose).max.y(), 1.2 * rest_bounds(chest.rig).max.y());

    options.species = "";
    const Creature drawers = make_creature(BodyPlan::kDrawers, rng, options);
    const Chain& drawer = *drawers.anatomy.find(Part::kDrawer);
    pose = drawers.rig.skeleton.rest_pose();
    const auto world_from_joint = forward_kinematics(drawers.rig.skeleton, pose);
    const Vector3d out = world_from_joint[drawer.joints[0]].linear() * *drawer.axis;
    EXPECT_GT(out.normalized().z(), 0.999);
  }
}

TEST(MakeCreature, IsFast) {
  Rng rng(5);
  int count = 0;
  const auto start = std::chrono::steady_clock::now();
  for (BodyPlan plan : creature_plans())
    for (int i = 0; i < 3; ++i, ++count) make_creature(plan, rng, small_options());
  const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
  // Usually about 3 ms; the bound allows for slow and busy machines.
  EXPECT_LT(time.count() / count, 100);
}

TEST(Solids, AreClosedAndFaceOutwards) {
  const Vector3f white = Vector3f::Ones();
  SheetShape sheet;
  sheet.surface = [](double u, double v) { return Vector3d(u, 0.1 * u * v, -v); };
  sheet.color = [&](double, double) { return white; };
  sheet.thickness = [](double, double) { return 0.02; };
  Affine3d mirror(Eigen::Scaling(-1.0, 1.0, 1.0));
  Solid mirrored = make_box({1, 0, 0}, {0.1, 0.2, 0.3}, Matrix3d::Identity(), 0.02, white);
  mirrored.transform(mirror);
  const std::vector<Solid> solids{
      make_ellipsoid({1, 2, 3}, {1, 2, 0.5}, Matrix3d::Identity(), white, 9),
      make_eyeball({0, 0, 0}, 1, Matrix3d::Identity(), {{0.4, white}, {M_PI, white}}, 8),
      make_tube({{0, 0, 0}, {0, 1, 0}, {1, 1.5, 0}}, {0.2, 0.3, 0.1}, {white, white, white}, 7, 2),
      make_box({0, 0, 0}, {1, 0.5, 0.2}, frame_along({1, 1, 1}), 0.05, white),
      make_lathe(
          {0, 0, 0}, {0, 1, 0}, {{0, 0, white}, {1, 0, white}, {0.5, 1, white}, {0, 1, white}}, 11),
      make_sheet(sheet, 5, 4),
      mirrored};
  for (size_t i = 0; i < solids.size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ(open_edges(solids[i].positions, solids[i].indices), 0);
    EXPECT_GT(signed_volume6(solids[i].positions, solids[i].indices), 0);
  }
}

TEST(MeshClays, MakesAClosedBallOfTheRightSize) {
  std::vector<Clay> clays{
      ellipsoid_clay({0.3, 0.1, -0.2}, Vector3d::Constant(0.5), Matrix3d::Identity())};
  const ClayMesh mesh = mesh_clays(clays, 0.05);
  EXPECT_EQ(open_edges(mesh.positions, mesh.indices), 0);
  EXPECT_NEAR(signed_volume6(mesh.positions, mesh.indices) / 6, 4.0 / 3 * M_PI * 0.125, 0.01);
}

TEST(MeshClays, NothingMakesNothing) { EXPECT_TRUE(mesh_clays({}, 0.1).indices.empty()); }

TEST(SmoothMin, EqualsMinimumWhereFarApart) {
  EXPECT_FLOAT_EQ(smooth_min(1, 2, 0.5f), 1);
  EXPECT_LT(smooth_min(1, 1, 0.5f), 1);
}

}  // namespace animax::data
