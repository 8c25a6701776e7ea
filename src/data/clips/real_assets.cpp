// SPDX-License-Identifier: MIT
#include "data/clips/real_assets.h"

#include "core/error.h"
#include "core/json.h"
#include "data/anatomy_recognition.h"
#include "data/checker/check_motion.h"
#include "data/motions/motion.h"
#include "formats/read.h"

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <set>

namespace animax::data {
namespace {

struct Slot {
  std::once_flag once;
  std::unique_ptr<RealRig> rig;
};

bool wanted(const std::vector<std::string>& list, const std::string& name) {
  return list.empty() || std::find(list.begin(), list.end(), name) != list.end();
}

RealAsset read_row(const Json& row, const std::string& where) {
  RealAsset asset;
  asset.path = json_get<std::string>(row, "path", where);
  const std::string here = where + ": " + asset.path;
  asset.split = json_get<std::string>(row, "split", here);
  asset.source = json_get<std::string>(row, "source", here);
  asset.licence = json_get<std::string>(row, "licence", here);
  asset.attribution = json_get_or<std::string>(row, "attribution", "", here);
  asset.category = json_get_or<std::string>(row, "category", "", here);
  asset.subject = json_get_or<std::string>(row, "subject", "a character", here);
  asset.rig_id = json_get_or<std::string>(row, "rig_id", asset.path, here);
  for (const Json& clip : row.value("clips", Json::array())) {
    if (!json_get_or(clip, "usable", true, here)) continue;
    RealClip read;
    read.name = json_get<std::string>(clip, "name", here);
    read.index = json_get<int>(clip, "index", here);
    read.caption = json_get_or<std::string>(clip, "caption", "", here);
    read.duration = json_get_or(clip, "duration_s", 0.0, here);
    asset.clips.push_back(std::move(read));
  }
  return asset;
}

/// False where what the index calls the subject and what its joints look like contradict: a whale
/// whose fins were taken for legs must not walk.
bool fits_category(BodyPlan plan, const std::string& category) {
  using P = BodyPlan;
  static const std::map<std::string, std::set<BodyPlan>> allowed{
      {"humanoid", {P::kBiped}},
      {"robot", {P::kBiped, P::kQuadruped, P::kOther, P::kRobotArm}},
      {"quadruped", {P::kQuadruped, P::kOther}},
      {"dinosaur", {P::kBiped, P::kQuadruped}},
      {"bird", {P::kBird, P::kBiped, P::kOther}},
      {"bat", {P::kBird}},
      {"dragon", {P::kDragon, P::kBird}},
      {"fish", {P::kFish}},
      {"snake", {P::kSnake}},
      {"insect", {P::kInsect, P::kBird}},
      {"spider", {P::kInsect}},
      {"plant", {P::kPlant, P::kOther}},
      {"vehicle", {P::kVehicle, P::kOther}},
      {"furniture", {P::kDoor, P::kChest, P::kDrawers, P::kLaptop, P::kCrane, P::kOther}}};
  const auto found = allowed.find(category);
  return found == allowed.end() || found->second.count(plan) > 0;
}

/// Programs whose usual performance passes the check on this body.
std::vector<std::string> motions_that_show(const Skeleton& skeleton, const Anatomy& anatomy) {
  std::vector<std::string> shown;
  for (const std::string& name : motions_for(anatomy)) {
    MotionParams params;
    params.motion = name;
    const Motion motion = make_motion(skeleton, anatomy, params, 12, 17);
    if (check_motion(skeleton, anatomy, motion, name).passed) shown.push_back(name);
  }
  return shown;
}

}  // namespace

struct RealAssets::Cache {
  std::deque<Slot> bodies, skeletons;
};

RealRig load_real_rig(const std::filesystem::path& path, const std::string& category) {
  Rig file = formats::read_rig(path);
  RealRig ready;
  ready.clips = std::move(file.clips);
  file.clips.clear();
  ready.repaired = repair_rig(file);
  ready.rig = std::move(ready.repaired.edited.rig);
  ready.repaired.edited.rig = Rig{};
  ready.repaired.edited.rig.skeleton = ready.rig.skeleton;
  ready.anatomy = recognise_anatomy(ready.rig);
  if (ready.anatomy && !fits_category(ready.anatomy->plan, category)) ready.anatomy.reset();
  if (ready.anatomy && ready.rig.vertex_count() > 0)
    ready.motions = motions_that_show(ready.rig.skeleton, *ready.anatomy);
  return ready;
}

RealAssets::RealAssets(std::filesystem::path folder, const RealAssetFilter& filter)
    : folder_(std::move(folder)), cache_(std::make_unique<Cache>()) {
  const std::filesystem::path path = folder_ / "INDEX.json";
  const std::string where = path.string();
  for (const Json& row : json_get<Json>(read_json(path), "files", where)) {
    RealAsset asset = read_row(row, where);
    if (!wanted(filter.licences, asset.licence) || !wanted(filter.sources, asset.source)) continue;
    if (asset.split == (filter.test_rigs ? "public_test" : "train"))
      bodies_.push_back(std::move(asset));
    else if (asset.split == "bvh")
      skeletons_.push_back(std::move(asset));
  }
  if (bodies_.empty()) throw Error(where, ": no rig of the wanted split, licences and sources");
  cache_->bodies.resize(bodies_.size());
  cache_->skeletons.resize(skeletons_.size());
}

RealAssets::~RealAssets() = default;

const RealRig& RealAssets::body(size_t index) const {
  Slot& slot = cache_->bodies.at(index);
  std::call_once(slot.once, [&] {
    slot.rig = std::make_unique<RealRig>(
        load_real_rig(folder_ / bodies_[index].path, bodies_[index].category));
  });
  return *slot.rig;
}

const RealRig& RealAssets::skeleton(size_t index) const {
  Slot& slot = cache_->skeletons.at(index);
  std::call_once(slot.once, [&] {
    slot.rig = std::make_unique<RealRig>(load_real_rig(folder_ / skeletons_[index].path, ""));
  });
  return *slot.rig;
}

}  // namespace animax::data
