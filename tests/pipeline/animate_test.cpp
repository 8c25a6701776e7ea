// SPDX-License-Identifier: MIT
#include "pipeline/animate.h"

#include "core/file.h"
#include "core/log.h"
#include "data/augment/topology.h"
#include "data/captions/caption.h"
#include "data/clips/template_views.h"
#include "data/creatures/creature.h"
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
void write_random_model(const fs::path& folder, const data::ClipFormat& format, bool pose_only) {
  Rng rng(1);
  nn::DitConfig dit;
  dit.dim = 24;
  dit.ffn_dim = 32;
  dit.num_heads = 2;
  dit.num_layers = 1;
  dit.freq_dim = 16;
  dit.text_dim = 16;
  dit.text_len = 16;
  dit.in_dim = format.motion_channels() + format.template_channels();
  dit.out_dim = format.motion_channels();
  if (format.layout == data::FieldLayout::kImage)
    dit.patch_size = {1, 8, 8};
  else
    dit.patch_size = {1, 1, 1};
  dit.pose_only = pose_only;
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
      {"name", "random"}, {"clip", data::to_json(format)}, {"sampler", {{"steps", 2}}}};
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

class Animate : public testing::Test {
 protected:
  void SetUp() override {
    set_log_level(LogLevel::kWarning);
    options_.model = at("model");
    write_random_model(options_.model, small_format(), true);
    rig_ = write_rig(folder_.path());
  }
  fs::path at(const char* name) const { return folder_.path() / name; }

  TemporaryFolder folder_;
  fs::path rig_;
  AnimateOptions options_;
};

TEST_F(Animate, WritesTheSameFileTwiceAndKeepsWhatWasThere) {
  options_.seed = 7;
  options_.keep = at("kept");
  const AnimateReport report = animate(rig_, "a robot waves", at("a.glb"), options_);
  animate(rig_, "a robot waves", at("b.glb"), options_);
  EXPECT_EQ(read_file(at("a.glb")), read_file(at("b.glb")));
  EXPECT_GT(report.joints_drawn, 10);
  EXPECT_TRUE(fs::exists(options_.keep / "pose" / "v3" / "0008.png"));
  EXPECT_FALSE(fs::exists(options_.keep / "rgb" / "v3" / "0008.png"));

  const Rig before = formats::read_rig(rig_), after = formats::read_rig(at("a.glb"));
  ASSERT_EQ(after.clips.size(), before.clips.size() + 1);
  EXPECT_EQ(after.clips.back().name, "a robot waves");
  EXPECT_NEAR(after.clips.back().duration, 8 / 12.0, 0.04);
  EXPECT_EQ(after.vertex_count(), before.vertex_count());
}

TEST_F(Animate, KeptFoldersFitTheFileWhateverItsHierarchy) {
  // A fox whose feet are children of its root, modelled along x.
  Rng rng(5);
  data::CreatureOptions look;
  look.species = "fox";
  const data::Creature fox = data::make_creature(data::BodyPlan::kQuadruped, rng, look);
  std::vector<int> parent;
  for (const Joint& joint : fox.rig.skeleton.joints) parent.push_back(joint.parent);
  for (const data::Chain* leg : fox.anatomy.all(data::Part::kLeg))
    parent[leg->joints.back()] = fox.anatomy.root;
  Rig rig = data::reparent(data::unedited(fox.rig), parent).rig;
  for (Joint& joint : rig.skeleton.joints)
    if (joint.parent < 0)
      joint.parent_from_anchor =
          Affine3d(Eigen::AngleAxisd(M_PI / 2, Vector3d::UnitY())) * joint.parent_from_anchor;
  formats::write_glb(rig, at("fox.glb"));

  options_.keep = at("kept");
  animate(at("fox.glb"), "a fox trots", at("out.glb"), options_);
  const Rig file = formats::read_rig(at("fox.glb"));
  const WorkingFolder kept = read_working_folder(options_.keep, file.skeleton);
  // Cameras and joints are the file's: its first pose map shows its rest pose.
  const auto places =
      drawn_positions(kept.legend, forward_kinematics(file.skeleton, file.skeleton.rest_pose()));
  for (int v = 0; v < 4; ++v) {
    const Image shown = read_image(kept.rest_image("pose", v), 3);
    int right = 0;
    for (size_t p = 0; p < places.size(); ++p) {
      const Vector2d at = *kept.cameras[v].project(places[p]);
      const auto* pixel = shown.at(static_cast<int>(at.x()), static_cast<int>(at.y()));
      right += std::equal(pixel, pixel + 3, kept.legend.joints[p].color.begin());
    }
    EXPECT_GT(right, static_cast<int>(places.size()) / 2) << "view " << v;  // some hide others
  }
}

