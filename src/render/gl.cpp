// SPDX-License-Identifier: MIT
#include "render/gl.h"

#include "core/error.h"

namespace animax::render {

namespace {

struct ShaderKind {
  static void destroy(GLuint id) { glDeleteShader(id); }
};

GlObject<ShaderKind> make_shader(GLenum stage, const std::string& source) {
  GlObject<ShaderKind> shader(glCreateShader(stage));
  const char* text = source.c_str();
  glShaderSource(shader.id(), 1, &text, nullptr);
  glCompileShader(shader.id());
  GLint ok = 0;
  glGetShaderiv(shader.id(), GL_COMPILE_STATUS, &ok);
  if (!ok) {
    char log[1024] = "";
    glGetShaderInfoLog(shader.id(), sizeof log, nullptr, log);
    throw Error("OpenGL: shader does not compile: ", log);
  }
  return shader;
}

}  // namespace

GlProgram make_program(const std::string& vertex_source, const std::string& fragment_source) {
  const auto vertex = make_shader(GL_VERTEX_SHADER, vertex_source);
  const auto fragment = make_shader(GL_FRAGMENT_SHADER, fragment_source);
  GlProgram program;
  glAttachShader(program.id(), vertex.id());
  glAttachShader(program.id(), fragment.id());
  glLinkProgram(program.id());
  GLint ok = 0;
  glGetProgramiv(program.id(), GL_LINK_STATUS, &ok);
  if (!ok) {
    char log[1024] = "";
    glGetProgramInfoLog(program.id(), sizeof log, nullptr, log);
    throw Error("OpenGL: program does not link: ", log);
  }
  return program;
}

void check_gl(const char* what) {
  const GLenum code = glGetError();
  if (code == GL_NO_ERROR) return;
  while (glGetError() != GL_NO_ERROR) {  // leave none behind for the next check
  }
  throw Error("OpenGL: ",
              what,
              " failed with code ",
              code,
              code == GL_OUT_OF_MEMORY ? " (out of memory)" : "");
}

}  // namespace animax::render
