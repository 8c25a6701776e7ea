// SPDX-License-Identifier: MIT
#include "data/shards/tar.h"

#include "core/error.h"
#include "core/file.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace animax::data {
namespace {

const std::string kLong(1300, 'x');

std::string sample_archive() {
  return tar_member("a.txt", "hello") + tar_member("empty", "") + tar_member("long.bin", kLong) +
         tar_end();
}

TEST(TarReader, ReadsBackWhatWasWritten) {
  const TemporaryFolder folder;
  write_file(folder.path() / "t.tar", sample_archive());
  TarReader reader(folder.path() / "t.tar");
  EXPECT_EQ(reader.next()->name, "a.txt");
  EXPECT_EQ(reader.next()->content, "");
  EXPECT_EQ(reader.next()->content, kLong);
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.complete());
}

TEST(TarReader, EveryTruncatedPrefixGivesWholeMembersOnly) {
  const TemporaryFolder folder;
  const std::string archive = sample_archive();
  // Where the members end: header + content in blocks.
  const size_t ends[] = {1024, 1536, 3584};
  for (size_t size = 0; size < archive.size(); size += size < 1600 ? 37 : 311) {
    write_file(folder.path() / "t.tar", archive.substr(0, size));
    TarReader reader(folder.path() / "t.tar");
    size_t members = 0;
    while (reader.next()) ++members;
    size_t whole = 0;
    for (size_t end : ends) whole += end <= size;
    EXPECT_EQ(members, whole) << size;
    EXPECT_EQ(reader.complete(), size >= 3584 + 512) << size;
  }
}

TEST(TarReader, RefusesDamage) {
  const TemporaryFolder folder;
  std::string archive = sample_archive();
  archive[3] ^= 1;
  write_file(folder.path() / "t.tar", archive);
  TarReader damaged(folder.path() / "t.tar");
  EXPECT_THROW(damaged.next(), Error);
  write_file(folder.path() / "t.tar", sample_archive());
  TarReader limited(folder.path() / "t.tar", 100);
  EXPECT_TRUE(limited.next());
  EXPECT_TRUE(limited.next());
  EXPECT_THROW(limited.next(), Error);
  EXPECT_THROW(TarReader(folder.path() / "none.tar"), Error);
}

TEST(TarMember, NamesMustFit) {
  EXPECT_EQ(tar_member(std::string(100, 'n'), "").size(), 512u);
  EXPECT_THROW(tar_member(std::string(101, 'n'), ""), CheckFailure);
  EXPECT_THROW(tar_member("", ""), CheckFailure);
}

TEST(TarMember, IsReadByTheSystemsTar) {
  if (std::system("command -v tar > /dev/null") != 0) GTEST_SKIP() << "no tar program";
  const TemporaryFolder folder;
  write_file(folder.path() / "t.tar", sample_archive());
  const std::string in_folder = "cd " + folder.path().string() + " && ";
  ASSERT_EQ(std::system((in_folder + "tar xf t.tar").c_str()), 0);
  EXPECT_EQ(read_file(folder.path() / "long.bin"), kLong);
  EXPECT_EQ(read_file(folder.path() / "a.txt"), "hello");
}

}  // namespace
}  // namespace animax::data
