// SPDX-License-Identifier: MIT
#include "render/picture_wall.h"

#include "core/error.h"
#include "render/text.h"

#include <algorithm>

namespace animax::render {
namespace {

constexpr int kWidth = 1300, kGap = 4, kCaptionHeight = 14, kLargest = 16384;
constexpr Rgb kLines = {255, 255, 255}, kInk = {84, 90, 104};
constexpr double kAzimuthDeg = 50, kElevationDeg = 14, kMargin = 1.02;

}  // namespace

void WallOptions::validate() const {
  if (size < 32 || size > 512) throw Error("size: found ", size, ", expected 32 to 512 pixels");
  if (moments < 1 || moments > 16) throw Error("moments: found ", moments, ", expected 1 to 16");
}

PictureWall::PictureWall(int cells, const WallOptions& options) : options_(options) {
  options.validate();
  CHECK_GE(cells, 1);
  columns_ = std::clamp((kWidth + kGap) / (cell_width() + kGap), 1, cells);
  const int64_t rows = (int64_t{cells} + columns_ - 1) / columns_;
  const int64_t width = int64_t{columns_} * (cell_width() + kGap) - kGap;
  const int64_t height = rows * (cell_height() + kGap) - kGap;
  if (width > kLargest || height > kLargest)
    throw Error("a wall of ",
                cells,
                " cells has ",
                width,
                "x",
                height,
                " pixels, at most ",
                kLargest,
                " a side are possible");
  image_ = Image(static_cast<int>(width), static_cast<int>(height), 3);
  image_.fill(kLines);
  Image empty(cell_width(), cell_height(), 3);
  empty.fill(options.background);
  for (int i = 0; i < rows * columns_; ++i) paste(empty, left_of(i), top_of(i), image_);
}

int PictureWall::cell_height() const { return options_.size + kCaptionHeight; }
int PictureWall::left_of(int index) const { return index % columns_ * (cell_width() + kGap); }
int PictureWall::top_of(int index) const { return index / columns_ * (cell_height() + kGap); }

void PictureWall::place(int index, const std::vector<Image>& pictures, const std::string& caption) {
  CHECK_EQ(pictures.size(), static_cast<size_t>(options_.moments));
  for (size_t k = 0; k < pictures.size(); ++k)
    paste(pictures[k], left_of(index) + static_cast<int>(k) * options_.size, top_of(index), image_);
  const std::string text = fit_text(caption, 1, cell_width() - 4);
  draw_text(image_,
            left_of(index) + (cell_width() - text_width(text, 1)) / 2,
            top_of(index) + options_.size + (kCaptionHeight - text_height(1)) / 2,
            text,
            1,
            kInk);
}

RenderOptions wall_render_options(const WallOptions& options) {
  RenderOptions render;
  render.background = options.background;
  render.supersampling = 3;
  return render;
}

std::vector<Image> render_moments(Renderer& renderer,
                                  const Rig& rig,
                                  const Motion& motion,
                                  const WallOptions& options) {
  options.validate();
  ViewRigOptions view;
  view.views = 1;
  view.size = options.size;
  view.first_azimuth_deg = kAzimuthDeg;
  view.elevation_deg = kElevationDeg;
  view.margin = kMargin;
  const bool at_rest = options.moments == 1 || motion.frames.empty();
  const Camera camera = frame_cameras(rig, at_rest ? Motion{} : motion, view).front();
  renderer.load(rig);
  std::vector<Image> pictures;
  for (int k = 1; k <= options.moments; ++k) {
    const size_t last = at_rest ? 0 : motion.frames.size() - 1;
    const size_t frame = last * static_cast<size_t>(k) / static_cast<size_t>(options.moments);
    const Pose pose = at_rest ? rig.skeleton.rest_pose() : motion.frames[frame];
    pictures.push_back(renderer.render(pose, camera));
  }
  return pictures;
}

}  // namespace animax::render
