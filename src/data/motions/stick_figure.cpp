// SPDX-License-Identifier: MIT
#include "data/motions/stick_figure.h"

#include "core/error.h"

#include <cmath>

namespace animax::data {
namespace {

/// Collects joints by their places in the model, in metres.
class Builder {
 public:
  int add(const std::string& name, int parent, const Vector3d& head) {
    names_.push_back(name);
    parents_.push_back(parent);
    heads_.push_back(head);
    return static_cast<int>(heads_.size()) - 1;
  }

  std::vector<int> run(const std::string& name, int parent, const std::vector<Vector3d>& heads) {
    std::vector<int> joints;
    for (const Vector3d& head : heads) {
      parent = add(name + std::to_string(joints.size()), parent, head);
      joints.push_back(parent);
    }
    return joints;
  }

  Chain& chain(Part part, int side, int index, std::vector<int> joints) {
    Chain chain;
    chain.part = part;
    chain.side = side;
    chain.index = index;
    chain.joints = std::move(joints);
    anatomy.chains.push_back(std::move(chain));
    return anatomy.chains.back();
  }

  /// `points` on the left; the right is their mirror image.
  void pair(Part part,
            int index,
            int parent,
            const std::string& name,
            const std::vector<Vector3d>& points) {
    for (int side : {1, -1}) {
      std::vector<Vector3d> own = points;
      for (Vector3d& p : own) p.x() *= side;
      chain(part, side, index, run(name + (side > 0 ? ".L" : ".R"), parent, own));
    }
  }

  void hinge(Part part,
             int index,
             int parent,
             const Vector3d& at,
             const Vector3d& axis,
             double limit,
             bool slides = false) {
    Chain& made = chain(part, 0, index, {add(to_string(part) + std::to_string(index), parent, at)});
    made.axis = axis;
    made.limit = limit;
    made.slides = slides;
  }

  StickFigure build(BodyPlan plan, const StickOptions& options, Rng& rng) const {
    StickFigure figure;
    figure.anatomy = anatomy;
    figure.anatomy.plan = plan;
    std::vector<Affine3d> world(heads_.size());
    for (size_t j = 0; j < heads_.size(); ++j) {
      Quaterniond turn = Quaterniond::Identity();
      if (options.random_frames)
        turn = Quaterniond(rng.normal(), rng.normal(), rng.normal(), rng.normal()).normalized();
      Joint joint;
      joint.name = names_[j];
      joint.parent = parents_[j];
      const Affine3d world_from_parent =
          joint.parent < 0 ? Affine3d::Identity() : world[joint.parent];
      Matrix3d mirror = Matrix3d::Identity();
      const bool right = names_[j].find(".R0") != std::string::npos;
      if (options.mirrored_frames && right) mirror(0, 0) = -1;
      world[j] = Eigen::Translation3d(options.scale * heads_[j]) *
                 Affine3d(turn.toRotationMatrix()) * Affine3d(mirror);
      // With a mirrored anchor the joint itself stays a plain rotation below it.
      joint.parent_from_anchor = Affine3d(mirror);
      const Affine3d anchor_from_joint =
          joint.parent_from_anchor.inverse() * world_from_parent.inverse() * world[j];
      if (anchor_from_joint.linear().determinant() > 0) {
        joint.rest.rotation = Quaterniond(anchor_from_joint.linear());
        joint.rest.translation = anchor_from_joint.translation();
      } else {  // the mirror cancels in the joint: put it wholly into the anchor
        joint.parent_from_anchor = world_from_parent.inverse() * world[j];
        joint.rest = {};
      }
      figure.skeleton.joints.push_back(joint);
    }
    for (Chain& chain : figure.anatomy.chains) {
      const Matrix3d frame = world[chain.joints.front()].linear();
      const double sense = !chain.slides && frame.determinant() < 0 ? -1 : 1;
      if (chain.axis) chain.axis = sense * (frame.transpose() * *chain.axis);
      if (chain.slides) {
        chain.limit *= options.scale;
        chain.closed *= options.scale;
      }
    }
    return figure;
  }

  Anatomy anatomy;

