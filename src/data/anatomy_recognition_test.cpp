// SPDX-License-Identifier: MIT
#include "data/anatomy_recognition.h"

#include "data/augment/attach_parts.h"
#include "data/creatures/creature.h"
#include "data/recognition/joint_words.h"
#include "formats/read.h"
#include "core/json.h"
#include "data/motions/motion.h"
#include "data/checker/check_motion.h"

#include <gtest/gtest.h>

#include <iostream>
#include <map>

namespace animax::data {
namespace {
TEST(Scratch, Creatures) {
  for (bool names : {true, false}) {
    for (BodyPlan plan : creature_plans()) {
      std::map<std::string, int> got;
      int joints = 0, same = 0;
      std::map<std::string, int> confusion;
      for (int k = 0; k < 24; ++k) {
        Rng rng(1000 + 37 * k + static_cast<int>(plan));
        CreatureOptions o; o.triangles = 900;
        const Creature c = make_creature(plan, rng, o);
        const auto a = recognise_anatomy(c.rig, {names});
        const std::string label = a ? to_string(a->plan) : "none";
        ++got[label];
        if (label != to_string(plan)) confusion[c.species+">"+label]++;
        if (!a || a->plan != plan) continue;
        std::map<int, Part> x, y;
        for (const Chain& ch : c.anatomy.chains) for (int j : ch.joints) x[j] = ch.part;
        for (const Chain& ch : a->chains) for (int j : ch.joints) y[j] = ch.part;
        for (auto& [j, p] : x) { ++joints; const bool s = y.count(j) && y[j] == p; same += s; if (!s) confusion[to_string(p) + "-" + (y.count(j) ? to_string(y[j]) : "0")]++; }
      }
      std::cout << names << " " << to_string(plan) << ":";
      for (auto& [n, c] : got) std::cout << " " << n << "=" << c;
      std::cout << "  joints " << (joints ? 100 * same / joints : 0) << "% ";
      for (auto& [n, c] : confusion) std::cout << " " << n << "*" << c;
      std::cout << "\n";
    }
  }
}
TEST(Scratch, Assets) {
  const std::filesystem::path folder = ANIMAX_SOURCE_DIR "/../shared/assets";
  const Json index = read_json(folder / "INDEX.json");
  for (const auto& f : index["files"]) {
    if (f["split"] == "bvh") continue;
    const Rig rig = make_rig_sound(formats::read_rig(folder / f["path"].get<std::string>())).edited.rig;
    const auto a = recognise_anatomy(rig), b = recognise_anatomy(rig, {false});
    std::cout << f["path"].get<std::string>() << " [" << f["category"].get<std::string>() << "] " << (a ? to_string(a->plan) : "-") << " / " << (b ? to_string(b->plan) : "-") << " :";
    if (a) { std::cout << " root=" << rig.skeleton.joints[a->root].name; for (auto& c : a->chains) { std::cout << " " << to_string(c.part) << (c.side > 0 ? "L" : c.side < 0 ? "R" : "") << c.index << "("; for (int j : c.joints) std::cout << rig.skeleton.joints[j].name << " "; std::cout << ")"; }
      int ok = 0, all = 0; std::string bad;
      for (auto& m : motions_for(*a)) { MotionParams p; p.motion = m; const auto r = check_motion(rig.skeleton, *a, make_motion(rig.skeleton, *a, p, 12, 17), m); ++all; ok += r.passed; if (!r.passed) bad += m + ","; }
      std::cout << " MOTIONS " << ok << "/" << all << " fails: " << bad;
    }
    std::cout << std::endl;
  }
}
}  // namespace
}  // namespace animax::data
