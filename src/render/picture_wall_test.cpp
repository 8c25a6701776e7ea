// SPDX-License-Identifier: MIT
#include "render/picture_wall.h"

#include "core/error.h"
#include "scene/synthetic.h"

#include <gtest/gtest.h>

namespace animax::render {
namespace {

WallOptions wall_options(int size, int moments) {
  WallOptions options;
  options.size = size;
  options.moments = moments;
  return options;
}

SyntheticWorld small_world() {
  SyntheticOptions options;
  options.shape = SyntheticShape::kStar;
  options.joints = 7;
  options.frames = 9;
  return make_synthetic_world(options, 4);
}

TEST(PictureWall, RowsAreAtMost1300PixelsWide) {
  for (int size : {32, 64, 104, 400})
    for (int moments : {1, 4}) {
      const PictureWall wall(20, wall_options(size, moments));
      const int width = wall.columns() * (wall.cell_width() + 4) - 4;
      EXPECT_EQ(wall.image().width, width);
      EXPECT_TRUE(width <= 1300 || wall.columns() == 1);
      EXPECT_EQ(wall.top_of(19) + wall.cell_height(), wall.image().height);
    }
  EXPECT_EQ(PictureWall(3, wall_options(40, 1)).columns(), 3);
}

TEST(PictureWall, CellsDoNotTouchEachOther) {
  PictureWall wall(3, wall_options(32, 2));
  const Image before = wall.image();
  Image red(32, 32, 3), blue(32, 32, 3);
  red.fill({255, 0, 0});
  blue.fill({0, 0, 255});
  wall.place(1, {red, blue}, "a caption that is far too long for its cell");
  for (int y = 0; y < before.height; ++y)
    for (int x = 0; x < before.width; ++x) {
      const int in_cell = x - wall.left_of(1);
      const bool inside = in_cell >= 0 && in_cell < wall.cell_width();
      if (!inside) {
        ASSERT_TRUE(std::equal(before.at(x, y), before.at(x, y) + 3, wall.image().at(x, y)));
      } else if (y < 32) {
        ASSERT_EQ(wall.image().at(x, y)[in_cell < 32 ? 0 : 2], 255);
      }
    }
  EXPECT_NE(before.pixels, wall.image().pixels);
}

TEST(PictureWall, RefusesWhatCannotBeDrawn) {
  EXPECT_THROW(PictureWall(1, wall_options(31, 1)), Error);
  EXPECT_THROW(PictureWall(1, wall_options(64, 0)), Error);
  EXPECT_THROW(PictureWall(1'000'000, wall_options(64, 1)), Error);
}

TEST(RenderMoments, ShowTheMotionAndEndWhereItEnds) {
  const SyntheticWorld world = small_world();
  const WallOptions options = wall_options(48, 2);
  Renderer renderer(wall_render_options(options));
  const auto moving = render_moments(renderer, world.rig, world.motion, options);
  ASSERT_EQ(moving.size(), 2u);
  EXPECT_NE(moving[0].pixels, moving[1].pixels);

  Motion still = world.motion;
  for (Pose& pose : still.frames) pose = world.motion.frames.back();
  const auto standing = render_moments(renderer, world.rig, still, options);
  EXPECT_EQ(standing[0].pixels, standing[1].pixels);

  // At rest one picture, whatever the motion is.
  const WallOptions one = wall_options(48, 1);
  EXPECT_EQ(render_moments(renderer, world.rig, world.motion, one).front().pixels,
            render_moments(renderer, world.rig, {}, one).front().pixels);
}

}  // namespace
}  // namespace animax::render
