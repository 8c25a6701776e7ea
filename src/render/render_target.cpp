// SPDX-License-Identifier: MIT
#include "render/render_target.h"

#include "core/error.h"
#include "core/srgb.h"

#include <algorithm>
#include <cmath>

namespace animax::render {

namespace {

void attach(GLenum point, const GlRenderbuffer& buffer, GLenum format, int width, int height) {
  glBindRenderbuffer(GL_RENDERBUFFER, buffer.id());
  glRenderbufferStorage(GL_RENDERBUFFER, format, width, height);
  glFramebufferRenderbuffer(GL_FRAMEBUFFER, point, GL_RENDERBUFFER, buffer.id());
}

// Linear light in 14 bits keeps all 256 sRGB values apart.
struct GammaTables {
  static constexpr int kLevels = 1 << 14;
  uint16_t linear[256];
  uint8_t srgb[kLevels];

  GammaTables() {
    for (int i = 0; i < 256; ++i)
      linear[i] = static_cast<uint16_t>(std::lround((kLevels - 1) * linear_from_srgb(i / 255.0)));
    for (int i = 0; i < kLevels; ++i)
      srgb[i] = static_cast<uint8_t>(std::lround(255 * srgb_from_linear(i / (kLevels - 1.0))));
  }
};

uint8_t average(const GammaTables& gamma, const uint32_t* block, int n, int stride, int shift) {
  uint32_t sum = 0;
  for (int y = 0; y < n; ++y)
    for (int x = 0; x < n; ++x) sum += gamma.linear[(block[y * stride + x] >> shift) & 255];
  const auto count = static_cast<uint32_t>(n * n);
  return gamma.srgb[(sum + count / 2) / count];
}

bool uniform(const uint32_t* block, int n, int stride) {
  for (int y = 0; y < n; ++y)
    for (int x = 0; x < n; ++x)
      if (block[y * stride + x] != block[0]) return false;
  return true;
}

// Averages blocks of N x N; a template so that the loops over a block unroll.
template <int N>
void reduce(const uint32_t* in, int width, int height, uint8_t* out) {
  static const GammaTables gamma;
  const int stride = N * width;
  for (int y = 0; y < height; ++y, in += static_cast<ptrdiff_t>(N) * stride)
    for (int x = 0; x < width; ++x, out += 3) {
      const uint32_t* block = in + N * x;
      if (uniform(block, N, stride)) {
        for (int c = 0; c < 3; ++c) out[c] = static_cast<uint8_t>(block[0] >> 8 * c);
      } else {
        for (int c = 0; c < 3; ++c) out[c] = average(gamma, block, N, stride, 8 * c);
      }
    }
}

}  // namespace

int RenderTarget::max_views(int width, int height, int supersampling) {
  GLint limit = 0;
  glGetIntegerv(GL_MAX_RENDERBUFFER_SIZE, &limit);
  // Keep one target within about a quarter of a gigabyte.
  const int64_t pixels = int64_t{width} * height * supersampling * supersampling;
  return static_cast<int>(std::clamp<int64_t>(
      std::min<int64_t>(limit / (height * supersampling), (1 << 25) / pixels), 1, 64));
}

RenderTarget::RenderTarget(int width, int height, int views, int supersampling)
    : width_(width), height_(height), views_(views), supersampling_(supersampling) {
  const int columns = width * supersampling, rows = height * views * supersampling;
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.id());
  attach(GL_COLOR_ATTACHMENT0, color_, GL_SRGB8_ALPHA8, columns, rows);
  attach(GL_DEPTH_ATTACHMENT, depth_, GL_DEPTH_COMPONENT24, columns, rows);
  const GLenum status = glCheckFramebufferStatus(GL_FRAMEBUFFER);
  check_gl("making the framebuffer");
  if (status != GL_FRAMEBUFFER_COMPLETE)
    throw Error("OpenGL: no framebuffer of ", columns, "x", rows, " pixels (status ", status, ")");
}

void RenderTarget::start(Rgb background) {
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.id());
  glEnable(GL_FRAMEBUFFER_SRGB);
  glDepthMask(GL_TRUE);
  const auto linear = [](uint8_t v) { return static_cast<float>(linear_from_srgb(v / 255.0)); };
  glClearColor(linear(background[0]), linear(background[1]), linear(background[2]), 1);
  glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
}

void RenderTarget::select_view(int view) const {
  const int height = height_ * supersampling_;
  glViewport(0, view * height, width_ * supersampling_, height);
}

void RenderTarget::end() const { glFlush(); }

std::vector<Image> RenderTarget::read() {
  const int n = supersampling_, columns = width_ * n, rows = height_ * n;
  rgba_.resize(static_cast<size_t>(columns) * rows * views_);
  glBindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer_.id());
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  // Four channels: the drivers copy them as they are, three would be converted one by one.
  glReadPixels(0, 0, columns, rows * views_, GL_RGBA, GL_UNSIGNED_BYTE, rgba_.data());
  constexpr decltype(&reduce<1>) kReduce[] = {reduce<1>, reduce<2>, reduce<3>, reduce<4>};
  std::vector<Image> images;
  for (int view = 0; view < views_; ++view) {
    Image image(width_, height_, 3);
    kReduce[n - 1](rgba_.data() + static_cast<size_t>(view) * columns * rows,
                   width_,
                   height_,
                   image.pixels.data());
    images.push_back(std::move(image));
  }
  return images;
}

}  // namespace animax::render
