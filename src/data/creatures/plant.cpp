// SPDX-License-Identifier: MIT
#include "data/creatures/plans.h"

#include <array>

namespace animax::data {
namespace {

const Matrix3d kAxes = Matrix3d::Identity();

// A leaf or petal: a blade that is widest in its middle and cupped.
Solid blade(const Vector3d& root,
            const Vector3d& tip,
            const Vector3d& normal,
            double width,
            double cup,
            const Vector3f& base,
            const Vector3f& end,
            int u,
            int v) {
  const Vector3d along = tip - root;
  const Vector3d side = normal.cross(along).normalized();
  const Vector3d up = along.normalized().cross(side) * -1.0;
  SheetShape sheet;
  sheet.surface = [&](double a, double b) {
    const double t = 2 * b - 1,
                 w = width * std::pow(std::sin(M_PI * std::pow(0.03 + 0.95 * a, 0.85)), 0.7);
    return Vector3d(root + a * along + w * t * side -
                    cup * (t * t * w + 0.35 * along.norm() * a * (1 - a)) * up);
  };
  sheet.color = [&](double a, double b) {
    return mix(
        mix(base, end, a), base * 0.8f, 0.5 * (1 - smooth_step(0.0, 0.25, std::abs(2 * b - 1))));
  };
  sheet.thickness = [&](double a, double) { return 0.012 * (1 - 0.6 * a); };
  return make_sheet(sheet, u, v);
}

struct Plant {
  const MakeContext& context;
  Sculptor sculptor;
  std::vector<int> stem;
  Vector3d top;
  double ground = 0;
};

void make_pot(Plant& p, double radius, double height) {
  Sculptor& s = p.sculptor;
  const Vector3f clay = p.context.vary_color(rgb(p.context.rng.chance(0.6) ? 0xC8693C : 0x4A8AB8));
  const double r = radius, h = height;
  s.solid(make_lathe(Vector3d::Zero(),
                     Vector3d::UnitY(),
                     {{0, 0, clay},
                      {0.72 * r, 0, clay},
                      {0.95 * r, 0.75 * h, clay},
                      {1.08 * r, 0.76 * h, clay},
                      {1.08 * r, h, clay},
                      {0.92 * r, h, rgb(0x4A3424)},
                      {0, 0.94 * h, rgb(0x4A3424)}},
                     s.detail(12, 26)),
          Finish::kMatte,
          p.stem[0]);
}

// Roots a stem at `from`: the chain that everything hangs on.
void make_stem(Plant& p,
               const std::vector<Vector3d>& path,
               int bones,
               double r0,
               double r1,
               const Vector3f& color) {
  Sculptor& s = p.sculptor;
  p.stem = s.draft.add_run({"stem"}, 0, -1, resample(path, bones), std::max(r0 * 1.3, 0.06));
  s.draft.anatomy.root = p.stem[0];
  s.draft.add_chain(Part::kStem, 0, 0, p.stem);
  p.top = path.back();
  const std::vector<Vector3d> fine = resample(path, 6);
  LimbLook look;
  look.colors = {color};
  look.coat = 0;
  look.tube = true;
  s.limb(fine, resample(std::vector<double>{r0, r1}, 6), p.stem, look);
}

void make_leaves(Plant& p, int count, double size, const Vector3f& green) {
  Sculptor& s = p.sculptor;
  int left = 0, right = 0, middle = 0;
  for (int i = 0; i < count; ++i) {
    const double t = 0.25 + 0.5 * i / std::max(1, count - 1), turn = 2.4 * i + 1.4;
    const size_t bone = std::min(p.stem.size() - 1, static_cast<size_t>(t * p.stem.size()));
    const DraftJoint& on = s.draft.joints[p.stem[bone]];
    const Vector3d root = on.head + (t * p.stem.size() - bone) * (on.tail - on.head);
    const Vector3d out = Vector3d(std::sin(turn), 0.55, std::cos(turn)).normalized();
    const Vector3d tip = root + size * (1.1 - 0.5 * t) * out;
    const int side = out.x() > 0.3 ? 1 : out.x() < -0.3 ? -1 : 0;
    const int leaf = s.draft.add("leaf", side, p.stem[bone], root, tip, 0.3 * size);
    s.draft.add_chain(Part::kLeaf, side, side > 0 ? left++ : side < 0 ? right++ : middle++, {leaf});
    s.solid(blade(root,
                  tip,
                  Vector3d::UnitY(),
                  0.3 * size,
                  0.35,
                  green * 0.85f,
                  green * 1.15f,
                  s.detail(5, 9),
                  s.detail(2, 4)),
            Finish::kMatte,
            leaf);
  }
}

Creature finish(Plant& p,
                const std::string& adjective,
                double metres,
                const std::vector<std::string>& classes) {
  const RigStyle style = draw_style(p.context.rng, p.context.options, metres, 1);
  Creature creature = p.sculptor.finish(BodyPlan::kPlant, style, p.context.rng);
  name_creature(creature, p.context, adjective, classes);
  return creature;
}

const std::array<Colorway, 6> kBlossoms{{{"red", 0xD8342E, 0xF2C22E, 0x4A9A3E},
                                         {"pink", 0xF07AA8, 0xFFE08A, 0x5AA84A},
                                         {"yellow", 0xF6C92C, 0x6A4220, 0x4A8A34},
                                         {"white", 0xF8F6F0, 0xF2C22E, 0x5AA04A},
                                         {"purple", 0x8A4AC0, 0xF2D24A, 0x4A8A4A},
                                         {"blue", 0x4A7AE0, 0xF8F0C0, 0x3F8A4A}}};

Creature make_flower(const MakeContext& context) {
  Rng& rng = context.rng;
  const bool sunflower = context.species == "sunflower", tulip = context.species == "tulip";
  Colorway colors = rng.pick(kBlossoms);
  if (sunflower) colors = {"", 0xF6BE24, 0x5A381C, 0x4A8A34};
  Plant p{context, Sculptor(context.options.triangles, 1), {}, {}, 0};
  Sculptor& s = p.sculptor;
  const Vector3f petal = context.vary_color(rgb(colors.main)), core = rgb(colors.under),
                 green = context.vary_color(rgb(colors.accent));
  const bool pot = rng.chance(0.65);
  const double pot_h = pot ? context.vary(0.3) : 0, height = context.vary(sunflower ? 1.0 : 0.75),
               lean = 0.1 * rng.normal();
  const Vector3d foot(0, 0.7 * pot_h, 0), top(lean, pot_h + height, 0.06);
  make_stem(p,
            {foot,
             foot + Vector3d(-0.3 * lean, 0.4 * height, 0),
             top - Vector3d(0, 0.2 * height, 0.02),
             top},
            static_cast<int>(rng.integer(3, 6)),
            0.034,
            0.026,
            green);
  if (pot) make_pot(p, 0.24, pot_h);
  make_leaves(p, static_cast<int>(rng.integer(2, 5)), context.vary(0.36), green);

  const Vector3d face = tulip ? Vector3d::UnitY() : Vector3d(0, 0.35, 1).normalized();
  const Matrix3d axes = frame_along(face);
  const double r = context.vary(sunflower ? 0.17 : tulip ? 0.07 : 0.1);
  const int head = s.draft.add("head", 0, p.stem.back(), top, top + 0.12 * face, 0.15);
  s.draft.add_chain(Part::kHead, 0, 0, {head});
  s.solid(make_ellipsoid(
              top + 0.02 * face, {r, r, tulip ? 0.3 * r : 0.5 * r}, axes, core, s.detail(10, 20)),
          Finish::kMatte,
          head);
  const int petals = tulip ? 6 : sunflower ? 12 : static_cast<int>(rng.integer(5, 9));
  const double length = context.vary(tulip ? 0.28 : 0.2);
  int left = 0, right = 0, middle = 0;
  for (int i = 0; i < petals; ++i) {
    const double a = 2 * M_PI * (i + 0.5 * (i % 2 ? 0.0 : 0.0)) / petals;
    const Vector3d out = std::cos(a) * axes.col(0) + std::sin(a) * axes.col(1);
    const Vector3d root = top + 0.75 * r * out + (tulip ? 0 : 0.01) * face;
    const Vector3d tip =
        root +
        length * (tulip ? Vector3d(0.28 * out + face) : Vector3d(out + 0.22 * face)).normalized();
    const int side = out.x() > 0.3 ? 1 : out.x() < -0.3 ? -1 : 0;
    const int joint = s.draft.add("petal", side, head, root, tip, 0.3 * length);
    Chain& chain = s.draft.add_chain(Part::kPetal,
                                     side,
                                     side > 0   ? left++
                                     : side < 0 ? right++
                                                : middle++,
                                     {joint});
    // Positive angles open the blossom: the petal leans away from the face's direction.
    chain.axis = face.cross(out).normalized();
    chain.limit = radians(tulip ? 60 : 35);
    const double width =
        tulip ? 0.42 * length : std::min(0.42 * length, 0.9 * M_PI * (r + 0.5 * length) / petals);
    s.solid(blade(root - 0.15 * r * out,
                  tip,
                  tulip ? Vector3d(-out) : face,
                  width,
                  tulip ? 0.5 : 0.3,
                  petal * 0.88f,
                  petal,
                  s.detail(4, 8),
                  s.detail(2, 4)),
            Finish::kMatte,
            joint);
  }
  if (!tulip && rng.chance(sunflower ? 0.6 : 0.3)) {  // a friendly face
    for (int side : {1, -1}) {
      const Vector3d at = top + 0.02 * face + axes * Vector3d(side * 0.34 * r, 0.2 * r, 0.46 * r);
      s.solid(
          make_ellipsoid(at, Vector3d(0.12, 0.17, 0.09) * r, axes, rgb(0x101014), s.detail(8, 12)),
          Finish::kShiny,
          head);
    }
    std::vector<Vector3d> smile;
    for (int i = -3; i <= 3; ++i)
      smile.push_back(
          top + 0.02 * face +
          axes * Vector3d(0.4 * r * i / 3.0, -0.3 * r + 0.012 * i * i * r * 1.6, 0.45 * r));
    s.solid(
        make_tube(
            smile, std::vector<double>(7, 0.04 * r), std::vector<Vector3f>(7, rgb(0x101014)), 6),
        Finish::kMatte,
        head);
  }
  return finish(p, colors.adjective, context.vary(0.4, 0.15), {"flower", "plant"});
}

Creature make_tree(const MakeContext& context) {
  Rng& rng = context.rng;
  const std::string& kind = context.species;
  const bool fir = kind == "fir tree", palm = kind == "palm tree";
  Plant p{context, Sculptor(context.options.triangles, palm ? 1.5 : 3), {}, {}, 0};
  Sculptor& s = p.sculptor;
  const Vector3f bark = context.vary_color(rgb(palm ? 0xA8845A : 0x7A5434));
  static const std::vector<Colorway> kCrowns{{"green", 0x4E9A3C, 0, 0},
                                             {"autumn", 0xE0802C, 0, 0},
                                             {"cherry", 0xF4A8C4, 0, 0},
                                             {"tall", 0x3F8A3A, 0, 0}};
  const Colorway colors = fir    ? Colorway{"green", 0x2F7A44, 0, 0}
                          : palm ? Colorway{"", 0x4AA03A, 0, 0}
                                 : rng.pick(kCrowns);
  const Vector3f green = context.vary_color(rgb(colors.main));
  const double height = context.vary(palm ? 1.3 : 0.75), lean = palm ? 0.22 : 0.03 * rng.normal();
  const Vector3d top(lean, height, 0);
  const int bones = static_cast<int>(rng.integer(3, palm ? 6 : 5));
  make_stem(p,
            {{0, 0, 0}, {0.15 * lean, 0.4 * height, 0}, {0.55 * lean, 0.75 * height, 0}, top},
            bones,
            palm ? 0.085 : 0.12,
            palm ? 0.055 : 0.07,
            bark);
  for (int i = 0; i < 5; ++i) {
    const double a = 2 * M_PI * i / 5;
    s.solid(make_tube({{0.04 * std::cos(a), 0.14, 0.04 * std::sin(a)},
                       {0.2 * std::cos(a), 0.02, 0.2 * std::sin(a)}},
                      {0.07, 0.03},
                      {bark, bark * 0.85f},
                      s.sides()),
            Finish::kMatte,
            p.stem[0]);
  }
  const auto branch = [&](const Vector3d& root, const Vector3d& tip, int index, double radius) {
    const int side = tip.x() - root.x() > 0.05 ? 1 : tip.x() - root.x() < -0.05 ? -1 : 0;
    const int joint = s.draft.add("branch", side, p.stem.back(), root, tip, radius);
    int same = 0;
    for (const Chain* c : s.draft.anatomy.all(Part::kBranch)) same += c->side == side;
    s.draft.add_chain(Part::kBranch, side, same, {joint});
    return joint;
  };
  if (palm) {
    const int fronds = s.detail(6, 9);
    for (int i = 0; i < fronds; ++i) {
      const double a = 2 * M_PI * i / fronds + 0.3;
      const Vector3d out(std::cos(a), 0, std::sin(a));
      const Vector3d tip = top + 0.62 * out + Vector3d(0, -0.12, 0);
      const int joint = branch(top, tip, i, 0.2);
      s.solid(blade(top - 0.02 * out,
                    tip,
                    Vector3d::UnitY(),
                    0.15,
                    0.9,
                    green * 0.8f,
                    green * 1.1f,
                    s.detail(6, 12),
                    s.detail(2, 4)),
              Finish::kMatte,
              joint);
    }
    for (int i = 0; i < 3; ++i)
      s.solid(
          make_ellipsoid(top + Vector3d(0.09 * std::cos(2.1 * i), -0.08, 0.09 * std::sin(2.1 * i)),
                         Vector3d::Constant(0.07),
                         kAxes,
                         rgb(0x6A4426),
                         s.detail(8, 14)),
          Finish::kMatte,
          p.stem.back());
  } else if (fir) {
    const int tiers = static_cast<int>(rng.integer(3, 4));
    std::vector<int> along = p.stem;
    const int tip_joint = branch(top, top + Vector3d(0, 0.5, 0), 0, 0.4);
    along.push_back(tip_joint);
    for (int i = 0; i < tiers; ++i) {
      const double t = static_cast<double>(i) / tiers, r = 0.52 * (1 - 0.68 * t),
                   y = 0.28 + 0.85 * t * 1.1;
      const Vector3f c = green * static_cast<float>(0.85 + 0.1 * i);
      s.solid(make_lathe({lean * 0.5, y, 0},
                         Vector3d::UnitY(),
                         {{0, 0.06, c * 0.7f},
                          {0.92 * r, 0, c * 0.8f},
                          {r, 0.03, c},
                          {0.55 * r, 0.3, c},
                          {0.06, 0.58, c},
                          {0, 0.6, c}},
                         s.detail(10, 20)),
              Finish::kMatte,
              along);
    }
    if (rng.chance(0.4))
      s.solid(make_ellipsoid({lean * 0.5, 0.28 + 0.935 * (tiers - 1.0) / tiers + 0.62, 0},
                             Vector3d::Constant(0.06),
                             kAxes,
                             rgb(0xF6D23C),
                             s.detail(8, 14)),
              Finish::kGlow,
              tip_joint);
  } else {
    const int crown = s.add_body(Finish::kMatte);
    const int limbs = static_cast<int>(rng.integer(3, 5));
    s.coat.mottle = 0.12;
    s.ellipsoid(top + Vector3d(0, 0.28, 0), {0.36, 0.32, 0.36}, green, 0.06, kAxes, crown);
    const int up = branch(top, top + Vector3d(0, 0.45, 0), 0, 0.3);
    s.solid(make_tube({top, top + Vector3d(0, 0.3, 0)}, {0.07, 0.04}, {bark, bark}, s.sides()),
            Finish::kMatte,
            up);
    for (int i = 0; i < limbs; ++i) {
      const double a = 2 * M_PI * i / limbs + rng.uniform(0, 0.8);
      const Vector3d out(std::cos(a), 0.35, std::sin(a)), tip = top + 0.36 * out;
      const int joint = branch(top - Vector3d(0, 0.06, 0), tip, i + 1, 0.26);
      s.solid(make_tube({top - Vector3d(0, 0.08, 0), tip}, {0.055, 0.035}, {bark, bark}, s.sides()),
              Finish::kMatte,
              joint);
      s.ellipsoid(tip + Vector3d(0, 0.06, 0),
                  Vector3d::Constant(context.vary(0.27)),
                  green * static_cast<float>(rng.uniform(0.88, 1.1)),
                  0.04,
                  kAxes,
                  crown);
    }
    if (colors.main == 0x4E9A3C && rng.chance(0.5))
      for (int i = 0; i < 9; ++i) {
        const double u = 1 - 2 * (i + 0.5) / 9, t = 2.4 * i, ring = std::sqrt(1 - u * u);
        const Vector3d at = s.surface(
            top + Vector3d(0, 0.22, 0), {ring * std::cos(t), u, ring * std::sin(t)}, crown);
        s.solid(
            make_ellipsoid(at, Vector3d::Constant(0.045), kAxes, rgb(0xD8302C), s.detail(6, 12)),
            Finish::kShiny,
            {p.stem.back(), up});
      }
  }
  return finish(p, colors.adjective, context.vary(2.5, 0.2), {"tree", "plant"});
}

Creature make_cactus(const MakeContext& context) {
  Rng& rng = context.rng;
  Plant p{context, Sculptor(context.options.triangles, 1.3), {}, {}, 0};
  Sculptor& s = p.sculptor;
  const Vector3f green = context.vary_color(rgb(0x4E9A50));
  const double height = context.vary(0.9), r = context.vary(0.16), pot = 0.26;
  const std::vector<Vector3d> path{{0, 0.7 * pot, 0}, {0, pot + height - r, 0}};
  p.stem = s.draft.add_run(
      {"stem"}, 0, -1, resample(path, static_cast<int>(rng.integer(3, 5))), 1.1 * r);
  s.draft.anatomy.root = p.stem[0];
  s.draft.add_chain(Part::kStem, 0, 0, p.stem);
  s.coat.pattern = Pattern::kPlain;
  s.cone(path[0], 0.92 * r, path[1], r, green, 0.03);
  for (int side : {1, -1}) {
    const double y = pot + height * rng.uniform(0.3, 0.5), up = height * rng.uniform(0.22, 0.4),
                 ar = 0.62 * r;
    const Vector3d root(side * 0.5 * r, y, 0), elbow(side * (r + 1.9 * ar), y + 0.02, 0),
        tip = elbow + Vector3d(0, up, 0);
    const std::vector<int> arm =
        s.draft.add_run({"branch"}, side, p.stem[p.stem.size() / 2], {root, elbow, tip}, 1.1 * ar);
    s.draft.add_chain(Part::kBranch, side, 0, arm);
    s.cone(root, 0.85 * ar, elbow, ar, green, 0.04);
    s.cone(elbow, ar, tip, 0.95 * ar, green, 0.04);
  }
  make_pot(p, 0.27, pot);
  Solid spines;
  const int count = s.detail(24, 60);
  for (int i = 0; i < count; ++i) {
    const double t = (i + 0.5) / count, a = 2.4 * i;
    const Vector3d at =
        s.surface({0, pot + 0.05 + t * (height - r), 0}, {std::cos(a), 0.1, std::sin(a)});
    spines.append(
        make_lathe(at,
                   Vector3d(std::cos(a), 0.2, std::sin(a)),
                   {{0, 0, rgb(0xF4ECC8)}, {0.011, 0, rgb(0xF4ECC8)}, {0, 0.05, rgb(0xF4ECC8)}},
                   4));
  }
  s.solid(spines, Finish::kMatte, p.stem);
  const Vector3d top(0, pot + height, 0);
  for (int i = 0; i < 6; ++i) {
    const Vector3d out(std::cos(M_PI * i / 3), 0.7, std::sin(M_PI * i / 3));
    s.solid(make_ellipsoid(top + 0.06 * out,
                           {0.035, 0.03, 0.07},
                           frame_along(out),
                           rgb(0xF0608A),
                           s.detail(8, 12)),
            Finish::kMatte,
            p.stem.back());
  }
  if (rng.chance(0.6)) {
    for (int side : {1, -1})
      s.solid(make_ellipsoid(s.surface({0, pot + 0.62 * height, 0}, {0.35 * side, 0, 1}),
                             {0.026, 0.038, 0.018},
                             kAxes,
                             rgb(0x101014),
                             s.detail(8, 12)),
              Finish::kShiny,
              p.stem[p.stem.size() / 2]);
  }
  return finish(p, "", context.vary(0.3, 0.2), {"plant", "potted plant"});
}

Creature make_carnivore(const MakeContext& context) {
  Rng& rng = context.rng;
  Plant p{context, Sculptor(context.options.triangles, 1), {}, {}, 0};
  Sculptor& s = p.sculptor;
  const Vector3f green = context.vary_color(rgb(0x56A040)),
                 red = context.vary_color(rgb(rng.chance(0.5) ? 0xC8303A : 0x9A3AA0)),
                 white = rgb(0xFAF6EC);
  const double pot = context.vary(0.3), height = context.vary(0.7);
  const Vector3d foot(0, 0.7 * pot, 0), top(0, pot + height, 0.05);
  make_stem(
      p,
      {foot, foot + Vector3d(0, 0.35 * height, -0.16), top - Vector3d(0, 0.25 * height, 0.14), top},
      static_cast<int>(rng.integer(4, 7)),
      0.055,
      0.045,
      green);
  make_pot(p, 0.26, pot);
  make_leaves(p, static_cast<int>(rng.integer(2, 4)), context.vary(0.4), green);
  const double r = context.vary(0.24);
  const Vector3d skull = top + Vector3d(0, 0.3 * r, 0.55 * r);
  const int head = s.draft.add("head", 0, p.stem.back(), top, skull + Vector3d(0, 0, r), r);
  s.draft.add_chain(Part::kHead, 0, 0, {head});
  const Vector3d hinge = skull + Vector3d(0, -0.1 * r, -0.6 * r);
  const int jaw = s.draft.add("jaw", 0, head, hinge, skull + Vector3d(0, -0.35 * r, r), r);
  s.draft.add_chain(Part::kJaw, 0, 0, {jaw});
  // Two half balls with lips; the lower one hangs on the jaw.
  for (int upper = 0; upper < 2; ++upper) {
    const int joint = upper ? head : jaw;
    const Vector3d up(0, upper ? 1 : -1, upper ? 0.28 : 0.05);
    const Vector3d at = skull + Vector3d(0, upper ? 0.02 : -0.06, 0);
    s.solid(make_lathe(at,
                       up,
                       {{0, 0.05 * r, rgb(0x5A1420)},
                        {0.86 * r, 0.02, rgb(0x8A2230)},
                        {0.92 * r, 0, white},
                        {1.08 * r, 0.06 * r, white},
                        {1.04 * r, 0.2 * r, red},
                        {0.9 * r, 0.5 * r, red},
                        {0.6 * r, 0.78 * r, red},
                        {0.25 * r, 0.92 * r, red},
                        {0, 0.95 * r, red}},
                       s.detail(12, 24)),
            Finish::kMatte,
            joint);
    const Matrix3d axes = frame_along(up, Vector3d::UnitZ());
    for (int i = 0; i < 7; ++i) {
      const double a = radians(-75 + 25 * i);
      const Vector3d out = Vector3d(std::sin(a), 0, std::cos(a));
      s.solid(
          make_lathe(at + 0.9 * r * out + Vector3d(0, upper ? -0.02 * std::cos(a) : 0, 0) * r,
                     Vector3d(0, upper ? -1 : 1, 0),
                     {{0, -0.05 * r, white}, {0.09 * r, -0.05 * r, white}, {0, 0.24 * r, white}},
                     6),
          Finish::kShiny,
          joint);
    }
    if (upper)
      for (int i = 0; i < 5; ++i) {
        const Vector3d spot =
            Vector3d(0.6 * std::sin(2.4 * i), 1, 0.6 * std::cos(2.4 * i)).normalized();
        s.solid(
            make_ellipsoid(
                at + 0.83 * r * (axes.col(2) * spot.y() * 1.08 + Vector3d(spot.x(), 0, spot.z())),
                Vector3d(0.17, 0.17, 0.07) * r,
                frame_along(spot),
                white,
                s.detail(8, 12)),
            Finish::kMatte,
            joint);
      }
  }
  return finish(p, rng.chance(0.5) ? "hungry" : "", context.vary(0.7, 0.2), {"plant", "monster"});
}

}  // namespace

std::vector<std::string> plant_species() {
  return {"flower",
          "sunflower",
          "tulip",
          "tree",
          "fir tree",
          "palm tree",
          "cactus",
          "carnivorous plant"};
}

Creature make_plant(const MakeContext& context) {
  const std::string& kind = context.species;
  if (kind == "flower" || kind == "sunflower" || kind == "tulip") return make_flower(context);
  if (kind == "cactus") return make_cactus(context);
  if (kind == "carnivorous plant") return make_carnivore(context);
  return make_tree(context);
}

}  // namespace animax::data
