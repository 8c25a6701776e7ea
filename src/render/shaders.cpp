// SPDX-License-Identifier: MIT
#include "render/shaders.h"

namespace animax::render {

namespace {

constexpr char kVertexShader[] = R"(
layout(location = 0) in vec3 position_in_world;
layout(location = 1) in vec3 normal_in_world;
layout(location = 2) in vec2 uv_in;
layout(location = 3) in vec4 color_in;
uniform mat4 clip_from_world;
out vec3 normal;
#if defined(BASE_TEXTURE) || defined(EMISSIVE_TEXTURE)
out vec2 uv;
#endif
#ifdef VERTEX_COLOR
out vec4 color;
#endif

void main() {
  normal = normal_in_world;
#if defined(BASE_TEXTURE) || defined(EMISSIVE_TEXTURE)
  uv = uv_in;
#endif
#ifdef VERTEX_COLOR
  color = color_in;
#endif
  gl_Position = clip_from_world * vec4(position_in_world, 1.0);
}
)";

// Light in linear RGB: a sky and ground hemisphere, a warm key light from the front upper left of
// the viewer, a cool one from behind that sets the outline off. A white surface that faces the key
// light comes out just below white.
constexpr char kFragmentShader[] = R"(
in vec3 normal;
#if defined(BASE_TEXTURE) || defined(EMISSIVE_TEXTURE)
in vec2 uv;
#endif
#ifdef VERTEX_COLOR
in vec4 color;
#endif
uniform vec4 base_color;
uniform vec3 emissive;
uniform float cutoff;
uniform sampler2D base_texture;
uniform sampler2D emissive_texture;
out vec4 result;

const vec3 kKeyDirection = vec3(-0.4243, 0.6364, 0.6443);
const vec3 kBackDirection = vec3(0.4851, 0.2425, -0.8402);
const vec3 kKey = vec3(0.62, 0.60, 0.56);
const vec3 kBack = vec3(0.26, 0.28, 0.32);
const vec3 kSky = vec3(0.42, 0.43, 0.46);
const vec3 kGround = vec3(0.20, 0.19, 0.18);

vec3 light(vec3 n) {
  float up = 0.5 + 0.5 * n.y;
  float key = dot(n, kKeyDirection), back = dot(n, kBackDirection);
  // The key light reaches a little round the edge, which softens the terminator.
  key = max(0.0, 0.85 * key + 0.15);
  return mix(kGround, kSky, up) + kKey * key + kBack * max(0.0, back);
}

void main() {
  vec4 albedo = base_color;
#ifdef BASE_TEXTURE
  albedo *= texture(base_texture, uv);
#endif
#ifdef VERTEX_COLOR
  albedo *= color;
#endif
#ifdef BLEND_SOLID
  if (albedo.a < 0.99) discard;
#endif
#ifdef BLEND_REST
  if (albedo.a >= 0.99) discard;
#endif
#ifdef MASK
  if (albedo.a < cutoff) discard;
#endif
#ifdef UNLIT
  vec3 shaded = albedo.rgb;
#else
  vec3 n = normalize(gl_FrontFacing ? normal : -normal);
  vec3 shaded = albedo.rgb * light(n);
#endif
#ifdef EMISSIVE_TEXTURE
  shaded += emissive * texture(emissive_texture, uv).rgb;
#else
  shaded += emissive;
#endif
  result = vec4(shaded, albedo.a);
}
)";

std::string header(unsigned features) {
  static constexpr std::pair<unsigned, const char*> kNames[] = {
      {kBaseTexture, "BASE_TEXTURE"},
      {kVertexColor, "VERTEX_COLOR"},
      {kEmissiveTexture, "EMISSIVE_TEXTURE"},
      {kUnlit, "UNLIT"},
      {kMask, "MASK"},
      {kBlendSolid, "BLEND_SOLID"},
      {kBlendRest, "BLEND_REST"}};
  std::string text = "#version 330 core\n";
  for (const auto& [feature, name] : kNames)
    if (features & feature) text += std::string("#define ") + name + "\n";
  return text;
}

}  // namespace

const Program& ProgramCache::get(unsigned features) {
  const auto found = programs_.find(features);
  if (found != programs_.end()) return found->second;
  const std::string defines = header(features);
  Program p{make_program(defines + kVertexShader, defines + kFragmentShader)};
  const GLuint id = p.program.id();
  p.clip_from_world = glGetUniformLocation(id, "clip_from_world");
  p.base_color = glGetUniformLocation(id, "base_color");
  p.emissive = glGetUniformLocation(id, "emissive");
  p.cutoff = glGetUniformLocation(id, "cutoff");
  glUseProgram(id);
  glUniform1i(glGetUniformLocation(id, "base_texture"), 0);
  glUniform1i(glGetUniformLocation(id, "emissive_texture"), 1);
  return programs_.emplace(features, std::move(p)).first->second;
}

}  // namespace animax::render
