// SPDX-License-Identifier: MIT
#include "render/egl_context.h"

#include "core/error.h"

#include <epoxy/egl.h>
#include <epoxy/gl.h>

#include <cstring>
#include <dlfcn.h>
#include <vector>

namespace animax::render {

namespace {

struct NamedDisplay {
  EGLDisplay display;
  std::string name;
};

bool has(const char* extensions, const char* name) {
  return extensions && std::strstr(extensions, name) != nullptr;
}

// Displays worth trying, best first. Displays live as long as the process: EGL returns the same one
// for the same device every time, so terminating it would pull it away from other threads.
std::vector<NamedDisplay> displays() {
  std::vector<NamedDisplay> gpus, software;
  const char* extensions = eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS);
  const bool can_choose = has(extensions, "EGL_EXT_platform_base");
  if (can_choose && has(extensions, "EGL_EXT_platform_device") &&
      has(extensions, "EGL_EXT_device_enumeration")) {
    EGLDeviceEXT devices[32];
    EGLint count = 0;
    if (!eglQueryDevicesEXT(32, devices, &count)) count = 0;
    for (EGLint i = 0; i < count; ++i) {
      const char* features = eglQueryDeviceStringEXT(devices[i], EGL_EXTENSIONS);
      const bool is_software = has(features, "EGL_MESA_device_software");
      const EGLDisplay display =
          eglGetPlatformDisplayEXT(EGL_PLATFORM_DEVICE_EXT, devices[i], nullptr);
      (is_software ? software : gpus).push_back({display, str_cat("EGL device ", i)});
    }
  }
  std::vector<NamedDisplay> all = gpus;
  if (can_choose && has(extensions, "EGL_MESA_platform_surfaceless"))
    all.push_back(
        {eglGetPlatformDisplayEXT(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr),
         "surfaceless EGL"});
  all.insert(all.end(), software.begin(), software.end());
  all.push_back({eglGetDisplay(EGL_DEFAULT_DISPLAY), "default EGL display"});
  return all;
}

// libepoxy ends the process when the library it wants is missing, so ask first.
void require_library(const char* name) {
  void* library = dlopen(name, RTLD_LAZY);
  if (!library)
    throw Error("rendering needs ",
                name,
                ", which is not installed (Debian: apt-get install libegl1 libgl1-mesa-dri)");
  dlclose(library);
}

}  // namespace

EglContext::EglContext() {
  require_library("libEGL.so.1");
  for (const NamedDisplay& candidate : displays())
    if (try_display(candidate.display, candidate.name)) return;
  throw Error("no usable OpenGL 3.3 through EGL (",
              tried_,
              "); Debian: apt-get install libegl1 libgl1-mesa-dri");
}

bool EglContext::try_display(void* display, const std::string& name) {
  const auto fail = [&](const char* why) {
    tried_ += str_cat(tried_.empty() ? "" : "; ", name, ": ", why);
    return false;
  };
  if (display == EGL_NO_DISPLAY) return fail("not there");
  if (!eglInitialize(display, nullptr, nullptr)) return fail("does not start");
  const char* extensions = eglQueryString(display, EGL_EXTENSIONS);
  if (!has(extensions, "EGL_KHR_surfaceless_context")) return fail("needs a surface");
  if (!eglBindAPI(EGL_OPENGL_API)) return fail("has no OpenGL");
  EGLConfig config = EGL_NO_CONFIG_KHR;
  if (!has(extensions, "EGL_KHR_no_config_context")) {
    const EGLint wanted[] = {EGL_SURFACE_TYPE, 0, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
    EGLint count = 0;
    if (!eglChooseConfig(display, wanted, &config, 1, &count) || count == 0)
      return fail("has no OpenGL configuration");
  }
  const EGLint attributes[] = {EGL_CONTEXT_MAJOR_VERSION,
                               3,
                               EGL_CONTEXT_MINOR_VERSION,
                               3,
                               EGL_CONTEXT_OPENGL_PROFILE_MASK,
                               EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                               EGL_NONE};
  const EGLContext context = eglCreateContext(display, config, EGL_NO_CONTEXT, attributes);
  if (context == EGL_NO_CONTEXT) return fail("has no OpenGL 3.3");
  if (!eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context)) {
    eglDestroyContext(display, context);
    return fail("context cannot be used");
  }
  display_ = display;
  context_ = context;
  if (const GLubyte* renderer = glGetString(GL_RENDERER))
    device_ = reinterpret_cast<const char*>(renderer);
  software_ = device_.find("llvmpipe") != std::string::npos ||
              device_.find("softpipe") != std::string::npos;
  return true;
}

EglContext::~EglContext() {
  if (eglGetCurrentContext() == context_)
    eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
  eglDestroyContext(display_, context_);
}

void EglContext::make_current() {
  // The bound API is per thread, and decides which context eglGetCurrentContext reports.
  eglBindAPI(EGL_OPENGL_API);
  if (eglGetCurrentContext() == context_) return;
  if (!eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, context_))
    throw Error("EGL: the context of ", device_, " cannot be used in this thread");
}

}  // namespace animax::render
