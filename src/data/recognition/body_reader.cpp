// SPDX-License-Identifier: MIT
#include "data/recognition/body_reader.h"

#include <algorithm>
#include <map>

namespace animax::data {
namespace {

class BodyReader {
 public:
  BodyReader(const RigShape& shape, const Trunk& trunk)
      : shape_(shape), trunk_(trunk), parts_(classify_limbs(shape, trunk)) {}

  std::optional<Anatomy> read() {
    anatomy_.root = trunk_.root;
    anatomy_.ground = shape_.ground;
    anatomy_.plan = decide_plan();
    if (anatomy_.plan == BodyPlan::kPlant) {
      add_plant();
    } else {
      if (is_limbless()) name_fins();
      add_trunk();
      add_limbs();
    }
    const bool moves = anatomy_.chains.size() > 1 ||
                       (!anatomy_.chains.empty() && anatomy_.chains[0].joints.size() > 1);
    if (!moves) return std::nullopt;
    data::check(anatomy_, shape_.rig.skeleton);
    return anatomy_;
  }

 private:
  int pairs(Part part) const {
    return static_cast<int>(std::count(parts_.begin(), parts_.end(), part)) / 2;
  }
  bool is_limbless() const {
    return anatomy_.plan == BodyPlan::kFish || anatomy_.plan == BodyPlan::kSnake;
  }

  BodyPlan decide_plan() const {
    const int legs = pairs(Part::kLeg), wings = pairs(Part::kWing), arms = pairs(Part::kArm);
    if (legs == 0 && is_plant()) return BodyPlan::kPlant;
    if (legs >= 3) return BodyPlan::kInsect;
    if (legs == 2) return wings ? BodyPlan::kDragon : BodyPlan::kQuadruped;
    if (legs == 1) return wings && !arms ? BodyPlan::kBird : BodyPlan::kBiped;
    return plan_without_legs(wings, arms);
  }

  BodyPlan plan_without_legs(int wings, int arms) const {
    const Bounds line = trunk_bounds();
    const Vector3d extent = line.size();
    const bool lies = extent.z() > 1.2 * extent.y() && extent.z() > 0.25 * shape_.size;
    const bool fins = pairs(Part::kFin) > 0 || (wings + arms > 0 && lies && !named(Part::kWing));
    if (fins) return BodyPlan::kFish;
    if (wings > 0) return BodyPlan::kBird;
    const size_t joints = trunk_.path.size() + trunk_.tail.size();
    if (!lies || joints < 4) return BodyPlan::kOther;
    return girth() > 0.12 ? BodyPlan::kFish : BodyPlan::kSnake;
  }

  bool named(Part part) const {
    return std::any_of(shape_.limbs.begin(), shape_.limbs.end(), [&](const Limb& limb) {
      return limb.named == part;
    });
  }

  Bounds trunk_bounds() const {
    Bounds box;
    for (int j : trunk_.path) box.extend(shape_.at[j]);
    for (int j : trunk_.tail) box.extend(shape_.at[j]);
    return box;
  }

  /// Mean height of the flesh of the trunk's joints by the length of the body.
  double girth() const {
    double sum = 0, count = 0;
    std::vector<int> line = trunk_.path;
    line.insert(line.end(), trunk_.tail.begin(), trunk_.tail.end());
    for (int j : line) {
      Bounds box;
      for (const Vector3d& p : shape_.flesh[j]) box.extend(p);
      if (!box.empty()) sum += box.size().y(), count += 1;
    }
    return count > 0 ? sum / count / std::max(shape_.bounds.size().z(), 1e-9) : 0;
  }

  bool names_an_animal() const {
    for (int j = 0; j < static_cast<int>(shape_.at.size()); ++j) {
      const JointWords& words = shape_.words[j];
      if (!shape_.relevant[j]) continue;
      if (words.helper || (words.part && *words.part != Part::kHead &&
                           *words.part != Part::kSpine && *words.part != Part::kJaw))
        return true;
    }
    return false;
  }

