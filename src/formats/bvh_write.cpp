// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "core/file.h"
#include "formats/bvh.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

namespace animax::formats {
namespace {

constexpr double kDegrees = 180 / std::numbers::pi;

// A joint as BVH sees it: axes parallel to the world's at rest.
struct BvhFrame {
  std::vector<Vector3d> position;     // in the parent
  std::vector<Quaterniond> rotation;  // parent_from_joint
};

std::string text_of(const Vector3d& v) {
  char line[128];
  std::snprintf(line, sizeof line, "%.6f %.6f %.6f", v.x() + 0.0, v.y() + 0.0, v.z() + 0.0);
  return line;
}

// Angles in degrees with R = Rz * Rx * Ry.
Vector3d zxy_degrees(const Quaterniond& q) {
  const Matrix3d r = q.toRotationMatrix();
  const double x = std::asin(std::clamp(r(2, 1), -1.0, 1.0));
  if (std::abs(r(2, 1)) > 1 - 1e-12)  // gimbal lock: all the rest into z
    return Vector3d(std::atan2(r(1, 0), r(0, 0)), x, 0) * kDegrees;
  return Vector3d(std::atan2(-r(0, 1), r(1, 1)), x, std::atan2(-r(2, 0), r(2, 2))) * kDegrees;
}

std::string safe_name(const std::string& name, int joint) {
  std::string out = name.empty() ? str_cat("joint", joint) : name;
  std::replace_if(
      out.begin(),
      out.end(),
      [](unsigned char c) { return c <= ' ' || c == '{' || c == '}'; },
      '_');
  return out;
}

class BvhWriter {
 public:
  BvhWriter(const Skeleton& skeleton, const Motion& motion)
      : skeleton_(skeleton), children_(skeleton.children()) {
    rest_world_ = forward_kinematics(skeleton, skeleton.rest_pose());
    for (const Pose& pose : motion.frames) frames_.push_back(convert(pose));
    find_moving();
  }

  std::string write(double fps) {
    out_ = "HIERARCHY\n";
    const std::vector<int> roots = skeleton_.roots();
    if (roots.size() == 1) {
      write_joint(roots[0], "ROOT");
    } else {
      out_ +=
          "ROOT Root\n{\n\tOFFSET 0.000000 0.000000 0.000000\n\tCHANNELS 3 Zrotation Xrotation "
          "Yrotation\n";
      depth_ = 1;
      for (int root : roots) write_joint(root, "JOINT");
      depth_ = 0;
      out_ += "}\n";
    }
    char header[96];
    std::snprintf(
        header, sizeof header, "MOTION\nFrames: %zu\nFrame Time: %.9f\n", frames_.size(), 1 / fps);
    out_ += header;
    for (const BvhFrame& frame : frames_) write_frame(frame, roots.size() > 1);
    return std::move(out_);
  }

 private:
  BvhFrame convert(const Pose& pose) const {
    const std::vector<Affine3d> world = forward_kinematics(skeleton_, pose);
    std::vector<Quaterniond> turned;  // world rotation since rest
    BvhFrame frame;
    for (int j = 0; j < skeleton_.size(); ++j) {
      const Quaterniond now = decompose_lossy(world[j]).rotation,
                        then = decompose_lossy(rest_world_[j]).rotation;
      turned.push_back((now * then.conjugate()).normalized());
      const int parent = skeleton_.joints[j].parent;
      const Quaterniond up = parent < 0 ? Quaterniond::Identity() : turned[parent];
      const Vector3d origin =
          parent < 0 ? Vector3d(Vector3d::Zero()) : Vector3d(world[parent].translation());
      frame.position.push_back(up.conjugate() * (world[j].translation() - origin));
      frame.rotation.push_back((up.conjugate() * turned[j]).normalized());
    }
    return frame;
  }

  Vector3d offset(int joint) const {
    const int parent = skeleton_.joints[joint].parent;
    return parent < 0
               ? Vector3d(rest_world_[joint].translation())
               : Vector3d(rest_world_[joint].translation() - rest_world_[parent].translation());
  }

  // Joints that need position channels: roots, and those that do not stay at their offset.
  void find_moving() {
    double size = 0;
    for (const Affine3d& m : rest_world_) size = std::max(size, m.translation().norm());
    for (int j = 0; j < skeleton_.size(); ++j) {
      bool moves = skeleton_.joints[j].parent < 0;
      for (const BvhFrame& frame : frames_)
        moves = moves || (frame.position[j] - offset(j)).norm() > 1e-5 * size;
      moves_.push_back(moves);
    }
  }

  // Walks the tree with a stack of its own: skeletons may be deep chains.
  void write_joint(int root, const char* keyword) {
    std::vector<std::pair<int, size_t>> open;
    const auto begin = [&](int joint, const char* word) {
      line(str_cat(word, " ", safe_name(skeleton_.joints[joint].name, joint)));
      line("{");
      ++depth_;
      line("OFFSET " + text_of(offset(joint)));
      line(moves_[joint] ? "CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation"
                         : "CHANNELS 3 Zrotation Xrotation Yrotation");
      order_.push_back(joint);
      open.push_back({joint, 0});
    };
    begin(root, keyword);
    while (!open.empty()) {
      const auto [joint, child] = open.back();
      if (child < children_[joint].size()) {
        ++open.back().second;
        begin(children_[joint][child], "JOINT");
        continue;
      }
      if (children_[joint].empty()) {
        line("End Site");
        line("{");
        line("\tOFFSET " + text_of(0.5 * offset(joint)));
        line("}");
      }
      --depth_;
      line("}");
      open.pop_back();
    }
  }

  void write_frame(const BvhFrame& frame, bool has_added_root) {
    if (has_added_root) out_ += "0 0 0 ";
    for (int joint : order_) {
      if (moves_[joint]) out_ += text_of(frame.position[joint]) + " ";
      out_ += text_of(zxy_degrees(frame.rotation[joint])) + " ";
    }
    out_.back() = '\n';
  }

  void line(const std::string& text) { out_ += std::string(depth_, '\t') + text + "\n"; }

  const Skeleton& skeleton_;
  std::vector<std::vector<int>> children_;
  std::vector<Affine3d> rest_world_;
  std::vector<BvhFrame> frames_;
  std::vector<bool> moves_;
  std::vector<int> order_;
  std::string out_;
  int depth_ = 0;
};

}  // namespace

void write_bvh(const Skeleton& skeleton, const Motion& motion, const std::filesystem::path& path) {
  CHECK_THAT(skeleton.size() > 0 && !motion.frames.empty());
  CHECK_GT(motion.fps, 0.0);
  write_file(path, BvhWriter(skeleton, motion).write(motion.fps));
}

}  // namespace animax::formats
