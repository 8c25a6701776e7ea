// SPDX-License-Identifier: MIT
// OpenGL objects that delete themselves. Only sources of this module include this header.
#pragma once

#include <epoxy/gl.h>

#include <string>
#include <utility>

namespace animax::render {

/// Owns one GL object; `Kind` knows how to create and delete it. Needs its context to be current.
template <typename Kind>
class GlObject {
 public:
  GlObject() : id_(Kind::create()) {}
  explicit GlObject(GLuint id) : id_(id) {}
  ~GlObject() {
    if (id_ != 0) Kind::destroy(id_);
  }
  GlObject(GlObject&& other) noexcept : id_(std::exchange(other.id_, 0)) {}
  GlObject& operator=(GlObject&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  GLuint id() const { return id_; }

 private:
  GLuint id_ = 0;
};

#define ANIMAX_GL_KIND(Name, plural)                             \
  struct Name##Kind {                                            \
    static GLuint create() {                                     \
      GLuint id = 0;                                             \
      glGen##plural(1, &id);                                     \
      return id;                                                 \
    }                                                            \
    static void destroy(GLuint id) { glDelete##plural(1, &id); } \
  };                                                             \
  using Gl##Name = GlObject<Name##Kind>
ANIMAX_GL_KIND(Buffer, Buffers);
ANIMAX_GL_KIND(Texture, Textures);
ANIMAX_GL_KIND(VertexArray, VertexArrays);
ANIMAX_GL_KIND(Framebuffer, Framebuffers);
ANIMAX_GL_KIND(Renderbuffer, Renderbuffers);
#undef ANIMAX_GL_KIND

struct ProgramKind {
  static GLuint create() { return glCreateProgram(); }
  static void destroy(GLuint id) { glDeleteProgram(id); }
};
using GlProgram = GlObject<ProgramKind>;

/// Compiles and links. Throws Error with the driver's log.
GlProgram make_program(const std::string& vertex_source, const std::string& fragment_source);

/// Throws Error naming `what` when GL has recorded an error since the last call.
void check_gl(const char* what);

}  // namespace animax::render