  bool is_plant() const {
    int green = 0;
    for (int j = 0; j < static_cast<int>(shape_.at.size()); ++j) {
      const std::optional<Part> part = shape_.words[j].part;
      green += shape_.relevant[j] && (part == Part::kStem || part == Part::kPetal ||
                                      part == Part::kBranch || part == Part::kLeaf);
    }
    if (green > 0) return true;
    if (names_an_animal()) return false;
    // A stalk that climbs from a root at the ground and holds up leaves.
    const Vector3d foot = shape_.at[trunk_.root];
    const bool rooted = foot.y() - shape_.ground < 0.12 * shape_.height;
    return rooted && trunk_.upright && trunk_.path.size() >= 3 && shape_.limbs.size() >= 2;
  }

  Chain& add(Part part, int side, std::vector<int> joints) {
    Chain chain;
    chain.part = part;
    chain.side = side;
    chain.index = counts_[{part, side}]++;
    chain.joints = std::move(joints);
    anatomy_.chains.push_back(std::move(chain));
    return anatomy_.chains.back();
  }

  /// Index on the path of the last joint that carries arms, wings or legs; 0 where none does.
  size_t chest() const {
    size_t last = 0;
    for (size_t i = 0; i < shape_.limbs.size(); ++i) {
      if (!parts_[i] || parts_[i] == Part::kEar || parts_[i] == Part::kAntenna) continue;
      for (int j = shape_.limbs[i].parent; j >= 0; j = shape_.parent(j)) {
        const auto at = std::find(trunk_.path.begin(), trunk_.path.end(), j);
        if (at == trunk_.path.end()) continue;
        last = std::max(last, static_cast<size_t>(at - trunk_.path.begin()));
        break;
      }
    }
    return last;
  }

  void add_trunk() {
    const std::vector<int>& path = trunk_.path;
    const size_t head = trunk_.head;
    size_t neck = head;
    for (size_t i = head; i-- > 1;)
      if (shape_.words[path[i]].part == Part::kNeck) neck = i;
    const size_t top = chest();
    if (!is_limbless() && neck == head && top + 1 < head &&
        std::none_of(path.begin() + static_cast<long>(top) + 1,
                     path.begin() + static_cast<long>(head),
                     [&](int j) { return shape_.words[j].part == Part::kSpine; }))
      neck = top + 1;
    const auto slice = [&](size_t a, size_t b) {
      return std::vector<int>(path.begin() + static_cast<long>(a),
                              path.begin() + static_cast<long>(b));
    };
    if (is_limbless() && !trunk_.tail.empty()) {
      add_backbone(slice(0, std::min(head, path.size())));
    } else if (std::min(neck, path.size()) > 0) {
      add(Part::kSpine, 0, slice(0, std::min(neck, path.size())));
    }
    if (neck > 0 && neck < head) add(Part::kNeck, 0, slice(neck, head));
    if (head < path.size()) {
      add(Part::kHead, 0, {path[head]});
      add_jaws(path[head]);
    }
    if (!is_limbless() && !trunk_.tail.empty()) add(Part::kTail, 0, tail_without_trunk());
  }

  /// Fish and snakes: the body is one line. From the root backwards it is the spine; what leads
  /// forward to the head is the neck.
  void add_backbone(const std::vector<int>& forward) {
    std::vector<int> spine{trunk_.root}, tail = trunk_.tail;
    size_t first_tail = tail.size();
    for (size_t i = tail.size(); i-- > 0;)
      if (shape_.words[tail[i]].part == Part::kTail) first_tail = i;
    if (anatomy_.plan == BodyPlan::kFish && first_tail == tail.size() && tail.size() > 1)
      first_tail = tail.size() - 1;  // the last bone carries the tail fin
    if (anatomy_.plan == BodyPlan::kSnake) first_tail = tail.size();
    spine.insert(spine.end(), tail.begin(), tail.begin() + static_cast<long>(first_tail));
    add(Part::kSpine, 0, spine);
    if (first_tail < tail.size())
      add(Part::kTail, 0, {tail.begin() + static_cast<long>(first_tail), tail.end()});
    if (forward.size() > 1) add(Part::kNeck, 0, {forward.begin() + 1, forward.end()});
  }

