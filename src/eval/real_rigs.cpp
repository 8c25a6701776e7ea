// SPDX-License-Identifier: MIT
#include "eval/real_rigs.h"

#include "core/error.h"
#include "core/interrupt.h"
#include "core/progress.h"
#include "data/captions/caption.h"

#include <algorithm>
#include <cmath>

namespace animax::eval {
namespace {

namespace fs = std::filesystem;

struct ListedClip {
  int index = 0;
  std::string name, caption;
};
struct ListedRig {
  std::string path;
  std::vector<ListedClip> clips;  // with a caption, usable
};

std::vector<ListedRig> read_index(const RealEvalOptions& options) {
  const fs::path file = options.folder / "INDEX.json";
  const Json index = read_json(file);
  std::vector<ListedRig> rigs;
  for (const Json& entry : json_get<Json>(index, "files", file.string())) {
    const std::string where = file.string() + ": files";
    if (json_get_or<std::string>(entry, "split", "", where) != options.split) continue;
    ListedRig rig{json_get<std::string>(entry, "path", where), {}};
    for (const Json& clip : json_get_or<Json>(entry, "clips", Json::array(), where)) {
      ListedClip listed{json_get<int>(clip, "index", where + ": " + rig.path),
                        json_get_or<std::string>(clip, "name", "", where),
                        json_get_or<std::string>(clip, "caption", "", where)};
      if (json_get_or(clip, "usable", true, where) && !listed.caption.empty())
        rig.clips.push_back(std::move(listed));
    }
    if (!rig.clips.empty()) rigs.push_back(std::move(rig));
  }
  if (rigs.empty())
    throw Error(file.string(), ": no rig of split \"", options.split, "\" with a captioned clip");
  if (options.rigs > 0 && static_cast<size_t>(options.rigs) < rigs.size())
    rigs.resize(options.rigs);
  return rigs;
}

std::vector<ListedClip> spread(const std::vector<ListedClip>& clips, int most) {
  const size_t count = std::min(clips.size(), static_cast<size_t>(most));
  std::vector<ListedClip> picked;
  for (size_t i = 0; i < count; ++i) picked.push_back(clips[i * clips.size() / count]);
  return picked;
}

MetricContext context_of(const Rig& rig, const std::string& caption) {
  MetricContext context;
  context.height = rig_height(rig);
  context.tips = chain_tips(rig);
  context.floor = rest_bounds(rig).min.y();
  if (const auto motion = data::motion_of_caption(caption))
    describe_motion(*motion, false, context);
  return context;
}

// Over the time that both motions last.
std::optional<double> shared_joint_error(const Rig& rig,
                                         const Clip& clip,
                                         Motion generated,
                                         MetricContext context) {
  const auto lasting = static_cast<size_t>(std::floor(clip.duration * generated.fps + 1e-6)) + 1;
  if (lasting < generated.frames.size()) generated.frames.resize(lasting);
  const Motion truth = sample_motion(
      clip, rig.skeleton, generated.fps, 0, static_cast<int>(generated.frames.size()));
  context.truth = &truth;
  return measure_motion(rig.skeleton, generated, context).joint_error;
}

void judge(const Rig& rig, const Clip& clip, const GeneratedMotion& made, RealClip& row) {
  const MetricContext context = context_of(rig, row.caption);
  const Skeleton& skeleton = rig.skeleton;
  const Motion still{made.motion.fps,
                     std::vector<Pose>(made.motion.frames.size(), skeleton.rest_pose())};
  row.confidence = made.confidence;
  row.generated = measure_motion(skeleton, made.motion, context);
  row.generated.joint_error = shared_joint_error(rig, clip, made.motion, context);
  row.still = measure_motion(skeleton, still, context);
  row.still.joint_error = shared_joint_error(rig, clip, still, context);
  row.truth = measure_motion(skeleton, sample_motion(clip, skeleton, made.motion.fps), context);
}

// The clip of that name; its place in the file decides where names are shared or were changed.
const Clip& clip_of(const Rig& rig, const ListedClip& listed) {
  const bool placed = listed.index >= 0 && static_cast<size_t>(listed.index) < rig.clips.size();
  if (placed && rig.clips[listed.index].name == listed.name) return rig.clips[listed.index];
  for (const Clip& clip : rig.clips)
    if (clip.name == listed.name) return clip;
  if (!placed)
    throw Error("the index names clip ", listed.index, ", the file has ", rig.clips.size());
  return rig.clips[listed.index];
}

RealClip evaluate_clip(const Rig& rig,
                       const ListedRig& listed,
                       const ListedClip& clip,
                       const AnimateFunction& animate,
                       uint64_t seed) {
  RealClip row{listed.path, clip.name, clip.caption};
  try {
    judge(rig,
          clip_of(rig, clip),
          make_quietly([&] { return animate(rig, clip.caption, seed); }),
          row);
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& e) {
    row.error = e.what();
  }
  return row;
}

}  // namespace

void RealEvalOptions::validate() const {
  if (rigs < 0) throw UsageError("--rigs: found ", rigs, ", expected 0 (all) or more");
  if (clips_per_rig < 1)
    throw UsageError("--clips-per-rig: found ", clips_per_rig, ", expected at least 1");
}

RealEvaluation evaluate_real_rigs(const AnimateFunction& animate,
                                  const ReadRigFunction& read_rig,
                                  const RealEvalOptions& options) {
  options.validate();
  const auto rigs = read_index(options);
  RealEvaluation evaluation;
  Progress progress("real rigs", rigs.size());
  uint64_t seed = options.seed;
  for (const ListedRig& listed : rigs) {
    throw_if_interrupted();
    ++evaluation.rigs;
    try {
      const Rig rig = read_rig(options.folder / listed.path);
      for (const ListedClip& clip : spread(listed.clips, options.clips_per_rig))
        evaluation.clips.push_back(evaluate_clip(rig, listed, clip, animate, seed++));
    } catch (const Interrupted&) {
      throw;
    } catch (const Error& e) {
      evaluation.clips.push_back({listed.path, "", "", e.what()});
    }
    progress.advance();
  }
  return evaluation;
}

}  // namespace animax::eval
