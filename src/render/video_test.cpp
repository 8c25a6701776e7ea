// SPDX-License-Identifier: MIT
#include "render/video.h"

#include "core/error.h"
#include "core/file.h"

#include <gtest/gtest.h>

#include <cmath>

namespace animax::render {
namespace {

std::vector<Image> gradient_frames(int width, int height, int count) {
  std::vector<Image> frames;
  for (int i = 0; i < count; ++i) {
    Image image(width, height, 3);
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) {
        image.at(x, y)[0] = static_cast<uint8_t>(40 + 20 * i);
        image.at(x, y)[1] = static_cast<uint8_t>(200 * x / width);
        image.at(x, y)[2] = static_cast<uint8_t>(200 * y / height);
      }
    frames.push_back(image);
  }
  return frames;
}

TEST(WriteMp4, CanBeReadBack) {
  const TemporaryFolder temporary;
  const auto path = temporary.path() / "clip.mp4";
  const auto frames = gradient_frames(65, 48, 8);
  write_mp4(path, frames, 12);
  const auto read = read_video(path);
  ASSERT_EQ(read.size(), 8u);
  EXPECT_EQ(read[0].width, 64);
  EXPECT_EQ(read[0].height, 48);
  for (int frame : {0, 7})
    for (int c = 0; c < 3; ++c)
      EXPECT_NEAR(read[frame].at(32, 24)[c], frames[frame].at(32, 24)[c], 14) << frame << c;
  EXPECT_EQ(std::distance(fs::directory_iterator(temporary.path()), fs::directory_iterator()), 1);
}

TEST(WriteMp4, RefusesWhatCannotBe) {
  const TemporaryFolder temporary;
  const auto frames = gradient_frames(64, 48, 2);
  EXPECT_THROW(write_mp4(temporary.path() / "a.mp4", {}, 12), Error);
  EXPECT_THROW(write_mp4(temporary.path() / "a.mp4", frames, 0), Error);
  EXPECT_THROW(write_mp4(temporary.path() / "a.mp4", gradient_frames(1, 1, 1), 12), Error);
  EXPECT_THROW(write_mp4(temporary.path() / "missing" / "a.mp4", frames, 12), Error);
  EXPECT_TRUE(fs::is_empty(temporary.path()));
}

TEST(ReadVideo, RefusesOtherFiles) {
  const TemporaryFolder temporary;
  EXPECT_THROW(read_video(temporary.path() / "missing.mp4"), Error);
  write_file(temporary.path() / "text.mp4", "not a video");
  EXPECT_THROW(read_video(temporary.path() / "text.mp4"), Error);
}

}  // namespace
}  // namespace animax::render