 private:
  std::vector<std::string> names_;
  std::vector<int> parents_;
  std::vector<Vector3d> heads_;
};

std::vector<Vector3d> line(const Vector3d& a, const Vector3d& b, int count) {
  std::vector<Vector3d> points;
  for (int i = 0; i < count; ++i)
    points.push_back(a + (b - a) * (count > 1 ? double(i) / (count - 1) : 0));
  return points;
}

void biped(Builder& b, const StickOptions& o) {
  const int hips = b.add("hips", -1, {0, 0.95, 0});
  const std::vector<int> spine = b.run("spine", hips, line({0, 1.05, 0}, {0, 1.35, 0}, o.spine));
  b.chain(Part::kSpine, 0, 0, spine);
  const std::vector<int> neck = b.run("neck", spine.back(), {{0, 1.5, 0}});
  b.chain(Part::kNeck, 0, 0, neck);
  b.chain(Part::kHead, 0, 0, b.run("head", neck.back(), {{0, 1.6, 0.02}, {0, 1.8, 0.02}}));
  std::vector<Vector3d> arm{{0.06, 1.45, 0}, {0.18, 1.45, 0}, {0.46, 1.45, -0.01}, {0.72, 1.45, 0}};
  if (o.natural_pose)
    arm = {{0.06, 1.45, 0}, {0.18, 1.43, 0}, {0.22, 1.15, -0.02}, {0.23, 0.9, 0.03}};
  b.pair(Part::kArm, 0, spine.back(), "arm", arm);
  b.pair(Part::kLeg,
         0,
         hips,
         "leg",
         {{0.1, 0.9, 0}, {0.1, 0.49, 0.01}, {0.1, 0.08, -0.02}, {0.1, 0.02, 0.12}});
}

int beast(Builder& b, const StickOptions& o) {
  const int hips = b.add("hips", -1, {0, 0.62, -0.4});
  const std::vector<int> spine =
      b.run("spine", hips, line({0, 0.63, -0.2}, {0, 0.64, 0.3}, o.spine));
  b.chain(Part::kSpine, 0, 0, spine);
  const std::vector<int> neck = b.run("neck", spine.back(), {{0, 0.7, 0.42}, {0, 0.8, 0.5}});
  b.chain(Part::kNeck, 0, 0, neck);
  const std::vector<int> head = b.run("head", neck.back(), {{0, 0.88, 0.58}});
  b.chain(Part::kHead, 0, 0, head);
  b.chain(Part::kJaw, 0, 0, b.run("jaw", head.back(), {{0, 0.85, 0.62}, {0, 0.82, 0.76}}));
  b.chain(Part::kTail, 0, 0, b.run("tail", hips, line({0, 0.66, -0.48}, {0, 0.5, -0.9}, 4)));
  b.pair(Part::kEar, 0, head.back(), "ear", {{0.05, 0.96, 0.56}});
  b.pair(Part::kLeg,
         0,
         spine.back(),
         "foreleg",
         {{0.11, 0.6, 0.3}, {0.11, 0.36, 0.24}, {0.11, 0.14, 0.28}, {0.11, 0.02, 0.3}});
  b.pair(Part::kLeg,
         1,
         hips,
         "hindleg",
         {{0.1, 0.6, -0.4}, {0.1, 0.38, -0.32}, {0.1, 0.2, -0.48}, {0.1, 0.02, -0.42}});
  return spine.back();
}

void bird(Builder& b, const StickOptions& o) {
  const int hips = b.add("body", -1, {0, 0.3, -0.05});
  const std::vector<int> spine =
      b.run("spine", hips, line({0, 0.33, 0.0}, {0, 0.38, 0.08}, std::max(1, o.spine - 1)));
  b.chain(Part::kSpine, 0, 0, spine);
  const std::vector<int> neck = b.run("neck", spine.back(), {{0, 0.43, 0.12}});
  b.chain(Part::kNeck, 0, 0, neck);
  const std::vector<int> head = b.run("head", neck.back(), {{0, 0.52, 0.15}});
  b.chain(Part::kHead, 0, 0, head);
  b.chain(Part::kJaw, 0, 0, b.run("beak", head.back(), {{0, 0.52, 0.2}}));
  b.chain(Part::kTail, 0, 0, b.run("tail", hips, {{0, 0.3, -0.14}, {0, 0.28, -0.26}}));
  b.pair(Part::kWing,
         0,
         spine.back(),
         "wing",
         {{0.07, 0.4, 0.05}, {0.22, 0.41, 0.03}, {0.42, 0.4, 0.0}});
  b.pair(Part::kLeg,
         0,
         hips,
         "leg",
         {{0.05, 0.24, 0.0}, {0.05, 0.14, 0.05}, {0.05, 0.03, 0.0}, {0.05, 0.01, 0.06}});
}

void insect(Builder& b) {
  const int body = b.add("thorax", -1, {0, 0.3, 0});
  b.chain(Part::kHead, 0, 0, b.run("head", body, {{0, 0.32, 0.25}}));
  b.chain(Part::kTail, 0, 0, b.run("abdomen", body, {{0, 0.32, -0.2}, {0, 0.33, -0.45}}));
  for (int i = 0; i < 3; ++i) {
    const double z = 0.18 - 0.18 * i, spread = 0.2 * (1 - i);
    b.pair(Part::kLeg,
           i,
           body,
           "leg" + std::to_string(i),
           {{0.1, 0.28, z},
            {0.3, 0.45, z + spread},
            {0.52, 0.2, z + 1.4 * spread},
            {0.6, 0.01, z + 1.6 * spread}});
  }
}

void limbless(Builder& b, BodyPlan plan, const StickOptions& o) {
  const bool fish = plan == BodyPlan::kFish;
  const double y = fish ? 0.5 : 0.06, length = fish ? 0.9 : 2.2;
  const int count = fish ? o.spine + 3 : o.spine * 3;
  const std::vector<int> spine =
      b.run("body", -1, line({0, y, length / 2}, {0, y, -length / 2}, count));
  b.chain(Part::kSpine, 0, 0, spine);
  if (!fish) return;
  b.chain(Part::kJaw, 0, 0, b.run("jaw", spine[0], {{0, y - 0.03, length / 2 + 0.03}}));
  b.pair(Part::kFin, 0, spine[1], "fin", {{0.08, y - 0.02, 0.2}, {0.2, y - 0.06, 0.12}});
}

void machine(Builder& b, BodyPlan plan) {
  const int base = b.add("base", -1, {0, 0.0, 0});
  const int table = b.add("table", base, {0, 0.2, 0});
  Chain& turntable = b.chain(Part::kTurntable, 0, 0, {table});
  turntable.axis = Vector3d(0, 1, 0);
  turntable.limit = M_PI;
  if (plan == BodyPlan::kRobotArm) {
    const std::vector<int> links =
        b.run("link", table, {{0, 0.35, 0}, {0, 0.9, -0.05}, {0, 1.2, 0.35}});
    b.chain(Part::kSegment, 0, 0, links).axis = Vector3d(1, 0, 0);
    b.pair(Part::kGripper, 0, links.back(), "finger", {{0.05, 1.15, 0.5}});
    return;
  }
  const std::vector<int> boom = b.run("boom", table, {{0, 1.2, 0.1}, {0, 1.6, 1.0}});
  b.chain(Part::kSegment, 0, 0, boom).axis = Vector3d(1, 0, 0);
  b.chain(Part::kHook, 0, 0, b.run("hook", boom.back(), {{0, 1.9, 1.7}, {0, 1.0, 1.7}}));
}

void plant(Builder& b) {
  const std::vector<int> stem = b.run("stem", -1, line({0, 0, 0}, {0, 0.8, 0}, 4));
  b.chain(Part::kStem, 0, 0, stem);
  b.pair(Part::kLeaf, 0, stem[1], "leaf", {{0.03, 0.35, 0}, {0.2, 0.45, 0}});
  for (int k = 0; k < 5; ++k) {
    const double a = 2 * M_PI * k / 5;
    const Vector3d out(std::sin(a), 0.25, std::cos(a));
    b.chain(Part::kPetal,
            0,
            k,
            b.run("petal" + std::to_string(k),
                  stem.back(),
                  {Vector3d(0, 0.85, 0) + 0.03 * out, Vector3d(0, 0.85, 0) + 0.15 * out}));
  }
}

}  // namespace

StickFigure make_stick_figure(BodyPlan plan, Rng& rng, const StickOptions& o) {
  Builder b;
  switch (plan) {
    case BodyPlan::kBiped:
      biped(b, o);
      break;
    case BodyPlan::kQuadruped:
      beast(b, o);
      break;
    case BodyPlan::kDragon:
      b.pair(Part::kWing,
             0,
             beast(b, o),
             "wing",
             {{0.1, 0.72, 0.2}, {0.45, 0.9, 0.15}, {0.9, 0.85, 0}});
      break;
    case BodyPlan::kBird:
      bird(b, o);
      break;
    case BodyPlan::kInsect:
      insect(b);
      break;
    case BodyPlan::kFish:
    case BodyPlan::kSnake:
      limbless(b, plan, o);
      break;
    case BodyPlan::kPlant:
      plant(b);
      break;
    case BodyPlan::kRobotArm:
    case BodyPlan::kCrane:
      machine(b, plan);
      break;
    case BodyPlan::kVehicle: {
      const int body = b.add("body", -1, {0, 0.3, 0});
      for (int k = 0; k < 4; ++k)
        b.hinge(Part::kWheel,
                k / 2,
                body,
                {k % 2 ? -0.3 : 0.3, 0.15, k < 2 ? 0.4 : -0.4},
                {1, 0, 0},
                0);
      break;
    }
    case BodyPlan::kDrawers: {
      const int body = b.add("cabinet", -1, {0, 0, 0});
      for (int k = 0; k < 3; ++k)
        b.hinge(Part::kDrawer, k, body, {0, 0.2 + 0.3 * k, 0.2}, {0, 0, 1}, 0.35, true);
      break;
    }
    default: {
      const int body = b.add("body", -1, {0, 0, 0});
      if (plan == BodyPlan::kDoor)
        b.hinge(Part::kDoorPanel, 0, body, {-0.4, 1, 0}, {0, -1, 0}, 1.6);
      else
        b.hinge(Part::kLid, 0, body, {0, 0.4, -0.3}, {-1, 0, 0}, 1.8);
    }
  }
  return b.build(plan, o, rng);
}

std::vector<BodyPlan> stick_plans() {
  std::vector<BodyPlan> plans;
  for (int k = 0; k < static_cast<int>(BodyPlan::kOther); ++k)
    plans.push_back(static_cast<BodyPlan>(k));
  return plans;
}

}  // namespace animax::data
