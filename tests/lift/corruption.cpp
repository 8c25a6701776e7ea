// SPDX-License-Identifier: MIT
#include "lift/corruption.h"

#include "core/error.h"
#include "render/pose_map_renderer.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <memory>

namespace animax::lift {
namespace {

cv::Mat as_mat(Image& image) { return {image.height, image.width, CV_8UC3, image.pixels.data()}; }

double sigma_px(const Image& image, double thousandths) { return thousandths * image.width / 1000; }

void blur(Image& image, double sigma) {
  if (sigma > 0.05) cv::GaussianBlur(as_mat(image), as_mat(image), {}, sigma);
}

void ring(Image& image, double overshoot) {
  blur(image, 0.6);
  cv::Mat mat = as_mat(image), smooth;
  cv::GaussianBlur(mat, smooth, {}, 1.6);
  cv::addWeighted(mat, 1 + overshoot, smooth, -overshoot, 0, mat);
}

void add_noise(Image& image, double sigma, Rng& rng) {
  cv::Mat noise(image.height, image.width, CV_32FC3);
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x)
      for (int c = 0; c < 3; ++c) noise.at<cv::Vec3f>(y, x)[c] = static_cast<float>(rng.normal());
  // Correlated over about two pixels, with the same sigma afterwards.
  cv::GaussianBlur(noise, noise, {}, 0.8);
  cv::Mat mat = as_mat(image), sum;
  mat.convertTo(sum, CV_32FC3);
  sum += noise * (sigma * 255 * 2.0 * std::sqrt(M_PI) * 0.8);
  sum.convertTo(mat, CV_8UC3);
}

void turn_hue(Image& image, double degrees) {
  const Matrix3d turn =
      rotation_exp(degrees * M_PI / 180 * Vector3d::Ones().normalized()).toRotationMatrix();
  for (size_t i = 0; i < image.pixels.size(); i += 3) {
    const Vector3d old(image.pixels[i], image.pixels[i + 1], image.pixels[i + 2]);
    const Vector3d now = turn * (old - Vector3d::Constant(128)) + Vector3d::Constant(128);
    for (int c = 0; c < 3; ++c)
      image.pixels[i + c] = static_cast<uint8_t>(std::clamp(std::round(now[c]), 0.0, 255.0));
  }
}

void compress(Image& image, int quality) {
  std::vector<uint8_t> bytes;
  cv::imencode(".jpg", as_mat(image), bytes, {cv::IMWRITE_JPEG_QUALITY, quality});
  cv::imdecode(bytes, cv::IMREAD_COLOR).copyTo(as_mat(image));
}

// What a corruption does to one frame of the drawing before it is drawn, and to the pixels after.
struct Recipe {
  double blur = 0, ringing = 0, noise = 0, hue = 0, hidden_views = 0, swaps = 0, jitter = 0,
         ghosts = 0, hidden_ever = 0;
  int jpeg_quality = 100;
};

Recipe recipe_for(Corruption kind, double s) {
  Recipe r;
  switch (kind) {
    case Corruption::kNone:
      break;
    case Corruption::kBlur:
      r.blur = s;
      break;
    case Corruption::kRinging:
      r.ringing = s;
      break;
    case Corruption::kNoise:
      r.noise = s;
      break;
    case Corruption::kHue:
      r.hue = s;
      break;
    case Corruption::kJpeg:
      r.jpeg_quality = static_cast<int>(100 - s);
      break;
    case Corruption::kHiddenViews:
      r.hidden_views = s;
      break;
    case Corruption::kHiddenEver:
      r.hidden_ever = s;
      break;
    case Corruption::kSwaps:
      r.swaps = s;
      break;
    case Corruption::kJitter:
      r.jitter = s;
      break;
    case Corruption::kGhosts:
      r.ghosts = s;
      break;
    case Corruption::kAll:
      r = {4 * s,
           0.4 * s,
           0.03 * s,
           8 * s,
           0.1 * s,
           0.04 * s,
           4 * s,
           0.05 * s,
           0.05 * s,
           static_cast<int>(100 - 40 * s)};
  }
  return r;
}

// True for the frames of a spell that covers about `part` of the take, at a random time.
bool in_spell(Rng rng, double part, int frame, int frames) {
  const double start = rng.uniform(0, 1 - std::min(part, 1.0));
  const double t = frame / std::max(1.0, frames - 1.0);
  return t >= start && t <= start + part;
}

Image draw_frame(const Take& take, const Recipe& r, int view, int frame, const Rng& rng) {
  const int frames = static_cast<int>(take.truth.frames.size());
  const size_t points = take.legend.joints.size();
  Rng own = rng.fork(str_cat("frame ", view, " ", frame));
  Legend legend = take.legend;
  auto positions =
      drawn_positions(legend, forward_kinematics(take.rig.skeleton, take.truth.frames[frame]));
  const Camera& camera = take.cameras[view];
  const double pixel = camera.depth(positions[0]) / camera.focal;  // world units
  for (size_t p = 0; p < points; ++p) {
    const auto noise = [&] { return own.normal() * r.jitter * take.size / 1000 * pixel; };
    if (r.jitter > 0)
      positions[p] += camera.camera_from_world.linear().transpose() * Vector3d(noise(), noise(), 0);
    Rng joint = rng.fork(str_cat("swap ", view, " ", p));
    if (r.swaps > 0 && p > 0 && joint.chance(2 * r.swaps) && in_spell(joint, 0.25, frame, frames))
      std::swap(legend.joints[p].color, legend.joints[p - 1].color);
  }
  Image image = render::draw_pose_map(legend, positions, camera, take.size);

  const double radius = legend.style.radius_px(take.size);
  const double scale = double(take.size) / camera.width;
  for (size_t p = 0; p < points; ++p) {
    const auto at = camera.project(positions[p]);
    if (!at) continue;
    const Rng joint = rng.fork(str_cat("hide ", view, " ", p));
    // Half of the views' joints vanish for twice the part of the take.
    const bool gone = r.hidden_views > 0 && joint.fork(1).chance(0.5) &&
                      in_spell(joint, 2 * r.hidden_views, frame, frames);
    const Rng everywhere = rng.fork(str_cat("lose ", p));
    const bool lost = r.hidden_ever > 0 && everywhere.fork(1).chance(0.5) &&
                      in_spell(everywhere, 2 * r.hidden_ever, frame, frames);
    if (gone || lost) render::paint_disc(image, scale * *at, radius + 1, legend.style.background);
    if (r.ghosts > 0 && own.chance(r.ghosts))
      render::paint_disc(image,
                         {own.uniform(0, take.size), own.uniform(0, take.size)},
                         radius,
                         legend.joints[p].color);
  }
  blur(image, sigma_px(image, r.blur));
  if (r.ringing > 0) ring(image, r.ringing);
  if (r.hue != 0) turn_hue(image, r.hue);
  if (r.noise > 0) add_noise(image, r.noise, own);
  if (r.jpeg_quality < 100) compress(image, r.jpeg_quality);
  return image;
}

}  // namespace

