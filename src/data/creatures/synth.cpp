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
#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <mutex>
#include <optional>

namespace animax::data {

void SynthOptions::validate() const {
  if (count < 1) throw Error("count: found ", count, ", expected at least 1");
  if (folder.empty()) throw Error("folder: is empty, expected a path");
  if (triangles < 300 || triangles > 60000)
    throw Error("triangles: found ", triangles, ", expected 300 to 60000");
  if (!(variety >= 0 && variety <= 2)) throw Error("variety: found ", variety, ", expected 0 to 2");
  if (clips && (!(fps > 0) || frames < 2))
    throw Error("clips: found ", frames, " frames at ", fps, " fps, expected at least 2 frames");
  for (const std::string& motion : motions) traits_of(motion);
  if (!clips && !motions.empty()) throw Error("motions: need clips, which are switched off");
  if (wall.empty()) return;
  wall_options.validate();
  if (!clips && wall_options.moments > 1)
    throw Error("wall: ", wall_options.moments, " moments of a clip need clips, which are off");
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
    if (chain.closed < 0) entry["closed"] = chain.closed;
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

// The plans that rigs have in turn. Throws Error when a species is in none of them.
std::vector<BodyPlan> plans_in_turn(const SynthOptions& options) {
  const auto plans = options.plans.empty() ? creature_plans() : options.plans;
  if (options.species.empty()) return plans;
  std::vector<BodyPlan> in_turn;
  for (const std::string& wanted : options.species) {
    const auto has_it = [&](BodyPlan plan) {
      const auto known = species_of(plan);
      return std::find(known.begin(), known.end(), wanted) != known.end();
    };
    const auto plan = std::find_if(plans.begin(), plans.end(), has_it);
    if (plan == plans.end())
      throw Error("species: found \"", wanted, "\", which is in none of the body plans");
    in_turn.push_back(*plan);
  }
  return in_turn;
}

std::string choose_motion(const Creature& creature,
                          const SynthOptions& options,
                          size_t index,
                          Rng& rng) {
  const std::vector<std::string> motions = motions_for(creature.anatomy);
  CHECK_THAT(!motions.empty());
  if (options.motions.empty()) return rng.pick(motions);
  const std::string& wanted = options.motions[index % options.motions.size()];
  if (std::find(motions.begin(), motions.end(), wanted) == motions.end())
    throw Error("motions: number ", index, ", ", creature.subject, ", cannot ", wanted);
  return wanted;
}

// One creature and what is known about it.
struct Work {
  Creature creature;
  Motion motion;  // empty without clips
  Json about;
  std::string motion_name() const { return about.value("motion", ""); }
};

// Gives the creature a motion that suits it, and a caption.
void add_clip(Work& work, const SynthOptions& options, size_t index, Rng& rng) {
  Creature& creature = work.creature;
  const MotionParams params = random_params(choose_motion(creature, options, index, rng), rng);
  work.motion =
      make_motion(creature.rig.skeleton, creature.anatomy, params, options.fps, options.frames);
  const std::string caption =
      make_caption(creature.subject, params, rng, Split::kTrain, creature.anatomy.plan);
  creature.rig.clips.push_back(to_clip(work.motion, creature.rig.skeleton, caption));
  work.about["motion"] = params.motion;
  work.about["caption"] = caption;
}

Work make_work(BodyPlan plan, const SynthOptions& options, size_t index) {
  Rng rng = Rng(options.seed).fork(index);
  CreatureOptions make;
  make.triangles = options.triangles;
  make.variety = options.variety;
  if (!options.species.empty()) make.species = options.species[index % options.species.size()];
  Work work{make_creature(plan, rng, make), {}, {}};
  work.about = {{"plan", to_string(plan)},
                {"species", work.creature.species},
                {"subject", work.creature.subject},
                {"subject_words", work.creature.subject_words},
                {"seed", options.seed},
                {"index", index},
                {"triangles", work.creature.rig.triangle_count()},
                {"anatomy", to_json(work.creature.anatomy)}};
  if (options.clips) add_clip(work, options, index, rng);
  return work;
}

void write_work(const Work& work, const SynthOptions& options, size_t index) {
  const std::string stem = file_stem(work.creature.species, static_cast<int>(index));
  formats::write_glb(work.creature.rig, options.folder / (stem + ".glb"));
  write_json(options.folder / (stem + ".json"), work.about);
}

void draw_work(const Work& work,
               const SynthOptions& options,
               size_t index,
               render::Renderer& renderer,
               render::PictureWall& wall) {
  std::string caption = work.creature.species;
  if (options.wall_options.moments > 1) caption += ": " + work.motion_name();
  wall.place(static_cast<int>(index),
             render::render_moments(renderer, work.creature.rig, work.motion, options.wall_options),
             caption);
}

// Calls work(index, renderer) for all indices on all cores; each has a renderer of its own, unless
// `render` is empty.
void for_each_rig(size_t count,
                  const std::optional<render::RenderOptions>& render,
                  const std::function<void(size_t, render::Renderer*)>& work) {
  std::atomic<size_t> next{0};
  std::atomic<bool> failed{false};
  parallel_for(std::min<size_t>(count, static_cast<size_t>(thread_count())), [&](size_t) {
    try {
      std::optional<render::Renderer> renderer;
      if (render) renderer.emplace(*render);
      for (size_t i; !failed && (i = next.fetch_add(1)) < count;) {
        throw_if_interrupted();
        work(i, renderer ? &*renderer : nullptr);
      }
    } catch (...) {
      failed = true;  // the others need not go on
      throw;
    }
  });
}

}  // namespace

SynthReport write_synth(const SynthOptions& options) {
  options.validate();
  const auto start = std::chrono::steady_clock::now();
  const auto plans = plans_in_turn(options);
  std::optional<render::PictureWall> wall;
  std::optional<render::RenderOptions> render;
  if (!options.wall.empty()) {
    wall.emplace(options.count, options.wall_options);
    render = render::wall_render_options(options.wall_options);
  }
  make_folder(options.folder);
  std::optional<AtomicFile> wall_file;
  if (wall) wall_file.emplace(options.wall);  // a wrong path is better known before the work
  SynthReport report;
  std::mutex mutex;
  Progress progress("creatures", options.count);
  for_each_rig(options.count, render, [&](size_t i, render::Renderer* renderer) {
    const Work work = make_work(plans[i % plans.size()], options, i);
    write_work(work, options, i);
    if (wall) draw_work(work, options, i, *renderer, *wall);
    progress.advance();
    const std::lock_guard lock(mutex);
    ++report.files;
    ++report.by_plan[to_string(work.creature.anatomy.plan)];
    if (options.clips) ++report.by_motion[work.motion_name()];
  });
  if (wall) {
    wall_file->write(encode_png(wall->image()));
    wall_file->commit();
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace animax::data
