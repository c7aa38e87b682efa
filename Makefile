# libkefu: one makefile, no recursion into directories. Needs a C compiler and
# make; ./configure is optional and only writes config.mk. What is set on the
# command line wins over config.mk, which wins over the environment, which
# wins over the defaults below. Our own flags are kept apart in OWN_CFLAGS, so
# `make CFLAGS=-Os` takes nothing away that the library needs.

.SUFFIXES:
.DELETE_ON_ERROR:
all:

-include config.mk

CC ?= cc
AR ?= ar
CXX ?= c++
CLANG ?= clang
PYTHON ?= python3
PKG_CONFIG ?= pkg-config
INSTALL ?= install
INSTALL_PROGRAM ?= $(INSTALL)
INSTALL_DATA ?= $(INSTALL) -m 644
CFLAGS ?= -O2 -g
CXXFLAGS ?= -O2 -g

prefix ?= /usr/local
exec_prefix ?= $(prefix)
bindir ?= $(exec_prefix)/bin
libdir ?= $(exec_prefix)/lib
includedir ?= $(prefix)/include
datarootdir ?= $(prefix)/share
datadir ?= $(datarootdir)
mandir ?= $(datarootdir)/man
man1dir ?= $(mandir)/man1
man3dir ?= $(mandir)/man3
docdir ?= $(datarootdir)/doc/libkefu
htmldir ?= $(docdir)/html
pkgconfigdir ?= $(libdir)/pkgconfig

# Where everything that is made goes; a second configuration (sanitizers,
# another compiler) gets a directory of its own.
BUILD ?= build
# The folder with test vectors and data sets, for the tests that use them.
SHARED ?=
# What runs a program of the target: RUN=qemu-aarch64-static when crossing.
RUN ?=
FUZZ_RUNS ?= 20000

# The version has one source: the macros of include/kefu/base.h.
version_part = $(shell sed -n 's/^\#define KEFU_VERSION_$(1) \([0-9]*\).*/\1/p' include/kefu/base.h)
MAJOR := $(call version_part,MAJOR)
VERSION := $(MAJOR).$(call version_part,MINOR).$(call version_part,PATCH)
SONAME := libkefu.so.$(MAJOR)

WARNINGS ?= -Wall -Wextra -Wconversion -Wshadow -pedantic -Wstrict-prototypes
ifneq ($(STRICT),)
ERRORS = -Werror
endif
OWN_CFLAGS = -std=c11 -Iinclude -Ilib -fvisibility=hidden -ffp-contract=off \
	-MMD -MP $(WARNINGS) $(ERRORS)
OWN_LDFLAGS = -shared -Wl,-soname,$(SONAME) -Wl,--version-script,lib/kefu.map
LIBS = -lm

COMPILE = $(CC) $(OWN_CFLAGS) $(CPPFLAGS) $(CFLAGS)
LINK = $(CC) $(OWN_CFLAGS) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)

