// SPDX-License-Identifier: MIT
// The motion programs, by the file that holds them. Each poses `figure` (which comes at rest) for
// one moment; what it does is what its name says.
#pragma once

#include "data/motions/program.h"

namespace animax::data {

// locomotion.cpp: legs carry the body
void program_walk(const Stage&, Figure&);
void program_run(const Stage&, Figure&);
void program_trot(const Stage&, Figure&);
void program_gallop(const Stage&, Figure&);
void program_hop(const Stage&, Figure&);
void program_jump(const Stage&, Figure&);
void program_turn(const Stage&, Figure&);
void program_sneak(const Stage&, Figure&);
void program_crawl_biped(const Stage&, Figure&);
void program_crawl(const Stage&, Figure&);
void program_scuttle(const Stage&, Figure&);
void program_march(const Stage&, Figure&);

// rest.cpp: staying in place
void program_idle(const Stage&, Figure&);
void program_breathe(const Stage&, Figure&);
void program_look_around(const Stage&, Figure&);
void program_nod(const Stage&, Figure&);
void program_shake_head(const Stage&, Figure&);
void program_wag_tail(const Stage&, Figure&);
void program_eat(const Stage&, Figure&);
void program_eat_by_hand(const Stage&, Figure&);
void program_roar(const Stage&, Figure&);
void program_sway(const Stage&, Figure&);
void program_bounce(const Stage&, Figure&);
void program_shake(const Stage&, Figure&);
void program_squash(const Stage&, Figure&);
void program_stretch(const Stage&, Figure&);

// posture.cpp: changes of posture
void program_sit_biped(const Stage&, Figure&);
void program_sit_quadruped(const Stage&, Figure&);
void program_crouch(const Stage&, Figure&);
void program_lie_down(const Stage&, Figure&);
void program_lie_down_biped(const Stage&, Figure&);
void program_fall(const Stage&, Figure&);
void program_die(const Stage&, Figure&);
void program_die_insect(const Stage&, Figure&);
void program_die_floating(const Stage&, Figure&);
void program_get_hit(const Stage&, Figure&);
void program_rear(const Stage&, Figure&);
void program_bow(const Stage&, Figure&);

// gesture.cpp: arms and legs of bipeds
void program_wave(const Stage&, Figure&);
void program_wave_leg(const Stage&, Figure&);
void program_clap(const Stage&, Figure&);
void program_point(const Stage&, Figure&);
void program_punch(const Stage&, Figure&);
void program_kick(const Stage&, Figure&);
void program_dance(const Stage&, Figure&);
void program_dance_legs(const Stage&, Figure&);
void program_cheer(const Stage&, Figure&);
void program_reach_biped(const Stage&, Figure&);
void program_lift_biped(const Stage&, Figure&);
void program_throw(const Stage&, Figure&);
void program_shrug(const Stage&, Figure&);

// attack.cpp: heads, claws and fangs
void program_attack_biped(const Stage&, Figure&);
void program_lunge(const Stage&, Figure&);
void program_bite(const Stage&, Figure&);
void program_peck(const Stage&, Figure&);
void program_rear_strike(const Stage&, Figure&);

// wings.cpp
void program_flap(const Stage&, Figure&);
void program_fly(const Stage&, Figure&);
void program_glide(const Stage&, Figure&);
void program_hover(const Stage&, Figure&);
void program_take_off(const Stage&, Figure&);

// bodies.cpp: fish and snakes
void program_swim(const Stage&, Figure&);
void program_idle_fish(const Stage&, Figure&);
void program_leap_fish(const Stage&, Figure&);
void program_turn_body(const Stage&, Figure&);
void program_slither(const Stage&, Figure&);
void program_idle_snake(const Stage&, Figure&);
void program_inch(const Stage&, Figure&);
void program_coil(const Stage&, Figure&);
void program_strike(const Stage&, Figure&);
void program_rear_snake(const Stage&, Figure&);
void program_sway_snake(const Stage&, Figure&);
void program_flap_fins(const Stage&, Figure&);

// plants.cpp
void program_idle_plant(const Stage&, Figure&);
void program_sway_plant(const Stage&, Figure&);
void program_shake_plant(const Stage&, Figure&);
void program_bounce_plant(const Stage&, Figure&);
void program_bloom(const Stage&, Figure&);
void program_close_plant(const Stage&, Figure&);
void program_bow_plant(const Stage&, Figure&);
void program_wave_plant(const Stage&, Figure&);
void program_rotate_plant(const Stage&, Figure&);

// objects.cpp: hinges, slides, wheels and machines
void program_open(const Stage&, Figure&);
void program_close(const Stage&, Figure&);
void program_open_and_close(const Stage&, Figure&);
void program_shake_object(const Stage&, Figure&);
void program_bounce_object(const Stage&, Figure&);
void program_rotate(const Stage&, Figure&);
void program_reach_machine(const Stage&, Figure&);
void program_lift_machine(const Stage&, Figure&);
void program_grip(const Stage&, Figure&);
void program_wave_machine(const Stage&, Figure&);
void program_idle_machine(const Stage&, Figure&);
void program_nod_machine(const Stage&, Figure&);
void program_sway_hook(const Stage&, Figure&);
void program_drive(const Stage&, Figure&);
void program_turn_vehicle(const Stage&, Figure&);

}  // namespace animax::data
