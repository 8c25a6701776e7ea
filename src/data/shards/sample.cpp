// SPDX-License-Identifier: MIT
#include "data/shards/sample.h"

#include "core/error.h"
#include "data/shards/tar.h"
#include "render/pose_map_renderer.h"

#include <bit>
#include <cstdio>
#include <cstring>
#include <map>

namespace animax::data {
namespace {

static_assert(std::endian::native == std::endian::little, "npy files are written as they lie");

// Adds one file after the other to the sample.
class Members {
 public:
  explicit Members(std::string key) : key_(std::move(key)) {}
  void add(const std::string& extension, const std::string& content) {
    bytes_ += tar_member(key_ + "." + extension, content);
  }
  void add(const std::string& extension, const Json& json) {
    add(extension, json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  }
  std::string take() { return std::move(bytes_); }

 private:
  const std::string key_;
  std::string bytes_;
};

std::string numbered(const char* format, size_t a, size_t b = 0) {
  char text[48];
  std::snprintf(text, sizeof text, format, a, b);
  return text;
}

void add_pictures(const Rig& rig,
                  const Pose& pose,
                  const Legend& legend,
                  const std::vector<Camera>& cameras,
                  render::Renderer& renderer,
                  const std::function<void(const std::string&, size_t, const Image&)>& add) {
  const auto drawn = drawn_positions(legend, forward_kinematics(rig.skeleton, pose));
  const std::vector<Image> rgb = renderer.render(pose, cameras);
  for (size_t v = 0; v < cameras.size(); ++v) {
    add("rgb", v, rgb[v]);
    add("pose", v, render::draw_pose_map(legend, drawn, cameras[v], cameras[v].width));
  }
}

void add_motion(const Motion& motion, Members& members) {
  const size_t frames = motion.frames.size(), joints = motion.frames.front().size();
  std::vector<float> rotations, translations, scales;  // (F, J, 4), (F, J, 3), (F, J, 3)
  for (const Pose& pose : motion.frames) {
    for (const Transform& t : pose) {
      for (int c = 0; c < 4; ++c) rotations.push_back(static_cast<float>(t.rotation.coeffs()[c]));
      for (int c = 0; c < 3; ++c) translations.push_back(static_cast<float>(t.translation[c]));
      for (int c = 0; c < 3; ++c) scales.push_back(static_cast<float>(t.scale[c]));
    }
  }
  members.add("rotations.npy", encode_npy({frames, joints, 4}, rotations));
  members.add("translations.npy", encode_npy({frames, joints, 3}, translations));
  members.add("scales.npy", encode_npy({frames, joints, 3}, scales));
}

}  // namespace

std::string sample_key(uint64_t index) { return numbered("%09zu", index); }

std::string encode_npy(const std::vector<size_t>& shape, std::span<const float> values) {
  size_t count = 1;
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (";
  for (size_t n : shape) {
    header += std::to_string(n) + ", ";
    count *= n;
  }
  CHECK_EQ(count, values.size());
  header += "), }";
  // Magic, version and length take 10 bytes; everything before the data is a multiple of 64.
  header.resize((header.size() + 1 + 10 + 63) / 64 * 64 - 10 - 1, ' ');
  header += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size() & 255);
  bytes += static_cast<char>(header.size() >> 8);
  bytes += header;
  bytes.append(reinterpret_cast<const char*>(values.data()), 4 * values.size());
  return bytes;
}

Json to_json(const Skeleton& skeleton) {
  Json joints = Json::array();
  for (const Joint& joint : skeleton.joints) {
    Json matrix = Json::array();
    for (int r = 0; r < 4; ++r)
      for (int c = 0; c < 4; ++c) matrix.push_back(joint.parent_from_anchor.matrix()(r, c));
    const Transform& rest = joint.rest;
    const auto& q = rest.rotation;
    joints.push_back(
        {{"name", joint.name},
         {"parent", joint.parent},
         {"deforms", joint.deforms},
         {"parent_from_anchor", std::move(matrix)},
         {"rest",
          {{"translation", {rest.translation.x(), rest.translation.y(), rest.translation.z()}},
           {"rotation", {q.x(), q.y(), q.z(), q.w()}},
           {"scale", {rest.scale.x(), rest.scale.y(), rest.scale.z()}}}}});
  }
  return {{"joints", std::move(joints)}};
}

std::string encode_sample(const Shot& shot,
                          uint64_t index,
                          const ClipFormat& format,
                          render::Renderer& renderer,
                          const EncodeVideo& encode_video) {
  const Rig& rig = *shot.rig;
  const Motion& motion = shot.motion;
  CHECK_GE(motion.frames.size(), size_t{2});
  const Legend legend = make_legend(rig, format.pose_map);
  ViewRigOptions views = format.cameras;
  views.size = format.image_size;
  const std::vector<Camera> cameras = make_view_rig(rest_bounds(rig), views);

  Members members(sample_key(index));
  members.add("caption.txt", shot.caption + "\n");
  Json about = shot.about;
  about.update({{"index", index},
                {"caption", shot.caption},
                {"frames", motion.frames.size()},
                {"fps", motion.fps},
                {"views", cameras.size()},
                {"joints", rig.skeleton.size()}});
  members.add("clip.json", about);
  Json view_list = Json::array();
  for (const Camera& camera : cameras) view_list.push_back(to_json(camera));
  members.add(
      "cameras.json",
      Json{{"fps", motion.fps}, {"frames", motion.frames.size()}, {"views", std::move(view_list)}});
  members.add("palette.json", to_json(legend, rig.skeleton));
  members.add("skeleton.json", to_json(rig.skeleton));
  add_motion(motion, members);

  renderer.load(rig);
  add_pictures(rig,
               rig.skeleton.rest_pose(),
               legend,
               cameras,
               renderer,
               [&](const std::string& kind, size_t view, const Image& image) {
                 members.add("rest." + kind + numbered(".v%zu.png", view), encode_png(image));
               });
  std::map<std::string, std::vector<Image>> videos;  // by "rgb.v0": only a VAE wants them whole
  for (size_t f = 0; f < motion.frames.size(); ++f)
    add_pictures(rig,
                 motion.frames[f],
                 legend,
                 cameras,
                 renderer,
                 [&](const std::string& kind, size_t view, const Image& image) {
                   members.add(kind + numbered(".v%zu.%04zu.png", view, f), encode_png(image));
                   if (encode_video) videos[kind + numbered(".v%zu", view)].push_back(image);
                 });
  for (const auto& [name, frames] : videos) {
    const VideoLatents latents = encode_video(frames);
    members.add(name + ".latents.npy", encode_npy(latents.shape, latents.values));
  }
  return members.take();
}

}  // namespace animax::data