sources := $(sort $(wildcard lib/*/*.c))
headers := $(sort $(wildcard include/kefu/*.h))
umbrella := $(wildcard include/kefu.h)
objects := $(sources:lib/%.c=$(BUILD)/lib/%.o)
pic_objects := $(objects:.o=.pic.o)
static := $(BUILD)/libkefu.a
shared := $(BUILD)/libkefu.so

# Examples: kefu-report and whatever else opens a database need SQLite, the
# rest needs nothing.
example_sources := $(sort $(wildcard examples/*.c))
report_sources := $(filter examples/kefu-report%,$(example_sources))
single_sources := $(filter-out $(report_sources),$(example_sources))
sqlite_sources := $(if $(single_sources),$(shell grep -l 'sqlite3\.h' $(single_sources)))
plain_sources := $(filter-out $(sqlite_sources),$(single_sources))
plain_examples := $(plain_sources:examples/%.c=$(BUILD)/examples/%)
sqlite_examples := $(sqlite_sources:examples/%.c=$(BUILD)/examples/%)
report := $(if $(report_sources),$(BUILD)/kefu-report)
have_sqlite := $(shell $(PKG_CONFIG) --exists sqlite3 2>/dev/null && echo yes)
tools := $(if $(have_sqlite),$(report) $(sqlite_examples))
SQLITE_CFLAGS = $(shell $(PKG_CONFIG) --cflags sqlite3)
SQLITE_LIBS = $(shell $(PKG_CONFIG) --libs sqlite3)
CHECK_CFLAGS = $(shell $(PKG_CONFIG) --cflags check)
CHECK_LIBS = $(shell $(PKG_CONFIG) --libs check)
JANSSON_CFLAGS = $(shell $(PKG_CONFIG) --cflags jansson)
JANSSON_LIBS = $(shell $(PKG_CONFIG) --libs jansson)

unit_sources := $(sort $(wildcard tests/unit/test_*.c))
unit_tests := $(unit_sources:tests/unit/%.c=$(BUILD)/tests/unit/%)
unit_helpers := $(filter-out $(unit_sources),$(sort $(wildcard tests/unit/*.c)))
unit_helper_objects := $(unit_helpers:%.c=$(BUILD)/%.o)
conformance_objects := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard tests/conformance/*.c)))
fuzz_sources := $(sort $(wildcard tests/fuzz/fuzz_*.c))
fuzz_targets := $(fuzz_sources:tests/fuzz/%.c=$(BUILD)/tests/fuzz/%)
replay_targets := $(fuzz_targets:%=%.replay)
bench_sources := $(sort $(wildcard bench/*.c))
bench_programs := $(bench_sources:bench/%.c=$(BUILD)/bench/%)
VECTORS ?= $(if $(SHARED),$(sort $(wildcard $(SHARED)/vectors/*.jsonl)))

all: static shared examples
static: $(static)
shared: $(shared)
examples: $(plain_examples) $(tools)

# Objects are made anew when the compiler or its flags change.
flags_now := $(COMPILE) $(OWN_LDFLAGS) $(LDFLAGS)
flags_file := $(BUILD)/flags
ifneq ($(file <$(flags_file)),$(flags_now))
$(shell mkdir -p $(BUILD))
$(file >$(flags_file),$(flags_now))
endif

$(BUILD)/lib/%.pic.o: lib/%.c $(flags_file)
	@mkdir -p $(@D)
	$(COMPILE) -fPIC -c -o $@ $<

$(BUILD)/lib/%.o: lib/%.c $(flags_file)
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

$(static): $(objects)
	@rm -f $@
	$(AR) rcs $@ $(objects)

$(shared).$(VERSION): $(pic_objects) lib/kefu.map
	$(LINK) $(OWN_LDFLAGS) -o $@ $(pic_objects) $(LIBS)

$(BUILD)/$(SONAME): $(shared).$(VERSION)
	ln -sf $(<F) $@

$(shared): $(BUILD)/$(SONAME)
	ln -sf $(<F) $@

# Examples
$(plain_examples): $(BUILD)/examples/%: examples/%.c $(static)
	@mkdir -p $(@D)
	$(LINK) -o $@ $< $(static) $(LIBS)

$(sqlite_examples): $(BUILD)/examples/%: examples/%.c $(static)
	@mkdir -p $(@D)
	$(LINK) $(SQLITE_CFLAGS) -o $@ $< $(static) $(SQLITE_LIBS) $(LIBS)

$(BUILD)/examples/%.o: examples/%.c $(flags_file)
	@mkdir -p $(@D)
	$(COMPILE) $(SQLITE_CFLAGS) -c -o $@ $<

report_objects := $(report_sources:%.c=$(BUILD)/%.o)
$(BUILD)/kefu-report: $(report_objects) $(static)
	$(LINK) -o $@ $(report_objects) $(static) $(SQLITE_LIBS) $(LIBS)

# Tests
$(BUILD)/tests/unit/%.o: tests/unit/%.c $(flags_file)
	@mkdir -p $(@D)
	$(COMPILE) -Itests/unit $(CHECK_CFLAGS) -c -o $@ $<

$(unit_tests): %: %.o $(unit_helper_objects) $(static)
	$(LINK) -o $@ $< $(unit_helper_objects) $(static) $(CHECK_LIBS) $(LIBS)

$(BUILD)/tests/conformance/%.o: tests/conformance/%.c $(flags_file)
	@mkdir -p $(@D)
	$(COMPILE) -Itests/conformance $(JANSSON_CFLAGS) -c -o $@ $<

$(BUILD)/conformance: $(conformance_objects) $(static)
	$(LINK) -o $@ $(conformance_objects) $(static) $(JANSSON_LIBS) $(LIBS)

# `make fuzz` builds with libFuzzer; the replay programs run the stored corpus
# through the same targets with any compiler.
$(fuzz_targets): $(BUILD)/tests/fuzz/%: tests/fuzz/%.c $(static)
	@mkdir -p $(@D)
	$(LINK) -fsanitize=fuzzer -o $@ $< $(static) $(LIBS)

$(replay_targets): $(BUILD)/tests/fuzz/%.replay: tests/fuzz/%.c tests/fuzz/replay.c $(static)
	@mkdir -p $(@D)
	$(LINK) -o $@ $< tests/fuzz/replay.c $(static) $(LIBS)

$(bench_programs): $(BUILD)/bench/%: bench/%.c $(static)
	@mkdir -p $(@D)
	$(LINK) -Ibench -o $@ $< $(static) $(LIBS)

unit: $(unit_tests)
	@scripts/run-unit $(unit_tests)

conformance: $(BUILD)/conformance
	@if [ -z "$(strip $(VECTORS))" ]; then \
		echo 'conformance: no vectors given; use VECTORS="FILE..." or SHARED=DIRECTORY'; \
	else $(RUN) $(BUILD)/conformance $(VECTORS); fi

clean:
	rm -rf $(BUILD)

.PHONY: all static shared examples unit conformance clean

-include $(wildcard $(BUILD)/lib/*/*.d $(BUILD)/tests/*/*.d $(BUILD)/examples/*.d $(BUILD)/bench/*.d $(BUILD)/*.d)
