// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "core/file.h"
#include "render/contact_sheet.h"
#include "render/pose_map_renderer.h"
#include "render/sequence.h"
#include "render/text.h"
#include "scene/synthetic.h"

#include <gtest/gtest.h>

#include <mutex>
#include <set>

namespace animax::render {
namespace {

SyntheticWorld small_world() {
  SyntheticOptions options;
  options.shape = SyntheticShape::kStar;
  options.joints = 7;
  options.frames = 5;
  return make_synthetic_world(options, 4);
}

std::vector<Camera> cameras_for(const SyntheticWorld& world, int size) {
  ViewRigOptions options;
  options.size = size;
  options.views = 2;
  return frame_cameras(world.rig, world.motion, options);
}

TEST(DrawText, EveryPrintableCharacterHasItsOwnShape) {
  std::set<std::vector<uint8_t>> shapes;
  for (char c = ' '; c <= '~'; ++c) {
    Image image(6, 8, 3);
    draw_text(image, 0, 0, std::string(1, c), 1, {255, 255, 255});
    EXPECT_TRUE(shapes.insert(image.pixels).second) << c;
  }
  Image image(60, 10, 3);
  draw_text(image, 0, 0, "\xc3\xa4", 1, {255, 255, 255});  // UTF-8: two boxes, no crash
  draw_text(image, -20, -3, "cut", 3, {255, 255, 255});
  draw_text(image, 55, 8, "cut", 3, {255, 255, 255});
}

TEST(FitText, CutsToWidth) {
  EXPECT_EQ(fit_text("abc", 1, 18), "abc");
  EXPECT_EQ(fit_text("abcdef", 1, 30), "abc..");
  EXPECT_LE(text_width(fit_text("abcdefghijk", 2, 50), 2), 50);
}

TEST(ArrangeSheet, PutsImagesInTheirCells) {
  Image red(20, 10, 3), grey(8, 8, 1, 77);
  red.fill({255, 0, 0});
  const Image sheet = arrange_sheet({{red, {}}, {grey}}, {"a", "b"}, {"1", "2"}, "title");
  int reds = 0, greys = 0;
  for (int y = 0; y < sheet.height; ++y)
    for (int x = 0; x < sheet.width; ++x) {
      reds += sheet.at(x, y)[0] == 255 && sheet.at(x, y)[1] == 0;
      greys += sheet.at(x, y)[0] == 77 && sheet.at(x, y)[1] == 77;
    }
  EXPECT_EQ(reds, 200);
  EXPECT_EQ(greys, 64);
  EXPECT_FALSE(arrange_sheet({}, {}, {}, "").empty());
}

TEST(MakeContactSheet, HasARowPerViewAndAColumnPerFrame) {
  const SyntheticWorld world = small_world();
  SheetOptions options;
  options.size = 48;
  options.views = 2;
  options.frames = 3;
  const Image plain = make_contact_sheet(world.rig, world.motion, options);
  options.frames = 99;
  EXPECT_THROW(make_contact_sheet(world.rig, world.motion, options), Error);
  options.frames = 64;
  options.pose_maps = true;
  const Image full = make_contact_sheet(world.rig, world.motion, options);
  EXPECT_EQ(full.width - plain.width, 2 * (48 + 3));  // five frames there are
  EXPECT_EQ(full.height - plain.height, 2 * (48 + 3));
  EXPECT_FALSE(make_contact_sheet(world.rig, Motion{}, options).empty());
}

TEST(MakeContactSheet, BodiesFillThePicturesAndStayInThem) {
  const SyntheticWorld world = small_world();
  SheetOptions options;
  options.size = 96;
  options.views = 1;
  options.frames = 5;
  const Image sheet = make_contact_sheet(world.rig, world.motion, options);
  // Pictures lie at the lower right, framed by the margin; their background is the render's.
  const int bottom = sheet.height - 10, top = bottom - 96;
  const int left = sheet.width - 10 - 5 * 96 - 4 * 3;
  const Rgb background{sheet.at(left, top)[0], sheet.at(left, top)[1], sheet.at(left, top)[2]};
  int low_x = 96, high_x = -1, low_y = 96, high_y = -1;
  for (int picture = 0; picture < 5; ++picture)
    for (int y = 0; y < 96; ++y)
      for (int x = 0; x < 96; ++x) {
        const uint8_t* p = sheet.at(left + picture * 99 + x, top + y);
        if (Rgb{p[0], p[1], p[2]} == background) continue;
        low_x = std::min(low_x, x), high_x = std::max(high_x, x);
        low_y = std::min(low_y, y), high_y = std::max(high_y, y);
      }
  EXPECT_GT(std::max(high_x - low_x, high_y - low_y), 82);
  EXPECT_GT(std::min(low_x, low_y), 2);
  EXPECT_LT(std::max(high_x, high_y), 93);
}

TEST(MakeContactSheet, ShowsBareSkeletonsAsPoseMaps) {
  SyntheticWorld world = small_world();
  SheetOptions options;
  options.size = 48;
  const Image with_mesh = make_contact_sheet(world.rig, world.motion, options);
  world.rig.meshes.clear();
  const Image bare = make_contact_sheet(world.rig, world.motion, options);
  EXPECT_EQ(bare.width, with_mesh.width);
  EXPECT_EQ(bare.height, with_mesh.height);
  std::set<Rgb> colors;
  for (size_t i = 0; i < bare.pixels.size(); i += 3)
    colors.insert({bare.pixels[i], bare.pixels[i + 1], bare.pixels[i + 2]});
  for (const DrawnJoint& joint : make_legend(world.rig, options.style).joints)
    EXPECT_TRUE(colors.contains(joint.color)) << joint.joint;
}

TEST(RenderFrames, GivesTheSameOnAnyNumberOfThreads) {
  const SyntheticWorld world = small_world();
  const auto cameras = cameras_for(world, 64);
  const Legend legend = make_legend(world.rig, PoseMapStyle{});
  std::vector<RenderedFrame> results[2];
  for (int threads : {1, 3}) {
    auto& frames = results[threads > 1];
    frames.resize(world.motion.frames.size());
    SequenceOptions options;
    options.threads = threads;
    render_frames(world.rig,
                  world.motion.frames,
                  legend,
                  cameras,
                  options,
                  [&](size_t i, RenderedFrame frame) { frames[i] = std::move(frame); });
  }
  for (size_t i = 0; i < results[0].size(); ++i)
    for (size_t view = 0; view < cameras.size(); ++view) {
      EXPECT_EQ(results[0][i].rgb[view].pixels, results[1][i].rgb[view].pixels);
      EXPECT_EQ(results[0][i].pose[view].pixels, results[1][i].pose[view].pixels);
    }
}

TEST(RenderFrames, PassesFailuresOn) {
  const SyntheticWorld world = small_world();
  const auto fail = [](size_t, const RenderedFrame&) { throw Error("disk full"); };
  EXPECT_THROW(render_frames(world.rig,
                             world.motion.frames,
                             make_legend(world.rig, PoseMapStyle{}),
                             cameras_for(world, 32),
                             {},
                             fail),
               Error);
}

TEST(RenderWorkingFolder, CanBeReadBack) {
  const SyntheticWorld world = small_world();
  const auto cameras = cameras_for(world, 64);
  const Legend legend = make_legend(world.rig, PoseMapStyle{});
  const TemporaryFolder temporary;
  render_working_folder(world.rig, world.motion, legend, cameras, temporary.path() / "work");
  const auto folder = read_working_folder(temporary.path() / "work", world.rig.skeleton);
  ASSERT_EQ(folder.frames, 5);
  ASSERT_EQ(folder.cameras.size(), 2u);
  for (int view = 0; view < 2; ++view) {
    for (int frame = 0; frame < 5; ++frame) {
      EXPECT_EQ(read_image(folder.frame_image("rgb", view, frame)).width, 64);
      const auto pose = forward_kinematics(world.rig.skeleton, world.motion.frames[frame]);
      EXPECT_EQ(read_image(folder.frame_image("pose", view, frame)).pixels,
                draw_pose_map(legend, pose, cameras[view], 64).pixels);
    }
    EXPECT_EQ(read_image(folder.rest_image("rgb", view)).pixels,
              Renderer(world.rig)
                  .render(world.rig.skeleton.rest_pose(), cameras)[static_cast<size_t>(view)]
                  .pixels);
    EXPECT_EQ(read_image(folder.rest_image("pose", view)).width, 64);
  }
}

TEST(RenderWorkingFolder, LeavesNoCamerasFileWhenItFails) {
  const SyntheticWorld world = small_world();
  const TemporaryFolder temporary;
  const auto path = temporary.path() / "work";
  const Legend legend = make_legend(world.rig, PoseMapStyle{});
  render_working_folder(world.rig, world.motion, legend, cameras_for(world, 32), path);
  fs::remove_all(path / "rgb");
  write_file(path / "rgb", "in the way");
  EXPECT_THROW(render_working_folder(world.rig, world.motion, legend, cameras_for(world, 32), path),
               Error);
  fs::remove(path / "rgb");
  fs::create_directories(path / "rgb" / "v0" / "0002.png");  // a folder where a file has to go
  EXPECT_THROW(render_working_folder(world.rig, world.motion, legend, cameras_for(world, 32), path),
               Error);
  EXPECT_FALSE(fs::exists(path / "cameras.json"));
}

}  // namespace
}  // namespace animax::render
