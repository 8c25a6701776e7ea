// SPDX-License-Identifier: MIT
#include "train/config.h"

#include "core/json.h"

namespace animax::train {

int64_t TrainConfig::total_steps() const {
  int64_t total = 0;
  for (const Stage& stage : stages) total += stage.steps;
  return total;
}

const Stage& TrainConfig::stage_of(int64_t step) const {
  for (const Stage& stage : stages) {
    if (step < stage.steps) return stage;
    step -= stage.steps;
  }
  return stages.back();
}

double TrainConfig::learning_rate_at(int64_t step) const {
  LearningRate rate = learning_rate;
  if (stage_of(step).learning_rate > 0) rate.peak = stage_of(step).learning_rate;
  return rate.at(step);
}

uint64_t TrainConfig::clips_before(int64_t step) const {
  uint64_t clips = 0;
  for (const Stage& stage : stages) {
    const int64_t here = std::min(step, stage.steps);
    clips += static_cast<uint64_t>(here) * stage.batch;
    step -= here;
  }
  return clips;
}

namespace {

std::vector<Stage> stages_from_json(const Json& json, const std::string& where) {
  std::vector<Stage> stages;
  for (const Json& entry : json_get<Json>(json, "stages", where)) {
    Stage stage;
    stage.steps = json_get<int64_t>(entry, "steps", where + ": stages");
    stage.views = json_get_or(entry, "views", stage.views, where + ": stages");
    stage.batch = json_get_or(entry, "batch", stage.batch, where + ": stages");
    stage.learning_rate =
        json_get_or(entry, "learning_rate", stage.learning_rate, where + ": stages");
    if (stage.steps < 1 || stage.views < 1 || stage.batch < 1 || !(stage.learning_rate >= 0))
      throw Error(where, ": stages: steps, views, batch and learning_rate must be positive");
    stages.push_back(stage);
  }
  if (stages.empty()) throw Error(where, ": stages: found none, expected at least one");
  return stages;
}

void check_unit(double value, const char* key, const std::string& where) {
  if (!(value >= 0 && value < 1))
    throw Error(where, ": ", key, ": found ", value, ", expected at least 0 and less than 1");
}

RealDataConfig real_from_json(const Json& json, const std::string& where) {
  RealDataConfig real;
  real.folder = json_get<std::string>(json, "folder", where);
  real.share = json_get<double>(json, "share", where);
  check_unit(real.share, "share", where);
  real.licences = json_get_or<std::vector<std::string>>(json, "licences", {}, where);
  data::RealSceneOptions options;
  options.mix.programs = json_get_or(json, "programs", options.mix.programs, where);
  options.mix.clips = json_get_or(json, "clips", options.mix.clips, where);
  options.mix.retargeted = json_get_or(json, "retargeted", options.mix.retargeted, where);
  options.validate();
  real.mix = options.mix;
  return real;
}

Json to_json(const RealDataConfig& real) {
  return {{"folder", real.folder.string()},
          {"share", real.share},
          {"licences", real.licences},
          {"programs", real.mix.programs},
          {"clips", real.mix.clips},
          {"retargeted", real.mix.retargeted}};
}

}  // namespace

namespace {

// The file's keys over those of the file that it "extends", and so on.
Json read_extended(const std::filesystem::path& path, int depth = 0) {
  constexpr int kDeepest = 8;
  const Json own = read_json(path);
  const auto base = json_get_or<std::string>(own, "extends", "", path.string());
  if (base.empty()) return own;
  if (depth == kDeepest)
    throw Error(path.string(), ": extends: found more than ", kDeepest, " files one upon another");
  Json json = read_extended(path.parent_path() / base, depth + 1);
  json.merge_patch(own);
  return json;
}

}  // namespace

TrainConfig read_train_config(const std::filesystem::path& path) {
  const Json json = read_extended(path);
  const std::string where = path.string();
  TrainConfig c;
  c.name = json_get_or(json, "name", c.name, where);
  c.output = json_get<std::string>(json, "output", where);
  c.seed = json_get_or(json, "seed", c.seed, where);
  c.device = json_get_or(json, "device", c.device, where);
  c.compute = json_get_or(json, "compute", c.compute, where);
  c.clip = data::clip_format_from_json(json_get<Json>(json, "clip", where), where + ": clip");
  c.transformer =
      nn::dit_config_from_json(json_get<Json>(json, "transformer", where), where + ": transformer");
  c.text_encoder = nn::umt5_config_from_json(json_get<Json>(json, "text_encoder", where),
                                             where + ": text_encoder");
  c.tokenizer = json_get_or<std::string>(json, "tokenizer", "", where);
  c.start_from = json_get_or<std::string>(json, "start_from", "", where);
  c.stages = stages_from_json(json, where);
  const auto method = json_get_or<std::string>(json, "optimizer", "adamw", where);
  if (method != "adamw" && method != "muon")
    throw Error(where, ": optimizer: found \"", method, "\", expected adamw or muon");
  c.optimizer.method = method == "muon" ? OptimizerMethod::kMuon : OptimizerMethod::kAdamW;
  c.optimizer.beta2 = json_get_or(json, "beta2", c.optimizer.beta2, where);
  c.optimizer.weight_decay = json_get_or(json, "weight_decay", c.optimizer.weight_decay, where);
  c.optimizer.clip_norm = json_get_or(json, "clip_norm", c.optimizer.clip_norm, where);
  c.optimizer.ema_decay = json_get_or(json, "ema_decay", c.optimizer.ema_decay, where);
  c.optimizer.validate();
  c.learning_rate.peak = json_get_or(json, "learning_rate", c.learning_rate.peak, where);
  c.learning_rate.warmup = json_get_or(json, "warmup_steps", c.learning_rate.warmup, where);
  c.learning_rate.decay = json_get_or(json, "decay_steps", c.learning_rate.decay, where);
  c.learning_rate.total = c.total_steps();
  c.sigma_shift = json_get_or(json, "sigma_shift", c.sigma_shift, where);
  c.text_dropout = json_get_or(json, "text_dropout", c.text_dropout, where);
  c.template_dropout = json_get_or(json, "template_dropout", c.template_dropout, where);
  c.rgb_weight = json_get_or(json, "rgb_weight", c.rgb_weight, where);
  c.motion_floor = json_get_or(json, "motion_floor", c.motion_floor, where);
  const auto loss = json_get_or<std::string>(json, "loss", "velocity", where);
  if (loss != "velocity" && loss != "clean")
    throw Error(where, ": loss: found \"", loss, "\", expected velocity or clean");
  c.loss = loss == "clean" ? diffusion::LossSpace::kClean : diffusion::LossSpace::kVelocity;
  c.label_weight = json_get_or(json, "label_weight", c.label_weight, where);
  if (c.label_weight > 0 && !c.transformer.text_modulation)
    throw Error(where, ": label_weight: needs transformer.text_modulation");
  c.clips_per_creature = json_get_or(json, "clips_per_creature", c.clips_per_creature, where);
  c.pool = json_get_or(json, "pool", c.pool, where);
  c.replicas = json_get_or(json, "replicas", c.replicas, where);
  c.workers = json_get_or(json, "workers", c.workers, where);
  c.checkpoint_minutes = json_get_or(json, "checkpoint_minutes", c.checkpoint_minutes, where);
  c.validate_every = json_get_or(json, "validate_every", c.validate_every, where);
  c.validation_clips = json_get_or(json, "validation_clips", c.validation_clips, where);
  c.sample_clips = json_get_or(json, "sample_clips", c.sample_clips, where);
  c.data_variety = json_get_or(json, "data_variety", c.data_variety, where);
  c.unfamiliar_subjects = json_get_or(json, "unfamiliar_subjects", c.unfamiliar_subjects, where);
  c.settled_manner = json_get_or(json, "settled_manner", c.settled_manner, where);
  c.data_triangles = json_get_or(json, "data_triangles", c.data_triangles, where);
  if (json.contains("real"))
    c.real = real_from_json(json_get<Json>(json, "real", where), where + ": real");
  for (const std::string& name : json_get_or<std::vector<std::string>>(json, "plans", {}, where)) {
    const auto plan = data::body_plan_from_string(name);
    if (!plan) throw Error(where, ": plans: found \"", name, "\", which is no body plan");
    c.plans.push_back(*plan);
  }
  check_unit(c.unfamiliar_subjects, "unfamiliar_subjects", where);
  check_unit(c.text_dropout, "text_dropout", where);
  check_unit(c.template_dropout, "template_dropout", where);
  for (const Stage& stage : c.stages)
    if (stage.views > c.clip.cameras.views)
      throw Error(where,
                  ": stages: found ",
                  stage.views,
                  " views, the clip format has ",
                  c.clip.cameras.views);
  if (c.sample_clips < 0 || c.validation_clips < 1 || c.validate_every < 1)
    throw Error(where, ": sample_clips, validation_clips or validate_every is out of range");
  if (c.clips_per_creature < 1 || c.pool < 1 || c.replicas < 0 || c.replicas > 256)
    throw Error(where, ": clips_per_creature, pool or replicas is out of range");
  if (c.clip.layout == data::FieldLayout::kJoints &&
      c.transformer.patch_size != std::array<int64_t, 3>{1, 1, 1})
    throw Error(where, ": transformer: the layout \"joints\" needs patches of one cell");
  if (c.transformer.in_dim != c.clip.motion_channels() + c.clip.template_channels() ||
      c.transformer.out_dim != c.clip.motion_channels())
    throw Error(where,
                ": transformer: in_dim and out_dim must be ",
                c.clip.motion_channels() + c.clip.template_channels(),
                " and ",
                c.clip.motion_channels(),
                " for this clip format");
  if (c.transformer.text_dim != c.text_encoder.dim)
    throw Error(where, ": transformer: text_dim must equal the text encoder's dim");
  return c;
}

Json to_json(const TrainConfig& c) {
  Json stages = Json::array();
  for (const Stage& s : c.stages) {
    stages.push_back({{"steps", s.steps}, {"views", s.views}, {"batch", s.batch}});
    if (s.learning_rate > 0) stages.back()["learning_rate"] = s.learning_rate;
  }
  std::vector<std::string> plans;
  for (data::BodyPlan plan : c.plans) plans.push_back(data::to_string(plan));
  Json json = {{"name", c.name},
               {"plans", plans},
               {"output", c.output.string()},
               {"seed", c.seed},
               {"device", c.device},
               {"compute", c.compute},
               {"clip", data::to_json(c.clip)},
               {"transformer", nn::to_json(c.transformer)},
               {"text_encoder", nn::to_json(c.text_encoder)},
               {"start_from", c.start_from.string()},
               {"tokenizer", c.tokenizer.string()},
               {"stages", stages},
               {"optimizer", c.optimizer.method == OptimizerMethod::kMuon ? "muon" : "adamw"},
               {"beta2", c.optimizer.beta2},
               {"weight_decay", c.optimizer.weight_decay},
               {"clip_norm", c.optimizer.clip_norm},
               {"ema_decay", c.optimizer.ema_decay},
               {"learning_rate", c.learning_rate.peak},
               {"warmup_steps", c.learning_rate.warmup},
               {"decay_steps", c.learning_rate.decay},
               {"sigma_shift", c.sigma_shift},
               {"text_dropout", c.text_dropout},
               {"template_dropout", c.template_dropout},
               {"rgb_weight", c.rgb_weight},
               {"motion_floor", c.motion_floor},
               {"loss", c.loss == diffusion::LossSpace::kClean ? "clean" : "velocity"},
               {"label_weight", c.label_weight},
               {"clips_per_creature", c.clips_per_creature},
               {"pool", c.pool},
               {"replicas", c.replicas},
               {"workers", c.workers},
               {"checkpoint_minutes", c.checkpoint_minutes},
               {"validate_every", c.validate_every},
               {"validation_clips", c.validation_clips},
               {"sample_clips", c.sample_clips},
               {"data_variety", c.data_variety},
               {"unfamiliar_subjects", c.unfamiliar_subjects},
               {"settled_manner", c.settled_manner},
               {"data_triangles", c.data_triangles}};
  if (!c.real.folder.empty()) json["real"] = to_json(c.real);
  return json;
}

}  // namespace animax::train