std::string to_string(Corruption kind) {
  constexpr const char* kNames[] = {"none",
                                    "blur",
                                    "ringing",
                                    "noise",
                                    "hue",
                                    "jpeg",
                                    "hidden in views",
                                    "hidden everywhere",
                                    "swaps",
                                    "jitter",
                                    "ghosts",
                                    "all"};
  return kNames[static_cast<int>(kind)];
}

std::vector<double> strengths_of(Corruption kind) {
  switch (kind) {
    case Corruption::kNone:
      return {0};
    case Corruption::kBlur:
      return {4, 8, 12};
    case Corruption::kRinging:
      return {0.5, 1, 2};
    case Corruption::kNoise:
      return {0.03, 0.06, 0.12};
    case Corruption::kHue:
      return {5, 10, 20};
    case Corruption::kJpeg:
      return {30, 60, 80};
    case Corruption::kHiddenViews:
      return {0.1, 0.25, 0.5};
    case Corruption::kHiddenEver:
      return {0.05, 0.15, 0.3};
    case Corruption::kSwaps:
      return {0.02, 0.1, 0.25};
    case Corruption::kJitter:
      return {4, 8, 16};
    case Corruption::kGhosts:
      return {0.05, 0.15, 0.3};
    case Corruption::kAll:
      return {0.5, 1, 2};
  }
  return {};
}

Take make_take(const SyntheticOptions& options,
               const PoseMapStyle& style,
               int size,
               uint64_t seed) {
  SyntheticWorld world = make_synthetic_world(options, seed);
  Take take;
  take.rig = std::move(world.rig);
  take.truth = std::move(world.motion);
  take.legend = make_legend(take.rig, style);
  take.size = size;
  ViewRigOptions views;
  views.size = size;
  Bounds framed = rest_bounds(take.rig);
  framed.extend(bounds_of(take.rig, take.truth));
  take.cameras = make_view_rig(framed, views);
  return take;
}

PoseMaps corrupted_maps(const Take& take, Corruption kind, double strength, uint64_t seed) {
  const Recipe recipe = recipe_for(kind, strength);
  const Rng rng(seed);
  const int frames = static_cast<int>(take.truth.frames.size());
  auto images = std::make_shared<std::vector<Image>>();
  for (size_t view = 0; view < take.cameras.size(); ++view)
    for (int frame = 0; frame < frames; ++frame)
      images->push_back(draw_frame(take, recipe, static_cast<int>(view), frame, rng));
  PoseMaps maps;
  maps.fps = take.truth.fps;
  maps.frames = frames;
  maps.cameras = take.cameras;
  maps.image = [images, frames](int view, int frame) { return (*images)[view * frames + frame]; };
  return maps;
}

LiftError measure(const Take& take, const Motion& lifted) {
  const Skeleton& skeleton = take.rig.skeleton;
  const double height = rig_height(take.rig);
  const Influence influence = find_influence(skeleton, take.legend);
  std::vector<double> distances, angles;
  for (size_t t = 0; t < lifted.frames.size(); ++t) {
    const auto a = forward_kinematics(skeleton, take.truth.frames[t]);
    const auto b = forward_kinematics(skeleton, lifted.frames[t]);
    const auto p = drawn_positions(take.legend, a), q = drawn_positions(take.legend, b);
    for (size_t i = 0; i < p.size(); ++i) distances.push_back((p[i] - q[i]).norm() / height);
    for (int j = 0; j < skeleton.size(); ++j) {
      if (!influence.moves[j]) continue;
      const Quaterniond from(a[j].rotation()), to(b[j].rotation());
      angles.push_back(rotation_distance(from, to) * 180 / M_PI);
    }
  }
  LiftError error;
  for (double d : distances) error.mean += d / distances.size();
  std::sort(distances.begin(), distances.end());
  std::sort(angles.begin(), angles.end());
  if (!distances.empty()) error.p95 = distances[distances.size() * 95 / 100];
  if (!angles.empty()) error.median_rotation_deg = angles[angles.size() / 2];
  return error;
}

}  // namespace animax::lift
