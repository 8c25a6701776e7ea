// SPDX-License-Identifier: MIT
#include "render/renderer.h"

#include "core/parallel.h"
#include "scene/skinning.h"
#include "scene/synthetic.h"

#include <gtest/gtest.h>

#include <cmath>

namespace animax::render {
namespace {

constexpr Rgb kGrey = {128, 128, 128};

Rgb pixel(const Image& image, int x, int y) {
  const uint8_t* p = image.at(x, y);
  return {p[0], p[1], p[2]};
}

// Stands on +z and sees x, y in [-1, 1] at z = 0.
Camera front_camera(int size) {
  Camera camera;
  camera.width = camera.height = size;
  camera.focal = 2 * size;
  camera.principal_point = Vector2d::Constant(0.5 * size);
  camera.camera_from_world.linear() = Vector3d(1, -1, -1).asDiagonal();
  camera.camera_from_world.translation() = Vector3d(0, 0, 4);
  return camera;
}

// A square in the plane z, facing the front camera; its uv origin is the top left corner.
Mesh quad(float half, float z, int material) {
  Mesh mesh;
  mesh.positions = {{-half, half, z}, {-half, -half, z}, {half, -half, z}, {half, half, z}};
  mesh.normals.assign(4, Vector3f::UnitZ());
  mesh.uvs = {{0, 0}, {0, 1}, {1, 1}, {1, 0}};
  mesh.indices = {0, 1, 2, 0, 2, 3};
  mesh.material = material;
  mesh.slots.assign(4, 0);
  mesh.weights.assign(4, 1);
  return mesh;
}

Material flat(float r, float g, float b, float a = 1) {
  Material material;
  material.base_color = Vector4f(r, g, b, a);
  material.unlit = true;
  return material;
}

Rig rig_of(std::vector<Mesh> meshes, std::vector<Material> materials) {
  Rig rig;
  rig.skeleton.joints.resize(1);
  rig.skins = {{"rigid", {0}, {Affine3d::Identity()}}};
  rig.meshes = std::move(meshes);
  rig.materials = std::move(materials);
  check(rig);
  return rig;
}

Image draw(const Rig& rig, int size = 32, const RenderOptions& options = {}) {
  return Renderer(rig, options).render(rig.skeleton.rest_pose(), front_camera(size));
}

SyntheticWorld biped(bool textured = false) {
  SyntheticOptions options;
  options.shape = SyntheticShape::kBiped;
  options.textured = textured;
  options.frames = 5;
  return make_synthetic_world(options, 5);
}

std::vector<Camera> cameras_for(const SyntheticWorld& world, int size) {
  ViewRigOptions options;
  options.size = size;
  return frame_cameras(world.rig, world.motion, options);
}

// Marks the pixels whose centres lie in a projected triangle.
std::vector<bool> silhouette(const Rig& rig, const Pose& pose, const Camera& camera) {
  std::vector<bool> inside(static_cast<size_t>(camera.width) * camera.height);
  const auto all_positions = skinned_positions(rig, pose);
  for (size_t m = 0; m < rig.meshes.size(); ++m)
    for (size_t i = 0; i < rig.meshes[m].indices.size(); i += 3) {
      Vector2d p[3];
      for (int k = 0; k < 3; ++k)
        p[k] = *camera.project(all_positions[m][rig.meshes[m].indices[i + k]].cast<double>());
      const auto cross = [](const Vector2d& a, const Vector2d& b) {
        return a.x() * b.y() - a.y() * b.x();
      };
      const Vector2d low = p[0].cwiseMin(p[1]).cwiseMin(p[2]);
      const Vector2d high = p[0].cwiseMax(p[1]).cwiseMax(p[2]);
      for (int y = std::max(0, static_cast<int>(low.y())); y < high.y() && y < camera.height; ++y)
        for (int x = std::max(0, static_cast<int>(low.x())); x < high.x() && x < camera.width;
             ++x) {
          const Vector2d c(x + 0.5, y + 0.5);
          const double a = cross(p[1] - p[0], c - p[0]), b = cross(p[2] - p[1], c - p[1]),
                       d = cross(p[0] - p[2], c - p[2]);
          if ((a >= 0 && b >= 0 && d >= 0) || (a <= 0 && b <= 0 && d <= 0))
            inside[static_cast<size_t>(y) * camera.width + x] = true;
        }
    }
  return inside;
}

double mean_difference(const Image& a, const Image& b) {
  double sum = 0;
  for (size_t i = 0; i < a.pixels.size(); ++i) sum += std::abs(a.pixels[i] - b.pixels[i]);
  return sum / static_cast<double>(a.pixels.size());
}

TEST(Renderer, BackgroundIsExact) {
  for (const Rgb& color : {kGrey, Rgb{0, 0, 0}, Rgb{255, 255, 255}, Rgb{3, 77, 201}}) {
    RenderOptions options;
    options.background = color;
    const Image image = draw(rig_of({}, {}), 16, options);
    for (int y = 0; y < 16; ++y)
      for (int x = 0; x < 16; ++x) EXPECT_EQ(pixel(image, x, y), color);
  }
}

TEST(Renderer, SilhouettesAreThoseOfTheProjectedGeometry) {
  for (SyntheticShape shape : {SyntheticShape::kBiped, SyntheticShape::kHinge}) {
    SyntheticOptions world_options;
    world_options.shape = shape;
    world_options.frames = 2;
    const SyntheticWorld world = make_synthetic_world(world_options, 9);
    RenderOptions options;
    options.supersampling = 1;
    Renderer renderer(world.rig, options);
    const auto cameras = cameras_for(world, 200);
    const auto images = renderer.render(world.motion.frames[1], cameras);
    for (size_t view = 0; view < cameras.size(); ++view) {
      const auto expected = silhouette(world.rig, world.motion.frames[1], cameras[view]);
      int wrong = 0, covered = 0;
      for (int y = 0; y < 200; ++y)
        for (int x = 0; x < 200; ++x) {
          const bool inside = expected[static_cast<size_t>(y) * 200 + x];
          covered += inside;
          wrong += inside != (pixel(images[view], x, y) != kGrey);
        }
      EXPECT_GT(covered, 1000);
      EXPECT_LT(wrong, 0.005 * covered) << "view " << view;
    }
  }
}

TEST(Renderer, PosedRigLooksLikeItsSkinnedMeshMadeRigid) {
  const SyntheticWorld world = biped(true);
  const Pose& pose = world.motion.frames[2];
  Rig rigid = world.rig;
  rigid.skins = {{"world", {-1}, {Affine3d::Identity()}}};
  const auto world_from_joint = forward_kinematics(world.rig.skeleton, pose);
  for (Mesh& mesh : rigid.meshes) {
    std::vector<Vector3f> positions, normals;
    skin_mesh(
        mesh, skin_matrices(world.rig.skins[mesh.skin], world_from_joint), positions, &normals);
    mesh.positions = positions;
    mesh.normals = normals;
    mesh.skin = 0;
    mesh.influences = 1;
    mesh.slots.assign(positions.size(), 0);
    mesh.weights.assign(positions.size(), 1);
  }
  const auto cameras = cameras_for(world, 128);
  const auto posed = Renderer(world.rig).render(pose, cameras);
  const auto baked = Renderer(rigid).render(rigid.skeleton.rest_pose(), cameras);
  const auto rest = Renderer(world.rig).render(world.rig.skeleton.rest_pose(), cameras);
  for (int view = 0; view < 4; ++view) {
    EXPECT_LT(mean_difference(posed[view], baked[view]), 0.001);
    EXPECT_GT(mean_difference(posed[view], rest[view]), 0.5);
  }
}

TEST(Renderer, IsDeterministicAcrossRunsContextsAndThreads) {
  const SyntheticWorld world = biped(true);
  const auto cameras = cameras_for(world, 96);
  Renderer renderer(world.rig);
  const auto expected = renderer.render(world.motion.frames[0], cameras);
  renderer.render(world.motion.frames[1], cameras);
  std::vector<std::vector<Image>> again(3);
  parallel_for(
      3,
      [&](size_t i) { again[i] = Renderer(world.rig).render(world.motion.frames[0], cameras); },
      3);
  again.push_back(renderer.render(world.motion.frames[0], cameras));
  for (const auto& images : again)
    for (int view = 0; view < 4; ++view) EXPECT_EQ(images[view].pixels, expected[view].pixels);
}

TEST(Renderer, OneViewOrManyOrHalvesGiveTheSame) {
  const SyntheticWorld world = biped();
  const auto cameras = cameras_for(world, 64);
  Renderer renderer(world.rig);
  std::vector<std::vector<Image>> all;
  for (const Pose& pose : world.motion.frames) all.push_back(renderer.render(pose, cameras));
  // The place in the framebuffer may move an edge by a rounding error.
  const Image alone = renderer.render(world.motion.frames[3], cameras[2]);
  EXPECT_LT(mean_difference(alone, all[3][2]), 0.02);

  renderer.begin(world.motion.frames[0], cameras);
  for (size_t frame = 0; frame < all.size(); ++frame) {
    if (frame + 1 < all.size()) renderer.begin(world.motion.frames[frame + 1], cameras);
    const auto images = renderer.finish();
    for (int view = 0; view < 4; ++view)
      EXPECT_EQ(images[view].pixels, all[frame][view].pixels) << frame;
  }
}

TEST(Renderer, DrawsMoreViewsThanFitOneFramebuffer) {
  const Rig rig = rig_of({quad(0.5f, 0, 0)}, {flat(1, 0, 0)});
  const std::vector<Camera> cameras(40, front_camera(512));
  const auto images = Renderer(rig).render(rig.skeleton.rest_pose(), cameras);
  ASSERT_EQ(images.size(), 40u);
  for (const Image& image : images) EXPECT_EQ(image.pixels, images[0].pixels);
  EXPECT_EQ(pixel(images[39], 256, 256), (Rgb{255, 0, 0}));
}

TEST(Renderer, ShowsTexturesTheRightWayUp) {
  Rig rig = rig_of({quad(1, 0, 0)}, {flat(1, 1, 1)});
  Texture texture;
  texture.image = Image(2, 2, 4, 255);
  const Rgb colors[] = {{250, 10, 20}, {30, 240, 50}, {60, 70, 230}, {200, 190, 40}};
  for (int i = 0; i < 4; ++i)
    std::copy(colors[i].begin(), colors[i].end(), texture.image.at(i % 2, i / 2));
  texture.smooth = false;
  rig.textures = {texture};
  rig.materials[0].base_color_texture = 0;
  const Image image = draw(rig);
  for (int i = 0; i < 4; ++i)
    for (int c = 0; c < 3; ++c)
      EXPECT_NEAR(pixel(image, 8 + 16 * (i % 2), 8 + 16 * (i / 2))[c], colors[i][c], 1) << i;
}

TEST(Renderer, ReducesTexturesToTheirMean) {
  Rig rig = rig_of({quad(1, 0, 0)}, {flat(1, 1, 1)});
  Texture texture;
  texture.image = Image(301, 77, 4, 255);
  texture.image.fill({90, 150, 210});
  rig.textures = {texture};
  rig.materials[0].base_color_texture = 0;
  RenderOptions options;
  options.max_texture_size = 16;
  const Rgb color = pixel(draw(rig, 32, options), 16, 16);
  EXPECT_NEAR(color[0], 90, 1);
  EXPECT_NEAR(color[2], 210, 1);
}

TEST(Renderer, LightComesFromAboveAndWhiteStaysBelowWhite) {
  Material white;
  white.double_sided = true;
  Rgb facing[3];
  const Vector3f normals[] = {Vector3f(0, 0.7f, 0.7f), Vector3f(0, 0, 1), Vector3f(0, -0.8f, 0.6f)};
  for (int i = 0; i < 3; ++i) {
    Mesh mesh = quad(1, 0, 0);
    mesh.normals.assign(4, normals[i].normalized());
    facing[i] = pixel(draw(rig_of({mesh}, {white})), 16, 16);
  }
  EXPECT_GT(facing[0][1], facing[1][1] + 10);
  EXPECT_GT(facing[1][1], facing[2][1] + 30);
  EXPECT_LT(facing[0][1], 255);
  EXPECT_GT(facing[0][1], 235);
  EXPECT_GT(facing[2][1], 100);
}

TEST(Renderer, VertexColoursMultiplyAndEmissionAdds) {
  Mesh mesh = quad(1, 0, 0);
  mesh.colors.assign(4, Vector4f(0, 1, 0.5f, 1));
  Material material = flat(1, 1, 0.5f);
  material.emissive = Vector3f(1, 0, 0);
  const Rgb color = pixel(draw(rig_of({mesh}, {material})), 16, 16);
  EXPECT_NEAR(color[0], 160, 1);  // 0.35 linear: untextured emission is dimmed
  EXPECT_EQ(color[1], 255);
  EXPECT_NEAR(color[2], 137, 1);  // 0.25 linear

  Rig glowing = rig_of({mesh}, {material});
  Texture texture;
  texture.image = Image(1, 1, 4, 255);
  texture.image.fill({255, 0, 128});
  glowing.textures = {texture};
  glowing.materials[0].emissive = Vector3f::Ones();
  glowing.materials[0].emissive_texture = 0;
  glowing.materials[0].base_color = Vector4f(0, 0, 0, 1);
  const Rgb glow = pixel(draw(glowing), 16, 16);
  EXPECT_EQ(glow[0], 255);
  EXPECT_EQ(glow[1], 0);
  EXPECT_NEAR(glow[2], 128, 1);
}

TEST(Renderer, MaskCutsAndBlendMixesInLinearLight) {
  Rig rig = rig_of({quad(1, 0, 0)}, {flat(1, 1, 1)});
  Texture texture;
  texture.image = Image(2, 1, 4, 255);
  texture.image.at(0, 0)[3] = 100;
  texture.smooth = false;
  rig.textures = {texture};
  rig.materials[0].base_color_texture = 0;
  rig.materials[0].alpha_mode = AlphaMode::kMask;
  const Image masked = draw(rig);
  EXPECT_EQ(pixel(masked, 8, 16), kGrey);
  EXPECT_EQ(pixel(masked, 24, 16), (Rgb{255, 255, 255}));

  rig.materials[0].alpha_mode = AlphaMode::kBlend;
  const Image blended = draw(rig);
  EXPECT_NEAR(pixel(blended, 8, 16)[0], 192, 2);  // 0.392 * 1 + 0.608 * 0.216 linear
  EXPECT_EQ(pixel(blended, 24, 16), (Rgb{255, 255, 255}));
}

TEST(Renderer, TranslucentSurfacesAreSortedWhateverTheirOrder) {
  Material red = flat(1, 0, 0, 0.5f), blue = flat(0, 0, 1, 0.5f);
  red.alpha_mode = blue.alpha_mode = AlphaMode::kBlend;
  const std::vector<Material> materials = {red, blue, flat(0, 1, 0)};
  const Mesh near = quad(1, 0.5f, 0), far = quad(1, -0.5f, 1), wall = quad(1, -1, 2);
  const Image a = draw(rig_of({near, far, wall}, materials));
  const Image b = draw(rig_of({wall, far, near}, materials));
  EXPECT_EQ(a.pixels, b.pixels);
  const Rgb color = pixel(a, 16, 16);
  EXPECT_GT(color[0], color[2]);
  EXPECT_GT(color[2], 100);
  EXPECT_GT(color[1], 100);

  // Two triangles of one mesh likewise.
  Mesh both = near;
  both.positions[0].z() = both.positions[1].z() = both.positions[2].z() = 0.5f;
  both.positions.insert(both.positions.end(), far.positions.begin(), far.positions.end());
  both.normals.resize(8, Vector3f::UnitZ());
  both.uvs.resize(8, Vector2f::Zero());
  both.slots.resize(8, 0);
  both.weights.resize(8, 1);
  both.colors.assign(8, Vector4f(1, 0, 0, 1));
  for (int i = 4; i < 8; ++i) both.colors[i] = Vector4f(0, 0, 1, 1);
  Material white = flat(1, 1, 1, 0.5f);
  white.alpha_mode = AlphaMode::kBlend;
  Mesh reversed = both;
  both.indices = {0, 1, 2, 0, 2, 3, 4, 5, 6, 4, 6, 7};
  reversed.indices = {4, 5, 6, 4, 6, 7, 0, 1, 2, 0, 2, 3};
  EXPECT_EQ(draw(rig_of({both}, {white})).pixels, draw(rig_of({reversed}, {white})).pixels);
}

TEST(Renderer, NearSurfacesHideFarOnesWhateverTheirOrder) {
  const std::vector<Material> materials = {flat(1, 0, 0), flat(0, 0, 1)};
  for (bool near_first : {true, false}) {
    const Mesh near = quad(0.5f, 0.2f, 0), far = quad(0.9f, -0.2f, 1);
    const Image image =
        draw(near_first ? rig_of({near, far}, materials) : rig_of({far, near}, materials));
    EXPECT_EQ(pixel(image, 16, 16), (Rgb{255, 0, 0}));
    EXPECT_EQ(pixel(image, 4, 16), (Rgb{0, 0, 255}));
    EXPECT_EQ(pixel(image, 0, 16), kGrey);
  }
}

TEST(Renderer, BackFacesShowOnlyWhereDoubleSidedEvenWhenMirrored) {
  for (bool mirrored : {false, true})
    for (bool double_sided : {false, true})
      for (bool back : {false, true}) {
        Mesh mesh = quad(0.8f, 0, 0);
        if (back) std::swap(mesh.indices[1], mesh.indices[2]);
        if (back) std::swap(mesh.indices[4], mesh.indices[5]);
        Rig rig = rig_of({mesh}, {flat(1, 0, 0)});
        rig.materials[0].double_sided = double_sided;
        if (mirrored) rig.skeleton.joints[0].rest.scale.x() = -1;
        const bool expected = double_sided || !back;
        EXPECT_EQ(pixel(draw(rig), 16, 16), expected ? (Rgb{255, 0, 0}) : kGrey)
            << mirrored << double_sided << back;
      }
}

TEST(Renderer, SupersamplingSmoothsEdges) {
  const Rig rig = rig_of({quad(0.53f, 0, 0)}, {flat(1, 1, 1)});
  for (int supersampling : {1, 2, 3, 4}) {
    RenderOptions options;
    options.supersampling = supersampling;
    const Image image = draw(rig, 32, options);
    int between = 0;
    for (size_t i = 0; i < image.pixels.size(); ++i)
      between += image.pixels[i] > 129 && image.pixels[i] < 254;
    EXPECT_EQ(between > 60, supersampling > 1) << between;
    EXPECT_EQ(pixel(image, 16, 16), (Rgb{255, 255, 255}));
    EXPECT_EQ(pixel(image, 2, 2), kGrey);
  }
}

TEST(Renderer, LoadReplacesTheRig) {
  const Rig red = rig_of({quad(1, 0, 0)}, {flat(1, 0, 0)});
  const Rig blue = rig_of({quad(1, 0, 0)}, {flat(0, 0, 1)});
  Renderer renderer;
  for (const Rig* rig : {&red, &blue, &red}) {
    renderer.load(*rig);
    const Image image = renderer.render(rig->skeleton.rest_pose(), front_camera(16));
    EXPECT_EQ(pixel(image, 8, 8), rig == &red ? (Rgb{255, 0, 0}) : (Rgb{0, 0, 255}));
  }
}

TEST(Renderer, GeometryBehindTheCameraIsLeftOut) {
  const Rig rig = rig_of({quad(1, 6, 0), quad(0.5f, 0, 1)}, {flat(1, 0, 0), flat(0, 0, 1)});
  EXPECT_EQ(pixel(draw(rig), 16, 16), (Rgb{0, 0, 255}));
  EXPECT_EQ(pixel(draw(rig_of({quad(1, 6, 0)}, {flat(1, 0, 0)})), 16, 16), kGrey);
}

TEST(RenderOptions, RefusesNonsense) {
  RenderOptions options;
  options.supersampling = 0;
  EXPECT_THROW(Renderer{options}, Error);
}

TEST(FrameCameras, ShowRestAndWholeMotion) {
  const SyntheticWorld world = biped();
  for (const Camera& camera : cameras_for(world, 128)) {
    std::vector<Pose> poses = world.motion.frames;
    poses.push_back(world.rig.skeleton.rest_pose());
    for (const Pose& pose : poses)
      for (const auto& mesh : skinned_positions(world.rig, pose))
        for (const Vector3f& p : mesh) {
          const auto at = camera.project(p.cast<double>());
          ASSERT_TRUE(at.has_value());
          EXPECT_GE(at->minCoeff(), 0);
          EXPECT_LE(at->maxCoeff(), 128);
        }
  }
}

}  // namespace
}  // namespace animax::render
