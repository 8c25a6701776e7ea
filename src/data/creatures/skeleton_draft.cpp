// SPDX-License-Identifier: MIT
#include "data/creatures/skeleton_draft.h"

#include "core/error.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace animax::data {
namespace {

double squared_distance_to_segment(const Vector3d& p, const Vector3d& a, const Vector3d& b) {
  const Vector3d ab = b - a;
  const double length2 = ab.squaredNorm();
  const double t = length2 > 0 ? std::clamp((p - a).dot(ab) / length2, 0.0, 1.0) : 0;
  return (p - a - t * ab).squaredNorm();
}

// True when at most two steps up or down the hierarchy separate the joints.
bool related(const std::vector<DraftJoint>& joints, int a, int b) {
  if (a == b) return true;
  const int pa = joints[a].parent, pb = joints[b].parent;
  if (pa == b || pb == a || (pa >= 0 && pa == pb)) return true;
  const int gpa = pa >= 0 ? joints[pa].parent : -1;
  const int gpb = pb >= 0 ? joints[pb].parent : -1;
  return (gpa >= 0 && gpa == b) || (gpb >= 0 && gpb == a);
}

}  // namespace

int SkeletonDraft::add(const std::string& role,
                       int side,
                       int parent,
                       const Vector3d& head,
                       const Vector3d& tail,
                       double radius) {
  CHECK_LT(parent, static_cast<int>(joints.size()));
  joints.push_back({role, side, parent, head, tail, radius, true});
  return static_cast<int>(joints.size()) - 1;
}

std::vector<int> SkeletonDraft::add_run(const std::vector<std::string>& roles,
                                        int side,
                                        int parent,
                                        const std::vector<Vector3d>& points,
                                        double radius) {
  std::vector<int> run;
  for (size_t i = 0; i + 1 < points.size(); ++i) {
    const std::string& role = roles[std::min(i, roles.size() - 1)];
    parent = add(role, side, parent, points[i], points[i + 1], radius);
    run.push_back(parent);
  }
  return run;
}

Chain& SkeletonDraft::add_chain(Part part, int side, int index, std::vector<int> run) {
  Chain chain;
  chain.part = part;
  chain.side = side;
  chain.index = index;
  chain.joints = std::move(run);
  anatomy.chains.push_back(std::move(chain));
  return anatomy.chains.back();
}

Influences SkeletonDraft::influences(const Vector3d& point, std::span<const int> candidates) const {
  constexpr double kSharpness = 3;
  constexpr double kCutoff = 1.5;  // exp(-kSharpness * kCutoff) is about 0.01
  const int count = static_cast<int>(candidates.empty() ? joints.size() : candidates.size());
  std::vector<double> distances(count);
  double nearest = std::numeric_limits<double>::infinity();
  int first = -1;
  for (int i = 0; i < count; ++i) {
    const int j = candidates.empty() ? i : candidates[i];
    const DraftJoint& joint = joints[j];
    distances[i] = std::numeric_limits<double>::infinity();
    if (!joint.deforms) continue;
    distances[i] =
        squared_distance_to_segment(point, joint.head, joint.tail) / (joint.radius * joint.radius);
    if (distances[i] < nearest) {
      nearest = distances[i];
      first = j;
    }
  }
  CHECK_GE(first, 0);
  std::vector<std::pair<double, int>> near;
  for (int i = 0; i < count; ++i)
    if (distances[i] < nearest + kCutoff)
      near.emplace_back(distances[i], candidates.empty() ? i : candidates[i]);
  std::sort(near.begin(), near.end());

  Influences result;
  int used = 0;
  float sum = 0;
  for (const auto& [distance, j] : near) {
    const double weight = std::exp(-kSharpness * (distance - nearest));
    if (used == 4) break;
    if (candidates.empty() && !related(joints, first, j)) continue;
    result.joints[used] = j;
    result.weights[used++] = static_cast<float>(weight);
    sum += static_cast<float>(weight);
  }
  for (float& w : result.weights) w /= sum;
  for (int k = used; k < 4; ++k) result.weights[k] = 0;
  return result;
}

