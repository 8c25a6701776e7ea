# SPDX-License-Identifier: MIT
# The two commands of the README, and the build they share. All are idempotent.
BUILD ?= build
JOBS ?= $(shell nproc)

.PHONY: demo test test-all build deps validator bench format install clean

## Animate sample rigs by text into demo/.
demo: build
	scripts/demo.sh $(BUILD) demo

## Build and pass the tests (`make test-all` adds the slow ones).
test: build validator
	ctest --test-dir $(BUILD) --output-on-failure -LE slow -j $(JOBS)

test-all: build validator
	ctest --test-dir $(BUILD) --output-on-failure -j $(JOBS)

build: deps
	cmake -S . -B $(BUILD) -G Ninja -DCMAKE_BUILD_TYPE=Release
	cmake --build $(BUILD) -j $(JOBS)

## Install what is missing (Debian 12; needs root or sudo only when something is).
deps:
	scripts/install_dependencies.sh

## The glTF validator is an npm package; its test is skipped where it cannot be had.
validator: deps
	@test -d tests/validator/node_modules || npm ci --silent --no-audit --no-fund --prefix tests/validator || \
	  echo "npm could not install the glTF validator; its test will be skipped"

bench: deps
	cmake -S . -B $(BUILD) -G Ninja -DCMAKE_BUILD_TYPE=Release -DANIMAX_BUILD_BENCH=ON
	cmake --build $(BUILD) -j $(JOBS)

format:
	git ls-files '*.h' '*.cpp' | xargs clang-format -i

install: build
	cmake --install $(BUILD)

clean:
	rm -rf $(BUILD) demo
