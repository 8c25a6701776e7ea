// SPDX-License-Identifier: MIT
#include "pipeline/animate.h"

#include "core/file.h"
#include "core/log.h"
#include "data/captions/caption.h"
#include "data/clips/template_views.h"
#include "eval/roundtrip.h"
#include "formats/gltf_writer.h"
#include "formats/read.h"
#include "lift/lift.h"
#include "nn/joint_model.h"
#include "nn/tokenizer.h"
#include "scene/synthetic.h"

#include <gtest/gtest.h>

namespace animax::pipeline {
namespace {

data::ClipFormat small_format() {
  data::ClipFormat format;
  format.frames = 8;
  return format;
}

std::vector<Image> grey_views(const Rig&, const std::vector<Camera>& cameras) {
  return std::vector<Image>(cameras.size(), Image(cameras[0].width, cameras[0].height, 3, 128));
}

// A model with random weights, small enough to run in a blink.
void write_random_model(const fs::path& folder) {
  Rng rng(1);
  nn::DitConfig dit;
  dit.dim = 24;
  dit.ffn_dim = 32;
  dit.num_heads = 2;
  dit.num_layers = 1;
  dit.freq_dim = 16;
  dit.text_dim = 16;
  dit.text_len = 16;
  dit.in_dim = 17;
  dit.out_dim = 8;
  dit.patch_size = {1, 8, 8};
  dit.pose_only = true;
  dit.camera_channels = 6;
  dit.multiview = true;
  dit.prediction = nn::Prediction::kClean;
  nn::UmT5Config text;
  text.vocab = 512;
  text.dim = text.dim_attn = 16;
  text.dim_ffn = 32;
  text.num_heads = 2;
  text.num_layers = 1;
  nn::JointModel model;
  model.transformer = nn::random_dit(dit, rng);
  model.text_encoder = nn::random_umt5(text, rng);
  model.settings = {
      {"name", "random"}, {"clip", data::to_json(small_format())}, {"sampler", {{"steps", 2}}}};
  nn::save_joint_model(model, folder);
  nn::train_tokenizer(data::all_training_captions(300), 512, folder / "tokenizer.model");
}

fs::path write_rig(const fs::path& folder) {
  SyntheticOptions options;
  options.shape = SyntheticShape::kBiped;
  const fs::path path = folder / "rig.glb";
  formats::write_glb(make_synthetic_world(options, 1).rig, path);
  return path;
}

class MotionLatents : public testing::TestWithParam<data::FieldLayout> {};

INSTANTIATE_TEST_SUITE_P(Layouts,
                         MotionLatents,
                         testing::Values(data::FieldLayout::kImage, data::FieldLayout::kJoints));

TEST_P(MotionLatents, TrueMotionSurvivesEncodingAndLifting) {
  SyntheticOptions options;
  options.shape = SyntheticShape::kBiped;
  options.frames = 9;
  const SyntheticWorld world = make_synthetic_world(options, 5);
  data::ClipFormat format = small_format();
  format.layout = GetParam();
  Motion motion = world.motion;
  motion.frames[0] = world.rig.skeleton.rest_pose();
  const data::TemplateViews views = data::make_template_views(world.rig, format, grey_views);
  const auto latents = data::encode_motion(world.rig, views, format, motion, false);
  const auto moved = data::decode_pose_latents(views, format, latents.pose);
  lift::Evidence evidence(4, format.frames + 1, static_cast<int>(views.legend.joints.size()));
  for (int v = 0; v < 4; ++v)
    for (int f = 0; f <= format.frames; ++f)
      for (int p = 0; p < evidence.points(); ++p)
        if (moved[v][f][p]) evidence.at(v, f, p).push_back({moved[v][f][p]->position, 1, 0.5});
  lift::PoseMaps maps;
  maps.fps = format.fps;
  maps.frames = format.frames + 1;
  maps.cameras = views.cameras;
  const auto lifted = lift::lift_evidence(world.rig.skeleton, views.legend, maps, evidence);
  eval::RoundTripReport report;
  eval::compare_motions(world.rig, views.legend, motion, lifted.motion, report);
  EXPECT_LT(report.mean_joint_error, 0.01);
  EXPECT_GT(lifted.confidence, 0.7);
}

TEST(Animate, WritesTheSameFileTwiceAndKeepsWhatWasThere) {
  set_log_level(LogLevel::kWarning);
  const TemporaryFolder folder;
  write_random_model(folder.path() / "model");
  const fs::path rig = write_rig(folder.path());
  AnimateOptions options;
  options.model = folder.path() / "model";
  options.seed = 7;
  options.keep = folder.path() / "kept";
  const AnimateReport report = animate(rig, "a robot waves", folder.path() / "a.glb", options);
  animate(rig, "a robot waves", folder.path() / "b.glb", options);
  EXPECT_EQ(read_file(folder.path() / "a.glb"), read_file(folder.path() / "b.glb"));
  EXPECT_GT(report.joints_drawn, 10);
  EXPECT_TRUE(fs::exists(options.keep / "pose" / "v3" / "0008.png"));

  const Rig before = formats::read_rig(rig), after = formats::read_rig(folder.path() / "a.glb");
  ASSERT_EQ(after.clips.size(), before.clips.size() + 1);
  EXPECT_EQ(after.clips.back().name, "a robot waves");
  EXPECT_NEAR(after.clips.back().duration, 8 / 12.0, 0.04);
  EXPECT_EQ(after.vertex_count(), before.vertex_count());
}

TEST(Animate, CutsTheClipToTheFramesAskedFor) {
  set_log_level(LogLevel::kWarning);
  const TemporaryFolder folder;
  write_random_model(folder.path() / "model");
  const fs::path rig = write_rig(folder.path()), out = folder.path() / "out.glb";
  AnimateOptions options;
  options.model = folder.path() / "model";
  options.frames = 6;  // a latent frame and a half
  animate(rig, "x", out, options);
  EXPECT_NEAR(formats::read_rig(out).clips.back().duration, 6 / 12.0, 0.04);
}

TEST(Animate, RefusesWhatItCannotDoAndWritesNothing) {
  set_log_level(LogLevel::kWarning);
  const TemporaryFolder folder;
  write_random_model(folder.path() / "model");
  const fs::path rig = write_rig(folder.path()), out = folder.path() / "out.glb";
  AnimateOptions options;
  options.model = folder.path() / "model";
  options.frames = 9;  // the model generates 8
  EXPECT_THROW(animate(rig, "x", out, options), UsageError);
  options.frames = 0;
  EXPECT_THROW(animate(folder.path() / "missing.glb", "x", out, options), Error);
  options.model = folder.path() / "nowhere";
  EXPECT_THROW(animate(rig, "x", out, options), Error);
  Json newer = read_json(folder.path() / "model" / "model.json");
  newer["format_version"] = 99;
  write_json(folder.path() / "model" / "model.json", newer);
  options.model = folder.path() / "model";
  EXPECT_THROW(animate(rig, "x", out, options), Error);
  EXPECT_FALSE(fs::exists(out));
}

TEST(Animate, TakesEmptyLongAndForeignPrompts) {
  set_log_level(LogLevel::kWarning);
  const TemporaryFolder folder;
  write_random_model(folder.path() / "model");
  const fs::path rig = write_rig(folder.path()), out = folder.path() / "out.glb";
  AnimateOptions options;
  options.model = folder.path() / "model";
  for (const std::string& prompt : {std::string(), std::string(5000, 'x'), std::string("狐狸在跑")})
    EXPECT_NO_THROW(animate(rig, prompt, out, options)) << prompt.substr(0, 20);
  EXPECT_THROW(animate(rig, "\xff\xfe", out, options), UsageError);
}

}  // namespace
}  // namespace animax::pipeline