  /// Joints of the tail's way that carry hind legs belong to the body.
  std::vector<int> tail_without_trunk() const {
    size_t first = 0;
    for (size_t i = 0; i + 1 < trunk_.tail.size(); ++i)
      for (size_t k = 0; k < shape_.limbs.size(); ++k)
        if (parts_[k] == Part::kLeg && shape_.limbs[k].parent == trunk_.tail[i]) first = i + 1;
    return {trunk_.tail.begin() + static_cast<long>(first), trunk_.tail.end()};
  }

  void add_jaws(int head) {
    for (int j : shape_.subtree(head)) {
      if (j == head || shape_.side[j] != 0) continue;
      const bool named = shape_.words[j].part == Part::kJaw;
      const bool upper = std::any_of(shape_.words[j].words.begin(),
                                     shape_.words[j].words.end(),
                                     [](const std::string& w) { return w == "upper"; });
      const bool below = shape_.words[j].words.empty() && shape_.parent(j) == head &&
                         shape_.at[j].z() > shape_.at[head].z() - 0.02 * shape_.size &&
                         shape_.subtree_bounds(j).center().y() <
                             shape_.subtree_bounds(head).center().y() - 0.01 * shape_.size;
      if ((named && !upper) || below) {
        add(Part::kJaw, 0, {j});
        return;
      }
    }
  }

  void name_fins() {
    for (std::optional<Part>& part : parts_)
      if (part == Part::kArm || part == Part::kWing || part == Part::kLeg) part = Part::kFin;
  }

  void add_limbs() {
    std::vector<size_t> order(shape_.limbs.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    // Front to back; insects by where the feet are.
    const auto front = [&](size_t i) {
      const Limb& limb = shape_.limbs[i];
      return anatomy_.plan == BodyPlan::kInsect ? limb.tip.z() : limb.base.z();
    };
    std::stable_sort(
        order.begin(), order.end(), [&](size_t a, size_t b) { return front(a) > front(b); });
    for (size_t i : order) {
      if (!parts_[i]) continue;
      const Limb& limb = shape_.limbs[i];
      if (*parts_[i] == Part::kLeg) {
        add(Part::kLeg, limb.side, leg_joints(shape_, limb));
      } else if (*parts_[i] == Part::kArm) {
        std::vector<std::vector<int>> fingers;
        add(Part::kArm, limb.side, arm_joints(shape_, limb, &fingers));
        for (std::vector<int>& finger : fingers) add(Part::kFinger, limb.side, std::move(finger));
      } else {
        add(*parts_[i], limb.side, limb.joints);
      }
    }
  }

  void add_plant() {
    add(Part::kStem, 0, trunk_.path);
    for (const std::vector<int>& path : shape_.middle_paths(trunk_.root)) {
      std::vector<int> rest;
      for (int j : path)
        if (std::find(trunk_.path.begin(), trunk_.path.end(), j) == trunk_.path.end())
          rest.push_back(j);
      if (!rest.empty()) add(part_of_plant(rest), 0, rest);
    }
    for (const Limb& limb : shape_.limbs) add(part_of_plant(limb.joints), limb.side, limb.joints);
  }

  Part part_of_plant(const std::vector<int>& joints) const {
    const std::optional<Part> named = shape_.named_part(joints);
    if (named == Part::kPetal || named == Part::kBranch || named == Part::kLeaf) return *named;
    return joints.size() > 1 ? Part::kBranch : Part::kLeaf;
  }

  const RigShape& shape_;
  const Trunk& trunk_;
  std::vector<std::optional<Part>> parts_;
  Anatomy anatomy_;
  std::map<std::pair<Part, int>, int> counts_;
};

}  // namespace

std::optional<Anatomy> read_body(const RigShape& shape) {
  const std::optional<Trunk> trunk = find_trunk(shape);
  if (!trunk) return std::nullopt;
  return BodyReader(shape, *trunk).read();
}

}  // namespace animax::data
