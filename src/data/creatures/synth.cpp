// SPDX-License-Identifier: MIT
#include "data/creatures/synth.h"

#include "core/error.h"
#include "core/file.h"
#include "core/interrupt.h"
#include "core/parallel.h"
#include "core/progress.h"
#include "data/captions/caption.h"
#include "data/motions/motion.h"
#include "formats/gltf_writer.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <mutex>

namespace animax::data {

void SynthOptions::validate() const {
  if (count < 1) throw Error("count: found ", count, ", expected at least 1");
  if (folder.empty()) throw Error("folder: is empty, expected a path");
  if (triangles < 300 || triangles > 60000)
    throw Error("triangles: found ", triangles, ", expected 300 to 60000");
  if (!(variety >= 0 && variety <= 2)) throw Error("variety: found ", variety, ", expected 0 to 2");
  if (clips && (!(fps > 0) || frames < 2))
    throw Error("clips: found ", frames, " frames at ", fps, " fps, expected at least 2 frames");
}

Json to_json(const Anatomy& anatomy) {
  Json chains = Json::array();
  for (const Chain& chain : anatomy.chains) {
    Json entry{{"part", to_string(chain.part)},
               {"side", chain.side},
               {"index", chain.index},
               {"joints", chain.joints}};
    if (chain.slides) entry["slides"] = true;
    if (chain.axis) entry["axis"] = {chain.axis->x(), chain.axis->y(), chain.axis->z()};
    if (chain.limit > 0) entry["limit"] = chain.limit;
    chains.push_back(std::move(entry));
  }
  return {{"plan", to_string(anatomy.plan)},
          {"root", anatomy.root},
          {"ground", anatomy.ground},
          {"chains", std::move(chains)}};
}

namespace {

// "toy cat", 12 as "toy_cat_000012".
std::string file_stem(const std::string& species, int index) {
  char number[16];
  std::snprintf(number, sizeof number, "_%06d", index);
  std::string stem = species + number;
  std::replace(stem.begin(), stem.end(), ' ', '_');
  return stem;
}

// Gives the creature a motion that suits it; the caption goes into `about`.
std::string add_clip(Creature& creature, const SynthOptions& options, Rng& rng, Json& about) {
  const std::vector<std::string> motions = motions_for(creature.anatomy);
  CHECK_THAT(!motions.empty());
  const MotionParams params = random_params(rng.pick(motions), rng);
  const Motion motion =
      make_motion(creature.rig.skeleton, creature.anatomy, params, options.fps, options.frames);
  const std::string caption =
      make_caption(creature.subject, params, rng, Split::kTrain, creature.anatomy.plan);
  creature.rig.clips.push_back(to_clip(motion, creature.rig.skeleton, caption));
  about["motion"] = params.motion;
  about["caption"] = caption;
  return params.motion;
}

}  // namespace

SynthReport write_synth(const SynthOptions& options) {
  options.validate();
  make_folder(options.folder);
  const auto start = std::chrono::steady_clock::now();
  const auto plans = options.plans.empty() ? creature_plans() : options.plans;
  SynthReport report;
  std::mutex mutex;
  Progress progress("creatures", options.count);
  parallel_for(options.count, [&](size_t i) {
    throw_if_interrupted();
    Rng rng = Rng(options.seed).fork(i);
    CreatureOptions make;
    make.triangles = options.triangles;
    make.variety = options.variety;
    const BodyPlan plan = plans[i % plans.size()];
    Creature creature = make_creature(plan, rng, make);
    Json about{{"plan", to_string(plan)},
               {"species", creature.species},
               {"subject", creature.subject},
               {"subject_words", creature.subject_words},
               {"seed", options.seed},
               {"index", i},
               {"triangles", creature.rig.triangle_count()},
               {"anatomy", to_json(creature.anatomy)}};
    std::string motion;
    if (options.clips) motion = add_clip(creature, options, rng, about);
    const std::string stem = file_stem(creature.species, static_cast<int>(i));
    formats::write_glb(creature.rig, options.folder / (stem + ".glb"));
    write_json(options.folder / (stem + ".json"), about);
    progress.advance();
    const std::lock_guard lock(mutex);
    ++report.files;
    ++report.by_plan[to_string(plan)];
    if (options.clips) ++report.by_motion[motion];
  });
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace animax::data
