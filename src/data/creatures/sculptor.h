// SPDX-License-Identifier: MIT
// Puts a creature together: joints, clay bodies and solids, then the finished rig.
#pragma once

#include "data/creatures/clay.h"
#include "data/creatures/creature.h"
#include "data/creatures/palette.h"
#include "data/creatures/skeleton_draft.h"
#include "data/creatures/solids.h"

#include <string>
#include <vector>

namespace animax::data {

enum class Finish { kMatte, kShiny, kMetal, kGlow };

/// A limb's or neck's or tail's outside.
struct LimbLook {
  std::vector<Vector3f> colors;  ///< one per point, or one for all
  double coat = 1;               ///< how much of the coat's pattern it shows
  double blend = 0.03;           ///< how wide it melts into the body
  Finish finish = Finish::kMatte;
  int body = 0;  ///< which clay body it belongs to
  Vector3d normal = Vector3d::UnitX();
  double flatten = 1;  ///< thickness along `normal` relative to the radius
  bool tube = false;   ///< never melted into the body
};

enum class EyeStyle { kCartoon, kButton, kSlit, kGlow };

struct EyeLook {
  EyeStyle style = EyeStyle::kCartoon;
  double radius = 0.05;
  Vector3f iris = Vector3f::Zero();
  double lid = 0;  ///< 0 wide open, 1 half closed
  Vector3f lid_color = Vector3f::Zero();
  double depth = 0.35;  ///< how deep the ball sits, in radii
};

class Sculptor {
 public:
  /// @param triangles  to spend
  /// @param area       rough surface of the body in square model units, from which the size of the
  ///                   mesh's cells follows
  Sculptor(int triangles, double area);

  SkeletonDraft draft;
  Coat coat;

  double cell() const { return cell_; }
  int sides() const { return detail(6, 12); }  ///< of tubes and turned parts
  int detail(int low, int high) const;         ///< between the two by the triangles allowed

  /// Starts another clay body (0 is there from the start). Only `candidates` move it; empty: all.
  int add_body(Finish finish, std::vector<int> candidates = {});

  Clay& ellipsoid(const Vector3d& center,
                  const Vector3d& radii,
                  const Vector3f& color,
                  double blend = 0.05,
                  const Matrix3d& axes = Matrix3d::Identity(),
                  int body = 0);
  Clay& cone(const Vector3d& a,
             double radius_a,
             const Vector3d& b,
             double radius_b,
             const Vector3f& color,
             double blend = 0.05,
             int body = 0);

  /// A run of tapered pieces with one radius per point. Pieces too thin for the grid become tubes.
  /// @param joints  that move the tubes; the clay is moved by what its body says
  void limb(const std::vector<Vector3d>& points,
            const std::vector<double>& radii,
            const std::vector<int>& joints,
            const LimbLook& look);

  /// Adds a solid moved by one joint, or by the nearest of several.
  void solid(const Solid& solid, Finish finish, int joint);
  void solid(const Solid& solid, Finish finish, const std::vector<int>& joints, double coat = 0);

  /// Where the ray from `origin` inside leaves body `body`.
  Vector3d surface(const Vector3d& origin, const Vector3d& direction, int body = 0) const;

  /// A pair of eyes: `direction` is the left one's, seen from `center` in the head; they gaze
  /// towards `gaze` mirrored likewise. The single eye of a cyclops if direction.x is 0.
  void eyes(const Vector3d& center,
            const Vector3d& direction,
            const Vector3d& gaze,
            const EyeLook& look,
            int joint,
            int body = 0);

  /// Builds the rig, standing on ground 0 in the rest pose.
  /// @param rigid_parts  one mesh and skin per joint instead of one skin for all
  Creature finish(BodyPlan plan, const RigStyle& style, Rng& rng, bool rigid_parts = false);

 private:
  struct Piece {
    Solid solid;
    Finish finish;
    std::vector<Influences> influences;
  };
  struct Body {
    std::vector<Clay> clays;
    Finish finish = Finish::kMatte;
    std::vector<int> candidates;
  };

  void bake_bodies();
  void drop_to_ground();
  void add_meshes(Rig& rig, const RigStyle& style, bool rigid_parts) const;

  int triangles_;
  double cell_;
  std::vector<Body> bodies_{1};
  std::vector<Piece> pieces_;
};

}  // namespace animax::data
