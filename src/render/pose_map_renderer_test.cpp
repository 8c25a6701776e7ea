// SPDX-License-Identifier: MIT
#include "render/pose_map_renderer.h"

#include "scene/synthetic.h"

#include <gtest/gtest.h>

#include <cmath>

namespace animax::render {
namespace {

// Coverage of a pixel by `color` over `background`, from the channel in which they differ most.
double coverage(const uint8_t* pixel, Rgb color, Rgb background) {
  int k = 0;
  for (int c = 1; c < 3; ++c)
    if (std::abs(color[c] - background[c]) > std::abs(color[k] - background[k])) k = c;
  return static_cast<double>(pixel[k] - background[k]) / (color[k] - background[k]);
}

struct Blob {
  Vector2d center = Vector2d::Zero();
  double area = 0;
};

Blob blob_of(const Image& image, Rgb color, Rgb background) {
  Blob blob;
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x) {
      const double w = coverage(image.at(x, y), color, background);
      blob.center += w * Vector2d(x + 0.5, y + 0.5);
      blob.area += w;
    }
  blob.center /= blob.area;
  return blob;
}

Camera front_camera(int size) {
  Camera camera;
  camera.width = camera.height = size;
  camera.focal = size;
  camera.principal_point = Vector2d::Constant(0.5 * size);
  camera.camera_from_world.linear() = Vector3d(1, -1, -1).asDiagonal();
  camera.camera_from_world.translation() = Vector3d(0, 0, 4);
  return camera;
}

Legend two_joints() {
  Legend legend;
  legend.joints = {{0, -1, {255, 0, 0}}, {1, 0, {0, 255, 0}}};
  return legend;
}

bool equal(const uint8_t* pixel, Rgb color) {
  return std::equal(color.begin(), color.end(), pixel);
}

TEST(PaintDisc, CentroidIsTheCentreAndAreaTheCircles) {
  Rng rng(1);
  const Rgb background = {128, 128, 128}, color = {250, 10, 60};
  double worst = 0;
  for (int i = 0; i < 300; ++i) {
    const double radius = rng.uniform(1.5, 8);
    const Vector2d center(rng.uniform(12, 28), rng.uniform(12, 28));
    Image image(40, 40, 3, 128);
    paint_disc(image, center, radius, color);
    const Blob blob = blob_of(image, color, background);
    worst = std::max(worst, (blob.center - center).norm());
    EXPECT_NEAR(blob.area / (M_PI * radius * radius), 1, 0.06) << radius;
  }
  EXPECT_LT(worst, 0.05);
}

TEST(PaintDisc, IsCutAtTheBorderAndIgnoredOutside) {
  Image whole(60, 60, 3, 128), part(20, 20, 3, 128);
  paint_disc(whole, Vector2d(21, 38.3), 6, {255, 0, 0});
  paint_disc(part, Vector2d(1, 18.3), 6, {255, 0, 0});
  for (int y = 0; y < 20; ++y)
    for (int x = 0; x < 20; ++x)
      EXPECT_TRUE(std::equal(part.at(x, y), part.at(x, y) + 3, whole.at(x + 20, y + 20)));
  const Image before = part;
  for (const Vector2d& far : {Vector2d(-50, 5), Vector2d(5, -9), Vector2d(29, 5), Vector2d(5, 99)})
    paint_disc(part, far, 6, {0, 0, 255});
  EXPECT_EQ(part.pixels, before.pixels);
}

TEST(PaintBone, HasItsWidthLengthAndColoursInEveryDirection) {
  for (int step = 0; step < 36; ++step) {
    const double angle = 2 * M_PI * step / 36;
    const Vector2d middle(40.2, 39.7), half = 25 * Vector2d(std::cos(angle), std::sin(angle));
    Image image(80, 80, 3, 0);
    paint_bone(image, middle - half, middle + half, 3, {200, 0, 0}, {0, 200, 0});
    double red = 0, green = 0;
    for (size_t i = 0; i < image.pixels.size(); i += 3)
      red += image.pixels[i] / 200.0, green += image.pixels[i + 1] / 200.0;
    EXPECT_NEAR(red, 75, 2.5) << step;
    EXPECT_NEAR(green, 75, 2.5) << step;
    const Vector2d at = middle + 0.5 * half;
    EXPECT_TRUE(equal(image.at(static_cast<int>(at.x()), static_cast<int>(at.y())), {0, 200, 0}));
  }
}

TEST(PaintBone, PointsAndLinesOutsideDrawNothing) {
  Image image(16, 16, 3, 7);
  const Image before = image;
  paint_bone(image, Vector2d(8, 8), Vector2d(8, 8), 3, {255, 0, 0}, {255, 0, 0});
  paint_bone(image, Vector2d(-9, 8), Vector2d(-3, 90), 3, {255, 0, 0}, {255, 0, 0});
  paint_bone(image, Vector2d(-9e4, -20), Vector2d(9e4, -20), 3, {255, 0, 0}, {255, 0, 0});
  EXPECT_EQ(image.pixels, before.pixels);
}

TEST(DrawPoseMap, NearerCirclesHideFartherOnes) {
  const Legend legend = two_joints();
  const Camera camera = front_camera(64);
  for (int near : {0, 1}) {
    std::vector<Vector3d> positions(2, Vector3d::Zero());
    positions[near].z() = 1;  // towards the camera, in the same line of sight
    const Image image = draw_pose_map(legend, positions, camera, 64);
    EXPECT_TRUE(equal(image.at(32, 32), legend.joints[near].color));
  }
}

TEST(DrawPoseMap, CirclesLieOverBonesAndBackgroundIsExact) {
  const Legend legend = two_joints();
  Camera camera = front_camera(128);
  camera.principal_point.y() = 64.5;  // the line's middle on pixel centres
  const Image image = draw_pose_map(legend, {Vector3d(-1, 0, 0), Vector3d(1, 0, 2)}, camera, 128);
  EXPECT_TRUE(equal(image.at(32, 64), legend.joints[0].color));
  EXPECT_TRUE(equal(image.at(127, 64), legend.joints[1].color));
  EXPECT_TRUE(equal(image.at(50, 64), legend.style.bone_color(legend.joints[0].color)));
  EXPECT_TRUE(equal(image.at(100, 64), legend.style.bone_color(legend.joints[1].color)));
  EXPECT_TRUE(equal(image.at(64, 20), legend.style.background));
}

TEST(DrawPoseMap, CentresMatchTheCameraAtEverySize) {
  SyntheticOptions options;
  options.shape = SyntheticShape::kBiped;
  const SyntheticWorld world = make_synthetic_world(options, 5);
  const Legend full = make_legend(world.rig, PoseMapStyle{});
  const auto cameras = make_view_rig(bounds_of(world.rig, world.motion), ViewRigOptions{});
  const auto world_from_joint = forward_kinematics(world.rig.skeleton, world.motion.frames[3]);
  for (int size : {64, 128, 256, 480})
    for (const DrawnJoint& joint : full.joints) {
      Legend one = full;  // drawn alone, nothing hides it
      one.joints = {joint};
      one.joints[0].parent = -1;
      const Image image = draw_pose_map(one, world_from_joint, cameras[1], size);
      const Vector2d expected =
          *cameras[1].resized(size, size).project(world_from_joint[joint.joint].translation());
      const Blob blob = blob_of(image, joint.color, full.style.background);
      EXPECT_LT((blob.center - expected).norm(), 0.05) << size << " " << joint.joint;
    }
}

TEST(DrawPoseMap, LeavesOutWhatIsBehindTheCameraOrNotANumber) {
  const Legend legend = two_joints();
  const Camera camera = front_camera(64);
  const double nan = std::nan("");
  for (const Vector3d& bad :
       {Vector3d(0, 0, 5), Vector3d(nan, 0, 0), Vector3d(1e300, 0, 0), Vector3d(0, 0, 4)}) {
    const Image image = draw_pose_map(legend, {Vector3d::Zero(), bad}, camera, 64);
    EXPECT_TRUE(equal(image.at(32, 32), legend.joints[0].color));
    const Blob blob = blob_of(image, legend.joints[0].color, legend.style.background);
    EXPECT_NEAR(blob.area, M_PI * std::pow(legend.style.radius_px(64), 2), 0.5);
  }
}

TEST(DrawPoseMap, KeepsTheAspectRatio) {
  Camera camera = front_camera(64);
  camera.height = 32;
  camera.principal_point.y() = 16;
  const Image image =
      draw_pose_map(two_joints(), {Vector3d::Zero(), Vector3d::UnitX()}, camera, 128);
  EXPECT_EQ(image.width, 128);
  EXPECT_EQ(image.height, 64);
  EXPECT_TRUE(equal(image.at(64, 32), {255, 0, 0}));
}

}  // namespace
}  // namespace animax::render