TEST_F(Animate, KeepsTheRgbVideoOfAModelThatMakesOne) {
  for (const auto layout : {data::FieldLayout::kImage, data::FieldLayout::kJoints}) {
    data::ClipFormat format = small_format();
    format.layout = layout;
    write_random_model(options_.model, format, false);
    options_.keep = at(layout == data::FieldLayout::kImage ? "image" : "joints");
    animate(rig_, "a robot waves", at("out.glb"), options_);
    const Image rest = read_image(options_.keep / "rgb" / "v3" / "0000.png");
    const Image last = read_image(options_.keep / "rgb" / "v3" / "0008.png");
    EXPECT_EQ(last.width, rest.width);
    EXPECT_NE(last.pixels, rest.pixels);
  }
}

TEST_F(Animate, LiftsTrueMotionAsItLiftsGenerated) {
  SyntheticOptions world_options;
  world_options.shape = SyntheticShape::kBiped;
  world_options.frames = 9;
  const SyntheticWorld world = make_synthetic_world(world_options, 5);
  Motion truth = world.motion;
  truth.frames[0] = world.rig.skeleton.rest_pose();
  options_.fps = 12;
  Animator animator(options_);
  ASSERT_EQ(animator.frames() + 1, static_cast<int>(truth.frames.size()));
  const auto error = [&](double noise) {
    const Motion lifted = animator.lift_truth(world.rig, truth, noise, 3).motion;
    double sum = 0;
    for (size_t t = 0; t < truth.frames.size(); ++t) {
      const auto a = joint_positions(world.rig.skeleton, truth.frames[t]);
      const auto b = joint_positions(world.rig.skeleton, lifted.frames[t]);
      for (size_t j = 0; j < a.size(); ++j)
        sum += (a[j] - b[j]).norm() / a.size() / truth.frames.size();
    }
    return sum / rig_height(world.rig);
  };
  const double clean = error(0);
  EXPECT_LT(clean, 0.02);
  EXPECT_GT(error(0.5), clean);
}

TEST_F(Animate, CutsTheClipToTheFramesAskedFor) {
  options_.frames = 6;  // a latent frame and a half
  animate(rig_, "x", at("out.glb"), options_);
  EXPECT_NEAR(formats::read_rig(at("out.glb")).clips.back().duration, 6 / 12.0, 0.04);
}

TEST_F(Animate, LoopEndsAsItBegins) {
  options_.loop = true;
  const AnimateReport report = animate(rig_, "x", at("out.glb"), options_);
  ASSERT_TRUE(report.loop);
  const Rig out = formats::read_rig(at("out.glb"));
  const Clip& clip = out.clips.back();
  EXPECT_NEAR(clip.duration, report.loop->seconds, 1e-3);
  EXPECT_GT(report.loop->seconds, report.loop->end - report.loop->start);
  const Pose first = sample_pose(clip, out.skeleton, 0);
  const Pose last = sample_pose(clip, out.skeleton, clip.duration);
  for (size_t j = 0; j < first.size(); ++j)
    EXPECT_LT(rotation_distance(first[j].rotation, last[j].rotation), 1e-3);
}

TEST_F(Animate, RefusesWhatItCannotDoAndWritesNothing) {
  const fs::path out = at("out.glb");
  options_.frames = 9;  // the model generates 8
  EXPECT_THROW(animate(rig_, "x", out, options_), UsageError);
  options_.frames = 0;
  options_.guidance_interval = {0.9, 0.1};
  EXPECT_THROW(animate(rig_, "x", out, options_), UsageError);
  options_.guidance_interval.clear();
  EXPECT_THROW(animate(at("missing.glb"), "x", out, options_), Error);
  options_.model = at("nowhere");
  EXPECT_THROW(animate(rig_, "x", out, options_), Error);
  options_.model = at("model");
  Json newer = read_json(options_.model / "model.json");
  newer["format_version"] = 99;
  write_json(options_.model / "model.json", newer);
  EXPECT_THROW(animate(rig_, "x", out, options_), Error);
  EXPECT_FALSE(fs::exists(out));
}

TEST_F(Animate, TakesEmptyLongAndForeignPrompts) {
  for (const std::string& prompt : {std::string(), std::string(5000, 'x'), std::string("狐狸在跑")})
    EXPECT_NO_THROW(animate(rig_, prompt, at("out.glb"), options_)) << prompt.substr(0, 20);
  EXPECT_THROW(animate(rig_, "\xff\xfe", at("out.glb"), options_), UsageError);
}

}  // namespace
}  // namespace animax::pipeline