RigStyle draw_style(Rng& rng,
                    const CreatureOptions& options,
                    double height_m,
                    double model_height) {
  using Names = RigStyle::Names;
  using Frames = RigStyle::Frames;
  RigStyle style;
  const double metres = height_m / model_height;
  style.world_from_model = metres;
  if (options.tidy) {
    style.frames = rng.chance(0.5) ? Frames::kWorld : Frames::kBoneY;
    style.names = rng.chance(0.7) ? Names::kBlender : Names::kMixamo;
    return style;
  }
  constexpr std::array<double, 8> name_odds{3, 2, 1, 1.5, 1, 1, 1, 2.5};
  style.names = static_cast<Names>(rng.weighted(name_odds));
  constexpr std::array<double, 5> frame_odds{3, 4, 1, 1, 0.5};
  style.frames = static_cast<Frames>(rng.weighted(frame_odds));
  style.anonymous_style = static_cast<int>(rng.integer(0, 4));
  style.armature = rng.chance(0.15);
  constexpr std::array<double, 4> unit_odds{6, 1.5, 1, 1};
  switch (rng.weighted(unit_odds)) {
    case 0:
      break;
    case 1:
      style.world_from_model = metres * 100;  // centimetres
      break;
    case 2:
      style.world_from_model = 1 / model_height;
      break;
    default:
      style.world_from_model = metres * std::exp(rng.uniform(-2, 2));
  }
  return style;
}

namespace {

Matrix3d draw_rotation(Rng& rng) {
  Quaterniond q(rng.normal(), rng.normal(), rng.normal(), rng.normal());
  return q.normalized().toRotationMatrix();
}

// Frame with one axis along the bone and another as near to the model's lateral as can be.
Matrix3d bone_frame(const DraftJoint& joint, RigStyle::Frames frames, Rng& rng) {
  if (frames == RigStyle::Frames::kRandom) return draw_rotation(rng);
  Vector3d along = joint.tail - joint.head;
  if (frames == RigStyle::Frames::kWorld || along.norm() < 1e-9) return Matrix3d::Identity();
  along.normalize();
  if (frames == RigStyle::Frames::kMirroredX && joint.side < 0) along = -along;
  const Vector3d hint = std::abs(along.x()) < 0.9 ? Vector3d::UnitX() : Vector3d::UnitZ();
  const Vector3d lateral = (hint - hint.dot(along) * along).normalized();
  Matrix3d m;
  if (frames == RigStyle::Frames::kBoneY)
    m << lateral, along, lateral.cross(along);
  else
    m << along, lateral, along.cross(lateral);
  return m;
}

Affine3d armature_transform(const RigStyle& style) {
  if (!style.armature) return Affine3d::Identity();
  return Affine3d(Eigen::AngleAxisd(-M_PI / 2, Vector3d::UnitX()) * Eigen::Scaling(0.01));
}

}  // namespace

Skeleton build_skeleton(const SkeletonDraft& draft, const RigStyle& style, Rng& rng) {
  const Affine3d world_from_armature = armature_transform(style);
  const Affine3d armature_from_world = world_from_armature.inverse();
  const double armature_scale = style.armature ? 0.01 : 1;
  const std::vector<std::string> names = joint_names(draft, style);

  Skeleton skeleton;
  std::vector<Affine3d> armature_from_joint;
  for (size_t i = 0; i < draft.joints.size(); ++i) {
    const DraftJoint& d = draft.joints[i];
    Affine3d world_from_joint = Affine3d::Identity();
    world_from_joint.translate(d.head * style.world_from_model);
    world_from_joint.rotate(bone_frame(d, style.frames, rng));
    world_from_joint.scale(armature_scale);
    armature_from_joint.push_back(armature_from_world * world_from_joint);

    Joint joint;
    joint.name = names[i];
    joint.parent = d.parent;
    joint.deforms = d.deforms;
    if (d.parent < 0) joint.parent_from_anchor = world_from_armature;
    const Affine3d anchor_from_joint =
        d.parent < 0 ? armature_from_joint[i]
                     : Affine3d(armature_from_joint[d.parent].inverse() * armature_from_joint[i]);
    joint.rest.translation = anchor_from_joint.translation();
    joint.rest.rotation = Quaterniond(anchor_from_joint.linear()).normalized();
    skeleton.joints.push_back(joint);
  }
  return skeleton;
}

Anatomy build_anatomy(const SkeletonDraft& draft, const RigStyle& style, const Skeleton& skeleton) {
  Anatomy anatomy = draft.anatomy;
  anatomy.ground *= style.world_from_model;
  const auto world_from_joint = forward_kinematics(skeleton, skeleton.rest_pose());
  for (Chain& chain : anatomy.chains) {
    if (chain.slides) {
      chain.limit *= style.world_from_model;
      chain.closed *= style.world_from_model;
    }
    if (!chain.axis) continue;
    const Matrix3d world_from_frame = world_from_joint[chain.joints[0]].linear();
    chain.axis = (world_from_frame.inverse() * *chain.axis).normalized();
  }
  return anatomy;
}

}  // namespace animax::data
