// SPDX-License-Identifier: MIT
#include "core/random.h"
#include "geometry/angles.h"
#include "geometry/camera.h"
#include "geometry/transform.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace animax {
namespace {

Vector3d random_vector(Rng& rng) { return {rng.normal(), rng.normal(), rng.normal()}; }
Quaterniond random_rotation(Rng& rng) {
  return Quaterniond(rng.normal(), rng.normal(), rng.normal(), rng.normal()).normalized();
}

TEST(UnwrapAngles, LeavesNoLeapAndKeepsTheDirection) {
  std::vector<double> angles{3, -3, -2.9, 3.1, 3.1 + 4 * M_PI};
  const std::vector<double> before = angles;
  unwrap_angles(angles);
  for (size_t i = 0; i < angles.size(); ++i) {
    EXPECT_NEAR(std::sin(angles[i]), std::sin(before[i]), 1e-12);
    EXPECT_NEAR(std::cos(angles[i]), std::cos(before[i]), 1e-12);
    if (i > 0) {
      EXPECT_LE(std::abs(angles[i] - angles[i - 1]), M_PI + 1e-12);
    }
  }
  std::vector<double> none;
  unwrap_angles(none);
  EXPECT_TRUE(none.empty());
}

TEST(Decompose, RecoversTheMatrixForAnySignOfScale) {
  Rng rng(1);
  for (int i = 0; i < 200; ++i) {
    Transform t{random_vector(rng), random_rotation(rng), random_vector(rng)};
    const auto got = decompose(t.matrix());
    ASSERT_TRUE(got);
    EXPECT_LT((got->matrix().matrix() - t.matrix().matrix()).norm(), 1e-9);
  }
}

TEST(Decompose, RefusesShearAndSingularMatrices) {
  Affine3d shear = Affine3d::Identity();
  shear.linear()(0, 1) = 0.5;
  EXPECT_FALSE(decompose(shear));
  EXPECT_FALSE(decompose(Affine3d(Eigen::Scaling(1.0, 0.0, 1.0))));
  EXPECT_TRUE(decompose_lossy(shear).matrix().matrix().allFinite());
}

TEST(RotationLog, InvertsExpUpToPi) {
  Rng rng(2);
  for (int i = 0; i < 200; ++i) {
    const Vector3d v = random_vector(rng).normalized() * rng.uniform(0, M_PI - 1e-6);
    EXPECT_LT((rotation_log(rotation_exp(v)) - v).norm(), 1e-6);
  }
  EXPECT_NEAR(rotation_log(rotation_exp(Vector3d::Zero())).norm(), 0, 1e-12);
  EXPECT_NEAR(rotation_log(rotation_exp(Vector3d(M_PI, 0, 0))).norm(), M_PI, 1e-9);
}

TEST(SwingTwist, ComposesAndKeepsTheAxisApart) {
  Rng rng(3);
  for (int i = 0; i < 100; ++i) {
    const Quaterniond q = random_rotation(rng);
    const Vector3d axis = random_vector(rng).normalized();
    const SwingTwist s = split_swing_twist(q, axis);
    EXPECT_LT(rotation_distance(s.swing * s.twist, q), 1e-7);
    EXPECT_LT(s.twist.vec().cross(axis).norm(), 1e-9);
    EXPECT_NEAR(s.swing.vec().dot(axis), 0, 1e-9);
  }
}

TEST(FitRotation, ExactForThreePointsAndShortestForOne) {
  Rng rng(4);
  for (int i = 0; i < 100; ++i) {
    const Quaterniond q = random_rotation(rng);
    std::vector<Vector3d> from, to;
    for (int k = 0; k < 3; ++k) {
      from.push_back(random_vector(rng));
      to.push_back(q * from.back());
    }
    EXPECT_LT(rotation_distance(fit_rotation(from, to), q), 1e-5);
    const Quaterniond one = fit_rotation({from[0]}, {to[0]});
    EXPECT_LT((one * from[0] - to[0]).norm(), 1e-6);
    EXPECT_LE(rotation_distance(one, Quaterniond::Identity()),
              rotation_distance(q, Quaterniond::Identity()) + 1e-9);
  }
}

TEST(MakeViewRig, EveryCornerIsInsideEveryView) {
  Rng rng(5);
  for (int i = 0; i < 50; ++i) {
    Bounds box;
    const Vector3d center = 10 * random_vector(rng);
    box.extend(center - random_vector(rng).cwiseAbs());
    box.extend(center + random_vector(rng).cwiseAbs());
    ViewRigOptions options;
    options.size = 128;
    options.elevation_deg = rng.uniform(-40, 40);
    double fullest = 0;
    for (const Camera& camera : make_view_rig(box, options)) {
      for (int corner = 0; corner < 8; ++corner) {
        const Vector3d p(corner & 1 ? box.max.x() : box.min.x(),
                         corner & 2 ? box.max.y() : box.min.y(),
                         corner & 4 ? box.max.z() : box.min.z());
        const auto at = camera.project(p);
        ASSERT_TRUE(at);
        EXPECT_GE(at->minCoeff(), 0);
        EXPECT_LE(at->maxCoeff(), 128);
        fullest = std::max(fullest, (*at - Vector2d(64, 64)).cwiseAbs().maxCoeff());
      }
    }
    EXPECT_NEAR(fullest, 64 / options.margin, 1e-6);
  }
}

TEST(MakeViewRig, FirstViewLooksAtTheFrontWithYUp) {
  Bounds box;
  box.extend(Vector3d(-1, -1, -1));
  box.extend(Vector3d(1, 1, 1));
  const auto cameras = make_view_rig(box, {});
  EXPECT_GT(cameras[0].center_in_world().z(), 1);
  EXPECT_GT(cameras[1].center_in_world().x(), 1);
  EXPECT_LT(cameras[0].project(Vector3d(0, 1, 0))->y(), 240);  // up is up
  EXPECT_GT(cameras[0].project(Vector3d(1, 0, 0))->x(), 240);  // model's +x on the right
}

TEST(Camera, RayGoesThroughTheProjectedPoint) {
  Rng rng(6);
  Bounds box;
  box.extend(Vector3d(-1, -1, -1));
  box.extend(Vector3d(1, 1, 1));
  for (const Camera& camera : make_view_rig(box, {})) {
    const Vector3d p = random_vector(rng).normalized();
    const Vector3d d = camera.ray_direction(*camera.project(p));
    EXPECT_LT((p - camera.center_in_world()).normalized().cross(d).norm(), 1e-9);
    EXPECT_FALSE(camera.project(camera.center_in_world() - (p - camera.center_in_world())));
  }
}

TEST(IntersectRays, RecoversAPointAndRefusesParallels) {
  Rng rng(7);
  const Vector3d p = random_vector(rng);
  std::vector<Ray> rays;
  for (int i = 0; i < 3; ++i) {
    const Vector3d d = random_vector(rng).normalized();
    rays.push_back({p - 3 * d, d});
  }
  EXPECT_LT((*intersect_rays(rays) - p).norm(), 1e-9);
  EXPECT_FALSE(intersect_rays({rays[0]}));
  EXPECT_FALSE(intersect_rays({rays[0], {Vector3d(1, 2, 3), rays[0].direction}}));
}

TEST(PlueckerMap, DirectionAndMomentAreOrthogonalAndScaleFree) {
  Bounds box;
  box.extend(Vector3d(4, 4, 4));
  box.extend(Vector3d(6, 6, 6));
  const Camera camera = make_view_rig(box, {})[1];
  const auto map = pluecker_map(camera, 4, 3, box.center(), box.diagonal());
  ASSERT_EQ(map.size(), 6u * 12);
  Bounds large;
  large.extend(Vector3d(-100, -100, -100));
  large.extend(Vector3d(100, 100, 100));
  const auto other =
      pluecker_map(make_view_rig(large, {})[1], 4, 3, large.center(), large.diagonal());
  for (size_t i = 0; i < 12; ++i) {
    double dot = 0;
    for (int c = 0; c < 3; ++c) dot += map[c * 12 + i] * map[(c + 3) * 12 + i];
    EXPECT_NEAR(dot, 0, 1e-5);
    for (int c = 0; c < 6; ++c) EXPECT_NEAR(map[c * 12 + i], other[c * 12 + i], 1e-5);
  }
}

TEST(CameraJson, RoundTripAndRefusals) {
  Bounds box;
  box.extend(Vector3d::Zero());
  const Camera camera = make_view_rig(box, {})[2];
  const Camera back = camera_from_json(to_json(camera), "cameras.json");
  EXPECT_EQ(back.focal, camera.focal);
  EXPECT_TRUE(back.camera_from_world.isApprox(camera.camera_from_world, 1e-12));
  Json broken = to_json(camera);
  broken["camera_from_world"][0] = 7;
  EXPECT_THROW(camera_from_json(broken, "cameras.json"), Error);
}

}  // namespace
}  // namespace animax
