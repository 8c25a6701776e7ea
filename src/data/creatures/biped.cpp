// SPDX-License-Identifier: MIT
#include "data/creatures/biped_shape.h"
#include "data/creatures/species.h"

#include <array>

namespace animax::data {
namespace {

void make_trunk(Biped& f) {
  Sculptor& s = f.sculptor;
  const BipedShape& b = f.shape;
  const Vector3d low(0, b.leg, 0), high(0, b.leg + b.torso, 0);
  const int bones = static_cast<int>(f.context.rng.integer(2, 4));
  const std::vector<Vector3d> points = line_points(low, high, bones);
  f.hips = s.draft.add("hips", 0, -1, points[0], points[1], 1.15 * b.hip);
  std::vector<int> spine{f.hips};
  for (int i = 1; i < bones; ++i)
    spine.push_back(s.draft.add("spine", 0, spine.back(), points[i], points[i + 1], 1.2 * b.waist));
  f.chest = spine.back();
  s.draft.anatomy.root = f.hips;
  s.draft.add_chain(Part::kSpine, 0, 0, spine);
  if (f.machine()) return;

  const double wide = b.shoulder * 0.98;
  const Vector3d chest_at = high - Vector3d(0, 0.075, 0);
  s.ellipsoid(chest_at, {wide, 0.1, b.chest * 0.85}, f.top, 0.05, Matrix3d::Identity(), f.top_body);
  s.ellipsoid({0, b.leg + 0.42 * b.torso, 0.5 * b.belly},
              {b.waist * 1.12, 0.42 * b.torso, b.waist + b.belly},
              f.furry() ? f.top : f.top,
              0.07,
              Matrix3d::Identity(),
              f.top_body);
  s.ellipsoid({0, b.leg + 0.02, 0},
              {b.hip * 1.12, 0.75 * b.hip, 0.92 * b.hip},
              f.bottom,
              0.05,
              Matrix3d::Identity(),
              f.bottom_body);
  if (!f.furry() && f.species.dress != Dress::kRobe) {
    const double r = 1.04 * std::max(b.waist * 1.12, 0.0);
    Solid belt = make_lathe({0, b.leg + 0.055, 0.3 * b.belly},
                            Vector3d::UnitY(),
                            {{0.8 * r, 0, f.accent},
                             {1.04 * r, 0.004, f.accent},
                             {1.04 * r, 0.026, f.accent},
                             {0.8 * r, 0.03, f.accent}},
                            s.detail(10, 20));
    Affine3d squeeze = Affine3d::Identity();
    squeeze.scale(Vector3d(1, 1, (b.waist + 0.6 * b.belly) / (b.waist * 1.12)));
    belt.transform(squeeze);
    s.solid(belt, Finish::kMatte, f.hips);
  }
}

void make_leg(Biped& f, int side) {
  Sculptor& s = f.sculptor;
  const BipedShape& b = f.shape;
  const double x = side * b.hip_width;
  const double ankle_y = 1.05 * b.foot;
  const std::vector<Vector3d> path{{x, b.leg - 0.01, 0},
                                   {1.05 * x, 0.53 * b.leg, 0.012},
                                   {1.1 * x, ankle_y, -0.008},
                                   {1.12 * x, 0.45 * b.foot, 0.9 * b.foot},
                                   {1.12 * x, 0.4 * b.foot, 1.8 * b.foot}};
  const bool toes = f.context.rng.fork("toes").chance(0.6);  // alike on both sides
  std::vector<int> leg =
      s.draft.add_run({"thigh", "shin", "foot", "toe"},
                      side,
                      f.hips,
                      toes ? path : std::vector<Vector3d>{path[0], path[1], path[2], path[4]},
                      b.thigh);
  s.draft.joints[leg[1]].radius = b.ankle * 1.2;
  s.draft.joints[leg[2]].radius = b.foot;
  if (toes) s.draft.joints[leg[3]].radius = b.foot;
  s.draft.add_chain(Part::kLeg, side, 0, leg);
  if (f.machine()) return;

  const bool bare = f.species.dress == Dress::kShorts || f.species.dress == Dress::kSkirt;
  const double knee = 0.5 * (b.thigh + b.ankle);
  LimbLook look;
  look.blend = 0.035;
  look.body = f.bottom_body;
  look.finish = f.species.dress == Dress::kArmour ? Finish::kMetal : Finish::kMatte;
  look.colors = {f.bottom, f.bottom, bare ? f.skin : f.bottom};
  if (bare) {
    const Vector3d hem = 0.75 * path[1] + 0.25 * path[0];
    if (f.species.dress == Dress::kShorts)
      s.limb({path[0], hem}, {b.thigh, 1.12 * knee}, {leg[0]}, look);
    look.body = f.skin_body;
    look.colors = {f.skin};
    s.limb({0.5 * (path[0] + path[1]), path[1], path[2]},
           {0.86 * b.thigh, 0.95 * knee, b.ankle * 0.9},
           leg,
           look);
  } else {
    s.limb({path[0], path[1], path[2]}, {b.thigh, knee, b.ankle}, leg, look);
  }
  // A shoe with a sole, or a paw.
  const Vector3f color = f.furry() ? f.top : f.accent;
  const Vector3d middle(1.11 * x, 0.62 * b.foot, 0.55 * b.foot);
  Solid shoe = make_ellipsoid(
      middle, Vector3d(0.78, 0.66, 1.4) * b.foot, Matrix3d::Identity(), color, s.detail(8, 14));
  shoe.append(make_ellipsoid({middle.x(), 0.9 * b.foot, -0.008},
                             Vector3d(0.8, 0.85, 0.85) * b.foot,
                             Matrix3d::Identity(),
                             color,
                             s.detail(8, 12)));
  if (!f.furry())
    shoe.append(make_ellipsoid({middle.x(), 0.16 * b.foot, middle.z()},
                               Vector3d(0.84, 0.16, 1.46) * b.foot,
                               Matrix3d::Identity(),
                               mix(color, rgb(0xF4F0E8), 0.75),
                               s.detail(8, 14)));
  std::vector<int> feet(leg.begin() + 2, leg.end());
  s.solid(shoe, f.species.dress == Dress::kArmour ? Finish::kMetal : Finish::kMatte, feet);
}

void make_fingers(Biped& f,
                  int side,
                  int hand,
                  const Vector3d& palm,
                  const Vector3d& along,
                  const Vector3f& color,
                  int count) {
  Sculptor& s = f.sculptor;
  const double h = f.shape.hand;
  const Vector3d across = Vector3d::UnitZ();
  const Vector3d down = along.cross(across) * side;
  static const std::array<const char*, 5> kNames{"thumb", "index", "middle", "ring", "pinky"};
  for (int i = 0; i < count; ++i) {
    const bool thumb = i == 0;
    const double spread = thumb ? 0.75 : 0.75 - 1.5 * (i - 1) / std::max(1, count - 2);
    const Vector3d root = palm + h * (thumb ? Vector3d(0.1 * along + 0.75 * across)
                                            : Vector3d(0.75 * along + 0.62 * spread * across));
    const Vector3d heading = thumb ? Vector3d((0.65 * along + 0.75 * across).normalized())
                                   : Vector3d((along + 0.12 * spread * across).normalized());
    const double length = h * (thumb ? 0.8 : 1.15 - 0.18 * std::abs(spread - 0.2));
    const int bones = static_cast<int>(f.context.rng.fork("finger bones").integer(1, 3));
    const std::vector<Vector3d> path =
        line_points(root, root + length * heading - 0.04 * h * down, bones);
    const std::vector<int> finger = s.draft.add_run({kNames[i]}, side, hand, path, 0.3 * h);
    s.draft.add_chain(Part::kFinger, side, i, finger);
    s.solid(make_tube({root - 0.2 * h * heading, 0.5 * (root + path.back()), path.back()},
                      {0.26 * h, 0.25 * h, 0.21 * h},
                      {color, color, color},
                      s.detail(5, 8),
                      bones > 1 ? 1 : 0),
            Finish::kMatte,
            finger);
  }
}

void make_arm(Biped& f, int side, double droop_deg, int fingers) {
  Sculptor& s = f.sculptor;
  const BipedShape& b = f.shape;
  const Vector3d along =
      Vector3d(side * std::cos(radians(droop_deg)), -std::sin(radians(droop_deg)), 0.03)
          .normalized();
  const Vector3d shoulder(side * b.shoulder, b.leg + b.torso - 0.045, 0);
  const Vector3d elbow = shoulder + 0.46 * b.arm * along + Vector3d(0, 0, -0.008);
  const Vector3d wrist = shoulder + 0.88 * b.arm * along + Vector3d(0, 0, 0.01);
  const Vector3d palm = wrist + 0.75 * b.hand * along;
  int parent = f.chest;
  std::vector<int> chain;
  if (f.context.rng.fork("clavicle").chance(0.6)) {
    parent = s.draft.add(
        "clavicle", side, f.chest, {side * 0.03, shoulder.y() + 0.01, 0}, shoulder, 0.5 * b.chest);
    chain.push_back(parent);
  }
  std::vector<int> arm = s.draft.add_run({"upper_arm", "forearm", "hand"},
                                         side,
                                         parent,
                                         {shoulder, elbow, wrist, palm + 0.8 * b.hand * along},
                                         1.15 * b.upper_arm);
  s.draft.joints[arm[2]].radius = b.hand;
  chain.insert(chain.end(), arm.begin(), arm.end());
  s.draft.add_chain(Part::kArm, side, 0, chain);
  if (f.machine()) return;

  const bool armour = f.species.dress == Dress::kArmour;
  const double middle = 0.5 * (b.upper_arm + b.wrist);
  LimbLook look;
  look.blend = 0.03;
  look.body = f.top_body;
  look.colors = {f.top};
  look.finish = armour ? Finish::kMetal : Finish::kMatte;
  const Vector3d start = shoulder - 0.02 * along;
  if (f.species.long_sleeves || f.furry()) {
    s.limb({start, elbow, wrist}, {b.upper_arm, middle, b.wrist}, arm, look);
  } else {
    const Vector3d hem = shoulder + 0.28 * b.arm * along;
    s.limb({start, hem}, {b.upper_arm, 1.1 * b.upper_arm}, {arm[0]}, look);
    look.body = f.skin_body;
    look.colors = {f.skin};
    s.limb({shoulder + 0.1 * b.arm * along, elbow, wrist},
           {0.85 * b.upper_arm, 0.9 * middle, 0.9 * b.wrist},
           arm,
           look);
  }
  if (f.species.dress == Dress::kArmour)
    s.solid(make_ellipsoid(shoulder + 0.01 * along,
                           Vector3d(1.5, 1.35, 1.5) * b.upper_arm,
                           frame_along(along),
                           f.accent * 0.3f + f.top * 0.7f,
                           s.detail(8, 14)),
            Finish::kMetal,
            arm[0]);
  const bool gloves =
      armour || f.species.hat == Hat::kSpace || f.species.cape || f.species.hat == Hat::kHood;
  const Vector3f color = f.furry() ? f.top : gloves ? f.accent : f.skin;
  Solid hand = make_ellipsoid(
      palm,
      Vector3d(0.72, fingers > 0 ? 0.42 : 0.62, 1.0) * b.hand,
      [&] {
        Matrix3d m;
        m << Vector3d::UnitZ(), along.cross(Vector3d::UnitZ()), along;
        return m;
      }(),
      color,
      s.detail(8, 14));
  if (fingers == 0)
    hand.append(make_ellipsoid(palm + b.hand * (0.15 * along + Vector3d(0, 0, 0.7)),
                               Vector3d(0.3, 0.3, 0.5) * b.hand,
                               frame_along(Vector3d(0.5 * along + Vector3d(0, 0, 1))),
                               color,
                               8));
  s.solid(hand, Finish::kMatte, arm[2]);
  if (fingers > 0) make_fingers(f, side, arm[2], palm, along, color, fingers);
}

void make_skirt(Biped& f) {
  Sculptor& s = f.sculptor;
  const BipedShape& b = f.shape;
  const bool robe = f.species.dress == Dress::kRobe;
  const double top_y = b.leg + (robe ? 0.1 : 0.05);
  const double low_y = robe ? 0.055 : 0.52 * b.leg;
  const double r0 = 1.08 * b.waist, r1 = robe ? 1.75 * b.hip : 1.85 * b.hip;
  std::vector<Step> profile;
  const int rings = s.detail(4, 8);
  profile.push_back({0.6 * r1, low_y + 0.03, f.bottom * 0.6f});
  for (int i = 0; i <= rings; ++i) {
    const double t = static_cast<double>(i) / rings;
    const Vector3f color = t < 0.1 ? f.accent : f.bottom;
    profile.push_back({r1 + (r0 - r1) * std::pow(t, 0.7), low_y + t * (top_y - low_y), color});
  }
  std::vector<int> joints{f.hips};
  for (int side : {1, -1})
    for (int j : s.draft.anatomy.find(Part::kLeg, side)->joints)
      if (joints.size() < (robe ? 5u : 3u) + (side > 0 ? 0 : 0)) joints.push_back(j);
  joints = {f.hips};
  for (int side : {1, -1}) {
    const Chain* leg = s.draft.anatomy.find(Part::kLeg, side);
    joints.push_back(leg->joints[0]);
    if (robe) joints.push_back(leg->joints[1]);
  }
  s.solid(make_lathe(Vector3d::Zero(), Vector3d::UnitY(), profile, s.detail(12, 24)),
          Finish::kMatte,
          joints);
}

void make_cape(Biped& f) {
  Sculptor& s = f.sculptor;
  const BipedShape& b = f.shape;
  const Vector3d top(0, b.leg + b.torso - 0.01, -0.8 * b.chest);
  const double length = 0.72 * (b.leg + b.torso);
  SheetShape sheet;
  sheet.surface = [&](double u, double v) {
    const double half = b.shoulder * (0.85 + 0.55 * v);
    const double fold = 0.012 * v * std::cos(6 * M_PI * u);
    return Vector3d(top + Vector3d((2 * u - 1) * half,
                                   -v * length,
                                   -0.09 * v - 0.05 * std::sin(M_PI * u) * v - fold +
                                       0.05 * std::pow(2 * u - 1, 2)));
  };
  sheet.color = [&](double, double) { return f.accent; };
  sheet.thickness = [](double, double) { return 0.006; };
  s.solid(make_sheet(sheet, s.detail(6, 12), s.detail(4, 8)),
          Finish::kMatte,
          s.draft.anatomy.find(Part::kSpine)->joints);
}

void make_tail(Biped& f) {
  Sculptor& s = f.sculptor;
  const double length = f.species.tail;
  const Vector3d base(0, f.shape.leg + 0.02, -0.85 * f.shape.hip);
  if (length < 0.1) {
    s.solid(make_ellipsoid(base,
                           Vector3d::Constant(0.04),
                           Matrix3d::Identity(),
                           mix(f.top, f.bottom, 0.5),
                           s.detail(8, 12)),
            Finish::kMatte,
            f.hips);
    return;
  }
  const int bones = static_cast<int>(f.context.rng.integer(3, 5));
  const std::vector<Vector3d> path = resample({base,
                                               base + length * Vector3d(0, -0.1, -0.4),
                                               base + length * Vector3d(0, 0.15, -0.75),
                                               base + length * Vector3d(0, 0.5, -0.8)},
                                              bones);
  const std::vector<int> tail = s.draft.add_run({"tail"}, 0, f.hips, path, 0.3 * length / bones);
  s.draft.add_chain(Part::kTail, 0, 0, tail);
  const bool bushy = f.species.muzzle == Muzzle::kFox;
  LimbLook look;
  look.tube = !bushy;
  look.body = f.top_body;
  look.blend = 0.02;
  const int n = bones;
  std::vector<double> radii = resample(bushy ? std::vector<double>{0.03, 0.075, 0.08, 0.03}
                                             : std::vector<double>{0.026, 0.024, 0.02},
                                       n);
  for (int i = 0; i <= n; ++i)
    look.colors.push_back(bushy && i >= n - 1                  ? f.bottom
                          : f.species.muzzle == Muzzle::kMouse ? f.accent
                                                               : f.top);
  s.limb(path, radii, tail, look);
}

BipedShape draw_shape(const MakeContext& context, const BipedSpecies& species) {
  BipedShape b = species.shape;
  for (double* number : {&b.leg,
                         &b.torso,
                         &b.neck,
                         &b.head,
                         &b.head_width,
                         &b.shoulder,
                         &b.hip_width,
                         &b.chest,
                         &b.waist,
                         &b.hip,
                         &b.arm,
                         &b.upper_arm,
                         &b.wrist,
                         &b.hand,
                         &b.thigh,
                         &b.ankle,
                         &b.foot,
                         &b.belly,
                         &b.eye})
    *number = context.vary(*number, 0.06);
  const double cute =
      std::clamp(1 + 0.15 * context.options.variety * context.rng.normal(), 0.9, 1.4);
  b.head *= cute;
  b.eye *= cute;
  b.leg /= std::sqrt(cute);
  b.height_m = context.vary(b.height_m, 0.1);
  return b;
}

}  // namespace

std::vector<std::string> biped_species() { return names_of(biped_table()); }

Creature make_biped(const MakeContext& context) {
  const auto& species = find_species(biped_table(), context.species);
  Rng& rng = context.rng;
  const Colorway& colors = rng.pick(species.colors);
  Biped f{context,
          species,
          draw_shape(context, species),
          Sculptor(context.options.triangles, 1.2),
          {},
          {},
          {},
          {},
          {},
          0,
          0,
          0,
          -1,
          -1,
          -1,
          -1,
          {}};
  static const std::vector<uint32_t> kSkins{
      0xF2C9A6, 0xE8B48C, 0xC98A5E, 0x9A6240, 0x6A4028, 0xFADCC4};
  static const std::vector<uint32_t> kHairs{
      0x2A1E18, 0x5A3A20, 0x9A6A34, 0xE2BC6A, 0xB8502A, 0x1E1C20, 0x8A8A8E};
  f.skin = rgb(rng.pick(species.skins.empty() ? kSkins : species.skins));
  f.hair =
      rgb(species.hat == Hat::kWizard || species.hat == Hat::kCrown ? 0xEDEAE4 : rng.pick(kHairs));
  f.top = context.vary_color(rgb(colors.main));
  f.bottom = context.vary_color(rgb(colors.under));
  f.accent = rgb(colors.accent);
  if (f.furry()) f.skin = f.top;
  const Finish cloth = species.dress == Dress::kArmour ? Finish::kMetal : Finish::kMatte;
  f.top_body = f.sculptor.add_body(cloth);
  f.bottom_body = f.furry() ? f.top_body : f.sculptor.add_body(cloth);
  if (f.furry()) f.bottom = f.top;
  f.sculptor.coat.mottle = 0.02;

  make_trunk(f);
  for (int side : {1, -1}) make_leg(f, side);
  const std::array<double, 3> poses{2, 42, 72};
  const double droop = std::clamp(poses[rng.integer(0, 2)] + 4 * rng.normal(), 0.0, 75.0);
  const int fingers = rng.chance(0.4) && !f.machine() ? static_cast<int>(rng.integer(3, 5)) : 0;
  for (int side : {1, -1}) make_arm(f, side, droop, fingers);
  f.bottom = rgb(colors.under);
  make_head(f);
  if (f.machine()) make_machine_shell(f);
  if (species.dress == Dress::kRobe || species.dress == Dress::kSkirt) make_skirt(f);
  if (species.cape) make_cape(f);
  if (species.tail > 0) make_tail(f);
  const double metres = f.shape.height_m / (f.shape.leg + f.shape.torso + 2 * f.shape.head);
  return finish_creature(f.sculptor,
                         context,
                         colors.adjective,
                         metres,
                         {species.family, f.furry() ? "creature" : "figure", "character"});
}

}  // namespace animax::data
