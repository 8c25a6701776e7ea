// SPDX-License-Identifier: MIT
// The shader programs of the renderer, one for each combination of what a material uses.
#pragma once

#include "render/gl.h"

#include <map>

namespace animax::render {

enum ProgramFeature : unsigned {
  kBaseTexture = 1,
  kVertexColor = 2,
  kEmissiveTexture = 4,
  kUnlit = 8,
  kMask = 16,        ///< alpha decides about coverage, at `cutoff`
  kBlendSolid = 32,  ///< of blended materials only what is opaque
  kBlendRest = 64    ///< of blended materials only the rest
};

/// A program and where its uniforms are (-1: it has none of that name).
struct Program {
  GlProgram program;
  GLint clip_from_world = -1;
  GLint base_color = -1;
  GLint emissive = -1;
  GLint cutoff = -1;
};

/// Compiles programs when they are first asked for.
class ProgramCache {
 public:
  const Program& get(unsigned features);

 private:
  std::map<unsigned, Program> programs_;
};

}  // namespace animax::render
