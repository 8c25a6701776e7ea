// SPDX-License-Identifier: MIT
// An OpenGL 3.3 context without window or surface.
#pragma once

#include <string>

namespace animax::render {

/// Creates a context on the first of: a GPU (EGL device platform: NVIDIA, AMD, Intel), Mesa's
/// surfaceless platform, Mesa's software device, the default display. It is current in the creating
/// thread. Many contexts may exist at once, each in its own thread.
/// Throws Error listing what was tried when there is no EGL or none gives OpenGL 3.3.
class EglContext {
 public:
  EglContext();
  ~EglContext();
  EglContext(const EglContext&) = delete;
  EglContext& operator=(const EglContext&) = delete;

  /// Makes the context current in the calling thread; cheap when it already is.
  void make_current();

  /// The driver's name, for example "llvmpipe (LLVM 15.0.6, 256 bits)".
  const std::string& device() const { return device_; }
  /// True when the CPU does the work.
  bool software() const { return software_; }

 private:
  bool try_display(void* display, const std::string& name);

  void* display_ = nullptr;
  void* context_ = nullptr;
  std::string device_;
  std::string tried_;  // "NAME: why not; ..."
  bool software_ = false;
};

}  // namespace animax::render
