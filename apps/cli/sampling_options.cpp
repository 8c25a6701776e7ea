// SPDX-License-Identifier: MIT
#include "cli/sampling_options.h"

#include "pipeline/animate.h"

#include <CLI/CLI.hpp>

namespace animax::cli {

void add_sampling_options(CLI::App& app, pipeline::AnimateOptions& o) {
  app.add_option("--model", o.model, "Model folder; default: the bundled mini model");
  app.add_option("--seed", o.seed, "Seed of the noise");
  app.add_option("--steps", o.steps, "Denoising steps; 0: the model's default");
  app.add_option("--text-guidance", o.text_guidance, "Guidance by the text; -1: the model's");
  app.add_option("--image-guidance", o.image_guidance, "Guidance by the renders; -1: the model's");
  app.add_option("--guidance-interval",
                 o.guidance_interval,
                 "Guide only the steps between two noise levels, 0 to 1; default: the model's")
      ->expected(2);
  app.add_option(
      "--candidates", o.candidates, "Draw this many and keep the one with the best evidence");
  app.add_flag("--plant-feet,!--no-plant-feet",
               o.plant_feet,
               "Hold feet that stand on the floor, or leave them as generated; default: hold");
  app.add_option("--device", o.device, "auto, cpu or cuda");
}

}  // namespace animax::cli
