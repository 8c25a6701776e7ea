// SPDX-License-Identifier: MIT
#include "data/creatures/samples.h"

namespace animax::data {

const std::vector<Sample>& samples() {
  static const std::vector<Sample> list{
      {"fox", BodyPlan::kQuadruped, "fox", 4, {"a fox trots happily", "the fox looks around"}},
      {"robot", BodyPlan::kBiped, "robot", 2, {"a robot waves", "the robot walks forward"}},
      {"eagle", BodyPlan::kBird, "eagle", 3, {"an eagle flaps its wings", "the eagle glides"}},
      {"shark", BodyPlan::kFish, "shark", 1, {"a shark swims", "the shark bites"}},
      {"cobra", BodyPlan::kSnake, "cobra", 2, {"a cobra slithers", "the cobra strikes"}},
      {"spider", BodyPlan::kInsect, "tarantula", 1, {"a spider crawls", "the spider rears up"}},
      {"dragon", BodyPlan::kDragon, "dragon", 5, {"a dragon roars", "the dragon flaps its wings"}},
      {"sunflower", BodyPlan::kPlant, "sunflower", 2, {"a flower sways", "the flower blooms"}},
      {"chest", BodyPlan::kChest, "treasure chest", 1, {"a chest opens", "the chest closes"}},
      {"door", BodyPlan::kDoor, "door", 3, {"a door opens slowly", "the door closes"}},
      {"drawers",
       BodyPlan::kDrawers,
       "chest of drawers",
       2,
       {"a drawer slides out", "the chest of drawers shakes"}},
      {"laptop", BodyPlan::kLaptop, "laptop", 4, {"a laptop opens", "the laptop closes"}},
      {"robot_arm",
       BodyPlan::kRobotArm,
       "robot arm",
       1,
       {"a robot arm reaches forward", "the robot arm grips"}},
      {"crane", BodyPlan::kCrane, "crane", 2, {"a crane lifts", "the crane rotates"}},
      {"car", BodyPlan::kVehicle, "toy car", 6, {"a toy car drives", "the toy car bounces"}},
      {"kid", BodyPlan::kBiped, "boy", 8, {"a boy jumps", "the boy dances"}},
      {"horse", BodyPlan::kQuadruped, "horse", 2, {"a horse gallops", "the horse rears"}}};
  return list;
}

Creature make_sample(const Sample& sample, int triangles) {
  CreatureOptions options;
  options.species = sample.species;
  options.triangles = triangles;
  options.variety = 0.5;
  options.tidy = true;
  Rng rng(sample.seed);
  return make_creature(sample.plan, rng, options);
}

}  // namespace animax::data
